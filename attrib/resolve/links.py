"""The record of where every mention went, and the one way of writing to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attrib.resolve import lexicon
from attrib.resolve.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference

Place = tuple[int, int]
"""Sentence and token index of a mention's head."""

SURE: float = 0.7
"""Trust from which a pronoun's gender is taken to be the entity's."""


NOTEWORTHY: float = 0.1
"""Chance from which the evidence names the candidate that came second."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two or more candidates too close to choose, best first, with scores from 0 to 1."""

    options: tuple[tuple[Cluster, float], ...]


@dataclass(slots=True)
class Links:
    """Where every reference of a document went.

    `via` gives, for a pronoun, the mention it was read as pointing at; `starts` has the names by their first word;
    `heads` the places of the heads of sources, `speakers` of those outside quotations, in text order; `contents`
    remembers what tells a description apart.
    """

    references: list[Reference]
    clusters: list[Cluster]
    at: dict[Place, Cluster] = field(default_factory=dict)
    doubts: dict[Place, Doubt] = field(default_factory=dict)
    via: dict[Place, tuple[Reference, str]] = field(default_factory=dict)
    by_place: dict[Place, Reference] = field(default_factory=dict)
    starts: dict[Place, Reference] = field(default_factory=dict)
    heads: set[Place] = field(default_factory=set)
    speakers: list[Place] = field(default_factory=list)
    contents: dict[Place, frozenset[str]] = field(default_factory=dict)
    _order: dict[int, int] = field(default_factory=dict)
    _present: dict[int, dict[int, Cluster]] = field(default_factory=dict)
    _nominals: dict[str, list[Reference]] = field(default_factory=dict)
    _written: dict[str, list[Reference]] = field(default_factory=dict)
    _named: dict[str, dict[int, Cluster]] = field(default_factory=dict)
    _described: dict[str, dict[int, Cluster]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the entities that the names made."""
        for cluster in self.clusters:
            self._order[id(cluster)] = len(self._order)
            for reference in cluster.references:
                self.note(reference, cluster)

    def open(self, cluster: Cluster) -> None:
        """Take the entity in, if it is new."""
        if id(cluster) not in self._order:
            self._order[id(cluster)] = len(self._order)
            self.clusters.append(cluster)

    def note(self, reference: Reference, cluster: Cluster) -> None:
        """Remember that the entity has this mention, for looking it up again; nothing here searches the whole text."""
        self._present.setdefault(reference.mention.sentence, {})[id(cluster)] = cluster
        if reference.mention.kind == "nominal":
            self._nominals.setdefault(reference.lemma, []).append(reference)
            self._written.setdefault(fold(reference.text), []).append(reference)
        elif reference.mention.kind == "name":
            words = {fold(word).strip(".,'’") for word in reference.text.replace("-", " ").split()}
            for word in words:
                self._named.setdefault(word, {})[id(cluster)] = cluster

    def describe(self, cluster: Cluster, nouns: Iterable[str]) -> None:
        """Remember by which nouns the article describes the entity."""
        for noun in nouns:
            self._described.setdefault(noun, {})[id(cluster)] = cluster

    def nearby(self, sentence: int, back: int) -> list[Cluster]:
        """Return the entities mentioned in the sentence or in so many before it, in the order of `clusters`."""
        found: dict[int, Cluster] = {}
        for row in range(sentence - back, sentence + 1):
            found.update(self._present.get(row, {}))
        return self._ordered(found)

    def described(self, noun: str) -> list[Cluster]:
        """Return the entities that the article describes by that noun, and those made of several."""
        return self._ordered({**self._described.get(noun, {}), **self._described.get("", {})})

    def named(self, *words: str) -> list[Cluster]:
        """Return the entities with one of those words in a name."""
        return self._ordered({key: cluster for word in words for key, cluster in self._named.get(word, {}).items()})

    def nominals(self, *lemmas: str) -> list[Reference]:
        """Return the descriptions with one of those nouns that were put with an entity."""
        return [
            reference for lemma in lemmas for reference in self._nominals.get(lemma, ()) if reference.place in self.at
        ]

    def written(self, text: str) -> list[Reference]:
        """Return the descriptions of those words that were put with an entity."""
        return self._written.get(fold(text), [])

    def union(self, *lists: Iterable[Cluster]) -> list[Cluster]:
        """Return the entities of several lists once each, in the order of `clusters`."""
        return self._ordered({id(cluster): cluster for each in lists for cluster in each})

    def _ordered(self, found: dict[int, Cluster]) -> list[Cluster]:
        return sorted(found.values(), key=lambda cluster: self._order[id(cluster)])


def second_best(options: Sequence[Cluster], chances: Sequence[float], chosen: Cluster) -> str:
    """Tell the chance of the chosen option and which came second, when that was worth a thought; else nothing."""
    rivals = [(chance, option) for option, chance in zip(options, chances, strict=False) if option is not chosen]
    chance, rival = max(rivals, key=lambda pair: pair[0], default=(0.0, chosen))
    if chance < NOTEWORTHY:
        return ""
    mine = next(c for option, c in zip(options, chances, strict=False) if option is chosen)
    return f" ({mine:.2f}; next “{rival.name}” {chance:.2f})"


def add_mention(links: Links, reference: Reference, cluster: Cluster, how: str, score: float) -> None:
    """Record that the reference belongs to the entity."""
    links.open(cluster)
    cluster.add(reference, how, score)
    links.at[reference.place] = cluster
    links.note(reference, cluster)
    if cluster.gender is None and reference.mention.kind != "name" and score >= SURE:
        word = reference.lemma
        cluster.gender = "male" if word in lexicon.HE | lexicon.MALE_NOUNS else None
        cluster.gender = "female" if word in lexicon.SHE | lexicon.FEMALE_NOUNS else cluster.gender
    if not cluster.label and cluster.names and reference.lemma in lexicon.HE | lexicon.SHE and score >= SURE:
        cluster.label = "PER"  # an untagged name that is “he” is a person's
