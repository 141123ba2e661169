"""W3C Web Annotation (JSON-LD): what Hypothesis, Recogito and annotation servers read and write.

Every part of an attribution is an annotation whose target is a stretch of the article's text as attrib has it: by its
place there, in code points as the standard counts, and by its words with those around them, which can be looked for in
the page itself. What is said of the attribution is in the bodies of its content's annotation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrib import plain
from attrib.export.outside import parts
from attrib.wording import titles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrib.export.outside import Copy, Remark, Statement
    from attrib.types import Span

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
AROUND: Final = 32
"""Characters of prefix and suffix, as many as Hypothesis keeps."""


def render(copies: Iterable[Copy]) -> str:
    """Return an AnnotationCollection of the articles' statements but for the rejected ones, as JSON-LD."""
    items = [annotation for copy in copies for annotation in _annotations(copy)]
    page = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    data = {"@context": CONTEXT, "type": "AnnotationCollection", "total": len(items), "first": page}
    return plain.dumps(data, indent=1) + "\n"


def _annotations(copy: Copy) -> Iterator[dict[str, Any]]:
    document = copy.document
    yield {
        "id": f"{copy.name}/text",
        "type": "Annotation",
        "motivation": "describing",
        "body": {"type": "TextualBody", "value": document.text, "format": "text/plain", "language": document.language},
        "target": {"id": copy.name, "type": "Text"} | ({"via": copy.address} if copy.address else {}),
    }
    for each in copy.standing:
        name = f"{copy.name}/{each.attribution.id}"
        yield {
            "id": name,
            "type": "Annotation",
            "motivation": "identifying",
            **_made(copy, each),
            "body": list(_bodies(each)),
            "target": [_target(copy, span) for span in each.attribution.content],
        }
        for part, span in parts(each.attribution):
            if part != "content":
                body = [{"id": name, "type": "Annotation"}, _body("tagging", part)]
                target = _target(copy, span)
                yield {"id": f"{name}/{part}", "type": "Annotation", "motivation": "linking"} | {
                    "body": body,
                    "target": target,
                }


def _made(copy: Copy, statement: Statement) -> dict[str, Any]:
    if statement.by is None:
        return {"creator": {"type": "Software", "name": copy.engine}}
    return {"creator": {"type": "Person", "name": statement.by.reviewer}, "created": statement.by.at}


def _bodies(statement: Statement) -> Iterator[dict[str, Any]]:
    attribution, speaker = statement.attribution, statement.speaker
    if speaker is not None:
        yield _body("identifying", speaker.name)
        yield _body("classifying", speaker.source_class)
    yield from (_body("describing", words) for words in titles_of(statement.entity))
    yield from (_body("tagging", tag) for tag in (statement.status, attribution.type, attribution.act))
    yield from map(_remark, statement.written)


def _remark(remark: Remark) -> dict[str, Any]:
    if remark.kind == "evidence":
        return {"type": "SpecificResource", "purpose": "linking", "source": remark.text}
    if remark.by is None:
        return _body("commenting", str(remark))
    return _body("commenting", remark.text) | {"creator": {"type": "Person", "name": remark.by}, "created": remark.at}


def _body(purpose: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _target(copy: Copy, span: Span) -> dict[str, Any]:
    text = copy.document.text
    quote = {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(span.start - AROUND, 0) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    position = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    return {"source": copy.name, "selector": [quote, position]}
