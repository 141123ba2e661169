"""The trained tagger, run by the ONNX runtime.

`tagger.onnx` is made by ``training/export_tagger.py`` from what ``training/tagger.py`` learnt; the transition scores of
its chain and the size of its windows are in the file's metadata. The word pieces are those of the parser's encoder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from attrib import weights
from attrib.errors import ModelError
from attrib.extract.acts import Acts, Facts
from attrib.extract.decode import TAGS, decode
from attrib.extract.windows import Pieces, Window, cut, windows
from attrib.onnx import Model
from attrib.types import Span
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from attrib.extract.decode import Floats, Found, Link, Part
    from attrib.language.quotations import Quotation
    from attrib.types import Document

NEEDED: Final = weights.TAGGER | {"encoder/tokenizer.json", "encoder/model.safetensors"}
# An article is cut into windows in as many ways, and tag scores are averaged over them. Exact F1 of sources, cues and
# contents and F1 of relations on PolNeAR dev (2026-11-24): 1 view 82.1, 75.3, 71.0, 73.0; 2 views 82.6, 75.9, 71.7,
# 73.8; 3 views 82.9, 76.2, 72.0, 74.1.
VIEWS: Final = 3
TOGETHER: Final = 8  # windows in one run, so that memory does not grow with the article
INPUTS: Final = ("ids", "case", "state", "opens")


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that was chosen: what for, how probable, and what came second.

    `second` is None when nothing did, or when the second choice was that there is none.
    """

    probability: float
    second: Span | None
    second_probability: float


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution as the tagger read it, in offsets into the text. `certainty` of spans is in [0, 1].

    `cue` None means that no cue in reach fits, `source` None that the article names nobody for the cue. `to_cue` is the
    least probable of the contents' links. `stated` is the chance that the cue reports something communicated, and not a
    thought, a plan or a deed (:mod:`attrib.extract.acts`); 1 where there is no cue. `rule` is that by which another
    source than the tagger's was taken, empty without one.
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
    rule: str = ""


class Tagger:
    """A loaded tagger; keep one for many articles.

    `models` has the sha256 of every weight it reads, by name.

    Raises ModelError when the files are missing, damaged or not loadable.
    """

    def __init__(self, folder: Path = FOLDER, *, views: int = VIEWS) -> None:
        """Load ``tagger.onnx`` and ``encoder/tokenizer.json`` from a folder laid out like ``attrib/models``."""
        self.views = views
        try:
            self.models = weights.checked(folder, NEEDED)
        except ModelError as error:
            error.hint += ", or use --engine rules"
            raise
        model, pieces = folder / "tagger.onnx", folder / "encoder" / "tokenizer.json"
        try:
            from tokenizers import Tokenizer

            self._model = Model(model)
            self._transitions = np.array(json.loads(self._model.metadata["transitions"]))
            self._longest = int(self._model.metadata["longest"])
            self._tokenizer = Tokenizer.from_file(str(pieces))
        except Exception as error:  # both raise many kinds for a damaged file
            raise ModelError(f"cannot load {model}: {error}", "install attrib again, or use --engine rules") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._acts = Acts(folder)
        self.models["acts.json"] = self._acts.sha256

    def find(self, document: Document, quotations: Sequence[Quotation]) -> list[Tagged]:
        """Return the attributions of an article in the order of its windows; `quotations` are its own."""
        pieces = cut(document, quotations, self._tokenizer)
        rows = windows(pieces, self._longest)
        read = self._scores(rows)
        tags = self._tags(pieces, rows, read)
        found = []
        for row, (_, links) in zip(rows, read, strict=True):
            here = slice(row.first, row.first + row.size)
            decoded = decode(tags[here], links, self._transitions, pieces.continues[here])
            found += [self._placed(each, pieces, row) for each in decoded]
        return found

    def _placed(self, found: Found, pieces: Pieces, row: Window) -> Tagged:
        """Return what was found in a window with offsets into the text, and what kind of act its cue reports."""
        tagged = _placed(found, pieces, row)
        if found.cue is None:
            return tagged
        quoted = any(pieces.state[row.first + p.first : row.first + p.last + 1].any() for p in found.contents)
        facts = Facts(
            quoted=quoted,
            no_source=found.source is None,
            content_first=found.contents[0].first < found.cue.first,
            source_after=found.source is not None and found.source.first > found.cue.first,
        )
        words = pieces.ids[row.first + found.cue.first : row.first + found.cue.last + 1].tolist()
        return replace(tagged, stated=self._acts.stated(words, facts))

    def _tags(self, pieces: Pieces, rows: Sequence[Window], read: Sequence[tuple[Floats, Floats]]) -> Floats:
        """Return the tag scores of each piece: the mean of what it gets with the neighbours of each view."""
        views = [(rows, read)]
        for view in range(1, self.views):
            others = windows(pieces, self._longest, room=self._longest * view // self.views)
            views.append((others, self._scores(others)))
        total = np.zeros((len(pieces.ids), len(TAGS)))
        for seen, scores in views:
            for row, (tags, _) in zip(seen, scores, strict=True):
                total[row.first : row.first + row.size] += tags
        result: Floats = total / len(views)
        return result

    def _scores(self, rows: Sequence[Window]) -> list[tuple[Floats, Floats]]:
        """Return each window's tag scores (pieces x tags) and link scores ((pieces + 1) x (pieces + 1))."""
        result: list[tuple[Floats, Floats]] = [(np.empty(0), np.empty(0))] * len(rows)
        for group in _alike(rows):
            width = max(len(rows[i].ids) for i in group)
            inputs = {name: np.zeros((len(group), width), dtype=np.int64) for name in (*INPUTS, "mask")}
            for place, i in enumerate(group):
                size = len(rows[i].ids)
                inputs["mask"][place, :size] = 1
                for name in INPUTS:
                    inputs[name][place, :size] = getattr(rows[i], name)
            tags, links = self._model.run(("tags", "links"), inputs)
            for place, i in enumerate(group):
                size = rows[i].size
                result[i] = (
                    tags[place, 1 : size + 1].astype(np.float64),
                    links[place, : size + 1, : size + 1].astype(np.float64),
                )
        return result


def _alike(rows: Sequence[Window]) -> Iterator[list[int]]:
    """Yield the numbers of windows of like length, a run's worth at a time: padding costs as much as words."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    for at in range(0, len(order), TOGETHER):
        yield order[at : at + TOGETHER]


def _placed(found: Found, pieces: Pieces, row: Window) -> Tagged:
    """Return what was found in a window with offsets into the text."""

    def span(part: Part) -> Span:
        return Span(int(pieces.start[row.first + part.first]), int(pieces.end[row.first + part.last]))

    def choice(link: Link, others: Sequence[Part]) -> Choice:
        second = None if link.second is None else span(others[link.second])
        return Choice(link.probability, second, link.second_probability)

    weakest = min(found.to_cue, key=lambda link: link.probability)
    return Tagged(
        tuple(span(part) for part in found.contents),
        None if found.cue is None else span(found.cue),
        None if found.source is None else span(found.source),
        min(part.certainty for part in found.contents),
        1.0 if found.cue is None else found.cue.certainty,
        1.0 if found.source is None else found.source.certainty,
        choice(weakest, found.cues),
        choice(found.to_source, found.sources),
    )
