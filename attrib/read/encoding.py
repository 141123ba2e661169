"""Bytes to text: which encoding, and is it text at all.

The order is: byte-order mark, valid UTF-8, UTF-16 by its zero bytes, UTF-8 with a few broken bytes, what an HTML page
declares, then a guess. UTF-8 that holds any non-ASCII character and still decodes is hardly ever anything else, so it
goes before a page's own (often wrong) declaration.

The guess keeps to Windows-1252 and Mac Roman while the bytes are mostly ASCII. charset-normalizer (3.5.2) was tried
there and read a pound sign in a Windows-1252 article as “Ł” (cp1250) and single quotation marks as “Ĺ ĺ” (cp852), which
would put words into the document that nobody printed. It is asked only where most letters are not ASCII, a Russian or
Japanese file, so that the language error can name the language. It is a dependency of trafilatura already.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from attrib.errors import UnreadableInput

# Longer marks first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# First bytes that plain text cannot have, or (PDF, RTF) that say plainly what follows.
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich-text (RTF) file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel file"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
)
# These could begin a text, so they only name bytes that have been found not to be text.
_WEAK_SIGNATURES = (
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a picture, sound or video file"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"BZh", "a bzip2 archive"),
    (b"bplist", "a Safari web archive"),
    (b"SQLite format 3", "a database"),
)
_ZIPPED = (
    (b"word/", "a Word document that is not named .docx"),
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"application/epub", "an EPUB book"),
    (b"ppt/", "a PowerPoint file"),
    (b"xl/", "an Excel file"),
)
_HINTS = {
    "a PDF": "Copy the article's text into a .txt file, or save the web page as .html, and pass that.",
    "a Word document that is not named .docx": "In the word processor, save it as .docx, and pass that file.",
    "an OpenDocument text (.odt)": "In the word processor, save it as plain text (.txt, UTF-8) or as a web page.",
    "an old Word or Excel file": "Open it and save it as plain text (.txt, UTF-8).",
    "a rich-text (RTF) file": "Open it and save it as plain text (.txt, UTF-8).",
    "a ZIP archive": "Unpack it and pass the article inside.",
    "a Safari web archive": "In the browser, save the page as source (.html).",
}
_DEFAULT_HINT = "attrib reads .txt, .md, .html, .docx, .pdf, .eml, .srt and .vtt files."

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
# Mac Roman read as Windows-1252 has capitals within words and for marks: “donÕt”, “no,Ó he said”, “rŽsumŽ”, “so Ñ so”.
# PolNeAR train (840 articles, 335 of them plain ASCII) written out as Windows-1252 comes back as it was but for 5 with
# broken UTF-8 in them (“Ã¡”), which come back mended; written out as Mac Roman, but for 21.
_MAC_ROMAN = re.compile("[a-z.,!?][ÒÓÔÕŠŽŸ]| [ÐÑ] ")
_READ_AS_LATIN_1 = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf€]{2}")
_NO_TEXT = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
_NOT_PRINTABLE_ASCII = re.compile(r"[^ -~]")
_BREAKS = frozenset("\t\n\r\f\v\x85")

# A file with this share of broken bytes among its non-ASCII characters is damaged UTF-8; above it, another encoding.
_BROKEN_SHARE = 0.1
# English in Windows-1252 has at most 4 high bytes in a hundred (PolNeAR train, median 0.5), a text in another script
# more than half.
_FOREIGN_SHARE = 0.2
# Text has no control or unassigned characters; a stray one is forgiven. Random bytes (without zeros, read as
# Windows-1252) have 11% or more, in 200 samples of 3,000.
_JUNK_SHARE = 0.02


def decode(data: bytes, name: str, *, html: bool = False) -> str:
    r"""Return the text of `data`, with no byte-order mark and with ``\r\n`` as ``\n``; nothing else is changed.

    A lone ``\r`` stays. Bytes that no encoding explains become U+FFFD as long as they are few. `name` is how the errors
    call the input; `html` lets the page's own declaration be heard.

    Raises UnreadableInput when the bytes are not text, and says what they are when that is known.
    """
    _refuse_known_binary(data, name)
    text = _decode(data, name, html=html)
    if _junk_share(text) > _JUNK_SHARE:
        raise _not_text(data, name)
    return text.replace("\r\n", "\n")


def _decode(data: bytes, name: str, *, html: bool) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\x00" in data:
        if not (utf16 := _utf16_without_mark(data)):
            raise _not_text(data, name)
        return data.decode(utf16, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if broken <= _BROKEN_SHARE * sum(character > "\x7f" for character in damaged):
        return damaged
    declared = _DECLARED.search(data[:2048]) if html else None
    return data.decode(_declared_codec(declared[1]) if declared else _guess(data), "replace")


def codec_of(label: str) -> str | None:
    """Return the Python codec a page or an e-mail means by `label`, None for one that is not known or not for text.

    Browsers read ISO 8859-1 as Windows-1252, and so does attrib.
    """
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python also knows “encodings” of bytes (hex, zip), of names of hosts and of its own source.
    usable = getattr(codec, "_is_text_encoding", True) and codec.name not in _NO_TEXT
    return "cp1252" if codec.name == "iso8859-1" else codec.name if usable else None


def _declared_codec(label: bytes) -> str:
    codec = codec_of(label.decode("ascii"))
    return "cp1252" if codec in {None, "ascii", "utf-8"} else codec  # UTF-8 has just been ruled out


def _guess(data: bytes) -> str:
    high = sum(byte > 0x7F for byte in data)  # noqa: PLR2004 - the end of ASCII
    if high <= _FOREIGN_SHARE * len(data):
        return "mac_roman" if _MAC_ROMAN.search(data.decode("cp1252", "replace")) else "cp1252"
    from charset_normalizer import from_bytes  # 60 ms, and hardly ever needed

    best = from_bytes(data).best()
    return best.encoding if best else "cp1252"


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the codec when the zeros sit where UTF-16 puts them in a mostly Latin text, else None."""
    half = max(len(data) // 2, 1)
    even, odd = data[0::2].count(0) / half, data[1::2].count(0) / half
    if odd > 0.5 and even < 0.05:  # noqa: PLR2004 - half the characters ASCII, hardly an U+xx00
        return "utf-16-le"
    if even > 0.5 and odd < 0.05:  # noqa: PLR2004
        return "utf-16-be"
    return None


def _junk_share(text: str) -> float:
    # UTF-8 read as Latin-1 is half control characters where it is not ASCII; attrib.read.repair mends it.
    sample = _READ_AS_LATIN_1.sub("", text[:50_000])
    junk = sum(
        character == "\ufffd" or (unicodedata.category(character) in {"Cc", "Cn", "Co"} and character not in _BREAKS)
        for character in map(str, _NOT_PRINTABLE_ASCII.findall(sample))
    )
    return junk / max(len(sample), 1)


def _refuse_known_binary(data: bytes, name: str) -> None:
    head = data.lstrip()[:16] if data[:1].isspace() else data[:16]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise _refusal(name, _inside_zip(data) if kind == "a ZIP archive" else kind)


def _inside_zip(data: bytes) -> str:
    return next((kind for marker, kind in _ZIPPED if marker in data), "a ZIP archive")


def _not_text(data: bytes, name: str) -> UnreadableInput:
    return _refusal(name, next((kind for start, kind in _WEAK_SIGNATURES if data.startswith(start)), ""))


def _refusal(name: str, kind: str) -> UnreadableInput:
    if not kind:
        return UnreadableInput(f"{name} is not text (binary data).", _DEFAULT_HINT)
    verb = "attrib does not read that yet" if kind in _HINTS else "not an article"
    return UnreadableInput(f"{name} is {kind}; {verb}.", _HINTS.get(kind, _DEFAULT_HINT))
