"""Finish the name tagger on a frozen encoder: ``python training/names.py [FOLDER]`` (after ``training/joint.py``).

GUM's names, proper nouns round the head of an entity, end elsewhere than CoreNLP's (“Mr. King”, “Commission on
Presidential Debates”). While the encoder is trained they help it to see names at all; here the tagger alone learns one
more epoch without them. Neither the encoder nor tags and trees change.
"""

from __future__ import annotations

import logging
import random
import sys
from pathlib import Path
from typing import Final

import torch
from joint import WORK, Joint, endless
from joint_data import curl, name_sentences, read_bio, tree_sentences
from torch import nn

STEPS: Final = 900
RATE: Final = 5e-4
WORDS: Final = 1000
SEED: Final = 7
log = logging.getLogger("names")


def main(folder: Path) -> None:
    """Train on from ``state.pt`` and write ``ner.pt`` anew."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    # The vocabularies come from the sentences joint.py had, so the same are read; what is learnt from comes after.
    joint = Joint(tree_sentences(SEED), name_sentences(SEED), SEED)
    joint.load(torch.load(folder / "state.pt", weights_only=True))
    joint.finetuning(on=False)
    joint.encoder.eval()
    namer = joint.namer.model
    rows = [[form for form, _ in row] for part in ("polnear-silver-train", "uner-ewt-dev") for row in read_bio(part)]
    kept = {tuple(forms) for row in rows for forms in (row, curl(row))}
    items = [item for item in joint.name_items if tuple(item[0]) in kept]
    log.info("%d of %d sentences", len(items), len(joint.name_items))
    joint.name_items = items
    heads = [p for n, p in namer.named_parameters() if p.requires_grad and not n.startswith("bert_model.")]
    optimizer = torch.optim.AdamW(heads, lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: 1 - s / STEPS)
    batches = endless([len(item[0]) for item in items], WORDS, 48, random.Random(SEED))
    lost = 0.0
    for step in range(1, STEPS + 1):
        namer.train()
        joint.encoder.eval()
        optimizer.zero_grad()
        lost += joint.learn_names(next(batches))
        nn.utils.clip_grad_norm_(heads, 2.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            log.info("step %d  name %.3f", step, lost / 50)
            lost = 0.0
        if step % 300 == 0:
            namer.eval()
            joint.namer.save(str(folder / "ner.pt"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else WORK)
