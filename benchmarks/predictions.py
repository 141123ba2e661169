"""Predictions that ``attrib evaluate --predictions`` wrote, held against the gold one by one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrib.errors import GoldError, MissingInput, UnreadableInput
from attrib.evaluate import NAMED, as_document, pairs, same_name
from attrib.export.json import from_dict, to_dict
from attrib.types import Analysis, Engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from attrib.evaluate import Guess
    from attrib.gold import GoldDocument, GoldSpeaker
    from attrib.types import Attribution


def verdicts_on(row: GoldDocument, found: Sequence[Guess]) -> tuple[bool | None, ...]:
    """Return of each guess whether *relation* counts it as right; None of one that is not counted at all."""
    verdicts: list[bool | None] = [None] * len(found)
    for pair in pairs(row, found):
        if pair.guess is not None:
            verdicts[pair.guess] = pair.right
    return tuple(verdicts)


def right_speaker(truth: GoldSpeaker, guess: Attribution) -> bool:
    """Whether an attribution names whom the gold names; where that names nobody, whether it names nobody either."""
    speaker = guess.speaker
    if truth.source_class in NAMED and truth.entity:
        return speaker is not None and same_name(speaker.name, truth.entity)
    return speaker is None or speaker.source_class not in NAMED


def judged(
    row: GoldDocument, found: Sequence[Attribution], speakers: Mapping[int, GoldSpeaker]
) -> list[tuple[float, bool]]:
    """Return confidence, and whether it is right, of every attribution that *relation* counts.

    Right is what *relation* calls so and whose speaker is the gold's, where `speakers` say who that is.
    """
    made = []
    for pair in pairs(row, found) if row.attributions is not None else ():
        if pair.guess is not None:
            guess, truth = found[pair.guess], None if pair.gold is None else speakers.get(pair.gold)
            made.append((guess.confidence, pair.right and (truth is None or right_speaker(truth, guess))))
    return made


def read_predictions(path: Path, gold: Iterable[GoldDocument]) -> dict[str, tuple[Attribution, ...]]:
    """Return the attributions that ``attrib evaluate GOLD --predictions PATH`` wrote, by document.

    Raises MissingInput, and GoldError naming the line that is not of that form, is of no document of `gold` or is of
    another text than it has there.
    """
    rows = {row.id: row for row in gold}
    found: dict[str, tuple[Attribution, ...]] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise MissingInput(f"no such file: {path}", "attrib evaluate GOLD --predictions FILE writes one") from error
    except (OSError, ValueError) as error:
        raise GoldError(f"cannot read {path}: {error}", "attrib evaluate GOLD --predictions FILE writes one") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            row = rows[data["id"]]
            whole = to_dict(Analysis(as_document(row), Engine("")))
            parts = {"attributions": data["attributions"], "entities": data["entities"]}
            fresh = row.id not in found
            found[row.id] = from_dict({**whole, **parts}).attributions
        except (KeyError, TypeError, ValueError, RecursionError, UnreadableInput) as error:
            what = f"{error} is missing, or no document of the gold" if isinstance(error, KeyError) else str(error)
            raise GoldError(f"{path}, line {number}: {what}", "write it again with attrib evaluate") from error
        if not fresh:
            raise GoldError(f"{path}, line {number}: a second line for {row.id}", "write it again with attrib evaluate")
    return found
