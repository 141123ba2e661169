"""From a parse to attributions: quotation marks, cues, sources, content; by a trained tagger, or by rules."""

from attrib.extract.rules import extract
from attrib.extract.tagged import extract_tagged

__all__ = ["extract", "extract_tagged"]
