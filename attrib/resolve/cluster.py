"""Grouping of names into entities: longest forms first, short forms to the entity they can abbreviate."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from attrib.language import lexicon
from attrib.language.names import (
    ACRONYM,
    COMPANY,
    SAME,
    SURNAME,
    PersonName,
    fold,
    given_gender,
    person,
    plain,
    same_organisation,
    same_person,
)
from attrib.resolve.roles import Description, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.language.lexicon import Gender
    from attrib.language.tree import Tree
    from attrib.resolve.mentions import Reference

CLOSE = 0.05
"""Two entities of one surname are too close to choose between when their scores, 0 to 1, differ by less than this."""

USE = 0.6
"""What earlier use of the bare surname counts beside salience, 0 to 1: papers call one person by it."""

WEAK = 0.25
"""What the label of a name counts in a headline, beside one elsewhere: capitals tell a tagger nothing there."""

_SHORT = re.compile(r"(?:\s*\([“\"'‘]?|,? or (?:the )?)([A-Z][\w.&-]{1,9})[”\"'’]?[),;]")

_PLACE = attrgetter("place")


@dataclass(slots=True, eq=False)
class Cluster:
    """An entity being built; only :mod:`attrib.resolve.entities` and the grouping of names below write to it.

    `number` tells it from others; `names` are the references that are names, `name_words` their folded words, and
    `texts` counts what they read, outside headlines (False) and in them (True); `label` is the kind of its name, empty
    without one; `written` are the words that stand for a name, `owner` whom their possessive pronoun stands for (“his
    campaign”); `members` are the entities that several in one source (“Ames and Bell”) are.
    """

    references: list[Reference] = field(default_factory=list)
    names: list[Reference] = field(default_factory=list)
    name_words: set[str] = field(default_factory=set)
    texts: dict[bool, Counter[str]] = field(default_factory=lambda: {False: Counter(), True: Counter()})
    descriptions: list[Description] = field(default_factory=list)
    gender: Gender | None = None
    plural: bool = False
    members: tuple[Cluster, ...] = ()
    label: str = ""
    written: str = ""
    owner: Cluster | None = None
    number: int = -1
    _given: tuple[int, Gender | None] = (0, None)

    def add(self, reference: Reference) -> None:
        """Put a reference in its place in text order."""
        insort(self.references, reference, key=_PLACE)
        if reference.mention.kind == "name" and not self.members:
            insort(self.names, reference, key=_PLACE)
            self.name_words |= {fold(w).strip(".,'’") for w in reference.text.replace("-", " ").split()} - {"the"}
            self.texts[reference.heading][reference.text] += 1

    @property
    def is_person(self) -> bool:
        """Whether this is a named person as far as is known."""
        return self.label == "PER" or (bool(self.members) and all(m.is_person for m in self.members))

    @property
    def name(self) -> str:
        """Longest form of the name, without titles; the words as written for what has none, with their owner's name."""
        if self.members:
            *first, last = [member.name for member in self.members]
            return f"{', '.join(first)} and {last}"
        counts: Counter[str] = Counter()
        # A first name that stands in the headline alone is read there, if it is not all in capitals.
        headed = [(text, n) for text, n in self.texts[True].items() if self.label == "PER" and not text.isupper()]
        for text, count in [*(self.texts[False] or self.texts[True]).items(), *headed]:
            counts[self.form(text)] += count
        if not counts and self.owner is not None:
            return f"{self.owner.name}’s {self.written.partition(' ')[2]}"
        if not counts:
            return self.written or self.references[0].text
        return max(counts, key=lambda form: (len(form.split()), len(form), counts[form], not form.isupper()))

    @property
    def noun(self) -> str:
        """The lemma of the first description; empty without one."""
        return next((r.lemma for r in self.references if r.mention.kind == "nominal"), "")

    @property
    def gender_by_name(self) -> Gender | None:
        """Gender that a person's given name gives away, which rules candidates out but does not speak for them."""
        if self.label == "PER" and self._given[0] != len(self.names):
            self._given = len(self.names), given_gender(self.name)
        return self._given[1] if self.label == "PER" else None

    def form(self, text: str) -> str:
        """Return the name in those words: titles off a person's."""
        if self.label == "PER":
            return person(text).full
        # “Lumora’s said”: what ends a possessor's name has been cut off before
        return text if text.endswith(("’s", "'s")) else plain(text)

    def count(self, place: tuple[int, int]) -> int:
        """Return how many mentions come before that place."""
        return bisect_left(self.references, place, key=_PLACE)

    def before(self, place: tuple[int, int]) -> list[Reference]:
        """Return the references whose head comes before that place."""
        return self.references[: self.count(place)]

    def nominals(self, place: tuple[int, int]) -> list[Reference]:
        """Return the descriptions before that place."""
        return [r for r in self.before(place) if r.mention.kind == "nominal"]

    def within(self, sentence: int) -> list[Reference]:
        """Return the mentions in that sentence."""
        return self.references[self.count((sentence, -1)) : self.count((sentence + 1, -1))]

    def last(self, place: tuple[int, int]) -> Reference | None:
        """Return the reference nearest before that place; None without one."""
        index = self.count(place)
        return self.references[index - 1] if index else None


def cluster_names(tree: Tree, names: Sequence[Reference]) -> list[Cluster]:
    """Group the name references of a document into entities, in order of first mention.

    A name that may be two people's (a surname that two bear alike) is in none: the walk chooses.
    """
    labels = _labels(names)
    clusters = _cluster_people(tree, [r for r in names if labels[_form(r)] == "PER"])
    bodies = [r for r in names if labels[_form(r)] != "PER"]
    clusters += _cluster_bodies(bodies, labels, _given_short(tree, bodies))
    clusters.sort(key=lambda cluster: cluster.references[0].place)
    for cluster in clusters:
        cluster.descriptions = [item for r in cluster.names for item in describe(tree, r)]
        told = (each.gender for each in cluster.descriptions if cluster.gender_by_name in {None, each.gender})
        cluster.gender = cluster.gender or next((gender for gender in told if gender), None)
        if cluster.label == "MISC" or not cluster.label:
            cluster.plural = any(r.plural for r in cluster.names)
    return clusters


def _form(reference: Reference) -> str:
    return plain(reference.text)


def _labels(names: Iterable[Reference]) -> dict[str, str]:
    """One label per form: the tagger's majority, but that of the person or the body whose name it is short for."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for reference in names:
        label = "PER" if lexicon.COURTESY.keys() & person(reference.text).titles else reference.label
        votes[_form(reference)][label] += WEAK if reference.heading else 1.0
    labels = {}
    for form, tally in votes.items():
        tagged = {label: count for label, count in tally.items() if label}
        labels[form] = max(tagged, key=lambda label: tagged[label]) if tagged else ""
    persons = [form for form, label in labels.items() if label == "PER" and person(form).is_full]
    for form, label in labels.items():
        bodies = any(fold(form) in fold(other) for other, kind in labels.items() if kind == "ORG" and other != form)
        doubtful = not label or votes[form]["PER"] >= votes[form][label] / 2 or (label != "LOC" and not bodies)
        if label != "PER" and doubtful and any(same_person(form, other) >= SURNAME for other in persons):
            labels[form] = "PER"
    return labels | dict.fromkeys(_short_for_a_body(labels, votes), "ORG")


def _short_for_a_body(labels: dict[str, str], votes: dict[str, dict[str, float]]) -> list[str]:
    """Return the forms that begin a body's name, tagged now and then as its, or as a person's whom nobody is called.

    “Vale” before “Vale Systems”, “Campbell” beside “Campbell Soup Co”.
    """
    bodies = [form for form, label in labels.items() if label == "ORG" and " " in form]
    firms = [form for form in bodies if fold(form.split()[-1]).rstrip(".") in COMPANY | lexicon.ORGANISATION]
    surnames = {person(form).keys[-1] for form, label in labels.items() if label == "PER" and person(form).is_full}
    found = []
    for form, label in labels.items():
        begun = votes[form]["ORG"] and any(body.startswith(f"{form} ") for body in bodies)
        firm = " " not in form and fold(form) not in surnames and any(firm.startswith(f"{form} ") for firm in firms)
        if (label in {"LOC", "MISC"} and begun) or (label in {"PER", "MISC", ""} and firm):
            found.append(form)
    return found


@dataclass(slots=True)
class _People:
    """The persons found so far: `known` has each mention's name, `apart` the core forms of a father and a son.

    `bare` counts for each how often a surname or a given name alone was theirs.
    """

    known: dict[tuple[int, int], PersonName]
    apart: frozenset[str]
    clusters: list[Cluster] = field(default_factory=list)
    forms: dict[Cluster, dict[str, PersonName]] = field(default_factory=lambda: defaultdict(dict))
    bare: Counter[Cluster] = field(default_factory=Counter)

    def add(self, reference: Reference, cluster: Cluster | None) -> None:
        """Add a mention to a person, a new one for None."""
        name = self.known[reference.place]
        if cluster is None:
            cluster = Cluster(label="PER")
            self.clusters.append(cluster)
        cluster.add(reference)
        cluster.gender = cluster.gender or name.gender
        self.forms[cluster].setdefault(name.full, name)
        self.bare[cluster] += not name.is_full and not reference.heading

    def matching(self, name: PersonName) -> list[tuple[Cluster, float]]:
        """List the persons that the name can mean, each with the best match among its forms.

        A title says no to another's given name: “Mrs Bell” is not Tom Bell, and sooner Ann than Jean.
        """
        found, fitting = [], set()
        for cluster in self.clusters:
            forms = self.forms[cluster].values()
            own = {cluster.gender, *(given_gender(form.core) for form in forms)} - {None}
            son = name.core in self.apart and all(form.full != name.full for form in forms if form.core == name.core)
            ends = {form.suffix for form in forms} - {""}
            son = son or bool(name.suffix and ends and name.suffix not in ends)  # “Bell Jr.” is not Tom Bell Sr.
            score = max(same_person(form.core, name.core) for form in forms)
            if score and not son and (not name.gender or not own or name.gender in own):
                found.append((cluster, score))
                fitting |= {cluster} if name.gender in own else set()
        return [pair for pair in found if pair[0] in fitting] or found


def _cluster_people(tree: Tree, names: Sequence[Reference]) -> list[Cluster]:
    known = {r.place: _with_gender(tree, r) for r in names}
    forms = Counter((name.core, name.full != name.core) for name in known.values() if name.is_full)
    # “Tom Bell” and “Tom Bell Jr.” are two where the plain name is the commoner one
    people = _People(known, frozenset(core for core, son in forms if son and forms[core, False] > forms[core, True]))
    full = [r for r in names if known[r.place].is_full]
    for reference in sorted(full, key=lambda r: (r.heading, r.place)):
        found = people.matching(known[reference.place])
        # A spelling or an extra word is enough between two full names; a surname alone is never compared here.
        cluster, _ = max(found, key=lambda pair: pair[1], default=(None, 0))
        people.add(reference, cluster)
    for reference in (r for r in names if not known[r.place].is_full):
        bearers = [cluster for cluster, _ in people.matching(known[reference.place])]
        used = sum(people.bare[c] for c in bearers) or 1
        scores = {c: (1 - USE) * salience(c, reference.place, bearers) + USE * people.bare[c] / used for c in bearers}
        ranked = sorted(bearers, key=lambda c: -scores[c])
        if len(ranked) < 2 or scores[ranked[0]] - scores[ranked[1]] >= CLOSE:  # noqa: PLR2004 (nobody to mistake it for)
            people.add(reference, ranked[0] if ranked else None)
    return people.clusters


def _with_gender(tree: Tree, reference: Reference) -> PersonName:
    """Take a name apart; a noun beside a given name tells what no title does (“her husband, Graham,”)."""
    name = person(reference.text)
    if name.gender or given_gender(name.core):
        return name
    return replace(name, gender=next((each.gender for each in describe(tree, reference) if each.gender), None))


def salience(cluster: Cluster, place: tuple[int, int], rivals: Sequence[Cluster]) -> float:
    """How present an entity is at a place among its rivals, 0 to 1.

    Half is recency of its last name, a quarter its share of the rivals' names so far (in the whole article where none
    was named yet: a headline), the rest whether that name was a subject and whether it was the latest of all.
    """

    def count(one: Cluster) -> int:
        return bisect_left(one.names, place, key=_PLACE)

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


def _cluster_bodies(names: Sequence[Reference], labels: dict[str, str], short: dict[str, str]) -> list[Cluster]:
    clusters: list[Cluster] = []
    forms: dict[Cluster, list[str]] = defaultdict(list)
    bearing: dict[str, list[Reference]] = defaultdict(list)
    for reference in names:
        bearing[_form(reference)].append(reference)
    order = sorted(
        bearing, key=lambda f: (all(r.heading for r in bearing[f]), -len(f.split()), -len(f), bearing[f][0].place)
    )
    for form in order:
        place = bearing[form][0].place
        found = [
            (score, -abs(place[0] - c.references[0].mention.sentence), -i, c)
            for i, c in enumerate(clusters)
            if (score := SAME if short.get(form) in forms[c] else _body_match(form, labels[form], c, forms[c]))
        ]
        if found:
            *_, cluster = max(found, key=lambda item: item[:3])
        else:
            cluster = Cluster(label=labels[form])
            clusters.append(cluster)
        forms[cluster].append(form)
        for reference in bearing[form]:
            cluster.add(reference)
    return clusters


def _given_short(tree: Tree, names: Sequence[Reference]) -> dict[str, str]:
    """Return the long form of each short one that the article gives right after it (“the Harbour Office (HO)”)."""
    text = tree.document.text
    found: dict[str, str] = {}
    for reference in names:
        given = _SHORT.match(text, reference.mention.span.end)
        if given and sum(letter.isupper() for letter in given[1]) > 1 and " " in reference.text:
            found.setdefault(plain(given[1]), _form(reference))
    return found


def _body_match(form: str, label: str, cluster: Cluster, forms: Sequence[str]) -> float:
    """Match a form with a body's own; a place or an adjective is never the short form of an organisation's name."""
    best = max(same_organisation(form, other) for other in forms)
    alike = (label == cluster.label and label != "MISC") or (label in {"ORG", ""} and cluster.label in {"ORG", ""})
    return best if alike or best >= ACRONYM else 0.0
