"""The command that measures: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attrib.analyzer import DEFAULT_MODELS, Analyzer
from attrib.cli.options import Conventions, MinConfidence, Models, Threads
from attrib.cli.terminal import bar, print_
from attrib.errors import SomeFailed


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Texts with annotations: .jsonl or .jsonl.xz.", metavar="GOLD")],
    entities: Annotated[
        Path | None, typer.Option(help="Who the sources are, for the speaker figures: .jsonl.", metavar="FILE")
    ] = None,
    claims: Annotated[
        Path | None, typer.Option(help="Which sentences are worth checking, for the claims: .jsonl.", metavar="LABELS")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Write what attrib finds to this file (FILE.partial until all is done): .jsonl.", metavar="FILE"
        ),
    ] = None,
    models: Models = DEFAULT_MODELS,
    style: Conventions = "news",
    min_confidence: MinConfidence = 0.0,
    threads: Threads = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Count attributions that attrib itself flags as unlikely, too.")
    ] = False,
) -> None:
    """Compare with gold annotations.

    Prints precision, recall and F1 in per cent, or writes the predictions alone when the gold has no attributions.
    """
    from attrib import evaluate as evaluation

    with bar("evaluating") as (progress, _):
        result = evaluation.evaluate(
            gold,
            Analyzer(models, style=style, min_confidence=min_confidence, threads=threads).analyze,
            entities_path=entities,
            claims_path=claims,
            predictions_path=predictions,
            everything=everything,
            progress=progress,
        )
    print_([evaluation.render(result)])
    if result.failures:
        raise SomeFailed(list(result.failures.values()), result.documents, "documents")
