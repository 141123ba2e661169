"""One analysis a line, for batches: each line is the ``attrib/1`` object of :mod:`attrib.export.json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attrib.export.json import Json, findings, to_dict

if TYPE_CHECKING:
    from attrib.types import Analysis


def line(analysis: Analysis) -> str:
    """Return `analysis` as one line, its line end included."""
    return _line(to_dict(analysis))


def prediction(name: str, analysis: Analysis) -> str:
    """Return the line that ``attrib evaluate --predictions`` writes for the gold document `name`."""
    return _line({"id": name, **findings(analysis)})


def _line(data: Json) -> str:
    # An article may hold U+2028, which some readers take for a line end; JSON's own escape keeps a line one line.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"
