"""What of a whole review, with its log, may leave the desk: for copies that show how an article was checked.

The rules are those of :mod:`attrib.export.outside`, for the decisions too: the review that is left goes through the
sheet, the JSON and the log as any other does. What is kept is named here, field by field and kind by kind: whatever a
decision may hold in time to come stays on the desk until somebody adds it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from attrib.export.outside import confided, is_unnamed, may_name, names_source, source_of, unnamed, withheld
from attrib.review import Item, Record, Review
from attrib.sheet.reviewed import address
from attrib.types import Span, Speaker
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from attrib.review import Decision
    from attrib.store import Entry
    from attrib.types import Passage, Verification

SOURCE: Final = "source"
"""Stands for the name of a file that says who a source is."""
LEFT_OUT: Final = "(left out of copies for others)"
"""Stands in a log for a name that stays on the desk, where no words of the article can."""

_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "accept": frozenset({"type", "content", "cue", "source", "speaker", "act"}),
    "reject": frozenset(),
    "reopen": frozenset({"content"}),
    "no_statement": frozenset({"content"}),
    "concern": frozenset({"reason"}),
    "speaker": frozenset({"speaker"}),
    "type": frozenset({"type"}),
    "act": frozenset({"act"}),
    "span": frozenset({"part", "spans"}),
    "merge": frozenset({"with", "with_shape", "content"}),
    "split": frozenset({"first", "second"}),
    "add": frozenset({"type", "content", "cue", "source", "speaker", "act"}),
    "note": frozenset({"text", "imported"}),
    "link": frozenset({"link", "imported"}),
    "record": frozenset({"time_code", "page", "link"}),
    "fact": frozenset({"facts", "fact", "words", "status", "note", "evidence", "place"}),
    "verdict": frozenset({"verdict", "kinds", "flags", "passage"}),
    "sign": frozenset({"open", "quotations", "verdicts", "facts", "concerns", "disputes", "reason"}),
    "unsign": frozenset({"reason"}),
    "undo": frozenset(),
    "redo": frozenset(),
    "reanalysed": frozenset({"attrib", "id"}),
    "sealed": frozenset({"file", "manifest", "key"}),
}
"""What copies have of a decision's value, by its kind."""
_STEP: Final = frozenset({"batch"})
"""What they have of any: which decisions are one step says nothing more of each."""
_OF_NAMED: Final = frozenset({"link", "links", "passage", "time_code", "page", "evidence", "place"})
"""What they have only where they name the source: it may say who somebody is."""
_FIELDS: Final = frozenset({
    "status", "type", "content", "cue", "source", "speaker", "class", "act", "notes", "verdict",
    "concern", "facts", "link", "links", "time_code", "page",
})  # fmt: skip
"""What they have of what a decision changed, as the log tells it."""


def for_others(review: Review, *, with_contacts: bool = False, place: Callable[[Passage], str] | None = None) -> Review:
    """Return the review with nothing in it that stays on the desk; `with_contacts` all of it, but where files lie.

    Items, statuses and the numbers of decisions are the same. A decision that only entered what stays behind is a
    ``record`` that sets nothing. `place` says what stands for the path of a source: without one the file's name, and
    ``source`` for a file that says who somebody is whom copies do not name (:func:`attrib.export.outside.confided`).
    """
    desk = _Desk(review, whole=with_contacts, place=place)
    log = {each.number: desk.decision(each, each) for each in review.decisions}
    document, known = review.document, {each.id for each in review.analysis.entities}
    path = document.path if document.path is None or address(document.path) else PurePath(document.path).name
    credited = {item.current.speaker.entity for item in desk.shown.values() if item.current.speaker}
    # A writer's comment may be a private note, and one that is not is among the notes of its statement.
    notes = document.notes if with_contacts else tuple(each for each in document.notes if each.kind != "comment")
    return Review(
        replace(review.analysis, document=replace(document, path=path, notes=notes), verifications=None),
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


class _Desk:
    """What the desk has, as copies may have it: all of it (`whole`), or what may leave."""

    def __init__(self, review: Review, *, whole: bool, place: Callable[[Passage], str] | None = None) -> None:
        self.review, self.whole, self.place = review, whole, place or self._file
        self.confided = frozenset[str]() if whole else confided(review)
        self.digests = {
            place.sha256
            for each in review.items
            if each.verification
            for place in (each.verification.source, *each.verification.places)
            if place and place.path in self.confided
        }
        self.items = {each.id: each for each in review.items}
        self.ever = {name: self._ever(each) for name, each in self.items.items()}
        """The items with all the words that any decision gave them: what the log tells of one is about those."""
        self.named = {name for name, each in self.items.items() if names_source(review, each)}
        """The items whose source copies name."""
        self.held = frozenset[str]() if whole else withheld(review)
        self.shown = {each.id: self._item(each) for each in review.items}
        private = (each for each in review.decisions if each.kind == "note" and self._is_private(each, each))
        self.private = {str(each.value.get("text")) for each in private}
        self.hidden = {
            str(speaker.get("name"))
            for each in review.decisions
            if isinstance(speaker := each.value.get("speaker"), dict)
            and not self._may_name(self.ever.get(_item_of(each) or ""), speaker)
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
        kept = _VALUES.get(made.kind, frozenset()) | _STEP
        value = {name: each for name, each in made.value.items() if name in kept}
        if isinstance(speaker := value.get("speaker"), dict):
            value["speaker"] = self._speaker(self.ever.get(home), speaker)
        value = self._sources(self.ever.get(home), value)
        if made.kind != "sealed" and home not in self.named:
            value = {name: each for name, each in value.items() if name not in _OF_NAMED}
        if isinstance(passage := value.get("passage"), dict) and passage.get("sha256") in self.digests:
            value["passage"] = {**passage, "speaker": None}
        emptied = bool(made.value.keys() - _STEP) and not value.keys() - _STEP
        if self._is_private(made, now) or made.kind not in _VALUES or emptied:
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

    def _ever(self, item: Item) -> Item:
        """Return an item with all the words that decisions on it have or had, those that were undone too."""
        made = [each for each in self.review.decisions if item.id in {_item_of(each), each.creates}]
        values = [each.value for each in made]
        words = [each.get(name) for each in values for name in ("content", "first", "second")]
        words += [each.get("spans") for each in values if each.get("part") == "content"]
        more = (_span(place) for each in words if isinstance(each, (list, tuple)) for place in each)
        spans = (*item.current.content, *filter(None, more))
        return replace(item, current=replace(item.current, content=tuple(dict.fromkeys(spans))))

    def _sources(self, item: Item | None, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return a decision's value without the words of a source that copies may not show."""

        def shown(place: object) -> bool:
            source = _span(place)
            if item is None or source is None:
                return place is None
            return source_of(self.review, replace(item, current=replace(item.current, source=source))) == source

        spans = value.get("spans") if value.get("part") == "source" else None
        if isinstance(spans, (list, tuple)) and not all(map(shown, spans)):
            return {name: each for name, each in value.items() if name not in {"part", "spans"}}
        return dict(value) if shown(value.get("source")) else {**value, "source": None}

    def _item(self, item: Item) -> Item:
        current, record, notes, links = item.current, item.record, item.notes, item.links
        if not self.whole:
            source, may = source_of(self.review, item), may_name(self.review, item, current.speaker)
            current = replace(current, source=source, speaker=current.speaker if may else self._instead(item))
            record = Record(time_code=record.time_code, page=record.page, link=record.link)
        named = self.whole or item.id in self.named
        theirs = (each for each in notes if named or not each.imported)
        notes = tuple(
            each
            for each in theirs
            if self.whole or not (each.private or (each.imported and each.imported.key in self.held))
        )
        links = tuple(each for each in links if each not in self.held)
        return Item(
            item.id, item.machine, current, item.status, record if named else Record(), notes,
            links if named else (), item.last, item.number, item.shape, item.reworded, item.added,
            item.verification and self._verification(item.verification, named=named), item.verdict, item.concern,
            item.facts if named else tuple(replace(each, evidence=None, place=None) for each in item.facts),
        )  # fmt: skip

    def _verification(self, found: Verification, *, named: bool) -> Verification:
        if not named:
            return replace(found, kinds=(), differences=(), source=None, places=())
        source, *places = (each and self._passage(each) for each in (found.source, *found.places))
        return replace(found, source=source, places=tuple(filter(None, places)))

    def _passage(self, passage: Passage) -> Passage:
        """Return where words stand; whose turn it is in a file that says who a source is stays behind."""
        speaker = None if passage.path in self.confided else passage.speaker
        return replace(passage, path=self.place(passage), speaker=speaker)

    def _file(self, passage: Passage) -> str:
        return SOURCE if passage.path in self.confided else PurePath(passage.path).name

    def _instead(self, item: Item | None) -> Speaker | None:
        """Return whom the article shows for the speaker of `item`, None where that is not there any more."""
        words = pieces(self.review.document.text, source_of(self.review, item)) if item else LEFT_OUT
        return Speaker(f"source:{words}", words, "unnamed_person") if words else None

    def _is_private(self, made: Decision, now: Decision) -> bool:
        """Whether a note stays on the desk: so does what a writer told of a source whom copies do not name."""
        theirs = made.imported
        if theirs is not None and theirs.key in self.held:
            return True
        imported = made.kind == "note" and theirs is not None
        return bool(made.value.get("private")) or (imported and _item_of(now) not in self.named)

    def _may_name(self, item: Item | None, value: Mapping[str, Any]) -> bool:
        """Whether copies may have the speaker of a decision on `item`, None where that is not there any more."""
        speaker = Speaker(str(value.get("entity") or ""), str(value.get("name")), value.get("class") or "named_person")
        return item is not None and may_name(self.review, item, speaker)

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
        named = name in self.named
        stay = frozenset() if named else _OF_NAMED | {"facts"}  # which are told with their evidence
        kept = {key: each for key, each in fields.items() if key in _FIELDS - stay}
        if "notes" in kept:
            kept["notes"] = [each for each in kept["notes"] if each not in self.private]
        if "links" in kept:
            kept["links"] = [each for each in kept["links"] if each not in self.held]
        item = self.ever.get(name or "")
        if item and kept.get("source") and not self._is_source(item, kept["source"]):
            del kept["source"]
        who = kept.get("speaker")
        if (who in self.hidden or (item and who and not self._may_be(item, who))) and who not in self._names(item):
            speaker = self._instead(item)
            kept["speaker"] = speaker and speaker.name
            kept |= {"class": speaker and speaker.source_class} if "class" in kept else {}
        return kept

    def _names(self, item: Item | None) -> set[str]:
        """Return who the copy and attrib's reading say the speaker of an item is, all its words considered."""
        if item is None:
            return set()
        now, was = self.shown[item.id].current.speaker, item.machine and item.machine.speaker
        return {each.name for each in (now, was) if each and (each == was or may_name(self.review, item, each))}

    def _may_be(self, item: Item, who: str) -> bool:
        """Whether the log may say that an item's speaker is or was somebody of that name, as nobody unnamed read so."""
        readings = (each.speaker for each in self.review.analysis.attributions)
        now = next((each for each in readings if each and each.name == who), Speaker("", who, "named_person"))
        return all(each.speaker == now for each in unnamed(self.review, item, now))

    def _is_source(self, item: Item, words: str) -> bool:
        """Whether the log may say that the words of an item's source are or were these."""
        if not any(unnamed(self.review, item, item.current.speaker)):
            return True
        readings = (each for each in (item.machine, *self.review.analysis.attributions) if each)
        known = [each.source for each in readings if each.source and (each is item.machine or is_unnamed(each))]
        return words in {each.of(self.review.document.text) for each in known}


def _span(place: object) -> Span | None:
    """Return a place in a decision's value, None for what is none."""
    try:
        return Span(place["start"], place["end"])  # type: ignore[index]
    except (TypeError, KeyError, ValueError):
        return None


def _item_of(decision: Decision) -> str | None:
    """Return the item of the review that a decision is about; an orphaned one bears the name of another."""
    return None if decision.carried == "orphaned" else decision.item or decision.creates
