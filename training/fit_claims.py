"""Choose the thresholds of `attrib.claims`: ``python -m training.fit_claims``.

On the judged sentences of newsroom train, as readers that have not learnt the articles judge them: precision, recall
and F1 of *a checker would look it up* at each threshold, and how well the chances are calibrated.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from attrib.gold import read_claim_labels
from training.fit_confidence import calibration_error
from training.held_out import articles
from training.measure_reader import gold_of
from training.reader_data import DATA


def main() -> None:
    """Print."""
    labels = read_claim_labels(DATA / "newsroom" / "train-claims.jsonl", gold_of("newsroom"))
    chances, right = [], []
    for article in articles("newsroom"):
        offsets = [offset for offset, _ in article.reading.worth]
        for sentence in labels.get(article.row.id, ()):
            place = bisect_left(offsets, sentence.span.start)
            if place < len(offsets):
                chances.append(article.reading.worth[place][1])
                right.append(sentence.label == "C")
    chance, truth = np.array(chances), np.array(right)
    print(f"{len(truth)} sentences, {100 * truth.mean():.1f} % worth a check;",
          f"expected calibration error {calibration_error(chance, truth):.3f}")
    for threshold in np.arange(0.1, 0.75, 0.05):
        called = chance >= threshold
        hits = (called & truth).sum()
        print(f"{threshold:.2f}  precision {100 * hits / called.sum():.1f}  recall {100 * hits / truth.sum():.1f}",
              f" F1 {200 * hits / (called.sum() + truth.sum()):.1f}")


if __name__ == "__main__":
    main()
