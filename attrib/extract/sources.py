"""Who does what a verb says: the words that name the source, by syntax alone."""

from __future__ import annotations

from typing import Final

from attrib.extract.clause import NOMINAL, Clause, is_time, name_at, noun_phrase

SUBJECTS: Final = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
AGENTS: Final = ("obl:agent", "obl")
SHARING: Final = frozenset({"conj", "xcomp", "advcl", "parataxis"})
DEEPEST: Final = 4  # coordinated and subordinate verbs to climb for a subject; news does not nest deeper on purpose


def source_of(clause: Clause, depth: int = 0) -> tuple[int, ...] | None:
    """Return the token indices of a verb's subject, agent (“by”) or the subject it shares; None when there is none.

    A coordinated, purposive or participial verb shares the subject of the verb it hangs on; a participle after a noun
    has that noun.
    """
    if clause.passive:
        by = (i for i in clause.children if clause.tokens[i].deprel in AGENTS and clause.case(i) == "by")
        agent = next((i for i in by if not is_time(clause, i)), None)
        if agent is None:
            return None
        phrase = noun_phrase(clause, agent)
        return tuple(range(phrase[0], max(phrase[-1], name_at(clause.tokens, agent)[-1]) + 1))
    subject = clause.child(*SUBJECTS)
    if subject is None:
        return _shared(clause, depth)
    named = clause.child("expl") is None and clause.tokens[subject].upos in NOMINAL | {"ADJ"}
    return noun_phrase(clause, subject) if named else None


def _shared(clause: Clause, depth: int) -> tuple[int, ...] | None:
    """Return the source that a verb without a subject has from the one it hangs on."""
    relation, governor = clause.token.deprel, clause.token.head
    if governor < 0 or depth > DEEPEST:
        return None
    above = Clause(clause.tree, clause.sentence, governor)
    if relation in {"acl", "acl:relcl"} and above.token.upos in NOMINAL:
        phrase = noun_phrase(above, governor, clause.head)
        return tuple(i for i in phrase if i < clause.head) or phrase
    if relation not in SHARING or (relation == "advcl" and _finite(clause)):
        return None
    if relation == "xcomp" and (controlled := above.child("obj", "iobj")) is not None:
        return noun_phrase(above, controlled)
    if relation == "advcl" and above.passive:
        subject = above.child(*SUBJECTS)
        return noun_phrase(above, subject) if subject is not None else None
    return source_of(above, depth + 1)


def _finite(clause: Clause) -> bool:
    """Whether the verb, or its auxiliary, is finite."""
    helpers = (clause.tokens[i] for i in clause.children if clause.tokens[i].deprel.startswith("aux"))
    return any("VerbForm=Fin" in token.feats for token in (clause.token, *helpers))
