"""Trees out of scores: one root, no circle, one subject and one object a head; plain arithmetic.

In nine sentences of ten the best head of each word already makes a tree. The others need a search for the maximum
spanning tree (Chu and Liu 1965, Edmonds 1967), and where a head has two subjects or two objects, stanza's way to mend
that (``stanza.models.depparse.head_constraints``), worth 0.1 of LAS on EWT and GUM (2026-11-28). Both give the trees
that stanza's functions give; those take seconds for a sentence of many clauses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating]
    Integers = NDArray[np.intp]
    Relations = Callable[[Integers, Integers], Floats]

GROUPS: Final = (("nsubj", "csubj", "nsubj:pass", "csubj:pass"), ("nsubj:outer", "csubj:outer"), ("obj",))
"""Relations of which a head has no more than one, as stanza groups them: those of a clause and those outside of it."""

ROUNDS: Final = 5
"""Conflicts that are mended in a sentence at most; as stanza."""

MENDED: Final = 80
"""Words of the longest sentence in which that is done: it takes seconds in what is no sentence. Of 22,735 in newsroom
train, 19 have more (2026-11-28)."""

RIVALS: Final = 5
"""Dependents from which on a conflict is left as it is: where a head has so many subjects there is no sentence."""


def decode(heads: Floats, relations: Relations, names: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return the head of each word of a sentence, -1 at the root, and its relation.

    `heads` are the logarithms of the chances that a word (row) has a head (column), (words, words) with the root, whose
    row means nothing, as number 0. `relations` gives the logarithms of the chances of all relations, (pairs,
    relations), of words and the heads that they are given, both counted as `heads` counts; `names` are theirs.
    """
    tree = best_tree(heads)
    scores = relations(np.arange(1, len(tree)), tree[1:])
    labels = scores.argmax(axis=1)
    group = np.array([next((i for i, each in enumerate(GROUPS, 1) if name in each), 0) for name in names])
    if len(tree) <= MENDED and any(_conflicts(tree, group[labels])):
        tree, labels = _Mending(heads, relations, group, tree, scores).done()
    return [int(head) - 1 for head in tree[1:]], [names[label] for label in labels.tolist()]


def _conflicts(tree: Integers, groups: Integers) -> Iterator[tuple[int, int, list[int]]]:
    """Yield a head, a group, and its dependents there, where they are several; in the order of the first of them."""
    found: dict[int, dict[int, list[int]]] = {}
    for word, (head, group) in enumerate(zip(tree[1:].tolist(), groups.tolist(), strict=True), start=1):
        if group:
            found.setdefault(head, {}).setdefault(group, []).append(word)
    for head, by_group in found.items():
        for group, words in by_group.items():
            if 1 < len(words) < RIVALS:
                yield head, group, words


class _Mending:
    """A sentence whose tree has conflicts.

    Of the dependents in a conflict each in turn keeps its relation; the others may take any head, at the best relation
    that they may have there, and the tree that is best so stays. What gave way may not come back.
    """

    def __init__(self, heads: Floats, relations: Relations, group: Integers, tree: Integers, scores: Floats) -> None:
        self._heads, self._relations, self._group = heads, relations, group
        self._tree = self._first = tree
        self._scores = scores  # of the words at their heads in the first tree
        self._rows: dict[int, Floats] = {}
        self._barred: dict[tuple[int, int], set[int]] = {}

    def done(self) -> tuple[Integers, Integers]:
        """Return the tree and the number of each word's relation."""
        labels = self._labels(self._tree, {})
        for _ in range(ROUNDS):
            conflict = next(_conflicts(self._tree, self._group[labels]), None)
            if conflict is None:
                break
            head, group, words = conflict
            best, gave_way = -np.inf, words
            for keeps in words:
                others = [word for word in words if word != keeps]
                trial = self._heads.copy()
                for word in others:
                    trial[word] = self._heads[word] + self._best(word, head, group)
                tree = best_tree(trial)
                chosen = self._labels(tree, {(word, head): {group} for word in others})
                score = self._score(tree, chosen)
                if score > best:
                    best, self._tree, labels, gave_way = score, tree, chosen, others
            for word in gave_way:
                self._barred.setdefault((word, head), set()).add(group)
        return self._tree, labels

    def _row(self, word: int) -> Floats:
        """Return the scores of a word's relations to each head, (heads, relations)."""
        if word not in self._rows:
            heads = np.arange(len(self._heads))
            self._rows[word] = self._relations(np.full_like(heads, word), heads)
        return self._rows[word]

    def _of(self, word: int, head: int) -> Floats:
        row: Floats = self._scores[word - 1] if head == self._first[word] else self._row(word)[head]
        return row

    def _allowed(self, scores: Floats, groups: set[int]) -> Floats:
        return np.where(np.isin(self._group, list(groups)), -np.inf, scores) if groups else scores

    def _best(self, word: int, head: int, group: int) -> Floats:
        """Return the score of the best relation of a word to each head, of `group` none at `head`."""
        result: Floats = self._row(word).max(axis=1)
        barred = {other: groups for (each, other), groups in self._barred.items() if each == word}
        for other, groups in (barred | {head: barred.get(head, set()) | {group}}).items():
            result[other] = self._allowed(self._row(word)[other], groups).max()
        return result

    def _labels(self, tree: Integers, barred: dict[tuple[int, int], set[int]]) -> Integers:
        result = []
        for word, head in enumerate(tree[1:].tolist(), start=1):
            groups = self._barred.get((word, head), set()) | barred.get((word, head), set())
            result.append(self._allowed(self._of(word, head), groups).argmax())
        return np.array(result)

    def _score(self, tree: Integers, labels: Integers) -> float:
        pairs = zip(tree[1:].tolist(), labels.tolist(), strict=True)
        return float(sum(self._heads[w, h] + self._of(w, h)[label] for w, (h, label) in enumerate(pairs, start=1)))


def best_tree(scores: Floats) -> Integers:
    """Return the heads of the best tree with one word at the root; the root is number 0 and its head itself.

    `scores` are (words, words). No tree has a better score than the best heads, so where these make one nothing is
    searched. Where the best tree has several words at the root, the root is made so costly that one alone takes it
    (Stanojević and Cohen, EMNLP 2021).
    """
    heads: Integers = scores.argmax(axis=1)
    heads[0] = 0
    if (heads[1:] == 0).sum() == 1 and _circle(heads) is None:
        return heads
    costly = scores.astype(np.float64)
    np.fill_diagonal(costly, -np.inf)
    tree = _spanning(costly)
    if (tree[1:] == 0).sum() == 1:
        return tree
    finite = costly[1:][np.isfinite(costly[1:])]
    costly[:, 0] -= (finite.max() - finite.min() + 1) * len(costly)
    return _spanning(costly)


def _spanning(scores: Floats) -> Integers:
    """Return the heads of the maximum spanning tree from number 0, whatever hangs on it.

    While the best heads have a circle, it is made one node: what enters it breaks it at one place, so an edge counts by
    what it costs against the edge of the circle that it replaces. The circles are then opened in reverse.
    """
    size = len(scores)
    nodes = np.arange(size)  # which node a row stands for; those made of circles are numbered from `size` on
    heads_of = np.zeros(2 * size, dtype=np.intp)
    opened: list[tuple[int, Integers, Integers, Integers]] = []
    while True:
        heads = scores.argmax(axis=1)
        heads[0] = 0
        heads_of[nodes] = nodes[heads]
        circle = _circle(heads)
        if circle is None:
            break
        scores = scores - scores.max(axis=1, keepdims=True, where=np.isfinite(scores), initial=-1e18)
        rest = np.setdiff1d(np.arange(len(scores)), circle)
        enters, leaves = scores[np.ix_(circle, rest)], scores[np.ix_(rest, circle)]
        smaller = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
        smaller[:-1, :-1] = scores[np.ix_(rest, rest)]
        smaller[-1, :-1], smaller[:-1, -1] = enters.max(axis=0), leaves.max(axis=1)
        new = size + len(opened)
        opened.append((new, nodes[rest], nodes[circle][enters.argmax(axis=0)], nodes[circle][leaves.argmax(axis=1)]))
        nodes, scores = np.append(nodes[rest], new), smaller
    for new, rest, entered, left in reversed(opened):
        inside = heads_of[rest] == new
        heads_of[rest[inside]] = left[inside]
        heads_of[entered[rest == heads_of[new]]] = heads_of[new]
    return heads_of[:size]


def _circle(heads: Integers) -> Integers | None:
    """Return the nodes of a circle; None when every node hangs on number 0."""
    above = heads
    for _ in range(len(heads).bit_length()):  # each round doubles the steps taken up the tree
        above = above[above]
    lost = np.flatnonzero(above)
    if not len(lost):
        return None
    circle = [int(above[lost[0]])]  # so many steps end in a circle
    while (head := int(heads[circle[-1]])) != circle[0]:
        circle.append(head)
    return np.array(circle)
