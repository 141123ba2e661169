"""What a reader of windows may pass over and no checker should: words that say by themselves that somebody said them.

A quotation as long as a sentence that belongs to nothing found, and “reportedly”, which names nobody. They cost 0.01
and 0.02 of F1 (docs/training-log.md), and stay because a sheet that leaves out a quotation is not trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrib.extract.reader import Choice, Finding
from attrib.extract.spans import merged
from attrib.language.quotations import near
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from attrib.language.quotations import Quotation
    from attrib.language.tree import Tree

REPORTING: Final = frozenset({"reportedly", "allegedly"})

SENTENCE: Final = 8
"""Words that make a quotation with a finite verb a sentence, and no expression: of the nine that are left over in 877
held-out articles six are attributions in the annotation; of the 26 shorter ones with such a verb, five (2026-11-28)."""

CERTAINTY: Final = 0.66
"""Chance of each, by those six of nine; of the missed “reportedly” 17 of 29 are attributions there."""


def overlooked(tree: Tree, found: Sequence[Finding], quotations: Sequence[Quotation]) -> Iterator[Finding]:
    """Yield what none of `found` has touched."""
    taken = merged(span for each in found for span in (*each.contents, *([each.cue] if each.cue else [])))

    def is_taken(spans: Iterable[Span]) -> bool:
        return any(other.overlaps(span) for span in spans for other in near(taken, span))

    for quotation in quotations:
        if not is_taken(quotation.pieces) and any(is_sentence(tree, piece) for piece in quotation.pieces):
            yield _finding(quotation.pieces, None)
    for sentence in tree.sentences:
        for index, token in enumerate(sentence.tokens):
            if token.text.lower() in REPORTING and not is_taken([token.span]):
                contents = tuple(_clause(tree, sentence.index, index))
                if contents and not is_taken(contents):
                    yield _finding(contents, token.span)


def is_sentence(tree: Tree, quoted: Span) -> bool:
    """Whether quoted words are as many as a sentence's, with a finite verb."""
    inside = [t for t in tree.tokens_within(quoted) if t.upos != "PUNCT"]
    return len(inside) >= SENTENCE and any("VerbForm=Fin" in token.feats for token in inside)


def _clause(tree: Tree, sentence: int, adverb: int) -> Iterator[Span]:
    """Yield the words before and after an adverb that belong to the clause it stands in."""
    tokens = tree.sentences[sentence].tokens
    head = tokens[adverb].head
    words = [i for i in tree.subtree(sentence, head) if tokens[i].upos != "PUNCT"] if head >= 0 else []
    for part in ([i for i in words if i < adverb], [i for i in words if i > adverb]):
        if part:
            yield Span(tokens[min(part)].span.start, tokens[max(part)].span.end)


def _finding(contents: tuple[Span, ...], cue: Span | None) -> Finding:
    sure = Choice(CERTAINTY, None, 0.0)
    return Finding(contents, cue, None, CERTAINTY, CERTAINTY, 1.0, sure, sure)
