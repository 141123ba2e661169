"""What the reader's certainties are worth together: the chance that an attribution is right.

A logistic function, fitted by ``training/fit_confidence.py`` on PolNeAR dev to what :mod:`attrib.evaluate` counts as a
relation found (content overlaps the gold's by half, and source shares a word with the gold's): 77.2 of 100 are. Of
weights fitted on the other articles, the expected calibration error was 0.021 (2,022 attributions, 2026-11-24).
`docs/reliability.md` shows what is left of it once :mod:`attrib.resolve` has had its doubts as well.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from attrib.extract.reader import Finding
    from attrib.styles import Style
    from attrib.types import AttributionType

WEIGHTS: Final[dict[str, float]] = {
    "constant": -1.544,
    "content": 0.276,
    "cue": 0.166,
    "source": 0.209,
    "to_cue": 0.162,
    "to_source": 0.112,
    "direct": 0.522,
    "mixed": 0.419,
    "no cue": -1.532,
    "no source": -1.994,
    "parsed source": -1.5,
    "polnear": 0.0,
}
UNLIKELY: Final = 0.3
"""Confidence below which an attribution is flagged `unlikely`: fewer than 3 in 10 such are right."""

LEAST: Final = 0.01
"""Certainties are kept this far from 0 and 1, where their odds have no end."""


def features(finding: Finding, kind: AttributionType, style: Style = "news") -> dict[str, float]:
    """Return what the confidence is computed from: log-odds of the certainties, and what kind of attribution it is."""
    certainties = {
        "content": finding.content_certainty,
        "cue": finding.cue_certainty,
        "source": finding.source_certainty,
        "to_cue": finding.to_cue.probability,
        "to_source": finding.to_source.probability,
    }
    return {
        "constant": 1.0,
        **{name: log_odds(value) for name, value in certainties.items()},
        "direct": float(kind == "direct"),
        "mixed": float(kind == "mixed"),
        "no cue": float(finding.cue is None),
        "no source": float(finding.source is None),
        "parsed source": float(finding.parsed),
        "polnear": float(style == "polnear"),
    }


def confidence_of(finding: Finding, kind: AttributionType, style: Style = "news") -> float:
    """Return the chance, in [0, 1], that content and source are right."""
    total = sum(WEIGHTS[name] * value for name, value in features(finding, kind, style).items())
    return 1 / (1 + math.exp(-total))


def log_odds(chance: float) -> float:
    """Return the logarithm of the odds of a chance, which is kept `LEAST` away from 0 and 1."""
    clipped = min(max(chance, LEAST), 1 - LEAST)
    return math.log(clipped / (1 - clipped))
