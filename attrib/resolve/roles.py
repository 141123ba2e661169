"""What an article says of somebody: roles and affiliations, as spans of its text.

Every description is a noun phrase: before the name (“US coalition spokesman Wayne Marotto”), in apposition to it (“Ann
Doyle, the port's chief engineer”), or the words that stand for somebody without a name (“a spokesman for the port”).
All are cut alike: whom the phrase says one belongs to is the affiliation, its noun with the rest the role. Which are
right, :mod:`attrib.resolve.titles` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.language.tree import SUBJECTS
from attrib.resolve.kinds import gender_of_noun, is_role

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from attrib.language.lexicon import Gender
    from attrib.language.tree import Tree
    from attrib.resolve.mentions import Reference
    from attrib.types import Span, Token

    How = Literal["own", "before", "beside", "after"]

NOMINAL: Final = frozenset({"NOUN", "PROPN"})
_WORDS = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "PART", "SYM", "X"})
_LOOSE = frozenset({"ADP", "PART", "ADV", "PUNCT", "NUM", "DET", "CCONJ"})
_BELONGS = frozenset({"of", "at", "for", "with", "to", "from", "in", "on", "within", "by"})
_INNER = frozenset({"of", "for", "and", "&"})
_HYPHENS = frozenset("-–/")
_GLUE = _HYPHENS | frozenset(".'’&")
_PARTIES = frozenset({"R", "D", "I"})


@dataclass(frozen=True, slots=True)
class Description:
    """One thing said of somebody: a role, an affiliation or both, as written and where.

    `lemma` is the role's noun, folded and an office spelt out (empty without a role); `words` are the folded words of
    both; `how` is where it stands from the name, or that it stands in place of one, `case` the preposition before the
    affiliation.
    """

    role: str | None
    affiliation: str | None
    lemma: str = ""
    words: frozenset[str] = frozenset()
    gender: Gender | None = None
    role_span: Span | None = None
    affiliation_span: Span | None = None
    how: How = "own"
    case: str = ""


def describe(tree: Tree, mention: Reference) -> list[Description]:
    """List what is said of somebody at one mention: in apposition, before the name and after it."""
    sentence, head = mention.place
    if mention.mention.kind == "nominal":
        return _own(tree, sentence, head)
    if mention.mention.kind == "pronoun":
        return []
    found = [each for noun in _beside(tree, mention) for each in _phrase(tree, sentence, noun, "beside")]
    return [*found, *_before(tree, mention), *_after(tree, mention)]


def describe_words(tree: Tree, source: Span, known: Container[tuple[int, int]] = ()) -> list[Description]:
    """List what the words of a source say of those whom they do not name; nothing where their head is `known`."""
    sentence, indices = tree.tokens_in(source)
    head = tree.head_of(sentence, indices) if indices else -1
    if head < 0 or (sentence, head) in known:
        return []
    heads = [head, *(i for i in tree.children(sentence, head, "conj") if i in indices)]
    return [each for i in heads if tree.token(sentence, i).entity == "O" for each in _own(tree, sentence, i)]


def name_extent(tree: Tree, name: Reference) -> tuple[int, int]:
    """First and last token index of the mention in its sentence."""
    tokens = tree.sentences[name.mention.sentence].tokens
    inside = [i for i, token in enumerate(tokens) if token.span.overlaps(name.mention.span)]
    return inside[0], inside[-1]


def noun_before(tree: Tree, name: Reference) -> int | None:
    """Index of the role noun that stands right before the name and is joined to it by the tree; None without one."""
    sentence, head = name.place
    tokens = tree.sentences[sentence].tokens
    first, last = name_extent(tree, name)
    noun = first - 1
    if noun < 0 or tokens[noun].upos not in NOMINAL or tokens[noun].entity != "O":
        return None
    joined = tokens[noun].head in range(first, last + 1) or tokens[head].head == noun
    # Two subjects of one verb side by side (“FBI agent Ann Doyle said”) are one whose parts the tree did not join.
    twice = (tokens[noun].deprel, tokens[noun].head) == (tokens[head].deprel, tokens[head].head)
    joined = joined or (name.label == "PER" and twice and tokens[noun].deprel in SUBJECTS)
    return noun if joined and (is_role(tokens[noun].lemma) or tokens[noun].upos == "NOUN") else None


def belongs_to_relative(tree: Tree, sentence: int, noun: int) -> bool:
    """Whether the noun is “whose …”: never the one whose name stands before it, wherever the tree hangs it."""
    return any(tree.token(sentence, i).text.lower() == "whose" for i in tree.children(sentence, noun, "nmod"))


# --- which noun phrases describe somebody ---


def _own(tree: Tree, sentence: int, head: int) -> list[Description]:
    """Cut the phrase of a head that stands for somebody; of a number or an amount it is the noun that is counted."""
    tokens = tree.sentences[sentence].tokens
    if tokens[head].upos not in NOMINAL or fold(tokens[head].lemma) in lexicon.QUANTITIES:
        counted = head + 1 < len(tokens) and tokens[head + 1].text == "of"
        head = max(_body(tokens, head + 1 + counted), default=head)
    return _phrase(tree, sentence, head, "own")


def _beside(tree: Tree, name: Reference) -> Iterator[int]:
    """Yield the nouns in apposition to a name, on either side of it."""
    sentence, head = name.place
    tokens = tree.sentences[sentence].tokens
    first, last = name_extent(tree, name)
    nouns = [i for i in tree.children(sentence, head, "appos") if i > last]
    governor = tokens[head].head
    if governor >= 0 and tokens[head].deprel in {"appos", "flat", "nmod:desc"}:
        nouns += [governor] if governor < first - 1 else []
        nouns += [i for i in tree.children(sentence, governor, "appos") if i > last]
    nouns = [i for i in nouns if not belongs_to_relative(tree, sentence, i)]
    for noun in nouns:
        said = any(token.text == ":" for token in tokens[last + 1 : noun])  # “Ann Moss: Good morning”
        if not said and not tokens[noun].entity.endswith(("PER", "LOC", "ORG")):
            yield noun
            yield from (i for i in tree.children(sentence, noun, "appos", "conj") if i > last)


def _before(tree: Tree, name: Reference) -> list[Description]:
    """Return what the words before a name say, the titles that the tagger took into it among them."""
    sentence, head = name.place
    tokens = tree.sentences[sentence].tokens
    first, last = name_extent(tree, name)
    end = first
    while end < last and _word(tokens[end]) in lexicon.TITLES:
        end += 1
    while end > 0 and _word(tokens[end - 1]) in lexicon.COURTESY:
        end -= 1
    noun = end - 1
    if noun < 0 or tokens[noun].upos not in {"NOUN", "PROPN", "ADJ"}:
        return []
    joined = (
        end > first or noun in tree.subtree(sentence, head) or noun_before(tree, name) == noun
        or (tokens[head].deprel in {"appos", "flat", "nmod:desc"} and tokens[head].head in _left(tokens, noun))
    )  # fmt: skip
    return _phrase(tree, sentence, noun, "before") if joined else []


def _after(tree: Tree, name: Reference) -> list[Description]:
    """Return the body or the party that a name is followed by (“X of the Institute”, “X, D-Calif.”)."""
    sentence, tokens = name.mention.sentence, tree.sentences[name.mention.sentence].tokens
    after = name_extent(tree, name)[1] + 1
    if after + 1 >= len(tokens):
        return []
    if tokens[after].text == "," and tokens[after + 1].text.lower() in {"of", "at", "from", "with"}:
        after += 1  # “X, of the Institute”
    case, body = tokens[after].text.lower(), list[int]()
    if case in {"of", "at", "from", "with", "for"}:
        body = _body(tokens, after + 1)
    elif case in {"(", ","} and tokens[after + 1].text.partition("-")[0] in _PARTIES:
        end = next((i for i in range(after + 2, len(tokens)) if tokens[i].text in {")", ",", ";", "said"}), len(tokens))
        body = list(range(after + 1, end))
    return [_make(tree, sentence, [], body, None, "after", case)] if body else []


def _word(token: Token) -> str:
    return fold(token.text).rstrip(".")


# --- cutting a noun phrase into role and affiliation ---


def _phrase(tree: Tree, sentence: int, noun: int, how: How) -> list[Description]:
    """Cut the phrase that has the noun last on its left; what follows the noun counts but before a name."""
    tokens = tree.sentences[sentence].tokens
    if tokens[noun].upos not in {*NOMINAL, "ADJ"}:
        return []
    run = _left(tokens, noun)
    if how == "before" and tokens[noun].upos == "ADJ":  # “Republican Ann Doyle”
        return [_make(tree, sentence, [], run, None, how)] if tokens[noun].text[:1].isupper() else []
    run += [] if how == "before" else _rest(tree, sentence, noun)
    bound = _bound(tokens, run[: run.index(noun) + 1])
    body, role = run[: bound + 1], run[bound + 1 :]
    while body and tokens[body[-1]].upos == "PART":
        body.pop()
    while role and tokens[role[0]].text in _HYPHENS:
        del role[:2]  # “Miami-based agency”
    tagged = next((n for n, i in enumerate(body) if tokens[i].entity != "O"), 0)
    if tagged and role and tokens[run[bound]].upos != "PART":
        body, role = body[tagged:], run  # “former US president”: the role goes round its body
    inner = next((i for i in role[1:] if tokens[i].upos == "ADP" and tokens[i - 1].text not in _HYPHENS), noun + 1)
    noun = min(noun, inner - 1)  # “Secretary of State”
    end = run[-1] + 1
    case = tokens[end].text.lower() if end < len(tokens) and how != "before" else ""
    after = _body(tokens, end + 1) if case in _BELONGS and role else []
    if case == "of" and after and not any(_is_body(tokens[i]) for i in after):
        role, after = [*role, *range(end, after[-1] + 1)], []  # “head of research”
    if after and not body:
        return [_make(tree, sentence, role, after, noun, how, case)]
    return [_make(tree, sentence, role, body, noun if role else None, how)] if role or body else []


def _rest(tree: Tree, sentence: int, noun: int) -> list[int]:
    """Return what belongs to a noun behind it (“people familiar with the talks”, “secretary general”)."""
    tokens = tree.sentences[sentence].tokens
    end = noun + 1
    if fold(tokens[noun].lemma) in {"person", "people"}:
        while end < len(tokens) and noun in tree.ancestors(sentence, end) and tokens[end].upos not in {"PUNCT", "PRON"}:
            end += 1
    elif end + 1 < len(tokens) and tokens[end].upos == "ADJ" and tokens[end].head == noun:
        end += tokens[end + 1].text in {"of", ",", "."}
    return list(range(noun + 1, end))


def _make(  # noqa: PLR0913, PLR0917 - the parts of a phrase
    tree: Tree, sentence: int, role: Sequence[int], body: Sequence[int], noun: int | None, how: How, case: str = ""
) -> Description:
    token = None if noun is None else tree.token(sentence, noun)
    lemma = "" if token is None else lexicon.OFFICES.get(_word(token), fold(token.lemma))
    role_span, body_span = (tree.span(sentence, part) if part else None for part in (role, body))
    one, other = (tree.text(span) if span else None for span in (role_span, body_span))
    words = frozenset(words_of(f"{one or ''} {other or ''}"))
    return Description(one, other, lemma, words, gender_of_noun(lemma), role_span, body_span, how, case)


def _left(tokens: Sequence[Token], noun: int) -> list[int]:
    """Return the noun with the words before it that are of its phrase, without determiners and numbers."""
    start = noun
    while start > 0 and _goes_on(tokens, start - 1):
        start -= 1
    while start < noun and tokens[start].upos in _LOOSE:
        start += 1
    return list(range(start, noun + 1))


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token is of the phrase that the next one is of."""
    before, token, after = tokens[max(index - 1, 0)], tokens[index], tokens[index + 1]
    glued = token.span.end == after.span.start
    if after.entity.startswith("I-") or (glued and after.text in _HYPHENS):
        return True
    if token.upos == "PUNCT" or token.text in _HYPHENS:
        return glued and token.text in _GLUE and before.span.end == token.span.start
    if token.upos in {"VERB", "ADV"}:
        return token.deprel in {"amod", "compound"} or (token.deprel == "advmod" and after.upos in {"ADJ", "VERB"})
    if token.upos in {"ADP", "CCONJ"}:  # “Secretary of State”, “Securities and Exchange Commission”
        capitals = before.text[:1].isupper() and after.text[:1].isupper() and index > 0
        return capitals and fold(token.text) in _INNER and (
            before.entity[2:] == after.entity[2:] or is_role(before.lemma)
        )  # fmt: skip
    return token.upos in _WORDS and (token.deprel not in SUBJECTS | {"root"} or after.upos == "ADP")


def _bound(tokens: Sequence[Token], run: Sequence[int]) -> int:
    """Return where in the phrase that ends which it says somebody belongs to; -1 where nothing does."""
    places = range(len(run) - 2, -1, -1)
    possessor = next((n for n in places if n and tokens[run[n]].upos == "PART"), None)
    return next((n for n in places if _is_body(tokens[run[n]])), -1) if possessor is None else possessor


def _is_body(token: Token) -> bool:
    named = token.entity != "O" and _word(token) not in lexicon.OFFICES
    return named or (token.upos in NOMINAL and fold(token.lemma) in lexicon.ORGANISATION and not is_role(token.lemma))


def _body(tokens: Sequence[Token], start: int) -> list[int]:
    """Return the body that is named from a token on: up to the next clause, mark or preposition that is not its own."""
    while start < len(tokens) and tokens[start].upos == "DET":
        start += 1
    end = start
    while end < len(tokens) and (
        tokens[end].upos in {"NOUN", "PROPN", "ADJ", "NUM", "PART"}
        or (end > start and tokens[end].entity.startswith("I-"))
    ):
        end += 1
    while end > start and tokens[end - 1].upos in _LOOSE:
        end -= 1
    found = list(range(start, end))
    return found if any(tokens[i].upos in NOMINAL for i in found) else []


def words_of(text: str) -> set[str]:
    """Return the words of a name or a title, folded, for comparing."""
    return {fold(word).strip(".,'’") for word in text.replace("-", " ").split()}
