"""One analysis a line, for batches: each line is the ``attrib/1`` object of :mod:`attrib.export.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrib import plain
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
    return plain.dumps(data, separators=(",", ":")) + "\n"
