"""What every command shares: how its failures are told, its printing and its progress bar.

Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import io
import re
import signal
import sys
import traceback
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from attrib.errors import AttribError, InputError, Interrupted, OutputError, one_line, unforeseen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from attrib.jobs import Batch


UsageError: Final[Any] = typer.BadParameter.__mro__[1]
"""What Typer raises for words it cannot understand; it has no name for it that holds for all its versions."""


class Group(TyperGroup):
    """The program. A command line that cannot be understood is told as every failure is: a line and a hint."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as below
        """Read what stands before the command. Raises typer.Exit."""
        with _understood(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as below
        """Find the command, read its words and run it. Raises typer.Exit."""
        with _understood(ctx):
            return super().invoke(ctx)


@contextmanager
def _understood(ctx: Any) -> Iterator[None]:  # noqa: ANN401 - as below
    try:
        yield
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # its words are the help
            raise
        words = error.format_message().replace("Value error, ", "").replace("Input should be", "it should be")
        words = re.sub(", unable to parse .*", "", words).rstrip(".")
        hint = f"{(error.ctx or ctx).command_path} --help tells what it takes"
        if getattr(error, "option_name", "")[1:].isdecimal():  # -5
            hint = "put -- before words that begin with a dash"
        tell(InputError(words[:1].lower() + words[1:], hint))
        raise typer.Exit(InputError.exit_code) from None


class Command(TyperCommand):
    """A command whose failures are a line and a hint."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - older Typers take it from click, newer ones have their own
        """Run the command. Raises typer.Exit with the error's exit code."""
        debug = bool(ctx.find_root().params.get("debug"))
        # Being told to end (kill, a shutdown) is an interrupt as Ctrl-C is: results are put in order first.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            _check_standard_output()
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError):
            raise  # Typer's own; a closed pipe (`attrib extract … | head`) ends the program without a word
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the edge: no traceback is shown unasked
            known = _known(error)
            for each in (*getattr(error, "failures", ()), known):
                tell(each, debug=debug)
            raise typer.Exit(known.exit_code) from None


def _check_standard_output() -> None:
    if sys.stdout is None:  # the shell's >&-
        raise OutputError("standard output is closed", "send what is not wanted to /dev/null")


def _known(error: Exception | KeyboardInterrupt) -> AttribError:
    """Return the error as one of attrib's own, with the notes that were made on it in its line."""
    if isinstance(error, AttribError):
        known = error
    else:
        known = unforeseen(error) if isinstance(error, Exception) else Interrupted("interrupted")
    known.message = "; ".join((known.message, *getattr(error, "__notes__", ())))
    return known


def tell(error: AttribError, *, debug: bool = False) -> None:
    """Print the line and the hint; the traceback before them when it was asked for."""
    if debug:
        traceback.print_exception(error.__cause__ if type(error) is AttribError and error.__cause__ else error)
    typer.echo(f"attrib: {one_line(error.message)}", err=True)
    if error.hint:
        typer.echo(f"hint: {one_line(error.hint)}", err=True)


@contextmanager
def checked(batch: Batch) -> Iterator[None]:
    """Raise SomeFailed when some articles did; when something else ends the run, it takes their failures along."""
    try:
        yield
    except BaseException as error:
        error.failures = tuple(each for each in batch.failures if each is not error)  # type: ignore[attr-defined]  # `Command` prints them, an interrupt's too
        raise
    batch.check()


def print_(pieces: Iterable[str]) -> None:
    """Write to standard output, in UTF-8 and with no line end changed. Raises OutputError when it is full."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    for piece in pieces:
        try:
            sys.stdout.write(piece)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            # What is left in the buffer would be tried again when the program ends, and fail with a traceback.
            sys.stdout = io.StringIO()
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"cannot write to standard output: {reason}", "write to a file with -o") from error


@contextmanager
def bar(what: str) -> Iterator[tuple[Callable[[int, int], None], Callable[[], AbstractContextManager[None]]]]:
    """Show a progress bar on standard error if that is a terminal.

    Yield what to call with (done, total), and a context in which the bar is away: a result that is printed meanwhile
    may go to the same terminal.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: None, nullcontext
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    shown = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False)

    @contextmanager
    def away() -> Iterator[None]:
        shown.stop()
        yield
        shown.start()

    with shown:
        task = shown.add_task(what, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total), away
