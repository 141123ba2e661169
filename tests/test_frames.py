"""attrib.extract.frames: what was perhaps never said, what another passes on, and “in the words of”."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from attrib.claims import find_claims
from attrib.extract import extract
from attrib.extract.reader import Judged
from attrib.types import Flag
from tests.shorthand import parsed
from tests.test_assemble import reading_of

if TYPE_CHECKING:
    from attrib.types import Attribution

SAFE = "the/DET/{0}/det bridge/NOUN/{1}/nsubj was=be/AUX/{1}/cop safe/ADJ/{2}/ccomp"


def safe(at: int, verb: int) -> str:
    """Return “the bridge was safe” from that word on, on that verb."""
    return SAFE.format(at + 1, at + 3, verb)


def attributed(source: str, content: str, cue: str, who: str | None) -> tuple[str, Attribution]:
    """Return the text and the one attribution in it."""
    document, parse = parsed(source)
    (found,) = extract(document, parse, reading_of(document, ([content], cue, who)))
    return document.text, found


@pytest.mark.parametrize(
    ("source", "cue"),
    [
        (f"If/SCONJ/3/mark Bell/PROPN/3/nsubj says=say/VERB/8/advcl {safe(4, 3)} good/ADJ/0/root ./8", "says"),
        (f"Bell/PROPN/3/nsubj could/AUX/3/aux say/VERB/0/root {safe(4, 3)} ./3", "could say"),
        (f"Could/AUX/3/aux Bell/PROPN/3/nsubj say/VERB/0/root {safe(4, 3)} ?/3", "say"),
        (
            f"Had=have/AUX/3/aux Bell/PROPN/3/nsubj said=say/VERB/8/advcl {safe(4, 3)} good/ADJ/0/root ./8",
            "said",
        ),
        (
            f"I/PRON/2/nsubj hope/VERB/0/root Bell/PROPN/4/nsubj says=say/VERB/2/ccomp {safe(5, 4)} ./2",
            "says",
        ),
    ],
)
def test_what_nobody_is_on_record_as_having_said_is_flagged_and_no_claim(source: str, cue: str) -> None:
    document, parse = parsed(source)
    found = extract(document, parse, reading_of(document, (["the bridge was safe"], cue, "Bell")))
    assert Flag.HYPOTHETICAL in found[0].flags
    claims = find_claims(document, parse, found, [Judged(0, 0.9, 0.9)])
    assert all(claim.attribution is None for claim in claims)
    plain = tuple(replace(each, flags=()) for each in found)
    assert any(claim.attribution for claim in find_claims(document, parse, plain, [Judged(0, 0.9, 0.1)]))


@pytest.mark.parametrize(
    "source",
    [
        f"Bell/PROPN/2/nsubj said=say/VERB/0/root {safe(3, 2)} ./2",
        f"I/PRON/3/nsubj could/AUX/3/aux say/VERB/0/root {safe(4, 3)} ./3",
        f"May/AUX/2/aux said=say/VERB/0/root {safe(3, 2)} ./2",  # her name, and a parser's slip
        f"Bell/PROPN/4/nsubj could/AUX/4/aux not/PART/4/advmod say/VERB/0/root {safe(5, 4)} ./4",
        f"Bell/PROPN/4/nsubj would/AUX/4/aux later/ADV/4/advmod say/VERB/0/root {safe(5, 4)} ./4",
    ],
)
def test_what_was_said_or_was_not_said_is_not_flagged(source: str) -> None:
    cue = "say" if " say/" in source else "said"
    _, found = attributed(source, "the bridge was safe", cue, None)
    assert Flag.HYPOTHETICAL not in found.flags


def test_who_is_quoted_by_another_is_passed_on() -> None:
    quoted = f"""
    Bell/PROPN/3/nsubj:pass was=be/AUX/3/aux:pass quoted=quote/VERB/0/root by/ADP/6/case the/DET/6/det
    Courier/PROPN/3/obl:agent as/SCONJ/8/mark saying=say/VERB/3/advcl {safe(9, 8)} ./3
    """
    _, found = attributed(quoted, "the bridge was safe", "was quoted", "Bell")
    assert found.flags == (Flag.PASSED_ON,)
    _, found = attributed(
        f"Bell/PROPN/2/nsubj quoted=quote/VERB/0/root Moss/PROPN/2/obj {safe(4, 2)}", "Moss", "quoted", "Bell"
    )
    assert not found.flags, "quoting somebody is a statement"


WORDS = """
In/ADP/3/case the/DET/3/det words=word/NOUN/12/obl of/ADP/5/case Ann/PROPN/3/nmod Bell/PROPN/5/flat ,/8 a/DET/9/det
welder/NOUN/5/appos ,/3 “/13 nobody/PRON/13/nsubj asked=ask/VERB/0/root ./13 ”/13
"""
QUOTE = "To/PART/2/mark quote/VERB/0/root Bell/PROPN/2/obj :/6 “/6 nobody/PRON/7/nsubj asked=ask/VERB/2/ccomp ./7 ”/7"


@pytest.mark.parametrize(
    ("source", "cue", "who"), [(WORDS, "In the words of", "Ann Bell, a welder"), (QUOTE, "To quote", "Bell")]
)
def test_whose_words_they_are_is_said_without_a_verb_of_saying(source: str, cue: str, who: str) -> None:
    document, parse = parsed(source)
    (found,) = extract(document, parse, reading_of(document, (["nobody asked"], None, None)))
    assert found.cue is not None
    assert found.source is not None
    assert (found.cue.span.of(document.text), found.source.of(document.text)) == (cue, who)
    assert found.content[0].of(document.text) == "“nobody asked.”"


@pytest.mark.parametrize(
    "source", [WORDS.replace("words=word", "town"), QUOTE.replace("To/PART/2/mark", "Do/AUX/2/aux")]
)
def test_other_words_before_a_quotation_name_nobody(source: str) -> None:
    document, parse = parsed(source)
    (found,) = extract(document, parse, reading_of(document, (["nobody asked"], None, None)))
    assert found.cue is None
