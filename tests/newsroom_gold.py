"""The articles of ``tests/newsroom/``, annotated by hand, in the forms that ``attrib evaluate`` reads.

``python -m tests.newsroom_gold OUT_DIR`` writes ``gold.jsonl`` and ``speakers.jsonl``; ``--articles FOLDER`` reads
another folder of such articles.

A file is an article, the line ``== attributions ==`` and a table. In the article, ``{s3 the mayor}``, ``{c3 said}`` and
``{q3 “it rained”}`` are source, cue and content of attribution 3; ``{s3,4 she}`` is the source of two. A part may be in
several pieces, and source and cue may be missing. A row of the table is ``number | act | class | name``, with ``-``
where nobody is named. Without its marks an article is the text that the offsets count in.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from attrib.gold import ROLES, GoldAttribution, GoldDocument, GoldSpeaker
from attrib.types import Act, SourceClass, Span

if TYPE_CHECKING:
    from attrib.gold import GoldSpeakers

NEWSROOM = Path(__file__).parent / "newsroom"

ACTS: tuple[Act, ...] = get_args(Act)
CLASSES = (*get_args(SourceClass), "none")

_TABLE = "\n\n== attributions ==\n"
_MARK = re.compile(r"\{([scq])(\d+(?:,\d+)*) |([{}])")
_ROLE_OF = dict(zip("scq", ROLES, strict=True))


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The whole set."""

    documents: tuple[GoldDocument, ...]
    speakers: GoldSpeakers


def read_newsroom(folder: Path = NEWSROOM) -> Newsroom:
    """Return the articles of `folder`, by name; ValueError tells the file that is not of the form."""
    documents: list[GoldDocument] = []
    speakers: GoldSpeakers = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            gold, who = read_article(path.stem, path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        documents.append(gold)
        speakers[gold.id] = dict(enumerate(who))
    return Newsroom(tuple(documents), speakers)


def read_article(name: str, source: str) -> tuple[GoldDocument, tuple[GoldSpeaker, ...]]:
    """Return the document that `source` spells out, and who says and what kind of act each of its attributions is."""
    article, found, table = source.partition(_TABLE)
    if not found:
        raise ValueError("no table of attributions")
    text, spans = _unmark(article)
    rows = [_row(line) for line in table.splitlines() if line.strip()]
    numbers = [number for number, _ in rows]
    if numbers != list(range(1, len(rows) + 1)):
        raise ValueError(f"the table counts {numbers}")
    if stray := {number for _, number in spans} - set(numbers):
        raise ValueError(f"marked, but not in the table: {sorted(stray)}")
    parts = ([tuple(spans.get((role, number), ())) for role in ROLES] for number in numbers)
    marked = tuple(GoldAttribution(source, cue, content) for source, cue, content in parts)
    if empty := [number for number, each in zip(numbers, marked, strict=True) if not each.content]:
        raise ValueError(f"no content: {empty}")
    return GoldDocument(name, text, marked), tuple(who for _, who in rows)


def rows(newsroom: Newsroom) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the articles with their attributions, and who speaks in each, as the rows of the two files."""
    gold: list[dict[str, Any]] = []
    speakers: list[dict[str, Any]] = []
    for each in newsroom.documents:
        marked = [
            {role: [[span.start, span.end] for span in getattr(attribution, role)] for role in ROLES}
            for attribution in each.attributions or ()
        ]
        gold.append({"id": each.id, "text": each.text, "attributions": marked, "discard": []})
        who = [
            {"i": i, "entity": s.entity, "class": s.source_class, "act": s.act}
            for i, s in newsroom.speakers[each.id].items()
        ]
        speakers.append({"doc": each.id, "attributions": who})
    return gold, speakers


def write(newsroom: Newsroom, folder: Path) -> None:
    """Write the two files into `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, found in zip(("gold", "speakers"), rows(newsroom), strict=True):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8", newline="\n")


def _unmark(article: str) -> tuple[str, dict[tuple[str, int], list[Span]]]:
    """Return the article without its marks, and the spans of each part of each attribution in the order of the text."""
    pieces: list[str] = []
    opened: list[tuple[str, list[int], int]] = []
    spans: dict[tuple[str, int], list[Span]] = {}
    at = done = 0
    for mark in _MARK.finditer(article):
        pieces.append(article[done : mark.start()])
        at += len(pieces[-1])
        done = mark.end()
        letter, numbers, brace = mark.groups()
        if letter:
            opened.append((_ROLE_OF[letter], [int(number) for number in numbers.split(",")], at))
        elif brace == "}" and opened:
            role, ours, start = opened.pop()
            for number in ours:
                spans.setdefault((role, number), []).append(Span(start, at))
        else:
            raise ValueError(f"a stray brace after {article[:done][-40:]!r}")
    if opened:
        raise ValueError(f"never closed: {opened}")
    text = "".join([*pieces, article[done:]]) + "\n"
    return text, {key: sorted(each, key=lambda span: span.start) for key, each in spans.items()}


def _row(line: str) -> tuple[int, GoldSpeaker]:
    """Return what a row of the table says: number, act, and who."""
    number, act, source_class, name = (cell.strip() for cell in line.split("|"))
    if source_class not in CLASSES:
        raise ValueError(f"no such class: {line}")
    for known in ACTS:
        if act == known:
            return int(number), GoldSpeaker(None if name == "-" else name, source_class, known)
    raise ValueError(f"no such act: {line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the newsroom set in the forms that attrib evaluate reads.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    parser.add_argument("--articles", type=Path, default=NEWSROOM, metavar="FOLDER")
    arguments = parser.parse_args()
    write(read_newsroom(arguments.articles), arguments.folder)
