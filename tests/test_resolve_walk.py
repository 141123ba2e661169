"""The walk writes once, looking reads: the same source has one entity, whatever else is asked and in what order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.language.tree import Tree
from attrib.resolve import resolve
from attrib.resolve.entities import walk
from attrib.types import Attribution, Code, Cue, Flag, Parse, Span, Way
from attrib.wording import FLAG_WORDS, STEP_WORDS, WAY_WORDS
from tests.handmade import read_parse

SENTENCES = (
    """
1 {given} {given} PROPN 4 nsubj NER=B-PER
2 {surname} {surname} PROPN 1 flat NER=I-PER
3 often often ADV 4 advmod
4 spoke speak VERB 0 root SpaceAfter=No
5 . . PUNCT 4 punct
""",
    """
1 The the DET 2 det
2 {noun} {noun} NOUN 3 nsubj
3 agreed agree VERB 0 root SpaceAfter=No
4 . . PUNCT 3 punct
""",
    """
1 He he PRON 2 nsubj
2 left leave VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
""",
    """
1 The the DET 2 det
2 Post Post PROPN 6 nsubj NER=B-ORG
3 and and CCONJ 5 cc
4 its its PRON 5 nmod:poss
5 owner owner NOUN 2 conj
6 objected object VERB 0 root SpaceAfter=No
7 . . PUNCT 6 punct
""",
)
ARTICLES = st.lists(
    st.builds(
        lambda source, given, surname, noun: source.format(given=given, surname=surname, noun=noun),
        st.sampled_from(SENTENCES), st.sampled_from(["Ann", "Tom", "Ray"]), st.sampled_from(["Doyle", "Bell"]),
        st.sampled_from(["engineer", "company", "report", "residents"]),
    ),
    min_size=1, max_size=7,
)  # fmt: skip


def sources(parse: Parse) -> list[Attribution]:
    """Attributions whose sources are the subjects of all sentences, twice over."""
    made = []
    for sentence in parse.sentences * 2:
        verb = next(i for i, token in enumerate(sentence.tokens) if token.head < 0)
        end = max(t.span.end for t in sentence.tokens[:verb] if t.upos != "ADV")
        span, content = Span(sentence.span.start, end), Span(sentence.span.end - 1, sentence.span.end)
        place = (sentence.index, sentence.paragraph)
        made.append(Attribution("", "indirect", (content,), Cue(content, "say"), span, "hand", *place, confidence=1.0))
    return [replace(each, id=f"a{number}") for number, each in enumerate(made, 1)]


@settings(max_examples=40, deadline=None)
@given(ARTICLES, st.randoms())
def test_the_same_source_is_the_same_entity_whatever_the_order(texts: list[str], random: object) -> None:
    """Every attribution with one source span has one speaker, one set of candidates, in any order of attributions."""
    document, parse = read_parse("\n".join(texts))
    given_order = sources(parse)
    shuffled = list(given_order)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found: dict[Span | None, object] = {}
    for order in (given_order, shuffled):
        resolved, entities = resolve(document, parse, order)
        assert len({entity.id for entity in entities}) == len(entities)
        known = {entity.id for entity in entities}
        for each in resolved:
            assert {c.entity for c in each.candidates} - {None} <= known
            answer = (each.speaker, each.candidates)
            assert found.setdefault(each.source, answer) == answer


def test_a_joint_source_is_one_entity() -> None:
    """“The Post and its owner” twice is one entity of two."""
    document, parse = read_parse(SENTENCES[3])
    resolved, entities = resolve(document, parse, sources(parse))
    assert len({each.speaker for each in resolved}) == 1
    assert [entity.name for entity in entities if entity.speaks] == ["Post and its owner"]


def test_looking_changes_nothing() -> None:
    """A walk is the same whichever source is given first."""
    document, parse = read_parse("\n".join(SENTENCES).format(given="Ann", surname="Doyle", noun="engineer"))
    tree = Tree(document, parse)
    spans = [each.source for each in sources(parse)[:4] if each.source is not None]
    walks = [walk(tree, list(order)) for order in permutations(spans)]
    assert len({str(sorted((s, w.choices[s].options) for s in spans)) for w in walks}) == 1


def test_every_code_has_its_english() -> None:
    """Nothing is shown as a code."""
    assert set(FLAG_WORDS) == set(Flag)
    assert set(WAY_WORDS) == set(Way)
    assert set(STEP_WORDS) == set(Code)
