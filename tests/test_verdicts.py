"""What the sources say of an article's words: kept, shown, decided on by checkers, carried, and what it keeps from."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from attrib import cli
from attrib.export import json as schema
from attrib.review import Decision, DecisionError, Review, decisions, replay
from attrib.review.state import Compared
from attrib.store import ConflictError, Store, StoredDocument
from attrib.types import (
    Analysis,
    Caution,
    Difference,
    DifferenceKind,
    Excerpt,
    Span,
    Verdict,
    Verification,
    Weight,
)
from attrib.wording import DIFFERENCE_WORDS
from tests import samples
from tests.test_review import histories
from tests.test_sheet import Page

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs/schema/attrib-1.schema.json").read_text(encoding="utf-8"))
VERIFIED = samples.verified()
FOOTBRIDGE = samples.footbridge()


def reviewed(*makes: Callable[[Review], Decision], analysis: Analysis = VERIFIED) -> Review:
    session = samples.ScratchSession(analysis, "Rana")
    for make in makes:
        session.decide(make(session.review()), seen=session.latest())
    return session.review()


def test_a_verification_comes_back_with_its_weight() -> None:
    data = json.loads(schema.dumps(VERIFIED))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert [each["weight"] for each in data["verifications"]] == [
        "fault",
        "look",
        "fault",
        "missing",
        "fine",
        "missing",
    ]
    assert schema.from_dict(data) == VERIFIED
    del data["verifications"][0]["weight"]
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    older = schema.from_dict(data).verifications
    assert older is not None
    assert older[0].weight is None, "a result of before the weights"


# --- what holds for an item -------------------------------------------------------------------------------------------


def test_each_item_has_the_verdict_on_its_words() -> None:
    items = {item.id: item for item in reviewed().items}
    assert {name for name, item in items.items() if item.verification} == {"a1", "a2", "a11", "a12", "a13", "a14"}
    assert {name for name, item in items.items() if item.unverified} == {"a1", "a11", "a12", "a14"}


@pytest.mark.parametrize(
    "make",
    [
        lambda r: decisions.set_span(r, "a1", "content", None, 1),
        lambda r: decisions.set_speaker(r, "a1", "e5"),
        lambda r: decisions.set_type(r, "a1", "indirect"),
    ],
    ids=["words", "speaker", "type"],
)  # fmt: skip
def test_a_verdict_holds_for_the_words_type_and_speaker_it_was_on(make: Callable[[Review], Decision]) -> None:
    changed = reviewed(make).item("a1")
    assert changed.verification is not None
    assert changed.verification.flags == (Caution.OUTDATED,), "told of what the machine read, and as such"
    assert reviewed(make, analysis=_fine("a1")).item("a1").unverified, "a change is no way round a comparison"
    back = reviewed(make, lambda r: decisions.undo(r, "Rana")).item("a1")
    assert back.verification == reviewed().item("a1").verification


def _fine(name: str) -> Analysis:
    found = next(each for each in VERIFIED.verifications or () if each.attribution == name)
    return replace(VERIFIED, verifications=(replace(found, weight=Weight.FINE),))


def test_that_other_sources_lack_the_words_undoes_no_find() -> None:
    first = samples.compared(VERIFIED)
    lacking = tuple(
        replace(each, verification=Verification("x", Verdict.NOT_FOUND, weight=Weight.MISSING)) for each in first
    )
    review = replay(FOOTBRIDGE, (), (*first, *lacking))
    for name in ("a1", "a2", "a11", "a13"):
        assert review.item(name) == reviewed().item(name)
    assert review.unverified == reviewed().unverified
    found = replace(first[3], verification=replace(first[4].verification, attribution="x"))
    later = replay(FOOTBRIDGE, (), (*lacking, *first, found)).item("a12").verification
    assert later is not None
    assert (later.verdict, later.attribution) == (Verdict.VERBATIM, "a12"), "the last that found them holds"


@given(st.data())
def test_differences_move_with_the_words(data: st.DataObject) -> None:
    letters = st.text("ab “é", min_size=1, max_size=8)
    pieces = data.draw(st.lists(letters, min_size=1, max_size=3))

    def laid_out() -> tuple[str, tuple[Span, ...]]:
        text, spans = "", []
        for piece in pieces:
            text += data.draw(st.text("xy", max_size=5))
            spans.append(Span(len(text), len(text) + len(piece)))
            text += piece
        return text, tuple(spans)

    old, before = laid_out()
    new, after = laid_out()
    marked = []
    for span in before:
        cuts = data.draw(st.lists(st.integers(span.start, span.end), max_size=4).map(sorted))
        marked += [Span(start, end) for start, end in pairwise(cuts) if start < end]
    told = tuple(Difference(DifferenceKind.CHANGED, span, None) for span in marked)
    was = Compared(
        tuple(Excerpt(span, span.of(old)) for span in before),
        "direct", None, Verification("a1", Verdict.EDITED, differences=told),
    )  # fmt: skip
    moved = was.at(after, "a7")
    assert moved.attribution == "a7"
    assert [each.printed.of(new) for each in moved.differences if each.printed] == [span.of(old) for span in marked]


@given(histories())
@settings(max_examples=60, deadline=None)
def test_whatever_checkers_do_a_verdict_is_on_words_of_the_article(review: Review) -> None:
    compared = samples.compared(VERIFIED)
    after = replay(review.analysis, review.decisions, compared)
    text = after.document.text
    known = {each.key for each in compared}
    for item in after.items:
        speaker = item.current.speaker
        key = tuple(span.of(text) for span in item.content), item.current.type, speaker.name if speaker else None
        assert item.verification is not None or key not in known
        for each in item.verification.differences if item.verification else ():
            assert each.printed is None or text[each.printed.start : each.printed.end] == "the hour"
        if item.verification and Caution.OUTDATED in item.verification.flags:
            assert key not in known
            assert item.changes
    assert replace(after, items=tuple(replace(item, verification=None) for item in after.items)) == review


# --- accepting a verdict ----------------------------------------------------------------------------------------------


def test_accepting_fills_what_the_checker_left_empty() -> None:
    record = reviewed(lambda r: decisions.accept_verdict(r, "a1")).item("a1").record
    assert (record.time_code, record.page) == ("00:12:31", "3")
    review = reviewed(
        lambda r: decisions.record(r, "a1", page="two"),
        lambda r: decisions.accept_verdict(r, "a1"),
        lambda r: decisions.accept_verdict(r, "a12"),
        lambda r: decisions.accept_verdict(r, "a11"),
    )
    assert (review.item("a1").record.time_code, review.item("a1").record.page) == ("00:12:31", "two")
    assert review.item("a12").record == review.item("a11").record == review.item("a14").record, "not said there"
    assert review.item("a1").status == "open", "the attribution is another question"
    assert review.unverified == 1
    undone = reviewed(lambda r: decisions.accept_verdict(r, "a1"), lambda r: decisions.undo(r, "Rana"))
    assert undone.item("a1").record.page is None
    assert undone.item("a1").unverified


def test_what_cannot_be_accepted() -> None:
    with pytest.raises(DecisionError, match="has no verdict"):
        reviewed(lambda r: decisions.accept_verdict(r, "a3"))
    accept = (lambda r: decisions.accept_verdict(r, "a1"),) * 2
    with pytest.raises(DecisionError, match="is accepted already"):
        reviewed(*accept)


def test_another_verdict_than_the_one_accepted_is_to_be_decided() -> None:
    log = reviewed(lambda r: decisions.accept_verdict(r, "a13")).decisions
    compared = samples.compared(VERIFIED)
    assert not replay(FOOTBRIDGE, log, compared).item("a13").unverified
    found = compared[4].verification
    assert found.source is not None
    others = (
        replace(found, flags=(Caution.SOURCE_CHANGED,)),
        replace(found, source=replace(found.source, sha256="0" * 64)),
        replace(found, verdict=Verdict.EDITED, kinds=(DifferenceKind.FILLER,), weight=Weight.LOOK),
    )
    for other in others:
        assert replay(FOOTBRIDGE, log, (*compared, replace(compared[4], verification=other))).item("a13").unverified
    short = replace(found, verdict=Verdict.TOO_SHORT, weight=Weight.FAULT, flags=(Caution.SOURCE_CHANGED,))
    assert not replay(FOOTBRIDGE, log, (replace(compared[4], verification=short),)).item("a13").unverified


def decide_all(review: Review) -> list[Callable[[Review], Decision]]:
    return [lambda r, name=item.id: decisions.accept(r, name) for item in review.items]  # type: ignore[misc]  # mypy takes no default of a lambda


def test_faults_and_what_is_not_found_keep_from_signing_unless_a_reason_is_given() -> None:
    makes = decide_all(reviewed())
    review = reviewed(*makes)
    assert decisions.undecided(review) == "4 verdicts on words are to be accepted"
    with pytest.raises(DecisionError, match="4 verdicts on words are to be accepted"):
        decisions.sign(review)
    assert decisions.sign(review, "no tape").value == {"open": 0, "quotations": 0, "verdicts": 4, "reason": "no tape"}
    makes += [lambda r, name=name: decisions.accept_verdict(r, name) for name in ("a1", "a11", "a12")]  # type: ignore[misc]  # as above
    assert decisions.undecided(reviewed(*makes)) == "1 verdict on words is to be accepted"
    rejected = reviewed(*makes, lambda r: decisions.no_statement(r, "a14"))
    assert decisions.undecided(rejected) == "", "of what is no statement nothing is to be verified"


def test_the_unlikely_need_no_verdict() -> None:
    assert not reviewed(analysis=samples.doubting(VERIFIED, "a1")).item("a1").unverified


# --- the store --------------------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    path = tmp_path / "sources" / "meeting.txt"
    path.parent.mkdir()
    path.write_text(samples.MEETING, encoding="utf-8")
    return path


def keep(store: Store, document: StoredDocument, meeting: Path) -> None:
    store.compare(
        document,
        samples.verified(str(meeting.parent)),
        sources=[(str(meeting), "ab" * 32), ("gone.pdf", None)],
        house="reuters",
        reviewer="Rana",
    )


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_the_store_keeps_every_comparison(tmp_path: Path, meeting: Path) -> None:
    path = tmp_path / "attrib.db"
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
        assert store.review(document).unverified == 0
        keep(store, document, meeting)
        keep(store, document, meeting)
        review = store.review(document)
        assert review.unverified == 4
        accepted = store.decide(document, decisions.accept_verdict(review, "a1"), reviewer="Rana", seen=0)
        assert accepted.unverified == 3
        [entry] = store.log(document)
        assert (entry.before["a1"]["verdict"], entry.after["a1"]["verdict"]) == (None, "edited")
    with Store(path) as store:
        assert store.review(document) == accepted
        with pytest.raises(ConflictError, match="Rana has decided the same"):
            store.decide(document, decisions.accept_verdict(review, "a1"), reviewer="Theo", seen=0)
    assert rows(path, "SELECT count(*) FROM verifications") == [(12,)]
    query = "SELECT reviewer, house, sources FROM comparisons WHERE comparison = 1"
    searched = [[str(meeting), "ab" * 32], [str(Path("gone.pdf").resolve()), None]]
    assert rows(path, query) == [("Rana", "reuters", json.dumps(searched, ensure_ascii=False))]
    query = "SELECT item, verdict, weight, kinds, path, page, time, said FROM verifications WHERE comparison = 1"
    assert rows(path, query)[0][:7] == ("a1", "edited", "fault", '["number"]', str(meeting), 3, "00:12:31")


@pytest.mark.parametrize("table", ["comparisons", "verifications"])
def test_no_verification_is_changed_or_deleted(tmp_path: Path, meeting: Path, table: str) -> None:
    path = tmp_path / "attrib.db"
    with Store(path) as store:
        keep(store, store.save(FOOTBRIDGE).document, meeting)
    for query in (f"DELETE FROM {table}", f"UPDATE {table} SET comparison = 7"):  # noqa: S608 - our own
        with (
            closing(sqlite3.connect(path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"),
        ):
            connection.execute(query)


def test_a_file_of_before_verifications_is_migrated(tmp_path: Path, meeting: Path) -> None:
    path = tmp_path / "attrib.db"
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
        before = store.decide(document, decisions.accept(store.review(document), "a1"), reviewer="Rana", seen=0)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE verifications")
        connection.execute("DROP TABLE comparisons")
        connection.execute("DELETE FROM migrations WHERE name = '0007 verifications'")
    with Store(path) as store:
        assert store.messages[0].endswith("attrib.db.before-0007")
        assert store.review(document) == before
        keep(store, document, meeting)
        assert store.review(document).unverified == 4


def test_what_was_compared_before_another_analysis_is_not_kept_with_that(tmp_path: Path, meeting: Path) -> None:
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(FOOTBRIDGE).document
        store.save(samples.shifted(FOOTBRIDGE, "Updated. "), path=document.path)
        with pytest.raises(ConflictError, match="analysed again meanwhile"):
            keep(store, document, meeting)
    assert rows(tmp_path / "attrib.db", "SELECT count(*) FROM comparisons") == [(0,)]


def test_a_source_that_has_changed_is_told_until_somebody_stands_by_it(tmp_path: Path, meeting: Path) -> None:
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(FOOTBRIDGE).document
        keep(store, document, meeting)
        assert store.review(document).changed_sources == ()
        meeting.write_text(samples.MEETING + "Good night.\n", encoding="utf-8")
        review = store.review(document)
        assert review.changed_sources == (str(meeting),)
        assert review.item("a13").unverified, "it was fine"
        after = store.decide(document, decisions.accept_verdict(review, "a13"), reviewer="Rana", seen=0)
        assert not after.item("a13").unverified
        meeting.unlink()
        assert store.review(document).changed_sources == (), "a source that is gone cannot be read again"


def test_words_that_a_changed_source_lacks_are_not_found_any_more(tmp_path: Path, meeting: Path) -> None:
    gone = tuple(Verification(f"a{n}", Verdict.NOT_FOUND, weight=Weight.MISSING) for n in (1, 2, 11, 12, 13, 14))
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(FOOTBRIDGE).document
        keep(store, document, meeting)
        for place, verdict in (("other.txt", Verdict.VERBATIM), (str(meeting), Verdict.NOT_FOUND)):
            analysis = replace(FOOTBRIDGE, verifications=gone)
            store.compare(document, analysis, sources=[(place, "0" * 64)], house="reuters", reviewer="Rana")
            found = store.review(document).item("a13").verification
            assert found is not None
            assert found.verdict == verdict, "another file says nothing of this one"
    assert rows(tmp_path / "attrib.db", "SELECT count(*) FROM verifications") == [(18,)], "all is kept"


def test_verdicts_and_their_acceptance_go_along_to_another_analysis(tmp_path: Path, meeting: Path) -> None:
    text = FOOTBRIDGE.document.text
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(FOOTBRIDGE).document
        keep(store, document, meeting)
        store.decide(document, decisions.accept_verdict(store.review(document), "a1"), reviewer="Rana", seen=0)
        again = samples.shifted(FOOTBRIDGE, "Updated. ")
        assert store.save(again, path=document.path).carried == 1
        item = store.review(document).item("a1")
        assert item.verification is not None
        assert [each.printed.of(again.document.text) for each in item.verification.differences if each.printed] == [
            "the hour"
        ]
        assert again.document.text != text
        assert item.verdict_stands
        assert item.record.page == "3"


# --- the example ------------------------------------------------------------------------------------------------------

REPORT = ROOT / "reports" / "ferry-speech.html"


def test_the_example_sheet_has_every_kind_of_difference_and_links_that_lead_somewhere() -> None:
    page = Page(REPORT.read_text(encoding="utf-8"))
    lines = (line for each in page.with_class("differences") for line in each.splitlines())
    told = {line.partition(":")[0] for line in lines}
    assert set(DIFFERENCE_WORDS.values()) <= told
    assert len(page.texts_of("del")) > 5
    assert len(page.texts_of("ins")) > 5
    links = [href.partition("#") for href in page.attributes("href") if not href.startswith("#")]
    assert links
    assert all((REPORT.parent / unquote(path)).is_file() for path, _, _ in links)
    assert any(fragment.startswith("t=") for _, _, fragment in links)


@pytest.mark.models
def test_the_example_is_verified_decided_and_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.setenv("ATTRIB_REVIEWER", "Rana")
    monkeypatch.setattr("attrib.verify.cache_folder", lambda: tmp_path / "cache")

    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli.app, words)
        assert result.exit_code == code, result.output
        return str(result.output)

    article = "seeds/ferry-speech.txt"
    assert "edited" in run("review", "--prepare", article, "--against", "seeds/sources")
    with Store() as store:
        items = store.review(store.find(article)).items
    for item in items:
        run("decide", f"{article}#{item.id}", "accept" if item.undecided else "reject")
    waiting = [item.id for item in items if item.unverified]
    assert f"{len(waiting)} verdicts on words are to be accepted" in run("sign", article, code=7)
    for name in waiting:
        run("decide", f"{article}#{name}", "verdict")
    assert "signed by Rana" in run("sign", article)
    row = next(each for each in csv.DictReader(io.StringIO(run("export", article))) if "40 million" in each["words"])
    assert (row["verdict"], row["differences"]) == (
        "edited",
        "number: printed “40 million pounds”, said “14 million pounds”",
    )
    assert row["time_code"] == row["found_time_code"] != ""
    sheet = run("factsheet", article, "--reviewed", "-o", "-")
    assert sum("accepted by Rana" in words for words in Page(sheet).with_class("says")) == len(waiting)
