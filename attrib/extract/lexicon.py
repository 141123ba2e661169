"""What cues mean and how far they can be trusted.

Two sources, kept apart. `lexicon.tsv` is counted, not written: for each cue lemma in each construction, how often PolNeAR
train annotates an attribution there (`training/count_cues.py` makes it). The sets below are written by hand from what
the verbs mean, and say what kind of act a cue reports and what stance the reporter takes with it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from attrib.types import Act, Stance

# Pseudo-counts with which a construction's overall rate stands behind a lemma's own counts.
BACKING: Final = 2.0
UNSEEN: Final = "*"

THOUGHT: Final = frozenset(
    [
        "believe",
        "think",
        "hope",
        "fear",
        "want",
        "wish",
        "expect",
        "doubt",
        "suspect",
        "know",
        "feel",
        "consider",
        "intend",
        "plan",
        "assume",
        "imagine",
        "worry",
        "regret",
        "prefer",
        "love",
        "hate",
        "like",
        "dislike",
        "decide",
        "hesitate",
        "anticipate",
        "reckon",
        "suppose",
        "wonder",
        "dream",
        "need",
        "desire",
        "seek",
        "aim",
        "long",
        "care",
        "trust",
        "see",
        "view",
        "regard",
        "realise",
        "realize",
        "understand",
        "remember",
        "forget",
        "mind",
        "envy",
        "resent",
        "admire",
        "respect",
        "fancy",
        "envision",
        "envisage",
        "foresee",
        "perceive",
        "sense",
        "concerned",
        "afraid",
        "confident",
        "convinced",
        "optimistic",
        "pessimistic",
        "worried",
        "sure",
        "certain",
        "unsure",
        "uncertain",
        "proud",
        "glad",
        "happy",
        "unhappy",
        "sorry",
        "angry",
        "disappointed",
        "hopeful",
        "eager",
        "willing",
        "unwilling",
        "reluctant",
        "aware",
        "belief",
        "thought",
        "hope",
        "fear",
        "wish",
        "expectation",
        "doubt",
        "suspicion",
        "feeling",
        "intention",
        "desire",
        "view",
        "opinion",
        "concern",
        "worry",
        "conviction",
        "determined",
        "skeptical",
        "sceptical",
        "surprised",
        "shocked",
        "pleased",
        "upset",
        "furious",
        "frustrated",
        "anxious",
        "tempted",
    ]
)
HEDGED: Final = frozenset(
    [
        "suggest",
        "seem",
        "appear",
        "imply",
        "indicate",
        "hint",
        "estimate",
        "speculate",
        "guess",
        "reportedly",
        "allegedly",
        "apparently",
        "supposedly",
        "purportedly",
        "seemingly",
        "predict",
        "forecast",
        "think",
        "believe",
        "suspect",
        "assume",
        "expect",
        "reckon",
        "presume",
        "suppose",
        "understand",
        "suggestion",
        "speculation",
        "estimate",
        "prediction",
        "indication",
    ]
)
LOADED: Final = frozenset(
    [
        "claim",
        "allege",
        "insist",
        "admit",
        "concede",
        "confess",
        "boast",
        "brag",
        "rant",
        "lash",
        "blast",
        "slam",
        "mock",
        "attack",
        "accuse",
        "blame",
        "decry",
        "denounce",
        "assail",
        "ridicule",
        "deride",
        "condemn",
        "warn",
        "charge",
        "contend",
        "maintain",
        "acknowledge",
        "reveal",
        "gush",
        "thunder",
        "sneer",
        "scoff",
        "crow",
        "gripe",
        "whine",
        "complain",
        "vow",
        "assert",
        "purport",
        "profess",
        "allegation",
        "accusation",
        "boast",
        "criticize",
        "criticise",
        "castigate",
        "excoriate",
        "rail",
        "taunt",
        "smear",
        "lambaste",
        "hammer",
        "rip",
    ]
)
DENIAL: Final = frozenset(
    [
        "deny",
        "reject",
        "dismiss",
        "refute",
        "rebut",
        "dispute",
        "disavow",
        "repudiate",
        "disclaim",
        "denial",
        "rejection",
        "decline",
        "refuse",
        "contradict",
        "rebuff",
    ]
)


def act_of(lemma: str) -> Act:
    """Return what a cue puts on record: a statement (the default) or a thought."""
    return "thought" if lemma in THOUGHT else "statement"


def stance_of(lemma: str) -> Stance:
    """Return how the reporter stands to what is reported: neutral unless the cue says otherwise."""
    if lemma in DENIAL:
        return "denial"
    if lemma in LOADED:
        return "loaded"
    return "hedged" if lemma in HEDGED else "neutral"


@lru_cache(maxsize=1)
def _counts() -> dict[str, tuple[int, int]]:
    table = {}
    text = files("attrib.extract").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, hits, total = line.split("\t")
            table[key] = (int(hits), int(total))
    return table


def trust(key: str) -> float:
    """Return the share of places with this cue and construction (“say ccomp”) that attribute, in [0, 1].

    A lemma's own counts weigh against those of the construction over all lemmas (“* ccomp”), which is all there is for a
    lemma that PolNeAR train does not have.
    """
    table = _counts()
    hits, total = table.get(key, (0, 0))
    overall = table.get(f"{UNSEEN} {key.partition(' ')[2]}", (0, 1))
    return (hits + BACKING * overall[0] / overall[1]) / (total + BACKING)
