"""Ways in which news refers to people and bodies, as invented articles of many beats taught (training/newsroom)."""

from __future__ import annotations

import pytest

from attrib.resolve import resolve
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


STORES = ("Vale Stores", "organisation")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The chain", STORES),
        ("The Leeds-based chain", STORES),
        ("The rival chain", ("The rival chain", "organisation")),
    ],
)
def test_a_body_is_what_it_has_been_called(words: str, name: tuple[str, str]) -> None:
    """A word that the description lacks (“the rival chain”) makes it another one; where it is based does not."""
    middle = {"The chain": "", "The Leeds-based chain": "Leeds_/PROPN/6/compound -_/3 based=base/VERB/6/amod"}
    middle["The rival chain"] = "rival/NOUN/3/compound"
    noun = {"The chain": 2, "The Leeds-based chain": 5, "The rival chain": 3}[words]
    inside = middle[words].replace("/6/", f"/{noun}/").replace("-_/3", "-_/2")
    source = f"""
    Vale/PROPN/2/compound/NER=B-ORG Stores/PROPN/7/nsubj/NER=I-ORG ,/5 the/DET/5/det chain/NOUN/2/appos ,/2
    left=leave/VERB/0/root ./7

    {ELSE}

    {ELSE}

    {ELSE}

    {ELSE}

    The/DET/{noun}/det {inside} chain/NOUN/{noun + 1}/nsubj said=say/VERB/0/root so/ADV/{noun + 1}/advmod ./{noun + 1}
    """
    assert found(source, (words, "said")) == [name]


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


@pytest.mark.parametrize(
    ("clause", "words"), [(GAVE, "One man, who gave his name as Yusuf,"), (NAMED, "One man, named Yusuf,")]
)
def test_somebody_is_who_he_is_said_to_be_called(clause: str, words: str) -> None:
    verb = len(clause.split()) + 4
    source = f"One/NUM/2/nummod man/NOUN/{verb}/nsubj ,/2 {clause} said=say/VERB/0/root so/ADV/{verb}/advmod ./{verb}"
    assert found(source, (words, "said")) == [("Yusuf", "named_person")]


@pytest.mark.parametrize(
    ("first", "expected"),
    [("Two", "unnamed_person"), ("Many", "group")],
)
def test_people_who_can_be_counted_are_persons(first: str, expected: str) -> None:
    tag = "NUM/2/nummod" if first == "Two" else "ADJ/2/amod"
    source = f"{first}/{tag} people=person/NOUN/3/nsubj/Number=Plur said=say/VERB/0/root so/ADV/3/advmod ./3"
    assert found(source, (f"{first} people", "said")) == [(f"{first} people", expected)]


@pytest.mark.parametrize(("words", "expected"), [("Someone", "unnamed_person"), ("No one", "group")])
def test_someone_is_one_person_and_no_one_nobody_in_particular(words: str, expected: str) -> None:
    source = "Someone/PRON/2/nsubj" if words == "Someone" else "No/DET/2/det one/NOUN/3/nsubj"
    verb = len(source.split()) + 1
    source = f"{source} said=say/VERB/0/root so/ADV/{verb}/advmod ./{verb}"
    assert found(source, (words, "said")) == [(words, expected)]


@pytest.mark.parametrize(
    ("cue", "lemma", "speaker"), [("heard", "hear", None), ("said", "say", ("The jury", "organisation"))]
)
def test_what_a_jury_hears_is_nobody_s(cue: str, lemma: str, speaker: tuple[str, str] | None) -> None:
    source = f"The/DET/2/det jury/NOUN/3/nsubj {cue}={lemma}/VERB/0/root so/ADV/3/advmod ./3"
    assert found(source, ("The jury", cue)) == [speaker]


def test_a_court_that_is_told_nothing_says_nothing() -> None:
    """A headline's “…, court told”; a court that told somebody speaks."""
    told = "He/PRON/2/nsubj stole=steal/VERB/0/root ,/2 court/NOUN/5/nsubj told=tell/VERB/2/parataxis ./2"
    tells = "The/DET/2/det court/NOUN/3/nsubj told=tell/VERB/0/root him=he/PRON/3/iobj so/ADV/3/advmod ./3"
    assert found(told, ("court", "told")) == [None]
    assert found(tells, ("The court", "told")) == [("The court", "organisation")]


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


@pytest.mark.parametrize(
    ("middle", "words", "who"),
    [
        ("familiar/ADJ/2/amod", "Two people familiar", "unnamed_person"),
        ("close/ADJ/2/amod to/ADP/5/case Bell/PROPN/3/obl", "Many people close to Bell", "unnamed_person"),
        ("close/ADJ/2/amod to/ADP/5/case retirement/NOUN/3/obl", "Many people close to retirement", "group"),
        ("here/ADV/2/advmod", "Many people here", "group"),
    ],
)
def test_people_who_know_are_sources(middle: str, words: str, who: str) -> None:
    first = "Two/NUM/2/nummod" if words.startswith("Two") else "Many/ADJ/2/amod"
    verb = len(middle.split()) + 3
    said = f"said=say/VERB/0/root so/ADV/{verb}/advmod ./{verb}"
    source = f"{first} people=person/NOUN/{verb}/nsubj/Number=Plur {middle} {said}"
    assert found(source, (words, "said")) == [(words, who)]


def test_one_in_five_are_many() -> None:
    source = """
    One/NUM/6/nsubj in/ADP/3/case five/NUM/1/nmod of/ADP/5/case patients=patient/NOUN/3/nmod/Number=Plur
    said=say/VERB/0/root so/ADV/6/advmod ./6
    """
    assert found(source, ("One in five of patients", "said")) == [("One in five of patients", "group")]


@pytest.mark.parametrize(("article", "expected"), [("A", "document"), ("The", "organisation")])
def test_a_paper_is_a_study_and_the_paper_a_daily(article: str, expected: str) -> None:
    source = f"{article}/DET/2/det paper/NOUN/3/nsubj said=say/VERB/0/root so/ADV/3/advmod ./3"
    assert found(source, (f"{article} paper", "said")) == [(f"{article} paper", expected)]


def test_an_office_with_an_article_is_no_body() -> None:
    """“The Health Secretary”, which a tagger takes for a body's name."""
    source = """
    The/DET/3/det Health/PROPN/3/compound/NER=B-ORG Secretary/PROPN/4/nsubj/NER=I-ORG
    said=say/VERB/0/root so/ADV/4/advmod ./4
    """
    assert found(source, ("The Health Secretary", "said")) == [("The Health Secretary", "unnamed_person")]


@pytest.mark.parametrize(
    ("noun", "who"), [("spokesman", "unnamed_person"), ("building", "organisation")]
)  # fmt: skip
def test_who_speaks_for_a_body_is_the_head_behind_its_name(noun: str, who: str) -> None:
    """“A Department of Health spokesman”, whom the tree hangs on the department."""
    source = f"""
    A/DET/2/det Department/PROPN/6/nsubj/NER=B-ORG of/ADP/4/case/NER=I-ORG Health/PROPN/2/nmod/NER=I-ORG
    {noun}/NOUN/2/nmod said=say/VERB/0/root so/ADV/6/advmod ./6
    """
    (one,) = found(source, (f"A Department of Health {noun}", "said"))
    assert one is not None
    assert one[1] == who


@pytest.mark.parametrize(("people", "name"), [("Allies", None), ("Friends", "Friends of Sand")])
def test_people_of_somebody_s_are_no_body(people: str, name: str | None) -> None:
    """“Allies of Bell” are Bell's; “Friends of Sand”, nobody's surname, may be a society."""
    whose = "Bell" if name is None else "Sand"
    source = f"""
    Tom/PROPN/3/nsubj/NER=B-PER Bell/PROPN/1/flat/NER=I-PER left=leave/VERB/0/root ./3

    {people}/PROPN/4/nsubj/NER=B-ORG|Number=Plur of/ADP/3/case/NER=I-ORG {whose}/PROPN/1/nmod/NER=I-ORG
    said=say/VERB/0/root so/ADV/4/advmod ./4
    """
    (one,) = found(source, (f"{people} of {whose}", "said"))
    assert one == ((name, "organisation") if name else (f"{people} of {whose}", "group"))


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


@pytest.mark.parametrize("order", [("Mrs", "Miss"), ("Miss", "Mrs")])
def test_a_miss_is_not_the_mrs_of_her_name(order: tuple[str, str]) -> None:
    """Whichever comes first; and no one of unknown gender either, who may be a boy."""
    full = "{}/PROPN/3/nsubj/NER=B-PER Bell/PROPN/1/flat/NER=I-PER left=leave/VERB/0/root ./3"
    short = "{}/PROPN/2/nmod:desc Bell/PROPN/3/nsubj/NER=B-PER said=say/VERB/0/root so/ADV/3/advmod ./3"
    source = "\n\n".join([full.format("Ann"), full.format("Quill"), *(short.format(title) for title in order)])
    who = {"Mrs": ("Ann Bell", "named_person"), "Miss": ("Bell", "named_person")}
    assert found(source, *((f"{title} Bell", "said") for title in order)) == [who[title] for title in order]
