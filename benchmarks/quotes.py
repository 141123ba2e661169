"""Printed quotations against what was said: ``benchmarks/quotes.py ROWS.jsonl TRANSCRIPTS.jsonl.xz [--baselines]``.

The files are those of ``../shared/data/quotes`` or any of their form (``../shared/tools/alter_quotes.py`` makes more
rows). All transcripts are written out as text files and are the sources of every row. The last line is one JSON object
with all figures in per cent (``per_second`` in quotations a second), null where there is no such row. What differs was
weighed and every threshold set on the odd rows of ``train.jsonl``, counted from 0; the even rows are for reporting.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrib.types import Difference, Span, Verdict, Verification
from attrib.types import DifferenceKind as Kind
from attrib.verify import Quotation, Verifier, open_index, read_quotation
from attrib.verify.words import FUNCTION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Row = dict[str, Any]

SERIOUS: Final = {
    "changed": {Kind.CHANGED},
    "number": {Kind.NUMBER},
    "negation": {Kind.NEGATION},
    "dropped": {Kind.OMISSION, Kind.SPLICED},
}
KINDS: Final = {**SERIOUS, "function": {Kind.FUNCTION, Kind.TENSE}}
"""What the data calls a kind, and what attrib does."""

SHORT: Final = 9
"""Words below which what is not found counts as found, and its differences as told: its nearest passage is shown."""

NAME: Final = re.compile(r"(?:[A-Z][\w.'’-]+ ){0,4}[A-Z][\w.'’-]+$")
PRONOUNS: Final = {"He", "She", "They", "I", "We", "It", "Who"}


class Outcome(NamedTuple):
    """A row and what was said of its quotation."""

    row: Row
    verdict: str
    kinds: frozenset[str]
    words: str
    length: int

    @property
    def shown(self) -> bool:
        """Whether a reader was led to a passage as that of the quotation."""
        return self.verdict not in {Verdict.NOT_FOUND, Verdict.UNREADABLE} or self.length < SHORT

    def told(self, *kinds: set[Kind]) -> bool:
        """Whether any of these was told."""
        return self.shown and not self.kinds.isdisjoint(set().union(*kinds))


def speaker_of(row: Row) -> str | None:
    """Return the name of whose words a quotation is to be: the annotated one, else the name that the source ends in.

    Words after a comma or in brackets are about it; after a preposition it is another's (“one operative inside …”).
    """
    for words in (row.get("speaker"), row.get("source")):
        head = re.sub(r"\([^)]*\)", "", words or "").split(",")[0].strip()
        found = NAME.search(head)
        before = head[: found.start()].split()[-1:] if found else []
        if found and found.group() not in PRONOUNS and not FUNCTION & set(before):
            return found.group()
    return None


def quotation_of(row: Row) -> Quotation:
    """Return the quotation of a row."""
    quote: str = row["quote"]
    return read_quotation("", quote, [Span(0, len(quote))], speaker=speaker_of(row), published=row.get("published"))


def is_right(said: str, words: str) -> bool:
    """Whether half of a passage's own words stand, in order, in the words of a row's `said`."""
    from rapidfuzz.distance import LCSseq

    own, aligned = plain(words), said.split()
    return bool(own) and 2 * LCSseq.similarity(own, aligned) >= len(own)


def plain(text: str) -> list[str]:
    """Return words as `said` has them: lower case, without apostrophes."""
    return re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))


FIGURES: Final[dict[str, tuple[Callable[[Outcome], bool], Callable[[Outcome], bool]]]] = {
    "passage": (lambda o: same(o, "yes"), lambda o: o.shown and is_right(o.row["said"], o.words)),
    "verbatim": (lambda o: same(o, "yes") and is_verbatim(o), lambda o: o.verdict == Verdict.VERBATIM),
    "altered": (
        lambda o: same(o, "yes") and not SERIOUS.keys().isdisjoint(o.row["kinds"]),
        lambda o: o.told(*SERIOUS.values()),
    ),
    "kind": (
        lambda o: same(o, "yes") and len(KINDS.keys() & set(o.row["kinds"])) == 1,
        lambda o: o.told(*(KINDS[kind] for kind in o.row["kinds"] if kind in KINDS)),
    ),
    "false_alarms": (lambda o: same(o, "yes") and is_verbatim(o), lambda o: o.told(*SERIOUS.values())),
    "false_finds": (lambda o: same(o, "no"), lambda o: o.verdict in {Verdict.VERBATIM, Verdict.EDITED}),
}  # fmt: skip
"""Each figure: which rows count, and which of them are counted."""


def same(outcome: Outcome, answer: str) -> bool:
    """Whether somebody who read both said so."""
    return bool(outcome.row["same"] == answer)


def is_verbatim(outcome: Outcome) -> bool:
    """Whether somebody who read both calls it verbatim."""
    return bool(outcome.row["kinds"] == ["verbatim"])


def figures(outcomes: Sequence[Outcome]) -> tuple[dict[str, float | None], dict[str, int]]:
    """Return every figure in per cent, None without rows, and the rows of each."""
    found: dict[str, float | None] = {}
    counts = {}
    for name, (counts_for, holds) in FIGURES.items():
        rows = [outcome for outcome in outcomes if counts_for(outcome)]
        counts[name] = len(rows)
        found[name] = round(100 * sum(map(holds, rows)) / len(rows), 1) if rows else None
    return found, counts


def outcome_of(row: Row, verifier: Verifier) -> Outcome:
    """Return what attrib says of a row."""
    quotation = quotation_of(row)
    verification = verifier.verify(quotation)
    if verification is None:
        return Outcome(row, Verdict.NOT_FOUND, frozenset(), "", quotation.length)
    gaps = {(d.said.span.start, d.said.span.end) for d in verification.differences if d.said and not is_printed(d, row)}
    kinds = frozenset(verification.kinds)
    return Outcome(row, verification.verdict, kinds, without(verification, gaps), quotation.length)


def is_printed(difference: Difference, row: Row) -> bool:
    """Whether words, not only the mark of words left out, stand for what was said."""
    return difference.printed is not None and any(map(str.isalnum, difference.printed.of(row["quote"])))


def without(verification: Verification, gaps: set[tuple[int, int]]) -> str:
    """Return the passage's own words: those that print left out are not."""
    if verification.source is None:
        return ""
    said, at = verification.source.said, 0
    pieces = []
    for start, end in sorted(gaps):
        pieces.append(said.text[at : start - said.span.start])
        at = end - said.span.start
    return " ".join([*pieces, said.text[at:]])


def baselines(rows: Sequence[Row], texts: dict[str, str]) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield what each baseline says: difflib at 0.9 in each row's own transcript, a search of the words in all."""
    import difflib

    words = {name: plain(text) for name, text in texts.items()}
    everything = {name: f" {' '.join(each)} " for name, each in words.items()}

    def closest(row: Row) -> Outcome:
        quote, said = plain(row["quote"]), words[row["transcript"]]
        matcher = difflib.SequenceMatcher(None, said, quote, autojunk=False)
        first = matcher.find_longest_match()
        start = max(0, first.a - first.b)
        window = said[start : start + len(quote)]
        close = difflib.SequenceMatcher(None, window, quote, autojunk=False).ratio() >= CLOSE
        return Outcome(
            row,
            Verdict.VERBATIM if close else Verdict.NOT_FOUND,
            frozenset(),
            " ".join(window) if close else "",
            len(quote),
        )

    def search(row: Row) -> Outcome:
        quote = " ".join(plain(row["quote"]))
        found = any(f" {quote} " in text for text in everything.values())
        return Outcome(
            row,
            Verdict.VERBATIM if found else Verdict.NOT_FOUND,
            frozenset(),
            quote if found else "",
            len(quote.split()),
        )

    yield "difflib at 0.9", [closest(row) for row in rows]
    yield "plain search", [search(row) for row in rows]


CLOSE: Final = 0.9


def write_out(transcripts: Sequence[Row], folder: Path) -> None:
    """Write each transcript as a text file that is named by its date and its own name."""
    for row in transcripts:
        name = re.sub(r"[^\w.-]+", " ", row["name"])[:100]
        (folder / f"{row['date'] or ''} {name} {row['id']}.txt".strip()).write_text(row["text"], encoding="utf-8")


def read_rows(path: str) -> list[Row]:
    """Return the rows of a file of JSON lines, compressed or not."""
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def show(name: str, outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Print the figures of all, the odd and the even rows, with the number of rows; return those of all."""
    parts = {"all rows": outcomes, "odd rows": outcomes[1::2], "even rows": outcomes[::2]}
    print(name)
    for part, some in parts.items():
        found, counts = figures(some)
        print(
            f"  {part:9}",
            *(f"{key} {'-' if (value := found[key]) is None else value} of {counts[key]};" for key in found),
        )
    return figures(outcomes)[0]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", metavar="ROWS.jsonl")
    parser.add_argument("transcripts", metavar="TRANSCRIPTS.jsonl.xz")
    parser.add_argument("--baselines", action="store_true", help="the same figures for difflib and a plain search")
    parser.add_argument("--wrong", action="store_true", help="list the odd rows that are counted wrong")
    options = parser.parse_args(arguments)
    rows, transcripts = read_rows(options.rows), read_rows(options.transcripts)
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place, "transcripts"), Path(place, "cache")
        folder.mkdir()
        write_out(transcripts, folder)
        began = time.perf_counter()
        open_index([str(folder)], cache)
        built = time.perf_counter() - began
        began = time.perf_counter()
        verifier = Verifier(open_index([str(folder)], cache))
        opened = time.perf_counter() - began
        began, began_cpu = time.perf_counter(), time.process_time()
        outcomes = [outcome_of(row, verifier) for row in rows]
        per_second, per_cpu_second = (
            len(rows) / max(now - then, 1e-9)
            for now, then in ((time.perf_counter(), began), (time.process_time(), began_cpu))
        )
    if options.wrong:
        list_wrong(outcomes)
    if options.baselines:
        for name, found in baselines(rows, {row["id"]: row["text"] for row in transcripts}):
            show(name, found)
    total = show("attrib", outcomes)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** (2 if sys.platform == "darwin" else 1)
    loaded = sorted({"torch", "stanza", "onnxruntime"} & sys.modules.keys())
    print(
        f"index built in {built:.1f} s, opened in {opened:.2f} s; peak memory {memory:.0f} MB;"
        f" {per_cpu_second:.0f} quotations a CPU second; models loaded: {loaded or 'none'}"
    )
    print(json.dumps({**total, "per_second": round(per_second, 1) if rows else None}))


def list_wrong(outcomes: Sequence[Outcome]) -> None:
    """Print the odd rows of each figure that speak against it."""
    for name, (counts_for, holds) in FIGURES.items():
        for number, outcome in enumerate(outcomes):
            if number % 2 and counts_for(outcome) and holds(outcome) == name.startswith("false"):
                row = outcome.row
                print(
                    f"{name} {number}: {outcome.verdict} {sorted(map(str, outcome.kinds))} | {row['quote']}"
                    f" | {outcome.words} | {row['kinds']} {row['altered']} {row['note']}"
                )


if __name__ == "__main__":
    main()
