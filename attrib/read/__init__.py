"""Bytes to `Document`: text, Markdown, HTML, Word, PDF, e-mails, subtitles, in any common encoding.

::

    source.py    a path or standard input → bytes → Document; folders → articles; what is refused, and why
    encoding.py  bytes → str
    repair.py    damage done to a text on its way, undone; the only importer of ftfy
    text.py      paragraphs, and which of them is title, standfirst, byline, date, heading
    markdown.py  blocks of a Markdown file, without their marks; the only importer of markdown-it-py
    html.py      an HTML page → its article; the only importer of trafilatura
    setoff.py    what a page sets off (quotations, captions, posts, tables), and which words of it are missing
    docx.py      a Word document → its text, its comments and notes
    office.py    what these two share: the archive, its limits, names of styles
    pdf.py       a PDF → its text, with pages; the only importer of pypdfium2
    email.py     an e-mail → its text, with what it quotes told apart
    subtitles.py SubRip and WebVTT → their text, with times
    language.py  which language; the only importer of py3langid
    web.py       a web address → bytes; the only module that uses the network for an article
    kept.py      those bytes → NAME.source.html, and how they were had → NAME.source.json

Importing this package loads none of the libraries named here; each is imported by the call that needs it.
"""

from attrib.read.source import DEFAULT_LIMIT, SHEET, SUFFIXES, TABLE, find_articles, read_document, read_text

__all__ = ["DEFAULT_LIMIT", "SHEET", "SUFFIXES", "TABLE", "find_articles", "read_document", "read_text"]
