"""Reviewed articles in the form that ``attrib evaluate`` reads (docs/gold.md): corrections are gold data.

Attributions that were confirmed, corrected or added are the gold; rejected ones are left out, so that finding them
counts as a mistake. Of those still open, and of those that a checker has a concern about, nobody knows: where one
stands apart from the gold its words are discarded, that is, nothing found there counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attrib import plain

if TYPE_CHECKING:
    from attrib.review import Review
    from attrib.types import Attribution, Span


@dataclass(frozen=True, slots=True)
class GoldLines:
    """The two lines of an article, line ends included: `gold` for GOLD, `entities` for ``--entities``."""

    gold: str
    entities: str


def gold_lines(review: Review, name: str) -> GoldLines:
    """Return the lines of the article, `name` being its id in both."""
    text = review.document.text
    settled = [item for item in review.items if not item.unsettled]
    known = [item.current for item in settled if item.accepted]
    marked = [span for each in known for span in _spans(each)]
    doubtful = [item for item in review.items if item.status in {"open", "concern"} or item.reworded]
    unsure = [span for item in doubtful for span in _spans(item.current)]
    discard = sorted({span for span in unsure if not any(span.overlaps(other) for other in marked)})
    row = {
        "id": name,
        "text": text,
        "attributions": [
            {
                "source": _places([each.source] if each.source else []),
                "cue": _places([each.cue.span] if each.cue else []),
                "content": _places(each.content),
            }
            for each in known
        ],
        "discard": _places(discard),
    }
    who = {
        "doc": name,
        "attributions": [
            {
                "i": place,
                "entity": each.speaker.name if each.speaker else None,
                "class": each.speaker.source_class if each.speaker else "none",
                "act": each.act,
            }
            for place, each in enumerate(known)
        ],
    }
    return GoldLines(_line(row), _line(who))


def _spans(attribution: Attribution) -> list[Span]:
    parts = (*attribution.content, attribution.cue and attribution.cue.span, attribution.source)
    return [span for span in parts if span]


def _places(spans: list[Span] | tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _line(data: dict[str, Any]) -> str:
    return plain.dumps(data) + "\n"
