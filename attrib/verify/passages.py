"""Where in the sources a quotation may stand: candidates by their rare words, each laid along the quotation's words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz.distance import LCSseq

from attrib.language.names import same_person
from attrib.verify.align import Alignment, Query, align
from attrib.verify.index import BUCKET, class_of, stem_of
from attrib.verify.sources import is_nameless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from attrib.verify.index import Index
    from attrib.verify.quotations import Quotation

SLACK, WIDE = 24, 120
"""Words on either side of a vote's place that are compared; where the print marks that words are missing."""

SOURCES: Final = 6
"""Sources that a quotation is aligned with."""

WINDOWS: Final = 3
"""Passages of one source that are aligned with at a time."""

LIKENESS: Final = 0.75
"""Of those, only the ones that have at least this share of the words that the likeliest has, in order."""

LONGEST: Final = 2_000
"""Words of a quotation that are aligned at a time: the table of costs has a cell for each with each of the source."""

LESS: Final = 0.9
"""Share of its likeness that a source of another occasion keeps."""

LATER: Final = 7
"""Days after the article from which a source is of another occasion: of the 178 dated ones of the odd rows of
quotes/train.jsonl 9 are dated up to four days after their article, 6 by a month and more."""

STRANGER: Final = 2.5
"""What another speaker, or another occasion, costs a passage: a changed content word and a little more."""


@dataclass(frozen=True)
class Match:
    """A quotation laid along the words from `first` to `last` of a source, by their numbers in the index.

    `places` has for each printed word the one said, -1 for none. `speaker` is the name of the turn; it is a `stranger`
    when the quotation is to be another's, and the source is `later` when it is from after the article.
    """

    source: int
    first: int
    last: int
    places: tuple[int, ...]
    cost: float
    stranger: bool
    later: bool
    speaker: str | None

    @property
    def handicap(self) -> float:
        """What speaker and occasion cost."""
        return STRANGER * (self.stranger + self.later)


def find_matches(quotation: Quotation, index: Index) -> list[Match]:
    """Return the passages that come nearest, one a source, best first."""
    keys = [word.key for word in quotation.words]
    query = Query(
        np.array([index.number(key) for key in keys], np.int64),
        np.array([class_of(key) for key in keys], np.uint8),
        np.array([stem_of(key) for key in keys], np.uint32),
        np.array(quotation.breaks, bool),
        np.array([word.bracketed for word in quotation.words], bool),
    )
    found = (_match(quotation, query, source, numbers, index) for source, numbers in _regions(quotation, query, index))
    return sorted(filter(None, found), key=lambda match: (match.cost + match.handicap, match.first))


def _regions(quotation: Quotation, query: Query, index: Index) -> list[tuple[int, NDArray[np.int64]]]:
    """Return the sources to compare with, and the numbers of the words of each that are to be compared."""
    slack = WIDE if quotation.marks else SLACK
    words, size = query.words.tolist(), len(query.words)
    found: dict[int, list[tuple[float, float, int]]] = {}
    for votes, source, place in index.find(query.words):
        likeness = LCSseq.similarity(words, index.ids[max(place, 0) : place + 2 * BUCKET + size].tolist())
        score = likeness * (LESS if _is_later(quotation, source, index) else 1)
        found.setdefault(source, []).append((score, votes, place))
    regions = []
    best = sorted(found, key=lambda source: max(found[source]), reverse=True)[:SOURCES]
    least = max(found[best[0]])[0] * LIKENESS if best else 0.0
    for source in (each for each in best if max(found[each])[0] >= least):
        first, end = index.words_of(source)
        places = [place for *_, place in sorted(found[source], reverse=True)[: WINDOWS if size <= LONGEST else 1]]
        reach = 2 * BUCKET + size + slack
        near = [np.arange(max(first, place - slack), min(end, place + reach)) for place in places]
        regions.append((source, np.unique(np.concatenate(near))))
    return regions


def _is_later(quotation: Quotation, source: int, index: Index) -> bool:
    said, printed = (_day(each) for each in (index.dates[source], quotation.published))
    return said is not None and printed is not None and said > printed + timedelta(LATER)


@lru_cache(maxsize=1_000)
def _day(written: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat((written or "")[:10])
    return None


def _match(quotation: Quotation, query: Query, source: int, numbers: NDArray[np.int64], index: Index) -> Match | None:
    found = _laid(query, numbers, index)
    kept = _without_edges(found.places, query.stems, index.stems[index.ids[numbers]])
    places = tuple(int(numbers[place]) if place >= 0 else -1 for place in kept)
    taken = [place for place in places if place >= 0]
    if not taken:
        return None
    first, last = index.whole(*_with_moved(query, places, index, taken[0], taken[-1]))
    name = index.speaker(taken[0])
    stranger = bool(name and quotation.speaker and not is_nameless(name) and not same_person(quotation.speaker, name))
    return Match(source, first, last, places, found.cost, stranger, _is_later(quotation, source, index), name)


def _laid(query: Query, numbers: NDArray[np.int64], index: Index) -> Alignment:
    """Lay a quotation along those words of the index, a very long one in parts, each after what the last one took."""
    places: list[int] = []
    cost, at = 0.0, 0
    for first in range(0, len(query.words), LONGEST):
        part = query.part(first, first + LONGEST)
        window = numbers[at : at + LONGEST + 2 * WIDE] if len(query.words) > LONGEST else numbers
        words = index.ids[window]
        jumps = np.diff(window, prepend=window[:1] - 1) > 1
        found = align(part, words, index.classes[words], index.stems[words], jumps)
        places += [at + place if place >= 0 else -1 for place in found.places]
        cost += found.cost
        at = max([at, *(place + 1 for place in places[first:])])
    return Alignment(tuple(places), cost)


def _with_moved(query: Query, places: Sequence[int], index: Index, first: int, last: int) -> tuple[int, int]:
    """Return a passage with what was said just before or after it and is printed in another place of the quotation."""
    start = 0
    for added, run in groupby(places, key=lambda place: place < 0):
        size = len(list(run))
        words, bracketed = query.words[start : start + size], query.bracketed[start : start + size]
        start += size
        if added and size > 1 and not bracketed.any():
            first -= size if np.array_equal(index.ids[max(0, first - size) : first], words) else 0
            last += size if np.array_equal(index.ids[last + 1 : last + 1 + size], words) else 0
    return first, last


def _without_edges(places: Sequence[int], stems: NDArray[np.uint32], others: NDArray[np.uint32]) -> list[int]:
    """Return the places without those of several first or last words that all differ: nothing holds them there."""
    kept = list(places)
    for order in (range(len(kept)), range(len(kept) - 1, -1, -1)):
        edge: list[int] = []
        for word in order:
            if kept[word] >= 0 and stems[word] == others[kept[word]]:
                break
            edge.append(word)
        if len(edge) > 1:
            for word in edge:
                kept[word] = -1
    return kept
