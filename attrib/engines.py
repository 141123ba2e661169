"""What can find the attributions of an article; apart from `attrib.types`, because ``--help`` names them too."""

from __future__ import annotations

from typing import Final, Literal, get_args

EngineName = Literal["tagger", "rules"]

ENGINES: Final[tuple[EngineName, ...]] = get_args(EngineName)
"""The trained tagger, and rules over the parse."""
