"""The articles of the store, as a command line names them, and whose the decisions on them are."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from attrib import files
from attrib.cli.terminal import print_
from attrib.errors import MissingInput, OutputError, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.store import Store, StoredDocument


@contextmanager
def opened(
    db: Path | None, *, patience: float | None = None, reading: bool = False, making: bool = False
) -> Iterator[Store]:
    """Open the store for a command and tell what is to be told about it; `patience` None is the store's own.

    A command that does nothing but read (`reading`) can do with a file that may not be written. Only one that stores
    articles (`making`) makes a file: a name that was mistyped, on the command line or in ATTRIB_DB, is none of a new
    store. Raises StoreError.
    """
    from attrib.store import Store
    from attrib.store.store import PATIENCE, default_path

    place = default_path() if db is None else db
    if not making and not os.path.exists(place):  # noqa: PTH110 - Path's raises for a name too long
        from attrib.store import StoreError

        raise StoreError(f"there is no file {visible(str(place))}", "attrib review FILE makes one, or name another")

    waits = PATIENCE if patience is None else patience
    with Store(db, patience=waits, reading=reading) as store:
        for message in store.messages:
            typer.echo(message, err=True)
        yield store


def find_stored(store: Store, name: str, *, warn: bool = True) -> StoredDocument:
    """Return a stored article; a line says so if its file has changed. Raises StoreError."""
    document = store.find(name)
    if warn and document.has_changed():
        shown = visible(str(document.path))
        typer.echo(f"note: {shown} has changed since it was analysed; attrib review analyses it again", err=True)
    return document


def stored_documents(store: Store, names: Sequence[str] | None) -> list[StoredDocument]:
    """Return the stored articles that `names` mean, each once; all of them without names.

    Raises StoreError when one is not there, and MissingInput when there is none at all.
    """
    if not names:
        if documents := store.documents():
            return documents
        raise MissingInput(f"{visible(str(store.path))} has no articles yet", "attrib review FILE stores one")
    return list({document.key: document for document in (find_stored(store, name) for name in names)}.values())


def checker(name: str | None) -> str:
    """Return whose the decisions are; a line tells where a name that was not given comes from.

    Any folder may have a ``.git/config`` of somebody else's. Raises DecisionError when nobody can be named, or the name
    cannot be shown.
    """
    from attrib.review import DecisionError

    origin, found = ("", name) if name else _git_user()
    origin, found = (origin, found.strip()) if found.strip() else ("your name on this system", _system_user().strip())
    if not found or not found.isprintable():
        raise DecisionError("a decision needs the name of a checker", "give it with --reviewer, or as ATTRIB_REVIEWER")
    if origin:
        typer.echo(f"note: decisions are {found}'s ({visible(origin)}); --reviewer names another", err=True)
    return found


def _git_user() -> tuple[str, str]:
    """Return where git has its user's name, and the name."""
    import subprocess

    try:
        command = ["git", "config", "--show-origin", "user.name"]
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=5)  # noqa: S603 - no word of it comes from outside
    except (OSError, subprocess.SubprocessError):  # no git
        return "", ""
    origin, _, name = done.stdout.decode("utf-8", "replace").partition("\t")
    return f"git's user.name in {origin.removeprefix('file:').rstrip(':')}", name


def _system_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user that the system has no name for, in a container
        return ""


def check_targets(store: Store, documents: Sequence[StoredDocument], targets: Sequence[Path]) -> None:
    """See that the results replace no article, not the store, and not each other. Raises OutputError."""
    beside = [Path(f"{store.path}{ending}") for ending in ("", "-wal", "-shm")]
    files.prepare(targets, [*beside, *(each.path for each in documents if each.path)])
    if targets and len({each.resolve() for each in targets}) < len(targets):
        raise OutputError(f"{targets[0]} cannot hold both results", "name two files")


def write_sheets(articles: Sequence[str], out: str | None, templates: Path | None, db: Path | None) -> None:
    """Write the fact sheets of reviewed articles and print where; ``-`` prints the one sheet itself.

    Raises NotStoredError when one is not in the store, and OutputError.
    """
    from attrib.export.status import short_id
    from attrib.jobs import places
    from attrib.read import SHEET
    from attrib.sheet import render

    with opened(db, reading=True) as store:
        documents = stored_documents(store, articles)
        if out == "-" and len(documents) > 1:
            raise OutputError("standard output takes one sheet", "use -o FOLDER/ for a file each")
        named = {each.path or short_id(each): each for each in documents}
        targets = {} if out == "-" else places(list(named), out, SHEET, many=len(documents) > 1)
        check_targets(store, documents, list(targets.values()))
        for name, document in named.items():
            review = store.review(document)
            folder = None if out == "-" else targets[name].parent
            history = store.log(document)
            sheet = render(review.analysis, review=review, history=history, templates=templates, folder=folder)
            if out == "-":
                print_([sheet])
            else:
                files.write(targets[name], sheet)
                print_([f"{visible(str(targets[name]))}\n"])
