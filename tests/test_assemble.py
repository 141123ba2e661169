"""attrib.extract.assemble: from the reader's findings to attributions, on hand-made parses."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from attrib.extract import extract
from attrib.extract.confidence import UNLIKELY, WEIGHTS, confidence_of, features
from attrib.extract.reader import Choice, Finding, Reading
from attrib.types import Attribution, Document, Parse, Span
from tests.handmade import read_parse

if TYPE_CHECKING:
    from attrib.styles import Style

SURE = Choice(0.99, None, 0.0)

DENIED = """
    1 Mr Mr PROPN 2 compound NER=B-PER
    2 Vale Vale PROPN 5 nsubj NER=I-PER
    3 did do AUX 5 aux
    4 not not PART 5 advmod
    5 say say VERB 0 root
    6 it it PRON 7 nsubj
    7 leaked leak VERB 5 ccomp SpaceAfter=No
    8 . . PUNCT 5 punct
"""
QUOTED = """
    1 “ “ PUNCT 3 punct SpaceAfter=No
    2 It it PRON 3 nsubj
    3 leaked leak VERB 7 ccomp SpaceAfter=No
    4 , , PUNCT 3 punct SpaceAfter=No
    5 ” ” PUNCT 3 punct
    6 Vale Vale PROPN 7 nsubj NER=B-PER
    7 said say VERB 0 root SpaceAfter=No
    8 . . PUNCT 7 punct
"""


def reading_of(document: Document, *found: tuple[list[str], str | None, str | None]) -> Reading:
    """Return contents, cue and source as words of the text as if the reader had found them."""

    def span(words: str) -> Span:
        at = document.text.index(words)
        return Span(at, at + len(words))

    return Reading(
        tuple(
            Finding(
                tuple(map(span, contents)),
                None if cue is None else span(cue),
                None if source is None else span(source),
                0.9, 0.9, 0.9, SURE, SURE,
            )
            for contents, cue, source in found
        )
    )  # fmt: skip


def extracted(
    source: str, *found: tuple[list[str], str | None, str | None], style: Style = "news"
) -> tuple[str, tuple[Attribution, ...]]:
    """Return the text and the attributions."""
    document, parse = read_parse(source)
    return document.text, extract(document, parse, reading_of(document, *found), style)


def test_a_quotation_gets_its_marks_and_its_type() -> None:
    text, (one,) = extracted(QUOTED, (["It leaked"], "said", "Vale"))
    assert [span.of(text) for span in one.content] == ["“It leaked,”"]
    assert (one.type, one.rule, one.flags) == ("direct", "reader", ())
    text, (one,) = extracted(QUOTED, (["“It leaked"], "said", "Vale"))
    assert one.content[0].of(text) == "“It leaked,”"
    text, (one,) = extracted(QUOTED, (["leaked"], "said", "Vale"))
    assert one.content[0].of(text) == "leaked", "not all of the words are the reader's"


def test_blanks_and_separators_are_no_content() -> None:
    text, (one,) = extracted(DENIED, ([" it leaked."], "did not say", "Mr Vale"))
    assert one.content[0].of(text) == "it leaked"


def test_the_cue_has_the_lemma_of_its_verb_and_is_denied() -> None:
    _, (one,) = extracted(DENIED, (["it leaked"], "did not say", "Mr Vale"))
    assert one.cue is not None
    assert (one.cue.lemma, one.act, one.negated) == ("say", "statement", True)
    _, (one,) = extracted(DENIED, (["it leaked"], "say", "Mr Vale"))
    assert one.negated


def test_nobody_denies() -> None:
    source = DENIED.replace("Mr Mr PROPN", "No no DET")
    _, (one,) = extracted(source.replace("not not PART", "then then ADV"), (["it leaked"], "say", "No Vale"))
    assert one.negated


def test_a_content_without_a_cue_floats() -> None:
    _, (one,) = extracted(QUOTED, (["It leaked"], None, None))
    assert (one.cue, one.source, one.flags[0]) == (None, None, "floating")
    assert "floating" in one.rule


def test_bylines_are_not_read() -> None:
    byline = "# kind = byline\n 1 By by ADP 2 case\n 2 Vale Vale PROPN 0 root\n # newpar\n" + DENIED
    _, found = extracted(byline, (["By Vale"], None, None), (["it leaked"], "say", "Mr Vale"))
    assert len(found) == 1


def test_an_empty_parse_has_no_attributions() -> None:
    assert extract(Document("sha256:0", "", ()), Parse(()), Reading(())) == ()


def test_a_later_paragraph_of_a_quotation_goes_to_its_speaker() -> None:
    two = """
        1 Vale Vale PROPN 2 nsubj
        2 said say VERB 0 root SpaceAfter=No
        3 : : PUNCT 2 punct
        4 “ “ PUNCT 6 punct SpaceAfter=No
        5 It it PRON 6 nsubj
        6 leaked leak VERB 2 ccomp SpaceAfter=No
        7 . . PUNCT 2 punct
        # newpar
        1 “ “ PUNCT 3 punct SpaceAfter=No
        2 We we PRON 3 nsubj
        3 knew know VERB 0 root SpaceAfter=No
        4 . . PUNCT 3 punct SpaceAfter=No
        5 ” ” PUNCT 3 punct
    """
    text, (one,) = extracted(two, (["It leaked."], "said", "Vale"), (["We knew."], None, None), style="polnear")
    assert [span.of(text) for span in one.content] == ["“It leaked.", "“We knew.”"], "each with its point"
    assert one.cue is not None
    text, both = extracted(two, (["It leaked."], "said", "Vale"), (["We knew."], None, None))
    assert [[span.of(text) for span in each.content] for each in both] == [["“It leaked."], ["“We knew.”"]]
    assert [each.id for each in both] == ["a1", "a2"]


HEADED = """
    # kind = heading
    1 Vale Vale PROPN 3 nsubj
    2 has have AUX 3 aux
    3 resigned resign VERB 0 root
    # newpar
    1 It it PRON 2 nsubj
    2 leaked leak VERB 5 ccomp SpaceAfter=No
    3 , , PUNCT 5 punct
    4 Vale Vale PROPN 5 nsubj
    5 said say VERB 0 root SpaceAfter=No
    6 . . PUNCT 5 punct
"""


def test_a_heading_is_no_part_of_what_follows_it() -> None:
    document, _ = read_parse(HEADED)
    whole = document.text[: document.text.index(",")]
    text, (one,) = extracted(HEADED, ([whole], "said", None))
    assert [span.of(text) for span in one.content] == ["It leaked"]


LEAD = """
    1 Vale Vale PROPN 2 nsubj
    2 fails fail VERB 0 root
    # newpar
    1 Ann Ann PROPN 3 nsubj
    2 Moss Moss PROPN 1 flat
    3 said say VERB 0 root
    4 it it PRON 5 nsubj
    5 leaked leak VERB 3 ccomp SpaceAfter=No
    6 , , PUNCT 7 punct
    7 said say VERB 3 parataxis
    8 Tom Tom PROPN 7 nsubj
    # newpar
    1 Vale Vale PROPN 2 nsubj
    2 falls fall VERB 0 root
"""


@pytest.mark.parametrize(
    ("cue", "source", "kept"),
    [("said it", "Vale fails\n\nAnn Moss", "Ann Moss"), (", said", "Tom\n\nVale falls", "Tom")],
)
def test_a_source_is_what_is_in_the_paragraph_of_its_cue(cue: str, source: str, kept: str) -> None:
    """The headline above, or the crosshead below, is no part of who speaks."""
    text, (one,) = extracted(LEAD, (["leaked"], cue, source))
    assert one.source is not None
    assert one.source.of(text) == kept


def test_a_content_outside_quotation_marks_ends_with_its_sentence() -> None:
    source = """
        1 Vale Vale PROPN 2 nsubj
        2 said say VERB 0 root
        3 it it PRON 4 nsubj
        4 leaked leak VERB 2 ccomp SpaceAfter=No
        5 . . PUNCT 2 punct

        1 Moss Moss PROPN 2 nsubj
        2 agreed agree VERB 0 root SpaceAfter=No
        3 . . PUNCT 2 punct
    """
    text, (one,) = extracted(source, (["it leaked. Moss agreed"], "said", "Vale"))
    assert [span.of(text) for span in one.content] == ["it leaked"]


def found_with(**changes: object) -> Attribution:
    """Return the one attribution of `DENIED`, found with these certainties."""
    document, parse = read_parse(DENIED)
    (plain,) = reading_of(document, (["it leaked"], "say", "Mr Vale")).findings
    (one,) = extract(document, parse, Reading((replace(plain, **changes),)))  # type: ignore[arg-type]
    return one


@pytest.mark.parametrize(
    ("stated", "act", "said"),
    [
        (0.95, "statement", None),
        (0.6, "statement", "“say” reports a statement (0.60)"),
        (0.004, "thought", "“say” reports a thought (1.00)"),
    ],
)
def test_evidence_says_what_the_cue_reports(stated: float, act: str, said: str | None) -> None:
    one = found_with(stated=stated)
    assert one.act == act
    assert [line for line in one.evidence if "reports" in line] == ([said] if said else [])


@pytest.mark.parametrize(("rival", "flags"), [(Span(0, 2), ("rival_source",)), (None, ())])
def test_a_second_source_nearly_as_likely_is_flagged(rival: Span | None, flags: tuple[str, ...]) -> None:
    assert found_with(to_source=Choice(0.6, rival, 0.3)).flags == flags
    assert found_with(to_source=Choice(0.9, rival, 0.05)).flags == ()


def test_what_is_hardly_likely_is_flagged() -> None:
    unsure = found_with(content_certainty=0.05, cue_certainty=0.05, source_certainty=0.05)
    assert unsure.confidence < UNLIKELY["news"]
    assert "unlikely" in unsure.flags
    assert "unlikely" not in found_with().flags


def test_evidence_tells_cue_links_and_rivals() -> None:
    one = found_with(to_source=Choice(0.6, Span(0, 2), 0.3))
    assert one.evidence == (
        "cue “say” (0.90), content (0.90)",
        "content → cue (0.99)",
        "cue → source “Mr Vale” (0.60; second “Mr” 0.30)",
    )


@pytest.mark.parametrize("field", ["content_certainty", "cue_certainty", "source_certainty"])
def test_confidence_grows_with_certainty(field: str) -> None:
    doubtful = Finding((Span(0, 1),), Span(2, 3), Span(4, 5), 0.5, 0.5, 0.5, SURE, SURE)
    surer = replace(doubtful, **{field: 0.9})  # type: ignore[arg-type]
    assert 0 < confidence_of(doubtful, "indirect") <= confidence_of(surer, "indirect") < 1


def test_every_feature_has_its_weight() -> None:
    finding = Finding((Span(0, 1),), None, None, 1.0, 1.0, 1.0, SURE, SURE)
    assert features(finding, "direct").keys() == WEIGHTS.keys()
    assert confidence_of(finding, "direct") < 1


def test_confidence_is_the_logistic_of_the_weighted_features() -> None:
    even = Choice(0.5, None, 0.0)
    undecided = Finding((Span(0, 1),), Span(2, 3), Span(4, 5), 0.5, 0.5, 0.5, even, even)
    assert confidence_of(undecided, "indirect") == pytest.approx(1 / (1 + math.exp(-WEIGHTS["constant"])))


APART = """
    1 “ “ PUNCT 3 punct SpaceAfter=No
    2 It it PRON 3 nsubj
    3 leaked leak VERB 7 ccomp SpaceAfter=No
    4 , , PUNCT 3 punct SpaceAfter=No
    5 ” ” PUNCT 3 punct
    6 Vale Vale PROPN 7 nsubj NER=B-PER
    7 said say VERB 0 root SpaceAfter=No
    8 {end} {end} PUNCT 7 punct

    {between}
    1 “ “ PUNCT 3 punct SpaceAfter=No
    2 Forty forty NUM 3 nummod
    3 years year NOUN 0 root SpaceAfter=No
    4 . . PUNCT 3 punct SpaceAfter=No
    5 ” ” PUNCT 3 punct
"""
WIPED = """1 Moss Moss PROPN 2 nsubj NER=B-PER
    2 left leave VERB 0 root SpaceAfter=No
    3 . . PUNCT 2 punct

"""


@pytest.mark.parametrize(
    ("between", "end", "parts"),
    [("", ".", 1), (WIPED, ".", 2), ("# newpar\n", ".", 2), ("# newpar\n", ":", 1)],
)
def test_a_quotation_apart_from_its_cue_is_one_of_its_own_in_news_style(between: str, end: str, parts: int) -> None:
    source, found = APART.format(between=between, end=end), (["“It leaked,”", "“Forty years.”"], "said", "Vale")
    text, made = extracted(source, found)
    assert [[span.of(text) for span in each.content] for each in made] == (
        [["“It leaked,”", "“Forty years.”"]] if parts == 1 else [["“It leaked,”"], ["“Forty years.”"]]
    )
    assert [each.cue is None for each in made] == [False, True][:parts]
    assert len(extracted(source, found, style="polnear")[1]) == 1, "two annotators put them together"
