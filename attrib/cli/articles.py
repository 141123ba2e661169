"""The commands that analyse: factsheet, extract."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from attrib import files as results
from attrib.analyzer import DEFAULT_MODELS, Analyzer
from attrib.cli import stored
from attrib.cli.options import (
    Db,
    Files,
    Force,
    HouseRules,
    Limit,
    MinConfidence,
    Models,
    Offline,
    Sources,
    Threads,
    form_of,
)
from attrib.cli.terminal import bar, checked, print_
from attrib.errors import InputError, OutputError, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from attrib.jobs import Against, Batch
    from attrib.types import Analysis


Format = Literal["json", "jsonl", "csv", "text"]
"""The forms `extract` writes."""

ENDINGS: dict[str, Format] = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".txt": "text"}


def factsheet(
    files: Files,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            help="A file, a folder, or - for standard output. Default: NAME.factsheet.html in the current folder.",
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="A folder of Jinja templates that replace those of the same name; they run as programs do, so use"
            " none that you do not trust.",
        ),
    ] = None,
    reviewed: Annotated[
        bool,
        typer.Option(
            "--reviewed", help="Print what checkers have decided: FILE is a stored article, its file or its id."
        ),
    ] = False,
    db: Db = None,
    against: Sources = None,
    house: HouseRules = "reuters",
    models: Models = DEFAULT_MODELS,
    min_confidence: MinConfidence = 0.0,
    threads: Threads = None,
    force: Force = False,
    limit: Limit = None,
    offline: Offline = False,
) -> None:
    """Write a fact sheet for each article.

    A sheet is one self-contained HTML file: who said what, how attrib knows, and what to check first; with --reviewed
    also what was decided, by whom, and what attrib had said. The page of a web address is kept beside its sheet.
    With --against it says of each quotation whether those sources have the words, what differs, and where.
    """
    if reviewed:
        if min_confidence:
            raise InputError("a reviewed sheet leaves nothing out", "use it without --min-confidence")
        if against:
            raise InputError(
                "a reviewed sheet prints what is stored", "look for the words with attrib review --against"
            )
        stored.write_sheets(files, out, templates, db)
        return
    if db is not None:
        raise InputError("--db goes with --reviewed", "add --reviewed to print what checkers have decided")
    from attrib.jobs import Batch, places
    from attrib.read import SHEET
    from attrib.sheet import render

    def sheet(analysis: Analysis, place: Path | None = None) -> str:
        return render(analysis, templates=templates, folder=place.parent if place else None)

    analyzer = Analyzer(models, min_confidence=min_confidence, threads=threads)
    batch = Batch(files, analyzer, force=force, limit=limit, offline=offline)
    if out == "-" and batch.many:
        raise OutputError("standard output takes one sheet", "use -o FOLDER/ for a file each")
    batch.against = sources_of(against, house, batch.sources) if against else None
    with checked(batch):
        if out == "-":
            print_(each_result(batch, lambda _source, analysis: sheet(analysis)))
        else:
            _write_each(batch, places(batch.sources, out, SHEET, many=batch.many), sheet)


def extract(
    files: Files,
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="text, json, jsonl or csv. Default: by the ending of --out, else text."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            "-o",
            help="A file (FILE.partial until all articles are done), or a folder/ for a file each."
            " Default: standard output.",
        ),
    ] = None,
    against: Sources = None,
    house: HouseRules = "reuters",
    models: Models = DEFAULT_MODELS,
    min_confidence: MinConfidence = 0.0,
    threads: Threads = None,
    force: Force = False,
    limit: Limit = None,
    offline: Offline = False,
) -> None:
    """Print who said what, as text, JSON or CSV.

    json is the schema attrib/1, jsonl the same on one line for each article, csv a row for each attribution, text a
    table for reading. With --out the page of a web address is kept beside the result. With --against json and jsonl
    have what became of looking for each quotation in those sources (docs/verify.md).
    """
    from attrib.jobs import Batch, is_folder, places
    from attrib.read import TABLE

    analyzer = Analyzer(models, min_confidence=min_confidence, threads=threads)
    batch = Batch(files, analyzer, force=force, limit=limit, offline=offline)
    form = form_of(form, out, ENDINGS, "text")
    if against and form not in {"json", "jsonl"}:
        raise InputError(f"{form} has no place for what --against finds", "add --format json, or use attrib verify")
    # A spreadsheet takes UTF-8 for something else unless the file begins with a byte-order mark.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    in_folder = out is not None and is_folder(out)
    if form == "json" and batch.many and not in_folder:
        raise OutputError("a JSON file holds one article", "use --format jsonl, or -o FOLDER/ for a file each")
    terminal = out in {None, "-"} and sys.stdout.isatty()
    batch.against = sources_of(against, house, batch.sources) if against else None

    def formatted(analysis: Analysis) -> str:
        return _formatted(analysis, form, terminal=terminal)

    beside: dict[str, Path] = {}
    pieces = _joined(each_result(batch, lambda _source, each: formatted(each), beside), form)
    with checked(batch):
        if in_folder:
            ending = TABLE if form == "text" else f".{form}"
            targets = places(batch.sources, out, ending, many=batch.many)
            _write_each(batch, targets, lambda each, _: "".join(_joined([formatted(each)], form)), encoding=encoding)
        elif out is None or out == "-":
            print_(pieces)
        else:
            results.prepare([Path(out)], batch.sources, streamed=batch.many)
            beside |= batch.beside(out)
            if batch.many:
                results.stream(Path(out), pieces, encoding=encoding)
            else:
                results.write(Path(out), "".join(pieces), encoding=encoding)


def sources_of(against: Sequence[str], house: str, articles: Iterable[str]) -> Against:
    """Return the sources named, with the house rules; lines say which of them could not be read.

    Raises InputError when there are none, when one is an article as well, and when the rules make no sense.
    """
    from attrib.jobs import Against
    from attrib.verify import cache_folder, open_index
    from attrib.verify.house import read_house

    rules = read_house(house)
    with bar("reading sources") as (progress, _):
        index = open_index(against, cache_folder(), articles=articles, progress=progress)
    for each in index.unreadable:
        typer.echo(f"note: {visible(each.message)}", err=True)
    return Against(index, rules)


def each_result(
    batch: Batch, make: Callable[[str, Analysis], str], targets: Mapping[str, Path] | None = None
) -> Iterator[str]:
    """Yield what `make` makes of each source and its analysis; what goes wrong in it is that article's failure.

    A page that was fetched is kept beside the source's target; where there is none, a line says that it is not kept.
    So does a line for what of an article may be missing.
    """
    with bar("analysing") as (progress, away):
        for source, analysis in batch.each(progress):
            with away():
                try:
                    batch.keep(source, (targets or {}).get(source))
                    made = make(source, analysis)
                except Exception as error:  # noqa: BLE001 - the other articles go on
                    batch.fail(source, error)
                else:
                    yield made
    for warning in batch.warnings:
        typer.echo(f"note: {visible(warning)}", err=True)
    if batch.unkept:
        what = "the page is" if len(batch.unkept) == 1 else "the pages are"
        typer.echo(f"note: {what} not kept; -o FILE or -o FOLDER/ keeps pages beside the result", err=True)


def _write_each(
    batch: Batch, targets: dict[str, Path], form: Callable[[Analysis, Path], str], *, encoding: str = "utf-8"
) -> None:
    """Write each analysis to its place and print the place."""

    def write(source: str, analysis: Analysis) -> str:
        results.write(targets[source], form(analysis, targets[source]), encoding=encoding)
        return f"{visible(str(targets[source]))}\n"

    print_(each_result(batch, write, targets))


def _formatted(analysis: Analysis, form: Format, *, terminal: bool = False) -> str:
    """Return the analysis in `form`."""
    from attrib.export import csv, json, jsonl, text

    if form == "csv":
        return csv.rows(analysis)
    if form == "json":
        return json.dumps(analysis)
    if form == "jsonl":
        return jsonl.line(analysis)
    width = shutil.get_terminal_size((text.NARROW, 24)).columns
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return text.render(analysis, width=width, color=color)


def _joined(pieces: Iterable[str], form: Format) -> Iterator[str]:
    """Yield the pieces with what stands before the first (CSV's header) or the others (text's blank line)."""
    from attrib.export import csv

    first = csv.header() if form == "csv" else ""
    later = "\n" if form == "text" else ""
    for number, piece in enumerate(pieces):
        yield (later if number else first) + piece
