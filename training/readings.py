"""What the held-out readers make of the articles they have not learnt: ``python -m training.readings [HALF …]``.

Writes ``training/work/readings/HALF.pkl``: ``{part: {article: Reading}}`` of PolNeAR train, newsroom train and the
invented articles, each read in the style of its annotations; and ``HALF-states.npz``: by ``PART/ARTICLE``, the states
of its word pieces, (pieces, 384), in 16 bits (`attrib.encoder.windows.cut` has the pieces). With the parses
(`training.parse_corpus`) all that is fitted on top of the reader is fitted from these, in minutes.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attrib.encoder import Encoder
from attrib.evaluate import as_document
from attrib.extract.reader import Reader
from attrib.language.quotations import find_quotations
from training.export_reader import ALONE, export
from training.grammar_model import grammar_of
from training.halves import half_of
from training.measure_reader import gold_of, load
from training.reader_data import TOKENIZER

if TYPE_CHECKING:

    from attrib.extract.reader import Reading
    from attrib.styles import Style

HERE = Path(__file__).parent
WORK = HERE / "work" / "readings"
STYLE: dict[str, Style] = {"newsroom": "news", "invented": "news", "polnear": "polnear"}


def folder_of(weights: str, folder: Path, bits: int = 8, grammar: str = "") -> Path:
    """Fill a folder with what :class:`attrib.encoder.Encoder` loads, of trained weights."""
    shutil.copy(TOKENIZER, folder / "tokenizer.json")
    reader = load(weights)
    export(reader, grammar_of(grammar, reader) if grammar else None, folder / "reader.onnx", bits)
    made = ("reader.onnx", "tokenizer.json")
    files = {name: {"sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()} for name in made}
    (folder / "manifest.json").write_text(json.dumps({"files": files}))
    return folder


def readings(folder: Path, half: int) -> tuple[dict[str, dict[str, Reading]], dict[str, np.ndarray]]:
    """Return what a reader makes of one half of each part, and its states."""
    halves = half_of()
    found: dict[str, dict[str, Reading]] = {}
    states: dict[str, np.ndarray] = {}
    for part, style in STYLE.items():
        encoder = Encoder(folder, style=style, outputs=ALONE)
        reader = Reader(encoder.metadata)
        rows = [row for row in gold_of(part) if halves[row.id] == half]
        documents = {row.id: as_document(row) for row in rows}
        found[part] = {}
        for name, document in documents.items():
            encoded = encoder.encode(document, find_quotations(document))
            found[part][name] = reader.read(encoded)
            states[f"{part}/{name}"] = encoded.by_piece["states"].astype(np.float16)
        print(half, part, len(rows), "articles", flush=True)
    return found, states


def held_out_readings() -> dict[str, dict[str, Reading]]:
    """Return what both halves' readers made, by part and article. Raises FileNotFoundError without one of them."""
    result: dict[str, dict[str, Reading]] = {part: {} for part in STYLE}
    for half in (0, 1):
        with (WORK / f"{half}.pkl").open("rb") as handle:
            for part, found in pickle.load(handle).items():  # noqa: S301 - written below
                result[part] |= found
    return result


def main() -> None:
    """Read both halves, or those named."""
    WORK.mkdir(parents=True, exist_ok=True)
    for half in [int(a) for a in sys.argv[1:]] or [0, 1]:
        with tempfile.TemporaryDirectory() as folder:
            found, states = readings(folder_of(f"training/work/trained/half-{half}.pt", Path(folder)), half)
        np.savez(WORK / f"{half}-states.npz", **states)
        with (WORK / f"{half}.pkl").open("wb") as handle:
            pickle.dump(found, handle)


if __name__ == "__main__":
    main()
