"""Sources whose name stands elsewhere in the article: relatives, candidates, towns, bodies, headlines, bare names."""

from __future__ import annotations

from attrib.types import Way
from tests.test_resolve_sources import outcome

SAID = """
1 {first} {first} {tag} 2 {relation} {misc}
2 {second} {second} NOUN 3 nsubj
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""
ROSE = """
1 {name} {name} PROPN 2 nsubj NER=B-PER
2 rose rise VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def said(first: str, second: str, *, tag: str = "DET", relation: str = "det", misc: str = "") -> str:
    """Write “The senator spoke.” with other words."""
    return SAID.format(first=first, second=second, tag=tag, relation=relation, misc=misc)


def test_a_description_is_the_one_person_near_whom_nobody_described() -> None:
    """“The candidate” is the Bell that every reader knows; a second such person near is a candidate."""
    bell, ames = ROSE.format(name="Bell"), ROSE.format(name="Ames")
    found, _, attributions = outcome(bell + bell + said("The", "candidate"), "The candidate")
    assert found == [("Bell", "named_person")]
    assert attributions[0].steps[-1].values["way"] == Way.LIKELIEST
    _, _, (attribution,) = outcome(bell + bell + ames + said("The", "candidate"), "The candidate")
    assert {candidate.name for candidate in attribution.candidates} >= {"Bell", "Ames"}


TEAM = """
1 {determiner} the DET 3 det
2 Bell Bell PROPN 3 compound
3 {noun} {noun} NOUN 4 nsubj
4 won win VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""


def test_a_team_is_the_campaign_of_the_same_person() -> None:
    """Two nouns for the people who work for one person are one body."""
    text = TEAM.format(determiner="The", noun="campaign") + TEAM.format(determiner="The", noun="team")
    found, _, _ = outcome(text, "The Bell campaign", "The Bell team")
    assert found == [("The Bell campaign", "organisation")] * 2


COURTS = """
1 The the DET 3 det
2 Supreme Supreme PROPN 3 compound NER=B-ORG
3 Court Court PROPN 4 nsubj NER=I-ORG
4 met meet VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct

1 The the DET 2 det
2 court court NOUN 3 nsubj
3 sat sit VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 The the DET 3 det
2 appeals appeal NOUN 3 compound
3 court court NOUN 4 nsubj
4 ruled rule VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""


SENATORS = """
1 Senators senator PROPN 2 nmod:desc
2 Tom Tom PROPN 8 nsubj NER=B-PER
3 Bell Bell PROPN 2 flat NER=I-PER
4 and and CCONJ 5 cc
5 Ruth Ruth PROPN 2 conj NER=B-PER
6 Ames Ames PROPN 5 flat NER=I-PER
7 have have AUX 8 aux
8 objected object VERB 0 root SpaceAfter=No
9 . . PUNCT 8 punct

1 The the DET 2 det
2 senators senator NOUN 3 nsubj Number=Plur
3 wrote write VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


POSSESSOR = """
1 Tom Tom PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 left leave VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Under under ADP 4 case
2 Mr. Mr. PROPN 4 nmod:poss
3 Bell Bell PROPN 2 flat
4 watch watch NOUN 5 obl
5 rose rise VERB 0 root
6 {word} {word} NOUN 5 nsubj SpaceAfter=No
7 . . PUNCT 5 punct

1 He he PRON 2 nsubj
2 agreed agree VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_an_untagged_name_with_a_title_counts_wherever_it_stands() -> None:
    """“Under Mr. Bell” mentions Bell, though the tagger missed the name and it is no subject."""
    _, entities, _ = outcome(POSSESSOR.format(word="rents"), "He")
    assert [entity.name for entity in entities] == ["Tom Bell"]
    assert len(entities[0].mentions) == 3


HEADLINE = """
# kind = title
1 Retired retired PROPN 2 amod NER=B-ORG
2 General General PROPN 3 nsubj NER=I-ORG
3 Reveals Reveals PROPN 0 root NER=I-ORG
4 Plan plan PROPN 3 obj NER=I-ORG

# newpar
1 Gen. Gen. PROPN 2 nmod:desc
2 Tom Tom PROPN 4 nsubj NER=B-PER
3 Bell Bell PROPN 2 flat NER=I-PER
4 spoke speak VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""


def test_a_name_ends_where_its_source_does_in_a_headline() -> None:
    """Capitals make one body of “Retired General Reveals Plan”; the source is only the general."""
    found, _, _ = outcome(HEADLINE, "Retired General")
    assert found == [("Tom Bell", "named_person")]


POLL = """
# kind = title
1 Poll poll NOUN 4 dep SpaceAfter=No
2 : : PUNCT 1 punct
3 Ames Ames PROPN 4 nsubj NER=B-PER
4 leads lead VERB 0 root

# newpar
1 The the DET 2 det
2 poll poll NOUN 3 nmod:desc
3 Ruth Ruth PROPN 5 nsubj NER=B-PER
4 Ames Ames PROPN 3 flat NER=I-PER
5 leads lead VERB 0 root SpaceAfter=No
6 . . PUNCT 5 punct
"""


ACT = """
1 The the DET 4 det
2 Clean Clean PROPN 4 compound NER=B-ORG
3 Rivers Rivers PROPN 4 compound NER=I-ORG
4 Act Act PROPN 5 nsubj NER=I-ORG
5 demands demand VERB 0 root
6 change change NOUN 5 obj SpaceAfter=No
7 . . PUNCT 5 punct
"""


def test_an_act_is_written_whatever_the_tagger_says() -> None:
    """No body is called an act; a paper may be called a post."""
    found, _, _ = outcome(ACT, "The Clean Rivers Act")
    assert found[0] == ("Clean Rivers Act", "document")
    found, _, _ = outcome(ACT.replace("Act", "Post"), "The Clean Rivers Post")
    assert found[0] == ("Clean Rivers Post", "organisation")


LEADER = """
1 The the DET 2 det
2 leader leader NOUN 9 nsubj
3 of of ADP 4 case
4 Harbourwatch Harbourwatch PROPN 2 nmod NER=B-ORG|SpaceAfter=No
5 , , PUNCT 6 punct
6 Ruth Ruth PROPN 4 appos NER=B-PER
7 Ames Ames PROPN 6 flat NER=I-PER|SpaceAfter=No
8 , , PUNCT 6 punct
9 spoke speak VERB 0 root SpaceAfter=No
10 . . PUNCT 9 punct

1 She she PRON 2 nsubj
2 objected object VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_a_name_between_commas_is_the_roles_and_not_its_bodys() -> None:
    """The tree hangs the name on the body; “she” finds the person all the same."""
    found, _, _ = outcome(LEADER, "The leader of Harbourwatch, Ruth Ames,", "She")
    assert found == [("Ruth Ames", "named_person")] * 2


def test_a_town_counts_as_people_in_the_plural() -> None:
    """“Cities” are a kind, as states and nations are; “the city” is one body."""
    found, _, _ = outcome(said("Many", "cities").replace("cities cities", "cities city").replace(
        "nsubj", "nsubj Number=Plur"), "Many cities")  # fmt: skip
    assert found[0] == ("Many cities", "group")
