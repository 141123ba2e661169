"""Trees out of the scores of stanza's parser: the same ones, without a search where there is nothing to search.

In nine sentences of ten the best head of each word already makes a tree. stanza looks for cycles in all of them, in
Python, and asks of each relation to which exclusive group it belongs; that was a tenth of the time of an article.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def decode(
    vocab: Any,  # noqa: ANN401 (stanza has no types)
    batch_size: int,
    preds: Sequence[NDArray[Any]],
    sentlens: Sequence[int],
    resolve_head_constraints: bool = False,  # noqa: FBT001, FBT002 (stanza's call)
) -> list[list[list[Any]]]:
    """Return head and relation of each word of each sentence; stands for stanza's ``decode_graph_predictions``.

    `preds` are the logarithms of the chances of heads, (sentences, words, words), the best relations, the same shape,
    and the logarithms of the chances of relations, with one more dimension; word 0 is the root. `sentlens` count it.
    """
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
    from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
    from stanza.models.depparse.head_constraints import (
        find_head_constraint_violations,
        resolve_head_constraint_violations,
    )

    decoded = []
    for row, size in zip(range(batch_size), sentlens, strict=True):
        scores = preds[0][row][:size, :size]
        tree = best_heads(scores)
        if tree is None:
            tree = chuliu_edmonds_one_root(scores)
        relations = vocab.unmap(preds[1][row][np.arange(1, size), tree[1:]].tolist())
        if resolve_head_constraints and find_head_constraint_violations(tree, relations):
            tree, raw = resolve_head_constraint_violations(scores, preds[2][row][:size, :size], tree, vocab)
            relations = vocab.unmap([relation + VOCAB_PREFIX_SIZE for relation in raw])
        decoded.append([[int(head), relation] for head, relation in zip(tree[1:], relations, strict=True)])
    return decoded


def best_heads(scores: NDArray[Any]) -> NDArray[np.intp] | None:
    """Return the best head of each word where they make a tree with one word at the root, else None.

    No tree has a better score than the best heads. `scores` are (words, words), the root is 0 and its head itself.
    """
    heads: NDArray[np.intp] = scores.argmax(axis=1)
    heads[0] = 0
    if (heads[1:] == 0).sum() != 1:
        return None
    above = heads
    for _ in range(len(heads).bit_length()):  # each round doubles the steps taken up the tree
        above = above[above]
    return None if above.any() else heads
