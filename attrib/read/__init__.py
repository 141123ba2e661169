"""Bytes to `Document`: plain text, Markdown, HTML and standard input, in any common encoding.

::

    source.py    a path or standard input → bytes → Document; folders → articles; what is refused, and why
    encoding.py  bytes → str
    text.py      paragraphs, and which of them is title, standfirst, byline, date, heading
    markdown.py  blocks of a Markdown file, without their marks
    html.py      an HTML page → its article; the only importer of trafilatura
    language.py  which language; the only importer of py3langid
    web.py       a web address → bytes; the only module that uses the network for an article
    kept.py      those bytes → NAME.source.html, and how they were had → NAME.source.json

Importing this package loads none of the libraries named here; each is imported by the call that needs it.
"""

from attrib.read.source import DEFAULT_LIMIT, SHEET, SUFFIXES, TABLE, find_articles, read_document, read_text

__all__ = ["DEFAULT_LIMIT", "SHEET", "SUFFIXES", "TABLE", "find_articles", "read_document", "read_text"]
