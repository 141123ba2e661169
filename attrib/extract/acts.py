"""What kind of act a cue reports: something communicated (a statement), or a thought, a plan, a deed.

A logistic function over the mean embedding of the cue's word pieces, so that a cue never seen in training is judged by
the words it is like, and over four facts about the attribution. The embeddings are the first layer of the parser's
encoder; the weights (`acts.json`) are fitted by ``training/fit_acts.py`` on 5,890 places of PolNeAR train, read one by
one (``training/acts.tsv``). Of cues whose first word is in none of the other places 83.5 % are judged right, 72.9 % by
the hand-written list of :mod:`attrib.extract.lexicon`, which ``--engine rules`` uses; if cues came as often as in the
articles, 90.0 and 84.0 % (2026-11-24).
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from attrib.language.embeddings import Embeddings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from attrib.language.embeddings import Floats

FACTS: Final = ("quoted", "no_source", "content_first", "source_after")


@dataclass(frozen=True, slots=True)
class Facts:
    """What matters of an attribution beside the words of its cue.

    `quoted` is whether any of the content stands in quotation marks, `content_first` whether it begins before the cue,
    `source_after` whether the source stands after the cue.
    """

    quoted: bool
    no_source: bool
    content_first: bool
    source_after: bool

    def values(self) -> list[float]:
        """Return them as numbers, in the order of `FACTS`."""
        return [float(getattr(self, name)) for name in FACTS]


class Acts:
    """Judges cues; keep one for many articles. Raises ModelError as :class:`Embeddings` does."""

    def __init__(self, folder: Path) -> None:
        """Load the embeddings of `folder` and the fitted weights."""
        written = files("attrib.extract").joinpath("acts.json").read_bytes()
        fitted = json.loads(written)
        self.sha256 = hashlib.sha256(written).hexdigest()
        self._embeddings = Embeddings(folder)
        self._words: Floats = np.array(fitted["words"], dtype=np.float32)
        self._facts = [float(fitted["facts"][name]) for name in FACTS]
        self._constant = float(fitted["constant"])

    def stated(self, cue: Sequence[int], facts: Facts) -> float:
        """Return the chance, in [0, 1], that a cue of these word pieces reports something communicated."""
        total = self._constant + float(self._embeddings.mean(cue) @ self._words)
        total += sum(weight * value for weight, value in zip(self._facts, facts.values(), strict=True))
        return 1 / (1 + math.exp(-total))
