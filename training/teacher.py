"""The teacher: stanza's own processors, with weights that ``training/`` makes, and what news needs besides.

`parse_corpus --teacher` parses with them the articles that the grammar learns words, trees and names from. Words and
sentences are those of stanza's tokenizer, put right by `training.mended` and `training.segment`; tags, trees and names
those of the three heads on one encoder that ``joint.py`` and ``names.py`` make; lemmas are attrib's. The words of a
contraction go on as tokens of their own, because that is how the name tagger's training text was cut.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import stanza
from measure_parse import stanza_cache

from attrib.parse.parser import sentences_of
from attrib.parse.processors import VARIANT, placed
from attrib.types import Document, Parse
from attrib.weights import FOLDER
from training.mended import mended
from training.segment import resegment

if TYPE_CHECKING:
    from collections.abc import Sequence

WORK = Path(__file__).parent / "work"


class Teacher:
    """A loaded teacher."""

    def __init__(self, folder: Path = WORK / "joint", text: Path = WORK / "models") -> None:
        """Load what ``joint.py`` wrote to `folder`, and words and contractions from `text`."""
        own = {name: text / f"{name}.pt" for name in ("tokenize", "mwt")}
        own |= {name: folder / f"{name}.pt" for name in ("pos", "depparse", "ner")}
        self._pipeline = stanza.Pipeline(
            "en", dir=str(FOLDER), package=None, processors=dict.fromkeys(own, "teacher") | {"lemma": VARIANT},
            download_method=None, foundation_cache=stanza_cache(folder), use_gpu=False, verbose=False,
            pos_batch_size=64, tokenize_max_seqlen=1000,  # at 300, stanza's default, a long web address is "<UNK>"
            **{f"{name}_model_path": str(path) for name, path in own.items()})

    def parse(self, document: Document) -> Parse:
        """Return the sentences of an article."""
        tokenized = self._pipeline.process(document.text, processors="tokenize,mwt").to_dict()
        rows = resegment(document.text, mended(document.text, tokenized), [p.span for p in document.paragraphs])
        words = [made for row in rows if (made := words_of(row))]
        if not words:
            return Parse(())
        source = stanza.Document(words, document.text)
        done = self._pipeline.process(source, processors="pos,lemma,depparse,ner")
        return Parse(tuple(sentences_of(done.sentences, placed(done)[1], document)), stanza.__version__)


def words_of(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the words of a sentence as tokens of their own, numbered from 1, every one with offsets.

    A contraction that was expanded into words that are not its pieces gives all of them its own span.
    """
    words: list[dict[str, Any]] = []
    whole, last = {}, 0
    for row in rows:
        identity = row["id"]
        if isinstance(identity, tuple) and len(identity) > 1:
            whole, last = row, identity[-1]
            continue
        number = identity[0] if isinstance(identity, tuple) else identity
        place = row if "start_char" in row or number > last else whole
        words.append({"id": (len(words) + 1,), "text": row["text"], "start_char": place["start_char"],
                      "end_char": place["end_char"]})
    return words
