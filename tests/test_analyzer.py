"""attrib.analyzer: the order of the stages, that each gets the values of those before it, and who owns the models."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import attrib
from attrib.analyzer import Analyzer, analyze, outcomes
from attrib.errors import AttribError, EmptyInput, InputError, ModelError, UnreadableInput
from attrib.extract.reader import Judged, Reading
from attrib.language.quotations import regions
from attrib.types import (
    Analysis,
    Attribution,
    Claim,
    Document,
    Engine,
    Entity,
    Paragraph,
    Parse,
    Quoted,
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
READING = Reading((), (Judged(0, 0.8, 0.1),))
ENCODED = object()
ENCODER = SimpleNamespace(models={"reader.onnx": "e" * 64}, metadata={}, encode=lambda _document, _quotations: ENCODED)
HASHES = {"ner": "f" * 64, "reader.onnx": "e" * 64, "ranker.npz": "d" * 64}
READER = SimpleNamespace(read={ENCODED: READING}.get)
CLAIMS = (Claim("c1", Span(0, 8), "a1", checkable=True),)


class Parser:
    """Gives the same parse for everything and counts."""

    asked = 0

    def parse(self, document: Document, encoded: object) -> Parse:
        assert document is DOCUMENT
        assert encoded is ENCODED
        self.asked += 1
        return PARSE


@pytest.fixture(autouse=True)
def _stages(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(document: object, parse: object, reading: object, style: object) -> object:
        assert (document, parse, reading, style) == (DOCUMENT, PARSE, READING, "news")
        return FOUND

    def resolve(document: object, parse: object, attributions: object) -> object:
        assert (document, parse, attributions) == (DOCUMENT, PARSE, FOUND)
        return RESOLVED, ENTITIES

    def find_claims(document: object, parse: object, attributions: object, judged: object) -> object:
        assert (document, parse, attributions, judged) == (DOCUMENT, PARSE, RESOLVED, READING.judged)
        return CLAIMS

    monkeypatch.setitem(sys.modules, "attrib.extract", SimpleNamespace(extract=extract))
    for name, stage in {"resolve": resolve, "claims": find_claims}.items():
        monkeypatch.setitem(sys.modules, f"attrib.{name}", SimpleNamespace(**{stage.__name__: stage}))
    monkeypatch.setattr(Analyzer, "encoder", ENCODER)
    monkeypatch.setattr(Analyzer, "reader", READER)
    monkeypatch.setattr(Analyzer, "parser", Parser())
    monkeypatch.setattr(Analyzer, "resolving", {"ranker.npz": "d" * 64})


def test_each_stage_gets_what_the_stages_before_it_made() -> None:
    engine = Engine(attrib.__version__, "1.15.0", HASHES, "reader")
    analysis = Analyzer().analyze(DOCUMENT)
    assert analysis == Analysis(DOCUMENT, engine, RESOLVED, ENTITIES, CLAIMS)


def test_what_is_not_sure_enough_is_left_out_with_who_said_it(monkeypatch: pytest.MonkeyPatch) -> None:
    vale, moss = Speaker("e1", "Vale", "named_person"), Speaker("e2", "Moss", "named_person")
    sure = replace(RESOLVED[0], speaker=vale, confidence=0.9)
    doubtful = replace(RESOLVED[0], id="a2", speaker=moss, confidence=0.4)
    both = (*ENTITIES, Entity("e2", "Moss", "named_person"))
    monkeypatch.setattr(sys.modules["attrib.resolve"], "resolve", lambda *_: ((sure, doubtful), both))

    def find_claims(_document: object, _parse: object, attributions: tuple[Attribution, ...], _judged: object) -> Any:  # noqa: ANN401 - claims
        named = {each.id for each in attributions}
        assert named == {"a1", "a2"}, "a quotation nobody knows of would be the reporter's own words"
        return tuple(Claim(f"c{n}", Span(0, 8), a, checkable=True) for n, a in enumerate(("a1", "a2", None), start=1))

    monkeypatch.setattr(sys.modules["attrib.claims"], "find_claims", find_claims)
    analysis = Analyzer(min_confidence=0.5).analyze(DOCUMENT)
    assert (analysis.attributions, analysis.entities) == ((sure,), ENTITIES)
    assert [claim.id for claim in analysis.claims] == ["c1", "c3"]
    assert (analysis.engine.min_confidence, analysis.engine.left_out) == (0.5, 1)
    whole = Analyzer().analyze(DOCUMENT)
    assert (len(whole.attributions), len(whole.claims), whole.engine.left_out) == (2, 3, 0)


def quoting(*contents: str, text: str) -> Analysis:
    """Return an article with its quotations, and an attribution for each of `contents`."""
    document = Document("sha256:0", text, (Paragraph(Span(0, len(text))),))
    places = [Span(text.index(words), text.index(words) + len(words)) for words in contents]
    found = tuple(
        Attribution(f"a{n}", "direct", (place,), None, None, "rule", 0, 0) for n, place in enumerate(places, start=1)
    )
    quoted = tuple(map(Quoted, regions(document)))
    return Analysis(document, Engine("0"), found, quotations=quoted).credited()


def whose(analysis: Analysis) -> list[str | None]:
    """Return whose each quotation is."""
    return [each.attribution for each in analysis.quotations]


def test_every_quotation_is_told_with_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Analyzer().analyze(DOCUMENT).quotations == tuple(map(Quoted, regions(DOCUMENT)))
    text = "“It held,” Vale said, “for now.” He read “The Wall”."
    document = Document("sha256:0", text, (Paragraph(Span(0, len(text))),))
    both = replace(RESOLVED[0], content=(Span(0, 10), Span(22, 32)))
    monkeypatch.setattr(Analyzer, "encode", lambda *_: ENCODED)
    monkeypatch.setattr(Analyzer, "parser", SimpleNamespace(parse=lambda *_: PARSE))
    monkeypatch.setattr(sys.modules["attrib.extract"], "extract", lambda *_: FOUND)
    monkeypatch.setattr(sys.modules["attrib.resolve"], "resolve", lambda *_: ((both,), ENTITIES))
    monkeypatch.setattr(sys.modules["attrib.claims"], "find_claims", lambda *_: ())
    analysis = Analyzer().analyze(document)
    told = [(analysis.text_of(each.span), each.attribution) for each in analysis.quotations]
    assert told == [("“It held,”", "a1"), ("“for now.”", "a1"), ("“The Wall”", None)]


def test_a_quotation_is_whose_content_has_most_of_it() -> None:
    text = "“It held for a hundred years,” he said of “the wall”."
    assert whose(quoting("It held for a hundred years", text=text)) == ["a1", None], "with the marks or without"
    assert whose(quoting("a hundred years,” he said of “the wall", text=text)) == ["a1", "a1"]
    assert whose(quoting("a hundred", text=text)) == [None, None]
    nested = "Vale said that Moss had called it “done and dusted”."
    inner, outer = "it “done and dusted”", "Moss had called it “done and dusted”"
    assert whose(quoting(outer, inner, text=nested)) == ["a2"]
    assert whose(quoting(outer, "done and", text=nested)) == ["a1"]


def test_a_quotation_goes_with_the_attribution_that_had_it_or_to_another() -> None:
    analysis = quoting("“done and dusted”", "it “done and dusted”", text="Moss had called it “done and dusted”.")
    assert whose(analysis) == ["a1"]
    assert whose(analysis.without({"a1"})) == ["a2"]
    assert whose(analysis.without({"a1", "a2"})) == [None]
    doubtful = replace(analysis.attributions[0], flags=("unlikely",))
    analysis = replace(analysis, attributions=(doubtful, analysis.attributions[1])).credited()
    assert whose(analysis) == whose(analysis.likely()) == ["a2"]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let analyzers load a parser that is none; return whose weights were asked for."""
    made: list[str] = []

    def build(models: str, metadata: object, *, threads: int) -> Parser:
        assert threads > 0
        assert metadata is ENCODER.metadata
        made.append(models)
        return Parser()

    monkeypatch.undo()
    monkeypatch.setattr(Analyzer, "encoder", ENCODER)
    monkeypatch.setattr(Analyzer, "reader", READER)
    monkeypatch.setitem(sys.modules, "attrib.parse", SimpleNamespace(load=build))
    return made


def test_the_weights_are_loaded_once_for_many_articles(loaded: list[str]) -> None:
    analyzer = Analyzer("folder")
    assert loaded == []
    assert analyzer.parser is analyzer.parser
    assert loaded == ["folder"]


def test_analyzers_of_different_models_live_side_by_side(loaded: list[str]) -> None:
    one, other = Analyzer("one"), Analyzer(Path("other"))
    assert one.parser is not other.parser
    assert one.parser is not Analyzer("one").parser, "no cache outlives the analyzer"
    assert loaded == ["one", "other", "one"]


def test_a_string_is_text_and_a_path_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bridge.txt"
    path.write_text("It held again.", encoding="utf-8")
    seen: list[Document] = []

    def parse(_self: Parser, document: Document, _encoded: object) -> Parse:
        seen.append(document)
        return PARSE

    monkeypatch.setattr(Parser, "parse", parse)
    monkeypatch.setattr(sys.modules["attrib.extract"], "extract", lambda *_: FOUND)
    monkeypatch.setattr(sys.modules["attrib.resolve"], "resolve", lambda *_: (RESOLVED, ENTITIES))
    monkeypatch.setattr(sys.modules["attrib.claims"], "find_claims", lambda *_: CLAIMS)
    for source in ("It held\r\nagain, they\nsay.", path, DOCUMENT):
        assert Analyzer().analyze(source).document is seen[-1]
    assert [each.text for each in seen] == ["It held\r\nagain, they\nsay.", "It held again.", TEXT]
    assert [each.path for each in seen] == [None, str(path), None]
    assert analyze(path).document == seen[1]
    with pytest.raises(UnreadableInput, match="is the name of a file") as refused:
        analyze(str(path))
    assert "pathlib.Path" in refused.value.hint


@pytest.mark.parametrize("source", [b"It held.", None, ["It held."], 3])
def test_what_is_no_article_is_refused_before_anything_is_loaded(source: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 - any
    monkeypatch.delattr(Analyzer, "parser")
    with pytest.raises(InputError, match="is no article") as refused:
        analyze(source)
    assert "pathlib.Path" in refused.value.hint


def test_an_analyzer_knows_its_styles_and_what_a_confidence_is() -> None:
    unknown: Any = "x"
    with pytest.raises(InputError, match="'x' is no style"):
        Analyzer(style=unknown)
    wrongs: list[Any] = [2, -0.1, float("nan"), "0.5", None]
    for wrong in wrongs:
        with pytest.raises(InputError, match=f"{wrong!r} is no confidence"):
            Analyzer(min_confidence=wrong)


@pytest.mark.parametrize("sources", ["It held.", Path("bridge.txt")])
def test_a_single_article_is_not_taken_for_several(sources: Any) -> None:  # noqa: ANN401 - what a newcomer passes
    with pytest.raises(InputError, match="several articles"):
        Analyzer().analyze_each(sources)


def test_an_article_that_cannot_be_used_stops_no_other() -> None:
    found = list(Analyzer().analyze_each([DOCUMENT, "", Path("nowhere.txt"), DOCUMENT]))
    assert [source for source, _ in found] == [DOCUMENT, "", Path("nowhere.txt"), DOCUMENT]
    first, blank, missing, last = (outcome for _, outcome in found)
    assert isinstance(first, Analysis)
    assert first == last
    assert isinstance(blank, EmptyInput)
    assert isinstance(missing, AttribError)
    assert "nowhere.txt" in missing.message


def test_weights_that_are_missing_stop_them_all() -> None:
    def make(_source: str) -> str:
        raise ModelError("the weights are gone")

    with pytest.raises(ModelError):
        list(outcomes(["a", "b"], make))
