"""attrib.language.quotations: which marks open, which close, and what stands between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.language.quotations import Quotation, find_quotations, near, regions, seems_title_or_scare
from attrib.types import Document, Paragraph, ParagraphKind, Span

MARKS = ("“", "”", "‘", "’", '"', "''", "``", "'", "„", "«", "»")


def document(text: str) -> Document:
    """Build a document whose paragraphs are parted by blank lines."""
    paragraphs, start = [], 0
    for part in text.split("\n\n"):
        paragraphs.append(Paragraph(Span(start, start + len(part))))
        start += len(part) + 2
    return Document("sha256:0", text, tuple(paragraphs))


def found(text: str) -> list[list[str]]:
    """Return the words of each quotation's pieces."""
    return [[piece.of(text) for piece in quotation.pieces] for quotation in find_quotations(document(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Each kind of mark.
        ("“It held,” she said.", ["“It held,”"]),
        ('"It held," she said.', ['"It held,"']),
        ("''It held,'' she said.", ["''It held,''"]),
        ("``It held,'' she said.", ["``It held,''"]),
        ("„It held,” she said.", ["„It held,”"]),
        ("‘It held,’ she said.", ["‘It held,’"]),
        ("'It held,' she said. 'And well.'", ["'It held,'", "'And well.'"]),
        ("«It held», she said.", ["«It held»"]),
        ("« It held », she said.", ["« It held »"]),
        ("»It held«, she said.", ["»It held«"]),
        # Marks curled the wrong way: the spaces tell.
        ("“It held,“ said Ann. “Really,” said Bob.", ["“It held,“", "“Really,”"]),
        ("„It held“, said Ann. “Fine,” said Bob.", ["„It held“", "“Fine,”"]),
        ("”It held,” said Ann. ”Really,” said Bob.", ["”It held,”", "”Really,”"]),
        ("’It held,’ said Ann.", ["’It held,’"]),
        # Several, at every place in a paragraph.
        ("“One,” she said. “Two.”", ["“One,”", "“Two.”"]),
        ('"One," she said, "two," and "three".', ['"One,"', '"two,"', '"three"']),
        ('He was ("as ever") late — "very" — and "rude".', ['"as ever"', '"very"', '"rude"']),
        ("He called it “an open war”.", ["“an open war”"]),
        ('A "quoted"-word and the "end".', ['"quoted"', '"end"']),
        # A quotation inside a quotation is part of it.
        ("“She called it ‘a joke’ and left,” he said.", ["“She called it ‘a joke’ and left,”"]),
        ("‘He called it “a joke”,’ she said.", ["‘He called it “a joke”,’"]),
        ("“He said, “I am done,” and left,” she said.", ["“He said, “I am done,” and left,”"]),
        ('"He said, "I am done," and left," she said.', ['"He said, "I am done," and left,"']),
        ("''He said, 'I am done,''' she said.", ["''He said, 'I am done,'''"]),
        # ... but a forgotten closing mark does not make the quotation swallow the paragraph.
        ("“One. “Two,” she said. Three. “Four,” he said.", ["“One. “Two,”", "“Four,”"]),
        # Apostrophes are not marks.
        ("'The dockers' wall doesn't move,' she said.", ["'The dockers' wall doesn't move,'"]),
        ("In '16 the '90s were gone, 'twas said; get 'em.", []),
        ("In the ‘90s the dockers’ wall held.", []),
        ("The 'rents said 'no way' again.", ["'no way'"]),
        ("‘The port’s wall doesn’t move,’ she said.", ["‘The port’s wall doesn’t move,’"]),
        ("‘The dockers’ wall held,’ she said.", ["‘The dockers’ wall held,’"]),
        ("The dockers’ wall held in the ’50s, didn’t it?", []),
        ("Rock ’n’ roll", []),
        ("It's the dockers' wall, isn't it?", []),
        # Nor are feet and inches.
        ('The 6" pipe and the 12" main burst. "We saw it," she said.', ['"We saw it,"']),
        ('"The 6" pipe and the 12" main burst," she said.', ['"The 6" pipe and the 12" main burst,"']),
        ("The 20' boat sank. 'We saw it,' she said.", ["'We saw it,'"]),
        ('She is "27" and he "28".', ['"27"', '"28"']),
        # Nothing to find.
        ("", []),
        ("Nobody spoke.", []),
        ("A closing mark” without an opening one.", []),
    ],
)
def test_marks_pair_within_a_paragraph(text: str, expected: list[str]) -> None:
    quotations = find_quotations(document(text))
    assert found(text) == [[piece] for piece in expected]
    assert all(quotation.closed for quotation in quotations)


@pytest.mark.parametrize("opening", ["“", '"', "''"])
def test_only_the_last_paragraph_of_a_long_quotation_closes_it(opening: str) -> None:
    closing = {"“": "”"}.get(opening, opening)
    parts = [f"{opening}One.", f"{opening}Two.", f"{opening}Three.{closing}"]
    text = "\n\n".join(["He said:", *parts, "It ended."])
    assert found(text) == [parts]
    assert find_quotations(document(text))[0].closed


def test_a_long_quotation_begins_after_its_cue() -> None:
    text = "“One,” he said. “Two.\n\n“Three,” he went on. “Four.”"
    assert found(text) == [["“One,”"], ["“Two.", "“Three,”"], ["“Four.”"]]


def test_a_quotation_that_never_closes_ends_with_its_paragraph() -> None:
    text = "He said: “One.\n\nNobody spoke. “Two.”"
    quotations = find_quotations(document(text))
    assert found(text) == [["“One."], ["“Two.”"]]
    assert [quotation.closed for quotation in quotations] == [False, True]


def test_a_quotation_open_at_the_end_is_still_found() -> None:
    quotations = find_quotations(document("“One.\n\n“Two."))
    assert quotations == (Quotation((Span(0, 5), Span(7, 12)), closed=False),)


def test_single_marks_count_where_a_paragraph_has_no_double_ones() -> None:
    assert found("‘One,’ he said.\n\n“Two ‘three’,” she said.") == [["‘One,’"], ["“Two ‘three’,”"]]


def test_a_straight_single_mark_left_open_begins_a_quotation_only_where_one_can_run_on() -> None:
    assert found("He said: 'One.\n\n'Two,' he went on. Three.") == [["'One.", "'Two,'"]]
    assert found("He met the 'rents there.\n\n'Two,' he said.") == [["'Two,'"]]


def test_near_finds_what_overlaps_or_touches_and_nothing_else() -> None:
    stretches = [Span(0, 2), Span(4, 6), Span(6, 9), Span(12, 14)]
    assert near(stretches, Span(6, 7)) == [Span(4, 6), Span(6, 9)]
    assert near(stretches, Span(10, 11)) == []
    assert near(stretches, Span(2, 12)) == stretches


def test_a_straight_mark_left_open_does_not_turn_the_next_paragraph_round() -> None:
    assert found('He said: "One.\n\nThen "two" and "three" came.')[1:] == [['"two"'], ['"three"']]


def test_the_span_goes_from_the_first_mark_to_the_last() -> None:
    text = "He said: “One.\n\n“Two.” It ended."
    assert find_quotations(document(text))[0].span.of(text) == "“One.\n\n“Two.”"


@given(st.lists(st.lists(st.sampled_from([*MARKS, " ", "it", "held", ",", "."]), max_size=12), min_size=1, max_size=4))
def test_pieces_lie_in_their_paragraphs_begin_with_a_mark_and_never_overlap(parts: list[list[str]]) -> None:
    text = "\n\n".join("".join(part) for part in parts)
    article = document(text)
    pieces = [piece for quotation in find_quotations(article) for piece in quotation.pieces]
    for piece in pieces:
        assert sum(paragraph.span.contains(piece) for paragraph in article.paragraphs) == 1
        assert piece.of(text).startswith(MARKS)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
    for quotation in find_quotations(article):
        last = quotation.pieces[-1]
        assert last.of(text).endswith(MARKS) or not quotation.closed
        homes = [i for p in quotation.pieces for i, q in enumerate(article.paragraphs) if q.span.contains(p)]
        assert homes == list(range(homes[0], homes[0] + len(homes))), "one piece a paragraph, none left out"


@pytest.mark.parametrize(
    "words",
    [
        "“big lie”",
        "“It is over.”",
        "“The Long Way Down the Estuary”",
        "‘Songs for the End of a Very Long Winter’",
        "“2001: A Space Odyssey in Six New Prints”",
        "“a deep and lasting sense of public duty”",
        "“the so-called war on the small shops of the coast”",
    ],
)
def test_titles_and_scare_quotes(words: str) -> None:
    assert seems_title_or_scare(words)


@pytest.mark.parametrize(
    "words",
    [
        "“Nobody came for three days, and we knew it.”",
        "“Bring a coat and very good shoes.”",
        "“The third pier hasn’t moved at all since May,”",
        "“the old harbour wall collapsed before anybody noticed”",
        "“the oldest wall in town was never safe”",
        "«Мы закрыли мост в течение часа, и он был закрыт», we said",
    ],
)
def test_what_somebody_said_is_neither(words: str) -> None:
    assert not seems_title_or_scare(words)


@pytest.mark.parametrize("kind", ["block_quotation", "post", "email"])
def test_what_is_set_apart_is_another_s_with_marks_or_without(kind: ParagraphKind) -> None:
    text = "It fell.\nWe knew.\n“We knew.”"
    spans = Span(0, 8), Span(9, 17), Span(18, 28)
    document = Document("sha256:0", text, (Paragraph(spans[0]), *(Paragraph(span, kind) for span in spans[1:])))
    assert regions(document) == [Span(9, 28)], "one after the other they are one"
    other = Document("sha256:0", text, (Paragraph(spans[0], kind), Paragraph(spans[1]), Paragraph(spans[2], kind)))
    assert regions(other) == [spans[0], spans[2]]
    plain = Document("sha256:0", text, tuple(map(Paragraph, spans)))
    assert regions(plain) == [spans[2]]


def test_a_quotation_inside_a_block_is_part_of_it() -> None:
    text = "I knew. They called it “odd”.\nFrom: Una\nIt fell."
    spans = Span(0, 29), Span(30, 39), Span(40, 48)
    document = Document("sha256:0", text, tuple(Paragraph(span, "email") for span in spans))
    assert regions(document) == [spans[0], spans[2]], "a header says nothing"
