"""Who does what a cue says, by syntax alone: for a cue to which the reader found no source.

The reader tags sources piece by piece and sometimes tags none where the tree plainly has a subject: with these, F1 of
relations is 1.6 higher on newsroom train and 0.9 on PolNeAR train, read by a reader that had not learnt the articles
(docs/training-log.md, 2026-11-28).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrib.language.tree import NOMINAL

if TYPE_CHECKING:
    from attrib.language.tree import Tree
    from attrib.types import Span

DEEPEST: Final = 4  # verbs to climb for a shared subject; news does not nest deeper on purpose
SHARING: Final = frozenset({"conj", "xcomp", "advcl", "parataxis"})
RELATIVE: Final = frozenset({"who", "that", "which"})
LOOSE: Final = frozenset({"parataxis", "punct", "cc", "case", "mark", "conj", "discourse"})
"""What hangs on a noun and is no part of its phrase, where it stands at an end."""


def subject_of(tree: Tree, cue: Span) -> Span | None:
    """Return the words that name who says: the subject of a cue's verb, or the one it shares; None without one.

    Of a passive it is the agent (“told by Vale”), of a noun the possessor (“Vale's claim”).
    """
    sentence, indices = tree.tokens_in(cue)
    if not indices:
        return None
    head = tree.head_of(sentence, indices)
    tokens = tree.sentences[sentence].tokens
    verbs = [i for i in indices if tokens[i].upos == "VERB" and tokens[i].head not in indices]
    found = _doer(tree, sentence, verbs[0] if verbs else head, 0)
    if found is None or found in indices or tree.token(sentence, found).upos not in NOMINAL:
        return None
    words = phrase_of(tree, sentence, found, set(indices))
    span = tree.span(sentence, words)
    return None if span.overlaps(cue) else span


def _doer(tree: Tree, sentence: int, verb: int, depth: int) -> int | None:
    """Return the head of the subject, agent or possessor."""
    token = tree.token(sentence, verb)
    if token.upos in {"NOUN", "PROPN"}:
        return next(iter(tree.children(sentence, verb, "nmod:poss")), None)
    participle = "Voice=Pass" in token.feats and token.deprel in {"acl", "advcl"}
    if participle or tree.children(sentence, verb, "aux:pass"):
        return next((i for i in tree.children(sentence, verb, "obl") if case_of(tree, sentence, i) == "by"), None)
    subject = next(iter(tree.children(sentence, verb, "nsubj", "nsubj:outer")), None)
    if subject is None:
        return _shared(tree, sentence, verb, depth)
    if token.deprel.startswith("acl") and tree.token(sentence, subject).text.lower() in RELATIVE:
        return token.head
    return None if tree.children(sentence, verb, "expl") else subject


def _shared(tree: Tree, sentence: int, verb: int, depth: int) -> int | None:
    """Return whom a verb without a subject shares with the word it hangs on."""
    token = tree.token(sentence, verb)
    governor, relation = token.head, token.deprel
    if governor >= 0 and relation.startswith("acl"):
        return governor
    finite = relation == "advcl" and "VerbForm=Fin" in token.feats
    if governor < 0 or depth >= DEEPEST or relation not in SHARING or finite:
        return None
    controlled = tree.children(sentence, governor, "obj", "iobj") if relation == "xcomp" else []
    return controlled[0] if controlled else _doer(tree, sentence, governor, depth + 1)


def case_of(tree: Tree, sentence: int, index: int) -> str:
    """Return the preposition before a noun, in small letters; nothing without one."""
    return next((tree.token(sentence, i).text.lower() for i in tree.children(sentence, index, "case")), "")


def phrase_of(tree: Tree, sentence: int, head: int, cue: set[int]) -> list[int]:
    """Return the run of tokens round the head that hang on it, without the cue and what only leads up to the noun."""
    members = tree.subtree(sentence, head)
    for i in tree.children(sentence, head):
        relation = tree.token(sentence, i).deprel
        if relation in LOOSE and (i < head or relation == "parataxis"):
            members -= tree.subtree(sentence, i)
    for i in cue:
        if head in tree.ancestors(sentence, i):
            members -= tree.subtree(sentence, i)
    left = right = head
    while left - 1 in members:
        left -= 1
    while right + 1 in members:
        right += 1
    while right > head and tree.token(sentence, right).upos == "PUNCT":
        right -= 1
    while left < head and tree.token(sentence, left).upos == "PUNCT":
        left += 1
    return list(range(left, right + 1))
