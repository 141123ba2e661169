"""Pronouns: what syntax and agreement rule out, and what the ranker prefers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.language.tree import Tree
from attrib.resolve.linking import link
from attrib.resolve.pronouns import FACTORS, WEIGHTS, family, probabilities
from tests.handmade import read_parse


def antecedent(source: str, pronoun: str, nth: int = 1) -> str | None:
    """Name of the entity that the nth such pronoun was given; None for a doubt or for nobody."""
    document, parse = read_parse(source)
    links = link(Tree(document, parse), [])
    found = [r for r in links.references if r.mention.kind == "pronoun" and r.text == pronoun][nth - 1]
    cluster = links.at.get(found.place)
    return cluster.name if cluster else None


def test_a_subject_is_not_the_object_of_its_own_verb() -> None:
    """“Bell told him”: him is Ames, though Bell is nearer."""
    source = """
1 Ames Ames PROPN 2 nsubj NER=B-PER
2 waited wait VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 Bell Bell PROPN 2 nsubj NER=B-PER
2 told tell VERB 0 root
3 {word} {word} PRON 2 obj SpaceAfter=No
4 . . PUNCT 2 punct
"""
    assert antecedent(source.format(word="him"), "him") == "Ames"
    assert antecedent(source.format(word="himself"), "himself") == "Bell"


def test_a_pronoun_is_not_the_phrase_it_stands_in() -> None:
    """“his lawyer Bell”: his is not Bell's."""
    source = """
1 Ames Ames PROPN 2 nsubj NER=B-PER
2 waited wait VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 His his PRON 2 nmod:poss
2 lawyer lawyer NOUN 3 nmod:desc
3 Bell Bell PROPN 4 nsubj NER=B-PER
4 spoke speak VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""
    assert antecedent(source, "His") == "Ames"


def test_the_subject_of_the_clause_above_comes_first() -> None:
    """“Ames met Bell. Bell said he …”: he is Bell."""
    source = """
1 Ames Ames PROPN 2 nsubj NER=B-PER
2 waited wait VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 Bell Bell PROPN 2 nsubj NER=B-PER
2 said say VERB 0 root
3 he he PRON 4 nsubj
4 knew know VERB 2 ccomp SpaceAfter=No
5 . . PUNCT 2 punct
"""
    assert antecedent(source, "he") == "Bell"


def test_a_pronoun_may_point_ahead_to_the_subject_of_its_main_clause() -> None:
    """The pronoun of “Before he left, Ames spoke” is Ames."""
    source = """
1 Before before SCONJ 3 mark
2 he he PRON 3 nsubj
3 left leave VERB 6 advcl SpaceAfter=No
4 , , PUNCT 3 punct
5 Ames Ames PROPN 6 nsubj NER=B-PER
6 spoke speak VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
    assert antecedent(source, "he") == "Ames"


def test_a_pronoun_does_not_point_ahead_to_another_sentence() -> None:
    """“He left. Ames spoke.” leaves him unknown."""
    source = """
1 He he PRON 2 nsubj
2 left leave VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 Ames Ames PROPN 2 nsubj NER=B-PER
2 spoke speak VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""
    assert antecedent(source, "He") is None


NAMED = """
1 {title} {title} NOUN 2 nmod:desc
2 {name} {name} PROPN 3 nsubj NER=B-{label}
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 {pronoun} {pronoun} PRON 2 nsubj
2 left leave VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


@pytest.mark.parametrize(
    ("title", "name", "label", "pronoun", "expected"),
    [
        ("spokesman", "Ames", "PER", "He", "Ames"),
        ("spokesman", "Ames", "PER", "She", None),
        ("Mrs", "Ames", "PER", "She", "Ames"),
        ("Mrs", "Ames", "PER", "He", None),
        ("analyst", "Ames", "PER", "She", "Ames"),
        ("analyst", "Ames", "PER", "It", None),
        ("maker", "Acme", "ORG", "It", "Acme"),
        ("maker", "Acme", "ORG", "They", "Acme"),
        ("maker", "Acme", "ORG", "He", None),
        ("analyst", "Ames", "PER", "They", None),
    ],
)
def test_gender_number_and_kind_agree(title: str, name: str, label: str, pronoun: str, expected: str | None) -> None:
    """Titles and nouns give gender; a person is not it, a body not he."""
    assert antecedent(NAMED.format(title=title, name=name, label=label, pronoun=pronoun), pronoun) == expected


def test_an_earlier_pronoun_gives_an_entity_its_gender() -> None:
    """With “her” in her own sentence Ames is no “he”, though she is the nearer subject; with “his” he is."""
    source = """
1 Mr Mr PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 waited wait VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Ames Ames PROPN 2 nsubj NER=B-PER
2 read read VERB 0 root
3 {own} {own} PRON 4 nmod:poss
4 notes note NOUN 2 obj SpaceAfter=No
5 . . PUNCT 2 punct

1 He he PRON 2 nsubj
2 left leave VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""
    assert antecedent(source.format(own="her"), "her") == "Ames"
    assert antecedent(source.format(own="her"), "He") == "Bell"
    assert antecedent(source.format(own="his"), "He") == "Ames"


def test_weights_name_factors_that_exist() -> None:
    """A weight for an unknown factor would silently count for nothing."""
    for kind in ("person", "plural", "thing"):
        assert set(WEIGHTS[kind]) <= set(FACTORS)
        assert WEIGHTS[kind]["subject"] + WEIGHTS[kind]["main"] > 0
    assert [family(word) for word in ("she", "their", "its", "i")] == ["person", "plural", "thing", None]


@given(st.lists(st.fixed_dictionaries({name: st.floats(-3, 3) for name in FACTORS}), min_size=1, max_size=5))
def test_chances_sum_to_one(rows: list[dict[str, float]]) -> None:
    """Whatever the factors say."""
    for kind in ("person", "plural", "thing"):
        chances = probabilities(kind, rows)
        assert sum(chances) == pytest.approx(1)
        assert all(0 <= chance <= 1 for chance in chances)
