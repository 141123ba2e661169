"""Trained weights -> ``reader.onnx``: ``python -m training.export_reader FILE.pt OUT.onnx [--bits 8|32]``.

The word embeddings, two thirds of the file, are in 8 bits with a scale a row either way: training leaves them as they
are given, so nothing is lost. ``--bits 8`` stores and multiplies the other matrices in 8 bits as well, a scale a
column.
What the outputs mean is told in `training.reader_data`; the transitions of the chain, the longest window, and what the
numbers of tags and relations stand for, are in the file's metadata.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper
from torch import nn

from training.measure_reader import load
from training.reader_data import WORK
from training.reader_model import GIVEN, OUTPUTS, WORDS, Reader

INPUTS = ("ids", "mask", "case", "state", "opens")
SQUARE = {"links", "rlinks", "heads"}
LONGEST = 256


class Packed(nn.Module):
    """Word embeddings in 8 bits."""

    def __init__(self) -> None:
        """Read them as they are given."""
        super().__init__()
        arrays = np.load(GIVEN / "minilm.npz")
        self.register_buffer("table", torch.from_numpy(arrays[WORDS + "|q"]))
        self.register_buffer("scale", torch.from_numpy(arrays[WORDS + "|s"].astype(np.float32)))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return (windows, pieces, size)."""
        return self.table[ids].float() * self.scale[ids]


class Answers(nn.Module):
    """The reader with its outputs in a row, which is what an export needs."""

    def __init__(self, reader: Reader) -> None:
        """Wrap it."""
        super().__init__()
        self.reader = reader

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return `OUTPUTS` in order."""
        found = self.reader(*inputs)
        return tuple(found[name] for name in OUTPUTS)


def export(reader: Reader, out: Path, bits: int) -> None:
    """Write the file."""
    reader.eval()
    reader.encoder.config._attn_implementation = "eager"  # noqa: SLF001 (plain products, which the runtime fuses)
    reader.encoder.embeddings.word_embeddings = Packed()
    axes: dict[str, dict[int, str]] = {name: {0: "windows", 1: "pieces"} for name in (*INPUTS, *OUTPUTS)}
    for name in SQUARE:
        axes[name][2] = "others"
    vocabulary = json.loads((WORK / "vocabulary.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "reader.onnx"
        torch.onnx.export(
            Answers(reader), tuple(torch.ones(2, 16, dtype=torch.int64) for _ in INPUTS), plain,
            input_names=list(INPUTS), output_names=list(OUTPUTS), dynamic_axes=axes, opset_version=17, dynamo=False)
        if bits == 8:  # noqa: PLR2004
            from onnxruntime.quantization import QuantType, quantize_dynamic

            quantize_dynamic(plain, out, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
        graph = onnx.load(out if bits == 8 else plain)  # noqa: PLR2004
    helper.set_model_props(graph, {
        "transitions": json.dumps(reader.transitions.detach().double().numpy().round(5).tolist()),
        "longest": str(LONGEST),
        "vocabulary": json.dumps(vocabulary, ensure_ascii=False),
        "relations": json.dumps({name: value.detach().double().numpy().round(5).tolist()
                                 for name, value in reader.relations.named_parameters()}),
    })
    onnx.save(graph, out)


def main() -> None:
    """Export."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("weights")
    ap.add_argument("out", type=Path)
    ap.add_argument("--bits", type=int, choices=(8, 32), default=8)
    args = ap.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    export(load(args.weights), args.out, args.bits)
    print(args.out, f"{args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
