"""Closed lists that resolving needs: titles, name particles, pronouns, and nouns by what kind of source they name.

The noun lists are general English of news writing, written from the definition of each class in ``docs/design.md`` and
not from any corpus; the long ones are in `lexicon.json`. A noun that is on no list falls back to its suffix and number
(:mod:`attrib.resolve.source_class`).
"""

from __future__ import annotations

from typing import Final, Literal

from attrib import weights
from attrib.language.tokens import word_set

Gender = Literal["male", "female"]
NounClass = Literal["person", "organisation", "document", "group"]

COURTESY: Final[dict[str, Gender | None]] = {
    "mr": "male", "mister": "male", "sir": "male", "lord": "male", "mrs": "female", "ms": "female", "miss": "female",
    "madam": "female", "lady": "female", "dame": "female", "dr": None, "mx": None,
}  # fmt: skip
"""Titles that say nothing of what the person does, and the gender they give away."""

OFFICES: Final[dict[str, str]] = {
    "sen": "senator", "senator": "senator", "senators": "senator", "rep": "representative", "reps": "representative",
    "representative": "representative", "congressman": "congressman", "congresswoman": "congresswoman",
    "gov": "governor", "governor": "governor", "col": "colonel", "colonel": "colonel", "lt": "lieutenant",
    "lieutenant": "lieutenant", "gen": "general", "general": "general", "maj": "major", "major": "major",
    "capt": "captain", "captain": "captain", "cmdr": "commander", "commander": "commander", "adm": "admiral",
    "admiral": "admiral", "brig": "brigadier", "brigadier": "brigadier", "sgt": "sergeant", "sergeant": "sergeant",
    "president": "president", "premier": "premier", "chancellor": "chancellor", "minister": "minister",
    "secretary": "secretary", "ambassador": "ambassador", "mayor": "mayor", "judge": "judge", "justice": "justice",
    "sheriff": "sheriff", "prof": "professor", "professor": "professor", "rev": "reverend", "reverend": "reverend",
    "fr": "father", "pope": "pope", "cardinal": "cardinal", "bishop": "bishop", "archbishop": "archbishop",
    "rabbi": "rabbi", "imam": "imam", "sheikh": "sheikh", "ayatollah": "ayatollah", "king": "king", "queen": "queen",
    "prince": "prince", "princess": "princess", "emir": "emir", "speaker": "speaker", "coach": "coach",
    "det": "detective", "detective": "detective", "inspector": "inspector", "insp": "inspector",
    "supt": "superintendent", "superintendent": "superintendent", "cpl": "corporal", "dci": "detective",
    "dsi": "detective", "chairman": "chairman",
    "chairwoman": "chairwoman", "councillor": "councillor", "cllr": "councillor", "deputy": "deputy",
}  # fmt: skip
"""Titles before a name that name an office, and the noun a later description may use for it."""

SAME_OFFICE: Final[dict[str, str]] = {
    "justice": "judge", "congressman": "representative", "congresswoman": "representative", "chairwoman": "chair",
    "chairman": "chair", "chairperson": "chair", "spokeswoman": "spokesperson", "spokesman": "spokesperson",
    "premier": "prime minister", "nominee": "candidate", "contender": "candidate", "hopeful": "candidate",
    "attorney": "lawyer", "reverend": "pastor",
}  # fmt: skip
"""Nouns for one office, under the noun that stands for all of them when descriptions are compared."""

OFFICE_GENDER: Final[dict[str, Gender]] = {
    "king": "male", "prince": "male", "emir": "male", "pope": "male", "queen": "female", "princess": "female",
    "chairman": "male", "chairwoman": "female", "congressman": "male", "congresswoman": "female",
}  # fmt: skip

STRONG_TITLES: Final = frozenset(COURTESY) | frozenset(short for short, office in OFFICES.items() if short != office)
"""Titles after which a name is a person's whatever a tagger says: “Gen.” is one, “General” opens names of bodies."""

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
RELATIVE: Final = word_set("who whom whose which that")
POSSESSIVE: Final = word_set("his her hers their theirs its my mine our ours whose")
REFLEXIVE: Final = word_set("himself herself itself themselves myself ourselves")

IN_NAMES: Final[dict[str, frozenset[str]]] = {"force": word_set("police constabulary")}
"""Nouns for a body that its name says in another word (“Fenland Police … the force”)."""

SAME_BODY: Final[dict[str, str]] = {"team": "campaign", "camp": "campaign", "operation": "campaign"}
"""Nouns for the people who work for one person, under the noun that stands for all of them (“the Ames team”)."""

SHARES: Final = word_set("% percent percentage share half third quarter fourth majority minority plurality")
"""Those of them that are always of people, whatever they are said to be a share of (“52 percent of the vote”)."""

COUNTED: Final = word_set("two three four five six seven eight nine ten")
"""Numbers of people small enough to be people and no kind of people."""

DEFINITE: Final = word_set("the this that these those both")

# --- the lists in models/lexicon.json and models/given_names.json ---

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

COLLECTIVE: frozenset[str]
"""The groups whose singular is not one of their people, as “a voter” is."""

ORGANISATION: frozenset[str]
"""Nouns for a body that speaks as one."""

PUBLIC: frozenset[str]
"""Nouns in the names of bodies that no noun of `PRIVATE` takes up."""

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
"""The rest of the same lists (women's names borne by one woman in 50,000 or more); many are surnames, places or words
besides, so they are only read at the front of a full name."""


def _read() -> None:
    """Read the lists of the models in use."""
    found = {name: word_set(*words) for name, words in weights.written("models/lexicon.json").items()}
    found["PERSON"] |= found["MALE_NOUNS"] | found["FEMALE_NOUNS"]
    names = {name: word_set(*words) for name, words in weights.written("models/given_names.json").items()}
    found |= {"MALE_NAMES": names["common male"], "FEMALE_NAMES": names["common female"]}
    found |= {"RARER_MALE_NAMES": names["rarer male"], "RARER_FEMALE_NAMES": names["rarer female"]}
    globals().update(found)


_read()
weights.heeds(_read)
