"""The review on a terminal: every key pressed by Textual's pilot, and what the session and the screen then hold.

``ATTRIB_UPDATE_GOLDEN=1 pytest tests/test_review_app.py`` writes tests/golden/review/*.txt anew; read the diff before
you keep it. A screen is kept as its characters, that of a terminal without colour with their attributes below.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color
from textual.events import Event, Key, Paste
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input, OptionList, Static

from attrib.errors import AttribError, OutputError
from attrib.review import Decision, Review, decisions, replay
from attrib.review.app import ReviewApp
from attrib.review.keys import KEYS
from attrib.review.labels import Filter, alternatives, card, flags, history, parts, people, seen
from attrib.review.panes import ArticlePane, wrap
from attrib.review.pickers import Picker
from attrib.store import Store, StoredSession
from attrib.types import Analysis, Span
from tests import tmux_review
from tests.samples import (
    ScratchSession,
    bare,
    before_candidates,
    doubting,
    footbridge,
    hostile,
    long_article,
    placed,
    verified,
)

GOLDEN = Path(__file__).parent / "golden" / "review"
ROOT = Path(__file__).parents[1]
FOOTBRIDGE = footbridge()
TEXT = FOOTBRIDGE.document.text
WIDE, SMALL = (124, 36), (80, 24)
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # event loops that asyncio.run closes late


@pytest.fixture(autouse=True)
def _no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no clock decide when the decisions of others are looked up."""
    monkeypatch.setattr("attrib.review.app.POLL_SECONDS", 3600)
    for name in ("VISUAL", "EDITOR"):  # the one who runs the tests has one
        monkeypatch.delenv(name, raising=False)


Check = Callable[[ReviewApp, "Pilot[None]"], Awaitable[None]]


def scratch() -> ScratchSession:
    return ScratchSession(FOOTBRIDGE, "ada")


@dataclass
class Session:
    """What a session left: the program, its session, its last line and screen, and whether a window was open."""

    app: ReviewApp
    session: ScratchSession
    message: str
    screen: str
    window: bool

    @property
    def review(self) -> Review:
        """The session's own state, not the program's."""
        return self.session.review()

    @property
    def kinds(self) -> list[str]:
        return [decision.kind for decision in self.session.log]


def press(
    *keys: str,
    at: ScratchSession | None = None,
    start: str | None = None,
    size: tuple[int, int] = SMALL,
    then: Check | None = None,
) -> Session:
    """Press the keys one by one (“=words” pastes words), do what is to be done `then`, and leave."""
    table = at or scratch()
    app = ReviewApp(table, reviewer="ada", start=start)

    async def session() -> Session:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                if key.startswith("="):
                    app.post_message(Paste(key[1:]))
                elif key.replace("_", "a").isalnum():
                    app.simulate_key(key)  # as the pilot does, which waits for the machine to be idle three times
                else:
                    await pilot.press(key)
                await settle(app, pilot)
            if then:
                await then(app, pilot)
                await settle(app, pilot)
            shown = "\n".join(strip.text.rstrip() for strip in strips(app))
            return Session(app, table, message(app), shown, isinstance(app.screen, Picker))

    found = asyncio.run(session())
    assert app.review == table.review()
    return found


async def settle(app: ReviewApp, pilot: Pilot[None]) -> None:
    """Wait until every key has had its effect."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


async def tap(app: ReviewApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until they have had their effect."""
    await pilot.press(*keys)
    await settle(app, pilot)


def strips(app: ReviewApp) -> list[Strip]:
    return app.screen._compositor.render_strips(app.size)  # noqa: SLF001 - Textual shows a screen's text nowhere else


def message(app: ReviewApp) -> str:
    return str(app.message_line.content)


def span(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def words(review: Review, name: str) -> list[str]:
    return [each.of(TEXT) for each in review.item(name).current.content]


# --- keys: moving about -----------------------------------------------------------------------------------------------


def test_next_and_previous_stop_at_the_ends() -> None:
    assert press("j", "down", "k").app.current == "a2"
    assert press("k").message == "this is the first"
    last = press("up", "down", "j", start="a14")
    assert last.app.current == "a14"
    assert last.message == "this is the last"


def test_next_open_passes_what_was_decided_and_goes_round() -> None:
    found = press("j", "a", "k", "k", "space")  # a2 is accepted, a3 is current then
    assert found.review.item("a2").status == "confirmed"
    assert found.app.current == "a3"
    assert press("space", start="a14").app.current == "a1"


def test_go_to_takes_a_number_and_says_which_there_are() -> None:
    assert press("g", "1", "2", "enter").app.current == "a12"

    async def look(app: ReviewApp, _pilot: Pilot[None]) -> None:
        assert str(app.screen.query_one(".trouble", Static).content) == "! there are the numbers 1 to 14"

    assert press("g", "9", "9", "enter", then=look).app.current == "a1"
    assert press("g", "=" + "9" * 4400, "enter", then=look).app.current == "a1"
    assert press("g", "=  007", "enter").app.current == "a7"


def test_search_finds_quotes_speakers_and_notes_again_and_again() -> None:
    assert press("slash", "=pencil", "enter").app.current == "a2"
    found = press("slash", "=okoro", "enter", "N")
    assert found.app.current == "a11"
    assert found.message == "“okoro”: 2 of 4; N goes on"
    assert press("n", "=mira", "enter", "j", "slash", "=mira", "enter").app.current == "a1"
    assert press("N", "=pencil", "enter").app.current == "a2"
    assert press("slash", "=zebra", "enter").window


def test_filters() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        for keys, shown in (
            ("f u", "2 3 4 5 6 7 8 9 10 11 12 13 14"),
            ("f f", "2 4 5 6 7 8 9 11 12 13 14"),
            ("f l", "9 12 14"),
            ("f a", "1 2 3 4 5 6 7 8 9 10 11 12 13 14"),
            ("k f s", "8 9 12"),
            ("f o down enter", "3"),
        ):
            await tap(app, pilot, *keys.split())
            await pilot.pause()
            assert [str(number) for number, _ in app.rows()] == shown.split(), keys

    press("a", then=look)


def test_a_filter_that_nothing_passes_is_not_taken() -> None:
    signed = ScratchSession(bare(), "ada")
    assert press("f", "u", at=signed).app.sieve == Filter()


# --- keys: deciding ---------------------------------------------------------------------------------------------------


def test_accept_and_reject_are_kept_at_once_and_go_on() -> None:
    found = press("a", "r", "a")
    assert [found.review.item(f"a{n}").status for n in range(1, 5)] == ["confirmed", "rejected", "confirmed", "open"]
    assert [(each.kind, each.item, each.reviewer) for each in found.session.log] == [
        ("accept", "a1", "ada"),
        ("reject", "a2", "ada"),
        ("accept", "a3", "ada"),
    ]
    assert found.app.current == "a4"
    assert found.message == "3 is confirmed, 11 open"


def test_space_tells_what_is_open_elsewhere() -> None:
    others = [f"a{number}" for number in range(1, 14)]

    def settle(table: ScratchSession) -> ScratchSession:
        for name in others:
            table.decide(decisions.accept(table.review(), name), seen=table.review().number)
        return table

    assert press("space", at=settle(scratch()), start="a14").message == "this is the only open one"
    assert press("space", at=settle(scratch()), start="a1").app.current == "a14"


def test_accepting_what_was_corrected_goes_on() -> None:
    found = press("T", "a", start="a1")
    assert found.kinds == ["act"]
    assert found.app.current == "a2"


def test_reopen() -> None:
    found = press("a", "k", "o")
    assert found.review.item("a1").status == "open"
    assert found.kinds == ["accept", "reopen"]


def test_speaker_of_the_article_by_a_few_letters() -> None:
    found = press("s", "=okro", "enter")
    speaker = found.review.item("a1").current.speaker
    assert speaker
    assert speaker.name == "Ines Okoro"
    assert found.review.item("a1").status == "corrected"
    assert re.search(r"attrib said +Odile Brandreth", found.screen)


def test_speaker_that_the_evidence_names_comes_first() -> None:
    found = press("s", "enter", start="a12")
    assert found.review.item("a12").current.speaker == footbridge_speaker("Tomas Weil")
    assert "Tomas Weil" in press(start="a12", size=WIDE).screen.partition("Or is it")[2]


def footbridge_speaker(name: str) -> object:
    return next(a.speaker for a in FOOTBRIDGE.attributions if a.speaker and a.speaker.name == name)


def test_speaker_by_the_arrows_and_nobody() -> None:
    second = people(scratch().review(), scratch().review().item("a1"), "")[1]
    found = press("s", "down", "enter")
    assert found.review.item("a1").current.speaker
    assert found.session.log[0].value["speaker"]["entity"] == second.id
    assert press("s", "up", "up", "enter").review.item("a1").current.speaker is None


def test_somebody_new_with_role_affiliation_and_class() -> None:
    keys = ("s", "=Vera Lund", "enter", "=diver", "tab", "=Port", "enter", "down", "enter")
    found = press(*keys)
    entity = found.review.entities[-1]
    assert (entity.name, entity.source_class, entity.role, entity.affiliation) == (
        "Vera Lund",
        "organisation",
        "diver",
        "Port",
    )
    assert press("j", "s", "=vera", "enter", at=found.session, start="a1").review.item("a2").current.speaker == (
        found.review.item("a1").current.speaker
    )


def test_type_by_letter_and_by_arrows_and_act() -> None:
    found = press("t", "i", "T", "j", "t", "up", "enter")
    first, second = found.review.item("a1"), found.review.item("a2")
    assert (first.current.type, first.current.act, second.current.type) == ("indirect", "thought", "indirect")
    assert found.kinds == ["type", "act", "type"]


def test_a_line_of_a_window_is_chosen_by_its_number_too_on_any_keyboard() -> None:
    found = press("t", "2")
    assert (found.kinds, found.review.item("a1").current.type) == (["type"], "indirect")
    assert press("t", "9").kinds == []


def test_undo_and_redo_without_limit() -> None:
    keys = ("a", "r", "T", "n", "=hm", "enter")
    done = press(*keys).review
    found = press(*keys, *"uuuu")
    assert [item.status for item in found.review.items] == ["open"] * 14
    assert found.app.current == "a1"
    assert found.message == "undone: accepted"
    redone = press("U", "U", "ctrl+y", "U", at=found.session)
    assert redone.review.items[0].status == done.items[0].status
    assert [item.current for item in redone.review.items] == [item.current for item in done.items]
    assert redone.message == "done again: note"
    nothing = press("U", at=redone.session)
    assert nothing.message.startswith("! ada has nothing to redo")


# --- keys: the words --------------------------------------------------------------------------------------------------


def test_both_ends_of_every_part_move_by_words() -> None:
    found = press("]", "}", "[", "{", "{", start="a6")
    assert words(found.review, "a6") == ["the detour will add forty minutes to the school"]
    assert found.kinds == ["span"] * 5
    cue = press("p", "}", start="a6").review.item("a6").current.cue
    assert cue
    assert cue.span.of(TEXT) == "fear that"
    source = press("p", "p", "}", start="a6").review.item("a6").current.source
    assert source
    assert source.of(TEXT) == "Parents fear"
    second = press("p", "]", start="a1")
    assert words(second.review, "a1")[1].startswith("and it stays")
    assert "▸Quote 2" in second.screen


def test_the_last_word_cannot_be_moved_away_and_a_part_can_be_cut() -> None:
    found = press("p", "{", start="a6")
    assert found.kinds == []
    assert found.message == "! the cue has one word left: - takes it away"
    assert press("p", "-", start="a6").review.item("a6").current.cue is None
    assert press("p", "p", "delete", start="a6").review.item("a6").current.source is None
    assert words(press("-", start="a1").review, "a1") == ["“and it stays closed until I have walked under it myself.”"]
    assert press("-", start="a6").message.startswith("! an attribution needs words")
    assert press("p", "-", start="a14").message == "! there is no cue to take away"
    assert press("p", "[", start="a14").message.startswith("! there is no cue: choose its words")


def test_merge_and_split() -> None:
    merged = press("m", start="a8")
    assert len(merged.review.items) == 13
    assert merged.review.item("a8").current.content[-1] == span("the old stones had already been sold")
    split = press("x", "right", "right", "right", "enter", start="a6")
    assert split.kinds == ["split"]
    assert words(split.review, "a6") == ["the detour will"]
    assert words(split.review, "d1") == ["add forty minutes to the school run"]
    assert split.app.mode == "review"
    assert press("x", "enter", start="a6").message.startswith("! ")
    assert press("m", start="a14").message.startswith("! 14 (a14) is the last attribution")


def test_an_attribution_is_added_by_keyboard() -> None:
    found = press("v", "space", "right", "right", "enter", start="a6")
    assert found.kinds == ["add"]
    assert words(found.review, "d1") == ["the detour will"]
    assert found.app.current == "d1"
    assert "attrib had missed it" in found.screen
    assert (found.review.item("d1").status, flags(found.review.item("d1"))) == ("added", "!")
    assert "+ 1 added" in found.screen
    assert re.search(r"▸ +6 \+ ind Unattributed", found.screen), "one word and one sign"
    again = press("v", "shift+right", "shift+right", "shift+left", "left", "escape", "a", start="a6")
    assert again.kinds == ["accept"]
    assert again.app.article.selection is None


def test_enter_adds_nothing_before_words_are_chosen() -> None:
    found = press("v", "enter", start="a6")
    assert (found.kinds, found.app.mode) == ([], "select")
    assert found.message == "! no words are chosen yet: space begins the choice, the arrows end it"
    one = press("v", "space", "enter", start="a6")
    assert words(one.review, "d1") == ["the"], "one word can be chosen"


def test_words_chosen_become_a_part_or_a_piece() -> None:
    cue = press("p", "v", "left", "w", start="a14")
    found = cue.review.item("a14").current.cue
    assert found
    assert found.span.of(TEXT) == "”"
    piece = press("v", "down", "down", "down", "shift+right", "W", start="a14")
    assert len(words(piece.review, "a14")) == 2
    assert cue.kinds == piece.kinds == ["span"]


def test_while_words_are_chosen_nothing_is_decided() -> None:
    found = press("v", "a", "r", "s", "u", "q")
    assert found.kinds == []
    assert found.app.mode == "select"


# --- keys: quotations that nobody has ---------------------------------------------------------------------------------


def quotations() -> ScratchSession:
    """Return an article with an attribution, two quotations that look like titles and one that is nobody's."""
    return ScratchSession(placed(), "ada")


def test_a_quotation_that_nobody_has_is_come_to_like_any_other_and_shown() -> None:
    found = press("j", at=quotations(), size=WIDE)
    assert found.app.current == "q4"
    assert [(number, each.id) for number, each in found.app.rows()] == [(1, "a1"), (0, "q4")], "a guess is folded away"
    assert found.app.card_pane.card[0].words == "In quotation marks, nobody’s (q4), p. 4, 00:13:02  “ open"
    assert "▸    “ “Nobody came for" in found.screen
    assert re.search(r"“▌ .*“Nobody came", found.screen), "the article has it marked"
    assert "“ 1 nobody’s" in found.screen
    assert press("a", at=quotations()).app.current == "q4", "what is decided next"
    assert press("j", "k", at=quotations()).app.current == "a1"
    every = press("f", "q", at=quotations())
    assert [each.id for _, each in every.app.rows()] == ["q2", "q3", "q4"]
    assert press("f", "u", "j", at=quotations()).app.current == "q4"


def test_no_statement_clears_a_quotation_and_is_undone() -> None:
    found = press("j", "e", at=quotations())
    assert found.kinds == ["no_statement"]
    assert found.message == "q4 is no statement, 1 open"
    assert found.app.current == "a1", "on to what is open"
    assert [each.id for _, each in found.app.rows()] == ["a1", "q4"], "what is decided stays in its place"
    undone = press("u", at=found.session)
    assert (undone.review.overlooked, undone.app.current) == (1, "q4")
    assert undone.message == "undone: no statement"
    done = press("U", "k", "a", at=found.session)
    assert done.message == "1 is confirmed, 0 open: S signs the article"
    assert press("j", "e", at=done.session).message.startswith("! q4 is no statement already")


def test_no_statement_rejects_an_attribution_with_what_it_quotes() -> None:
    found = press("e", at=quotations())
    assert found.review.item("a1").status == "rejected"
    assert found.message == "1 is rejected, 0 open, 1 quotation nobody’s"
    assert found.app.current == "q4"
    rejected = press("r", at=quotations())
    assert (rejected.app.current, rejected.review.overlooked) == ("q1", 2), "it is asked whose the words are then"
    assert "attribution 1 had words of it" in rejected.screen
    assert press("e", start="a3").message.startswith("! 3 (a3) has no quotation of its own: reject it")


def test_a_quotation_is_added_with_its_words_chosen() -> None:
    found = press("j", "v", "enter", at=quotations())
    assert found.kinds == ["add"]
    (added,) = found.review.item("d1").content
    assert added.of(found.review.document.text) == "“Nobody came for three whole days, and we knew it.”"
    assert found.app.current == "d1"
    assert found.review.overlooked == 0
    undone = press("u", at=found.session, start="d1")
    assert undone.app.current == "q4"
    left = press("j", "v", "escape", at=quotations())
    assert (left.kinds, left.app.current) == ([], "q4")


def test_keys_for_attributions_say_what_to_do_with_a_quotation() -> None:
    for key in "arstTpmnd]x":
        found = press("j", key, at=quotations())
        assert found.message.startswith("! these words have no attribution: v and enter add one, e says"), key
        assert found.kinds == []


def test_an_article_with_quotations_that_nobody_has_is_signed_with_a_reason() -> None:
    found = press("a", "S", "enter", at=quotations())
    assert found.window
    assert "1 quotation is nobody’s" in found.screen
    signed = press("S", "=the desk closes", "enter", at=found.session).review.signed
    assert signed
    assert signed.value == {"open": 0, "quotations": 1, "reason": "the desk closes"}
    assert press("a", "e", "S", at=quotations()).review.signed


def test_a_file_with_quotations_alone_opens_at_the_first() -> None:
    alone = ScratchSession(placed().without({"a1"}), "ada")
    assert press(at=alone).app.current == "q1"
    titles = ScratchSession(replace(placed(), attributions=(), quotations=placed().quotations[1:3]).credited(), "ada")
    found = press("space", at=titles)
    assert found.message == "nothing is open: S signs the article"
    assert "title or scare quotes?" in found.screen


def test_a_mouse_goes_to_a_quotation_that_nobody_has() -> None:
    async def click(app: ReviewApp, pilot: Pilot[None]) -> None:
        line = next(n for n, each in enumerate(app.article.lines) if "a paper" in each.of(app.article.text))
        column = app.article.lines[line].of(app.article.text).index("a paper") + 6
        await pilot.click("#article", offset=(column + 1, line + 1))
        assert app.current == "q2"

    press(at=quotations(), then=click, size=WIDE)


def test_what_another_checker_covers_is_left_for_the_next() -> None:
    table = quotations()

    async def look(app: ReviewApp, _pilot: Pilot[None]) -> None:
        theirs(table, lambda review: decisions.add(review, review.uncovered[2].content))
        app.poll()
        assert app.current == "d1"
        assert app.current in {each.id for each in app.review.listed}

    press("j", at=table, then=look)


# --- keys: what a desk keeps ------------------------------------------------------------------------------------------


def test_note_link_and_contact() -> None:
    found = press("n", "=see tape", "enter", "l", "=https://a.example/1", "enter", "c", "=555", "enter")
    item = found.review.item("a1")
    assert [note.text for note in item.notes] == ["see tape"]
    assert item.links == ("https://a.example/1",)
    assert item.record.contact == "555"
    assert flags(item) == "n"
    assert item.status == "open"
    changed = press("c", "backspace", "6", "enter", at=found.session, start="a1")
    assert changed.review.item("a1").record.contact == "556"


def test_a_private_note_is_shown_as_one() -> None:
    found = press("P", "=rang the desk", "enter", size=WIDE)
    assert "Private note" in found.screen
    assert "rang the desk" in found.screen
    assert [(note.text, note.private) for note in found.review.item("a1").notes] == [("rang the desk", True)]


def test_what_cannot_be_kept_stays_where_it_was_typed() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert "is not a link" in str(app.screen.query_one(".trouble", Static).content)
        assert app.screen.query_one(Input).value == "tape 7"
        await tap(app, pilot, "escape")

    assert press("l", "=tape 7", "enter", then=look).kinds == []


def test_comment_asked_answered_and_no_reply() -> None:
    assert press("C", "a").review.item("a1").record.comment == "asked"
    assert press("C", "n").review.item("a1").record.comment == "no_reply"
    answered = press("C", "w", "=No.", "enter")
    assert answered.review.item("a1").record.answer == "No."
    assert answered.review.item("a1").record.answered
    assert press("C", "x", at=answered.session, start="a1").review.item("a1").record.comment is None


def test_the_line_by_line_file() -> None:
    keys = ["d", "enter", "=card", "enter"]  # the next field is highlighted then
    keys += ["enter", "=engineer", "enter", "enter", "enter", "escape"]  # one is left empty
    found = press(*keys)
    assert found.kinds == ["record", "record"]
    record = found.review.item("a1").record
    assert (record.name_proof, record.title, record.title_proof) == ("card", "engineer", None)
    kind = press("d", "up", "enter", "b", "escape").review.item("a1").record.source_kind
    assert kind == "background"


def test_sign_asks_why_while_something_is_open() -> None:
    found = press("S", "enter", "=late", "enter")
    signed = found.review.signed
    assert signed
    assert signed.value == {"open": 14, "quotations": 0, "reason": "late"}
    assert "signed by ada" in found.screen
    assert press("a", at=found.session).message.startswith("! the article is signed by ada")
    assert press("S", "=new tape", "enter", at=found.session).review.signed is None


def test_a_whole_article_is_cleared_and_signed() -> None:
    found = press(*"a" * 14, "S")
    assert found.review.counts["confirmed"] == 14
    assert found.review.signed
    assert found.review.signed.value["open"] == 0


class Pressed(ReviewApp):
    """The program, with a note of every key and the mode it was pressed in, but in windows."""

    def __init__(self, session: StoredSession) -> None:
        """Begin without any."""
        super().__init__(session, reviewer=session.reviewer)
        self.pressed: set[tuple[str, str]] = set()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key) and not event.is_forwarded and not isinstance(self.screen, Picker):
            self.pressed |= {(self.mode, event.key), (self.mode, event.character or "")}
        await super().on_event(event)


def clear_with_every_key(analysis: Analysis, path: Path) -> None:
    """Press the keys of the scripted run, on a store, and see after each what the screen shows and the store has."""
    with Store(path) as store:
        document = store.save(analysis).document
        tmux_review.compare(store, document)
        mine = StoredSession(store, document, "ada")
        app = Pressed(mine)

        async def step(pilot: Pilot[None], each: tmux_review.Step) -> None:
            before = mine.latest()
            first, *rest = each.keys.split()
            if rest:
                await tap(app, pilot, first)
            if each.typed:
                app.post_message(Paste(each.typed))
                await settle(app, pilot)
            await tap(app, pilot, *(rest or [first]))
            shown = "\n".join(strip.text for strip in strips(app))
            assert each.shown in shown, f"{each}\n{shown}"
            kept = [decision.kind for decision in mine.review().decisions if decision.number > before]
            assert kept == ([each.kept] if each.kept else []), f"{each}\n{shown}"
            assert app.review == mine.review()

        async def session() -> None:
            async with app.run_test(size=SMALL) as pilot:
                await settle(app, pilot)
                for each in tmux_review.script(mine.review()):
                    await step(pilot, each)
                await tap(app, pilot, "space")
                while left := mine.review().counts["open"]:
                    await step(pilot, tmux_review.Step("a", f", {left - 1} open", "accept"))
                await step(pilot, tmux_review.LAST[0])
                app.simulate_key("q")
                await pilot.pause()

        asyncio.run(session())
        tmux_review.check_log(mine.review())
        tmux_review.check_pressed(app.pressed)
        entries = store.log(mine.document)
        assert {entry.decision.reviewer for entry in entries} == {"ada"}
        assert store.documents()[0].signed == "ada"


def test_the_scripted_run_presses_every_key_and_clears_the_article(tmp_path: Path) -> None:
    clear_with_every_key(FOOTBRIDGE, tmp_path / "attrib.db")


@pytest.mark.models
def test_the_scripted_run_clears_a_real_article(tmp_path: Path) -> None:
    from attrib.analyzer import analyze

    shared = sorted((ROOT.parent / "shared" / "data" / "seed").glob("*.txt"))
    article = shared[0] if shared else ROOT / "seeds" / "iraq-syria-attacks.txt"
    clear_with_every_key(analyze(article).likely(), tmp_path / "attrib.db")


# --- the screen -------------------------------------------------------------------------------------------------------


def test_every_key_is_on_the_screen_and_in_the_help() -> None:
    bar = press(at=ScratchSession(verified(), "ada"), size=SMALL).screen.splitlines()[-5:]
    for key in KEYS:
        if "review" in key.modes and key.label is not None:
            assert f"{key.shown} " in " ".join(bar) + " "
            assert key.label in " ".join(bar)

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        page = str(app.screen.query(Static).first().content)
        for key in KEYS:
            assert f"  {key.all_shown:<11} {key.help}\n" in page
        await tap(app, pilot, "j", "k", "escape")

    assert not press("question_mark", then=look).window


def test_what_is_unlikely_is_counted_and_listed_apart() -> None:
    table = ScratchSession(doubting(FOOTBRIDGE, "a2", "a3"), "ada")
    found = press(at=table, size=WIDE)
    assert "12 open" in found.screen
    assert "2 unlikely (f n)" in found.screen
    assert [number for number, _ in found.app.rows()] == [1, *range(4, 15)]
    found = press("f", "n", at=table, size=WIDE)
    assert [number for number, _ in found.app.rows()] == [2, 3]
    found = press("f", "n", "a", at=table, size=WIDE)
    assert found.review.item("a2").status == "confirmed"
    assert "1 unlikely (f n)" in found.screen


def test_zoom_shows_one_pane_at_a_time() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        for shown in ({"article"}, {"reader"}, {"list"}, {"list", "article", "reader"}):
            await tap(app, pilot, "z")
            assert {pane.id for pane in app.panes.children if pane.region.area} == shown

    press(then=look, size=SMALL)


def test_card_and_article_scroll_and_the_current_words_come_to_the_middle() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        for _ in range(9):
            await tap(app, pilot, "j")
            height = app.article.scrollable_content_region.height
            line = app.article.line_at(app.review.item(app.current).current.content[0].start)
            at_an_end = app.article.scroll_offset.y in {0, app.article.max_scroll_y}
            assert at_an_end or abs(line - app.article.scroll_offset.y - height // 2) <= 2
        before = app.article.scroll_offset.y
        await tap(app, pilot, "pageup")
        assert app.article.scroll_offset.y < before
        await tap(app, pilot, "pagedown", "J")
        await pilot.pause()
        assert app.reader.scroll_offset.y > 0
        await tap(app, pilot, "K")
        await pilot.pause()
        assert app.reader.scroll_offset.y == 0

    press(then=look, size=SMALL)


def test_history_tells_everything_with_what_became_of_it() -> None:
    found = press("a", "s", "=weil", "enter", "u", "h", size=WIDE)
    assert "undid decision 2" in found.screen
    assert list(history(found.review))[1].endswith("speaker changed  attribution 2  → Tomas Weil  [undone]")
    assert "Nobody has decided anything yet." in press("h").screen


def test_quit_leaves() -> None:
    app = ReviewApp(scratch(), reviewer="ada")

    async def session() -> None:
        async with app.run_test() as pilot:
            await pilot.press("q")

    asyncio.run(session())


def test_a_mouse_goes_to_an_attribution_in_the_list_and_in_the_article() -> None:
    async def click(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.click("#list", offset=(5, 3))
        assert app.current == "a3"
        await tap(app, pilot, "g", "1", "enter")
        assert await pilot.click("#article", offset=place(app, "pencil"))
        assert app.current == "a2"

    press(then=click, size=WIDE)


def test_a_mouse_chooses_words_to_add_and_presses_keys() -> None:
    async def drag(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.mouse_down("#article", offset=place(app, "inspectors"))
        await pilot.hover("#article", offset=place(app, "cracks"))
        await pilot.mouse_up("#article", offset=place(app, "cracks"))
        await pilot.pause()
        assert app.mode == "select"
        await tap(app, pilot, "enter")
        await pilot.click("#keys", offset=(app.screen.query_one("#keys").render_line(0).text.index("accept"), 0))

    found = press(then=drag, start="a1", size=WIDE)
    assert words(found.review, "d1")[0].startswith("inspectors found cracks")
    assert found.kinds == ["add"], "an addition is a decision: a goes on"


def place(app: ReviewApp, sought: str) -> tuple[int, int]:
    """Return where a word of the text stands in the article pane, its border counted."""
    offset = TEXT.index(sought, TEXT.index("The footbridge at"))
    line = app.article.line_at(offset)
    column = cell_len(TEXT[app.article.lines[line].start : offset])
    return column + 6, line - app.article.scroll_offset.y + 1


@pytest.mark.parametrize(
    ("name", "keys", "size"),
    [
        ("wide", "a r { s w e i l enter g 4 enter", WIDE),
        ("middle", "j", (90, 30)),
        ("small", "j", SMALL),
        ("narrow", "j", (60, 24)),
        ("help", "question_mark", (100, 70)),
        ("speaker", "s o k", SMALL),
        ("somebody-new", "s x enter", SMALL),
        ("details", "d", SMALL),
        ("select", "v space right right", SMALL),
        ("history", "a r u h", SMALL),
    ],
)
def test_screens_are_the_golden_ones(name: str, keys: str, size: tuple[int, int]) -> None:
    golden(name, press(*keys.split(), size=size).screen)


def golden(name: str, shown: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("ATTRIB_UPDATE_GOLDEN") == "1":
        path.write_text(shown + "\n", encoding="utf-8")
    assert shown + "\n" == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
def test_what_is_set_off_can_be_read_on_dark_and_on_light(theme: str) -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        app.theme = theme
        await settle(app, pilot)
        for name in sorted(ArticlePane.COMPONENT_CLASSES - {"article--bar"}):
            style = app.article.get_component_rich_style(name)
            ground, ink = (Color.from_rich_color(each) for each in (style.bgcolor, style.color))
            lights = sorted((luminance(ground), luminance(ink)))
            # 4.5 is what the WCAG asks of text; what is muted on purpose may have the 3.0 of large text.
            least = 3.0 if name in {"article--gutter", "article--rejected"} else 4.5
            assert (lights[1] + 0.05) / (lights[0] + 0.05) >= least, (name, ground, ink)

    press(then=look)


def luminance(color: Color) -> float:
    """Return the relative luminance of the WCAG."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_without_colour_characters_and_attributes_tell_everything_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown: list[str] = []

    async def look(app: ReviewApp, _pilot: Pilot[None]) -> None:
        assert app.native_ansi_color  # so Textual takes all colours away, and leaves no shades of grey
        for strip in strips(app):
            marks = "".join(
                f"{bool(s.bold) + 2 * bool(s.italic) + 4 * bool(s.underline) + 8 * bool(s.reverse):X}" * cell_len(text)
                for text, s in ((each.text, each.style) for each in strip)
                if s is not None
            )
            shown.extend([strip.text.rstrip(), marks.replace("0", " ").rstrip()])

    press("j", "r", "a", then=look, size=SMALL)
    golden("no-colour", "\n".join(shown))


def test_a_terminal_without_colour_gets_none_and_opens_without_models(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    path = tmp_path / "attrib.db"
    with Store(path) as store:
        store.save(FOOTBRIDGE)
    script = (
        "import sys; from pathlib import Path; from attrib.store import Store\n"
        "from attrib.review.app import run_review; from attrib.store import StoredSession\n"
        f"with Store(Path({str(path)!r})) as store:\n"
        "    run_review(StoredSession(store, store.documents()[0], 'ada'), reviewer='ada')\n"
        "print('loaded', sorted({'torch', 'stanza', 'onnxruntime', 'numpy'} & set(sys.modules)))"
    )
    parent, child = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=child,
        env=environment,
        cwd=ROOT,
    ) as program:
        os.close(child)
        output = read_until(parent, b"goto")
        os.write(parent, b"aq")
        output += read_until(parent, b"\x1b[?1049l")
        assert program.stdout
        assert program.stdout.read() == b"loaded []\n"
    os.close(parent)
    attributes = {number for codes in re.findall(rb"\x1b\[([\d;]*)m", output) for number in codes.split(b";")}
    assert b"7" in attributes
    assert attributes <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"9", b"39", b"49"}
    with Store(path) as store:
        assert store.review(store.documents()[0]).counts["confirmed"] == 1


def read_until(terminal: int, sought: bytes) -> bytes:
    output = b""
    while sought not in output:
        output += os.read(terminal, 65536)
    return output


# --- what goes wrong --------------------------------------------------------------------------------------------------


class FullDisk(ScratchSession):
    """A session that keeps nothing."""

    def decide(self, *decisions: Decision, seen: int, reviewer: str | None = None) -> Review:
        del decisions, seen, reviewer
        raise OutputError("attrib.db cannot grow: the disk is full", "make room, then press the key again")


class Broken(ScratchSession):
    """A session that cannot even be read any more."""

    broken = False

    def review(self) -> Review:
        if self.broken:
            raise OSError(5, "Input/output error")
        return super().review()

    def latest(self) -> int:
        return len(self.review().decisions)


def test_what_cannot_be_written_is_said_in_one_line_and_nothing_is_lost() -> None:
    full = FullDisk(FOOTBRIDGE, "ada")
    found = press("a", at=full)
    assert found.message == "! attrib.db cannot grow: the disk is full: make room, then press the key again"
    assert found.app.current == "a1"
    assert found.app.item
    assert found.app.item.status == "open"

    async def look(app: ReviewApp, _pilot: Pilot[None]) -> None:
        assert app.screen.query_one(Input).value == "long note"
        assert "the disk is full" in str(app.screen.query_one(".trouble", Static).content)

    press("n", "=long note", "enter", at=full, then=look)


def test_a_file_that_cannot_be_read_any_more_does_not_end_the_review() -> None:
    broken = Broken(FOOTBRIDGE, "ada")

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        broken.broken = True
        await tap(app, pilot, "R")
        assert "Input/output error" in message(app)
        app.poll()
        assert "Input/output error" in message(app)
        broken.broken = False
        await tap(app, pilot, "a")
        assert message(app).startswith("1 is confirmed")

    press(at=broken, then=look)


def theirs(table: ScratchSession, make: Callable[[Review], Decision]) -> None:
    review = table.review()
    table.decide(make(review), seen=review.number, reviewer="ben")


def test_the_decisions_of_another_checker_appear_by_themselves_and_on_refresh() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        theirs(table, lambda review: decisions.accept(review, "a1"))
        app.poll()
        assert message(app) == "ben: accepted"
        assert app.item
        assert app.item.status == "confirmed"
        theirs(table, lambda review: decisions.merge(review, "a8"))
        theirs(table, lambda review: decisions.reject(review, "a2"))
        await tap(app, pilot, "R")
        assert message(app) == "ben: rejected, and 1 more"
        await tap(app, pilot, "R")
        assert message(app) == "nothing new"

    press(at=table, then=look)


def test_an_item_that_another_checker_merged_away_is_left_for_the_next() -> None:
    table = scratch()

    async def look(app: ReviewApp, _pilot: Pilot[None]) -> None:
        theirs(table, lambda review: decisions.merge(review, "a8"))
        app.poll()
        assert app.current == "a10"

    press(at=table, start="a9", then=look)


def test_a_conflict_is_said_shown_and_taken_nowhere() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        theirs(table, lambda review: decisions.set_act(review, "a1", "thought"))
        await tap(app, pilot, "r")
        assert message(app) == "! ben has decided the same since: look again, then decide"
        assert app.item
        assert app.item.current.act == "thought"

    assert press(at=table, then=look).kinds == ["act"]


def test_what_is_open_over_the_review_was_made_on_what_was_seen_before() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        theirs(table, lambda review: decisions.set_speaker(review, "a1", "e5"))
        app.poll()  # not taken over under the window
        await tap(app, pilot, "enter")
        assert "ben has decided the same" in str(app.screen.query_one(".trouble", Static).content)
        await tap(app, pilot, "enter")  # on purpose now

    found = press("s", "=weil", at=table, then=look)
    assert found.kinds == ["speaker", "speaker"]
    assert not found.window


def test_what_the_store_refuses_is_said(tmp_path: Path) -> None:
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(FOOTBRIDGE).document
        app = ReviewApp(StoredSession(store, document, "ada"), reviewer="ada")
        other = StoredSession(store, document, "ben")

        async def session() -> None:
            async with app.run_test(size=SMALL) as pilot:
                await tap(app, pilot, "a")
                other.decide(decisions.reject(other.review(), "a2"), seen=other.latest())
                await tap(app, pilot, "a")
                assert message(app).startswith("! ")
                assert "ben" in message(app)
                await tap(app, pilot, "u")

        asyncio.run(session())
        assert [entry.decision.kind for entry in store.log(document)] == ["accept", "reject", "undo"]


def test_an_empty_article_and_a_hostile_one_open() -> None:
    found = press("a", "space", "s", "m", "u", "j", "e", at=ScratchSession(bare(), "ada"))
    assert found.kinds == []
    assert "attrib found nothing to decide here. v chooses" in found.screen
    assert press("v", "space", "enter", at=found.session).kinds == ["add"]
    session = ScratchSession(hostile(), "ada")
    assert press("a", "m", "z", "n", "h", "escape", at=session, size=SMALL).kinds[0] == "accept"


def test_nothing_that_moves_the_cursor_reaches_the_terminal() -> None:
    shown = press("z", at=ScratchSession(hostile(), "ada"), size=(120, 60)).screen
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "escape ␛[31m here" in shown
    assert "[red]" not in shown


# --- pure parts -------------------------------------------------------------------------------------------------------


@given(st.text())
def test_what_is_shown_is_as_long_as_what_is_there(text: str) -> None:
    assert len(seen(text)) == len(text)
    assert not any(ord(character) < 0x20 for character in seen(text))


@given(st.text(alphabet=st.sampled_from("ab “”\n\t漢e\u0301👩"), max_size=200), st.integers(1, 30))
def test_every_character_is_on_one_line_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(line.of(text) for line in lines) == text.replace("\n", "")
    assert all(one.end <= other.start for one, other in pairwise(lines))
    assert all(cell_len(line.of(text).rstrip()) <= max(width, 2) for line in lines)


def test_names_are_found_by_parts_and_with_slips() -> None:
    review = scratch().review()
    item = review.item("a1")
    assert [each.name for each in people(review, item, "brandret")] == ["Odile Brandreth"]
    assert people(review, item, "okro")[0].name == "Ines Okoro"
    assert people(review, item, "ferryman")[0].name == "Anton Weil"
    assert people(review, item, "zzz") == []
    assert len(people(review, item, " ")) == len(review.entities)


def test_those_whom_the_machine_weighed_are_offered_first() -> None:
    review = scratch().review()
    order = [each.name for each in people(review, review.item("a2"), "")]
    assert order[:2] == ["Ines Okoro", "Odile Brandreth"]
    assert order[-1] == "Anton Weil", "who speaks goes before a mere candidate"
    assert [each.name for each in people(review, review.item("a12"), "")][:2] == ["Tomas Weil", "Anton Weil"]
    given = replay(FOOTBRIDGE, [replace(decisions.set_speaker(review, "a12", "e7"), number=1)])
    assert [each.id for each in alternatives(given, given.item("a12"))] == ["e8"]


def test_in_an_older_result_whoever_was_mentioned_last_is_offered_first() -> None:
    review = replay(before_candidates(FOOTBRIDGE), ())
    assert alternatives(review, review.item("a12")) == ()
    assert [each.name for each in people(review, review.item("a12"), "")][:3] == [
        "Anton Weil",
        "Ines Okoro",
        "Odile Brandreth",
    ]


def test_the_card_says_on_which_page_and_when() -> None:
    review = replay(placed(), ())
    head = next(card(review, review.items[0], 1, parts(review.items[0])[0]))
    assert head.words == "1 of 1 (a1), p. 3, 00:12:31  · open"


def test_what_nobody_has_is_counted_with_what_was_rejected() -> None:
    review = replay(placed(), ())
    assert [each.attribution for each in review.quotations] == ["a1", None, None, None]
    rejected = replay(placed(), [replace(decisions.reject(review, "a1"), number=1)])
    assert [each.attribution for each in rejected.quotations] == [None] * 4


def test_a_long_article() -> None:
    found = press("g", "=200", "enter", "a", "space", "a", at=ScratchSession(long_article(200), "ada"), size=SMALL)
    assert found.kinds == ["accept"] * 2
    assert found.app.current == "a3"
    assert len(found.app.list_pane.rows) == 200
    assert found.message == "2 is confirmed, 198 open"


def test_the_picture_in_the_docs_is_what_the_command_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    screens = importlib.import_module("generate_screens")
    assert screens.TARGET.read_text(encoding="utf-8") == asyncio.run(screens.screen())


def test_an_error_of_the_session_at_the_start_is_the_callers() -> None:
    class Shut(ScratchSession):
        def review(self) -> Review:
            raise AttribError("attrib.db is damaged")

    with pytest.raises(AttribError, match="damaged"):
        ReviewApp(Shut(FOOTBRIDGE, "ada"), reviewer="ada")


def test_a_decision_carried_from_similar_words_says_look_again() -> None:
    item = replace(scratch().review().item("a1"), reworded=True)
    assert flags(item) == "!"


def test_lists_of_choices_can_be_clicked() -> None:
    async def click(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.click(OptionList, offset=(3, 1))
        assert app.review.item("a1").current.type == "indirect"

    press("t", then=click)
