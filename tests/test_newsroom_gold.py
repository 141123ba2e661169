"""The newsroom set: what its annotations promise, and that its converter keeps it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from attrib.evaluate import NAMED
from attrib.gold import GoldDocument, read_entities, read_gold
from attrib.types import Span
from tests.newsroom_gold import ACTS, CLASSES, NEWSROOM, read_article, read_newsroom, write

SET = read_newsroom()
EVERY_ARTICLE = pytest.mark.parametrize("gold", SET.documents, ids=lambda gold: gold.id)
TABLE = "\n\n== attributions ==\n"


def content_of(gold: GoldDocument) -> list[Span]:
    return [span for each in gold.attributions or () for span in each.content]


def test_ten_articles_and_at_least_120_attributions() -> None:
    assert len(SET.documents) == 10
    assert sum(len(gold.attributions or ()) for gold in SET.documents) >= 120


@EVERY_ARTICLE
def test_an_article_is_a_headline_and_paragraphs_of_plain_text(gold: GoldDocument) -> None:
    assert not re.search(r"[{}|]|==| {2}|\n{3}|[^\n]\n[^\n]", gold.text)
    assert gold.text == gold.text.strip() + "\n"
    assert 300 <= len(gold.text.split()) <= 450


@EVERY_ARTICLE
def test_the_marks_are_where_the_words_are(gold: GoldDocument) -> None:
    article = (NEWSROOM / f"{gold.id}.txt").read_text(encoding="utf-8").partition(TABLE)[0]
    for i, each in enumerate(gold.attributions or (), start=1):
        for letter, spans in zip("scq", (each.source, each.cue, each.content), strict=True):
            pieces = re.findall(rf"\{{{letter}(?:\d+,)*{i}(?:,\d+)* ([^{{}}]*)\}}", article)
            assert [span.of(gold.text) for span in spans] == pieces


@EVERY_ARTICLE
def test_a_span_has_whole_words_and_no_blank_or_stop_at_its_edges(gold: GoldDocument) -> None:
    for each in gold.attributions or ():
        for span in (*each.source, *each.cue, *each.content):
            words = span.of(gold.text)
            assert words == words.strip()
            assert not re.fullmatch(r"\W*", words)
            assert not re.search(r"\w$", gold.text[: span.start]) or not words[0].isalnum()
            assert not re.match(r"\w", gold.text[span.end :]) or not words[-1].isalnum()
            assert not words.endswith((",", ";", ":"))
            assert not words.endswith(".") or words.startswith("“") or words.endswith("Inc.")  # it goes on


@EVERY_ARTICLE
def test_attributions_do_not_nest(gold: GoldDocument) -> None:
    content = sorted(content_of(gold), key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in pairwise(content))
    for each in gold.attributions or ():
        for part in (*each.source, *each.cue):
            assert not any(part.start < span.end and span.start < part.end for span in content)


@EVERY_ARTICLE
def test_a_speaker_is_of_a_known_class_and_a_name_is_in_the_article(gold: GoldDocument) -> None:
    speakers = SET.speakers[gold.id]
    assert list(speakers) == list(range(len(gold.attributions or ())))
    for i, each in enumerate(gold.attributions or ()):
        speaker = speakers[i]
        assert speaker.source_class in CLASSES
        assert (speaker.entity is None) == (speaker.source_class == "none")
        if speaker.entity is None:
            assert not each.source
        elif speaker.source_class in NAMED:
            assert all(
                re.search(rf"(?<!\w){re.escape(word)}(?!\w)", gold.text, re.IGNORECASE)
                for word in speaker.entity.split()
            )


def test_every_attribution_has_an_act() -> None:
    assert {each.act for speakers in SET.speakers.values() for each in speakers.values()} == set(ACTS)


def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("newsroom") / "out"
    write(SET, folder)
    assert read_gold(folder / "gold.jsonl") == SET.documents
    assert read_entities(folder / "speakers.jsonl") == SET.speakers


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{q1 It rained}, {s1 she} {c1 said}.", "no table"),
        ("{q1 It rained, {s1 she} said." + TABLE + "1 | statement | author | -", "never closed"),
        ("It rained}." + TABLE, "stray brace"),
        ("{s1 She} spoke." + TABLE + "1 | statement | author | -", "no content"),
        ("{q2 It rained}." + TABLE + "1 | statement | author | -", "not in the table"),
        ("{q1 It rained}." + TABLE + "2 | statement | author | -", "the table counts"),
        ("{q1 It rained}." + TABLE + "1 | song | author | -", "no such act"),
        ("{q1 It rained}." + TABLE + "1 | statement | bird | -", "no such class"),
    ],
)
def test_a_mistake_in_the_markup_is_an_error(source: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_article("a", source)
