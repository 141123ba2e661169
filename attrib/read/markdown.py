"""The blocks of a Markdown file, as spans that leave the marks of the block outside.

The text itself is kept as it was written, so emphasis and link marks inside a paragraph stay in its span. What carries
no words of the article is in no block: YAML front matter, comments, rules, link definitions, the marks of headings,
lists, tables and block quotes; only within a sentence that goes on in the next line of a block quote is its ``>``.

Read with markdown-it-py (4, MIT, kept by the Executable Books project, and already in the environment through Typer and
Rich): it follows CommonMark and says which lines each block came from, which is all that is taken from it.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING

from attrib.read.setoff import is_credit
from attrib.read.text import Block, iso_date, names_in, split
from attrib.types import ParagraphKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ODD_SPACE = re.compile(r"[^\S\n\t]")
_EMPHASISED = re.compile(r"(?P<marks>\*{1,3}|_{1,3})(?P<words>[^\s*_](?:[^*_]*[^\s*_])?)(?P=marks)")
_QUESTION = re.compile(r"(?P<marks>\*\*|__)(?=\S)(?:(?!(?P=marks)).)*\?(?P=marks)", re.DOTALL)
_CLOSERS = "\"'”’»)]*_"
_KINDS: dict[str, ParagraphKind] = {
    "heading": "heading", "blockquote": "block_quotation", "list_item": "list_item", "table": "table_cell",
}  # fmt: skip
_ROW, _LISTED_ROW = re.compile(r"[\s>]*\|?"), re.compile(r"[\s>]*(?:[-*+]|\d+[.)])?\s*\|?")
_BAR = re.compile(r"(?<!\\)\|")
_KEY = re.compile(r"(?:\s*#.*\n)*\s*[\w-]+[ \t]*:")
# One unnested “key: value” a line is all that is read of it; a YAML parser would be a dependency for three fields.
_FIELD = re.compile(
    r"^(?P<key>title|author|authors|byline|date|published)\s*:[ \t]*(?P<value>\S[^\n]*)", re.MULTILINE | re.IGNORECASE
)


def front_matter(text: str) -> tuple[int, dict[str, str | None]]:
    """Return where the YAML block at the top ends, 0 when there is none, and what it states.

    The fields are `title`, `byline` and `published` (ISO 8601), each only if the block has it.
    """
    match = _FRONT_MATTER.match(text)
    # Two rules with prose between them are not front matter: that begins with a key (or a comment).
    if not match or not _KEY.match(match["yaml"] or ""):
        return 0, {}
    fields = {field["key"].lower(): field["value"].rstrip().strip("\"'[]") for field in _FIELD.finditer(match["yaml"])}
    stated = {
        "title": fields.get("title"),
        "byline": names_in(fields.get("author") or fields.get("authors") or fields.get("byline") or ""),
        "published": iso_date(fields.get("published") or fields.get("date") or ""),
    }
    return match.end(), {key: value for key, value in stated.items() if value}


def blocks(text: str, start: int = 0) -> list[Block]:
    """Return the blocks from `start` on in text order, with what their marks call them as hints.

    The line in a block quote that begins with a dash and a name is ``body``, as it is nobody's quotation.
    """
    from markdown_it import MarkdownIt  # 40 ms that plain text does not need

    # A paragraph set in by four spaces is far likelier in an article than a code listing.
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "inline"])
    # The parser ends lines at \r and replaces zeros too; doing it first, at the same length, keeps the offsets. It also
    # strips what only Python takes for white space, a form feed say, so that becomes a space.
    source = _ODD_SPACE.sub(" ", text[start:].replace("\r", "\n").replace("\0", "\ufffd"))
    lines = source.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=start))
    found: list[Block] = []
    inside: list[ParagraphKind] = []
    for token in parser.parse(source):
        if token.type == "tr_open" and token.map is not None:
            found += _cells(text, starts[token.map[0]], lines[token.map[0]], listed="list_item" in inside)
        if kind := _KINDS.get(token.type.removesuffix("_open").removesuffix("_close")):
            if token.nesting > 0:
                inside.append(kind)
            else:
                inside.pop()
        elif token.map is None or not token.content.strip() or inside[-1:] == ["table_cell"]:
            continue
        elif token.type == "inline":
            found += _paragraph(text, token, lines, starts, inside)
        elif not token.content.lstrip().startswith("<!--"):
            # A fence or raw HTML: no words of an article are thrown away, whatever they stand in.
            first = token.map[0] + (token.type == "fence")
            begin, end = starts[first], starts[first + token.content.removesuffix("\n").count("\n") + 1]
            pieces = split(text[begin:end])
            found += [Block(Span(part.span.start + begin, part.span.end + begin)) for part in pieces]
    return [
        Block(block.span) if block.hint == "question" and (after is None or after.hint == "heading") else block
        for block, after in zip(found, [*found[1:], None], strict=False)  # a question has an answer
    ]


def _cells(text: str, start: int, row: str, *, listed: bool) -> Iterator[Block]:
    """Yield the cells of a table's row, those beyond its columns too, which are shown nowhere."""
    begin = mark.end() if (mark := (_LISTED_ROW if listed else _ROW).match(row)) else 0
    for bar in (*_BAR.finditer(row, begin), None):
        end = bar.start() if bar else len(row)
        if row[begin:end].strip():
            yield Block(_trim(text, Span(start + begin, start + end)), "table_cell")
        begin = bar.end() if bar else end


def _paragraph(
    text: str, token: Token, lines: Sequence[str], starts: Sequence[int], inside: Sequence[ParagraphKind]
) -> Iterator[Block]:
    """Yield a paragraph; of a block quote's, its sentences that end with a line, and the line that says whose it is."""
    first = token.map[0] if token.map else 0
    rows = [row.strip() for row in token.content.split("\n")]
    begins = [starts[n] + lines[n].rfind(row) for n, row in enumerate(rows, first)]
    ends = [begin + len(row) for begin, row in zip(begins, rows, strict=True)]
    quoted = "block_quotation" in inside and inside[-1] != "heading"
    begin = curly = straight = 0
    for end, row in enumerate(rows, 1):
        curly += row.count("“") - row.count("”")
        straight += row.count('"')
        # It ends a sentence, and no quotation is open.
        whole = curly <= 0 and straight % 2 == 0 and row.rstrip(_CLOSERS).endswith((".", "!", "?", "…"))
        # Wherever it can be, the mark of the next line is left outside.
        if end == len(rows) or (quoted and (whole or is_credit(rows[end]))):
            span = Span(begins[begin], ends[end - 1])
            yield Block(_trim(text, span), _hint(span.of(text), inside, quoted=quoted))
            begin, curly, straight = end, 0, 0


def _hint(words: str, inside: Sequence[ParagraphKind], *, quoted: bool) -> ParagraphKind | None:
    if quoted:
        return "body" if is_credit(words) else "block_quotation"
    if inside:
        return inside[-1]
    return "question" if _QUESTION.fullmatch(words) else None


def _trim(text: str, span: Span) -> Span:
    """Leave out blank space at the ends, and the marks of a paragraph that is emphasised as a whole."""
    words = span.of(text)
    if whole := _EMPHASISED.fullmatch(words):
        return Span(span.start + whole.start("words"), span.start + whole.end("words"))
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
