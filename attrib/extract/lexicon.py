"""What cues say of the reporter's stance, by hand from what the words mean; and the words that deny."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrib.language.tokens import word_set
from attrib.weights import written

if TYPE_CHECKING:
    from attrib.types import Stance

_LISTS: Final[dict[str, list[str]]] = written("extract/lexicon.json")
HEDGED: Final = word_set(*_LISTS["hedged"])
LOADED: Final = word_set(*_LISTS["loaded"])
DENIAL: Final = word_set(*_LISTS["denial"])
NEGATION: Final = frozenset({"not", "n't", "n’t", "never"})
NOBODY: Final = frozenset({"nobody", "no", "none", "neither", "nothing"})
LIGHT: Final = frozenset(
    {"make", "have", "give", "offer", "issue", "express", "voice", "raise", "repeat", "present"}
)  # verbs whose object carries the meaning: “made a claim”


def stance_of(lemma: str) -> Stance:
    """Return how the reporter stands to what is reported: neutral unless the cue says otherwise."""
    if lemma in DENIAL:
        return "denial"
    if lemma in LOADED:
        return "loaded"
    return "hedged" if lemma in HEDGED else "neutral"
