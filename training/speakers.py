"""Articles annotated with who each source is, as gold attributions over a real parse: what resolving is fitted on.

The annotations are ``training/speakers.jsonl`` (252 articles of PolNeAR train) and ``training/newsroom/`` (48 invented
ones) or, for measuring alone, ``../shared/data/speakers/polnear-dev.jsonl`` (14 of dev); the attributions are the gold
ones; the parses a pickle of ``{id: (Document, Parse)}``.
"""

from __future__ import annotations

import importlib.util
import json
import lzma
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrib.language.tree import Tree
from attrib.types import Attribution, AttributionType, Cue, Document, Parse, Span
from tests import newsroom_gold

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = Path(__file__).parents[2] / "shared"
SPEAKERS = Path(__file__).parent / "speakers.jsonl"
NEWSROOM = Path(__file__).parent / "newsroom"


@dataclass(frozen=True, slots=True)
class Article:
    """One annotated article. `numbers` has each attribution's number in the corpus; `gold` the annotated sources."""

    name: str
    document: Document
    parse: Parse
    attributions: list[Attribution]
    numbers: list[int]
    gold: list[dict[str, Any]]

    @property
    def sources(self) -> list[Span]:
        """Spans of all sources."""
        return [a.source for a in self.attributions if a.source is not None]

    def entities(self) -> dict[tuple[int, int], str]:
        """Return who each source is by the place of its head, where that was annotated."""
        tree = Tree(self.document, self.parse)
        by_number = dict(zip(self.numbers, self.attributions, strict=True))
        found = {}
        for gold in self.gold:
            attribution = by_number.get(gold["i"])
            if attribution is not None and attribution.source is not None and gold["entity"]:
                sentence, tokens = tree.tokens_in(attribution.source)
                if tokens:
                    found[sentence, tree.head_of(sentence, tokens)] = gold["entity"]
        return found


def read_speakers(parses: Path, annotated: Path = SPEAKERS) -> Iterator[Article]:
    """Read the annotated articles that have a parse, by default with the invented ones."""
    with parses.open("rb") as handle:
        parsed = pickle.load(handle)  # noqa: S301 (our own file)
    rows = {}
    for part in ("train", "dev"):
        with lzma.open(SHARED / f"data/polnear/{part}.jsonl.xz", "rt", encoding="utf8") as lines:
            rows.update((row["id"], row) for row in map(json.loads, lines))
    articles = [json.loads(line) for line in annotated.read_text(encoding="utf8").splitlines()]
    if annotated == SPEAKERS:
        gold, who = newsroom_gold.rows(newsroom_gold.read_newsroom(NEWSROOM))
        rows.update((row["id"], row) for row in gold)
        articles += who
    for article in articles:
        if article["doc"] not in parsed:
            print("no parse:", article["doc"])
            continue
        document, parse = parsed[article["doc"]]
        attributions, numbers = gold_attributions(rows[article["doc"]], document, parse)
        yield Article(article["doc"], document, parse, attributions, numbers, article["attributions"])


def scorer() -> Any:  # noqa: ANN401 (a script outside the package)
    """Load the shared scoring script as a module."""
    spec = importlib.util.spec_from_file_location("score_attributions", SHARED / "tools/score_attributions.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(SHARED)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_attributions(row: dict[str, Any], document: Document, parse: Parse) -> tuple[list[Attribution], list[int]]:
    """Gold attributions of one article in text order, and the number each has in the gold file."""
    tree, made = Tree(document, parse), []
    for index, gold in enumerate(row["attributions"]):
        content = tuple(Span(s, e) for s, e in gold["content"] if e > s)
        if not content:
            continue
        sentence, _ = tree.tokens_in(content[0])
        source = Span(gold["source"][0][0], gold["source"][-1][1]) if gold["source"] else None
        cue = Cue(Span(*gold["cue"][0]), "") if gold["cue"] else None
        paragraph = parse.sentences[sentence].paragraph if sentence >= 0 else 0
        words = "".join(s.of(document.text) for s in content).strip()
        kind: AttributionType = (
            "direct" if words[:1] in '“"' else "mixed" if any(q in words for q in '“"') else "indirect"
        )
        made.append(
            (
                content[0],
                index,
                Attribution("", kind, content, cue, source, "gold", max(sentence, 0), paragraph, confidence=1.0),
            )
        )
    made.sort(key=lambda item: (item[0], item[1]))
    return [a for _, _, a in made], [i for _, i, _ in made]
