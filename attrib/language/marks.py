"""Quotation marks: where they stand and whether each opens or closes.

The one home of that question, asked by :mod:`attrib.language.quotations` (what stands between two of them). Spaces
decide where they are clear, because writers and their programs curl marks the wrong way: a mark after a space and
before a word opens. Then the shape decides, and for a straight double mark whether one is open in its paragraph. A
straight single mark is left for an apostrophe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

Role = Literal["open", "close"]

# Each mark and the role its shape tells; straight ones tell none.
SHAPES: Final[dict[str, Role | None]] = {
    **dict.fromkeys(["“", "‘", "„", "«", "``"], "open"),
    **dict.fromkeys(["”", "’", "»"], "close"),
    **dict.fromkeys(['"', "'", "''"], None),
}
SINGLE: Final = frozenset("‘’'")
# Two straight single marks are one double mark; of three, the pair is the outer one.
MARK: Final = re.compile(r"(?<!\S)''|''(?!')|``|[“”„«»\"‘’']")
RUN: Final = re.compile(r"[“”„«»\"‘’'`]+")
BEFORE_OPENING: Final = frozenset("([{—–-/")
AFTER_CLOSING: Final = frozenset(")]}—–-/.,;:?!…")
# What a single mark may stand in for at the beginning of a word: “the ’90s”, “in ’16”, “get ’em”.
DECADE: Final = re.compile(r"\d\ds\b")
ELIDED: Final = re.compile(
    r"(?<=\w\s.)\d\d\b|(?:em|til|till|tis|twas|twere|twill|cause|cos|cuz|n|bout|round|nuff|neath)\b", re.IGNORECASE
)
# What looks like a closing mark: the apostrophe of “the dockers’ wall”, the inches of “a 6" pipe”.
POSSESSIVE: Final = re.compile(r"(?<=s)['’](?=\s\w)")
MEASURE: Final = re.compile(r"(?<=\d)['’\"”]")
ENDING: Final = frozenset(".,?!…")


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation mark; `single` tells ‘…’ from “…”."""

    span: Span
    role: Role
    single: bool


def find_marks(text: str, paragraph: Span) -> list[Mark]:
    """Return the quotation marks of a paragraph in text order; apostrophes, feet and inches are none."""
    marks = list(_roles(text, paragraph))
    kept = [mark for single in (False, True) for mark in _told_apart(text, marks, single=single)]
    return sorted(kept, key=lambda mark: mark.span)


def _roles(text: str, paragraph: Span) -> Iterator[Mark]:
    """Yield the marks with the roles that spaces, shape and alternation give them.

    Marks that touch stand between the same two characters: in “‘Will it?’” both closing ones stand before a space.
    """
    inside = False
    for run in RUN.finditer(text, paragraph.start, paragraph.end):
        before = text[run.start() - 1] if run.start() > paragraph.start else " "
        after = text[run.end()] if run.end() < paragraph.end else " "
        may_open = before.isspace() or before in BEFORE_OPENING
        may_close = after.isspace() or after in AFTER_CLOSING
        for match in MARK.finditer(text, run.start(), run.end()):
            mark, single = match.group(), match.group() in SINGLE
            role = SHAPES[mark]
            if may_open != may_close:
                role = "open" if may_open else "close"
            elif single and match.span() == run.span() and before.isalnum() and after.isalnum():
                continue  # don’t
            elif role is None and not single:
                role = "close" if inside else "open"
            if role is None or (single and role == "open" and _elided(text, match, mark)):
                continue
            inside = inside if single else role == "open"
            yield Mark(Span(match.start(), match.end()), role, single)


def _elided(text: str, match: re.Match[str], mark: str) -> bool:
    """Whether a single mark that seems to open stands for left-out letters; its shape says so less of ‘ than of ’."""
    return bool(DECADE.match(text, match.end()) or (mark != "‘" and ELIDED.match(text, match.end())))


def _told_apart(text: str, marks: list[Mark], *, single: bool) -> Iterator[Mark]:
    """Yield the double or single marks, last first, without those that are a plural's apostrophe or a unit.

    Both look like closing marks, so they are believed to be when an unmistakable one is still to come.
    """
    ending = False
    for mark in reversed([mark for mark in marks if mark.single == single]):
        start = mark.span.start
        if mark.role == "open":
            ending = False
        elif ending and (POSSESSIVE.match(text, start) or MEASURE.match(text, start)):
            continue
        else:
            ending = ending or text[start - 1 : start] in ENDING
        yield mark
