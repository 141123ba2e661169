"""Where the article quotes: pairs of quotation marks, across paragraphs too.

Newspapers open every paragraph of a long quotation and close only the last. What opens and what closes is told by
:mod:`attrib.language.marks`; here they are paired. Single marks count in paragraphs that quote with no double ones, or
only inside the single ones.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from attrib.language.mail import HEADER, RULE
from attrib.language.marks import find_marks
from attrib.language.tokens import word_set
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.language.marks import Mark
    from attrib.types import Document, ParagraphKind


@dataclass(frozen=True)
class Quotation:
    """One quotation: `pieces` are its spans with their marks, one a paragraph, in order.

    `closed` is False when no mark ends it: then the last piece ends with its paragraph.
    """

    pieces: tuple[Span, ...]
    closed: bool = True

    @cached_property
    def span(self) -> Span:
        """From the first mark to the last."""
        return Span(self.pieces[0].start, self.pieces[-1].end)

    @property
    def start(self) -> int:
        """Where the first mark stands."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where the last mark ends."""
        return self.pieces[-1].end


class _Stretch(Protocol):
    """A span, or a quotation."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=_Stretch)


def near(stretches: Sequence[S], span: Span) -> Sequence[S]:
    """Return those that overlap `span` or touch it; they must be in text order and apart from one another.

    A long article has thousands of quotations, and whoever asks about one place looks at the few there.
    """
    first = bisect_left(stretches, span.start, key=attrgetter("end"))
    last = bisect_right(stretches, span.end, key=attrgetter("start"))
    return stretches[first:last]


def find_quotations(document: Document) -> tuple[Quotation, ...]:
    """Return the quotations of `document` in text order; they do not overlap (a quotation inside one is part of it)."""
    found: list[Quotation] = []
    running: list[Span] = []  # pieces of a quotation that earlier paragraphs left open

    def finish(*, closed: bool) -> None:
        if running:
            found.append(Quotation(tuple(running), closed=closed))
            running.clear()

    for paragraph in document.paragraphs:
        pairs = _quoted(document.text, paragraph.span)
        if not pairs or pairs[0][0].start != paragraph.span.start:
            finish(closed=False)
        for span, closed in pairs:
            if not any(character.isalnum() for character in span.of(document.text)):
                finish(closed=False)
                continue
            running.append(span)
            if closed:
                finish(closed=True)
    finish(closed=False)
    return tuple(found)


SET_APART: Final[frozenset[ParagraphKind]] = frozenset({"block_quotation", "post", "email"})
"""Kinds of paragraph whose words are another's than the reporter's, with quotation marks or without."""


def regions(document: Document) -> list[Span]:
    """Spans of the quotations, with their marks, one a paragraph, and of what is set apart as another's words.

    Paragraphs of one kind set apart one after the other are one, with the quotations in them; headers of a mail are
    none. In text order and apart from one another; whoever speaks there is not the reporter.
    """
    blocks: list[Span] = []
    last = None
    for each in document.paragraphs:
        words = each.span.of(document.text)
        apart = each.kind if each.kind in SET_APART and not (HEADER.match(words) or RULE.match(words)) else None
        if apart is not None and apart == last:
            blocks[-1] = Span(blocks[-1].start, each.span.end)
        elif apart is not None:
            blocks.append(each.span)
        last = apart
    marked = (piece for quotation in find_quotations(document) for piece in quotation.pieces)
    return sorted([*blocks, *(piece for piece in marked if not any(map(piece.overlaps, near(blocks, piece))))])


FEW: Final = 4
"""Words that a title or a scare quote rarely has more of."""

SMALL: Final = word_set("a an and as at but by for from in into nor of on or over per the to up vs with")
"""Words that a title leaves small."""

VERBAL: Final = word_set(
    "am are be been being can could did do does had has have is may might must shall should was were will would",
    "i i'm we you he she it they let let's cannot ain't it's that's he's she's there's here's what's who's",
    "became become becomes began begin begins bring brings brought built came come comes feel feels felt find finds",
    "found gave get gets give gives given go goes gone going got heard held keep keeps kept knew know known knows lost",
    "made make makes making meant need needs put said saw say says saying see seen sent take takes taken taking tell",
    "tells think thinks thought told took understand want wants went win wins won",
)
"""Words that only a clause has: the commonest verbs, as far as they are not nouns as well, and who does something."""


def seems_title_or_scare(words: str) -> bool:
    """Whether words in quotation marks look like a title or a scare quote rather than like something somebody said.

    They do when they are few, written as titles are, or without a verb; nothing but the words is asked, so this is good
    for a hint and not for a decision.
    """
    found = re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*", words)
    if len(found) <= FEW:
        return True
    large = [word for word in found if word.lower() not in SMALL]
    if any(word[0].isupper() for word in large) and not any(word[0].islower() for word in (found[0], *large)):
        return True
    return not any(_is_verbal(word.lower().replace("’", "'")) for word in found)


def _is_verbal(word: str) -> bool:
    return (
        word in VERBAL
        or word.endswith(("n't", "'re", "'ve", "'ll", "'d", "'m"))
        or (len(word) > FEW and word.endswith("ed") and not word.endswith("eed") and "-" not in word)
    )


def _quoted(text: str, paragraph: Span) -> list[tuple[Span, bool]]:
    """Return the outermost quotations of a paragraph with whether they are closed in it."""
    marks = find_marks(text, paragraph)
    double = list(_pairs(text, [mark for mark in marks if not mark.single], paragraph))
    single = list(_pairs(text, [mark for mark in marks if mark.single], paragraph))
    if not double or any(span.start < double[0][0].start < span.end for span, _ in single):
        return single
    return double


def _pairs(text: str, marks: Sequence[Mark], paragraph: Span) -> Iterator[tuple[Span, bool]]:
    """Yield each outermost pair; an opening mark that has no partner takes the next closing one, or else the end.

    “He said, “I am done,” and left,” is one quotation with one inside; but where a closing mark is forgotten, the
    quotation must not run on to the end of the paragraph.
    """
    partners: dict[int, int] = {}
    unmatched: list[int] = []
    for number, mark in enumerate(marks):
        if mark.role == "open":
            unmatched.append(number)
        elif unmatched:
            partners[unmatched.pop()] = number
    following = len(marks)  # the nearest closing mark from each place on, whosever it is
    closings = [0] * len(marks)
    for number in reversed(range(len(marks))):
        following = number if marks[number].role == "close" else following
        closings[number] = following
    number = 0
    while number < len(marks):
        mark = marks[number]
        if mark.role == "open" and (number in partners or not _stray(text, mark, paragraph)):
            number = partners.get(number, closings[number])
            closed = number < len(marks)
            yield Span(mark.span.start, marks[number].span.end if closed else paragraph.end), closed
        number += 1


def _stray(text: str, mark: Mark, paragraph: Span) -> bool:
    """Whether an opening mark without a partner is an apostrophe: “the 'rents”.

    A straight one is, unless it begins a quotation of several paragraphs.
    """
    if not mark.single or mark.span.of(text) == "‘":
        return False
    before = text[max(paragraph.start, mark.span.start - 2) : mark.span.start]
    return before.rstrip()[-1:] not in {"", ":"}
