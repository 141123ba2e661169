"""The copy for Datasette: what is in it and what is not, where it may go, and that Datasette shows and searches it."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attrib import files
from attrib.errors import OutputError
from attrib.export import datasette, outside
from attrib.review import STATUSES, Decision, Review, decisions, replay
from attrib.store import Store
from attrib.wording import pieces
from tests import samples
from tests.test_export_formats import SECRETS, TEXT, desk, run, run_example
from tests.test_outside_review import history


def read(data: bytes, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        return db.execute(query, values).fetchall()


def database(*reviews: Review) -> bytes:
    return datasette.database((each, history(each)) for each in reviews)


# --- what is in it ----------------------------------------------------------------------------------------------------


def test_every_statement_is_there_as_others_may_see_it() -> None:
    for review in (replay(samples.footbridge(), ()), desk(), replay(samples.hostile(), ())):
        copy, text = outside.copy(review), review.document.text
        found = read(
            database(review),
            "SELECT item, words, name, speakers.class, status, start, end, checker FROM statements"
            " LEFT JOIN speakers USING (speaker) ORDER BY statement",
        )
        assert found == [
            (
                each.attribution.id, pieces(text, *each.attribution.content),
                *((each.speaker.name, each.speaker.source_class) if each.speaker else (None, None)), each.status,
                min(span.start for span in each.attribution.content),
                max(span.end for span in each.attribution.content), each.by.reviewer if each.by else None,
            )
            for each in copy.statements
        ]  # fmt: skip
        assert read(database(review), "SELECT text, sha256 FROM articles") == [(text, review.document.id[7:])]
        assert len(read(database(review), "SELECT * FROM claims")) == len(copy.claims)


def test_nothing_that_stays_on_the_desk_is_in_it_nor_any_note() -> None:
    made = database(desk())
    for what, secret in SECRETS.items():
        assert secret.encode() not in made, what
    for note in ("heard on the tape", "https://example.org/tape"):
        assert note.encode() not in made
    analysis = samples.footbridge()
    path = "/home/rana/for-quill/story.txt"
    assert b"for-quill" not in database(replay(replace(analysis, document=replace(analysis.document, path=path)), ()))


def test_rows_refer_to_rows_that_are_there() -> None:
    made = database(desk(), replay(samples.placed(), ()))
    assert read(made, "PRAGMA foreign_key_check") == []
    assert {row[2] for row in read(made, "PRAGMA foreign_key_list(statements)")} == {"articles", "speakers"}
    assert read(made, "PRAGMA integrity_check") == [("ok",)]


def test_the_views_say_who_said_what_what_is_open_and_who_changed_what() -> None:
    made = database(desk())
    said = read(made, "SELECT speaker, words, status FROM statements_by_speaker")
    assert ("Ines Okoro", pieces(TEXT, *desk().item("a2").content), "corrected") in said
    assert "rejected" not in {status for _, _, status in said}
    assert said[-1][0] == "unattributed"
    [(title, number)] = read(made, "SELECT title, open FROM open_by_article")
    assert (title, number) == (desk().document.title, desk().counts["open"])
    changed = read(made, "SELECT checker, kind, field, before, after FROM changes_by_checker")
    assert ("Rana", "accept", "status", "open", "confirmed") in changed
    assert ("Rana", "speaker", "speaker", "Odile Brandreth", "Ines Okoro") in changed
    assert {kind for _, kind, *_ in changed} <= datasette.KINDS


def test_what_became_of_a_change_is_told_and_nobody_elses_statement_named() -> None:
    orphan = replace(
        decisions.accept(replay(samples.footbridge(), ()), "a6"),
        number=1, at="2026-11-24T09:01:00Z", reviewer="Rana", carried="orphaned", why="gone",
    )  # fmt: skip
    review = replay(samples.footbridge(), (orphan,))
    assert read(database(review), "SELECT statement, kind, state FROM changes") == [(None, "accept", "orphaned")]


def test_words_are_searched() -> None:
    made = database(desk(), replay(samples.placed(), ()))
    [(row,)] = read(made, "SELECT rowid FROM statements_fts WHERE statements_fts MATCH 'hour'")
    assert read(made, "SELECT item FROM statements WHERE statement = ?", row) == [("a1",)]
    assert len(read(made, "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'ferry'")) == 1


def test_every_column_of_tables_and_views_is_described_and_no_other() -> None:
    yaml = pytest.importorskip("yaml")
    tables = yaml.safe_load(datasette._METADATA.read_text("utf-8"))["databases"]["attrib"]["tables"]  # noqa: SLF001 - the file
    made = database(desk())
    for table, about in tables.items():
        columns = {row[1] for row in read(made, f"PRAGMA table_info({table})")}
        assert columns, table
        assert set(about.get("columns", {})) == (set() if about.get("hidden") else columns), table
    for table, left_out in (("statements", set[str]()), ("statements_by_speaker", {"rejected"})):
        told = set(re.findall(r"\w+", tables[table]["columns"]["status"])) - {"or"}
        assert told == {*STATUSES, "unlikely"} - left_out
    views = {name for (name,) in read(made, "SELECT name FROM sqlite_master WHERE type = 'view'")}
    assert views < set(tables)


# --- where it goes ----------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    log = [(desk(), history(desk()))]
    ours = tmp_path / "ours"
    datasette.write(ours, log)
    datasette.write(ours, log)  # its own is written again
    assert sorted(each.name for each in ours.iterdir()) == ["attrib.db", "metadata.yml"]
    (ours / "plugins").mkdir()
    datasette.write(ours, log)

    store = tmp_path / "store"
    with Store(store / "attrib.db"):
        pass
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine", encoding="utf-8")
    edited = tmp_path / "edited"
    datasette.write(edited, log)
    (edited / "metadata.yml").write_text("title: ours\n", encoding="utf-8")
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for folder in (store, other, edited, file):
        before = {each: each.read_bytes() for each in [folder, *folder.glob("*")] if each.is_file()}
        with pytest.raises(OutputError) as found:
            datasette.write(folder, log)
        assert found.value.hint
        assert {each: each.read_bytes() for each in [folder, *folder.glob("*")] if each.is_file()} == before


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ours"
    datasette.write(folder, [(desk(), ())])
    before = (folder / "attrib.db").read_bytes()
    monkeypatch.setattr(files, "_move", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OutputError, match="no space left"):
        datasette.write(folder, [(replay(samples.footbridge(), ()), ())])
    assert (folder / "attrib.db").read_bytes() == before
    assert sorted(each.name for each in folder.iterdir()) == ["attrib.db", "metadata.yml"]


def test_a_folder_in_which_the_disk_was_full_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = files.write_bytes

    for room in (0, 1):
        folder, written = tmp_path / str(room), iter(range(2))

        def full(path: Path, data: bytes, *, room: int = room, written: Iterator[int] = written) -> None:
            if next(written) >= room:
                raise OutputError("no space left", "make room")
            write(path, data)

        with monkeypatch.context() as patched:
            patched.setattr(files, "write_bytes", full)
            with pytest.raises(OutputError, match="no space left"):
                datasette.write(folder, [(desk(), ())])
        datasette.write(folder, [(desk(), ())])
        assert sorted(each.name for each in folder.iterdir()) == ["attrib.db", "metadata.yml"]


# --- the command, the page, and Datasette itself ----------------------------------------------------------------------


@pytest.fixture
def _stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the footbridge, decided as on the desk, and another article."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    Path("story.txt").write_text(TEXT, "utf-8")
    with Store() as store:
        store.save(samples.placed())
        document = store.save(samples.footbridge(), "story.txt").document
        for each in desk().decisions:
            store.decide(document, replace(each, number=0, at="", reviewer=""), reviewer="Rana", seen=each.number - 1)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder with the real Datasette on this machine alone, and yield its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "datasette",
        "serve",
        "attrib.db",
        "-m",
        "metadata.yml",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json").close()
                    break
                except OSError:
                    assert process.poll() is None, process.stdout and process.stdout.read()
                    assert time.monotonic() < until
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own, on loopback
        return str(answer.read().decode())


@pytest.mark.usefixtures("_stored")
def test_datasette_shows_and_searches_it() -> None:
    told = run("export", "--datasette", "newsroom/")
    assert told == f"datasette {Path('newsroom/attrib.db')} -m {Path('newsroom/metadata.yml')}\n"
    with served(Path("newsroom")) as address:
        front = page(f"{address}/attrib")
        assert "Statements by speaker, open statements by article" in front
        assert "/attrib/statements_by_speaker" in front
        assert "/attrib/statements_fts_data" not in front, "hidden tables are listed apart"
        rows = json.loads(page(f"{address}/attrib/statements_by_speaker.json?_shape=array&_size=max"))
        assert {"Odile Brandreth", "Ines Okoro"} <= {row["speaker"] for row in rows}
        assert not any(secret in json.dumps(rows, ensure_ascii=False) for secret in SECRETS.values())
        for view in ("statements_by_speaker", "open_by_article", "changes_by_checker", "statements", "articles"):
            shown = page(f"{address}/attrib/{view}")
            assert "<table" in shown
            assert not any(secret in shown for secret in SECRETS.values())
        assert "In code points from 0, of the first word" in page(f"{address}/attrib/statements")
        assert "UTC, ISO 8601" in page(f"{address}/attrib/changes_by_checker")
        for table in ("statements", "statements_by_speaker"):
            found = json.loads(page(f"{address}/attrib/{table}.json?_shape=array&_search=hour"))
            assert [row["words"] for row in found] == [pieces(TEXT, *desk().item("a1").content)], table
        found = json.loads(page(f"{address}/attrib/articles.json?_shape=array&_search=footbridge"))
        assert [row["title"] for row in found] == [desk().document.title]
        [speaker] = json.loads(page(f"{address}/attrib/statements.json?_shape=array&item=a2&_labels=on"))
        assert speaker["speaker"]["label"] == "Ines Okoro"


@pytest.mark.usefixtures("_stored")
def test_the_command_writes_a_folder_and_nothing_else() -> None:
    assert "--datasette names its own folder" in run("export", "--datasette", "d", "-o", "x.db", code=3)
    assert "would replace a file that is to be read" in run("export", "--datasette", ".", code=3)
    run("export", "story.txt", "--datasette", "one")
    assert read(Path("one/attrib.db").read_bytes(), "SELECT file FROM articles") == [("lower-hesk.txt",)]


@pytest.mark.usefixtures("_stored")
def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_example("Datasette")
    shown = capsys.readouterr().out
    assert "Odile Brandreth | “We closed it within the hour,”" in shown
    assert "found: “We closed it within the hour,”" in shown


@pytest.mark.models
def test_two_seeds_are_read_back_before_and_after_a_review(tmp_path: Path) -> None:
    from attrib.analyzer import Analyzer
    from attrib.read import read_document

    analyzer = Analyzer()
    with Store(tmp_path / "attrib.db") as store:
        for name in ("harbour-inquiry.txt", "iraq-syria-attacks.txt"):
            store.save(analyzer.analyze(read_document(f"seeds/{name}")))
        for decided in (0, 8):
            for document in store.documents():
                for item in store.review(document).items[:decided]:
                    made: Decision = decisions.accept(store.review(document), item.id)
                    store.decide(document, made, reviewer="Rana", seen=10**6)
            datasette.write(tmp_path / "d", [(store.review(each), store.log(each)) for each in store.documents()])
            data = (tmp_path / "d/attrib.db").read_bytes()
            for number, document in enumerate(store.documents(), 1):
                copy = outside.copy(store.review(document))
                query = "SELECT item, words, status FROM statements WHERE article = ? ORDER BY statement"
                assert read(data, query, number) == [
                    (each.attribution.id, pieces(copy.document.text, *each.attribution.content), each.status)
                    for each in copy.statements
                ]
            assert len(read(data, "SELECT * FROM changes WHERE kind = 'accept'")) == 2 * decided
