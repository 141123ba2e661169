"""Are these the words? Quotations against the recordings and documents they come from.

::

    words.py        text → words that can be compared, with their places
    sources.py      a file → its text, who speaks where in it, its words
    index.py        all words of all sources in one file, memory-mapped: where do a quotation's words stand together
    quotations.py   what an article prints as somebody's words
    align.py        a quotation laid along a stretch of a source, word by word, at the least cost
    passages.py     the passages of the sources that come nearest, aligned
    differences.py  the alignment as differences, each of a kind
    verdicts.py     what is to be said of a quotation: found as it is, edited, by somebody else, not at all
    house.py        which kinds are a fault by which newsroom's rules
    report.py       the verdicts for the terminal, and what is still missing

No model is loaded here; the article's attributions come from an analysis.
"""

from attrib.verify.index import Index, cache_folder, open_index
from attrib.verify.quotations import Quotation, read_quotation
from attrib.verify.verdicts import Verifier, verify

__all__ = ["Index", "Quotation", "Verifier", "cache_folder", "open_index", "read_quotation", "verify"]
