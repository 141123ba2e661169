"""What of a reviewed article may leave the desk: what every copy for others is made of.

The words, who says them and how sure that is, and what checkers wrote for everybody to read. Contacts, answers, private
notes and the desk's proofs stay behind. Of a source whom the article does not name a copy shows what the article shows,
whatever the desk knows: see :func:`_named`. What is kept is named here, field by field and kind by kind: whatever a
decision may hold in time to come stays on the desk until somebody adds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, Literal

from attrib.errors import OutputError
from attrib.export.lines import checkers
from attrib.review import Item, Record, Review
from attrib.review.replay import machine_ids
from attrib.sheet.reviewed import address, present
from attrib.types import Flag, Speaker
from attrib.wording import ANONYMOUS, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from attrib.review import Decision
    from attrib.store import Entry
    from attrib.types import Attribution, Claim, Document, Entity, Passage, Span, Verification

LEFT_OUT: Final = "(left out of copies for others)"
"""Stands in a reason for a name that stays on the desk."""

_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "accept": frozenset({"type", "content", "cue", "source", "speaker", "act"}),
    "reject": frozenset(),
    "reopen": frozenset({"content"}),
    "no_statement": frozenset({"content"}),
    "speaker": frozenset({"speaker"}),
    "type": frozenset({"type"}),
    "act": frozenset({"act"}),
    "span": frozenset({"part", "spans"}),
    "merge": frozenset({"with", "with_shape", "content"}),
    "split": frozenset({"first", "second"}),
    "add": frozenset({"type", "content", "cue", "source", "speaker", "act"}),
    "note": frozenset({"text"}),
    "link": frozenset({"link"}),
    "record": frozenset({"time_code", "page", "link"}),
    "verdict": frozenset({"verdict", "kinds", "flags", "passage"}),
    "sign": frozenset({"open", "quotations", "verdicts", "reason"}),
    "unsign": frozenset({"reason"}),
    "undo": frozenset(),
    "redo": frozenset(),
    "reanalysed": frozenset({"attrib", "id"}),
    "sealed": frozenset({"file", "manifest", "key"}),
}
"""What copies have of a decision's value, by its kind."""
_OF_NAMED: Final = frozenset({"link", "links", "passage", "time_code", "page"})
"""What they have only where they name the source: it may say who somebody is."""
_FIELDS: Final = frozenset({
    "status", "type", "content", "cue", "source", "speaker", "class", "act", "notes", "verdict",
    "link", "links", "time_code", "page",
})  # fmt: skip
"""What they have of what a decision changed, as the log tells it."""

RemarkKind = Literal["note", "private note", "evidence", "contact", "comment", "answer"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a checker wrote down. `by` and `at` (UTC, ISO 8601) are None but for notes."""

    kind: RemarkKind
    text: str
    by: str | None = None
    at: str | None = None

    def __str__(self) -> str:
        """Return it as a line, with what it is."""
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution as others may see it: `attribution` is what holds now, its id and speaker those of the copy.

    `entity` is who the article says the speaker is, None when it does not. `status` is the item's, or “unlikely”; `by`
    the decision it rests on, None when nobody has decided. `confidence` is attrib's own, None where what holds is not
    attrib's reading.
    """

    attribution: Attribution
    entity: Entity | None
    status: str
    by: Decision | None
    confidence: float | None
    remarks: tuple[Remark, ...]

    @property
    def speaker(self) -> Speaker | None:
        """Who says it, as the copy shows them; None: unattributed."""
        return self.attribution.speaker

    @property
    def decided(self) -> bool:
        """Whether a checker stands by it."""
        return self.status in {"confirmed", "corrected", "added"}


@dataclass(frozen=True, slots=True)
class Copy:
    """An article for others. `address` is None where it has none on the web; `file` is its name without a folder.

    `readings` are the attributions as attrib made them, each with the status its item has now (“merged” where it has
    none); `statements` are what checkers left of them, in text order, the rejected ones too; `claims` are those that
    stand. `engine` is what made the readings.
    """

    document: Document
    engine: str
    readings: tuple[tuple[Attribution, str], ...]
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    address: str | None
    file: str | None

    @property
    def name(self) -> str:
        """A name for the article's text that no other has: an IRI, made of the sha256 of the bytes that were read."""
        return f"urn:{self.document.id}"

    @property
    def standing(self) -> tuple[Statement, ...]:
        """The statements that no checker rejected."""
        return tuple(each for each in self.statements if each.status != "rejected")


def copy(review: Review, *, with_contacts: bool = False) -> Copy:
    """Return what others may see of the article; `with_contacts` everything that checkers entered for statements."""
    path = review.document.path
    review = for_others(review, with_contacts=with_contacts)
    decided, analysis = checkers(review), review.analysis
    statuses = {item.id: item.shown_status for item in review.items}
    web = address(path or "")
    return Copy(
        review.document,
        f"attrib {analysis.engine.attrib}",
        tuple(
            (replace(each, id=name), statuses.get(name, "merged"))
            for name, each in zip(machine_ids(analysis), analysis.attributions, strict=True)
        ),
        tuple(_statement(review, each, decided.get(each.id)) for each in review.items),
        present(review)[0].claims,
        web,
        None if web or path is None else PurePath(path).name,
    )


def file_name(passage: Passage) -> str:
    """Return the name of the file that a passage is in, without its folder."""
    return PurePath(passage.path).name


def for_others(review: Review, *, with_contacts: bool = False, place: Callable[[Passage], str] = file_name) -> Review:
    """Return the review with nothing in it that stays on the desk; `with_contacts` all of it, but where files lie.

    Items, statuses and the numbers of decisions are the same. A decision that only entered what stays behind is a
    ``record`` that sets nothing. `place` says what stands for the path of a source.
    """
    desk = _Desk(review, whole=with_contacts, place=place)
    log = {each.number: desk.decision(each, each) for each in review.decisions}
    document, known = review.document, {each.id for each in review.analysis.entities}
    path = document.path if document.path is None or address(document.path) else PurePath(document.path).name
    credited = {item.current.speaker.entity for item in desk.shown.values() if item.current.speaker}
    return Review(
        replace(review.analysis, document=replace(document, path=path), verifications=None),
        tuple(
            replace(each, last=each.last and log[each.last.number], verdict=each.verdict and log[each.verdict.number])
            for each in desk.shown.values()
        ),
        review.entities
        if with_contacts
        else tuple(
            each if each.id in known else replace(each, role=None, affiliation=None)
            for each in review.entities
            if each.id in known | credited
        ),
        tuple(log.values()),
        {number: desk.why(why) for number, why in review.lost.items()},
        review.undone,
        review.signed and log[review.signed.number],
        review.quotations,
        tuple(replace(each, last=each.last and log[each.last.number]) for each in review.uncovered),
    )


def history(entries: Iterable[Entry], review: Review, *, with_contacts: bool = False) -> list[Entry]:
    """Return the log of a review as :func:`for_others` leaves its decisions, and what each of them changed."""
    desk, now = _Desk(review, whole=with_contacts), {each.number: each for each in review.decisions}
    # A log may be newer than the review: what is not in it has no item that says what of it may be shown.
    return [desk.entry(each, now[each.decision.number]) for each in entries if each.decision.number in now]


def cited(review: Review, *, with_contacts: bool = False) -> list[Passage]:
    """Return where the words of statements that stand were found, each file once; none of an unnamed source."""
    shown = for_others(review, with_contacts=with_contacts, place=lambda passage: passage.path).items
    found = [each.verification for each in shown if each.verification and each.status != "rejected"]
    passages = [place for each in found if each.is_found for place in (each.source, *each.places) if place]
    return list({(each.path, each.sha256): each for each in reversed(passages)}.values())[::-1]


def only(copies: Sequence[Copy], what: str) -> Copy:
    """Return the one article that a file of the form can hold. Raises OutputError when there are several, or none."""
    if len(copies) != 1:
        raise OutputError(f"{what} holds one article, and {len(copies)} are to be written", "name one of them")
    return copies[0]


def parts(attribution: Attribution) -> Iterator[tuple[Literal["content", "cue", "source"], Span]]:
    """Yield the stretches of text that an attribution consists of, each with what it is."""
    yield from (("content", span) for span in attribution.content)
    if attribution.cue is not None:
        yield "cue", attribution.cue.span
    if attribution.source is not None:
        yield "source", attribution.source


def utf16(text: str) -> Sequence[int]:
    """Return, for each offset into `text` in code points, the same in UTF-16 units, as Java and JavaScript count."""
    return list(accumulate((1 + (each > "\uffff") for each in text), initial=0))


def _statement(review: Review, item: Item, by: Decision | None) -> Statement:
    current = replace(item.current, id=item.id)
    return Statement(
        current,
        next((each for each in review.analysis.entities if _is(each, current.speaker)), None),
        item.shown_status,
        by,
        item.machine.confidence if item.machine is not None and not item.changes else None,
        tuple(_remarks(item)),
    )


def _is(entity: Entity, speaker: Speaker | None) -> bool:
    return speaker is not None and entity.id == speaker.entity


def _named(review: Review, item: Item, now: Speaker | None) -> bool:
    """Whether a copy may show the speaker `now` as checkers have it: the article itself says as much.

    It does not where a checker spoke of background, put a name in the place of somebody whom attrib had read as
    unnamed, or gave a name that does not stand in the article.
    """
    machine, source = item.machine, item.current.source
    if now is None or (machine is not None and now == machine.speaker):
        return True
    # What was split off or added has no reading of its own; others may rest on the same words.
    same = (each for each in review.analysis.attributions if each.source and source and each.source.overlaps(source))
    for before in filter(None, (machine, *same)):
        was = before.speaker
        if was != now and (Flag.NOMINAL_SOURCE in before.flags if was is None else was.source_class in ANONYMOUS):
            return False
    known = any(_is(each, now) for each in review.analysis.entities)
    written = re.search(rf"(?<!\w){re.escape(now.name)}(?!\w)", review.document.text) is not None
    return item.record.source_kind != "background" and (known or written)


def _remarks(item: Item) -> Iterator[Remark]:
    """Yield what checkers wrote, as far as the copy has it."""
    record = item.record
    for note in item.notes:
        yield Remark("private note" if note.private else "note", note.text, note.reviewer, note.at)
    yield from (Remark("evidence", link) for link in dict.fromkeys((*item.links, record.link)) if link)
    kept: tuple[tuple[RemarkKind, str | None], ...] = (
        ("contact", record.contact), ("comment", record.comment), ("answer", record.answer),
    )  # fmt: skip
    yield from (Remark(kind, words) for kind, words in kept if words)


class _Desk:
    """What the desk has, as copies may have it: all of it (`whole`), or what may leave."""

    def __init__(self, review: Review, *, whole: bool, place: Callable[[Passage], str] = file_name) -> None:
        self.review, self.whole, self.place = review, whole, place
        self.items = {each.id: each for each in review.items}
        self.shown = {each.id: self._item(each) for each in review.items}
        self.private = {str(each.value.get("text")) for each in review.decisions if each.value.get("private")}
        self.hidden = {
            str(speaker.get("name"))
            for each in review.decisions
            if isinstance(speaker := each.value.get("speaker"), dict)
            and not self._may_name(self.items.get(_item_of(each) or ""), speaker)
        }
        """Names that checkers gave and copies have not, at least not there."""

    def why(self, why: str) -> str:
        """Return why a decision has no effect, without the names that stay on the desk, or a value that is odd."""
        if self.whole:
            return why
        for name in sorted(self.hidden, key=len, reverse=True):
            why = why.replace(name, LEFT_OUT) if name else why
        return why.partition("not understood")[0] + "not understood" if "not understood" in why else why

    def decision(self, made: Decision, now: Decision) -> Decision:
        """Return a decision as it was made, or as it is `now`, in the terms of the review."""
        if self.whole:
            return made
        home = _item_of(now) or ""
        value = {name: each for name, each in made.value.items() if name in _VALUES.get(made.kind, ())}
        if isinstance(speaker := value.get("speaker"), dict):
            value["speaker"] = self._speaker(self.items.get(home), speaker)
        if made.kind != "sealed" and not self._is_named(home):
            value = {name: each for name, each in value.items() if name not in _OF_NAMED}
        if made.value.get("private") or made.kind not in _VALUES or (made.value and not value):
            return replace(made, kind="record", value={}, why=self.why(made.why))
        return replace(made, value=value, why=self.why(made.why))

    def entry(self, entry: Entry, now: Decision) -> Entry:
        """Return a line of the log with a decision that is `now` so."""
        if self.whole:
            return entry
        made = entry.decision
        homes = {name: _item_of(now) for name in (made.item, made.creates) if name}
        changes = []
        for side in (entry.before, entry.after):
            elsewhere = {n: None if now.carried and n != "signed" else n for n in side if n not in homes}
            changes.append({name: self._fields((homes | elsewhere)[name], each) for name, each in side.items()})
        return replace(
            entry, decision=self.decision(made, now), before=changes[0], after=changes[1], why=self.why(entry.why)
        )

    def _item(self, item: Item) -> Item:
        current, record, notes, links = item.current, item.record, item.notes, item.links
        if not self.whole:
            if not _named(self.review, item, current.speaker):
                current = replace(current, speaker=self._instead(item))
            notes = tuple(each for each in notes if not each.private)
            record = Record(time_code=record.time_code, page=record.page, link=record.link)
        named = self.whole or _has_name(current.speaker)
        return Item(
            item.id, item.machine, current, item.status, record if named else Record(), notes,
            links if named else (), item.last, item.number, item.shape, item.reworded, item.added,
            item.verification and self._verification(item.verification, named=named), item.verdict,
        )  # fmt: skip

    def _verification(self, found: Verification, *, named: bool) -> Verification:
        if not named:
            return replace(found, kinds=(), differences=(), source=None, places=())
        source, *places = (each and replace(each, path=self.place(each)) for each in (found.source, *found.places))
        return replace(found, source=source, places=tuple(filter(None, places)))

    def _instead(self, item: Item | None) -> Speaker | None:
        """Return whom the article shows for the speaker of `item`."""
        words = pieces(self.review.document.text, item.current.source) if item else ""
        return Speaker(f"source:{words}", words, "unnamed_person") if words else None

    def _is_named(self, name: str | None) -> bool:
        return name in self.shown and _has_name(self.shown[name].current.speaker)

    def _may_name(self, item: Item | None, value: Mapping[str, Any]) -> bool:
        """Whether copies may have the speaker of a decision on `item`, None where that is not there any more."""
        speaker = Speaker(str(value.get("entity") or ""), str(value.get("name")), value.get("class") or "named_person")
        return item is not None and _named(self.review, item, speaker)

    def _speaker(self, item: Item | None, value: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the speaker that a decision on `item` sets; what the desk knows of them beside the article is gone."""
        if self._may_name(item, value):
            known = next((each for each in self.review.analysis.entities if each.id == value.get("entity")), None)
            about = {"role": known and known.role, "affiliation": known and known.affiliation}
            return {name: value.get(name) for name in ("entity", "name", "class")} | about
        speaker = self._instead(item)
        if speaker is None:
            return None
        return {"entity": speaker.entity, "name": speaker.name, "class": speaker.source_class}

    def _fields(self, name: str | None, fields: Any) -> Any:  # noqa: ANN401 - as the log has it
        """Return what a decision changed of the item `name`, None where it is not known which that is now."""
        if not isinstance(fields, dict):
            return fields if name == "signed" else None
        named = self._is_named(name)
        kept = {key: each for key, each in fields.items() if key in _FIELDS and (named or key not in _OF_NAMED)}
        if "notes" in kept:
            kept["notes"] = [each for each in kept["notes"] if each not in self.private]
        if kept.get("speaker") in self.hidden and kept["speaker"] not in self._names(name):
            speaker = self._instead(self.items.get(name or ""))
            kept["speaker"] = speaker and speaker.name
            kept |= {"class": speaker and speaker.source_class} if "class" in kept else {}
        return kept

    def _names(self, name: str | None) -> set[str]:
        """Return who the copy and attrib's reading say the speaker of an item is."""
        readings = (self.shown[name].current, self.shown[name].machine) if name in self.shown else ()
        return {each.speaker.name for each in readings if each and each.speaker}


def _item_of(decision: Decision) -> str | None:
    """Return the item of the review that a decision is about; an orphaned one bears the name of another."""
    return None if decision.carried == "orphaned" else decision.item or decision.creates


def _has_name(speaker: Speaker | None) -> bool:
    return speaker is not None and speaker.source_class not in ANONYMOUS
