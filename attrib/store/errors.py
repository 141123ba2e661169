"""What can go wrong with the file: children of AttribError, each one line and a hint.

::

    AttribError
    └── StoreError (6)            the file cannot be opened, read or written
        ├── NotStoredError (6)    no such article in it
        └── ConflictError (6)     somebody else has decided the same, unseen; nothing was written
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, ClassVar

from attrib.errors import AttribError, visible

if TYPE_CHECKING:
    from pathlib import Path

ANOTHER = "choose another with --db"
COPY = "restore it from a copy"


class StoreError(AttribError):
    """The file cannot be opened, read or written."""

    exit_code: ClassVar[int] = 6


class NotStoredError(StoreError):
    """The file has no such article."""


class ConflictError(StoreError):
    """Somebody else has decided on the same thing since the caller looked; nothing was written."""


REASONS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("is in use by another program", "try again when it is done"),
    sqlite3.SQLITE_LOCKED: ("is in use by another program", "try again when it is done"),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "make room; what was decided before is in the file"),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "see whether the disk is full or was taken out"),
    sqlite3.SQLITE_READONLY: ("is read-only", f"make it writable, or {ANOTHER}"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", f"see that its folder is there and writable, or {ANOTHER}"),
    sqlite3.SQLITE_NOTADB: ("is not a database", ANOTHER),
    sqlite3.SQLITE_CORRUPT: ("is damaged", f"{COPY}, or rescue it with: sqlite3 FILE .recover"),
    sqlite3.SQLITE_PERM: ("may not be opened", f"make it writable, or {ANOTHER}"),
}
"""SQLite's primary result codes, as what to say of the file and what to do."""


def explain(path: Path, error: sqlite3.Error | OSError | UnicodeDecodeError) -> StoreError:
    """Return the one line for an error of SQLite's, or of the system's that is about the file's name."""
    if isinstance(error, OSError):
        return StoreError(f"{visible(str(path))} cannot be used: {(error.strerror or str(error)).lower()}", ANOTHER)
    # Of Python's own, so without a code: of a row, and of what SQLite says of a damaged table.
    if isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode to UTF-8"):
        return damaged(path, "a text")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    what, hint = REASONS.get(code, (f"cannot be used: {error}", "run it with --debug and send the traceback"))
    return StoreError(f"{visible(str(path))} {what}", hint)


def damaged(path: Path, what: str) -> StoreError:
    """Return the one line for a file that SQLite can read and attrib did not write so."""
    return StoreError(f"{visible(str(path))} is damaged: {what} in it is not as it was written", COPY)
