"""Which entity a third-person pronoun refers to: agreement and binding rule out, a log-linear ranker chooses.

The ranker is the weighing of salience factors of Lappin and Leass (1994) with the weights fitted rather than set: a
conditional logit over the candidates, so that the chosen one comes with a probability, which is what confidence and
abstention need. ``training/fit_pronouns.py`` fits it on the genres of GUM train that are CC BY or CC BY-SA, and prints:
he and she right in 90.3 % of 134 choices on GUM dev (the most recent candidate alone: 85.1), they in 65.2 % of 46
(54.3), it in 76.7 % of 30 (43.3), on gold trees, 2026-11-23. The weights of *person* and *plural* are those of the fit
before speakers inside quotations were left out: the fit after it abstained on more of *plural* (GUM dev subjects right
70.4 % before, 48.1 after).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from attrib.resolve import lexicon
from attrib.resolve.source_class import is_instrument, noun_class
from attrib.tree import CLAUSES, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference
    from attrib.tree import Tree

WINDOW: Final = 8
"""Sentences back in which an antecedent may stand: in GUM train 99.5 % of those of he and she do, 95.6 % of it."""

ARGUMENTS: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "obj", "iobj", "obl", "obl:agent"})

FACTORS: Final = (
    "previous_sentence", "two_back", "farther", "paragraphs", "subject", "both_subjects", "possessor", "name",
    "nominal", "frequency", "speaker", "last_speaker", "quote_mismatch", "one_between", "more_between", "first",
    "gender", "cataphora", "same_pronoun", "same_clause_chain", "title", "people", "bound",
)  # fmt: skip

WEIGHTS: Final[dict[str, dict[str, float]]] = {
    "person": {
        "previous_sentence": -0.51,
        "two_back": -1.12,
        "farther": -0.47,
        "paragraphs": -0.37,
        "subject": 0.62,
        "both_subjects": 0.36,
        "possessor": 0.60,
        "name": -0.76,
        "nominal": -0.87,
        "frequency": 0.72,
        "speaker": 0.44,
        "last_speaker": -0.41,
        "quote_mismatch": -0.47,
        "one_between": -1.02,
        "more_between": -0.54,
        "first": 0.56,
        "gender": 1.47,
        "cataphora": -0.31,
        "same_pronoun": 0.45,
        "same_clause_chain": 0.57,
        "title": 0.90,
        "people": 0.20,
        "bound": 1.62,
    },
    "plural": {
        "previous_sentence": -0.94,
        "two_back": -1.56,
        "farther": -0.85,
        "paragraphs": -0.31,
        "subject": 0.75,
        "both_subjects": 0.77,
        "possessor": 0.91,
        "name": -0.94,
        "nominal": -0.90,
        "frequency": 0.78,
        "speaker": 0.29,
        "last_speaker": 0.28,
        "quote_mismatch": -0.44,
        "one_between": -0.39,
        "more_between": -0.68,
        "first": 0.32,
        "gender": 0.00,
        "cataphora": 0.00,
        "same_pronoun": -0.02,
        "same_clause_chain": 0.26,
        "title": -0.09,
        "people": 0.75,
        "bound": 0.97,
    },
    "thing": {
        "previous_sentence": -0.44,
        "two_back": -1.22,
        "farther": -0.50,
        "paragraphs": -1.11,
        "subject": 0.60,
        "both_subjects": 1.15,
        "possessor": 0.88,
        "name": -0.23,
        "nominal": -0.59,
        "frequency": 0.94,
        "speaker": -0.71,
        "last_speaker": -0.38,
        "quote_mismatch": -0.68,
        "one_between": -0.44,
        "more_between": -0.35,
        "first": 0.12,
        "gender": 0.00,
        "cataphora": 0.00,
        "same_pronoun": 0.58,
        "same_clause_chain": 0.36,
        "title": -0.16,
        "people": -0.94,
        "bound": 0.97,
    },
}


SPEAKS_ON: Final = 4.0
"""Weight of `speaks_on`, set by measurement and not fitted (GUM has too few such pronouns): right names of pronoun
sources of the 14 articles of PolNeAR dev 59.3 % at 0, 61.0 at 1, 66.1 at 2 and 3, 67.8 at 4 and 5; nothing lost on
GUM; half-trained parses of 2026-11-23, ``training/measure_resolve.py``."""


def family(pronoun: str) -> str | None:
    """“person” for he and she, “plural” for they, “thing” for it; None for every other word."""
    if pronoun in lexicon.HE or pronoun in lexicon.SHE:
        return "person"
    if pronoun in lexicon.THEY:
        return "plural"
    return "thing" if pronoun in lexicon.IT else None


def agrees(pronoun: str, cluster: Cluster) -> bool:
    """Whether number, gender and kind let the pronoun stand for the entity; unknown gender agrees with both."""
    kind = family(pronoun)
    if kind == "person":
        if (
            cluster.members
            or cluster.plural
            or (not cluster.is_person and not _nominal_kind(cluster, {"person", None}))
        ):
            return False
        wanted = "male" if pronoun in lexicon.HE else "female"
        return (cluster.gender or cluster.gender_by_name) in {None, wanted}
    if kind == "plural":
        if cluster.members or cluster.plural:
            return True
        named = bool(cluster.names) and cluster.label in {"ORG", ""}
        return named or _nominal_kind(cluster, {"organisation"})
    if cluster.members or cluster.plural or cluster.is_person:
        return False
    return bool(cluster.names) or _nominal_kind(cluster, {"organisation", "document"})


def _nominal_kind(cluster: Cluster, kinds: set[str | None]) -> bool:
    if cluster.names:
        return None in kinds and cluster.label == ""
    first = next((r for r in cluster.references if r.mention.kind == "nominal"), None)
    return first is not None and not cluster.plural and noun_class(first.lemma, plural=False) in kinds


def candidates(tree: Tree, pronoun: Reference, clusters: Iterable[Cluster]) -> list[tuple[Cluster, Reference]]:
    """List the entities the pronoun may stand for, each with its mention nearest to it."""
    found: list[tuple[Cluster, Reference]] = []
    for cluster in clusters:
        if not agrees(pronoun.lemma, cluster):
            continue
        nearest = cluster.last(pronoun.place) or _following(tree, pronoun, cluster)
        if nearest is None or pronoun.mention.sentence - nearest.mention.sentence > WINDOW:
            continue
        if not bound_out(tree, pronoun, cluster):
            found.append((cluster, nearest))
    if family(pronoun.lemma) == "person":  # an untagged name is a person's only for want of a better candidate
        found = [option for option in found if option[0].label or not option[0].names] or found
    return found


def _following(tree: Tree, pronoun: Reference, cluster: Cluster) -> Reference | None:
    """Return the entity's mention after the pronoun if it is the subject of a clause that governs the pronoun's own."""
    sentence, index = pronoun.mention.sentence, pronoun.mention.head
    above = set(tree.ancestors(sentence, index))
    for reference in cluster.within(sentence):
        if reference.mention.head > index and reference.subject:
            governor = tree.token(sentence, reference.mention.head).head
            own = tree.token(sentence, index).head
            if governor in above and governor != own:
                return reference
    return None


def bound_out(tree: Tree, pronoun: Reference, cluster: Cluster) -> bool:
    """Whether syntax forbids the reading: arguments of one verb, or a pronoun inside the phrase it would stand for."""
    sentence, index = pronoun.mention.sentence, pronoun.mention.head
    token = tree.token(sentence, index)
    for reference in cluster.within(sentence):
        other = tree.token(sentence, reference.mention.head)
        if (
            other.head == token.head and token.deprel in ARGUMENTS and other.deprel in ARGUMENTS
            and pronoun.lemma not in lexicon.REFLEXIVE
        ):  # fmt: skip
            return True
        if reference.mention.head in tree.ancestors(sentence, index) and reference.mention.kind != "pronoun":
            path = [index]
            for ancestor in tree.ancestors(sentence, index):
                if ancestor == reference.mention.head:
                    break
                path.append(ancestor)
            if not any(
                tree.token(sentence, i).deprel.partition(":")[0] in {"acl", "advcl", "ccomp", "parataxis", "appos"}
                for i in path
            ):
                return True
    return False


def factors(
    tree: Tree,
    pronoun: Reference,
    options: Sequence[tuple[Cluster, Reference]],
    speakers: Sequence[tuple[int, int]],
) -> list[dict[str, float]]:
    """Values of :data:`FACTORS`, and of `speaks_on`, for each option.

    `speakers` are the places of source heads, in text order. `speaks_on` is whether the pronoun is itself a source and
    the option the last one: “…,” he said, after a statement of somebody's, goes on with the same person.
    """
    spoken = set(speakers)
    before = bisect_left(speakers, pronoun.place)
    last = speakers[before - 1] if before else None
    # “He wants facts, he told reporters”: the one pronoun is the source, so the other is the speaker as well.
    speaks = not pronoun.quoted and any(
        place[0] == pronoun.mention.sentence and tree.token(*place).text.lower() == pronoun.lemma for place in speakers
    )
    rows = []
    for cluster, nearest in options:
        distance = max(pronoun.mention.sentence - nearest.mention.sentence, 0)
        count = cluster.count(pronoun.place)
        spoke = last is not None and last in cluster.how
        between = sum(
            1 for other, reference in options
            if other is not cluster and nearest.place < reference.place < pronoun.place
        )  # fmt: skip
        token = tree.token(*nearest.place)
        paragraph = (
            tree.sentences[pronoun.mention.sentence].paragraph - tree.sentences[nearest.mention.sentence].paragraph
        )
        gender = "male" if pronoun.lemma in lexicon.HE else "female"
        rows.append(
            {
                "previous_sentence": float(distance == 1),
                "two_back": float(distance == 2),  # noqa: PLR2004
                "farther": float(max(distance - 2, 0)),
                "paragraphs": float(min(max(paragraph, 0), 2)),
                "subject": float(nearest.subject),
                "both_subjects": float(nearest.subject and pronoun.subject),
                "possessor": float(token.deprel == "nmod:poss"),
                "name": float(nearest.mention.kind == "name"),
                "nominal": float(nearest.mention.kind == "nominal"),
                "frequency": math.log1p(count),
                "speaker": float(any(r.place in spoken for r in cluster.references[max(count - 3, 0) : count])),
                "last_speaker": float(spoke),
                "quote_mismatch": float(nearest.quoted != pronoun.quoted),
                "one_between": float(between == 1),
                "more_between": float(min(between, 3)) if between > 1 else 0.0,
                "first": float(_is_first(tree, nearest)),
                "gender": float(cluster.gender == gender and family(pronoun.lemma) == "person"),
                "cataphora": float(not count),
                "speaks_on": float(speaks and spoke and _carries_on(tree, cluster, options, last, pronoun)),
                "bound": float(_binds(tree, nearest, pronoun)),
                "people": float(is_people(cluster)),
                "same_pronoun": float(nearest.mention.kind == "pronoun" and nearest.lemma == pronoun.lemma),
                "same_clause_chain": float(_governs(tree, nearest, pronoun)),
                "title": float(
                    tree.document.paragraphs[tree.sentences[nearest.mention.sentence].paragraph].kind != "body"
                ),
            }
        )
    return rows


def _carries_on(
    tree: Tree,
    cluster: Cluster,
    options: Sequence[tuple[Cluster, Reference]],
    last: tuple[int, int] | None,
    pronoun: Reference,
) -> bool:
    """Whether the entity spoke last, at most a paragraph ago, and no other candidate was a subject since."""
    if last is None:
        return False
    rows = tree.sentences
    near = rows[pronoun.mention.sentence].paragraph - rows[last[0]].paragraph <= 1
    return near and not any(
        last < reference.place < pronoun.place and reference.subject and not reference.quoted
        for other, _ in options
        if other is not cluster
        for reference in other.before(pronoun.place)
    )


def is_people(cluster: Cluster) -> bool:
    """Whether the entity is people or a body by its name or its noun, and not a thing."""
    if is_instrument(cluster):
        return False
    nominal = next((r for r in cluster.references if r.mention.kind == "nominal"), None)
    if cluster.names or cluster.members or nominal is None:
        return True
    return noun_class(nominal.lemma, plural=nominal.plural) in {"person", "group", "organisation"}


def _is_first(tree: Tree, reference: Reference) -> bool:
    """Whether nothing but the mention's own words and function words opens its sentence."""
    tokens = tree.sentences[reference.mention.sentence].tokens
    before = [t for t in tokens if t.span.end <= reference.mention.span.start]
    return not any(t.upos in {"NOUN", "PROPN", "PRON", "VERB"} for t in before)


def _binds(tree: Tree, reference: Reference, pronoun: Reference) -> bool:
    """Whether the mention is the subject of the clause in which the pronoun is a possessor (“X read her notes”)."""
    same = reference.mention.sentence == pronoun.mention.sentence
    if not same or not reference.subject or tree.token(*pronoun.place).deprel != "nmod:poss":
        return False
    sentence = reference.mention.sentence
    return tree.token(*reference.place).head == tree.clause(sentence, pronoun.mention.head)


def _governs(tree: Tree, reference: Reference, pronoun: Reference) -> bool:
    """Whether the mention is the subject of a clause above the pronoun's own in the same sentence (“X said he …”)."""
    if reference.mention.sentence != pronoun.mention.sentence:
        return False
    sentence = reference.mention.sentence
    token = tree.token(sentence, reference.mention.head)
    if token.deprel not in SUBJECTS:
        return False
    clause = tree.clause(sentence, pronoun.mention.head)
    above = [i for i in tree.ancestors(sentence, clause) if tree.token(sentence, i).deprel in CLAUSES]
    return token.head in above


def probabilities(kind: str, rows: Sequence[dict[str, float]]) -> list[float]:
    """Probability of each option under the fitted weights; they sum to 1."""
    weights = {**WEIGHTS[kind], "speaks_on": SPEAKS_ON}
    scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in rows]
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [value / sum(raised) for value in raised]
