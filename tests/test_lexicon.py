"""attrib.extract.lexicon: what cues say of the reporter's stance."""

from __future__ import annotations

import pytest

from attrib.extract.lexicon import DENIAL, HEDGED, LOADED, stance_of


@pytest.mark.parametrize(
    ("lemma", "stance"),
    [
        ("say", "neutral"),
        ("according to", "neutral"),
        ("claim", "loaded"),
        ("deny", "denial"),
        ("dismiss", "denial"),
        ("suggest", "hedged"),
        ("reportedly", "hedged"),
        ("no such word", "neutral"),
    ],
)
def test_a_cue_has_a_stance(lemma: str, stance: str) -> None:
    assert stance_of(lemma) == stance


def test_every_word_of_the_sets_is_a_lemma_that_they_answer_for() -> None:
    assert all(word == word.lower().strip() for word in HEDGED | LOADED | DENIAL)
    assert {stance_of(word) for word in DENIAL} == {"denial"}
    assert {stance_of(word) for word in LOADED} == {"loaded"}
    assert {stance_of(word) for word in HEDGED} == {"hedged"}, "no word has two stances"
