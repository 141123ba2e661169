"""What the reader's certainties are worth together: the chance that an attribution is right.

A logistic function, fitted by ``python -m training.fit_confidence`` to what :mod:`attrib.evaluate` counts as a relation
found (content overlaps the gold's by half, and source shares a word with the gold's), on articles that the reader had
not learnt: 86.3 of 100 are right of 12,609 attributions of newsroom train, 74.9 of 17,612 of PolNeAR train. Of weights
fitted on the other articles, the expected calibration error was 0.025 and 0.014 (2026-11-28). The weight of PolNeAR's
style is lower by what the shipped reader is surer there than they, without being right more often.
`docs/reliability.md` shows what is left of the error once :mod:`attrib.resolve` has had its doubts as well.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from attrib.extract.reader import Finding
    from attrib.styles import Style
    from attrib.types import AttributionType

WEIGHTS: Final[dict[str, float]] = {
    "constant": -1.911,
    "content": 0.297,
    "cue": 0.203,
    "source": 0.163,
    "to_cue": 0.165,
    "to_source": 0.262,
    "direct": 1.226,
    "mixed": 0.283,
    "no cue": -2.668,
    "no source": -1.352,
    "parsed source": -1.277,
    "polnear": -0.885,
}
UNLIKELY: Final[dict[Style, float]] = {"news": 0.3, "polnear": 0.2}
"""Confidence below which an attribution is flagged `unlikely`, before a doubtful speaker lowers it further: of those in
the tenth below it fewer than 3 in 10 are right, 24 in newsroom train and 20 in PolNeAR train, by readers that had not
learnt them; of the next tenth 40 and 32."""

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
