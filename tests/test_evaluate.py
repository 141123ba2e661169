"""attrib.evaluate: the shared scorer's figures, computed again, and what is refused."""

from __future__ import annotations

import importlib.util
import json
import lzma
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from attrib.errors import AttribError, GoldError, MissingInput, ModelError, OutputError
from attrib.evaluate import Evaluation, Figures, Score, as_document, evaluate, render, same_name, score
from attrib.gold import GoldAttribution, GoldDocument, GoldSpeaker, read_gold
from attrib.types import Act, Analysis, Attribution, Cue, Document, Engine, Speaker
from attrib.types import Span as Place

SHARED = Path(__file__).parents[2] / "shared"
SCORER = SHARED / "tools/score_attributions.py"

WORDS = """“ ” " , . — the Mr Vale Odile said it’s U.S. co-op 42 “no” it.""".split()  # noqa: SIM905 - reads as a text
NAMES = [None, "", "Odile Vale", "Vale", "Mr Vale", "O.V.", "Tom Vale", "United Copper Board", "UCB", "the"]
CLASSES = ["named_person", "organisation", "document", "unnamed_person", "group", "author"]

Row = dict[str, Any]


def _gold(rng: random.Random, name: str) -> tuple[Row, Row]:
    """Make an article of random words with random annotations, and say who the sources are."""
    text = " ".join(rng.choices(WORDS, k=rng.randint(1, 40)))

    def spans(least: int, most: int) -> list[list[int]]:
        return [sorted(rng.choices(range(len(text) + 1), k=2)) for _ in range(rng.randint(least, most))]

    attributions = [
        {"source": spans(0, 2), "cue": spans(0, 2), "content": spans(0, 2)} for _ in range(rng.randint(0, 6))
    ]
    who = [
        {"i": index, "entity": rng.choice(NAMES), "class": rng.choice([*CLASSES, "none"])}
        for index in range(len(attributions))
        if rng.random() < 0.8
    ]
    row = {"id": name, "text": text, "attributions": attributions, "discard": spans(0, 1)}
    return row, {"doc": name, "attributions": who}


def _guess(rng: random.Random, row: Row) -> tuple[Attribution, ...]:
    """Attributions that are often, but not always, close to the gold's."""

    def near(spans: list[list[int]]) -> tuple[Place, ...]:
        shift = rng.choice([0, 0, 0, 1, 4])
        return tuple(Place(max(start - shift, 0), min(end + shift, len(row["text"]))) for start, end in spans)

    made = []
    for number, each in enumerate(rng.choices(row["attributions"], k=5) if row["attributions"] else []):
        source, cue, content = (near(each[role]) for role in ("source", "cue", "content"))
        if not content:
            continue
        name = rng.choice(NAMES)
        made.append(
            Attribution(
                f"a{number}",
                "direct",
                content,
                Cue(cue[0], "say") if cue else None,
                source[0] if source and rng.random() < 0.8 else None,
                "rule",
                0,
                0,
                Speaker("e1", name, rng.choice(["named_person", "organisation", "group"])) if name else None,
            )
        )
    return tuple(made)


def _analysis(document: Document, attributions: tuple[Attribution, ...] = ()) -> Analysis:
    return Analysis(document, Engine("0.1.0"), attributions)


def _write(path: Path, rows: list[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _like_the_scorer(figures: Figures) -> Row:
    """Return the figures in the form of ``score_attributions.py --json``."""
    data = {**asdict(figures), "documents_missing": list(figures.documents_missing)}
    # which the scorer does not know
    assert (data.pop("act_of_found"), data.pop("statements"), data.pop("titles")) == (None, None, None)
    if data["speaker"]:
        wrong = data["speaker"]["wrong_name"]
        parts = data["speaker"].pop("left_as_written"), data["speaker"].pop("anothers_name")
        assert wrong is None or abs(wrong - sum(parts)) < 0.2
    return data if data["speaker"] else {key: data[key] for key in data if key not in {"speaker", "class_of_found"}}


@pytest.mark.skipif(not SCORER.exists(), reason="the shared scorer is not beside this checkout")
@pytest.mark.parametrize("with_entities", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_the_figures_are_those_of_the_shared_scorer(seed: int, tmp_path: Path, *, with_entities: bool) -> None:
    rng = random.Random(seed)
    pairs = [_gold(rng, f"d{number}") for number in range(6)]
    gold = _write(tmp_path / "gold.jsonl", [row for row, _ in pairs])
    entities = _write(tmp_path / "entities.jsonl", [who for _, who in pairs[:4]]) if with_entities else None
    guesses = {row["text"]: _guess(rng, row) for row, _ in pairs}
    unread = pairs[-1][0]["text"]

    def analyze(document: Document) -> Analysis:
        if document.text == unread:
            raise AttribError("cannot")
        return _analysis(document, guesses[document.text])

    out = tmp_path / "out.jsonl"
    result = evaluate(gold, analyze, entities_path=entities, predictions_path=out)
    spec = importlib.util.spec_from_file_location("score_attributions", SCORER)
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    known = {who["doc"]: who for _, who in pairs[:4]} if with_entities else None
    expected = scorer.score(scorer.read(str(gold)), scorer.read(str(out)), known)
    if not any(row["attributions"] for row, _ in pairs):
        assert result.figures is None
        return
    assert result.figures
    assert _like_the_scorer(result.figures) == expected
    assert expected["documents_missing"]


def test_statements_are_told_from_thoughts() -> None:
    text = "Vale said it leaked. Vale feared it leaked. Vale hid it. Vale wrote it was dry."
    places = [text.index(words) for words in ("it leaked", "it leaked. Vale hid", "it. ", "it was dry")]
    ends = [place + length for place, length in zip(places, (9, 9, 2, 10), strict=True)]
    vale = [Place(at, at + 4) for at in (0, 21, 44, 57)]
    contents = [Place(*pair) for pair in zip(places, ends, strict=True)]
    gold = GoldDocument(
        "d1", text, tuple(GoldAttribution((who,), (), (what,)) for who, what in zip(vale, contents, strict=True))
    )
    acts: tuple[Act, ...] = ("statement", "thought", "thought", "statement")
    speakers = {"d1": {i: GoldSpeaker("Vale", "named_person", act) for i, act in enumerate(acts)}}

    def figures(*called: Act) -> Figures:
        found = [
            Attribution(f"a{i}", "indirect", (what,), None, who, "rule", 0, 0, act=act)
            for i, (who, what, act) in enumerate(zip(vale, contents, called, strict=True))
        ]
        return score([gold], {"d1": found}, speakers)

    perfect = figures(*acts)
    assert (perfect.act_of_found, perfect.statements) == (100.0, Score(100.0, 100.0, 100.0))
    loose = figures("statement", "statement", "statement", "statement")
    assert (loose.act_of_found, loose.statements) == (50.0, Score(50.0, 100.0, 66.7))
    strict = figures("statement", "thought", "thought", "thought")
    assert strict.statements == Score(100.0, 50.0, 66.7)
    assert "statements only" in render(Evaluation(1, strict))
    assert score([gold], {"d1": []}, {"d1": {}}).statements is None


ARTICLE = "“It will hold,” said Odile Vale. The board denied it."
#          0              14   20         31


def _row(**changes: object) -> Row:
    attribution = {"source": [[21, 31]], "cue": [[16, 20]], "content": [[0, 15]]}
    return {"id": "d1", "text": ARTICLE, "attributions": [attribution], **changes}


def _read(tmp_path: Path, *rows: Row) -> tuple[GoldDocument, ...]:
    return read_gold(_write(tmp_path / "gold.jsonl", list(rows)))


SOURCE, CONTENT = Place(21, 31), Place(0, 15)


def _vale(source: Place | None = SOURCE, content: Place = CONTENT) -> Attribution:
    speaker = Speaker("e1", "Odile Vale", "named_person")
    return Attribution("a1", "direct", (content,), Cue(Place(16, 20), "say"), source, "rule", 0, 0, speaker)


def test_a_perfect_answer_scores_a_hundred(tmp_path: Path) -> None:
    figures = score(_read(tmp_path, _row()), {"d1": (_vale(),)})
    assert asdict(figures.relation) == {"p": 100.0, "r": 100.0, "f1": 100.0}
    assert {role: each.f1 for role, each in figures.exact.items()} == {"source": 100.0, "cue": 100.0, "content": 100.0}
    assert figures.relation_recall_by_type == {"direct": 100.0}


def test_a_found_content_with_the_wrong_source_is_no_relation(tmp_path: Path) -> None:
    gold = _read(tmp_path, _row())
    assert score(gold, {"d1": (_vale(source=None),)}).relation.r == 0.0
    assert score(gold, {"d1": (_vale(source=Place(33, 42)),)}).relation.r == 0.0
    assert score(gold, {"d1": (_vale(source=Place(27, 31)),)}).relation.r == 100.0


def test_less_than_half_of_a_content_is_not_found(tmp_path: Path) -> None:
    gold = _read(tmp_path, _row())
    assert score(gold, {"d1": (_vale(content=Place(0, 8)),)}).relation.r == 100.0  # 2 of 3 words
    assert score(gold, {"d1": (_vale(content=Place(0, 3)),)}).relation.r == 0.0  # 1 of 3


def test_a_guess_inside_a_discarded_stretch_is_not_counted(tmp_path: Path) -> None:
    gold = _read(tmp_path, _row(attributions=[], discard=[[0, 31]]))
    assert score(gold, {"d1": (_vale(),)}).exact["content"].p == 0.0
    assert score(gold, {"d1": (_vale(),)}) == score(gold, {"d1": ()})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Odile Vale", "Vale", True),
        ("Ms Vale", "Odile Vale", True),
        ("UCB", "United Copper Board", True),
        ("Odile Vale", "Tom Vale", False),
        ("Odile", "Odile Vale", False),
        ("the", "Odile Vale", False),
        ("", "", False),
    ],
)
def test_same_name(one: str, other: str, *, same: bool) -> None:
    assert same_name(one, other) is same_name(other, one) is same


def test_gold_without_attributions_gives_predictions_and_no_figures(tmp_path: Path) -> None:
    gold = _write(tmp_path / "gold.jsonl", [{"id": "b", "text": "Rain."}, {"id": "a", "text": "¿Llueve?\n"}])
    seen: list[tuple[int, int]] = []
    result = evaluate(
        gold,
        _analysis,
        predictions_path=tmp_path / "out.jsonl",
        progress=lambda done, total: seen.append((done, total)),
    )
    assert (result.documents, result.figures, result.failures) == (2, None, {})
    assert seen == [(0, 2), (1, 2), (2, 2)]
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": "b", "attributions": [], "entities": []},
        {"id": "a", "attributions": [], "entities": []},
    ]


def test_what_is_flagged_unlikely_is_left_out_unless_all_counts(tmp_path: Path) -> None:
    gold, predictions = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    row = {"id": "d", "text": ARTICLE, "attributions": [{"content": [[0, 2]], "cue": [], "source": []}]}
    gold.write_text(json.dumps(row), encoding="utf-8")
    flagged = Attribution("a1", "direct", (Place(0, 2),), None, None, "rule", 0, 0, flags=("unlikely",))

    def analyze(document: Document) -> Analysis:
        return Analysis(document, Engine("0"), (flagged,))

    few = evaluate(gold, analyze, predictions_path=predictions)
    assert few.figures is not None
    assert (few.figures.relation.r, json.loads(predictions.read_text())["attributions"]) == (0.0, [])
    every = evaluate(gold, analyze, everything=True, predictions_path=predictions)
    assert every.figures is not None
    assert every.figures.relation.r == 100.0
    assert json.loads(predictions.read_text())["attributions"][0]["id"] == "a1"


def test_a_document_that_fails_is_named_and_the_others_are_scored(tmp_path: Path) -> None:
    gold = _write(tmp_path / "gold.jsonl", [_row(), _row(id="d2", text=ARTICLE + " More.")])

    def analyze(document: Document) -> Analysis:
        if document.text.endswith("More."):
            raise RuntimeError("no such tree")
        return _analysis(document, (_vale(),))

    result = evaluate(gold, analyze)
    assert result.figures
    assert result.figures.documents_missing == ("d2",)
    assert result.figures.relation.r == 50.0
    assert "no such tree" in result.failures["d2"].message


def test_missing_weights_end_the_run_at_once(tmp_path: Path) -> None:
    gold = _write(tmp_path / "gold.jsonl", [_row()])

    def analyze(_document: Document) -> Analysis:
        raise ModelError("no weights")

    with pytest.raises(ModelError):
        evaluate(gold, analyze)


def test_annotations_are_never_replaced_by_predictions(tmp_path: Path) -> None:
    gold = _write(tmp_path / "gold.jsonl", [_row()])
    entities = _write(tmp_path / "who.jsonl", [{"doc": "d1", "attributions": []}])
    for target in (gold, entities):
        before = target.read_bytes()
        with pytest.raises(OutputError, match="is to be read"):
            evaluate(gold, _analysis, entities_path=entities, predictions_path=target)
        assert target.read_bytes() == before


def test_predictions_made_before_an_interrupt_are_kept(tmp_path: Path) -> None:
    gold = _write(tmp_path / "gold.jsonl", [_row(), _row(id="d2", text=ARTICLE + " More.")])

    def analyze(document: Document) -> Analysis:
        if document.text.endswith("More."):
            raise KeyboardInterrupt
        return _analysis(document)

    with pytest.raises(KeyboardInterrupt):
        evaluate(gold, analyze, predictions_path=tmp_path / "new/out.jsonl")
    assert not (tmp_path / "new/out.jsonl").exists()
    (line,) = (tmp_path / "new/out.jsonl.partial").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["id"] == "d1"


def test_the_text_of_the_gold_is_the_text_of_the_document(tmp_path: Path) -> None:
    text = "Bridge shut\n\n\r\n “It will hold,”\tsaid Vale. \n\nNobody else spoke.\n"
    (row,) = _read(tmp_path, {"id": "x", "text": text})
    document = as_document(row)
    assert document.text == text
    assert [each.span.of(text) for each in document.paragraphs] == [
        "Bridge shut",
        "“It will hold,”\tsaid Vale.",
        "Nobody else spoke.",
    ]


def test_packed_gold_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl.xz"
    path.write_bytes(lzma.compress(json.dumps(_row()).encode()))
    assert read_gold(path)[0].text == ARTICLE


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2: Expecting property name"),
        ("[]", "line 2: not a JSON object"),
        ('{"id": 3, "text": "x"}', "line 2: “id” is not a string"),
        ('{"id": "x"}', "line 2: “text” is not a string"),
        ('{"id": "x", "text": "abc", "attributions": {}}', "line 2: “attributions” is not a list"),
        ('{"id": "x", "text": "abc", "attributions": [{"content": [[0, 9]]}]}', r"line 2: “content” holds \[0, 9\]"),
        ('{"id": "x", "text": "abc", "discard": [[2, 1]]}', "line 2: “discard” holds"),
        ('{"id": "x", "text": "abc", "discard": [7]}', "line 2: “discard” holds 7"),
        ('{"id": "d1", "text": "abc"}', "line 2: a second document with the id d1"),
        (r'{"id": "x", "text": "half \ud800"}', "line 2: .*surrogates not allowed"),
        ('{"id": "x", "text": ' + "[" * 100_000, "line 2: maximum recursion depth"),
    ],
)
def test_a_bad_line_is_named(line: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(_row()) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=says):
        read_gold(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"doc": "d1", "attributions": [{"i": "0", "entity": null, "class": "none"}]}', "“i” is not a number"),
        ('{"doc": "d1", "attributions": [{"i": 0, "entity": 5, "class": "none"}]}', "“entity” is not a name"),
        ('{"doc": "d1", "attributions": [{"i": 0, "entity": null, "class": "person"}]}', "“class” is 'person'"),
        ('{"doc": "d1", "attributions": [{"i": 0, "class": "none", "act": "song"}]}', "“act” is 'song'"),
    ],
)
def test_a_bad_line_of_entities_is_named(line: str, says: str, tmp_path: Path) -> None:
    gold = _write(tmp_path / "gold.jsonl", [_row()])
    entities = tmp_path / "entities.jsonl"
    entities.write_text(line, encoding="utf-8")
    with pytest.raises(GoldError, match=says):
        evaluate(gold, _analysis, entities_path=entities)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe\x00", b"\x00\x01\x02"])
@pytest.mark.parametrize("name", ["gold.jsonl", "gold.jsonl.xz"])
def test_a_file_that_is_no_gold_is_one_line(data: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(GoldError):
        read_gold(tmp_path / name)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match=r"nowhere\.jsonl"):
        read_gold(tmp_path / "nowhere.jsonl")
    with pytest.raises(GoldError):
        read_gold(tmp_path)
