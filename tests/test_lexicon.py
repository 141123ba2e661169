"""attrib.extract.lexicon: acts and stances, and how counts become trust."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.extract import lexicon
from attrib.extract.lexicon import DENIAL, HEDGED, LOADED, THOUGHT, act_of, grounds, stance_of, trust
from attrib.extract.rules import THRESHOLD


@pytest.mark.parametrize(
    ("lemma", "act", "stance"),
    [
        ("say", "statement", "neutral"),
        ("tell", "statement", "neutral"),
        ("according to", "statement", "neutral"),
        ("claim", "statement", "loaded"),
        ("accuse", "statement", "loaded"),
        ("deny", "statement", "denial"),
        ("dismiss", "statement", "denial"),
        ("suggest", "statement", "hedged"),
        ("reportedly", "statement", "hedged"),
        ("believe", "thought", "hedged"),
        ("want", "thought", "neutral"),
        ("fear", "thought", "neutral"),
        ("no such word", "statement", "neutral"),
    ],
)
def test_a_cue_has_an_act_and_a_stance(lemma: str, act: str, stance: str) -> None:
    assert (act_of(lemma), stance_of(lemma)) == (act, stance)


def test_every_word_of_the_sets_is_a_lemma_that_they_answer_for() -> None:
    assert all(word == word.lower().strip() for word in THOUGHT | HEDGED | LOADED | DENIAL)
    assert {act_of(word) for word in THOUGHT} == {"thought"}
    assert {stance_of(word) for word in DENIAL} == {"denial"}
    assert {stance_of(word) for word in LOADED} == {"loaded"}
    assert {stance_of(word) for word in HEDGED} == {"hedged"}, "no word has two stances"


@pytest.fixture
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {
        "say ccomp": (90, 100),
        "see ccomp": (0, 10),
        "say once": (1, 1),
        "* ccomp": (1, 2),
        "* once": (0, 8),
    }
    monkeypatch.setattr(lexicon, "_counts", lambda: table)
    monkeypatch.setattr(lexicon, "DISTRUST", 0)


@pytest.mark.usefixtures("_counted")
def test_trust_is_a_share_that_the_construction_stands_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trust("say ccomp") == pytest.approx(91 / 102)
    assert trust("see ccomp") == pytest.approx(1 / 12)
    assert trust("say once") == pytest.approx(1 / 3), "one place is no proof"
    assert trust("mutter ccomp") == 0.5, "an unseen lemma is worth its construction's rate"
    monkeypatch.setattr(lexicon, "DISTRUST", 2)
    assert trust("mutter ccomp") == 0.25, "but a construction seldom seen is worth less"


@given(st.tuples(st.integers(0, 50), st.integers(1, 50)), st.tuples(st.integers(0, 50), st.integers(1, 50)))
def test_trust_lies_between_the_lemmas_rate_and_the_constructions(own: tuple[int, int], every: tuple[int, int]) -> None:
    (hits, total), (all_hits, all_total) = [(min(pair), max(pair)) for pair in (own, every)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicon, "_counts", lambda: {"say ccomp": (hits, total), "* ccomp": (all_hits, all_total)})
        patch.setattr(lexicon, "DISTRUST", 0)
        rates = sorted([hits / total, all_hits / all_total])
        assert rates[0] - 1e-9 <= trust("say ccomp") <= rates[1] + 1e-9


def table() -> Iterator[tuple[str, int, int]]:
    """Read the shipped counts without the module's own reader."""
    for line in files("attrib.extract").joinpath("lexicon.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            key, hits, total = line.split("\t")
            yield key, int(hits), int(total)


def test_the_shipped_counts_are_counts() -> None:
    rows = list(table())
    keys = [key for key, _, _ in rows]
    assert rows, "training/count_cues.py fills it"
    assert len(set(keys)) == len(keys)
    assert all(0 <= hits <= total and total > 0 for _, hits, total in rows)
    backed = {key.rpartition(" ")[2] for key in keys if key.startswith("* ")}
    assert {key.rpartition(" ")[2] for key in keys} == backed, "every construction has its row over all lemmas"


@pytest.mark.parametrize("key", ["say ccomp", "say quote", "tell ccomp", "claim ccomp", "according to"])
def test_the_shipped_counts_trust_the_plainest_cues(key: str) -> None:
    assert trust(key) > 0.7


@pytest.mark.parametrize("key", ["go xcomp", "make obj", "have obj", "take obj", "no-such-verb obj"])
def test_the_shipped_counts_distrust_what_reports_nothing(key: str) -> None:
    assert trust(key) < THRESHOLD


@pytest.mark.usefixtures("_counted")
def test_the_grounds_are_the_counts_and_say_whose_they_are() -> None:
    assert grounds("say ccomp") == "“say ccomp” attributes in 90 of 100 places in the training articles"
    assert grounds("say once") == (
        "“say once” attributes in 1 of 1 places in the training articles, seldom-seen cues with once in 0 of 8"
    )
    assert grounds("blurt ccomp") == (
        "“blurt ccomp” is not in the training articles; there, seldom-seen cues with ccomp in 1 of 2 places attribute"
    )


@pytest.mark.usefixtures("_counted")
def test_what_a_cue_does_with_a_clause_stands_behind_what_it_does_beside_speech() -> None:
    assert trust("say parataxis") == pytest.approx(0.9)
    assert "“say ccomp” in 90 of 100" in grounds("say parataxis")
