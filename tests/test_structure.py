"""The structure of the package, drawn from its source: no module imports itself by way of others.

Imports inside functions and for types alone count: they are circles for whoever reads the code, too.
"""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules(package: Path) -> dict[str, Path]:
    """Return every module of a package by its dotted name; a package itself is its ``__init__``."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(source: str, name: str, known: frozenset[str], *, is_package: bool) -> set[str]:
    """Return which of the `known` modules the source of module `name` imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = name.split(".")
            inside = parts[: len(parts) - node.level + is_package] if node.level else []
            place = ".".join([*inside, *([node.module] if node.module else [])])
            # `from attrib import types` is about attrib.types, not about what else attrib offers.
            found |= {full if (full := f"{place}.{alias.name}") in known else place for alias in node.names}
    return found & known - {name}


def graph(package: Path) -> dict[str, set[str]]:
    """Return which modules of a package each of them imports."""
    places = modules(package)
    known = frozenset(places)
    return {
        name: imports(path.read_text(encoding="utf-8"), name, known, is_package=path.name == "__init__.py")
        for name, path in places.items()
    }


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle in order, the first one again at the end; none when there is no circle."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_module_imports_itself_by_way_of_others() -> None:
    arrows = graph(ROOT / "attrib")
    assert len(arrows) > 50
    assert circle(arrows) == []


@pytest.mark.parametrize(
    "line",
    [
        "import made.b",
        "from made import b",
        "from made.b import thing",
        "from . import b",
        "from .b import thing",
        "def late():\n    from made.b import thing",
        "if TYPE_CHECKING:\n    from made.b import Thing",
    ],
)
def test_a_circle_is_found_however_it_is_written(tmp_path: Path, line: str) -> None:
    package = tmp_path / "made"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "a.py").write_text(line, encoding="utf-8")
    (package / "b.py").write_text("from made import c", encoding="utf-8")
    (package / "c.py").write_text("", encoding="utf-8")
    assert circle(graph(package)) == []
    (package / "c.py").write_text("import made.a", encoding="utf-8")
    assert set(circle(graph(package))) == {"made.a", "made.b", "made.c"}


def test_each_library_is_imported_in_its_room_alone() -> None:
    rooms = {
        "jinja2": "sheet",
        "onnxruntime": "onnx.py",
        "spacy": "spacy.py",
        "stanza": "parse",
        "textual": "review",
        "torch": "parse",
        "trafilatura": "read",
        "transformers": "nowhere",
        "typer": "cli",
    }
    for name, path in modules(ROOT / "attrib").items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for library in {each.split(".")[0] for each in names} & rooms.keys():
                assert path.relative_to(ROOT / "attrib").parts[0] == rooms[library], f"{name} imports {library}"
