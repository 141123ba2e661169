"""Measure a tagger as attrib runs it: ``python training/measure_tagger.py [--models DIR] [--views N] [--gold FILE]``.

Prints exact F1 of each role and of relations on PolNeAR dev (`attrib.evaluate`'s measures; speakers need the parse, so
they are `attrib evaluate`'s business), the size of the file, and words a second.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from attrib.evaluate import Evaluation, as_document, render, score
from attrib.extract.spans import type_of
from attrib.extract.tagged import find_tagged
from attrib.extract.tagger import VIEWS, Tagger
from attrib.gold import read_gold
from attrib.language.quotations import find_quotations
from attrib.types import Attribution, Cue
from attrib.weights import FOLDER

DEV = Path(__file__).parents[2] / "shared" / "data" / "polnear" / "dev.jsonl.xz"


def main() -> None:
    """Read every article and print the figures."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--models", type=Path, default=FOLDER)
    ap.add_argument("--views", type=int, default=VIEWS)
    ap.add_argument("--gold", type=Path, default=DEV)
    args = ap.parse_args()
    tagger = Tagger(args.models, views=args.views)
    rows = read_gold(args.gold)
    found, spent, words = {}, 0.0, 0
    for row in rows:
        document = as_document(row)
        quotations = find_quotations(document)
        started = time.perf_counter()
        tagged = find_tagged(document, quotations, tagger)
        spent += time.perf_counter() - started
        words += len(row.text.split())
        found[row.id] = [
            Attribution(
                "", type_of(each.contents, quotations), each.contents, None if each.cue is None else Cue(each.cue, ""),
                each.source, "tagger", 0, 0)
            for each in tagged
        ]
    print(render(Evaluation(len(rows), score(rows, found))), end="")
    size = (args.models / "tagger.onnx").stat().st_size / 1e6
    print(f"{size:.1f} MB, {words / spent:,.0f} words a second")


if __name__ == "__main__":
    main()
