"""Where a quotation stands in the sources, and what is to be said of it there."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import cached_property
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rapidfuzz.distance import LCSseq

from attrib.language.names import fold, same_person
from attrib.types import Caution, Difference, DifferenceKind, Excerpt, Passage, Span, Verdict, Verification
from attrib.verify.align import ADDED, Query, align
from attrib.verify.differences import Change, Word, find_changes
from attrib.verify.index import BUCKET, CONTENT, class_of, stem_of
from attrib.verify.sources import blank, is_nameless
from attrib.verify.words import DOTS, MARK, MARKED, find_words, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attrib.types import DifferenceKind as Kind
    from attrib.verify.index import Index
    from attrib.verify.sources import Source

SLACK, WIDE = 24, 120
"""Words on either side of a vote's place that are compared; where the print marks that words are missing."""

SOURCES: Final = 6
"""Sources that a quotation is aligned with."""

STRANGER: Final = 2.5
"""What another speaker costs a passage against another passage, and another occasion: a changed content word, and more."""

CLOSE: Final = 0.5
"""Cost by which a passage may be worse than the best and still turn out better, once differences are told."""

WINDOWS: Final = 3
"""Passages of one source that are aligned with at a time."""

LESS: Final = 0.9
"""Share of its votes that a source of another occasion keeps."""

LATER: Final = 7
"""Days after the article from which a source is of another occasion."""

FEW: Final = 5
"""Words from which a quotation is long enough to be told from others; shorter ones need a rare word."""

RARE, OFTEN = 20_000, 2
"""A content word is rare when the sources have it once in so many words at most, or so many times."""

SHORT: Final = 9
"""Words below which a quotation with a changed content word is another one."""

DIFFERING, DIFFERING_SHORT = 0.2, 0.09
"""What may differ at most in an edited quotation, as a share of what its words are worth; in one below `SHORT` words. On the
odd rows of quotes/train.jsonl the same utterances have up to 0.20 and 0.08, others of so many words from 0.207 and 0.099."""

WEIGHTY: Final = frozenset({
    DifferenceKind.CHANGED, DifferenceKind.NUMBER, DifferenceKind.NEGATION, DifferenceKind.OMISSION, DifferenceKind.ADDED,
    DifferenceKind.SPLICED,
})  # fmt: skip

SUPPORTING, SUPPORT = 3, 0.6
"""Content words of indirect content that stand together where it is supported, and their share of all it has. By judgement."""

NEAR, MOST = 160, 400
"""Characters before a passage in which a word of retelling counts; characters of a sentence that are shown."""

RETELLING: Final = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|quot(?:e|ed|es|ing)|tweet(?:s|ed)?|wr(?:o|i)te|writes|written|told|called|reads?|statement)\b"
)
OPENING: Final = frozenset("\"“‘'")
PAUSE: Final = re.compile(r"\.\s?\.|…|--|[–—]|\n")
SENTENCE: Final = re.compile(r"(?<![A-Z.]\b)[.?!][\"”’)\]]*(?=\s+[\"“‘(\[]?[A-Z\d])|\n")
LIMITS: Final = re.compile(r"\b(?:if|unless|except|not|never|without|although|though|cannot|\w+n['’]t)\b", re.IGNORECASE)
LIMITED: Final = re.compile(r"[\s,;:–—-]*(?:and |or )?(?:but|if|unless|except|not|only|although|though|without|provided)\b", re.IGNORECASE)
LIMITED_NEXT: Final = re.compile(r"[\s\"”’.?!]*(?:But|Unless|Except|However|Not|If)\b")

BRACKETS: Final = re.compile(r"\[[^\[\]\n]{1,200}\]")
LABEL: Final = re.compile(r"\s*[A-Z][A-Z .'’-]{1,40}:\s")


@dataclass(frozen=True)
class Quotation:
    """The printed words to look for, of the attribution `id`.

    `marks` are, by the number of the word that follows, the places where the print marks that words may be missing: the
    span of the “…”, None where a cue stands between two pieces. `speaker` is the name of whose words they are to be,
    None where nobody or no person is named; `published` the article's date.
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
        return sum(one.end != other.start for one, other in zip(self.words, self.words[1:], strict=False)) + bool(self.words)


def read_quotation(  # noqa: PLR0913 - what is known of it
    identity: str,
    text: str,
    spans: Iterable[Span],
    *,
    speaker: str | None = None,
    published: str | None = None,
    indirect: bool = False,
) -> Quotation:
    """Return the words at `spans` of an article as they are compared."""
    words: list[Word] = []
    marks: dict[int, Span | None] = {}
    for span in spans:
        if words:
            marks[len(words)] = None
        printed = span.of(text)
        label = LABEL.match(printed)
        start = label.end() if label else 0
        found = find_words(MARK.sub(_unspoken, " " * start + printed[start:]))
        brackets = [match.span() for match in BRACKETS.finditer(printed) if not DOTS.fullmatch(match.group())]
        dots = [match.span() for match in DOTS.finditer(printed)]
        for first, end in dots:
            place = bisect_left(found.starts, first)
            if 0 < place < len(found):
                marks[len(words) + place] = Span(span.start + first, span.start + end)
        words += [
            Word(key, printed[start:end], span.start + start, span.start + end, any(a <= start and end <= b for a, b in brackets))
            for key, start, end in zip(found.keys, found.starts, found.ends, strict=True)
        ]
    return Quotation(identity, tuple(words), marks, speaker, published, indirect)


def _unspoken(mark: re.Match[str]) -> str:
    """Return blanks for a transcriber's mark that was printed along (“[Applause]”), and any other brackets as they are."""
    return " " * len(mark.group()) if MARKED.match(mark.group()) else mark.group()


@dataclass(frozen=True)
class Match:
    """A quotation laid along a passage of a source: the first and the last word of it, for each printed word the one said."""

    source: int
    first: int
    last: int
    places: tuple[int, ...]
    cost: float
    stranger: bool
    later: bool
    speaker: str | None = None

    @property
    def rank(self) -> tuple[float, int]:
        """By what the best of several is chosen, the least."""
        return self.cost + STRANGER * (self.stranger + self.later), self.first


@dataclass(frozen=True)
class Told:
    """A match with its differences told."""

    quotation: Quotation
    match: Match
    source: Source
    said: tuple[Word, ...]
    changes: tuple[Change, ...]

    @cached_property
    def kinds(self) -> tuple[DifferenceKind, ...]:
        """The kinds of the differences, each once."""
        return tuple(dict.fromkeys(change.kind for change in self.changes))

    @property
    def is_verbatim(self) -> bool:
        """Whether nothing but how it is written down differs."""
        return set(self.kinds) <= {DifferenceKind.TRANSCRIPTION}

    @cached_property
    def cost(self) -> float:
        """What differs, words that only stand in another place not counted."""
        moved = [place for change in self.changes if change.kind is DifferenceKind.ORDER for place in change.printed]
        return self.match.cost - sum(ADDED[class_of(self.quotation.words[place].key)] for place in moved)

    @property
    def rank(self) -> tuple[float, int]:
        """By what the best of several is chosen, the least."""
        small = sum(change.kind is not DifferenceKind.TRANSCRIPTION for change in self.changes) / 100
        return self.cost + small + STRANGER * (self.match.stranger + self.match.later), self.match.first

    @property
    def is_found(self) -> bool:
        """Whether these are the words of the quotation, as they are or edited, and not only some like them."""
        if self.is_verbatim:
            return True
        short = self.quotation.length < SHORT
        if short and set(self.kinds) & WEIGHTY:
            return False
        worth = sum(ADDED[class_of(word.key)] for word in self.quotation.words if not word.bracketed)
        return self.cost <= worth * (DIFFERING_SHORT if short else DIFFERING)

    @property
    def is_retold(self) -> bool:
        """Whether whoever speaks in the source says that these are another's words, or reads them out."""
        text, start = self.source.text, self.said[0].start
        label = self.source.label(start)
        before = text[max(label.end if label else 0, start - NEAR) : start]
        return bool(RETELLING.search(before)) or before.rstrip()[-1:] in OPENING

    def flags(self) -> Iterator[Caution]:
        """Yield what to know besides."""
        if self.match.stranger:
            yield Caution.WRONG_SPEAKER
        if self.match.later:
            yield Caution.OTHER_OCCASION
        if self._is_cut:
            yield Caution.CONTEXT_CUT
        if any(mark and self._follows(place) for place, mark in self.quotation.marks.items()):
            yield Caution.WRONG_ELLIPSIS
        names = {self.source.label(word.start) for word in (self.said[0], self.said[-1])}
        if len({label.name if label else None for label in names}) > 1:
            yield Caution.ACROSS_TURNS

    def _follows(self, place: int) -> bool:
        """Whether nothing was said between a printed word and the one before it, nor any pause written down."""
        before, after = self.match.places[place - 1], self.match.places[place]
        if min(before, after) < 0 or after - before != 1:
            return False
        one, other = self.said[before - self.match.first], self.said[after - self.match.first]
        return not PAUSE.search(self.source.text[one.end : other.start])

    @property
    def around(self) -> Span:
        """The sentences that the passage stands in."""
        text, start, end = self.source.text, self.said[0].start, self.said[-1].end
        label = self.source.label(start)
        first = max((m.end() for m in SENTENCE.finditer(text, max(0, start - MOST), start)), default=max(0, start - MOST))
        last = SENTENCE.search(text, end)
        return Span(min(start, max(first, label.end if label else 0)), min(last.start() + 1 if last else len(text), end + MOST))

    @property
    def _is_cut(self) -> bool:
        """Whether the sentence goes on, or had begun, with words that limit what is quoted."""
        text, around = self.source.text, self.around
        before = blank(text[around.start : self.said[0].start])
        rest = blank(text[self.said[-1].end : around.end])
        after = blank(text[around.end : around.end + 40])
        return bool(LIMITS.search(before) or LIMITED.match(rest) or LIMITED_NEXT.match(after))

    def passage(self) -> Passage:
        """Return where it stands."""
        start, end = self.said[0].start, self.said[-1].end
        text, around = self.source.text, self.around
        place = self.source.place(start)
        return Passage(
            self.source.path,
            self.source.sha256,
            Excerpt(Span(start, end), text[start:end]),
            Excerpt(around, around.of(text)),
            place.page,
            place.time,
            self.match.speaker,
        )

    def verification(self, verdict: Verdict) -> Verification:
        """Return the match as a verdict on the quotation."""
        return Verification(
            self.quotation.id,
            verdict,
            self.kinds,
            tuple(map(self._difference, self.changes)),
            tuple(self.flags()),
            self.passage(),
        )

    def _difference(self, change: Change) -> Difference:
        printed, said = change.printed, change.said
        mark = self.quotation.marks.get(printed.start) if change.kind is DifferenceKind.ELLIPSIS else None
        words = self.quotation.words
        span = Span(self.said[said[0]].start, self.said[said[-1]].end) if said else None
        return Difference(
            change.kind,
            Span(words[printed[0]].start, words[printed[-1]].end) if printed else mark,
            Excerpt(span, span.of(self.source.text)) if span else None,
        )


class Verifier:
    """Looks for quotations in the sources of an index."""

    def __init__(self, index: Index) -> None:
        """Look in `index`."""
        self.index = index

    def verify(self, quotation: Quotation) -> Verification | None:
        """Return the verdict on a quotation; None when it has no words, and for indirect content nothing supports."""
        matches = self.matches(quotation)
        near = [match for match in matches if match.rank[0] <= matches[0].rank[0] + CLOSE]
        found = [self._told(quotation, match) for match in near]
        if quotation.indirect:
            return self._supported(quotation, found)
        if not quotation.words:
            return None
        if not found:
            return Verification(quotation.id, self._missing)
        best = min(found, key=lambda told: told.rank)
        if quotation.length < FEW and not any(map(self._is_rare, quotation.words)):
            exact = [told for told in found if told.is_verbatim] or [best]
            places = tuple(told.passage() for told in exact[1:])
            return replace(best.verification(Verdict.TOO_SHORT), source=exact[0].passage(), places=places)
        return best.verification(self._verdict(best))

    @property
    def _missing(self) -> Verdict:
        """What a quotation is that no source has: it may stand in one that could not be read."""
        return Verdict.UNREADABLE if self.index.unreadable else Verdict.NOT_FOUND

    def _verdict(self, told: Told) -> Verdict:
        if not told.is_found:
            return self._missing
        if told.match.stranger:
            return Verdict.RELAY if told.is_retold else Verdict.ELSEWHERE
        if told.match.later:
            return Verdict.ELSEWHERE
        return Verdict.VERBATIM if told.is_verbatim else Verdict.EDITED

    def _is_rare(self, word: Word) -> bool:
        number = self.index.number(word.key)
        most = max(OFTEN, len(self.index) // RARE)
        return class_of(word.key) == CONTENT and number >= 0 and self.index.counts[number] <= most

    def _supported(self, quotation: Quotation, found: list[Told]) -> Verification | None:
        """Return where most content words of indirect content stand together, said by nobody else; None for nowhere."""
        wanted = [place for place, word in enumerate(quotation.words) if class_of(word.key) == CONTENT]
        for told in found:
            heard = {stem(word.key) for word in told.said}
            same = sum(stem(quotation.words[place].key) in heard for place in wanted)
            if same >= SUPPORTING and same >= SUPPORT * len(wanted) and not (told.match.stranger or told.match.later):
                return Verification(quotation.id, Verdict.SUPPORTED, source=told.passage())
        return None

    def _told(self, quotation: Quotation, match: Match) -> Told:
        source = self.index.source(match.source)
        said = self.index.words(match.first, match.last, source.text)
        places = [place - match.first if place >= 0 else -1 for place in match.places]
        return Told(quotation, match, source, tuple(said), tuple(find_changes(quotation.words, said, places, quotation.breaks)))

    def matches(self, quotation: Quotation) -> list[Match]:
        """Return the passages that come nearest, best first."""
        query = self._query(quotation)
        found = (self._align(quotation, query, *region) for region in self._regions(quotation, query))
        return sorted(filter(None, found), key=lambda match: match.rank)

    def _query(self, quotation: Quotation) -> Query:
        keys = [word.key for word in quotation.words]
        return Query(
            np.array([self.index.number(key) for key in keys], np.int64),
            np.array([class_of(key) for key in keys], np.uint8),
            np.array([stem_of(key) for key in keys], np.uint32),
            np.array(quotation.breaks, bool),
            np.array([word.bracketed for word in quotation.words], bool),
        )

    def _regions(self, quotation: Quotation, query: Query) -> list[tuple[int, list[tuple[int, int]]]]:
        """Return the sources to compare with, each with stretches of its words, in the order in which to try them."""
        slack = WIDE if quotation.marks else SLACK
        words, size = query.words.tolist(), len(query.words)
        found: dict[int, list[tuple[float, float, int]]] = {}
        for votes, source, place in self.index.find(query.words):
            likeness = LCSseq.similarity(words, self.index.ids[max(place, 0) : place + 2 * BUCKET + size].tolist())
            score = likeness * (LESS if self._is_later(source, quotation) else 1)
            found.setdefault(source, []).append((score, votes, place))
        best = sorted(found, key=lambda source: max(found[source]), reverse=True)[:SOURCES]
        regions = []
        for source in best:
            first, end = self.index.words_of(source)
            windows: list[tuple[int, int]] = []
            for place in sorted(place for *_, place in sorted(found[source], reverse=True)[:WINDOWS]):
                low, high = max(first, place - slack), min(end, place + 2 * BUCKET + size + slack)
                if windows and low <= windows[-1][1]:
                    low = windows.pop()[0]
                windows.append((low, high))
            regions.append((source, windows))
        return regions

    def _is_later(self, source: int, quotation: Quotation) -> bool:
        said, printed = self.index.dates[source], quotation.published
        return bool(said and printed) and date.fromisoformat(said) > date.fromisoformat(printed) + timedelta(LATER)

    def _align(self, quotation: Quotation, query: Query, source: int, windows: list[tuple[int, int]]) -> Match | None:
        index = self.index
        numbers = np.concatenate([np.arange(low, high) for low, high in windows])
        words = index.ids[numbers]
        jumps = np.diff(numbers, prepend=numbers[0] - 1) > 1
        found = align(query, words, index.classes[words], index.stems[words], jumps)
        kept = _without_edges(found.places, query.stems, index.stems[words])
        places = [int(numbers[place]) if place >= 0 else -1 for place in kept]
        taken = [place for place in places if place >= 0]
        if not taken:
            return None
        first, last = taken[0], taken[-1]
        name = index.speaker(first)
        return Match(source, first, last, tuple(places), found.cost, self._is_stranger(quotation, name), self._is_later(source, quotation), name)

    def _is_stranger(self, quotation: Quotation, name: str | None) -> bool:
        return bool(name and quotation.speaker and not is_nameless(name) and not same_person(quotation.speaker, name))


def _without_edges(places: Sequence[int], stems: Any, others: Any) -> list[int]:
    """Return the places without those of several first or last words that all differ: they are any words beside it."""
    kept = list(places)
    for order in (range(len(kept)), range(len(kept) - 1, -1, -1)):
        edge: list[int] = []
        for word in order:
            if kept[word] >= 0 and stems[word] == others[kept[word]]:
                break
            edge.append(word)
        if len(edge) > 1:
            for word in edge:
                kept[word] = -1
    return kept
