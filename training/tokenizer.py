"""Train the tokenizer: ``python training/tokenizer.py`` (after ``training/prepare.py``).

A character tagger, stanza's own (``stanza.models.tokenizer``), small: 64 hidden units. It learns from the treebanks as
they are and from their copies in newspaper marks. Not called ``tokenize.py``: a script's folder comes first on Python's
path and would hide the standard library's module of that name from torch.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import torch
from prepare import SEED, WORK, publish
from stanza.models import tokenizer
from stanza.models.tokenization.trainer import Trainer

# Sequences of 300 characters hold two or three sentences, which is what it takes to see where one ends.
STEPS: Final = 1600
RATE: Final = 0.003
OPTIONS: Final = (
    f"--hidden_dim 64 --emb_dim 32 --max_seqlen 300 --batch_size 32 --steps {STEPS} --eval_steps 400 --lr0 {RATE} "
    "--anneal 1 --dropout 0.25 --unit_dropout 0.1 --feat_unit_dropout 0.1 --sent_drop_prob 0.2 "
    "--last_char_drop_prob 0.05 --comma_typo_prob 0 --augment_mid_punct_prob 0"
)


class CoolingTrainer(Trainer):
    """stanza's trainer with a learning rate that falls to nothing over the second half of the steps."""

    taken = 0

    def update(self, inputs: object) -> float:
        """Take one step."""
        self.taken += 1
        self.change_lr(RATE * min(1.0, 2 * (1 - (self.taken - 1) / STEPS)))
        return super().update(inputs)


def main(target: Path) -> None:
    """Train into `target`, the file to write."""
    torch.set_num_threads(1)
    tokenizer.Trainer = CoolingTrainer
    tokenizer.main(
        [
            *("--mode", "train", "--lang", "en", "--shorthand", "en_attrib", "--cpu", "--seed", str(SEED)),
            *("--txt_file", str(WORK / "train.txt"), "--label_file", str(WORK / "train.labels")),
            *("--dev_txt_file", str(WORK / "dev.txt"), "--dev_label_file", str(WORK / "dev.labels")),
            *("--mwt_json_file", str(WORK / "train-mwt.json")),
            *("--save_dir", str(target.parent), "--save_name", target.name),
            *OPTIONS.split(),
        ]
    )
    publish(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK / "models" / "tokenize.pt")
