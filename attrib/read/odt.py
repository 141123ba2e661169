"""An OpenDocument text (.odt), which LibreOffice writes, to its text; lxml and the standard library are enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrib.errors import UnreadableInput
from attrib.read.office import UNLOCKED, Composer, Element, damage, inherited, iso_moment, kind_of, parse, unpack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.read.text import Layout
    from attrib.types import ParagraphKind

_LOCAL = re.compile(r"\{[^}]*\}")
# Deletions are in a store of their own: passing it over accepts them. The last two are what a picture is called.
_SKIPPED = ("}tracked-changes", "}ruby-text", "}covered-table-cell", ":svg-compatible:1.0}title", "}desc")
_CHARACTERS = {"s": " ", "tab": "\t", "line-break": "\n"}
_MOST_SPACES = 100  # a file of a few bytes may ask for a thousand million
_HOLDERS: dict[str, ParagraphKind] = {"table": "table_cell", "list-item": "list_item", "list-header": "list_item"}


def convert(data: bytes, name: str) -> tuple[str, Layout]:
    """Return the text of an OpenDocument file and its layout, by the rules of :func:`attrib.read.docx.convert`.

    Raises UnreadableInput when the file is no such file, damaged, locked, or over 100 MB unpacked.
    """
    with damage(name):
        files = unpack(data, name, "content.xml")
        if b"encryption-data" in files.get("META-INF/manifest.xml", b""):
            raise UnreadableInput(f"{name} is locked with a password.", UNLOCKED)
        roots = [parse(files[part]) for part in ("styles.xml", "content.xml") if files.get(part)]
        found = (s for root in roots for s in root.iter("{*}style") if _get(s, "family") == "paragraph")
        return _Reader(found).read(roots[-1].find("{*}body/{*}text")).finish()


class _Reader:
    """Walks the body of a document once, in order, and puts down what it shows."""

    def __init__(self, styles: Iterable[Element]) -> None:
        self.out, self.open = Composer(), False
        self.styles = inherited({_get(s, "name"): (_kind(s), _get(s, "parent-style-name")) for s in styles})
        self.holder: ParagraphKind | None = None
        self.ends: dict[str, int] = {}
        self.comments: list[tuple[int, Element]] = []

    def read(self, body: Element) -> Composer:
        self._walk(body)
        for start, comment in self.comments:
            author, date = comment.findtext("{*}creator"), comment.findtext("{*}date")
            end = self.ends.get(_get(comment, "name"), start)
            self.out.note(start, end, "comment", _words(comment), author, iso_moment(date))
        return self.out

    def _walk(self, node: Element) -> None:
        self._put(node.text)
        for child in node:
            if isinstance(child.tag, str):
                self._visit(child, _LOCAL.sub("", child.tag))
            self._put(child.tail)

    def _put(self, words: str | None) -> None:
        if words and self.open:
            self.out.put(re.sub(r"[ \t\n\r]+", " ", words))

    def _visit(self, node: Element, tag: str) -> None:
        start, outer = self.out.size, self.holder
        if tag in {"p", "h"}:
            self._paragraph(node, tag)
        elif tag in _CHARACTERS:
            self.out.put(_CHARACTERS[tag] * min(int(_get(node, "c") or 1), _MOST_SPACES))
        elif tag == "text-box":
            self.out.boxes.append(node)
        elif tag == "annotation":
            self.comments.append((start, node))
        elif tag == "annotation-end":
            self.ends[_get(node, "name")] = start
        elif tag == "note":
            self.out.note(start, start, "footnote", _words(node.find("{*}note-body")))
        elif not node.tag.endswith(_SKIPPED):
            # A table of one cell is a frame around text.
            if tag in _HOLDERS and (tag != "table" or len(node.findall("{*}table-row/{*}table-cell")) != 1):
                self.holder = "table_cell" if outer == "table_cell" else _HOLDERS[tag]
            self._walk(node)
            if tag == "a" and (address := _get(node, "href")) and not address.startswith("#"):
                self.out.note(start, self.out.size, "link", address)
        self.holder = outer

    def _paragraph(self, node: Element, tag: str) -> None:
        self.open = True
        self._walk(node)
        self.open = False
        kind = "heading" if tag == "h" else self.styles.get(_get(node, "style-name"))
        for box in self.out.close("table_cell" if self.holder == "table_cell" else kind or self.holder):
            self._walk(box)


def _kind(style: Element) -> ParagraphKind | None:
    return kind_of(_get(style, "display-name") or _get(style, "name").replace("_20_", " "))


def _get(node: Element, name: str) -> str:
    """Return an attribute by its name without namespace; no two of an element that is read here share one."""
    return next((str(value) for key, value in node.items() if _LOCAL.sub("", key) == name), "")


def _words(note: Element) -> str:
    """Return the words of a note, a line for each of its paragraphs."""
    return "\n".join(" ".join("".join(p.itertext()).split()) for p in note.iter("{*}p")).strip()
