"""UIMA CAS JSON, which INCEpTION imports: a span of the layer `LAYER` for each part of an attribution.

UIMA is written in Java and counts UTF-16 units: an emoji is two characters there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrib import plain
from attrib.export.outside import only, parts, utf16

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.export.outside import Copy, Statement

LAYER: Final = "webanno.custom.Attribution"
"""The layer's name in INCEpTION's project; its features are strings."""
FEATURES: Final = ("part", "identifier", "speaker", "speakerClass", "kind", "act", "status", "checker", "notes")
SOFA: Final = 1


def render(copies: Sequence[Copy]) -> str:
    """Return the CAS of an article with the statements that no checker rejected. Raises OutputError for several."""
    copy = only(copies, "a CAS")
    document = copy.document
    units = utf16(document.text)
    sofa: dict[str, Any] = {
        "%ID": SOFA,
        "%TYPE": "uima.cas.Sofa",
        "sofaNum": 1,
        "sofaID": "_InitialView",
        "mimeType": "text/plain",
    }
    whole: dict[str, Any] = {"%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": SOFA, "begin": 0, "end": units[-1]}
    spans: list[dict[str, Any]] = [
        {"%TYPE": LAYER, "@sofa": SOFA, "begin": units[span.start], "end": units[span.end], "part": part, **features}
        for each in copy.standing
        for features in (dict(_features(each)),)
        for part, span in parts(each.attribution)
    ]
    found = [whole | {"language": document.language or "x-unspecified"}, *spans]
    features: dict[str, Any] = {name: {"%NAME": name, "%RANGE": "uima.cas.String"} for name in FEATURES}
    data = {
        "%TYPES": {LAYER: {"%NAME": LAYER, "%SUPER_TYPE": "uima.tcas.Annotation", **features}},
        "%FEATURE_STRUCTURES": [
            sofa | {"sofaString": document.text},
            *({"%ID": number, **each} for number, each in enumerate(found, SOFA + 1)),
        ],
        "%VIEWS": {
            "_InitialView": {"%SOFA": SOFA, "%MEMBERS": [number for number, _ in enumerate(found, SOFA + 1)]},
        },
    }
    return plain.dumps(data, indent=1) + "\n"


def _features(statement: Statement) -> Iterator[tuple[str, str]]:
    attribution, speaker = statement.attribution, statement.speaker
    yield "identifier", attribution.id
    if speaker is not None:
        yield "speaker", speaker.name
        yield "speakerClass", speaker.source_class
    yield "kind", attribution.type
    yield "act", attribution.act
    yield "status", statement.status
    if statement.by is not None:
        yield "checker", statement.by.reviewer
    if statement.written:
        yield "notes", "\n".join(map(str, statement.written))
