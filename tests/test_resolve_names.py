"""Names: what counts as a short way of saying a longer one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.language.tree import Tree
from attrib.resolve.cluster import cluster_names
from attrib.resolve.mentions import find_mentions
from attrib.resolve.names import is_acronym, person, plain, same_organisation, same_person
from tests.shorthand import parsed


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("Col Marotto", "Wayne Marotto", "surname match"),
        ("Mr. Almeida", "Alex Almeida", "surname match"),
        ("Almeida’s", "Alex Almeida", "surname match"),
        ("Al Walae", "Abu Alaa Al Walae", "surname match"),
        ("Al-Walae", "Abu Alaa Al Walae", "surname match"),
        ("Van der Berg", "Ineke van der Berg", "surname match"),
        ("García", "Gabriel García Márquez", "part of the surname"),
        ("Garcia Marquez", "Gabriel García Márquez", "surname match"),
        ("Rosa de la Cruz", "Ms. de la Cruz", "surname match"),
        ("Melanie", "Melanie Ames", "given name"),
        ("C. Ames", "Carol Ames", "initials and surname match"),
        ("Carol B. Ames", "Carol Ames", "given name and surname match"),
        ("Yehia Rasool", "Yehia Rassool", "spelling of the surname close"),
        ("former President Bill Ames", "Bill Ames", "same name"),
        ("Robert Ames Jr.", "Robert Ames", "same name"),
        ("Ban Ki-moon", "Mr. Ban", "given name"),
    ],
)
def test_one_person(one: str, other: str, how: str) -> None:
    """Both orders agree on the match and on its rule."""
    forward, backward = same_person(one, other), same_person(other, one)
    assert forward is not None
    assert forward.how == how
    assert forward == backward


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
    assert same_person(one, other) is None
    assert same_person(other, one) is None


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("OIR", "Operation Inherent Resolve", "initials match"),
        ("The Post", "the New York Post", "end of the name"),
        ("U.N.", "United Nations", "initials match"),
        ("MoD", "Ministry of Defence", "initials match"),
        ("Horizon", "Horizon Client Access", "beginning of the name"),
        ("the Coalition", "Coalition", "same name"),
        ("the Coalition’s", "Coalition", "same name"),
        ("Harbour Comission", "Harbour Commission", "spelling close"),
    ],
)
def test_one_body(one: str, other: str, how: str) -> None:
    """Articles, possessives and initials do not make another body."""
    match = same_organisation(one, other)
    assert match is not None
    assert match.how == how
    assert same_organisation(other, one) == match


@pytest.mark.parametrize(
    ("one", "other"),
    [("York", "University of York"), ("Bank", "Bank of Ulster"), ("US", "UK"), ("Senate", "House"), ("", "Senate")],
)
def test_two_bodies(one: str, other: str) -> None:
    """A part that belongs to a complement is not the body's short name."""
    assert same_organisation(one, other) is None


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
    match = same_person(name, name)
    assert match is not None
    assert match.score == 1.0


def test_a_name_is_one_entity_however_often_it_is_written() -> None:
    full, short, body = (
        "Ann/PROPN/3/nsubj/NER=B-PER Doyle/PROPN/1/flat/NER=I-PER left=leave/VERB/0/root ./3",
        "Doyle/PROPN/2/nsubj/NER=B-PER left=leave/VERB/0/root ./2",
        "Reuters/PROPN/2/nsubj/NER=B-ORG left=leave/VERB/0/root ./2",
    )
    tree = Tree(*parsed("\n\n".join([full, short, body] * 50)))
    clusters = cluster_names(tree, find_mentions(tree, []))
    assert [(c.name, len(c.references)) for c in clusters] == [("Ann Doyle", 100), ("Reuters", 50)]
