"""The panes of the review: the list, the article, the card, and the lines above and below them.

They show what they are given and tell what was pointed at; none of them decides anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style as ContentStyle
from textual.widget import Widget
from textual.widgets import Static

from attrib.review.labels import differing, flags, parts, quoted_sign, seen, speaker_name
from attrib.review.state import Uncovered
from attrib.review.words import WORD
from attrib.types import Span
from attrib.wording import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.style import Style
    from textual.events import Click, MouseDown, MouseMove, MouseUp, Resize

    from attrib.review.keys import Key
    from attrib.review.labels import Line, SourceText, Tone
    from attrib.review.state import Item, Listed, Review

GUTTER: Final = 6
"""Columns before the article: a number of up to three digits, the sign of its status, a bar beside the current one."""
TYPES: Final = {"direct": "dir", "indirect": "ind", "mixed": "mix"}


class ListPane(ScrollView, can_focus=False):
    """One line an attribution: number, status, type, speaker, flags."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--current", "list--decided", "list--flags"}
    DEFAULT_CSS = """
    ListPane {
        overflow-x: hidden;
        & > .list--current { background: $primary 60%; color: $foreground; text-style: bold; }
        & > .list--decided { color: $text-muted; }
        & > .list--flags { color: $text-warning; }
        &:nocolor > .list--current { text-style: bold reverse; }
    }
    """

    class Picked(Message):
        """Somebody pointed at an item."""

        def __init__(self, item: str) -> None:
            """Name the item."""
            super().__init__()
            self.item = item

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual names it
        """Begin with an empty list."""
        super().__init__(id=id)
        self.rows: tuple[tuple[int, Listed], ...] = ()
        self.current = self.text = ""

    def show(self, rows: Iterable[tuple[int, Listed]], current: str, text: str) -> None:
        """Show numbered items, and quotations of `text` that nobody has; the current one is kept in view."""
        self.text = text
        self.rows, self.current = tuple(rows), current
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows))
        place = next((n for n, (_, item) in enumerate(self.rows) if item.id == current), 0)
        height, top = self.scrollable_content_region.height, self.scroll_offset.y
        if height and not top <= place < top + height:
            # Forced: as long as there is no scroll bar, Textual scrolls nothing, and at the start there is none yet.
            self.scroll_to(y=place - height // 2, animate=False, force=True, immediate=True)
        self.refresh()

    def on_resize(self) -> None:
        """Bring the current item into view again."""
        self.show(self.rows, self.current, self.text)

    def render_line(self, y: int) -> Strip:
        """Draw the line `y` of the screen."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if index >= len(self.rows):
            return Strip.blank(width, self.visual_style.rich_style)
        number, item = self.rows[index]
        current = item.id == self.current
        if isinstance(item, Uncovered):
            head, signs, name = f"    {quoted_sign(item)} ", "", seen(item.span.of(self.text))
        else:
            head, signs = f"{number:>3} {SIGNS[item.status]} {TYPES[item.current.type]} ", flags(item)
            name = speaker_name(item.current)
        head = ("▸" if current else " ") + head
        name = _fitted(name, width - len(head) - len(signs) - 1)
        if current:
            base = tail = self.get_component_rich_style("list--current")
        else:
            decided = item.status != "open"
            base = self.get_component_rich_style("list--decided") if decided else self.visual_style.rich_style
            tail = self.get_component_rich_style("list--flags")
        strip = Strip([Segment(head + name, base), Segment(f"{signs} ", tail)])
        return strip.adjust_cell_length(width, base)

    def on_click(self, event: Click) -> None:
        """Tell which item was pointed at."""
        index = event.get_content_offset_capture(self).y + self.scroll_offset.y
        if index < len(self.rows):
            self.post_message(self.Picked(self.rows[index][1].id))


def _fitted(words: str, width: int) -> str:
    """Return `words` at exactly `width` columns."""
    if cell_len(words) > width:
        while words and cell_len(words) > width - 1:
            words = words[:-1]
        words += "…"
    return words + " " * max(width - cell_len(words), 0)


# --- the article ------------------------------------------------------------------------------------------------------

Layer = Literal[
    "quoted", "other", "rejected", "other-source", "other-cue", "content", "source", "cue", "differs", "chosen"
]


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to set off."""

    span: Span
    layer: Layer


class Selection(NamedTuple):
    """Words chosen in the article, as indices: of the word under the caret and of the one where the choice began."""

    caret: int
    anchor: int | None = None

    @property
    def first(self) -> int:
        """The first word chosen."""
        return self.caret if self.anchor is None else min(self.anchor, self.caret)

    @property
    def last(self) -> int:
        """The last word chosen."""
        return self.caret if self.anchor is None else max(self.anchor, self.caret)


def wrap(text: str, width: int) -> list[Span]:
    """Return the lines in which `text` fits into `width` columns.

    Every character is on one line, but for line ends, which are on none. Blanks may stand out at the end of a line.
    """
    lines: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        lines += _wrap_line(text, Span(start, start + len(paragraph)), max(width, 1))
        start += len(paragraph) + 1
    return lines


def _wrap_line(text: str, line: Span, width: int) -> Iterator[Span]:
    start, used = line.start, 0
    for match in re.finditer(r"\s*\S+\s*|\s+", line.of(text)):
        size = cell_len(match.group().rstrip())
        if used and used + size > width:
            yield Span(start, line.start + match.start())
            start, used = line.start + match.start(), 0
        while size > width:  # a word longer than the line is cut where the line ends
            cut = start + 1
            while cell_len(text[start : cut + 1]) <= width:
                cut += 1
            yield Span(start, cut)
            start = cut
            size = cell_len(text[start : line.start + match.end()].rstrip())
        used = cell_len(text[start : line.start + match.end()])
    yield Span(start, line.end)


class ArticlePane(ScrollView, can_focus=False):
    """The article with its attributions set off, the current one in the middle, and words chosen by key or mouse."""

    ALLOW_SELECT = False  # a mouse chooses words for an attribution here, not text to copy
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--gutter",
        "article--bar",
        "article--quoted",
        "article--other",
        "article--rejected",
        "article--other-source",
        "article--other-cue",
        "article--content",
        "article--source",
        "article--cue",
        "article--differs",
        "article--chosen",
    }
    # As on the fact sheet: what is attributed is underlined and yellow, the source bold and blue, the cue italic and
    # purple; so it can be told apart without colour.
    DEFAULT_CSS = """
    ArticlePane {
        overflow-x: hidden;
        & > .article--gutter { color: $text-muted; }
        & > .article--bar { color: #c9a53c; text-style: bold; }
        & > .article--quoted { color: $text-warning; }
        & > .article--other { text-style: underline; }
        & > .article--rejected { text-style: strike; color: $text-muted; }
        & > .article--other-source { color: #6ea9dc; text-style: bold; }
        & > .article--other-cue { color: #cfa3ea; text-style: italic; }
        & > .article--content { background: #6b591c; color: #ffffff; }
        & > .article--source { background: #1f4e75; color: #ffffff; text-style: bold; }
        & > .article--cue { background: #563570; color: #ffffff; text-style: bold italic; }
        & > .article--differs { background: #8a3212; color: #ffffff; text-style: bold underline; }
        & > .article--chosen { background: #ffd45e; color: #1d1c1a; text-style: bold; }
        &:light {
            & > .article--quoted { color: #7d4a00; }
            & > .article--other-source { color: #1d5a8c; }
            & > .article--other-cue { color: #77399c; }
        }
        &:nocolor {
            & > .article--content { text-style: reverse; }
            & > .article--source { text-style: bold underline; }
            & > .article--cue { text-style: bold italic; }
            & > .article--differs { text-style: bold reverse underline; }
            & > .article--chosen { text-style: bold reverse underline; }
        }
    }
    """

    class Pointed(Message):
        """Somebody pointed at a place in the text."""

        def __init__(self, offset: int) -> None:
            """Give the place."""
            super().__init__()
            self.offset = offset

    class Chosen(Message):
        """Somebody chose words with the mouse; `ArticlePane.selection` has them."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual names it
        """Begin without an article."""
        super().__init__(id=id)
        self.text = ""
        self.lines: list[Span] = []
        self.starts: list[int] = []
        self.words: list[Span] = []
        self.word_starts: list[int] = []
        self.items: tuple[Item, ...] = ()
        self.uncovered: tuple[Uncovered, ...] = ()
        self.current = ""
        self.selection: Selection | None = None
        self._marks: dict[int, list[Mark]] = {}
        self._gutters: dict[int, tuple[str, bool]] = {}
        self._pressed: int | None = None

    # --- what it shows

    def show(self, review: Review, current: str, *, centre: bool) -> None:
        """Show the article with what is attributed or nobody's set off; `centre` brings the current to the middle."""
        text = review.document.text
        if text != self.text:
            self.text = text
            self.words = [Span(*match.span()) for match in WORD.finditer(text)]
            self.word_starts = [word.start for word in self.words]
            self.lines = []
        self.items, self.uncovered, self.current = review.items, review.uncovered, current
        self._lay_out()
        if centre:
            self.centre()

    def on_resize(self, _event: Resize) -> None:
        """Wrap the text anew, if its lines have another width."""
        if self.virtual_size.width != self.scrollable_content_region.width:
            self.lines = []
            self._lay_out()
        self.centre()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return  # not on the screen yet
        if not self.lines:
            self._shown = seen(self.text)
            self.lines = wrap(self.text, width - GUTTER - 1)
            self.starts = [line.start for line in self.lines]
            self.virtual_size = Size(width, len(self.lines))
        marks: defaultdict[int, list[Mark]] = defaultdict(list)
        for mark in self._all_marks():
            for line in range(self.line_at(mark.span.start), self.line_at(max(mark.span.end - 1, 0)) + 1):
                marks[line].append(mark)
        self._marks = dict(marks)
        self._gutters = {}
        labelled: list[tuple[str, Listed]] = [
            (f"{n:>3}{SIGNS[item.status]}", item) for n, item in enumerate(self.items, 1)
        ]
        for label, item in [*labelled, *((f"   {quoted_sign(each)}", each) for each in self.uncovered)]:
            here = item.id == self.current
            for place, span in enumerate(item.content):
                first, last = self.line_at(span.start), self.line_at(max(span.end - 1, 0))
                if not place and (here or first not in self._gutters):
                    self._gutters[first] = (label, here)
                for line in range(first, last + 1) if here else ():
                    self._gutters[line] = (self._gutters.get(line, ("", False))[0], True)
        self.refresh()

    def _all_marks(self) -> Iterator[Mark]:
        """Yield what to set off, the current item last: it is drawn over the others."""
        chosen = next((each.span for each in self.uncovered if each.id == self.current), Span(0, 0))
        yield from (Mark(each.span, "quoted") for each in self.uncovered if each.undecided)
        if chosen:
            yield Mark(chosen, "content")
        for item in sorted(self.items, key=lambda each: each.id == self.current):
            here = item.id == self.current
            for part in parts(item):
                if part.span is None:
                    continue
                if here:
                    yield Mark(part.span, part.part)
                    yield from (Mark(span, "differs") for span in differing(item) if span.overlaps(part.span))
                elif part.part == "content" and item.status != "rejected":
                    yield Mark(part.span, "other")
                elif part.part == "content" and not part.span.overlaps(chosen):
                    yield Mark(part.span, "rejected")
                elif item.status != "rejected":
                    yield Mark(part.span, "other-source" if part.part == "source" else "other-cue")

    def line_at(self, offset: int) -> int:
        """Return the line on which the character at `offset` stands."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def centre(self) -> None:
        """Bring the current item, or the word under the caret, to the middle of the view."""
        height = self.scrollable_content_region.height
        if self.selection is not None:
            first = last = self.line_at(self.words[self.selection.caret].start)
        else:
            listed: tuple[Listed, ...] = (*self.items, *self.uncovered)
            spans = next((item.content for item in listed if item.id == self.current), ())
            if not spans:
                return
            first, last = self.line_at(spans[0].start), self.line_at(max(spans[-1].end - 1, 0))
        # What is taller than the view is shown from its beginning, with a line before it.
        top = first - 1 if last - first + 1 >= height else (first + last + 1 - height) // 2
        self.scroll_to(y=max(top, 0), animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """Draw the line `y` of the screen."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        base = self.visual_style.rich_style
        if index >= len(self.lines):
            return Strip.blank(width, base)
        head, current = self._gutters.get(index, ("", False))
        segments = [
            Segment(f"{head:<4}", self.get_component_rich_style("article--gutter")),
            Segment("▌ " if current else "  ", self.get_component_rich_style("article--bar")),
            *self._segments(self.lines[index], self._marks.get(index, []), base),
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def _segments(self, line: Span, marks: list[Mark], base: Style) -> Iterator[Segment]:
        chosen = self.chosen
        if chosen is not None and chosen.overlaps(line):
            marks = [*marks, Mark(chosen, "chosen")]
        cuts = {line.start, line.end}
        for mark in marks:
            cuts |= {min(max(edge, line.start), line.end) for edge in (mark.span.start, mark.span.end)}
        for start, end in pairwise(sorted(cuts)):
            style = base
            for mark in marks:
                if mark.span.start <= start and end <= mark.span.end:
                    style += self.get_component_rich_style(f"article--{mark.layer}", partial=True)
            yield Segment(self._shown[start:end], style)

    # --- choosing words

    @property
    def chosen(self) -> Span | None:
        """The place of the words chosen, None while none are."""
        if self.selection is None:
            return None
        return Span(self.words[self.selection.first].start, self.words[self.selection.last].end)

    def choose(self, selection: Selection | None) -> None:
        """Choose words, or none; the caret is kept in view."""
        self.selection = selection
        if selection is not None:
            line, top = self.line_at(self.words[selection.caret].start), self.scroll_offset.y
            if not top <= line < top + self.scrollable_content_region.height:
                self.centre()
        self.refresh()

    def word_at(self, offset: int) -> int:
        """Return the index of the word at or before `offset`, else of the first."""
        return max(bisect_right(self.word_starts, offset) - 1, 0)

    def words_of(self, span: Span) -> Selection:
        """Return the choice of the words at `span`, the last of them under the caret."""
        return Selection(self.word_at(max(span.end - 1, span.start)), self.word_at(span.start))

    def moved(self, word: int, step: int) -> int:
        """Return the index of the word `step` words on."""
        return min(max(word + step, 0), len(self.words) - 1)

    def moved_line(self, word: int, step: int) -> int:
        """Return the index of the word above or below on the next line that has one."""
        start = self.words[word].start
        line = self.line_at(start)
        column = start - self.lines[line].start
        while 0 <= (line := line + step) < len(self.lines):
            span = self.lines[line]
            first, after = bisect_left(self.word_starts, span.start), bisect_left(self.word_starts, span.end)
            if first < after:
                return min(max(self.word_at(span.start + column), first), after - 1)
        return word

    # --- the mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin to choose words."""
        self._pressed = self._offset_of(event)
        self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Choose up to the word under the mouse."""
        if self._pressed is None:
            return
        place = self._offset_of(event)
        if place is not None and place != self._pressed and self.words:
            self.choose(Selection(self.word_at(place), self.word_at(self._pressed)))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Tell what was chosen, or pointed at."""
        pressed, self._pressed = self._pressed, None
        self.release_mouse()
        if pressed is None:
            return
        place = self._offset_of(event)
        if place == pressed or place is None:
            self.post_message(self.Pointed(pressed))
        else:
            self.post_message(self.Chosen())

    def _offset_of(self, event: MouseDown | MouseMove | MouseUp) -> int | None:
        """Return the place in the text under the mouse, None where there is no text."""
        point = event.get_content_offset_capture(self)
        index = point.y + self.scroll_offset.y
        if not 0 <= index < len(self.lines):
            return None
        line = self.lines[index]
        offset = line.start
        while offset < line.end and cell_len(self._shown[line.start : offset + 1]) <= point.x - GUTTER:
            offset += 1
        return offset


class Wrapped(Static):
    """A pane whose lines are drawn anew for another width; another height is mostly their own doing."""

    _laid_out = 0  # for which width

    def on_resize(self) -> None:
        """Draw the lines for a width of which they are not."""
        if self.size.width != self._laid_out:
            self.lay_out()

    def lay_out(self) -> None:
        """Draw the lines, if the pane is on the screen yet."""
        self._laid_out = self.size.width
        if self.size.width:
            self.draw()

    def draw(self) -> None:
        """Draw the lines for the width of now."""
        raise NotImplementedError


class SourcePane(Wrapped):
    """What a source has, with the passage that a quotation was compared with and what differs there."""

    DEFAULT_CSS = "SourcePane { height: auto; width: 1fr; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual names it
        """Begin without a source."""
        super().__init__(id=id)
        self.shown: SourceText | None = None

    def show(self, shown: SourceText | None) -> None:
        """Show a stretch of a source, the passage in the middle; None: there is nothing to show."""
        self.shown = shown
        self.lay_out()

    def draw(self) -> None:
        """Put the passage in the middle of its words."""
        if self.shown is None:
            self.update(Content("These words were found in no source."))
            return
        heading, text, passage, differing = self.shown
        shown, lines = seen(text), wrap(text, self.size.width)
        pieces: list[tuple[str, str]] = [(f"{heading}\n\n", "bold")]
        for line in lines:
            cuts = {line.start, line.end}
            for span in (passage, *differing):
                cuts |= {min(max(edge, line.start), line.end) for edge in (span.start, span.end)}
            for start, end in pairwise(sorted(cuts)):
                here = Span(start, end)
                inside = any(span.contains(here) for span in differing)
                style = "bold underline $text-warning" if inside else "bold" if passage.contains(here) else "dim"
                pieces.append((shown[start:end], style))
            pieces.append(("\n", ""))
        self.update(Content.assemble(*pieces))
        first = max(bisect_right([line.start for line in lines], passage.start) - 1, 0)
        self.call_after_refresh(self._scroll, first)

    def _scroll(self, line: int) -> None:
        if isinstance(self.parent, Widget):
            self.parent.scroll_to(y=max(line - self.parent.size.height // 3, 0), animate=False, force=True)


# --- the card, and the lines around -----------------------------------------------------------------------------------

TONES: Final[dict[Tone, str]] = {
    "head": "bold",
    "quote": "bold",
    "plain": "",
    "soft": "dim",
    "warn": "bold $text-warning",
    "person": "italic",
}
LABEL_WIDTH: Final = 13


class CardPane(Wrapped):
    """Everything about the current attribution."""

    DEFAULT_CSS = "CardPane { height: auto; width: 1fr; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual names it
        """Begin without a card."""
        super().__init__(id=id)
        self.card: tuple[Line, ...] = ()

    def show(self, lines: Iterable[Line]) -> None:
        """Show the lines, a label in front of each but where it repeats the one above."""
        self.card = tuple(lines)
        self.lay_out()

    def draw(self) -> None:
        """Put the words beside the labels."""
        pieces: list[tuple[str, str]] = []
        last = ""
        for line in self.card:
            label, last = ("" if line.label == last else line.label), line.label or last
            indent = LABEL_WIDTH if line.label or line.tone == "soft" else 0
            for number, place in enumerate(wrap(line.words, self.size.width - indent)):
                if indent:
                    mark = "▸" if line.chosen and not number else " "
                    front = f"{mark}{'' if number else label:<{indent - 1}}"
                    pieces.append((front, "bold" if line.chosen else "dim"))
                pieces += [(seen(place.of(line.words)), TONES[line.tone]), ("\n", "")]
        self.update(Content.assemble(*pieces))


class KeyBar(Widget):
    """The keys that work now, as many lines as they need if the screen has them; each can be clicked."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "KeyBar { height: auto; dock: bottom; link-style: none; link-color: $foreground; }"

    def __init__(self, *, id: str) -> None:  # noqa: A002 - as Textual names it
        """Begin without keys."""
        super().__init__(id=id)
        self.keys: tuple[Key, ...] = ()

    def show(self, keys: Iterable[Key]) -> None:
        """Show the keys."""
        self.keys = tuple(keys)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Lay the keys out."""
        rows, height = self._rows(self.size.width), max(self.size.height, 1)
        # Where not all of them fit the last row stays: it has the key that shows all keys.
        return Content("\n").join(rows if len(rows) <= height else [*rows[: height - 1], rows[-1]])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's
        """Return how many lines they need, a quarter of the screen at most."""
        return min(len(self._rows(width)), max(viewport.height // 4, 2))

    def _rows(self, width: int) -> list[Content]:
        rows: list[Content] = []
        row = Content("")
        groups = [*self._groups()]
        groups[-2:] = [Content("  ").join(groups[-2:])]  # help and quit are in the last row, which stays
        for group in groups:
            if row and row.cell_length + 2 + group.cell_length > width:
                rows.append(row)
                row = Content("")
            row = row + Content("  ") + group if row else group
        return [*rows, row]

    def _groups(self) -> Iterator[Content]:
        """Yield the keys that share a label with that label."""
        group = Content("")
        for key in self.keys:
            if key.label is None:
                continue
            link = ContentStyle.from_meta({"@click": f"app.{key.action}"})
            if key.keys:  # a file may have taken them away
                group += Content(key.shown).stylize("bold $text-accent").stylize(link) + Content(" ")
            if key.label:
                if group:
                    yield group + Content(key.label).stylize(link)
                group = Content("")
