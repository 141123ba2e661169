"""Which of the classes of ``docs/design.md`` a source belongs to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrib.resolve import lexicon, nouns
from attrib.resolve.names import REMEMBERED, fold

if TYPE_CHECKING:
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference
    from attrib.types import SourceClass

_CLASS_OF_NOUN: dict[lexicon.NounClass, SourceClass] = {
    "person": "unnamed_person",
    "organisation": "organisation",
    "document": "document",
    "group": "group",
}
_PERSON_ENDINGS = ("man", "woman", "person", "ist", "ician")


def classify(cluster: Cluster) -> SourceClass:
    """Class of an entity: a named person's if a mention names one, else by its name's kind or its head noun."""
    if cluster.members:
        return classify(cluster.members[0])
    if cluster.label == "PER":
        return "named_person"
    names = cluster.names
    if names:
        return _class_of_name(cluster, names)
    nominal = next((r for r in cluster.references if r.mention.kind == "nominal"), None)
    if nominal is None:
        return "group" if cluster.plural else "unnamed_person"
    return class_of_noun(nominal)


def _class_of_name(cluster: Cluster, names: list[Reference]) -> SourceClass:
    """Take a name for a body's, unless it is a plural people (“Democrats”) or the title of something written."""
    lemmas = {fold(r.text.split()[-1]) for r in names} | {r.lemma for r in names}
    if is_instrument(cluster):
        return "document"
    if cluster.label in {"MISC", ""} and lemmas & (lexicon.DOCUMENT - lexicon.ORGANISATION):
        return "document"
    if cluster.label in {"MISC", ""} and cluster.plural:
        return "group"
    return "organisation"


def is_instrument(cluster: Cluster) -> bool:
    """Whether every name ends in a noun for something written that no body is called by (“the Clean Air Act”).

    A tagger takes such names for a body's as often as not.
    """
    return (
        bool(cluster.names)
        and cluster.label != "PER"
        and all(len(r.text.split()) > 1 and fold(r.text.split()[-1]) in lexicon.INSTRUMENT for r in cluster.names)
    )


@lru_cache(maxsize=REMEMBERED)
def noun_class(lemma: str, *, plural: bool) -> lexicon.NounClass | None:
    """Kind of source a noun names, from the lists and then the words it is like; None when neither tells.

    The plural decides between two lists: “a resident” is one person, “residents” are people as a kind.
    """
    order: list[tuple[lexicon.NounClass, frozenset[str]]] = [
        ("person", lexicon.PERSON | (lexicon.GROUP - lexicon.COLLECTIVE)),
        ("organisation", lexicon.ORGANISATION),
        ("document", lexicon.DOCUMENT),
        ("group", lexicon.GROUP),
    ]
    if plural:
        order.insert(0, order.pop())
    for name in (lemma, lemma.rpartition("-")[2]):
        for listed, words in order:
            if name in words:
                return listed
    kind = nouns.kind(lemma)
    if (kind == "group" and not plural) or (kind != "group" and lemma.endswith(_PERSON_ENDINGS)):
        return "person"
    return None if kind == "thing" else kind


def class_of_noun(reference: Reference) -> SourceClass:
    """Class of a description by its head noun; who is on no list and like nothing else is a person, many are a group.

    A thing that says something (“the photo”, “the missive”) is a document.
    """
    words = fold(reference.text).split() or [""]
    of = {word.removesuffix("s") for word in words[1:2]}  # “two thirds of the voters”, “two out of three voters”
    counted = words[0] in lexicon.COUNTED and bool(of) and not of & (lexicon.QUANTITIES | {"in", "out"})
    if reference.lemma in lexicon.SOMEONE and not reference.plural and words[0] not in {"no", "every", "any"}:
        return "unnamed_person"
    if reference.lemma in lexicon.QUANTITIES or (reference.lemma == "that" and reference.plural):
        return "group"  # “those who …”
    kind = noun_class(reference.lemma, plural=reference.plural)
    # “a paper in Nature”; “the paper” is a daily
    written = reference.lemma == "paper" and words[0] in lexicon.INDEFINITE
    if written or (kind is None and nouns.is_thing(reference.lemma)):
        return "document"
    if kind is None:
        return "group" if reference.plural else "unnamed_person"
    if kind == "organisation" and reference.plural:  # “news outlets”: 5 of 7 sources, 60 articles of PolNeAR train
        return "group"
    return _CLASS_OF_NOUN["person" if kind == "group" and counted else kind]  # “two people familiar with the talks”
