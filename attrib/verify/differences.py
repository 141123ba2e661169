"""An alignment told as differences, each of a kind: what was printed, what was said.

The words of both sides are cut into units, the shortest stretches that begin and end with whole written words on both;
a unit whose words are the same is no difference. Differing units that follow one another are asked of `STRETCHES` (is
it only spelling, only hesitation, …), then each of `UNITS` as well: the first line that holds is the kind.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from attrib.language.names import FUZZY, LETTERS, fold, is_acronym
from attrib.types import DifferenceKind as Kind
from attrib.verify.words import (
    APOSTROPHE,
    AUXILIARY,
    FILLER,
    FILLERS,
    FUNCTION,
    NEGATION,
    VERBS,
    is_number,
    spelling,
    stem,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LONG: Final = 15
"""Words left out without a mark, more than which join two places rather than shorten one: `spliced`."""

SHORT: Final = 3
"""Words left out, or added, from which it is more than a word of grammar, even when all of them are that."""

FEW: Final = 4
"""Words at most that somebody begins again with, or that are taken for one (“men and women” for “Americans”)."""


@dataclass(frozen=True)
class Word:
    """A word of either side: its key, how it is written, where (half-open, code points), whether in brackets."""

    key: str
    written: str
    start: int
    end: int
    bracketed: bool = False

    @cached_property
    def form(self) -> str:
        """What it looks like but for case, accents and points."""
        return re.sub(r"[^\w'%$£€]", "", APOSTROPHE.sub("'", fold(self.written)))


@dataclass(frozen=True, slots=True)
class Change:
    """Words printed and words said that differ, as ranges of both; either may be empty (and then says where)."""

    kind: Kind
    printed: range
    said: range


@dataclass(frozen=True, slots=True)
class _Unit:
    printed: range
    said: range
    same: bool
    marked: bool = False

    def joined(self, other: _Unit) -> _Unit:
        """Return this unit and one after it as one."""
        printed = range(self.printed.start, other.printed.stop)
        return _Unit(printed, range(self.said.start, other.said.stop), same=False)

    def is_alike(self, other: _Unit) -> bool:
        """Whether both have words on one side only, and the same one."""
        sides = bool(self.printed), bool(self.said)
        return sides == (bool(other.printed), bool(other.said)) and not all(sides)


@dataclass(frozen=True)
class _Sides:
    """The words of a unit or a stretch, and what the tables ask of them. `again`: they are said twice in a row."""

    printed: Sequence[Word]
    said: Sequence[Word]
    again: bool

    @cached_property
    def keys(self) -> list[str]:
        return [word.key for word in self.printed]

    @cached_property
    def spoken(self) -> list[str]:
        return [word.key for word in self.said]

    @cached_property
    def differing(self) -> list[str]:
        """The words that only one side has."""
        one, other = Counter(self.keys), Counter(self.spoken)
        return [*(one - other), *(other - one)]

    @cached_property
    def left_out(self) -> int:
        """How many written words were said where nothing is printed."""
        return 0 if self.printed else sum(len(word.written.split()) for word in self.said if word.key not in _ENDINGS)

    @property
    def is_small(self) -> bool:
        """Whether a negation or a number in it is its point, and not one word of a clause."""
        return bool(self.keys and self.spoken) or max(len(self.keys), self.left_out) < SHORT

    @property
    def is_one_spelling(self) -> bool:
        """Whether both sides are one thing written in two ways."""
        one, other = (" ".join(word.written for word in side) for side in (self.printed, self.said))
        if any(character.isdigit() for character in one + other):
            return _figures(one) == _figures(other) or _value(self.keys) == _value(self.spoken)
        if spelling(word.form for word in self.printed) == spelling(word.form for word in self.said):
            return True
        if is_acronym(one, other) or is_acronym(other, one) or _value(self.keys) == _value(self.spoken):
            return True
        named = len(self.printed) == len(self.said) == 1 and one.istitle() and other.istitle()
        return (
            named and min(len(one), len(other)) > LETTERS and not self.is_one_word and fuzz.ratio(one, other) >= FUZZY
        )

    @property
    def is_written_out(self) -> bool:
        """Whether a contraction of one side stands in full on the other."""
        pairs = list(zip(self.printed, self.said, strict=False))
        if self.keys == self.spoken:
            return any(one.form != other.form and "'" in one.form + other.form for one, other in pairs)
        same_length = len(self.keys) == len(self.spoken)
        return same_length and all(a == b or {a, b} in _SHORT_FOR for a, b in zip(self.keys, self.spoken, strict=True))

    @property
    def is_one_word(self) -> bool:
        """Whether both sides are forms of the same words."""
        return {stem(key) for key in self.keys} == {stem(key) for key in self.spoken}

    @property
    def negates(self) -> bool:
        """Whether one side denies what the other says."""
        one, other = (sum(key in NEGATION for key in side) for side in (self.keys, self.spoken))
        return self.is_small and (one - other) % 2 == 1

    @property
    def turns(self) -> bool:
        """Whether words in brackets stand in the place of a denial, or deny."""
        return any(word.bracketed for word in self.printed) and self.negates

    @property
    def counts(self) -> bool:
        """Whether the numbers of the sides differ; “one” is only one beside another on the other side."""
        one, other = _numbers(self.keys, self.spoken), _numbers(self.spoken, self.keys)
        return self.is_small and one != other and bool((one and other) or not self.keys or not self.spoken)

    @property
    def is_grammar(self) -> bool:
        """Whether nothing differs but words of grammar."""
        return all(key in FUNCTION or key in AUXILIARY or key in FILLER for key in self.differing)


_ENDINGS: Final = {"'s", "'d"}
_SHORT_FOR: Final = tuple(
    map(set, (("'s", "is"), ("'s", "has"), ("'s", "us"), ("'d", "would"), ("'d", "had"), ("'d", "did")))
)

STRETCHES: Final[tuple[tuple[Kind, Callable[[_Sides], bool]], ...]] = (
    (Kind.NEGATION, lambda both: both.turns),
    (Kind.BRACKETED, lambda both: bool(both.printed) and all(word.bracketed for word in both.printed)),
    (Kind.FUNCTION, lambda both: both.is_written_out),
    (Kind.TRANSCRIPTION, lambda both: both.keys == both.spoken or both.is_one_spelling),
    (
        Kind.FILLER,
        lambda both: len(both.keys) < len(both.spoken) and _without_fillers(both.keys) == _without_fillers(both.spoken),
    ),
)
UNITS: Final[tuple[tuple[Kind, Callable[[_Sides], bool]], ...]] = (
    (Kind.BRACKETED, lambda both: any(word.bracketed for word in both.printed)),
    (Kind.FILLER, lambda both: both.again),
    (Kind.NEGATION, lambda both: both.negates),
    (Kind.NUMBER, lambda both: both.counts),
    (Kind.SPLICED, lambda both: both.left_out > LONG),
    (Kind.OMISSION, lambda both: both.left_out >= SHORT),
    (Kind.TENSE, lambda both: all(key in AUXILIARY for key in both.differing)),
    (Kind.FUNCTION, lambda both: both.is_grammar and len(both.keys) - len(both.spoken) < SHORT),
    (Kind.OMISSION, lambda both: not both.keys),
    (Kind.ADDED, lambda both: not both.spoken),
    (Kind.TENSE, lambda both: both.is_one_word and any(map(_is_verbal, both.differing))),
    (Kind.FUNCTION, lambda both: both.is_one_word),
    (Kind.CHANGED, lambda _both: True),
)


def find_changes(
    printed: Sequence[Word], said: Sequence[Word], places: Sequence[int], breaks: Sequence[bool]
) -> list[Change]:
    """Return the differences in order.

    `places` has for each printed word that of `said` which stands for it, or -1; `breaks`, whether the print marks that
    words may be missing before it.
    """
    changes: list[Change] = []
    stretch: list[_Unit] = []
    for unit in (*_units(printed, said, places, breaks), None):
        if unit is not None and not unit.same and not unit.marked:
            stretch.append(unit)
            continue
        if stretch:
            changes += _told(printed, said, stretch)
            stretch = []
        if unit is not None and unit.marked:
            left_out = [word.key for word in said[unit.said.start : unit.said.stop]]
            denied = len(left_out) < SHORT and sum(key in NEGATION for key in left_out) % 2 == 1  # “I do … think”
            changes.append(Change(Kind.NEGATION if denied else Kind.ELLIPSIS, unit.printed, unit.said))
    return _moved(printed, said, changes)


def _units(
    printed: Sequence[Word], said: Sequence[Word], places: Sequence[int], breaks: Sequence[bool]
) -> Iterator[_Unit]:
    """Yield both sides cut at every place where neither is within a written word."""
    steps: list[tuple[bool, bool, bool]] = []  # whether a word of print, one of speech, and whether its lack is marked
    spoken, marked = 0, False
    for place, word_marked in zip(places, breaks, strict=True):
        marked = marked or word_marked
        if place < 0:
            steps.append((True, False, False))
        else:
            steps += [(False, True, marked)] * (place - spoken)
            steps.append((True, True, False))
            spoken, marked = place + 1, False
    steps += [(False, True, False)] * (len(said) - spoken)
    i = j = first = start = 0
    same = True
    for (has_print, has_speech, is_marked), following in pairwise((*steps, (False, False, False))):
        same = same and has_print and has_speech and _is_same(printed[i], said[j])
        i, j = i + has_print, j + has_speech
        if is_marked != following[2] or (not is_marked and _is_cut(printed, i) and _is_cut(said, j)):
            yield _Unit(range(first, i), range(start, j), same, is_marked)
            first, start, same = i, j, True


def _is_same(one: Word, other: Word) -> bool:
    return one.key == other.key and one.form == other.form


def _is_cut(words: Sequence[Word], place: int) -> bool:
    """Whether a written word ends before that place."""
    return place in {0, len(words)} or words[place - 1].end != words[place].start


def _told(printed: Sequence[Word], said: Sequence[Word], stretch: list[_Unit]) -> list[Change]:
    """Return the changes of one stretch of units that differ."""

    def kind_of(unit: _Unit, *tables: tuple[tuple[Kind, Callable[[_Sides], bool]], ...]) -> Kind | None:
        both = _Sides(_at(printed, unit.printed), _at(said, unit.said), _again(said, unit))
        return next((kind for table in tables for kind, holds in table if holds(both)), None)

    whole = stretch[0].joined(stretch[-1])
    if kind := kind_of(whole, STRETCHES):
        return [Change(kind, whole.printed, whole.said)]
    pieces: list[_Unit] = []
    for unit in stretch:  # words left out or put in one after the other are one omission or addition
        pieces.append(pieces.pop().joined(unit) if pieces and pieces[-1].is_alike(unit) else unit)
    changes: list[Change] = []
    for unit in pieces:
        kind = kind_of(unit, STRETCHES, UNITS) or Kind.CHANGED
        if kind is Kind.ADDED and changes and changes[-1].kind is Kind.NUMBER:
            kind = Kind.CHANGED  # “40 people” for “40 million”
        _put(changes, Change(kind, unit.printed, unit.said))
    return changes


def _put(changes: list[Change], change: Change) -> None:
    """Put a change after the others, as one with the last where both are of a kind or a few words for one."""
    if changes:
        last = changes[-1]
        printed, said = range(last.printed.start, change.printed.stop), range(last.said.start, change.said.stop)
        kinds = {last.kind, change.kind}
        few = max(len(printed), len(said)) <= FEW
        if len(kinds) == 1:
            changes[-1] = Change(change.kind, printed, said)
            return
        if few and Kind.CHANGED in kinds and kinds <= {Kind.CHANGED, Kind.OMISSION, Kind.ADDED, Kind.FUNCTION}:
            changes[-1] = Change(Kind.CHANGED, printed, said)
            return
    changes.append(change)


def _at(words: Sequence[Word], places: range) -> Sequence[Word]:
    return words[places.start : places.stop]


def _figures(written: str) -> tuple[list[str], list[str]]:
    """Return the groups of digits, and all else that is no mark between them: “5.30” is “5:30”, “2.5” not “25”.

    A comma before three digits only parts thousands.
    """
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)|(?<=[-−]) (?=\d)", "", written.lower())
    return re.findall(r"\d+", plain), re.findall(r"[^\W\d_]+|[$£€%]|(?<![\w.])[-−](?=\d)", plain)


def _value(keys: Sequence[str]) -> object:
    """Return a number without what its form adds (“8th”, “a 100” for “a hundred”); for other words, nothing's equal."""
    numbers = [key.removesuffix("th") for key in keys if is_number(key)]
    return numbers if numbers and len(numbers) + (keys[0] == "a") == len(keys) else object()


def _numbers(keys: Sequence[str], others: Sequence[str]) -> Counter[str]:
    counted = any(map(is_number, others))
    return Counter(key.removesuffix("th") for key in keys if is_number(key) or (counted and key == "one"))


def _without_fillers(keys: Sequence[str]) -> list[str]:
    left: list[str] = []
    for key in keys:
        if left and (left[-1], key) in FILLERS:
            left.pop()
        elif key not in FILLER:
            left.append(key)
    return left


def _is_verbal(key: str) -> bool:
    return key.endswith(("ed", "ing")) or stem(key) in VERBS


def _again(said: Sequence[Word], unit: _Unit) -> bool:
    """Whether words left out are said once more right after, or were right before: somebody begins again."""
    first, end = unit.said.start, unit.said.stop
    size = end - first
    if unit.printed or size > FEW:
        return False
    keys = [word.key for word in said[max(0, first - size) : end + size]]
    at = min(first, size)
    return keys[at : at + size] in (keys[at + size :], keys[:at])


def _moved(printed: Sequence[Word], said: Sequence[Word], changes: list[Change]) -> list[Change]:
    """Return the changes, of kind `order` those that are the same words printed in one place and said in another."""
    added = {_keys(printed, each.printed): place for place, each in enumerate(changes) if not each.said}
    left_out = {_keys(said, each.said): place for place, each in enumerate(changes) if not each.printed}
    both = [keys for keys in added.keys() & left_out.keys() if len(keys) > 1]
    moved = {place for keys in both for place in (added[keys], left_out[keys])}
    return [replace(change, kind=Kind.ORDER) if place in moved else change for place, change in enumerate(changes)]


def _keys(words: Sequence[Word], places: range) -> tuple[str, ...]:
    return tuple(word.key for word in _at(words, places))
