"""Surnames that an article gives once for two people, read as the names of both."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from attrib.resolve import lexicon
from attrib.resolve.given_names import FEMALE_NAMES, MALE_NAMES
from attrib.resolve.names import fold, given_gender, person
from attrib.resolve.roles import gender_of_noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.resolve.lexicon import Gender
    from attrib.resolve.mentions import Reference

_RELATIVE = re.compile(rf"\b(?:his|her)\b(?: [\w’'-]+){{0,3}}? ({'|'.join(lexicon.KIN)}),? $", re.IGNORECASE)


def with_surnames(text: str, references: Sequence[Reference]) -> Iterator[Reference]:
    """Yield the references, given names with the surname that they share with a name beside them.

    The next, joined by “and” (“Tom and Ann Bell”), or a relative's (“Ann Bell … her husband, Tom,”). Only where no
    other full name of the article has the word (“Clinton and Tim Bell” are no Clinton Bell), and where it names him
    again, by the one name or by a title (“Mr Bell”): whom it names once is called what it calls him.
    """
    names = [words for r in references if r.label == "PER" and (words := fold(r.text).split())]
    full = {word for words in names if len(words) > 1 for word in (words[0], words[-1])}
    titled: dict[str, set[Gender | None]] = defaultdict(set)
    for words in names:
        if words[0].rstrip(".") in lexicon.COURTESY:
            titled[words[-1]].add(lexicon.COURTESY[words[0].rstrip(".")])
    bare = Counter(words[0] for words in names if len(words) == 1)
    before = ""  # the full name last seen
    for reference, following in zip_longest(references, references[1:]):
        given, surname = fold(reference.text), ""
        if reference.label == "PER" and " " not in given and given not in full:
            start, end = reference.mention.span.start, reference.mention.span.end
            joined = following is not None and text[end : following.mention.span.start] in {" and ", " & "}
            if following is not None and joined and following.label == "PER" and given in MALE_NAMES | FEMALE_NAMES:
                surname = _surname(following.text)
                surname = surname if bare[given] > 1 or titled[_last(surname)] else ""
            elif (relative := _RELATIVE.search(text, max(start - 60, 0), start)) is not None:
                gender = gender_of_noun(fold(relative[1]))  # “Mr Bell” is her husband, “Ms Bell” may be herself
                surname = _surname(before) if gender not in {None, given_gender(before)} else ""
                surname = surname if gender in titled[_last(surname)] else ""
        yield replace(reference, text=f"{reference.text} {surname}") if surname else reference
        before = reference.text if reference.label == "PER" and person(reference.text).is_full else before


def _surname(name: str) -> str:
    """Return the last word of a full name, with its particles."""
    words = person(name).core.split()
    first = len(words) - 1
    while first > 1 and fold(words[first - 1]) in lexicon.PARTICLES:
        first -= 1
    return " ".join(words[first:]) if first > 0 else ""


def _last(surname: str) -> str:
    return fold(surname).rpartition(" ")[2]
