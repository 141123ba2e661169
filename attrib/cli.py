"""The command line: parse arguments, call one function, print. Nothing heavy is imported before a command runs.

The commands of the review are in :mod:`attrib.desk_commands`, what all share in :mod:`attrib.console`. Results go to
standard output, everything else to standard error. Whatever goes wrong is one line, ``attrib: …``, and a hint;
``--debug`` shows the traceback as well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import attrib
from attrib import desk_commands
from attrib import files as results
from attrib.analyzer import DEFAULT_MODELS, analyze
from attrib.console import Command, Engine, Files, Force, Limit, MinConfidence, Models, bar, checked, print_
from attrib.errors import InputError, ModelError, OutputError, SomeFailed, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from attrib.batch import Batch
    from attrib.types import Analysis


class Format(StrEnum):
    """The forms `extract` writes."""

    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    text = "text"


ENDINGS = {".json": Format.json, ".jsonl": Format.jsonl, ".csv": Format.csv, ".txt": Format.text}


app = typer.Typer(
    name="attrib",
    help="Find who said what in a news article, and how attrib knows. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: the same in every terminal, and 0.2 s sooner than with rich's markup (benchmarks/help_time.py).
    rich_markup_mode=None,
)
models_app = typer.Typer(help="List or install the models that parse.", no_args_is_help=True)
app.add_typer(models_app, name="models")


def _version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with the flag
    if asked:
        typer.echo(f"attrib {attrib.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="ATTRIB_DEBUG", help="Show the traceback of an error.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""


@app.command(cls=Command)
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
            exists=True, file_okay=False, help="A folder of Jinja templates that replace those of the same name."
        ),
    ] = None,
    reviewed: Annotated[
        bool,
        typer.Option(
            "--reviewed", help="Print what checkers have decided: FILE is a stored article, its file or its id."
        ),
    ] = False,
    db: desk_commands.Db = None,
    models: Models = DEFAULT_MODELS,
    engine: Engine = "tagger",
    min_confidence: MinConfidence = 0.0,
    force: Force = False,
    limit: Limit = None,
) -> None:
    """Write a fact sheet for each article.

    A sheet is one self-contained HTML file: who said what, how attrib knows, and what to check first; with --reviewed
    also what was decided, by whom, and what attrib had said.
    """
    if reviewed:
        if min_confidence:
            raise InputError("a reviewed sheet leaves nothing out", "use it without --min-confidence")
        desk_commands.write_sheets(files, out, templates, db)
        return
    if db is not None:
        raise InputError("--db goes with --reviewed", "add --reviewed to print what checkers have decided")
    from attrib.batch import Batch
    from attrib.read import SHEET
    from attrib.sheet import render

    def sheet(analysis: Analysis) -> str:
        return render(analysis, templates=templates)

    batch = Batch(files, force=force, limit=limit, models=models, engine=engine, min_confidence=min_confidence)
    if out == "-" and batch.many:
        raise OutputError("standard output takes one sheet", "use -o FOLDER/ for a file each")
    with checked(batch):
        if out == "-":
            print_(_each(batch, lambda _source, analysis: sheet(analysis)))
        else:
            _write_each(batch, batch.targets(out, SHEET), sheet)


@app.command(cls=Command)
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
    models: Models = DEFAULT_MODELS,
    engine: Engine = "tagger",
    min_confidence: MinConfidence = 0.0,
    force: Force = False,
    limit: Limit = None,
) -> None:
    """Print who said what, as text, JSON or CSV.

    json is the schema attrib/1, jsonl the same on one line for each article, csv a row for each attribution, text a
    table for reading.
    """
    from attrib.batch import Batch, is_folder
    from attrib.read import TABLE

    batch = Batch(files, force=force, limit=limit, models=models, engine=engine, min_confidence=min_confidence)
    form = form or ENDINGS.get(Path(out or "").suffix.lower(), Format.text)
    # A spreadsheet takes UTF-8 for something else unless the file begins with a byte-order mark.
    encoding = "utf-8-sig" if form is Format.csv else "utf-8"
    in_folder = out is not None and is_folder(out)
    if form is Format.json and batch.many and not in_folder:
        raise OutputError("a JSON file holds one article", "use --format jsonl, or -o FOLDER/ for a file each")
    terminal = out in {None, "-"} and sys.stdout.isatty()

    def formatted(analysis: Analysis) -> str:
        return _formatted(analysis, form, terminal=terminal)

    pieces = _joined(_each(batch, lambda _source, each: formatted(each)), form)
    with checked(batch):
        if in_folder:
            targets = batch.targets(out, TABLE if form is Format.text else f".{form}")
            _write_each(batch, targets, lambda each: "".join(_joined([formatted(each)], form)), encoding=encoding)
        elif out is None or out == "-":
            print_(pieces)
        elif batch.many:
            results.stream(batch.target(out), pieces, encoding=encoding)
        else:
            results.write(batch.target(out), "".join(pieces), encoding=encoding)


@app.command(cls=Command)
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Texts with annotations: .jsonl or .jsonl.xz.", metavar="GOLD")],
    entities: Annotated[
        Path | None, typer.Option(help="Who the sources are, for the speaker figures: .jsonl.", metavar="FILE")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Write what attrib finds to this file (FILE.partial until all is done): .jsonl.", metavar="FILE"
        ),
    ] = None,
    models: Models = DEFAULT_MODELS,
    engine: Engine = "tagger",
    min_confidence: MinConfidence = 0.0,
) -> None:
    """Compare with gold annotations.

    Prints precision, recall and F1 in per cent, or writes the predictions alone when the gold has no attributions.
    """
    from attrib import evaluate as evaluation

    with bar("evaluating") as (progress, _):
        result = evaluation.evaluate(
            gold,
            lambda document: analyze(document, models=models, engine=engine, min_confidence=min_confidence),
            entities_path=entities,
            predictions_path=predictions,
            progress=progress,
        )
    print_([evaluation.render(result)])
    if result.failures:
        raise SomeFailed(list(result.failures.values()), result.documents, "documents")


desk_commands.add_to(app)


@models_app.command("list", cls=Command)
def models_list() -> None:
    """List the model files that came with attrib.

    A line each: the sha256 of the file as it is now, its size in bytes, its name.
    """
    folder = Path(attrib.__file__).with_name("models")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise ModelError(f"no models in {folder}", "install attrib again")
    for path in files:
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        print_([f"{digest} {path.stat().st_size:>11} {path.relative_to(folder)}\n"])


@models_app.command("install", cls=Command)
def models_install(
    package: Annotated[str, typer.Argument(help="default or default_accurate.")] = "default_accurate",
) -> None:
    """Download Stanford's English models.

    They are larger than those that came with attrib and need the network once. Use them with --models.
    """
    from attrib.parse import install

    print_([f"{install(package)}\n"])


def _each(batch: Batch, make: Callable[[str, Analysis], str]) -> Iterator[str]:
    """Yield what `make` makes of each source and its analysis; what goes wrong in it is that article's failure."""
    with bar("analysing") as (progress, away):
        for source, analysis in batch.each(progress):
            with away():
                try:
                    made = make(source, analysis)
                except Exception as error:  # noqa: BLE001 - the other articles go on
                    batch.fail(source, error)
                else:
                    yield made


def _write_each(
    batch: Batch, targets: dict[str, Path], form: Callable[[Analysis], str], *, encoding: str = "utf-8"
) -> None:
    """Write each analysis to its place and print the place."""

    def write(source: str, analysis: Analysis) -> str:
        results.write(targets[source], form(analysis), encoding=encoding)
        return f"{visible(str(targets[source]))}\n"

    print_(_each(batch, write))


def _formatted(analysis: Analysis, form: Format, *, terminal: bool = False) -> str:
    """Return the analysis in `form`."""
    from attrib.export import csv, json, jsonl, text

    if form is Format.csv:
        return csv.rows(analysis)
    if form is Format.json:
        return json.dumps(analysis)
    if form is Format.jsonl:
        return jsonl.line(analysis)
    width = shutil.get_terminal_size((text.NARROW, 24)).columns
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return text.render(analysis, width=width, color=color)


def _joined(pieces: Iterable[str], form: Format) -> Iterator[str]:
    """Yield the pieces with what stands before the first (CSV's header) or the others (text's blank line)."""
    from attrib.export import csv

    first = csv.header() if form is Format.csv else ""
    later = "\n" if form is Format.text else ""
    for number, piece in enumerate(pieces):
        yield (later if number else first) + piece
