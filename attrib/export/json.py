"""The JSON of an analysis: schema ``attrib/1`` (``docs/schema/attrib-1.schema.json``), there and back.

A span is written as ``{"start", "end", "text"}``: half-open code points into ``document.text``, and the characters
themselves so that a reader need not count. Coming back, the two must agree, so an article edited by hand is refused.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrib import plain, types
from attrib.errors import MissingInput, UnreadableInput, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "attrib/1"
_AGAIN = "write it again with attrib extract"

Json: TypeAlias = dict[str, Any]
"""An object as the standard library's `json` reads and writes it."""


def to_dict(analysis: types.Analysis) -> Json:
    """Return `analysis` as plain dictionaries and lists in the schema's order of keys."""
    document, engine = analysis.document, analysis.engine
    return {
        "schema": SCHEMA,
        "document": {
            "id": document.id,
            "path": document.path,
            "title": document.title,
            "byline": document.byline,
            "published": document.published,
            "language": document.language,
            "text": document.text,
            "paragraphs": [
                {
                    "start": paragraph.span.start,
                    "end": paragraph.span.end,
                    "kind": paragraph.kind,
                    "page": place.page,
                    "time": place.time,
                }
                for paragraph in document.paragraphs
                for place in (document.place(paragraph.span.start),)
            ],
            "places": [asdict(place) for place in document.places],
            "notes": [
                {
                    "start": note.span.start,
                    "end": note.span.end,
                    "kind": note.kind,
                    "author": note.author,
                    "date": note.date,
                    "text": note.text,
                }
                # What a comment of a Word file may have; no other note does.
                | {name: value for name in ("id", "parent", "done") if (value := getattr(note, name))}
                for note in document.notes
            ],
            "repairs": list(document.repairs),
        },
        "engine": asdict(engine),
        **findings(analysis),
        "quotations": [
            {**_span(quoted.span, document.text), "attribution": quoted.attribution}
            | ({"no_statement": True} if quoted.no_statement else {})
            for quoted in analysis.quotations
        ],
        **_verifications(analysis),
        "claims": [
            {
                "id": claim.id,
                "span": _span(claim.span, document.text),
                "attribution": claim.attribution,
                "worth": claim.worth,
                "checkable": claim.checkable,
                "kinds": list(claim.kinds),
                "hedges": _spans(claim.hedges, document.text),
            }
            for claim in analysis.claims
        ],
    }


def findings(analysis: types.Analysis) -> Json:
    """Return the two parts that a line of predictions holds as well: `attributions` and `entities`."""
    text = analysis.document.text
    return {
        "attributions": [_attribution(attribution, text) for attribution in analysis.attributions],
        "entities": [
            {
                "id": entity.id,
                "name": entity.name,
                "class": entity.source_class,
                "role": entity.role,
                "affiliation": entity.affiliation,
                "speaks": entity.speaks,
                "aliases": list(entity.aliases),
                "mentions": _spans(entity.mentions, text),
                "titles": [{**_span(title.span, text), "kind": title.kind} for title in entity.titles],
            }
            for entity in analysis.entities
        ],
    }


def _verifications(analysis: types.Analysis) -> Json:
    """Return `verifications`, nothing where the article was not compared with sources."""
    if analysis.verifications is None:
        return {}
    return {"verifications": [verification(each, analysis.document.text) for each in analysis.verifications]}


def verification(found: types.Verification, text: str) -> Json:
    """Return a verification of words of `text`; `weight` only where it has one."""
    return {
        "attribution": found.attribution,
        "verdict": found.verdict,
        "kinds": list(found.kinds),
        "differences": [
            {
                "kind": difference.kind,
                "printed": _span(difference.printed, text) if difference.printed is not None else None,
                "said": _excerpt(difference.said) if difference.said is not None else None,
            }
            for difference in found.differences
        ],
        "flags": list(found.flags),
        "source": _passage(found.source) if found.source is not None else None,
        "places": [_passage(place) for place in found.places],
    } | ({} if found.weight is None else {"weight": found.weight.name.lower()})


def verification_of(data: Json, text: str) -> types.Verification:
    """Return what :func:`verification` wrote of words of `text`. Raises KeyError and ValueError when it is damaged."""
    weight = data.get("weight")
    return types.Verification(
        attribution=data["attribution"],
        verdict=types.Verdict(data["verdict"]),
        kinds=tuple(map(types.DifferenceKind, _list(data, "kinds"))),
        differences=tuple(
            types.Difference(
                types.DifferenceKind(each["kind"]),
                _read_span(each["printed"], text) if each["printed"] is not None else None,
                _read_excerpt(each["said"]) if each["said"] is not None else None,
            )
            for each in _list(data, "differences")
        ),
        flags=tuple(map(types.Caution, _list(data, "flags"))),
        source=_read_passage(data["source"]) if data["source"] is not None else None,
        places=tuple(map(_read_passage, _list(data, "places", []))),
        weight=None if weight is None else types.Weight[weight.upper()],
    )


def _read_excerpt(value: Json) -> types.Excerpt:
    return types.Excerpt(types.Span(value["start"], value["end"]), value["text"])


def _read_passage(value: Json) -> types.Passage:
    where = {name: value[name] for name in ("path", "sha256", "page", "time", "speaker")}
    return types.Passage(**where, said=_read_excerpt(value), around=_read_excerpt(value["around"]))


def _read_place(value: Json, text: str) -> types.Span:
    found = types.Span(value["start"], value["end"])
    if found.end > len(text):
        message = f"{found.start}..{found.end} is beyond the end of the text"
        raise ValueError(message)
    return found


def _read_span(value: Json, text: str) -> types.Span:
    found = _read_place(value, text)
    if value["text"] != found.of(text):
        message = f"the text at {found.start}..{found.end} is not the one stored with it"
        raise ValueError(message)
    return found


def _excerpt(excerpt: types.Excerpt) -> Json:
    return {"start": excerpt.span.start, "end": excerpt.span.end, "text": excerpt.text}


def _passage(passage: types.Passage) -> Json:
    return {
        "path": passage.path,
        "sha256": passage.sha256,
        "page": passage.page,
        "time": passage.time,
        "speaker": passage.speaker,
        **_excerpt(passage.said),
        "around": _excerpt(passage.around),
    }


def dumps(analysis: types.Analysis) -> str:
    """Return the document that ``attrib extract FILE --format json`` prints, indented, with a line end."""
    return plain.dumps(to_dict(analysis), indent=1) + "\n"


def load(path: str) -> types.Analysis:
    """Return the analysis in a file that ``attrib extract --format json`` wrote.

    Raises MissingInput, and UnreadableInput as :func:`from_dict` does.
    """
    try:
        return from_dict(json.loads(Path(path).read_bytes()))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingInput(f"There is no file {visible(path)}.", "Check the path.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableInput(f"{visible(path)} holds no JSON that can be read: {error}", _AGAIN) from error


def from_dict(data: object) -> types.Analysis:
    """Return the analysis that :func:`to_dict` wrote; ``from_dict(to_dict(a)) == a``.

    Raises UnreadableInput when `data` is of another schema, lacks a part, has one of another type than the schema's, or
    holds a span whose text is not what stands in the article at that place.
    """
    found = data.get("schema") if isinstance(data, dict) else None
    if not isinstance(data, dict) or found != SCHEMA:
        raise UnreadableInput(f"not an {SCHEMA} analysis (schema: {found!r:.60})", _AGAIN)
    try:
        return types.whole(_analysis(data))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise UnreadableInput(f"damaged {SCHEMA} analysis: {what}", _AGAIN) from error


def _span(span: types.Span, text: str) -> Json:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _spans(spans: Iterable[types.Span], text: str) -> list[Json]:
    return [_span(span, text) for span in spans]


def _attribution(attribution: types.Attribution, text: str) -> Json:
    cue, source, speaker = attribution.cue, attribution.source, attribution.speaker
    return {
        "id": attribution.id,
        "type": attribution.type,
        "content": _spans(attribution.content, text),
        "cue": {**_span(cue.span, text), "lemma": cue.lemma} if cue else None,
        "source": _span(source, text) if source is not None else None,
        "speaker": {"entity": speaker.entity, "name": speaker.name, "class": speaker.source_class} if speaker else None,
        "candidates": [asdict(candidate) for candidate in attribution.candidates],
        "act": attribution.act,
        "stance": attribution.stance,
        "negated": attribution.negated,
        "confidence": attribution.confidence,
        "rule": attribution.rule,
        "evidence": list(attribution.evidence),
        "steps": [{"code": step.code, "values": dict(step.values)} for step in attribution.steps],
        "flags": list(attribution.flags),
        "sentence": attribution.sentence,
        "paragraph": attribution.paragraph,
    }


def _analysis(data: Json) -> types.Analysis:
    document, engine = data["document"], data["engine"]
    text = document["text"]

    def place(value: Json) -> types.Span:
        return _read_place(value, text)

    def span(value: Json) -> types.Span:
        return _read_span(value, text)

    def spans(data: Json, name: str) -> tuple[types.Span, ...]:
        return tuple(map(span, _list(data, name)))

    def attribution(value: Json) -> types.Attribution:
        cue, source, speaker = value["cue"], value["source"], value["speaker"]
        if not value["content"]:
            raise ValueError("an attribution has no words")
        return types.Attribution(
            id=value["id"],
            type=value["type"],
            content=spans(value, "content"),
            cue=types.Cue(span(cue), cue["lemma"]) if cue is not None else None,
            source=None if source is None else span(source),
            rule=value["rule"],
            sentence=value["sentence"],
            paragraph=value["paragraph"],
            speaker=types.Speaker(speaker["entity"], speaker["name"], speaker["class"])
            if speaker is not None
            else None,
            act=value["act"],
            stance=value["stance"],
            negated=value["negated"],
            confidence=value["confidence"],
            evidence=tuple(_list(value, "evidence")),
            flags=tuple(_list(value, "flags")),
            # Neither is in a file of before 2026-11-29.
            steps=tuple(types.Step(each["code"], {**each["values"]}) for each in _list(value, "steps", [])),
            candidates=tuple(
                types.Candidate(each["entity"], each["name"], each["probability"])
                for each in _list(value, "candidates", [])
            ),
        )

    return types.Analysis(
        document=types.Document(
            id=document["id"],
            text=text,
            paragraphs=tuple(types.Paragraph(place(each), each["kind"]) for each in _list(document, "paragraphs")),
            path=document["path"],
            title=document["title"],
            byline=document["byline"],
            published=document["published"],
            language=document["language"],
            # None of these is in a file of before 2026-11-29.
            places=tuple(
                types.Place(each["offset"], each["page"], each["time"]) for each in _list(document, "places", [])
            ),
            notes=tuple(
                types.Note(
                    place(each),
                    each["kind"],
                    each["text"],
                    each["author"],
                    each["date"],
                    each.get("id"),
                    each.get("parent"),
                    each.get("done", False),
                )
                for each in _list(document, "notes", [])
            ),
            repairs=tuple(_list(document, "repairs", [])),
        ),
        engine=types.Engine(
            engine["attrib"],
            engine["stanza"],
            {**engine["models"]},
            # What a file of before 2026-11-24 does not say.
            engine.get("finder", "tagger"),
            engine.get("min_confidence", 0.0),
            engine.get("left_out", 0),
            engine.get("style", "polnear"),  # PolNeAR's were the only ones before 2026-11-28
        ),
        attributions=tuple(map(attribution, _list(data, "attributions"))),
        entities=tuple(
            types.Entity(
                id=each["id"],
                name=each["name"],
                source_class=each["class"],
                role=each["role"],
                affiliation=each["affiliation"],
                aliases=tuple(_list(each, "aliases")),
                mentions=spans(each, "mentions"),
                titles=tuple(types.Title(span(title), title["kind"]) for title in _list(each, "titles", [])),
                speaks=each.get("speaks", True),  # before 2026-11-29 only those who speak were kept
            )
            for each in _list(data, "entities")
        ),
        claims=tuple(
            types.Claim(
                id=each["id"],
                span=span(each["span"]),
                attribution=each["attribution"],
                checkable=each["checkable"],
                kinds=tuple(_list(each, "kinds")),
                hedges=spans(each, "hedges"),
                worth=each.get("worth"),
            )
            for each in _list(data, "claims")
        ),
        # Not in a file of before 2026-11-29.
        quotations=tuple(
            types.Quoted(span(each), each["attribution"], each.get("no_statement", False))
            for each in _list(data, "quotations", [])
        ),
        verifications=tuple(verification_of(each, text) for each in _list(data, "verifications"))
        if "verifications" in data
        else None,
    )


def _list(data: Json, name: str, absent: list[Any] | None = None) -> list[Any]:
    """Return the list of that name; where there is none, `absent`. Raises TypeError, and KeyError without `absent`."""
    found = data[name] if absent is None else data.get(name, absent)
    if not isinstance(found, list):
        message = f"{name} is no list"
        raise TypeError(message)
    return found
