"""What the reader passed over: whole quotations and “reportedly”, on hand-made parses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attrib.extract import extract
from attrib.extract.confidence import UNLIKELY
from attrib.extract.reader import Reading
from attrib.types import Span
from tests.handmade import read_parse
from tests.test_assemble import reading_of

QUOTATION = """
    1 “ “ PUNCT 4 punct SpaceAfter=No
    2 The the DET 3 det
    3 valve valve NOUN 4 nsubj
    4 failed fail VERB 0 root VerbForm=Fin
    5 on on ADP 6 case
    6 Monday Monday PROPN 4 obl
    7 and and CCONJ 8 cc
    8 flooded flood VERB 4 conj VerbForm=Fin
    9 us we PRON 8 obj SpaceAfter=No
    10 . . PUNCT 4 punct SpaceAfter=No
    11 ” ” PUNCT 4 punct
"""
REPORTEDLY = """
    1 Vale Vale PROPN 3 nsubj
    2 reportedly reportedly ADV 3 advmod
    3 paid pay VERB 0 root VerbForm=Fin
    4 a a DET 5 det
    5 fine fine NOUN 3 obj SpaceAfter=No
    6 . . PUNCT 3 punct
"""


def test_a_quotation_as_long_as_a_sentence_is_never_left_out() -> None:
    document, parse = read_parse(QUOTATION)
    (one,) = extract(document, parse, Reading(()))
    assert one.content[0].of(document.text) == document.text
    assert (one.type, one.cue, one.source, one.rule) == ("direct", None, None, "reader:floating")
    whole = reading_of(document, (["The valve failed on Monday and flooded us"], None, None)).findings[0]
    unsure = replace(whole, content_certainty=0.1)
    (doubted,) = extract(document, parse, Reading((unsure,)))
    assert doubted.confidence < UNLIKELY["news"]
    assert "unlikely" not in doubted.flags, "a whole quotation is never folded away"
    part = replace(unsure, contents=(Span(1, 10),))
    assert "unlikely" in extract(document, parse, Reading((part,)))[0].flags, "a part of one is"
    (found,) = extract(document, parse, reading_of(document, (["The valve failed"], None, None)))
    assert found.content[0].of(document.text) == "The valve failed", "part of it was found"


@pytest.mark.parametrize("change", [("us we PRON", "us we PUNCT"), ("VerbForm=Fin", "VerbForm=Part")])
def test_a_quoted_expression_is_no_quotation(change: tuple[str, str]) -> None:
    document, parse = read_parse(QUOTATION.replace(*change))
    assert extract(document, parse, Reading(())) == ()


def test_reportedly_says_that_somebody_said_it() -> None:
    document, parse = read_parse(REPORTEDLY)
    (one,) = extract(document, parse, Reading(()))
    assert [span.of(document.text) for span in one.content] == ["Vale", "paid a fine"]
    assert one.cue is not None
    assert (one.cue.lemma, one.source) == ("reportedly", None)
    (found,) = extract(document, parse, reading_of(document, (["paid a fine"], None, None)))
    assert found.cue is None, "somebody has been found to say it"
