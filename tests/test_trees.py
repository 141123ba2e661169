"""Trees from scores: the same as stanza's, searched or not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.model import GraphParser

from attrib.parse.trees import best_heads, decode

RELATIONS = ("root", "nsubj", "obj", "obl", "nsubj:pass")
VOCAB = SimpleNamespace(unmap=lambda ids: [RELATIONS[i - VOCAB_PREFIX_SIZE] for i in ids])


def scored(seed: int, size: int, certainty: float) -> list[np.ndarray]:
    """Return what a parser makes of a sentence, (1, words, words[, relations]): a random tree, more or less certain."""
    rng = np.random.default_rng(seed)
    heads = rng.normal(size=(size, size))
    for word in range(1, size):
        heads[word, 0 if word == 1 else rng.integers(1, word)] += certainty
    np.fill_diagonal(heads, -np.inf)
    relations = rng.normal(size=(size, size, len(RELATIONS)))
    return [heads[None], relations.argmax(-1)[None] + VOCAB_PREFIX_SIZE, relations[None]]


@given(
    seed=st.integers(0, 10_000),
    size=st.integers(2, 12),
    certainty=st.sampled_from([0.0, 2.0, 9.0]),
    constrained=st.booleans(),
)
def test_the_trees_are_those_of_stanza(seed: int, size: int, certainty: float, *, constrained: bool) -> None:
    preds = scored(seed, size, certainty)
    expected = GraphParser.decode_graph_predictions(VOCAB, 1, preds, [size], resolve_head_constraints=constrained)
    assert decode(VOCAB, 1, preds, [size], resolve_head_constraints=constrained) == expected


@given(arrays(np.float64, (6, 6), elements=st.floats(-9, 9, allow_subnormal=False), unique=True))
def test_best_heads_are_a_tree_or_nothing(scores: np.ndarray) -> None:
    np.fill_diagonal(scores, -np.inf)
    found = best_heads(scores)
    if found is not None:
        assert found.tolist() == chuliu_edmonds_one_root(scores).tolist()


@pytest.mark.parametrize(
    ("heads", "is_tree"),
    [((0, 2, 0, 2), True), ((0, 0, 0, 1), False), ((0, 2, 1, 0), False), ((0, 0, 3, 2), False), ((0, 0), True)],
)
def test_two_roots_and_cycles_are_no_tree(heads: tuple[int, ...], *, is_tree: bool) -> None:
    scores = np.zeros((len(heads), len(heads)))
    scores[np.arange(len(heads)), heads] = 1
    assert (best_heads(scores) is not None) == is_tree
