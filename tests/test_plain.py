"""attrib.plain, and that every writer asks it: nothing an article says steers the terminal it is printed on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from attrib import cli, plain
from attrib.cli.articles import Format, _formatted
from attrib.export import csv as table
from attrib.export import json as schema
from attrib.export import jsonl
from attrib.read import kept
from attrib.read.web import Fetched
from attrib.review import Decision, Named, Review, decisions
from attrib.store import Store
from attrib.types import Analysis, Attribution, Cue, Document, Engine, Entity, Paragraph, Span, Speaker

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"]
DIRECTIONS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
LEFT_ALONE = "\u200c\u200d\u200e\u200f\u061c"
STEERING = {*CONTROLS, *DIRECTIONS}
NASTY = f"red \x1b[31m \x9b31m \u202e{''.join(sorted(STEERING))}\u2069 {LEFT_ALONE}\r\tand on"


def steers(text: str) -> set[str]:
    return {each for each in text if each in STEERING or "\ud800" <= each <= "\udfff"}


def evil() -> Analysis:
    """Return an analysis each string of which steers."""
    text = f"“{NASTY},” Ann said."
    words = Span(0, text.index(",") + 2)
    return Analysis(
        Document(f"sha256:{7:064x}", text, (Paragraph(Span(0, len(text))),), NASTY, NASTY, NASTY, NASTY, NASTY),
        Engine(NASTY, NASTY, {NASTY: NASTY}),
        (
            Attribution(
                "a1", "direct", (words,), Cue(Span(text.index("said"), len(text) - 1), NASTY), words, NASTY, 0, 0,
                Speaker("e1", NASTY, "named_person"), evidence=(NASTY,), flags=(NASTY,),
            ),
        ),
        (Entity("e1", NASTY, "named_person", NASTY, NASTY, (NASTY,), (words,)),),
    )  # fmt: skip


@given(st.text(st.characters()))
def test_what_is_tame_steers_nothing_and_keeps_every_other_character(text: str) -> None:
    shown = plain.tame(text)
    assert not steers(shown)
    assert len(shown) == len(text)
    assert all(after == before for before, after in zip(text, shown, strict=True) if not steers(before))


def test_a_control_is_shown_as_its_picture_and_the_marks_of_scripts_stay() -> None:
    assert plain.tame(f"a\x1b[31m\x07\x7f\x9b\u202eb{LEFT_ALONE}\t\n") == f"a␛[31m␇␡\ufffd\ufffdb{LEFT_ALONE}\t\n"


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=5,
)


@given(json_values)
def test_json_is_tame_and_the_same_value(value: object) -> None:
    written = plain.dumps(value)
    assert not steers(written)
    assert not {"\u2028", "\u2029"} & set(written)
    assert json.loads(written) == value


def test_json_escapes_what_steers() -> None:
    assert plain.dumps("\x9b\x7f\u202e\x1b\u200d") == '"\\u009b\\u007f\\u202e\\u001b\u200d"'


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
def test_extract_writes_nothing_that_steers(form: Format) -> None:
    assert not steers(_formatted(evil(), form))
    assert "\r" not in _formatted(evil(), "text")


def test_the_json_holds_the_article_byte_for_byte() -> None:
    for written in (_formatted(evil(), "json"), jsonl.line(evil())):
        assert schema.from_dict(json.loads(written)) == evil()


def test_a_cell_shows_each_kind_of_line_end_as_one_and_is_guarded_all_the_same() -> None:
    [row] = csv.reader(io.StringIO(table.line(["a\r\nb\rc\nd\te", "\r=1+1", "\x00"])))
    assert row == ["a\nb\nc\nd\te", "'\n=1+1", "␀"]
    assert table.line(["a\rb"]) == '"a\nb"\r\n'


def test_predictions_and_the_record_of_a_page_are_tame(tmp_path: Path) -> None:
    assert not steers(jsonl.prediction(NASTY, evil()))
    page = Fetched(b"words", ".html", f"https://example.org/{NASTY}", "https://example.org", NASTY, "2026-11-28")
    kept.keep(page, tmp_path, "page", replace=True)
    assert not steers((tmp_path / "page.source.json").read_text(encoding="utf-8"))


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.chdir(tmp_path)
    with Store() as store:
        document = store.save(replace(evil(), document=replace(evil().document, path=None))).document
        review = store.review(document)
        changes: tuple[Callable[[Review], Decision], ...] = (
            lambda r: decisions.accept(r, "a1"),
            lambda r: decisions.note(r, "a1", NASTY),
            lambda r: decisions.set_speaker(r, "a1", Named(f"new {NASTY}", "named_person", NASTY, NASTY)),
            lambda r: decisions.record(r, "a1", title_proof=NASTY, name_proof=NASTY),
        )
        for make in changes:
            review = store.decide(document, make(review), reviewer="Rana", seen=review.number)
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        "export", "export --format gold", "export --format webanno --with-contacts", "export --format schemaorg",
        "export --format labelstudio", "export --format prodigy", "export --format cas",
        "export --format tei --with-contacts", "status", "status --items", "status --items --format json", "log",
        "log {id}", "log {id} --format json", "decide {id}#a1 reject --reviewer Rana",
        "factsheet --reviewed {id} -o -",
    ],
)  # fmt: skip
def test_no_command_on_a_stored_article_prints_what_steers(stored: Path, command: str) -> None:
    words = [each.format(id=f"{7:064x}") for each in command.split()]
    result = CliRunner().invoke(cli.app, words if words != ["log"] else ["log", f"{7:064x}"])
    assert result.exit_code == 0, result.output
    assert "red " in result.stdout
    assert not steers(result.output) - ({chr(code) for code in range(0x80, 0xA0)} if "factsheet" in command else set())
    assert (stored / "attrib.db").exists()


def test_files_are_as_tame_as_what_is_printed(stored: Path) -> None:
    for words in ("-o a.csv", "--format gold -o a.jsonl --entities who.jsonl"):
        assert CliRunner().invoke(cli.app, ["export", *words.split()]).exit_code == 0
    for name in ("a.csv", "a.jsonl", "who.jsonl"):
        written = (stored / name).read_text(encoding="utf-8")
        assert "red " in written
        assert not steers(written)
    gold = json.loads((stored / "a.jsonl").read_text(encoding="utf-8"))
    assert gold["text"] == evil().document.text
