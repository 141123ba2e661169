"""Sources that a second and third set of annotated articles taught: names that trees part, nouns that no list has."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from attrib import weights
from attrib.analyzer import Analyzer
from attrib.errors import ModelError
from attrib.resolve.kinds import chances, is_role
from tests.test_resolve_rough_trees import outcome

if TYPE_CHECKING:
    from pathlib import Path


def test_two_subjects_side_by_side_are_one_person() -> None:
    """“FBI agent Tom Bell said”, where the tree makes both the verb's subject."""
    source = """
1 former former ADJ 3 amod
2 Customs Customs PROPN 3 compound NER=B-ORG
3 agent agent NOUN 6 nsubj
4 Tom Tom PROPN 6 nsubj NER=B-PER
5 Bell Bell PROPN 4 flat NER=I-PER
6 explained explain VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
    assert outcome(source, "former Customs agent Tom Bell")[0] == [("Tom Bell", "named_person")]


def test_a_body_is_not_the_person_named_in_its_apposition() -> None:
    """“Harbour Watch, a group of the strategist Tom Bell,” is no Tom Bell."""
    source = """
1 Harbour Harbour PROPN 2 compound NER=B-MISC
2 Watch Watch PROPN 13 nsubj NER=I-MISC
3 , , PUNCT 2 punct
4 a a DET 5 det
5 group group NOUN 2 appos
6 aligned align VERB 5 acl
7 with with ADP 9 case
8 party party NOUN 9 compound
9 strategist strategist NOUN 6 obl
10 Tom Tom PROPN 9 appos NER=B-PER
11 Bell Bell PROPN 10 flat NER=I-PER
12 , , PUNCT 2 punct
13 objected object VERB 0 root SpaceAfter=No
14 . . PUNCT 13 punct
"""
    found, entities = outcome(source, "Harbour Watch , a group aligned with party strategist Tom Bell ,")
    assert found in ([None], [("Harbour Watch", "organisation")])
    assert [entity.name for entity in entities] == ["Harbour Watch"]


@pytest.mark.parametrize(
    ("label", "last", "tags", "expected"),
    [
        ("ORG", "Republicans", "PROPN 4 nsubj Number=Plur NER=B-MISC", ("House Republicans", "group")),
        ("PER", "supporters", "NOUN 4 nsubj Number=Plur", ("House supporters", "group")),
    ],
)
def test_people_named_by_a_body_or_person_are_people(
    label: str, last: str, tags: str, expected: tuple[str, str]
) -> None:
    """“House Republicans” and “Ames supporters”, where the tree does not join the two."""
    source = f"""
1 Now now ADV 4 advmod
2 House House PROPN 4 nsubj NER=B-{label}
3 {last} {last.lower().removesuffix("s")} {tags}
4 objected object VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""
    found, _ = outcome(source, f"House {last}")
    assert found[0] is not None
    assert found[0][1] == expected[1]
    assert last in found[0][0]


def test_a_source_that_is_a_verb_is_nobody() -> None:
    source = """
1 Now now ADV 2 advmod
2 said say VERB 0 root
3 so so ADV 2 advmod SpaceAfter=No
4 . . PUNCT 2 punct
"""
    assert outcome(source, "said")[0] == [None]


def test_the_subject_of_a_verb_inside_a_source_is_the_source() -> None:
    """“Several judges handling the case …”, the participle taken for the sentence's verb."""
    source = """
1 Several several ADJ 2 amod
2 judges judge NOUN 3 nsubj Number=Plur
3 handling handle VERB 0 root
4 lawsuits lawsuit NOUN 3 obj Number=Plur
5 objected object VERB 3 ccomp SpaceAfter=No
6 . . PUNCT 3 punct
"""
    found, _ = outcome(source, "Several judges handling lawsuits")
    assert found == [("Several judges handling lawsuits", "unnamed_person")]


NEARBY = """
1 Vale Vale PROPN 3 nsubj NER=B-ORG
2 Rail Rail PROPN 1 flat NER=I-ORG
3 lost lose VERB 0 root
4 {other} {other} PROPN 3 obj NER=B-ORG SpaceAfter=No
5 . . PUNCT 3 punct

1 Vale Vale PROPN 3 nsubj NER=B-ORG
2 Rail Rail PROPN 1 flat NER=I-ORG
3 paid pay VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 The the DET 2 det
2 company company NOUN 3 nsubj
3 objected object VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


def test_the_company_is_the_body_that_is_named_most() -> None:
    assert outcome(NEARBY.format(other="Marl"), "The company")[0] == [("Vale Rail", "organisation")]


HOUSE = """
1 The the DET 3 det
2 House House PROPN 3 compound NER=B-ORG
3 Committee Committee PROPN 4 nsubj NER=I-ORG
4 met meet VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct

1 The the DET 2 det
2 House House PROPN 3 nsubj NER=B-ORG
3 agreed agree VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


def test_a_kind_of_body_is_no_short_form_of_a_name_it_begins() -> None:
    """“The House” is not the House Committee."""
    assert outcome(HOUSE, "The House Committee", "The House")[0][-1] == ("House", "organisation")


FULL = """
1 Eric Eric PROPN 3 nsubj NER=B-PER
2 Marl Marl PROPN 1 flat NER=I-PER
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""
BARE = """
1 Marl Marl PROPN 2 nsubj NER=B-ORG
2 agreed agree VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_an_office_with_its_of_belongs_to_the_name_after_it() -> None:
    """“Former secretary of state Ann Doyle … she”, where the tree hangs the name on the office."""
    source = """
1 Former former ADJ 2 amod
2 secretary secretary NOUN 7 nsubj
3 of of ADP 4 case
4 state state NOUN 2 nmod
5 Ann Ann PROPN 2 nmod NER=B-PER
6 Doyle Doyle PROPN 5 flat NER=I-PER
7 resigned resign VERB 0 root SpaceAfter=No
8 . . PUNCT 7 punct

1 She she PRON 2 nsubj
2 said say VERB 0 root
3 so so ADV 2 advmod SpaceAfter=No
4 . . PUNCT 2 punct
"""
    assert outcome(source, "She")[0] == [("Ann Doyle", "named_person")]


def test_one_of_a_people_is_an_unnamed_person() -> None:
    """“One Canadian” is no body called Canadian."""
    source = """
1 one one NUM 2 nummod
2 Canadian Canadian PROPN 3 nsubj NER=B-MISC
3 said say VERB 0 root
4 so so ADV 3 advmod SpaceAfter=No
5 . . PUNCT 3 punct
"""
    assert outcome(source, "one Canadian")[0] == [("one Canadian", "unnamed_person")]


CAMPAIGN = """
1 The the DET 2 det
2 campaign campaign NOUN 3 nsubj
3 ended end VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 The the DET 3 det
2 Bell Bell PROPN 3 compound NER=B-PER
3 campaign campaign NOUN 4 nsubj
4 agreed agree VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct

1 The the DET 3 det
2 Doyle Doyle PROPN 3 compound NER=B-PER
3 campaign campaign NOUN 4 nsubj
4 objected object VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
"""


def test_campaigns_of_two_people_are_two() -> None:
    found, _ = outcome(CAMPAIGN, "The Bell campaign", "The Doyle campaign")
    assert found[0] != found[1]


@pytest.mark.parametrize(
    ("lemma", "kind"),
    [("striker", "person"), ("winger", "person"), ("forecaster", "person"), ("quiz", "document"), ("cable", "thing")],
)
def test_a_noun_on_no_list_is_of_the_kind_of_those_it_is_like(lemma: str, kind: str) -> None:
    found = chances(lemma)
    assert max(found, key=found.__getitem__) == kind


@pytest.mark.parametrize(("lemma", "role"), [("striker", True), ("agent", True), ("cable", False), ("report", False)])
def test_roles_are_nouns_for_people(lemma: str, role: bool) -> None:  # noqa: FBT001
    assert is_role(lemma) is role


def test_a_share_of_people_is_a_group_and_a_memo_something_written() -> None:
    source = """
1 42 42 NUM 2 nummod SpaceAfter=No
2 % % SYM 6 nsubj
3 of of ADP 5 case
4 young young ADJ 5 amod
5 voters voter NOUN 2 nmod
6 agreed agree VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct

1 The the DET 2 det
2 memo memo NOUN 3 nsubj
3 says say VERB 0 root
4 so so ADV 3 advmod SpaceAfter=No
5 . . PUNCT 3 punct
"""
    found, _ = outcome(source, "42% of young voters", "The memo")
    assert [each and each[1] for each in found] == ["group", "document"]


COUPLE = """
1 Parents parent NOUN 2 nmod:desc
2 Paul Paul PROPN 6 nsubj NER=B-PER
3 and and CCONJ 4 cc
4 Jean Jean PROPN 2 conj NER=B-PER
5 Whitty Whitty PROPN 4 flat NER=I-PER
6 agreed agree VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct

1 Mrs Mrs PROPN 2 nmod:desc
2 Whitty Whitty PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
4 no no INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct

1 Mr Mr PROPN 2 nmod:desc
2 Whitty Whitty PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
4 yes yes INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
"""


@pytest.mark.parametrize("other", ["Paul Ames", "Ann Paul"])
def test_a_given_name_that_is_another_s_gets_no_surname(other: str) -> None:
    given, surname = other.split()
    source = f"""
1 {given} {given} PROPN 3 nsubj NER=B-PER
2 {surname} {surname} PROPN 1 flat NER=I-PER
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
{COUPLE}"""
    assert outcome(source, "Paul and Jean Whitty")[0] == [(f"{other} and Jean Whitty", "named_person")]


def test_a_title_keeps_away_from_a_given_name_of_the_other_gender() -> None:
    """“Mr Bell” is not Ann Bell, the only Bell named in full."""
    source = """
1 Ann Ann PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Mr Mr PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
4 no no INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
"""
    assert outcome(source, "Ann Bell", "Mr Bell")[0] == [("Ann Bell", "named_person"), ("Bell", "named_person")]


def test_a_noun_joined_to_a_title_before_a_name_is_the_name_s() -> None:
    """“The mayor and council leader Ann Doyle”, where the tree hangs the name on the mayor."""
    held = """
1 It it PRON 2 nsubj
2 held hold VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""
    source = """
1 The the DET 2 det
2 mayor mayor NOUN 8 nsubj
3 and and CCONJ 5 cc
4 council council NOUN 5 compound
5 leader leader NOUN 2 conj
6 Ann Ann PROPN 2 appos NER=B-PER
7 Doyle Doyle PROPN 6 flat NER=I-PER
8 agreed agree VERB 0 root SpaceAfter=No
9 . . PUNCT 8 punct
"""
    assert outcome(4 * held + source, "council leader")[0] == [("Ann Doyle", "named_person")]


def test_the_lists_of_another_folder_are_heeded_and_hashed(tmp_path: Path) -> None:
    """``--models FOLDER`` resolves by FOLDER's lists, too; afterwards the bundled ones tell again."""
    for name in weights.RESOLVING | {"tokenizer.json"}:
        shutil.copy(weights.FOLDER / name, tmp_path)
    words = json.loads((tmp_path / "lexicon.json").read_text(encoding="utf-8"))
    words["OFFICES"]["flimworth"] = "flimworth"
    (tmp_path / "lexicon.json").write_text(json.dumps(words), encoding="utf-8")
    hashes = {name: {"sha256": weights.sha256(tmp_path / name)} for name in weights.RESOLVING}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": hashes}), encoding="utf-8")
    before = is_role("flimworth"), Analyzer().resolving["lexicon.json"]
    try:
        weights.use(tmp_path)
        after = is_role("flimworth"), Analyzer(tmp_path).resolving["lexicon.json"]
    finally:
        weights.use(weights.FOLDER)
    assert (before[0], after[0]) == (False, True)
    assert before[1] != after[1]
    assert not is_role("flimworth")


@pytest.mark.parametrize("damage", ["{", '{"PERSON": []}'])
def test_a_damaged_list_is_told_and_those_of_before_tell_again(tmp_path: Path, damage: str) -> None:
    for name in weights.RESOLVING | {"tokenizer.json"}:
        shutil.copy(weights.FOLDER / name, tmp_path)
    (tmp_path / "lexicon.json").write_text(damage, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ModelError, match=r"lexicon\.json|lack"):
            weights.use(tmp_path)
    assert weights.in_use() == weights.FOLDER
    assert is_role("mayor")
