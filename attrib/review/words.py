"""Where words begin and end, for moving the ends of a span."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD: Final = re.compile(r"\w+(?:[’'.,-]\w+)*|[^\w\s]")
"""A word, with what joins its parts (“don’t”, “1,400”, “fact-checker”), or one mark, so that a closing quotation mark
can be taken in or left out."""

Edge = Literal["start", "end"]


def next_word(text: str, offset: int, edge: Edge) -> int:
    """Return the nearest place after `offset` where a word starts (or ends); `offset` itself when there is none."""
    places = _edges(text, _line_start(text, offset), len(text), edge)
    return next((place for place in places if place > offset), offset)


def previous_word(text: str, offset: int, edge: Edge) -> int:
    """Return the nearest place before `offset` where a word starts (or ends); `offset` itself when there is none."""
    line = _line_start(text, offset)
    end = len(text) if (stop := text.find("\n", offset)) < 0 else stop
    while True:
        found = max((place for place in _edges(text, line, end, edge) if place < offset), default=None)
        if found is not None or line == 0:
            return offset if found is None else found
        line, end = _line_start(text, line - 1), line


def _edges(text: str, start: int, end: int, edge: Edge) -> Iterator[int]:
    return (match.start() if edge == "start" else match.end() for match in WORD.finditer(text, start, end))


def _line_start(text: str, offset: int) -> int:
    # No word crosses a line end, so words found from here are words of the whole text.
    return text.rfind("\n", 0, offset) + 1
