"""What a program prints of an article, so that it steers no terminal: every writer of CSV, text and JSON asks here.

A character *steers* when a terminal obeys it instead of showing it: the controls (Cc) but for tab and line ends, and
the embeddings, overrides and isolates that turn the reading direction of what stands after them (U+202A to 202E, 2066
to 2069). Half a character (a lone surrogate) is counted with them: no file can hold it. The marks LRM and RLM and the
joiners, with which several scripts and emoji are spelt, are left alone.
"""

from __future__ import annotations

import json
import re
from typing import Final

STEERING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Two more that some readers of JSON lines take for the end of one.
_IN_JSON: Final = re.compile(f"{STEERING.pattern[:-1]}\u2028\u2029]")


def tame(text: str) -> str:
    """Return `text` with a sign in place of each character that steers; the result is as long as `text`."""
    return STEERING.sub(lambda found: picture(found[0]), text)


def for_xml(text: str) -> str:
    """Return `text` as XML can hold it: each control, half character and non-character becomes U+FFFD."""
    return _NOT_IN_XML.sub("\ufffd", text)


def picture(character: str) -> str:
    """Return the sign of a control from ASCII, as “␛”; of anything else U+FFFD."""
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"  # noqa: PLR2004 - control pictures


def dumps(data: object, *, indent: int | None = None, separators: tuple[str, str] | None = None) -> str:
    r"""Return JSON for people to read, characters that steer written as JSON's escapes (``\u009b``).

    `json.loads` gives the same value back, byte for byte. `indent` and `separators` are those of `json.dumps`.
    """
    written = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
