"""A table for the terminal: who said what, how firmly attrib holds it, and what it only guesses."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from attrib.plain import tame
from attrib.wording import GUESS, GUESSED, flag_words, pieces, place_words

if TYPE_CHECKING:
    from rich.table import Table

    from attrib.types import Analysis, Attribution

NARROW = 80
"""Columns of the terminal every line fits in (VT100), used where the output is no terminal."""

_BLANKS = str.maketrans(dict.fromkeys("\t\r\u2028\u2029", " "))


def render(analysis: Analysis, *, width: int = NARROW, color: bool = False) -> str:
    """Return the article's attributions and a line of totals, at most `width` columns wide.

    Colour only repeats what the words already say, so nothing is lost with `color` off (``NO_COLOR``, a pipe).
    """
    from rich.console import Console
    from rich.text import Text

    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=color, no_color=not color, highlight=False, emoji=False, markup=False
    )
    document = analysis.document
    console.print(Text(_visible(document.title or document.path or document.id), style="bold"))
    facts = [document.path if document.title else None, document.byline, document.published, document.id[:19] + "…"]
    console.print(Text(_visible(" · ".join(fact for fact in facts if fact)), style="dim"))
    if analysis.attributions:
        console.print(_table(analysis))
    console.print(Text(_totals(analysis)))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def is_guess(attribution: Attribution) -> bool:
    """Whether who said it is more a guess than known."""
    return attribution.confidence < GUESS or not GUESSED.isdisjoint(attribution.flags)


def speaker_label(attribution: Attribution, text: str) -> str:
    """Return who said it as shown to a reader: a name, a guess said to be one, or *unattributed*."""
    if attribution.speaker is not None:
        name = attribution.speaker.name
        return f"{name} (a guess)" if is_guess(attribution) else name
    if attribution.source is not None:
        return f"unattributed: “{attribution.source.of(text)}”"
    return "unattributed"


def _table(analysis: Analysis) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    text = analysis.document.text
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("who", ratio=3, overflow="fold")
    table.add_column("how", ratio=2, min_width=12, overflow="fold")
    table.add_column("what", ratio=7, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True, min_width=4)
    for attribution in analysis.attributions:
        firm = attribution.speaker is not None and not is_guess(attribution)
        how = [attribution.type, _cue(attribution, text), "negated" if attribution.negated else ""]
        how += [value for value in (attribution.act, attribution.stance) if value not in {"statement", "neutral"}]
        what = Text(_visible(pieces(text, *attribution.content)))
        if place := place_words(analysis.document.place(attribution.content[0].start)):
            what.append(_visible(f"\n{place}"), style="dim")
        if attribution.flags:
            flags = ", ".join(map(flag_words, attribution.flags))
            what.append(_visible("\ncheck: " + flags), style="dim")
        table.add_row(
            Text(_visible(speaker_label(attribution, text)), style="" if firm else "yellow"),
            Text(_visible("\n".join(each for each in how if each))),
            what,
            Text(f"{attribution.confidence:.0%}"),
            end_section=True,
        )
    return table


def _cue(attribution: Attribution, text: str) -> str:
    return f"“{attribution.cue.span.of(text)}”" if attribution.cue else "no cue"


def _totals(analysis: Analysis) -> str:
    attributions = analysis.attributions
    named = {attribution.speaker.entity for attribution in attributions if attribution.speaker}
    alone = sum(attribution.speaker is None for attribution in attributions)
    guesses = sum(attribution.speaker is not None and is_guess(attribution) for attribution in attributions)
    own = sum(claim.attribution is None and claim.checkable for claim in analysis.claims)
    totals = [
        _count(len(attributions), "attribution"),
        _count(len(named), "source"),
        f"{alone} unattributed",
        _count(guesses, "guess", "guesses"),
        _count(own, "checkable claim") + " in the reporter’s own voice",
    ]
    if analysis.engine.left_out:
        totals.append(f"{analysis.engine.left_out} left out below {analysis.engine.min_confidence:.0%}")
    return ", ".join(totals)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _visible(text: str) -> str:
    """Return `text` so that it steers no terminal; of what moves the cursor only line feeds are left."""
    return tame(text.translate(_BLANKS))
