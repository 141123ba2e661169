"""Which entity a description (“the spokesman”, “the agency”) refers to: one it describes, or a new one.

A description is only given to a named entity when the article itself has said that it fits: the name stands beside it,
the article called that person by this noun, or the noun is part of the body's name. Everything else is an entity of its
own, named as written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from attrib.resolve import lexicon
from attrib.resolve.cluster import Cluster
from attrib.resolve.links import Doubt, put
from attrib.resolve.mentions import Reference, is_plural, phrase
from attrib.resolve.names import fold
from attrib.resolve.roles import name_extent, noun_before
from attrib.resolve.source_class import noun_class
from attrib.types import Mention

if TYPE_CHECKING:
    from attrib.resolve.lexicon import Gender
    from attrib.resolve.links import Links
    from attrib.tree import Tree

NEAR = 3
"""Sentences, this one included, in which an organisation must have been named for “the agency” to be it."""

CLOSE = 0.05
"""Two named entities fit a description equally when their scores differ by less; a sentence's distance is worth 0.1."""

NEARNESS = 0.6
"""Trust in a description that fits by nearness alone."""

OWN = 0.75
"""Trust in a possessive description (“his lawyer”) being the one person the article has described by that noun."""

WRITTEN = 0.8
"""Trust in a description that is taken for itself and nobody named: 75.7 % of 74 sources of PolNeAR dev had the class
and, where one was annotated, the name that way (2026-11-23); the rest were somebody whom the article names."""

_PAST = frozenset({"former", "ex", "late", "retired"})
_WEAK = frozenset({"the", "a", "an", "this", "that", "and", "of", "own", "said", "longtime", "new", "top"})


def place(tree: Tree, reference: Reference, links: Links) -> None:
    """Put a description with the entity it describes, or open a new one for it."""
    beside = _beside(tree, reference, links)
    if beside is not None:
        put(links, reference, beside, "stands beside the name", 0.95)
        return
    determiner = _determiner(tree, reference)
    if determiner in lexicon.DEFINITE:
        options = _fitting(tree, reference, links)
        if len(options) > 1 and options[0][1] - options[1][1] < CLOSE and all(c.names for c, _ in options[:2]):
            links.doubts[reference.place] = Doubt(tuple(options[:2]))
            return
        if options:
            cluster, score, how = options[0][0], options[0][1], "description match"
            put(links, reference, cluster, how, score)
            return
    elif determiner in {"", "possessive"}:
        same = _same_words(tree, reference, links)
        if same is not None:
            put(links, reference, same, "same description", 0.9)
            return
        said = [c for c in links.clusters if c.before(reference.place) and _said(c, reference, set())]
        if determiner == "possessive" and len(said) == 1 and not reference.plural:
            put(
                links, reference, said[0], "description match", OWN
            )  # “his brother” after “Tom Bell, the mayor's brother”
            return
    if determiner in {"", "a", "an"} and not reference.plural:
        ahead = _announced(tree, reference, links)
        if ahead is not None:
            put(links, reference, ahead, "named later in the article", 0.8)
            return
    put(links, reference, Cluster(plural=reference.plural, written=reference.text), "as written", WRITTEN)


def new(tree: Tree, sentence: int, head: int, links: Links) -> Cluster:
    """Open an entity for a noun phrase that was not collected as a mention."""
    token = tree.token(sentence, head)
    span = tree.span(sentence, phrase(tree, sentence, head))
    text = tree.text(span)
    reference = Reference(
        Mention(span, "nominal", sentence, head),
        text,
        fold(token.lemma),
        label="",
        plural=is_plural(token),
        subject=False,
        quoted=False,
    )
    cluster = Cluster(plural=reference.plural, written=text)
    links.by_place[reference.place] = reference
    put(links, reference, cluster, "as written", WRITTEN)
    return cluster


def _determiner(tree: Tree, reference: Reference) -> str:
    """Return the lower-case determiner, “possessive” for a possessor, or nothing."""
    sentence, head = reference.place
    for child in tree.children(sentence, head, "det"):
        return tree.token(sentence, child).text.lower()
    if tree.children(sentence, head, "nmod:poss"):
        return "possessive"
    first = reference.text.split()[0].lower()
    return first if first in lexicon.DEFINITE or first in lexicon.INDEFINITE else ""


def _beside(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the entity whose name is in apposition to the description or carries it as a title."""
    sentence, head = reference.place
    token = tree.token(sentence, head)
    for child in tree.children(sentence, head, "appos", "flat", "nmod:desc"):
        name = links.by_place.get((sentence, child))
        cluster = links.at.get((sentence, child))
        if (
            name is not None
            and cluster is not None
            and name.mention.kind == "name"
            and cluster.is_person
            # “a report by the consultants Marl and Fenwick”, the names hung on the report
            and noun_class(reference.lemma, plural=reference.plural) != "document"
            and child > head
        ):
            return cluster
    governor = links.by_place.get((sentence, token.head)) if token.head >= 0 else None
    if governor is not None and governor.mention.kind == "name" and (sentence, token.head) in links.at:
        cluster = links.at[(sentence, token.head)]
        before = noun_before(tree, governor) == head
        if before or (token.deprel == "appos" and noun_class(reference.lemma, plural=reference.plural) is not None):
            return cluster
    if governor is not None and token.deprel == "conj" and governor.mention.kind == "nominal" and not reference.plural:
        return _beside(tree, governor, links)  # “Ann Doyle, a developer and spokeswoman”
    following = links.by_place.get((sentence, head + 1)) or _starting(tree, sentence, head + 1, links)
    if following is not None and following.mention.kind == "name" and noun_before(tree, following) == head:
        return links.at.get(following.place)
    return None


def _starting(tree: Tree, sentence: int, index: int, links: Links) -> Reference | None:
    for (row, _), reference in links.by_place.items():
        if row == sentence and reference.mention.kind == "name" and name_extent(tree, reference)[0] == index:
            return reference
    return None


def _content(reference: Reference) -> set[str]:
    words = {fold(w).strip(".,'’“”") for w in reference.text.replace("-", " ").split()}
    return words - lexicon.DEFINITE - lexicon.INDEFINITE - _WEAK - {reference.lemma, ""}


def _fitting(tree: Tree, reference: Reference, links: Links) -> list[tuple[Cluster, float]]:
    """List the earlier entities that the article has described so, best first, with a score from 0 to 1."""
    found: list[tuple[Cluster, float]] = []
    wanted = _content(reference)
    head_word = fold(tree.token(*reference.place).text)
    for cluster in links.clusters:
        earlier = cluster.before(reference.place)
        if not earlier or (cluster.plural or bool(cluster.members)) != reference.plural:
            continue
        distance = reference.mention.sentence - earlier[-1].mention.sentence
        fit = max(
            _said(cluster, reference, wanted),
            _named(cluster, reference, head_word, wanted),
            _written(cluster, reference, wanted),
        )
        if fit:
            found.append((cluster, round(max(fit - 0.1 * min(distance, 3), 0.3), 2)))
    if (
        not found
        and reference.lemma in lexicon.ANY_BODY
        and not reference.plural
        and not wanted
        and tree.token(*reference.place).deprel != "conj"  # “the Post and the chain” are two
    ):
        found = _near(links, reference, "ORG")
    if not found and not reference.plural and not reference.quoted and _is_somebody(reference):
        word = reference.lemma
        gender = "male" if word in lexicon.MALE_NOUNS else "female" if word in lexicon.FEMALE_NOUNS else None
        found = _near(links, reference, "PER", cast("Gender | None", gender))
    return sorted(found, key=lambda pair: (-pair[1], -pair[0].before(reference.place)[-1].mention.sentence))


def _is_somebody(reference: Reference) -> bool:
    """Whether a description can only take up a person: “the man”, “the 34-year-old mother”.

    “The governor” and “the farmer” can be somebody the article has not named.
    """
    person = noun_class(reference.lemma, plural=False) == "person"
    return reference.lemma in {"man", "woman"} or (person and "-year-old" in reference.text)


def _near(links: Links, reference: Reference, label: str, gender: Gender | None = None) -> list[tuple[Cluster, float]]:
    """List the only entity of that kind and gender named just before, for “the agency” and “the man”."""
    near = [
        cluster
        for cluster in links.clusters
        if cluster.label == label
        and (gender is None or (cluster.gender or cluster.gender_by_name) in {None, gender})
        and (earlier := cluster.before(reference.place))
        and reference.mention.sentence - earlier[-1].mention.sentence < NEAR
    ]
    return [(near[0], NEARNESS)] if len(near) == 1 else []


def _said(cluster: Cluster, reference: Reference, wanted: set[str]) -> float:
    """How well the article's descriptions of a person fit: the noun must have been used, other words should have."""
    if noun_class(reference.lemma, plural=False) not in {"person", None}:
        return 0.0
    if cluster.members:
        return min(_said(member, reference, wanted) for member in cluster.members)
    best = 0.0
    if cluster.label != "PER":
        return best
    for item in cluster.descriptions:
        if _office(item.lemma) == _office(reference.lemma):
            overlap = len(wanted & item.words) / len(wanted) if wanted else 1.0
            unlike = 0.2 if (item.words & _PAST) - wanted else 0.0  # “the president” is not the former one
            best = max(best, 0.75 + 0.2 * overlap - unlike)
    return best


def _office(lemma: str) -> str:
    lemma = lemma.removeprefix("ex-")
    return lexicon.SAME_OFFICE.get(lemma, lemma)


def _named(cluster: Cluster, reference: Reference, head_word: str, wanted: set[str]) -> float:
    """How well the noun is part of a body's name (“the court” for “Supreme Court”)."""
    if cluster.is_person or not cluster.names or noun_class(reference.lemma, plural=reference.plural) != "organisation":
        return 0.0
    for name in cluster.names:
        words = {fold(w).strip(".,'’") for w in name.text.replace("-", " ").split()}
        if (
            (head_word in words or reference.lemma in words)
            and len(words) > 1
            and all(w in words or f"{w}s" in words for w in wanted)
        ):
            return 0.85
    return 0.0


def _written(cluster: Cluster, reference: Reference, wanted: set[str]) -> float:
    """How well the description repeats an earlier one of an entity without a name."""
    for other in cluster.references:
        if other.mention.kind == "nominal" and other.lemma == reference.lemma and other.place < reference.place:
            if wanted <= _content(other) and not (_content(other) & _PAST) - wanted:
                return 0.9
            if not _content(other):
                return 0.6
    return 0.0


def _same_words(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the earlier entity that the same words named (“officials”, “his brother”)."""
    del tree
    for cluster in reversed(links.clusters):
        for other in cluster.before(reference.place):
            same = other.mention.kind == "nominal" and fold(other.text) == fold(reference.text)
            if same and (reference.plural or " " in reference.text) and not cluster.names:
                return cluster
    return None


def _announced(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the only person of that description, for a headline or lead that announces one (“A judge has ruled …”)."""
    opening = tree.sentences[reference.mention.sentence]
    kind = tree.document.paragraphs[opening.paragraph].kind
    if reference.mention.sentence > 2 and kind == "body":  # noqa: PLR2004 (headline and lead)
        return None
    fitting = [
        cluster for cluster in links.clusters
        if cluster.label == "PER"
        and any(_office(item.lemma) == _office(reference.lemma) for item in cluster.descriptions)
    ]  # fmt: skip
    return fitting[0] if len(fitting) == 1 else None
