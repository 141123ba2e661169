"""Comments put into a Word file, and nothing else changed: its text, formatting and other parts stay as they are.

A run is cut where a comment or a colour begins or ends, both halves with its properties. Where Word allows no comment
(a text box, words with a reading above them, a control that is filled from elsewhere) the comment stands around the
whole. Names of elements are those of ECMA-376, those of the newer parts are [MS-DOCX]'s.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from itertools import chain, count, pairwise
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from attrib.errors import InputError
from attrib.export.own import EARLIER, plain_lines
from attrib.read.docx import STRICT, characters, last_paragraph, words_of
from attrib.read.office import Element, Run, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from attrib.export.own import Own
    from attrib.types import Span

    Edge = tuple[Element, int | None]
    """A run and the number of a character of it, or an element as a whole."""

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15: Final = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_CID: Final = "{http://schemas.microsoft.com/office/word/2016/wordml/cid}"
_CEX: Final = "{http://schemas.microsoft.com/office/word/2018/wordml/cex}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT: Final = "http://schemas.microsoft.com/office"
_PARTS: Final = {
    "comments": (f"{_RELATIONS}/comments", f"{W}comments", {"w": W, "w14": _W14}),
    # Threads: what a reply answers. Without an entry of its own a comment of attrib's could not be answered.
    "commentsExtended": (f"{_MICROSOFT}/2011/relationships/commentsExtended", f"{_W15}commentsEx", {"w15": _W15}),
    # Word takes w:date for local time, whatever it says; these two give it in UTC.
    "commentsIds": (f"{_MICROSOFT}/2016/09/relationships/commentsIds", f"{_CID}commentsIds", {"w16cid": _CID}),
    "commentsExtensible": (
        f"{_MICROSOFT}/2018/08/relationships/commentsExtensible", f"{_CEX}commentsExtensible", {"w16cex": _CEX},
    ),
    "people": (f"{_MICROSOFT}/2011/relationships/people", f"{_W15}people", {"w15": _W15}),
}  # fmt: skip
_INLINE: Final = frozenset(
    W + tag
    for tag in ("ins", "moveTo", "hyperlink", "fldSimple", "sdt", "sdtContent", "smartTag", "customXml", "dir", "bdo")
)
"""What may hold runs within a paragraph. A comment's mark stands behind it: one in an insertion would be part of it."""
_FILLED: Final = tuple(W + tag for tag in ("dataBinding", "text", "dropDownList", "comboBox", "date"))
_AFTER_SHADING: Final = frozenset(
    W + tag
    for tag in (
        "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange",
    )
)  # fmt: skip
_LONGEST_NAME, _LONGEST_INITIALS = 255, 9


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment for the words at `spans`; it stands on all from the first to the last.

    `name` tells it from the others of the file. Each of `lines` is a paragraph, the first one bold. `at` is UTC in ISO
    8601, None where nobody has decided. `colour` (six hex digits) is for the background of the words, None: none.
    """

    name: str
    spans: tuple[Span, ...]
    lines: tuple[str, ...]
    author: str
    at: str | None = None
    colour: str | None = None


def annotate(
    data: bytes,
    text: str,
    runs: Sequence[Run],
    comments: Sequence[Comment],
    read_own: Callable[[str], Own | None] = lambda _: None,
) -> bytes:
    """Return the Word file `data` with the comments in it, after those that it has.

    `text` is the file's, `runs` where each stretch of it is from, as :mod:`attrib.read.docx` reads them. `read_own`
    says which comments of the file are of an earlier copy: attrib's lines in them are taken out, and the whole where
    nobody has written or answered there. Raises InputError where text and runs do not fit.
    """
    package = _Package(data)
    body = package.loads(package.main).find(f"{W}body")
    first = _next_number(package, body)
    _mark(body, text, runs, comments, first, package.style("annotation reference"))
    done = _take_out(package, body, read_own)
    _write_comments(package, comments, first, done)
    return package.dumps()


# --- the package ------------------------------------------------------------------------------------------------------


class _Package:
    """The parts of a Word file; those that were loaded are written anew, the others byte for byte."""

    def __init__(self, data: bytes) -> None:
        self.parts: dict[str, bytes] = {}
        self.trees: dict[str, Element] = {}
        with ZipFile(BytesIO(data)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as stream:
                    self.parts[entry.filename] = stream.read(entry.file_size + 1)
        self.main = self._related("", "officeDocument") or ""
        self.strict = STRICT[0][0] in self.parts[self.main]

    def loads(self, name: str) -> Element:
        """Return the root of a part; what is changed in it is written."""
        if name not in self.trees:
            self.trees[name] = parse(self._usual(name))
        return self.trees[name]

    def _usual(self, name: str) -> bytes:
        content = self.parts[name]
        for strict, usual in STRICT:
            content = content.replace(strict, usual)
        return content

    def part(self, kind: str) -> Element:
        """Return the root of the part of that kind beside the text, made if there is none."""
        relation, tag, spaces = _PARTS[kind]
        name = self._related(self.main, kind) or self._named(kind, relation)
        declared = {prefix: uri[1:-1] for prefix, uri in spaces.items()}
        if name not in self.parts:
            self.trees[name] = _new(tag, spaces=declared)
            self.parts[name] = b""
            self._declare(name, f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml")
        self.trees[name] = _extended(self.loads(name), declared)
        return self.trees[name]

    def _named(self, kind: str, relation: str) -> str:
        """Return a name for a part of that kind which no other has, and let the text refer to it."""
        folder, taken = posixpath.dirname(self.main), {each.casefold() for each in self.parts}
        names = (posixpath.join(folder, f"{kind}{number or ''}.xml") for number in count())
        name = next(each for each in names if each.casefold() not in taken)
        self._relate(relation, posixpath.relpath(name, folder or "."))
        return name

    def style(self, name: str) -> str | None:
        """Return the id of the style that Word calls `name`, None where the file has none."""
        part = self._related(self.main, "styles")
        for style in parse(self._usual(part)).iter(f"{W}style") if part in self.parts else ():
            named = style.find(f"{W}name")
            if named is not None and named.get(f"{W}val", "").casefold() == name:
                return str(style.get(f"{W}styleId", "")) or None
        return None

    def _relations(self, of: str) -> str:
        return posixpath.join(posixpath.dirname(of), "_rels", f"{posixpath.basename(of)}.rels")

    def _related(self, of: str, kind: str) -> str | None:
        """Return the name of the part of that kind which a part refers to."""
        listed = self._relations(of)
        root = self.trees.get(listed)
        if root is None:
            root = parse(self._usual(listed)) if listed in self.parts else ()
        for each in root:
            if each.get("Type", "").endswith(f"/{kind}") and each.get("TargetMode") != "External":
                target = posixpath.join("/", posixpath.dirname(of), each.get("Target", ""))
                return posixpath.normpath(target).lstrip("/")
        return None

    def _relate(self, kind: str, target: str) -> None:
        listed = self._relations(self.main)
        if listed not in self.parts:
            space = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.parts[listed] = f'<Relationships xmlns="{space}"/>'.encode()
        root = self.loads(listed)
        taken, number = {each.get("Id") for each in root}, 1
        while f"attrib{number}" in taken:
            number += 1
        _add(root, f"{_space(root)}Relationship", {"Id": f"attrib{number}", "Type": kind, "Target": target})

    def _declare(self, name: str, kind: str) -> None:
        root = self.loads("[Content_Types].xml")
        if not any(each.get("PartName", "").casefold() == f"/{name}".casefold() for each in root):
            _add(root, f"{_space(root)}Override", {"PartName": f"/{name}", "ContentType": kind})

    def dumps(self) -> bytes:
        """Return the file with all its parts."""
        from lxml import etree

        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                written = content
                if name in self.trees:
                    tree = self.trees[name].getroottree()
                    written = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
                    for strict, usual in STRICT if self.strict else ():
                        written = written.replace(usual, strict)
                # Without a date the same input makes the same file.
                archive.writestr(ZipInfo(name), written, ZIP_DEFLATED)
        return stream.getvalue()


def _new(tag: str, values: Mapping[str, str] | None = None, spaces: Mapping[str, str] | None = None) -> Element:
    from lxml import etree

    return etree.Element(tag, values, nsmap=spaces)


def _add(parent: Element, tag: str, values: Mapping[str, str] | None = None) -> Element:
    from lxml import etree

    return etree.SubElement(parent, tag, values)


def _space(element: Element) -> str:
    return str(element.tag).partition("}")[0] + "}"


def _extended(root: Element, spaces: dict[str, str]) -> Element:
    """Return the root with these namespaces declared, and those that older programs do not know to be passed over."""
    lacking = {prefix: uri for prefix, uri in spaces.items() if uri not in root.nsmap.values()}
    declared, passed_over = {**lacking, **root.nsmap}, root.get(f"{_MC}Ignorable", "").split()
    newer = [prefix for prefix, uri in declared.items() if prefix and uri in {*spaces.values()} - {W[1:-1]}]
    if not lacking and {*newer} <= {*passed_over}:
        return root
    made = _new(root.tag, dict(root.attrib), {"mc": _MC[1:-1], **declared})
    made.set(f"{_MC}Ignorable", " ".join(dict.fromkeys([*passed_over, *newer])))
    made.text = root.text
    made.extend(list(root))
    return made


# --- the comments themselves ------------------------------------------------------------------------------------------


def _next_number(package: _Package, body: Element) -> int:
    """Return a number from which on no comment has one."""
    tags = ("commentRangeStart", "commentRangeEnd", "commentReference")
    used = [each.get(f"{W}id", "") for each in (*package.part("comments"), *body.iter(*(W + tag for tag in tags)))]
    return max((int(each) for each in used if re.fullmatch(r"[0-9]{1,9}", each)), default=-1) + 1


def _write_comments(package: _Package, comments: Sequence[Comment], first: int, done: Collection[str]) -> None:
    """Write the comments, numbered from `first`; those whose last line is among `done` are resolved."""
    numbered = re.compile(rb'(?:[pP]ara|durable)Id="([0-9A-Fa-f]{8})"')
    taken = {int(each, 16) for part in package.parts.values() for each in numbered.findall(part)}
    styles = package.style("annotation text"), package.style("annotation reference")
    listed, extended, ids, dates, people = map(package.part, _PARTS)
    known = {each.get(f"{_W15}author") for each in people}
    for number, each in enumerate(comments, first):
        author = _plain(each.author)[:_LONGEST_NAME] or "attrib"
        at = _moment(each.at)
        made = _add(listed, f"{W}comment", {f"{W}id": str(number), f"{W}author": author})
        if at:
            made.set(f"{W}date", at)
        made.set(f"{W}initials", "".join(word[0] for word in author.split()).upper()[:_LONGEST_INITIALS])
        identity = ""
        for place, line in enumerate(each.lines):
            identity = _identity(f"{each.name}/{place}", taken)
            made.append(_paragraph(line, identity, styles, is_first=not place))
        # A reply names the last paragraph of what it answers.
        _add(extended, f"{_W15}commentEx", {f"{_W15}paraId": identity, f"{_W15}done": str(int(each.lines[-1] in done))})
        durable = _identity(f"{each.name}/durable", taken)
        _add(ids, f"{_CID}commentId", {f"{_CID}paraId": identity, f"{_CID}durableId": durable})
        if at:
            values = {f"{_CEX}durableId": durable, f"{_CEX}dateUtc": at}
            _add(dates, f"{_CEX}commentExtensible", values)
        if author not in known:
            known.add(author)
            person = _add(people, f"{_W15}person", {f"{_W15}author": author})
            values = {f"{_W15}providerId": "None", f"{_W15}userId": author}
            _add(person, f"{_W15}presenceInfo", values)


def _take_out(package: _Package, body: Element, read_own: Callable[[str], Own | None]) -> set[str]:
    """Take out what attrib wrote in comments of earlier copies; return the last lines of those that were resolved.

    A comment in which nobody wrote and that nobody answered goes whole, with its marks and what newer parts say of it.
    """
    listed, extended, ids, dates, _ = map(package.part, _PARTS)
    answered = {each.get(f"{_W15}paraIdParent") for each in extended}
    resolved = {each.get(f"{_W15}paraId") for each in extended if each.get(f"{_W15}done") in {"1", "true", "on"}}
    gone, done = [], set[str]()
    for comment in listed.iter(f"{W}comment"):
        if (own := read_own(words_of(comment))) is None:
            continue
        name = last_paragraph(comment)
        if own.written or (name is not None and name in answered):
            _leave_theirs(comment, own)
        else:
            gone.append(comment)
        done |= {own.line} if name is not None and name in resolved else set()
    paragraphs = {last_paragraph(each) for each in gone} - {None}
    # In a file that is not sound a comment that stays may have the same number.
    numbers = {each.get(f"{W}id") for each in gone} - {each.get(f"{W}id") for each in listed if each not in gone}
    of = {each.get(f"{_CID}durableId") for each in ids if each.get(f"{_CID}paraId") in paragraphs}
    marks = [
        each
        for tag in ("commentRangeStart", "commentRangeEnd", "commentReference")
        for each in body.iter(f"{W}{tag}")
        if each.get(f"{W}id") in numbers
    ]
    gone += [each for each in extended if each.get(f"{_W15}paraId") in paragraphs]
    gone += [each for each in ids if each.get(f"{_CID}paraId") in paragraphs]
    gone += [each for each in dates if each.get(f"{_CEX}durableId") in of]
    for each in (*gone, *marks):
        parent = each.getparent()
        parent.remove(each)
        if parent.tag == f"{W}r" and all(other.tag == f"{W}rPr" for other in parent):
            parent.getparent().remove(parent)
    return done


def _leave_theirs(comment: Element, own: Own) -> None:
    """Leave of an earlier comment what others wrote and the line that says whose it is, under one that says so."""
    attribs = [
        each
        for each in comment.iterchildren(f"{W}p")
        if not any(line in own.written or own.line in line for line in plain_lines(words_of(each)))
    ]
    for each in attribs[1:]:
        comment.remove(each)
    for first in attribs[:1]:
        for run in list(first.iter(f"{W}r")):
            run.getparent().remove(run)
        _add(_add(first, f"{W}r"), f"{W}t").text = EARLIER


def _identity(name: str, taken: set[int]) -> str:
    """Return eight hex digits that nothing else of the file has; Word takes none from 80000000 on, and no zero."""
    found = int(sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % 0x7FFFFFFE + 1
    while found in taken:
        found = found % 0x7FFFFFFE + 1
    taken.add(found)
    return f"{found:08X}"


def _paragraph(line: str, identity: str, styles: tuple[str | None, str | None], *, is_first: bool) -> Element:
    """Return a paragraph of a comment; where the file has no style for one, it is as Word's own is."""
    text, mark = styles
    made = _new(f"{W}p", {f"{_W14}paraId": identity, f"{_W14}textId": "77777777"})
    properties = _add(made, f"{W}pPr")
    if text is not None:
        _add(properties, f"{W}pStyle", {f"{W}val": text})
    else:
        even = {f"{W}before": "0", f"{W}after": "0", f"{W}line": "240", f"{W}lineRule": "auto"}
        _add(properties, f"{W}spacing", even)
        _add(properties, f"{W}ind", {f"{W}firstLine": "0"})
    if is_first:
        run = _add(made, f"{W}r")
        if mark is not None:
            _add(_add(run, f"{W}rPr"), f"{W}rStyle", {f"{W}val": mark})
        _add(run, f"{W}annotationRef")
    run = _add(made, f"{W}r")
    properties = _add(run, f"{W}rPr")
    if is_first:
        _add(properties, f"{W}b")
    # LibreOffice knows no style of a comment, and would write it as large as the article.
    _add(properties, f"{W}sz", {f"{W}val": "18"})
    for number, words in enumerate(_plain(line, lines=True).split("\n")):
        if number:
            _add(run, f"{W}br")
        _words(run, words)
    return made


def _words(run: Element, words: str) -> Element:
    made = _add(run, f"{W}t")
    made.text = words
    made.set(_SPACE, "preserve")
    return made


def _plain(words: str, *, lines: bool = False) -> str:
    return ("\n" if lines else " ").join(plain_lines(words))


def _moment(at: str | None) -> str | None:
    """Return a time of the log as Word writes one, None for what is no time."""
    try:
        found = datetime.fromisoformat(at or "")
    except ValueError:
        return None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


# --- where they stand -------------------------------------------------------------------------------------------------


def _mark(  # noqa: PLR0913, PLR0917 - a text, where it is from, and what goes where
    body: Element, text: str, runs: Sequence[Run], comments: Sequence[Comment], first: int, style: str | None
) -> None:
    """Put the marks of the comments, numbered from `first` on, around their words, and the colours under them."""
    places = _Places(body, text, runs)
    anchors = [places.around(each.spans) for each in comments]
    # Of words in two statements the shorter one's colour is seen.
    longest_first = sorted(comments, key=lambda each: -sum(map(len, each.spans)))
    colours = [(words, each.colour) for each in longest_first if each.colour for words in places.words(each.spans)]
    pieces = _cut([*chain(*anchors), *chain(*(((e, start), (e, end)) for (e, start, end), _ in colours))])
    for (element, low, high), colour in colours:
        for place, until, piece in pieces[element]:
            if low <= place < until <= high:
                _shade(piece, colour)
    before, after = defaultdict[Element, list[Element]](list), defaultdict[Element, list[Element]](list)
    for number, ((begin, start), (end, stop)) in enumerate(anchors, first):
        begins = next((piece for place, _, piece in pieces.get(begin, ()) if place == start), begin)
        ends = next((piece for _, place, piece in pieces.get(end, ()) if place == stop), end)
        before[begins].append(_element("commentRangeStart", number))
        after[ends].append(_element("commentRangeEnd", number))
        after[_outermost(ends)].append(_reference(number, style))
    for element, marks in before.items():
        for mark in marks:
            element.addprevious(mark)
    for element, marks in after.items():
        for mark in reversed(marks):
            element.addnext(mark)


def _cut(edges: Iterable[Edge]) -> dict[Element, list[tuple[int, int, Element]]]:
    """Cut the runs at these places; return the pieces of each as :func:`_split` does."""
    cuts = defaultdict[Element, set[int]](set)
    for element, at in edges:
        if at is not None:
            cuts[element].add(at)
    return {element: _split(element, at) for element, at in cuts.items()}


class _Places:
    """Which run of a body holds which characters of the text."""

    def __init__(self, body: Element, text: str, runs: Sequence[Run]) -> None:
        """Find the runs. Raises InputError where they do not have the words of the text."""
        self.runs, self.elements = runs, list(body.iter(f"{W}r"))
        self.starts, self.ends = [each.span.start for each in runs], [each.span.end for each in runs]
        self.order = {element: number for number, element in enumerate(body.iter())}
        for each in runs:
            own = "".join(words for _, words in _units(self.elements[each.index]))
            if own[each.start : each.start + len(each.span)] != each.span.of(text):
                raise InputError(
                    "the Word file is read otherwise now than when it was analysed", "attrib review analyses it again"
                )

    def words(self, spans: Iterable[Span]) -> Iterator[tuple[Element, int, int]]:
        """Yield each run with words at the spans, and from which of its characters to which they are."""
        for span in spans:
            start, end = bisect_right(self.ends, span.start), bisect_left(self.starts, span.end)
            for each in self.runs[start:end]:
                low, high = max(span.start, each.span.start), min(span.end, each.span.end)
                moved = each.start - each.span.start
                yield self.elements[each.index], *_whole(self.elements[each.index], low + moved, high + moved)

    def around(self, spans: tuple[Span, ...]) -> tuple[Edge, Edge]:
        """Return the first and the last place of a comment on the spans: an element, or a run and a character of it."""
        found = list(self.words(spans))
        if not found:  # blank space between paragraphs: what stands before it
            each = self.runs[max(bisect_left(self.starts, spans[0].start) - 1, 0)]
            found = [(self.elements[each.index], each.start, each.start + len(each.span))]
        hosts = [_host(element) for element, _, _ in found]
        starts = [(host, start if host is element else None)
                  for host, (element, start, _) in zip(hosts, found, strict=True)]  # fmt: skip
        ends = [(host, end if host is element else None) for host, (element, _, end) in zip(hosts, found, strict=True)]

        def place(edge: Edge) -> tuple[int, int]:
            return self.order[edge[0]], edge[1] or 0

        return min(starts, key=place), max(ends, key=place)


def _units(run: Element) -> Iterator[tuple[Element, str]]:
    """Yield the children of a run with the characters that each is in the text, as the reader counts them."""
    for child in run:
        yield child, _shown(child)


def _shown(node: Element) -> str:
    if not isinstance(node.tag, str) or node.tag in {f"{W}txbxContent", f"{W}r", f"{W}p", f"{W}rt"}:
        return ""
    if node.tag == f"{_MC}AlternateContent":
        node = next((each for each in node if each.find(f".//{W}t") is not None), ())
        return "".join(map(_shown, node))
    return characters(node) or "".join(map(_shown, node))


def _whole(run: Element, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a run's characters, widened where it would cut what cannot be cut."""
    at = 0
    for child, words in _units(run):
        if child.tag != f"{W}t":
            start = at if at < start < at + len(words) else start
            end = at + len(words) if at < end < at + len(words) else end
        at += len(words)
    return start, end


def _host(run: Element) -> Element:
    """Return the outermost element around a run that no comment may begin or end in, else the run."""
    host, inner = run, [run]
    for each in run.iterancestors():
        filled = each.tag == f"{W}sdt" and any(each.find(f"{W}sdtPr/{tag}") is not None for tag in _FILLED)
        if each.tag in {f"{W}r", f"{_MC}AlternateContent"} or filled:
            inner.append(each)
        elif each.tag == f"{W}p":
            host = inner[-1]
    return host


def _outermost(element: Element) -> Element:
    """Return the outermost element in a paragraph that has this one in it."""
    found = element
    for each in element.iterancestors():
        if each.tag not in _INLINE:
            break
        found = each
    return found


def _split(run: Element, cuts: set[int]) -> list[tuple[int, int, Element]]:
    """Cut a run before these characters; return the pieces with their first character and the one after the last."""
    total = sum(len(words) for _, words in _units(run))
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < total), total]
    pieces, piece = [], run
    for start, end in pairwise(edges):
        pieces.append((start, end, piece))
        if end < total:
            piece = _rest(piece, end - start)
    return pieces


def _rest(run: Element, cut: int) -> Element:
    """Move what a run has from a character on into a new run behind it, and return that."""
    made = _new(run.tag, dict(run.attrib))
    properties = run.find(f"{W}rPr")
    if properties is not None:
        made.append(deepcopy(properties))
    at = 0
    for child, words in list(_units(run)):
        if at < cut < at + len(words):  # a w:t: others are never cut
            text = child.text
            child.text = text[: cut - at]
            child.set(_SPACE, "preserve")
            _words(made, text[cut - at :])
        elif at >= cut:
            made.append(child)
        at += len(words)
    made.tail, run.tail = run.tail, None
    run.addnext(made)
    return made


def _shade(run: Element, colour: str) -> None:
    properties = run.find(f"{W}rPr")
    if properties is None:
        properties = _new(f"{W}rPr")
        run.insert(0, properties)
    for old in properties.findall(f"{W}shd"):
        properties.remove(old)
    made = _new(f"{W}shd", {f"{W}val": "clear", f"{W}color": "auto", f"{W}fill": colour})
    later = (each for each in properties if each.tag in _AFTER_SHADING or not str(each.tag).startswith(W))
    following = next(later, None)
    if following is None:
        properties.append(made)
    else:
        following.addprevious(made)


def _element(tag: str, number: int) -> Element:
    return _new(f"{W}{tag}", {f"{W}id": str(number)})


def _reference(number: int, style: str | None) -> Element:
    run = _new(f"{W}r")
    if style is not None:
        _add(_add(run, f"{W}rPr"), f"{W}rStyle", {f"{W}val": style})
    run.append(_element("commentReference", number))
    return run
