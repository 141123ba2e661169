"""What a user installs: the wheel, built from this checkout, in an environment of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import attrib

ROOT = Path(__file__).parents[1]
LARGEST = 95_000_000
"""Bytes a wheel may have (issue 2, part 2)."""

SHEET = """
from pathlib import Path
import attrib.sheet
from attrib.read import read_document
from attrib.types import Analysis, Engine
assert Path(attrib.__file__).is_relative_to({prefix!r}), attrib.__file__
document = read_document("-", data=b"It will hold, said Odile Vale of the harbour office this week in the town.")
print(attrib.sheet.render(Analysis(document, Engine(attrib.__version__))))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, without network: hatchling is in the dev extras."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment that has the wheel, and sees this environment's packages without attrib itself."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=os.name == "posix")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    # Libraries come from here by a plain path: a .pth file among them, such as an editable attrib's, is not followed.
    (site,) = folder.glob("**/site-packages")
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    return python


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_the_wheel_holds_templates_models_and_licence_and_is_small_enough(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    top = {name.split("/")[0] for name in names}
    assert top == {"attrib", f"attrib-{attrib.__version__}.dist-info"}
    here = {f"attrib/templates/{path.name}" for path in (ROOT / "templates").iterdir()}
    weights = json.loads((ROOT / "attrib/models/manifest.json").read_text(encoding="utf-8"))["files"]
    assert weights
    here |= {"attrib/models/manifest.json", *(f"attrib/models/{name}" for name in weights)}
    here |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "attrib/models").rglob("*") if path.is_file()}
    assert here <= names
    assert "attrib/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not {name for name in names if "__pycache__" in name}
    assert wheel.stat().st_size < LARGEST


def test_the_installed_wheel_renders_a_sheet(clean: Path, tmp_path: Path) -> None:
    html = _run(clean, "-c", SHEET.format(prefix=str(clean.parents[1])), cwd=tmp_path)
    assert "It will hold, said Odile Vale" in html
    assert html.lstrip().lower().startswith("<!doctype html>")


def test_the_installed_wheel_has_the_command(clean: Path, tmp_path: Path) -> None:
    command = clean.with_name("attrib.exe" if os.name == "nt" else "attrib")
    assert _run(command, "--version", cwd=tmp_path).split() == ["attrib", attrib.__version__]


WITHOUT = """
import sys
sys.modules["transformers"] = None  # whoever imports it gets an ImportError
import attrib
(one,) = attrib.analyze("The wall will hold, said Odile Vale of the harbour office.").attributions
print(one.speaker.name)
"""


@pytest.mark.models
def test_the_installed_wheel_does_without_transformers(clean: Path, wheel: Path, tmp_path: Path) -> None:
    assert _run(clean, "-c", WITHOUT, cwd=tmp_path).split() == ["Odile", "Vale"]
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("METADATA")]
        needs = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or []
    assert "transformers" not in _names([line for line in needs if "extra ==" not in line])


def test_the_metadata_names_version_licence_and_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("METADATA")]
        metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata["Version"] == attrib.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=~!\[; ]", line, maxsplit=1)[0].lower().replace("_", "-") for line in requirements}


def test_every_dependency_is_pinned_by_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    assert "torch==2.13.0" in pins
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    assert _names(wanted) <= _names(pins)


def test_the_readme_has_the_two_commands_on_a_line_each() -> None:
    commands = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "pip install" in line]
    first, second = commands
    assert first.endswith("factsheet seeds/iraq-syria-attacks.txt -o reports/iraq-syria-attacks.html")
    assert second.endswith("-m pytest")
    assert all("-c constraints.txt" in command for command in commands)
