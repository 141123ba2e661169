"""The one place that knows the order (parse, extract, resolve, claims), and the only owner of models.

A stage is given the values of the stages before it and returns new ones; nothing is written back. Each stage is
imported when it is first run, because importing :mod:`attrib.parse` loads torch (seconds).
"""

from __future__ import annotations

from contextlib import closing
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, SupportsFloat, TypeVar

from attrib import cores
from attrib.errors import AttribError, InputError, ModelError, unforeseen
from attrib.styles import STYLES
from attrib.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from attrib.encoder import Encoded, Encoder
    from attrib.extract import Reader
    from attrib.extract.reader import Reading
    from attrib.parse import Parser
    from attrib.styles import Style
    from attrib.types import Analysis, Document, Parse

T = TypeVar("T")
S = TypeVar("S")

DEFAULT_MODELS: Final = "bundled"
"""The name of the weights in ``attrib/models``, as :mod:`attrib.parse` knows it (importing that takes 0.1 s)."""


MANY: Final = 8
"""Articles from which several processes are started: each takes two seconds to begin."""


class Analyzer:
    """Finds who said what in articles. It owns the models: they are loaded at the first article and kept for the next.

    `models` names the weights as :func:`attrib.parse.load` takes them: ``bundled``, one of Stanford's packages, or a
    folder. `style` says whose conventions the attributions follow, those of news or PolNeAR's; those less sure than
    `min_confidence`, in [0, 1], are left out, with their claims and the entities that no other names. `threads` is how
    many cores to use, None what :func:`attrib.cores.threads` thinks best when the models are loaded. Two analyzers
    share nothing but torch's number of threads.
    """

    def __init__(
        self,
        models: str | Path = DEFAULT_MODELS,
        *,
        style: Style = "news",
        min_confidence: float = 0.0,
        threads: int | None = None,
    ) -> None:
        """Note what is wanted; nothing is loaded yet. Raises InputError for a style or a confidence that is none."""
        if style not in STYLES:
            raise InputError(f"{style!r} is no style", f"choose one of {', '.join(STYLES)}")
        given: Any = min_confidence  # whatever somebody's configuration holds
        if not (isinstance(given, SupportsFloat) and 0 <= float(given) <= 1):
            raise InputError(f"{min_confidence!r} is no confidence", "give a number from 0 to 1")
        self.models = str(models)
        self.style: Style = style
        self.min_confidence = min_confidence
        self.threads = threads

    @cached_property
    def _cores(self) -> int:
        return cores.threads(self.threads)

    @cached_property
    def folder(self) -> Path:
        """Where the network and what resolves is read from; Stanford's packages have none of their own."""
        from attrib.parse import BUNDLED, PACKAGES
        from attrib.weights import FOLDER

        return FOLDER if self.models in {BUNDLED, *PACKAGES} else Path(self.models)

    @cached_property
    def encoder(self) -> Encoder:
        """The network, loaded when it is first asked for. Raises ModelError."""
        from attrib.encoder import Encoder

        return Encoder(self.folder, style=self.style, threads=self._cores)

    @cached_property
    def resolving(self) -> dict[str, str]:
        """The sha256 of the lists and weights that resolving uses, by name. Raises ModelError."""
        from attrib import weights

        return weights.checked(self.folder, weights.RESOLVING)

    @cached_property
    def parser(self) -> Parser:
        """The parser, loaded when it is first asked for. Raises ModelError."""
        from attrib.parse import load

        return load(self.models, self.encoder.metadata, threads=self._cores)

    @cached_property
    def reader(self) -> Reader:
        """What makes attributions of the network's answers. Raises ModelError."""
        from attrib.extract import Reader

        return Reader(self.encoder.metadata)

    def encode(self, document: Document) -> Encoded:
        """Return what the network answers for an article. Raises ModelError."""
        from attrib.language.quotations import find_quotations

        return self.encoder.encode(document, find_quotations(document))

    def parse(self, document: Document) -> Parse:
        """Return the sentences of an article, with trees and names. Raises ModelError."""
        return self.parser.parse(document, self.encode(document))

    def analyze(self, source: str | Path | Document) -> Analysis:
        """Return everything attrib says about an article: a `str` is its text, a `Path` its file.

        Raises ModelError when weights are missing, damaged or not loadable, and what :func:`attrib.read.read_document`
        and :func:`attrib.read.read_text` raise for an article that cannot be used.
        """
        document = _read(source)
        encoded = self.encode(document)
        return self.attribute(document, self.parser.parse(document, encoded), self.reader.read(encoded))

    def attribute(self, document: Document, parse: Parse, reading: Reading) -> Analysis:
        """Return everything attrib says about an article that has been parsed, by whomever, and read.

        Raises ModelError.
        """
        from attrib.claims import find_claims
        from attrib.extract import extract
        from attrib.language.quotations import regions
        from attrib.resolve import resolve
        from attrib.types import Analysis, Engine, Quoted
        from attrib.weights import use

        hashes = self.resolving
        use(self.folder)
        found = extract(document, parse, reading, self.style)
        everything, entities = resolve(document, parse, found)
        claims = find_claims(document, parse, everything, reading.judged)
        left_out = {each.id for each in everything if each.confidence < self.min_confidence}
        models = parse.models | self.encoder.models | hashes
        made_by = Engine(VERSION, parse.stanza, models, "reader", self.min_confidence, len(left_out), self.style)
        quotations = tuple(map(Quoted, regions(document)))
        analysis = Analysis(document, made_by, everything, entities, claims, quotations).credited()
        return analysis.without(left_out) if left_out else analysis

    def analyze_each(
        self, sources: Iterable[str | Path | Document], *, processes: int = 1
    ) -> Iterator[tuple[str | Path | Document, Analysis | AttribError]]:
        """Yield each source with its analysis, in order, or with the error that stopped it; the others go on.

        More than one of `processes` needs a program whose main module can be imported, as :mod:`multiprocessing` says.

        Raises ModelError, which no other article would escape, and InputError for a single source.
        """
        if isinstance(sources, (str, Path)):
            raise InputError("analyze_each takes several articles", "pass a list, or one article to analyze")
        return self.outcomes(sources, _read, lambda each: str(each) if isinstance(each, Path) else "", processes)

    def outcomes(
        self,
        sources: Iterable[S],
        read: Callable[[S], Document],
        name: Callable[[S], str],
        processes: int | None = None,
    ) -> Iterator[tuple[S, Analysis | AttribError]]:
        """Yield as :func:`outcomes` does what `read` makes of each source, analysed.

        Where there are `MANY`, in so many `processes`; None is as many as the machine can do with.
        """
        rest = iter(sources)
        first = list(islice(rest, MANY))
        several = processes or cores.processes(self.threads) if len(first) == MANY else 1
        tasks: Generator[tuple[S, Callable[[], Analysis]]]
        if several > 1:
            from attrib.workers import spread

            settings = {"models": self.models, "style": self.style, "min_confidence": self.min_confidence}
            tasks = spread(chain(first, rest), read, self.analyze, partial(_one_like, settings), several)
        else:
            tasks = ((each, partial(lambda one: self.analyze(read(one)), each)) for each in chain(first, rest))
        with closing(tasks):
            for (source, _), outcome in outcomes(tasks, lambda task: task[1](), lambda task: name(task[0])):
                yield source, outcome


def _one_like(settings: dict[str, Any]) -> Callable[[Document], Analysis]:
    """Return what analyses as an analyzer with these settings does, on one thread, for another process."""
    return Analyzer(**settings, threads=1).analyze


def analyze(source: str | Path | Document, *, models: str | Path = DEFAULT_MODELS) -> Analysis:
    """Return everything attrib says about one article: a `str` is its text, a `Path` its file.

    The models are loaded for it, which takes seconds: for several articles keep an :class:`Analyzer`. Raises what
    :meth:`Analyzer.analyze` raises.
    """
    return Analyzer(models).analyze(source)


def outcomes(
    sources: Iterable[S], make: Callable[[S], T], name: Callable[[S], str] = str
) -> Iterator[tuple[S, T | AttribError]]:
    """Yield each source with what `make` makes of it, or with the error that stopped it; the others go on.

    Something unforeseen in one article is an error of that article too: a batch of a thousand must not end at the
    third. Its line begins with the article's `name`, and the exception itself is the `__cause__`.

    Raises ModelError, which no other article would escape.
    """
    for source in sources:
        outcome: T | AttribError
        try:
            outcome = make(source)
        except ModelError:
            raise
        except AttribError as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - see above; the command line shows it with --debug
            outcome = unforeseen(error, name(source))
        yield source, outcome


def _read(source: str | Path | Document) -> Document:
    from attrib.read import read_document, read_text
    from attrib.types import Document

    if isinstance(source, Document):
        return source
    if isinstance(source, Path):
        return read_document(source)
    if isinstance(source, str):
        return read_text(source)
    what = type(source).__name__  # type: ignore[unreachable]  # a caller who does not check types
    raise InputError(f"a {what} is no article", "pass text as a str, a file as a pathlib.Path, or a Document")
