"""Sources where a real parser errs, and the conventions of news that real articles taught: one small parse each."""

from __future__ import annotations

import pytest

from attrib.language.names import given_gender
from attrib.resolve import resolve
from attrib.types import Attribution, Cue, Entity, Span
from tests.handmade import read_parse

Outcome = tuple[list[tuple[str, str] | None], tuple[Entity, ...]]


def outcome(source: str, *spans: str, quoted: str = "") -> Outcome:
    """Resolve sources given by their words, each searched after the one before it.

    `quoted` are words that the last source is credited with; the others get their sentence's last character.
    """
    document, parse = read_parse(source)
    given, at = [], 0
    for number, words in enumerate(spans, start=1):
        at = document.text.index(words, at)
        span = Span(at, at + len(words))
        row = next(s for s in parse.sentences if s.span.overlaps(span))
        content = Span(row.span.end - 1, row.span.end)
        if quoted and number == len(spans):
            begin = document.text.index(quoted)
            content = Span(begin, begin + len(quoted))
        cue = Cue(Span(row.span.end - 1, row.span.end), "say")
        given.append(
            Attribution(
                f"a{number}", "indirect", (content,), cue, span, "hand", row.index, row.paragraph, confidence=1.0
            )
        )
        at = span.end
    found, entities = resolve(document, parse, given)
    return [(a.speaker.name, a.speaker.source_class) if a.speaker else None for a in found], entities


BELL = """
1 Tom Tom PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Mr Mr PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
4 yes yes INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct

1 Mr Mr PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
4 no no INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
# newpar
1 {given} {given} PROPN 3 nsubj NER=B-PER
2 Ames Ames PROPN 1 flat NER=I-PER
3 said say VERB 0 root
4 no no INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
# newpar
1 he he PRON 2 nsubj
2 said say VERB 0 root
3 so so ADV 2 advmod SpaceAfter=No
4 . . PUNCT 2 punct
"""


def test_a_speaking_pronoun_goes_on_with_the_last_speaker() -> None:
    """“he said” after a statement of Ames's is Ames, though Bell is named more often."""
    found, _ = outcome(BELL.format(given="Ray"), "Mr Bell", "Mr Bell", "Ray Ames", "he")
    assert found[-1] == ("Ray Ames", "named_person")


def test_a_given_name_rules_a_pronoun_out() -> None:
    """“he” is not Linda Ames, even though she spoke last."""
    found, _ = outcome(BELL.format(given="Linda"), "Mr Bell", "Mr Bell", "Linda Ames", "he")
    assert found[-1] == ("Tom Bell", "named_person")


@pytest.mark.parametrize(
    ("name", "gender"), [("Linda Ames", "female"), ("Mr Paul Ames", "male"), ("Ames", None), ("James", None)]
)
def test_gender_of_a_given_name(name: str, gender: str | None) -> None:
    """Only a full name has a given name to tell by: James alone may be a surname."""
    assert given_gender(name) == gender


MAKER = """
1 Analysis analysis NOUN 9 nsubj
2 by by ADP 3 case
3 {name} {name} PROPN 1 nmod NER={tag}
4 Doyle Doyle PROPN 3 flat NER={inside}
5 of of ADP 8 case NER={between}
6 the the DET 8 det NER={between}
7 Harbour Harbour PROPN 8 compound NER={body}
8 Institute Institute PROPN 3 nmod NER=I-ORG
9 shows show VERB 0 root
10 it it PRON 9 obj SpaceAfter=No
11 . . PUNCT 9 punct
"""


def test_a_body_s_study_is_a_document() -> None:
    """Only a person is taken for the speaker of what they made."""
    source = MAKER.format(name="Dock", tag="B-ORG", inside="I-ORG", between="O", body="B-ORG")
    found, _ = outcome(source, "Analysis by Dock Doyle")
    assert found[0] is not None
    assert found[0][1] == "document"


def test_a_name_after_a_comma_that_the_tree_hangs_elsewhere() -> None:
    """“A lawyer for the port, Ann Doyle,” names the lawyer, not the port."""
    source = """
1 A a DET 2 det
2 lawyer lawyer NOUN 10 nsubj
3 for for ADP 5 case
4 the the DET 5 det
5 port port NOUN 2 nmod SpaceAfter=No
6 , , PUNCT 7 punct
7 Ann Ann PROPN 5 nmod NER=B-PER
8 Doyle Doyle PROPN 7 flat NER=I-PER SpaceAfter=No
9 , , PUNCT 7 punct
10 spoke speak VERB 0 root SpaceAfter=No
11 . . PUNCT 10 punct
"""
    found, _ = outcome(source, "A lawyer for the port, Ann Doyle,")
    assert found == [("Ann Doyle", "named_person")]


ASIDE = """
1 Una Una PROPN {name_head} nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER SpaceAfter=No
3 , , PUNCT 6 punct
4 a a DET 6 det
5 marine marine ADJ 6 amod
6 engineer engineer NOUN 8 {relation} {space}
7 {mark} {mark} {tag} 6 {link}
8 spoke speak VERB 0 root SpaceAfter=No
9 . . PUNCT 8 punct
"""


SURNAMES = """
1 Tom Tom PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 spoke speak VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Una Una PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 listened listen VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Una Una PROPN 3 nsubj NER=B-PER
2 Bell Bell PROPN 1 flat NER=I-PER
3 left leave VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 Bell Bell PROPN 2 nsubj NER=B-PER
2 objected object VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 Bell Bell PROPN 2 nsubj NER=B-ORG
2 objected object VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct

1 Bell Bell PROPN 2 nsubj NER=B-ORG
2 objected object VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_a_people_tagged_as_a_person_is_a_group() -> None:
    """A plural without a given name is nobody's name."""
    source = """
1 Birchers Bircher PROPN 2 nsubj NER=B-PER|Number=Plur
2 objected object VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""
    assert outcome(source, "Birchers")[0] == [("Birchers", "group")]


def test_a_quantity_is_of_what_follows_it() -> None:
    """“eight of 10 voters” are voters, whatever the tree hangs “of” on."""
    source = """
1 Eight eight NUM 5 nsubj
2 of of ADP 3 case
3 10 10 NUM 4 nummod
4 voters voter NOUN 1 nmod
5 agree agree VERB 0 root SpaceAfter=No
6 . . PUNCT 5 punct
"""
    found, _ = outcome(source, "Eight of 10 voters")
    assert found[0] is not None
    assert found[0][1] == "group"


PAPER = """
1 The the DET 3 det NER=B-ORG
2 Harbour Harbour PROPN 3 compound NER=I-ORG
3 Post Post PROPN 4 nsubj NER=I-ORG
4 asked ask VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct

1 The the DET 2 det
2 {noun} {noun} NOUN 3 nsubj
3 objected object VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


BROTHER = """
1 Ray Ray PROPN 8 nsubj NER=B-PER
2 Ames Ames PROPN 1 flat NER=I-PER SpaceAfter=No
3 , , PUNCT 6 punct
4 Bell Bell PROPN 6 nmod:poss NER=B-PER SpaceAfter=No
5 's 's PART 4 case
6 {first} {first} NOUN 1 appos SpaceAfter=No
7 , , PUNCT 6 punct
8 spoke speak VERB 0 root SpaceAfter=No
9 . . PUNCT 8 punct

1 His he PRON 2 nmod:poss
2 lawyer lawyer NOUN 3 nsubj
3 objected object VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
"""


def test_words_quoted_of_somebody_do_not_introduce_them() -> None:
    """“a mother” inside the quotation is not “she” who says it."""
    source = """
1 Una Una PROPN 3 nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER
3 came come VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

1 “ “ PUNCT 4 punct SpaceAfter=No
2 A a DET 3 det
3 mother mother NOUN 4 nsubj
4 knows know VERB 7 ccomp SpaceAfter=No
5 ” ” PUNCT 4 punct
6 she she PRON 7 nsubj
7 said say VERB 0 root SpaceAfter=No
8 . . PUNCT 7 punct
"""
    assert outcome(source, "she")[0] == [("Una Doyle", "named_person")]
