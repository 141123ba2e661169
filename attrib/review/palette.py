"""The list of commands: every action of the present mode by its name, found by a few of its letters."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Provider
from textual.content import Content

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.command import Hits

    from attrib.review.keys import Key


class Commands(Provider):
    """What can be done, each with its key. Textual makes it when the list opens."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys whose actions can be taken now."""
        app: Any = self.app
        return tuple(key for key in app.keys if app.mode in key.modes and key.action != "commands")

    async def discover(self) -> Hits:
        """Yield all of them, in the order of the help."""
        for key in self.keys:
            yield DiscoveryHit(_beside(key, Content(_words(key))), self._start(key), _words(key))

    async def search(self, query: str) -> Hits:
        """Yield those that have the letters, the best first."""
        matcher = self.matcher(query)
        for key in self.keys:
            if (score := matcher.match(_words(key))) > 0:
                yield Hit(score, _beside(key, matcher.highlight(_words(key))), self._start(key), _words(key))

    def _start(self, key: Key) -> Any:  # noqa: ANN401 - what Textual calls: a partial of a coroutine
        return partial(self.app.run_action, f"app.{key.action}")


class Palette(CommandPalette):
    """The list itself."""

    DEFAULT_CSS = "Palette SearchIcon { display: none; }"  # a picture that many terminals lack
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "escape", "close", show=False, priority=True)]

    def __init__(self) -> None:
        """Offer the actions of the present mode."""
        super().__init__(providers=[Commands], placeholder="Some letters of what to do; Esc leaves")


def _words(key: Key) -> str:
    return f"{key.name.replace('_', ' ')}: {key.help}"


def _beside(key: Key, words: Content) -> Content:
    return Content.assemble((f"{key.all_shown:<8} ", "bold"), words.stylize_before("not bold"))
