"""Names: what counts as a short way of saying a longer one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.language.names import (
    ACRONYM,
    GIVEN,
    INITIALS,
    NONE,
    PART,
    SAME,
    SPELLING,
    SURNAME,
    is_acronym,
    person,
    plain,
    same_organisation,
    same_person,
)
from attrib.language.tree import Tree
from attrib.resolve.cluster import cluster_names
from attrib.resolve.mentions import find_mentions
from tests.shorthand import parsed


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("Col Marotto", "Wayne Marotto", SURNAME),
        ("Mr. Almeida", "Alex Almeida", SURNAME),
        ("Almeida’s", "Alex Almeida", SURNAME),
        ("Al Walae", "Abu Alaa Al Walae", SURNAME),
        ("Al-Walae", "Abu Alaa Al Walae", SURNAME),
        ("Van der Berg", "Ineke van der Berg", SURNAME),
        ("García", "Gabriel García Márquez", PART),
        ("Garcia Marquez", "Gabriel García Márquez", SURNAME),
        ("Rosa de la Cruz", "Ms. de la Cruz", SURNAME),
        ("Melanie", "Melanie Ames", GIVEN),
        ("C. Ames", "Carol Ames", INITIALS),
        ("Carol B. Ames", "Carol Ames", SURNAME),
        ("Yehia Rasool", "Yehia Rassool", SPELLING),
        ("former President Bill Ames", "Bill Ames", SAME),
        ("Robert Ames Jr.", "Robert Ames", SAME),
        ("Ban Ki-moon", "Mr. Ban", GIVEN),
    ],
)
def test_one_person(one: str, other: str, score: float) -> None:
    """Both orders agree on the match."""
    assert same_person(one, other) == same_person(other, one) == score


@pytest.mark.parametrize(
    ("text", "full", "core"),
    [
        ("Mr. Tom Bell Jr.", "Tom Bell Jr", "Tom Bell"),
        ("Henry Bell III", "Henry Bell III", "Henry Bell"),
        ("Ann Doyle KC", "Ann Doyle", "Ann Doyle"),
        ("Dr Ann Doyle, PhD", "Ann Doyle", "Ann Doyle"),
        ("Tom Bell Jr., MD", "Tom Bell Jr.", "Tom Bell"),
    ],
)
def test_a_son_s_suffix_belongs_to_the_name_and_an_honour_does_not(text: str, full: str, core: str) -> None:
    assert (person(text).full, person(text).core) == (full, core)


def test_particles_make_no_full_name_of_a_surname() -> None:
    assert [person(name).is_full for name in ("Al-Shamsan", "van der Berg", "Bell", "Tariq al-Shamsan")] == [
        False, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bill Clinton", "Hillary Clinton"),
        ("Mr Clinton", "Mrs Clinton"),
        ("Mrs. Ames", "Mr. Robert Ames"),
        ("Ann Doyle", "Ann Boyle"),
        ("Al", "Al Walae Hassan"),
        ("Doyle", "Boyle"),
        ("J. Ames", "Carol Ames"),
        ("", "Ann Doyle"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    """A differing given name, title or surname keeps two people apart."""
    assert same_person(one, other) == same_person(other, one) == NONE


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("OIR", "Operation Inherent Resolve", ACRONYM),
        ("The Post", "the New York Post", PART),
        ("U.N.", "United Nations", ACRONYM),
        ("MoD", "Ministry of Defence", ACRONYM),
        ("Horizon", "Horizon Client Access", PART),
        ("the Coalition", "Coalition", SAME),
        ("the Coalition’s", "Coalition", SAME),
        ("Harbour Comission", "Harbour Commission", SPELLING),
    ],
)
def test_one_body(one: str, other: str, score: float) -> None:
    """Articles, possessives and initials do not make another body."""
    assert same_organisation(one, other) == same_organisation(other, one) == score


@pytest.mark.parametrize(
    ("one", "other"),
    [("York", "University of York"), ("Bank", "Bank of Ulster"), ("US", "UK"), ("Senate", "House"), ("", "Senate")],
)
def test_two_bodies(one: str, other: str) -> None:
    """A part that belongs to a complement is not the body's short name."""
    assert same_organisation(one, other) == NONE


def test_titles_tell_gender_and_leave_the_name() -> None:
    """Titles come off the front only, and never the last word."""
    assert person("Mrs Ann Doyle").gender == "female"
    assert person("Retired Gen. Paul Ames").core == "Paul Ames"
    assert person("Retired Gen. Paul Ames").titles == ("retired", "gen")
    assert person("Judge").core == "Judge"
    assert person("Sen. Ann Doyle (R-S.C.)").core == "Ann Doyle"


def test_possessives_and_brackets_go_but_initials_stay() -> None:
    """Only the ending is cut."""
    assert plain("Ames’s") == "Ames"
    assert plain("Ames’") == "Ames"
    assert plain("the Ames’ Post") == "the Ames’ Post"
    assert plain("U.S.") == "U.S."
    assert plain("Operation Inherent\nResolve (OIR)") == "Operation Inherent Resolve"


def test_lower_case_is_no_acronym() -> None:
    """“oir” is a word like any other."""
    assert not is_acronym("oir", "Operation Inherent Resolve")
    assert is_acronym("OIR", "Operation Inherent Resolve")


@given(st.text(max_size=30), st.text(max_size=30))
def test_matching_is_symmetric_and_never_fails(one: str, other: str) -> None:
    """Any two strings can be compared, and the order does not matter."""
    assert same_person(one, other) == same_person(other, one)
    assert same_organisation(one, other) == same_organisation(other, one)


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), min_size=1, max_size=4))
def test_a_name_is_itself(words: list[str]) -> None:
    """A name matches itself whatever it is made of."""
    name = " ".join(words)
    assert same_person(name, name) == SAME


def test_a_name_is_one_entity_however_often_it_is_written() -> None:
    full, short, body = (
        "Ann/PROPN/3/nsubj/NER=B-PER Doyle/PROPN/1/flat/NER=I-PER left=leave/VERB/0/root ./3",
        "Doyle/PROPN/2/nsubj/NER=B-PER left=leave/VERB/0/root ./2",
        "Reuters/PROPN/2/nsubj/NER=B-ORG left=leave/VERB/0/root ./2",
    )
    tree = Tree(*parsed("\n\n".join([full, short, body] * 50)))
    clusters = cluster_names(tree, find_mentions(tree, []))
    assert [(c.name, len(c.references)) for c in clusters] == [("Ann Doyle", 100), ("Reuters", 50)]
