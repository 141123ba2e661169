"""attrib.extract.reader: from a model's scores to findings, with a model that says what it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from attrib.errors import InputError, ModelError
from attrib.evaluate import as_document
from attrib.extract import reader as reading
from attrib.extract.decode import TAGS
from attrib.extract.reader import Reader
from attrib.gold import GoldDocument
from attrib.language.quotations import find_quotations
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attrib.styles import Style

TEXT = "“It leaked,” Ann Vale said.\n\nNobody knows.\n"
CONTENT, SOURCE, CUE = range(1, 4), range(6, 8), range(8, 9)
# Pieces: “ it leaked , ” ann vale said . nobody knows .
SAYS = {"content": CONTENT, "source": SOURCE, "cue": CUE}


class Told:
    """Stands for the ONNX model: tags and links of `TEXT`, a statement, the first sentence worth a check."""

    metadata: Mapping[str, str] = {"transitions": json.dumps(np.zeros((7, 7)).tolist()), "longest": "256"}

    def __init__(self, _path: Path, _threads: int) -> None:
        """Remember what is asked."""
        self.asked: list[Mapping[str, Any]] = []

    def run(self, outputs: Sequence[str], inputs: Mapping[str, Any]) -> list[Any]:
        assert tuple(outputs) == Reader.outputs
        self.asked.append(inputs)
        rows, width = inputs["ids"].shape
        tags = np.full((rows, width, len(TAGS)), -9.0)
        tags[:, :, 0] = 0
        links = np.zeros((rows, width, width))
        for role, places in SAYS.items():
            for place in places:
                tags[:, place, TAGS.index(f"{'B' if place == places[0] else 'I'}-{role}")] = 9
        for one, other in ((CONTENT, CUE), (CUE, SOURCE)):
            for place in one:
                links[:, place, other[0]] = 9
        acts = np.zeros((rows, width, 4))
        acts[:, :, 0] = np.log(9)
        worth = np.zeros((rows, width, 3))
        worth[:, 1, 0] = np.log(8)
        return [tags, links, acts, worth, -worth]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of models in which the reader is a `Told`."""
    (tmp_path / "encoder").mkdir()
    for name in ("reader.onnx", "manifest.json"):
        (tmp_path / name).write_text('{"files": {}}', encoding="utf-8")
    (tmp_path / "encoder" / "tokenizer.json").write_bytes((FOLDER / "encoder" / "tokenizer.json").read_bytes())
    monkeypatch.setattr(reading, "Model", Told)
    return tmp_path


def test_scores_become_spans_of_the_text(folder: Path) -> None:
    document = as_document(GoldDocument("d", TEXT, None))
    made = Reader(folder).read(document, find_quotations(document))
    (one,) = made.findings
    assert [span.of(TEXT) for span in one.contents] == ["“It leaked"]
    assert one.cue is not None
    assert one.source is not None
    assert (one.source.of(TEXT), one.cue.of(TEXT)) == ("Ann Vale", "said")
    assert one.stated == pytest.approx(9 / 12)
    assert one.to_source.probability > 0.99


def test_each_piece_judges_a_sentence_that_begins_there(folder: Path) -> None:
    document = as_document(GoldDocument("d", TEXT, None))
    made = Reader(folder).read(document, find_quotations(document))
    first, *_ = made.judged
    second = next(each for each in made.judged if each.start == TEXT.index("Nobody"))
    assert list(first) == pytest.approx([0, 0.8, 1 / 17])
    assert [second.worth, second.own] == pytest.approx([1 / 3, 1 / 3])
    assert list(made.judged) == sorted(made.judged)


@pytest.mark.parametrize(("style", "opens"), [("polnear", [0, 1, 0]), ("news", [2, 3, 2])])
def test_the_style_is_part_of_what_the_model_sees(style: Style, opens: list[int], folder: Path) -> None:
    document = as_document(GoldDocument("d", TEXT, None))
    reader = Reader(folder, style=style)
    reader.read(document, find_quotations(document))
    (asked,) = reader._model.asked  # type: ignore[attr-defined]  # noqa: SLF001 - it is a `Told`
    assert asked["opens"][0, :3].tolist() == opens


def test_an_empty_article_has_no_findings(folder: Path) -> None:
    document = as_document(GoldDocument("d", "", None))
    assert Reader(folder).read(document, ()).findings == ()


def test_what_is_no_style_or_no_model_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown: Any = "x"
    with pytest.raises(InputError, match="'x' is no style"):
        Reader(folder, style=unknown)

    def damaged(_path: Path, _threads: int) -> object:
        raise RuntimeError("no protobuf")

    monkeypatch.setattr(reading, "Model", damaged)
    with pytest.raises(ModelError, match=r"cannot load .*reader\.onnx: no protobuf"):
        Reader(folder)
    (folder / "reader.onnx").unlink()
    with pytest.raises(ModelError, match="there is no file"):
        Reader(folder)
