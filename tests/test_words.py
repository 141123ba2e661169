"""attrib.parse.words: where words and sentences begin, of what a network answers, told by hand."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from attrib.encoder import Encoded
from attrib.encoder.windows import Pieces
from attrib.parse.words import MOST, SENTENCE, WORD, find_words
from attrib.types import Document, Paragraph, Span


def article(text: str) -> Document:
    """Return a text as an article, blank lines parting its paragraphs."""
    bodies = re.finditer(r"\S(?:(?!\n\n).)*", text, re.DOTALL)
    return Document("", text, tuple(Paragraph(Span(m.start(), m.start() + len(m.group().rstrip()))) for m in bodies))


def answered(text: str, pieces: str, *begins: int) -> Encoded:
    """Return the answers for the pieces that a pattern finds in a text, all but the first few words."""
    spans = [m.span() for m in re.finditer(pieces, text)]
    answers = np.array([*begins, *[WORD] * (len(spans) - len(begins))][: len(spans)], dtype=np.int64)
    nothing = np.zeros(len(spans), np.int64)
    starts, ends = (np.array([span[i] for span in spans], dtype=np.int64) for i in (0, 1))
    cut = Pieces(nothing, nothing, nothing, nothing, nothing, starts, ends, ())
    return Encoded(cut, (), {"begins": answers}, {})


def words(text: str, pieces: str, *begins: int) -> list[list[str]]:
    """Return the words of each sentence."""
    return [[span.of(text) for span in row] for row in find_words(article(text), answered(text, pieces, *begins))]


def test_words_and_sentences_begin_where_the_network_says() -> None:
    assert words("It’s shut. It fell.", r"\w+|[^\w\s]", SENTENCE, WORD, 0, WORD, WORD, SENTENCE) == [
        ["It", "’s", "shut", "."],
        ["It", "fell", "."],
    ]
    assert words("U.S. ships", r"ships|\w|\.", SENTENCE, 0, 0, 0) == [["U.S.", "ships"]]


def test_a_blank_ends_a_word_and_a_paragraph_a_sentence_whatever_it_says() -> None:
    assert words("It fell", r"\w+", 0, 0) == [["It", "fell"]]
    assert words("It fell\n\nIt rose", r"\w+", 0, 0, 0, 0) == [["It", "fell"], ["It", "rose"]]


def test_what_has_no_piece_is_a_word_or_part_of_one() -> None:
    assert words("It fell \u200b down\u200b.", r"\w+|\.", SENTENCE, WORD, WORD, WORD) == [
        ["It", "fell", "\u200b", "down\u200b", "."]
    ]
    assert words("\u200b \u200b", r"\w+") == [["\u200b", "\u200b"]]


def test_no_sentence_is_longer_than_a_tree_can_be() -> None:
    text = "word " * 100 + "end\n" + "word " * 100
    assert [len(row) for row in words(text, r"\w+", SENTENCE)] == [101, 100]
    comma = "word " * 90 + "end , " + "word " * 90
    assert [len(row) for row in words(comma, r"\w+|,", SENTENCE)] == [92, 90]
    stop = "word " * 90 + "end ; word , " + "word " * 90
    assert [len(row) for row in words(stop, r"\w+|[,;]", SENTENCE)] == [92, 92]
    assert [len(row) for row in words("word " * (2 * MOST + 1), r"\w+", SENTENCE)] == [MOST, MOST, 1]


@given(st.text(alphabet="ab.,’ \n\u200b", max_size=80), st.lists(st.integers(0, 2), min_size=80, max_size=80))
def test_all_of_the_text_is_words_and_in_order(text: str, begins: list[int]) -> None:
    read = article(text)
    sentences = find_words(read, answered(text, r"[ab]+|[.,’]", *begins))
    spans = [span for row in sentences for span in row]
    assert "".join(span.of(text) for span in spans) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(spans))
    paragraphs = [paragraph.span for paragraph in read.paragraphs]
    assert all(any(p.contains(Span(row[0].start, row[-1].end)) for p in paragraphs) for row in sentences)
