"""Write docs/errors.md, where attrib goes wrong: ``python docs/generate_errors.py GOLD PREDICTIONS [--date DAY]``.

GOLD is a gold file (docs/gold.md), PREDICTIONS what ``attrib evaluate GOLD --predictions PREDICTIONS`` wrote. Which
attribution is compared with which, and what is right, is :mod:`attrib.evaluate`'s. Of the articles nothing is printed
but counts and single words of annotated cues.

What an error costs is found by putting it right: all errors of a kind are mended in the predictions, nothing else is
changed, and the figures are counted again.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from attrib import files
from attrib.errors import AttribError
from attrib.evaluate import Pair, Words, pairs, quotation_type, spans_of
from attrib.gold import ROLES, read_gold
from benchmarks.predictions import read_predictions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from attrib.evaluate import Guess, Tokens
    from attrib.gold import GoldAttribution, GoldDocument
    from attrib.types import Attribution

TARGET = Path(__file__).with_name("errors.md")
COSTLIEST = 20
CUES = 15
MEASURES = ("relation", *ROLES)

TYPES = ("direct", "indirect", "mixed")
SOURCES = ("pronoun", "nominal", "name", "none")

PRONOUNS = frozenset(
    """i me we us you he him she it they them who whom myself ourselves yourself himself herself itself
    themselves""".split()  # noqa: SIM905 - reads as a list
)
"""Words that make a source a pronoun wherever they come first (“he”, “who”, “he and his staff”)."""

ALONE = frozenset(
    """my our your his her its their whose this that these those which one another others some many most all both few
    several none everyone everybody everything someone somebody something anyone anybody nobody""".split()  # noqa: SIM905 - the same
)
"""Words that are a pronoun when they are the whole source; before others they go with a noun (“his campaign”)."""

AFTER_HEAD = frozenset(
    """of for from in at on with by to as about over against near behind who whom whose which that where when and or but
    if""".split()  # noqa: SIM905 - the same
)
"""Words that come after the head of a source: it is the last word before the first of them, or before a comma."""

ERRORS = (
    "content missed",
    "content missed, its words in another attribution that was found",
    "content spurious",
    "content spurious, its words in an attribution that was found",
    "content with less than half in common",
    "content too long on the left",
    "content too short on the left",
    "content too long on the right",
    "content too short on the right",
    "content wrong at both ends",
    "content with other gaps",
    "source missed",
    "source spurious",
    "linked to the wrong source",
    "source wrong",
    "source too long",
    "source too short",
    "source cut otherwise",
    "cue missed",
    "cue spurious",
    "cue too long",
    "cue too short",
    "cue other",
)
"""All kinds of error, in the order of the second table."""

_WORD = re.compile(r"[^\W_]+(?:[’'.&-][^\W_]+)*|,")

Place: TypeAlias = "tuple[int, Tokens]"
"""The number of a document and a span in it, as tokens."""

Group: TypeAlias = "tuple[str, str]"
"""Type of quotation and kind of source."""


def source_kind(words: str) -> str:
    """Return whether `words`, a source's, are a ``pronoun``, a ``name``, another noun (``nominal``) or ``none`` at all.

    By the first word and the head, which is the last word before a comma or a word of AFTER_HEAD: a name when it has a
    capital, unless it is the only word and a pronoun. “Critics” at the start of a sentence passes for a name.
    """
    tokens = _WORD.findall(words)
    while tokens and tokens[0] == ",":
        tokens.pop(0)
    if not tokens:
        return "none"
    first = tokens[0].lower().split("’")[0].split("'")[0]
    if first in PRONOUNS or (len(tokens) == 1 and first in ALONE):
        return "pronoun"
    end = next((number for number, each in enumerate(tokens) if number and (each == "," or each in AFTER_HEAD)), None)
    head = tokens[:end][-1]
    return "name" if any(letter.isupper() for letter in head) else "nominal"


@dataclass(slots=True)
class Count:
    """Right, found and annotated; `figures` are those of :mod:`attrib.evaluate` when the three are of one set."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def f1(self) -> float:
        """F1 in per cent, not rounded."""
        return 200 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0


@dataclass(slots=True)
class Mend:
    """What putting one error right changes: counts of *relation*, and the spans of each role that go and that come."""

    right: int = 0
    found: int = 0
    gone: dict[str, list[Place]] = field(default_factory=dict)
    come: dict[str, list[Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cost:
    """All errors of a kind: how many, and by how many points of F1 each measure would rise without them."""

    count: int
    points: Mapping[str, float]

    def most(self) -> float:
        """Return the greater of the points of *relation* and of exact content."""
        return max(self.points["relation"], self.points["content"])


class Analysis:
    """Everything the page says, from one pass over the documents."""

    def __init__(self, gold: Iterable[GoldDocument], predictions: Mapping[str, Sequence[Guess]]) -> None:
        """Compare `predictions` with the documents of `gold` that have annotations."""
        rows = [row for row in gold if row.attributions is not None]
        self.documents = len(rows)
        self.missing = sum(row.id not in predictions for row in rows)
        self.attributions = 0
        self.relation = Count()
        self.annotated = {role: set[Place]() for role in ROLES}
        self.guessed = {role: Counter[Place]() for role in ROLES}
        self.mends: defaultdict[tuple[str, str], list[Mend]] = defaultdict(list)
        self.relations: defaultdict[Group, Count] = defaultdict(Count)
        self.gold_spans: defaultdict[tuple[str, Group], set[Place]] = defaultdict(set)
        self.guess_spans: defaultdict[tuple[str, Group], set[Place]] = defaultdict(set)
        self.cues: defaultdict[str, Count] = defaultdict(Count)
        for number, row in enumerate(rows):
            _Reader(self, number, row, predictions.get(row.id, ())).read()

    def f1(self, mends: Sequence[Mend] = ()) -> dict[str, float]:
        """Return F1 of all measures, in per cent, after `mends`."""
        changed = Count(
            self.relation.right + sum(each.right for each in mends),
            self.relation.found + sum(each.found for each in mends),
            self.relation.gold,
        )
        points = {"relation": changed.f1()}
        for role in ROLES:
            edited = {role for each in mends for role in (*each.gone, *each.come)}
            guessed = self.guessed[role]
            if role in edited:
                guessed = guessed.copy()
                guessed.subtract(place for each in mends for place in each.gone.get(role, ()))
                guessed.update(place for each in mends for place in each.come.get(role, ()))
            left = {place for place, count in guessed.items() if count > 0}
            points[role] = Count(len(left & self.annotated[role]), len(left), len(self.annotated[role])).f1()
        return points

    def cost(self, error: str, kinds: Iterable[str] = TYPES) -> Cost:
        """Return what the errors of one kind cost, in quotations of the types `kinds`."""
        mends = [mend for kind in kinds for mend in self.mends.get((error, kind), ())]
        before, after = self.f1(), self.f1(mends)
        return Cost(len(mends), {name: after[name] - before[name] for name in MEASURES})

    def group(self, kinds: Iterable[str] = TYPES, sources: Iterable[str] = SOURCES) -> dict[str, Score]:
        """Return the figures of the quotations of the types `kinds` whose sources are of the kinds `sources`."""
        groups = [(kind, source) for kind in kinds for source in sources]
        counts = [self.relations[group] for group in groups]
        right, found, annotated = (sum(getattr(each, name) for each in counts) for name in ("right", "found", "gold"))
        scores = {"relation": Score(_ratio(right, found), _ratio(right, annotated), annotated)}
        for role in ROLES:
            gold = set[Place]().union(*(self.gold_spans[role, group] for group in groups))
            guessed = set[Place]().union(*(self.guess_spans[role, group] for group in groups))
            scores[role] = Score(
                _ratio(len(guessed & self.annotated[role]), len(guessed)),
                _ratio(len(gold & set(self.guessed[role])), len(gold)),
                len(gold),
            )
        return scores


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall in per cent, and how many the annotators have."""

    p: float
    r: float
    gold: int

    def f1(self) -> float:
        """F1 in per cent."""
        return 2 * self.p * self.r / (self.p + self.r) if self.p + self.r else 0.0


class _Reader:
    """One document: its pairs, its spans and its errors, added to the whole."""

    def __init__(self, whole: Analysis, number: int, row: GoldDocument, found: Sequence[Guess]) -> None:
        self.whole = whole
        self.number = number
        self.row = row
        self.words = Words(row.text)
        self.pairs = pairs(row, found)
        self.gold = row.attributions or ()
        self.found = found
        self.dropped = self.words.union(row.discard)
        self.sources = [source for each in self.gold if (source := self.words.union(each.source))]

    def read(self) -> None:
        self._count()
        linked = [pair for pair in self.pairs if pair.gold is not None and pair.guess is not None]
        missed = [pair.gold for pair in self.pairs if pair.gold is not None and pair.guess is None]
        spurious = [pair.guess for pair in self.pairs if pair.gold is None and pair.guess is not None]
        for pair in linked:
            self._paired(pair)
        for gold in list(missed):
            mine = self.words.union(self.gold[gold].content)
            shared = {each: _jaccard(mine, self.words.union(self.found[each].content)) for each in spurious}
            best = max(shared, key=lambda each: (shared[each], -each), default=None)
            if best is not None and shared[best] > 0:
                missed.remove(gold)
                spurious.remove(best)
                self._half(gold, best)
        others = [self.words.union(self.found[each].content) for each in self._guesses()]
        for gold in missed:
            inside = any(self.words.union(self.gold[gold].content) & other for other in others)
            mend = Mend(1, 1, {}, {role: self._annotated(self.gold[gold], role) for role in ROLES})
            name = "content missed" + (", its words in another attribution that was found" if inside else "")
            self._add(name, self._type(self.gold[gold]), mend)
        met = [self.words.union(self.gold[pair.gold].content) for pair in linked if pair.gold is not None]
        for guess in spurious:
            inside = any(self.words.union(self.found[guess].content) & other for other in met)
            mend = Mend(0, -1, {role: self._guessed(self.found[guess], role) for role in ROLES}, {})
            name = "content spurious" + (", its words in an attribution that was found" if inside else "")
            self._add(name, self._type(self.found[guess]), mend)

    def _count(self) -> None:
        whole = self.whole
        whole.attributions += len(self.gold)
        groups: dict[int, Group] = {}
        for pair in self.pairs:
            one = self.gold[pair.gold] if pair.gold is not None else self.found[pair.guess or 0]
            group = self._group(one)
            if pair.guess is not None:
                groups[pair.guess] = group
            for count in (whole.relation, whole.relations[group]):
                count.right += pair.right
                count.found += pair.guess is not None
                count.gold += pair.gold is not None
            if pair.gold is not None:
                count = whole.cues[self._cue(self.gold[pair.gold])]
                count.right += pair.guess is not None
                count.gold += 1
        for role in ROLES:
            for each in self.gold:
                places = self._annotated(each, role)
                whole.annotated[role].update(places)
                whole.gold_spans[role, self._group(each)].update(places)
            for index, guess in enumerate(self.found):
                places = self._guessed(guess, role)
                whole.guessed[role].update(places)
                whole.guess_spans[role, groups.get(index) or self._group(guess)].update(places)

    def _paired(self, pair: Pair) -> None:
        gold, guess = self.gold[pair.gold or 0], self.found[pair.guess or 0]
        kind = self._type(gold)
        names = {
            "content": self._content_error(gold, guess),
            "source": self._source_error(gold, guess),
            "cue": self._cue_error(gold, guess),
        }
        for role, name in names.items():
            if name:
                right = int(role == "source" and not pair.right)
                self._add(name, kind, Mend(right, 0, *self._exchange(role, gold, guess)))

    def _half(self, gold: int, guess: int) -> None:
        one, other = self.gold[gold], self.found[guess]
        gone = {role: self._guessed(other, role) for role in ROLES}
        mend = Mend(1, 0, gone, {role: self._annotated(one, role) for role in ROLES})
        self._add("content with less than half in common", self._type(one), mend)

    def _content_error(self, gold: Guess, guess: Guess) -> str:
        one, other = self.words.union(gold.content), self.words.union(guess.content)
        if self._same(gold, guess, "content"):
            return ""
        left, right = min(one) - min(other), max(other) - max(one)
        if left and right:
            return "content wrong at both ends"
        if left:
            return f"content too {'long' if left > 0 else 'short'} on the left"
        if right:
            return f"content too {'long' if right > 0 else 'short'} on the right"
        return "content with other gaps"

    def _source_error(self, gold: Guess, guess: Guess) -> str:
        one, other = self._union(gold, "source"), self._union(guess, "source")
        if self._same(gold, guess, "source"):
            return ""
        if not (one and other):
            return "source missed" if one else "source spurious"
        if not one & other:
            return "linked to the wrong source" if any(other & each for each in self.sources) else "source wrong"
        return f"source {_difference(one, other) or 'cut otherwise'}"

    def _cue_error(self, gold: Guess, guess: Guess) -> str:
        one, other = self._union(gold, "cue"), self._union(guess, "cue")
        if self._same(gold, guess, "cue"):
            return ""
        if not (one and other):
            return "cue missed" if one else "cue spurious"
        return f"cue {_difference(one, other) or 'other'}"

    def _exchange(self, role: str, gold: Guess, guess: Guess) -> tuple[dict[str, list[Place]], dict[str, list[Place]]]:
        return {role: self._guessed(guess, role)}, {role: self._annotated(gold, role)}

    def _add(self, error: str, kind: str, mend: Mend) -> None:
        self.whole.mends[error, kind].append(mend)

    def _guesses(self) -> list[int]:
        return [pair.guess for pair in self.pairs if pair.guess is not None]

    def _annotated(self, attribution: Guess, role: str) -> list[Place]:
        """Return the spans of a role, as the exact figures count them."""
        return [(self.number, each) for span in spans_of(attribution, role) if (each := self.words.inside(span))]

    def _guessed(self, attribution: Guess, role: str) -> list[Place]:
        """Return the same of what was found: a span in a discarded stretch does not count."""
        return [place for place in self._annotated(attribution, role) if not place[1] <= self.dropped]

    def _same(self, gold: Guess, guess: Guess, role: str) -> bool:
        return set(self._annotated(gold, role)) == set(self._guessed(guess, role))

    def _union(self, attribution: Guess, role: str) -> Tokens:
        return self.words.union(spans_of(attribution, role))

    def _type(self, attribution: Guess) -> str:
        return quotation_type(self.row.text, attribution.content)

    def _group(self, attribution: Guess) -> Group:
        words = " ".join(span.of(self.row.text) for span in spans_of(attribution, "source"))
        return self._type(attribution), source_kind(words)

    def _cue(self, attribution: GoldAttribution) -> str:
        """Return the annotated cue when it is one word; longer ones are an article's wording and only counted."""
        words = " ".join(span.of(self.row.text) for span in attribution.cue).lower().split()
        if not words:
            return "(none)"
        return words[0] if len(words) == 1 and words[0].isalpha() else "(other)"


def _jaccard(one: Tokens, other: Tokens) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _difference(one: Tokens, other: Tokens) -> str:
    return "too long" if other > one else "too short" if other < one else ""


def _ratio(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


HEAD = """# Where attrib goes wrong

{provenance}

{documents} articles{missing}, {attributions} annotated attributions, {found} found. F1 of all together:
{figures}.

What is compared with what, and what is right, is as in `attrib evaluate` ([evaluation.md](evaluation.md)): *exact* is
the same words, *relation* half of the content and a word of the source in common.

In the first two tables relation is in precision, recall and F1, exact spans in F1, all in per cent. An attribution
found belongs where the annotated one belongs that it is compared with; one that is compared with none where its own
words put it.
"""

SOURCE_KINDS = """By the words of the source alone: *none* when no source is marked; *pronoun* when the first word is a
personal or relative pronoun, or the only word another one; else *name* when the head, the last word before a comma, a
preposition or a relative pronoun, has a capital, and *nominal* when not. “Critics” at the start of a sentence passes
for a name.
"""

COSTLIEST_HEAD = f"""## The {COSTLIEST} costliest

Errors of a kind in one type of quotation, by the points of F1 that *relation* or exact content, whichever is more,
would rise if all of them were mended and nothing else were changed. A content missed, or with less than half in common,
is mended with its source and cue, a spurious one by leaving the whole attribution out; everything else in that one
role. Points do not add up: what one mend brings depends on the others.
"""

ALL_HEAD = """## All kinds of error

*Linked to the wrong source*: what was taken for the source is the source of something else. *Source wrong*: it is
nobody's. *With less than half in common*: too little to count as found, though some words are right. *With other gaps*:
both ends are right, what is left out between them is not. *Cut otherwise* and *other*: some words too many and some too
few, or none in common.
"""

CUES_HEAD = """## Cues of what was missed

Annotated cues of one word whose content was not found, most often missed first; *(other)* are all longer ones together,
*(none)* attributions without a cue.
"""


def page(analysis: Analysis, provenance: str) -> str:
    """Return the page."""
    head = HEAD.format(
        provenance=provenance,
        documents=analysis.documents,
        missing=f" ({analysis.missing} of them without predictions)" if analysis.missing else "",
        attributions=analysis.attributions,
        found=analysis.relation.found,
        figures=", ".join(f"{_label(name)} {points:.1f}" for name, points in analysis.f1().items()),
    )
    by_type = {kind: analysis.group(kinds=[kind]) for kind in TYPES}
    by_source = {kind: analysis.group(sources=[kind]) for kind in SOURCES}
    lines = [
        head,
        "## By type of quotation",
        "",
        *_groups("type", by_type, analysis.group()),
        "## By kind of source",
        "",
        SOURCE_KINDS,
        *_groups("source", by_source, analysis.group()),
        COSTLIEST_HEAD,
        *_costliest(analysis),
        ALL_HEAD,
        *_all_errors(analysis),
        CUES_HEAD,
        *_cues(analysis),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _groups(title: str, groups: Mapping[str, Mapping[str, Score]], whole: Mapping[str, Score]) -> list[str]:
    lines = [
        f"| {title} | annotated | precision | recall | relation F1 | exact source | exact cue | exact content |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, scores in (*groups.items(), ("all", whole)):
        relation = scores["relation"]
        cells = [f"{relation.p:.1f}", f"{relation.r:.1f}", f"{relation.f1():.1f}"]
        cells += [f"{scores[role].f1():.1f}" if scores[role].gold else "" for role in ROLES]
        lines.append(f"| {name} | {relation.gold} | {' | '.join(cells)} |")
    return [*lines, ""]


def _costliest(analysis: Analysis) -> list[str]:
    rows = [(error, kind, analysis.cost(error, [kind])) for error in ERRORS for kind in TYPES]
    rows = [row for row in rows if row[2].count]
    order = {(error, kind): number for number, (error, kind, _) in enumerate(rows)}
    rows.sort(
        key=lambda row: (
            -round(row[2].most(), 6),
            -round(sum(row[2].points.values()), 6),
            -row[2].count,
            order[row[0], row[1]],
        )
    )
    return [
        "| | error | type | errors | relation | exact content | exact source | exact cue |",
        "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {number} | {error} | {kind} | {cost.count} | {_points(cost)} |"
            for number, (error, kind, cost) in enumerate(rows[:COSTLIEST], start=1)
        ),
        "",
    ]


def _all_errors(analysis: Analysis) -> list[str]:
    rows = [(error, analysis.cost(error)) for error in ERRORS]
    return [
        "| error | direct | indirect | mixed | relation | exact content | exact source | exact cue |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {error} | {' | '.join(str(len(analysis.mends.get((error, kind), ()))) for kind in TYPES)}"
            f" | {_points(cost)} |"
            for error, cost in rows
        ),
        "",
    ]


def _cues(analysis: Analysis) -> list[str]:
    missed = {cue: count.gold - count.right for cue, count in analysis.cues.items()}
    rows = sorted((cue for cue in missed if missed[cue]), key=lambda cue: (-missed[cue], cue))[:CUES]
    return [
        "| cue | missed | of |",
        "| --- | ---: | ---: |",
        *(f"| {cue} | {missed[cue]} | {analysis.cues[cue].gold} |" for cue in rows),
        "",
    ]


def _points(cost: Cost) -> str:
    rounded = (round(cost.points[name], 1) for name in ("relation", "content", "source", "cue"))
    return " | ".join(f"{each or 0.0:.1f}" for each in rounded)  # -0.0 is 0.0


def _label(name: str) -> str:
    return name if name == "relation" else f"exact {name}"


def provenance(  # noqa: PLR0913, PLR0917 - all that was given
    gold: Path, predictions: Path, day: str, script: str, entities: Path | None = None, options: str = ""
) -> str:
    """Return what made the page: day, commands, data by name and digest; `options` are those of evaluate."""
    inputs = [gold, predictions, *([entities] if entities else [])]
    rows = "\n".join(f"| {path.name} | `{sha256(path.read_bytes()).hexdigest()}` |" for path in inputs)
    more = f" --entities {entities.name}" if entities else ""
    return f"""Generated on {day} by

```
attrib evaluate {gold.as_posix()} --predictions {predictions.name}{options and " "}{options}
python docs/{script} {gold.as_posix()} {predictions.name}{more}
```

| data | sha256 |
| --- | --- |
{rows}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, metavar="GOLD")
    parser.add_argument("predictions", type=Path, metavar="PREDICTIONS")
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat(), help="the day to print (today)")
    parser.add_argument("--out", type=Path, default=TARGET, help="where to write (docs/errors.md)")
    parser.add_argument("--options", default="", help="what else `attrib evaluate` was given, to print")
    given = parser.parse_args(arguments)
    try:
        files.prepare([given.out], [given.gold, given.predictions])
        gold = read_gold(given.gold)
        found: dict[str, tuple[Attribution, ...]] = read_predictions(given.predictions, gold)
        made = provenance(given.gold, given.predictions, given.date, Path(__file__).name, options=given.options)
        files.write(given.out, page(Analysis(gold, found), made))
    except AttribError as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_code
    print(f"wrote {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
