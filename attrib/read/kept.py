"""What stays of a page that was fetched: its bytes and how they were had, beside what was made of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from attrib import files, plain

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from attrib.read.web import Fetched

SOURCE: Final = ".source"
"""Stands before the suffix of a page that was kept, and of its record: a folder's articles are not those."""

RECORD: Final = f"{SOURCE}.json"

_MOST_NAME: Final = 80  # bytes; with the endings far below the 255 that disks take
_PAGE: Final = re.compile(r"\.(?:[sx]?html?|php|aspx?|jsp|txt|md|markdown|pdf|docx)$", re.IGNORECASE)


def keep(page: Fetched, folder: Path, name: str, *, replace: bool, inputs: Collection[str] = ()) -> Path:
    """Write the page to ``NAME.source.html`` (``.txt``, ``.pdf``, …), and how it was had to ``NAME.source.json``.

    Return the place of the page. Unless `replace`, a name that another page has is followed by a number.
    Raises OutputError when one of `inputs` is there, or it cannot be written.
    """
    written = {
        "sha256": page.sha256,
        "fetched": page.fetched,
        "address": page.address,
        "final_address": page.final_address,
        "content_type": page.content_type,
    }
    number, stem = 1, name
    while not replace and _is_other(record := folder / f"{stem}{RECORD}", written):
        number += 1
        stem = f"{name}-{number}"
    place, record = folder / f"{stem}{SOURCE}{page.suffix}", folder / f"{stem}{RECORD}"
    files.prepare([place, record], inputs)
    files.write_bytes(place, page.data)
    files.write(record, plain.dumps(written, indent=1) + "\n")  # last: it speaks of what is there
    return place


def name_of(address: str) -> str:
    """Return what to call what comes of a page: the last part of its path, else its host; safe as a file's name."""
    try:
        parts = urlsplit(address)
    except ValueError:  # it will be refused; the place of its result is settled before
        return "page"
    last = _PAGE.sub("", unquote(parts.path.rstrip("/").rpartition("/")[2]))
    return _safe(last) or _safe(parts.hostname or "") or "page"


def _safe(name: str) -> str:
    seen = (each if each.isprintable() and each not in '\\/:*?"<>|' else "-" for each in name)
    cut = "".join(seen).strip(" .-").encode()[:_MOST_NAME]
    return cut.decode(errors="ignore").rstrip(" .-")


def _is_other(record: Path, written: dict[str, str]) -> bool:
    """Whether the record is that of another page, or of another address."""
    try:
        found = json.loads(record.read_bytes())
        return any(found[key] != written[key] for key in ("sha256", "address"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError, LookupError, TypeError):  # somebody else's file: it stays
        return True
