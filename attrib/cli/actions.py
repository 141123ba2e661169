"""What ``attrib decide`` understands: the words of a command line, to a decision.

The decisions themselves are made by :mod:`attrib.review.decisions`, which says what cannot be decided and why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from attrib.review import DecisionError, Named, batch, decisions
from attrib.types import Span, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from attrib.review import Decision, Review

ITEM: Final = "#"
"""Stands between the article and the attribution, as in a web address: ``story.txt#a7``."""
NOTHING: Final = "-"
"""Stands for the word that takes something away."""
MOST_DIGITS: Final = 12
"""Of a place in a text; Python makes no number of more than 4,300."""


@dataclass(frozen=True, slots=True)
class Who:
    """What is said of a speaker beside the name; None where nothing is."""

    source_class: str | None = None
    role: str | None = None
    affiliation: str | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return (self.source_class, self.role, self.affiliation) == (None, None, None)


@dataclass(frozen=True, slots=True)
class Several:
    """Which attributions an action on several is about: those of a speaker, of a verdict, also the unlikely ones.

    With `dry_run` they are only listed.
    """

    speaker: str | None = None
    verdict: str | None = None
    unlikely: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What an action is given: the article, the id of the attribution (empty if it needs none) and the values.

    `private` is what is said of a note, `group` of which attributions an action on several is, as the command line
    names them, `evidence` and `place` of a fact; None where nothing is.
    """

    review: Review
    item: str
    values: Sequence[str]
    who: Who
    reviewer: str
    private: bool = False
    group: Several = field(default_factory=Several)
    evidence: str | None = None
    place: str | None = None

    @property
    def joined(self) -> str:
        """The values as one: words that the shell has parted."""
        return " ".join(self.values)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to decide. `values` says what follows its name, `least` and `most` how many (None: any number).

    `on_item` is whether it is about one attribution, `on_several` whether about all of a speaker or verdict.
    """

    values: str
    make: Callable[[Words], Decision | tuple[Decision, ...]]
    least: int = 0
    most: int | None = 0
    on_item: bool = True
    takes_who: bool = False
    on_several: bool = False


def decisions_of(words: Words, action: str) -> tuple[Decision, ...]:
    """Return the decisions that the words tell, all but those on several one.

    Raises DecisionError when they tell none, or one of them cannot be taken.
    """
    item, values, who = words.item, words.values, words.who
    chosen = ACTIONS.get(action)
    if chosen is None:
        raise DecisionError(f"{action!r} is nothing to decide", f"choose from {', '.join(ACTIONS)}")
    if len(values) < chosen.least or (chosen.most is not None and len(values) > chosen.most):
        target = f"ARTICLE{ITEM}ID" if chosen.on_item else "ARTICLE"
        raise DecisionError(
            f"{action} takes {chosen.values or 'no more words'}",
            f"attrib decide {target} {action} {chosen.values}".rstrip(),
        )
    if chosen.on_item and not item:
        raise DecisionError(
            f"{action} is about one attribution", f"name it: ARTICLE{ITEM}ID, such as story.txt{ITEM}a7"
        )
    if not who.empty and not chosen.takes_who:
        raise DecisionError(f"{action} names nobody", "--class, --role and --affiliation go with speaker and add")
    if chosen.on_several and words.group.speaker is words.group.verdict is None:
        raise DecisionError(f"{action} is about some of them", "say which: --speaker NAME, --verdict VERDICT, or both")
    if not chosen.on_several and words.group != Several():
        hint = f"--speaker, --verdict, --with-unlikely and --dry-run go with {', '.join(batch.ACTS)}"
        raise DecisionError(f"{action} is not about several", hint)
    if words.private and action != "note":
        raise DecisionError(f"{action} is not private", "--private goes with note")
    if (words.evidence, words.place) != (None, None) and action != "fact":
        raise DecisionError(f"{action} has no evidence of its own", "--evidence and --place go with fact; see link")
    made = chosen.make(words)
    return made if isinstance(made, tuple) else (made,)


def split_target(target: str, action: str) -> tuple[str, str]:
    """Return the article and the attribution that ``ARTICLE#ID`` names; the second is empty where none is needed."""
    chosen = ACTIONS.get(action)
    if chosen is not None and not chosen.on_item:
        return target, ""  # the name of a file may have the sign in it
    article, sign, item = target.rpartition(ITEM)
    return (article, item) if sign else (target, "")


def find_speaker(review: Review, name: str, who: Who) -> str | Named | None:
    """Return whom `name` means: the id, name or alias of somebody in the article, else somebody new; None for ``-``.

    A part of a name, such as the surname, means whoever has it. With `who` it is somebody of whom all that is true.
    Raises DecisionError when several have the name.
    """
    from attrib.evaluate import same_name

    if name == NOTHING:
        return None
    if not who.empty:
        source_class: Any = who.source_class or "named_person"  # an unknown one is refused where the decision is made
        return Named(name, source_class, who.role, who.affiliation)
    if any(entity.id == name for entity in review.entities):
        return name
    sought = name.strip().casefold()
    called = [entity for entity in review.entities if entity.name.casefold() == sought]
    called = called or [each for each in review.entities if sought in (alias.casefold() for alias in each.aliases)]
    called = called or [each for each in review.entities if same_name(each.name, name)]
    if len(called) > 1:
        several = ", ".join(f"{entity.id} ({entity.name})" for entity in called)
        raise DecisionError(f"{name} may be any of {several}", "give the id, or --class for somebody else")
    return called[0].id if called else Named(name)


def _number(word: str, what: str) -> int:
    if not word.isascii() or not word.isdigit() or len(word) > MOST_DIGITS:
        raise DecisionError(
            f"{word[:MOST_DIGITS]!r} is no {what}", "count characters from the beginning of the text, from 0"
        )
    return int(word)


def _span(start: str, end: str) -> Span:
    first, last = _number(start, "place"), _number(end, "place")
    if last < first:
        raise DecisionError(f"{first}..{last} is no place", "the end comes after the start")
    return Span(first, last)


def _move(words: Words) -> Decision:
    part: Any = words.values[0]
    if list(words.values[1:]) == [NOTHING]:
        return decisions.set_span(words.review, words.item, part, None)
    if len(words.values) < 3:  # noqa: PLR2004 - the part and two ends
        raise DecisionError("a place has a start and an end", f"give both, or {NOTHING} for none")
    piece = _number(words.values[3], "piece") - 1 if len(words.values) > 3 else 0  # noqa: PLR2004 - the same
    return decisions.set_span(words.review, words.item, part, _span(*words.values[1:3]), piece)


def _add(words: Words) -> Decision:
    start, end, *name = words.values
    speaker = find_speaker(words.review, " ".join(name), words.who) if name else None
    return decisions.add(words.review, [_span(start, end)], speaker=speaker)


def _comment(words: Words) -> Decision:
    state: Any = words.values[0]
    answer = " ".join(words.values[1:]) or None
    return decisions.comment(words.review, words.item, None if state == NOTHING else state, answer)


def _several(act: batch.Act) -> Callable[[Words], tuple[Decision, ...]]:
    def make(words: Words) -> tuple[Decision, ...]:
        who = find_speaker(words.review, words.joined, words.who) if words.values else None
        found = batch.members(words.review, act, _group(words.review, words.group))
        return batch.decide(words.review, act, [each.id for each in found], who)

    return make


def _group(review: Review, said: Several) -> batch.Group:
    """Return which attributions are meant. Raises DecisionError when there is no such person or verdict."""
    if said.verdict is not None and said.verdict not in list(Verdict):
        raise DecisionError(f"{said.verdict!r} is no verdict", f"choose from {', '.join(Verdict)}")
    verdict = None if said.verdict is None else Verdict(said.verdict)
    speaker = None if said.speaker is None else find_speaker(review, said.speaker, Who())
    if isinstance(speaker, Named):
        raise DecisionError(f"the article has nobody called {said.speaker}", f"{NOTHING} means nobody's")
    return batch.Group(said.speaker is not None, speaker, verdict, said.unlikely)


def _fact(words: Words) -> Decision:
    """Return a fact to check, by its place or in words, the claims that attrib found, or what was found of one."""
    first, *more = words.values
    known, review, item = {"evidence": words.evidence, "place": words.place}, words.review, words.item
    if first.isascii() and first.isdigit() and len(more) == 1 and more[0].isdigit():
        return decisions.add_facts(review, item, [_span(first, more[0])])
    if not (first.isascii() and first.isdigit() and more):
        if any(each is not None for each in known.values()):
            raise DecisionError("a new fact has no evidence yet", "add it, then say: fact N confirmed --evidence LINK")
        proposed = [*decisions.claimed(review, item)] if words.values == ["claims"] else [words.joined]
        if not proposed:
            raise DecisionError("attrib found no claims in it that are no facts yet", "give the words of the fact")
        return decisions.add_facts(review, item, proposed)
    number = _number(first, "number of a fact")
    if more == [NOTHING]:
        return decisions.remove_fact(review, item, number)
    return decisions.fact(review, item, number, _any(more[0]), " ".join(more[1:]) or None, **known)


def _optional(words: str) -> str | None:
    return None if words == NOTHING else words


def _any(value: str) -> Any:  # noqa: ANN401 - one of a few words: the decision refuses others
    return value


ACTIONS: Final[Mapping[str, Action]] = {
    "accept": Action("", lambda w: decisions.accept(w.review, w.item)),
    "reject": Action("", lambda w: decisions.reject(w.review, w.item)),
    "no_statement": Action("", lambda w: decisions.no_statement(w.review, w.item)),
    "concern": Action("WHY", lambda w: decisions.concern(w.review, w.item, w.joined), 1, None),
    "reopen": Action("", lambda w: decisions.reopen(w.review, w.item)),
    "speaker": Action(
        "NAME, the id of somebody in the article, or - for nobody",
        lambda w: decisions.set_speaker(w.review, w.item, find_speaker(w.review, w.joined, w.who)),
        least=1,
        most=None,
        takes_who=True,
    ),
    "type": Action(
        "direct, indirect or mixed", lambda w: decisions.set_type(w.review, w.item, _any(w.values[0])), 1, 1
    ),
    "act": Action("statement or thought", lambda w: decisions.set_act(w.review, w.item, _any(w.values[0])), 1, 1),
    "span": Action("content, cue or source, then START END [PIECE], or - for none", _move, 2, 4),
    "merge": Action("", lambda w: decisions.merge(w.review, w.item)),
    "split": Action("AT", lambda w: decisions.split(w.review, w.item, _number(w.values[0], "place")), 1, 1),
    "add": Action("START END [SPEAKER]", _add, 2, None, on_item=False, takes_who=True),
    "note": Action("TEXT", lambda w: decisions.note(w.review, w.item, w.joined, private=w.private), 1, None),
    "link": Action("URL", lambda w: decisions.link(w.review, w.item, w.values[0]), 1, 1),
    "contact": Action(
        "TEXT, or - for none", lambda w: decisions.contact(w.review, w.item, _optional(w.joined)), 1, None
    ),
    "comment": Action("asked, no_reply, answered [ANSWER], or - for none", _comment, 1, None),
    "record": Action(
        "FIELD VALUE, or - for none",
        lambda w: decisions.record(w.review, w.item, **{w.values[0]: _optional(" ".join(w.values[1:]))}),
        2,
        None,
    ),
    "fact": Action("WORDS, START END, claims, N STATUS [WORDS], or N -", _fact, 1, None),
    "verdict": Action("", lambda w: decisions.accept_verdict(w.review, w.item)),
    "accept-all": Action("", _several("accept-all"), on_item=False, on_several=True),
    "reject-all": Action("", _several("reject-all"), on_item=False, on_several=True),
    "speaker-all": Action(
        "NAME, the id of somebody in the article, or - for nobody",
        _several("speaker-all"),
        least=1,
        most=None,
        on_item=False,
        takes_who=True,
        on_several=True,
    ),
    "verdict-all": Action("", _several("verdict-all"), on_item=False, on_several=True),
    "undo": Action("", lambda w: decisions.undo(w.review, w.reviewer), on_item=False),
    "redo": Action("", lambda w: decisions.redo(w.review, w.reviewer), on_item=False),
}
"""Everything that can be decided from a script, but for signatures, which have commands of their own."""
