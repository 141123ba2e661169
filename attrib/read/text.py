"""Paragraphs of a text, and what each of them is.

Two pure steps: `split` cuts a plain text into blocks, `lay_out` names the blocks (title, standfirst, byline, date,
heading, body) and takes title, byline and date from them. Markdown and HTML bring blocks of their own and use the
second step only. All offsets are code points into the text given.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrib.language.tokens import word_set
from attrib.types import Note, Paragraph, ParagraphKind, Place, Span

if TYPE_CHECKING:
    from collections.abc import Sequence


SET_OFF: Final[frozenset[ParagraphKind]] = frozenset(
    {"block_quotation", "pull_quote", "turn", "question", "post", "letter", "email", "table_cell", "list_item"}
)
"""Kinds of paragraph that are of the article proper, as ``body`` is. A caption may stand above its first."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text with no blank space around it.

    `hint` is what the markup calls it; None means that `lay_out` may guess.
    """

    span: Span
    hint: ParagraphKind | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The named paragraphs in text order, and what the article says about itself (None where it does not).

    `places`, `notes` and `repairs` are those of :class:`attrib.types.Document`; `warnings` say in English what of the
    file may be missing.
    """

    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    places: tuple[Place, ...] = ()
    notes: tuple[Note, ...] = ()
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


# --- cutting -------------------------------------------------------------------------------------------------------

# A line of a block that begins in lower case goes on with the line before; where each line is a paragraph, next to none
# does. PolNeAR train wrapped at 60, 72 and 80 columns comes back in its 17,318 paragraphs but for 9 at most; with the
# blank lines between paragraphs taken out as well, 81 to 85% of them do. One paragraph a line: all.
_WRAPPED_SHARE = 0.3
# A line that ends a sentence and leaves this part of the width empty was not broken by the wrapping.
_SHORT_LINE = 0.8


def split(text: str) -> list[Block]:
    """Cut a plain text into blocks: at blank lines, and within them wherever a line break is not mere wrapping.

    Every character that is not blank is in exactly one block.
    """
    groups = _groups(text)
    breaks = [(before, after) for group in groups for before, after in pairwise(group)]
    continued = sum(text[after.start].islower() for _, after in breaks)
    wrapped = bool(breaks) and continued >= _WRAPPED_SHARE * len(breaks)
    widths = sorted(len(line) for group in groups for line in group if len(group) > 1)
    # The ninth decile, so that one long web address does not pass for the width.
    width = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    blocks = []
    for group in groups:
        start = group[0].start
        for before, after in pairwise(group):
            if not wrapped or _deliberate(text, before, after, width):
                blocks.append(Block(Span(start, before.end)))
                start = after.start
        blocks.append(Block(Span(start, group[-1].end)))
    return blocks


def _groups(text: str) -> list[list[Span]]:
    """Return the lines without the blank space around them, grouped by the blank lines between them.

    A line ends wherever `str.splitlines` says so, a lone carriage return and the Unicode separators included.
    """
    groups: list[list[Span]] = [[]]
    start = 0
    for line in text.splitlines(keepends=True):
        if stripped := line.strip():
            begin = start + len(line) - len(line.lstrip())
            groups[-1].append(Span(begin, begin + len(stripped)))
        elif groups[-1]:
            groups.append([])
        start += len(line)
    return [group for group in groups if group]


def _deliberate(text: str, before: Span, after: Span, width: int) -> bool:
    """Whether the break between two lines of a wrapped text starts a new paragraph.

    Wrapping breaks a line only when the next word does not fit; where it would have fitted, somebody pressed return.
    """
    if text[after.start].islower():
        return False
    first_word = after.of(text).split(maxsplit=1)[0]
    if len(before) + 1 + len(first_word) > width:
        return False
    return len(before) <= _SHORT_LINE * width or not _unfinished(before.of(text))


# --- naming --------------------------------------------------------------------------------------------------------

_CLOSERS = "\"'”’»)]*_`"
_SENTENCE_END = (".", "!", "?", "…", ":", ";", ",", "—", "–", "-")

# Titles of 840 PolNeAR train articles: median 10 words, 21 at the 99th percentile. A title that ends in a full stop
# (98% of them do, by that corpus's habit) looks like a short lead, so it has to be shorter, and either in title case,
# or without an article, or without a plain verb of being or saying. That finds 95% of the titles; with the title taken
# away, 6% of leads are mistaken for one (the four outlets without a second deck).
_TITLE_WORDS = 30
_STOPPED_TITLE_WORDS = 20
_TITLE_CASE = 0.8
_ARTICLE = re.compile(r"\b(?:an?|the)\b", re.IGNORECASE)
_PLAIN_VERB = re.compile(r"\b(?:said|says|told|was|were|is|are|had|has|have)\b", re.IGNORECASE)
# “LONDON —”, “Washington (AP) –”: a place and a dash open a lead, not a title.
_DATELINE = re.compile(r"(?:[A-Z][A-Z.,' ]{2,40}|[A-Z][\w.,' ]{1,40}\([A-Z][\w ]{1,20}\)) ?(?:—|–|--?) ")
_STAMP = re.compile(r"[\[(]?[\d/.,: -]{0,20}\d:\d\d")  # “[12/05/2024, 10:02] Ann Moss: Hi.” opens a chat
_LABEL = re.compile(r"[A-Z][^\n:]{0,40}: ")  # who speaks, in a transcript
_SENTENCE_BREAK = re.compile(r"[.!?][\"'”’]* +[“\"‘A-Z]")

_STANDFIRST_WORDS = 45
_HEADING_WORDS = 12
_NAMED_LINE = 150
_TAIL = 3

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    r"\b(?:"
    r"(?P<y1>[0-9]{4})-(?P<m1>[0-9]{2})-(?P<d1>[0-9]{2})(?:T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
    rf"|(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m2')}\.?,?\s+(?P<y2>[0-9]{{4}})"
    rf"|{_MONTH.format('m3')}\.?\s+(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>[0-9]{{4}})"
    r"|(?P<d4>[0-9]{1,2})[/.](?P<m4>[0-9]{1,2})[/.](?P<y4>[0-9]{4})"
    r")\b",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"\b(?:(?:first|last|originally)\s+)?(?:published|posted|issued|filed|created|updated|modified|revised|date)\b"
    r"(?:\s+(?:on|at))?",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updated|modified|revised", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?\s*(?:[ap]\.?m\b\.?)?|[0-9]{1,2}\s*[ap]\.?m\b\.?)", re.IGNORECASE
)
_DATE_WORDS = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|at|on|UTC|GMT|Z|(?-i:[A-Z]{1,4}T))\b",
    re.IGNORECASE,
)

_BY = re.compile(
    r"(?:(?:words|text|story|reporting|report|written|compiled|posted|published|co-authored|authored)\s+)?by\b:?\s+",
    re.IGNORECASE,
)
_PARTICLES = word_set(
    "a al an and ap at bin by da de del della den der di dos du e el for from ibn in la le of on the to van von with y"
    " correspondent correspondents editor editors reporter reporters staff writer writers agency agencies chief deputy"
    " senior associate assistant contributor contributing columnist bureau desk team news political politics business"
    " economics health science security defence defense legal foreign special"
)
_NOT_A_NAME = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december a an this that these those his her its their our my"
)
# “Reporting by Jane Doe; editing by John Roe”: only the first wrote it.
_AND_OTHERS = re.compile(r"[;,.]\s*(?:additional|editing|edited|photograph)", re.IGNORECASE)
_BYLINE_WORDS = 20
_PLACE_WORDS = 6
_BYLINE_EDGES = " ,;|•·–—-:/\n\t\u00a0"
# “Jane Doe, Boston”: a name of two to four words and, after a comma, a bar or “in”, where or what they are.
_NAME = r"[^\W\d_][\w.'’-]*(?:[ \u00a0]+[^\W\d_][\w.'’-]*){1,3}"
_NAME_AND_PLACE = re.compile(rf"(?P<name>{_NAME}?)(?:\s*[,|•·]\s*|\s+in\s+)(?P<rest>\S.*)", re.DOTALL)
_BARE_NAME = re.compile(_NAME)


def lay_out(
    text: str,
    blocks: Sequence[Block],
    *,
    title: str | None = None,
    byline: str | None = None,
    published: str | None = None,
) -> Layout:
    """Name the blocks, one paragraph each, and read title, byline and publication date off them.

    Only what stands before the first prose paragraph can be title, standfirst or byline; a byline or a date may also
    end the article. `title`, `byline` and `published` (ISO 8601) are what markup outside the text states, and win. Of
    the dates in the text, one that is not called an update is preferred. Title and byline come without Markdown's
    emphasis and links, the byline without “By” and dates.
    """
    copies = [plain(block.span.of(text)) for block in blocks]
    kinds: list[ParagraphKind] = [block.hint or "body" for block in blocks]
    for index, copy in enumerate(copies):
        if blocks[index].hint is None and is_date(copy):
            kinds[index] = "date"
    lead = _name_head(kinds, blocks, copies, title)
    _name_tail(kinds, copies, lead)
    for index in range(lead + 1, len(blocks) - 1):
        guess = kinds[index] == "body" and blocks[index].hint is None
        if guess and _heading_like(copies[index]) and _prose(copies[index + 1]):
            kinds[index] = "heading"
    title = title or next((copy for copy, kind in zip(copies, kinds, strict=True) if kind == "title"), None)
    bylines = [copy for copy, kind in zip(copies, kinds, strict=True) if kind == "byline"]
    stated = [copy for copy, kind in zip(copies, kinds, strict=True) if kind in {"date", "byline"}]
    return Layout(
        tuple(Paragraph(block.span, kind) for block, kind in zip(blocks, kinds, strict=True)),
        title=" ".join(title.split()).rstrip(" ;") if title else None,
        byline=byline or (names_in(bylines[0]) if bylines else None),
        published=published or _published(stated),
    )


def _name_head(kinds: list[ParagraphKind], blocks: Sequence[Block], copies: Sequence[str], title: str | None) -> int:
    """Name what stands before the article proper; return the index of its first paragraph."""
    titled, standfirst = title is not None or "title" in kinds, "standfirst" in kinds
    last = len(blocks) - 1
    untimed = Counter(_untimed(copy) for copy in copies)
    for index, (block, copy) in enumerate(zip(blocks, copies, strict=True)):
        if kinds[index] in SET_OFF or untimed[_untimed(copy)] > 1:  # who speaks, in an export of a chat
            return index
        if kinds[index] not in {"body", "heading"}:
            continue
        if title and copy.casefold() == title.casefold():
            kinds[index] = "title"
        elif block.hint == "body":
            return index
        elif _by_form(copy):
            kinds[index] = "byline"
        elif not titled and (block.hint == "heading" or (last > 0 and _title_like(copy))):
            kinds[index] = "title"
            titled = True
        elif block.hint or not titled or index == last or _prose(copy):
            return index
        elif _name_form(copy, beside_date="date" in kinds[max(index - 1, 0) : index + 2]):
            kinds[index] = "byline"
        else:
            # A second line such as “Listen to this story” is not what the article leads with.
            kinds[index] = "heading" if standfirst else "standfirst"
            standfirst = True
    return len(blocks)


def _name_tail(kinds: list[ParagraphKind], copies: Sequence[str], lead: int) -> None:
    """Find a byline among the last paragraphs, where agencies put it."""
    for index in range(len(copies) - 1, max(lead, len(copies) - 1 - _TAIL), -1):
        if kinds[index] == "body" and _by_form(copies[index]):
            kinds[index] = "byline"


def plain(markdown: str) -> str:
    """Return a copy without emphasis, code and link marks, for reading only: its offsets mean nothing."""
    without_links = re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)", r"\1", markdown)
    return re.sub(r"(?<![\w*_`])[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?![\w*_`])", "", without_links).strip()


def _unfinished(copy: str) -> bool:
    """Whether the line ends without punctuation (closing quotation marks and brackets do not count)."""
    return not copy.rstrip(_CLOSERS).endswith(_SENTENCE_END)


def _prose(copy: str) -> bool:
    return not _unfinished(copy) or len(copy.split()) > _STANDFIRST_WORDS


def _title_like(copy: str) -> bool:
    words = copy.split()
    if (
        len(words) > _TITLE_WORDS
        or _DATELINE.match(copy)
        or _STAMP.match(copy)
        or _SENTENCE_BREAK.search(copy)
        or not _has_word(copy)
    ):
        return False
    end = copy.rstrip(_CLOSERS)
    if end.endswith((",", ":", "—", "–", "-")):
        return False
    if not end.endswith((".", "…")):
        return True
    if len(words) > _STOPPED_TITLE_WORDS:
        return False
    long_words = re.findall(r"[^\W\d_]{4,}", copy)
    capitals = sum(word[0].isupper() for word in long_words)
    title_case = bool(long_words) and capitals >= _TITLE_CASE * len(long_words)
    return title_case or not _ARTICLE.search(copy) or not _PLAIN_VERB.search(copy)


def _heading_like(copy: str) -> bool:
    # “— Ada Finch”: whose the words above are.
    opens = not copy[:1].islower() and copy[:1] not in "—–―"
    return opens and _unfinished(copy) and len(copy.split()) <= _HEADING_WORDS and _has_word(copy)


def _untimed(copy: str) -> str:
    """Return the paragraph without times; of one that opens with a name and a colon, only these."""
    label = _LABEL.match(copy)
    return label.group() if label else _TIME.sub("", copy).strip()


def _has_word(copy: str) -> bool:
    return any(character.isalpha() for character in copy)


def is_date(copy: str) -> bool:
    """Whether the paragraph is a date and nothing else but labels (“Updated:”), weekdays, times and zones."""
    if len(copy) > _NAMED_LINE or not _DATE.search(copy):
        return False
    return not any(character.isalnum() for character in _without_dates(copy))


def _without_dates(copy: str) -> str:
    if not _DATE.search(copy):
        return copy
    for pattern in (_DATE, _DATE_LABEL, _TIME, _DATE_WORDS):
        copy = pattern.sub(" ", copy)
    return copy


def iso_date(written: str) -> str | None:
    """Return the first date in `written` as ISO 8601; one that can be read two ways (03/04/2024) is passed over."""
    for match in _DATE.finditer(written):
        found = {name[0]: value for name, value in match.groupdict().items() if value}
        year, month, day = int(found["y"]), found["m"], int(found["d"])
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        if match["y4"]:
            # Day and month change places between countries; a number over 12 settles it, or that they are the same.
            if number > 12 >= day:  # noqa: PLR2004 - months in a year
                number, day = day, number
            elif number != day and day <= 12:  # noqa: PLR2004
                continue
        try:
            return date(year, number, day).isoformat()
        except ValueError:
            continue
    return None


def _published(stated: Sequence[str]) -> str | None:
    """Choose among the date lines: the first date that is not labelled as an update, else the first."""
    pieces = []
    for copy in stated:
        starts = [match.start() for match in _DATE_LABEL.finditer(copy)]
        pieces += [copy[start:end] for start, end in zip([0, *starts], [*starts, len(copy)], strict=True)]
    dated = [(bool(_UPDATED.search(piece)), day) for piece in pieces if (day := iso_date(piece))]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None


def names_in(byline: str) -> str | None:
    """Return the byline without “By”, editors, dates and the marks around them; None when nothing is left."""
    names = " ".join(_BY.sub("", _without_dates(byline).strip(), count=1).split())
    names = _AND_OTHERS.split(names)[0].strip(_BYLINE_EDGES)
    # The stop after “Jr.” or an initial belongs to the name.
    return (names if re.search(r"\b\w{1,2}\.$", names) else names.rstrip(".")) or None


def _by_form(copy: str) -> bool:
    """Whether the paragraph is “By Jane Doe”, with whatever titles, places and dates follow the name."""
    copy = _without_dates(copy).strip(_BYLINE_EDGES)
    by = _BY.match(copy)
    if not by or len(copy) > _NAMED_LINE:
        return False
    words = copy[by.end() :].split()
    first = words[0].strip(",.").lower() if words else ""
    return bool(words) and first not in _NOT_A_NAME and len(words) <= _BYLINE_WORDS and _names_only(words)


def _name_form(copy: str, *, beside_date: bool) -> bool:
    """Whether the paragraph is “Jane Doe, Boston” or, where a date stands beside it, “Jane Doe”."""
    if len(copy) > _NAMED_LINE or copy.endswith((".", "!", "?", ":")):
        return False
    beside_date = beside_date or bool(_DATE.search(copy))
    copy = _without_dates(copy).strip(_BYLINE_EDGES)
    if (match := _NAME_AND_PLACE.fullmatch(copy)) and _is_name(match["name"]):
        rest = match["rest"].split()
        return len(rest) <= _PLACE_WORDS and _names_only(rest)
    return beside_date and bool(_BARE_NAME.fullmatch(copy)) and _is_name(copy)


def _is_name(words: str) -> bool:
    parts = words.split()
    first = parts[0].lower() if parts else ""
    return bool(parts) and first not in _NOT_A_NAME and all(part[0].isupper() for part in parts)


def _names_only(words: Sequence[str]) -> bool:
    """Whether each word is capitalised, or is one that stands in bylines (“and”, “van”, “correspondent”)."""
    bare = (word.strip("()[],;:.") for word in words)
    return all(not word[:1].isalpha() or word[0].isupper() or word.lower() in _PARTICLES for word in bare)
