"""Attributions in, the same attributions with their speakers out, and the entities that speak."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from attrib.language.quotations import find_quotations, near
from attrib.language.tree import Tree
from attrib.resolve import lexicon
from attrib.resolve.cluster import Cluster, is_instrument
from attrib.resolve.linking import link
from attrib.resolve.names import fold, person, plain
from attrib.resolve.roles import is_role, name_extent
from attrib.resolve.source_class import class_of_noun
from attrib.resolve.trust import basis, chance
from attrib.types import Attribution, Entity, Span, Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.resolve.links import Doubt, Links
    from attrib.resolve.mentions import Reference
    from attrib.resolve.trust import Basis
    from attrib.types import Document, Parse, SourceClass

FLOATING = 0.85
"""Trust in a quotation without a cue continuing the last speaker."""

REACH = 1
"""Paragraphs from a statement to a quotation that continues it without a cue: newspapers start a paragraph a quotation,
and name the speaker again after a paragraph of their own. PolNeAR has no attribution without a cue to measure this."""

AUTHOR = 0.95
"""Trust in “I” outside quotation marks being the author."""

INSIDE = 0.9
"""Trust in “I” inside quotation marks being the quotation's speaker."""

BESIDE = 0.8
"""The same where only another part of the quotation, or of the paragraph's quoted words, has a speaker."""

DOUBTFUL = 0.6
"""Trust below which a speaker is a guess: 15 of 26 are right on PolNeAR dev, 1,190 of 1,267 above it (2026-11-25)."""


_TOLD = ("was told; by whom is not said", "no_source")
_ASIDE = frozenset({",", "--", "—", "–"})
_NOBODY = frozenset({"ADP", "AUX", "PUNCT", "SCONJ", "VERB"})
"""Parts of speech that stand for nobody: a source of such words alone (“said”) was marked by mistake."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one attribution's source: an entity and how far to trust it, or why there is none.

    `basis` is what the trust was worked out from, None where a constant says it.
    """

    cluster: Cluster | None
    trust: float = 1.0
    steps: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    basis: Basis | None = None


def resolve(
    document: Document, parse: Parse, attributions: Sequence[Attribution]
) -> tuple[tuple[Attribution, ...], tuple[Entity, ...]]:
    """Give each attribution its speaker, evidence, flags and confidence; return them with the entities that speak.

    Entities are numbered e1, e2, … in order of their first mention. An attribution whose source fits two entities about
    equally well keeps `speaker` None, the flag ``ambiguous_source`` and the evidence for both.
    """
    tree = Tree(document, parse)
    links = link(tree, [a.source for a in attributions if a.source is not None])
    resolver = Resolver(tree, links, attributions)
    findings = [resolver.find(number) for number in range(len(attributions))]
    speaking: list[Cluster] = []
    for finding in findings:
        if finding.cluster is not None and not any(finding.cluster is known for known in speaking):
            speaking.append(finding.cluster)
    speaking.sort(key=resolver.first)
    numbers = {id(cluster): f"e{number}" for number, cluster in enumerate(speaking, start=1)}
    resolved = tuple(
        _filled(attribution, finding, resolver, numbers)
        for attribution, finding in zip(attributions, findings, strict=True)
    )
    return resolved, tuple(resolver.entity(cluster, numbers[id(cluster)]) for cluster in speaking)


def _filled(attribution: Attribution, finding: Finding, resolver: Resolver, numbers: dict[int, str]) -> Attribution:
    speaker = None
    flags = list(finding.flags)
    if finding.cluster is not None:
        kind = resolver.source_class(finding.cluster)
        speaker = Speaker(numbers[id(finding.cluster)], resolver.name(finding.cluster), kind)
        if kind == "unnamed_person":
            flags.append("anonymous_source")
        written = finding.basis is not None and finding.basis.kind.startswith("written")
        if finding.trust < DOUBTFUL and not written:  # “officials” are officials, whoever they are
            flags.append("doubtful_speaker")
    return replace(
        attribution,
        speaker=speaker,
        confidence=round(attribution.confidence * finding.trust, 3),
        evidence=attribution.evidence + finding.steps,
        flags=attribution.flags + tuple(flag for flag in flags if flag not in attribution.flags),
    )


class Resolver:
    """Finds the entity of each attribution, remembering the ones it has found: quotations lean on one another."""

    def __init__(self, tree: Tree, links: Links, attributions: Sequence[Attribution]) -> None:
        """Take the grouped mentions of a document and the attributions whose sources are wanted."""
        self.tree = tree
        self.links = links
        self.attributions = attributions
        self.quotations = find_quotations(tree.document)
        self.quotes = [piece for quotation in self.quotations for piece in quotation.pieces]
        self.author = Cluster(written=tree.document.byline or "the author")
        self._names: dict[int, list[Reference]] = defaultdict(list)
        for reference in links.references:
            if reference.mention.kind == "name":
                self._names[reference.mention.sentence].append(reference)
        self._found: dict[int, Finding] = {}
        self._open: set[int] = set()

    def find(self, number: int) -> Finding:
        """Return the finding for the attribution of that number."""
        if number not in self._found:
            if number in self._open:
                return Finding(None, 0.5, ("its source and another one's point at each other",), ("ambiguous_source",))
            self._open.add(number)
            self._found[number] = self._look(number)
            self._open.discard(number)
        return self._found[number]

    def _look(self, number: int) -> Finding:
        attribution = self.attributions[number]
        if attribution.source is None:
            if "floating" in attribution.flags:
                return self._floating(number)
            return Finding(None, 1.0, ("no source is named",), ("no_source",))
        reference = self._reference(attribution.source)
        if reference is None or self._is_audience(reference, attribution):
            words = self.tree.text(attribution.source)
            said, flag = ("names nobody that can be followed", "pronoun_source") if reference is None else _TOLD
            return Finding(None, 1.0, (f"“{words}” {said}",), (flag,))
        if reference.lemma in lexicon.SPEAKER | lexicon.SPEAKERS and reference.mention.kind == "pronoun":
            return self._first_person(number, reference)
        return self._third_person(attribution.source, reference)

    def _is_audience(self, reference: Reference, attribution: Attribution) -> bool:
        """Whether a source is a court or jury that hears the words (“the jury heard that …”, “…, court told”)."""
        cue = attribution.cue
        if cue is None or reference.lemma not in lexicon.HEARERS:
            return False
        sentence, tokens = self.tree.tokens_in(cue.span)
        verb = self.tree.head_of(sentence, tokens) if tokens else -1
        told = cue.lemma == "tell" and not self.tree.children(sentence, verb, "obj", "iobj")
        return cue.lemma == "hear" or (told and self.tree.token(sentence, verb).text.lower() == "told")

    def _third_person(self, source: Span, reference: Reference) -> Finding:
        """Look up the entity that the walk gave the mention, or the doubt it left."""
        words = self.tree.text(source)
        flags = {"pronoun": ("pronoun_source",), "nominal": ("nominal_source",), "name": ()}[reference.mention.kind]
        doubt = self.links.doubts.get(reference.place)
        if doubt is not None:
            return Finding(None, 0.5, (_doubt(words, doubt),), (*flags, "ambiguous_source"))
        cluster = self._whole(source, reference)
        if cluster is None:
            return Finding(None, 0.5, (f"“{words}” → no antecedent found",), flags)
        if not cluster.names and not cluster.members and cluster.written == reference.text:
            cluster.written = _as_written(words)
            cluster.owner = self._owner(source, reference)
        rests = basis(reference, cluster)
        return Finding(cluster, chance(rests), self._steps(words, reference, cluster), flags, rests)

    def _owner(self, source: Span, reference: Reference) -> Cluster | None:
        """Return whom the possessive pronoun that opens a source (“his campaign”) stands for; None without a name."""
        sentence, head = reference.place
        owner = next((i for i in self.tree.children(sentence, head, "nmod") if i < head), head)
        pronoun, cluster = self.tree.token(sentence, owner), self.links.at.get((sentence, owner))
        opens = owner != head and pronoun.span.start == source.start and fold(pronoun.text) in lexicon.POSSESSIVE
        return cluster if opens and cluster is not None and cluster.names else None

    def _reference(self, source: Span) -> Reference | None:
        """Return the mention at the head of the source, or the one that carries its name."""
        sentence, tokens = self.tree.tokens_in(source)
        if not tokens:
            return None
        head = self.tree.head_of(sentence, tokens)
        exact = self.links.by_place.get((sentence, head))
        near = self._names[sentence] + self._names[sentence + 1]  # a wrong sentence break may divide a source
        inside = [r for r in near if source.overlaps(r.mention.span)]
        covering = [r for r in inside if r.mention.span.overlaps(self.tree.token(sentence, head).span)]
        if exact is None and covering:
            return covering[0]
        if self.tree.token(sentence, head).upos in _NOBODY:
            return None
        if exact is not None and exact.mention.kind == "pronoun":
            return exact
        cluster = self.links.at.get(exact.place) if exact is not None else None
        people = [r for r in inside if r.label == "PER"]
        if exact is not None and exact.mention.kind == "name" and exact.label != "PER":
            people = [r for r in people if "," not in self._between(exact, r)]  # “Acme, a firm of Ann Doyle's”
        if cluster is not None and cluster.is_person:  # the name itself, when it stands in the source too
            own = [r for r in people if self.links.at.get(r.place) is cluster and self._titled(r, source)]
            return own[0] if own else exact
        titled = [r for r in people if self._titled(r, source) or self._apposed(r, source, exact)]
        return titled[0] if len(titled) == 1 else exact

    def _between(self, one: Reference, other: Reference) -> str:
        """Return the text between two mentions."""
        return self.tree.document.text[one.mention.span.end : other.mention.span.start]

    def _apposed(self, name: Reference, source: Span, head: Reference | None) -> bool:
        """Whether a person's name between commas, or after one, ends a source whose head says what one person does.

        “A lawyer for the port, Ann Doyle,” where the tree hangs the name on the port.
        """
        if head is None or head.mention.kind != "nominal" or head.plural or not is_role(head.lemma):
            return False
        tokens = self.tree.sentences[name.mention.sentence].tokens
        first, last = name_extent(self.tree, name)
        following = tokens[last + 1] if last + 1 < len(tokens) else None
        ends = following is None or following.span.start >= source.end or following.text in {",", "of"}
        return ends and first > 0 and tokens[first - 1].text in _ASIDE and tokens[first - 1].span.start >= source.start

    def _titled(self, name: Reference, source: Span) -> bool:
        """Whether a person's name ends the source, or its part before a comma, right after a role noun.

        This reads “council leader Ann Doyle” rightly where the tree does not join the name to its title.
        """
        tokens = self.tree.sentences[name.mention.sentence].tokens
        first, last = name_extent(self.tree, name)
        following = tokens[last + 1] if last + 1 < len(tokens) else None
        while first > 0 and tokens[first - 1].upos == "PUNCT" and tokens[first - 1].text in "“”\"’'":
            first -= 1
        ends = following is None or following.span.start >= source.end or following.text in {",", "("}
        if (
            ends
            and person(name.text).titles
            and not (first > 0 and tokens[first - 1].upos in {"ADP", "PART"})  # “a spokesman for Ms. Doyle”
            and "," not in self.tree.document.text[source.start : name.mention.span.start]
        ):
            return True  # “US Air Force Gen. Ann Doyle”
        if not ends or first == 0 or tokens[first - 1].span.start < source.start:
            return False
        noun = tokens[first - 1]
        return noun.upos in {"NOUN", "PROPN"} and is_role(noun.lemma)

    def _whole(self, source: Span, reference: Reference) -> Cluster | None:
        """Return the entity of the mention, or of the names joined by “and” that the source consists of."""
        for cluster in self.links.described(""):
            if cluster.members and any(r is reference for r in cluster.references):
                heads = self.tree.children(*reference.place, "conj")
                if all(source.contains(self.tree.token(reference.mention.sentence, i).span) for i in heads):
                    return cluster
        first = self.links.at.get(reference.place)
        sentence, head = reference.place
        token = self.tree.token(sentence, head)
        joined = self.tree.children(sentence, head, "conj")
        if token.deprel == "conj":  # “Ames, Bell and Doyle”, of whom only the last two are the source
            joined += [i for i in self.tree.children(sentence, token.head, "conj") if i > head]
        others = [
            other
            for i in joined
            if source.contains(self.tree.token(sentence, i).span)
            and (other := self.links.at.get((sentence, i))) is not None
        ]
        aside = "," in source.of(self.tree.document.text)  # “Ann Doyle, a developer and spokeswoman” is one person
        if first is None or reference.mention.kind != "name" or not others or first in others or aside:
            return first
        whole = Cluster(plural=True, members=(first, *others))  # a name and a description (“the Post and its owner”)
        whole.add(reference, "coordination", 0.9)
        self.links.clusters.append(whole)
        return whole

    def _steps(self, words: str, reference: Reference, cluster: Cluster) -> tuple[str, ...]:
        """Tell how the source's words lead to the entity, as one line of arrows."""
        name = self.name(cluster)
        if reference.mention.kind == "pronoun":
            nearest, reason = self.links.via.get(reference.place, (None, "pronoun"))
            chain = [f"“{words}”", reason]
            shown = self._shown(nearest, cluster)
            if shown is not None:
                chain.append(f"“{shown.text}”")
                chain.extend(_last_step(cluster, shown, name))
            elif cluster.references:
                chain.append(f"“{name}”")
            return (" → ".join(chain),)
        return (" → ".join([f"“{words}”", *_last_step(cluster, reference, name)]),)

    def _shown(self, nearest: Reference | None, cluster: Cluster) -> Reference | None:
        """Return the mention to show for a pronoun's antecedent: itself, or the last name or description before it."""
        if nearest is None or nearest.mention.kind != "pronoun":
            return nearest
        earlier = [r for r in cluster.references if r.place <= nearest.place and r.mention.kind != "pronoun"]
        return earlier[-1] if earlier else None

    def _first_person(self, number: int, reference: Reference) -> Finding:
        """Give “I” and “we” to whoever's words they are: the quotation's speaker, or the author."""
        word = self.tree.text(reference.mention.span)
        span = reference.mention.span
        if not any(region.contains(span) for region in self.quotes):
            self._own(reference, self.author)
            return Finding(
                self.author, AUTHOR, (f"“{word}” outside quotation marks → the author",), ("pronoun_source",)
            )
        holders = [
            (sum(len(s) for s in a.content), i)
            for i, a in enumerate(self.attributions)
            if i != number and any(s.contains(span) for s in a.content)
        ]
        trusted = 1.0
        if not holders:
            holders, trusted = self._beside(number, span), BESIDE
        if not holders:
            return Finding(None, 0.5, (f"“{word}” inside a quotation whose speaker is not known",), ("pronoun_source",))
        holder = self.find(min(holders)[1])
        if holder.cluster is None:
            return Finding(
                None, 0.5, (f"“{word}” inside a quotation without a speaker",), ("pronoun_source", "ambiguous_source")
            )
        name = self.name(holder.cluster)
        step = f"“{word}” inside a quotation → its speaker → “{name}”"
        self._own(reference, holder.cluster)
        return Finding(holder.cluster, holder.trust * INSIDE * trusted, (step,), ("pronoun_source",))

    def _beside(self, number: int, word: Span) -> list[tuple[int, int]]:
        """Return the attribution that holds another part of the same quotation, or the paragraph's only quotation."""
        region = next(region for region in self.quotes if region.contains(word))
        paragraph = self.tree.sentences[self.tree.tokens_in(word)[0]].paragraph
        others = [(i, a) for i, a in enumerate(self.attributions) if i != number and not self._nested(i)]
        same = [i for i, a in others if any(s.overlaps(region) for s in a.content)]
        near = {i for i, a in others if a.paragraph == paragraph and a.type != "indirect"}
        return [(0, same[0])] if same else [(0, i) for i in near] if len(near) == 1 else []

    def _own(self, reference: Reference, cluster: Cluster) -> None:
        if not any(r is reference for r in cluster.references):
            cluster.add(reference, "first person", 1.0)

    def _floating(self, number: int) -> Finding:
        """Continue the speaker of the last statement before a quotation that has no cue.

        Where another paragraph of the same quotation has a cue, its speaker. Else the nearest earlier statement
        decides; between a direct and an indirect one equally near, the direct. Farther than `REACH` paragraphs, or with
        another person named as a subject in between, nobody can know whose it is.
        """
        mine = self.attributions[number]
        rest = self._same_quotation(number)
        if rest is not None and (found := self.find(rest)).cluster is not None:
            step = f"no cue → the rest of the quotation is {self.attributions[rest].id} → “{self.name(found.cluster)}”"
            return Finding(found.cluster, found.trust * INSIDE, (step,), ())
        earlier = [
            (mine.paragraph - other.paragraph, other.type == "indirect", -index, index)
            for index, other in enumerate(self.attributions[:number])
            if other.act == "statement" and not self._nested(index) and other.paragraph <= mine.paragraph
        ]
        if not earlier:
            return Finding(None, 0.5, ("quotation without a cue and nobody spoke before",), ("no_source",))
        distance, *_, last = min(earlier)
        finding, before = self.find(last), self.attributions[last]
        if finding.cluster is None or self.source_class(finding.cluster) == "document":
            return Finding(None, 0.5, ("quotation without a cue after one without a speaker",), ("no_source",))
        name = self.name(finding.cluster)
        if distance > REACH:
            step = f"no cue, {distance} paragraphs after the last statement ({before.id}, “{name}”)"
            return Finding(None, 0.5, (step,), ("ambiguous_source",))
        other = self._in_between(before.content[-1].end, mine.content[0].start, finding.cluster)
        if other is not None:
            step = f"no cue → “{name}”, who spoke last ({before.id}), or “{self.name(other)}”, named since"
            return Finding(None, 0.5, (step,), ("ambiguous_source",))
        step = f"no cue → continues the last speaker ({before.id}) → “{name}”"
        return Finding(finding.cluster, finding.trust * FLOATING, (step,), ())

    def _same_quotation(self, number: int) -> int | None:
        """Return an attribution that has another paragraph of the same quotation, and a cue outside of it."""
        own = self.attributions[number].content[0]
        for pieces in (quotation.pieces for quotation in near(self.quotations, own) if len(quotation.pieces) > 1):
            rest = [piece for piece in pieces if not piece.overlaps(own)]
            for index, other in enumerate(self.attributions):
                quoted = other.cue is None or any(piece.contains(other.cue.span) for piece in pieces)
                if not quoted and any(piece.overlaps(span) for piece in rest for span in other.content):
                    return index
        return None

    def _in_between(self, start: int, end: int, speaker: Cluster) -> Cluster | None:
        """Return another person named as a subject between two places, outside quotation marks."""
        for cluster in self.links.clusters:
            if cluster is not speaker and cluster.label == "PER":
                for r in cluster.names:
                    if r.subject and not r.quoted and start <= r.mention.span.start < end:
                        return cluster
        return None

    def _nested(self, number: int) -> bool:
        """Whether the attribution's content lies inside another one's."""
        own = self.attributions[number].content[0]
        return any(
            other is not self.attributions[number] and any(s.contains(own) and len(s) > len(own) for s in other.content)
            for other in self.attributions
        )

    def first(self, cluster: Cluster) -> tuple[int, int]:
        """Place of the entity's first mention, for numbering."""
        return cluster.references[0].place if cluster.references else (0, 0)

    def name(self, cluster: Cluster) -> str:
        """Return the name shown for the entity."""
        return cluster.written if cluster is self.author else cluster.name

    def source_class(self, cluster: Cluster) -> SourceClass:
        """Class of the entity."""
        return "author" if cluster is self.author else classify(cluster)

    def entity(self, cluster: Cluster, number: str) -> Entity:
        """Build the public entity."""
        name = self.name(cluster)
        aliases: list[str] = []
        for reference in cluster.references:
            if reference.mention.kind == "pronoun":
                continue
            text = plain(reference.text) if reference.mention.kind == "name" else reference.text
            if cluster.members or (reference.mention.kind == "nominal" and cluster.names):
                continue
            if text != name and text not in aliases and (cluster.names or fold(text) not in fold(name)):
                aliases.append(text)
        described = sorted(cluster.descriptions, key=lambda item: item.role is None)
        role = next((item.role for item in described if item.role), None)
        affiliation = next((item.affiliation for item in described if item.affiliation), None)
        return Entity(
            number, name, self.source_class(cluster), role, affiliation, tuple(aliases),
            tuple(sorted({r.mention.span for r in cluster.references})),
        )  # fmt: skip


def _last_step(cluster: Cluster, reference: Reference, name: str) -> list[str]:
    how = cluster.how.get(reference.place, "")
    if cluster.owner is not None and not cluster.names:
        return ["by whose it is", f"“{name}”"]
    if reference.text == name or (not cluster.names and not cluster.members):
        return []
    if how in {"full name", "same name", "single name"}:
        return [] if plain(reference.text) == name else [f"“{name}”"]
    return [how, f"“{name}”"]


def _doubt(words: str, doubt: Doubt) -> str:
    if len(doubt.options) == 1:
        ((cluster, score),) = doubt.options
        return f"“{words}” → perhaps “{cluster.name}” ({score:.2f}), perhaps somebody without a name"
    named = " or ".join(f"“{cluster.name}” ({score:.2f})" for cluster, score in doubt.options)
    return f"“{words}” → too close to choose: {named}"


def _as_written(words: str) -> str:
    """Return the noun phrase without what follows a comma (a relative clause, an apposition)."""
    return words.split(", ", maxsplit=1)[0].strip(" ,;:")


def classify(cluster: Cluster) -> SourceClass:
    """Class of an entity: a named person's if a mention names one, else by its name's kind or its head noun."""
    if cluster.members:
        return classify(cluster.members[0])
    if cluster.label == "PER":
        return "named_person"
    names = cluster.names
    if names:
        return _class_of_name(cluster, names)
    nominal = next((r for r in cluster.references if r.mention.kind == "nominal"), None)
    if nominal is None:
        return "group" if cluster.plural else "unnamed_person"
    return class_of_noun(nominal)


def _class_of_name(cluster: Cluster, names: list[Reference]) -> SourceClass:
    """Take a name for a body's, unless it is a plural people (“Democrats”) or the title of something written."""
    lemmas = {fold(r.text.split()[-1]) for r in names} | {r.lemma for r in names}
    if is_instrument(cluster):
        return "document"
    if cluster.label in {"MISC", ""} and lemmas & (lexicon.DOCUMENT - lexicon.ORGANISATION):
        return "document"
    if cluster.label in {"MISC", ""} and cluster.plural:
        return "group"
    return "organisation"
