"""Train the attribution tagger: ``python training/tagger.py [--epochs 5] [--seed 7] [--out DIR]``.

One encoder over windows of whole paragraphs (`attrib.extract.windows`), two outputs for each word piece:

* *tags*: BIO over source, cue and content, from a chain (CRF) over a bidirectional LSTM over the encoder. No two of
  PolNeAR train's 19,868 attributions nest, so one layer is enough.
* *links*: a biaffine score between pieces. A content's pieces point at the first piece of their cue (every attribution
  there has a cue of one span), a cue's pieces at the first piece of their source, or at the window's first piece when
  there is none. Content and cue point *towards* what they share: two cues may have one source, two contents one cue.

The encoder starts as the one that the parser uses (`training/joint.py`), its word embeddings stay as they are. Half of
the articles get other names each epoch, half another house style (`augment.py`).

Learns from PolNeAR train, prints figures on PolNeAR dev (`attrib.evaluate`'s measures); ``--fold K`` learns from four
fifths of train, measures on the fifth instead, and notes the figures in `folds.json`.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from augment import Names, names_of, restyled, swapped
from joint_data import read_bio
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel

from attrib.evaluate import as_document, score
from attrib.extract.decode import FORBIDDEN, TAGS, allowed, decode, start, within_a_word
from attrib.extract.windows import CASES, STATES, Pieces, Window, cut, windows
from attrib.gold import GoldDocument, read_gold
from attrib.language.quotations import find_quotations
from attrib.types import Attribution, Cue, Span

DATA = Path(__file__).parents[2] / "shared" / "data" / "polnear"
WORK = Path(__file__).parent / "work" / "tagger"
FOLDS = Path(__file__).parent / "folds.json"
ENCODER = Path(__file__).parents[1] / "attrib" / "models" / "encoder"
IGNORED = -100
AVERAGED = 0.998  # of the weights a step ago, in their running mean
# For processors with a matrix unit only: without one, products in 16 bits ran a hundred times slower (2 GFLOPS, 150).
SIXTEEN_BITS = torch.cpu._is_amx_tile_supported()  # noqa: SLF001 (torch has no public name for it)
log = logging.getLogger("tagger")


@dataclass
class Article:
    """An article's pieces with their gold labels; `target` is the piece each one points at, -1 for nothing."""

    number: int
    pieces: Pieces
    tags: np.ndarray
    target: np.ndarray


@dataclass
class Example:
    """A window with its labels, numbered within the window; IGNORED where there is none."""

    article: Article
    window: Window
    tags: np.ndarray
    links: np.ndarray

    @property
    def continues(self) -> np.ndarray:
        """Which of its pieces go on with a word."""
        return self.article.pieces.continues[self.window.first : self.window.first + self.window.size]


def read_article(number: int, row: GoldDocument, tokenizer: Tokenizer) -> Article:
    """Cut a gold document into pieces and label them."""
    document = as_document(row)
    pieces = cut(document, find_quotations(document), tokenizer)
    tags = np.zeros(len(pieces.ids), dtype=np.int64)
    target = np.full(len(pieces.ids), IGNORED, dtype=np.int64)

    def inside(span: Span) -> np.ndarray:
        return np.flatnonzero((pieces.start < span.end) & (pieces.end > span.start))

    def first(spans: tuple[Span, ...]) -> int:
        found = [inside(span) for span in spans]
        return min((int(each[0]) for each in found if len(each)), default=-1)

    for span in row.discard:
        tags[inside(span)] = IGNORED
    for role in ("content", "source", "cue"):  # what stands later wins where two claim a piece
        begin = TAGS.index(f"B-{role}")
        for attribution in row.attributions or ():
            points = {"content": first(attribution.cue), "cue": first(attribution.source), "source": IGNORED}[role]
            for span in getattr(attribution, role):
                where = inside(span)
                if len(where):
                    tags[where] = begin + 1
                    tags[where[0]] = begin
                    target[where] = points
    for i in np.flatnonzero(pieces.continues):  # a word has one role
        before = int(tags[i - 1])
        tags[i] = before + 1 if before > 0 and TAGS[before][0] == "B" else before
    return Article(number, pieces, tags, target)


def examples(article: Article, longest: int, room: int = 0) -> list[Example]:
    """Cut an article into windows; what points outside of one points at its first piece."""
    result = []
    for w in windows(article.pieces, longest, room):
        stop = w.first + w.size
        here = article.target[w.first : stop]
        out = (here < w.first) | (here >= stop)
        links = np.where(here == IGNORED, IGNORED, np.where(out, 0, here - w.first + 1))
        result.append(Example(
            article, w, article.tags[w.first : stop], np.concatenate([[IGNORED], links, [IGNORED]])))
    return result


class Tagger(nn.Module):
    """Encoder, LSTM, tag scores, link scores."""

    def __init__(self, encoder: Path = ENCODER, arc: int = 128, hidden: int = 192, dropout: float = 0.1) -> None:
        """Start from `encoder`'s weights."""
        super().__init__()
        # No dropout of attention: drawing it took a fifth of each step on two cores (2.2 s with, 1.7 s without).
        self.encoder = AutoModel.from_pretrained(
            encoder, local_files_only=True, add_pooling_layer=False, attn_implementation="sdpa",
            dtype=torch.float32, attention_probs_dropout_prob=0.0)
        self.encoder.embeddings.word_embeddings.requires_grad_(requires_grad=False)
        size = self.encoder.config.hidden_size
        self.case, self.state, self.opens = nn.Embedding(CASES, size), nn.Embedding(STATES, size), nn.Embedding(2, size)
        for extra in (self.case, self.state, self.opens):
            nn.init.zeros_(extra.weight)
        self.dropout = nn.Dropout(dropout)
        self.lstm = nn.LSTM(size, hidden, batch_first=True, bidirectional=True)
        both = size + 2 * hidden
        self.tags = nn.Linear(both, len(TAGS))
        self.transitions = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.dependent, self.governor = nn.Linear(both, arc), nn.Linear(both, arc)
        self.bilinear = nn.Parameter(torch.zeros(arc, arc))
        self.bias = nn.Linear(arc, 1)

    def forward(self, ids, mask, case, state, opens):  # noqa: ANN001, ANN201 (tensors, for export as well)
        """Return tag scores (windows x pieces x tags) and link scores (windows x pieces x pieces)."""
        embedded = self.encoder.embeddings.word_embeddings(ids)
        embedded = embedded + self.case(case) + self.state(state) + self.opens(opens)
        states = self.dropout(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        states = states * mask[:, :, None]
        states = torch.cat([states, self.dropout(self.lstm(states)[0])], dim=2)
        a = functional.gelu(self.dependent(states))
        b = functional.gelu(self.governor(states))
        links = a @ self.bilinear @ b.transpose(1, 2) + self.bias(b).transpose(1, 2)
        return self.tags(states), links.masked_fill(mask[:, None, :] == 0, FORBIDDEN)


def masked(e: Example, share: float, mask: int, rng: random.Random) -> Example:
    """Hide a share of the words, so that what stands round a word must tell."""
    if not share:
        return e
    starts = np.flatnonzero(~e.continues.astype(bool))
    hidden = np.isin(np.maximum.accumulate(np.where(e.continues, -1, np.arange(len(e.tags)))),
                     [i for i in starts if rng.random() < share])
    ids = e.window.ids.copy()
    ids[1 : len(e.tags) + 1][hidden] = mask
    return replace(e, window=replace(e.window, ids=ids))


def batch(group: list[Example]) -> dict[str, torch.Tensor]:
    """Pad windows to one length."""
    longest = max(len(e.window.ids) for e in group)

    def padded(rows: list[np.ndarray], fill: int) -> torch.Tensor:
        return torch.tensor(np.stack([np.pad(row, (0, longest - len(row)), constant_values=fill) for row in rows]))

    inputs = {name: padded([getattr(e.window, name) for e in group], 0) for name in ("ids", "case", "state", "opens")}
    return inputs | {
        "mask": padded([np.ones_like(e.window.ids) for e in group], 0),
        "real": padded([np.ones_like(e.tags) for e in group], 0),
        "continues": padded([e.continues for e in group], 0),
        "tags": padded([e.tags for e in group], IGNORED),
        "links": padded([e.links for e in group], IGNORED),
    }


CONSTANT = {name: torch.tensor(f(), dtype=torch.float32)
            for name, f in (("start", start), ("between", allowed), ("inside", within_a_word))}


def chain_loss(model: Tagger, tags: torch.Tensor, b: dict[str, torch.Tensor]) -> torch.Tensor:
    """Mean over pieces of the negative log-likelihood of the gold tags; an IGNORED one may be any."""
    gold = b["tags"]
    scores = tags.float()[:, 1:]
    scores = functional.pad(scores, (0, 0, 0, 1))[:, : gold.shape[1]]
    right = functional.one_hot(gold.clamp(min=0), len(TAGS)).bool() | (gold == IGNORED)[:, :, None]
    # The gold path and all paths in one recursion, stacked.
    both = torch.cat([scores.masked_fill(~right, FORBIDDEN), scores])
    moves = torch.where(b["continues"][:, :, None, None] > 0, CONSTANT["inside"], CONSTANT["between"])
    moves = torch.cat([moves, moves]) + model.transitions.float()
    real = torch.cat([b["real"], b["real"]]).bool()
    alpha = both[:, 0] + CONSTANT["start"]
    for i in range(1, both.shape[1]):
        new = torch.logsumexp(alpha[:, :, None] + moves[:, i], dim=1) + both[:, i]
        alpha = torch.where(real[:, i, None], new, alpha)
    path, every = torch.logsumexp(alpha, dim=1).chunk(2)
    return (every - path).sum() / b["real"].sum()


def losses(model: Tagger, b: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Loss of the tags, and mean cross-entropy of the links of pieces that have one."""
    with torch.autocast("cpu", torch.bfloat16, enabled=SIXTEEN_BITS):
        tags, links = model(b["ids"], b["mask"], b["case"], b["state"], b["opens"])
    link_loss = functional.cross_entropy(links.float().flatten(0, 1), b["links"].flatten(), ignore_index=IGNORED)
    return chain_loss(model, tags, b), link_loss


def scores_of(model: nn.Module, cut_up: list[Example]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return each window's tag scores (pieces x tags) and link scores ((pieces + 1) x (pieces + 1))."""
    model.eval()
    result: list = [None] * len(cut_up)
    order = sorted(range(len(cut_up)), key=lambda i: len(cut_up[i].tags))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SIXTEEN_BITS):
        for at in range(0, len(order), 16):
            numbers = order[at : at + 16]
            b = batch([cut_up[i] for i in numbers])
            tags, links = model(b["ids"], b["mask"], b["case"], b["state"], b["opens"])
            for i, t, s in zip(numbers, tags.double().numpy(), links.double().numpy(), strict=True):
                size = len(cut_up[i].tags)
                result[i] = (t[1 : size + 1], s[: size + 1, : size + 1])
    model.train()
    return result


def attributions(e: Example, tags: np.ndarray, links: np.ndarray, transitions: np.ndarray) -> list[Attribution]:
    """Decode one window, without what `attrib.extract` then does with the parse and the quotation marks."""
    starts, ends = e.article.pieces.start[e.window.first :], e.article.pieces.end[e.window.first :]

    def span(part) -> Span:  # noqa: ANN001
        return Span(int(starts[part.first]), int(ends[part.last]))

    return [
        Attribution(
            "", "indirect", tuple(map(span, each.contents)), None if each.cue is None else Cue(span(each.cue), ""),
            None if each.source is None else span(each.source), "tagger", 0, 0)
        for each in decode(tags, links, transitions, e.continues)
    ]


def figures(rows: tuple[GoldDocument, ...], cut_up: list[Example], model: nn.Module) -> dict[str, float]:
    """Return exact F1 of each role and the relation's."""
    found: dict[str, list[Attribution]] = {row.id: [] for row in rows}
    transitions = model.transitions.detach().double().numpy()
    for e, (tags, links) in zip(cut_up, scores_of(model, cut_up), strict=True):
        found[rows[e.article.number].id] += attributions(e, tags, links, transitions)
    scored = score(rows, found)
    return {**{role: each.f1 for role, each in scored.exact.items()}, "relation": scored.relation.f1}


def options() -> argparse.Namespace:
    """Read the command line."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--longest", type=int, default=256, help="pieces in a window")
    ap.add_argument("--batch", type=int, default=3200, help="padded pieces in a batch")
    ap.add_argument("--rate", type=float, default=2e-4)
    ap.add_argument("--head-rate", type=float, default=1e-3)
    ap.add_argument("--links", type=float, default=0.3, help="weight of the links' loss")
    ap.add_argument("--limit", type=int, default=10**6, help="articles to learn from")
    ap.add_argument("--fold", type=int, help="0 to 4: measure on that fifth of train")
    ap.add_argument("--start", type=Path, help="weights of a training before, to go on from")
    ap.add_argument("--masked", type=float, default=0.0, help="share of the words hidden in training")
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--encoder", type=Path, default=ENCODER)
    ap.add_argument("--out", type=Path, default=WORK)
    return ap.parse_args()


def batches(cut_up: list[Example], most: int, rng: random.Random) -> list[list[Example]]:
    """Windows of like length together, in random order."""
    result: list[list[Example]] = [[]]
    for e in sorted(cut_up, key=lambda e: len(e.tags) + rng.random() * 20):
        if result[-1] and (len(result[-1]) + 1) * len(e.tags) > most:
            result.append([])
        result[-1].append(e)
    rng.shuffle(result)
    return result


def epoch_of(
    rows: tuple[GoldDocument, ...], names: Names, tokenizer: Tokenizer, args: argparse.Namespace, rng: random.Random
) -> list[list[Example]]:
    """One pass over the articles, some under other names and in another style, cut into other windows each time."""
    cut_up = []
    for i, row in enumerate(rows):
        other = swapped(row, names, rng) if rng.random() < 0.5 else row  # noqa: PLR2004
        article = read_article(i, restyled(other, rng), tokenizer)
        windows_of = examples(article, args.longest, rng.randrange(args.longest))
        cut_up += [masked(e, args.masked, tokenizer.token_to_id("[MASK]"), rng) for e in windows_of]
    return batches(cut_up, args.batch, rng)


def read_rows(fold: int | None, limit: int) -> tuple[tuple[GoldDocument, ...], tuple[GoldDocument, ...]]:
    """Return what to learn from and what to measure on."""
    rows = read_gold(DATA / "train.jsonl.xz")[:limit]
    if fold is None:
        return rows, read_gold(DATA / "dev.jsonl.xz")
    learnt, held = (tuple(r for i, r in enumerate(rows) if (i % 5 == fold) is part) for part in (False, True))
    return learnt, held


def note(fold: int, epochs: int, got: dict[str, float]) -> None:
    """Keep the figures of a fold, of the last epoch, whatever they are."""
    known = json.loads(FOLDS.read_text(encoding="utf-8")) if FOLDS.exists() else {}
    known[str(fold)] = {"epochs": epochs, **got}
    FOLDS.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train; print dev figures after every epoch, then of the averaged weights; keep both."""
    args = options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    rows, held = read_rows(args.fold, args.limit)
    tokenizer = Tokenizer.from_file(str(args.encoder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    names = names_of(read_bio("polnear-silver-train"))
    measured = [e for i, row in enumerate(held) for e in examples(read_article(i, row, tokenizer), args.longest)]
    model = Tagger(args.encoder)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True))
    learnable = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    body = [p for n, p in learnable if n.startswith("encoder.")]
    heads = [p for n, p in learnable if not n.startswith("encoder.")]
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED))
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": heads, "lr": args.head_rate}], weight_decay=0.01)
    epoch = epoch_of(rows, names, tokenizer, args, rng)
    total, step, started = len(epoch) * args.epochs, 0, time.time()
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / 100, max(0.01, (total - s) / (total - 100))))
    log.info("%d articles, about %d steps", len(rows), total)
    args.out.mkdir(parents=True, exist_ok=True)
    model.train()
    for number in range(1, args.epochs + 1):
        sums = [0.0, 0.0]
        for group in epoch:
            optimizer.zero_grad()
            tag_loss, link_loss = losses(model, batch(group))
            (tag_loss + args.links * link_loss).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            step += 1
            sums = [sums[0] + float(tag_loss.detach()), sums[1] + float(link_loss.detach())]
            if step % 50 == 0:
                log.info("step %d  %.2f s a step  %.3f", step, (time.time() - started) / step, sums[0] / len(epoch))
        got = figures(held, measured, model)
        log.info("epoch %d  tags %.4f  links %.4f  %s", number, *(s / len(epoch) for s in sums), json.dumps(got))
        torch.save(model.state_dict(), args.out / "tagger.pt")
        if number < args.epochs:
            epoch = epoch_of(rows, names, tokenizer, args, rng)
    if args.fold is not None:
        note(args.fold, args.epochs, got)
    log.info("averaged  %s", json.dumps(figures(held, measured, average.module)))
    torch.save(average.module.state_dict(), args.out / "averaged.pt")


if __name__ == "__main__":
    main()
