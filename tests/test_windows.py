"""attrib.encoder.windows: pieces with exact offsets, windows of whole paragraphs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from attrib.encoder.windows import CLS, SEP, STOPS, Pieces, case_of, cut, windows
from attrib.language.quotations import find_quotations
from attrib.types import Document, Paragraph, Span

MODELS = Path(__file__).parents[1] / "attrib" / "models"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load()


def load() -> Tokenizer:
    """Return the bundled word pieces; a file of half a megabyte, no weights."""
    loaded = Tokenizer.from_file(str(MODELS / "tokenizer.json"))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


LOADED = load()


def document(*bodies: str) -> Document:
    """Build a document of these paragraphs."""
    paragraphs, start = [], 0
    for body in bodies:
        paragraphs.append(Paragraph(Span(start, start + len(body))))
        start += len(body) + 2
    return Document("sha256:0", "\n\n".join(bodies), tuple(paragraphs))


def pieces_of(*bodies: str) -> tuple[Document, Pieces]:
    """Return a document of these paragraphs, and its pieces."""
    made = document(*bodies)
    return made, cut(made, find_quotations(made), LOADED)


def test_pieces_know_where_they_stand() -> None:
    made, pieces = pieces_of("NATO unwaveringly held.", "“It held,” Ann said.")
    words = [made.text[a:b] for a, b in zip(pieces.start, pieces.end, strict=True)]
    assert "".join(words) == made.text.replace(" ", "").replace("\n", "")
    assert [int(n) for n in pieces.opens].count(1) == 2
    by_word = dict(zip(words, zip(pieces.case.tolist(), pieces.state.tolist(), strict=True), strict=True))
    assert by_word["NATO"] == (3, 0)
    assert by_word["Ann"] == (2, 0)
    assert by_word["It"] == (2, 1)
    assert by_word["“"] == (5, 2)
    assert by_word["”"] == (5, 2)
    assert pieces.continues.sum() >= 1, "“unwaveringly” is more than one piece"


def test_every_paragraph_of_a_long_quotation_is_inside_it() -> None:
    _, pieces = pieces_of("“It held.", "“It still does,” Ann said.")
    assert [int(s) for s in pieces.state] == [2, 1, 1, 1, 2, 1, 1, 1, 1, 2, 0, 0, 0]


@pytest.mark.parametrize(
    ("word", "expected"), [("held", 1), ("Ann", 2), ("NATO", 3), ("A", 2), ("2016", 4), ("“", 5), ("McCain", 2)]
)
def test_case(word: str, expected: int) -> None:
    assert case_of(word) == expected


def test_paragraphs_stay_whole_where_they_fit() -> None:
    _, pieces = pieces_of("It held.", "It held again.", "Ann said that it held.")
    assert [(w.first, w.size) for w in windows(pieces, 10)] == [(0, 7), (7, 6)]
    assert [(w.first, w.size) for w in windows(pieces, 100)] == [(0, 13)]
    first = windows(pieces, 100)[0]
    assert (first.ids[0], first.ids[-1]) == (CLS, SEP)


def test_room_moves_the_first_boundary_only() -> None:
    _, pieces = pieces_of("It held.", "It held.", "It held.", "It held.")
    assert [w.size for w in windows(pieces, 100, room=4)] == [6, 6]


def test_a_paragraph_too_long_for_a_window_is_cut_after_a_sentence() -> None:
    _, pieces = pieces_of("It held on. " * 6)
    assert [w.first for w in windows(pieces, 16)] == [0, 12]
    assert [w.first for w in windows(pieces, 16, room=5)] == [0, 4, 16], "other cuts in another view"


def test_a_closing_mark_goes_with_its_sentence_and_a_figure_stays_whole() -> None:
    made, pieces = pieces_of("“It fell in 3.5 minutes.” It held on in 1.5 gales.")
    assert [made.text[pieces.start[w.first] :] for w in windows(pieces, 14)][1:] == ["It held on in 1.5 gales."]


def test_a_sentence_too_long_for_a_window_is_cut_at_a_word() -> None:
    _, pieces = pieces_of("unbelievably " * 6)
    rows = windows(pieces, 8)
    assert not any(pieces.continues[w.first] for w in rows)
    assert len(rows) > 1


BODIES = st.lists(
    st.text(st.sampled_from("aB9“”‘’'\". unbelievably-é漢"), min_size=1, max_size=80), min_size=1, max_size=6
)


@given(BODIES, st.integers(4, 40), st.integers(0, 20))
def test_windows_hold_every_piece_once_and_in_order(bodies: list[str], longest: int, room: int) -> None:
    made, pieces = pieces_of(*bodies)
    rows = windows(pieces, longest, room)
    assert [n for w in rows for n in range(w.first, w.first + w.size)] == list(range(len(pieces.ids)))
    assert all(len(w.ids) <= longest for w in rows)
    assert all(0 <= a < b <= len(made.text) for a, b in zip(pieces.start, pieces.end, strict=True))


def test_the_special_pieces_are_those_of_the_tokenizer(tokenizer: Tokenizer) -> None:
    assert json.loads(tokenizer.to_str())["model"]["vocab"]["[CLS]"] == CLS
    assert tokenizer.token_to_id("[SEP]") == SEP
    assert {tokenizer.token_to_id(mark) for mark in "!.?"} == STOPS
