"""How likely a speaker is right: what a step is worth by itself, and the rankers' own chances put to the test.

Sources of one kind, found in one way, are right about equally often; within the kinds that a ranker or a match scored,
the score tells more. ``training/fit_trust.py`` fits one small logistic curve a kind on 252 articles of PolNeAR train
and 48 invented ones, gold spans, the rankers fitted on other articles than those they choose in: expected calibration
error 0.005 over 6,510 speakers, the curves fitted on other articles too (2026-11-25).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from attrib.resolve import pronouns
from attrib.resolve.source_class import class_of_noun

if TYPE_CHECKING:
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference

LEAST, MOST = 0.02, 0.98
"""Bounds of a score, so that its logarithm of odds stays small."""

SURE_WORDS: Final = frozenset({"full name", "same name", "given name and surname match"})

CURVES: Final[dict[str, tuple[float, float]]] = {
    "beside a name": (0.96, 0.65),  # 149 of 157 right
    "description": (1.20, 0.32),  # 362 of 440 right
    "name, other": (-0.09, 0.50),  # 413 of 478 right
    "name, other, short": (-0.12, 0.82),  # 62 of 73 right
    "name, person": (0.65, 1.00),  # 1991 of 2017 right
    "name, person, short": (1.26, 0.91),  # 566 of 579 right
    "pronoun, person, named": (0.24, 0.84),  # 1028 of 1082 right
    "pronoun, person, unnamed": (-0.64, 0.17),  # 8 of 20 right
    "pronoun, plural": (-0.37, 0.33),  # 54 of 97 right
    "pronoun, relative": (-1.29, 1.44),  # 124 of 165 right
    "pronoun, thing": (0.09, 0.22),  # 24 of 37 right
    "written, document": (1.49, 0.50),  # 311 of 346 right
    "written, group": (0.66, 0.50),  # 292 of 368 right
    "written, organisation": (-0.39, 0.50),  # 83 of 146 right
    "written, unnamed_person": (0.27, 0.50),  # 365 of 505 right
}
"""Height and slope of each kind's curve over the logarithm of the odds of the score."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a speaker rests on: the kind of source with the way it was found, and the score of that, 0 to 1."""

    kind: str
    score: float


def basis(reference: Reference, cluster: Cluster) -> Basis:
    """Tell what putting the source with that entity rests on."""
    how, score = cluster.how.get(reference.place, ""), cluster.score.get(reference.place, 0.95)
    if reference.mention.kind == "name":
        kind = "person" if cluster.is_person else "other"
        return Basis(f"name, {kind}" if how in SURE_WORDS else f"name, {kind}, short", score)
    if reference.mention.kind == "pronoun":
        family = pronouns.family(reference.lemma)
        named = "named" if cluster.names or cluster.members else "unnamed"
        return Basis(f"pronoun, {family}, {named}" if family == "person" else f"pronoun, {family or 'relative'}", score)
    if how == "as written":
        return Basis(f"written, {class_of_noun(reference)}", score)
    return Basis("beside a name" if how == "stands beside the name" else "description", score)


def chance(found: Basis) -> float:
    """Return how likely the speaker is right."""
    height, slope = CURVES.get(found.kind, (0.0, 1.0))
    return 1 / (1 + math.exp(-(height + slope * odds(found.score))))


def odds(score: float) -> float:
    """Return the logarithm of the odds of a score."""
    bounded = min(max(score, LEAST), MOST)
    return math.log(bounded / (1 - bounded))
