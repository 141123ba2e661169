"""Fit which roles and affiliations are right (``attrib/models/titles.json``) on newsroom train, and print how many are.

    python -m training.measure_titles --parses newsroom.pkl    # two minutes, deterministic, no GPU

Over the gold attributions of each article; the pickle is ``{id: (Document, Parse)}``. A logistic function, fitted with
scikit-learn on what stands beside every mention, right where a gold title of the entity has its head word. The figures
are out of fold, five folds by article, as :func:`attrib.evaluate.count_titles` counts. With ``--write`` the weights
fitted on all articles are written.
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from attrib import evaluate
from attrib.gold import read_gold
from attrib.language.tree import Tree
from attrib.resolve import titles
from attrib.resolve.entities import walk
from attrib.resolve.speakers import Speakers
from attrib.types import Analysis, Engine
from training.speakers import SHARED, gold_attributions

if TYPE_CHECKING:
    from attrib.gold import GoldDocument
    from attrib.types import Span

DATA = SHARED / "data/newsroom/train.jsonl.xz"
MODEL = Path(titles.__file__).parents[1] / "models/titles.json"
FOLDS = 5
LEAST = 8
"""Rows that a feature must be in, for no rare noun to be learnt by heart."""


class Article:
    """One article with its speakers and what of it each entity can be given."""

    def __init__(self, gold: GoldDocument, row: dict[str, Any], document: Any, parse: Any) -> None:  # noqa: ANN401
        """Resolve the gold attributions."""
        attributions, _ = gold_attributions(row, document, parse)
        attributions = [replace(each, id=f"a{i}") for i, each in enumerate(attributions)]
        tree = Tree(document, parse)
        sources = [each.source for each in attributions if each.source is not None]
        floating = [each.content[0] for each in attributions if each.source is None and each.cue is None]
        self.gold, self.speakers = gold, Speakers(tree, walk(tree, sources, floating), attributions)
        self.document, self.attributions = document, self.speakers.resolved()
        given: dict[int | None, list[Span]] = {}
        for each, finding in zip(attributions, self.speakers.findings, strict=True):
            given.setdefault(finding.number, []).extend([each.source] if each.source else [])
        self.rows = {
            identity: titles.rows(tree, self.speakers._cluster(number), given.get(number, []))  # noqa: SLF001
            for number, identity in self.speakers.ids.items()
        }

    def labelled(self) -> list[tuple[dict[str, float], bool]]:
        """Return the rows of the entities that a gold one is paired with, and whether each is right."""
        votes: dict[str, Counter[str]] = {identity: Counter() for identity in self.gold.entities}
        for pair in evaluate.pairs(self.gold, self.attributions):
            if pair.gold is not None and pair.guess is not None:
                entity = (self.gold.attributions or ())[pair.gold].entity
                speaker = self.attributions[pair.guess].speaker
                if entity in votes and speaker is not None:
                    votes[entity][speaker.entity] += 1
        heads: dict[str, set[str]] = {}
        for identity, counted in votes.items():
            if counted:
                known, each = heads.setdefault(counted.most_common(1)[0][0], set()), self.gold.entities[identity]
                known |= {evaluate.head_word(s.of(self.gold.text)) for s in (*each.roles, *each.affiliations)}
        return [
            (row, evaluate.head_word(words) in known)
            for identity, known in heads.items() for row, _, words in self.rows[identity]
        ]  # fmt: skip

    def counts(self) -> evaluate.Counts:
        """Return what is counted of it with the weights of now."""
        return evaluate.count_titles(
            self.gold, Analysis(self.document, Engine(""), self.attributions, self.speakers.entities())
        )


def fit(articles: list[Article]) -> dict[str, float]:
    """Return the weights."""
    labelled = [item for article in articles for item in article.labelled()]
    known = Counter(key for row, _ in labelled for key, value in row.items() if value)
    kept = [{key: value for key, value in row.items() if known[key] >= LEAST} for row, _ in labelled]
    vectors = DictVectorizer()
    model = LogisticRegression(C=1.0, max_iter=3000).fit(vectors.fit_transform(kept), [right for _, right in labelled])
    found = dict(zip(vectors.get_feature_names_out(), model.coef_[0], strict=True))
    weights = {key: round(float(weight), 3) for key, weight in found.items() if abs(weight) >= 0.02}  # noqa: PLR2004
    return weights | {f"{who} {kind} ": round(weights.get(f"{who} {kind} ", 0.0) + float(model.intercept_[0]), 3)
                      for who in ("joint", "person", "body", "other") for kind in ("role", "affiliation")}  # fmt: skip


def main() -> None:
    """Measure out of fold over thresholds; write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with options.parses.open("rb") as handle:
        parsed = pickle.load(handle)  # noqa: S301 (our own file)
    with lzma.open(DATA, "rt", encoding="utf8") as lines:
        raw = {row["id"]: row for row in map(json.loads, lines)}
    articles = [Article(gold, raw[gold.id], *parsed[gold.id]) for gold in read_gold(DATA) if gold.id in parsed]
    held = [fit([each for n, each in enumerate(articles) if n % FOLDS != fold]) for fold in range(FOLDS)]
    for role in (0.3, 0.4, 0.5, 0.6):
        for affiliation in (0.5, 0.6, 0.7, 0.8):
            total: evaluate.Counts = Counter()
            titles.ROLE, titles.AFFILIATION = role, affiliation  # type: ignore[misc]
            for fold, weights in enumerate(held):
                titles._weights = lambda weights=weights: weights  # noqa: SLF001
                for each in articles[fold::FOLDS]:
                    total.update(each.counts())
            right, gold, wrong, found = (total["titles", what] for what in ("right", "gold", "wrong", "found"))
            print(f"role {role} affiliation {affiliation}: right {100 * right / gold:.1f} of {gold},"
                  f" wrong {100 * wrong / found:.1f} of {found}", flush=True)  # fmt: skip
    if options.write:
        weights = fit(articles)
        MODEL.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        print(f"{MODEL}: {len(weights)} weights")


if __name__ == "__main__":
    main()
