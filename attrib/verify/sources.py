"""Files that hold what was said: their text, who speaks where in it, and its words; nothing is written beside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrib.errors import InputError
from attrib.extract.transcript import ALONE, LABELS
from attrib.language import lexicon
from attrib.language.names import fold
from attrib.read import read_document
from attrib.types import Document, Place
from attrib.verify.words import FUNCTION, MARK, Words, find_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.types import Passage

MOST: Final = 200_000_000
"""The most characters a source may have: the minutes of years, not an article."""

NAMELESS: Final = lexicon.IN_TURNS | {"the", "q", "a", "system", "audience", "protesters", "crowd", "voiceover", "male"}
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)([01]?\d)\2([0-3]?\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Label:
    """What opens a turn: from `start` to `end` of the text, the name in it as written, and how far the turn goes."""

    start: int
    end: int
    name: str
    reach: int


@dataclass(frozen=True)
class Source:
    """A file that quotations are looked for in. `date` (ISO 8601) is None where neither it nor its name has one."""

    path: str
    sha256: str
    date: str | None
    text: str
    places: tuple[Place, ...]
    labels: tuple[Label, ...]

    def place(self, offset: int) -> Place:
        """Return the page and the time of a character."""
        return Document("", "", (), places=self.places).place(offset)

    def label(self, offset: int) -> Label | None:
        """Return what opens the turn that a character stands in, None before the first and where there are none."""
        number = bisect_right(self._starts, offset)
        label = self.labels[number - 1] if number else None
        return label if label and offset < label.reach else None

    @cached_property
    def _starts(self) -> list[int]:
        return [each.start for each in self.labels]


def read_source(path: str, data: bytes) -> tuple[Document, tuple[Label, ...], Words]:
    """Return a source's document, its labels and the words that were spoken, without labels and transcriber's marks.

    Raises InputError as :func:`attrib.read.read_document` does, but for length (200 MB) and language.
    """
    document = read_document(path, data=data, force=True, limit=MOST)
    labels = tuple(find_labels(document.text))
    return document, labels, find_words(blank(document.text, labels))


@lru_cache(maxsize=4)
def text_of(passage: Passage) -> str | None:
    """Return the text of the file that a passage stands in; None where it is gone, has changed or cannot be read."""
    try:
        data = Path(passage.path).read_bytes()
        same = sha256(data).hexdigest() == passage.sha256
        return read_document(passage.path, data=data, force=True, limit=MOST).text if same else None
    except (InputError, OSError, ValueError):
        return None


def published(document: Document) -> str | None:
    """Return the date a source's text bears; none where it bears several, as a collection does."""
    dates = [paragraph for paragraph in document.paragraphs if paragraph.kind == "date"]
    return document.published if len(dates) < _AGAIN else None


def date_of(path: str, published: str | None) -> str | None:
    """Return when a source is from: as its name says (“2016-02-09 debate.txt”, “20160209.srt”), else its text."""
    for found in _DATE.finditer(Path(path).name):
        with suppress(ValueError):
            return date(int(found[1]), int(found[3]), int(found[4])).isoformat()
    return published


def blank(text: str, labels: tuple[Label, ...] = ()) -> str:
    """Return a copy with blanks for what nobody said, each character where it was."""
    pieces: list[str] = []
    end = 0
    for label in labels:
        pieces += text[end : label.start], " " * (label.end - label.start)
        end = label.end
    return MARK.sub(lambda match: " " * len(match.group()), "".join((*pieces, text[end:])))


def find_labels(text: str) -> list[Label]:
    """Return the labels of turns: before words, or on lines of their own where no line has one before its words.

    A turn goes on to the next label. Where much is said before the first, labels are an exception, and each is good for
    its own line only.
    """
    for alone in (False, True):
        found = list(_candidates(text, alone=alone))
        counts = Counter(fold(match["name"]) for _, match in found)
        sure = [(start, m) for start, m in found if _is_sure(m, counts[fold(m["name"])] + (start == 0), alone=alone)]
        if not sure or (alone and len({fold(match["name"]) for _, match in sure}) < _AGAIN):
            continue
        starts = [start for start, _ in sure]
        if starts[0] > max(_PREFACE, len(text) // 10):
            reaches = [len(text) if (end := text.find("\n", start)) < 0 else end for start in starts]
        else:
            reaches = [*starts[1:], len(text)]
        return [Label(start, m.end(), m["name"], reach) for (start, m), reach in zip(sure, reaches, strict=True)]
    return []


def _candidates(text: str, *, alone: bool) -> Iterator[tuple[int, re.Match[str]]]:
    for line in _LINE.finditer(text):
        if alone:
            match = ALONE.fullmatch(text, line.start(), line.end())
        else:
            match = (
                next((m for label in LABELS if (m := label.match(text, line.start()))), None)
                if line["mark"] or line["stop"]
                else None
            )
        if match:
            yield line.start(), match


_LINE: Final = re.compile(
    r"^(?:(?=[^\n:]{1,150}(?P<mark>:)|(?P<stop>Mr|Mrs|Ms|Miss|Mx|Dr|The|Q|A)\b)|.)[^\n]*", re.MULTILINE
)
_PREFACE: Final = 3_000
_AGAIN: Final = 2


def _is_sure(match: re.Match[str], count: int, *, alone: bool) -> bool:
    """Whether a label names who speaks: a word for it, capitals or several words, or what comes time and again."""
    name = match["name"]
    words = [fold(word).strip(".,'") for word in name.split()]
    if set(words) <= NAMELESS:
        return True
    if words[0] in FUNCTION or name.endswith(".") or any(word.isdigit() or word in _COUNTED for word in words):
        return False
    if name.isupper():
        return len(words) > 1 or count >= _AGAIN
    return (
        count > _AGAIN or (len(words) > 1 and not alone and not match["title"]) or (len(words) > 1 and count >= _AGAIN)
    )


_COUNTED: Final = lexicon.COUNTED | {"one"}


def is_nameless(name: str) -> bool:
    """Whether a label is a transcript's word for somebody (“QUESTION”) and no name."""
    return {fold(word).strip(".'()") for word in name.split()} <= NAMELESS


def to_json(document: Document, labels: tuple[Label, ...]) -> dict[str, Any]:
    """Return what the index keeps of a source beside its text and words."""
    return {
        "sha256": document.id.removeprefix("sha256:"),
        "published": published(document),
        "places": [[place.offset, place.page, place.time] for place in document.places],
        "labels": [[label.start, label.end, label.name, label.reach] for label in labels],
    }


def from_json(path: str, text: str, kept: dict[str, Any]) -> Source:
    """Return the source of which :func:`to_json` kept this."""
    return Source(
        path,
        kept["sha256"],
        date_of(path, kept["published"]),
        text,
        tuple(Place(*each) for each in kept["places"]),
        tuple(Label(*each) for each in kept["labels"]),
    )
