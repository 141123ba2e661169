"""Annotated articles and treebanks as arrays of word pieces with labels: ``python -m training.reader_data``.

Writes ``training/work/reader/PART.npz``; ``python -m training.parse_corpus`` comes before (`training.make`). The parts,
and what each teaches:

==============  ====================================================================================================
polnear         attributions, acts, *who* links in PolNeAR's style; words, trees and names as the parser found them
newsroom        the same in the newsroom's style, with roles and, for 320 articles, check-worthy sentences
invented        the same without roles and sentences
treebank        words and trees of EWT and GUM's freely licensed genres, gold; names where GUM has them
names           names of PolNeAR train by CoreNLP, gold ones of UNER's EWT dev part
polnear-dev     to measure on
newsroom-dev    to measure on
==============  ====================================================================================================

Trees and names of the news are the parser's own: of what the treebanks lack (datelines, headlines, nested quotations) a
teacher with a recurrent layer is a better guide than none. A label that a part does not have is `IGNORED`.

Every article comes in several variants, the first as it is: under other people's names and with other quotation marks
(`augment`). Arrays of all variants of a part lie one after the other; ``docs`` has (article, variant, first piece,
number of pieces).
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attrib.encoder.windows import Pieces, cut, read_tokenizer
from attrib.evaluate import as_document
from attrib.extract.decode import TAGS
from attrib.gold import GoldAttribution, GoldDocument, GoldSentence, read_claim_labels, read_gold
from attrib.language.quotations import find_quotations
from attrib.types import Document, Paragraph, Span
from tests.newsroom_gold import read_newsroom

sys.path.insert(0, str(Path(__file__).parent))
from augment import Names, names_of, restyled, swapped
from joint_data import entities, proper, read_bio
from prepare import SHIPPABLE, STYLES, Style, Text, load, paragraphs, typeset
from prepare import Row as TreebankRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Inside = Callable[[Span], np.ndarray]

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data"
WORK = HERE / "work" / "reader"
PARSES = HERE / "work" / "taught"
TOKENIZER = HERE.parent / "attrib" / "models" / "tokenizer.json"

IGNORED = -100
NOBODY = -1
POLNEAR, NEWS = 0, 1
ACTS = ("statement", "thought", "plan", "deed")
BEGINS = ("inside", "word", "sentence")
NAMES = ("O", *(f"{edge}-{kind}" for kind in ("PER", "ORG", "LOC", "MISC") for edge in "BI"))
ROLES = ("O", "B-role", "I-role", "B-affiliation", "I-affiliation")
WORTH = "CUN"
VOICES = "RAM"
INPUTS = ("ids", "case", "state", "opens", "continues", "start", "end")
LABELS = ("tags", "links", "acts", "rtags", "rlinks", "begins", "upos", "feats", "lemma", "names", "heads", "deprel",
          "worth", "voice")
LEAST_LEMMA, LEAST_FEATS = 4, 8  # places of a rule or a bundle in the treebanks, below which it is left out


@dataclass(frozen=True)
class Word:
    """A word of a tree, offsets into the row's text.

    `head` is a number in the sentence, -1 at the root; `entity` is None where nobody looked for names.
    """

    start: int
    end: int
    upos: str
    feats: str
    lemma: str
    head: int
    deprel: str
    entity: str | None


@dataclass
class Row:
    """An article with all that is known of it; `style` decides whose conventions its attributions follow."""

    id: str
    text: str
    style: int
    attributions: tuple[GoldAttribution, ...] | None = None
    discard: tuple[Span, ...] = ()
    acts: dict[int, str] = field(default_factory=dict)
    who: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # attribution: entity, its name, its class
    roles: dict[str, tuple[tuple[Span, ...], tuple[Span, ...]]] | None = None  # entity: roles, affiliations
    sentences: list[list[Word]] | None = None
    judged: tuple[GoldSentence, ...] = ()
    paragraphs: tuple[Span, ...] | None = None


# --- parts ---------------------------------------------------------------------------------------------------------


def parsed(part: str) -> dict[str, list[list[Word]]]:
    """Return the parser's sentences of each article of a part."""
    with (PARSES / f"{part}.pkl").open("rb") as handle:
        found = pickle.load(handle)  # noqa: S301 - written by training/parse_corpus.py
    return {name: [[Word(t.span.start, t.span.end, t.upos, t.feats, t.lemma, t.head, t.deprel, t.entity)
                    for t in s.tokens] for s in parse.sentences] for name, (_, parse) in found.items()}


def polnear(part: str) -> list[Row]:
    """Return PolNeAR's train or dev part."""
    acts: dict[str, dict[int, str]] = {}
    for line in (HERE / "acts.tsv").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition("\t")
        letters = {a[0].upper(): a for a in ACTS}
        acts[name] = {int(x[:-1]): letters[x[-1]] for x in rest.split() if x[-1] in letters}
    who = {}
    for line in (HERE / "speakers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        who[row["doc"]] = {a["i"]: (a["entity"] or f"#{a['i']}", a["entity"] or "", a["class"])
                           for a in row["attributions"] if a["class"] not in {"none", "author"}}
    sentences = parsed(part)
    return [Row(r.id, r.text, POLNEAR, r.attributions, r.discard, acts.get(r.id, {}), who.get(r.id, {}), None,
                sentences[r.id]) for r in read_gold(DATA / "polnear" / f"{part}.jsonl.xz")]


def newsroom(part: str) -> list[Row]:
    """Return the newsroom's train or dev part."""
    import lzma

    path = DATA / "newsroom" / f"{part}.jsonl.xz"
    gold = read_gold(path)
    judged = read_claim_labels(DATA / "newsroom" / f"{part}-claims.jsonl", gold)
    sentences = parsed("newsroom" if part == "train" else "newsroom-dev")
    result = []
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for line, g in zip(handle, gold, strict=True):
            raw = json.loads(line)
            known = raw["entities"]
            acts, who = {}, {}
            for i, a in enumerate(raw["attributions"]):
                acts[i] = a["act"]
                if a["entity"] and known[a["entity"]]["class"] != "author":
                    who[i] = (a["entity"], known[a["entity"]]["name"], known[a["entity"]]["class"])
            speaking = {a["entity"] for a in raw["attributions"]}
            roles = {key: tuple(tuple(Span(*s) for s in e[kind]) for kind in ("roles", "affiliations"))
                     for key, e in known.items() if key in speaking}
            result.append(Row(g.id, g.text, NEWS, g.attributions, (), acts, who, roles, sentences[g.id],
                              judged.get(g.id, ())))
    return result


def invented() -> list[Row]:
    """Return the invented articles (`training/newsroom`)."""
    found, sentences = read_newsroom(HERE / "newsroom"), parsed("invented")
    result = []
    for d in found.documents:
        speakers = found.speakers[d.id]
        acts = {i: s.act for i, s in speakers.items() if s.act}
        who = {i: (s.entity or f"#{i}", s.entity or "", s.source_class) for i, s in speakers.items()
               if s.source_class not in {"none", "author"}}
        result.append(Row(d.id, d.text, NEWS, d.attributions, (), acts, who, None, sentences[d.id]))
    return result


def treebank(variant: int, rng: random.Random) -> list[Row]:
    """Return EWT and GUM train; in any variant but the first, typeset as newspapers print."""
    result = []
    usual = usual_misc(read_bio("polnear-silver-train"))
    for text in [*load("ewt-train"), *load("gum-train")]:
        if text.genre in SHIPPABLE:
            style = rng.choice(STYLES) if variant and rng.random() < 0.7 else None  # noqa: PLR2004
            result.append(treebank_row(text, style, usual if text.genre != "ewt" else None))
    return result


def treebank_row(text: Text, style: Style | None = None, usual: set[str] | None = None) -> Row:
    """Return a document of a treebank: its text with a blank line between paragraphs, and its trees.

    With `usual`, words that are names of no kind that GUM has, its names too.
    """
    out, bodies, sentences = "", [], []
    for paragraph in paragraphs(text):
        begin = len(out)
        for plain in paragraph:
            words: list[tuple[TreebankRow, int, int]] = []
            left = place = stop = 0  # of a contraction: words to come, where the next begins, where it ends
            for row in (plain if style is None else typeset(plain, style)).rows:
                if "." in row.columns[0]:
                    continue
                if left:
                    left -= 1
                    end = min(place + len(row.form), stop) if left else stop
                    words.append((row, place, end))
                    place = end
                    continue
                if row.members:
                    left, place, stop = row.members, len(out), len(out) + len(row.form)
                else:
                    words.append((row, len(out), len(out) + len(row.form)))
                out += row.form + " " * row.spaced
            columns = [{"head": w.columns[6], "upos": w.columns[3], "misc": w.columns[9], "text": w.form}
                       for w, _, _ in words]
            tags: list[str | None] = [None] * len(words) if usual is None else [
                None if tag == "O" and column["text"] in usual else tag
                for tag, column in zip(gum_tags(columns), columns, strict=True)]
            sentences.append([
                Word(start, end, w.columns[3], w.columns[5].strip("_"), w.columns[2], int(w.columns[6]) - 1,
                     w.columns[7], tag)
                for (w, start, end), tag in zip(words, tags, strict=True)])
        out = out.rstrip()
        bodies.append(Span(begin, len(out)))
        out += "\n\n"
    return Row(text.id, out, NEWS, sentences=sentences, paragraphs=tuple(bodies))


def gum_tags(row: list[dict]) -> list[str]:
    """Return the BIO tags of the names in GUM's entity layer, as `joint_data.gum_names` reads them."""
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC"}
    tags = ["O"] * len(row)
    for start, end, kind in entities(row):
        found = proper(row, start, end) if kind in kinds else None
        if found is not None and set(tags[found[0] : found[1] + 1]) == {"O"}:
            left, right = found
            tags[left : right + 1] = [f"B-{kinds[kind]}"] + [f"I-{kinds[kind]}"] * (right - left)
    return tags


def names_part() -> list[Row]:
    """Return the names of PolNeAR's train part as CoreNLP tagged them, and gold ones of UNER's EWT dev part, twice.

    UNER has no MISC: a word without a tag there that CoreNLP usually tags as such has no label here.
    """
    silver = read_bio("polnear-silver-train")
    usual = usual_misc(silver)
    gold = [[(form, "" if tag == "O" and form in usual else tag) for form, tag in row]
            for row in read_bio("uner-ewt-dev")]
    return [*as_text("silver", silver), *as_text("uner", gold), *as_text("uner-again", gold)]


def usual_misc(silver: list[list[tuple[str, str]]]) -> set[str]:
    """Return the words with a capital that CoreNLP tags MISC four times in five (“American”)."""
    seen, misc = Counter(form for row in silver for form, _ in row), Counter(
        form for row in silver for form, tag in row if tag.endswith("MISC"))
    return {form for form, n in misc.items() if n >= 0.8 * seen[form] and n > 2 and form[:1].isupper()}  # noqa: PLR2004


def as_text(name: str, rows: list[list[tuple[str, str]]]) -> list[Row]:
    """Return sentences of words and tags as texts, ten to a paragraph, written without the spaces that print lacks.

    A word whose tag is empty has no label.
    """
    result: list[Row] = []
    for at in range(0, len(rows), 10):
        text, sentences = "", []
        for row in rows[at : at + 10]:
            words = []
            for form, tag in row:
                if text and not re.match(r"[.,;:!?)\]%’']|n['’]t$", form) and text[-1] not in "([$“ ":
                    text += " "
                words.append(Word(len(text), len(text) + len(form), "", "", "", IGNORED, "", tag or None))
                text += form
            sentences.append(words)
        result.append(Row(f"{name}-{at}", text, NEWS, sentences=sentences, paragraphs=(Span(0, len(text)),)))
    return result


# --- labels --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vocabulary:
    """What the numbers of tags, bundles of features, relations and lemma rules stand for."""

    upos: tuple[str, ...]
    feats: tuple[str, ...]
    deprel: tuple[str, ...]
    lemma: tuple[str, ...]

    def number(self, kind: str, value: str) -> int:
        """Return the number of a value, `IGNORED` for one that is too rare to have one."""
        known = _numbers(getattr(self, kind))
        return known.get(value, IGNORED)


_known: dict[tuple[str, ...], dict[str, int]] = {}


def _numbers(values: tuple[str, ...]) -> dict[str, int]:
    if values not in _known:
        _known[values] = {value: i for i, value in enumerate(values)}
    return _known[values]


def lemma_rule(form: str, lemma: str) -> str:
    """Return how a lemma is made of a form: ``=`` as it is, else ``N-END``, cut N letters of its lower case, add END.

    “said” to “say” is ``2-y``; a lemma that keeps its capitals is ``=``.
    """
    if form == lemma:
        return "="
    low = form.lower().replace("’", "'")
    same = 0
    while same < min(len(low), len(lemma)) and low[same] == lemma[same]:
        same += 1
    return f"{len(low) - same}-{lemma[same:]}"


def vocabulary_of(rows: Iterable[Row]) -> Vocabulary:
    """Collect what treebanks have."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("upos", "feats", "deprel", "lemma")}
    for row in rows:
        for sentence in row.sentences or ():
            for w in sentence:
                counts["upos"][w.upos] += 1
                counts["feats"][w.feats] += 1
                counts["deprel"][w.deprel] += 1
                counts["lemma"][lemma_rule(row.text[w.start : w.end], w.lemma)] += 1
    least = {"upos": 1, "feats": LEAST_FEATS, "deprel": 5, "lemma": LEAST_LEMMA}
    return Vocabulary(**{kind: tuple(sorted(v for v, n in count.items() if n >= least[kind]))
                         for kind, count in counts.items()})


def mentions(text: str, name: str, source_class: str) -> list[Span]:
    """Return the places of a name: of all of it and, for a person, of its last words; the longest at each place."""
    if not any(c.isupper() for c in name) or source_class not in {"named_person", "organisation"}:
        return []
    wanted = {name}
    if source_class == "named_person":
        parts = name.replace(" Jr.", "").replace(" Sr.", "").split()
        wanted |= {rest for k in range(1, len(parts))
                   if len(rest := " ".join(parts[k:])) > 2 and rest[0].isupper()}  # noqa: PLR2004
    elif name.lower().startswith("the "):
        wanted.add(name[4:])
    found = {Span(m.start(), m.end()) for w in wanted
             for m in re.finditer(r"(?<!\w)" + re.escape(w) + r"(?!\w)", text)}
    return sorted((s for s in found if not any(o != s and o.contains(s) for o in found)), key=lambda s: s.start)


def document_of(row: Row) -> Document:
    """Return the row's text as an article."""
    if row.paragraphs is None:
        return as_document(GoldDocument(row.id, row.text, None))
    return Document(row.id, row.text, tuple(Paragraph(span) for span in row.paragraphs))


def label(row: Row, pieces: Pieces, vocabulary: Vocabulary) -> dict[str, np.ndarray]:
    """Return a label of each kind for each piece; `links`, `rlinks`, `heads` are piece numbers, `NOBODY` for none."""
    size = len(pieces.ids)
    made = {kind: np.full(size, IGNORED, dtype=np.int32) for kind in LABELS}

    def inside(span: Span) -> np.ndarray:
        return np.flatnonzero((pieces.start < span.end) & (pieces.end > span.start))

    if row.attributions is not None:
        _label_spans(row, made, inside)
        for i in np.flatnonzero(pieces.continues):  # a word has one role
            before = int(made["tags"][i - 1])
            made["tags"][i] = before + 1 if before > 0 and TAGS[before][0] == "B" else before
        known = {key: about for key, *about in row.who.values()}
        places = {key: sorted({int(w[0]) for s in mentions(row.text, *about) if len(w := inside(s))})
                  for key, about in known.items()}
        _label_roles(row, places, made, inside)
        _label_who(row, places, made, inside)
    if row.sentences is not None:
        _label_words(row, row.sentences, pieces, vocabulary, made)
    for judged in row.judged:
        where = inside(judged.span)
        if len(where):
            made["worth"][where[0]] = WORTH.index(judged.label)
            made["voice"][where[0]] = VOICES.index(judged.voice)
    return made


def _label_spans(row: Row, made: dict[str, np.ndarray], inside: Inside) -> None:
    """Label sources, cues and contents, what points at what, and what each cue reports."""

    def first(spans: Sequence[Span]) -> int:
        return min((int(w[0]) for w in map(inside, spans) if len(w)), default=NOBODY)

    made["tags"][:] = 0
    for span in row.discard:
        made["tags"][inside(span)] = IGNORED
    for role in ("content", "source", "cue"):  # what stands later wins where two claim a piece
        begin = TAGS.index(f"B-{role}")
        for number, each in enumerate(row.attributions or ()):
            points = {"content": first(each.cue), "cue": first(each.source), "source": IGNORED}[role]
            for where in map(inside, getattr(each, role)):
                made["tags"][where] = begin + 1
                made["tags"][where[:1]] = begin
                made["links"][where] = points
                if role == "cue" and number in row.acts:
                    made["acts"][where] = ACTS.index(row.acts[number])


def _label_roles(row: Row, places: dict[str, list[int]], made: dict[str, np.ndarray], inside: Inside) -> None:
    """Label roles and affiliations; each points at the nearest place of the name it belongs to."""
    if row.roles is None:
        return
    made["rtags"][:] = 0
    for key, own in places.items():
        for begin, spans in zip((1, 3), row.roles.get(key, ((), ())), strict=True):
            for where in map(inside, spans):
                made["rtags"][where] = begin + 1
                made["rtags"][where[:1]] = begin
                made["rlinks"][where] = min(own, key=lambda p, w=where: abs(p - w[0]), default=NOBODY)


def _label_who(row: Row, places: dict[str, list[int]], made: dict[str, np.ndarray], inside: Inside) -> None:
    """Label where sources point: at the first place of the name inside, else the last before, else the first after."""
    for number, (key, _, kind) in row.who.items():
        for where in map(inside, (row.attributions or ())[number].source):
            if not len(where):
                continue
            own = places[key]
            target = NOBODY
            if kind in {"named_person", "organisation"}:
                if not own:
                    continue
                within = [p for p in own if where[0] <= p <= where[-1]]
                before = [p for p in own if p < where[0]]
                target = within[0] if within else before[-1] if before else own[0]
            made["rlinks"][where] = np.where(made["rlinks"][where] == IGNORED, target, made["rlinks"][where])


def _label_words(
    row: Row, sentences: list[list[Word]], pieces: Pieces, vocabulary: Vocabulary, made: dict[str, np.ndarray]
) -> None:
    """Label words, tags, lemmas, names and trees at the first piece of each word."""
    made["begins"][:] = 0
    at = 0
    for sentence in sentences:
        own: list[int | None] = []
        for w in sentence:
            while at < len(pieces.start) and pieces.start[at] < w.start:
                at += 1
            found = at < len(pieces.start) and pieces.start[at] < w.end
            own.append(at if found else None)
            at += int(found)
        for i, (w, piece) in enumerate(zip(sentence, own, strict=True)):
            if piece is None:
                continue
            made["begins"][piece] = BEGINS.index("word" if any(p is not None for p in own[:i]) else "sentence")
            if w.entity is not None:
                made["names"][piece] = NAMES.index(w.entity) if w.entity in NAMES else 0
            if w.head == IGNORED:
                continue
            made["upos"][piece] = vocabulary.number("upos", w.upos)
            made["feats"][piece] = vocabulary.number("feats", w.feats)
            made["lemma"][piece] = vocabulary.number("lemma", lemma_rule(row.text[w.start : w.end], w.lemma))
            head = NOBODY if w.head < 0 else own[w.head]
            if head is not None:
                made["heads"][piece] = head
                made["deprel"][piece] = vocabulary.number("deprel", w.deprel)


# --- variants and files --------------------------------------------------------------------------------------------


def changed(row: Row, names: Names, rng: random.Random) -> Row:
    """Return the article under other names (three times in five), and perhaps with other quotation marks."""
    text, moved = swapped(row.text, names, rng) if rng.random() < 0.6 else (row.text, lambda offset: offset)  # noqa: PLR2004

    def span(s: Span) -> Span:
        return Span(moved(s.start), moved(s.end))

    def spans(each: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(map(span, each))

    who = dict(row.who)
    for number, (key, name, kind) in row.who.items():
        place = row.text.find(name) if name else -1
        if place >= 0:  # its new name is what stands in its place
            who[number] = key, text[moved(place) : moved(place + len(name))], kind
    return Row(
        row.id, restyled(text, rng), row.style,
        None if row.attributions is None else tuple(
            GoldAttribution(spans(a.source), spans(a.cue), spans(a.content)) for a in row.attributions),
        spans(row.discard), row.acts, who,
        None if row.roles is None else {k: (spans(a), spans(b)) for k, (a, b) in row.roles.items()},
        None if row.sentences is None else [
            [Word(moved(w.start), moved(w.end), w.upos, w.feats, w.lemma, w.head, w.deprel, w.entity) for w in s]
            for s in row.sentences],
        tuple(GoldSentence(span(j.span), j.label, j.voice, j.hedged) for j in row.judged),
        None if row.paragraphs is None else spans(row.paragraphs))


def write(name: str, variants: Sequence[Sequence[Row]], vocabulary: Vocabulary) -> None:
    """Write the arrays of all variants of a part, and say how many labels of each kind there are."""
    tokenizer = read_tokenizer(TOKENIZER)
    columns: dict[str, list[np.ndarray]] = {kind: [] for kind in (*INPUTS, *LABELS)}
    docs, bodies, at = [], [], 0
    for variant, rows in enumerate(variants):
        for number, row in enumerate(rows):
            document = document_of(row)
            pieces = cut(document, find_quotations(document), tokenizer)
            for kind in INPUTS:
                columns[kind].append(getattr(pieces, kind).astype(np.int32))
            for kind, values in label(row, pieces, vocabulary).items():
                columns[kind].append(values.astype(np.int32 if kind in {"links", "rlinks", "heads"} else np.int16))
            docs.append((number, variant, at, len(pieces.ids)))
            bodies.append([(p.start, p.stop) for p in pieces.paragraphs])
            at += len(pieces.ids)
    WORK.mkdir(parents=True, exist_ok=True)
    arrays = {kind: np.concatenate(values) for kind, values in columns.items()}
    np.savez(
        WORK / f"{name}.npz", **arrays, docs=np.array(docs), style=np.array(variants[0][0].style),
        names_of_docs=np.array([row.id for row in variants[0]]),
        paragraph_counts=np.array([len(b) for b in bodies]),
        paragraphs=np.array([p for b in bodies for p in b]).reshape(-1, 2))
    counted = {kind: int((arrays[kind] != IGNORED).sum()) for kind in LABELS}
    print(name, len(variants), "variants,", at, "pieces,", counted, flush=True)


def main() -> None:
    """Write all parts."""
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--variants", type=int, default=4)
    ap.add_argument("--seed", type=int, default=5)
    ap.add_argument("--only", nargs="*", default=["treebank", "names", "invented", "newsroom-dev", "newsroom",
                                                  "polnear-dev", "polnear"])
    args = ap.parse_args()
    rng = random.Random(args.seed)
    names = names_of(read_bio("polnear-silver-train"))
    banks = [treebank(v, rng) for v in range(2)]
    vocabulary = vocabulary_of(banks[0])
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "vocabulary.json").write_text(json.dumps(vars(vocabulary), ensure_ascii=False, indent=0), encoding="utf-8")
    print({kind: len(values) for kind, values in vars(vocabulary).items()})
    plain = {"names": names_part, "invented": invented, "newsroom-dev": lambda: newsroom("dev"),
             "newsroom": lambda: newsroom("train"), "polnear-dev": lambda: polnear("dev"),
             "polnear": lambda: polnear("train")}
    for name in args.only:
        if name == "treebank":
            write(name, banks, vocabulary)
            continue
        rows = plain[name]()
        more = 0 if name.endswith("dev") else 2 * args.variants - 1 if name == "invented" else args.variants - 1
        write(name, [rows, *([changed(row, names, rng) for row in rows] for _ in range(more))], vocabulary)


if __name__ == "__main__":
    main()
