"""What the program asks of whoever keeps an article's decisions, and a keeper that forgets them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from attrib.errors import AttribError, visible
from attrib.review.replay import replay
from attrib.review.state import ALL_ITEMS, Decision, Review

if TYPE_CHECKING:
    from pathlib import Path

    from attrib.store import Store, StoredDocument
    from attrib.types import Analysis


class Desk(Protocol):
    """One article and its log, as one checker has it before her."""

    def review(self) -> Review:
        """Return the article as it stands now."""

    def decide(self, decision: Decision, *, seen: int) -> Review:
        """Keep `decision`, made on a review whose last decision was number `seen`, and return the review after it.

        Once this returns, it is on disk. Raises AttribError when it cannot be kept, or when another checker has decided
        the same since `seen`.
        """

    def latest(self) -> int:
        """Return the number of the last decision in the log. Asked every second, so cheap."""


class StoreDesk:
    """An article of a store, before one checker."""

    def __init__(self, store: Store, document: StoredDocument, reviewer: str) -> None:
        """Take the store, one of its articles, and whose the decisions will be."""
        self.store, self.document, self.reviewer = store, document, reviewer
        self._file = _identity(store.path)

    def review(self) -> Review:
        """Return the article as the store has it."""
        return self.store.review(self.document)

    def decide(self, decision: Decision, *, seen: int) -> Review:
        """Keep the decision in the store's file."""
        self._check_file()
        if decision.kind == "sign":
            self._check_article()
        review = self.store.decide(self.document, decision, reviewer=self.reviewer, seen=seen)
        self._check_file()  # it may have gone in between
        return review

    def latest(self) -> int:
        """Return the number of the last decision in the store."""
        self._check_file()
        return self.store.latest(self.document)

    def _check_article(self) -> None:
        if self.document.has_changed:
            shown = visible(str(self.document.path))
            raise AttribError(
                f"{shown} has changed since it was analysed", f"leave, and open it again: attrib review {shown}"
            )

    def _check_file(self) -> None:
        # SQLite goes on with a file that was deleted or replaced, and all it writes is lost when it closes it.
        if _identity(self.store.path) != self._file:
            raise AttribError(
                f"{visible(str(self.store.path))} was deleted, moved or replaced",
                "put it back; until then nothing is kept",
            )


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at `path` from every other, None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class ScratchDesk:
    """A desk in memory: for tests, and for the screen that the README shows.

    Times are counted in minutes, so that the same decisions always make the same screen.
    """

    def __init__(self, analysis: Analysis, reviewer: str) -> None:
        """Begin with an empty log."""
        self.analysis = analysis
        self.reviewer = reviewer
        self.log: list[Decision] = []

    def review(self) -> Review:
        """Replay the log."""
        return replay(self.analysis, self.log)

    def decide(self, decision: Decision, *, seen: int, reviewer: str | None = None) -> Review:
        """Keep the decision, of another `reviewer` if one is named."""
        by_number = {each.number: each for each in self.log}
        touched = decision.touches(by_number)
        for other in self.log[seen:]:
            theirs = other.touches(by_number)
            if touched & theirs or ALL_ITEMS in touched | theirs:
                raise AttribError(f"{other.reviewer} has decided the same since", "look again, then decide")
        number = len(self.log) + 1
        at = f"2026-11-24T{9 + number // 60:02}:{number % 60:02}:00Z"
        self.log.append(replace(decision, number=number, at=at, reviewer=reviewer or self.reviewer))
        return self.review()

    def latest(self) -> int:
        """Return how long the log is."""
        return len(self.log)
