"""attrib.export: the contract `attrib/1`, and the forms made from it."""

from __future__ import annotations

import copy
import csv as csv_reader
import io
import json as json_reader
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attrib.errors import UnreadableInput
from attrib.export import csv, json, jsonl, text
from attrib.types import (
    Analysis,
    Attribution,
    Candidate,
    Caution,
    Claim,
    Cue,
    Difference,
    DifferenceKind,
    Document,
    Engine,
    Entity,
    Excerpt,
    Paragraph,
    Passage,
    Quoted,
    Span,
    Speaker,
    Step,
    Title,
    Verdict,
    Verification,
)
from tests import samples

ROOT = Path(__file__).parents[1]
SCHEMA = json_reader.loads((ROOT / "docs/schema/attrib-1.schema.json").read_text(encoding="utf-8"))
SAMPLES = [samples.footbridge, samples.hostile, samples.bare, samples.placed]

Sample = Callable[[], Analysis]


def validate(data: Any) -> None:  # noqa: ANN401 - whatever json.loads returns
    jsonschema.Draft202012Validator(SCHEMA).validate(data)


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Any article and any findings in it, places drawn at random."""
    words = draw(st.text(min_size=1, max_size=60))

    def span() -> Span:
        start, end = sorted((draw(st.integers(0, len(words))), draw(st.integers(0, len(words)))))
        return Span(start, end)

    def one(*options: Any) -> Any:  # noqa: ANN401 - one of the options, of their type
        return draw(st.sampled_from(options))

    def attribution(number: int) -> Attribution:
        return Attribution(
            f"a{number}",
            one("direct", "indirect", "mixed"),
            tuple(span() for _ in range(draw(st.integers(1, 3)))),
            one(None, Cue(span(), draw(st.text(max_size=5)))),
            one(None, span()),
            "rule",
            number,
            0,
            one(None, Speaker("e1", draw(st.text(max_size=5)), one("named_person", "group", "author"))),
            one("statement", "thought"),
            one("neutral", "hedged", "loaded", "denial"),
            draw(st.booleans()),
            draw(st.floats(0, 1)),
            tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
            tuple(draw(st.lists(st.text(max_size=5), max_size=2))),
            tuple(draw(st.lists(st.builds(Step, st.text(max_size=5), values), max_size=2))),
            tuple(draw(st.lists(candidates, max_size=2))),
        )

    def excerpt() -> Excerpt:
        return Excerpt(span(), draw(st.text(max_size=5)))

    def passage() -> Passage:
        page, time = one((None, None), (3, None), (None, "00:12:31"))
        return Passage("speech.txt", "0" * 64, excerpt(), excerpt(), page, time, one(None, "VALE"))

    def verification() -> Verification:
        kind = draw(st.sampled_from(DifferenceKind))
        return Verification(
            "a0",
            draw(st.sampled_from(Verdict)),
            (kind,),
            (Difference(kind, one(None, span()), one(None, excerpt())),),
            (draw(st.sampled_from(Caution)),),
            one(None, passage()),
            one((), (passage(),)),
        )

    values = st.dictionaries(st.text(max_size=5), st.none() | st.text(max_size=5) | st.floats(0, 1) | st.booleans())
    candidates = st.builds(Candidate, st.sampled_from((None, "e1")), st.none() | st.text(max_size=5), st.floats(0, 1))
    titles = tuple(Title(span(), one("role", "affiliation")) for _ in range(draw(st.integers(0, 2))))
    return Analysis(
        Document("sha256:" + "0" * 64, words, (Paragraph(span(), one("body", "title")),), one(None, "a.txt")),
        Engine("0.1.0", "1.15.0", {"ner": "f" * 64}),
        tuple(map(attribution, range(draw(st.integers(0, 3))))),
        (
            Entity(
                "e1",
                "Name",
                "named_person",
                one(None, "role"),
                None,
                ("alias",),
                (span(),),
                titles,
                draw(st.booleans()),
            ),
        ),
        (Claim("c1", span(), one(None, "a0"), draw(st.booleans()), ("date", "cause"), (span(),)),),
        tuple(Quoted(span(), one(None, "a0")) for _ in range(draw(st.integers(0, 2)))),
        one(None, tuple(verification() for _ in range(draw(st.integers(0, 2))))),
    )


@given(analyses())
def test_every_analysis_comes_back_and_is_valid(analysis: Analysis) -> None:
    data = json_reader.loads(json.dumps(analysis))
    validate(data)
    assert json.from_dict(data) == analysis


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_come_back_and_are_valid(sample: Sample) -> None:
    data = json_reader.loads(json.dumps(sample()))
    validate(data)
    assert json.from_dict(data) == sample()


def test_the_keys_stand_in_the_order_of_the_contract() -> None:
    data = json.to_dict(samples.footbridge())
    assert list(data) == ["schema", "document", "engine", "attributions", "entities", "quotations", "claims"]
    assert data["attributions"][0]["speaker"] == {"entity": "e1", "name": "Odile Brandreth", "class": "named_person"}
    assert data["attributions"][0]["cue"]["lemma"] == "say"
    assert data["attributions"][11]["candidates"] == [
        {"entity": "e7", "name": "Tomas Weil", "probability": 0.51},
        {"entity": "e8", "name": "Anton Weil", "probability": 0.49},
    ]
    assert data["attributions"][1]["steps"][0] == {
        "code": "cue",
        "values": {"cue": "said", "certainty": 0.98, "content": 0.95},
    }
    assert [entity["speaks"] for entity in data["entities"]] == [True] * 7 + [False]
    assert [(title["text"], title["kind"]) for title in data["entities"][0]["titles"]] == [
        ("chief engineer", "role"),
        ("Hesk Valley Council", "affiliation"),
    ]


def test_every_quotation_is_in_the_result_with_whose_it_is() -> None:
    data = json.to_dict(samples.placed())
    assert [(each["text"], each["attribution"]) for each in data["quotations"]] == [
        ("“The tide gauge failed at noon,”", "a1"),
        ("“a paper lantern”", None),
        ("“The Long Way Down the Estuary”", None),
        ("“Nobody came for three whole days, and we knew it.”", None),
    ]


def test_the_table_and_the_csv_say_on_which_page_and_when() -> None:
    analysis = samples.placed()
    header, row = csv_reader.reader(io.StringIO(csv.header() + csv.rows(analysis)))
    assert (header[-2:], row[-2:]) == (["page", "time"], ["3", "00:12:31"])
    assert "p. 3, 00:12:31" in text.render(analysis)


def test_the_schema_refuses_what_the_contract_does_not_name() -> None:
    data = json.to_dict(samples.footbridge())
    data["attributions"][0]["speaker"]["gender"] = "f"
    with pytest.raises(jsonschema.ValidationError, match="gender"):
        validate(data)


def _drop_text(data: json.Json) -> None:
    del data["document"]["text"]


def _edit_article(data: json.Json) -> None:
    data["document"]["text"] = "Edited. " + data["document"]["text"]


def _unknown_class(data: json.Json) -> None:
    data["entities"][0]["class"] = "celebrity"


def _other_schema(data: json.Json) -> None:
    data["schema"] = "attrib/2"


def _number_for_list(data: json.Json) -> None:
    data["claims"] = 3


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_drop_text, "'text' is missing"),
        (_edit_article, "is not the one stored with it"),
        (_unknown_class, "'celebrity' is no source_class of Entity, which is one of named_person, "),
        (_other_schema, "not an attrib/1 analysis"),
        (_number_for_list, "damaged attrib/1 analysis"),
    ],
)
def test_a_damaged_analysis_is_one_line(damage: Callable[[json.Json], None], says: str) -> None:
    data = copy.deepcopy(json.to_dict(samples.footbridge()))
    damage(data)
    with pytest.raises(UnreadableInput, match=says):
        json.from_dict(data)


def _places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - JSON
    """Yield where each value stands, but for a paragraph's page and time, which are told from the places."""
    if path[1:2] != ("paragraphs",) or path[-1] not in {"page", "time"}:
        yield path
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from _places(data[key], (*path, key))


PLACES = {
    name: tuple(_places(json.to_dict(make())))[1:] for name, make in (("a", samples.footbridge), ("b", samples.placed))
}
OTHERS: tuple[object, ...] = (
    None,
    True,
    3,
    10**400,
    2.5,
    float("nan"),
    "odd",
    [],
    {},
    ["odd"],
    [[1]],
    {"odd": "odd"},
    {"odd": []},
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from("ab"), st.integers(0), st.sampled_from(OTHERS))
@example("a", PLACES["a"].index(("attributions", 0, "flags")), "odd")
@example("a", PLACES["a"].index(("attributions", 0, "content")), [])
@example("a", PLACES["a"].index(("entities", 0, "name")), 3)
@example("a", PLACES["a"].index(("attributions", 0, "negated")), "odd")
@example("a", PLACES["a"].index(("attributions", 0, "cue")), {})
@example("a", PLACES["a"].index(("attributions", 0, "confidence")), float("nan"))
@example("a", PLACES["a"].index(("attributions", 0, "confidence")), 10**400)
def test_what_is_accepted_has_the_types_of_the_schema(sample: str, number: int, other: object) -> None:
    data = json.to_dict((samples.footbridge if sample == "a" else samples.placed)())
    *path, last = PLACES[sample][number % len(PLACES[sample])]
    within: Any = data
    for key in path:
        within = within[key]
    within[last] = other
    try:
        analysis = json.from_dict(data)
    except UnreadableInput:
        return
    wrong = [
        each.message for each in jsonschema.Draft202012Validator(SCHEMA).iter_errors(data) if each.validator == "type"
    ]
    assert not wrong
    assert json.to_dict(analysis)


def test_a_place_beyond_the_end_of_the_text_is_refused() -> None:
    for path in (("document", "paragraphs"), ("quotations",), ("document", "notes")):
        data = json.to_dict(samples.placed())
        rows: Any = data
        for key in path:
            rows = rows[key]
        rows[-1] |= {"start": len(data["document"]["text"]) - 3, "end": 10**6, "text": data["document"]["text"][-3:]}
        with pytest.raises(UnreadableInput, match="beyond the end of the text"):
            json.from_dict(data)


@pytest.mark.parametrize("value", [None, [], "attrib/1", 1])
def test_something_else_than_an_object_is_one_line(value: object) -> None:
    with pytest.raises(UnreadableInput):
        json.from_dict(value)


def test_jsonl_is_one_line_whatever_the_article_holds() -> None:
    analysis = samples.bare()
    odd = replace(analysis, document=replace(analysis.document, text="a\u2028b\u2029c\x85d\ne\rf"))
    line = jsonl.line(odd)
    assert len(line.splitlines()) == 1
    assert line.endswith("\n")
    assert json.from_dict(json_reader.loads(line)) == odd


def test_a_prediction_holds_the_same_findings_under_the_gold_id() -> None:
    data = json_reader.loads(jsonl.prediction("doc-1", samples.footbridge()))
    whole = json.to_dict(samples.footbridge())
    assert data == {"id": "doc-1", "attributions": whole["attributions"], "entities": whole["entities"]}


def _read_csv(source: str) -> list[dict[str, str]]:
    return list(csv_reader.DictReader(io.StringIO(source, newline="")))


def test_csv_has_a_row_for_each_attribution_with_the_words_as_they_stand() -> None:
    analysis = samples.footbridge()
    rows = _read_csv(csv.header() + csv.rows(analysis))
    assert [row["id"] for row in rows] == [attribution.id for attribution in analysis.attributions]
    assert rows[0]["content"] == (
        "“We closed it within the hour,” … “and it stays closed until I have walked under it myself.”"
    )
    assert (rows[0]["speaker"], rows[0]["role"]) == ("Odile Brandreth", "chief engineer")
    assert rows[7]["source"] == rows[7]["speaker"] == rows[7]["role"] == ""
    assert rows[6]["negated"] == "yes"
    first = analysis.attributions[0]
    assert (int(rows[0]["start"]), int(rows[0]["end"])) == (first.content[0].start, first.content[1].end)


@given(st.text(max_size=12))
def test_no_cell_is_a_formula_and_only_an_apostrophe_is_added(cell: str) -> None:
    guarded = csv.guard(cell)
    assert guarded in {cell, "'" + cell}
    assert not guarded or guarded[0] not in "=+-@\t\r\n"
    assert (guarded == cell) == (not cell.startswith(csv.FORMULA))


def test_a_hostile_article_writes_no_formula_into_any_column() -> None:
    analysis = samples.hostile()
    attack = "=cmd|' /C calc'!A0"
    document = replace(analysis.document, path=attack, title="+" + attack, text="@SUM(1)" + analysis.document.text)
    first = replace(
        analysis.attributions[0], content=(Span(0, 7),), speaker=Speaker("e", "-1+1", "group"), evidence=("\t=1",)
    )
    (row,) = _read_csv(csv.header() + csv.rows(replace(analysis, document=document, attributions=(first,))))
    assert (row["document"], row["title"], row["content"], row["speaker"], row["evidence"]) == (
        "'" + attack,
        "'+" + attack,
        "'@SUM(1)",
        "'-1+1",
        "'\t=1",
    )


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)


@pytest.mark.parametrize("width", [40, 80, 132])
@pytest.mark.parametrize("sample", [samples.footbridge, samples.bare])
def test_the_table_keeps_to_the_width_of_the_terminal(sample: Sample, width: int) -> None:
    shown = text.render(sample(), width=width)
    assert max(map(_columns, shown.splitlines())) <= width
    assert "\x1b" not in shown


def test_the_table_shows_speaker_type_cue_quote_confidence_and_flags() -> None:
    shown = " ".join(text.render(samples.footbridge(), width=200).split())
    for part in ("Odile Brandreth", "direct", "“said”", "“We closed it within the hour,”", "97%", "pronoun source"):
        assert part in shown


def test_a_guess_is_called_a_guess_and_an_unattributed_one_unattributed() -> None:
    analysis = samples.footbridge()
    labels = [text.speaker_label(each, analysis.document.text) for each in analysis.attributions]
    assert labels[13] == "Ines Okoro (a guess)"
    assert labels[11] == "unattributed: “Weil”"
    assert labels[7] == "unattributed"
    assert labels[0] == "Odile Brandreth"
    assert "1 guess," in text.render(analysis)


@pytest.mark.parametrize("flag", ["doubtful_speaker", "rival_source"])
def test_a_doubtful_speaker_is_a_guess_however_sure_the_quotation(flag: str) -> None:
    analysis = samples.footbridge()
    first = replace(analysis.attributions[0], flags=(flag,))
    assert text.speaker_label(first, analysis.document.text) == "Odile Brandreth (a guess)"
    assert "2 guesses," in text.render(replace(analysis, attributions=(first, *analysis.attributions[1:])))


def test_what_was_left_out_is_told() -> None:
    analysis = samples.footbridge()
    assert "left out" not in text.render(analysis)
    engine = replace(analysis.engine, min_confidence=0.5, left_out=3)
    assert "3 left out below 50%" in " ".join(text.render(replace(analysis, engine=engine)).split())
    assert json.from_dict(json.to_dict(replace(analysis, engine=engine))).engine == engine


def test_a_file_that_does_not_say_what_found_it_is_read() -> None:
    data = json.to_dict(samples.footbridge())
    for name in ("finder", "min_confidence", "left_out", "style"):
        del data["engine"][name]
    for claim in data["claims"]:
        del claim["worth"]
    analysis = samples.footbridge()
    older = replace(analysis.engine, finder="tagger", style="polnear")
    assert json.from_dict(data) == replace(analysis, engine=older)


def test_a_file_of_before_candidates_is_read() -> None:
    data = json.to_dict(samples.footbridge())
    for each in data["attributions"]:
        del each["steps"], each["candidates"]
    for each in data["entities"]:
        del each["titles"], each["speaks"]
    del data["quotations"]
    validate(data)
    assert json.from_dict(data) == samples.before_candidates(samples.footbridge())


@pytest.mark.parametrize("finder", ["tagger", "rules"])
def test_results_of_older_engines_are_read(finder: str) -> None:
    data = json.to_dict(samples.footbridge())
    data["engine"]["finder"] = finder
    assert json.from_dict(data).engine.finder == finder


def test_an_article_cannot_steer_the_terminal() -> None:
    shown = text.render(samples.hostile())
    assert not {each for each in shown if unicodedata.category(each) == "Cc" and each != "\n"}
    assert "\u202e" not in shown


def test_colour_only_repeats_what_the_words_say() -> None:
    coloured = text.render(samples.footbridge(), color=True)
    assert "\x1b[" in coloured


def test_an_article_with_nothing_in_it_says_so() -> None:
    assert "0 attributions, 0 sources" in text.render(samples.bare())
