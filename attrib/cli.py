"""The command line: parse arguments, call one function, print. Nothing heavy is imported before a command runs.

Results go to standard output, everything else to standard error. Whatever goes wrong is one line, ``attrib: …``, and a
hint; ``--debug`` shows the traceback as well.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import sys
import traceback
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

import attrib
from attrib import output
from attrib.errors import AttribError, Interrupted, ModelError, OutputError, SomeFailed, visible
from attrib.pipeline import DEFAULT_MODELS, EngineName, analyze, unforeseen

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


class Command(TyperCommand):
    """A command whose failures are a line and a hint."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - older Typers take it from click, newer ones have their own
        """Run the command. Raises typer.Exit with the error's exit code."""
        debug = bool(ctx.find_root().params.get("debug"))
        # Being told to end (kill, a shutdown) is an interrupt as Ctrl-C is: results are put in order first.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            _check_standard_output()
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError):
            raise  # Typer's own; a closed pipe (`attrib extract … | head`) ends the program without a word
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the edge: no traceback is shown unasked
            known = _known(error)
            for each in (*getattr(error, "failures", ()), known):
                _tell(each, debug=debug)
            raise typer.Exit(known.exit_code) from None


def _check_standard_output() -> None:
    if sys.stdout is None:  # the shell's >&-
        raise OutputError("standard output is closed", "send what is not wanted to /dev/null")


def _known(error: Exception | KeyboardInterrupt) -> AttribError:
    """Return the error as one of attrib's own, with the notes that were made on it in its line."""
    if isinstance(error, AttribError):
        known = error
    else:
        known = unforeseen(error) if isinstance(error, Exception) else Interrupted("interrupted")
    known.message = "; ".join((known.message, *getattr(error, "__notes__", ())))
    return known


def _tell(error: AttribError, *, debug: bool) -> None:
    """Print the line and the hint; the traceback before them when it was asked for."""
    if debug:
        traceback.print_exception(error.__cause__ if type(error) is AttribError and error.__cause__ else error)
    typer.echo(f"attrib: {_one_line(error.message)}", err=True)
    if error.hint:
        typer.echo(f"hint: {_one_line(error.hint)}", err=True)


def _one_line(words: str) -> str:
    return visible(" ".join(words.split()))


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

Files = Annotated[
    list[str],
    typer.Argument(help="Articles (.txt, .md, .html), folders of them, or - for standard input.", metavar="FILE..."),
]
Models = Annotated[
    str,
    typer.Option(
        help="Models to parse with: bundled, default or default_accurate (attrib models install), or a folder."
    ),
]
Engine = Annotated[
    EngineName, typer.Option(help="What finds the attributions: the trained tagger, or rules over the parse.")
]
MinConfidence = Annotated[
    float,
    typer.Option(min=0, max=1, help="Leave out attributions less sure than this, from 0 to 1 (docs/reliability.md)."),
]
Force = Annotated[bool, typer.Option("--force", help="Go on when an article is not in English.")]
Limit = Annotated[int | None, typer.Option(min=1, help="The most characters an article may have. Default: 200000.")]


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
    models: Models = DEFAULT_MODELS,
    engine: Engine = "tagger",
    min_confidence: MinConfidence = 0.0,
    force: Force = False,
    limit: Limit = None,
) -> None:
    """Write a fact sheet for each article.

    A sheet is one self-contained HTML file: who said what, how attrib knows, and what to check first.
    """
    from attrib.batch import Batch
    from attrib.factsheet import render
    from attrib.read import SHEET

    def sheet(analysis: Analysis) -> str:
        return render(analysis, templates=templates)

    batch = Batch(files, force=force, limit=limit, models=models, engine=engine, min_confidence=min_confidence)
    if out == "-" and batch.many:
        raise OutputError("standard output takes one sheet", "use -o FOLDER/ for a file each")
    with _checked(batch):
        if out == "-":
            _print(_each(batch, lambda _source, analysis: sheet(analysis)))
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
    with _checked(batch):
        if in_folder:
            targets = batch.targets(out, TABLE if form is Format.text else f".{form}")
            _write_each(batch, targets, lambda each: "".join(_joined([formatted(each)], form)), encoding=encoding)
        elif out is None or out == "-":
            _print(pieces)
        elif batch.many:
            output.stream(batch.target(out), pieces, encoding=encoding)
        else:
            output.write(batch.target(out), "".join(pieces), encoding=encoding)


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

    with _bar("evaluating") as (progress, _):
        result = evaluation.evaluate(
            gold,
            lambda document: analyze(document, models=models, engine=engine, min_confidence=min_confidence),
            entities_path=entities,
            predictions_path=predictions,
            progress=progress,
        )
    _print([evaluation.render(result)])
    if result.failures:
        raise SomeFailed(list(result.failures.values()), result.documents, "documents")


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
        _print([f"{digest} {path.stat().st_size:>11} {path.relative_to(folder)}\n"])


@models_app.command("install", cls=Command)
def models_install(
    package: Annotated[str, typer.Argument(help="default or default_accurate.")] = "default_accurate",
) -> None:
    """Download Stanford's English models.

    They are larger than those that came with attrib and need the network once. Use them with --models.
    """
    from attrib.parse import install

    _print([f"{install(package)}\n"])


@contextmanager
def _checked(batch: Batch) -> Iterator[None]:
    """Raise SomeFailed when some articles did; when something else ends the run, it takes their failures along."""
    try:
        yield
    except BaseException as error:
        error.failures = tuple(batch.failures)  # type: ignore[attr-defined]  # `Command` prints them, an interrupt's too
        raise
    batch.check()


def _each(batch: Batch, make: Callable[[str, Analysis], str]) -> Iterator[str]:
    """Yield what `make` makes of each source and its analysis; what goes wrong in it is that article's failure."""
    with _bar("analysing") as (progress, away):
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
        output.write(targets[source], form(analysis), encoding=encoding)
        return f"{visible(str(targets[source]))}\n"

    _print(_each(batch, write))


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


def _print(pieces: Iterable[str]) -> None:
    """Write to standard output, in UTF-8 and with no line end changed. Raises OutputError when it is full."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    for piece in pieces:
        try:
            sys.stdout.write(piece)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            # What is left in the buffer would be tried again when the program ends, and fail with a traceback.
            sys.stdout = io.StringIO()
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"cannot write to standard output: {reason}", "write to a file with -o") from error


@contextmanager
def _bar(what: str) -> Iterator[tuple[Callable[[int, int], None], Callable[[], AbstractContextManager[None]]]]:
    """Show a progress bar on standard error if that is a terminal.

    Yield what to call with (done, total), and a context in which the bar is away: a result that is printed meanwhile
    may go to the same terminal.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: None, nullcontext
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)

    @contextmanager
    def away() -> Iterator[None]:
        bar.stop()
        yield
        bar.start()

    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total), away
