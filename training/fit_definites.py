"""Fit the weights of the ranker of definite descriptions (attrib/resolve/definites.py), and print them with figures.

    python -m training.fit_definites --parses speakers.pkl    # under a minute, deterministic, no GPU

Data: the singular definite descriptions of people in GUM train (genres of ``training/fit_pronouns.py``) that fit nobody
by the article's own words, by their gold chains, and those that are sources in the 252 articles of
``training/speakers.jsonl`` and the 48 of ``training/newsroom/``, over our own parses, by who they were annotated to be.
The right option is “somebody new” when no candidate is of the chain, or bears the annotated name.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attrib.language.tree import Tree
from attrib.resolve import definites
from attrib.resolve.descriptions import choose_described
from attrib.resolve.linking import link
from training.fit_pronouns import DATA, GENRES, accuracy, described, fit, out_of_fold, speech_subjects
from training.gum_coreference import read_gum
from training.speakers import read_speakers, scorer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.links import Doubt, Place
    from attrib.resolve.mentions import Reference
    from training.fit_pronouns import Case


class Teacher:
    """Chooses the option that `right` tells, and keeps the cases for fitting; as the ranker where that is unknown."""

    def __init__(self, right: Callable[[Reference, Cluster], bool | None]) -> None:
        """Remember what tells whether an option is the right one; it answers None for what was not annotated."""
        self.right = right
        self.cases: list[Case] = []

    def __call__(
        self, reference: Reference, options: Sequence[Cluster], rows: Sequence[dict[str, float]]
    ) -> tuple[Cluster, float] | Doubt | None:
        """Return the right option, None for somebody new."""
        answers = [self.right(reference, cluster) for cluster in options]
        if None in answers:
            return choose_described(reference, options, rows)
        matrix = np.array([[row.get(name, 0.0) for name in definites.FACTORS] for row in rows])
        number = answers.index(True) if True in answers else len(options)
        self.cases.append((matrix, number))
        return (options[number], 1.0) if number < len(options) else None


def gum(path: Path) -> list[Case]:
    """Cases of a part of GUM."""
    cases: list[Case] = []
    for gold in read_gum(path, GENRES):
        chains = gold.chains

        def right(reference: Reference, cluster: Cluster, chains: dict[Place, str] = chains) -> bool | None:
            chain = chains.get(reference.place)
            last = cluster.last(reference.place)
            return None if chain is None or last is None else chains.get(last.place) == chain

        teacher = Teacher(right)
        link(Tree(gold.document, gold.parse), speech_subjects(gold), choose_described=teacher)
        cases.extend(teacher.cases)
    return cases


def articles(parses: Path) -> dict[str, list[Case]]:
    """Cases of the annotated articles, by article."""
    found: dict[str, list[Case]] = {}
    same_name = scorer().same_name
    for article in read_speakers(parses):
        wanted = article.entities()

        def right(reference: Reference, cluster: Cluster, wanted: dict[Place, str] = wanted) -> bool | None:
            entity = wanted.get(reference.place)
            if entity is None:
                return None
            return bool(same_name(cluster.name, entity)) if cluster.names else described(cluster, entity)

        teacher = Teacher(right)
        link(Tree(article.document, article.parse), article.sources, choose_described=teacher)
        found[article.name] = teacher.cases
    return found


def main() -> None:
    """Fit, print the weights as Python, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--parses", type=Path, required=True, help="pickle of {id: (Document, Parse)} of the articles")
    arguments = parser.parse_args()
    train, dev = (gum(arguments.data / f"gum-{part}.conllu.xz") for part in ("train", "dev"))
    ours = articles(arguments.parses)
    weights = fit(train, [case for cases in ours.values() for case in cases])
    pairs = ", ".join(f'"{n}": {w:.2f}' for n, w in zip(definites.FACTORS, weights, strict=True))
    print(f"WEIGHTS = {{{pairs}}}")
    for name, cases in (("train", train), ("dev", dev)):
        print(f"# GUM {name}: {len(cases)} descriptions, right {accuracy(cases, weights):.1f}")
    count = sum(map(len, ours.values()))
    print(f"# sources of the articles, out of fold: {count} descriptions, right {out_of_fold(train, ours):.1f}")


if __name__ == "__main__":
    main()
