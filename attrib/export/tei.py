"""TEI P5: the article as `ab` blocks with its statements marked in them, and in `standOff` who the speakers are.

What is attributed is `said`, or `quote` where a document says it; the words of a cue are a `seg`, those of a source an
`rs`. `n` is the attribution's id. Marks that overlap, or go on in another block, are cut, and their pieces are linked
with `prev` and `next`. The text of `body` is that of the article, character for character, but that XML cannot hold
controls: each becomes U+FFFD.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrib.export.outside import only, parts
from attrib.sheet.build import extents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attrib.export.outside import Copy, Statement
    from attrib.types import Span

TEI: Final = "http://www.tei-c.org/ns/1.0"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECT: Final = {"direct": "true", "indirect": "false", "mixed": "unknown"}


@dataclass(slots=True)
class _Mark:
    """Words to mark: the element they get, and the ids of its pieces so far."""

    span: Span
    tag: str
    attributes: Mapping[str, str]
    name: str
    pieces: list[Any] = field(default_factory=list)


def render(copies: Sequence[Copy]) -> str:
    """Return the TEI document of an article with its statements but rejected ones. Raises OutputError for several."""
    from lxml import etree

    copy = only(copies, "a TEI document")

    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})
    checkers = _header(root, copy)
    who = _speakers(copy.standing)
    body = _add(_add(root, "text"), "body")
    marks = list(_marks(copy.standing, who, checkers))
    _write(body, copy, marks)
    _stand_off(root, copy.standing, who, marks)
    written: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _add(parent: Any, tag: str, words: str | None = None, **attributes: str) -> Any:  # noqa: ANN401 - lxml's
    from lxml import etree

    element = etree.SubElement(parent, f"{{{TEI}}}{tag}")
    for name, value in attributes.items():
        element.set(XML_ID if name == "xml_id" else name, _writable(value))
    element.text = None if words is None else _writable(words)
    return element


def _writable(words: str) -> str:
    return _UNWRITABLE.sub("\ufffd", words)


def _header(root: Any, copy: Copy) -> dict[str, str]:  # noqa: ANN401 - lxml's
    """Write the header and return the id of each checker."""
    document = copy.document
    described = _add(_add(root, "teiHeader"), "fileDesc")
    title = _add(described, "titleStmt")
    _add(title, "title", document.title or copy.file or "Untitled article")
    names = dict.fromkeys(each.by.reviewer for each in copy.standing if each.by)
    ids = {name: f"checker{number}" for number, name in enumerate(names, 1)}
    for name, number in ids.items():
        by = _add(title, "respStmt", xml_id=number)
        _add(by, "resp", "checked the attributions")
        _add(by, "name", name)
    _add(_add(described, "publicationStmt"), "p", f"Written by {copy.engine}; the numbers of @cert are its own.")
    source = _add(_add(described, "sourceDesc"), "bibl")
    for tag, words in (("title", document.title), ("author", document.byline), ("date", document.published)):
        if words:
            _add(source, tag, words)
    if copy.address:
        _add(source, "ptr", target=copy.address)
    _add(source, "idno", copy.name, type="sha256")
    return ids


def _speakers(statements: Iterable[Statement]) -> dict[tuple[str, str], str]:
    """Return an id for each speaker, by entity and name; one whom a copy does not name has no entity."""
    found = dict.fromkeys((each.speaker.entity, each.speaker.name) for each in statements if each.speaker)
    return {key: f"who{number}" for number, key in enumerate(found, 1)}


def _marks(
    statements: Iterable[Statement], who: Mapping[tuple[str, str], str], checkers: Mapping[str, str]
) -> Iterator[_Mark]:
    for number, each in enumerate(statements, 1):
        attribution, speaker = each.attribution, each.speaker
        about = {"n": attribution.id, "ana": f"#status-{each.status}"}
        person = f"#{who[speaker.entity, speaker.name]}" if speaker else None
        said = {"direct": _DIRECT[attribution.type], "aloud": "true" if attribution.act == "statement" else "false"}
        if each.confidence is not None:
            about["cert"] = f"{each.confidence:.2f}"
        if each.by is not None:
            about["resp"] = f"#{checkers[each.by.reviewer]}"
        document = speaker is not None and speaker.source_class == "document"
        if person is not None:
            said["who"] = person
        counted: defaultdict[str, int] = defaultdict(int)
        for part, span in parts(attribution):
            counted[part] += 1
            name = f"s{number}-{part}{counted[part]}"
            if part == "content" and document:
                # `quote` has no `who` in TEI, but `source`, as every element.
                yield _Mark(span, "quote", {**about, "source": person or ""}, name)
            elif part == "content":
                yield _Mark(span, "said", {**about, **said}, name)
            elif part == "cue":
                yield _Mark(span, "seg", {"n": attribution.id, "type": "cue"}, name)
            else:
                ref = {} if person is None else {"ref": person}
                yield _Mark(span, "rs", {"n": attribution.id, "type": "source", **ref}, name)


def _write(body: Any, copy: Copy, marks: list[_Mark]) -> None:  # noqa: ANN401 - lxml's
    """Write the article's text, block by block, each cut where a mark begins or ends."""
    text, order = copy.document.text, sorted(marks, key=lambda each: (each.span.start, -each.span.end))
    for _, kind, block in extents(copy.document):
        if kind == "gap":
            _append(body, text[block.start : block.end])
            continue
        inside = [each for each in order if each.span.overlaps(block)]
        cuts = {block.start, block.end, *(cut for each in inside for cut in (each.span.start, each.span.end))}
        stack: list[tuple[_Mark | None, Any]] = [(None, _add(body, "ab", type=kind))]
        for start, end in pairwise(sorted(cut for cut in cuts if block.start <= cut <= block.end)):
            here = [each for each in inside if each.span.start <= start < each.span.end]
            same = next((n for n, (one, other) in enumerate(zip(stack[1:], here, strict=False)) if one[0] is not other),
                        min(len(stack) - 1, len(here)))  # fmt: skip
            del stack[same + 1 :]
            for mark in here[same:]:
                stack.append((mark, _piece(stack[-1][1], mark)))
            _append(stack[-1][1], text[start:end])


def _piece(parent: Any, mark: _Mark) -> Any:  # noqa: ANN401 - lxml's
    """Open one more piece of a mark, linked with the one before."""
    name = f"{mark.name}-{len(mark.pieces) + 1}"
    element = _add(parent, mark.tag, xml_id=name, **mark.attributes)
    if mark.pieces:
        before = mark.pieces[-1]
        before.set("next", f"#{name}")
        element.set("prev", f"#{before.get(XML_ID)}")
    mark.pieces.append(element)
    return element


def _append(element: Any, words: str) -> None:  # noqa: ANN401 - lxml's
    words = _writable(words)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _stand_off(
    root: Any,  # noqa: ANN401 - lxml's
    statements: Iterable[Statement],
    who: Mapping[tuple[str, str], str],
    marks: Iterable[_Mark],
) -> None:
    """Write who the speakers are, what the statuses mean, and what checkers wrote down."""
    off = _add(root, "standOff")
    lists = {"Person": "listPerson", "Org": "listOrg", "Bibl": "listBibl"}
    speakers = {(each.speaker.entity, each.speaker.name): each for each in statements if each.speaker}
    for kind, tag in lists.items():
        of_kind = [key for key, each in speakers.items() if _kind(each) == kind]
        listed = _add(off, tag) if of_kind else None
        for key in of_kind:
            _speaker(listed, kind, key[1], who[key], speakers[key])
    statuses = _add(off, "interpGrp", type="status") if (used := {each.status for each in statements}) else None
    for status in sorted(used):
        _add(statuses, "interp", status, xml_id=f"status-{status}")
    first = {each.attributes["n"]: each.pieces[0].get(XML_ID) for each in reversed(list(marks)) if each.pieces}
    remarks = [(each, remark) for each in statements for remark in each.remarks if each.attribution.id in first]
    listed = _add(off, "listAnnotation") if remarks else None
    for each, remark in remarks:
        target = f"#{first[each.attribution.id]}"
        _add(_add(listed, "annotation", motivation="commenting", target=target), "note", remark.text,
             type=remark.kind.replace(" ", "_"))  # fmt: skip


def _kind(statement: Statement) -> str:
    source_class = statement.speaker.source_class if statement.speaker else ""
    return {"organisation": "Org", "document": "Bibl"}.get(source_class, "Person")


def _speaker(listed: Any, kind: str, name: str, number: str, statement: Statement) -> None:  # noqa: ANN401 - lxml's
    group = statement.speaker is not None and statement.speaker.source_class == "group"
    tag, inner = {"Org": ("org", "orgName"), "Bibl": ("bibl", "title")}.get(
        kind, ("personGrp" if group else "person", "persName")
    )
    element = _add(listed, tag, xml_id=number)
    _add(element, inner, name)
    entity = statement.entity
    if kind == "Person" and not group and entity is not None:
        if entity.role:
            _add(element, "occupation", entity.role)
        if entity.affiliation:
            _add(element, "affiliation", entity.affiliation)
