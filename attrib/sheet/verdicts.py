"""What the sources say of an attribution's words, as the sheet shows it: both sides, what differs, and where it is."""

from __future__ import annotations

import os
import re
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from attrib.sheet.model import PassageLink, VerdictRow
from attrib.types import Caution, DifferenceKind, Place, Span, Weight
from attrib.wording import CAUTION_WORDS, VERDICT_WORDS, WEIGHT_SIGNS, WEIGHT_WORDS, difference_words, place_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from attrib.sheet.reviewed import By
    from attrib.types import Attribution, Passage, Verification

RECORDINGS: Final = (".mp4", ".m4v", ".webm", ".ogv", ".mov", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac")
"""Endings of what a browser may play from a given second on."""


def verdict_row(  # noqa: PLR0913 - the two sides, and what the review and the sheet know of them
    found: Verification,
    attribution: Attribution,
    text: str,
    folder: Path | None,
    by: By | None,
    *,
    linked: Callable[[str], bool] | None = None,
    pending: bool,
) -> VerdictRow:
    """Lay a verdict on words of an article's `text` out; links start in the `folder` of the sheet.

    They lead to those files of whose paths `linked` is true, without it to all. `by` is who accepted it; it is
    `pending` while somebody has to.
    """
    source, weight = found.source, Weight.LOOK if found.weight is None else found.weight
    marked = [each for each in found.differences if each.kind is not DifferenceKind.TRANSCRIPTION]
    printed = [each.printed for each in marked if each.printed]
    stranger = Caution.WRONG_SPEAKER in found.flags and source is not None
    before = said = after = ""
    heard: list[Span] = []
    if source is not None:
        start = source.said.span.start - source.around.span.start
        before, said = source.around.text[:start], source.said.text
        after = source.around.text[start + len(said) :]
        heard = [_moved(each.said.span, -source.said.span.start) for each in marked if each.said]
    return VerdictRow(
        weight=WEIGHT_WORDS[weight],
        kind=weight.name.lower(),
        sign=WEIGHT_SIGNS[weight],
        verdict=VERDICT_WORDS[found.verdict],
        wrong_speaker=(source.speaker if source and stranger else None) or "",
        cautions=tuple(CAUTION_WORDS[each] for each in found.flags if each is not Caution.WRONG_SPEAKER),
        printed=tuple(_joined(tuple(cut(text, piece, printed)) for piece in attribution.content)),
        before=before,
        said=tuple(cut(said, Span(0, len(said)), heard)),
        after=after,
        differences=tuple(difference_words(each, text) for each in found.differences),
        nearest=not found.is_found,
        places=tuple(_link(each, folder, linked) for each in (*([source] if source else []), *found.places)),
        by=by,
        pending=pending,
    )


def cut(text: str, whole: Span, marked: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """Yield the words of `whole`, cut where marked stretches start and end, each with whether it is in one."""
    marked = list(marked)
    edges = {whole.start, whole.end}
    for span in marked:
        edges |= {min(max(edge, whole.start), whole.end) for edge in (span.start, span.end)}
    for start, end in pairwise(sorted(edges)):
        piece = Span(start, end)
        yield piece.of(text), any(span.contains(piece) for span in marked)


def _joined(pieces: Iterable[tuple[tuple[str, bool], ...]]) -> Iterator[tuple[str, bool]]:
    for number, piece in enumerate(pieces):
        yield from ((" … ", False),) if number else ()
        yield from piece


def _moved(span: Span, by: int) -> Span:
    return Span(max(span.start + by, 0), max(span.end + by, 0))


def _link(passage: Passage, folder: Path | None, linked: Callable[[str], bool] | None) -> PassageLink:
    """Return where words stand: in the recording beside a transcript with times, if there is one of the same name."""
    path, fragment = passage.path, ""
    if passage.time is not None:
        beside = (os.path.splitext(path)[0] + ending for ending in RECORDINGS)  # noqa: PTH122 - a path may be none
        path = next(filter(os.path.exists, beside), path)
        fragment = f"#t={reduce(lambda all_, part: all_ * 60 + part, map(int, re.findall(r'[0-9]+', passage.time)), 0)}"
    if passage.page is not None and not fragment:
        fragment = f"#page={passage.page}"
    try:
        place = os.path.relpath(path, folder or ".")
    except ValueError:  # another drive
        place = path
    at = place_words(Place(passage.said.span.start, passage.page, passage.time))
    href = quote(place.replace(os.sep, "/"), errors="surrogateescape") + fragment
    return PassageLink(
        href if linked is None or linked(passage.path) else None, Path(passage.path).name, at, passage.speaker or ""
    )
