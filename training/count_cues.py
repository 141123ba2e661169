"""Count how often each cue attributes in each construction: ``python training/count_cues.py`` (after parse_corpus.py).

Writes ``attrib/extract/lexicon.tsv``: key (“say ccomp”), places where PolNeAR train has an attribution with that cue
and a content that shares a quarter of what the two cover (whether a cue attributes matters here, not where its content
ends), places in all. Keys seen once are left out. The row of a construction (“* ccomp”) counts the lemmas seen three
times at most: what is known of an unknown cue is how seldom-seen ones behave.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter
from pathlib import Path

from attrib.extract.frames import frames
from attrib.extract.lexicon import kind_of
from attrib.extract.rules import draft_content, keys_of
from attrib.gold import read_gold
from attrib.language.quotations import find_quotations
from attrib.language.tree import Tree

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data" / "polnear"


RARE = 3
OVERLAP = 4


def characters(spans: list) -> set[int]:
    """Return the offsets that spans cover."""
    return {i for span in spans for i in range(span.start, span.end)}


def stand_behind(hits: Counter, totals: Counter) -> None:
    """Add the rows of the constructions: “@loaded obj” over the lemmas of a kind, “* obj” over seldom-seen ones.

    What is known of an unknown cue is how seldom-seen ones behave, not how “say” does; where a construction has no
    seldom-seen cue, all of its cues count.
    """
    own = list(totals)
    known = {key.rpartition(" ")[2] for key in own if totals[key] <= RARE}
    for key in own:
        lemma, _, construction = key.rpartition(" ")
        rows = [f"@{kind_of(lemma)} {construction}"] if kind_of(lemma) else []
        if totals[key] <= RARE or construction not in known:
            rows.append(f"* {construction}")
        for row in rows:
            totals[row] += totals[key]
            hits[row] += hits[key]


def main() -> None:
    """Count and write."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--parses", type=Path, default=HERE / "work" / "parses" / "train.pkl")
    ap.add_argument("--out", type=Path, default=HERE.parent / "attrib" / "extract" / "lexicon.tsv")
    args = ap.parse_args()
    gold = {row.id: row for row in read_gold(DATA / "train.jsonl.xz")}
    with args.parses.open("rb") as handle:
        parses = pickle.load(handle)  # noqa: S301 (we wrote it)
    hits, totals = Counter(), Counter()
    for name, (document, parse) in parses.items():
        tree, quotations = Tree(document, parse), find_quotations(document)
        cues: dict[int, list[set[int]]] = {}
        for a in gold[name].attributions:
            content = characters(a.content)
            for i in characters(a.cue):
                cues.setdefault(i, []).append(content)
        # What is attributed inside something attributed is never annotated, so it says nothing of the cue.
        contents = [(characters(a.cue), characters(a.content)) for a in gold[name].attributions]
        dropped = characters(gold[name].discard)
        for sentence in parse.sentences:
            for frame in frames(tree, sentence.index):
                head = sentence.tokens[frame.head].span.start
                found = draft_content(tree, frame, quotations)
                nested = any(head in content and head not in cue for cue, content in contents)
                if not found or head in dropped or nested:
                    continue
                mine = characters(found)
                hit = any(OVERLAP * len(mine & theirs) >= len(mine | theirs) for theirs in cues.get(head, []))
                for key in keys_of(frame, found, quotations):
                    totals[key] += 1
                    hits[key] += hit
    stand_behind(hits, totals)
    lines = [f"{key}\t{hits[key]}\t{totals[key]}" for key in sorted(totals) if key[0] in "*@" or totals[key] > 1]
    args.out.write_text(
        f"# counted by training/count_cues.py on {len(parses)} articles of PolNeAR train: cue lemma and construction,"
        " attributions, places\n"
        + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} keys from {len(parses)} articles")


if __name__ == "__main__":
    main()
