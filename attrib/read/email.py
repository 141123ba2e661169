"""An e-mail (`.eml`) to the text of its message, read with the standard library; attachments are not read.

What somebody else wrote, and the sender only quotes or forwards, is in paragraphs of the kind ``email``.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from html.parser import HTMLParser
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from attrib.errors import EmptyInput, InputError, UnreadableInput
from attrib.language.mail import HEADER
from attrib.read import encoding
from attrib.read.repair import repaired
from attrib.read.text import Block, Layout, iso_date, lay_out, split
from attrib.types import Span

if TYPE_CHECKING:
    from email.message import EmailMessage

_ANSWERED = re.compile(r"\A(?:(?:re|fwd?)\s*:\s*)+", re.IGNORECASE)
_SURNAME_FIRST = re.compile(r"([^\W\d_][\w'’-]*), ([^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*)?)")

_QUOTED = re.compile(r"\A[ \t]?>(?:[> \t]*>)?[ \t]?")
# With a time or an address: “On Friday the mayor wrote:” is the sender's own.
_WROTE = re.compile(r"\s*On\b(?=.*(?:@|\d:\d\d|\b20\d\d\b)).{6,300}?\b(?:wrote|writes)\s*:\s*", re.DOTALL)
_WROTE_LINES = 4
# From here on everything is somebody else's.
_FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:original|forwarded) message.*?-{2,}|begin forwarded message:)\s*", re.IGNORECASE
)
_HEADERS = 3

_BLANK = re.compile(r"[ \t\n\r\f]+")
_LINES = frozenset({"div", "li", "tr", "dt", "dd", "hr"})
_APART = frozenset({"p", "blockquote", "table", "ul", "ol", "pre", "section", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style", "head", "title"})

_COPY = "Open it in the mail program, copy its text into a .txt file, and pass that."


def convert(data: bytes, name: str) -> tuple[str, Layout]:
    """Return the words of the message, without the marks of quoting, and their layout.

    Title, byline and publication date are the headers Subject, From and Date. The plain text is read, the HTML where
    there is none. A damaged message is read as far as it goes. `name` is how the errors call the input.

    Raises EmptyInput when the message has no text, UnreadableInput when it is no message.
    """
    from email import message_from_bytes, policy  # 30 ms that no other format needs

    try:
        message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"), policy=policy.default)
        found = [repaired(words) for words in _texts(message, name)]
    except InputError:
        raise
    except Exception as error:  # the library raises whatever it trips on; headers of hostile mail are not ours
        raise UnreadableInput(f"{name} cannot be read as an e-mail.", _COPY) from error
    text = "\n\n".join(words.strip() for words, _ in found)
    if not any(character.isalnum() for character in text):
        raise EmptyInput(f"{name} is an e-mail without text in it.", "Save what is attached to it and pass that.")
    text, blocks = _blocks(text)
    repairs = dict.fromkeys(each for _, repairs in found for each in repairs)
    return text, replace(lay_out(text, blocks, **_stated(message)), repairs=tuple(repairs))


def _stated(message: EmailMessage) -> dict[str, str | None]:
    """Return title, byline and published as the headers have them."""
    header: dict[str, Any] = {}
    for key in ("Subject", "From", "Date"):
        # The parser of headers fails in many ways, and the text is there.
        with suppress(Exception):
            header[key] = message[key]
    subject = _ANSWERED.sub("", " ".join(str(header.get("Subject") or "").split()))
    addresses = getattr(header.get("From"), "addresses", ())
    names = [" ".join(each.display_name.split()) or each.addr_spec for each in addresses]
    day = getattr(header.get("Date"), "datetime", None)
    return {
        "title": subject or None,
        "byline": ", ".join(_SURNAME_FIRST.sub(r"\2 \1", each) for each in names if each.strip("<>")) or None,
        "published": day.date().isoformat() if day else iso_date(str(header.get("Date") or "")),
    }


def _texts(part: EmailMessage, name: str) -> list[str]:
    """Return the text of each part in order that is neither attached nor said again in another form."""
    if part.is_attachment():
        return []
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        forms = [_texts(each, name) for each in part.iter_parts() if isinstance(each, type(part))]
        forms = [form for form in forms if any(map(str.strip, form))]
        # Of alternatives the first is the plainest.
        chosen = forms[:1] if part.get_content_subtype() == "alternative" else forms
        return [words for form in chosen for words in form]
    raw = part.get_payload(decode=True)
    # A multipart one without parts has lost its boundary.
    if part.get_content_type() not in {"text/plain", "text/html", "multipart/mixed"} or not isinstance(raw, bytes):
        return []
    try:
        words = raw.decode(encoding.codec_of(part.get_content_charset() or "ascii") or "ascii").replace("\r\n", "\n")
    except ValueError:
        words = encoding.decode(raw, name)
    return [_shown(words) if part.get_content_subtype() == "html" else words]


def _blocks(written: str) -> tuple[str, list[Block]]:
    """Return the text without the marks of quoting, and its blocks: ``email`` where the words are another's."""
    lines = written.split("\n")
    others = [bool(_QUOTED.match(line)) for line in lines]
    for number in range(len(lines)):
        if others[number]:
            continue
        if _FORWARDED.fullmatch(lines[number]) or _headers(lines[number : number + 2 * _HEADERS]):
            others[number:] = [True] * (len(lines) - number)
            break
        here = lines[number : number + _WROTE_LINES]
        if end := next((n for n in range(1, _WROTE_LINES) if _WROTE.fullmatch("\n".join(here[:n]))), 0):
            lines[number : number + end] = [" ".join(lines[number : number + end]), *[""] * (end - 1)]
            follows = next((n for n in range(number + end, len(lines)) if lines[n].strip()), len(lines) - 1)
            # Without marks there is no telling where the quoted message ends.
            stop = number + end if others[follows] else len(lines)
            others[number:stop] = [True] * (stop - number)
    text = ""
    blocks: list[Block] = []
    for other, run in groupby(zip(others, lines, strict=True), key=itemgetter(0)):
        words = "\n".join(_QUOTED.sub("", line, count=1) if other else line for _, line in run)
        begun = any(block.hint != "email" for block in blocks)
        if other and blocks:  # a name at the end is no heading of what is quoted
            blocks[-1] = Block(blocks[-1].span, blocks[-1].hint or "body")
        for block in split(words):
            span = Span(block.span.start + len(text), block.span.end + len(text))
            # A greeting is no title: the subject is.
            blocks.append(Block(span, "email" if other else None if begun else "body"))
            begun = True
        text += words + "\n"
    return text, [block for block in blocks if any(map(str.isalnum, block.span.of(text)))]


def _headers(lines: list[str]) -> bool:
    """Whether a forwarded message begins here: From and two more of its headers."""
    if not lines[0].lstrip("*_ \t").lower().startswith("from"):
        return False
    return sum(bool(HEADER.match(line)) for line in lines) >= _HEADERS


def _shown(page: str) -> str:
    """Return an HTML message as lines; what it quotes has the marks that plain text has."""
    reader = _Lines()
    reader.feed(page)
    reader.close()
    rows = ("> " * depth + _BLANK.sub(" ", words).strip(" ") for depth, words in reader.rows)
    return "\n".join(rows)


class _Lines(HTMLParser):
    """Collects lines as (how often quoted, words)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, str]] = [(0, "")]
        self.depth = self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base's
        self.unseen = 0 if tag == "body" else self.unseen + (tag in _UNSEEN)
        self.depth += tag == "blockquote"
        self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(self.unseen - (tag in _UNSEEN), 0)
        self.depth = max(self.depth - (tag == "blockquote"), 0)
        self._open(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.rows[-1] = (self.rows[-1][0], self.rows[-1][1] + data)

    def _open(self, tag: str) -> None:
        """Begin a line where a browser does, after an empty one around a paragraph."""
        if tag in {"td", "th"}:
            self.handle_data(" ")
        elif tag in _APART and any(words.strip() for _, words in self.rows[-2:]):
            self.rows += [(self.depth, ""), (self.depth, "")]
        elif tag in {"br", "blockquote"} or (tag in _LINES and self.rows[-1][1].strip()):
            self.rows.append((self.depth, ""))
