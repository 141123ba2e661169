"""How likely a speaker is right: what a step is worth by itself, and the rankers' own chances put to the test.

Sources of one kind, found in one way, are right about equally often; within the kinds that a ranker or a match scored,
the score tells more. ``training/fit_trust.py`` fits one small logistic curve a kind on the 252 articles of PolNeAR
train of ``training/speakers.jsonl``, gold spans, the rankers fitted on other articles than those they choose in:
expected calibration error 0.004 over 5,296 speakers, the curves fitted on other articles too (2026-11-25).
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
    "beside a name": (0.23, 0.62),  # 46 of 52 right
    "description": (1.12, 0.27),  # 261 of 324 right
    "name, other": (-0.16, 0.50),  # 321 of 375 right
    "name, other, short": (-0.28, 0.89),  # 54 of 63 right
    "name, person": (1.37, 0.83),  # 1815 of 1837 right
    "name, person, short": (0.34, 1.14),  # 448 of 461 right
    "pronoun, person, named": (0.42, 0.83),  # 867 of 910 right
    "pronoun, person, unnamed": (-1.67, 0.61),  # 4 of 10 right
    "pronoun, plural": (-0.37, 0.33),  # 51 of 91 right
    "pronoun, relative": (-1.50, 1.51),  # 121 of 165 right
    "pronoun, thing": (-0.76, 0.35),  # 9 of 20 right
    "written, document": (1.04, 0.50),  # 202 of 238 right
    "written, group": (0.59, 0.50),  # 254 of 325 right
    "written, organisation": (-0.52, 0.50),  # 55 of 103 right
    "written, unnamed_person": (-0.10, 0.50),  # 207 of 322 right
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
