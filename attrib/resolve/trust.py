"""How likely a speaker is right: what a step is worth by itself, and the rankers' own chances put to the test.

Sources of one kind, found in one way, are right about equally often; within the kinds that a ranker or a match scored,
the score tells more. ``training/fit_trust.py`` fits one small logistic curve a kind on 252 articles of PolNeAR train
and 48 invented ones, gold spans, the rankers fitted on other articles than those they choose in: expected calibration
error 0.004 over 6,501 speakers, the curves fitted on other articles too (2026-11-28).
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
    "beside a name": (1.67, 0.50),  # 152 of 158 right
    "description": (1.17, 0.29),  # 351 of 430 right
    "name, other": (-0.14, 0.50),  # 407 of 474 right
    "name, other, short": (-0.04, 0.80),  # 56 of 65 right
    "name, person": (0.81, 0.89),  # 1986 of 2019 right
    "name, person, short": (0.45, 1.08),  # 561 of 580 right
    "pronoun, person, named": (0.24, 0.83),  # 1023 of 1079 right
    "pronoun, person, unnamed": (-1.80, 0.48),  # 6 of 18 right
    "pronoun, plural": (-0.55, 0.41),  # 52 of 95 right
    "pronoun, relative": (-1.62, 1.55),  # 117 of 165 right
    "pronoun, thing": (0.36, 0.02),  # 21 of 36 right
    "written, document": (1.49, 0.50),  # 312 of 347 right
    "written, group": (0.61, 0.50),  # 292 of 372 right
    "written, organisation": (-0.45, 0.50),  # 83 of 150 right
    "written, unnamed_person": (0.24, 0.50),  # 368 of 513 right
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
