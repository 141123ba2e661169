"""One network, one pass: all that the parse and the attributions of an article are decoded from.

``reader.onnx`` is made by ``python -m training.make reader grammar``. It reads an article in windows of whole
paragraphs and answers every question at each word piece; :mod:`attrib.parse.grammar` makes words' tags, trees and names
of the answers, :mod:`attrib.extract.reader` attributions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from attrib import weights
from attrib.encoder.windows import Pieces, Window, cut, read_tokenizer, windows
from attrib.errors import InputError, ModelError
from attrib.onnx import Model
from attrib.styles import STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from attrib.language.quotations import Quotation
    from attrib.styles import Style
    from attrib.types import Document

    Array: TypeAlias = NDArray[Any]

INPUTS: Final = ("ids", "case", "state", "opens")
PAIRS: Final = ("links", "heads")
"""The outputs that have a score for each piece with each other one of its window."""

GRAMMAR: Final = ("begins", "upos", "feats", "names", "heads", "dependent", "governor")
"""The outputs that the parse is made of."""

ATTRIBUTIONS: Final = ("tags", "links", "acts", "worth", "voice")
"""The outputs that attributions and claims are made of."""

OUTPUTS: Final = (*ATTRIBUTIONS, *GRAMMAR)


@dataclass(frozen=True, eq=False, slots=True)
class Encoded:
    """An article as the network read it.

    `by_piece` has arrays with a row for each of `pieces`; `by_pair` has, for each window, the scores of its pieces with
    one another, (pieces, pieces) with the window's own first piece, which stands for nobody or the root, as number 0.
    """

    pieces: Pieces
    windows: tuple[Window, ...]
    by_piece: Mapping[str, Array]
    by_pair: Mapping[str, tuple[Array, ...]]


class Encoder:
    """A loaded network; keep one for many articles.

    `models` has the sha256 of every file it reads, by name, `metadata` what the network's maker wrote into it. `style`
    says whose conventions attributions follow: those of news annotated for attrib, or PolNeAR's
    (:data:`attrib.styles.Style`). `threads` of 0 is one for each core.

    Raises ModelError when the files are missing, damaged or not loadable, and InputError for no such style.
    """

    def __init__(
        self,
        folder: Path = weights.FOLDER,
        *,
        style: Style = "news",
        threads: int = 0,
        outputs: Sequence[str] = OUTPUTS,
    ) -> None:
        """Load ``reader.onnx`` and ``tokenizer.json`` from a folder laid out like ``attrib/models``."""
        if style not in STYLES:
            raise InputError(f"{style!r} is no style", f"choose one of {', '.join(STYLES)}")
        self.models = weights.checked(folder, weights.READER)
        self.outputs = tuple(outputs)
        self._style = STYLES.index(style)
        model = folder / "reader.onnx"
        try:
            self._model = Model(model, threads)
            self.metadata: Mapping[str, str] = self._model.metadata
            self._longest = int(self.metadata["longest"])
            self._tokenizer = read_tokenizer(folder / "tokenizer.json")
        except Exception as error:  # both libraries raise many kinds for a damaged file
            raise ModelError(f"cannot load {model}: {error}", weights.hint(folder)) from error

    def encode(
        self, document: Document, quotations: Sequence[Quotation], outputs: Sequence[str] | None = None
    ) -> Encoded:
        """Return what the network answers for an article; `quotations` are its own.

        `outputs` are those asked for where all that the encoder was made for would be work for nothing.
        """
        outputs = self.outputs if outputs is None else outputs
        pieces = cut(document, quotations, self._tokenizer)
        rows = tuple(windows(pieces, self._longest))
        answers = [self._answers(row, outputs) for row in rows]
        by_piece = {
            name: np.concatenate([each[name] for each in answers]) if answers else np.zeros((0, 1), np.float32)
            for name in outputs
            if name not in PAIRS
        }
        by_pair = {name: tuple(each[name] for each in answers) for name in outputs if name in PAIRS}
        return Encoded(pieces, rows, by_piece, by_pair)

    def _answers(self, row: Window, outputs: Sequence[str]) -> dict[str, Array]:
        """Return a window's outputs, of its pieces alone.

        A window at a time: eight together are a quarter slower on one core, because windows differ in length and
        padding costs as much as words (11,500 and 9,100 words a CPU second, 2026-11-28). And rounding to 8 bits is by
        the largest value of a run, so an answer would depend on who else is read.
        """
        inputs = {name: getattr(row, name)[None] for name in INPUTS}
        inputs["opens"] = inputs["opens"] + 2 * self._style
        inputs["mask"] = np.ones_like(inputs["ids"])
        found = dict(zip(outputs, self._model.run(outputs, inputs), strict=True))
        return {name: each[0, :-1, :-1] if name in PAIRS else each[0, 1:-1] for name, each in found.items()}
