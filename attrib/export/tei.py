"""TEI P5: the article as `ab` blocks with its statements marked in them, and in `standOff` who the speakers are.

What is attributed is `said`, or `quote` where a document says it; the words of a cue are a `seg`, those of a source an
`rs`. `n` is the attribution's id. Marks that overlap, or go on in another block, are cut, and their pieces are linked
with `prev` and `next`. The text of `body` is that of the article, character for character, but that XML cannot hold
controls: each becomes U+FFFD.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from attrib import plain
from attrib.export.outside import only, parts
from attrib.sheet.build import extents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attrib.export.outside import Copy, Statement
    from attrib.types import Span, Speaker

    Key = tuple[str, str]

TEI: Final = "http://www.tei-c.org/ns/1.0"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_WHO: Final[Mapping[str, tuple[str, str, str]]] = {
    "organisation": ("listOrg", "org", "orgName"),
    "document": ("listBibl", "bibl", "title"),
    "group": ("listPerson", "personGrp", "persName"),
}
_PERSON: Final = ("listPerson", "person", "persName")
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
    keys = dict.fromkeys(_key(each.speaker) for each in copy.standing if each.speaker)
    who = {key: f"who{number}" for number, key in enumerate(keys, 1)}
    body = _add(_add(root, "text"), "body")
    marks = list(_marks(copy.standing, who, checkers))
    _write(body, copy, marks)
    _stand_off(root, copy.standing, who, marks)
    written: str = etree.tostring(root, encoding="unicode")
    # What steers a terminal stands as a reference: a reader of XML finds the character itself.
    written = plain.STEERING.sub(lambda found: f"&#{ord(found[0])};", written)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'


def _add(parent: Any, tag: str, words: str | None = None, **attributes: str) -> Any:  # noqa: ANN401 - lxml's
    from lxml import etree

    element = etree.SubElement(parent, f"{{{TEI}}}{tag}")
    for name, value in attributes.items():
        element.set(XML_ID if name == "xml_id" else name, plain.for_xml(value))
    element.text = None if words is None else plain.for_xml(words)
    return element


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


def _key(speaker: Speaker) -> Key:
    """Return what tells speakers apart; one whom a copy does not name has no entity."""
    return speaker.entity, speaker.name


def _marks(statements: Iterable[Statement], who: Mapping[Key, str], checkers: Mapping[str, str]) -> Iterator[_Mark]:
    for number, each in enumerate(statements, 1):
        attribution, speaker = each.attribution, each.speaker
        about, only_n = {"n": attribution.id, "ana": f"#status-{each.status}"}, {"n": attribution.id}
        if each.confidence is not None:
            about["cert"] = f"{each.confidence:.2f}"
        if each.by is not None:
            about["resp"] = f"#{checkers[each.by.reviewer]}"
        person = f"#{who[_key(speaker)]}" if speaker else None
        said = {"direct": _DIRECT[attribution.type], "aloud": "true" if attribution.act == "statement" else "false"}
        tags: dict[str, tuple[str, dict[str, str]]] = {
            "content": ("said", about | said | ({"who": person} if person else {})),
            "cue": ("seg", only_n | {"type": "cue"}),
            "source": ("rs", only_n | {"type": "source"} | ({"ref": person} if person else {})),
        }
        if speaker is not None and person and speaker.source_class == "document":
            tags["content"] = "quote", about | {"source": person}  # TEI gives it no `who`
        for place, (part, span) in enumerate(parts(attribution), 1):
            yield _Mark(span, *tags[part], f"s{number}-{part}{place}")


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
    words = plain.for_xml(words)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _stand_off(root: Any, statements: Iterable[Statement], who: Mapping[Key, str], marks: Iterable[_Mark]) -> None:  # noqa: ANN401 - lxml's
    """Write who the speakers are, what the statuses mean, and what checkers wrote down."""
    off, lists = _add(root, "standOff"), dict[str, Any]()
    for speaker, each in {_key(each.speaker): (each.speaker, each) for each in statements if each.speaker}.values():
        listed, tag, name = _WHO.get(speaker.source_class, _PERSON)
        if listed not in lists:
            lists[listed] = _add(off, listed)
        person = _add(lists[listed], tag, xml_id=who[_key(speaker)])
        _add(person, name, speaker.name)
        if tag == "person" and each.entity is not None:
            for title, words in (("occupation", each.entity.role), ("affiliation", each.entity.affiliation)):
                if words:
                    _add(person, title, words)
    statuses = _add(off, "interpGrp", type="status") if (used := {each.status for each in statements}) else None
    for status in sorted(used):
        _add(statuses, "interp", status, xml_id=f"status-{status}")
    first = {each.attributes["n"]: each.pieces[0].get(XML_ID) for each in reversed(list(marks)) if each.pieces}
    remarks = [(first[each.attribution.id], remark) for each in statements for remark in each.written]
    annotations = _add(off, "listAnnotation") if remarks else None
    for number, (place, remark) in enumerate(remarks, 1):
        about = {"xml_id": f"note{number}", "motivation": "commenting", "target": f"#{place}"}
        _add(_add(annotations, "annotation", **about), "note", remark.text, type=remark.kind.replace(" ", "_"))
