"""What the templates of the fact sheet are given: every decision is made, they only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from attrib.wording import CONFIDENCE_WORDS

if TYPE_CHECKING:
    from attrib.sheet.reviewed import By, Reviewed, Summary
    from attrib.types import Analysis, Attribution, Claim, Document, Note, Span

Role = Literal["content", "cue", "source", "claim", "rejected", "quoted"]


@dataclass(frozen=True, slots=True)
class Card:
    """One attribution as the sheet shows it. `number` counts from 1 and makes the anchors `a3` and `t3`.

    `pieces` are the exact words of each content span. `speaker` is what to call whoever said it, settled or not
    (`settled`). `entity` is the number of the row in the sources, None when no source is settled. `cue` and `source`
    are words of the article, None when there are none. `badges` are short warnings, `open` says whether the evidence
    starts unfolded. `paragraph` and `sentence` count from 1; `sentence` is None where a checker moved the words.
    `at` is the page and the time, empty in a file without. `live` is the address of the words on the article's page,
    None where it has none. `review` is None on a sheet made without one.
    """

    number: int
    attribution: Attribution
    pieces: tuple[str, ...]
    speaker: str
    settled: bool
    entity: int | None
    source_class: str
    details: str
    cue: str | None
    source: str | None
    badges: tuple[str, ...]
    confidence: str
    confidence_word: str
    paragraph: int
    sentence: int | None
    at: str
    live: str | None
    open: bool
    review: Reviewed | None
    verdict: VerdictRow | None = None


@dataclass(frozen=True, slots=True)
class PassageLink:
    """Where words stand in a source: the name of the file, its page and time, whose turn, and a relative link there.

    `href` is None where no link leads there.
    """

    href: str | None
    name: str
    at: str
    speaker: str


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """What the sources say of an attribution's words.

    `weight` is what that comes to by the house rules, in words, `kind` as a class, with a `sign`; `wrong_speaker` is
    whom the source has instead, empty where it has nobody else. `printed` and `said` are the words of both sides, cut
    where they differ: (words, whether the other side has others). What was said stands between `before` and `after`,
    the rest of its sentences, and is only the `nearest` of words that were not found; it has no pieces where nothing
    comes near. `differences` tells the same in words. `by` is who accepted the verdict; it is `pending` while somebody
    has to.
    """

    weight: str
    kind: str
    sign: str
    verdict: str
    wrong_speaker: str
    cautions: tuple[str, ...]
    printed: tuple[tuple[str, bool], ...]
    before: str
    said: tuple[tuple[str, bool], ...]
    after: str
    differences: tuple[str, ...]
    nearest: bool
    places: tuple[PassageLink, ...]
    by: By | None
    pending: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how often it is credited. `number` counts from 1 (anchor `s1`); `entity` is None if not stored."""

    number: int
    name: str
    source_class: str
    details: str
    aliases: tuple[str, ...]
    cards: tuple[int, ...]
    kinds: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim: `pieces` are (words, whether they hedge).

    `card` and `speaker` are None in the reporter's own voice; `speaker` is “no source given” or “source not settled”
    when the claim's attribution has nobody. `denied` says that the speaker is reported to deny it, not to assert it,
    `unlikely` that attrib doubts the attribution. `reports` are the cards of what the reporter's own claim reports.
    `live` is as on a card.
    """

    number: int
    claim: Claim
    pieces: tuple[tuple[str, bool], ...]
    card: int | None
    speaker: str | None
    denied: bool
    unlikely: bool
    reports: tuple[int, ...]
    paragraph: int
    at: str
    live: str | None


@dataclass(frozen=True, slots=True)
class QuotedRow:
    """Words in quotation marks, the marks included, that no attribution holds.

    `number` makes the anchors `u3` and `tu3`. `hint` says that they look like a title or a scare quote. `name` is what
    the review calls them, empty without one; `by` who decided that they are no statement, None when nobody has.
    `live` is as on a card.
    """

    number: int
    span: Span
    words: str
    hint: bool
    paragraph: int
    at: str
    live: str | None
    name: str
    by: By | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What stands beside the text. `number` makes the anchors `n3` and `tn3`.

    `words` are those it stands at, empty where it is at a point; `about` its author and date, as far as it says. `href`
    is None where `note.text` is no http(s) address.
    """

    number: int
    note: Note
    words: str
    about: str
    href: str | None
    paragraph: int
    at: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of what to check first: where it leads, its label, the words and, if known, whom they come from."""

    href: str
    label: str
    pieces: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason to look twice, with everything it applies to."""

    key: str
    heading: str
    note: str
    items: tuple[Item, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to highlight: `number` is that of the card, of the row when `role` is ``claim`` or ``quoted``.

    Those of a ``rejected`` or an unlikely attribution, and ``quoted`` ones that nobody has, look like the text around
    them until a link leads to them.
    """

    span: Span
    role: Role
    number: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A target in the article. `label` is printed before the words it marks; empty for a target nobody sees."""

    id: str
    href: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Words under the same marks. `href` leads to the innermost of them, None where there are none."""

    text: str
    classes: str
    href: str | None
    title: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or (`number` None) what stands between two. Blocks joined are the text of the article."""

    number: int | None
    kind: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Light:
    """Words of class `name` light up when one of `anchors` (selectors) is followed.

    `far` says that some stand in later paragraphs than the first; the browser pays for those with a walk over all the
    paragraphs before them, so the style asks for it only then.
    """

    name: str
    anchors: str
    far: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the templates may use.

    `link` is the article's address when that is an http(s) URL, else None; `digest` the hex sha256 of the bytes read;
    `to_check` how many attributions and claims `findings` name; `unused` those who speak in nothing but what
    is set aside; `bands` the lowest confidence for each word. `nobodys` are the words in quotation marks that no
    attribution holds, `notes` what the file has beside its text. `unlikely` are the cards shown apart, folded. `review`
    is None without one; then no card is `rejected`. `verdicts` counts what the sources say of the words, empty where
    nobody looked for them.
    """

    title: str
    document: Document
    link: str | None
    digest: str
    analysis: Analysis
    findings: tuple[Finding, ...]
    to_check: int
    sources: tuple[SourceRow, ...]
    unused: tuple[str, ...]
    cards: tuple[Card, ...]
    claims: tuple[ClaimRow, ...]
    blocks: tuple[Block, ...]
    lights: tuple[Light, ...]
    nobodys: tuple[QuotedRow, ...] = ()
    notes: tuple[NoteRow, ...] = ()
    rejected: tuple[Card, ...] = ()
    unlikely: tuple[Card, ...] = ()
    review: Summary | None = None
    verdicts: str = ""
    bands: tuple[tuple[float, str], ...] = CONFIDENCE_WORDS
