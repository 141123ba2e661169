"""SECURITY.md names the tests that hold its lines: they are there, and every line has one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attrib import cli

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/\w+\.py)::(\w+)`", PAGE)))
ROWS = [row for row in PAGE.splitlines() if row.startswith("| ") and not row.startswith(("| ---", "| | "))]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_line_has_a_test() -> None:
    assert len(ROWS) > 20
    assert [row for row in ROWS if "`tests/" not in row] == []
    assert PAGE.count("::") == PAGE.count("`tests/") - PAGE.count("`tests/test_security.py` ")


def test_the_help_says_what_has_to_be_trusted() -> None:
    shown = " ".join(CliRunner().invoke(cli.app, ["factsheet", "--help"]).stdout.split())
    assert "they run as programs do, so use none that you do not trust" in shown
