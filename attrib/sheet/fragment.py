"""Links to words on a page: text fragments, as browsers have them (``https://…#:~:text=…``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.types import Span

MOST_WORDS: Final = 12
"""Words that are given whole; of more, the first and last `EDGE` are, and the browser finds what lies between."""
EDGE: Final = 5


def link(address: str, text: str, spans: Iterable[Span]) -> str:
    """Return the address of a page with the places of its words: a browser goes to the first, and marks all of them."""
    directives = "&".join(f"text={_directive(text, span)}" for span in spans)
    return f"{address}{'' if '#' in address else '#'}:~:{directives}"


def _directive(text: str, span: Span) -> str:
    """Return ``[prefix-,]start[,end]`` for the words; no part of it crosses the end of a paragraph."""
    lines = [line.split() for line in span.of(text).splitlines() if line.strip()]
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) <= MOST_WORDS:
        start, end = " ".join(lines[0]), ""
    else:
        start, end = " ".join(lines[0][:EDGE]), "," + _encoded(" ".join(lines[-1][-EDGE:]))
    # Words that stand there before are found first, unless it is said after what they come.
    before = text[: span.start].rstrip("\n").rpartition("\n")[2].split()[-EDGE:]
    again = " ".join(start.split()).casefold() in " ".join(text[: span.start].split()).casefold()
    prefix = f"{_encoded(' '.join(before))}-," if again and before else ""
    return f"{prefix}{_encoded(start)}{end}"


def _encoded(words: str) -> str:
    # A dash has a meaning in a fragment, as comma and ampersand have, and `quote` leaves it.
    return quote(words, safe="", errors="replace").replace("-", "%2D")
