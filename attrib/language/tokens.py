"""Lists of words."""

from __future__ import annotations


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of a list that is written in lines, with blanks between the words."""
    return frozenset(" ".join(lines).split())
