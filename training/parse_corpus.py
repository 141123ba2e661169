"""Parse texts once for what is learnt from, counted or measured on them: ``python -m training.parse_corpus PART …``.

Writes ``training/work/parses/PART.pkl``, or with ``--together NAME`` one ``NAME.pkl`` of all parts: ``{document id:
(Document, Parse)}``. Runs the bundled models, those that ``--models`` names, or the teacher's (`training.teacher`),
whose parses go to ``training/work/taught``, in as many processes as ``--jobs`` says, each on one thread: two threads of
one process gain less.
"""

from __future__ import annotations

import argparse
import os
import pickle
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.analyzer import Analyzer
from attrib.evaluate import as_document
from attrib.gold import GoldDocument, read_gold
from attrib.parse import BUNDLED
from tests.newsroom_gold import read_newsroom
from training.speakers import NEWSROOM

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrib.types import Document, Parse

DATA = Path(__file__).parents[2] / "shared" / "data"
PARTS = {"train": "polnear/train", "dev": "polnear/dev", "newsroom": "newsroom/train", "newsroom-dev": "newsroom/dev"}
INVENTED = "invented"
WORK = Path(__file__).parent / "work"
parsers: list[Callable[[Document], Parse]] = []


def start(models: str, teacher: Path | None) -> None:
    """Load the models, once in each process."""
    if teacher:
        from training.teacher import Teacher

        parsers.append(Teacher(teacher).parse)
        return
    parsers.append(Analyzer(models, threads=1).parse)


def parse(row: GoldDocument) -> tuple[str, Document, Parse]:
    """Parse one article."""
    document = as_document(row)
    return row.id, document, parsers[0](document)


def main() -> None:
    """Parse each part that was asked for."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("parts", nargs="+", choices=[*PARTS, INVENTED])
    ap.add_argument("--models", default=BUNDLED)
    ap.add_argument("--teacher", type=Path, help="a folder as joint.py writes it")
    ap.add_argument("--limit", type=int, default=10**6)
    ap.add_argument("--jobs", type=int, default=os.cpu_count())
    ap.add_argument("--out", type=Path)
    ap.add_argument("--together", metavar="NAME")
    args = ap.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    args.out = args.out or WORK / ("taught" if args.teacher else "parses")
    args.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(args.jobs, initializer=start, initargs=(args.models, args.teacher)) as pool:
        together: dict[str, tuple[Document, Parse]] = {}
        for part in args.parts:
            rows = (read_newsroom(NEWSROOM).documents if part == INVENTED
                    else read_gold(DATA / f"{PARTS[part]}.jsonl.xz"))
            rows = rows[: args.limit]
            started, parsed = time.time(), {}
            for name, document, tree in pool.map(parse, rows):
                parsed[name] = together[name] = document, tree
                if len(parsed) % 50 == 0 or len(parsed) == len(rows):
                    with (args.out / f"{args.together or part}.pkl").open("wb") as handle:
                        pickle.dump(together if args.together else parsed, handle)
            words = sum(len(s.tokens) for _, tree in parsed.values() for s in tree.sentences)
            rate = words / (time.time() - started)
            print(f"{part}: {len(parsed)} articles, {words} words, {rate:.0f} words a second")


if __name__ == "__main__":
    main()
