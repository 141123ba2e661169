"""The walk through an article that puts every mention with an entity: the one place that writes entities.

It goes through the text once. What a mention means is decided by :mod:`attrib.resolve.ranker` among the options of
:mod:`attrib.resolve.candidates`; :func:`walk` returns the record of it, in which nothing changes any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.resolve import features, ranker
from attrib.resolve.candidates import options
from attrib.resolve.cluster import Cluster, cluster_names
from attrib.resolve.features import State, determiner, kind_of
from attrib.resolve.mentions import Reference, find_mentions
from attrib.resolve.roles import belongs_to_relative, name_extent, noun_before
from attrib.types import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from attrib.language.tree import Tree
    from attrib.resolve.features import Place, Rows

SURE: Final = 0.7
"""Chance from which a pronoun's gender is taken to be the entity's."""

OWNED: Final = 0.4
"""Least chance at which the pronoun that opens a source (“his campaign”) is put with somebody."""


EXAMPLES: Final = frozenset({"like", "as", "including"})
"""What stands before a name that is one of those described."""

NAMING: Final = frozenset({"nmod:desc", "compound", "flat"})
"""How what somebody is hangs on the name behind it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a source may mean: its mention, and entities by number with their chances, best first.

    None stands for nobody; somebody new has a number, too. `row` has what spoke for the first option, by the names of
    :data:`attrib.resolve.features.OPTION`, `written` the number of the entity of a description's own words.
    """

    mention: Reference
    options: tuple[tuple[int | None, float], ...]
    row: Mapping[str, float]
    written: int | None = None


class Choose(Protocol):
    """What decides: the fitted ranker, or the annotation when it is fitted."""

    def __call__(
        self, mention: Reference, source: Span | None, options: Sequence[Cluster | None], rows: Rows
    ) -> list[float]:
        """Return the chance of each option from its row of features; `source` is None for no source."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk has found: entities by number, and for each source's span what it may mean."""

    clusters: tuple[Cluster, ...]
    choices: Mapping[Span, Choice]


def walk(
    tree: Tree,
    sources: Sequence[Span],
    floating: Sequence[Span] = (),
    choose: Choose = ranker.choose,
    labels: Collection[Span] = (),
) -> Walked:
    """Put the mentions of an article with entities.

    `sources` are the spans of the attributions' sources, `floating` the contents of quotations without a cue, `labels`
    the sources that are a speaker's label: nobody is chosen for them, they are who they say.
    """
    writer = Walk(tree, sources, floating, choose, labels)
    writer.run()
    return Walked(tuple(writer.clusters), MappingProxyType(writer.choices))


class Walk:
    """The writer; :func:`walk` runs it."""

    def __init__(
        self,
        tree: Tree,
        sources: Sequence[Span],
        floating: Sequence[Span] = (),
        choose: Choose = ranker.choose,
        labels: Collection[Span] = (),
    ) -> None:
        """Find the mentions, and group the names, which everything else leans on."""
        self.tree, self.choose = tree, choose
        self.labels: dict[Span, str] = {span: fold(tree.text(span)) for span in labels}
        self.by_label: dict[str, Cluster] = {}
        self.references = find_mentions(tree, sources, self.labels)
        names = [r for r in self.references if r.mention.kind == "name"]
        self.clusters = cluster_names(tree, names)
        self.state = State(tree, self.clusters, {r.place: r for r in self.references})
        self.choices: dict[Span, Choice] = {}
        for number, cluster in enumerate(self.clusters):
            cluster.number = number
            for reference in cluster.references:
                self.state.at[reference.place] = cluster
                self.state.note(reference, cluster)
        for reference in names:
            self.state.names.setdefault(reference.place[0], []).append(reference)
        self.starts = {(r.place[0], name_extent(tree, r)[0]): r for r in names}
        for span in dict.fromkeys(sources):
            mention = self._mention(span)
            if mention is not None:
                self.state.by_head.setdefault(mention.place, []).append(span)
        by_head = self.state.by_head.items()
        opening = (self._opening(self.state.by_place[p], span) for p, spans in by_head for span in spans)
        self.possessors = {place for place in opening if place is not None}
        self.state.heads = sorted(p for p in self.state.by_head if not self.state.by_place[p].quoted)
        self.floating = dict(self._stand_in(span) for span in dict.fromkeys(floating))

    def run(self) -> None:
        """Go through the text."""
        stand_ins = [r for r in self.floating if r is not None]
        for reference in sorted([*self.references, *stand_ins], key=lambda r: (r.place, r.mention.span)):
            self._place(reference)

    def _stand_in(self, span: Span) -> tuple[Reference | None, Span]:
        """Return a mention without words where a quotation without a cue begins: who says it is asked of that."""
        sentence, tokens = self.tree.tokens_in(span)
        if not tokens:
            return None, span
        mention = Mention(Span(span.start, span.start), "nominal", sentence, tokens[0])
        return Reference(mention, "", "", "", plural=False, subject=False, quoted=False), span

    def _mention(self, source: Span) -> Reference | None:
        """Return the mention at the head of the source, or else a name in it."""
        sentence, tokens = self.tree.tokens_in(source)
        if not tokens:
            return None
        head = self.tree.head_of(sentence, tokens)
        exact = self.state.by_place.get((sentence, head))
        near = [*self.state.names.get(sentence, ()), *self.state.names.get(sentence + 1, ())]
        inside = [r for r in near if source.overlaps(r.mention.span)]
        token = self.tree.token(sentence, head)
        covering = [r for r in inside if r.mention.span.overlaps(token.span)]
        if token.upos in {"AUX", "VERB"} and (exact is None or exact.mention.kind == "nominal"):
            exact = None  # a source of such words (“said”) was marked by mistake
        return exact or next(iter((*covering, *inside)), None)

    def _open(self, reference: Reference, members: tuple[Cluster, ...] = ()) -> Cluster:
        written = "" if members else reference.text
        cluster = Cluster(plural=reference.plural or bool(members), written=written, members=members)
        cluster.number = len(self.clusters)
        self.clusters.append(cluster)
        return cluster

    def _add(self, reference: Reference, cluster: Cluster, chance: float = 1.0) -> None:
        """Put a mention with an entity, which learns its gender from it."""
        self.state.at[reference.place] = cluster
        cluster.add(reference)
        self.state.note(reference, cluster)
        if reference.mention.kind == "name" or chance < SURE:
            return
        if cluster.gender is None:
            male, female = lexicon.HE | lexicon.MALE_NOUNS, lexicon.SHE | lexicon.FEMALE_NOUNS
            cluster.gender = "male" if reference.lemma in male else "female" if reference.lemma in female else None
        if not cluster.label and cluster.names and reference.lemma in lexicon.HE | lexicon.SHE:
            cluster.label = "PER"  # an untagged name that is “he” is a person's

    def _place(self, reference: Reference) -> None:
        place, kind, state = reference.place, kind_of(reference), self.state
        if kind == "none":
            self._source(reference, self.floating[reference])
            return
        spans = state.by_head.get(place, ())
        if kind == "nominal":
            state.beside[place] = self._beside(reference)
        elif kind == "relative":
            state.governor[place] = self._governor(reference)
        if kind in {"name", "nominal"}:
            self._join(reference, spans)
        for span in sorted(spans, key=len):
            self._source(reference, span)
        if not spans and kind == "nominal":
            self._description(reference)
        elif not spans and place in self.possessors:
            self._possessor(reference)

    # --- sources ---

    def _source(self, m: Reference, span: Span) -> None:
        """Decide what a source means, and open an entity for somebody new."""
        state, kind = self.state, kind_of(m)
        if span in self.labels:
            self._labelled(m, span)
            return
        core = self.core(m, span) if kind != "none" else None
        number = state.joint.get(span)
        joint = self.clusters[number] if number is not None else None
        found = options(state, m, core, joint)
        rows = features.table(state, m, core or span, found, joint)
        chances = self.choose(m, span, found, rows)
        order = sorted(range(len(found)), key=lambda i: -chances[i])
        best = order[0]
        numbers = [None if option is None else option.number for option in found]
        new = len(found) - 2 if kind in {"name", "nominal"} else -1
        chosen = found[best]
        if new >= 0 and (best == new or (chosen is None and m.place not in state.at)):
            opened = state.at.get(m.place) if kind == "name" else None
            opened = opened or self._introduce(m, span)
            numbers[new] = opened.number
            chosen = opened if best == new else None
            if m.place not in state.at:
                self._add(m, opened, chances[new])
        elif chosen is not None and kind != "none" and m.place not in state.at:
            self._add(m, chosen, chances[best])
        row = dict(zip(features.OPTION, rows[best][features.MENTIONED :], strict=True))
        shares: dict[int | None, float] = {}  # a name's own entity may be an option already
        for i in (i for i in order if i != new or numbers[i] is not None):
            shares[numbers[i]] = shares.get(numbers[i], 0.0) + chances[i]
        ranked = tuple(sorted(shares.items(), key=lambda pair: -pair[1]))
        written = numbers[new] if kind == "nominal" else None
        self.choices[span] = Choice(m, ranked, row, written)
        if chosen is not None and not m.quoted and kind != "none":
            state.spoke.append((m.place, chosen))
            state.spoken[chosen.number] += 1

    def _labelled(self, m: Reference, span: Span) -> None:
        """Put a speaker's label with the entity of its name, or of the same label before."""
        known = self.state.at.get(m.place) if m.mention.kind == "name" else None
        words = set(self.labels[span].split())
        if known is not None and len(words - known.name_words) == len(words) - 1:  # a tagger saw one of its words
            known = next((c for c in self.clusters if words <= c.name_words), known)
        chosen = known or self.by_label.get(self.labels[span])
        if chosen is None:
            chosen = self._introduce(m, span)
            chosen.written = self.tree.text(span)
        self.by_label.setdefault(self.labels[span], chosen)
        if m.place not in self.state.at:
            self._add(m, chosen)
        row = dict.fromkeys(features.OPTION, 0.0) | {"own": 1.0, "new": float(known is None)}
        self.choices[span] = Choice(m, ((chosen.number, 1.0),), row)

    def _introduce(self, m: Reference, span: Span) -> Cluster:
        """Open an entity for a source that means nobody known, named as it is written."""
        cluster = self._open(m)
        cluster.written = self.written(m, span)
        cluster.owner = self.owner(m, span)
        return cluster

    def written(self, m: Reference, source: Span) -> str:
        """Return the source's words without what describes further: an apposition, a relative clause."""
        return self.tree.text(self.core(m, source, "appos")).rstrip(" ,;:–—-(")

    def core(self, m: Reference, source: Span, *also: str) -> Span:
        """Return the source without the clauses that describe its head, nor what stands in the relations of `also`."""
        tree, (sentence, head) = self.tree, m.place
        end = source.end
        for child in tree.children(sentence, head, "acl", "parataxis", "advcl", *also):
            first = min(tree.subtree(sentence, child))
            if head < first and tree.token(sentence, child).deprel != "acl":
                end = min(end, tree.token(sentence, first).span.start)
        return Span(source.start, max(end, min(m.mention.span.end, source.end), source.start))

    def owner(self, m: Reference, source: Span) -> Cluster | None:
        """Return whom the possessive pronoun that opens a source (“his campaign”) stands for; None without a name."""
        place = self._opening(m, source)
        cluster = self.state.at.get(place) if place is not None else None
        return cluster if cluster is not None and cluster.names else None

    def _opening(self, m: Reference, source: Span) -> Place | None:
        """Return the place of the possessive pronoun that opens a source."""
        sentence, head = m.place
        for i in self.tree.children(sentence, head, "nmod"):
            pronoun = self.tree.token(sentence, i)
            if i < head and pronoun.span.start == source.start and fold(pronoun.text) in lexicon.POSSESSIVE:
                return sentence, i
        return None

    # --- what is no source ---

    def _possessor(self, m: Reference) -> None:
        """Put the pronoun that opens a source with whom it most likely means, if that is likely enough."""
        found = options(self.state, m, None, None)
        chances = self.choose(m, None, found, features.table(self.state, m, None, found))
        best = max(range(len(found)), key=lambda i: chances[i])
        chosen = found[best]
        if chosen is not None and chances[best] >= OWNED:
            self._add(m, chosen, chances[best])

    def _description(self, m: Reference) -> None:
        """Put a description that is no source with the name beside it or the same words before, else open an entity.

        Neither it nor a pronoun is worth a choice: with both put with their likeliest entity the sources of five-fold
        newsroom train came out no better (91.7 of 100 named ones right either way), and resolving took three times as
        long (2026-11-28).
        """
        beside = self.state.beside[m.place]
        if beside:
            self._add(m, self.clusters[beside[0]])
            return
        kind = determiner(self.tree, m)
        same = self.state.by_text.get(fold(m.text))
        again = same is not None and (not kind or kind in lexicon.DEFINITE)
        self._add(m, same if same is not None and again else self._open(m))

    def _beside(self, m: Reference) -> tuple[int, ...]:
        """Return the numbers of the entities whose name stands in apposition to the description or follows it."""
        tree, (sentence, head) = self.tree, m.place
        if belongs_to_relative(tree, sentence, head):
            return ()
        token = tree.token(sentence, head)
        places = [i for i in tree.children(sentence, head, "appos", "flat", "nmod:desc") if i > head]
        while token.deprel == "conj" and token.upos == "NOUN" and not m.plural:  # “Ann Doyle, a developer and activist”
            token = tree.token(sentence, token.head)
        if token.deprel in {"appos", "nmod:desc", "flat"}:
            places.append(token.head)
        following, governor = self.starts.get((sentence, head + 1)), tree.token(sentence, head).head
        titled = (following, self.state.by_place.get((sentence, governor)))
        places += [r.place[1] for r in titled if r and r.mention.kind == "name" and noun_before(tree, r) == head]
        named = [self.state.at[sentence, i] for i in places if self._is_name((sentence, i))]
        return tuple(dict.fromkeys(cluster.number for cluster in named))

    def _is_name(self, place: Place) -> bool:
        reference = self.state.by_place.get(place)
        return reference is not None and reference.mention.kind == "name" and place in self.state.at

    def _governor(self, m: Reference) -> int | None:
        """Return the number of the entity that the noun of a relative clause stands for, opened if need be."""
        tree, (sentence, index) = self.tree, m.place
        for ancestor in tree.ancestors(sentence, index):
            if tree.token(sentence, ancestor).deprel == "acl:relcl":
                noun = tree.token(sentence, ancestor).head
                if (sentence, noun) not in self.state.at:
                    self._open_noun(sentence, noun)
                return self.state.at[sentence, noun].number
        before = ((sentence, i) for i in range(index - 1, -1, -1))
        return next((self.state.at[p].number for p in before if p in self.state.at), None)

    def _open_noun(self, sentence: int, noun: int) -> None:
        """Open an entity for a noun phrase that was not collected as a mention."""
        token = self.tree.token(sentence, noun)
        span = self.tree.span(sentence, self.tree.phrase(sentence, noun))
        mention = Mention(span, "nominal", sentence, noun)
        plural, words = lexicon.is_plural(token), self.tree.text(span)
        reference = Reference(mention, words, fold(token.lemma), "", plural=plural, subject=False, quoted=False)
        self.state.by_place[reference.place] = reference
        self._add(reference, self._open(reference))

    def _join(self, m: Reference, spans: Iterable[Span]) -> None:
        """Make one entity of several: names joined by “and”, what a source consists of, the people that it lists."""
        tree, (sentence, head) = self.tree, m.place
        token = tree.token(sentence, head)
        top = token.head if token.deprel == "conj" else head
        heads = [top, *tree.children(sentence, top, "conj")]
        words = {tree.token(sentence, j).lemma.lower() for i in heads for j in tree.children(sentence, i, "cc")}
        if words - {"and", "&", "both", "as"}:  # “as well as”
            return
        for span in spans or (None,):
            members = self._listed(m, span) if span is not None and m.plural else ()
            if len(members) < 2 and len(heads) > 1:  # noqa: PLR2004 (two make a coordination)
                members = self._coordinated(sentence, heads, span)
            if len(members) < 2 or any(c.members for c in members):  # noqa: PLR2004
                continue
            known = (c for c in self.clusters if c.members and set(c.members) == set(members))
            whole = next(known, None) or self._open(m, members)
            if all(r is not m for r in whole.references):
                whole.add(m)
                self.state.note(m, whole)
            if span is not None:
                self.state.joint[span] = whole.number

    def _coordinated(self, sentence: int, heads: Sequence[int], span: Span | None) -> tuple[Cluster, ...]:
        """Return the entities of the parts of a coordination: all of them names, or in a source one of them."""
        inside = [i for i in heads if span is None or span.contains(self.tree.token(sentence, i).span)]
        if span is not None and len(inside) == 2 and self._is_aside(sentence, *inside):  # noqa: PLR2004
            return ()
        members = tuple(dict.fromkeys(c for i in inside if (c := self._member(sentence, i, span)) is not None))
        return members if (any if span else all)([bool(c.names) for c in members]) else ()

    def _listed(self, m: Reference, span: Span) -> tuple[Cluster, ...]:
        """Return the people whom a plural source names as those it means (“two senators, Ann Bell and Tom Marsh”)."""
        tree, (sentence, head) = self.tree, m.place
        tokens = tree.sentences[sentence].tokens
        titled = tokens[head].head if tokens[head].deprel in NAMING else -1  # “lawmakers Ann Bell and Tom Marsh”
        examples = [
            i for i in tree.children(sentence, head, "nmod")
            if any(tokens[j].text.lower() in EXAMPLES for j in tree.children(sentence, i, "case"))
        ]  # fmt: skip
        given = [
            i
            for i in (titled, *tree.children(sentence, head, "appos", "flat", "parataxis", "list"), *examples)
            if i > head
        ]
        heads = [i for first in given for i in (first, *tree.children(sentence, first, "conj"))]
        found = (self.state.at.get((sentence, i)) for i in heads if span.contains(tokens[i].span))
        return tuple(dict.fromkeys(c for c in found if c is not None and c.is_person and not c.members))

    def _member(self, sentence: int, index: int, source: Span | None) -> Cluster | None:
        """Return the entity of one part of a coordination; in a source a description without one opens it."""
        place = sentence, index
        reference, cluster = self.state.by_place.get(place), self.state.at.get(place)
        if cluster is not None or reference is None or reference.mention.kind != "nominal" or source is None:
            return cluster
        self.state.beside[place] = self._beside(reference)
        self._description(reference)
        return self.state.at[place]

    def _is_aside(self, sentence: int, one: int, other: int) -> bool:
        """Whether a comma divides two parts and no “and” follows: “Ann Doyle, a developer and spokeswoman” is one."""
        start, stop = self.tree.token(sentence, one).span.end, self.tree.token(sentence, other).span.start
        between = self.tree.document.text[start:stop]
        return "," in between and between.rpartition(",")[2].split()[:1] != ["and"]
