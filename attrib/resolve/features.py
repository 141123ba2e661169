"""What is known of a mention and of each entity that it may mean: one table for names, descriptions and pronouns."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from attrib.language.tree import CLAUSES, SUBJECTS
from attrib.resolve import kinds, lexicon
from attrib.resolve.kinds import gender_of_noun
from attrib.resolve.names import COMPANY, fold
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
ASIDE: Final = frozenset({",", "--", "—", "–"})
CONTENT: Final = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "VERB"})
DETERMINERS: Final = frozenset({"a", "an", "another", "one", "possessive"})
PAST: Final = frozenset({"former", "ex", "late", "retired"})
WEAK: Final = frozenset({"the", "a", "an", "this", "that", "and", "of", "own", "said", "longtime", "new", "top"})
KINDS_OF_NOUN: Final = ("person", "group", "organisation", "document", "thing")
KINDS: Final = ("name", "nominal", "he", "they", "it", "relative", "none")
LABELS: Final = ("PER", "ORG", "LOC", "MISC", "")

MENTION: Final = (
    *(f"kind_{kind}" for kind in KINDS),
    "definite", "indefinite", "possessed", "bare", "other_determiner", "plural", "heading", "subject", "quoted",
    "words", "former", "gendered", "noun_person", "noun_group", "noun_organisation", "noun_document", "noun_thing",
    "early", "apart", "capitals", "clause_after", "any_person_inside", "any_beside", "any_in_name", "any_described",
    "any_written", "modified", "choices", "people",
)  # fmt: skip
OPTION: Final = (
    "new", "nobody", "named", *(f"label_{label or 'none'}" for label in LABELS), "candidate_plural", "joint",
    "gender_fits", "gender_clashes", "count", "before", "spoken", "heading_only", "share", "noun_fits", "compatible",
    "described_by_role",
    "seen", "distance", "same_sentence", "previous_sentence", "paragraphs", "last_subject", "last_possessor",
    "last_name", "last_nominal", "last_main", "last_first", "last_quoted", "quote_mismatch", "one_between",
    "more_between", "around", "most_around", "opens", "ahead", "ahead_distance", "ahead_source", "last_speaker",
    "carries_on", "speaker_before_last", "spoken_since", "paragraph_speaker", "binds", "governs",
    "same_pronoun", "inside", "inside_ends", "inside_comma", "inside_preposition", "inside_possessor", "inside_person",
    "inside_first", "beside", "own", "governor", "covers", "same_office", "overlap", "described_overlap", "in_name",
    "modifiers_in_name", "same_words", "same_noun", "contradicts", "unlike_noun", "word_shared", "is_owner",
    "announced", "only_named", "in_name_whole", "in_name_unlike", "latest_of_label", "most_of_label", "first_of_label",
    "described_unlike", "organisation_fits", "person_fits", "in_heading", "in_lead", "as_subject", "belongs_last",
    "company", "public", "names_clash", "past_clash",
)  # fmt: skip
FACTORS: Final = MENTION + OPTION
MENTIONED: Final = len(MENTION)


@dataclass(slots=True)
class State:
    """What the walk has written so far, for decisions to look at; only :mod:`attrib.resolve.entities` writes to it.

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


_RIVALS: Final = tuple(OPTION.index(n) for n in ("inside_person", "beside", "in_name", "same_office", "same_noun"))


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
        self.chances = kinds.by_name(mention.lemma) if nominal else dict.fromkeys(KINDS_OF_NOUN, 0.0)
        words = mention.text.split()
        self.common = [
            *(float(self.kind == kind) for kind in KINDS),
            float(det in lexicon.DEFINITE), float(det in DETERMINERS - {"possessive"}), float(det == "possessive"),
            float(not det), float(bool(det) and det not in lexicon.DEFINITE | DETERMINERS),
            float(mention.plural), float(mention.heading), float(mention.subject), float(mention.quoted),
            math.log1p(len(words)), float(bool(self.wanted & PAST)), float(self.gender is not None),
            *(self.chances[kind] for kind in KINDS_OF_NOUN),
            float(sentence < LEAD), float(source is not None and len(source) > len(mention.mention.span) + APART),
            float(nominal and len(words) > 1 and words[-1][:1].isupper()),
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
        said = [d for c in self.spoke[:1] for d in c.descriptions]
        self.belongs = {w for d in said for w in fold(d.affiliation or "").split() if len(w) > 3}  # noqa: PLR2004
        self.people = sum(c.label == "PER" for c in options)
        self.spoken_since = self._since()
        self.of_label: dict[str, tuple[int, int, int]] = {}
        for label in LABELS:
            same = [c for c in options if c.names and c.label == label]
            if same:
                latest = max(same, key=lambda c: r.place if (r := self.nearest[c.number]) else (-1, -1))
                self.of_label[label] = (
                    latest.number, max(same, key=lambda c: self.counts[c.number]).number,
                    min(same, key=lambda c: c.references[0].place).number,
                )  # fmt: skip

    def _since(self) -> set[int]:
        """Numbers of the options that were a subject outside quotation marks since somebody spoke last."""
        start = self.last_place or (0, 0)
        return {
            c.number for c in self.options
            for r in c.references[max(self.counts[c.number] - 2, 0) : self.counts[c.number]]
            if r.subject and not r.quoted and r.place > start
        }  # fmt: skip

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
        """How each option is named inside the source: first, last, after a comma, after a preposition, as possessor."""
        found: dict[int, list[float]] = {}
        if self.source is None:
            return found
        text, tree = self.tree.document.text, self.tree
        for sentence in (self.place[0], self.place[0] + 1):
            for c in self.options:
                for r in c.within(sentence):
                    if r is self.mention or r.mention.kind != "name" or not self.source.overlaps(r.mention.span):
                        continue
                    first, last = name_extent(tree, r)
                    tokens = tree.sentences[sentence].tokens
                    before = tokens[first - 1] if first else None
                    after = tokens[last + 1] if last + 1 < len(tokens) else None
                    rest = text[r.mention.span.end : self.source.end].strip()
                    ends = not rest or rest[0] in ",(-–—"
                    comma = before is not None and before.text in ASIDE and before.span.start > self.source.start
                    adp = before is not None and (before.upos in {"ADP", "PART"} or before.text.lower() in {"the", "a"})
                    poss = after is not None and after.upos == "PART"
                    found[c.number] = [
                        1.0, float(ends), float(comma), float(adp), float(poss), float(r.label == "PER"),
                        float(r.mention.span.start == self.source.start),
                    ]  # fmt: skip
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
        token = tree.token(*last.place) if last else None
        main = last is not None and any(_is_main(tree, r) for r in c.within(last.place[0]) if r.place < place)
        words = {w for d in c.descriptions for w in d.words}
        lemmas = {office(d.lemma) for d in c.descriptions if d.lemma}
        own = self.state.at.get(place) is c
        wanted, nominal = self.wanted, self.kind == "nominal"
        in_name = modifiers = written = same_words = contradicts = described = names_clash = past_clash = 0.0
        if nominal:
            name_words = c.name_words
            here = {m.lemma, fold(tree.token(*place).text), *lexicon.IN_NAMES.get(m.lemma, ())}
            in_name = float(bool(here & name_words))
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
            past_clash = float(any(bool(d.words & PAST) != bool(wanted & PAST) for d in c.descriptions if d.lemma))
        inside = self.inside.get(number, [0.0] * 7)
        return [
            0.0, 0.0, float(named), *(float(label == each) for each in LABELS), float(c.plural), float(bool(c.members)),
            float(self.gender is not None and gender == self.gender),
            float(self.gender is not None and gender is not None and gender != self.gender),
            math.log1p(len(c.references)), math.log1p(before), math.log1p(self.state.spoken[number]),
            float(all(r.heading for r in c.references)), len(c.names) / self.names,
            sum(value * self.chances.get(kind, 0.0) for kind, value in known.items()) if nominal else 0.0,
            float(not nominal or c.plural == m.plural),
            float(bool(lemmas)),
            float(last is not None), math.log1p(distance), float(last is not None and distance == 0),
            float(distance == 1), float(min(max(gap, 0), 3)),
            float(last is not None and last.subject), float(token is not None and token.deprel == "nmod:poss"),
            float(last is not None and last.mention.kind == "name"),
            float(last is not None and last.mention.kind == "nominal"), float(main),
            float(last is not None and _is_first(tree, last)), float(last is not None and last.quoted),
            float(last is not None and last.quoted != m.quoted), float(between == 1),
            float(min(between, 3)) if between > 1 else 0.0, math.log1p(self.near[number]),
            float(self.near[number] == self.most and self.most > 0), float(self.opener == number),
            float(ahead is not None), math.log1p(max(ahead.place[0] - sentence, 0)) if ahead else 0.0,
            float(ahead is not None and ahead.place in self.state.by_head),
            float(bool(self.spoke) and self.spoke[0] is c),
            float(bool(self.spoke) and self.spoke[0] is c and self.gap <= 1 and not self.spoken_since - {number}),
            float(len(self.spoke) > 1 and self.spoke[1] is c),
            float(number in self.spoken_since),
            float(bool(self.spoke) and self.spoke[0] is c and self.gap == 0),
            float(last is not None and _binds(tree, last, m)), float(last is not None and _governs(tree, last, m)),
            float(last is not None and last.mention.kind == "pronoun" and last.lemma == m.lemma), *inside,
            float(number in self.state.beside.get(place, ())), float(own),
            float(self.state.governor.get(place) == number), float(self.joint is c),
            float(self.office in lemmas and nominal), len(wanted & words) / len(wanted) if wanted else 0.0, described,
            in_name, modifiers, same_words, written, contradicts,
            float(bool(known) and not named and nominal and not written),
            float(bool(c.name_words & self.words)),
            float(c.owner is not None), float(self.office in lemmas and not before and nominal),
            float(self.people == 1 and label == "PER"),
            float(in_name and (not wanted or modifiers == 1)), float(in_name and bool(wanted) and not modifiers),
            *(float(number == n) for n in (self.of_label[label] if label is not None else (-1, -1, -1))),
            float(self.office in lemmas and bool(wanted) and not wanted & words),
            self.chances["organisation"] * (label in {"ORG", "MISC", "LOC"}), self.chances["person"] * (label == "PER"),
            float(any(r.heading for r in c.references)), float(bool(c.references) and c.references[0].place[0] < LEAD),
            math.log1p(sum(r.subject for r in c.references[max(before - RECENT, 0) : before])),
            float(bool(self.belongs & c.name_words)) if label != "PER" else 0.0,
            float(bool(c.name_words & COMPANY)), float(bool(c.name_words & lexicon.PUBLIC)), names_clash, past_clash,
        ]  # fmt: skip


def _kind_chances(c: Cluster) -> dict[str, float]:
    """Chance of each kind of noun, as far as a name's label or an earlier description tells."""
    if not c.names and not c.members:
        return kinds.by_name(c.noun) if c.noun else {}
    label = c.members[0].label if c.members else c.label
    if label == "PER":
        return {"person": 1.0, "group": float(c.plural)}
    return {"organisation": 1.0, "group": float(c.plural)} if label != "LOC" else {"organisation": 0.3, "thing": 0.3}


def _is_main(tree: Tree, reference: Reference) -> bool:
    """Whether the mention is the subject of its sentence's main clause."""
    sentence, head = reference.place[0], tree.token(*reference.place).head
    return reference.subject and head >= 0 and tree.token(sentence, head).head < 0


def _is_first(tree: Tree, reference: Reference) -> bool:
    """Whether nothing but the mention's own words and function words opens its sentence."""
    for t in tree.sentences[reference.place[0]].tokens:
        if t.span.end > reference.mention.span.start:
            return True
        if t.upos in {"NOUN", "PROPN", "PRON", "VERB"}:
            return False
    return True


def _binds(tree: Tree, reference: Reference, pronoun: Reference) -> bool:
    """Whether the mention is the subject of the clause in which the pronoun is a possessor (“X read her notes”)."""
    same = reference.place[0] == pronoun.place[0]
    if not same or not reference.subject or tree.token(*pronoun.place).deprel != "nmod:poss":
        return False
    return tree.token(*reference.place).head == tree.clause(*pronoun.place)


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
