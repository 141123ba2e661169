"""Where two checkers of one article came to different decisions, and how far they agree. Pure.

The second checks blind, in a pass of her own (:meth:`attrib.store.Store.blind`): two opinions are worth more than one
only if the second was formed without the first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from attrib.export.lines import STATUS_KINDS
from attrib.review.replay import machine_ids, replay
from attrib.review.state import changed
from attrib.wording import NOBODY, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attrib.review.state import Decision, Item, Review

Judgement = Literal["open", "confirmed", "corrected", "concern", "rejected", "not there"]
STANDS: Final = frozenset({"confirmed", "corrected"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement as two checkers left it; None for who has no such statement: not added, or merged with another.

    `differs` names what they differ in: ``status``, a field of the attribution, or ``facts``. It is empty where they
    agree and where one of them has not decided.
    """

    first: Item | None
    second: Item | None
    judged: tuple[Judgement, Judgement]
    differs: tuple[str, ...]

    @property
    def start(self) -> int:
        """Where the statement begins in the text."""
        return min(each.content[0].start for each in (self.first, self.second) if each is not None)

    @property
    def decided(self) -> bool:
        """Whether both have decided on it."""
        return "open" not in self.judged


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two checkers agree: on `agreed` of `both` statements that both decided on.

    `kappa` is Cohen's, of what each decided (confirmed, corrected, concern, rejected, not there): 1 for agreement
    throughout, 0 for as much as chance would bring. It is None where chance alone would bring them all together.
    """

    agreed: int
    both: int
    kappa: float | None

    @property
    def share(self) -> float | None:
        """The part of them that they agree on, from 0 to 1; None where both have decided on nothing."""
        return self.agreed / self.both if self.both else None


def through(review: Review) -> bool:
    """Whether nothing is left for the checker of a pass to decide."""
    return not (review.unsettled or review.overlooked or review.open_facts)


def in_the_open(log: Iterable[Decision], reviewer: str) -> bool:
    """Whether a checker has decided in the article's own review; a writer's notes that she imported do not count."""
    return any(each.reviewer == reviewer and each.kind != "reanalysed" and each.imported is None for each in log)


def ended(review: Review, blind: Review) -> bool:
    """Whether a blind pass is through, or was when its checker went on to the article's own review.

    From there she cannot go back, whatever a later analysis leaves to be decided.
    """
    return through(blind) or in_the_open(review.decisions, blind.blind)


def pairs(first: Review, second: Review) -> tuple[Pair, ...]:
    """Return the statements of two reviews of one analysis, side by side, in the order of the text.

    What neither has touched of what attrib itself calls unlikely is left out.
    """
    return tuple(sorted(_pairs(first, second), key=lambda pair: pair.start))


def agreement(found: Sequence[Pair]) -> Agreement:
    """Return how far the two agree; `found` is what :func:`pairs` returns."""
    both = [pair for pair in found if pair.decided]
    return Agreement(sum(not pair.differs for pair in both), len(both), kappa([pair.judged for pair in both]))


def kappa(judged: Sequence[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa of what two raters said of the same things; None where it is not defined.

    That is (p − e) / (1 − e), with p the share of equal judgements and e the share that chance would make equal, each
    rater judging as often so as they did: J. Cohen, “A coefficient of agreement for nominal scales”, Educational and
    Psychological Measurement 20 (1960), 37-46.
    """
    if not judged:
        return None
    size = len(judged)
    one, other = (Counter(each[side] for each in judged) for side in (0, 1))
    chance = sum(one[each] * other[each] for each in one) / size**2
    same = sum(each[0] == each[1] for each in judged) / size
    return None if chance == 1 else (same - chance) / (1 - chance)


def opinions(review: Review, blind: Review, last: int) -> tuple[Pair, ...]:
    """Return the statements of the article's own review and of a blind pass, as they were before any was settled.

    `last` is as for :func:`disputed`. To settle makes two agree; how far they did is told by what each had first.
    """
    early = replay(review.analysis, [each for each in review.decisions if each.number <= last])
    settled = _settled(review, last)
    late = {each.creates for each in review.decisions if each.creates and each.number > last}
    now = [pair for pair in pairs(review, blind) if pair.first and pair.first.id not in settled | late]
    then = [pair for pair in pairs(early, blind) if pair.first is None or pair.first.id in settled]
    return tuple(sorted((*now, *then), key=lambda pair: pair.start))


def _settled(review: Review, last: int) -> frozenset[str]:
    """Return the ids of what was decided again after `last`: once its first decision and the pass's were there."""
    log = {each.number: each for each in review.decisions}
    times: Counter[str] = Counter()
    found: set[str] = set()
    for each in review.decisions:
        if each.kind in STATUS_KINDS and each.number not in review.undone and each.number not in review.lost:
            names = each.touches(log)
            found |= {name for name in names if times[name] and each.number > last}
            times.update(names)
    return frozenset(found)


def disputed(review: Review, blind: Review, last: int) -> Review:
    """Return the article's own review with what a blind pass disagrees with marked, once the pass has ended.

    `last` is the number of the pass's last decision in the article's whole log: a statement that somebody had decided
    on, and decides on again after it, is settled.
    """
    if not ended(review, blind):
        return review
    settled = _settled(review, last)
    text = review.document.text
    found = {
        pair.first.id: f"{blind.blind}, blind: {told(pair.second, text)}"
        for pair in pairs(review, blind)
        if pair.differs and pair.first is not None and pair.first.id not in settled
    }
    return replace(
        review,
        items=tuple(
            replace(each, disputes=(*each.disputes, found[each.id])) if each.id in found else each
            for each in review.items
        ),
    )


def told(item: Item | None, text: str) -> str:
    """Return what a checker decided on a statement, as one line."""
    if item is None:
        return "not there"
    current = item.current
    if item.status in {"open", "rejected"}:
        return item.status
    said = [item.status, current.speaker.name if current.speaker else NOBODY]
    said += [current.type, current.act] if {"type", "act"} & {*item.changes} else []
    said += [f"“{pieces(text, *current.content)}”"] if "content" in item.changes or item.machine is None else []
    for name, span in (("cue", current.cue and current.cue.span), ("source", current.source)):
        said += [f"{name} “{pieces(text, span)}”" if span else f"no {name}"] if name in item.changes else []
    why = f": {item.concern}" if item.concern else ""
    return "; ".join((", ".join(said) + why, *map(str, item.facts)))


def _pairs(first: Review, second: Review) -> Iterator[Pair]:
    names = machine_ids(first.analysis)
    readings = dict(zip(names, first.analysis.attributions, strict=True))

    def own(review: Review) -> dict[str, Item]:
        """Return the items by attrib's name for what they were made of; those that have none by their own."""
        found = {}
        for item in review.items:
            # What a checker added and a later analysis found bears the decision's name.
            same = () if item.id in readings or item.machine is None else names
            found[next((name for name in same if readings[name] == item.machine), item.id)] = item
        return found

    mine, hers = own(first), own(second)
    for name in names:
        one, other = mine.pop(name, None), hers.pop(name, None)
        if (one or other) and not all(each is None or each.folded for each in (one, other)):
            yield _pair(first, second, one, other)
    for one in mine.values():  # added or split off: the same is what has most of the same words
        shared = {name: _shared(one, each) for name, each in hers.items()}
        best = max(shared, key=lambda name: shared[name], default=None)
        yield _pair(first, second, one, hers.pop(best) if best is not None and shared[best] else None)
    for other in hers.values():
        yield _pair(first, second, None, other)


def _shared(one: Item, other: Item) -> int:
    """Return how many characters both have."""
    return sum(
        max(0, min(mine.end, hers.end) - max(mine.start, hers.start)) for mine in one.content for hers in other.content
    )


def _pair(first: Review, second: Review, one: Item | None, other: Item | None) -> Pair:
    judged = _judged(first, one), _judged(second, other)
    differs: tuple[str, ...] = ()
    if "open" not in judged:
        differs = tuple(_differs(one, other)) if STANDS.issuperset(judged) else ("status",) * (judged[0] != judged[1])
    return Pair(one, other, judged, differs)


def _judged(review: Review, item: Item | None) -> Judgement:
    if item is None:
        # Whoever is not through may still add it.
        return "not there" if through(review) else "open"
    if item.status == "concern" or item.status == "rejected" or item.status == "open":  # noqa: PLR1714 - mypy's
        return item.status
    return "confirmed" if item.machine is not None and not item.changes else "corrected"


def _differs(one: Item | None, other: Item | None) -> Iterator[str]:
    """Yield in what two readings that stand differ."""
    if one is None or other is None:
        return
    here, there = one.current, other.current
    for name in changed(here, there):
        # Somebody new has another id in each pass.
        if name != "speaker" or _who(one) != _who(other):
            yield name
    found = {" ".join(each.words.split()): each.status for each in one.facts}
    theirs = {" ".join(each.words.split()): each.status for each in other.facts}
    if any({found[each], theirs[each]} - {"open"} and found[each] != theirs[each] for each in found.keys() & theirs):
        yield "facts"


def _who(item: Item) -> tuple[str, str] | None:
    speaker = item.current.speaker
    return (speaker.name.casefold(), speaker.source_class) if speaker else None
