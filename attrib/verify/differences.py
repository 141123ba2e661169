"""An alignment told as differences, each of a kind: what was printed, what was said.

The words of both sides are cut into units, the shortest stretches that begin and end with whole written words on both;
a unit whose words are the same is no difference. Differing units that follow one another are asked of a table first as
one stretch (is it only spelling, only hesitation, …), then unit by unit: the first line that holds is the kind.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from attrib.language.names import FUZZY, LETTERS, fold, is_acronym
from attrib.types import DifferenceKind as Kind
from attrib.verify.words import AUXILIARY, FILLER, FILLERS, FUNCTION, NEGATION, VERBS, APOSTROPHE, is_number, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG: Final = 15
"""Words left out without a mark, more than which join two places rather than shorten one: `spliced`."""

SHORT: Final = 3
"""Words left out from which it is an omission, even when all are words of grammar."""

AGAIN: Final = 4
"""Words at most that somebody begins again with."""


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
            changes.append(Change(Kind.ELLIPSIS, unit.printed, unit.said))
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
    for number, (has_print, has_speech, is_marked) in enumerate(steps):
        both = has_print and has_speech
        same = same and both and printed[i].key == said[j].key and printed[i].form == said[j].form
        i, j = i + has_print, j + has_speech
        following = steps[number + 1][2] if number + 1 < len(steps) else False
        if is_marked != following or (not is_marked and _whole(printed, i) and _whole(said, j)):
            yield _Unit(range(first, i), range(start, j), same, is_marked)
            first, start, same = i, j, True
    if (first, start) != (i, j):
        yield _Unit(range(first, i), range(start, j), same)


def _whole(words: Sequence[Word], place: int) -> bool:
    return place in {0, len(words)} or words[place - 1].end != words[place].start


def _told(printed: Sequence[Word], said: Sequence[Word], stretch: list[_Unit]) -> list[Change]:
    """Return the changes of one stretch of units that differ."""
    whole = Change(Kind.CHANGED, *_joined(stretch[0], stretch[-1]))
    if kind := _only(*_words(printed, said, whole)):
        return [replace(whole, kind=kind)]
    pieces: list[_Unit] = []
    for unit in stretch:  # words left out or put in one after the other are one omission or addition
        if pieces and not (unit.printed and unit.said) and bool(unit.printed) == bool(pieces[-1].printed) and bool(unit.said) == bool(pieces[-1].said):
            printed_range, said_range = _joined(pieces[-1], unit)
            pieces[-1] = replace(pieces[-1], printed=printed_range, said=said_range)
        else:
            pieces.append(unit)
    changes: list[Change] = []
    for unit in pieces:
        change = Change(_kind(printed, said, unit), unit.printed, unit.said)
        if change.kind is Kind.ADDED and changes and changes[-1].kind is Kind.NUMBER:
            change = replace(change, kind=Kind.CHANGED)  # “40 people” for “40 million”
        if changes and (joined := _one(printed, said, changes[-1], change)):
            changes[-1] = joined
        else:
            changes.append(change)
    return changes


def _joined(one: _Unit | Change, other: _Unit | Change) -> tuple[range, range]:
    return range(one.printed.start, other.printed.stop), range(one.said.start, other.said.stop)


def _words(printed: Sequence[Word], said: Sequence[Word], change: _Unit | Change) -> tuple[Sequence[Word], Sequence[Word]]:
    return [printed[place] for place in change.printed], [said[place] for place in change.said]


def _one(printed: Sequence[Word], said: Sequence[Word], before: Change, after: Change) -> Change | None:
    """Return two changes beside each other as one where they are: of a kind, or a few words for one (“men and women”)."""
    joined = replace(before, printed=range(before.printed.start, after.printed.stop), said=range(before.said.start, after.said.stop))
    if before.kind == after.kind:
        return joined
    kinds = {before.kind, after.kind}
    few = max(len(joined.printed), len(joined.said)) <= AGAIN
    if few and Kind.CHANGED in kinds and kinds <= {Kind.CHANGED, Kind.OMISSION, Kind.ADDED, Kind.FUNCTION}:
        return replace(joined, kind=Kind.CHANGED)
    return None


def _only(printed: Sequence[Word], said: Sequence[Word]) -> Kind | None:
    """Return what kind a stretch is that differs in nothing but that: spelling, a contraction, hesitation."""
    keys, spoken = [word.key for word in printed], [word.key for word in said]
    if any(word.bracketed for word in printed):
        return Kind.BRACKETED if all(word.bracketed for word in printed) else None
    if _letters(printed) == _letters(said) or _value(keys) == _value(spoken) or _is_name(printed, said):
        return Kind.TRANSCRIPTION
    if keys == spoken:
        contracted = any(one.form != other.form and "'" in one.form + other.form for one, other in zip(printed, said, strict=True))
        return Kind.FUNCTION if contracted else Kind.TRANSCRIPTION
    if len(keys) == len(spoken) and all(a == b or _is_short_for(a, b) or _is_short_for(b, a) for a, b in zip(keys, spoken, strict=True)):
        return Kind.FUNCTION
    if _without_fillers(keys) == _without_fillers(spoken) and len(keys) < len(spoken):
        return Kind.FILLER
    return None


def _letters(words: Sequence[Word]) -> str:
    letters = (re.sub(r"[\W_]", "", word.form) for word in words)
    return "".join(_AMERICAN.sub(lambda match: _SPELT[match.group()], each) for each in letters)


_SPELT: Final = {"our": "or", "ise": "ize", "ising": "izing", "isation": "ization", "tre": "ter", "lled": "led", "lling": "ling", "ogue": "og"}
_AMERICAN: Final = re.compile(r"(?<=\w{3})(?:our|is(?:e|ing|ation)(?=\w?$)|tre(?=s?$)|(?<=\w{4})ll(?:ed|ing)$|ogue)")


def _is_name(printed: Sequence[Word], said: Sequence[Word]) -> bool:
    """Whether both are one name: in another spelling (“Rasool”, “Rassool”), or its initials and the whole of it."""
    one, other = (" ".join(word.written for word in words) for words in (printed, said))
    if is_acronym(one, other) or is_acronym(other, one):
        return True
    close = len(printed) == len(said) == 1 and one.istitle() and other.istitle() and min(len(one), len(other)) > LETTERS
    return close and stem(printed[0].key) != stem(said[0].key) and fuzz.ratio(one, other) >= FUZZY


def _value(keys: Sequence[str]) -> list[str] | object:
    """Return a number without what its form adds (“8th”, “a 100 million” for “a hundred million”); else what equals nothing."""
    numbers = [key.removesuffix("th") for key in keys if is_number(key)]
    return numbers if numbers and len(numbers) + (keys[0] == "a") == len(keys) else object()


def _is_short_for(short: str, long: str) -> bool:
    return long in {"'s": ("is", "has", "us"), "'d": ("would", "had", "did")}.get(short, ())


def _without_fillers(keys: Sequence[str]) -> list[str]:
    left: list[str] = []
    for key in keys:
        if left and (left[-1], key) in FILLERS:
            left.pop()
        elif key not in FILLER:
            left.append(key)
    return left


def _kind(printed: Sequence[Word], said: Sequence[Word], unit: _Unit) -> Kind:  # noqa: PLR0911 - the table
    """Return the kind of a unit: the first line that holds."""
    words, others = _words(printed, said, unit)
    keys, spoken = [word.key for word in words], [word.key for word in others]
    if kind := _only(words, others):
        return kind
    if any(word.bracketed for word in words):
        return Kind.BRACKETED
    if not keys and _again(said, unit.said):
        return Kind.FILLER
    few = max(len(keys), sum(len(word.written.split()) for word in others)) < SHORT or bool(keys and spoken)
    if few and (_count(keys, NEGATION) - _count(spoken, NEGATION)) % 2:
        return Kind.NEGATION
    numbers, others_numbers = _numbers(keys, spoken), _numbers(spoken, keys)
    if few and numbers != others_numbers and ((numbers and others_numbers) or not keys or not spoken):
        return Kind.NUMBER
    differing = [*(Counter(keys) - Counter(spoken)), *(Counter(spoken) - Counter(keys))]
    if not keys:
        whole = sum(len(said[place].written.split()) for place in unit.said if _whole(said, place))
        if whole > LONG:
            return Kind.SPLICED
        if whole >= SHORT:
            return Kind.OMISSION
    if all(key in AUXILIARY for key in differing):
        return Kind.TENSE
    if all(key in FUNCTION or key in AUXILIARY or key in FILLER for key in differing):
        return Kind.FUNCTION if len(keys) - len(spoken) < SHORT else Kind.ADDED
    if not keys:
        return Kind.OMISSION
    if not spoken:
        return Kind.ADDED
    if {stem(key) for key in keys} == {stem(key) for key in spoken}:
        return Kind.TENSE if any(key.endswith(("ed", "ing")) or stem(key) in VERBS for key in differing) else Kind.FUNCTION
    return Kind.CHANGED


def _count(keys: Sequence[str], what: frozenset[str]) -> int:
    return sum(key in what for key in keys)


def _numbers(keys: Sequence[str], others: Sequence[str]) -> Counter[str]:
    """Return the numbers of a unit; “one” is only one beside another on the other side."""
    counted = any(map(is_number, others))
    return Counter(key.removesuffix("th") for key in keys if is_number(key) or (counted and key == "one"))


def _again(said: Sequence[Word], places: range) -> bool:
    """Whether words are said once more right after or were right before: somebody begins again."""
    keys = [word.key for word in said[places.start : places.stop]]
    after = [word.key for word in said[places.stop : places.stop + len(keys)]]
    before = [word.key for word in said[max(0, places.start - len(keys)) : places.start]]
    return len(keys) <= AGAIN and keys in (after, before)


def _moved(printed: Sequence[Word], said: Sequence[Word], changes: list[Change]) -> list[Change]:
    """Return the changes, of kind `order` those that are the same words printed in one place and said in another."""
    words = [_words(printed, said, change) for change in changes]
    added = {tuple(word.key for word in one): place for place, (one, other) in enumerate(words) if one and not other}
    left_out = {tuple(word.key for word in other): place for place, (one, other) in enumerate(words) if not one}
    moved = {place for keys in added.keys() & left_out.keys() if len(keys) > 1 for place in (added[keys], left_out[keys])}
    return [replace(change, kind=Kind.ORDER) if place in moved else change for place, change in enumerate(changes)]
