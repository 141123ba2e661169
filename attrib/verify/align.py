"""The words of a quotation laid along those of a source: which word is which, at the least cost.

A quotation is to be found whole, a source is not: what it says before and after costs nothing. That is why this is
neither rapidfuzz's distance of two lists nor its best substring: here a word of grammar costs less than a content
word, another form of a word less than another word, words left out in one place less than in several, and next to
nothing where the print marks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from attrib.verify.index import CONTENT, GRAMMAR, HESITATION

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

ADDED: Final = {CONTENT: 2.0, GRAMMAR: 1.0, HESITATION: 0.6}
"""Cost of a printed word that was not said, by its class."""

SKIPPED: Final = {CONTENT: 0.3, GRAMMAR: 0.15, HESITATION: 0.05}
"""Cost of a word that was said and not printed, besides `OPENED`."""

OPENED, MARKED = 0.5, 0.2
"""Cost of a place where words are left out; of one that the print marks, whose words cost `MARKED_WORD` each."""

MARKED_WORD: Final = 0.01
JUMP: Final = 12.0
"""What the words between two windows cost besides, as skipped words do."""

FORM, SAME_CLASS, OTHER_CLASS = 0.4, 0.9, 1.0
"""Cost of a word in the place of another: of a form of it as such, else as a share of what adding it costs."""

BRACKETED: Final = 0.2
"""Cost of a printed word in brackets, whatever stands there."""


@dataclass(frozen=True, slots=True)
class Query:
    """A quotation's words as numbers: in the vocabulary (-1: in no source), class and stem of each.

    `breaks` tells for each word whether the print marks that words may be missing before it; `bracketed`, whether it
    stands in brackets.
    """

    words: NDArray[np.int64]
    classes: NDArray[np.uint8]
    stems: NDArray[np.uint32]
    breaks: NDArray[np.bool_]
    bracketed: NDArray[np.bool_]

    def part(self, first: int, end: int) -> Query:
        """Return some of the words as a quotation of their own."""
        some = slice(first, end)
        return Query(self.words[some], self.classes[some], self.stems[some], self.breaks[some], self.bracketed[some])


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each word of a quotation the place in the window of what stands for it, -1 for nothing; and the cost."""

    places: tuple[int, ...]
    cost: float


def weights(query: Query) -> Floats:
    """Return what each word of a quotation is worth: its cost when it was not said."""
    table = np.array([ADDED[CONTENT], ADDED[GRAMMAR], ADDED[HESITATION]], np.float32)
    return np.where(query.bracketed, np.float32(BRACKETED), table[query.classes])


def align(
    query: Query,
    words: NDArray[np.uint32],
    classes: NDArray[np.uint8],
    stems: NDArray[np.uint32],
    jumps: NDArray[np.bool_],
) -> Alignment:
    """Lay a quotation along a window: the numbers of its words, their classes and stems, and where others lie between.

    `jumps` tells for each word of the window whether it does not follow the word before it in the source.
    """
    worth = weights(query)
    changed = worth[:, None] * np.where(
        query.classes[:, None] == classes[None, :], np.float32(SAME_CLASS), np.float32(OTHER_CLASS)
    )
    changed[query.stems[:, None] == stems[None, :]] = FORM
    changed[query.bracketed] = BRACKETED
    changed[query.words[:, None] == words[None, :]] = 0
    table = np.array([SKIPPED[CONTENT], SKIPPED[GRAMMAR], SKIPPED[HESITATION]], np.float32)
    skipped = np.zeros(len(words) + 1, np.float32)
    np.cumsum(table[classes] + np.where(jumps, np.float32(JUMP), np.float32(0)), out=skipped[1:])
    marked = np.arange(len(words) + 1, dtype=np.float32) * np.float32(MARKED_WORD)
    size = len(query.words)
    arrived = np.empty((size + 1, len(words) + 1), np.float32)  # least cost with the last word taken or added
    rested = np.empty_like(arrived)  # the same after words left out
    arrived[0] = rested[0] = 0
    for row in range(size):
        here = arrived[row + 1]
        np.add(rested[row], worth[row], out=here)
        np.minimum(here[1:], rested[row, :-1] + changed[row], out=here[1:])
        if row == size - 1:
            break
        opened, line = (MARKED, marked) if query.breaks[row + 1] else (OPENED, skipped)
        rested[row + 1, 0] = here[0]
        left = np.minimum.accumulate(here[:-1] - line[:-1])
        np.minimum(here[1:], left + line[1:] + np.float32(opened), out=rested[row + 1, 1:])
    place = int(np.argmin(arrived[size]))
    cost = round(float(arrived[size, place]), 3)  # of sums of thousands of words, the rest is noise
    if place < len(words) and arrived[size, place + 1] <= cost + _NEAR:
        place += 1  # a last word that differs is another word rather than one too many
    places = [-1] * size
    for row in range(size - 1, -1, -1):
        if place and rested[row, place - 1] + changed[row, place - 1] <= arrived[row + 1, place] + _NEAR:
            place -= 1
            places[row] = place
        if row and rested[row, place] < arrived[row, place] - _NEAR:  # words were left out before this one
            line = marked if query.breaks[row] else skipped
            place = int(np.argmin(arrived[row, :place] - line[:place]))
    return Alignment(tuple(places), cost)


_NEAR: Final = 1e-4
