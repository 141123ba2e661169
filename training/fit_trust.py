"""Fit how likely a speaker is right (attrib/resolve/trust.py), and measure resolving on articles not fitted on.

    python -m training.fit_trust --parses speakers.pkl    # two minutes, deterministic, no GPU

Data: the 252 articles of ``training/speakers.jsonl`` and the 48 of ``training/newsroom/``, gold spans, our own parses.
They are divided in five; the sources of each part are resolved with rankers fitted on GUM and the other parts, and only
then is the trust fitted. A speaker is right by name where the annotation names a person or body, and else by class.
Printed: the curves, how well they are calibrated on parts they were not fitted on, and the speakers' accuracy there.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from attrib.language.tree import Tree
from attrib.resolve import definites, pronouns
from attrib.resolve.linking import link
from attrib.resolve.resolver import Resolver
from attrib.resolve.trust import Basis, odds
from training import fit_definites, fit_pronouns
from training.fit_pronouns import DATA, GENRES, fit, folds
from training.gum_coreference import read_gum
from training.speakers import Article, read_speakers, scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STRENGTH = 2.0
"""Pull of a kind's height towards that of all kinds, in sources: rare kinds are not believed at once."""

SLOPE = 4.0
"""Pull of a slope towards `USUAL`."""

USUAL = 0.5
BINS = 10

Row = tuple[str, Basis, bool]


@contextmanager
def weights(people: dict[str, dict[str, float]], described: dict[str, float]) -> Iterator[None]:
    """Let the rankers choose by other weights for a while."""
    before = {kind: dict(found) for kind, found in pronouns.WEIGHTS.items()}, dict(definites.WEIGHTS)
    pronouns.WEIGHTS.update(people)
    definites.WEIGHTS.update(described)
    try:
        yield
    finally:
        pronouns.WEIGHTS.update(before[0])
        definites.WEIGHTS.update(before[1])


def judged(article: Article, same_name: Callable[[str, str], bool], tally: Counter[str]) -> Iterator[Row]:
    """Resolve an article's sources; yield what each speaker rests on and whether it is right; count the verdicts."""
    tree = Tree(article.document, article.parse)
    resolver = Resolver(tree, link(tree, article.sources), article.attributions)
    by_number = {number: index for index, number in enumerate(article.numbers)}
    for gold in article.gold:
        if gold["i"] not in by_number or gold["class"] == "none":
            continue
        found = resolver.find(by_number[gold["i"]])
        cluster = found.cluster
        named = gold["class"] in {"named_person", "organisation"} and bool(gold["entity"])
        class_right = cluster is not None and resolver.source_class(cluster) == gold["class"]
        right = cluster is not None and (same_name(resolver.name(cluster), gold["entity"]) if named else class_right)
        tally.update(sources=1, named=named, right=named and right, none=named and cluster is None, kind=class_right)
        if found.basis is not None:
            yield article.name, found.basis, right


def curves(rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Height and slope of each kind, by penalised logistic regression."""
    kinds = sorted({rests.kind for _, rests, _ in rows})
    number = np.array([kinds.index(rests.kind) for _, rests, _ in rows])
    score = np.array([odds(rests.score) for _, rests, _ in rows])
    right = np.array([float(r) for *_, r in rows])
    middle = np.array([score[number == k].mean() for k in range(len(kinds))])
    base = float(np.log(right.mean() / (1 - right.mean())))
    centred = score - middle[number]

    def loss(given: np.ndarray) -> float:
        height, slope = given[: len(kinds)], given[len(kinds) :]
        z = height[number] + slope[number] * centred
        return float(
            np.sum(np.logaddexp(0, z) - right * z)
            + STRENGTH / 8 * np.sum((height - base) ** 2)
            + SLOPE / 2 * np.sum((slope - USUAL) ** 2)
        )

    start = np.concatenate([np.full(len(kinds), base), np.full(len(kinds), USUAL)])
    best = minimize(loss, start, method="L-BFGS-B").x
    heights, slopes = best[: len(kinds)], best[len(kinds) :]
    return {k: (float(heights[i] - slopes[i] * middle[i]), float(slopes[i])) for i, k in enumerate(kinds)}


def likely(fitted: dict[str, tuple[float, float]], rests: Basis) -> float:
    """Return the chance by fitted curves."""
    height, slope = fitted.get(rests.kind, (0.0, 1.0))
    return float(1 / (1 + np.exp(-(height + slope * odds(rests.score)))))


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error over `BINS` equal bins of trust."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for trust, right in pairs:
        bins[min(int(trust * BINS), BINS - 1)].append((trust, right))
    gaps = (abs(sum(t - r for t, r in found)) for found in bins.values())
    return sum(gaps) / len(pairs)


def main() -> None:
    """Resolve every part with rankers fitted on the others; fit the curves; print all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--parses", type=Path, required=True, help="pickle of {id: (Document, Parse)} of the articles")
    arguments = parser.parse_args()
    articles = {article.name: article for article in read_speakers(arguments.parses)}
    gum, _ = fit_pronouns.collect(list(read_gum(arguments.data / "gum-train.conllu.xz", GENRES)))
    gum_described = fit_definites.gum(arguments.data / "gum-train.conllu.xz")
    ours, ours_described = fit_pronouns.collect_speakers(arguments.parses), fit_definites.articles(arguments.parses)
    rows: list[Row] = []
    tally: Counter[str] = Counter()
    same_name = scorer().same_name
    parts = folds(list(articles))
    for part in parts:
        people = {}
        for kind, cases in gum.items():
            known = [case for name, found in ours.items() if name not in part for case in found.get(kind, [])]
            people[kind] = dict(zip(pronouns.FACTORS, fit(cases, known, kind), strict=True))
        known = [case for name, cases in ours_described.items() if name not in part for case in cases]
        described = dict(zip(definites.FACTORS, fit(gum_described, known), strict=True))
        with weights(people, described):
            for name in sorted(part):
                rows.extend(judged(articles[name], same_name, tally))
    print("CURVES = {")
    counts: dict[str, list[bool]] = defaultdict(list)
    for _, rests, right in rows:
        counts[rests.kind].append(right)
    for kind, (height, slope) in curves(rows).items():
        print(f'    "{kind}": ({height:.2f}, {slope:.2f}),  # {sum(counts[kind])} of {len(counts[kind])} right')
    print("}")
    pairs = []
    for part in parts:
        fitted = curves([row for row in rows if row[0] not in part])
        pairs.extend((likely(fitted, rests), right) for name, rests, right in rows if name in part)
    share, mean = sum(r for _, r in pairs) / len(pairs), sum(t for t, _ in pairs) / len(pairs)
    print(f"# out of fold: {len(pairs)} speakers, right {share:.3f}, mean trust {mean:.3f}, ", end="")
    print(f"expected calibration error {calibration_error(pairs):.3f}")
    n = tally["named"]
    wrong = n - tally["right"] - tally["none"]
    print(f"# out of fold: named {n}, right {100 * tally['right'] / n:.1f}, wrong {100 * wrong / n:.1f}, ", end="")
    print(f"abstained {100 * tally['none'] / n:.1f}; class {100 * tally['kind'] / tally['sources']:.1f}")


if __name__ == "__main__":
    main()
