r"""Damage done to a text on its way, undone once and listed; soft hyphens and zero-width or direction marks stay.

Whether UTF-8 was read as Windows-1252 is ftfy's verdict (6.3, Apache-2.0, the tool for it), a line at a time; none of
its other changes (straight quotation marks, ligatures, control characters) is made. In 3,825 real articles and
transcripts it found 12 that had the damage, and none that had not.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# A first byte of UTF-8 as Windows-1252 shows it and one that goes on; “à” also where its no-break space became a space.
_SUSPECT = re.compile("[Â-ô](?:[\x80-\xbf]|[ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™])|â€|Ã ")  # noqa: RUF001
# The last byte of a closing mark is no character of Windows-1252: programs drop it, or write U+FFFD.
_LOST_CLOSER = re.compile("â€(?:\ufffd|(?=[\x00-/:-@[-`{-\x7f]|$))")
_RUN = re.compile(r"[^\x00-\x7f]+")
# What of ftfy's steps is that damage and no other.
_HOW = {"encode": {"latin-1", "sloppy-windows-1252"}, "decode": {"utf-8", "utf-8-variants"}}

_ESCAPE = re.compile(r"""(?P<units>(?:\\+u[0-9a-fA-F]{4})+)|\\+(?P<mark>["'/nrt])""")
# Letters with accents, quotation marks, dashes, currencies, and what web programs escape (" & ' < >): hardly a folder
# of a path, nor \u202e, which an article may be about.
_CLEAR_UNIT = re.compile(r"(?i)\\u(?:00[a-f][0-9a-f]|01[0-9a-f]{2}|20(?:[13a][0-9a-f]|2[0-7])|002[267]|003[ce])")
_CLEAR_BREAK = re.compile(r"\\n\s*\\+n|[.!?”’\")]\\n(?=\S)")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")

_ENTITY = re.compile(r"&(?:amp;)*(?P<what>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_DOUBLED = re.compile(r"&(?:amp;)+(?=(?P<what>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)")


def repaired(text: str, *, html: bool = False) -> tuple[str, tuple[str, ...]]:
    r"""Return the text without damage, and what was undone, in English with counts; a sound text comes back as it is.

    Undone are UTF-8 read as Windows-1252, ``\r\r\n``, byte-order marks, entities (``&rsquo;``) and, where they clearly
    are, the escapes of JSON (``\u201c``, ``\n``). In `html`, a page's source, entities and escapes are right and stay;
    those escaped once more (``&amp;rsquo;``) are undone. Repairing what came back changes nothing.
    """
    places: Counter[str] = Counter()
    before = None
    while text != before:  # damage lies in layers, and each step leaves fewer characters to take for damage
        before = text
        for what, undo in _IN_HTML if html else _IN_TEXT:
            text, found = undo(text)
            places[what] += found
    return text, tuple(f"{what}: {count} place{'s'[: count > 1]}" for what, count in places.items() if count)


def _reread(text: str) -> tuple[str, int]:
    if not _SUSPECT.search(text):
        return text, 0
    from ftfy import TextFixerConfig, fix_encoding_and_explain  # hardly ever needed

    config = TextFixerConfig(replace_lossy_sequences=False, fix_c1_controls=False)
    lines, places = text.split("\n"), 0
    for number, line in enumerate(lines):
        if _SUSPECT.search(line):
            fixed, steps = fix_encoding_and_explain(_LOST_CLOSER.sub("â€\x9d", line), config)
            if steps and all(how in _HOW.get(step, {how}) for step, how in steps):
                lines[number] = fixed
                places += (Counter(_RUN.findall(line)) - Counter(_RUN.findall(fixed))).total()
    return "\n".join(lines), places


def _character(what: str) -> str:
    """Return what ``&what;`` stands for, nothing if there is no such entity or it is no character of a text."""
    found = unescape(f"&{what};") if what[0] == "#" else html5.get(f"{what};", "")
    return "" if _NO_TEXT.search(found) else found


def _unescape_json(text: str) -> tuple[str, int]:
    one_line = not re.search(r"[\n\r]", text.strip())
    clear = _CLEAR_UNIT.search(text) or (one_line and _CLEAR_BREAK.search(text))
    return _substitute(_ESCAPE, _unescaped, text) if clear else (text, 0)


def _unescaped(match: re.Match[str]) -> str:
    if mark := match["mark"]:
        return {"n": "\n", "r": "\r", "t": "\t"}.get(mark, mark)
    units = bytes.fromhex("".join(re.findall(r"u(.{4})", match["units"])))
    characters = units.decode("utf-16-be", "surrogatepass")
    return match[0] if _NO_TEXT.search(characters) else characters


def _substitute(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
    """Return the text with `new` for every match, and how many that changed."""
    return pattern.sub(new, text), sum(new(match) != match[0] for match in pattern.finditer(text))


_ANYWHERE: tuple[tuple[str, Callable[[str], tuple[str, int]]], ...] = (
    ("utf-8 read as windows-1252", _reread),
    ("byte-order marks inside the text", lambda text: re.subn("\ufeff", "", text)),
    (r"line ends doubled (\r\r\n)", lambda text: re.subn(r"\r+\n", "\n", text)),  # decoding has left one \r of the two
)
_IN_HTML = (
    *_ANYWHERE,
    (
        "entities escaped twice (&amp;rsquo;)",
        lambda page: _substitute(_DOUBLED, lambda match: "&" if _character(match["what"]) else match[0], page),
    ),
)
_IN_TEXT = (
    *_ANYWHERE,
    (
        "entities spelt out (&rsquo;)",
        lambda text: _substitute(_ENTITY, lambda match: _character(match["what"]) or match[0], text),
    ),
    (r"escapes spelt out (\u201c, \n)", _unescape_json),
)
