"""The reader: one trained model that finds attributions and says which sentences are worth a check.

`reader.onnx` is made by ``python -m training.make reader``. It reads an article once, in windows of whole paragraphs.
The transition scores of its chain of tags and the size of its windows are in the file's metadata.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

import numpy as np

from attrib import weights
from attrib.errors import InputError, ModelError
from attrib.extract.decode import decode
from attrib.extract.windows import Pieces, Window, cut, read_tokenizer, windows
from attrib.onnx import Model
from attrib.styles import STYLES
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from attrib.extract.decode import Floats, Found, Link, Part
    from attrib.language.quotations import Quotation
    from attrib.styles import Style
    from attrib.types import Document

NEEDED: Final = weights.READER
TOGETHER: Final = 8  # windows in one run, whose states are in memory at once
INPUTS: Final = ("ids", "case", "state", "opens")
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
    """A loaded reader; keep one for many articles.

    `models` has the sha256 of every weight it reads, by name. `style` says whose conventions attributions follow: those
    of news annotated for attrib, or PolNeAR's (:data:`attrib.styles.Style`). `threads` of 0 is one for each core.

    Raises ModelError when the files are missing, damaged or not loadable, and InputError for no such style.
    """

    outputs: ClassVar[tuple[str, ...]] = ("tags", "links", "acts", "worth", "voice")

    def __init__(self, folder: Path = weights.FOLDER, *, style: Style = "news", threads: int = 0) -> None:
        """Load ``reader.onnx`` and ``encoder/tokenizer.json`` from a folder laid out like ``attrib/models``."""
        if style not in STYLES:
            raise InputError(f"{style!r} is no style", f"choose one of {', '.join(STYLES)}")
        self.models = weights.checked(folder, NEEDED)
        self._style = STYLES.index(style)
        model = folder / "reader.onnx"
        try:
            self._model = Model(model, threads)
            self._transitions = np.array(json.loads(self._model.metadata["transitions"]))
            self._longest = int(self._model.metadata["longest"])
            self._tokenizer = read_tokenizer(folder / "encoder" / "tokenizer.json")
        except Exception as error:  # both libraries raise many kinds for a damaged file
            raise ModelError(f"cannot load {model}: {error}", "install attrib again") from error

    def read(self, document: Document, quotations: Sequence[Quotation]) -> Reading:
        """Return what an article says; `quotations` are its own."""
        pieces = cut(document, quotations, self._tokenizer)
        rows = windows(pieces, self._longest)
        found: list[Finding] = []
        worth, own = np.zeros((2, len(pieces.ids)))
        for row, scores in zip(rows, self._scores(rows), strict=True):
            here = slice(row.first, row.first + row.size)
            acts = _softmax(scores["acts"])[:, STATEMENT]
            worth[here] = _softmax(scores["worth"])[:, CHECKED]
            own[here] = _softmax(scores["voice"])[:, OWN]
            for each in decode(scores["tags"], scores["links"], self._transitions, pieces.continues[here]):
                stated = 1.0 if each.cue is None else float(acts[each.cue.first : each.cue.last + 1].mean())
                found.append(_placed(each, pieces, row, stated))
        places = zip(pieces.start.tolist(), worth.tolist(), own.tolist(), strict=True)
        return Reading(tuple(found), tuple(Judged(*place) for place in places))

    def _scores(self, rows: Sequence[Window]) -> Iterator[Mapping[str, Floats]]:
        """Return each window's `outputs`, pieces x answers; the links with the window's own first piece.

        Windows of like length are run together, because padding costs as much as words.
        """
        result: list[Mapping[str, Floats]] = [{}] * len(rows)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
        for at in range(0, len(order), TOGETHER):
            group = order[at : at + TOGETHER]
            width = max(len(rows[i].ids) for i in group)
            inputs = {name: np.zeros((len(group), width), dtype=np.int64) for name in (*INPUTS, "mask")}
            for place, i in enumerate(group):
                size = len(rows[i].ids)
                inputs["mask"][place, :size] = 1
                for name in INPUTS:
                    inputs[name][place, :size] = getattr(rows[i], name)
                inputs["opens"][place, :size] += 2 * self._style
            answers = dict(zip(self.outputs, self._model.run(self.outputs, inputs), strict=True))
            for place, i in enumerate(group):
                end = rows[i].size + 1
                result[i] = {
                    name: (values[place, :end, :end] if name == "links" else values[place, 1:end]).astype(np.float64)
                    for name, values in answers.items()
                }
        return iter(result)


def _softmax(scores: Floats) -> Floats:
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
