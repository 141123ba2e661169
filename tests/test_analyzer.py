"""attrib.analyzer: the order of the stages, and that each gets the values of those before it."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

import attrib
from attrib import analyzer
from attrib.types import (
    Analysis,
    Attribution,
    Claim,
    Document,
    Engine,
    Entity,
    Paragraph,
    Parse,
    Sentence,
    Span,
    Speaker,
)

TEXT = "It held."
DOCUMENT = Document("sha256:" + "0" * 64, TEXT, (Paragraph(Span(0, 8)),))
PARSE = Parse((Sentence(0, 0, Span(0, 8), ()),), "1.15.0", {"ner": "f" * 64})
FOUND = (Attribution("a1", "direct", (Span(0, 8),), None, None, "rule", 0, 0),)
RESOLVED = (Attribution("a1", "direct", (Span(0, 8),), None, None, "rule", 0, 0, evidence=("resolved",)),)
ENTITIES = (Entity("e1", "Vale", "named_person"),)
TAGGER = SimpleNamespace(models={"tagger.onnx": "e" * 64})
CLAIMS = (Claim("c1", Span(0, 8), "a1", checkable=True),)


class Parser:
    """Gives the same parse for everything and counts."""

    asked = 0

    def parse(self, document: Document) -> Parse:
        assert document is DOCUMENT
        self.asked += 1
        return PARSE


@pytest.fixture(autouse=True)
def _stages(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(document: object, parse: object) -> object:
        assert (document, parse) == (DOCUMENT, PARSE)
        return FOUND

    def resolve(document: object, parse: object, attributions: object) -> object:
        assert (document, parse, attributions) == (DOCUMENT, PARSE, FOUND)
        return RESOLVED, ENTITIES

    def find_claims(document: object, parse: object, attributions: object) -> object:
        assert (document, parse, attributions) == (DOCUMENT, PARSE, RESOLVED)
        return CLAIMS

    def extract_tagged(document: object, parse: object, tagger: object) -> object:
        assert (document, parse, tagger) == (DOCUMENT, PARSE, TAGGER)
        return FOUND

    extraction = SimpleNamespace(extract=extract, extract_tagged=extract_tagged)
    monkeypatch.setitem(sys.modules, "attrib.extract", extraction)
    for name, stage in {"resolve": resolve, "claims": find_claims}.items():
        monkeypatch.setitem(sys.modules, f"attrib.{name}", SimpleNamespace(**{stage.__name__: stage}))
    monkeypatch.setattr(analyzer, "load_tagger", lambda _models: TAGGER)


def test_each_stage_gets_what_the_stages_before_it_made() -> None:
    engine = Engine(attrib.__version__, "1.15.0", {"ner": "f" * 64, "tagger.onnx": "e" * 64}, "tagger")
    analysis = analyzer.analyze(DOCUMENT, parser=Parser())
    assert analysis == Analysis(DOCUMENT, engine, RESOLVED, ENTITIES, CLAIMS)


def test_rules_load_no_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(analyzer, "load_tagger")
    analysis = analyzer.analyze(DOCUMENT, parser=Parser(), engine="rules")
    assert analysis.attributions == RESOLVED
    assert (analysis.engine.finder, analysis.engine.models) == ("rules", {"ner": "f" * 64})


def test_what_is_not_sure_enough_is_left_out_with_who_said_it(monkeypatch: pytest.MonkeyPatch) -> None:
    vale, moss = Speaker("e1", "Vale", "named_person"), Speaker("e2", "Moss", "named_person")
    sure = replace(RESOLVED[0], speaker=vale, confidence=0.9)
    doubtful = replace(RESOLVED[0], id="a2", speaker=moss, confidence=0.4)
    both = (*ENTITIES, Entity("e2", "Moss", "named_person"))
    monkeypatch.setattr(sys.modules["attrib.resolve"], "resolve", lambda *_: ((sure, doubtful), both))

    def find_claims(_document: object, _parse: object, attributions: tuple[Attribution, ...]) -> tuple[Claim, ...]:
        named = {each.id for each in attributions}
        assert named == {"a1", "a2"}, "a quotation nobody knows of would be the reporter's own words"
        return tuple(Claim(f"c{n}", Span(0, 8), a, checkable=True) for n, a in enumerate(("a1", "a2", None), start=1))

    monkeypatch.setattr(sys.modules["attrib.claims"], "find_claims", find_claims)
    analysis = analyzer.analyze(DOCUMENT, parser=Parser(), min_confidence=0.5)
    assert (analysis.attributions, analysis.entities) == ((sure,), ENTITIES)
    assert [claim.id for claim in analysis.claims] == ["c1", "c3"]
    assert (analysis.engine.min_confidence, analysis.engine.left_out) == (0.5, 1)
    whole = analyzer.analyze(DOCUMENT, parser=Parser())
    assert (len(whole.attributions), len(whole.claims), whole.engine.left_out) == (2, 3, 0)


def test_the_weights_are_loaded_once_for_many_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    parser = Parser()

    def build(models: str) -> Parser:
        made.append(models)
        return parser

    monkeypatch.setitem(sys.modules, "attrib.parse", SimpleNamespace(Parser=build))
    analyzer.load_parser.cache_clear()
    try:
        analyzer.analyze(DOCUMENT, models="folder")
        analyzer.analyze(DOCUMENT, models="folder")
    finally:
        analyzer.load_parser.cache_clear()
    assert (made, parser.asked) == (["folder"], 2)
