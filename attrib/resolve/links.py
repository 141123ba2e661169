"""The record of where every mention went, and the one way of writing to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attrib.resolve import lexicon

if TYPE_CHECKING:
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference

Place = tuple[int, int]
"""Sentence and token index of a mention's head."""

SURE: float = 0.7
"""Trust from which a pronoun's gender is taken to be the entity's."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two or more candidates too close to choose, best first, with scores from 0 to 1."""

    options: tuple[tuple[Cluster, float], ...]


@dataclass(slots=True)
class Links:
    """Where every reference of a document went. `via` gives, for a pronoun, the mention it was read as pointing at."""

    references: list[Reference]
    clusters: list[Cluster]
    at: dict[Place, Cluster] = field(default_factory=dict)
    doubts: dict[Place, Doubt] = field(default_factory=dict)
    via: dict[Place, tuple[Reference, str]] = field(default_factory=dict)
    by_place: dict[Place, Reference] = field(default_factory=dict)


def put(links: Links, reference: Reference, cluster: Cluster, how: str, score: float) -> None:
    """Record that the reference belongs to the entity."""
    if not any(cluster is known for known in links.clusters):
        links.clusters.append(cluster)
    cluster.add(reference, how, score)
    links.at[reference.place] = cluster
    if cluster.gender is None and reference.mention.kind != "name" and score >= SURE:
        word = reference.lemma
        cluster.gender = "male" if word in lexicon.HE | lexicon.MALE_NOUNS else None
        cluster.gender = "female" if word in lexicon.SHE | lexicon.FEMALE_NOUNS else cluster.gender
    if not cluster.label and cluster.names and reference.lemma in lexicon.HE | lexicon.SHE and score >= SURE:
        cluster.label = "PER"  # an untagged name that is “he” is a person's
