"""How a comment of attrib's own in a Word file is known again, and what somebody has written in it since."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from attrib.plain import for_xml, tame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrib.types import Document

_ID_LINE: Final = re.compile(
    r"(?P<before>.*?)attrib (?P<article>[0-9a-f]{8})#(?P<item>[^\s#()]+) \((?P<checks>(?:[0-9a-z]{3})*)\)(?P<behind>.*)"
)
"""The line by which a comment of attrib's own is known; what else is on it somebody has typed there."""
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_CHECK: Final = 3
"""Characters by which each line of such a comment is known again: one in 46,656 changed ones is not seen."""
EARLIER: Final = "An answered comment of an earlier copy; what holds now is in another one on these words."
"""Stands for what attrib wrote in a comment that is kept for its answers."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a comment of attrib's own says of itself: how the article's id begins, and the statement's id.

    `line` is the line that says so. `written` are the lines that are not as attrib wrote them, which are somebody's;
    `is_kept` says that attrib has a line in it yet, beside that one.
    """

    article: str
    item: str
    line: str
    written: tuple[str, ...]
    is_kept: bool


def reference(document: Document, item: str, lines: Iterable[str]) -> str:
    """Return the last line of a comment: ``attrib 3fa4b2c1#a7 (k3f9x2)``, the article, the item, checks of `lines`."""
    checks = "".join(_check(line) for each in lines for line in plain_lines(each) if line)
    return f"attrib {document.id.removeprefix('sha256:')[:8]}#{item} ({checks})"


def read_own(comment: str) -> Own | None:
    """Return what a comment says of itself if it is one of attrib's, else None."""
    lines = list(filter(None, plain_lines(comment)))
    place = max((number for number, line in enumerate(lines) if _ID_LINE.fullmatch(line)), default=None)
    found = None if place is None else _ID_LINE.fullmatch(lines[place])
    if found is None:
        return None
    checks = found["checks"]
    known = {checks[at : at + _CHECK] for at in range(0, len(checks), _CHECK)}
    written: list[str] = []
    for number, line in enumerate(lines):
        if number == place:
            written += [found["before"].strip(), found["behind"].strip()]
        elif line != EARLIER and _check(line) not in known:
            written.append(line)
    theirs = tuple(filter(None, written))
    line = found[0].removeprefix(found["before"]).removesuffix(found["behind"])
    is_kept = any(each == EARLIER or _check(each) in known for number, each in enumerate(lines) if number != place)
    return Own(found["article"], found["item"], line, theirs, is_kept)


def _check(line: str) -> str:
    number = int(sha256(line.encode("utf-8", "surrogatepass")).hexdigest(), 16)
    return "".join(_DIGITS[number // len(_DIGITS) ** place % len(_DIGITS)] for place in range(_CHECK))


def plain_lines(words: str) -> list[str]:
    """Return the lines of a comment: neither what XML cannot hold nor what turns the direction of what follows."""
    return [for_xml(tame(" ".join(line.split()))) for line in words.splitlines()]
