"""What the fact sheet says of an analysis, or of its review: the view model that the templates lay out."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.language.quotations import seems_title_or_scare
from attrib.review.state import is_grave
from attrib.sheet import reviewed as reviewing
from attrib.sheet.fragment import link
from attrib.sheet.model import (
    Anchor,
    Block,
    Card,
    ClaimRow,
    Finding,
    Item,
    Light,
    Mark,
    NoteRow,
    QuotedRow,
    Segment,
    Sheet,
    SourceRow,
)
from attrib.sheet.verdicts import cut, verdict_row
from attrib.types import Flag, Span
from attrib.wording import (
    CLASS_WORDS,
    FINDINGS,
    GUESSED,
    NOBODY,
    UNCERTAIN_BELOW,
    about_cue,
    about_source,
    confidence_word,
    place_words,
    titles_of,
    verdict_counts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from attrib.review import Review
    from attrib.sheet.reviewed import By, Reviewed, Summary
    from attrib.store import Entry
    from attrib.types import Analysis, Attribution, Claim, Document, Entity

# A list of more than this many starts folded: six lines of two hundred keep all six lists on one screen of a laptop.
FOLD_ABOVE = 6

# What lies beneath the marks of attributions, where they cover the same words.
_DEPTH = {"claim": 1, "rejected": 2, "quoted": 3}
_LETTERS = {"claim": "k", "quoted": "u"}  # of the classes of marked words, where it is not ``q``


def build_sheet(
    analysis: Analysis,
    review: Review | None = None,
    history: Iterable[Entry] = (),
    folder: Path | None = None,
    linked: Callable[[str], bool] | None = None,
) -> Sheet:
    """Decide everything the sheet, which will lie in `folder`, says about `analysis` or about its `review`.

    Links lead to those sources of whose paths `linked` is true, without it to all.
    """
    reviewed: tuple[Reviewed, ...] = ()
    summary: Summary | None = None
    if review is not None:
        analysis, reviewed = reviewing.present(review)
        summary = reviewing.summary(review, history, reviewed)
    document = analysis.document
    struck = frozenset(number for number, each in enumerate(reviewed, 1) if each.status == "rejected")
    folded = _folded(analysis, reviewed)
    apart = struck | folded
    rows = _sources(analysis, apart)
    row_of = {card: row.number for row in rows for card in row.cards}
    plain = tuple(
        _card(number, attribution, analysis, row_of.get(number), reviewed[number - 1] if reviewed else None)
        for number, attribution in enumerate(analysis.attributions, 1)
    )
    every = tuple(_with_verdicts(plain, analysis, folder, linked))
    cards = tuple(card for card in every if card.number not in apart)
    # Words of an unlikely attribution are not the reporter's own either.
    claims = _claims(analysis, tuple(card for card in every if card.number not in struck))
    unseen = tuple(card for card in cards if card.review is None or card.review.pending)
    doubted = tuple(card for card in cards if card.review)
    findings = _findings(unseen, claims, tuple(card for card in cards if card.verdict and not card.verdict.by), doubted)
    credited = {card.attribution.speaker.entity for card in cards if card.attribution.speaker}
    decided = reviewing.nobodys(review) if review else {}
    nobodys, notes = tuple(_nobodys(analysis, decided)), tuple(_notes(document))
    marks = [*_marks(analysis, claims, apart), *(Mark(row.span, "quoted", row.number) for row in nobodys)]
    targets = [
        *_anchors(every, claims, apart),
        *((row.span.start, Anchor(f"tu{row.number}", f"#u{row.number}", "", "")) for row in nobodys),
        *((row.note.span.start, Anchor(f"tn{row.number}", f"#n{row.number}", "", "")) for row in notes),
    ]
    blocks = tuple(_blocks(document, marks, sorted(targets, key=lambda pair: pair[0])))
    return Sheet(
        title=document.title or (Path(document.path).name if document.path else "") or "Untitled article",
        document=document,
        link=reviewing.address(document.path or ""),
        digest=document.id.removeprefix("sha256:"),
        analysis=analysis,
        findings=findings,
        to_check=len({item.href for finding in findings for item in finding.items}),
        sources=rows,
        unused=tuple(entity.name for entity in analysis.entities if entity.speaks and entity.id not in credited),
        cards=cards,
        claims=claims,
        blocks=blocks,
        lights=_lights(blocks),
        nobodys=nobodys,
        notes=notes,
        rejected=tuple(card for card in every if card.number in struck),
        unlikely=tuple(card for card in every if card.number in folded),
        review=summary,
        verdicts=verdict_counts(analysis.verifications or ()),
    )


def _with_verdicts(
    cards: Iterable[Card], analysis: Analysis, folder: Path | None, linked: Callable[[str], bool] | None
) -> Iterator[Card]:
    """Yield the cards with what the sources say of their words."""
    found = {each.attribution: each for each in analysis.verifications or ()}
    for card in cards:
        if (verdict := found.get(card.attribution.id)) is None:
            yield card
            continue
        by, pending = (card.review.accepted, card.review.unverified) if card.review else (None, is_grave(verdict))
        row = verdict_row(verdict, card.attribution, analysis.document.text, folder, by, linked=linked, pending=pending)
        yield replace(card, verdict=row)


def _folded(analysis: Analysis, reviewed: Sequence[Reviewed]) -> frozenset[int]:
    """Return the numbers of the attributions that are shown apart, folded: unlikely, and untouched in a review."""
    if reviewed:
        return frozenset(number for number, each in enumerate(reviewed, 1) if each.folded)
    return frozenset(number for number, each in enumerate(analysis.attributions, 1) if Flag.UNLIKELY in each.flags)


def _details(entity: Entity | None) -> str:
    """Return “security analyst, Horizon Client Access”, as much of it as is known."""
    return ", ".join(titles_of(entity))


def _card(number: int, attribution: Attribution, analysis: Analysis, row: int | None, review: Reviewed | None) -> Card:
    """Lay one attribution out."""
    text, speaker = analysis.document.text, attribution.speaker
    entity = next((e for e in analysis.entities if speaker and e.id == speaker.entity), None)
    source_class = speaker.source_class if speaker else ""
    badges = about_source(attribution)
    if speaker is not None and not GUESSED.isdisjoint(attribution.flags) and (review is None or review.pending):
        badges.append("the speaker is a guess")
    badges += about_cue(attribution)
    source = attribution.source.of(text) if attribution.source else None
    return Card(
        number=number,
        attribution=attribution,
        pieces=tuple(span.of(text) for span in attribution.content),
        speaker=speaker.name if speaker else NOBODY,
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
        at=_at(analysis.document, attribution.content[0]),
        live=_live(analysis.document, *attribution.content),
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
    """Lay the claims out, those most worth a check first; without an attribution in the analysis, one has none."""
    document = analysis.document
    by_id = {card.attribution.id: card for card in reversed(cards)}
    rows = []
    for number, claim in enumerate(analysis.claims, 1):
        card = by_id.get(claim.attribution) if claim.attribution is not None else None
        rows.append(
            ClaimRow(
                number=number,
                claim=claim,
                pieces=tuple(cut(document.text, claim.span, claim.hedges)),
                card=card.number if card else None,
                speaker=(card.speaker if card.settled else card.badges[0]) if card else None,
                denied=card is not None and card.attribution.stance == "denial",
                unlikely=card is not None and Flag.UNLIKELY in card.attribution.flags,
                reports=() if card else tuple(_reported(claim, cards)),
                paragraph=_paragraph_at(document, claim.span.start) + 1,
                at=_at(document, claim.span),
                live=_live(document, claim.span),
            )
        )
    return tuple(sorted(rows, key=lambda row: -(row.claim.worth or 0)))  # numbered in text order, best first


def _reported(claim: Claim, cards: tuple[Card, ...]) -> Iterator[int]:
    """Yield the cards whose words all lie within a claim of the reporter's."""
    for card in cards:
        if all(claim.span.contains(span) for span in card.attribution.content):
            yield card.number


def _nobodys(analysis: Analysis, decided: Mapping[Span, tuple[str, By | None]]) -> Iterator[QuotedRow]:
    """Yield what stands in quotation marks and no attribution holds; `decided` is what the review says of each."""
    document = analysis.document
    for number, span in enumerate((each.span for each in analysis.quotations if each.attribution is None), 1):
        words = span.of(document.text)
        paragraph = _paragraph_at(document, span.start) + 1
        at, (name, by) = _at(document, span), decided.get(span, ("", None))
        hint, live = seems_title_or_scare(words), _live(document, span)
        yield QuotedRow(number, span, words, hint, paragraph, at, live, name, by)


def _notes(document: Document) -> Iterator[NoteRow]:
    """Lay out what the file has beside its text; only an address of the web may be followed."""
    for number, note in enumerate(document.notes, 1):
        web = note.kind == "link" and note.text.lower().startswith(("http:", "https:"))
        yield NoteRow(
            number=number,
            note=note,
            words=note.span.of(document.text),
            about=", ".join(each for each in (note.author, note.date) if each),
            href=reviewing.address(note.text) if web else None,
            paragraph=_paragraph_at(document, note.span.start) + 1,
            at=_at(document, note.span),
        )


def _at(document: Document, span: Span) -> str:
    return place_words(document.place(span.start))


def _live(document: Document, *spans: Span) -> str | None:
    """Return the address of the words on the article's own page; a mailbox has none."""
    page = reviewing.address(document.path or "")
    return link(page, document.text, spans) if page and page.startswith("http") else None


def _paragraph_at(document: Document, position: int) -> int:
    """Return the index of the last paragraph that starts at or before `position`, 0 when none does."""
    return max(bisect_right([p.span.start for p in document.paragraphs], position) - 1, 0)


def _credit(card: Card) -> str:
    """Return the speaker, else the words that were to name one, else nothing."""
    return card.speaker if card.settled else f"“{card.source}”?" if card.source else ""


def _findings(
    cards: tuple[Card, ...], claims: tuple[ClaimRow, ...], compared: tuple[Card, ...], reviewed: tuple[Card, ...]
) -> tuple[Finding, ...]:
    """Collect what to check first; an attribution stands under every reason it gives. Empty reasons are left out.

    `compared` are the cards with a verdict that nobody has accepted, `reviewed` all of those of a review.
    """

    def weighed(*kinds: str) -> tuple[Item, ...]:
        return among(c for c in compared if c.verdict and c.verdict.pending and c.verdict.kind in kinds)

    def among(chosen: Iterable[Card]) -> tuple[Item, ...]:
        return tuple(Item(f"#a{card.number}", str(card.number), card.pieces, _credit(card)) for card in chosen)

    def asserted(chosen: Iterable[ClaimRow]) -> tuple[Item, ...]:
        return tuple(
            Item(f"#c{row.number}", f"C{row.number}", ("".join(words for words, _ in row.pieces),), row.speaker or "")
            for row in chosen
        )

    hedged = [card for card in cards if card.attribution.stance == "hedged"]
    hedged_numbers = {card.number for card in hedged}
    softened = asserted(row for row in claims if row.claim.hedges and row.card not in hedged_numbers)
    items = {
        "stranger": among(card for card in compared if card.verdict and card.verdict.wrong_speaker),
        "fault": weighed("fault"),
        "missing": weighed("missing"),
        "outdated": weighed("look", "fine"),
        "open": among(c for c in cards if c.review and c.review.status == "open"),
        "concern": among(c for c in reviewed if c.review and c.review.concern),
        "facts": among(c for c in reviewed if c.review and c.review.unsure),
        "disputed": among(c for c in reviewed if c.review and c.review.disputes),
        "reworded": among(c for c in cards if c.review and c.review.reworded),
        "unattributed": among(c for c in cards if not c.settled and c.attribution.source is None),
        "unsettled": among(c for c in cards if not c.settled and c.attribution.source is not None),
        "anonymous": among(c for c in cards if c.attribution.speaker and about_source(c.attribution)),
        "uncertain": among(c for c in cards if c.attribution.confidence < UNCERTAIN_BELOW),
        "floating": among(c for c in cards if c.settled and Flag.FLOATING in c.attribution.flags),
        "hypothetical": among(c for c in cards if Flag.HYPOTHETICAL in c.attribution.flags),
        "passed_on": among(c for c in cards if Flag.PASSED_ON in c.attribution.flags),
        "denied": among(c for c in cards if c.attribution.stance == "denial"),
        "hedged": (*among(hedged), *softened),
        "claims": asserted(row for row in claims if row.card is None and row.claim.checkable),
    }
    return tuple(Finding(key, *FINDINGS[key], found, len(found) <= FOLD_ABOVE) for key, found in items.items() if found)


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


def _anchors(cards: tuple[Card, ...], claims: tuple[ClaimRow, ...], unseen: frozenset[int]) -> list[tuple[int, Anchor]]:
    """Return the targets in the article with their positions, in text order; those of the cards `unseen` bear no label.

    An attribution has one before each piece of its content, all bearing its number, the first of them named `t3`.
    """
    placed = []
    for card in cards:
        title = f"Attribution {card.number}: {card.speaker}"
        for piece, span in enumerate(card.attribution.content, 1):
            name = f"t{card.number}" if piece == 1 else f"t{card.number}-{piece}"
            label = "" if card.number in unseen else str(card.number)
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
    blocks = list(extents(document))
    last = max((index for index, (_, kind, _) in enumerate(blocks) if kind != "gap"), default=len(blocks) - 1)
    starts, ends = defaultdict(list), defaultdict(list)
    for mark in marks:
        starts[min(mark.span.start, size)].append(mark)
        ends[min(mark.span.end, size)].append(mark)
    targets = (min(position, size) for position, _ in anchors)
    cuts = sorted({*starts, *ends, *targets, *(edge for _, _, span in blocks for edge in (span.start, span.end))})
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
                letter = {"a": "q", "c": "k"}.get(anchor.href[1], anchor.href[1])
                anchors[f"{letter}{anchor.href[2:]}"].append(f"#{anchor.id}:target")
            for name in segment.classes.split():
                if name[1:].isdigit():  # q3, k2 or u1, not a role
                    places[name].append(index)
    return tuple(
        Light(name, ", ".join(anchors[name]), places[name][-1] > places[name][0]) for name in anchors if places[name]
    )


def extents(document: Document) -> Iterator[tuple[int | None, str, Span]]:
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
    the number of every card (`q3`), claim (`k2`) and quotation without one (`u1`) it belongs to, so that the style can
    light one of them up.
    """
    if not active:
        return Segment(text, "", None, "", anchors)
    inner = min(active, key=lambda m: (_DEPTH.get(m.role, 0), len(m.span), m.role == "content", m.number))
    roles = Counter(mark.role for mark in active)
    classes = [role for role in ("content", "cue", "source") if roles[role]]
    classes += ["nested"] if roles["content"] > 1 else []
    classes += ["loose"] if any(mark.loose for mark in active) else []
    classes += sorted({f"{_LETTERS.get(mark.role, 'q')}{mark.number}" for mark in active})
    noun = {"claim": "Claim", "rejected": "Set aside: attribution", "quoted": "In quotation marks, nobody’s:"}.get(
        inner.role, f"{inner.role.capitalize()} of attribution"
    )
    letter = {"claim": "c", "quoted": "u"}.get(inner.role, "a")
    return Segment(text, " ".join(classes), f"#{letter}{inner.number}", f"{noun} {inner.number}", anchors)
