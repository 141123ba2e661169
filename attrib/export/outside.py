"""What of a reviewed article may leave the desk: what every copy for others is made of.

The words, who says them and how sure that is, and what checkers wrote for everybody to read. Contacts, answers, private
notes and the desk's proofs stay behind. Of a source whom the article does not name a copy shows what the article shows,
whatever the desk knows: see :func:`may_name`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from attrib.errors import OutputError
from attrib.export.lines import checkers
from attrib.review.replay import machine_ids, replay
from attrib.review.state import Record
from attrib.sheet.reviewed import address, present
from attrib.types import Flag, Speaker
from attrib.wording import ANONYMOUS, CORRECTIONS, FIELD_WORDS, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.review import Decision, Fact, Item, Review
    from attrib.sheet.reviewed import Correction, Reviewed
    from attrib.types import (
        Attribution,
        Caution,
        Claim,
        Difference,
        Document,
        Entity,
        Span,
        Verdict,
        Verification,
    )

_NOTHING: Final = Record()
RemarkKind = Literal["note", "private note", "concern", "fact", "evidence", "contact", "comment", "answer"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a checker wrote down. `by` and `at` (UTC, ISO 8601) are None but for notes, concerns and facts."""

    kind: RemarkKind
    text: str
    by: str | None = None
    at: str | None = None

    def __str__(self) -> str:
        """Return it as a line, with what it is."""
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of looking for the words in sources.

    `file` is the name of the one with the words, without a folder, None where that may say who somebody is whom copies
    do not name; `place` is the page and the time there.
    """

    verdict: Verdict
    flags: tuple[Caution, ...]
    file: str | None = None
    place: str = ""
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution as others may see it: `attribution` is what holds now, its id and speaker those of the copy.

    `entity` is who the article says the speaker is, None when it does not. `status` is the item's, or “unlikely”; `by`
    the decision it rests on, None when nobody has decided; `reworded` says that it was decided on similar words.
    `confidence` is attrib's own, None where what holds is not attrib's reading. `corrections` are what a checker
    changed, `titles` what one entered of the speaker, with what each is. `comparison` is None where nobody has compared
    the words with sources; `place` is the page and the time in the source, a checker's before those of a comparison.
    `facts` are those that checkers check one by one; they have no evidence where links stay behind.
    """

    attribution: Attribution
    entity: Entity | None
    status: str
    by: Decision | None
    confidence: float | None
    remarks: tuple[Remark, ...]
    reworded: bool = False
    corrections: tuple[Correction, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    comparison: Comparison | None = None
    place: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def written(self) -> tuple[Remark, ...]:
        """The remarks, and each fact as one: for forms that have no place of their own for facts."""
        return (*self.remarks, *(Remark("fact", str(each), each.reviewer, each.at) for each in self.facts))

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
    stand. `engine` is what made the readings. `original` is the path that the article was last read from, for
    whoever opens it again: it is never shown.
    """

    document: Document
    engine: str
    readings: tuple[tuple[Attribution, str], ...]
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    address: str | None
    file: str | None
    original: str | None = None

    @property
    def name(self) -> str:
        """A name for the article's text that no other has: an IRI, made of the sha256 of the bytes that were read."""
        return f"urn:{self.document.id}"

    @property
    def standing(self) -> tuple[Statement, ...]:
        """The statements that no checker rejected."""
        return tuple(each for each in self.statements if each.status != "rejected")


def copy(review: Review, *, with_contacts: bool = False, original: str | None = None) -> Copy:
    """Return what others may see of the article; `with_contacts` everything that checkers entered for statements.

    `original` is where the article was last read, where that is not the path that its analysis has.
    """
    decided, document, analysis = checkers(review), review.document, review.analysis
    kept = frozenset[str]() if with_contacts else confided(review) | withheld(review)
    left, standings = present(review)
    statuses = {item.id: item.shown_status for item in review.items}
    web = address(document.path or "")
    return Copy(
        document,
        f"attrib {analysis.engine.attrib}",
        tuple(
            (replace(each, id=name), statuses.get(name, "merged"))
            for name, each in zip(machine_ids(analysis), analysis.attributions, strict=True)
        ),
        tuple(
            _statement(review, each, decided.get(each.id), standing, kept, whole=with_contacts)
            for each, standing in zip(review.items, standings, strict=True)
        ),
        left.claims,
        web,
        None if web or document.path is None else PurePath(document.path).name,
        original or document.path,
    )


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


def confided(review: Review) -> frozenset[str]:
    """Return the paths of the files in which words of sources were found whom the desk knows and copies do not name.

    Others may be cited of such a file, too: as a whole, and by its name, it says who they are.
    """
    found = [
        each.verification
        for each in review.items
        if not _named(review, each) or each.record.source_kind == "background"
    ]
    return frozenset(
        place.path for each in found if each and each.is_found for place in (each.source, *each.places) if place
    )


def withheld(review: Review) -> frozenset[str]:
    """Return the keys of writers' notes on words of a source whom copies do not name, and the links that they gave.

    Such a note may stand on the words of others, too: there as well it says who that source is.
    """
    nameless = {item.id for item in review.items if not names_source(review, item)}
    theirs = [each for each in review.decisions if each.imported and each.item in nameless]
    keys = {each.imported.key for each in theirs if each.imported}
    given = [each for each in review.decisions if each.imported and each.imported.key in keys]
    return frozenset(keys | {str(each.value["link"]) for each in given if each.value.get("link")})


def _statement(  # noqa: PLR0913 - the item, and what is known of it elsewhere
    review: Review, item: Item, by: Decision | None, standing: Reviewed, kept: frozenset[str], *, whole: bool
) -> Statement:
    current, corrections = replace(item.current, id=item.id), standing.corrections
    if not whole:
        hidden = set[str]()
        if (source := source_of(review, item)) != current.source:
            current, hidden = replace(current, source=source), {CORRECTIONS["source"]}
        if not _named(review, item):
            words = pieces(review.document.text, source)
            current = replace(current, speaker=Speaker("", words, "unnamed_person") if words else None)
            hidden |= {CORRECTIONS["speaker"]}
        corrections = tuple(each for each in corrections if each.label not in hidden)
    # What leads to a source, or says more of one, stays behind where the copy names nobody.
    told = whole or names_source(review, item)
    record = item.record if told else _NOTHING
    return Statement(
        current,
        next((each for each in review.analysis.entities if _is(each, current.speaker)), None),
        item.shown_status,
        by,
        item.machine.confidence if item.machine is not None and not item.changes else None,
        tuple(_remarks(item, by, kept, told=told, whole=whole)),
        item.reworded,
        corrections,
        tuple((FIELD_WORDS[name], value) for name in ("title", "affiliation") if (value := getattr(record, name))),
        _comparison(item.verification, kept, told=told) if item.verification else None,
        _place(item.verification, record),
        item.facts if told else tuple(replace(each, evidence=None, place=None) for each in item.facts),
    )


def _comparison(found: Verification, kept: frozenset[str], *, told: bool) -> Comparison:
    # Words that were not found differ from the nearest passage, which nobody may have meant.
    source = found.source if told and found.is_found else None
    if source is None:
        return Comparison(found.verdict, found.flags)
    file = None if source.path in kept else PurePath(source.path).name
    return Comparison(found.verdict, found.flags, file, _place(found), found.differences)


def _place(found: Verification | None, record: Record = _NOTHING) -> str:
    """Return “p. 4, 00:12:31”: what a checker entered, else where the words were found."""
    source = found.source if found and found.is_found else None
    page = str(record.page or (source.page if source else None) or "")
    time = record.time_code or (source.time if source else None)
    return ", ".join(filter(None, (f"p. {page}" if page[:1].isdigit() else page, time)))


def _is(entity: Entity, speaker: Speaker | None) -> bool:
    return speaker is not None and entity.id == speaker.entity


def names_source(review: Review, item: Item) -> bool:
    """Whether a copy names the item's source, and that of each item merged into it, whose links are the item's now."""
    return all(
        (now := each.current.speaker) is not None and now.source_class not in ANONYMOUS and may_name(review, each, now)
        for each in (item, *_merged(review, item.id))
    )


def _merged(review: Review, name: str) -> Iterator[Item]:
    """Yield what was merged into an item, as each was before."""
    for place, decision in enumerate(review.decisions):
        if decision.kind == "merge" and decision.item == name and decision.number not in review.lost:
            before = replay(review.analysis, review.decisions[:place])
            yield from (each for each in before.items if each.id == decision.value["with"])
            yield from _merged(before, decision.value["with"])


def _named(review: Review, item: Item) -> bool:
    return may_name(review, item, item.current.speaker)


def may_name(review: Review, item: Item, now: Speaker | None) -> bool:
    """Whether a copy may show the speaker `now` of an item, as checkers have it: the article itself says as much.

    It does not where a checker spoke of background, put a name in the place of somebody whom attrib had read as
    unnamed, or gave a name that does not stand in the article.
    """
    if now is None:
        return True
    if any(each.speaker != now for each in unnamed(review, item, now)):
        return False
    if item.machine is not None and now == item.machine.speaker:
        return True
    known = any(_is(each, now) for each in review.analysis.entities)
    written = re.search(rf"(?<!\w){re.escape(now.name)}(?!\w)", review.document.text) is not None
    return item.record.source_kind != "background" and (known or written)


def source_of(review: Review, item: Item) -> Span | None:
    """Return what a copy may show for the words of the source: they are no name in the place of somebody unnamed.

    They are none where attrib read the words as those of somebody unnamed, and a checker's source is nobody such.
    """
    source = item.current.source
    if source is None or not any(unnamed(review, item, item.current.speaker)):
        return source
    kept = (each.source for each in review.analysis.attributions if each.source and is_unnamed(each))
    return source if any(map(source.overlaps, kept)) else None


def unnamed(review: Review, item: Item, now: Speaker | None) -> Iterator[Attribution]:
    """Yield attrib's readings, to somebody unnamed, of what an item consists of when its speaker is `now`.

    Its own is one. What was added, split off or moved has none of these words: others count that share the source, or
    words that the item's own has not. Its own speaks for its words as long as it has its source or its speaker.
    """
    own, source = item.machine, item.current.source
    same = own is not None and own.speaker == now
    words, whose = _places(*item.current.content), _places(source)
    if own is not None and (same or own.source is None or (source is not None and own.source.overlaps(source))):
        words -= _places(*own.content)
    if own is not None and same:
        whose -= _places(own.source)
    if own is not None and is_unnamed(own):
        yield own
    # Most items are their own reading's words and no others: there is nothing to look for.
    for each in review.analysis.attributions if words or whose else ():
        if is_unnamed(each) and (_places(*each.content) & words or _places(each.source) & whose):
            yield each


def _places(*spans: Span | None) -> set[int]:
    return {place for each in spans if each is not None for place in range(each.start, each.end)}


def is_unnamed(reading: Attribution) -> bool:
    """Whether attrib read words as those of somebody whom the article does not name, or merely describes."""
    was = reading.speaker
    return Flag.NOMINAL_SOURCE in reading.flags if was is None else was.source_class in ANONYMOUS


def _remarks(item: Item, by: Decision | None, kept: frozenset[str], *, told: bool, whole: bool) -> Iterator[Remark]:
    """Yield what checkers wrote; `told` says that the copy names the source.

    Else links stay behind, which may say who it is, and what a writer told the desk, which nobody has looked through;
    and what is `kept` on the desk in any case.
    """
    record = item.record
    if item.concern:
        yield Remark("concern", item.concern, *((by.reviewer, by.at) if by else ()))
    for note in item.notes:
        theirs = note.imported
        if whole or not (note.private or (theirs and (not told or theirs.key in kept))):
            by_at = (theirs.writer, theirs.date) if theirs and theirs.writer else (note.by, note.at)
            yield Remark("private note" if note.private else "note", note.text, *by_at)
    if told:
        links = (link for link in dict.fromkeys((*item.links, record.link)) if link and link not in kept)
        yield from (Remark("evidence", link) for link in links)
    if whole:
        more: tuple[tuple[RemarkKind, str | None], ...] = (
            ("contact", record.contact), ("comment", record.comment), ("answer", record.answer),
        )  # fmt: skip
        yield from (Remark(kind, words) for kind, words in more if words)
