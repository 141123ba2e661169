"""What cues mean and how far they can be trusted.

Two sources, kept apart. `lexicon.tsv` is counted, not written: for each cue lemma in each construction, how often
PolNeAR train annotates an attribution there (`training/count_cues.py` makes it). The sets below are written by hand
from what the words mean: what kind of act a cue reports, and what stance the reporter takes with it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from attrib.language.tokens import word_set
from attrib.weights import written

if TYPE_CHECKING:
    from attrib.types import Act, Stance

# Pseudo-counts with which a construction's overall rate stands behind a lemma's own counts.
BACKING: Final = 2.0
# A construction itself starts as one that does not attribute; ten places outweigh that.
DISTRUST: Final = 10
UNSEEN: Final = "*"
LOOSE: Final = frozenset({"parataxis", "quote"})
KNOWN: Final = 5  # places with a clause that make a cue known
FEW: Final = 10  # places of a key's own; with fewer, its construction is worth naming too

_LISTS: Final[dict[str, list[str]]] = written("extract/lexicon.json")
THOUGHT: Final = word_set(*_LISTS["thought"])
HEDGED: Final = word_set(*_LISTS["hedged"])
LOADED: Final = word_set(*_LISTS["loaded"])
DENIAL: Final = word_set(*_LISTS["denial"])
NEGATION: Final = frozenset({"not", "n't", "n’t", "never"})
NOBODY: Final = frozenset({"nobody", "no", "none", "neither", "nothing"})


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


def kind_of(lemma: str) -> str:
    """Return the hand-written set that a cue is in (thought before stance), "" for none; “claim/n” is as “claim”."""
    lemma = lemma.partition("/")[0]
    return "thought" if lemma in THOUGHT else stance_of(lemma).replace("neutral", "")


@lru_cache(maxsize=1)
def _counts() -> dict[str, tuple[int, int]]:
    table = {}
    text = files("attrib.extract").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, hits, total = line.split("\t")
            table[key] = (int(hits), int(total))
    return table


def _prior(key: str) -> tuple[str, int, int]:
    """Return the row that stands behind a key's own counts, and that row's counts.

    It is the row of the construction over cues of the same kind or, where the speech stands loosely beside the cue
    (“It is shut, he wrote”), what the same cue does with a clause: F1 of cues on PolNeAR dev rises by 0.3, of relations
    by 0.1, recall of direct quotations by 0.8.
    """
    table = _counts()
    lemma, _, construction = key.rpartition(" ")
    clause = f"{lemma} ccomp"
    if construction.removeprefix("passive-").rstrip("“") in LOOSE and table.get(clause, (0, 0))[1] >= KNOWN:
        return clause, *table[clause]
    row = f"@{kind_of(lemma)} {construction}"
    if row not in table:
        row = f"{UNSEEN} {construction}"
    return row, *table.get(row, (0, 0))


def trust(key: str) -> float:
    """Return the share of places with this cue and construction (“say ccomp”) that attribute, in [0, 1].

    A lemma's own counts weigh against those of its construction: over the lemmas of the same kind (“@loaded obj”), or
    over the seldom-seen ones (“* ccomp”), which is all there is for a lemma that PolNeAR train does not have.
    """
    hits, total = _counts().get(key, (0, 0))
    _, prior_hits, prior_total = _prior(key)
    return (hits + BACKING * prior_hits / (prior_total + DISTRUST)) / (total + BACKING)


def grounds(key: str) -> str:
    """Return in words what :func:`trust` rests on: the counts themselves, and whose they are.

    Few counts of a key's own are shown with those of its construction, because these decide as much.
    """
    hits, total = _counts().get(key, (0, 0))
    row, prior_hits, prior_total = _prior(key)
    lemma, _, construction = key.rpartition(" ")
    own = f"“{key}” attributes in {hits:,} of {total:,} places in the training articles" if total else ""
    if total > FEW:
        return own
    others = {"@": f"{kind_of(lemma)} cues with {construction}", UNSEEN: f"seldom-seen cues with {construction}"}
    prior = f"{others.get(row[0], f'“{row}”')} in {prior_hits:,} of {prior_total:,}"
    return f"{own}, {prior}" if own else f"“{key}” is not in the training articles; there, {prior} places attribute"
