"""attrib.review: what decisions do, one by one and in any order. No file, no screen, no clock."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.export import gold, lines, status
from attrib.review import (
    KINDS,
    STATUSES,
    Decision,
    DecisionError,
    Item,
    Named,
    Part,
    Review,
    Uncovered,
    decisions,
    labels,
    replay,
)
from attrib.review.state import FACT_STATUSES, NOT_UNDONE
from attrib.review.words import Edge, next_word, previous_word
from attrib.sheet import render
from attrib.types import Analysis, Span, Speaker
from tests import samples

FOOTBRIDGE = samples.footbridge()
TEXT = FOOTBRIDGE.document.text
PLACED = samples.placed()
ME, OTHER = "Rana", "Theo"


def start(analysis: Analysis = FOOTBRIDGE) -> Review:
    return replay(analysis, ())


def then(review: Review, decision: Decision, reviewer: str = ME) -> Review:
    """Add the decision to the log, as the store does."""
    number = review.number + 1
    at = f"2026-03-04T10:{number % 60:02}:00Z"
    return replay(review.analysis, (*review.decisions, replace(decision, number=number, at=at, reviewer=reviewer)))


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def contents(item: Item) -> list[str]:
    return [span.of(TEXT) for span in item.current.content]


# --- status -----------------------------------------------------------------------------------------------------------


def test_the_machines_analysis_is_all_open_in_text_order() -> None:
    review = start()
    assert review.counts == {"open": 14, "confirmed": 0, "corrected": 0, "added": 0, "concern": 0, "rejected": 0}
    places = [item.current.content[0].start for item in review.items]
    assert places == sorted(places)
    assert all(item.machine == item.current and item.number == 0 and item.last is None for item in review.items)


def test_what_the_machine_calls_unlikely_is_folded_until_somebody_touches_it() -> None:
    review = start(samples.doubting(FOOTBRIDGE, "a1", "a2"))
    assert review.counts["open"] == 12
    assert (review.folded, review.unsettled) == (2, 12)
    assert not review.item("a1").undecided
    review = then(review, decisions.accept(review, "a1"))
    assert (review.counts["open"], review.counts["confirmed"], review.folded) == (12, 1, 1)
    review = then(review, decisions.reopen(review, "a1"))
    assert review.item("a1").undecided, "a checker who opens it again wants it decided"


def test_what_is_folded_needs_no_decision_to_sign() -> None:
    review = start(samples.doubting(FOOTBRIDGE, *(each.id for each in FOOTBRIDGE.attributions)))
    review = then(review, decisions.sign(review))
    assert review.signed is not None
    assert review.signed.value["open"] == 0


def test_accepting_without_a_change_confirms() -> None:
    review = then(start(), decisions.accept(start(), "a1"))
    item = review.item("a1")
    assert (item.status, item.changes, item.number) == ("confirmed", (), 1)
    assert item.last is not None
    assert (item.last.reviewer, item.last.at) == (ME, "2026-03-04T10:01:00Z")


def test_a_change_corrects_and_changing_back_opens_again_what_nobody_confirmed() -> None:
    review = then(start(), decisions.set_speaker(start(), "a1", "e5"))
    assert (review.item("a1").status, review.item("a1").changes) == ("corrected", ("speaker",))
    machine = review.item("a1").machine
    assert machine is not None
    assert machine.speaker is not None
    assert machine.speaker.name == "Odile Brandreth", "what the machine said is never edited"
    review = then(review, decisions.set_speaker(review, "a1", "e1"))
    assert review.item("a1").status == "open"
    review = then(review, decisions.accept(review, "a1"))
    for who in ("e5", "e1"):
        review = then(review, decisions.set_speaker(review, "a1", who))
    assert review.item("a1").status == "confirmed"


def test_a_decision_carried_to_other_words_is_not_settled_before_somebody_looks() -> None:
    accepted = replace(decisions.accept(start(), "a1"), number=1, reviewer=ME, carried="similar")
    review = replay(FOOTBRIDGE, (accepted,))
    assert review.item("a1").reworded
    assert review.unsettled == 14
    for item in review.items[1:]:
        review = then(review, decisions.accept(review, item.id))
    with pytest.raises(DecisionError, match="1 of 14 attributions are open or were decided on words that have changed"):
        decisions.sign(review)
    review = then(review, decisions.accept(review, "a1"))
    assert not review.item("a1").reworded
    assert decisions.sign(review).value["open"] == 0


def test_reject_and_reopen() -> None:
    review = then(start(), decisions.reject(start(), "a6"))
    assert review.item("a6").status == "rejected"
    review = then(review, decisions.reopen(review, "a6"))
    assert review.item("a6").status == "open"


def test_a_private_note_is_one_and_another_note_has_the_form_it_always_had() -> None:
    review = then(start(), decisions.note(start(), "a2", "rang the desk", private=True))
    review = then(review, decisions.note(review, "a2", "heard on the tape"))
    assert [(note.private, note.label) for note in review.item("a2").notes] == [(True, "Private note"), (False, "Note")]
    assert [dict(each.value) for each in review.decisions] == [
        {"text": "rang the desk", "private": True}, {"text": "heard on the tape"},
    ]  # fmt: skip
    assert "rang the desk (private)" in "".join(labels.history(review))


def test_a_note_of_which_nobody_can_say_whether_it_is_private_has_no_effect() -> None:
    made = decisions.note(start(), "a2", "rang the desk", private=True)
    review = then(start(), replace(made, value={"text": "rang the desk", "private": "no"}))
    assert (review.item("a2").notes, list(review.lost)) == ((), [1])


def test_notes_links_and_records_decide_nothing() -> None:
    review = start()
    review = then(review, decisions.note(review, "a2", "  heard on the tape "))
    review = then(review, decisions.link(review, "a2", "https://example.org/tape"))
    review = then(review, decisions.contact(review, "a2", "press office"))
    review = then(review, decisions.comment(review, "a2", "asked"))
    review = then(review, decisions.comment(review, "a2", "answered", "“Yes.”"))
    review = then(review, decisions.record(review, "a2", time_code="00:12:40", source_kind="on_record", title=" "))
    item = review.item("a2")
    assert item.status == "open"
    assert [(note.text, note.reviewer, note.number) for note in item.notes] == [("heard on the tape", ME, 1)]
    assert item.links == ("https://example.org/tape",)
    record = item.record
    assert (record.contact, record.comment, record.answer) == ("press office", "answered", "“Yes.”")
    assert (record.time_code, record.source_kind, record.title) == ("00:12:40", "on_record", None)
    assert record.contacted
    assert record.answered
    assert item.number == 6


# --- quotations that nobody has ---------------------------------------------------------------------------------------


def quoted(review: Review) -> list[tuple[str, str]]:
    return [(each.id, each.status) for each in review.uncovered]


def test_what_no_attribution_holds_is_listed_and_a_guess_needs_no_decision() -> None:
    review = start(PLACED)
    assert quoted(review) == [
        ("q2", "title or scare quotes?"),
        ("q3", "title or scare quotes?"),
        ("q4", "open"),
    ]
    assert [each.id for each in review.listed] == ["a1", "q2", "q3", "q4"]
    review = then(review, decisions.accept(review, "a1"))
    with pytest.raises(DecisionError, match=r"^1 quotation is nobody’s$") as caught:
        decisions.sign(review)
    assert "--despite" in caught.value.hint
    assert decisions.sign(review, "the desk closes").value == {"open": 0, "quotations": 1, "reason": "the desk closes"}
    cleared = then(review, decisions.no_statement(review, "q4"))
    assert quoted(cleared)[2] == ("q4", "no statement")
    assert [each.no_statement for each in cleared.quotations] == [False, False, False, True]
    assert decisions.sign(cleared).value["quotations"] == 0
    added = then(review, decisions.add(review, review.uncovered[2].content))
    assert [name for name, _ in quoted(added)] == ["q2", "q3"]
    assert decisions.sign(added).value["quotations"] == 0


def test_no_statement_is_undone_and_redone_as_any_decision_is() -> None:
    review = then(start(PLACED), decisions.no_statement(start(PLACED), "q4"))
    (last,) = (each.last for each in review.uncovered if each.last)
    assert (last.reviewer, last.kind, last.item) == (ME, "no_statement", None)
    with pytest.raises(DecisionError, match="q4 is no statement already"):
        decisions.no_statement(review, "q4")
    with pytest.raises(DecisionError, match="no attribution q1"):
        decisions.no_statement(review, "q1")
    review = then(review, decisions.undo(review, ME))
    assert quoted(review) == quoted(start(PLACED))
    review = then(review, decisions.redo(review, ME))
    assert quoted(review)[2] == ("q4", "no statement")


def test_a_quotation_that_was_called_no_statement_can_be_reopened_by_anybody() -> None:
    review = then(start(PLACED), decisions.no_statement(start(PLACED), "q4"))
    again = then(review, decisions.reopen(review, "q4"))
    assert quoted(again) == quoted(start(PLACED))
    assert again.decisions[-1].touches({}) == review.decisions[-1].touches({}), "two checkers' decisions on it conflict"
    with pytest.raises(DecisionError, match="q4 is open already"):
        decisions.reopen(again, "q4")


def test_what_an_attribution_cleared_is_open_again_with_it() -> None:
    review = then(start(), decisions.no_statement(start(), "a13"))
    review = then(review, decisions.reopen(review, "a13"))
    review = then(review, decisions.reject(review, "a13"))
    assert review.overlooked == 3, "rejected by itself it clears nothing"


def test_a_guess_can_be_decided_too() -> None:
    review = then(start(PLACED), decisions.no_statement(start(PLACED), "q2"))
    assert quoted(review)[0] == ("q2", "no statement")


def test_what_a_rejected_attribution_quotes_is_to_be_decided_unless_it_is_no_statement() -> None:
    rejected = then(start(), decisions.reject(start(), "a13"))
    assert rejected.overlooked == 3, "three paragraphs of one quotation"
    again = then(rejected, decisions.accept(rejected, "a13"))
    assert again.uncovered == ()
    cleared = then(start(), decisions.no_statement(start(), "a13"))
    assert cleared.item("a13").status == "rejected"
    assert {status for _, status in quoted(cleared)} == {"no statement"}
    assert len(cleared.uncovered) == 3
    undone = then(cleared, decisions.undo(cleared, ME))
    assert (undone.item("a13").status, undone.uncovered) == ("open", ())
    added = then(rejected, decisions.add(rejected, rejected.item("a13").content))
    assert added.uncovered == (), "the words of what was rejected can be somebody else's"


def test_only_what_quotes_something_is_no_statement() -> None:
    for name in ("a3", "a10"):  # in the reporter's words; around the quotation of another
        with pytest.raises(DecisionError, match="has no quotation of its own") as caught:
            decisions.no_statement(start(), name)
        assert caught.value.hint == "reject it"


def test_two_checkers_who_clear_the_same_quotation_decide_the_same() -> None:
    one, other = (decisions.no_statement(start(PLACED), "q4") for _ in range(2))
    assert one.touches({}) & other.touches({})
    assert not one.touches({}) & decisions.no_statement(start(PLACED), "q3").touches({})
    assert Decision("no_statement", value={"content": [{"start": []}]}).touches({}), "whatever a log holds"


def test_words_that_are_no_quotation_here_are_not_cleared() -> None:
    made = replace(decisions.no_statement(start(PLACED), "q4"), number=1, reviewer=ME)
    similar = replay(PLACED, [replace(made, carried="similar")])
    elsewhere = replay(replace(PLACED, quotations=PLACED.quotations[:3]), [made])
    for review in (similar, elsewhere):
        assert review.lost == {1: "the words in quotation marks are others now"}
        assert "no statement" not in dict(quoted(review)).values()


# --- speakers ---------------------------------------------------------------------------------------------------------


def test_a_new_name_becomes_an_entity_that_others_can_be_given() -> None:
    named = Named(" Ruth Amsel ", "named_person", "mayor", "")
    review = then(start(), decisions.set_speaker(start(), "a8", named))
    entity = review.entities[-1]
    assert (entity.id, entity.name, entity.role, entity.affiliation) == ("d1", "Ruth Amsel", "mayor", None)
    review = then(review, decisions.set_speaker(review, "a9", "d1"), OTHER)
    assert review.item("a9").current.speaker == review.item("a8").current.speaker
    review = then(review, decisions.undo(review, ME))
    assert review.lost == {2: "Ruth Amsel was named by decision 1, which does not stand"}
    assert review.item("a9").status == "open"


def test_somebody_named_twice_is_one_entity() -> None:
    review = then(start(), decisions.set_speaker(start(), "a8", Named("Ruth Amsel")))
    review = then(review, decisions.set_speaker(review, "a9", Named("Ruth Amsel")))
    assert [entity.id for entity in review.entities].count("d1") == 1
    assert len(review.entities) == len(FOOTBRIDGE.entities) + 1


def test_a_mere_candidate_typed_in_full_is_that_candidate() -> None:
    anton = next(each for each in FOOTBRIDGE.entities if not each.speaks)
    decision = decisions.set_speaker(start(), "a12", Named(anton.name, anton.source_class, anton.role))
    assert decision.value["speaker"]["entity"] == anton.id
    nameless = replace(decision, value={"speaker": {**decision.value["speaker"], "entity": None}})  # as carried here
    for each in (decision, nameless):
        review = then(start(), each)
        assert review.entities == FOOTBRIDGE.entities
        assert review.item("a12").current.speaker == Speaker(anton.id, anton.name, anton.source_class)


def test_nobody_is_a_speaker_too() -> None:
    review = then(start(), decisions.set_speaker(start(), "a1", None))
    assert review.item("a1").current.speaker is None
    assert review.item("a1").changes == ("speaker",)


# --- spans ------------------------------------------------------------------------------------------------------------


def test_either_end_of_a_piece_moves_by_a_word() -> None:
    review = start()
    piece = review.item("a1").current.content[0]
    shorter = Span(next_word(TEXT, piece.start, "start"), previous_word(TEXT, piece.end, "end"))
    review = then(review, decisions.set_span(review, "a1", "content", shorter))
    assert contents(review.item("a1"))[0] == "We closed it within the hour,"
    assert review.item("a1").changes == ("content",)


def test_cue_and_source_move_and_go_away() -> None:
    review = start()
    review = then(review, decisions.set_span(review, "a1", "source", at("Odile Brandreth, chief engineer")))
    review = then(review, decisions.set_span(review, "a8", "cue", at("will reportedly")))
    review = then(review, decisions.set_span(review, "a3", "cue", None))
    item = review.item("a8").current
    assert item.cue is not None
    assert (item.cue.span.of(TEXT), item.cue.lemma) == ("will reportedly", "reportedly"), "the same verb, an end moved"
    assert review.item("a3").current.cue is None
    assert review.item("a1").changes == ("source",)


def test_pieces_come_and_go() -> None:
    review = then(start(), decisions.set_span(start(), "a1", "content", None, piece=1))
    assert contents(review.item("a1")) == ["“We closed it within the hour,”"]
    review = then(review, decisions.set_span(review, "a1", "content", at("and it stays"), piece=1))
    assert contents(review.item("a1")) == ["“We closed it within the hour,”", "and it stays"]


def test_merging_takes_the_next_and_what_the_first_lacks() -> None:
    review = then(start(), decisions.note(start(), "a14", "one"))
    review = then(review, decisions.merge(review, "a13"))
    item = review.item("a13")
    assert item.status == "corrected"
    assert len(item.current.content) == 3
    assert [note.text for note in item.notes] == ["one"]
    with pytest.raises(DecisionError, match="no attribution a14"):
        review.item("a14")


def test_pieces_that_meet_become_one_when_merged() -> None:
    first = at("We closed it within")
    b = replace(
        FOOTBRIDGE,
        attributions=(
            replace(FOOTBRIDGE.attributions[0], content=(first,)),
            replace(FOOTBRIDGE.attributions[1], content=(Span(first.end + 1, first.end + 9),)),
        ),
    )
    review = then(start(b), decisions.merge(start(b), "a1"))
    assert contents(review.items[0]) == ["We closed it within the hour"]


def test_splitting_makes_two_that_know_their_speaker() -> None:
    review = start()
    review = then(review, decisions.split(review, "a2", at("but had grown").start))
    first, second = review.item("a2"), review.item("d1")
    assert contents(first) == ["the cracks were “no wider than a pencil line”"]
    assert contents(second) == ["but had grown since the autumn"]
    assert (first.status, second.status, second.machine) == ("corrected", "corrected", None)
    assert second.current.speaker == first.current.speaker
    assert review.items.index(second) == review.items.index(first) + 1


def test_what_the_machine_missed_is_added_in_its_place() -> None:
    span = at("some in the town ask why it took so long")
    review = then(start(), decisions.add(start(), [span], speaker=Named("residents", "group"), cue=at("ask")))
    item = review.items[0]
    assert (item.id, item.status, item.machine, item.current.type) == ("d1", "added", None, "indirect")
    assert item.current.speaker is not None
    assert item.current.speaker.entity == "d1"
    assert item.current.paragraph == 1
    assert item.changes
    review = then(review, decisions.set_type(review, "d1", "direct"))
    assert review.item("d1").status == "added", "whatever becomes of it"
    review = then(review, decisions.split(review, "d1", span.start + 8))
    assert [each.status for each in review.items[:2]] == ["added", "corrected"], "what was split off is no addition"
    found = replace(FOOTBRIDGE.attributions[0], id="a99", content=(span,))
    later = replay(replace(FOOTBRIDGE, attributions=(*FOOTBRIDGE.attributions, found)), review.decisions[:1])
    assert later.item("d1").status == "corrected", "attrib has found it, with another speaker"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("“It will outlive this one.”", "direct"),
        ("were “no wider than a pencil line” but", "mixed"),
        ("inspectors found cracks", "indirect"),
    ],
)
def test_quotation_marks_tell_the_type_of_an_addition(words: str, kind: str) -> None:
    assert decisions.add(start(), [at(words)]).value["type"] == kind


# --- what cannot be decided -------------------------------------------------------------------------------------------

REFUSED: list[tuple[Callable[[Review], Decision], str]] = [
    (lambda r: decisions.accept(r, "a99"), "no attribution a99"),
    (lambda r: decisions.reopen(r, "a1"), "open already"),
    (lambda r: decisions.set_speaker(r, "a1", "e1"), "has that speaker"),
    (lambda r: decisions.set_speaker(r, "a1", "e99"), "nobody with the id"),
    (lambda r: decisions.set_speaker(r, "a1", Named("  ")), "empty name"),
    (lambda r: decisions.set_speaker(r, "a1", Named("x\udcff")), "not in UTF-8"),
    (lambda r: decisions.set_speaker(r, "a1", Named("Ann", "robot")), "no class"),  # type: ignore[arg-type]
    (lambda r: decisions.set_type(r, "a1", "direct"), "direct already"),
    (lambda r: decisions.set_type(r, "a1", "loud"), "no type"),  # type: ignore[arg-type]
    (lambda r: decisions.set_act(r, "a1", "statement"), "a statement already"),
    (lambda r: decisions.set_span(r, "a1", "content", r.item("a1").current.content[0]), "there already"),
    (lambda r: decisions.set_span(r, "a1", "content", r.item("a1").current.content[0], piece=1), "overlap"),
    (lambda r: decisions.set_span(r, "a2", "content", None), "needs words"),
    (lambda r: decisions.set_span(r, "a2", "content", Span(3, 9), piece=7), "no piece 8"),
    (lambda r: decisions.set_span(r, "a2", "content", Span(len(TEXT) - 3, len(TEXT) + 1)), "outside the text"),
    (lambda r: decisions.set_span(r, "a2", "cue", Span(10, 10)), "no words"),
    (lambda r: decisions.merge(r, r.items[-1].id), "the last"),
    (lambda r: decisions.split(r, "a1", 0), "not between words"),
    (lambda r: decisions.add(r, r.item("a1").current.content), r"1 \(a1\) has these words"),
    (lambda r: decisions.add(r, []), "needs words"),
    (lambda r: decisions.note(r, "a1", " \n"), "empty note"),
    (lambda r: decisions.link(r, "a1", "javascript:alert(1)"), "not a link"),
    (lambda r: decisions.link(r, "a1", "http://[x"), "not a link"),
    (lambda r: decisions.record(r, "a1", link="page 4"), "not a link"),
    (lambda r: decisions.record(r, "a1", contact="x"), "no field"),
    (lambda r: decisions.record(r, "a1", source_kind="rumour"), "no kind of source"),
    (lambda r: decisions.record(r, "a1", title=None), "has that in its record"),
    (lambda r: decisions.comment(r, "a1", "asked", "Yes."), "only when the source answered"),
    (decisions.sign, "14 of 14 attributions are open"),
    (decisions.unsign, "not signed"),
    (lambda r: decisions.undo(r, ME), "nothing to undo"),
    (lambda r: decisions.redo(r, ME), "nothing to redo"),
]


@pytest.mark.parametrize(("make", "line"), REFUSED)
def test_what_cannot_be_decided_is_one_line_and_a_hint(make: Callable[[Review], Decision], line: str) -> None:
    with pytest.raises(DecisionError, match=line) as caught:
        make(start())
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_nothing_is_decided_twice() -> None:
    review = then(start(), decisions.accept(start(), "a1"))
    with pytest.raises(DecisionError, match="confirmed already"):
        decisions.accept(review, "a1")
    review = then(review, decisions.reject(review, "a1"))
    with pytest.raises(DecisionError, match="rejected already"):
        decisions.reject(review, "a1")
    review = then(review, decisions.link(review, "a1", "https://example.org"))
    with pytest.raises(DecisionError, match="that link already"):
        decisions.link(review, "a1", "https://example.org")


# --- signing ----------------------------------------------------------------------------------------------------------


def test_a_signed_article_is_closed_until_the_signature_is_taken_back() -> None:
    review = then(start(), decisions.accept(start(), "a1"))
    review = then(review, decisions.sign(review, "the rest is for Monday"))
    assert review.signed is not None
    assert review.signed.value == {"open": 13, "quotations": 0, "reason": "the rest is for Monday"}
    refused: list[Callable[[], Decision]] = [
        lambda: decisions.reject(review, "a1"),
        lambda: decisions.undo(review, ME),
        lambda: decisions.add(review, [at("Rain")] if "Rain" in TEXT else [Span(0, 5)]),
        lambda: decisions.sign(review),
    ]
    for make in refused:
        with pytest.raises(DecisionError, match="signed by Rana"):
            make()
    forced = then(review, Decision("reject", "a1"), OTHER)
    assert forced.item("a1").status == "confirmed"
    assert 3 in forced.lost
    review = then(review, decisions.unsign(review, "one more call"))
    assert review.signed is None
    assert decisions.undo(review, ME).undoes == 1, "undo passes over signatures"


# --- undo -------------------------------------------------------------------------------------------------------------


def test_each_checker_takes_back_their_own() -> None:
    review = then(start(), decisions.accept(start(), "a1"))
    review = then(review, decisions.reject(review, "a2"), OTHER)
    review = then(review, decisions.undo(review, ME))
    assert (review.item("a1").status, review.item("a2").status) == ("open", "rejected")
    assert review.item("a1").number == 3, "an undo is a decision on the item too"
    review = then(review, decisions.redo(review, ME))
    assert review.item("a1").status == "confirmed"


def test_a_new_decision_leaves_nothing_to_redo() -> None:
    review = then(start(), decisions.accept(start(), "a1"))
    review = then(review, decisions.undo(review, ME))
    review = then(review, decisions.accept(review, "a2"))
    with pytest.raises(DecisionError, match="nothing to redo"):
        decisions.redo(review, ME)


def test_what_was_built_on_an_undone_merge_is_reported() -> None:
    review = then(start(), decisions.merge(start(), "a3"))
    review = then(review, decisions.reject(review, "a3"), OTHER)
    review = then(review, decisions.undo(review, ME))
    assert review.item("a3").status == "open", "nobody has decided on these words alone"
    assert review.lost == {2: "decision 1, which it built on, does not stand: it was about other words"}
    review = then(review, decisions.redo(review, ME))
    assert (review.item("a3").status, review.lost) == ("rejected", {})


def test_an_acceptance_keeps_what_was_accepted() -> None:
    review = then(start(), decisions.set_speaker(start(), "a1", "e5"))
    review = then(review, decisions.reopen(review, "a1"), OTHER)
    review = then(review, decisions.accept(review, "a1"), OTHER)
    review = then(review, decisions.undo(review, ME))
    speaker = review.item("a1").current.speaker
    assert speaker is not None
    assert speaker.entity == "e5", "Theo has confirmed it"


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_decision_is_reported(kind: str) -> None:
    review = replay(FOOTBRIDGE, [Decision(kind, "a1", {"start": "x"}, number=1, undoes=7)])  # type: ignore[arg-type]
    assert set(review.lost) <= {1}
    assert len(review.items) == 14


def test_ids_that_come_twice_are_told_apart() -> None:
    twice = replace(FOOTBRIDGE, attributions=tuple(replace(each, id="d1") for each in FOOTBRIDGE.attributions[:3]))
    assert [item.id for item in start(twice).items] == ["d1′", "d1′′", "d1′′′"]


# --- any order --------------------------------------------------------------------------------------------------------

REVIEWERS = (ME, OTHER)
PARTS: list[Part] = ["content", "cue", "source"]


@st.composite
def histories(draw: st.DrawFn) -> Review:
    """Any decisions that two checkers can take, one after the other."""
    review = start(draw(st.sampled_from([FOOTBRIDGE, samples.hostile(), PLACED])))
    for _ in range(draw(st.integers(0, 12))):
        try:
            review = then(review, _any(draw, review), draw(st.sampled_from(REVIEWERS)))
        except DecisionError:
            continue
    return review


def _any(draw: st.DrawFn, review: Review) -> Decision:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    text = review.document.text
    item = draw(st.sampled_from(review.items))
    reviewer = draw(st.sampled_from(REVIEWERS))

    def span() -> Span:
        one, other = draw(st.integers(0, len(text) + 2)), draw(st.integers(0, 60))
        return Span(one, one + other)

    match draw(st.sampled_from([*KINDS, "undo", "undo", "redo", "merge", "split"])):
        case "accept":
            return decisions.accept(review, item.id)
        case "reject":
            return decisions.reject(review, item.id)
        case "reopen":
            return decisions.reopen(review, item.id)
        case "concern":
            return decisions.concern(review, item.id, draw(st.sampled_from(["too round a number", "who counted?"])))
        case "fact":
            return _fact(draw, review, item)
        case "no_statement":
            return decisions.no_statement(review, draw(st.sampled_from(review.listed)).id)
        case "speaker":
            known = [each.id for each in review.entities]
            return decisions.set_speaker(review, item.id, draw(st.sampled_from([None, Named("Ann"), *known])))
        case "type":
            return decisions.set_type(review, item.id, draw(st.sampled_from(["direct", "indirect", "mixed"])))
        case "act":
            return decisions.set_act(review, item.id, draw(st.sampled_from(["statement", "thought"])))
        case "span":
            part: Part = draw(st.sampled_from(PARTS))
            return decisions.set_span(review, item.id, part, draw(st.none() | st.builds(span)), draw(st.integers(0, 2)))
        case "merge":
            return decisions.merge(review, item.id)
        case "split":
            inside = item.current.content[0]
            return decisions.split(review, item.id, draw(st.integers(inside.start, inside.end)))
        case "add":
            return decisions.add(review, [span()], speaker=Named("Bea"))
        case "note":
            return decisions.note(review, item.id, "a note")
        case "link":
            return decisions.link(review, item.id, "https://example.org/a")
        case "contact":
            return decisions.contact(review, item.id, "by the ferry")
        case "comment":
            return decisions.comment(review, item.id, "answered", "no")
        case "record":
            return decisions.record(review, item.id, title="warden", source_kind="on_record")
        case "sign":
            return decisions.sign(review, "because")
        case "unsign":
            return decisions.unsign(review)
        case "redo":
            return decisions.redo(review, reviewer)
        case _:
            return decisions.undo(review, reviewer)


def _fact(draw: st.DrawFn, review: Review, item: Item) -> Decision:
    if draw(st.booleans()) and item.facts:
        number = draw(st.integers(1, len(item.facts)))
        if draw(st.integers(0, 4)) == 0:
            return decisions.remove_fact(review, item.id, number)
        found = draw(st.sampled_from(FACT_STATUSES))
        return decisions.fact(review, item.id, number, found, "so the register", evidence="the register", place="p. 4")
    piece = draw(st.sampled_from(item.content))
    start = draw(st.integers(piece.start, piece.end - 1))
    place = Span(start, draw(st.integers(start + 1, piece.end)))
    return decisions.add_facts(review, item.id, [place, *draw(st.lists(st.sampled_from(["built in 1931", "it sank"])))])


def valid(review: Review) -> None:
    inside(review)
    text = review.document.text
    people = {entity.id for entity in review.entities}
    assert all(item.current.speaker is None or item.current.speaker.entity in people for item in review.items)
    for decision in review.decisions:
        if decision.number not in {*review.lost, *review.undone}:
            for value in (*decision.value.get("content", ()), *decision.value.get("spans", ())):
                assert text[value["start"] : value["end"]] == value["text"]


def inside(review: Review) -> None:
    text = review.document.text
    ids = [each.id for each in review.listed]
    assert len(set(ids)) == len(ids)
    for item in review.items:
        current = item.current
        assert current.content
        for span in (*current.content, current.cue.span if current.cue else None, current.source):
            assert span is None or span.end <= len(text)
        assert item.status in STATUSES
        assert (item.status == "concern") == bool(item.concern)
        assert [fact.number for fact in item.facts] == [*range(1, len(item.facts) + 1)]
        assert len({fact.id for fact in item.facts}) == len(item.facts)
        assert all(fact.span is None or fact.span.of(text) == fact.words for fact in item.facts)
    assert set(review.lost) <= {each.number for each in review.decisions}

    covered(review)


def covered(review: Review) -> None:
    """See that every marked quotation has an attribution that stands, or is listed, and blocks while it is open."""
    standing = {item.id for item in review.items if item.status != "rejected"}
    uncovered = {each.span: each for each in review.uncovered}
    assert [each.span for each in review.quotations] == [each.span for each in review.analysis.quotations]
    assert len(uncovered) == len(review.uncovered)
    for each in review.quotations:
        listed = uncovered.pop(each.span, None)
        assert (each.attribution in standing) == (listed is None)
        assert each.no_statement == (listed is not None and listed.status == "no statement")
        if listed is not None:
            assert (listed.last is None) == (listed.status != "no statement")
    assert uncovered == {}
    left = (review.unsettled, review.overlooked, review.concerns, review.open_facts)
    assert bool(decisions.undecided(review)) == any(left)
    assert review.overlooked == sum(each.undecided for each in review.listed if isinstance(each, Uncovered))


def seen(review: Review) -> object:
    """Return what a checker sees of the review."""
    return (
        [(i.id, i.current, i.status, i.record, i.notes, i.links, i.last, i.concern, i.facts) for i in review.items],
        review.entities,
        review.uncovered,
    )


@given(histories())
def test_any_sequence_of_decisions_leads_to_a_valid_review(review: Review) -> None:
    valid(review)
    assert replay(review.analysis, review.decisions) == review


@given(histories(), st.data())
def test_any_part_of_a_log_leads_to_a_valid_review(review: Review, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(review.decisions), max_size=len(review.decisions)))
    valid(replay(review.analysis, [d for d, keep in zip(review.decisions, kept, strict=True) if keep]))


def _values(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - JSON
    """Yield where each value in a decision's stands."""
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield (*path, key)
        yield from _values(data[key], (*path, key))


def show(review: Review) -> None:
    """Make everything that is shown of a review."""
    text = review.document.text
    made = [lines.header() + lines.rows(review), str(gold.gold_lines(review, "x"))]
    made += [status.item_lines("", review.items, text) if review.items else "", render(review.analysis, review=review)]
    made += [part.label for item in review.items for part in labels.parts(item)]
    assert all(isinstance(each, str) for each in made)


OTHERS: tuple[object, ...] = (None, True, 3, -1, 10**400, 2.5, "odd", [], {}, ["odd"], [[1]], {"odd": "odd"}, [{}])


@settings(max_examples=300, deadline=None)
@given(histories(), st.integers(0), st.integers(0), st.sampled_from(OTHERS))
def test_a_log_that_another_program_wrote_leads_to_a_valid_review(
    review: Review, which: int, where: int, other: object
) -> None:
    log = [*review.decisions]
    if not log or not (places := list(_values(log[which % len(log)].value))):
        return
    odd = log[which % len(log)]
    *path, last = places[where % len(places)]
    value = copy.deepcopy(dict(odd.value))
    within: Any = value
    for key in path:
        within = within[key]
    within[last] = other
    log[which % len(log)] = replace(odd, value=value)
    after = replay(review.analysis, log)
    inside(after)
    show(after)


@pytest.mark.parametrize("other", [[], {}, ["a2"], {"a2": 1}, 3, None])
def test_a_merge_with_what_is_no_attribution_has_no_effect(other: object) -> None:
    made = replace(decisions.merge(start(), "a1"), number=1, at="2026-03-04T10:01:00Z", reviewer=ME)
    review = replay(FOOTBRIDGE, [replace(made, value={**made.value, "with": other})])
    assert list(review.lost) == [1]
    assert [item.id for item in review.items] == [item.id for item in start().items]


@given(histories(), st.integers(1, 12), st.sampled_from(REVIEWERS))
def test_undoing_and_redoing_as_often_changes_nothing(review: Review, times: int, reviewer: str) -> None:
    before, count = review, 0
    try:
        for count in range(times):  # noqa: B007 - how many could be undone
            review = then(review, decisions.undo(review, reviewer), reviewer)
        count = times
    except DecisionError:
        pass
    for _ in range(count):
        valid(review)
        review = then(review, decisions.redo(review, reviewer), reviewer)
    assert seen(review) == seen(before)


@given(histories())
def test_undoing_everything_leads_back_to_the_machines_analysis(review: Review) -> None:
    if review.signed is not None:
        review = then(review, decisions.unsign(review))
    for reviewer in REVIEWERS * 2:  # one's undo may bring back what the other's had lost
        try:
            while True:
                review = then(review, decisions.undo(review, reviewer), reviewer)
        except DecisionError:
            pass
    if not any(each.kind not in NOT_UNDONE and each.number in review.lost for each in review.decisions):
        assert [item.current for item in review.items] == [item.current for item in start(review.analysis).items]


# --- words ------------------------------------------------------------------------------------------------------------


def test_words_and_marks_are_stepped_over_one_by_one() -> None:
    text = "He said “don’t pay 1,400”.\n\nShe left"
    ends, offset = [], 0
    while (after := next_word(text, offset, "end")) > offset:
        ends.append(text[offset:after].strip())
        offset = after
    assert ends == ["He", "said", "“", "don’t", "pay", "1,400", "”", ".", "She", "left"]
    assert previous_word(text, len(text), "start") == text.index("left")
    assert previous_word(text, text.index("She"), "start") == text.index(".")
    assert previous_word(text, text.index("She"), "end") == text.index("\n")
    assert previous_word(text, 0, "start") == 0


@given(st.text("a “”’,.\n-", max_size=30), st.data())
def test_a_step_forth_from_a_boundary_and_back_is_no_step(text: str, data: st.DataObject) -> None:
    edges: list[Edge] = ["start", "end"]
    edge = data.draw(st.sampled_from(edges))
    offset = data.draw(st.integers(0, len(text)))
    here = next_word(text, offset, edge)
    there = next_word(text, here, edge)
    assert offset <= here <= there <= len(text)
    if offset < here < there:
        assert previous_word(text, there, edge) == here


def test_importing_loads_no_model_and_draws_no_screen() -> None:
    code = "import sys, attrib.review, attrib.store, attrib.store.carry; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"torch", "stanza", "onnxruntime", "textual", "numpy", "trafilatura"} & set(done.stdout.split())
