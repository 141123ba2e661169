"""Put the trained tagger into attrib/models: ``python training/export_tagger.py WEIGHTS [--out DIR] [--plain]``.

Exports to ONNX, then stores the weights of matrix products and of the word embeddings in 8 bits (dynamic quantisation,
a scale for each column); ``--plain`` leaves them in 32. The chain's transitions and the windows' size go into the
file's metadata. Afterwards run ``training/bundle.py --manifest-only``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tagger import ENCODER, Tagger

NAMES = ("ids", "mask", "case", "state", "opens")


def export(model: Tagger, target: Path, longest: int) -> None:
    """Write the model in 32 bits."""
    example = tuple(torch.ones(2, 16, dtype=torch.int64) for _ in NAMES)
    axes = {name: {0: "windows", 1: "pieces"} for name in NAMES}
    axes |= {"tags": {0: "windows", 1: "pieces"}, "links": {0: "windows", 1: "pieces", 2: "others"}}
    torch.onnx.export(
        model, example, str(target), input_names=list(NAMES), output_names=["tags", "links"], dynamic_axes=axes,
        opset_version=17, dynamo=False)
    graph = onnx.load(str(target))
    onnx.helper.set_model_props(graph, {
        "transitions": json.dumps(model.transitions.detach().double().numpy().round(5).tolist()),
        "longest": str(longest),
    })
    onnx.save(graph, str(target))


def main() -> None:
    """Export, and quantise unless told not to."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("weights", type=Path)
    ap.add_argument("--out", type=Path, default=ENCODER.parent)
    ap.add_argument("--longest", type=int, default=256)
    ap.add_argument("--plain", action="store_true")
    args = ap.parse_args()
    model = Tagger()
    model.load_state_dict(torch.load(args.weights, weights_only=True))
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / "tagger.onnx"
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        export(model, plain, args.longest)
        if args.plain:
            target.write_bytes(plain.read_bytes())
        else:
            quantize_dynamic(plain, target, per_channel=True, weight_type=QuantType.QInt8)
    print(f"{target.stat().st_size / 1e6:.1f} MB in {target}")


if __name__ == "__main__":
    main()
