"""Weights -> ``reader.onnx``: ``python -m training.export_reader READER.pt GRAMMAR.pt OUT.onnx [--bits 8|32]``.

The word embeddings, two thirds of the file, are in 8 bits with a scale a row either way: training leaves them as they
are given, so nothing is lost. ``--bits 8`` stores and multiplies the other matrices in 8 bits as well, a scale a
column.
What the outputs mean is told in `training.reader_data`; the transitions of the chain, the longest window, what the
numbers of tags and relations stand for and the last layer of relations are in the file's metadata.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper
from torch import nn

from attrib.encoder.encoder import OUTPUTS as READ
from attrib.encoder.encoder import PAIRS
from attrib.extract.decode import FORBIDDEN
from training.grammar_model import Grammar, grammar_of
from training.measure_reader import load
from training.reader_data import NAMES, WORK
from training.reader_model import GIVEN, WORDS, Reader

INPUTS = ("ids", "mask", "case", "state", "opens")
OUTPUTS = (*READ, "states")
ALONE = ("tags", "links", "acts", "worth", "voice", "states")
BEST = ("begins", "upos", "feats")
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
    """Reader and grammar with their outputs in a row, which is what an export needs.

    The encoder's layers are called one after another here, because transformers collects them by hooks that an export
    does not see.
    """

    def __init__(self, reader: Reader, grammar: Grammar | None) -> None:
        """Wrap them; without a grammar only attributions are answered."""
        super().__init__()
        self.reader, self.grammar = reader, grammar
        self.outputs = OUTPUTS if grammar else ALONE

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, case: torch.Tensor, state: torch.Tensor,
                opens: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Return `outputs` in order; of tags and features of words the number of the best."""
        encoder = self.reader.encoder
        layers = [encoder.embeddings(inputs_embeds=self.reader.embedded(ids, case, state, opens))]
        reach = (1.0 - mask[:, None, None, :].to(layers[0].dtype)) * FORBIDDEN
        for layer in encoder.encoder.layer:
            layers.append(layer(layers[-1], reach))
        found = self.reader.answers(layers[-1], mask)
        if self.grammar:
            found |= self.grammar(tuple(layers), mask)
            for name in BEST:
                found[name] = found[name].argmax(-1)
        return tuple(found[name] for name in self.outputs)


def export(reader: Reader, grammar: Grammar | None, out: Path, bits: int) -> None:
    """Write the file."""
    answers = Answers(reader, grammar).eval()
    reader.encoder.config._attn_implementation = "eager"  # noqa: SLF001 (plain products, which the runtime fuses)
    reader.encoder.embeddings.word_embeddings = Packed()
    axes: dict[str, dict[int, str]] = {name: {0: "windows", 1: "pieces"} for name in (*INPUTS, *answers.outputs)}
    for name in {*PAIRS} & {*answers.outputs}:
        axes[name][2] = "others"
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "reader.onnx"
        torch.onnx.export(
            answers, tuple(torch.ones(2, 16, dtype=torch.int64) for _ in INPUTS), plain,
            input_names=list(INPUTS), output_names=list(answers.outputs), dynamic_axes=axes, opset_version=17,
            dynamo=False)
        if bits == 8:  # noqa: PLR2004
            from onnxruntime.quantization import QuantType, quantize_dynamic

            # Weights in 7 of the 8 bits: sums of two products overflow where a processor has no instruction for four.
            quantize_dynamic(plain, out, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
                             weight_type=QuantType.QInt8)
        graph = onnx.load(out if bits == 8 else plain)  # noqa: PLR2004
    properties = {
        "transitions": json.dumps(reader.transitions.detach().double().numpy().round(5).tolist()),
        "longest": str(LONGEST),
    }
    helper.set_model_props(graph, properties | (said_of(grammar) if grammar else {}))
    onnx.save(graph, out)


def said_of(grammar: Grammar) -> dict[str, str]:
    """Return what :class:`attrib.parse.grammar.Grammar` reads: what numbers stand for, and the layer of relations."""
    vocabulary = json.loads((WORK / "vocabulary.json").read_text(encoding="utf-8"))
    kept = {kind: vocabulary[kind] for kind in ("upos", "feats", "deprel")} | {"names": NAMES}
    layer = grammar.relations
    related = torch.cat([layer.weight, layer.bias[:, None]], 1).detach().float().numpy()
    return {"vocabulary": json.dumps(kept, ensure_ascii=False),
            "relations": base64.b64encode(related.tobytes()).decode()}


def main() -> None:
    """Export."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("weights")
    ap.add_argument("grammar")
    ap.add_argument("out", type=Path)
    ap.add_argument("--bits", type=int, choices=(8, 32), default=8)
    args = ap.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    reader = load(args.weights)
    export(reader, grammar_of(args.grammar, reader), args.out, args.bits)
    print(args.out, f"{args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
