"""Put the trained tagger into attrib/models: ``python training/export_tagger.py WEIGHTS [--out DIR] [--store KIND]``.

Exports to ONNX. How the numbers are stored: ``plain`` in 32 bits; ``half``, the default, the word embeddings in 8 bits
with a scale for each word, all else in 16 (ONNX Runtime widens them as it loads); ``int8`` the embeddings so, and the
matrix products in 8 bits as well (dynamic quantisation, a scale for each column). The chain's transitions and the
windows' size go into the file's metadata. Afterwards run ``training/bundle.py --manifest-only``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tagger import ENCODER, Tagger

NAMES = ("ids", "mask", "case", "state", "opens")
SMALL = 1024  # numbers; tensors of fewer stay as they are


def export(model: Tagger, target: Path, longest: int) -> None:
    """Write the model in 32 bits."""
    example = tuple(torch.ones(2, 16, dtype=torch.int64) for _ in NAMES)
    axes = {name: {0: "windows", 1: "pieces"} for name in NAMES}
    axes |= {"tags": {0: "windows", 1: "pieces"}, "links": {0: "windows", 1: "pieces", 2: "others"}}
    torch.onnx.export(
        model, example, str(target), input_names=list(NAMES), output_names=["tags", "links"], dynamic_axes=axes,
        opset_version=17, dynamo=False)
    graph = onnx.load(str(target))
    helper.set_model_props(graph, {
        "transitions": json.dumps(model.transitions.detach().double().numpy().round(5).tolist()),
        "longest": str(longest),
    })
    onnx.save(graph, str(target))


def narrow_embeddings(graph: onnx.GraphProto) -> None:
    """Store the word embeddings in 8 bits, each word's by its own largest number."""
    largest = max(graph.initializer, key=lambda each: int(np.prod(each.dims)))
    (gather,) = [node for node in graph.node if node.input and node.input[0] == largest.name]
    values = numpy_helper.to_array(largest)
    scales = np.abs(values).max(axis=1, keepdims=True) / 127
    rounded = np.round(values / np.maximum(scales, 1e-12)).astype(np.int8)
    place = list(graph.node).index(gather)
    word, out = gather.input[1], gather.output[0]
    graph.initializer.remove(largest)
    graph.node.remove(gather)
    graph.initializer.extend([
        numpy_helper.from_array(rounded, "words_8"), numpy_helper.from_array(scales.astype(np.float32), "words_scale")])
    for offset, node in enumerate([
        helper.make_node("Gather", ["words_8", word], ["word_8"]),
        helper.make_node("Cast", ["word_8"], ["word_32"], to=TensorProto.FLOAT),
        helper.make_node("Gather", ["words_scale", word], ["word_scale"]),
        helper.make_node("Mul", ["word_32", "word_scale"], [out]),
    ]):
        graph.node.insert(place + offset, node)


def halve(graph: onnx.GraphProto) -> None:
    """Store what is left in 16 bits."""
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or int(np.prod(tensor.dims)) < SMALL:
            continue
        values = numpy_helper.to_array(tensor).astype(np.float16)
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(values, f"{tensor.name}_16"))
        graph.node.insert(0, helper.make_node("Cast", [f"{tensor.name}_16"], [tensor.name], to=TensorProto.FLOAT))


def main() -> None:
    """Export, and store in fewer bits unless told not to."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("weights", type=Path)
    ap.add_argument("--out", type=Path, default=ENCODER.parent)
    ap.add_argument("--longest", type=int, default=256)
    ap.add_argument("--store", choices=("plain", "half", "int8"), default="half")
    args = ap.parse_args()
    model = Tagger()
    model.load_state_dict(torch.load(args.weights, weights_only=True))
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "tagger.onnx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plain.onnx"
        export(model, path, args.longest)
        if args.store == "int8":
            products = Path(folder) / "products.onnx"
            quantize_dynamic(path, products, op_types_to_quantize=["MatMul"], per_channel=True,
                             weight_type=QuantType.QInt8)
            path = products
        stored = onnx.load(str(path))
        if args.store != "plain":
            narrow_embeddings(stored.graph)
            halve(stored.graph)
        onnx.save(stored, str(target))
    print(f"{target.stat().st_size / 1e6:.1f} MB in {target}")


if __name__ == "__main__":
    main()
