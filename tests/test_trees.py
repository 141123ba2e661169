"""Trees from scores: the same as stanza's, searched or not."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.depparse.model import GraphParser

from attrib.parse import trees
from attrib.parse.trees import best_tree, decode

RELATIONS = ("root", "nsubj", "obj", "obl", "nsubj:pass")
VOCAB = SimpleNamespace(unmap=lambda ids: [RELATIONS[i - VOCAB_PREFIX_SIZE] for i in ids])


def scored(seed: int, size: int, certainty: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what a parser makes of a sentence, (words, words[, relations]): a random tree, more or less certain."""
    rng = np.random.default_rng(seed)
    heads = rng.normal(size=(size, size))
    for word in range(1, size):
        heads[word, 0 if word == 1 else rng.integers(1, word)] += certainty
    np.fill_diagonal(heads, -1e4)
    return heads, rng.normal(size=(size, size, len(RELATIONS)))


@given(seed=st.integers(0, 10_000), size=st.integers(2, 12), certainty=st.sampled_from([0.0, 2.0, 9.0]))
def test_the_trees_are_those_of_stanza(seed: int, size: int, certainty: float) -> None:
    heads, relations = scored(seed, size, certainty)
    preds = [heads[None], relations.argmax(-1)[None] + VOCAB_PREFIX_SIZE, relations[None]]
    (expected,) = GraphParser.decode_graph_predictions(VOCAB, 1, preds, [size], resolve_head_constraints=True)
    with patch.object(trees, "RIVALS", size):  # stanza mends any number
        found = decode(heads, lambda words, others: relations[words, others], RELATIONS)
    assert [[head + 1, name] for head, name in zip(*found, strict=True)] == expected


@given(st.integers(2, 9).flatmap(lambda n: arrays(np.float64, (n, n), elements=st.floats(-18, 0), unique=True)))
def test_the_best_tree_is_that_of_stanza(scores: np.ndarray) -> None:
    np.fill_diagonal(scores, -np.inf)
    found, expected = best_tree(scores), chuliu_edmonds_one_root(scores)
    words = np.arange(1, len(scores))
    assert np.isclose(scores[words, found[1:]].sum(), scores[words, expected[1:]].sum())
    assert (found[1:] == 0).sum() == 1
    above = found
    for _ in scores:
        above = found[above]
    assert not above.any()


@pytest.mark.parametrize("size", [1, 2, 150])
def test_a_sentence_of_any_length_has_a_tree(size: int) -> None:
    scores = np.random.default_rng(size).normal(size=(size + 1, size + 1))
    np.fill_diagonal(scores, -1e4)
    assert best_tree(scores).tolist() == chuliu_edmonds_one_root(scores).tolist()
