"""spaCy's component ``attribution``, which an installed attrib has by entry point: who said what, of ``doc.text``.

For example::

    nlp = spacy.blank("en")
    nlp.add_pipe("attribution")
    doc = nlp("“It will hold,” said Odile Vale, the chief engineer.")
    doc._.attributions  # attrib's own: spans in characters of doc.text, which are exact
    doc.spans["attribution"]  # the tokens that those have a character of, labelled content, cue or source

attrib's own models do all of it; what other components found is neither needed nor used. Importing this imports spaCy.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from attrib.analyzer import DEFAULT_MODELS, Analyzer
from attrib.errors import EmptyInput, InputError
from attrib.export.json import from_dict, to_dict
from attrib.read import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from attrib.types import Analysis, Attribution, Entity, Span

NAME: Final = "attribution"
"""Of the component, of the group of spans, and of the analysis as JSON, with which a Doc is stored and sent."""


@Language.factory(NAME, default_config={"models": DEFAULT_MODELS, "min_confidence": 0.0})
def attribution(nlp: Language, name: str, models: str, min_confidence: float) -> Callable[[Doc], Doc]:  # noqa: ARG001
    """Return the component. `models` and `min_confidence` are those of :class:`attrib.Analyzer`.

    Raises InputError for another language than English, and ModelError.
    """
    if nlp.lang != "en":
        raise InputError(f"attrib reads English, and the pipeline is for {nlp.lang!r}", "leave attribution out")
    analyzer = Analyzer(models, min_confidence=min_confidence)
    _ = analyzer.encoder  # what is missing is told while the pipeline is built

    def attribute(doc: Doc) -> Doc:
        try:
            found = analyzer.analyze(read_text(doc.text, force=True, limit=len(doc.text)))
        except EmptyInput:
            doc.spans[NAME] = []
            return doc
        setattr(doc._, NAME, json.dumps(to_dict(found)))  # a DocBin would make tuples of lists
        spans = (
            doc.char_span(span.start, span.end, label, alignment_mode="expand")
            for each in found.attributions
            for label, span in _places(each)
        )
        doc.spans[NAME] = [span for span in spans if span is not None]
        return doc

    return attribute


def _places(found: Attribution) -> Iterator[tuple[str, Span]]:
    yield from (("content", span) for span in found.content)
    if found.cue is not None:
        yield "cue", found.cue.span
    if found.source is not None:
        yield "source", found.source


def _analysis(doc: Doc) -> Analysis | None:
    data: str | None = getattr(doc._, NAME)
    return None if data is None else from_dict(json.loads(data))


def _attributions(doc: Doc) -> tuple[Attribution, ...]:
    found = _analysis(doc)
    return found.attributions if found else ()


def _speakers(doc: Doc) -> tuple[Entity, ...]:
    found = _analysis(doc)
    return tuple(each for each in found.entities if each.speaks) if found else ()


EXTENSIONS: Final[dict[str, dict[str, Any]]] = {
    NAME: {"default": None},
    "analysis": {"getter": _analysis},
    "attributions": {"getter": _attributions},
    "speakers": {"getter": _speakers},
}
for _name, _how in EXTENSIONS.items():
    if not Doc.has_extension(_name):  # spaCy imports this for every pipeline: a name that is taken must stop nobody
        Doc.set_extension(_name, **_how)
