"""The store: one SQLite file in WAL mode. A decision that `decide` returned from is on the disk."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from collections.abc import Mapping  # noqa: TC003 - `whole` reads the annotations
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import platformdirs

from attrib import files
from attrib.errors import visible
from attrib.export import json as schema
from attrib.review import STATUSES, Decision, DecisionError, Item, Review, Status, batch, replay
from attrib.review.state import ALL_ITEMS, NOT_UNDONE
from attrib.store.errors import ANOTHER, ConflictError, NotStoredError, StoreError, damaged, explain
from attrib.store.rows import (
    compared,
    differences,
    dumps,
    flat,
    item_row,
    readable,
    storable,
    verification_rows,
    words,
)
from attrib.store.schema import APPLICATION, MIGRATIONS, statements
from attrib.types import Caution, whole
from attrib.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from attrib.review.agreement import Pair
    from attrib.review.state import Compared
    from attrib.types import Analysis, Verification

PATIENCE: Final = 10.0
"""Seconds to wait for another program's transaction; one of attrib's takes milliseconds."""

SHORTEST_ID: Final = 4
"""Characters of an id that name an article, if no other begins with them."""

DIGEST: Final = re.compile(rf"[0-9a-f]{{{SHORTEST_ID},64}}")


def default_path() -> Path:
    """Return where the file is unless the user says otherwise: ``ATTRIB_DB``, else in the platform's data folder."""
    chosen = os.environ.get("ATTRIB_DB")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir("attrib", appauthor=False)) / "attrib.db"


def utc_now() -> str:
    """Return the time as the log has it: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """An article in the file. `key` stays the same whatever becomes of its text.

    `id` is that of the text as last analysed, `path` None for one that came from standard input, `saved` when it was
    analysed (UTC). `counts` has every status, `quotations` is how many are nobody's and to be decided; `signed` is
    who signed, None while nobody has. `blind` is whose blind pass on the article this is, None for its own review:
    what the store is asked of it, and what is decided on it, are the pass's then.
    """

    key: int
    id: str
    path: str | None
    title: str | None
    published: str | None
    saved: str
    counts: Mapping[Status, int]
    quotations: int
    signed: str | None
    blind: str | None = None

    def has_changed(self) -> bool:
        """Whether the article's file is there and holds another text than the one that was analysed."""
        return self.path is not None and files.digest(self.path) not in {None, self.id}


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving an analysis did. `new` is False when the file had it already.

    Of the decisions made on earlier analyses, `carried` counts those that hold for this one, `similar` those of them
    that are about words that have changed, and `orphaned` those that could not be carried. `unsigned` says that a
    signature has lapsed, `same_text` that the earlier analysis is of the same words: of the file only the rest has
    changed, such as comments, or nothing.
    """

    document: StoredDocument
    new: bool
    carried: int = 0
    similar: int = 0
    orphaned: int = 0
    unsigned: bool = False
    same_text: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an article's history: the decision as it was made, on `words`, and what it changed.

    `before` and `after` hold, by item, the fields that changed (an item that was not there is None). `state` is
    ``in effect``, ``undone``, ``without effect`` or ``orphaned``; `why` gives the reason of the last two.
    """

    decision: Decision
    words: str | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    state: str
    why: str = ""


class Store:
    """An open file. Use it as a context manager, in the thread that opened it.

    `messages` has what the user should be told about the opening: where the copy of a migrated file is.

    Every method raises StoreError, in one line: the file is locked for longer than `patience` seconds, the disk is
    full or gone. What was decided before is in the file then, and a decision that failed is not.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        patience: float = PATIENCE,
        now: Callable[[], str] = utc_now,
        reading: bool = False,
    ) -> None:
        """Open the file, made if there is none, by default that of :func:`default_path`; an older one is migrated.

        One that may not be written is opened only for a caller who will do nothing but read (`reading`).

        Raises StoreError when it cannot be opened or written, is not attrib's, or is a newer attrib's.
        """
        self.path = default_path() if path is None else path
        self.messages: tuple[str, ...] = ()
        self._now, self._patience = now, patience
        self._shown = visible(str(self.path))
        with self._explained():
            fixed = reading and _read_only(self.path)
            if not fixed:
                _check(self.path, self._shown)
                _make_private(self.path)
            place = _fixed(self.path) if fixed else str(self.path)
            self._db = sqlite3.connect(place, timeout=patience, isolation_level=None, uri=fixed)
        self._analysis = lru_cache(maxsize=64)(self._read_analysis)
        self._comparison = lru_cache(maxsize=64)(self._read_comparison)
        try:
            with self._explained():
                self._begin(fixed=fixed)
        except BaseException:
            self._db.close()
            raise

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; the last one to do so leaves no ``-wal`` beside it."""
        self._db.close()

    # --- articles

    def save(self, analysis: Analysis, path: str | Path | None = None, reviewer: str = "") -> Saved:
        """Keep `analysis` as the present one of its article, and carry the article's decisions to it.

        The article is the one that was read from the same `path` (by default the analysis's own), else one with the
        same bytes, else a new one. An analysis that the file has already is not kept twice. `reviewer` is who had it
        made; the log has it when the article had another before.
        """
        place = _absolute(analysis.document.path if path is None else str(path))
        written = schema.to_dict(analysis)
        digest = _digest(written)
        with self._writing():
            key = self._key_of(place, analysis.document.id)
            before = None if key is None else self._current(key)
            if key is None:
                # The row of the analysis follows; the reference is checked at the end of the transaction.
                key = self._one("INSERT INTO documents (path, analysis) VALUES (?, 0) RETURNING document", place)[0]
            elif place is not None:
                self._db.execute("UPDATE documents SET path = ? WHERE document = ?", (place, key))
            found = self._db.execute(
                "SELECT analysis FROM analyses WHERE document = ? AND digest = ?", (key, digest)
            ).fetchone()
            if found:
                row = found[0]
            elif before is not None and _placeless(self._analysis(before)) == _placeless(analysis):
                row = before  # what an older attrib wrote lacks keys, so its digest is another
            else:
                row = self._insert(analysis, key, digest, written)
            if row == before:
                return Saved(self._document(key), new=False)
            unsigned = same_text = False
            if before is not None:
                same_text = self._analysis(before).document.text == analysis.document.text
                unsigned = self._review(key).signed is not None
                value = {"attrib": analysis.engine.attrib, "id": analysis.document.id}
                again = Decision("reanalysed", None, value, at=self._now(), reviewer=reviewer)
                for who in (None, *self._passes(key)):
                    self._carry(key, before, row, analysis, who)
                    self._log(key, row, again, {"analysis": (before, row)}, words=None, blind=who)
            self._db.execute("UPDATE documents SET analysis = ? WHERE document = ?", (row, key))
            self._db.execute("DELETE FROM items WHERE document = ?", (key,))
            review = self._review(key)
            self._show(key, review, review.items)
            how = [
                each.carried
                for each in review.decisions
                if each.kind not in NOT_UNDONE and (each.carried == "orphaned" or each.number not in review.lost)
            ]
            return Saved(
                self._document(key),
                new=not found,
                carried=how.count("exact") + how.count("similar"),
                similar=how.count("similar"),
                orphaned=how.count("orphaned"),
                unsigned=unsigned,
                same_text=same_text,
            )

    def documents(self) -> list[StoredDocument]:
        """Return all articles, in the order they were first saved."""
        with self._explained():
            return [self._stored(row) for row in self._db.execute(f"{DOCUMENTS} ORDER BY document")]

    def find(self, name: str | Path) -> StoredDocument:
        """Return the article read from the path `name`, or whose id (sha256 of its bytes) `name` is or begins.

        Raises NotStoredError when there is none, StoreError when several begin so.
        """
        with self._explained():
            found = self._db.execute(
                "SELECT document FROM documents WHERE path = ?", (_absolute(str(name)),)
            ).fetchall()
            digest = str(name).lower().removeprefix("sha256:")
            if not found and DIGEST.fullmatch(digest):
                found = self._db.execute(
                    "SELECT DISTINCT document FROM analyses WHERE id GLOB ?", (f"sha256:{digest}*",)
                ).fetchall()
            shown = visible(str(name)) or "an article without a name"
            if len(found) > 1:
                raise StoreError(f"{len(found)} stored articles have ids that begin with {shown}", "give more of it")
            if not found:
                raise NotStoredError(f"{shown} is not in {self._shown}", "attrib review FILE analyses and stores it")
            return self._document(found[0][0])

    def last_read_from(self, path: str) -> StoredDocument | None:
        """Return the article that was last read from `path`, None when there is none."""
        try:
            return self.find(path if "://" in path else os.path.abspath(path))  # noqa: PTH100 - no beginning of an id
        except NotStoredError:
            return None

    def find_or_move(self, file: str) -> StoredDocument | None:
        """Return the article that has the bytes of `file`, None when it is to be analysed.

        One whose own file is gone has been moved: from now on it is found at `file`.
        """
        here, found = files.digest(file), self.last_read_from(file)
        if found is not None:
            return found if found.id == here else None
        same = next((each for each in self.documents() if each.id == here), None)
        if same is None or (same.path is not None and ("://" in same.path or files.digest(same.path) is not None)):
            return same  # not there, or a copy of a page or of a file that stays where it is
        return self.save(self.analysis(same), path=file).document

    def analysis(self, document: StoredDocument) -> Analysis:
        """Return the present analysis of the article, as the machine made it."""
        with self._reading():
            return self._analysis(self._current(document.key))

    def blind(self, document: StoredDocument, reviewer: str) -> StoredDocument:
        """Return the article as `reviewer`, a second checker, has it before her in a blind pass of her own.

        Nothing that others decided is in it, nor that they have. Raises DecisionError when she has decided on the
        article in the open: she knows what is there.
        """
        with self._reading():
            from attrib.review.agreement import in_the_open

            if in_the_open(self._log_of(document.key), reviewer):
                raise DecisionError(
                    f"{reviewer} has decided on this article in the open",
                    "a blind pass is a second checker's: --reviewer names her",
                )
            own = self._review(document.key, reviewer)
        return replace(document, blind=reviewer, counts=own.counts, quotations=own.overlooked, signed=None)

    def passes(self, document: StoredDocument) -> tuple[StoredDocument, ...]:
        """Return the blind passes on the article, in the order in which they were begun."""
        with self._reading():
            return tuple(replace(document, blind=who) for who in self._passes(document.key))

    def opinions(self, document: StoredDocument) -> list[tuple[Review, tuple[Pair, ...]]]:
        """Return each blind pass on the article with its statements beside those of the article's own review."""
        from attrib.review.agreement import opinions

        with self._reading():
            review = self._review(document.key)
            passes = [(self._review(document.key, who), who) for who in self._passes(document.key)]
            return [(each, opinions(review, each, self._last_blind(document.key, who))) for each, who in passes]

    def compare(
        self,
        document: StoredDocument,
        analysis: Analysis,
        *,
        sources: Iterable[tuple[str, str | None]],
        house: str,
        reviewer: str,
    ) -> None:
        """Keep the verifications of `analysis`, the article as its review left it, beside those of before.

        `sources` are path and sha256 (None: not to be read) of everything that was searched, `house` names the rules by
        which it was weighed, `reviewer` who had it done. Raises ConflictError when the article has another text by now.
        """
        searched = [[_absolute(path), digest] for path, digest in sources]
        found = tuple(_anywhere(each) for each in analysis.verifications or ())
        with self._writing():
            row = self._current(document.key)
            if self._analysis(row).document.text != analysis.document.text:
                raise ConflictError("the article was analysed again meanwhile", "compare it again")
            comparison = self._one(
                "INSERT INTO comparisons (document, analysis, at, reviewer, attrib, house, sources)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING comparison",
                document.key, row, self._now(), storable(reviewer), VERSION, storable(house), readable(searched),
            )[0]  # fmt: skip
            for position, values in enumerate(verification_rows(replace(analysis, verifications=found)), 1):
                marks = ", ".join("?" * (len(values) + 2))
                self._db.execute(f"INSERT INTO verifications VALUES ({marks})", (comparison, position, *values))  # noqa: S608 - ours

    # --- decisions

    def review(self, document: StoredDocument) -> Review:
        """Return the article as it stands now, with everybody's decisions; those of its blind pass alone for one."""
        with self._reading():
            return self._disputed(document.key, self._review(document.key, document.blind))

    def latest(self, document: StoredDocument) -> int:
        """Return the number of the last decision in the article's log, 0 when there is none; cheap enough to poll."""
        which = "coalesce(max(number), 0)" if document.blind is None else "count(*)"
        with self._explained(), self._sound("a decision"):
            return int(
                self._one(
                    f"SELECT {which} FROM decisions WHERE document = ? AND blind IS ?",  # noqa: S608 - ours
                    document.key, document.blind,
                )[0]
            )  # fmt: skip

    def blind_decisions(self, document: StoredDocument) -> int:
        """Return how many decisions the blind passes on an article's own review have; none for a pass. Cheap, too."""
        if document.blind is not None:
            return 0
        with self._explained(), self._sound("a decision"):
            counted = "SELECT count(*) FROM decisions WHERE document = ? AND blind IS NOT NULL"
            return int(self._one(counted, document.key)[0])

    def decide(self, document: StoredDocument, *decisions: Decision, reviewer: str, seen: int) -> Review:
        """Add a decision to the log, as `reviewer`'s, and return the review after it; it is on the disk then.

        Of several all are kept, or none; those of :mod:`attrib.review.batch` are one step.

        `seen` is the number of the last decision the caller has seen (``review.number``). When somebody else has
        decided on the same item since, or has signed, or the article was analysed again, this raises ConflictError:
        look at the review again, then decide. Raises DecisionError when the decision can have no effect any more, and
        in the article's own review when it would be the first of somebody whose blind pass is not through. Nothing is
        written in either case.
        """
        if not reviewer.strip() or not reviewer.isprintable():
            raise DecisionError("a decision needs the name of a checker", "give it with --reviewer")
        signs = any(each.kind in {"sign", "unsign"} for each in decisions)
        if document.blind is not None and (document.blind != reviewer or signs):
            raise DecisionError("a blind pass is one checker's, and signs nothing", "decide in the review")
        with self._writing():
            key, blind, row = document.key, document.blind, self._current(document.key)
            if blind is None and any(each.imported is None for each in decisions):
                self._keep_blind(key, reviewer)
            before = after = self._review(key, blind)
            first = (before.number if blind else self._last(key)) + 1
            for made in batch.entered(before, decisions, reviewer=reviewer, at=self._now(), first=first):
                _check_unseen(before, made, seen)
                last, after = after, self._replayed(key, before.analysis, (*after.decisions, made), blind)
                if made.number in after.lost:
                    raise DecisionError(f"no effect: {after.lost[made.number]}", "look at the article again")
                told = _decided_on(made, last, after)
                self._log(key, row, made, differences(last, after), words=told, blind=blind)
            for voided in after.voided_since(before):
                if voided.number > seen and voided.reviewer != reviewer:
                    raise ConflictError(f"decision {voided.number} of {voided.reviewer} builds on it", LOOK)
            if blind is not None:
                return after  # what is in force, and shown to readers of the file, stays
            was, gone = {each.id: each for each in before.items}, {each.id for each in before.items}
            gone -= {each.id for each in after.items}
            self._db.executemany("DELETE FROM items WHERE document = ? AND item = ?", [(key, n) for n in gone])
            self._show(key, after, [each for each in after.items if was.get(each.id) != each])
            return self._disputed(key, after)

    def log(self, document: StoredDocument) -> list[Entry]:
        """Return the article's whole history, the oldest decision first, as it was made."""
        with self._reading():
            review = self._review(document.key, document.blind)
            rows = self._db.execute(LOG, (document.key, document.blind)).fetchall()
        now = {each.number: each for each in review.decisions}
        with self._sound("a decision"):
            return [_entry(row, review, now[row["counted"]]) for row in rows]

    # --- the file

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into one line, and the system's about a file's name."""
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise explain(self.path, error) from error

    @contextmanager
    def _sound(self, what: str) -> Iterator[None]:
        """Turn what comes of `what`, read from a row that attrib has not written so, into one line."""
        try:
            yield
        except (StoreError, sqlite3.Error):
            raise
        except Exception as error:  # whatever it is: a value may be anything
            raise damaged(self.path, what) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Do all of it or nothing, alone; on the disk at the end."""
        with self._explained():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._analysis.cache_clear()  # a row that was not kept may have been read
                self._comparison.cache_clear()
                if self._db.in_transaction:  # SQLite may have rolled back itself, on a full disk for one
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """See one state of the file throughout, whatever others write."""
        with self._explained():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def _begin(self, *, fixed: bool) -> None:
        """See that the file is ours and of this version; a `fixed` one is not written.

        Raises StoreError, sqlite3.Error.
        """
        self._db.row_factory = sqlite3.Row
        tables = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and self._one("PRAGMA application_id")[0] != APPLICATION:
            raise StoreError(f"{self._shown} is another program's database", ANOTHER)
        if fixed:
            if not tables or self._missing():
                raise StoreError(
                    f"{self._shown} is of an older attrib and read-only", f"make it writable, or {ANOTHER}"
                )
            return
        self._enter_wal()
        self._db.execute("PRAGMA synchronous = FULL")  # a decision shown as taken survives a power cut
        self._db.execute("PRAGMA foreign_keys = ON")
        if not tables or self._missing():
            self._migrate(fresh=not tables)

    def _enter_wal(self) -> None:
        """Switch to write-ahead logging, so that readers do not wait for writers."""
        until = time.monotonic() + self._patience
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # Of two programs that open a new file at once SQLite turns one away without waiting.
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.01)
            else:
                return

    def _missing(self) -> list[str]:
        """Return the migrations the file has not had. Raises StoreError when it has had one unknown here."""
        had = [str(row[0]) for row in self._db.execute("SELECT name FROM migrations ORDER BY rowid")]
        unknown = [name for name in had if name not in MIGRATIONS]
        if unknown:
            raise StoreError(
                f"{self._shown} is of a newer attrib (it has “{visible(unknown[-1])}”)", "install the newest attrib"
            )
        return [name for name in MIGRATIONS if name not in had]

    def _migrate(self, *, fresh: bool) -> None:
        """Bring the file to this version in one transaction; what was in it is copied first."""
        copy = None
        self._db.execute("BEGIN IMMEDIATE")
        try:
            # Another program may have done it while this one waited.
            self._db.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
            missing = self._missing()
            if missing and not fresh:
                ending = f".before-{missing[0].partition(' ')[0]}"
                self._copy(copy := self.path.with_name(f"{self.path.name}{ending}.part"))
            for name in missing:
                for statement in statements(MIGRATIONS[name]):
                    self._db.execute(statement)
                self._db.execute("INSERT INTO migrations VALUES (?, ?)", (name, self._now()))
            self._db.execute(f"PRAGMA application_id = {APPLICATION}")
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if copy is not None:
                copy.unlink(missing_ok=True)  # the file is as it was
            raise
        if copy is not None:
            copy = copy.rename(self._free(ending))
            self.messages = (f"{self._shown} was brought to this version; as it was, it is in {visible(str(copy))}",)

    def _copy(self, target: Path) -> None:
        """Copy the file as it was committed, in place of a copy that a kill has left."""
        target.unlink(missing_ok=True)
        _make_private(target)
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(target)) as made:
            source.backup(made)

    def _free(self, ending: str) -> Path:
        """Return the name beside the file that has this ending, and a number if need be, and is free."""
        number = 0
        while (target := self.path.with_name(f"{self.path.name}{ending}{f'.{number}' if number else ''}")).exists():
            number += 1
        return target

    # --- rows

    def _one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a row, as sqlite3 types it
        return self._db.execute(query, values).fetchone()

    def _key_of(self, place: str | None, article: str) -> int | None:
        found = self._one("SELECT document FROM documents WHERE path = ?", place) or self._one(
            "SELECT document FROM documents JOIN analyses USING (document, analysis) WHERE id = ?", article
        )
        return found[0] if found else None

    def _current(self, key: int) -> int:
        found = self._one("SELECT analysis FROM documents WHERE document = ?", key)
        if found is None:
            raise NotStoredError(f"the article is not in {self._shown}", "find it again")
        with self._sound("an article"):
            return int(found[0])

    def _last(self, key: int) -> int:
        with self._sound("a decision"):
            return int(self._one("SELECT coalesce(max(number), 0) FROM decisions WHERE document = ?", key)[0])

    def _document(self, key: int) -> StoredDocument:
        return self._stored(self._one(f"{DOCUMENTS} WHERE document = ?", key))

    def _stored(self, row: sqlite3.Row) -> StoredDocument:
        counts: dict[Status, int] = {status: row[status] for status in STATUSES}
        quotations = row["quotations"]
        found = StoredDocument(
            row["document"], row["id"], row["path"], row["title"], row["published"], row["saved"], counts,
            self._review(row["document"]).overlooked if quotations is None else quotations, row["signed"],
        )  # fmt: skip
        with self._sound("an article"):
            return whole(found)

    def _read_analysis(self, row: int) -> Analysis:
        """Return an analysis as it was written. Raises StoreError when it is not."""
        with self._sound("an analysis"):
            found = self._one("SELECT json, digest FROM analyses WHERE analysis = ?", row)
            data = json.loads(found["json"])
            if _digest(data) != found["digest"]:
                raise ValueError("its sha256 is another")
            return schema.from_dict(data)

    def _review(self, key: int, blind: str | None = None) -> Review:
        row = self._current(key)
        return self._replayed(key, self._analysis(row), self._decisions(key, row, blind), blind)

    def _replayed(self, key: int, analysis: Analysis, log: Iterable[Decision], blind: str | None) -> Review:
        return replace(replay(analysis, log, self._compared(key, blind)), blind=blind or "")

    def _passes(self, key: int) -> list[str]:
        """Return whose blind passes there are on the article."""
        with self._sound("a decision"):
            return [storable(str(row[0])) for row in self._db.execute(PASSES, (key,))]

    def _log_of(self, key: int) -> list[Decision]:
        return self._decisions(key, self._current(key))

    def _keep_blind(self, key: int, reviewer: str) -> None:
        """Raise DecisionError when a checker who is in the middle of her blind pass is about to leave it for good."""
        if reviewer in self._passes(key):
            from attrib.review.agreement import ended

            if not ended(self._review(key), self._review(key, reviewer)):
                raise DecisionError(
                    f"the blind pass of {reviewer} is not through, and could not go on after this",
                    "attrib review --blind goes on with it",
                )

    def _disputed(self, key: int, review: Review) -> Review:
        """Return the article's own review with what each blind pass that is through disagrees with, unless settled."""
        for who in () if review.blind else self._passes(key):
            from attrib.review.agreement import disputed  # only where there is a pass

            review = disputed(review, self._review(key, who), self._last_blind(key, who))
        return review

    def _last_blind(self, key: int, who: str) -> int:
        """Return the number, in the article's whole log, of the last decision of a blind pass."""
        return int(self._one(LAST_BLIND, key, who)[0])

    def _compared(self, key: int, blind: str | None = None) -> list[Compared]:
        """Return the verifications of the article, the oldest first; one whose source has changed since says so.

        Those in a file that was searched again when it held other bytes are left out; for a blind pass also those that
        were made once somebody had decided: what was compared may be what they had made of it.
        """
        known: list[Compared] = []
        first = self._one(FIRST_DECIDED, key)[0] if blind else None
        for run in self._db.execute(COMPARISONS, (key, first, first)).fetchall():
            searched, new = self._comparison(*run)
            sources = ((each, each.verification.source) for each in known)
            known = [each for each, of in sources if of is None or searched.get(of.path, of.sha256) == of.sha256]
            known += new
        return [_up_to_date(each) for each in known]

    def _read_comparison(self, comparison: int, row: int) -> tuple[dict[str, str | None], tuple[Compared, ...]]:
        """Return the sha256 of each source of a comparison by its path, and the verifications."""
        text = self._analysis(row).document.text
        sources = self._one("SELECT sources FROM comparisons WHERE comparison = ?", comparison)[0]
        found = tuple(compared(each, text) for each in self._db.execute(VERIFICATIONS, (comparison,)))
        return dict(json.loads(sources)), found

    def _decisions(self, key: int, row: int, blind: str | None = None) -> list[Decision]:
        """Return the log in the terms of the analysis `row`, to which what was made on another was carried."""
        with self._sound("a decision"):
            return [_decision(each) for each in self._db.execute(CARRIED_LOG, (row, key, blind))]

    def _log(  # noqa: PLR0913 - a row has that many parts
        self,
        key: int,
        row: int,
        made: Decision,
        changes: Mapping[str, tuple[Any, Any]],
        *,
        words: str | None,
        blind: str | None,
    ) -> None:
        before, after = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
        self._db.execute(
            "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, self._last(key) + 1, made.at, storable(made.reviewer), made.kind, made.item, words,
                readable(before), readable(after), made.undoes, readable(made.value), made.built_on, row,
                storable(blind),
            ),
        )  # fmt: skip

    def _show(self, key: int, review: Review, items: Iterable[Item]) -> None:
        """Write the present state of `items` of the review for readers of the file, and what else is to be decided."""
        text = review.document.text
        self._db.execute("UPDATE documents SET quotations = ? WHERE document = ?", (review.overlooked, key))
        self._db.executemany(
            "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(key, *item_row(item, text)) for item in items],
        )

    def _insert(self, analysis: Analysis, key: int, digest: str, written: Mapping[str, Any]) -> int:
        """Write an analysis and, flat, what is in it; return its row."""
        document = analysis.document
        row = int(
            self._one(
                "INSERT INTO analyses (document, id, title, byline, published, language, attrib, saved, digest, json)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING analysis",
                key, document.id,
                *map(storable, (document.title, document.byline, document.published, document.language)),
                storable(analysis.engine.attrib), self._now(), digest, dumps(written),
            )[0]
        )  # fmt: skip
        for table, rows in flat(analysis):
            for position, values in enumerate(rows, 1):
                marks = ", ".join("?" * (len(values) + 2))
                self._db.execute(f"INSERT INTO {table} VALUES ({marks})", (row, position, *values))  # noqa: S608 - ours
        return row

    def _carry(self, key: int, before: int, row: int, analysis: Analysis, blind: str | None) -> None:
        """Carry the article's decisions, or those of a blind pass, to the analysis `row`.

        From the analysis before, in whose terms most of them are; those that were orphaned there are tried again from
        the one they were made on, so that a paragraph that comes back brings its decisions along.
        """
        from attrib.store.carry import carry

        log = self._db.execute(f"SELECT {NUMBER}, * FROM decisions WHERE document = ? AND blind IS ?", (key, blind))  # noqa: S608 - ours
        place, made_on = {}, {}  # by the number that a decision goes by, which in a pass is not that of its row
        for each in log.fetchall():
            place[each["counted"]], made_on[each["counted"]] = each["number"], each["analysis"]
        there = {each["number"] for each in self._db.execute("SELECT number FROM carried WHERE analysis = ?", (row,))}
        wanted = [n for n, where in made_on.items() if where != row and place[n] not in there]
        now = self._decisions(key, before, blind)
        terms = [each for each in now if each.number in wanted and each.carried != "orphaned"]
        made = {each.number: each for each in carry(self._analysis(before), analysis, terms)}
        taken = {each.item for each in made.values() if each.item and each.carried != "orphaned"}
        left = [n for n in wanted if n not in made or (made[n].carried == "orphaned" and made_on[n] != before)]
        for where in dict.fromkeys(made_on[n] for n in left):
            native = [
                each
                for each in self._decisions(key, where, blind)
                if each.number in left and made_on[each.number] == where
            ]
            made |= {each.number: each for each in carry(self._analysis(where), analysis, native, taken=taken)}
        self._db.executemany(
            "INSERT INTO carried VALUES (?, ?, ?, ?, ?, ?)",
            [
                (row, place[n], each.carried, each.why, each.item, readable(each.value))
                for n, each in sorted(made.items())
            ],
        )


LOOK: Final = "look at it again, then decide"

DOCUMENTS: Final = """
SELECT document, id, status.path, analyses.title, published, saved, signed, quotations,
       open, confirmed, corrected, added, concern, rejected
FROM status JOIN analyses USING (document, analysis) JOIN documents USING (document, analysis)
"""
COMPARISONS: Final = (
    "SELECT comparison, analysis FROM comparisons WHERE document = ? AND (? IS NULL OR at < ?) ORDER BY comparison"
)
FIRST_DECIDED: Final = """
SELECT min(at) FROM decisions WHERE document = ? AND blind IS NULL AND kind <> 'reanalysed'
"""
PASSES: Final = """
SELECT blind FROM decisions WHERE document = ? AND blind IS NOT NULL GROUP BY blind ORDER BY min(number)
"""
LAST_BLIND: Final = """
SELECT coalesce(max(number), 0) FROM decisions WHERE document = ? AND blind = ? AND kind <> 'reanalysed'
"""
NUMBER: Final = "iif(blind IS NULL, decisions.number, row_number() OVER (ORDER BY decisions.number)) AS counted"
"""What a decision goes by: the number of its row, or in a blind pass its place among the decisions of the pass."""
VERIFICATIONS: Final = "SELECT * FROM verifications WHERE comparison = ? ORDER BY position"
LOG: Final = f"""
SELECT *, {NUMBER}, '' AS how, '' AS why FROM decisions WHERE document = ? AND blind IS ? ORDER BY number
"""  # noqa: S608 - ours
CARRIED_LOG: Final = f"""
SELECT {NUMBER}, at, reviewer, kind, undoes, built_on, how, why,
       iif(how IS NULL, decisions.item, carried.item) AS item, coalesce(carried.value, decisions.value) AS value
FROM decisions LEFT JOIN carried ON carried.analysis = ? AND carried.number = decisions.number
WHERE document = ? AND blind IS ? ORDER BY decisions.number
"""  # noqa: S608 - ours


def _read_only(path: Path) -> bool:
    """Whether there is a file that may not be written, or not the folder, in which SQLite writes beside it."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)
    return path.is_file() and not writable


def _fixed(path: Path) -> str:
    """Return the address by which SQLite opens a file without writing anything.

    If nobody has it open (there is no log of writes beside it), it is read as one that never changes.
    """
    alone = not path.with_name(path.name + "-wal").exists()
    return f"{path.resolve().as_uri()}?mode=ro" + ("&immutable=1" if alone else "")


def _check(path: Path, shown: str) -> None:
    """See that the file can be opened and written; make its folder. Raises StoreError."""
    if path.is_dir():
        raise StoreError(f"{shown} is a folder", "name a file in it, such as " + visible(str(path / "attrib.db")))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreError(f"cannot make the folder of {shown}: {reason}", ANOTHER) from error
    if path.exists() and not os.access(path, os.W_OK):
        raise StoreError(f"{shown} is read-only", f"make it writable, or {ANOTHER}")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        # SQLite keeps two files beside it while it is open.
        raise StoreError(f"the folder of {shown} is read-only", f"make it writable, or {ANOTHER}")


def _make_private(path: Path) -> None:
    """Make an empty file that its owner alone may read, if there is none yet: articles in it may be unpublished.

    The files that SQLite keeps beside it get the same permissions.
    """
    with suppress(OSError):  # it is there, or SQLite will say why it cannot be
        os.close(os.open(os.path.realpath(path), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _decided_on(made: Decision, before: Review, after: Review) -> str | None:
    """Return the words that a decision is about, None when it is about none."""
    if made.kind == "no_statement":
        return " … ".join(each["text"] for each in made.value["content"])
    item = next((each for each in (*before.items, *after.items) if each.id in {made.item, made.creates}), None)
    return words(item, after.document.text) if item else None


def _check_unseen(review: Review, made: Decision, seen: int) -> None:
    """Raise ConflictError when somebody else has decided on the same since `seen`."""
    by_number = {each.number: each for each in review.decisions}
    touched = made.touches(by_number)
    for other in review.decisions:
        if other.number <= seen:
            continue
        if other.kind == "reanalysed":  # whoever had it done: the decision is about another text
            raise ConflictError("the article was analysed again since you looked", LOOK)
        theirs = other.touches(by_number)
        about_all = touched and theirs and ALL_ITEMS in touched | theirs
        if touched & theirs or about_all:  # of whatever name: two windows may share one
            raise ConflictError(f"{other.reviewer} has decided the same since you looked ({other.kind})", LOOK)


def _decision(row: sqlite3.Row) -> Decision:
    made = Decision(
        "note", row["item"], json.loads(row["value"]), row["undoes"], row["built_on"], row["counted"], row["at"],
        row["reviewer"], row["how"] or "", row["why"] or "",
    )  # fmt: skip
    kind: Any = storable(row["kind"])  # it may be one of a version to come
    return replace(whole(made), kind=kind)


def _entry(row: sqlite3.Row, review: Review, now: Decision) -> Entry:
    before, after = ({**json.loads(row[side])} for side in ("before", "after"))
    return Entry(_decision(row), storable(row["words"]), before, after, *review.fate(now))


def _digest(written: Mapping[str, Any]) -> str:
    """Return the sha256 by which an analysis is known, wherever its article was read."""
    return sha256(dumps({**written, "document": {**written["document"], "path": None}}).encode()).hexdigest()


def _anywhere(found: Verification) -> Verification:
    """Return a verification whose sources are found from any folder."""
    source, *places = (
        replace(each, path=_absolute(each.path) or "") if each else None for each in (found.source, *found.places)
    )
    return replace(found, source=source, places=tuple(filter(None, places)))


def _up_to_date(each: Compared) -> Compared:
    """Return what was found with a caution when the source at its place holds other bytes now."""
    found = each.verification
    if found.source is None or Caution.SOURCE_CHANGED in found.flags:
        return each
    try:
        at = os.stat(found.source.path)  # noqa: PTH116 - Path's raises for a name that is too long
    except (OSError, ValueError):
        return each
    if _digest_at(found.source.path, at.st_mtime_ns, at.st_size) in {None, f"sha256:{found.source.sha256}"}:
        return each
    return replace(each, verification=replace(found, flags=(*found.flags, Caution.SOURCE_CHANGED)))


@lru_cache(maxsize=1024)
def _digest_at(path: str, _changed: int, _size: int) -> str | None:
    """Return the digest of a file, computed once while it is not written to: every key pressed asks for it."""
    return files.digest(path)


def _placeless(analysis: Analysis) -> Analysis:
    """Return the analysis without where the article was read."""
    return replace(analysis, document=replace(analysis.document, path=None))


def _absolute(path: str | None) -> str | None:
    """Return the path as the file keeps it: whole and with links followed; an address stays as it is."""
    if path is None or "://" in path:
        return path
    return storable(os.path.realpath(path))
