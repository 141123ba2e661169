"""From a path or standard input to a `Document`, and every reason why not."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.errors import EmptyInput, InputError, MissingInput, TooLong, UnreadableInput, WrongLanguage
from attrib.read import encoding, html, language, markdown, repair
from attrib.read.kept import SOURCE
from attrib.read.text import Layout, lay_out, split
from attrib.read.web import is_address
from attrib.types import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# A long newspaper article has 20,000 characters, a long magazine piece 100,000; beyond that it is a book, and the parse
# would take minutes.
DEFAULT_LIMIT = 200_000
# A page carries scripts and pictures that are not its article. Also what trafilatura takes at most.
_MOST_BYTES = 20_000_000

_ESCAPED = 6
"""Characters that one may take before damage to the text is undone, as in “\\u201c”."""

_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_CONVERTED = {
    ".docx": "docx", ".eml": "email", ".pdf": "pdf", ".srt": "subtitles", ".vtt": "subtitles",
}  # fmt: skip
"""The modules of this package that make text of what is none, each with ``convert(data, name) -> (text, layout)``."""

SUFFIXES = frozenset({".txt"}) | _MARKDOWN | _HTML | _CONVERTED.keys()

SHEET, TABLE = ".factsheet.html", ".attrib.txt"
"""What the names of attrib's own results end in where those would pass for articles: a folder's articles do not."""

SOURCES = "sources"
"""The folder within a folder of articles that holds what they are checked against."""


def read_document(  # noqa: PLR0913 - what to read, and how
    source: str | Path | None,
    *,
    data: bytes | None = None,
    suffix: str | None = None,
    force: bool = False,
    limit: int = DEFAULT_LIMIT,
    warn: Callable[[str], None] | None = None,
) -> Document:
    r"""Read one article.

    `source` is a path, or ``-`` or None for standard input; with `data` nothing is opened and `source` only names the
    bytes. Its suffix, or `suffix` where the name does not tell, says whether it is text, Markdown or HTML; under any
    other suffix, and on standard input, it is plain text unless it begins as an HTML page does.
    `limit` is the largest number of characters of the article, `force` goes on with a language other than English.
    `warn` is called with a line for each thing of the file that its text may lack.

    ``Document.text`` is the decoded text of a plain or Markdown file with two changes: no byte-order mark, and ``\n``
    for ``\r\n``; what damage was undone besides, ``Document.repairs`` lists. Of HTML it is the article as extracted.
    ``Document.id`` is the sha256 of the bytes as they were.

    Raises MissingInput, UnreadableInput, EmptyInput, TooLong, WrongLanguage.
    """
    standard_input = source is None or str(source) == "-"
    name = "Standard input" if standard_input else str(source)
    if suffix is None:
        suffix = "" if standard_input else Path(str(source)).suffix.lower()
    most = max(_MOST_BYTES, 4 * limit + 4)
    if data is None:
        data = _standard_input(most) if standard_input else _file(str(source), most)
    if len(data) > most:
        raise TooLong(
            f"{name} is over {most // 1_000_000} MB; that is no article.",
            "Cut out the article and pass that, or raise --limit.",
        )
    if not data.strip():
        raise _empty(name, "is empty" if not data else "is blank")
    if suffix in _CONVERTED:
        text, layout = import_module(f"attrib.read.{_CONVERTED[suffix]}").convert(data, name)
    else:
        text, layout = _lay_out(encoding.decode(data, name, html=suffix in _HTML), suffix, name, limit)
    if warn is not None:
        for warning in layout.warnings:
            warn(f"{name}: {warning}")
    # The bytes of a name that is not UTF-8 are written out, so that whatever holds the path can be stored.
    path = None if standard_input else os.fsencode(str(source)).decode("utf-8", "backslashreplace")
    return _document(text, layout, data, name, path=path, force=force, limit=limit)


def read_text(text: str, *, force: bool = False, limit: int = DEFAULT_LIMIT) -> Document:
    """Read an article that is a string: plain text, whose characters stay as they are.

    ``Document.id`` is the sha256 of the text in UTF-8, its path None. `force` and `limit` are those of
    :func:`read_document`.

    Raises UnreadableInput (half a character, which no file could hold), EmptyInput, TooLong, WrongLanguage.
    """
    name = "The text"
    if not text.strip():
        raise _empty(name, "is empty" if not text else "is blank")
    if text.endswith(tuple(SUFFIXES)) and os.path.isfile(text):  # noqa: PTH113 - Path's raises
        raise UnreadableInput(f"{text!r} is the name of a file; a str is text.", "Pass pathlib.Path(…) for the file.")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise UnreadableInput(
            f"{name} has half a character at {error.start}: {text[error.start]!r}.", "Decode it again from its bytes."
        ) from error
    return _document(text, lay_out(text, split(text)), data, name, path=None, force=force, limit=limit)


def _document(  # noqa: PLR0913 - what reading found, and what the caller wants
    text: str, layout: Layout, data: bytes, name: str, *, path: str | None, force: bool, limit: int
) -> Document:
    """Return the article, or say why it is none."""
    if not any(character.isalnum() for character in text) or not layout.paragraphs:
        raise _empty(name, "has no words in it")
    _check_length(text, name, limit)
    spoken = language.identify(paragraph.span.of(text) for paragraph in layout.paragraphs)
    if spoken not in {"en", None} and not force:
        raise WrongLanguage(
            f"{name} is in {language.NAMES[spoken or '']}; attrib reads English.", "Pass --force to go on all the same."
        )
    return Document(
        id="sha256:" + sha256(data).hexdigest(),
        text=text,
        paragraphs=layout.paragraphs,
        path=path,
        title=layout.title,
        byline=layout.byline,
        published=layout.published,
        language=spoken,
        places=layout.places,
        notes=layout.notes,
        repairs=layout.repairs,
    )


def _check_length(text: str, name: str, limit: int) -> None:
    if len(text) > limit:
        raise TooLong(
            f"{name} has {len(text):,} characters; the limit is {limit:,}.",
            f"Split it, or raise the limit: --limit {len(text)}",
        )


def _raise(error: InputError) -> None:
    raise error


def find_articles(
    paths: Sequence[str | Path],
    *,
    failed: Callable[[InputError], None] = _raise,
    skipped: Callable[[Path], None] = lambda _path: None,
    sources: bool = False,
) -> list[Path]:
    """Return the files to read: each path as it is, each folder as the articles in it and in its folders.

    A folder's articles are sorted and have a suffix of `SUFFIXES`; hidden files and folders, attrib's own results,
    pages that it kept and what is no file (a pipe, a device) are left out, and so are folders named `sources`, which
    hold what articles are checked against, unless `sources` are what is looked for. A path that comes up twice is
    returned once.
    Files named outright are not checked here, `read_document` does that.

    `failed` is called with MissingInput when a folder has no article, and with UnreadableInput when it or a folder in
    it may not be listed; then the others go on. Without it the error is raised. `skipped` is called with each visible
    file of a folder that is neither read nor attrib's own.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        found |= dict.fromkeys(_articles_in(path, failed, skipped, sources=sources) if path.is_dir() else [path])
    return list(found)


def _articles_in(
    folder: Path, failed: Callable[[InputError], None], skipped: Callable[[Path], None], *, sources: bool
) -> list[Path]:
    articles: list[Path] = []
    unlisted: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=unlisted.append):
        folders[:] = [name for name in folders if not name.startswith(".") and (sources or name != SOURCES)]
        articles += [Path(parent, name) for name in files if _is_article(parent, name)]
        for name in sorted(files):
            stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122
            if suffix not in SUFFIXES and not name.startswith(".") and not stem.endswith(SOURCE):
                skipped(Path(parent, name))
    for error in unlisted:
        failed(UnreadableInput(f"{error.filename} cannot be listed: {_reason(error)}.", "Check its permissions."))
    if not articles and not unlisted:
        failed(MissingInput(f"No articles in {folder}.", f"attrib looks for {_listed(sorted(SUFFIXES))} files."))
    return sorted(articles)


def _is_article(parent: str, name: str) -> bool:
    stem, suffix = os.path.splitext(name.lower())  # noqa: PTH122 - a Path is made for each file of a large folder
    if name.startswith(".") or name.lower().endswith((SHEET, TABLE)) or stem.endswith(SOURCE) or suffix not in SUFFIXES:
        return False
    try:
        return stat.S_ISREG(Path(parent, name).stat().st_mode)  # reading a pipe would wait for ever
    except OSError:
        return True  # a link to nowhere: reading it says what is wrong


def _file(name: str, most: int) -> bytes:
    """Return at most one byte more than `most`."""
    if not name:
        raise MissingInput("An empty name is no article.", "Give a file, a folder, or - for standard input.")
    if is_address(name):
        raise UnreadableInput(
            f"{name} is a web address; only files are read here.",
            "attrib factsheet, extract and review fetch pages; or save the page as .html and pass the file.",
        )
    path = Path(name)
    try:
        if path.is_dir():
            raise UnreadableInput(
                f"{name} is a folder, not an article.", f"Pass the {_listed(sorted(SUFFIXES))} files in it."
            )
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingInput(f"There is no file {name}.", "Check the path; - reads from standard input.") from error
    except PermissionError as error:
        raise UnreadableInput(f"{name} may not be read: permission denied.", "Check its permissions.") from error
    except (OSError, ValueError) as error:
        # ValueError: a path with a zero byte in it.
        raise UnreadableInput(f"{name!r} cannot be read: {_reason(error)}.", "Check the path.") from error


def _standard_input(most: int) -> bytes:
    try:
        return sys.stdin.buffer.read(most + 1)
    except (OSError, AttributeError, ValueError) as error:
        # AttributeError: there is none (a windowed program); ValueError: it is closed.
        raise UnreadableInput("Standard input cannot be read.", "Pass a file instead.") from error


def _lay_out(text: str, suffix: str, name: str, limit: int) -> tuple[str, Layout]:
    page = suffix in _HTML or (suffix not in SUFFIXES and html.looks_like_html(text))
    if not page and len(text) > _ESCAPED * limit:
        _check_length(text, name, limit)
    text, repairs = repair.repaired(text, html=page)
    if not page:  # of a page only its article counts, and html.py limits its elements
        _check_length(text, name, limit)
    if page:
        article = html.extract(text, name)
        text, layout = article.text, article.layout
    elif suffix in _MARKDOWN:
        start, fields = markdown.front_matter(text)
        layout = lay_out(text, markdown.blocks(text, start), **fields)
    else:
        layout = lay_out(text, split(text))
    return text, replace(layout, repairs=repairs)


def _empty(name: str, how: str) -> EmptyInput:
    return EmptyInput(f"{name} {how}.", "Pass a file with the article's text in it.")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}"
