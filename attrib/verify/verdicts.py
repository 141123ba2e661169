"""What is to be said of a quotation: are these the words, are they this speaker's, and what do they leave out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrib.language.names import same_person
from attrib.types import Caution, Difference, DifferenceKind, Excerpt, Passage, Span, Verdict, Verification
from attrib.verify.align import ADDED, OPENED, SKIPPED
from attrib.verify.differences import Change, Word, find_changes
from attrib.verify.house import HOUSES
from attrib.verify.index import CONTENT, class_of
from attrib.verify.passages import Match, find_matches
from attrib.verify.quotations import Quotation, quotations_of
from attrib.verify.sources import blank
from attrib.verify.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.types import Analysis
    from attrib.verify.house import House
    from attrib.verify.index import Index
    from attrib.verify.sources import Source

GAP: Final = 2.0
"""Most that words left out in one place tell against a passage: as much as a content word that was not said."""

NEAREST: Final = 0.6
"""Share of a quotation that may differ in a passage that is shown as the nearest. By judgement."""

CLOSE: Final = 0.5
"""Cost by which a passage may be worse than the best and still turn out better, once differences are told."""

FEW: Final = 5
"""Words from which a quotation is long enough to be told from others; shorter ones need a rare word."""

RARE, OFTEN = 20_000, 2
"""A content word is rare when the sources have it once in so many words at most, or so many times."""

SHORT: Final = 9
"""Words below which a quotation with a changed content word is another one."""

DIFFERING, DIFFERING_SHORT = 0.2, 0.09
"""What may differ at most in an edited quotation, as a share of what its words are worth; in one below `SHORT` words.
On the odd rows of quotes/train.jsonl edited ones have up to 0.199 and (of 2) 0.082; others of `SHORT` words and more
0.005, 0.048 (both retold), 0.18, 0.197 (both told by their dates), 0.207 and 0.296; 6 shorter ones 0.1 and more."""

WEIGHTY: Final = frozenset({
    DifferenceKind.CHANGED, DifferenceKind.NUMBER, DifferenceKind.NEGATION, DifferenceKind.OMISSION,
    DifferenceKind.ADDED, DifferenceKind.SPLICED,
})  # fmt: skip

SUPPORTING, SUPPORT = 3, 0.6
"""Content words of indirect content that stand together where it is supported, and their share. By judgement."""

NEAR, MOST = 160, 400
"""Characters before a passage in which a word of retelling counts; characters of a sentence that are shown."""

RETELLING: Final = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|quot(?:e|ed|es|ing)|tweet(?:s|ed)?|wr(?:o|i)te|writes|written|told|called|reads?|statement)\b"
)
"""What says that words are another's, as in “Ms Moss said: …”."""

NAMES: Final = re.compile(r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)*")
OPENING: Final = frozenset("\"“‘'")

PAUSE: Final = re.compile(r"\.\s?\.|…|--|[–—]|\n")
"""What a transcriber writes where nothing was left out, and print may have as “…”."""

SENTENCE: Final = re.compile(r"(?<![A-Z.]\b)[.?!][\"”’)\]]*(?=\s+[\"“‘(\[]?[A-Z\d])|\n")

LIMITS: Final = re.compile(
    r"\b(?:if|unless|except|not|never|without|although|though|cannot|\w+n['’]t)\b", re.IGNORECASE
)
LIMITED: Final = re.compile(
    r"[\s,;:–—-]*(?:and |or )?(?:but|if|unless|except|not|only|although|though|without|provided)\b", re.IGNORECASE
)
LIMITED_NEXT: Final = re.compile(r"[\s\"”’.?!]*(?:But|Unless|Except|However|Not)\b")
"""Words that limit what stands after them in a sentence; what goes before them; what a sentence before them has."""


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
        cost = self.match.cost - sum(ADDED[class_of(self.quotation.words[place].key)] for place in moved)
        for change in self.changes:  # words left out in one place tell no more against the others the more they are
            if not change.printed:
                gap = OPENED + sum(SKIPPED[class_of(self.said[place].key)] for place in change.said)
                cost -= max(0.0, gap - GAP)
        return cost

    @property
    def rank(self) -> tuple[float, bool, int]:
        """By what the best of several is chosen, the least: as good ones are better with a page or a time."""
        small = sum(change.kind is not DifferenceKind.TRANSCRIPTION for change in self.changes) / 100
        place = self.source.place(self.said[0].start)
        return self.cost + small + self.match.handicap, not (place.page or place.time), self.match.first

    @property
    def worth(self) -> float:
        """What differs when nothing of the quotation was said."""
        return sum(ADDED[class_of(word.key)] for word in self.quotation.words if not word.bracketed)

    @property
    def is_near(self) -> bool:
        """Whether there is enough of the quotation to show the passage as the nearest."""
        return self.cost < NEAREST * self.worth or self.is_verbatim

    @property
    def is_found(self) -> bool:
        """Whether these are the words of the quotation, as they are or edited, and not only some like them."""
        if self.is_verbatim:
            return True
        short = self.quotation.length < SHORT
        if short and set(self.kinds) & WEIGHTY:
            return False
        return self.cost <= self.worth * (DIFFERING_SHORT if short else DIFFERING)

    @cached_property
    def _before(self) -> str:
        """What the same turn has shortly before the passage."""
        text, start = self.source.text, self.said[0].start
        label = self.source.label(start)
        return text[max(label.end if label else 0, start - NEAR) : start]

    @property
    def is_retold(self) -> bool:
        """Whether whoever speaks in the source says whose words these are, or quotes them."""
        named = bool(NAMES.search(self._before)) if not self.quotation.speaker else self.is_named
        return (named and bool(RETELLING.search(self._before))) or self._before.rstrip()[-1:] in OPENING

    @property
    def is_named(self) -> bool:
        """Whether the source names the quotation's speaker as whose words are retold."""
        speaker = self.quotation.speaker
        return bool(speaker) and any(same_person(speaker or "", name) for name in NAMES.findall(self._before))

    def flags(self, verdict: Verdict) -> Iterator[Caution]:
        """Yield what to know besides, the gravest first."""
        if self.match.stranger and not (verdict is Verdict.RELAY and self.is_named):
            yield Caution.WRONG_SPEAKER
        if self.match.later:
            yield Caution.OTHER_OCCASION
        if self._is_cut:
            yield Caution.CONTEXT_CUT
        if any(mark and self._follows(place) for place, mark in self.quotation.marks.items()):
            yield Caution.WRONG_ELLIPSIS
        one, other = (self.source.label(word.start) for word in (self.said[0], self.said[-1]))
        if (one and one.name) != (other and other.name):
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
        earliest = max(0, start - MOST, label.end if label else 0)
        ends = (found.end() for found in SENTENCE.finditer(text, earliest, start + 1))  # what follows an end tells it
        first = max((each for each in ends if each <= start), default=min(earliest, start))
        after = SENTENCE.search(text, end, end + MOST)
        last = min(len(text), end + MOST) if after is None else after.end()
        return Span(first + len(text[first:start]) - len(text[first:start].lstrip()), last)

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

    @property
    def supports(self) -> bool:
        """Whether most content words of indirect content stand together here, said by nobody else."""
        wanted = [stem(word.key) for word in self.quotation.words if class_of(word.key) == CONTENT]
        heard = {stem(word.key) for word in self.said}
        same = sum(each in heard for each in wanted)
        return same >= max(SUPPORTING, SUPPORT * len(wanted)) and not self.match.handicap

    def supported(self) -> Verification:
        """Return the passage as one that supports indirect content: to be read, with no words compared."""
        return Verification(self.quotation.id, Verdict.SUPPORTED, source=self.passage())

    def verification(self, verdict: Verdict) -> Verification:
        """Return the match as a verdict on the quotation."""
        return Verification(
            self.quotation.id,
            verdict,
            self.kinds,
            tuple(map(self._difference, self.changes)),
            tuple(self.flags(verdict)),
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
        matches = find_matches(quotation, self.index)
        near = [each for each in matches if each.cost + each.handicap <= matches[0].cost + matches[0].handicap + CLOSE]
        found = sorted((self._told(quotation, match) for match in near), key=lambda told: told.rank)
        if quotation.indirect:
            return next((told.supported() for told in found if told.supports), None)
        if not quotation.words:
            return None
        if not found or not found[0].is_near:
            return Verification(quotation.id, self._missing)
        if quotation.length < FEW and not any(map(self._is_rare, quotation.words)):
            found = [told for told in found if told.is_verbatim] or found[:1]
            short = found[0].verification(Verdict.TOO_SHORT)
            return replace(short, places=tuple(told.passage() for told in found[1:]))
        return found[0].verification(self._verdict(found[0]))

    @property
    def _missing(self) -> Verdict:
        """What a quotation is that no source has: it may stand in one that could not be read."""
        return Verdict.UNREADABLE if self.index.unreadable else Verdict.NOT_FOUND

    def _verdict(self, told: Told) -> Verdict:
        """Return the verdict on a quotation by its best passage.

        A date alone makes no exact words another occasion's, it only cautions: it is a file's, and a transcript may be
        dated later than what it has (a speech of 3 December in a file of the 31st, on an odd row of the data).
        """
        if not told.is_found:
            return self._missing
        if told.match.stranger:
            return Verdict.RELAY if told.is_retold else Verdict.ELSEWHERE
        if told.is_verbatim:
            return Verdict.VERBATIM
        return Verdict.ELSEWHERE if told.match.later else Verdict.EDITED

    def _is_rare(self, word: Word) -> bool:
        number = self.index.number(word.key)
        most = max(OFTEN, len(self.index) // RARE)
        return class_of(word.key) == CONTENT and number >= 0 and int(self.index.counts[number]) <= most

    def _told(self, quotation: Quotation, match: Match) -> Told:
        source = self.index.source(match.source)
        said = self.index.words(match.first, match.last, source.text)
        places = [place - match.first if place >= 0 else -1 for place in match.places]
        changes = find_changes(quotation.words, said, places, quotation.breaks)
        return Told(quotation, match, source, tuple(said), tuple(changes))


def verify(analysis: Analysis, index: Index, house: House = HOUSES["reuters"]) -> Analysis:
    """Return an article's analysis with a verdict on the words of each attribution that has one, weighed by `house`.

    A passage in a source that has other bytes now than when the analysis was verified before is flagged.
    """
    verifier = Verifier(index)
    found = [verification for each in quotations_of(analysis) if (verification := verifier.verify(each))]
    before = {each.source.path: each.source.sha256 for each in analysis.verifications or () if each.source}
    told = (_changed(each, before) for each in found)
    return replace(analysis, verifications=tuple(replace(each, weight=house.weigh(each)) for each in told))


def _changed(verification: Verification, before: dict[str, str]) -> Verification:
    source = verification.source
    if source is None or before.get(source.path, source.sha256) == source.sha256:
        return verification
    return replace(verification, flags=(*verification.flags, Caution.SOURCE_CHANGED))
