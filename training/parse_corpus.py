"""Parse PolNeAR once for everything that is counted or measured on it: ``python training/parse_corpus.py dev [train]``.

Writes ``training/work/parses/PART.pkl``: ``{document id: (Document, Parse)}``. Runs the bundled models, or those that
``--models`` names.
"""

from __future__ import annotations

import argparse
import pickle
import time
from pathlib import Path

from attrib.evaluate import as_document
from attrib.gold import read_gold
from attrib.parse import BUNDLED, Parser

DATA = Path(__file__).parents[2] / "shared" / "data" / "polnear"
WORK = Path(__file__).parent / "work" / "parses"


def main() -> None:
    """Parse each part that was asked for."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("parts", nargs="+", choices=["dev", "train"])
    ap.add_argument("--models", default=BUNDLED)
    ap.add_argument("--limit", type=int, default=10**6)
    ap.add_argument("--out", type=Path, default=WORK)
    args = ap.parse_args()
    parser = Parser(args.models)
    args.out.mkdir(parents=True, exist_ok=True)
    for part in args.parts:
        rows = read_gold(DATA / f"{part}.jsonl.xz")[: args.limit]
        started, parsed = time.time(), {}
        for row in rows:
            document = as_document(row)
            parsed[row.id] = document, parser.parse(document)
            if len(parsed) % 20 == 0 or len(parsed) == len(rows):
                with (args.out / f"{part}.pkl").open("wb") as handle:
                    pickle.dump(parsed, handle)
        words = sum(len(s.tokens) for _, parse in parsed.values() for s in parse.sentences)
        print(f"{part}: {len(parsed)} articles, {words} words, {words / (time.time() - started):.0f} words a second")


if __name__ == "__main__":
    main()
