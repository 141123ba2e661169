"""Gold annotations and who their sources are, from JSON lines; a mistake in a file is an error that names the line.

The forms are those of ``../shared/data/polnear`` (annotations) and ``../shared/data/speakers`` (sources).
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, get_args

from attrib.errors import GoldError, MissingInput
from attrib.types import Act, SourceClass, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

ROLES = ("source", "cue", "content")
"""The parts of an attribution that annotators mark."""

Spans: TypeAlias = tuple[Span, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """What an annotator marked. Each role is a set of spans; `source` and `cue` may have none.

    `entity` is the key of the row's entity that it comes from, None for nobody and where the row says nothing of it.
    """

    source: Spans
    cue: Spans
    content: Spans
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """Somebody that attributions come from, and the words of the article that say what they are and where."""

    name: str
    roles: Spans = ()
    affiliations: Spans = ()


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text and its annotations. `attributions` is None when the row has none to compare with."""

    id: str
    text: str
    attributions: tuple[GoldAttribution, ...] | None
    discard: Spans = ()
    entities: Mapping[str, GoldEntity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence, judged: `label` C check-worthy, U factual but not worth it, N not factual.

    `voice` is R for the reporter's own, A for somebody's, M for both.
    """

    span: Span
    label: str
    voice: str
    hedged: bool


@dataclass(frozen=True, slots=True)
class GoldSpeaker:
    """Who an attribution's source is, and what kind of act its cue reports.

    `entity` is None where no name was given; `source_class` may be ``none``; `act` is None where nobody judged it.
    """

    entity: str | None
    source_class: str
    act: Act | None = None


GoldSpeakers: TypeAlias = dict[str, dict[int, GoldSpeaker]]
"""By document, then by the place of the attribution in its row."""


def read_gold(path: Path) -> tuple[GoldDocument, ...]:
    """Return the documents of a gold file, ``.jsonl`` or ``.jsonl.xz``, in order.

    A line is ``{"id", "text", "attributions": [{"source": [[start, end], …], "cue": […], "content": […], "entity"}, …],
    "entities": {key: {"name", "roles": [[start, end], …], "affiliations": […]}}, "discard": [[start, end], …]}``; all
    but `id` and `text`, and `entity` in an attribution, may be absent.

    Raises MissingInput, and GoldError naming the line that is not of that form.
    """
    rows: dict[str, GoldDocument] = {}
    for number, row in _objects(path):
        with _Line(path, number):
            text = _string(row, "text")
            marked = row.get("attributions")
            gold = GoldDocument(
                id=_string(row, "id"),
                text=text,
                attributions=None
                if marked is None
                else tuple(_attribution(_object(each), text) for each in _list(marked, "attributions")),
                discard=_spans(row.get("discard"), "discard", text),
                entities={
                    key: GoldEntity(
                        _string(_object(each), "name"),
                        _spans(each.get("roles"), "roles", text),
                        _spans(each.get("affiliations"), "affiliations", text),
                    )
                    for key, each in _object(row.get("entities") or {}).items()
                },
            )
            if gold.id in rows:
                message = f"a second document with the id {gold.id}"
                raise ValueError(message)
            rows[gold.id] = gold
    if not rows:
        raise GoldError(f"{path} has no documents", "a gold file has one JSON object a line")
    return tuple(rows.values())


def read_entities(path: Path) -> GoldSpeakers:
    """Return who the sources of some gold attributions are.

    A line is ``{"doc", "attributions": [{"i": place of the attribution, "entity": name or null, "class", "act"}, …]}``;
    `act` may be absent.

    Raises MissingInput, and GoldError naming the line that is not of that form.
    """
    speakers: GoldSpeakers = {}
    for number, row in _objects(path):
        with _Line(path, number):
            speakers[_string(row, "doc")] = {
                _integer(_object(each), "i"): _speaker(each) for each in _list(row.get("attributions"), "attributions")
            }
    return speakers


def read_claim_labels(path: Path, gold: Iterable[GoldDocument]) -> dict[str, tuple[GoldSentence, ...]]:
    """Return the judged sentences of the documents of `gold`, by document; other documents' are left out.

    A line is ``{"id", "sentences": [{"start", "end", "label": "C|U|N", "voice": "R|A|M", "hedged": bool}, …]}``.

    Raises MissingInput, and GoldError naming the line that is not of that form.
    """
    texts = {row.id: row.text for row in gold}
    labels: dict[str, tuple[GoldSentence, ...]] = {}
    for number, row in _objects(path):
        with _Line(path, number):
            name, sentences = _string(row, "id"), _list(row.get("sentences"), "sentences")
            if row.get("text", texts.get(name)) != texts.get(name) and name in texts:
                message = f"“text” is another than the gold has for {name}"
                raise ValueError(message)
            if name in texts:
                labels[name] = tuple(_sentence(_object(each), texts[name]) for each in sentences)
    if not labels:
        raise GoldError(f"{path} has labels of no document of the gold", "each line's “id” is one of GOLD's")
    return labels


def _attribution(value: dict[str, Any], text: str) -> GoldAttribution:
    source, cue, content = (_spans(value.get(role), role, text) for role in ROLES)
    entity = value.get("entity")
    return GoldAttribution(source, cue, content, None if entity is None else _string(value, "entity"))


def _sentence(value: dict[str, Any], text: str) -> GoldSentence:
    (span,) = _spans(value, "sentences", text)
    label, voice = _string(value, "label"), _string(value, "voice")
    for what, given, known in (("label", label, "CUN"), ("voice", voice, "RAM")):
        if given not in [*known]:
            message = f"“{what}” is {given!r}, none of {', '.join(known)}"
            raise ValueError(message)
    return GoldSentence(span, label, voice, bool(value.get("hedged")))


def _speaker(value: dict[str, Any]) -> GoldSpeaker:
    name, source_class = value.get("entity"), _string(value, "class")
    if name is not None and not isinstance(name, str):
        message = f"“entity” is not a name or null: {name!r}"
        raise ValueError(message)
    if source_class not in (*get_args(SourceClass), "none"):
        message = f"“class” is {source_class!r}, none of {', '.join(get_args(SourceClass))}, none"
        raise ValueError(message)
    act = value.get("act")
    for known in get_args(Act):
        if act == known:
            return GoldSpeaker(name, source_class, known)
    if act is not None:
        message = f"“act” is {act!r:.40}, none of {', '.join(get_args(Act))}"
        raise ValueError(message)
    return GoldSpeaker(name, source_class)


class _Line:
    """Turns what is wrong with a line into a GoldError that names it."""

    def __init__(self, path: Path, number: int) -> None:
        self.place = f"{path}, line {number}"

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, (ValueError, RecursionError)):  # the second: brackets nested a thousand deep
            raise GoldError(f"{self.place}: {error}", "docs/gold.md shows the form") from error


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each line that is not blank with its number, counted from 1."""
    try:
        with lzma.open(path, "rb") if path.suffix == ".xz" else path.open("rb") as handle:
            for number, line in enumerate(handle, start=1):
                if line.strip():
                    with _Line(path, number):
                        row = _object(json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8")))
                    yield number, row
    except FileNotFoundError as error:
        raise MissingInput(f"no such file: {path}", "give the path of a .jsonl or .jsonl.xz file") from error
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise GoldError(f"cannot read {path}: {error}", "give a .jsonl file, or one packed with xz") from error


def _object(value: object) -> dict[str, Any]:
    return _typed(value, dict, f"not a JSON object: {value!r:.40}")


def _list(value: object, name: str) -> list[Any]:
    return _typed(value, list, f"“{name}” is not a list")


def _string(row: dict[str, Any], name: str) -> str:
    value = _typed(row.get(name), str, f"“{name}” is not a string")
    value.encode()  # JSON can name half a character (a lone surrogate): no text, and no file could hold it
    return value


def _integer(row: dict[str, Any], name: str) -> int:
    return _typed(row.get(name), int, f"“{name}” is not a number")


def _typed(value: object, kind: type[T], message: str) -> T:
    if not isinstance(value, kind):
        raise ValueError(message)  # noqa: TRY004 - _Line turns it into one line
    return value


def _spans(value: object, name: str, text: str) -> Spans:
    """Return the places that a list of ``[start, end]`` or ``{"start", "end"}`` names; one may stand without a list."""
    if value is None:
        return ()
    pairs = [value] if isinstance(value, dict) else _list(value, name)
    spans = []
    for pair in pairs:
        ends = (pair.get("start"), pair.get("end")) if isinstance(pair, dict) else pair
        match ends:
            case [int(start), int(end)] if 0 <= start <= end <= len(text):
                spans.append(Span(start, end))
            case _:
                message = f"“{name}” holds {pair!r:.40}, which is no place in a text of {len(text)} characters"
                raise ValueError(message)
    return tuple(spans)
