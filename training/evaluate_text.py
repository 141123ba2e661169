"""Measure words, sentences and lemmas from raw text: ``python training/evaluate_text.py [--teacher]``.

Of what ``attrib/models`` has or, with ``--teacher``, of the tokenizer and expander in ``training/work/models``, from
which the network learns words, with sentences put right by `training.segment`. Scores are those of the CoNLL 2018
shared task (``udtools.udeval``): F1 of words (contractions cut) and of sentences, each over character ranges.
``typeset`` rows are the same test documents in newspaper marks (:func:`prepare.typeset`). Lemmas are scored on gold
words with gold parts of speech.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import stanza
import torch
from prepare import WORK, load, raw_and_labels, typeset_copies
from udtools import udeval

import attrib.stanza
from attrib.parse.lemmas import Lemmas
from attrib.types import Span
from attrib.weights import FOLDER
from training.segment import resegment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prepare import Text

BLANK_LINE: Final = re.compile(r"\n\s*\n")
# stanza writes <UNK> for a token of more characters; by default that is the training's 300, and addresses are longer.
LONGEST_TOKEN: Final = 1000


def pipeline(models: Path, *processors: str, **options: Any) -> stanza.Pipeline:  # noqa: ANN401 - stanza's own
    """Load weights of a folder, with no look at any network."""
    with tempfile.TemporaryDirectory() as folder:  # stanza wants this file even when every path is given
        (Path(folder) / "resources.json").write_text(json.dumps({"en": {"lang_name": "English", "packages": {}}}))
        return stanza.Pipeline(
            "en",
            dir=folder,
            package=None,
            processors=dict.fromkeys(processors, "attrib"),
            download_method=None,
            use_gpu=False,
            verbose=False,
            tokenize_max_seqlen=LONGEST_TOKEN,
            **{f"{name}_model_path": str(models / f"{name}.pt") for name in processors},
            **options,
        )


def paragraphs(raw: str) -> list[Span]:
    """Return what stands between blank lines."""
    ends = [*(match.start() for match in BLANK_LINE.finditer(raw)), len(raw)]
    starts = [0, *(match.end() for match in BLANK_LINE.finditer(raw))]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def score(gold: str, system: stanza.Document) -> dict[str, float]:
    """Return F1 by measure, in percent."""
    conllu = f"{system:C}\n\n"
    result = udeval.evaluate(*(udeval.load_conllu(io.StringIO(text), "", {}) for text in (gold, conllu)))
    return {name: 100 * result[name].f1 for name in ("Words", "Sentences")}


def gold_conllu(texts: Iterable[Text]) -> str:
    """Return the sentences of the documents as CoNLL-U."""
    return "".join(sentence.conllu() for text in texts for sentence in text.sentences)


def whole_copies(texts: list[Text]) -> list[Text]:
    """Return the documents in newspaper marks, unchanged paragraphs included."""
    return typeset_copies(texts, every=True)


def with_trees(document: stanza.Document) -> stanza.Document:
    """Give each sentence a chain for a tree, which the scorer wants to see and does not count here."""
    for sentence in document.sentences:
        sentence.build_fake_dependencies()
    return document


def main() -> None:
    """Print the tables."""
    torch.set_num_threads(1)
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--teacher", action="store_true")
    taught = ap.parse_args().teacher
    ewt, gum = load("ewt-test"), load("gum-test")
    sets = {"ewt-test": ewt} | {
        f"gum-test {genre}": [text for text in gum if text.genre == genre] for genre in ("news", "interview", "speech")
    }
    nlp = pipeline(WORK / "models", "tokenize", "mwt") if taught else attrib.stanza.pipeline(processors="tokenize")
    print(f"{'':32}   Words  Sentences")
    for name, plain in sets.items():
        for form, texts in (("", plain), (" typeset", whole_copies(plain))):
            raw, _ = raw_and_labels(texts)
            document = nlp.process(raw, processors="tokenize,mwt" if taught else "tokenize")
            if taught:
                document = stanza.Document(resegment(raw, document.to_dict(), paragraphs(raw)), raw)
            f1 = score(gold_conllu(texts), with_trees(document))
            print(f"{name + form:32}  {f1['Words']:6.2f}  {f1['Sentences']:6.2f}")

    lemmas = Lemmas(FOLDER / "lemmas.json")
    print(f"{'':32}  Lemmas")
    for name, texts in sets.items():
        words = [row.columns for text in texts for s in text.sentences for row in s.rows if row.columns[0].isdecimal()]
        right = sum(lemmas.lemma(columns[1], columns[3]) == columns[2] for columns in words)
        print(f"{name:32}  {100 * right / len(words):6.2f}")


if __name__ == "__main__":
    main()
