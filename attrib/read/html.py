"""An HTML page to the text of its article. The only importer of trafilatura.

trafilatura (2.3, Apache-2.0, released regularly) is what the field extracts articles with, and it brings title, author
and date along. The text of the document is put together here, from the tree it returns: title, blank line, paragraphs
with blank lines between them, so that no Markdown mark and no table bar gets in.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from attrib.errors import EmptyInput, TooLong, UnreadableInput
from attrib.read.setoff import BLANK, LINE, Piece, is_heap, is_sentence, losses, merged, parts, plain_walk, shown
from attrib.read.text import Block, Layout, lay_out, split
from attrib.types import ParagraphKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.read.setoff import Part

_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|main|article|section|div|"
    r"header|h[1-6]|p|table)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_WHOLE_PAGE = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_INLINE = frozenset({"hi", "ref", "del", "code", "span", "a", "b", "i", "em", "strong", "lb"})
_HINTS: dict[str, ParagraphKind] = {"head": "heading", "item": "list_item"}
# Inline quotations, whose marks a browser adds, and the blocks at whose ends one ends that was never closed.
_QUOTATION = re.compile(r"<(/?)(q|p|div|li|td|blockquote|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE)
_OPENING = r"(?:[“‘\"«„]|&(?:ldquo|lsquo|quot|laquo|bdquo|#8220|#x201c);)"
_OPENER, _OPENED = re.compile(rf"\s*{_OPENING}", re.IGNORECASE), re.compile(rf"{_OPENING}\Z", re.IGNORECASE)

_TAG = re.compile(r"<(?:(script|style)|[a-z])", re.IGNORECASE)
_MOST_TAGS, _MOST_BLOCKS = 100_000, 8_000
"""Elements of a page, and paragraphs, cells and items of its content. As many of the worst kind take 6 s on one core
(95,000 links, 7,900 paragraphs of one word, 2026-11-28), twice as many four times that; prose of 200,000 characters is
some 2,000 paragraphs."""

_NO_ARTICLE = "Open the page in a browser, copy the article's text into a .txt file, and pass that."


class _Node(Protocol):
    """What is used of an lxml element."""

    tag: Any
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator[_Node]: ...


@dataclass(frozen=True, slots=True)
class Article:
    """The text of an article and its layout; spans point into `text`."""

    text: str
    layout: Layout


def looks_like_html(text: str) -> bool:
    """Whether the text begins as an HTML page or fragment does."""
    return bool(_START.match(text))


def extract(page: str, name: str) -> Article:
    """Return the article in `page`, without navigation, scripts, comments of readers.

    What the article sets off (quotations, captions, posts, tables, lists) is in it, each paragraph as what it is; the
    layout's `warnings` count what else of it trafilatura has left out. White space is as a browser shows it; a line
    break (``<br>``) starts a line. The title comes first if the page has one. `name` is how the errors call the input.

    Raises EmptyInput when there is no article, UnreadableInput when the page cannot be parsed, and TooLong, before what
    takes time, when it has too many elements.
    """
    _limit(_tags(page), _MOST_TAGS, "elements", name)
    page = _with_marks(page)
    walked = parts(page)
    _limit(len(walked), _MOST_BLOCKS, "paragraphs, cells and items", name)
    found = _run_trafilatura(page, name, tables=False)
    pieces = _pieces(found.body) if found else []
    if not _is_article(pieces):
        # Old pages are laid out in tables; data tables are noise, so they come second.
        found = _run_trafilatura(page, name, tables=True)
        pieces = _pieces(found.body) if found else []
    missing: list[Part] = []
    plain, links = plain_walk(walked)
    if found and _is_article(pieces) and not (is_heap(pieces, walked) and _is_article(plain)):
        pieces, missing = merged(pieces, walked)
    elif found and _is_article([(part.words, None) for part in walked if not part.linked]):
        pieces, missing = plain, links
    else:
        raise EmptyInput(f"{name} is an HTML page without an article in it.", _NO_ARTICLE)
    title, standfirst = shown(found.title or ""), shown(found.description or "")
    if title and pieces[0][0].casefold() != title.casefold():
        pieces.insert(0, (title, "title"))
    if title and len(pieces) > 1 and pieces[1][0] == standfirst:
        pieces[1] = (standfirst, "standfirst")
    text, blocks = "", []
    for number, (words, hint) in enumerate(pieces):
        text += "\n\n" if number else ""
        blocks += [Block(Span(b.span.start + len(text), b.span.end + len(text)), hint) for b in split(words)]
        text += words
    author = ", ".join(part.strip() for part in (found.author or "").split(";") if part.strip())
    layout = lay_out(text, blocks, title=title or None, byline=author or None, published=found.date)
    return Article(text, replace(layout, warnings=losses(missing)))


def _tags(page: str) -> int:
    """Return how many elements the page opens, those in scripts aside; counted no further than the limit."""
    count = at = 0
    while count <= _MOST_TAGS and (tag := _TAG.search(page, at)):
        count, at = count + 1, tag.end()
        if tag[1]:
            end = re.compile(f"</{tag[1]}", re.IGNORECASE).search(page, at)
            at = end.end() if end else len(page)
    return count


def _limit(count: int, most: int, what: str, name: str) -> None:
    if count > most:
        raise TooLong(f"{name} has more than {most:,} {what}; a page of that size takes too long.", _NO_ARTICLE)


def _with_marks(page: str) -> str:
    """Return the page with ``<q>…</q>`` as “…”, and as ‘…’ within another; marks that are written there are enough.

    trafilatura takes the element for a block, which breaks the paragraph in three, and the marks are nowhere written.
    """
    closing: list[str] = []

    def mark(tag: re.Match[str]) -> str:
        if tag[2].lower() != "q":
            closing.clear()
            return tag[0]
        if tag[1]:
            return closing.pop() if closing else ""
        written = _OPENER.match(page, tag.end()) or _OPENED.search(page, max(tag.start() - 10, 0), tag.start())
        opened, closed = ("", "") if written else ("“", "”") if len(closing) % 2 == 0 else ("‘", "’")
        closing.append(closed)
        return opened

    return _QUOTATION.sub(mark, page)


def _run_trafilatura(page: str, name: str, *, tables: bool) -> Any:  # noqa: ANN401 - trafilatura's own Document
    from trafilatura import bare_extraction  # one second, which only HTML should cost

    # It reports each page it finds nothing on; the caller gets an error that says so.
    for library in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    if not _WHOLE_PAGE.search(page):
        page = f"<html><body>{page}</body></html>"
    try:
        return bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=tables,
            # No date is better than one guessed from a footer, which the extensive search would take.
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception as error:  # a parser of hostile input that is not ours: any failure is the page's
        raise UnreadableInput(f"{name} cannot be parsed as HTML.", _NO_ARTICLE) from error


def _is_article(pieces: Sequence[Piece]) -> bool:
    """Whether anything in it is a sentence; a page of links has none."""
    return any(is_sentence(words) for words, _ in pieces)


def _pieces(body: _Node) -> list[Piece]:
    """Return the words of each block in the tree with what its tag says of it."""
    pieces: list[tuple[list[str], ParagraphKind | None]] = [([], None)]
    _collect(body, None, pieces)
    found = ((shown("".join(words)), hint) for words, hint in pieces)
    return [(words, hint) for words, hint in found if words]


def _collect(node: _Node, hint: ParagraphKind | None, pieces: list[tuple[list[str], ParagraphKind | None]]) -> None:
    """Add the words of `node` and its tail to `pieces`; a tag that is not inline opens a piece and closes it."""
    block = isinstance(node.tag, str) and node.tag not in _INLINE
    if block:
        inside = _HINTS.get(node.tag, hint)
        pieces.append(([], inside))
    else:
        inside = hint
    if isinstance(node.tag, str):
        pieces[-1][0].append(LINE if node.tag == "lb" else BLANK.sub(" ", node.text or ""))
        for child in node:
            _collect(child, inside, pieces)
    if block:
        pieces.append(([], hint))
    pieces[-1][0].append(BLANK.sub(" ", node.tail or ""))
