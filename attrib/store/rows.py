"""Analyses and items as rows of the tables, and decisions as what they changed: for whoever reads the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from attrib.export.json import findings, verification, verification_of
from attrib.review.state import RECORD_FIELDS, Compared
from attrib.types import Excerpt, Span
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from attrib.review import Item, Review
    from attrib.types import Analysis

Row: TypeAlias = tuple[object, ...]


def flat(analysis: Analysis) -> Iterator[tuple[str, list[Row]]]:
    """Yield each table's name and its rows, without the analysis and the position that each begins with."""
    text, written = analysis.document.text, findings(analysis)
    yield "attributions", [
        (
            storable(each.id), each.type, *_ends(each.content), storable(pieces(text, *each.content)),
            _places(each.content), *_place(each.cue.span if each.cue else None, text), *_place(each.source, text),
            *((storable(each.speaker.entity), storable(each.speaker.name), each.speaker.source_class)
              if each.speaker else (None, None, None)),
            each.act, each.stance, each.negated, each.confidence, storable(each.rule),
            readable(each.evidence), readable(each.flags), each.sentence, each.paragraph,
            readable(data["steps"]), readable(data["candidates"]),
        )
        for each, data in zip(analysis.attributions, written["attributions"], strict=True)
    ]  # fmt: skip
    yield "entities", [
        (
            storable(each.id), storable(each.name), each.source_class, storable(each.role),
            storable(each.affiliation), readable(each.aliases), _places(each.mentions),
            each.speaks, readable(data["titles"]),
        )
        for each, data in zip(analysis.entities, written["entities"], strict=True)
    ]  # fmt: skip
    yield "claims", [
        (
            storable(each.id), storable(each.attribution), *_place(each.span, text), each.checkable,
            readable(each.kinds), readable([span.of(text) for span in each.hedges]), each.worth,
        )
        for each in analysis.claims
    ]  # fmt: skip


def verification_rows(analysis: Analysis) -> Iterator[Row]:
    """Yield the rows of the table `verifications`, without the comparison and the position that each begins with."""
    text, by_id = analysis.document.text, {each.id: each for each in analysis.attributions}
    for found in analysis.verifications or ():
        attribution, source = by_id[found.attribution], found.source
        yield (
            storable(found.attribution), attribution.type,
            storable(attribution.speaker.name) if attribution.speaker else None,
            storable(pieces(text, *attribution.content)), _places(attribution.content),
            found.verdict, None if found.weight is None else found.weight.name.lower(),
            readable(found.kinds), readable(found.flags),
            *((storable(source.path), source.sha256, source.page, source.time, storable(source.said.text))
              if source else (None,) * 5),
            dumps(verification(found, text)),
        )  # fmt: skip


def compared(row: Mapping[str, Any], text: str) -> Compared:
    """Return what a row of `verifications` tells; `text` is that of the analysis that was compared."""
    spans = (Span(*place) for place in json.loads(row["pieces"]))
    words = tuple(Excerpt(span, span.of(text)) for span in spans)
    return Compared(words, row["type"], row["speaker"], verification_of(json.loads(row["json"]), text))


def item_row(item: Item, text: str) -> Row:
    """Return the row of the table `items`, without the document it begins with."""
    current, last, speaker = item.current, item.last, item.current.speaker
    return (
        storable(item.id), *_ends(current.content), words(item, text),
        item.shown_status, current.type,
        storable(speaker.name) if speaker else None, speaker.source_class if speaker else None, current.act,
        last.reviewer if last else None, last.at if last else None, item.number,
    )  # fmt: skip


def words(item: Item, text: str) -> str:
    """Return what is attributed, its pieces in a row."""
    return storable(pieces(text, *item.current.content))


def dumps(data: object) -> str:
    """Return JSON to be read back; in ASCII, so that any string can be kept."""
    return json.dumps(data, separators=(",", ":"))


def readable(data: object) -> str:
    """Return JSON to be read by people too."""
    return storable(json.dumps(data, ensure_ascii=False))


@overload
def storable(string: str) -> str: ...
@overload
def storable(string: str | None) -> str | None: ...
def storable(string: str | None) -> str | None:
    """Return the string as SQLite can keep it: of a name that is no UTF-8 the bytes are written out.

    In JSON that is what `json` itself writes for them, so they come back.
    """
    return string if string is None else string.encode("utf-8", "backslashreplace").decode()


def differences(before: Review, after: Review) -> dict[str, tuple[Any, Any]]:
    """Return, by item, the fields that differ, before and after; None for an item that is not there."""
    text = before.document.text
    sides = [{item.id: _summary(item, text) for item in review.items} for review in (before, after)]
    changes: dict[str, tuple[Any, Any]] = {}
    for name in dict.fromkeys((*sides[0], *sides[1])):
        old, new = sides[0].get(name), sides[1].get(name)
        if old is None or new is None:
            changes[name] = _entered(old), _entered(new)
        elif old != new:
            fields = [field for field in new if old[field] != new[field]]
            changes[name] = {field: old[field] for field in fields}, {field: new[field] for field in fields}
    quoted = [{each.id: each.status for each in review.uncovered} for review in (before, after)]
    for name in dict.fromkeys((*quoted[0], *quoted[1])):
        states = [side.get(name, "covered") for side in quoted]
        if states[0] != states[1] and "no statement" in states:
            changes[name] = {"status": states[0]}, {"status": states[1]}
    signed = [review.signed.reviewer if review.signed else None for review in (before, after)]
    if signed[0] != signed[1]:
        changes["signed"] = signed[0], signed[1]
    return changes


def _entered(summary: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what there is to say of an item that came or went."""
    return summary and {name: value for name, value in summary.items() if value not in (None, [])}


def _summary(item: Item, text: str) -> dict[str, Any]:
    """Return the item in words, for a reader of the log."""
    current, record = item.current, item.record
    return {
        "status": item.status,
        "type": current.type,
        "content": [span.of(text) for span in current.content],
        "cue": current.cue.span.of(text) if current.cue else None,
        "source": current.source.of(text) if current.source else None,
        "speaker": current.speaker.name if current.speaker else None,
        "class": current.speaker.source_class if current.speaker else None,
        "act": current.act,
        "notes": [note.text for note in item.notes],
        "links": list(item.links),
        "verdict": item.verdict.value["verdict"] if item.verdict else None,
        "concern": item.concern or None,
        "facts": list(map(str, item.facts)),
        **{name: getattr(record, name) for name in (*RECORD_FIELDS, "contact", "comment", "answer")},
    }


def _ends(spans: Sequence[Span]) -> tuple[int | None, int | None]:
    return (spans[0].start, spans[-1].end) if spans else (None, None)


def _place(span: Span | None, text: str) -> tuple[int | None, int | None, str | None]:
    return (None, None, None) if span is None else (span.start, span.end, storable(span.of(text)))


def _places(spans: Sequence[Span]) -> str:
    return json.dumps([[span.start, span.end] for span in spans])
