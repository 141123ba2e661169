"""attrib.extract.acts: statements told from thoughts, plans and deeds by the words of a cue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tokenizers import Tokenizer

from attrib.errors import ModelError
from attrib.extract.acts import Acts, Facts
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.models  # reads the encoder’s word embeddings

PLAIN = Facts(quoted=False, no_source=False, content_first=False, source_after=False)


@pytest.fixture(scope="module")
def acts() -> Acts:
    return Acts(FOLDER)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "encoder" / "tokenizer.json"))


def pieces(tokenizer: Tokenizer, cue: str) -> list[int]:
    found: list[int] = tokenizer.encode(cue, add_special_tokens=False).ids
    return found


@pytest.mark.parametrize(
    "cue", ["said", "according to", "told reporters", "warned", "a spokesman confirmed", "testified"]
)
def test_what_is_communicated_is_a_statement(acts: Acts, tokenizer: Tokenizer, cue: str) -> None:
    assert acts.stated(pieces(tokenizer, cue), PLAIN) > 0.5


@pytest.mark.parametrize("cue", ["believes", "is worried", "hopes", "plans to", "is aiming for", "intends", "loves"])
def test_thoughts_and_plans_are_not(acts: Acts, tokenizer: Tokenizer, cue: str) -> None:
    assert acts.stated(pieces(tokenizer, cue), PLAIN) < 0.5


def test_a_cue_is_judged_by_the_words_it_is_like(acts: Acts, tokenizer: Tokenizer) -> None:
    """None of these is in PolNeAR train as a cue."""
    spoken, thought = ("blurted", "hollered", "muttered"), ("craves", "loathes", "yearns")
    heard, felt = (sum(acts.stated(pieces(tokenizer, cue), PLAIN) for cue in cues) / 3 for cues in (spoken, thought))
    assert heard > 0.8
    assert felt < 0.6  # “yearns” is cut into pieces that mean nothing: 0.89


def test_quotation_marks_speak_for_a_statement(acts: Acts, tokenizer: Tokenizer) -> None:
    cue = pieces(tokenizer, "thought")
    assert acts.stated(cue, replace(PLAIN, quoted=True)) > acts.stated(cue, PLAIN)


def test_missing_or_damaged_embeddings_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load"):
        Acts(tmp_path)
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="cannot load"):
        Acts(tmp_path)
