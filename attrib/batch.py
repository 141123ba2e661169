"""Several articles in one run: which there are, where each result goes, and what went wrong with which."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.errors import AttribError, OutputError, SomeFailed
from attrib.pipeline import analyze, analyze_each
from attrib.read import DEFAULT_LIMIT, find_articles, read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attrib.types import Analysis


class Batch:
    """Articles to be analysed one after the other; iterate once, then `check`.

    `sources` are paths, ``-`` for standard input, each once; `many` is whether one result is expected or a number of
    them. A single article that fails raises its error. Of several the good ones are yielded, and `check` raises what
    happened to the others: no result is lost because another article was bad.
    """

    def __init__(self, files: Sequence[str], models: str, *, force: bool = False, limit: int | None = None) -> None:
        """Find the articles in `files` and folders. Raises MissingInput for a folder without any."""
        found = (find_articles([file]) if Path(file).is_dir() else [file] for file in files)
        self.sources = tuple(dict.fromkeys(str(source) for sources in found for source in sources))
        self.many = len(self.sources) > 1 or Path(files[0]).is_dir()
        self._models, self._force, self._limit = models, force, limit or DEFAULT_LIMIT
        self._failures: list[AttribError] = []

    def each(self, progress: Callable[[int, int], None]) -> Iterator[tuple[str, Analysis]]:
        """Yield each article that could be analysed; raise when none could.

        `progress` is called with the number done and their total, the first time with 0.
        """
        total = len(self.sources)
        progress(0, total)
        for done, (source, outcome) in enumerate(analyze_each(self.sources, self._analyze), start=1):
            if not isinstance(outcome, AttribError):
                yield source, outcome
            elif not self.many:
                raise outcome
            else:
                self._failures.append(outcome)
            progress(done, total)
        if len(self._failures) == total:
            self.check()

    def check(self) -> None:
        """Raise SomeFailed if any article did."""
        if self._failures:
            raise SomeFailed(self._failures, len(self.sources), "articles")

    def targets(self, out: str | None, ending: str) -> dict[str, Path]:
        """Return where each article's result goes: no two to the same place, none over an article.

        `out` is a folder, which is made if need be, or a file when there is one article; None is the current folder.
        In a folder a result is called as its article, with `ending`. Raises OutputError.
        """
        if out is not None and not self.many and not is_folder(out):
            return {self.sources[0]: self.spare(Path(out))}
        folder = Path(out or ".")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} is not a folder", "several articles need one: -o FOLDER/") from error
        targets: dict[str, Path] = {}
        taken: set[str] = set()
        for source in self.sources:
            stem = name = "standard-input" if source == "-" else Path(source).stem
            number = 1
            while name.casefold() in taken:  # a.txt and a.html; a disk may not tell a from A
                number += 1
                name = f"{stem}-{number}"
            taken.add(name.casefold())
            targets[source] = self.spare(folder / (name + ending))
        return targets

    def spare(self, target: Path) -> Path:
        """Return `target`, unless it is one of the articles. Raises OutputError."""
        if target.resolve() in {Path(source).resolve() for source in self.sources}:
            raise OutputError(f"{target} is the article itself", "choose another place with -o")
        return target

    def _analyze(self, source: str) -> Analysis:
        return analyze(read_document(source, force=self._force, limit=self._limit), models=self._models)


def is_folder(out: str) -> bool:
    """Whether `out` is a folder or, by its last character, meant to be one."""
    return Path(out).is_dir() or out.endswith(("/", os.sep))
