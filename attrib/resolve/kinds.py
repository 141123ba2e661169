"""What kind of source a noun names that no list has: a striker is a person, a label a body, a quiz something written.

A logistic function over the mean embedding of the noun's word pieces, so that it works for beats of which nobody
thought. Being linear up to its end it is kept as a score of each piece for each kind (`nouns.npz`), of which the mean
is taken. It is fitted by ``training/fit_nouns.py`` on the lists of :mod:`attrib.resolve.lexicon` and on the nouns of
GUM's entity layer, in the genres whose texts allow it; that prints how often the kind of nouns left out is right.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from attrib import weights
from attrib.encoder.windows import read_tokenizer
from attrib.errors import ModelError
from attrib.resolve import lexicon
from attrib.resolve.names import REMEMBERED, fold

if TYPE_CHECKING:
    from attrib.resolve.lexicon import Gender

NAME: Final = "nouns.npz"
Floats = NDArray[np.float32]
Kind = Literal["person", "group", "organisation", "document", "thing"]
KINDS: Final[tuple[Kind, ...]] = ("document", "group", "organisation", "person", "thing")

LIKELY: Final = 0.5
"""Chance from which a noun is taken for what it looks like."""


@cache
def _fitted() -> tuple[Floats, Floats]:
    """Return the scores (pieces x kinds) and the constants. Raises ModelError."""
    path = weights.in_use() / NAME
    try:
        with np.load(path) as fitted:
            return fitted["scores"].astype(np.float32), fitted["constants"]
    except Exception as error:  # zip and NumPy raise many kinds for a damaged file
        raise ModelError(f"cannot load {path}: {error}", weights.hint(path.parent)) from error


@lru_cache(maxsize=REMEMBERED)
def chances(lemma: str) -> dict[Kind, float]:
    """Return the chance, in [0, 1], of each kind; they sum to 1. Raises ModelError without what was fitted."""
    scores, constants = _fitted()
    pieces = read_tokenizer(weights.in_use() / "tokenizer.json").encode(lemma, add_special_tokens=False).ids
    if not pieces:
        return dict.fromkeys(KINDS, 1 / len(KINDS))
    raised = np.exp(scores[pieces].mean(axis=0) + constants)
    return {kind: float(value) for kind, value in zip(KINDS, raised / raised.sum(), strict=True)}


def by_name(lemma: str) -> dict[str, float]:
    """Return the same for whoever asks of any name of a kind."""
    return {str(kind): chance for kind, chance in chances(lemma).items()}


def kind(lemma: str) -> Kind | None:
    """Return the kind that is likelier than not, people as a kind (“feminists”) as *group*; None when none is."""
    found = chances(lemma)
    people = found["person"] + found["group"]
    if people >= LIKELY:
        return "group" if found["group"] > found["person"] else "person"
    others: tuple[Kind, ...] = ("organisation", "document", "thing")
    name = max(others, key=lambda each: found[each])
    return name if found[name] >= LIKELY else None


def is_person(lemma: str) -> bool:
    """Whether one of what the noun names is likelier a person than not."""
    return kind(lemma) in {"person", "group"}


def is_thing(lemma: str) -> bool:
    """Whether the noun is likelier something, written or not, than somebody."""
    found = chances(lemma)
    return found["thing"] + found["document"] > found["person"] + found["group"] + found["organisation"]


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
    found = kind(lemma)
    if (found == "group" and not plural) or (found != "group" and lemma.endswith(_PERSON_ENDINGS)):
        return "person"
    return None if found == "thing" else found


def is_role(lemma: str) -> bool:
    """Whether the noun can say what a person is or does."""
    word = fold(lemma).rstrip(".")
    if word in lexicon.PERSON or word in lexicon.OFFICES or word.endswith(("man", "woman", "person", "ist")):
        return True
    listed = word in lexicon.ORGANISATION or word in lexicon.DOCUMENT or word in lexicon.GROUP
    return not listed and is_person(word)


def gender_of_noun(lemma: str) -> Gender | None:
    """Gender that a noun for a person gives away."""
    if lemma in lexicon.MALE_NOUNS:
        return "male"
    return "female" if lemma in lexicon.FEMALE_NOUNS else None


for remembering in (_fitted, chances, noun_class):
    weights.heeds(remembering.cache_clear)
