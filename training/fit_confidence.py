"""Fit the weights of `attrib.extract.confidence`: ``python -m training.fit_confidence``.

On readings of newsroom train and PolNeAR train by readers that have not learnt the articles (`training.readings`): the
reader's certainties, and whether :func:`benchmarks.predictions.verdicts_on` counts the attribution as right. Prints the
weights, to be copied into `attrib/extract/confidence.py`; and, of weights fitted on the other four fifths of the
articles each time, the expected calibration error over ten bins, and from which chance fewer than 3 in 10 are right.
"""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from attrib.extract.assemble import findings
from attrib.extract.confidence import WEIGHTS, features
from attrib.extract.spans import type_of
from attrib.language.quotations import find_quotations
from attrib.language.tree import Tree
from attrib.types import Attribution, Cue
from benchmarks.predictions import verdicts_on
from training.held_out import articles

BINS = 10


def examples() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return features (attributions x weights), whether each is right, which article it is in, and its part."""
    rows, right, places, parts = [], [], [], []
    for number, article in enumerate(articles("newsroom", "polnear")):
        quotations = find_quotations(article.document)
        found = findings(Tree(article.document, article.parse), article.reading, quotations, article.style)
        kinds = [type_of(each.contents, quotations) for each in found]
        made = [
            Attribution("", kind, each.contents, None if each.cue is None else Cue(each.cue, ""), each.source, "", 0, 0)
            for kind, each in zip(kinds, found, strict=True)
        ]
        for kind, each, verdict in zip(kinds, found, verdicts_on(article.row, made), strict=True):
            if verdict is not None:
                known = features(each, kind, article.style)
                rows.append([known[name] for name in WEIGHTS])
                right.append(verdict)
                places.append(number)
                parts.append(article.part)
    return np.array(rows), np.array(right), np.array(places), np.array(parts)


def calibration_error(chances: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    places = np.minimum((chances * BINS).astype(int), BINS - 1)
    gaps = [abs(chances[places == b].sum() - right[places == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(right))


def main() -> None:
    """Fit and print."""
    known, right, places, parts = examples()
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000)
    chances = cross_val_predict(model, known, right, groups=places, cv=GroupKFold(5), method="predict_proba")[:, 1]
    for part in np.unique(parts):
        here = parts == part
        error = calibration_error(chances[here], right[here])
        print(f"{part}: {here.sum()} attributions, {100 * right[here].mean():.1f} % right;",
              f"expected calibration error, five folds of articles: {error:.3f}")
        for low, high in ((0, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
            among = here & (chances >= low) & (chances < high)
            if among.any():
                print(f"  from {low}: {100 * among.sum() / here.sum():.1f} %, {100 * right[among].mean():.1f} % right")
    model.fit(known, right)
    for name, weight in zip(WEIGHTS, model.coef_[0], strict=True):
        print(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
