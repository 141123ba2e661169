"""attrib.export.outside_review: nothing is left of a review and its log that stays on the desk, and all the rest is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.export import json as schema
from attrib.export import log, outside, outside_review
from attrib.review import Decision, DecisionError, Named, Review, batch, decisions, replay
from attrib.sheet import render
from attrib.sheet.reviewed import result
from attrib.store import Entry
from attrib.store.rows import differences, words
from attrib.types import Analysis, Note, Span
from tests import samples
from tests.test_export_formats import SECRETS, desk
from tests.test_export_lines import reviewed

FOOTBRIDGE = samples.footbridge()
UNNAMED = "a4"
"""What a person familiar with the inspection says."""


def history(review: Review) -> list[Entry]:
    """Return the log of a review, as a store would have written it."""
    entries = []
    for number, decision in enumerate(review.decisions):
        before, after = (replay(review.analysis, review.decisions[:n]) for n in (number, number + 1))
        changes = differences(before, after)
        old, new = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
        item = next((each for each in (*before.items, *after.items) if each.id == decision.item), None)
        shown = words(item, review.document.text) if item else None
        entries.append(Entry(decision, shown, old, new, *review.fate(decision)))
    return entries


def shown(review: Review, *, with_contacts: bool = False) -> str:
    """Return all that anybody could see of a review that was left: itself, its sheet, its JSON and its log."""
    left = outside_review.for_others(review, with_contacts=with_contacts)
    entries = outside_review.history(history(review), review, with_contacts=with_contacts)
    told = json.dumps(log.as_dicts(entries), ensure_ascii=False)
    sheet = render(left.analysis, review=left, history=entries)
    return "\n".join((repr(left), told, log.render(entries), sheet, schema.dumps(result(left))))


def test_a_writers_note_on_several_statements_stays_with_the_source_that_is_not_named() -> None:
    origin = {"key": "k1", "file": "s.docx", "kind": "comment", "writer": "Ada", "date": "2026-11-02"}

    def brought(made: Decision) -> Decision:
        return replace(made, value={**made.value, "imported": origin})

    words, link = "the official is Jane Dorrit", "https://example.org/dorrit"
    other = {**origin, "key": "k2"}
    review = reviewed(
        *(lambda r, on=on: brought(decisions.note(r, on, words)) for on in ("a3", UNNAMED)),
        *(lambda r, on=on: brought(decisions.link(r, on, link)) for on in ("a3", UNNAMED)),
        lambda r: replace(decisions.note(r, "a3", "see the tape"), value={"text": "see the tape", "imported": other}),
    )
    for told in (shown(review), repr(outside.copy(review))):
        assert "orrit" not in told
        assert "see the tape" in told
    assert "2026-11-02" in repr(outside.copy(review)), "the date of a writer's note is the writer's"
    assert words in shown(review, with_contacts=True)
    assert link in repr(outside.copy(review, with_contacts=True))


def test_what_stays_on_the_desk_is_in_nothing_that_is_left() -> None:
    review = desk()
    left, whole = shown(review), shown(review, with_contacts=True)
    for what, secret in SECRETS.items():
        assert secret not in left, what
        assert secret in whole, what
    for kept in ("heard on the tape", "https://example.org/tape", "Odile Brandreth", "Rana"):
        assert kept in left


def test_items_statuses_and_numbers_are_the_same() -> None:
    review = desk()
    left = outside_review.for_others(review)
    assert [(each.id, each.shown_status, each.content) for each in left.items] == [
        (each.id, each.shown_status, each.content) for each in review.items
    ]
    assert [(each.number, each.at, each.reviewer) for each in left.decisions] == [
        (each.number, each.at, each.reviewer) for each in review.decisions
    ]
    assert left.counts == review.counts


def test_who_was_asked_and_what_they_answered_is_a_detail_without_content() -> None:
    review = reviewed(
        lambda r: decisions.comment(r, "a5", "answered", "No."), lambda r: decisions.note(r, "a1", "psst", private=True)
    )
    left = outside_review.for_others(review)
    assert [(each.kind, dict(each.value)) for each in left.decisions] == [("record", {}), ("record", {})]
    entries = outside_review.history(history(review), review)
    assert [dict(each.after.get("a5", {})) for each in entries] == [{}, {}]


def test_a_name_that_was_taken_back_stays_behind_too() -> None:
    review = reviewed(
        lambda r: decisions.set_speaker(r, UNNAMED, Named("Gerald Quill", role="inspector of piers")),
        lambda r: decisions.reopen(r, UNNAMED),
        lambda r: decisions.accept(r, UNNAMED),
        lambda r: decisions.split(r, UNNAMED, r.item(UNNAMED).content[0].start + 4),
        lambda r: decisions.set_speaker(r, UNNAMED, None),
    )
    left = shown(review)
    assert "Gerald Quill" not in left
    assert "inspector of piers" not in left
    assert "A person familiar with the inspection" in left


def test_who_is_named_elsewhere_is_not_named_as_the_unnamed_source() -> None:
    review = reviewed(
        lambda r: decisions.set_speaker(r, UNNAMED, "e5"),
        lambda r: decisions.set_speaker(r, "a2", "e5"),
    )
    left = outside_review.for_others(review)
    entries = outside_review.history(history(review), review)
    assert "Ines Okoro" not in json.dumps(log.as_dicts(entries[:1]))
    assert entries[1].after["a2"]["speaker"] == "Ines Okoro"
    assert [left.item(name).current.speaker.name for name in (UNNAMED, "a2")] == [  # type: ignore[union-attr]
        "A person familiar with the inspection", "Ines Okoro",
    ]  # fmt: skip


def words_of(review: Review, item: str) -> tuple[Span, ...]:
    return next(each.content for each in review.analysis.attributions if each.id == item)


def moved(review: Review, item: str, spans: Sequence[Span]) -> Decision:
    """Return the decision that puts the first piece of an item's words elsewhere."""
    return decisions.set_span(review, item, "content", spans[0])


Make = Callable[[Review], Decision]
OKORO = Span(FOOTBRIDGE.document.text.index("Ines Okoro"), FOOTBRIDGE.document.text.index("Ines Okoro") + 10)
ROUTES: dict[str, tuple[str, Sequence[Make]]] = {
    "added anew": ("d2", (
        lambda r: decisions.reject(r, UNNAMED),
        lambda r: decisions.add(r, words_of(r, UNNAMED), speaker="e5"),
    )),
    "a part of them added anew, with a source": ("d2", (
        lambda r: decisions.reject(r, UNNAMED),
        lambda r: decisions.add(
            r, [replace(words_of(r, UNNAMED)[0], start=words_of(r, UNNAMED)[0].start + 5)], speaker="e5", source=OKORO
        ),
    )),
    "with a source and nobody who speaks": ("d2", (
        lambda r: decisions.reject(r, UNNAMED),
        lambda r: decisions.add(r, words_of(r, UNNAMED), source=OKORO),
    )),
    "split off without a source": ("d2", (
        lambda r: decisions.set_span(r, UNNAMED, "source", None),
        lambda r: decisions.split(r, UNNAMED, words_of(r, UNNAMED)[0].start + 4),
        lambda r: decisions.set_speaker(r, "d2", "e5"),
    )),
    "given to another": ("a2", (
        lambda r: decisions.reject(r, UNNAMED),
        lambda r: moved(r, "a2", words_of(r, UNNAMED)),
        lambda r: decisions.set_speaker(r, "a2", "e5"),
    )),
    "given to another and taken back": ("a2", (
        lambda r: decisions.reject(r, UNNAMED),
        lambda r: moved(r, "a2", words_of(r, UNNAMED)),
        lambda r: decisions.set_speaker(r, "a2", "e5"),
        lambda r: decisions.set_speaker(r, "a2", "e1"),
        lambda r: moved(r, "a2", words_of(r, "a2")),
    )),
    "with the source of another": (UNNAMED, (
        lambda r: decisions.set_span(r, UNNAMED, "source", OKORO),
        lambda r: decisions.set_speaker(r, UNNAMED, "e5"),
    )),
}  # fmt: skip
"""Ways to name the unnamed source by somebody whom the article names elsewhere; each with the item that has the words.
"""


@pytest.mark.parametrize("route", ROUTES)
def test_words_of_an_unnamed_source_have_no_name_whatever_item_they_are_in(route: str) -> None:
    item, makes = ROUTES[route]
    review = reviewed(*makes)
    left = outside_review.for_others(review).item(item).current
    [statement] = [each for each in outside.copy(review).statements if each.attribution.id == item]
    entries = log.as_dicts(outside_review.history(history(review), review))
    shown = (left.speaker, statement.speaker, statement.entity, statement.corrections)
    assert "Okoro" not in repr(shown) + json.dumps(entries)
    for current in (left, statement.attribution):
        assert current.source is None or "Okoro" not in current.source.of(review.document.text)


def test_the_speaker_of_other_words_is_not_theirs_of_an_unnamed_source() -> None:
    review = reviewed(lambda r: decisions.reject(r, UNNAMED), lambda r: moved(r, "a1", words_of(r, UNNAMED)))
    assert review.item("a1").current.speaker == review.analysis.attributions[0].speaker
    left = outside_review.for_others(review).item("a1").current
    assert (left.speaker, left.source) == (None, None)
    [statement] = [each for each in outside.copy(review).statements if each.attribution.id == "a1"]
    assert (statement.speaker, statement.attribution.source, statement.entity) == (None, None, None)


def test_words_that_attrib_read_in_those_of_an_unnamed_source_keep_their_own_speaker() -> None:
    outer = next(each for each in FOOTBRIDGE.attributions if each.id == UNNAMED)
    whole = replace(outer, content=(Span(0, len(FOOTBRIDGE.document.text)),))
    others = (each for each in FOOTBRIDGE.attributions if each.id != UNNAMED)
    analysis = replace(FOOTBRIDGE, attributions=(whole, *others))
    untouched = replay(analysis, ())
    left = outside_review.for_others(untouched)
    assert [each.current for each in left.items] == [each.current for each in untouched.items]
    corrected = reviewed(lambda r: decisions.set_speaker(r, "a2", "e5"), analysis=analysis)
    assert outside_review.for_others(corrected).item("a2").current.speaker.name == "Ines Okoro"  # type: ignore[union-attr]
    freed = reviewed(
        lambda r: decisions.set_span(r, "a2", "source", None),
        lambda r: decisions.set_speaker(r, "a2", "e5"),
        analysis=analysis,
    )
    assert outside_review.for_others(freed).item("a2").current.speaker is None


def test_the_reason_of_a_decision_without_effect_names_nobody() -> None:
    named = decisions.set_speaker(replay(FOOTBRIDGE, ()), UNNAMED, Named("Gerald Quill"))
    other = replace(named, number=2, at="2026-11-24T09:02:00Z", reviewer="Ilse")
    lost = replace(other, value={"speaker": {**other.value["speaker"], "entity": "d1"}})
    first = Decision("note", "a1", {"text": "x"}, number=1, at="2026-11-24T09:01:00Z", reviewer="Rana")
    review = replay(FOOTBRIDGE, (first, lost))
    assert "Gerald Quill" in review.lost[2]
    assert "Gerald Quill" not in shown(review)


def test_a_decision_that_could_not_be_carried_names_nobody() -> None:
    named = decisions.set_speaker(replay(FOOTBRIDGE, ()), UNNAMED, Named("Gerald Quill"))
    orphan = replace(
        named, number=1, at="2026-11-24T09:01:00Z", reviewer="Ilse", carried="orphaned", why="Gerald Quill is gone"
    )
    review = replay(FOOTBRIDGE, (orphan,))
    entry = Entry(
        orphan, None, {UNNAMED: {"speaker": None}}, {UNNAMED: {"speaker": "Gerald Quill"}}, *review.fate(orphan)
    )
    left = outside_review.for_others(review)
    made = outside_review.history([entry], review)
    assert "Gerald Quill" not in repr(left) + repr(made)


def test_a_kind_of_decision_that_nobody_has_named_stays_behind() -> None:
    later = Decision("whisper", "a1", {"text": "psst"}, number=1, at="2026-11-24T09:01:00Z", reviewer="Rana")  # type: ignore[arg-type]
    review = replay(FOOTBRIDGE, (later,))
    assert "psst" not in shown(review)


def test_what_was_found_of_an_unnamed_source_is_not_said() -> None:
    analysis = samples.verified("/home/rana/quill")
    named = replay(analysis, (), samples.compared(analysis))
    assert [each.path for each in outside_review.cited(named)] == ["/home/rana/quill/meeting.txt"]
    assert "/home/rana" not in repr(outside_review.for_others(named))
    background = reviewed(
        *(
            lambda r, name=each.attribution: decisions.set_speaker(r, name, Named("Gerald Quill"))
            for each in analysis.verifications or ()
        )
    )
    held = replay(analysis, background.decisions, samples.compared(analysis))
    assert any(each.verification for each in held.items)
    assert outside_review.cited(held) == []
    assert "meeting.txt" not in shown(held)


def test_a_file_that_says_who_a_source_is_stays_behind_also_where_others_are_cited_of_it() -> None:
    analysis = samples.verified("/home/rana/quill")
    [first, *others] = [each.attribution for each in analysis.verifications or () if each.is_found]
    assert others

    def held(made: Callable[[Review], Decision]) -> frozenset[str]:
        review = replay(analysis, reviewed(made).decisions, samples.compared(analysis))
        assert [each.path for each in outside_review.cited(review)] == ["/home/rana/quill/meeting.txt"]
        assert ("meeting.txt" in shown(review)) == (not outside.confided(review))
        assert ("meeting.txt" in repr(outside.copy(review).statements)) == (not outside.confided(review))
        assert "meeting.txt" in shown(review, with_contacts=True)
        return outside.confided(review)

    there = {"/home/rana/quill/meeting.txt"}  # nor is it named
    assert held(lambda r: decisions.set_speaker(r, first, Named("Gerald Quill"))) == there
    assert held(lambda r: decisions.record(r, first, source_kind="background")) == there
    assert held(lambda r: decisions.accept(r, first)) == frozenset()


def test_whose_turn_it_is_in_a_file_that_says_who_a_source_is_stays_behind() -> None:
    analysis = samples.verified()
    review = replay(analysis, (), samples.compared(analysis))
    stranger = replace(decisions.accept_verdict(review, "a11"), number=2, at="2026-11-24T09:02:00Z", reviewer="Rana")
    named = reviewed(lambda r: decisions.set_speaker(r, "a1", Named("Gerald Quill"))).decisions
    for before, speaker in (((), "TOMAS WEIL"), (named, None)):
        left = outside_review.for_others(replay(analysis, (*before, stranger), samples.compared(analysis)))
        found = left.item("a11").verification
        assert found
        assert found.source
        assert (found.source.speaker, left.decisions[-1].value["passage"]["speaker"]) == (speaker, speaker)


def test_what_a_writer_put_beside_the_words_is_a_note_of_a_statement_or_stays_behind() -> None:
    analysis = samples.footbridge()
    beside = (Note(Span(0, 9), "comment", "call Quill, 020 7946 0958"), Note(Span(0, 9), "footnote", "See page 9."))
    review = replay(replace(analysis, document=replace(analysis.document, notes=beside)), ())
    left, whole = shown(review), shown(review, with_contacts=True)
    assert ("7946" in left, "7946" in whole, "See page 9." in left) == (False, True, True)


def test_a_step_of_many_is_in_the_log_as_what_it_did() -> None:
    review = replay(FOOTBRIDGE, ())
    makes: Sequence[Callable[[Review], Sequence[Decision]]] = (
        lambda r: batch.decide(r, "reject-all", ["a1", "a2"]),
        lambda r: (decisions.undo(r, "Rana"),),
        lambda r: (decisions.redo(r, "Rana"),),
    )
    for make in makes:
        made = batch.entered(review, make(review), reviewer="Rana", at="2026-11-24T09:01:00Z")
        review = replay(FOOTBRIDGE, (*review.decisions, *made))
    told = log.as_dicts(outside_review.history(history(review), review))
    assert [(each["kind"], each["batch"]) for each in told] == [
        ("reject", 1), ("reject", 1), ("undo", 3), ("undo", 3), ("redo", 5), ("redo", 5),
    ]  # fmt: skip


MAKERS: Sequence[Callable[[Review, str, str], Decision]] = (
    decisions.contact,
    lambda r, item, secret: decisions.comment(r, item, "answered", secret),
    lambda r, item, secret: decisions.note(r, item, secret, private=True),
    lambda r, item, secret: decisions.record(r, item, name_proof=secret, title=secret, affiliation_proof=secret),
    lambda r, item, secret: decisions.set_speaker(r, item, Named(secret, role=secret)),
    lambda r, item, _secret: decisions.record(r, item, source_kind="background"),
    lambda r, _item, secret: decisions.set_speaker(r, UNNAMED, Named(secret, "organisation")),
    lambda r, _item, secret: decisions.link(r, UNNAMED, f"https://example.org/{secret}"),
    lambda r, item, _secret: decisions.accept(r, item),
    lambda r, item, _secret: decisions.reject(r, item),
    lambda r, item, _secret: decisions.merge(r, item),
    lambda r, item, _secret: decisions.split(r, item, r.item(item).content[0].start + 9),
    lambda r, item, _secret: decisions.set_speaker(r, item, "e5"),
    lambda r, _item, _secret: decisions.undo(r, "Rana"),
    lambda r, _item, _secret: decisions.redo(r, "Rana"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(len(MAKERS))), st.integers(0, 20)), max_size=14))
def test_no_order_of_decisions_lets_anything_out(steps: list[tuple[int, int]]) -> None:
    review, secrets = replay(FOOTBRIDGE, ()), []
    for number, (maker, place) in enumerate(steps, 1):
        item = review.items[place % len(review.items)].id
        secrets.append(f"Zzyx{number}q")
        try:
            made = MAKERS[maker](review, item, secrets[-1])
        except DecisionError:
            continue
        made = replace(made, number=review.number + 1, at="2026-11-24T09:01:00Z", reviewer="Rana")
        review = replay(FOOTBRIDGE, (*review.decisions, made))
    left = shown(review)
    assert [secret for secret in secrets if secret in left] == []
    assert [each.shown_status for each in outside_review.for_others(review).items] == [
        each.shown_status for each in review.items
    ]


@pytest.mark.parametrize("sample", [samples.footbridge, samples.hostile, samples.bare, samples.placed])
def test_of_a_review_nobody_has_touched_all_is_left_but_the_folder_and_comments(
    sample: Callable[[], Analysis],
) -> None:
    review = replay(sample(), ())
    left = outside_review.for_others(review)
    path = review.document.path
    there = path if path is None or "://" in path else path.rpartition("/")[2]
    notes = tuple(each for each in review.document.notes if each.kind != "comment")
    document = replace(review.document, path=there, notes=notes)
    assert left == replace(review, analysis=replace(review.analysis, document=document))


def test_comments_of_the_file_stay_on_the_desk() -> None:
    note = Note(FOOTBRIDGE.attributions[0].content[0], "comment", "ring Ann on 020 7946 0018", "Mira Tolland")
    document = replace(FOOTBRIDGE.document, notes=(note, replace(note, kind="footnote", text="as printed")))
    review = replay(replace(FOOTBRIDGE, document=document), ())
    left = shown(review)
    assert "ring Ann" not in left
    assert "as printed" in left
    assert "ring Ann" in shown(review, with_contacts=True)


def test_what_a_writer_tells_of_an_unnamed_source_stays_on_the_desk() -> None:
    def told(review: Review, item: str) -> Decision:
        imported = {"key": item, "file": "story.docx", "kind": "comment", "writer": "Mira Tolland", "date": None}
        made = decisions.note(review, item, f"that is Petra Hollowell ({item})")
        return replace(made, value={**made.value, "imported": imported})

    review = reviewed(lambda r: told(r, UNNAMED), lambda r: told(r, "a1"))
    for left in (shown(review), repr(outside.copy(review))):
        assert f"Petra Hollowell ({UNNAMED})" not in left
        assert "Petra Hollowell (a1)" in left
    assert f"Petra Hollowell ({UNNAMED})" in shown(review, with_contacts=True)
    assert f"Petra Hollowell ({UNNAMED})" in repr(outside.copy(review, with_contacts=True))


def test_a_value_that_was_not_understood_is_not_repeated() -> None:
    odd = Decision("record", "a1", {"source_kind": "psst"}, number=1, at="2026-11-24T09:01:00Z", reviewer="Rana")
    review = replay(FOOTBRIDGE, (odd,))
    assert "psst" in review.lost[1]
    assert "psst" not in shown(review)


def test_what_a_checker_set_on_words_that_are_merged_now_is_left_out_and_not_made_nobodys() -> None:
    review = reviewed(
        lambda r: decisions.set_speaker(r, "a9", Named("Gerald Quill")), lambda r: decisions.merge(r, "a8")
    )
    assert "a9" not in {each.id for each in review.items}
    [named, _] = outside_review.history(history(review), review)
    assert named.decision.value["speaker"]["name"] == named.after["a9"]["speaker"] == outside_review.LEFT_OUT
