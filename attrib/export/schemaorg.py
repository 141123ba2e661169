"""schema.org as JSON-LD: what search engines and other publishers' programs read from a page.

What stands in quotation marks is a `Quotation`, the rest a `Claim`. There is no `ClaimReview` and no rating: nobody has
entered a verdict.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrib import plain
from attrib.types import Flag
from attrib.wording import about_cue, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from attrib.export.outside import Copy, Statement
    from attrib.types import SourceClass

TYPES: Final[Mapping[SourceClass, str]] = {
    "named_person": "Person",
    "unnamed_person": "Person",
    "author": "Person",
    "organisation": "Organization",
    "group": "Organization",
    "document": "CreativeWork",
}
"""schema.org has no group of people but the organisation."""


def render(copies: Iterable[Copy]) -> str:
    """Return the articles, their statements but for the rejected ones, and the claims they make themselves."""
    graph = [node for copy in copies for node in _nodes(copy)]
    return plain.dumps({"@context": "https://schema.org", "@graph": graph}, indent=1) + "\n"


def _nodes(copy: Copy) -> Iterator[dict[str, Any]]:
    document, name = copy.document, copy.name
    article = {
        "headline": document.title,
        "creditText": document.byline,
        "datePublished": document.published,
        "inLanguage": document.language,
        "url": copy.address,
    }
    yield {"@type": "NewsArticle", "@id": name} | {key: value for key, value in article.items() if value}
    for each in copy.standing:
        yield _statement(copy, each)
    for claim in copy.claims:
        if claim.attribution is None and claim.checkable:
            words, of = claim.span.of(document.text), {"@id": name}
            yield {"@type": "Claim", "@id": f"{name}/{claim.id}", "text": words, "appearance": of}


def _statement(copy: Copy, statement: Statement) -> dict[str, Any]:
    attribution, speaker = statement.attribution, statement.speaker
    quoted = attribution.type != "indirect"
    node: dict[str, Any] = {
        "@type": "Quotation" if quoted else "Claim",
        "@id": f"{copy.name}/{attribution.id}",
        "text": pieces(copy.document.text, *attribution.content),
        "isPartOf" if quoted else "appearance": {"@id": copy.name},
        "creativeWorkStatus": statement.status,
    }
    # What is denied, or perhaps never said, is nobody's word.
    denied = attribution.stance == "denial" or attribution.negated or Flag.HYPOTHETICAL in attribution.flags
    if speaker is not None:
        kind = TYPES[speaker.source_class]
        who = "about" if denied else "isBasedOn" if kind == "CreativeWork" else "author"
        node["spokenByCharacter" if quoted and who == "author" else who] = {"@type": kind, "name": speaker.name} | (
            _titles(statement) if kind == "Person" else {}
        )
    if remarks := about_cue(attribution):
        node["description"] = "; ".join(remarks)
    if links := [each.text for each in statement.remarks if each.kind == "evidence"]:
        node["citation"] = links
    if notes := [str(each) for each in statement.written if each.kind != "evidence"]:
        node["comment"] = [{"@type": "Comment", "text": words} for words in notes]
    return node


def _titles(statement: Statement) -> dict[str, Any]:
    entity = statement.entity
    found: dict[str, Any] = {} if entity is None or entity.role is None else {"jobTitle": entity.role}
    if entity is not None and entity.affiliation is not None:
        found["affiliation"] = {"@type": "Organization", "name": entity.affiliation}
    return found
