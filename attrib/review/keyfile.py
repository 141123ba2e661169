"""The keys of the review from a file of the checker's own, for other keyboards and other habits.

::

    accept = ["a", "ä"]        # several keys are a list; what is not named keeps its built-in keys
    start_left = "ö"
    merge = []                 # no key: the list of commands has it all the same

A key is a character, or Textual's name of it (``ctrl+e``, ``f5``, ``shift+left``, ``slash``).
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import platformdirs

from attrib.errors import InputError, visible
from attrib.review.keys import KEYS, Mode, in_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from attrib.review.keys import Key

NEEDED: Final = ("help", "quit", "leave")
"""Actions without whose key somebody would be lost."""

NAMED: Final = frozenset({
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete", "backspace", "enter",
    "escape", "space", "comma", *(f"f{number}" for number in range(1, 25)),
})  # fmt: skip
"""Keys that are no characters (or, as the comma, stand for something else here)."""

MODIFIERS: Final = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
TEXTUALS: Final = {"/": "slash", "\\": "backslash", "@": "at", "-": "minus", "+": "plus", "_": "underscore"}
"""Textual's names of characters that Unicode calls something else."""
ALIKE: Final = {
    "return": "enter",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+space": "ctrl+@",
    "ctrl+at": "ctrl+@",
}
"""Keys for which a terminal sends the same as for others."""
TAKEN: Final = {
    "ctrl+c": "it always leaves",
    "super+c": "it copies what the mouse has selected",
    "ctrl+q": "it always leaves",
    "tab": "it moves between the lines of a window",
    "shift+tab": "it moves between the lines of a window",
    "ctrl+i": "a terminal sends the same for tab",
}
MODE_WORDS: Final[Mapping[Mode, str]] = {
    "review": "in the review",
    "select": "while words are chosen",
    "split": "while an attribution is split",
}
HEAD: Final = """\
# The keys of `attrib review`.
#
# A key is a character ("a", "A", "ö", "ж", "["), or a name: space, comma, enter, escape, delete, backspace, insert,
# up, down, left, right, home, end, pageup, pagedown, f1 to f24; with ctrl+, alt+ or shift+ before it where the
# terminal knows that ("ctrl+e", "shift+left"). Several keys are a list: ["a", "ä"]; none is []. What is deleted here
# has its built-in keys. `attrib keys` shows what holds. A dead key counts as the character that it makes.
"""


def default_path() -> Path:
    """Return where the keys are unless the user says otherwise: ``ATTRIB_KEYS``, else in the platform's config folder.

    There need not be a file.
    """
    chosen = os.environ.get("ATTRIB_KEYS")
    return Path(chosen) if chosen else Path(platformdirs.user_config_dir("attrib", appauthor=False)) / "keys.toml"


def read_keys(path: Path | None = None) -> tuple[Key, ...]:
    """Return the keys in force: those of the file at `path`, by default that of :func:`default_path` if there is one.

    Raises InputError, with the line, when the file cannot be read, names an action or a key that there is not, gives
    two actions of one mode the same key, or leaves no key for the help or for leaving.
    """
    place = default_path() if path is None else path
    shown = visible(str(place))
    if path is None and not os.environ.get("ATTRIB_KEYS") and not os.path.lexists(place):
        return KEYS
    try:
        text = place.read_text(encoding="utf-8-sig")  # an editor on Windows marks where a file begins
    except (OSError, ValueError) as error:
        why = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(
            f"the keys in {shown} cannot be read: {why}", "attrib keys --write writes such a file"
        ) from error
    return parse_keys(text, shown)


def parse_keys(text: str, name: str) -> tuple[Key, ...]:
    """Return the keys that the file `name` with this `text` leads to. Raises InputError as :func:`read_keys` does."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        hint = 'a line is: accept = "a", or accept = ["a", "ä"]'
        there: set[str] = set()
        for match in re.finditer(r"^[ \t]*(\w+)[ \t]*=", text, re.MULTILINE):  # of these tomllib tells no line
            if match[1] in there:
                line = text.count("\n", 0, match.start()) + 1
                raise InputError(f"{name}, line {line}: {match[1]} is there twice", hint) from error
            there.add(match[1])
        last = text.rstrip().count("\n") + 1
        why = str(error).replace("at end of document", f"at the end, line {last}")
        raise InputError(f"{name} is no TOML: {why}", hint) from error
    keys = {key.name: key for key in KEYS}
    for action, value in data.items():
        where = f"{name}, line {_line(text, action)}"
        if action not in keys:
            close = get_close_matches(action, keys, 1)
            hint = f"did you mean {close[0]}?" if close else "attrib keys lists them"
            raise InputError(f"{where}: there is no action {visible(action)}", hint)
        keys[action] = replace(keys[action], keys=_keys(value, f"{where}: {action}"))
    found = tuple(keys.values())
    for action in NEEDED:
        if not keys[action].keys:
            built_in = [key for key in KEYS if key.name == action]
            hint = f'give it one, such as {action} = "{built_in[0].shown}"'
            raise InputError(f"{name}, line {_line(text, action)}: {action} has no key", hint)
    for first, second, key, mode in _conflicts(found):
        # The later of the two lines, or the only one: the other action has its built-in keys.
        named = max((each for each in (first, second) if each in data), key=lambda each: _line(text, each))
        other = second if named == first else first
        raise InputError(
            f"{name}, line {_line(text, named)}: {named} has the key {key}, and so has {other} {MODE_WORDS[mode]}",
            f"give one of them another: {other} = […]" if other not in data else "give one of them another",
        )
    return found


def write_keys(keys: Sequence[Key]) -> str:
    """Return a file of keys: every action with its present keys, and what it does beside it."""
    lines = [HEAD]
    width = max(len(f"{key.name} = {_value(key)}") for key in keys)
    for group, members in in_groups(keys):
        lines.append(f"\n# {group}\n")
        lines += [f"{f'{key.name} = {_value(key)}':<{width}}  # {key.help}\n" for key in members]
    return "".join(lines)


def _value(key: Key) -> str:
    quoted = ['"{}"'.format(each.replace("\\", "\\\\").replace('"', '\\"')) for each in key.keys]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def as_dicts(keys: Sequence[Key]) -> list[dict[str, Any]]:
    """Return the keys for JSON."""
    return [
        {"action": key.name, "keys": list(key.keys), "help": key.help, "group": key.group, "modes": list(key.modes)}
        for key in keys
    ]


def table(keys: Sequence[Key]) -> str:
    """Return the keys for reading: a line each with the action, its keys and what it does, group by group."""
    widths = [max(len(each) for each in column) for column in zip(*((k.name, k.all_shown) for k in keys), strict=True)]
    lines = []
    for group, members in in_groups(keys):
        lines.append(f"{group}\n")
        lines += [f"  {k.name:<{widths[0]}}  {k.all_shown:<{widths[1]}}  {k.help}\n" for k in members]
    return "".join(lines)


def canonical(name: str) -> str:
    """Return the one name that a key goes by here: its character, or Textual's name of it.

    Raises ValueError, with the reason, when it is none, or never reaches the review.
    """
    if len(name) > 1:  # a letter and its accent apart; of a few single characters this would make two
        name = unicodedata.normalize("NFC", name)
    before, base = "", name
    if len(name) > 1:
        before, _, base = name.rpartition("+")
        if not base and before.endswith("+"):  # ctrl++
            before, base = before[:-1], "+"
    modifiers = before.lower().split("+") if before else []
    if not MODIFIERS.issuperset(modifiers):
        raise ValueError(f"there is no key {visible(name)}")
    key = _base(base, name)
    if modifiers and len(key) == 1:
        if modifiers == ["shift"]:
            raise ValueError("write the character that shift makes, such as A in place of shift+a")
        key = _textuals_name(key.lower())
    full = "+".join([*sorted({*modifiers}), key])
    full = ALIKE.get(full, full)
    if full in TAKEN:
        raise ValueError(f"{full} is taken: {TAKEN[full]}")
    return full


def _base(word: str, name: str) -> str:
    """Return a key without modifiers. Raises ValueError when there is none of that name."""
    if word in {" ", ","}:
        return "space" if word == " " else "comma"
    if len(word) == 1:
        if not word.isprintable():
            raise ValueError(f"{visible(word)} is no key")
        return word
    small = word.lower()
    small = ALIKE.get(small, small)
    if small in NAMED or small in TAKEN:
        return small
    of_textual = {each: character for character, each in TEXTUALS.items()}
    character = of_textual.get(small)
    if character is None:
        for known in (small.replace("_", " "), small.replace("_", "-")):
            try:
                character = unicodedata.lookup(known.upper())
                break
            except KeyError:
                continue
    if character is None or len(character) != 1 or not character.isprintable():
        raise ValueError(f"there is no key {visible(name)}")
    return character


def _textuals_name(character: str) -> str:
    if character.isalnum():
        return character
    return TEXTUALS.get(character) or unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")


def _keys(value: object, where: str) -> tuple[str, ...]:
    """Return the keys that a line gives an action, each once. Raises InputError."""
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise InputError(f"{where} is no key or list of keys", 'write "a", or ["a", "ä"]; [] is none')
    found: dict[str, None] = {}
    for each in listed:
        try:
            found[canonical(each)] = None
        except ValueError as error:
            raise InputError(f"{where}: {error}", "a key is a character, or a name such as ctrl+e, f5, left") from error
    return tuple(found)


def _conflicts(keys: Sequence[Key]) -> Iterator[tuple[str, str, str, Mode]]:
    """Yield the two actions, the key and the mode where a key would mean two things."""
    taken: dict[tuple[Mode, str], str] = {}
    for key in keys:
        for mode in key.modes:
            for each in map(canonical, key.keys):
                if (mode, each) in taken:
                    yield taken[mode, each], key.name, each, mode
                taken[mode, each] = key.name


def _line(text: str, action: str) -> int:
    """Return the line of a file on which an action stands, as people count them; 1 where it is written otherwise."""
    begins = re.compile(rf"\s*[\"']?{re.escape(action)}[\"']?\s*[=.\]]|\s*\[+\s*{re.escape(action)}\b")
    return next((number for number, line in enumerate(text.split("\n"), 1) if begins.match(line)), 1)
