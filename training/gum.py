"""Who each subject of GUM's articles is, as sources to learn from: ``python -m training.gum`` parses and counts them.

GUM marks coreference over whole documents. A mention of a person or a body that is the subject of its clause stands
for a source, the rest of its sentence for what it says; its entity bears the longest name among its mentions. Only the
genres whose texts may be used (:data:`training.fit_nouns.GENRES`). Writes ``training/work/parses/gum.pkl``, our own
parses of the texts as GUM has them, by ``python -m training.parse_corpus``'s way.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from attrib.analyzer import Analyzer
from attrib.evaluate import as_document
from attrib.gold import GoldDocument
from attrib.language import lexicon
from training.fit_nouns import closed, sentences
from training.parse_corpus import WORK

if TYPE_CHECKING:
    from attrib.types import Document, Parse

CLASSES = {"person": ("named_person", "unnamed_person"), "organization": ("organisation", "group"),
           "place": ("organisation", "group")}
SUBJECT = frozenset({"nsubj", "nsubj:pass"})
TWICE = 2  # mentions that an entity must have, or nothing is to be learnt from it
LONGEST = 6  # words of a name: a longer mention describes


class Mention(NamedTuple):
    """A mention of an entity in the text of a document; `stop` is where its sentence ends."""

    entity: str
    kind: str
    span: tuple[int, int]
    named: bool
    subject: bool
    stop: int


def mentions() -> tuple[dict[str, str], dict[str, list[Mention]]]:
    """Return the text and the mentions of each document."""
    texts: dict[str, str] = defaultdict(str)
    found: dict[str, list[Mention]] = defaultdict(list)
    pending: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for name, fresh, text, rows in sentences():
        texts[name] += ("\n\n" if fresh else " ") * bool(texts[name])
        base, at, starts = len(texts[name]), 0, []
        texts[name] += text
        for row in rows:
            at = max(text.find(row[1], at), at)
            starts.append(at)
            at += len(row[1])
        for index, row in enumerate(rows):
            layer = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
            for entity, kind, first, last in closed(layer, index, pending[name]):
                inside = range(first, last + 1)
                head = next((i for i in inside if int(rows[i][6]) - 1 not in inside), first)
                span = base + starts[first], base + starts[last] + len(rows[last][1])
                found[name].append(Mention(entity, kind, span, rows[head][3] == "PROPN", rows[head][7] in SUBJECT,
                                           base + len(text)))
    return texts, found


def row_of(name: str, text: str, found: list[Mention]) -> dict[str, Any]:
    """Return a document in the form of the newsroom corpus: its subjects as sources, who each is as ``entities``."""
    names: dict[str, str] = {}
    for each in found:
        words = text[slice(*each.span)].partition(",")[0].partition(" (")[0].removesuffix("’s").removesuffix("'s")
        if each.named and each.kind in CLASSES and len(words) > len(names.get(each.entity, "")):
            names[each.entity] = words if len(words.split()) <= LONGEST else names.get(each.entity, "")
    count = Counter(each.entity for each in found)
    entities, made = {}, []
    for each in found:
        start, end = each.span
        theirs = text[start:end].lower() in lexicon.SPEAKER | lexicon.SPEAKERS | {"you"}
        asked = each.subject and each.kind in CLASSES and count[each.entity] >= TWICE and not theirs
        if asked and text[end : each.stop].strip():
            known = names.get(each.entity, "")
            entities[each.entity] = {"name": known, "class": CLASSES[each.kind][not known]}
            made.append({"source": [[start, end]], "cue": [], "content": [[end, each.stop]], "entity": each.entity})
    return {"id": name, "text": text, "attributions": made, "entities": entities, "discard": []}


def documents() -> list[dict[str, Any]]:
    """Return a row for each document of the genres that may be used."""
    texts, found = mentions()
    return [row_of(name, text, found[name]) for name, text in texts.items()]


def main() -> None:
    """Parse the texts with the bundled models and print how many sources there are."""
    analyzer = Analyzer()
    parsed: dict[str, tuple[Document, Parse]] = {}
    rows = documents()
    for row in rows:
        document = as_document(GoldDocument(row["id"], row["text"], ()))
        parsed[row["id"]] = document, analyzer.parse(document)
    with (WORK / "parses" / "gum.pkl").open("wb") as handle:
        pickle.dump(parsed, handle)
    print(f"{len(rows)} documents, {sum(len(row['attributions']) for row in rows)} subjects of an entity named twice")


if __name__ == "__main__":
    main()
