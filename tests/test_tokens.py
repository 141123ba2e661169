"""Words cut wrongly are put together again; all others stay as they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.mended import mended


def rows(text: str, *words: str) -> list[dict[str, Any]]:
    """Return stanza's dictionaries for words in text order; “gon|na” is a contraction of two."""
    result: list[dict[str, Any]] = []
    place, number = 0, 0
    for written in words:
        parts = written.split("|")
        whole = "".join(parts)
        start = text.index(whole, place)
        place = start + len(whole)
        ends = {"start_char": start, "end_char": place}
        if len(parts) > 1:
            result.append({"id": tuple(range(number + 1, number + 1 + len(parts))), "text": whole, **ends})
        for part in parts:
            number += 1
            result.append({"id": (number,), "text": part, **({} if len(parts) > 1 else ends)})
    return result


def written(sentence: list[dict[str, Any]]) -> list[tuple[tuple[int, ...], str]]:
    return [(row["id"], row["text"]) for row in sentence]


def test_a_title_is_joined_to_its_full_stop_before_a_name() -> None:
    text = "Then Rep. Ann Doyle spoke."
    (sentence,) = mended(text, [rows(text, "Then", "Rep", ".", "Ann", "Doyle", "spoke", ".")])
    assert written(sentence) == [
        ((1,), "Then"), ((2,), "Rep."), ((3,), "Ann"), ((4,), "Doyle"), ((5,), "spoke"), ((6,), "."),
    ]  # fmt: skip
    assert text[sentence[1]["start_char"] : sentence[1]["end_char"]] == "Rep."


@pytest.mark.parametrize(
    "text", ["He is our rep. They know.", "It was Gen. 12 men.", "It has one Rep .A", "I met the Gen."]
)
def test_a_full_stop_that_no_name_follows_stays_one(text: str) -> None:
    words = text.replace(".", " . ").split()
    (sentence,) = mended(text, [rows(text, *words)])
    assert [row["text"] for row in sentence] == words


def test_a_title_that_was_taken_for_the_end_of_a_sentence_is_joined_too() -> None:
    text = "Then Sen.\u00a0Ann Doyle spoke."
    first, second = mended(text, [rows(text, "Then", "Sen", "."), rows(text, "Ann", "Doyle", "spoke", ".")])
    assert [row["text"] for row in first] == ["Then", "Sen."]
    assert [row["text"] for row in second] == ["Ann", "Doyle", "spoke", "."]


def test_a_name_is_no_contraction() -> None:
    text = "Donna says we cannot."
    (sentence,) = mended(text, [rows(text, "Don|na", "says", "we", "can|not", ".")])
    assert written(sentence) == [
        ((1,), "Donna"), ((2,), "says"), ((3,), "we"), ((4, 5), "cannot"), ((4,), "can"), ((5,), "not"), ((6,), "."),
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["gon|na", "Gon|na", "do|n't", "do|n’t", "it|'s", "X|’s", "can|not"])
def test_contractions_stay_contractions(word: str) -> None:
    text = word.replace("|", "") + " go"
    given_rows = rows(text, word, "go")
    assert mended(text, [given_rows]) == [given_rows]


@given(st.lists(st.sampled_from(["Rep", ".", "Ann", "Don|na", "do|n't", "and", "Mr", "12", ","]), max_size=12))
def test_no_character_is_lost_and_words_are_counted_from_one(words: list[str]) -> None:
    text = " ".join(word.replace("|", "") for word in words).replace(" .", ".")
    (sentence,) = mended(text, [rows(text, *words)])
    covered = "".join(text[row["start_char"] : row["end_char"]] for row in sentence if "start_char" in row)
    assert covered == text.replace(" ", "")
    assert [row["id"][0] for row in sentence if len(row["id"]) == 1] == list(
        range(1, sum(len(row["id"]) == 1 for row in sentence) + 1)
    )
