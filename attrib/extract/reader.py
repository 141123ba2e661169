"""The reader: findings out of what the network answers, and which sentences are worth a check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from attrib.errors import ModelError
from attrib.extract.decode import decode
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attrib.encoder import Encoded
    from attrib.encoder.windows import Pieces, Window
    from attrib.extract.decode import Floats, Found, Link, Part

STATEMENT: Final = 0
CHECKED: Final = 0
OWN: Final = 0
"""The places of *statement* among the acts, of *a checker would look it up* among the judgements of a sentence, and of
*the reporter's own* among its voices."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that was chosen: what for, how probable, and what came second.

    `second` is None when nothing did, or when the second choice was that there is none.
    """

    probability: float
    second: Span | None
    second_probability: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One attribution as the reader found it, in offsets into the text. `certainty` of spans is in [0, 1].

    `cue` None means that no cue in reach fits, `source` None that the article names nobody for the cue. `to_cue` is the
    least probable of the contents' links. `stated` is the chance that the cue reports something communicated, and not a
    thought, a plan or a deed; 1 where there is no cue. `parsed` says that the source is the parse's and not the
    reader's (:mod:`attrib.extract.subjects`).
    """

    contents: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    content_certainty: float
    cue_certainty: float
    source_certainty: float
    to_cue: Choice
    to_source: Choice
    stated: float = 1.0
    parsed: bool = False


class Judged(NamedTuple):
    """What the reader makes of a sentence that begins at offset `start`; both chances in [0, 1].

    `worth` is the chance that a checker would look it up, `own` that the reporter answers for it and nobody quoted.
    """

    start: int
    worth: float
    own: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of an article: attributions in the order of its windows, and sentences in text order.

    The reader sees no sentences: `judged` has one for each place where a word piece begins.
    """

    findings: tuple[Finding, ...]
    judged: tuple[Judged, ...] = ()


class Reader:
    """What makes findings of the network's answers; it is as cheap as its transition scores.

    Raises ModelError when the network has none.
    """

    def __init__(self, metadata: Mapping[str, str]) -> None:
        """Take the transition scores out of what :attr:`attrib.encoder.Encoder.metadata` has."""
        try:
            self._transitions = np.array(json.loads(metadata["transitions"]))
        except (KeyError, ValueError) as error:
            raise ModelError("reader.onnx has no transition scores", "install attrib again") from error

    def read(self, encoded: Encoded) -> Reading:
        """Return what an article says."""
        pieces, answers = encoded.pieces, encoded.by_piece
        acts = _softmax(answers["acts"])[:, STATEMENT]
        worth = _softmax(answers["worth"])[:, CHECKED]
        own = _softmax(answers["voice"])[:, OWN]
        found: list[Finding] = []
        for row, links in zip(encoded.windows, encoded.by_pair["links"], strict=True):
            here = slice(row.first, row.first + row.size)
            tags = answers["tags"][here].astype(np.float64)
            for each in decode(tags, links.astype(np.float64), self._transitions, pieces.continues[here]):
                cue = each.cue
                stated = 1.0 if cue is None else float(acts[row.first + cue.first : row.first + cue.last + 1].mean())
                found.append(_placed(each, pieces, row, stated))
        places = zip(pieces.start.tolist(), worth.tolist(), own.tolist(), strict=True)
        return Reading(tuple(found), tuple(Judged(*place) for place in places))


def _softmax(scores: Floats) -> Floats:
    scores = scores.astype(np.float64)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = shares / shares.sum(axis=1, keepdims=True)
    return result


def _placed(found: Found, pieces: Pieces, row: Window, stated: float) -> Finding:
    """Return what was found in a window with offsets into the text."""

    def span(part: Part) -> Span:
        return Span(int(pieces.start[row.first + part.first]), int(pieces.end[row.first + part.last]))

    def choice(link: Link, others: Sequence[Part]) -> Choice:
        second = None if link.second is None else span(others[link.second])
        return Choice(link.probability, second, link.second_probability)

    weakest = min(found.to_cue, key=lambda link: link.probability)
    return Finding(
        tuple(span(part) for part in found.contents),
        None if found.cue is None else span(found.cue),
        None if found.source is None else span(found.source),
        min(part.certainty for part in found.contents),
        1.0 if found.cue is None else found.cue.certainty,
        1.0 if found.source is None else found.source.certainty,
        choice(weakest, found.cues),
        choice(found.to_source, found.sources),
        stated,
    )
