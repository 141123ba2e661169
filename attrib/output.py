"""Writing results: all of a file or nothing of it."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from attrib.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write(path: Path, text: str | Iterable[str], *, encoding: str = "utf-8") -> None:
    r"""Write `text`, or its pieces in order, to `path`; line ends stay as they are (``\n`` is not translated).

    A regular file is written beside its place under a temporary name and moved over it when complete, so a reader
    never sees half a file and a failure leaves the old one as it was. A symbolic link is followed; a device or a pipe
    (``/dev/stdout``) is written to directly, because moving a file over it would replace it.

    Raises OutputError when the folder is missing, is not writable, or the disk is full.
    """
    pieces = [text] if isinstance(text, str) else text
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise OutputError(f"{path} is a folder", "name a file in it, such as " + str(path / "sheet.html"))
            _write_pieces(target, pieces, "w", encoding)
            return
        part = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
        try:
            _write_pieces(part, pieces, "x", encoding)
            if target.exists():
                shutil.copymode(target, part)
            part.replace(target)
        except BaseException:  # an interrupt too: no half file stays behind
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _explain(path, error) from error


def _write_pieces(path: Path, pieces: Iterable[str], mode: str, encoding: str) -> None:
    with path.open(mode, encoding=encoding, newline="") as handle:
        handle.writelines(pieces)
        handle.flush()
        if mode == "x":
            os.fsync(handle.fileno())  # a full disk may show only here, and the rename must not come first


def _explain(path: Path, error: OSError) -> OutputError:
    hint = {
        errno.ENOENT: f"create the folder first: mkdir -p {path.parent}",
        errno.ENOTDIR: f"{path.parent} is not a folder: choose another with -o",
        errno.EACCES: "you may not write there: choose another place with -o",
        errno.EPERM: "you may not write there: choose another place with -o",
        errno.EROFS: "that disk is read-only: choose another place with -o",
        errno.ENOSPC: "make room, or choose another place with -o",
        errno.EDQUOT: "make room, or choose another place with -o",
        errno.ENAMETOOLONG: "choose a shorter name with -o",
    }.get(error.errno or 0, "choose another place with -o")
    return OutputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}", hint)
