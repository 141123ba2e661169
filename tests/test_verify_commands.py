"""attrib verify, and extract --against: what comes back on which stream, with which exit code. No model is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from attrib import cli
from attrib.analyzer import Analyzer
from attrib.types import Analysis, Attribution, Cue, Document, Engine, Entity, Span, Speaker

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs/schema/attrib-1.schema.json").read_text(encoding="utf-8"))
TEXT = "“The wall will hold for a hundred years,” said Odile Vale at the town hall. She went home.\n"
SAID = (
    "ODILE VALE: Friends, the wall will hold for a hundred years. Good night.\n\nANN MOSS: Thanks.\n\nODILE VALE: So."
)

runner = CliRunner()


def stub(document: Document) -> Analysis:
    """Find the one attribution of TEXT, whatever its words are."""
    end = document.text.index("”") + 1
    vale = Speaker("e1", "Odile Vale", "named_person")
    said = Cue(Span(end + 1, end + 5), "say")
    source = Span(end + 6, end + 16)
    found = Attribution("a1", "direct", (Span(0, end),), said, source, "quotation", 0, 0, vale, confidence=0.9)
    return Analysis(document, Engine("0.1.0"), (found,), (Entity("e1", "Odile Vale", "named_person"),))


@pytest.fixture(autouse=True)
def _no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Analyzer, "analyze", lambda _self, document: stub(document))
    monkeypatch.setattr("attrib.verify.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv("ATTRIB_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "wall.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "said" / "speech.txt"
    path.parent.mkdir()
    path.write_text(SAID, encoding="utf-8")
    return path


def run(*arguments: str | Path, code: int = 0) -> Any:  # noqa: ANN401 - click's or Typer's
    result = runner.invoke(cli.app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output
    return result


def test_words_that_were_said_have_exit_code_0(article: Path, speech: Path) -> None:
    out = run("verify", article, "--against", speech.parent).stdout
    assert "FINE  a1  Odile Vale" in out
    assert f"in {speech}, ODILE VALE" in out


def test_a_fault_has_exit_code_8(article: Path, speech: Path) -> None:
    longer = "years and outlive all of us here"
    article.write_text(TEXT.replace("years", longer), encoding="utf-8")
    speech.write_text(SAID.replace("a hundred years", f"two hundred {longer}"), encoding="utf-8")
    out = run("verify", article, "--against", speech, code=8).stdout
    assert "number: printed “a hundred”, said “two hundred”" in out


def test_what_is_not_found_has_exit_code_9_and_can_be_asked_for(article: Path, speech: Path) -> None:
    speech.write_text("ODILE VALE: Good night to you all, and safe home.", encoding="utf-8")
    assert "NOT FOUND  a1" in run("verify", article, "--against", speech, code=9).stdout
    out = run("verify", article, "--against", speech, "--missing", code=9).stdout
    assert out == (
        "Odile Vale (1)\n"
        "  “The wall will hold for a hundred years,”\n"
        f"    {article}\n"
        "    … said Odile Vale at the town hall. She went home.\n"
    )
    refused = run("verify", article, "--against", speech, "--missing", "--format", "json", code=3)
    assert "what is missing is text" in refused.stderr


def test_a_source_that_cannot_be_read_has_exit_code_9(article: Path, speech: Path) -> None:
    scan = speech.parent / "minutes.pdf"
    scan.write_bytes((ROOT / "tests/files/scan.pdf").read_bytes())
    result = run("verify", article, "--against", scan, code=9)
    assert "is a scan" in result.stderr
    assert "a source could not be read" in result.stdout
    assert "FINE" in run("verify", article, "--against", speech.parent).stdout  # the words were in another


def test_the_json_is_the_schema_with_verifications(article: Path, speech: Path) -> None:
    for command in (["verify"], ["extract"]):
        out = run(*command, article, "--against", speech, "--format", "json").stdout
        data = json.loads(out)
        jsonschema.Draft202012Validator(SCHEMA).validate(data)
        (found,) = data["verifications"]
        assert list(found) == ["attribution", "verdict", "kinds", "differences", "flags", "source", "places", "weight"]
        assert (found["attribution"], found["verdict"]) == ("a1", "verbatim")
        source = found["source"]
        assert SAID[source["start"] : source["end"]] == source["text"] == "the wall will hold for a hundred years"
        assert source["speaker"] == "ODILE VALE"
    assert "verifications" not in json.loads(run("extract", article, "--format", "json").stdout)


def test_a_result_is_verified_without_its_article(article: Path, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("wall.json").write_text(run("verify", article, "--against", speech, "-f", "json").stdout, encoding="utf-8")
    monkeypatch.setattr(Analyzer, "analyze", None)
    assert "the source has changed" not in run("verify", "wall.json", "--against", speech).stdout
    speech.write_text(SAID + " Good night.", encoding="utf-8")
    assert "the source has changed since it was last compared" in run("verify", "wall.json", "--against", speech).stdout


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": "attrib/2"}', None])
def test_a_result_that_is_none_is_refused(speech: Path, content: str | None) -> None:
    if content is not None:
        Path("wall.json").write_text(content, encoding="utf-8")
    result = run("verify", "wall.json", "--against", speech, code=2)
    assert result.stderr.startswith("attrib: ")
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wall.txt"], "no source was given"),
        (["wall.txt", "--against", "wall.txt"], "given as an article and as a source"),
        (["wall.txt", "--against", "."], "given as an article and as a source"),
        (["wall.txt", "--against", "said", "--house", "tabloid"], "no house rules are called tabloid"),
    ],
)
def test_what_makes_no_sense_is_refused(article: Path, speech: Path, arguments: list[str], message: str) -> None:
    assert article.exists()
    assert speech.exists()
    result = run("verify", *arguments, code=2)
    assert message in result.stderr
    assert "hint: " in result.stderr


def test_a_json_file_holds_one_article(article: Path, speech: Path) -> None:
    second = article.with_name("second.txt")
    second.write_text(TEXT, encoding="utf-8")
    assert "one article" in run("verify", article, second, "--against", speech, "-f", "json", code=3).stderr
    assert run("verify", article, second, "--against", speech).stdout.count("FINE") == 2


def test_only_json_has_a_place_for_verifications(article: Path, speech: Path) -> None:
    assert "has no place" in run("extract", article, "--against", speech, "--format", "csv", code=2).stderr


def test_rules_of_the_house_decide_on_the_exit_code(article: Path, speech: Path, tmp_path: Path) -> None:
    speech.write_text(SAID.replace("will hold for", "will hold, you know, for"), encoding="utf-8")
    rules = tmp_path / "house.toml"
    rules.write_text('[kinds]\nfiller = "fault"\n', encoding="utf-8")
    codes = {"reuters": 0, "ap": 0, "strict": 8, "lenient": 0, str(rules): 8}
    for house, code in codes.items():
        run("verify", article, "--against", speech, "--house", house, code=code)
