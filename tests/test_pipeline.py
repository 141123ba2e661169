"""attrib.pipeline: the order of the stages, and that each gets the values of those before it."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

import attrib
from attrib import pipeline
from attrib.types import Analysis, Attribution, Claim, Document, Engine, Entity, Paragraph, Parse, Sentence, Span

TEXT = "It held."
DOCUMENT = Document("sha256:" + "0" * 64, TEXT, (Paragraph(Span(0, 8)),))
PARSE = Parse((Sentence(0, 0, Span(0, 8), ()),), "1.15.0", {"ner": "f" * 64})
FOUND = (Attribution("a1", "direct", (Span(0, 8),), None, None, "rule", 0, 0),)
RESOLVED = (Attribution("a1", "direct", (Span(0, 8),), None, None, "rule", 0, 0, evidence=("resolved",)),)
ENTITIES = (Entity("e1", "Vale", "named_person"),)
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

    for name, stage in {"extract": extract, "resolve": resolve, "claims": find_claims}.items():
        monkeypatch.setitem(sys.modules, f"attrib.{name}", SimpleNamespace(**{stage.__name__: stage}))


def test_each_stage_gets_what_the_stages_before_it_made() -> None:
    engine = Engine(attrib.__version__, "1.15.0", {"ner": "f" * 64})
    analysis = pipeline.analyze(DOCUMENT, parser=Parser())
    assert analysis == Analysis(DOCUMENT, engine, RESOLVED, ENTITIES, CLAIMS)


def test_the_weights_are_loaded_once_for_many_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    parser = Parser()

    def build(models: str) -> Parser:
        made.append(models)
        return parser

    monkeypatch.setitem(sys.modules, "attrib.parse", SimpleNamespace(Parser=build))
    pipeline.load_parser.cache_clear()
    try:
        pipeline.analyze(DOCUMENT, models="folder")
        pipeline.analyze(DOCUMENT, models="folder")
    finally:
        pipeline.load_parser.cache_clear()
    assert (made, parser.asked) == (["folder"], 2)
