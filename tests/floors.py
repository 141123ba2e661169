"""The least that attrib's figures may be: ``python -m tests.floors [--slice] [--update [--lower CORPUS:FIGURE]]``.

Analyses the dev parts of newsroom and PolNeAR, each in its style, prints each figure beside its floor in
``tests/floors.json`` and exits with 1 when one is under its floor. ``--update`` raises floors to 0.3 below what was
measured (1.0 for the slice), in tenths, and never lowers one that ``--lower`` does not name. A corpus is known by the
sha256 of its files: figures of other data are not compared.

The slice is few enough articles for a test (``tests/test_floors.py``): the first by the sha256 of their names, so that
no one chose them.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrib import files
from attrib.analyzer import Analyzer, outcomes
from attrib.errors import AttribError
from attrib.evaluate import Figures, as_document, score
from attrib.gold import GoldDocument, read_entities, read_gold
from attrib.styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from attrib.styles import Style
    from attrib.types import Analysis, Attribution, Document

ROOT = Path(__file__).parents[1]
FLOORS = Path(__file__).with_name("floors.json")
MARGIN = 3
"""Tenths of a point between a figure and its floor: a change of nothing but rounding on 2,193 attributions is less."""
FEW = 10
"""The same where there are few articles: another processor rounds otherwise, and moved figures of six by 0.4."""

FIGURES = (
    "exact-source",
    "exact-cue",
    "exact-content",
    "relation",
    "statements",
    "speakers-right",
    "speakers-right-of-found",
    "speakers-not-wrong",
    "class-of-found",
)
"""All figures there are; the higher the better. ``speakers-not-wrong`` is 100 less *wrong name*."""


class FloorsError(Exception):
    """Floors and data that do not go together; the message is one line."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A gold file, the style it is measured in, and its floors.

    `entities` is None where speakers are not measured, `articles` where the whole of the file is. Paths are from the
    project's folder; the digests are of the files.
    """

    name: str
    gold: str
    sha256: str
    style: Style
    floors: dict[str, float]
    articles: int | None = None
    entities: str | None = None
    entities_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure beside its floor. `measured` is None where it could not be, which is under any floor."""

    figure: str
    measured: float | None
    floor: float

    @property
    def under(self) -> bool:
        """Whether the figure fails."""
        return self.measured is None or self.measured < self.floor


@dataclass(frozen=True, slots=True)
class Update:
    """Floors after an update: the new ones, what was raised, what was lowered, and what stayed above its figure."""

    floors: dict[str, float]
    raised: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()
    refused: tuple[str, ...] = field(default=())


def read_floors(path: Path = FLOORS) -> dict[str, Corpus]:
    """Return the corpora of a floors file, by name. Raises FloorsError."""
    try:
        made = {name: Corpus(name, **each) for name, each in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise FloorsError(f"{path} is no floors file: {error}") from error
    for corpus in made.values():
        unknown = sorted(set(corpus.floors) - set(FIGURES))
        if unknown or corpus.style not in STYLES:
            raise FloorsError(f"{path}, {corpus.name}: nothing measures {', '.join(unknown) or corpus.style}")
    return made


def write_floors(corpora: Mapping[str, Corpus], path: Path = FLOORS) -> None:
    """Write what :func:`read_floors` reads."""
    names = ("style", "gold", "sha256", "entities", "entities_sha256", "articles", "floors")
    data = {
        corpus.name: {name: value for name in names if (value := getattr(corpus, name)) is not None}
        for corpus in corpora.values()
    }
    files.write(path, json.dumps(data, indent=2) + "\n")


def check_digest(path: Path, expected: str | None) -> None:
    """Raise FloorsError unless `path` is the file the floors were measured on."""
    try:
        found = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise FloorsError(f"cannot read {path}: {error.strerror}") from error
    if found != expected:
        raise FloorsError(f"{path} is not the file of these floors: its sha256 is {found}, theirs {expected}")


def chosen(rows: Sequence[GoldDocument], articles: int | None) -> tuple[GoldDocument, ...]:
    """Return the first `articles` of `rows` by the sha256 of their ids; all in their order when that is None."""
    if articles is None:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: sha256(row.id.encode()).hexdigest())[:articles])


@cache
def analyzer(style: Style) -> Analyzer:
    """Return one analyzer for all corpora of a style."""
    return Analyzer(style=style)


def analyze(document: Document, style: Style) -> Analysis:
    """Return what attrib finds in an article, without what it thinks unlikely itself."""
    return analyzer(style).analyze(document).likely()


def measure(
    corpus: Corpus,
    found: dict[tuple[str, str], tuple[Attribution, ...]],
    analyze_one: Callable[[Document, Style], Analysis] = analyze,
    root: Path = ROOT,
) -> dict[str, float | None]:
    """Return the corpus's figures by name. `found` keeps what was found in an article in a style, for the next corpus.

    Raises FloorsError when a file is another one than the floors' or an article cannot be analysed, and ModelError.
    """
    gold = root / corpus.gold
    check_digest(gold, corpus.sha256)
    speakers = None
    if corpus.entities is not None:
        check_digest(root / corpus.entities, corpus.entities_sha256)
        speakers = read_entities(root / corpus.entities)
    rows = chosen(read_gold(gold), corpus.articles)
    wanted = [row for row in rows if (corpus.style, row.id) not in found]
    analyses = outcomes(wanted, lambda row: analyze_one(as_document(row), corpus.style), lambda row: row.id)
    for done, (row, outcome) in enumerate(analyses, start=1):
        if isinstance(outcome, AttribError):
            raise FloorsError(outcome.message) from outcome
        found[corpus.style, row.id] = outcome.attributions
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{corpus.name} {done}/{len(wanted)}" + "\n" * (done == len(wanted)))
    return by_name(score(rows, {row.id: found[corpus.style, row.id] for row in rows}, speakers))


def by_name(figures: Figures) -> dict[str, float | None]:
    """Return the figures that have floors; a speaker figure without a file of entities is None."""
    named: dict[str, float | None] = {f"exact-{role}": each.f1 for role, each in figures.exact.items()}
    named["relation"] = figures.relation.f1
    named["statements"] = figures.statements.f1 if figures.statements else None
    speaker = figures.speaker
    wrong = speaker.wrong_name if speaker else None
    return {
        **named,
        "speakers-right": speaker.end_to_end if speaker else None,
        "speakers-right-of-found": speaker.of_found if speaker else None,
        "speakers-not-wrong": None if wrong is None else round(100 - wrong, 1),
        "class-of-found": figures.class_of_found,
    }


def compare(floors: Mapping[str, float], measured: Mapping[str, float | None]) -> list[Line]:
    """Return a line for each floor."""
    return [Line(name, measured.get(name), floor) for name, floor in floors.items()]


def floor_of(figure: float, margin: int = MARGIN) -> float:
    """Return the floor of a figure: `margin` tenths below it, rounded down to a tenth, never below 0."""
    return max(0, math.floor(round(figure * 10, 6)) - margin) / 10


def updated(
    floors: Mapping[str, float],
    measured: Mapping[str, float | None],
    lower: Collection[str] = (),
    margin: int = MARGIN,
) -> Update:
    """Return the floors raised to `margin` below the measured figures; only those that `lower` names may sink.

    Raises FloorsError when `lower` names one that there is not, or that was not measured.
    """
    unknown = sorted(name for name in lower if name not in floors or measured.get(name) is None)
    if unknown:
        raise FloorsError(f"no floor or no figure to lower: {', '.join(unknown)}")
    made, raised, lowered, refused = dict(floors), [], [], []
    for line in compare(floors, measured):
        new = None if line.measured is None else floor_of(line.measured, margin)
        if new is not None and new > line.floor:
            made[line.figure] = new
            raised.append(line.figure)
        elif new is not None and new < line.floor and line.figure in lower:
            made[line.figure] = new
            lowered.append(line.figure)
        elif line.under:
            refused.append(line.figure)
    return Update(made, tuple(raised), tuple(lowered), tuple(refused))


def table(corpus: str, lines: Sequence[Line]) -> str:
    """Return the figures of a corpus as lines for a terminal."""
    rows = [f"{corpus:28}{'measured':>9}{'floor':>7}"]
    for line in lines:
        measured = "none" if line.measured is None else f"{line.measured:.1f}"
        rows.append(f"{line.figure:28}{measured:>9}{line.floor:7.1f}{'  UNDER' if line.under else ''}")
    return "\n".join(rows) + "\n"


def run(
    given: argparse.Namespace,
    analyze_one: Callable[[Document, Style], Analysis] | None = None,
    root: Path = ROOT,
) -> int:
    """Measure, print, update; return the exit code. Raises FloorsError and AttribError."""
    corpora = read_floors(given.floors)
    lower = [_named(name, corpora) for name in given.lower]
    if lower and not given.update:
        raise FloorsError("--lower does nothing without --update")
    found: dict[tuple[str, str], tuple[Attribution, ...]] = {}
    failed = False
    for corpus in list(corpora.values()):
        if given.slice and corpus.articles is None:
            continue
        extra: dict[str, Any] = {} if analyze_one is None else {"analyze_one": analyze_one}
        measured = measure(corpus, found, root=root, **extra)
        if given.update:
            named = [figure for name, figure in lower if name == corpus.name]
            update = updated(corpus.floors, measured, named, FEW if corpus.articles else MARGIN)
            corpora[corpus.name] = replace(corpus, floors=update.floors)
            for word, names in (("raised", update.raised), ("lowered", update.lowered)):
                for name in names:
                    sys.stdout.write(f"{word} {corpus.name}:{name} {corpus.floors[name]} to {update.floors[name]}\n")
            for name in update.refused:
                sys.stdout.write(f"not lowered without --lower {corpus.name}:{name}\n")
        lines = compare(corpora[corpus.name].floors, measured)
        sys.stdout.write(table(corpus.name, lines))
        failed |= any(line.under for line in lines)
    if given.update:
        write_floors(corpora, given.floors)
    return int(failed)


def _named(name: str, corpora: Mapping[str, Corpus]) -> tuple[str, str]:
    corpus, _, figure = name.partition(":")
    if corpus not in corpora or figure not in corpora[corpus].floors:
        raise FloorsError(f"no floor is called {name}; they are called {next(iter(corpora), 'CORPUS')}:relation")
    return corpus, figure


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.floors", description="Hold attrib's figures to their floors."
    )
    parser.add_argument("--slice", action="store_true", help="the slices only, which a test measures too")
    parser.add_argument("--update", action="store_true", help="raise floors to 0.3 below what is measured")
    parser.add_argument(
        "--lower", action="append", default=[], metavar="CORPUS:FIGURE", help="with --update: let this one sink as well"
    )
    parser.add_argument("--floors", type=Path, default=FLOORS, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and say in one line what stopped it."""
    try:
        return run(parse_arguments(arguments))
    except (FloorsError, AttribError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
