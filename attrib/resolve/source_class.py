"""Which of the classes of ``docs/design.md`` a source belongs to by the noun that names it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrib.resolve import lexicon, nouns
from attrib.resolve.names import REMEMBERED, fold

if TYPE_CHECKING:
    from attrib.resolve.mentions import Reference
    from attrib.types import SourceClass

_CLASS_OF_NOUN: dict[lexicon.NounClass, SourceClass] = {
    "person": "unnamed_person",
    "organisation": "organisation",
    "document": "document",
    "group": "group",
}
_PERSON_ENDINGS = ("man", "woman", "person", "ist", "ician")


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
