"""Fit the weights of `attrib.extract.confidence`: ``python training/fit_confidence.py [--models DIR]``.

On PolNeAR dev: what the tagger finds there, its certainties, and whether
:func:`benchmarks.predictions.verdicts_on` counts it as right. Prints the weights fitted on all of dev, to be copied
into `attrib/extract/confidence.py`; and, of weights fitted on the other four fifths of its articles each time, the
expected calibration error over ten bins.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from attrib.evaluate import as_document
from attrib.extract.confidence import WEIGHTS, features
from attrib.extract.spans import type_of
from attrib.extract.tagged import find_tagged
from attrib.extract.tagger import Tagger
from attrib.gold import read_gold
from attrib.language.quotations import find_quotations
from attrib.types import Attribution, Cue
from attrib.weights import FOLDER
from benchmarks.predictions import verdicts_on

DEV = Path(__file__).parents[2] / "shared" / "data" / "polnear" / "dev.jsonl.xz"
BINS = 10


def examples(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features (attributions x weights), whether each is right, and which article it is in."""
    tagger = Tagger(folder)
    rows, right, articles = [], [], []
    for number, row in enumerate(read_gold(DEV)):
        document = as_document(row)
        quotations = find_quotations(document)
        found = find_tagged(document, quotations, tagger)
        kinds = [type_of(each.contents, quotations) for each in found]
        made = [
            Attribution("", kind, each.contents, None if each.cue is None else Cue(each.cue, ""), each.source, "", 0, 0)
            for kind, each in zip(kinds, found, strict=True)
        ]
        for kind, each, verdict in zip(kinds, found, verdicts_on(row, made), strict=True):
            if verdict is not None:
                known = features(each, kind)
                rows.append([known[name] for name in WEIGHTS])
                right.append(verdict)
                articles.append(number)
    return np.array(rows), np.array(right), np.array(articles)


def calibration_error(chances: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [abs(chances[places == b].sum() - right[places == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(right))


def main() -> None:
    """Fit and print."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--models", type=Path, default=FOLDER)
    args = ap.parse_args()
    known, right, articles = examples(args.models)
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000)
    chances = cross_val_predict(model, known, right, groups=articles, cv=GroupKFold(5), method="predict_proba")[:, 1]
    print(f"{len(right)} attributions, {100 * right.mean():.1f} % right")
    print(f"expected calibration error, five folds of articles: {calibration_error(chances, right):.3f}")
    for threshold in (0.3, 0.5, 0.7, 0.9):
        kept = chances >= threshold
        print(f"from {threshold}: {100 * kept.mean():.1f} % kept, {100 * right[kept].mean():.1f} % of them right")
    model.fit(known, right)
    for name, weight in zip(WEIGHTS, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
