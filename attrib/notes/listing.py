"""What a file brought to a review, as lines or JSON: every note, what nobody sourced, and what the writer changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrib.errors import one_line, visible
from attrib.export.status import item_lines
from attrib.wording import FIELD_WORDS, pieces, several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.notes.bring import Brought, Fate, Found
    from attrib.notes.statements import Statement
    from attrib.review import Review

HEADINGS: Final[tuple[tuple[Fate, str], ...]] = (
    ("imported", "Imported"),
    ("known", "Imported before, or already there"),
    ("taken back", "Imported before and taken back by a checker: left out"),
    ("not placed", "Not placed"),
    ("beside", "Links on words of no statement"),
)
KEPT: Final = {**FIELD_WORDS, "link": "Evidence"}


def told(brought: Brought, file: str) -> str:
    """Return what came of the notes: “3 notes of Ada Moss imported, 1 not placed: …”; nothing where nothing did."""
    new, left = brought.of("imported"), brought.of("not placed")
    writers = dict.fromkeys(each.imported.writer or "" for each in new)
    of = f" of {', '.join(writers)}" if all(writers) else ""  # a footnote or a link does not say whose it is
    parts = filter(None, (new and f"{several(len(new), 'note')}{of} imported", left and f"{len(left)} not placed"))
    words = ", ".join(map(str, parts))
    return (
        one_line(f"{words}: attrib import-notes {file} lists {'it' if len(new) + len(left) == 1 else 'them'}")
        if words
        else ""
    )


def render(brought: Brought, review: Review, text: str) -> str:
    """Return everything for reading; `text` is the file's."""
    return "\n".join(f"{heading}\n{lines}" for heading, lines in _sections(brought, review, text) if lines) or (
        "The file has no notes, and its text is that of the article.\n"
    )


def as_dict(brought: Brought, review: Review, text: str) -> dict[str, Any]:
    """Return everything for JSON; `text` is the file's."""
    return {
        "notes": [_note(each, text) for each in brought.found],
        "unsourced": [
            {"id": item.id, "words": pieces(review.document.text, *item.content)} for item in brought.unsourced
        ],
        "statements": [
            {
                "id": each.item.id,
                "fate": each.fate,
                "changes": [{"part": part, "before": was, "after": now} for part, was, now in each.changes],
            }
            for each in brought.statements
        ],
    }


def _sections(brought: Brought, review: Review, text: str) -> Iterator[tuple[str, str]]:
    for fate, heading in HEADINGS:
        yield heading, "".join(f"  {line}\n" for each in brought.of(fate) for line in _lines(each, text))
    changed = [each for each in brought.statements if each.fate != "same"]
    same = f"{len(brought.statements) - len(changed)} of {several(len(brought.statements), 'statement')} the same"
    heading = f"Changed in the file since the article was analysed ({same})"
    yield heading, "".join(f"  {_change(each)}\n" for each in changed)
    yield (
        "Nobody has sourced",
        "".join(f"  {line}\n" for line in item_lines("", brought.unsourced, review.document.text).splitlines()),
    )


def _lines(found: Found, text: str) -> Iterator[str]:
    on = visible(", ".join(found.on) or "-")
    yield f"{on}  {one_line(str(found.imported))}{' (done)' if found.note.done else ''}: {one_line(found.note.text)}"
    if found.why:
        words = found.note.span.of(text)
        yield "  " + one_line(found.why + (f": “{words}”" if words else ""))
    yield from (f"  {KEPT[name]}: {one_line(words)}" for name, words in found.filled)


def _change(statement: Statement) -> str:
    parts = (f"{part}: {was} → {'gone' if now is None else now}" for part, was, now in statement.changes)
    words = statement.changes[0][1] if statement.fate == "gone" else "; ".join(parts)
    return f"{visible(statement.item.id)}  {statement.fate}  {one_line(words)}".rstrip()


def _note(found: Found, text: str) -> dict[str, Any]:
    return {
        "kind": found.note.kind,
        "writer": found.imported.writer,
        "date": found.imported.date,
        "text": found.note.text,
        "words": found.note.span.of(text),
        "done": found.note.done,
        "fate": found.fate.replace(" ", "_"),
        "on": list(found.on),
        "entered": [{"field": name, "value": words} for name, words in found.filled],
        "why": found.why,
        "key": found.imported.key,
    }
