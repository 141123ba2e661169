"""How alike words must be to be taken for the same: ``python benchmarks/carry_threshold.py``.

Edits the articles of seeds/ and tests/newsroom in ways a newsroom does, and lets :func:`attrib.store.carry.match` find
the old attributions in the new text at one threshold after another. What was edited is known, so each decision is
carried to the right attribution, to a wrong one, or lost though its words are still there; one whose words were deleted
has to be lost. Attributions are quotations, and sentences with a verb of saying as stand-ins for indirect ones: no
model runs. Everything is drawn from a fixed seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from attrib.language.marks import find_marks
from attrib.store.carry import ALONE, SAME, THRESHOLD, match
from attrib.types import Analysis, Attribution, Document, Engine, Span

ROOT = Path(__file__).parents[1]
ARTICLES = sorted([*(ROOT / "seeds").glob("*.txt"), *(ROOT / "tests" / "newsroom").glob("*.txt")])
ROUNDS = 20  # of each edit on each article
SAMES = (0, 40, 45, 50, 55, 60, 65, 70, 75)
THRESHOLDS = (50, 55, 60, 65, 70, 75, 80, 85, 90, 95)
SENTENCE = re.compile(r"(?<=[.!?][”\"’])\s+|(?<=[.!?])\s+(?=[A-Z“\"])")
SAYS = re.compile(r"\b(?:said|says|told|according|added|claimed|reported|argued|warned|announced|denied)\b")

Sentence = tuple[object, str]
"""What tells a sentence from every other through all edits, and its words."""
Article = list[list[Sentence]]
Edit = Callable[[Article, random.Random, list[str]], Article]


@dataclass
class Tally:
    """What became of attributions, edit by edit."""

    right: int = 0
    wrong: int = 0
    lost: int = 0
    deleted: int = 0


def read(path: Path) -> Article:
    """Return the article as paragraphs of sentences."""
    paragraphs = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    return [
        [((path.name, i, j), words) for j, words in enumerate(SENTENCE.split(" ".join(paragraph.split())))]
        for i, paragraph in enumerate(paragraphs)
    ]


def analyse(article: Article) -> tuple[Analysis, list[object]]:
    """Return the article with its quotations and reports, and for each what tells it from every other."""
    text = ""
    found: list[Attribution] = []
    names: list[object] = []
    for number, paragraph in enumerate(article):
        text += "\n\n" if text else ""
        for position, (name, words) in enumerate(paragraph):
            text += " " if position else ""
            start = len(text)
            text += words
            places = quotations(text, Span(start, len(text)))
            if SAYS.search(words):
                places.append(Span(start, len(text)))
            for order, place in enumerate(places):
                kind = "report" if order == len(places) - 1 and len(place) == len(words) else order
                names.append((name, kind))
                found.append(Attribution(f"a{len(found)}", "direct", (place,), None, None, "", number, number))
    return Analysis(Document("sha256:0", text, ()), Engine("0"), tuple(found)), names


def quotations(text: str, sentence: Span) -> list[Span]:
    """Return what stands between quotation marks, marks included."""
    places, opened = [], None
    for mark in find_marks(text, sentence):
        if mark.role == "open" and opened is None:
            opened = mark.span.start
        elif mark.role == "close" and opened is not None:
            places.append(Span(opened, mark.span.end))
            opened = None
    return places


# --- edits: what happens to an article between two versions -----------------------------------------------------------


def some(article: Article, draw: random.Random, share: float, change: Callable[[str], str]) -> Article:
    """Change a share of the sentences; those that are left empty go."""
    changed = [
        [(name, change(words) if draw.random() < share else words) for name, words in paragraph]
        for paragraph in article
    ]
    return [kept for paragraph in changed if (kept := [each for each in paragraph if each[1]])]


def reword(words: str, draw: random.Random, share: float, vocabulary: list[str]) -> str:
    """Replace, drop or add a share of the words, at least one."""
    parts = words.split(" ")
    for place in sorted(draw.sample(range(len(parts)), max(1, round(share * len(parts)))), reverse=True):
        marks = re.sub(r"\w+", "", parts[place])
        if draw.random() < 0.6 or marks:  # noqa: PLR2004 - corrections replace more often than not
            parts[place] = re.sub(r"\w+", draw.choice(vocabulary), parts[place], count=1)
        elif draw.random() < 0.5:  # noqa: PLR2004 - as often this as that
            parts.insert(place, draw.choice(vocabulary))
        elif len(parts) > 1:
            del parts[place]
    return " ".join(parts)


def corrected(article: Article, draw: random.Random, vocabulary: list[str]) -> Article:
    """Correct a word or two here and there."""
    return some(article, draw, 0.5, lambda words: reword(words, draw, 0.05, vocabulary))


def restyled(article: Article, draw: random.Random, _vocabulary: list[str]) -> Article:
    """Apply another house style to marks and dashes."""
    style = str.maketrans({"“": '"', "”": '"', "’": "'", "—": "–"})
    return some(article, draw, 1, lambda words: words.translate(style))


def rewritten(article: Article, draw: random.Random, vocabulary: list[str]) -> Article:
    """Rewrite half of the sentences, a quarter of their words."""
    return some(article, draw, 0.5, lambda words: reword(words, draw, 0.25, vocabulary))


def reframed(article: Article, draw: random.Random, vocabulary: list[str]) -> Article:
    """Rewrite a good part of what stands around the quotations, which stay."""

    def change(words: str) -> str:
        pieces = re.split(r"([“\"][^”\"]*[”\"])", words)
        return "".join(p if i % 2 or not p.strip() else _around(p, draw, vocabulary) for i, p in enumerate(pieces))

    return some(article, draw, 0.7, change)


def _around(words: str, draw: random.Random, vocabulary: list[str]) -> str:
    core = words.strip()
    return words.replace(core, reword(core, draw, 0.4, vocabulary))


def moved(article: Article, draw: random.Random, _vocabulary: list[str]) -> Article:
    """Put paragraphs in another order."""
    return draw.sample(article, len(article))


def deleted(article: Article, draw: random.Random, _vocabulary: list[str]) -> Article:
    """Take a third of the sentences out."""
    return some(article, draw, 0.33, lambda _words: "")


def replaced(article: Article, draw: random.Random, vocabulary: list[str]) -> Article:
    """Put sentences of the same shape and other words in the place of a third of them."""
    return [
        [
            ((name, "new"), reword(words, draw, 0.8, vocabulary)) if draw.random() < 0.33 else (name, words)  # noqa: PLR2004 - a third
            for name, words in paragraph
        ]
        for paragraph in article
    ]


def everything(article: Article, draw: random.Random, vocabulary: list[str]) -> Article:
    """Correct, move, delete and replace at once, as between two editions."""
    for edit in (corrected, deleted, replaced):
        article = edit(article, draw, vocabulary)
    place = draw.randrange(len(article))
    return article[place:] + article[:place]


def echoed(article: Article, draw: random.Random, vocabulary: list[str]) -> Article:
    """Take a third of the sentences out, and have somebody else say their short quotations somewhere else."""
    kept = deleted(article, draw, vocabulary)
    there = {name for paragraph in kept for name, _ in paragraph}
    for name, words in [each for paragraph in article for each in paragraph if each[0] not in there]:
        for quotation in re.findall(r"[“\"][^”\"]*[”\"]", words):
            if len(quotation) < ALONE:
                frame = [draw.choice(vocabulary) for _ in range(8)]
                frame.insert(draw.randrange(9), quotation)
                kept[draw.randrange(len(kept))].append(((name, "echo"), " ".join(frame)))
    return kept


EDITS: tuple[Edit, ...] = (corrected, restyled, rewritten, reframed, moved, deleted, echoed, replaced, everything)


def tally(threshold: float, same: float, edits: Iterable[Edit]) -> dict[str, Tally]:
    """Return what becomes of all attributions at two thresholds, by the edit's name."""
    articles = [read(path) for path in ARTICLES]
    vocabulary = sorted({w for a in articles for p in a for _, s in p for w in re.findall(r"\w+", s)})
    found = {}
    for edit in edits:
        counts = found[edit.__name__] = Tally()
        for index, article in enumerate(articles):
            old, olds = analyse(article)
            for number in range(ROUNDS):
                draw = random.Random(f"{edit.__name__} {index} {number}")  # noqa: S311 - edits, no secrets
                new, news = analyse(edit(article, draw, vocabulary))
                matches = match(old, new, threshold=threshold, same=same)
                there = set(news)
                for i, name in enumerate(olds):
                    if i not in matches:
                        counts.lost += name in there
                        counts.deleted += name not in there
                    elif news[matches[i].new] == name:
                        counts.right += 1
                    else:
                        counts.wrong += 1
    return found


def show(tallies: Mapping[float, dict[str, Tally]], what: str, used: float) -> None:
    """Print a table, a column for each threshold."""
    print(f"\nper cent carried wrongly / lost though there, by {what} (in use: {used:g})")
    print(f"{'':12}" + "".join(f"{threshold:>13}" for threshold in tallies))
    for name in (*next(iter(tallies.values())), "all"):
        row = ""
        for counted in tallies.values():
            kept = [*counted.values()] if name == "all" else [counted[name]]
            wrong, lost = sum(each.wrong for each in kept), sum(each.lost for each in kept)
            every = sum(each.right + each.wrong + each.lost + each.deleted for each in kept)
            row += f"{100 * wrong / every:>6.2f} /{100 * lost / every:5.2f}"
        print(f"{name:12}{row}")


def main() -> None:
    """Print the figures."""
    first = tally(THRESHOLD, SAME, EDITS)
    total = sum(each.right + each.wrong + each.lost + each.deleted for each in first.values())
    print(f"{len(ARTICLES)} articles, {len(EDITS)} edits, {ROUNDS} rounds each: {total} attributions to carry")
    show({each: tally(THRESHOLD, each, EDITS) for each in SAMES}, "likeness of what surrounds the same words", SAME)
    show({each: tally(each, SAME, EDITS) for each in THRESHOLDS}, "likeness of other words", THRESHOLD)


if __name__ == "__main__":
    main()
