"""From an article to attributions: the trained reader, and what makes attributions of its findings."""

from attrib.extract.assemble import extract
from attrib.extract.reader import Reader

__all__ = ["Reader", "extract"]
