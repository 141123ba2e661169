"""The words that refer to somebody: names, descriptions and pronouns, in text order.

Names come from the entity tags and, where a tagger missed one that matters, from runs of proper nouns. Descriptions are
noun phrases whose head can be a source, or is one. Everything is found once for the document; later steps only group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from attrib.language.quotations import find_quotations, near
from attrib.language.tokens import word_set
from attrib.language.tree import SUBJECTS
from attrib.resolve import kinds, lexicon
from attrib.resolve.names import fold
from attrib.types import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from attrib.language.tree import Tree
    from attrib.types import Document, MentionKind, Sentence, Token

PRONOUNS = (
    lexicon.HE | lexicon.SHE | lexicon.THEY | lexicon.IT | lexicon.SPEAKER | lexicon.SPEAKERS
)  # fmt: skip
_INSIDE = frozenset({"compound", "amod", "flat", "nmod:desc", "goeswith", "fixed", "list", "nummod", "case", "det"})
_CALENDAR = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august",
    "september october november december",
)
_MANY = frozenset({"people", "police", "media", "those", "these", "both", "many", "several", "few", "others", "most"})
_ROLES = frozenset(
    ["adviser", "advisor", "analyst", "attorney", "author", "chief", "commissioner", "counsel", "director", "editor",
     "manager", "reporter", "spokesman", "spokeswoman", "strategist", "superintendent", "treasurer"]
)  # fmt: skip
_DEMONYM = re.compile(r"(?!Guardian)[A-Z][a-z]+(?:ian|ean|ese|man|woman)")  # “the Norwegian said”


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


def find_mentions(tree: Tree, sources: Sequence[Span]) -> list[Reference]:
    """Find every mention in the document, in text order; `sources` are spans whose heads count whatever they are."""
    wanted: dict[int, dict[int, list[int]]] = {}
    for span in sources:
        number, tokens = tree.tokens_in(span)
        if tokens:
            wanted.setdefault(number, {})[tree.head_of(number, tokens)] = tokens
    known = _Known.of(tree)
    finder = _Finder(tree, quoted_regions(tree.document), known.surnames)
    found = []
    for sentence in tree.sentences:
        heads = wanted.get(sentence.index, {})
        named: set[int] = set()
        for run, label in _names(tree, sentence, heads, known):
            named.update(run)
            found.append(finder.reference(sentence, run, "name", label))
        for index, token in enumerate(sentence.tokens):
            if index in named:
                continue
            if _is_pronoun(token, source=index in heads):
                found.append(finder.reference(sentence, [index], "pronoun"))
            elif _is_description(token) or (index in heads and not _is_empty(token)):
                found.append(finder.reference(sentence, phrase(tree, sentence.index, index), "nominal"))
    return sorted(found, key=lambda reference: (reference.mention.span.start, reference.mention.span.end))


def phrase(tree: Tree, sentence: int, head: int) -> list[int]:
    """Return the indices of the noun phrase from its first modifier to its head, without what follows the head."""
    inner = {i for i in tree.subtree(sentence, head) if i <= head}
    for child in tree.children(sentence, head, "nsubj", "csubj", "expl", "cop", "aux", "mark"):
        if child < head:  # “Ames is the owner”: the subject and “is” are no part of the owner
            inner.difference_update(range(max(i for i in tree.subtree(sentence, child) if i < head) + 1))
    start = head
    while start - 1 in inner and tree.token(sentence, start - 1).text not in {",", ";", ":", "—", "–", "“", "”", '"'}:
        start -= 1
    tokens = tree.sentences[sentence].tokens
    while start < head and (
        tokens[start].upos in {"ADP", "SCONJ", "CCONJ", "PUNCT"}
        or (tokens[start].deprel in {"case", "cc", "mark", "advmod", "punct"} and tokens[start].head == head)
    ):
        start += 1
    return list(range(start, head + 1))


def is_plural(token: Token) -> bool:
    """Whether a noun or pronoun is plural, from its features or else its form against its lemma."""
    lower, lemma = token.text.lower(), token.lemma.lower()
    if token.upos == "NUM":  # “the two”
        return lower not in {"one", "1"}
    if "Number=" in token.feats:
        return "Number=Plur" in token.feats
    if lower in lexicon.THEY or lower in lexicon.SPEAKERS or lower in _MANY:
        return True
    if token.upos in {"NOUN", "PROPN"}:
        if lower != lemma:
            return lower.endswith(("s", "men")) or lower == "children"
        return token.upos == "NOUN" and lower.endswith("s") and not lower.endswith(("ss", "us", "is", "news", "series"))
    return False


def quoted_regions(document: Document) -> list[Span]:
    """Spans of the quotations, with their marks, one a paragraph: whoever speaks there is not the reporter."""
    return [piece for quotation in find_quotations(document) for piece in quotation.pieces]


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that the article's sentences show, against which its headlines and its slips of tagging are read.

    `forms` are the folded words of every name tagged outside headlines, a person's first and last name alone among
    them; `surnames` the last words of people's full names.
    """

    forms: dict[tuple[str, ...], str]
    surnames: set[str]

    @classmethod
    def of(cls, tree: Tree) -> _Known:
        """Read the tagged names of a document; where a form has two labels, a person's counts."""
        forms: dict[tuple[str, ...], str] = {}
        surnames: set[str] = set()
        for sentence in tree.sentences:
            for run, label in _tagged(sentence):
                words = tuple(fold(sentence.tokens[i].text) for i in run)
                full = label == "PER" and len(run) > 1
                surnames.update(words[-1:] if full else ())
                if tree.is_heading(sentence.index) or _swallows(sentence.tokens, run):
                    continue
                for form in (words, words[-1:], words[:1]) if full else (words,):
                    forms[form] = label if label == "PER" else forms.get(form, label)
        return cls(forms, surnames)

    def _known(self, words: Sequence[str]) -> bool:
        return self.forms.get(tuple(words)) in {"PER", "ORG"}

    def inside(self, tokens: Sequence[Token], run: list[int], label: str) -> list[tuple[list[int], str]]:
        """Return the known names in an ill-cut name, longest first from the left; the run itself without one.

        Capitals make names of “On Ames” and “Guild Declares Strike”, which the text knows as Ames and the Guild. Of
        the sources of 60 articles of PolNeAR train, gold spans, 9 gain their name so and none loses it (2026-11-24).
        """
        words = [fold(tokens[i].text) for i in run]
        if tuple(words) in self.forms:
            return [(run, self.forms[tuple(words)])]
        if words[-1] in lexicon.ORGANISATION:  # “Ames Campaign” is no name of Ames's
            return [(run, label)]
        found: list[tuple[list[int], str]] = []
        start = 0
        while start < len(run):
            end = next((e for e in range(len(run), start, -1) if self._known(words[start:e])), start)
            if end > start:
                found.append((run[start:end], self.forms[tuple(words[start:end])]))
            start = max(end, start + 1)
        return found or [(run, label)]


def _names(
    tree: Tree, sentence: Sentence, heads: dict[int, list[int]], known: _Known
) -> Iterator[tuple[list[int], str]]:
    """Yield the runs of tokens that are names, with labels: tagged ones, then proper nouns in weighty places.

    `heads` has the tokens of each source by its head; `known` what the text's sentences show of names.
    """
    heading = tree.is_heading(sentence.index)
    tokens, runs = sentence.tokens, _tagged(sentence, heads if heading else {})
    runs = [
        piece
        for run, label in runs
        for piece in (known.inside(tokens, run, label) if heading or _swallows(tokens, run) else [(run, label)])
    ]
    taken = {i for i, token in enumerate(tokens) if token.entity != "O"}
    for indices, label in runs:
        trimmed = _trim(tokens, indices)
        if not _is_name(tree, sentence, trimmed, label):
            continue
        if _is_office(tokens, trimmed):
            taken.difference_update(trimmed)
            continue
        if label == "PER":
            while len(trimmed) > 1 and fold(tokens[trimmed[0]].text) in _ROLES:
                taken.discard(trimmed.pop(0))  # “General Counsel Tom Bell”
            _extend(tokens, trimmed, taken)
            _take_title(tokens, trimmed, taken)
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
        weighty = weighty or (len(indices) == 1 and fold(tokens[head].text) in known.surnames)
        if weighty and not _is_office(tokens, indices) and tokens[head].text.lower() not in _CALENDAR:
            yield indices, ""


def _is_name(tree: Tree, sentence: Sentence, run: Sequence[int], label: str) -> bool:
    """Whether what a tagger takes for a name is one: it has capitals, is no office and no member of a people."""
    tokens = sentence.tokens
    capital = any(tokens[i].upos == "PROPN" or tokens[i].text[:1].isupper() for i in run)
    if label != "PER" and len(run) > 1 and fold(tokens[run[-1]].lemma) in lexicon.PERSON:
        return False  # “Human Rights Ombudsman”
    return capital and not _is_one_of_many(tree, sentence, run, label)


def _is_one_of_many(tree: Tree, sentence: Sentence, run: Sequence[int], label: str) -> bool:
    """Whether a word tagged as a name is a kind of which one is meant (“a kind Canadian”, “the Utah Republican”)."""
    token = sentence.tokens[run[-1]]
    before = tree.children(sentence.index, run[-1], "det", "nummod")
    words = {sentence.tokens[i].text.lower() for i in before}
    people = fold(token.text) in lexicon.GROUP or bool(_DEMONYM.fullmatch(token.text))
    member = people and "Number=Plur" not in token.feats and token.deprel in SUBJECTS
    one = bool(words & {"a", "an", "another", "one"}) or (member and bool(words & {"the", "this", "that"}))
    return one and len(run) == 1 and label in {"ORG", "MISC"}


def _swallows(tokens: Sequence[Token], run: list[int]) -> bool:
    """Whether a tagged name begins with a preposition or has a verb in it, as few names do."""
    return tokens[run[0]].upos in {"ADP", "SCONJ"} or any(tokens[i].upos in {"VERB", "AUX"} for i in run)


def _inside_source(run: list[int], sources: dict[int, list[int]]) -> list[int]:
    """Return the part of a headline's name that lies in the source it overlaps: a source holds names whole.

    Capitals make one name of “Retired General Reveals”, whose source is “Retired General”.
    """
    for tokens in sources.values():
        inside = [i for i in run if i in set(tokens)]
        if inside:
            return inside
    return run


def _tagged(sentence: Sentence, sources: dict[int, list[int]] | None = None) -> list[tuple[list[int], str]]:
    """Return the names that are tagged, cut at the edges of `sources`."""
    runs: list[tuple[list[int], str]] = []
    for index, token in enumerate(sentence.tokens):
        mark, _, label = token.entity.partition("-")
        if mark == "I" and runs and runs[-1][0][-1] == index - 1 and runs[-1][1] == label:
            runs[-1][0].append(index)
        elif mark in {"B", "I"}:
            runs.append(([index], label))
    _join_surnames(sentence.tokens, runs)
    return [(_inside_source(run, sources or {}), label) for run, label in runs]


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
        end = person[-1] + 1 if person else len(tokens)
        end += end + 1 < len(tokens) and tokens[end].text == ","
        if label == "PER" and end < len(tokens) and fold(tokens[end].text).rstrip(".") in lexicon.GENERATIONS:
            person.extend(range(person[-1] + 1, end + 1))
    taken: set[int] = set()
    for run in list(runs):
        if run[0] and run[0][0] in taken:
            runs.remove(run)
        taken.update(run[0])


def _trim(tokens: Sequence[Token], indices: list[int]) -> list[int]:
    kept = list(indices)
    while kept and tokens[kept[-1]].upos in {"PART", "PUNCT"} and tokens[kept[-1]].text not in {".", ")"}:
        if tokens[kept[-1]].upos == "PUNCT" and any(map(str.isalpha, tokens[kept[-1]].text)):
            break  # “Chan|-ocha”
        kept.pop()
    while kept and tokens[kept[0]].upos == "PUNCT":
        kept.pop(0)
    while kept and tokens[kept[0]].text.islower() and fold(tokens[kept[0]].text) not in lexicon.PARTICLES:
        kept.pop(0)  # “federal Securities and Exchange Commission”
    return kept


def _extend(tokens: Sequence[Token], indices: list[int], taken: set[int]) -> None:
    """Take in untagged proper nouns next to a person's name that the tree joins to it (“Abu Alaa” + “Al Walae”)."""
    for step in (-1, 1):
        while True:
            nearest = (indices[0] if step < 0 else indices[-1]) + step
            if not 0 <= nearest < len(tokens) or nearest in taken or tokens[nearest].upos != "PROPN":
                break
            flat = tokens[nearest].deprel.startswith("flat") and tokens[nearest].head in indices
            flat = flat or any(tokens[i].deprel.startswith("flat") and tokens[i].head == nearest for i in indices)
            if not flat or fold(tokens[nearest].text).rstrip(".") in {*lexicon.OFFICES, *lexicon.COURTESY}:
                break
            indices.insert(0, nearest) if step < 0 else indices.append(nearest)
            taken.add(nearest)


def _take_title(tokens: Sequence[Token], indices: list[int], taken: set[int]) -> None:
    """Take in the titles right before a person's name, so that the mention reads “Mr Almeida”."""
    while indices[0] > 0:
        nearest = indices[0] - 1
        word = fold(tokens[nearest].text).rstrip(".")
        if (
            nearest in taken
            or not tokens[nearest].text[:1].isupper()
            or word not in {*lexicon.OFFICES, *lexicon.COURTESY}
        ):
            break
        indices.insert(0, nearest)
        taken.add(nearest)


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
    return token.upos == "PRON" and fold(token.text) not in lexicon.GROUP | {
        "one",
        "those",
        "another",
        "others",
        "both",
    }


def _is_description(token: Token) -> bool:
    if token.deprel in _INSIDE or token.deprel.startswith("flat"):
        return False
    if token.upos == "PROPN":
        return fold(token.text).rstrip(".") in lexicon.OFFICES
    if token.upos != "NOUN":
        return False
    if is_plural(token):
        return True  # whatever “they” may stand for
    words = {fold(token.lemma), fold(token.text)}
    lists = (lexicon.PERSON, lexicon.ORGANISATION, lexicon.GROUP, lexicon.DOCUMENT)
    return any(words & each for each in lists)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Builds references over one document."""

    tree: Tree
    quotes: Sequence[Span]
    surnames: AbstractSet[str] = frozenset()

    def _whole(self, sentence: Sentence, head: int) -> Token | None:
        """Return the noun that a quantity is a quantity of (“a number of voters”, “eight of ten voters”); None else."""
        token = sentence.tokens[head]
        if token.upos != "NUM" and fold(token.lemma) not in lexicon.QUANTITIES:
            return None
        for child in self.tree.children(sentence.index, head, "nmod"):
            part = sentence.tokens[child]
            if sentence.tokens[head + 1].text.lower() != "of" or part.upos != "NOUN":
                continue
            if fold(token.lemma) not in lexicon.SHARES or not kinds.is_thing(fold(part.lemma)):
                return part
        return None

    def reference(self, sentence: Sentence, indices: Sequence[int], kind: MentionKind, label: str = "") -> Reference:
        """Build the reference for a run of tokens; a description's head is its last token."""
        head = indices[-1] if kind == "nominal" else self.tree.head_of(sentence.index, indices)
        token, span = sentence.tokens[head], self.tree.span(sentence.index, indices)
        plural = is_plural(token)
        if kind == "name":  # only a people (“Democrats”) is plural among names; “United States” is one
            people = label == "PER" and "Number=Plur" in token.feats  # a tagger takes “Birchers” for a person
            known = fold(token.text).removesuffix("s") in lexicon.GROUP  # “Central Americans”
            plural = plural and (people or label in {"", "MISC"}) and (len(indices) == 1 or known)
            plural = plural and (token.text[1:].islower() or known)  # “MapQuests” is a brand, no people
            plural = plural and fold(token.text) not in self.surnames  # “Waters” after “Tom Waters”
            label = "MISC" if plural else label
        lemma = fold(token.lemma) if kind != "pronoun" else fold(token.text)
        if fold(token.text) in {"media", "data"}:
            lemma = fold(token.text)  # a lemmatiser makes them “medium” and “datum”
        if kind == "nominal" and (part := self._whole(sentence, head)) is not None:
            lemma, plural = fold(part.lemma), fold(token.text) != "one"  # “one of the residents”
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
            heading=self.tree.is_heading(sentence.index),
        )
