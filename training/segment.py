"""Where sentences begin, corrected for quotation marks: what stanza's tokenizer cannot be trusted with in news.

stanza offers a hook for this (``tokenize_postprocessor``), but hands it the words alone: neither the text nor the
blank lines between paragraphs, and afterwards it looks the words up in the text again, which raises ValueError for a
token with a line break inside. :func:`resegment` stands between two processors instead and works on the token
dictionaries of ``Document.to_dict()``, so that offsets and the marks on contractions stay as they are::

    tokenized = nlp.process(text, processors="tokenize,mwt")
    words = mended(text, tokenized.to_dict())
    sentences = resegment(text, words, [paragraph.span for paragraph in document.paragraphs])
    parsed = nlp.process(stanza.Document(sentences, text), processors="pos,lemma,depparse,ner")

The rules, all of them about a boundary the tokenizer has proposed (none invents one inside a paragraph):

- a paragraph always begins a sentence;
- a closing mark stays with the sentence before it, an opening mark goes with the sentence after it;
- after a closing mark, a word in lower case goes on with the sentence (“‘Will it?’ he asked.”), and so does anything
  after a comma and a closing mark (“‘It will,’ Mr Doe said.”);
- a bare word does not end a sentence before the end of its paragraph;
- a title (“Mr.”, “Gov.”) or an initial (“George W.”) does not end a sentence.

And one of its own: a sentence ends after `MOST` tokens at the latest, for the cost of a tree grows with its square.

A full stop inside a quotation does end one, as in the treebanks that the parser learnt from: “It will. It must,” he
said. is two sentences, and joining what stands between two marks is the business of :mod:`attrib.extract`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrib.language.marks import SHAPES, find_marks
from attrib.parse.words import cuts
from attrib.types import Span
from training.mended import TITLES, Row, renumbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.language.marks import Role

# What a number goes on with: “issued Aug. 2”, “No. 10”.
COUNTED: Final = re.compile(r"(Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Nos?|pp?)\.")
INITIAL: Final = re.compile(r"[A-Z]\.")
ENDS_SENTENCE: Final = re.compile(r".*[.!?…]")


def resegment(text: str, sentences: Sequence[Sequence[Row]], paragraphs: Sequence[Span]) -> list[list[Row]]:
    """Return stanza's tokens in corrected sentences.

    `sentences` is ``Document.to_dict()`` of `text` after ``tokenize,mwt``, mended by `training.mended`: a
    dictionary for each word, and one before the words of each contraction, whose ``id`` is a pair. `paragraphs` are
    those of the document, in order. The dictionaries come back in the same order and unchanged but for ``id``, which
    counts the words of each sentence from 1. Dependencies are not carried over, so this goes before the parser.
    """
    tokens: list[list[Row]] = []
    proposed: list[int] = []
    for sentence in sentences:
        proposed.append(len(tokens))
        last = 0
        for row in sentence:
            first = _first(row)
            if first > last:
                tokens.append([])
                last = row["id"][-1] if isinstance(row["id"], tuple) else first
            tokens[-1].append(row)
    spans = [Span(token[0]["start_char"], token[0]["end_char"]) for token in tokens]
    starts = sentence_starts(text, spans, proposed, paragraphs)
    edges = pairwise([*starts, len(tokens)])
    return [renumbered([row for token in tokens[start:end] for row in token]) for start, end in edges]


def _first(row: Row) -> int:
    """Return the number of the (first) word that a dictionary stands for."""
    return int(row["id"][0]) if isinstance(row["id"], tuple) else int(row["id"])


def sentence_starts(
    text: str, tokens: Sequence[Span], proposed: Iterable[int], paragraphs: Sequence[Span]
) -> list[int]:
    """Return the indices of the tokens that begin a sentence, ascending; 0 is always one if there is a token.

    `tokens` are in text order, `proposed` holds the indices the tokenizer would begin sentences with.
    """
    if not tokens:
        return []
    begins = [token.start for token in tokens]
    fixed = {bisect_left(begins, paragraph.start) for paragraph in paragraphs} - {len(tokens)} | {0}
    roles = _roles(text, tokens, paragraphs)
    words = [token.of(text) for token in tokens]
    moved = (_moved(index, words, roles, fixed) for index in proposed)
    starts = sorted(fixed | {index for index in moved if index is not None})
    edges = pairwise([*starts, len(tokens)])
    return [start for first, stop in edges for start in (first, *(first + i for i in cuts(text, tokens[first:stop])))]


def _moved(index: int, words: Sequence[str], roles: Sequence[Role | None], fixed: set[int]) -> int | None:
    """Return where a sentence proposed to begin at `index` does begin; None when it goes on there."""
    while index < len(words) and index not in fixed and roles[index] == "close":
        index += 1
    if index == len(words):
        return None
    back = index
    while back not in fixed and roles[back - 1] == "open":
        back -= 1
    if back in fixed:
        return back
    if back != index and roles[back - 1] != "close" and not ENDS_SENTENCE.fullmatch(words[back - 1]):
        return None
    return None if _goes_on(back, words, roles) else back


def _goes_on(index: int, words: Sequence[str], roles: Sequence[Role | None]) -> bool:
    """Whether the words before `index` cannot be the end of a sentence."""
    before = words[index - 1]
    if roles[index - 1] == "close":
        last = index - 1
        while last > 0 and roles[last] == "close":
            last -= 1
        return words[index][0].islower() or words[last] == ","
    # Edited copy closes its sentences. Boundaries after a bare word: F1 98.0 to 98.4 without them on GUM dev, 95.4 to
    # 94.9 on the mails and reviews of EWT dev (2026-11-23).
    if before.isalnum():
        return True
    name_follows = words[index][0].isupper()
    if INITIAL.fullmatch(before):
        return name_follows and index > 1 and words[index - 2][0].isupper()
    if before == "." and index > 1:  # an abbreviation that the tokenizer has parted from its full stop
        before = words[index - 2] + before
    if words[index][0].isdecimal() and COUNTED.fullmatch(before):
        return True
    return name_follows and bool(TITLES.fullmatch(before))


def _roles(text: str, tokens: Sequence[Span], paragraphs: Sequence[Span]) -> list[Role | None]:
    """Tell the tokens that open a quotation from those that close one; an apostrophe, like any word, does neither.

    A tokenizer may have cut a mark of two characters in two.
    """
    roles: dict[int, Role] = {}
    for paragraph in paragraphs:
        for mark in find_marks(text, paragraph):
            roles |= dict.fromkeys(range(mark.span.start, mark.span.end), mark.role)
    return [roles.get(token.start) if token.of(text) in SHAPES else None for token in tokens]
