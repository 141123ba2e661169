"""A fact sheet from a file of each format, made by real programs, with the bundled weights: where statements stand.

What the readers make of the files is tested beside each reader; here the page or the time is followed to the sheet and
to the JSON.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attrib.cli import app
from attrib.weights import FOLDER

FILES = Path(__file__).parent / "files"

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(
        not (FOLDER / "manifest.json").exists(), reason="attrib/models has no weights yet (training/bundle.py)"
    ),
]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("ferry.pdf", r"p\. 2"),
        ("columns.pdf", r"p\. 1"),
        ("letter.pdf", r"p\. 3"),
        ("article.docx", None),
        ("page.docx", None),
        ("page.html", None),
        ("entities.md", None),
        ("reply.eml", None),
        ("forward.eml", None),
        ("council.srt", "00:00:03"),
        ("interview.vtt", "00:00:04"),
    ],
)
def test_every_format_makes_a_sheet_that_says_where(name: str, place: str | None, tmp_path: Path) -> None:
    sheet, result = tmp_path / "sheet.html", tmp_path / "result.json"
    for arguments in (["factsheet", "-o", str(sheet)], ["extract", "-f", "json", "-o", str(result)]):
        ran = CliRunner().invoke(app, [*arguments, str(FILES / name)])
        assert ran.exit_code == 0, ran.output
    html, made = sheet.read_text(encoding="utf-8"), json.loads(result.read_text(encoding="utf-8"))
    text = made["document"]["text"]
    assert made["attributions"]
    for each in made["attributions"]:
        assert all(text[piece["start"] : piece["end"]] == piece["text"] for piece in each["content"])
    if place is not None:
        assert re.search(place, html)
        key = "page" if place.startswith("p") else "time"
        written = [str(paragraph[key]) for paragraph in made["document"]["paragraphs"]]
        assert place.removeprefix(r"p\. ") in written
