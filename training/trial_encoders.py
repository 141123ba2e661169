"""How fast attrib could be with fewer, smaller encoders: `python -m training.trial_encoders READER.onnx`.

The trial before anything is trained. READER.onnx is the given reader in 32 bits (``python export_reader.py
../models/reader ../models/reader READER.onnx`` in ``../shared/training``). In one run, on one thread, on newsroom dev:
what each stage of today's engine costs (`benchmarks/throughput.py`), what the reader costs in 32 and in 8 bits, and
what the parser's encoder costs in the ONNX runtime in 32 and in 8 bits, over the same articles.
From these follow the ceilings of three designs: what would be left if nothing else changed.

  a  the reader in 8 bits, one view, instead of the tagger; the parser's encoder as it is
  b  the parser's encoder in 8 bits, too
  c  one encoder: the reader's pass gives the parser its states
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from attrib import onnx
from attrib.weights import FOLDER
from benchmarks import throughput


def quantised(path: Path, folder: Path) -> Path:
    """Return the same model with its matrix products in 8 bits, a scale a column."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out = folder / f"{path.stem}-8.onnx"
    quantize_dynamic(path, out, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
    return out


def parser_encoder(folder: Path) -> Path:
    """Return the parser's encoder as an ONNX file: the last four layers of states, as stanza asks for them."""
    import torch
    from transformers import AutoModel

    class States(torch.nn.Module):
        """The encoder with its last four layers in one tensor."""

        def __init__(self) -> None:
            """Load the weights."""
            super().__init__()
            self.model = AutoModel.from_pretrained(
                FOLDER / "encoder", local_files_only=True, dtype=torch.float32, add_pooling_layer=False,
                attn_implementation="eager")

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            """Return (layers, rows, pieces, width)."""
            found = self.model(ids, attention_mask=mask, output_hidden_states=True)
            return torch.stack(found.hidden_states[-4:])

    out = folder / "encoder.onnx"
    one = torch.ones(2, 16, dtype=torch.int64)
    axes = {name: {0: "rows", 1: "pieces"} for name in ("ids", "mask")}
    torch.onnx.export(
        States().eval(), (one, one), str(out), input_names=["ids", "mask"], output_names=["states"],
        dynamic_axes={**axes, "states": {1: "rows", 2: "pieces"}}, opset_version=17, dynamo=False)
    return out


def seconds(path: Path, batches: list[dict[str, Any]]) -> float:
    """Return the CPU seconds of one pass over the batches, after a short one to warm up."""
    model = onnx.Model(path)
    for batch in batches[:3]:
        model.run(None, batch)
    started = time.process_time()
    for batch in batches:
        model.run(None, batch)
    return time.process_time() - started


def grouped(rows: list[dict[str, np.ndarray]], together: int) -> list[dict[str, Any]]:
    """Return rows of like length as padded batches."""
    rows = sorted(rows, key=lambda row: len(row["ids"]))
    made = []
    for at in range(0, len(rows), together):
        group = rows[at : at + together]
        width = max(len(row["ids"]) for row in group)
        made.append({
            name: np.stack([np.pad(row[name], (0, width - len(row[name]))) for row in group]) for name in group[0]})
    return made


def inputs(most: int | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the reader's windows and the parser's sentences as batches, article by article."""
    from tokenizers import Tokenizer

    from attrib.analyzer import Analyzer
    from attrib.extract.windows import cut, windows
    from attrib.language.quotations import find_quotations

    tokenizer = Tokenizer.from_file(str(FOLDER / "encoder" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    analyzer = Analyzer()
    reading, parsing = [], []
    for document in throughput.documents(most):
        pieces = cut(document, find_quotations(document), tokenizer)
        rows = []
        for window in windows(pieces, 256):
            names = ("ids", "case", "state", "opens")
            row = {name: np.asarray(getattr(window, name), dtype=np.int64) for name in names}
            rows.append({**row, "opens": row["opens"] + 2, "mask": np.ones_like(row["ids"])})
        reading += grouped(rows, 8)
        sentences = []
        for sentence in analyzer.parser.parse(document).sentences:
            ids = tokenizer.encode([token.text for token in sentence.tokens], is_pretokenized=True).ids
            sentences.append({"ids": np.array(ids), "mask": np.ones(len(ids), dtype=np.int64)})
        parsing += grouped(sentences, 64)
    return reading, parsing


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("reader", type=Path)
    ap.add_argument("--articles", type=int, help="the first N only")
    args = ap.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    today = throughput.measure(args.articles)
    words, rate = today["words"], today["words a CPU second"]
    cost = {stage: share / 100 * 1000 / rate for stage, share in today["stages"].items()}  # CPU seconds, 1,000 words
    reading, parsing = inputs(args.articles)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoder = parser_encoder(folder)
        spent = {
            "reader, 32 bits": seconds(args.reader, reading),
            "reader, 8 bits": seconds(quantised(args.reader, folder), reading),
            "parser's encoder, 32 bits": seconds(encoder, parsing),
            "parser's encoder, 8 bits": seconds(quantised(encoder, folder), parsing),
        }
    print(f"{today['articles']} articles, {words} words, one thread; today {rate:.0f} words a CPU second")
    each = {stage: 1000 * found / words for stage, found in spent.items()}
    for stage, found in each.items():
        print(f"{found:8.3f} s for 1,000 words, {1000 / found:6.0f} words a second   {stage}, alone")
    print("today, CPU seconds for 1,000 words:")
    for stage, found in cost.items():
        print(f"{found:8.3f}  {stage}")
    views = "tagger: windows and decoding"
    rest = sum(cost.values()) - cost["tagger: the model"] - cost[views] * 2 / 3
    a = rest + each["reader, 8 bits"]
    b = a - cost["parser's encoder"] + each["parser's encoder, 8 bits"]
    c = a - cost["parser's encoder"]
    trees = cost["trees: maximum spanning tree"]
    for design, found in (("a", a), ("b", b), ("c", c), ("c, and no time for the maximum spanning tree", c - trees)):
        share = each["reader, 8 bits"] / found
        print(f"ceiling of {design}: {1000 / found:.0f} words a CPU second, {share:.2f} of the reader alone")
    heads = sum(cost[stage] for stage in ("tags", "trees", "names", "lemmas"))
    print(f"of c: {each['reader, 8 bits']:.3f} the encoder, {heads:.3f} tags, trees, names, lemmas (torch),"
          f" {cost['sentences and contractions']:.3f} sentences, {trees:.3f} spanning trees")


if __name__ == "__main__":
    main()
