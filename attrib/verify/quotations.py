"""What an article prints as somebody's words, as it is compared with what was said."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from attrib.types import Span
from attrib.verify.differences import Word
from attrib.verify.words import DOTS, MARK, MARKED, find_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrib.types import Analysis, Attribution

BRACKETS: Final = re.compile(r"\[[^\[\]\n]{1,200}\]")
LABEL: Final = re.compile(r"(?<!\w)[A-Z][A-Z.'’-]{1,30}(?: [A-Z][A-Z.'’-]{1,30}){0,3}:(?=\s)|(?<!\S)[QA]:(?=\s)")
"""“MOSS:” and “Q:”, printed along where a newspaper prints what a transcript has."""


@dataclass(frozen=True)
class Quotation:
    """The printed words to look for, of the attribution `id`.

    `marks` are, by the number of the word that follows, the places where the print marks that words may be missing: the
    span of the “…”, None where a cue stands between two pieces. `speaker` is the name of the person whose words they
    are to be, None where no person is named; `published` the article's date (ISO 8601). Of `indirect` content the words
    are the reporter's.
    """

    id: str
    words: tuple[Word, ...]
    marks: dict[int, Span | None] = field(hash=False)
    speaker: str | None = None
    published: str | None = None
    indirect: bool = False

    @property
    def breaks(self) -> list[bool]:
        """For each word, whether words may be missing before it."""
        return [place in self.marks for place in range(len(self.words))]

    @property
    def length(self) -> int:
        """How many written words there are."""
        begun = zip(self.words, self.words[1:], strict=False)
        return sum(one.end != other.start for one, other in begun) + bool(self.words)


def read_quotation(  # noqa: PLR0913 - what is known of it
    identity: str,
    text: str,
    spans: Iterable[Span],
    *,
    speaker: str | None = None,
    published: str | None = None,
    indirect: bool = False,
) -> Quotation:
    """Return the words at `spans` of an article's `text` as they are compared."""
    words: list[Word] = []
    marks: dict[int, Span | None] = {}
    for span in spans:
        if words:
            marks[len(words)] = None
        printed = span.of(text)
        found = find_words(LABEL.sub(_blanks, MARK.sub(_unspoken, printed)))
        brackets = [match.span() for match in BRACKETS.finditer(printed) if not DOTS.fullmatch(match.group())]
        for dots in DOTS.finditer(printed):
            place = bisect_left(found.starts, dots.start())
            if 0 < place < len(found):
                marks[len(words) + place] = Span(span.start + dots.start(), span.start + dots.end())
        for key, start, end in zip(found.keys, found.starts, found.ends, strict=True):
            bracketed = any(first <= start and end <= last for first, last in brackets)
            words.append(Word(key, printed[start:end], span.start + start, span.start + end, bracketed))
    return Quotation(identity, tuple(words), marks, speaker, published, indirect)


def quotations_of(analysis: Analysis) -> Iterator[Quotation]:
    """Yield what each attribution of an article has of words to look for."""
    for attribution in analysis.attributions:
        spans = _quoted(attribution, analysis) if attribution.type == "mixed" else attribution.content
        speaker = attribution.speaker
        yield read_quotation(
            attribution.id,
            analysis.document.text,
            spans or attribution.content,
            speaker=speaker.name if speaker and speaker.source_class == "named_person" else None,
            published=analysis.document.published,
            indirect=attribution.type == "indirect" or not spans,
        )


def _quoted(attribution: Attribution, analysis: Analysis) -> list[Span]:
    """Return the parts of a mixed content that stand in quotation marks."""
    pairs = ((piece, quoted.span) for piece in attribution.content for quoted in analysis.quotations)
    return [Span(max(a.start, b.start), min(a.end, b.end)) for a, b in pairs if a.overlaps(b)]


def _unspoken(mark: re.Match[str]) -> str:
    """Return blanks for a transcriber's mark that was printed along (“[Applause]”), other brackets as they are."""
    return _blanks(mark) if MARKED.match(mark.group()) else mark.group()


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found.group())
