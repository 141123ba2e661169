"""Stanza's processor ``attribution``: who said what, of a document that a pipeline of Stanza's has parsed.

It gives a document ``attributions``, ``speakers`` and ``analysis``. Words, trees and names are those that the document
has, whoever made them; nothing is parsed again. Where words come from the variant ``attrib`` of ``tokenize``, the one
pass of the network that finds them answers for attributions, too.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import stanza
from stanza.models.common import doc
from stanza.pipeline._constants import DEPPARSE, LEMMA, NER, POS, TOKENIZE
from stanza.pipeline.processor import UDProcessor, register_processor

from attrib.analyzer import Analyzer
from attrib.encoder.encoder import ATTRIBUTIONS
from attrib.errors import EmptyInput, InputError
from attrib.language.quotations import find_quotations
from attrib.parse.parser import sentences_of
from attrib.parse.processors import ATTRIBUTION, READING, Words, encoder_of, placed
from attrib.read import read_text
from attrib.types import Parse, Span
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from attrib.types import Act, Analysis, AttributionType, Document, SourceClass, Stance

SHOWN: Final = ("attributions", "speakers")
"""What a stanza document has lists of."""


class _Shown:
    """What prints as stanza's own values do."""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, as JSON has them; a span is its text, type and offsets."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    """Return a field's value as JSON has it."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, Speaker):
        return {"id": value.id, "name": value.name, "type": value.type}
    return value.to_dict() if isinstance(value, doc.Span) else value


@dataclass(frozen=True, eq=False, repr=False)
class Speaker(_Shown):
    """Somebody who is credited with something; `mentions` are stanza's spans, in text order.

    The other fields are those of :class:`attrib.types.Entity`, `type` its `source_class`.
    """

    id: str
    name: str
    type: SourceClass
    role: str | None
    affiliation: str | None
    aliases: tuple[str, ...]
    mentions: list[doc.Span]


@dataclass(frozen=True, eq=False, repr=False)
class Attribution(_Shown):
    """Who is credited with what: :class:`attrib.types.Attribution` with stanza's spans for its places.

    A span's text and offsets are exact; its `tokens` and `words` are all that have a character in it, and `sent` is the
    sentence of the first. In a document without a text, offsets are None.
    """

    id: str
    type: AttributionType
    content: list[doc.Span]
    cue: doc.Span | None
    source: doc.Span | None
    speaker: Speaker | None
    act: Act
    stance: Stance
    negated: bool
    confidence: float
    flags: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def sentences(self) -> list[doc.Sentence]:
        """The sentences that its content, cue and source have words in, in that order, each once."""
        spans = [*self.content, *filter(None, (self.cue, self.source))]
        return list(dict.fromkeys(token.sent for span in spans for token in span.tokens))

    def pretty_print(self) -> str:
        """Return it in one line."""
        who = self.speaker.name if self.speaker else None
        said = " … ".join(span.text for span in self.content)
        return f"<{type(self).__name__} id={self.id};type={self.type};speaker={who};content={said}>"


for _name in SHOWN:
    doc.Document.add_property(
        _name,
        getter=lambda self, name=f"_{_name}": self.__dict__.get(name, []),
        setter=lambda self, value, name=f"_{_name}": setattr(self, name, value),
    )
doc.Document.add_property("analysis", setter=lambda self, value: setattr(self, "_analysis", value))


@register_processor(ATTRIBUTION)
class AttributionProcessor(UDProcessor):  # type: ignore[misc]  # stanza has no types
    """Who said what.

    ``attribution_folder`` is a folder laid out like ``attrib/models``, which it is when nothing is said; attributions
    less sure than ``attribution_min_confidence``, in [0, 1], are left out.
    """

    PROVIDES_DEFAULT = frozenset({ATTRIBUTION})
    REQUIRES_DEFAULT = frozenset({TOKENIZE, POS, LEMMA, DEPPARSE, NER})

    def _set_up_model(self, config: dict[str, Any], pipeline: stanza.Pipeline, _device: object) -> None:
        """Load what finds attributions. Raises InputError for another language than English, and ModelError."""
        if config.get("lang", "en") != "en":
            raise InputError(
                f"attrib reads English, and the pipeline is for {config['lang']!r}",
                "leave the processor attribution out",
            )
        folder = Path(config.get("folder", FOLDER))
        self._analyzer = Analyzer(folder, min_confidence=config.get("min_confidence", 0.0))
        self._analyzer.encoder = encoder_of(folder)
        self._analyzer.resolving  # noqa: B018 - what is missing is told while the pipeline is built
        words = getattr(pipeline.processors.get(TOKENIZE), "_variant", None)
        if isinstance(words, Words) and words.folder == folder:
            words.reader = self._analyzer.reader

    def process(self, document: doc.Document) -> doc.Document:
        """Give a document its attributions and speakers, and return it.

        A document without words has none. Raises InputError for one without trees, tags, lemmas or names, and what
        :func:`attrib.read.read_text` raises for a text that no file could hold.
        """
        reading = document.__dict__.pop(READING, None)
        found = self._analysis(document, reading)
        document.analysis = found
        document.attributions, document.speakers = shown(document, found) if found else ([], [])
        return document

    def bulk_process(self, docs: list[doc.Document]) -> list[doc.Document]:
        """Do the same for each of several."""
        return [self.process(each) for each in docs]

    def _analysis(self, document: doc.Document, reading: Any) -> Analysis | None:  # noqa: ANN401 - what was carried
        text, places = placed(document)
        try:
            # The pipeline is for English: whoever built it has said what the text is.
            article = read_text(text, force=True, limit=len(text))
        except EmptyInput:
            return None
        parse = parse_of(document, article, places)
        if not parse.sentences:
            return None
        if reading is None:
            answers = self._analyzer.encoder.encode(article, find_quotations(article), ATTRIBUTIONS)
            reading = self._analyzer.reader.read(answers)
        return self._analyzer.attribute(article, parse, reading)


def parse_of(document: doc.Document, article: Document, places: list[list[Span]]) -> Parse:
    """Return the parse that a stanza document has, of its text read as an article.

    `places` are where the words of its sentences stand there. Raises InputError when it has no trees, tags, lemmas or
    names: without them it would be read all the same, and speakers be missed.
    """
    words = [word for sentence in document.sentences for word in sentence.words]
    lacks = {
        DEPPARSE: ("trees", any(word.head is None for word in words)),
        POS: ("tags", all(word.upos is None for word in words)),
        LEMMA: ("lemmas", all(word.lemma is None for word in words)),
        NER: ("names", all(token.ner is None for sentence in document.sentences for token in sentence.tokens)),
    }
    for name, (what, missing) in lacks.items():
        if words and missing:
            raise InputError(f"the document has no {what}", f"run {name} before attribution")
    return Parse(tuple(sentences_of(document.sentences, places, article)), stanza.__version__)


def shown(document: doc.Document, analysis: Analysis) -> tuple[list[Attribution], list[Speaker]]:
    """Return an analysis of a stanza document's text in stanza's style: its attributions, and who speaks."""
    text, places = placed(document)
    words = [word for sentence in document.sentences for word in sentence.words]
    spans = [span for row in places for span in row]
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    known = text is document.text

    def in_stanza(span: Span, kind: str) -> doc.Span:
        entry = {doc.TEXT: span.of(text), doc.TYPE: kind}
        if known:
            entry |= {doc.START_CHAR: span.start, doc.END_CHAR: span.end}
        made = doc.Span(span_entry=entry, doc=document)
        made.words = words[bisect_right(ends, span.start) : bisect_left(starts, span.end)]
        made.tokens = list(dict.fromkeys(word.parent for word in made.words))
        made.sent = made.words[0].sent if made.words else None
        return made

    speakers = {
        each.id: Speaker(
            each.id,
            each.name,
            each.source_class,
            each.role,
            each.affiliation,
            each.aliases,
            [in_stanza(span, "mention") for span in each.mentions],
        )
        for each in analysis.entities
        if each.speaks
    }
    attributions = [
        Attribution(
            each.id,
            each.type,
            [in_stanza(span, "content") for span in each.content],
            each.cue and in_stanza(each.cue.span, "cue"),
            each.source and in_stanza(each.source, "source"),
            speakers[each.speaker.entity] if each.speaker else None,
            each.act,
            each.stance,
            each.negated,
            each.confidence,
            each.flags,
            each.evidence,
        )
        for each in analysis.attributions
    ]
    return attributions, list(speakers.values())
