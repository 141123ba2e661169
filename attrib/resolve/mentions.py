"""The words that refer to somebody: names, descriptions and pronouns, in text order.

Names come from the entity tags and, where a tagger missed one that matters, from runs of proper nouns. Descriptions are
noun phrases whose head can be a source, or is one. Everything is found once for the document; later steps only group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.language.quotations import near, regions
from attrib.language.tree import SUBJECTS
from attrib.types import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
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
    tagged = {s.index: _tagged(s, list(wanted.get(s.index, {}).values())) for s in tree.sentences}
    _take_labels(tree, tagged, labels)
    people = ((s.tokens, run) for s in tree.sentences for run, label in tagged[s.index] if label == "PER")
    surnames = {fold(tokens[run[-1]].text) for tokens, run in people if len(run) > 1}
    finder = _Finder(tree, regions(tree.document), surnames, frozenset(labels))
    found = []
    for sentence in tree.sentences:
        heads = wanted.get(sentence.index, {})
        named: set[int] = set()
        for run, label in _names(tree, sentence, heads, tagged[sentence.index], surnames):
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


def _take_labels(tree: Tree, tagged: dict[int, list[tuple[list[int], str]]], labels: Iterable[Span]) -> None:
    """Make a person's name of each label that is no office (“THE COURT”)."""
    for number, tokens in map(tree.tokens_in, labels):
        if tokens and not {fold(tree.token(number, i).text) for i in tokens} & (lexicon.IN_TURNS | {"the"}):
            kept = [(run, label) for run, label in tagged[number] if not set(run) & set(tokens)]
            tagged[number] = sorted([*kept, (tokens, "PER")])


def _names(
    tree: Tree,
    sentence: Sentence,
    heads: Container[int],
    tagged: Sequence[tuple[list[int], str]],
    surnames: Container[str],
) -> Iterator[tuple[list[int], str]]:
    """Yield the runs of tokens that are names, with labels: tagged ones, then proper nouns in weighty places.

    `heads` are the heads of sources, `surnames` those of the people named in full anywhere.
    """
    tokens = sentence.tokens
    taken = {i for i, token in enumerate(tokens) if token.entity != "O"}
    for indices, label in tagged:
        trimmed = [i for i in indices if i != indices[-1] or tokens[i].upos != "PART"]
        if not any(tokens[i].upos == "PROPN" or tokens[i].text[:1].isupper() for i in trimmed):
            continue
        before = {tokens[i].text.lower() for i in tree.children(sentence.index, trimmed[-1], "det", "nummod")}
        if len(trimmed) == 1 and label in {"ORG", "MISC"} and before & {"a", "an", "another", "one"}:  # “a Canadian”
            continue
        if _is_office(tokens, trimmed):
            taken.difference_update(trimmed)
            continue
        if label == "PER":
            _take_title(tokens, trimmed, taken)
        else:
            _take_ordinal(tokens, trimmed, taken)
        yield trimmed, "MISC" if tokens[trimmed[-1]].text[:1].isdigit() else label  # “EB-5” is no body
    loose = [
        i for i, token in enumerate(tokens)
        if i not in taken and token.upos == "PROPN"
    ]  # fmt: skip
    for _, group in groupby(enumerate(loose), key=lambda pair: pair[1] - pair[0]):
        indices = [i for _, i in group]
        if indices[0] - 1 in taken and tokens[indices[0]].deprel.startswith(("flat", "compound")):
            continue
        head = tree.head_of(sentence.index, indices)
        weighty = head in heads or tokens[head].deprel in SUBJECTS
        # “Mr. Ames's watch”, “Ames's aides” after “Tom Ames”: names wherever they stand
        weighty = weighty or (len(indices) > 1 and fold(tokens[indices[0]].text).rstrip(".") in lexicon.COURTESY)
        weighty = weighty or (len(indices) == 1 and fold(tokens[head].text) in surnames)
        if weighty and not _is_office(tokens, indices):
            yield indices, ""


def _tagged(sentence: Sentence, sources: Sequence[list[int]]) -> list[tuple[list[int], str]]:
    """Return the names that are tagged; one that capitals made longer is cut to the source that it overlaps."""
    runs: list[tuple[list[int], str]] = []
    for index, token in enumerate(sentence.tokens):
        mark, _, label = token.entity.partition("-")
        if mark == "I" and runs and runs[-1][0][-1] == index - 1 and runs[-1][1] == label:
            runs[-1][0].append(index)
        elif mark in {"B", "I"}:
            runs.append(([index], label))
    _join_surnames(sentence.tokens, runs)
    for run, _ in runs:
        inside = next((part for source in sources if (part := [i for i in run if i in source])), run)
        run[:] = inside
    return runs


def _join_surnames(tokens: Sequence[Token], runs: list[tuple[list[int], str]]) -> None:
    """Give a person's name what a hyphen joins to it, and a “Jr.” (“Prayuth Chan|-ocha”, “Tom Bell | Jr.”)."""
    owner = {i: run for run, _ in runs for i in run}
    for person, label in runs:
        while label == "PER" and person and person[-1] + 2 < len(tokens):  # “Ames-Bell summit”: two people
            last, hyphen, other = (tokens[person[-1] + step] for step in range(3))
            closed = last.span.end == hyphen.span.start and hyphen.span.end == other.span.start
            following = owner.get(person[-1] + 2, [])
            given = fold(other.text) in lexicon.MALE_NAMES | lexicon.FEMALE_NAMES
            another = len(person) > 1 and (len(following) > 1 or given)
            alone = len(person) == 1 and not following and other.text.islower()
            if hyphen.text != "-" or not closed or another or alone:
                break
            person.extend(range(person[-1] + 1, max([person[-1] + 2, *following]) + 1))
        after = person[-1] + 1 if person else len(tokens)
        while after < len(tokens) and tokens[after].text in lexicon.PARTICLES | {"ten", "ter"}:
            after += 1
        joined = owner.get(after, [])
        if label == "PER" and person and after > person[-1] + 1 and joined[:1] == [after]:  # “Joris ten Cate”
            person.extend(range(person[-1] + 1, joined[-1] + 1))
        end = person[-1] + 1 if person else len(tokens)
        end += end + 1 < len(tokens) and tokens[end].text == ","
        if label == "PER" and end < len(tokens) and fold(tokens[end].text).rstrip(".") in lexicon.GENERATIONS:
            person.extend(range(person[-1] + 1, end + 1))
    taken: set[int] = set()
    for run in list(runs):
        if run[0] and run[0][0] in taken:
            runs.remove(run)
        taken.update(run[0])


def _take_title(tokens: Sequence[Token], indices: list[int], taken: set[int]) -> None:
    """Take in the titles right before a person's name, so that the mention reads “Mr Almeida”."""
    while indices[0] > 0:
        nearest = indices[0] - 1
        word = fold(tokens[nearest].text).rstrip(".")
        if nearest in taken or not tokens[nearest].text[:1].isupper() or word not in lexicon.TITLES:
            break
        indices.insert(0, nearest)
        taken.add(nearest)


def _take_ordinal(tokens: Sequence[Token], indices: list[int], taken: set[int]) -> None:
    """Take in the capitalised adjective or number that is of a body's name (“the Third Circuit”)."""
    before = indices[0] - 1
    if before > 0 and before not in taken and tokens[before].upos in {"ADJ", "NUM"} and tokens[before].head in indices:
        word = tokens[before].text
        if word[:1].isupper() or (word[:1].isdigit() and word[-1:].isalpha()):  # “7th”
            indices.insert(0, before)
            taken.add(before)


def _is_office(tokens: Sequence[Token], indices: Iterable[int]) -> bool:
    """Whether the run is only a title (“the President”), which describes and does not name."""
    words = [fold(tokens[i].text).rstrip(".") for i in indices]
    return all(w in lexicon.OFFICES or w in lexicon.TITLE_MODIFIERS for w in words) and words[-1] in lexicon.OFFICES


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
