"""Write docs/reliability.md and docs/reliability.svg, which say what a confidence is worth.

    python docs/generate_reliability.py GOLD PREDICTIONS --entities ENTITIES [--date DAY]

GOLD and ENTITIES are gold files (docs/gold.md), PREDICTIONS is what ``attrib evaluate GOLD --predictions PREDICTIONS``
wrote. An attribution is right when :func:`attrib.evaluate.pairs` says so, from which *relation* is counted too, and
:func:`benchmarks.predictions.right_speaker` as well.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from generate_errors import provenance

from attrib import files
from attrib.errors import AttribError
from attrib.evaluate import NAMED, pairs, same_name
from attrib.gold import read_entities, read_gold
from attrib.resolve.speakers import LEAST
from benchmarks.predictions import judged, read_predictions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from attrib.gold import GoldDocument, GoldSpeakers
    from attrib.types import Attribution

TARGET = Path(__file__).with_name("reliability.md")
BINS = 10
THRESHOLDS = tuple(number / 10 for number in range(10))
"""At 0.0 all are kept; an attribution is kept when its confidence is the threshold or more, as by --min-confidence."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The attributions whose confidence is in one tenth of the scale; `confidence` and `right` are means, in [0, 1]."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left at a threshold: `count` of the `total` found, `right` of them; `annotated` are all there are."""

    threshold: float
    right: int
    count: int
    annotated: int
    total: int

    def row(self) -> str:
        """Return the row of the table, in per cent."""
        shares = ((self.count, self.total), (self.right, self.count), (self.right, self.annotated))
        cells = (f"{100 * part / whole if whole else 0.0:.1f}" for part, whole in shares)
        return f"| {self.threshold:.1f} | {self.count} | {' | '.join(cells)} |"


def verdicts(
    gold: Iterable[GoldDocument], predictions: Mapping[str, Sequence[Attribution]], speakers: GoldSpeakers
) -> list[tuple[float, bool]]:
    """Return confidence, and whether it is right, of every attribution that *relation* counts."""
    return [each for row in gold for each in judged(row, predictions.get(row.id, ()), speakers.get(row.id, {}))]


def bins(every: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Return the ten tenths, each from its lower bound up to but without the upper; the last has 1.0 too."""
    made = []
    for number in range(BINS):
        inside = [each for each in every if number == sum(each[0] >= tick for tick in THRESHOLDS[1:])]
        count = len(inside)
        confidence = sum(each[0] for each in inside) / count if count else 0.0
        right = sum(each[1] for each in inside) / count if count else 0.0
        made.append(Bin(number / BINS, (number + 1) / BINS, count, confidence, right))
    return made


def calibration_error(tenths: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far confidence and share right are apart, weighted by number."""
    total = sum(each.count for each in tenths)
    return sum(each.count * abs(each.confidence - each.right) for each in tenths) / total if total else 0.0


def thresholds(
    gold: Sequence[GoldDocument], predictions: Mapping[str, Sequence[Attribution]], speakers: GoldSpeakers
) -> list[Kept]:
    """Return what is left of the attributions at each threshold."""
    total = len(verdicts(gold, predictions, speakers))
    annotated = sum(bool(each.content) for row in gold for each in row.attributions or ())
    made = []
    for threshold in THRESHOLDS:
        kept = {name: [each for each in found if each.confidence >= threshold] for name, found in predictions.items()}
        left = verdicts(gold, kept, speakers)
        right = sum(each for _, each in left)
        made.append(Kept(threshold, right, len(left), annotated, total))
    return made


HEAD = """# What a confidence is worth

{provenance}

Every attribution has a confidence between 0 and 1. Here each of the {total} attributions found in {documents} annotated
articles is held against the annotators: it is *right* when it is a hit of *relation* in
[evaluation.md](evaluation.md), that is when half of its content is theirs and its source shares a word with theirs, and
its speaker is theirs too ({speakers} of the annotated attributions say who that is): the person or body they name, or
nobody by name where they name nobody. What the annotators left out counts as wrong.

## Which --min-confidence

What stays when attributions of less confidence are left out. *Kept* is their share of all that was found, *precision*
how many of them are right, *recall* how many of the annotated ones are found and right; per cent.

| --min-confidence | attributions | kept | precision | recall |
| ---: | ---: | ---: | ---: | ---: |
{thresholds}

## Whom a source means

Every source has candidates, each with a probability (`candidates` in the JSON); the best is the speaker from {least}
on, and below that the source stays unattributed, its candidates named. What would be right and wrong if it were another
chance, of the {named} attributions by named people and bodies; per cent. A wrong name is one that is not theirs, be it
another's or words for somebody whom the article names.

| shown from | right name | wrong name | none shown |
| ---: | ---: | ---: | ---: |
{names}

## Is it a probability

If it were one, of the attributions with a confidence round 0.7 seven in ten would be right. *Confidence* is the mean of
those in the tenth, *right* the share of them that is.

![Share right by confidence, in tenths; the diagonal is a perfect probability]({picture})

| from | to below | attributions | confidence | right | difference |
| ---: | ---: | ---: | ---: | ---: | ---: |
{bins}

Expected calibration error, the mean of the differences without their signs, weighted by the number of attributions:
{error:.3f}. {right:.1f} % of all are right; their mean confidence is {confidence:.3f}.
"""


def names(
    gold: Sequence[GoldDocument], predictions: Mapping[str, Sequence[Attribution]], speakers: GoldSpeakers
) -> tuple[int, list[str]]:
    """Return how many attributions are somebody's by name, and a row for each chance from which a name is shown."""
    found: list[tuple[float, bool]] = []  # the chance of the name that was likeliest, and whether it is right
    total = 0
    for row in gold:
        known, guesses = speakers.get(row.id, {}), predictions.get(row.id, ())
        for pair in pairs(row, guesses) if row.attributions is not None else ():
            truth = None if pair.gold is None else known.get(pair.gold)
            if truth is None or truth.source_class not in NAMED or not truth.entity:
                continue
            total += 1
            if pair.guess is not None:
                found += best_name(guesses[pair.guess], truth.entity)
    rows = []
    for threshold in THRESHOLDS:
        shown = [right for chance, right in found if chance >= threshold]
        right, wrong = (100 * count / total for count in (sum(shown), len(shown) - sum(shown)))
        rows.append(f"| {threshold:.1f} | {right:.1f} | {wrong:.1f} | {100 - right - wrong:.1f} |")
    return total, rows


def best_name(guess: Attribution, entity: str) -> list[tuple[float, bool]]:
    """Return the chance of the likeliest candidate, and whether it is the entity; nothing where that is nobody."""
    if guess.candidates:
        best = guess.candidates[0]
        return [(best.probability, same_name(best.name, entity))] if best.name is not None else []
    return [(1.0, same_name(guess.speaker.name, entity))] if guess.speaker is not None else []


def page(
    gold: Sequence[GoldDocument],
    predictions: Mapping[str, Sequence[Attribution]],
    speakers: GoldSpeakers,
    provenance: str,
    picture: str,
) -> str:
    """Return the page, which shows the drawing at `picture`."""
    every = verdicts(gold, predictions, speakers)
    named, shown = names(gold, predictions, speakers)
    tenths = bins(every)
    total = len(every)
    return HEAD.format(
        provenance=provenance,
        total=total,
        documents=sum(row.attributions is not None for row in gold),
        speakers=sum(map(len, speakers.values())),
        thresholds="\n".join(each.row() for each in thresholds(gold, predictions, speakers)),
        least=f"{LEAST:.1f}",
        named=named,
        names="\n".join(shown),
        picture=picture,
        bins="\n".join(map(_row, tenths)),
        error=calibration_error(tenths),
        right=100 * sum(right for _, right in every) / total if total else 0.0,
        confidence=sum(confidence for confidence, _ in every) / total if total else 0.0,
    )


def _row(each: Bin) -> str:
    end = f"{each.high:.1f}" if each.high < 1 else "1.0, with it"
    if not each.count:
        return f"| {each.low:.1f} | {end} | 0 | | | |"
    difference = each.right - each.confidence
    return f"| {each.low:.1f} | {end} | {each.count} | {each.confidence:.3f} | {each.right:.3f} | {difference:+.3f} |"


SIDE, LEFT, TOP, COUNTS = 400, 60, 20, 80
"""The drawing, in pixels: the side of the square, its margins, and the height of the bars of numbers below it."""


def drawing(tenths: Sequence[Bin]) -> str:
    """Return the picture: the share right of each tenth over its confidence, with how many there are below."""
    bottom = TOP + SIDE
    base = bottom + 30 + COUNTS
    width, height, middle = LEFT + SIDE + 20, base + 50, f"{TOP + SIDE / 2:.0f}"
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    step = SIDE / BINS
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif" font-size="12">',
        "<title>Share of attributions that are right, by confidence</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<path d="M{LEFT} {bottom}L{LEFT + SIDE} {TOP}" stroke="#888" stroke-dasharray="4 4"/>',
    ]
    for tick in range(0, BINS + 1, 2):
        x, y = LEFT + step * tick, bottom - step * tick
        lines += [
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick / BINS:.1f}</text>',
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{tick / BINS:.1f}</text>',
        ]
    most = max(each.count for each in tenths)
    for number, each in enumerate(tenths):
        if each.count:
            lines += _column(each, LEFT + step * number, step, COUNTS * each.count / most)
    lines += [
        f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">share right</text>',
        f'<text x="{LEFT + SIDE / 2:.0f}" y="{base + 34}" text-anchor="middle">confidence; below, how many</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _column(each: Bin, x: float, step: float, bar: float) -> list[str]:
    """Return one tenth: its share right as a column, its mean confidence as a dot on it, its number as a bar below."""
    bottom, high = TOP + SIDE, SIDE * each.right
    base = bottom + 30 + COUNTS
    left, width = f"{x + 3:.1f}", f"{step - 6:.1f}"
    told = f"<title>{each.count} attributions, confidence {each.confidence:.3f}, right {each.right:.3f}</title>"
    column = f'x="{left}" y="{bottom - high:.1f}" width="{width}" height="{high:.1f}"'
    return [
        f'<rect {column} fill="#7aa6d6">{told}</rect>',
        f'<circle cx="{LEFT + SIDE * each.confidence:.1f}" cy="{bottom - high:.1f}" r="4" fill="#123a6b"/>',
        f'<rect x="{left}" y="{base - bar:.1f}" width="{width}" height="{bar:.1f}" fill="#bbb"/>',
        f'<text x="{x + step / 2:.1f}" y="{base + 14}" text-anchor="middle" font-size="10">{each.count}</text>',
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page and the drawing beside it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, metavar="GOLD")
    parser.add_argument("predictions", type=Path, metavar="PREDICTIONS")
    parser.add_argument("--entities", type=Path, required=True, help="who the sources are")
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat(), help="the day to print (today)")
    parser.add_argument("--out", type=Path, default=TARGET, help="where to write (docs/reliability.md)")
    parser.add_argument("--options", default="", help="what else `attrib evaluate` was given, to print")
    given = parser.parse_args(arguments)
    picture = given.out.with_suffix(".svg")
    try:
        files.prepare([given.out, picture], [given.gold, given.predictions, given.entities])
        gold, speakers = read_gold(given.gold), read_entities(given.entities)
        found = read_predictions(given.predictions, gold)
        made = provenance(given.gold, given.predictions, given.date, Path(__file__).name, given.entities, given.options)
        files.write(picture, drawing(bins(verdicts(gold, found, speakers))))
        files.write(given.out, page(gold, found, speakers, made, picture.name))
    except AttribError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    print(f"wrote {given.out} and {picture}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
