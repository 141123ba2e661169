"""What the words around a name say about its bearer: role and affiliation.

Four places are read: before the name (“US coalition spokesman Wayne Marotto”), after it (“Ann Doyle, the port's chief
engineer”), a complement of it (“X of the Washington Institute”) and a copular clause (“X, who is …”).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from attrib.language.tree import SUBJECTS
from attrib.resolve import lexicon, nouns
from attrib.resolve.mentions import is_plural
from attrib.resolve.names import fold, plain

SHORT: Final = frozenset(word for word, office in lexicon.OFFICES.items() if office.startswith(word) and office != word)
"""The titles that are a shortened office (“insp”)."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.language.tree import Tree
    from attrib.resolve.lexicon import Gender
    from attrib.resolve.mentions import Reference
    from attrib.types import Token

_BELONGS = frozenset({"at", "of", "for", "with"})
_WHERE = frozenset({"from", "to", "in", "on"})
_PAST = frozenset({"former", "retired", "late", "then", "veteran"})
_LEADS = frozenset({"head", "chief", "director", "chairman", "chairwoman", "chair", "leader", "founder", "commander"})
_TAIL_ENDS = frozenset({"appos", "acl", "parataxis", "conj", "cc", "punct", "advcl", "dep"})
_NOT_ROLE = frozenset({"det", "case", "cop", "nsubj", "mark", "nummod"})
_MODIFIERS = frozenset({"NOUN", "PROPN", "ADJ", "PART", "NUM", "ADP", "ADV", "VERB", "SYM", "X"})


@dataclass(frozen=True, slots=True)
class Description:
    """One thing said of somebody: a role, an affiliation or both.

    `lemma` is the role's head noun, folded (empty when there is no role); `words` are all folded words of both.
    """

    role: str | None
    affiliation: str | None
    lemma: str = ""
    words: frozenset[str] = frozenset()
    gender: Gender | None = None


def describe(tree: Tree, name: Reference) -> list[Description]:
    """List the descriptions of one named mention by trust: apposition, copula, words before, complement."""
    found = [*_appositions(tree, name), *_copulas(tree, name), *_before(tree, name), *_complements(tree, name)]
    return [item for item in found if item.role or item.affiliation or item.lemma]


def name_extent(tree: Tree, name: Reference) -> tuple[int, int]:
    """First and last token index of the mention in its sentence."""
    tokens = tree.sentences[name.mention.sentence].tokens
    inside = [i for i, token in enumerate(tokens) if token.span.overlaps(name.mention.span)]
    return inside[0], inside[-1]


def noun_before(tree: Tree, name: Reference) -> int | None:
    """Index of the role noun that stands right before the name and is joined to it by the tree; None without one."""
    sentence = name.mention.sentence
    tokens = tree.sentences[sentence].tokens
    first, last = name_extent(tree, name)
    if first == 0:
        return None
    noun, head = first - 1, name.mention.head
    if tokens[noun].upos not in {"NOUN", "PROPN"} or tokens[noun].entity != "O":
        return None
    joined = tokens[noun].head in range(first, last + 1) or (tokens[head].head == noun)
    # Two subjects of one verb side by side (“FBI agent Ann Doyle said”) are one whose parts the tree did not join.
    twice = (tokens[noun].deprel, tokens[noun].head) == (tokens[head].deprel, tokens[head].head)
    joined = joined or (name.label == "PER" and twice and tokens[noun].deprel in SUBJECTS)
    # “coalition spokesman Ann Doyle”: a role noun without a determiner stands before no other name but its bearer's,
    # whatever the tree makes of the two.
    joined = joined or (name.label == "PER" and is_role(tokens[noun].lemma) and _bare(tree, sentence, noun))
    return noun if joined and (is_role(tokens[noun].lemma) or tokens[noun].upos == "NOUN") else None


def _bare(tree: Tree, sentence: int, noun: int) -> bool:
    """Whether the noun's phrase has no determiner and its noun is singular, so that a name must follow it."""
    tokens = tree.sentences[sentence].tokens
    start = noun
    while start > 0 and tokens[start - 1].upos in {"NOUN", "PROPN", "ADJ"}:
        start -= 1
    before = tokens[start - 1] if start > 0 else None
    return fold(tokens[noun].text) == fold(tokens[noun].lemma) and (before is None or before.upos not in {"DET", "NUM"})


def is_role(lemma: str) -> bool:
    """Whether the noun can say what a person is or does."""
    word = fold(lemma).rstrip(".")
    if word in lexicon.PERSON or word in lexicon.OFFICES or word.endswith(("man", "woman", "person", "ist")):
        return True
    listed = word in lexicon.ORGANISATION or word in lexicon.DOCUMENT or word in lexicon.GROUP
    return not listed and nouns.is_person(word)


def gender_of_noun(lemma: str) -> Gender | None:
    """Gender that a noun for a person gives away."""
    if lemma in lexicon.MALE_NOUNS:
        return "male"
    return "female" if lemma in lexicon.FEMALE_NOUNS else None


def _make(role: str | None, affiliation: str | None, lemma: str) -> Description:
    words = frozenset(fold(w).strip(".,'’") for w in f"{role or ''} {affiliation or ''}".replace("-", " ").split())
    return Description(role or None, affiliation or None, lemma, words, gender_of_noun(lemma))


def _before(tree: Tree, name: Reference) -> list[Description]:
    sentence = name.mention.sentence
    tokens = tree.sentences[sentence].tokens
    first, last = name_extent(tree, name)
    own = [i for i in range(first, last) if fold(tokens[i].text).rstrip(".") in {*lexicon.OFFICES, *lexicon.COURTESY}]
    while own and own[0] == first:  # a title inside the tagged name
        first = own.pop(0) + 1
    start = first
    tops = {name.mention.head, *(i for i in (noun_before(tree, name),) if i is not None)}
    bare = len(tops) > 1 or tops != {name.mention.head}
    family = set().union(*(tree.subtree(sentence, top) for top in tops))
    while (
        start > 0
        and (start - 1 in family or (bare and tokens[start - 1].upos in {"NOUN", "PROPN", "ADJ"}))
        and tokens[start - 1].upos in _MODIFIERS
        and tokens[start - 1].text not in '“”"'
        and (tokens[start - 1].deprel not in {"case", "fixed", "mark"} or _inside(tokens, start - 1))
    ):
        start -= 1
    while start < first and tokens[start].upos in {"ADP", "PART", "ADV"}:
        start += 1
    if start == first:
        return []
    words = list(range(start, first))
    split = _body_end(tree, sentence, words)
    affiliation = plain(tree.text(tree.span(sentence, words[:split]))) if split else None
    affiliation = None if fold(affiliation or "").rstrip(".") in {*lexicon.OFFICES, *lexicon.COURTESY} else affiliation
    rest = words[split:]
    if rest and tokens[rest[0]].upos == "PART":
        rest = rest[1:]
    rest = [i for i in rest if fold(tokens[i].text).rstrip(".") not in lexicon.COURTESY]
    if (
        not rest
        or tokens[rest[-1]].upos not in {"NOUN", "PROPN"}
        or not (is_role(tokens[rest[-1]].lemma) or tokens[rest[-1]].upos == "NOUN")
        or _of_many(tree, name, rest[-1])
    ):
        return [_make(None, affiliation, "")] if affiliation else []
    last_word = fold(tokens[rest[-1]].text).rstrip(".")
    lemma = lexicon.OFFICES.get(last_word, fold(tokens[rest[-1]].lemma))
    stem = _spelt_out(tree.text(tree.span(sentence, rest[:-1]))) if len(rest) > 1 else ""
    noun = lexicon.OFFICES.get(last_word, _of_one(tokens[rest[-1]]))
    noun = noun if last_word not in lexicon.OFFICES or not stem[:1].isupper() else noun.capitalize()
    return [_make(f"{stem} {noun}".strip(), affiliation, lemma)]


def _spelt_out(words: str) -> str:
    """Return the words with a short title written as the office it stands for (“Det” of “Det Insp”)."""
    shorts = {word: lexicon.OFFICES[key] for word in words.split() if (key := fold(word).rstrip(".")) in SHORT}
    return " ".join(shorts[word].capitalize() if word in shorts else word for word in words.split(" "))


def _inside(tokens: Sequence[Token], index: int) -> bool:
    """Whether a preposition joins two parts of a name (“Ministry of Defence”) or is a possessive ending."""
    return tokens[index].upos == "PART" or (
        0 < index < len(tokens) - 1 and tokens[index - 1].text[:1].isupper() and tokens[index + 1].text[:1].isupper()
        and tokens[index].text.lower() in {"of", "for"}
    )  # fmt: skip


def _body_end(tree: Tree, sentence: int, words: list[int]) -> int:
    """How many of the words before a name make up the body it belongs to."""
    tokens = tree.sentences[sentence].tokens
    for count in range(len(words), 0, -1):
        token = tokens[words[count - 1]]
        following = tokens[words[count]].entity if count < len(words) else "O"
        if count == len(words) and fold(token.text).rstrip(".") in lexicon.OFFICES:
            continue  # the role, even where a tagger took it into the body's name
        if token.entity.endswith(("ORG", "LOC")) and (count == len(words) - 1 or not following.startswith("I")):
            return count
        lemma = fold(token.lemma)
        if (
            token.upos in {"NOUN", "PROPN"}
            and lemma in lexicon.ORGANISATION
            and not is_role(lemma)
            and count < len(words)
        ):
            return count
        if token.upos == "PART" and count > 1:
            return count - 1
    return 0


def _appositions(tree: Tree, name: Reference) -> list[Description]:
    sentence, head = name.mention.sentence, name.mention.head
    tokens = tree.sentences[sentence].tokens
    nouns = [i for i in tree.children(sentence, head, "appos") if i > head]
    governor = tokens[head].head
    if (
        governor >= 0
        and tokens[head].deprel in {"appos", "flat", "nmod:desc"}
        and tokens[governor].upos in {"NOUN", "PROPN"}
    ):
        before = noun_before(tree, name)
        if governor != before and not tokens[governor].entity.endswith(("PER", "ORG", "LOC")):
            nouns.append(governor)
        nouns.extend(i for i in tree.children(sentence, governor, "appos") if i > head)
    nouns = [i for i in nouns if not belongs_to_relative(tree, sentence, i)]
    nouns = nouns or _between_commas(tree, name)
    chained = [
        j for i in nouns for j in tree.children(sentence, i, "appos", "conj") if j > i and tokens[j].upos == "NOUN"
    ]
    return [found for i in (*nouns, *chained) if (found := _phrase(tree, sentence, i, name))]


def belongs_to_relative(tree: Tree, sentence: int, noun: int) -> bool:
    """Whether the noun is “whose …”: never the one whose name stands before it, wherever the tree hangs it."""
    return any(tree.token(sentence, i).text.lower() == "whose" for i in tree.children(sentence, noun, "nmod"))


def _between_commas(tree: Tree, name: Reference) -> list[int]:
    """Return the role noun next to a person's name by the commas alone, where the tree has no apposition.

    “Ann Doyle, a harbour engineer at …,” or “the board's engineer, Ann Doyle,”: a determiner or possessor opens the
    phrase, and no verb follows it, which would make it the subject of another clause.
    """
    sentence, tokens = name.mention.sentence, tree.sentences[name.mention.sentence].tokens
    first, last = name_extent(tree, name)
    if name.label != "PER":
        return []
    if last + 3 < len(tokens) and tokens[last + 1].text == "," and tokens[last + 2].upos == "DET":
        end = last + 3
        while end < len(tokens) and tokens[end].upos in {"NOUN", "PROPN", "ADJ"}:
            end += 1
        closed = end == len(tokens) or tokens[end].upos in {"ADP", "PUNCT"} or tokens[end].text.lower() == "who"
        if closed and tokens[end - 1].upos == "NOUN" and is_role(tokens[end - 1].lemma):
            return [end - 1]
    closed = last + 1 < len(tokens) and tokens[last + 1].text == ","
    if closed and first > 2 and tokens[first - 1].text == "," and is_role(tokens[first - 2].lemma):  # noqa: PLR2004
        opening = tree.children(sentence, first - 2, "det", "nmod")
        return [first - 2] if tokens[first - 2].upos == "NOUN" and opening else []
    return []


def _copulas(tree: Tree, name: Reference) -> list[Description]:
    sentence, head = name.mention.sentence, name.mention.head
    tokens = tree.sentences[sentence].tokens
    nouns = [i for i in tree.children(sentence, head, "acl") if tokens[i].deprel == "acl:relcl"]
    if tokens[head].deprel in {"nsubj", "nsubj:outer"}:
        nouns.append(tokens[head].head)
    return [
        found
        for i in nouns
        if tree.children(sentence, i, "cop") and not _negated(tree, sentence, i) and is_role(tokens[i].lemma)
        and (found := _phrase(tree, sentence, i, name))
    ]  # fmt: skip


def _negated(tree: Tree, sentence: int, index: int) -> bool:
    return any(fold(tree.token(sentence, i).lemma) in {"not", "no", "never"} for i in tree.children(sentence, index))


def _complements(tree: Tree, name: Reference) -> list[Description]:
    sentence, head = name.mention.sentence, name.mention.head
    bodies = [
        body
        for child in tree.children(sentence, head, "nmod")
        if child > head and _case(tree, sentence, child) in {"of", "at", "from", "with"}
        and (body := _body(tree, sentence, child)) and name.text not in body
    ]  # fmt: skip
    return [_make(None, body, "") for body in bodies or _tagged_body(tree, name)]


def _tagged_body(tree: Tree, name: Reference) -> list[str]:
    """Return the body tagged right after “X of” or “X at”, where the tree hangs it on something else."""
    sentence, tokens = name.mention.sentence, tree.sentences[name.mention.sentence].tokens
    _, last = name_extent(tree, name)
    if name.label != "PER" or last + 2 >= len(tokens) or tokens[last + 1].text not in {"of", "at"}:
        return []
    first = next((i for i in range(last + 2, len(tokens)) if tokens[i].upos != "DET"), last + 1)
    end = first
    while end < len(tokens) and tokens[end].entity.endswith("ORG"):
        end += 1
    return [plain(tree.text(tree.span(sentence, range(first, end))))] if end > first else []


def _case(tree: Tree, sentence: int, index: int) -> str:
    cases = tree.children(sentence, index, "case")
    return tree.token(sentence, cases[0]).text.lower() if cases else ""


def _body(tree: Tree, sentence: int, index: int) -> str | None:
    """Return the body that a complement names, as written; None when its head is neither a name nor a kind of body."""
    tokens = tree.sentences[sentence].tokens
    if tokens[index].entity.endswith(("ORG", "LOC")):
        first = last = index
        while tokens[first].entity.startswith("I") and first > 0:
            first -= 1
        while last + 1 < len(tokens) and (
            tokens[last + 1].entity.startswith("I") or tokens[last].upos == tokens[last + 1].upos == "PROPN"
        ):
            last += 1  # a name goes on with its proper nouns where the tagger stopped
        while tokens[last].upos in {"PART", "PUNCT"} and last > index:
            last -= 1
        if last + 1 >= len(tokens) or tokens[last + 1].upos != "PART":
            return plain(tree.text(tree.span(sentence, range(first, last + 1))))
    if tokens[index].upos == "PROPN" or fold(tokens[index].lemma) in lexicon.ORGANISATION:
        if tokens[index].entity.endswith("PER"):
            return None
        return _trimmed(tree, sentence, index, keep=frozenset({"of", "for"}))
    return None


def _trimmed(tree: Tree, sentence: int, index: int, keep: frozenset[str]) -> str | None:
    """Text of the noun phrase under `index` without determiner or case; complements stay if `keep` has their case."""
    tokens = tree.sentences[sentence].tokens
    kept = {index}
    for child in tree.children(sentence, index):
        relation = tokens[child].deprel
        if relation in {"case", "det", "cop", "nsubj", "mark", "advmod"} or relation.partition(":")[0] in _TAIL_ENDS:
            continue
        if child > index and relation.startswith("nmod") and _case(tree, sentence, child) not in keep:
            continue
        kept |= {i for i in tree.subtree(sentence, child) if not _beyond(tree, sentence, i, child)}
    first = last = index
    while first - 1 in kept or (first - 2 in kept and tokens[first - 1].text == "-"):
        first -= 1
    while last + 1 in kept or (last + 2 in kept and tokens[last + 1].text in {"-", "’s", "'s"}):
        last += 1
    text = plain(tree.text(tree.span(sentence, range(first, last + 1))))
    return text.removeprefix("the ").removeprefix("The ") or None


def _beyond(tree: Tree, sentence: int, index: int, top: int) -> bool:
    """Whether the token belongs to an aside (apposition, relative clause) inside the phrase under `top`."""
    path = [index, *tree.ancestors(sentence, index)]
    inner = path[: path.index(top)] if top in path else path
    return any(tree.token(sentence, i).deprel.partition(":")[0] in _TAIL_ENDS - {"conj", "cc", "punct"} for i in inner)


def _phrase(tree: Tree, sentence: int, index: int, name: Reference) -> Description | None:
    """Role and affiliation in the noun phrase whose head is `index`."""
    tokens = tree.sentences[sentence].tokens
    token = tokens[index]
    if token.upos not in {"NOUN", "PROPN"} or token.entity.endswith(("PER", "LOC", "ORG")):
        return None
    if _of_many(tree, name, index):
        return None
    affiliation, used = _complement_body(tree, sentence, index)
    kept = {index}
    for child in tree.children(sentence, index):
        relation = tokens[child].deprel
        aside = relation in _NOT_ROLE or relation.partition(":")[0] in _TAIL_ENDS
        if child in used or aside or name.mention.head in tree.subtree(sentence, child):
            continue
        kept |= {i for i in tree.subtree(sentence, child) if i not in used and not _beyond(tree, sentence, i, child)}
    words = _run(tree, sentence, index, kept)
    before = [i for i in words if i < index]
    split = _body_end(tree, sentence, [*before, index]) if not affiliation else 0
    if 0 < split <= len(before):
        body = [i for i in before[:split] if fold(tokens[i].text) not in _PAST] or before[:split]
        affiliation = plain(tree.text(tree.span(sentence, body)))
        words = words[split:]
    while words and tokens[words[0]].upos in {"PART", "PUNCT"}:
        words.pop(0)
    role = plain(tree.text(tree.span(sentence, words)))
    if words and words[-1] == index and role.endswith(token.text):
        role = role.removesuffix(token.text) + _of_one(token)
    return _make(role, affiliation, fold(token.lemma))


def _of_one(noun: Token) -> str:
    """Return a role noun as it is said of one person (“parent” for “parents Ann and Tom Bell”)."""
    plural = noun.upos == "NOUN" and is_plural(noun) and noun.text[1:].islower()
    return noun.text[:1] + noun.lemma[1:] if plural else noun.text


def _of_many(tree: Tree, name: Reference, noun: int) -> bool:
    """Whether a noun is plural and the name stands for one: whatever the tree says, it describes somebody else."""
    sentence, head = name.mention.sentence, name.mention.head
    joined = tree.token(sentence, head).deprel == "conj" or tree.children(sentence, head, "conj")
    return is_plural(tree.token(sentence, noun)) and not joined


def _run(tree: Tree, sentence: int, index: int, kept: set[int]) -> list[int]:
    """Return the indices around `index` that are kept without a gap; a hyphen is none."""
    first = last = index
    while first - 1 in kept or (first - 2 in kept and tree.token(sentence, first - 1).text == "-"):
        first -= 1
    while last + 1 in kept:
        last += 1
    return list(range(first, last + 1))


def _complement_body(tree: Tree, sentence: int, index: int) -> tuple[str | None, set[int]]:
    """Return the body a role belongs to, by its possessor or complement, and the tokens that do not belong to the role.

    A place after “in” or “from” is where somebody works, not for whom.
    """
    tokens = tree.sentences[sentence].tokens
    affiliation: str | None = None
    used: set[int] = set()
    for child in tree.children(sentence, index, "nmod"):
        case, entity = _case(tree, sentence, child), tokens[child].entity
        if tokens[child].deprel == "nmod:poss":
            used |= tree.subtree(sentence, child)
            if tokens[child].upos != "PRON":
                affiliation = affiliation or _trimmed(tree, sentence, child, frozenset({"of"}))
        elif child > index and (case in _BELONGS or (case in _WHERE and entity.endswith(("ORG", "LOC")))):
            place = case in _WHERE and entity.endswith("LOC")
            body = None if place else _body(tree, sentence, child)
            if body is None and case == "of" and entity.endswith("PER") and fold(tokens[index].lemma) in _LEADS:
                run = range(child, next((i for i in range(child, len(tokens)) if tokens[i].entity == "O"), len(tokens)))
                body = plain(tree.text(tree.span(sentence, run)))  # one heads a body, whatever a tagger says
            if body or place:
                used |= tree.subtree(sentence, child)
                affiliation = affiliation or body
    return affiliation, used
