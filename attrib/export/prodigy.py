"""Prodigy's JSONL: a task for each attribution, for the interface `spans_manual`; offsets in code points, as in spaCy.

The text is that of the paragraphs in which the attribution's parts stand; `meta.offset` is where it begins in the
article. Who has decided has answered: ``accept`` or ``reject``; an open task has no answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrib import plain
from attrib.export.outside import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.export.outside import Copy, Statement


def render(copies: Iterable[Copy]) -> str:
    """Return a line of JSON for each statement, the rejected ones too."""
    return "".join(f"{plain.dumps(_task(copy, each))}\n" for copy in copies for each in copy.statements)


def _task(copy: Copy, statement: Statement) -> dict[str, Any]:
    attribution, document = statement.attribution, copy.document
    placed = list(parts(attribution))
    start, end = min(span.start for _, span in placed), max(span.end for _, span in placed)
    around = [each.span for each in document.paragraphs if each.span.start < end and each.span.end > start]
    start, end = min([start, *(each.start for each in around)]), max([end, *(each.end for each in around)])
    spans = [{"start": span.start - start, "end": span.end - start, "label": part.upper()} for part, span in placed]
    meta = {
        "article": copy.name,
        "title": document.title,
        "id": attribution.id,
        "offset": start,
        "status": statement.status,
        "type": attribution.type,
        "act": attribution.act,
        "speaker": statement.speaker.name if statement.speaker else None,
        "class": statement.speaker.source_class if statement.speaker else None,
        "confidence": statement.confidence,
        "notes": list(map(str, statement.written)),
    }
    task: dict[str, Any] = {"text": document.text[start:end], "spans": sorted(spans, key=lambda each: each["start"])}
    task["meta"] = {key: value for key, value in meta.items() if value not in (None, [])}
    if statement.decided or statement.status == "rejected":
        task["answer"] = "accept" if statement.decided else "reject"
    return task
