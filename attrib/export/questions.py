"""Questions that a checker asks a source about the facts, made without reading the source's words out.

Whoever hears their own words read back says “yes”; asked for the figure, they look it up. So a question names what it
is about (names and nouns of the article's trees), and gives the article's figure, date or name alone. It never has
`MOST` words in a row of what anybody is credited with, nor more than half of the words that a short statement is made
of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrib.claims import find_numbers
from attrib.types import Span
from attrib.verify.words import AUXILIARY, FUNCTION, NEGATION, find_words, is_number
from attrib.wording import pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from attrib.review import Fact
    from attrib.types import Attribution, Claim, Document, Entity, Parse, Sentence, Speaker

MOST: Final = 5
"""Words in a row of a statement that make a question a reading of it."""
THINGS: Final = 3
"""Names and nouns that a question tells its subject by."""

_CORE: Final = frozenset({"nsubj", "obj", "root"})
"""What a clause is about, before anything else in it."""
OTHER, PART = 1, 2
_EDGE: Final = "“”‘’\"'()[]{}.,;:!?…—"
_SHARE: Final = re.compile(r"%|per ?cent|half|third|quarter|\b(?:in|of)\b", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{1,2}([/.])\d{1,2}\1\d{2}(?:\d\d)?|\d{4}-\d\d-\d\d")
_PART_OF: Final = re.compile(r"(\w[\w-]*) (?:in|out of|of) (?:every )?$")
_UNIT: Final = re.compile(r"\s?(?:%|per ?cent(?:age points?)?\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Thing:
    """A name, figure, date or noun; `words` are the article's.

    `full` is what a question calls a name or a noun, “the glass door”, and `bare` the noun alone, “the door”. Of a
    figure, `noun` is what it counts, in the plural; `spelt` tells a name that has a spelling. `rank` is `OTHER` where
    the clause is not about it, `PART` where it only stands before a noun, or is counted.
    """

    span: Span
    words: str
    full: str = ""
    bare: str = ""
    noun: str = ""
    spelt: bool = False
    rank: int = 0
    kind: str = ""


@dataclass(frozen=True)
class Article:
    """A document and its parse, and the words of each statement in it that stands."""

    document: Document
    parse: Parse
    said: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Every `MOST` words in a row of a statement."""
        return frozenset(run for words in self.said for run in _runs(words))

    def sentences(self, spans: Sequence[Span]) -> Iterator[tuple[Sentence, list[int]]]:
        """Yield each sentence with tokens in `spans`, and which those are."""
        for sentence in self.parse.sentences:
            inside = [n for n, token in enumerate(sentence.tokens) if any(map(token.span.overlaps, spans))]
            if inside:
                yield sentence, inside


def about(speaker: Speaker, entity: Entity | None, text: str, *, tells: bool) -> Iterator[str]:
    """Yield what to ask of the speakers themselves: their name, title and place; `tells` says that they tell of events.

    What the article's `text` has, or else the desk, stands after the question.
    """

    def known(words: str) -> str:
        there = " ".join(words.casefold().split()) in " ".join(text.casefold().split())
        return f"{'The article has' if there else 'We have'}: {words}."

    name = entity.name if entity else speaker.name
    role, place = (entity.role, entity.affiliation) if entity else (None, None)
    match speaker.source_class:
        case "named_person":
            yield f"How do you spell your name? {known(name)}"
            if role:
                yield f"What is your title, or how should you be described? {known(role)}"
            if place:
                yield f"For whom do you work, or speak? {known(place)}"
        case "organisation":
            yield f"What is the full name, and how is it spelt? {known(name)}"
            yield "Who speaks for you on this, and may the article name them?"
        case "document":
            yield f"Which version is it, of what date, and where is it kept? {known(name)}"
        case "author":
            yield "Which notes or recordings does this rest on?"
        case _:
            yield f"May the article name you, and if not, why not? {known(name)}"
            yield "How do you know?"
    if tells and speaker.source_class in {"named_person", "unnamed_person", "group"}:
        yield "Were you present, or who told you?"


def of_statement(
    article: Article, reading: Attribution, claims: Sequence[Claim], known: Iterable[Entity]
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
    return _questions(article, asked, own, reading.content, claims)


def of_facts(article: Article, reading: Attribution, facts: Iterable[Fact]) -> Iterator[str]:
    """Yield a question for each fact of a statement that a checker has not decided, or doubts."""
    said = pieces(article.document.text, *reading.content)
    for fact in facts:
        if fact.status in {"open", "concern"}:
            told = " ".join(fact.words.split()).rstrip(".?!…")
            subjects = _subjects(article, (fact.span,) if fact.span else reading.content, frozenset())
            asked = [f"is this right: {told}?", *(f"is it right, about {each}?" for each in subjects), "is it right?"]
            yield _first(article, said, (f"Fact {fact.number}: {each}" for each in asked)) or f"Fact {fact.number}?"


def of_claim(article: Article, claim: Claim) -> tuple[str, ...]:
    """Return the questions to the writer about a claim in the reporter's own voice."""
    return _questions(article, "What is the source for what is said about {}?", frozenset(), (claim.span,), [claim])


def _questions(
    article: Article, asked: str, own: Collection[str], spans: Sequence[Span], claims: Sequence[Claim]
) -> tuple[str, ...]:
    """Return what is `asked` of the subject of some words, then of their facts; nothing that would read them out."""
    said = pieces(article.document.text, *spans)
    opening = _first(article, said, map(asked.format, (*_subjects(article, spans, own), "this"))) or "Is that right?"
    facts = (_first(article, said, each, given) for given, *each in _facts(article, spans, claims))
    return tuple(dict.fromkeys((opening, *filter(None, facts))))


def _facts(article: Article, spans: Sequence[Span], claims: Sequence[Claim]) -> Iterator[tuple[str, ...]]:
    """Yield what is asked of each date, figure and name, and of each kind of claim.

    First the article's figure or date that the question gives, or nothing; then the questions, the best one first.
    """
    kinds = {kind for claim in claims for kind in claim.kinds}
    text, issued = article.document.text, article.document.published
    things = list(_things(article, spans))
    dates, figures, names = ([each for each in things if each.kind == kind] for kind in ("date", "figure", "name"))
    for each in dates:
        dated = f" (it is dated {issued})" if issued and not any(map(str.isdigit, each.words)) else ""
        yield each.words, f"Which date is it? The article has: {each.words}{dated}.", "When was it?"
    if not dates and kinds & {"date", "event"}:
        yield "", "When was it?"
    soft = [span for claim in claims for span in claim.hedges]
    source = "Which figure is it, and where does it come from?"
    for each in figures:
        has = f"The article has: {each.words}." + " Is there an exact one?" * any(map(each.span.overlaps, soft))
        yield each.words, f"{_which(each)} {has}", f"Which figure is right? {has}", source
    if not figures and "quantity" in kinds:
        yield "", source
    for each in names:
        if each.spelt:
            yield "", f"Is this the right name, and spelt right: {each.words}?"
    if "comparison" in kinds:
        yield "", "What is compared with what, over which time?"
    if "cause" in kinds:
        yield "", "Is that the cause, or one of several, and how is it known?"
    if any(not any(each.span.overlaps(span) for each in figures) and span.of(text) for span in soft):
        yield "", "The article has it as not certain. Is it certain by now?"


def _which(figure: _Thing) -> str:
    """Return the question that a figure answers."""
    if figure.words[0] in "£$€":
        return "How much is it?"
    if _SHARE.search(figure.words):
        return "What share is it?"
    return f"How many {figure.noun}?" if figure.noun else "Which figure is right?"


# --- what the words are about -----------------------------------------------------------------------------------------


def _subjects(article: Article, spans: Sequence[Span], own: Collection[str]) -> Iterator[str]:
    """Yield what to call the subject of some words, the fullest first: names but for the speaker's `own`, and nouns."""
    told = (each for each in _things(article, spans) if each.full and each.rank < PART and each.words not in own)
    best = sorted(dict.fromkeys(told), key=lambda each: (each.rank, each.span.start))[:THINGS]
    for number in range(len(best), 0, -1):
        chosen = sorted(best[:number], key=lambda each: each.span.start)
        yield _list(each.full for each in chosen)
        yield _list(each.bare for each in chosen)


def _list(words: Iterable[str]) -> str:
    things = list(dict.fromkeys(words))
    return " and ".join(filter(None, (", ".join(things[:-1]), *things[-1:])))


def _things(article: Article, spans: Sequence[Span]) -> Iterator[_Thing]:
    """Yield the names, dates, figures and nouns in `spans`, sentence by sentence."""
    for sentence, inside in article.sentences(spans):
        figures, dates = find_numbers(sentence)
        names = list(_names(article, sentence, inside))
        taken = {n for n in inside if any(sentence.tokens[n].span.overlaps(name.span) for name in names)}
        yield from names
        yield from _dates(article, sentence, sorted(dates & set(inside)))
        found = list(_figures(article, sentence, sorted(figures & set(inside))))
        yield from found
        taken |= {n for n in inside if any(sentence.tokens[n].span.overlaps(figure.span) for figure in found)}
        yield from _nouns(sentence, [n for n in inside if n not in taken | dates])


def _names(article: Article, sentence: Sentence, inside: Sequence[int]) -> Iterator[_Thing]:
    """Yield the names of a sentence."""
    runs: list[list[int]] = []
    for number in inside:
        token = sentence.tokens[number]
        if token.entity == "O":
            continue
        goes_on = bool(runs) and runs[-1][-1] == number - 1
        if goes_on and (token.entity[0] == "I" or (token.deprel == "flat" and token.head in runs[-1])):
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        tokens = [sentence.tokens[number] for number in run]
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        head = next((each for each in tokens if each.head not in run), tokens[0])
        words = span.of(article.document.text)
        # “The American troops” are about the troops.
        rank = PART if head.deprel in {"amod", "compound"} and head.head > run[-1] else _rank(head.deprel)
        # “US” has no spelling to get wrong, and “American” is no name.
        spelt = tokens[0].entity[2:] != "MISC" and any(map(str.islower, words))
        before = sentence.tokens[run[0] - 1] if run[0] else None
        definite = before is not None and before.deprel == "det" and before.text.casefold() == "the"
        full = f"the {words}" if definite else words
        yield _Thing(span, words, full, full, spelt=spelt, rank=rank, kind="name")


def _dates(article: Article, sentence: Sentence, numbers: Sequence[int]) -> Iterator[_Thing]:
    """Yield the dates of a sentence, tokens that stand together as one: “the 3rd of May 2021”."""
    runs: list[list[int]] = []
    for number in numbers:
        between = sentence.tokens[runs[-1][-1] + 1 : number] if runs else ()
        if runs and len(between) <= 1 and all(each.text in {"of", ","} for each in between):
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        span = Span(sentence.tokens[run[0]].span.start, sentence.tokens[run[-1]].span.end)
        yield _Thing(span, span.of(article.document.text).rstrip("."), kind="date")


def _figures(article: Article, sentence: Sentence, numbers: Sequence[int]) -> Iterator[_Thing]:
    """Yield the figures of a sentence with all that is theirs: “five hundred and sixty”, “£5-10m”, “one in 20”."""
    text, begin = article.document.text, sentence.span.start
    words = find_words(sentence.span.of(text))
    joined = [
        Span(begin + start, begin + end)
        for key, start, end in zip(words.keys, words.starts, words.ends, strict=True)
        if is_number(key)
    ]
    end = begin
    for number in numbers:
        token = sentence.tokens[number]
        if token.span.start < end:
            continue
        start, end = token.span.start, token.span.end
        for each in joined:
            if each.overlaps(Span(start, end)):
                start, end = min(start, each.start), max(end, each.end)
        while start > begin and not text[start - 1].isspace() and text[start - 1] not in _EDGE:
            start -= 1
        while end < sentence.span.end and not text[end].isspace() and text[end] not in _EDGE:
            end += 1
        for child in (each for each in sentence.tokens if each.head == number and each.span.end == start - 1):
            start = child.span.start if child.deprel == "det" and token.upos == "NOUN" else start  # “a third”
        if part := _PART_OF.search(text[begin:start]):
            whole = Span(begin + part.start(1), begin + part.end(1))
            counts = any(each.upos == "NUM" and each.span.overlaps(whole) for each in sentence.tokens)
            start = whole.start if counts else start
        if unit := _UNIT.match(text, end, sentence.span.end):
            end = unit.end()
        kind = "date" if _DAY.fullmatch(text, start, end) else "figure"
        yield _Thing(Span(start, end), text[start:end], noun=_counted(sentence, number, end), kind=kind)


def _counted(sentence: Sentence, number: int, end: int) -> str:
    """Return the noun in the plural behind a figure that ends at `end` which the figure counts; else nothing."""
    tokens, seen = sentence.tokens, {number}
    while tokens[number].deprel in {"compound", "nummod", "flat", "conj"} and tokens[number].head not in {-1, *seen}:
        number = tokens[number].head
        seen.add(number)
        counted = tokens[number]
        if counted.upos == "NOUN" and counted.span.start > end:
            return counted.text if "Number=Plur" in counted.feats else ""
    return ""


def _nouns(sentence: Sentence, numbers: Sequence[int]) -> Iterator[_Thing]:
    """Yield the nouns of a sentence, with the adjectives and nouns before them that are theirs."""
    for number in numbers:
        token = sentence.tokens[number]
        if token.upos != "NOUN" or (token.deprel == "compound" and token.head > number) or not token.text.isalpha():
            continue
        first = number
        while first - 1 in numbers or (first and sentence.tokens[first - 1].entity != "O"):
            before = sentence.tokens[first - 1]
            if before.head != number or before.deprel not in {"amod", "compound"}:
                break
            first -= 1
        words = [
            each.text.lower() if each.entity == "O" and each.text.istitle() else each.text
            for each in sentence.tokens[first : number + 1]
        ]
        span = Span(sentence.tokens[first].span.start, token.span.end)
        full, bare = (f"the {' '.join(each)}" for each in (words, words[-1:]))
        counted = any(each.head == number and each.deprel == "nummod" for each in sentence.tokens)
        rank = PART if counted else _rank(token.deprel)  # the figure is asked for by itself
        yield _Thing(span, full, full, bare, rank=rank, kind="noun")


def _rank(relation: str) -> int:
    return 0 if relation.partition(":")[0] in _CORE else OTHER


# --- what would read them out -----------------------------------------------------------------------------------------


def _first(article: Article, said: str, asked: Iterable[str], given: str = "") -> str:
    """Return the first of the questions that reads out neither these words nor anybody's; nothing if there is none.

    `given` is a figure or date that a question may have whole.
    """
    return next((each for each in asked if not _reads_out(article, each, said, given)), "")


def _reads_out(article: Article, question: str, said: str, given: str) -> bool:
    """Whether a question has `MOST` words in a row of a statement, or most of the words that `said` is made of."""
    runs = _runs(question)
    if not runs.isdisjoint(_runs(said)) or not runs.isdisjoint(article.runs):
        return True
    made_of = _content(said) - _content(given)
    return 2 * len(made_of & _content(question)) > len(made_of)


def _runs(words: str) -> set[tuple[str, ...]]:
    every = re.findall(r"\w+", words.casefold())
    return {tuple(every[at : at + MOST]) for at in range(len(every) - MOST + 1)}


def _content(words: str) -> set[str]:
    """Return the words that are neither grammar nor figures."""
    keys = set(find_words(words).keys)
    return {key for key in keys if key not in FUNCTION | AUXILIARY | NEGATION and not is_number(key)}
