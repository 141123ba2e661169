"""The call sheet: whom to call about an article, and what to ask. It has contacts and answers, so it stays on the desk.

A block for each source, with room to write: the name and what the article says of it, how to reach it, what was asked
and answered, and a question for each fact (:mod:`attrib.export.questions`). What nobody is credited with, and what the
reporter asserts, come last: those are questions to the writer.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, Literal

from attrib.export import questions
from attrib.export.questions import Article
from attrib.plain import for_xml, tame
from attrib.sheet.reviewed import present
from attrib.wording import CLASS_WORDS, COMMENT_WORDS, NOBODY, moment, pieces, place_words, titles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from attrib.review import Item, Review
    from attrib.types import Claim, Document, Parse

Form = Literal["txt", "html", "docx"]
FORMS: Final[Mapping[str, Form]] = {".txt": "txt", ".html": "html", ".htm": "html", ".docx": "docx"}
"""The form by the ending of a name."""
WRITER: Final = "The writer"
UNNAMED: Final = "Who is it, how do they know, and why are they not named?"
STAYS: Final = "stays on the desk"
FIND: Final = "whom to find, and who has it"
CALLED: Final = ("Called by", "Date and time", "Spoke to")
"""What is filled in for each call."""
LINE: Final = "_" * 60


@dataclass(frozen=True, slots=True)
class Topic:
    """A statement to ask about. `place` says where in the article it stands, `status` how far it is checked."""

    number: str
    place: str
    status: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A source. `details` are its class and what the article says of it; `asked` a line for each time it was asked.

    `about` are the questions about the source, `topics` those about what it says.
    """

    name: str
    details: str
    contacts: tuple[str, ...]
    asked: tuple[str, ...]
    about: tuple[str, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class CallSheet:
    """The calls about one article."""

    title: str
    about: str
    calls: tuple[Call, ...]


def call_sheet(review: Review, parse: Parse) -> CallSheet:
    """Return whom to call about an article, in the order of their first statement, and what to ask.

    `parse` is the article's: questions are about its names, figures, dates and nouns.
    """
    document, analysis = review.document, present(review)[0]
    claims: dict[str | None, list[Claim]] = {}
    for claim in analysis.claims:
        claims.setdefault(claim.attribution, []).append(claim)
    groups: dict[tuple[str, str] | None, list[Item]] = {}
    for item in review.items:
        if item.status != "rejected" and not item.folded:
            speaker = item.current.speaker
            groups.setdefault((speaker.entity, speaker.name) if speaker else None, []).append(item)
    standing = [item for items in groups.values() for item in items]
    article = Article(document, parse, tuple(pieces(document.text, *item.content) for item in standing))
    nobodys = groups.pop(None, [])
    calls = [_call(review, article, items, claims) for items in (*groups.values(), *filter(None, [nobodys]))]
    topics = [
        Topic(f"Source: {call.name}", call.topics[0].place, "", (UNNAMED,))
        for call, items in zip(calls, groups.values(), strict=False)
        if items[0].current.speaker and items[0].current.speaker.source_class in {"unnamed_person", "group"}
    ]
    topics += [
        Topic(f"Claim {claim.id}", _place(document, claim.span.start), "", _cleaned(questions.of_claim(article, claim)))
        for claim in claims.get(None, [])
        if claim.checkable
    ]
    if topics:
        calls.append(Call(WRITER, _clean(document.byline or ""), (), (), (), tuple(topics)))
    name = PurePath(document.path).name if document.path else ""
    about = (document.byline, document.published, name if name != document.title else None)
    title = document.title or name or "Untitled article"
    return CallSheet(_clean(title), _clean(" · ".join(filter(None, about))), tuple(calls))


def _call(
    review: Review, article: Article, items: Sequence[Item], claims: Mapping[str | None, Sequence[Claim]]
) -> Call:
    """Return the call to the one speaker of these items, or what to find out where they have none."""
    document, speaker = review.document, items[0].current.speaker
    entity = next((each for each in review.entities if speaker and each.id == speaker.entity), None)
    theirs = {item.id: claims.get(item.id, ()) for item in items}
    topics = tuple(
        Topic(
            f"Statement {review.items.index(item) + 1}",
            _place(document, item.content[0].start),
            item.shown_status,
            _cleaned(
                (
                    *questions.of_statement(article, item.current, theirs[item.id], review.entities),
                    *questions.of_facts(article, item.current, item.facts),
                )
            ),
        )
        for item in items
    )
    contacts = dict.fromkeys(_cleaned(item.record.contact for item in items if item.record.contact))
    asked = tuple(line for item in items for line in _asked(review, item))
    if speaker is None:
        return Call(NOBODY, FIND, tuple(contacts), asked, (), topics)
    details = ", ".join((CLASS_WORDS.get(speaker.source_class, speaker.source_class), *titles_of(entity)))
    tells = any("event" in claim.kinds for each in theirs.values() for claim in each)
    about = _cleaned(questions.about(speaker, entity, document.text, tells=tells))
    name = _clean(entity.name if entity else speaker.name)
    return Call(name, _clean(details), tuple(contacts), asked, about, topics)


def _asked(review: Review, item: Item) -> Iterator[str]:
    """Yield each time that a source was asked about a statement, or answered, with who entered it and when."""
    told: list[str] = []
    for each in review.decisions:
        gone = each.number in review.undone or each.number in review.lost
        if each.kind == "comment" and each.item == item.id and not gone:
            state, answer = each.value.get("comment"), each.value.get("answer")
            what = f"{COMMENT_WORDS[state]} ({each.reviewer}, {moment(each.at)} UTC)" if state else ""
            told = [*told, f"{what}: {answer}" if answer else what] if state else []  # without one it was taken away
    yield from _cleaned(f"Statement {review.items.index(item) + 1}: {each}" for each in told)


def _clean(words: str) -> str:
    """Return words on one line that any form can hold: what somebody entered is to look like nothing else."""
    return for_xml(tame(" ".join(words.split())))


def _cleaned(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_clean, lines))


def _place(document: Document, start: int) -> str:
    """Return “paragraph 4, p. 2”."""
    number = max((n for n, each in enumerate(document.paragraphs, 1) if each.span.start <= start), default=1)
    return ", ".join(filter(None, (f"paragraph {number}", place_words(document.place(start)))))


# --- forms ------------------------------------------------------------------------------------------------------------


def render(reviews: Iterable[Review], form: Form, parse: Callable[[Document], Parse]) -> str | bytes:
    """Return the call sheets of several articles as one text, page or Word file; `parse` makes the trees of each.

    Raises what `parse` does, and AttribError when a template is missing or does not work.
    """
    sheets = [call_sheet(each, parse(each.document)) for each in reviews]
    if form == "html":
        from attrib.sheet.page import lay_out

        own = {"fields": CALLED, "told": _told, "head": _head, "stays": STAYS}
        return lay_out("call_sheet.html", ("call_sheet.css",), None, sheets=sheets, **own)
    return _docx(sheets) if form == "docx" else tame("\n\n".join(map(_text, sheets)))


def _text(sheet: CallSheet) -> str:
    lines = [line for each in sheet.calls for line in _lines(each)]
    return "\n".join((f"CALL SHEET ({STAYS}): {sheet.title}", sheet.about, *lines, ""))


def _lines(call: Call) -> Iterator[str]:
    yield from ("", "", call.name.upper(), *filter(None, (call.details,)), *_told(call), "")
    yield "   ".join(f"{field}: {'_' * 16}" for field in CALLED)
    for question in call.about:
        yield from ("", f"[ ] {question}", f"    {LINE}")
    for topic in call.topics:
        yield from ("", _head(topic))
        for question in topic.questions:
            yield from (f"[ ] {question}", f"    {LINE}")


def _told(call: Call) -> Iterator[str]:
    """Yield how to reach a source, and what was asked and answered."""
    if call.about or call.contacts:
        yield f"Contact: {'; '.join(call.contacts) or 'none entered'}"
    yield from call.asked or (["Not asked for comment yet"] if call.about else [])


def _head(topic: Topic) -> str:
    return " · ".join(filter(None, (topic.number, topic.place, topic.status)))


def _docx(sheets: Sequence[CallSheet]) -> bytes:
    """Return a Word file: plain styles, so that a house may put its own in their place."""
    import docx

    made: Any = docx.Document()
    made.core_properties.author, made.core_properties.title = "attrib", "Call sheet"
    for number, sheet in enumerate(sheets):
        if number:
            made.add_page_break()
        made.add_heading(f"Call sheet: {sheet.title}", 1)
        made.add_paragraph(" · ".join(filter(None, (STAYS.capitalize(), sheet.about))))
        for call in sheet.calls:
            made.add_heading(call.name, 2)
            for line in filter(None, (call.details, *_told(call))):
                made.add_paragraph(line)
            table = made.add_table(1, len(CALLED), style="Table Grid")
            for cell, field in zip(table.rows[0].cells, CALLED, strict=True):
                cell.text = f"{field}:\n"
            _asks(made, call.about)
            for topic in call.topics:
                made.add_heading(_head(topic), 3)
                _asks(made, topic.questions)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _asks(made: Any, asked: Iterable[str]) -> None:  # noqa: ANN401 - python-docx's document, whose types are its own
    for question in asked:
        made.add_paragraph(f"☐ {question}").paragraph_format.keep_with_next = True
        made.add_paragraph(LINE)
