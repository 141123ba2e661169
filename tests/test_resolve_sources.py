"""Descriptions, classes, coordinations and bodies: what a source that is no plain name resolves to."""

from __future__ import annotations

import pytest

from attrib.language.quotations import regions
from attrib.resolve import resolve
from attrib.resolve.kinds import LIKELY, chances
from attrib.types import Attribution, Cue, Document, Entity, Paragraph, Span, Way
from tests.handmade import read_parse

Outcome = tuple[list[tuple[str, str] | None], tuple[Entity, ...], tuple[Attribution, ...]]


def outcome(source: str, *spans: str) -> Outcome:
    """Resolve sources given by their words, each searched after the one before it; names and classes come back."""
    document, parse = read_parse(source)
    given, at = [], 0
    for number, words in enumerate(spans, start=1):
        at = document.text.index(words, at)
        span = Span(at, at + len(words))
        sentence = next(s for s in parse.sentences if s.span.overlaps(span))
        content = Span(sentence.span.end - 1, sentence.span.end)
        cue, place = Cue(content, "say"), (sentence.index, sentence.paragraph)
        given.append(Attribution(f"a{number}", "indirect", (content,), cue, span, "hand", *place, confidence=1.0))
        at = span.end
    found, entities = resolve(document, parse, given)
    return [(a.speaker.name, a.speaker.source_class) if a.speaker else None for a in found], entities, found


SENATOR = """
1 Sen. Sen. PROPN 2 nmod:desc
2 Ann Ann PROPN 4 nsubj NER=B-PER
3 Doyle Doyle PROPN 2 flat NER=I-PER
4 spoke speak VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct

1 The the DET 2 det
2 {noun} {noun} NOUN 3 nsubj
3 objected object VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


def test_a_description_goes_to_whom_the_article_described_so() -> None:
    """“The senator” is the Sen. named before, and takes a named person's class; “the farmer” is less likely to be."""
    found, entities, attributions = outcome(SENATOR.format(noun="senator"), "The senator")
    assert found == [("Ann Doyle", "named_person")]
    assert attributions[0].flags == ("nominal_source",)
    assert attributions[0].steps[-1].values["way"] == Way.DESCRIBED
    assert [span.start for span in entities[0].mentions] == sorted(span.start for span in entities[0].mentions)
    _, _, others = outcome(SENATOR.format(noun="farmer"), "The farmer")
    assert others[0].candidates[0].probability < attributions[0].candidates[0].probability


TWO_SPOKESMEN = """
1 spokesman spokesman NOUN 2 nmod:desc
2 Tom Tom PROPN 8 nsubj NER=B-PER
3 Bell Bell PROPN 2 flat NER=I-PER
4 and and CCONJ 6 cc
5 spokesman spokesman NOUN 6 nmod:desc
6 Ray Ray PROPN 2 conj NER=B-PER
7 Ames Ames PROPN 6 flat NER=I-PER
8 met meet VERB 0 root SpaceAfter=No
9 . . PUNCT 8 punct

1 The the DET 2 det
2 spokesman spokesman NOUN 3 nsubj
3 objected object VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


def test_a_description_that_fits_two_people_names_both() -> None:
    """Two spokesmen in one breath: neither, or a guess that is called one, with the other beside it."""
    found, entities, attributions = outcome(TWO_SPOKESMEN, "The spokesman")
    assert found == [None] or "doubtful_speaker" in attributions[0].flags
    assert {entity.name for entity in entities} == {"Tom Bell", "Ray Ames"}
    assert {candidate.name for candidate in attributions[0].candidates} >= {"Tom Bell", "Ray Ames"}
    assert "Tom Bell" in attributions[0].evidence[-1]
    assert "Ray Ames" in attributions[0].evidence[-1]


def test_names_joined_by_and_are_one_source_of_both_names() -> None:
    """And each of the two keeps an entity of his own only when he speaks alone."""
    source = (
        TWO_SPOKESMEN.partition("\n\n")[0]
        + """

1 They they PRON 2 nsubj
2 objected object VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""
    )
    found, entities, _ = outcome(source, "Tom Bell and spokesman Ray Ames", "They")
    assert found == [("Tom Bell and Ray Ames", "named_person")] * 2
    assert len(entities) == 1


def test_a_headline_announces_whom_the_article_names() -> None:
    """“Judge rejects …” over an article with one judge is that judge."""
    source = """
# kind = title
1 Judge judge NOUN 2 nsubj
2 rejects reject VERB 0 root
3 plea plea NOUN 2 obj

# newpar
1 Justice justice NOUN 3 nmod:desc
2 and and CCONJ 3 cc
3 Judge judge NOUN 4 nmod:desc
4 Ann Ann PROPN 6 nsubj NER=B-PER
5 Doyle Doyle PROPN 4 flat NER=I-PER
6 ruled rule VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
    found, _, _ = outcome(source, "Judge")
    assert found == [("Ann Doyle", "named_person")]


BODY = """
1 The the DET 4 det
2 Harbour harbour PROPN 4 compound NER=B-ORG
3 Safety safety PROPN 4 compound NER=I-ORG
4 Agency agency PROPN 5 nsubj NER=I-ORG
5 met meet VERB 0 root SpaceAfter=No
6 . . PUNCT 5 punct

1 {first}
2 warned warn VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


@pytest.mark.parametrize(("word", "line"), [("HSA", "HSA HSA PROPN 2 nsubj NER=B-ORG"), ("It", "It it PRON 2 nsubj")])
def test_a_body_goes_by_its_initials_and_by_it(word: str, line: str) -> None:
    """Both mean the one organisation named before."""
    _, _, (attribution,) = outcome(BODY.format(first=line), word)
    assert "Harbour Safety Agency" in {candidate.name for candidate in attribution.candidates}


def test_a_body_goes_by_the_noun_in_its_name() -> None:
    """“The agency” after the Harbour Safety Agency."""
    source = (
        BODY.partition("\n\n")[0]
        + """

1 The the DET 2 det
2 agency agency NOUN 3 nsubj
3 warned warn VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""
    )
    found, _, _ = outcome(source, "The agency")
    assert found == [("Harbour Safety Agency", "organisation")]


def test_a_place_and_a_country_speak_as_organisations() -> None:
    """“Washington has blamed them” is a government's statement."""
    found, _, _ = outcome(
        "1 Washington Washington PROPN 2 nsubj NER=B-LOC\n2 objected object VERB 0 root", "Washington"
    )
    assert found == [("Washington", "organisation")]


def test_who_is_the_noun_its_clause_describes() -> None:
    """A relative pronoun as a source."""
    source = """
1 Ann Ann PROPN 6 nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 5 punct
4 who who PRON 5 nsubj
5 objected object VERB 1 acl:relcl
6 left leave VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
    found, _, attributions = outcome(source, "who")
    assert found == [("Ann Doyle", "named_person")]
    assert attributions[0].flags == ("pronoun_source",)


def test_you_is_nobody() -> None:
    """A word that names nobody leaves the attribution without a speaker."""
    found, entities, _ = outcome("1 You you PRON 2 nsubj\n2 said say VERB 0 root\n3 so so ADV 2 advmod", "You")
    assert found == [None]
    assert entities == ()


@pytest.mark.parametrize(
    ("lemma", "wanted"),
    [
        ("spokesman", {"person"}),
        ("resident", {"person", "group"}),
        ("poll", {"document"}),
        ("report", {"document"}),
        ("ministry", {"organisation"}),
        ("people", {"person", "group"}),
        ("harbour-pilot", {"person", "group"}),
        ("goalkeeper", {"person", "group"}),
        ("cable", {"thing", "document"}),
    ],
)
def test_nouns_are_of_the_kind_of_what_they_name(lemma: str, wanted: set[str]) -> None:
    found = chances(lemma)
    assert sum(found[kind] for kind in wanted) > LIKELY
    assert sum(found.values()) == pytest.approx(1.0)


def test_quotation_marks_mark_off_regions_and_an_unclosed_one_ends_with_its_paragraph() -> None:
    """The convention of quotations over several paragraphs."""
    text = 'He said “one” and\n\n“two runs on\n\n“three” ends. A "straight" one'
    starts = [0, text.index("“two"), text.index("“three")]
    ends = [starts[1] - 2, starts[2] - 2, len(text)]
    paragraphs = tuple(Paragraph(Span(s, e)) for s, e in zip(starts, ends, strict=True))
    found = regions(Document("x", text, paragraphs))
    assert [region.of(text) for region in found] == ["“one”", "“two runs on", "“three”", '"straight"']


def test_an_inch_mark_quotes_nobody() -> None:
    """What opens and closes is told once, for the rules and for who speaks."""
    text = 'The 6" pipe burst, we think, and the 12" main too.'
    assert regions(Document("x", text, (Paragraph(Span(0, len(text))),))) == []


def test_a_headline_s_capitals_do_not_make_a_name_longer() -> None:
    """A tagger that takes a headline's verb into the name is corrected by the body."""
    source = """
# kind = title
1 Ann Ann PROPN 0 root NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER
3 Objects object PROPN 1 flat NER=I-PER

# newpar
1 Ann Ann PROPN 3 nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER
3 objected object VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""
    found, entities, _ = outcome(source, "Ann Doyle", "Ann Doyle")
    assert found == [("Ann Doyle", "named_person")] * 2
    assert len(entities) == 1


def test_a_quantity_is_of_the_class_of_what_it_counts() -> None:
    """“Eight of the officials” are officials, “a majority of voters” are voters."""
    source = """
1 Eight eight NUM 5 nsubj
2 of of ADP 4 case
3 the the DET 4 det
4 {noun}s {noun} NOUN 1 nmod
5 objected object VERB 0 root SpaceAfter=No
6 . . PUNCT 5 punct
"""
    assert outcome(source.format(noun="official"), "Eight of the officials")[0] == [
        ("Eight of the officials", "unnamed_person")
    ]
    assert outcome(source.format(noun="voter"), "Eight of the voters")[0] == [("Eight of the voters", "group")]


def test_a_name_and_a_description_joined_by_and_are_one_source() -> None:
    """“The Post and the chain” speak together; the apposition's “and” joins nobody."""
    source = """
1 The the DET 2 det
2 Post Post PROPN 6 nsubj NER=B-ORG
3 and and CCONJ 5 cc
4 the the DET 5 det
5 chain chain NOUN 2 conj
6 objected object VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
"""
    assert outcome(source, "The Post and the chain")[0] == [("Post and the chain", "organisation")]
    aside = """
1 Ann Ann PROPN 9 nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 5 punct
4 a a DET 5 det
5 developer developer NOUN 1 appos
6 and and CCONJ 7 cc
7 spokeswoman spokeswoman NOUN 1 conj SpaceAfter=No
8 , , PUNCT 5 punct
9 objected object VERB 0 root
"""
    assert outcome(aside, "Ann Doyle, a developer and spokeswoman")[0] == [("Ann Doyle", "named_person")]
