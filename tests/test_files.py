"""attrib.files: all of a file or nothing of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from attrib import files
from attrib.errors import OutputError


def test_line_ends_are_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    files.write(target, "a\r\nb\n“c”")
    assert target.read_bytes() == "a\r\nb\n“c”".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_failure_halfway_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old", encoding="utf-8")

    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.write(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_missing_folder_is_one_line_with_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such file") as caught:
        files.write(tmp_path / "nowhere" / "out.txt", "x")
    assert "mkdir -p" in caught.value.hint


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        files.write(tmp_path, "x")


def test_a_symbolic_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    link = tmp_path / "link.txt"
    link.symlink_to("real.txt")
    files.write(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


@pytest.mark.skipif(os.name != "posix", reason="file modes and devices are POSIX's")
def test_modes_are_the_usual_ones_and_an_existing_mode_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    umask = os.umask(0o022)
    try:
        files.write(target, "x")
        assert stat.S_IMODE(target.stat().st_mode) == 0o644
        target.chmod(0o600)
        files.write(target, "y")
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    finally:
        os.umask(umask)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_is_an_output_error_and_the_device_survives() -> None:
    with pytest.raises(OutputError, match="no space left on device"):
        files.write(Path("/dev/full"), "x")
    assert Path("/dev/full").is_char_device()


def test_what_a_killed_run_left_does_not_stop_the_next(tmp_path: Path) -> None:
    (tmp_path / f".attrib-{os.getpid()}.part").write_text("half", encoding="utf-8")
    (tmp_path / "out.txt.partial").write_text("half", encoding="utf-8")
    files.write(tmp_path / "out.txt", "whole")
    files.stream(tmp_path / "out.txt", ["whole"])
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("out.txt", "whole")]


# --- pieces -----------------------------------------------------------------------------------------------------------


def test_pieces_are_written_in_order_after_one_mark(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    files.stream(target, iter(["a\r\n", "b\n", "“c”"]), encoding="utf-8-sig")
    assert target.read_bytes() == b"\xef\xbb\xbf" + "a\r\nb\n“c”".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_an_interrupt_keeps_what_is_finished_under_another_name(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old", encoding="utf-8")

    def pieces() -> Iterator[str]:
        yield "one\n"
        assert (tmp_path / "out.txt.partial").read_text(encoding="utf-8") == "one\n", "on the disk at once"
        yield "two\n"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        files.stream(target, pieces())
    assert caught.value.__notes__ == [f"what was finished is in {tmp_path / 'out.txt.partial'}"]
    assert (tmp_path / "out.txt.partial").read_text(encoding="utf-8") == "one\ntwo\n"
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(os.name != "posix", reason="the limit on a file's size is POSIX's")
def test_a_full_disk_keeps_whole_pieces_only(tmp_path: Path) -> None:
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    quiet = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OutputError, match="cannot write") as caught:
            files.stream(tmp_path / "out.txt", ("x" * 39 + "\n" for _ in range(5)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, quiet)
    assert caught.value.__notes__
    assert (tmp_path / "out.txt.partial").read_text(encoding="utf-8") == ("x" * 39 + "\n") * 2
    assert not (tmp_path / "out.txt").exists()


def test_nothing_finished_nothing_kept(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield from ()
        raise OutputError("no")

    with pytest.raises(OutputError):
        files.stream(tmp_path / "out.txt", pieces())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_pieces_go_to_a_device_directly() -> None:
    with pytest.raises(OutputError, match="no space left on device"):
        files.stream(Path("/dev/full"), ["x"])
    assert not Path("/dev/full.partial").exists()


# --- before the work --------------------------------------------------------------------------------------------------


def test_the_folder_is_made_before_the_work(tmp_path: Path) -> None:
    files.prepare([tmp_path / "a/b/out.txt"], [])
    assert (tmp_path / "a/b").is_dir()


@pytest.mark.parametrize("name", ["gold.jsonl", "link.jsonl", "other/../gold.jsonl", "found.jsonl"])
def test_what_is_to_be_read_is_not_replaced_under_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "gold.jsonl").write_text("gold", encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to("gold.jsonl")
    (tmp_path / "found.jsonl.partial").hardlink_to(tmp_path / "gold.jsonl")
    with pytest.raises(OutputError, match="would replace a file that is to be read"):
        files.prepare([tmp_path / name], [tmp_path / "gold.jsonl"])


def test_places_that_cannot_be_are_output_errors(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    for place in (tmp_path / "file/out.txt", tmp_path / "loop/out.txt", tmp_path / ("n" * 5000) / "out.txt"):
        with pytest.raises(OutputError, match="cannot write"):
            files.prepare([place], [])
    for place in (tmp_path / "loop", tmp_path / ("n" * 5000)):
        with pytest.raises(OutputError, match="cannot write"):
            files.write(place, "x")
    assert (tmp_path / "loop").is_symlink()


def test_a_folder_that_may_not_be_written_to_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as root, whom no mode bits stop
    with pytest.raises(OutputError, match="permission denied"):
        files.prepare([tmp_path / "out.txt"], [])
