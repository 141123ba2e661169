"""Make what stands in ``attrib/models`` and what is fitted to it: ``python -m training.make NAME … [--print]``.

Each name is a list of commands, run in order; the training README says what each is for and how long it takes.
``--print`` shows them instead.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = "invented newsroom-dev newsroom dev train"
TEACHER = "training/work/joint"
TRAINED = "training/work/trained"
FIRST = "--start given --epochs 4 --rate 1.2e-4 --head-rate 6e-4"
SECOND = f"--start given {TRAINED}/whole.pt --epochs 5 --rate 8e-5 --head-rate 4e-4"
THIRD = f"--start given {TRAINED}/whole-2.pt --only-grammar --epochs 1 --head-rate 1e-3"
GRAMMAR = f"-m training.train_grammar --reader {TRAINED}/reader.pt --out {TRAINED}/grammar"
ON = "--rate 2e-4 --head-rate 8e-4"
NAMES = "--only-names --epoch names:1 --epochs 4 --rate 2e-4 --head-rate 6e-4"
RECIPES: dict[str, list[str]] = {
    "lemmas": ["training/lemma.py", "training/bundle.py"],
    "teacher": ["training/prepare.py", "training/tokenizer.py", "training/mwt.py", "training/joint.py",
                "training/names.py", f"training/measure_parse.py --teacher {TEACHER}"],
    "data": [f"-m training.parse_corpus {PARTS} --teacher {TEACHER}", "-m training.halves", "-m training.reader_data"],
    "reader": [
        f"-m training.train_reader --out {TRAINED}/whole.pt {FIRST}",
        f"-m training.train_reader --out {TRAINED}/whole-2.pt {SECOND}",
        f"-m training.train_reader --out {TRAINED}/reader.pt {THIRD}",
        f"-m training.measure_reader {TRAINED}/reader.pt newsroom-dev polnear-dev",
        f"-m training.measure_bits {TRAINED}/reader.pt",
    ],
    "grammar": [
        f"{GRAMMAR}-1.pt --own 3 --epochs 4",
        f"{GRAMMAR}-2.pt --start {TRAINED}/grammar-1.pt --epochs 3.5 {ON}",
        f"{GRAMMAR}-3.pt --start {TRAINED}/grammar-2.pt --epochs 2.2 {ON}",
        f"{GRAMMAR}.pt --start {TRAINED}/grammar-2.pt {TRAINED}/grammar-3.pt {NAMES}",
        f"-m training.export_reader {TRAINED}/reader.pt {TRAINED}/grammar.pt attrib/models/reader.onnx",
        "training/bundle.py",
        "training/measure_parse.py",
    ],
    "halves": [
        *(f"-m training.train_reader --out {TRAINED}/half-{half}.pt --half {half} --epochs 10"
          for half in (0, 1)),
        "-m training.readings",
    ],
    "confidence": ["-m training.parse_corpus invented newsroom train", "-m training.fit_confidence"],
    "claims": ["-m training.parse_corpus invented newsroom train", "-m training.fit_claims"],
    "ranker": [
        "-m training.parse_corpus newsroom",
        "-m training.parse_corpus train invented --together articles",
        "-m training.fit_ranker --out attrib/models/ranker.npz --cases training/work/cases.pkl",
        "-m training.fit_classes",
        "-m training.measure_titles --parses training/work/parses/newsroom.pkl --write",
        "-m training.wrong_names training/work/cases.pkl",
        "training/bundle.py",
    ],
    "nouns": ["-m training.fit_nouns", "training/bundle.py"],
}


def main() -> None:
    """Run the commands of each name; stop at the first that fails."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("names", nargs="+", choices=RECIPES)
    ap.add_argument("--print", action="store_true", dest="shown")
    args = ap.parse_args()
    for name in args.names:
        for command in RECIPES[name]:
            print(f"python {command}", flush=True)
            if not args.shown:
                subprocess.run([sys.executable, *shlex.split(command)], cwd=ROOT, check=True,
                               env={**os.environ, "PYTHONPATH": str(ROOT)})


if __name__ == "__main__":
    main()
