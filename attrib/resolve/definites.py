"""Whom a singular definite description of a person takes up when the article has called nobody so: a fitted ranker.

“The candidate” after much talk of Ames is Ames, though the article never says that Ames is one: every reader knows. The
ranker weighs the people named nearby as that of the pronouns does, with one more option: somebody new, who stays
unnamed. ``training/fit_definites.py`` fits it on the descriptions of GUM train that fit nobody by the article's own
words and on those that are sources in 252 articles of PolNeAR train and 48 invented ones, and prints: of 76 such
sources, fitted on the other articles, 61.8 % right; of 4 on GUM dev, all (2026-11-25). Where the article does describe
somebody so, its word decides (:mod:`attrib.resolve.descriptions`): ranking those candidates as well gained nothing on
60 of the articles (12 of 14 people against 13, bodies 12 of 25 either way, 2026-11-24).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from attrib.resolve.logit import probabilities
from attrib.resolve.pronouns import bound_out
from attrib.resolve.roles import gender_of_noun, is_role
from attrib.resolve.source_class import noun_class

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from attrib.language.tree import Tree
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.links import Links
    from attrib.resolve.mentions import Reference

WINDOW: Final = 8
"""Sentences back in which somebody must have been mentioned."""

AROUND: Final = 4
"""Sentences back in which mentions are counted as what the passage is about."""

FACTORS: Final = (
    "no_role", "other_role", "overlap", "distance", "subject", "frequency", "around", "most", "last_speaker",
    "new", "new_of", "new_clause", "new_words", "new_source", "new_quoted",
)  # fmt: skip

WEIGHTS: Final[dict[str, float]] = {
    "no_role": -0.09,
    "other_role": -0.64,
    "overlap": -0.11,
    "distance": -1.41,
    "subject": 0.07,
    "frequency": -0.19,
    "around": 0.30,
    "most": 0.69,
    "last_speaker": 1.78,
    "new": 0.72,
    "new_of": 0.07,
    "new_clause": 0.74,
    "new_words": -0.31,
    "new_source": -1.87,
    "new_quoted": 0.05,
}


def candidates(tree: Tree, reference: Reference, links: Links) -> list[Cluster]:
    """List the people named nearby whom the description may take up."""
    sentence, head = reference.place
    if noun_class(reference.lemma, plural=False) != "person" or reference.lemma == "source":
        return []  # whom the article calls a source it does not name
    gender = gender_of_noun(reference.lemma)
    own = tree.subtree(sentence, head)
    return [
        cluster
        for cluster in links.nearby(sentence, WINDOW)
        if cluster.label == "PER"
        and cluster.count(reference.place)
        and (gender is None or (cluster.gender or cluster.gender_by_name) in {None, gender})
        and not any(r.mention.head in own for r in cluster.within(sentence))
        and not bound_out(tree, reference, cluster)
    ]


def factors(
    tree: Tree, reference: Reference, options: Sequence[Cluster], links: Links, wanted: AbstractSet[str]
) -> list[dict[str, float]]:
    """Values of :data:`FACTORS` for each option, and last for the description being none of these people.

    `wanted` are the words that tell the description from others of its noun.
    """
    sentence = reference.mention.sentence
    counts = [cluster.count(reference.place) for cluster in options]
    before = bisect_left(links.speakers, reference.place)
    spoke = links.speakers[before - 1] if before else None
    rows = []
    for cluster, count in zip(options, counts, strict=True):
        last = cluster.references[count - 1]
        words = {word for item in cluster.descriptions for word in item.words}
        role = any(is_role(item.lemma) for item in cluster.descriptions if item.lemma)
        rows.append(
            {
                "no_role": float(not role),
                "other_role": float(role),
                "overlap": len(wanted & words) / len(wanted) if wanted else 0.0,
                "distance": math.log1p(sentence - last.mention.sentence),
                "subject": float(last.subject),
                "frequency": math.log1p(count),
                "around": math.log1p(count - cluster.count((sentence - AROUND, -1))),
                "most": float(count == max(counts) and count > 1),
                "last_speaker": float(spoke is not None and spoke in cluster.how),
            }
        )
    of = any(
        tree.token(sentence, j).text == "of"
        for i in tree.children(*reference.place, "nmod")
        for j in tree.children(sentence, i, "case")
    )
    new = {
        "new": 1.0,
        "new_of": float(of),
        "new_clause": float(bool(tree.children(*reference.place, "acl"))),
        "new_words": float(bool(wanted)),
        "new_source": float(reference.place in links.heads),
        "new_quoted": float(reference.quoted),
    }
    return [*rows, new]


def chances(rows: Sequence[dict[str, float]]) -> list[float]:
    """Probability of each option, the last for none of them, under the fitted weights."""
    return probabilities(WEIGHTS, rows)
