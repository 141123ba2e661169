"""Several articles in one run: which there are, where each result goes, and what went wrong with which."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from attrib import files
from attrib.analyzer import analyze, analyze_each, unforeseen
from attrib.errors import AttribError, OutputError, SomeFailed
from attrib.read import DEFAULT_LIMIT, find_articles, read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attrib.analyzer import Settings
    from attrib.types import Analysis


class Batch:
    """Articles to be analysed one after the other; iterate once, then `check`.

    `sources` are paths, ``-`` for standard input, each once; `many` is whether one result is expected or a number of
    them. A single article that fails raises its error. Of several the good ones are yielded, and `failures` collects
    what happened to the others: no result is lost because another article, or a folder of them, was bad.
    """

    def __init__(
        self, files: Sequence[str], *, force: bool = False, limit: int | None = None, **settings: Unpack[Settings]
    ) -> None:
        """Find the articles in `files` and folders; `settings` are those of :func:`attrib.analyzer.analyze`.

        Raises MissingInput or UnreadableInput when there are none.
        """
        self.failures: list[AttribError] = []
        found = (find_articles([file], failed=self.failures.append) if _is_folder(file) else [file] for file in files)
        self.sources = tuple(dict.fromkeys(str(source) for sources in found for source in sources))
        self.many = len(self.sources) > 1 or any(map(_is_folder, files))
        self._total = len(self.sources) + len(self.failures)
        self._settings, self._force, self._limit = settings, force, limit or DEFAULT_LIMIT
        if not self.sources:
            raise self.failures[0] if self._total == 1 else self._some_failed()

    def each(self, progress: Callable[[int, int], None]) -> Iterator[tuple[str, Analysis]]:
        """Yield each article that could be analysed; raise when nothing came of any.

        `progress` is called with the number done and their total, the first time with 0.
        """
        total = len(self.sources)
        progress(0, total)
        for done, (source, outcome) in enumerate(analyze_each(self.sources, self._analyze), start=1):
            if isinstance(outcome, AttribError):
                self.fail(source, outcome)
            else:
                yield source, outcome
            progress(done, total)
        if len(self.failures) == self._total:
            self.check()

    def fail(self, source: str, error: Exception) -> None:
        """Note what happened to an article, whose result may also be what could not be written; a single one raises."""
        known = error if isinstance(error, AttribError) else unforeseen(error, source)
        if not self.many:
            raise known
        self.failures.append(known)

    def check(self) -> None:
        """Raise SomeFailed if any article did."""
        if self.failures:
            raise self._some_failed()

    def targets(self, out: str | None, ending: str) -> dict[str, Path]:
        """Return where each article's result goes: no two to the same place, none over an article.

        `out` is a folder, which is made if need be, or a file when there is one article; None is the current folder.
        In a folder a result is called as its article, with `ending`. Raises OutputError.
        """
        return places(self.sources, out, ending, many=self.many)

    def target(self, out: str) -> Path:
        """Return the file `out`, which can be written and is none of the articles. Raises OutputError."""
        files.prepare([Path(out)], self.sources)
        return Path(out)

    def _analyze(self, source: str) -> Analysis:
        return analyze(read_document(source, force=self._force, limit=self._limit), **self._settings)

    def _some_failed(self) -> SomeFailed:
        return SomeFailed(self.failures, self._total, "articles")


def places(sources: Sequence[str], out: str | None, ending: str, *, many: bool) -> dict[str, Path]:
    """Return where each source's result goes; see :meth:`Batch.targets`. Raises OutputError."""
    if out is not None and not is_folder(out):
        if not many:
            files.prepare([Path(out)], sources)
            return {sources[0]: Path(out)}
        if Path(out).suffix:
            raise OutputError(f"{out} is not a folder", "several articles need one: -o FOLDER/")
    folder = Path(out or ".")
    targets: dict[str, Path] = {}
    taken: set[str] = set()
    for source in sources:
        stem = name = "standard-input" if source == "-" else Path(source).stem
        number = 1
        while name.casefold() in taken:  # a.txt and a.html; a disk may not tell a from A
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        targets[source] = folder / (name + ending)
    files.prepare(targets.values(), sources)
    return targets


def is_folder(out: str) -> bool:
    """Whether `out` is a folder or, by its last character, meant to be one."""
    return _is_folder(out) or out.endswith(("/", os.sep))


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - Path's raises for a name that is too long, and "" is no folder
