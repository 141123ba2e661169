"""Claims on hand-made parses: each kind, hedges, whose voice, what is no claim; offsets by property."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.claims import CHECKABLE, LISTED, OWN, find_claims, find_numbers
from attrib.extract.reader import Judged
from attrib.language.quotations import SET_APART
from attrib.read.text import SET_OFF
from attrib.types import Attribution, Claim, Cue, Document, Paragraph, Parse, Sentence, Span, Token
from tests.handmade import read_parse


def locate(document: Document, words: str) -> Span:
    """Return the place of `words`, which must occur once."""
    assert document.text.count(words) == 1, words
    start = document.text.index(words)
    return Span(start, start + len(words))


def attribute(
    document: Document, content: str | tuple[str, ...], cue: str | None, *, name: str = "a1", negated: bool = False
) -> Attribution:
    """Build an attribution from the words that it covers."""
    pieces = (content,) if isinstance(content, str) else content
    return Attribution(
        id=name,
        type="indirect",
        content=tuple(locate(document, piece) for piece in pieces),
        cue=Cue(locate(document, cue), cue) if cue else None,
        source=None,
        rule="test",
        sentence=0,
        paragraph=0,
        negated=negated,
    )


def claims_of(source: str, *wanted: tuple[str | tuple[str, ...], str | None]) -> tuple[Document, tuple[Claim, ...]]:
    """Parse `source`, attribute each pair of content and cue, find the claims."""
    document, parse = read_parse(source)
    attributions = [attribute(document, *pair, name=f"a{number}") for number, pair in enumerate(wanted, 1)]
    return document, find_claims(document, parse, attributions, judged(parse))


def judged(parse: Parse, worth: float = 0.9, own: float = 0.1) -> list[Judged]:
    """Return what the reader would say if it thought each sentence so worth a check, and so surely the reporter's."""
    return [Judged(sentence.span.start, worth, own) for sentence in parse.sentences]


def only(source: str, *wanted: tuple[str | tuple[str, ...], str | None]) -> tuple[str, Claim, list[str]]:
    """Return the words, the claim and the words of the hedges when there is exactly one claim."""
    document, (claim,) = claims_of(source, *wanted)
    return claim.span.of(document.text), claim, [hedge.of(document.text) for hedge in claim.hedges]


QUANTITY = """
1 The the DET 2 det
2 base base NOUN 3 nsubj
3 holds hold VERB 0 root VerbForm=Fin|Tense=Pres
4 400 400 NUM 5 nummod
5 soldiers soldier NOUN 3 obj SpaceAfter=No
6 . . PUNCT 3 punct
"""
DATE = """
1 The the DET 2 det
2 hearing hearing NOUN 3 nsubj
3 ends end VERB 0 root VerbForm=Fin|Tense=Pres
4 on on ADP 5 case
5 Friday Friday PROPN 3 obl SpaceAfter=No
6 . . PUNCT 3 punct
"""
EVENT = """
1 The the DET 2 det
2 wall wall NOUN 3 nsubj
3 collapsed collapse VERB 0 root VerbForm=Fin|Tense=Past SpaceAfter=No
4 . . PUNCT 3 punct
"""
PERFECT = """
1 Ellerhaven Ellerhaven PROPN 3 nsubj NER=B-LOC
2 has have AUX 3 aux VerbForm=Fin|Tense=Pres
3 lost lose VERB 0 root VerbForm=Part|Tense=Past
4 trade trade NOUN 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
"""
COMPARISON = """
1 Tides tide NOUN 3 nsubj
2 are be AUX 3 cop VerbForm=Fin
3 higher high ADJ 0 root Degree=Cmp
4 than than ADP 5 case
5 before before ADV 3 obl SpaceAfter=No
6 . . PUNCT 3 punct
"""
RISE = """
1 Costs cost NOUN 2 nsubj
2 rise rise VERB 0 root VerbForm=Fin|Tense=Pres
3 by by ADP 5 case
4 18 18 NUM 5 nummod
5 % % SYM 2 obl SpaceAfter=No
6 . . PUNCT 2 punct
"""
CAUSE = """
1 Walls wall NOUN 2 nsubj
2 lean lean VERB 0 root VerbForm=Fin|Tense=Pres
3 because because SCONJ 5 mark
4 drains drain NOUN 5 nsubj
5 leak leak VERB 2 advcl VerbForm=Fin|Tense=Pres SpaceAfter=No
6 . . PUNCT 2 punct
"""
LED_TO = """
1 Leaks leak NOUN 2 nsubj
2 lead lead VERB 0 root VerbForm=Fin|Tense=Pres
3 to to ADP 4 case
4 hollows hollow NOUN 2 obl SpaceAfter=No
5 . . PUNCT 2 punct
"""


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        (QUANTITY, ("quantity",)),
        (DATE, ("date",)),
        (EVENT, ("event",)),
        (PERFECT, ("event",)),
        (COMPARISON, ("comparison",)),
        (RISE, ("quantity", "comparison")),
        (CAUSE, ("cause",)),
        (LED_TO, ("cause",)),
    ],
)
def test_each_kind_is_told_by_the_parse(source: str, kinds: tuple[str, ...]) -> None:
    words, claim, _ = only(source)
    document, _ = read_parse(source)
    assert words == document.text
    assert claim.kinds == kinds
    assert claim.checkable
    assert claim.attribution is None
    assert claim.id == "c1"


def test_a_year_is_a_date_and_a_label_is_no_quantity() -> None:
    source = """
    1 Article Article PROPN 3 nsubj
    2 50 50 NUM 1 nummod
    3 applies apply VERB 0 root VerbForm=Fin|Tense=Pres
    4 since since ADP 5 case
    5 2006 2006 NUM 3 obl SpaceAfter=No
    6 . . PUNCT 3 punct
    """
    assert only(source)[1].kinds == ("date",)


def test_a_day_of_the_month_is_no_quantity_of_its_own() -> None:
    source = """
    1 Hearings hearing NOUN 2 nsubj
    2 end end VERB 0 root VerbForm=Fin|Tense=Pres
    3 on on ADP 4 case
    4 29 29 NUM 2 obl
    5 November November PROPN 4 nmod SpaceAfter=No
    6 . . PUNCT 2 punct
    """
    assert only(source)[1].kinds == ("date",)


def test_a_bound_on_a_figure_is_a_hedge_and_no_comparison() -> None:
    source = """
    1 More more ADJ 3 advmod Degree=Cmp
    2 than than ADP 1 fixed
    3 30 30 NUM 4 nummod
    4 people person NOUN 5 nsubj
    5 wait wait VERB 0 root VerbForm=Fin|Tense=Pres SpaceAfter=No
    6 . . PUNCT 5 punct
    """
    _, claim, hedges = only(source)
    assert claim.kinds == ("quantity",)
    assert hedges == ["More than 30"]


def test_hedges_are_spans_and_those_on_figures_hold_the_figure() -> None:
    source = """
    1 Groups group NOUN 4 nsubj
    2 have have AUX 4 aux VerbForm=Fin
    3 reportedly reportedly ADV 4 advmod
    4 fired fire VERB 0 root VerbForm=Part|Tense=Past
    5 close close ADV 7 advmod
    6 to to ADP 5 fixed
    7 30 30 NUM 8 nummod
    8 rockets rocket NOUN 4 obj
    9 and and CCONJ 13 cc
    10 may may AUX 13 aux VerbForm=Fin
    11 have have AUX 13 aux VerbForm=Inf
    12 hit hit VERB 4 conj VerbForm=Part|Tense=Past
    13 some some DET 14 det
    14 ten ten NUM 12 obj SpaceAfter=No
    15 . . PUNCT 4 punct
    """
    _, claim, hedges = only(source)
    assert hedges == ["reportedly", "close to 30", "may", "some ten"]
    assert claim.kinds == ("quantity", "event")
    assert claim.checkable


def test_a_preposition_before_a_figure_does_not_hedge_it() -> None:
    source = """
    1 She she PRON 2 nsubj PronType=Prs
    2 wrote write VERB 0 root VerbForm=Fin|Tense=Past
    3 about about ADP 5 case
    4 30 30 NUM 5 nummod
    5 walls wall NOUN 2 obl SpaceAfter=No
    6 . . PUNCT 2 punct
    """
    assert only(source)[2] == []


def test_worth_decides_what_is_a_claim_and_what_is_checkable() -> None:
    document, parse = read_parse(f"{EVENT}\n{QUANTITY}\n{DATE}")
    worth = (CHECKABLE, LISTED, 0.01)
    chances = [Judged(s.span.start, chance, 0.5) for s, chance in zip(parse.sentences, worth, strict=True)]
    claims = find_claims(document, parse, (), chances)
    assert [(claim.worth, claim.checkable) for claim in claims] == [(CHECKABLE, True), (LISTED, False)]
    assert find_claims(document, parse, (), ()) == (), "nobody has judged the sentences"


def test_a_claim_may_be_of_no_kind() -> None:
    source = """
    1 Trade trade NOUN 2 nsubj
    2 matters matter VERB 0 root VerbForm=Fin|Tense=Pres SpaceAfter=No
    3 . . PUNCT 2 punct
    """
    assert only(source)[1].kinds == ()


OTHERS = SET_APART | {
    "pull_quote"
}  # what is set apart is another's, what is pulled out stands in the article once more


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        *[(kind, 1) for kind in ("title", "heading", "standfirst", "caption", *sorted(SET_OFF - OTHERS))],
        *[(kind, 0) for kind in ("byline", "date", *sorted(OTHERS))],
    ],
)
def test_headlines_assert_and_bylines_and_another_s_words_do_not(kind: str, number: int) -> None:
    assert len(claims_of(f"# kind = {kind}\n{EVENT}")[1]) == number


SAID_THAT = """
1 Mr Mr PROPN 2 compound NER=B-PER
2 Pell Pell PROPN 3 nsubj NER=I-PER
3 said say VERB 0 root VerbForm=Fin|Tense=Past
4 on on ADP 5 case
5 Friday Friday PROPN 3 obl
6 that that SCONJ 9 mark
7 the the DET 8 det
8 wall wall NOUN 9 nsubj
9 fell fall VERB 3 ccomp VerbForm=Fin|Tense=Past
10 in in ADP 11 case
11 March March PROPN 9 obl SpaceAfter=No
12 . . PUNCT 3 punct
"""


def test_content_is_claimed_by_its_source_and_the_frame_is_no_claim() -> None:
    words, claim, _ = only(SAID_THAT, ("that the wall fell in March", "said"))
    assert words == "the wall fell in March"
    assert claim.attribution == "a1"
    assert claim.kinds == ("date", "event")


def test_without_the_attribution_the_sentence_is_the_reporters() -> None:
    words, claim, _ = only(SAID_THAT)
    assert words.startswith("Mr Pell")
    assert claim.attribution is None


def test_the_reporter_answers_for_a_whole_sentence_but_not_for_words_in_quotation_marks() -> None:
    document, parse = read_parse(SAID_THAT)
    said = attribute(document, "that the wall fell in March", "said")
    (claim,) = find_claims(document, parse, [said], judged(parse, own=OWN))
    assert (claim.span, claim.attribution) == (Span(0, len(document.text)), None)
    for other in (replace(said, type="direct"), replace(said, flags=("unlikely",))):
        (claim,) = find_claims(document, parse, [other], judged(parse, own=OWN))
        assert (claim.span.of(document.text), claim.attribution) == ("the wall fell in March", "a1")
    assert find_claims(document, parse, [replace(said, negated=True)], judged(parse, own=OWN)) == ()


def test_what_somebody_did_not_say_is_nobodys_claim() -> None:
    document, parse = read_parse(SAID_THAT)
    denied = attribute(document, "that the wall fell in March", "said", negated=True)
    assert find_claims(document, parse, [denied], judged(parse)) == ()


def test_a_frame_that_goes_on_to_tell_something_leaves_the_rest_to_the_reporter() -> None:
    source = SAID_THAT.replace("SpaceAfter=No\n12 . . PUNCT 3 punct\n", "\n") + (
        "12 and and CCONJ 13 cc\n13 left leave VERB 3 conj VerbForm=Fin|Tense=Past\n14 the the DET 15 det\n"
        "15 town town NOUN 13 obj SpaceAfter=No\n16 . . PUNCT 3 punct\n"
    )
    document, claims = claims_of(source, ("that the wall fell in March", "said"))
    found = [(claim.span.of(document.text), claim.attribution) for claim in claims]
    assert found == [("the wall fell in March", "a1"), ("left the town.", None)]


QUOTED = """
1 “ “ PUNCT 4 punct SpaceAfter=No
2 The the DET 3 det
3 wall wall NOUN 4 nsubj
4 fell fall VERB 0 root VerbForm=Fin|Tense=Past SpaceAfter=No
5 , , PUNCT 4 punct SpaceAfter=No
6 ” ” PUNCT 4 punct
7 she she PRON 8 nsubj PronType=Prs
8 said say VERB 4 parataxis VerbForm=Fin|Tense=Past SpaceAfter=No
9 , , PUNCT 14 punct
10 “ “ PUNCT 14 punct SpaceAfter=No
11 and and CCONJ 14 cc
12 the the DET 13 det
13 crane crane NOUN 14 nsubj
14 sank sink VERB 4 conj VerbForm=Fin|Tense=Past SpaceAfter=No
15 . . PUNCT 4 punct SpaceAfter=No
16 ” ” PUNCT 4 punct
"""


def test_an_interrupted_quotation_is_one_claim_of_its_source() -> None:
    document, claims = claims_of(QUOTED, (("“The wall fell,”", "“and the crane sank.”"), "said"))
    assert [claim.span.of(document.text) for claim in claims] == ["“The wall fell,” she said, “and the crane sank.”"]
    assert {claim.attribution for claim in claims} == {"a1"}


def test_the_marks_of_a_quotation_stay_outside_the_claim() -> None:
    source = """
    1 “ “ PUNCT 4 punct SpaceAfter=No
    2 The the DET 3 det
    3 wall wall NOUN 4 nsubj
    4 fell fall VERB 0 root VerbForm=Fin|Tense=Past SpaceAfter=No
    5 . . PUNCT 4 punct SpaceAfter=No
    6 ” ” PUNCT 4 punct
    """
    assert only(source, ("“The wall fell.”", None))[0] == "The wall fell."
    assert claims_of(source)[1] == (), "the reporter does not answer for what somebody unknown is quoted as saying"
    assert claims_of(source.replace("6 ” ” PUNCT 4 punct", ""))[1], (
        "a quotation that does not end may have ended before"
    )


def test_the_narrowest_content_answers_for_a_claim() -> None:
    document, claims = claims_of(
        SAID_THAT, ("Mr Pell said on Friday that the wall fell in March", None), ("the wall fell in March", "said")
    )
    assert [(claim.span.of(document.text), claim.attribution) for claim in claims] == [("the wall fell in March", "a2")]


def test_an_adverb_that_attributes_is_also_a_hedge() -> None:
    source = """
    1 The the DET 2 det
    2 drone drone NOUN 5 nsubj:pass
    3 was be AUX 5 aux:pass VerbForm=Fin|Tense=Past
    4 reportedly reportedly ADV 5 advmod
    5 stopped stop VERB 0 root VerbForm=Part|Tense=Past SpaceAfter=No
    6 . . PUNCT 5 punct
    """
    words, claim, hedges = only(source, (("The drone was", "stopped"), "reportedly"))
    assert words == "The drone was reportedly stopped"
    assert claim.attribution == "a1"
    assert hedges == ["reportedly"]


WORDS = [
    "wall",
    "“",
    "”",
    "fell",
    "30",
    "Friday",
    "reportedly",
    "and",
    "may",
    "because",
    "?",
    ".",
    "higher",
    "than",
    "that",
]
RELATIONS = [
    "nsubj",
    "obj",
    "conj",
    "parataxis",
    "ccomp",
    "advcl",
    "aux",
    "cop",
    "mark",
    "nummod",
    "punct",
    "cc",
    "advmod",
]
TAGS = ["NOUN", "VERB", "AUX", "NUM", "PROPN", "PUNCT", "ADV", "ADJ", "CCONJ", "PART"]


@st.composite
def articles(draw: st.DrawFn) -> tuple[Document, Parse, tuple[Attribution, ...]]:
    """Draw an article with any trees and any attributions, sensible or not."""
    text = ""
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    for number in range(draw(st.integers(1, 3))):
        text += "\n\n" if number else ""
        start = len(text)
        for _ in range(draw(st.integers(1, 2))):
            text += " " if len(text) > start else ""
            tokens: list[Token] = []
            size = draw(st.integers(1, 9))
            for index in range(size):
                text += draw(st.sampled_from(["", " "])) if index else ""
                word = draw(st.sampled_from(WORDS))
                head = draw(st.integers(-1, size - 1)) if draw(st.booleans()) else index - 1
                tokens.append(
                    Token(
                        Span(len(text), len(text) + len(word)),
                        word,
                        word.lower(),
                        draw(st.sampled_from(TAGS)),
                        head,
                        draw(st.sampled_from(RELATIONS)),
                    )
                )
                text += word
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            sentences.append(Sentence(len(sentences), number, span, tuple(tokens)))
        paragraphs.append(Paragraph(Span(start, len(text))))
    offsets = st.integers(0, len(text))
    spans = st.tuples(offsets, offsets).map(lambda pair: Span(min(pair), max(pair)))
    attributions = tuple(
        Attribution(
            f"a{number}",
            "mixed",
            tuple(draw(st.lists(spans, min_size=1, max_size=3))),
            draw(st.one_of(st.none(), spans.map(lambda span: Cue(span, "say")))),
            None,
            "test",
            0,
            0,
        )
        for number in range(draw(st.integers(0, 3)))
    )
    document = Document("sha256:" + sha256(text.encode()).hexdigest(), text, tuple(paragraphs))
    return document, Parse(tuple(sentences)), attributions


def test_nothing_is_left_of_a_figure_that_only_joins() -> None:
    """A “that” tagged as a number, all that an attribution has of a sentence, is trimmed away; it was an IndexError."""
    wall = Token(Span(0, 4), "wall", "wall", "NOUN", -1, "root")
    that = Token(Span(4, 8), "that", "that", "NUM", 0, "mark")
    document = Document("sha256:0", "wallthat", (Paragraph(Span(0, 8)),))
    parse = Parse((Sentence(0, 0, Span(0, 8), (wall, that)),))
    attribution = Attribution("a1", "mixed", (Span(4, 8),), None, None, "test", 0, 0)
    assert find_claims(document, parse, (attribution,), judged(parse)) == ()


def test_softening_words_alone_are_nobodys_claim() -> None:
    """Of “reportedly allegedly and”, whose content is the “and”, trimming leaves nothing that anybody said."""
    words = (("reportedly", "ADV", -1), ("allegedly", "ADV", 0), ("and", "CCONJ", 0))
    text, tokens = "reportedly allegedly and", []
    for word, upos, head in words:
        start = text.index(word)
        tokens.append(Token(Span(start, start + len(word)), word, word, upos, head, "root" if head < 0 else "advmod"))
    document = Document("sha256:0", text, (Paragraph(Span(0, 24)),))
    parse = Parse((Sentence(0, 0, Span(0, 24), tuple(tokens)),))
    attribution = Attribution("a1", "mixed", (Span(21, 24),), Cue(Span(0, 20), "say"), None, "test", 0, 0)
    assert find_claims(document, parse, (attribution,), judged(parse)) == ()


@given(articles())
def test_spans_are_exact_and_in_order(article: tuple[Document, Parse, tuple[Attribution, ...]]) -> None:
    document, parse, attributions = article
    claims = find_claims(document, parse, attributions, judged(parse))
    assert [claim.id for claim in claims] == [f"c{number}" for number in range(1, len(claims) + 1)]
    starts = [claim.span.start for claim in claims]
    assert starts == sorted(starts)
    contents = {attribution.id: attribution.content for attribution in attributions}
    tokens = {token.span for sentence in parse.sentences for token in sentence.tokens}
    for claim in claims:
        words = claim.span.of(document.text)
        assert words
        assert words == words.strip()
        assert any(sentence.span.contains(claim.span) for sentence in parse.sentences)
        assert claim.span.start in {span.start for span in tokens}
        assert claim.span.end in {span.end for span in tokens}
        assert len(set(claim.kinds)) == len(claim.kinds)
        assert all(claim.span.contains(hedge) for hedge in claim.hedges)
        assert claim.attribution is None or any(claim.span.overlaps(span) for span in contents[claim.attribution])


def test_numbers_of_a_sentence_are_figures_or_dates_and_names_have_none() -> None:
    _, parse = read_parse("""
        1 On on ADP 3 case
        2 the the DET 3 det
        3 3rd 3rd NOUN 7 obl
        4 of of ADP 5 case
        5 May May PROPN 3 nmod
        6 Theresa Theresa PROPN 8 nsubj NER=B-PER
        7 May May PROPN 6 flat NER=I-PER
        8 met meet VERB 0 root
        9 forty forty NUM 10 nummod
        10 men man NOUN 8 obj Number=Plur
        11 two two NUM 12 nummod
        12 days day NOUN 8 obl
        13 ago ago ADV 12 advmod
        14 at at ADP 15 case
        15 9 9 NUM 8 obl
        16 p.m. p.m. NOUN 15 nmod
    """)
    [sentence] = parse.sentences
    found = [[sentence.tokens[each].text for each in sorted(part)] for part in find_numbers(sentence)]
    assert found == [["forty"], ["3rd", "May", "two", "days", "ago", "9", "p.m."]]
