"""attrib.store: what is in the file, who may write it, and what is said when it cannot be."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from attrib.export import json as schema
from attrib.review import Decision, DecisionError, Named, Review, decisions, replay
from attrib.store import ConflictError, NotStoredError, Store, StoredDocument, StoreError, default_path
from attrib.store import schema as tables
from attrib.types import Analysis, Span
from tests import samples, store_rounds

FOOTBRIDGE = samples.footbridge()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "attrib.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def decide(store: Store, document: StoredDocument, decision: Decision, reviewer: str = "Rana") -> Review:
    return store.decide(document, decision, reviewer=reviewer, seen=store.latest(document))


def sql(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


# --- articles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", [samples.footbridge, samples.hostile, samples.bare])
def test_an_analysis_comes_back_as_it_was(store: Store, sample: Callable[[], Analysis]) -> None:
    saved = store.save(sample())
    assert saved.new
    assert store.analysis(saved.document) == sample()
    assert store.review(saved.document) == replay(sample(), ())


def test_the_same_analysis_is_kept_once(store: Store, path: Path) -> None:
    first = store.save(FOOTBRIDGE)
    again = store.save(FOOTBRIDGE, path="elsewhere/copy.txt")
    assert (first.new, again.new, first.document.key) == (True, False, again.document.key)
    assert again.document.path == str(Path("elsewhere/copy.txt").resolve())
    assert sql(path, "SELECT count(*) FROM analyses UNION ALL SELECT count(*) FROM decisions") == [(1,), (0,)]


def test_articles_are_found_by_id_by_its_beginning_and_by_path(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    other = store.save(samples.bare()).document
    assert store.documents() == [document, other]
    assert (document.title, document.published, document.signed) == (FOOTBRIDGE.document.title, "2024-03-04", None)
    digest = document.id.removeprefix("sha256:")
    for name in (
        document.id,
        digest,
        digest[:4],
        digest[:8].upper(),
        "articles/lower-hesk.txt",
        Path(document.path or ""),
    ):
        assert store.find(name) == document
    for name in ("", "abc", "*", "sha256:", "nothing.txt", "ffff%"):
        with pytest.raises(NotStoredError, match="is not in"):
            store.find(name)


def test_an_id_of_two_articles_names_neither(store: Store) -> None:
    store.save(store_rounds.article(1))
    store.save(store_rounds.article(2))
    with pytest.raises(StoreError, match="2 stored articles have ids that begin with 0000"):
        store.find("0000")


def test_a_name_that_is_no_utf8_is_kept(store: Store) -> None:
    odd = replace(FOOTBRIDGE, document=replace(FOOTBRIDGE.document, path="caf\udce9.txt"))
    document = store.save(odd).document
    assert store.find("caf\udce9.txt") == document
    assert store.analysis(document).document.path == "caf\udce9.txt"


def test_the_tables_can_be_read_without_attrib(store: Store, path: Path) -> None:
    document = store.save(FOOTBRIDGE).document
    review = decide(store, document, decisions.set_speaker(store.review(document), "a2", "e5"))
    decide(store, document, decisions.accept(review, "a1"))
    assert sql(path, "SELECT type, words, cue, source, speaker FROM attributions WHERE id = 'a1'") == [
        (
            "direct",
            "“We closed it within the hour,” … “and it stays closed until I have walked under it myself.”",
            "said",
            "Odile Brandreth",
            "Odile Brandreth",
        )
    ]
    query = "SELECT substr(text, starts + 1, ends - starts) = words FROM attributions JOIN analyses USING (analysis)"
    assert set(sql(path, query + " WHERE json_array_length(pieces) = 1")) == {(1,)}
    assert sql(path, "SELECT confirmed, corrected, rejected, open, signed FROM status") == [(1, 1, 0, 12, None)]
    assert sql(path, "SELECT status, speaker, reviewer FROM items WHERE item = 'a2'") == [
        ("corrected", "Ines Okoro", "Rana")
    ]
    [row] = sql(path, "SELECT reviewer, kind, item, words, before, after FROM decisions WHERE number = 1")
    assert row[:3] == ("Rana", "speaker", "a2")
    assert json.loads(str(row[4])) == {"a2": {"status": "open", "speaker": "Odile Brandreth"}}
    assert json.loads(str(row[5])) == {"a2": {"status": "corrected", "speaker": "Ines Okoro"}}
    assert sql(path, "SELECT json FROM analyses")[0][0] == json.dumps(schema.to_dict(FOOTBRIDGE), separators=(",", ":"))


@pytest.mark.parametrize("table", ["decisions", "analyses", "attributions", "entities", "claims"])
def test_nothing_is_changed_or_deleted_by_accident(store: Store, path: Path, table: str) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, decisions.accept(store.review(document), "a1"))
    for query in (f"DELETE FROM {table}", f"UPDATE {table} SET analysis = 7"):  # noqa: S608 - our own
        with (
            closing(sqlite3.connect(path)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="never changed or deleted"),
        ):
            connection.execute(query)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        connection.execute("INSERT OR REPLACE INTO decisions SELECT * FROM decisions")


@pytest.mark.parametrize("older", [False, True])
@pytest.mark.parametrize("table", ["decisions", "analyses", "attributions", "entities", "claims"])
def test_nothing_is_replaced_by_accident(path: Path, table: str, older: bool) -> None:  # noqa: FBT001 - pytest's
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
        decide(store, document, decisions.accept(store.review(document), "a1"))
    if older:
        with closing(sqlite3.connect(path)) as connection, connection:
            for each in ("analyses", "attributions", "entities", "claims"):
                connection.execute(f"DROP TRIGGER {each}_keep_insert")
            connection.execute("DELETE FROM migrations WHERE name = '0006 no replacing'")
        Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        names, row = ", ".join(columns), ", ".join(columns)
        queries = [f"REPLACE INTO {table} ({names}) SELECT {row} FROM {table}"]  # noqa: S608 - our own
        if table == "analyses":  # the same article and digest under another number
            queries.append(queries[0].replace("SELECT analysis", "SELECT analysis + 7"))
        for query in queries:
            with pytest.raises(sqlite3.IntegrityError, match=r"never changed or deleted|only grows"):
                connection.execute(query)


DAMAGE: dict[str, str] = {
    "no text": "UPDATE analyses SET json = CAST(x'22ff22' AS TEXT)",
    "another word": "UPDATE analyses SET json = replace(json, 'within the hour', 'within the year')",
    "another schema": "UPDATE analyses SET json = replace(json, 'attrib/1', 'attrib/9')",
    "a decision without JSON": "UPDATE decisions SET value = '{'",
    "a list for a decision": "UPDATE decisions SET value = '[]'",
    "bytes for a checker": "UPDATE decisions SET reviewer = x'41'",
    "no UTF-8 for a checker": "UPDATE decisions SET reviewer = CAST(x'ff' AS TEXT)",
    "words for a number": "UPDATE decisions SET undoes = 'first'",
    "bytes for a kind": "UPDATE decisions SET kind = x'41'",
    "a number for what changed": "UPDATE decisions SET after = '3'",
    "bytes for a title": "UPDATE analyses SET title = x'41'",
    "bytes for a path": "UPDATE documents SET path = x'41'",
}


@pytest.mark.parametrize("query", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_was_damaged_inside_is_one_line_with_the_right_advice(path: Path, query: str) -> None:
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
        decide(store, document, decisions.accept(store.review(document), "a1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for [trigger] in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(query)
    with Store(path) as store, pytest.raises(StoreError, match="is damaged: a") as caught:  # noqa: PT012 - which of them it is
        store.documents()
        store.log(document)
    assert caught.value.hint == "restore it from a copy"
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'{"schema":"attrib/1"', b'["schema":"attrib/1"'),
        (b'{"schema":"attrib/1"', b'{"schema":"attrib/\xff"'),
        (b'"negated":false', b'"negated":fal\x00e'),
        (b'"confidence":0.97', b'"confidence":0.79'),
    ],
)
def test_bytes_that_a_disk_changed_in_an_analysis_are_noticed(path: Path, before: bytes, after: bytes) -> None:
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
    whole = path.read_bytes()
    assert whole.count(before) == 1 or before.startswith(b'"negated"')
    path.write_bytes(whole.replace(before, after))
    with Store(path) as store, pytest.raises(StoreError, match="is damaged: a") as caught:
        store.review(document)
    assert caught.value.hint == "restore it from a copy"


def test_a_decision_of_a_kind_to_come_has_no_effect_and_stays(path: Path) -> None:
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
        decide(store, document, decisions.accept(store.review(document), "a1"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER decisions_keep_update")
        connection.execute("UPDATE decisions SET kind = 'praise'")
    with Store(path) as store:
        [entry] = store.log(document)
        assert (entry.decision.kind, entry.state) == ("praise", "without effect")


# --- decisions --------------------------------------------------------------------------------------------------------


def test_a_decision_is_there_for_whoever_opens_the_file(store: Store, path: Path) -> None:
    document = store.save(FOOTBRIDGE).document
    review = decide(store, document, decisions.accept(store.review(document), "a1"))
    with Store(path) as other:
        assert other.review(document) == review
        assert other.find(document.id).counts["confirmed"] == 1
    assert review.decisions[0].reviewer == "Rana"
    assert len(review.decisions[0].at) == len("2026-03-04T10:00:00Z")


def test_every_kind_survives_the_file(store: Store, path: Path) -> None:
    document = store.save(FOOTBRIDGE).document
    review = store.review(document)
    second = FOOTBRIDGE.attributions[1].content[0]
    kinds: list[Callable[[Review], Decision]] = [
        lambda r: decisions.set_type(r, "a2", "indirect"),
        lambda r: decisions.set_act(r, "a2", "thought"),
        lambda r: decisions.set_span(r, "a2", "content", Span(second.start, second.end - 4)),
        lambda r: decisions.split(r, "a2", second.start + 10),
        lambda r: decisions.merge(r, "a2"),
        lambda r: decisions.add(r, [Span(0, 10)]),
        lambda r: decisions.note(r, "d6", "é “ \x07"),
        lambda r: decisions.record(r, "d6", page="4"),
        lambda r: decisions.comment(r, "d6", "no_reply"),
        lambda r: decisions.undo(r, "Rana"),
        lambda r: decisions.redo(r, "Rana"),
        lambda r: decisions.sign(r, "enough"),
    ]
    for make in kinds:
        review = decide(store, document, make(review))
    with Store(path) as other:
        assert other.review(document) == review
    assert store.documents()[0].signed == "Rana"
    assert [entry.state for entry in store.log(document)] == ["in effect"] * 12


def test_the_log_tells_what_became_of_each(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    review = decide(store, document, decisions.merge(store.review(document), "a3"))
    review = decide(store, document, decisions.reject(review, "a3"), "Theo")
    decide(store, document, decisions.undo(review, "Rana"))
    first, second, third = store.log(document)
    assert (first.state, second.state, third.state) == ("undone", "without effect", "in effect")
    assert "built on" in second.why
    assert third.before["a3"]["status"] == "rejected"
    assert third.after["a4"]["status"] == "open"


def test_somebody_elses_unseen_decision_is_not_written_over(store: Store, path: Path) -> None:
    document = store.save(FOOTBRIDGE).document
    with Store(path) as other:
        mine, theirs = store.review(document), other.review(document)
        other.decide(document, decisions.reject(theirs, "a1"), reviewer="Theo", seen=theirs.number)
        with pytest.raises(ConflictError, match=r"Theo has decided the same since you looked \(reject\)") as caught:
            store.decide(document, decisions.accept(mine, "a1"), reviewer="Rana", seen=mine.number)
        assert caught.value.hint
        assert store.latest(document) == 1, "nothing was written"
        # Another attribution is another matter.
        review = store.decide(document, decisions.accept(mine, "a2"), reviewer="Rana", seen=mine.number)
        assert (review.item("a1").status, review.item("a2").status) == ("rejected", "confirmed")
        # Signing is about all of them.
        with pytest.raises(ConflictError):
            other.decide(document, decisions.sign(theirs, "done"), reviewer="Theo", seen=1)
        store.decide(document, decisions.accept(review, "a1"), reviewer="Rana", seen=review.number)
    assert store.review(document).item("a1").status == "confirmed"


def test_undoing_something_twice_from_two_windows_has_no_effect(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    review = decide(store, document, decisions.accept(store.review(document), "a1"))
    undo = decisions.undo(review, "Rana")
    decide(store, document, undo)
    with pytest.raises(DecisionError, match="no effect"):
        decide(store, document, undo)
    assert store.latest(document) == 2


@pytest.mark.parametrize("name", ["", "  ", "Ra\nna", "x\udcff"])
def test_a_decision_needs_a_name(store: Store, name: str) -> None:
    document = store.save(FOOTBRIDGE).document
    with pytest.raises(DecisionError, match="name of a checker"):
        decide(store, document, decisions.accept(store.review(document), "a1"), name)


# --- a new analysis ---------------------------------------------------------------------------------------------------


def reanalysed(analysis: Analysis, *without: str) -> Analysis:
    """Return the analysis of another engine that finds all but some, in another order of ids."""
    kept = [each for each in analysis.attributions if each.id not in without]
    renamed = tuple(replace(each, id=f"a{n}") for n, each in enumerate(kept, 1))
    return replace(analysis, engine=replace(analysis.engine, attrib="0.2.0"), attributions=renamed, claims=())


def test_decisions_go_along_to_a_new_analysis(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    review = decide(store, document, decisions.accept(store.review(document), "a1"))
    review = decide(store, document, decisions.set_speaker(review, "a3", "e5"))
    decide(store, document, decisions.undo(review, "Rana"))
    decide(store, document, decisions.reject(store.review(document), "a3"))
    saved = store.save(reanalysed(FOOTBRIDGE, "a1"))
    assert (saved.new, saved.carried, saved.similar, saved.orphaned) == (True, 2, 0, 1)
    assert saved.document.counts == {
        "open": 12,
        "confirmed": 0,
        "corrected": 0,
        "added": 0,
        "concern": 0,
        "rejected": 1,
    }
    review = store.review(document)
    assert review.item("a2").status == "rejected", "a3 is a2 now"
    assert [each.number for each in review.orphaned] == [1]
    entries = store.log(document)
    assert [entry.state for entry in entries] == ["orphaned", "undone", "in effect", "in effect", "in effect"]
    assert (entries[0].decision.item, entries[0].words is not None) == ("a1", True), "the log keeps what was decided"
    assert entries[-1].decision.kind == "reanalysed"
    # And back: what was orphaned is there again, with what was decided in between.
    decide(store, document, decisions.accept(review, "a1"))
    back = store.save(FOOTBRIDGE)
    assert (back.new, back.orphaned) == (False, 0)
    review = store.review(document)
    assert [review.item(name).status for name in ("a1", "a2", "a3")] == ["confirmed", "confirmed", "rejected"]
    # A third analysis has what the second lacked: the decision comes from where it was made.
    decide(store, document, decisions.accept(review, "a4"))
    store.save(reanalysed(FOOTBRIDGE, "a1"))
    third = replace(FOOTBRIDGE, engine=replace(FOOTBRIDGE.engine, attrib="0.3.0"))
    assert store.save(third).orphaned == 0
    assert store.review(document).counts["confirmed"] == 3


def test_a_changed_text_at_the_same_path_is_the_same_article(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, decisions.accept(store.review(document), "a1"))
    words = "Update: the bridge is still shut.\n\n"
    shifted = samples.shifted(FOOTBRIDGE, words)
    saved = store.save(shifted)
    assert (saved.document.key, saved.document.id) == (document.key, shifted.document.id)
    assert store.review(document).item("a1").status == "confirmed"
    assert store.find(document.id).key == document.key, "the old id still finds it"


def test_a_signature_lapses_with_the_analysis(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    decide(store, document, decisions.sign(store.review(document), "for the test"))
    saved = store.save(reanalysed(FOOTBRIDGE))
    assert (saved.unsigned, saved.orphaned, saved.document.signed) == (True, 0, None)
    review = store.review(document)
    assert review.signed is None
    decide(store, document, decisions.accept(review, "a1"))


def test_a_signature_stays_lapsed_when_an_earlier_analysis_is_back(store: Store) -> None:
    first, second = samples.footbridge(), reanalysed(samples.footbridge(), "a14")
    document = store.save(first).document
    decide(store, document, decisions.sign(store.review(document), "in a hurry"))
    document = store.save(second).document
    decide(store, document, decisions.accept(store.review(document), "a1"))
    document = store.save(first).document
    review = store.review(document)
    assert review.signed is None
    assert document.signed is None
    assert review.item("a1").status == "confirmed"
    signed = store.log(document)[0]
    assert (signed.decision.kind, signed.state) == ("sign", "without effect")


def test_two_windows_of_one_name_do_not_write_over_each_other(store: Store) -> None:
    document = store.save(samples.footbridge()).document
    seen = store.review(document)
    store.decide(document, decisions.accept(seen, "a1"), reviewer="Rana", seen=seen.number)
    with pytest.raises(ConflictError, match="Rana has decided the same"):
        store.decide(document, decisions.set_type(seen, "a1", "mixed"), reviewer="Rana", seen=seen.number)


def test_undoing_what_somebody_built_on_unseen_is_refused_and_seen_is_told(store: Store) -> None:
    document = store.save(samples.footbridge()).document
    new = decisions.set_speaker(store.review(document), "a1", Named("Zoe Newman"))
    mine = decide(store, document, new)
    theirs = decide(store, document, decisions.set_speaker(mine, "a2", mine.entities[-1].id), "Ben")
    undo = decisions.undo(mine, "Rana")
    with pytest.raises(ConflictError, match="of Ben builds on it"):
        store.decide(document, undo, reviewer="Rana", seen=mine.number)
    after = store.decide(document, undo, reviewer="Rana", seen=theirs.number)
    assert [each.reviewer for each in after.voided_since(theirs)] == ["Ben"]


def test_a_store_that_may_not_be_written_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as made:
        document = made.save(samples.footbridge()).document
        decide(made, document, decisions.accept(made.review(document), "a1"))
    monkeypatch.setattr("attrib.store.store._read_only", lambda _: True)
    before = path.read_bytes()
    with Store(path, reading=True) as store:
        assert store.review(document).item("a1").status == "confirmed"
        assert len(store.log(document)) == 1
        with pytest.raises(StoreError, match="is read-only"):
            decide(store, document, decisions.reject(store.review(document), "a2"))
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_decision_on_an_analysis_that_was_replaced_is_refused(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    review = store.review(document)
    store.save(reanalysed(FOOTBRIDGE, "a1"))
    with pytest.raises(ConflictError, match="analysed again"):
        store.decide(document, decisions.accept(review, "a2"), reviewer="Rana", seen=review.number)


# --- the file ---------------------------------------------------------------------------------------------------------


def test_the_place_of_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "mine.db"))
    assert default_path() == tmp_path / "mine.db"
    monkeypatch.setenv("ATTRIB_DB", "")
    assert default_path().name == "attrib.db"
    assert "attrib" in default_path().parent.name


def test_the_folder_is_made(tmp_path: Path) -> None:
    Store(tmp_path / "new" / "folder" / "attrib.db").close()
    assert (tmp_path / "new" / "folder" / "attrib.db").exists()


def test_the_file_is_in_wal_mode_and_writes_through(store: Store, path: Path) -> None:
    assert sql(path, "PRAGMA journal_mode") == [("wal",)]
    assert store._db.execute("PRAGMA synchronous").fetchone()[0] == 2  # noqa: SLF001 - it is the connection's own
    assert store.messages == ()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store(tmp_path)


def test_a_file_for_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot make the folder"):
        Store(tmp_path / "file" / "attrib.db")


def test_what_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("dear diary, " * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="is not a database") as caught:
        Store(path)
    assert "--db" in caught.value.hint
    assert path.read_text(encoding="utf-8") == "dear diary, " * 100


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE documents (id)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        Store(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_one_line(path: Path) -> None:
    with Store(path) as store:
        for number in range(20):
            store.save(store_rounds.article(number))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="is damaged"), Store(path) as store:
        store.documents()


def test_a_newer_file_is_refused(store: Store, path: Path) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES ('0099 colours', '2030')")
    with pytest.raises(StoreError, match=r"is of a newer attrib .*0099 colours") as caught:
        Store(path)
    assert caught.value.hint == "install the newest attrib"


LATER = {**tables.MIGRATIONS, "0099 colours": "ALTER TABLE documents ADD COLUMN colour TEXT DEFAULT 'red';\n"}


def test_an_older_file_is_migrated_and_a_copy_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
        review = decide(store, document, decisions.accept(store.review(document), "a1"))
    monkeypatch.setattr("attrib.store.store.MIGRATIONS", LATER)
    copy = path.with_name("attrib.db.before-0099")
    with Store(path) as store:
        assert store.messages == (f"{path} was brought to this version; as it was, it is in {copy}",)
        assert store.review(document) == review
    assert sql(path, "SELECT colour FROM documents") == [("red",)]
    with Store(path) as store:
        assert store.messages == (), "once"
    monkeypatch.undo()
    with Store(copy) as store:
        assert store.review(document) == review
    # The copy is not overwritten when an old file comes back to its place.
    shutil.copy(copy, path)
    monkeypatch.setattr("attrib.store.store.MIGRATIONS", LATER)
    Store(path).close()
    assert path.with_name("attrib.db.before-0099.1").exists()


def test_a_file_of_before_candidates_is_migrated(path: Path) -> None:
    before = samples.before_candidates(FOOTBRIDGE)
    with Store(path) as store:
        document = store.save(before).document
        decide(store, document, decisions.sign(store.review(document), "first edition"))
    make_older(path)
    copy = path.with_name("attrib.db.before-0004")
    with Store(path) as store:
        assert store.messages == (f"{path} was brought to this version; as it was, it is in {copy}",)
        assert store.review(document).analysis == before
        moved = store.save(store.analysis(document), path="elsewhere.txt")
        assert (moved.new, moved.unsigned, moved.document.signed) == (False, False, "Rana"), "the same analysis"
        again = store.save(FOOTBRIDGE, path="elsewhere.txt")
        assert (again.new, again.unsigned) == (True, True)
        assert store.analysis(document) == FOOTBRIDGE
    weighed = "SELECT json_extract(candidates, '$[1].name') FROM attributions WHERE id = 'a12' ORDER BY analysis"
    assert sql(path, weighed) == [(None,), ("Anton Weil",)]
    steps = "SELECT json_extract(steps, '$[0].code') FROM attributions WHERE id = 'a2' ORDER BY analysis"
    assert sql(path, steps) == [(None,), ("cue",)]
    titled = "SELECT json_extract(titles, '$[0].text'), speaks FROM entities WHERE id = '{}' ORDER BY analysis"
    assert sql(path, titled.format("e1")) == [(None, 1), ("chief engineer", 1)]
    assert sql(path, titled.format("e8")) == [(None, 1), (None, 0)]


def test_a_file_of_before_quotations_were_decided_is_migrated(path: Path) -> None:
    with Store(path) as store:
        document = store.save(samples.placed()).document
        assert document.quotations == 1
        decide(store, document, decisions.accept(store.review(document), "a1"))
        decide(store, document, decisions.add(store.review(document), [Span(0, 9)]))
        decide(store, document, decisions.split(store.review(document), "a1", 20))
        counts = store.find(document.id).counts
        assert (counts["added"], counts["corrected"]) == (1, 2)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE items SET status = 'corrected' WHERE status = 'added'")
        connection.execute("DROP VIEW status")
        connection.execute("CREATE VIEW status AS SELECT 1")
        connection.execute("ALTER TABLE documents DROP COLUMN quotations")
        connection.execute("ALTER TABLE decisions DROP COLUMN blind")
        connection.execute("DELETE FROM migrations WHERE name LIKE '0005%' OR name LIKE '0008%'")
    with Store(path) as store:
        assert store.messages[0].endswith("attrib.db.before-0005")
        assert [each.quotations for each in store.documents()] == [1], "counted where nobody has since"
        assert store.find(document.id).counts == counts, "an addition was called corrected"
        review = decide(store, document, decisions.no_statement(store.review(document), "q4"))
        assert review.overlooked == 0
        assert [each.quotations for each in store.documents()] == [0]
    assert sql(path, "SELECT quotations FROM documents") == [(0,)]


def test_no_statement_is_in_the_log_and_conflicts_as_any_decision_does(store: Store) -> None:
    document = store.save(samples.placed()).document
    before = store.review(document)
    decide(store, document, decisions.no_statement(before, "q4"))
    with pytest.raises(ConflictError, match="Rana has decided the same"):
        store.decide(document, decisions.no_statement(before, "q4"), reviewer="Theo", seen=0)
    store.decide(document, decisions.no_statement(before, "q3"), reviewer="Theo", seen=0)
    decide(store, document, decisions.undo(store.review(document), "Rana"))
    cleared, _, undone = store.log(document)
    assert cleared.words == "“Nobody came for three whole days, and we knew it.”"
    assert (cleared.before, cleared.after) == ({"q4": {"status": "open"}}, {"q4": {"status": "no statement"}})
    assert (undone.before, undone.after) == (cleared.after, cleared.before)
    assert cleared.state == "undone"


def make_older(path: Path) -> None:
    """Take out of a file what the migration “0004 candidates” and the attrib of its time have added."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER analyses_keep_update")
        [(text,)] = connection.execute("SELECT json FROM analyses").fetchall()
        data = json.loads(text)
        for each in data["attributions"]:
            del each["steps"], each["candidates"]
        for each in data["entities"]:
            del each["titles"], each["speaks"]
        del data["quotations"]
        older = json.dumps(data, separators=(",", ":"))
        data["document"]["path"] = None
        placeless = json.dumps(data, separators=(",", ":"))
        connection.execute("UPDATE analyses SET json = ?, digest = ?", (older, sha256(placeless.encode()).hexdigest()))
        for table, column in (
            ("attributions", "steps"), ("attributions", "candidates"), ("entities", "speaks"), ("entities", "titles")
        ):  # fmt: skip
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("DELETE FROM migrations WHERE name = '0004 candidates'")


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(path).close()
    failing = {**LATER, "0100 worse": "CREATE TABLE more (a);\nCREATE TABLE documents (a);\n"}
    monkeypatch.setattr("attrib.store.store.MIGRATIONS", failing)
    with pytest.raises(StoreError, match="cannot be used: table documents already exists"):
        Store(path)
    monkeypatch.undo()
    Store(path).close()
    assert sql(path, "SELECT count(*) FROM sqlite_master WHERE name = 'more'") == [(0,)]
    assert list(path.parent.glob("*before*")) == [], "the file is as it was: a copy of it for each opening helps nobody"


def test_a_copy_that_a_full_disk_cuts_off_is_taken_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Store, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    Store(path).close()
    monkeypatch.setattr("attrib.store.store.MIGRATIONS", LATER)
    monkeypatch.setattr(Store, "_copy", full)
    with pytest.raises(StoreError, match="cannot be used: no space left on device"):
        Store(path)
    assert list(path.parent.glob("*before*")) == []


def test_a_migration_that_is_killed_leaves_one_copy_however_often(path: Path) -> None:
    Store(path).close()
    code = f"""
import os
from pathlib import Path
from attrib.store import Store, store
store.MIGRATIONS = {{**store.MIGRATIONS, "0099 colours": "SELECT die();\\n"}}
store.statements = lambda script: os.kill(os.getpid(), 9)
Store(Path({str(path)!r}))
"""
    for _ in range(3):
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert [each.name for each in path.parent.glob("*before*")] == ["attrib.db.before-0099.part"]
    with Store(path) as store:
        assert store.documents() == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_file_is_its_owners_alone_though_made_through_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "link.db", tmp_path / "disk" / "attrib.db"
    target.parent.mkdir()
    link.symlink_to(target)
    with Store(link) as store:
        store.save(FOOTBRIDGE)
        assert {each.name: each.stat().st_mode & 0o777 for each in target.parent.iterdir()} == {
            "attrib.db": 0o600, "attrib.db-wal": 0o600, "attrib.db-shm": 0o600,
        }  # fmt: skip
    assert link.is_symlink()


def test_a_name_that_is_too_long_is_one_line(tmp_path: Path) -> None:
    for reading in (False, True):
        with pytest.raises(StoreError, match="cannot be used: file name too long") as caught:
            Store(tmp_path / ("a" * 300), reading=reading)
        assert "--db" in caught.value.hint


def test_a_file_that_others_hold_too_long_is_one_line(path: Path) -> None:
    with Store(path, patience=0.05) as store:
        document = store.save(FOOTBRIDGE).document
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="is in use by another program"):
                decide(store, document, decisions.accept(store.review(document), "a1"))
        assert decide(store, document, decisions.accept(store.review(document), "a1")).number == 1


def test_a_full_disk_keeps_what_was_decided(store: Store, path: Path) -> None:
    document = store.save(FOOTBRIDGE).document
    review = store.review(document)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]  # noqa: SLF001 - a disk that is full from here on
    store._db.execute(f"PRAGMA max_page_count = {pages}")  # noqa: SLF001 - the same
    with pytest.raises(StoreError, match="the disk is full") as caught:  # noqa: PT012 - which of them fails is SQLite's
        for _ in range(1000):
            review = decide(store, document, decisions.note(review, "a1", "word " * 20))
    assert caught.value.hint
    assert store.review(document) == review, "what was decided is there, what failed is not"
    store.close()
    with Store(path) as again:
        assert again.review(document) == review
        assert decide(again, document, decisions.accept(review, "a1")).item("a1").status == "confirmed"


@pytest.mark.skipif(os.name != "posix", reason="the limit on a file's size is POSIX's")
def test_a_file_that_may_not_grow_is_one_line(path: Path) -> None:
    with Store(path) as store:
        document = store.save(FOOTBRIDGE).document
    code = f"""
import resource, signal
from pathlib import Path
from attrib.review import decisions
from attrib.store import Store, StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Store(Path({str(path)!r})) as store:
    document = store.find({document.id!r})
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    done = 0
    try:
        while done < 1000:
            review = store.review(document)
            done = store.decide(document, decisions.note(review, "a1", "x"), reviewer="Rana", seen=done).number
    except StoreError as error:
        print(done, error.message)
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    done, _, line = run.stdout.partition(" ")
    assert 0 < int(done) < 1000
    assert "\n" not in line.strip()
    with Store(path) as store:
        assert store.latest(document) == int(done)
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
@pytest.mark.parametrize("folder", [False, True])
def test_a_read_only_file_is_one_line(folder: bool) -> None:  # noqa: FBT001 - pytest's
    # Not in pytest's folder, which its owner alone may enter: the superuser, who may write anything, becomes nobody.
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "attrib.db"
        Store(path).close()
        path.chmod(0o644 if folder else 0o444)
        Path(place).chmod(0o555)
        code = f"""
import os
from pathlib import Path
from attrib.store import Store, StoreError
if os.getuid() == 0:
    os.setuid(65534)
try:
    Store(Path({str(path)!r}))
except StoreError as error:
    print(error.message)
"""
        run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        Path(place).chmod(0o755)
        assert run.stdout.removeprefix("the folder of ") == f"{path} is read-only\n"


def test_a_file_that_cannot_be_written_after_all_is_one_line(store: Store) -> None:
    document = store.save(FOOTBRIDGE).document
    review = store.review(document)
    store._db.execute("PRAGMA query_only = ON")  # noqa: SLF001 - as a disk that was mounted again, read-only
    with pytest.raises(StoreError, match="is read-only"):
        decide(store, document, decisions.accept(review, "a1"))


# --- processes --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="the processes are forked")
def test_killed_at_any_moment_nothing_is_lost() -> None:
    # In a process of its own, as forking one that has threads is asking for trouble.
    command = [sys.executable, "-m", "tests.store_rounds", "--rounds", "24"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, cwd=Path(__file__).parents[1])
    assert done.returncode == 0, done.stderr
    said, there = re.findall(r"24 rounds: ([\d,]+) decisions acknowledged, ([\d,]+) of them there", done.stdout)[0]
    assert said == there != "0"


def test_a_decision_that_is_lost_is_noticed(path: Path) -> None:
    path.write_bytes(store_rounds.made(older=False))
    with Store(path) as store:
        [document] = store.documents()
        for _ in range(2):
            decide(store, document, store_rounds.another(store.review(document)))
    said = {"Rana": [4, 5]}
    assert store_rounds.verify(path, said) == store_rounds.Outcome(2, 2, 0)
    for wrong in ([4, 5, 6], [5, 6], []):
        with pytest.raises(AssertionError):
            store_rounds.verify(path, {"Rana": [*wrong]})
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM items WHERE item = 'a1'")
    with pytest.raises(AssertionError, match="readable state"):
        store_rounds.verify(path, said)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER decisions_keep_delete")
        connection.execute("DELETE FROM decisions WHERE number = 5")
    with pytest.raises(AssertionError, match="acknowledged"):
        store_rounds.verify(path, said)


def test_two_programs_may_make_the_file_at_once(path: Path) -> None:
    code = f"from pathlib import Path; from attrib.store import Store; Store(Path({str(path)!r})).close()"
    made = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate(timeout=60)[1] for process in made] == [""] * 4
    assert sql(path, "SELECT name FROM migrations") == [(name,) for name in tables.MIGRATIONS]
    assert list(path.parent.glob("*before*")) == []
