"""Carrying decisions from one analysis of an article to the next, by what the words are and what stands around them.

The anchor is that of the W3C's TextQuoteSelector: the exact words with a prefix and a suffix. Where the words are the
same, what stands around them and then the place choose; where they are not, the most similar ones are taken if they
are similar enough. What is not found is *orphaned*: better to ask a checker again than to confirm words nobody saw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from rapidfuzz import fuzz

from attrib.review.replay import CREATED, machine_ids
from attrib.review.state import NOT_UNDONE
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from attrib.review.state import Carried, Decision
    from attrib.types import Analysis, Attribution, Entity

Pair: TypeAlias = tuple[tuple[float, ...], tuple[int, int]]
"""How good a pair is, best last when sorted, and the indices of the old and the new attribution."""

CONTEXT: Final = 32
"""Characters of prefix and suffix, as in the W3C's examples of the TextQuoteSelector."""

ALONE: Final = 40
"""From this many characters on, words stand for themselves: as much again as `CONTEXT` that is elsewhere is moved."""

SAME: Final = 65.0
"""The least similarity, in per cent, of short words with their surroundings at which the same words are taken to have
moved. benchmarks/carry_threshold.py, 43,920 attributions of 12 articles in nine kinds of edits (2026-11-24): at 65, of
all attributions 0.14 % are carried to a wrong place and 0.99 % lost though there; at 60, 0.19 and 0.89; at 70, 0.13 and
1.28. Wrong are short quotations that somebody else repeats."""

THRESHOLD: Final = 75.0
"""The least similarity, in per cent, at which other words are taken for the same, corrected. Measured with `SAME`: at
75, 0.14 % are carried to a wrong place and 0.99 % lost; at 70, 0.44 and 0.45; at 80, 0.05 and 2.49. A wrong place is
worse than asking again. Lost are sentences of which a quarter or more was rewritten."""

NEAR: Final = 400
"""Characters before and after the expected place in which words that are not found exactly are looked for."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words, what stands before and after them, and where they begin."""

    exact: str
    prefix: str
    suffix: str
    start: int

    @property
    def window(self) -> str:
        """All of it in a row."""
        return self.prefix + self.exact + self.suffix


def anchor(text: str, spans: Sequence[Span]) -> Anchor:
    """Return the anchor of a content: its pieces joined by a blank, and the text around the whole."""
    start, end = (spans[0].start, spans[-1].end) if spans else (0, 0)
    exact = " ".join(" ".join(span.of(text).split()) for span in spans)
    return Anchor(exact, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def similarity(one: Anchor, other: Anchor) -> float:
    """Return how alike two anchors are, in per cent: with what is around them, or alone when they are long enough."""
    around = fuzz.ratio(one.window, other.window)
    if min(len(one.exact), len(other.exact)) < ALONE:
        return around
    return max(around, fuzz.ratio(one.exact, other.exact))


@dataclass(frozen=True, slots=True)
class Match:
    """An attribution of the new analysis for one of the old; `exact` when a checker need not look at it again."""

    old: int
    new: int
    exact: bool


def match(
    old: Analysis, new: Analysis, *, threshold: float = THRESHOLD, same: float = SAME, taken: Collection[int] = ()
) -> dict[int, Match]:
    """Return, by the index of the old attribution, the new one it has become; each new one at most once.

    `threshold` and `same` are as the constants. New attributions with an index in `taken` are left out. Equal words
    with equal surroundings go first, then equal words, then similar ones; within each the more alike, then the nearer.
    """
    texts = old.document.text, new.document.text
    before, after = (
        [anchor(text, each.content) for each in analysis.attributions]
        for text, analysis in zip(texts, (old, new), strict=True)
    )
    olds, news = dict(enumerate(before)), {i: each for i, each in enumerate(after) if i not in taken}
    found: dict[int, Match] = {}
    for candidates in (
        _whole(olds, news, old, new),
        _same(olds, news, same),
        _similar(olds, news, threshold),
    ):
        # A generator looks at what is left when its turn comes.
        for one, other in [pair for _, pair in sorted(candidates, reverse=True)]:
            if one in olds and other in news:
                found[one] = Match(one, other, _sure(olds.pop(one), news.pop(other)))
    return found


def _sure(one: Anchor, other: Anchor) -> bool:
    """Return whether nobody need look again: short words are the same only where the same stands around them."""
    return one.exact == other.exact and (len(one.exact) >= ALONE or one.window == other.window)


def _whole(olds: Mapping[int, Anchor], news: Mapping[int, Anchor], old: Analysis, new: Analysis) -> Iterator[Pair]:
    """Yield pairs with equal words and equal surroundings; an equal cue and source tells nested twins apart."""
    by_window: dict[tuple[str, str], list[int]] = {}
    for j, anchored in news.items():
        by_window.setdefault((anchored.window, anchored.exact), []).append(j)
    for i, anchored in olds.items():
        for j in by_window.get((anchored.window, anchored.exact), ()):
            alike = _said(old, i) == _said(new, j)
            yield (alike, -abs(anchored.start - news[j].start), -i), (i, j)


def _same(olds: Mapping[int, Anchor], news: Mapping[int, Anchor], threshold: float) -> Iterator[Pair]:
    by_words: dict[str, list[int]] = {}
    for j, anchored in news.items():
        by_words.setdefault(anchored.exact, []).append(j)
    for i, anchored in olds.items():
        for j in by_words.get(anchored.exact, ()):
            alike = similarity(anchored, news[j])
            if alike >= threshold:
                around = fuzz.ratio(anchored.window, news[j].window)
                yield (around, -abs(anchored.start - news[j].start), -i), (i, j)


def _similar(olds: Mapping[int, Anchor], news: Mapping[int, Anchor], threshold: float) -> Iterator[Pair]:
    for i, anchored in olds.items():
        for j, other in news.items():
            alike = similarity(anchored, other)
            if alike >= threshold:
                yield (alike, -abs(anchored.start - other.start), -i), (i, j)


def _said(analysis: Analysis, index: int) -> tuple[str, str]:
    """Return the words of the cue and the source."""
    each, text = analysis.attributions[index], analysis.document.text
    return each.cue.span.of(text) if each.cue else "", each.source.of(text) if each.source else ""


def locate(span: Span, old: str, new: str, shift: int, threshold: float = THRESHOLD) -> tuple[Span, bool] | None:
    """Return where the words at `span` of `old` stand in `new`, and whether they are the same; None when nowhere.

    `shift` is how far what is around them has moved, in characters: the place is expected there.
    """
    sought, expected = anchor(old, [span]), max(0, span.start + shift)
    best: tuple[float, int, Span] | None = None
    for start in _occurrences(span.of(old), new):
        same = Span(start, start + len(span))
        alike = fuzz.ratio(sought.window, anchor(new, [same]).window)
        if alike >= SAME or len(span) >= ALONE:
            candidate = (alike, -abs(start - expected), same)
            best = candidate if best is None else max(best, candidate)
    if best is not None:
        return best[2], True
    begin, end = max(0, expected - NEAR), expected + len(span) + NEAR
    found = fuzz.partial_ratio_alignment(span.of(old), new[begin:end], score_cutoff=threshold)
    if found is None:
        return None
    place = whole_words(new, begin + found.dest_start, begin + found.dest_end)
    return (place, False) if place and similarity(sought, anchor(new, [place])) >= threshold else None


def _occurrences(words: str, text: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def whole_words(text: str, start: int, end: int) -> Span | None:
    """Return the words between two offsets, whole; None when there are none."""
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and end > start and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    words = text[start:end]
    return Span(start + len(words) - len(words.lstrip()), start + len(words.rstrip())) if words.strip() else None


class _OrphanError(Exception):
    """Why a decision is not carried."""


def carry(
    old: Analysis,
    new: Analysis,
    decisions: Iterable[Decision],
    *,
    threshold: float = THRESHOLD,
    taken: Collection[str] = (),
) -> tuple[Decision, ...]:
    """Return `decisions`, made on `old`, in the terms of `new`, each marked with how it was `carried`.

    Items with an id in `taken` are left alone: other decisions are about them already. A signature is never carried: it
    was put under what was there.
    """
    carrier = _Carrier(old, new, threshold, taken)
    return tuple(carrier.carry(decision) for decision in decisions)


class _Carrier:
    def __init__(self, old: Analysis, new: Analysis, threshold: float, taken: Collection[str]) -> None:
        self.old, self.new, self.threshold = old, new, threshold
        names, self.names = machine_ids(old), machine_ids(new)
        indices = {i for i, name in enumerate(self.names) if name in taken}
        self.matches = {names[i]: each for i, each in match(old, new, threshold=threshold, taken=indices).items()}
        self.shifts = {name: self._moved(each) for name, each in self.matches.items()}
        self.orphans: dict[str, str] = {}
        """Items and people that an orphaned decision made, with the reason."""

    def _moved(self, found: Match) -> int:
        return _begins(self.new.attributions[found.new]) - _begins(self.old.attributions[found.old])

    def carry(self, decision: Decision) -> Decision:
        """Return the decision in the new analysis's terms; an orphaned one as it was, with the reason."""
        if decision.kind in NOT_UNDONE:
            how: Carried = "orphaned" if decision.kind in {"sign", "unsign"} else "exact"
            return replace(
                decision, item=self._name(decision.item), carried=how, why=SIGNATURE if how != "exact" else ""
            )
        try:
            item, exact = self._item(decision)
            value, same = self._value(decision)
            if decision.creates:
                places = decision.value.get("second") or decision.value["content"]
                moved = value.get("second") or value["content"]
                self.shifts[decision.creates] = moved[0]["start"] - places[0]["start"]
        except (_OrphanError, AttributeError, LookupError, TypeError, ValueError) as error:
            # A log may have been written by another program, as replay knows too.
            why = str(error) if isinstance(error, _OrphanError) else f"not understood: {error}"
            self.orphans[f"d{decision.number}"] = f"decision {decision.number}, which made it, is orphaned"
            return replace(decision, carried="orphaned", why=why)
        similar = decision.carried == "similar" or not (exact and same)
        return replace(decision, item=item, value=value, carried="similar" if similar else "exact", why="")

    def _name(self, name: str | None) -> str | None:
        return self.names[self.matches[name].new] if name in self.matches else name

    def _item(self, decision: Decision) -> tuple[str | None, bool]:
        """Return the item in the new analysis, and whether its words are the same."""
        name = decision.item
        if name is None:
            return None, True
        if name in self.matches:
            return self._name(name), self.matches[name].exact
        if name in self.shifts and name not in self.orphans:
            return name, True
        if decision.kind == "no_statement":
            return None, True  # it was about the quotations, and attrib now has no attribution to reject
        if name in self.orphans:
            raise _OrphanError(self.orphans[name])
        raise _OrphanError("the article has no such words any more")

    def _value(self, decision: Decision) -> tuple[dict[str, Any], bool]:
        """Return what the decision sets in terms of the new analysis, and whether its words are the same."""
        value, same = dict(decision.value), True
        shift = self._shift(decision)
        for name in ("content", "first", "second"):
            if name in value:
                value[name], found = self._content(decision, value[name], shift)
                same = same and found
        if "facts" in value:
            value["facts"], same = self._facts(value["facts"], shift)
        if decision.kind == "span":
            value["spans"], same = self._spans(decision, value["part"], value["spans"], shift)
        for part in ("cue", "source"):
            if value.get(part) is not None:
                value[part], _ = self._place(value[part], shift) or self._counterpart(decision, part, value[part])
        if value.get("speaker") is not None:
            value["speaker"] = self._speaker(value["speaker"])
        if "with" in value:
            other = replace(decision, item=value["with"])
            value["with"], _ = self._item(other)
        return value, same

    def _facts(self, places: Sequence[Mapping[str, Any]], shift: int) -> tuple[list[dict[str, Any]], bool]:
        """Return the facts where their words stand now; one whose words are gone stays in the words it was found in."""
        found = [self._place(each, shift) if "start" in each else (dict(each), True) for each in places]
        kept = [
            each[0] if each is not None and each[1] else {"text": place["text"]}
            for each, place in zip(found, places, strict=True)
        ]
        return kept, all(each is not None and each[1] for each in found)

    def _spans(
        self, decision: Decision, part: str, places: Sequence[Mapping[str, Any]], shift: int
    ) -> tuple[list[dict[str, Any]], bool]:
        if part == "content":
            return self._content(decision, places, shift)
        if not places:
            return [], True
        place, same = self._place(places[0], shift) or self._counterpart(decision, part, places[0])
        if place is None:
            raise _OrphanError(f"the {part} it set is not there any more")
        return [place], same

    def _shift(self, decision: Decision) -> int:
        if decision.item in self.shifts:
            return self.shifts[decision.item]
        content = decision.value.get("content")
        if not content or not self.matches:
            return 0
        start: int = content[0]["start"]

        def distance(found: Match) -> int:
            return abs(_begins(self.old.attributions[found.old]) - start)

        return self._moved(min(self.matches.values(), key=distance))

    def _content(
        self, decision: Decision, places: Sequence[Mapping[str, Any]], shift: int
    ) -> tuple[list[dict[str, Any]], bool]:
        found = self.matches.get(decision.item or "")
        theirs = found is not None and [[each["start"], each["end"]] for each in places] == [
            [each.start, each.end] for each in self.old.attributions[found.old].content
        ]
        machine = None
        if found is not None and theirs:
            text = self.new.document.text
            machine = [_json(text, span) for span in self.new.attributions[found.new].content]
            if found.exact:
                return machine, True
        located = [self._place(each, shift) for each in places]
        kept = [each for each in located if each is not None]
        if len(kept) == len(places) and all(same for _, same in kept):
            return _in_order([place for place, _ in kept]), True
        if machine is not None:
            return machine, False
        if len(kept) < len(places):
            raise _OrphanError("the article has no such words any more")
        return _in_order([place for place, _ in kept]), False

    def _place(self, place: Mapping[str, Any], shift: int) -> tuple[dict[str, Any], bool] | None:
        span, texts = Span(place["start"], place["end"]), (self.old.document.text, self.new.document.text)
        found = locate(span, *texts, shift, self.threshold)
        return None if found is None else ({**place, **_json(texts[1], found[0])}, found[1])

    def _counterpart(
        self, decision: Decision, part: str, place: Mapping[str, Any]
    ) -> tuple[dict[str, Any] | None, bool]:
        """Return the new analysis's cue or source where the decision left the old one's as it was."""
        found = self.matches.get(decision.item or "")
        if found is None:
            return None, False
        old, new = (_part(each, part) for each in (self.old.attributions[found.old], self.new.attributions[found.new]))
        if old is None or new is None or (old.start, old.end) != (place["start"], place["end"]):
            return None, False
        return {**place, **_json(self.new.document.text, new)}, False

    def _speaker(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return the speaker as an entity of the new analysis, or as somebody to be named when there is none."""
        name = value["entity"]
        if name is None or (CREATED.fullmatch(name) and name not in self.orphans):
            return dict(value)
        entity = next((each for each in self.old.entities if each.id == name), None)
        found = _counterpart(entity, self.new.entities) if entity else None
        return {**value, "entity": found.id, "name": found.name} if found else {**value, "entity": None}


SIGNATURE: Final = "a signature holds for what was signed"


def _counterpart(entity: Entity, others: Sequence[Entity]) -> Entity | None:
    """Return who of `others` is the same: by name and class, by name, by one's name among the other's aliases."""
    kin = [each for each in others if each.source_class == entity.source_class]
    for found in (
        [each for each in kin if each.name == entity.name],
        [each for each in others if each.name.casefold() == entity.name.casefold()],
        [each for each in kin if each.name in entity.aliases or entity.name in each.aliases],
    ):
        if len(found) == 1:  # of two it could be either
            return found[0]
    return None


def _part(attribution: Attribution, part: str) -> Span | None:
    if part == "source":
        return attribution.source
    return attribution.cue.span if attribution.cue is not None else None


def _begins(attribution: Attribution) -> int:
    return attribution.content[0].start if attribution.content else 0


def _json(text: str, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _in_order(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pieces in text order. Raises _OrphanError when two have become one or overlap."""
    placed = sorted(places, key=lambda each: (each["start"], each["end"]))
    if any(one["end"] > other["start"] for one, other in pairwise(placed)):
        raise _OrphanError("its pieces cannot be told apart any more")
    return placed
