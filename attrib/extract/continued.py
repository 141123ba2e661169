"""Quotations of several paragraphs: in PolNeAR's style one attribution has all of them.

A window of the reader may end between two paragraphs of a quotation, and a cue may stand nearer to the second that is
not theirs. Which paragraphs belong together, the quotation marks tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from attrib.extract.spans import merged
from attrib.language.quotations import near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.extract.reader import Finding
    from attrib.language.quotations import Quotation
    from attrib.types import Document, Span


def join_long_quotations(
    document: Document, found: Sequence[Finding], quotations: Sequence[Quotation]
) -> list[Finding]:
    """Return `found`, in text order, with each quotation of several paragraphs in one attribution if the cues allow.

    It goes to the first attribution whose cue shares a paragraph with its own part (“…,” Vale said), else to the first
    that has any of it. Another with such a cue keeps its part. Paragraphs that nobody has are added if the quotation is
    closed; one that is not may have ended anywhere.
    """
    paragraphs = [paragraph.span for paragraph in document.paragraphs]
    long = [quotation for quotation in quotations if len(quotation.pieces) > 1]
    contents = [list(each.contents) for each in found]
    order = sorted(range(len(found)), key=lambda number: found[number].contents[0].start)
    holders: dict[Span, list[int]] = {}  # by first piece of a quotation, who has words of it
    for number in order:
        for quotation in (q for span in found[number].contents for q in _around(long, span)):
            known = holders.setdefault(quotation.pieces[0], [])
            if number not in known and not _inside(quotation, found[number]):
                known.append(number)
    for quotation in long:
        having = holders.get(quotation.pieces[0], [])
        if not having:
            continue
        own = [number for number in having if _beside(paragraphs, found[number], quotation)]
        first = own[0] if own else having[0]
        for number in having:
            if number != first and number not in own:
                contents[first] += [span for span in contents[number] if quotation.span.contains(span)]
                contents[number] = [span for span in contents[number] if not quotation.span.contains(span)]
        if quotation.closed:
            taken = merged(span for number in having for span in contents[number])
            contents[first] += [p for p in quotation.pieces if not any(p.overlaps(s) for s in near(taken, p))]
    made = [replace(found[number], contents=tuple(sorted(contents[number]))) for number in order if contents[number]]
    return sorted(made, key=lambda each: each.contents[0].start)


def _around(quotations: Sequence[Quotation], span: Span) -> list[Quotation]:
    """Return the quotations that have words of the span."""
    return [quotation for quotation in near(quotations, span) if quotation.span.overlaps(span)]


def _inside(quotation: Quotation, found: Finding) -> bool:
    """Whether the speaker of the quotation reports it (“He told me to go”)."""
    return found.cue is not None and any(piece.contains(found.cue) for piece in near(quotation.pieces, found.cue))


def _beside(paragraphs: Sequence[Span], found: Finding, quotation: Quotation) -> bool:
    """Whether the cue shares a paragraph with a content that is part of the quotation."""
    if found.cue is None:
        return False
    home = near(paragraphs, found.cue)
    return any(p.overlaps(found.cue) and p.overlaps(s) for p in home for s in _parts(quotation, found))


def _parts(quotation: Quotation, found: Finding) -> list[Span]:
    return [span for span in found.contents if quotation.span.contains(span)]
