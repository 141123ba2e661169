"""The desk around the decisions: notes from an editor, the clipboard, the list of commands, and steps of several."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from attrib.errors import AttribError
from attrib.review import batch, decisions, editor
from attrib.review.app import ReviewApp
from attrib.review.keys import KEYS
from attrib.review.labels import source_line
from attrib.review.pickers import ConfirmPicker
from attrib.store import Store
from tests.samples import ScratchSession, doubting, footbridge, hostile, placed, verified
from tests.test_review_app import WIDE, press, scratch, settle, strips, tap
from tests.tmux_review import MISSING, opened

FOOTBRIDGE = footbridge()
TEXT = FOOTBRIDGE.document.text
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
posix = pytest.mark.skipif(os.name == "nt", reason="the editors here are shell scripts")


@pytest.fixture(autouse=True)
def _no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attrib.review.app.POLL_SECONDS", 3600)
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


# --- the editor -------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for editors and what they leave; no screen is given away."""

    @contextmanager
    def suspend(_: ReviewApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(ReviewApp, "suspend", suspend)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "private"))
    (tmp_path / "private").mkdir()
    return tmp_path


def use(monkeypatch: pytest.MonkeyPatch, folder: Path, *lines: str, name: str = "EDITOR") -> Path:
    """Make a script of these lines the editor; what it is to change is $1."""
    script = folder / "my editor"
    script.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv(name, f"'{script}'")
    return script


@posix
def test_what_an_editor_saves_is_the_note_with_all_its_lines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = folder / "seen"
    use(
        monkeypatch,
        folder,
        f"cat \"$1\" > '{seen}'",
        f'stat -c \'%a\' "$1" "$(dirname "$1")" > \'{folder}/modes\'',
        "printf '\\nsecond “line”\\n\\n  third\\n' >> \"$1\"",
    )
    found = press("n", "=first words", "ctrl+o", "n", "=plain", "enter")
    assert [note.text for note in found.review.item("a1").notes] == ["first words\nsecond “line”\n\n  third", "plain"]
    assert seen.read_text(encoding="utf-8") == "first words", "what was typed is in it"
    assert (folder / "modes").read_text(encoding="utf-8").split() == ["600", "700"]
    assert not [*(folder / "private").iterdir()], "nothing is left on the disk"
    assert not found.window


@posix
def test_a_key_opens_the_editor_at_once_and_a_private_note_stays_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, folder, "echo 'from the editor' > \"$1\"")
    found = press("E", "P", "ctrl+o")
    assert [(note.text, note.private) for note in found.review.item("a1").notes] == [
        ("from the editor", False),
        ("from the editor", True),
    ]
    assert found.message == "private note kept"


@posix
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("exit 3", "ended with 3: nothing is kept"),
        (': > "$1"', "left the file empty: nothing is kept"),
        ("printf ' \\n\\n' > \"$1\"", "left the file empty: nothing is kept"),
        ("true", "nothing was changed in"),
        ('rm "$1"', "no such file or directory: nothing is kept"),
        ("printf '\\351\\n' > \"$1\"", "saved is not UTF-8: nothing is kept"),
        ("kill -9 $$", "ended with -9: nothing is kept"),
    ],
)
def test_an_editor_that_leaves_nothing_new_keeps_nothing_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, line: str, told: str
) -> None:
    use(monkeypatch, folder, line)

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert told in str(app.screen.query_one(".trouble", Static).content)
        assert app.screen.query_one(Input).value == "typed"
        assert app.session.latest() == 0
        await tap(app, pilot, "enter")

    found = press("n", "=typed", "ctrl+o", then=look)
    assert [note.text for note in found.review.item("a1").notes] == ["typed"], "what was typed is there still"
    assert not [*(folder / "private").iterdir()]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EDITOR", "", "no editor is named: set EDITOR before attrib review"),
        ("EDITOR", "'not closed", "no editor is named"),
        ("VISUAL", "/nowhere/to-be-found -x", "/nowhere/to-be-found: no such file or directory"),
        ("EDITOR", "/", "nothing is kept"),
    ],
)
def test_an_editor_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)

    async def look(app: ReviewApp, _: Pilot[None]) -> None:
        assert told in str(app.screen.query_one(".trouble", Static).content)

    assert press("E", then=look).kinds == []


def test_a_terminal_that_cannot_be_handed_over_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", sys.executable)

    async def look(app: ReviewApp, _: Pilot[None]) -> None:
        assert "cannot be handed to an editor: type the note" in str(app.screen.query_one(".trouble", Static).content)

    assert press("E", then=look).window


@posix
def test_what_cannot_be_kept_is_not_lost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, folder, "printf 'one\\ntwo\\n' > \"$1\"")
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        table.decide(decisions.sign(table.review(), "for now"), seen=0, reviewer="ben")
        await tap(app, pilot, "ctrl+o")
        assert "decided the same" in str(app.screen.query_one(".trouble", Static).content)
        assert app.screen.query_one(Input).value == "one two"
        table.decide(decisions.unsign(table.review()), seen=1, reviewer="ben")
        app.review = table.review()
        await tap(app, pilot, "enter")

    found = press("n", at=table, then=look)
    assert [note.text for note in found.review.item("a1").notes] == ["one\ntwo"]


@posix
def test_visual_goes_before_editor_and_has_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "ed")
    monkeypatch.setenv("VISUAL", "code --wait 'a b'")
    assert editor.command() == ("code", "--wait", "a b")
    script = use(monkeypatch, tmp_path, 'echo "$1" > "$2"', name="VISUAL")
    assert editor.edit([str(script), "--flag"], "") == "--flag\n"
    with pytest.raises(AttribError, match="nothing was changed"):
        editor.edit(["true"], "x")


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
def test_an_editor_has_the_terminal_and_gives_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = use(monkeypatch, tmp_path, "echo now editing", 'cat "$1"', "read answer", 'echo "and $answer" >> "$1"')
    with Store(tmp_path / "attrib.db") as store:
        store.save(FOOTBRIDGE)
    with opened(tmp_path / "attrib.db", before=f"env -u VISUAL EDITOR=\"'{script}'\"") as terminal:
        terminal.type("n")
        terminal.wait("Ctrl-O opens your editor")
        terminal.type("typed before")
        terminal.wait("typed before")
        terminal.press("C-o")
        assert "now editing" in terminal.wait("typed before", gone="attributions")
        terminal.press("C-c")  # it is the editor's: the script ends, and nothing is kept
        terminal.wait("nothing is kept")
        terminal.press("C-o")
        terminal.wait("now editing", gone="attributions")
        terminal.type("said there\r")
        screen = terminal.wait("note kept")
        assert "attributions" in screen
        terminal.type("a")
        terminal.wait("1 is confirmed, 13 open")
    with Store(tmp_path / "attrib.db") as store:
        [note] = store.review(store.documents()[0]).item("a1").notes
        assert note.text == "typed beforeand said there"


# --- the clipboard ----------------------------------------------------------------------------------------------------


def test_the_words_are_copied_byte_for_byte() -> None:
    found = press("y")
    first, second = FOOTBRIDGE.attributions[0].content
    assert found.app.clipboard == f"{first.of(TEXT)} … {second.of(TEXT)}"
    assert found.message.startswith("copied, if the terminal lets it: “We closed it within the hour,” …")
    assert press("j", "y").app.clipboard == FOOTBRIDGE.attributions[1].content[0].of(TEXT)
    odd = hostile()
    copied = press("y", at=ScratchSession(odd, "ada"), start="a1").app.clipboard
    assert copied == " … ".join(span.of(odd.document.text) for span in odd.attributions[0].content)


def test_the_source_line_says_who_where_and_whether_anybody_has_checked() -> None:
    words = FOOTBRIDGE.attributions[1].content[0].of(TEXT)
    where = "lower-hesk.txt, paragraph 7"
    assert press("j", "Y").app.clipboard == f"{words} — Odile Brandreth, chief engineer ({where}, not checked yet)"
    assert press("j", "a", "k", "Y").app.clipboard == f"{words} — Odile Brandreth, chief engineer ({where})"
    nobody = " … ".join(span.of(TEXT) for span in FOOTBRIDGE.attributions[7].content)
    assert press("Y", start="a8").app.clipboard.startswith(f"{nobody} — Unattributed (lower-hesk.txt, paragraph ")


def test_a_quotation_that_nobody_has_is_copied_too() -> None:
    review = ScratchSession(placed(), "ada").review()
    quoted = review.uncovered[0]
    found = press("y", at=ScratchSession(placed(), "ada"), start="a1")
    assert found.app.clipboard
    assert source_line(review, quoted).startswith(f"{quoted.span.of(review.document.text)} — Unattributed (")


def test_words_that_are_no_text_are_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attrib.review.app.pieces", lambda *_: "caf\udce9")
    found = press("y")
    assert found.message.startswith("! these words have bytes that are no text")


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
def test_a_terminal_gets_what_is_copied(tmp_path: Path) -> None:
    with Store(tmp_path / "attrib.db") as store:
        store.save(FOOTBRIDGE)
    with opened(tmp_path / "attrib.db") as terminal:
        terminal.type("jy")
        terminal.wait("copied, if the terminal lets it")
        assert terminal.clipboard().rstrip("\n") == FOOTBRIDGE.attributions[1].content[0].of(TEXT)


@pytest.mark.parametrize("keys", [("n",), ("s",), ("slash",), ("s", "=Zed", "enter")])
def test_what_is_pasted_into_a_window_stands_in_its_line(keys: tuple[str, ...]) -> None:
    async def paste(app: ReviewApp, pilot: Pilot[None]) -> None:
        app.post_message(Paste("two\nlines “ß”"))
        await settle(app, pilot)
        assert app.focused is not None
        assert isinstance(app.focused, Input)
        assert app.focused.value == "two lines “ß”"

    assert press(*keys, then=paste).kinds == []


# --- the list of commands ---------------------------------------------------------------------------------------------


def offered(app: ReviewApp) -> list[str]:
    """Return what the list of commands shows, a line each."""
    options = app.screen.query_one(OptionList).options
    return [" ".join(str(option.prompt).split()) for option in options]


def test_every_action_of_the_mode_is_offered_with_its_keys_and_no_other() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, CommandPalette)
        lines = offered(app)
        for key in KEYS:
            wanted = f"{key.all_shown} {key.name.replace('_', ' ')}: {key.help}"
            assert (wanted in lines) == ("review" in key.modes and key.name != "commands"), key
        await tap(app, pilot, "escape")
        assert not isinstance(app.screen, CommandPalette)

    assert not press(":", then=look, size=WIDE).window
    press("ctrl+p", then=look, size=WIDE)


def test_an_action_is_found_by_a_few_letters_and_taken() -> None:
    found = press(":", *"acpt", "enter")
    assert found.kinds == ["accept"]
    assert found.app.current == "a2"
    assert found.message == "1 is confirmed, 13 open"
    assert press(":", *"wordtoleft", "escape").kinds == []
    # One that opens a window, and one with a value of its own.
    assert press(":", *"speaker", "enter").window
    assert press("j", ":", *"previous", "enter").app.current == "a1"
    assert press(":", *"zzzz", "enter", "escape", "a").kinds == ["accept"]


def test_only_what_can_be_done_while_words_are_chosen_is_offered_then() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert sorted(line.partition(":")[0].split()[-1] for line in offered(app)) == sorted(
            key.name.split("_")[-1] for key in KEYS if "select" in key.modes and key.name != "commands"
        )
        await tap(app, pilot, *"leave", "enter")
        assert app.mode == "review"

    press("v", ":", then=look, size=WIDE)


def test_keys_that_arrive_all_at_once_reach_the_list_of_commands() -> None:
    async def type_(app: ReviewApp, pilot: Pilot[None]) -> None:
        for key in ("j", "colon", *"rejct", "enter", "a"):
            app.simulate_key(key)
        await settle(app, pilot)

    found = press(then=type_)
    assert [(each.kind, each.item) for each in found.session.log] == [("reject", "a2"), ("accept", "a3")]


def test_nothing_of_others_is_taken_over_under_the_list_of_commands() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        table.decide(decisions.reject(table.review(), "a1"), seen=0, reviewer="ben")
        app.poll()
        assert app.review.number == 0
        await tap(app, pilot, "escape")
        app.poll()
        assert app.review.number == 1

    press(":", at=table, then=look)


def test_control_c_leaves_the_list_of_commands() -> None:
    assert not press(":", "ctrl+c").window


# --- several at once --------------------------------------------------------------------------------------------------


def listed(app: ReviewApp) -> str:
    assert isinstance(app.screen, ConfirmPicker)
    return str(app.screen.query(Static).first().content)


def test_all_of_a_speaker_are_listed_before_they_are_accepted() -> None:
    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert [line.split()[0] for line in listed(app).splitlines()] == ["1", "2", "10"]
        assert "the cracks were “no wider than a pencil line”" in listed(app)
        assert app.session.latest() == 0
        await tap(app, pilot, "enter")

    found = press("B", "a", then=look)
    assert found.kinds == ["accept"] * 3
    assert found.message == "accepted: 3 at once, u takes all of them back"
    assert found.app.current == "a3"
    undone = press("u", at=found.session)
    assert undone.message == "undone: accepted, 3 at once"
    assert undone.review.counts["open"] == 14
    redone = press("U", at=found.session)
    assert (redone.message, redone.review.counts["confirmed"]) == ("done again: accepted, 3 at once", 3)
    assert "one step: 1–3" in press("h", at=found.session, size=WIDE).screen


def test_leaving_the_list_decides_nothing() -> None:
    assert press("B", "a", "escape").kinds == []
    assert press("B", "escape").kinds == []


def test_reject_and_another_speaker_for_all() -> None:
    assert press("B", "r", "enter").kinds == ["reject"] * 3
    found = press("B", "s", "=okoro", "enter", "enter")
    assert found.kinds == ["speaker"] * 3
    assert {found.review.item(name).current.speaker.name for name in ("a1", "a2", "a10")} == {"Ines Okoro"}  # type: ignore[union-attr]
    found = press("B", "s", "=Vera Lund", "enter", "=diver", "enter", "enter", "enter", "enter")
    assert found.kinds == ["speaker"] * 3
    assert found.review.entities[-1].role == "diver"


def test_those_of_somebody_else_and_what_is_unlikely() -> None:
    found = press("B", "o", "down", "enter", "a", "enter")
    assert {each.item for each in found.session.log} == {"a3"}
    table = ScratchSession(doubting(FOOTBRIDGE, "a2"), "ada")
    assert {each.item for each in press("B", "a", "enter", at=table).session.log} == {"a1", "a10"}
    table = ScratchSession(doubting(FOOTBRIDGE, "a2"), "ada")
    assert {each.item for each in press("B", "u", "a", "enter", at=table).session.log} == {"a1", "a2", "a10"}


def test_those_with_a_verdict() -> None:
    table = ScratchSession(verified(), "ada")
    item = next(each for each in table.review().items if each.verification)
    assert item.verification
    group = batch.Group(verdict=item.verification.verdict)
    wanted = {each.id for each in batch.members(table.review(), "accept-all", group)}
    found = press("B", "v", "enter", at=table, start=item.id)
    assert {(each.kind, each.item) for each in found.session.log} == {("accept", name) for name in wanted}
    table = ScratchSession(verified(), "ada")
    found = press("B", "w", "enter", at=table, start=item.id)
    assert {each.kind for each in found.session.log} == {"verdict"}
    assert all(found.review.item(name).verdict_stands for name in wanted)


def test_there_may_be_none() -> None:
    async def look(app: ReviewApp, _: Pilot[None]) -> None:
        assert "there is none" in str(app.screen.query_one(".trouble", Static).content)

    press("B", "a", "enter", "B", "o", "enter", "a", then=look)


def test_what_another_checker_decided_meanwhile_refuses_all_and_is_shown() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        table.decide(decisions.reject(table.review(), "a10"), seen=0, reviewer="ben")
        await tap(app, pilot, "enter")
        assert "ben has decided the same" in str(app.screen.query_one(".trouble", Static).content)
        assert app.review.item("a10").status == "rejected"

    assert press("B", "a", at=table, then=look).kinds == ["reject"]


def test_where_nothing_is_attributed_there_is_nobody_to_choose() -> None:
    table = ScratchSession(placed(), "ada")
    start = table.review().uncovered[0].id

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        app.current = start
        await tap(app, pilot, "B")
        assert "of what is said by" in "\n".join(strip.text for strip in strips(app))

    assert press(at=table, then=look).window


def test_enter_again_after_a_conflict_decides_on_nothing_that_is_not_listed() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        table.decide(decisions.accept(table.review(), "a10"), seen=0, reviewer="ben")
        for said in ("ben has decided the same", "not as they are listed any more"):
            await tap(app, pilot, "enter")
            assert said in str(app.screen.query_one(".trouble", Static).content)

    assert press("B", "r", at=table, then=look).kinds == ["accept"]


def test_how_many_go_back_at_once_is_counted_without_what_others_decided_meanwhile() -> None:
    table = scratch()

    async def look(app: ReviewApp, pilot: Pilot[None]) -> None:
        table.decide(decisions.accept(table.review(), "a7"), seen=table.latest(), reviewer="ben")
        await tap(app, pilot, "u")
        assert "at once" not in str(app.message_line.content)

    press("a", at=table, start="a1", then=look)
