"""Fit what kind of source a noun names: ``python -m training.fit_nouns``; writes attrib/models/nouns.npz.

Learns from the nouns of :mod:`attrib.language.lexicon` (persons, groups, organisations, documents) and from
those of GUM train's entity layer that are on no list, each once, by what it is there most often: person, organisation,
or a thing (object, event, abstraction). Only genres whose texts may be used. Prints, over five folds of nouns, how
often the kind is right, next to what the endings of words alone (`ENDINGS`) say of persons.
"""

from __future__ import annotations

import lzma
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from attrib.encoder.windows import read_tokenizer
from attrib.language import lexicon
from attrib.resolve.kinds import KINDS
from attrib.weights import FOLDER
from training.reader_model import GIVEN, WORDS, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

GUM = Path(__file__).parents[2] / "shared" / "data" / "ud" / "gum-train.conllu.xz"
TARGET = Path(__file__).parents[1] / "attrib" / "models" / "nouns.npz"
PIECE = re.compile(r"\((\d+)-([^()]*)|(\d+)\)|\)")
GENRES = frozenset({"news", "interview", "bio", "academic", "court", "voyage"})
STRENGTH = 1.0  # scikit-learn's C; 0.3 and 3 are within half a point of it
KIND_OF_ENTITY = {"person": "person", "organization": "organisation", "object": "thing", "abstract": "thing",
                  "event": "thing"}  # fmt: skip
ENDINGS = ("man", "men", "woman", "women", "person", "ist", "ologist", "ician", "er", "or", "ant", "ee", "ian")


def sentences() -> Iterator[tuple[str, bool, str, list[list[str]]]]:
    """Yield name of the document, whether a paragraph begins, text and rows of each sentence of a genre to be used."""
    genre, name, text, fresh, rows = "", "", "", False, []
    with lzma.open(GUM, "rt", encoding="utf-8") as lines:
        for line in map(str.rstrip, lines):
            key, _, value = line.partition(" = ")
            if key == "# newdoc id":
                name = value
            elif key == "# meta::genre":
                genre = value
            elif line.startswith("# newpar"):
                fresh = True
            elif key == "# text":
                text = value
            elif line and line[0] != "#":
                row = line.split("\t")
                if row[0].isdecimal():
                    rows.append(row)
            elif not line and rows:
                if genre in GENRES:
                    yield name, fresh, text, rows
                fresh, rows = False, []


def closed(layer: str, index: int, pending: list[tuple[str, str, int]]) -> Iterator[tuple[str, str, int, int]]:
    """Read one token's Entity value: what opens goes to `pending`, what closes comes out with its first and last."""
    for match in PIECE.finditer(layer):
        if match.group(1):
            pending.append((match.group(1), match.group(2).split("-")[0], index))
            if layer[match.end() : match.end() + 1] == ")":
                yield (*pending.pop(), index)
        elif match.group(3):
            place = next((i for i in range(len(pending) - 1, -1, -1) if pending[i][0] == match.group(3)), None)
            if place is not None:
                yield (*pending.pop(place), index)


def entities() -> dict[str, Counter[str]]:
    """Count for each noun what the mentions that it heads are."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for *_, rows in sentences():
        pending: list[tuple[str, str, int]] = []
        for index, row in enumerate(rows):
            layer = next((part[7:] for part in row[9].split("|") if part.startswith("Entity=")), "")
            for _, entity, first, last in closed(layer, index, pending):
                inside = range(first, last + 1)
                head = next((i for i in inside if int(rows[i][6]) - 1 not in inside), first)
                if rows[head][3] == "NOUN":
                    found[rows[head][2].lower()][entity] += 1
    return found


def labelled() -> dict[str, str]:
    """Return the kind of each noun to learn from; the lists have the last word."""
    result = {}
    for noun, counts in entities().items():
        kind = KIND_OF_ENTITY.get(counts.most_common(1)[0][0])
        if kind is not None:
            result[noun] = kind
    result.update(dict.fromkeys(lexicon.ORGANISATION, "organisation"))
    result.update(dict.fromkeys(lexicon.DOCUMENT, "document"))
    result.update(dict.fromkeys(lexicon.GROUP, "group"))
    result.update(dict.fromkeys(lexicon.PERSON, "person"))
    return dict(sorted(result.items()))


def main() -> None:
    """Fit, print, write."""
    embeddings, tokenizer = unpacked(GIVEN / "minilm.npz")[WORDS].numpy(), read_tokenizer(FOLDER / "tokenizer.json")
    pairs = [(noun, kind, embeddings[pieces].mean(axis=0)) for noun, kind in labelled().items()
             if (pieces := tokenizer.encode(noun, add_special_tokens=False).ids)]
    x, y = np.array([vector for *_, vector in pairs]), np.array([kind for _, kind, _ in pairs])
    model = LogisticRegression(C=STRENGTH, max_iter=3000, class_weight="balanced")
    guessed = cross_val_predict(model, x, y, cv=5)
    print(f"{len(y)} nouns: " + ", ".join(f"{kind} {(y == kind).sum()}" for kind in KINDS))
    for kind in KINDS:
        hit = (guessed[y == kind] == kind).mean()
        print(f"{kind}: found {100 * hit:.1f} %, right {100 * (y[guessed == kind] == kind).mean():.1f} %")
    people = np.isin(y, ["person", "group"]), np.isin(guessed, ["person", "group"])
    hit = (people[0] & people[1]).sum()
    print(f"people of both kinds: found {100 * hit / people[0].sum():.1f} %, right {100 * hit / people[1].sum():.1f} %")
    ends = np.array([noun.endswith(ENDINGS) and len(noun) > len("thing") for noun, *_ in pairs])
    hit = (ends & people[0]).sum()
    print(f"the same by endings: found {100 * hit / people[0].sum():.1f} %, right {100 * hit / ends.sum():.1f} %")
    model.fit(x, y)
    order = list(model.classes_)
    rows = [order.index(kind) for kind in KINDS]
    np.savez_compressed(TARGET, scores=(embeddings @ model.coef_[rows].T).astype(np.float16),
                        constants=model.intercept_[rows].astype(np.float32))
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
