"""tests.floors: what passes, what an update may do, and the engine itself on a slice of PolNeAR's dev part."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from attrib.errors import AttribError
from attrib.gold import GoldDocument
from attrib.types import Analysis, Attribution, Cue, Document, Engine, Span
from attrib.weights import FOLDER
from tests import floors
from tests.floors import FloorsError, chosen, compare, floor_of, measure, read_floors, run, table, updated

SLICE = "polnear-dev-slice"
ARTICLE = "“It will hold,” said Odile Vale. The board denied it."
VALE = Attribution("a1", "direct", (Span(0, 15),), Cue(Span(16, 20), "say"), Span(21, 31), "rule", 0, 0)


# --- the gate ---------------------------------------------------------------------------------------------------------


def test_a_figure_at_its_floor_passes_and_one_below_fails() -> None:
    at, below, unmeasured = compare({"a": 70.0, "b": 70.0, "c": 0.0}, {"a": 70.0, "b": 69.9, "c": None})
    assert not at.under
    assert below.under
    assert unmeasured.under
    assert [line.endswith("UNDER") for line in table("x", [at, below, unmeasured]).splitlines()[1:]] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(("figure", "floor"), [(72.4, 72.1), (68.0, 67.7), (100.0, 99.7), (0.2, 0.0), (57.29, 56.9)])
def test_a_floor_is_a_margin_below_its_figure(figure: float, floor: float) -> None:
    assert floor_of(figure) == floor


def test_an_update_raises_and_never_lowers() -> None:
    update = updated({"a": 60.0, "b": 70.0, "c": 70.0}, {"a": 65.0, "b": 69.0, "c": 70.1})
    assert update.floors == {"a": 64.7, "b": 70.0, "c": 70.0}
    assert (update.raised, update.lowered, update.refused) == (("a",), (), ("b",))


def test_an_update_lowers_what_is_named_and_nothing_else() -> None:
    update = updated({"a": 70.0, "b": 70.0}, {"a": 60.0, "b": 60.0}, lower=["b"])
    assert update.floors == {"a": 70.0, "b": 59.7}
    assert (update.lowered, update.refused) == (("b",), ("a",))


@pytest.mark.parametrize("name", ["z", "a"])
def test_only_a_measured_floor_can_be_lowered(name: str) -> None:
    with pytest.raises(FloorsError, match=f"to lower: {name}"):
        updated({"a": 70.0}, {"a": None}, lower=[name])


def test_the_slice_is_the_first_by_the_digest_of_their_names() -> None:
    rows = [GoldDocument(name, "", ()) for name in "abcdef"]
    first = sorted("abcdef", key=lambda name: sha256(name.encode()).hexdigest())[:2]
    assert [row.id for row in chosen(rows, 2)] == first
    assert first != ["a", "b"]
    assert chosen(rows[::-1], 2) == chosen(rows, 2)
    assert chosen(rows, None) == tuple(rows)


# --- a whole run, with findings of its own ----------------------------------------------------------------------------


def _project(folder: Path, **changes: object) -> Path:
    attribution = {"source": [[21, 31]], "cue": [[16, 20]], "content": [[0, 15]]}
    gold = folder / "gold.jsonl"
    gold.write_text(json.dumps({"id": "d", "text": ARTICLE, "attributions": [attribution]}) + "\n", encoding="utf-8")
    corpus = {
        "style": "news",
        "gold": "gold.jsonl",
        "sha256": sha256(gold.read_bytes()).hexdigest(),
        "floors": {"exact-source": 50.0, "relation": 50.0},
        **changes,
    }
    path = folder / "floors.json"
    path.write_text(json.dumps({"small": corpus}), encoding="utf-8")
    return path


def _right(document: Document, _style: str) -> Analysis:
    return Analysis(document, Engine("0"), (VALE,))


def _silent(document: Document, _style: str) -> Analysis:
    return Analysis(document, Engine("0"))


def _run(folder: Path, path: Path, analyze: Callable[[Document, str], Analysis], *arguments: str) -> int:
    return run(floors.parse_arguments(["--floors", str(path), *arguments]), analyze, folder)


def test_a_run_fails_when_a_figure_is_under_its_floor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _project(tmp_path)
    assert _run(tmp_path, path, _right) == 0
    assert "UNDER" not in capsys.readouterr().out
    assert _run(tmp_path, path, _silent) == 1
    assert "UNDER" in capsys.readouterr().out


def test_a_run_without_update_writes_nothing(tmp_path: Path) -> None:
    path = _project(tmp_path)
    before = path.read_bytes()
    _run(tmp_path, path, _right)
    assert path.read_bytes() == before


def test_an_update_is_written_and_read_again(tmp_path: Path) -> None:
    path = _project(tmp_path)
    assert _run(tmp_path, path, _right, "--update") == 0
    assert read_floors(path)["small"].floors == {"exact-source": 99.7, "relation": 99.7}
    assert _run(tmp_path, path, _silent, "--update") == 1
    assert read_floors(path)["small"].floors == {"exact-source": 99.7, "relation": 99.7}
    assert _run(tmp_path, path, _silent, "--update", "--lower", "small:relation") == 1
    assert read_floors(path)["small"].floors == {"exact-source": 99.7, "relation": 0.0}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--lower", "small:relation"], "without --update"),
        (["--update", "--lower", "small:exact-cue"], "no floor is called small:exact-cue"),
        (["--update", "--lower", "relation"], "no floor is called relation"),
    ],
)
def test_what_cannot_be_lowered_is_refused(arguments: list[str], says: str, tmp_path: Path) -> None:
    with pytest.raises(FloorsError, match=says):
        _run(tmp_path, _project(tmp_path), _right, *arguments)


def test_other_data_than_the_floors_stops_the_run(tmp_path: Path) -> None:
    path = _project(tmp_path)
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "d", "text": "Rain."}), encoding="utf-8")
    with pytest.raises(FloorsError, match=r"gold\.jsonl is not the file of these floors: its sha256 is"):
        _run(tmp_path, path, _right, "--update")
    (tmp_path / "gold.jsonl").unlink()
    with pytest.raises(FloorsError, match="cannot read"):
        _run(tmp_path, path, _right)


def test_an_article_that_fails_stops_the_run(tmp_path: Path) -> None:
    def analyze(_document: Document, _style: str) -> Analysis:
        raise AttribError("no such tree")

    with pytest.raises(FloorsError, match="no such tree"):
        _run(tmp_path, _project(tmp_path), analyze)


def test_an_article_is_analysed_once_for_all_corpora_of_a_style(tmp_path: Path) -> None:
    corpus = read_floors(_project(tmp_path))["small"]
    found: dict[tuple[str, str], tuple[Attribution, ...]] = {}
    first = measure(corpus, found, _right, tmp_path)
    assert measure(corpus, found, _silent, tmp_path) == first
    assert first["relation"] == 100.0
    assert first["speakers-right"] is None


@pytest.mark.parametrize("changes", [{"floors": {"charm": 1.0}}, {"style": "oracle"}, {"colour": "red"}])
def test_a_floors_file_that_nothing_measures_is_refused(changes: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(FloorsError):
        read_floors(_project(tmp_path, **changes))


def test_the_floors_of_the_project_are_whole(tmp_path: Path) -> None:
    corpora = read_floors()
    assert set(corpora["newsroom-dev"].floors) == set(floors.FIGURES)
    assert set(corpora["polnear-dev"].floors) == set(floors.FIGURES) - {"statements"}
    assert {corpora[name].style for name in ("newsroom-dev", "polnear-dev")} == {"news", "polnear"}
    assert set(corpora[SLICE].floors) == {"exact-source", "exact-cue", "exact-content", "relation"}
    assert corpora[SLICE].sha256 == corpora["polnear-dev"].sha256
    assert corpora[SLICE].articles == 6
    floors.write_floors(corpora, tmp_path / "floors.json")
    assert (tmp_path / "floors.json").read_text(encoding="utf-8") == floors.FLOORS.read_text(encoding="utf-8")


# --- the engine -------------------------------------------------------------------------------------------------------


@pytest.mark.models
@pytest.mark.skipif(
    not (FOLDER / "manifest.json").exists(), reason="attrib/models has no weights yet (training/bundle.py)"
)
@pytest.mark.skipif(
    not (floors.ROOT / "../shared/data/polnear/dev.jsonl.xz").exists(),
    reason="PolNeAR may not be passed on: ../shared/data/polnear is not beside this checkout",
)
def test_the_engine_is_not_under_its_floors_on_the_slice() -> None:
    corpus = read_floors()[SLICE]
    lines = compare(corpus.floors, measure(corpus, {}))
    assert not any(line.under for line in lines), "\n" + table(SLICE, lines)
