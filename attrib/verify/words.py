"""Text to words that can be compared, with where each stands; the text itself is never touched.

A word's *key* is what it is compared by: lower case, without accents; contractions taken apart (“don’t” is *do* and
*not*, “gonna” *going* and *to*), numbers one word whatever their form (“14 million”, “fourteen million”, “14,000,000”).
What kinds of words there are is listed here too, because both the alignment and the kinds of difference ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrib.language.names import fold
from attrib.language.tokens import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable

_APOSTROPHES: Final = "'’‘\u02bc\u00b4`\ufffd"  # the last is what became of one that was written in another encoding
WORD: Final = re.compile(
    r"(?:(?<![\w.,)%])[-−](?=[$£€]?\d))|[$£€]?\d+(?:,\d{3})*(?:\.\d+)?(?:(?:st|nd|rd|th|s|m|bn|tn|k)\b)?"
    r"|%|[Pp]er cent\b|&|(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?"
    r"|No\.(?=\s?\d)|['’](?:em|cause|til|bout)\b"
    rf"|(?:\[[^\W\d_]+\](?=[^\W\d_]))?[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+|\[[^\W\d_]+\][^\W\d_]*|(?<=in)['’](?=[\s,.]))*"
)
"""A written word: a number with its sign, initials with dots, letters with apostrophes; “[T]he”, “want[ed]” are one."""

DOTS: Final = re.compile(r"\[?(?:\.\s?\.\s?\.(?:\s?\.)?|…)\]?")
"""The mark of words left out."""

MARK: Final = re.compile(
    r"\[[^\[\]\n]{0,80}\]|\((?:[^()a-z\n]{2,60}|(?:[Ii]naudible|[Ll]aughter|[Aa]pplause|[Cc]rosstalk|ph|sic|sp)[^()\n]{0,30})\)"
    r"|</?[a-z][^<>\n]{0,40}>"
)
"""What a transcriber writes between the words: “[applause]”, “(CROSSTALK)”, “(ph)”."""

MARKED: Final = re.compile(
    r"\W*(?:applause|laugh|cheer|inaudible|cross-?talk|boo|unintelligible|pause|sic\b|ph\b)", re.IGNORECASE
)
"""How such a mark begins where it may be another's: in print, brackets hold what the newspaper has put in."""

FUNCTION: Final = word_set(
    "a an the this that these those such some any each every both either neither all another other same",
    "i you he she it we they me him her us them my your his its our their mine yours hers ours theirs one ones",
    "who whom whose which what whatever",
    "and or but nor so yet if because as than though although while whereas when where whether until since unless",
    "how why of in on at by for with to from into onto inside outside about over under through between among against",
    "during before after",
    "out up down off upon within without toward towards per via around along across",
    "there here then too also oh ah yes yeah no not yet just well right allright okay ok",
    "get got going go let now 's",
)
"""Words of grammar. What is neither these, nor a form of *be*, *have*, *do*, a modal or a number, is a content word."""

AUXILIARY: Final = word_set(
    "am is are was were be been being have has had having do does did doing done",
    "will would shall should can could may might must ought 'd",
)
NEGATION: Final = word_set("not no without never none nobody nothing nor neither nowhere cannot ain")
FILLER: Final = word_set("uh um uhm er erm ah eh oh hm hmm mm mhm huh well ok okay")
FILLERS: Final = (("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of"), ("you", "see"))
"""Words of hesitation, alone and in pairs."""

_ENDINGS: Final = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "'d", "'s": "'s", "n't": "not"}
_BASES: Final = {"ca": "can", "wo": "will", "sha": "shall", "ai": "ain"}
_WHOLE: Final = {
    "cannot": (("can", 3), ("not", 3)), "gonna": (("going", 3), ("to", 2)), "wanna": (("want", 3), ("to", 2)),
    "gotta": (("got", 3), ("to", 2)), "kinda": (("kind", 4), ("of", 1)), "sorta": (("sort", 4), ("of", 1)),
    "outta": (("out", 3), ("of", 2)), "lemme": (("let", 3), ("me", 2)), "gimme": (("give", 3), ("me", 2)),
    "dunno": (("do", 1), ("not", 2), ("know", 2)), "shoulda": (("should", 6), ("have", 1)),
    "y'all": (("you", 2), ("all", 3)),
    "woulda": (("would", 5), ("have", 1)), "coulda": (("could", 5), ("have", 1)), "c'mon": (("come", 3), ("on", 2)),
}  # fmt: skip
_SAME: Final = {
    "okay": "ok", "&": "and", "-": "minus", "−": "minus", "%": "percent", "per cent": "percent",
    "sen": "senator", "gov": "governor", "rep": "representative",
    "mr": "mister",
    "dr": "doctor", "gen": "general", "vs": "versus", "till": "until", "alright": "allright", "dollar": "dollars",
    "'em": "them", "'cause": "because", "'til": "until", "'bout": "about", "towards": "toward", "amongst": "among",
    "whilst": "while", "jan": "january", "feb": "february", "aug": "august", "sept": "september", "sep": "september",
    "oct": "october", "nov": "november", "dec": "december",
}  # fmt: skip
_NUMBERS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT: Final = {"k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12}
_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip
_CURRENCY: Final = {"$": "dollars", "£": "pounds", "€": "euros"}
_TEN, _SIXTEEN, _TWENTY, _HUNDRED = 10, 16, 20, 100


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: their keys, and where each begins and ends (code points)."""

    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.keys)


def find_words(text: str) -> Words:
    """Return the words of `text`. Words of a contraction share it between them; a number of several words is one."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    numeric: list[int] = []
    known = _known
    for match in WORD.finditer(text):
        surface = match.group()
        found = known.get(surface)
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            pieces = _pieces(surface)
            found = known[surface] = pieces, any(key in _COUNTING or is_number(key) for key, _ in pieces)
        place = match.start()
        if found[1]:
            numeric.append(len(keys))
        for key, length in found[0]:
            keys.append(key)
            starts.append(place)
            place += length
            ends.append(place)
    if numeric:
        _join_numbers(text, keys, starts, ends, numeric)
    return Words(tuple(keys), tuple(starts), tuple(ends))


_known: dict[str, tuple[tuple[tuple[str, int], ...], bool]] = {}
APOSTROPHE: Final = re.compile(f"[{_APOSTROPHES}]")
_REMEMBERED: Final = 500_000
_COUNTING: Final = frozenset({*_NUMBERS, *_SCALES} - {"one", "zero"})


def _pieces(surface: str) -> tuple[tuple[str, int], ...]:
    """Return the keys of a written word and how many characters each takes of it."""
    size = len(surface)
    if number := _DIGITS.fullmatch(surface):
        return ((_digits(*number.groups()), size),)
    if surface == "No.":
        return (("number", size),)
    folded = APOSTROPHE.sub("'", fold(surface))
    letters = re.sub(r"[\[\].]", "", folded)
    if len(folded) == size and "[" not in surface:
        if whole := _WHOLE.get(folded):
            return whole
        for ending, key in _ENDINGS.items():
            if folded.endswith(ending) and len(folded) > len(ending):
                base, cut = folded[: -len(ending)], size - len(ending)
                return (*(_pieces(surface[:cut]) if base not in _BASES else ((_BASES[base], cut),)), (key, len(ending)))
    key = letters[:-1] + "g" if letters.endswith("in'") else _SAME.get(letters, letters)
    if key in _ORDINALS:
        key = f"{_ORDINALS[key]}th"
    return ((key or surface, size),)


_DIGITS: Final = re.compile(r"([$£€]?)(\d[\d,.]*)(\w*)")


def _digits(sign: str, digits: str, ending: str) -> str:
    """Return the key of a number in digits: “$5m” is ``5000000 dollars``."""
    value = digits.replace(",", "")
    if ending in {"st", "nd", "rd", "th"}:
        return f"{value}th"
    if ending in _SHORT:
        value = _plain(float(value) * _SHORT[ending])
    elif ending:
        return value + ending
    return f"{value} {_CURRENCY[sign]}" if sign else value


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(round(value, 6))


def _join_numbers(text: str, keys: list[str], starts: list[int], ends: list[int], numeric: list[int]) -> None:
    """Make one word of each number, however many it is written in; in place."""
    joined: list[tuple[int, int, str]] = []
    after = 0
    for first in numeric:
        if first >= after:
            begin, after, key = _number(text, keys, starts, ends, first)
            joined.append((begin, after, key))
    for begin, after, key in reversed(joined):
        keys[begin:after] = [key]
        starts[begin:after] = [starts[begin]]
        ends[begin:after] = [ends[after - 1]]


@dataclass(slots=True)
class _Number:
    """A number as far as it is read: the thousands that are done, what they are added to, and the last word's value.

    `last` is 0 after digits, which a scale may follow (“2.5 million”) and no other word.
    """

    total: float = 0.0
    current: float = 0.0
    last: float = 0.0

    def takes(self, key: str) -> bool:
        """Read one more word; return whether the number goes on with it."""
        value = float(_SCALES.get(key) or _NUMBERS.get(key) or 0)
        if key in _SCALES:
            if not self.current or (value == _HUNDRED and self.current >= _HUNDRED):
                return False
            if value == _HUNDRED:
                self.current *= value
            else:
                self.total, self.current = self.total + self.current * value, 0.0
        elif not (value and self.last):
            return False
        elif self.last >= _HUNDRED or (self.last >= _TWENTY and self.last % _TEN == 0 and value < _TEN):
            self.current += value
        elif _SIXTEEN <= self.last <= _TWENTY and self.current == self.last and value >= _TEN:  # “nineteen ninety-six”
            self.current = self.current * _HUNDRED + value
        else:
            return False
        self.last = value
        return True


def _number(text: str, keys: list[str], starts: list[int], ends: list[int], first: int) -> tuple[int, int, str]:
    """Return where the number at the word `first` begins and ends, in words, and its key."""

    def touches(place: int) -> bool:
        return 0 < place < len(keys) and text[ends[place - 1] : starts[place]] in _GAPS

    digits, _, unit = keys[first].partition(" ")
    begin, place = first, first + 1
    if digits in _SCALES:  # “a million”, or “million” alone
        begin -= first > 0 and keys[first - 1] in {"a", "an", "one"} and touches(first)
        number = _Number(current=1.0)
        number.takes(digits)
    elif digits in _NUMBERS:
        number = _Number(current=float(_NUMBERS[digits]), last=float(_NUMBERS[digits]))
    elif re.fullmatch(r"\d+(?:\.\d+)?", digits):
        number = _Number(current=float(digits))
    else:
        return first, place, keys[first]  # “8th”, “1990s”
    while touches(place):
        if keys[place : place + 3] == ["and", "a", "half"] and number.last < _HUNDRED:  # “two and a half million”
            number.current, place = number.current + 0.5, place + 3
            continue
        step = place + (keys[place] == "and" and number.last >= _HUNDRED and touches(place + 1))
        if not number.takes(keys[step]):
            break
        place = step + 1
    if not unit and touches(place) and keys[place] in _CURRENCY.values():
        unit = keys[place]
        place += 1
    key = _plain(number.total + number.current)
    return begin, place, f"{key} {unit}" if unit else "one" if key == "1" else key


_GAPS: Final = frozenset({" ", "-", "‐", "‑", "\u00a0", "\n"})


def spelling(forms: Iterable[str]) -> str:
    """Return what is written the same in British and American English, with or without hyphen and apostrophe."""
    letters = (re.sub(r"[\W_]", "", form) for form in forms)
    return "".join(_BRITISH.sub(lambda match: _AMERICAN[match.group()], each) for each in letters)


_AMERICAN: Final = {
    "our": "or", "ise": "ize", "ising": "izing", "isation": "ization", "tre": "ter", "lled": "led", "lling": "ling",
    "ogue": "og",
}  # fmt: skip
_BRITISH: Final = re.compile(r"(?<=\w{3})(?:our|is(?:e|ing|ation)(?=\w?$)|tre(?=s?$)|(?<=\w{4})ll(?:ed|ing)$|ogue)")


def is_number(key: str) -> bool:
    """Whether a key is that of a number, an ordinal or a decade."""
    return key[:1].isdigit()


@lru_cache(maxsize=_REMEMBERED)
def stem(key: str) -> str:
    """Return what the forms of one word share (“build”, “building”, “built”); all numbers share one."""
    if is_number(key):
        return "#"
    if known := _FORMS.get(key):
        return known
    for ending in ("ies", "ied"):
        if key.endswith(ending) and len(key) > len(ending) + 1:
            return key[:-3] + "y"
    for ending in ("ing", "ers", "est", "ed", "er", "es", "s", "e"):
        if key.endswith(ending) and len(key) > len(ending) + 2 and not key.endswith("ss"):
            short = key[: -len(ending)]
            doubled = len(short) > 3 and short[-1] == short[-2] and short[-1] not in "lsz"  # noqa: PLR2004 - “running”
            return short[:-1] if doubled else short
    return key


_AUXILIARIES: Final = (
    "be am is are was were been being 's", "have has had having", "do does did doing done", "will would 'd",
    "can could", "may might", "shall should",
)  # fmt: skip
_IRREGULAR: Final = (
    "go goes went gone going", "say said says", "get got gotten getting", "make made", "take took taken",
    "come came coming",
    "know knew known", "think thought", "tell told", "give gave given", "find found", "leave left", "feel felt",
    "bring brought", "buy bought", "keep kept", "hold held", "stand stood", "lose lost", "pay paid", "meet met",
    "run ran running", "sit sat", "lead led", "build built", "send sent", "spend spent", "win won winning",
    "see saw seen",
    "begin began begun", "speak spoke spoken", "write wrote written", "break broke broken", "choose chose chosen",
    "drive drove driven", "fall fell fallen", "fight fought", "grow grew grown", "hear heard", "become became",
    "mean meant",
    "put putting", "rise rose risen", "sell sold", "show shown", "teach taught", "understand understood", "wear wore",
)  # fmt: skip
_OTHERS: Final = (
    "good better best", "bad worse worst", "man men", "woman women", "child children", "person people", "a an",
    "much more most", "i me my", "he him his", "she her", "we us our", "they them their",
)  # fmt: skip
_FORMS: Final = {form: forms.split()[0] for forms in (*_AUXILIARIES, *_IRREGULAR, *_OTHERS) for form in forms.split()}
VERBS: Final = frozenset(forms.split()[0] for forms in (*_AUXILIARIES, *_IRREGULAR))
"""What the forms of irregular verbs have for a stem."""
