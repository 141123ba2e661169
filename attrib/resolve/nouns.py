"""What kind of source a noun names that no list has: a striker is a person, a label a body, a quiz something written.

A logistic function over the mean embedding of the noun's word pieces, so that it works for beats of which nobody
thought. Being linear up to its end it is kept as a score of each piece for each kind (`nouns.npz`), of which the mean
is taken. It is fitted by ``training/fit_nouns.py`` on the lists of :mod:`attrib.resolve.lexicon` and on the nouns of
GUM's entity layer, in the genres whose texts allow it; that prints how often the kind of nouns left out is right.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from attrib.encoder.windows import read_tokenizer
from attrib.errors import ModelError
from attrib.resolve.names import REMEMBERED
from attrib.weights import FOLDER

SCORES: Final = Path(__file__).with_name("nouns.npz")
Floats = NDArray[np.float32]
Kind = Literal["person", "group", "organisation", "document", "thing"]
KINDS: Final[tuple[Kind, ...]] = ("document", "group", "organisation", "person", "thing")

LIKELY: Final = 0.5
"""Chance from which a noun is taken for what it looks like."""


@cache
def _fitted() -> tuple[Floats, Floats]:
    """Return the scores (pieces x kinds) and the constants. Raises ModelError."""
    try:
        with np.load(SCORES) as fitted:
            return fitted["scores"].astype(np.float32), fitted["constants"]
    except Exception as error:  # zip and NumPy raise many kinds for a damaged file
        raise ModelError(f"cannot load {SCORES}: {error}", "install attrib again") from error


@lru_cache(maxsize=REMEMBERED)
def chances(lemma: str) -> dict[Kind, float]:
    """Return the chance, in [0, 1], of each kind; they sum to 1. Raises ModelError without what was fitted."""
    scores, constants = _fitted()
    pieces = read_tokenizer(FOLDER / "tokenizer.json").encode(lemma, add_special_tokens=False).ids
    if not pieces:
        return dict.fromkeys(KINDS, 1 / len(KINDS))
    raised = np.exp(scores[pieces].mean(axis=0) + constants)
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
