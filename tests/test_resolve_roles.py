"""Roles and affiliations: before the name, after it, in a complement, in a copular clause."""

from __future__ import annotations

from attrib.language.tree import Tree
from attrib.resolve.mentions import find_mentions
from attrib.resolve.roles import Description, describe
from tests.handmade import read_parse


def descriptions(source: str, name: str) -> list[Description]:
    """Describe the first mention whose text is `name`."""
    document, parse = read_parse(source)
    tree = Tree(document, parse)
    reference = next(r for r in find_mentions(tree, []) if r.text == name)
    return describe(tree, reference)


def pairs(source: str, name: str) -> list[tuple[str | None, str | None]]:
    """Roles and affiliations of the mention."""
    return [(item.role, item.affiliation) for item in descriptions(source, name)]


def test_a_title_of_several_words_before_the_name_splits_into_body_and_role() -> None:
    """The body's name comes first, the role last."""
    source = """
1 US US PROPN 2 compound NER=B-LOC
2 coalition coalition NOUN 3 compound
3 spokesman spokesman NOUN 4 nmod:desc
4 Wayne Wayne PROPN 6 nsubj NER=B-PER
5 Marotto Marotto PROPN 4 flat NER=I-PER
6 said say VERB 0 root
"""
    assert pairs(source, "Wayne Marotto") == [("spokesman", "US coalition")]


def test_the_role_noun_may_be_the_head() -> None:
    """Some parses hang the name under the role."""
    source = """
1 Harbour harbour PROPN 2 compound NER=B-ORG
2 Board board PROPN 3 compound NER=I-ORG
3 spokesman spokesman NOUN 6 nsubj
4 Tom Tom PROPN 3 appos NER=B-PER
5 Bell Bell PROPN 4 flat NER=I-PER
6 said say VERB 0 root
"""
    assert pairs(source, "Tom Bell") == [("spokesman", "Harbour Board")]


def test_an_abbreviated_office_is_spelt_out_and_a_courtesy_title_is_no_role() -> None:
    """“Col” is a colonel, “Mr” is nothing."""
    source = """
1 {title} {title} PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
"""
    assert pairs(source.format(title="Col"), "Col Bell") == [("colonel", None)]
    assert pairs(source.format(title="Mr"), "Mr Bell") == []


def test_apposition_with_a_possessor() -> None:
    """“the port's chief engineer”: the possessor is the affiliation."""
    source = """
1 Ann Ann PROPN 10 nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 8 punct
4 the the DET 5 det
5 port port NOUN 8 nmod:poss SpaceAfter=No
6 's 's PART 5 case
7 chief chief ADJ 8 amod
8 engineer engineer NOUN 1 appos SpaceAfter=No
9 , , PUNCT 8 punct
10 said say VERB 0 root
"""
    assert pairs(source, "Ann Doyle") == [("chief engineer", "port")]


def test_apposition_with_a_complement_and_a_relative_clause() -> None:
    """“a security analyst at Horizon Client Access, who …”: the clause stays out of the role."""
    source = """
1 says say VERB 0 root
2 Alex Alex PROPN 1 nsubj NER=B-PER
3 Almeida Almeida PROPN 2 flat NER=I-PER|SpaceAfter=No
4 , , PUNCT 7 punct
5 a a DET 7 det
6 security security NOUN 7 compound
7 analyst analyst NOUN 2 appos
8 at at ADP 9 case
9 Horizon Horizon PROPN 7 nmod NER=B-ORG
10 Client Client PROPN 9 flat NER=I-ORG
11 Access Access PROPN 9 flat NER=I-ORG|SpaceAfter=No
12 , , PUNCT 14 punct
13 who who PRON 14 nsubj
14 focuses focus VERB 7 acl:relcl
15 on on ADP 16 case
16 drones drone NOUN 14 obl
"""
    assert pairs(source, "Alex Almeida") == [("security analyst", "Horizon Client Access")]


def test_a_place_after_in_is_no_affiliation() -> None:
    """“an analyst in California” works for nobody known."""
    source = """
1 Joel Joel PROPN 8 nsubj NER=B-PER
2 Wing Wing PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 5 punct
4 an a DET 5 det
5 analyst analyst NOUN 1 appos
6 in in ADP 7 case
7 California California PROPN 5 nmod NER=B-LOC
8 said say VERB 0 root
"""
    assert pairs(source, "Joel Wing") == [("analyst", None)]


def test_the_head_of_a_group() -> None:
    """“the head of Kataib Bahr”: of what one is head is the affiliation."""
    source = """
1 Omar Omar PROPN 8 nsubj NER=B-PER
2 Hadi Hadi PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 5 punct
4 the the DET 5 det
5 head head NOUN 1 appos
6 of of ADP 7 case
7 Kataib Kataib PROPN 5 nmod NER=B-ORG
8 said say VERB 0 root
"""
    assert pairs(source, "Omar Hadi") == [("head", "Kataib")]


def test_a_complement_of_the_name() -> None:
    """“X of the Washington Institute” gives an affiliation without a role."""
    source = """
1 Michael Michael PROPN 7 nsubj NER=B-PER
2 Knights Knights PROPN 1 flat NER=I-PER
3 of of ADP 6 case
4 the the DET 6 det
5 Washington Washington PROPN 6 compound NER=B-ORG
6 Institute institute PROPN 1 nmod NER=I-ORG
7 said say VERB 0 root
"""
    assert pairs(source, "Michael Knights") == [(None, "Washington Institute")]


def test_a_copular_clause_and_a_negated_one() -> None:
    """“Doyle, who is a lawyer” is one; “Doyle is not a lawyer” is none."""
    relative = """
1 Doyle Doyle PROPN 7 nsubj NER=B-PER|SpaceAfter=No
2 , , PUNCT 6 punct
3 who who PRON 6 nsubj
4 is be AUX 6 cop
5 a a DET 6 det
6 lawyer lawyer NOUN 1 acl:relcl
7 said say VERB 0 root
"""
    assert pairs(relative, "Doyle") == [("lawyer", None)]
    main = """
1 Doyle Doyle PROPN 5 nsubj NER=B-PER
2 is be AUX 5 cop
3 {word} {word} PART 5 advmod
4 a a DET 5 det
5 lawyer lawyer NOUN 0 root
"""
    assert pairs(main.format(word="also"), "Doyle") == [("lawyer", None)]
    assert pairs(main.format(word="not"), "Doyle") == []


def test_a_description_before_a_comma_and_the_name() -> None:
    """“A lawyer for the Post, David Ames,” describes the name that follows."""
    source = """
1 A a DET 2 det
2 lawyer lawyer NOUN 10 nsubj
3 for for ADP 5 case
4 the the DET 5 det
5 Post Post PROPN 2 nmod NER=B-ORG|SpaceAfter=No
6 , , PUNCT 7 punct
7 David David PROPN 2 appos NER=B-PER
8 Ames Ames PROPN 7 flat NER=I-PER|SpaceAfter=No
9 , , PUNCT 2 punct
10 said say VERB 0 root
"""
    assert pairs(source, "David Ames") == [("lawyer", "Post")]


def test_gendered_nouns_tell_gender() -> None:
    """A spokeswoman is she."""
    source = """
1 spokeswoman spokeswoman NOUN 2 nmod:desc
2 Ann Ann PROPN 4 nsubj NER=B-PER
3 Doyle Doyle PROPN 2 flat NER=I-PER
4 said say VERB 0 root
"""
    assert [item.gender for item in descriptions(source, "Ann Doyle")] == ["female"]
