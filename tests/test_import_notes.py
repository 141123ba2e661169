"""attrib.notes and attrib import-notes: what a writer puts beside the text comes to its statement, once."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from attrib import cli
from attrib.analyzer import Analyzer
from attrib.errors import AttribError, one_line
from attrib.export import json as schema
from attrib.export import lines, outside
from attrib.export.own import reference
from attrib.notes import bring, listing
from attrib.notes.recognised import Recognised, recognise
from attrib.notes.statements import statements
from attrib.read import read_document
from attrib.review import Decision, Review, decisions, replay
from attrib.sheet import render
from attrib.store import Store
from attrib.types import Document, Note, NoteKind, Span
from attrib.wording import PRIVATE_NOTE
from tests.test_carry import CLOSED, CRACKS, FERRY, NOBODY, RAIN, analysis, then
from tests.test_read_docx import paragraph, run, word
from tests.test_review_commands import stub

FILE = "story.docx"
WORDS = "http://schemas.microsoft.com/office/word/2010/wordml"
THREADS = "http://schemas.microsoft.com/office/word/2012/wordml"
WALL = "“It will hold for the winter,” said Odile Vale."
NOT = "“It will not,” said Tomas Brek, who built the first one."
ASK = "“Ask the ferryman, he has seen it all,” said Anton Brek."
TALK = "The town has talked of little else."

runner = CliRunner()


# --- files, as Word writes them ---------------------------------------------------------------------------------------


def comment(number: int, words: str, author: str = "Ada Moss", date: str = "2026-11-02T09:30:00Z") -> str:
    paragraphs = "".join(
        f'<w:p w14:paraId="{number:04X}{place:04X}"><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for place, line in enumerate(words.split("\n"))
    )
    dated = f' w:date="{date}"' if date else ""
    return f'<w:comment xmlns:w14="{WORDS}" w:id="{number}" w:author="{author}"{dated}>{paragraphs}</w:comment>'


def thread(number: int, last: int, parent: tuple[int, int] | None = None, *, done: bool = False) -> str:
    up = "" if parent is None else f' w15:paraIdParent="{parent[0]:04X}{parent[1]:04X}"'
    me = f'w15:paraId="{number:04X}{last:04X}" w15:done="{int(done)}"'
    return f'<w15:commentEx xmlns:w15="{THREADS}" {me}{up}/>'


def marked(text: str, *places: tuple[int, str]) -> str:
    """Return a paragraph of `text` with a comment of that number on each of the words."""
    cuts = sorted(
        [(text.index(words), 1, f'<w:commentRangeStart w:id="{number}"/>') for number, words in places]
        + [
            (
                text.index(words) + len(words),
                0,
                f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>',
            )
            for number, words in places
        ]
    )
    body, at = "", 0
    for place, _, mark in cuts:
        body += (run(escape(text[at:place])) if place > at else "") + mark
        at = place
    return paragraph(body + run(escape(text[at:])))


def read(body: str, path: Path, **parts: Any) -> Document:  # noqa: ANN401 - as `word` takes them
    path.write_bytes(word(body, **parts))
    return read_document(path, force=True)


def plain(*paragraphs: str) -> str:
    return "".join(paragraph(run(escape(each))) for each in paragraphs)


def joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def beside(review: Review, *notes: tuple[str, str, str]) -> Document:
    """Return the review's article with notes (kind, the words they stand on, what they say) of Ada Moss."""
    text = review.document.text
    made = [
        Note(Span(text.index(on), text.index(on) + len(on)), kind, words, "Ada Moss", "2026-11-02T09:30:00Z", str(n))  # type: ignore[arg-type]
        for n, (kind, on, words) in enumerate(notes)
    ]
    return Document(review.document.id, text, review.document.paragraphs, notes=tuple(made))


def took(review: Review, brought: tuple[Decision, ...], who: str = "Rana") -> Review:
    for each in brought:
        made = Decision(
            each.kind, each.item, each.value, each.undoes, each.built_on, review.number + 1, "2026-11-03T08:00:00Z", who
        )
        review = replay(review.analysis, (*review.decisions, made))
        assert made.number not in review.lost
    return review


START = replay(analysis(CLOSED, CRACKS, RAIN, NOBODY, FERRY), ())


# --- what a note says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("see transcript p. 4", Recognised(page="4")),
        ("Minutes, pp. 3–5", Recognised(page="3–5")),
        ("page 12 of the report", Recognised(page="12")),
        ("tape, 00:12:31", Recognised(time_code="00:12:31")),
        ("at 12:31 min of the video", Recognised(time_code="12:31")),
        ("hear 1h02 on the tape", Recognised(time_code="1h02")),
        ("timecode 12:31", Recognised(time_code="12:31")),
        ("I rang him at 12:31", Recognised()),
        ("the vote of 10:30:00 am", Recognised()),
        ("call Odile on 555-0134", Recognised(contacts=("555-0134",))),
        ("+44 (0)20 7946 0018, ask for Vale.", Recognised(contacts=("+44 (0)20 7946 0018",))),
        ("020 7946 0018", Recognised(contacts=("020 7946 0018",))),
        ("212-555-0187", Recognised(contacts=("212-555-0187",))),
        ("o.vale@hesk.example.org or 07700 900123", Recognised(contacts=("o.vale@hesk.example.org", "07700 900123"))),
        ("(https://example.org/a_(b)?p=12:31).", Recognised(links=("https://example.org/a_(b)?p=12:31",))),
        ("www.example.org/x, p. 7", Recognised(page="7", links=("https://www.example.org/x",))),
        ("It was 1,400,000 in 2019, 01.02.2019, 2019-02-01; 15000000 people", Recognised()),
        ("company 01234567, www., http://x", Recognised()),
        ("3 p.m. 4 people, P5, ISBN 9781234567897", Recognised()),
        ("p. 4, 020 7946 0018", Recognised(page="4", contacts=("020 7946 0018",))),
        ("", Recognised()),
    ],
)
def test_what_is_recognised_in_a_note(words: str, said: Recognised) -> None:
    assert recognise(words) == said


@given(st.text(st.sampled_from("0123456789 :.-–()+/@pPhm\n,www.https")))
def test_what_is_recognised_stands_in_the_note(words: str) -> None:
    said = recognise(words)
    for each in (said.time_code, said.page, *said.contacts, *(link.removeprefix("https://") for link in said.links)):
        assert each is None or each in words


@pytest.mark.parametrize("piece", ["1 ", "a", ")", "http://", "1:", "a@", "call ", "p."])
def test_a_long_note_is_no_burden(piece: str) -> None:
    recognise(piece * 100_000)  # with a pattern that goes back over all of it this does not end


# --- where a note belongs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "items"),
    [
        ("footbridge within", ["a1"]),
        ("said Odile", ["a1"]),
        ("they grow", ["a2"]),
        ("she added", ["a2"]),
        ("who runs the ferry", ["a3"]),
        (CLOSED + "\n\n" + CRACKS, ["a1", "a2"]),
        ("the river rose", []),
    ],
)
def test_a_note_belongs_to_the_statements_whose_words_it_stands_on(on: str, items: list[str]) -> None:
    brought = bring(START, beside(START, ("comment", on, "who says so?")), FILE)
    assert [each.item for each in brought.decisions] == items
    assert [each.fate for each in brought.found] == ["imported" if items else "not placed"]
    after = took(START, brought.decisions)
    for item in after.items:
        assert [note.text for note in item.notes] == (["who says so?"] if item.id in items else [])
    assert after.counts == START.counts


def own(*lines: str, item: str = "a1", article: str = "0" * 8) -> str:
    """Return a comment of attrib's with these lines."""
    document = Document(f"sha256:{article}", "", ())
    return "\n".join((*lines, reference(document, item, lines)))


def test_an_answer_belongs_to_the_statement_of_the_comment_it_answers(tmp_path: Path) -> None:
    body = (
        marked(CLOSED, (0, "We closed"), (4, "within"))
        + marked(CRACKS, (2, "wider"))
        + plain(RAIN)
        + marked(NOBODY, (1, "Nobody asked me"), (3, "me"))
    )
    comments = (
        comment(0, "Why?")
        + comment(1, own("open · Odile Vale", item="a3"), "Rana")
        + comment(2, "see p. 4")
        + comment(3, "and p. 5")
    )
    comments += comment(4, "from the council")
    # 2 answers attrib's comment on another paragraph's words, 4 answers the writer's own; 3 stands on attrib's words.
    threads = thread(0, 0) + thread(1, 1) + thread(2, 0, (1, 1), done=True) + thread(4, 0, (0, 0))
    document = read(body, tmp_path / FILE, comments=comments, commentsExtended=threads)
    review = replay(analysis(CLOSED, CRACKS, RAIN, NOBODY), ())
    assert [(each.id, each.parent, each.done) for each in document.notes] == [
        ("0", None, False), ("4", "0", False), ("2", "1", True), ("1", None, False), ("3", None, False),
    ]  # fmt: skip
    brought = bring(review, document, FILE)
    assert [(each.note.id, each.fate, each.on) for each in brought.found] == [
        ("0", "imported", ("a1",)), ("4", "imported", ("a1",)), ("2", "imported", ("a3",)), ("3", "imported", ("a3",)),
    ]  # fmt: skip
    item = took(review, brought.decisions).item("a3")
    assert [note.text for note in item.notes] == ["see p. 4", "and p. 5"]
    assert item.record.page == "4"


def test_an_answer_about_the_outer_of_two_statements_is_not_given_to_the_inner() -> None:
    outer = START.analysis.attributions[0]
    inner = replace(outer, id="a9", content=(Span(outer.content[0].start + 3, outer.content[0].end),))
    review = replay(replace(START.analysis, attributions=(outer, inner)), ())
    line = review.document.id.removeprefix("sha256:") + "0" * 7
    review = replay(replace(review.analysis, document=replace(review.document, id=f"sha256:{line}")), ())
    document = beside(review, ("comment", "closed", own("open", article=line[:8])), ("comment", "closed", "who?"))
    brought = bring(review, document, FILE)
    assert [each.on for each in brought.found] == [("a1",)]
    assert [each.on for each in bring(review, beside(review, ("comment", "closed", "who?")), FILE).found] == [("a9",)]


def test_a_note_on_a_source_of_two_statements_is_of_both() -> None:
    first = START.analysis.attributions[0]
    second = replace(first, id="a9", content=(Span(first.content[0].start, first.content[0].start + 9),))
    review = replay(replace(START.analysis, attributions=(first, second)), ())
    brought = bring(review, beside(review, ("comment", "said Odile Brandreth", "p. 3")), FILE)
    assert [sorted(each.on) for each in brought.found] == [["a1", "a9"]]
    assert not brought.unsourced


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (own("open") + "\nsee p. 9", "see p. 9"),
        (own("open · Odile Vale") + " see p. 9", "see p. 9"),
        (own("open · Odile Vale") + "see p. 9", "see p. 9"),
        (own("open · Odile Vale").replace("attrib", "see p. 9 attrib"), "see p. 9"),
        ("see p. 9\n" + own("unlikely · Odile Vale", "Odile Vale, mayor"), "see p. 9"),
        (own("open · Odile Vale").replace("open", "see p. 9! open"), "see p. 9! open · Odile Vale"),
        (own("open · Vale", "mayor").replace("mayor", "mayor – no, see p. 9"), "mayor – no, see p. 9"),
        (own("open · Odile Vale").replace("open · Odile Vale", "see p. 9"), "see p. 9"),
    ],
)
def test_what_is_written_in_a_comment_of_attribs_is_the_writers(words: str, written: str) -> None:
    document = beside(START, ("comment", "We closed", words))
    document = replace(document, notes=tuple(replace(each, author="attrib") for each in document.notes))
    brought = bring(START, document, FILE)
    assert [(each.note.text, each.imported.writer, each.on) for each in brought.found] == [(written, None, ("a1",))]


def test_what_is_written_over_a_comment_that_a_checker_signed_is_not_the_checkers() -> None:
    review = took(START, (decisions.accept(START, "a1"),))
    words = own("confirmed · Odile Vale").replace("confirmed · Odile Vale", "He means the 2019 ledger")
    document = beside(review, ("comment", "We closed", words))
    signed = tuple(replace(each, author=review.decisions[0].reviewer) for each in document.notes)
    [found] = bring(review, replace(document, notes=signed), FILE).found
    assert (found.note.text, found.imported.writer, found.imported.date) == ("He means the 2019 ledger", None, None)


def test_a_comment_of_the_writers_that_ends_with_attribs_line_is_the_writers() -> None:
    line = own("open").splitlines()[-1]
    brought = bring(START, beside(START, ("comment", "We closed", f"Which closure?\n{line}")), FILE)
    assert [(each.note.text, each.imported.writer, each.on) for each in brought.found] == [
        ("Which closure?", "Ada Moss", ("a1",))
    ]


def test_a_comment_on_other_words_within_attribs_is_about_those() -> None:
    outer = START.analysis.attributions[0]
    inner = replace(outer, id="a9", content=(Span(outer.content[0].start + 3, outer.content[0].end - 3),))
    review = replay(replace(START.analysis, attributions=(outer, inner)), ())
    whole = outer.content[0].of(review.document.text)
    document = beside(review, ("comment", whole, own("open", item="a1")), ("comment", "closed", "who?"))
    assert [each.on for each in bring(review, document, FILE).found] == [("a9",)]


def test_an_import_is_one_step_that_one_undo_takes_back(tmp_path: Path) -> None:
    document = beside(START, ("comment", "We closed", "see p. 9, 00:12:31"), ("comment", "closed", "who?"))
    made = bring(START, document, FILE).decisions
    with Store(tmp_path / "s.db") as store:
        stored = store.save(START.analysis).document
        review = store.decide(stored, *made, reviewer="Rana", seen=0)
        assert [note.text for note in review.item("a1").notes] == ["see p. 9, 00:12:31", "who?"]
        assert (review.item("a1").record.page, review.item("a1").record.time_code) == ("9", "00:12:31")
        back = store.decide(stored, decisions.undo(review, "Rana"), reviewer="Rana", seen=review.number)
        assert (back.item("a1").notes, back.item("a1").record) == ((), START.item("a1").record)
        assert {each.fate for each in bring(back, document, FILE).found} == {"taken back"}


def test_a_comment_on_a_deleted_paragraph_is_listed_with_its_words(tmp_path: Path) -> None:
    gone = f'<w:p><w:commentRangeStart w:id="0"/><w:del><w:r><w:t>{RAIN}</w:t></w:r></w:del>'
    gone += '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    document = read(plain(CLOSED) + gone + plain(NOBODY), tmp_path / FILE, comments=comment(0, "Cut?"))
    review = replay(analysis(CLOSED, RAIN, NOBODY), ())
    brought = bring(review, document, FILE)
    assert not brought.decisions
    assert [(each.fate, each.why) for each in brought.found] == [
        ("not placed", "it stands on no words, or on deleted ones")
    ]
    told = listing.render(brought, review, document.text)
    assert "Not placed\n  -  Ada Moss, writer, in story.docx, 2026-11-02: Cut?\n    it stands on no words, or" in told


def test_a_comment_at_a_place_is_of_its_own_paragraph(tmp_path: Path) -> None:
    at = '<w:r><w:commentReference w:id="{}"/></w:r>'.format
    body = plain(CLOSED) + paragraph(at(0) + run(escape(CRACKS))) + paragraph(at(1)) + plain(NOBODY)
    comments = comment(0, "LibreOffice’s") + comment(1, "of no words") + comment(2, "without a mark")
    brought = bring(START, read(body, tmp_path / FILE, comments=comments), FILE)
    assert {each.note.id: (each.fate, each.on) for each in brought.found} == {
        "0": ("imported", ("a2",)), "1": ("not placed", ()), "2": ("not placed", ()),
    }  # fmt: skip


def test_footnotes_and_links_are_notes_and_evidence() -> None:
    document = beside(
        START,
        ("footnote", "Brandreth.", "Council minutes, p. 14, https://example.org/minutes"),
        ("link", "Odile Brandreth", "https://example.org/who"),
        ("link", "Odile Brandreth", "https://example.org/who"),
        ("link", "Tomas Weil", "mailto:weil@example.org?subject=x"),
        ("link", "ferry.", "file:///C:/desk/tape.mp3"),
        ("link", "the river", "https://example.org/river"),
    )
    brought = bring(START, document, FILE)
    assert [each.fate for each in brought.found] == ["imported"] * 5 + ["beside"]
    after = took(START, brought.decisions)
    assert after.item("a1").links == ("https://example.org/minutes", "https://example.org/who")
    assert after.item("a1").record.page == "14"
    assert after.item("a3").record.contact == "weil@example.org"
    assert [note.text for note in after.item("a3").notes] == ["file:///C:/desk/tape.mp3"]
    assert not bring(after, document, FILE).decisions


def test_a_record_that_a_checker_filled_in_stays() -> None:
    review = then(START, lambda r: decisions.record(r, "a1", page="2"), lambda r: decisions.contact(r, "a1", "by post"))
    document = beside(
        review,
        ("comment", "We closed", "p. 4, 00:12:31, call 555-0134"),
        ("comment", "within the hour", "p. 5, 00:12:59"),
    )
    after = took(review, bring(review, document, FILE).decisions)
    record = after.item("a1").record
    assert (record.page, record.time_code, record.contact) == ("2", "00:12:31", "by post")
    assert [(note.text[:4], note.private) for note in after.item("a1").notes] == [("p. 4", True), ("p. 5", False)]


def test_what_a_checker_took_back_is_not_imported_again() -> None:
    document = beside(
        START,
        ("comment", "We closed", "check"),
        ("comment", "they grow", "check"),
        ("link", "Nobody", "https://example.org/a"),
        ("link", "asked me", "https://example.org/a"),
    )
    after = took(START, bring(START, document, FILE).decisions)
    assert [each.kind for each in after.decisions] == ["note", "note", "link"]
    undone = then(after, lambda r: decisions.undo(r, "Rana"), lambda r: decisions.undo(r, "Rana"))
    again = bring(undone, document, "another name.docx")
    assert not again.decisions
    assert [each.fate for each in again.found] == ["known", "taken back", "taken back", "taken back"]
    redone = then(undone, lambda r: decisions.redo(r, "Rana"))
    assert [each.fate for each in bring(redone, document, FILE).found].count("known") == 2


def test_a_rejected_attribution_gets_no_notes_and_an_unsourced_one_is_listed() -> None:
    review = then(START, lambda r: decisions.reject(r, "a1"), lambda r: decisions.link(r, "a2", "https://example.org"))
    brought = bring(review, beside(review, ("comment", "We closed", "who?")), FILE)
    assert [each.fate for each in brought.found] == ["not placed"]
    assert [item.id for item in brought.unsourced] == ["a3"]


# --- a text that has changed ------------------------------------------------------------------------------------------


def test_what_the_writer_changed_is_told_statement_by_statement() -> None:
    old = analysis(CLOSED, CRACKS, RAIN, NOBODY, FERRY)
    review = replay(old, ())
    changed = CRACKS.replace("wider than a pencil", "wider than a thumb")
    text = joined(NOBODY, "A new beginning of the story, on the wall.", CLOSED, RAIN, changed)
    found = {each.item.id: each for each in statements(review, text)}
    assert {name: each.fate for name, each in found.items()} == {"a1": "same", "a2": "changed", "a3": "moved"}
    assert found["a2"].changes == (
        (
            "content",
            "“The cracks are wider than a pencil,” … “and they grow.”",
            "“The cracks are wider than a thumb,” … “and they grow.”",
        ),
    )  # fmt: skip
    shorter = {each.item.id: each for each in statements(review, joined(CLOSED, RAIN, FERRY))}
    assert [shorter[name].fate for name in ("a1", "a2", "a3")] == ["same", "gone", "gone"]
    assert all(each.fate == "same" for each in statements(review, old.document.text))


def test_a_note_finds_its_statement_in_a_changed_text(tmp_path: Path) -> None:
    changed = CRACKS.replace("wider than a pencil", "wider than a thumb")
    body = plain("A new beginning.", RAIN) + marked(changed, (0, "thumb")) + marked(CLOSED, (1, "We closed"))
    document = read(body, tmp_path / FILE, comments=comment(0, "measured") + comment(1, "at noon"))
    brought = bring(START, document, FILE)
    assert [(each.note.text, each.on) for each in brought.found] == [("measured", ("a2",)), ("at noon", ("a1",))]
    told = listing.render(brought, START, document.text)
    assert "a2  changed  content: “The cracks are wider than a pencil,” … “and they grow.” → “The cracks are" in told
    assert "a3  gone  “Nobody asked me before they shut the only way across,”" in told


PARAGRAPHS = (CLOSED, CRACKS, RAIN, NOBODY, FERRY)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return a version of the article with paragraphs left out, doubled or moved, and notes anywhere."""
    text = "\n\n".join(draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=7)))
    words = st.sampled_from(
        [
            "see p. 4",
            "check",
            "555-0134",
            "tel:02079460018",
            "https://example.org/a",
            own(item="a2"),
            own("open · B", item="a2"),
            "",
        ]
    )
    notes = []
    for number in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        kind = draw(st.sampled_from(get_args(NoteKind)))
        parent = draw(st.sampled_from([None, *map(str, range(9))]))
        date = draw(st.sampled_from([None, "2026-11-02"]))
        notes.append(Note(Span(start, end), kind, draw(words), "Ada Moss", date, str(number), parent))
    return Document("sha256:1", text, (), notes=tuple(sorted(notes, key=lambda note: note.span)))


@settings(deadline=None)
@given(documents())
def test_every_note_is_imported_once_or_listed_and_a_second_time_adds_nothing(document: Document) -> None:
    brought = bring(START, document, FILE)
    theirs = [
        n
        for n in document.notes
        if not (n.kind == "comment" and re.fullmatch(r"(open · B\n)?attrib \S+ \(\w*\)", n.text))
    ]
    assert [each.note for each in brought.found] == theirs
    after = took(START, brought.decisions)
    told = listing.render(brought, START, document.text)
    for each in brought.found:
        # Of two notes that say the same of a statement the second finds it there.
        assert each.fate in {"imported", "not placed", "beside", *(["known"] if each.note.kind == "link" else [])}
        assert bool(each.on) == (each.fate in {"imported", "known"})
        assert one_line(each.note.text) in told
        for name in each.on:
            item = after.item(name)
            kept = [(note.text, note.imported) for note in item.notes]
            linked = each.note.kind == "link" and each.note.text in item.links
            reached = each.note.kind == "link" and each.note.text == f"tel:{item.record.contact}"
            assert linked or reached or kept.count((each.note.text, each.imported)) == 1
    again = bring(after, document, "story (1).docx")
    assert not again.decisions
    assert {each.fate for each in again.found} <= {"known", "not placed", "beside"}
    assert [each.on for each in again.found] == [each.on for each in brought.found]


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, int]:
    """Return a Word file of paragraphs, some deleted, and how many comments it has, anywhere over them or nowhere."""
    chosen = draw(st.lists(st.sampled_from(PARAGRAPHS), max_size=5))
    gone = {number for number in range(len(chosen)) if draw(st.booleans())}
    chosen.append(WALL)
    count = draw(st.integers(0, 6))
    places = st.tuples(st.integers(0, len(chosen) - 1), st.integers(0, min(map(len, chosen))))
    marks: list[tuple[tuple[int, int], str]] = []
    for number in range(count):
        start, end = sorted((draw(places), draw(places)))
        if draw(st.booleans()) and draw(st.booleans()):
            continue  # its mark is nowhere
        if draw(st.booleans()):  # LibreOffice writes no range where nothing is selected
            marks += [
                (start, f'<w:commentRangeStart w:id="{number}"/>'),
                (end, f'<w:commentRangeEnd w:id="{number}"/>'),
            ]
        marks.append((end, f'<w:r><w:commentReference w:id="{number}"/></w:r>'))
    body = ""
    for number, text in enumerate(chosen):
        content, at = "", 0
        for (_, offset), mark in sorted((each for each in marks if each[0][0] == number), key=lambda each: each[0]):
            content, at = content + piece(text[at:offset], gone=number in gone) + mark, offset
        body += paragraph(content + piece(text[at:], gone=number in gone))
    words = st.sampled_from(["see p. 4", "check", "", own() + "\nmine", own("open") + "\nmine"])
    comments = "".join(comment(n, draw(words), date=draw(st.sampled_from(["", "2026-11-02"]))) for n in range(count))
    ends = [thread(n, 0, (draw(st.integers(0, count - 1)), 0), done=draw(st.booleans())) for n in range(count)]
    return word(body, comments=comments, commentsExtended="".join(ends)), count


def piece(text: str, *, gone: bool) -> str:
    return f"<w:del>{run(escape(text))}</w:del>" if gone else run(escape(text))


@settings(deadline=None)
@given(files())
def test_every_comment_of_a_file_comes_out_of_it(file: tuple[bytes, int]) -> None:
    document = read_document("x.docx", data=file[0], force=True)
    brought = bring(START, document, FILE)
    assert sorted(each.note.id or "" for each in brought.found) == [str(number) for number in range(file[1])]
    assert all(each.fate in {"imported", "not placed"} for each in brought.found)
    after = took(START, brought.decisions)
    kept = [note.text for item in after.items for note in item.notes]
    assert len(kept) == sum(len(each.on) for each in brought.of("imported"))
    assert not bring(after, document, FILE).decisions


@given(st.lists(st.sampled_from(PARAGRAPHS), max_size=7))
def test_every_place_of_a_statement_lies_in_the_text(paragraphs: list[str]) -> None:
    text = joined(*paragraphs)
    for each in statements(START, text):
        for span in (*each.content, *each.named, *each.around):
            assert span.of(text).strip()
        if each.fate in {"same", "moved"}:
            old = [span.of(START.document.text) for span in each.item.content]
            assert [span.of(text) for span in each.content] == old


# --- where imported notes are shown -----------------------------------------------------------------------------------


def test_whose_note_it_is_stands_wherever_it_is_shown() -> None:
    document = beside(START, ("comment", "We closed", "see p. 4"), ("comment", "they grow", "call 020 7946 0018"))
    after = took(START, bring(START, document, FILE).decisions)
    whose = "Ada Moss, writer, in story.docx, 2026-11-02; imported by Rana"
    assert after.item("a1").notes[0].by == whose
    assert f"see p. 4 ({whose} 2026-11-03T08:00:00Z)" in next(lines.lines(after))["notes"]
    assert whose in render(after.analysis, review=after, history=())
    from attrib.review import labels

    card = [line for line in labels._kept(after.item("a1")) if line.label == "Note"]  # noqa: SLF001 - lines of the card
    assert [line.words.startswith(f"see p. 4 ({whose} ") for line in card] == [True]
    assert any("see p. 4 (Ada Moss, writer, in story.docx, 2026-11-02)" in line for line in labels.history(after))


def test_what_is_written_on_the_line_of_a_private_note_stays_on_the_desk() -> None:
    line = f"{PRIVATE_NOTE} (Rana, 2026-11-03): she fears for her job"
    words = own("open · Odile Vale", line).replace("her job", "her job – no longer!")
    after = took(START, bring(START, beside(START, ("comment", "We closed", words)), FILE).decisions)
    [note] = after.item("a1").notes
    assert (note.text, note.private) == (line.replace("her job", "her job – no longer!"), True)
    assert "fears" not in str(outside.copy(after).statements)


def test_a_note_with_a_contact_stays_on_the_desk() -> None:
    document = beside(
        START, ("comment", "We closed", "see p. 4"), ("comment", "within", "ask o.vale@example.org, 020 7946 0018")
    )
    after = took(START, bring(START, document, FILE).decisions)
    assert after.item("a1").record.contact == "o.vale@example.org, 020 7946 0018"
    shown = str(outside.copy(after))
    assert "Remark(kind='note', text='see p. 4', by='Ada Moss'" in shown
    assert "o.vale" not in shown
    assert "7946" not in shown


# --- the commands -----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _own_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Analyzer, "analyze", lambda _self, document: stub(document))
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.setenv("ATTRIB_REVIEWER", "Rana")
    monkeypatch.delenv("ATTRIB_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


def attrib(*words: object, code: int = 0) -> tuple[str, str]:
    done = runner.invoke(cli.app, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


def write(path: Path, body: str, **parts: Any) -> Path:  # noqa: ANN401 - the same
    path.write_bytes(word(body, **parts))
    return path


def returned(path: Path, article: str, *, more: str = "") -> Path:
    """Write the story as it came back: an answer to attrib's comment, a comment, and one on no statement."""
    body = (
        marked(WALL, (0, "It will hold"))
        + marked(NOT, (2, "built the first"))
        + plain(ASK)
        + marked(TALK, (3, "little else"))
    )
    comments = comment(0, own("open · Odile Vale", article=article), "Rana") + comment(
        1, "tape, 00:12:31. Tel 555-0134"
    )
    comments += comment(2, "see p. 4" + more) + comment(3, "cut this?")
    threads = thread(0, 1) + thread(1, 0, (0, 1))
    marks = '<w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
    return write(
        path,
        body.replace(run(" for the winter"), marks + run(" for the winter")),
        comments=comments,
        commentsExtended=threads,
    )


@pytest.fixture
def sent(tmp_path: Path) -> str:
    """Store the story as it was sent to the writer, and return how its id begins."""
    attrib("review", "--prepare", write(tmp_path / FILE, plain(WALL, NOT, ASK, TALK)))
    with Store(tmp_path / "attrib.db") as store:
        return store.find(tmp_path / FILE).id[7:15]


def test_replies_come_back_to_the_article_that_attribs_comments_name(tmp_path: Path, sent: str) -> None:
    attrib("review", "--prepare", write(tmp_path / "other.docx", plain(WALL, NOT, TALK)))
    back = returned(tmp_path / "story AM.docx", sent)
    out, err = attrib("import-notes", back, code=10)
    assert f"{FILE} (attrib’s comments name it)" in err
    assert (
        "  a1  Ada Moss, writer, in story AM.docx, 2026-11-02: tape, 00:12:31. Tel 555-0134\n    Time code: 00:12:31"
        in out
    )
    assert (
        "Not placed\n  -  Ada Moss, writer, in story AM.docx, 2026-11-02: cut this?\n    it stands on words of no"
        in out
    )
    assert re.search(r"Nobody has sourced\n  a3 .*Ask the ferryman", out)
    log, _ = attrib("log", FILE)
    assert log.count("of Ada Moss, writer, in story AM.docx, 2026-11-02") == 5
    assert {line.split("  ")[-3].strip() for line in log.splitlines() if "of Ada" in line}
    first = json.loads(attrib("log", FILE, "--format", "json")[0])
    assert {each["reviewer"] for each in first} == {"Rana"}
    assert [each["kind"] for each in first] == ["note", "record", "contact", "note", "record"]
    assert (
        json.loads(attrib("status", FILE, "--items", "--format", "json")[0])[0]["items"][0]["notes"][0]["imported"][
            "writer"
        ]
        == "Ada Moss"
    )
    again, _ = attrib("import-notes", back, "--format", "json", code=10)
    assert [each["fate"] for each in json.loads(again)["notes"]] == ["known", "known", "not_placed"]
    assert json.loads(attrib("log", FILE, "--format", "json")[0]) == first
    sheet, _ = attrib("factsheet", "--reviewed", FILE, "-o", "-")
    assert "Ada Moss, writer, in story AM.docx" in sheet
    shared, _ = attrib("export", FILE, "--format", "webanno", "-o", "-")
    assert "see p. 4" in shared
    assert "555-0134" not in shared


def test_what_was_taken_back_is_told(tmp_path: Path, sent: str) -> None:
    returned(tmp_path / FILE, sent)
    attrib("review", "--prepare", FILE)
    attrib("decide", FILE, "undo")
    out, err = attrib("import-notes", FILE, code=10)
    assert "(attrib’s comments name it)" in err
    assert out.startswith("Imported before and taken back by a checker: left out\n  a1  Ada Moss, writer,")


def test_an_import_is_all_or_nothing(tmp_path: Path, sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    back = returned(tmp_path / "back.docx", sent)
    log = Store._log  # noqa: SLF001 - where a full disk stops it

    def fails(self: Store, key: int, row: int, made: Decision, *rest: Any, **more: Any) -> None:  # noqa: ANN401 - as it is called
        if made.kind == "contact":
            raise OSError(28, "No space left on device")
        log(self, key, row, made, *rest, **more)

    monkeypatch.setattr(Store, "_log", fails)
    attrib("import-notes", back, code=6)
    assert attrib("log", FILE)[0] == ""


def test_the_article_may_be_named_or_is_the_most_alike(tmp_path: Path, sent: str) -> None:
    back = returned(tmp_path / "back.docx", "0" * 8)
    assert "100 per cent of its text is the same" in attrib("import-notes", back, code=10)[1]
    other = write(tmp_path / "unlike.docx", plain("Nothing of the sort was ever printed in this or any other paper."))
    _, err = attrib("import-notes", other, code=6)
    assert err.startswith("attrib: no stored article is ")
    out, err = attrib("import-notes", other, "--article", sent)
    assert "(0 of 3 statements the same)" in out
    assert "note: it is taken" not in err
    attrib("import-notes", other, "--article", "nothing", code=6)


def test_another_story_saved_under_the_name_of_a_stored_one_is_known_by_its_comments_or_told(
    tmp_path: Path, sent: str
) -> None:
    ferry = plain(RAIN, "“The ferry sank at its mooring,” the harbour office said, and gave no cause for that.")
    attrib("review", "--prepare", write(tmp_path / "ferry.docx", ferry))
    with Store(tmp_path / "attrib.db") as store:
        other = store.find(tmp_path / "ferry.docx").id[7:15]
    assert "ferry.docx (its path)" in attrib("import-notes", "ferry.docx")[1]
    write(tmp_path / "ferry.docx", plain(WALL, NOT, ASK))
    assert f"{FILE} (90 per cent of its text is the same)" in attrib("import-notes", "ferry.docx")[1]
    write(tmp_path / FILE, plain("Nothing of the sort was ever printed in this or in any other paper of the kingdom."))
    _, err = attrib("import-notes", FILE)
    assert re.search(rf"{FILE} \(its path, but it looks like another article: \d+ per cent of its text is the", err)
    returned(tmp_path / "ferry.docx", sent)
    assert f"{FILE} (attrib’s comments name it)" in attrib("import-notes", "ferry.docx", code=10)[1]
    returned(tmp_path / FILE, other)
    _, err = attrib("import-notes", FILE, code=10)
    assert "ferry.docx (attrib’s comments name it, but it looks like another article: " in err


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("gone.docx", None, "There is no file"),
        ("story.txt", b"words", "is no Word file"),
        ("bad.docx", b"PK\x03\x04 and no more", "is no word processor's file"),
        ("bad.docx", word(plain(WALL))[:-30], "is no word processor's file"),
        ("bad.docx", word(plain(WALL), comments="<w:comment"), "is damaged"),
        ("empty.docx", word(""), "has no words in it"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, data: bytes | None, line: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    _, err = attrib("import-notes", tmp_path / name, code=2)
    told = [each for each in err.splitlines() if not each.startswith("note:")]
    assert line in told[0]
    assert len(told) == 2


def test_a_signed_article_gets_no_notes(tmp_path: Path, sent: str) -> None:
    returned(tmp_path / FILE, sent)
    attrib("review", "--prepare", "--no-notes", FILE)
    attrib("sign", FILE, "--despite", "it is late")
    _, err = attrib("review", "--prepare", FILE)
    assert err == f"note: new notes in {FILE} are not imported: the article is signed by Rana\n"
    _, err = attrib("import-notes", returned(tmp_path / "back.docx", sent), code=7)
    assert "is signed by Rana" in err
    assert [each["kind"] for each in json.loads(attrib("log", FILE, "--format", "json")[0])] == ["reanalysed", "sign"]


def test_the_review_of_a_word_file_imports_what_is_new_in_it(tmp_path: Path, sent: str) -> None:
    first = (tmp_path / FILE).read_bytes()
    returned(tmp_path / FILE, sent)
    _, err = attrib("review", "--prepare", "--no-notes", FILE)
    assert "its file has changed and its text has not, so it was analysed again" in err
    assert "import" not in err
    (tmp_path / FILE).write_bytes(first)
    assert "an earlier file is back, with the same text;" in attrib("review", "--prepare", "--no-notes", FILE)[1]
    returned(tmp_path / FILE, sent)
    attrib("review", "--prepare", "--no-notes", FILE)
    _, err = attrib("review", "--prepare", FILE)
    assert err.startswith(f"2 notes of Ada Moss imported, 1 not placed: attrib import-notes {FILE} lists them\n")
    before = attrib("log", FILE)[0]
    _, err = attrib("review", "--prepare", FILE)
    assert err == f"1 not placed: attrib import-notes {FILE} lists it\n"
    assert attrib("log", FILE)[0] == before
    returned(tmp_path / FILE, sent, more="!")  # the writer changed a comment: another version of it, and of the file
    _, err = attrib("review", "--prepare", FILE)
    assert "1 note of Ada Moss imported" in err
    attrib("sign", FILE, "--despite", "it is late")
    returned(tmp_path / FILE, sent, more="!!")
    attrib("review", "--prepare", FILE)  # the signature lapses with the text it was for
    assert "see p. 4!!" in attrib("log", FILE)[0]


def test_the_review_of_a_copy_says_whose_notes_are_in_it(tmp_path: Path, sent: str) -> None:
    back = returned(tmp_path / "back.docx", sent)
    _, err = attrib("review", "--prepare", back)
    assert f"attrib import-notes {back} --article" in err
    assert attrib("log", back)[0] == ""


def test_a_note_that_was_carried_is_known_and_one_that_was_orphaned_is_placed_anew(tmp_path: Path, sent: str) -> None:
    back = returned(tmp_path / "back.docx", sent)
    attrib("import-notes", back, code=10)
    write(tmp_path / FILE, plain("A new beginning.", WALL, ASK, TALK))
    attrib("review", "--prepare", FILE)
    out, _ = attrib("import-notes", back, "--format", "json", code=10)
    assert [each["fate"] for each in json.loads(out)["notes"]] == ["known", "not_placed", "not_placed"]
    write(tmp_path / FILE, plain("A new beginning.", WALL, NOT, ASK, TALK))
    attrib("review", "--prepare", FILE)
    out, _ = attrib("import-notes", back, "--format", "json", code=10)
    assert [each["fate"] for each in json.loads(out)["notes"]] == ["known", "known", "not_placed"]


def test_a_log_of_another_program_is_no_traceback() -> None:
    for imported in (7, {"key": 1}, {"key": "x", "file": "y", "kind": "rumour"}, {"unknown": 2}, None):
        made = Decision("note", "a1", {"text": "x", "imported": imported}, number=1, at="", reviewer="?")
        review = replay(START.analysis, [made])
        assert review.item("a1").notes[0].imported is None
        assert not bring(review, beside(review, ("link", "the river", "x")), FILE).decisions
    with pytest.raises(AttribError):
        review.item("nobody")


SOFFICE = shutil.which("soffice")
FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:p>“<office:annotation office:name="1"><dc:creator>Rana</dc:creator><dc:date>2026-11-01T10:00:00</dc:date>
<text:p>open · Odile Vale</text:p><text:p>REFERENCE</text:p></office:annotation>It will hold for the
 winter<office:annotation-end office:name="1"/><office:annotation office:name="2" loext:parent-name="1">
<dc:creator>Ada Moss</dc:creator><dc:date>2026-11-02T10:00:00</dc:date>
<text:p>Reply to Rana: tape, 00:12:31</text:p></office:annotation>,” said Odile Vale.</text:p>
<text:p><office:annotation><dc:creator>Ada Moss</dc:creator>
<dc:date>2026-11-02T10:02:00</dc:date><text:p>on the phone</text:p></office:annotation>
“<office:annotation office:name="3" loext:resolved="true"><dc:creator>Ada Moss</dc:creator>
<dc:date>2026-11-02T10:01:00</dc:date><text:p>see p. 4</text:p></office:annotation>It will
 not<office:annotation-end office:name="3"/>,” said Tomas Brek, who built the first
 one.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>
<text:note-body><text:p>Parish register, p. 9</text:p></text:note-body></text:note></text:p>
<text:p>“Ask the ferryman, he has seen it all,” said Anton Brek.</text:p>
<text:p>The town has talked of little else.</text:p>
</office:text></office:body></office:document>"""


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_replies_that_libreoffice_writes_are_read(tmp_path: Path, sent: str) -> None:
    assert SOFFICE
    (tmp_path / "back.fodt").write_text(
        FODT.replace("REFERENCE", own("open · Odile Vale", article=sent).splitlines()[-1]), encoding="utf-8"
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "docx", "back.fodt"]
    subprocess.run(command, check=True, timeout=180, capture_output=True, cwd=tmp_path)
    out, _ = attrib("import-notes", "back.docx", "--format", "json")
    found = json.loads(out)
    assert [(each["kind"], each["text"], each["on"], each["done"]) for each in found["notes"]] == [
        ("comment", "Reply to Rana: tape, 00:12:31", ["a1"], False),
        ("comment", "on the phone", ["a2"], False),
        ("comment", "see p. 4", ["a2"], True),
        ("footnote", "Parish register, p. 9", ["a2"], False),
    ]
    assert [each["id"] for each in found["unsourced"]] == ["a3"]
    assert {each["fate"] for each in found["statements"]} == {"same"}


def test_comments_go_there_and_back_in_the_json() -> None:
    found = START.analysis
    notes = (Note(Span(0, 3), "comment", "x", None, None, "3", "1", done=True), Note(Span(0, 3), "link", "y"))
    changed = schema.from_dict(
        json.loads(schema.dumps(type(found)(Document("sha256:0", found.document.text, (), notes=notes), found.engine)))
    )
    assert changed.document.notes == notes
