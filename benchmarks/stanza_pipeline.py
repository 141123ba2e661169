"""Words a second through ``stanza.Pipeline``: ``python benchmarks/stanza_pipeline.py [--articles N] [--torch WORK]``.

The articles are newsroom dev's (``../shared/data/newsroom/dev.jsonl.xz``), one after another on one thread, models
loaded and warm: through attrib's processors, without and with ``attribution``. With ``--torch``, in turn with these,
through stanza's own modules in torch, with the weights that ``python -m training.make teacher`` wrote to the folder
WORK: trained on the same treebanks, for the same tags, trees and names (``PYTHONPATH=training``). Every pass is a
line; the last lines are ratios of passes that stand next to each other.

``--accuracy`` instead: ``attrib evaluate`` of all of newsroom dev, through each pipeline with ``attribution``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.types import Analysis, Document

NEWSROOM: Final = Path(__file__).parents[2] / "shared" / "data" / "newsroom"
GOLD: Final = NEWSROOM / "dev.jsonl.xz"

Pipeline = Any
"""stanza has no types."""


def torch_pipeline(work: Path) -> Pipeline:
    """Return a pipeline of stanza's own modules, and ``attribution``."""
    import stanza

    import attrib.stanza

    files = {name: work / "models" / f"{name}.pt" for name in ("tokenize", "mwt", "lemma")}
    files |= {name: work / "joint" / f"{name}.pt" for name in ("pos", "depparse", "ner")}
    given: dict[str, Any] = attrib.stanza.options() | {
        "package": None,
        "processors": dict.fromkeys((*files, "attribution"), "trained"),
        "foundation_cache": importlib.import_module("measure_parse").stanza_cache(work / "joint"),
        "verbose": False,
        "pos_batch_size": 64,
        "tokenize_max_seqlen": 1000,
        **{f"{name}_model_path": str(path) for name, path in files.items()},
    }
    return stanza.Pipeline(**given)


def speed(nlp: Pipeline, texts: Sequence[str], processors: str) -> tuple[float, float]:
    """Return words a CPU second and words a second of wall time."""
    cpu, wall = time.process_time(), time.perf_counter()
    for text in texts:
        nlp.process(text, processors=processors)
    words = sum(len(text.split()) for text in texts)
    return words / (time.process_time() - cpu), words / (time.perf_counter() - wall)


def compare(pipelines: dict[str, tuple[Pipeline, str]], texts: Sequence[str], times: int) -> None:
    """Print the speed of each pipeline, in turn, so many times, and how many times that of the last is each other's."""
    for nlp, processors in pipelines.values():
        speed(nlp, texts[:1], processors)
    found: dict[str, list[float]] = {name: [] for name in pipelines}
    for _ in range(times):
        for name, (nlp, processors) in pipelines.items():
            cpu, wall = speed(nlp, texts, processors)
            found[name].append(cpu)
            print(f"{cpu:7.0f} words a CPU second, {wall:6.0f} of wall time  {name}", flush=True)
    *others, last = found
    for name in others:
        ratios = [one / other for one, other in zip(found[name], found[last], strict=True)]
        shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"{median(ratios):7.2f} times as fast ({shown})  {name}, beside {last}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=16, help="the first N")
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--torch", type=Path, metavar="WORK", help="where training.make teacher wrote to")
    parser.add_argument("--accuracy", action="store_true", help="what is found, not how fast")
    given = parser.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}  # read when the libraries are imported

    import attrib.stanza
    from attrib import cores
    from attrib.evaluate import evaluate, render
    from attrib.gold import read_gold
    from attrib.parse.processors import ALL, PARSED

    vars(cores)["threads"] = lambda _wanted=None: 1  # as many as torch is given above
    print(f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f}")
    own = attrib.stanza.pipeline()
    pipelines = {"attrib's, with attribution": (own, ALL)}
    if given.torch:
        slow = torch_pipeline(given.torch)
        with_mwt = PARSED.replace("tokenize", "tokenize,mwt")
        pipelines["stanza's in torch, with attribution"] = (slow, f"{with_mwt},attribution")
    if given.accuracy:
        for name, (nlp, _) in pipelines.items():

            def analyze(document: Document, nlp: Pipeline = nlp) -> Analysis:
                analysis: Analysis = nlp(document.text).analysis
                return analysis

            found = evaluate(GOLD, analyze, entities_path=NEWSROOM / "dev-speakers.jsonl")
            print(f"\n{name}\n{render(found)}")
        return
    # Where nothing asks for attributions, the tokenizer of the pipeline asks the network for words and trees alone.
    pipelines = {"attrib's": (attrib.stanza.pipeline(processors=PARSED), PARSED)} | pipelines
    if given.torch:
        pipelines["stanza's in torch"] = (slow, with_mwt)
    texts = [row.text for row in islice(read_gold(GOLD), given.articles)]
    print(f"{len(texts)} articles, {sum(len(text.split()) for text in texts)} words, one thread")
    compare(pipelines, texts, given.times)


if __name__ == "__main__":
    main()
