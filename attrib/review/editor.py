"""A note written in the checker's own editor: a private file is opened in it, and what is saved there is the note."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.errors import AttribError, visible

if TYPE_CHECKING:
    from collections.abc import Sequence


def command() -> tuple[str, ...]:
    """Return the words that start the editor. Raises AttribError when there is none."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    with suppress(ValueError):  # a quotation mark that is not closed
        if words := shlex.split(chosen, posix=os.name != "nt"):
            return tuple(words)
    raise AttribError("no editor is named", "set EDITOR before attrib review, such as export EDITOR=nano")


def edit(editor: Sequence[str], words: str) -> str:
    """Return what was saved in the editor that `editor` starts, which begins with `words`.

    The terminal is the editor's meanwhile. Raises AttribError when it cannot be started, fails, or leaves nothing,
    nothing new, or what is no text.
    """
    # What an editor writes beside the file (copies, what a crash would lose) is in the folder, which is private too.
    with tempfile.TemporaryDirectory(prefix="attrib-") as folder:
        path = Path(folder) / "note.txt"
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(words.encode("utf-8", "surrogateescape"))
        name, again = visible(editor[0]), "nothing is kept"
        try:
            ended = _run([*editor, str(path)])
            saved = path.read_text(encoding="utf-8")
        except OSError as error:
            raise AttribError(f"{name}: {(error.strerror or str(error)).lower()}: {again}", "set EDITOR") from error
        except UnicodeDecodeError as error:
            raise AttribError(f"what {name} saved is not UTF-8: {again}", "set the editor to UTF-8") from error
    if ended:
        raise AttribError(f"{name} ended with {ended}: {again}")
    if not saved.strip():
        raise AttribError(f"{name} left the file empty: {again}")
    if saved.strip() == words.strip():
        raise AttribError(f"nothing was changed in {name}: {again} yet")
    return saved


def _run(words: Sequence[str]) -> int:
    """Return what a program that has the terminal ended with. An interrupt is the program's alone."""
    before = None
    with suppress(ValueError):  # outside the main thread
        before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(words, check=False).returncode  # noqa: S603 - the user's own editor, with no shell
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
