"""What the reader's certainties are worth together: the chance that an attribution is right.

A logistic function, fitted by ``python -m training.fit_confidence`` to what :mod:`attrib.evaluate` counts as a relation
found (content overlaps the gold's by half, and source shares a word with the gold's), on articles that the reader had
not learnt: 87.0 of 100 are right of 6,274 attributions of newsroom train, 75.0 of 8,887 of PolNeAR train. Of weights
fitted on the other articles, the expected calibration error was 0.024 and 0.015 (2026-11-28). `docs/reliability.md`
shows what is left of it once :mod:`attrib.resolve` has had its doubts as well.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from attrib.extract.reader import Finding
    from attrib.styles import Style
    from attrib.types import AttributionType

WEIGHTS: Final[dict[str, float]] = {
    "constant": -1.805,
    "content": 0.309,
    "cue": 0.172,
    "source": 0.184,
    "to_cue": 0.192,
    "to_source": 0.223,
    "direct": 1.201,
    "mixed": 0.34,
    "no cue": -2.345,
    "no source": -1.591,
    "parsed source": -1.388,
    "polnear": -0.398,
}
UNLIKELY: Final = 0.3
"""Confidence below which an attribution is flagged `unlikely`: of such, 17 in 100 are right in newsroom train and 28 in
PolNeAR train, read by a reader that had not learnt them."""

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
