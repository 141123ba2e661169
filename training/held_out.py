"""Held-out articles as fitted from: gold, document, parse, and what a reader that has not learnt them makes of them."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.halves import half_of
from training.measure_reader import gold_of
from training.parse_corpus import WORK
from training.readings import STYLE, held_out_readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.extract.reader import Reading
    from attrib.gold import GoldDocument
    from attrib.styles import Style
    from attrib.types import Document, Parse

PARSED = {"newsroom": "newsroom", "invented": "invented", "polnear": "train"}


@dataclass(frozen=True)
class Article:
    """One article; `half` is the one it belongs to, and so not the one that its reader has learnt."""

    part: str
    style: Style
    half: int
    row: GoldDocument
    document: Document
    parse: Parse
    reading: Reading


def articles(*parts: str) -> Iterator[Article]:
    """Yield the articles of these parts that have been read."""
    read, halves = held_out_readings(), half_of()
    for part in parts or STYLE:
        with (WORK / "parses" / f"{PARSED[part]}.pkl").open("rb") as handle:
            parsed = pickle.load(handle)  # noqa: S301 - written by training/parse_corpus.py
        for row in gold_of(part):
            if row.id in read[part]:
                document, parse = parsed[row.id]
                yield Article(part, STYLE[part], halves[row.id], row, document, parse, read[part][row.id])
