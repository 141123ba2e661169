"""Words that resolving asks for: pronouns here, and the lists of the models in use (titles, particles, nouns, names).

The noun lists are general English of news writing, written from the definition of each class in ``docs/design.md`` and
not from any corpus; :mod:`attrib.resolve.kinds` has learnt from them of what kind any other noun is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from attrib import weights
from attrib.errors import ModelError
from attrib.language.tokens import word_set

if TYPE_CHECKING:
    from attrib.types import Token

Gender = Literal["male", "female"]

GENERATIONS: Final = word_set("jr sr ii iii iv")
"""Words after a name that tell it from a father's or a son's."""

SUFFIXES: Final = GENERATIONS | word_set("phd md mp kc qc")
"""Words after a name that are not part of it."""

HE: Final = word_set("he him his himself")
SHE: Final = word_set("she her hers herself")
THEY: Final = word_set("they them their theirs themselves")
IT: Final = word_set("it its itself")
SPEAKER: Final = word_set("i me my mine myself")
SPEAKERS: Final = word_set("we us our ours ourselves")
MANY: Final = word_set("people police media those these both many several few others most")
"""Words that are plural in meaning, whatever their form."""

RELATIVE: Final = word_set("who whom whose which that")
POSSESSIVE: Final = word_set("his her hers their theirs its my mine our ours whose")
COUNTED: Final = word_set("two three four five six seven eight nine ten")
"""Numbers of people small enough to be people and no kind of people."""

IN_TURNS: Final = word_set(
    "anchor announcer answer chair chairman chairwoman clerk commentator correspondent counsel court defendant deputy",
    "female host interviewer judge juror male man member moderator narrator officer operator participant president",
    "presenter question questioner reporter speaker unidentified unknown voice witness woman",
)
"""Words for who speaks in a transcript without a name."""

DEFINITE: Final = word_set("the this that these those both")

# --- the lists in models/lexicon.json and models/given_names.json ---

COURTESY: dict[str, Gender | None]
"""Titles that say nothing of what the person does, and the gender they give away."""

OFFICES: dict[str, str]
"""Titles before a name that name an office, and the noun a later description may use for it."""

TITLES: frozenset[str]
"""Both of these."""

OFFICE_GENDER: dict[str, Gender]
"""The gender that an office gives away."""

SAME_OFFICE: dict[str, str]
"""Nouns for one office, under the noun that stands for all of them when descriptions are compared."""

SAME_BODY: dict[str, str]
"""Nouns for the people who work for one person, under the noun that stands for all of them (“the Ames team”)."""

TITLE_MODIFIERS: frozenset[str]
"""Words that may stand before or between titles and go with them."""

PARTICLES: frozenset[str]
"""Particles that open or join a surname (Arabic, Spanish, Portuguese, Italian, French, Dutch, German)."""

MALE_NOUNS: frozenset[str]
FEMALE_NOUNS: frozenset[str]
PERSON: frozenset[str]
"""Nouns for one person."""

GROUP: frozenset[str]
"""Nouns that, in the plural or by meaning, name people as a kind rather than somebody who spoke."""

ORGANISATION: frozenset[str]
"""Nouns for a body that speaks as one."""

DOCUMENT: frozenset[str]
"""Nouns for something written or recorded that says."""

INSTRUMENT: frozenset[str]
"""Nouns for something written that end no body's name, as “Post”, “Record” and “Register” do."""

QUANTITIES: frozenset[str]
"""Heads that say how many; what of is the noun that counts."""

INDEFINITE: frozenset[str]
MALE_NAMES: frozenset[str]
FEMALE_NAMES: frozenset[str]
"""Given names that one gender bears almost alone.

The 350 commonest of each in the 1990 census of the United States (public domain; from the package ``names`` 0.3.0 on
PyPI) that one gender bears at least twenty times as often as the other, less those that are well-known places or titles
(“Virginia”, “Prince”), and some short forms.
"""

RARER_MALE_NAMES: frozenset[str]
RARER_FEMALE_NAMES: frozenset[str]
"""The rest of the same lists; many are surnames or places, so they are only read at the front of a full name."""


def is_plural(token: Token) -> bool:
    """Whether a noun or pronoun is plural, from its features or else its form against its lemma."""
    lower, lemma = token.text.lower(), token.lemma.lower()
    if token.upos == "NUM":  # “the two”
        return lower not in {"one", "1"}
    if "Number=" in token.feats:
        return "Number=Plur" in token.feats
    if lower in THEY or lower in SPEAKERS or lower in MANY:
        return True
    if token.upos in {"NOUN", "PROPN"}:
        if lower != lemma:
            return lower.endswith(("s", "men")) or lower == "children"
        return token.upos == "NOUN" and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "news", "series"))
    return False


_LISTS = {name for name in __annotations__ if name.isupper() and name not in globals()} - {"TITLES"}


def _read() -> None:
    """Read the lists of the models in use."""
    found: dict[str, Any] = weights.written("models/lexicon.json") | weights.written("models/given_names.json")
    missing = sorted(_LISTS - found.keys())
    if missing:
        folder = weights.in_use()
        raise ModelError(f"the lists in {folder} lack {', '.join(missing)}", weights.hint(folder))
    found = {name: word_set(*words) if isinstance(words, list) else words for name, words in found.items()}
    found["PERSON"] |= found["MALE_NOUNS"] | found["FEMALE_NOUNS"]
    found["TITLES"] = frozenset(found["OFFICES"]) | frozenset(found["COURTESY"])
    globals().update(found)


_read()
weights.heeds(_read)
