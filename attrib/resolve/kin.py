"""Whose relative somebody is, as far as the article says, so that “my father” and “her mother” are who they are.

A writer's own relatives are known from anywhere in the article, other people's from where they are named on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.resolve import lexicon
from attrib.resolve.names import given_name_gender

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from attrib.language.tree import Tree
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.links import Links
    from attrib.resolve.mentions import Reference


def family(
    tree: Tree, links: Links, beside: Callable[[Tree, Reference, Links], Cluster | None]
) -> dict[tuple[str, str], Cluster]:
    """Return the reporter's relatives who are named anywhere in the article, by possessor and noun.

    “My wife, Ann,” names one; “my parents, Tom and Ann Bell,” two, whom their given names tell apart. Whoever writes
    “my father” before that or after means the same man: a writer has one. `beside` tells whose name stands by a noun.
    """
    found: dict[tuple[str, str], Cluster] = {}
    for number, reference in enumerate(links.references):
        relation = _own(tree, reference)
        if not relation[0]:
            continue
        if not reference.plural:
            named = beside(tree, reference, links)
            if named is not None and relation not in found:
                found[relation] = named
        elif reference.lemma in lexicon.COUPLES:
            pair = _pair_after(tree, reference, links.references[number + 1 : number + 3], links)
            for cluster, noun in zip(pair, lexicon.COUPLES[reference.lemma], strict=False):
                found[relation[0], noun] = cluster
                cluster.gender = cluster.gender or ("female" if noun in lexicon.FEMALE_NOUNS else "male")
    return found


def relative(tree: Tree, reference: Reference, links: Links) -> Cluster | None:
    """Return the relative, of the reporter or of somebody in the article, whom the article has named by that noun."""
    own = links.family.get(_own(tree, reference))
    if own is not None and not reference.plural:
        return own
    owner, noun = _whose(tree, reference, links)
    if any(
        tree.token(reference.place[0], i).text.lower() in {"a", "an"} for i in tree.children(*reference.place, "det")
    ):
        return None
    return links.kin.get((id(owner), noun)) if owner is not None else None


def relate(tree: Tree, reference: Reference, relative: Cluster, links: Links) -> None:
    """Remember that a noun named `relative`, and the other way round (“Ann's daughter, Ruth, … her mother”)."""
    owner, noun = _whose(tree, reference, links)
    if owner is None or owner is relative:
        return
    gender = owner.gender or owner.gender_by_name
    inverse = lexicon.KIN[noun]
    nouns = set(inverse) if gender is None else {inverse[gender == "female"]}
    for who, what, whom in ((owner, noun, relative), *((relative, each, owner) for each in nouns)):
        if links.kin.setdefault((id(who), what), whom) is not whom:
            links.kin[id(who), what] = None  # two brothers


def _own(tree: Tree, reference: Reference) -> tuple[str, str]:
    """Return “my” and the noun for a relative of the reporter's; two empty strings for everybody else."""
    if reference.mention.kind != "nominal" or reference.quoted:
        return "", ""
    owners = {tree.token(reference.mention.sentence, i).text.lower() for i in tree.children(*reference.place, "nmod")}
    return ("my", reference.lemma) if owners & {"my", "our"} else ("", "")


def _whose(tree: Tree, reference: Reference, links: Links) -> tuple[Cluster | None, str]:
    """Return whose relative a noun names, and the noun; None and nothing for every other noun."""
    noun = lexicon.FAMILIAR.get(reference.lemma, reference.lemma)
    if noun not in lexicon.KIN or reference.plural:
        return None, ""
    sentence, head = reference.place
    owners = [links.at.get((sentence, i)) for i in tree.children(sentence, head, "nmod")]
    people = [owner for owner in owners if owner is not None and owner.is_person and not owner.members]
    return (people[0], noun) if len(people) == 1 else (None, "")


def _pair_after(tree: Tree, couple: Reference, names: Sequence[Reference], links: Links) -> list[Cluster]:
    """Return the man and the woman whose names, joined by “and”, follow a couple; empty when that is not so."""
    start, text = couple.mention.span.end, tree.document.text
    if [name.label for name in names] != ["PER", "PER"] or any(name.place not in links.at for name in names):
        return []
    first, second = (name.mention.span for name in names)
    if text[start : first.start].strip() not in {"", ",", "—", "–", "("} or text[first.end : second.start] != " and ":
        return []
    genders = [given_name_gender(name.text) for name in names]
    if genders[0] == genders[1]:
        return []
    clusters = [links.at[name.place] for name in names]
    return clusters if genders[0] == "male" or genders[1] == "female" else clusters[::-1]
