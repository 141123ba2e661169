"""Which of its options a mention means: a small network over the table of features, made chances by a softmax.

A conditional logit whose score is not a sum of weights but a layer of hidden units, so that what counts for a pronoun
need not count for a description. ``ranker.npz`` is made by ``python -m training.make ranker``, which prints what it
gets right of articles that it has not learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from attrib.errors import ModelError
from attrib.resolve import features
from attrib.weights import hint, in_use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference
    from attrib.types import Span

    Floats = NDArray[np.float32]

NAME: Final = "ranker.npz"
FARTHEST: Final = 6.0
"""Standard deviations from the mean of the training articles at which a feature's value is cut."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The network's arrays by name, and what a known noun adds to the hidden units."""

    arrays: Mapping[str, Floats]
    nouns: Mapping[str, Floats]


@lru_cache(maxsize=4)
def load(folder: Path) -> Weights:
    """Return the weights of a folder laid out like ``attrib/models``. Raises ModelError."""
    try:
        with np.load(folder / NAME) as found:
            return weights({name: found[name] for name in found.files})
    except Exception as error:  # zip and NumPy raise many kinds for a damaged file
        raise ModelError(f"cannot load {folder / NAME}: {error}", hint(folder)) from error


def weights(arrays: Mapping[str, Any]) -> Weights:
    """Return the weights of the arrays that the file has. Raises ValueError when they are for other features."""
    if tuple(map(str, arrays["factors"])) != features.FACTORS:
        message = "it was made for other features"
        raise ValueError(message)
    numbers = {name: each.astype(np.float32) for name, each in arrays.items() if name not in {"factors", "nouns"}}
    return Weights(numbers, dict(zip(map(str, arrays["nouns"]), numbers["noun_hidden"], strict=True)))


def chances(fitted: Weights, rows: Sequence[Sequence[float]], noun: str = "") -> list[float]:
    """Return the chance, in [0, 1], of each option from its row of :data:`attrib.resolve.features.FACTORS`.

    `noun` is the lemma of a description's noun.
    """
    of = fitted.arrays
    values = ((np.asarray(rows, dtype=np.float32) - of["mean"]) / of["scale"]).clip(-FARTHEST, FARTHEST)
    hidden = np.maximum(values @ of["hidden"] + of["hidden_bias"] + fitted.nouns.get(noun, 0), 0)
    scores = hidden @ of["out"]
    raised = np.exp(scores - scores.max())
    shares: list[float] = (raised / raised.sum()).tolist()
    return shares


def choose(
    mention: Reference,
    source: Span | None,  # noqa: ARG001 (the annotation asks)
    options: Sequence[Cluster | None],  # noqa: ARG001
    rows: Sequence[Sequence[float]],
) -> list[float]:
    """Return the chance of each option by the weights in use."""
    return chances(load(in_use()), rows, mention.lemma if mention.mention.kind == "nominal" else "")
