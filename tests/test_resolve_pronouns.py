"""Pronouns: what syntax and agreement rule out, and what the ranker prefers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.language.tree import Tree
from attrib.resolve import features, ranker
from attrib.resolve.entities import walk
from attrib.types import Span
from attrib.weights import FOLDER
from tests.handmade import read_parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.features import Rows
    from attrib.resolve.mentions import Reference


def antecedents(source: str, pronoun: str) -> list[str]:
    """Return whom the pronoun, a source, may mean by agreement and syntax, likeliest first."""
    document, parse = read_parse(source)
    tree = Tree(document, parse)
    span = next(t.span for s in tree.sentences for t in s.tokens if t.text == pronoun)
    walked = walk(tree, [span])
    return [walked.clusters[number].name for number, _ in walked.choices[span].options if number is not None]


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
    assert antecedents(source.format(word="him"), "him") == ["Ames"]
    assert "Bell" in antecedents(source.format(word="himself"), "himself")


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
    assert antecedents(source, "His")[:1] == ["Ames"]


def test_the_subject_of_the_clause_above_is_told_from_others() -> None:
    """“Ames waited. Bell said he …”: the ranker sees that Bell governs the clause, and Ames does not."""
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
    seen: dict[str, float] = {}

    def choose(
        mention: Reference,  # noqa: ARG001 - the names are the protocol's
        source: Span | None,  # noqa: ARG001
        options: Sequence[Cluster | None],
        rows: Rows,
    ) -> list[float]:
        governs = features.FACTORS.index("governs")
        seen.update({option.name: row[governs] for option, row in zip(options, rows, strict=True) if option})
        return [1.0, *[0.0] * (len(options) - 1)]

    document, parse = read_parse(source)
    place = document.text.index("he ")
    walk(Tree(document, parse), [Span(place, place + 2)], choose=choose)
    assert seen == {"Ames": 0.0, "Bell": 1.0}


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
    assert antecedents(source, "he")[:1] == ["Ames"]


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
    assert antecedents(source, "He") == []


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
    found = antecedents(NAMED.format(title=title, name=name, label=label, pronoun=pronoun), pronoun)
    assert (name in found) == (expected == name)


def test_the_weights_are_for_the_table_of_features() -> None:
    """A weight for another factor would silently count for nothing."""
    weights = ranker.load(FOLDER)
    assert weights.arrays["hidden"].shape[0] == len(features.FACTORS) == len(set(features.FACTORS))
    assert "company" in weights.nouns


CELLS = st.lists(st.lists(st.floats(-9, 9), min_size=2, max_size=2), min_size=1, max_size=5)


@given(CELLS, st.sampled_from(["", "company"]))
def test_chances_sum_to_one(cells: list[list[float]], noun: str) -> None:
    """Whatever the features say, for a noun with weights of its own and for any other."""
    rows = [np.resize(np.array(row), len(features.FACTORS)).tolist() for row in cells]
    chances = ranker.chances(ranker.load(FOLDER), rows, noun)
    assert sum(chances) == pytest.approx(1, abs=1e-4)
    assert all(0 <= chance <= 1 for chance in chances)
