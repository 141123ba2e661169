"""What the program asks of whoever keeps an article's decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from attrib.review.state import Decision, Review


class Session(Protocol):
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
