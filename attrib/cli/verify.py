"""The command that compares quotations with their sources: verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from attrib.analyzer import DEFAULT_MODELS, Analyzer
from attrib.cli.articles import each_result, sources_of
from attrib.cli.options import Force, HouseRules, Limit, Models, Offline, ShownAs, Sources, Threads
from attrib.cli.terminal import checked, print_
from attrib.errors import OutputError

if TYPE_CHECKING:
    from attrib.types import Analysis


def verify(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Articles as for extract, or results of it (.json), for which no model is loaded.", metavar="FILE..."
        ),
    ],
    against: Sources = None,
    house: HouseRules = "reuters",
    form: ShownAs = "text",
    missing: Annotated[
        bool,
        typer.Option("--missing", help="Print, by speaker, the quotations that no source covers, ready to send."),
    ] = False,
    models: Models = DEFAULT_MODELS,
    threads: Threads = None,
    force: Force = False,
    limit: Limit = None,
    offline: Offline = False,
) -> None:
    """Compare quotations with what was said.

    Tells of each quotation whether the sources have it as printed, edited and how, from somebody else, or not at all.
    The exit code is 8 when house rules call a difference a fault, 9 when there is none and something was not found or
    could not be read, else 0.
    """
    from attrib.export import json
    from attrib.jobs import Batch
    from attrib.verify import report, verify

    saved = [name for name in files if name.lower().endswith(".json")]
    articles = [name for name in files if name not in saved]
    batch = (
        Batch(articles, Analyzer(models, threads=threads), force=force, limit=limit, offline=offline)
        if articles
        else None
    )
    if form == "json" and len(saved) + (len(batch.sources) if batch else 0) > 1:
        raise OutputError("a JSON file holds one article", "use attrib extract --against PATH -o FOLDER/")
    if form == "json" and missing:
        raise OutputError("the list of what is missing is text", "leave out --missing, or --format json")
    sources = sources_of(against or (), house, [*saved, *(batch.sources if batch else ())])
    index, rules = sources
    done: list[Analysis] = []

    def shown(analysis: Analysis) -> str:
        done.append(analysis)
        if missing:
            return ""
        return (
            json.dumps(done[-1])
            if form == "json"
            else ("\n" if len(done) > 1 else "") + report.render(done[-1], index, rules)
        )

    print_(shown(verify(json.load(name), index, rules)) for name in saved)
    if batch:
        batch.against = sources
        with checked(batch):
            print_(each_result(batch, lambda _source, analysis: shown(analysis)))
    if missing:
        print_([report.missing(done, rules)])
    raise typer.Exit(rules.exit_code(each for analysis in done for each in analysis.verifications or ()))
