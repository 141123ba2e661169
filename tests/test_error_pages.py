"""The generated pages on errors and confidence, the reading of predictions, the annotators' row; on invented text."""

from __future__ import annotations

import importlib
import importlib.util
import json
import lzma
import math
import random
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from attrib.errors import GoldError, MissingInput
from attrib.evaluate import pairs, score
from attrib.export.jsonl import prediction
from attrib.gold import GoldAttribution, GoldDocument, GoldSpeaker, GoldSpeakers, read_gold
from attrib.types import Analysis, Attribution, AttributionType, Cue, Document, Engine, Span, Speaker
from benchmarks.predictions import read_predictions, verdicts_on

ROOT = Path(__file__).parents[1]
TEXT = (
    "“It will hold for years,” said Odile Vale of the harbour board. She expects the rain to stop soon."
    " Critics denied that the bridge was safe. The board wants a new pier, he added."
)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def gold(source: str, cue: str, *content: str) -> GoldAttribution:
    return GoldAttribution(
        (at(source),) if source else (), (at(cue),) if cue else (), tuple(at(each) for each in content)
    )


def guess(
    source: str, cue: str, *content: str, confidence: float = 0.5, kind: AttributionType = "indirect"
) -> Attribution:
    return Attribution(
        "a",
        kind,
        tuple(at(each) for each in content),
        Cue(at(cue), cue) if cue else None,
        at(source) if source else None,
        "rule",
        0,
        0,
        confidence=confidence,
    )


HOLDS = ("Odile Vale of the harbour board", "said", "“It will hold for years,”")
RAIN = ("She", "expects", "the rain to stop soon")
BRIDGE = ("Critics", "denied", "that the bridge was safe")
ALL = tuple(gold(*each) for each in (HOLDS, RAIN, BRIDGE))
ROW = GoldDocument("d", TEXT, ALL)


def _document() -> Document:
    return Document("sha256:0", TEXT, ())


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module("generate_errors")


@pytest.fixture
def reliability(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module("generate_reliability")


# --- right or wrong ---------------------------------------------------------------------------------------------------


def test_each_guess_is_judged_as_relation_counts_it() -> None:
    found = (guess("She", "said", HOLDS[2]), guess(*RAIN), guess("he", "added", "The board wants a new pier"))
    assert verdicts_on(ROW, found) == (False, True, False)
    assert [(pair.gold, pair.guess, pair.right) for pair in pairs(ROW, found)] == [
        (0, 0, False),
        (1, 1, True),
        (2, None, False),
        (None, 2, False),
    ]
    relation = score([ROW], {"d": found}).relation
    assert (relation.p, relation.r) == (33.3, 33.3)


def test_a_guess_that_is_not_counted_is_neither_right_nor_wrong() -> None:
    row = GoldDocument("d", TEXT, ALL, (at(BRIDGE[2]),))
    assert verdicts_on(row, (guess("", "denied", "that the bridge was safe"), guess(*RAIN)))[1] is True
    only = GoldDocument("d", TEXT, (), (at(BRIDGE[2]),))
    assert verdicts_on(only, (guess(*BRIDGE), guess(*RAIN))) == (None, False)


@pytest.mark.parametrize("seed", range(20))
def test_verdicts_and_score_cannot_disagree(seed: int) -> None:
    rng = random.Random(seed)

    def span() -> Span:
        return Span(*sorted(rng.choices(range(len(TEXT) + 1), k=2)))

    row = GoldDocument("d", TEXT, tuple(GoldAttribution((span(),), (), (span(),)) for _ in range(5)), (span(),))
    found = [Attribution("a", "direct", (span(),), None, span(), "rule", 0, 0) for _ in range(8)]
    found += [Attribution("a", "direct", each.content, None, each.source[0], "rule", 0, 0) for each in ALL]
    verdicts = [each for each in verdicts_on(row, found) if each is not None]
    expected = round(100 * sum(verdicts) / len(verdicts), 1) if verdicts else 0.0
    assert score([row], {"d": found}).relation.p == expected


# --- predictions ------------------------------------------------------------------------------------------------------


def _predictions(path: Path, *found: Attribution) -> Path:
    path.write_text(prediction("d", Analysis(_document(), Engine("0"), found)), encoding="utf-8")
    return path


def test_predictions_come_back_as_they_were_written(tmp_path: Path) -> None:
    found = (guess(*HOLDS, confidence=0.25), guess(*RAIN))
    assert read_predictions(_predictions(tmp_path / "p.jsonl", *found), [ROW]) == {"d": found}


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda line: line * 2, "line 2: a second line for d"),
        (lambda line: line.replace('"id":"d"', '"id":"x"'), "line 1: 'x' is missing, or no document of the gold"),
        (lambda line: line.replace("rain to stop", "snow to stop"), "line 1: .*not the one stored"),
        (lambda line: "\n" + line[:40], "line 2: "),
        (lambda _line: "[]", "line 1: "),
    ],
)
def test_predictions_of_another_form_or_text_are_named(edit: object, says: str, tmp_path: Path) -> None:
    assert callable(edit)
    path = _predictions(tmp_path / "p.jsonl", guess(*RAIN))
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(GoldError, match=says):
        read_predictions(path, [ROW])
    with pytest.raises(MissingInput):
        read_predictions(tmp_path / "nowhere.jsonl", [ROW])


# --- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("", "none"),
        ("“”", "none"),
        ("he", "pronoun"),
        ("They’re", "pronoun"),
        ("his", "pronoun"),
        ("his campaign", "nominal"),
        ("Odile Vale", "name"),
        ("harbour master Odile Vale", "name"),
        ("the harbour board", "nominal"),
        ("a friend of Vale", "nominal"),
        ("Vale, a friend", "name"),
        ("Vale’s lawyer", "nominal"),
        ("the Board of Trade", "name"),
    ],
)
def test_the_kind_of_a_source(errors: ModuleType, words: str, kind: str) -> None:
    assert errors.source_kind(words) == kind


def _kinds(errors: ModuleType, *found: Attribution, row: GoldDocument = ROW) -> dict[tuple[str, str], int]:
    analysis = errors.Analysis([row], {"d": found})
    return {key: len(mends) for key, mends in analysis.mends.items()}


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (guess("She", "expects", "expects the rain to stop soon"), "content too long on the left"),
        (guess("She", "expects", "rain to stop soon"), "content too short on the left"),
        (guess("She", "expects", "the rain to stop soon. Critics"), "content too long on the right"),
        (guess("She", "expects", "the rain to stop"), "content too short on the right"),
        (guess("She", "expects", "expects the rain to stop"), "content wrong at both ends"),
        (guess("She", "expects", "the rain", "stop soon"), "content with other gaps"),
        (guess("She", "expects", "stop soon"), "content with less than half in common"),
        (guess("", "expects", RAIN[2]), "source missed"),
        (guess("Critics", "expects", RAIN[2]), "linked to the wrong source"),
        (guess("he added", "expects", RAIN[2]), "source wrong"),
        (guess("She expects", "expects", RAIN[2]), "source too long"),
        (guess("She", "", RAIN[2]), "cue missed"),
        (guess("She", "She expects", RAIN[2]), "cue too long"),
        (guess("She", "denied", RAIN[2]), "cue other"),
    ],
)
def test_one_error_is_told_from_another(errors: ModuleType, found: Attribution, error: str) -> None:
    assert _kinds(errors, guess(*HOLDS), found, guess(*BRIDGE)) == {(error, "indirect"): 1}


def test_errors_of_single_roles_go_by_the_annotated_type(errors: ModuleType) -> None:
    short = guess("Odile Vale", "said", HOLDS[2])
    assert _kinds(errors, short, guess(*RAIN), guess(*BRIDGE)) == {("source too short", "direct"): 1}


def test_what_is_missed_or_too_much_is_told_apart_by_where_it_lies(errors: ModuleType) -> None:
    pier = guess("he", "added", "The board wants a new pier")
    assert _kinds(errors, guess(*HOLDS), guess(*RAIN), pier) == {
        ("content missed", "indirect"): 1,
        ("content spurious", "indirect"): 1,
    }
    doubled = _kinds(errors, guess(*HOLDS), guess(*RAIN), guess(*BRIDGE), guess("", "", "stop soon"))
    assert doubled == {("content spurious, its words in an attribution that was found", "indirect"): 1}
    nested = GoldDocument("d", TEXT, (*ALL, gold("She", "expects", "stop soon")))
    assert _kinds(errors, guess(*HOLDS), guess(*RAIN), guess(*BRIDGE), row=nested) == {
        ("content missed, its words in another attribution that was found", "indirect"): 1
    }
    bare = GoldDocument("d", TEXT, (gold("", "expects", RAIN[2]),))
    assert _kinds(errors, guess(*RAIN), row=bare) == {("source spurious", "indirect"): 1}


SOME = (
    guess("Critics", "said", "“It will hold"),
    guess("She", "", "stop soon"),
    guess("he", "added", "The board wants a new pier"),
)


def test_before_mending_the_figures_are_those_of_evaluate(errors: ModuleType) -> None:
    figures = score([ROW], {"d": SOME})
    measured = errors.Analysis([ROW], {"d": SOME}).f1()
    assert round(measured["relation"], 1) == figures.relation.f1
    assert {role: round(measured[role], 1) for role in figures.exact} == {
        role: each.f1 for role, each in figures.exact.items()
    }


@pytest.mark.parametrize("found", [(), SOME, SOME[:1], SOME * 2])
def test_with_all_errors_mended_nothing_is_wrong(errors: ModuleType, found: tuple[Attribution, ...]) -> None:
    analysis = errors.Analysis([ROW], {"d": found})
    mended = analysis.f1([mend for mends in analysis.mends.values() for mend in mends])
    assert mended == dict.fromkeys(("relation", "source", "cue", "content"), 100.0)


def test_a_mended_error_costs_what_scoring_the_mended_predictions_says(errors: ModuleType) -> None:
    right, wrong = guess(*BRIDGE), guess("She", *BRIDGE[1:])
    cost = errors.Analysis([ROW], {"d": (wrong,)}).cost("linked to the wrong source")
    before, after = (score([ROW], {"d": (each,)}) for each in (wrong, right))
    assert cost.count == 1
    assert round(cost.points["relation"], 1) == after.relation.f1 - before.relation.f1 == 50.0
    assert cost.points["content"] == 0.0
    assert cost.most() == cost.points["relation"]


def test_groups_hold_what_belongs_to_them(errors: ModuleType) -> None:
    analysis = errors.Analysis([ROW], {"d": (guess(*HOLDS), guess(*RAIN), guess("he", "added", "a new pier"))})
    direct, pronouns = analysis.group(kinds=["direct"]), analysis.group(sources=["pronoun"])
    assert (direct["relation"].p, direct["relation"].r, direct["relation"].gold) == (100.0, 100.0, 1)
    assert (pronouns["relation"].p, pronouns["relation"].r) == (50.0, 100.0)  # “he” is nobody's
    assert analysis.group(kinds=["mixed"])["content"].gold == 0
    assert analysis.group(sources=["name"])["relation"].gold == 2  # “Critics” passes for one


def _files(folder: Path) -> tuple[Path, Path]:
    path = folder / "gold.jsonl"
    marked = [
        {role: [[each.start, each.end] for each in getattr(one, role)] for role in ("source", "cue", "content")}
        for one in ALL
    ]
    path.write_text(json.dumps({"id": "d", "text": TEXT, "attributions": marked}) + "\n", encoding="utf-8")
    return path, _predictions(folder / "p.jsonl", *SOME)


def _arguments(name: str, gold_path: Path, predictions: Path) -> list[str]:
    """Return what the script of that name is given; the second needs to know who the sources are."""
    given = [str(gold_path), str(predictions)]
    if name == "errors":
        return given
    entities = gold_path.with_name("entities.jsonl")
    known = [{"i": 0, "entity": "Odile Vale", "class": "named_person"}, {"i": 2, "entity": None, "class": "group"}]
    entities.write_text(json.dumps({"doc": "d", "attributions": known}) + "\n", encoding="utf-8")
    return [*given, "--entities", str(entities)]


@pytest.mark.parametrize("name", ["errors", "reliability"])
def test_a_page_is_the_same_twice_and_quotes_no_article(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    module: ModuleType = request.getfixturevalue(name)
    gold_path, predictions = _files(tmp_path)
    made = []
    for number in range(2):
        out = tmp_path / f"out{number}" / "page.md"
        given = [*_arguments(name, gold_path, predictions), "--date", "2026-01-02"]
        assert module.main([*given, "--out", str(out)]) == 0
        made.append({path.name: path.read_text(encoding="utf-8") for path in out.parent.iterdir()})
    assert made[0] == made[1]
    page = made[0]["page.md"]
    assert "2026-01-02" in page
    assert sha256(gold_path.read_bytes()).hexdigest() in page
    assert f"python docs/generate_{name}.py" in page
    assert len(re.findall(r"\bVale\b|\bharbour\b|\bbridge\b|\brain\b|\bpier\b", page)) == 0
    assert capsys.readouterr().out.startswith("wrote")
    assert gold_path.exists()


@pytest.mark.parametrize("name", ["errors", "reliability"])
def test_a_page_says_in_a_line_what_stops_it(
    name: str, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    module: ModuleType = request.getfixturevalue(name)
    gold_path, predictions = _files(tmp_path)
    missing = _arguments(name, gold_path, tmp_path / "nowhere")
    assert module.main([*missing, "--out", str(tmp_path / "page.md")]) == 2
    assert module.main([*_arguments(name, gold_path, predictions), "--out", str(gold_path)]) == 3
    assert "is to be read" in capsys.readouterr().err
    assert not (tmp_path / "page.md").exists()


def test_the_costliest_error_comes_first_and_cues_are_single_words(errors: ModuleType) -> None:
    page = errors.page(errors.Analysis([ROW], {"d": SOME[1:]}), "made")
    first = re.search(r"^\| 1 \| ([^|]+) \| (\w+) \|", page, re.MULTILINE)
    assert first
    assert first.groups() == ("content with less than half in common", "indirect")
    points = [
        max(float(row[0]), float(row[1]))
        for row in re.findall(r"^\| \d+ \| [^|]+ \| \w+ \| \d+ \| (\S+) \| (\S+) \|", page, re.MULTILINE)
    ]
    assert points == sorted(points, reverse=True)
    assert points[0] > 0
    assert "| denied | 1 | 1 |" in page
    long = GoldDocument("d", TEXT, (gold("She", "expects the", "rain to stop soon"),))
    assert "expects" not in errors.page(errors.Analysis([long], {}), "made")


# --- confidence -------------------------------------------------------------------------------------------------------


def test_tenths_hold_their_lower_bound_and_the_last_its_upper(reliability: ModuleType) -> None:
    judged = [(0.0, False), (0.3, True), (0.29, False), (0.7, True), (0.7, False), (1.0, True)]
    tenths = reliability.bins(judged)
    assert [each.count for each in tenths] == [1, 0, 1, 1, 0, 0, 0, 2, 0, 1]
    assert tenths[7].right == 0.5
    assert tenths[7].confidence == pytest.approx(0.7)


def test_the_calibration_error_is_weighted(reliability: ModuleType) -> None:
    judged = [(0.9, True), (0.9, True), (0.9, True), (0.5, False)]
    expected = (3 * 0.1 + 1 * 0.5) / 4
    assert math.isclose(reliability.calibration_error(reliability.bins(judged)), expected)
    assert reliability.calibration_error(reliability.bins([])) == 0.0


def test_a_threshold_keeps_what_is_as_sure(reliability: ModuleType) -> None:
    sure, unsure = guess(*HOLDS, confidence=0.9), guess("he", "added", "a new pier", confidence=0.3)
    kept = reliability.thresholds([ROW], {"d": (sure, unsure)}, {})
    assert [each.count for each in kept] == [2, 2, 2, 2, 1, 1, 1, 1, 1, 1]
    assert [each.row() for each in kept][3:5] == [
        "| 0.3 | 2 | 100.0 | 50.0 | 33.3 |",
        "| 0.4 | 1 | 50.0 | 100.0 | 33.3 |",
    ]
    relation = score([ROW], {"d": (sure, unsure)}).relation
    assert f"{relation.p} | {relation.r} |" in kept[0].row()


def test_a_wrong_speaker_is_wrong_where_somebody_wrote_down_who_it_is(reliability: ModuleType) -> None:
    named = replace(guess(*HOLDS, confidence=0.9), speaker=Speaker("e1", "Odile Vale", "named_person"))
    truth = {"d": {0: GoldSpeaker("Odile Vale", "named_person")}}

    def right(found: Attribution, speakers: GoldSpeakers) -> bool:
        ((_, verdict),) = reliability.verdicts([ROW], {"d": (found,)}, speakers)
        assert isinstance(verdict, bool)
        return verdict

    other = replace(named, speaker=Speaker("e1", "Iris Vale", "named_person"))
    assert right(named, truth)
    assert not right(other, truth)
    assert right(other, {})
    assert not right(replace(named, speaker=None), truth)
    nobody = {"d": {0: GoldSpeaker(None, "group")}}
    assert not right(named, nobody)
    assert right(replace(named, speaker=None), nobody)


def test_the_drawing_is_xml_with_a_column_for_each_tenth_that_has_any(reliability: ModuleType) -> None:
    root = ET.fromstring(reliability.drawing(reliability.bins([(0.95, True), (0.55, False)])))  # noqa: S314 - our own
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 2
    ET.fromstring(reliability.drawing(reliability.bins([])))  # noqa: S314 - our own


# --- the annotators ---------------------------------------------------------------------------------------------------


def test_annotators_are_scored_against_each_other_both_ways(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("measure_annotators", ROOT / "training/measure_annotators.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    marks = [{"source": [[0, 3], [8, 9]], "cue": [[4, 7]], "content": [[8, 13]]}, {"content": [[14, 18]]}]
    rows = [
        {"id": "d", "part": part, "annotator": who, "text": "one two three four", "attributions": marks[:count]}
        for part in ("train", "annotator-training")
        for who, count in (("x", 2), ("y", 1 if part == "train" else 2))
    ]
    path = tmp_path / "a.jsonl.xz"
    path.write_bytes(lzma.compress("\n".join(map(json.dumps, rows)).encode()))
    sets = module.read(path)
    assert {title: len(articles) for title, articles in sets.items()} == dict.fromkeys(module.PARTS, 1)
    pooled, by_pair = module.compare(sets["train and dev"])
    assert pooled == {"source": 100.0, "cue": 100.0, "content": 66.7, "relation": 66.7}
    assert by_pair == pytest.approx(pooled, abs=0.05)
    assert module.compare(sets["annotators' training"])[0]["relation"] == 100.0


def test_the_gold_of_these_tests_is_read(tmp_path: Path) -> None:
    assert read_gold(_files(tmp_path)[0])[0].attributions == ALL
