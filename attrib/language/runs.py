"""Names as runs of words: those that are tagged, mended where a tagger parts them, and proper nouns it has missed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.language.tree import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from attrib.language.tree import Tree
    from attrib.types import Sentence, Span, Token

NEAR = 6
"""Words after a name among which another of its words is looked for (“Stephen “The Rifleman” Flemmi”)."""


def take_labels(tree: Tree, found: dict[int, list[tuple[list[int], str]]], labels: Iterable[Span]) -> None:
    """Make a person's name of each label that is no office (“THE COURT”)."""
    for number, tokens in map(tree.tokens_in, labels):
        if tokens and not {fold(tree.token(number, i).text) for i in tokens} & (lexicon.IN_TURNS | {"the"}):
            kept = [(run, label) for run, label in found[number] if not set(run) & set(tokens)]
            found[number] = sorted([*kept, (tokens, "PER")])


def names(
    tree: Tree,
    sentence: Sentence,
    heads: Container[int],
    found: Sequence[tuple[list[int], str]],
    surnames: Container[str],
) -> Iterator[tuple[list[int], str]]:
    """Yield the runs of tokens that are names, with labels: tagged ones, then proper nouns in weighty places.

    `heads` are the heads of sources, `surnames` those of the people named in full anywhere.
    """
    tokens = sentence.tokens
    taken = {i for i, token in enumerate(tokens) if token.entity != "O"}
    for indices, label in found:
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


def tagged(sentence: Sentence, sources: Sequence[list[int]]) -> list[tuple[list[int], str]]:
    """Return the names that are tagged; one that capitals made longer is cut to the source that it overlaps."""
    runs: list[tuple[list[int], str]] = []
    for index, token in enumerate(sentence.tokens):
        mark, _, label = token.entity.partition("-")
        if mark == "I" and runs and runs[-1][0][-1] == index - 1 and runs[-1][1] == label:
            runs[-1][0].append(index)
        elif mark in {"B", "I"}:
            runs.append(([index], label))
    _join_surnames(sentence.tokens, runs)
    _join_firms(sentence.tokens, runs)
    for run, _ in runs:
        inside = next((part for source in sources if (part := [i for i in run if i in source])), run)
        run[:] = inside
    return runs


def _join_surnames(tokens: Sequence[Token], runs: list[tuple[list[int], str]]) -> None:
    """Give a person's name what a hyphen joins to it, and a “Jr.” (“Prayuth Chan|-ocha”, “Tom Bell | Jr.”)."""
    owner = {i: run for run, _ in runs for i in run}
    for person, label in runs:
        if label == "PER":
            _take_flat(tokens, person)
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


def _join_firms(tokens: Sequence[Token], runs: list[tuple[list[int], str]]) -> None:
    """Make one body's name of two names with an “&” between them (“Prewett | & Gale”)."""
    for place in range(len(runs) - 1, 0, -1):
        (one, _), (other, _) = runs[place - 1], runs[place]
        between = [i for i in range(one[-1] + 1, other[0] + 1) if tokens[i].text == "&"] if one and other else []
        if between and other[0] - one[-1] <= 2:  # noqa: PLR2004 - the mark alone, or the first of the second name
            runs[place - 1 : place + 1] = [([*range(one[0], other[-1] + 1)], "ORG")]


def _take_flat(tokens: Sequence[Token], person: list[int]) -> None:
    """Take in the words that the tree holds flat under a person's name (“Sophie | in ’t Veld”, “Rand | Paul”)."""
    for i in range(person[-1] + 1, min(person[-1] + NEAR, len(tokens))):
        if tokens[i].text == ",":
            break
        if tokens[i].deprel.startswith("flat") and tokens[i].head in person and tokens[i].upos == "PROPN":
            person.extend(range(person[-1] + 1, i + 1))


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
