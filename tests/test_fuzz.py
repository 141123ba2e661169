"""tests.fuzz: what it found stays mended, what it starts from is read, and it does find what it looks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from attrib.export import json as schema
from attrib.read import read_document
from tests import fuzz, samples

FILES = sorted(fuzz.FOUND.iterdir())


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_what_was_found_stays_mended(path: Path) -> None:
    name = path.name.partition("-")[0]
    assert fuzz.attempt(name, path.read_bytes()) is None


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_what_a_target_starts_from_is_read(name: str) -> None:
    seeds = fuzz.seeds(name)
    assert len(seeds) > 1
    assert {fuzz.attempt(name, each) for each in seeds} == {None}


def test_what_fails_is_found_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fails(data: bytes) -> None:
        raise LookupError(f"no {data!r}")

    monkeypatch.setattr(fuzz, "TARGETS", {**fuzz.TARGETS, "txt": fails})
    failed = fuzz.attempt("txt", b"moss")
    assert failed == "LookupError in the target: no b'moss'"
    fuzz.keep("txt", b"moss", failed, tmp_path / "found")
    [path] = (tmp_path / "found").iterdir()
    assert (path.name.partition("-")[0], path.read_bytes()) == ("txt", b"moss")


def test_what_is_not_as_the_types_promise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    good = read_document("a.txt", data=b"The wall held, he said.", force=True)
    fuzz.sound(good)
    monkeypatch.setattr(fuzz, "read_document", lambda *_, **__: replace(good, text="half \ud800"))
    assert "UnicodeEncodeError" in str(fuzz.attempt("txt", b"x"))
    monkeypatch.setattr(fuzz, "read_document", lambda *_, **__: replace(good, text="short"))
    assert "AssertionError" in str(fuzz.attempt("txt", b"x"))


def test_an_input_changes_values_of_every_kind() -> None:
    made = [schema.to_dict(samples.bare()) for _ in range(40)]
    changed = [fuzz.spoil(each, fuzz.Draw(bytes([n, 3 * n % 256, 7 * n % 256, n, n]))) for n, each in enumerate(made)]
    assert sum(each != schema.to_dict(samples.bare()) for each in changed) > 20
