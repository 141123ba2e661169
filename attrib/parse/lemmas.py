"""Lemmas: of a form and its tag, by a list of those that no ending tells, else by the longest ending that is known.

``lemmas.json`` is made by ``training/lemma.py`` of the treebanks' forms. English inflects by its endings, so a word
that no treebank has is treated as the words that end like it are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONGEST: Final = 6  # letters of an ending; a word's beginning, ``^``, counts as one

PLAIN: Final = {ord("’"): "'", **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))}
"""How a form is looked up: with a plain apostrophe, and without what nobody sees."""

ACRONYM: Final = 5  # letters of the longest noun in capitals that is taken for one

Rules = dict[str, dict[str, tuple[int, str]]]
"""By tag and ending: how many letters to cut and what to put there."""


class Lemmas:
    """A loaded list; keep one. Raises OSError, ValueError, KeyError or TypeError for a file that is none."""

    def __init__(self, path: Path) -> None:
        """Read ``lemmas.json``."""
        found = json.loads(path.read_text(encoding="utf-8"))
        self._known: Mapping[str, Mapping[str, str]] = found["known"]
        self._endings: Rules = {
            upos: {ending: (int(cut), str(added)) for ending, (cut, added) in rules.items()}
            for upos, rules in found["endings"].items()
        }

    def lemma(self, form: str, upos: str) -> str:
        """Return the lemma of a word as it is written; a name that is not listed is its own."""
        if upos == "PROPN":
            return self._known.get(upos, {}).get(form, form)
        plain = form.translate(PLAIN)
        known = self._known.get(upos, {}).get(plain.lower())
        return by_ending(self._endings, plain, upos) if known is None else known


def by_ending(endings: Rules, form: str, upos: str) -> str:
    """Return the lemma that the longest known ending of a word, or of the last part of “re-opens”, gives it.

    What no tag inflects stays as it is, and so do words with figures and nouns of a few capitals (“CEO”).
    """
    rules = endings.get(upos)
    short = upos == "NOUN" and 1 < len(form) <= ACRONYM and form.isupper()
    if rules is None or short or any(letter.isdigit() for letter in form):
        return form
    first, hyphen, last = form.lower().rpartition("-")
    whole = f"^{last}"
    for size in range(min(LONGEST, len(whole)), -1, -1):
        rule = rules.get(whole[len(whole) - size :])
        if rule is not None and rule[0] < max(len(last), 1):
            return first + hyphen + last[: len(last) - rule[0]] + rule[1]
    return form.lower()
