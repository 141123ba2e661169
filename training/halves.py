"""Which half of the articles each held-out reader learns: ``python -m training.halves`` writes ``halves.json``.

What is fitted on top of the reader is fitted on readings of articles that the reader has not learnt. Two readers learn
half of newsroom train, PolNeAR train and the invented articles each, and each reads the other half. Newspapers print
the same agency story and report the same speech; articles that share `SHARED` runs of `RUN` words or more go to the
same half, so that nobody has learnt a quotation that it is then asked for.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from attrib.gold import read_gold
from tests.newsroom_gold import read_newsroom

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
INVENTED = Path(__file__).parent / "newsroom"
FILE = Path(__file__).parent / "halves.json"
RUN, SHARED = 8, 3
FORMULA = 20  # articles with the same run from which it is a newspaper's own formula, not a story


def texts() -> dict[str, dict[str, str]]:
    """Return the texts to be learnt from, by part and id."""
    return {
        "polnear": {row.id: row.text for row in read_gold(SHARED_DATA / "polnear" / "train.jsonl.xz")},
        "newsroom": {row.id: row.text for row in read_gold(SHARED_DATA / "newsroom" / "train.jsonl.xz")},
        "invented": {row.id: row.text for row in read_newsroom(INVENTED).documents},
    }


def shared_runs(articles: dict[str, str]) -> Counter[tuple[str, str]]:
    """Count the runs of words that two articles share."""
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, text in articles.items():
        words = re.findall(r"\w+", text.lower())
        for at in range(len(words) - RUN + 1):
            places[tuple(words[at : at + RUN])].add(name)
    few = (names for names in places.values() if 1 < len(names) <= FORMULA)
    return Counter(pair for names in few for pair in combinations(sorted(names), 2))


def families(articles: dict[str, str]) -> list[list[str]]:
    """Return the articles' ids in groups that share runs of words, the largest group first."""
    leader = {name: name for name in articles}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for (one, other), count in sorted(shared_runs(articles).items()):
        if count >= SHARED:
            leader[find(other)] = find(one)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in articles:
        groups[find(name)].append(name)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def split(articles: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the ids in two halves of about as many words."""
    halves: tuple[list[str], list[str]] = ([], [])
    sizes = [0, 0]
    for group in families(articles):
        smaller = int(sizes[1] < sizes[0])
        halves[smaller].extend(group)
        sizes[smaller] += sum(len(articles[name]) for name in group)
    return sorted(halves[0]), sorted(halves[1])


def half_of() -> dict[str, int]:
    """Return the half, 0 or 1, of each article by id, as ``halves.json`` has it."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: half for parts in found.values() for half, names in enumerate(parts) for name in names}


def main() -> None:
    """Write the halves and say how large they are."""
    found = {}
    for part, articles in texts().items():
        groups = families(articles)
        found[part] = split(articles)
        print(f"{part}: {len(articles)} articles, {len(groups)} groups, the largest of {len(groups[0])},",
              f"halves of {len(found[part][0])} and {len(found[part][1])}")
    FILE.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
