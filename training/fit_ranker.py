"""Fit whom a source means (attrib/models/ranker.npz): ``python -m training.make ranker``; eight minutes on two cores.

Data: the 928 articles of newsroom train, the 252 of PolNeAR train in ``training/speakers.jsonl`` and the 48 invented
ones, gold spans, our own parses. The walk goes through each article, and through its first paragraphs as if there were
no more, with the annotation for its ranker (:class:`Teacher`); then once more with the choices of weights fitted on
other articles, so that what follows a wrong choice is learnt, too. Of every source are kept the rows of its options and
which of them are right: the entity that bears the annotated name, or that an earlier source with the same annotation
was put with; else somebody new, if the words themselves are the name or nobody is named; else nobody. The loss is the
conditional likelihood of the right ones.

Printed, over five folds of articles, each resolved by weights fitted on the others: right and wrong names by kind of
source; for each generator of candidates how many sources it alone gets right and wrong (one that nets fewer than ten
should go); right and wrong over the chance from which a speaker is shown; how well the chances are calibrated.
``--out`` also fits on all articles and writes the weights: three networks whose scores are averaged, which is one
network with three times as many hidden units.
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
import random
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from attrib.language.tree import Tree
from attrib.resolve import ranker
from attrib.resolve.candidates import GENERATORS
from attrib.resolve.entities import Walk
from attrib.resolve.features import FACTORS, kind_of
from attrib.resolve.ranker import FARTHEST
from attrib.resolve.speakers import LEAST
from attrib.types import Span
from training import gum
from training.parse_corpus import WORK
from training.speakers import SHARED, gold_attributions, read_speakers, scorer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.features import Rows
    from attrib.resolve.mentions import Reference
    from attrib.resolve.ranker import Weights
    from attrib.types import Attribution, Document, Parse

    Floats = np.ndarray
    Gold = tuple[str, str, str] | None  # entity, its name, its class

NAMED = frozenset({"named_person", "organisation"})
FOLDS = 5
HIDDEN, NETWORKS, EPOCHS, BATCH = 128, 3, 12, 256
RATE, DECAY, DROPOUT = 3e-3, 0.05, 0.3
NOUNS = 64
"""The commonest nouns of sources, each with weights of its own: “the company” is not looked for as “the police” are."""

ARTICLES = frozenset({"the", "a", "an", "some"})

same_name = scorer().same_name


@dataclass(frozen=True, slots=True)
class Article:
    """An article whose sources are annotated: `gold` has for each attribution who it is, None for nobody."""

    name: str
    document: Document
    parse: Parse
    attributions: list[Attribution]
    gold: list[Gold]


@dataclass(slots=True)
class Case:
    """One source: the rows of its options, which are right, what each would be shown as, and who proposed each."""

    article: str
    kind: str
    noun: str
    words: str
    rows: Floats
    right: Floats
    shown: list[str | None]
    by: list[tuple[str, ...]]
    gold: Gold
    chances: Floats = field(default_factory=lambda: np.zeros(0))


def articles(*, with_gum: bool = False) -> Iterator[Article]:
    """Yield the articles of all three corpora, and GUM's if wanted."""
    with (WORK / "parses" / "newsroom.pkl").open("rb") as handle:
        parsed = pickle.load(handle)  # noqa: S301 - written by training/parse_corpus.py
    with lzma.open(SHARED / "data/newsroom/train.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            document, parse = parsed[row["id"]]
            made, numbers = gold_attributions(row, document, parse)
            known = [row["entities"].get(row["attributions"][i]["entity"]) for i in numbers]
            gold = [(row["attributions"][i]["entity"], e["name"], e["class"]) if e else None
                    for i, e in zip(numbers, known, strict=True)]
            yield Article(f"newsroom/{row['id']}", document, parse, made, gold)
    for each in read_speakers(WORK / "parses" / "articles.pkl"):
        who = {g["i"]: (g["entity"] or f"#{g['i']}", g["entity"] or "", g["class"])
               for g in each.gold if g["class"] != "none"}
        gold = [who.get(i) for i in each.numbers]
        yield Article(f"polnear/{each.name}", each.document, each.parse, each.attributions, gold)
    if not with_gum:
        return
    with (WORK / "parses" / "gum.pkl").open("rb") as handle:
        parsed = pickle.load(handle)  # noqa: S301 - written by training/gum.py
    for row in gum.documents():
        document, parse = parsed[row["id"]]
        made, numbers = gold_attributions(row, document, parse)
        known = [(row["attributions"][i]["entity"], row["entities"][row["attributions"][i]["entity"]]) for i in numbers]
        gold = [(name, entity["name"], entity["class"]) for name, entity in known]
        yield Article(f"gum/{row['id']}", document, parse, made, gold)


def opening(article: Article) -> Article | None:
    """Return the first paragraphs of an article as if there were no more: what is learnt must hold of briefs, too."""
    last = random.Random(article.name).randint(2, 6)
    kept = [s for s in article.parse.sentences if s.paragraph < last]
    span = Span(kept[0].span.start, kept[-1].span.end) if kept else Span(0, 0)
    pairs = [(a, g) for a, g in zip(article.attributions, article.gold, strict=True)
             if span.contains(a.source or a.content[0])]
    if not pairs:
        return None
    parse = replace(article.parse, sentences=tuple(kept))
    return Article(f"{article.name}#opening", article.document, parse, [a for a, _ in pairs], [g for _, g in pairs])


class Teacher:
    """Chooses what the annotation says, or what `weights` make of it, and keeps the cases."""

    def __init__(self, article: Article, weights: Weights | None = None) -> None:
        """Remember who each source is."""
        self.article, self.weights = article, weights
        self.gold: dict[Span, Gold] = {}
        floating = []
        for each, gold in zip(article.attributions, article.gold, strict=True):
            if each.source is not None:
                self.gold[each.source] = gold
            elif each.cue is None:
                self.gold[each.content[0]] = gold
                floating.append(each.content[0])
        sources = [each.source for each in article.attributions if each.source is not None]
        self.entities: dict[int, set[str]] = {}
        self.cases: list[Case] = []
        self.walk = Walk(Tree(article.document, article.parse), sources, floating, self)

    def __call__(
        self, mention: Reference, source: Span | None, options: Sequence[Cluster | None], rows: Rows
    ) -> list[float]:
        """Return 1 for the right option that has been spoken of most, 0 for the others; or the weights' chances."""
        count = len(options)
        noun = mention.lemma if kind_of(mention) == "nominal" else ""
        own = None if self.weights is None else ranker.chances(self.weights, rows, noun)
        if source is None or source not in self.gold:
            return own or [0.0] * (count - 1) + [1.0]
        gold, tree = self.gold[source], self.walk.tree
        new = count - 2 if kind_of(mention) in {"name", "nominal"} else -1
        written = self._written(mention, source) if new >= 0 else ""
        right = self._right(options, gold, new, {written, mention.text}, self.walk.state.joint.get(source))
        governor = self.walk.state.governor.get(mention.place)
        if right[-1] and governor is not None and gold is not None and gold[2] not in NAMED:  # “voters who say …”
            right = [o is not None and o.number == governor and not o.names for o in options]
            right[-1] = not any(right)
        shown = [None if o is None else o.name for o in options]
        if new >= 0:
            shown[new] = written
        self.cases.append(Case(
            self.article.name, kind_of(mention), noun, tree.text(source), np.array(rows, np.float32), np.array(right),
            shown, [self._proposers(mention, source, o) for o in options], gold, np.array(own or [])))
        spoken_of = [o.count(mention.place) if o is not None else 0 for o in options]
        best = max((i for i in range(count) if right[i]), key=spoken_of.__getitem__)
        chosen = options[best]
        if gold is not None and chosen is not None:
            self.entities.setdefault(chosen.number, set()).add(gold[0])
        elif gold is not None and best == new:  # the walk gives it the next number, or the name's own
            known = self.walk.state.at.get(mention.place) if mention.mention.kind == "name" else None
            self.entities.setdefault(known.number if known else len(self.walk.clusters), set()).add(gold[0])
        return own or [float(i == best) for i in range(count)]

    def _right(
        self, options: Sequence[Cluster | None], gold: Gold, new: int, written: set[str], joint: int | None
    ) -> list[bool]:
        right = [False] * len(options)
        if gold is None or gold[2] == "author":
            right[-1] = True
            return right
        entity, name, kind = gold
        for i, o in enumerate(options):
            if o is None:
                continue
            if o.number == joint and (" and " in name or same_name(o.name, name)):
                return [k == i for k in range(len(options))]
            named = kind in NAMED and bool(name) and bool(o.names or o.members) and same_name(o.name, name)
            known = self.entities.get(o.number, ())
            right[i] = named or entity in known
            if not known and kind not in NAMED and _described(o, name):  # no source yet: as good as somebody new
                right[i] = True
                right[new] = right[new] or new >= 0
        if not any(right):
            itself = kind not in NAMED or any(same_name(words, name) for words in written)
            right[new if new >= 0 and itself else -1] = True
        return right

    def _written(self, mention: Reference, source: Span) -> str:
        words, owner = self.walk.written(mention, source), self.walk.owner(mention, source)
        return f"{owner.name}’s {words.partition(' ')[2]}" if owner is not None else words

    def _proposers(self, mention: Reference, source: Span, option: Cluster | None) -> tuple[str, ...]:
        if option is None:
            return ()
        state, kind = self.walk.state, kind_of(mention)
        core = self.walk.core(mention, source) if kind != "none" else None
        return tuple(each.__name__.strip("_") for each in GENERATORS[kind]
                     if any(c is option for c in each(state, mention, core)))


def _described(cluster: Cluster, name: str) -> bool:
    """Whether an entity without a name was described in the words that the annotation calls somebody by."""
    wanted = name.lower().split()
    texts = [r.text.lower().split() for r in cluster.references if r.mention.kind == "nominal"]
    return not cluster.names and not cluster.members and any(
        text[-1:] == wanted[-1:] and set(text) - ARTICLES <= set(wanted) for text in texts)


def cases_of(article: Article, weights: Weights | None = None) -> list[Case]:
    """Return the cases of an article, and of its opening."""
    teachers = [Teacher(each, weights) for each in (article, opening(article)) if each is not None]
    for teacher in teachers:
        teacher.walk.run()
    return [case for teacher in teachers for case in teacher.cases]


# --- the network -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Table:
    """All cases as one table: rows of features, the noun of each case, which rows are right, where each case starts."""

    values: torch.Tensor
    nouns: torch.Tensor
    right: torch.Tensor
    starts: Floats

    def batch(self, cases: Floats) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return the rows of some cases, their nouns, which are right, and the number of its case in the batch."""
        rows = np.concatenate([np.arange(self.starts[j], self.starts[j + 1]) for j in cases])
        case = torch.from_numpy(np.repeat(np.arange(len(cases)), [self.starts[j + 1] - self.starts[j] for j in cases]))
        return self.values[rows], self.nouns[cases][case], self.right[rows], case


class Network(torch.nn.Module):
    """One layer of hidden units over a row; a known noun adds weights of its own."""

    def __init__(self, factors: int) -> None:
        """Start from random weights; number 0 among the nouns stands for all the rarer ones."""
        super().__init__()
        self.hidden, self.out = torch.nn.Linear(factors, HIDDEN), torch.nn.Linear(HIDDEN, 1, bias=False)
        self.nouns = torch.nn.Embedding(NOUNS + 1, HIDDEN, padding_idx=0)
        torch.nn.init.zeros_(self.nouns.weight)
        self.dropout = torch.nn.Dropout(DROPOUT)

    def forward(self, values: torch.Tensor, nouns: torch.Tensor) -> torch.Tensor:
        """Return the score of each row."""
        return self.out(self.dropout(torch.relu(self.hidden(values) + self.nouns(nouns))))[:, 0]


def fitted(table: Table, cases: Floats, seed: int) -> Network:
    """Return a network fitted on these cases."""
    torch.manual_seed(seed)
    network = Network(table.values.shape[1])
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(cases) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    for epoch in range(EPOCHS):
        order = np.random.RandomState(seed * 100 + epoch).permutation(cases)
        for at in range(0, len(order), BATCH):
            values, nouns, right, case = table.batch(order[at : at + BATCH])
            scores = network(values, nouns)
            count = int(case[-1]) + 1
            top = torch.full((count,), -1e9).scatter_reduce(0, case, scores.detach(), "amax")
            raised = torch.exp(scores - top[case])
            every = torch.zeros(count).index_add(0, case, raised)
            good = torch.zeros(count).index_add(0, case, raised * right)
            loss = (torch.log(every) - torch.log(good + 1e-9)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return network.eval()


# --- what is printed -------------------------------------------------------------------------------------------------


def verdict(case: Case, least: float = 0.0) -> str:
    """Return what a case comes out as: right, wrong or none where somebody is named; else as annotated or not."""
    best = int(case.chances.argmax())
    shown = case.shown[best] if case.chances[best] >= least else None
    if case.gold is None or case.gold[2] not in NAMED:
        return "as annotated" if case.right[best] and case.chances[best] >= least else "otherwise"
    return "none" if shown is None else "right" if same_name(shown, case.gold[1]) else "wrong"


def report(cases: Sequence[Case]) -> None:
    """Print all figures."""
    for part in ("newsroom", "polnear"):
        own = [case for case in cases if case.article.startswith(part)]
        named = [case for case in own if case.gold is not None and case.gold[2] in NAMED]
        for kind in ("all", *GENERATORS):
            tally = Counter(verdict(c) for c in own if kind in {"all", c.kind})
            for group, verdicts in (("named", ("right", "wrong", "none")), ("unnamed", ("as annotated", "otherwise"))):
                total = sum(tally[k] for k in verdicts)
                if total:
                    shares = ", ".join(f"{k} {100 * tally[k] / total:.1f}" for k in verdicts)
                    print(f"{part:9} {group:7} {kind:9} {total:5}: {shares}")
        for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
            tally = Counter(verdict(c, least) for c in named)
            right, wrong = (100 * tally[k] / len(named) for k in ("right", "wrong"))
            print(f"{part:9} shown from {least:.1f}: right {right:.1f}, wrong {wrong:.1f}")
    unsure = [c for c in cases if c.chances[-1] == c.chances.max() or c.chances.max() < LEAST]
    nameless = sum(c.gold is None or c.gold[2] not in NAMED for c in unsure)
    print(f"left unattributed: {len(unsure)}, in the annotation nobody by name {100 * nameless / len(unsure):.1f}")
    pairs = [(float(c.chances.max()), bool(c.right[int(c.chances.argmax())])) for c in cases]
    gaps = [abs(sum(p - r for p, r in pairs if int(min(p, 0.999) * 10) == tenth)) for tenth in range(10)]
    print(f"expected calibration error of the chances: {sum(gaps) / len(pairs):.3f} over {len(pairs)}")
    alone: Counter[tuple[str, bool]] = Counter()
    for case in cases:
        best = int(case.chances.argmax())
        if len(case.by[best]) == 1:
            alone[case.by[best][0], bool(case.right[best])] += 1
    for name in dict.fromkeys(each.__name__.strip("_") for row in GENERATORS.values() for each in row):
        print(f"generator {name:12} alone: right {alone[name, True]}, wrong {alone[name, False]}")


def fold_of(name: str) -> int:
    """Return the fifth of the articles that one belongs to, its opening with it."""
    return zlib.crc32(name.removesuffix("#opening").encode()) % FOLDS


@dataclass(slots=True)
class Scaling:
    """What makes a table of rows: mean and scale of each feature, and the nouns that have weights of their own."""

    mean: Floats
    scale: Floats
    nouns: list[str]

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Scaling:
        """Measure the cases."""
        rows = np.concatenate([case.rows for case in cases])
        nouns = [noun for noun, _ in Counter(c.noun for c in cases if c.noun).most_common(NOUNS)]
        return cls(rows.mean(0), rows.std(0) + 1e-3, nouns)

    def table(self, cases: Sequence[Case]) -> Table:
        """Return the cases as a table."""
        rows = (np.concatenate([case.rows for case in cases]) - self.mean) / self.scale
        number = {noun: i for i, noun in enumerate(self.nouns, start=1)}
        return Table(
            torch.from_numpy(rows.clip(-FARTHEST, FARTHEST)),
            torch.tensor([number.get(case.noun, 0) for case in cases]),
            torch.from_numpy(np.concatenate([case.right for case in cases])).float(),
            np.cumsum([0, *(len(case.right) for case in cases)]),
        )

    def arrays(self, networks: Sequence[Network]) -> dict[str, Floats]:
        """Return what :mod:`attrib.resolve.ranker` reads, of networks whose scores are averaged."""
        return {
            "factors": np.array(FACTORS), "mean": self.mean, "scale": self.scale, "nouns": np.array(self.nouns),
            "hidden": np.concatenate([n.hidden.weight.detach().numpy().T for n in networks], 1).astype(np.float16),
            "hidden_bias": np.concatenate([n.hidden.bias.detach().numpy() for n in networks]).astype(np.float16),
            "noun_hidden": np.concatenate([n.nouns.weight[1:].detach() for n in networks], 1).astype(np.float16),
            "out": np.concatenate([n.out.weight.detach().numpy()[0] for n in networks]) / len(networks),
        }


def by_fold(cases: Sequence[Case]) -> list[Weights]:
    """Return for each fifth of the articles weights fitted on the others."""
    scaling = Scaling.of(cases)
    table, fold = scaling.table(cases), np.array([fold_of(case.article) for case in cases])
    networks = [fitted(table, np.flatnonzero(fold != part), part) for part in range(FOLDS)]
    return [ranker.weights(scaling.arrays([network])) for network in networks]


def collected(pool: Pool, weights: Sequence[Weights] | None = None, *, with_gum: bool = False) -> list[Case]:
    """Return the cases of all articles: chosen by the annotation, or by weights that have not learnt the article."""
    pairs = ((article, weights[fold_of(article.name)] if weights else None) for article in articles(with_gum=with_gum))
    return [case for found in pool.starmap(cases_of, pairs, chunksize=16) for case in found]


def main() -> None:
    """Collect, print the figures over five folds, and with --out write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="file to write the weights to")
    parser.add_argument("--cases", type=Path, help="file to keep the sources in that were resolved out of fold")
    parser.add_argument("--gum", action="store_true", help="learn from GUM's coreference, too (training/gum.py)")
    arguments = parser.parse_args()
    with Pool(2) as pool:
        taught = collected(pool, with_gum=arguments.gum)
        both = taught + collected(pool, by_fold(taught), with_gum=arguments.gum)
        tested = collected(pool, by_fold(both))
    print(f"{len(both)} sources to learn from, {sum(len(case.right) for case in both)} options")
    report([case for case in tested if "#" not in case.article])
    print("openings of the same articles")
    report([case for case in tested if "#" in case.article])
    if arguments.cases:
        with arguments.cases.open("wb") as handle:
            pickle.dump(tested, handle)
    if arguments.out:
        scaling = Scaling.of(both)
        table, every = scaling.table(both), np.arange(len(both))
        np.savez_compressed(arguments.out, **scaling.arrays([fitted(table, every, seed) for seed in range(NETWORKS)]))
        print(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":  # by the module's own name, or what is pickled would be __main__'s
    from training import fit_ranker

    fit_ranker.main()
