"""attrib.extract.continued: whose the paragraphs of a long quotation are."""

from __future__ import annotations

import pytest

from attrib.extract.continued import join_long_quotations
from attrib.extract.reader import Choice, Finding
from attrib.language.quotations import find_quotations
from attrib.types import Document, Paragraph, Span

SURE = Choice(0.99, None, 0.0)
Given = tuple[list[str], str | None]


def joined(text: str, *found: Given) -> list[tuple[list[str], str | None]]:
    """Return contents and cues after :func:`join_long_quotations`, as words; paragraphs of `text` are its lines."""
    paragraphs, start = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(Span(start, start + len(line))))
        start += len(line) + 1
    document = Document("sha256:0", text, tuple(paragraphs))

    def span(words: str) -> Span:
        assert text.count(words) == 1, words
        return Span(text.index(words), text.index(words) + len(words))

    tagged = [
        Finding(tuple(map(span, contents)), cue and span(cue), None, 0.9, 0.9, 0.9, SURE, SURE)  # type: ignore[arg-type]
        for contents, cue in found
    ]
    return [
        ([each.of(text) for each in one.contents], one.cue.of(text) if one.cue else None)
        for one in join_long_quotations(document, tagged, find_quotations(document))
    ]


TWO = "Vale said: “It leaked.\n“We knew.”"
THREE = "Vale said: “It leaked.\n“We knew.\n“We told them.”"
LAST = "“It leaked.\n“We knew,” Vale admitted."


@pytest.mark.parametrize("other", [None, "asked"])
def test_a_later_paragraph_goes_to_the_one_whose_cue_shares_a_paragraph_with_its_own(other: str | None) -> None:
    text = TWO + "\nMoss asked why."
    found = joined(text, (["“It leaked."], "said"), (["“We knew.”"], other))
    assert found == [(["“It leaked.", "“We knew.”"], "said")]


def test_an_earlier_paragraph_goes_to_the_cue_of_a_later_one() -> None:
    assert joined(LAST, (["“It leaked."], None), (["“We knew,”"], "admitted")) == [
        (["“It leaked.", "“We knew,”"], "admitted")
    ]


def test_a_cue_elsewhere_does_not_keep_what_another_cue_stands_beside() -> None:
    text = "Moss had asked why.\n" + LAST
    found = joined(text, (["“It leaked."], "asked"), (["“We knew,”"], "admitted"))
    assert found == [(["“It leaked.", "“We knew,”"], "admitted")]


def test_two_cues_each_beside_its_own_part_keep_it() -> None:
    text = "Vale said: “It leaked.\n“We knew,” Moss admitted."
    found = joined(text, (["“It leaked."], "said"), (["“We knew,”"], "admitted"))
    assert found == [(["“It leaked."], "said"), (["“We knew,”"], "admitted")]


def test_a_paragraph_that_nobody_has_is_added() -> None:
    assert joined(THREE, (["“It leaked."], "said")) == [(["“It leaked.", "“We knew.", "“We told them.”"], "said")]
    found = joined(THREE, (["“It leaked."], "said"), (["“We told them.”"], None))
    assert found == [(["“It leaked.", "“We knew.", "“We told them.”"], "said")]


def test_an_unclosed_quotation_takes_only_what_was_found() -> None:
    text = "Vale said: “It leaked.\n“We knew."
    assert joined(text, (["“It leaked."], "said")) == [(["“It leaked."], "said")]


def test_a_report_inside_the_quotation_is_not_its_speakers() -> None:
    text = "Vale said: “It leaked.\n“Moss told us that all was well.”"
    found = joined(text, (["“It leaked."], "said"), (["all was well"], "told"))
    assert (["all was well"], "told") in found


def test_what_stands_outside_the_quotation_stays_where_it_is() -> None:
    text = "“It leaked.\n“We knew,” Vale admitted. The pump had failed, Moss wrote."
    found = joined(text, (["“It leaked.", "The pump had failed"], "wrote"), (["“We knew,”"], "admitted"))
    assert found == [(["“It leaked.", "“We knew,”"], "admitted"), (["The pump had failed"], "wrote")]


def test_nothing_of_nothing() -> None:
    assert joined(TWO) == []
