"""What stands round a cue and changes what it tells: that it was perhaps never said, or that another passes it on.

“If she had said so”, “critics could argue”: nobody is on record. “Was quoted by the Courier as saying”: the words are
as good as the Courier. And “in the words of Ann Bell, “…”” names who speaks without a verb of saying.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrib.extract.subjects import case_of, phrase_of
from attrib.language import lexicon
from attrib.types import Flag, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.language.tree import Tree

MODALS: Final = frozenset({"could", "might", "may", "should"})
"""Not “would”: “he would later say” tells what he said."""

CONDITIONS: Final = frozenset({"if", "unless", "whether"})
WISHES: Final = frozenset({"wish", "hope", "want", "imagine", "suppose"})
PASSING_ON: Final = frozenset({"quote", "cite"})


def frames_of(tree: Tree, sentence: int, verb: int, *, negated: bool) -> Iterator[Flag]:
    """Yield the flags of the frame that the verb of a cue stands in; what was *not* said needs none of the first.

    “I could say” is how people say.
    """
    tokens = tree.sentences[sentence].tokens
    token = tokens[verb]
    helpers = tree.children(sentence, verb, "aux")
    subjects = tree.children(sentence, verb, "nsubj")
    first_person = any(tokens[i].text.lower() in lexicon.SPEAKER | lexicon.SPEAKERS for i in subjects)
    modal = (
        any(tokens[i].text.lower() in MODALS and tokens[i].text != "May" for i in helpers) and not first_person
    )  # “May” is somebody
    marks = tree.children(sentence, verb, "mark")
    condition = any(tokens[i].text.lower() in CONDITIONS for i in marks)
    turned = token.deprel == "advcl" and not marks and any(i < s for i in helpers[:1] for s in subjects)  # “had she”
    wished = token.deprel in {"ccomp", "xcomp"} and tokens[token.head].lemma.lower() in WISHES
    if not negated and (modal or condition or turned or wished):
        yield Flag.HYPOTHETICAL
    clauses = [m for c in tree.children(sentence, verb, "advcl") for m in tree.children(sentence, c, "mark")]
    relayed = tree.children(sentence, verb, "aux:pass") or any(tokens[m].text.lower() == "as" for m in clauses)
    if relayed and token.lemma.lower() in PASSING_ON:
        yield Flag.PASSED_ON


def worded(tree: Tree, quotation: Span) -> tuple[Span, Span] | None:
    """Return the cue and the source of “in the words of Bell” or “to quote Bell” before a quotation; None without."""
    here = tree.sentence_from(quotation.start)
    for i, token in enumerate(here.tokens):
        if token.span.start >= quotation.start:
            return None
        words = token.text.lower() == "words" and case_of(tree, here.index, i) == "in"
        named = (
            [c for c in tree.children(here.index, i, "nmod") if case_of(tree, here.index, c) == "of"] if words else []
        )
        if token.lemma.lower() == "quote" and any(m == i - 1 for m in tree.children(here.index, i, "mark")):
            named = tree.children(here.index, i, "obj")
        if named and here.tokens[named[0]].span.start < quotation.start:
            source = tree.span(here.index, phrase_of(tree, here.index, named[0], set()))
            first = min((*tree.children(here.index, i, "case", "mark"), i))
            end = here.tokens[named[0]].span.start if words else token.span.end
            cue = Span(here.tokens[first].span.start, min(end, source.start))
            return Span(cue.start, cue.start + len(cue.of(tree.document.text).rstrip())), source
    return None
