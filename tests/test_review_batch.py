"""Several decisions as one step: which attributions are in it, what undo and redo do to it, and what is in the file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from attrib.cli import app
from attrib.export import log as page
from attrib.review import Decision, DecisionError, Named, Review, batch, decisions, replay
from attrib.review.labels import history
from attrib.review.state import Compared
from attrib.sheet.reviewed import summary
from attrib.store import ConflictError, Store, StoredDocument
from attrib.types import Caution, Excerpt, Verdict, Verification, Weight
from tests import samples, store_rounds

FOOTBRIDGE = samples.footbridge()
ME, OTHER = "Rana", "Theo"
ODILE, INES = "e1", "e5"
OF_ODILE = batch.Group(by_speaker=True, speaker=ODILE)


def start() -> Review:
    return replay(FOOTBRIDGE, ())


def then(review: Review, *made: Decision, reviewer: str = ME) -> Review:
    entered = batch.entered(review, made, reviewer=reviewer, at="2026-11-29T10:00:00Z")
    return replay(review.analysis, (*review.decisions, *entered))


def all_of(review: Review, act: batch.Act, group: batch.Group, who: str | Named | None = None) -> tuple[Decision, ...]:
    return batch.decide(review, act, [each.id for each in batch.members(review, act, group)], who)


def ids(review: Review, act: batch.Act, group: batch.Group) -> list[str]:
    return [each.id for each in batch.members(review, act, group)]


def state(review: Review) -> list[tuple[object, ...]]:
    """Return what the items are, whatever the numbers of the decisions that made them so."""
    return [
        (
            item.id,
            item.status,
            replace(item.current, speaker=None),
            item.current.speaker.name if item.current.speaker else None,
            item.record,
            len(item.notes),
        )
        for item in review.items
    ]


# --- which of them ----------------------------------------------------------------------------------------------------


def test_all_of_a_speaker_that_are_open_are_accepted_and_no_others() -> None:
    review = then(start(), decisions.reject(start(), "a1"))
    assert ids(review, "accept-all", OF_ODILE) == ["a2", "a10"]
    done = then(review, *all_of(review, "accept-all", OF_ODILE))
    assert [each.id for each in done.items if each.status == "confirmed"] == ["a2", "a10"]
    assert done.item("a1").status == "rejected"
    assert [each.batch for each in done.decisions] == [None, 2, 2]


def test_nobodys_are_a_group_too() -> None:
    assert ids(start(), "reject-all", batch.Group(by_speaker=True)) == ["a8", "a9", "a12"]


def test_what_is_unlikely_is_in_no_step_unless_asked_for() -> None:
    review = replay(samples.doubting(FOOTBRIDGE, "a2"), ())
    assert ids(review, "accept-all", OF_ODILE) == ["a1", "a10"]
    assert ids(review, "speaker-all", OF_ODILE) == ["a1", "a10"]
    assert ids(review, "accept-all", replace(OF_ODILE, unlikely=True)) == ["a1", "a2", "a10"]
    # A note does not make it likelier.
    assert ids(then(review, decisions.note(review, "a2", "hm")), "accept-all", OF_ODILE) == ["a1", "a10"]


def verified(*verdicts: tuple[str, Verdict, tuple[Caution, ...]]) -> Review:
    """Return a review in which the words of some attributions were looked for."""
    text, by_id = FOOTBRIDGE.document.text, {each.id: each for each in FOOTBRIDGE.attributions}
    compared = []
    for name, verdict, flags in verdicts:
        each = by_id[name]
        words = tuple(Excerpt(span, span.of(text)) for span in each.content)
        found = Verification(name, verdict, flags=flags, weight=Weight.FINE)
        compared.append(Compared(words, each.type, each.speaker.name if each.speaker else None, found))
    return replay(FOOTBRIDGE, (), compared)


def test_a_verdict_is_a_group_but_for_one_that_may_not_hold_any_more() -> None:
    verbatim = batch.Group(verdict=Verdict.VERBATIM)
    review = verified(
        ("a1", Verdict.VERBATIM, ()),
        ("a2", Verdict.EDITED, ()),
        ("a11", Verdict.VERBATIM, (Caution.SOURCE_CHANGED,)),
        ("a13", Verdict.VERBATIM, ()),
    )
    assert ids(review, "accept-all", verbatim) == ["a1", "a13"]
    assert ids(review, "verdict-all", verbatim) == ["a1", "a13"]
    assert ids(review, "accept-all", replace(OF_ODILE, verdict=Verdict.VERBATIM)) == ["a1"]
    assert ids(start(), "verdict-all", OF_ODILE) == [], "no source was looked in"
    assert [each.kind for each in all_of(review, "verdict-all", verbatim)] == ["verdict", "verdict"]


def test_all_of_one_are_of_another_but_for_what_is_rejected_or_theirs_already() -> None:
    review = then(start(), decisions.reject(start(), "a1"))
    review = then(review, decisions.accept(review, "a2"))
    review = then(review, *all_of(review, "speaker-all", OF_ODILE, INES))
    assert [review.item(name).current.speaker.name for name in ("a1", "a2", "a10")] == [  # type: ignore[union-attr]
        "Odile Brandreth",
        "Ines Okoro",
        "Ines Okoro",
    ]
    assert [review.item(name).status for name in ("a1", "a2", "a10")] == ["rejected", "corrected", "corrected"]
    with pytest.raises(DecisionError, match="no such attribution"):
        all_of(review, "speaker-all", batch.Group(by_speaker=True, speaker=INES), INES)


def test_somebody_new_is_one_person_for_all_of_them() -> None:
    review = then(start(), *all_of(start(), "speaker-all", OF_ODILE, Named("Vera Lund", role="diver")))
    assert len(review.entities) == len(start().entities) + 1
    found = {review.item(name).current.speaker for name in ("a1", "a2", "a10")}
    assert [each and each.name for each in found] == ["Vera Lund"]


# --- undo and redo ----------------------------------------------------------------------------------------------------


def test_one_undo_takes_all_back_and_one_redo_puts_all_back() -> None:
    review = then(start(), decisions.reject(start(), "a3"))
    done = then(review, *all_of(review, "accept-all", OF_ODILE))
    undone = then(done, decisions.undo(done, ME))
    assert [(each.kind, each.undoes, each.batch) for each in undone.decisions[4:]] == [
        ("undo", 4, 5),
        ("undo", 3, 5),
        ("undo", 2, 5),
    ]
    assert state(undone) == state(review)
    redone = then(undone, decisions.redo(undone, ME))
    assert state(redone) == state(done)
    assert [each.undoes for each in redone.decisions[7:]] == [7, 6, 5]
    again = then(redone, decisions.undo(redone, ME))
    assert state(again) == state(review)
    assert state(then(again, decisions.undo(again, ME))) == state(start())


def test_a_step_of_which_a_part_was_taken_back_elsewhere_goes_back_with_the_rest() -> None:
    """An attrib that knows nothing of steps undoes one decision at a time."""
    done = then(start(), *all_of(start(), "accept-all", OF_ODILE))
    alone = Decision("undo", "a10", undoes=3, number=4, at="", reviewer=ME)
    part = replay(FOOTBRIDGE, (*done.decisions, alone))
    undone = then(part, decisions.undo(part, ME))
    assert [each.undoes for each in undone.decisions[4:]] == [2, 1]
    assert state(undone) == state(start())


def test_several_that_are_no_step_are_taken_back_one_by_one() -> None:
    done = then(start(), decisions.accept(start(), "a1"), decisions.note(start(), "a2", "hm"))
    assert [each.batch for each in done.decisions] == [None, None]
    undone = then(done, decisions.undo(done, ME))
    assert (undone.item("a1").status, undone.item("a2").notes) == ("confirmed", ())
    # A step of one is none.
    alone = then(start(), *all_of(start(), "accept-all", batch.Group(by_speaker=True, speaker="e3")))
    assert [(each.item, each.batch) for each in alone.decisions] == [("a3", None)]


def test_each_checker_takes_back_their_own_step() -> None:
    review = then(start(), *all_of(start(), "accept-all", OF_ODILE))
    with pytest.raises(DecisionError, match="nothing to undo"):
        decisions.undo(review, OTHER)
    theirs = then(review, *all_of(review, "accept-all", batch.Group(by_speaker=True, speaker=INES)), reviewer=OTHER)
    undone = then(theirs, decisions.undo(theirs, ME))
    assert undone.counts["confirmed"] == 3
    assert {each.id for each in undone.items if each.status == "confirmed"} == {"a11", "a13", "a14"}


@pytest.mark.parametrize("value", [0, -1, "1", True, None, 10**30, 1.0])
def test_a_step_that_another_program_wrote_oddly_does_no_harm(value: object) -> None:
    odd = Decision("accept", "a1", {**decisions.accept(start(), "a1").value, "batch": value}, number=1, reviewer=ME)
    review = replay(FOOTBRIDGE, (odd,))
    assert review.item("a1").status == "confirmed"
    assert list(history(review))
    assert state(then(review, decisions.undo(review, ME))) == state(start())


def alone(decision: Decision) -> Decision:
    """Return the decision as one that is no part of a step."""
    return replace(decision, value={name: value for name, value in decision.value.items() if name != "batch"})


SPEAKERS = [None, *(each.id for each in FOOTBRIDGE.entities if each.speaks)]


@given(st.data())
def test_any_steps_undos_and_redos_are_what_the_single_decisions_would_be(data: st.DataObject) -> None:
    review, standing, back = start(), list[tuple[Decision, ...]](), list[tuple[Decision, ...]]()
    for _ in range(data.draw(st.integers(1, 10))):
        what: Any = data.draw(st.sampled_from([*batch.ACTS, "alone", "undo", "undo", "redo"]))
        try:
            if what == "undo":
                review = then(review, decisions.undo(review, ME))
                back.append(standing.pop())
            elif what == "redo":
                review = then(review, decisions.redo(review, ME))
                standing.append(back.pop())
            else:
                if what == "alone":
                    item = data.draw(st.sampled_from(review.items)).id
                    made: tuple[Decision, ...] = (decisions.note(review, item, "hm"),)
                else:
                    group = batch.Group(by_speaker=True, speaker=data.draw(st.sampled_from(SPEAKERS)))
                    who = data.draw(st.sampled_from([*SPEAKERS, Named("Ann Bell")]))
                    made = all_of(review, what, group, who)
                review = then(review, *made)
                standing, back = [*standing, review.decisions[-len(made) :]], []
        except DecisionError:
            continue
    # The decisions that stand, each alone, as if those taken back had never been made. They keep their numbers:
    # somebody whom a decision names goes by its number in the decisions after it.
    singly = replay(FOOTBRIDGE, map(alone, (each for step in standing for each in step)))
    assert state(review) == state(singly)
    assert not singly.lost
    # Whoever knows nothing of steps reads the same.
    assert state(replay(FOOTBRIDGE, map(alone, review.decisions))) == state(review)
    # As many undos as there are steps lead back to the machine's analysis.
    for _ in standing:
        review = then(review, decisions.undo(review, ME))
    assert state(review) == state(start())


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "attrib.db") as opened:
        yield opened


def accept_all(store: Store, document: StoredDocument, reviewer: str = ME) -> Review:
    review = store.review(document)
    return store.decide(document, *all_of(review, "accept-all", OF_ODILE), reviewer=reviewer, seen=review.number)


def undo(store: Store, document: StoredDocument) -> Review:
    review = store.review(document)
    return store.decide(document, decisions.undo(review, ME), reviewer=ME, seen=review.number)


def test_the_log_has_a_line_for_each_with_what_it_changed_marked_as_one_step(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    after = accept_all(store, document)
    assert store.review(document) == after
    entries = store.log(document)
    assert [(each.decision.kind, each.decision.item, each.before, each.after) for each in entries] == [
        ("accept", name, {name: {"status": "open"}}, {name: {"status": "confirmed"}}) for name in ("a1", "a2", "a10")
    ]
    undo(store, document)
    lines = page.render(store.log(document)).splitlines()
    assert sum(line.endswith("(one step: 1–3)") for line in lines) == 3
    assert sum(line.endswith("(one step: 4–6)") for line in lines) == 3
    assert [each["batch"] for each in page.as_dicts(store.log(document))] == [1, 1, 1, 4, 4, 4]
    assert all("one step: 4–6" in line for line in [*history(store.review(document))][:3])
    trail = summary(store.review(document), store.log(document), ()).trail
    assert [step.remark for step in trail] == ["one step: 1–3"] * 3 + ["one step: 4–6"] * 3


def test_a_conflict_with_another_checker_refuses_all_of_it(store: Store, tmp_path: Path) -> None:
    document = store.save(FOOTBRIDGE).document
    seen = store.review(document)
    made = all_of(seen, "accept-all", OF_ODILE)
    theirs = store.decide(document, decisions.reject(seen, "a10"), reviewer=OTHER, seen=0)
    with pytest.raises(ConflictError, match="Theo has decided the same since you looked"):
        store.decide(document, *made, reviewer=ME, seen=0)
    assert store.review(document) == theirs
    with closing(sqlite3.connect(tmp_path / "attrib.db")) as connection:
        assert connection.execute("SELECT count(*) FROM decisions").fetchall() == [(1,)]
        assert connection.execute("SELECT count(*) FROM items WHERE status = 'confirmed'").fetchall() == [(0,)]
    # And the other way round: one who has not seen the step decides on one of its members.
    after = accept_all(store, document)
    with pytest.raises(ConflictError, match="Rana has decided the same"):
        store.decide(document, decisions.reject(seen, "a2"), reviewer=OTHER, seen=1)
    assert store.review(document) == after


def test_an_undo_that_somebody_has_built_on_unseen_refuses_all_of_it(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    seen = accept_all(store, document)
    after = store.decide(document, decisions.reopen(seen, "a2"), reviewer=OTHER, seen=seen.number)
    with pytest.raises(ConflictError, match="Theo has decided the same"):
        store.decide(document, decisions.undo(seen, ME), reviewer=ME, seen=seen.number)
    assert store.review(document) == after


def test_one_that_can_have_no_effect_refuses_all_of_it(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    review = store.review(document)
    made = [*all_of(review, "accept-all", OF_ODILE), replace(decisions.accept(review, "a3"), built_on=9)]
    with pytest.raises(DecisionError, match="no effect"):
        store.decide(document, *made, reviewer=ME, seen=0)
    assert store.latest(document) == 0


def test_a_step_goes_along_to_a_new_analysis_and_back_with_all_its_members(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    accept_all(store, document)
    kept = [each for each in FOOTBRIDGE.attributions if each.id != "a2"]
    newer = replace(FOOTBRIDGE, engine=replace(FOOTBRIDGE.engine, attrib="0.2.0"), attributions=tuple(kept), claims=())
    assert store.save(newer).orphaned == 1
    review = undo(store, document)
    assert review.counts["confirmed"] == 0
    assert [each.undoes for each in review.decisions if each.kind == "undo"] == [3, 2, 1], "the orphan, too"
    store.save(FOOTBRIDGE)  # its words are back; what was taken back stays so
    assert store.review(document).counts["confirmed"] == 0
    review = store.review(document)
    review = store.decide(document, decisions.redo(review, ME), reviewer=ME, seen=review.number)
    assert review.counts["confirmed"] == 3


def test_killed_at_any_moment_no_step_is_there_in_part(tmp_path: Path) -> None:
    for number in range(25):
        folder = tmp_path / str(number)
        folder.mkdir()
        store_rounds.one_round("steps", folder)


def test_half_a_step_is_noticed() -> None:
    article = store_rounds.article(1)
    review = replay(article, ())
    made = batch.entered(review, all_of(review, "reject-all", batch.Group(by_speaker=True)), reviewer=ME, at="")
    store_rounds.check_steps(replay(article, made))
    with pytest.raises(AssertionError, match="half of step 1"):
        store_rounds.check_steps(replay(article, made[:-1]))
    undone = batch.entered(replay(article, made), [decisions.undo(replay(article, made), ME)], reviewer=ME, at="")
    store_rounds.check_steps(replay(article, (*made, *undone)))
    with pytest.raises(AssertionError, match="half of step 6"):
        store_rounds.check_steps(replay(article, (*made, *undone[:-1])))


# --- scripts ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def path(store: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """Store an article for the commands and return its id."""
    monkeypatch.setenv("ATTRIB_DB", str(store.path))
    monkeypatch.setenv("ATTRIB_REVIEWER", ME)
    return store.save(FOOTBRIDGE).document.id.removeprefix("sha256:")[:12]


def run(*words: str, code: int = 0) -> Any:  # noqa: ANN401 - click's or Typer's
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == code, result.output
    return result


def test_a_script_lists_decides_and_takes_back_a_step(path: str, store: Store) -> None:
    listed = run("decide", path, "accept-all", "--speaker", "Brandreth", "--dry-run").stdout.splitlines()
    assert [line.split()[:2] for line in listed] == [["a1", "open"], ["a2", "open"], ["a10", "open"]]
    assert store.review(store.documents()[0]).number == 0
    done = run("decide", path, "accept-all", "--speaker", "Brandreth").stdout.splitlines()
    assert [line.split()[:2] for line in done] == [["a1", "confirmed"], ["a2", "confirmed"], ["a10", "confirmed"]]
    run("decide", path, "undo")
    run("decide", path, "speaker-all", "Ines Okoro", "--speaker", "Brandreth")
    entries = json.loads(run("log", path, "-f", "json").stdout)
    assert [(each["kind"], each["batch"]) for each in entries] == [
        *[("accept", 1)] * 3,
        *[("undo", 4)] * 3,
        *[("speaker", 7)] * 3,
    ]
    run("decide", path, "reject-all", "--speaker", "-")
    review = store.review(store.documents()[0])
    assert [each.id for each in review.items if each.status == "rejected"] == ["a8", "a9", "a12"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["accept-all"], "accept-all is about some of them"),
        (["accept-all", "--speaker", "Nobody Known"], "the article has nobody called Nobody Known"),
        (["accept-all", "--verdict", "fine"], "'fine' is no verdict"),
        (["accept-all", "--verdict", "verbatim"], "there is no such attribution to decide on"),
        (["speaker-all", "--speaker", "Brandreth"], "speaker-all takes NAME"),
        (["accept-all", "now", "--speaker", "Brandreth"], "accept-all takes no more words"),
        (["accept-all", "--speaker", "Brandreth", "--role", "mayor"], "accept-all names nobody"),
        (["undo", "--speaker", "Brandreth"], "undo is not about several"),
        (["undo", "--dry-run"], "undo is not about several"),
    ],
)
def test_what_cannot_be_decided_on_several_is_one_line_and_a_hint(path: str, words: list[str], line: str) -> None:
    first, second = run("decide", path, *words, code=7).stderr.splitlines()[-2:]
    assert first.removeprefix("attrib: ").startswith(line)
    assert second.startswith("hint: ")
