"""Print the tagger's figures over five folds of PolNeAR train: ``python training/measure_folds.py``.

``training/tagger.py --epochs 6 --fold K`` (K from 0 to 4) learns from four fifths of the articles, measures on the last
fifth, and notes the figures in `folds.json`. Nothing was chosen by them. As `training/measure_tagger.py` with one view,
they are of what the tagger decodes, before `attrib.extract` puts the parse, the rules and the quotation marks to it.
"""

from __future__ import annotations

import json
from pathlib import Path

FOLDS = Path(__file__).parent / "folds.json"
NAMES = ("source", "cue", "content", "relation")


def main() -> None:
    """Print each fold and the mean."""
    folds = json.loads(FOLDS.read_text(encoding="utf-8"))
    print(f"{'fold':8}" + "".join(f"{name:>10}" for name in NAMES))
    for number, got in folds.items():
        print(f"{number:8}" + "".join(f"{got[name]:10.1f}" for name in NAMES))
    means = (sum(got[name] for got in folds.values()) / len(folds) for name in NAMES)
    print(f"{'mean':8}" + "".join(f"{mean:10.1f}" for mean in means) + f"   {len(folds)} of 5 folds")


if __name__ == "__main__":
    main()
