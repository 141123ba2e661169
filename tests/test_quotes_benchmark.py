"""benchmarks/quotes.py: its figures on rows that are made up here."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from benchmarks import quotes

SPEECH = (
    "MOSS: The wall will hold for a hundred long years. It cost 15 million pounds, and we regret none of it."
    "\n\nVALE: So."
)
DEBATE = "VALE: We never signed for it.\n\nMOSS: You did.\n\nVALE: The river rises every single spring."
TRANSCRIPTS = [
    {"id": "t1", "name": "Speech, the quay", "date": "2024-05-01", "text": SPEECH},
    {"id": "t2", "name": "Debate", "date": None, "text": DEBATE},
]


def row(quote: str, said: str, same: str, *kinds: str, transcript: str = "t1") -> dict[str, Any]:
    """Return a row of the form of ``../shared/data/quotes``."""
    found = {"quote": quote, "said": said, "same": same, "kinds": list(kinds), "transcript": transcript}
    return {**found, "altered": "", "note": "", "source": "Ann Moss", "speaker": None, "published": None}


ROWS = [
    row(
        "The wall will hold for a hundred long years,", "the wall will hold for a hundred long years", "yes", "verbatim"
    ),
    row(
        "It cost 5 million pounds, and we regret none of it.",
        "it cost 15 million pounds and we regret",
        "yes",
        "number",
    ),
    row("The river falls every single autumn,", "", "no", transcript="t2"),
]


def measure(tmp_path: Path, rows: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with lzma.open(tmp_path / "transcripts.jsonl.xz", "wt", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in TRANSCRIPTS))
    quotes.main([str(tmp_path / "rows.jsonl"), str(tmp_path / "transcripts.jsonl.xz"), *options])
    return capsys.readouterr().out.splitlines()


def test_the_last_line_has_all_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = measure(tmp_path, ROWS, capsys, "--baselines", "--wrong")
    figures = json.loads(lines[-1])
    assert figures.pop("per_second") > 0
    assert figures == {
        "passage": 100.0, "verbatim": 100.0, "altered": 100.0, "kind": 100.0, "false_alarms": 0.0, "false_finds": 0.0,
    }  # fmt: skip
    assert [line for line in lines if line[:1].isalpha()][:3] == ["difflib at 0.9", "plain search", "attrib"]


def test_a_figure_without_rows_is_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = json.loads(measure(tmp_path, [], capsys)[-1])
    assert set(figures.values()) == {None}
    assert list(figures) == ["passage", "verbatim", "altered", "kind", "false_alarms", "false_finds", "per_second"]
    figures = json.loads(measure(tmp_path, ROWS[2:], capsys)[-1])
    assert (figures["passage"], figures["false_finds"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("source", "speaker", "name"),
    [
        ("Trump", None, "Trump"),
        ("he", "Ann Moss", "Ann Moss"),
        ("he", None, None),
        ("chief engineer Ann Moss", None, "Ann Moss"),
        ("Sen. Ann Moss (R-Fla.), a member of the board", None, "Sen. Ann Moss"),
        ("one clerk inside Vale Tower", None, None),
        (None, "one clerk", None),
        ("The board", None, None),
    ],
)
def test_whose_words_they_are_is_read_off_a_row(source: str | None, speaker: str | None, name: str | None) -> None:
    assert quotes.speaker_of({"source": source, "speaker": speaker}) == name
