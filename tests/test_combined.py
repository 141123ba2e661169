"""attrib.extract.combined: what the rules add to the tagger's attributions."""

from __future__ import annotations

import pytest

from attrib.extract.combined import RULED, TRUST, UNSURE, add_ruled, by_cue, replace_weak_source
from attrib.extract.tagger import Choice, Tagged
from attrib.language.tree import Tree
from attrib.types import Attribution, Cue, Document, Parse, Span
from tests.shorthand import parsed


def made(
    content: tuple[int, int], cue: tuple[int, int] | None, source: tuple[int, int] | None, confidence: float = 0.9
) -> Attribution:
    """Return an attribution with these spans."""
    return Attribution(
        "", "indirect", (Span(*content),), None if cue is None else Cue(Span(*cue), "say"),
        None if source is None else Span(*source), "rule", 0, 0, confidence=confidence, evidence=("seen",),
    )  # fmt: skip


def tagged(cue: tuple[int, int], source: tuple[int, int], certainty: float) -> Tagged:
    """Return what the tagger found, with how sure it is of the source."""
    sure = Choice(1.0, None, 0.0)
    return Tagged((Span(10, 20),), Span(*cue), Span(*source), 1.0, 1.0, 1.0, sure, Choice(certainty, None, 0.0))


def test_a_cue_without_a_source_takes_the_one_that_the_rules_see() -> None:
    (one,) = add_ruled([made((10, 20), (5, 8), None)], [made((12, 20), (6, 8), (0, 4))])
    assert one.source == Span(0, 4)
    assert one.content == (Span(10, 20),)
    assert one.evidence == ("seen", "source by rule (rule)")
    assert 0.9 < one.confidence < 1


def test_a_source_of_the_taggers_own_stays() -> None:
    (one,) = add_ruled([made((10, 20), (5, 8), (2, 4))], [made((10, 20), (5, 8), (0, 1))])
    assert one.source == Span(2, 4)


def test_rules_add_what_they_trust_where_nothing_is_tagged() -> None:
    tagged = [made((30, 40), (25, 28), (20, 24))]
    sure, doubtful = made((10, 20), (5, 8), None, TRUST), made((60, 70), (55, 58), None, TRUST - 0.01)
    touching = made((45, 50), (26, 28), None, 1.0)
    found = add_ruled(tagged, [sure, doubtful, touching])
    assert [(a.id, a.content[0].start) for a in found] == [("a1", 10), ("a2", 30)]
    assert [a.confidence for a in found] == [RULED, 0.9]


@pytest.mark.parametrize(
    ("certainty", "ruled", "kept"),
    [
        (UNSURE - 0.01, (0, 3), (0, 3)),
        (UNSURE, (0, 3), (22, 24)),
        (UNSURE - 0.01, (20, 23), (22, 24)),
    ],
)
def test_a_doubtful_source_gives_way_to_the_subject(
    certainty: float, ruled: tuple[int, int], kept: tuple[int, int]
) -> None:
    """Not a sure one, and not one that has a word of the subject."""
    tree = Tree(Document("sha256:0", "", ()), Parse(()))
    one = replace_weak_source(tree, tagged((5, 8), (22, 24), certainty), by_cue(tree, [made((10, 20), (6, 8), ruled)]))
    assert one.source == Span(*kept)
    assert one.rule == ("rule" if kept != (22, 24) else "")


@pytest.mark.parametrize(("preposition", "kept"), [("by", "An email seen by Vale"), ("with", "Vale")])
def test_who_has_seen_it_does_not_say_it(preposition: str, kept: str) -> None:
    """However sure the tagger is of him; of somebody who only stands in the subject it must be in doubt."""
    document, parse = parsed(f"""
        An/DET/2/det email/NOUN/6/nsubj seen=see/VERB/2/acl {preposition}/ADP/5/case Vale/PROPN/3/obl
        says=say/VERB/0/root
    """)
    tree, text = Tree(document, parse), document.text
    cue, whole, vale = (Span(text.index(w), text.index(w) + len(w)) for w in ("says", "An email seen", "Vale"))
    subject = Span(whole.start, vale.end)
    said, seen = (cue.start, cue.end), (vale.start, vale.end)
    ruled = made((0, 1), said, (subject.start, subject.end))
    one = replace_weak_source(tree, tagged(said, seen, 1.0), by_cue(tree, [ruled]))
    assert one.source is not None
    assert one.source.of(text) == kept
    assert replace_weak_source(tree, tagged(said, seen, UNSURE - 0.01), by_cue(tree, [ruled])).source == subject


def test_nothing_of_nothing() -> None:
    assert add_ruled([], []) == ()
