"""The one form that every fitted choice here has: a conditional logit over the candidates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def probabilities(weights: Mapping[str, float], rows: Sequence[Mapping[str, float]]) -> list[float]:
    """Probability of each option from the values of its factors; they sum to 1."""
    scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in rows]
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    return [value / sum(raised) for value in raised]
