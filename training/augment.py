"""Other newsrooms than PolNeAR's: its articles with other people's names and in other house styles.

PolNeAR is one campaign in one country. A tagger that has learnt that “Clinton” speaks has learnt nothing; so names of
people are exchanged for others of the corpus, given names and surnames apart, the same ones throughout an article. And
it quotes in double marks; British newspapers quote in single ones, agencies in straight ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

WORD = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)?")
MOSTLY = 0.7  # of a word's places in the corpus, as part of a person's name
CURLED = {"“": "‘", "”": "’", "‘": "“"}
STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}


@dataclass(frozen=True)
class Names:
    """Words that are people's names, as given names and as surnames."""

    given: tuple[str, ...]
    surnames: tuple[str, ...]


def names_of(sentences: Iterable[list[tuple[str, str]]]) -> Names:
    """Collect the names in sentences of (word, BIO tag)."""
    places: Counter[str] = Counter()
    people: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for sentence in sentences:
        for i, (word, tag) in enumerate(sentence):
            places[word] += 1
            if tag.endswith("PER"):
                people[word] += 1
                following = sentence[i + 1][1] if i + 1 < len(sentence) else "O"
                first[word] += int(tag == "B-PER" and following == "I-PER")
    sure = sorted(w for w in people if WORD.fullmatch(w) and len(w) > 2 and people[w] >= MOSTLY * places[w])  # noqa: PLR2004
    given = tuple(w for w in sure if first[w] > people[w] / 2)
    return Names(given, tuple(w for w in sure if first[w] <= people[w] / 2))


def swapped(text: str, names: Names, rng: random.Random) -> tuple[str, Callable[[int], int]]:
    """Return the text with every person's name exchanged, and what tells where an offset of the old text is now."""
    kinds = dict.fromkeys(names.given, names.given) | dict.fromkeys(names.surnames, names.surnames)
    chosen: dict[str, str] = {}
    pieces, at = [], 0
    edges, shifts = [0], [(0, 0, 0)]  # from each place on: where it was, where it is, by how much a word was longer
    place = 0
    for match in WORD.finditer(text):
        word = match.group()
        if word not in kinds:
            continue
        other = chosen.setdefault(word, rng.choice(kinds[word]))
        pieces += [text[at : match.start()], other]
        place += match.start() - at
        edges.append(match.start())
        shifts.append((match.start(), place, len(other)))
        place += len(other)
        at = match.end()
        edges.append(at)
        shifts.append((at, place, 0))
    pieces.append(text[at:])

    def moved(offset: int) -> int:
        old, new, length = shifts[bisect_right(edges, offset) - 1]
        return new + (min(offset - old, length) if length else offset - old)

    return "".join(pieces), moved


def restyled(text: str, rng: random.Random) -> str:
    """Return the text as it is (half the time), with straight quotation marks, or with single ones for double."""
    style = rng.choice(({}, {}, STRAIGHT, CURLED))
    return text if style is CURLED and "“" not in text else text.translate(str.maketrans(style))
