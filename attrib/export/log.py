"""The history of an article: every decision as it was made, what it changed and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrib.errors import one_line
from attrib.review import batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attrib.store import Entry


def render(entries: Sequence[Entry]) -> str:
    """Return the history for reading, the oldest decision first: a line each, and one for each thing it changed."""
    steps = batch.steps(entry.decision for entry in entries)
    return "".join(f"{line}\n" for entry in entries for line in _lines(entry, steps.get(entry.decision.number, "")))


def as_dicts(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the history for JSON."""
    return [
        {
            "number": entry.decision.number,
            "at": entry.decision.at,
            "reviewer": entry.decision.reviewer,
            "kind": entry.decision.kind,
            "item": entry.decision.item,
            "creates": entry.decision.creates,
            "words": entry.words,
            "value": dict(entry.decision.value),
            "undoes": entry.decision.undoes,
            "batch": entry.decision.batch,
            "before": dict(entry.before),
            "after": dict(entry.after),
            "state": entry.state,
            "why": entry.why,
        }
        for entry in entries
    ]


def _lines(entry: Entry, step: str) -> Iterator[str]:
    decision = entry.decision
    about = decision.item or decision.creates or ""
    what = [decision.kind if decision.undoes is None else f"{decision.kind} of {decision.undoes}", about]
    if entry.words:
        what.append(entry.words)
    if reason := decision.value.get("reason"):
        what.append(f"because: {reason}")
    if decision.imported:
        what.append(f"of {decision.imported}")
    if decision.kind == "reanalysed":
        what.append(f"by attrib {decision.value.get('attrib', '?')}")
    if decision.kind == "sealed":
        what.append(f"{decision.value.get('file', '?')}, manifest {decision.value.get('manifest', '?')}")
    fate = "" if entry.state == "in effect" else f"[{entry.state}{': ' if entry.why else ''}{entry.why}]"
    head = f"{decision.number:>4}  {decision.at}  {one_line(decision.reviewer)}"
    yield "  ".join(part for part in (head, *map(one_line, what), one_line(fate), step and f"({step})") if part)
    for item, after in entry.after.items():
        before = entry.before.get(item)
        for line in _changes(before, after):
            yield f"{'':6}{one_line(line if item == about else f'{item}: {line}')}"


def _changes(before: Any, after: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield what changed, a line for each field."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        if isinstance(after, dict):
            yield from (f"{field}: {_shown(value)}" for field, value in after.items())
        else:
            gone = isinstance(before, dict)
            yield "gone" if gone else f"{_shown(before)} → {_shown(after)}"
        return
    yield from (f"{field}: {_shown(before.get(field))} → {_shown(value)}" for field, value in after.items())


def _shown(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None or value == []:
        return "none"
    return " … ".join(map(str, value)) if isinstance(value, list) else str(value)
