"""A PDF to the text of its article: columns in reading order, paragraphs rebuilt, page furniture left out.

The only importer of pypdfium2 (5.15, Apache-2.0: Google's own reader, the one in Chrome), and only in a child process,
``python -m attrib.read.pdf``: a PDF is a program of a stranger, and what crashes, hangs or swallows memory over it is
the child. The child gives characters their order (`_fragments`, `_columns`), makes paragraphs of them (`_paragraphs`)
and answers in JSON; nothing but text, offsets and page numbers comes back.

Positions are in points, y upwards; every tolerance is in ems of the type it is about.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from attrib.errors import UnreadableInput
from attrib.language.tokens import word_set
from attrib.read import encoding
from attrib.read.text import Block, Layout, lay_out
from attrib.types import Place, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SECONDS = 60
_MEMORY = 1_500_000_000
_PAGES = 2_000

_COPY = "Open it in a PDF viewer, copy the article's text into a .txt file, and pass that."
_REFUSALS = {
    "damaged": ("is a PDF that cannot be opened: it is damaged or cut off", "Fetch it again, or pass another copy."),
    "password": ("is a PDF with a password", "Save a copy without the password and pass that."),
    "pages": (f"is a PDF of more than {_PAGES:,} pages", "Save the pages of the article as a PDF of their own."),
    "scan": ("is a scan: its pages are pictures without text", "Run it through OCR (ocrmypdf, for one) and pass that."),
    "letters": ("is a PDF whose fonts do not say which letters they show", "Run it through OCR and pass that."),
    "slow": (f"is a PDF that takes longer than {_SECONDS} seconds to read", _COPY),
    "died": ("is a PDF at which the reader of PDFs failed", _COPY),
}
"""What the child may answer instead of a text, and what it comes to where it answers nothing."""


def convert(data: bytes, name: str) -> tuple[str, Layout]:
    """Return the text of a PDF, one line a paragraph with blank lines between, and its layout with pages as places.

    `name` is how the errors call the input. Hyphens at line ends are undone and ligatures are plain letters; headers,
    footers and page numbers are left out. A PDF without words gives an empty text.

    Raises UnreadableInput: no PDF, damaged, with a password, a scan, over 2,000 pages, or one that takes more than a
    minute, or 1.5 GB, to read.
    """
    if b"%PDF-" not in data[:1024]:
        encoding.decode(data, name)  # says what it is where that is no text
        raise UnreadableInput(f"{name} holds text and no PDF.", "Name it .txt, or .html if it is a web page.")
    reply = _ask(data)
    try:
        if refusal := reply.get("refused"):
            what, hint = _REFUSALS[refusal]
            raise UnreadableInput(f"{name} {what}.", hint)
        text, blocks = reply["text"], [Block(Span(start, end), hint) for start, end, hint in reply["blocks"]]
        places = tuple(Place(offset, page) for offset, page in reply["places"])
        edges = [0, *(edge for block in blocks for edge in (block.span.start, block.span.end)), len(text)]
        sound = edges == sorted(edges)
    except (KeyError, TypeError, ValueError, AttributeError):
        sound = False
    if not sound:
        what, hint = _REFUSALS["died"]
        raise UnreadableInput(f"{name} {what}.", hint)
    return text, replace(lay_out(text, blocks), places=places, repairs=tuple(reply["repairs"]))


def _ask(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """Return what the child answers of the PDF."""
    # The child is to find this package, and nothing by its name in the folder that somebody happens to work in (-P).
    found = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-P", "-m", "attrib.read.pdf"]
    environment = {**os.environ, "PYTHONPATH": found}
    try:
        done = subprocess.run(  # noqa: S603 - no word of it comes from outside
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, env=environment,
            check=False,
        )  # fmt: skip
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"refused": "slow"}
    except (OSError, ValueError, RecursionError):
        return {"refused": "died"}


# --- the child: characters to lines ----------------------------------------------------------------------------------

# A page with a picture and fewer characters than this (a number, a stamp) is the scan of one.
_FEW = 50
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# pdfium writes U+0002 for a hyphen at the end of a line; Symbol's and Wingdings' bullets are in the private use area.
_CHARACTERS = str.maketrans({**_LIGATURES, 2: "-", 0xF0B7: "•", 0xF0A7: "•", 0xFFFE: "-"})
_SPACE = 0.15
_WORD_GAP = 1.0
_SAME_LINE = 0.45


@dataclass(slots=True)
class _Line:
    """Words on one baseline. `first` is how wide the first of them is, `bold` whether all are."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    page: int
    first: float


def _read(data: bytes) -> dict[str, Any]:
    """Return the answer to a PDF: ``refused``, or ``text``, ``blocks``, ``places`` and ``repairs``."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        return {"refused": "password" if code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY} else "damaged"}
    if count > _PAGES:
        return {"refused": "pages"}
    pages: list[list[_Line]] = []
    pictures, letters, unknown = [], 0, 0
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            return {"refused": "damaged"}
        lines, some, without = _fragments(page, number)
        letters, unknown = letters + some, unknown + without
        if some < _FEW and next(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None):
            pictures.append(number)
        pages.append(lines)
    if pictures and 2 * len(pictures) >= count:
        return {"refused": "scan"}
    if unknown > letters / 4:
        return {"refused": "letters"}
    _leave_out_furniture(pages)
    answer = _written(_paragraphs([column for page in pages for column in _columns(_without_drop_caps(page))]))
    if pictures:
        answer["repairs"].append(f"pages that are pictures without text, not read: {', '.join(map(str, pictures))}")
    return answer


@dataclass(slots=True)
class _Glyph:
    """A character, from `start` to `end` on its baseline; `turned` is how many quarters it is turned clockwise."""

    character: str
    start: float
    end: float
    base: float
    size: float
    bold: bool
    spaced: bool
    turned: int


def _fragments(page: Any, number: int) -> tuple[list[_Line], int, int]:  # noqa: ANN401 - pypdfium2's own PdfPage
    """Return the pieces of lines on a page, the number of its characters, and of those that nobody knows.

    Text that stands upright to most of the page (a stamp in the margin) is left out, and so is what lies off the page.
    """
    glyphs, unknown = _glyphs(page)
    upright = Counter(glyph.turned for glyph in glyphs).most_common(1)
    lines: list[_Line] = []
    run: list[_Glyph] = []
    for glyph in glyphs:
        if glyph.turned != upright[0][0]:
            continue
        if run:
            before, em = run[-1], max(glyph.size, run[-1].size)
            back = glyph.start - before.start < -em / 2  # two characters of a ligature may have one place
            if abs(glyph.base - before.base) > _SAME_LINE * em or back or glyph.start - before.end >= _WORD_GAP * em:
                lines.append(_line(run, number))
                run = []
        run.append(glyph)
    if run:
        lines.append(_line(run, number))
    return [line for line in lines if line.text], len(glyphs), unknown


def _glyphs(page: Any) -> tuple[list[_Glyph], int]:  # noqa: ANN401 - the same
    """Return the characters on a page but for spaces, in the order of pdfium, and how many of them nobody knows."""
    from ctypes import c_double

    from pypdfium2 import raw

    words = page.get_textpage()
    x, y, box, matrix = c_double(), c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    left, bottom, right, top = page.get_bbox()
    glyphs: list[_Glyph] = []
    spaced, unknown = False, 0
    for index in range(words.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(words, index)).translate(_CHARACTERS)
        if character.isspace():
            spaced = True
            continue
        raw.FPDFText_GetCharOrigin(words, index, x, y)
        if not (left - 2 <= x.value <= right + 2 and bottom - 2 <= y.value <= top + 2):
            continue
        raw.FPDFText_GetLooseCharBox(words, index, box)
        raw.FPDFText_GetMatrix(words, index, matrix)
        wrong = raw.FPDFText_HasUnicodeMapError(words, index) == 1 or unicodedata.category(character[0]) in {"Cc", "Co"}
        unknown += wrong
        size = raw.FPDFText_GetFontSize(words, index) * math.hypot(matrix.c, matrix.d)
        turned = round(raw.FPDFText_GetCharAngle(words, index) / (math.pi / 2)) % 4
        edges = [(box.left, box.bottom), (box.right, box.top), (x.value, y.value)]
        for _ in range(turned):
            edges = [(-up, along) for along, up in edges]
        start, end = sorted(along for along, _ in edges[:2])
        bold = raw.FPDFText_GetFontWeight(words, index) >= 600  # noqa: PLR2004 - semi-bold
        if not 1 <= size <= 1000:  # noqa: PLR2004 - a font drawn by the file itself may state any
            size = max(abs(edges[1][1] - edges[0][1]), 1)
        if not wrong or unicodedata.category(character[0]) != "Cc":
            glyphs.append(_Glyph(character, start, end, edges[2][1], size, bold, spaced, turned))
        spaced = False
    return glyphs, unknown


def _line(run: Sequence[_Glyph], number: int) -> _Line:
    text, first = run[0].character, 0.0
    for before, glyph in pairwise(run):
        if glyph.spaced or glyph.start - before.end > _SPACE * glyph.size:
            first = first or before.end - run[0].start
            text += " "
        text += glyph.character
    left, right = min(glyph.start for glyph in run), max(glyph.end for glyph in run)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    text = unicodedata.normalize("NFC", re.sub("\u00ad(?!$)", "", text))
    base, size = median(glyph.base for glyph in run), median(glyph.size for glyph in run)
    return _Line(text, left, right, base, size, all(glyph.bold for glyph in run), number, first or right - left)


def _rows(lines: Iterable[_Line]) -> list[_Line]:
    """Return the lines from the top, those on one baseline as one."""
    return [_in_one(row) for row in _grouped(lines)]


def _grouped(lines: Iterable[_Line]) -> list[list[_Line]]:
    """Return the lines on each baseline, from the top and from the left."""
    rows: list[list[_Line]] = []
    for line in sorted(lines, key=lambda line: -line.base):
        if rows and rows[-1][0].base - line.base < _SAME_LINE * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _in_one(row: Sequence[_Line]) -> _Line:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, line in pairwise(row):
        text += (" " if line.left - before.right > _SPACE * line.size else "") + line.text
    most = max(row, key=lambda line: len(line.text))
    return replace(most, text=text, left=row[0].left, right=max(line.right for line in row),
                   bold=all(line.bold for line in row), first=row[0].first)  # fmt: skip


# --- lines to columns ------------------------------------------------------------------------------------------------

_EDGE_ROWS = 4
_EDGE_GAP = 1.6
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.)?\s*(?:\d{1,4}|[ivxl]+)(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
# What browsers print above and below a page: “11/30/26, 9:41 AM  The title”, “https://example.org/ferry  1/1”.
_PRINTED = re.compile(r"\d+/\d+/\d+, \d+:\d\d.*|(?:https?|file)://\S+\s+\d+/\d+")


def _leave_out_furniture(pages: Sequence[list[_Line]]) -> None:
    """Take out of each page the rows at its edges that are there on others too, figures aside, or number it."""
    rows = [_rows(page) for page in pages]
    edges = Counter(key for page in rows for key in {_key(row) for row in page[:_EDGE_ROWS] + page[-_EDGE_ROWS:]})
    for page, lines in zip(rows, pages, strict=True):
        for inwards in (page, page[::-1]):
            out = 0
            for index, row in enumerate(inwards[:_EDGE_ROWS]):
                numbers = _PAGE_NUMBER.fullmatch(row.text) or _PRINTED.fullmatch(row.text)
                if not numbers and edges[_key(row)] == 1:
                    break
                after = inwards[index + 1] if index + 1 < len(inwards) else None
                # A margin stands between; without one, it is a line of the text that two pages happen to begin with.
                if not after or abs(row.base - after.base) > _EDGE_GAP * min(row.size, after.size):
                    out = index + 1
            for row in inwards[:out]:
                lines[:] = [line for line in lines if abs(line.base - row.base) >= _SAME_LINE * row.size]


def _key(row: _Line) -> tuple[str, int]:
    return re.sub(r"\d+", "", row.text), round(row.base / 4)


def _without_drop_caps(lines: list[_Line]) -> list[_Line]:
    """Return the lines with each large initial at the head of the line that it begins."""
    body = _body_size(lines)
    for initial in [line for line in lines if re.fullmatch(r"[“‘\"']?\w", line.text) and line.size > 1.8 * body]:
        beside = [
            line
            for line in lines
            if initial.base - 0.1 * body <= line.base < initial.base + initial.size
            and initial.left < line.left < initial.right + 1.5 * body
        ]
        if beside:
            top = max(beside, key=lambda line: line.base)
            words = [word for line in lines for word in line.text.split()]
            alone = initial.text[-1] in "AI" and words.count(top.text.split()[0]) > 1
            top.text = f"{initial.text}{' ' if alone else ''}{top.text}"
            for line in beside:
                line.left = initial.left
            lines = [line for line in lines if line is not initial]
    return lines


def _body_size(lines: Iterable[_Line]) -> float:
    """Return the size, to half a point, that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(2 * line.size) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=1.0)


_PROSE = 16
_FEW_ROWS = 2


def _columns(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Yield the lines of each column, or of each band across columns, in reading order, from the top."""
    bands = _best_bands(lines)
    if not bands:
        if lines:
            yield _rows(lines)
        return
    for band in bands:
        if len(band) == 1:
            yield _rows(band[0])
        else:
            for side in band:
                yield from _columns(side)


def _best_bands(lines: list[_Line]) -> list[list[list[_Line]]]:
    """Return the bands of the gutter that parts most lines, or none: lines across it, or those left and right of it."""
    best: list[list[list[_Line]]] = []
    most = _FEW_ROWS - 1
    rows = _grouped(lines)
    # Lines of a column begin at one place.
    starts = Counter(round(line.left) for line in lines)
    for start in sorted(start for start, count in starts.items() if count >= _FEW_ROWS):
        edge = min(line.left for line in lines if round(line.left) == start)
        bands: list[list[list[_Line]]] = []
        for row in rows:
            across = any(line.left < edge and line.right > edge - line.size / 3 for line in row)
            if not bands or (len(bands[-1]) == 1) != across:
                bands.append([[]] if across else [[], []])
            for line in row:
                bands[-1][0 if across else int(line.left >= edge)].append(line)
        # Labels and numbers side by side are rows of a table, which is read across.
        bands = [band if len(band) > 1 and all(map(_is_prose, band)) else [list(chain(*band))] for band in bands]
        parted = sum(min(map(len, band)) for band in bands if len(band) > 1)
        if parted > most:
            best, most = bands, parted
    return best


def _is_prose(side: list[_Line]) -> bool:
    return bool(side) and median(len(row.text) for row in _rows(side)) >= _PROSE


# --- lines to paragraphs ---------------------------------------------------------------------------------------------

_OTHER_SIZE = 1.12
_LARGE = 1.25
_LEADING = 1.25
_INDENT = 0.6
_MOST_INDENT = 5
_HEADING_WORDS = 14
_TITLE_WORDS = 30
_CLOSERS = "\"'”’»)]"
_BULLET = re.compile(r"[•●▪◦‣■□]\s+")
_NUMBERED = re.compile(r"(?:\d{1,2}|[a-z])[.)]\s")


@dataclass(slots=True)
class _Paragraph:
    """Lines of one paragraph, which may run on over a column or a page; `hint` is a ParagraphKind or None."""

    lines: list[_Line]
    hint: str | None = None
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.size = self.lines[0].size

    def goes_on(self, line: _Line, right: float) -> bool:
        """Whether the paragraph goes on with the first line of the next column, where its own ends at `right`."""
        last = self.lines[-1]
        if not _same_type(last, line) or _BULLET.match(line.text) or _ended(last.text):
            return False
        full = last.right + line.first + _SPACE * line.size > right
        return line.text[0].islower() or last.text.endswith(("-", "‐", "\u00ad", ",")) or full


def _paragraphs(columns: Sequence[list[_Line]]) -> list[_Paragraph]:
    """Make paragraphs of the lines of all columns, and say which are headings by the size of their type."""
    lines = [line for column in columns for line in column]
    body = _body_size(lines)
    leading = _leadings(columns)
    found: list[_Paragraph] = []
    right = 0.0
    for column in columns:
        sized: dict[int, float] = {}
        for line in column:
            sized[round(line.size)] = max(sized.get(round(line.size), 0), line.right)
        for index, line in enumerate(column):
            paragraph = None
            if index == 0:
                # A caption, a footnote or a pull quote may stand between the two halves.
                paragraph = next((each for each in found[:-5:-1] if _same_type(each.lines[-1], line)), None)
                if paragraph and not paragraph.goes_on(line, right):
                    paragraph = None
            elif not _begins(found[-1], line, sized[round(line.size)], leading.get(round(line.size), 0)):
                paragraph = found[-1]
            if paragraph:
                paragraph.lines.append(line)
            else:
                found.append(_Paragraph([line]))
        right = sized[round(column[-1].size)]
    _name(found, body)
    return found


def _leadings(columns: Sequence[list[_Line]]) -> dict[int, float]:
    """Return how far apart the lines of a paragraph are, for each size of type: the closest quarter."""
    apart: dict[int, list[float]] = {}
    for column in columns:
        for before, line in pairwise(column):
            if _same_type(before, line):
                apart.setdefault(round(line.size), []).append(before.base - line.base)
    return {size: sorted(each)[len(each) // 4] for size, each in apart.items()}


def _same_type(before: _Line, line: _Line) -> bool:
    return max(before.size, line.size) < _OTHER_SIZE * min(before.size, line.size)


def _ended(text: str) -> bool:
    return text.rstrip(_CLOSERS).endswith((".", "!", "?", "…", ":"))


def _begins(paragraph: _Paragraph, line: _Line, right: float, leading: float) -> bool:
    """Whether a line begins a paragraph, under the last line of another in the same column."""
    before, em, ended = paragraph.lines[-1], line.size, _ended(paragraph.lines[-1].text)
    if (
        not _same_type(before, line)
        or before.base - line.base > _LEADING * max(leading, em)
        or _BULLET.match(line.text)
        or (ended and _NUMBERED.match(line.text))
        or (before.bold != line.bold and (ended if line.bold else len(paragraph.lines) == 1))
    ):
        return True
    if abs(line.left + line.right - before.left - before.right) > em:  # lines that are centred begin anywhere
        listed = _BULLET.match(paragraph.lines[0].text) or _NUMBERED.match(paragraph.lines[0].text)
        settled = len(paragraph.lines) > 1 and abs(paragraph.lines[-2].left - before.left) < _INDENT * em
        if not listed and _INDENT * em < line.left - before.left < _MOST_INDENT * em:
            return True
        if settled and before.left - line.left > _INDENT * em:
            return True
    # The next word would have fitted: somebody ended the paragraph.
    room = right - before.right - line.first - 0.4 * em
    return room > 0 and ended and not line.text[0].islower()


def _name(paragraphs: Sequence[_Paragraph], body: float) -> None:
    """Give hints to what stands in larger type, and to items of lists."""
    title, prose = None, False
    head = [each for each in paragraphs[:8] if each.lines[0].page == paragraphs[0].lines[0].page]
    largest = max((each.size for each in head), default=0)
    for before, each in zip([None, *paragraphs], paragraphs, strict=False):
        text = " ".join(line.text for line in each.lines)
        words = len(text.split())
        prose = prose or (each.size < _OTHER_SIZE * body and words > _HEADING_WORDS)
        if _BULLET.match(text):
            each.hint = "list_item"
        elif each.size < _OTHER_SIZE * body or not any(character.isalpha() for character in text):
            continue
        elif not title and not prose and each.size == largest >= _LARGE * body and words <= _TITLE_WORDS:
            each.hint, title = "title", each
        elif words <= _HEADING_WORDS and not _ended(text) and (before is None or before is not title):
            each.hint = "heading"  # what is right under a title may be a standfirst or a byline


# --- paragraphs to text ----------------------------------------------------------------------------------------------

_HYPHEN_END = re.compile(r"((?:[^\W_]+[-‐'’])*[^\W_]+)[-‐\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
# Before these a hyphen stands for the rest of a word: “pre- and post-war”.
_HANGING = frozenset({"and", "or", "to", "nor", "but"})
# First parts that have a hyphen after them more often than they begin a word (“ex-”, “anti-”: “example”, “antibiotics”)
# where at least as much follows as below (“long-er”, “short-age”).
_PREFIXES = word_set(
    "self quasi vice twenty thirty forty fifty sixty seventy eighty ninety well non long high short half"
)
_LONG = 4


def _written(paragraphs: Sequence[_Paragraph]) -> dict[str, Any]:
    """Return the text of the paragraphs, their blocks, where pages begin, and what was repaired."""
    words = Counter(
        word.lower().replace("‐", "-")
        for paragraph in paragraphs for line in paragraph.lines for word in _WORD.findall(line.text)
    )  # fmt: skip
    text, blocks, places, joined, page = "", [], [], 0, 0
    pieces: list[str] = []
    length = 0
    for paragraph in paragraphs:
        if pieces:
            pieces.append("\n\n")
            length += 2
        start, so_far = length, ""
        for index, line in enumerate(paragraph.lines):
            copy = line.text if index else _BULLET.sub("", line.text, count=1)
            if index:
                kept, between, undone = _seam(so_far, copy, words)
                joined += undone
                length += len(kept) + len(between) - len(so_far)
                so_far = kept + between
            if line.page != page:
                page = line.page
                places.append((length, page))
            so_far += copy
            length += len(copy)
        pieces.append(so_far)
        if so_far:
            blocks.append((start, length, paragraph.hint))
    text = "".join(pieces)
    repairs = [f"hyphens at line ends: {joined} place{'s' * (joined > 1)}"] if joined else []
    return {"text": text, "blocks": blocks, "places": places, "repairs": repairs}


def _seam(before: str, after: str, words: Counter[str]) -> tuple[str, str, bool]:
    """Return what is kept of `before`, what stands between it and `after`, and whether a hyphen was undone."""
    hyphen, second = _HYPHEN_END.search(before), _WORD.match(after)
    if hyphen and second:
        first, rest = hyphen[1], second[0].replace("‐", "-")
        if rest.lower() in _HANGING:
            return before, " ", False
        whole, hyphened = (first + rest).lower(), f"{first}-{rest}".lower().replace("‐", "-")
        kept = (
            words[hyphened] > 0
            or "-" in first
            or (first.lower() in _PREFIXES and len(rest) >= _LONG and not words[whole])
        )
        if before.endswith("\u00ad") or (first[-1].islower() and rest[0].islower() and not kept):
            return before[:-1], "", True
        return before, "", False
    if re.search(r"\w[-‐]$|\S[—–]$", before) or re.match(r"[—–]\S", after):
        return before.removesuffix("\u00ad"), "", False
    return before.removesuffix("\u00ad"), " ", False


def _limit() -> None:
    """Give this process no more memory than a PDF should need, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)
