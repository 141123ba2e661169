"""The sentences `joint.py` learns from: trees of EWT and of GUM's freely licensed genres, names of PolNeAR, GUM, UNER.

Everything comes as stanza's list of dictionaries, so that no file is written in between.
"""

from __future__ import annotations

import lzma
import random
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from prepare import SHIPPABLE, load
from stanza.utils.conll import CoNLL

if TYPE_CHECKING:
    from training.reader_data import Row

DATA = Path(__file__).parents[2] / "shared" / "data"
SHORTEST, LONGEST = 2, 90
PAIR = 2


def sentences(name: str, genres: frozenset[str] = SHIPPABLE) -> list[list[dict]]:
    """Return the sentences of a treebank part (``gum-test``) of these genres, as stanza's dictionaries."""
    chosen = (text for text in load(name) if text.genre in genres)
    return CoNLL.conll2dict(input_str="".join(s.conllu() for text in chosen for s in text.sentences))[0]


def words(sentence: list[dict]) -> list[dict]:
    """Return the syntactic words, without the ranges of contractions."""
    return [word for word in sentence if len(word["id"]) == 1]


def curl(forms: list[str]) -> list[str]:
    """Typographic marks for straight ones: newspapers use them, the treebanks hardly do."""
    result, is_open = [], False
    for form in forms:
        if form in {'"', "``", "''"}:
            is_open = not is_open
            result.append("“" if is_open else "”")
        elif form == "--":
            result.append("—")
        else:
            result.append(form.replace("'", "’"))
    return result


def tree_sentences(seed: int) -> list[list[dict]]:
    """EWT and GUM train, 2 to 90 words; half of those with quotation marks or apostrophes get typographic ones."""
    rng = random.Random(seed)
    result = []
    for sentence in sentences("ewt-train") + sentences("gum-train"):
        row = [dict(word) for word in words(sentence)]
        if not SHORTEST <= len(row) <= LONGEST:
            continue
        if rng.random() < 0.5:  # noqa: PLR2004
            for word, form in zip(row, curl([w["text"] for w in row]), strict=True):
                word["text"] = form
        result.append(row)
    return result


def dev_sets() -> dict[str, list[Row]]:
    """Trees to watch a training by: EWT dev, and the news, interview and speech documents of GUM dev."""
    from training.reader_data import treebank_row

    return {"ewt": [treebank_row(text) for text in load("ewt-dev")], **{
        genre: [treebank_row(text) for text in load("gum-dev") if text.genre == genre]
        for genre in ("news", "interview", "speech")}}


def read_bio(name: str) -> list[list[tuple[str, str]]]:
    """Sentences of (word, BIO tag) from one file of ``data/ner``; CoreNLP's bracket names become brackets."""
    brackets = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"',
                "''": '"'}
    rows: list[list[tuple[str, str]]] = [[]]
    with lzma.open(DATA / "ner" / f"{name}.bio.xz", "rt", encoding="utf8") as handle:
        for line in handle:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == PAIR:
                rows[-1].append((brackets.get(fields[0], fields[0]), fields[1]))
            elif rows[-1]:
                rows.append([])
    return [row for row in rows if row]


def entities(row: list[dict]) -> list[tuple[int, int, str]]:
    """Return the spans of a sentence's ``Entity=`` layer, the longest first: first word, word after the last, type."""
    opened, found = defaultdict(list), []
    for i, word in enumerate(row):
        layer = re.search(r"Entity=([^|]*)", word.get("misc") or "")
        for piece in re.findall(r"\([^()]+\)?|[^()]+\)", layer.group(1) if layer else ""):
            fields = piece.strip("()").split("-")
            if piece.startswith("("):
                opened[fields[0]].append((i, fields[1] if len(fields) > 1 else ""))
            if piece.endswith(")") and opened[fields[0]]:
                start, kind = opened[fields[0]].pop()
                found.append((start, i + 1, kind))
    return sorted(found, key=lambda span: span[0] - span[1])


def proper(row: list[dict], start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last of the proper nouns round the head of a span; None when its head is not one."""
    head = next((i for i in range(start, end) if not start < int(row[i]["head"]) <= end), start)
    if row[head]["upos"] != "PROPN":
        return None
    left = right = head
    while left > start and row[left - 1]["upos"] == "PROPN":
        left -= 1
    while right + 1 < end:
        joined = row[right + 1]["text"].lower() in {"of", "for", "-", "the", "and", "&"}
        if row[right + 1]["upos"] != "PROPN" and not (
                joined and right + 2 < end and row[right + 2]["upos"] == "PROPN"):
            break
        right += 1
    return left, right


def gum_names() -> list[list[tuple[str, str]]]:
    """Return the names in GUM's entity layer: proper nouns round the head of a person, organisation or place."""
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC"}
    result = []
    for sentence in sentences("gum-train"):
        row = words(sentence)
        tags = ["O"] * len(row)
        for start, end, kind in entities(row):
            found = proper(row, start, end) if kind in kinds else None
            if found is not None and set(tags[found[0] : found[1] + 1]) == {"O"}:
                left, right = found
                tags[left : right + 1] = [f"B-{kinds[kind]}"] + [f"I-{kinds[kind]}"] * (right - left)
        result.append(list(zip([w["text"] for w in row], tags, strict=True)))
    return result


def name_sentences(seed: int) -> list[list[dict]]:
    """Silver names of PolNeAR train, gold ones of GUM and of UNER's dev part (its test part is what we report).

    GUM and UNER have no MISC; a word that PolNeAR tags MISC four times in five ("American") gets it there too, else one
    corpus would unteach what the other teaches.
    """
    rng = random.Random(seed)
    silver = read_bio("polnear-silver-train")
    seen, misc = Counter(), Counter()
    for row in silver:
        for form, tag in row:
            seen[form] += 1
            misc[form] += tag.endswith("MISC")
    usual = {form for form, n in misc.items() if n >= 0.8 * seen[form] and n > 2 and form[:1].isupper()}  # noqa: PLR2004
    gold = [[(f, "B-MISC" if t == "O" and f in usual else t) for f, t in row]
            for row in gum_names() + 2 * read_bio("uner-ewt-dev")]
    result = []
    for row in silver + gold:
        if not 3 <= len(row) <= LONGEST:  # noqa: PLR2004
            continue
        forms = [form for form, _ in row]
        forms = curl(forms) if rng.random() < 0.5 else forms  # noqa: PLR2004
        result.append([{"id": (i + 1,), "text": form, "ner": tag}
                       for i, (form, (_, tag)) in enumerate(zip(forms, row, strict=True))])
    return result
