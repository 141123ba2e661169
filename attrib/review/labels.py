"""What the review says: the words and signs for everything on its screen. Pure; no colour, no widget.

Every status and warning has a sign of its own, so that a screen without colour says as much as one with it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from rapidfuzz import fuzz

from attrib.plain import picture
from attrib.review import batch
from attrib.review.keys import KEYS, key_for
from attrib.review.state import Uncovered
from attrib.types import Caution, DifferenceKind, Place, Span, Weight
from attrib.wording import (
    CAUTION_WORDS,
    CLASS_WORDS,
    COMMENT_WORDS,
    FACT_SIGNS,
    FIELD_WORDS,
    KIND_WORDS,
    NOBODY,
    SIGNS,
    SOURCE_KIND_WORDS,
    UNCERTAIN_BELOW,
    VERDICT_WORDS,
    WEIGHT_SIGNS,
    WEIGHT_WORDS,
    about_cue,
    about_source,
    confidence_word,
    difference_words,
    flag_words,
    moment,
    pieces,
    place_words,
    titles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attrib.review.keys import Key
    from attrib.review.state import Decision, Item, Listed, Part, Review
    from attrib.types import Attribution, Entity, Passage

SPELLING: Final = DifferenceKind.TRANSCRIPTION
"""The kind of difference that is only in how words are written down."""

AROUND: Final = 20_000
"""Characters of a source before and after a passage that can be scrolled to."""

_JOINERS: Final = "\u200c\u200d"  # emoji and several scripts are spelt with them
MATCHES_FROM: Final = 60
"""rapidfuzz's score of 100 from which a name is offered: “Brandret” finds “Odile Brandreth” (100), “Ben” nobody."""


def seen(text: str) -> str:
    """Return `text` as a terminal can show it, character for character: the result is as long as `text`.

    A character that is not seen, or would move the cursor, is shown by a sign; a line end and a tab by a blank.
    """
    return text if text.isprintable() else "".join(map(_sign, text))


def _sign(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character in "\t\n\r" or unicodedata.category(character) == "Zs":
        return " "
    return picture(character)


# --- the parts of an item ---------------------------------------------------------------------------------------------


class PartOf(NamedTuple):
    """A part of an item whose ends can be moved. `span` is None where the item has no cue or source."""

    part: Part
    piece: int
    span: Span | None
    label: str


def parts(item: Item) -> tuple[PartOf, ...]:
    """Return the parts of an item in the order in which they are chosen."""
    current = item.current
    several = len(current.content) > 1
    return (
        *(
            PartOf("content", n, span, f"content {n + 1}" if several else "content")
            for n, span in enumerate(current.content)
        ),
        PartOf("cue", 0, current.cue.span if current.cue else None, "cue"),
        PartOf("source", 0, current.source, "source"),
    )


def warnings(item: Item) -> tuple[str, ...]:
    """Return why to look twice at an item, in words."""
    current = item.current
    reworded = ["the words have changed since it was decided"] if item.reworded else []
    told = (*about_source(current), *about_cue(current), *reworded, *map(flag_words, current.flags))
    return tuple(dict.fromkeys(told))


def uncertain(item: Item) -> bool:
    """Whether attrib’s own confidence in it is low."""
    return item.machine is not None and item.machine.confidence < UNCERTAIN_BELOW


def flags(item: Item) -> str:
    """Return the signs behind a line of the list: ``?`` uncertain, ``!`` a warning, ``≠`` disputed, ``n`` noted."""
    marks = (
        ("?", uncertain(item)),
        ("!", item.unverified or bool(item.open_facts or warnings(item))),
        ("≠", bool(item.disputes)),
        ("n", bool(item.notes)),
    )
    return "".join(mark for mark, holds in marks if holds)


def speaker_name(attribution: Attribution) -> str:
    """Return what to call whoever said it."""
    return seen(attribution.speaker.name) if attribution.speaker else NOBODY


def describe(entity: Entity) -> str:
    """Return “named person, chief engineer, Hesk Valley Council”, as much of it as is known."""
    return seen(", ".join((CLASS_WORDS.get(entity.source_class, entity.source_class), *titles_of(entity))))


def source_line(review: Review, each: Listed) -> str:
    """Return the words of an attribution or quotation as they stand, who says so, and where: to be pasted elsewhere.

    Nothing is put around the words: what the article has in no quotation marks is no quotation. What nobody has
    decided yet is called that.
    """
    document = review.document
    said = NOBODY
    if not isinstance(each, Uncovered) and (speaker := each.current.speaker) is not None:
        role = next((entity.role for entity in review.entities if entity.id == speaker.entity), None)
        said = ", ".join(filter(None, (speaker.name, role)))
    path = document.path or ""
    name = path if "://" in path else PurePath(path).name
    number = sum(paragraph.span.start <= each.content[0].start for paragraph in document.paragraphs)
    where = [name or document.title or "standard input", f"paragraph {number}"]
    where += ["not checked yet"] if each.status == "open" else []
    return f"{pieces(document.text, *each.content)} — {said} ({', '.join(where)})"


def several_lines(review: Review, items: Iterable[Item]) -> Iterator[str]:
    """Yield a line for each: its number in the list, its status and flags, who says it and its words."""
    numbers = {item.id: number for number, item in enumerate(review.items, 1)}
    for item in items:
        words = " ".join(pieces(review.document.text, *item.content).split())
        yield f"{numbers[item.id]:>3} {SIGNS[item.status]}{flags(item):<3} {speaker_name(item.current)}: {words}"


def alternatives(review: Review, item: Item) -> tuple[Entity, ...]:
    """Return whom else the machine weighed, best first; it tells of none in results of before 2026-11-29."""
    chosen = item.current.speaker.entity if item.current.speaker else None
    known = {entity.id: entity for entity in review.entities if entity.id != chosen}
    weighed = item.machine.candidates if item.machine else ()
    return tuple(known[each.entity] for each in weighed if each.entity in known)


# --- which items to show ----------------------------------------------------------------------------------------------

Sieve = Literal[
    "all", "open", "flagged", "uncertain", "speaker", "unlikely", "quoted", "unverified",
    "concern", "facts", "disputed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items the list shows: those the machine calls unlikely under a sieve of their own alone.

    So are quotations that nobody has and that look like titles or scare quotes; the others stand among the items.

    `speaker` is an entity's id, None the unattributed; it counts for the sieve ``speaker`` only.
    """

    sieve: Sieve = "all"
    speaker: str | None = None
    label: str = ""

    def passes(self, item: Listed) -> bool:
        """Whether the list shows `item`."""
        if isinstance(item, Uncovered):
            decided = self.sieve == "all" and item.last is not None
            return decided or self.sieve == "quoted" or (self.sieve in {"all", "open"} and item.undecided)
        speaker = item.current.speaker
        if item.folded:
            return self.sieve == "unlikely"
        return {
            "all": True,
            "unlikely": False,
            "open": item.status == "open",
            "flagged": item.unverified or bool(warnings(item)),
            "unverified": item.unverified,
            "concern": item.status == "concern" or any(each.status == "concern" for each in item.facts),
            "facts": bool(item.facts),
            "disputed": bool(item.disputes),
            "uncertain": uncertain(item),
            "quoted": False,
            "speaker": (speaker.entity if speaker else None) == self.speaker,
        }[self.sieve]


def matches(review: Review, item: Item, words: str) -> bool:
    """Whether `words` stand in what the item quotes, its cue and source, its speaker or its notes."""
    text, sought = review.document.text, " ".join(words.casefold().split())
    places = [part.span.of(text) for part in parts(item) if part.span]
    texts = (*places, speaker_name(item.current), *(note.text for note in item.notes), item.record.contact or "")
    texts += (item.concern, *map(str, item.facts))
    return any(sought in " ".join(each.casefold().split()) for each in texts)


def people(review: Review, item: Item | None, typed: str) -> list[Entity]:
    """Return the article's people who fit what was `typed`, best first; all of them when that is nothing.

    Those whom the machine weighed come first, then whoever speaks in the article, both before the rest; of these,
    whoever was mentioned last before the words.
    """
    others = [entity.id for entity in alternatives(review, item)] if item else []
    place = item.current.content[0].start if item else 0

    def nearness(entity: Entity) -> tuple[int, bool, int]:
        before = [place - mention.start for mention in entity.mentions if mention.start <= place]
        weighed = others.index(entity.id) if entity.id in others else len(others)
        return weighed, not entity.speaks, min(before, default=len(review.document.text))

    known = sorted(review.entities, key=nearness)
    if not typed.strip():
        return known
    scored = [(_likeness(typed, entity), entity) for entity in known]
    return [
        entity for score, entity in sorted(scored, key=lambda pair: -pair[0]) if score >= MATCHES_FROM
    ]  # sorting keeps the order of equals


def _likeness(typed: str, entity: Entity) -> float:
    sought = typed.strip().casefold()
    forms = (entity.name, *entity.aliases, entity.role or "", entity.affiliation or "")
    return max(_score(sought, form.casefold()) for form in forms if form)


def _score(sought: str, form: str) -> float:
    # A part of a word would fit half the article while one letter is typed: the first letters must be the word's own.
    starts = any(word.startswith(sought[:1]) for word in form.split())
    return fuzz.partial_ratio(sought, form) if starts and len(sought) <= len(form) else fuzz.ratio(sought, form)


# --- the card ---------------------------------------------------------------------------------------------------------

Tone = Literal["head", "quote", "plain", "soft", "warn", "person"]


class Line(NamedTuple):
    """A line of the card: `label` stands in front, `chosen` marks the part whose ends the keys move."""

    label: str
    words: str
    tone: Tone = "plain"
    chosen: bool = False


def card(review: Review, item: Item, number: int, chosen: PartOf, keys: Sequence[Key] = KEYS) -> Iterator[Line]:
    """Lay an item out."""
    current, text = item.current, review.document.text
    at = place_words(review.document.place(current.content[0].start))
    place = ", ".join(filter(None, (f"{number} of {len(review.items)} ({seen(item.id)})", seen(at))))
    yield Line("", f"{place}  {SIGNS[item.status]} {item.status}{_by(item.last)}", "head")
    for part in parts(item):
        if part.part == "content" and part.span:
            label = "Quote" if current.type != "indirect" else "Content"
            label = f"{label} {part.piece + 1}" if len(current.content) > 1 else label
            yield Line(label, part.span.of(text), "quote", part == chosen)
    yield from _said(item, "content", text)
    yield from _doubts(item, keys)
    yield from _verdict(item, text, keys)
    entity = next((each for each in review.entities if current.speaker and each.id == current.speaker.entity), None)
    yield Line("Speaker", speaker_name(current), "head")
    if entity:
        yield Line("", describe(entity), "soft")
    yield from _said(item, "speaker", text)
    others = ", ".join(seen(other.name) for other in alternatives(review, item))
    if others:
        yield Line("Or is it", others, "soft")
    for part in parts(item):
        if part.part != "content":
            words = part.span.of(text) if part.span else "none"
            yield Line(part.label.title(), words, "plain" if part.span else "soft", part == chosen)
            yield from _said(item, part.part, text)
    yield Line("Type", current.type)
    yield from _said(item, "type", text)
    yield Line("Act", current.act)
    yield from _said(item, "act", text)
    if item.machine is None:
        had = "attrib had missed it" if item.added else "attrib had it as part of another"
        yield Line("Found by", f"a person: {had}", "person")
    else:
        confidence = item.machine.confidence
        tone: Tone = "warn" if uncertain(item) else "plain"
        yield Line("Confidence", f"{confidence:.2f}, {confidence_word(confidence)}", tone)
    for warning in warnings(item):
        yield Line("Look at", f"! {seen(warning)}", "warn")
    for step in item.machine.evidence if item.machine else ():
        yield Line("Evidence", seen(step), "soft")
    yield from _kept(item)


def _doubts(item: Item, keys: Sequence[Key]) -> Iterator[Line]:
    """Yield what a checker doubts, what two see differently, and the facts."""
    if item.concern:
        yield Line("Concern", seen(item.concern), "warn")
    for dispute in item.disputes:
        yield Line("Disputed", seen(dispute), "warn")
    if item.disputes:
        settle = ", ".join(key_for(each, keys) for each in ("accept", "reject", "concern"))
        yield Line("What to do", f"{settle} or a correction settles it, whoever is right")
    for fact in item.facts:
        tone: Tone = "warn" if fact.status in {"open", "concern"} else "person"
        yield Line("Facts", f"{FACT_SIGNS[fact.status]} {seen(str(fact))}", tone)


def _verdict(item: Item, text: str, keys: Sequence[Key]) -> Iterator[Line]:
    """Yield what the sources say of the words, another speaker first."""
    found = item.verification
    if found is None:
        return
    weight, source = Weight.LOOK if found.weight is None else found.weight, found.source
    tone: Tone = "warn" if item.unverified else "plain"
    yield Line("Sources", f"{WEIGHT_SIGNS[weight]} {WEIGHT_WORDS[weight]}: {VERDICT_WORDS[found.verdict]}", tone)
    for flag in sorted(found.flags, key=lambda flag: flag is not Caution.WRONG_SPEAKER):
        who = f": {seen(source.speaker)}" if flag is Caution.WRONG_SPEAKER and source and source.speaker else ""
        yield Line("Look at", f"! {CAUTION_WORDS[flag]}{who}", "warn")
    for difference in found.differences:
        yield Line("Differs", seen(difference_words(difference, text)), tone)
    if source is not None:
        yield Line(
            "In" if found.is_found else "Nearest in", f"{_where(source)} ({key_for('source', keys)} shows it)", "soft"
        )
    if item.verdict_stands:
        yield Line("Accepted", f"the verdict{_by(item.verdict)}", "person")
    elif item.unverified:
        yield Line(
            "What to do", f"{key_for('accept_verdict', keys)} stands by the verdict, when you have compared the words"
        )


def _where(source: Passage) -> str:
    at = place_words(Place(0, source.page, source.time))
    return seen(", ".join(filter(None, (PurePath(source.path).name, at, source.speaker))))


def differing(item: Item) -> tuple[Span, ...]:
    """Return the printed words that were not said so."""
    found = item.verification.differences if item.verification else ()
    return tuple(each.printed for each in found if each.printed and each.kind is not SPELLING)


class SourceText(NamedTuple):
    """A stretch of a source: its `heading`, the words, and in them the passage and what differs there."""

    heading: str
    text: str
    passage: Span
    differing: tuple[Span, ...]


def source_text(item: Item, whole: str | None) -> SourceText | None:
    """Return what to show of the source of an item's words, None where nothing comes near.

    That is what stands around them in `whole`, the text of the source, else the sentences that were kept.
    """
    found = item.verification
    if found is None or found.source is None:
        return None
    source = found.source
    said, text, start = source.said.span, source.around.text, source.around.span.start
    if whole is not None and said.of(whole) == source.said.text:
        start = max(said.start - AROUND, 0)
        text = whole[start : said.end + AROUND]
    said_otherwise = [each.said.span for each in found.differences if each.said and each.kind is not SPELLING]
    moved = [Span(max(span.start - start, 0), max(span.end - start, 0)) for span in (said, *said_otherwise)]
    return SourceText(_where(source), text, moved[0], tuple(moved[1:]))


def quotation_card(review: Review, quoted: Uncovered, keys: Sequence[Key] = KEYS) -> Iterator[Line]:
    """Lay a quotation out that no attribution holds."""
    at = place_words(review.document.place(quoted.span.start))
    place = ", ".join(filter(None, (f"In quotation marks, nobody’s ({quoted.id})", seen(at))))
    yield Line("", f"{place}  {quoted_sign(quoted)} {quoted.status}{_by(quoted.last)}", "head")
    yield Line("Quote", quoted.span.of(review.document.text), "quote")
    for number, item in enumerate(review.items, 1):
        if item.status == "rejected" and any(span.overlaps(quoted.span) for span in item.content):
            yield Line("Rejected", f"attribution {number} had words of it", "soft")
    choose, add, none = (key_for(each, keys) for each in ("choose", "add", "no_statement"))
    yield Line("What to do", f"{choose} and {add}: somebody says this, so add it")
    yield Line("What to do", f"{none}: nobody states it; it is a title, scare quotes, a slogan")


def quoted_sign(quoted: Uncovered) -> str:
    """Return the sign of a quotation that nobody has."""
    return "–" if quoted.status == "no statement" else "“"


def _by(last: Decision | None) -> str:
    return f", {last.reviewer} {moment(last.at)}" if last and last.reviewer else ""


def _said(item: Item, field: str, text: str) -> Iterator[Line]:
    """Yield what the machine said of a field that a person has changed."""
    machine = item.machine
    if machine is None or field not in item.changes:
        return
    if field == "content":
        words = pieces(text, *machine.content)
    elif field == "speaker":
        words = speaker_name(machine)
    elif field == "cue":
        words = machine.cue.span.of(text) if machine.cue else "none"
    elif field == "source":
        words = machine.source.of(text) if machine.source else "none"
    else:
        words = str(getattr(machine, field))
    yield Line("attrib said", words, "person")


def _kept(item: Item) -> Iterator[Line]:
    for note in item.notes:
        yield Line(note.label, f"{seen(note.text)} ({seen(note.by)} {moment(note.at)})", "person")
    for link in item.links:
        yield Line("Link", seen(link), "person")
    for field, words in record_words(item).items():
        if words:
            yield Line(FIELD_WORDS[field], seen(words), "person")


def record_words(item: Item) -> dict[str, str]:
    """Return the fields of the record as words, empty where nothing was entered."""
    record = item.record
    found = {name: getattr(record, name) or "" for name in FIELD_WORDS}
    found["source_kind"] = SOURCE_KIND_WORDS[record.source_kind] if record.source_kind else ""
    found["comment"] = COMMENT_WORDS[record.comment] if record.comment else ""
    return found


# --- the log ----------------------------------------------------------------------------------------------------------


def history(review: Review) -> Iterator[str]:
    """Yield the log as lines, the last decision first, with what became of each."""
    numbers = {item.id: f"attribution {number}" for number, item in enumerate(review.items, 1)}
    together = batch.steps(review.decisions)
    for decision in reversed(review.decisions):
        about = numbers.get(decision.item or decision.creates or "", decision.item or "")
        state, why = review.fate(decision)
        state = {"in effect": "", "without effect": "no effect"}.get(state, state)
        fate = f"{state}: {why}" if why else state
        undoes = f" decision {decision.undoes}" if decision.undoes else ""
        head = f"{decision.number:>4}  {moment(decision.at)}  {decision.reviewer}"
        told = _fact_value(decision.value) if decision.kind == "fact" else _value(decision)
        told += f" ({decision.imported})" if decision.imported else ""
        yield seen("  ".join(part for part in (head, KIND_WORDS[decision.kind] + undoes, about, told) if part)) + (
            "".join(f"  [{seen(each)}]" for each in (fate, together.get(decision.number)) if each)
        )


def voided_words(decision: Decision) -> str:
    """Say that somebody's decision has no effect any more."""
    return seen(f"decision {decision.number} of {decision.reviewer} ({KIND_WORDS[decision.kind]}) has no effect now")


def _fact_value(value: Mapping[str, Any]) -> str:
    if "facts" in value:
        return "→ " + "; ".join(" ".join(each["text"].split()) for each in value["facts"])
    said = [str(value[name]) for name in ("note", "evidence", "place") if value[name]]
    return f"{' '.join(value['words'].split())} → {', '.join((value['status'] or 'taken away', *said))}"


_SAID: Final = frozenset({
    "concern", "type", "act", "note", "link", "sign", "unsign", "contact", "comment", "record", "sealed",
})  # fmt: skip
"""Kinds of decisions whose value is words to be read."""


def _value(decision: Decision) -> str:
    value = decision.value
    if decision.kind == "speaker":
        return f"→ {value['speaker']['name'] if value['speaker'] else NOBODY}"
    if decision.kind == "verdict":
        return f"→ {value['verdict'].replace('_', ' ')}"
    if decision.kind in {"span", "add", "no_statement"}:
        places: Iterable[Mapping[str, str]] = value.get("spans") or value.get("content") or ()
        return "→ " + (" … ".join(place["text"] for place in places) or "none")
    if decision.value.get("private") is True:
        return f"{value['text']} (private)"
    if decision.kind in _SAID:
        words = {str(state): said for state, said in COMMENT_WORDS.items()} if decision.kind == "comment" else {}
        shown = (each for each in decision.fields.values() if each not in {None, ""})
        return ", ".join(words.get(str(each), str(each)) for each in shown)
    return ""
