"""Choices that are fitted or that the whole article decides: surnames, headlines, genders."""

from __future__ import annotations

import pytest

from attrib.language.names import given_gender
from tests.test_resolve_sources import outcome

BELLS = """
1 Ann Ann PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 rose rise VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Bell Bell PROPN 2 nsubj NER=B-PER
2 waited wait VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 Tom Tom PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 left leave VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Bell Bell PROPN 2 nsubj NER=B-PER
2 spoke speak VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_a_bare_surname_stays_with_whom_the_article_calls_by_it() -> None:
    """Tom Bell is nearer, but the article has called Ann by the surname alone."""
    found, _, _ = outcome(BELLS, "Ann Bell", "Tom Bell", "Bell")
    assert found[-1] == ("Ann Bell", "named_person")


HEADLINE = """
1 Before before ADP 2 case NER=B-ORG
2 Bell Bell PROPN 3 nsubj NER=I-ORG
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Tom Tom PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 left leave VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


HUSBAND = """
1 Ann Ann PROPN 9 nsubj NER=B-PER
2 Ames Ames PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 5 punct
4 whose whose PRON 5 nmod:poss
5 husband husband NOUN 1 appos SpaceAfter=No
6 , , PUNCT 7 punct
7 Ty Ty PROPN 5 appos NER=B-PER|SpaceAfter=No
8 , , PUNCT 5 punct
9 spoke speak VERB 0 root SpaceAfter=No
10 . . PUNCT 9 punct

1 She she PRON 2 nsubj
2 left leave VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_whose_husband_says_nothing_of_her_gender() -> None:
    """A possessed noun is no apposition, and a noun at odds with the given name is another person's."""
    found, _, _ = outcome(HUSBAND, "She")
    assert found == [("Ann Ames", "named_person")]


@pytest.mark.parametrize(("name", "expected"), [("Hillary Ames", "female"), ("Ty Ames", "male"), ("Hillary", None)])
def test_rarer_given_names_tell_a_gender_in_a_full_name_only(name: str, expected: str | None) -> None:
    """Many are surnames and places besides."""
    assert given_gender(name) == expected
