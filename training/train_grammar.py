"""Train the grammar over a reader that stays as it is: ``python -m training.train_grammar --reader FILE.pt --out …``.

A training that was stopped goes on from its last checkpoint (FILE.state) when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training.grammar_model import Grammar, layers_of
from training.measure_reader import load
from training.reader_data import BEGINS, IGNORED, WORK, Vocabulary
from training.train_reader import Corpus, epoch, feed

WEIGHTS = {"heads": 1.0, "deprel": 0.5, "upos": 0.3, "feats": 0.3, "lemma": 0.2, "names": 1.5, "begins": 0.2}
EPOCH = "treebank:3,names:1.5,newsroom:0.3,polnear:0.2,invented:0.5"
NAMING = ("named.", "hidden.names.", "heads.names.")
DECAY = 0.998  # of the running mean of the weights, which is what is kept
log = logging.getLogger("grammar")


def losses(grammar: Grammar, found: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the loss of each question that the batch has labels of."""
    begins = b["gold_begins"]
    sentence = (begins == BEGINS.index("sentence")).cumsum(1)
    within = (sentence[:, :, None] == sentence[:, None, :]) & (begins > 0)[:, None, :]
    within[:, :, 0] = True
    found = found | {"heads": found["heads"].float().masked_fill(~within, -1e4)}
    gold = b["gold_heads"]
    pointed = gold.clamp(min=0)[:, :, None].expand(-1, -1, found["governor"].shape[2])
    found["deprel"] = grammar.related(found["dependent"].float(), found["governor"].float().gather(1, pointed))
    parsed = (gold != IGNORED).any(1, keepdim=True)  # lists of names say nothing of where words begin in print
    labels = {kind: b[f"gold_{kind}"] for kind in WEIGHTS} | {"begins": begins.masked_fill(~parsed, IGNORED)}
    return {kind: functional.cross_entropy(
        found[kind].float().flatten(0, 1), labels[kind].flatten(), ignore_index=IGNORED)
        for kind in WEIGHTS if (labels[kind] != IGNORED).any()}


def moved(weights: dict[str, torch.Tensor], own: int) -> dict[str, torch.Tensor]:
    """Return a grammar's weights for one with more layers: its own stay the uppermost, the mixture is learnt anew."""
    more = own - len({name.split(".")[1] for name in weights if name.startswith("layers.")})
    result = {}
    for name, value in weights.items():
        if name.startswith("layers."):
            _, number, rest = name.split(".", 2)
            result[f"layers.{int(number) + more}.{rest}"] = value
        elif name != "mix" or not more:
            result[name] = value
    return result


def options() -> argparse.Namespace:
    """Read the command line."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--reader", required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--start", nargs="*", default=[],
                    help="grammars to go on from, or from their mean; layers that one lacks come before its own")
    ap.add_argument("--own", type=int, default=4)
    ap.add_argument("--only-names", action="store_true", help="leave all but names as it is; GUM's teach other names")
    ap.add_argument("--epochs", type=float, default=6)
    ap.add_argument("--epoch", default=EPOCH, help="how often an epoch has each part")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--longest", type=int, default=256, help="pieces in a window")
    ap.add_argument("--batch", type=int, default=3000, help="padded pieces in a batch")
    ap.add_argument("--rate", type=float, default=3e-4)
    ap.add_argument("--head-rate", type=float, default=1e-3)
    ap.add_argument("--masked", type=float, default=0.05, help="share of the words hidden")
    ap.add_argument("--steps", type=int, default=10**9, help="stop after so many, as if all had been done")
    ap.add_argument("--keep", type=int, default=300, help="a checkpoint every so many steps")
    args = ap.parse_args()
    args.half = None  # for `epoch`: no article is left out
    return args


class Training:
    """Grammar, optimizer and the running mean of the weights, which is what is kept."""

    def __init__(self, args: argparse.Namespace, device: str) -> None:
        """Begin, or go on from the last checkpoint."""
        vocabulary = Vocabulary(**{k: tuple(v) for k, v in json.loads((WORK / "vocabulary.json").read_text()).items()})
        self.reader = load(args.reader).to(device).requires_grad_(requires_grad=False)
        self.grammar = Grammar(self.reader, vocabulary, args.own).to(device)
        known = [moved(torch.load(name, weights_only=True), args.own) for name in args.start]
        self.grammar.load_state_dict(
            {name: torch.stack([each[name] for each in known if name in each]).mean(0)
             for name in {name for each in known for name in each}}, strict=False)
        for name, parameter in self.grammar.named_parameters():
            parameter.requires_grad_(requires_grad=not args.only_names or name.startswith(NAMING))
        learnt = [(name, p) for name, p in self.grammar.named_parameters() if p.requires_grad]
        body = [p for name, p in learnt if name.startswith(("layers.", "named."))]
        heads = [p for name, p in learnt if not name.startswith(("layers.", "named."))]
        self.rates = [args.rate, args.head_rate]
        self.optimizer = torch.optim.AdamW([{"params": p} for p in (body, heads)], weight_decay=0.01)
        self.mean = {name: value.detach().clone() for name, value in self.grammar.state_dict().items()}
        self.file, self.first = args.out.with_suffix(".state"), 0
        if self.file.exists():
            state = torch.load(self.file, weights_only=True)
            self.first, self.mean = state["step"], state["model"]
            self.grammar.load_state_dict(state["now"])
            self.optimizer.load_state_dict(state["optimizer"])
            log.info("going on from step %d", self.first)

    def learn(self, loss: torch.Tensor, step: int, scale: float) -> None:
        """Take a step at a share of the learning rates."""
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * scale
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.grammar.parameters(), 1.0)
        self.optimizer.step()
        with torch.no_grad():
            for name, value in self.grammar.state_dict().items():
                self.mean[name].lerp_(value, 1 - min(DECAY, (step + 1) / (step + 10)))

    def keep(self, steps: int) -> None:
        """Write a checkpoint."""
        kept = self.file.with_suffix(".part")
        torch.save({"step": steps, "model": self.mean, "now": self.grammar.state_dict(),
                    "optimizer": self.optimizer.state_dict()}, kept)
        kept.replace(self.file)


def main() -> None:
    """Train, with a line every 50 steps."""
    args = options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sixteen = device == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001 (torch has no public name)
    torch.manual_seed(args.seed)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    training = Training(args, device)
    parts = [(Corpus(name), float(often)) for name, _, often in (p.partition(":") for p in args.epoch.split(","))]
    steps = args.epochs * np.mean([len(epoch(parts, args, random.Random(s))) for s in range(3)])
    total = min(int(steps), args.steps)
    log.info("%d steps", total)
    waiting = feed(parts, args, args.seed + training.first)
    grammar = training.grammar.train()
    sums: dict[str, list[float]] = {kind: [] for kind in WEIGHTS}
    begun = time.time()
    for step in range(training.first, total):
        b = {k: v.to(device, non_blocking=True) for k, v in waiting.get().items()}
        with torch.autocast(device, torch.bfloat16, enabled=sixteen):
            with torch.no_grad():
                layers = layers_of(training.reader, b)
            found = losses(grammar, grammar(layers, b["mask"]), b)
        loss = torch.stack([WEIGHTS[kind] * each for kind, each in found.items()]).sum()
        training.learn(loss, step, min((step + 1) / 100, max(0.01, (total - step) / total)))
        for kind, each in found.items():
            sums[kind].append(float(each.detach()))
        if (step + 1) % 50 == 0 or step + 1 == total:
            log.info("step %d of %d, %.2f s a step: %s", step + 1, total,
                     (time.time() - begun) / (step + 1 - training.first),
                     "  ".join(f"{kind} {np.mean(values):.3f}" for kind, values in sums.items() if values))
            sums = {kind: [] for kind in WEIGHTS}
        if (step + 1) % args.keep == 0:
            training.keep(step + 1)
    torch.save(training.mean, args.out)
    training.file.unlink(missing_ok=True)
    log.info("done: %s", args.out)


if __name__ == "__main__":
    main()
