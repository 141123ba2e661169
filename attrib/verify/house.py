"""Which differences a newsroom calls a fault: four sets of rules, or its own in a small TOML file.

::

    base = "ap"            # what holds for the kinds not named: reuters, unless another is

    [kinds]
    filler = "fine"        # fine, look or fault
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrib.errors import InputError, visible
from attrib.types import Caution, DifferenceKind, Verdict, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from attrib.types import Verification


@dataclass(frozen=True, slots=True)
class House:
    """A newsroom's rules: what it calls them, and how each kind of difference weighs."""

    name: str
    rules: Mapping[DifferenceKind, Weight]

    def weigh(self, verification: Verification) -> Weight:
        """Return what a verification comes to. Another speaker's words are a fault; what was not found is missing."""
        verdict, flags = verification.verdict, verification.flags
        if verdict in {Verdict.NOT_FOUND, Verdict.UNREADABLE}:
            return Weight.MISSING
        if verdict is Verdict.ELSEWHERE and Caution.WRONG_SPEAKER in flags:
            return Weight.FAULT
        if verdict in {Verdict.SUPPORTED, Verdict.TOO_SHORT}:  # to be read: what differs there says little
            return Weight.FINE if verdict is Verdict.SUPPORTED else Weight.LOOK
        odd = flags or verdict in {Verdict.ELSEWHERE, Verdict.RELAY}
        return max([Weight.LOOK if odd else Weight.FINE, *(self.rules[kind] for kind in verification.kinds)])

    def exit_code(self, verifications: Iterable[Verification]) -> int:
        """Return 8 when there is a fault, else 9 when something was not found or could not be read, else 0."""
        gravest = max(map(self.weigh, verifications), default=Weight.FINE)
        return {Weight.FAULT: 8, Weight.MISSING: 9}.get(gravest, 0)


_FINE, _LOOK, _FAULT = Weight.FINE, Weight.LOOK, Weight.FAULT
_WORDS: Final = {"fine": _FINE, "look": _LOOK, "fault": _FAULT}
_TABLE: Final = {
    DifferenceKind.TRANSCRIPTION: (_FINE, _FINE, _FINE, _FINE),
    DifferenceKind.FILLER: (_LOOK, _LOOK, _FAULT, _FINE),
    DifferenceKind.ELLIPSIS: (_FINE, _LOOK, _LOOK, _FINE),
    DifferenceKind.BRACKETED: (_LOOK, _LOOK, _LOOK, _FINE),
    DifferenceKind.FUNCTION: (_FAULT, _FAULT, _FAULT, _LOOK),
    DifferenceKind.ADDED: (_FAULT, _FAULT, _FAULT, _LOOK),
}
NAMES: Final = ("reuters", "ap", "strict", "lenient")
HOUSES: Final = {
    name: House(name, {kind: _TABLE.get(kind, (_FAULT,) * len(NAMES))[place] for kind in DifferenceKind})
    for place, name in enumerate(NAMES)
}


def read_house(name: str) -> House:
    """Return the rules of that name, or those of a TOML file. Raises InputError where none make sense."""
    if name in HOUSES:
        return HOUSES[name]
    shown = visible(name)
    try:
        data = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # tomllib's error and a bad encoding are ValueErrors
        if isinstance(error, OSError) and not name.endswith(".toml"):
            raise InputError(f"no house rules are called {shown}", f"use {', '.join(NAMES)}, or a TOML file") from error
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(
            f"the house rules in {shown} cannot be read: {reason}", "docs/verify.md has an example"
        ) from error
    base, kinds = data.pop("base", "reuters"), data.pop("kinds", {})
    if data or base not in NAMES or not isinstance(kinds, dict):
        what = f"{next(iter(data))!r} means nothing" if data else f"base is one of {', '.join(NAMES)}, kinds a table"
        raise InputError(f"house rules in {shown}: {what}", "docs/verify.md has an example")
    rules = dict(HOUSES[base].rules)
    for kind, weight in kinds.items():
        if kind not in set(DifferenceKind) or weight not in list(_WORDS):
            raise InputError(
                f"house rules in {shown}: {kind} = {weight!r} means nothing",
                f"a kind ({', '.join(DifferenceKind)}) is fine, look or fault",
            )
        rules[DifferenceKind(kind)] = _WORDS[weight]
    return House(shown, rules)
