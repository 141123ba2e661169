"""Word: the writer's own file with a comment on each statement; a plain one for articles that were no Word file.

The first line of a comment says how the statement stands, who says it, what the sources say, and where. The last one
is the article's and the statement's id, by which a reply is found again: what is between is for people.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from attrib import files, plain
from attrib.errors import InputError, MissingInput, visible
from attrib.export.outside import only
from attrib.export.own import read_own, reference
from attrib.export.text import is_guess
from attrib.export.word import Comment, annotate
from attrib.read.office import Run, damage
from attrib.sheet.build import extents
from attrib.types import Span
from attrib.wording import (
    CAUTION_WORDS,
    COMMENT_WORDS,
    FIELD_WORDS,
    FINDINGS,
    NOBODY,
    PRIVATE_NOTE,
    VERDICT_WORDS,
    about_cue,
    about_source,
    confidence_word,
    difference_words,
    moment,
    titles_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from attrib.export.outside import Comparison, Copy, Remark, Statement
    from attrib.types import Document

FIRST_LINE: Final = 90
"""Characters of a comment's first line at most: what a margin shows of it."""
_PLACE: Final = 24
"""Characters of a place at most, so that there are some left for the speaker."""
_COLOURS: Final[Mapping[str, str]] = {
    "confirmed": "D9EAD3", "corrected": "CFE2F3", "added": "D9D2E9", "concern": "F8CBAD", "open": "FFF2CC",
    "unlikely": "E7E6E6",
}  # fmt: skip
_STYLES: Final[Mapping[str, str]] = {
    "title": "Title", "standfirst": "Subtitle", "byline": "Byline", "date": "Date", "heading": "Heading 1",
    "block_quotation": "Quote", "pull_quote": "Pull Quote", "caption": "Caption", "list_item": "List",
}  # fmt: skip
"""Names of styles by which attrib's own reader knows each kind of paragraph again."""
_LONGEST_TITLE: Final = 255
_LABELS: Final = {"note": "Note", "private note": PRIVATE_NOTE, "concern": "Concern", "evidence": "Evidence"}
_FIRST: Final = frozenset({"concern", "evidence"})
"""What stands above the corrections, and not with the notes."""


def render(copies: Sequence[Copy], *, highlight: bool = False) -> bytes:
    """Return the article as a Word file with a comment on each statement but rejected ones.

    With `highlight` the words also have the colour of their status. Raises OutputError for several articles, and
    InputError where an article was a Word file that is gone or has changed.
    """
    copy = only(copies, "a Word file")
    comments = [_comment(copy, each, highlight=highlight) for each in copy.standing]
    name = visible(copy.original or "")
    data = _original(copy)
    with damage(name):
        if data is None:
            return annotate(*_clean(copy.document), comments)
        from attrib.read.docx import runs

        return annotate(data, copy.document.text, runs(data, name), comments, read_own)


def _original(copy: Copy) -> bytes | None:
    """Return the Word file that the article was, None for one that was none."""
    path = copy.original
    named = {PurePath(each).suffix.lower() for each in (path, copy.document.path) if each}
    if path is None or "://" in path or ".docx" not in named:
        return None
    shown, found = visible(path), files.digest(path)
    if found is None:
        raise MissingInput(
            f"{shown}, which the comments go into, cannot be read",
            "put the file back, or show where it is now: attrib review FILE",
        )
    if found != copy.document.id:
        raise InputError(
            f"{shown}, which the comments go into, has changed since it was analysed",
            "attrib review FILE analyses it again, and carries the decisions over",
        )
    return Path(path).read_bytes()


# --- what a comment says ----------------------------------------------------------------------------------------------


def _comment(copy: Copy, statement: Statement, *, highlight: bool) -> Comment:
    by, lines = statement.by, (first_line(statement), *_more(copy, statement))
    return Comment(
        f"{copy.document.id}#{statement.attribution.id}",
        statement.attribution.content,
        (*lines, reference(copy.document, statement.attribution.id, lines)),
        (by.reviewer or "somebody") if by else "attrib",
        by.at if by else None,
        _COLOURS[statement.status] if highlight else None,
    )


def first_line(statement: Statement) -> str:
    """Return status, speaker, verdict and place on a line of 90 characters; place and speaker are shortened."""
    verdict = statement.comparison.verdict.replace("_", " ") if statement.comparison else ""
    end = "".join(f" · {each}" for each in (verdict, _clip(statement.place, _PLACE)) if each)
    if statement.by is None and statement.speaker and is_guess(statement.attribution):
        end = f" (a guess){end}"
    start = f"{statement.status} · "
    return start + _clip(_speaker(statement), FIRST_LINE - len(start) - len(end)) + end


def _speaker(statement: Statement) -> str:
    return " ".join(statement.speaker.name.split()) if statement.speaker else NOBODY


def _clip(words: str, most: int) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _more(copy: Copy, statement: Statement) -> Iterator[str]:
    """Yield the paragraphs between the first line and the last."""
    if titles := titles_of(statement.entity):
        yield ", ".join((_speaker(statement), *titles))
    elif _speaker(statement) not in first_line(statement):
        yield _speaker(statement)
    yield from (f"{label}, as a checker has it: {words}" for label, words in statement.titles)
    if heed := (*about_source(statement.attribution), *about_cue(statement.attribution)):
        yield f"Look at: {', '.join(heed)}"
    if statement.by is None and statement.confidence is not None:
        sure = f"{statement.confidence:.2f} ({confidence_word(statement.confidence)})"
        yield f"attrib’s own reading, which nobody has checked: confidence {sure}"
    if statement.reworded:
        yield ": ".join(FINDINGS["reworded"])
    first = [each for each in statement.remarks if each.kind in _FIRST]
    yield from map(_remark, first)
    yield from (f"Fact {each}" for each in statement.facts)
    for each in statement.corrections:
        yield f"{each.label}: {f'{each.now}; ' if each.now else ''}attrib had read “{each.said}”"
    if statement.comparison is not None:
        yield from _compared(statement.comparison, copy.document.text)
    yield from (_remark(each) for each in statement.remarks if each not in first)


def _compared(found: Comparison, text: str) -> Iterator[str]:
    where = ", ".join(filter(None, (found.file, found.place)))
    yield f"Compared with sources: {VERDICT_WORDS[found.verdict]}{f' ({where})' if where else ''}"
    yield from (CAUTION_WORDS[each] for each in found.flags)
    yield from (difference_words(each, text) for each in found.differences)


def _remark(remark: Remark) -> str:
    label = _LABELS.get(remark.kind) or FIELD_WORDS[remark.kind]
    words = COMMENT_WORDS.get(remark.text, remark.text) if remark.kind == "comment" else remark.text
    by = ", ".join(filter(None, (remark.by, f"{moment(remark.at)} UTC" if remark.at else None)))
    return f"{label}{f' ({by})' if by else ''}: {words}"


# --- an article that was no Word file ---------------------------------------------------------------------------------


def _clean(document: Document) -> tuple[bytes, str, list[Run]]:
    """Return a Word file of the article, the text as it stands there (as long as the article's), and its runs."""
    from docx import Document as WordFile
    from docx.enum.style import WD_STYLE_TYPE

    made, runs = WordFile(), []
    # python-docx's template has a second set of styles, for Word of before 2010, which would have to be kept in step.
    for each in [each for each in made.part.rels.values() if each.reltype.endswith("/stylesWithEffects")]:
        made.part.drop_rel(each.rId)
    about = made.core_properties
    about.author = about.comments = ""
    about.title = plain.for_xml(document.title or "")[:_LONGEST_TITLE]
    known = {style.name for style in made.styles}
    for number, (_, kind, span) in enumerate(each for each in extents(document) if each[1] != "gap"):
        style = _STYLES.get(kind, "Normal")
        if style not in known:
            known.add(style)
            made.styles.add_style(style, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
        made.add_paragraph(plain.for_xml(span.of(document.text)), style)
        runs.append(Run(Span(span.start, span.end), number, number, 0))
    stream = BytesIO()
    made.save(stream)
    # Of a carriage return Word makes a line's end.
    return stream.getvalue(), plain.for_xml(document.text).replace("\r", "\n"), runs
