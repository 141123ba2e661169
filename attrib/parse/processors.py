"""Stanza's processors without torch: ``tokenize``, ``pos``, ``lemma``, ``depparse``, ``ner`` in the variant ``attrib``.

:func:`options` are what a pipeline of them takes; or import this module (:mod:`attrib.stanza` does) and name the
variant::

    stanza.Pipeline("en", processors={"tokenize": "default", "pos": "attrib", "depparse": "attrib", "ner": "attrib"})

All but lemmas are read off one pass of one network over the document (:mod:`attrib.encoder`), which the first of them
makes; no torch module is called. ``pos_folder`` (``tokenize_folder``, …) is a folder laid out like ``attrib/models``,
which it is when nothing is said. The words of a contraction are tokens; tags of a language's own (xpos) are not given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from stanza.models.common import doc
from stanza.pipeline._constants import DEPPARSE, LEMMA, NER, POS, TOKENIZE
from stanza.pipeline.core import Pipeline
from stanza.pipeline.ner_processor import NERProcessor
from stanza.pipeline.processor import ProcessorVariant, UDProcessor, register_processor_variant
from stanza.pipeline.registry import NAME_TO_PROCESSOR_CLASS

from attrib import cores, weights
from attrib.encoder import Encoder
from attrib.encoder.encoder import GRAMMAR, OUTPUTS
from attrib.errors import InputError
from attrib.language.quotations import find_quotations
from attrib.parse.grammar import Grammar
from attrib.parse.lemmas import Lemmas
from attrib.parse.words import find_words
from attrib.read.text import lay_out, split
from attrib.types import Document, Span
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.encoder import Encoded
    from attrib.extract import Reader
    from attrib.parse.grammar import Word

VARIANT: Final = "attrib"
NEEDED: Final = frozenset({"resources.json", "lemmas.json"})
"""What is loaded from a folder of models beside the network."""

ATTRIBUTION: Final = "attribution"
PARSED: Final = f"{TOKENIZE},{POS},{LEMMA},{DEPPARSE},{NER}"
ALL: Final = f"{PARSED},{ATTRIBUTION}"
"""Names of processors: of those here, and with the one that :mod:`attrib.parse.attribution` registers."""

Processors: TypeAlias = "str | Sequence[str] | Mapping[str, Any]"
"""Their names, as stanza takes them."""

ENCODED: Final = "attrib_encoded"
WORDS: Final = "attrib_words"
READING: Final = "attrib_reading"
"""What a stanza document carries from one processor to the next."""


def options(folder: str | Path = FOLDER, processors: Processors = ALL) -> dict[str, Any]:
    """Return what to give ``stanza.Pipeline`` by name for a pipeline of the models in a folder.

    `processors` are as stanza takes them: names with commas between them, a list of names, or a dictionary of names and
    packages. Nothing is downloaded. Raises InputError for what is none of these, and ModelError when a file is missing
    or damaged.
    """
    folder = Path(folder)
    weights.checked(folder, NEEDED)
    names = processors.split(",") if isinstance(processors, str) else processors
    if not isinstance(names, (list, tuple, Mapping)) or not all(isinstance(each, str) for each in names):
        raise InputError(f"{processors!r} names no processors", f"give names with commas between them: {ALL}")
    known = [each.strip().lower() for each in names]
    return {
        "lang": "en",
        "dir": str(folder),
        "package": VARIANT,
        "processors": dict(zip(known, names.values(), strict=True)) if isinstance(names, Mapping) else ",".join(known),
        "download_method": None,
        "use_gpu": False,
        **{f"{name}_folder": str(folder) for name in known},
    }


def pipeline(folder: str | Path = FOLDER, processors: Processors = ALL) -> Pipeline:
    """Return the pipeline of those :func:`options`, which says nothing of loading. Raises InputError and ModelError."""
    return Pipeline(**options(folder, processors), verbose=False)


def in_stanza(sentences: Iterable[Sequence[Span]], text: str) -> doc.Document:
    """Return stanza's document of a text and where its words stand."""
    rows = [
        [
            {doc.ID: (i,), doc.TEXT: span.of(text), doc.START_CHAR: span.start, doc.END_CHAR: span.end}
            for i, span in enumerate(sentence, start=1)
        ]
        for sentence in sentences
    ]
    return doc.Document(rows, text)


def carry(document: doc.Document, encoded: Encoded, grammar: Grammar, folder: Path | None = None) -> None:
    """Give a stanza document what the network answered for its text already, and what makes words of that.

    `folder` is the network's; without one any processor takes it.
    """
    setattr(document, ENCODED, (encoded, grammar, folder))


def words_of(document: doc.Document, folder: Path) -> list[list[Word]]:
    """Return what is known of each word of each sentence; the network reads a document once.

    Raises ModelError when it cannot be loaded.
    """
    key = folder, [[word.text for word in sentence.words] for sentence in document.sentences]
    known: Any = getattr(document, WORDS, None)
    if known is None or known[0] != key:
        text, spans = placed(document)
        encoded, grammar, whose = document.__dict__.pop(ENCODED, (None, None, None))  # used once, and large
        if encoded is None or whose not in {None, folder}:
            article = _article(text)
            encoded = encoder_of(folder).encode(article, find_quotations(article), GRAMMAR)
            grammar = _grammar(folder)
        known = key, grammar.parse(encoded, spans)
        setattr(document, WORDS, known)
    words: list[list[Word]] = known[1]
    return words


@lru_cache(2)
def encoder_of(folder: Path) -> Encoder:
    """Return the network of a folder, loaded once for all processors. Raises ModelError."""
    return Encoder(folder, threads=cores.threads())


@lru_cache(2)
def lemmas_of(folder: Path) -> Lemmas:
    """Return the lemmas of a folder, read once. Raises what :class:`attrib.parse.lemmas.Lemmas` does."""
    return Lemmas(folder / "lemmas.json")


@lru_cache(2)
def _grammar(folder: Path) -> Grammar:
    return Grammar(encoder_of(folder).metadata)


def placed(document: doc.Document) -> tuple[str, list[list[Span]]]:
    """Return the text of a document and where the words of each sentence stand in it.

    Without a text, or a place for each word in it, the text is the words, one space apart; of a document that has none
    the tokens say where there is no space.
    """
    text, words = document.text, [sentence.words for sentence in document.sentences]
    places = [[Span(*place) for word in row if (place := _place(word))] for row in words]
    if isinstance(text, str) and all(
        len(row) == len(found) and all(span.end <= len(text) for span in found)
        for row, found in zip(words, places, strict=True)
    ):
        return text, places
    read, at, result = list[str](), 0, list[list[Span]]()
    for sentence in document.sentences:
        result.append([])
        for token in sentence.tokens:
            inside = "" if "".join(word.text for word in token.words) == token.text else " "
            gaps = [*[inside] * (len(token.words) - 1), token.spaces_after if text is None else " "]
            for word, gap in zip(token.words, gaps, strict=True):
                result[-1].append(Span(at, at + len(word.text)))
                read += [word.text, gap]
                at += len(word.text) + len(gap)
    return "".join(read).rstrip(), result


def _place(word: Any) -> tuple[int, int] | None:  # noqa: ANN401 (stanza has no types)
    """Return where a word stands, or the token of several words that it is one of."""
    owner = word if word.start_char is not None else word.parent
    if owner is None or owner.start_char is None or owner.end_char is None:
        return None
    return owner.start_char, owner.end_char


def _article(text: str) -> Document:
    """Return a text in the paragraphs that attrib reads in it. Raises InputError for what is no text."""
    if not isinstance(text, str):
        raise InputError("there is no text to cut into words", "pass a str, or a stanza.Document that has one")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("the text has half a character (a lone surrogate)", "read the file as UTF-8") from error
    return Document("", text, lay_out(text, split(text)).paragraphs)


class _Variant(ProcessorVariant):  # type: ignore[misc]  # stanza has no types
    """What they have in common."""

    OVERRIDE = True
    REQUIRES_DEFAULT = frozenset({TOKENIZE})
    FILE = "reader.onnx"

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the folder out of the processor's own configuration, which is all that a variant is given."""
        self.folder = Path(config.get("folder", FOLDER))
        config.setdefault("model_path", str(self.folder / self.FILE))  # what stanza prints a processor with

    def process(self, document: doc.Document) -> doc.Document:
        """Write what the processor is for into the document, and return it."""
        for sentence, known in zip(document.sentences, words_of(document, self.folder), strict=True):
            self._write(sentence, known)
        return document

    def _write(self, sentence: Any, known: Sequence[Word]) -> None:  # noqa: ANN401 (stanza has no types)
        raise NotImplementedError


@register_processor_variant(TOKENIZE, VARIANT)
class Words(_Variant):
    """Words and sentences."""

    OVERRIDE = False  # stanza hands on text that has been cut already
    REQUIRES_DEFAULT = frozenset()
    reader: Reader | None = None
    """What the processor of attributions, where there is one, reads them with: the one pass then asks for all."""

    def process(self, text: str) -> doc.Document:
        """Return a text in sentences, with what the network answered for it. Raises InputError and ModelError."""
        article, reader = _article(text), self.reader
        outputs = GRAMMAR if reader is None else OUTPUTS
        encoded = encoder_of(self.folder).encode(article, find_quotations(article), outputs)
        made = in_stanza(find_words(article, encoded), text)
        carry(made, encoded, _grammar(self.folder), self.folder)
        words_of(made, self.folder)  # now: of many texts at once, all answers would be kept until the next processor
        if reader is not None:
            setattr(made, READING, reader.read(encoded))
        return made

    def bulk_process(self, docs: list[doc.Document]) -> list[doc.Document]:
        """Return the texts of documents in sentences."""
        return [self.process(each.text) for each in docs]


@register_processor_variant(POS, VARIANT)
class Tags(_Variant):
    """Universal part-of-speech tags and features."""

    def _write(self, sentence: Any, known: Sequence[Word]) -> None:  # noqa: ANN401
        for word, each in zip(sentence.words, known, strict=True):
            word.upos, word.feats = each.upos, each.feats or None


@register_processor_variant(LEMMA, VARIANT)
class WordLemmas(_Variant):
    """Lemmas of the forms and tags that the document has."""

    REQUIRES_DEFAULT = frozenset({TOKENIZE, POS})
    FILE = "lemmas.json"

    def process(self, document: doc.Document) -> doc.Document:
        """Give each word its lemma."""
        lemmas = lemmas_of(self.folder)
        for sentence in document.sentences:
            for word in sentence.words:
                word.lemma = lemmas.lemma(word.text, word.upos)
        return document


@register_processor_variant(DEPPARSE, VARIANT)
class Trees(_Variant):
    """Universal Dependencies."""

    def _write(self, sentence: Any, known: Sequence[Word]) -> None:  # noqa: ANN401
        for word, each in zip(sentence.words, known, strict=True):
            word.head, word.deprel = each.head + 1, each.deprel
        sentence.build_dependencies()


@register_processor_variant(NER, VARIANT)
class Names(_Variant):
    """Names of people, organisations, places and the rest (MISC)."""

    def process(self, document: doc.Document) -> doc.Document:
        """Tag the tokens, each by its first word, and collect the entities."""
        super().process(document)
        document.build_ents()
        return document

    def _write(self, sentence: Any, known: Sequence[Word]) -> None:  # noqa: ANN401
        tags = bioes([known[token.words[0].id - 1].entity for token in sentence.tokens])
        for token, tag in zip(sentence.tokens, tags, strict=True):
            token.ner, token.multi_ner = tag, (tag,)


class NameProcessor(NERProcessor):  # type: ignore[misc]
    """stanza's processor of names, which lets a variant stand in its place: its own reads models that none has."""

    def _set_up_final_config(self, config: dict[str, Any]) -> None:
        if hasattr(self, "_variant"):
            UDProcessor._set_up_final_config(self, config)  # noqa: SLF001 - what the class between would have called
            self.model_paths = [self.config["model_path"]]
        else:
            super()._set_up_final_config(config)


# Not by register_processor, which would list the name a second time and run what has it twice.
NAME_TO_PROCESSOR_CLASS[NER] = NameProcessor


def bioes(tags: Sequence[str]) -> list[str]:
    """Return BIO tags in the scheme of stanza: E where a name ends, S where it has one word."""
    result = []
    for tag, after in zip_longest(tags, tags[1:], fillvalue="O"):
        ends = after[0] != "I"
        result.append(tag if tag == "O" or not ends else ("S" if tag[0] == "B" else "E") + tag[1:])
    return result
