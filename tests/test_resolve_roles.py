"""Roles and affiliations: before the name, after it, in a clause, in place of it; which of them are shown."""

from __future__ import annotations

import sys

import pytest

from attrib.language.tree import Tree
from attrib.resolve.cluster import cluster_names
from attrib.resolve.mentions import find_mentions
from attrib.resolve.roles import Description, describe, describe_words
from attrib.resolve.titles import titles
from attrib.types import Span
from tests.handmade import read_parse
from tests.shorthand import parsed


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


def test_an_abbreviated_office_is_shown_as_written_and_a_courtesy_title_is_no_role() -> None:
    """“Col” is a colonel to whoever compares, “Mr” is nothing."""
    source = """
1 {title} {title} PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
"""
    assert pairs(source.format(title="Col"), "Col Bell") == [("Col", None)]
    assert [item.lemma for item in descriptions(source.format(title="Col"), "Col Bell")] == ["colonel"]
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


def test_a_place_after_in_may_be_an_affiliation() -> None:
    """“an analyst in California”: whether to show it is for the weights."""
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
    assert pairs(source, "Joel Wing") == [("analyst", "California")]


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


def test_a_role_goes_round_the_body_that_stands_inside_it() -> None:
    """“former US president”: one stretch of the text, of which a part is the affiliation."""
    source = """
1 former former ADJ 3 amod
2 US US PROPN 3 compound NER=B-LOC
3 president president NOUN 4 nmod:desc
4 Ann Ann PROPN 6 nsubj NER=B-PER
5 Doyle Doyle PROPN 4 flat NER=I-PER
6 left leave VERB 0 root
"""
    assert pairs(source, "Ann Doyle") == [("former US president", "US")]


def test_an_office_of_something_keeps_it_and_a_party_stands_behind_the_name() -> None:
    """“Secretary of Works Ann Doyle (D-Calif.)”: the head is the secretary, the tag an affiliation."""
    source = """
1 Secretary Secretary PROPN 4 nmod:desc
2 of of ADP 3 case
3 Works Works PROPN 1 nmod
4 Ann Ann PROPN 9 nsubj NER=B-PER
5 Doyle Doyle PROPN 4 flat NER=I-PER
6 ( ( PUNCT 7 punct SpaceAfter=No
7 D-Calif. D-Calif. PROPN 4 appos SpaceAfter=No
8 ) ) PUNCT 7 punct
9 left leave VERB 0 root
"""
    found = descriptions(source, "Ann Doyle")
    assert [(item.role, item.affiliation, item.lemma) for item in found][-2:] == [
        ("Secretary of Works", None, "secretary"),
        (None, "D-Calif.", ""),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a/DET/2/det spokesman/NOUN/6/nsubj for/ADP/5/case the/DET/5/det port/NOUN/2/nmod", ("spokesman", "port")),
        ("one/NUM/6/nsubj of/ADP/5/case two/NUM/5/nummod old/ADJ/5/amod voters=voter/NOUN/1/nmod",
         ("old voters", None)),
        ("people/NOUN/6/nsubj familiar/ADJ/1/amod with/ADP/5/case the/DET/5/det plan/NOUN/2/obl",
         ("people familiar with the plan", None)),
        ("the/DET/2/det head/NOUN/5/nsubj of/ADP/4/case research/NOUN/2/nmod", ("head of research", None)),
        ("the/DET/2/det secretary/NOUN/5/nsubj general/ADJ/2/amod ,/2", ("secretary general", None)),
    ],
)  # fmt: skip
def test_who_has_no_name_is_what_the_source_says(words: str, expected: tuple[str, str | None]) -> None:
    """The noun of the source is the role, of a number the noun that is counted."""
    document, parse = parsed(f"{words} said=say/VERB/0/root")
    found = describe_words(Tree(document, parse), Span(0, document.text.index(" said")))
    assert [(item.role, item.affiliation) for item in found] == [expected]
    assert [item.role_span and item.role_span.of(document.text) for item in found] == [expected[0]]


def test_what_is_known_already_is_not_read_twice() -> None:
    """A source whose head is a mention of the entity says nothing more."""
    document, parse = parsed("a/DET/2/det spokesman/NOUN/3/nsubj said=say/VERB/0/root")
    assert describe_words(Tree(document, parse), Span(0, 11), {(0, 1)}) == []


def test_the_likeliest_title_is_shown_and_an_unlikely_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights decide; the affiliation inside a role that is shown is not shown again."""
    document, parse = read_parse("""
1 former former ADJ 3 amod
2 US US PROPN 3 compound NER=B-LOC
3 president president NOUN 4 nmod:desc
4 Ann Ann PROPN 9 nsubj NER=B-PER|SpaceAfter=No
5 , , PUNCT 8 punct
6 the the DET 8 det
7 old old ADJ 8 amod
8 friend friend NOUN 4 appos
9 left leave VERB 0 root
""")
    tree = Tree(document, parse)
    weights = {"person role before": 3.0, "person role beside": -3.0, "person affiliation before": 3.0}
    monkeypatch.setattr(sys.modules[titles.__module__], "_weights", lambda: weights)
    given, role, affiliation = titles(
        tree, cluster_names(tree, [r for r in find_mentions(tree, []) if r.text == "Ann"])[0], []
    )
    assert [(title.kind, title.span.of(document.text)) for title in given] == [
        ("role", "former US president"), ("affiliation", "US"),
    ]  # fmt: skip
    assert (role, affiliation) == ("former US president", None)


def test_the_bundled_weights_show_a_spokesman() -> None:
    """A plain title before a name is shown with its body."""
    document, parse = read_parse("""
1 Harbour harbour PROPN 3 compound NER=B-ORG
2 Board board PROPN 3 compound NER=I-ORG
3 spokesman spokesman NOUN 4 nmod:desc
4 Tom Tom PROPN 6 nsubj NER=B-PER
5 Bell Bell PROPN 4 flat NER=I-PER
6 said say VERB 0 root
""")
    tree = Tree(document, parse)
    names = [r for r in find_mentions(tree, []) if r.text == "Tom Bell"]
    assert titles(tree, cluster_names(tree, names)[0], [])[1:] == ("spokesman", "Harbour Board")
