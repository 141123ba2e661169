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
    from attrib.types import Analysis, Attribution, Entity, Span

NAME: Final = "attribution"
"""Of the component, of the group of spans, and of the analysis as JSON, with which a Doc is stored and sent."""


class Attributor:
    """The component; a process that is started for some of the texts makes its own of the same folder."""

    def __init__(self, models: str, min_confidence: float) -> None:
        """Load the network: what is missing is told while the pipeline is built. Raises InputError and ModelError."""
        self._made = models, min_confidence
        self._analyzer = Analyzer(models, min_confidence=min_confidence)
        _ = self._analyzer.encoder

    def __reduce__(self) -> tuple[type[Attributor], tuple[str, float]]:
        """Send what it was made with, and no network."""
        return type(self), self._made

    def __call__(self, doc: Doc) -> Doc:
        """Give a Doc its analysis and spans; one without words has no analysis. Raises InputError."""
        doc.spans[NAME] = []
        try:
            found = self._analyzer.analyze(read_text(doc.text, force=True, limit=len(doc.text)))
        except EmptyInput:
            return doc
        setattr(doc._, NAME, json.dumps(to_dict(found)))  # a DocBin would make tuples of lists
        places = ((label, span) for each in found.attributions for label, span in _places(each))
        spans = (doc.char_span(span.start, span.end, label, alignment_mode="expand") for label, span in places)
        doc.spans[NAME] = [span for span in spans if span is not None]
        return doc


@Language.factory(NAME, default_config={"models": DEFAULT_MODELS, "min_confidence": 0.0})
def attribution(nlp: Language, name: str, models: str, min_confidence: Any) -> Attributor:  # noqa: ANN401, ARG001 - from a configuration
    """Return the component. `models` and `min_confidence` are those of :class:`attrib.Analyzer`.

    Raises InputError for another language than English and for a confidence that is none, and ModelError.
    """
    if nlp.lang != "en":
        raise InputError(f"attrib reads English, and the pipeline is for {nlp.lang!r}", "leave attribution out")
    return Attributor(models, min_confidence)


def _places(found: Attribution) -> list[tuple[str, Span]]:
    others = ("cue", found.cue.span if found.cue else None), ("source", found.source)
    content = (("content", span) for span in found.content)
    return [*content, *((label, span) for label, span in others if span is not None)]


def _analysis(doc: Doc) -> Analysis | None:
    data: str | None = getattr(doc._, NAME)
    return None if data is None else from_dict(json.loads(data))


def _attributions(doc: Doc) -> tuple[Attribution, ...]:
    return found.attributions if (found := _analysis(doc)) else ()


def _speakers(doc: Doc) -> tuple[Entity, ...]:
    return tuple(each for each in found.entities if each.speaks) if (found := _analysis(doc)) else ()


_GETTERS: Final = {"analysis": _analysis, "attributions": _attributions, "speakers": _speakers}
EXTENSIONS: Final[dict[str, dict[str, Any]]] = {NAME: {"default": None}} | {
    n: {"getter": g} for n, g in _GETTERS.items()
}
for _name, _how in EXTENSIONS.items():
    if not Doc.has_extension(_name):  # spaCy imports this for every pipeline: a name that is taken must stop nobody
        Doc.set_extension(_name, **_how)
