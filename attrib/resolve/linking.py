"""The walk through the text that puts every description and pronoun with an entity, after names are grouped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from attrib.resolve import descriptions, lexicon, pronouns
from attrib.resolve.cluster import Cluster, cluster_names
from attrib.resolve.links import Doubt, Links, add_mention, second_best
from attrib.resolve.mentions import find_mentions
from attrib.resolve.roles import name_extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.language.tree import Tree
    from attrib.resolve.links import Place
    from attrib.resolve.mentions import Reference
    from attrib.types import Span

LEAST: Final = {"person": 0.4, "plural": 0.4, "thing": 0.5}
"""Lowest probability at which a pronoun is given to its best candidate. With 0.5 for plurals one wrong name of the
sources of 252 articles of PolNeAR train, gold spans, goes, and 8 right classes with it (2026-11-25)."""

MARGIN: Final = 0.1
"""Least lead over the second candidate; below it the two are too close to choose."""


class Chooser(Protocol):
    """What decides between the candidates of a pronoun: the fitted ranker, or the gold standard when it is fitted."""

    def __call__(
        self, pronoun: Reference, options: Sequence[tuple[Cluster, Reference]], rows: Sequence[dict[str, float]]
    ) -> tuple[Cluster, float] | Doubt | None:
        """Return the chosen entity and its probability, a doubt, or None for neither."""


def rank(
    pronoun: Reference, options: Sequence[tuple[Cluster, Reference]], rows: Sequence[dict[str, float]]
) -> tuple[Cluster, float] | Doubt | None:
    """Choose by the fitted weights; a doubt when the best is too weak or too near the second."""
    if not options:
        return None
    kind = pronouns.family(pronoun.lemma) or "thing"
    chances = pronouns.probabilities(kind, rows)
    ordered = sorted(zip(chances, range(len(options)), strict=True), key=lambda pair: (-pair[0], pair[1]))
    best, index = ordered[0]
    second = ordered[1][0] if len(ordered) > 1 else 0.0
    if best < LEAST[kind] or best - second < MARGIN:
        return Doubt(tuple((options[i][0], round(chance, 2)) for chance, i in ordered[:2]))
    return options[index][0], best


def link(
    tree: Tree,
    sources: Sequence[Span],
    *,
    choose: Chooser = rank,
    choose_described: descriptions.ChooseDescribed = descriptions.choose_described,
) -> Links:
    """Find the mentions of a document and group them; `sources` are the spans of the attributions' sources."""
    links = _named(tree, sources)
    for reference in links.references:
        _coordinate(tree, reference, links)
    for reference in links.references:
        if reference.place in links.doubts or reference.place in links.at:
            continue
        if reference.mention.kind == "nominal":
            descriptions.place(tree, reference, links, choose_described)
        elif reference.lemma in lexicon.RELATIVE:
            _relative(tree, reference, links)
        elif pronouns.family(reference.lemma):
            _pronoun(tree, reference, links, links.speakers, choose)
    return links


def _named(tree: Tree, sources: Sequence[Span]) -> Links:
    """Find the mentions and group the names, which everything else leans on."""
    references = find_mentions(tree, sources)
    naming = cluster_names(tree, [r for r in references if r.mention.kind == "name"])
    links = Links(references, naming.clusters, by_place={r.place: r for r in references})
    for cluster in naming.clusters:
        for reference in cluster.references:
            links.at[reference.place] = cluster
        links.describe(cluster, {descriptions.office(item.lemma) for item in cluster.descriptions if item.lemma})
    for place, options in naming.ambiguous.items():
        links.doubts[place] = Doubt(tuple(options[:2]))
    links.starts = {(r.mention.sentence, name_extent(tree, r)[0]): r for r in references if r.mention.kind == "name"}
    links.heads = set(_heads(tree, sources))
    links.speakers = [p for p in sorted(links.heads) if p not in links.by_place or not _within(links, p)]
    return links


def _heads(tree: Tree, sources: Sequence[Span]) -> Iterator[Place]:
    for span in sources:
        sentence, tokens = tree.tokens_in(span)
        if tokens:
            yield sentence, tree.head_of(sentence, tokens)


def _within(links: Links, place: Place) -> bool:
    """Whether the source stands inside a quotation: it speaks there, not in the article."""
    return links.by_place[place].quoted


def _coordinate(tree: Tree, reference: Reference, links: Links) -> None:
    """Make an entity of names joined by “and”, for the “they” that may follow and for a source of several names."""
    sentence, head = reference.place
    joined = [i for i in tree.children(sentence, head, "conj") if (sentence, i) in links.at]
    words = {tree.token(sentence, j).lemma.lower() for i in joined for j in tree.children(sentence, i, "cc")}
    if not joined or reference.place not in links.at or words - {"and", "&"}:
        return
    members = [links.at[reference.place], *(links.at[(sentence, i)] for i in joined)]
    if len({id(m) for m in members}) < 2 or any(not m.names for m in members):  # noqa: PLR2004 (two make a coordination)
        return
    for cluster in links.described(""):
        if cluster.members and {id(m) for m in cluster.members} == {id(m) for m in members}:
            cluster.add(reference, "coordination", 0.95)
            links.note(reference, cluster)
            return
    whole = Cluster(plural=True, members=tuple(members))
    whole.add(reference, "coordination", 0.95)
    links.open(whole)
    links.note(reference, whole)
    links.describe(whole, [""])


def _relative(tree: Tree, reference: Reference, links: Links) -> None:
    """Give “who”, “which” and “that” to the noun their clause modifies."""
    sentence, index = reference.place
    for ancestor in tree.ancestors(sentence, index):
        if tree.token(sentence, ancestor).deprel == "acl:relcl":
            governor = tree.token(sentence, ancestor).head
            target = links.by_place.get((sentence, governor))
            cluster = links.at.get((sentence, governor)) or descriptions.apposed(tree, sentence, governor, links)
            if cluster is None:
                cluster = descriptions.new(tree, sentence, governor, links)
                target = cluster.references[0]
            trust = 0.95 * cluster.score.get((sentence, governor), 1.0)
            add_mention(links, reference, cluster, "relative pronoun", trust)
            if target is not None:
                links.via[reference.place] = (target, "the noun its clause describes")
            return
    for target in reversed(links.references):  # no relative clause in the tree: the noun before it
        if target.mention.sentence == sentence and target.place < reference.place and target.place in links.at:
            add_mention(links, reference, links.at[target.place], "relative pronoun", 0.7)
            links.via[reference.place] = (target, "the noun before it")
            return


def _pronoun(tree: Tree, reference: Reference, links: Links, heads: list[Place], choose: Chooser) -> None:
    options = pronouns.candidates(tree, reference, links.nearby(reference.mention.sentence, pronouns.WINDOW))
    if reference.place in heads:  # who speaks is somebody, or a document that has spoken, if there is one
        spoken = {place for place in heads if place < reference.place}
        options = [
            o for o in options if pronouns.is_people(o[0]) or any(r.place in spoken for r in o[0].references)
        ] or options
        if not reference.quoted:  # nobody is introduced by the words that are quoted of them
            options = [o for o in options if not all(r.quoted for r in o[0].before(reference.place))] or options
    rows = pronouns.factors(tree, reference, options, heads)
    verdict = choose(reference, options, rows)
    if verdict is None:
        return
    if isinstance(verdict, Doubt):
        links.doubts[reference.place] = verdict
        return
    cluster, chance = verdict
    chances = pronouns.probabilities(pronouns.family(reference.lemma) or "thing", rows)
    for (option, nearest), row in zip(options, rows, strict=True):
        if option is cluster:
            reason = _reason(row, alone=len(options) == 1) + second_best([o for o, _ in options], chances, cluster)
            links.via[reference.place] = (nearest, reason)
    add_mention(links, reference, cluster, "pronoun", chance)


def _reason(row: dict[str, float], *, alone: bool) -> str:
    """Say in words what spoke for the chosen candidate."""
    where = "in subject position" if row["subject"] else "mentioned"
    if row["cataphora"]:
        return "subject of the clause that follows"
    if row["same_clause_chain"]:
        return "subject of the clause above"
    who = (
        "nearest preceding speaker"
        if row["last_speaker"]
        else "only candidate"
        if alone
        else "nearest preceding name or description"
    )
    if not row["last_speaker"] and not alone and row["one_between"] + row["more_between"]:
        who = "most salient of the candidates"
    return f"{who} {where}"
