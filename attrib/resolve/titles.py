"""Which of the roles and affiliations that an article may give somebody are right, and which to show.

A logistic function over what each is and where it stands (``titles.json``), fitted on newsroom train by ``python -m
training.measure_titles``, which prints how many are right.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from math import exp, log
from typing import TYPE_CHECKING, Final

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.resolve.kinds import chances, is_role
from attrib.resolve.roles import describe, describe_words, words_of
from attrib.types import Title
from attrib.weights import heeds, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.language.tree import Tree
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.roles import Description
    from attrib.types import Span, TitleKind

KINDS: Final[tuple[TitleKind, ...]] = ("role", "affiliation")
ROLE: Final = 0.5
AFFILIATION: Final = 0.7
"""Chance from which a role or an affiliation is shown. Of newsroom train, out of fold, 83.6 of 100 entities are right
and 7.7 of 100 printed wrong; at 0.4 and 0.7 it is 85.5 and 9.1, at 0.6 and 0.8 79.5 and 5.1 (2026-11-28)."""

SHORTEST: Final = 3
"""Letters that a title has at least: “R” and “L” are none."""


@cache
def _weights() -> dict[str, float]:
    found: dict[str, float] = written("models/titles.json")
    return found


def titles(tree: Tree, cluster: Cluster, sources: Sequence[Span]) -> tuple[tuple[Title, ...], str | None, str | None]:
    """Return the titles of an entity, the likeliest to be right first, and the role and affiliation to show.

    `sources` are those that mean it.
    """
    scored = [
        (1 / (1 + exp(-sum(_weights().get(key, 0.0) * value for key, value in row.items()))), title, words)
        for row, title, words in rows(tree, cluster, sources)
    ]
    scored.sort(key=lambda item: -item[0])
    shown: dict[TitleKind, tuple[Span, str]] = {}
    for kind, least in zip(KINDS, (ROLE, AFFILIATION), strict=True):
        for chance, title, words in scored:
            around = shown.get("role")
            if title.kind == kind and chance >= least and not (around and around[0].contains(title.span)):
                shown.setdefault(title.kind, (title.span, words))
    likely = {"role": ROLE, "affiliation": AFFILIATION}
    by_span: dict[Span, Title] = {}
    for chance, title, _ in scored:
        if chance >= likely[title.kind]:
            by_span.setdefault(title.span, title)
    found = tuple(by_span.values())
    role, affiliation = (shown[kind][1] if kind in shown else None for kind in KINDS)
    return found, role, affiliation


def rows(tree: Tree, cluster: Cluster, sources: Sequence[Span]) -> list[tuple[dict[str, float], Title, str]]:
    """Return what is known of each role and each affiliation, by feature; the words of a name are none."""
    who = "joint" if cluster.members else "person" if cluster.is_person else "body" if cluster.names else "other"
    name = words_of(cluster.name) if who != "other" else set()
    descriptions, found = _collected(tree, cluster, sources), []
    for kind in KINDS:
        parts = [
            (each, span, words) for each in descriptions
            if (span := getattr(each, f"{kind}_span")) and (words := getattr(each, kind))
            and not words_of(words) <= name
        ]  # fmt: skip
        parts.sort(key=lambda part: part[1])
        heads = Counter(_head(words) for _, _, words in parts)
        for rank, (each, span, words) in enumerate(parts):
            row = _features(tree, each, kind, span, words)
            row |= {"rank": min(rank, 5) / 5, "same": log(heads[_head(words)])}
            row["share"] = heads[_head(words)] / len(parts)
            named = {f"{who} {kind} {key}": float(value) for key, value in row.items()}
            found.append((named, Title(span, kind), words))
    return found


def _collected(tree: Tree, cluster: Cluster, sources: Sequence[Span]) -> list[Description]:
    """List all that is said of an entity, at its names and elsewhere."""
    bearers = (cluster, *cluster.members)
    others = [r for bearer in bearers for r in bearer.references if r.mention.kind != "name"]
    found = [each for bearer in bearers for each in bearer.descriptions]
    found += [each for reference in others for each in describe(tree, reference)]
    if not (cluster.names or cluster.members):
        places = {reference.place for reference in others}
        found += [each for source in sources for each in describe_words(tree, source, places)]
    return found


def _head(words: str) -> str:
    return fold(words.rsplit(maxsplit=1)[-1])


def _features(tree: Tree, each: Description, kind: TitleKind, span: Span, words: str) -> dict[str, float]:
    sentence, indices = tree.tokens_in(span)
    last = tree.token(sentence, indices[-1])
    row: dict[str, float] = {
        "": 1, each.how: 1, "tag " + last.entity[2:]: 1, "capital": last.text[:1].isupper(),
        "mark": len(_head(words)) < SHORTEST or ("." in last.text[:-1] and last.text.isupper()),
        "length": min(len(indices), 6) / 6, "heading": tree.is_heading(sentence), "upos " + last.upos: 1,
        "plural": "Number=Plur" in last.feats,
    }  # fmt: skip
    if kind == "role":
        row |= {f"chance {name}": chance for name, chance in chances(each.lemma).items()}
        row |= {"lemma " + each.lemma: 1, "is role": is_role(each.lemma), "with": each.affiliation is not None}
    else:
        row |= {"case " + each.case: 1, "lemma " + _head(words): 1, "with": each.role is not None}
        row["kind"] = any(fold(w) in lexicon.ORGANISATION for w in words.split())
    return row


heeds(_weights.cache_clear)
