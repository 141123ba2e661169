"""The line-by-line file: what a research desk keeps for each statement of an article, a row each.

What a checker entered and what the article says stand in columns of their own (`title`, `title_in_article`): nothing
is shown as checked that nobody has checked. A column ``machine_…`` holds what attrib had found, where a checker changed
it, and is empty where nobody did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrib.export import csv
from attrib.wording import difference_words, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from attrib.review import Decision, Item, Kind, Review
    from attrib.types import Attribution, Entity, Verification

COLUMNS: Final = (
    "article", "file", "article_id", "number", "id", "status",
    "words", "machine_words", "type", "machine_type", "act", "machine_act",
    "speaker", "machine_speaker", "class", "machine_class", "name_proof",
    "title", "title_proof", "title_in_article", "affiliation", "affiliation_proof", "affiliation_in_article",
    "source", "machine_source", "cue", "machine_cue",
    "time_code", "page", "link", "evidence_links", "source_kind",
    "contact", "contacted", "answered", "comment", "answer",
    "checker", "date", "changed", "confidence", "look_at", "notes", "signed_by", "signed_on", "start", "end",
    "page_in_article", "time_in_article", "found_time_code", "found_page", "found_in", "verdict", "differences",
    "concern", "facts", "fact_statuses", "fact_notes", "fact_evidence",
)  # fmt: skip

UNATTRIBUTED: Final = "unattributed"
"""Stands for no speaker; an empty cell would look like one that was not filled in."""

STATUS_KINDS: Final[frozenset[Kind]] = frozenset(
    {"accept", "reject", "reopen", "no_statement", "concern", "speaker", "type", "act", "span", "merge", "split", "add"}
)
"""The kinds of decision that set an item's status: whoever made the last of them is its checker."""


def header() -> str:
    """Return the CSV line of column names."""
    return csv.line(COLUMNS)


def rows(review: Review) -> str:
    """Return a CSV line for each item, without the header; cells are guarded as :mod:`attrib.export.csv` does."""
    return "".join(csv.line(values[column] for column in COLUMNS) for values in lines(review))


def lines(review: Review) -> Iterator[dict[str, str]]:
    """Yield the values of each item by column, in text order, the rejected ones too.

    Several pieces of content are joined with `` … ``, several notes and links with a line end.
    """
    decided = checkers(review)
    entities = {entity.id: entity for entity in review.entities}
    in_article = {entity.id for entity in review.analysis.entities}
    document, signed = review.document, review.signed
    for number, item in enumerate(review.items, 1):
        current, record, decision = item.current, item.record, decided.get(item.id)
        speaker, place = current.speaker, document.place(current.content[0].start)
        entity = entities.get(speaker.entity) if speaker else None
        cautions = item.verification.flags if item.verification else ()
        # Of somebody whom a checker named, the checker's word is all there is.
        written, named = (entity, None) if entity and entity.id in in_article else (None, entity)
        yield {
            "article": document.title or "",
            "file": document.path or "",
            "article_id": document.id,
            "number": str(number),
            "id": item.id,
            "status": item.shown_status,
            **_reading(current, document.text),
            **_machine(item, document.text),
            "name_proof": record.name_proof or "",
            "title": record.title or _role(named),
            "title_proof": record.title_proof or "",
            "title_in_article": _role(written),
            "affiliation": record.affiliation or _affiliation(named),
            "affiliation_proof": record.affiliation_proof or "",
            "affiliation_in_article": _affiliation(written),
            "time_code": record.time_code or "",
            "page": record.page or "",
            "link": record.link or "",
            "evidence_links": "\n".join(item.links),
            "source_kind": record.source_kind or "",
            "contact": record.contact or "",
            "contacted": _yes(record.contacted),
            "answered": _yes(record.answered) if record.contacted else "",
            "comment": record.comment or "",
            "answer": record.answer or "",
            "checker": decision.reviewer if decision else "",
            "date": decision.at if decision else "",
            "changed": ", ".join(item.changes) if item.machine else "added" if item.added else "split",
            "confidence": "" if item.machine is None else f"{item.machine.confidence:.2f}",
            "look_at": "; ".join((*current.flags, *cautions, *(["reworded"] if item.reworded else []))),
            "notes": "\n".join(f"{note.text} ({note.by} {note.at})" for note in item.notes),
            "signed_by": signed.reviewer if signed else "",
            "signed_on": signed.at if signed else "",
            "start": str(min(span.start for span in current.content)),
            "end": str(max(span.end for span in current.content)),
            "page_in_article": "" if place.page is None else str(place.page),
            "time_in_article": place.time or "",
            **_verdict(item.verification, document.text),
            "concern": item.concern,
            **_facts(item),
        }


def checkers(review: Review) -> Mapping[str, Decision]:
    """Return, by item, the last decision in effect that set its status; items nobody has decided are not in it."""
    log = {decision.number: decision for decision in review.decisions}
    decided: dict[str, Decision] = {}
    for decision in review.decisions:
        gone = decision.number in review.undone or decision.number in review.lost
        if decision.kind in STATUS_KINDS and not gone:
            decided.update(dict.fromkeys(decision.touches(log), decision))
    return decided


def _reading(attribution: Attribution, text: str) -> dict[str, str]:
    """Return what is said of an attribution, by column."""
    speaker, cue = attribution.speaker, attribution.cue
    return {
        "words": pieces(text, *attribution.content),
        "type": attribution.type,
        "act": attribution.act,
        "speaker": speaker.name if speaker else UNATTRIBUTED,
        "class": speaker.source_class if speaker else "",
        "source": pieces(text, attribution.source),
        "cue": pieces(text, cue.span if cue else None),
    }


def _verdict(found: Verification | None, text: str) -> dict[str, str]:
    """Return what the sources say of the words, by column; a passage that only comes near is no place of theirs."""
    source = found.source if found and found.is_found else None
    return {
        "found_time_code": (source.time if source else None) or "",
        "found_page": "" if source is None or source.page is None else str(source.page),
        "found_in": source.path if source else "",
        "verdict": found.verdict if found else "",
        "differences": "\n".join(difference_words(each, text) for each in found.differences) if found else "",
    }


def _facts(item: Item) -> dict[str, str]:
    """Return the facts by column, a line each with its number; a line without more where nothing was entered."""
    facts = item.facts

    def numbered(cells: Iterable[str]) -> str:
        return "\n".join(
            f"{fact.number}. {' '.join(cell.split())}".rstrip() for fact, cell in zip(facts, cells, strict=True)
        )

    return {
        "facts": numbered(each.words for each in facts),
        "fact_statuses": numbered(each.status for each in facts),
        "fact_notes": numbered(each.note or "" for each in facts),
        "fact_evidence": numbered(", ".join(filter(None, (each.evidence, each.place))) for each in facts),
    }


def _machine(item: Item, text: str) -> dict[str, str]:
    """Return the machine's reading of what was changed; nothing of the rest, nor of what it had not found."""
    fields = {
        "words": "content", "type": "type", "act": "act",
        "speaker": "speaker", "class": "speaker", "source": "source", "cue": "cue",
    }  # fmt: skip
    changed = () if item.machine is None else item.changes
    before = _reading(item.machine or item.current, text)
    return {f"machine_{name}": before[name] or "none" if field in changed else "" for name, field in fields.items()}


def _role(entity: Entity | None) -> str:
    return (entity.role if entity else None) or ""


def _affiliation(entity: Entity | None) -> str:
    return (entity.affiliation if entity else None) or ""


def _yes(holds: bool) -> str:  # noqa: FBT001 - it is the value itself
    return "yes" if holds else "no"
