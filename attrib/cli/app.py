"""The program: its options, and which commands there are, in the order of the work."""

from __future__ import annotations

from typing import Annotated

import typer

import attrib
from attrib.cli import articles, bundles, decide, evaluation, exports, keys, models, notes, review, verify
from attrib.cli.terminal import Command, Group

app = typer.Typer(
    name="attrib",
    cls=Group,
    help="Find who said what in a news article, and how attrib knows. Works offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: the same in every terminal, and 0.2 s sooner than with rich's markup (benchmarks/help_time.py).
    rich_markup_mode=None,
)


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


for command in (
    articles.factsheet,
    articles.extract,
    verify.verify,
    evaluation.evaluate,
    review.review,
    notes.import_notes,
    keys.keys,
    review.status,
    decide.decide,
    review.sign,
    review.unsign,
    review.log,
    review.disagreements,
    exports.export,
    bundles.check_bundle,
):
    app.command(cls=Command)(command)
app.add_typer(models.app, name="models")
