"""Many articles in one run: names → files → outcomes, and one rule for what fails.

An article that cannot be used stops no other: `failures` says what happened to it. Of a single one the error itself is
raised. A :class:`Batch` reads articles and hands their analyses on; an :class:`Intake` looks them up in the store, and
analyses and saves what is not there as it is now. Nothing is imported that an analysis would need before there is one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from attrib import files
from attrib.errors import AttribError, MissingInput, OutputError, SomeFailed, UnreadableInput, unforeseen, visible
from attrib.read import DEFAULT_LIMIT, SHEET, TABLE, find_articles, kept, read_document, web
from attrib.wording import several, verdict_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attrib.analyzer import Analyzer
    from attrib.store import Saved, Store, StoredDocument
    from attrib.types import Analysis, Document
    from attrib.verify import Index
    from attrib.verify.house import House


class Against(NamedTuple):
    """Sources that the words of articles are looked for in, and the rules by which a newsroom weighs what differs."""

    sources: Index
    house: House


class Job:
    """Articles, and what went wrong with which of them. `total` counts both.

    `warnings` say of articles that were read what of them may be missing. Set `against` to compare them with sources.
    """

    def __init__(self, *, force: bool = False, limit: int | None = None, offline: bool = False) -> None:
        """Begin with none; `force` and `limit` are those of :func:`attrib.read.read_document`, None the usual limit.

        With `offline` no web address is fetched.
        """
        self.failures: list[AttribError] = []
        self.warnings: list[str] = []
        self.total = 0
        self.against: Against | None = None
        self._force, self._limit, self._offline = force, limit or DEFAULT_LIMIT, offline
        self._pages: dict[str, web.Fetched] = {}  # of the articles at hand

    def check(self, *, told: bool = False) -> None:
        """Raise SomeFailed if any article did; it says which, unless the user has been `told`."""
        if self.failures:
            error = SomeFailed(self.failures, self.total, "articles")
            error.failures = () if told else error.failures
            raise error

    def give_up(self) -> None:
        """Raise what left nothing to go on with: a single article's own error, else SomeFailed."""
        if self.total == 1:
            raise self.failures[0]
        self.check()

    def outcomes(
        self, sources: Sequence[str], analyzer: Analyzer, progress: Callable[[int, int], None]
    ) -> Iterator[tuple[str, Analysis | AttribError]]:
        """Yield each of `sources` with its analysis or what stopped it. Raises ModelError.

        `progress` is called with the number done and their total, the first time with 0.
        """
        progress(0, len(sources))
        for done, (source, outcome) in enumerate(analyzer.outcomes(sources, self._read, str), start=1):
            yield source, outcome
            self._pages.pop(source, None)
            progress(done, len(sources))

    def compared(self, source: str, analysis: Analysis) -> Analysis | AttribError:
        """Return an article with a verdict on its words where there are sources, or what stopped that."""
        if self.against is None:
            return analysis
        from attrib.verify import verify

        try:
            return verify(analysis, *self.against)
        except Exception as error:  # noqa: BLE001 - the other articles go on
            return unforeseen(error, source)

    def _read(self, source: str) -> Document:
        data = suffix = None
        if web.is_address(source):
            if self._offline:
                raise UnreadableInput(
                    f"{source} is a web address, and --offline fetches none", "leave --offline out, or pass a file"
                )
            page = self._pages[source] = web.fetch(source)
            data, suffix = page.data, page.suffix
        return read_document(
            source, data=data, suffix=suffix, force=self._force, limit=self._limit, warn=self.warnings.append
        )

    def articles_in(self, folder: str) -> list[str]:
        """Return the articles of a folder; what cannot be listed is a failure."""
        skipped: list[str] = []
        found = find_articles([folder], failed=self.failures.append, skipped=lambda path: skipped.append(path.name))
        if skipped:
            named = ", ".join(skipped[:NAMED]) + (f" and {len(skipped) - NAMED} more" if len(skipped) > NAMED else "")
            self.warnings.append(f"not read in {folder}: {named}")
        return [str(path) for path in found]


NAMED: Final = 5
"""Skipped files of a folder that are named; of more it is told how many."""


class Batch(Job):
    """Articles to be analysed one after the other; iterate over `each` once, then `check`.

    `sources` are paths, web addresses, ``-`` for standard input, each once; `many` is whether one result is expected or
    a number of them. No result is lost because another article, or a folder of them, was bad. `unkept` are the
    addresses whose pages had no place beside a result.
    """

    def __init__(
        self,
        names: Sequence[str],
        analyzer: Analyzer,
        *,
        force: bool = False,
        limit: int | None = None,
        offline: bool = False,
    ) -> None:
        """Find the articles in files and folders. Raises MissingInput or UnreadableInput when there are none."""
        super().__init__(force=force, limit=limit, offline=offline)
        self.unkept: list[str] = []
        self._analyzer = analyzer
        found = (self.articles_in(name) if is_present_folder(name) else [name] for name in names)
        self.sources = tuple(dict.fromkeys(source for sources in found for source in sources))
        self.many = len(self.sources) > 1 or any(map(is_present_folder, names))
        self.total = len(self.sources) + len(self.failures)
        if not self.sources:
            self.give_up()

    def each(self, progress: Callable[[int, int], None]) -> Iterator[tuple[str, Analysis]]:
        """Yield each article that could be analysed; raise when nothing came of any. `progress` as in `outcomes`."""
        for source, found in self.outcomes(self.sources, self._analyzer, progress):
            outcome = found if isinstance(found, AttribError) else self.compared(source, found)
            if isinstance(outcome, AttribError):
                self.fail(source, outcome)
            else:
                yield source, outcome
        if len(self.failures) == self.total:
            self.check()

    def keep(self, source: str, result: Path | None) -> None:
        """Keep the page that `source` was fetched from, if it was, beside its `result` and under the same name.

        A device and standard output (None) have nothing beside them. Raises OutputError.
        """
        if (page := self._pages.get(source)) is None:
            return
        if result is None or _is_device(result):
            self.unkept.append(source)
            return
        ending = next((each for each in (SHEET, TABLE, kept.RECORD) if result.name.endswith(each)), result.suffix)
        kept.keep(page, result.parent, result.name.removesuffix(ending), replace=True, inputs=self.sources)

    def beside(self, out: str) -> dict[str, Path]:
        """Return beside what each page is kept when `out`, a file or a device, takes all the results.

        That is `out` itself when there is one, else a name of the page's own in the same folder. Raises OutputError.
        """
        place = Path(out)
        if _is_device(place):
            return {}
        if not self.many:
            return dict.fromkeys(self.sources, place)
        addresses = [source for source in self.sources if web.is_address(source)]
        return places(addresses, str(place.parent), kept.RECORD, many=True)

    def fail(self, source: str, error: Exception) -> None:
        """Note what happened to an article, whose result may also be what could not be written; a single one raises."""
        known = error if isinstance(error, AttribError) else unforeseen(error, source)
        if not self.many:
            raise known
        self.failures.append(known)


class Intake(Job):
    """The articles of a store that some names stand for, each once: files, folders, addresses, ids of stored articles.

    `wanted` are the files that are not stored as they are now, and the addresses that are not stored: a stored one is
    not fetched to see whether its page has changed. `documents` has all the others, once those are analysed.
    """

    def __init__(  # noqa: PLR0913 - the options of a command
        self,
        store: Store,
        names: Sequence[str],
        *,
        again: bool = False,
        force: bool = False,
        limit: int | None = None,
        offline: bool = False,
    ) -> None:
        """Look the names up; with `again`, stored articles are to be analysed too. Raises StoreError."""
        super().__init__(force=force, limit=limit, offline=offline)
        self._store = store
        self._places: dict[str, StoredDocument | None] = {}  # None: to be analysed
        seen: set[str] = set()
        for name in names:
            try:
                for file, document in self._look_up(name, again=again).items():
                    if (place := file if web.is_address(file) else os.path.realpath(file)) not in seen:
                        seen.add(place)
                        self._places[file] = document
            except AttribError as error:
                self.failures.append(error)
        self.total = len(self._places) + len(self.failures)

    @property
    def wanted(self) -> list[str]:
        """The files and addresses to be analysed."""
        return [name for name, document in self._places.items() if document is None]

    @property
    def documents(self) -> list[StoredDocument]:
        """The articles that are in the store as they are now. Raises as `give_up` does when there is none."""
        found = {each.key: each for each in self._places.values() if each}
        if not found:
            self.give_up()
        return list(found.values())

    def analyse(
        self,
        analyzer: Analyzer,
        *,
        reviewer: str,
        tell: Callable[[str], None],
        progress: Callable[[int, int], None],
        blind: bool = False,
    ) -> None:
        """Analyse and save what is wanted, as `reviewer`'s doing. `progress` as in `outcomes`.

        `tell` is given a line for each, with what became of the decisions on it, and where a page is kept: beside the
        store's file, and no page that another result was made of is replaced. A `blind` checker is not told of
        decisions. Raises ModelError and StoreError.
        """
        for name, outcome in self.outcomes(self.wanted, analyzer, progress):
            if isinstance(outcome, AttribError):
                self.failures.append(outcome)
                continue
            if page := self._pages.get(name):
                try:
                    place = kept.keep(page, self._store.path.parent, kept.name_of(name), replace=False)
                except OutputError as error:
                    self.failures.append(error)
                    continue
                tell(f"{visible(name)}: the page is kept in {visible(str(place))}")
            before = self._store.last_read_from(name)
            saved = self._store.save(outcome, path=name, reviewer=reviewer)
            self._places[name] = saved.document
            tell(f"{visible(name)}: analysed" if blind else _told(name, before, saved))
        for warning in self.warnings:
            tell(f"note: {visible(warning)}")

    def import_notes(self, *, reviewer: str, tell: Callable[[str], None]) -> None:
        """Bring to the review of every Word file the notes in it that are new, as `reviewer`'s doing.

        `tell` is given a line for each article with any. Raises StoreError.
        """
        from attrib import notes
        from attrib.notes import listing
        from attrib.review import DecisionError

        named = {each.key: (each, name) for name, each in self._places.items() if each}
        for document, name in named.values():
            path = name if name.lower().endswith(".docx") else document.path or ""
            if not path.lower().endswith(".docx"):
                continue
            review, shown = self._store.review(document), visible(path)
            other = notes.named_in(self._store, review.document)
            if other is not None and other.key != document.key:
                whose = visible(other.path or other.id)
                tell(f"note: {shown} is a copy of {whose}: attrib import-notes {shown} --article {whose} has its notes")
                continue
            try:
                brought = notes.bring(review, review.document, os.path.basename(path))  # noqa: PTH119 - as it is stored
                if brought.decisions:
                    self._store.decide(document, *brought.decisions, reviewer=reviewer, seen=review.number)
            except DecisionError as error:  # it is signed
                tell(f"note: new notes in {shown} are not imported: {visible(error.message)}")
                continue
            if line := listing.told(brought, shown):
                tell(line)

    def compare(self, *, reviewer: str, tell: Callable[[str], None]) -> None:
        """Look for the words of every article, as its review left them, in the sources `against`, and keep it all.

        Done as `reviewer`'s doing; `tell` is given a line for each article. Raises StoreError.
        """
        from attrib.sheet.reviewed import result

        for document in self.documents if self.against else ():
            outcome = self.compared(document.path or document.id, result(self._store.review(document)))
            if isinstance(outcome, AttribError) or self.against is None:
                self.failures += [outcome] if isinstance(outcome, AttribError) else []
                continue
            sources, house = self.against
            self._store.compare(document, outcome, sources=sources.searched, house=house.name, reviewer=reviewer)
            told = verdict_counts(outcome.verifications or ())
            tell(f"{visible(document.path or document.id)}: {told or 'no words to look for'}")

    def _look_up(self, name: str, *, again: bool) -> dict[str, StoredDocument | None]:
        """Return the files that `name` stands for, or itself if it is an id, each with what the store has of it."""
        from attrib.store import NotStoredError

        if name == "-":
            raise UnreadableInput("standard input cannot be reviewed", "save the article in a file, and name that")
        if web.is_address(name):
            return {name: None if again else self._store.last_read_from(name)}
        if is_present_folder(name):
            return {file: None if again else self._store.find_or_move(file) for file in self.articles_in(name)}
        if os.path.exists(name):  # noqa: PTH110 - Path's raises for a name that is too long
            return {name: None if again else self._store.find_or_move(name)}
        try:
            document = self._store.find(name)
        except NotStoredError:
            shown = visible(name)
            raise MissingInput(
                f"{shown} is neither a file nor the id of a stored article", "attrib status lists the stored ones"
            ) from None
        if document.has_changed():
            return {str(document.path): None}
        if not again:
            return {name: document}
        if document.path is None or not (web.is_address(document.path) or files.digest(document.path)):
            raise MissingInput(f"the file of {visible(name)} is gone", "name a file that holds the article")
        return {document.path: None}


def places(sources: Sequence[str], out: str | None, ending: str, *, many: bool) -> dict[str, Path]:
    """Return where each source's result goes: no two to the same place, none over an article.

    `out` is a folder, which is made if need be, or a file when there is one article (`many` is false); None is the
    current folder. In a folder a result is called as its article, with `ending`; a page's as the last part of its
    address. Raises OutputError.
    """
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
        stem = name = _stem(source)
        number = 1
        while name.casefold() in taken:  # a.txt and a.html; a disk may not tell a from A
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        targets[source] = folder / (name + ending)
    files.prepare(targets.values(), sources)
    return targets


def _stem(source: str) -> str:
    if source == "-":
        return "standard-input"
    return kept.name_of(source) if web.is_address(source) else Path(source).stem


def is_folder(out: str) -> bool:
    """Whether `out` is a folder or, by its last character, meant to be one."""
    return is_present_folder(out) or out.endswith(("/", os.sep))


def _is_device(path: Path) -> bool:
    """Whether something is there that is no file."""
    return os.path.exists(path) and not os.path.isfile(path)  # noqa: PTH110, PTH113 - Path's raise for a name too long


def is_present_folder(path: str) -> bool:
    """Whether `path` is a folder that is there."""
    return os.path.isdir(path)  # noqa: PTH112 - Path's raises for a name that is too long, and "" is no folder


def _told(name: str, before: StoredDocument | None, saved: Saved) -> str:
    document, shown = saved.document, visible(name)
    if before is None or before.key != document.key:
        left = several(document.counts["open"], "attribution"), several(document.quotations, "quotation")
        return f"{shown}: {' and '.join(filter(None, left)) or 'nothing'} to be decided"
    unsigned = "; the signature has lapsed" if saved.unsigned else ""
    if (saved.new, saved.carried, saved.orphaned) == (False, 0, 0):
        if before.id == document.id:
            return f"{shown}: analysed again, with the same result{unsigned}"
        back = "file is back, with the same text" if saved.same_text else "text is back"
        return f"{shown}: an earlier {back}; what was decided on that holds again{unsigned}"
    changed = "its file has changed and its text has not" if saved.same_text else "its text has changed"
    why = "analysed again" if before.id == document.id else f"{changed}, so it was analysed again"
    similar = f" ({saved.similar} of them to words that have changed: look at them)" if saved.similar else ""
    orphaned = f"{saved.orphaned} orphaned" + (" (attrib log tells them)" if saved.orphaned else "")
    return f"{shown}: {why}; decisions: {saved.carried} carried{similar}, {orphaned}{unsigned}"
