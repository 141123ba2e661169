"""A second checker's blind pass: what she sees, what she leaves alone, and what the two make of it afterwards."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.export import log, status
from attrib.review import Decision, DecisionError, Named, Review, decisions, labels, replay
from attrib.review.agreement import agreement, disputed, kappa, opinions, pairs, through
from attrib.review.app import ReviewApp
from attrib.store import ConflictError, Store, StoredDocument, StoredSession
from tests import samples
from tests.test_review import FOOTBRIDGE, PLACED, _any, histories
from tests.test_review_app import message, press
from tests.test_review_commands import TEXT, _own_store, opened, ready, refused, run, story  # noqa: F401 - fixtures

FIRST, SECOND = "Rana", "Theo"
Make = Callable[[Review], Decision]
SECRET = "the first one's own words"  # noqa: S105 - none


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "blind.db", now=lambda: "2026-11-29T10:00:00Z") as opened_:
        yield opened_


def decide(store: Store, document: StoredDocument, make: Make, who: str = FIRST) -> Review:
    review = store.review(document)
    return store.decide(document, make(review), reviewer=who, seen=review.number)


def accepted(name: str) -> Make:
    return lambda review: decisions.accept(review, name)


def rejected(name: str) -> Make:
    return lambda review: decisions.reject(review, name)


def busy(store: Store, document: StoredDocument) -> None:
    """Have the first checker do something of every kind that shows."""
    for make in (
        accepted("a1"),
        rejected("a2"),
        lambda r: decisions.note(r, "a3", SECRET),
        lambda r: decisions.set_speaker(r, "a4", Named(f"Bea {SECRET}")),
        lambda r: decisions.concern(r, "a5", SECRET),
        lambda r: decisions.add_facts(r, "a6", [SECRET]),
        lambda r: decisions.record(r, "a7", title=SECRET),
        lambda r: decisions.link(r, "a7", "https://example.org/first"),
        lambda r: decisions.merge(r, "a9"),
        lambda r: decisions.add(r, r.items[0].content[:1]),
        lambda r: decisions.sign(r, SECRET),
    ):
        decide(store, document, make)


# --- nothing shows ----------------------------------------------------------------------------------------------------


def test_a_pass_begins_with_the_machines_reading_and_leaves_the_article_alone(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    busy(store, document)
    before, entries = store.review(document), store.log(document)
    blind = store.blind(document, SECOND)
    assert store.review(blind) == replace(replay(FOOTBRIDGE, ()), blind=SECOND)
    assert (blind.counts, blind.signed, blind.quotations) == (store.review(blind).counts, None, 0)
    assert (store.latest(blind), store.log(blind)) == (0, [])
    hers = decide(store, blind, rejected("a1"), SECOND)
    assert [each.number for each in hers.decisions] == [1], "her log counts from 1: a gap would tell how much there is"
    assert store.latest(blind) == 1
    assert store.review(document) == before
    assert store.log(document) == entries
    assert store.latest(document) == before.number
    assert store.find(document.id) == store.documents()[0]
    assert store.find(document.id).signed == FIRST, "and what is signed stays so"


def test_what_she_decides_is_a_log_of_its_own_with_its_own_undo_and_conflicts(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, accepted("a1"))
    blind = store.blind(document, SECOND)
    decide(store, document, accepted("a2"))
    decide(store, blind, rejected("a1"), SECOND)
    decide(store, document, accepted("a3"))
    review = decide(store, blind, lambda r: decisions.split(r, "a13", r.item("a13").content[0].start + 20), SECOND)
    assert "d2" in {item.id for item in review.items}
    review = decide(store, blind, lambda r: decisions.note(r, "d2", "mine"), SECOND)
    review = decide(store, blind, lambda r: decisions.undo(r, SECOND), SECOND)
    review = decide(store, blind, lambda r: decisions.redo(r, SECOND), SECOND)
    assert [each.number for each in review.decisions] == [1, 2, 3, 4, 5]
    states = [entry.state for entry in store.log(blind)]
    assert states == ["in effect"] * 5, "what was undone is there again"
    assert [note.text for note in review.item("d2").notes] == ["mine"]
    with pytest.raises(ConflictError, match="Theo has decided the same since you looked"):
        store.decide(blind, decisions.accept(replay(FOOTBRIDGE, ()), "a1"), reviewer=SECOND, seen=0)
    with pytest.raises(DecisionError, match="a blind pass signs nothing"):
        decisions.sign(review, "because")
    for who, made in ((SECOND, Decision("sign", value={"reason": "x"})), (FIRST, decisions.accept(review, "a2"))):
        with pytest.raises(DecisionError, match="a blind pass is one checker's, and signs nothing"):
            store.decide(blind, made, reviewer=who, seen=review.number)
    assert [each.kind for each in store.review(document).decisions] == ["accept"] * 3


def test_whoever_has_decided_in_the_open_cannot_be_blind(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, accepted("a1"))
    with pytest.raises(DecisionError, match="Rana has decided on this article in the open") as caught:
        store.blind(document, FIRST)
    assert "--reviewer" in caught.value.hint
    store.save(replace(FOOTBRIDGE, engine=replace(FOOTBRIDGE.engine, attrib="0.9.0")), reviewer=SECOND)
    assert store.blind(document, SECOND).blind == SECOND, "to have it analysed again is no decision"


def test_nobody_leaves_a_blind_pass_for_the_open_before_it_is_through(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    blind = store.blind(document, SECOND)
    decide(store, blind, accepted("a1"), SECOND)
    with pytest.raises(DecisionError, match="not through"):
        decide(store, document, accepted("a2"), SECOND)
    decide(store, document, accepted("a2"), FIRST)
    note = {"text": "see the transcript", "imported": {"key": "k", "file": "story.docx", "kind": "comment"}}
    decide(store, document, lambda r: replace(decisions.note(r, "a1", "…"), value=note), SECOND)
    assert store.blind(document, SECOND).blind == SECOND, "what a writer wrote tells nothing of the first"
    for item in store.review(blind).items[1:]:
        decide(store, blind, accepted(item.id), SECOND)
    decide(store, document, accepted("a1"), SECOND)


def test_what_is_disputed_stays_so_when_a_later_analysis_has_more_to_decide(store: Store) -> None:
    without = tuple(each for each in FOOTBRIDGE.attributions if each.id != "a3")
    document = store.save(replace(FOOTBRIDGE, attributions=without)).document
    both(store, document, {}, {"a1": lambda r: decisions.concern(r, "a1", "why"), "a2": rejected("a2")})
    assert store.review(document).disputed == 2
    decide(store, document, accepted("a1"), SECOND)
    store.save(FOOTBRIDGE)
    decide(store, document, accepted("a3"), FIRST)
    assert store.review(document).disputed == 1, "what is new is not hers to decide any more, but the other one is"


def everything(store: Store, blind: StoredDocument) -> tuple[object, ...]:
    """Return all that a pass can show."""
    review = store.review(blind)
    text = review.document.text
    cards = [
        list(labels.card(review, item, number, labels.parts(item)[0])) for number, item in enumerate(review.items, 1)
    ]
    entries = store.log(blind)
    return (
        review, cards, list(labels.history(review)), log.render(entries), log.as_dicts(entries), store.latest(blind),
        status.item_lines("", review.listed, text), [labels.flags(item) for item in review.items],
        replace(blind, key=0), decisions.undecided(review),
    )  # fmt: skip


@st.composite
def any_of(draw: st.DrawFn, review: Review) -> Decision | None:
    """Any decision, None for one that cannot be taken."""
    try:
        return _any(draw, review)
    except DecisionError:
        return None


@settings(deadline=None, max_examples=25)
@given(histories(), st.data())
def test_a_blind_pass_shows_nothing_of_any_other_log(first: Review, data: st.DataObject) -> None:
    """Whatever the first decides, before the pass and while it lasts, the second sees what she would see alone."""
    theirs = list(first.decisions)
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / "both.db", Path(folder) / "alone.db"]
        stores = [Store(place, now=lambda: "2026-11-29T10:00:00Z") for place in places]
        both, alone = stores
        try:
            documents = [each.save(first.analysis).document for each in stores]
            for _ in range(data.draw(st.integers(0, 6))):
                for _ in range(data.draw(st.integers(0, 3))):
                    if theirs:
                        made = theirs.pop(0)
                        number = both.latest(documents[0])
                        with suppress(DecisionError):
                            both.decide(documents[0], made, reviewer=FIRST, seen=number)
                blinds = [each.blind(document, SECOND) for each, document in zip(stores, documents, strict=True)]
                if (mine := data.draw(any_of(both.review(blinds[0])))) is None:
                    continue
                outcomes = []
                for each, blind in zip(stores, blinds, strict=True):
                    try:
                        each.decide(blind, mine, reviewer=SECOND, seen=each.latest(blind))
                        outcomes.append("")
                    except DecisionError as error:
                        outcomes.append(str(error))
                assert outcomes[0] == outcomes[1]
            blinds = [each.blind(document, SECOND) for each, document in zip(stores, documents, strict=True)]
            assert everything(both, blinds[0]) == everything(alone, blinds[1])
        finally:
            for each in stores:
                each.close()


SCREENS = ("", "h", "question_mark", "f", "space", "j", "S", "R", "slash", "s", "d", "a", "D", "F", "u", "N", "V", "z")


@pytest.mark.parametrize("keys", SCREENS)
def test_no_screen_of_a_pass_tells_of_the_first(tmp_path: Path, keys: str) -> None:
    shown = []
    for name in ("both", "alone"):
        with Store(tmp_path / f"{name}.db", now=lambda: "2026-11-29T10:00:00Z") as store:
            document = store.save(FOOTBRIDGE).document
            if name == "both":
                busy(store, document)
            session: Any = StoredSession(store, store.blind(document, SECOND), SECOND)

            async def poll(app: ReviewApp, _pilot: object, store: Store = store, name: str = name) -> None:
                if name == "both" and not keys:
                    decide(store, store.documents()[0], lambda review: decisions.unsign(review, SECRET))
                app.poll()

            found = press(*keys.split(), at=session, size=(160, 40), then=poll)
            shown.append((found.screen, found.message))
    assert shown[0] == shown[1]
    assert SECRET not in shown[0][0]
    assert keys or "blind pass" in shown[0][0]


def test_an_open_review_shows_the_disagreements_once_the_pass_is_through(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    for item in store.review(document).items:
        decide(store, document, accepted(item.id))
    blind = store.blind(document, SECOND)
    session: Any = StoredSession(store, document, FIRST)
    messages = []

    async def polls(app: ReviewApp, _pilot: object) -> None:
        first, *others = store.review(blind).items
        decide(store, blind, lambda review: decisions.concern(review, first.id, "why"), SECOND)
        app.poll()
        messages.append(message(app))
        for item in others:
            decide(store, blind, accepted(item.id), SECOND)
        app.poll()
        messages.append(message(app))
        app.say("")
        app.poll()
        messages.append(message(app))

    press(at=session, then=polls)
    assert "disagreement" not in messages[0], "nothing is told of a pass that is not through"
    assert messages[1:] == ["1 disagreement with a blind pass; f d shows what there is", ""]


def test_the_pass_says_that_it_is_one_and_signs_nothing(store: Store) -> None:
    document = store.save(samples.bare()).document
    session: Any = StoredSession(store, store.blind(document, SECOND), SECOND)
    assert press("S", at=session).message.startswith("! a blind pass signs nothing")
    session = StoredSession(store, store.blind(document, SECOND), SECOND)
    assert press("space", at=session).message.startswith("nothing is open: your pass is through")


def test_comparisons_made_after_the_first_decision_are_hidden(tmp_path: Path) -> None:
    """What was compared then is what the first had made of the words: another speaker, or words that she moved."""
    clock = iter(f"2026-11-29T10:{minute:02}:00Z" for minute in range(60))
    Store(tmp_path / "a.db").close()
    with Store(tmp_path / "a.db", now=lambda: next(clock)) as store:
        document = store.save(replace(samples.verified(), verifications=None)).document

        def compare() -> None:
            store.compare(document, samples.verified(), sources=[], house="reuters", reviewer=FIRST)

        compare()
        decide(store, document, accepted("a1"))
        seen = store.review(store.blind(document, SECOND))
        assert any(item.verification for item in seen.items), "what was there before anybody decided is the machine's"
    with Store(tmp_path / "b.db", now=lambda: "2026-11-29T11:00:00Z") as store:
        document = store.save(replace(samples.verified(), verifications=None)).document
        decide(store, document, accepted("a1"))
        compare()
        assert any(item.verification for item in store.review(document).items)
        assert not any(item.verification for item in store.review(store.blind(document, SECOND)).items)


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_pass_goes_along_to_another_analysis_and_back(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, accepted("a2"))
    blind = store.blind(document, SECOND)
    decide(store, blind, rejected("a3"), SECOND)
    decide(store, document, accepted("a3"))
    decide(store, blind, lambda r: decisions.add_facts(r, "a4", ["typed"]), SECOND)
    decide(store, blind, lambda r: decisions.fact(r, "a4", 1, "confirmed"), SECOND)
    fewer = replace(FOOTBRIDGE, attributions=tuple(
        replace(each, id=f"a{number}") for number, each in enumerate(FOOTBRIDGE.attributions[1:], 1)
    )).credited()  # fmt: skip
    store.save(fewer, reviewer=FIRST)
    review, hers = store.review(document), store.review(blind)
    assert (review.item("a1").status, review.item("a2").status) == ("confirmed", "confirmed")
    assert (hers.item("a1").status, hers.item("a2").status) == ("open", "rejected")
    assert [each.status for each in hers.item("a3").facts] == ["confirmed"]
    assert [each.kind for each in hers.decisions] == ["reject", "fact", "fact", "reanalysed"]
    with pytest.raises(ConflictError, match="analysed again"):
        store.decide(blind, decisions.accept(hers, "a2"), reviewer=SECOND, seen=3)
    store.save(FOOTBRIDGE, reviewer=FIRST)
    assert (store.review(blind).item("a3").status, store.review(document).item("a3").status) == (
        "rejected",
        "confirmed",
    )


def test_rows_of_a_pass_are_marked_and_never_changed(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, accepted("a1"))
    decide(store, store.blind(document, SECOND), rejected("a1"), SECOND)
    with closing(sqlite3.connect(store.path)) as file:
        rows = file.execute("SELECT number, kind, reviewer, blind FROM decisions ORDER BY number").fetchall()
        assert rows == [(1, "accept", FIRST, None), (2, "reject", SECOND, SECOND)]
        assert file.execute("SELECT status FROM items WHERE item = 'a1'").fetchall() == [("confirmed",)]
        with pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"):
            file.execute("DELETE FROM decisions WHERE blind IS NOT NULL")


# --- what the two make of it ------------------------------------------------------------------------------------------


def test_kappa_is_cohens() -> None:
    """The example that textbooks have: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no, of which chance explains a half."""
    judged = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(judged) == pytest.approx(0.4)
    assert kappa([("y", "y"), ("n", "n")]) == 1
    assert kappa([("y", "n"), ("n", "y")]) == -1
    assert (kappa([]), kappa([("y", "y")] * 3)) == (None, None), "chance alone would do that"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=30))
def test_kappa_is_at_most_one_and_the_same_for_both(judged: list[tuple[str, str]]) -> None:
    found = kappa(judged)
    turned = kappa([(two, one) for one, two in judged])
    assert (found is None) == (turned is None)
    if found is not None:
        assert found == pytest.approx(turned)
        assert found <= 1
        assert (found == pytest.approx(1)) == all(one == two for one, two in judged)


@settings(deadline=None)
@given(histories())
def test_whoever_decides_the_same_agrees(review: Review) -> None:
    found = pairs(review, review)
    assert not any(pair.differs for pair in found)
    assert agreement(found).agreed == agreement(found).both
    assert sorted(pair.first.id for pair in found if pair.first) == sorted(
        item.id for item in review.items if not item.folded
    )


def both(store: Store, document: StoredDocument, first: dict[str, Make], second: dict[str, Make]) -> StoredDocument:
    """Have both accept everything but what is named."""
    blind = store.blind(document, SECOND)
    for who, where, makes in ((FIRST, document, first), (SECOND, blind, second)):
        for name in [item.id for item in store.review(where).items]:
            if name in {item.id for item in store.review(where).items}:
                decide(store, where, makes.get(name, accepted(name)), who)
    return blind


def test_only_disagreements_are_told_and_settled_with_ordinary_decisions(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    new = Named("Ruth Amsel", "named_person")
    blind = both(
        store,
        document,
        {"a2": lambda r: decisions.set_speaker(r, "a2", new), "a6": lambda r: decisions.concern(r, "a6", "why")},
        {
            "a1": rejected("a1"),
            "a2": lambda r: decisions.set_speaker(r, "a2", new),
            "a4": lambda r: decisions.set_type(r, "a4", "mixed"),
        },
    )
    hers = store.review(blind)
    assert not through(hers), "what she rejected is nobody's quotation now"
    assert not any(item.disputes for item in store.review(document).items), "nothing is told before she is through"
    while overlooked := [each for each in store.review(blind).uncovered if each.undecided]:
        decide(store, blind, lambda r, name=overlooked[0].id: decisions.no_statement(r, name), SECOND)  # type: ignore[misc]
    review = store.review(document)
    assert {item.id: item.disputes for item in review.items if item.disputes} == {
        "a1": ("Theo, blind: rejected",),
        "a4": (f"Theo, blind: corrected, {review.item('a4').current.speaker.name}, mixed, statement",),  # type: ignore[union-attr]
        "a6": (f"Theo, blind: confirmed, {labels.speaker_name(review.item('a6').current)}",),
    }
    [(_, found)] = store.opinions(document)
    figures = agreement(found)
    assert (figures.agreed, figures.both, figures.kappa is not None) == (11, 14, True)
    with pytest.raises(DecisionError, match="3 disagreements of two checkers to settle"):
        decisions.sign(review)
    assert press("a", at=StoredSession(store, document, FIRST), start="a1").app.review.item("a1").disputes == ()  # type: ignore[arg-type]
    review = decide(store, document, lambda r: decisions.undo(r, FIRST))
    assert review.item("a1").disputes, "what was settled is not, when that is undone"
    # The first's word stands: accepted again. The second's: rejected, or accepted as it is for her.
    review = decide(store, document, accepted("a1"))
    assert review.item("a1").disputes == ()
    review = decide(store, document, lambda r: decisions.set_type(r, "a4", "mixed"), SECOND)
    review = decide(store, document, accepted("a6"), SECOND)
    assert review.disputed == 0
    assert agreement(store.opinions(document)[0][1]) == figures, "to settle makes nobody have agreed before"
    decisions.sign(review)


def test_what_only_one_has_is_a_disagreement(store: Store) -> None:
    document = store.save(PLACED).document
    added = PLACED.quotations[3].span
    decide(store, document, accepted("a1"))
    decide(store, document, lambda r: decisions.no_statement(r, "q4"))
    blind = store.blind(document, SECOND)
    decide(store, blind, accepted("a1"), SECOND)
    decide(store, blind, lambda r: decisions.add(r, [added]), SECOND)
    [(hers, found)] = store.opinions(document)
    assert through(hers)
    assert [(pair.judged, pair.differs) for pair in found] == [
        (("confirmed", "confirmed"), ()), (("not there", "corrected"), ("status",)),
    ]  # fmt: skip
    decide(store, document, lambda r: decisions.add(r, [added]))
    assert agreement(store.opinions(document)[0][1]).agreed == 1
    assert store.review(document).disputed == 0


def test_a_fact_that_both_have_is_compared(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    blind = store.blind(document, SECOND)
    for who, where, found in ((FIRST, document, "confirmed"), (SECOND, blind, "wrong")):
        decide(store, where, accepted("a3"), who)
        decide(store, where, lambda r: decisions.add_facts(r, "a3", ["a fact"]), who)
        decide(store, where, lambda r, found=found: decisions.fact(r, "a3", 1, found, "x"), who)  # type: ignore[misc]
    assert [pair.differs for pair in store.opinions(document)[0][1] if pair.differs] == [("facts",)]


@settings(deadline=None)
@given(histories(), histories(), st.integers(0, 12))
def test_any_two_reviews_can_be_compared(first: Review, second: Review, last: int) -> None:
    if first.analysis != second.analysis:
        return
    second = replace(second, blind=SECOND)
    found = pairs(first, second)
    for side in (0, 1):
        ids = [item.id for pair in found if (item := (pair.first, pair.second)[side])]
        assert len(set(ids)) == len(ids)
    assert all(pair.decided or not pair.differs for pair in found)
    assert agreement(found).agreed <= agreement(found).both
    told = disputed(first, second, last)
    assert [replace(item, disputes=()) for item in told.items] == list(first.items)
    opinions(first, second, last)


# --- commands ---------------------------------------------------------------------------------------------------------


def finish(session: StoredSession, *, differently: str) -> None:
    """Do what a checker does in the window."""
    for item in session.review().items:
        review = session.review()
        make = (
            decisions.concern(review, item.id, "why") if item.id == differently else decisions.accept(review, item.id)
        )
        session.decide(make, seen=review.number)


def test_a_pass_from_the_command_line_ends_with_what_the_two_disagree_on(
    ready: Path,  # noqa: F811 - a fixture
    opened: list[StoredSession],  # noqa: F811 - the same
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "nobody has made a blind pass" in refused("disagreements", ready, code=7)
    for name in ("a1", "a2", "a3"):
        run("decide", f"{ready}#{name}", "accept")
    assert "Rana has decided on this article in the open" in refused("review", ready, "--blind", code=7)
    result = run("review", ready, "--blind", "--reviewer", SECOND)
    assert (opened[-1].document.blind, result.stdout) == (SECOND, "")
    assert "3 open" in result.stderr
    assert "confirmed" not in result.stderr, "the first's counts are not hers"
    assert "nobody has made a blind pass" in refused("disagreements", ready, code=7)
    with Store() as kept:
        decide(kept, kept.blind(kept.documents()[0], SECOND), lambda r: decisions.note(r, "a1", "mine"), SECOND)
    assert "is not through: 3 left" in refused("disagreements", ready, code=7)
    assert "nothing yet that both" in run("disagreements", ready, "--so-far").stdout
    monkeypatch.setattr("attrib.review.app.run_review", lambda session, **_: finish(session, differently="a2"))
    shown = run("review", ready, "--blind", "--reviewer", SECOND).stdout
    assert shown == run("disagreements", ready).stdout
    again = refused("review", ready, "--blind", "--reviewer", SECOND, code=7)
    assert "Theo's blind pass on" in again
    assert "is through" in again
    assert shown.splitlines() == [
        "a2  “It will not,”",
        "    Rana: confirmed, Tomas Brek",
        "    Theo, blind: concern, Tomas Brek: why",
        "agreed on 2 of 3 statements that both decided (66.7%); Cohen’s kappa 0.00",
    ]
    [data] = json.loads(run("disagreements", ready, "--format", "json").stdout)
    assert (data["share"], data["agreed"], [each["id"] for each in data["disagreements"]]) == (2 / 3, 2, ["a2"])
    assert "1 disagreement of two checkers to settle" in refused("sign", ready, code=7)
    assert "concern" in run("log", ready, "--blind", SECOND).stdout
    assert "concern" not in run("log", ready).stdout
    assert "Mo has made no blind pass on it" in refused("log", ready, "--blind", "Mo", code=7)
    run("decide", f"{ready}#a2", "accept", "--reviewer", SECOND)
    assert "(settled)" in run("disagreements", ready).stdout
    run("sign", ready)


def test_a_changed_article_tells_a_blind_checker_nothing_of_decisions(
    ready: Path,  # noqa: F811 - a fixture
    opened: list[StoredSession],  # noqa: F811 - the same
) -> None:
    run("decide", f"{ready}#a1", "accept")
    ready.write_text(TEXT.replace("winter", "summer"), encoding="utf-8")
    result = run("review", ready, "--blind", "--reviewer", SECOND)
    assert result.stderr.splitlines()[0] == f"{ready}: analysed"
    assert "carried" not in result.stderr
    assert opened[-1].document.blind == SECOND


def test_a_pass_on_an_article_without_statements_ends_in_peace(
    ready: Path,  # noqa: F811 - a fixture
    opened: list[StoredSession],  # noqa: F811 - the same
) -> None:
    ready.write_text("It rained all day.", encoding="utf-8")
    result = run("review", ready, "--blind", "--reviewer", SECOND)
    assert (opened[-1].document.blind, result.stdout) == (SECOND, "")
    assert "nothing to decide" in result.stderr


@pytest.mark.parametrize("option", ["--prepare", "--against"])
def test_a_blind_pass_does_nothing_else(
    ready: Path,  # noqa: F811 - a fixture
    option: str,
) -> None:
    more = [option] if option == "--prepare" else [option, "sources"]
    assert "a blind pass is for deciding alone" in refused("review", ready, "--blind", *more, code=2)
