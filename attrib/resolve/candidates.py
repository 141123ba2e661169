"""Whom a mention may mean: each generator proposes entities of one sort, the ranker chooses among all of them.

``python -m training.make ranker`` prints for each generator how many sources of the training articles it alone gets
right and wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrib.language import lexicon
from attrib.language.names import person, plain, same_organisation, same_person
from attrib.resolve.features import ARGUMENTS, kind_of, office
from attrib.resolve.kinds import chances, gender_of_noun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from attrib.language.tree import Tree
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.features import State
    from attrib.resolve.mentions import Reference
    from attrib.types import Span

MOST: Final = 40
"""Entities among which is chosen at most: the half spoken of last and the half spoken of most. Of the 928 articles
of newsroom train 41 name more; without a bound a text of 10,000 words and 1,000 names took 16 s (2026-11-28)."""

WINDOW: Final = 8
"""Sentences back in which the antecedent of a pronoun may stand: in GUM train 99.5 % of those of he and she do."""

OPENING: Final = 3
"""Sentences, from the first, that may speak of somebody whom only the text after them names."""

LIKELY: Final = 0.4
"""Chance of a noun's being of a kind from which a pronoun of that kind may take it up."""


def _same_name(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose the entity that a name was grouped with, and those of whose names it can be a short form."""
    form, words = plain(m.text), state.words(m)
    alike = [c for c in state.clusters if c.name_words & words and _may_be_called(form, c)]
    return [state.at.get(m.place), *alike]


def _may_be_called(form: str, c: Cluster) -> bool:
    """Whether a name can be a short form of one of the entity's, and its title fits the entity's gender."""
    if (gender := person(form).gender) is not None and (c.gender or c.gender_by_name) not in {None, gender}:
        return False
    if c.label == "PER":  # “Bell Jr.” is not Tom Bell Sr.
        ends = {person(r.text).suffix for r in c.names} - {""}
        fits = not ends or person(form).suffix in {"", *ends}
        return fits and any(same_person(form, r.text) for r in c.names)
    # “Eric Marl” is no short way of saying “Marl”
    return any(same_organisation(form, r.text) and len(form) <= len(r.text) for r in c.names)


def _same_noun(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose whoever was described by that noun, or one like it, before."""
    return state.by_noun.get(office(m.lemma), {}).values()


def _named(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose everybody and everything named in the article, and joint entities for a plural."""
    gender, plural = gender_of_noun(m.lemma), m.plural
    return [
        c for c in state.clusters
        if (plural if c.members else bool(c.names))
        and (gender is None or (c.gender or c.gender_by_name) in {None, gender})
        and (not plural or c.label != "PER" or m.place[0] < OPENING)
    ]  # fmt: skip


def _antecedents(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose whom a pronoun may take up: by number, gender, kind and syntax."""
    return [
        c for c in state.nearby(m.place[0], WINDOW)
        if agrees(m, c)
        and (c.count(m.place) or _follows(state.tree, m, c))
        and not bound_out(state.tree, m, c)
        and ((last := c.last(m.place)) is None or not state.tree.is_aside(last.place[0]))
    ]  # fmt: skip


def _governor(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose the noun that a relative clause describes."""
    number = state.governor.get(m.place)
    return [state.clusters[number]] if number is not None else []


def _spoke(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose the last three who spoke."""
    return [c for _, c in state.spoke[-3:]]


def _acted(state: State, m: Reference, source: Span | None) -> Iterable[Cluster | None]:  # noqa: ARG001
    """Propose whoever does something in the sentence before, in the same paragraph (“Bell rose. “It is time.””).

    News hardly writes so: over five folds it decides no source alone. In the small articles after other tools' users'
    reports four quotations are somebody else's without it (2026-11-28).
    """
    before, sentences = m.place[0] - 1, state.tree.sentences
    if before < 0 or sentences[before].paragraph != sentences[m.place[0]].paragraph:
        return []
    return [
        c for c in state.nearby(before, 0)
        if not c.members and any(r.subject and not r.quoted for r in c.within(before))
    ]  # fmt: skip


GENERATORS: Final[dict[str, tuple[Callable[..., Iterable[Cluster | None]], ...]]] = {
    "name": (_same_name,),
    "nominal": (_same_noun, _named),
    **dict.fromkeys(("he", "they", "it"), (_antecedents,)),
    "relative": (_governor,),
    "none": (_spoke, _acted),
}
"""What proposes candidates for each kind of mention (:data:`attrib.resolve.features.KINDS`)."""


def options(state: State, m: Reference, source: Span | None, joint: Cluster | None) -> list[Cluster | None]:
    """Return what the mention may mean, each once: entities in order of opening, then somebody new, then nobody.

    Only names and descriptions introduce somebody new. `joint` is the entity of several of which the source consists;
    its members are then no candidates.
    """
    kind = kind_of(m)
    found: dict[int, Cluster] = {}
    for generator in GENERATORS[kind]:
        found.update({c.number: c for c in generator(state, m, source) if c is not None})
    if joint is not None:
        for member in joint.members:
            found.pop(member.number, None)
    if len(found) > MOST:
        by_last = sorted(found.values(), key=lambda c: last.place if (last := c.last(m.place)) else (-1, -1))
        by_count = sorted(found.values(), key=lambda c: len(c.references))
        found = {c.number: c for c in (*by_last[-MOST // 2 :], *by_count[-MOST // 2 :])}
    ordered: list[Cluster | None] = [found[number] for number in sorted(found)]
    if joint is not None:
        ordered = [*(c for c in ordered if c is not joint), joint]
    return [*ordered, None, None] if kind in {"name", "nominal"} else [*ordered, None]


def agrees(pronoun: Reference, c: Cluster) -> bool:
    """Whether number, gender and kind let the pronoun stand for the entity; unknown gender agrees with both."""
    kind = kind_of(pronoun)
    noun = c.noun
    known = chances(noun) if noun and not c.names and not c.members else {}
    thing, body = known.get("thing", 0) + known.get("document", 0), known.get("organisation", 0)
    if kind == "he":
        person = c.is_person or (not c.label and bool(c.names)) or (bool(known) and max(thing, body) < 1 - LIKELY)
        wanted = "male" if pronoun.lemma in lexicon.HE else "female"
        return person and not c.plural and not c.members and (c.gender or c.gender_by_name) in {None, wanted}
    if kind == "they":
        return bool(c.members) or c.plural or (not c.is_person and (bool(c.names) or body > LIKELY))
    return not (c.members or c.plural or c.is_person) and (bool(c.names) or body + known.get("document", 0) > LIKELY)


def _follows(tree: Tree, pronoun: Reference, c: Cluster) -> bool:
    """Whether the entity is named after the pronoun as the subject of a clause that governs the pronoun's own."""
    sentence, index = pronoun.place
    above = set(tree.ancestors(sentence, index))
    own = tree.token(sentence, index).head
    later = (tree.token(*r.place).head for r in c.within(sentence) if r.place[1] > index and r.subject)
    return any(governor in above and governor != own for governor in later)


def bound_out(tree: Tree, mention: Reference, c: Cluster) -> bool:
    """Whether syntax forbids the reading: arguments of one verb, or a word inside the phrase it would stand for."""
    sentence, index = mention.place
    token = tree.token(sentence, index)
    above = list(tree.ancestors(sentence, index))
    for reference in c.within(sentence):
        if reference.place == mention.place:
            continue
        other = tree.token(*reference.place)
        argument = other.head == token.head and token.deprel in ARGUMENTS and other.deprel in ARGUMENTS
        if argument and not mention.lemma.endswith(("self", "selves")):
            return True
        if reference.mention.kind != "pronoun" and reference.mention.head in above:
            path = [index, *above[: above.index(reference.mention.head)]]
            if not any(_opens_clause(tree, sentence, i) for i in path):
                return True
    return False


def _opens_clause(tree: Tree, sentence: int, index: int) -> bool:
    relation = tree.token(sentence, index).deprel.partition(":")[0]
    return relation in {"acl", "advcl", "ccomp", "parataxis", "appos"}
