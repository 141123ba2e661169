"""Attribution frames: every place in a sentence where the syntax allows one.

A frame is a possible cue with what would be its source and content: a verb with its clause, its object or the
quotation beside it, a noun with “that …”, “according to”, “reportedly”. Whether the cue attributes is not decided here
but by the lexicon (:mod:`attrib.extract.lexicon`), under the frame's `key`: the same walk over the tree that finds
frames in an article counted them in PolNeAR train.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from attrib.extract.clause import NOMINAL, Clause, contiguous, is_time, name_at, noun_phrase
from attrib.extract.sources import source_of
from attrib.language.tree import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrib.language.tree import Tree

OPENERS: Final = frozenset({"advcl", "cc", "mark", "obl", "advmod", "discourse"})
ABOUT: Final = frozenset({"of", "for", "as", "on", "with", "about", "from", "over"})
CIRCUMSTANCES: Final = frozenset({"in", "on", "at", "during", "after", "before", "by", "since"})
WHAT: Final = 9  # words from “what” to its verb at most
MAKERS: Final = frozenset({"by", "from"})
LIGHT: Final = frozenset({"make", "have", "give", "offer", "issue", "express", "voice", "raise", "repeat", "present"})
# The object is who hears it (“told her to go”). PolNeAR train mostly leaves it out of the content after “tell”, and
# takes it in after “urge” and “ask”; the others are of a kind with “tell”.
TELLING: Final = frozenset({"tell", "inform", "notify", "remind"})
MARKS: Final = frozenset({"“", '"', "‘"})
RESUMING: Final = frozenset({",", ":", ";"}) | MARKS
REPORTED: Final = frozenset({"would", "had"}) | MARKS
CONJUNCTIONS: Final = frozenset({"that", "to", "whether"})
# They say that somebody said it; “apparently” and “seemingly” only hedge, and are left to attrib.claims.
HEARSAY: Final = frozenset({"reportedly", "allegedly", "supposedly", "purportedly"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A possible attribution.

    `head` is the cue's token, `key` what the lexicon knows the frame by (“say ccomp”, “call obl:for”, “claim/n acl”),
    `rule` the construction. `content` holds token indices; `source` too, None when nobody is named. `before` tells that
    the content stands before the cue. `quoted` frames have no content of their own: the quotation beside them is it.
    """

    sentence: int
    head: int
    lemma: str
    key: str
    rule: str
    cue: tuple[int, ...]
    source: tuple[int, ...] | None
    content: tuple[int, ...]
    before: bool = False
    quoted: bool = False
    recipient: tuple[int, ...] = ()


def frames(tree: Tree, sentence: int) -> Iterator[Frame]:
    """Yield the frames of a sentence, in the order of their heads."""
    said = list(_what_it_said(tree, sentence))
    yield from said
    taken = {index for frame in said for index in (frame.head, *frame.content)}
    for frame in _governed(tree, sentence):
        if frame.head not in taken and taken.isdisjoint(frame.content):
            yield frame


def _what_it_said(tree: Tree, sentence: int) -> Iterator[Frame]:
    """Yield the frames of “bombed what it said were depots”: the free relative hides the cue, and splits trees.

    So it is read off the words: “what”, who, the verb, and a finite verb right after it, whose clause is the content.
    """
    tokens = tree.sentences[sentence].tokens
    for start, token in enumerate(tokens):
        if token.text.lower() != "what":
            continue
        head = next((i for i in range(start + 2, min(start + WHAT, len(tokens) - 1)) if tokens[i].upos == "VERB"), None)
        if head is None or tokens[head + 1].upos not in {"AUX", "VERB"} or "VerbForm=Inf" in tokens[head + 1].feats:
            continue
        source = [i for i in range(start + 1, head) if tokens[i].upos not in {"AUX", "ADV"}]
        if not source or tokens[source[-1]].upos not in NOMINAL or any(tokens[i].upos == "PUNCT" for i in source):
            continue
        clause = Clause(tree, sentence, head)
        below = tokens[head + 1].head if tokens[head + 1].head > head else head + 1
        content = contiguous(clause.subtree(below) | set(range(head + 1, below + 1)), head + 1, tokens)
        content = tuple(i for i in content if i > head)
        lemma = clause.token.lemma.lower()
        yield Frame(sentence, head, lemma, f"{lemma} ccomp", "what-clause", clause.cue(), tuple(source), content)


def _governed(tree: Tree, sentence: int) -> Iterator[Frame]:
    """Yield the frames that the tree shows."""
    for head, token in enumerate(tree.sentences[sentence].tokens):
        clause = Clause(tree, sentence, head)
        if token.deprel == "xcomp" and (token.upos == "ADJ" or token.lemma == "know"):
            yield from _made_clear(clause)
        elif token.upos == "VERB" or (token.upos == "ADJ" and clause.child("cop") is not None):
            yield from _verb(clause)
        elif token.upos == "NOUN":
            yield from _noun(clause)
        if token.text.lower() == "according":
            yield from _according(clause)
        elif token.upos == "ADV" and token.lemma.lower() in HEARSAY:
            yield from _adverb(clause)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb or predicate adjective that may be a cue, with whose it is and what to call its frames."""

    clause: Clause
    source: tuple[int, ...] | None
    suffix: str
    rule: str

    def frame(
        self, kind: str, rule: str, content: Iterable[int], *, cue: tuple[int, ...] | None = None, before: bool = False
    ) -> Frame:
        """Return the frame in which the predicate takes `content`."""
        clause = self.clause
        lemma = clause.token.lemma.lower()
        voice = "passive-" if clause.passive else ""
        recipient = clause.child("iobj", "obj") if kind in {"ccomp", "parataxis", "quote", "xcomp"} else None
        told = noun_phrase(clause, recipient) if recipient is not None else ()
        key = f"{lemma}{self.suffix} {voice}{kind}"
        return Frame(
            clause.sentence,
            clause.head,
            lemma,
            key,
            f"{self.rule}:{rule}",
            cue or clause.cue(),
            self.source,
            tuple(content),
            before,
            kind == "quote",
            told,
        )


def _verb(clause: Clause) -> Iterator[Frame]:
    """Yield the frames of a verb (or predicate adjective): one for each complement that could be content."""
    source = source_of(clause)
    rule = "passive" if clause.passive else "verb"
    if source is not None and source[0] > clause.head:
        rule += ":inverted"
    predicate = Predicate(clause, source, "" if clause.token.upos == "VERB" else "/a", rule)
    clausal = list(_clauses(predicate))
    yield from clausal
    yield predicate.frame("quote", "quotation", ())
    if clause.child("ccomp") is None:
        yield from _nominals(predicate)


def _made_clear(clause: Clause) -> Iterator[Frame]:
    """Yield the frame of “made (it) clear that …”, “let it be known that …”.

    The clause is the second word's, the subject the verb's, and both words are the cue.
    """
    above = Clause(clause.tree, clause.sentence, clause.token.head)
    below = clause.child("ccomp")
    owner = clause if below is not None else above
    below = below if below is not None else above.child("ccomp")
    if above.token.upos == "VERB" and below is not None and below > clause.head > above.head:
        lemma = f"{above.token.lemma.lower()} {clause.token.lemma.lower()}"
        cue = tuple(range(above.cue()[0], clause.head + 1))
        content = tuple(sorted(owner.subtree(below)))
        source = source_of(above)
        yield Frame(clause.sentence, clause.head, lemma, f"{lemma} ccomp", "verb:clause", cue, source, content)


def _clauses(predicate: Predicate) -> Iterator[Frame]:
    """Yield the frames with a clause: below the verb (“said it would”) or round it (“it would, she said, close”)."""
    clause, head, tokens = predicate.clause, predicate.clause.head, predicate.clause.tokens
    below = clause.child("ccomp")
    if below is None:  # “asked whether it was safe”, the clause taken for an adverbial
        below = next(
            (i for i in clause.children if tokens[i].deprel == "advcl" and "whether" in _marks(clause, i)), None
        )
    if below is None and predicate.source is not None and (loose := clause.child("parataxis")) is not None:
        # Quotation first and verb at the root, or a colon between them: treebanks call that parataxis.
        between = {tokens[i].text for i in range(min(head, loose), max(head, loose))}
        below = loose if loose < head or ":" in between else None
    if below is not None:
        kind = "ccomp" if tokens[below].deprel == "ccomp" else "parataxis"
        content = _clausal(clause, below)
        if below < head and predicate.source is not None:
            content = sorted({*content, *(j for i in _resumed(predicate) for j in clause.subtree(i))})
        yield predicate.frame(kind, "clause", content, before=below < head)
        return
    relation, governor = clause.token.deprel, clause.token.head
    as_clause = relation == "advcl" and any(tokens[i].text.lower() == "as" for i in clause.children)
    if relation == "advcl" and predicate.source is not None and governor < head:
        # “It was shut, local media reported”: nothing but who and said, which a parser took for an adverbial.
        rest = clause.subtree(head) - {*predicate.source, *clause.cue()}
        as_clause = as_clause or all(tokens[i].upos == "PUNCT" for i in rest)
    if governor >= 0 and (relation == "parataxis" or as_clause) and (predicate.source or clause.passive):
        around = clause.subtree(governor) - clause.subtree(head)
        if around:
            yield predicate.frame("parataxis", "parenthetical", sorted(around), before=min(around) < head)


def _marks(clause: Clause, index: int) -> set[str]:
    """Return the conjunctions of a clause, in lower case."""
    return {clause.tokens[i].text.lower() for i in clause.tree.children(clause.sentence, index, "mark")}


def _resumed(predicate: Predicate) -> Iterator[int]:
    """Yield the clauses with which speech goes on after a cue that interrupts it.

    A parser hangs them on the cue: a second complement, what a colon brings (“It is shut, he said: they want …”), or a
    clause coordinated with the cue. The last is the speaker's when it is quoted or keeps the tense of reported speech
    (“It is shut, he said, but would open in May”).
    """
    clause, tokens = predicate.clause, predicate.clause.tokens
    for i in clause.children:
        below = sorted(clause.subtree(i))
        if i < clause.head or below[0] < clause.head or tokens[i].deprel not in {"ccomp", "parataxis", "conj"}:
            continue
        mark = tokens[below[0] - (tokens[below[0]].upos != "PUNCT")].text
        owned = bool(clause.tree.children(clause.sentence, i, *SUBJECTS))
        reported = any(tokens[j].text in REPORTED for j in below)
        relation = tokens[i].deprel
        if mark in RESUMING and (relation == "ccomp" or (owned and (relation == "parataxis" or reported))):
            yield i


def _nominals(predicate: Predicate) -> Iterator[Frame]:
    """Yield the frames with a noun phrase or an infinitive: object, patient of a passive, oblique."""
    clause, head, tokens = predicate.clause, predicate.clause.head, predicate.clause.tokens
    target, infinitive = clause.child("obj"), clause.child("xcomp")
    told = infinitive is not None and clause.token.lemma.lower() in TELLING
    if target is not None and target > head and tokens[target].upos in NOMINAL and not told:
        kind = "obj+xcomp" if infinitive is not None and infinitive > target else "obj"
        yield predicate.frame(kind, "object", _object(clause, target))
    elif infinitive is not None and infinitive > head:
        yield predicate.frame("xcomp", "infinitive", _clausal(clause, infinitive))
    elif clause.passive and (patient := clause.child("nsubj:pass")) is not None and patient < head:
        yield predicate.frame("patient", "object", noun_phrase(clause, patient), before=True)
    if target is None:
        yield from _oblique(predicate)


def _object(clause: Clause, target: int) -> tuple[int, ...]:
    """Return an object with what is said of it: “him a liar”, “Doyle of lying”, but not when and where."""
    tail = target
    for i in clause.children:
        relation = clause.tokens[i].deprel
        gerund = relation == "advcl" and not clause.tree.children(clause.sentence, i, "nsubj")
        about = relation == "xcomp" or (
            (gerund or relation == "obl") and not is_time(clause, i) and clause.preposition(i) in ABOUT
        )
        # What a quotation goes into belongs to it: “condemned it as terror, aimed at “our security””.
        quoting = relation == "advcl" and gerund and any(clause.tokens[j].text in MARKS for j in clause.subtree(i))
        if i > target and (about or quoting):
            tail = max(tail, *clause.subtree(i))
    return contiguous(set(range(target, tail + 1)) | clause.subtree(target), target, clause.tokens)


def _oblique(predicate: Predicate) -> Iterator[Frame]:
    """Yield the frame of the first oblique: “called for”, “spoke about”, the preposition in the cue if it adjoins."""
    clause, tokens = predicate.clause, predicate.clause.tokens
    for i in clause.children:
        if i < clause.head or tokens[i].deprel not in {"obl", "advcl"} or is_time(clause, i):
            continue
        marks = [j for j in clause.tree.children(clause.sentence, i, "case", "mark") if j < i]
        if not marks or (tokens[marks[0]].text.lower() == "to" and tokens[i].upos == "VERB"):
            continue
        near = marks[0] == clause.cue()[-1] + 1
        content = contiguous(clause.subtree(i) - set(marks if near else ()), i, tokens)
        cue = clause.cue(*marks) if near else None
        yield predicate.frame(f"obl:{tokens[marks[0]].text.lower()}", "oblique", content, cue=cue)
        return


def _clausal(clause: Clause, index: int) -> list[int]:
    """Return the tokens of a clausal complement; before the verb, with what the sentence opens with."""
    members = clause.subtree(index)
    if index < clause.head:
        start = min(members)
        for i in clause.children:
            part = clause.subtree(i)
            if max(part) < start and clause.tokens[i].deprel in OPENERS:
                members |= part
    return sorted(members)


def _noun(clause: Clause) -> Iterator[Frame]:
    """Yield the frame of a noun: “the claim that …”, “a plan to …”, “criticism of …”, “analysis of … by …”."""
    tokens, head = clause.tokens, clause.head
    maker = next((i for i in clause.children if tokens[i].deprel == "nmod" and clause.case(i) in MAKERS), None)
    noun = Predicate(clause, _owner(clause, maker), "/n", "noun")
    for i in clause.children:
        if i < head or i == maker:
            continue
        below = clause.tree.children(clause.sentence, i)
        if tokens[i].deprel in {"acl", "ccomp"} and any(tokens[j].text.lower() in CONJUNCTIONS for j in below if j < i):
            yield noun.frame("acl", "clause", sorted(clause.subtree(i)), cue=(head,))
            return
        case = clause.case(i)
        if tokens[i].deprel == "nmod" and case and case not in MAKERS | CIRCUMSTANCES:
            marks = clause.tree.children(clause.sentence, i, "case")
            content = contiguous(clause.subtree(i) - set(marks), i, tokens)
            cue = tuple(range(head, marks[-1] + 1)) if marks[0] == head + 1 else (head,)
            yield noun.frame(f"nmod:{case}", "of", content, cue=cue)
            return


def _owner(clause: Clause, maker: int | None) -> tuple[int, ...] | None:
    """Return whose claim or plan it is: the possessor, who it is by, or who makes it (“Doyle made the claim”)."""
    owner = clause.child("nmod:poss")
    if owner is not None:
        return noun_phrase(clause, owner)
    if maker is not None:
        return noun_phrase(clause, maker)
    if clause.token.deprel == "obj" and clause.tokens[clause.token.head].lemma.lower() in LIGHT:
        return source_of(Clause(clause.tree, clause.sentence, clause.token.head))
    return None


def _according(clause: Clause) -> Iterator[Frame]:
    """Yield the frame of “according to X”, however the parser hangs it."""
    tokens, head = clause.tokens, clause.head
    named = clause.token.head if clause.token.deprel == "case" else clause.child("obl", "nmod", "obj")
    if named is None or named < head or head + 1 >= len(tokens):
        return
    cue = (head, head + 1) if tokens[head + 1].text.lower() == "to" else (head,)
    top = named if clause.token.deprel == "case" else head
    name = name_at(tokens, named)
    loose = {i for i in name if tokens[i].head not in name}
    phrases = {j for i in loose for j in noun_phrase(Clause(clause.tree, clause.sentence, i), i, head)}
    source = tuple(i for i in contiguous(phrases | set(name), named, tokens) if i > cue[-1])
    governor = tokens[top].head
    if not source or governor < 0:
        return
    root = _clause_root(clause, governor)
    content = clause.subtree(root) - clause.subtree(top) - {j for i in loose for j in clause.subtree(i)}
    yield Frame(
        clause.sentence,
        head,
        "according to",
        "according to",
        "according to",
        cue,
        source,
        tuple(sorted(content)),
        before=min(content, default=0) < head,
    )


def _clause_root(clause: Clause, index: int) -> int:
    """Climb from a nominal to the predicate of its clause."""
    tokens = clause.tokens
    while (
        tokens[index].upos in NOMINAL
        and tokens[index].head >= 0
        and tokens[index].deprel not in {"ccomp", "parataxis", "conj", "advcl", "acl:relcl"}
        and clause.tree.children(clause.sentence, index, "cop") == []
    ):
        index = tokens[index].head
    return index


def _adverb(clause: Clause) -> Iterator[Frame]:
    """Yield the frame of “reportedly”: the clause round it, nobody named."""
    governor = clause.token.head
    if governor < 0:
        return
    root = _clause_root(clause, governor)
    content = clause.subtree(root) - {clause.head}
    if content:
        yield Frame(
            clause.sentence,
            clause.head,
            clause.token.lemma.lower(),
            f"{clause.token.lemma.lower()} adverb",
            "adverb",
            (clause.head,),
            None,
            tuple(sorted(content)),
            before=min(content) < clause.head,
        )
