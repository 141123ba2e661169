"""attrib.extract.decode: tags and links from scores, against sums over all paths."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.extract import decode as decoding
from attrib.extract.decode import FORBIDDEN, ROLES, TAGS, best_path, decode, marginals, start, steps

if TYPE_CHECKING:
    from attrib.extract.decode import Floats

NOTHING = np.zeros((len(TAGS), len(TAGS)))


def scores(*tags: str, sure: float = 5.0) -> Floats:
    """Return scores that prefer each tag by `sure`."""
    rows = np.zeros((len(tags), len(TAGS)))
    for row, tag in zip(rows, tags, strict=True):
        row[TAGS.index(tag)] = sure
    return rows


def arrows(size: int, *pairs: tuple[int, int], sure: float = 5.0) -> Floats:
    """Return link scores in which piece i points at piece j (both from 0; -1 is nothing)."""
    links = np.zeros((size + 1, size + 1))
    for one, other in pairs:
        links[one + 1, other + 1] = sure
    return links


def words(count: int) -> np.ndarray:
    """Return that each piece is a word."""
    return np.zeros(count, dtype=np.int64)


def test_what_is_inside_follows_what_begins() -> None:
    path = best_path(scores("I-cue", "O", "I-content", "I-content"), steps(NOTHING, words(4)))
    tags = [TAGS[tag] for tag in path]
    assert all(
        after[0] != "I" or (before[0] in "BI" and before[2:] == after[2:]) for before, after in pairwise(["O", *tags])
    )


def test_a_word_is_not_divided() -> None:
    continues = np.array([0, 1, 0])
    tags = [TAGS[tag] for tag in best_path(scores("B-cue", "B-content", "I-content"), steps(NOTHING, continues))]
    assert tags[:2] in (["B-cue", "I-cue"], ["O", "O"], ["B-content", "I-content"])


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 4), st.randoms(use_true_random=False))
def test_best_path_and_marginals_are_those_of_all_paths(size: int, random: object) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]
    tags, transitions = rng.normal(size=(size, len(TAGS))), rng.normal(size=(len(TAGS), len(TAGS)))
    continues = rng.integers(0, 2, size)
    moves = steps(transitions, continues)
    worth: dict[tuple[int, ...], float] = {}
    for path in product(range(len(TAGS)), repeat=size):
        total = start()[path[0]] + sum(tags[i, tag] for i, tag in enumerate(path))
        worth[path] = total + sum(moves[i, a, b] for i, (a, b) in enumerate(pairwise(path)))
    best = max(worth, key=worth.__getitem__)
    assert tuple(best_path(tags, moves)) == best
    chances = np.exp(np.array(list(worth.values())) - max(worth.values()))
    chances /= chances.sum()
    expected = np.zeros((size, len(TAGS)))
    for path, chance in zip(worth, chances, strict=True):
        for i, tag in enumerate(path):
            expected[i, tag] += chance
    assert np.allclose(marginals(tags, moves), expected, atol=1e-9)


def test_two_contents_of_one_cue_are_one_attribution() -> None:
    # “It is shut,” she said, “for good.”
    tags = scores("B-content", "I-content", "B-source", "B-cue", "B-content", "I-content")
    links = arrows(6, (0, 3), (1, 3), (3, 2), (4, 3), (5, 3))
    (found,) = decode(tags, links, NOTHING, words(6))
    assert [(part.first, part.last) for part in found.contents] == [(0, 1), (4, 5)]
    assert found.cue is not None
    assert found.source is not None
    assert (found.cue.first, found.source.first) == (3, 2)
    assert found.to_source.probability > 0.9
    assert found.to_source.second is None


def test_a_cue_without_a_source_and_a_content_without_a_cue() -> None:
    tags = scores("B-cue", "B-content", "O", "B-content")
    reported, floating = decode(tags, arrows(4, (0, -1), (1, 0), (3, -1)), NOTHING, words(4))
    assert reported.cue is not None
    assert reported.source is None
    assert floating.cue is None
    assert floating.to_cue[0].probability > 0.9


def test_the_second_choice_is_told() -> None:
    tags = scores("B-source", "O", "B-source", "B-cue", "B-content")
    links = arrows(5, (4, 3), (3, 2))
    links[4, 1] = 4.0  # the cue's second best
    (found,) = decode(tags, links, NOTHING, words(5))
    assert found.source == found.sources[1]
    assert found.to_source.second == 0
    assert found.to_source.probability > found.to_source.second_probability > 0.1


def test_no_pieces_no_attributions() -> None:
    assert decode(np.zeros((0, len(TAGS))), np.zeros((1, 1)), NOTHING, words(0)) == []


def test_certainty_falls_where_an_edge_is_doubtful() -> None:
    tags = scores("B-cue", "B-content", "I-content", "O")
    sure = decode(tags, arrows(4, (1, 0), (2, 0)), NOTHING, words(4))[0].contents[0].certainty
    tags[3, TAGS.index("I-content")] = 4.5
    assert decode(tags, arrows(4, (1, 0), (2, 0)), NOTHING, words(4))[0].contents[0].certainty < 0.75 < sure


def test_roles_have_two_tags_each() -> None:
    assert len(TAGS) == 1 + 2 * len(ROLES)
    assert decoding.allowed()[TAGS.index("O"), TAGS.index("I-cue")] == FORBIDDEN
