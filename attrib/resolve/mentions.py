"""The words that refer to somebody: names, descriptions and pronouns, in text order.

Names come from the entity tags and, where a tagger missed one that matters, from runs of proper nouns. Descriptions are
noun phrases whose head can be a source, or is one. Everything is found once for the document; later steps only group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from attrib.language import lexicon, runs
from attrib.language.names import fold
from attrib.language.quotations import near, regions
from attrib.language.tree import SUBJECTS
from attrib.types import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from attrib.language.tree import Tree
    from attrib.types import MentionKind, Sentence, Token

PRONOUNS = (
    lexicon.HE | lexicon.SHE | lexicon.THEY | lexicon.IT | lexicon.SPEAKER | lexicon.SPEAKERS
)  # fmt: skip
_INSIDE = frozenset({"compound", "amod", "flat", "nmod:desc", "goeswith", "fixed", "list", "nummod", "case", "det"})
_SOMEBODY = frozenset({"one", "those", "another", "others", "both"})


@dataclass(frozen=True)
class Reference:
    """A mention and what its own words and place tell about it.

    `text` is what it reads; `label` is PER, ORG, LOC or MISC for a tagged name and empty otherwise; `lemma` is the
    head's, folded; `plural` follows the head's form; `subject` is whether it is the subject of its clause; `quoted`
    whether it stands inside quotation marks, `heading` whether it stands in a headline.
    """

    mention: Mention
    text: str
    lemma: str
    label: str
    plural: bool
    subject: bool
    quoted: bool
    heading: bool = False

    @cached_property
    def place(self) -> tuple[int, int]:
        """Sentence and token index of the head: text order."""
        return (self.mention.sentence, self.mention.head)


def find_mentions(tree: Tree, sources: Sequence[Span], labels: Iterable[Span] = ()) -> list[Reference]:
    """Find every mention in the document, in text order; `sources` are spans whose heads count whatever they are.

    `labels` are those of them that name who speaks beside his words, as a transcript does: the whole span is a name.
    """
    wanted: dict[int, dict[int, list[int]]] = {}
    for span in sources:
        number, tokens = tree.tokens_in(span)
        if tokens:
            wanted.setdefault(number, {})[tree.head_of(number, tokens)] = tokens
    tagged = {s.index: runs.tagged(s, list(wanted.get(s.index, {}).values())) for s in tree.sentences}
    runs.take_labels(tree, tagged, labels)
    people = ((s.tokens, run) for s in tree.sentences for run, label in tagged[s.index] if label == "PER")
    surnames = {fold(tokens[run[-1]].text) for tokens, run in people if len(run) > 1}
    finder = _Finder(tree, regions(tree.document), surnames, frozenset(labels))
    found = []
    for sentence in tree.sentences:
        heads = wanted.get(sentence.index, {})
        named: set[int] = set()
        for run, label in runs.names(tree, sentence, heads, tagged[sentence.index], surnames):
            named.update(run)
            found.append(finder.reference(sentence, run, "name", label))
        for index, token in enumerate(sentence.tokens):
            if index in named:
                continue
            if _is_pronoun(token, source=index in heads):
                found.append(finder.reference(sentence, [index], "pronoun"))
            elif _is_description(token) or (index in heads and not _is_empty(token)):
                found.append(finder.reference(sentence, tree.phrase(sentence.index, index), "nominal"))
    return sorted(found, key=lambda reference: (reference.mention.span.start, reference.mention.span.end))


def _is_pronoun(token: Token, *, source: bool) -> bool:
    lower = token.text.lower()
    if token.upos not in {"PRON", "DET"} or token.deprel == "expl":
        return False
    return lower in PRONOUNS or (source and lower in lexicon.RELATIVE)


def _is_empty(token: Token) -> bool:
    """Whether the word is a pronoun that names nobody to follow: “you” or “what”, but not “everyone” or “those”."""
    return token.upos == "PRON" and fold(token.text) not in lexicon.GROUP | _SOMEBODY


def _is_description(token: Token) -> bool:
    if token.deprel in _INSIDE or token.deprel.startswith("flat"):
        return False
    if token.upos == "PROPN":
        return fold(token.text).rstrip(".") in lexicon.OFFICES
    if token.upos != "NOUN":
        return False
    if lexicon.is_plural(token):
        return True  # whatever “they” may stand for
    words = {fold(token.lemma), fold(token.text)}
    lists = (lexicon.PERSON, lexicon.ORGANISATION, lexicon.GROUP, lexicon.DOCUMENT)
    return any(words & each for each in lists)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Builds references over one document."""

    tree: Tree
    quotes: Sequence[Span]
    surnames: AbstractSet[str]
    labels: AbstractSet[Span]

    def _whole(self, sentence: Sentence, head: int) -> Token | None:
        """Return the noun that a quantity is a quantity of (“a number of voters”, “eight of ten voters”); None else."""
        token = sentence.tokens[head]
        counted = token.upos == "NUM" or fold(token.lemma) in lexicon.QUANTITIES
        if not counted or sentence.tokens[-1] is token or sentence.tokens[head + 1].text.lower() != "of":
            return None
        parts = (sentence.tokens[i] for i in self.tree.children(sentence.index, head, "nmod"))
        return next((part for part in parts if part.upos == "NOUN"), None)

    def reference(self, sentence: Sentence, indices: Sequence[int], kind: MentionKind, label: str = "") -> Reference:
        """Build the reference for a run of tokens; a description's head is its last token."""
        head = indices[-1] if kind == "nominal" else self.tree.head_of(sentence.index, indices)
        token, span = sentence.tokens[head], self.tree.span(sentence.index, indices)
        plural = lexicon.is_plural(token)
        if kind == "name":  # only a people (“Democrats”) is plural among names; “United States” is one
            people = label == "PER" and "Number=Plur" in token.feats  # a tagger takes “Birchers” for a person
            known = fold(token.text).removesuffix("s") in lexicon.GROUP  # “Central Americans”
            plural = plural and (people or label in {"", "MISC"}) and (len(indices) == 1 or known)
            plural = plural and (token.text[1:].islower() or known)  # “MapQuests” is a brand, no people
            plural = plural and fold(token.text) not in self.surnames  # “Waters” after “Tom Waters”
            label = "MISC" if plural else label
        lemma = fold(token.lemma) if kind != "pronoun" else fold(token.text)
        part = self._whole(sentence, head) if kind == "nominal" else None
        if part is not None:
            lemma, plural = fold(part.lemma), fold(token.text) != "one"  # “one of the residents”
        if fold(token.text) in {"media", "data"}:
            lemma = fold(token.text)  # a lemmatiser makes them “medium” and “datum”
        if lemma in {"people", "person"} and kind == "nominal":
            lemma = "people" if plural else "person"
        if kind == "nominal" and token.upos == "PROPN":
            lemma = lexicon.OFFICES.get(fold(token.text).rstrip("."), lemma)
        return Reference(
            Mention(span, kind, sentence.index, head),
            self.tree.text(span),
            lemma,
            label=label,
            plural=plural,
            subject=token.deprel in SUBJECTS,
            quoted=any(region.contains(span) for region in near(self.quotes, span)),
            heading=self.tree.is_heading(sentence.index) and not any(span.overlaps(label) for label in self.labels),
        )
