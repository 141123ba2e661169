"""The one place that knows the order: parse, extract, resolve, claims.

A stage is given the values of the stages before it and returns new ones; nothing is written back. Each stage is
imported when it is first run, because importing :mod:`attrib.parse` loads torch (seconds).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypedDict, TypeVar

import attrib
from attrib.errors import AttribError, ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from attrib.engines import EngineName
    from attrib.extract.tagger import Tagger
    from attrib.types import Analysis, Document, Parse

Source = TypeVar("Source")

DEFAULT_MODELS: Final = "bundled"
"""The name of the weights in ``attrib/models``, as :mod:`attrib.parse` knows it (importing that takes 0.1 s)."""


class Settings(TypedDict, total=False):
    """What :func:`analyze` can be told."""

    models: str
    engine: EngineName
    min_confidence: float


class Parses(Protocol):
    """Whatever turns a document into a parse, as :class:`attrib.parse.Parser` does."""

    def parse(self, document: Document, /) -> Parse:
        """Return the sentences of `document`, with trees and names."""
        ...


def analyze(
    document: Document,
    *,
    models: str = DEFAULT_MODELS,
    parser: Parses | None = None,
    engine: EngineName = "tagger",
    min_confidence: float = 0.0,
) -> Analysis:
    """Return everything attrib says about `document`.

    `parser` is for callers that keep one themselves; without it the weights `models` names (see
    :class:`attrib.parse.Parser`) are loaded once and kept for the next call. `engine` finds the attributions; those
    less sure than `min_confidence`, in [0, 1], are left out, with their claims and the entities that no other names.

    Raises ModelError when weights are missing, damaged or not loadable.
    """
    if parser is None:
        parser = load_parser(models)
    parse = parser.parse(document)

    from attrib.claims import find_claims
    from attrib.extract import extract, extract_tagged
    from attrib.resolve import resolve
    from attrib.types import Analysis, Engine

    weights = dict(parse.models)
    if engine == "rules":
        found = extract(document, parse)
    else:
        tagger = load_tagger(models)
        found = extract_tagged(document, parse, tagger)
        weights |= tagger.models
    everything, entities = resolve(document, parse, found)
    claims = find_claims(document, parse, everything)
    attributions = tuple(each for each in everything if each.confidence >= min_confidence)
    left_out = len(everything) - len(attributions)
    if left_out:
        # What is left out is somebody's word all the same: its claims go with it and are not the reporter's own.
        speaking = {each.speaker.entity for each in attributions if each.speaker is not None}
        entities = tuple(each for each in entities if each.id in speaking)
        kept = {None, *(each.id for each in attributions)}
        claims = tuple(each for each in claims if each.attribution in kept)
    made_by = Engine(attrib.__version__, parse.stanza, weights, engine, min_confidence, left_out)
    return Analysis(document, made_by, attributions, entities, claims)


@lru_cache(maxsize=1)
def load_parser(models: str = DEFAULT_MODELS) -> Parses:
    """Return the parser of `models`, loaded on the first call. Raises ModelError."""
    from attrib.parse import Parser

    return Parser(models)


@lru_cache(maxsize=1)
def load_tagger(models: str = DEFAULT_MODELS) -> Tagger:
    """Return the tagger of the folder `models`, loaded on the first call; Stanford's packages have none of their own.

    Raises ModelError.
    """
    from attrib.extract.tagger import Tagger
    from attrib.parse import BUNDLED, PACKAGES
    from attrib.weights import FOLDER

    return Tagger(FOLDER if models in {BUNDLED, *PACKAGES} else Path(models))


def analyze_each(
    sources: Iterable[Source], analyze_one: Callable[[Source], Analysis], name: Callable[[Source], str] = str
) -> Iterator[tuple[Source, Analysis | AttribError]]:
    """Yield each source with its analysis, or with the error that stopped it; the others go on.

    Something unforeseen in one article is an error of that article too: a batch of a thousand must not end at the
    third. Its line begins with the article's `name`, and the exception itself is the `__cause__`.

    Raises ModelError, which no other article would escape.
    """
    for source in sources:
        outcome: Analysis | AttribError
        try:
            outcome = analyze_one(source)
        except ModelError:
            raise
        except AttribError as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - see above; the command line shows it with --debug
            outcome = unforeseen(error, name(source))
        yield source, outcome


def unforeseen(error: Exception, place: str = "") -> AttribError:
    """Return the one line for an exception that nothing in attrib raises on purpose, `error` as its cause.

    `place` is what it happened to, where that is known.
    """
    words = " ".join(str(error).split())
    wrapped = AttribError(
        f"{place}{': ' if place else ''}unexpected {type(error).__name__}{': ' if words else ''}{words}"[:300],
        "this is a mistake in attrib: run it again as attrib --debug … and report what it prints",
    )
    wrapped.__cause__ = error
    return wrapped
