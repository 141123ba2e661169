"""attrib.encoder and attrib.extract.reader: from scores to findings, with a network that says what it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from attrib.encoder import Encoder
from attrib.encoder import encoder as encoding
from attrib.errors import InputError, ModelError
from attrib.evaluate import as_document
from attrib.extract.decode import TAGS
from attrib.extract.reader import Reader, Reading
from attrib.gold import GoldDocument
from attrib.language.quotations import find_quotations
from attrib.weights import FOLDER, READER, sha256

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
        said = {"tags": tags, "links": links, "acts": acts, "worth": worth, "voice": -worth}
        return [said.get(name, np.zeros((rows, width, 1))) for name in outputs]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of models in which the reader is a `Told`."""
    (tmp_path / "reader.onnx").touch()
    (tmp_path / "tokenizer.json").write_bytes((FOLDER / "tokenizer.json").read_bytes())
    files = {name: {"sha256": sha256(tmp_path / name)} for name in READER}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    monkeypatch.setattr(encoding, "Model", Told)
    return tmp_path


def read(folder: Path, text: str) -> Reading:
    """Return what is made of a text."""
    document, encoder = as_document(GoldDocument("d", text, None)), Encoder(folder)
    return Reader(encoder.metadata).read(encoder.encode(document, find_quotations(document)))


def test_scores_become_spans_of_the_text(folder: Path) -> None:
    made = read(folder, TEXT)
    (one,) = made.findings
    assert [span.of(TEXT) for span in one.contents] == ["“It leaked"]
    assert one.cue is not None
    assert one.source is not None
    assert (one.source.of(TEXT), one.cue.of(TEXT)) == ("Ann Vale", "said")
    assert one.stated == pytest.approx(9 / 12)
    assert one.to_source.probability > 0.99


def test_each_piece_judges_a_sentence_that_begins_there(folder: Path) -> None:
    made = read(folder, TEXT)
    first, *_ = made.judged
    second = next(each for each in made.judged if each.start == TEXT.index("Nobody"))
    assert list(first) == pytest.approx([0, 0.8, 1 / 17])
    assert [second.worth, second.own] == pytest.approx([1 / 3, 1 / 3])
    assert list(made.judged) == sorted(made.judged)


@pytest.mark.parametrize(("style", "opens"), [("polnear", [0, 1, 0]), ("news", [2, 3, 2])])
def test_the_style_is_part_of_what_the_model_sees(style: Style, opens: list[int], folder: Path) -> None:
    document = as_document(GoldDocument("d", TEXT, None))
    encoder = Encoder(folder, style=style)
    encoder.encode(document, find_quotations(document))
    (asked,) = encoder._model.asked  # type: ignore[attr-defined]  # noqa: SLF001 - it is a `Told`
    assert asked["opens"][0, :3].tolist() == opens


def test_an_empty_article_has_no_findings(folder: Path) -> None:
    assert read(folder, "") == Reading((), ())


def test_what_is_no_style_or_no_model_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown: Any = "x"
    with pytest.raises(InputError, match="'x' is no style"):
        Encoder(folder, style=unknown)

    def damaged(_path: Path, _threads: int) -> object:
        raise RuntimeError("no protobuf")

    monkeypatch.setattr(encoding, "Model", damaged)
    with pytest.raises(ModelError, match=r"cannot load .*reader\.onnx: no protobuf"):
        Encoder(folder)
    (folder / "reader.onnx").unlink()
    with pytest.raises(ModelError, match="there is no file"):
        Encoder(folder)


@pytest.mark.parametrize("metadata", [{}, {"transitions": "[["}])
def test_a_network_without_transitions_is_no_reader(metadata: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="no transition scores"):
        Reader(metadata)
