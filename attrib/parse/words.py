"""Where words and sentences begin, out of what the network answers at each word piece; plain arithmetic."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.encoder import Encoded
    from attrib.types import Document

WORD: Final = 1
SENTENCE: Final = 2
"""What the network answers for a piece that begins a word, and for one that begins a sentence; 0 goes on with a
word."""

CHUNK: Final = re.compile(r"\S+")
MOST: Final = 150
"""Words in a sentence, for the cost of a tree grows with its square. Of 53,605 in the train parts of PolNeAR and
newsroom, 3 have more (2026-11-28)."""


def find_words(document: Document, encoded: Encoded) -> list[list[Span]]:
    """Return the words of each sentence, in text order: all of the text but its blanks, nothing twice.

    A blank ends a word and a paragraph a sentence, whatever the network thinks of them.
    """
    starts = encoded.pieces.start.tolist()
    begins = encoded.by_piece["begins"].tolist()
    sentences: list[list[Span]] = []
    for paragraph in document.paragraphs:
        words: list[Span] = []
        for chunk in CHUNK.finditer(document.text, paragraph.span.start, paragraph.span.end):
            first, last = bisect_left(starts, chunk.start()), bisect_left(starts, chunk.end())
            inside = [i for i in range(first, last) if begins[i] and starts[i] > chunk.start()]
            edges = [chunk.start(), *(starts[i] for i in inside), chunk.end()]
            opens = [first < last and begins[first] == SENTENCE, *(begins[i] == SENTENCE for i in inside)]
            for (start, end), new in zip(pairwise(edges), opens, strict=True):
                if new and words:
                    sentences += _parts(document.text, words)
                    words = []
                words.append(Span(start, end))
        if words:
            sentences += _parts(document.text, words)
    return sentences


def _parts(text: str, words: Sequence[Span]) -> Iterator[list[Span]]:
    """Return the words of a sentence, cut where it is longer than `MOST`."""
    edges = [0, *cuts(text, words), len(words)]
    return (list(words[first:stop]) for first, stop in pairwise(edges))


def cuts(text: str, words: Sequence[Span]) -> Iterator[int]:
    """Yield where a sentence is cut so that no part has more than `MOST` words.

    The best place in the latter half of each part is at the end of a line, else after a stop, a comma or a dash.
    """
    first = 0
    while len(words) - first > MOST:
        places = range(first + MOST, first + MOST // 2, -1)
        first = max(places, key=lambda place: _preference(text, words[place - 1], words[place]))
        yield first


def _preference(text: str, before: Span, after: Span) -> int:
    """Return how good a place to end a sentence is between two words."""
    if "\n" in text[before.end : after.start]:
        return 3
    word = before.of(text)
    return 2 if word in {";", ":", ".", "!", "?", "…"} else int(word in {",", "–", "—"})
