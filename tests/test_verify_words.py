"""attrib.verify.words: what is compared of a text, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.verify.words import find_words, spelling, stem


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Don’t, won't, cannot", "do not will not can not"),
        ("it’s they're I’d", "it 's they are i 'd"),
        ("gonna ’em ’cause c'mon goin’ home", "going to them because come on going home"),
        ("don�t", "do not"),
        ("U.S. troops at 7 p.m.", "us troops at 7 pm"),
        ("[T]he dikes want[ed] it", "the dikes wanted it"),
        ("son-in-law", "son in law"),
        ("Sen. Vale, No. 1", "senator vale number one"),
        ("café CAFÉ", "cafe cafe"),
    ],
)
def test_words_are_compared_by_their_keys(text: str, keys: str) -> None:
    assert list(find_words(text).keys) == keys.split()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("14 million", "14000000"),
        ("fourteen million", "14000000"),
        ("14,000,000", "14000000"),
        ("two and a half million", "2500000"),
        ("2.5 million", "2500000"),
        ("a hundred", "100"),
        ("one hundred and five", "105"),
        ("twenty-five", "25"),
        ("nineteen ninety-six", "1996"),
        ("twenty sixteen", "2016"),
        ("two thousand and eight", "2008"),
        ("$5 million", "5000000 dollars"),
        ("five million dollars", "5000000 dollars"),
        ("£6.2m", "6200000 pounds"),
        ("eighth", "8th"),
        ("1", "one"),
        ("one", "one"),
    ],
)
def test_a_number_is_one_word_however_it_is_written(text: str, key: str) -> None:
    assert find_words(text).keys == (key,)


def test_per_cent_is_one_word_however_it_is_written() -> None:
    written = ("25% of it", "25 percent of it", "twenty-five per cent of it")
    assert {find_words(each).keys for each in written} == {("25", "percent", "of", "it")}
    assert find_words("super cent per century").keys == ("super", "cent", "per", "century")


@pytest.mark.parametrize("text", ["one, two", "five six", "twenty, thirty", "7 8", "fifteen twenty million"])
def test_numbers_beside_one_another_are_not_one(text: str) -> None:
    assert len(find_words(text)) == 2


@given(st.text(alphabet="aeon't’ -.,[]5$%0million hundred\n�é²½𝔘١", max_size=60))
def test_words_stand_in_order_where_they_say(text: str) -> None:
    words = find_words(text)
    edges = [edge for pair in zip(words.starts, words.ends, strict=True) for edge in pair]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in zip(words.starts, words.ends, strict=True))
    assert len(words.keys) == len(words.starts)


def test_spelling_knows_both_sides_of_the_atlantic() -> None:
    assert spelling(["organise", "colour", "travelled"]) == spelling(["organize", "color", "traveled"])
    assert spelling(["four"]) != spelling(["for"])
    assert spelling(["filled"]) != spelling(["filed"])


def test_forms_of_a_word_share_a_stem_and_other_words_do_not() -> None:
    assert stem("building") == stem("build") == stem("built")
    assert stem("was") == stem("are") == stem("'s")
    assert stem("party") == stem("parties")
    assert stem("would") != stem("could")
    assert stem("5") == stem("five million") or stem("5") == stem("5000000")
