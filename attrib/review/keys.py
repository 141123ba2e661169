"""Every key of the review: what it does, what it is called at the foot of the screen, and what the help says.

These are the keys built in; `keyfile` reads a checker's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Mode = Literal["review", "select", "split"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the action it starts.

    `keys` are Textual's names, or the characters themselves. With an empty `label` it shares the next key's; where
    there is none, only the help has it. `name` is what a file of keys calls the action.
    """

    keys: tuple[str, ...]
    label: str | None
    action: str
    help: str
    group: str
    modes: tuple[Mode, ...] = ("review",)

    @property
    def name(self) -> str:
        """The name of the action, one of its own for each key."""
        return NAMES.get(self.action, self.action)

    @property
    def shown(self) -> str:
        """How the screen writes the first of the keys; nothing where there is none."""
        return show_key(self.keys[0]) if self.keys else ""

    @property
    def all_shown(self) -> str:
        """How the screen writes all of them."""
        return " ".join(map(show_key, self.keys))


SHOWN: Final = {
    "slash": "/",
    "question_mark": "?",
    "comma": ",",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "shift+left": "⇧←",
    "shift+right": "⇧→",
    "escape": "esc",
}
CHOOSING: Final = "While you choose words in the article"


def show_key(key: str) -> str:
    """Return how the screen writes a key."""
    return SHOWN.get(key, key)


def in_groups(keys: Iterable[Key]) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """Yield the name of each group and its keys, in the order of the first of each."""
    listed = tuple(keys)
    for group in dict.fromkeys(key.group for key in listed):
        yield group, tuple(key for key in listed if key.group == group)


def _key(keys: str, label: str | None, action: str, words: str, group: str) -> Key:
    return Key(tuple(keys.split()), label, action, words, group)


def _choosing(keys: str, label: str, action: str, words: str, *modes: Mode) -> Key:
    return replace(_key(keys, label, action, words, CHOOSING), modes=modes)


MOVE, DECIDE, WORDS, KEEP, SCREEN = "Move about", "Decide", "Change the words", "Write down", "The screen"
KEYS: Final[tuple[Key, ...]] = (
    _key("j down", "", "step(1)", "the next attribution", MOVE),
    _key("k up", "move", "step(-1)", "the one before", MOVE),
    _key("space", "next", "next_open", "the next that nobody has decided", MOVE),
    _key("a", "accept", "accept", "confirm what the card says, and go to the next open one", DECIDE),
    _key("r", "reject", "reject", "it is no attribution; go to the next open one", DECIDE),
    _key("e", "no statement", "no_statement", "nobody states what is in quotes: a title, scare quotes", DECIDE),
    _key("D", "doubt", "concern", "a concern: you have looked and doubt it; asks why", DECIDE),
    _key("A", "verdict", "accept_verdict", "stand by what the sources say of the words", DECIDE),
    _key("o", "reopen", "reopen", "leave it undecided again", DECIDE),
    _key("s", "speaker", "speaker", "choose who says it, or name somebody new", DECIDE),
    _key("t", "type", "type", "direct, indirect or mixed", DECIDE),
    _key("T", "act", "act", "a statement (on record), or a thought the reporter ascribes", DECIDE),
    _key("B", None, "several", "decide on all of one speaker or verdict at once", DECIDE),
    _key("u ctrl+z", "", "undo", "take back your last decision, and the one before, …", DECIDE),
    _key("U ctrl+y", "undo", "redo", "put back what you took back", DECIDE),
    _key("p", "part", "part", "choose whose ends to move: content, a piece of it, cue, source", WORDS),
    _key("[", "", "move('start', -1)", "their start one word to the left", WORDS),
    _key("]", "start", "move('start', 1)", "their start one word to the right", WORDS),
    _key("{", "", "move('end', -1)", "their end one word to the left", WORDS),
    _key("}", "end", "move('end', 1)", "their end one word to the right", WORDS),
    _key("- delete", "cut", "cut", "take the cue, the source or a piece of the content away", WORDS),
    _key("m", "merge", "merge", "make one of this and the next in the article", WORDS),
    _key("x", "split", "split", "make two: choose the word at which the second begins", WORDS),
    _key("v", "choose", "choose", "choose words: to add what was missed, or for that part", WORDS),
    _key("n", "note", "note", "write a note", KEEP),
    _key("E", None, "edit_note", "write a note in your editor ($VISUAL, $EDITOR)", KEEP),
    _key("P", None, "private_note", "write a note that stays on the desk: copies leave it out", KEEP),
    _key("l", "link", "link", "keep a link to evidence", KEEP),
    _key("c", "", "contact", "how the source can be reached", KEEP),
    _key("C", "reach", "comment", "asked for comment, answered, no reply", KEEP),
    _key("F", "facts", "facts", "the facts to check in it, one by one, each with its evidence", KEEP),
    _key("d", "file", "details", "the line-by-line file: proofs, time code, page …", KEEP),
    _key("S", "sign", "sign", "sign the article, or take the signature back", KEEP),
    _key("y", None, "copy", "copy the words to the clipboard", KEEP),
    _key("Y", None, "copy_line", "copy them with who says so, and where they stand", KEEP),
    _key("slash", "", "search", "find words in quotes, speakers and notes", MOVE),
    _key("N", "find", "find_next", "the next that has them", MOVE),
    _key("f", "show", "filter", "all, unreviewed, flagged, unsure, nobody’s, one speaker’s", MOVE),
    _key("g", "goto", "go_to", "the attribution with a number", MOVE),
    _key("h", "log", "history", "every decision on the article, the orphaned ones too", SCREEN),
    _key("R f5", None, "refresh", "what other checkers decided (looked up every second, too)", SCREEN),
    _key("V", "source", "source", "the source at these words, beside the article; again closes it", SCREEN),
    _key("z", "zoom", "zoom", "the article alone, the card alone, the list alone, all", SCREEN),
    _key("J", "", "scroll_card(1)", "the card down", SCREEN),
    _key("K", "card", "scroll_card(-1)", "the card up", SCREEN),
    _key("pagedown ctrl+d", None, "scroll_article(1)", "the article down", SCREEN),
    _key("pageup ctrl+u", None, "scroll_article(-1)", "the article up", SCREEN),
    replace(_key(": ctrl+p", "commands", "commands", "every action by its name", SCREEN), modes=get_args(Mode)),
    _key("question_mark f1", "help", "help", "all keys, and what the signs mean", SCREEN),
    _key("q", "quit", "finish", "leave; everything is kept already (also Ctrl-C)", SCREEN),
    _choosing("left", "", "caret(-1)", "a word to the left", "select", "split"),
    _choosing("right", "word", "caret(1)", "a word to the right", "select", "split"),
    _choosing("up", "", "caret_line(-1)", "a line up", "select", "split"),
    _choosing("down", "line", "caret_line(1)", "a line down", "select", "split"),
    _choosing("space", "begin here", "anchor", "what you choose begins here; then move to its end", "select"),
    _choosing("shift+left", "", "extend(-1)", "one word less", "select"),
    _choosing("shift+right", "extend", "extend(1)", "one word more", "select"),
    _choosing("enter", "add", "add", "add these words as an attribution", "select"),
    _choosing("w", "the part", "assign", "these words become the part whose ends move", "select"),
    _choosing("W", "a piece", "assign_piece", "add these words as a piece of the content", "select"),
    _choosing("F", "a fact", "assign_fact", "these words are a fact to check", "select"),
    _choosing("enter", "split here", "split_here", "the second attribution begins at this word", "split"),
    _choosing("escape", "leave", "leave", "leave the words", "select", "split"),
)  # fmt: skip
NAMES: Final = {
    "finish": "quit",
    "step(1)": "next_item",
    "step(-1)": "previous_item",
    "move('start', -1)": "start_left",
    "move('start', 1)": "start_right",
    "move('end', -1)": "end_left",
    "move('end', 1)": "end_right",
    "scroll_card(1)": "card_down",
    "scroll_card(-1)": "card_up",
    "scroll_article(1)": "article_down",
    "scroll_article(-1)": "article_up",
    "caret(-1)": "word_left",
    "caret(1)": "word_right",
    "caret_line(-1)": "line_up",
    "caret_line(1)": "line_down",
    "extend(-1)": "choose_less",
    "extend(1)": "choose_more",
}
"""What a file of keys calls the actions that have a value with them, and one; the others go by their own names."""


def key_for(action: str, keys: Iterable[Key] = KEYS) -> str:
    """Return the key of an action, as the screen writes it, or the action's name where it has none."""
    return next(key.shown or f"“{key.name}”" for key in keys if key.name == action)


MODES_OF: Final[dict[str, frozenset[Mode]]] = {
    name: frozenset(mode for key in KEYS if key.action.partition("(")[0] == name for mode in key.modes)
    for name in {key.action.partition("(")[0] for key in KEYS}
}
"""In which modes an action can be taken, by its name."""
