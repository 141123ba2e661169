"""attrib: who said what in a news article, and how it knows."""

__version__ = "0.1.0"
