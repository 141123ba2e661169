"""A predicate and what stands round it: children, subtrees, noun phrases, and which adjuncts only say when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.language.tree import Tree
    from attrib.types import Token

HELPERS: Final = frozenset({"aux", "aux:pass", "advmod", "cop", "compound:prt", "discourse"})
NOMINAL: Final = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "SYM"})
LOOSE: Final = frozenset({"parataxis", "list", "dep"})
LEADING: Final = frozenset({"case", "cc", "mark", "discourse"})
TIMES: Final = frozenset(  # the calendar
    "monday tuesday wednesday thursday friday saturday sunday "  # noqa: SIM905 (reads as a list)
    "today yesterday tomorrow morning afternoon evening night day week month year hour minute "
    "january february march april may june july august september october november december".split()
)


class Clause:
    """One token looked at as a possible cue, with the parts of its clause."""

    def __init__(self, tree: Tree, sentence: int, head: int) -> None:
        """Look up the children once."""
        self.tree, self.sentence, self.head = tree, sentence, head
        self.tokens: Sequence[Token] = tree.sentences[sentence].tokens
        self.token = self.tokens[head]
        self.children = tree.children(sentence, head)
        self.passive = any(self.tokens[i].deprel in {"nsubj:pass", "aux:pass"} for i in self.children) or (
            "Voice=Pass" in self.token.feats and self.token.deprel in {"acl", "advcl"}
        )

    def child(self, *relations: str) -> int | None:
        """Return the first child of one of these relations (exact), or None."""
        return next((i for i in self.children if self.tokens[i].deprel in relations), None)

    def subtree(self, index: int) -> set[int]:
        """Return the token and all below it."""
        return self.tree.subtree(self.sentence, index)

    def case(self, index: int) -> str:
        """Return the lemma of a nominal's preposition, "" when it has none."""
        for i in self.tree.children(self.sentence, index, "case"):
            return self.tokens[i].text.lower()
        return ""

    def preposition(self, index: int) -> str:
        """Return the preposition before a nominal or a gerund (“of lying”), "" when it has none."""
        for i in self.tree.children(self.sentence, index, "case", "mark"):
            if i < index:
                return self.tokens[i].text.lower()
        return ""

    def cue(self, *more: int) -> tuple[int, ...]:
        """Return the head with the auxiliaries, adverbs and particles next to it, and `more` if adjoining."""
        helpers = {i for i in self.children if self.tokens[i].deprel in HELPERS} | set(more)
        left = right = self.head
        while left - 1 in helpers:
            left -= 1
        while right + 1 in helpers and (right + 1 in more or self.tokens[right + 1].deprel == "compound:prt"):
            right += 1
        while left < self.head and self.tokens[left].deprel == "discourse":
            left += 1
        return tuple(range(left, right + 1))


def noun_phrase(clause: Clause, index: int, *without: int) -> tuple[int, ...]:
    """Return the tokens of a nominal with what modifies it.

    Left out are its preposition, punctuation at the ends, loosely joined clauses, and the subtrees of `without`.
    """
    tokens = clause.tokens
    members = clause.subtree(index)
    for i in without:
        members -= clause.subtree(i)
    for i in clause.tree.children(clause.sentence, index):
        if tokens[i].deprel in LOOSE or (tokens[i].deprel in LEADING and i < index):
            members -= clause.subtree(i)
    return contiguous(members, index, tokens)


def name_at(tokens: Sequence[Token], index: int) -> range:
    """Return the tokens of the tagged name that holds `index`, the token alone when none does.

    Where a parser tears a name apart (“Dr” from “Idris Pell”), the tags still hold it together.
    """
    left = right = index
    while tokens[left].entity.startswith("I-") and left > 0:
        left -= 1
    while right + 1 < len(tokens) and tokens[right + 1].entity.startswith("I-"):
        right += 1
    return range(left, right + 1)


def contiguous(members: set[int], around: int, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return the run of `members` that holds `around`, punctuation inside it included, none at its ends."""
    left = right = around
    while left - 1 in members or (left - 2 in members and tokens[left - 1].upos == "PUNCT"):
        left -= 1
    while right + 1 in members or (right + 2 in members and tokens[right + 1].upos == "PUNCT"):
        right += 1
    while left < around and tokens[left].upos == "PUNCT":
        left += 1
    while right > around and tokens[right].upos == "PUNCT":
        right -= 1
    return tuple(range(left, right + 1))


def is_time(clause: Clause, index: int) -> bool:
    """Whether a nominal says when."""
    token = clause.tokens[index]
    return token.deprel in {"obl:tmod", "obl:unmarked", "nmod:tmod"} or token.lemma.lower() in TIMES
