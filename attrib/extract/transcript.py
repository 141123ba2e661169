"""Words printed as they were spoken, each turn after its speaker's name (“VALE: We did.”).

A reader of running prose makes little of them, and marks round the whole of an interview tell nobody's words from
another's. What tells is the label that opens a line: a name and a colon, with an office, a party or a time beside it
(“[00:00:09] Ann Moss:”, “HUGH VALE, MP:”, “Ann Moss (Lab):”), the record's “Mr. VALE.”, “Q.” and “A.”, or a name on a
line of its own. So turns are read off the text, and stand in place of whatever else was found in them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.language.quotations import near
from attrib.types import Attribution, Code, Cue, Span, Step
from attrib.wording import step_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.language.quotations import Quotation
    from attrib.language.tree import Tree

_TIME = r"[\[(<]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)?[\])>]?"
_RANGE = r"[\[(]?[\d:.]{4,12} ?--> ?(?=[\d:.]{4,12}[\])])"
_DAY = r"\[?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? "
_JOINED = r"(?:of|de|la|van|von|der|den|pro)"
NAME: Final = rf"(?:[Tt]he |THE )?[A-Z][\w.'’-]{{0,40}}(?: (?:{_JOINED} )*(?:[A-Z\d][\w.'’-]{{0,40}}|tempore)){{0,5}}"
"""Up to six words with capitals; bounded, or a line of hyphens would take the square of its length."""

_ASIDE = r"(?:\s?[(\[][^()\[\]\n]{1,60}[)\]])"
_NUMBER = r"(?:\d{1,3}\s{2,12})?"  # of the line, on a page of a deposition
_BEFORE = rf"{_NUMBER}[\"“'*_>~\s]{{0,3}}(?P<time>(?:{_DAY}|{_RANGE})?(?:{_TIME})[\s,–-]*(?P<chat>From\s+)?)?"
_WHO = rf"(?P<name>{NAME})[*_]*(?P<title>, [^:\n“”\"]{{2,60}}?)?(?P<aside>{_ASIDE}*)"
_TO = r"(?(chat)(?:\s+to\s+[^:\n]{1,40}?)?\s*)"  # “10:02:15 From Ann Moss to Everyone :”

LABELS: Final = (
    re.compile(rf"{_BEFORE}(?P<name>Q|A|QUESTION|ANSWER)(?P<aside>)(?P<title>)(?P<mark>[.:])(?=\s+\S)"),
    re.compile(rf"{_BEFORE}{_WHO}{_TO}(?P<after>[ ,–-]*(?<!\d){_TIME})?(?P<mark>:)[*_]*(?=\s+\S)"),
    re.compile(
        rf"{_BEFORE}(?P<name>(?:Mr|Mrs|Ms|Miss|Mx|Dr|The)\.? [A-Z][A-Z'’-]{{2,}}(?: [A-Z][A-Z'’-]+)*"
        rf"(?: (?:of [A-Z]\w+(?: [A-Z]\w+)?|pro tempore))?)(?P<title>)(?P<aside>{_ASIDE}*)(?P<mark>\.)(?=\s+\S)"
    ),
)
"""What opens a turn on a line of words: “Q.”, a name and a colon, the record's “Mr. VALE.”."""

ALONE: Final = re.compile(rf"{_BEFORE}{_WHO}{_TO}(?P<after>[ ,–-]*(?<!\d){_TIME})?(?P<mark>:?)\s*")
"""A line that is a label and nothing else; the words stand on the lines after it."""

_NUMBERED = re.compile(_NUMBER)
_BRACKETS = r"[(\[][^()\[\]\n]{1,60}[)\]]"
_CLOCK = r"[\d:.]+(?: ?[AaPp]\.?[Mm]\.?)?(?: *--> *[\d:.]+)?"
NOTE: Final = re.compile(
    rf"\s*(?:[\"“”'*_.,\s-]*{_BRACKETS}(?:\s*{_BRACKETS})*[\s\"“”'*_.,-]*|{_CLOCK}|Transcribed by \S+"
    r"|<?[\w ]{1,20} omitted>?|(?:This message was|You) deleted(?: this message)?\.?|Missed (?:voice|video) call.*)\s*"
)
"""“(CROSSTALK.)”, “0:00:03”, “<Media omitted>”: what a transcript says of itself."""

STAMPED: Final = re.compile(
    rf"(?:{_DAY})?{_TIME}[\s–-]*"
    r"(?:[^:.!?\n]{1,40}:\s|[^.!?\n]{1,60} (?:joined|left|added|created|changed|removed)\b)"
)
"""A line of a chat by somebody whose name is none that is known (“10:04 - +44 7700 900123: He lies.”), or by nobody."""

ABOUT: Final = frozenset({"he", "she", "his", "her"})
"""What the text after a name begins with where a list tells of people (“Ann Moss (34): She was fined.”)."""

_OPENING = frozenset({"sir", "rear"})
CLOSING: Final = ' \t\r\n\u00a0"”'
ASKED: Final = re.compile(
    rf"(?:(?:spoke|speaks|talked|talks|chatted) (?:to|with)|(?:interviewed|asked) by|tells?|told|[Bb]y|BY) ({NAME})"
)
"""Who asks the questions of an interview, in the words before it."""

DENSE: Final = 0.5
"""Share of the lines from the first label to the last that have one, from which the text is a transcript: then a line
without one goes on with the turn before it."""

ALONE_LINES: Final = 3
"""Lines of a turn whose label has one of its own, with it, that count as one for that."""

TURNS: Final = 3
"""Turns that make a transcript."""

TRUST: Final = 0.9
"""Confidence in a turn: of the 35 found on PolNeAR, 14 on train and 21 on dev, 34 are right, but they are few."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before the next: `content` has a span for each paragraph, `label` is the name.

    `source` is the span that names who speaks, None where no name does; `mark` what stands between both.
    """

    label: Span
    mark: Span
    content: tuple[Span, ...]
    source: Span | None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and the label that opens it, if any.

    `alone` is whether it is nothing else, `timed` whether a time stands on the line before or after it, `marked`
    whether the file itself says that a turn begins, `item` whether the line is one of a list.
    """

    span: Span
    match: re.Match[str] | None = None
    alone: bool = False
    timed: bool = False
    marked: bool = False
    item: bool = False

    @property
    def key(self) -> str:
        """The folded last word of the name; a label without a name is its own."""
        words = _words(self.match["name"]) if self.match else []
        return " ".join(words) if words[:1] == ["the"] else next(reversed(words), "")

    @property
    def named(self) -> bool:
        """Whether something beside the name says that somebody speaks: a time, an office, a party, a title, a role."""
        if self.match is None:
            return False
        words = _words(self.match["name"])
        beside = self.timed or any(self.match.groupdict().get(part) for part in ("time", "title", "after"))
        aside = self.match["aside"].strip(" ()[]")
        beside = beside or (bool(aside) and not aside.isdigit())  # “Ann Moss (34)” is nobody's label
        several = len(words) > 1 and bool(beside or words[0] in lexicon.TITLES | _OPENING)  # not “14:02 Update:”
        return several or self.nameless or self.match["mark"] == "."

    @property
    def nameless(self) -> bool:
        """Whether the label is a transcript's word for somebody (“THE COURT”, “Q”) and no name."""
        words = _words(self.match["name"]) if self.match else []
        plain = {word.strip("_0123456789") for word in words} - {""}  # “SPEAKER_00”, “Speaker 2”
        return bool(plain) and plain <= lexicon.IN_TURNS | {"the", "q", "a", "speaker"}


def _words(name: str) -> list[str]:
    return [fold(word).strip(".'") for word in name.split()]


def _full(line: _Line) -> str:
    return " ".join(_words(line.match["name"])) if line.match else ""


def find_turns(tree: Tree, quotations: Sequence[Quotation], ways: Sequence[bool] = (False, True)) -> list[Turn]:
    """Return the turns of a document in text order; none unless two people speak, one of them twice or both nameless.

    Whom the file itself marks as speaking (subtitles with voices), speaks.

    Lists have labels too. Those of dates and places (“WHEN: Monday”) are nobody's names, and after the names of a table
    (“Moss: 1,769”) nobody says a sentence. `ways` are whether labels are looked for on lines of their own.
    """
    for alone in ways:
        lines = _lines(tree, alone=alone)
        speakers = _speakers(tree, lines)
        if speakers:
            return _turns(tree, lines, speakers, quotations)
    return []


def _lines(tree: Tree, *, alone: bool) -> list[_Line]:
    """Return the lines of all paragraphs, with labels before words or, `alone`, on lines of their own."""
    text, lines, timed = tree.document.text, list[_Line](), False
    for paragraph in (p for p in tree.document.paragraphs if p.kind != "title"):  # “Pence: Nobody Will Be There”
        for found in re.finditer(r"\S[^\n]*", paragraph.span.of(text)):
            span = Span(paragraph.span.start + found.start(), paragraph.span.start + found.end())
            if NOTE.fullmatch(text, span.start, span.end):
                timed = text[span.start].isdigit()
                if timed and lines and lines[-1].alone:
                    lines[-1] = replace(lines[-1], timed=True)
                continue
            if alone:
                match = ALONE.fullmatch(text, span.start, span.end)
                match = (
                    None if match is None or re.search(r"[^\W\d_]{4,}\.", match["name"]) else match
                )  # “Fixed. Thanks.”
            else:
                match = next((m for label in LABELS if (m := label.match(text, span.start, span.end))), None)
            marked = paragraph.kind == "turn" and span.start == paragraph.span.start
            item = paragraph.kind == "list_item"
            lines.append(_Line(span, match, alone and match is not None, timed, marked, item))
            timed = False
    return lines


def _speakers(tree: Tree, lines: Sequence[_Line]) -> set[str]:
    """Return the keys of those who speak; none where the lines are no transcript."""
    text = tree.document.text
    labelled = [line for line in lines if line.match is not None]
    counts = Counter(line.key for line in labelled)
    people = {fold(t.text) for s in tree.sentences for t in s.tokens if t.entity.endswith("PER")}
    sure = {line.key for line in labelled if line.named or (counts[line.key] > 1 and line.key in people)}
    if "q" not in sure:
        sure -= {"a"}  # a list's first item
    initials = set(re.findall(r"\(([A-Z][A-Z.]{0,5})[,)]", text))  # “Ann Moss (AM, chair)”
    explained = {line.key for line in labelled if line.match and line.match["name"] in initials}
    sure |= explained
    marked = {line.key for line in labelled if line.marked}
    if marked or not sure:
        return marked
    shouted = {line.key for line in labelled if line.match and line.match["name"].isupper() and len(line.key) > 1}
    known = {line.key for line in labelled if line.key in people}
    speakers = sure | known | {key for key in shouted if counts[key] > 1}
    said = [(i, line) for i, line in enumerate(lines) if line.match is not None and line.key in speakers]
    names = Counter(line.key for line in {_full(line): line for line in labelled if " " in _full(line)}.values())
    again = sum(counts[key] > max(names[key], 1) for key in speakers)  # two of one surname are not one twice
    nameless = sum(line.nameless for _, line in said)
    if len(speakers) < 2 or len(said) < TURNS or not (again or nameless > 1):  # noqa: PLR2004
        return set()
    if not (explained or any(line.named for _, line in said)) and again < 2:  # noqa: PLR2004
        return set()
    verbs = [t.span.start for s in tree.sentences for t in s.tokens if t.upos in {"VERB", "AUX"}]
    ends = [*(lines[i].span.start for i, _ in said[1:]), len(text)]
    after = {i: lines[i + 1].span.start for i, line in said if line.alone and i + 1 < len(lines)}  # not its time
    starts = [after.get(i, line.match.end()) for i, line in said if line.match is not None]
    opens = [text[start : start + 20].lstrip(' "“*_–—-…\n')[:1] for start in starts]
    sentences = [  # “2:31:04, who was first” and “best woman, was given a watch” are a list's
        bisect_left(verbs, end) > bisect_left(verbs, start) and not (first.islower() or first.isdigit())
        for start, end, first in zip(starts, ends, opens, strict=True)
    ]
    told = [text[start : start + 20].lower().split()[:1] for start in starts]
    if 5 * sum(words != [] and words[0] in ABOUT for words in told) >= 4 * len(said):
        return set()
    between = said[-1][0] - said[0][0] + 1
    crowded = not said[0][1].alone or len(said) * ALONE_LINES >= DENSE * between
    return speakers if 2 * sum(sentences) > len(said) and crowded else set()


def _turns(tree: Tree, lines: Sequence[_Line], speakers: set[str], quotations: Sequence[Quotation]) -> list[Turn]:
    text = tree.document.text
    said = [i for i, line in enumerate(lines) if line.match is not None and line.key in speakers]
    dense = len(said) >= DENSE * (said[-1] - said[0] + 1) or lines[said[0]].alone
    sources = _Sources(tree, [lines[i] for i in said])
    turns: list[Turn] = []
    another = False
    for i, line in enumerate(lines):
        another = (another and line.match is None) or STAMPED.match(line.span.of(text)) is not None
        if line.match is not None and line.key in speakers:
            name, mark = Span(*line.match.span("name")), Span(*line.match.span("mark"))
            content = _spoken(text, Span(line.match.end(), line.span.end))
            turns.append(Turn(name, mark or name, content, sources.of(line)))
        elif not turns or another:
            continue
        elif line.match is None and _goes_on(turns[-1], line.span, quotations):  # it begins with the quotation's mark
            turns[-1] = _longer(turns[-1], _spoken(text, Span(line.span.start + 1, line.span.end)))
        elif line.match is None and dense and not line.item and (i < said[-1] or lines[said[-1]].alone):
            number = _NUMBERED.match(line.span.of(text))
            start = line.span.start + (number.end() if number else 0)
            turns[-1] = _longer(turns[-1], _spoken(text, Span(start, line.span.end)))
    return [turn for turn in turns if turn.content]


def _longer(turn: Turn, words: tuple[Span, ...]) -> Turn:
    return replace(turn, content=turn.content + words)


class _Sources:
    """Which words name the speaker of each label."""

    def __init__(self, tree: Tree, labelled: Sequence[_Line]) -> None:
        self.tree = tree
        self.full: dict[str, dict[str, None]] = {}
        for line in labelled:
            words = self._words(line)
            self.full.setdefault(line.key, {})
            if len(words) > 1:
                self.full[line.key][" ".join(words)] = None
        self.asks, self.answers = self._people(labelled[0].span.start)

    def _words(self, line: _Line) -> list[str]:
        words = _words(line.match["name"]) if line.match else []
        while len(words) > 1 and words[0] in lexicon.TITLES | _OPENING:
            del words[0]
        return words

    def of(self, line: _Line) -> Span | None:
        """Return the words that name who speaks: the label's name, one in brackets after an office, or the intro's."""
        match = line.match
        if match is None:
            return None
        if line.key in {"q", "question"}:
            return self.asks
        if line.key in {"a", "answer"}:
            return self.answers
        inside = re.search(rf"[(\[]({NAME})[)\]]", match["aside"] or "")
        if line.key.startswith("the ") and inside and " " in inside[1]:
            start = match.start("aside") + inside.start(1)
            return Span(start, start + len(inside[1]))
        words = self._words(line)
        if len(words) == 1 and len(self.full[line.key]) > 1:
            return None  # two of that surname speak
        start, end = match.span("name")
        skipped = len(_words(match["name"])) - len(words)
        for word in match["name"].split()[:skipped]:
            start = self.tree.document.text.index(word, start) + len(word)
        return Span(start + (skipped > 0), end)

    def _people(self, end: int) -> tuple[Span | None, Span | None]:
        """Return who asks and who answers, by the words before the first turn."""
        text = self.tree.document.text
        names = (Span(m.start(1), m.start(1) + len(m[1].rstrip("."))) for m in ASKED.finditer(text, 0, end))
        asked = next(names, None)
        runs: list[Span] = []
        for sentence in self.tree.sentences:
            for token in sentence.tokens:
                if token.span.end <= end and token.entity.endswith("-PER"):
                    if token.entity.startswith("I") and runs:
                        runs[-1] = Span(runs[-1].start, token.span.end)
                    else:
                        runs.append(token.span)
        others = [run for run in runs if run.of(text).strip(".")[1:] and (asked is None or not run.overlaps(asked))]
        return asked, next(
            (run for run in others if " " in run.of(text)), next(iter(others), None)
        )  # a whole name first


def _spoken(text: str, span: Span) -> tuple[Span, ...]:
    """Return what is said in a paragraph, without blanks and without a last mark that nothing in it opens."""
    words = span.of(text)
    if not words.strip() or NOTE.fullmatch(words):
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


def turns_of(tree: Tree, quotations: Sequence[Quotation], *, alone: bool) -> Iterator[Attribution]:
    """Yield the turns of a transcript as attributions; `alone` is whether labels have lines of their own."""
    for turn in find_turns(tree, quotations, (alone,)):
        place = tree.sentence_from(turn.content[0].start)
        step = Step(Code.TURN, {"name": tree.text(turn.label)})
        yield Attribution(
            "",
            "direct",
            turn.content,
            Cue(turn.mark, ":"),
            turn.source,
            "turn",
            place.index,
            place.paragraph,
            confidence=TRUST,
            evidence=(step_words(step),),
            steps=(step,),
        )
