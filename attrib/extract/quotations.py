"""Where the article quotes: pairs of quotation marks, across paragraphs too.

Newspapers open every paragraph of a long quotation and close only the last. Double marks may be typographic, straight
or two single ones (``''``); single typographic marks count in paragraphs that have no double ones, if they stand at the
edge of words, so that an apostrophe is not taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.types import Document

Role = Literal["open", "close"]

DOUBLE: Final = re.compile(r"[“”„\"]|''|``")
SINGLE: Final = re.compile(r"(?<![\w.])‘(?=\S)|(?<=\S)’(?!\w)")
# “the dockers’ wall” inside single marks: a plural's apostrophe if a real closing mark is still to come
POSSESSIVE: Final = re.compile(r"s’ [a-z]")
CLOSING: Final = re.compile(r"^[^‘]*[.,?!…]’(?!\w)")
SHAPES: Final[dict[str, Role]] = {"“": "open", "„": "open", "``": "open", "‘": "open", "”": "close", "’": "close"}
BEFORE_OPENING: Final = frozenset("([{—–-/")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation: `pieces` are its spans with their marks, one a paragraph, in order.

    `closed` is False when no mark ends it: then the last piece ends with its paragraph.
    """

    pieces: tuple[Span, ...]
    closed: bool = True

    @property
    def span(self) -> Span:
        """From the first mark to the last."""
        return Span(self.pieces[0].start, self.pieces[-1].end)


def find_quotations(document: Document) -> tuple[Quotation, ...]:
    """Return the quotations of `document` in text order; they do not overlap (a quotation inside one is part of it)."""
    found: list[Quotation] = []
    running: list[Span] = []  # pieces of a quotation that earlier paragraphs left open
    for paragraph in document.paragraphs:
        pairs = list(_pairs(document.text, paragraph.span))
        if running and not (pairs and pairs[0][0].start == paragraph.span.start):
            found.append(Quotation(tuple(running), closed=False))
            running = []
        for span, closed in pairs:
            if not any(character.isalnum() for character in span.of(document.text)):
                if running:
                    found.append(Quotation(tuple(running), closed=False))
                    running = []
                continue
            pieces = (*running, span)
            running = []
            if closed:
                found.append(Quotation(pieces))
            else:
                running = list(pieces)
    if running:
        found.append(Quotation(tuple(running), closed=False))
    return tuple(found)


def _pairs(text: str, paragraph: Span) -> Iterator[tuple[Span, bool]]:
    """Yield the outermost quotations of a paragraph with whether they are closed in it."""
    start = None
    for place, end, role in _marks(text, paragraph):
        if role == "open" and start is None:
            start = place
        elif role == "close" and start is not None:
            yield Span(start, end), True
            start = None
    if start is not None:
        yield Span(start, paragraph.end), False


def _single(body: str) -> bool:
    """Whether a paragraph quotes with single marks: it has no double ones, or only inside the single ones."""
    doubles = [match.start() for match in DOUBLE.finditer(body)]
    singles = [match.start() for match in SINGLE.finditer(body)]
    return not doubles or (bool(singles) and body[singles[0]] == "‘" and singles[0] < doubles[0] < singles[-1])


def _marks(text: str, paragraph: Span) -> Iterator[tuple[int, int, Role]]:
    """Yield start, end and role of each mark. The spaces round a straight mark tell its role; else it alternates."""
    body = paragraph.of(text)
    pattern = SINGLE if _single(body) else DOUBLE
    inside = False
    for match in pattern.finditer(body):
        before = body[match.start() - 1] if match.start() else " "
        after = body[match.end()] if match.end() < len(body) else " "
        if match.group() == "’" and POSSESSIVE.match(body, match.start() - 1) and CLOSING.match(body[match.end() :]):
            continue
        role = SHAPES.get(match.group())
        if role is None:
            may_open = before.isspace() or before in BEFORE_OPENING
            may_close = after.isspace() or not after.isalnum()
            alternating: Role = "close" if inside else "open"
            role = ("open" if may_open else "close") if may_open != may_close else alternating
        inside = role == "open"
        yield paragraph.start + match.start(), paragraph.start + match.end(), role
