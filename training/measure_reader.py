"""How good a reader is, alone: ``python -m training.measure_reader FILE.pt PART… [--held HALF]``.

Exact F1 of sources, cues and contents and of relations, one view, no rules; then the share right of acts, tags, heads,
relations, lemmas, beginnings, the F1 of names and of check-worthy sentences, each given the gold words. ``--held N``
measures on half N alone, which a training with ``--half N`` has not learnt. A part of the news compares trees with the
parser's own; the treebanks' dev and test parts are measured by `training.measure_parse`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import torch

from attrib.evaluate import score
from attrib.extract.decode import decode
from attrib.gold import GoldDocument, read_gold
from attrib.types import Attribution, Cue, Span
from tests.newsroom_gold import read_newsroom
from training.halves import half_of
from training.reader_data import BEGINS, DATA, HERE, IGNORED, WORK, Vocabulary
from training.reader_model import Reader, given
from training.train_reader import Corpus, Item, batches, collate, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GOLD = {"newsroom": "newsroom/train", "newsroom-dev": "newsroom/dev", "polnear": "polnear/train",
        "polnear-dev": "polnear/dev"}


def load(path: str) -> Reader:
    """Return a trained reader, ready to read; ``given`` names the given weights, whose trees mean nothing."""
    vocabulary = Vocabulary(**{k: tuple(v) for k, v in json.loads((WORK / "vocabulary.json").read_text()).items()})
    model = Reader(vocabulary)
    weights = given() if path == "given" else torch.load(path, weights_only=True)
    model.load_state_dict(weights.get("model", weights), strict=path != "given")
    return model.eval()


def read(
    model: Reader, items: Sequence[Item], style: int | None = None
) -> Iterator[tuple[Item, dict[str, np.ndarray]]]:
    """Yield each window with the model's outputs, cut to its size (and the frame's first piece), and its labels."""
    for group in batches(list(items), 6000, random.Random(0)):
        b = collate(group, style=style)
        with torch.inference_mode():
            found = model(b["ids"], b["mask"], b["case"], b["state"], b["opens"])
        for i, item in enumerate(group):
            n = item.size + 1
            yield item, {
                **{k: v[i, :n, :n].numpy() if k in {"links", "rlinks", "heads"} else v[i, :n].numpy()
                   for k, v in found.items()},
                **{k: v[i, :n].numpy() for k, v in b.items() if k.startswith("gold_")}}


def attributions(item: Item, outputs: dict[str, np.ndarray], transitions: np.ndarray) -> list[Attribution]:
    """Decode one window, without what `attrib.extract` then does with the quotation marks."""
    arrays = item.corpus.arrays
    starts, ends = arrays["start"][item.first :], arrays["end"][item.first :]

    def span(part) -> Span:  # noqa: ANN001
        return Span(int(starts[part.first]), int(ends[part.last]))

    return [
        Attribution("", "indirect", tuple(map(span, e.contents)), None if e.cue is None else Cue(span(e.cue), ""),
                    None if e.source is None else span(e.source), "reader", 0, 0)
        for e in decode(outputs["tags"][1:].astype(float), outputs["links"].astype(float), transitions,
                        arrays["continues"][item.first : item.stop])]


def gold_of(part: str) -> tuple[GoldDocument, ...]:
    """Return the annotated articles of a part."""
    if part == "invented":
        return read_newsroom(HERE / "newsroom").documents
    return read_gold(DATA / f"{GOLD[part]}.jsonl.xz")


def grammar(outputs: dict[str, np.ndarray], model: Reader, count: Counter[str]) -> None:
    """Count what is right of words, tags and trees."""
    gold = {k[5:]: v[1:] for k, v in outputs.items() if k.startswith("gold_")}
    for kind in ("begins", "upos", "feats", "lemma", "acts", "voice"):
        known = gold[kind] != IGNORED
        count[kind] += int((outputs[kind][1:].argmax(1) == gold[kind])[known].sum())
        count[f"{kind} all"] += int(known.sum())
    sentence = BEGINS.index("sentence")
    for kind, guess, right in (("sentences", outputs["begins"][1:].argmax(1) == sentence, gold["begins"] == sentence),
                               ("worth", outputs["worth"][1:].argmax(1) == 0, gold["worth"] == 0)):
        known = gold["worth"] != IGNORED if kind == "worth" else gold["begins"] != IGNORED
        for name, n in (("hit", guess & right), ("got", guess), ("gold", right)):
            count[f"{kind} {name}"] += int(n[known].sum())
    tags, right = outputs["names"][1:].argmax(1), gold["names"]
    known = np.flatnonzero(right != IGNORED)
    a, b = ({s for s in spans(t[known].tolist())} for t in (tags, right))  # noqa: C416
    count["names hit"] += len(a & b)
    count["names got"] += len(a)
    count["names gold"] += len(b)
    words = np.flatnonzero(gold["heads"] != IGNORED)
    if not len(words):
        return
    begins = gold["begins"]
    sentences = (begins == sentence).cumsum()
    within = (sentences[:, None] == sentences[None, :]) & (begins > 0)[None, :]
    scores = outputs["heads"][1:].copy()
    scores[:, 1:][~within] = -1e9
    heads = scores.argmax(1)
    related = model.related(torch.from_numpy(outputs["dependent"][1:]),
                            torch.from_numpy(outputs["governor"][heads])).argmax(1).numpy()
    hit = heads[words] == gold["heads"][words]
    count["uas"] += int(hit.sum())
    count["las"] += int((hit & (related[words] == gold["deprel"][words])).sum())
    count["uas all"] += len(words)
    count["las all"] += len(words)


def spans(tags: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield first, last and kind of the names among BIO numbers (B odd, I even)."""
    i = 0
    while i < len(tags):
        if not tags[i]:
            i += 1
            continue
        kind, first = (tags[i] + 1) // 2, i
        while i + 1 < len(tags) and tags[i + 1] == 2 * kind:
            i += 1
        yield first, i, kind
        i += 1


def measured(model: Reader, part: str, *, held: int | None = None, style: int | None = None) -> dict[str, float]:
    """Return all figures of one part, per cent."""
    corpus = Corpus(part)
    halves = half_of() if held is not None else {}
    numbers = [n for n in np.flatnonzero(corpus.docs[:, 1] == 0)
               if held is None or halves.get(corpus.ids[corpus.docs[n, 0]]) == held]
    by_window = {(item.base, item.first): corpus.ids[corpus.docs[n, 0]]
                 for n in numbers for item in items_of(corpus, int(n), 256)}
    items = [item for n in numbers for item in items_of(corpus, int(n), 256)]
    found: dict[str, list[Attribution]] = {name: [] for name in by_window.values()}
    transitions = model.transitions.detach().double().numpy()
    count: Counter[str] = Counter()
    for item, outputs in read(model, items, style):
        if part in GOLD or part == "invented":
            found[by_window[item.base, item.first]] += attributions(item, outputs, transitions)
        grammar(outputs, model, count)
    result = {}
    if part in GOLD or part == "invented":
        scored = score(tuple(row for row in gold_of(part) if row.id in found), found)
        result = {**{role: each.f1 for role, each in scored.exact.items()}, "relation": scored.relation.f1}
    for kind in ("acts", "begins", "upos", "feats", "lemma", "uas", "las", "voice"):
        if count[f"{kind} all"]:
            result[kind] = 100 * count[kind] / count[f"{kind} all"]
    for kind in ("sentences", "names", "worth"):
        if count[f"{kind} gold"]:
            result[kind] = 200 * count[f"{kind} hit"] / max(1, count[f"{kind} got"] + count[f"{kind} gold"])
    return {name: round(value, 1) for name, value in result.items()}


def main() -> None:
    """Print a line for each part."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("weights")
    ap.add_argument("parts", nargs="+")
    ap.add_argument("--held", type=int, choices=(0, 1))
    args = ap.parse_args()
    model = load(args.weights)
    for part in args.parts:
        print(part, json.dumps(measured(model, part, held=args.held)), flush=True)


if __name__ == "__main__":
    main()
