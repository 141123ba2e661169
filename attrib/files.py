"""Writing results: all of a file or nothing of it, and never over what is to be read; and telling files apart."""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTIAL = ".partial"
"""What the name of a file that is being written piece by piece ends in."""


def prepare(places: Iterable[Path], inputs: Iterable[Path | str], *, streamed: bool = False) -> None:
    """Make sure that results can go to `places`, before the work that makes them; folders are made if need be.

    What is `streamed` has a longer name until it is done. Raises OutputError when a place is one of `inputs`, when its
    name is too long, or when its folder cannot be made or written to.
    """
    read = {identity(Path(each)) for each in inputs} - {None}
    for place in places:
        if identity(place) in read or identity(_partial(place)) in read:
            raise OutputError(f"{place} would replace a file that is to be read", "choose another place for the result")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # a name that is too long is another error
                (_partial(place) if streamed else place).stat()
            if identity(place) is None and not os.access(place.parent, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            raise _explain(place, error) from error


def digest(path: str) -> str | None:
    """Return the id an article read from `path` has (sha256 of its bytes), None when it is no file that can be read."""
    try:
        with Path(path).open("rb") as handle:
            return "sha256:" + hashlib.file_digest(handle, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def write(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    r"""Write `text` to `path`; line ends stay as they are (``\n`` is not translated).

    A regular file is written beside its place under a temporary name and moved over it when complete, so a reader
    never sees half a file and a failure leaves the old one as it was. A symbolic link is followed; a device or a pipe
    (``/dev/stdout``) is written to directly, because moving a file over it would replace it.

    Raises OutputError when the folder is missing, is not writable, or the disk is full.
    """
    write_bytes(path, text.encode(encoding))


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` as :func:`write` does. Raises OutputError as it does."""
    try:
        target = _target(path)
        if target.exists() and not target.is_file():
            _write_special(target, [data])
            return
        part = target.with_name(f".attrib-{os.getpid()}.part")
        part.unlink(missing_ok=True)  # a run that was killed may have had this number
        try:
            with part.open("xb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())  # a full disk may show only here, and the move must not come first
            _move(part, target)
        except BaseException:  # an interrupt too: no half file stays behind
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _explain(path, error) from error


def stream(path: Path, pieces: Iterable[str], *, encoding: str = "utf-8") -> None:
    """Write `pieces` to `path` one by one, for a run of hours: what is finished is kept whatever happens.

    They go to ``NAME.partial``, which gets the name itself when all is done. When writing fails or the pieces end in an
    exception (an interrupt too), ``NAME.partial`` stays with the pieces that are whole, and a note on the exception
    says so; without any there is no such file. One from an earlier run is replaced. Links and devices are treated as
    by :func:`write`.

    Raises OutputError as :func:`write` does.
    """
    try:
        target = _target(path)
        if target.exists() and not target.is_file():
            encoder = codecs.getincrementalencoder(encoding)()
            _write_special(target, map(encoder.encode, pieces))
            return
        _write_pieces(target, pieces, encoding)
    except OSError as error:
        known = _explain(path, error)
        for note in getattr(error, "__notes__", ()):
            known.add_note(note)
        raise known from error


def _write_pieces(target: Path, pieces: Iterable[str], encoding: str) -> None:
    partial = _partial(target)
    partial.unlink(missing_ok=True)
    encoder = codecs.getincrementalencoder(encoding)()
    whole = 0  # bytes of the pieces that are finished
    try:
        with partial.open("xb") as handle:
            for piece in pieces:
                handle.write(encoder.encode(piece))
                handle.flush()
                whole = handle.tell()
            os.fsync(handle.fileno())
        _move(partial, target)
    except BaseException as error:
        with suppress(OSError):
            if whole:
                os.truncate(partial, whole)
                error.add_note(f"what was finished is in {partial}")
            else:
                partial.unlink(missing_ok=True)
        raise


def _write_special(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("wb") as handle:
        for piece in pieces:
            handle.write(piece)
            handle.flush()


def _target(path: Path) -> Path:
    """Return what `path` is, links followed."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.is_dir():
        raise OutputError(f"{path} is a folder", "name a file in it, such as " + str(path / "sheet.html"))
    return target


def _partial(path: Path) -> Path:
    return Path(f"{path}{PARTIAL}")


def _move(made: Path, target: Path) -> None:
    if target.exists():
        shutil.copymode(target, made)
    made.replace(target)


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from every other, under whatever name; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _explain(path: Path, error: OSError) -> OutputError:
    hint = {
        errno.ENOENT: f"create the folder first: mkdir -p {path.parent}",
        errno.ENOTDIR: f"{path.parent} is not a folder: choose another with -o",
        errno.EEXIST: f"{path.parent} is not a folder: choose another with -o",
        errno.EACCES: "you may not write there: choose another place with -o",
        errno.EPERM: "you may not write there: choose another place with -o",
        errno.EROFS: "that disk is read-only: choose another place with -o",
        errno.ENOSPC: "make room, or choose another place with -o",
        errno.EDQUOT: "make room, or choose another place with -o",
        errno.ENAMETOOLONG: "choose a shorter name with -o",
    }.get(error.errno or 0, "choose another place with -o")
    return OutputError(f"cannot write {path}: {(error.strerror or str(error)).lower()}", hint)
