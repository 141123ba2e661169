"""From an analysis and its log to the state of the review. Nothing here fails: what cannot take effect is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from attrib.language.quotations import seems_title_or_scare
from attrib.review.state import (
    ALL_ITEMS,
    NOT_UNDONE,
    Compared,
    Decision,
    Fact,
    Item,
    Kind,
    Note,
    Record,
    Review,
    Status,
    Uncovered,
    UncoveredStatus,
    changed,
)
from attrib.types import (
    Analysis,
    Attribution,
    Caution,
    Cue,
    Entity,
    Quoted,
    Span,
    Speaker,
    Verdict,
    Verification,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

LOOKED: Final[frozenset[Kind]] = frozenset({"accept", "reject", "reopen", "no_statement", "concern", "span"})
"""Decisions on the words as they are: after one, it is known again that somebody has looked at them."""

PLACED: Final = frozenset({Verdict.VERBATIM, Verdict.EDITED, Verdict.RELAY, Verdict.SUPPORTED})
"""Verdicts whose passage is where it was said; others have the nearest, somebody else's or one of many."""

NO_EFFECT: Final[frozenset[Kind]] = frozenset({"undo", "redo", "reanalysed", "sealed"})
"""Kinds that change no item by themselves; they may be in the log of an article that is signed."""

CREATED: Final = re.compile(r"d\d+|\*")
"""Ids that decisions give, and the name for all items; an attribution of that name gets another."""


def replay(analysis: Analysis, decisions: Iterable[Decision], compared: Iterable[Compared] = ()) -> Review:
    """Return the review that `decisions`, in the order of their numbers, lead to.

    `compared` is what became of looking for its words in sources, the oldest first.

    Every span of the result lies inside the text. A decision that has lost its object (the merge it built on was
    undone, say) has no effect and is listed in `lost`. Decisions that were undone are left out as if never made, and a
    redo puts one back in its old place: of two decisions on the same thing the later one stands, whoever undoes what.
    """
    log = tuple(decisions)
    undone, lost = _undone(log)
    state = _Replay(analysis)
    numbers: dict[str, int] = {}
    by_number = {decision.number: decision for decision in log}
    for decision in log:
        numbers.update(dict.fromkeys(decision.touches(by_number) - {ALL_ITEMS}, decision.number))
        # A signature was of another text, even if that comes back.
        if decision.kind == "reanalysed" and state.signed is not None:
            lost[state.signed.number], state.signed = "the article was analysed again", None
        if decision.number in undone or decision.number in lost or decision.kind in NO_EFFECT:
            continue
        try:
            state.take(decision)
        except _LostError as reason:
            lost[decision.number] = str(reason)
    items = tuple(
        _verified(
            [
                working.item(numbers.get(working.id, 0))
                for working in sorted(state.items.values(), key=lambda each: _order(each.current))
            ],
            analysis.document.text,
            compared,
        )
    )
    quotations = tuple(_whose(analysis, items, state.cleared))
    return Review(
        analysis, items, tuple(state.entities.values()), log, lost, frozenset(undone), state.signed, quotations,
        tuple(_uncovered(analysis.document.text, quotations, state.cleared)),
    )  # fmt: skip


def _verified(items: Iterable[Item], text: str, compared: Iterable[Compared]) -> Iterator[Item]:
    """Yield the items, each with the last verdict on its words; that other sources lack them undoes no find.

    One that a checker has changed since has the verdict on what the machine read, with a caution.
    """
    known: dict[tuple[object, ...], Compared] = {}
    for each in compared:
        if each.verification.is_found or each.key not in known or not known[each.key].verification.is_found:
            known[each.key] = each

    def verdict_on(reading: Attribution | None, name: str) -> Verification | None:
        if reading is None:
            return None
        words = tuple(span.of(text) for span in reading.content)
        found = known.get((words, reading.type, reading.speaker.name if reading.speaker else None))
        return found.at(reading.content, name) if found else None

    for item in items:
        found = verdict_on(item.current, item.id)
        if found is None and (before := verdict_on(item.machine, item.id)):
            found = replace(before, flags=(*before.flags, Caution.OUTDATED))
        yield replace(item, verification=found)


def _whose(analysis: Analysis, items: Iterable[Item], cleared: Mapping[Span, Decision]) -> Iterator[Quoted]:
    """Yield the article's quotations, each with the item that has it; one that none has may be `cleared`."""
    standing = tuple(replace(item.current, id=item.id) for item in items if item.status != "rejected")
    for each in replace(analysis, attributions=standing).credited().quotations:
        yield replace(each, no_statement=each.attribution is None and each.span in cleared)


def _uncovered(text: str, quotations: Iterable[Quoted], cleared: Mapping[Span, Decision]) -> Iterator[Uncovered]:
    for number, each in enumerate(quotations, 1):
        if each.attribution is None:
            status: UncoveredStatus = "title or scare quotes?" if seems_title_or_scare(each.span.of(text)) else "open"
            status = "no statement" if each.no_statement else status
            yield Uncovered(f"q{number}", each.span, status, cleared.get(each.span))


def machine_ids(analysis: Analysis) -> tuple[str, ...]:
    """Return the ids that the analysis's attributions have as items, in order.

    They are its own unless one comes twice or looks like one that a decision gives: an analysis that another program
    wrote may hold anything.
    """
    names: dict[str, None] = {}
    for attribution in analysis.attributions:
        name = attribution.id
        while name in names or CREATED.fullmatch(name):
            name += "′"
        names[name] = None
    return tuple(names)


def place(analysis: Analysis, start: int) -> tuple[int, int]:
    """Return the sentence and the paragraph of an attribution that begins at `start`.

    The parse is not kept, so the sentence is that of the nearest attribution of the machine, which puts an added one in
    its place among the others; 0 when there is none.
    """
    nearest = min(analysis.attributions, key=lambda each: abs(_order(each)[0] - start), default=None)
    paragraphs = [i for i, paragraph in enumerate(analysis.document.paragraphs) if paragraph.span.start <= start]
    return nearest.sentence if nearest else 0, max(paragraphs, default=0)


def _order(attribution: Attribution) -> tuple[int, int]:
    first = attribution.content[0] if attribution.content else Span(0, 0)
    return first.start, first.end


def _undone(log: Sequence[Decision]) -> tuple[set[int], dict[int, str]]:
    """Return the decisions that are undone, and the undos and redos that have nothing to act on."""
    undone: set[int] = set()
    lost: dict[int, str] = {}
    seen: dict[int, Decision] = {}
    redone: set[int] = set()
    for decision in log:
        seen[decision.number] = decision
        target = seen.get(decision.undoes or 0)
        if decision.kind == "undo":
            if target is None or target.kind in NOT_UNDONE or target.number in undone:
                lost[decision.number] = f"decision {decision.undoes} was not in effect"
            else:
                undone.add(target.number)
        elif decision.kind == "redo":
            if target is None or target.kind != "undo" or target.number in lost or target.number in redone:
                lost[decision.number] = f"decision {decision.undoes} was no undo that stood"
            else:
                redone.add(target.number)
                undone.discard(target.undoes or 0)
    return undone, lost


class _LostError(Exception):
    """Why a decision has no effect."""


@dataclass(slots=True)
class _Working:
    """An item while the log is replayed. `accepted` is None while nobody has decided.

    `confirmed` is whether somebody accepted it as it stood, and not only by changing it, `added` whether it was added.
    """

    id: str
    machine: Attribution | None
    current: Attribution
    accepted: bool | None = None
    confirmed: bool = False
    record: Record = field(default_factory=Record)
    notes: tuple[Note, ...] = ()
    links: tuple[str, ...] = ()
    last: Decision | None = None
    shape: int = 0
    reworded: bool = False
    added: bool = False
    verdict: Decision | None = None
    concern: str = ""
    facts: tuple[Fact, ...] = ()

    def item(self, number: int) -> Item:
        facts = tuple(replace(each, number=place) for place, each in enumerate(self.facts, 1))
        return Item(
            self.id, self.machine, self.current, self._status(), self.record, self.notes, self.links, self.last,
            number, self.shape, self.reworded, self.added, None, self.verdict, self.concern, facts,
        )  # fmt: skip

    def _status(self) -> Status:
        if self.accepted is None:
            return "open"
        if not self.accepted:
            return "rejected"
        if self.concern:
            return "concern"
        if self.machine is None:
            return "added" if self.added else "corrected"
        return "corrected" if changed(self.machine, self.current) else "confirmed"


class _Replay:
    """The state while the log is replayed; `take` changes it."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.text = analysis.document.text
        self.items: dict[str, _Working] = {}
        for name, attribution in zip(machine_ids(analysis), analysis.attributions, strict=True):
            self.items[name] = _Working(name, attribution, attribution)
        self.entities: dict[str, Entity] = {}
        for entity in analysis.entities:
            self.entities.setdefault(entity.id, entity)
        self.quoted = {each.span for each in analysis.quotations}
        self.cleared: dict[Span, Decision] = {}
        self.signed: Decision | None = None

    def take(self, decision: Decision) -> None:
        """Let `decision` have its effect. Raises _LostError, with nothing changed, when it has none."""
        if decision.carried == "orphaned":
            raise _LostError(f"not carried to this analysis: {decision.why}")
        if self.signed is not None and decision.kind != "unsign":
            raise _LostError(f"{self.signed.reviewer or 'somebody'} had signed (decision {self.signed.number})")
        try:
            touched = HANDLERS[decision.kind](self, decision)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A log may have been written by another program, or by a version to come.
            raise _LostError(f"not understood: {error}") from error
        for working in touched:
            working.last = decision
            looked = decision.kind in LOOKED and decision.carried != "similar"
            working.reworded = not looked and (working.reworded or decision.carried == "similar")

    # --- what a decision refers to

    def item(self, decision: Decision) -> _Working:
        """Return the item `decision` is about, whatever became of its extent."""
        return self._named(decision.item)

    def extent(self, decision: Decision) -> _Working:
        """Return the item `decision` is about if it still has the extent that was decided on."""
        working = self._named(decision.item)
        self._same(working, decision.built_on)
        return working

    def _named(self, name: str | None) -> _Working:
        if name is None or name not in self.items:
            raise _LostError(f"there is no attribution {name}")
        return self.items[name]

    @staticmethod
    def _same(working: _Working, shape: int) -> None:
        if working.shape != shape:
            which = f"decision {shape}, which it built on, does not stand" if shape else f"{working.id} has changed"
            raise _LostError(f"{which}: it was about other words")

    def span(self, value: Mapping[str, Any]) -> Span:
        """Return the place `value` tells, if its words are there."""
        span = Span(value["start"], value["end"])
        if span.end > len(self.text) or span.of(self.text) != value["text"]:
            raise _LostError(f"the words are not at {span.start}..{span.end}")
        return span

    def spans(self, values: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
        found = tuple(map(self.span, values))
        if not found:
            raise _LostError("it leaves no words")
        return found

    def cue(self, value: Mapping[str, Any] | None) -> Cue | None:
        return None if value is None else Cue(self.span(value), value["lemma"])

    def speaker(self, value: Mapping[str, Any] | None, number: int) -> Speaker | None:
        """Return the speaker `value` tells; somebody new (whose entity is None) becomes an entity."""
        if value is None:
            return None
        name = value["entity"]
        if name is None:
            entity = whole(Entity(f"d{number}", value["name"], value["class"], value["role"], value["affiliation"]))
            same = (each.id for each in self.entities.values() if _described(each) == _described(entity))
            name = next(same, entity.id)  # named twice, by two decisions that were carried here
            self.entities.setdefault(name, entity)
        elif name not in self.entities and CREATED.fullmatch(name):
            # Only whom a decision named can be gone; an analysis may name a speaker without listing the entity.
            raise _LostError(f"{value['name']} was named by decision {name[1:]}, which does not stand")
        return whole(Speaker(name, value["name"], value["class"]))

    # --- kinds; each returns the items it is about

    def accept(self, decision: Decision) -> list[_Working]:
        """Confirm what the checker saw: had it been something else, this would not have been accepted."""
        working, value = self.extent(decision), decision.value
        seen = replace(
            working.current,
            type=value["type"],
            content=self.spans(value["content"]),
            cue=self.cue(value["cue"]),
            source=None if value["source"] is None else self.span(value["source"]),
            act=value["act"],
        )
        # Whoever is named comes last: an entity stays.
        working.current = replace(whole(seen), speaker=self.speaker(value["speaker"], decision.number))
        working.accepted, working.confirmed, working.concern = True, True, ""
        return [working]

    def reject(self, decision: Decision) -> list[_Working]:
        working = self.extent(decision)
        working.accepted, working.confirmed, working.concern = False, False, ""
        return [working]

    def doubt(self, decision: Decision) -> list[_Working]:
        """Keep a concern about what stands, corrections and all: it is neither accepted nor rejected."""
        working, why = self.extent(decision), decision.value["reason"]
        if not isinstance(why, str) or not why.strip():
            raise ValueError("a concern has a reason")
        working.accepted, working.confirmed, working.concern = True, False, why
        return [working]

    def no_statement(self, decision: Decision) -> list[_Working]:
        """Clear quotations; an attribution that holds them is rejected, which would else leave them to be decided."""
        spans = self.spans(decision.value["content"])
        if decision.carried == "similar" or not self.quoted.issuperset(spans):
            raise _LostError("the words in quotation marks are others now")
        touched = [] if decision.item is None else self.reject(decision)
        self.cleared |= dict.fromkeys(spans, decision)
        return touched

    def reopen(self, decision: Decision) -> list[_Working]:
        """Leave an item undecided, and the quotations that were cleared with it; or a quotation alone."""
        if decision.item is None:
            for span in self.spans(decision.value["content"]):
                self.cleared.pop(span, None)
            return []
        self.cleared = {span: each for span, each in self.cleared.items() if each.item != decision.item}
        working = self.extent(decision)
        working.accepted, working.confirmed, working.concern = None, False, ""
        return [working]

    def set_speaker(self, decision: Decision) -> list[_Working]:
        self.extent(decision)  # before anybody is named for it
        return self._change(decision, speaker=self.speaker(decision.value["speaker"], decision.number))

    def set_type(self, decision: Decision) -> list[_Working]:
        return self._change(decision, type=decision.value["type"])

    def set_act(self, decision: Decision) -> list[_Working]:
        return self._change(decision, act=decision.value["act"])

    def set_span(self, decision: Decision) -> list[_Working]:
        part, spans = decision.value["part"], decision.value["spans"]
        if part == "content":
            return self._change(decision, content=self.spans(spans))
        if part == "cue":
            return self._change(decision, cue=self.cue(spans[0] if spans else None))
        return self._change(decision, source=self.span(spans[0]) if spans else None)

    def _change(self, decision: Decision, **fields: Any) -> list[_Working]:  # noqa: ANN401 - as `replace` takes them
        working = self.extent(decision)
        machine, before = working.machine, working.current
        working.current = whole(replace(before, **fields))
        # A word moved and moved back is nobody's decision. What was carried may only now be what the machine reads.
        back = machine is not None and changed(machine, before) and not changed(machine, working.current)
        untouched = back and not (working.confirmed or working.concern or decision.carried)
        working.accepted = None if untouched else True
        return [working]

    def merge(self, decision: Decision) -> list[_Working]:
        first, second = self.extent(decision), self._named(decision.value["with"])
        self._same(second, decision.value["with_shape"])
        if first is second:
            raise _LostError("it merges an attribution with itself")
        one, other = first.current, second.current
        first.current = replace(
            one,
            type=one.type if one.type == other.type else "mixed",
            content=self.spans(decision.value["content"]),
            cue=one.cue or other.cue,
            source=one.source or other.source,
            speaker=one.speaker or other.speaker,
        )
        first.record = _joined(first.record, second.record)
        first.notes = tuple(sorted(first.notes + second.notes, key=lambda note: note.number))
        first.links = tuple(dict.fromkeys(first.links + second.links))
        first.facts = tuple(sorted(first.facts + second.facts, key=lambda fact: tuple(map(int, fact.id.split(".")))))
        first.concern = "; ".join(dict.fromkeys(filter(None, (first.concern, second.concern))))
        first.accepted, first.shape = True, decision.number
        first.reworded = first.reworded or second.reworded
        del self.items[second.id]
        return [first]

    def split(self, decision: Decision) -> list[_Working]:
        first, value = self.extent(decision), decision.value
        contents = self.spans(value["first"]), self.spans(value["second"])
        name = decision.creates or ""
        _, paragraph = place(self.analysis, contents[1][0].start)
        second = replace(first.current, id=name, content=contents[1], paragraph=paragraph)
        first.current = replace(first.current, content=contents[0])
        first.accepted, first.shape = True, decision.number
        # A doubt was about all of the words; a fact goes with its own, one that was typed stays.
        moved = tuple(each for each in first.facts if each.span and any(map(each.span.overlaps, contents[1])))
        first.facts = tuple(each for each in first.facts if each not in moved)
        self.items[name] = _Working(
            name, None, second, accepted=True, shape=decision.number, concern=first.concern, facts=moved
        )
        return [first, self.items[name]]

    def add(self, decision: Decision) -> list[_Working]:
        value, name = decision.value, decision.creates or ""
        content = self.spans(value["content"])
        sentence, paragraph = place(self.analysis, content[0].start)
        added = Attribution(
            name,
            value["type"],
            content,
            self.cue(value["cue"]),
            None if value["source"] is None else self.span(value["source"]),
            "review",
            sentence,
            paragraph,
            act=value["act"],
            confidence=1.0,
            evidence=(f"added by {decision.reviewer}",),
        )
        added = replace(whole(added), speaker=self.speaker(value["speaker"], decision.number))
        # A later analysis may have found what a checker had to add: then it is one attribution, not two.
        machine = next((each for each in self.items.values() if each.last is None and _same_words(each, added)), None)
        if machine is not None:
            del self.items[machine.id]
        self.items[name] = _Working(
            name, machine.machine if machine else None, added, accepted=True, shape=decision.number, added=True
        )
        return [self.items[name]]

    def note(self, decision: Decision) -> list[_Working]:
        working = self.item(decision)
        value = decision.value
        private, imported = value.get("private", False), decision.imported
        made = whole(Note(decision.number, decision.at, decision.reviewer, value["text"], private, imported))
        working.notes = (*working.notes, made)
        return [working]

    def link(self, decision: Decision) -> list[_Working]:
        working, link = self.item(decision), decision.value["link"]
        if not isinstance(link, str):
            raise TypeError("a link is no word")
        working.links = tuple(dict.fromkeys((*working.links, link)))
        return [working]

    def record(self, decision: Decision) -> list[_Working]:
        """Set fields of the record: those of a `record`, a `contact` and a `comment` alike."""
        working = self.item(decision)
        working.record = whole(replace(working.record, **decision.fields))
        return [working]

    def fact(self, decision: Decision) -> list[_Working]:
        """Add facts to check, or set what was found of one; a status of None takes it away."""
        working, value = self.item(decision), decision.value
        by = decision.reviewer, decision.at
        if "facts" in value:
            made = [
                whole(Fact(f"{decision.number}.{place}", each["text"], self.span(each) if "start" in each else None))
                for place, each in enumerate(value["facts"], 1)
            ]
            working.facts += tuple(replace(each, reviewer=by[0], at=by[1]) for each in made)
            return [working]
        name = value["fact"]
        if name not in {each.id for each in working.facts}:
            raise _LostError(f"there is no fact {name}, which it was about")
        fields = {field: value[field] for field in ("status", "note", "evidence", "place")}
        working.facts = tuple(
            each if each.id != name else whole(replace(each, **fields, reviewer=by[0], at=by[1]))
            for each in working.facts
            if each.id != name or fields["status"] is not None
        )
        return [working]

    def accept_verdict(self, decision: Decision) -> list[_Working]:
        """Keep who stands by a verdict; where words were found stands in the record unless a checker has entered it."""
        working, value = self.item(decision), decision.value
        source = value["passage"] if Verdict(value["verdict"]) in PLACED else None
        if source:
            page = None if source["page"] is None else str(source["page"])
            kept = working.record
            working.record = replace(kept, time_code=kept.time_code or source["time"], page=kept.page or page)
        working.verdict = decision
        return [working]

    def sign(self, decision: Decision) -> list[_Working]:
        self.signed = decision
        return []

    def unsign(self, _decision: Decision) -> list[_Working]:
        if self.signed is None:
            raise _LostError("there was no signature")
        self.signed = None
        return []


HANDLERS: Final[dict[Kind, Callable[[_Replay, Decision], list[_Working]]]] = {
    "accept": _Replay.accept,
    "reject": _Replay.reject,
    "reopen": _Replay.reopen,
    "no_statement": _Replay.no_statement,
    "concern": _Replay.doubt,
    "speaker": _Replay.set_speaker,
    "type": _Replay.set_type,
    "act": _Replay.set_act,
    "span": _Replay.set_span,
    "merge": _Replay.merge,
    "split": _Replay.split,
    "add": _Replay.add,
    "note": _Replay.note,
    "link": _Replay.link,
    "contact": _Replay.record,
    "comment": _Replay.record,
    "record": _Replay.record,
    "verdict": _Replay.accept_verdict,
    "fact": _Replay.fact,
    "sign": _Replay.sign,
    "unsign": _Replay.unsign,
}


def _described(entity: Entity) -> tuple[str | None, ...]:
    """Return what a checker says of somebody they name."""
    return entity.name, entity.source_class, entity.role, entity.affiliation


def _same_words(working: _Working, added: Attribution) -> bool:
    return working.machine is not None and working.current.content == added.content


def _joined(record: Record, other: Record) -> Record:
    """Return `record`, what it lacks taken from `other`."""
    fields = Record.__dataclass_fields__
    return Record(**{n: v if (v := getattr(record, n)) is not None else getattr(other, n) for n in fields})
