"""The review on a terminal: the list, the article and the card, and a key for everything a checker decides.

Every decision is handed to the session as its key is pressed, and the screen shows what that then has: what was
confirmed on screen is on disk. This and its sibling modules are the only importers of Textual (chosen because it runs
in any terminal, over ssh, with or without a mouse, and its pilot presses keys in tests; the Rich it draws with is what
Typer prints with).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections import deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, get_args

from textual.app import App, SuspendNotSupported
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.events import Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Static

from attrib.errors import AttribError
from attrib.review import batch, decisions, editor
from attrib.review.keys import KEYS, MODES_OF, Mode, in_groups, key_for
from attrib.review.labels import (
    Filter,
    Line,
    PartOf,
    card,
    history,
    matches,
    parts,
    quotation_card,
    record_words,
    seen,
    several_lines,
    source_line,
    source_text,
    voided_words,
)
from attrib.review.palette import Palette
from attrib.review.panes import ArticlePane, CardPane, KeyBar, ListPane, Selection, SourcePane
from attrib.review.pickers import ChoicePicker, ConfirmPicker, LinePicker, NotePicker, Page, Picker, SpeakerPicker
from attrib.review.state import COMMENT_STATES, RECORD_FIELDS, DecisionError, Item
from attrib.review.words import next_word, previous_word
from attrib.types import Act, AttributionType, Span
from attrib.wording import (
    COMMENT_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    NOBODY,
    PRIVATE_NOTE,
    SIGNS,
    SOURCE_KIND_WORDS,
    STATUS_WORDS,
    UNCERTAIN_BELOW,
    left_words,
    nobodys_words,
    pieces,
    several,
    verdicts_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from textual.app import ComposeResult
    from textual.events import Event

    from attrib.review.keys import Key as KeyOf
    from attrib.review.state import CommentState, Decision, Fact, FactStatus, Listed, Named, Part, Review, Uncovered

    Make: TypeAlias = Callable[[Review], Decision | tuple[Decision, ...]]

TROUBLES: Final = (AttribError, OSError, sqlite3.Error)
"""What may go wrong when a decision is kept: it is said on the screen, and the review goes on."""
POLL_SECONDS: Final = 1.0
SETTLE_SECONDS: Final = 2.0
"""How long a key may keep the next one waiting, should it never come to an end."""
ZOOMS: Final = ("", "-article", "-card", "-list")


class Session(Protocol):
    """One article and its log, as one checker has it before her."""

    def review(self) -> Review:
        """Return the article as it stands now."""

    def decide(self, *decisions: Decision, seen: int) -> Review:
        """Keep a decision, made on a review whose last decision was number `seen`, and return the review after it.

        Of several all are kept, or none. Once this returns, it is on disk. Raises AttribError when
        it cannot be kept, or when another checker has decided the same since `seen`.
        """

    def latest(self) -> int:
        """Return the number of the last decision in the log. Asked every second, so cheap."""

    def blind_decisions(self) -> int:
        """Return how many decisions the blind passes have, which may make disagreements. Cheap as well."""


def run_review(session: Session, *, reviewer: str, start: str | None = None, keys: Sequence[KeyOf] = KEYS) -> None:
    """Show the review of the article of `session` to `reviewer` until she leaves it, with those `keys`.

    `start` is the id of the attribution to begin with; else it is the first that nobody has decided. Raises AttribError
    when the session cannot be read at the start, SystemExit when the program was ended from outside or broke down.
    """
    app = ReviewApp(session, reviewer=reviewer, start=start, keys=keys)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)


class ReviewApp(App[None]):
    """The program. `review` is what the session last showed, `current` the id of the attribution on the card."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-middle"), (112, "-wide")]  # noqa: RUF012 - annotated in App
    CSS = """
    #title { height: 1; background: $primary 30%; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    #message { height: auto; min-height: 1; max-height: 2; color: $text-muted; }
    #message.-trouble { color: $text-error; text-style: bold; }
    #keys { background: $panel; }
    #panes {
        height: 1fr; layout: grid;
        grid-size: 2 2; grid-columns: 29 1fr; grid-rows: 11fr 9fr; grid-gutter: 0 1;
    }
    #list, #article, #reader, #beside {
        border-top: solid $primary 60%; border-title-style: bold; border-title-color: $text; scrollbar-size: 1 1;
    }
    #list { row-span: 2; }
    #reader, #beside { height: 100%; }
    #beside { display: none; }
    .-wide #panes { grid-size: 3 1; grid-columns: 36 1fr 44; grid-rows: 1fr; }
    .-wide #list { row-span: 1; }
    .-narrow #panes { grid-size: 1 2; grid-columns: 1fr; }
    .-narrow #list { display: none; }
    #panes.-source > #beside { display: block; }
    #panes.-source > #article { display: none; }
    .-wide #panes.-source { grid-columns: 1fr 1fr 44; }
    .-wide #panes.-source > #article { display: block; }
    .-wide #panes.-source > #list { display: none; }
    Screen #panes.-article, Screen #panes.-card, Screen #panes.-list {
        grid-size: 1 1; grid-columns: 1fr; grid-rows: 1fr;
        & > * { display: none; row-span: 1; }
    }
    Screen #panes.-article > #article, Screen #panes.-card > #reader, Screen #panes.-list > #list { display: block; }
    """

    def __init__(
        self, session: Session, *, reviewer: str, start: str | None = None, keys: Sequence[KeyOf] = KEYS
    ) -> None:
        """Read the session; nothing is drawn before it could be read."""
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.keys = tuple(keys)
        # Not by a keymap of Textual's: that takes a key from every other action, of other modes too.
        for each in Binding.make_bindings(Binding(name, key.action, key.help) for key in keys for name in key.keys):
            self.bind(each.key, each.action, description=each.description, show=False)
        self.session = session
        self.blind_decisions = session.blind_decisions()
        self.reviewer = reviewer
        self.review: Review = session.review()
        self.sieve = Filter()
        self.sought = ""
        self.part = 0
        self.mode: Mode = "review"
        self.zoom = 0
        self.arrived: deque[Event] = deque()
        self.current = start if start and self._index(start) is not None else self._first()
        self.title = seen(self.review.document.title or self.review.document.path or "Untitled article")

    # --- the screen

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Static(id="title", markup=False)
        with Container(id="panes"):
            yield ListPane(id="list")
            yield ArticlePane(id="article")
            with VerticalScroll(id="beside", can_focus=False):
                yield SourcePane(id="source")
            with VerticalScroll(id="reader", can_focus=False):
                yield CardPane(id="card")
        yield Static(id="message", markup=False)
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the review and begin to look for what others decide."""
        if "NO_COLOR" in os.environ:
            self.theme = "ansi-dark"
        main = self.screen
        self.list_pane = main.query_one("#list", ListPane)
        self.article = main.query_one("#article", ArticlePane)
        self.reader = main.query_one("#reader", VerticalScroll)
        self.card_pane = main.query_one("#card", CardPane)
        self.beside = main.query_one("#beside", VerticalScroll)
        self.source_pane = main.query_one("#source", SourcePane)
        self.title_bar = main.query_one("#title", Static)
        self.message_line = main.query_one("#message", Static)
        self.key_bar = main.query_one("#keys", KeyBar)
        self.panes = main.query_one("#panes", Container)
        for pane, name in ((self.article, "article"), (self.beside, "source"), (self.reader, "card")):
            pane.border_title = name
        self.show()
        self.show_keys()
        blind = "Blind pass: what others decided is not shown. " if self.review.blind else ""
        self.say(f"{blind}Every decision is kept as you make it. {self.key('help')} shows all keys.")
        self.set_interval(POLL_SECONDS, self.poll)
        # Without this a `kill` would leave the terminal drawn upon and deaf. A hang-up may end the program as it
        # always does: there is no terminal left then, and every decision is kept.
        with suppress(NotImplementedError, RuntimeError, ValueError):  # on Windows, or outside the main thread
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._end, 128 + signal.SIGTERM)

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def show(self, *, centre: bool = True) -> None:
        """Draw the review as it stands."""
        self.list_pane.show(self.rows(), self.current, self.review.document.text)
        self.list_pane.border_title = self.sieve.label or "attributions"
        self.article.show(self.review, self.current, centre=centre)
        if (item := self.item) is not None:
            number = (self._index(item.id) or 0) + 1
            self.card_pane.show(card(self.review, item, number, self.chosen_part(item), self.keys))
        else:
            nothing = (
                Line(
                    "",
                    f"attrib found nothing to decide here. {self.key('choose')} chooses words to add,"
                    f"{'' if self.review.blind else f' {self.signs},'} {self.key('help')} shows all keys.",
                ),
            )
            self.card_pane.show(quotation_card(self.review, self.quotation, self.keys) if self.quotation else nothing)
        if self.panes.has_class("-source"):
            self.run_worker(self._show_source(), group="source", exclusive=True, exit_on_error=False)
        counts = [f"{SIGNS[each]} {n} {each}" for each, n in self.review.counts.items() if n or each == "open"]
        signed = self.review.signed
        marks = ["  ".join(counts), f"signed by {signed.reviewer}" if signed else "", self.reviewer]
        if self.review.folded:
            marks.insert(1, f"{self.review.folded} unlikely ({self.key('filter')} n)")
        if self.review.overlooked:
            marks.insert(1, f"“ {self.review.overlooked} nobody’s")
        if self.review.unverified:
            marks.insert(1, f"{self.review.unverified} to verify ({self.key('filter')} v)")
        if self.review.open_facts:
            marks.insert(1, f"{several(self.review.open_facts, 'fact')} open")
        if self.review.disputed:
            marks.insert(1, f"≠ {self.review.disputed} disputed ({self.key('filter')} d)")
        if self.review.blind:
            marks.append("blind pass")
        if self.review.orphaned:
            marks.append(f"{len(self.review.orphaned)} orphaned ({self.key('history')})")
        self.title_bar.update(Content(f"{'  '.join(mark for mark in marks if mark)}  {self.title}"))

    def show_keys(self) -> None:
        """Show the keys of the present mode, those for sources where words were looked for in any."""
        compared = any(item.verification for item in self.review.items)
        here = (key for key in self.keys if self.mode in key.modes)
        idle = (frozenset() if compared else OF_SOURCES) | ({"sign"} if self.review.blind else frozenset())
        self.key_bar.show(key for key in here if key.action not in idle)

    def key(self, action: str) -> str:
        """Return the key of an action, as the screen writes it."""
        return key_for(action, self.keys)

    @property
    def signs(self) -> str:
        """What to do when nothing is left to decide."""
        return f"{self.key('sign')} signs the article"

    @property
    def windowed(self) -> bool:
        """Whether a window is open over the review."""
        return isinstance(self.screen, ModalScreen)

    def say(self, words: str, *, trouble: bool = False) -> None:
        """Show one line below the panes."""
        self.message_line.set_class(trouble, "-trouble")
        self.message_line.update(Content(seen(f"! {words}" if trouble else words)))

    # --- keys

    async def on_event(self, event: Event) -> None:
        """Put keys in a queue, so that each has all its effect before the next one is looked at.

        Over a slow line several arrive at once. Textual would hand on “s”, a name and Enter before the window that the
        “s” opens is there: the name would be lost, and Enter would choose somebody else.
        """
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self.arrived.append(event)
            if len(self.arrived) == 1:
                self.run_worker(self._feed())
        else:
            await super().on_event(event)

    async def _feed(self) -> None:
        while self.arrived:
            await super().on_event(self.arrived[0])
            with suppress(TimeoutError):
                await asyncio.wait_for(self._settled(), SETTLE_SECONDS)
            self.arrived.popleft()

    async def _settled(self) -> None:
        """Return when no part of the program has anything to do, and no other screen has come before this one."""
        while True:
            screen = self.screen
            parts = (self, screen, *screen.walk_children())
            done = [asyncio.Event() for _ in parts]
            for part, each in zip(parts, done, strict=True):
                if not part.call_later(each.set):  # it is closing
                    each.set()
            await asyncio.gather(*(each.wait() for each in done))
            # The list of commands looks for what was typed in a worker of its own; Enter is to find it there.
            theirs = (each.wait() for each in self.workers if each.node is screen)
            await asyncio.gather(*theirs, return_exceptions=True)
            if screen is self.screen and not any(part.message_queue_size for part in parts):
                return

    # --- the items

    @property
    def item(self) -> Item | None:
        """The attribution on the card, None in an article that has none."""
        index = self._index(self.current)
        return None if index is None else self.review.items[index]

    @property
    def quotation(self) -> Uncovered | None:
        """The quotation on the card that nobody has, None while the card is an attribution's."""
        return next((each for each in self.review.uncovered if each.id == self.current), None)

    def rows(self) -> list[tuple[int, Listed]]:
        """Return what the filter lets through, and the current one, each with its number; that of a quotation is 0."""
        numbers = {item.id: number for number, item in enumerate(self.review.items, 1)}
        shown = (each for each in self.review.listed if self.sieve.passes(each) or each.id == self.current)
        return [(numbers.get(each.id, 0), each) for each in shown]

    def chosen_part(self, item: Item) -> PartOf:
        """Return the part of the item whose ends the keys move."""
        found = parts(item)
        return found[min(self.part, len(found) - 1)]

    def _index(self, name: str) -> int | None:
        return next((n for n, item in enumerate(self.review.items) if item.id == name), None)

    def _first(self) -> str:
        listed = self.review.listed
        return next((each.id for each in listed if each.undecided), listed[0].id if listed else "")

    def go(self, name: str) -> None:
        """Make an item the current one."""
        if name != self.current:
            self.current, self.part = name, 0
            self.reader.scroll_home(animate=False)
        self.show()

    # --- decisions

    def commit(self, make: Make) -> None:
        """Make a decision on what is on the screen, and hand it to the session. Raises one of `TROUBLES`."""
        made = make(self.review)
        try:
            review = self.session.decide(*(made if isinstance(made, tuple) else (made,)), seen=self.review.number)
        except TROUBLES:
            self.take(self.session.review())  # in a conflict, what the other checker decided is what to look at
            raise
        self.take(review)

    def take(self, review: Review) -> None:
        """Take over what the session has. The current item stays; if it is gone, the one in its place is next."""
        place = next((n for n, each in enumerate(self.review.listed) if each.id == self.current), 0)
        self.review = review
        names = [each.id for each in review.listed]
        if self.current not in names:
            self.current = names[min(place, len(names) - 1)] if names else ""
            self.part = 0

    def attempt(self, make: Make, done: str) -> bool:
        """Take a decision and say so; say what went wrong if it could not be kept."""
        trouble = self.keep(make, done)
        if trouble is not None:
            self.say(trouble, trouble=True)
        return trouble is None

    def keep(self, make: Make, done: str) -> str | None:
        """Take a decision; return what went wrong, with the hint, as one line."""
        trouble, before = None, self.review
        try:
            self.commit(make)
        except TROUBLES as error:
            trouble = _one_line(error)
        self.show(centre=False)
        if trouble is None:
            voided = self.review.voided_since(before)
            self.say("; ".join((done, *map(voided_words, voided))), trouble=bool(voided))
        return trouble

    def about(self, item: Listed) -> str:
        """Return the number of an item, as the list shows it; a quotation that nobody has goes by its id."""
        index = self._index(item.id)
        return item.id if index is None else f"{index + 1}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Let an action through in its modes only, and none of ours under a window that is open over the review."""
        if action not in MODES_OF:
            return True
        return self.mode in MODES_OF[action] and not self.windowed

    def _need(self) -> Item | None:
        item = self.item
        if item is None:
            choose, add, none = (self.key(each) for each in ("choose", "add", "no_statement"))
            what = (
                f"these words have no attribution: {choose} and {add} add one, {none} says that they are no statement"
            )
            none = f"there is no attribution: choose words with {choose} to add one"
            self.say(what if self.quotation else none, trouble=True)
        return item

    def action_accept(self) -> None:
        """Confirm, and go on; what is decided already only lets one go on."""
        if item := self._need():
            done = item.accepted and not (item.unsettled or item.disputes)
            if done or self.attempt(lambda review: decisions.accept(review, item.id), f"{self.about(item)} accepted"):
                self._go_on(item)

    def action_reject(self) -> None:
        """Reject, and go on."""
        if (item := self._need()) and self.attempt(
            lambda review: decisions.reject(review, item.id), f"{self.about(item)} rejected"
        ):
            self._go_on(item)

    def action_no_statement(self) -> None:
        """Say that words in quotation marks are nobody's statement, and go on."""
        if (here := self.item or self.quotation) and self.attempt(
            lambda review: decisions.no_statement(review, here.id), "no statement"
        ):
            self._go_on(here)

    def action_concern(self) -> None:
        """Keep a concern and go on."""
        if item := self._need():

            def keep(why: str) -> str | None:
                trouble = self.keep(lambda review: decisions.concern(review, item.id, why), "")
                if trouble is None:
                    self._go_on(item)
                return trouble

            self.push_screen(LinePicker("Concern", "What you doubt, and why", keep, item.concern))

    def action_accept_verdict(self) -> None:
        """Stand by what the sources say of the words."""
        if item := self._need():
            number = self.about(item)
            self.attempt(lambda review: decisions.accept_verdict(review, item.id), f"{number}: verdict accepted")

    def action_reopen(self) -> None:
        """Leave it undecided."""
        if here := self.quotation or self._need():
            self.attempt(lambda review: decisions.reopen(review, here.id), f"{self.about(here)} is open again")

    def action_speaker(self) -> None:
        """Choose a speaker."""
        if item := self._need():

            def keep(who: str | Named | None) -> str | None:
                return self.keep(lambda review: decisions.set_speaker(review, item.id, who), "speaker changed")

            self.push_screen(SpeakerPicker(self.review, item, keep))

    def action_type(self) -> None:
        """Choose a type."""
        if item := self._need():
            kinds: tuple[AttributionType, ...] = get_args(AttributionType)

            def keep(kind: AttributionType) -> str | None:
                return self.keep(lambda review: decisions.set_type(review, item.id, kind), f"now {kind}")

            choices = [(kind[0], kind, kind) for kind in kinds]
            self.push_screen(ChoicePicker("Type", choices, keep, kinds.index(item.current.type)))

    def action_act(self) -> None:
        """Make a thought of a statement, and the other way round."""
        if item := self._need():
            act: Act = "thought" if item.current.act == "statement" else "statement"
            self.attempt(lambda review: decisions.set_act(review, item.id, act), f"now a {act}")

    def action_several(self) -> None:
        """Choose what to decide on several attributions at once: on all of a speaker, or with a verdict."""
        if item := self.item:
            self.push_screen(self._several(item))
        else:
            self.push_screen(self._of_whom())

    def _several(self, item: Item, *, unlikely: bool = False) -> ChoicePicker[Any]:
        """Return the window that offers what can be decided on all that have the speaker, or the verdict, of `item`."""
        speaker, found = item.current.speaker, item.verification
        of = batch.Group(by_speaker=True, speaker=speaker.entity if speaker else None, unlikely=unlikely)
        mine = f"of {seen(speaker.name) if speaker else NOBODY}"
        offers: list[tuple[str, str, batch.Act, batch.Group, str]] = [
            ("a", "accept", "accept-all", of, mine),
            ("r", "reject", "reject-all", of, mine),
            ("s", "give another speaker to", "speaker-all", of, mine),
        ]
        if found is not None:
            alike = batch.Group(verdict=found.verdict, unlikely=unlikely)
            theirs = f"whose verdict is {found.verdict.replace('_', ' ')}"
            offers += [
                ("v", "accept", "accept-all", alike, theirs),
                ("x", "reject", "reject-all", alike, theirs),
                ("w", "stand by the sources on", "verdict-all", alike, theirs),
            ]
        choices: list[tuple[str, str, Callable[[], Any]]] = []
        for letter, what, act, group, whose in offers:
            number = len(batch.members(self.review, act, group))
            words = f"{what} all {number} {'open ' if act in OF_OPEN else ''}{whose}"
            choices.append((letter, words, partial(self._confirm, act, group, f"{what} {{}} {whose}")))
        choices.append(("o", "those of somebody else …", self._of_whom))
        left = "leave out" if unlikely else "count in"
        choices.append(("u", f"{left} what attrib calls unlikely", lambda: self._several(item, unlikely=not unlikely)))
        return ChoicePicker("Decide on several at once", choices, lambda chosen: chosen())

    def _confirm(self, act: batch.Act, group: batch.Group, words: str) -> Any:  # noqa: ANN401 - a window, or a line
        """Return the window that lists what `act` is about and asks; before it one that asks for a new speaker."""
        found = batch.members(self.review, act, group)
        if not found:
            return "there is none"

        def ask(who: str | Named | None = None) -> ConfirmPicker:
            def make(review: Review) -> tuple[Decision, ...]:
                if batch.members(review, act, group) != found:  # Enter again, after a conflict
                    raise DecisionError("these are not as they are listed any more", "leave, and ask for them anew")
                return batch.decide(review, act, [item.id for item in found], who)

            def keep(_: None) -> str | None:
                what = KIND_WORDS[act.removesuffix("-all")]
                done = f"{what}: {len(found)} at once, {self.key('undo')} takes all of them back"
                trouble = self.keep(make, done)
                if trouble is None and (here := self.item) and not here.undecided:
                    self.go(self._next(lambda each: each.undecided) or self.current)
                return trouble

            return ConfirmPicker(f"{words.format(len(found))}?", list(several_lines(self.review, found)), keep)

        return SpeakerPicker(self.review, found[0], ask) if act == "speaker-all" else ask()

    def action_undo(self) -> None:
        """Take back one's last decision."""
        self._turn_back(lambda review: decisions.undo(review, self.reviewer), "undone")

    def action_redo(self) -> None:
        """Put it back."""
        self._turn_back(lambda review: decisions.redo(review, self.reviewer), "done again")

    def _turn_back(self, make: Make, words: str) -> None:
        """Undo or redo, and go to the item it was about."""
        before = {each.id: each for each in self.review.listed}
        if not self.attempt(make, words):
            return
        log = {decision.number: decision for decision in self.review.decisions}
        last = self.review.decisions[-1]
        target = log[last.undoes or 0]
        what = log[target.undoes or 0] if target.undoes else target
        new = [each.id for each in self.review.listed if before.get(each.id) != each]
        name = what.item if what.item and self._index(what.item) is not None else next(iter(new), self.current)
        self.go(name)
        together = sum(each.batch == last.batch for each in self.review.decisions if last.batch is not None)
        self.say(f"{words}: {KIND_WORDS[what.kind]}" + (f", {together} at once" if together > 1 else ""))

    # --- the words of an item

    def action_part(self) -> None:
        """Choose the next part."""
        if item := self._need():
            self.part = (self.part + 1) % len(parts(item))
            self.show(centre=False)
            ends = " ".join(self.key(each) for each in ("start_left", "start_right", "end_left", "end_right"))
            self.say(f"{ends} move the ends of the {self.chosen_part(item).label}")

    def action_move(self, edge: Literal["start", "end"], step: int) -> None:
        """Move an end of the chosen part by a word."""
        if not (item := self._need()):
            return
        part, text = self.chosen_part(item), self.review.document.text
        if part.span is None:
            choose, assign = self.key("choose"), self.key("assign")
            self.say(f"there is no {part.label}: choose its words with {choose}, then {assign}", trouble=True)
            return
        move = next_word if step > 0 else previous_word
        place = move(text, getattr(part.span, edge), edge)
        start, end = (place, part.span.end) if edge == "start" else (part.span.start, place)
        if start >= end:
            self.say(f"the {part.label} has one word left: {self.key('cut')} takes it away", trouble=True)
            return
        self._set_part(item, part.part, part.piece, Span(start, end), f"{part.label}: {edge} moved")

    def action_cut(self) -> None:
        """Take the chosen part away."""
        if not (item := self._need()):
            return
        part = self.chosen_part(item)
        if part.span is None:
            self.say(f"there is no {part.label} to take away", trouble=True)
        else:
            self._set_part(item, part.part, part.piece, None, f"{part.label} taken away")

    def _set_part(self, item: Item, part: Part, piece: int, span: Span | None, done: str) -> bool:
        return self.attempt(lambda review: decisions.set_span(review, item.id, part, span, piece), done)

    def action_merge(self) -> None:
        """Merge with the next in the article."""
        if item := self._need():
            number = self.about(item)
            if self.attempt(lambda review: decisions.merge(review, item.id), f"{number} and the next are one now"):
                self.show()

    def action_choose(self) -> None:
        """Begin to choose words."""
        begin, add = self.key("anchor"), self.key("add")
        self._enter("select", f"Move to the first word, press {begin}, move to the last, press {add} to add")

    def action_split(self) -> None:
        """Begin to choose the word at which to split."""
        if self._need():
            here = self.key("split_here")
            self._enter("split", f"Move to the first word of the second attribution, press {here}")

    def _enter(self, mode: Mode, words: str) -> None:
        if not self.article.words:
            self.say("the article has no words", trouble=True)
            return
        here = self.item or self.quotation
        self.panes.remove_class("-source")  # on a small screen it stands where the words are to be chosen
        self.mode = mode
        self.article.choose(Selection(self.article.word_at(here.content[0].start if here and here.content else 0)))
        if self.quotation:
            self.article.choose(self.article.words_of(self.quotation.span))
            add, leave = self.key("add"), self.key("leave")
            words = f"{add} adds these words as an attribution; arrows move their end, {leave} leaves them"
        self.show_keys()
        self.say(words)

    def action_leave(self) -> None:
        """Leave the words."""
        self.mode = "review"
        self.article.choose(None)
        self.show_keys()
        self.say("")

    def action_caret(self, step: int) -> None:
        """Go to the next word."""
        if chosen := self.article.selection:
            self.article.choose(chosen._replace(caret=self.article.moved(chosen.caret, step)))

    def action_caret_line(self, step: int) -> None:
        """Go to the next line."""
        if chosen := self.article.selection:
            self.article.choose(chosen._replace(caret=self.article.moved_line(chosen.caret, step)))

    def action_anchor(self) -> None:
        """Begin the choice here."""
        if chosen := self.article.selection:
            self.article.choose(Selection(chosen.caret, chosen.caret))
            self.say(f"It begins here: move to the last word, press {self.key('add')} to add")

    def action_extend(self, step: int) -> None:
        """Begin the choice, unless it has, and make it longer or shorter."""
        if chosen := self.article.selection:
            anchor = chosen.caret if chosen.anchor is None else chosen.anchor
            self.article.choose(Selection(self.article.moved(chosen.caret, step), anchor))

    def action_add(self) -> None:
        """Add the words chosen as an attribution."""
        chosen, selection = self.article.chosen, self.article.selection
        if chosen is None or selection is None or selection.anchor is None:
            begin = self.key("anchor")
            self.say(f"no words are chosen yet: {begin} begins the choice, the arrows end it", trouble=True)
            return
        before = {item.id for item in self.review.items}
        if self.attempt(lambda review: decisions.add(review, [chosen]), "added"):
            self.action_leave()
            self.go(next((item.id for item in self.review.items if item.id not in before), self.current))
            others = " ".join(self.key(each) for each in ("part", "choose", "assign"))
            self.say(f"added: {self.key('speaker')} gives it a speaker, {others} its cue and source")

    def action_assign(self) -> None:
        """Make the words chosen the part."""
        if (item := self._need()) and (chosen := self.article.chosen):
            part = self.chosen_part(item)
            if self._set_part(item, part.part, part.piece, chosen, ""):
                self.action_leave()
                self.say(f"these words are the {part.label} now")

    def action_assign_piece(self) -> None:
        """Make the words chosen one more piece of the content."""
        item, chosen = self._need(), self.article.chosen
        if item and chosen and self._set_part(item, "content", len(item.current.content), chosen, ""):
            self.action_leave()
            self.say("these words belong to the content now")

    def action_assign_fact(self) -> None:
        """Make the words chosen a fact to check."""
        item, chosen = self._need(), self.article.chosen
        if item and chosen and self.attempt(lambda review: decisions.add_facts(review, item.id, [chosen]), ""):
            self.action_leave()
            self.say(f"a fact of {self.about(item)} now: {self.key('facts')} says what was found of it")

    def action_split_here(self) -> None:
        """Split before the word under the caret."""
        item, chosen = self._need(), self.article.chosen
        if item and chosen and self.attempt(lambda review: decisions.split(review, item.id, chosen.start), ""):
            self.action_leave()
            self.show()
            self.say(f"{self.about(item)} is two now")

    # --- what a research desk keeps

    def action_note(self) -> None:
        """Write a note."""
        self._note()

    def action_edit_note(self) -> None:
        """Write a note in one's own editor."""
        self._note(at_once=True)

    def action_private_note(self) -> None:
        """Write a note that stays on the desk."""
        self._note(private=True)

    def _note(self, *, private: bool = False, at_once: bool = False) -> None:
        if item := self._need():
            title, hint, done = "Note", "What the next reader should know", "note kept"
            if private:
                title, hint, done = (
                    PRIVATE_NOTE,
                    "What stays on the desk: copies for others leave it out",
                    f"private {done}",
                )

            def keep(typed: str) -> str | None:
                return self.keep(lambda review: decisions.note(review, item.id, typed, private=private), done)

            self.push_screen(NotePicker(title, hint, keep, self._edited, at_once=at_once))

    def _edited(self, words: str) -> str:
        """Return what was saved in the checker's editor, which has the terminal meanwhile. Raises AttribError."""
        program = editor.command()
        found: str | AttribError
        try:
            with self.suspend():
                try:
                    found = editor.edit(program, words)
                except AttribError as error:  # inside: Textual takes the terminal back only after a block that ends
                    found = error
        except SuspendNotSupported as error:
            raise AttribError("this terminal cannot be handed to an editor", "type the note here") from error
        if isinstance(found, AttribError):
            raise found
        return found

    def action_copy(self) -> None:
        """Copy the words of what is on the card."""
        if here := self.item or self.quotation:
            self._copy(pieces(self.review.document.text, *here.content))

    def action_copy_line(self) -> None:
        """Copy them with who says so, and where."""
        if here := self.item or self.quotation:
            self._copy(source_line(self.review, here))

    def _copy(self, words: str) -> None:
        try:
            self.copy_to_clipboard(words)
        except UnicodeEncodeError:
            self.say("these words have bytes that are no text: they cannot be copied", trouble=True)
        else:
            # Nobody tells whether it was taken: ssh, tmux and some terminals let no program write the clipboard.
            self.say(f"copied, if the terminal lets it: {words}")

    def action_link(self) -> None:
        """Keep a link."""
        self._ask("Link to evidence", "The whole address, with https://", decisions.link, "link kept")

    def action_contact(self) -> None:
        """Keep a contact."""
        if item := self._need():
            words = item.record.contact or ""
            self._ask("Contact", "A number, an address; empty takes it away", decisions.contact, "contact kept", words)

    def _ask(
        self, title: str, hint: str, make: Callable[[Review, str, str], Decision], done: str, words: str = ""
    ) -> None:
        """Ask for a line about the current item and keep it."""
        if item := self._need():

            def keep(typed: str) -> str | None:
                return self.keep(lambda review: make(review, item.id, typed), done)

            self.push_screen(LinePicker(title, hint, keep, words))

    def action_comment(self) -> None:
        """Keep how far the request for comment got."""
        if item := self._need():

            def keep(state: CommentState | None) -> str | Picker[str] | None:
                if state == "answered":
                    return self._answer(item)
                words = COMMENT_WORDS[state] if state else "comment taken away"
                return self.keep(lambda review: decisions.comment(review, item.id, state), words)

            states: list[CommentState | None] = [*COMMENT_STATES, None]
            words = [*(COMMENT_WORDS[state] for state in COMMENT_STATES), "not asked"]
            choices = [(letter, each, state) for letter, each, state in zip("awnx", words, states, strict=True)]
            self.push_screen(ChoicePicker("Comment", choices, keep, states.index(item.record.comment)))

    def _answer(self, item: Item) -> LinePicker:
        def keep(answer: str) -> str | None:
            return self.keep(lambda review: decisions.comment(review, item.id, "answered", answer or None), "answered")

        return LinePicker("Answered", "What came; may be empty", keep, item.record.answer or "")

    def action_details(self) -> None:
        """Show the line-by-line file; a field chosen there is asked for, kept, and the file shown again."""
        if item := self._need():
            self.push_screen(self._details(item))

    def _details(self, item: Item, highlighted: int = 0) -> ChoicePicker[str]:
        words = record_words(item)
        choices = [("", f"{FIELD_WORDS[name]:<22}{words[name] or '—'}", name) for name in RECORD_FIELDS]
        title = "Line-by-line file: choose what to enter"
        return ChoicePicker(title, choices, lambda name: self._field(item, name), highlighted)

    def _field(self, item: Item, name: str) -> Picker[Any]:
        def keep(value: str | None) -> str | Picker[str] | None:
            # Enter on what stands there already goes on; that nothing changes is no trouble here.
            if (value or None) != getattr(item.record, name):
                trouble = self.keep(
                    lambda review: decisions.record(review, item.id, **{name: value}), f"{FIELD_WORDS[name]} kept"
                )
                if trouble is not None:
                    return trouble
            after = RECORD_FIELDS.index(name) + 1
            return self._details(self.review.item(item.id), min(after, len(RECORD_FIELDS) - 1))

        if name == "source_kind":
            kinds: list[str | None] = [*SOURCE_KIND_WORDS, None]
            labels = [*SOURCE_KIND_WORDS.values(), "not entered"]
            choices = [(letter, words, kind) for letter, words, kind in zip("obdrx", labels, kinds, strict=True)]
            return ChoicePicker(FIELD_WORDS[name], choices, keep, kinds.index(item.record.source_kind))
        return LinePicker(FIELD_WORDS[name], "Empty takes it away", keep, getattr(item.record, name) or "")

    # --- the facts of a statement

    def action_facts(self) -> None:
        """Show the facts of the statement; one chosen there is decided, and the facts shown again."""
        if item := self._need():
            self.push_screen(self._facts(item.id))

    def _facts(self, name: str, highlighted: int = 0) -> ChoicePicker[Any]:
        item, proposed = self.review.item(name), decisions.claimed(self.review, name)
        choices: list[tuple[str, str, Any]] = [
            ("123456789"[each.number - 1 : each.number], str(each), each) for each in item.facts
        ]
        choices.append(("t", "a fact in your words …", "typed"))
        if proposed:
            words = f"what attrib takes for claims in it, {several(len(proposed), 'fact')}"
            choices.append(("c", words, "claims"))

        def choose(what: Any) -> str | Picker[Any]:  # noqa: ANN401 - a fact, or one of two words
            if what == "typed":
                return LinePicker("Fact", "What is to be checked", lambda typed: self._add_facts(name, [typed]))
            return self._add_facts(name, proposed) if what == "claims" else self._fact(name, what)

        return ChoicePicker(
            f"Facts to check ({self.key('choose')} and {self.key('assign_fact')} add words of the article)",
            choices,
            choose,
            highlighted,
        )

    def _add_facts(self, name: str, facts: Sequence[Span | str]) -> str | Picker[Any]:
        trouble = self.keep(lambda review: decisions.add_facts(review, name, facts), "facts added")
        return trouble if trouble is not None else self._facts(name)

    def _fact(self, name: str, fact: Fact) -> ChoicePicker[Any]:
        number = fact.number

        def keep(
            status: FactStatus, note: str | None = None, **more: str
        ) -> str | Picker[Any]:  # what was found, then what it rests on
            same = all((getattr(fact, field) or "") == words for field, words in more.items())
            if more and same:  # Enter on what stands there already goes on
                return self._facts(name, number - 1)
            trouble = self.keep(
                lambda review: decisions.fact(review, name, number_now(review, name, fact), status, note, **more),
                "fact kept",
            )
            if trouble is not None:
                return trouble
            return self._facts(name, number - 1) if more or status == "open" else ask("evidence", status)

        def ask(field: str, status: FactStatus) -> LinePicker:
            title, hint = FACT_FIELDS[field]
            return LinePicker(title, hint, lambda words: keep(status, **{field: words}), getattr(fact, field) or "")

        def choose(what: Any) -> str | Picker[Any]:  # noqa: ANN401 - a status, or what else there is to say
            if what == "away":
                trouble = self.keep(
                    lambda review: decisions.remove_fact(review, name, number_now(review, name, fact)),
                    "fact taken away",
                )
                return trouble if trouble is not None else self._facts(name)
            if what in FACT_FIELDS:
                return ask(what, fact.status)
            if what in {"wrong", "concern"}:
                hint = "What is right" if what == "wrong" else "What you doubt, and why"
                kept = fact.note if fact.status == what else None
                return LinePicker(f"Fact {number}: {what}", hint, lambda note: keep(what, note), kept or "")
            return keep(what)

        choices = [
            ("c", "confirmed", "confirmed"),
            ("w", "wrong: what is right …", "wrong"),
            ("d", "a concern: why …", "concern"),
            ("o", "open", "open"),
            ("e", "its evidence …", "evidence"),
            ("p", "page or time code …", "place"),
            ("x", "no fact of its own: take it away", "away"),
        ]
        return ChoicePicker(f"Fact {seen(str(fact))}", choices, choose)

    def action_sign(self) -> None:
        """Sign, or take the signature back; a reason is asked for where one is needed."""
        if self.review.blind:
            self.attempt(decisions.sign, "")  # says that a pass signs nothing
            return
        if self.review.signed is not None:
            who = self.review.signed.reviewer

            def take_back(reason: str) -> str | None:
                return self.keep(lambda review: decisions.unsign(review, reason), "the signature is taken back")

            self.push_screen(LinePicker(f"Take back the signature of {who}", "Why; may be empty", take_back))
        elif left := decisions.undecided(self.review):

            def sign(reason: str) -> str | None:
                return self.keep(lambda review: decisions.sign(review, reason), "signed")

            self.push_screen(LinePicker(left, "Sign all the same? Say why", sign))
        else:
            self.attempt(decisions.sign, f"signed: nothing changes until {self.key('sign')} takes it back")

    # --- moving about

    def action_step(self, step: int) -> None:
        """Go to the next or the one before in the list."""
        rows = [item.id for _, item in self.rows()]
        if self.current in rows:
            place = rows.index(self.current) + step
            if 0 <= place < len(rows):
                self.go(rows[place])
                self.say("")
            else:
                self.say("this is the last" if step > 0 else "this is the first")

    def action_next_open(self) -> None:
        """Go to the next that nobody has decided."""
        name = self._next(lambda each: each.undecided) or self._next(waits)
        left, here = self.review.counts["open"] + self.review.overlooked, self.item or self.quotation
        everything = f"{self.key('filter')} a shows all"
        if name is None and not left:
            verdicts, facts = self.review.unverified, self.review.open_facts
            told = [f"{verdicts_words(verdicts)}: {self.key('accept_verdict')}"] if verdicts else []
            told += [f"{words}: {self.key('facts')}" for words in left_words(facts)]
            over = f"your pass is through, {self.key('quit')} leaves" if self.review.blind else self.signs
            self.say(", ".join(told) or f"nothing is open: {over}")
        elif name is None and here is not None and here.undecided:
            self.say("this is the only open one" + ("" if left == 1 else f" here, {left} in the article: {everything}"))
        elif name is None:
            self.say(f"none is open here, {left} in the article: {everything}")
        else:
            self.go(name)
            self.say("")

    def _go_on(self, decided: Listed) -> None:
        """Go to the next open one after a decision, if there is one."""
        name = self._next(lambda each: each.undecided)
        if name is not None:
            self.go(name)
        here = next((each for each in self.review.listed if each.id == decided.id), None)
        status: str = STATUS_WORDS.get(here.status, here.status) if here else "gone"
        if isinstance(here, Item) and here.open_facts:
            status = f"{status} with {several(here.open_facts, 'fact')} open"
        left = f"{self.review.counts['open']} open"
        left = ", ".join(filter(None, (left, nobodys_words(self.review.overlooked))))
        more = any(each.undecided or waits(each) for each in self.review.listed)
        done = "" if more else f": {'your pass is through' if self.review.blind else self.signs}"
        self.say(f"{self.about(decided)} is {status}, {left}{done}")

    def _next(self, fits: Callable[[Listed], bool]) -> str | None:
        """Return the next item that fits, from the one after the current on and round; None if no other does."""
        rows = [item for _, item in self.rows()]
        place = next((n for n, item in enumerate(rows) if item.id == self.current), -1)
        return next((item.id for item in rows[place + 1 :] + rows[: max(place, 0)] if fits(item)), None)

    def action_search(self) -> None:
        """Ask for words and go to the next item that has them."""

        def keep(words: str) -> str | None:
            self.sought = words
            return self._find()

        hint = "Words of a quote, a speaker, a note"
        self.push_screen(LinePicker("Find", hint, keep, self.sought, replaced=True))

    def action_find_next(self) -> None:
        """Go to the next that has them."""
        if not self.sought:
            self.action_search()
        elif (trouble := self._find()) is not None:
            self.say(trouble, trouble=True)

    def _find(self) -> str | None:
        """Go to the next item with the words sought, the filter notwithstanding; return what to say if none has."""
        if not self.sought.strip():
            return "type what to find"
        items = self.review.items
        place = self._index(self.current) or 0
        found = [item for item in items if matches(self.review, item, self.sought)]
        after = [item for item in items[place + 1 :] + items[: place + 1] if item in found]
        if not after:
            return f"no attribution has “{self.sought}”"
        self.go(after[0].id)
        self.say(f"“{self.sought}”: {found.index(after[0]) + 1} of {len(found)}; {self.key('find_next')} goes on")
        return None

    def action_filter(self) -> None:
        """Choose what the list shows."""
        speaker = self.item.current.speaker if self.item else None
        mine = seen(speaker.name) if speaker else NOBODY
        choices: list[tuple[str, str, Filter | None]] = [
            ("a", "all", Filter()),
            ("u", "unreviewed", Filter("open", label="unreviewed")),
            ("f", "flagged", Filter("flagged", label="flagged")),
            ("l", f"confidence below {UNCERTAIN_BELOW:.2f}", Filter("uncertain", label="low confidence")),
            ("n", f"unlikely, needing no decision ({self.review.folded})", Filter("unlikely", label="unlikely")),
            ("q", f"in quotation marks, nobody’s ({len(self.review.uncovered)})", Filter("quoted", label="nobody’s")),
            ("c", f"concerns ({self.review.concerns})", Filter("concern", label="concerns")),
            ("t", "with facts to check", Filter("facts", label="with facts")),
            ("d", f"disagreements ({self.review.disputed})", Filter("disputed", label="disagreements")),
            ("v", f"verdicts to be accepted ({self.review.unverified})", Filter("unverified", label="verdicts")),
            ("s", f"of {mine}", Filter("speaker", speaker.entity if speaker else None, f"of {mine}")),
            ("o", "of somebody else …", None),
        ]

        def keep(sieve: Filter | None) -> str | Picker[Filter] | None:
            return self._whose() if sieve is None else self._sift(sieve)

        self.push_screen(ChoicePicker("Show", choices, keep))

    def _whose(self) -> ChoicePicker[Filter]:
        choices = [("", words, Filter("speaker", who, f"of {name}")) for who, name, words, _ in self._speakers()]
        return ChoicePicker("Show what is said by", choices, self._sift)

    def _of_whom(self) -> ChoicePicker[Item]:
        choices = [("", words, item) for _, _, words, item in self._speakers()]
        return ChoicePicker("Decide on several of what is said by", choices, self._several)

    def _speakers(self) -> Iterator[tuple[str | None, str, str, Item]]:
        """Yield the id and the name of everybody who says something, the name with how much, and the first of it."""
        found: dict[tuple[str | None, str], list[Item]] = {}
        for item in self.review.items:
            speaker = item.current.speaker
            found.setdefault((speaker.entity, seen(speaker.name)) if speaker else (None, NOBODY), []).append(item)
        for (who, name), items in found.items():
            yield who, name, f"{name} ({len(items)})", items[0]

    def _sift(self, sieve: Filter) -> str | None:
        names = [each.id for each in self.review.listed]
        found = [each.id for each in self.review.listed if sieve.passes(each)]
        if not found:
            return "there is none"
        self.sieve = sieve
        # If the filter hides the current one, the next that it shows is; with `all` she stays where she is.
        place = names.index(self.current) if self.current in names else 0
        self.go(next((name for name in found if names.index(name) >= place), found[0]))
        self.say(f"{sieve.label or 'all'}: {len(found)}")
        return None

    def action_go_to(self) -> None:
        """Ask for a number."""

        def keep(typed: str) -> str | None:
            items = self.review.items
            numbers = {str(number): item for number, item in enumerate(items, 1)}  # int() fails on 4,300 digits
            if item := numbers.get(typed.strip().lstrip("0")):
                self.go(item.id)
                return None
            return f"there are the numbers 1 to {len(items)}"

        self.push_screen(LinePicker("Go to", "The number of an attribution", keep))

    def on_list_pane_picked(self, event: ListPane.Picked) -> None:
        """Go to what the mouse points at."""
        if self.mode == "review":
            self.go(event.item)

    def on_article_pane_pointed(self, event: ArticlePane.Pointed) -> None:
        """Go to the attribution under the mouse, the innermost first; put the caret there while choosing words."""
        if self.mode != "review":
            self.article.choose(Selection(self.article.word_at(event.offset)))
            return
        place = Span(event.offset, event.offset + 1)
        here: list[Listed] = [
            item for item in self.review.items if any(part.span and part.span.overlaps(place) for part in parts(item))
        ]
        if here := [*here, *(each for each in self.review.uncovered if each.span.overlaps(place))]:
            names = [each.id for each in sorted(here, key=lambda each: sum(map(len, each.content)))]
            after = names.index(self.current) + 1 if self.current in names else 0
            self.go(names[after % len(names)])

    def on_article_pane_chosen(self) -> None:
        """Go on with the words that the mouse has chosen."""
        if self.mode == "review":
            self.mode = "select"
            self.show_keys()
        if self.mode == "split" and self.article.selection:
            self.article.choose(Selection(self.article.selection.first))
        add, assign, leave = (self.key(each) for each in ("add", "assign", "leave"))
        self.say(f"{add} adds these words as an attribution, {assign} makes them the chosen part, {leave} leaves them")

    # --- the screen

    async def _show_source(self) -> None:
        """Show the source of the current words: what was kept of it, then the file itself, if it is as it was."""
        item = self.item
        shown = source_text(item, None) if item else None
        if shown != self.source_pane.shown or shown is None:
            self.source_pane.show(shown)
        passage = item.verification.source if item and item.verification else None
        if item is None or passage is None:
            return
        from attrib.verify.sources import text_of  # reads a file of any format: not for who never asks

        whole = await asyncio.to_thread(text_of, passage)
        self.source_pane.show(source_text(item, whole))

    def action_source(self) -> None:
        """Open the source beside the article (on a small screen, in its place), or close it."""
        here = self.panes.has_class("-source")
        self.zoom = 0
        self.panes.set_classes("" if here else "-source")
        self.show()
        item = self.item
        if not here and (item is None or item.verification is None):
            compared = any(each.verification is not None for each in self.review.items)
            nothing = "nothing in the sources has these words or supports them"
            unasked = "these words were looked for in no source: attrib review FILE --against PATH"
            self.say(nothing if compared else unasked, trouble=not compared)

    def poll(self) -> None:
        """Take over what other checkers decided, but not under an open window: what is decided there was seen there."""
        if self.mode != "review" or self.windowed:
            return
        try:
            before, self.blind_decisions = self.blind_decisions, self.session.blind_decisions()
            if self.session.latest() != self.review.number:
                self.action_refresh()
            elif self.blind_decisions != before:
                self.look_at_passes()
        except TROUBLES as error:
            self.say(_one_line(error), trouble=True)

    def action_refresh(self) -> None:
        """Take over what other checkers decided, and say what that was."""
        before = self.review.number
        try:
            self.take(self.session.review())
        except TROUBLES as error:
            self.say(_one_line(error), trouble=True)
            return
        self.show(centre=False)
        new = [decision for decision in self.review.decisions if decision.number > before]
        told = f"{new[-1].reviewer}: {KIND_WORDS[new[-1].kind]}" if new else "nothing new"
        self.say(told + (f", and {len(new) - 1} more" if len(new) > 1 else ""))

    def look_at_passes(self) -> None:
        """Take over what a second checker disagrees with: a pass that was not through before may be by now."""
        before = self.review.disputed
        self.take(self.session.review())
        if self.review.disputed != before:
            self.show(centre=False)
            told = several(self.review.disputed, "disagreement") or "no disagreement"
            self.say(f"{told} with a blind pass; {self.key('filter')} d shows what there is")

    def action_zoom(self) -> None:
        """Show one pane alone, the next time another, in the end all of them."""
        self.zoom = (self.zoom + 1) % len(ZOOMS)
        self.panes.set_classes(ZOOMS[self.zoom])

    def action_scroll_card(self, step: int) -> None:
        """Move the card."""
        self.reader.scroll_relative(y=step * 3, animate=False)

    def action_scroll_article(self, step: int) -> None:
        """Move the article."""
        pane = self.beside if self.panes.has_class("-source") else self.article
        pane.scroll_relative(y=step * max(pane.scrollable_content_region.height - 2, 1), animate=False)

    def action_history(self) -> None:
        """Show the log."""
        lines = list(history(self.review)) or ["Nobody has decided anything yet."]
        self.push_screen(Page(f"{len(self.review.decisions)} decisions, the last one first", Content("\n".join(lines))))

    def action_finish(self) -> None:
        """Leave."""
        self.exit()

    def action_help_quit(self) -> None:
        """Leave what is open, and the program if nothing is: what Ctrl-C does, in place of Textual's advice."""
        if isinstance(self.screen, ModalScreen):
            self.screen.dismiss()
        elif self.mode != "review":
            self.action_leave()
        else:
            self.exit()

    def action_help(self) -> None:
        """Show all keys."""
        self.push_screen(Page("Keys", help_page(self.keys)))

    def action_commands(self) -> None:
        """Show what can be done, by name."""
        self.push_screen(Palette())


OF_SOURCES: Final = frozenset({"accept_verdict", "source"})
"""Actions of no use in an article that was compared with no source."""

OF_OPEN: Final = frozenset({"accept-all", "reject-all"})
"""What is decided on several at once if they are open."""
FACT_FIELDS: Final = {
    "evidence": ("Evidence", "A link, or words; may be empty"),
    "place": ("Page or time code", "Where in the evidence; may be empty"),
}


def waits(each: Listed) -> bool:
    """Whether what the sources say of it, or a fact of it, is to be decided."""
    return isinstance(each, Item) and (each.unverified or bool(each.open_facts))


def number_now(review: Review, name: str, fact: Fact) -> int:
    """Return the number of a fact of the item: another than before when somebody has taken an earlier one away.

    Raises DecisionError when it is gone itself.
    """
    found = next((each.number for each in review.item(name).facts if each.id == fact.id), None)
    if found is None:
        raise DecisionError("that fact is not there any more", "leave, and look at the others")
    return found


def help_page(keys: Sequence[KeyOf] = KEYS) -> Content:
    """Return every key with what it does, and what the signs mean."""
    pieces: list[Any] = []
    width = max(len(key.all_shown) for key in keys)
    for group, members in in_groups(keys):
        pieces += [("\n" if pieces else "", ""), (f"{group}\n", "bold underline")]
        for key in members:
            pieces += [(f"  {key.all_shown:<{width}}", "bold"), f" {key.help}\n"]
    pieces += [("\nSigns\n", "bold underline")]
    pieces += [f"  {sign}      {status}\n" for status, sign in SIGNS.items()]
    pieces += [
        f"  ?      attrib’s confidence is below {UNCERTAIN_BELOW:.2f}: often a guess\n",
        "  !      something to look at; the card says what\n",
        "  ≠      a second checker, who did not see the first, disagrees\n",
        "  n      has a note    ▸  the part whose ends move\n",
        "  “      in quotation marks, and nobody’s    –  said to be no statement\n",
        "\nIn the article, what is attributed is ",
        ("underlined", "underline"),
        ", a source ",
        ("bold", "bold"),
        ", a cue ",
        ("italic", "italic"),
        "; the current one is filled, with ▌ beside it. Click or drag with the mouse to choose.\n",
    ]
    return Content.assemble(*pieces)


def _one_line(error: Exception) -> str:
    if isinstance(error, AttribError):
        return f"{error.message}: {error.hint}" if error.hint else error.message
    return f"{error}: nothing was kept; mend that and press the key again"
