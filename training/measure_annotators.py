"""Measure PolNeAR's annotators against each other with attrib's own figures: the most a system can be asked for.

    python training/measure_annotators.py [ANNOTATORS]

Each of the articles that five or six people annotated independently is scored for every ordered pair of people, one as
the gold and the other as the guess, by ``attrib.evaluate.score``. Two averages of F1: *pooled* adds up the counts of
all pairs, as attrib's own figures add up those of all articles; *by pair* is the mean of the pairs' figures, so that an
article of two attributions weighs as much as one of a hundred. The articles that people practised on are apart.
"""

from __future__ import annotations

import json
import lzma
import sys
import tempfile
from collections import defaultdict
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from statistics import mean

from attrib.evaluate import Figures, score
from attrib.gold import ROLES, GoldDocument, read_gold

ANNOTATORS = Path(__file__).parents[2] / "shared/data/polnear/annotators.jsonl.xz"
PARTS = {"train and dev": ("train", "dev"), "annotators' training": ("annotator-training",)}


def read(path: Path) -> dict[str, dict[tuple[str, str], list[GoldDocument]]]:
    """Return the annotations by set of articles and by article, one for each annotator.

    One article has as many rows as people, so a row's id is made to name the person too before it is read.
    """
    keys: dict[str, tuple[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        renamed = Path(folder) / "annotators.jsonl"
        with lzma.open(path, "rt", encoding="utf-8") as rows, renamed.open("w", encoding="utf-8") as out:
            for row in map(json.loads, rows):
                name = f"{row['part']}/{row['id']}/{row['annotator']}"
                keys[name] = (row["part"], row["id"])
                out.write(json.dumps({**row, "id": name}) + "\n")
        documents = read_gold(renamed)
    made: dict[str, dict[tuple[str, str], list[GoldDocument]]] = {}
    for title, parts in PARTS.items():
        articles: defaultdict[tuple[str, str], list[GoldDocument]] = defaultdict(list)
        for document in documents:
            if keys[document.id][0] in parts:
                articles[keys[document.id]].append(document)
        made[title] = dict(articles)
    return made


def compare(articles: dict[tuple[str, str], list[GoldDocument]]) -> tuple[dict[str, float], dict[str, float]]:
    """Return F1 of the articles' ordered pairs of people, pooled and by pair."""
    gold, guesses = [], {}
    for people in articles.values():
        for one, other in permutations(people, 2):
            pair = f"{one.id} {other.id}"
            gold.append(GoldDocument(pair, one.text, one.attributions, one.discard))
            guesses[pair] = other.attributions or ()
    alone = [f1(score([row], {row.id: guesses[row.id]})) for row in gold]
    return f1(score(gold, guesses)), {name: mean(each[name] for each in alone) for name in alone[0]}


def f1(figures: Figures) -> dict[str, float]:
    """Return the four figures of the row."""
    return {**{role: figures.exact[role].f1 for role in ROLES}, "relation": figures.relation.f1}


def main() -> None:
    """Print a Markdown table whose columns are those of docs/evaluation.md."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ANNOTATORS
    print(f"{path.name}, sha256 {sha256(path.read_bytes()).hexdigest()}\n")
    print("| one annotator against another | source | cue | content | relation |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for title, articles in read(path).items():
        for average, figures in zip(("pooled", "by pair"), compare(articles), strict=True):
            cells = " | ".join(f"{figures[name]:.1f}" for name in (*ROLES, "relation"))
            print(f"| {len(articles)} articles of {title}, {average} | {cells} |")


if __name__ == "__main__":
    main()
