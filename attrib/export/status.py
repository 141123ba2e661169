"""How far the articles of the store are, and what is to decide in one, as lines or JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from attrib.errors import visible
from attrib.review.state import Uncovered
from attrib.wording import nobodys_words, pieces, several

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from attrib.review import Item, Review, Status
    from attrib.review.state import Listed
    from attrib.store import StoredDocument

SHORT: Final = 12
"""Characters of an article's id that are shown, as git shows of a commit's."""
ORDER: Final[tuple[Status, ...]] = ("confirmed", "corrected", "added", "concern", "rejected", "open")
"""In which the statuses are shown: what is done, then what is left."""
WORDS: Final = 60
"""Characters of a statement that are shown."""


def short_id(document: StoredDocument) -> str:
    """Return the beginning of the article's id, by which every command knows it."""
    return document.id.removeprefix("sha256:")[:SHORT]


def counted(counts: Mapping[Status, int], quotations: int) -> str:
    """Return “3 confirmed, 1 added, 10 open, 2 quotations nobody’s”: how many there are of what there is."""
    told = [f"{counts[status]} {status}" for status in ORDER if counts[status]]
    return ", ".join(filter(None, [*told, nobodys_words(quotations)])) or "nothing to decide"


def progress(documents: Sequence[StoredDocument]) -> str:
    """Return “12 of 71 attributions decided, 2 quotations nobody’s”: how far several articles are."""
    total = sum(sum(each.counts.values()) for each in documents)
    done = total - sum(each.counts["open"] for each in documents)
    decided = f"{done} of {several(total, 'attribution')} decided" if total else ""
    return (
        ", ".join(filter(None, (decided, nobodys_words(sum(each.quotations for each in documents)))))
        or "nothing to decide"
    )


def table(documents: Sequence[StoredDocument]) -> str:
    """Return a line of column names and one for each article; the last column, its title and path, may be long."""
    head = (*ORDER, "nobody’s", "signed by", "id", "article")
    rows = [
        (
            *(str(each.counts[status]) for status in ORDER),
            str(each.quotations),
            visible(each.signed or "-"),
            short_id(each),
            visible(" · ".join(part for part in (each.title, each.path) if part) or "standard input"),
        )
        for each in documents
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "".join(
        "  ".join(
            cell.rjust(width) if place <= len(ORDER) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        + "\n"
        for row in (head, *rows)
    )


def as_dict(document: StoredDocument, review: Review | None = None) -> dict[str, Any]:
    """Return an article for JSON; with its `review`, also its items and the number of its last decision."""
    data: dict[str, Any] = {
        "id": document.id,
        "path": document.path,
        "title": document.title,
        "published": document.published,
        "analysed": document.saved,
        "signed": document.signed,
        **{status: document.counts[status] for status in ORDER},
        "open_quotations": document.quotations,
    }
    if review is not None:
        data["decisions"] = review.number
        data["orphaned"] = len(review.orphaned)
        data["items"] = [_item(item, review.document.text) for item in review.items]
        data["quotations"] = [
            {"id": each.id, "status": each.status, "words": each.span.of(review.document.text)}
            for each in review.uncovered
        ]
    return data


def item_lines(prefix: str, items: Iterable[Listed], text: str) -> str:
    """Return a line for each: what `attrib decide` calls it, its status, type, speaker and first words."""
    rows = [
        (
            visible(f"{prefix}{item.id}"),
            *_described(item),
            _shortened(visible(" ".join(pieces(text, *item.content).split()))),
        )
        for item in items
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def _described(item: Listed) -> tuple[str, str, str]:
    if isinstance(item, Uncovered):
        return item.status, "quote", "nobody’s"
    speaker = item.current.speaker
    return item.shown_status, item.current.type, visible(speaker.name) if speaker else "unattributed"


def _item(item: Item, text: str) -> dict[str, Any]:
    current = item.current
    return {
        "id": item.id,
        "status": item.shown_status,
        "type": current.type,
        "act": current.act,
        "words": pieces(text, *item.current.content),
        "speaker": current.speaker.name if current.speaker else None,
        "entity": current.speaker.entity if current.speaker else None,
        "class": current.speaker.source_class if current.speaker else None,
        "confidence": current.confidence,
        "flags": list(current.flags),
        "changed": list(item.changes),
        "notes": [
            {"text": note.text, "reviewer": note.reviewer, "at": note.at, "private": note.private}
            | ({"imported": asdict(note.imported)} if note.imported else {})
            for note in item.notes
        ],
        "concern": item.concern or None,
        "facts": [
            {
                "number": each.number,
                "words": each.words,
                "status": each.status,
                "note": each.note,
                "evidence": each.evidence,
                "place": each.place,
            }
            for each in item.facts
        ],
        "verdict": item.verification.verdict if item.verification else None,
        "unverified": item.unverified,
    }


def _shortened(words: str) -> str:
    return words if len(words) <= WORDS else words[: WORDS - 1] + "…"
