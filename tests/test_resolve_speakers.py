"""Speakers end to end over hand-made parses: names, pronouns, descriptions, quotations without a cue."""

from __future__ import annotations

from attrib.resolve import resolve
from attrib.types import Attribution, Code, Cue, Document, Entity, Parse, Span, Way
from attrib.wording import titles_of
from tests.handmade import read_parse

DOYLE = """
1 Ann Ann PROPN 6 nsubj NER=B-PER
2 Doyle Doyle PROPN 1 flat NER=I-PER|SpaceAfter=No
3 , , PUNCT 5 punct
4 chief chief ADJ 5 amod
5 engineer engineer NOUN 1 appos
6 said say VERB 0 root
7 the the DET 8 det
8 gates gate NOUN 9 nsubj
9 failed fail VERB 6 ccomp SpaceAfter=No
10 . . PUNCT 6 punct
"""

HE_SAID = """
1 {pronoun} {pronoun} PRON 2 nsubj
2 said say VERB 0 root
3 they they PRON 5 nsubj
4 would will AUX 5 aux
5 hold hold VERB 2 ccomp SpaceAfter=No
6 . . PUNCT 2 punct
"""


def attribution(document: Document, parse: Parse, source: str | None, content: str, **more: object) -> Attribution:
    """Make an attribution from words that occur once each (or from their `nth` occurrence) in the text."""

    def find(words: str, nth: int) -> Span:
        start = -1
        for _ in range(nth):
            start = document.text.index(words, start + 1)
        return Span(start, start + len(words))

    nth = more.pop("nth", 1)
    assert isinstance(nth, int)
    span = find(content, 1)
    sentence = next(s for s in parse.sentences if s.span.overlaps(span))
    given = find(source, nth) if source else None
    made = {"cue": Cue(span, "say"), "rule": "hand", "confidence": 1.0, "type": "indirect", "id": "a1", **more}
    return Attribution(content=(span,), source=given, sentence=sentence.index, paragraph=sentence.paragraph, **made)  # type: ignore[arg-type]


def only(
    parse: tuple[Document, Parse], *wanted: tuple[str | None, str]
) -> tuple[tuple[Attribution, ...], tuple[Entity, ...]]:
    """Resolve attributions given as (source, content) pairs."""
    document, tree = parse
    return resolve(document, tree, [attribution(document, tree, source, content) for source, content in wanted])


def test_a_full_name_speaks_for_itself() -> None:
    """Name, role and class come from the sentence."""
    (found,), (entity,) = only(read_parse(DOYLE), ("Ann Doyle, chief engineer", "the gates failed"))
    assert found.speaker is not None
    assert (found.speaker.entity, found.speaker.name, found.speaker.source_class) == ("e1", "Ann Doyle", "named_person")
    assert entity.role == "chief engineer"
    assert found.flags == ()
    assert found.confidence > 0.9


def test_he_is_the_last_speaker_and_the_evidence_tells_the_steps() -> None:
    """In English and as data."""
    short = """
1 Mr Mr PROPN 2 nmod:desc
2 Bell Bell PROPN 3 nsubj NER=B-PER
3 added add VERB 0 root
4 more more ADJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
"""
    parse = read_parse(DOYLE.replace("Ann", "Tom").replace("Doyle", "Bell") + short + HE_SAID.format(pronoun="He"))
    found, entities = only(parse, ("Tom Bell, chief engineer", "the gates failed"), ("He", "they would hold"))
    assert [a.speaker.name for a in found if a.speaker] == ["Tom Bell", "Tom Bell"]
    assert len(entities) == 1
    assert "pronoun_source" in found[1].flags
    assert found[1].evidence[-1].startswith("“He” → spoke last → “Tom Bell” (")
    step = found[1].steps[-1]
    assert (step.code, step.values["way"], step.values["name"]) == (Code.SPEAKER, Way.SPOKE_LAST, "Tom Bell")
    assert found[1].candidates[0].entity == entities[0].id
    assert len(entities[0].mentions) >= 3


def test_a_courtesy_title_settles_a_pronoun_between_two_people() -> None:
    """“She” is not Mr Bell, though he is nearer and the subject."""
    mrs = """
1 Mrs Mrs PROPN 2 nmod:desc
2 Ames Ames PROPN 3 nsubj NER=B-PER
3 met meet VERB 0 root
4 Mr Mr PROPN 5 nmod:desc
5 Bell Bell PROPN 3 obj NER=B-PER SpaceAfter=No
6 . . PUNCT 3 punct
"""
    found, _ = only(
        read_parse(mrs.replace(" SpaceAfter=No", "|SpaceAfter=No") + HE_SAID.format(pronoun="She")),
        ("She", "they would hold"),
    )
    assert found[0].speaker is not None
    assert found[0].speaker.name == "Ames"
    found, _ = only(
        read_parse(mrs.replace(" SpaceAfter=No", "|SpaceAfter=No") + HE_SAID.format(pronoun="He")),
        ("He", "they would hold"),
    )
    assert found[0].speaker is not None
    assert found[0].speaker.name == "Bell"


BOTH = """
1 Bill Bill PROPN 6 nsubj NER=B-PER
2 Clinton Clinton PROPN 1 flat NER=I-PER
3 and and CCONJ 4 cc
4 Hillary Hillary PROPN 1 conj NER=B-PER
5 Clinton Clinton PROPN 4 flat NER=I-PER
6 came come VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct

1 {title} {title} PROPN 2 nmod:desc
2 Clinton Clinton PROPN 3 nsubj NER=B-PER
3 said say VERB 0 root
4 yes yes INTJ 3 obj SpaceAfter=No
5 . . PUNCT 3 punct
"""


def test_two_clintons_are_two_people_and_a_bare_surname_abstains() -> None:
    """Both are named in the same breath: no speaker, both named with their scores."""
    source = BOTH.replace("1 {title} {title} PROPN 2 nmod:desc\n2 Clinton", "1 Then then ADV 3 advmod\n2 Clinton")
    document, parse = read_parse(source)
    only_name = attribution(document, parse, "Clinton", "yes", nth=3)
    (found,), entities = resolve(document, parse, [only_name])
    assert found.speaker is None
    assert "ambiguous_source" in found.flags
    assert "Bill Clinton" in found.evidence[-1]
    assert "Hillary Clinton" in found.evidence[-1]
    assert {entity.name for entity in entities if not entity.speaks} >= {"Bill Clinton", "Hillary Clinton"}


def test_a_title_tells_the_clintons_apart_once_gender_is_known() -> None:
    """“Mrs Clinton” can only be somebody of whom nothing says Mr."""
    source = BOTH.format(title="Mrs").replace("1 Bill Bill PROPN 6 nsubj", "1 Bill Bill PROPN 6 nsubj").strip()
    mister = """
1 Mr Mr PROPN 2 nmod:desc
2 Bill Bill PROPN 4 nsubj NER=B-PER
3 Clinton Clinton PROPN 2 flat NER=I-PER
4 left leave VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct

"""
    document, parse = read_parse(mister + source)
    (found,), _ = resolve(document, parse, [attribution(document, parse, "Mrs Clinton", "yes")])
    assert found.speaker is not None
    assert found.speaker.name == "Hillary Clinton"


def test_i_inside_a_quotation_is_its_speaker_and_outside_the_author() -> None:
    """The same word, told apart by the marks around it."""
    quote = (
        DOYLE
        + """
# newpar
1 “ “ PUNCT 3 punct SpaceAfter=No
2 I I PRON 3 nsubj
3 believe believe VERB 8 ccomp
4 it it PRON 5 nsubj
5 held hold VERB 3 ccomp SpaceAfter=No
6 ” ” PUNCT 3 punct
7 she she PRON 8 nsubj
8 said say VERB 0 root SpaceAfter=No
9 . . PUNCT 8 punct

# newpar
1 I I PRON 2 nsubj
2 doubt doubt VERB 0 root
3 that that PRON 2 obj SpaceAfter=No
4 . . PUNCT 2 punct
"""
    )
    document, parse = read_parse(quote)
    given = [
        attribution(document, parse, "Ann Doyle, chief engineer", "the gates failed", id="a1"),
        attribution(document, parse, "she", "“I believe it held”", id="a2", type="direct"),
        attribution(document, parse, "I", "it held", id="a3"),
        attribution(document, parse, "I", "that", id="a4", nth=2),
    ]
    found, entities = resolve(document, parse, given)
    assert [a.speaker.name if a.speaker else None for a in found] == [
        "Ann Doyle",
        "Ann Doyle",
        "Ann Doyle",
        "the author",
    ]
    assert found[3].speaker is not None
    assert found[3].speaker.source_class == "author"
    assert [e.name for e in entities] == ["Ann Doyle", "the author"]
    assert "inside a quotation" in found[2].evidence[-1]


FLOATING = (
    DOYLE
    + """
# newpar
1 “ “ PUNCT 3 punct SpaceAfter=No
2 It it PRON 3 nsubj
3 broke break VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct SpaceAfter=No
5 ” ” PUNCT 3 punct
"""
)


def test_a_floating_quotation_continues_the_last_speaker() -> None:
    """And says so, with less confidence than the attribution it leans on."""
    document, parse = read_parse(FLOATING)
    given = [
        attribution(document, parse, "Ann Doyle, chief engineer", "the gates failed", id="a1", type="direct"),
        attribution(
            document, parse, None, "“It broke.”", id="a2", type="direct", cue=None, flags=("floating",), rule="floating"
        ),
    ]
    found, _ = resolve(document, parse, given)
    assert found[1].speaker == found[0].speaker
    assert found[1].steps[-1].values["way"] == Way.SPOKE_LAST


STOOD = """
# newpar
1 {first} {first} PROPN 3 nsubj NER=B-PER
2 {last} {last} PROPN 1 flat NER=I-PER
3 stood stand VERB 0 root
4 there there ADV 3 advmod SpaceAfter=No
5 . . PUNCT 3 punct
"""


def floating_after(between: str) -> Attribution:
    """Resolve “It broke.” with no cue, after something else than the last statement."""
    quotation = FLOATING.removeprefix(DOYLE)
    document, parse = read_parse(DOYLE + between + quotation)
    given = [
        attribution(document, parse, "Ann Doyle, chief engineer", "the gates failed", id="a1", type="direct"),
        attribution(
            document, parse, None, "“It broke.”", id="a2", type="direct", cue=None, flags=("floating",), rule="floating"
        ),
    ]
    return resolve(document, parse, given)[0][1]


def test_a_quotation_without_a_cue_is_likelier_the_last_speaker_s_right_after_the_statement() -> None:
    """The reporter's own paragraph between them makes it less so."""
    near, far = (floating_after(between) for between in ("", STOOD.format(first="The", last="tide")))
    assert near.speaker is not None
    assert near.speaker.name == "Ann Doyle"
    assert far.candidates[0].probability < near.candidates[0].probability


PARAGRAPHS = """
1 “ “ PUNCT 3 punct SpaceAfter=No
2 It it PRON 3 nsubj
3 broke break VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

# newpar
1 “ “ PUNCT 3 punct SpaceAfter=No
2 It it PRON 3 nsubj
3 fell fall VERB 0 root SpaceAfter=No
4 , , PUNCT 3 punct SpaceAfter=No
5 ” ” PUNCT 3 punct
6 Bob Bob PROPN 8 nsubj NER=B-PER
7 Hill Hill PROPN 6 flat NER=I-PER
8 said say VERB 3 parataxis SpaceAfter=No
9 . . PUNCT 3 punct
"""


def test_the_paragraphs_of_a_quotation_have_one_speaker_wherever_the_cue_stands() -> None:
    """Whoever spoke before is not meant."""
    document, parse = read_parse(DOYLE + "\n# newpar\n" + PARAGRAPHS)
    said = document.text.rindex("said")
    flags = {"type": "direct", "cue": None, "flags": ("floating",), "rule": "floating"}
    given = [
        attribution(document, parse, "Ann Doyle, chief engineer", "the gates failed", id="a1"),
        attribution(document, parse, None, "“It broke.", id="a2", **flags),
        attribution(
            document, parse, "Bob Hill", "“It fell,”", id="a3", type="direct", cue=Cue(Span(said, said + 4), "say")
        ),
    ]
    found, _ = resolve(document, parse, given)
    assert found[1].speaker is not None
    assert found[1].speaker.name == "Bob Hill"
    assert "a3" in found[1].evidence[-1]


NESTED = """
1 “ “ PUNCT 3 punct SpaceAfter=No
2 It it PRON 3 nsubj
3 broke break VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct

# newpar
1 “ “ PUNCT 4 punct SpaceAfter=No
2 Bob Bob PROPN 4 nsubj NER=B-PER
3 Hill Hill PROPN 2 flat NER=I-PER
4 told tell VERB 0 root
5 me I PRON 4 obj
6 it it PRON 7 nsubj
7 fell fall VERB 4 ccomp SpaceAfter=No
8 . . PUNCT 4 punct SpaceAfter=No
9 ” ” PUNCT 4 punct
"""


def test_who_is_quoted_within_a_quotation_does_not_speak_all_of_it() -> None:
    """Whoever spoke before goes on, and reports what Bob Hill told."""
    document, parse = read_parse(DOYLE + "\n# newpar\n" + NESTED)
    told = document.text.index("told")
    given = [
        attribution(document, parse, "Ann Doyle, chief engineer", "the gates failed", id="a1"),
        attribution(
            document, parse, None, "“It broke.", id="a2", type="direct", cue=None, flags=("floating",), rule="floating"
        ),
        attribution(document, parse, "Bob Hill", "it fell", id="a3", cue=Cue(Span(told, told + 4), "tell")),
    ]
    found, _ = resolve(document, parse, given)
    assert found[1].speaker is not None
    assert found[1].speaker.name == "Ann Doyle"


def test_a_document_does_not_go_on_speaking() -> None:
    """A poll says things, but nobody quotes it in the next paragraph."""
    poll = (
        "1 A a DET 2 det\n2 poll poll NOUN 3 nsubj\n3 showed show VERB 0 root\n4 losses loss NOUN 3 obj SpaceAfter=No\n"
    )
    document, parse = read_parse(poll + "5 . . PUNCT 3 punct\n" + FLOATING.removeprefix(DOYLE))
    flags = {"type": "direct", "cue": None, "flags": ("floating",), "rule": "floating"}
    given = [
        attribution(document, parse, "A poll", "losses", id="a1"),
        attribution(document, parse, None, "“It broke.”", id="a2", **flags),
    ]
    found, _ = resolve(document, parse, given)
    assert found[0].speaker is not None
    assert found[0].speaker.source_class == "document"
    assert found[1].speaker is None


def test_a_floating_quotation_with_nobody_before_it_has_no_speaker() -> None:
    """Nothing is guessed."""
    document, parse = read_parse(FLOATING)
    only_quote = attribution(
        document, parse, None, "“It broke.”", type="direct", cue=None, flags=("floating",), rule="floating"
    )
    (found,), entities = resolve(document, parse, [only_quote])
    assert found.speaker is None
    assert "no_source" in found.flags
    assert entities == ()


def test_a_passive_without_an_agent_has_no_speaker() -> None:
    """“was reportedly shot down” after a speaker is still nobody's."""
    document, parse = read_parse(FLOATING)
    given = [
        attribution(document, parse, "Ann Doyle, chief engineer", "the gates failed", id="a1"),
        attribution(document, parse, None, "It broke", id="a2", rule="adverb"),
    ]
    found, _ = resolve(document, parse, given)
    assert found[1].speaker is None
    assert found[1].flags == ("no_source",)


OFFICIALS = """
1 {phrase}s {phrase} NOUN 2 nsubj
2 said say VERB 0 root
3 so so ADV 2 advmod SpaceAfter=No
4 . . PUNCT 2 punct
"""


def test_unnamed_sources_keep_their_words() -> None:
    """The noun phrase is the name; people who speak unnamed are flagged, people as a kind are not."""
    (found,), (entity,) = only(read_parse(OFFICIALS.format(phrase="official")), ("officials", "so"))
    assert found.speaker is not None
    assert (found.speaker.name, found.speaker.source_class) == ("officials", "unnamed_person")
    assert set(found.flags) == {"nominal_source", "anonymous_source"}
    assert (entity.role, titles_of(entity)) == ("officials", ())  # its name says it already
    (found,), _ = only(read_parse(OFFICIALS.format(phrase="voter")), ("voters", "so"))
    assert found.speaker is not None
    assert found.speaker.source_class == "group"
    assert "anonymous_source" not in found.flags


def test_mentions_are_in_text_order_and_inside_the_text() -> None:
    """Every span of an entity shows words of the article."""
    document, parse = read_parse(DOYLE + HE_SAID.format(pronoun="She"))
    given = [
        attribution(document, parse, "Ann Doyle", "the gates failed"),
        attribution(document, parse, "She", "they would hold"),
    ]
    _, entities = resolve(document, parse, given)
    for entity in entities:
        assert list(entity.mentions) == sorted(entity.mentions)
        assert all(0 <= span.start < span.end <= len(document.text) for span in entity.mentions)
    assert [span.of(document.text) for span in entities[0].mentions] == ["Ann Doyle", "engineer", "She"] or [
        span.of(document.text) for span in entities[0].mentions
    ] == ["Ann Doyle", "chief engineer", "She"]


def test_nothing_in_nothing_out() -> None:
    """No sentences, and a source where there are no words: no speaker, no error."""
    document, parse = Document("x", "Words.", ()), Parse(())
    assert resolve(document, parse, []) == ((), ())
    lone = Attribution("a1", "indirect", (Span(0, 5),), None, Span(0, 5), "hand", 0, 0)
    (found,), entities = resolve(document, parse, [lone])
    assert found.speaker is None
    assert entities == ()


def test_i_in_a_block_quotation_is_never_the_author() -> None:
    doubt = """
    # newpar
    # kind = block_quotation
    1 I I PRON 2 nsubj
    2 doubt doubt VERB 0 root
    3 that that PRON 2 obj SpaceAfter=No
    4 . . PUNCT 2 punct
    """
    document, parse = read_parse(DOYLE + doubt)
    found, _ = resolve(document, parse, [attribution(document, parse, "I", "that", id="a1")])
    assert found[0].speaker is None, "nobody is said to have written it"
    document, parse = read_parse(DOYLE + doubt.replace("# kind = block_quotation", ""))
    found, _ = resolve(document, parse, [attribution(document, parse, "I", "that", id="a1")])
    assert found[0].speaker is not None
    assert found[0].speaker.source_class == "author"
