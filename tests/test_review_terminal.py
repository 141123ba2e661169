"""The review as a user has it: `attrib review` in a terminal of its own (tmux), and what is left in the file."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from attrib.review import Review
from attrib.store import Store
from tests.samples import footbridge
from tests.tmux_review import LEAVES, MISSING, PATIENCE, check_log, every_key, opened, running

pytestmark = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a store with an article nobody has looked at."""
    place = tmp_path / "attrib.db"
    with Store(place) as store:
        store.save(footbridge())
    return place


def kept(path: Path) -> Review:
    """Return the article as the file has it."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with Store(path) as store:
        return store.review(store.documents()[0])


def test_every_key_is_pressed_and_the_article_is_cleared_and_signed(path: Path) -> None:
    review = every_key(path)
    check_log(review)
    assert {each.reviewer for each in review.decisions} == {"ada", "ben"}


@pytest.mark.parametrize(
    "environment", ["TERM=xterm", "TERM=linux", "TERM=dumb", "NO_COLOR=1", "TERM=xterm LANG=C LC_ALL=C"]
)
def test_any_terminal_with_keys_and_mouse(path: Path, environment: str) -> None:
    with opened(path, before=f"env {environment}") as terminal:
        terminal.press("a")
        screen = terminal.wait("1 is confirmed, 13 open")
        assert "▸  2 · mix Odile Brandreth" in screen
        terminal.click(10, 6)
        terminal.wait("▸  5 · ind Hesk Valley")
        row, line = next((n, line) for n, line in enumerate(screen.splitlines()) if "r reject" in line)
        terminal.click(line.index("r reject"), row)
        terminal.wait("5 is rejected, 12 open")
        terminal.press("q")
        terminal.wait("ended with 0")
    assert [(each.kind, each.item) for each in kept(path).decisions] == [("accept", "a1"), ("reject", "a5")]


def test_keys_that_arrive_all_at_once_are_taken_one_after_the_other(path: Path) -> None:
    """A slow line, or a checker who is quicker than the machine."""
    with opened(path) as terminal:
        terminal.type("sVera Lund\rdiver\rPort\r\rjtdnsee the tape\rCajad\rcard\r\rengineer\r")
        terminal.wait("Title                 engineer")
        terminal.press("escape")
        terminal.wait("", gone=LEAVES)
        terminal.type("rg5\ra")
        terminal.wait("5 is confirmed, 9 open")
    review = kept(path)
    first, second, fourth = (review.item(f"a{n}") for n in (1, 2, 4))
    assert first.current.speaker
    assert first.current.speaker.name == "Vera Lund"
    assert (second.current.type, second.notes[0].text, second.record.comment) == ("direct", "see the tape", "asked")
    assert fourth.status == "rejected"
    assert (fourth.record.name_proof, fourth.record.title) == ("card", "engineer")
    kinds = ["speaker", "type", "note", "comment", "accept", "record", "record", "reject", "accept"]
    assert [each.kind for each in review.decisions] == kinds


def test_a_terminal_that_becomes_too_small_and_large_again(path: Path) -> None:
    with opened(path) as terminal:
        terminal.resize(40, 10)
        screen = terminal.wait("? help  q quit", gone="attributions")
        assert "a accept" in screen
        assert "▸Quote 1" in screen
        terminal.type("a")
        terminal.wait("1 is confirmed, 13 open")
        terminal.type("sokoro")
        terminal.wait("Ines Okoro")
        terminal.press("enter")
        terminal.wait("speaker changed")
        terminal.resize(1, 1)
        terminal.type("r")
        terminal.resize(80, 24)
        terminal.wait("2 is rejected, 12 open")
    assert [each.kind for each in kept(path).decisions] == ["accept", "speaker", "reject"]


def test_what_is_pasted_is_one_line_and_no_keys(path: Path) -> None:
    with opened(path) as terminal:
        terminal.paste("arq\nSq")  # over the review it does nothing
        terminal.type("n")
        terminal.wait("Note")
        terminal.paste("first\tline\r\nsecond line 👩‍🚀 漢字 " + "x" * 3000)
        terminal.wait("xxx")
        terminal.press("enter")
        terminal.wait("note kept")
    review = kept(path)
    assert [each.kind for each in review.decisions] == ["note"]
    words = review.item("a1").notes[0].text
    assert words.startswith("first line second")
    assert words.endswith("漢字 " + "x" * 3000)


def test_control_c_leaves_a_window_and_then_the_program(path: Path) -> None:
    with opened(path) as terminal:
        terminal.type("an")
        terminal.wait("Note")
        terminal.press("C-c")
        terminal.wait("1 is confirmed, 13 open", gone=LEAVES)
        terminal.type("v")
        terminal.wait(LEAVES)
        terminal.press("C-c")
        terminal.wait("q quit")
        terminal.press("C-c")
        terminal.wait("ended with 0")
    assert [each.kind for each in kept(path).decisions] == ["accept"]


def test_a_kill_gives_the_terminal_back(path: Path) -> None:
    with opened(path) as terminal:
        terminal.type("an")
        terminal.wait("Note")
        terminal.signal("TERM")
        screen = terminal.wait("ended with 143")
        assert "attributions" not in screen
        assert "Traceback" not in screen
    assert [each.kind for each in kept(path).decisions] == ["accept"]


def test_a_lost_connection_ends_the_program_and_loses_nothing(path: Path) -> None:
    with opened(path) as terminal:
        terminal.type("ar")
        terminal.wait("2 is rejected, 12 open")
        program = terminal.program()
    until = time.monotonic() + PATIENCE
    while running(program):
        assert time.monotonic() < until, "the program runs on without its terminal"
        time.sleep(0.05)
    assert [each.kind for each in kept(path).decisions] == ["accept", "reject"]


def test_a_file_that_was_taken_away_is_said_and_nothing_is_shown_as_kept(path: Path) -> None:
    away = path.with_name("elsewhere.db")
    with opened(path) as terminal:
        terminal.type("a")
        terminal.wait("1 is confirmed, 13 open")
        path.rename(away)
        terminal.type("r")
        screen = terminal.wait("deleted, moved or replaced")
        assert "rejected" not in screen.splitlines()[0]
        terminal.wait("put it back")
        away.rename(path)
        terminal.type("r")
        terminal.wait("2 is rejected, 12 open")
        terminal.press("q")
        terminal.wait("ended with 0")
    assert [each.kind for each in kept(path).decisions] == ["accept", "reject"]


def test_a_file_in_use_is_said_and_the_review_goes_on(path: Path) -> None:
    with opened(path) as terminal, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        terminal.type("a")
        terminal.wait("another program")
        other.execute("ROLLBACK")
        terminal.type("a")
        terminal.wait("1 is confirmed, 13 open")
    assert [each.kind for each in kept(path).decisions] == ["accept"]


def test_a_disk_that_fills_up_is_said_and_what_was_shown_as_kept_is_kept() -> None:
    # A short path, so that the message stands on one line.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attrib.db"
        with Store(path) as store:
            store.save(footbridge())
        done = 0
        with opened(path, before="ulimit -f 64;") as terminal:
            while "cannot" not in terminal.screen():
                assert done < 14, "the limit was never reached"
                terminal.type("a")
                until = time.monotonic() + PATIENCE
                while not ("cannot" in (screen := terminal.screen()) or f"{done + 1} is confirmed, " in screen):
                    assert time.monotonic() < until, screen
                    time.sleep(0.02)
                done += "cannot" not in screen
            assert f"✓ {done} confirmed" in terminal.screen()
            terminal.press("j")
            terminal.wait(f"{done + 2} of 14")
        assert done > 0
        assert [each.kind for each in kept(path).decisions] == ["accept"] * done
