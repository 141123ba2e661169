"""Small articles after reports of other tools' users (tests/reported), with the bundled weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attrib.analyzer import Analyzer
from attrib.types import Analysis
from attrib.weights import FOLDER

REPORTED = Path(__file__).parent / "reported"
LEAST = 0.88
"""Share of the checks that must hold: a new model may lose one and win another."""

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(
        not (FOLDER / "manifest.json").exists(), reason="attrib/models has no weights yet (training/bundle.py)"
    ),
]


def is_right(analysis: Analysis, words: str, who: str) -> bool:
    """Whether the first attribution that has the words is by `who`."""

    def plain(text: str) -> str:
        return " ".join(text.split()).lower()

    contents = [(each, [plain(analysis.text_of(span)) for span in each.content]) for each in analysis.attributions]
    holding = [(each, pieces) for each, pieces in contents if plain(words) in " ".join(pieces)]
    if who == "-":
        return not any(piece.strip("“”\"‘’'.,") == plain(words) for _, pieces in holding for piece in pieces)
    if not holding:
        return False
    speaker = holding[0][0].speaker
    if speaker is None:
        return "None" in who.split("|")
    joint = " and " in speaker.name and " and " not in who  # “Moss and Bell” is not Bell
    return not joint and any(plain(name).strip(".") in plain(speaker.name).strip(".") for name in who.split("|"))


def test_most_checks_are_right() -> None:
    cases = [json.loads(line) for line in (REPORTED / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
    analyzer = Analyzer()
    wrong, total = [], 0
    for case in cases:
        analysis = analyzer.analyze(REPORTED / case["file"])
        assert isinstance(analysis, Analysis)
        total += len(case["checks"])
        wrong += [(case["id"], *check) for check in case["checks"] if not is_right(analysis, *check)]
    assert len(wrong) <= (1 - LEAST) * total, wrong
