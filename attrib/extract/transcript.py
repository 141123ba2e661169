"""Interviews printed as they were spoken, each turn after its speaker's name (“VALE: We did.”).

A reader of running prose makes little of them, and marks round the whole of an interview tell nobody's words from
another's. What tells is the name and the colon, so turns are read off the text, and stand in place of whatever else was
found in them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrib.extract.spans import own_spans
from attrib.language.quotations import near
from attrib.types import Attribution, Code, Cue, Span, Step
from attrib.wording import step_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.language.quotations import Quotation
    from attrib.language.tree import Tree

LABEL: Final = re.compile(r"[\W_]{0,3}([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}):(?=\s+\S)")
"""What opens a turn: up to four words with capitals and a colon, marks before them or not."""

ASIDE: Final = re.compile(r"\W*[(\[][^)\]]*[)\]]\W*")
"""“(CROSSTALK.)”: what a transcript says of itself."""

CLOSING: Final = ' \t\r\n\u00a0"”'

TRUST: Final = 0.9
"""Confidence in a turn: the 24 found on PolNeAR (14 on train, 10 on dev) are all right, but they are few."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before the next: `content` has a span for each paragraph, `label` is the name."""

    label: Span
    colon: Span
    content: tuple[Span, ...]


def find_turns(tree: Tree, quotations: Sequence[Quotation]) -> list[Turn]:
    """Return the turns of a document in text order, none unless two people's names open two paragraphs each.

    Lists have labels too. Those of dates and places (“WHEN: Monday”) are nobody's names, and after the names of a table
    (“Moss: 1,769”) nobody says a sentence.
    """
    text = tree.document.text
    paragraphs = [p.span for p in tree.document.paragraphs if p.kind == "body"]
    labels = [LABEL.match(text, p.start, p.end) for p in paragraphs]
    if not _interview(tree, [match for match in labels if match is not None], paragraphs):
        return []
    speakers = _speakers(tree, [match[1] for match in labels if match is not None])
    turns: list[Turn] = []
    for paragraph, match in zip(paragraphs, labels, strict=True):
        if match is not None and _surname(match[1]) in speakers:
            colon = Span(match.end(1), match.end(1) + 1)
            content = _spoken(text, Span(colon.end, paragraph.end))
            turns.append(Turn(Span(match.start(1), match.end(1)), colon, content))
        elif turns and match is None and _goes_on(turns[-1], paragraph, quotations):
            last = turns.pop()  # the paragraph begins with the quotation's mark
            turns.append(replace(last, content=last.content + _spoken(text, Span(paragraph.start + 1, paragraph.end))))
    return [turn for turn in turns if turn.content]


def _speakers(tree: Tree, labels: Sequence[str]) -> set[str]:
    """Return whose names open two paragraphs or more, by their last words; none unless they are two.

    A label in capitals need be no name that the tagger of names knows, beside one that is.
    """
    counts = Counter(map(_surname, labels))
    names = {t.text.lower() for s in tree.sentences for t in s.tokens if t.entity.endswith("PER")}
    repeated = {label for label in labels if counts[_surname(label)] > 1}
    known = {_surname(label) for label in repeated if _surname(label) in names}
    shouted = {_surname(label) for label in repeated if label.isupper() and len(label) > 1}
    speakers = known | shouted if known else set()
    return speakers if len(speakers) > 1 else set()


def _surname(label: str) -> str:
    return label.rsplit(maxsplit=1)[-1].lower()


def _interview(tree: Tree, labels: Sequence[re.Match[str]], paragraphs: Sequence[Span]) -> bool:
    """Whether sentences follow most of the labels that may be speakers': what follows them has a verb."""
    speakers = _speakers(tree, [match[1] for match in labels])
    verbs = [t.span.start for s in tree.sentences for t in s.tokens if t.upos in {"VERB", "AUX"}]
    ends = {paragraph.start: paragraph.end for paragraph in paragraphs}
    said = [match for match in labels if _surname(match[1]) in speakers]
    sentences = [bisect_left(verbs, ends[match.start()]) > bisect_left(verbs, match.end()) for match in said]
    return 2 * sum(sentences) > len(said)


def _spoken(text: str, span: Span) -> tuple[Span, ...]:
    """Return what is said in a paragraph, without blanks and without a last mark that nothing in it opens."""
    words = span.of(text)
    if ASIDE.fullmatch(words):
        return ()
    marked = words.count('"') % 2 or words.count("”") > words.count("“")
    start = span.start + len(words) - len(words.lstrip())
    end = span.start + len(words.rstrip(CLOSING if marked else None))
    return (Span(start, end),) if start < end else ()


def _goes_on(turn: Turn, paragraph: Span, quotations: Sequence[Quotation]) -> bool:
    """Whether a paragraph without a name is the next one of the quotation that the turn stands in."""
    for quotation in near(quotations, turn.label):
        for one, following in pairwise(quotation.pieces):
            if one.overlaps((turn.content or (turn.label,))[-1]):
                return following.overlaps(paragraph)
    return False


def with_turns(tree: Tree, found: Sequence[Attribution], quotations: Sequence[Quotation]) -> tuple[Attribution, ...]:
    """Return `found`, in text order and numbered a1, a2 …, with an interview's turns in place of what overlaps them."""
    turns = find_turns(tree, quotations)
    taken = [Span(turn.label.start, turn.content[-1].end) for turn in turns]
    kept = [each for each in found if not any(s.overlaps(t) for s in own_spans(each) for t in near(taken, s))]
    result = sorted([*kept, *_attributions(tree, turns)], key=lambda each: each.content[0].start)
    return tuple(replace(each, id=f"a{number}") for number, each in enumerate(result, start=1))


def _attributions(tree: Tree, turns: Sequence[Turn]) -> Iterator[Attribution]:
    for turn in turns:
        place = tree.sentence_from(turn.content[0].start)
        step = Step(Code.TURN, {"name": tree.text(turn.label)})
        yield Attribution(
            "",
            "direct",
            turn.content,
            Cue(turn.colon, ":"),
            turn.label,
            "turn",
            place.index,
            place.paragraph,
            confidence=TRUST,
            evidence=(step_words(step),),
            steps=(step,),
        )
