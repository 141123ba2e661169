"""What kind of source a noun names that no list has: a striker is a person, a label a body, a quiz something written.

A logistic function over the noun's word embedding, so that it works for beats of which nobody thought. The weights
(`nouns.json`) are fitted by ``training/fit_nouns.py`` on the lists of :mod:`attrib.resolve.lexicon` and on the nouns of
GUM's entity layer, in the genres whose texts allow it; it prints how often the kind of nouns left out is right.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from attrib.language.embeddings import Embeddings
from attrib.resolve.names import REMEMBERED
from attrib.weights import FOLDER, written

if TYPE_CHECKING:
    from attrib.language.embeddings import Floats

Kind = Literal["person", "group", "organisation", "document", "thing"]
KINDS: Final[tuple[Kind, ...]] = ("document", "group", "organisation", "person", "thing")

LIKELY: Final = 0.5
"""Chance from which a noun is taken for what it looks like."""


@cache
def _fitted() -> tuple[Embeddings, Floats, Floats]:
    """Return the embeddings, the weights (kinds x width) and the constants. Raises ModelError."""
    fitted = written("resolve/nouns.json")
    weights = np.array([fitted["words"][kind] for kind in KINDS], dtype=np.float32)
    constants = np.array([fitted["constants"][kind] for kind in KINDS], dtype=np.float32)
    return Embeddings(FOLDER), weights, constants


@lru_cache(maxsize=REMEMBERED)
def chances(lemma: str) -> dict[Kind, float]:
    """Return the chance, in [0, 1], of each kind; they sum to 1. Raises ModelError as :class:`Embeddings` does."""
    embeddings, weights, constants = _fitted()
    vector = embeddings.word(lemma)
    if vector is None:
        return dict.fromkeys(KINDS, 1 / len(KINDS))
    scores = weights @ vector + constants
    raised = np.exp(scores - scores.max())
    return {kind: float(value) for kind, value in zip(KINDS, raised / raised.sum(), strict=True)}


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
