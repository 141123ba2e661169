"""What a review adds to the fact sheet: the article as checkers left it, and who decided what, when.

:func:`present` gives the analysis as it stands now, for :mod:`attrib.sheet.build` to lay out as it does the machine's,
and what there is to say of each attribution beside it. :func:`summary` gives what is said of the whole: how
far the review got, the signature, what could not be carried, and the audit trail.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from attrib.claims import is_quoted
from attrib.language.quotations import find_quotations
from attrib.review import batch
from attrib.review.replay import machine_ids
from attrib.wording import (
    CLASS_WORDS,
    CORRECTIONS,
    FACT_SIGNS,
    FIELD_WORDS,
    KIND_WORDS,
    NOBODY,
    SIGNS,
    TRAIL_WORDS,
    VALUE_WORDS,
    left_words,
    moment,
    nobodys_words,
    pieces,
    titles_of,
    verdicts_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attrib.review import Decision, Fact, Item, Record, Review, Status
    from attrib.store import Entry
    from attrib.types import Analysis, Attribution, Claim, Span

# How directly a decision speaks of a field: whoever changed the speaker has said more about it than whoever merged two
# attributions, and that is more than to accept what stood there.
_DIRECT, _BY_THE_WAY, _AS_IT_STANDS = 2, 1, 0
_SPEAKS_OF: Final[Mapping[str, int]] = {
    "speaker": _DIRECT,
    "type": _DIRECT,
    "act": _DIRECT,
    "span": _DIRECT,
    "merge": _BY_THE_WAY,
    "split": _BY_THE_WAY,
    "add": _BY_THE_WAY,
    "accept": _AS_IT_STANDS,
}
_DECIDING: Final = frozenset({*_SPEAKS_OF, "reject", "reopen", "no_statement", "concern"})


@dataclass(frozen=True, slots=True)
class By:
    """Who did what (“accepted”), when. `at` is UTC in ISO 8601, `time` the same for reading."""

    number: int
    what: str
    who: str
    at: str
    time: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A field that holds something else than attrib said. `now` is empty for the words, which the card shows anyway."""

    label: str
    now: str
    said: str
    by: By | None


@dataclass(frozen=True, slots=True)
class Origin:
    """How an attribution came to be other than attrib's: `how` is ``added``, ``split`` or ``merged``.

    `words` are those that attrib had as an attribution of its own, merged into this one, and `speaker` whom it credited
    with them. `number` is the card it was split off from, None when that is not there any more.
    """

    how: Literal["added", "split", "merged"]
    by: By
    words: str = ""
    speaker: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Something a checker entered. `href` is None when it is not an address as a whole, `by` but for notes."""

    label: str
    words: str
    href: str | None = None
    by: By | None = None


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of a statement, as the sheet shows it; `href` is None where its evidence is no address.

    `time` is when it was decided last, for reading (UTC).
    """

    fact: Fact
    sign: str
    href: str | None
    time: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the review says of one attribution.

    `by` is the decision its status rests on, None when nobody has decided. `untouched` says that what is shown is the
    machine's reading and nobody else's, so that its confidence still means something; `found` that there is such a
    reading; `moved` that the words are others. `reworded` says that it was decided on similar words, not these,
    `folded` that the machine calls it unlikely and nobody has touched it. `accepted` is who stands by what the sources
    say of the words, None where nobody does; they are `unverified` where somebody has to. `concern` is what a checker
    doubts, empty without one; `disputes` say what second checkers have instead.
    """

    status: Status
    sign: str
    by: By | None
    corrections: tuple[Correction, ...]
    origins: tuple[Origin, ...]
    notes: tuple[Kept, ...]
    links: tuple[Kept, ...]
    record: tuple[Kept, ...]
    untouched: bool
    found: bool
    moved: bool
    reworded: bool
    folded: bool
    accepted: By | None
    unverified: bool
    concern: str
    facts: tuple[FactRow, ...]
    disputes: tuple[str, ...]

    @property
    def pending(self) -> bool:
        """Whether somebody still has to look at it."""
        return (self.status == "open" and not self.folded) or self.reworded

    @property
    def unsure(self) -> bool:
        """Whether a fact of it is open, or a checker has a concern about one."""
        return self.status != "rejected" and any(each.fact.status in {"open", "concern"} for each in self.facts)


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after a decision.

    `before` is empty for an attribution that was not there. `item` names another than the decision was about.
    """

    label: str
    before: str
    after: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the trail. `card` is the number of the attribution it is about, None when that is not on the sheet.

    `state` is empty for a decision in effect, else ``undone``, ``without effect`` or ``orphaned``; `undone_by` is the
    number of the undo. `remark` is what the decision says beside what it changed. `words` are those decided on.
    """

    by: By
    card: int | None
    item: str
    words: str
    changes: tuple[Change, ...]
    remark: str
    undoes: int | None
    state: str
    why: str
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What the review says of the article as a whole.

    `counts` has (status, sign, number) of each status; `checkers` who decided how often. `signed` is the signature in
    force, with the `reason` given and how many were `open` then, how many `quotations` nobody's and how many
    `verdicts` on words not accepted, and what `more` there was, in words; `lapsed` is the last one that no longer is in
    force, `lapsed_why` what ended it.
    """

    counts: tuple[tuple[str, str, int], ...]
    total: int
    checkers: tuple[tuple[str, int], ...]
    first: By | None
    last: By | None
    signed: By | None
    open: int
    quotations: int
    verdicts: int
    more: str
    reason: str
    lapsed: By | None
    lapsed_why: str
    orphans: tuple[Step, ...]
    trail: tuple[Step, ...]


def address(text: str) -> str | None:
    """Return `text` when it is, as a whole, an address that a reader may follow: of the web, or of a mailbox."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if not text.isprintable() or " " in text:
        return None
    if parts.scheme == "mailto":
        return text if "@" in parts.path else None
    return text if parts.scheme in {"http", "https"} and parts.netloc else None


# --- the attributions ------------------------------------------------------------------------------------------------


def present(review: Review) -> tuple[Analysis, tuple[Reviewed, ...]]:
    """Return the analysis as the review left it, and what to say of each of its attributions, in the same order.

    Rejected attributions are among them. Their ids are those of the review, none of which comes twice.
    """
    paragraphs = review.document.paragraphs
    attributions = []
    for item in review.items:
        current = replace(item.current, id=item.id)
        if "content" in item.changes:
            # Nobody has parsed it again: which sentence it now begins in is not known, the paragraph is.
            begins = current.content[0].start
            within = [n for n, paragraph in enumerate(paragraphs) if paragraph.span.start <= begins]
            current = replace(current, paragraph=max(within, default=0))
        attributions.append(current)
    credited = {each.speaker.entity for each in attributions if each.speaker}
    analysis = replace(
        review.analysis,
        attributions=tuple(attributions),
        entities=tuple(replace(each, speaks=each.speaks or each.id in credited) for each in review.entities),
        claims=tuple(_claims(review)),
        quotations=review.quotations,
        verifications=tuple(item.verification for item in review.items if item.verification) or None,
    )
    decided = _decided(review)
    numbers = {item.id: number for number, item in enumerate(review.items, 1)}
    merged, made = _merged(review), _made(review, numbers)
    standings = []
    for item in review.items:
        origins = (*((made[item.id],) if item.id in made else ()), *merged[item.id])
        standings.append(_reviewed(review, item, decided[item.id], origins))
    return analysis, tuple(standings)


def result(review: Review) -> Analysis:
    """Return the analysis as the review left it, without what was rejected."""
    return present(review)[0].without({item.id for item in review.items if item.status == "rejected"})


def _claims(review: Review) -> Iterator[Claim]:
    """Yield the claims with the attributions they now belong to.

    That is its own while it stands and has any of the words, else the shortest that has them all; without either, the
    claim is the reporter's own, or nobody's and left out when its words stand in quotation marks or were attributed by
    what is rejected now. One that was the reporter's stays so unless a checker gave its words to somebody.
    """
    quotations = find_quotations(review.analysis.document)
    standing = [item for item in review.items if item.status != "rejected"]
    moved = [item for item in standing if "content" in item.changes]
    elsewhere = {item.id for item in moved}
    own = {item.machine.id: item for item in reversed(standing) if item.machine}
    rejected = {item.machine.id for item in review.items if item.machine and item.status == "rejected"}
    for claim in review.analysis.claims:
        home = own.get(claim.attribution or "")
        if home is None or (home.id in elsewhere and not any(map(claim.span.overlaps, home.current.content))):
            among = moved if claim.attribution is None else standing
            around = [item for item in among if any(piece.contains(claim.span) for piece in item.current.content)]
            home = min(around, key=lambda item: sum(map(len, item.current.content)), default=None)
        if home or not (claim.attribution in rejected or is_quoted(claim.span, quotations)):
            yield replace(claim, attribution=home.id if home else None)


def _decided(review: Review) -> defaultdict[str, list[Decision]]:
    """Return the decisions in effect on each item's reading, the oldest first; notes and records decide nothing."""
    found: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in review.decisions:
        if decision.kind in _DECIDING and decision.number not in review.undone and decision.number not in review.lost:
            for name in (decision.item, decision.creates):
                if name is not None:
                    found[name].append(decision)
    return found


def _merged(review: Review) -> defaultdict[str, list[Origin]]:
    """Return, by the item they became part of, the attributions of the machine that are not items any more."""
    readings = dict(zip(machine_ids(review.analysis), review.analysis.attributions, strict=True))
    into: dict[str, Decision] = {}
    for decisions in _decided(review).values():
        into |= {str(decision.value["with"]): decision for decision in decisions if decision.kind == "merge"}
    found: defaultdict[str, list[Origin]] = defaultdict(list)
    for name, decision in into.items():
        if name not in readings:
            continue
        home, seen = str(decision.item), {name}
        while home in into and home not in seen:  # what it was merged into was merged itself
            seen.add(home)
            home = str(into[home].item)
        reading = readings[name]
        who = reading.speaker.name if reading.speaker else NOBODY
        words = pieces(review.document.text, *reading.content)
        found[home].append(Origin("merged", _by(decision), words, who))
    return found


def _made(review: Review, numbers: Mapping[str, int]) -> dict[str, Origin]:
    """Return, by the item it brought into being, the decision that did."""
    return {
        decision.creates: Origin("added", _by(decision))
        if decision.kind == "add"
        else Origin("split", _by(decision), number=numbers.get(decision.item or ""))
        for decision in review.decisions
        if decision.creates
    }


def _reviewed(review: Review, item: Item, decided: Sequence[Decision], origins: tuple[Origin, ...]) -> Reviewed:
    """Say what the review says of `item`."""
    return Reviewed(
        status=item.status,
        sign=SIGNS[item.status],
        by=_by(decided[-1]) if decided else None,
        corrections=tuple(_corrections(review, item, decided)),
        origins=origins,
        notes=tuple(
            Kept(note.label, str(note.text), by=By(note.number, "note", note.by, note.at, moment(note.at)))
            for note in item.notes
        ),
        links=tuple(Kept("Evidence", str(link), address(str(link))) for link in item.links),
        record=tuple(_record(item.record)),
        untouched=item.status == "open" and item.machine is not None and not item.changes,
        found=item.machine is not None or any(origin.how == "split" for origin in origins),
        moved="content" in item.changes,
        reworded=item.reworded,
        folded=item.folded,
        accepted=_by(item.verdict) if item.verdict and item.verdict_stands else None,
        unverified=item.unverified,
        concern=item.concern,
        facts=tuple(
            FactRow(each, FACT_SIGNS[each.status], address(each.evidence or ""), moment(each.at)) for each in item.facts
        ),
        disputes=item.disputes,
    )


def _corrections(review: Review, item: Item, decided: Iterable[Decision]) -> Iterator[Correction]:
    """Yield what differs from the machine's reading, with whoever spoke of it most directly."""
    if item.machine is None:
        return
    for name, label in CORRECTIONS.items():
        if name in item.changes:
            spoke = [each for each in decided if each.kind in _SPEAKS_OF and _about(each, name)]
            by = max(spoke, key=lambda each: (_SPEAKS_OF[each.kind], each.number), default=None)
            now = "" if name == "content" else _reading(review, item.current, name)
            yield Correction(label, now, _reading(review, item.machine, name), _by(by) if by else None)


def _about(decision: Decision, name: str) -> bool:
    """Whether a decision can have set the field."""
    if decision.kind == "span":
        return bool(decision.value["part"] == name)
    return decision.kind == name or _SPEAKS_OF[decision.kind] < _DIRECT


def _reading(review: Review, attribution: Attribution, name: str) -> str:
    """Return a field of an attribution in words."""
    text = review.document.text
    if name == "content":
        return pieces(text, *attribution.content)
    if name == "cue":
        return attribution.cue.span.of(text) if attribution.cue else "none"
    if name == "source":
        return attribution.source.of(text) if attribution.source else "none"
    if name != "speaker":
        return str(getattr(attribution, name))
    if attribution.speaker is None:
        return NOBODY
    speaker = attribution.speaker
    entity = next((each for each in review.entities if each.id == speaker.entity), None)
    more = ", ".join((CLASS_WORDS.get(speaker.source_class, speaker.source_class), *titles_of(entity)))
    return f"{speaker.name} ({more})"


def _record(record: Record) -> Iterator[Kept]:
    """Yield what was entered of the record, in the order of the review's form."""
    for name, label in FIELD_WORDS.items():
        value = getattr(record, name)
        if value:
            words = _in_words(name, value)
            yield Kept(label, words, address(words))


def nobodys(review: Review) -> dict[Span, tuple[str, By | None]]:
    """Return what the review calls each quotation that nobody has, and who decided that it is no statement."""
    return {each.span: (each.id, _by(each.last) if each.last else None) for each in review.uncovered}


def _by(decision: Decision) -> By:
    what = KIND_WORDS.get(decision.kind, decision.kind)
    return By(decision.number, what, decision.reviewer or "somebody", decision.at, moment(decision.at))


# --- the whole -------------------------------------------------------------------------------------------------------


def summary(review: Review, history: Iterable[Entry], standings: Iterable[Reviewed]) -> Summary:
    """Say what the review says of the article as a whole.

    `history` is the store's log of the article. A decision that is not in it stands in the trail without what it
    changed, and one that is newer than the review does not: the sheet shows one state throughout.
    """
    counts: Counter[str] = Counter(standing.status for standing in standings if not standing.folded)
    made = [each for each in review.decisions if each.kind != "reanalysed"]
    trail = tuple(_trail(review, {entry.decision.number: entry for entry in history}))
    orphaned = {decision.number for decision in review.orphaned}
    signature = review.signed
    # Another program may have written the log, or an attrib that knew of no quotations.
    names = ("open", "quotations", "verdicts")
    left, quoted, verdicts = (signature.value.get(name) if signature else 0 for name in names)
    lapsed, why = (None, "") if signature else _lapsed(review)
    return Summary(
        counts=tuple((status, sign, counts[status]) for status, sign in SIGNS.items()),
        total=sum(counts.values()),
        checkers=tuple(Counter(each.reviewer for each in made).most_common()),
        first=_by(made[0]) if made else None,
        last=_by(made[-1]) if made else None,
        signed=_by(signature) if signature else None,
        open=left if isinstance(left, int) else 0,
        quotations=quoted if isinstance(quoted, int) else 0,
        verdicts=verdicts if isinstance(verdicts, int) else 0,
        more=", ".join(_left(signature)) if signature else "",
        reason=str(signature.value.get("reason") or "") if signature else "",
        lapsed=lapsed,
        lapsed_why=why,
        orphans=tuple(step for step in trail if step.by.number in orphaned),
        trail=trail,
    )


def _lapsed(review: Review) -> tuple[By | None, str]:
    """Return the last signature, which is not in force, and what ended it."""
    signatures = [each for each in review.decisions if each.kind == "sign"]
    if not signatures:
        return None, ""
    last = signatures[-1]
    if last.number in review.lost:
        return _by(last), review.lost[last.number]
    taken = next((each for each in review.decisions if each.kind == "unsign" and each.number > last.number), None)
    if taken is None:
        return _by(last), ""
    reason = taken.value.get("reason")
    who = f"taken back by {taken.reviewer}, {moment(taken.at)} UTC"
    return _by(last), f"{who}: {reason}" if reason else who


def _trail(review: Review, entries: Mapping[int, Entry]) -> Iterator[Step]:
    """Yield every decision, the oldest first, as it was made."""
    numbers = {item.id: number for number, item in enumerate(review.items, 1)}
    undos = [each for each in review.decisions if each.kind == "undo" and each.number not in review.lost]
    undone_by = {each.undoes: each.number for each in undos}
    together = batch.steps(review.decisions)
    for now in review.decisions:
        entry = entries.get(now.number)
        name = now.item or now.creates or ""
        state, why = review.fate(now)
        yield Step(
            by=_by(now),
            # An orphaned decision has the id that an earlier analysis gave; here somebody else may bear it.
            card=None if now.carried == "orphaned" else numbers.get(name),
            item=name,
            words=(entry.words or "") if entry else "",
            changes=tuple(_changes(entry, now)) if entry else (),
            remark=_remark(now) or together.get(now.number, ""),
            undoes=now.undoes,
            state="" if state == "in effect" else state,
            why=why,
            undone_by=undone_by.get(now.number) if state == "undone" else None,
        )


def _left(signature: Decision) -> list[str]:
    """Return in words what facts, concerns and disagreements there were when somebody signed."""
    counts = (signature.value.get(name) for name in ("facts", "concerns", "disputes"))
    return left_words(*(each if isinstance(each, int) else 0 for each in counts))


def _remark(decision: Decision) -> str:
    value = decision.value
    if decision.imported:
        return f"of {decision.imported}"
    if decision.kind == "reanalysed":
        return f"with attrib {value.get('attrib', '')}"
    if decision.kind == "sealed":
        return f"{value.get('file', '')}, manifest {value.get('manifest', '')}"
    left = [f"{value['open']} open" if value.get("open") else ""]
    left += [nobodys_words(value.get("quotations", 0))]
    left += [verdicts_words(value["verdicts"]) if value.get("verdicts") else "", *_left(decision)]
    parts = [", ".join(filter(None, left)), str(value.get("reason") or "")]
    return ": ".join(filter(None, parts)) if decision.kind in {"sign", "unsign"} else ""


def _changes(entry: Entry, now: Decision) -> Iterator[Change]:
    """Yield what a decision changed, in words: first of the attribution it was about, then of others."""
    # The log names items as they were called when it was written, which the decision as made does too.
    mine = {each.item or each.creates for each in (entry.decision, now)}
    for name in sorted(entry.after, key=lambda each: each not in mine):
        before, after = entry.before.get(name), entry.after[name]
        other = "" if name in mine else name
        if name == "signed":
            yield Change(TRAIL_WORDS[name], before or "nobody", after or "nobody")
        elif isinstance(after, dict):
            for key, value in after.items():
                label = TRAIL_WORDS.get(key) or str(key)
                if not isinstance(before, dict):
                    yield Change(label, "", _in_words(key, value), other)
                    continue
                old = before.get(key)
                if isinstance(old, list) and isinstance(value, list) and key != "content":
                    old, value = _without(old, value), _without(value, old)  # noqa: PLW2901 - notes and links add up
                yield Change(label, _in_words(key, old), _in_words(key, value), other)
        elif isinstance(before, dict):
            yield Change("Words", _in_words("content", before.get("content")), "not an attribution of its own", other)


def _without(values: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [value for value in values if value not in others]


def _in_words(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return a value of the log or the record in words; “none” where there is nothing."""
    if value is None and name == "speaker":
        return NOBODY.lower()
    if value is None or value == []:
        return "none"
    if isinstance(value, list):
        return (" … " if name == "content" else "; ").join(map(str, value))
    return VALUE_WORDS.get(name, {}).get(value, str(value))
