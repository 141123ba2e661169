"""A Word file (.docx) to its text. python-docx reads here; what it makes anew, `export/docx.py` does.

python-docx (1.2, MIT, released regularly) opens the package and knows its styles. What it passes over (tracked changes,
footnotes, text boxes, content controls, fields, the ranges of comments) is read from the elements themselves, whose
names are those of ECMA-376. Title and author in the file's properties are not used: they say what the first line was
when it was first saved, and whose computer that was.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from attrib.errors import UnreadableInput
from attrib.read.office import (
    NOWHERE,
    Composer,
    Element,
    Mark,
    Run,
    damage,
    inherited,
    iso_moment,
    kind_of,
    parse,
    unpack,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrib.read.text import Layout
    from attrib.types import ParagraphKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Of Word 2010 and 2012: which comment answers which.
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
# The strict form of the format differs in nothing that is read but these names.
STRICT = (
    (b'"http://purl.oclc.org/ooxml/wordprocessingml/main"', f'"{_W[1:-1]}"'.encode()),
    (b'"http://purl.oclc.org/ooxml/officeDocument/relationships', f'"{_ID[1:-3]}'.encode()),
)
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_LINK = re.compile(r'\s*HYPERLINK\s+"(?P<address>[^"]+)"(?:.*?\\l\s+"(?P<place>[^"]+)")?', re.IGNORECASE | re.DOTALL)
_OTHER_KINDS = re.compile(rb"(?:vnd\.ms-word\.[\w.]+|wordprocessingml\.template)\.main\+xml")
_COMMENT_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")
_OFF = frozenset({"0", "false", "off", "none"})


def convert(data: bytes, name: str) -> tuple[str, Layout]:
    """Return the text of a Word file and its layout, with tracked changes accepted.

    Paragraphs have a blank line between them; those of a table of several cells are of kind ``table_cell``, row by row.
    A text box comes after the paragraph that it hangs on. Not of the text: headers and footers, hidden words, the
    prompts of empty content controls, formulas, and characters of symbol fonts. The notes are comments,
    footnotes and endnotes (at the word before their mark, else the next, and so the comments in them) and links that
    leave the file. A comment without a mark is on no words. `name` is how errors call it.

    Raises UnreadableInput when the file is no Word document, damaged, locked, or over 100 MB unpacked.
    """
    with damage(name):
        return _read(data, name).finish()


def runs(data: bytes, name: str) -> list[Run]:
    """Return which run of the file each stretch of the text of `convert` came from, in text order.

    The stretches are all of the text but the blank lines between paragraphs. Raises UnreadableInput as `convert` does.
    """
    with damage(name):
        return _read(data, name).runs


def characters(element: Element) -> str:
    """Return the characters that a child of a run (``w:t``, ``w:tab``, ``w:br``, …) is in the text, mostly none."""
    tag = element.tag.removeprefix(_W) if isinstance(element.tag, str) else ""
    if tag == "t":
        return re.sub(r"[\n\r\t]", " ", element.text or "")
    if tag == "sym" and not (code := element.get(f"{_W}char", "F000")).upper().startswith(("F0", "E0")):
        return chr(int(code, 16))
    return _CHARACTERS.get(tag, "")


def _read(data: bytes, name: str) -> Composer:
    from docx import Document  # a tenth of a second, which only Word files should cost

    package = BytesIO()
    files = unpack(data, name, "_rels/.rels")
    if _OTHER_KINDS.search(files.get("[Content_Types].xml", b"")):
        raise UnreadableInput(
            f"{name} is a Word template, or a document with macros (.dotx, .docm), whatever its name says.",
            "In the word processor, save it as .docx; a new name alone does not make it one.",
        )
    with ZipFile(package, "w") as archive:
        for path, content in files.items():
            for strict, usual in STRICT:
                content = content.replace(strict, usual)  # noqa: PLW2901 - one step of it
            archive.writestr(path, _relations(content, path, files) if path.endswith(".rels") else content)
    return _Reader(Document(package)).read()


def _relations(content: bytes, path: str, files: dict[str, bytes]) -> bytes:
    """Leave out relations with pictures and with what is not in the file: python-docx would stumble over the latter."""
    from lxml import etree

    root, folder = parse(content), posixpath.dirname(posixpath.dirname(path))
    for relation in list(root):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("TargetMode") != "External" and not (target in files and target.endswith(".xml")):
            root.remove(relation)
    return bytes(etree.tostring(root))


@dataclass(slots=True)
class _Field:
    """A field that has begun: before `start` is set its words are what it asks for, then what it shows."""

    asks: str = ""
    start: int | None = None


class _Reader:
    """Walks the body of a document once, in order, and puts down what it shows."""

    def __init__(self, document: Element) -> None:
        body = document.element.body
        self.body, self.out, self.relations = body, Composer(), document.part.rels
        self.styles = inherited({s.get(f"{_W}styleId"): _style(s) for s in document.styles.element.iter(f"{_W}style")})
        self.footnotes = {kind: self._notes(kind) for kind in ("footnote", "endnote")}
        self.paragraphs = {p: number for number, p in enumerate(body.iter(f"{_W}p"))}
        self.runs = {r: number for number, r in enumerate(body.iter(f"{_W}r"))}
        steps = [mark.get(f"{_W}fldCharType") for mark in body.iter(f"{_W}fldChar")]
        # A field that never ends would swallow the rest of the text, so then none is believed.
        self.whole_fields = steps.count("begin") == steps.count("end")
        self.fields: list[_Field] = []
        self.asking = 0
        self.marks: dict[str, dict[str, Mark]] = {}
        self.kind: ParagraphKind | None = None
        self.hidden = self.cell = False
        self.paragraph = self.run = self.at = 0
        self.handlers: dict[str, Callable[[Element], None]] = {
            "p": self._paragraph, "r": self._run, "tbl": self._table, "tr": self._row, "tc": self._row,
            "del": self._gone, "moveFrom": self._gone, "sdt": self._control, "txbxContent": self._box,
            "hyperlink": self._hyperlink, "fldSimple": self._simple_field, "fldChar": self._field,
            "instrText": self._asked, **dict.fromkeys(_COMMENT_MARKS, self._mark),
            "footnoteReference": self._footnote, "endnoteReference": self._footnote,
            # The properties of a paragraph, and how a word is read aloud.
            "pPr": lambda _: None, "rt": lambda _: None,
            "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent": self._alternatives,
        }  # fmt: skip

    def read(self) -> Composer:
        self._walk(self.body)
        self._close()
        comments = self._part("comments", "comment")
        threads = {each.get(f"{_W15}paraId"): each for each in self._elements("commentsExtended", f"{_W15}commentEx")}
        by_paragraph = {last_paragraph(comment): number for number, comment in comments}
        for number, comment in comments:
            thread = threads.get(last_paragraph(comment), {})
            parent = by_paragraph.get(thread.get(f"{_W15}paraIdParent", ""))
            # An answer may be anchored by the comment that it answers alone.
            marks = self.marks.get(number) or self.marks.get(parent or "", {})
            start, end, reference = map(marks.get, _COMMENT_MARKS)
            end = end or reference or start or NOWHERE
            start = start or end
            # Ends of a range may stand between paragraphs; its reference may not.
            at = next((each for each in (start, end, reference) if each and each.paragraph is not None), end)
            self.out.note(
                start.size, end.size, "comment", words_of(comment), at=at,
                author=comment.get(f"{_W}author") or None, date=iso_moment(comment.get(f"{_W}date")),
                id=number, parent=parent, done=thread.get(f"{_W15}done", "0") not in _OFF,
            )  # fmt: skip
        return self.out

    def _part(self, part: str, tag: str) -> list[tuple[str, Element]]:
        """Return the notes in a part of the package with their numbers."""
        return [(each.get(f"{_W}id", ""), each) for each in self._elements(part, f"{_W}{tag}")]

    def _elements(self, part: str, tag: str) -> list[Element]:
        found = (r for r in self.relations.values() if r.reltype.endswith(f"/{part}") and not r.is_external)
        return [each for r in found for each in parse(r.target_part.blob).iter(tag)]

    def _notes(self, kind: str) -> dict[str, Element]:
        # Those with another type are the lines above the notes.
        notes = self._part(f"{kind}s", kind)
        return {number: note for number, note in notes if note.get(f"{_W}type", "normal") == "normal"}

    def _walk(self, node: Element, *, hidden: bool = False) -> None:
        outer, self.hidden = self.hidden, self.hidden or hidden
        for child in node:
            if not isinstance(child.tag, str):
                continue  # a comment of XML's own
            if handler := self.handlers.get(child.tag.removeprefix(_W)):
                handler(child)
            elif words := characters(child):
                if not self.hidden and not (self.whole_fields and self.asking):
                    self.out.put(words, self.paragraph, self.run, self.at)
                self.at += len(words)
            else:
                self._walk(child)
        self.hidden = outer

    def _paragraph(self, p: Element) -> None:
        self.kind = "table_cell" if self.cell else _outlined(p.pPr, self.styles.get(p.style))
        self.paragraph = self.paragraphs[p]
        self._walk(p)
        ends = (p.find(f"{_W}pPr/{_W}rPr/{_W}{tag}") for tag in ("del", "moveFrom"))
        frame = p.find(f"{_W}pPr/{_W}framePr")
        # The paragraph goes on in the next one if its end was deleted, or if it is a large initial.
        if all(end is None for end in ends) and (frame is None or frame.get(f"{_W}dropCap", "none") in _OFF):
            self._close()

    def _box(self, box: Element) -> None:
        if not self.hidden:
            self.out.boxes.append(box)

    def _close(self) -> None:
        for box in self.out.close(self.kind):
            self._walk(box)
            self._close()

    def _table(self, table: Element) -> None:
        self._close()
        # A table of one cell is a frame around text.
        outer, self.cell = self.cell, self.cell or len(table.findall(f"{_W}tr/{_W}tc")) != 1
        self._walk(table)
        self.cell = outer

    def _row(self, row: Element) -> None:
        """Read a row, or a cell: the change that deleted it is noted in it."""
        gone = (row.find(f"{_W}trPr/{_W}del"), row.find(f"{_W}tcPr/{_W}cellDel"))
        self._walk(row, hidden=any(mark is not None for mark in gone))
        self._close()

    def _run(self, run: Element) -> None:
        self.run, self.at = self.runs[run], 0
        self._walk(run, hidden=_on(run.find(f"{_W}rPr/{_W}vanish")))

    def _gone(self, node: Element) -> None:
        self._walk(node, hidden=True)

    def _control(self, control: Element) -> None:
        self._walk(control, hidden=_on(control.find(f"{_W}sdtPr/{_W}showingPlcHdr")))

    def _alternatives(self, node: Element) -> None:
        """Read the first of several forms of the same thing that has words."""
        self._walk(next((n for n in node if n.find(f".//{_W}t") is not None), ()))

    def _hyperlink(self, link: Element) -> None:
        start = self.out.size
        self._walk(link)
        relation, place = self.relations.get(link.get(_ID)), link.get(f"{_W}anchor")
        if relation is not None and relation.is_external:
            self.out.note(start, self.out.size, "link", relation.target_ref + (f"#{place}" if place else ""))

    def _simple_field(self, field: Element) -> None:
        start = self.out.size
        self._walk(field)
        self._link(field.get(f"{_W}instr", ""), start)

    def _field(self, step: Element) -> None:
        kind = step.get(f"{_W}fldCharType")
        if kind == "begin":
            self.fields.append(_Field())
            self.asking += 1
        elif self.fields and kind == "separate" and self.fields[-1].start is None:
            self.fields[-1].start = self.out.size
            self.asking -= 1
        elif self.fields and kind == "end":
            field = self.fields.pop()
            self.asking -= field.start is None
            self._link(field.asks, self.out.size if field.start is None else field.start)

    def _asked(self, element: Element) -> None:
        if self.fields:
            self.fields[-1].asks += element.text or ""

    def _link(self, asks: str, start: int) -> None:
        if link := _LINK.match(asks):
            address = link["address"] + (f"#{link['place']}" if link["place"] else "")
            self.out.note(start, self.out.size, "link", address)

    def _footnote(self, mark: Element) -> None:
        kind = mark.tag.removeprefix(_W).removesuffix("Reference")
        note = self.footnotes[kind].get(mark.get(f"{_W}id"))
        if note is None:
            return
        at = self._place(mark)
        for each in note.iter(*(f"{_W}{tag}" for tag in _COMMENT_MARKS)):
            self.marks.setdefault(each.get(f"{_W}id"), {})["commentReference"] = at
        if (words := words_of(note)) and not self.hidden:
            self.out.note(at.size, at.size, "footnote", words, at=at)

    def _mark(self, mark: Element) -> None:
        self.marks.setdefault(mark.get(f"{_W}id"), {})[mark.tag.removeprefix(_W)] = self._place(mark)

    def _place(self, mark: Element) -> Mark:
        return self.out.mark(next((self.paragraphs[p] for p in mark.iterancestors(f"{_W}p")), None))


def _style(style: Element) -> tuple[ParagraphKind | None, str]:
    """Return what a style by itself makes of its paragraphs, and the one that it is based on."""
    return kind_of(_value(style, "name")) or _outlined(style.find(f"{_W}pPr"), None), _value(style, "basedOn")


def _value(node: Element, tag: str) -> str:
    found = node.find(f"{_W}{tag}")
    return "" if found is None else found.get(f"{_W}val", "")


def _outlined(properties: Element | None, kind: ParagraphKind | None) -> ParagraphKind | None:
    """Return `kind`, or what the level in the outline and the numbering of a paragraph say instead."""
    for element in properties if properties is not None else ():
        if element.tag == f"{_W}outlineLvl" and kind in {None, "list_item"} and element.get(f"{_W}val", "9") < "9":
            return "heading"
        if element.tag == f"{_W}numPr" and kind in {None, "list_item"}:
            kind = None if _value(element, "numId") in {"", "0"} else "list_item"
    return kind


def _on(switch: Element) -> bool:
    return switch is not None and switch.get(f"{_W}val", "true") not in _OFF


def last_paragraph(comment: Element) -> str | None:
    """Return the name by which an answer knows a comment, None where the file has none."""
    names = [name for p in comment.iter(f"{_W}p") if (name := p.get(f"{_W14}paraId"))]
    return names[-1] if names else None


def words_of(note: Element) -> str:
    """Return the words of a note, a line for each of its paragraphs."""
    kept = (p.iter(f"{_W}r") for p in note.iter(f"{_W}p"))
    return "\n".join("".join(characters(child) for run in of for child in run) for of in kept).strip()
