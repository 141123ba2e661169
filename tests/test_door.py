"""The public door: what `import attrib` offers, that it costs nothing, and that the examples of docs/python.md run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import attrib
from attrib.types import Analysis, Attribution, Document, Engine, Entity, Span, Speaker

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "python.md"


def examples(page: str) -> list[str]:
    """Return the Python examples of a page, in order."""
    return re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


def test_every_public_name_is_there_and_no_other() -> None:
    functions = {
        "analyze",
        "Analyzer",
        "read_document",
        "factsheet",
        "to_dict",
        "from_dict",
        "AttribError",
        "__version__",
    }
    kinds = {
        "Analysis", "Attribution", "Candidate", "Claim", "Cue", "Document", "Engine", "Entity", "Paragraph", "Quoted",
        "Span", "Speaker", "Step", "Title", "Verification",
    }  # fmt: skip
    assert {*attrib.__all__} == functions | kinds
    for name in attrib.__all__:
        assert getattr(attrib, name) is not None
        assert name in dir(attrib)
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        attrib.analyse  # type: ignore[attr-defined]  # noqa: B018 - the look-up is the test


def test_importing_attrib_imports_nothing_else_of_it() -> None:
    code = "import sys, attrib; print(*(name for name in sys.modules if name.startswith('attrib.')))"
    assert run("-c", code) == "attrib.version\n"


def test_names_are_what_the_rooms_have() -> None:
    from attrib import analyzer, read, sheet

    assert attrib.Analyzer is analyzer.Analyzer
    assert attrib.read_document is read.read_document
    assert attrib.factsheet is sheet.render
    assert attrib.Analysis is Analysis


def test_an_analysis_answers_who_said_what() -> None:
    text = "“It held,” said Vale. “It did,” said Moss. “Twice,” said Vale. Nobody knows why."
    people = (Entity("e1", "Vale", "named_person"), Entity("e2", "Moss", "named_person"))
    spoken = [("“It held,”", "e1"), ("“It did,”", "e2"), ("“Twice,”", "e1"), ("Nobody knows why", None)]
    made = []
    for number, (words, who) in enumerate(spoken, 1):
        start = text.index(words)
        speaker = None if who is None else Speaker(who, who, "named_person")
        spans = (Span(start, start + len(words)),)
        made.append(Attribution(f"a{number}", "direct", spans, None, None, "made", 0, 0, speaker))
    analysis = Analysis(Document("sha256:" + "0" * 64, text, ()), Engine("0"), tuple(made), people)
    assert [analysis.text_of(each.content[0]) for each in made] == [words for words, _ in spoken]
    assert analysis.entity("e2") is people[1]
    found = {speaker: [each.id for each in theirs] for speaker, theirs in analysis.by_speaker().items()}
    assert list(found.items()) == [(people[0], ["a1", "a3"]), (people[1], ["a2"]), (None, ["a4"])]
    with pytest.raises(KeyError):
        analysis.entity("e3")


def test_the_first_example_needs_one_import_and_five_lines() -> None:
    for page in (PAGE, ROOT / "README.md"):
        first = [line for line in examples(page.read_text(encoding="utf-8"))[0].splitlines() if line]
        assert len(first) <= 5
        assert [line for line in first if "import" in line] == ["import attrib"]


def test_the_examples_use_every_public_function() -> None:
    code = "\n".join(examples(PAGE.read_text(encoding="utf-8")))
    for name in ("analyze", "Analyzer", "read_document", "factsheet", "to_dict", "from_dict", "AttribError"):
        assert f"attrib.{name}" in code, name
    for name in ("analyzer.analyze(", "analyzer.analyze_each(", ".text_of", ".entity(", ".by_speaker("):
        assert name in code, name


@pytest.mark.models
def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = []
    for example in examples(PAGE.read_text(encoding="utf-8")):
        exec(compile(example, str(PAGE), "exec"), names)  # noqa: S102 - our own page
        shown.append(capsys.readouterr().out)
    assert "Odile Vale | “The wall will hold,”" in shown[0]
    assert "missing.txt: There is no file" in "".join(shown)
    assert (tmp_path / "sheet.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "The text is empty" in shown[-1]


def test_every_example_is_typed(tmp_path: Path) -> None:
    script = tmp_path / "examples.py"
    script.write_text("\n".join(examples(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache"), str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def run(*arguments: str) -> str:
    """Return what a Python of its own prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout
