"""Deciding on several attributions at once, as one step: one undo takes all of it back, one redo puts all of it back.

Each of them has a decision of its own in the log. What makes them a step is the number of its first, kept in the value
of each as ``batch``. An undo of a step is a step of undos: whoever knows nothing of steps reads the same review.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, get_args

from attrib.review import decisions
from attrib.review.state import NOT_UNDONE, OLD, Decision, DecisionError
from attrib.types import Flag, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from attrib.review.state import Item, Named, Review

Act = Literal["accept-all", "reject-all", "speaker-all", "verdict-all"]
ACTS: Final[tuple[Act, ...]] = get_args(Act)


@dataclass(frozen=True, slots=True)
class Group:
    """Which attributions: all of a speaker (an entity's id, None for nobody's), of a verdict, or of both.

    Without `by_speaker` the speaker does not count, and without a `verdict` that does not. What the machine calls
    unlikely and nobody has decided is in it only with `unlikely`.
    """

    by_speaker: bool = False
    speaker: str | None = None
    verdict: Verdict | None = None
    unlikely: bool = False

    def has(self, item: Item) -> bool:
        """Whether an attribution is one of them. A verdict of other words, or on another source, is none."""
        found = item.verification
        if item.status == "open" and Flag.UNLIKELY in item.current.flags and not self.unlikely:
            return False
        if self.by_speaker and _speaker(item) != self.speaker:
            return False
        return self.verdict is None or (
            found is not None and found.verdict is self.verdict and OLD.isdisjoint(found.flags)
        )


def members(review: Review, act: Act, group: Group) -> tuple[Item, ...]:
    """Return whom `act` is about, in text order: what is open to accept or reject, what stands to get a speaker."""

    def waits(item: Item) -> bool:
        if act in {"accept-all", "reject-all"}:
            return item.status == "open"
        stands = item.status != "rejected"
        return stands if act == "speaker-all" else stands and item.verification is not None and not item.verdict_stands

    return tuple(item for item in review.items if group.has(item) and waits(item))


def _speaker(item: Item) -> str | None:
    return item.current.speaker.entity if item.current.speaker else None


def decide(review: Review, act: Act, items: Iterable[str], who: str | Named | None = None) -> tuple[Decision, ...]:
    """Return a decision on each of `items`, by their ids; `who` is the new speaker of ``speaker-all``.

    Those who have that speaker are passed over. Raises DecisionError when none is left, or one cannot be decided on.
    """
    makes: dict[Act, Callable[[Review, str], Decision]] = {
        "accept-all": decisions.accept,
        "reject-all": decisions.reject,
        "speaker-all": partial(decisions.set_speaker, who=who),
        "verdict-all": decisions.accept_verdict,
    }
    has = {each.id for each in review.items if act == "speaker-all" and _speaker(each) == who}
    made = tuple(makes[act](review, name) for name in items if name not in has)
    if not made:
        raise DecisionError("there is no such attribution to decide on", "attrib status --items lists them")
    return one_step(made)


def one_step(made: Sequence[Decision]) -> tuple[Decision, ...]:
    """Mark several decisions as one step; the number of the first is not known before they are entered."""
    if len(made) == 1:
        return tuple(made)
    return tuple(replace(each, value={**each.value, "batch": 0}) for each in made)


def entered(
    review: Review, made: Sequence[Decision], *, reviewer: str, at: str, first: int | None = None
) -> tuple[Decision, ...]:
    """Return `made` as the log is to have them: a step, if :func:`decide` made them, as a step.

    They are numbered from `first`, by default from the number after the review's last.
    """
    first = review.number + 1 if first is None else first
    step = [each for one in made for each in _whole(review, one)]
    return tuple(
        replace(
            each,
            value=each.value if each.batch is None else {**each.value, "batch": first},
            number=number,
            at=at,
            reviewer=reviewer,
            carried="",
            why="",
        )
        for number, each in enumerate(step, first)
    )


def _whole(review: Review, made: Decision) -> tuple[Decision, ...]:
    """Return an undo or a redo for all of the step that `made` takes back, the last first; else `made` alone.

    What could not be carried to this text goes along: should its words come back, it stays taken back.
    """
    log = {each.number: each for each in review.decisions}
    target = log.get(made.undoes or 0)
    if target is None or target.batch is None:
        return (made,)
    step = [each for each in review.decisions if each.batch == target.batch and each.reviewer == target.reviewer]
    if made.kind == "undo":
        left = [each for each in step if each.kind not in NOT_UNDONE and each.number not in review.undone]
    else:
        left = [each for each in step if each.kind == "undo" and each.undoes in review.undone]
    if target not in left:  # it was taken back already: the log will say that this has no effect
        return (made,)
    return one_step([replace(made, item=each.item, undoes=each.number) for each in reversed(left)])


def steps(log: Iterable[Decision]) -> Mapping[int, str]:
    """Return, for the number of each decision that was not alone, what to say of its step: “one step: 12–16”."""
    of: dict[int, list[int]] = {}
    for each in log:
        if each.batch is not None:
            of.setdefault(each.batch, []).append(each.number)
    return {number: f"one step: {min(step)}–{max(step)}" for step in of.values() if len(step) > 1 for number in step}
