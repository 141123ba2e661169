"""Questions that a checker asks a source about the facts, made without reading the source's words out.

Whoever hears their own words read back says “yes”; asked for the figure, they look it up. So a question names what it
is about (names, nouns after “the”), and gives the article's figure, date or name alone. It never has `MOST` words in a
row of what is attributed. Nothing is parsed again: the questions come of the kinds, hedges and spans that are stored.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from attrib.verify.words import AUXILIARY, FUNCTION, NEGATION, VERBS, stem
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from attrib.review import Fact
    from attrib.types import Attribution, Claim, Document, Entity, Speaker

MOST: Final = 5
"""Words in a row of a statement that make a question a reading of it."""
THINGS: Final = 3
"""Names and nouns that a question tells its subject by."""
EACH: Final = 4
"""Figures, dates and names that are asked about, of each kind, in one statement."""

_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAYS: Final = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DATE: Final = re.compile(
    rf"(?<![£$€\d.,])\b(?:(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTHS})(?: \d{{1,2}}\b)?(?:,? \d{{4}})?|(?:{_DAYS})"
    r"|(?:last|next|this) (?:week|weekend|month|quarter|year|decade|spring|summer|autumn|winter|season)"
    r"|yesterday|today|tomorrow|tonight|(?:1[5-9]|20)\d\d(?![.,]\d| ?(?:%|per ?cent))"
    r"|\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m|\d{1,2}:\d\d)(?!\w)"
)
_RELATIVE: Final = re.compile(rf"(?:{_DAYS}|last|next|this|yesterday|today|tomorrow|tonight)\b")
_FIGURE: Final = re.compile(
    r"(?<![\w.,])(?P<figure>[£$€]?\d+(?:,\d+)*(?:\.\d+)?"
    r"(?:\s?(?:%|per cent|percent|[kmb]n?\b|thousand|million|billion|trillion))?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|dozens?|half|a third|a quarter)\b)(?P<counted> (?:of )?[a-z]+)?",
    re.IGNORECASE,
)
_CAPITAL: Final = r"(?=[^\W\d_])[^a-zß-öø-ÿ\W][\w’'-]*"
_CAPITALS: Final = re.compile(rf"\b{_CAPITAL}(?: {_CAPITAL}){{0,3}}")
_OPENS: Final = re.compile(r"(?:^|[.!?…:])[\s“”‘’\"'(]*$|[“‘\"(]\s*$")
"""What stands before a word that has a capital wherever it stands."""
_NOUNS: Final = re.compile(
    r"\b(?:the|a|an|this|that|these|those|its|his|her|their|our|my|your)((?: [a-z][\w’'-]*){1,3})"
)
_VERBAL: Final = re.compile("(?:ed|ing|ly)$")
"""How words end that are hardly nouns."""
_PLURAL: Final = re.compile(r"[^\Ws’']s$")
"""How a noun ends that hardly another follows: “the buoys lie”, but “the players’ tunnel”, “the glass door”."""
_NOT_NAMES: Final = re.compile(rf"(?:{_MONTHS}|{_DAYS}|I)$")


def about(speaker: Speaker, entity: Entity | None, *, tells: bool) -> Iterator[str]:
    """Yield what to ask of the speakers themselves: their name, title and place; `tells` says that they tell of events.

    What the article has stands after the question.
    """
    name = entity.name if entity else speaker.name
    role, place = (entity.role, entity.affiliation) if entity else (None, None)
    match speaker.source_class:
        case "named_person":
            yield f"How do you spell your name? The article has: {name}."
            if role:
                yield f"What is your title, or how should you be described? The article has: {role}."
            if place:
                yield f"For whom do you work, or speak? The article has: {place}."
        case "organisation":
            yield f"What is the full name, and how is it spelt? The article has: {name}."
            yield "Who speaks for you on this, and may the article name them?"
        case "document":
            yield f"Which version is it, of what date, and where is it kept? The article has: {name}."
        case "author":
            yield "Which notes or recordings does this rest on?"
        case _:
            yield f"Who are they, how do they know, and why are they not named? The article has: {name}."
    if tells and speaker.source_class in {"named_person", "unnamed_person", "group"}:
        yield "Were you present, or who told you?"


def of_statement(
    document: Document, reading: Attribution, claims: Sequence[Claim], known: Iterable[Entity]
) -> tuple[str, ...]:
    """Return the questions about one statement; `claims` are those that stand on it, `known` the article's entities."""
    speaker = reading.speaker
    if speaker is None:
        asked = "Who spoke about {}, when and where?"
    elif speaker.source_class == "document":
        asked = "What does it have on {}, and on which page?"
    elif reading.negated:
        asked = "The article says what you did not say about {}. Is that right?"
    elif reading.stance == "denial":
        asked = "The article says that you deny something about {}. Do you, and what do you say instead?"
    elif reading.act == "thought":
        asked = "The article says what you think, want or plan about {}. Is it so, and still so?"
    else:
        asked = "The article has you speaking about {}. Did you, and is it right?"
    own = {name for each in known if speaker and each.id == speaker.entity for name in (each.name, *each.aliases)}
    own |= {speaker.name} if speaker else set()
    return _questions(document, asked, own, pieces(document.text, *reading.content), claims)


def of_facts(document: Document, reading: Attribution, facts: Iterable[Fact]) -> Iterator[str]:
    """Yield a question for each fact of a statement that a checker has not decided, or doubts."""
    said = pieces(document.text, *reading.content)
    own = {reading.speaker.name} if reading.speaker else set()
    for fact in facts:
        if fact.status in {"open", "concern"}:
            asked = f"Fact {fact.number}: is this right: {' '.join(fact.words.split())}?"
            about = _list(_things(fact.words, own))
            subject = f"Fact {fact.number}, about {about or 'this'}: is it right?"
            yield next((each for each in (asked, subject) if not _reads_out(each, said)), f"Fact {fact.number}?")


def of_claim(document: Document, claim: Claim) -> tuple[str, ...]:
    """Return the questions to the writer about a claim in the reporter's own voice."""
    asked = "What is the source for what is said about {}?"
    return _questions(document, asked, frozenset(), claim.span.of(document.text), [claim])


def _questions(
    document: Document, asked: str, own: Collection[str], words: str, claims: Sequence[Claim]
) -> tuple[str, ...]:
    """Return what is `asked` of the subject of `words`, then of their facts; nothing that would read them out."""
    things = _things(words, own)
    subjects = [_list(things[:number]) for number in range(len(things), 0, -1)]
    first = (asked.format(subject) for subject in (*subjects, "this"))
    opening = next((each for each in first if not _reads_out(each, words, whole=True)), "Is that right?")
    facts = (each for each in _facts(document, words, claims) if not _reads_out(each, words))
    return tuple(dict.fromkeys((opening, *facts)))


def _facts(document: Document, words: str, claims: Sequence[Claim]) -> Iterator[str]:
    """Yield a question for each date, figure and name, and for each kind of claim."""
    kinds = {kind for claim in claims for kind in claim.kinds}
    dates = list(_DATE.finditer(words))
    issued = f" (it is dated {document.published})" if document.published else ""
    for found in dates[:EACH]:
        yield f"Which date is it? The article has: {found[0]}{issued if _RELATIVE.match(found[0]) else ''}."
    if not dates and kinds & {"date", "event"}:
        yield "When was it?"
    soft = [span.of(document.text) for claim in claims for span in claim.hedges]
    taken = {place for date in dates for place in range(*date.span())}
    figures = [each for each in _FIGURE.finditer(words) if taken.isdisjoint(range(*each.span("figure")))]
    for found in figures[:EACH]:
        figure, rough = found["figure"], any(found["figure"] in each for each in soft)
        exact = " Is there an exact one?" if rough else ""
        yield f"{_which(figure, found['counted'])} The article has: {figure}.{exact}"
    if not figures and "quantity" in kinds:
        yield "Which figure is it, and where does it come from?"
    for name in list(dict.fromkeys(name for _, name in _names(words)))[:EACH]:
        yield f"Is this the right name, and spelt right: {name}?"
    if "comparison" in kinds:
        yield "What is compared with what, over which time?"
    if "cause" in kinds:
        yield "Is that the cause, or one of several, and how is it known?"
    doubts = [each for each in soft if not any(found["figure"] in each for found in figures)]
    if doubts:
        yield "The article has it as not certain. Is it certain by now?"


def _which(figure: str, counted: str | None) -> str:
    """Return the question that a figure answers."""
    noun = (counted or "").removeprefix(" of").strip()
    if figure[0] in "£$€":
        return "How much is it?"
    if re.search(r"%|per ?cent|half|third|quarter", figure, re.IGNORECASE):
        return "What share is it?"
    plural = noun.endswith("s") or noun == "people"
    return f"How many {noun}?" if plural and not _is_grammar(noun) else "Which figure is right?"


def _things(words: str, own: Collection[str]) -> list[str]:
    """Return what words are about, in text order: names but for the speaker's `own`, and nouns after “the” or “my”.

    Where there is neither, the two longest words.
    """
    found = {start: name for start, name in _names(words) if name not in own}
    for match in _NOUNS.finditer(words):
        run = list(takewhile(lambda word: not _is_grammar(word), match[1].split()))
        run = run[:1] + [each for each in run[1:2] if not _PLURAL.search(run[0]) and _may_be_noun(each)]
        if run:
            found.setdefault(match.start(), f"the {' '.join(run)}")
    if things := list(dict.fromkeys(found[place] for place in sorted(found)))[:THINGS]:
        return things
    content = dict[str, str]()
    for each in re.findall(r"[^\W\d_]{4,}", words):
        if not _is_grammar(each.casefold()) and _VERBAL.search(each) is None:
            content.setdefault(each.casefold(), each)
    longest = sorted(content.values(), key=len, reverse=True)[:2]
    return [f"“{each}”" for each in longest] if len(longest) > 1 else []


def _list(things: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(things[:-1]), *things[-1:])))


def _names(words: str) -> Iterator[tuple[int, str]]:
    """Yield what looks like a name, and where: words with a capital, but for one alone that opens a sentence."""
    for match in _CAPITALS.finditer(words):
        name = re.sub(r"[’']s?$", "", match[0])
        first = name.split()[0]
        opens = _OPENS.search(words[: match.start()]) is not None
        if opens and (" " not in name or _is_grammar(first.casefold())):
            continue
        if not _NOT_NAMES.fullmatch(name):
            yield match.start(), name


def _may_be_noun(word: str) -> bool:
    return stem(word) not in VERBS and _VERBAL.search(word) is None


def _is_grammar(word: str) -> bool:
    return word in FUNCTION or word in AUXILIARY or word in NEGATION


def _reads_out(question: str, words: str, *, whole: bool = False) -> bool:
    """Whether a question has `MOST` words in a row of what is attributed, or the `whole` of what has fewer."""
    asked, said = (re.findall(r"\w+", each.casefold()) for each in (question, words))
    most = max(2, min(MOST, len(said))) if whole else MOST
    runs = {tuple(said[at : at + most]) for at in range(len(said) - most + 1)}
    return any(tuple(asked[at : at + most]) in runs for at in range(len(asked) - most + 1))
