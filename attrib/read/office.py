"""What the reader of Word files stands on: unpacking one safely, and putting its text together."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile, is_zipfile

from attrib.errors import AttribError, UnreadableInput
from attrib.read.text import Block, Layout, lay_out, split
from attrib.types import Note, NoteKind, ParagraphKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Element = Any
"""An element of lxml, which has no types."""

_MOST_BYTES, _MOST_FILES = 100_000_000, 10_000
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AGAIN = "Open it in a word processor, save it again under another name, and pass that."
UNLOCKED = "Open it with its password, save a copy without one, and pass that."
# How far from a mark its word is looked for; a longer “word” is none.
_REACH = 200
# Word itself bases a style on nine others at most; a circle has no end.
_DEEPEST = 10

# What style names say of a paragraph. Word keeps the English name of its own styles whatever language it speaks.
_STYLES: tuple[tuple[str, ParagraphKind], ...] = (
    (r"title|headline", "title"),
    (r"subtitle|standfirst|deck", "standfirst"),
    (r"by-?line|author", "byline"),
    (r"date", "date"),
    (r"(?:.* )?heading(?: \d+)?", "heading"),
    (r"(?:.* )?caption", "caption"),
    (r"pull ?-?quot(?:e|ation)", "pull_quote"),
    (r"(?:intense |block ?)?quot(?:e|ation)s?|block ?text", "block_quotation"),
    (r"list(?: (?:bullet|number|continue))?(?: \d+)?|toc \d+", "list_item"),
)


def kind_of(style: str) -> ParagraphKind | None:
    """Return what the name of a paragraph style says, None where it says nothing (“Normal”, “Text body”)."""
    return next((kind for pattern, kind in _STYLES if re.fullmatch(pattern, style.strip(), re.IGNORECASE)), None)


def inherited(styles: Mapping[str, tuple[ParagraphKind | None, str]]) -> dict[str, ParagraphKind | None]:
    """Return the kind of each style, or of the nearest one that it is based on; `styles` has its own, and its base."""
    kinds = {}
    for name, (own, parent) in styles.items():
        kind, base, depth = own, parent, 0
        while kind is None and base in styles and depth < _DEEPEST:
            (kind, base), depth = styles[base], depth + 1
        kinds[name] = kind
    return kinds


@contextmanager
def damage(name: str) -> Iterator[None]:
    """Turn whatever a library raises on a damaged file into UnreadableInput; `name` is how that calls the file."""
    try:
        yield
    except AttribError:
        raise
    except Exception as error:  # parsers of hostile input that are not ours: any failure is the file's
        raise UnreadableInput(f"{name} is damaged, or not what its name says.", _AGAIN) from error


def unpack(data: bytes, name: str, main: str) -> dict[str, bytes]:
    """Return the files in the zip archive `data` by name: those of XML whole, the others (pictures, fonts) empty.

    `main` is the file that has to be in it. Nothing is written to disk and no more is unpacked than the directory of
    the archive states, which is 100 MB and 10,000 files at most.

    Raises UnreadableInput for what is no such archive, has a password, or would be larger.
    """
    if data.startswith(_OLD_WORD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableInput(f"{name} is locked with a password.", UNLOCKED)
        raise UnreadableInput(f"{name} is an old Word file (.doc), whatever its name says.", "Save it as .docx.")
    if not is_zipfile(BytesIO(data)):
        raise UnreadableInput(
            f"{name} is no word processor's file, whatever its name says, or only a part of one.",
            "Pass a text under a name that ends in .txt; if it was downloaded or copied, do that again.",
        )
    with damage(name), ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
            raise UnreadableInput(
                f"{name} unpacks to over {_MOST_BYTES // 1_000_000} MB or {_MOST_FILES:,} files; that is no article.",
                "Copy the article's text into a .txt file, and pass that.",
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableInput(f"{name} is locked with a password.", UNLOCKED)
        if main not in archive.namelist():
            raise UnreadableInput(f"{name} is a ZIP archive, but no text is where it should be.", _AGAIN)
        files = {}
        for entry in entries:
            files[entry.filename] = b""
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as stream:
                    # One byte more, so that the checksum is looked at; asked for all, zipfile would first unpack what
                    # is there, which may be a thousand times what the directory says.
                    files[entry.filename] = stream.read(entry.file_size + 1)
        return files


def iso_moment(written: str | None) -> str | None:
    """Return a date (and time) as it is written if that is ISO 8601, else None."""
    try:
        return datetime.fromisoformat(written or "").isoformat() and written
    except ValueError:
        return None


def parse(data: bytes) -> Element:
    """Return the root of an XML file as lxml reads it, without entities, its own document type or the network."""
    from lxml import etree  # 20 ms, which plain text does not need

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the text that came from one run of a Word file.

    `paragraph` and `index` count the elements ``w:p`` and ``w:r`` of the body in document order from 0, whether they
    have text or not, as ``list(document.element.body.iter(qn("w:r")))`` of python-docx does. `start` is how many of the
    run's own characters come before the stretch (blank space at the edges of a paragraph is not in the text).
    """

    span: Span
    paragraph: int
    index: int
    start: int


class Mark(NamedTuple):
    """A place in a text that is being put together: its `size` then, and the `blank` characters kept back after it.

    `paragraph` counts as that of :class:`Run` does, None between two of them. The size alone does not tell the end of a
    paragraph from the beginning of the next one.
    """

    size: int = 0
    blank: int = 0
    paragraph: int | None = None


NOWHERE = Mark()


class Composer:
    """Puts a text together: paragraphs with a blank line between them, without blank space around them.

    `size` is how many characters it has so far; a note may end there or, once there is more text, begin, for `finish`
    moves the ends of notes off blank space.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.size = 0
        self.runs: list[Run] = []
        self.boxes: list[Element] = []
        self._pieces: list[str] = []
        self._blocks: list[tuple[Span, ParagraphKind | None]] = []
        self._notes: list[tuple[Note, Mark]] = []
        self._begin: int | None = None
        self._gap: list[tuple[str, tuple[int, int, int]]] = []

    def mark(self, paragraph: int | None) -> Mark:
        """Return the place where the text is now, in that paragraph."""
        return Mark(self.size, sum(len(gap) for gap, _ in self._gap), paragraph)

    def put(self, words: str, paragraph: int = 0, run: int = 0, start: int = 0) -> None:
        """Add words to the paragraph that is open, or open one; the numbers are those of :class:`Run`."""
        if self._begin is None:
            start += len(words) - len(words.lstrip())
            words = words.lstrip()
            if not words:
                return
            if self.size:
                self._pieces.append("\n\n")
                self.size += 2
            self._begin = self.size
        core = words.rstrip()
        if core:
            for gap, source in self._gap:
                self._add(gap, *source)
            self._gap.clear()
            self._add(core, paragraph, run, start)
        if len(core) < len(words):
            self._gap.append((words[len(core) :], (paragraph, run, start + len(core))))

    def _add(self, words: str, paragraph: int, run: int, start: int) -> None:
        self._pieces.append(words)
        end = self.size + len(words)
        last = self.runs[-1] if self.runs else None
        if last and last.index == run and last.span.end == self.size and last.start + len(last.span) == start:
            self.runs[-1] = replace(last, span=Span(last.span.start, end))
        else:
            self.runs.append(Run(Span(self.size, end), paragraph, run, start))
        self.size = end

    def close(self, hint: ParagraphKind | None) -> list[Element]:
        """End the open paragraph, if there is one; return the `boxes` that hung on it, which are then to be read."""
        if self._begin is not None:
            self._blocks.append((Span(self._begin, self.size), hint))
        self._begin = None
        self._gap.clear()
        boxes, self.boxes = self.boxes, []
        return boxes

    def note(
        self,
        start: int,
        end: int,
        kind: NoteKind,
        text: str,
        *,
        at: Mark = NOWHERE,
        **about: Any,  # noqa: ANN401 - fields of Note
    ) -> None:
        """Add a note on what was put between two sizes; one on nothing is on a word of the paragraph that is marked.

        That is the word before the mark, else the next, and of a paragraph without words none. `about` are the other
        fields of :class:`attrib.types.Note`.
        """
        self._notes.append((Note(Span(min(start, end), end), kind, text.strip(), **about), at))

    def finish(self) -> tuple[str, Layout]:
        """Return the text and its layout, the notes in text order; call it once, when the last paragraph is closed."""
        text = "".join(self._pieces)
        blocks: list[Block] = []
        for span, hint in self._blocks:
            # A line break in a heading is for looks; elsewhere it may divide paragraphs.
            pieces = [Block(Span(0, len(span)))] if hint in {"title", "heading"} else split(span.of(text))
            blocks += [Block(Span(span.start + p.span.start, span.start + p.span.end), hint) for p in pieces]
        own: dict[int | None, Span] = {}
        for run in self.runs:
            own[run.paragraph] = Span(own.get(run.paragraph, run.span).start, run.span.end)
        notes = [
            replace(note, span=place)
            for note, at in self._notes
            if (place := _marked(text, note, at, own.get(at.paragraph), blocks)) is not None
        ]
        notes.sort(key=lambda note: note.span)
        return text, replace(lay_out(text, blocks), notes=tuple(notes))


def _marked(text: str, note: Note, at: Mark, paragraph: Span | None, blocks: Iterable[Block]) -> Span | None:
    """Return the note's span without blank space at its ends; of an empty one a word beside the mark, if there is one.

    `paragraph` are the words of the mark's own paragraph, which line breaks may divide into several of the `blocks`.
    """
    start, end = note.span.start, note.span.end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        return Span(start, end)
    if note.kind == "link":
        return None
    if paragraph is None:
        return Span(end, end)
    place = min(max(at.size + at.blank, paragraph.start), paragraph.end)
    line = next((each.span for each in blocks if place <= each.span.end), paragraph)
    first, last = max(line.start, paragraph.start), min(line.end, paragraph.end)
    begin = max(first, place - _REACH)
    word = re.search(r"\S+(?=\s*\Z)", text[begin:place])
    if not word:
        begin, word = place, re.search(r"\S+", text[place : min(last, place + _REACH)])
    return Span(begin + word.start(), begin + word.end()) if word else Span(end, end)
