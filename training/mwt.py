"""Train the expander of contractions: ``python training/mwt.py`` (after ``training/prepare.py``).

Every contraction of EWT and GUM is its words written together (“don't” is “do” and “n't”), so stanza trains a
classifier that says where to cut (``--force_exact_pieces``) rather than a network that spells the words anew. Each
word then keeps its own place in the text.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import torch
from prepare import SEED, WORK, publish
from stanza.models import mwt_expander

OPTIONS: Final = (
    "--force_exact_pieces --hidden_dim 64 --emb_dim 32 --num_layers 1 --emb_dropout 0.2 --dropout 0.2 "
    "--num_epoch 8 --batch_size 50 --augment_apos 0.02 --non_mwt_replacement 0.1"
)


def main(target: Path) -> None:
    """Train into `target`, the file to write."""
    torch.set_num_threads(1)
    mwt_expander.main(
        [
            *("--mode", "train", "--lang", "en", "--shorthand", "en_attrib", "--cpu", "--seed", str(SEED)),
            *("--train_file", str(WORK / "train-typeset.conllu"), "--eval_file", str(WORK / "dev-typeset.conllu")),
            *("--gold_file", str(WORK / "dev-typeset.conllu")),
            *("--save_dir", str(target.parent), "--save_name", target.name),
            *OPTIONS.split(),
        ]
    )
    publish(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK / "models" / "mwt.pt")
