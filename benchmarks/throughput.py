"""Words a CPU second, and where the time goes: ``python benchmarks/throughput.py [--articles N] [--json]``.

``--processes N`` instead: how much more N processes analyse in the same time than one.

The articles are newsroom dev's (``../shared/data/newsroom/dev.jsonl.xz``), one after another on one thread, models
loaded and warm. Beside it, in the same run: the network that finds attributions and what decodes them, alone, on the
same articles. Each stage has the CPU time spent in it and in nothing else that is named; together they are a hundred.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.analyzer import Analyzer
    from attrib.types import Document

NEWSROOM: Final = Path(__file__).parents[2] / "shared" / "data" / "newsroom" / "dev.jsonl.xz"

REST: Final = "rest"
AGAIN: Final = 4


class Stopwatch:
    """CPU seconds by stage. A stage inside another is taken out of it, so that no second counts twice."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.spent: Counter[str] = Counter()
        self._stack = [REST]
        self._since = time.process_time()

    def reset(self) -> None:
        """Forget what was spent, between two articles."""
        self.spent.clear()
        self._since = time.process_time()

    def time(self, owner: Any, name: str, stage: str) -> None:  # noqa: ANN401 - a module, a class or an object
        """Let what `owner` has under `name` run on the account of `stage` from now on."""
        original = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it takes and returns
            self._charge()
            self._stack.append(stage)
            try:
                return original(*arguments, **named)
            finally:
                self._charge()
                self._stack.pop()

        setattr(owner, name, timed)

    def _charge(self) -> None:
        now = time.process_time()
        self.spent[self._stack[-1]] += now - self._since  # type: ignore[assignment]  # seconds; typeshed knows numbers
        self._since = now


def hook(stopwatch: Stopwatch, analyzer: Analyzer) -> None:
    """Name the stages of an analyzer whose models are loaded."""
    import attrib.claims
    import attrib.extract
    import attrib.parse.parser
    import attrib.resolve
    from attrib.onnx import Model
    from attrib.parse.grammar import Grammar

    parser: Any = analyzer.parser
    for name, stage in (
        ("pos", "stanza's documents"),
        ("depparse", "stanza's documents"),
        ("lemma", "lemmas"),
        ("ner", "stanza's documents"),
    ):
        stopwatch.time(parser._pipeline.processors[name], "process", stage)  # noqa: SLF001 - what a profiler looks at
    stopwatch.time(analyzer.parser, "parse", "stanza's documents")
    stopwatch.time(Grammar, "parse", "tags, trees and names")
    stopwatch.time(attrib.parse.parser, "find_words", "words and sentences")
    stopwatch.time(analyzer.encoder, "encode", "word pieces and windows")
    stopwatch.time(analyzer.reader, "read", "reader: decoding")
    stopwatch.time(Model, "run", "the network")
    stopwatch.time(attrib.extract, "extract", "assembling")
    stopwatch.time(attrib.resolve, "resolve", "resolving")
    stopwatch.time(attrib.claims, "find_claims", "claims")


def documents(most: int | None) -> list[Document]:
    """Return the first articles of newsroom dev, all of them for None."""
    from attrib.evaluate import as_document
    from attrib.gold import read_gold

    return [as_document(row) for row in read_gold(NEWSROOM)[:most]]


def measure(most: int | None) -> dict[str, Any]:
    """Return words a CPU second, of everything and of the reader alone, and what each stage has of a hundred.

    ``by article`` has the words and the CPU seconds of each.
    """
    from attrib.analyzer import Analyzer
    from attrib.encoder import Encoder
    from attrib.extract import Reader
    from attrib.language.quotations import find_quotations

    articles = documents(most)
    words = sum(len(each.text.split()) for each in articles)
    encoder = Encoder(threads=1, outputs=("tags", "links", "acts", "worth", "voice"))
    reader = Reader(encoder.metadata)
    quotations = [find_quotations(each) for each in articles]
    reader.read(encoder.encode(articles[0], quotations[0]))
    started = time.process_time()
    for each, marked in zip(articles, quotations, strict=True):
        reader.read(encoder.encode(each, marked))
    alone = time.process_time() - started

    analyzer = Analyzer(threads=1)
    analyzer.analyze(articles[0])  # loads the models
    stopwatch = Stopwatch()
    hook(stopwatch, analyzer)
    analyzer.analyze(articles[0])
    stopwatch.reset()
    by_article = []
    for each in articles:
        started = time.process_time()
        analyzer.analyze(each)
        by_article.append((len(each.text.split()), time.process_time() - started))
    spent = sum(seconds for _, seconds in by_article)
    total = sum(stopwatch.spent.values())
    return {
        "articles": len(articles),
        "words": words,
        "words a CPU second": words / spent,
        "reader alone, words a CPU second": words / alone,
        "by article": by_article,
        "stages": {stage: 100 * seconds / total for stage, seconds in stopwatch.spent.most_common()},
    }


def several(most: int | None, processes: int) -> str:
    """Return words a second of wall time in one process and in several, and their ratio, all models loaded.

    The articles are read `AGAIN` times over: once takes so few seconds that who ends last would decide.
    """
    from attrib.analyzer import Analyzer

    articles = documents(most) * AGAIN
    speed = {}
    for number in (1, processes):
        done = Analyzer(threads=1).outcomes(articles, lambda each: each, lambda _: "", number)
        for _ in range(number):  # the first of each process waits for its models
            next(done)
        started = time.perf_counter()
        words = sum(len(article.text.split()) for article, _ in done)
        speed[number] = words / (time.perf_counter() - started)
    return (
        f"{speed[1]:.0f} words a second in one process, {speed[processes]:.0f} in {processes}:"
        f" {speed[processes] / speed[1]:.2f} times as many"
    )


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield the figures for reading."""
    yield f"{found['articles']} articles, {found['words']} words, one thread"
    yield f"{found['words a CPU second']:7.0f} words a CPU second"
    yield f"{found['reader alone, words a CPU second']:7.0f} words a CPU second, the reader alone"
    for stage, share in found["stages"].items():
        yield f"{share:7.1f} %  {stage}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, help="the first N only")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--processes", type=int, help="compare so many with one")
    given = parser.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}  # read when the libraries are imported
    if given.processes:
        print(several(given.articles, given.processes))
        return
    found = measure(given.articles)
    print(json.dumps(found) if given.json else "\n".join(lines(found)))


if __name__ == "__main__":
    main()
