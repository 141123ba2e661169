"""Attributions in, the same attributions with their speakers out, and the entities that speak.

Here nothing is written: the walk (:mod:`attrib.resolve.entities`) has decided what each source may mean. What is left
are the sources that lean on another attribution (“I”, the rest of a quotation), doubts, and the words for it all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from attrib.language import lexicon
from attrib.language.names import fold, plain
from attrib.language.quotations import find_quotations, near, regions
from attrib.language.tree import Tree
from attrib.resolve import titles
from attrib.resolve.cluster import Cluster
from attrib.resolve.entities import walk
from attrib.resolve.features import kind_of
from attrib.resolve.source_class import classify
from attrib.types import Attribution, Candidate, Code, Entity, Flag, Speaker, Step, Way
from attrib.wording import step_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attrib.resolve.entities import Choice, Walked
    from attrib.types import Document, Parse, SourceClass, Span

LEAST: Final = 0.6
"""Chance below which a source stays unattributed, its candidates named. Of 100 sources of five-fold newsroom train that
are somebody named 91.1 have the right name and 7.8 a wrong one without it, 88.4 and 5.6 with it; docs/reliability.md
has the curve (2026-11-28)."""

LEAST_WRITTEN: Final = 0.5
"""The same for a source that is shown in its own words, as nobody named: they name nobody else."""

DOUBTFUL: Final = 0.75
"""Chance below which a speaker is shown as a guess."""

UNSETTLED: Final = 0.38
"""What the confidence of an attribution is multiplied by whose source stays unattributed: of 1,396 such sources of the
training articles, by weights that had not learnt them, 37.7 in 100 are nobody by name (2026-11-28)."""

LABELLED: Final = frozenset({"turn", "signed", "letter"})
"""The rules whose sources are labels beside the words: nobody is chosen for them."""

AUTHOR: Final = 0.95
"""Chance of “I” outside quotation marks being the author."""

INSIDE: Final = 0.9
"""Chance of “I” inside quotation marks being the quotation's speaker."""

WEIGHED: Final = 0.03
"""Chance from which somebody is a candidate."""

MOST: Final = 5
"""Candidates that an attribution has at most."""

AUTHOR_NUMBER: Final = -1
"""The number of the author, who is no entity of the walk's."""

WAYS: Final = (
    (Way.JOINED, ("covers",)),
    (Way.BESIDE, ("beside", "inside_person")),
    (Way.DESCRIBED, ("same_office",)),
    (Way.PART_OF_NAME, ("in_name",)),
    (Way.SAME_WORDS, ("same_words", "same_noun")),
    (Way.CLAUSE, ("governor",)),
    (Way.ABOVE, ("governs",)),
    (Way.SPOKE_LAST, ("last_speaker",)),
    (Way.AHEAD, ("ahead",)),
)
"""Which features of the chosen option tell how it was reached, the first that holds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one attribution's source: an entity by number and its chance, or why there is none."""

    number: int | None
    chance: float
    step: Step
    flags: tuple[Flag, ...] = ()
    options: tuple[tuple[int | None, float], ...] = ()


def resolve(
    document: Document, parse: Parse, attributions: Sequence[Attribution]
) -> tuple[tuple[Attribution, ...], tuple[Entity, ...]]:
    """Give each attribution its speaker, candidates, evidence, flags and confidence; return them with the entities.

    Those that speak come first, numbered e1, e2, … in order of their first mention, then those that are candidates
    only. An attribution whose source fits nobody well enough keeps `speaker` None and the flag ``ambiguous_source``.
    Raises ModelError when the ranker's weights are missing or damaged.
    """
    tree = Tree(document, parse)
    sources = [each.source for each in attributions if each.source is not None]
    floating = [each.content[0] for each in attributions if each.source is None and each.cue is None]
    labels = {each.source for each in attributions if each.source is not None and each.rule in LABELLED}
    speakers = Speakers(tree, walk(tree, sources, floating, labels=labels), attributions)
    return speakers.resolved(), speakers.entities()


class Speakers:
    """Reads who speaks off a finished walk."""

    def __init__(self, tree: Tree, walked: Walked, attributions: Sequence[Attribution]) -> None:
        """Find the speaker of every attribution."""
        self.tree, self.walked, self.attributions = tree, walked, attributions
        self.quotations, self.regions = find_quotations(tree.document), regions(tree.document)
        self.author = tree.document.byline or "the author"
        self._found: dict[int, Finding] = {}
        self._open: set[int] = set()
        self.findings = [self.find(number) for number in range(len(attributions))]

    # --- results ---

    @cached_property
    def ids(self) -> Mapping[int, str]:
        """The id of each entity that speaks or is a candidate, by its number."""
        speaking = sorted({f.number for f in self.findings if f.number is not None}, key=self._first)
        weighed = {n for f in self.findings for n, _ in f.options if n is not None}
        others = sorted(weighed - set(speaking), key=self._first)
        return {number: f"e{place}" for place, number in enumerate([*speaking, *others], start=1)}

    def resolved(self) -> tuple[Attribution, ...]:
        """Return the attributions with their speakers."""
        return tuple(map(self._filled, self.attributions, self.findings))

    def entities(self) -> tuple[Entity, ...]:
        """Return the entities that speak or are candidates."""
        speaking = {finding.number for finding in self.findings}
        return tuple(self._entity(number, speaks=number in speaking) for number in self.ids)

    def _filled(self, attribution: Attribution, finding: Finding) -> Attribution:
        flags: list[Flag] = list(finding.flags)
        speaker = None
        if finding.number is not None:
            kind = self.source_class(finding.number)
            speaker = Speaker(self.ids[finding.number], self.name(finding.number), kind)
            flags += [Flag.ANONYMOUS_SOURCE] if kind == "unnamed_person" else []
            written = finding.step.values.get("way") == Way.WRITTEN  # “officials” are officials, whoever they are
            flags += [Flag.DOUBTFUL_SPEAKER] if finding.chance < DOUBTFUL and not written else []
        return replace(
            attribution,
            speaker=speaker,
            confidence=round(attribution.confidence * finding.chance, 3),
            steps=(*attribution.steps, finding.step),
            evidence=(*attribution.evidence, step_words(finding.step)),
            flags=tuple(dict.fromkeys((*attribution.flags, *flags))),
            candidates=tuple(
                Candidate(None, None, round(chance, 3)) if number is None
                else Candidate(self.ids[number], self.name(number), round(chance, 3))
                for number, chance in finding.options
            ),
        )  # fmt: skip

    def _entity(self, number: int, *, speaks: bool) -> Entity:
        cluster = self._cluster(number)
        name = self.name(number)
        aliases: list[str] = []
        for reference in cluster.references:
            if reference.mention.kind == "pronoun" or cluster.members:
                continue
            text = plain(reference.text) if reference.mention.kind == "name" else reference.text
            described = reference.mention.kind == "nominal" and bool(cluster.names)
            if not described and text not in {name, *aliases} and (cluster.names or fold(text) not in fold(name)):
                aliases.append(text)
        sources = [
            span for attribution, finding in zip(self.attributions, self.findings, strict=True)
            if finding.number == number and (span := attribution.source) is not None
        ]  # fmt: skip
        found, role, affiliation = titles.titles(self.tree, cluster, sources)
        said = {span for span in sources if self._is_first_person(span)}
        mentions = tuple(sorted({r.mention.span for r in cluster.references} | said))
        kind = self.source_class(number)
        return Entity(self.ids[number], name, kind, role, affiliation, tuple(aliases), mentions, found, speaks)

    def _cluster(self, number: int) -> Cluster:
        return Cluster(written=self.author) if number == AUTHOR_NUMBER else self.walked.clusters[number]

    def _first(self, number: int) -> tuple[int, int]:
        references = self._cluster(number).references
        return references[0].place if references else (0, 0)

    def name(self, number: int) -> str:
        """Return the name shown for an entity."""
        return self._cluster(number).name

    def source_class(self, number: int) -> SourceClass:
        """Return the class of an entity."""
        return "author" if number == AUTHOR_NUMBER else classify(self.tree, self.walked.clusters[number])

    # --- who it is ---

    def find(self, number: int) -> Finding:
        """Return who says the attribution of that number."""
        if number not in self._found:
            if number in self._open:  # its source and another one's point at each other
                return _nobody(Code.INSIDE_NOBODY, Flag.AMBIGUOUS_SOURCE, words=self._words(number))
            self._open.add(number)
            self._found[number] = self._look(number)
            self._open.discard(number)
        return self._found[number]

    def _look(self, number: int) -> Finding:
        attribution = self.attributions[number]
        source = attribution.source
        if source is None:
            return self._floating(number) if attribution.cue is None else _nobody(Code.NO_SOURCE, Flag.NO_SOURCE, 1.0)
        if self._is_first_person(source):
            return self._first_person(number, source)
        choice = self.walked.choices.get(source)
        words = self._words(number)
        if choice is None:
            return _nobody(Code.NOT_FOLLOWED, Flag.PRONOUN_SOURCE, 1.0, words=words)
        return self._chosen(words, choice)

    def _words(self, number: int) -> str:
        source = self.attributions[number].source
        return "" if source is None else self.tree.text(source)

    def _chosen(self, words: str, choice: Choice) -> Finding:
        """Return the entity that the walk chose, or the doubt it left."""
        kind = kind_of(choice.mention)
        flags = () if kind == "name" else (Flag.NOMINAL_SOURCE,) if kind == "nominal" else (Flag.PRONOUN_SOURCE,)
        flags = () if kind == "none" else flags
        options = tuple((n, chance) for n, chance in choice.options[:MOST] if chance >= WEIGHED)
        number, chance = choice.options[0]
        others = tuple(each for each in options if each[0] not in {None, choice.written})
        if number is None and choice.written is not None and not others:  # its own words say who it is
            chance += dict(choice.options).get(choice.written, 0.0)
            name = self.name(choice.written)
            step = Step(Code.SPEAKER, {"words": words, "way": Way.WRITTEN, "name": name, "chance": round(chance, 3)})
            return Finding(choice.written, chance, step, flags, ((choice.written, chance),))
        if number is None or chance < _least(choice):
            named = [f"{self._quoted(n)} ({share:.2f})" for n, share in options]
            unsure = Step(Code.UNSETTLED, {"words": words, "options": ", ".join(named)})
            step = unsure if any(n is not None for n, _ in options) else Step(Code.NOT_FOLLOWED, {"words": words})
            return Finding(None, UNSETTLED, step, (*flags, Flag.AMBIGUOUS_SOURCE), options)
        values: dict[str, str | float | None] = {
            "words": words, "way": self._way(choice, number), "name": self.name(number), "chance": round(chance, 3),
        }  # fmt: skip
        if len(options) > 1:
            second, share = options[1]
            rival = None if second is None else self.name(second)
            values |= {"second": rival, "second_chance": round(share, 3)}
        return Finding(number, chance, Step(Code.SPEAKER, values), flags, options)

    def _quoted(self, number: int | None) -> str:
        return "nobody" if number is None else f"“{self.name(number)}”"

    def _way(self, choice: Choice, number: int) -> Way:
        """Return how the source's words lead to the entity."""
        cluster, mention = self.walked.clusters[number], choice.mention
        row = choice.row
        if row["new"]:
            return Way.OWNER if cluster.owner is not None else Way.WRITTEN
        if mention.mention.kind == "name" and row["own"]:
            return Way.NAME if cluster.form(mention.text) == cluster.name else Way.SHORT_NAME
        return next((way for way, factors in WAYS if any(row[factor] for factor in factors)), Way.LIKELIEST)

    # --- the first person ---

    def _is_first_person(self, source: Span) -> bool:
        sentence, tokens = self.tree.tokens_in(source)
        head = self.tree.token(sentence, self.tree.head_of(sentence, tokens)) if tokens else None
        words = lexicon.SPEAKER | lexicon.SPEAKERS
        return head is not None and fold(head.text) in words and head.upos in {"PRON", "DET"}

    def _first_person(self, number: int, source: Span) -> Finding:
        """Give “I” and “we” to whoever's words they are: the quotation's speaker, or the author."""
        flags, words = (Flag.PRONOUN_SOURCE,), self._words(number)
        if not any(region.contains(source) for region in near(self.regions, source)):
            step = Step(Code.AUTHOR, {"words": words})
            return Finding(AUTHOR_NUMBER, AUTHOR, step, flags, ((AUTHOR_NUMBER, AUTHOR),))
        holders = [
            (sum(len(s) for s in a.content), i)
            for i, a in enumerate(self.attributions)
            if i != number and any(s.contains(source) for s in a.content)
        ]
        holder = self.find(min(holders)[1]) if holders else None
        if holder is None or holder.number is None:
            return _nobody(Code.INSIDE_NOBODY, *flags, words=words)
        step = Step(Code.INSIDE, {"words": words, "name": self.name(holder.number)})
        return Finding(holder.number, holder.chance * INSIDE, step, flags, holder.options)

    # --- quotations without a cue ---

    def _floating(self, number: int) -> Finding:
        """Give a quotation without a cue to the speaker of the rest of it, else to whom the walk chose."""
        rest = self._same_quotation(number)
        if rest is not None and (found := self.find(rest)).number is not None:
            step = Step(Code.SAME_QUOTATION, {"other": self.attributions[rest].id, "name": self.name(found.number)})
            return Finding(found.number, found.chance * INSIDE, step, (), found.options)
        choice = self.walked.choices.get(self.attributions[number].content[0])
        if choice is None:
            return _nobody(Code.NOBODY_BEFORE, Flag.NO_SOURCE)
        found = self._chosen("", choice)
        document = found.number is not None and self.source_class(found.number) == "document"
        if document or choice.options[0][0] is None:
            return replace(_nobody(Code.NOBODY_BEFORE, Flag.NO_SOURCE), options=found.options)
        return found

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


def _least(choice: Choice) -> float:
    """Return the chance from which the first option is the speaker; a surname that two people bear asks for more."""
    if choice.row["new"]:
        return LEAST_WRITTEN
    return DOUBTFUL if choice.mention.mention.kind == "name" and not choice.row["own"] else LEAST


def _nobody(code: Code, flag: Flag, chance: float = 0.5, **values: str) -> Finding:
    return Finding(None, chance, Step(code, dict(values)), (flag,))
