"""Hand-made parses on one line: a shorthand that becomes the columns of :mod:`tests.handmade`.

A word is ``form/UPOS/head/deprel``, with its lemma where that is not the form in lower case (``said=say/VERB/0/root``)
and features where the guess below would be wrong (``/VerbForm=Inf``). Punctuation needs its head alone (``,/2``). Lines
are joined; a blank line ends a sentence, a line ``¶`` a paragraph, and ``# kind = title`` names a paragraph's kind.
Blanks go where print has them; ``_`` after a form takes away the one that would follow.

The trees follow English EWT and GUM of Universal Dependencies 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.handmade import read_parse

if TYPE_CHECKING:
    from attrib.types import Document, Parse

NOT_BEFORE = frozenset([",", ".", ";", ":", "?", "!", "”", "’", ")", "n’t", "n't", "’s", "'s", "’ve", "’ll"])
NOT_AFTER = frozenset(["“", "‘", "(", "£", "$", "``"])
BOTH_WAYS = frozenset(['"', "''", "'"])  # marks whose shape does not say whether they open or close
MODALS = frozenset(["will", "would", "can", "could", "may", "might", "must", "should", "did", "do", "does", "to"])


def parsed(source: str) -> tuple[Document, Parse]:
    """Build the document and the parse that `source` spells out."""
    lines: list[str] = []
    for block in source.strip().replace("¶", "\n\n¶\n\n").split("\n\n"):
        rows = [row.strip() for row in block.strip().splitlines()]
        lines += [row for row in rows if row.startswith("#")]
        words = " ".join(row for row in rows if not row.startswith("#")).split()
        lines += ["# newpar"] if words == ["¶"] else [*_sentence(words), ""]
    return read_parse("\n".join(lines))


def _sentence(words: list[str]) -> list[str]:
    """Return the columns of one sentence."""
    rows = [_columns(word) for word in words]
    _check(rows)
    forms = [row[0] for row in rows]
    glued = [form.endswith("_") for form in forms]
    forms = [form.removesuffix("_") for form in forms]
    opened: dict[str, bool] = {}
    for i, form in enumerate(forms):
        opens, closes = form in NOT_AFTER, form in NOT_BEFORE
        if form in BOTH_WAYS:
            opened[form] = opens = not opened.get(form, False)
            closes = not opens
        elif form == "``":
            opened["''"] = True
        glued[i] |= opens
        if closes and i:
            glued[i - 1] = True
    result = []
    for i, (_, lemma, upos, head, deprel, feats) in enumerate(rows):
        misc = [feats or _guess(i, forms, rows), "SpaceAfter=No" if glued[i] else ""]
        columns = [str(i + 1), forms[i], lemma, upos, head, deprel, "|".join(filter(None, misc))]
        result.append(" ".join(filter(None, columns)))
    return result


def _check(rows: list[tuple[str, str, str, str, str, str]]) -> None:
    """Refuse what is not a tree: a slip in a head would make a test mean something else."""
    heads = [int(row[3]) for row in rows]
    for start in range(1, len(rows) + 1):
        node, steps = start, 0
        while node and steps <= len(rows):
            node, steps = heads[node - 1], steps + 1
        if node or heads.count(0) != 1:
            raise ValueError(f"not a tree at word {start}: {' '.join(row[0] for row in rows)}")


def _columns(word: str) -> tuple[str, str, str, str, str, str]:
    """Return form, lemma, UPOS, head, relation and features of one word."""
    form, *rest = word.split("/")
    form, _, lemma = form.partition("=")
    plain = form.removesuffix("_")
    if len(rest) == 1:
        return form, plain, "PUNCT", rest[0], "punct", ""
    upos, head, deprel, *feats = rest
    return form, lemma or (plain if upos == "PROPN" else plain.lower()), upos, head, deprel, "".join(feats)


def _guess(index: int, forms: list[str], rows: list[tuple[str, str, str, str, str, str]]) -> str:
    """Return the verb form that the words round a verb give away."""
    if rows[index][2] not in {"VERB", "AUX"}:
        return ""
    below = [i for i, row in enumerate(rows) if row[3] == str(index + 1)]
    if any(rows[i][4] == "aux:pass" for i in below):
        return "VerbForm=Part|Voice=Pass"
    before = {forms[i].lower() for i in below if i < index} | {
        form.lower() for form in forms[max(0, index - 1) : index]
    }
    if before & {"have", "has", "had", "be", "been", "is", "are", "was", "were"} or forms[index].endswith("ing"):
        return "VerbForm=Part"
    return "VerbForm=Inf" if before & MODALS else "VerbForm=Fin"
