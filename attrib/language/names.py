"""When two names are the same name: pure functions over strings, matched in normalised copies.

The comparison is deliberately asymmetric in effect though not in form: a longer form carries more, so every rule asks
whether the shorter form can be a short way of saying the longer one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from attrib import weights
from attrib.language import lexicon
from attrib.language.tokens import word_set

if TYPE_CHECKING:
    from attrib.language.lexicon import Gender

SAME, SURNAME, INITIALS, ACRONYM, PART, SPELLING, GIVEN, NONE = 1.0, 0.95, 0.93, 0.93, 0.85, 0.85, 0.8, 0.0
"""How far a kind of match is to be trusted, 0 to 1. Ranked by judgement: a surname is how news refers back to a person,
a given name or part of a name is rarer and collides more often."""

FUZZY = 90
"""Lowest ``rapidfuzz.fuzz.ratio`` (0 to 100) for two spellings of a surname: one letter in five may not differ (80),
one in ten may (“Rasool”/“Rassool” is 92)."""

LETTERS = 4
"""A word must be longer than this for its spelling to count as close: “Reid” and “Reed” are two people."""

GIVEN_FUZZY = 85
"""The same for given names of one surname, where the surname already agrees (“Kristen”/“Kristin” is 86)."""

REMEMBERED: Final = 20_000
"""Answers that each function here keeps: an article says the same few hundred names thousands of times."""

_WORD = re.compile(r"[^\W_]+(?:[.'’&][^\W_]+)*\.?")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_TICKER = re.compile(r"\s+[A-Z]{1,5}\.[A-Z]{1,2}$")
_BRACKETS = re.compile(r"\s*[(\[].*?(?:[)\]]|$)")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Soft hyphens, blanks of no width, marks of direction: of the text, and of no name."""

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "at", "de", "la", "&"})


COMPANY: Final = word_set(
    "inc corp co ltd plc llc lp ag sa nv se group holdings holding limited incorporated technologies systems motor",
    "motors energy airlines capital industries international soup financial partners",
)
"""Words that end the full names of companies."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name taken apart.

    `core` is the name without titles and suffixes as written, `full` the name with the suffix that tells a son from his
    father (“Tom Bell Jr.”, but “Ann Doyle” for “Ann Doyle KC”); `gender` is None when no title tells.
    """

    core: str
    full: str
    keys: tuple[str, ...]
    titles: tuple[str, ...] = ()
    gender: Gender | None = None

    @property
    def suffix(self) -> str:
        """What tells a son from his father, folded; empty without it."""
        return fold(self.full[len(self.core) :]).strip(" ,.")

    @property
    def is_full(self) -> bool:
        """Whether there is more than a surname, whose particles count as part of it (“Al-Walae”, “van der Berg”)."""
        words = self.keys
        while len(words) > 1 and words[0] in lexicon.PARTICLES:
            words = words[1:]
        return len(words) > 1


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Lower case without accents, curly apostrophes or hidden characters: a copy for matching only."""
    decomposed = unicodedata.normalize("NFKD", _HIDDEN.sub("", text.replace("’", "'")))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=REMEMBERED)
def plain(text: str) -> str:
    """Return the name as written, without a possessive ending, brackets, edge punctuation or line breaks."""
    text = _BRACKETS.sub("", " ".join(text.split())).strip(" ,.;:!?“”\"‘’'–—-") if not _is_initialism(text) else text
    return _TICKER.sub("", _POSSESSIVE.sub("", text).strip())


def _is_initialism(text: str) -> bool:
    return bool(re.fullmatch(r"(?:[^\W\d_]\.){2,}", text.strip()))


def _name_parts(text: str) -> list[str]:
    return _WORD.findall(_POSSESSIVE.sub("", _BRACKETS.sub("", _HIDDEN.sub("", text)).strip()))


def _key(word: str) -> str:
    return fold(word).rstrip(".").replace(".", "")


@lru_cache(maxsize=REMEMBERED)
def person(text: str) -> PersonName:
    """Take a person's name apart: titles off the front, suffixes off the end, hyphens split."""
    words = list(re.finditer(r"[^\s]+", plain(text)))
    titles: list[str] = []
    gender: Gender | None = None
    while len(words) > 1:
        word = _key(words[0].group())
        if word not in lexicon.TITLES and word not in lexicon.TITLE_MODIFIERS:
            break
        gender = gender or lexicon.COURTESY.get(word) or lexicon.OFFICE_GENDER.get(word)
        titles.append(word)
        words.pop(0)
    suffixes: list[re.Match[str]] = []
    while len(words) > 1 and _key(words[-1].group().strip(",")) in lexicon.SUFFIXES:
        suffixes.insert(0, words.pop())
    core = " ".join(w.group() for w in words).strip(" ,")
    own = [w for w in suffixes if _key(w.group().strip(",")) in lexicon.GENERATIONS]
    full = " ".join(w.group() for w in (*words, *own)).strip(" ,")
    return PersonName(core, full, tuple(_key(w) for w in _name_parts(core)), tuple(titles), gender)


@lru_cache(maxsize=REMEMBERED)
def given_gender(name: str) -> Gender | None:
    """Return the gender that the given name of a full name gives away; None for one word, which may be a surname."""
    first, *rest = *person(name).keys, ""
    if not any(rest):
        return None
    if first in lexicon.MALE_NAMES | lexicon.RARER_MALE_NAMES:
        return "male"
    return "female" if first in lexicon.FEMALE_NAMES | lexicon.RARER_FEMALE_NAMES else None


@lru_cache(maxsize=REMEMBERED)
def same_person(one: str, other: str) -> float:
    """Whether one form can be a short way of naming the person the other names; None when it cannot.

    “Col Marotto” matches “Wayne Marotto”, “Al Walae” matches “Abu Alaa Al Walae”, “C. Grassley” matches “Charles E.
    Grassley”; “Bill Clinton” and “Hillary Clinton” do not match, nor do a Mr and a Mrs of one surname.
    """
    a, b = person(one), person(other)
    if not a.keys or not b.keys or (a.gender and b.gender and a.gender != b.gender):
        return NONE
    if a.keys == b.keys:
        return SAME
    short, long = sorted((a.keys, b.keys), key=lambda keys: (len(keys), keys))
    if len(short) < len(long) and long[-len(short) :] == short:
        return SURNAME
    if len(short) > 1:
        return _full_names(short, long)
    if len(long) > 1 and short[0] == long[0] and len(short[0]) > 1 and short[0] not in lexicon.PARTICLES:
        return GIVEN
    return PART if short[0] in long[1:-1] and len(short[0]) > 2 else NONE  # noqa: PLR2004 (not an initial)


def _full_names(short: tuple[str, ...], long: tuple[str, ...]) -> float:
    """Compare two names of at least two words each."""
    if short[-1] != long[-1]:
        if len(long) > len(short) and long[: len(short)] == short:
            return PART  # Gabriel García (Márquez)
        near = short[0] == long[0] and len(short[-1]) > 3 and fuzz.ratio(short[-1], long[-1]) >= FUZZY  # noqa: PLR2004
        return SPELLING if near else NONE
    if len(short[0]) > LETTERS and short[0] != long[0] and fuzz.ratio(short[0], long[0]) >= GIVEN_FUZZY:
        return SPELLING  # Kristen, Kristin
    given, others = short[:-1], list(long[:-1])
    exact = True
    for word in given:
        hit = next((o for o in others if o == word or (min(len(o), len(word)) == 1 and o[0] == word[0])), None)
        if hit is None:
            return NONE
        exact = exact and hit == word
        del others[: others.index(hit) + 1]
    return SURNAME if exact else INITIALS


@lru_cache(maxsize=REMEMBERED)
def _body(text: str) -> tuple[str, ...]:
    words = tuple(_key(w) for w in re.split(r"[\s\-–—/]+", plain(text)) if _key(w))
    return words[1:] if len(words) > 1 and words[0] in {"the", "a", "an", "our", "their"} else words


@lru_cache(maxsize=REMEMBERED)
def is_acronym(short: str, long: str) -> bool:
    """Whether `short` is made of the first letters of `long`, with or without its small words (“OIR”, “U.N.”)."""
    letters = re.sub(r"[.\s]", "", plain(short))
    if not (1 < len(letters) <= 8 and letters.isalpha() and sum(c.isupper() for c in letters) > 1):  # noqa: PLR2004
        return False
    words = [w for w in re.split(r"[\s\-–—]+", plain(long)) if w]
    everything = "".join(w[0] for w in words if w.lower() != "the")
    capitals = "".join(w[0] for w in words if w.lower() not in _SMALL)
    whole = letters.casefold() in {everything.casefold(), capitals.casefold()}
    ends = len(letters) > 2 and capitals.casefold().endswith(letters.casefold())  # noqa: PLR2004 (“NHC”, the U.S. one)
    return (whole or ends) and len(words) > 1


@lru_cache(maxsize=REMEMBERED)
def same_organisation(one: str, other: str) -> float:
    """Whether one form can be a short way of naming the body, place or publication the other names.

    “The Post” matches “the New York Post”, “OIR” matches “Operation Inherent Resolve”, “Horizon” matches “Horizon
    Client Access”; None when neither fits.
    """
    a, b = _body(one), _body(other)
    if not a or not b:
        return NONE
    if a == b:
        return SAME
    if is_acronym(one, other) or is_acronym(other, one):
        return ACRONYM
    short, long = sorted((a, b), key=lambda words: (len(words), words))
    if len(short) == len(long):
        close = len("".join(short)) > LETTERS and fuzz.ratio(" ".join(short), " ".join(long)) >= FUZZY
        return SPELLING if close else NONE
    return _part(short, long)


def _part(short: tuple[str, ...], long: tuple[str, ...]) -> float:
    """Compare a body's name with one that has more words: its end or its beginning, but no complement's part."""
    if long[-len(short) :] == short and long[-len(short) - 1] not in _SMALL:
        return PART
    # “The House” is no short form of “House Rules Committee”.
    kind = len(short) == 1 and short[0] in lexicon.ORGANISATION
    if long[: len(short)] == short and long[len(short)] not in _SMALL and not kind:
        return PART
    return NONE


for remembering in (person, given_gender, same_person, same_organisation):
    weights.heeds(remembering.cache_clear)
