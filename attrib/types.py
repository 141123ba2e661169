"""The vocabulary every stage speaks: frozen values, offsets in code points into ``Document.text``.

The data flows one way (``read → parse → extract → resolve → claims``); a stage takes the values of the stages before
it and returns new ones. Nothing here imports anything heavier than :mod:`dataclasses`. The annotations are also what
:func:`whole` holds a value from outside to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from enum import IntEnum, StrEnum
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from attrib.styles import Style  # noqa: TC001 - `whole` reads the annotations

T = TypeVar("T")

ParagraphKind = Literal[
    "title", "standfirst", "byline", "date", "heading", "body", "block_quotation", "pull_quote", "caption", "turn",
    "question", "post", "letter", "email", "table_cell", "list_item",
]  # fmt: skip
NoteKind = Literal["comment", "footnote", "link"]
AttributionType = Literal["direct", "indirect", "mixed"]
Finder = Literal["reader", "tagger", "rules"]
"""What found the attributions of a result: the last two are those of results made before 2026-11-28."""
Act = Literal["statement", "thought"]
Stance = Literal["neutral", "hedged", "loaded", "denial"]
MentionKind = Literal["name", "nominal", "pronoun"]
SourceClass = Literal["named_person", "organisation", "document", "unnamed_person", "group", "author"]
ClaimKind = Literal["quantity", "date", "event", "comparison", "cause"]
TitleKind = Literal["role", "affiliation"]


class Flag(StrEnum):
    """What to know of an attribution before relying on it; :mod:`attrib.wording` has the English."""

    FLOATING = "floating"
    UNPAIRED_QUOTATION = "unpaired_quotation"
    RIVAL_SOURCE = "rival_source"
    UNLIKELY = "unlikely"
    HYPOTHETICAL = "hypothetical"
    PASSED_ON = "passed_on"
    PRONOUN_SOURCE = "pronoun_source"
    NOMINAL_SOURCE = "nominal_source"
    ANONYMOUS_SOURCE = "anonymous_source"
    DOUBTFUL_SPEAKER = "doubtful_speaker"
    AMBIGUOUS_SOURCE = "ambiguous_source"
    NO_SOURCE = "no_source"


class Code(StrEnum):
    """What a step of evidence says; :mod:`attrib.wording` has the English and which values each takes."""

    CUE = "cue"
    NO_CUE = "no_cue"
    TO_CUE = "to_cue"
    TO_SOURCE = "to_source"
    REPORTS = "reports"
    TURN = "turn"
    SET_OFF = "set_off"
    SPEAKER = "speaker"
    UNSETTLED = "unsettled"
    NO_SOURCE = "no_source"
    NOT_FOLLOWED = "not_followed"
    AUTHOR = "author"
    INSIDE = "inside"
    INSIDE_NOBODY = "inside_nobody"
    SAME_QUOTATION = "same_quotation"
    NOBODY_BEFORE = "nobody_before"


class Way(StrEnum):
    """How a source's words lead to its speaker: what a step of the code `speaker` has for `way`."""

    NAME = "name"
    SHORT_NAME = "short_name"
    BESIDE = "beside"
    JOINED = "joined"
    OWNER = "owner"
    DESCRIBED = "described"
    PART_OF_NAME = "part_of_name"
    SAME_WORDS = "same_words"
    CLAUSE = "clause"
    ABOVE = "above"
    SPOKE_LAST = "spoke_last"
    AHEAD = "ahead"
    LIKELIEST = "likeliest"
    WRITTEN = "written"


class Verdict(StrEnum):
    """What became of looking for an attribution's words in the sources; :mod:`attrib.verify` tells how."""

    VERBATIM = "verbatim"
    EDITED = "edited"
    ELSEWHERE = "elsewhere"
    RELAY = "relay"
    SUPPORTED = "supported"
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    TOO_SHORT = "too_short"


class DifferenceKind(StrEnum):
    """How words printed differ from words said."""

    TRANSCRIPTION = "transcription"
    FILLER = "filler"
    ELLIPSIS = "ellipsis"
    BRACKETED = "bracketed"
    FUNCTION = "function"
    ADDED = "added"
    OMISSION = "omission"
    CHANGED = "changed"
    NUMBER = "number"
    NEGATION = "negation"
    TENSE = "tense"
    SPLICED = "spliced"
    ORDER = "order"


class Caution(StrEnum):
    """What to know of a verdict besides, before relying on it."""

    WRONG_SPEAKER = "wrong_speaker"
    OTHER_OCCASION = "other_occasion"
    CONTEXT_CUT = "context_cut"
    WRONG_ELLIPSIS = "wrong_ellipsis"
    ACROSS_TURNS = "across_turns"
    SOURCE_CHANGED = "source_changed"
    OUTDATED = "outdated"


class Weight(IntEnum):
    """What a verification comes to by a newsroom's rules, the gravest last."""

    FINE = 0
    LOOK = 1
    MISSING = 2
    FAULT = 3


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``0 <= start <= end``, into the text of one document.

    Raises ValueError when built the wrong way round.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that no text can have."""
        if not 0 <= self.start <= self.end:
            message = f"not a span: {self.start}..{self.end}"
            raise ValueError(message)

    def __len__(self) -> int:
        """Length in code points."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters themselves, untouched."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this span (both ends included)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the article, without the blank lines around it."""

    span: Span
    kind: ParagraphKind = "body"


@dataclass(frozen=True, slots=True)
class Place:
    """A page (from 1) or a time (``hh:mm:ss``) that begins at a character of the text; one of the two may be None."""

    offset: int
    page: int | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a stretch of the text and is not of it: a comment, a footnote, a link's address.

    `author` and `date` (ISO 8601) are None where the file does not say. The `span` of one that stands on no words (its
    paragraph was deleted, or has none) is empty. A comment has an `id` in its file, and `parent` is that of the one it
    answers; both are None for other notes, and in results made before 2026-11-29. `done` says that somebody has marked
    it as dealt with.
    """

    span: Span
    kind: NoteKind
    text: str
    author: str | None = None
    date: str | None = None
    id: str | None = None
    parent: str | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it was read. `text` is never edited after this point.

    `id` is ``sha256:`` and the hex digest of the bytes that were read (what ``sha256sum FILE`` prints). `path` is None
    for standard input; `title`, `byline` and `published` (ISO 8601 date) are None when the article does not state them;
    `language` is an ISO 639-1 code, None when the text is too short to tell. `places` are sorted by offset; `repairs`
    say in English what damage was undone while reading.
    """

    id: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    path: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    places: tuple[Place, ...] = ()
    notes: tuple[Note, ...] = ()
    repairs: tuple[str, ...] = ()

    def place(self, offset: int) -> Place:
        """Return where a character stands: the last page and the last time that begin at it or before it."""
        before = self.places[: bisect_right(self.places, offset, key=lambda place: place.offset)]
        page = next((each.page for each in reversed(before) if each.page is not None), None)
        return Place(offset, page, next((each.time for each in reversed(before) if each.time is not None), None))


@dataclass(frozen=True, slots=True)
class Token:
    """One syntactic word. `head` is the index of the governor in the sentence, -1 at the root.

    Words of a contraction whose pieces cannot be located share the span of the whole contraction. `entity` is a BIO
    tag over PER, ORG, LOC and MISC, or ``O``.
    """

    span: Span
    text: str
    lemma: str
    upos: str
    head: int
    deprel: str
    feats: str = ""
    entity: str = "O"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its tree. `index` counts sentences, `paragraph` points into ``Document.paragraphs``."""

    index: int
    paragraph: int
    span: Span
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Parse:
    """All sentences of a document in order. `models` maps each weight's name to its sha256."""

    sentences: tuple[Sentence, ...]
    stanza: str = ""
    models: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that attribute (“said”, “according to”) and the lemma of the one that carries the meaning."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """The entity a source resolves to. `entity` is an ``Entity.id``."""

    entity: str
    name: str
    source_class: SourceClass


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a source may mean: an ``Entity.id`` and its name, both None for nobody that the article names.

    `probability` is in [0, 1]; those of an attribution's candidates sum to 1 at most.
    """

    entity: str | None
    name: str | None
    probability: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of evidence as data: a :class:`Code` and its values, which JSON can hold."""

    code: str
    values: Mapping[str, str | float | bool | None] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is credited with what.

    `content` holds at least one span, several when a cue interrupts a quotation. `cue` is None for a floating
    quotation; `source` None means that the article names nobody; `speaker` None means *unattributed*: nobody named, or
    two candidates too close to choose. `confidence` is in [0, 1]. `rule` names what made it, `evidence` tells the steps
    in English and in order, `steps` the same as data, `sentence` and `paragraph` place its first content. `candidates`
    are whom the source may mean, best first. Results made before 2026-11-29 have neither steps nor candidates.
    """

    id: str
    type: AttributionType
    content: tuple[Span, ...]
    cue: Cue | None
    source: Span | None
    rule: str
    sentence: int
    paragraph: int
    speaker: Speaker | None = None
    act: Act = "statement"
    stance: Stance = "neutral"
    negated: bool = False
    confidence: float = 0.5
    evidence: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that refer to somebody. `head` is the token's index in its sentence."""

    span: Span
    kind: MentionKind
    sentence: int
    head: int


@dataclass(frozen=True, slots=True)
class Title:
    """Words of the article that say what somebody is (a role) or whom they belong to (an affiliation)."""

    span: Span
    kind: TitleKind


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody (or something) a statement can come from, with what the article says about them.

    `role` and `affiliation` are None when the article gives none, else those of the best of `titles`, as a person would
    write them; `aliases` are other forms of the name, in the order of first use; `mentions` are in text order. An
    entity that does not speak (`speaks`) is only a candidate for what somebody else said.
    """

    id: str
    name: str
    source_class: SourceClass
    role: str | None = None
    affiliation: str | None = None
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    titles: tuple[Title, ...] = ()
    speaks: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """An assertion somebody can be held to. `attribution` None means the reporter's own voice.

    `worth`, from 0 to 1, is the chance that a checker would look it up, None in results older than it; `checkable` that
    it is high enough. `kinds` may be empty.
    """

    id: str
    span: Span
    attribution: str | None
    checkable: bool
    kinds: tuple[ClaimKind, ...] = ()
    hedges: tuple[Span, ...] = ()
    worth: float | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotation marks, the marks included, as far as one paragraph has them.

    `attribution` is the id of the one whose content they are, None: nobody's. `no_statement` says that a checker has
    taken them for nobody's statement: a title, scare quotes, a slogan.
    """

    span: Span
    attribution: str | None = None
    no_statement: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a source: where they stand in its text, and the words themselves, as the source may not be at hand."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that differ: `printed` in the article, `said` in the source; None where there are none on that side."""

    kind: DifferenceKind
    printed: Span | None
    said: Excerpt | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Where words stand in a source: the file at `path`, whose bytes had that `sha256` (hex digits).

    `said` is the passage from its first word to its last, whatever of it was printed; `around` the sentences that it
    stands in. `speaker` is the name of the turn as the source has it; what of page, time and speaker it lacks is None.
    """

    path: str
    sha256: str
    said: Excerpt
    around: Excerpt
    page: int | None = None
    time: str | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of looking for the words of an attribution, whose id `attribution` is, in the sources given.

    `source` is the passage that the verdict is about, of a quotation that was not found the nearest; None when nothing
    comes near. `kinds` are those of the `differences`, each once, in order. `places` are other passages with the words.
    `weight` is what all that comes to by the rules of a newsroom, None where none have been applied.
    """

    attribution: str
    verdict: Verdict
    kinds: tuple[DifferenceKind, ...] = ()
    differences: tuple[Difference, ...] = ()
    flags: tuple[Caution, ...] = ()
    source: Passage | None = None
    places: tuple[Passage, ...] = ()
    weight: Weight | None = None

    @property
    def is_found(self) -> bool:
        """Whether the source has these words, as they are or edited, and not only some like them."""
        return self.verdict not in {Verdict.NOT_FOUND, Verdict.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Engine:
    """What made an analysis: versions, and the sha256 of every weight by name.

    `finder` is what found the attributions, by the conventions of `style`; `left_out` is how many of them were less
    sure than `min_confidence`.
    """

    attrib: str
    stanza: str = ""
    models: dict[str, str] = field(default_factory=dict)
    finder: Finder = "reader"
    min_confidence: float = 0.0
    left_out: int = 0
    style: Style = "news"


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything attrib says about one article.

    `quotations` are all that it sets in quotation marks, in text order and apart from one another; results made before
    2026-11-29 have none. `verifications` are None where nobody has compared the article with sources.
    """

    document: Document
    engine: Engine
    attributions: tuple[Attribution, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    quotations: tuple[Quoted, ...] = ()
    verifications: tuple[Verification, ...] | None = None

    def text_of(self, span: Span) -> str:
        """Return the characters of the article at `span`, untouched."""
        return span.of(self.document.text)

    def entity(self, identity: str) -> Entity:
        """Return the entity with that id. Raises KeyError when there is none."""
        return {each.id: each for each in self.entities}[identity]

    def likely(self) -> Analysis:
        """Return the same without the attributions flagged `unlikely`, as :meth:`without` leaves them out."""
        dropped = {each.id for each in self.attributions if Flag.UNLIKELY in each.flags}
        return self.without(dropped) if dropped else self

    def without(self, dropped: Collection[str]) -> Analysis:
        """Return the same without the attributions of these ids, their claims, and the entities that only they name.

        What is left out is somebody's word all the same: its claims go with it and are not the reporter's own. Its
        quotations stay, with another attribution that has them, or none.
        """
        kept = tuple(each for each in self.attributions if each.id not in dropped)
        speaking = {each.speaker.entity for each in kept if each.speaker is not None}
        weighed = {candidate.entity for each in kept for candidate in each.candidates}
        analysis = replace(
            self,
            attributions=kept,
            entities=tuple(
                replace(each, speaks=each.id in speaking) for each in self.entities if each.id in speaking | weighed
            ),
            claims=tuple(each for each in self.claims if each.attribution not in dropped),
            verifications=self.verifications and tuple(v for v in self.verifications if v.attribution not in dropped),
        )
        return analysis.credited()

    def credited(self) -> Analysis:
        """Return the same with each of the quotations told anew whose it is, by what the attributions hold.

        It is that of an attribution whose content has most of its words; of several, one that is not unlikely, then the
        one with more of the words, then the one with less beside them: of “Vale said that Moss had called it “done””,
        Moss's.
        """
        words = [_words(each.span, self.document.text) for each in self.quotations]
        starts, ends = [each.start for each in words], [each.end for each in words]
        shares: list[dict[int, int]] = [{} for _ in words]
        for number, attribution in enumerate(self.attributions):
            for piece in attribution.content:
                for place in range(bisect_right(ends, piece.start), bisect_left(starts, piece.end)):
                    common = min(piece.end, ends[place]) - max(piece.start, starts[place])
                    shares[place][number] = shares[place].get(number, 0) + common

        def whose(place: int) -> str | None:
            def worse(number: int) -> tuple[bool, int, int]:
                each = self.attributions[number]
                return Flag.UNLIKELY in each.flags, -shares[place][number], sum(map(len, each.content))

            able = [number for number, common in shares[place].items() if 2 * common > len(words[place])]
            return self.attributions[min(able, key=worse)].id if able else None

        told = tuple(replace(each, attribution=whose(place)) for place, each in enumerate(self.quotations))
        return replace(self, quotations=told)

    def by_speaker(self) -> dict[Entity | None, tuple[Attribution, ...]]:
        """Return each speaker's attributions in text order, speakers by their first; None has the unattributed."""
        found: dict[Entity | None, tuple[Attribution, ...]] = {}
        for each in self.attributions:
            speaker = None if each.speaker is None else self.entity(each.speaker.entity)
            found[speaker] = (*found.get(speaker, ()), each)
        return found


def _words(span: Span, text: str) -> Span:
    """Return a quotation without its marks and the stops beside them, which a content may have or not."""
    start, end = span.start, min(span.end, len(text))
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return Span(start, end) if start < end else span


def whole(value: T) -> T:
    """Return `value`, a dataclass such as those here. Raises ValueError when a field in it is not what it is to be."""
    _fits(value, type(value))
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a class, which mypy takes for no key
    return get_type_hints(kind)


def _fits(value: Any, kind: Any) -> bool:  # noqa: ANN401 - an annotation has no type of its own
    """Whether `value` is what the annotation `kind` says. Raises ValueError for a field of it that is not."""
    origin, of = get_origin(kind), get_args(kind)
    if kind is Any:
        return True
    fits = isinstance(value, origin or kind) if origin not in {Literal, Union, UnionType} else value in of
    if origin in {Union, UnionType}:
        fits = any(_fits(value, each) for each in of)
    elif origin is tuple:
        fits = fits and all(_fits(each, of[0]) for each in value)
    elif origin in {dict, Mapping}:
        fits = fits and all(_fits(name, of[0]) and _fits(each, of[1]) for name, each in value.items())
    elif kind in {int, float}:
        fits = isinstance(value, int | kind) and not isinstance(value, bool) and isfinite(value)
    elif is_dataclass(kind) and fits:
        for name, hint in _hints(kind).items():  # type: ignore[arg-type]  # the same
            if not _fits(found := getattr(value, name), hint):
                said = f", which is one of {', '.join(get_args(hint))}" if get_origin(hint) is Literal else ""
                message = f"{str(found)[:60]!r} is no {name} of {type(value).__name__}{said}"
                raise ValueError(message)
    return fits
