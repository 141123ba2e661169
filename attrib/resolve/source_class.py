"""Which of the classes of ``docs/design.md`` an entity belongs to: by its name or by a description.

For a description a logistic function decides, over its noun, the noun's ending, number, determiner and other words: a
minister is a person, ministers are two or a group, “the ministry” is a body. ``python -m training.fit_classes`` fits it
(``classes.json``) on the sources of newsroom train, PolNeAR train and the invented articles, and prints how many are
right: of 3,449 of newsroom train, fitted on other articles, 90.3 of 100, of 1,514 of PolNeAR train 84.7 (2026-11-28).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from attrib.language import lexicon
from attrib.language.names import fold
from attrib.resolve.features import determiner
from attrib.resolve.kinds import chances
from attrib.weights import heeds, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attrib.language.tree import Tree
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference
    from attrib.types import SourceClass

CLASSES: Final[tuple[SourceClass, ...]] = ("unnamed_person", "group", "document", "organisation")
CONSTANT: Final = "constant"


@cache
def _weights() -> dict[str, dict[str, float]]:
    """Return the weight of each factor for each class. Raises ModelError."""
    found: dict[str, dict[str, float]] = written("models/classes.json")
    return found


def classify(tree: Tree, cluster: Cluster) -> SourceClass:
    """Return the class of an entity: a named person's if a mention names one, else by its name's kind or its noun."""
    if cluster.members:
        return classify(tree, cluster.members[0])
    if cluster.label == "PER":
        return "named_person"
    if cluster.names:
        return _class_of_name(cluster)
    nominal = next((r for r in cluster.references if r.mention.kind == "nominal"), None)
    if nominal is None:
        return "group" if cluster.plural else "unnamed_person"
    return class_of_description(tree, nominal)


def _class_of_name(cluster: Cluster) -> SourceClass:
    """Take a name for a body's, unless it is a plural people (“Democrats”) or the title of something written."""
    words = [fold(r.text).split() for r in cluster.names]
    loose = cluster.label in {"MISC", ""}
    written = loose and {w[-1] for w in words} | {r.lemma for r in cluster.names}
    # “the Clean Air Act”: a tagger takes such names for a body's as often as not
    instrument = all(len(w) > 1 and w[-1] in lexicon.INSTRUMENT for w in words)
    if instrument or (written and written & (lexicon.DOCUMENT - lexicon.ORGANISATION)):
        return "document"
    return "group" if loose and cluster.plural else "organisation"


def factors(tree: Tree, mention: Reference) -> Mapping[str, float]:
    """Return what the class of a description is told by: noun, number, determiner, other words, verb."""
    sentence, head = mention.place
    opening, number = determiner(tree, mention), "plural" if mention.plural else "singular"
    counted = fold(mention.text.split()[0]) in lexicon.COUNTED
    found = {
        CONSTANT: 1.0,
        number: 1.0,
        f"opens {opening or 'bare'}": 1.0,
        "counted": float(counted),
        "capital": float(any(word[:1].isupper() for word in mention.text.split()[1:])),
        "complement": float(any(i > head for i in tree.children(sentence, head, "nmod"))),
        "clause": float(bool(tree.children(sentence, head, "acl"))),
        f"noun {mention.lemma}": 1.0,
        f"ends {mention.lemma[-3:]}": 1.0,
        f"noun {mention.lemma}, {number}": 1.0,
    }
    for token in (tree.token(sentence, i) for i in tree.subtree(sentence, head) if i != head):
        if token.upos in {"NOUN", "PROPN", "ADJ"}:
            found |= {f"word {fold(token.lemma)}": 1.0, f"entity {token.entity[2:]}": float(token.entity != "O")}
    token = tree.token(sentence, head)
    governor = tree.token(sentence, token.head).lemma if token.head >= 0 else ""
    found |= {f"is {token.deprel}": 1.0, f"of {governor}": 1.0}
    for kind, chance in chances(mention.lemma).items():
        found |= {f"like {kind}": chance, f"like {kind}, {number}": chance}
    return found


def class_of_description(tree: Tree, mention: Reference) -> SourceClass:
    """Return the likeliest class of what a description stands for."""
    weights, told = _weights(), factors(tree, mention)
    scores = {name: sum(weights[name].get(factor, 0.0) * value for factor, value in told.items()) for name in CLASSES}
    return max(CLASSES, key=scores.__getitem__)


heeds(_weights.cache_clear)
