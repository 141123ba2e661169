"""attrib.store.carry: decisions find their words again in another analysis, or say that they cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.language.quotations import regions
from attrib.review import Decision, Named, Review, decisions, replay
from attrib.review.replay import machine_ids
from attrib.store.carry import Anchor, anchor, carry, locate, match, similarity
from attrib.types import Analysis, Attribution, Cue, Document, Engine, Entity, Paragraph, Quoted, Span, Speaker
from tests.test_review import covered

CLOSED = "“We closed the old footbridge within the hour,” said Odile Brandreth."
CRACKS = "“The cracks are wider than a pencil,” she added, “and they grow.”"
NOBODY = "“Nobody asked me before they shut the only way across,” said Tomas Weil, who runs the ferry."
RAIN = "Rain fell on the town all week and the river rose by a metre."
FERRY = "The ferry has carried four hundred people a day since then, Weil said."


def analysis(*paragraphs: str, people: tuple[str, ...] = ("Odile Brandreth", "Tomas Weil")) -> Analysis:
    """Return an article in which every quotation is an attribution, to whom the paragraph names, else to the first."""
    text = "\n\n".join(paragraphs)
    entities = tuple(Entity(f"e{n}", name, "named_person") for n, name in enumerate(people, 1))
    found: list[Attribution] = []
    start = 0
    for number, paragraph in enumerate(paragraphs):
        content = []
        opened = -1
        for place, mark in enumerate(paragraph):
            if mark == "“":
                opened = place
            elif mark == "”":
                content.append(Span(start + opened, start + place + 1))
        if content:
            who = next((each for each in entities if each.name in paragraph), entities[0])
            said = next((word for word in ("said", "added") if word in paragraph), None)
            cue = None if said is None else Span(start + (at := paragraph.index(said)), start + at + len(said))
            found.append(
                Attribution(
                    f"a{len(found) + 1}", "direct", tuple(content), Cue(cue, "say") if cue else None, None, "quotation",
                    number, number, Speaker(who.id, who.name, who.source_class),
                )
            )  # fmt: skip
        start += len(paragraph) + 2
    starts = [text.index(paragraph) for paragraph in paragraphs]
    placed = tuple(Paragraph(Span(at, at + len(p))) for at, p in zip(starts, paragraphs, strict=True))
    document = Document("sha256:0", text, placed)
    quotations = tuple(map(Quoted, regions(document)))
    return Analysis(document, Engine("0"), tuple(found), entities, (), quotations).credited()


def missing(found: Analysis, *names: str) -> Analysis:
    """Return the same without the attributions of these ids, whose quotations are nobody's then."""
    return found.without(names)


def then(review: Review, *makes: Callable[[Review], Decision]) -> Review:
    for make in makes:
        made = replace(make(review), number=review.number + 1, at="2026-03-04T10:00:00Z", reviewer="Rana")
        review = replay(review.analysis, (*review.decisions, made))
    return review


def carried(review: Review, new: Analysis) -> Review:
    return replay(new, carry(review.analysis, new, review.decisions))


def words(review: Review, item: str) -> list[str]:
    return [span.of(review.document.text) for span in review.item(item).current.content]


OLD = analysis(CLOSED, CRACKS, RAIN, NOBODY)
START = replay(OLD, ())


# --- attributions -----------------------------------------------------------------------------------------------------


def test_the_same_article_maps_to_itself() -> None:
    assert {i: (each.new, each.exact) for i, each in match(OLD, OLD).items()} == {
        0: (0, True),
        1: (1, True),
        2: (2, True),
    }


def test_moved_corrected_and_deleted() -> None:
    new = analysis(NOBODY, FERRY, CRACKS.replace("wider", "broader"), RAIN)
    found = match(OLD, new)
    assert {i: (each.new, each.exact) for i, each in found.items()} == {1: (1, False), 2: (0, True)}


def test_a_short_answer_of_somebody_else_is_another() -> None:
    old = analysis(RAIN, "“No,” said Odile Brandreth when the council asked whether she had known of the cracks.")
    new = analysis(RAIN, FERRY, "The harbour master laughed at that and answered: “No,” then he walked to his boat.")
    assert match(old, new) == {}


def test_twins_are_told_apart_by_what_is_around_them() -> None:
    first, second = ("“It holds,” said the warden of wall A.", "“It holds,” said the warden of wall B.")
    old, new = analysis(FERRY, first, RAIN, second), analysis(FERRY, RAIN, second)
    assert {i: (each.new, each.exact) for i, each in match(old, new).items()} == {1: (0, True)}


def test_short_words_elsewhere_are_to_be_looked_at_again() -> None:
    first, second = ("“It holds,” said the warden of wall A.", "“It holds,” said the warden of wall B.")
    old, new = analysis(first, RAIN, second), analysis(second, RAIN, first)
    assert not any(each.exact for each in match(old, new).values())


def test_twins_of_one_sentence_are_told_apart_by_their_cues() -> None:
    one = replace(OLD.attributions[0], cue=Cue(Span(60, 64), "x"))
    old = replace(OLD, attributions=(OLD.attributions[0], one))
    new = replace(OLD, attributions=(one, OLD.attributions[0]))
    assert {i: each.new for i, each in match(old, new).items()} == {0: 1, 1: 0}


def test_an_anchor_is_words_and_what_is_around_them() -> None:
    text = "x" * 40 + "It  holds" + "y" * 40
    found = anchor(text, [Span(40, 49)])
    assert found == Anchor("It holds", "x" * 32, "y" * 32, 40)
    assert similarity(found, found) == 100


# --- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (CLOSED, ("the old footbridge", True)),
        (RAIN + " " + CLOSED, ("the old footbridge", True)),
        (CLOSED.replace("old footbridge", "olde footbridge"), ("the olde footbridge", False)),
        (RAIN, None),
        ("", None),
    ],
)
def test_words_are_located(new: str, expected: tuple[str, bool] | None) -> None:
    start = CLOSED.index("the old")
    found = locate(Span(start, start + len("the old footbridge")), CLOSED, new, 0)
    assert (found and (found[0].of(new), found[1])) == expected


@given(st.text("ab “”.", max_size=60), st.text("ab “”.", max_size=60), st.data())
def test_what_is_located_is_inside_the_text(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    span = Span(start, data.draw(st.integers(start, len(old))))
    found = locate(span, old, new, data.draw(st.integers(-20, 20)))
    if found is not None:
        assert found[0].end <= len(new)
        assert not found[1] or found[0].of(new) == span.of(old)


# --- decisions --------------------------------------------------------------------------------------------------------


def test_every_kind_goes_along_when_the_article_moves() -> None:
    second = OLD.attributions[1].content[1]
    review = then(
        START,
        lambda r: decisions.accept(r, "a1"),
        lambda r: decisions.set_speaker(r, "a2", "e2"),
        lambda r: decisions.split(r, "a2", second.start),
        lambda r: decisions.set_span(r, "d3", "content", Span(second.start + 1, second.end - 1)),
        lambda r: decisions.add(r, [Span(at := OLD.document.text.index(RAIN), at + len(RAIN))], speaker=Named("Ann")),
        lambda r: decisions.set_speaker(r, "a3", "d5"),
        lambda r: decisions.note(r, "d5", "the weather office"),
        lambda r: decisions.undo(r, "Rana"),
        lambda r: decisions.redo(r, "Rana"),
    )
    new = carried(review, analysis(NOBODY, FERRY, CLOSED, CRACKS, RAIN, people=("Tomas Weil", "Odile Brandreth")))
    assert new.lost == {}
    assert {each.carried for each in new.decisions} == {"exact"}
    assert [item.id for item in new.items] == ["a1", "a2", "a3", "d3", "d5"], "a3, who is first now, is a1"
    assert words(new, "d3") == ["and they grow."]
    speakers = {item.id: item.current.speaker.name for item in new.items if item.current.speaker}
    assert speakers == {"a1": "Ann", "a2": "Odile Brandreth", "a3": "Tomas Weil", "d3": "Tomas Weil", "d5": "Ann"}
    assert new.item("a2").status == "confirmed"
    assert [note.text for note in new.item("d5").notes] == ["the weather office"]


def test_what_was_accepted_stays_when_the_machine_changes_its_mind() -> None:
    review = then(START, lambda r: decisions.accept(r, "a1"))
    one = replace(OLD.attributions[0], speaker=Speaker("e2", "Tomas Weil", "named_person"), cue=None)
    new = carried(review, replace(OLD, attributions=(one, *OLD.attributions[1:])))
    item = new.item("a1")
    assert (item.status, item.changes) == ("corrected", ("cue", "speaker"))
    assert item.current.speaker == OLD.attributions[0].speaker


def test_words_that_were_corrected_are_carried_and_marked() -> None:
    review = then(START, lambda r: decisions.accept(r, "a2"))
    new = carried(review, analysis(CLOSED, CRACKS.replace("wider", "broader"), RAIN, NOBODY))
    assert new.item("a2").reworded
    assert new.item("a2").status == "confirmed"
    assert words(new, "a2") == ["“The cracks are broader than a pencil,”", "“and they grow.”"]
    again = carried(new, analysis(RAIN, CLOSED, CRACKS.replace("wider", "broader")))
    assert again.item("a2").reworded, "a later move does not make them the words that were seen"


def test_what_is_gone_is_orphaned_with_all_that_hung_on_it() -> None:
    review = then(
        START,
        lambda r: decisions.split(r, "a2", OLD.attributions[1].content[1].start),
        lambda r: decisions.note(r, "d1", "a word"),
        lambda r: decisions.set_speaker(r, "a3", Named("Ann")),
        lambda r: decisions.set_speaker(r, "a1", "d3"),
    )
    new = carried(review, analysis(CLOSED, RAIN))
    assert [each.number for each in new.orphaned] == [1, 2, 3]
    assert [each.why for each in new.orphaned] == [
        "the article has no such words any more",
        "decision 1, which made it, is orphaned",
        "the article has no such words any more",
    ]
    speaker = new.item("a1").current.speaker
    assert speaker is not None
    assert (speaker.name, speaker.entity) == ("Ann", "d4"), "who was named there is named here"
    assert {number: why.split(":")[0] for number, why in new.lost.items()} == dict.fromkeys(
        (1, 2, 3), "not carried to this analysis"
    )


def test_a_merge_is_orphaned_when_one_of_the_two_is_gone() -> None:
    review = then(START, lambda r: decisions.merge(r, "a1"))
    assert [each.number for each in carried(review, analysis(CLOSED, RAIN, NOBODY)).orphaned] == [1]
    whole = carried(review, analysis(RAIN, CLOSED, CRACKS, NOBODY))
    assert [item.id for item in whole.items] == ["a1", "a3"]


def test_a_later_analysis_that_finds_what_was_added_has_it_once() -> None:
    quiet = replace(OLD, attributions=OLD.attributions[:2])
    span = OLD.attributions[2].content[0]
    review = then(replay(quiet, ()), lambda r: decisions.add(r, [span], speaker="e2"))
    new = carried(review, OLD)
    assert [item.id for item in new.items] == ["a1", "a2", "d1"]
    assert new.item("d1").machine == OLD.attributions[2]
    assert new.item("d1").changes == ("cue",)


def test_speakers_are_found_by_name_then_by_alias_and_never_lost() -> None:
    review = then(START, lambda r: decisions.set_speaker(r, "a1", "e2"), lambda r: decisions.set_speaker(r, "a2", "e2"))
    renamed = analysis(CLOSED, CRACKS, people=("Odile Brandreth", "T. Weil"))
    alias = replace(renamed, entities=(renamed.entities[0], replace(renamed.entities[1], aliases=("Tomas Weil",))))
    speaker = carried(review, alias).item("a1").current.speaker
    assert speaker is not None
    assert (speaker.entity, speaker.name) == ("e2", "T. Weil")
    gone = carried(review, analysis(CLOSED, CRACKS, people=("Odile Brandreth",)))
    assert [item.current.speaker and item.current.speaker.entity for item in gone.items] == ["d1", "d1"]
    assert gone.entities[-1].name == "Tomas Weil"


def test_no_statement_goes_along_by_the_words() -> None:
    old = missing(OLD, "a3")
    review = then(replay(old, ()), lambda r: decisions.no_statement(r, "q4"))
    assert [(each.id, each.status) for each in review.uncovered] == [("q4", "no statement")]
    moved = carried(review, missing(analysis(RAIN, NOBODY, CLOSED, CRACKS), "a1"))
    assert [(each.id, each.status) for each in moved.uncovered] == [("q1", "no statement")]
    assert moved.decisions[0].carried == "exact"
    reworded = carried(review, missing(analysis(CLOSED, CRACKS, RAIN, NOBODY.replace("shut", "barred")), "a3"))
    assert [(each.id, each.status) for each in reworded.uncovered] == [("q4", "open")], "nobody has seen these words"
    gone = carried(review, missing(analysis(CLOSED, CRACKS, RAIN), "a2"))
    assert [each.kind for each in gone.orphaned] == ["no_statement"]
    found = carried(review, OLD)
    assert (found.uncovered, found.lost, found.item("a3").status) == ((), {}, "open"), "attrib finds a speaker now"


def test_an_attribution_that_is_no_statement_goes_along_or_leaves_its_quotation_decided() -> None:
    review = then(START, lambda r: decisions.no_statement(r, "a3"))
    there = carried(review, analysis(RAIN, CLOSED, CRACKS, NOBODY))
    assert there.item("a3").status == "rejected"
    assert [each.status for each in there.uncovered] == ["no statement"]
    agreed = carried(review, missing(OLD, "a3"))
    assert [each.status for each in agreed.uncovered] == ["no statement"]
    assert (agreed.orphaned, agreed.lost) == ((), {})
    added = then(replay(missing(OLD, "a3"), ()), lambda r: decisions.add(r, r.uncovered[0].content))
    added = carried(then(added, lambda r: decisions.no_statement(r, "d1")), OLD)
    assert [each.status for each in added.uncovered] == ["no statement"]


def test_a_signature_is_not_carried_and_no_orphan() -> None:
    review = then(START, lambda r: decisions.sign(r, "enough"))
    new = carried(review, OLD)
    assert (new.signed, new.orphaned, set(new.lost)) == (None, (), {1})


PARAGRAPHS = [CLOSED, CRACKS, RAIN, NOBODY, FERRY, CLOSED.replace("old", "new"), "“No.”", ""]


@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1), st.lists(st.sampled_from(PARAGRAPHS)), st.data())
def test_whatever_becomes_of_the_article_the_review_is_valid(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = analysis(*dict.fromkeys(before)), analysis(*dict.fromkeys(after))
    review = replay(old, ())
    for name in machine_ids(old):
        middle = review.item(name).current.content[0].start + 3
        makes = [
            decisions.accept(review, name),
            decisions.note(review, name, "x"),
            decisions.split(review, name, middle),
            decisions.set_speaker(review, name, Named("Ann")),
            decisions.no_statement(review, name),
        ]
        made = data.draw(st.sampled_from([*makes, None]))
        if made is not None:
            review = then(review, lambda _, made=made: made)  # type: ignore[misc]
    there = carried(review, new)
    text = new.document.text
    for item in there.items:
        assert all(span.end <= len(text) for span in item.current.content)
    assert len(there.decisions) == len(review.decisions)
    assert {each.number for each in there.orphaned} <= set(there.lost)
    covered(there)
    if old == new:
        assert [(i.id, i.current, i.status) for i in there.items] == [(i.id, i.current, i.status) for i in review.items]
