"""Which of the classes of ``docs/design.md`` an entity belongs to, by all its mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.resolve import lexicon
from attrib.resolve.names import fold
from attrib.resolve.source_class import class_of_noun

if TYPE_CHECKING:
    from attrib.resolve.cluster import Cluster
    from attrib.resolve.mentions import Reference
    from attrib.types import SourceClass


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


def is_instrument(cluster: Cluster) -> bool:
    """Whether every name ends in a noun for something written that no body is called by (“the Clean Air Act”).

    A tagger takes such names for a body's as often as not.
    """
    return (
        bool(cluster.names)
        and cluster.label != "PER"
        and all(len(r.text.split()) > 1 and fold(r.text.split()[-1]) in lexicon.INSTRUMENT for r in cluster.names)
    )
