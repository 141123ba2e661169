"""Choose the thresholds of `attrib.claims`: ``python -m training.fit_claims``.

On the judged sentences of newsroom train, as readers that have not learnt the articles judge them: precision, recall
and F1 of *a checker would look it up* at each threshold, and how well the chances are calibrated; then, of the claims
that come of it, how many have the right voice at each threshold of `OWN`.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from attrib.claims import find_claims
from attrib.evaluate import claims_of, count_claims, sum_of
from attrib.extract.assemble import extract
from attrib.gold import read_claim_labels
from training.fit_confidence import calibration_error
from training.held_out import articles
from training.measure_reader import gold_of
from training.reader_data import DATA


def main() -> None:
    """Print."""
    labels = read_claim_labels(DATA / "newsroom" / "train-claims.jsonl", gold_of("newsroom"))
    judged = [article for article in articles("newsroom") if article.row.id in labels]
    chances, right = [], []
    for article in judged:
        starts = [each.start for each in article.reading.judged]
        for sentence in labels[article.row.id]:
            place = bisect_left(starts, sentence.span.start)
            if place < len(starts):
                chances.append(article.reading.judged[place].worth)
                right.append(sentence.label == "C")
    chance, truth = np.array(chances), np.array(right)
    print(f"{len(truth)} sentences, {100 * truth.mean():.1f} % worth a check;",
          f"expected calibration error {calibration_error(chance, truth):.3f}")
    for threshold in np.arange(0.1, 0.75, 0.05):
        called = chance >= threshold
        hits = (called & truth).sum()
        print(f"worth {threshold:.2f}  precision {100 * hits / called.sum():.1f}  recall",
              f"{100 * hits / truth.sum():.1f}  F1 {200 * hits / (called.sum() + truth.sum()):.1f}")
    found = [extract(a.document, a.parse, a.reading, a.style) for a in judged]
    for own in (0.3, 0.4, 0.5, 0.6, 0.7, 2.0):
        counts = []
        for article, attributions in zip(judged, found, strict=True):
            unlikely = {each.id for each in attributions if "unlikely" in each.flags}
            made = find_claims(article.document, article.parse, attributions, article.reading.judged, own)
            likely = [each for each in made if each.attribution not in unlikely]
            counts.append(count_claims(labels[article.row.id], likely))
        figures = claims_of(sum_of(counts))
        if figures is not None:
            print(f"own {own:.1f}  voice {figures.voice:.1f}  F1 {figures.claimed.f1:.1f}")


if __name__ == "__main__":
    main()
