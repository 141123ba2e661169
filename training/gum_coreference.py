"""GUM documents as (Document, Parse, chains): the gold trees and the gold coreference that resolving is measured on."""

from __future__ import annotations

import lzma
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from attrib.types import Document, Paragraph, Parse, Sentence, Span, Token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LABEL = {"person": "PER", "organization": "ORG", "place": "LOC"}
_PIECE = re.compile(r"\((\d+)-([^()]*)|(\d+)\)|\)")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One GUM document. `chains` maps (sentence, token index of a mention's head) to the number of its entity."""

    id: str
    genre: str
    document: Document
    parse: Parse
    chains: dict[tuple[int, int], str]


def read_gum(path: Path, genres: frozenset[str]) -> Iterator[GoldDocument]:
    """Read the documents of the wanted genres from a CoNLL-U file compressed with xz."""
    with lzma.open(path, "rt", encoding="utf8") as handle:
        blocks: list[str] = []
        for line in handle:
            if line.startswith("# newdoc id") and blocks:
                yield from _document(blocks, genres)
                blocks = []
            blocks.append(line.rstrip("\n"))
    yield from _document(blocks, genres)


def _document(lines: list[str], genres: frozenset[str]) -> Iterator[GoldDocument]:
    name = lines[0].partition("=")[2].strip()
    genre = next(line.partition("=")[2].strip() for line in lines if line.startswith("# meta::genre"))
    if genre not in genres:
        return
    text, paragraphs, sentences, start = "", [], [], 0
    chains: dict[tuple[int, int], str] = {}
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            if text:
                paragraphs.append(Span(start, len(text)))
                text += "\n\n"
                start = len(text)
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            if text and not text.endswith(("\n", " ")):
                text += " "
            text = _sentence(rows, text, sentences, len(paragraphs), chains)
            rows = []
    paragraphs.append(Span(start, len(text)))
    kinds = ["title", *("body" for _ in paragraphs[1:])]
    made = tuple(Paragraph(s, k) for s, k in zip(paragraphs, kinds, strict=True))  # type: ignore[arg-type]
    document = Document(f"gum:{name}", text, made, language="en")
    yield GoldDocument(name, genre, document, Parse(tuple(sentences)), chains)


def _tag(tokens: list[Token], entity: list[str], inside: list[int], head: int, label: str) -> None:
    """Tag the name in a mention: a person's flat parts, from the head or beside it; a body's whole run."""
    if label == "PER":
        starts = [
            i
            for i in inside
            if tokens[i].upos == "PROPN"
            and (
                i == head
                or (tokens[i].head == head and tokens[i].deprel in {"appos", "flat", "nmod:desc"} and i > head)
            )
        ]
        if not starts:
            return
        top = starts[0]
        flat = [i for i in inside if tokens[i].head in {top, tokens[top].head} and tokens[i].deprel.startswith("flat")]
        run = list(range(top, max([top, *flat]) + 1))
    elif tokens[head].upos == "PROPN":
        run = [head]
        for i in range(head + 1, inside[-1] + 1):
            if tokens[i].upos not in {"PROPN", "ADP", "DET"} and tokens[i].text not in {"-", "&"}:
                break
            run.append(i)
        while tokens[run[-1]].upos != "PROPN":
            run.pop()
        while (
            run[0] - 1 in inside
            and tokens[run[0] - 1].upos in {"PROPN", "ADJ"}
            and tokens[run[0] - 1].text[0].isupper()
        ):
            run.insert(0, run[0] - 1)
    else:
        return
    if all(entity[i] == "O" for i in run):
        for i in run:
            entity[i] = ("B-" if i == run[0] else "I-") + label


def _sentence(
    rows: list[list[str]], text: str, sentences: list[Sentence], paragraph: int, chains: dict[tuple[int, int], str]
) -> str:
    tokens: list[Token] = []
    begin, until, shared = len(text), 0, Span(0, 0)
    mentions: list[tuple[str, str, int, int]] = []
    pending: list[tuple[str, str, int]] = []
    for row in rows:
        if "-" in row[0]:
            until = int(row[0].split("-")[1])
            shared = Span(len(text), len(text) + len(row[1]))
            text += row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
            continue
        if "." in row[0]:
            continue
        index = len(tokens)
        if int(row[0]) <= until:
            span = shared
        else:
            span = Span(len(text), len(text) + len(row[1]))
            text += row[1] + ("" if "SpaceAfter=No" in row[9] else " ")
        tokens.append(Token(span, row[1], row[2], row[3], int(row[6]) - 1, row[7], ""))
        layer = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
        mentions.extend(closed(layer, index, pending))
    entity = ["O"] * len(tokens)
    _annotate(tokens, mentions, entity, len(sentences), chains)
    tagged = tuple(replace(token, entity=tag) for token, tag in zip(tokens, entity, strict=True))
    sentences.append(Sentence(len(sentences), paragraph, Span(begin, len(text.rstrip())), tagged))
    return text


def closed(layer: str, index: int, pending: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int, int]]:
    """Read one token's Entity value: what opens goes to `pending`, what closes comes out with its first and last."""
    for match in _PIECE.finditer(layer):
        if match.group(1):
            pending.append((match.group(1), match.group(2).split("-")[0], index))
            if layer[match.end() : match.end() + 1] == ")":
                yield (*pending.pop(), index)
        elif match.group(3):
            place = next((i for i in range(len(pending) - 1, -1, -1) if pending[i][0] == match.group(3)), None)
            if place is not None:
                yield (*pending.pop(place), index)


def _annotate(
    tokens: list[Token],
    mentions: list[tuple[str, str, int, int]],
    entity: list[str],
    number: int,
    chains: dict[tuple[int, int], str],
) -> None:
    """Enter a sentence's mentions, longest first, into the entity tags and the chains."""
    for name, kind, first, last in sorted(mentions, key=lambda m: m[2] - m[3]):
        inside = range(first, last + 1)
        head = next((i for i in inside if tokens[i].head not in inside), first)
        chains.setdefault((number, head), name)
        if kind in _LABEL:
            _tag(tokens, entity, list(inside), head, _LABEL[kind])
