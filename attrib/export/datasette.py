"""A copy of the store for Datasette: a database of its own, and the file that tells Datasette what is in it.

The tables are in ``datasette.sql`` beside this, the titles and units in ``datasette.yml``. They have no place for a
contact, an answer or a note; what stands in them is of :mod:`attrib.export.outside` alone.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrib import files
from attrib.errors import OutputError, visible
from attrib.export import outside, outside_review
from attrib.export.lines import STATUS_KINDS
from attrib.store.rows import storable
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.review import Decision, Review
    from attrib.store import Entry

DATABASE: Final = "attrib.db"
METADATA: Final = "metadata.yml"
APPLICATION: Final = int.from_bytes(b"atD" + b"D")
"""SQLite's application_id of such a database, which tells it from a store and from other programs' files."""
KINDS: Final = frozenset({*STATUS_KINDS, "sign", "unsign", "undo", "redo"})
"""The decisions that are listed: those on how the article is to be read."""
FIELDS: Final = frozenset({"status", "type", "content", "cue", "source", "speaker", "class", "act", "signed"})
_SQL: Final = Path(__file__).with_suffix(".sql")
_METADATA: Final = Path(__file__).with_suffix(".yml")


def write(folder: Path, reviews: Iterable[tuple[Review, Sequence[Entry]]]) -> None:
    """Write the articles, each with its log, into `folder`, which is made if need be.

    Each of its two files is written whole or not at all. Raises OutputError when the folder holds something else, or
    cannot be written.
    """
    _check(folder)
    made = database(reviews)
    files.prepare([folder / DATABASE], [])
    files.write_bytes(folder / DATABASE, made)  # first: by it the folder is known as a copy's, should the disk be full
    files.write_bytes(folder / METADATA, _METADATA.read_bytes())


def database(reviews: Iterable[tuple[Review, Sequence[Entry]]]) -> bytes:
    """Return the bytes of the database."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript("PRAGMA foreign_keys = ON;" + _SQL.read_text("utf-8"))
        for review, log in reviews:
            _add(db, review, log)
        for table in ("articles_fts", "statements_fts"):
            db.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608 - ours
        db.commit()
        return db.serialize()


def _add(db: sqlite3.Connection, review: Review, log: Sequence[Entry]) -> None:
    """Add an article with all that may be seen of it."""
    copy, signed = outside.copy(review), review.signed
    document = copy.document
    article = _insert(
        db, "articles", document.title, document.byline, document.published, copy.file, copy.address,
        document.id.removeprefix("sha256:"), signed and signed.reviewer, signed and signed.at, document.text,
    )  # fmt: skip
    speakers: dict[tuple[str, str], int] = {}
    statements: dict[str, int] = {}
    for each in copy.statements:
        if (speaker := each.speaker) is not None and (speaker.entity, speaker.name) not in speakers:
            about = (each.entity.role, each.entity.affiliation) if each.entity else (None, None)
            speakers[speaker.entity, speaker.name] = _insert(
                db, "speakers", article, speaker.name, speaker.source_class, *about
            )
        reading, place = each.attribution, document.place(each.attribution.content[0].start)
        statements[reading.id] = _insert(
            db, "statements", article, reading.id, pieces(document.text, *reading.content),
            speaker and speakers[speaker.entity, speaker.name], each.status,
            reading.type, reading.act, reading.stance, reading.negated,
            reading.cue and reading.cue.span.of(document.text), reading.source and reading.source.of(document.text),
            reading.paragraph + 1, place.page, place.time,
            min(span.start for span in reading.content), max(span.end for span in reading.content),
            each.confidence, each.by and each.by.reviewer, each.by and each.by.at,
        )  # fmt: skip
    for claim in copy.claims:
        _insert(
            db, "claims", article, statements.get(claim.attribution or ""), claim.span.of(document.text),
            ", ".join(claim.kinds), claim.checkable, claim.worth, claim.span.start, claim.span.end,
        )  # fmt: skip
    now = {each.number: each for each in review.decisions}
    for entry in outside_review.history(log, review):
        if entry.decision.kind in KINDS:
            for item, *values in _changes(entry, now[entry.decision.number]):
                _insert(db, "changes", article, statements.get(str(item)), *values)


def _changes(entry: Entry, now: Decision) -> list[tuple[object, ...]]:
    """Return what a decision changed, a row for each field; one that changed none has a row all the same.

    The first of a row is the item. `now` is the decision in the terms of the present analysis, in which another item
    may bear the name of one of then.
    """
    made = entry.decision
    here = None if now.carried == "orphaned" else now.item or now.creates
    rows: list[tuple[object, ...]] = []
    for name, after in entry.after.items():
        before = entry.before.get(name)
        item = here if name in {made.item, made.creates} else None if now.carried else name
        old = before if isinstance(before, dict) else {}
        if name == "signed":
            rows.append((None, name, before, after))
        elif isinstance(after, dict):
            rows += [(item, field, old.get(field), value) for field, value in after.items() if field in FIELDS]
        else:  # merged into another
            rows.append((item, "status", old.get("status"), None))
    head = (made.number, made.at, made.reviewer, made.kind)
    return [
        (item, *head, field, _words(old), _words(new), entry.state)
        for item, field, old, new in rows or [(here, None, None, None)]
    ]


def _words(value: Any) -> Any:  # noqa: ANN401 - as the log has it
    return " … ".join(map(str, value)) if isinstance(value, list) else value


def _insert(db: sqlite3.Connection, table: str, *values: object) -> int:
    """Add a row, whose number is the next one, and return that."""
    kept = [storable(each) if isinstance(each, str) else each for each in values]
    marks = ", ".join("?" * len(kept))
    return int(db.execute(f"INSERT INTO {table} VALUES (NULL, {marks})", kept).lastrowid or 0)  # noqa: S608 - ours


def _check(folder: Path) -> None:
    """See that a folder is new, empty, or was written here. Raises OutputError."""
    shown, choose = visible(str(folder)), "name a folder that is new or empty"
    try:
        if not folder.exists():
            return
        there = {each.name for each in folder.iterdir()}
    except OSError as error:
        raise OutputError(f"{shown} is no folder that can be written", choose) from error
    if not there:
        return
    if DATABASE not in there or _application(folder / DATABASE) != APPLICATION:
        raise OutputError(f"{shown} holds files that are not of such a copy", choose)
    head = _METADATA.read_bytes().split(b"\n", 1)[0]
    if METADATA in there and not (folder / METADATA).read_bytes().startswith(head):
        raise OutputError(f"{visible(str(folder / METADATA))} is not attrib's any more", "give it another name")


def _application(path: Path) -> int | None:
    """Return SQLite's application_id in the head of a file, None where there is none."""
    try:
        with path.open("rb") as handle:
            head = handle.read(72)
    except OSError:
        return None
    return int.from_bytes(head[68:72]) if head.startswith(b"SQLite format 3\0") else None
