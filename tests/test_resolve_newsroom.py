"""Ways in which news refers to people and bodies, as invented articles of many beats taught (training/newsroom)."""

from __future__ import annotations

import pytest

from attrib.language.tree import Tree
from attrib.resolve import resolve
from attrib.resolve.entities import walk
from attrib.types import Attribution, Cue, Span
from tests.shorthand import parsed

BELL = """
Tom/PROPN/6/nsubj/NER=B-PER Bell/PROPN/1/flat/NER=I-PER ,/4 34/NUM/1/nummod ,/1 left=leave/VERB/0/root ./6
"""
ELSE = "It/PRON/2/nsubj held=hold/VERB/0/root ./2"


def found(source: str, *sources: tuple[str, str]) -> list[tuple[str, str] | None]:
    """Resolve sources given by their words, each with the words of its cue, searched after the one before it."""
    document, parse = parsed(source)
    given, at = [], 0
    for number, (words, said) in enumerate(sources, start=1):
        at = document.text.index(words, at)
        span = Span(at, at + len(words))
        begin = document.text.index(said, span.end)
        row = next(s for s in parse.sentences if s.span.overlaps(span))
        lemma = next(t.lemma for t in row.tokens if t.span.start == begin)
        cue = Cue(Span(begin, begin + len(said)), lemma)
        content = Span(row.span.end - 1, row.span.end)
        at = span.end
        given.append(Attribution(f"a{number}", "indirect", (content,), cue, span, "hand", row.index, 0, confidence=1.0))
    return [(a.speaker.name, a.speaker.source_class) if a.speaker else None for a in resolve(document, parse, given)[0]]


def test_a_body_is_named_between_commas_after_what_it_is() -> None:
    source = """
    The/DET/2/det developer/NOUN/7/nsubj ,/5 Vale/PROPN/5/compound/NER=B-ORG Partners/PROPN/2/appos/NER=I-ORG ,/2
    said=say/VERB/0/root so/ADV/7/advmod ./7
    """
    assert found(source, ("The developer, Vale Partners,", "said")) == [("Vale Partners", "organisation")]


def test_one_of_several_is_named_after_them() -> None:
    source = """
    One/NUM/8/nsubj of/ADP/4/case the/DET/4/det traders=trader/NOUN/1/nmod/Number=Plur ,/6
    Vale/PROPN/4/appos/NER=B-ORG ,/1 said=say/VERB/0/root so/ADV/8/advmod ./8
    """
    assert found(source, ("One of the traders, Vale,", "said")) == [("Vale", "organisation")]


def test_one_slip_of_the_parser_makes_no_firm_of_a_surname() -> None:
    """“Vale’s said” once among many a “Vale said”."""
    slip = "Vale_/PROPN/3/nsubj/NER=B-PER ’s/PART/1/case said=say/VERB/0/root so/ADV/3/advmod ./3"
    usual = "Vale/PROPN/2/nsubj/NER=B-PER said=say/VERB/0/root so/ADV/2/advmod ./2"
    assert found(f"{usual}\n\n{usual}\n\n{slip}", ("Vale", "said")) == [("Vale", "named_person")]


def test_the_father_of_three_is_who_is_named_just_before() -> None:
    source = f"""{BELL}

    the/DET/2/det father/NOUN/5/nsubj of/ADP/4/case three/NUM/2/nmod said=say/VERB/0/root so/ADV/5/advmod ./5
    """
    assert found(source, ("the father of three", "said")) == [("Tom Bell", "named_person")]


GAVE = """
who/PRON/5/nsubj gave=give/VERB/2/acl:relcl his/PRON/7/nmod:poss name/NOUN/5/obj as/ADP/9/case
Yusuf/PROPN/5/obl/NER=B-PER ,/2
"""
NAMED = "named=name/VERB/2/acl Yusuf/PROPN/4/xcomp/NER=B-PER ,/2"


def test_people_who_can_be_counted_are_persons() -> None:
    source = "Two/NUM/2/nummod people=person/NOUN/3/nsubj/Number=Plur said=say/VERB/0/root so/ADV/3/advmod ./3"
    assert found(source, ("Two people", "said")) == [("Two people", "unnamed_person")]


def test_who_speaks_for_somebody_with_a_title_is_not_that_person() -> None:
    source = """
    a/DET/2/det spokesman/NOUN/6/nsubj for/ADP/5/case Ms./PROPN/5/nmod:desc Bell/PROPN/2/nmod/NER=B-PER
    said=say/VERB/0/root so/ADV/6/advmod ./6
    """
    assert found(source, ("a spokesman for Ms. Bell", "said")) == [("a spokesman for Ms. Bell", "unnamed_person")]


def test_a_surname_goes_on_behind_its_hyphen() -> None:
    source = """
    Ann/PROPN/5/nsubj/NER=B-PER Bell_/PROPN/1/flat/NER=I-PER -_/1 Moss/PROPN/1/flat/NER=B-PER said=say/VERB/0/root ./5
    """
    assert found(source, ("Ann Bell-Moss", "said")) == [("Ann Bell-Moss", "named_person")]


def test_a_force_is_the_police() -> None:
    source = f"""
    Fenland/PROPN/2/compound/NER=B-ORG Police/PROPN/3/nsubj/NER=I-ORG left=leave/VERB/0/root ./3

    {ELSE}

    {ELSE}

    {ELSE}

    The/DET/2/det force/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./3
    """
    assert found(source, ("The force", "said")) == [("Fenland Police", "organisation")]


@pytest.mark.parametrize(("noun", "who"), [("spokesman", "unnamed_person")])
def test_who_speaks_for_a_body_is_the_head_behind_its_name(noun: str, who: str) -> None:
    """“A Department of Health spokesman”, whom the tree hangs on the department."""
    source = f"""
    A/DET/2/det Department/PROPN/6/nsubj/NER=B-ORG of/ADP/4/case/NER=I-ORG Health/PROPN/2/nmod/NER=I-ORG
    {noun}/NOUN/2/nmod said=say/VERB/0/root so/ADV/6/advmod ./6
    """
    (one,) = found(source, (f"A Department of Health {noun}", "said"))
    assert one is not None
    assert one[1] == who


def test_a_title_of_the_owner_s_own_gender_lends_no_surname() -> None:
    """“Ann Bell … her daughter, Kay, … Mrs Bell” is Ann, and Kay is only Kay."""
    source = """
    Ann/PROPN/3/nsubj/NER=B-PER Bell/PROPN/1/flat/NER=I-PER left=leave/VERB/0/root ./3

    Her/PRON/2/nmod:poss daughter/NOUN/6/nsubj ,/4 Kay/PROPN/2/appos/NER=B-PER ,/2 spoke=speak/VERB/0/root ./6

    Mrs/PROPN/2/nmod:desc Bell/PROPN/3/nsubj/NER=B-PER said=say/VERB/0/root so/ADV/3/advmod ./3
    """
    assert found(source, ("Kay", "spoke"), ("Mrs Bell", "said")) == [
        ("Kay", "named_person"), ("Ann Bell", "named_person"),
    ]  # fmt: skip


SENATORS = """
two/NUM/2/nummod senators=senator/NOUN/10/nsubj ,/4 Ann/PROPN/2/appos/NER=B-PER Moss/PROPN/4/flat/NER=I-PER
and/CCONJ/7/cc Ray/PROPN/4/conj/NER=B-PER Bell/PROPN/7/flat/NER=I-PER ,/4 said=say/VERB/0/root so/ADV/10/advmod ./10
"""
SHOT = """
officers=officer/NOUN/9/nsubj who/PRON/3/nsubj shot=shoot/VERB/1/acl:relcl Ann/PROPN/3/obj/NER=B-PER
Moss/PROPN/4/flat/NER=I-PER and/CCONJ/7/cc Ray/PROPN/4/conj/NER=B-PER Bell/PROPN/7/flat/NER=I-PER
said=say/VERB/0/root so/ADV/9/advmod ./9
"""
AIDES = """
aides=aide/NOUN/8/nsubj to/ADP/3/case Ann/PROPN/1/nmod/NER=B-PER Moss/PROPN/3/flat/NER=I-PER and/CCONJ/6/cc
Ray/PROPN/3/conj/NER=B-PER Bell/PROPN/6/flat/NER=I-PER said=say/VERB/0/root so/ADV/8/advmod ./8
"""


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        (SENATORS, "two senators, Ann Moss and Ray Bell", True),
        (SENATORS.replace(",/4 Ann", "like/ADP/4/case Ann"), "two senators like Ann Moss and Ray Bell", True),
        (AIDES, "aides to Ann Moss and Ray Bell", False),
        (SHOT, "officers who shot Ann Moss and Ray Bell", False),
    ],
)
def test_people_listed_after_what_they_are_speak_together(source: str, words: str, *, expected: bool) -> None:
    document, parse = parsed(source)
    span = Span(0, len(words))
    assert span.of(document.text) == words
    walked = walk(Tree(document, parse), [span])
    joint = [
        c.name for c in walked.clusters if c.members and any(n == c.number for n, _ in walked.choices[span].options)
    ]
    assert joint == (["Ann Moss and Ray Bell"] if expected else [])


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Ray/PROPN/4/nsubj/NER=B-PER Paul/PROPN/1/flat/NER=B-PER", "Ray Paul"),
        ("Ray/PROPN/5/nsubj/NER=B-PER in/ADP/3/case Veld/PROPN/1/flat/NER=B-PER", "Ray in Veld"),
    ],
)
def test_a_name_has_the_words_that_the_tree_holds_flat_under_it(name: str, whole: str) -> None:
    verb = len(name.split()) + 1
    source = f"{name.replace('/4/', f'/{verb}/').replace('/5/', f'/{verb}/')} said=say/VERB/0/root so/ADV/{verb}/advmod"
    assert found(source, (whole, "said")) == [(whole, "named_person")]


def test_a_firm_of_two_names_is_one() -> None:
    firm = """
    Prewett/PROPN/4/nsubj/NER=B-PER &/CCONJ/3/cc Gale/PROPN/1/conj/NER=B-PER said=say/VERB/0/root so/ADV/4/advmod ./4
    """
    assert found(firm, ("Prewett & Gale", "said")) == [("Prewett & Gale", "organisation")]


def test_an_office_is_nobody_who_is_called_so() -> None:
    source = """
    Kenneth/PROPN/3/nsubj/NER=B-PER Bishop/PROPN/1/flat/NER=I-PER left=leave/VERB/0/root ./3

    The/DET/2/det bishop/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./3
    """
    document, parse = parsed(source)
    place = document.text.index("The bishop")
    walked = walk(Tree(document, parse), [Span(place, place + len("The bishop"))])
    (choice,) = walked.choices.values()
    assert not choice.row["in_name"]
