"""What the held-out readers make of the articles they have not learnt: ``python -m training.readings [HALF …]``.

Writes ``training/work/readings/HALF.pkl``: ``{part: {article: Reading}}`` of PolNeAR train, newsroom train and the
invented articles, each read in the style of its annotations. With the parses (`training.parse_corpus`) all that is
fitted on top of the reader is fitted from these, in minutes.
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

from attrib.evaluate import as_document
from attrib.extract.reader import Reader
from attrib.language.quotations import find_quotations
from training.export_reader import export
from training.halves import held_out
from training.measure_reader import gold_of, load
from training.reader_data import TOKENIZER

if TYPE_CHECKING:
    from attrib.extract.reader import Reading
    from attrib.styles import Style

HERE = Path(__file__).parent
WORK = HERE / "work" / "readings"
STYLE: dict[str, Style] = {"newsroom": "news", "invented": "news", "polnear": "polnear"}


def folder_of(weights: str, folder: Path, bits: int = 8) -> Path:
    """Fill a folder with what :class:`attrib.extract.reader.Reader` loads, of trained weights."""
    (folder / "encoder").mkdir(parents=True, exist_ok=True)
    shutil.copy(TOKENIZER, folder / "encoder" / "tokenizer.json")
    export(load(weights), folder / "reader.onnx", bits)
    digest = hashlib.sha256((folder / "reader.onnx").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps({"files": {"reader.onnx": {"sha256": digest}}}))
    return folder


def readings(folder: Path, half: int) -> dict[str, dict[str, Reading]]:
    """Return what a reader makes of one half of each part."""
    halves = held_out()
    found: dict[str, dict[str, Reading]] = {}
    for part, style in STYLE.items():
        reader = Reader(folder, style=style)
        rows = [row for row in gold_of(part) if halves[row.id] == half]
        documents = {row.id: as_document(row) for row in rows}
        found[part] = {name: reader.read(d, find_quotations(d)) for name, d in documents.items()}
        print(half, part, len(rows), "articles", flush=True)
    return found


def held_out_readings() -> dict[str, dict[str, Reading]]:
    """Return all that was written, by part and article."""
    result: dict[str, dict[str, Reading]] = {part: {} for part in STYLE}
    for path in sorted(WORK.glob("*.pkl")):
        with path.open("rb") as handle:
            for part, found in pickle.load(handle).items():  # noqa: S301 - written below
                result[part] |= found
    return result


def main() -> None:
    """Read both halves, or those named."""
    WORK.mkdir(parents=True, exist_ok=True)
    for half in [int(a) for a in sys.argv[1:]] or [0, 1]:
        with tempfile.TemporaryDirectory() as folder:
            found = readings(folder_of(f"training/work/trained/half-{half}.pt", Path(folder)), half)
        with (WORK / f"{half}.pkl").open("wb") as handle:
            pickle.dump(found, handle)


if __name__ == "__main__":
    main()
