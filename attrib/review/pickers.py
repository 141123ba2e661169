"""What opens over the review: a line to type, a choice, the people, somebody new, and pages to read.

Each of them hands what was chosen to a function that keeps it, and closes only when that is done: an error is shown
where the words stand, and nothing typed is lost. Where there is more to ask, the next takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar, get_args

from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from attrib.errors import AttribError
from attrib.review.labels import describe, people, seen
from attrib.review.state import Named
from attrib.types import SourceClass
from attrib.wording import CLASS_WORDS, NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeAlias

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key, Paste

    from attrib.review.state import Item, Review

Value = TypeVar("Value")
if TYPE_CHECKING:
    Keep: TypeAlias = Callable[[Value], "str | Picker[Any] | None"]
NEW: Final = "new"


class Picker(ModalScreen[None], Generic[Value]):
    """A window over the review.

    `keep` takes the value. It returns an error's line when it could not be kept, or the window to go on with.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+c", "close", "close")]
    DEFAULT_CSS = """
    Picker {
        align: center middle;
        & > Vertical {
            width: 96%; max-width: 86; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1; overflow-y: auto; scrollbar-size: 1 1;
        }
        & .trouble { color: $text-error; text-style: bold; height: auto; display: none; }
        & .hint { color: $text-muted; height: auto; }
        & Input { background: $boost; }
        & OptionList { height: auto; max-height: 50vh; background: $surface; }
        &:nocolor OptionList > .option-list--option-highlighted { text-style: bold reverse; }
        &:nocolor > Vertical { border: ascii $primary; }
    }
    """

    def __init__(self, title: str, keep: Keep[Value]) -> None:
        """Name the window, and who keeps what is chosen."""
        super().__init__()
        self.heading = title
        self.keep = keep

    def compose(self) -> ComposeResult:
        """Put the parts in a frame."""
        with Vertical() as frame:
            frame.border_title = Content(self.heading)
            yield from self.parts()
            yield Static(classes="trouble")

    def parts(self) -> Iterable[Input | OptionList | Static | VerticalScroll]:
        """Return what stands in the window."""
        return ()

    def offer(self, value: Value) -> None:
        """Hand the value over, and close if it was kept."""
        answer = self.keep(value)
        if answer is None:
            self.dismiss()
        elif isinstance(answer, Picker):
            self.app.switch_screen(answer)
        else:
            self.tell(answer)

    def tell(self, trouble: str) -> None:
        """Show what went wrong below what stands in the window."""
        line = self.query_one(".trouble", Static)
        line.update(Content(f"! {seen(trouble)}"))
        line.display = True

    def action_close(self) -> None:
        """Close without keeping anything."""
        self.dismiss()


class Hint(Static):
    """Which keys work; the last leaves, and can be clicked."""

    DEFAULT_CSS = "Hint { color: $text-muted; height: auto; link-style: none; link-color: $text-muted; }"

    def __init__(self, words: str) -> None:
        """Begin with `words`."""
        leave = Content("Esc leaves").stylize(Style.from_meta({"@click": "screen.close"}))
        super().__init__(Content.assemble(words, leave, "."))


class LineInput(Input):
    """A line to type. Several lines pasted become one: Textual’s own takes the first and drops the rest."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let Ctrl-C copy what is selected; where nothing is, it closes the window."""
        return bool(self.selected_text) if action == "copy" else super().check_action(action, parameters)

    def _on_paste(self, event: Paste) -> None:
        # Python runs this one only: Textual calls the handlers of every class, unless the default is prevented.
        event.prevent_default()
        event.stop()
        self.replace(" ".join(event.text.split()), *self.selection)


class LinePicker(Picker[str]):
    """One line of words."""

    def __init__(self, title: str, hint: str, keep: Keep[str], words: str = "", *, replaced: bool = False) -> None:
        """Begin with `words`, to be changed; if `replaced`, what is typed takes their place."""
        super().__init__(title, keep)
        self.hint, self.words, self.replaced = hint, words, replaced

    def parts(self) -> Iterable[Input | Static]:
        """Return the line and what it is for."""
        yield LineInput(self.words, compact=True, select_on_focus=self.replaced)
        yield Hint(f"{self.hint}. Enter keeps it, ")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the words over."""
        self.offer(self.entered(event.value))

    def entered(self, line: str) -> str:
        """Return the words that the line stands for."""
        return line


class NotePicker(LinePicker):
    """A note: a line of words, or as many as one writes in one's own editor."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+o", "edit", "editor", priority=True)]

    def __init__(  # noqa: PLR0913 - as a line, and the editor
        self,
        title: str,
        hint: str,
        keep: Keep[str],
        edit: Callable[[str], str],
        words: str = "",
        *,
        at_once: bool = False,
    ) -> None:
        """Take what opens the editor: it returns what was saved, and raises AttribError. `at_once` opens it."""
        super().__init__(title, f"{hint}. Ctrl-O opens your editor", keep, words)
        self.edit, self.at_once = edit, at_once
        self.saved = ""

    def on_mount(self) -> None:
        """Open the editor, if that was asked for."""
        if self.at_once:
            self.call_later(self.action_edit)

    def action_edit(self) -> None:
        """Hand over what is saved in the editor, which begins with what was typed."""
        line = self.query_one(Input)
        try:
            self.saved = self.edit(self.entered(line.value))
        except AttribError as error:
            self.tell(": ".join(filter(None, (error.message, error.hint))))
        else:
            line.value = " ".join(self.saved.split())  # should it not be kept, nothing is lost
            self.offer(self.saved)

    def entered(self, line: str) -> str:
        """Return the words with their lines if they came from the editor."""
        return self.saved if line == " ".join(self.saved.split()) else line


class ChoicePicker(Picker[Value]):
    """One of a few, by its letter or with the arrows."""

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str, Value]],
        keep: Keep[Value],
        chosen: int = 0,
    ) -> None:
        """Take the choices: a letter (or none), words, value. `chosen` is highlighted at first."""
        super().__init__(title, keep)
        self.choices, self.chosen = choices, chosen

    def parts(self) -> Iterable[OptionList | Static]:
        """Return the list."""
        lines = [Content.assemble((f"{letter or ' '}  ", "bold"), seen(words)) for letter, words, _ in self.choices]
        yield OptionList(*(Option(line) for line in lines), markup=False, compact=True)
        lettered = any(letter for letter, _, _ in self.choices)
        yield Hint(
            f"{'A letter, the line’s number' if lettered else 'The line’s number, arrows'}, Enter or a click chooses, "
        )

    def on_mount(self) -> None:
        """Highlight what holds now."""
        self.query_one(OptionList).highlighted = self.chosen

    def on_key(self, event: Key) -> None:
        """Choose by a letter, or, on a keyboard that has other letters, by the number of the line."""
        keys = {str(number): value for number, (_, _, value) in enumerate(self.choices[:9], 1)}
        keys |= {letter: value for letter, _, value in self.choices if letter}
        if event.character in keys:
            event.stop()
            self.offer(keys[event.character])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose what Enter or the mouse points at."""
        self.offer(self.choices[event.option_index][2])


class SpeakerPicker(Picker["str | Named | None"]):
    """Who says it: the article’s people, sieved while one types, nobody, or somebody new."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "highlight(1)", "next", priority=True),
        Binding("up", "highlight(-1)", "previous", priority=True),
    ]

    def __init__(self, review: Review, item: Item, keep: Keep[str | Named | None]) -> None:
        """Take the review whose people to offer and the item they are for."""
        super().__init__("Who says it?", keep)
        self.review, self.item = review, item
        self.offered: list[str | None] = []

    def parts(self) -> Iterable[Input | OptionList | Static]:
        """Return the line to type in and the list."""
        yield LineInput(placeholder="type a name, or choose below", compact=True)
        yield OptionList(markup=False, compact=True)
        yield Hint("The last names somebody new. Arrows and Enter choose, ")

    def on_mount(self) -> None:
        """Offer everybody."""
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Offer those who fit what was typed."""
        self._fill(event.value)

    def _fill(self, typed: str) -> None:
        current = self.item.current.speaker
        lines: list[Content] = []
        self.offered = []
        for entity in people(self.review, self.item, typed):
            now = "  (now)" if current and current.entity == entity.id else ""
            lines.append(Content.assemble((seen(entity.name), "bold"), (f"  {describe(entity)}{now}", "dim")))
            self.offered.append(entity.id)
        if not typed.strip():
            lines.append(Content(f"{NOBODY}: nobody is named, or it cannot be settled"))
            self.offered.append(None)
        name = f" “{seen(typed.strip())}”" if typed.strip() else ""
        lines.append(Content(f"+ somebody new{name} …"))
        self.offered.append(NEW)
        choices = self.query_one(OptionList)
        choices.set_options(Option(line) for line in lines)
        choices.highlighted = 0

    def action_highlight(self, step: int) -> None:
        """Move in the list while the line has the keys."""
        choices = self.query_one(OptionList)
        if choices.highlighted is not None:
            choices.highlighted = (choices.highlighted + step) % choices.option_count

    def on_input_submitted(self) -> None:
        """Choose what is highlighted."""
        self._choose(self.query_one(OptionList).highlighted or 0)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose what the mouse points at."""
        self._choose(event.option_index)

    def _choose(self, index: int) -> None:
        value = self.offered[index]
        if value == NEW and len(self.offered) == index + 1:
            typed = self.query_one(Input).value.strip()
            self.app.switch_screen(PersonPicker(typed, self.keep))
        else:
            self.offer(value)


class PersonPicker(Picker["str | Named | None"]):
    """Somebody the machine did not find: name, class, role and affiliation."""

    CLASSES: ClassVar[tuple[SourceClass, ...]] = get_args(SourceClass)

    def __init__(self, name: str, keep: Keep[str | Named | None]) -> None:
        """Begin with a name."""
        super().__init__("Somebody new", keep)
        self.person = name

    def parts(self) -> Iterable[Input | OptionList | Static]:
        """Return the lines and the list of classes."""
        yield Static(Content("Name"), classes="hint")
        yield LineInput(self.person, id="name", compact=True, select_on_focus=False)
        yield Static(Content("Role (may be empty)"), classes="hint")
        yield LineInput(id="role", compact=True)
        yield Static(Content("Affiliation (may be empty)"), classes="hint")
        yield LineInput(id="affiliation", compact=True)
        yield Static(Content("Class"), classes="hint")
        yield OptionList(*(CLASS_WORDS[each] for each in self.CLASSES), markup=False, compact=True)
        yield Hint("Enter goes on, and on the class keeps it. Tab moves, ")

    def on_mount(self) -> None:
        """Begin at the name, or behind it when there is one."""
        self.query_one(OptionList).highlighted = 0
        self.query_one("#role" if self.person else "#name", Input).focus()

    def on_input_submitted(self) -> None:
        """Go on to the next."""
        self.focus_next()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep the person, of the class chosen."""
        name, role, affiliation = (self.query_one(f"#{each}", Input).value for each in ("name", "role", "affiliation"))
        self.offer(Named(name, self.CLASSES[event.option_index], role or None, affiliation or None))


class ConfirmPicker(Picker[None]):
    """A list of what is to be done, and whether to do it."""

    DEFAULT_CSS = "ConfirmPicker VerticalScroll { height: auto; max-height: 70vh; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "confirm", priority=True),
        Binding("j", "scroll(1)", "down"),
        Binding("k", "scroll(-1)", "up"),
    ]

    def __init__(self, title: str, lines: Sequence[str], keep: Keep[None]) -> None:
        """Take the lines of the list."""
        super().__init__(title, keep)
        self.lines = lines

    def parts(self) -> Iterable[Static | VerticalScroll]:
        """Return the list and how to go on."""
        yield VerticalScroll(Static(Content("\n".join(map(seen, self.lines)))))
        yield Hint("Enter does it, as one step. The arrows move, ")

    def action_confirm(self) -> None:
        """Do it."""
        self.offer(None)

    def action_scroll(self, lines: int) -> None:
        """Move the list."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


class Page(Picker[None]):
    """Something to read."""

    DEFAULT_CSS = "Page { & > Vertical { height: 96%; } & VerticalScroll { height: 1fr; } }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter,question_mark,h", "close", "close"),
        Binding("j", "scroll(1)", "down"),
        Binding("k", "scroll(-1)", "up"),
    ]

    def __init__(self, title: str, words: Content) -> None:
        """Take the words."""
        super().__init__(title, lambda _: None)
        self.words = words

    def parts(self) -> Iterable[Static | VerticalScroll]:
        """Return the page and how to leave it."""
        yield VerticalScroll(Static(self.words))
        yield Hint("j and k or the arrows move, ")

    def action_scroll(self, lines: int) -> None:
        """Move the page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
