"""The word embeddings that come with the bundled encoder, read row by row: 23 MB stay on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from attrib.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

TENSOR: Final = "embeddings.word_embeddings.weight"
HINT: Final = "install attrib again"


class Embeddings:
    """The first layer of the encoder in `folder`, one row for each word piece.

    Raises ModelError when a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        """Open ``encoder/model.safetensors`` of a folder laid out like ``attrib/models``."""
        from safetensors import safe_open

        self._folder = folder
        self._tokenizer: Any = None
        path = folder / "encoder" / "model.safetensors"
        try:
            file: Any = safe_open(str(path), framework="numpy")
            self._rows = file.get_slice(TENSOR)
        except Exception as error:  # a missing file, a damaged one, one without that tensor
            raise ModelError(f"cannot load {path}: {error}", HINT) from error

    def mean(self, pieces: Sequence[int]) -> Floats:
        """Return the mean embedding of word pieces, of which there is at least one."""
        rows = [self._rows[piece : piece + 1].astype(np.float32) for piece in pieces]
        result: Floats = np.concatenate(rows).mean(axis=0)
        return result

    def word(self, text: str) -> Floats | None:
        """Return the mean embedding of the word pieces of `text`; None when it has none. Raises ModelError."""
        if self._tokenizer is None:
            from tokenizers import Tokenizer

            path = self._folder / "encoder" / "tokenizer.json"
            try:
                self._tokenizer = Tokenizer.from_file(str(path))
            except Exception as error:  # tokenizers raises nothing narrower
                raise ModelError(f"cannot load {path}: {error}", HINT) from error
        pieces = self._tokenizer.encode(text, add_special_tokens=False).ids
        return self.mean(pieces) if pieces else None
