"""The review in a real terminal: ``python -m tests.tmux_review`` presses every key in tmux and clears an article.

`script` writes down the keys, and after each what the screen has to show and what the log has to hold then. It fits any
article with a few attributions, so that Textual's pilot presses the same keys on a real one (tests/test_review_app.py).
Nothing here depends on time: after every key the screen and the file are read until they have what is expected.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from attrib.review import KINDS, RECORD_FIELDS, Review, decisions
from attrib.review.keys import KEYS
from attrib.review.labels import parts, people
from attrib.store import Store, StoredDocument, StoredSession
from attrib.types import Excerpt, Passage, Span, Verdict, Verification, Weight
from attrib.wording import FIELD_WORDS
from tests.samples import footbridge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from attrib.review import Item, Kind

ROOT: Final = Path(__file__).parents[1]
PATIENCE: Final = 60
"""Seconds after which what is not on the screen will never be: much longer than the slowest machine needs."""
TMUX_KEYS: Final = {
    "slash": "/",
    "question_mark": "?",
    "pagedown": "PageDown",
    "pageup": "PageUp",
    "left": "Left",
    "right": "Right",
    "up": "Up",
    "down": "Down",
    "shift+left": "S-Left",
    "shift+right": "S-Right",
    "escape": "Escape",
    "space": "Space",
    "enter": "Enter",
    "delete": "DC",
    "f1": "F1",
    "f5": "F5",
    "ctrl+z": "C-z",
    "ctrl+y": "C-y",
    "ctrl+d": "C-d",
    "ctrl+u": "C-u",
    "ctrl+p": "C-p",
}
"""Textual's names of keys as tmux has them, where they differ."""


class Step(NamedTuple):
    """Keys to press, by Textual's names (`typed` goes between the first and the last of them).

    `shown` is on the screen then, and the one decision that the log has more is of the kind `kept`, if one is named.
    After Escape no window is open, and no words are being chosen.
    """

    keys: str
    shown: str
    kept: Kind | None = None
    typed: str = ""


def script(review: Review) -> list[Step]:
    """Return steps that press every key of the review and leave in the log every kind of decision.

    The article needs four attributions, one with a cue, a source and four words that no other overlaps, and a later one
    than the second that quotes. What stays
    open is for `clear_keys`.
    """
    count = len(review.items)
    place, item = _subject(review)
    other = next(each for each in people(review, item, "") if each.id != getattr(item.current.speaker, "entity", None))
    kind = "i" if item.current.type != "indirect" else "d"
    holders = {each.attribution for each in review.quotations} - {item.id}
    quoting = next(number for number, each in enumerate(review.items, 1) if number > 2 and each.id in holders)
    return [
        Step("j", f"2 of {count} "),
        Step("down", f"3 of {count} "),
        Step("k", f"2 of {count} "),
        Step("up", f"1 of {count} "),
        Step("V", "meeting.txt"),
        Step("V", "article"),
        Step("A", "1: verdict accepted", "verdict"),
        Step("a", f"1 is confirmed, {count - 1} open", "accept"),
        Step("r", f"2 is rejected, {count - 2} open", "reject"),
        Step("k", f"2 of {count} "),
        Step("o", "2 is open again", "reopen"),
        Step("k space", f"2 of {count} "),
        Step("u", "undone: reopened", "undo"),
        Step("U", "done again: reopened", "redo"),
        Step("ctrl+z", "undone: reopened", "undo"),
        Step("ctrl+y", "done again: reopened", "redo"),
        Step("g enter", f"{quoting} of {count} ", None, str(quoting)),
        Step("e", f"{quoting} is rejected, ", "no_statement"),
        Step("u", "undone: no statement", "undo"),
        Step("D", "What you doubt, and why"),
        Step("enter", f"{quoting} is a concern, ", "concern", "who counted?"),
        Step("g enter", f"{quoting} of {count} ", None, str(quoting)),
        Step("F t", "What is to be checked"),
        Step("enter", "1. it was built — open", "fact", "it was built"),
        Step("1 w", "What is right"),
        Step("enter", "A link, or words", "fact", "in 1932"),
        Step("enter", "in 1932 (the register)", "fact", "the register"),
        Step("1 p", "Where in the evidence"),
        Step("enter", "(the register, p. 4)", "fact", "p. 4"),
        Step("1 x", "a fact in your words", "fact"),
        Step("escape", ""),
        Step("u", "undone: fact", "undo"),
        Step("o", f"{quoting} is open again", "reopen"),
        Step("g enter", f"{place} of {count} ", None, str(place)),
        Step("s", "Who says it?"),
        Step("escape", ""),
        Step("s enter", "speaker changed", "speaker", other.name),
        Step("s enter", "Role", None, "Zbigniew Quux"),
        Step("enter", "harbour pilot", None, "harbour pilot"),
        Step("enter", "Port of Hesk", None, "Port of Hesk"),
        Step("enter", "speaker changed", "speaker"),
        Step(f"t {kind}", "now ", "type"),
        Step("T", "now a ", "act"),
        *_words(),
        *_kept(),
        *_views(count + 1),  # one was added
    ]


def compare(store: Store, document: StoredDocument) -> None:
    """Keep that a source supports every attribution, so that the keys for sources can be pressed and nothing waits."""
    analysis = store.analysis(document)
    words = Excerpt(Span(0, 4), "Said")
    passage = Passage("meeting.txt", "0" * 64, words, words)
    found = tuple(
        Verification(each.id, Verdict.SUPPORTED, source=passage, weight=Weight.FINE) for each in analysis.attributions
    )
    store.compare(document, replace(analysis, verifications=found), sources=[], house="reuters", reviewer="ada")


def _subject(review: Review) -> tuple[int, Item]:
    """Return the first attribution, and its number, that every key for the words can be pressed on."""
    text = review.document.text
    for number, item in enumerate(review.items, 1):
        pieces = item.current.content
        spans = [part.span for part in parts(item)]
        alone = not any(
            piece.overlaps(other) for each in review.items if each.id != item.id for other in each.current.content
            for piece in pieces
        )  # fmt: skip
        if number > 3 and len(pieces) == 1 and None not in spans and alone and pieces[0].of(text).count(" ") > 4:
            return number, item
    raise ValueError("no attribution of the article has everything that the keys move")


def _words() -> list[Step]:
    """Return the steps that change the words of an attribution with one piece, a cue and a source."""
    return [
        Step("]", "content: start moved", "span"),
        Step("[", "content: start moved", "span"),
        Step("{", "content: end moved", "span"),
        Step("}", "content: end moved", "span"),
        Step("p", "move the ends of the cue"),
        Step("-", "cue taken away", "span"),
        Step("v", "Move to the first word"),
        Step("w", "these words are the cue now", "span"),
        Step("p", "move the ends of the source"),
        Step("delete", "source taken away", "span"),
        Step("p", "move the ends of the content"),
        Step("v", "begin here"),
        Step("down", "begin here"),
        Step("up", "begin here"),
        Step("right", "begin here"),
        Step("left", "begin here"),
        Step("space", "It begins here"),
        Step("shift+right", "extend"),
        Step("shift+left", "extend"),
        Step("escape", ""),
        Step("v", "Move to the first word"),
        Step("F", "a fact of ", "fact"),
        Step("u", "undone: fact", "undo"),
        Step("v", "Move to the first word"),
        Step("left left left W", "these words belong to the content now", "span"),
        Step("u", "undone: words moved", "undo"),
        Step("v", "Move to the first word"),
        Step("space", "It begins here"),
        Step("right right right enter", "added: s gives it a speaker", "add"),
        Step("v", "Move to the first word"),
        Step(": l e a v e enter", "q quit"),
        Step("v", "Move to the first word"),
        Step("ctrl+p l e a v e enter", "q quit"),
        Step("x", "Move to the first word of the second"),
        Step("right", "split here"),
        Step("right enter", "is two now", "split"),
        Step("m", "and the next are one now", "merge"),
    ]


def _kept() -> list[Step]:
    """Return the steps that write down what a research desk keeps."""
    steps = [
        Step("n enter", "note kept", "note", "see the tape at 12:30"),
        Step("P enter", "private note kept", "note", "rang the desk"),
        Step("E", "no editor is named"),
        Step("escape", ""),
        Step("y", "copied"),
        Step("Y", "copied"),
        Step("l enter", "link kept", "link", "https://example.org/tape"),
        Step("c enter", "contact kept", "contact", "desk@example.org"),
        Step("C a", "asked for comment", "comment"),
        Step("C n", "no reply", "comment"),
        Step("C w", "What came"),
        Step("enter", "answered", "comment", "We did."),
        Step("d", "Line-by-line file"),
    ]
    for name in RECORD_FIELDS:
        words = FIELD_WORDS[name]
        if name == "source_kind":
            steps += [Step("enter", "on the record"), Step("b", "background", "record")]
        else:
            typed = "https://example.org/1" if name == "link" else f"{name} 7"
            # The file opens again with the next field highlighted.
            steps += [Step("enter", "Empty takes it away"), Step("enter", f"{words:<22}{typed}", "record", typed)]
    return [*steps, Step("escape", "")]


def _views(count: int) -> list[Step]:
    """Return the steps that look about; the article is signed, and the signature taken back."""
    return [
        Step("slash enter", "1 of 1", None, "see the tape"),
        Step("N", "1 of 1"),
        Step("f u", "unreviewed: "),
        Step("f s", "of "),
        Step("f a", "all: "),
        Step("f o enter", "of "),
        Step("f a", "all: "),
        Step("h", "decisions, the last one first"),
        Step("escape", ""),
        Step(": h i s t o r y enter", "decisions, the last one first"),
        Step("escape", ""),
        Step("ctrl+p", "letters of what to do"),
        Step("escape", ""),
        Step("B", "Decide on several"),
        Step("escape", ""),
        Step("question_mark", "Move about"),
        Step("escape", ""),
        Step("f1", "Move about"),
        Step("escape", ""),
        Step("z", "article"),
        Step("z", "card"),
        Step("z", "attributions"),
        Step("z", "card"),
        Step("J", "card"),
        Step("K", "card"),
        Step("pagedown", "article"),
        Step("ctrl+d", "article"),
        Step("pageup", "article"),
        Step("ctrl+u", "article"),
        Step("R", "nothing new"),
        Step("f5", "nothing new"),
        Step("S", f"of {count} attributions are open"),
        Step("enter", "Sign all the same?"),
        Step("enter", "signed by ada", "sign", "the desk closes at six"),
        Step("S enter", "the signature is taken back", "unsign", "a new tape"),
    ]


LEAVES: Final = "sc leave"
"""What is on the screen while a window is open (Esc leaves) or words are chosen (esc leave)."""
LAST: Final = (Step("S", "signed by ada", "sign"), Step("q", ""))
"""What is pressed when nothing is open any more."""


def check_log(review: Review) -> None:
    """See that the log has every kind of decision, and that nothing is open. Raises AssertionError."""
    assert {each.kind for each in review.decisions} == set(KINDS) - {"reanalysed", "sealed"}
    assert review.counts["open"] == 0
    assert review.lost == {}
    assert review.signed is not None
    assert review.signed.value == {"open": 0, "quotations": 0, "reason": ""}
    records = [item.record for item in review.items]
    assert any(all(getattr(record, name) for name in RECORD_FIELDS) for record in records)


def check_pressed(pressed: set[tuple[str, str]]) -> None:
    """See that every key of every mode was pressed; `pressed` has mode and key. Raises AssertionError."""
    missing = {(mode, name) for key in KEYS for mode in key.modes for name in key.keys} - pressed
    # The caret moves in the mode in which words are split as in the one in which they are chosen.
    assert not {each for each in missing if each[0] != "split" or each[1] == "enter"}, missing


# --- tmux -------------------------------------------------------------------------------------------------------------


class Terminal:
    """A tmux server of its own, with one window in which a command runs."""

    def __init__(self, folder: Path, command: str, *, width: int = 80, height: int = 24) -> None:
        """Start it. What the command returned is shown when it ends, and the window stays."""
        self._tmux = ("tmux", "-S", str(folder / "tmux"), "-f", "/dev/null")
        shown = f"cd '{ROOT}'; {command}; echo ended with $?; exec sleep 3600"
        self._run("new-session", "-d", "-x", str(width), "-y", str(height), shown)
        self._run("set-option", "-g", "escape-time", "0")
        self._run("set-option", "-s", "set-clipboard", "on")

    def __enter__(self) -> Self:
        """Return the terminal itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the server, and with it whatever still runs in its window."""
        self._run("kill-server")

    def _run(self, *words: str) -> str:
        # With these in the environment a program would not ask the terminal for its size.
        environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
        done = subprocess.run([*self._tmux, *words], check=True, capture_output=True, text=True, env=environment)
        return done.stdout

    def press(self, *names: str) -> None:
        """Press keys, given by Textual's names."""
        for name in names:
            self._run("send-keys", TMUX_KEYS.get(name, name))

    def type(self, words: str) -> None:
        """Type words."""
        self._run("send-keys", "-l", words)

    def paste(self, words: str) -> None:
        """Paste words, as a terminal does that marks where they begin and end."""
        self._run("set-buffer", "--", words)
        self._run("paste-buffer", "-p", "-r")

    def clipboard(self) -> str:
        """Return what a program copied last; the terminal itself keeps it."""
        return self._run("show-buffer")

    def program(self) -> int:
        """Return the number of the program's process."""
        shell = self._run("display-message", "-p", "#{pane_pid}").strip()
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], check=True, capture_output=True, text=True)
        return int(children.stdout.split()[0])

    def signal(self, name: str) -> None:
        """Send the program a signal."""
        subprocess.run(["kill", f"-{name}", str(self.program())], check=True)

    def click(self, column: int, row: int) -> None:
        """Press and release the left button, at a place counted from 0, in the code of xterm's mouse."""
        for end in "Mm":
            self._run("send-keys", "-l", f"\x1b[<0;{column + 1};{row + 1}{end}")

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        self._run("resize-window", "-x", str(width), "-y", str(height))

    def screen(self) -> str:
        """Return what the screen shows."""
        return self._run("capture-pane", "-p")

    def wait(self, shown: str, *, gone: str | None = None) -> str:
        """Return the screen as soon as `shown` is on it and `gone` is not. Raises AssertionError if that never is."""
        until = time.monotonic() + PATIENCE
        while shown not in (screen := self.screen()) or (gone and gone in screen):
            assert time.monotonic() < until, f"{shown!r} is not on the screen, or {gone!r} is:\n{screen}"
            time.sleep(0.02)
        return screen


def running(program: int) -> bool:
    """Whether a process is there still."""
    return subprocess.run(["kill", "-0", str(program)], check=False, capture_output=True).returncode == 0


def command(path: Path) -> str:
    """Return the command that opens the first article of the store at `path` for ada."""
    with Store(path) as store:
        article = store.documents()[0].id
    return f"'{sys.executable}' -m attrib review --db '{path}' --reviewer ada {article}"


@contextmanager
def opened(path: Path, *, before: str = "", width: int = 80, height: int = 24) -> Iterator[Terminal]:
    """Open the first article of the store at `path` in a terminal; `before` stands before the command."""
    # Not in the store's own folder: the path of a socket may have a hundred characters.
    with (
        tempfile.TemporaryDirectory() as folder,
        Terminal(Path(folder), f"{before} {command(path)}", width=width, height=height) as terminal,
    ):
        terminal.wait("article")
        yield terminal


def every_key(path: Path) -> Review:
    """Press every key on the first article of the store at `path`, clear and sign it; return the review."""
    with Store(path) as store:
        compare(store, store.documents()[0])
    with Store(path) as store, opened(path, before="env -u VISUAL -u EDITOR") as terminal:
        session, theirs = (StoredSession(store, store.documents()[0], name) for name in ("ada", "ben"))
        for step in script(session.review()):
            take(terminal, session, step)
        # Another checker decides meanwhile: the screen shows it by itself.
        review = theirs.review()
        waiting = next(item for item in review.items if item.status == "open")
        theirs.decide(decisions.accept(review, waiting.id), seen=review.number)
        terminal.wait("ben: accepted")
        clear(terminal, session)
        for step in LAST:
            take(terminal, session, step)
        terminal.wait("ended with 0")
        return session.review()


def take(terminal: Terminal, session: StoredSession, step: Step) -> None:
    """Take a step, and see what came of it. Raises AssertionError when that is not what it should be."""
    before = session.latest()
    first, *rest = step.keys.split()
    if step.typed and not rest:
        terminal.type(step.typed)
    terminal.press(first)
    if step.typed and rest:
        terminal.wait("Esc leaves")
        terminal.type(step.typed)
        terminal.wait(step.typed[:20])
    terminal.press(*rest)
    try:
        terminal.wait(step.shown, gone=LEAVES if first == "escape" else None)
        if step.kept:
            until = time.monotonic() + PATIENCE
            while session.latest() == before:
                assert time.monotonic() < until, f"nothing was kept:\n{terminal.screen()}"
                time.sleep(0.02)
    except AssertionError as error:
        raise AssertionError(f"{step}: {error}") from error
    kept = [each.kind for each in session.review().decisions if each.number > before]
    assert kept == ([step.kept] if step.kept else []), f"{step}: {kept}\n{terminal.screen()}"


def clear(terminal: Terminal, session: StoredSession) -> None:
    """Accept whatever is open."""
    terminal.press("space")
    while left := session.review().counts["open"]:
        take(terminal, session, Step("a", f", {left - 1} open", "accept"))


def main() -> None:
    """Clear the sample article in a terminal and print what was kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attrib.db"
        with Store(path) as store:
            store.save(footbridge())
        review = every_key(path)
        check_log(review)
        kinds = len({each.kind for each in review.decisions})
        print(f"{len(review.decisions)} decisions of {kinds} kinds kept, {review.counts}, signed")  # noqa: T201 - the result


MISSING: Final = None if shutil.which("tmux") else "tmux is not installed (apt-get install tmux)"
"""Why nothing can be pressed here, None when it can."""

if __name__ == "__main__":
    main()
