"""Words set off from the running text: signed quotations and letters, block quotations, quotations in tables.

Who says them stands beside them and not in a sentence with them: “— Agnes Whitlow, Porthallow” after a quotation,
“(Tom Rask, driver)”, a name in the cell before, “The court explained:” above a block quotation. So they are read off
the layout, and stand in place of whatever else was found in them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrib.extract.subjects import subject_of
from attrib.extract.transcript import NAME
from attrib.language.mail import HEADER, RULE
from attrib.language.quotations import SET_APART, near
from attrib.types import Attribution, Code, Cue, Span, Step
from attrib.wording import step_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.language.quotations import Quotation
    from attrib.language.tree import Tree
    from attrib.types import Paragraph

_WHO = rf"[*_]{{0,3}}(?P<name>{NAME})[*_]{{0,3}}(?P<rest>(?:, | ?\()[^\n“”\"]{{0,80}})?"
DASHED: Final = re.compile(rf"\s*(?P<mark>[—–]|--?|―)\s*{_WHO}\s*(?=\n|$)")
"""“— Agnes Whitlow, Porthallow”: a dash and a name, to the end of the line."""

WITHIN: Final = re.compile(rf"\s+(?P<mark>[—–]|--?|―)\s*{_WHO}[\"”’'](?=\s*$)", re.MULTILINE)
"""“We knew. — Ann Moss, driver”, inside the marks."""

COLON: Final = re.compile(
    rf"\s*(?P<mark>:)\s*[^“”\"\n:]{{0,60}}?(?P<name>{NAME})(?:, [^“”\"\n:]{{1,60}})?\.?\s*(?=\n|$)"
)
"""“: captain Joel Ferris.” after a quotation."""

BRACKETED: Final = re.compile(rf"\s*(?P<mark>\()(?P<name>{NAME})(?:, [^()\n]{{1,60}})?\)\.?\s*(?=\n|$)")
"""“(Tom Rask, 51, driver)” after a quotation."""

SIGNATURE: Final = re.compile(rf"(?P<close>(?:Yours|Sincerely|Regards|Best)\b[^,\n]{{0,24}},\s*)?{_WHO}\s*")
"""A line that is a name, and perhaps where somebody lives."""

WROTE: Final = re.compile(rf"On .{{4,80}}?,? (?P<name>{NAME})(?: <[^<>\n]*>)? (?P<mark>wrote):\s*")
"""What a mail program puts above the words that are answered."""

LABEL: Final = re.compile(rf"[^“”\"\n:]{{0,80}}?(?P<name>{NAME})(?:, [^“”\"\n:]{{1,40}})?(?P<mark>:)\s*")
"""“Victim’s mother, Ines Pardo:”, with a quotation after it; no verb and no “to” or “by” in it."""

PLACE: Final = re.compile(r", [A-Z][^\W\d_]*(?:[ '’.,-]+[^\W\d_]+){0,5}\.?")
"""Where the writer of a letter lives, after the name."""

CLOSING: Final = re.compile(
    r"(?:Yours|Sincerely|(?:Kind |Best |Warm )?[Rr]egards|(?:With |All the )?[Bb]est(?: wishes)?|Thanks|Many thanks"
    r"|Cheers|Love)\b[^.!?\n]{0,24}"
)
"""A line between a letter and the name under it."""

FROM: Final = re.compile(
    rf"[*_ \t]*From[*_]*:[*_ \t]*\"?(?:[^\n]*?On Behalf Of )?(?P<name>{NAME})[^\n]*\n"
    r"\s*[*_ \t]*(?:Sent|Date|To|Cc|Subject)[*_]*:",
    re.ASCII,
)
"""The first of the headers of a message, and the next one."""

ANSWERED: Final = re.compile(r">")

GREETING: Final = re.compile(r"(?:Dear |Hi |Hello )?[A-Z][\w.' ]{1,40},")
SALUTATION: Final = re.compile(r"(?:Dear [A-Za-z][\w.' ]{1,40},|Sirs?,|Madam,|To the [Ee]ditor\b)")
"""What opens a letter."""

TOP: Final = 4
"""Paragraphs at the top of a text among which the headers of a mail stand when all of it is one."""

OWN: Final = frozenset({"i", "we", "this", "these", "it"})
"""Subjects that name nobody above a block quotation."""

LONGEST: Final = 12
"""Paragraphs that a letter has at most; a signature after more of them is not its own."""

BLOCKS: Final = SET_APART - {"email"}
SENTENCE_ENDS: Final = frozenset(".!?…,")
SIGNED, LETTER = "signed", "letter"
TRUST: Final = 0.85
"""Confidence in who signs: by judgement, no annotated corpus has any."""


def set_off(tree: Tree, quotations: Sequence[Quotation]) -> list[Attribution]:
    """Return the attributions of words set off from the text, in text order."""
    paragraphs = tree.document.paragraphs
    found = [*_signed(tree, quotations), *_labelled(tree, quotations), *_mails(tree), *_answered(tree), *_cells(tree)]
    held = {span for each in found for span in each.content}
    found += [each for each in _letters(tree) if held.isdisjoint(each.content)]
    taken = {span.start for each in found for span in each.content}
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind in BLOCKS and paragraph.span.start not in taken:
            found += _block(tree, paragraphs, index)
    return sorted(found, key=lambda each: each.content[0].start)


def _signed(tree: Tree, quotations: Sequence[Quotation]) -> Iterator[Attribution]:
    """Yield the quotations that open a paragraph and are signed at its end, or in the next one."""
    text = tree.document.text
    paragraphs = tree.document.paragraphs
    for index, paragraph in enumerate(paragraphs):
        inside = near(quotations, paragraph.span)
        starts = [piece for quotation in inside for piece in quotation.pieces if piece.start == paragraph.span.start]
        pieces = [piece for piece in starts if paragraph.span.contains(piece)]
        set_apart = paragraph.kind in BLOCKS and not DASHED.fullmatch(text, paragraph.span.start, paragraph.span.end)
        content = pieces[0] if pieces else paragraph.span if set_apart else None
        if content is None:
            continue
        within = (
            WITHIN.search(text, content.start, content.end) if pieces and content.end == paragraph.span.end else None
        )
        if within is not None and _signs(tree, within, Span(content.start, within.start())):
            said = Span(content.start, within.start())
            yield _attribution(tree, (said,), Span(*within.span("mark")), Span(*within.span("name")))
            continue
        after = next(
            (m for p in (DASHED, BRACKETED, COLON) if (m := p.match(text, content.end, paragraph.span.end))), None
        )
        following = paragraphs[index + 1].span if index + 1 < len(paragraphs) else None
        if after is None and following is not None and content.end == paragraph.span.end:
            after = DASHED.fullmatch(text, following.start, following.end)
            if after is None and set_apart and text[following.end - 1].isalnum():  # a block's footer
                after = SIGNATURE.fullmatch(text, following.start, following.end)
        if after is not None and _signs(tree, after, content if pieces else None):
            quoted = next((q.pieces for q in inside if pieces and content == q.pieces[-1]), (content,))
            whole = quoted if pieces else _run(paragraphs, index)
            start, words = after.start("name"), after["name"]
            name = Span(start, start + len(words.rstrip(".") if after.re is COLON else words))
            yield _attribution(tree, whole, Span(*after.span("mark")) if "mark" in after.groupdict() else name, name)


def _signs(tree: Tree, signature: re.Match[str], quotation: Span | None) -> bool:
    """Whether a line signs the words before it: they are a sentence, and it is more than a word or is somebody's name.

    “Hamlet” – National Theatre, “…” (Applause) and a list's “- Housing” sign nothing.
    """
    text = tree.document.text
    ended = quotation is None or text[quotation.start : quotation.end].rstrip("\"'”’ ")[-1:] in SENTENCE_ENDS
    ended = ended or signature.re is COLON
    tokens = tree.tokens_within(Span(*signature.span("name")))
    person = any(token.entity.endswith("PER") for token in tokens)
    other = any(token.entity.endswith(("ORG", "LOC")) for token in tokens) and not person
    return ended and not other and (person or " " in signature["name"])


def _run(paragraphs: Sequence[Paragraph], index: int) -> tuple[Span, ...]:
    """Return the paragraphs of one block quotation that ends with this one."""
    return tuple(paragraph.span for paragraph in paragraphs[_first(paragraphs, index) : index + 1])


def _first(paragraphs: Sequence[Paragraph], index: int) -> int:
    """Return the first paragraph of the run of one kind that this one is in."""
    while index > 0 and paragraphs[index - 1].kind == paragraphs[index].kind:
        index -= 1
    return index


def _labelled(tree: Tree, quotations: Sequence[Quotation]) -> Iterator[Attribution]:
    """Yield the quotations that fill a paragraph after a name and a colon, no verb before it; or the one below it."""
    text, paragraphs = tree.document.text, tree.document.paragraphs
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        label = LABEL.match(text, paragraph.span.start, paragraph.span.end) if paragraph.kind != "title" else None
        if label is None:
            continue
        below = following.span if following is not None and label.end() == paragraph.span.end else None
        start, end = (below.start, below.end) if below is not None else (label.end(), paragraph.span.end)
        pieces = [p for q in near(quotations, Span(start, end)) for p in q.pieces if p.start == start]
        words = tree.tokens_within(Span(paragraph.span.start, label.end()))
        people = any(token.entity.endswith("PER") for token in tree.tokens_within(Span(*label.span("name"))))
        verbs = any(
            t.upos in {"VERB", "AUX"} or (t.upos == "ADP" and t.text.lower() not in {"from", "of"}) for t in words
        )
        if pieces and people and not verbs and not text[pieces[0].end : end].strip(" ."):
            yield _attribution(tree, (pieces[0],), Span(*label.span("mark")), Span(*label.span("name")))


def _answered(tree: Tree) -> Iterator[Attribution]:
    """Yield the lines that an e-mail answers, behind “>”, by the line above the first of them."""
    text, who = tree.document.text, None
    lines: list[Span] = []
    for paragraph in [*tree.document.paragraphs, None]:
        words = paragraph.span.of(text) if paragraph else ""
        wrote = WROTE.fullmatch(text, paragraph.span.start, paragraph.span.end) if paragraph else None
        forwarded = paragraph is not None and FROM.match(text, paragraph.span.start)
        if who is not None and lines and (wrote or forwarded or paragraph is None):
            yield _attribution(tree, tuple(lines), Span(*who.span("mark")), Span(*who.span("name")))
        if wrote or forwarded:
            who, lines = wrote, []
        elif paragraph is not None and who is not None and (words.startswith(">") or paragraph.kind == "email"):
            own = Span(paragraph.span.end - len(words.lstrip("> ")), paragraph.span.end)
            deeper = words.replace(" ", "").startswith(">>") or WROTE.fullmatch(text, own.start, own.end)
            lines += [own] if len(own) and not deeper else []


def _letters(tree: Tree) -> Iterator[Attribution]:
    """Yield the letters between a salutation and a signature: a closing line, or a name and where it is from."""
    text, body, greeted, closed = tree.document.text, list[Span](), False, False
    for paragraph in tree.document.paragraphs:
        span = paragraph.span
        name = SIGNATURE.fullmatch(text, span.start, span.end) if body else None
        whole = name is not None and name["name"] == tree.document.byline  # the sender of a mail
        signs = name is not None and (closed or whole or name["close"] or PLACE.fullmatch(name["rest"] or ""))
        if paragraph.kind == "email":
            body = []
        elif (opening := SALUTATION.match(text, span.start, span.end)) is not None:
            body = [span]
            greeted = opening.end() == span.end
        elif name is not None and signs and _signs(tree, name, None):
            yield _letter(tree, tuple(body[greeted:]), Span(*name.span("name")))
            body = []
        elif body and CLOSING.fullmatch(text, span.start, span.end):
            closed = True
            continue
        elif body:
            body = [*body, span] if len(body) < LONGEST else []
        closed = False


def _mails(tree: Tree) -> Iterator[Attribution]:
    """Yield the messages whose headers stand in the text (“From: Ann Bell”), without what they answer.

    One that is printed in a story ends where it is signed, or nobody can tell where.
    """
    text, who, body, whole = tree.document.text, None, list[Span](), False
    for number, paragraph in enumerate([*tree.document.paragraphs, None]):
        span = paragraph.span if paragraph else Span(0, 0)
        sender = FROM.match(text, span.start) if paragraph else None
        whole = whole or (sender is not None and number < TOP)
        signed = who is not None and span.of(text) in {who.of(text), who.of(text).partition(" ")[0]}
        signed = signed or (who is not None and CLOSING.fullmatch(text, span.start, span.end) is not None)
        if sender is not None or paragraph is None or signed:
            if who is not None and body and (signed or whole):
                yield _letter(tree, tuple(body), who)
            who, body = Span(*sender.span("name")) if sender else None, []
        elif who is not None and not (
            any(pattern.match(text, span.start, span.end) for pattern in (HEADER, RULE, ANSWERED))
            or any(pattern.fullmatch(text, span.start, span.end) for pattern in (WROTE, GREETING))
        ):
            body.append(span)


def _cells(tree: Tree) -> Iterator[Attribution]:
    """Yield the words of table cells whose neighbour before is a name."""
    text, paragraphs = tree.document.text, tree.document.paragraphs
    for one, other in pairwise(paragraphs):
        if one.kind == other.kind == "table_cell" and len(other.span.of(text).split()) > len(one.span.of(text).split()):
            name = SIGNATURE.fullmatch(text, one.span.start, one.span.end)
            if name and other.span.of(text)[:1] in "“\"‘'":
                yield _attribution(tree, (other.span,), one.span, Span(*name.span("name")))


def _block(tree: Tree, paragraphs: Sequence[Paragraph], index: int) -> Iterator[Attribution]:
    """Yield a block quotation by the subject of the last verb above it, before a colon (“The court explained:”)."""
    first = _first(paragraphs, index)
    above = paragraphs[first - 1] if first else None
    if above is None or not above.span.of(tree.document.text).endswith(":"):
        return
    sentence = tree.sentence_from(above.span.end - 1)
    verb = next((t for t in reversed(sentence.tokens) if t.upos == "VERB"), None)
    source = None if verb is None else subject_of(tree, verb.span)
    if verb is not None and source is not None and tree.text(source).lower() not in OWN:
        yield _attribution(tree, (paragraphs[index].span,), verb.span, source, rule="block")


def _letter(tree: Tree, body: tuple[Span, ...], name: Span) -> Attribution:
    return _attribution(tree, body, name, name, rule=LETTER)


def _attribution(tree: Tree, content: tuple[Span, ...], mark: Span, source: Span, *, rule: str = SIGNED) -> Attribution:
    place = tree.sentence_from(content[0].start)
    step = Step(Code.SET_OFF, {"name": tree.text(source)})
    lemma = next((t.lemma for t in tree.tokens_within(mark)), "") if rule == "block" else mark.of(tree.document.text)
    return Attribution(
        "", "direct", content, Cue(mark, lemma), source, rule, place.index, place.paragraph, confidence=TRUST,
        evidence=(step_words(step),), steps=(step,),
    )  # fmt: skip
