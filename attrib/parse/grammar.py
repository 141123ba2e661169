"""Words' tags, trees and names, out of what the network answers at their first pieces; plain arithmetic."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from attrib.errors import ModelError
from attrib.parse import trees

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from attrib.encoder import Encoded
    from attrib.types import Span

    Floats = NDArray[np.floating]
    Integers = NDArray[np.intp]

FORBIDDEN: Final = -1e4
WITHIN: Final = "goeswith"
"""The relation of a word without a piece of its own to the word whose piece it lies in."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word: `head` counts the words of its sentence, -1 at the root; `entity` is a BIO tag."""

    upos: str
    feats: str
    head: int
    deprel: str
    entity: str


class Grammar:
    """What makes words of the network's answers. Raises ModelError when its metadata lacks what that takes."""

    def __init__(self, metadata: Mapping[str, str]) -> None:
        """Take what the numbers stand for, and the last layer of relations, out of the network's metadata."""
        try:
            vocabulary = json.loads(metadata["vocabulary"])
            self.upos, self.feats, self.relations, self.names = (
                tuple(vocabulary[kind]) for kind in ("upos", "feats", "deprel", "names")
            )
            layer = np.frombuffer(base64.b64decode(metadata["relations"]), np.float32)
            self._layer = layer.reshape(len(self.relations), -1)  # with the bias last
            self._root = self.relations.index("root")
        except (KeyError, ValueError) as error:
            raise ModelError("reader.onnx knows no grammar", "install attrib again") from error

    def parse(self, encoded: Encoded, sentences: Sequence[Sequence[Span]]) -> list[list[Word]]:
        """Return what is known of each word of each sentence, given where they stand in the text."""
        pieces = encoded.pieces
        words = [span for sentence in sentences for span in sentence]
        starts = np.array([span.start for span in words], dtype=np.int64)
        ends = np.array([span.end for span in words], dtype=np.int64)
        places = np.searchsorted(pieces.start, starts)
        inside = np.minimum(places, max(0, len(pieces.start) - 1))
        own = (places < len(pieces.start)) & (pieces.start[inside] < ends) if len(pieces.start) else starts < 0
        firsts = np.array([window.first for window in encoded.windows])
        result, at = [], 0
        for sentence in sentences:
            here = slice(at, at + len(sentence))
            result.append(self._sentence(encoded, firsts, inside[here], own[here]))
            at += len(sentence)
        return result

    def _sentence(self, encoded: Encoded, firsts: Integers, places: Integers, own: NDArray[np.bool_]) -> list[Word]:
        """Return the words whose first pieces are at `places`; those that are not their `own` go with the last that is.

        Sentences are trees of words with pieces of their own; the others (“na” of a “gonna” that is one piece) are
        leaves.
        """
        known = np.flatnonzero(own)
        if not len(known):
            return [Word("X", "", i - 1, WITHIN if i else "root", "O") for i in range(len(places))]
        chosen = places[known]
        heads, deprels = trees.decode(
            self._heads(encoded, firsts, chosen), self._related(encoded, chosen), self.relations
        )
        upos, feats = encoded.by_piece["upos"][chosen], encoded.by_piece["feats"][chosen]
        names = encoded.by_piece["names"][chosen].argmax(axis=1)
        entities = _bio([self.names[number] for number in names.tolist()])
        tree = [
            Word(self.upos[u], self.feats[f], int(known[head]) if head >= 0 else -1, deprel, entity)
            for u, f, head, deprel, entity in zip(upos.tolist(), feats.tolist(), heads, deprels, entities, strict=True)
        ]
        if len(known) == len(places):
            return tree
        result, found = [], iter(tree)
        for i, is_own in enumerate(own.tolist()):
            before = int(known[max(0, int(np.searchsorted(known, i)) - 1)])
            result.append(next(found) if is_own else Word("X", "", before, WITHIN, "O"))
        return result

    def _heads(self, encoded: Encoded, firsts: Integers, places: Integers) -> Floats:
        """Return the logarithms of the chances of heads, (words, words), number 0 the root; `firsts` tells windows.

        Scores know the pieces of one window. A sentence that is cut between two has a root in each; that of the later
        hangs on some word of the other, because nothing better is known and a sentence has one root.
        """
        size = len(places) + 1
        result = np.full((size, size), FORBIDDEN)
        of = np.searchsorted(firsts, places, side="right") - 1
        for number in np.unique(of).tolist():
            rows = np.flatnonzero(of == number)
            local = places[rows] - firsts[number] + 1
            scores = encoded.by_pair["heads"][number][np.ix_(local, np.concatenate([[0], local]))].astype(np.float64)
            result[np.ix_(rows + 1, np.concatenate([[0], rows + 1]))] = _log_shares(scores)
        np.fill_diagonal(result, FORBIDDEN)
        return result

    def _related(self, encoded: Encoded, places: Integers) -> Callable[[Integers, Integers], Floats]:
        """Return what gives the logarithms of the chances of relations between words of a sentence."""
        dependent, governor = encoded.by_piece["dependent"][places], encoded.by_piece["governor"][places]
        bent_dependent, bent_governor = np.tanh(dependent), np.tanh(governor)

        def related(words: Integers, heads: Integers) -> Floats:
            one, other = words - 1, np.maximum(heads - 1, 0)
            product = bent_dependent[one] * bent_governor[other]
            both = np.concatenate([_gelu(dependent[one] + governor[other]), product], axis=1)
            scores: Floats = both @ self._layer[:, :-1].T + self._layer[:, -1]
            scores[heads == 0] = FORBIDDEN  # what has no head is the root, and nothing else is
            scores[:, self._root] = np.where(heads == 0, 0, FORBIDDEN)
            return _log_shares(scores)

        return related


def _log_shares(scores: Floats) -> Floats:
    """Return the logarithms of the chances of each row."""
    scores = scores - scores.max(axis=1, keepdims=True)
    result: Floats = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return result


def _gelu(values: Floats) -> Floats:
    """Return the activation that the network was trained with, by its usual approximation (Hendrycks, Gimpel 2016)."""
    result: Floats = 0.5 * values * (1 + np.tanh(0.7978845608 * (values + 0.044715 * values * values * values)))
    return result


def _bio(tags: Sequence[str]) -> list[str]:
    """Return the tags with an inside that follows nothing of its kind made a beginning."""
    result: list[str] = []
    for tag in tags:
        follows = result and result[-1][1:] == tag[1:] and result[-1] != "O"
        result.append(tag if tag[0] != "I" or follows else f"B{tag[1:]}")
    return result
