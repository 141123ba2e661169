"""Sentence boundaries at quotation marks: rules on hand-cut tokens, and what may never change whatever the input."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.parse.words import MOST
from attrib.types import Span
from training.segment import resegment, sentence_starts


def cut(marked: str) -> tuple[str, list[Span], list[int], list[Span]]:
    """Read a text in which ``|`` is where a tokenizer began a sentence; tokens are words, titles and single marks."""
    spans: list[Span] = []
    proposed: list[int] = []
    text = ""
    for piece in marked.split("|"):
        proposed.append(len(spans))
        offset = len(text)
        text += piece
        spans += [
            Span(offset + m.start(), offset + m.end())
            for m in re.finditer(r"(?:Mr|Gov|Dr|Inc|No|[A-Z])\.|\w+(?:[’']\w+)*|[^\w\s]", piece)
        ]
    starts = [0, *(m.end() for m in re.finditer(r"\n\s*\n", text))]
    ends = [*(m.start() for m in re.finditer(r"\n\s*\n", text)), len(text)]
    return text, spans, proposed, [Span(a, b) for a, b in zip(starts, ends, strict=True)]


def sentences(marked: str) -> list[str]:
    """Return the sentences that `sentence_starts` makes of a marked text."""
    text, spans, proposed, paragraphs = cut(marked)
    starts = sentence_starts(text, spans, proposed, paragraphs)
    ends = [*starts[1:], len(spans)]
    return [text[spans[a].start : spans[b - 1].end] for a, b in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # A closing mark belongs to what it closes.
        ("“It will. |It must. |” He sat down.", ["“It will.", "It must. ”", "He sat down."]),
        ('"It will. |It must. |" He sat down.', ['"It will.', 'It must. "', "He sat down."]),
        ("“‘It will.|’|” He sat down.", ["“‘It will.’”", "He sat down."]),
        # ... and lower case after it goes on.
        ("“Will it?” |asked Mr. Doe. |Nobody knew.", ["“Will it?” asked Mr. Doe.", "Nobody knew."]),
        ("‘Will it?|’ she said.", ["‘Will it?’ she said."]),
        ('"Will it?" |she said.', ['"Will it?" she said.']),
        ("“It will,” |Ms Roe said.", ["“It will,” Ms Roe said."]),
        # A month cut short goes on with its day, and nothing else does.
        ("It was issued Aug. |2. |It holds.", ["It was issued Aug. 2.", "It holds."]),
        ("They met at No. |10.", ["They met at No. 10."]),
        ("It was issued in Aug. |They sat down.", ["It was issued in Aug.", "They sat down."]),
        # A capital after a full stop and a closing mark is a new sentence.
        ("“It will.” |Ms Roe sat down.", ["“It will.”", "Ms Roe sat down."]),
        # An opening mark belongs to what it opens.
        ("He sat down. “|It will.”", ["He sat down.", "“It will.”"]),
        ('He sat down. "|It will."', ["He sat down.", '"It will."']),
        ("He said: “|It will.”", ["He said: “It will.”"]),
        ("He said “|it will”.", ["He said “it will”."]),
        # Marks curled the wrong way: the spaces tell.
        ("“It will.|“ Nobody knew.", ["“It will.“", "Nobody knew."]),
        ("He said: ”|It will.”", ["He said: ”It will.”"]),
        # Two straight single marks are one double mark, whether or not the tokenizer keeps them together.
        ("''It will.|'' Nobody knew. |''|It must.''", ["''It will.''", "Nobody knew.", "''It must.''"]),
        # The tokenizer's own boundary inside a quotation stands.
        ("“It will. |It must,” he said.", ["“It will.", "It must,” he said."]),
        # Titles and initials.
        ("The visit of Mr. |Doe ended.", ["The visit of Mr. Doe ended."]),
        ("With Gov. |J. |Doe in London.", ["With Gov. J. Doe in London."]),
        ("With Col. |Doe in London.", ["With Col. Doe in London."]),
        ("With the mr. |Doe is out.", ["With the mr.", "Doe is out."]),
        ("It is Doe Inc. |Nobody knew.", ["It is Doe Inc.", "Nobody knew."]),
        ("Vote for plan B. |Nobody knew.", ["Vote for plan B.", "Nobody knew."]),
        # A possessive apostrophe is no quotation, and goes nowhere.
        ("the workers|’ rights.", ["the workers’ rights."]),
    ],
)
def test_boundaries_move_with_the_marks(marked: str, expected: list[str]) -> None:
    assert sentences(marked) == expected


def test_a_paragraph_always_begins_a_sentence() -> None:
    """Whatever stands on the two sides: a comma and a mark, a mark alone, lower case, or no proposed boundary."""
    assert sentences("“It will,”\n\nMs Roe said\n\n“\n\n” and left") == ["“It will,”", "Ms Roe said", "“", "” and left"]


def test_a_straight_mark_left_open_is_forgotten_at_the_next_paragraph() -> None:
    assert sentences('He said: "It will.\n\n"|It must." |He left.') == ['He said: "It will.', '"It must."', "He left."]


def test_paragraphs_need_not_be_parted_by_blank_lines() -> None:
    text = "It will\nIt must"
    tokens = [Span(0, 2), Span(3, 7), Span(8, 10), Span(11, 15)]
    assert sentence_starts(text, tokens, [0], [Span(0, 7), Span(8, 15)]) == [0, 2]


def test_no_tokens_no_sentences() -> None:
    assert sentence_starts("", [], [], []) == []
    assert resegment("  ", [], [Span(0, 2)]) == []


def test_contractions_keep_their_words_and_offsets() -> None:
    text = "“Will it?” they don’t ask."
    rows: list[list[dict[str, Any]]] = [
        [
            {"id": 1, "text": "“", "start_char": 0, "end_char": 1},
            {"id": 2, "text": "Will", "start_char": 1, "end_char": 5},
            {"id": 3, "text": "it", "start_char": 6, "end_char": 8},
            {"id": 4, "text": "?", "start_char": 8, "end_char": 9},
            {"id": 5, "text": "”", "start_char": 9, "end_char": 10},
        ],
        [
            {"id": 1, "text": "they", "start_char": 11, "end_char": 15},
            {"id": (2, 3), "text": "don’t", "start_char": 16, "end_char": 21},
            {"id": 2, "text": "do", "start_char": 16, "end_char": 18},
            {"id": 3, "text": "n’t", "start_char": 18, "end_char": 21},
            {"id": 4, "text": "ask", "start_char": 22, "end_char": 25},
            {"id": 5, "text": ".", "start_char": 25, "end_char": 26},
        ],
    ]
    (merged,) = resegment(text, rows, [Span(0, len(text))])
    assert [row["id"] for row in merged] == [1, 2, 3, 4, 5, 6, (7, 8), 7, 8, 9, 10]
    assert [{**row, "id": 0} for row in merged] == [{**row, "id": 0} for sentence in rows for row in sentence]


WORDS = st.sampled_from(["He", "he", "Mr.", "W.", ".", "?", ",", ":", "“", "”", "‘", "’", '"', "'", "—", "don’t"])


@st.composite
def tokenized(draw: st.DrawFn) -> tuple[str, list[Span], list[int], list[Span]]:
    """Build a text of words and marks, spaced and cut into sentences and paragraphs at random."""
    text = ""
    spans: list[Span] = []
    proposed: list[int] = []
    paragraphs: list[Span] = []
    for _ in range(draw(st.integers(1, 3))):
        begin = len(text)
        first = len(spans)
        for word in draw(st.lists(WORDS, min_size=1, max_size=8)):
            if len(spans) > first and draw(st.booleans()):
                proposed.append(len(spans))
            spans.append(Span(len(text), len(text) + len(word)))
            text += word + draw(st.sampled_from(["", " "]))
        proposed.append(first)
        paragraphs.append(Span(begin, len(text)))
        text += "\n\n"
    return text, spans, sorted(set(proposed)), paragraphs


@given(tokenized())
def test_only_boundaries_move(case: tuple[str, list[Span], list[int], list[Span]]) -> None:
    text, spans, proposed, paragraphs = case
    rows = [
        [
            {"id": number, "text": span.of(text), "start_char": span.start, "end_char": span.end}
            for number, span in enumerate(spans[a:b], 1)
        ]
        for a, b in zip(proposed, [*proposed[1:], len(spans)], strict=True)
    ]
    result = resegment(text, rows, paragraphs)
    assert all(result)
    assert [(row["start_char"], row["end_char"]) for s in result for row in s] == [(s.start, s.end) for s in spans]
    assert all([row["id"] for row in sentence] == list(range(1, len(sentence) + 1)) for sentence in result)
    assert resegment(text, result, paragraphs) == result


@given(tokenized())
def test_marks_never_stand_on_the_wrong_side(case: tuple[str, list[Span], list[int], list[Span]]) -> None:
    text, spans, proposed, paragraphs = case
    starts = sentence_starts(text, spans, proposed, paragraphs)
    opens = {next(i for i, span in enumerate(spans) if span.start >= p.start) for p in paragraphs}
    assert opens <= set(starts)
    for start in set(starts) - opens:
        last, first = spans[start - 1], spans[start]
        assert not (last.of(text) in {"“", "‘"} and text[last.start - 1] == " ")
        apostrophe = text[first.end : first.end + 1].isalpha()  # between letters a mark is none
        wrong = first.of(text) in {"”", "’"} and text[first.start - 1] not in " —“‘\"'"  # after these it may open
        assert apostrophe or not wrong


def lengths(marked: str) -> list[int]:
    """Return how many tokens each sentence of a marked text has."""
    text, spans, proposed, paragraphs = cut(marked)
    starts = sentence_starts(text, spans, proposed, paragraphs)
    return [b - a for a, b in pairwise([*starts, len(spans)])]


def test_a_sentence_ends_after_so_many_tokens_at_the_latest() -> None:
    assert lengths("word " * MOST) == [MOST]
    assert lengths("word " * (2 * MOST + 1)) == [MOST, MOST, 1]


def test_a_long_sentence_is_cut_at_a_line_end_then_after_a_stop_then_after_a_comma() -> None:
    words = "word " * 30
    assert sentences((words * 3 + "end , " + words * 3).strip())[0].endswith("end ,")
    assert sentences((words * 3 + "end ; word , " + words * 3).strip())[0].endswith("end ;")
    assert sentences((words * 3 + "end\nword ; word , " + words * 3).strip())[0].endswith("end")


@given(st.lists(st.sampled_from(["word", ",", ";", "“", "”", ".", "\n", "Mr."]), max_size=500))
def test_no_sentence_is_longer_whatever_the_text(pieces: list[str]) -> None:
    assert max(lengths(" ".join(pieces)) or [0]) <= MOST
