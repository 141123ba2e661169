"""Where the time of one article goes: ``python benchmarks/article_time.py [ARTICLE]`` (default: a seed article).

Prints seconds and peak memory of the whole command, as a ratio to importing torch in the same minute too, because a
laptop and a shared server differ by more than any change to attrib does; then the seconds of each stage.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ARTICLE = Path(__file__).parents[1] / "seeds" / "iraq-syria-attacks.txt"


def timed(*command: str) -> float:
    """Return how many seconds a command takes. Raises CalledProcessError when it fails."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Print the figures."""
    given = [each for each in sys.argv[1:] if each != "--json"]
    article = Path(given[0]) if given else ARTICLE
    with tempfile.TemporaryDirectory() as folder:
        command = ("-m", "attrib", "factsheet", str(article), "-o", f"{folder}/sheet.html")
        timed(*command)  # once unmeasured, to have the files in memory for both
        torch, whole = timed("-c", "import torch"), timed(*command)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    words = len(article.read_text(encoding="utf-8").split())
    if "--json" in sys.argv:
        print(json.dumps({"words": words, "seconds": whole, "ratio": whole / torch, "GB": peak}))
        return
    print(f"{words} words: {whole:.1f} s from command to sheet,", end=" ")
    print(f"{whole / torch:.1f} times import torch ({torch:.1f} s), {peak:.2f} GB at most")
    for name, seconds in stages(article):
        print(f"{seconds:7.2f} s  {name}")


def stages(article: Path) -> list[tuple[str, float]]:
    """Return the seconds each stage takes, in the order they run."""
    marks: list[tuple[str, float]] = [("", time.perf_counter())]

    def mark(name: str) -> None:
        marks.append((name, time.perf_counter()))

    from attrib.read import read_document

    document = read_document(article)
    mark("read (and load the language identifier)")
    import stanza

    mark(f"import stanza {stanza.__version__}, with torch")
    from attrib.encoder import Encoder
    from attrib.extract import Reader, extract
    from attrib.language.quotations import find_quotations

    encoder = Encoder()
    mark("load the network")
    from attrib.parse import BUNDLED, load

    parser, reader = load(BUNDLED, encoder.metadata), Reader(encoder.metadata)
    mark("load words, contractions and lemmas")
    encoded = encoder.encode(document, find_quotations(document))
    mark("encode")
    parse = parser.parse(document, encoded)
    mark("parse")
    reading = reader.read(encoded)
    attributions = extract(document, parse, reading)
    mark("extract")
    from attrib.resolve import resolve

    attributions, entities = resolve(document, parse, attributions)
    mark("resolve")
    from attrib.claims import find_claims

    claims = find_claims(document, parse, attributions, reading.judged)
    mark("claims")
    from attrib.sheet import render
    from attrib.types import Analysis, Engine

    render(Analysis(document, Engine("benchmark"), attributions, entities, claims))
    mark("fact sheet")
    return [(name, after - before) for (_, before), (name, after) in pairwise(marks)]


if __name__ == "__main__":
    main()
