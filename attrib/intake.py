"""From what a checker names, a file, a folder or an id, to articles of the store; what is not in it is analysed.

An article whose bytes the store knows is not analysed again, and nothing is imported that an analysis would need.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.analyzer import analyze, analyze_each
from attrib.errors import AttribError, MissingInput, SomeFailed, UnreadableInput, visible
from attrib.store import NotStoredError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attrib.analyzer import Settings
    from attrib.store import Saved, Store, StoredDocument
    from attrib.types import Analysis


@dataclass(frozen=True, slots=True)
class Analysing:
    """How to analyse an article: `settings` are those of :func:`attrib.analyzer.analyze`, None the usual limit."""

    settings: Settings
    force: bool = False
    limit: int | None = None


class Intake:
    """The articles that some names stand for, each once; iterate over `documents` when `wanted` are analysed.

    `wanted` are the files that are not stored as they are now. `failures` says what happened to articles that cannot be
    used: the others go on.
    """

    def __init__(self, store: Store, names: Sequence[str], *, again: bool = False) -> None:
        """Look the names up; with `again`, stored articles are to be analysed too. Raises StoreError."""
        self.failures: list[AttribError] = []
        self._store = store
        self._places: dict[str, StoredDocument | None] = {}  # None: to be analysed
        seen: set[str] = set()
        for name in names:
            try:
                for file, document in self._look_up(name, again=again).items():
                    if (place := os.path.realpath(file)) not in seen:
                        seen.add(place)
                        self._places[file] = document
            except AttribError as error:
                self.failures.append(error)
        self._total = len(self._places) + len(self.failures)

    @property
    def wanted(self) -> list[str]:
        """The files to be analysed."""
        return [name for name, document in self._places.items() if document is None]

    @property
    def documents(self) -> list[StoredDocument]:
        """The articles that are in the store as they are now.

        Raises the error of a single article that is not, and SomeFailed when none of several is.
        """
        found = {each.key: each for each in self._places.values() if each}
        if not found:
            if self._total == 1:
                raise self.failures[0]
            self.check()
        return list(found.values())

    def check(self) -> None:
        """Raise SomeFailed if any article cannot be used."""
        if self.failures:
            raise SomeFailed(self.failures, self._total, "articles")

    def analyse(
        self, how: Analysing, *, reviewer: str, tell: Callable[[str], None], progress: Callable[[int, int], None]
    ) -> None:
        """Analyse and save what is wanted, as `reviewer`'s doing.

        `tell` is given a line for each, with what became of the decisions on it. `progress` is called with the number
        done and their total, the first time with 0. Raises ModelError and StoreError.
        """
        wanted = self.wanted
        progress(0, len(wanted))
        for done, (name, outcome) in enumerate(analyze_each(wanted, lambda name: _analysed(name, how)), start=1):
            if isinstance(outcome, AttribError):
                self.failures.append(outcome)
            else:
                before = stored_at(self._store, name)
                saved = self._store.save(outcome, path=name, reviewer=reviewer)
                self._places[name] = saved.document
                tell(_told(name, before, saved))
            progress(done, len(wanted))

    def _look_up(self, name: str, *, again: bool) -> dict[str, StoredDocument | None]:
        """Return the files that `name` stands for, or itself if it is an id, each with what the store has of it."""
        from attrib.read import find_articles

        if name == "-":
            raise UnreadableInput("standard input cannot be reviewed", "save the article in a file, and name that")
        if os.path.isdir(name):  # noqa: PTH112 - Path's raises for a name that is too long
            files = map(str, find_articles([name], failed=self.failures.append))
            return {file: None if again else _known(self._store, file) for file in files}
        if os.path.exists(name):  # noqa: PTH110 - the same
            return {name: None if again else _known(self._store, name)}
        try:
            document = self._store.find(name)
        except NotStoredError:
            shown = visible(name)
            raise MissingInput(
                f"{shown} is neither a file nor the id of a stored article", "attrib status lists the stored ones"
            ) from None
        if has_changed(document):
            return {str(document.path): None}
        if not again:
            return {name: document}
        if document.path is None or digest(document.path) is None:
            raise MissingInput(f"the file of {visible(name)} is gone", "name a file that holds the article")
        return {document.path: None}


def stored_at(store: Store, path: str) -> StoredDocument | None:
    """Return the stored article that was last read from `path`, None when there is none."""
    try:
        found = store.find(os.path.abspath(path))  # noqa: PTH100 - an absolute path is no beginning of an id
    except NotStoredError:
        return None
    return found


def has_changed(document: StoredDocument) -> bool:
    """Whether the article's file is there and holds another text than the one that was analysed."""
    return document.path is not None and digest(document.path) not in {None, document.id}


def digest(path: str) -> str | None:
    """Return the id an article read from `path` has, None when it is no file that can be read."""
    try:
        with Path(path).open("rb") as handle:
            return "sha256:" + hashlib.file_digest(handle, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def _known(store: Store, file: str) -> StoredDocument | None:
    """Return the stored article that has the bytes of `file`, None when it is to be analysed."""
    here, found = digest(file), stored_at(store, file)
    if found is not None:
        return found if found.id == here else None
    same = next((each for each in store.documents() if each.id == here), None)
    if same is None or (same.path is not None and digest(same.path) is not None):
        return same  # not there, or a copy of a file that stays where it is
    return store.save(store.analysis(same), path=file).document  # it was moved: this is where to find it now


def _analysed(name: str, how: Analysing) -> Analysis:
    from attrib.read import DEFAULT_LIMIT, read_document

    return analyze(read_document(name, force=how.force, limit=how.limit or DEFAULT_LIMIT), **how.settings)


def _told(name: str, before: StoredDocument | None, saved: Saved) -> str:
    document, shown = saved.document, visible(name)
    if before is None or before.key != document.key:
        return f"{shown}: {sum(document.counts.values())} attributions, all to be decided"
    unsigned = "; the signature has lapsed" if saved.unsigned else ""
    if (saved.new, saved.carried, saved.orphaned) == (False, 0, 0):
        if before.id == document.id:
            return f"{shown}: analysed again, with the same result{unsigned}"
        return f"{shown}: an earlier text is back; what was decided on that holds again{unsigned}"
    why = "analysed again" if before.id == document.id else "its text has changed, so it was analysed again"
    similar = f" ({saved.similar} of them to words that have changed: look at them)" if saved.similar else ""
    orphaned = f"{saved.orphaned} orphaned" + (" (attrib log tells them)" if saved.orphaned else "")
    return f"{shown}: {why}; decisions: {saved.carried} carried{similar}, {orphaned}{unsigned}"
