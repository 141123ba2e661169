"""What a review is made of: decisions, and the state of an article that they lead to. Frozen values, as everywhere.

A decision is one entry of a log that only grows. The state is never stored on its own: it is the machine's analysis
with the log replayed over it (:func:`attrib.review.replay`), so nothing the machine said is ever lost, and nothing a
checker did either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - `whole` reads the annotations
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, TypeAlias, get_args

from attrib.errors import AttribError
from attrib.types import Caution, Flag, NoteKind, Span, Verdict, Weight, whole
from attrib.wording import PRIVATE_NOTE, imported_words

if TYPE_CHECKING:
    from attrib.types import Analysis, Attribution, Document, Entity, Excerpt, Quoted, SourceClass, Verification

Status = Literal["open", "confirmed", "corrected", "added", "concern", "rejected"]
Kind = Literal[
    "accept", "reject", "reopen", "no_statement", "concern",
    "speaker", "type", "act", "span", "merge", "split", "add",
    "note", "link", "contact", "comment", "record", "verdict", "fact",
    "sign", "unsign",
    "undo", "redo",
    "reanalysed",
    "sealed",
]  # fmt: skip
Part = Literal["content", "cue", "source"]
SourceKind = Literal["on_record", "background", "document", "broadcast"]
CommentState = Literal["asked", "answered", "no_reply"]
Carried = Literal["", "exact", "similar", "orphaned"]
UncoveredStatus = Literal["open", "no statement", "title or scare quotes?"]
FactStatus = Literal["open", "confirmed", "wrong", "concern"]

STATUSES: Final[tuple[Status, ...]] = get_args(Status)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SOURCE_KINDS: Final[tuple[SourceKind, ...]] = get_args(SourceKind)
COMMENT_STATES: Final[tuple[CommentState, ...]] = get_args(CommentState)
FACT_STATUSES: Final[tuple[FactStatus, ...]] = get_args(FactStatus)
NOT_UNDONE: Final[frozenset[Kind]] = frozenset({"undo", "redo", "sign", "unsign", "reanalysed", "sealed"})
"""Kinds that `undo` passes over: they have opposites of their own, nobody decided them, or what was done is done."""
ALL_ITEMS: Final = "*"
"""What :meth:`Decision.touches` names when a decision is about the whole article."""


class DecisionError(AttribError):
    """A decision that cannot be taken: nothing to act on, a span outside the text, nothing that would change."""

    exit_code: ClassVar[int] = 7


@dataclass(frozen=True, slots=True)
class Imported:
    """What a decision was imported from: a note in a writer's file, and not the checker's own words.

    `file` is the file's name without its folder, `kind` the note's; `writer` and `date` (ISO 8601) are None where the
    file does not say. By `key` the same note is known again (:func:`attrib.notes.bring`).
    """

    key: str
    file: str
    kind: NoteKind
    writer: str | None = None
    date: str | None = None

    def __str__(self) -> str:
        """Return whose words they are, and where they stand."""
        return imported_words(self.kind, self.file, self.writer, self.date)


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of an article's log: who, when, what.

    The functions of :mod:`attrib.review.decisions` make it without `number`, `at` and `reviewer`, which the store adds
    when it is committed: `number` counts an article's log from 1 (the article's own skips those of blind passes, each
    of which counts from 1 itself), `at` is UTC in ISO 8601. `item` is None for a decision on the whole article, for
    `add`, and for a `no_statement` on words that no attribution holds. `value` is what it sets, as JSON; a place in it
    is written ``{"start", "end", "text"}``. `undoes` is, for an `undo`, the decision it takes back, and for a `redo`
    the `undo` it takes back.

    `built_on` is the item's `shape` when the decision was made: 0, or the number of the merge, split or addition that
    gave the item its extent. When that is undone, a decision about the extent has lost its object.

    `carried` says how it came to the present analysis: empty when it was made on it, else by equal words (``exact``),
    by similar ones or short ones in other surroundings (``similar``: look again), or not (``orphaned``: it stays in
    the log, with `why`).
    """

    kind: Kind
    item: str | None = None
    value: Mapping[str, Any] = field(default_factory=dict)
    undoes: int | None = None
    built_on: int = 0
    number: int = 0
    at: str = ""
    reviewer: str = ""
    carried: Carried = ""
    why: str = ""

    @property
    def imported(self) -> Imported | None:
        """What it was imported from, None when a checker entered it; what another program wrote may be neither."""
        try:
            return whole(Imported(**self.value["imported"]))
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def creates(self) -> str | None:
        """The id of the item this decision brings into being, None for most kinds."""
        return f"d{self.number}" if self.kind in {"add", "split"} else None

    @property
    def fields(self) -> dict[str, Any]:
        """Its value without what it was imported from and which step it is of."""
        return {name: each for name, each in self.value.items() if name not in {"imported", "batch"}}

    @property
    def batch(self) -> int | None:
        """The number of the first decision of the step that this is a part of, None when it is alone."""
        first = self.value.get("batch")
        return first if isinstance(first, int) and not isinstance(first, bool) else None

    def touches(self, log: Mapping[int, Decision]) -> frozenset[str]:
        """Return the ids of the items this is about, or `ALL_ITEMS`; `log` has the decisions by number."""
        if self.undoes is not None:
            target = log.get(self.undoes)
            return target.touches(log) if target is not None and target.number < self.number else frozenset()
        if self.kind == "sealed":  # it tells what was handed out, and changes nothing
            return frozenset()
        if self.kind in NOT_UNDONE:
            return frozenset({ALL_ITEMS})
        # Quotations go by their places: what they are called is not in the log.
        places = str(self.value.get("content")) if self.kind in {"no_statement", "reopen"} else None
        # A log may have been written by another program: what cannot be an id is none.
        names = (self.item, self.value.get("with"), self.creates, places)
        return frozenset(each for each in names if isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Note:
    """Words on an item: a checker's, or a writer's that a checker `imported`.

    `number` is the decision that made it, `at` UTC in ISO 8601. A `private` one stays on the desk: copies for others
    leave it out.
    """

    number: int
    at: str
    reviewer: str
    text: str
    private: bool = False
    imported: Imported | None = None

    @property
    def label(self) -> str:
        """What to call it."""
        return PRIVATE_NOTE if self.private else "Note"

    @property
    def by(self) -> str:
        """Whose words these are, and who brought them if that is somebody else."""
        return f"{self.imported}; imported by {self.reviewer}" if self.imported else self.reviewer


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a statement, checked by itself.

    `id` is made of the decision that added it and its place in that (``12.1``); `number` counts the statement's facts
    from 1, in the order they were added. `words` are those at `span` in the article, or, without one, what a checker
    typed. `note` says of a wrong one what is right, and of a concern why; `evidence` is a link or words, `place` a page
    or time code in it. `reviewer` decided on it last, at `at` (UTC).
    """

    id: str
    words: str
    span: Span | None = None
    status: FactStatus = "open"
    note: str | None = None
    evidence: str | None = None
    place: str | None = None
    reviewer: str = ""
    at: str = ""
    number: int = 0

    @property
    def told(self) -> str:
        """Its status, with the note and the evidence: “wrong: it was 1932 (the register, p. 4)”."""
        said = ": ".join(filter(None, (self.status, self.note)))
        rests = ", ".join(filter(None, (self.evidence, self.place)))
        return f"{said} ({rests})" if rests else said

    def __str__(self) -> str:
        """Return all of it as a line."""
        return f"{self.number}. {' '.join(self.words.split())} — {self.told}"


@dataclass(frozen=True, slots=True)
class Record:
    """What a research desk keeps for a statement, beside its words and speaker. None means *not entered*.

    `name_proof`, `title_proof` and `affiliation_proof` say how the desk knows (a business card, a register, a link).
    `time_code` and `page` place the words in a recording or a document, `link` is where it can be found.
    `contact` says how the source can be reached, `comment` how far the request for comment got, `answer` what came.
    """

    name_proof: str | None = None
    title: str | None = None
    title_proof: str | None = None
    affiliation: str | None = None
    affiliation_proof: str | None = None
    time_code: str | None = None
    page: str | None = None
    link: str | None = None
    source_kind: SourceKind | None = None
    contact: str | None = None
    comment: CommentState | None = None
    answer: str | None = None

    @property
    def contacted(self) -> bool:
        """Whether the source was asked for comment."""
        return self.comment is not None

    @property
    def answered(self) -> bool:
        """Whether the source answered."""
        return self.comment == "answered"


RECORD_FIELDS: Final[tuple[str, ...]] = tuple(
    name for name in Record.__dataclass_fields__ if name not in {"contact", "comment", "answer"}
)
"""What a `record` decision can set; contact and comment have kinds of their own."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of looking for words in sources: `pieces` as they stood, `type` and `speaker` (a name) as they were.

    It holds for whatever attribution has the same words, type and speaker, in whichever analysis of the article.
    """

    pieces: tuple[Excerpt, ...]
    type: str
    speaker: str | None
    verification: Verification

    @property
    def key(self) -> tuple[object, ...]:
        """What an attribution has to have for this to hold for it."""
        return tuple(piece.text for piece in self.pieces), self.type, self.speaker

    def at(self, content: tuple[Span, ...], identity: str) -> Verification:
        """Return the verification of the same words at `content`, of the attribution of that id."""

        def moved(place: int) -> int:
            before = [n for n, piece in enumerate(self.pieces) if piece.span.start <= place]
            number = max(before, default=0)
            return place + content[number].start - self.pieces[number].span.start

        told = tuple(
            replace(each, printed=Span(moved(each.printed.start), moved(each.printed.end - 1) + 1))
            if each.printed
            else each
            for each in self.verification.differences
        )
        return replace(self.verification, attribution=identity, differences=told)


@dataclass(frozen=True, slots=True)
class Item:
    """An attribution under review.

    `id` is the machine's, or ``dN`` for one that decision N added or split off. `machine` is what the machine said,
    None when it did not find it; `current` is what holds now. `last` is the last decision on the item that is in effect
    (None: untouched), `number` that of the last one in the log, in effect or not (0: none). `shape` is what a decision
    about the extent is `built_on`. `reworded` means that a decision was carried here from similar words, not the same,
    `added` that a checker added it. `verification` is what became of looking for the words in sources, None where
    nobody has; `verdict` the decision by which a checker stands by such a verdict, the present or an earlier one.
    `concern` is why a checker doubts it, empty unless that is its status. `disputes` say, for each second checker whose
    blind pass came to something else, what that is, until somebody has settled it.
    """

    id: str
    machine: Attribution | None
    current: Attribution
    status: Status = "open"
    record: Record = field(default_factory=Record)
    notes: tuple[Note, ...] = ()
    links: tuple[str, ...] = ()
    last: Decision | None = None
    number: int = 0
    shape: int = 0
    reworded: bool = False
    added: bool = False
    verification: Verification | None = None
    verdict: Decision | None = None
    concern: str = ""
    facts: tuple[Fact, ...] = ()
    disputes: tuple[str, ...] = ()

    @property
    def open_facts(self) -> int:
        """How many of its facts nobody has decided; those of what is rejected need no decision."""
        return 0 if self.status == "rejected" else sum(each.status == "open" for each in self.facts)

    @property
    def verdict_stands(self) -> bool:
        """Whether a checker stands by the verdict as it is now; a caution that has come since is another verdict."""
        if self.verification is None or self.verdict is None:
            return False
        now, then = verdict_value(self.verification), self.verdict.value
        same = all(now[name] == then.get(name) for name in ("verdict", "kinds", "passage"))
        return same and set(now["flags"]) <= set(then.get("flags", ()))

    @property
    def unverified(self) -> bool:
        """Whether a checker has to decide on the verdict: a fault, not found, a source or verdict that has changed."""
        found = self.verification
        if found is None or self.verdict_stands or self.folded or self.status == "rejected":
            return False
        return is_grave(found) or (self.verdict is not None and found.verdict not in NEVER_BLOCKS)

    @property
    def accepted(self) -> bool:
        """Whether a checker stands by it, as it was or corrected."""
        return self.status in {"confirmed", "corrected", "added"}

    @property
    def content(self) -> tuple[Span, ...]:
        """What is attributed."""
        return self.current.content

    @property
    def folded(self) -> bool:
        """Whether it needs no decision: the machine itself calls it unlikely, and nobody has touched it."""
        return self.status == "open" and not self.number and Flag.UNLIKELY in self.current.flags

    @property
    def shown_status(self) -> str:
        """Its status, or “unlikely” for what is folded."""
        return "unlikely" if self.folded else self.status

    @property
    def undecided(self) -> bool:
        """Whether somebody has to decide on it, and nobody has."""
        return self.status == "open" and not self.folded

    @property
    def unsettled(self) -> bool:
        """Whether nobody has decided on these words: it is undecided, or its decision was carried from similar ones."""
        return self.undecided or self.reworded

    @property
    def changes(self) -> tuple[str, ...]:
        """The names of the fields in which `current` is not what the machine said; all of them without a machine's."""
        return CHANGEABLE if self.machine is None else changed(self.machine, self.current)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Words in quotation marks that no attribution holds, or only a rejected one.

    `id` is ``q`` and the number among all the article's quotations. Somebody has to decide on an open one; one that
    looks like a title or scare quotes needs no decision, and `last` is the decision that it is no statement.
    """

    id: str
    span: Span
    status: UncoveredStatus
    last: Decision | None = None

    @property
    def content(self) -> tuple[Span, ...]:
        """The words, as an attribution has them."""
        return (self.span,)

    @property
    def undecided(self) -> bool:
        """Whether somebody has to decide on it, and nobody has."""
        return self.status == "open"


NEVER_BLOCKS: Final = frozenset({Verdict.SUPPORTED, Verdict.TOO_SHORT})
"""Verdicts that only say where to read: nobody has to decide on them."""


OLD: Final = frozenset({Caution.SOURCE_CHANGED, Caution.OUTDATED})
"""Cautions that a verdict may not hold any more."""


def is_grave(found: Verification) -> bool:
    """Whether somebody has to decide on a verdict: a fault, not found, or of what has changed since."""
    grave = found.weight in {Weight.MISSING, Weight.FAULT} or not OLD.isdisjoint(found.flags)
    return grave and found.verdict not in NEVER_BLOCKS


def verdict_value(found: Verification) -> dict[str, Any]:
    """Return what an acceptance of a verdict accepts, as JSON: without where the file lay, which may move."""
    source = found.source
    return {
        "verdict": str(found.verdict),
        "kinds": list(map(str, found.kinds)),
        "flags": list(map(str, found.flags)),
        "passage": None
        if source is None
        else {
            "sha256": source.sha256,
            "page": source.page,
            "time": source.time,
            "speaker": source.speaker,
            "start": source.said.span.start,
            "end": source.said.span.end,
            "text": source.said.text,
        },
    }


Listed: TypeAlias = Item | Uncovered
"""What a checker goes through: the items, and among them the quotations that nobody has."""

CHANGEABLE: Final = ("type", "content", "cue", "source", "speaker", "act")
"""The fields of an attribution that a decision can set."""


def changed(before: Attribution, after: Attribution) -> tuple[str, ...]:
    """Return the names of the changeable fields that differ."""
    return tuple(name for name in CHANGEABLE if _shown(before, name) != _shown(after, name))


def _shown(attribution: Attribution, name: str) -> object:
    # A lemma is the lexicon's business; a cue that stands in the same place is the same cue.
    return attribution.cue and attribution.cue.span if name == "cue" else getattr(attribution, name)


@dataclass(frozen=True, slots=True)
class Review:
    """An article under review: the analysis with `decisions` replayed.

    `items` are in text order, without those merged into another. `entities` are the machine's, then those that people
    named. `lost` says of each decision without effect why; `undone` holds the numbers of those taken back. `signed` is
    the signature in force, None when there is none. `quotations` are the analysis's, each with the item that has it
    now, and `uncovered` those that none has: a rejected one has nothing. `blind` is whose blind pass this is, empty for
    the article's own review.
    """

    analysis: Analysis
    items: tuple[Item, ...]
    entities: tuple[Entity, ...]
    decisions: tuple[Decision, ...] = ()
    lost: Mapping[int, str] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()
    signed: Decision | None = None
    quotations: tuple[Quoted, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    blind: str = ""

    @property
    def document(self) -> Document:
        """The article."""
        return self.analysis.document

    @property
    def number(self) -> int:
        """The number of the last decision in the log, 0 when there is none: what the holder of this review has seen."""
        return self.decisions[-1].number if self.decisions else 0

    @property
    def counts(self) -> dict[Status, int]:
        """How many items have each status; all of them are there, and what is folded is in none."""
        found = Counter(item.status for item in self.items if not item.folded)
        return {status: found[status] for status in STATUSES}

    @property
    def folded(self) -> int:
        """How many items the machine calls unlikely and nobody has touched."""
        return sum(item.folded for item in self.items)

    @property
    def unsettled(self) -> int:
        """How many items are open, or were decided on words that have changed since."""
        return sum(item.unsettled for item in self.items)

    @property
    def unverified(self) -> int:
        """How many items have a verdict that a checker has to decide on."""
        return sum(item.unverified for item in self.items)

    @property
    def concerns(self) -> int:
        """How many statements, and facts of others, a checker has a concern about."""
        within = (sum(fact.status == "concern" for fact in item.facts) for item in self.items if item.accepted)
        return self.counts["concern"] + sum(within)

    @property
    def open_facts(self) -> int:
        """How many facts nobody has decided."""
        return sum(item.open_facts for item in self.items)

    @property
    def disputed(self) -> int:
        """How many items a second checker's blind pass disagrees with."""
        return sum(bool(item.disputes) for item in self.items)

    @property
    def changed_sources(self) -> tuple[str, ...]:
        """The files that have changed since words were found in them."""
        sources = (each.verification for each in self.items if each.verification)
        return tuple(sorted({f.source.path for f in sources if f.source and Caution.SOURCE_CHANGED in f.flags}))

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The items and the quotations that nobody has, in text order."""
        return tuple(sorted((*self.items, *self.uncovered), key=lambda each: each.content[0].start))

    @property
    def overlooked(self) -> int:
        """How many quotations nobody has and somebody must decide on."""
        return sum(each.undecided for each in self.uncovered)

    @property
    def orphaned(self) -> tuple[Decision, ...]:
        """The decisions that could not be carried to this analysis, but for signatures, which never are."""
        return tuple(each for each in self.decisions if each.carried == "orphaned" and each.kind not in NOT_UNDONE)

    def voided_since(self, before: Review) -> tuple[Decision, ...]:
        """Return the decisions that had an effect in `before` and have none here, nobody having taken them back."""
        gone = self.lost.keys() - before.lost.keys()
        return tuple(each for each in before.decisions if each.number in gone and each.kind not in NOT_UNDONE)

    def fate(self, decision: Decision) -> tuple[str, str]:
        """Return what became of a decision, ``in effect``, ``undone``, ``orphaned`` or ``without effect``, and why."""
        if decision.number in self.undone:
            return "undone", ""
        if decision.carried == "orphaned":
            return "orphaned", decision.why
        lost = self.lost.get(decision.number)
        return ("in effect", "") if lost is None else ("without effect", lost)

    def item(self, name: str) -> Item:
        """Return the item with the id `name`. Raises DecisionError when there is none."""
        for item in self.items:
            if item.id == name:
                return item
        raise DecisionError(f"there is no attribution {name}", "it may have been merged with another, or undone")

    def following(self, name: str) -> Item | None:
        """Return the item after `name` in text order, None after the last. Raises DecisionError as `item` does."""
        place = self.items.index(self.item(name)) + 1
        return self.items[place] if place < len(self.items) else None


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody the machine did not find, as a checker names them."""

    name: str
    source_class: SourceClass = "named_person"
    role: str | None = None
    affiliation: str | None = None
