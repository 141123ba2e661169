"""attrib.extract.subjects: who says it by syntax alone, on hand-made parses."""

from __future__ import annotations

import pytest

from attrib.extract.subjects import subject_of
from attrib.language.tree import Tree
from attrib.types import Span
from tests.handmade import read_parse

SAID = """
1 The the DET 2 det
2 mayor mayor NOUN 7 nsubj
3 of of ADP 4 case
4 Hesk Hesk PROPN 2 nmod NER=B-LOC SpaceAfter=No
5 , , PUNCT 7 punct
6 then then ADV 7 advmod
7 said say VERB 0 root
8 it it PRON 9 nsubj
9 leaked leak VERB 7 ccomp
10 and and CCONJ 11 cc
11 denied deny VERB 7 conj
12 guilt guilt NOUN 11 obj
"""
TOLD_BY = """
1 It it PRON 3 nsubj:pass
2 was be AUX 3 aux:pass
3 told tell VERB 0 root
4 by by ADP 6 case
5 Ann Ann PROPN 6 compound NER=B-PER
6 Vale Vale PROPN 3 obl:agent NER=I-PER
7 that that SCONJ 9 mark
8 it it PRON 9 nsubj
9 leaked leak VERB 3 ccomp
"""
CLAIM = """
1 Vale Vale PROPN 3 nmod:poss SpaceAfter=No
2 ’s 's PART 1 case
3 claim claim NOUN 7 nsubj
4 that that SCONJ 6 mark
5 it it PRON 6 nsubj
6 leaked leak VERB 3 acl
7 spread spread VERB 0 root
"""
WHO = """
1 They they PRON 2 nsubj
2 met meet VERB 0 root
3 old old ADJ 4 amod
4 sailors sailor NOUN 2 obj SpaceAfter=No
5 , , PUNCT 7 punct
6 who who PRON 7 nsubj
7 say say VERB 4 acl:relcl
8 it it PRON 9 nsubj
9 leaked leak VERB 7 ccomp
"""
URGED = """
1 Vale Vale PROPN 2 nsubj
2 urged urge VERB 0 root
3 sailors sailor NOUN 2 obj
4 to to PART 5 mark
5 admit admit VERB 2 xcomp
6 guilt guilt NOUN 5 obj
"""
NOBODY = """
1 It it PRON 2 expl
2 seems seem VERB 0 root
3 that that SCONJ 5 mark
4 it it PRON 5 nsubj
5 leaked leak VERB 2 ccomp
"""


@pytest.mark.parametrize(
    ("source", "cue", "who"),
    [
        (SAID, "said", "The mayor of Hesk"),
        (SAID, "denied", "The mayor of Hesk"),
        (TOLD_BY, "was told", "Ann Vale"),
        (CLAIM, "claim", "Vale’s"),
        (WHO, "say", "old sailors"),
        (URGED, "admit", "sailors"),
        (NOBODY, "seems", None),
    ],
)
def test_the_subject_is_the_source(source: str, cue: str, who: str | None) -> None:
    document, parse = read_parse(source)
    start = document.text.index(cue)
    found = subject_of(Tree(document, parse), Span(start, start + len(cue)))
    assert (None if found is None else found.of(document.text)) == who


def test_a_passive_without_an_agent_has_none() -> None:
    document, parse = read_parse(TOLD_BY.replace("obl:agent", "obl").replace("4 by by", "4 at at"))
    start = document.text.index("was told")
    assert subject_of(Tree(document, parse), Span(start, start + 8)) is None
