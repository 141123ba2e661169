"""From the reader's scores to spans and the links between them; plain arithmetic, no model is loaded here.

A window's pieces get tags (BIO over source, cue and content) and point at one another: a content's pieces at the first
piece of its cue, a cue's at the first piece of its source, either at the window's own first piece when there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

ROLES: Final = ("source", "cue", "content")
TAGS: Final = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BI"))
OUTSIDE: Final = TAGS.index("O")
FORBIDDEN: Final = -1e4


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces `first` to `last` (both included, numbered in the window) in one role, with how certain its edges are."""

    first: int
    last: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Link:
    """What a part points at: an index into the candidates or None for nothing; the second choice in the same form.

    `second_probability` is 0 when there was no second.
    """

    target: int | None
    probability: float
    second: int | None = None
    second_probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution in a window. `to_cue` has one link for each content, `to_source` one for the cue.

    Indices in the links point into `cues` and `sources`, all that the window has.
    """

    contents: tuple[Part, ...]
    cue: Part | None
    source: Part | None
    to_cue: tuple[Link, ...]
    to_source: Link
    cues: tuple[Part, ...]
    sources: tuple[Part, ...]


def allowed() -> Floats:
    """Return the matrix of tag after tag that is 0 where one may follow the other and `FORBIDDEN` where not."""
    return np.array([[0.0 if _follows(one, other) else FORBIDDEN for other in TAGS] for one in TAGS])


def _follows(before: str, tag: str) -> bool:
    """Whether `tag` may stand after `before`: inside only after the beginning or the inside of the same role."""
    return tag[0] != "I" or (before[0] != "O" and before[2:] == tag[2:])


def within_a_word() -> Floats:
    """Return the same for a piece that goes on with its word: the role goes on, and none begins or ends."""
    return np.array(
        [
            [0.0 if (tag == "O" and before == "O") or (tag[0] == "I" and _follows(before, tag)) else FORBIDDEN
             for tag in TAGS]
            for before in TAGS
        ]
    )  # fmt: skip


def start() -> Floats:
    """Return the scores of a window's first tag."""
    return np.array([FORBIDDEN if tag[0] == "I" else 0.0 for tag in TAGS])


def steps(transitions: Floats, continues: NDArray[np.int64]) -> Floats:
    """Return the transition scores before each piece but the first, pieces x tags x tags."""
    between, inside = transitions + allowed(), transitions + within_a_word()
    return np.where(continues[1:, None, None] > 0, inside, between)


def best_path(scores: Floats, moves: Floats) -> list[int]:
    """Return the best sequence of tags (Viterbi) for scores, pieces x tags, and `moves` of :func:`steps`."""
    best = scores[0] + start()
    back = []
    for row, move in zip(scores[1:], moves, strict=True):
        paths = best[:, None] + move
        pointers = paths.argmax(0)
        back.append(pointers)
        best = paths[pointers, np.arange(len(TAGS))] + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def marginals(scores: Floats, moves: Floats) -> Floats:
    """Return the probability of each tag at each piece (forward and backward sums), pieces x tags."""
    shares, ways = np.exp(scores - scores.max(axis=1, keepdims=True)), np.exp(moves)
    forward, backward = np.zeros_like(scores), np.ones_like(scores)
    reached = shares[0] * np.exp(start())
    for i, share in enumerate(shares):
        if i:
            reached = reached @ ways[i - 1] * share
        reached = forward[i] = reached / reached.sum()
    for i in range(len(scores) - 2, -1, -1):
        after = ways[i] @ (shares[i + 1] * backward[i + 1])
        backward[i] = after / after.sum()
    both = forward * backward
    result: Floats = both / both.sum(axis=1, keepdims=True)
    return result


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    result: Floats = (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    return result


def decode(tags: Floats, links: Floats, transitions: Floats, continues: NDArray[np.int64]) -> list[Found]:
    """Turn a window's scores into attributions, in the order of their first content.

    `tags` are pieces x tags; `links` are (pieces + 1) x (pieces + 1), row and column 0 the window's own first piece;
    `continues` tells which pieces go on with a word.
    """
    if not len(tags):
        return []
    moves = steps(transitions, continues)
    path = best_path(tags, moves)
    parts = _parts(path, marginals(tags, moves))
    sources, cues, contents = parts["source"], parts["cue"], parts["content"]
    chosen = [_link(content, cues, links) for content in contents]
    groups: dict[tuple[int, int], list[int]] = {}  # contents by cue; one without a cue stands alone
    for number, link in enumerate(chosen):
        key = (-1, number) if link.target is None else (link.target, 0)
        groups.setdefault(key, []).append(number)
    result = []
    for (number, _), members in groups.items():
        cue = cues[number] if number >= 0 else None
        to_source = Link(None, 1.0) if cue is None else _link(cue, sources, links)
        source = None if to_source.target is None else sources[to_source.target]
        result.append(
            Found(
                tuple(contents[i] for i in members), cue, source, tuple(chosen[i] for i in members), to_source,
                tuple(cues), tuple(sources),
            )
        )  # fmt: skip
    return result


def _parts(path: Sequence[int], chances: Floats) -> dict[str, list[Part]]:
    """Return the spans of each role; a span is as certain as its less certain edge."""
    parts: dict[str, list[Part]] = {role: [] for role in ROLES}
    first = 0
    while first < len(path):
        if path[first] == OUTSIDE:
            first += 1
            continue
        role = TAGS[path[first]][2:]
        inside = TAGS.index(f"I-{role}")
        last = first
        while last + 1 < len(path) and path[last + 1] == inside:
            last += 1
        begins = float(chances[first][inside - 1])
        ends = 1 - float(chances[last + 1][inside]) if last + 1 < len(path) else 1.0
        parts[role].append(Part(first, last, min(begins, ends)))
        first = last + 1
    return parts


def _link(part: Part, others: Sequence[Part], links: Floats) -> Link:
    """Choose what a part points at: its pieces' mean log-probability over each candidate and over nothing."""
    rows = links[part.first + 1 : part.last + 2]
    rows = rows - _log_sum(rows, axis=1)[:, None]
    options: list[int | None] = [None, *range(len(others))]
    worth = [float(rows[:, 0].mean())]
    worth += [float(rows[:, other.first + 1 : other.last + 2].max(axis=1).mean()) for other in others]
    shares = np.exp(np.array(worth) - max(worth))
    shares /= shares.sum()
    order = np.argsort(-shares, kind="stable")
    if len(options) == 1:
        return Link(None, 1.0)
    return Link(options[order[0]], float(shares[order[0]]), options[order[1]], float(shares[order[1]]))
