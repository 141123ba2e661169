"""Train the reader: ``python -m training.train_reader --out FILE.pt [--half 0|1] [--start …] …``; on a CPU or a GPU.

Learns from what `training.reader_data` wrote, from the encoder alone or from the weights of ``--start``: ``given`` or
the file of another training, or several, of which the mean is taken. ``--half N`` leaves out half N of the articles
(`training.halves`); without it the whole is learnt. The learning rate falls to nothing over ``--epochs``. A
training that was stopped goes on from its last checkpoint (FILE.state) when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import logging
import queue
import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from attrib.encoder.windows import CLS, SEP, Pieces, windows
from training.halves import half_of
from training.reader_data import BEGINS, IGNORED, INPUTS, LABELS, WORK, Vocabulary
from training.reader_model import WORDS, Reader, chain_loss, encoder_only, given, moves_of

ATTRIBUTIONS = ("encoder.", "case.", "state.", "opens.", "transitions", "heads.tags.", "heads.acts.", "heads.rtags.",
                "pointers.links.", "pointers.rlinks.")
POINTING = ("links", "rlinks", "heads")
HIDDEN = 103  # the piece [MASK]
# How strongly each question pulls at the encoder; tags are the chain's mean over pieces, the others means over those
# pieces that have the label. The first five as the given weights were trained.
WEIGHTS = {"tags": 1.0, "links": 0.3, "acts": 0.15, "rtags": 0.5, "rlinks": 0.5, "begins": 0.1, "upos": 0.05,
           "feats": 0.03, "lemma": 0.03, "names": 0.1, "heads": 0.15, "deprel": 0.08, "worth": 0.05, "voice": 0.03}
EPOCH = "newsroom:1.4,polnear:0.7,invented:1.5,treebank:0.8,names:0.5"
log = logging.getLogger("reader")


class Corpus:
    """A part's arrays."""

    def __init__(self, name: str) -> None:
        """Read ``NAME.npz``."""
        found = np.load(WORK / f"{name}.npz")
        self.name = name
        self.arrays = {kind: found[kind] for kind in (*INPUTS, *LABELS)}
        self.docs, self.style, self.ids = found["docs"], int(found["style"]), [str(i) for i in found["names_of_docs"]]
        ends = np.cumsum(found["paragraph_counts"])
        self.paragraphs = [found["paragraphs"][end - n : end]
                           for end, n in zip(ends, found["paragraph_counts"], strict=True)]
        self.variants = int(self.docs[:, 1].max()) + 1

    def pieces(self, number: int) -> Pieces:
        """Return the pieces of one document (a row of `docs`)."""
        _, _, at, size = self.docs[number]
        here = slice(at, at + size)
        return Pieces(**{kind: self.arrays[kind][here] for kind in INPUTS},
                      paragraphs=tuple(slice(int(a), int(b)) for a, b in self.paragraphs[number]))


@dataclass(frozen=True)
class Item:
    """A window: pieces `first` to `stop` of a corpus, of the document that begins at `base`."""

    corpus: Corpus
    base: int
    first: int
    stop: int

    @property
    def size(self) -> int:
        """Number of pieces."""
        return self.stop - self.first


def items_of(corpus: Corpus, number: int, longest: int, room: int = 0) -> list[Item]:
    """Cut one document into windows."""
    base = int(corpus.docs[number, 2])
    return [Item(corpus, base, base + w.first, base + w.first + w.size)
            for w in windows(corpus.pieces(number), longest, room)]


def batches(items: list[Item], most: int, rng: random.Random) -> list[list[Item]]:
    """Return windows of like length together, `most` padded pieces at most, in random order."""
    result: list[list[Item]] = [[]]
    for item in sorted(items, key=lambda i: i.size + rng.random() * 20):
        if result[-1] and (len(result[-1]) + 1) * (item.size + 2) > most:
            result.append([])
        result[-1].append(item)
    rng.shuffle(result)
    return result


def collate(group: list[Item], masked: float = 0.0, rng: np.random.Generator | None = None, style: int | None = None
            ) -> dict[str, torch.Tensor]:
    """Return inputs and labels of windows, (windows, pieces with the first and last of the frame).

    Pointing labels are places in the window: 0 for nobody (or the root), `IGNORED` for what points outside at a name
    or a head; a cue or source outside of the window counts as nobody, because that is what the reader must answer.
    """
    width = (max(i.size for i in group) + 2 + 7) // 8 * 8
    shape = (len(group), width)
    made = {kind: np.zeros(shape, np.int64) for kind in ("ids", "case", "state", "opens", "mask", "continues", "real")}
    labels = {kind: np.full(shape, IGNORED, np.int64) for kind in LABELS}
    for row, item in enumerate(group):
        n, here = item.size, slice(item.first, item.stop)
        arrays = item.corpus.arrays
        for kind in ("ids", "case", "state", "opens", "continues"):
            made[kind][row, 1 : n + 1] = arrays[kind][here]
        made["ids"][row, 0], made["ids"][row, n + 1] = CLS, SEP
        made["opens"][row, : n + 2] += 2 * (item.corpus.style if style is None else style)
        made["mask"][row, : n + 2] = 1
        made["real"][row, 1 : n + 1] = 1
        for kind in LABELS:
            values = arrays[kind][here].astype(np.int64)
            if kind in POINTING:
                placed = values + item.base - item.first
                outside = (values >= 0) & ((placed < 0) | (placed >= n))
                away = 0 if kind == "links" else IGNORED
                inside = np.where(values < 0, 0, np.where(outside, away, placed + 1))
                values = np.where(values == IGNORED, IGNORED, inside)
            if kind == "tags" and values[0] > 0 and values[0] % 2 == 0:  # a span cut in two begins anew
                values[0] -= 1
            labels[kind][row, 1 : n + 1] = values
        if masked and rng is not None:
            starts = np.flatnonzero(made["continues"][row, 1 : n + 1] == 0)
            made["ids"][row, 1 + starts[rng.random(len(starts)) < masked]] = HIDDEN
    return {k: torch.from_numpy(v) for k, v in (made | {f"gold_{k}": v for k, v in labels.items()}).items()}


def losses(model: Reader, b: dict[str, torch.Tensor], *, sixteen: bool) -> dict[str, torch.Tensor]:
    """Return the loss of each question that the batch has labels of."""
    device = b["ids"].device.type
    with torch.autocast(device, torch.bfloat16, enabled=sixteen):
        found = model(b["ids"], b["mask"], b["case"], b["state"], b["opens"])
    result = {}
    if (b["gold_tags"] != IGNORED).any():
        known = (b["gold_tags"] != IGNORED).any(1)
        result["tags"] = chain_loss(
            found["tags"][known, 1:].float(), b["gold_tags"][known, 1:],
            moves_of(model.transitions, b["continues"][known, 1:]), b["real"][known, 1:].bool())
    # A word's head is a word of its sentence, or the root.
    begins = b["gold_begins"]
    sentence = (begins == BEGINS.index("sentence")).cumsum(1)
    within = (sentence[:, :, None] == sentence[:, None, :]) & (begins > 0)[:, None, :]
    within[:, :, 0] = True
    found["heads"] = found["heads"].float().masked_fill(~within, -1e4)
    gold = b["gold_heads"]
    pointed = gold.clamp(min=0)[:, :, None].expand(-1, -1, found["governor"].shape[2])
    found["deprel"] = model.related(found["dependent"].float(), found["governor"].float().gather(1, pointed))
    for kind in WEIGHTS:
        if kind != "tags" and (b[f"gold_{kind}"] != IGNORED).any():
            result[kind] = functional.cross_entropy(
                found[kind].float().flatten(0, 1), b[f"gold_{kind}"].flatten(), ignore_index=IGNORED)
    return result


def options() -> argparse.Namespace:
    """Read the command line."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--half", type=int, choices=(0, 1), help="leave this half of the articles out")
    ap.add_argument("--start", nargs="*", default=[], help="weights to go on from: files, given; several: their mean")
    ap.add_argument("--only-grammar", action="store_true",
                    help="leave the encoder and what attributions are read from as they are: after a mean")
    ap.add_argument("--epochs", type=float, default=10)
    ap.add_argument("--epoch", default=EPOCH, help="how often an epoch has each part")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--longest", type=int, default=256, help="pieces in a window")
    ap.add_argument("--batch", type=int, default=4000, help="padded pieces in a batch")
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--head-rate", type=float, default=8e-4)
    ap.add_argument("--masked", type=float, default=0.05, help="share of the words hidden")
    ap.add_argument("--dropout", type=float, default=0.1, help="of the encoder's features")
    ap.add_argument("--steps", type=int, default=10**9, help="stop after so many, as if all had been done")
    ap.add_argument("--keep", type=int, default=300, help="a checkpoint every so many steps")
    ap.add_argument("--threads", type=int, default=0)
    return ap.parse_args()


def epoch(parts: list[tuple[Corpus, float]], args: argparse.Namespace, rng: random.Random) -> list[list[Item]]:
    """Return one pass over the articles that may be learnt, cut into other windows each time, in batches."""
    halves = half_of() if args.half is not None else {}
    items: list[Item] = []
    for corpus, often in parts:
        for turn in range(int(often) + (rng.random() < often % 1)):
            variant = rng.randrange(corpus.variants) if turn or rng.random() < 0.7 else 0  # noqa: PLR2004
            for number in np.flatnonzero(corpus.docs[:, 1] == variant):
                if args.half is None or halves.get(corpus.ids[corpus.docs[number, 0]]) != args.half:
                    items += items_of(corpus, int(number), args.longest, rng.randrange(args.longest))
    return batches(items, args.batch, rng)


def feed(parts: list[tuple[Corpus, float]], args: argparse.Namespace, seed: int) -> queue.Queue:
    """Return a queue that a thread keeps full of batches, for ever."""
    waiting: queue.Queue[dict[str, torch.Tensor]] = queue.Queue(8)
    rng, noise = random.Random(seed), np.random.default_rng(seed)

    def fill() -> None:
        while True:
            for group in epoch(parts, args, rng):
                waiting.put(collate(group, args.masked, noise))

    threading.Thread(target=fill, daemon=True).start()
    return waiting


def started(args: argparse.Namespace) -> Reader:
    """Return the network with the weights to start from; what is not to be learnt, as word embeddings, is fixed."""
    vocabulary = Vocabulary(**{k: tuple(v) for k, v in json.loads((WORK / "vocabulary.json").read_text()).items()})
    model = Reader(vocabulary, encoder_dropout=args.dropout)
    known = [given() if name == "given" else torch.load(name, weights_only=True) for name in args.start]
    names = {name for each in known for name in each}
    weights = {name: torch.stack([each[name] for each in known if name in each]).mean(0) for name in names}
    missing, extra = model.load_state_dict(weights or encoder_only(), strict=False)
    if extra:
        raise ValueError(extra)
    log.info("new: %s", sorted({name.rpartition(".")[0] for name in missing}))
    for name, parameter in model.named_parameters():
        fixed = name == f"encoder.{WORDS}" or (args.only_grammar and name.startswith(ATTRIBUTIONS))
        parameter.requires_grad_(requires_grad=not fixed)
    return model


def main() -> None:
    """Train, with a line every 50 steps."""
    args = options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if args.threads:
        torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    sixteen = device == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()  # noqa: SLF001 (torch has no public name)
    torch.manual_seed(args.seed)
    model = started(args).to(device)
    body = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.") and p.requires_grad]
    base = [args.rate, args.head_rate]
    optimizer = torch.optim.AdamW([{"params": p, "lr": r} for p, r in zip((body, heads), base, strict=True)],
                                  weight_decay=0.01)
    parts = [(Corpus(name), float(often)) for name, _, often in (p.partition(":") for p in args.epoch.split(","))]
    state_file, first = args.out.with_suffix(".state"), 0
    args.out.parent.mkdir(parents=True, exist_ok=True)
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        first = state["step"]
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        log.info("going on from step %d", first)
    steps = args.epochs * np.mean([len(epoch(parts, args, random.Random(s))) for s in range(3)])
    total = min(int(steps), args.steps)
    log.info("%d steps", total)
    waiting = feed(parts, args, args.seed + first)
    model.train()
    model.encoder.train(not args.only_grammar)
    sums: dict[str, list[float]] = {kind: [] for kind in WEIGHTS}
    begun = time.time()
    for step in range(first, total):
        b = {k: v.to(device, non_blocking=True) for k, v in waiting.get().items()}
        scale = min((step + 1) / 60, max(0.01, (total - step) / total))
        for group, rate in zip(optimizer.param_groups, base, strict=True):
            group["lr"] = rate * scale
        found = losses(model, b, sixteen=sixteen)
        optimizer.zero_grad(set_to_none=True)
        torch.stack([WEIGHTS[kind] * loss for kind, loss in found.items()]).sum().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        for kind, loss in found.items():
            sums[kind].append(float(loss.detach()))
        if (step + 1) % 50 == 0 or step + 1 == total:
            log.info("step %d of %d, %.2f s a step: %s", step + 1, total, (time.time() - begun) / (step + 1 - first),
                     "  ".join(f"{kind} {np.mean(values):.3f}" for kind, values in sums.items() if values))
            sums = {kind: [] for kind in WEIGHTS}
        if (step + 1) % args.keep == 0:
            kept = state_file.with_suffix(".part")
            torch.save({"step": step + 1, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, kept)
            kept.replace(state_file)
    torch.save(model.state_dict(), args.out)
    state_file.unlink(missing_ok=True)
    log.info("done: %s", args.out)


if __name__ == "__main__":
    main()
