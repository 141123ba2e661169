"""What 8 bits cost: ``python -m training.measure_bits FILE.pt``.

Exact F1 of sources, cues and contents and of relations on newsroom dev and PolNeAR dev, each in its style, as
:class:`attrib.extract.reader.Reader` finds them, with nothing after it, by the same weights in 32 and in 8 bits; the
size of each file; and the words a CPU second that it reads on one thread.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from attrib.encoder import Encoder
from attrib.evaluate import as_document, score
from attrib.extract.reader import Reader
from attrib.language.quotations import find_quotations
from attrib.types import Attribution, Cue
from training.export_reader import ALONE
from training.measure_reader import gold_of
from training.readings import folder_of

PARTS = {"newsroom-dev": "news", "polnear-dev": "polnear"}


def main() -> None:
    """Print two lines for each number of bits."""
    for bits in (32, 8):
        with tempfile.TemporaryDirectory() as name:
            folder = folder_of(sys.argv[1], Path(name), bits)
            size = (folder / "reader.onnx").stat().st_size / 1e6
            for part, style in PARTS.items():
                encoder, rows = Encoder(folder, style=style, threads=1, outputs=ALONE[:-1]), gold_of(part)
                reader = Reader(encoder.metadata)
                documents = [as_document(row) for row in rows]
                marked = [find_quotations(document) for document in documents]
                started = time.process_time()
                read = [reader.read(encoder.encode(d, q)).findings for d, q in zip(documents, marked, strict=True)]
                spent = time.process_time() - started
                found = {
                    row.id: tuple(
                        Attribution("", "indirect", f.contents, None if f.cue is None else Cue(f.cue, ""), f.source,
                                    "", 0, 0) for f in findings)
                    for row, findings in zip(rows, read, strict=True)}
                figures = score(rows, found)
                words = sum(len(document.text.split()) for document in documents)
                print(f"{bits:2} bits, {size:.1f} MB, {part}:",
                      " ".join(f"{role} {each.f1:.1f}" for role, each in figures.exact.items()),
                      f"relation {figures.relation.f1:.1f}, {words / spent:.0f} words a CPU second", flush=True)


if __name__ == "__main__":
    main()
