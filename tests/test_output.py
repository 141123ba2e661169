"""attrib.output: all of a file or nothing of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from attrib import output
from attrib.errors import OutputError


def test_writes_pieces_in_order_and_leaves_line_ends_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    output.write(target, iter(["a\r\n", "b\n", "“c”"]))
    assert target.read_bytes() == "a\r\nb\n“c”".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_failure_halfway_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old", encoding="utf-8")

    def pieces() -> Iterator[str]:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        output.write(target, pieces())
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


def test_a_missing_folder_is_one_line_with_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such file") as caught:
        output.write(tmp_path / "nowhere" / "out.txt", "x")
    assert "mkdir -p" in caught.value.hint


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        output.write(tmp_path, "x")


def test_a_symbolic_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    link = tmp_path / "link.txt"
    link.symlink_to("real.txt")
    output.write(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


@pytest.mark.skipif(os.name != "posix", reason="file modes and devices are POSIX's")
def test_modes_are_the_usual_ones_and_an_existing_mode_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    umask = os.umask(0o022)
    try:
        output.write(target, "x")
        assert stat.S_IMODE(target.stat().st_mode) == 0o644
        target.chmod(0o600)
        output.write(target, "y")
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    finally:
        os.umask(umask)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_is_an_output_error_and_the_device_survives() -> None:
    with pytest.raises(OutputError, match="no space left on device"):
        output.write(Path("/dev/full"), "x")
    assert Path("/dev/full").is_char_device()
