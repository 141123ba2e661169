"""Errors a user can cause, each one line and a hint; the command line prints them and exits with `exit_code`.

::

    AttribError (1)
    ├── InputError (2)            the article cannot be used as it is
    │   ├── MissingInput (2)      no such file, no articles in a folder
    │   ├── UnreadableInput (2)   binary, undecodable, unsupported type, no permission
    │   ├── EmptyInput (2)        no text, or an HTML page without an article
    │   ├── TooLong (2)           over the limit
    │   └── WrongLanguage (2)     not English
    ├── OutputError (3)           cannot write: no folder, no permission, disk full
    ├── ModelError (4)            weights missing, damaged or not loadable
    ├── GoldError (5)             a gold or predictions file that is not in the expected form
    ├── StoreError (6)            the file that keeps the decisions cannot be opened, read or written: attrib.store
    │   ├── NotStoredError (6)    no such article in it
    │   └── ConflictError (6)     somebody else has decided the same, unseen
    ├── DecisionError (7)         a decision that cannot be taken, or that is still missing: attrib.review
    ├── BundleError (11)          a sealed bundle that was changed, or is none: attrib.export.sealed
    ├── SomeFailed (1)            some articles of several could not be used
    └── Interrupted (130)         Ctrl-C, or the system asked the program to end
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class AttribError(Exception):
    """Base of everything attrib raises on purpose: `message` says what is wrong, `hint` what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep both lines apart; `str()` gives the message only."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(AttribError):
    """The article cannot be used as it is."""

    exit_code = 2


class MissingInput(InputError):
    """No such file, or a folder without articles."""


class UnreadableInput(InputError):
    """Binary, undecodable, of an unsupported type, or not permitted."""


class EmptyInput(InputError):
    """No text, or an HTML page without an article."""


class TooLong(InputError):
    """The text is over the limit."""


class WrongLanguage(InputError):
    """The text is not in English."""


class OutputError(AttribError):
    """The result cannot be written."""

    exit_code = 3


class ModelError(AttribError):
    """Weights are missing, damaged or cannot be loaded."""

    exit_code = 4


class GoldError(AttribError):
    """A gold or predictions file is not in the expected form."""

    exit_code = 5


class SomeFailed(AttribError):
    """Some of several could not be used; the others were. `failures` says why, in order."""

    def __init__(self, failures: Sequence[AttribError], total: int, what: str) -> None:
        """Say how many of how many, and what they are (“articles”)."""
        super().__init__(f"{len(failures)} of {total} {what} failed")
        self.failures = tuple(failures)


class Interrupted(AttribError):
    """The user, or the system, ended the run."""

    exit_code = 130  # what a shell reports of a program that Ctrl-C ended: 128 and the number of the signal


def visible(words: str) -> str:
    """Return `words` with every character that is not seen, or moves the cursor, written as Python would write it.

    A file's name may hold line ends and the commands of a terminal; what is printed of it is one line and harmless.
    A byte of a name that is not UTF-8 (which Python keeps as a lone surrogate) is written as that byte.
    """
    return "".join(character if character.isprintable() else _escape(character) for character in words)


def one_line(words: str) -> str:
    """Return `words` on one line, visible as above."""
    return visible(" ".join(words.split()))


def _escape(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def unforeseen(error: Exception, place: str = "") -> AttribError:
    """Return the one line for an exception that nothing in attrib raises on purpose, `error` as its cause.

    `place` is what it happened to, where that is known.
    """
    words = " ".join(str(error).split())
    wrapped = AttribError(
        f"{place}{': ' if place else ''}unexpected {type(error).__name__}{': ' if words else ''}{words}"[:300],
        "this is a mistake in attrib: run it again as attrib --debug … and report what it prints",
    )
    wrapped.__cause__ = error
    return wrapped
