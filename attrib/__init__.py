"""attrib: who said what in a news article, and how it knows.

The public names, each imported when it is first used (PEP 562), so that ``import attrib`` costs nothing::

    analysis = attrib.analyze("“It will hold,” said Odile Vale.")      # a str is text, a Path a file
    analyzer = attrib.Analyzer()                                       # keeps the models, for several articles
    page = attrib.factsheet(analysis)                                  # HTML
    data = attrib.to_dict(analysis)                                    # schema attrib/1; from_dict reads it back

``docs/python.md`` in the repository shows them at work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.version import VERSION as __version__  # noqa: N811 - the name that tools look for

if TYPE_CHECKING:
    from attrib.analyzer import Analyzer, analyze
    from attrib.errors import AttribError
    from attrib.export.json import from_dict, to_dict
    from attrib.read import read_document
    from attrib.sheet import render as factsheet
    from attrib.types import (
        Analysis,
        Attribution,
        Candidate,
        Claim,
        Cue,
        Document,
        Engine,
        Entity,
        Paragraph,
        Quoted,
        Span,
        Speaker,
        Step,
        Title,
        Verification,
    )

__all__ = [
    "Analysis",
    "Analyzer",
    "AttribError",
    "Attribution",
    "Candidate",
    "Claim",
    "Cue",
    "Document",
    "Engine",
    "Entity",
    "Paragraph",
    "Quoted",
    "Span",
    "Speaker",
    "Step",
    "Title",
    "Verification",
    "__version__",
    "analyze",
    "factsheet",
    "from_dict",
    "read_document",
    "to_dict",
]

_ELSEWHERE = {
    "Analyzer": ("attrib.analyzer", "Analyzer"),
    "AttribError": ("attrib.errors", "AttribError"),
    "analyze": ("attrib.analyzer", "analyze"),
    "factsheet": ("attrib.sheet", "render"),
    "from_dict": ("attrib.export.json", "from_dict"),
    "read_document": ("attrib.read", "read_document"),
    "to_dict": ("attrib.export.json", "to_dict"),
}


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelt name for one of attrib's

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used. Raises AttributeError for any other."""
        if name not in __all__:
            message = f"module 'attrib' has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        place, there = _ELSEWHERE.get(name, ("attrib.types", name))
        globals()[name] = found = getattr(import_module(place), there)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
