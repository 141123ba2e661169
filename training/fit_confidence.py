"""Fit the weights of `attrib.extract.confidence`: ``python -m training.fit_confidence``.

On readings of newsroom train and PolNeAR train by readers that have not learnt the articles (`training.readings`): the
reader's certainties, and whether :func:`benchmarks.predictions.verdicts_on` counts the attribution as right. Prints the
weights, to be copied into `attrib/extract/confidence.py`; and, of weights fitted on the other four fifths of the
articles each time, the expected calibration error over ten bins, and from which chance fewer than 3 in 10 are right.

The reader that is shipped has learnt twice as much as those and is surer. In news style it is right more often, too; in
PolNeAR's, where two annotators agree no better, it is not. So the weight of that style is lowered until its mean chance
over the texts of PolNeAR dev, whose annotation is not looked at, is that of the two readers.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from attrib.analyzer import Analyzer
from attrib.encoder import Encoder
from attrib.evaluate import as_document
from attrib.extract.assemble import findings
from attrib.extract.confidence import WEIGHTS, features
from attrib.extract.reader import Reader
from attrib.extract.spans import type_of
from attrib.language.quotations import find_quotations
from attrib.language.tree import Tree
from attrib.types import Attribution, Cue
from benchmarks.predictions import verdicts_on
from training.export_reader import ALONE
from training.held_out import articles
from training.measure_reader import gold_of
from training.readings import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.extract.reader import Reading
    from attrib.types import Document, Parse

BINS = 10
NEAR = 1e-4
"""How near the mean chance is brought to what is wanted, in log-odds."""


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


def unlabelled() -> Iterator[tuple[Document, Parse, list[Reading]]]:
    """Yield PolNeAR dev's texts with what the shipped reader makes of them, then the two held-out ones."""
    shipped = Analyzer(style="polnear")
    with tempfile.TemporaryDirectory() as folder:
        others = []
        for half in ("half-0", "half-1"):
            path = Path(folder) / half
            path.mkdir()
            encoder = Encoder(folder_of(f"training/work/trained/{half}.pt", path), style="polnear", outputs=ALONE)
            others.append((encoder, Reader(encoder.metadata)))
        for row in gold_of("polnear-dev"):
            document = as_document(row)
            encoded, quotations = shipped.encode(document), find_quotations(document)
            readings = [shipped.reader.read(encoded)]
            readings += [reader.read(encoder.encode(document, quotations)) for encoder, reader in others]
            yield document, shipped.parser.parse(document, encoded), readings


def shift(weights: np.ndarray) -> float:
    """Return what the shipped reader's log-odds in PolNeAR's style must be moved by to be as sure as the held-out two.

    `weights` are those of :data:`WEIGHTS`, fitted on the held-out readings.
    """
    sums: list[list[float]] = [[], [], []]
    for document, parse, readings in unlabelled():
        quotations, tree = find_quotations(document), Tree(document, parse)
        for reading, own in zip(readings, sums, strict=True):
            for each in findings(tree, reading, quotations, "polnear"):
                known = features(each, type_of(each.contents, quotations), "polnear")
                own.append(float(sum(known[name] * w for name, w in zip(WEIGHTS, weights, strict=True))))

    def mean(moved: float, own: list[float]) -> float:
        return float((1 / (1 + np.exp(-np.array(own) - moved))).mean())

    wanted = (mean(0, sums[1]) + mean(0, sums[2])) / 2
    low, high = -3.0, 3.0
    while high - low > NEAR:  # the mean rises with what is added
        middle = (low + high) / 2
        low, high = (middle, high) if mean(middle, sums[0]) < wanted else (low, middle)
    print(f"PolNeAR dev: mean chance {mean(0, sums[0]):.3f}, of held-out readers {wanted:.3f}: moved by {low:.3f}")
    return low


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
    weights = model.coef_[0].copy()
    weights[list(WEIGHTS).index("polnear")] += shift(weights)
    for name, weight in zip(WEIGHTS, weights, strict=True):
        print(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
