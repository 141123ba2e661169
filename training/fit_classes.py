"""Fit the class of a description that names nobody (attrib/models/classes.json): ``python -m training.fit_classes``.

Data: the sources of :func:`training.fit_ranker.articles` whose annotated class is a person without a name, a group, a
document or a body, each span once. Prints how many are right out of five folds of articles, and writes the weights.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from attrib.language.tree import Tree
from attrib.resolve.mentions import find_mentions
from attrib.resolve.source_class import CLASSES, factors
from training.fit_ranker import FOLDS, Article, articles, fold_of

TARGET = Path(__file__).parents[1] / "attrib" / "models" / "classes.json"
LEAST = 8
"""Sources that a factor must be in, for no rare noun to be learnt by heart."""
STRENGTH = 0.3  # scikit-learn's C; 1 and 3 are within half a point of it

Row = tuple[str, dict[str, float], str]


def rows_of(article: Article) -> list[Row]:
    """Return the factors and the class of each source of an article that is a description."""
    tree, made = Tree(article.document, article.parse), []
    given = {a.source: gold for a, gold in zip(article.attributions, article.gold, strict=True) if a.source is not None}
    mentions = {mention.place: mention for mention in find_mentions(tree, list(given))}
    for span, gold in given.items():
        sentence, tokens = tree.tokens_in(span)
        mention = mentions.get((sentence, tree.head_of(sentence, tokens))) if tokens else None
        if mention is not None and mention.mention.kind == "nominal" and gold is not None and gold[2] in CLASSES:
            told = {name: value for name, value in factors(tree, mention).items() if value}
            made.append((article.name, told, gold[2]))
    return made


def main() -> None:
    """Print the figures, write the weights."""
    rows = [row for article in articles() for row in rows_of(article)]
    counts = Counter(name for _, told, _ in rows for name in told)
    common = [{name: value for name, value in told.items() if counts[name] >= LEAST} for _, told, _ in rows]
    vectors = DictVectorizer()
    values = vectors.fit_transform(common)
    fold, wanted = np.array([fold_of(name) for name, _, _ in rows]), np.array([kind for *_, kind in rows])
    model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
    right = np.zeros(len(rows), dtype=bool)
    for part in range(FOLDS):
        held = fold == part
        right[held] = model.fit(values[~held], wanted[~held]).predict(values[held]) == wanted[held]
    for corpus in ("newsroom", "polnear"):
        own = np.array([name.startswith(corpus) for name, _, _ in rows])
        print(f"{corpus}: class of {own.sum()} descriptions right {100 * right[own].mean():.1f}, out of fold")
    model.fit(values, wanted)
    names = vectors.get_feature_names_out()
    weights = {
        kind: {str(name): round(float(w), 3) for name, w in zip(names, row, strict=True) if round(float(w), 3)}
        for kind, row in zip(model.classes_, model.coef_, strict=True)
    }
    TARGET.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
