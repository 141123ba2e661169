"""Fit the weights of the pronoun ranker (attrib/resolve/pronouns.py) on GUM train, and print them with their figures.

    python -m training.fit_pronouns            # about a minute, deterministic, no GPU

Data: ``../shared/data/ud/gum-train.conllu.xz``, genres news, interview, bio, academic, court and voyage only: the ones
whose annotations and texts are CC BY or CC BY-SA. The model is a conditional logit over a pronoun's candidates,
fitted by L-BFGS with an L2 penalty.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from attrib.resolve import pronouns
from attrib.resolve.linking import link
from attrib.tree import Tree
from training.gum_coreference import GoldDocument, read_gum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference

DATA = Path(__file__).parents[2] / "shared/data/ud"
GENRES = frozenset({"news", "interview", "bio", "academic", "court", "voyage"})
SAYING = frozenset(
    {"say", "tell", "add", "claim", "argue", "write", "report", "state", "explain", "ask", "announce", "note"}
)
L2 = 1.0

Case = tuple[np.ndarray, int]


def speech_subjects(gold: GoldDocument) -> list:
    """Spans of the subjects of verbs of saying: what stands in for the attributions' sources."""
    return [
        token.span
        for sentence in gold.parse.sentences
        for token in sentence.tokens
        if token.deprel.startswith("nsubj") and token.head >= 0 and sentence.tokens[token.head].lemma in SAYING
    ]


class Teacher:
    """Chooses the gold antecedent, and keeps the cases for fitting."""

    def __init__(self, gold: GoldDocument) -> None:
        """Remember the gold chains."""
        self.chains = gold.chains
        self.cases: dict[str, list[Case]] = defaultdict(list)
        self.missed: dict[str, int] = defaultdict(int)

    def __call__(
        self, pronoun: Reference, options: Sequence[tuple[Cluster, Reference]], rows: Sequence[dict[str, float]]
    ) -> tuple[Cluster, float] | None:
        """Return the option whose nearest mention is in the pronoun's gold chain."""
        kind = pronouns.family(pronoun.lemma) or ""
        chain = self.chains.get(pronoun.place)
        if chain is None:
            return None
        right = [i for i, (_, nearest) in enumerate(options) if self.chains.get(nearest.place) == chain]
        if not right:
            self.missed[kind] += 1
            return None
        matrix = np.array([[row[name] for name in pronouns.FACTORS] for row in rows])
        self.cases[kind].append((matrix, right[0]))
        return options[right[0]][0], 1.0


def collect(documents: Sequence[GoldDocument]) -> tuple[dict[str, list[Case]], dict[str, int]]:
    """Cases of every pronoun family in the documents, and how many pronouns had no right candidate."""
    cases: dict[str, list[Case]] = defaultdict(list)
    missed: dict[str, int] = defaultdict(int)
    for gold in documents:
        teacher = Teacher(gold)
        link(Tree(gold.document, gold.parse), speech_subjects(gold), choose=teacher)
        for kind, found in teacher.cases.items():
            cases[kind].extend(found)
        for kind, count in teacher.missed.items():
            missed[kind] += count
    return cases, missed


def fit(cases: Sequence[Case]) -> np.ndarray:
    """Weights that maximise the penalised conditional likelihood."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = L2 * float(weights @ weights) / 2, L2 * weights
        for matrix, right in cases:
            scores = matrix @ weights
            scores = scores - scores.max()
            chances = np.exp(scores) / np.exp(scores).sum()
            total -= float(np.log(chances[right]))
            slope = slope - (matrix[right] - chances @ matrix)
        return total, slope

    return minimize(loss, np.zeros(len(pronouns.FACTORS)), jac=True, method="L-BFGS-B").x


def accuracy(cases: Sequence[Case], weights: np.ndarray) -> float:
    """Share of the cases whose best-scored candidate is the right one, in per cent."""
    return 100 * sum(int(np.argmax(matrix @ weights)) == right for matrix, right in cases) / max(len(cases), 1)


def main() -> None:
    """Fit, print the weights as Python, and the figures on train and dev."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    train, missed = collect(list(read_gum(arguments.data / "gum-train.conllu.xz", GENRES)))
    dev, missed_dev = collect(list(read_gum(arguments.data / "gum-dev.conllu.xz", GENRES)))
    print("WEIGHTS = {")
    fitted = {kind: fit(cases) for kind, cases in sorted(train.items())}
    for kind, weights in fitted.items():
        pairs = ", ".join(f'"{n}": {w:.2f}' for n, w in zip(pronouns.FACTORS, weights, strict=True))
        print(f'    "{kind}": {{{pairs}}},')
    print("}")
    for kind, weights in fitted.items():
        nearest = np.zeros(len(pronouns.FACTORS))
        for name in ("one_between", "more_between"):
            nearest[pronouns.FACTORS.index(name)] = -1.0
        for part, cases, without in (("train", train, missed), ("dev", dev, missed_dev)):
            right, plain = accuracy(cases[kind], weights), accuracy(cases[kind], nearest)
            print(
                f"{kind} {part}: {len(cases[kind])} cases ({without[kind]} more have no right candidate), "
                f"right {right:.1f}, most recent alone {plain:.1f}"
            )


if __name__ == "__main__":
    main()
