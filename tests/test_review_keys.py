"""The keys of the review from a file: what may stand in one, what is said of others, and what the screen shows."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys
from textual.widgets import Static
from typer.testing import CliRunner

from attrib.cli import app
from attrib.cli import review as review_commands
from attrib.errors import InputError
from attrib.review import Review
from attrib.review.app import ReviewApp, help_page
from attrib.review.keyfile import NEEDED, TAKEN, canonical, default_path, parse_keys, read_keys, table, write_keys
from attrib.review.keys import KEYS, Key
from attrib.review.labels import quotation_card
from tests.samples import ScratchSession, footbridge, placed

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def _own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("attrib.review.app.POLL_SECONDS", 3600)
    monkeypatch.setattr("platformdirs.user_config_dir", lambda *_, **__: str(tmp_path / "config"))
    monkeypatch.delenv("ATTRIB_KEYS", raising=False)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    monkeypatch.setenv("ATTRIB_REVIEWER", "ada")


def keys_of(text: str, action: str) -> tuple[str, ...]:
    return next(key.keys for key in parse_keys(text, "keys.toml") if key.name == action)


# --- what may stand in one --------------------------------------------------------------------------------------------


def test_the_built_in_keys_are_a_file_that_may_stand() -> None:
    assert len({key.name for key in KEYS}) == len(KEYS)
    assert [(key.name, key.all_shown) for key in parse_keys(write_keys(KEYS), "x")] == [
        (key.name, key.all_shown) for key in KEYS
    ]
    assert parse_keys("", "x") == KEYS


def test_a_file_changes_what_it_names_and_nothing_else() -> None:
    text = 'accept = ["ä", "f6"]\nstart_left = "ö"\nmerge = []\nreject = "ctrl+r"\n'
    found = {key.name: key for key in parse_keys(text, "x")}
    assert (found["accept"].keys, found["accept"].shown, found["accept"].all_shown) == (("ä", "f6"), "ä", "ä f6")
    assert found["start_left"].keys == ("ö",)
    assert (found["merge"].keys, found["merge"].shown) == ((), "")
    assert [key for name, key in found.items() if name not in {"accept", "start_left", "merge", "reject"}] == [
        key for key in KEYS if key.name not in {"accept", "start_left", "merge", "reject"}
    ]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ö", "ö"),
        ("o\u0308", "ö"),  # as a program writes it that takes letters apart
        ("é", "é"),
        ("ç", "ç"),
        ("ж", "ж"),
        ("Ж", "Ж"),
        ("cyrillic_small_letter_zhe", "ж"),
        ("^", "^"),  # a dead key and a blank
        ("left_square_bracket", "["),
        ("[", "["),
        ("slash", "/"),
        ("minus", "-"),
        ("hyphen-minus", "-"),
        (",", "comma"),
        (" ", "space"),
        ("+", "+"),
        ("ctrl++", "ctrl+plus"),
        ("Ctrl+E", "ctrl+e"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("ctrl+m", "enter"),
        ("ctrl+[", "escape"),
        ("ctrl+space", "ctrl+@"),
        ("ctrl+/", "ctrl+slash"),
        ("alt+x", "alt+x"),
        ("F5", "f5"),
        ("Return", "enter"),
    ],
)
def test_a_key_goes_by_one_name_however_it_is_written(written: str, key: str) -> None:
    assert canonical(written) == key
    assert canonical(key) == key


def test_every_key_that_textual_names_is_known_or_taken() -> None:
    others = ("<", "scroll", "ignore", "ctrl-at")  # what is no key, or only a mouse's
    for name in (each.value for each in Keys if not each.value.startswith(others)):
        if name not in TAKEN:
            assert canonical(name)


@given(st.characters(exclude_categories=["C", "Z", "M"]))
def test_any_character_that_can_be_typed_is_a_key(character: str) -> None:
    key = canonical(character)
    assert canonical(key) == key
    assert key == {",": "comma"}.get(character, character)
    if not any(key in map(canonical, each.keys) for each in KEYS):
        assert keys_of(f"copy = {json.dumps(character, ensure_ascii=False)}\n", "copy") == (key,)


@given(st.text(max_size=12))
def test_whatever_is_written_is_a_key_or_told(words: str) -> None:
    try:
        key = canonical(words)
    except ValueError as error:
        told = str(error)
        assert told.isprintable()
    else:
        assert canonical(key) == key


@given(st.text("acept=\"[]', \n#ö", max_size=40))
def test_whatever_a_file_holds_is_keys_or_one_line(text: str) -> None:
    try:
        found = parse_keys(text, "keys.toml")
    except InputError as error:
        told = (error.message[:9], bool(error.hint))
        assert told == ("keys.toml", True)
    else:
        assert [key.name for key in found] == [key.name for key in KEYS]


# --- what is said of what may not -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ('accept = "r"', "line 1: accept has the key r, and so has reject in the review", "reject = […]"),
        ('# mine\n\nundo = "k"\nreject = "k"', "line 4: reject has the key k", "give one of them another"),
        ('reject = "q"\naccept = "q"\nquit = "q"', "line 2: accept has the key q, and so has reject", "another"),
        ('add = "w"', "line 1: add has the key w, and so has assign while words are chosen", "assign = […]"),
        ('split_here = "escape"', "line 1: split_here has the key escape, and so has leave while an", "leave = […]"),
        ('\nacept = "a"', "line 2: there is no action acept", "did you mean accept?"),
        ('zzz = "a"', "line 1: there is no action zzz", "attrib keys lists them"),
        ('accept = "xx"', "line 1: accept: there is no key xx", "a character, or a name"),
        ('accept = "shift+a"', "line 1: accept: write the character that shift makes, such as A", "a character"),
        ('accept = "foo+a"', "line 1: accept: there is no key foo+a", "a character"),
        ('accept = "ctrl+"', "line 1: accept: there is no key ctrl+", "a character"),
        ('accept = ""', "line 1: accept: there is no key ", "a character"),
        ('accept = "ctrl+c"', "line 1: accept: ctrl+c is taken: it always leaves", "a character"),
        ('accept = "tab"', "line 1: accept: tab is taken", "a character"),
        ("accept = 3", "line 1: accept is no key or list of keys", 'write "a"'),
        ("accept = [1]", "line 1: accept is no key or list of keys", 'write "a"'),
        ('[accept]\nkey = "a"', "line 1: accept is no key or list of keys", 'write "a"'),
        ("help = []", "line 1: help has no key", 'give it one, such as help = "?"'),
        ("\nquit = []", "line 2: quit has no key", 'quit = "q"'),
        ("leave = []", "line 1: leave has no key", "give it one"),
        ('accept = "a" "b"', " is no TOML: ", "a line is: accept"),
        ('accept = "a"\n\nundo = ["u",\n\n', "(at the end, line 3)", "a line is: accept"),
        ('accept = "a"\naccept = "b"', "line 2: accept is there twice", "a line is: accept"),
    ],
)
def test_what_may_not_stand_in_a_file_is_one_line_with_its_number(text: str, line: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_keys(text, "keys.toml")
    assert line in caught.value.message
    assert caught.value.message.startswith("keys.toml")
    assert hint in caught.value.hint


def test_the_same_key_in_two_modes_and_twice_for_one_action_is_no_conflict() -> None:
    assert keys_of('accept = "w"', "accept") == ("w",)
    assert keys_of('accept = ["a", "a"]', "accept") == ("a",)


# --- the command ------------------------------------------------------------------------------------------------------


def run(*words: str | Path, code: int = 0) -> Any:  # noqa: ANN401 - click's or Typer's
    result = CliRunner().invoke(app, [str(each) for each in words])
    assert result.exit_code == code, result.output
    return result


def test_the_keys_are_shown_as_lines_and_as_json() -> None:
    lines = run("keys").stdout.splitlines()
    assert any(line.split()[:4] == ["accept", "a", "confirm", "what"] for line in lines)
    assert sum(line.startswith("  ") for line in lines) == len(KEYS)
    data = json.loads(run("keys", "--format", "json").stdout)
    assert [each["action"] for each in data] == [key.name for key in KEYS]
    assert data[0] == {
        "action": "next_item",
        "keys": ["j", "down"],
        "help": "the next attribution",
        "group": "Move about",
        "modes": ["review"],
    }


def test_a_file_is_written_once_and_read_from_then_on(tmp_path: Path) -> None:
    place = tmp_path / "config" / "keys.toml"
    assert default_path() == place
    assert read_keys() == KEYS
    assert run("keys", "--write").stdout == f"{place}\n"
    text = place.read_text(encoding="utf-8")
    for key in KEYS:
        assert any(line.startswith(f"{key.name} = ") and key.help in line for line in text.splitlines())
    place.write_text(text.replace('accept = "a" ', 'accept = "ä" '), encoding="utf-8-sig")
    assert "there already" in run("keys", "--write", code=3).stderr
    assert any(line.split()[:3] == ["accept", "ä", "confirm"] for line in run("keys").stdout.splitlines())
    # Written again it has the keys that were changed.
    run("keys", "--write", "--force")
    assert 'accept = "ä"' in place.read_text(encoding="utf-8")


def test_another_file_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run("keys", "--write", "-o", tmp_path / "mine.toml")
    assert "--keys" in told.stderr
    (tmp_path / "mine.toml").write_text('accept = "ж"\n', encoding="utf-8")
    assert "ж" in run("keys", "--keys", tmp_path / "mine.toml").stdout
    monkeypatch.setenv("ATTRIB_KEYS", str(tmp_path / "mine.toml"))
    assert "ж" in run("keys").stdout
    monkeypatch.setenv("ATTRIB_KEYS", str(tmp_path / "new" / "other.toml"))
    assert "no such file" in run("keys", code=2).stderr
    run("keys", "--write")
    assert (tmp_path / "new" / "other.toml").is_file()
    assert "without --write" in run("keys", "-o", tmp_path / "x", code=3).stderr


def test_what_is_no_file_of_keys_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('accept = "ä"\n'.encode("latin-1"))
    assert "it is not UTF-8" in run("keys", "--keys", tmp_path / "latin.toml", code=2).stderr
    assert "cannot be read" in run("keys", "--keys", tmp_path, code=2).stderr
    (tmp_path / "nul.toml").write_bytes(b"\x00\x01")
    assert "is no TOML" in run("keys", "--keys", tmp_path / "nul.toml", code=2).stderr


def test_a_mistake_in_the_keys_is_told_before_the_desk_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_commands, "_on_a_terminal", lambda: True)
    monkeypatch.setattr("attrib.review.app.run_review", lambda *_, **__: pytest.fail("the desk has opened"))
    monkeypatch.setattr(review_commands, "Analyzer", lambda *_, **__: pytest.fail("an article is analysed"))
    (tmp_path / "story.txt").write_text("“It holds,” said Ann Bell.\n", encoding="utf-8")
    (tmp_path / "bad.toml").write_text('\naccept = "r"\n', encoding="utf-8")
    told = run("review", tmp_path / "story.txt", "--keys", tmp_path / "bad.toml", code=2).stderr
    first, second = told.splitlines()[-2:]
    assert first == f"attrib: {tmp_path / 'bad.toml'}, line 2: accept has the key r, and so has reject in the review"
    assert second.startswith("hint: ")
    assert not (tmp_path / "attrib.db").exists()


# --- the screen -------------------------------------------------------------------------------------------------------


def press(keys: tuple[Key, ...], *pressed: str) -> tuple[ScratchSession, str, str, str]:
    """Press keys; return the session, the foot of the screen, the message and the help."""
    session = ScratchSession(footbridge(), "ada")
    program = ReviewApp(session, reviewer="ada", keys=keys)

    async def told() -> tuple[ScratchSession, str, str, str]:
        async with program.run_test(size=(80, 24)) as pilot:
            for key in pressed:
                await pilot.press(key)
                await pilot.pause()
                await program.workers.wait_for_complete()
                await pilot.pause()
            foot, message = str(program.key_bar.render()), str(program.message_line.content)
            await pilot.press(next(key.keys[0] for key in keys if key.name == "help"))
            await program.workers.wait_for_complete()
            await pilot.pause()
            return session, foot, message, str(program.screen.query(Static).first().content)

    return asyncio.run(told())


def test_other_keys_work_and_the_screen_shows_them_and_no_others() -> None:
    text = (
        'accept = ["ä", "f6"]\nstart_left = "ö"\nhelp = "!"\nreject = "ж"\nfilter = []\nmerge = []\nundo = ["comma"]\n'
    )
    keys = parse_keys(text, "x")
    session, foot, _, shown = press(keys, "ä", "f6", "ж", "a", "r", "m", "question_mark", "comma")
    assert [(each.kind, each.item) for each in session.log] == [
        ("accept", "a1"),
        ("accept", "a2"),
        ("reject", "a3"),
        ("undo", "a3"),
    ]
    assert "ä accept  ж reject" in foot
    assert "ö ] start" in foot
    assert "merge" not in foot
    assert "! help" in foot
    assert f"  {'ä f6':<11} confirm what the card says" in shown
    assert f"  {',':<11} take back your last decision" in shown
    assert shown == str(help_page(keys))
    assert "  accept  " in table(keys)


def placed_review() -> Review:
    return ScratchSession(placed(), "ada").review()


def test_messages_name_the_keys_in_force() -> None:
    keys = parse_keys('help = "!"\nchoose = "ç"\nanchor = "b"\nadd = "f2"\n', "x")
    assert press(keys)[2] == "Every decision is kept as you make it. ! shows all keys."
    assert press(keys, "ç")[2] == "Move to the first word, press b, move to the last, press f2 to add"
    assert "ç and f2: somebody says this" in "\n".join(
        line.words for line in quotation_card(placed_review(), placed_review().uncovered[0], keys)
    )
    session, *_ = press(keys, "ç", "right", "right", "b", "right", "f2")
    assert [each.kind for each in session.log] == ["add"]
    # One that has no key goes by its name, as in the list of commands.
    assert ReviewApp(session, reviewer="ada", keys=parse_keys("filter = []", "x")).key("filter") == "“filter”"


def test_every_needed_action_has_a_built_in_key() -> None:
    assert {*NEEDED} <= {key.name for key in KEYS if key.keys}


@pytest.mark.skipif(os.name == "nt", reason="no such permissions")
def test_a_file_of_keys_is_written_as_any_result_is(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("", encoding="utf-8")  # a file where the folder should be
    assert "is not a folder" in run("keys", "--write", code=3).stderr
