"""From a parse to attributions: quotation marks, cues, sources, content."""

from attrib.extract.rules import extract

__all__ = ["extract"]
