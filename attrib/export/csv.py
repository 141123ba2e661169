"""One attribution a row, for spreadsheets.

Article text is untrusted, and a spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line
end as a formula. Such a cell gets an apostrophe in front, which spreadsheets take as *this is text* (the remedy OWASP's
page on CSV injection gives). A terminal obeys control characters, so a cell shows a sign in their place, “␛” or U+FFFD,
and in that of the characters that turn the reading direction (:mod:`attrib.plain`); tabs stay, and each kind of line
end is a line feed. Only so does an export differ from the article: `start` and `end` still point at the words
themselves, and the JSON forms hold them byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from attrib.plain import tame
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.types import Analysis, Attribution, Document, Entity

COLUMNS = (
    "document", "title", "published", "id", "type", "act", "stance", "negated", "speaker", "class", "role",
    "affiliation", "source", "cue", "content", "start", "end", "sentence", "paragraph", "confidence", "rule", "flags",
    "evidence", "page", "time",
)  # fmt: skip

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - Excel runs full-width forms too


def header() -> str:
    """Return the line of column names."""
    return line(COLUMNS)


def rows(analysis: Analysis) -> str:
    """Return a line for each attribution, in the order of the analysis, without the header.

    Several content spans are joined with `` … ``, flags with ``; ``, steps of evidence with `` > ``; `start` and `end`
    run from the first content character to the last; `page` and `time` are where the first content begins, empty in a
    file that has none.
    """
    entities = {entity.id: entity for entity in analysis.entities}
    return "".join(
        _row(analysis.document, attribution, entities.get(attribution.speaker.entity) if attribution.speaker else None)
        for attribution in analysis.attributions
    )


def guard(cell: str) -> str:
    """Return `cell`, with an apostrophe in front when a spreadsheet would run it."""
    return "'" + cell if cell.startswith(FORMULA) else cell


def line(cells: Iterable[str | int | None]) -> str:
    """Return `cells` as a line of the file, each tame and guarded, its end included."""
    buffer = io.StringIO()
    shown = (tame(re.sub(r"\r\n?", "\n", "" if cell is None else str(cell))) for cell in cells)
    csv.writer(buffer).writerow(map(guard, shown))
    return buffer.getvalue()


def _row(document: Document, attribution: Attribution, entity: Entity | None) -> str:
    text = document.text
    speaker, cue = attribution.speaker, attribution.cue
    place = document.place(attribution.content[0].start)
    values = {
        "document": document.path or document.id,
        "title": document.title,
        "published": document.published,
        "id": attribution.id,
        "type": attribution.type,
        "act": attribution.act,
        "stance": attribution.stance,
        "negated": "yes" if attribution.negated else "no",
        "speaker": speaker.name if speaker else None,
        "class": speaker.source_class if speaker else None,
        "role": entity.role if entity else None,
        "affiliation": entity.affiliation if entity else None,
        "source": pieces(text, attribution.source),
        "cue": pieces(text, cue.span if cue else None),
        "content": pieces(text, *attribution.content),
        "start": min(span.start for span in attribution.content),
        "end": max(span.end for span in attribution.content),
        "sentence": attribution.sentence,
        "paragraph": attribution.paragraph,
        "confidence": f"{attribution.confidence:.2f}",
        "rule": attribution.rule,
        "flags": "; ".join(attribution.flags),
        "evidence": " > ".join(attribution.evidence),
        "page": place.page,
        "time": place.time,
    }
    return line(values[column] for column in COLUMNS)
