"""The blocks of a Markdown file, as spans that leave the marks of the block outside.

The text itself is kept as it was written, so emphasis and link marks inside a paragraph stay in its span. What carries
no words of the article is in no block: YAML front matter, comments, rules, link definitions, the marks of headings,
lists and block quotes.

Read with markdown-it-py (4, MIT, kept by the Executable Books project, and already in the environment through Typer and
Rich): it follows CommonMark and says which lines each block came from, which is all that is taken from it.
"""

from __future__ import annotations

import re
from itertools import accumulate

from attrib.read.text import Block, iso_date, names_in, split
from attrib.types import ParagraphKind, Span

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ODD_SPACE = re.compile(r"[^\S\n\t]")
_EMPHASISED = re.compile(r"(?P<marks>\*{1,3}|_{1,3})(?P<words>[^\s*_](?:[^*_]*[^\s*_])?)(?P=marks)")
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
    """Return the blocks from `start` on in text order; headings carry the hint ``heading``."""
    from markdown_it import MarkdownIt  # 40 ms that plain text does not need

    # A paragraph set in by four spaces is far likelier in an article than a code listing.
    parser = MarkdownIt("commonmark").disable(["code", "inline"])
    # The parser ends lines at \r and replaces zeros too; doing it first, at the same length, keeps the offsets. It also
    # strips what only Python takes for white space, a form feed say, so that becomes a space.
    source = _ODD_SPACE.sub(" ", text[start:].replace("\r", "\n").replace("\0", "\ufffd"))
    lines = source.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=start))
    found = []
    heading, lists = False, 0
    for token in parser.parse(source):
        if token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        elif token.type in {"list_item_open", "list_item_close"}:
            lists += token.nesting
        elif token.map is None or not token.content.strip():
            continue
        elif token.type == "inline":
            first = token.map[0]
            rows = [row.strip() for row in token.content.split("\n")]
            last = first + len(rows) - 1
            begin = starts[first] + lines[first].rfind(rows[0])
            end = starts[last] + lines[last].rfind(rows[-1]) + len(rows[-1])
            hint: ParagraphKind | None = "heading" if heading else "body" if lists else None
            found.append(Block(_trim(text, Span(begin, end)), hint))
        elif not token.content.lstrip().startswith("<!--"):
            # A fence or raw HTML: no words of an article are thrown away, whatever they stand in.
            first = token.map[0] + (token.type == "fence")
            begin, end = starts[first], starts[first + token.content.removesuffix("\n").count("\n") + 1]
            inside = split(text[begin:end])
            found += [Block(Span(part.span.start + begin, part.span.end + begin)) for part in inside]
    return found


def _trim(text: str, span: Span) -> Span:
    """Leave out blank space at the ends, and the marks of a paragraph that is emphasised as a whole."""
    words = span.of(text)
    if whole := _EMPHASISED.fullmatch(words):
        return Span(span.start + whole.start("words"), span.start + whole.end("words"))
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))
