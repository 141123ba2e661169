"""The whole way of one story, as docs/newsroom.md tells it: every command of the page is run, in its order."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest

from attrib.store import Store
from attrib.wording import pieces

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = (ROOT / "docs/newsroom.md").read_text(encoding="utf-8")
COMMANDS: Final = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines() if line.strip()
]
SPEECH: Final = """\
VANE: We were told on a Monday that the gate was stuck. If they say no, I shall carry the buckets myself.

DACE: It is a very old hinge, and old hinges stick. If the wind is with us, we shall be finished by the weekend.
"""
REPLY: Final = "The invoice is on p. 12 of the audit: https://council.example.org/audit"


def answer(file: Path, item: str) -> None:
    """Answer attrib's comment on the statement `item`, as Word does: a comment of its own, threaded to it."""
    with zipfile.ZipFile(file) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    comments, threads, text = (
        parts[f"word/{name}.xml"].decode() for name in ("comments", "commentsExtended", "document")
    )
    [own] = [each for each in re.findall(r"<w:comment .*?</w:comment>", comments, re.DOTALL) if f"#{item} (" in each]
    number, last = re.findall(r'w:id="(\d+)"', own)[0], re.findall(r'w14:paraId="([0-9A-F]+)"', own)[-1]
    made = (
        '<w:comment w:id="900" w:author="Mira Tolland" w:initials="MT" w:date="2026-03-07T10:00:00Z">'
        f'<w:p w14:paraId="7ABCDEF0"><w:r><w:t>{REPLY}</w:t></w:r></w:p></w:comment>'
    )
    threaded = f'<w15:commentEx w15:paraId="7ABCDEF0" w15:paraIdParent="{last}" w15:done="0"/>'
    parts["word/comments.xml"] = comments.replace("</w:comments>", f"{made}</w:comments>").encode()
    parts["word/commentsExtended.xml"] = threads.replace("</w15:commentsEx>", f"{threaded}</w15:commentsEx>").encode()
    for mark in ("Start", "End"):
        here = f'<w:commentRange{mark} w:id="{number}"/>'
        assert here in text
        text = text.replace(here, f'{here}<w:commentRange{mark} w:id="900"/>')
    parts["word/document.xml"] = text.encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.models
def test_the_page_is_the_way_of_a_story(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests/files/forty.docx", tmp_path / "story.docx")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/meeting.txt").write_text(SPEECH, encoding="utf-8")
    environment = os.environ | {"ATTRIB_DB": str(tmp_path / "desk.db"), "PYTHONPATH": str(ROOT)}
    printed = {}
    for line in COMMANDS:
        command, _, remark = line.partition("  # ")
        wanted = re.search(r"exit code (\d+)", remark)
        name, *words = shlex.split(command)
        assert name == "attrib"
        if words[:2] == ["import-notes", "story.checked.docx"]:
            answer(tmp_path / "story.checked.docx", "a20")
        done = subprocess.run(
            [sys.executable, "-m", "attrib", *words],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == (int(wanted[1]) if wanted else 0), (line, done.stdout, done.stderr)
        printed[command.strip()] = done.stdout + done.stderr
    assert "notes imported" in printed["attrib review story.docx --prepare --reviewer ada"]
    assert REPLY in printed["attrib import-notes story.checked.docx --reviewer ada"]
    assert "as its manifest says that it was sealed by ada" in printed["attrib check-bundle story.bundle.zip"]
    with Store(tmp_path / "desk.db", reading=True) as store:
        review = store.review(store.find(str(tmp_path / "story.docx")))
    [answered] = [each for each in review.items if "£40,000" in pieces(review.document.text, *each.current.content)]
    assert answered.record.page == "12"
    assert [each.text for each in answered.notes] == [REPLY]
    assert review.signed is not None
    assert {path.name for path in tmp_path.iterdir()} >= {
        "calls.docx", "story.checked.docx", "story.html", "story.bundle.zip",
    }  # fmt: skip
