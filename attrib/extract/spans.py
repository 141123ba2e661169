"""What a span of content may end with, and what kind of quotation it makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrib.language.quotations import near
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.language.quotations import Quotation
    from attrib.types import Attribution, AttributionType

EDGE: Final = " \t\n\r\u00a0,;:–—-"


def trim(text: str, span: Span) -> Span | None:
    """Return the span without blanks and separating punctuation at its ends; None when nothing is left."""
    start, end = span.start, span.end
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE + ".":
        end -= 1
    if end < len(text) and text[end] == "." and re.search(r"\.\w$|^\w$", text[max(start, end - 2) : end]):
        end += 1  # “U.S.” keeps its last point
    return Span(start, end) if start < end else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return the stretches of text that the spans cover together, in order and apart from one another."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def pieces_at(quotations: Sequence[Quotation], span: Span) -> list[Span]:
    """Return the pieces of quotations that touch a span."""
    return [piece for quotation in near(quotations, span) for piece in near(quotation.pieces, span)]


def type_of(content: Sequence[Span], quotations: Sequence[Quotation]) -> AttributionType:
    """Return direct when every piece is a quotation, indirect when none touches one, else mixed."""
    if all(any(piece.contains(span) for piece in pieces_at(quotations, span)) for span in content):
        return "direct"
    touched = any(piece.overlaps(span) for span in content for piece in pieces_at(quotations, span))
    return "mixed" if touched else "indirect"


def unpaired(content: Sequence[Span], quotations: Sequence[Quotation]) -> bool:
    """Whether a quotation in the content is never closed."""
    return any(not q.closed and q.span.overlaps(span) for span in content for q in near(quotations, span))


def own_spans(each: Attribution) -> list[Span]:
    """Return the spans that only this attribution can have: content and cue (two may share a source)."""
    return [*each.content, *([each.cue.span] if each.cue is not None else [])]
