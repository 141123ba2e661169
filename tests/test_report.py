"""benchmarks: the report's bootstrap and comparison, the stopwatch, and the texts that no newspaper prints."""

from __future__ import annotations

import json
import math
import random
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from attrib.evaluate import figures_of, sum_of
from attrib.gold import GoldAttribution, GoldDocument, GoldSpeaker
from attrib.types import Analysis, Document, Engine, Span
from benchmarks import hostile_text, report
from benchmarks.hostile_text import TEXTS, line, run
from benchmarks.report import CORPORA, FIGURES, PARTS, articles_of, differences, figures, kind_of_source, table
from benchmarks.throughput import Stopwatch
from tests.handmade import read_parse

if TYPE_CHECKING:
    from attrib.evaluate import Counts

SHARED = Path(__file__).parents[2] / "shared"


def articles(seed: int, *, right: float = 0.8, number: int = 30) -> dict[str, Counts]:
    """Make up what was counted of some articles, of whose attributions a share is right."""
    rng = random.Random(seed)
    made: dict[str, Counts] = {}
    for name in range(number):
        counts: Counts = Counter()
        for measure in ("relation", "exact source", "exact cue", "exact content", "statements"):
            gold = rng.randrange(5, 20)
            found = max(1, gold + rng.randrange(-3, 4))
            counts.update(
                {
                    (measure, "gold"): gold,
                    (measure, "found"): found,
                    (measure, "right"): sum(rng.random() < right for _ in range(min(gold, found))),
                }
            )
        counts.update(
            {("speaker", "gold"): 10, ("speaker", "right"): 7, ("speaker", "wrong"): 2, ("speaker", "written"): 1}
        )
        counts.update(
            {("calibration 9", "found"): 10, ("calibration 9", "right"): 8, ("calibration 9", "sum"): 9_000_000}
        )
        made[f"d{name}"] = counts
    return made


def test_the_figures_are_those_of_attrib_evaluate() -> None:
    made = articles(1)
    found = figures(made)
    expected = figures_of(sum_of(made.values()), len(made), with_speakers=True)
    assert round(found["relation, F1"]["value"], 1) == expected.relation.f1
    assert round(found["relation, precision"]["value"], 1) == expected.relation.p
    assert round(found["exact content, F1"]["value"], 1) == expected.exact["content"].f1
    assert expected.speaker
    assert round(found["speaker right"]["value"], 1) == expected.speaker.end_to_end == 70.0
    assert round(found["wrong name: another's name"]["value"], 1) == expected.speaker.anothers_name == 10.0
    assert math.isclose(found["calibration error"]["value"], 10.0)
    assert "claims, F1" not in found, "nothing was counted of it"


def test_an_interval_holds_the_figure_and_narrows_with_more_articles() -> None:
    few, many = figures(articles(2, number=10)), figures(articles(2, number=160))
    for each in (*few.values(), *many.values()):
        assert each["low"] <= each["value"] <= each["high"]
    widths = [found["relation, F1"]["high"] - found["relation, F1"]["low"] for found in (few, many)]
    assert 0 < widths[1] < widths[0] / 2
    assert figures(articles(2)) == figures(articles(2)), "twice alike"


def test_what_is_the_same_differs_in_nothing_and_is_not_believed() -> None:
    made = articles(3)
    found = differences(made, dict(made))
    assert found
    assert all(each["difference"] == 0 and not each["believed"] for each in found.values())


def test_a_clear_change_is_believed_and_luck_is_not() -> None:
    old = articles(4)
    better = {name: counts.copy() for name, counts in old.items()}
    for counts in better.values():
        counts["relation", "right"] += 1
        counts["speaker", "wrong"] -= 1
    found = differences(better, old)
    assert found["relation, F1"]["believed"]
    assert found["relation, F1"]["better"]
    assert found["wrong name"]["difference"] < 0
    assert found["wrong name"]["better"], "fewer wrong names are better"
    lucky = {name: counts.copy() for name, counts in old.items()}
    lucky["d0"]["relation", "right"] += 1
    lucky["d1"]["relation", "right"] -= 1
    assert not differences(lucky, old)["relation, F1"]["believed"]


def test_only_articles_that_both_have_are_compared() -> None:
    old = articles(5)
    new = {name: counts for name, counts in old.items() if name != "d0"}
    assert all(each["difference"] == 0 for each in differences(new, old).values())
    assert differences(new, {}) == {}


def written(made: dict[str, Counts], gold: str = "0") -> report.Report:
    """Return a report on one corpus as it is read from its file."""
    part = {
        "gold": gold,
        "figures": figures(made),
        "articles": {name: {"|".join(key): n for key, n in counts.items() if n} for name, counts in made.items()},
    }
    whole: report.Report = {
        "made": "2026-11-28",
        "commit": "abc",
        "parts": {"newsroom": part},
        "failed": {"newsroom/x": "no"},
    }
    read: report.Report = json.loads(json.dumps(whole))
    return read


def test_a_report_is_read_as_it_was_written() -> None:
    made = articles(6)
    assert articles_of(written(made), "newsroom") == {name: +counts for name, counts in made.items()}
    assert articles_of(written(made), "polnear") == {}


def test_the_table_shows_figures_intervals_and_what_to_believe() -> None:
    old = articles(7)
    new = {name: counts.copy() for name, counts in old.items()}
    for counts in new.values():
        counts["relation", "right"] -= 2
    alone = "\n".join(table(written(new), None))
    assert "90 % interval" in alone
    assert "difference" not in alone
    assert "not analysed: newsroom/x: no" in alone
    compared = [row for row in table(written(new), written(old)) if "relation, F1" in row]
    assert compared[0].endswith("worse")
    assert all(row.endswith("the same") for row in table(written(old), written(old)) if "relation, " in row)
    assert "other data" in "\n".join(table(written(new), written(old, gold="1")))


def test_speed_has_an_interval_and_its_stages() -> None:
    speed = {
        "words a CPU second": 400.0,
        "reader alone, words a CPU second": 4000.0,
        "by article": [[400, 1.0], [500, 1.0], [300, 1.0]],
        "stages": {"trees": 60.0, "rest": 40.0},
    }
    slow = {**speed, "words a CPU second": 200.0, "by article": [[400, 2.0], [500, 2.0], [300, 2.0]]}
    shown = list(report.LINES["speed"](speed, slow))
    assert shown[0].split() == [
        "words",
        "a",
        "CPU",
        "second",
        "400",
        "333",
        "to",
        "467",
        "2.00",
        "times",
        "200",
        "(2.00",
        "to",
        "2.00)",
        "faster",
    ]
    assert shown[2].split() == ["trees", "60.0", "%", "before", "60.0"]


SAID = """
1 Odile Odile PROPN 3 nsubj NER=B-PER
2 Vale Vale PROPN 1 flat NER=I-PER
3 said say VERB 0 root
4 it it PRON 5 nsubj
5 held hold VERB 3 ccomp SpaceAfter=No
6 . . PUNCT 3 punct

1 It it PRON 2 nsubj
2 leaked leak VERB 0 root SpaceAfter=No
3 . . PUNCT 2 punct
"""


def test_who_is_counted_by_kind_with_the_gold_spans_given() -> None:
    document, parse = read_parse(SAID)
    text = document.text

    def at(words: str) -> tuple[Span, ...]:
        return (Span(text.index(words), text.index(words) + len(words)),)

    row = GoldDocument(
        "d1",
        text,
        (GoldAttribution(at("Odile Vale"), at("said"), at("it held")), GoldAttribution((), (), at("It leaked"))),
    )
    vale, moss = GoldSpeaker("Odile Vale", "named_person"), GoldSpeaker("Ann Moss", "named_person")

    def counted(*who: GoldSpeaker) -> Counts:
        return report.count_who(report.Article(row, dict(enumerate(who)), (), blind=False), document, parse)

    given = report.gold_attributions(row, document, parse)
    assert [(place, each.cue.lemma if each.cue else None) for place, each in given] == [(0, "say"), (1, None)]
    right = counted(vale, vale)
    assert right["who", "gold"] == 2
    assert (right["who, name", "right"], right["who, name", "wrong"]) == (1, 0)
    assert (right["who, nobody", "gold"], right["who, nobody", "right"]) == (1, 1)
    wrong = counted(moss)
    assert (wrong["who, description", "gold"], wrong["who, description", "wrong"]) == (1, 1)
    assert counted(GoldSpeaker(None, "group")) == counted() == Counter()


class Fixed:
    """An analyzer that finds nothing, and cannot read one article."""

    def parse(self, _document: Document) -> None:
        pass

    def analyze(self, document: Document) -> Analysis:
        if "broken" in document.text:
            raise ValueError("no such\ntree")
        return Analysis(document, Engine("0"))


def test_what_cannot_be_analysed_was_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = ((Span(0, 5),), (), (Span(6, 12),))
    rows = {name: GoldDocument(name, text, (GoldAttribution(*spans),)) for name, text in TEXTS_OF.items()}
    made = {name: report.Article(row, {}, (), blind=False) for name, row in rows.items()}
    monkeypatch.setattr(report, "corpus", lambda _name: made)
    monkeypatch.setattr(report, "analyzer", lambda _style: Fixed())
    monkeypatch.setattr(report, "count_who", lambda *_: Counter())
    _, _, fine, nothing = report.count_article("newsroom", "whole")
    _, _, missed, why = report.count_article("newsroom", "broken")
    assert (nothing, why) == ("", "broken: unexpected ValueError: no such tree")
    assert fine["relation", "gold"] == missed["relation", "gold"] == 1
    assert missed["relation", "right"] == 0


TEXTS_OF = {"whole": "Vale: it held today.", "broken": "Vale: it broken here."}


def test_a_part_that_cannot_be_measured_loses_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise subprocess.CalledProcessError(2, ["python", "-m", "build"])

    monkeypatch.setattr(report, "OTHER", {"cold": lambda: {"ratio": 5.0}, "wheel": fail, "speed": dict})
    kept: list[str] = []
    made = report.make(["cold", "wheel", "speed"], 1, lambda each: kept.append(json.dumps(each)))
    assert list(made["parts"]) == ["cold", "speed"]
    assert made["failed"] == {"wheel": "python -m build ended with 2"}
    assert len(kept) == 4
    assert '"ratio": 5.0' in kept[1]


def test_every_figure_has_a_name_of_its_own_and_every_part_its_lines() -> None:
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
    assert set(PARTS) == {*CORPORA, *report.OTHER}
    assert report.LINES.keys() == report.OTHER.keys()


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Odile Vale", "name"),
        ("the harbourmaster, Odile Vale’s", "name"),
        ("VALE", "name"),
        ("Mr. Vale Jr.", "name"),
        ("the vale", "description"),
        ("which", "pronoun"),
        ("She", "pronoun"),
        ("the harbourmaster", "description"),
        ("", "nobody"),
    ],
)
def test_sources_are_told_by_what_names_them(source: str, kind: str) -> None:
    spans = (Span(0, len(source)),) if source else ()
    assert kind_of_source(source, GoldAttribution(spans, (), ()), "Odile Vale") == kind


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not beside this checkout")
def test_the_corpora_are_there_and_the_blind_articles_are_others() -> None:
    newsroom, polnear = report.corpus("newsroom"), report.corpus("polnear")
    assert (len(newsroom), len(polnear)) == (64, 84)
    assert all(each.labels and each.speakers and each.row.entities for each in newsroom.values())
    assert (sum(each.blind for each in polnear.values()), sum(bool(each.speakers) for each in polnear.values())) == (
        70,
        84,
    )


# --- the stopwatch ----------------------------------------------------------------------------------------------------


class Stages:
    """Stages that spend a time of their own, one inside another."""

    def __init__(self, clock: list[float]) -> None:
        """Take what the clock shows."""
        self.clock = clock

    def outer(self) -> str:
        self.clock[0] += 2
        self.inner()
        self.clock[0] += 1
        return "done"

    def inner(self) -> None:
        self.clock[0] += 5


def test_no_second_counts_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("benchmarks.throughput.time.process_time", lambda: clock[0])
    stages, stopwatch = Stages(clock), Stopwatch()
    stopwatch.time(stages, "outer", "outside")
    stopwatch.time(stages, "inner", "inside")
    clock[0] += 1
    assert stages.outer() == "done"
    assert stopwatch.spent == {"rest": 1.0, "outside": 3.0, "inside": 5.0}
    stopwatch.reset()
    assert sum(stopwatch.spent.values()) == 0


# --- hostile lengths --------------------------------------------------------------------------------------------------


def test_the_hostile_texts_are_as_long_as_they_are_called() -> None:
    made = {name: make(size) for name, (make, size) in TEXTS.items()}
    flat = made["2,000 words without a stop"]
    assert (len(flat.split()), flat.count(".")) == (2_000, 1)
    assert made["300 list items"].count("\n- ") == 300
    assert made["1,600 quotation marks"].count("“") + made["1,600 quotation marks"].count("”") in range(1_590, 1_611)
    assert len(made["one line of 190,000 characters"]) == 190_000
    assert "\n" not in made["one line of 190,000 characters"]
    assert len(made["20,000 words"].split()) in range(19_900, 20_001)


def test_a_process_that_takes_too_much_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    def child(work: str) -> str:
        return f"import sys\ntext = sys.stdin.read()\nprint('ready', flush=True)\n{work}\nprint(0.25)"

    assert run("words", child("assert text == 'words'"))["seconds"] == 0.25
    assert run("", child("raise ValueError('no such tree')"))["failed"] == "ValueError: no such tree"
    monkeypatch.setattr(hostile_text, "MOST_BYTES", 200_000_000)
    assert run("", child("import time; kept = b'x' * 400_000_000; time.sleep(30)"))["failed"].startswith("over ")
    monkeypatch.setattr(hostile_text, "MOST_SECONDS", 0.2)
    assert run("", child("import time; time.sleep(30)"))["failed"] == "over 0 s"
    monkeypatch.setattr(hostile_text, "LOADING", 0.2)
    assert run("", "import time; time.sleep(30)")["failed"] == "not loaded in 0 s"


def test_what_failed_is_said() -> None:
    fine = {"quarter": {"seconds": 1.0, "bytes": 10**9}, "full": {"seconds": 4.0, "bytes": 2 * 10**9}}
    assert line("short", fine | {"time ratio": 4.0, "memory ratio": 2.0}).endswith("ratios 4.0, 2.0")
    failed = {**fine, "full": {"failed": "over 60 s", "bytes": 10**9}, "failed": "over 60 s"}
    assert line("long", failed).endswith("in full failed: over 60 s, 1.00 GB")


def test_a_bootstrap_draws_as_many_articles_as_there_are() -> None:
    draws = report.draws_of(12)
    assert draws.shape == (report.DRAWS + 1, 12)
    assert np.array_equal(draws.sum(axis=1), np.full(len(draws), 12))
    assert np.array_equal(draws[0], np.ones(12))
