"""Several facts to one statement: numbered, each with its own status and its own evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static

from attrib.export import lines, outside, parquet, status
from attrib.review import Decision, DecisionError, Fact, Review, decisions, labels, replay
from attrib.review.app import ReviewApp
from attrib.review.state import FactStatus
from attrib.sheet import render
from attrib.store import Store
from attrib.types import Analysis, Span
from tests.test_carry import CLOSED, CRACKS, NOBODY, OLD, RAIN, analysis, carried
from tests.test_review import FOOTBRIDGE, ME, OTHER, TEXT, at, histories, seen, start, then
from tests.test_review_app import press, scratch, tap
from tests.test_review_commands import _own_store, ready, refused, run, story  # noqa: F401 - fixtures

LINK = "https://register.example/1931"
COUNTED, TYPED = at("1,400 people"), "that it was a working day"
Make = Callable[[Review], Decision]


def with_facts(*makes: Make, on: str = "a3") -> Review:
    review = then(start(), decisions.add_facts(start(), on, [COUNTED, TYPED]))
    for make in makes:
        review = then(review, make(review))
    return review


def found(number: int, what: FactStatus, note: str | None = None, **more: str) -> Make:
    return lambda review: decisions.fact(review, "a3", number, what, note, **more)


def told(review: Review, name: str = "a3") -> list[str]:
    return list(map(str, review.item(name).facts))


# --- one by one -------------------------------------------------------------------------------------------------------


def test_facts_are_numbered_and_have_their_own_status_and_evidence() -> None:
    review = with_facts(
        found(1, "wrong", "1,350 did", evidence=LINK, place="p. 4"), found(2, "confirmed", evidence="the almanac")
    )
    assert told(review) == [
        f"1. 1,400 people — wrong: 1,350 did ({LINK}, p. 4)",
        f"2. {TYPED} — confirmed (the almanac)",
    ]
    one, two = review.item("a3").facts
    assert (one.span, two.span, one.reviewer, one.at) == (COUNTED, None, ME, "2026-03-04T10:02:00Z")
    assert review.item("a3").status == "open", "what is found of a fact decides nothing about who said it"


def test_evidence_and_note_stay_unless_they_are_given_anew() -> None:
    review = with_facts(
        found(1, "wrong", "1,350 did", evidence=LINK),
        found(1, "wrong", place="00:12:40"),
        found(1, "confirmed"),
        found(1, "confirmed", evidence=""),
    )
    notes = [each.value.get("note") for each in review.decisions[1:]]
    assert notes == ["1,350 did", "1,350 did", None, None], "what is right is said of a wrong fact"
    assert told(review)[0] == "1. 1,400 people — confirmed (00:12:40)"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda r: decisions.fact(r, "a3", 3, "confirmed"), r"3 \(a3\) has no fact 3"),
        (lambda r: decisions.fact(r, "a3", 0, "confirmed"), "has no fact 0"),
        (lambda r: decisions.fact(r, "a3", 1, "wrong"), "a fact that is wrong needs a word on what is right"),
        (lambda r: decisions.fact(r, "a3", 1, "concern", " "), "a fact that is a concern needs a word on why"),
        (lambda r: decisions.fact(r, "a3", 1, "open"), "that is what is known of fact 1"),
        (lambda r: decisions.fact(r, "a3", 1, cast("FactStatus", "true")), "'true' is no status of a fact"),
        (lambda r: decisions.add_facts(r, "a3", [COUNTED]), "has no new fact in that"),
        (lambda r: decisions.add_facts(r, "a3", [at("Odile Brandreth")]), "is not inside the words of"),
        (lambda r: decisions.add_facts(r, "a3", [" "]), "an empty fact says nothing"),
        (lambda r: decisions.remove_fact(r, "a3", 3), "has no fact 3"),
    ],
)
def test_what_cannot_be_said_of_a_fact(make: Make, message: str) -> None:
    with pytest.raises(DecisionError, match=message):
        make(with_facts())


def test_a_fact_is_taken_away_and_comes_back_with_undo() -> None:
    review = with_facts(found(2, "confirmed"), lambda r: decisions.remove_fact(r, "a3", 1))
    assert told(review) == [f"1. {TYPED} — confirmed"]
    assert told(then(review, decisions.undo(review, ME))) == ["1. 1,400 people — open", f"2. {TYPED} — confirmed"]


def test_undoing_the_addition_leaves_what_was_found_without_effect() -> None:
    review = with_facts()
    review = then(review, decisions.fact(review, "a3", 1, "confirmed"), OTHER)
    review = then(review, decisions.undo(review, ME))
    assert (told(review), review.lost) == ([], {2: "there is no fact 1.1, which it was about"})
    added = then(review, decisions.add_facts(review, "a3", ["another"]), OTHER)
    back = then(added, decisions.redo(added, ME))
    assert told(back) == ["1. 1,400 people — confirmed", f"2. {TYPED} — open", "3. another — open"], (
        "none is taken for another"
    )


def test_an_open_fact_is_undecided_and_accepting_is_allowed() -> None:
    analysis_ = replace(FOOTBRIDGE, attributions=FOOTBRIDGE.attributions[2:3], quotations=())
    review = replay(analysis_, ())
    review = then(review, decisions.add_facts(review, "a3", [COUNTED, TYPED]))
    review = then(review, decisions.accept(review, "a3"))
    with pytest.raises(DecisionError, match=r"^2 facts are open$"):
        decisions.sign(review)
    assert decisions.sign(review, "no time").value["facts"] == 2
    review = then(then(review, found(1, "confirmed")(review)), found(2, "concern", "which day?")(review))
    with pytest.raises(DecisionError, match=r"^there is 1 concern$"):
        decisions.sign(review)
    rejected = then(review, decisions.reject(review, "a3"))
    assert (rejected.open_facts, rejected.concerns) == (0, 0)


def test_what_attrib_takes_for_claims_is_only_proposed() -> None:
    review = start()
    assert all(item.facts == () for item in review.items)
    proposed = decisions.claimed(review, "a3")
    claims = [each for each in FOOTBRIDGE.claims if each.checkable]
    assert proposed, "the sample has a checkable claim in it"
    for each in proposed:
        assert any(claim.span.overlaps(each) for claim in claims)
        assert any(piece.contains(each) for piece in review.item("a3").content)
    review = then(review, decisions.add_facts(review, "a3", proposed))
    assert len(review.decisions) == 1, "one step, to be undone as one"
    assert [fact.span for fact in review.item("a3").facts] == list(proposed)
    assert decisions.claimed(review, "a3") == ()


def test_merge_has_the_facts_of_both_and_split_parts_them_by_their_words() -> None:
    review = then(start(), decisions.add_facts(start(), "a2", [at("the autumn"), at("a pencil line"), "grew"]))
    review = then(review, decisions.fact(review, "a2", 1, "confirmed"))
    split = then(review, decisions.split(review, "a2", at("but had grown").start))
    (new,) = [item for item in split.items if item.id == "d3"]
    assert (told(split, "a2"), list(map(str, new.facts))) == (
        ["1. a pencil line — open", "2. grew — open"], ["1. the autumn — confirmed"],
    )  # fmt: skip
    merged = then(split, decisions.merge(split, "a2"))
    assert told(merged, "a2") == ["1. the autumn — confirmed", "2. a pencil line — open", "3. grew — open"]


# --- what becomes of them when the text changes -----------------------------------------------------------------------


def test_facts_are_found_again_in_another_text() -> None:
    text = OLD.document.text
    place = Span(text.index("a pencil"), text.index("a pencil") + len("a pencil"))
    review = replay(OLD, ())
    review = then(review, decisions.add_facts(review, "a2", [place, "typed"]))
    review = then(review, decisions.fact(review, "a2", 1, "confirmed", evidence=LINK))
    new = carried(review, analysis(RAIN, NOBODY, CLOSED, CRACKS))
    (item,) = [each for each in new.items if each.facts]
    assert [str(each) for each in item.facts] == told(review, "a2")
    moved = item.facts[0].span
    assert moved is not None
    assert (moved.of(new.document.text), moved != place, item.reworded) == ("a pencil", True, False)
    changed = carried(review, analysis(CLOSED, CRACKS.replace("a pencil", "a crayon"), RAIN, NOBODY))
    (item,) = [each for each in changed.items if each.facts]
    assert (item.facts[0].words, item.facts[0].span, item.reworded) == ("a pencil", None, True)
    gone = carried(review, analysis(CLOSED, RAIN, NOBODY))
    assert [each.kind for each in gone.orphaned] == ["fact", "fact"]


PARAGRAPHS = [CLOSED, CRACKS, RAIN, NOBODY, CLOSED.replace("old", "new"), CRACKS.replace("wider", "broader")]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1), st.lists(st.sampled_from(PARAGRAPHS)), st.data())
def test_a_fact_that_is_carried_stands_where_its_words_are(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    old, new = analysis(*dict.fromkeys(before)), analysis(*dict.fromkeys(after))
    review = replay(old, ())
    for item in review.items:
        piece = data.draw(st.sampled_from(item.content))
        begin = data.draw(st.integers(piece.start, piece.end - 1))
        place = Span(begin, data.draw(st.integers(begin + 1, piece.end)))
        if place.of(old.document.text).strip():
            review = then(review, decisions.add_facts(review, item.id, [place]))
            review = then(review, decisions.fact(review, item.id, 1, "confirmed", evidence=LINK))
    there = carried(review, new)
    text = new.document.text
    known = {fact.id: fact.words for item in review.items for fact in item.facts}
    for item in there.items:
        for fact in item.facts:
            assert fact.words == known[fact.id]
            assert fact.span is None or fact.span.of(text) == fact.words
    lost = {fact for fact in known if not any(each.id == fact for item in there.items for each in item.facts)}
    assert {int(each.partition(".")[0]) for each in lost} <= {each.number for each in there.orphaned}


# --- any order --------------------------------------------------------------------------------------------------------


@given(histories(), st.integers(1, 8))
def test_facts_come_and_go_with_undo_and_redo_in_any_history(review: Review, times: int) -> None:
    added = [each for each in review.decisions if each.kind == "fact" and "facts" in each.value]
    known = {f"{each.number}.{n}" for each in added for n in range(1, 1 + len(each.value["facts"]))}
    assert all(each.id in known for item in review.items for each in item.facts)
    if review.signed is not None:
        return
    item = review.items[-1]
    after = then(review, decisions.add_facts(review, item.id, [f"fact {n} of its own" for n in range(times)]), OTHER)
    number = len(after.item(item.id).facts)
    after = then(after, decisions.fact(after, item.id, number, "confirmed", evidence=LINK), OTHER)
    last: Fact = after.item(item.id).facts[-1]
    assert (last.status, last.evidence, last.number) == ("confirmed", LINK, len(item.facts) + times)
    back = then(after, decisions.undo(after, OTHER), OTHER)
    back = then(back, decisions.undo(back, OTHER), OTHER)
    assert [each.facts for each in back.items] == [each.facts for each in review.items]
    forth = then(back, decisions.redo(back, OTHER), OTHER)
    forth = then(forth, decisions.redo(forth, OTHER), OTHER)
    assert seen(forth) == seen(after)


# --- where they are shown ---------------------------------------------------------------------------------------------


def shown() -> Review:
    return with_facts(found(1, "wrong", "1,350 did", evidence=LINK, place="p. 4"))


def test_the_line_by_line_file_has_a_numbered_line_for_each() -> None:
    row = next(row for row in lines.lines(shown()) if row["id"] == "a3")
    assert {name: row[name] for name in lines.COLUMNS if "fact" in name} == {
        "facts": f"1. 1,400 people\n2. {TYPED}",
        "fact_statuses": "1. wrong\n2. open",
        "fact_notes": "1. 1,350 did\n2.",
        "fact_evidence": f"1. {LINK}, p. 4\n2.",
    }
    assert lines.COLUMNS[-6:-5] == ("differences",), "new columns come last: whoever counts them finds the old ones"


def test_card_sheet_status_and_log_tell_them() -> None:
    review = shown()
    item = review.item("a3")
    card = [line.words for line in labels.card(review, item, 5, labels.parts(item)[0]) if line.label == "Facts"]
    assert card == [f"✗ {told(review)[0]}", f"· {told(review)[1]}"]
    sheet = render(review.analysis, review=review)
    assert '<li value="1"><bdi class="words">1,400 people</bdi>' in sheet
    assert f'<a href="{LINK}" rel="noreferrer noopener">' in sheet
    assert "1,400 people → wrong, 1,350 did, https" in "".join(labels.history(review))
    assert labels.matches(review, item, "1,350 did")
    assert "!" in labels.flags(item)


def test_evidence_that_would_run_is_no_link() -> None:
    review = with_facts(found(1, "confirmed", evidence="javascript:alert(1)"))
    assert 'href="javascript' not in render(review.analysis, review=review)


def test_copies_have_the_facts_without_the_evidence_where_links_stay_behind() -> None:
    review = shown()

    def statement(with_contacts: bool = False) -> outside.Statement:  # noqa: FBT001, FBT002 - the option itself
        made = outside.copy(review, with_contacts=with_contacts)
        return next(each for each in made.statements if each.attribution.id == "a3")

    assert [str(each) for each in statement().facts] == told(review)
    assert [each.text for each in statement().written if each.kind == "fact"] == told(review)
    review = then(review, decisions.set_speaker(review, "a3", None))
    assert [each.told for each in statement().facts] == ["wrong: 1,350 did", "open"]
    assert [each.told for each in statement(with_contacts=True).facts] == [
        each.told for each in review.item("a3").facts
    ]
    assert LINK.encode() not in parquet.render([outside.copy(review)])


def test_the_store_keeps_them(tmp_path: Path) -> None:
    def keep(analysis_: Analysis) -> Review:
        with Store(tmp_path / "attrib.db") as store:
            document = store.save(analysis_).document
            for make in (
                lambda r: decisions.add_facts(r, "a3", [COUNTED, TYPED]),
                found(2, "confirmed", evidence=LINK),
            ):
                review = store.review(document)
                store.decide(document, make(review), reviewer=ME, seen=review.number)
            entries = store.log(document)
            assert entries[1].before == {"a3": {"facts": ["1. 1,400 people — open", f"2. {TYPED} — open"]}}
            return store.review(document)

    review = keep(FOOTBRIDGE)
    with Store(tmp_path / "attrib.db") as store:
        assert store.review(store.documents()[0]) == review
        data = status.as_dict(store.documents()[0], review)["items"]
    assert next(each for each in data if each["id"] == "a3")["facts"][1] == {
        "number": 2, "words": TYPED, "status": "confirmed", "note": None, "evidence": LINK, "place": None,
    }  # fmt: skip


# --- keys -------------------------------------------------------------------------------------------------------------


def test_words_chosen_become_a_fact() -> None:
    found_ = press("v", "right", "space", "right", "right", "F", start="a3")
    assert found_.kinds == ["fact"]
    (fact,) = found_.review.item("a3").facts
    assert fact.span is not None
    assert fact.span.of(TEXT) == fact.words
    assert found_.message == "a fact of 3 now: F says what was found of it"
    assert "1 fact open" in found_.screen
    outside_ = press("v", "left", "space", "F", start="a3")
    assert (outside_.kinds, outside_.message.startswith("! ")) == ([], True)


def test_claims_are_added_by_a_key_and_decided_by_two() -> None:
    found_ = press(
        "F", "c", "1", "w", "=1,350 did", "enter", f"={LINK}", "enter", "1", "p", "=p. 4", "enter", "escape", start="a3"
    )
    assert found_.kinds == ["fact"] * 4
    fact = found_.review.item("a3").facts[0]
    assert (fact.status, fact.note, fact.evidence, fact.place) == ("wrong", "1,350 did", LINK, "p. 4")
    assert not found_.window


def test_enter_on_what_is_there_goes_on_and_x_takes_away() -> None:
    found_ = press("F", "t", "=a thing", "enter", "1", "c", "enter", "1", "e", "enter", "1", "x", "escape", start="a3")
    assert [dict(each.value).get("status", "new") for each in found_.session.log] == ["new", "confirmed", None]
    assert found_.review.item("a3").facts == ()


def test_a_fact_stays_the_one_that_was_chosen_when_another_checker_takes_one_away() -> None:
    table = scratch()
    table.decide(decisions.add_facts(table.review(), "a1", ["one", "two", "three"]), seen=0)

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        for _ in range(2):
            review = table.review()
            table.decide(decisions.remove_fact(review, "a1", 1), seen=review.number, reviewer="ben")
            await tap(app, pilot, "c")
            assert "look again" in str(app.screen.query_one(".trouble", Static).content)
        await tap(app, pilot, "c")
        assert "not there any more" in str(app.screen.query_one(".trouble", Static).content)

    press("F", "2", at=table, start="a1", then=look)
    assert [str(each) for each in table.review().item("a1").facts] == ["1. three — open"]


def test_accepting_with_an_open_fact_says_so_and_space_comes_back_to_it() -> None:
    found_ = press("F", "t", "=a thing", "enter", "escape", "a", start="a3")
    assert found_.message == "3 is confirmed with 1 fact open, 13 open"
    assert press("f", "t", at=found_.session, start="a3").message == "with facts: 1"


# --- from a script ----------------------------------------------------------------------------------------------------


def test_facts_and_concerns_from_the_command_line(ready: Path) -> None:  # noqa: F811 - a fixture
    name = f"{ready}#a1"
    assert run("decide", name, "fact", "it", "will", "hold").stdout.splitlines()[1] == "  1. it will hold — open"
    assert run("decide", name, "fact", "4", "8").stdout.splitlines()[2] == "  2. will — open"
    run("decide", name, "fact", "2", "confirmed", "--evidence", LINK, "--place", "p. 4")
    assert "1 fact of a1 still open" in run("decide", name, "accept").stderr
    assert "1 fact is open" in refused("sign", ready, code=7)
    run("decide", name, "fact", "1", "wrong", "it", "did", "not")
    assert run("decide", name, "fact", "1", "-").stdout.splitlines()[1:] == [f"  1. will — confirmed ({LINK}, p. 4)"]
    assert run("decide", name, "concern", "which", "winter?").stdout.split()[:2] == ["a1", "concern"]
    assert f"1. will — confirmed ({LINK}, p. 4)" in run("log", ready).stdout
    assert "because: which winter?" in run("log", ready).stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fact"], "fact takes WORDS, START END, claims, N STATUS [WORDS], or N -"),
        (["fact", "1", "confirmed"], "has no fact 1"),
        (["fact", "claims"], "attrib found no claims in it"),
        (["fact", "words", "--evidence", LINK], "a new fact has no evidence yet"),
        (["note", "words", "--evidence", LINK], "note has no evidence of its own"),
        (["concern"], "concern takes WHY"),
        (["fact", "1", "perhaps"], "'perhaps' is no status of a fact"),
        (["fact", "900", "9000"], "is not inside the words"),
        (["fact", "9" * 40, "confirmed"], "is no number of a fact"),
    ],
)
def test_what_the_command_line_refuses(ready: Path, words: list[str], message: str) -> None:  # noqa: F811 - a fixture
    assert message in refused("decide", f"{ready}#a1", *words, code=7)
