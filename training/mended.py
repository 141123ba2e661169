"""Words that stanza's tokenizer cuts wrongly in news, put together again before anything reads them.

Two kinds, both found with PolNeAR's articles: a title parted from its full stop (“Rep” “.” “Ann” “Doyle”, which no
tagger takes for a title), as 17 of the 46 “Rep.” and “Sen.” of 64 articles of train were (2026-11-25), and every
“Donna”, read as “gonna” is.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = dict[str, Any]

# Titles that stand before a name, in the press of both sides of the Atlantic. Military ranks and offices included,
# abbreviations that may as well end a sentence (“Jr.”, “Inc.”, “a.m.”, “U.S.”) not: those are left to the tokenizer.
TITLES: Final = re.compile(
    r"(Adm|Amb|Atty|Brig|Capt|Cmdr|Col|Cpl|Cpt|Det|Dr|Fr|Gen|Gov|Hon|Insp|Lt|Maj|Messrs|Mr|Mrs|Ms|Msgr|Mx|Pfc|Pres|Prof"
    r"|Pte|Pvt|Reps?|Rev|Sens?|Sgt|Spc|Supt|Ste?)\."
)
CONTRACTIONS: Final = frozenset({"cannot", "gonna", "wanna", "gotta", "gimme", "lemme", "dunno", "outta"})
"""Words without an apostrophe that are two; any other is one."""

NAME_FOLLOWS: Final = re.compile(r"\s*[^\W\d_]")


def mended(text: str, sentences: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """Return stanza's tokens, as ``Document.to_dict()`` gives them for `text`, with what is one word in one.

    Only rows that are mended change, and the numbers of those after them in their sentence. A title is joined to its
    full stop when a capital letter follows the two. One that the tokenizer took for the end of a sentence is joined as
    well: where sentences begin is for `training.segment`, which knows titles.
    """
    return [renumbered(list(_titles(text, list(_one_word(rows))))) for rows in sentences]


def _one_word(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows; a word taken for a contraction that no list knows as two words (“Donna”) is one row."""
    inside = 0  # rows to leave out: the words of what is one word
    for row in rows:
        identity = row["id"]
        if inside:
            inside -= 1
        elif isinstance(identity, tuple) and len(identity) > 1 and _is_word(row["text"]):
            inside = identity[-1] - identity[0] + 1
            yield {**row, "id": (identity[0],)}
        else:
            yield row


def _is_word(written: str) -> bool:
    return written.isalpha() and written.lower() not in CONTRACTIONS


def _titles(text: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows with every title before a name joined to its full stop."""
    joined = False
    for row, following in zip_longest(rows, rows[1:]):
        if joined:
            joined = False
            continue
        joined = following is not None and _parted(text, row, following)
        if joined and following is not None:
            yield {**row, "text": row["text"] + following["text"], "end_char": following["end_char"]}
        else:
            yield row


def _parted(text: str, row: Row, stop: Row) -> bool:
    """Whether a row and the next are a title and its full stop, and a name seems to follow."""
    if stop["text"] != "." or row.get("end_char") != stop.get("start_char"):
        return False
    follows = NAME_FOLLOWS.match(text, stop["end_char"])
    return bool(TITLES.fullmatch(row["text"] + ".")) and follows is not None and follows[0][-1].isupper()


def renumbered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a sentence with ``id`` counted anew, contractions with as many words as before."""
    result: list[Row] = []
    count = 0
    for row in rows:
        identity = row["id"]
        if isinstance(identity, tuple) and len(identity) > 1:
            result.append({**row, "id": tuple(range(count + 1, count + 1 + len(identity)))})
            continue
        count += 1
        result.append({**row, "id": (count,) if isinstance(identity, tuple) else count})
    return result
