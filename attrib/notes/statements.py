"""Where the statements of a review stand in another text of the article, and what has become of each."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from attrib.store.carry import THRESHOLD, locate, whole_words
from attrib.types import Span
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.review import Item, Review

Fate = Literal["same", "changed", "moved", "gone"]
Place: TypeAlias = tuple[Span, bool]
"""Where words stand in the other text, and whether they are the same."""

BESIDE: Final = 200
"""Characters from where they are expected within which the words of a cue or a source are looked for: about a sentence.
Of 659 sentences in seeds/ and tests/newsroom/ 99.7 % are no longer (2026-11-29)."""

SENTENCE: Final = re.compile(r"[.!?…][”’\"')\]]*(?:\s|\Z)|\n")
"""Where a sentence ends, near enough for a mark beside a statement: the parse is not kept."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution in the file's text: its `content`, its cue and source (`named`), and the sentence `around` them.

    `changes` are the parts whose words have changed: what it is, the words before and after, None where they are gone.
    Nothing of one that is `gone` has a place.
    """

    item: Item
    fate: Fate
    content: tuple[Span, ...] = ()
    named: tuple[Span, ...] = ()
    around: tuple[Span, ...] = ()
    changes: tuple[tuple[str, str, str | None], ...] = ()

    def holds(self, place: Span) -> bool:
        """Whether any of `place` is of the statement or its sentence."""
        return any(each.overlaps(place) for each in (*self.content, *self.named, *self.around))


def statements(review: Review, text: str) -> tuple[Statement, ...]:
    """Return where each statement that no checker rejected stands in `text`, in the order of the review."""
    old = review.document.text
    moves = _Moves(old, text)
    found = [_statement(item, old, text, moves) for item in review.items if item.status != "rejected"]
    placed = [each for each in found if each.content]
    stayed = {placed[number].item.id for number in _rising([each.content[0].start for each in placed])}
    return tuple(
        replace(each, fate="moved") if each.fate == "same" and each.item.id not in stayed else each for each in found
    )


def standing_on(found: Sequence[Statement], place: Span) -> tuple[Statement, ...]:
    """Return the statements on whose words a note at `place` stands: on what is said, else on cue or source.

    Else the one whose sentence it stands in. Of one statement in another's words it is the inner one, of several with
    one cue or source all, and what attrib thinks unlikely only where nothing else is. A place without words is on none.
    """
    if not place:
        return ()
    for part in ("content", "named", "around"):
        hit = [(each, clipped) for each in found if (clipped := _clipped(getattr(each, part), place))]
        hit = [pair for pair in hit if not pair[0].item.folded] or hit
        if hit and part == "named":
            return tuple(each for each, _ in hit)
        if hit:
            inner = [
                one
                for one, words in hit
                if not any(words == others and _size(other) < _size(one) for other, others in hit)
            ]
            return tuple(inner if part != "around" else inner[:1])
    return ()


def _clipped(spans: Iterable[Span], place: Span) -> list[Span]:
    return [Span(max(s.start, place.start), min(s.end, place.end)) for s in spans if s.overlaps(place)]


def _size(statement: Statement) -> int:
    return sum(map(len, statement.content))


def _statement(item: Item, old: str, new: str, moves: _Moves) -> Statement:
    current = item.current
    places = [moves.place(each) for each in current.content]
    content = tuple(sorted(place for place, _ in filter(None, places)))
    before, after = pieces(old, *current.content), pieces(new, *content) if content else None
    changes = [] if all(each and each[1] for each in places) else [("content", before, after)]
    if not content:
        return Statement(item, "gone", changes=tuple(changes))
    expected = content[0].start - current.content[0].start
    named = []
    for part, span in (("cue", current.cue.span if current.cue else None), ("source", current.source)):
        if span is not None:
            found = moves.place(span)
            place, same = found if found and found[1] else moves.beside(span, expected) or found or (None, False)
            named += [place] if place else []
            changes += [] if same else [(part, span.of(old), place.of(new) if place else None)]
    return Statement(
        item,
        "changed" if changes else "same",
        content,
        tuple(named),
        (_sentence(new, (*content, *named)),),
        tuple(changes),
    )


def _sentence(text: str, spans: Sequence[Span]) -> Span:
    """Return the sentences that some words stand in, from the first one's beginning to the last one's end."""
    first, last = min(each.start for each in spans), max(each.end for each in spans)
    before = [each.end() for each in SENTENCE.finditer(text, max(0, text.rfind("\n", 0, first)), first)]
    # The end of what is said may be the end of the sentence.
    after = SENTENCE.search(text, max(first, last - 2))
    while after and after.end() < last:
        after = SENTENCE.search(text, after.end())
    return Span(
        max(before, default=max(0, text.rfind("\n", 0, first) + 1)), max(last, after.end() if after else len(text))
    )


class _Moves:
    """Which paragraph of a text has become which of another: the same ones in order, then the most alike."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.lines, self.others = _lines(old), _lines(new)
        words, others = [each.of(old) for each in self.lines], [each.of(new) for each in self.others]
        blocks = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
        self.partners = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
        taken = set(self.partners.values())
        alike = [
            (score, one, other)
            for one in range(len(words))
            for other in range(len(others))
            if one not in self.partners and other not in taken
            if (score := fuzz.ratio(words[one], others[other], score_cutoff=THRESHOLD))
        ]
        for _, one, other in sorted(alike, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]))):
            if one not in self.partners and other not in taken:
                self.partners[one] = other
                taken.add(other)

    def place(self, span: Span) -> Place | None:
        """Return where words stand now, and whether they are the same; None when they are nowhere."""
        number = bisect_right(self.lines, span.start, key=lambda line: line.start) - 1
        if number in self.partners and self.lines[number].contains(span):
            line, other = self.lines[number], self.others[self.partners[number]]
            place = _mapped(span, line, other, self.old, self.new)
            if place and fuzz.ratio(span.of(self.old), place.of(self.new)) >= THRESHOLD:
                return place, span.of(self.old) == place.of(self.new)
        near = min(self.partners, key=lambda each: abs(each - number), default=None)
        shift = 0 if near is None else self.others[self.partners[near]].start - self.lines[near].start
        return locate(span, self.old, self.new, shift)

    def beside(self, span: Span, shift: int) -> Place | None:
        """Return where the same words stand nearest to where they are expected, None when not `BESIDE` it."""
        words, expected = span.of(self.old), span.start + shift
        begin = max(0, expected - BESIDE)
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        starts = [each.start() for each in whole.finditer(self.new, begin, max(begin, expected + len(words) + BESIDE))]
        if not starts:
            return None
        start = min(starts, key=lambda start: abs(start - expected))
        return Span(start, start + len(words)), True


def _mapped(span: Span, line: Span, other: Span, old: str, new: str) -> Span | None:
    """Return where words of a paragraph stand in what it has become, None when they are gone."""
    first, last = span.start - line.start, span.end - line.start
    start, end, begun = other.start, other.start, False
    for step in Indel.opcodes(line.of(old), other.of(new)):
        kept = step.tag == "equal"
        if not begun and step.src_end > first:
            start, begun = other.start + step.dest_start + (first - step.src_start if kept else 0), True
        if step.src_start < min(last, step.src_end):
            within = step.dest_start + min(last, step.src_end) - step.src_start
            end = other.start + (within if kept else step.dest_end)
    return whole_words(new, start, end) if start < end else None


def _lines(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"[^\n]+", text)]


def _rising(starts: Sequence[int]) -> frozenset[int]:
    """Return the indices of a longest run of places that never falls: what is not in it has moved."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for number, start in enumerate(starts):
        at = bisect_right(ends, start)
        ends[at:], places[at:] = [start, *ends[at + 1 :]], [number, *places[at + 1 :]]
        before.append(places[at - 1] if at else -1)
    chosen, number = set(), places[-1] if places else -1
    while number >= 0:
        chosen.add(number)
        number = before[number]
    return frozenset(chosen)
