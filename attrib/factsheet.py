"""The fact sheet: an analysis as one HTML file that asks nothing of the network and runs no script.

`render` turns an :class:`~attrib.types.Analysis` into a :class:`Sheet`, which holds every decision (what to check
first, which words to highlight, what each thing is called), and hands that to the templates, which only lay it out. A
newsroom may replace any of the templates; what they can use is :class:`Sheet` and the filters `shown`, `plain` and
`counted`. With a review the sheet shows the article as checkers left it; :mod:`attrib.factsheet_review` says what there
is to say of that, and the templates whose names begin with ``review`` show it.

Article text is untrusted. Everything is escaped (autoescape), an unknown name in a template is an error
(StrictUndefined), characters that would reorder or hide text are shown by their code point (`shown`), and the page's
own policy forbids scripts, requests and every style but the sheet's, which it names by digest.

This is the only module that imports Jinja (chosen because its autoescaping and undefined handling are strict when
asked, Pallets keep it up, and torch already depends on it, so it weighs nothing here).
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup, escape

from attrib.errors import AttribError
from attrib.export.text import GUESSED
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrib.factsheet_review import Reviewed, Summary
    from attrib.review import Review
    from attrib.store import Entry
    from attrib.types import Analysis, Attribution, Claim, Document, Entity

Role = Literal["content", "cue", "source", "claim", "rejected"]

# Words for a confidence, highest first. The bands are for reading, not measured: what counts is the number beside them.
# The default of `Attribution.confidence`, 0.5, is what a rule says that knows nothing; below it attrib is guessing.
CONFIDENCE_WORDS = ((0.85, "high"), (0.65, "fair"), (0.5, "low"), (0.0, "a guess"))
UNCERTAIN_BELOW = 0.65

# A list of more than this many starts folded: six lines of two hundred keep all six lists on one screen of a laptop.
FOLD_ABOVE = 6

CLASS_WORDS = {
    "named_person": "named person",
    "organisation": "organisation",
    "document": "document",
    "unnamed_person": "unnamed person",
    "group": "group",
    "author": "the reporter",
}
STANCE_WORDS = {
    "hedged": "hedged by the cue",
    "loaded": "loaded cue",
    "denial": "denied by the source",
}
ANONYMOUS = frozenset({"unnamed_person", "group"})

# Characters that are invisible or change the order of their neighbours: controls (not tab and line ends), the soft
# hyphen, zero-width characters and the marks, embeddings, overrides and isolates of bidirectional text. The zero-width
# joiners stay: emoji and several scripts are spelt with them. Lone surrogates cannot be written as UTF-8 at all.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_DEPTH = {"claim": 1, "rejected": 2}  # what lies beneath the marks of attributions, where they cover the same words
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Card:
    """One attribution as the sheet shows it. `number` counts from 1 and makes the anchors `a3` and `t3`.

    `pieces` are the exact words of each content span. `speaker` is what to call whoever said it, settled or not
    (`settled`). `entity` is the number of the row in the sources, None when no source is settled. `cue` and `source`
    are words of the article, None when there are none. `badges` are short warnings, `open` says whether the evidence
    starts unfolded. `paragraph` and `sentence` count from 1; `sentence` is None where a checker moved the words.
    `review` is None on a sheet made without one.
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
    open: bool
    review: Reviewed | None


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
    when the claim's attribution has nobody. `denied` says that the speaker is reported to deny it, not to assert it.
    """

    number: int
    claim: Claim
    pieces: tuple[tuple[str, bool], ...]
    card: int | None
    speaker: str | None
    denied: bool
    paragraph: int


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
    """Words to highlight: `number` is that of the card, of the claim when `role` is ``claim``.

    Those of a ``rejected`` attribution look like the text around them until a link leads to them.
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
    `to_check` how many attributions and claims `findings` name; `unused` the entities credited with nothing; `bands`
    the lowest confidence for each word. `review` is None without one; then no card is `rejected`.
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
    rejected: tuple[Card, ...] = ()
    review: Summary | None = None
    bands: tuple[tuple[float, str], ...] = CONFIDENCE_WORDS


def render(
    analysis: Analysis,
    *,
    review: Review | None = None,
    history: Iterable[Entry] = (),
    templates: Path | None = None,
) -> str:
    """Return the fact sheet of `analysis` as one HTML document; the same analysis always gives the same characters.

    With a `review` of that analysis the sheet shows what holds now, beside what the machine said; `history` is the
    store's log of the article, from which the audit trail tells what each decision changed.
    `templates` is a folder whose files take the place of the shipped ones of the same name. NUL and lone surrogates,
    which HTML cannot hold, become U+FFFD; every other character of the article is in the sheet as it is. Raises
    AttribError when templates are missing or do not work.
    """
    environment = _environment(_folders(templates))
    sheet = build_sheet(analysis, review, history)
    try:
        style = environment.get_template("factsheet.css").render(sheet=sheet)
        style += environment.get_template("review.css").render(sheet=sheet) if sheet.review else ""
        digest = b64encode(sha256(style.encode()).digest()).decode()
        page = environment.get_template("factsheet.html")
        return page.render(sheet=sheet, style=Markup(style), style_digest=digest)  # noqa: S704 - our own, escaped inside
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The sheet was built before: whatever fails in here fails in a template.
        where = f"{getattr(error, 'name', None) or 'templates'}:{getattr(error, 'lineno', None) or '?'}"
        raise AttribError(
            f"the fact sheet's template does not work: {where}: {error}",
            "correct it, or leave the option away to use the templates attrib brings.",
        ) from error


# --- templates -------------------------------------------------------------------------------------------------------


def shipped_templates() -> Path:
    """Return the folder of the templates: inside the package when installed, beside it in a checkout.

    Raises AttribError when neither is there.
    """
    package = Path(__file__).parent
    inside, beside = package / "templates", package.parent / "templates"
    if inside.is_dir():
        return inside
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside
    raise AttribError("the fact sheet's templates are missing", "the installation is damaged: install attrib again.")


def _folders(templates: Path | None) -> tuple[Path, ...]:
    """Return where to look for a template, first match wins."""
    if templates is None:
        return (shipped_templates(),)
    if not templates.is_dir():
        raise AttribError(f"no folder of templates: {templates}", "give the folder that holds factsheet.html.")
    return (templates, shipped_templates())


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """Return the strict environment; compiled templates are kept for the next article of a batch."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,  # all of them: select_autoescape goes by a file's ending
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"shown": shown, "plain": plain, "counted": counted}
    return environment


def shown(text: str) -> Markup:
    """Escape `text` for an element's content; hidden characters stay, each in a box that shows its code point.

    The box is a bidirectional paragraph of its own, so an override inside it moves nothing outside.
    """
    out, last = [], 0
    for match in _HIDDEN.finditer(text):
        code = ord(match.group())
        name = unicodedata.name(match.group(), "control character").lower()
        # References keep the file itself readable, except 80 to 9F: HTML reads references to those as windows-1252.
        inner = match.group() if 0x80 <= code <= 0x9F else f"&#x{code:X};"  # noqa: PLR2004 - the range just named
        inner = "\ufffd" if _UNWRITABLE.match(match.group()) else inner
        out.append(_escape(text[last : match.start()]))
        out.append(f'<span class="hidden" data-code="U+{code:04X}" title="{name}">{inner}</span>')
        last = match.end()
    out.append(_escape(text[last:]))
    return Markup("".join(out))  # noqa: S704 - escaped piece by piece above


def _escape(text: str) -> str:
    """Escape, and keep carriage returns, which HTML would otherwise read as line feeds."""
    return str(escape(text)).replace("\r", "&#13;")


def plain(text: str) -> str:
    """Return `text` on one line for a title or an attribute: hidden characters become U+FFFD."""
    return " ".join(_HIDDEN.sub("\ufffd", text).split())


def counted(number: int, noun: str) -> str:
    """Return “1 claim”, “2 claims”, “no claims”."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


# --- the view model --------------------------------------------------------------------------------------------------


def build_sheet(analysis: Analysis, review: Review | None = None, history: Iterable[Entry] = ()) -> Sheet:
    """Decide everything the sheet says about `analysis`, or about its `review`."""
    reviewed: tuple[Reviewed, ...] = ()
    summary: Summary | None = None
    if review is not None:
        # Here, because the words for a review's parts are the desk's, which takes others from this module.
        from attrib import factsheet_review

        analysis, reviewed = factsheet_review.present(review)
        summary = factsheet_review.summary(review, history, reviewed)
    document = analysis.document
    struck = frozenset(number for number, each in enumerate(reviewed, 1) if each.status == "rejected")
    rows = _sources(analysis, struck)
    row_of = {card: row.number for row in rows for card in row.cards}
    every = tuple(
        _card(number, attribution, analysis, row_of.get(number), reviewed[number - 1] if reviewed else None)
        for number, attribution in enumerate(analysis.attributions, 1)
    )
    cards = tuple(card for card in every if card.number not in struck)
    claims = _claims(analysis, cards)
    findings = _findings(tuple(card for card in cards if card.review is None or card.review.pending), claims)
    credited = {card.attribution.speaker.entity for card in cards if card.attribution.speaker}
    blocks = tuple(_blocks(document, _marks(analysis, claims, struck), _anchors(every, claims)))
    return Sheet(
        title=document.title or (Path(document.path).name if document.path else "") or "Untitled article",
        document=document,
        link=_link(document.path),
        digest=document.id.removeprefix("sha256:"),
        analysis=analysis,
        findings=findings,
        to_check=len({item.href for finding in findings for item in finding.items}),
        sources=rows,
        unused=tuple(entity.name for entity in analysis.entities if entity.id not in credited),
        cards=cards,
        claims=claims,
        blocks=blocks,
        lights=_lights(blocks),
        rejected=tuple(card for card in every if card.number in struck),
        review=summary,
    )


def confidence_word(confidence: float) -> str:
    """Return the word for a confidence in [0, 1]."""
    return next((word for floor, word in CONFIDENCE_WORDS if confidence >= floor), CONFIDENCE_WORDS[-1][1])


def _link(path: str | None) -> str | None:
    """Return `path` when it is an address a browser may follow, else None."""
    try:
        parts = urlsplit(path or "")
    except ValueError:
        return None
    return path if parts.scheme in {"http", "https"} and parts.netloc else None


def _details(entity: Entity | None) -> str:
    """Return “security analyst, Horizon Client Access”, as much of it as is known."""
    return ", ".join(part for part in (entity.role, entity.affiliation) if part) if entity else ""


def _card(number: int, attribution: Attribution, analysis: Analysis, row: int | None, review: Reviewed | None) -> Card:
    """Lay one attribution out."""
    text, speaker = analysis.document.text, attribution.speaker
    entity = next((e for e in analysis.entities if speaker and e.id == speaker.entity), None)
    source_class = speaker.source_class if speaker else ""
    badges = []
    if speaker is None:
        badges.append("no source given" if attribution.source is None else "source not settled")
    elif source_class in ANONYMOUS:
        badges.append("anonymous")
    if speaker is not None and not GUESSED.isdisjoint(attribution.flags) and (review is None or review.pending):
        badges.append("the speaker is a guess")
    if attribution.stance in STANCE_WORDS:
        badges.append(STANCE_WORDS[attribution.stance])
    if attribution.negated:
        badges.append("negated: not said")
    source = attribution.source.of(text) if attribution.source else None
    return Card(
        number=number,
        attribution=attribution,
        pieces=tuple(span.of(text) for span in attribution.content),
        speaker=speaker.name if speaker else "Unattributed",
        settled=speaker is not None,
        entity=row,
        source_class=CLASS_WORDS.get(source_class, source_class),
        details=_details(entity),
        cue=attribution.cue.span.of(text) if attribution.cue else None,
        source=source,
        badges=tuple(badges),
        confidence=f"{attribution.confidence:.2f}",
        confidence_word=confidence_word(attribution.confidence),
        paragraph=attribution.paragraph + 1,
        sentence=None if review and review.moved else attribution.sentence + 1,
        open=(review is None or review.pending) and (bool(badges) or attribution.confidence < UNCERTAIN_BELOW),
        review=review,
    )


def _sources(analysis: Analysis, struck: frozenset[int]) -> tuple[SourceRow, ...]:
    """Return who is credited with something, the most credited first, then in order of appearance.

    The attributions whose numbers are `struck` credit nobody.
    """
    credited: defaultdict[str, list[int]] = defaultdict(list)
    for number, attribution in enumerate(analysis.attributions, 1):
        if attribution.speaker and number not in struck:
            credited[attribution.speaker.entity].append(number)
    known = {entity.id: entity for entity in analysis.entities}
    rows = []
    order = sorted(credited.items(), key=lambda pair: (-len(pair[1]), pair[1]))
    for row, (identity, numbers) in enumerate(order, 1):
        theirs = [analysis.attributions[number - 1] for number in numbers]
        speaker = theirs[0].speaker
        if speaker is None:  # cannot be: only attributions with a speaker were collected
            continue
        entity = known.get(identity)
        kinds, acts = Counter(a.type for a in theirs), Counter(a.act for a in theirs)
        rows.append(
            SourceRow(
                number=row,
                name=entity.name if entity else speaker.name,
                source_class=CLASS_WORDS.get(speaker.source_class, speaker.source_class),
                details=_details(entity),
                aliases=entity.aliases if entity else (),
                cards=tuple(numbers),
                kinds=tuple((kind, kinds[kind]) for kind in ("direct", "mixed", "indirect") if kinds[kind]),
                acts=tuple((act, acts[act]) for act in ("statement", "thought") if acts[act]),
            )
        )
    return tuple(rows)


def _claims(analysis: Analysis, cards: tuple[Card, ...]) -> tuple[ClaimRow, ...]:
    """Lay the claims out. A claim whose attribution is not in the analysis counts as without one."""
    document = analysis.document
    by_id = {card.attribution.id: card for card in reversed(cards)}
    rows = []
    for number, claim in enumerate(analysis.claims, 1):
        card = by_id.get(claim.attribution) if claim.attribution is not None else None
        rows.append(
            ClaimRow(
                number=number,
                claim=claim,
                pieces=tuple(_hedged(document.text, claim)),
                card=card.number if card else None,
                speaker=(card.speaker if card.settled else card.badges[0]) if card else None,
                denied=card is not None and card.attribution.stance == "denial",
                paragraph=_paragraph_at(document, claim.span.start) + 1,
            )
        )
    return tuple(rows)


def _hedged(text: str, claim: Claim) -> Iterator[tuple[str, bool]]:
    """Cut a claim's words where hedges start and end."""
    cuts = {claim.span.start, claim.span.end}
    for hedge in claim.hedges:
        cuts |= {min(max(cut, claim.span.start), claim.span.end) for cut in (hedge.start, hedge.end)}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        piece = Span(start, end)
        yield piece.of(text), any(hedge.contains(piece) for hedge in claim.hedges)


def _paragraph_at(document: Document, position: int) -> int:
    """Return the index of the last paragraph that starts at or before `position`, 0 when none does."""
    return max(bisect_right([p.span.start for p in document.paragraphs], position) - 1, 0)


def _credit(card: Card) -> str:
    """Return the speaker, else the words that were to name one, else nothing."""
    return card.speaker if card.settled else f"“{card.source}”?" if card.source else ""


def _findings(cards: tuple[Card, ...], claims: tuple[ClaimRow, ...]) -> tuple[Finding, ...]:
    """Collect what to check first; an attribution stands under every reason it gives. Empty reasons are left out."""

    def among(chosen: Iterable[Card]) -> tuple[Item, ...]:
        return tuple(Item(f"#a{card.number}", str(card.number), card.pieces, _credit(card)) for card in chosen)

    def asserted(chosen: Iterable[ClaimRow]) -> tuple[Item, ...]:
        return tuple(
            Item(f"#c{row.number}", f"C{row.number}", ("".join(words for words, _ in row.pieces),), row.speaker or "")
            for row in chosen
        )

    hedged = [card for card in cards if card.attribution.stance == "hedged"]
    hedged_numbers = {card.number for card in hedged}
    lists = (
        (
            "open",
            "Open",
            "Nobody has decided on these.",
            among(c for c in cards if c.review and c.review.status == "open"),
        ),
        (
            "reworded",
            "Words have changed",
            "Decided when the article read otherwise. The decision was carried to similar words: look again.",
            among(c for c in cards if c.review and c.review.reworded),
        ),
        (
            "unattributed",
            "No source named",
            "Somebody is quoted or reported, and the article does not say who.",
            among(c for c in cards if not c.settled and c.attribution.source is None),
        ),
        (
            "unsettled",
            "Source not settled",
            "The words name a source, but not clearly enough to choose one.",
            among(c for c in cards if not c.settled and c.attribution.source is not None),
        ),
        (
            "anonymous",
            "Anonymous source",
            "Unnamed persons and groups: nobody to call back.",
            among(c for c in cards if c.attribution.speaker and c.attribution.speaker.source_class in ANONYMOUS),
        ),
        (
            "uncertain",
            "Uncertain",
            f"attrib’s own confidence is below {UNCERTAIN_BELOW:.2f}: read the evidence.",
            among(c for c in cards if c.attribution.confidence < UNCERTAIN_BELOW),
        ),
        (
            "floating",
            "Quotation without a cue",
            "Nothing says whose it is; it was given to whoever spoke last.",
            among(c for c in cards if c.settled and "floating" in c.attribution.flags),
        ),
        (
            "denied",
            "Denied",
            "The source says that these are not so: never quote them as the source’s own words.",
            among(c for c in cards if c.attribution.stance == "denial"),
        ),
        (
            "hedged",
            "Hedged",
            "Softened by their cue, or by words such as “about” and “reportedly”.",
            (*among(hedged), *asserted(r for r in claims if r.claim.hedges and r.card not in hedged_numbers)),
        ),
        (
            "claims",
            "Claims with no source",
            "Checkable, and asserted in the reporter’s own voice.",
            asserted(r for r in claims if r.card is None and r.claim.checkable),
        ),
    )
    return tuple(
        Finding(key, heading, note, items, len(items) <= FOLD_ABOVE) for key, heading, note, items in lists if items
    )


# --- the article with its marks --------------------------------------------------------------------------------------


def _marks(analysis: Analysis, claims: tuple[ClaimRow, ...], struck: frozenset[int]) -> list[Mark]:
    """Return everything to highlight."""
    marks = []
    for number, attribution in enumerate(analysis.attributions, 1):
        if number in struck:
            marks += [Mark(span, "rejected", number) for span in attribution.content]
            continue
        marks += [Mark(span, "content", number) for span in attribution.content]
        if attribution.cue:
            marks.append(Mark(attribution.cue.span, "cue", number))
        if attribution.source:
            marks.append(Mark(attribution.source, "source", number))
    marks += [Mark(row.claim.span, "claim", row.number, loose=row.card is None) for row in claims]
    return marks


def _anchors(cards: tuple[Card, ...], claims: tuple[ClaimRow, ...]) -> list[tuple[int, Anchor]]:
    """Return the targets in the article with their positions, in text order.

    An attribution has one before each piece of its content, all bearing its number, the first of them named `t3`.
    """
    placed = []
    for card in cards:
        title = f"Attribution {card.number}: {card.speaker}"
        for piece, span in enumerate(card.attribution.content, 1):
            name = f"t{card.number}" if piece == 1 else f"t{card.number}-{piece}"
            label = "" if card.review and card.review.status == "rejected" else str(card.number)
            placed.append((span.start, Anchor(name, f"#a{card.number}", label, title)))
    for row in claims:
        label = f"C{row.number}" if row.card is None else ""
        title = f"Claim {row.number}: no source given" if row.card is None else ""
        placed.append((row.claim.span.start, Anchor(f"tc{row.number}", f"#c{row.number}", label, title)))
    return sorted(placed, key=lambda pair: pair[0])


def _blocks(document: Document, marks: list[Mark], anchors: list[tuple[int, Anchor]]) -> Iterator[Block]:
    """Cut the article into paragraphs and each paragraph where a mark starts or ends.

    The segments, joined, are `document.text`, whatever overlaps or crosses paragraphs. An anchor stands before the
    first words of a paragraph at or after its position, after the last words if there are none.
    """
    size = len(document.text)
    waiting = list(anchors)
    blocks = list(_extents(document))
    last = max((index for index, (_, kind, _) in enumerate(blocks) if kind != "gap"), default=len(blocks) - 1)
    starts, ends = defaultdict(list), defaultdict(list)
    for mark in marks:
        starts[min(mark.span.start, size)].append(mark)
        ends[min(mark.span.end, size)].append(mark)
    cuts = sorted({*starts, *ends, *(edge for _, _, span in blocks for edge in (span.start, span.end))})
    active: list[Mark] = []
    segments: list[Segment] = []
    index = 0
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark not in ends[start]]
        active += [mark for mark in starts[start] if mark.span.end > start]
        number, kind, span = blocks[index]
        here: list[Anchor] = []
        while kind != "gap" and waiting and waiting[0][0] < end:
            here.append(waiting.pop(0)[1])
        segments.append(_segment(document.text[start:end], active, tuple(here)))
        if end == span.end:
            if index == last and waiting:  # marks that start at or after the end of the last paragraph
                segments.append(Segment("", "", None, "", tuple(anchor for _, anchor in waiting)))
                waiting.clear()
            yield Block(number, kind, tuple(segments))
            segments, index = [], index + 1


def _lights(blocks: tuple[Block, ...]) -> tuple[Light, ...]:
    """Pair each class of marked words with the anchors that lead to them."""
    anchors: defaultdict[str, list[str]] = defaultdict(list)
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        for segment in block.segments:
            for anchor in segment.anchors:
                anchors[f"{'k' if anchor.href[1] == 'c' else 'q'}{anchor.href[2:]}"].append(f"#{anchor.id}:target")
            for name in segment.classes.split():
                if name[1:].isdigit():  # q3 or k2, not a role
                    places[name].append(index)
    return tuple(
        Light(name, ", ".join(anchors[name]), places[name][-1] > places[name][0]) for name in anchors if places[name]
    )


def _extents(document: Document) -> Iterator[tuple[int | None, str, Span]]:
    """Return paragraphs and what lies between them, without holes, empty ones or overlaps, as (number, kind, span).

    Text that belongs to no paragraph is kept: blank lines as a gap, words as a paragraph without a number.
    """
    here, size = 0, len(document.text)
    for number, paragraph in enumerate(document.paragraphs, 1):
        start, end = max(paragraph.span.start, here), min(paragraph.span.end, size)
        if start >= end:
            continue
        if start > here:
            yield None, _gap_kind(document.text[here:start]), Span(here, start)
        yield number, paragraph.kind, Span(start, end)
        here = end
    if here < size:
        yield None, _gap_kind(document.text[here:]), Span(here, size)


def _gap_kind(text: str) -> str:
    """Return what to call text outside the paragraphs."""
    return "loose" if text.strip() else "gap"


def _segment(text: str, active: list[Mark], anchors: tuple[Anchor, ...]) -> Segment:
    """Name the classes of words under `active` marks and where they lead.

    They lead to the innermost mark: the shortest, an attribution before a claim, a rejected one last. Each word carries
    the number of every card (`q3`) and claim (`k2`) it belongs to, so that the style can light one of them up.
    """
    if not active:
        return Segment(text, "", None, "", anchors)
    inner = min(active, key=lambda m: (_DEPTH.get(m.role, 0), len(m.span), m.role == "content", m.number))
    roles = Counter(mark.role for mark in active)
    classes = [role for role in ("content", "cue", "source") if roles[role]]
    classes += ["nested"] if roles["content"] > 1 else []
    classes += ["loose"] if any(mark.loose for mark in active) else []
    classes += sorted({f"k{m.number}" if m.role == "claim" else f"q{m.number}" for m in active})
    noun = {"claim": "Claim", "rejected": "Rejected attribution"}.get(
        inner.role, f"{inner.role.capitalize()} of attribution"
    )
    letter = "c" if inner.role == "claim" else "a"
    return Segment(text, " ".join(classes), f"#{letter}{inner.number}", f"{noun} {inner.number}", anchors)
