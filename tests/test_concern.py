"""A concern: a checker has looked, and doubts. What it does to the state, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.export import gold, lines, outside, prodigy, status
from attrib.review import Decision, DecisionError, Review, decisions, labels, replay
from attrib.store import Store
from tests import samples
from tests.test_review import FOOTBRIDGE, ME, OTHER, at, histories, start, then
from tests.test_review_app import press

WHY = "Who counted them?"
Make = Callable[[Review], Decision]


def doubted(review: Review | None = None, name: str = "a1", why: str = WHY) -> Review:
    before = review or start()
    return then(before, decisions.concern(before, name, why))


def test_a_concern_is_a_status_of_its_own_and_keeps_the_corrections() -> None:
    review = then(start(), decisions.set_speaker(start(), "a1", "e5"))
    review = doubted(review)
    item = review.item("a1")
    assert (item.status, item.concern, item.changes) == ("concern", WHY, ("speaker",))
    assert (item.undecided, item.accepted, item.unsettled) == (False, False, False)
    assert (review.counts["concern"], review.counts["open"]) == (1, 13)
    review = then(review, decisions.set_type(review, "a1", "mixed"))
    assert review.item("a1").status == "concern", "a correction does not take the doubt away"
    back = then(review, decisions.set_type(review, "a1", "direct"))
    assert back.item("a1").status == "concern", "nor does a correction that is taken back by hand"


@pytest.mark.parametrize(
    ("make", "left"),
    [
        (lambda r: decisions.accept(r, "a1"), "confirmed"),
        (lambda r: decisions.reject(r, "a1"), "rejected"),
        (lambda r: decisions.reopen(r, "a1"), "open"),
        (lambda r: decisions.no_statement(r, "a1"), "rejected"),
        (lambda r: decisions.undo(r, ME), "open"),
    ],
)
def test_what_ends_a_concern(make: Make, left: str) -> None:
    review = doubted()
    after = then(review, make(review))
    assert (after.item("a1").status, after.item("a1").concern) == (left, "")
    again = then(after, decisions.undo(after, ME)) if left != "open" or after.decisions[-1].kind != "undo" else None
    if again is not None:
        assert (again.item("a1").status, again.item("a1").concern) == ("concern", WHY)


@pytest.mark.parametrize("why", ["", "  "])
def test_a_concern_has_a_reason(why: str) -> None:
    with pytest.raises(DecisionError, match="an empty concern says nothing"):
        decisions.concern(start(), "a1", why)
    forged = replay(FOOTBRIDGE, [Decision("concern", "a1", {"reason": why}, number=1)])
    assert (forged.item("a1").status, list(forged.lost)) == ("open", [1])


def test_the_same_concern_twice_is_refused_and_another_takes_its_place() -> None:
    review = doubted()
    with pytest.raises(DecisionError, match=r"1 \(a1\) has that concern already"):
        decisions.concern(review, "a1", f" {WHY} ")
    assert doubted(review, why="And when?").item("a1").concern == "And when?"


def test_signing_asks_why_and_the_signature_counts_them() -> None:
    review = start(samples.doubting(FOOTBRIDGE, *(each.id for each in FOOTBRIDGE.attributions if each.id != "a1")))
    review = doubted(review)
    with pytest.raises(DecisionError, match=r"^there is 1 concern$"):
        decisions.sign(review)
    assert decisions.sign(review, "the desk closes").value["concerns"] == 1
    settled = then(review, decisions.accept(review, "a1"))
    assert "concerns" not in decisions.sign(settled).value


def test_a_merge_has_the_concerns_of_both_and_both_halves_of_a_split_the_one() -> None:
    review = doubted(doubted(), "a2", "Wide?")
    merged = then(review, decisions.merge(review, "a1"))
    assert merged.item("a1").concern == f"{WHY}; Wide?"
    split = then(review, decisions.split(review, "a2", at("but had grown").start))
    assert [item.concern for item in split.items if item.status == "concern"] == [WHY, "Wide?", "Wide?"]


def test_gold_discards_the_words_and_copies_say_why() -> None:
    review = doubted(then(start(), decisions.accept(start(), "a2")), "a9")
    gold_line = gold.gold_lines(review, "x").gold
    begins = review.item("a9").content[0].start
    assert f"[{begins}, " in gold_line.partition('"discard"')[2]
    assert f"[{begins}, " not in gold_line.partition('"discard"')[0]
    statement = next(each for each in outside.copy(review).statements if each.attribution.id == "a9")
    assert (statement.status, statement.decided) == ("concern", False)
    assert [str(each) for each in statement.remarks] == [f"concern: {WHY}"]
    assert statement.remarks[0].by == ME
    assert '"answer"' not in next(row for row in prodigy.render([outside.copy(review)]).splitlines() if WHY in row)


def test_everything_that_lists_says_so() -> None:
    review = doubted()
    row = next(lines.lines(review))
    assert (row["status"], row["concern"], row["checker"]) == ("concern", WHY, ME)
    assert "concern" in status.item_lines("", review.items, review.document.text).splitlines()[0]
    assert labels.Filter("concern").passes(review.item("a1"))
    assert not labels.Filter("concern").passes(review.item("a2"))
    item = review.item("a1")
    assert any(WHY in line.words for line in labels.card(review, item, 1, labels.parts(item)[0]))
    assert f"concern  attribution 1  {WHY}" in "".join(labels.history(review))
    assert labels.matches(review, item, "counted them")


def test_the_store_keeps_it_and_its_tables_show_it(tmp_path: Path) -> None:
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(FOOTBRIDGE).document
        review = store.review(document)
        store.decide(document, decisions.concern(review, "a1", WHY), reviewer=ME, seen=0)
        found = store.find(document.id)
        assert (found.counts["concern"], status.as_dict(found)["concern"]) == (1, 1)
        assert status.as_dict(found, store.review(found))["items"][0]["concern"] == WHY
        [entry] = store.log(document)
        assert entry.after == {"a1": {"status": "concern", "concern": WHY}}
        shown = store._one("SELECT status FROM items WHERE item = 'a1'")  # noqa: SLF001 - as a reader of the file
        assert tuple(shown) == ("concern",)
        moved = replace(FOOTBRIDGE, engine=replace(FOOTBRIDGE.engine, attrib="0.9.0"))
        assert store.save(moved).carried == 1
        assert store.review(document).item("a1").concern == WHY


def test_the_key_asks_why_and_goes_on() -> None:
    found = press("D", f"={WHY}", "enter")
    assert found.kinds == ["concern"]
    assert (found.review.item("a1").concern, found.app.current) == (WHY, "a2")
    assert found.message == "1 is a concern, 13 open"
    assert "~ 1 concern" in found.screen
    assert press("D", "enter").window, "nothing typed is no reason"
    assert press("D", f"={WHY}", "enter", "f", "c").app.current == "a1"


@given(histories(), st.sampled_from(["a1", "a2", "a9"]))
def test_a_concern_comes_and_goes_with_undo_and_redo(review: Review, name: str) -> None:
    if review.signed is not None or name not in {item.id for item in review.items}:
        return
    try:
        after = then(review, decisions.concern(review, name, "a reason of its own"), OTHER)
    except DecisionError:
        return
    assert after.item(name).status == "concern"
    assert after.item(name).current == review.item(name).current
    undone = then(after, decisions.undo(after, OTHER), OTHER)
    assert [(i.id, i.status, i.concern) for i in undone.items] == [(i.id, i.status, i.concern) for i in review.items]
    redone = then(undone, decisions.redo(undone, OTHER), OTHER)
    assert redone.item(name).concern == "a reason of its own"
