"""The review of a stored article by one checker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib.errors import AttribError, visible
from attrib.files import identity

if TYPE_CHECKING:
    from attrib.review import Decision, Review
    from attrib.store.store import Store, StoredDocument


class StoredSession:
    """The review of a stored article by one checker: a :class:`attrib.review.app.Session`."""

    def __init__(self, store: Store, document: StoredDocument, reviewer: str) -> None:
        """Take the store, one of its articles, and whose the decisions will be."""
        self.store, self.document, self.reviewer = store, document, reviewer
        self._file = identity(store.path)

    def review(self) -> Review:
        """Return the article as the store has it."""
        return self.store.review(self.document)

    def decide(self, *decisions: Decision, seen: int) -> Review:
        """Keep the decision in the store's file; of several, all or none."""
        self._check_file()
        if any(each.kind == "sign" for each in decisions):
            self._check_article()
        review = self.store.decide(self.document, *decisions, reviewer=self.reviewer, seen=seen)
        self._check_file()  # it may have gone in between
        return review

    def latest(self) -> int:
        """Return the number of the last decision in the store."""
        self._check_file()
        return self.store.latest(self.document)

    def blind_decisions(self) -> int:
        """Return how many decisions the blind passes on the article have."""
        return self.store.blind_decisions(self.document)

    def _check_article(self) -> None:
        if self.document.has_changed():
            shown = visible(str(self.document.path))
            raise AttribError(
                f"{shown} has changed since it was analysed", f"leave, and open it again: attrib review {shown}"
            )

    def _check_file(self) -> None:
        # SQLite goes on with a file that was deleted or replaced, and all it writes is lost when it closes it.
        if identity(self.store.path) != self._file:
            raise AttribError(
                f"{visible(str(self.store.path))} was deleted, moved or replaced",
                "put it back; until then nothing is kept",
            )
