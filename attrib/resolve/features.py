"""What is known of a mention and of each entity that it may mean: one table for names, descriptions and pronouns."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.language.tree import CLAUSES, SUBJECTS
from attrib.resolve import kinds
from attrib.resolve.kinds import gender_of_noun
from attrib.resolve.roles import name_extent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.language.tree import Tree
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference
    from attrib.types import Span

    Place = tuple[int, int]
    Rows = Sequence[Sequence[float]]

APART: Final = 8
"""Characters that a source has beyond its mention before it is said to have more words."""

LEAD: Final = 3
"""Sentences, from the first, that are headline or lead."""

RECENT: Final = 50
"""Mentions and speakers back that are looked at, so that no article takes the square of its length."""

AROUND: Final = 4
"""Sentences back in which mentions are counted as what the passage is about."""

ARGUMENTS: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "obj", "iobj", "obl", "obl:agent"})
CONTENT: Final = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "VERB"})
DETERMINERS: Final = frozenset({"a", "an", "another", "one", "possessive"})
WEAK: Final = frozenset({"the", "a", "an", "this", "that", "and", "of", "own", "said", "longtime", "new", "top"})
KINDS_OF_NOUN: Final = ("person", "group", "organisation", "document", "thing")
KINDS: Final = ("name", "nominal", "he", "they", "it", "relative", "none")
LABELS: Final = ("PER", "ORG", "LOC", "MISC", "")

MENTION: Final = (
    *(f"kind_{kind}" for kind in KINDS),
    "definite", "indefinite", "possessed", "bare", "plural", "heading", "subject", "words", "gendered",
    *(f"noun_{kind}" for kind in KINDS_OF_NOUN), "early", "apart", "clause_after", "any_beside", "any_written",
    "modified", "choices", "people",
)  # fmt: skip
OPTION: Final = (
    "new", "nobody", "named", *(f"label_{label or 'none'}" for label in LABELS), "candidate_plural", "joint",
    "gender_fits", "count", "before", "spoken", "heading_only", "share", "noun_fits", "compatible", "described_by_role",
    "seen", "distance", "same_sentence", "previous_sentence", "paragraphs", "last_name", "last_nominal", "last_main",
    "last_quoted", "more_between", "around", "most_around", "opens", "ahead", "ahead_distance", "ahead_source",
    "last_speaker", "speaker_before_last", "governs", "inside", "inside_ends", "inside_preposition", "inside_person",
    "beside", "own", "governor", "covers", "same_office", "overlap", "described_overlap", "in_name",
    "modifiers_in_name", "same_words", "same_noun", "contradicts", "names_clash", "unlike_noun", "word_shared",
    "only_named", "in_name_whole", "latest_of_label", "organisation_fits", "person_fits", "in_heading",
)  # fmt: skip
FACTORS: Final = MENTION + OPTION
MENTIONED: Final = len(MENTION)


@dataclass(slots=True)
class State:
    """What the walk has written so far, for decisions to look at; only :mod:`attrib.resolve.entities` writes to it.

    `by_noun` and `by_text` have the entities described by a noun and last described in those words, folded.
    `by_place` has the mentions by the place of their head, `at` the entity each was put with, `names` the names of each
    sentence. `by_head` has the spans of sources by the place of their mention, `heads` those outside quotations in text
    order, `spoke` who spoke where so far, `spoken` how often each did. `beside` has for a description the numbers of
    the names in apposition to it, `governor` for a relative pronoun that of the noun its clause describes, `joint` for
    a source that of the entity of several that it consists of.
    """

    tree: Tree
    clusters: list[Cluster]
    by_place: dict[Place, Reference]
    at: dict[Place, Cluster] = field(default_factory=dict)
    names: dict[int, list[Reference]] = field(default_factory=dict)
    by_noun: dict[str, dict[int, Cluster]] = field(default_factory=dict)
    by_text: dict[str, Cluster] = field(default_factory=dict)
    by_head: dict[Place, list[Span]] = field(default_factory=dict)
    heads: list[Place] = field(default_factory=list)
    spoke: list[tuple[Place, Cluster]] = field(default_factory=list)
    spoken: Counter[int] = field(default_factory=Counter)
    beside: dict[Place, tuple[int, ...]] = field(default_factory=dict)
    governor: dict[Place, int | None] = field(default_factory=dict)
    joint: dict[Span, int] = field(default_factory=dict)
    _present: dict[int, dict[int, Cluster]] = field(default_factory=dict)
    _content: dict[Place, frozenset[str]] = field(default_factory=dict)

    def note(self, reference: Reference, cluster: Cluster) -> None:
        """Remember that the entity has this mention, for looking it up again; nothing here searches the whole text."""
        self._present.setdefault(reference.place[0], {})[cluster.number] = cluster
        if reference.mention.kind == "nominal":
            self.by_noun.setdefault(office(reference.lemma), {})[cluster.number] = cluster
            self.by_text[fold(reference.text)] = cluster

    def nearby(self, sentence: int, back: int) -> list[Cluster]:
        """Return the entities mentioned in the sentence or in so many before it, in order of opening."""
        found: dict[int, Cluster] = {}
        for row in range(sentence - back, sentence + 1):
            found.update(self._present.get(row, {}))
        return [found[number] for number in sorted(found)]

    def words(self, mention: Reference) -> set[str]:
        """Return the folded words of a name that say something."""
        words = mention.text.replace("-", " ").split()
        return {fold(w).strip(".,'’") for w in words if len(w) > 2} - {"the"}  # noqa: PLR2004 (“of”, “Al”)

    def proper(self, mention: Reference) -> frozenset[str]:
        """Return the names among the words that tell a description from others (“the Bell campaign”)."""
        return self.content(mention) & {w for names in self.names.get(mention.place[0], ()) for w in self.words(names)}

    def content(self, mention: Reference) -> frozenset[str]:
        """Return the folded words that tell a description from others of its noun, without the noun."""
        found = self._content.get(mention.place)
        if found is None:
            tree, (sentence, head) = self.tree, mention.place
            words: set[str] = set()
            for i in tree.subtree(sentence, head):
                token = tree.token(sentence, i)
                if i != head and token.upos in CONTENT and not _in_clause(tree, sentence, i, head):
                    words.update((fold(token.text).strip(".,'’"), fold(token.lemma)))
            found = frozenset(words - WEAK - {fold(tree.token(sentence, head).text), mention.lemma})
            self._content[mention.place] = found
        return found


def kind_of(mention: Reference) -> str:
    """Return the kind of mention: one of `KINDS`."""
    if mention.mention.kind == "pronoun":
        word = mention.lemma
        if word in lexicon.HE or word in lexicon.SHE:
            return "he"
        return "they" if word in lexicon.THEY else "it" if word in lexicon.IT else "relative"
    return mention.mention.kind if mention.mention.span else "none"


def determiner(tree: Tree, mention: Reference) -> str:
    """Return the lower-case determiner, “possessive” for a possessor, or nothing."""
    sentence, head = mention.place
    for child in tree.children(sentence, head, "det"):
        return tree.token(sentence, child).text.lower()
    if tree.children(sentence, head, "nmod:poss"):
        return "possessive"
    first = (mention.text.split() or [""])[0].lower()
    return first if first in lexicon.DEFINITE or first in lexicon.INDEFINITE else ""


def _in_clause(tree: Tree, sentence: int, index: int, top: int) -> bool:
    while index not in (top, -1):
        if tree.token(sentence, index).deprel.partition(":")[0] in {"acl", "advcl", "appos", "conj", "parataxis"}:
            return True
        index = tree.token(sentence, index).head
    return False


def office(lemma: str) -> str:
    """Return the noun that stands for all nouns of one office or kind of body."""
    lemma = lemma.removeprefix("ex-")
    return lexicon.SAME_OFFICE.get(lemma, lexicon.SAME_BODY.get(lemma, lemma))


def table(
    state: State,
    mention: Reference,
    source: Span | None,
    options: Sequence[Cluster | None],
    joint: Cluster | None = None,
) -> list[list[float]]:
    """Return a row of :data:`FACTORS` for each option; None is somebody new, or nobody where it comes last.

    `source` is None for a mention that is no source, `joint` the entity of several that the source consists of.
    """
    rows_of = _Rows(state, mention, source, [o for o in options if o is not None], joint)
    rows = [
        rows_of.entity(o) if o is not None else rows_of.nobody(new=i < len(options) - 1) for i, o in enumerate(options)
    ]
    any_of = [float(any(row[i] for row in rows)) for i in _RIVALS]
    counts = [math.log1p(len(options)), math.log1p(rows_of.people)]
    common = [*rows_of.common, *any_of, float(bool(rows_of.wanted)), *counts]
    return [common + row for row in rows]


_RIVALS: Final = tuple(OPTION.index(n) for n in ("beside", "same_noun"))


class _Rows:
    """The rows of one mention."""

    def __init__(
        self, state: State, mention: Reference, source: Span | None, options: Sequence[Cluster], joint: Cluster | None
    ) -> None:
        self.state, self.mention, self.source, self.options, self.joint = state, mention, source, options, joint
        tree = self.tree = state.tree
        self.kind = kind_of(mention)
        sentence, head = self.place = mention.place
        self.paragraph = tree.sentences[sentence].paragraph
        nominal = self.kind == "nominal"
        self.wanted = state.content(mention) if nominal else frozenset()
        self.proper = state.proper(mention) if nominal else frozenset()
        self.words = state.words(mention) if self.kind == "name" else set[str]()
        self.office = office(mention.lemma)
        self.gender = (
            "male" if mention.lemma in lexicon.HE else "female" if mention.lemma in lexicon.SHE
            else gender_of_noun(mention.lemma) if nominal else None
        )  # fmt: skip
        det = determiner(tree, mention) if nominal else ""
        self.chances = kinds.chances(mention.lemma) if nominal else dict.fromkeys(KINDS_OF_NOUN, 0.0)
        words = mention.text.split()
        self.common = [
            *(float(self.kind == kind) for kind in KINDS),
            float(det in lexicon.DEFINITE), float(det in DETERMINERS - {"possessive"}), float(det == "possessive"),
            float(not det), float(mention.plural), float(mention.heading), float(mention.subject),
            math.log1p(len(words)), float(self.gender is not None),
            *(self.chances[kind] for kind in KINDS_OF_NOUN),
            float(sentence < LEAD), float(source is not None and len(source) > len(mention.mention.span) + APART),
            float(any(i > head for i in tree.children(sentence, head, "acl", "appos"))) if nominal else 0.0,
        ]  # fmt: skip
        earlier = [(p, c) for p, c in state.spoke[-RECENT:] if p < self.place]
        self.spoke = [c for _, c in reversed(earlier[-2:])]
        self.last_place = earlier[-1][0] if earlier else None
        row = tree.sentences[self.last_place[0]].paragraph if self.last_place else -9
        self.gap = self.paragraph - row
        self.nearest = {c.number: c.last(self.place) for c in options}
        self.places = [r.place for r in self.nearest.values() if r is not None]
        self.counts = {c.number: c.count(self.place) for c in options}
        self.near = {c.number: self.counts[c.number] - c.count((sentence - AROUND, -1)) for c in options}
        self.most = max(self.near.values(), default=0)
        self.names = sum(len(c.names) for c in options) or 1
        self.opener = self._opener()
        self.inside = self._inside()
        self.people = sum(c.label == "PER" for c in options)
        self.latest: dict[str, int] = {}
        for label in LABELS:
            same = [c for c in options if c.names and c.label == label]
            if same:
                latest = max(same, key=lambda c: r.place if (r := self.nearest[c.number]) else (-1, -1))
                self.latest[label] = latest.number

    def _opener(self) -> int:
        start, tree = self.place[0], self.tree
        least = max(start - 8, 0)
        while start > least and tree.sentences[start - 1].paragraph == self.paragraph:
            start -= 1
        found = []
        for c in self.options:
            index = c.count((start, -1))
            first = next((r for r in c.references[index : index + 3] if r.subject and not r.quoted), None)
            if first is not None and first.place < self.place:
                found.append((first.place, c.number))
        return min(found)[1] if found else -1

    def _inside(self) -> dict[int, list[float]]:
        """How each option is named inside the source: at all, last, after a preposition, as a person."""
        found: dict[int, list[float]] = {}
        if self.source is None:
            return found
        text, tree = self.tree.document.text, self.tree
        for sentence in (self.place[0], self.place[0] + 1):
            for c in self.options:
                for r in c.within(sentence):
                    if r is self.mention or r.mention.kind != "name" or not self.source.overlaps(r.mention.span):
                        continue
                    first = name_extent(tree, r)[0]
                    tokens = tree.sentences[sentence].tokens
                    before = tokens[first - 1] if first else None
                    rest = text[r.mention.span.end : self.source.end].strip()
                    ends = not rest or rest[0] in ",(-–—"
                    adp = before is not None and (before.upos in {"ADP", "PART"} or before.text.lower() in {"the", "a"})
                    found[c.number] = [1.0, float(ends), float(adp), float(r.label == "PER")]
        return found

    def nobody(self, *, new: bool) -> list[float]:
        """Return the row of nobody, or of somebody `new`."""
        row = dict.fromkeys(OPTION, 0.0)
        row["new" if new else "nobody"] = 1.0
        row["same_words"] = float(self.kind == "nominal" and any(c.written == self.mention.text for c in self.options))
        row["distance"] = math.log1p(max(self.gap, 0))
        row["count"] = math.log1p(len(self.options))
        return list(row.values())

    def entity(self, c: Cluster) -> list[float]:
        """Return the row of an entity."""
        tree, m, number, place = self.tree, self.mention, c.number, self.place
        sentence = place[0]
        before = self.counts[number]
        last = self.nearest[number]
        named = bool(c.names)
        gender = c.gender or c.gender_by_name
        label = c.label if named else None
        known = _kind_chances(c)
        distance = max(sentence - last.place[0], 0) if last else 0
        gap = self.paragraph - tree.sentences[last.place[0]].paragraph if last else 0
        between = sum(last.place < p < place for p in self.places) if last else 0
        ahead = c.references[before] if not before and c.references else None
        main = last is not None and any(_is_main(tree, r) for r in c.within(last.place[0]) if r.place < place)
        words = {w for d in c.descriptions for w in d.words}
        lemmas = {office(d.lemma) for d in c.descriptions if d.lemma}
        own = self.state.at.get(place) is c
        wanted, nominal = self.wanted, self.kind == "nominal"
        in_name = modifiers = written = same_words = described = contradicts = names_clash = 0.0
        if nominal:
            name_words = c.name_words
            # “the bishop” is no Mr Bishop
            in_name = float(label != "PER" and bool({m.lemma, fold(tree.token(*place).text)} & name_words))
            found = [w for w in wanted if w in name_words or f"{w}s" in name_words]
            modifiers = len(found) / len(wanted) if wanted else 0.0
            for other in c.nominals(place)[-RECENT:]:
                if office(other.lemma) == self.office:
                    written = 1.0
                    said = self.state.content(other)
                    described = max(described, len(said & wanted) / len(wanted) if wanted else 1.0)
                    contradicts = max(contradicts, float(bool(said) and bool(wanted) and not said & wanted))
                    whose = self.state.proper(other) if self.proper else frozenset()
                    names_clash = max(names_clash, float(bool(whose) and not whose & self.proper))
                if fold(other.text) == fold(m.text):
                    same_words = 1.0
        inside = self.inside.get(number, [0.0] * 4)
        return [
            0.0, 0.0, float(named), *(float(label == each) for each in LABELS), float(c.plural), float(bool(c.members)),
            float(self.gender is not None and gender == self.gender),
            math.log1p(len(c.references)), math.log1p(before), math.log1p(self.state.spoken[number]),
            float(all(r.heading for r in c.references)), len(c.names) / self.names,
            sum(value * self.chances.get(kind, 0.0) for kind, value in known.items()) if nominal else 0.0,
            float(not nominal or c.plural == m.plural),
            float(bool(lemmas)),
            float(last is not None), math.log1p(distance), float(last is not None and distance == 0),
            float(distance == 1), float(min(max(gap, 0), 3)),
            float(last is not None and last.mention.kind == "name"),
            float(last is not None and last.mention.kind == "nominal"), float(main),
            float(last is not None and last.quoted), float(min(between, 3)) if between > 1 else 0.0,
            math.log1p(self.near[number]), float(self.near[number] == self.most and self.most > 0),
            float(self.opener == number),
            float(ahead is not None), math.log1p(max(ahead.place[0] - sentence, 0)) if ahead else 0.0,
            float(ahead is not None and ahead.place in self.state.by_head),
            float(bool(self.spoke) and self.spoke[0] is c),
            float(len(self.spoke) > 1 and self.spoke[1] is c),
            float(last is not None and _governs(tree, last, m)), *inside,
            float(number in self.state.beside.get(place, ())), float(own),
            float(self.state.governor.get(place) == number), float(self.joint is c),
            float(self.office in lemmas and nominal), len(wanted & words) / len(wanted) if wanted else 0.0, described,
            in_name, modifiers, same_words, written, contradicts, names_clash,
            float(bool(known) and not named and nominal and not written),
            float(bool(c.name_words & self.words)), float(self.people == 1 and label == "PER"),
            float(in_name and (not wanted or modifiers == 1)),
            float(label is not None and number == self.latest[label]),
            self.chances["organisation"] * (label in {"ORG", "MISC", "LOC"}), self.chances["person"] * (label == "PER"),
            float(any(r.heading for r in c.references)),
        ]  # fmt: skip


def _kind_chances(c: Cluster) -> dict[str, float]:
    """Chance of each kind of noun, as far as a name's label or an earlier description tells."""
    if not c.names and not c.members:
        return kinds.chances(c.noun) if c.noun else {}
    label = c.members[0].label if c.members else c.label
    if label == "PER":
        return {"person": 1.0, "group": float(c.plural)}
    return {"organisation": 1.0, "group": float(c.plural)} if label != "LOC" else {"organisation": 0.3, "thing": 0.3}


def _is_main(tree: Tree, reference: Reference) -> bool:
    """Whether the mention is the subject of its sentence's main clause."""
    sentence, head = reference.place[0], tree.token(*reference.place).head
    return reference.subject and head >= 0 and tree.token(sentence, head).head < 0


def _governs(tree: Tree, reference: Reference, pronoun: Reference) -> bool:
    """Whether the mention is the subject of a clause above the pronoun's own in the same sentence (“X said he …”)."""
    if reference.place[0] != pronoun.place[0]:
        return False
    sentence = reference.place[0]
    token = tree.token(*reference.place)
    if token.deprel not in SUBJECTS:
        return False
    clause = tree.clause(*pronoun.place)
    return token.head in {i for i in tree.ancestors(sentence, clause) if tree.token(sentence, i).deprel in CLAUSES}
