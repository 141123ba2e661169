"""Learn lemmas: ``python training/lemma.py`` (after ``training/prepare.py``); writes attrib/models/lemmas.json.

Each form of EWT and GUM, with its tag, has the lemma that it has most often there; the verbs of ``reporting_verbs.txt``
go in with all their forms, because the treebanks have *insist* but not “insisted”, and a wrong *insiste* would lose the
attribution. Of these the endings are learnt: for each ending of up to six letters, what is cut and what is put there in
most of the forms that have it. An ending that says no more than a shorter one is left out, and so is a form of which
the endings say what its lemma is. What is left is a list of a few thousand.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prepare import load, shippable, typeset_copies

from attrib.parse.lemmas import LONGEST, Rules, by_ending
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prepare import Text

AS_WRITTEN: Final = ("PROPN", "PUNCT", "SYM", "X")
LEAST: Final = 2  # forms with a short ending
ALONE: Final = 4  # letters from which one form will do
MOST_CUT: Final = 4

VOWELS: Final = "aeiou"

Entry = tuple[str, str, str]  # form, part of speech, lemma


def entries(texts: Iterable[Text]) -> Iterator[Entry]:
    """Yield each word with its part of speech and lemma; parts of words split by mistake are left out."""
    for text in texts:
        for sentence in text.sentences:
            split = {row.columns[6] for row in sentence.rows if row.columns[7] == "goeswith"}
            for row in sentence.rows:
                identity, form, lemma, upos = row.columns[:4]
                if identity.isdecimal() and lemma != "_" and identity not in split and row.columns[7] != "goeswith":
                    yield form, upos, lemma


def inflected(listed: str) -> list[Entry]:
    """Return the forms of a verb listed in ``reporting_verbs.txt``: ``vow``, ``quip+`` or ``foresee,foresaw,foreseen``.

    >>> [form for form, _, _ in inflected("quip+")]
    ['quip', 'quips', 'quipping', 'quipped']
    """
    lemma, *irregular = listed.rstrip("+").split(",")
    stem = lemma + lemma[-1] * listed.endswith("+")
    soft_y = lemma.endswith("y") and lemma[-2] not in VOWELS
    if soft_y:
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    else:
        third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
        past = stem + ("d" if lemma.endswith("e") else "ed")
    if lemma.endswith("ie"):
        present = lemma[:-2] + "ying"
    else:
        present = (lemma[:-1] if lemma.endswith("e") and not lemma.endswith(("ee", "oe")) else stem) + "ing"
    return [(form, "VERB", lemma) for form in (lemma, third, present, *(irregular or [past]))]


def reporting_verbs() -> Iterator[Entry]:
    """Yield every form of every listed verb."""
    for line in (Path(__file__).parent / "reporting_verbs.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for listed in line.split():
                yield from inflected(listed)


def lemmas(uses: Iterable[Entry]) -> dict[tuple[str, str], str]:
    """Return the most frequent lemma of each tag and form, which is in lower case unless it is a name's."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for form, upos, lemma in uses:
        plain = form.replace("’", "'")
        counts[upos, plain if upos == "PROPN" else plain.lower()][lemma] += 1
    return {key: count.most_common(1)[0][0] for key, count in counts.items()}


def rule_of(form: str, lemma: str) -> tuple[int, str]:
    """Return how many letters of a form are cut, and what is put there.

    >>> rule_of("studies", "study")
    (3, 'y')
    """
    same = 0
    while same < min(len(form), len(lemma)) and form[same] == lemma[same]:
        same += 1
    return len(form) - same, lemma[same:]


def endings(known: Mapping[tuple[str, str], str]) -> Rules:
    """Return the rule of each ending that says more than the next shorter one does."""
    counts: dict[tuple[str, str], Counter[tuple[int, str]]] = defaultdict(Counter)
    for (upos, form), lemma in known.items():
        rule = rule_of(form, lemma)
        if form.isalpha() and upos not in AS_WRITTEN and rule[0] <= MOST_CUT:
            whole = f"^{form}"
            for size in range(min(LONGEST, len(whole)) + 1):
                counts[upos, whole[len(whole) - size :]][rule] += 1
    result: Rules = defaultdict(dict)
    for (upos, ending), count in sorted(counts.items(), key=lambda item: (len(item[0][1]), item[0])):
        if count.total() < LEAST and len(ending) < ALONE:
            continue
        rule = count.most_common(1)[0][0]
        kept = result[upos]
        shorter = next((kept[end] for i in range(1, len(ending) + 1) if (end := ending[i:]) in kept), None)
        if rule != shorter:
            kept[ending] = rule
    return dict(result)


def main() -> None:
    """Learn, print, write."""
    plain = shippable([*load("ewt-train"), *load("gum-train")])
    # A typeset dash has the lemma of the hyphens it stands for; the words of the copies are what counts.
    copies = (entry for entry in entries(typeset_copies(plain)) if entry[1] != "PUNCT")
    uses = [*entries(plain), *copies]
    taken = {entry[:2] for entry in uses}
    known = lemmas([*uses, *(entry for entry in reporting_verbs() if entry[:2] not in taken)])
    rules = endings(known)
    listed: dict[str, dict[str, str]] = defaultdict(dict)
    for (upos, form), lemma in sorted(known.items()):
        if by_ending(rules, form, upos) != lemma:
            listed[upos][form] = lemma
    (FOLDER / "lemmas.json").write_text(json.dumps({"known": listed, "endings": rules}, ensure_ascii=False) + "\n",
                                        encoding="utf-8")
    print(len(known), "forms;", sum(map(len, rules.values())), "endings;", sum(map(len, listed.values())), "listed")


if __name__ == "__main__":
    main()
