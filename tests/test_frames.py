"""attrib.extract.frames: where the syntax allows an attribution, under which key, and with which tokens.

What the rules make of frames is tested in test_rules.py; here stand the parts that counting depends on as well.
"""

from __future__ import annotations

import pytest

from attrib.extract.frames import Frame, frames
from attrib.language.tree import Tree
from tests.shorthand import parsed


def grow(source: str) -> tuple[Tree, list[Frame]]:
    """Return the tree of a one-sentence parse and its frames."""
    document, parse = parsed(source)
    tree = Tree(document, parse)
    return tree, list(frames(tree, 0))


def words(tree: Tree, indices: tuple[int, ...] | None) -> str | None:
    """Return the text of some tokens; None for no source."""
    return None if indices is None else " ".join(tree.token(0, i).text for i in indices)


def shown(source: str) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return source, cue and content by key, without the frames that ask for a quotation."""
    tree, found = grow(source)
    return {f.key: (words(tree, f.source), words(tree, f.cue), words(tree, f.content)) for f in found if not f.quoted}


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("say ccomp", "Doyle/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj held=hold/VERB/2/ccomp"),
        ("want xcomp", "Doyle/PROPN/2/nsubj wants=want/VERB/0/root to/PART/4/mark leave/VERB/2/xcomp"),
        ("praise obj", "Doyle/PROPN/2/nsubj praised=praise/VERB/0/root divers=diver/NOUN/2/obj"),
        ("call obl:for", "Doyle/PROPN/2/nsubj called=call/VERB/0/root for/ADP/4/case divers=diver/NOUN/2/obl"),
        (
            "tell passive-ccomp",
            (
                "Doyle/PROPN/3/nsubj:pass was=be/AUX/3/aux:pass told=tell/VERB/0/root it/PRON/5/nsubj "
                "held=hold/VERB/3/ccomp"
            ),
        ),
        ("claim/n acl", "claims=claim/NOUN/0/root that/SCONJ/4/mark it/PRON/4/nsubj held=hold/VERB/1/acl"),
        ("plan/n acl", "a/DET/2/det plan/NOUN/0/root to/PART/4/mark leave/VERB/2/acl"),
        ("criticism/n nmod:of", "criticism/NOUN/0/root of/ADP/3/case Doyle/PROPN/1/nmod"),
        ("sure/a ccomp", "Doyle/PROPN/3/nsubj is=be/AUX/3/cop sure/ADJ/0/root it/PRON/5/nsubj held=hold/VERB/3/ccomp"),
        ("reportedly adverb", "It/PRON/3/nsubj reportedly/ADV/3/advmod held=hold/VERB/0/root"),
        (
            "according to",
            "It/PRON/2/nsubj held=hold/VERB/0/root according=accord/VERB/5/case to/ADP/3/fixed Doyle/PROPN/2/obl",
        ),
    ],
)
def test_a_construction_has_its_key(key: str, source: str) -> None:
    assert key in shown(source)


def test_every_verb_may_have_a_quotation_beside_it() -> None:
    tree, found = grow("Doyle/PROPN/2/nsubj said=say/VERB/0/root")
    (frame,) = [frame for frame in found if frame.quoted]
    assert (frame.key, frame.content, words(tree, frame.source)) == ("say quote", (), "Doyle")


def test_keys_are_lemmas_whatever_the_case() -> None:
    assert "say ccomp" in shown("Said=Say/VERB/0/root Doyle/PROPN/1/nsubj it/PRON/4/nsubj held=hold/VERB/1/ccomp")


@pytest.mark.parametrize(
    ("cue", "source"),
    [
        (
            "did not say",
            (
                "Doyle/PROPN/4/nsubj did=do/AUX/4/aux not/PART/4/advmod say/VERB/0/root it/PRON/6/nsubj "
                "held=hold/VERB/4/ccomp"
            ),
        ),
        (
            "had said",
            "Doyle/PROPN/3/nsubj had=have/AUX/3/aux said=say/VERB/0/root it/PRON/5/nsubj held=hold/VERB/3/ccomp",
        ),
        ("said", "Doyle/PROPN/2/nsubj said=say/VERB/0/root now/ADV/2/advmod it/PRON/5/nsubj held=hold/VERB/2/ccomp"),
        (
            "said",
            "Later/ADV/4/advmod ,/4 Doyle/PROPN/4/nsubj said=say/VERB/0/root it/PRON/6/nsubj held=hold/VERB/4/ccomp",
        ),
        (
            "pointed out",
            (
                "Doyle/PROPN/2/nsubj pointed=point/VERB/0/root out/ADP/2/compound:prt it/PRON/5/nsubj "
                "held=hold/VERB/2/ccomp"
            ),
        ),
        ("is sure", "Doyle/PROPN/3/nsubj is=be/AUX/3/cop sure/ADJ/0/root it/PRON/5/nsubj held=hold/VERB/3/ccomp"),
    ],
)
def test_a_cue_takes_in_its_auxiliaries_and_particles_but_no_adjuncts(cue: str, source: str) -> None:
    (found,) = [row[1] for key, row in shown(source).items() if key.endswith("ccomp")]
    assert found == cue


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        # Subjects of every kind.
        ("He", "He/PRON/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj held=hold/VERB/2/ccomp"),
        ("Three", "Three/NUM/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj held=hold/VERB/2/ccomp"),
        (
            "The injured",
            "The/DET/2/det injured/ADJ/3/nsubj said=say/VERB/0/root it/PRON/5/nsubj held=hold/VERB/3/ccomp",
        ),
        (
            "Doyle and Pell",
            (
                "Doyle/PROPN/4/nsubj and/CCONJ/3/cc Pell/PROPN/1/conj said=say/VERB/0/root it/PRON/6/nsubj "
                "held=hold/VERB/4/ccomp"
            ),
        ),
        (
            "one woman , who left",
            (
                "It/PRON/2/nsubj held=hold/VERB/4/ccomp ,/2 said=say/VERB/0/root one/NUM/6/nummod "
                "woman/NOUN/4/nsubj ,/9 who/PRON/9/nsubj left=leave/VERB/6/acl:relcl ./4"
            ),
        ),
        # Control: who is to say it.
        (
            "Doyle",
            (
                "Doyle/PROPN/2/nsubj went=go/VERB/0/root on/ADP/2/compound:prt to/PART/5/mark "
                "say/VERB/2/xcomp it/PRON/7/nsubj held=hold/VERB/5/ccomp"
            ),
        ),
        (
            "Pell",
            (
                "Doyle/PROPN/2/nsubj asked=ask/VERB/0/root Pell/PROPN/2/obj to/PART/5/mark say/VERB/2/xcomp "
                "it/PRON/7/nsubj held=hold/VERB/5/ccomp"
            ),
        ),
        # Nobody.
        (None, "It/PRON/2/expl seems=seem/VERB/0/root it/PRON/4/nsubj held=hold/VERB/2/ccomp"),
        (None, "Say/VERB/0/root it/PRON/3/nsubj held=hold/VERB/1/ccomp"),
        (
            None,
            (
                "Doyle/PROPN/3/nsubj:pass was=be/AUX/3/aux:pass told=tell/VERB/0/root by/ADP/5/case "
                "Monday/PROPN/3/obl it/PRON/7/nsubj held=hold/VERB/3/ccomp"
            ),
        ),
    ],
)
def test_who_says_it(expected: str | None, source: str) -> None:
    (found,) = [row[0] for key, row in shown(source).items() if key.endswith("ccomp")]
    assert found == expected


def test_a_source_leaves_out_a_verb_that_only_joins_its_sentence() -> None:
    rows = shown("""
        Doyle/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj held=hold/VERB/2/ccomp ,/7 but/CCONJ/7/cc
        left=leave/VERB/2/conj
    """)
    assert rows["say ccomp"] == ("Doyle", "said", "it held")


def test_the_recipient_of_a_quotation_is_known() -> None:
    tree, found = grow("Doyle/PROPN/2/nsubj told=tell/VERB/0/root the/DET/4/det hearing/NOUN/2/iobj")
    (frame,) = [frame for frame in found if frame.quoted]
    assert words(tree, frame.recipient) == "the hearing"


def test_made_clear_that() -> None:
    ((source, cue, content),) = [
        row
        for row in shown("""
            Kelsea/PROPN/2/nsubj made=make/VERB/0/root it/PRON/2/obj clear/ADJ/2/xcomp that/SCONJ/7/mark
            it/PRON/7/nsubj left=leave/VERB/4/ccomp
        """).values()
        if row[2] == "that it left"
    ]
    assert source == "Kelsea"
    assert cue is not None
    assert {"made", "clear"} <= set(cue.split())
    assert content == "that it left"


def test_no_frame_reaches_over_its_sentence() -> None:
    document, parse = parsed("""
        Doyle/PROPN/2/nsubj said=say/VERB/0/root it/PRON/4/nsubj held=hold/VERB/2/ccomp ./2

        Nunn/PROPN/2/nsubj denied=deny/VERB/0/root it/PRON/2/obj ./2
    """)
    tree = Tree(document, parse)
    for sentence in parse.sentences:
        for frame in frames(tree, sentence.index):
            assert frame.sentence == sentence.index
            used = {frame.head, *frame.cue, *frame.content, *(frame.source or ()), *frame.recipient}
            assert used <= set(range(len(sentence.tokens)))


def test_a_sentence_without_predicates_has_no_frames() -> None:
    assert grow("Two/NUM/2/nummod Doyles/PROPN/0/root")[1] == []
