"""attrib.extract: every construction of an attribution, on hand-made parses.

What is expected is what a fact-checker would write down: who, by which words, and what exactly. The lexicon's counts
are replaced (`_lexicon`), so that a test says something about the rules and not about the week's counts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.extract import extract, lexicon, rules
from attrib.extract.frames import frames
from attrib.language.tree import Tree
from attrib.types import Attribution, Document, Paragraph, Parse, Sentence, Span, Token
from tests.shorthand import parsed

# Cues that attribute whatever clause or quotation they take …
CUES = [
    "accord",
    "according",
    "accuse",
    "add",
    "allege",
    "allegedly",
    "answer",
    "apparently",
    "argue",
    "ask",
    "believe",
    "claim",
    "conclude",
    "deny",
    "expect",
    "fear",
    "insist",
    "put",
    "reportedly",
    "say",
    "show",
    "suggest",
    "tell",
    "think",
    "warn",
    "write",
]
# … and those that do with an object, a preposition or an infinitive.
OTHERS = [
    "accuse-obj",
    "admit-ccomp",
    "blame-obj",
    "boast-ccomp",
    "call",
    "cite-obj",
    "condemn-obj",
    "criticise-patient",
    "dismiss-obj",
    "hope-ccomp",
    "plan-acl",
    "praise-obj",
    "regret-obj",
    "reject-obj",
    "tell-obj+xcomp",
    "want-obj",
    "want-xcomp",
]


def believed(key: str) -> float:
    """Stand in for the counted table: 0.9 for what attributes, 0.1 for the rest."""
    lemma, _, kind = key.partition(" ")
    lemma, kind = lemma.partition("/")[0], kind.removeprefix("passive-")
    clausal = not kind.startswith(("obj", "obl", "nmod", "patient"))
    named = any(f"{lemma}-{kind}".startswith(entry) for entry in OTHERS)
    return 0.9 if named or (lemma in CUES and clausal) else 0.1


@pytest.fixture(autouse=True, scope="module")
def _lexicon() -> Iterator[None]:
    """Replace the counts for all tests of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "trust", believed)
        yield


def attributions(source: str) -> tuple[Attribution, ...]:
    return extract(*parsed(source))


def found(source: str) -> list[tuple[str | None, str | None, str]]:
    """Return source, cue and content (its pieces joined with “ … ”) of each attribution."""
    document, parse = parsed(source)
    text = document.text
    return [
        (
            a.source.of(text) if a.source else None,
            a.cue.span.of(text) if a.cue else None,
            " … ".join(span.of(text) for span in a.content),
        )
        for a in extract(document, parse)
    ]


def only(source: str) -> Attribution:
    """Return the one attribution there is."""
    (attribution,) = attributions(source)
    return attribution


# --- Clauses ----------------------------------------------------------------------------------------------------------

PLAIN = """
    Doyle/PROPN/2/nsubj said=say/VERB/0/root the/DET/4/det wall/NOUN/6/nsubj would/AUX/6/aux hold/VERB/2/ccomp ./2
"""


def test_a_clause_without_that() -> None:
    assert found(PLAIN) == [("Doyle", "said", "the wall would hold")]
    assert only(PLAIN).type == "indirect"


def test_a_clause_with_that_and_when_it_was_said() -> None:
    assert found("""
        Doyle/PROPN/2/nsubj said=say/VERB/0/root on/ADP/4/case Monday/PROPN/2/obl that/SCONJ/9/mark the/DET/7/det
        wall/NOUN/9/nsubj would/AUX/9/aux hold/VERB/2/ccomp ./2
    """) == [("Doyle", "said", "that the wall would hold")]


def test_two_clauses_of_one_verb_are_one_content() -> None:
    assert found("""
        Doyle/PROPN/2/nsubj said=say/VERB/0/root that/SCONJ/6/mark the/DET/5/det wall/NOUN/6/nsubj
        held=hold/VERB/2/ccomp
        and/CCONJ/11/cc that/SCONJ/11/mark the/DET/10/det crane/NOUN/11/nsubj fell=fall/VERB/6/conj ./2
    """) == [("Doyle", "said", "that the wall held and that the crane fell")]


@pytest.mark.parametrize(
    ("source", "content"),
    [
        (
            """They/PRON/2/nsubj held=hold/VERB/5/ccomp ,/2 he/PRON/5/nsubj said=say/VERB/0/root :/8 they/PRON/8/nsubj
            want/VERB/5/ccomp peace/NOUN/8/obj ./5""",
            "They held … they want peace",
        ),
        (
            """They/PRON/2/nsubj held=hold/VERB/5/ccomp ,/2 he/PRON/5/nsubj said=say/VERB/0/root :/8 they/PRON/8/nsubj
            want/VERB/5/parataxis peace/NOUN/8/obj ./5""",
            "They held … they want peace",
        ),
        (
            """They/PRON/2/nsubj held=hold/VERB/5/ccomp ,/2 he/PRON/5/nsubj said=say/VERB/0/root ,/11 but/CCONJ/11/cc
            they/PRON/11/nsubj would/AUX/11/aux soon/ADV/11/advmod tire/VERB/5/conj ./5""",
            "They held … but they would soon tire",
        ),
        (
            """“/3 They/PRON/3/nsubj held=hold/VERB/7/ccomp ,/3 ”/3 he/PRON/7/nsubj said=say/VERB/0/root ,/12 “/12
            and/CCONJ/12/cc they/PRON/12/nsubj hold/VERB/7/conj ./7 ”/12""",
            "“They held,” … “and they hold.”",
        ),
        (
            """They/PRON/2/nsubj held=hold/VERB/5/ccomp ,/2 he/PRON/5/nsubj said=say/VERB/0/root ,/9 and/CCONJ/9/cc
            Bell/PROPN/9/nsubj left=leave/VERB/5/conj ./5""",
            "They held",
        ),
    ],
    ids=["colon", "colon-loosely", "reported-tense", "quoted", "somebody-left"],
)
def test_speech_goes_on_after_a_cue_that_interrupts_it(source: str, content: str) -> None:
    assert found(source)[0][2] == content


def test_a_name_that_the_tree_tears_apart_is_one_source() -> None:
    """The tags still hold it together."""
    torn = """
        According=accord/VERB/3/case to/ADP/1/fixed Dr/PROPN/10/obl/NER=B-PER Pell/PROPN/10/obl/NER=I-PER ,/7
        a/DET/7/det geologist/NOUN/4/appos ,/7 it/PRON/10/nsubj held=hold/VERB/0/root ./10
    """
    assert found(torn) == [("Dr Pell, a geologist", "According to", "it held")]
    asked = """
        Asked=ask/VERB/11/advcl/Voice=Pass by/ADP/3/case Col/PROPN/1/obl:agent/NER=B-PER
        Hill/PROPN/1/obl:agent/NER=I-PER whether/SCONJ/8/mark it/PRON/8/nsubj was/AUX/8/cop safe/ADJ/1/advcl ,/1
        she/PRON/11/nsubj left=leave/VERB/0/root ./11
    """
    assert ("Col Hill", "Asked", "whether it was safe") in found(asked)


def test_a_headline_needs_a_cue_that_is_trusted_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "trust", lambda _key: 0.5)
    source = "Militias=militia/NOUN/2/nsubj attack/VERB/0/root bases=base/NOUN/2/obj"
    assert found("# kind = title\n" + source) == []
    assert found(source) == [("Militias", "attack", "bases")]


def test_a_quotation_that_its_comma_leaves_open_belongs_to_the_cue_after_it() -> None:
    """A tree may take the condition for the cue's."""
    assert found("""
        “/4 If/SCONJ/4/mark it/PRON/4/nsubj rains=rain/VERB/8/advcl ,/4 ”/4 she/PRON/8/nsubj said=say/VERB/0/root ,/13
        “/13 it/PRON/13/nsubj will/AUX/13/aux flood/VERB/8/ccomp ./13 ”/13
    """) == [("she", "said", "“If it rains,” … “it will flood.”")]


def test_what_a_court_heard_is_somebodys_and_not_the_reporters() -> None:
    source = "The/DET/2/det jury/NOUN/3/nsubj heard=hear/VERB/0/root he/PRON/5/nsubj lied=lie/VERB/3/ccomp ./3"
    assert found(source) == [(None, "heard", "he lied")]
    assert found(source.replace("jury", "driver")) == []


def test_words_before_a_cue_are_no_source_when_no_quotation_ends_there() -> None:
    source = (
        """
        “/3 It/PRON/3/nsubj held=hold/VERB/5/ccomp ,/3 ”/3 Doyle/PROPN/6/nsubj said=say/VERB/0/root ./6
    """.replace("/5/ccomp", "/7/ccomp")
        .replace("Doyle/PROPN/6", "Doyle/PROPN/7")
        .replace(" ./6", " ./7")
    )
    later = """
        Tempers/NOUN/2/nsubj rose=rise/VERB/0/root when/ADV/5/advmod it/PRON/5/expl emerged=say/VERB/2/advcl
        he/PRON/7/nsubj lied=lie/VERB/5/ccomp ./2
    """
    assert not any(row[0] and "Tempers" in row[0] for row in found(source + "\n\n" + later))


def test_an_object_goes_on_to_the_quotation_that_ends_it() -> None:
    assert found("""
        Doyle/PROPN/2/nsubj condemned=condemn/VERB/0/root it/PRON/2/obj as/ADP/5/case terror/NOUN/2/obl ,/7
        aimed=aim/VERB/2/advcl at/ADP/11/case “/11 our/PRON/11/nmod:poss port/NOUN/7/obl ”/11 ./2
    """) == [("Doyle", "condemned", "it as terror, aimed at “our port”")]


def test_let_it_be_known_is_one_cue() -> None:
    source = """
        Doyle/PROPN/2/nsubj let/VERB/0/root it/PRON/5/nsubj be/AUX/5/aux:pass known=know/VERB/2/xcomp
        that/SCONJ/9/mark the/DET/8/det wall/NOUN/9/nsubj held=hold/VERB/5/ccomp ./2
    """
    tree = Tree(*parsed(source))
    (frame,) = [frame for frame in frames(tree, 0) if frame.key == "let know ccomp"]
    assert [tree.token(0, i).text for i in frame.cue] == ["let", "it", "be", "known"]
    assert [tree.token(0, i).text for i in frame.source or ()] == ["Doyle"]
    assert [tree.token(0, i).text for i in frame.content] == ["that", "the", "wall", "held"]


def test_a_clause_with_a_fragment_in_quotation_marks_is_mixed() -> None:
    source = """
        Doyle/PROPN/2/nsubj said=say/VERB/0/root the/DET/4/det wall/NOUN/7/nsubj:pass was=be/AUX/7/aux:pass “/7
        held=hold/VERB/2/ccomp up/ADP/7/compound:prt by/ADP/10/case habit/NOUN/7/obl ”/7 ./2
    """
    assert found(source) == [("Doyle", "said", "the wall was “held up by habit”")]
    assert only(source).type == "mixed"


def test_a_clause_that_goes_on_after_a_quoted_fragment() -> None:
    source = """
        Doyle/PROPN/2/nsubj claimed=claim/VERB/0/root that/SCONJ/7/mark the/DET/5/det crane/NOUN/7/nsubj
        had=have/AUX/7/aux
        lifted=lift/VERB/2/ccomp “/9 nothing/PRON/7/obj heavier=heavy/ADJ/9/amod than/ADP/14/case a/DET/14/det
        family/NOUN/14/compound car/NOUN/10/obl ”/9 all/DET/17/det evening/NOUN/7/obl:unmarked ./2
    """
    assert found(source) == [
        ("Doyle", "claimed", "that the crane had lifted “nothing heavier than a family car” all evening")
    ]
    assert only(source).type == "mixed"


@pytest.mark.parametrize(
    "source",
    [
        # The verb at the root, what was said its clausal complement: EWT.
        """It/PRON/2/nsubj held=hold/VERB/5/ccomp ,/2 Doyle/PROPN/5/nsubj said=say/VERB/0/root ./5""",
        # What was said at the root, the verb beside it: GUM.
        """It/PRON/2/nsubj held=hold/VERB/0/root ,/5 Doyle/PROPN/5/nsubj said=say/VERB/2/parataxis ./2""",
        # The verb taken for an adverbial clause, which it cannot be without a conjunction: parsers.
        """It/PRON/2/nsubj held=hold/VERB/0/root ,/5 Doyle/PROPN/5/nsubj said=say/VERB/2/advcl ./2""",
        # The verb at the root and the clause loosely joined: older files of EWT, and parsers.
        """It/PRON/2/nsubj held=hold/VERB/5/parataxis ,/2 Doyle/PROPN/5/nsubj said=say/VERB/0/root ./5""",
    ],
    ids=["ccomp", "parataxis", "advcl", "parataxis-below"],
)
def test_a_clause_before_its_verb(source: str) -> None:
    assert found(source) == [("Doyle", "said", "It held")]


def test_a_verb_in_the_middle_of_a_clause_parts_it() -> None:
    assert found("""
        The/DET/2/det wall/NOUN/8/nsubj ,/5 Doyle/PROPN/5/nsubj said=say/VERB/8/parataxis ,/5 would/AUX/8/aux
        hold/VERB/0/root ./8
    """) == [("Doyle", "said", "The wall … would hold")]


def test_where_it_was_said_is_not_what_was_said() -> None:
    assert found("""
        The/DET/2/det wall/NOUN/3/nsubj fell=fall/VERB/0/root ,/6 he/PRON/6/nsubj wrote=write/VERB/3/parataxis
        in/ADP/9/case
        a/DET/9/det statement/NOUN/6/obl ./3
    """) == [("he", "wrote", "The wall fell")]


def test_what_a_clause_before_its_verb_opens_with_belongs_to_it() -> None:
    assert found("""
        If/SCONJ/3/mark it/PRON/3/nsubj rains=rain/VERB/7/advcl ,/3 the/DET/6/det wall/NOUN/7/nsubj
        falls=fall/VERB/10/ccomp
        ,/7 Doyle/PROPN/10/nsubj said=say/VERB/0/root ./10
    """) == [("Doyle", "said", "If it rains, the wall falls")]


def test_a_verb_that_the_lexicon_does_not_trust_attributes_nothing() -> None:
    assert (
        found("""
        Doyle/PROPN/2/nsubj saw=see/VERB/0/root that/SCONJ/6/mark the/DET/5/det wall/NOUN/6/nsubj
        moved=move/VERB/2/ccomp ./2
    """)
        == []
    )


# --- Who says it ------------------------------------------------------------------------------------------------------


def test_a_title_before_the_name_belongs_to_the_source() -> None:
    assert found("""
        Security/NOUN/2/compound analyst/NOUN/3/nmod:desc Ann/PROPN/5/nsubj Doyle/PROPN/3/flat said=say/VERB/0/root
        it/PRON/7/nsubj held=hold/VERB/5/ccomp ./5
    """) == [("Security analyst Ann Doyle", "said", "it held")]


def test_an_apposition_after_the_name_belongs_to_the_source() -> None:
    assert found("""
        Ann/PROPN/10/nsubj Doyle/PROPN/1/flat ,/8 the/DET/8/det port/NOUN/8/nmod:poss ’s/PART/5/case chief/ADJ/8/amod
        engineer/NOUN/1/appos ,/8 said=say/VERB/0/root it/PRON/12/nsubj held=hold/VERB/10/ccomp ./10
    """) == [("Ann Doyle, the port’s chief engineer", "said", "it held")]


@pytest.mark.parametrize(
    ("verb", "below"), [("6/ccomp", "0/root"), ("0/root", "3/parataxis")], ids=["ccomp", "parataxis"]
)
def test_an_inverted_subject_with_its_apposition(verb: str, below: str) -> None:
    source = f"""
        “/3 Nobody/PRON/3/nsubj looked=look/VERB/{verb} ,/3 ”/3 says=say/VERB/{below} Ann/PROPN/6/nsubj
        Doyle/PROPN/7/flat
        ,/14 the/DET/14/det port/NOUN/14/nmod:poss ’s/PART/11/case chief/ADJ/14/amod engineer/NOUN/7/appos ./6
    """
    assert found(source) == [("Ann Doyle, the port’s chief engineer", "says", "“Nobody looked,”")]
    assert only(source).type == "direct"


def test_the_subject_of_a_relative_clause_is_its_source() -> None:
    (attribution,) = found("""
        Doyle/PROPN/10/nsubj ,/4 who/PRON/4/nsubj said=say/VERB/1/acl:relcl the/DET/6/det wall/NOUN/8/nsubj
        would/AUX/8/aux
        hold/VERB/4/ccomp ,/4 left=leave/VERB/0/root ./10
    """)
    assert attribution[0] in {"who", "Doyle"}
    assert attribution[1:] == ("said", "the wall would hold")


def test_coordinated_verbs_share_a_subject() -> None:
    assert found("""
        Nunn/PROPN/2/nsubj praised=praise/VERB/0/root the/DET/4/det crew/NOUN/2/obj and/CCONJ/6/cc said=say/VERB/2/conj
        the/DET/8/det port/NOUN/10/nsubj would/AUX/10/aux open/VERB/6/ccomp ./2
    """) == [("Nunn", "praised", "the crew"), ("Nunn", "said", "the port would open")]


def test_coordinated_verbs_keep_each_their_own_clause() -> None:
    assert found("""
        Nunn/PROPN/2/nsubj denied=deny/VERB/0/root that/SCONJ/5/mark it/PRON/5/nsubj leaked=leak/VERB/2/ccomp
        and/CCONJ/7/cc
        said=say/VERB/2/conj it/PRON/9/nsubj held=hold/VERB/7/ccomp ./2
    """) == [("Nunn", "denied", "that it leaked"), ("Nunn", "said", "it held")]


def test_a_participle_shares_the_subject() -> None:
    assert found("""
        Nunn/PROPN/2/nsubj closed=close/VERB/0/root the/DET/4/det quay/NOUN/2/obj ,/6 saying=say/VERB/2/advcl
        that/SCONJ/10/mark
        it/PRON/10/nsubj was=be/AUX/10/cop unsafe/ADJ/6/ccomp ./2
    """) == [("Nunn", "saying", "that it was unsafe")]


def test_citing_something() -> None:
    assert found("""
        Nunn/PROPN/2/nsubj closed=close/VERB/0/root the/DET/4/det quay/NOUN/2/obj ,/6 citing=cite/VERB/2/advcl
        the/DET/9/det
        engineer/NOUN/9/compound report/NOUN/6/obj ./2
    """) == [("Nunn", "citing", "the engineer report")]


def test_a_participle_after_a_document() -> None:
    assert found("""
        A/DET/2/det letter/NOUN/7/nsubj saying=say/VERB/2/acl the/DET/5/det wall/NOUN/6/nsubj leaked=leak/VERB/3/ccomp
        arrived=arrive/VERB/0/root ./7
    """) == [("A letter", "saying", "the wall leaked")]


def test_what_somebody_said_it_was() -> None:
    source = """
        Police/NOUN/2/nsubj seized=seize/VERB/0/root what/PRON/2/obj it/PRON/5/nsubj said=say/VERB/3/acl:relcl
        were=be/AUX/9/cop altered=alter/VERB/9/amod load/NOUN/9/compound sheets=sheet/NOUN/5/ccomp ./2
    """
    assert found(source) == [("it", "said", "were altered load sheets")]


def test_what_a_named_body_said_it_was() -> None:
    assert found("""
        Aircraft/NOUN/2/nsubj bombed=bomb/VERB/0/root what/PRON/2/obj Kelsea/PROPN/5/nsubj said=say/VERB/3/acl:relcl
        were=be/AUX/7/cop depots=depot/NOUN/5/ccomp ./2
    """) == [("Kelsea", "said", "were depots")]


def test_what_somebody_called_it() -> None:
    source = """
        Trade/NOUN/3/nsubj:pass was=be/AUX/3/aux:pass hurt/VERB/0/root by/ADP/5/case what/PRON/3/obl Nunn/PROPN/7/nsubj
        called=call/VERB/5/acl:relcl “/11 an/DET/11/det open/ADJ/11/amod war/NOUN/7/xcomp ”/11 ./3
    """
    assert found(source) == [("Nunn", "called", "“an open war”")]
    assert only(source).type == "direct"


# --- According to, nouns, adverbs -------------------------------------------------------------------------------------


def test_according_to_a_person_in_front() -> None:
    source = """
        According=accord/VERB/4/case to/ADP/1/fixed Dr/PROPN/4/nmod:desc Pell/PROPN/12/obl ,/8 a/DET/8/det
        coastal/ADJ/8/amod
        geologist/NOUN/4/appos ,/4 the/DET/11/det hollows=hollow/NOUN/12/nsubj took=take/VERB/0/root a/DET/14/det
        decade/NOUN/12/obj ./12
    """
    assert found(source) == [("Dr Pell, a coastal geologist", "According to", "the hollows took a decade")]
    assert only(source).rule == "according to"


def test_according_to_a_report_at_the_end() -> None:
    assert found("""
        The/DET/2/det hollows=hollow/NOUN/3/nsubj took=take/VERB/0/root a/DET/5/det decade/NOUN/3/obj ,/10
        according=accord/VERB/10/case to/ADP/7/fixed a/DET/10/det report/NOUN/3/obl by/ADP/12/case Marl/PROPN/10/nmod
        and/CCONJ/14/cc Fenwick/PROPN/12/conj ./3
    """) == [("a report by Marl and Fenwick", "according to", "The hollows took a decade")]


def test_according_to_in_the_middle_with_a_fragment() -> None:
    source = """
        The/DET/2/det camp/NOUN/4/nsubj “/4 has=have/VERB/0/root the/DET/6/det initiative/NOUN/4/obj ”/4 ,/11
        according=accord/VERB/11/case to/ADP/9/fixed Wing/PROPN/4/obl ,/11 because/SCONJ/15/mark it/PRON/15/nsubj
        waits=wait/VERB/4/advcl ./4
    """
    assert found(source) == [("Wing", "according to", "The camp “has the initiative” … because it waits")]
    assert only(source).type == "mixed"


def test_a_claim_that_belongs_to_its_possessor() -> None:
    ((source, cue, content),) = found("""
        His/PRON/2/nmod:poss claim/NOUN/8/nsubj that/SCONJ/6/mark the/DET/5/det wall/NOUN/6/nsubj held=hold/VERB/2/acl
        is=be/AUX/8/cop wrong/ADJ/0/root ./8
    """)
    assert (source, cue, content) == ("His", "claim", "that the wall held")


def test_a_claim_that_somebody_made() -> None:
    assert found("""
        Doyle/PROPN/2/nsubj made=make/VERB/0/root the/DET/4/det claim/NOUN/2/obj that/SCONJ/8/mark the/DET/7/det
        wall/NOUN/8/nsubj
        held=hold/VERB/4/acl ./2
    """) == [("Doyle", "claim", "that the wall held")]


def test_who_dismisses_a_claim_does_not_make_it() -> None:
    rows = found("""
        Voss/PROPN/2/nsubj dismissed=dismiss/VERB/0/root claims=claim/NOUN/2/obj that/SCONJ/6/mark it/PRON/6/nsubj
        leaked=leak/VERB/3/acl ./2
    """)
    assert ("Voss", "dismissed", "claims that it leaked") in rows
    assert [source for source, cue, _ in rows if cue == "claims"] in ([], [None])


def test_a_plan_to_do_something() -> None:
    ((source, cue, content),) = found("""
        The/DET/2/det council/NOUN/4/nmod:poss ’s/PART/2/case plan/NOUN/9/nsubj to/PART/6/mark close/VERB/4/acl
        the/DET/8/det
        quay/NOUN/6/obj failed=fail/VERB/0/root ./9
    """)
    assert source in {"The council", "The council’s"}
    assert (cue, content) == ("plan", "to close the quay")


def test_analysis_by_somebody_shows_something() -> None:
    ((source, cue, content),) = found("""
        Analysis/NOUN/7/nsubj by/ADP/3/case Pell/PROPN/1/nmod of/ADP/6/case 212/NUM/6/nummod
        photographs=photograph/NOUN/1/nmod
        suggests=suggest/VERB/0/root that/SCONJ/11/mark the/DET/10/det wall/NOUN/11/nsubj leaned=lean/VERB/7/ccomp ./7
    """)
    assert source in {"Pell", "Analysis by Pell of 212 photographs", "Analysis by Pell"}
    assert (cue, content) == ("suggests", "that the wall leaned")


@pytest.mark.parametrize("adverb", ["reportedly", "allegedly", "supposedly"])
def test_hearsay_without_a_source(adverb: str) -> None:
    source = f"""
        The/DET/2/det firm/NOUN/5/nsubj has=have/AUX/5/aux {adverb}/ADV/5/advmod closed=close/VERB/0/root the/DET/7/det
        quay/NOUN/5/obj ./5
    """
    assert found(source) == [(None, adverb, "The firm has … closed the quay")]
    assert only(source).stance == "hedged"


def test_hearsay_at_the_start() -> None:
    assert found("""
        Reportedly/ADV/4/advmod it/PRON/4/nsubj:pass was=be/AUX/4/aux:pass stopped=stop/VERB/0/root ./4
    """) == [(None, "Reportedly", "it was stopped")]


def test_a_hedge_is_no_hearsay() -> None:
    assert (
        found("""
        Apparently/ADV/4/advmod it/PRON/4/nsubj:pass was=be/AUX/4/aux:pass stopped=stop/VERB/0/root ./4
    """)
        == []
    )


# --- Passive, told somebody -------------------------------------------------------------------------------------------


def test_who_was_told_did_not_say_it() -> None:
    assert found("""
        The/DET/2/det inquiry/NOUN/4/nsubj:pass was=be/AUX/4/aux:pass told=tell/VERB/0/root on/ADP/6/case
        Monday/PROPN/4/obl
        that/SCONJ/9/mark nobody/PRON/9/nsubj looked=look/VERB/4/ccomp ./4
    """) == [(None, "was told", "that nobody looked")]


def test_who_was_told_by_whom() -> None:
    assert found("""
        The/DET/2/det inquiry/NOUN/4/nsubj:pass was=be/AUX/4/aux:pass told=tell/VERB/0/root by/ADP/6/case
        Doyle/PROPN/4/obl:agent
        that/SCONJ/9/mark nobody/PRON/9/nsubj looked=look/VERB/4/ccomp ./4
    """) in (
        [("Doyle", "was told", "that nobody looked")],
        [("Doyle", "was told by", "that nobody looked")],
    )


def test_who_was_criticised_by_whom() -> None:
    ((source, cue, content),) = found("""
        The/DET/2/det board/NOUN/4/nsubj:pass was=be/AUX/4/aux:pass criticised=criticise/VERB/0/root by/ADP/6/case
        Doyle/PROPN/4/obl:agent ./4
    """)
    assert (source, content) == ("Doyle", "The board")
    assert cue in {"was criticised", "was criticised by"}


def test_what_is_expected_names_nobody() -> None:
    source = """
        A/DET/2/det report/NOUN/4/nsubj:pass is=be/AUX/4/aux:pass expected=expect/VERB/0/root to/PART/6/mark
        come/VERB/4/xcomp
        soon/ADV/6/advmod ./4
    """
    ((by, cue, content),) = found(source)
    assert (by, cue) == (None, "is expected")
    assert content in {"to come soon", "A report … to come soon"}
    assert only(source).act == "thought"


@pytest.mark.parametrize("relation", ["nsubj:pass", "expl"])
def test_it_was_claimed_that_names_nobody(relation: str) -> None:
    assert found(f"""
        It/PRON/3/{relation} was=be/AUX/3/aux:pass claimed=claim/VERB/0/root that/SCONJ/6/mark it/PRON/6/nsubj
        leaked=leak/VERB/3/ccomp ./3
    """) == [(None, "was claimed", "that it leaked")]


@pytest.mark.parametrize("relation", ["iobj", "obj"])
def test_the_recipient_is_neither_content_nor_cue(relation: str) -> None:
    assert found(f"""
        Doyle/PROPN/2/nsubj told=tell/VERB/0/root the/DET/4/det inquiry/NOUN/2/{relation} on/ADP/6/case
        Monday/PROPN/2/obl
        that/SCONJ/9/mark it/PRON/9/nsubj leaned=lean/VERB/2/ccomp ./2
    """) == [("Doyle", "told", "that it leaned")]


def test_a_recipient_with_a_relative_clause() -> None:
    assert found("""
        He/PRON/2/nsubj told=tell/VERB/0/root Thrale/PROPN/2/iobj ,/6 who/PRON/6/nsubj chairs=chair/VERB/3/acl:relcl
        the/DET/8/det
        inquiry/NOUN/6/obj ,/3 that/SCONJ/12/mark it/PRON/12/nsubj leaned=lean/VERB/2/ccomp ./2
    """) == [("He", "told", "that it leaned")]


def test_a_recipient_after_a_quotation() -> None:
    assert found("""
        “/3 It/PRON/3/nsubj leaned=lean/VERB/7/ccomp ,/3 ”/3 Doyle/PROPN/7/nsubj told=tell/VERB/0/root the/DET/9/det
        inquiry/NOUN/7/iobj ./7
    """) == [("Doyle", "told", "“It leaned,”")]


def test_who_is_told_to_do_something_is_no_part_of_the_order() -> None:
    assert found("""
        Nunn/PROPN/2/nsubj told=tell/VERB/0/root Doyle/PROPN/2/obj to/PART/5/mark leave/VERB/2/xcomp ./2
    """) == [("Nunn", "told", "to leave")]


def test_who_is_asked_does_not_ask() -> None:
    """“Asked by Thrale whether …, the engineer shook her head”: Thrale's question."""
    ((source, _, content),) = found("""
        Asked=ask/VERB/11/advcl/VerbForm=Part|Voice=Pass by/ADP/3/case Thrale/PROPN/1/obl:agent whether/SCONJ/7/mark
        it/PRON/7/nsubj
        was=be/AUX/7/cop safe/ADJ/1/ccomp ,/1 the/DET/10/det engineer/NOUN/11/nsubj left=leave/VERB/0/root ./11
    """)
    assert (source, content) == ("Thrale", "whether it was safe")


def test_asked_by_nobody_named() -> None:
    rows = found("""
        Asked=ask/VERB/7/advcl/VerbForm=Part|Voice=Pass whether/SCONJ/5/mark it/PRON/5/nsubj was=be/AUX/5/cop
        safe/ADJ/1/ccomp
        ,/1 left=leave/VERB/0/root Doyle/PROPN/7/nsubj ./7
    """)
    assert [source for source, _, _ in rows] in ([], [None])


# --- Objects and prepositions -----------------------------------------------------------------------------------------


def test_what_somebody_is_accused_of() -> None:
    source = """
        Tully/PROPN/2/nsubj accused=accuse/VERB/0/root the/DET/4/det board/NOUN/2/obj of/SCONJ/6/mark
        treating=treat/VERB/2/advcl
        them/PRON/6/obj as/ADP/10/case “/10 ballast/NOUN/6/obl ”/10 ./2
    """
    assert found(source) == [("Tully", "accused", "the board of treating them as “ballast”")]
    assert only(source).type == "mixed"


def test_what_something_is_blamed_on() -> None:
    assert found("""
        It/PRON/2/nsubj blamed=blame/VERB/0/root the/DET/4/det collapse/NOUN/2/obj on/ADP/9/case “/9 an/DET/9/det
        exceptional/ADJ/9/amod tide/NOUN/2/obl ”/9 ./2
    """) == [("It", "blamed", "the collapse on “an exceptional tide”")]


def test_what_something_is_called() -> None:
    ((source, cue, content),) = found("""
        Nunn/PROPN/2/nsubj called=call/VERB/0/root it/PRON/2/obj “/7 an/DET/7/det open/ADJ/7/amod war/NOUN/2/xcomp ”/7
        ./2
    """)
    assert (source, cue) == ("Nunn", "called")
    assert content in {"it “an open war”", "“an open war”"}


def test_when_it_was_said_is_no_part_of_an_object() -> None:
    assert found("""
        Nunn/PROPN/2/nsubj condemned=condemn/VERB/0/root the/DET/4/det delay/NOUN/2/obj on/ADP/6/case
        Monday/PROPN/2/obl ./2
    """) == [("Nunn", "condemned", "the delay")]


def test_what_somebody_calls_for() -> None:
    ((source, cue, content),) = found("""
        Nunn/PROPN/2/nsubj called=call/VERB/0/root for/ADP/5/case a/DET/5/det survey/NOUN/2/obl ./2
    """)
    assert (source, cue, content) == ("Nunn", "called for", "a survey")


def test_a_wish() -> None:
    source = """
        Nunn/PROPN/2/nsubj wants=want/VERB/0/root to/PART/4/mark close/VERB/2/xcomp the/DET/6/det quay/NOUN/4/obj ./2
    """
    assert found(source) == [("Nunn", "wants", "to close the quay")]
    assert only(source).act == "thought"


# --- Negation, act and stance -----------------------------------------------------------------------------------------


def test_what_was_not_said() -> None:
    source = """
        The/DET/2/det firm/NOUN/5/nsubj did=do/AUX/5/aux not/PART/5/advmod say/VERB/0/root whether/SCONJ/8/mark
        it/PRON/8/nsubj
        leaned=lean/VERB/5/ccomp ./5
    """
    assert found(source) == [("The firm", "did not say", "whether it leaned")]
    assert only(source).negated


@pytest.mark.parametrize("word", ["n’t", "n't"])
def test_what_was_not_said_contracted(word: str) -> None:
    assert only(f"""
        Doyle/PROPN/4/nsubj did=do/AUX/4/aux {word}/PART/4/advmod say/VERB/0/root it/PRON/6/nsubj
        leaned=lean/VERB/4/ccomp ./4
    """).negated


def test_never_said() -> None:
    source = """
        Doyle/PROPN/3/nsubj never/ADV/3/advmod said=say/VERB/0/root it/PRON/5/nsubj leaned=lean/VERB/3/ccomp ./3
    """
    assert found(source) == [("Doyle", "never said", "it leaned")]
    assert only(source).negated


def test_nobody_said() -> None:
    """No speaker is credited with what nobody said, unless the attribution is marked as negated."""
    assert all(
        a.negated
        for a in attributions("""
        Nobody/PRON/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj leaned=lean/VERB/2/ccomp ./2
    """)
    )


def test_a_negation_in_what_was_said_does_not_negate_the_saying() -> None:
    assert not only("""
        Doyle/PROPN/2/nsubj said=say/VERB/0/root it/PRON/6/nsubj did=do/AUX/6/aux not/PART/6/advmod lean/VERB/2/ccomp
        ./2
    """).negated


def test_a_denial_is_a_stance_and_no_negation() -> None:
    attribution = only("""
        Doyle/PROPN/2/nsubj denied=deny/VERB/0/root that/SCONJ/5/mark it/PRON/5/nsubj leaned=lean/VERB/2/ccomp ./2
    """)
    assert (attribution.stance, attribution.negated) == ("denial", False)


@pytest.mark.parametrize(
    ("verb", "act", "stance"),
    [
        ("said=say", "statement", "neutral"),
        ("claimed=claim", "statement", "loaded"),
        ("suggested=suggest", "statement", "hedged"),
        ("believed=believe", "thought", "hedged"),
        ("feared=fear", "thought", "neutral"),
    ],
)
def test_act_and_stance_come_from_the_cue(verb: str, act: str, stance: str) -> None:
    attribution = only(PLAIN.replace("said=say", verb))
    assert (attribution.act, attribution.stance) == (act, stance)
    assert attribution.cue is not None
    assert attribution.cue.lemma == verb.partition("=")[2]


# --- Quotations -------------------------------------------------------------------------------------------------------

BEFORE = "{0}/3 It/PRON/3/nsubj held=hold/VERB/7/ccomp ,/3 {1}/3 Doyle/PROPN/7/nsubj said=say/VERB/0/root ./7"
ROOTED = "{0}/3 It/PRON/3/nsubj held=hold/VERB/0/root ,/3 {1}/3 Doyle/PROPN/7/nsubj said=say/VERB/3/parataxis ./3"
AFTER = "Doyle/PROPN/2/nsubj said=say/VERB/0/root :/6 {0}/6 It/PRON/6/nsubj held=hold/VERB/2/ccomp ./6 {1}/6"
LOOSE = "Doyle/PROPN/2/nsubj said=say/VERB/0/root :/6 {0}/6 It/PRON/6/nsubj held=hold/VERB/2/parataxis ./6 {1}/6"


@pytest.mark.parametrize("marks", [("“", "”"), ('"', '"'), ("''", "''"), ("``", "''"), ("‘", "’")])
@pytest.mark.parametrize("form", [BEFORE, ROOTED, AFTER, LOOSE], ids=["ccomp", "rooted", "colon", "colon-parataxis"])
def test_a_quotation_and_its_cue(form: str, marks: tuple[str, str]) -> None:
    opening, closing = marks
    end = "." if "2/" in form.split()[-3] else ","
    expected = f"{opening}It held{end}{closing}"
    source = form.format(*marks)
    assert found(source) == [("Doyle", "said", expected)]
    assert only(source).type == "direct"
    assert "unpaired_quotation" not in only(source).flags


def test_a_quotation_in_british_marks_with_apostrophes() -> None:
    assert found("""
        ‘/8 The/DET/3/det port/NOUN/5/nmod:poss ’s/PART/3/case wall/NOUN/8/nsubj did=do/AUX/8/aux n’t/PART/8/advmod
        move/VERB/12/ccomp ,/8 ’/8 Doyle/PROPN/12/nsubj said=say/VERB/0/root ./12
    """) == [("Doyle", "said", "‘The port’s wall didn’t move,’")]


def test_a_question_before_its_cue() -> None:
    assert found("""
        “/4 Did=do/AUX/4/aux it/PRON/4/nsubj hold/VERB/8/ccomp ?/4 ”/4 Doyle/PROPN/8/nsubj asked=ask/VERB/0/root ./8
    """) == [("Doyle", "asked", "“Did it hold?”")]


def test_a_quotation_of_several_sentences_before_its_cue() -> None:
    source = """
        “/3 It/PRON/3/nsubj will/AUX/0/root ./3

        It/PRON/2/nsubj must/AUX/6/ccomp ,/2 ”/2 he/PRON/6/nsubj said=say/VERB/0/root ./6
    """
    assert found(source) == [("he", "said", "“It will. It must,”")]
    assert (only(source).type, only(source).sentence) == ("direct", 0)


def test_a_quotation_of_several_sentences_after_its_cue() -> None:
    source = """
        Its/PRON/2/nmod:poss secretary/NOUN/6/nsubj ,/4 Tully/PROPN/2/appos ,/4 said=say/VERB/0/root :/9 “/9
        Three/NUM/6/ccomp
        fell=fall/VERB/9/parataxis ./9

        Ask/VERB/0/root the/DET/3/det board/NOUN/1/obj ./1 ”/1
    """
    assert found(source) == [("Its secretary, Tully", "said", "“Three fell. Ask the board.”")]


def test_a_cue_that_interrupts_a_quotation() -> None:
    source = """
        “/3 I/PRON/3/nsubj asked=ask/VERB/9/ccomp for/ADP/5/case divers=diver/NOUN/3/obl ,/3 ”/3 she/PRON/9/nsubj
        told=tell/VERB/0/root the/DET/11/det hearing/NOUN/9/iobj ,/16 “/16 and/CCONJ/16/cc I/PRON/16/nsubj
        asked=ask/VERB/3/conj again/ADV/16/advmod ./9 ”/16
    """
    rows = found(source)
    assert ("she", "told", "“I asked for divers,” … “and I asked again.”") in rows
    assert [row for row in rows if row[1] == "told"] == rows, "what the speaker says of asking is no attribution here"


def test_a_cue_that_interrupts_a_clause_of_the_quotation() -> None:
    assert found("""
        “/3 The/DET/3/det wall/NOUN/11/nsubj:pass ,/7 ”/3 Doyle/PROPN/7/nsubj said=say/VERB/11/parataxis ,/7 “/11
        was=be/AUX/11/aux:pass held=hold/VERB/0/root up/ADP/11/compound:prt ./11 ”/11
    """) == [("Doyle", "said", "“The wall,” … “was held up.”")]


def test_a_quotation_that_goes_on_after_the_cue() -> None:
    source = """
        “/3 Water/NOUN/4/nsubj is=be/AUX/4/cop patient/ADJ/8/ccomp ,/4 ”/4 Pell/PROPN/8/nsubj said=say/VERB/0/root ./8

        “/3 It/PRON/3/nsubj waits=wait/VERB/0/root ./3 ”/3
    """
    assert found(source) == [("Pell", "said", "“Water is patient,” … “It waits.”")]
    assert only(source).type == "direct"


def test_each_quotation_with_a_cue_of_its_own_stays_with_it() -> None:
    assert found("""
        “/3 It/PRON/3/nsubj held=hold/VERB/7/ccomp ,/3 ”/3 Doyle/PROPN/7/nsubj said=say/VERB/0/root ./7

        “/3 It/PRON/3/nsubj fell=fall/VERB/7/ccomp ,/3 ”/3 Nunn/PROPN/7/nsubj said=say/VERB/0/root ./7
    """) == [("Doyle", "said", "“It held,”"), ("Nunn", "said", "“It fell,”")]


def test_a_quotation_after_the_reporters_own_sentence_is_not_joined() -> None:
    rows = found("""
        “/3 It/PRON/3/nsubj held=hold/VERB/7/ccomp ,/3 ”/3 Doyle/PROPN/7/nsubj said=say/VERB/0/root ./7

        The/DET/2/det wall/NOUN/4/nsubj is=be/AUX/4/cop old/ADJ/0/root ./4

        “/3 It/PRON/3/nsubj waits=wait/VERB/0/root for/ADP/6/case the/DET/6/det stone/NOUN/3/obl to/PART/8/mark
        go/VERB/6/acl ./3 ”/3
    """)
    assert rows[0] == ("Doyle", "said", "“It held,”")
    assert rows[1:] == [(None, None, "“It waits for the stone to go.”")]


def test_a_quotation_over_paragraphs_with_only_opening_marks() -> None:
    source = """
        “/3 I/PRON/3/nsubj heard=hear/VERB/8/ccomp it/PRON/3/obj ,/3 ”/3 Doyle/PROPN/8/nsubj said=say/VERB/0/root ./8

        “/3 It/PRON/3/nsubj fell=fall/VERB/0/root ./3
        ¶
        “/3 I/PRON/3/nsubj shouted=shout/VERB/0/root ./3
        ¶
        “/3 They/PRON/3/nsubj left=leave/VERB/0/root ./3 ”/3
    """
    assert found(source) == [("Doyle", "said", "“I heard it,” … “It fell. … “I shouted. … “They left.”")]
    assert (only(source).type, only(source).flags) == ("direct", ())


def test_a_quotation_over_paragraphs_before_which_its_cue_stands() -> None:
    source = """
        Doyle/PROPN/2/nsubj said=say/VERB/0/root :/6 “/6 I/PRON/6/nsubj heard=hear/VERB/2/ccomp it/PRON/6/obj ./2
        ¶
        “/3 I/PRON/3/nsubj shouted=shout/VERB/0/root ./3 ”/3
    """
    assert found(source) == [("Doyle", "said", "“I heard it. … “I shouted.”")]
    assert (only(source).type, only(source).flags) == ("direct", ())


def test_a_quotation_over_paragraphs_whose_cue_comes_last() -> None:
    source = """
        “/3 I/PRON/3/nsubj heard=hear/VERB/0/root it/PRON/3/obj ./3
        ¶
        “/3 I/PRON/3/nsubj shouted=shout/VERB/7/ccomp ,/3 ”/3 Doyle/PROPN/7/nsubj said=say/VERB/0/root ./7
    """
    assert found(source) == [("Doyle", "said", "“I heard it. … “I shouted,”")]


FLOATING = """
    “/4 The/DET/3/det letters=letter/NOUN/4/nsubj came=come/VERB/0/root back/ADV/4/advmod with/ADP/8/case
    two/NUM/8/nummod
    words=word/NOUN/4/obl ./4 ”/4
"""


def test_a_quotation_without_a_cue_in_a_paragraph_of_its_own() -> None:
    source = f"{PLAIN}¶{FLOATING}"
    plain, floating = attributions(source)
    assert plain.rule != floating.rule
    assert found(source)[1] == (None, None, "“The letters came back with two words.”")
    assert (floating.type, floating.rule, floating.paragraph, floating.sentence) == ("direct", "floating", 1, 1)


def test_a_quotation_in_a_paragraph_of_its_own_does_not_join_the_speech_before_it() -> None:
    """Whose it is, is for the resolver to say; the rules only hand it on."""
    rows = found(f"{BEFORE.format('“', '”')}\n¶\n{FLOATING}")
    assert rows == [("Doyle", "said", "“It held,”"), (None, None, "“The letters came back with two words.”")]


@pytest.mark.parametrize(
    "source",
    [
        """The/DET/3/det “/3 expert/NOUN/5/nsubj ”/3 left=leave/VERB/0/root ./5""",
        """“/2 Ballast/NOUN/6/nsubj ”/2 is=be/AUX/6/cop a/DET/6/det word/NOUN/0/root ./6""",
        """The/DET/2/det film/NOUN/12/nsubj “/6 A/DET/6/det Short/ADJ/6/amod History/NOUN/2/appos of/ADP/10/case
           the/DET/10/det
           Old/ADJ/10/amod Port/NOUN/6/nmod ”/6 opened=open/VERB/0/root ./12""",
    ],
    ids=["scare", "first-word", "title"],
)
def test_words_in_marks_that_nobody_said(source: str) -> None:
    assert found(source) == []


def test_a_scare_quoted_word_in_a_clause_makes_it_mixed_and_nothing_more() -> None:
    source = """
        Doyle/PROPN/2/nsubj said=say/VERB/0/root the/DET/5/det “/5 expert/NOUN/8/nsubj ”/5 had=have/AUX/8/aux
        left=leave/VERB/2/ccomp ./2
    """
    assert found(source) == [("Doyle", "said", "the “expert” had left")]
    assert only(source).type == "mixed"


def test_a_colon_in_a_later_sentence_does_not_reach_back_to_an_earlier_verb() -> None:
    told = "She/PRON/2/nsubj warned=warn/VERB/0/root the/DET/4/det board/NOUN/2/obj ./2"
    note = "A/DET/2/det note/NOUN/3/nsubj followed=follow/VERB/0/root :/3"
    quote = "“/4 The/DET/3/det bridge/NOUN/4/nsubj closed=close/VERB/0/root today/NOUN/4/obl:unmarked ./4 ”/4"
    assert not [a for a in attributions(f"{told}\n\n{note}\n\n{quote}") if a.cue is not None and a.cue.lemma == "warn"]


def test_a_headline_in_quotation_marks_is_not_a_floating_quotation() -> None:
    after = "After/ADP/6/case Second/ADJ/6/amod Storm=storm/NOUN/3/obl"
    assert attributions(f"‘/3 Harbour=harbour/NOUN/3/nsubj Closed=close/VERB/0/root {after} ’/3") == ()


REPORTED = """
    It/PRON/3/nsubj would/AUX/3/aux be/AUX/0/root “/5 an/DET/6/det example/NOUN/3/xcomp ”/6 ./3
"""


def test_a_fragment_in_a_sentence_of_reported_tense_goes_on_with_the_statement_before_it() -> None:
    source = PLAIN + "\n\n" + REPORTED
    assert found(source) == [("Doyle", "said", "the wall would hold … It would be “an example”")]
    assert "floating" in only(source).flags, "a guess is labelled a guess"
    assert only(source).confidence < only(PLAIN).confidence


@pytest.mark.parametrize(
    "source",
    [PLAIN + "\n¶\n" + REPORTED, PLAIN + "\n\n" + REPORTED.replace("would/AUX/3/aux be/AUX", "was/AUX/3/cop so/ADV")],
    ids=["a new paragraph", "the reporter's tense"],
)
def test_a_fragment_in_the_reporters_own_sentence_is_nobodys(source: str) -> None:
    assert found(source) == [("Doyle", "said", "the wall would hold")]


def test_each_of_many_speeches_goes_on_with_the_quotation_beside_it() -> None:
    said = (
        "“/4 It/PRON/4/nsubj will/AUX/4/aux close=close/VERB/9/ccomp the/DET/6/det bridge/NOUN/4/obj ,/4 ”/4 "
        "said=say/VERB/0/root Ann/PROPN/9/nsubj Doyle/PROPN/10/flat ./9"
    )
    more = "“/4 They/PRON/4/nsubj must/AUX/4/aux act/VERB/0/root on/ADP/7/case the/DET/7/det wall/NOUN/4/obl ./4 ”/4"
    rows = attributions("\n\n".join([said, more] * 30))
    assert [(len(row.content), row.rule) for row in rows] == [(2, "verb:inverted:clause+continued")] * 30


def test_a_colon_before_a_quotation_in_the_next_paragraph() -> None:
    assert found(f"""
        Doyle/PROPN/2/nsubj added=add/VERB/0/root this/PRON/2/obj :/2
        ¶
        {FLOATING}
    """) == [("Doyle", "added", "“The letters came back with two words.”")]


def test_a_colon_before_a_quotation_in_the_next_sentence() -> None:
    assert found(f"""
        Doyle/PROPN/2/nsubj added=add/VERB/0/root :/2

        {FLOATING}
    """) == [("Doyle", "added", "“The letters came back with two words.”")]


def test_two_cues_of_one_quotation_make_one_attribution() -> None:
    ((source, _, content),) = found("""
        Doyle/PROPN/2/nsubj answered=answer/VERB/0/root ,/4 saying=say/VERB/2/advcl :/8 “/8 It/PRON/8/nsubj
        held=hold/VERB/4/ccomp ./8 ”/8
    """)
    assert (source, content) == ("Doyle", "“It held.”")


def test_what_the_quoted_person_reports_is_left_to_them() -> None:
    rows = found("""
        “/3 They/PRON/3/nsubj said=say/VERB/9/ccomp it/PRON/5/nsubj held=hold/VERB/3/ccomp ,/3 ”/3 Doyle/PROPN/9/nsubj
        told=tell/VERB/0/root us/PRON/9/iobj ./9
    """)
    assert rows == [("Doyle", "told", "“They said it held,”")]


def test_as_somebody_said() -> None:
    assert found("""
        The/DET/2/det wall/NOUN/9/nsubj:pass was=be/AUX/9/aux:pass ,/7 as/SCONJ/7/mark Doyle/PROPN/7/nsubj
        said=say/VERB/9/advcl ,/7 held=hold/VERB/0/root up/ADP/9/compound:prt ./9
    """) == [("Doyle", "said", "The wall was … held up")]


def test_as_somebody_put_it() -> None:
    ((source, cue, content),) = found("""
        As/SCONJ/3/mark Doyle/PROPN/3/nsubj put/VERB/9/advcl it/PRON/3/obj ,/3 the/DET/7/det wall/NOUN/9/nsubj:pass
        was=be/AUX/9/aux:pass held=hold/VERB/0/root up/ADP/9/compound:prt ./9
    """)
    assert (source, content) == ("Doyle", "the wall was held up")
    assert cue in {"put", "put it", "As … put"}


# --- Marks without a partner ------------------------------------------------------------------------------------------


def test_a_mark_that_nothing_closes_is_flagged_and_keeps_to_the_clause() -> None:
    source = """
        “/3 It/PRON/3/nsubj held=hold/VERB/6/ccomp ,/3 Doyle/PROPN/6/nsubj said=say/VERB/0/root ./6
    """
    ((by, cue, content),) = found(source)
    assert (by, cue) == ("Doyle", "said")
    assert content.removeprefix("“") == "It held"
    assert only(source).flags == ("unpaired_quotation",)


def test_a_mark_that_nothing_opens_changes_nothing() -> None:
    ((by, cue, content),) = found("""
        It/PRON/2/nsubj held=hold/VERB/6/ccomp ,/2 ”/2 Doyle/PROPN/6/nsubj said=say/VERB/0/root ./6
    """)
    assert (by, cue, content.removesuffix(",”")) == ("Doyle", "said", "It held")


# --- The list as a whole ----------------------------------------------------------------------------------------------


def test_titles_are_read_and_bylines_are_not() -> None:
    kinds = {"title": 1, "standfirst": 1, "heading": 1, "byline": 0, "date": 0, "body": 1}
    assert {kind: len(attributions(f"# kind = {kind}\n{PLAIN}")) for kind in kinds} == kinds


def test_no_text_no_attributions() -> None:
    assert extract(Document("sha256:0", "", ()), Parse(())) == ()


def test_attributions_are_numbered_in_text_order_and_say_how_they_were_found() -> None:
    rows = attributions(f"{PLAIN}\n{BEFORE.format('“', '”')}\n¶\n{FLOATING}\n¶\n{PLAIN}")
    assert [a.id for a in rows] == ["a1", "a2", "a3", "a4"]
    assert [a.content[0].start for a in rows] == sorted(a.content[0].start for a in rows)
    assert [(a.sentence, a.paragraph) for a in rows] == [(0, 0), (1, 0), (2, 1), (3, 2)]
    assert all(a.rule and a.evidence and 0 < a.confidence <= 1 and a.speaker is None for a in rows)


@pytest.mark.parametrize(("hits", "expected"), [(40, 1), (4, 0)])
def test_the_counts_decide(hits: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_counts", lambda: {"say ccomp": (hits, 40), "* ccomp": (1, 2)})
    monkeypatch.setattr(rules, "trust", lexicon.trust)
    assert len(attributions(PLAIN)) == expected


# --- Whatever the parser and the writer do ----------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        ("said", "say", "VERB"),
        ("told", "tell", "VERB"),
        ("according", "accord", "VERB"),
        ("to", "to", "ADP"),
        ("by", "by", "ADP"),
        ("as", "as", "SCONJ"),
        ("that", "that", "SCONJ"),
        ("reportedly", "reportedly", "ADV"),
        ("not", "not", "PART"),
        ("claim", "claim", "NOUN"),
        ("Doyle", "Doyle", "PROPN"),
        ("she", "she", "PRON"),
        ("was", "be", "AUX"),
        ("U.S.", "U.S.", "PROPN"),
        ("😀", "😀", "SYM"),
        *[(mark, mark, "PUNCT") for mark in [",", ".", ":", "—", "“", "”", "‘", "’", '"', "''", "“", "”"]],
    ]
)
RELATIONS = [
    "nsubj",
    "nsubj:pass",
    "obj",
    "iobj",
    "ccomp",
    "xcomp",
    "parataxis",
    "advcl",
    "acl",
    "acl:relcl",
    "nmod",
    "nmod:poss",
    "obl",
    "obl:agent",
    "case",
    "mark",
    "fixed",
    "aux:pass",
    "cop",
    "advmod",
    "appos",
    "conj",
    "cc",
    "expl",
    "punct",
    "csubj",
    "dep",
]


@st.composite
def articles(draw: st.DrawFn) -> tuple[Document, Parse]:
    """Build an article of random trees: any word under any other, any relation, marks anywhere, sometimes glued."""
    text = ""
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    for _ in range(draw(st.integers(1, 3))):
        begin = len(text)
        for _ in range(draw(st.integers(1, 3))):
            words = draw(st.lists(WORDS, min_size=1, max_size=8))
            order = list(range(len(words)))
            shuffler = random.Random(draw(st.integers(0, 9999)))
            shuffler.shuffle(order)
            heads = {order[0]: -1} | {order[k]: order[shuffler.randrange(k)] for k in range(1, len(order))}
            tokens = []
            for i, (form, lemma, upos) in enumerate(words):
                text += "" if len(text) == begin else shuffler.choice([" ", " ", " ", "", "\u00a0", "\n"])
                span = Span(len(text), len(text) + len(form))
                text += form
                relation = "root" if heads[i] < 0 else draw(st.sampled_from(RELATIONS))
                tokens.append(Token(span, form, lemma, upos, heads[i], relation, shuffler.choice(["", "VerbForm=Fin"])))
            whole = Span(tokens[0].span.start, tokens[-1].span.end)
            sentences.append(Sentence(len(sentences), len(paragraphs), whole, tuple(tokens)))
        paragraphs.append(Paragraph(Span(begin, len(text))))
        text += "\n\n"
    return Document("sha256:0", text, tuple(paragraphs)), Parse(tuple(sentences))


@given(articles(), st.sampled_from([0.9, 0.5]))
@settings(max_examples=300)
def test_any_tree_gives_sound_attributions(article: tuple[Document, Parse], worth: float) -> None:
    document, parse = article
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "trust", lambda key: worth if len(key) % 3 else 0.95)
        rows = extract(document, parse)
    assert [a.id for a in rows] == [f"a{number}" for number in range(1, len(rows) + 1)]
    assert [a.content[0].start for a in rows] == sorted(a.content[0].start for a in rows)
    for a in rows:
        assert a.content
        assert all(0 <= span.start < span.end <= len(document.text) for span in a.content)
        assert all(
            any(c.isalnum() for c in span.of(document.text)) or "😀" in span.of(document.text) for span in a.content
        )
        assert all(x.end <= y.start for x, y in pairwise(a.content)), "in order, none overlapping"
        assert 0 <= a.confidence <= 1
        assert parse.sentences[a.sentence].paragraph == a.paragraph
        assert a.source is None or 0 <= a.source.start < a.source.end <= len(document.text)
        if a.cue is not None:
            assert 0 <= a.cue.span.start < a.cue.span.end <= len(document.text)
            assert not any(a.cue.span.overlaps(span) for span in a.content), "nobody says the words that report it"
