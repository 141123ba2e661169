"""Whose conventions attributions follow; apart from `attrib.types`, because ``--help`` names them too."""

from __future__ import annotations

from typing import Final, Literal, get_args

Style = Literal["polnear", "news"]
"""PolNeAR's, or those of the news annotated for attrib; the order is that of the reader's input."""

STYLES: Final[tuple[Style, ...]] = get_args(Style)
