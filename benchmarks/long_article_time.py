"""Whether time grows with the length of an article or faster: ``python benchmarks/long_article_time.py``.

Each text is read, marked, extracted or resolved at one length and at eight times that length, in the same minute; the
ratio of the two times is 8 where work is in proportion to the text and 64 where everything is compared with
everything. The trees are hand-made.
"""

from __future__ import annotations

import sys
import time
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from attrib.analyzer import Analyzer
from attrib.extract import extract
from attrib.language.quotations import find_quotations
from attrib.resolve import resolve
from attrib.types import Document, Paragraph, Span
from tests.shorthand import parsed

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrib.extract.reader import Reading

HOSTILE = ("s’ x ", "'dogs' x ", "“a ", 'a" ', '"', "“a b c.\n\n", '6" ', " 'a")
SAID = (
    "“/4 It/PRON/4/nsubj will/AUX/4/aux close=close/VERB/9/ccomp the/DET/6/det bridge/NOUN/4/obj ,/4 ”/4 "
    "said=say/VERB/0/root Ann/PROPN/9/nsubj Doyle/PROPN/10/flat ./9"
)
MORE = "“/4 They/PRON/4/nsubj must/AUX/4/aux act/VERB/0/root on/ADP/7/case the/DET/7/det wall/NOUN/4/obl ./4 ”/4"
HE = "He/PRON/2/nsubj said=say/VERB/0/root she/PRON/4/nsubj left=leave/VERB/2/ccomp ./2"


def seconds(work: Callable[[], object]) -> float:
    """Return the shortest of three runs."""
    spent = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)


@cache
def analyzer() -> Analyzer:
    """Return the loaded models."""
    return Analyzer()


def read(document: Document) -> Reading:
    """Return what the reader makes of an article."""
    return analyzer().reader.read(analyzer().encode(document))


def marks(words: str, repeats: int) -> float:
    """Time the pairing of quotation marks in one long paragraph."""
    text = "‘" + words * repeats
    document = Document("sha256:" + sha256(text.encode()).hexdigest(), text, (Paragraph(Span(0, len(text))),))
    return seconds(lambda: find_quotations(document))


def assembling(repeats: int) -> float:
    """Time what is made of the reader's findings."""
    document, parse = parsed("\n\n".join([SAID, MORE] * repeats))
    reading = read(document)
    return seconds(lambda: extract(document, parse, reading))


def who(repeats: int) -> float:
    """Time the resolving of names and pronouns."""
    document, parse = parsed("\n\n".join([SAID, MORE, HE] * repeats))
    found = extract(document, parse, read(document))
    return seconds(lambda: resolve(document, parse, found))


def main() -> None:
    """Print one line a text."""
    for words in HOSTILE:
        show(f"marks: {words!r}", partial(marks, words), 5_000)
    show("assembling", assembling, 30)
    show("speakers: names and pronouns", who, 30)


def show(what: str, timed: Callable[[int], float], repeats: int) -> None:
    """Print the two times and their ratio."""
    short, long = timed(repeats), timed(8 * repeats)
    print(f"{what:32} {repeats:6} times {short:8.3f} s {8 * repeats:7} times {long:8.3f} s   ratio {long / short:5.1f}")


if __name__ == "__main__":
    main()
