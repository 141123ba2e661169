"""What the reader reads: an article cut into word pieces, in windows of whole paragraphs.

The encoder's alphabet has no capitals, and its pieces do not say whether they stand in quotation marks; so each piece
comes with the case of its word, its place in or outside a quotation, and whether it opens a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from attrib.language.quotations import Quotation
    from attrib.types import Document

    Integers = NDArray[np.int64]

CLS: Final = 101
SEP: Final = 102
STOPS: Final = frozenset({999, 1012, 1029})
"""The pieces “!”, “.” and “?”."""

BLANKS: Final = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x1f\x85"), " ")
"""Blanks that the tokenizer would drop as control characters, so that the words beside them were one piece."""

CASES: Final = 6
"""Cases of a word: 0 for what is no word, and those of `case_of`."""

STATES: Final = 3
MARK: Final = 2
"""States of a piece: 0 outside quotation marks, 1 inside, 2 a mark."""


@dataclass(frozen=True, eq=False, slots=True)
class Pieces:
    """An article's word pieces, arrays of one length; `paragraphs` are slices of them, without the empty ones.

    `start` and `end` are offsets into the text. `continues` tells pieces that are not the first of their word.
    """

    ids: Integers
    case: Integers
    state: Integers
    opens: Integers
    continues: Integers
    start: Integers
    end: Integers
    paragraphs: tuple[slice, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Window:
    """Consecutive pieces, `CLS` before and `SEP` after; `first` is the number of the first one in the article."""

    first: int
    ids: Integers
    case: Integers
    state: Integers
    opens: Integers

    @property
    def size(self) -> int:
        """Number of the article's pieces in it."""
        return len(self.ids) - 2


def case_of(word: str) -> int:
    """Return 1 lower case, 2 a capital, 3 capitals, 4 digits, 5 anything else."""
    if word.islower():
        return 1
    if word[:1].isupper():
        return 3 if len(word) > 1 and word.isupper() else 2
    return 4 if word[:1].isdigit() else 5


@lru_cache(maxsize=2)
def read_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a file, read once, made to cut a contraction where its words meet: “do|n’t”, “can|not”.

    Pieces must not straddle two words of the treebanks, or they could not have a tag and a head each. Raises what the
    library raises for a damaged file: a plain Exception.
    """
    from tokenizers import Regex, Tokenizer
    from tokenizers.pre_tokenizers import Sequence as InTurn
    from tokenizers.pre_tokenizers import Split

    tokenizer = Tokenizer.from_file(str(path))
    split = Split(Regex(r"(?i)(?<=\w)n['’]t\b|(?<=\bcan)not\b"), "isolated")
    tokenizer.pre_tokenizer = InTurn([split, tokenizer.pre_tokenizer])
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cut(document: Document, quotations: Sequence[Quotation], tokenizer: Tokenizer) -> Pieces:
    """Cut an article into pieces; `quotations` are its own (:func:`attrib.language.quotations.find_quotations`)."""
    text = document.text
    states = np.zeros(len(text) + 1, dtype=np.int64)
    for quotation in quotations:
        for number, span in enumerate(quotation.pieces, start=1):
            states[span.start : span.end] = 1
            states[span.start] = 2
            if quotation.closed and number == len(quotation.pieces):
                states[span.end - 1] = 2
    bodies = [p.span.of(text).translate(BLANKS) for p in document.paragraphs]
    columns: dict[str, list[int]] = {name: [] for name in ("ids", "case", "state", "opens", "continues")}
    starts: list[int] = []
    ends: list[int] = []
    paragraphs = []
    for paragraph, coded in zip(
        document.paragraphs, tokenizer.encode_batch(bodies, add_special_tokens=False), strict=True
    ):
        base, first, before = paragraph.span.start, len(starts), None
        last = {word: b for (_, b), word in zip(coded.offsets, coded.word_ids, strict=True)}
        for i, (piece, (a, b), word) in enumerate(zip(coded.ids, coded.offsets, coded.word_ids, strict=True)):
            same = word is not None and word == before
            columns["ids"].append(piece)
            case = columns["case"][-1] if same else case_of(text[base + a : base + last[word]])
            columns["case"].append(case)
            columns["state"].append(int(states[base + a]))
            columns["opens"].append(int(i == 0))
            columns["continues"].append(int(same))
            starts.append(base + a)
            ends.append(base + b)
            before = word
        if len(starts) > first:
            paragraphs.append(slice(first, len(starts)))
    arrays = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
    return Pieces(
        **arrays,
        start=np.array(starts, dtype=np.int64),
        end=np.array(ends, dtype=np.int64),
        paragraphs=tuple(paragraphs),
    )


def windows(pieces: Pieces, longest: int, room: int = 0) -> list[Window]:
    """Pack whole paragraphs, in order, into windows of at most `longest` pieces; a longer one is cut, after a sentence.

    `room` above 0 moves the boundaries: after its first paragraph the first window takes no more than so many pieces,
    and the first part of a paragraph that is cut has no more. So a training sees other neighbours each time it reads
    an article.
    """
    groups: list[list[int]] = []  # first piece, and the one after the last
    left, limit = 0, room
    for paragraph in pieces.paragraphs:
        size = paragraph.stop - paragraph.start
        if size <= left:
            groups[-1][1] = paragraph.stop
            left -= size
            continue
        at, most = paragraph.start, longest - 2
        part = min(room, most) if room and size > most else most
        while at < paragraph.stop:
            stop = _cut_at(pieces, at, at + part, paragraph.stop)
            groups.append([at, stop])
            at, part = stop, most
        left = most - (groups[-1][1] - groups[-1][0])
        if limit:
            left, limit = min(left, limit), 0
    return [window(pieces, first, stop) for first, stop in groups]


def _cut_at(pieces: Pieces, first: int, stop: int, end: int) -> int:
    """Return the last place up to `stop` for a cut: after a sentence in the latter half, else after a word."""
    if stop >= end:
        return end
    for place in range(stop, first + (stop - first) // 2, -1):
        last = place - 1
        while last > first and pieces.state[last] == MARK:
            last -= 1
        if pieces.ids[last] in STOPS and pieces.start[place] > pieces.end[place - 1]:
            return place
    while stop > first + 1 and pieces.continues[stop]:
        stop -= 1
    return stop


def window(pieces: Pieces, first: int, stop: int) -> Window:
    """Return the pieces from `first` up to `stop` as a window."""

    def framed(values: Integers, left: int, right: int) -> Integers:
        return np.concatenate([[left], values[first:stop], [right]])

    return Window(
        first,
        framed(pieces.ids, CLS, SEP),
        framed(pieces.case, 0, 0),
        framed(pieces.state, 0, 0),
        framed(pieces.opens, 0, 0),
    )
