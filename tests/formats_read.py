"""Each copy for others, read by a program of its own world: what it says of every statement, by the statement's id.

Offsets come back in code points, whatever the format counts.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cassis
import duckdb
from docx import Document as WordFile
from docx.oxml.ns import qn
from lxml import etree
from pyld import jsonld

from attrib.export import docx, labelstudio, tei, webanno
from attrib.export.cas import LAYER
from attrib.wording import NOBODY

OA = "http://www.w3.org/ns/oa#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SCHEMA = "https://schema.org/"
FILES = Path(__file__).parent / "files"
CONTEXTS = {
    webanno.CONTEXT: json.loads((FILES / "anno-context.json").read_text("utf-8")),
    "https://schema.org": {"@context": {"@vocab": SCHEMA}},
}


@dataclass(slots=True)
class Found:
    """What a file says of a statement; None where the format has no place for it."""

    parts: set[tuple[str, int, int]] = field(default_factory=set)
    words: list[str] = field(default_factory=list)
    speaker: str | None = None
    status: str | None = None


Statements = dict[str, Found]


def _offline(url: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXTS[url]}


def expanded(data: str) -> list[Any]:
    """Return JSON-LD as a library reads it that knows no page of the web; a term that no context has is an error."""
    lost: list[str] = []
    options = {"documentLoader": _offline, "on_key_dropped": lost.append}
    found: list[Any] = jsonld.expand(json.loads(data), options)
    assert lost == [], "terms without a meaning"
    return found


def read_webanno(data: str | bytes) -> tuple[str, Statements]:
    """Return the text and the statements of a collection of annotations on one article."""
    assert isinstance(data, str)
    [collection] = expanded(data)
    [page] = collection["http://www.w3.org/ns/activitystreams#first"]
    [items] = page["http://www.w3.org/ns/activitystreams#items"]
    described, *annotations = items["@list"]
    text = _one(described[f"{OA}hasBody"][0], f"{RDF}value")
    source = described[f"{OA}hasTarget"][0]["@id"]
    found: Statements = {}
    for each in annotations:
        name = each["@id"].removeprefix(f"{source}/")
        statement, _, part = name.partition("/")
        held = found.setdefault(statement, Found())
        for target in each[f"{OA}hasTarget"]:
            assert target[f"{OA}hasSource"] == [{"@id": source}]
            quote, place = target[f"{OA}hasSelector"]
            start, end = (_one(place, f"{OA}{side}") for side in ("start", "end"))
            exact, before, after = (_one(quote, f"{OA}{name}") for name in ("exact", "prefix", "suffix"))
            assert text[start:end] == exact
            assert text[max(0, start - len(before)) : end + len(after)] == before + exact + after
            held.parts.add((part or "content", start, end))
            held.words += [] if part else [exact]
        if not part:
            said = [
                (_purpose(body), _one(body, f"{RDF}value")) for body in each[f"{OA}hasBody"] if f"{RDF}value" in body
            ]
            held.speaker = next((value for purpose, value in said if purpose == "identifying"), None)
            held.status = next(value for purpose, value in said if purpose == "tagging")
    return text, found


def _one(node: Mapping[str, Any], term: str) -> Any:  # noqa: ANN401 - JSON
    [value] = node[term]
    return value["@value"]


def _purpose(body: Mapping[str, Any]) -> str:
    return str(body[f"{OA}hasPurpose"][0]["@id"]).removeprefix(OA)


def read_schemaorg(data: str | bytes) -> tuple[str, Statements]:
    """Return no text, and of the statements words, speakers and statuses; claims of the reporter's are none."""
    assert isinstance(data, str)
    found: Statements = {}
    for node in expanded(data):
        assert {key.removeprefix(SCHEMA) for key in node} & {"claimReviewed", "reviewRating"} == set()
        if f"{SCHEMA}creativeWorkStatus" in node:
            who = next((node[key] for key in (f"{SCHEMA}{name}" for name in WHO) if key in node), None)
            found[node["@id"].rpartition("/")[2]] = Found(
                words=[_one(node, f"{SCHEMA}text")],
                speaker=None if who is None else _one(who[0], f"{SCHEMA}name"),
                status=_one(node, f"{SCHEMA}creativeWorkStatus"),
            )
    return "", found


WHO = ("spokenByCharacter", "author", "isBasedOn", "about")


def read_labelstudio(data: str | bytes, kind: str = "annotations") -> tuple[str, Statements]:
    """Return what Label Studio's own converter makes of the task: the annotation, else the prediction."""
    from label_studio_sdk.converter import Converter  # four seconds
    from label_studio_sdk.label_interface import LabelInterface

    assert isinstance(data, str)
    interface = LabelInterface(labelstudio.CONFIG)
    interface.validate()
    [task] = json.loads(data)
    for prediction in task["predictions"]:
        assert interface.validate_prediction(prediction, return_errors=True) == []
    regions = {each.get("id"): each for each in task.get(kind, task["predictions"])[0]["result"]}
    assert all(interface.validate_region(each) for each in regions.values() if each["type"] != "relation")
    as_annotation = {**task, "id": 1, "annotations": task.get(kind) or task["predictions"]}
    as_annotation["annotations"] = [{"id": 1, "completed_by": 1, **each} for each in as_annotation["annotations"]]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "tasks.json"
        source.write_text(json.dumps([as_annotation]), "utf-8")
        converter = Converter(labelstudio.CONFIG, folder, output_tags=["part", "speaker", "status"])
        [made] = converter.annotation_result_from_task(as_annotation)
    text = str(task["data"]["text"])
    found: Statements = {}
    names = {(each["value"]["start"], each["value"]["end"], each["value"]["labels"][0], each["id"]): each["id"]
             for each in task.get(kind, task["predictions"])[0]["result"] if each["type"] == "labels"}  # fmt: skip
    assert len(names) == len(made["output"]["part"])
    for (_, _, _, name), value in zip(names, made["output"]["part"], strict=True):
        held = found.setdefault(name.rpartition("-")[0], Found())
        assert text[value["start"] : value["end"]] == value["text"]
        held.parts.add((value["labels"][0], value["start"], value["end"]))
        held.words += [value["text"]] if value["labels"] == ["content"] else []
    for each in task.get(kind, task["predictions"])[0]["result"]:
        held = found[(each.get("id") or each.get("from_id")).rpartition("-")[0]]
        if each.get("from_name") == "speaker":
            held.speaker = each["value"]["text"][0]
        elif each.get("from_name") == "status":
            held.status = each["value"]["choices"][0]
    return text, found


def read_prodigy(data: str | bytes) -> tuple[str, Statements]:
    """Return no text, and the statements of tasks in the form that Prodigy's pages describe; rejected ones are none."""
    assert isinstance(data, str)
    found: Statements = {}
    for line in data.splitlines():
        task = json.loads(line)
        meta, text = task["meta"], task["text"]
        assert set(task) <= {"text", "spans", "meta", "answer"}
        assert task.get("answer") in {None, "accept", "reject"}
        assert all(0 <= each["start"] < each["end"] <= len(text) for each in task["spans"])
        if task.get("answer") == "reject":
            continue
        at = meta["offset"]
        found[meta["id"]] = Found(
            {(each["label"].lower(), each["start"] + at, each["end"] + at) for each in task["spans"]},
            [text[each["start"] : each["end"]] for each in task["spans"] if each["label"] == "CONTENT"],
            meta.get("speaker"),
            meta["status"],
        )
    return "", found


def read_cas(data: str | bytes) -> tuple[str, Statements]:
    """Return the text and the statements that dkpro-cassis reads."""
    assert isinstance(data, str)
    cas = cassis.load_cas_from_json(data)
    found: Statements = {}
    for each in cas.select(LAYER):
        held = found.setdefault(each.identifier, Found())
        held.parts.add((each.part, each.begin, each.end))
        held.words += [each.get_covered_text()] if each.part == "content" else []
        held.speaker, held.status = each.speaker, each.status
    return cas.sofa_string, found


def read_tei(data: str | bytes) -> tuple[str, Statements]:
    """Return the text of the body and the statements, by walking what lxml has parsed."""
    assert isinstance(data, str)
    root = etree.fromstring(data.encode())
    space = {"t": tei.TEI}
    names = {
        each.get(tei.XML_ID): "".join(each.xpath("t:persName|t:orgName|t:title", namespaces=space)[0].itertext())
        for each in root.iterfind(".//t:standOff//*[@{http://www.w3.org/XML/1998/namespace}id]", space)
        if each.xpath("t:persName|t:orgName|t:title", namespaces=space)
    }
    ends: dict[str, list[int]] = {}
    found: Statements = {}
    text = io.StringIO()

    def walk(element: Any) -> None:  # noqa: ANN401 - lxml's
        start = text.tell()
        text.write(element.text or "")
        for child in element:
            walk(child)
            text.write(child.tail or "")
        if (name := element.get("n")) is not None:
            place = ends.setdefault(element.get(tei.XML_ID).rpartition("-")[0], [start, start])
            place[1] = text.tell()
            held = found.setdefault(name, Found())
            if element.tag.endswith(("said", "quote")):
                who = element.get("who") or element.get("source") or ""
                held.speaker, held.status = names.get(who[1:]), element.get("ana").removeprefix("#status-")

    walk(root.find("t:text/t:body", space))
    for each in root.iterfind("t:text/t:body//*[@n]", space):
        key = each.get(tei.XML_ID).rpartition("-")[0]
        part = key.rpartition("-")[2].rstrip("0123456789")
        found[each.get("n")].parts.add((part, *ends[key]))
    whole = text.getvalue()
    for held in found.values():
        held.words = [
            whole[start:end] for part, start, end in sorted(held.parts, key=lambda p: p[1]) if part == "content"
        ]
    _check_pointers(root)
    return whole, found


def _check_pointers(root: Any) -> None:  # noqa: ANN401 - lxml's
    """See that every pointer leads somewhere, and that pieces are linked both ways."""
    linked = {each.get(tei.XML_ID): each for each in root.iter() if each.get(tei.XML_ID)}
    for each in root.iter():
        for pointer in ("who", "ref", "ana", "resp", "target", "next", "prev"):
            if (value := each.get(pointer, "")).startswith("#"):
                assert value[1:] in linked
        for side, other in (("next", "prev"), ("prev", "next")):
            if each.get(side):
                assert linked[each.get(side)[1:]].get(other) == f"#{each.get(tei.XML_ID)}"


def read_parquet(data: str | bytes) -> tuple[str, Statements]:
    """Return no text, and the statements that DuckDB selects; rejected ones are none."""
    assert isinstance(data, bytes)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "statements.parquet"
        place.write_bytes(data)
        with duckdb.connect() as database:
            rows = database.execute(
                "SELECT id, content, cue, source, speaker, status FROM read_parquet(?) WHERE status <> 'rejected'",
                [str(place)],
            ).fetchall()
    found: Statements = {}
    for name, content, cue, source, speaker, status in rows:
        pieces = [("content", each) for each in content] + [("cue", cue), ("source", source)]
        found[name] = Found(
            {(part, each["start"], each["end"]) for part, each in pieces if each is not None},
            [each["text"] for each in content],
            speaker,
            status,
        )
    return "", found


def read_docx(data: bytes | str) -> tuple[str, Statements]:
    """Return no text, and the statements by the comments that python-docx reads: words from first to last."""
    assert isinstance(data, bytes)
    file = WordFile(io.BytesIO(data))
    words: dict[str, str] = {}
    inside: set[str] = set()
    for element in file.element.body.iter():
        tag = etree.QName(element).localname
        if tag == "commentRangeStart":
            inside.add(element.get(qn("w:id")))
        elif tag == "commentRangeEnd":
            inside.remove(element.get(qn("w:id")))
        for each in inside:
            words[each] = words.get(each, "") + {"t": element.text, "p": "\n\n", "br": "\n", "tab": "\t"}.get(tag, "")
    assert not inside, "a comment that does not end"
    found: Statements = {}
    for comment in file.comments:
        first, *_, last = [each.text for each in comment.paragraphs]
        assert len(first) <= docx.FIRST_LINE
        status, _, speaker = first.partition(" · ")
        who = None if speaker == NOBODY else speaker.removesuffix(" (a guess)")
        found[last.partition("#")[2].partition(" ")[0]] = Found(set(), [words[str(comment.comment_id)]], who, status)
    return "", found


READERS: dict[str, Callable[[str | bytes], tuple[str, Statements]]] = {
    "docx": read_docx,
    "webanno": read_webanno,
    "schemaorg": read_schemaorg,
    "labelstudio": read_labelstudio,
    "prodigy": read_prodigy,
    "cas": read_cas,
    "tei": read_tei,
    "parquet": read_parquet,
}
