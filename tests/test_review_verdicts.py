"""The review on a terminal, of an article that was compared with sources: the card, the pane beside, accepting."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from attrib.review import decisions
from attrib.review.app import ReviewApp
from attrib.review.labels import AROUND, source_text
from attrib.types import Caution, Span
from attrib.verify.sources import text_of
from tests.samples import MEETING, ScratchSession, footbridge, verified
from tests.test_review_app import SMALL, WIDE, press, settle

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # event loops that asyncio.run closes late


def compared(folder: str = "sources") -> ScratchSession:
    return ScratchSession(verified(folder), "ada")


@pytest.fixture
def meeting(tmp_path: Path) -> Path:
    path = tmp_path / "meeting.txt"
    path.write_text(MEETING, encoding="utf-8")
    return path


async def read(app: ReviewApp, pilot: Pilot[None]) -> None:
    """Wait until the file of the source is read."""
    await app.workers.wait_for_complete()
    await settle(app, pilot)


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["small", "wide"])
def test_the_card_says_what_the_source_has(size: tuple[int, int]) -> None:
    found = press("z", "z", at=compared(), start="a1", size=size)
    assert "✗ fault: edited" in found.screen
    assert "number: printed “the hour”, said “two hours”" in " ".join(found.screen.split())
    assert "meeting.txt, p. 3, 00:12:31, ODILE BRANDRETH" in " ".join(found.screen.split())
    other = press("z", "z", at=compared(), start="a11", size=size)
    assert "! the source has another speaker: TOMAS WEIL" in " ".join(other.screen.split())


@pytest.mark.parametrize("size", [SMALL, WIDE, (60, 24)], ids=["small", "wide", "narrow"])
def test_the_source_opens_at_the_passage_and_closes(meeting: Path, size: tuple[int, int]) -> None:
    here = compared(str(meeting.parent))
    found = press("V", at=here, start="a1", size=size, then=read)
    assert "two hours" in found.screen
    assert "source" in found.screen
    assert ("article" in found.screen.replace("article alone", "")) == (size == WIDE), "beside it, or in its place"
    assert found.app.source_pane.shown == source_text(found.review.item("a1"), MEETING)
    assert "article" in press("V", "V", at=here, start="a1", size=size).screen
    follows = press("V", "j", at=here, start="a1", size=SMALL, then=read)
    assert follows.app.source_pane.shown == source_text(follows.review.item("a2"), MEETING)


def test_a_long_source_is_scrolled_to_the_passage(tmp_path: Path) -> None:
    long = "".join(f"CLERK: Item {n} was put off until the spring.\n\n" for n in range(90))
    analysis = verified(str(tmp_path))
    found = next(each for each in analysis.verifications or () if each.attribution == "a13")
    assert found.source is not None
    before = found.source.said
    place = Span(before.span.start + len(long), before.span.end + len(long))
    (tmp_path / "meeting.txt").write_text(long + MEETING, encoding="utf-8")
    digest = sha256((long + MEETING).encode()).hexdigest()
    source = replace(found.source, sha256=digest, said=replace(before, span=place))
    session = ScratchSession(replace(analysis, verifications=(replace(found, source=source),)), "ada")
    screen = press("V", at=session, start="a13", then=read).screen
    assert "It will outlive this one" in screen
    assert "Item 1 was" not in screen


def test_without_its_file_the_sentences_that_were_kept_are_shown() -> None:
    found = press("V", at=compared("nowhere"), start="a2", then=read)
    assert found.app.source_pane.shown is not None
    assert found.app.source_pane.shown.text == "It is no wider than a pencil line. But it grows."
    none = press("V", at=compared(), start="a3")
    assert none.message == "nothing in the sources has these words or supports them", "others have been compared"
    assert "These words were found in no source." in none.screen
    never = press("V", at=ScratchSession(footbridge(), "ada"))
    assert never.message.startswith("! these words were looked for in no source")


def test_what_is_shown_of_a_source_is_cut_around_the_passage(meeting: Path) -> None:
    item = compared(str(meeting.parent)).review().item("a1")
    assert item.verification is not None
    assert item.verification.source is not None
    assert text_of(item.verification.source) == MEETING
    for whole in (MEETING, None, "x" * AROUND + "other words"):
        shown = source_text(item, whole)
        assert shown is not None
        assert shown.passage.of(shown.text) == item.verification.source.said.text
        assert [span.of(shown.text) for span in shown.differing] == ["two hours"]
    meeting.write_text(MEETING + "!", encoding="utf-8")
    text_of.cache_clear()
    assert text_of(item.verification.source) is None, "it is another text now"
    meeting.unlink()
    text_of.cache_clear()
    assert text_of(item.verification.source) is None


@given(st.text(max_size=9), st.text(max_size=9), st.integers(0, 3), st.booleans())
def test_the_passage_is_where_it_is_shown(before: str, after: str, times: int, whole: bool) -> None:  # noqa: FBT001
    item = compared().review().item("a1")
    assert item.verification is not None
    source = item.verification.source
    assert source is not None
    front = before * (times * AROUND // 8)

    def shift(span: Span) -> Span:
        return Span(span.start + len(front), span.end + len(front))

    text = front + MEETING + after
    place = replace(source, said=replace(source.said, span=shift(source.said.span)))
    place = replace(place, around=replace(source.around, span=shift(source.around.span)))
    told = tuple(
        replace(each, said=replace(each.said, span=shift(each.said.span))) if each.said else each
        for each in item.verification.differences
    )
    here = replace(item, verification=replace(item.verification, source=place, differences=told))
    shown = source_text(here, text if whole else None)
    assert shown is not None
    assert shown.passage.of(shown.text) == source.said.text
    assert [span.of(shown.text) for span in shown.differing] == ["two hours"]
    assert shown.text in text
    assert len(shown.text) <= 2 * AROUND + len(source.said.text) if whole else shown.text == source.around.text


def test_accepting_is_a_decision_that_can_be_undone() -> None:
    found = press("A", at=compared(), start="a1")
    assert found.kinds == ["verdict"]
    assert found.message == "1: verdict accepted"
    assert found.review.item("a1").verdict_stands
    assert "4 open" in found.screen or "14 open" in found.screen
    undone = press("A", "u", at=compared(), start="a1")
    assert undone.kinds == ["verdict", "undo"]
    assert undone.review.item("a1").unverified
    assert undone.message == "undone: verdict accepted"
    assert press("A", at=ScratchSession(footbridge(), "ada"), start="a1").message.startswith("! 1 (a1) has no verdict")


def test_two_checkers_do_not_accept_over_each_other() -> None:
    session = compared()

    async def meanwhile(_app: ReviewApp, pilot: Pilot[None]) -> None:
        session.decide(decisions.reject(session.review(), "a1"), seen=session.latest(), reviewer="Theo")
        await pilot.press("A")

    found = press(at=session, start="a1", then=meanwhile)
    assert found.kinds == ["reject"]
    assert "Theo has decided the same since" in found.message


def test_what_is_to_be_verified_can_be_listed_and_keeps_from_signing() -> None:
    found = press("f", "v", at=compared(), start="a3")
    assert [item.id for _, item in found.app.rows()] == ["a1", "a11", "a12", "a14"]
    session = compared()
    for item in session.review().items:
        session.decide(decisions.accept(session.review(), item.id), seen=session.latest())
    asked = press("S", at=session)
    assert asked.window
    assert "4 verdicts on words are to be accepted" in asked.screen
    for name in ("a1", "a11", "a12"):
        session.decide(decisions.accept_verdict(session.review(), name), seen=session.latest())
    last = press("space", at=session, start="a1")
    assert last.app.current == "a14"
    signed = press("space", "A", "S", at=session, start="a1")
    assert signed.kinds[-2:] == ["verdict", "sign"]


def test_words_are_chosen_in_the_article_not_behind_the_source() -> None:
    found = press("V", "v", at=compared(), start="a1")
    assert "Move to the first word" in found.message
    assert "We closed it within the hour" in found.screen.partition("─card")[0]


def test_a_change_is_told_on_the_card() -> None:
    session = compared()
    session.decide(decisions.set_speaker(session.review(), "a1", "e5"), seen=0)
    found = press("z", "z", at=session, start="a1", size=WIDE)
    assert "compared before a checker changed it" in found.screen
    verification = found.review.item("a1").verification
    assert verification is not None
    assert verification.flags == (Caution.OUTDATED,)


def test_the_keys_for_sources_are_shown_where_there_are_any() -> None:
    assert "V source" in press(at=compared(), size=WIDE).screen
    assert "V source" not in press(size=WIDE).screen
