"""What kind of source a noun names: a striker is a person, a label a body, a quiz something written.

A logistic function over the mean embedding of the noun's word pieces, so that it works for beats of which nobody
thought. Being linear up to its end it is kept as a score of each piece for each kind (`nouns.npz`), of which the mean
is taken. It is fitted by ``training/fit_nouns.py`` on the lists of :mod:`attrib.language.lexicon` and on the nouns of
GUM's entity layer, in the genres whose texts allow it; that prints how often the kind of nouns left out is right.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from attrib import weights
from attrib.encoder.windows import read_tokenizer
from attrib.errors import ModelError
from attrib.language import lexicon
from attrib.language.names import REMEMBERED, fold

if TYPE_CHECKING:
    from attrib.language.lexicon import Gender

NAME: Final = "nouns.npz"
Floats = NDArray[np.float32]
KINDS: Final = ("document", "group", "organisation", "person", "thing")

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
def chances(lemma: str) -> dict[str, float]:
    """Return the chance, in [0, 1], of each of `KINDS`; they sum to 1. Raises ModelError without what was fitted."""
    scores, constants = _fitted()
    pieces = read_tokenizer(weights.in_use() / "tokenizer.json").encode(lemma, add_special_tokens=False).ids
    if not pieces:
        return dict.fromkeys(KINDS, 1 / len(KINDS))
    raised = np.exp(scores[pieces].mean(axis=0) + constants)
    return dict(zip(KINDS, (raised / raised.sum()).tolist(), strict=True))


def is_role(lemma: str) -> bool:
    """Whether the noun can say what a person is or does."""
    word = fold(lemma).rstrip(".")
    found = chances(word)
    return word in lexicon.PERSON or word in lexicon.OFFICES or found["person"] + found["group"] >= LIKELY


def gender_of_noun(lemma: str) -> Gender | None:
    """Gender that a noun for a person gives away."""
    return "male" if lemma in lexicon.MALE_NOUNS else "female" if lemma in lexicon.FEMALE_NOUNS else None


for remembering in (_fitted, chances):
    weights.heeds(remembering.cache_clear)
