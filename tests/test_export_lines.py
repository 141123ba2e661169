"""attrib.export.lines, .xlsx, .gold, .status, .log: what a research desk keeps, in the forms others read."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from attrib import cli
from attrib.export import gold, lines
from attrib.export.csv import FORMULA
from attrib.export.xlsx import LONGEST, workbook
from attrib.review import Decision, Named, Review, decisions, replay
from attrib.store import Store
from attrib.types import Analysis, Span
from tests import samples

FOOTBRIDGE = samples.footbridge()
TEXT = FOOTBRIDGE.document.text
SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}

Make = Callable[[Review], Decision]


def reviewed(*makes: Make, analysis: Analysis = FOOTBRIDGE) -> Review:
    """Return the review after each decision, the first ones by Rana, every third by Ilse."""
    review = replay(analysis, ())
    for number, make in enumerate(makes, 1):
        who = "Ilse" if number % 3 == 0 else "Rana"
        made = replace(make(review), number=number, at=f"2026-11-24T09:{number:02}:00Z", reviewer=who)
        review = replay(analysis, (*review.decisions, made))
    assert not review.lost
    return review


def row(review: Review, item: str) -> dict[str, str]:
    return next(each for each in lines.lines(review) if each["id"] == item)


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def read_xlsx(data: bytes) -> tuple[list[list[str]], ET.Element, ET.Element]:
    """Return the cells of the first sheet, and the sheet and the styles as XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
        styles = ET.fromstring(book.read("xl/styles.xml"))  # noqa: S314 - the same
        strings = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - the same
            strings = ["".join(node.itertext()) for node in shared.findall("s:si", SHEET)]
    cells = []
    for line in sheet.iterfind("s:sheetData/s:row", SHEET):
        found = {}
        for cell in line.findall("s:c", SHEET):
            assert cell.get("t") == "s", "a cell that is no string"
            found[re.sub(r"\d", "", cell.get("r", ""))] = strings[int(cell.findtext("s:v", "", SHEET))]
        cells.append([found.get(_letters(place), "") for place in range(len(lines.COLUMNS))])
    return cells, sheet, styles


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


# --- the rows ---------------------------------------------------------------------------------------------------------


def test_an_untouched_article_has_a_row_for_each_attribution_and_nothing_of_a_checker() -> None:
    rows = list(lines.lines(reviewed()))
    assert [each["id"] for each in rows] == [f"a{n}" for n in range(1, 15)]
    assert {tuple(each) for each in rows} == {tuple(rows[0])}
    assert set(rows[0]) == set(lines.COLUMNS)
    first = rows[0]
    assert first["words"] == (
        "“We closed it within the hour,” … “and it stays closed until I have walked under it myself.”"
    )
    assert (first["speaker"], first["class"], first["status"]) == ("Odile Brandreth", "named_person", "open")
    assert (first["title"], first["title_in_article"]) == ("", "chief engineer")
    assert (first["affiliation"], first["affiliation_in_article"]) == ("", "Hesk Valley Council")
    assert [first[name] for name in ("checker", "date", "changed", "contacted", "answered")] == ["", "", "", "no", ""]
    assert rows[7]["speaker"] == lines.UNATTRIBUTED
    assert all(not each[name] for each in rows for name in each if name.startswith("machine_"))
    assert first["article"] == FOOTBRIDGE.document.title
    assert TEXT[int(first["start"]) : int(first["end"])].startswith("“We closed")


def test_where_the_article_has_pages_and_times_each_row_says_which() -> None:
    (found,) = lines.lines(replay(samples.placed(), ()))
    assert (found["page_in_article"], found["time_in_article"]) == ("3", "00:12:31")
    assert (found["page"], found["time_code"]) == ("", ""), "those are the checker's"
    assert not any(each["page_in_article"] or each["time_in_article"] for each in lines.lines(reviewed()))


def test_a_correction_stands_beside_what_attrib_read() -> None:
    review = reviewed(
        lambda r: decisions.set_speaker(r, "a2", "e5"),
        lambda r: decisions.set_type(r, "a2", "indirect"),
        lambda r: decisions.set_span(r, "a2", "cue", None),
        lambda r: decisions.set_speaker(r, "a12", Named("Tomas Weil", "group")),
        lambda r: decisions.set_speaker(r, "a3", None),
        lambda r: decisions.set_span(r, "a8", "source", Span(0, 10)),
    )
    second = row(review, "a2")
    assert (second["speaker"], second["machine_speaker"]) == ("Ines Okoro", "Odile Brandreth")
    assert (second["type"], second["machine_type"]) == ("indirect", "mixed")
    assert (second["cue"], second["machine_cue"]) == ("", "said")
    assert (second["words"], second["machine_words"]) == (FOOTBRIDGE.attributions[1].content[0].of(TEXT), "")
    assert (second["changed"], second["status"]) == ("type, cue, speaker", "corrected")
    assert row(review, "a12")["machine_speaker"] == lines.UNATTRIBUTED
    assert row(review, "a3")["speaker"] == lines.UNATTRIBUTED
    assert row(review, "a3")["machine_class"] == "document"
    assert row(review, "a8")["machine_source"] == "none"


def test_what_the_desk_keeps_is_all_there() -> None:
    review = reviewed(
        lambda r: decisions.record(
            r, "a1", name_proof="register", title="Chief Engineer", title_proof="card", affiliation="The Council",
            affiliation_proof="web page", time_code="00:12:31", page="4", link="https://example.org/tape",
            source_kind="on_record",
        ),
        lambda r: decisions.link(r, "a1", "https://example.org/a"),
        lambda r: decisions.link(r, "a1", "https://example.org/b"),
        lambda r: decisions.contact(r, "a1", "+44 20 7946 0000"),
        lambda r: decisions.comment(r, "a1", "answered", "It holds."),
        lambda r: decisions.note(r, "a1", "heard the tape"),
        lambda r: decisions.comment(r, "a2", "asked"),
    )  # fmt: skip
    first = row(review, "a1")
    assert {name: first[name] for name in ("name_proof", "title", "title_proof", "title_in_article")} == {
        "name_proof": "register", "title": "Chief Engineer", "title_proof": "card",
        "title_in_article": "chief engineer",
    }  # fmt: skip
    assert (first["affiliation"], first["affiliation_proof"]) == ("The Council", "web page")
    assert (first["time_code"], first["page"], first["link"]) == ("00:12:31", "4", "https://example.org/tape")
    assert first["evidence_links"] == "https://example.org/a\nhttps://example.org/b"
    assert (first["source_kind"], first["contact"]) == ("on_record", "+44 20 7946 0000")
    assert (first["contacted"], first["answered"], first["comment"], first["answer"]) == (
        "yes", "yes", "answered", "It holds.",
    )  # fmt: skip
    assert first["notes"] == "heard the tape (Ilse 2026-11-24T09:06:00Z)"
    assert first["status"] == "open"
    assert first["checker"] == ""
    assert [row(review, "a2")[name] for name in ("contacted", "answered")] == ["yes", "no"]


def test_the_checker_is_who_set_the_status_and_not_who_noted_something() -> None:
    review = reviewed(
        lambda r: decisions.accept(r, "a1"),
        lambda r: decisions.reject(r, "a2"),
        lambda r: decisions.note(r, "a1", "seen"),  # Ilse's
        lambda r: decisions.reject(r, "a1"),
        lambda r: decisions.undo(r, "Rana"),
    )
    assert [row(review, "a1")[name] for name in ("status", "checker", "date")] == [
        "confirmed", "Rana", "2026-11-24T09:01:00Z",
    ]  # fmt: skip
    assert row(review, "a2")["status"] == "rejected"


def test_what_the_sources_say_stands_apart_from_what_a_checker_entered() -> None:
    def rows_of(*makes: Make) -> dict[str, dict[str, str]]:
        session = samples.ScratchSession(samples.verified(), "Rana")
        for make in makes:
            session.decide(make(session.review()), seen=session.latest())
        return {each["id"]: each for each in lines.lines(session.review())}

    found, told = ("found_time_code", "found_page", "found_in"), ("verdict", "differences")
    rows = rows_of()
    assert [rows["a1"][name] for name in found] == ["00:12:31", "3", "sources/meeting.txt"]
    assert [rows["a1"][name] for name in told] == ["edited", "number: printed “the hour”, said “two hours”"]
    assert [rows["a12"][name] for name in (*found, "verdict")] == ["", "", "", "not_found"], "only a nearest passage"
    assert [rows["a3"][name] for name in (*found, *told)] == [""] * 5
    assert rows["a11"]["look_at"].split("; ")[-1] == "wrong_speaker"
    assert all(row["time_code"] == row["page"] == "" for row in rows.values()), "nobody has accepted anything"
    accepted = rows_of(lambda r: decisions.accept_verdict(r, "a1"))["a1"]
    assert (accepted["time_code"], accepted["page"]) == ("00:12:31", "3")
    assert accepted["status"] == "open"


def test_what_was_merged_split_and_added_says_so() -> None:
    added = Span(TEXT.index("Bring a coat"), TEXT.index("Bring a coat") + 12)
    review = reviewed(
        lambda r: decisions.merge(r, "a8"),
        lambda r: decisions.split(r, "a1", FOOTBRIDGE.attributions[0].content[1].start),
        lambda r: decisions.add(r, [added], speaker=Named("Mo Finn", "named_person", "walker", "The Ramblers")),
        lambda r: decisions.sign(r, "deadline"),
    )
    rows = {each["id"]: each for each in lines.lines(review)}
    assert "a9" not in rows
    assert rows["a8"]["machine_words"] == "The repair will … cost close to £2.3m"
    assert [rows[name]["changed"] for name in ("d2", "d3")] == ["split", "added"]
    assert [rows[name]["status"] for name in ("d2", "d3")] == ["corrected", "added"]
    assert (rows["d3"]["checker"], rows["d2"]["checker"]) == ("Ilse", "Rana")
    # Nobody but the checker says so: it is no reading of the article.
    assert [rows["d3"][name] for name in ("title", "title_in_article", "affiliation", "affiliation_in_article")] == [
        "walker", "", "The Ramblers", "",
    ]  # fmt: skip
    assert {each["signed_by"] for each in rows.values()} == {"Rana"}
    assert [each["number"] for each in lines.lines(review)] == [str(n + 1) for n in range(len(rows))]


def test_what_is_no_statement_is_rejected_by_whoever_said_so_and_has_no_row_of_its_own() -> None:
    review = reviewed(
        lambda r: decisions.no_statement(r, "q4"), lambda r: decisions.no_statement(r, "a1"), analysis=samples.placed()
    )
    assert [(each["id"], each["status"], each["checker"]) for each in lines.lines(review)] == [
        ("a1", "rejected", review.decisions[1].reviewer)
    ]


def test_the_page_explains_every_column() -> None:
    page = (Path(__file__).parents[1] / "docs/line-by-line.md").read_text(encoding="utf-8")
    assert set(lines.COLUMNS) == {
        name
        for line in page.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line.split(" | ")[0])
    }


# --- CSV and XLSX -----------------------------------------------------------------------------------------------------


def test_csv_holds_what_the_rows_hold() -> None:
    review = reviewed(lambda r: decisions.note(r, "a1", "two\nlines"), lambda r: decisions.accept(r, "a2"))
    assert read_csv(lines.header() + lines.rows(review)) == list(lines.lines(review))


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), st.sampled_from(FORMULA))
def test_no_cell_of_the_csv_begins_a_formula(words: str, sign: str) -> None:
    review = reviewed(lambda r: decisions.note(r, "a1", f"x{words}"))
    evil = replace(FOOTBRIDGE, document=replace(FOOTBRIDGE.document, title=sign + words, path=sign + words))
    for analysis in (review.analysis, evil):
        for cells in csv.reader(io.StringIO(lines.rows(replay(analysis, review.decisions)))):
            assert not any(cell.startswith(FORMULA) for cell in cells)


@pytest.mark.parametrize("sample", [samples.footbridge, samples.hostile, samples.bare])
def test_the_workbook_holds_every_cell_as_text(sample: Callable[[], Analysis]) -> None:
    review = reviewed(analysis=sample())
    wanted = list(lines.lines(review))
    cells, sheet, styles = read_xlsx(workbook(lines.COLUMNS, wanted))
    assert cells[0] == list(lines.COLUMNS)
    shown = [re.sub(r"_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), "\0".join(line)) for line in cells[1:]]
    # XML readers make one line end of each kind.
    assert [each.replace("\r\n", "\n").replace("\r", "\n") for each in shown] == [
        "\0".join(each[column] for column in lines.COLUMNS).replace("\r\n", "\n").replace("\r", "\n") for each in wanted
    ]
    assert not list(sheet.iter(f"{{{SHEET['s']}}}f"))
    if wanted:
        formats = styles.findall("s:cellXfs/s:xf", SHEET)
        used = {int(cell.get("s", "0")) for cell in sheet.iterfind("s:sheetData/s:row[2]/s:c", SHEET)}
        assert {formats[each].get("quotePrefix") for each in used} == {"1"}


@pytest.mark.parametrize(
    "words", ["=1+1", "{=1+1}", "@SUM(A1)", "-1", "+1", "https://example.org", "\t=1", "007", "1e9"]
)
def test_the_workbook_runs_links_and_counts_nothing(words: str) -> None:
    data = workbook(["words"], [{"words": words}])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert ["".join(each.itertext()) for each in shared] == ["words", words]


def test_what_no_workbook_can_hold_is_cut_or_replaced() -> None:
    long, odd = "🐑" * LONGEST, "half \ud83d and \uffff and \x07"
    data = workbook(["a", "b"], [{"a": long, "b": odd}])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
    first, second = ["".join(each.itertext()) for each in shared][2:]
    assert first.endswith("🐑…")
    assert len(first.encode("utf-16-le")) // 2 <= LONGEST
    assert second == "half \ufffd and \ufffd and _x0007_"


def test_a_mere_candidate_can_be_the_speaker_of_a_line_and_of_gold() -> None:
    review = reviewed(lambda r: decisions.set_speaker(r, "a12", "e8"))
    found = row(review, "a12")
    assert (found["speaker"], found["title_in_article"], found["title"]) == ("Anton Weil", "ferryman", "")
    who = json.loads(gold.gold_lines(review, "x").entities)
    assert [each["entity"] for each in who["attributions"]] == ["Anton Weil"]


# --- gold -------------------------------------------------------------------------------------------------------------


def test_gold_leaves_out_what_was_rejected_and_discards_what_is_open() -> None:
    review = reviewed(
        lambda r: decisions.accept(r, "a10"), lambda r: decisions.reject(r, "a1"), lambda r: decisions.accept(r, "a3")
    )
    made = gold.gold_lines(review, "x")
    assert made.gold.count("\n") == made.entities.count("\n") == 1
    row_, who = json.loads(made.gold), json.loads(made.entities)
    assert [TEXT[slice(*each["content"][0])] for each in row_["attributions"]] == [
        FOOTBRIDGE.attributions[n].content[0].of(TEXT) for n in (2, 9)
    ]
    assert who == {
        "doc": "x",
        "attributions": [
            {"i": 0, "entity": "survey by the Pell Institute", "class": "document", "act": "statement"},
            {"i": 1, "entity": "Odile Brandreth", "class": "named_person", "act": "statement"},
        ],
    }
    discarded = [TEXT[slice(*each)] for each in row_["discard"]]
    assert "“Nobody asked me,”" in discarded
    assert "“the third pier is moving”" not in discarded  # inside what was confirmed
    assert not any("We closed it" in each for each in discarded)  # rejected: finding it is a mistake
    doubted = json.loads(gold.gold_lines(replay(samples.doubting(FOOTBRIDGE, "a1"), ()), "x").gold)
    assert any("We closed it" in TEXT[slice(*each)] for each in doubted["discard"]), "nobody has decided on it"


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.delenv("ATTRIB_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)
    with Store() as opened:
        opened.save(FOOTBRIDGE)
        opened.save(samples.hostile())
    return tmp_path


def export(*arguments: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(cli.app, ["export", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return str(result.stdout)


def test_all_articles_go_into_one_file_by_default(stored: Path) -> None:
    rows = read_csv(export())
    assert len(rows) == 14 + 4
    assert len(read_csv(export(FOOTBRIDGE.document.id))) == 14
    assert len(read_csv(export(FOOTBRIDGE.document.id, "articles/lower-hesk.txt"))) == 14
    export("-o", "all.csv")
    assert (stored / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfarticle,")
    with (stored / "all.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert list(csv.DictReader(handle)) == rows


def test_the_ending_makes_a_workbook(stored: Path) -> None:
    export("-o", "all.xlsx")
    cells, sheet, _ = read_xlsx((stored / "all.xlsx").read_bytes())
    assert len(cells) == 1 + 14 + 4
    assert sheet.find("s:sheetViews/s:sheetView/s:pane", SHEET) is not None
    assert sheet.find("s:autoFilter", SHEET) is not None


def test_a_workbook_that_cannot_be_written_leaves_the_old_one(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (stored / "all.xlsx").write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("attrib.files.os.fsync", full)
    export("-o", "all.xlsx", code=3)
    assert (stored / "all.xlsx").read_bytes() == b"old"
    assert sorted(path.name for path in stored.iterdir()) == ["all.xlsx", "attrib.db"]
