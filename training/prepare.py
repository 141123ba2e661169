"""Read the Universal Dependencies data and write the working files that every training here starts from.

``python training/prepare.py`` reads ``../shared/data/ud/*.conllu.xz`` (English EWT and GUM) and writes into
``training/work/`` (ignored by git):

========================  =============================================================================
``train.conllu``          EWT train and the GUM train documents whose licence allows shipping weights
``dev.conllu``            the same of dev
``*-typeset.conllu``      the same sentences followed by copies in typographic marks (see :func:`typeset`)
``train.txt`` and so on   raw text and one label a character, in the form of stanza's tokenizer
========================  =============================================================================

GUM is a corpus of many sources. Its licence file (github.com/amir-zeldes/gum, LICENSE.md) and ``../shared/README.md``
put the texts of academic, court, interview and news documents under CC BY, of bio and voyage under CC BY-SA; essay,
fiction, letter, podcast and whow are non-commercial, and conversation, speech, textbook and vlog are not stated there.
What ships learns from the first six only; the others are still good for measuring.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA: Final = Path(__file__).resolve().parents[2] / "shared" / "data" / "ud"
WORK: Final = Path(__file__).resolve().parent / "work"
SEED: Final = 20261123
SHIPPABLE: Final = frozenset({"ewt", "academic", "bio", "court", "interview", "news", "voyage"})

FORM, XPOS, MISC = 1, 4, 9
INNER_LABEL, WORD_END, SENTENCE_END, CONTRACTION_END = "0", 1, 1, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of CoNLL-U: its ten columns, untouched."""

    columns: tuple[str, ...]

    @property
    def form(self) -> str:
        """The characters of the text."""
        return self.columns[FORM]

    @property
    def spaced(self) -> bool:
        """Whether a space follows in the text."""
        return "SpaceAfter=No" not in self.columns[MISC].split("|")

    @property
    def members(self) -> int:
        """How many of the next rows this row covers: 0 for a word, 2 or more for a contraction."""
        first, dash, last = self.columns[0].partition("-")
        return int(last) - int(first) + 1 if dash else 0

    def with_form(self, form: str) -> Row:
        """Return the row with other characters."""
        return Row((*self.columns[:FORM], form, *self.columns[FORM + 1 :]))

    def with_space(self, *, spaced: bool) -> Row:
        """Return the row followed by a space, or not."""
        kept = [item for item in self.columns[MISC].split("|") if item not in {"_", "SpaceAfter=No"}]
        misc = "|".join([*kept, *([] if spaced else ["SpaceAfter=No"])]) or "_"
        return Row((*self.columns[:MISC], misc))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One annotated sentence; `opens` tells that a paragraph (or a document) begins with it."""

    comments: tuple[str, ...]
    rows: tuple[Row, ...]
    opens: bool

    def surface(self) -> Iterator[Row]:
        """Yield the rows whose forms make up the text: words, and contractions in place of their words."""
        skip = 0
        for row in self.rows:
            if "." in row.columns[0]:  # an empty node of the enhanced graph has no characters
                continue
            if skip:
                skip -= 1
                continue
            skip = row.members
            yield row

    def conllu(self) -> str:
        """Return the sentence as a block of CoNLL-U, blank line included."""
        return "\n".join([*self.comments, *("\t".join(row.columns) for row in self.rows), "", ""])


@dataclass(frozen=True, slots=True)
class Text:
    """One document of a treebank. `genre` is GUM's own, or ``ewt``."""

    id: str
    genre: str
    sentences: tuple[Sentence, ...]


def load(name: str) -> list[Text]:
    """Read a treebank part, for example ``gum-test``. Raises FileNotFoundError when the data is not there."""
    with lzma.open(DATA / f"{name}.conllu.xz", "rt", encoding="utf-8") as stream:
        blocks = stream.read().strip().split("\n\n")
    found: list[tuple[str, str, list[Sentence]]] = []
    for block in blocks:
        lines = block.split("\n")
        comments = tuple(line for line in lines if line.startswith("#"))
        rows = tuple(Row(tuple(line.split("\t"))) for line in lines if not line.startswith("#"))
        opening = next((line for line in comments if line.startswith("# newdoc")), None)
        if opening is not None:
            identity = opening.partition("=")[2].strip()
            genre = identity.split("_")[1] if identity.startswith("GUM_") else "ewt"
            found.append((identity, genre, []))
        opens = opening is not None or any(re.match(r"# newpar($| )", line) for line in comments)
        found[-1][2].append(Sentence(comments, rows, opens))
    return [Text(identity, genre, tuple(sentences)) for identity, genre, sentences in found]


def shippable(texts: Iterable[Text]) -> list[Text]:
    """Keep the documents that weights may be trained on and shipped."""
    return [text for text in texts if text.genre in SHIPPABLE]


@dataclass(frozen=True, slots=True)
class Style:
    """A house style: the pair of marks around quotations, the dash, and whether spaces stand around the dash."""

    marks: tuple[str, str]
    dash: str
    gap: bool


# Double marks twice as often as single ones (the British way); a closed em dash is the American style.
STYLES: Final = tuple(
    Style(marks, dash, gap)
    for marks in (("“", "”"), ("“", "”"), ("‘", "’"))
    for dash, gap in (("—", False), ("—", True), ("–", True))
)


def typeset(sentence: Sentence, style: Style) -> Sentence:
    """Return the sentence as a newspaper of this style would print it: curly marks, real dashes and ellipses.

    Treebank text of the web is typed: straight quotes, two hyphens for a dash, three full stops. Printed news is not,
    and a tokenizer that has not seen the marks leaves them on the words.
    """
    rows: list[Row] = []
    for row in sentence.rows:
        form, spaced = row.form, row.spaced
        if form in {'"', "''", "``"} and row.columns[XPOS] in {"``", "''"}:
            form = style.marks[0] if row.columns[XPOS] == "``" else style.marks[1]
        elif form == "'" and row.columns[XPOS] == "``":
            form = "‘"
        elif form == "...":
            form = "…"
        elif form in {"-", "--"} and row.columns[XPOS] in {":", ","} and rows:
            form, spaced = style.dash, style.gap
            rows[-1] = rows[-1].with_space(spaced=style.gap)
        else:
            form = form.replace("'", "’")
        changed = row.with_form(form)
        rows.append(changed if spaced == row.spaced else changed.with_space(spaced=spaced))
    return replace(sentence, rows=tuple(rows))


def typeset_copies(texts: Iterable[Text], seed: int = SEED, *, every: bool = False) -> list[Text]:
    """Return each paragraph that :func:`typeset` changes (or `every` one) in its printed form.

    `seed` decides the style of each document.
    """
    rng = random.Random(seed)
    copies: list[Text] = []
    for text in texts:
        kept: list[Sentence] = []
        style = rng.choice(STYLES)
        for paragraph in paragraphs(text):
            printed = [typeset(sentence, style) for sentence in paragraph]
            if every or printed != paragraph:
                kept += printed
        if kept:
            copies.append(replace(text, sentences=tuple(kept)))
    return copies


def paragraphs(text: Text) -> list[list[Sentence]]:
    """Return the sentences of a document, a list for each paragraph."""
    result: list[list[Sentence]] = []
    for sentence in text.sentences:
        if sentence.opens or not result:
            result.append([])
        result[-1].append(sentence)
    return result


def running_text(texts: Iterable[Text]) -> list[Text]:
    """Leave out the sentences that only a paragraph's end closes: headings, captions, items of lists.

    The tokenizer's trainer strings sentences together at random, so it would see such a line run on into the next
    sentence and learn to break after any capitalised word (“Mr ¦ Doe”). Where a paragraph ends is known when a text is
    read; what has to be learnt is where sentences end inside one.
    """
    kept: list[Text] = []
    for text in texts:
        sentences: list[Sentence] = []
        for paragraph in paragraphs(text):
            closed = not list(paragraph[-1].surface())[-1].form[-1].isalnum()
            sentences += paragraph if closed else paragraph[:-1]
        kept.append(replace(text, sentences=tuple(sentences)))
    return kept


def spelt_as_printed(texts: Iterable[Text]) -> list[Text]:
    """Leave out the sentences with a contraction that is written as another word: “its” for “it's”, “your”, “well”.

    Such forms are an apostrophe forgotten, and in the web's text frequent enough that a tokenizer
    which has learnt from them cuts a newspaper's “Its secretary” in two.
    """
    words: Counter[str] = Counter()
    contracted: Counter[str] = Counter()
    for text in texts:
        for sentence in text.sentences:
            for row in sentence.surface():
                (contracted if row.members else words)[row.form.lower()] += 1
    slips = {form for form in contracted if words[form] >= contracted[form]}
    return [
        replace(text, sentences=tuple(
            sentence for sentence in text.sentences
            if not any(row.members and row.form.lower() in slips for row in sentence.surface())))
        for text in texts
    ]


def raw_and_labels(texts: Iterable[Text]) -> tuple[str, str]:
    """Return the raw text and stanza's labels, one digit a character, blank lines between paragraphs in both.

    0 inside a token (and spaces), 1 end of a token, 3 end of a contraction; one more at the end of a sentence.
    """
    raw_paragraphs: list[str] = []
    label_paragraphs: list[str] = []
    for text in texts:
        for paragraph in paragraphs(text):
            raw = labels = ""
            for sentence in paragraph:
                for row in sentence.surface():
                    label = CONTRACTION_END if row.members else WORD_END
                    raw += row.form + " " * row.spaced
                    labels += INNER_LABEL * (len(row.form) - 1) + str(label) + INNER_LABEL * row.spaced
                end = len(labels.rstrip(INNER_LABEL)) - 1
                labels = labels[:end] + str(int(labels[end]) + SENTENCE_END) + labels[end + 1 :]
            stop = len(raw.rstrip())
            raw_paragraphs.append(raw[:stop])
            label_paragraphs.append(labels[:stop])
    return "\n\n".join(raw_paragraphs), "\n\n".join(label_paragraphs)


def contractions(texts: Iterable[Text]) -> list[tuple[tuple[str, tuple[str, ...]], int]]:
    """Count the contractions and their words, in the form of stanza's ``mwt_json_file``."""
    counter: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for text in texts:
        for sentence in text.sentences:
            for index, row in enumerate(sentence.rows):
                if row.members:
                    words = sentence.rows[index + 1 : index + 1 + row.members]
                    counter[row.form, tuple(word.form.lower() for word in words)] += 1
    return list(counter.items())


def publish(path: Path) -> None:
    """Rewrite a trained file for shipping: no optimizer, no paths of this machine, and the same bytes every time.

    stanza's trainers write torch's old format, whose storages are named after memory addresses; the zip format gives
    equal weights an equal sha256.
    """
    import torch

    state = torch.load(path, weights_only=True)
    state.pop("optimizer_state_dict", None)
    config = state["config"]
    state["config"] = {
        name: None if name.endswith(("_file", "_dir", "_conll_gold", "_name")) else value
        for name, value in config.items()
    }
    torch.save(state, path)
    print(path, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())


def _write(name: str, content: str) -> None:
    (WORK / name).write_text(content, encoding="utf-8")


def main() -> None:
    """Write all working files and print their sizes."""
    WORK.mkdir(exist_ok=True)
    for part in ("train", "dev"):
        plain = shippable([*load(f"ewt-{part}"), *load(f"gum-{part}")])
        both = [*plain, *typeset_copies(plain)]
        for name, texts in ((part, plain), (f"{part}-typeset", both)):
            _write(f"{name}.conllu", "".join(s.conllu() for text in texts for s in text.sentences))
            print(name, len(texts), "documents", sum(len(text.sentences) for text in texts), "sentences")
        raw, labels = raw_and_labels(running_text(spelt_as_printed(both)) if part == "train" else both)
        _write(f"{part}.txt", raw)
        _write(f"{part}.labels", labels)
        _write(f"{part}-mwt.json", json.dumps(contractions(both), ensure_ascii=False))


if __name__ == "__main__":
    main()
