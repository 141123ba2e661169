"""A document's sentences, trees and names: words as the network cuts them, in a pipeline of stanza's.

The pipeline's processors are ours (:mod:`attrib.parse.processors`): they read tags, trees and names off what the
network answers for the whole article. The words of a contraction (“do”, “n’t”) are tokens of their own, so that every
word has offsets.

Stanford's own packages (``models="default"`` or ``"default_accurate"``) tag, parse and name the same words with their
own weights, a few thousand words at a time, so that memory does not grow with the article.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from bisect import bisect_right
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrib import weights
from attrib.errors import ModelError
from attrib.parse.grammar import Grammar
from attrib.parse.words import find_words
from attrib.types import Parse, Sentence, Span, Token
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from attrib.encoder import Encoded
    from attrib.types import Document

BUNDLED: Final = "bundled"
PACKAGES: Final = ("default", "default_accurate")
PROCESSORS: Final = ("tokenize", "mwt", "pos", "lemma", "depparse", "ner")
TOGETHER: Final = 4000  # words that go through Stanford's packages at once

KINDS: Final = {
    "PERSON": "PER",
    "ORGANIZATION": "ORG",
    **dict.fromkeys(("GPE", "FAC", "FACILITY", "LOCATION"), "LOC"),
    **dict.fromkeys(("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"), "MISC"),
    **dict.fromkeys(("DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"), ""),
}
"""What the kinds of name of OntoNotes and of the Worldwide set, which Stanford's packages have, are called here. Dates
and numbers are no names."""


def load(models: str, metadata: Mapping[str, str], *, threads: int = 0) -> Parser:
    """Return the parser of some models. Loading takes a second or more, so keep it.

    `models` is ``"bundled"``, the name of one of Stanford's packages (``attrib models install`` fetches it), or a
    folder laid out like ``attrib/models``; `metadata` is that of its network (:class:`attrib.encoder.Encoder`), which
    Stanford's packages do without. `threads` is how many cores torch uses, in all of the process; 0 leaves that as it
    is.

    Raises ModelError when the weights are missing, damaged or not loadable.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # nothing here may ask a network; stanza would for some names
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # a thread that waits takes no core; read by torch's import
    if threads:
        import torch

        torch.set_num_threads(threads)
    logging.getLogger("stanza").setLevel(logging.ERROR)
    if models in PACKAGES:
        return Parser(*_packaged(models))
    return Parser(*_bundled(FOLDER if models == BUNDLED else Path(models)), Grammar(metadata))


class Parser:
    """A loaded pipeline: with a `grammar`, tags, trees and names are what the network answers, else the pipeline's own.

    `models` has the sha256 of every weight, by name.
    """

    def __init__(self, pipeline: Any, models: dict[str, str], grammar: Grammar | None = None) -> None:  # noqa: ANN401
        """Take a ``stanza.Pipeline`` that tags, parses, names and has lemmas."""
        self._pipeline, self._models, self._grammar = pipeline, models, grammar

    def parse(self, document: Document, encoded: Encoded) -> Parse:
        """Return the sentences of `document` in order; a sentence never crosses a paragraph's end.

        `encoded` is what the network answered for it.
        """
        import stanza

        from attrib.parse.processors import carry, in_stanza

        words = find_words(document, encoded)
        parts = _parts(words) if self._grammar is None else [words]
        sentences = []
        for part in parts:
            source = in_stanza(part, document.text)
            if self._grammar is not None:
                carry(source, encoded, self._grammar)
            sentences += self._pipeline.process(source, processors="pos,lemma,depparse,ner").sentences
        return Parse(tuple(sentences_of(sentences, words, document)), stanza.__version__, self._models)


def install(package: str) -> Path:
    """Download one of Stanford's English packages with stanza's own progress bar; return where it lies.

    Raises ModelError when the package has another name or cannot be fetched.
    """
    if package not in PACKAGES:
        raise ModelError(f"no package named {package}", f"choose one of {', '.join(PACKAGES)}")
    import stanza
    from stanza.resources.common import DEFAULT_MODEL_DIR

    try:
        # Not stanza.download, which leaves out the transformer: only a pipeline that is built asks for it.
        with _unasked():
            stanza.Pipeline("en", package=package, processors=",".join(PROCESSORS), verbose=True)
    except Exception as error:  # stanza lets through whatever its HTTP library, zip and disk raise
        raise ModelError(
            f"cannot fetch {package}: {error}", "this needs network; the bundled models work without it"
        ) from error
    return Path(DEFAULT_MODEL_DIR)


def _packaged(package: str) -> tuple[Any, dict[str, str]]:
    """Return Stanford's pipeline and the sha256 of each of its files, the transformer's aside.

    Raises ModelError when it has not been installed.
    """
    import stanza
    from stanza.resources.common import flatten_processor_list

    try:
        with _unasked():
            pipeline = stanza.Pipeline(
                "en", package=package, processors=",".join(PROCESSORS), download_method=None, verbose=False
            )
        names = sorted(f"{kind}/{name}.pt" for kind, name in flatten_processor_list(pipeline.load_list))
        paths = {f"stanza-en/{name}": Path(pipeline.dir, "en", name) for name in names}
        return pipeline, {name: weights.sha256(path) for name, path in paths.items() if path.exists()}
    except Exception as error:  # stanza raises many kinds for a missing file
        raise ModelError(
            f"cannot load stanza's package {package}: {error}", f"fetch it with: attrib models install {package}"
        ) from error


@contextmanager
def _unasked() -> Iterator[None]:
    """Let what is loaded ask nothing of standard input.

    transformers, which stanza calls without saying that it trusts no code, would ask there whether to run a model's.
    """
    before, sys.stdin = sys.stdin, io.StringIO()
    try:
        yield
    finally:
        sys.stdin = before


def _bundled(folder: Path) -> tuple[Any, dict[str, str]]:
    """Return the pipeline of a folder and the sha256 of each weight. Raises ModelError."""
    from attrib.parse.processors import NEEDED, PARSED, lemmas_of, pipeline

    found = weights.checked(folder, NEEDED, listed=True)
    try:
        lemmas_of(folder)
        return pipeline(folder, PARSED), found
    except Exception as error:  # json and stanza raise many kinds for a damaged file
        raise ModelError(f"cannot load the models in {folder}: {error}", weights.hint(folder)) from error


def _parts(sentences: Sequence[list[Span]]) -> Iterator[list[list[Span]]]:
    """Yield the sentences a few thousand words at a time."""
    part: list[list[Span]] = []
    words = 0
    for sentence in sentences:
        if part and words + len(sentence) > TOGETHER:
            yield part
            part, words = [], 0
        part.append(sentence)
        words += len(sentence)
    if part:
        yield part


def sentences_of(parsed: Iterable[Any], places: Iterable[Sequence[Span]], document: Document) -> Iterator[Sentence]:
    """Yield stanza's sentences as ours, given where the words of each stand; those of a contraction may share a place.

    One that goes on over the end of a paragraph is cut there.
    """
    starts = [paragraph.span.start for paragraph in document.paragraphs]
    index = 0
    for sentence, spans in zip(parsed, places, strict=True):
        names = [tag for token in sentence.tokens for tag in _names(token.ner or "O", len(token.words))]
        tokens = [
            Token(
                span,
                word.text,
                word.lemma or word.text,
                word.upos or "X",
                (word.head or 0) - 1,
                word.deprel or "dep",
                word.feats or "",
                name,
            )
            for word, span, name in zip(sentence.words, spans, names, strict=True)
        ]
        paragraphs = [max(0, bisect_right(starts, token.span.start) - 1) for token in tokens]
        edges = [0, *(i for i in range(1, len(tokens)) if paragraphs[i] != paragraphs[i - 1]), len(tokens)]
        for first, stop in pairwise(edges if tokens else []):
            part = tokens if stop - first == len(tokens) else _part(tokens, first, stop)
            yield Sentence(index, paragraphs[first], Span(part[0].span.start, part[-1].span.end), tuple(part))
            index += 1


def _part(tokens: Sequence[Token], first: int, stop: int) -> list[Token]:
    """Return the words of a sentence from `first` up to `stop` as a tree of their own.

    The root is the sentence's, else the first word whose governor is elsewhere; the other such words hang on it.
    """
    inside = range(first, stop)
    without = [i for i in inside if tokens[i].head not in inside]
    root = min(without, key=lambda i: (tokens[i].head >= 0, i), default=first)
    made = [replace(tokens[i], head=(root if i in without else tokens[i].head) - first) for i in inside]
    made[root - first] = replace(made[root - first], head=-1, deprel="root")
    return made


def _names(tag: str, words: int) -> Iterator[str]:
    """Yield the BIO tag of each word of a token, given its BIOES tag; a name ends with the first word of its last."""
    place, _, kind = tag.partition("-")
    kind = KINDS.get(kind.upper(), kind)
    if place == "O" or not kind:
        yield from ["O"] * words
    else:
        yield {"S": "B", "E": "I"}.get(place, place) + f"-{kind}"
        yield from [f"I-{kind}" if place in "BI" else "O"] * (words - 1)
