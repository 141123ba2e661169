"""Grouping of names into entities: longest forms first, short forms to the entity they can abbreviate."""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from attrib.resolve.lexicon import OFFICES, STRONG_TITLES
from attrib.resolve.names import Match, PersonName, given_gender, person, plain, same_organisation, same_person
from attrib.resolve.roles import Description, describe, is_role, noun_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.resolve.lexicon import Gender
    from attrib.resolve.mentions import Reference
    from attrib.tree import Tree

CLOSE = 0.12
"""Two entities of one surname are too close to choose between when their salience, 0 to 1, differs by less than this:
both named in one sentence, being its subject (0.1) is not enough."""


_BARE = frozenset({"same name", "surname match"})


@dataclass(slots=True, eq=False)
class Cluster:
    """An entity being built.

    `how` says by what rule each reference was put here and `score` how far that is to be trusted; `label` is the kind
    of its name, empty without one; `written` are the words that stand for a name; `members` are the entities that a
    coordination (“Ames and Bell”) is made of.
    """

    references: list[Reference] = field(default_factory=list)
    how: dict[tuple[int, int], str] = field(default_factory=dict)
    score: dict[tuple[int, int], float] = field(default_factory=dict)
    descriptions: list[Description] = field(default_factory=list)
    gender: Gender | None = None
    plural: bool = False
    members: tuple[Cluster, ...] = ()
    label: str = ""
    written: str = ""

    def add(self, reference: Reference, how: str, score: float) -> None:
        """Put a reference in its place in text order."""
        insort(self.references, reference, key=lambda r: r.place)
        self.how[reference.place] = how
        self.score[reference.place] = score

    @property
    def names(self) -> list[Reference]:
        """The references that are names."""
        return [r for r in self.references if r.mention.kind == "name"]

    @property
    def is_person(self) -> bool:
        """Whether this is a named person as far as is known."""
        return self.label == "PER" or (bool(self.members) and all(m.is_person for m in self.members))

    @property
    def name(self) -> str:
        """Longest form of the name, without titles; the words as written for what has no name."""
        if self.members:
            return " and ".join(member.name for member in self.members)
        forms = [self.form(r) for r in self.names if not r.heading] or [self.form(r) for r in self.names]
        if not forms:
            return self.written or self.references[0].text
        counts = Counter(forms)
        return max(counts, key=lambda form: (len(form.split()), len(form), counts[form]))

    @property
    def gender_by_name(self) -> Gender | None:
        """Gender that a person's given name gives away, which rules candidates out but does not speak for them."""
        return given_gender(self.name) if self.label == "PER" else None

    def form(self, reference: Reference) -> str:
        """Return the name as written in that reference: titles off a person's."""
        return person(reference.text).core if self.label == "PER" else plain(reference.text)

    def before(self, place: tuple[int, int]) -> list[Reference]:
        """Return the references whose head comes before that place."""
        return [r for r in self.references if r.place < place]


@dataclass(slots=True)
class Naming:
    """The outcome of grouping names: the clusters in order of first mention.

    `ambiguous` has the names that could not be placed, with their candidates and scores, best first.
    """

    clusters: list[Cluster]
    ambiguous: dict[tuple[int, int], list[tuple[Cluster, float]]]


def cluster_names(tree: Tree, names: Sequence[Reference]) -> Naming:
    """Group the name references of a document into entities."""
    labels = _labels(tree, names)
    people = [r for r in names if labels[_form(r)] == "PER"]
    bodies = [r for r in names if labels[_form(r)] != "PER"]
    naming = Naming([], {})
    _cluster_people(tree, people, naming)
    _cluster_bodies(bodies, labels, naming)
    naming.clusters.sort(key=lambda cluster: cluster.references[0].place)
    for cluster in naming.clusters:
        cluster.descriptions = [item for r in cluster.names for item in _described(tree, r)]
        cluster.gender = cluster.gender or _gender(cluster)
        if cluster.label == "MISC" or not cluster.label:
            cluster.plural = any(r.plural for r in cluster.names)
    return naming


def _described(tree: Tree, reference: Reference) -> list[Description]:
    """List what is said beside one mention, with the office its title names where the tree did not give one."""
    found = describe(tree, reference)
    offices = [OFFICES[word] for word in title_of(tree, reference).titles if word in OFFICES]
    if offices and reference.label in {"PER", ""} and not any(item.lemma for item in found):
        found.append(Description(offices[-1], None, offices[-1], frozenset(offices)))
    return found


def title_of(tree: Tree, reference: Reference) -> PersonName:
    """Take the name apart with the title words that stand before it outside the mention."""
    sentence = tree.sentences[reference.mention.sentence]
    start = next((i for i, t in enumerate(sentence.tokens) if t.span.overlaps(reference.mention.span)), 0)
    before: list[str] = []
    while start > 0 and len(before) < 3:  # noqa: PLR2004 ("former US President" is the longest title read here)
        word = sentence.tokens[start - 1].text
        if not person(f"{word} X").titles or sentence.tokens[start - 1].upos == "DET":
            break
        before.insert(0, word)
        start -= 1
    return person(" ".join([*before, reference.text]))


def _form(reference: Reference) -> str:
    return plain(reference.text)


def _labels(tree: Tree, names: Iterable[Reference]) -> dict[str, str]:
    """One label per form: the tagger's majority, or PER for an untagged form that a title or a role introduces."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for reference in names:
        tally = votes[_form(reference)]
        label = reference.label
        titles = set(title_of(tree, reference).titles)
        if label not in {"PER", "LOC"} and titles & STRONG_TITLES:
            label = "PER"
        if not label and (noun := noun_before(tree, reference)) is not None:
            label = "PER" if is_role(tree.token(reference.mention.sentence, noun).lemma) else ""
        if not label and any(is_role(item.lemma) for item in describe(tree, reference)):
            label = "PER"
        tally[label] += 1
    labels = {}
    for form, tally in votes.items():
        tagged = {label: count for label, count in tally.items() if label}
        labels[form] = max(tagged, key=lambda label: tagged[label]) if tagged else ""
    persons = [form for form, label in labels.items() if label == "PER"]
    for form, label in labels.items():
        if label not in {"", "ORG", "MISC"} or (label and not votes[form]["PER"]):
            continue  # a surname now and then tagged as a body's is the person's; one never tagged PER may be a firm's
        if any((match := same_person(form, other)) and (not label or match.how in _BARE) for other in persons):
            labels[form] = "PER"
    return labels


def _gender(cluster: Cluster) -> Gender | None:
    return next((item.gender for item in cluster.descriptions if item.gender), None)


def _cluster_people(tree: Tree, names: Sequence[Reference], naming: Naming) -> None:
    known = {r.place: title_of(tree, r) for r in names}
    full = [r for r in names if len(known[r.place].keys) > 1]
    clusters: list[Cluster] = []
    for reference in sorted(full, key=lambda r: (r.heading, r.place)):
        best = max(
            (
                (match.score, -i, c, match)
                for i, c in enumerate(clusters)
                if (match := _compare(c, known[reference.place], known))
            ),
            default=None,
        )
        # A spelling or an extra word is enough between two full names; a surname alone is never compared here.
        target = best[2] if best else Cluster(label="PER")
        if best is None:
            clusters.append(target)
        target.add(reference, best[3].how if best else "full name", best[3].score if best else 1.0)
        target.gender = target.gender or known[reference.place].gender
    for reference in sorted((r for r in names if len(known[r.place].keys) <= 1), key=lambda r: r.place):
        _place_short(reference, known, clusters, naming)
    naming.clusters.extend(clusters)


def _compare(cluster: Cluster, name: PersonName, known: dict[tuple[int, int], PersonName]) -> Match | None:
    """Return the best match of a name with any form in the cluster; None if the titles say otherwise."""
    if cluster.gender and name.gender and cluster.gender != name.gender:
        return None
    forms = dict.fromkeys(known[r.place].core for r in cluster.names)
    matches = [match for form in forms if (match := same_person(form, name.core))]
    return max(matches, key=lambda match: match.score, default=None)


def _place_short(
    reference: Reference, known: dict[tuple[int, int], PersonName], clusters: list[Cluster], naming: Naming
) -> None:
    name = known[reference.place]
    found = [(c, m) for c in clusters if (m := _compare(c, name, known))]
    if found:
        top = max(_class(m) for _, m in found)
        found = [(c, m) for c, m in found if _class(m) == top]
    if not found:
        cluster = Cluster(label="PER", gender=name.gender)
        cluster.add(reference, "single name", 0.9)
        clusters.append(cluster)
        return
    found = _bearer(found, known) or found
    ranked = sorted(
        ((salience(c, reference.place, [c for c, _ in found]), c, m) for c, m in found), key=lambda item: -item[0]
    )
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLOSE:
        naming.ambiguous[reference.place] = [(c, round(s, 2)) for s, c, _ in ranked]
        return
    _, cluster, match = ranked[0]
    cluster.add(reference, match.how, match.score if len(ranked) == 1 else match.score * 0.85)
    cluster.gender = cluster.gender or name.gender


def _bearer(
    found: list[tuple[Cluster, Match]], known: dict[tuple[int, int], PersonName]
) -> list[tuple[Cluster, Match]]:
    """Return the one of several bearers of a surname that the bare surname means by the way they are named; or none.

    Papers name the person a story is about in full once and by surname from then on; relatives keep their full names.
    """

    def full(cluster: Cluster) -> int:
        return sum(1 for r in cluster.names if not r.heading and len(known[r.place].keys) > 1)

    bearers = sorted((pair for pair in found if full(pair[0])), key=lambda pair: _opening(pair[0]))
    first = bearers[:1]
    return first if len(bearers) > 1 and all(full(first[0][0]) < full(c) for c, _ in bearers[1:]) else []


def _opening(cluster: Cluster) -> tuple[int, int]:
    """Place of the first full mention outside headlines."""
    return next((r.place for r in cluster.names if not r.heading), (0, 0))


def _class(match: Match) -> int:
    """Rank a surname over a given name: “Clinton” is sooner Bill Clinton than Clinton Ames."""
    return 0 if match.how in {"given name", "part of the surname"} else 1


def salience(cluster: Cluster, place: tuple[int, int], rivals: Sequence[Cluster]) -> float:
    """How present an entity is at a place among its rivals, 0 to 1.

    Half is recency of its last name, a quarter its share of the rivals' names so far (in the whole article where none
    was named yet: a headline), the rest whether that name was a subject and whether it was the latest of all.
    """

    def count(one: Cluster) -> int:
        return sum(1 for r in one.before(place) if r.mention.kind == "name")

    total = sum(count(rival) for rival in rivals)
    if not total:
        return len(cluster.names) / sum(len(rival.names) for rival in rivals)
    if not count(cluster):
        return 0.0
    last = cluster.before(place)[-1]
    latest = max(rival.before(place)[-1].mention.sentence for rival in rivals if count(rival))
    recency = 0.5 / (1 + place[0] - last.mention.sentence)
    share = 0.25 * count(cluster) / total
    return recency + share + 0.1 * last.subject + 0.15 * (last.mention.sentence == latest)


def _cluster_bodies(names: Sequence[Reference], labels: dict[str, str], naming: Naming) -> None:
    clusters: list[Cluster] = []
    forms: dict[str, Cluster] = {}
    heading = {form: all(r.heading for r in names if _form(r) == form) for form in map(_form, names)}
    order = sorted(
        {_form(r): r.place for r in reversed(names)}.items(),
        key=lambda item: (heading[item[0]], -len(item[0].split()), -len(item[0]), item[1]),
    )
    how: dict[str, Match] = {}
    for form, place in order:
        found = [
            (match.score, -abs(place[0] - c.references[0].mention.sentence), -i, c, match)
            for i, c in enumerate(clusters)
            if (match := _body_match(form, labels[form], c))
        ]
        if found:
            *_, cluster, match = max(found, key=lambda item: item[:3])
            how[form] = match
        else:
            cluster = Cluster(label=labels[form])
            clusters.append(cluster)
            how[form] = Match(1.0, "full name")
        forms[form] = cluster
        for reference in names:
            if _form(reference) == form:
                cluster.add(reference, how[form].how, how[form].score)
    naming.clusters.extend(clusters)


def _body_match(form: str, label: str, cluster: Cluster) -> Match | None:
    """Match a form with a body's forms; a place or an adjective is never the short form of an organisation's name."""
    matches = [
        match
        for other in dict.fromkeys(plain(r.text) for r in cluster.names)
        if (match := same_organisation(form, other))
    ]
    best = max(matches, key=lambda match: match.score, default=None)
    if best is None:
        return None
    exact = best.how in {"same name", "initials match"}
    if label == cluster.label and label != "MISC":
        return best
    return best if exact or (label in {"ORG", ""} and cluster.label in {"ORG", ""}) else None
