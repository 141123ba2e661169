"""Time and memory on texts that no newspaper prints: ``python benchmarks/hostile_text.py [--json] [TEXT …]``.

Each text is analysed at a quarter of its length and in full, in a process of its own with the models loaded before the
clock starts. A process that takes more than 3 GB or 60 seconds is killed, which counts as failed. The ratio of the two
times tells how the cost grows: 4 is linear.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

MOST_BYTES: Final = 3_000_000_000
MOST_SECONDS: Final = 60.0
LOADING: Final = 120.0
"""Seconds that loading the models may take; none of it counts."""

SENTENCE: Final = (
    "The harbour board said on Monday that the old wall would hold, but Odile Vale told the inquiry it had not. "
)
WORDS: Final = (
    "ferry",
    "harbour",
    "with",
    "the",
    "wall",
    "and",
    "council",
    "of",
    "stone",
    "water",
    "said",
    "a",
    "night",
)


def no_stop(size: int) -> str:
    """Return words without a full stop among them."""
    return " ".join(WORDS[number * 7 % len(WORDS)] for number in range(size)) + "."


def items(size: int) -> str:
    """Return a list of short items, as web pages have them."""
    item = "- Pier {}, closed since the night of the storm: stone, water and two ferries with a wall of their own"
    return "The council lists:\n" + "\n".join(item.format(number) for number in range(size))


def marks(size: int) -> str:
    """Return quotation marks in one paragraph, of which every fifth is not closed."""
    pieces = (f"“It held {number}" + ("”" if number % 5 else "") for number in range(size * 5 // 9))
    return ", ".join(pieces) + ", said Odile Vale."


def clauses(size: int) -> str:
    """Return so many words of clauses in one sentence, each with a subject of its own."""
    return "The mayor said that the harbour would be closed, " * (size // 9) + "said Odile Vale."


def one_line(size: int) -> str:
    """Return words of `size` characters together, without a line end or a full stop."""
    return no_stop(size)[:size]


def long_article(size: int) -> str:
    """Return paragraphs of `size` words together."""
    paragraph = SENTENCE * 3
    return "\n\n".join([paragraph.strip()] * (size // len(paragraph.split())))


TEXTS: Final = {
    "2,000 words without a stop": (no_stop, 2_000),
    "300 list items": (items, 300),
    "1,600 quotation marks": (marks, 1_600),
    "3,600 words of clauses": (clauses, 3_600),
    "one line of 190,000 characters": (one_line, 190_000),
    "20,000 words": (long_article, 20_000),
}

CHILD: Final = """
import resource, sys, time
import attrib
from attrib.read import read_text
analyzer = attrib.Analyzer()
analyzer.analyze("“It will hold,” said Odile Vale of the harbour office this week in the town.")
text = sys.stdin.read()
print("ready", flush=True)
started = time.perf_counter()
analyzer.analyze(read_text(text, force=True))
print(time.perf_counter() - started, flush=True)
"""


def resident(process: int) -> int:
    """Return how many bytes of memory a process has taken at most; 0 when it is gone."""
    try:
        rows = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) * 1024 for row in rows if row.startswith("VmHWM:")), 0)


def run(text: str, child: str = CHILD) -> dict[str, Any]:
    """Return the seconds and bytes one analysis took, or how it `failed`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "text").write_text(text, encoding="utf-8")
        with (
            (folder / "text").open("rb") as given,
            (folder / "out").open("wb") as out,
            (folder / "err").open("wb") as err,
        ):
            process = subprocess.Popen([sys.executable, "-c", child], stdin=given, stdout=out, stderr=err)
            failed, most = _watch(process, folder / "out")
        said = (folder / "err").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        if failed or process.returncode:
            return {"failed": failed or (said or [f"ended with {process.returncode}"])[-1][:200], "bytes": most}
        return {"seconds": float((folder / "out").read_text(encoding="utf-8").split()[-1]), "bytes": most}


def _watch(process: subprocess.Popen[bytes], out: Path) -> tuple[str, int]:
    """Wait until a process ends, or is to be killed; return why, and how much memory it took at most."""
    begun, ready, most = time.perf_counter(), 0.0, 0
    while process.poll() is None:
        most, now = max(most, resident(process.pid)), time.perf_counter()
        ready = ready or (now if out.stat().st_size else 0.0)
        failed = f"over {MOST_BYTES / 1e9:.0f} GB" if most > MOST_BYTES else ""
        if ready and now - ready > MOST_SECONDS:
            failed = f"over {MOST_SECONDS:.0f} s"
        elif not ready and now - begun > LOADING:
            failed = f"not loaded in {LOADING:.0f} s"
        if failed:
            process.kill()
            process.wait()
            return failed, most
        time.sleep(0.02)
    return "", most


def measure(name: str) -> dict[str, Any]:
    """Return what a text took at a quarter and in full; `failed` where either did."""
    make, size = TEXTS[name]
    quarter, full = run(make(size // 4)), run(make(size))
    found: dict[str, Any] = {"quarter": quarter, "full": full}
    if "failed" in quarter or "failed" in full:
        return found | {"failed": full.get("failed") or quarter["failed"]}
    return found | {
        "time ratio": full["seconds"] / quarter["seconds"],
        "memory ratio": full["bytes"] / quarter["bytes"],
    }


def line(name: str, found: dict[str, Any]) -> str:
    """Return one text's figures for reading."""

    def cell(each: dict[str, Any]) -> str:
        size = f"{each.get('bytes', 0) / 1e9:.2f} GB"
        return f"failed: {each['failed']}, {size}" if "failed" in each else f"{each['seconds']:6.1f} s, {size}"

    ratios = "" if "failed" in found else f"   ratios {found['time ratio']:.1f}, {found['memory ratio']:.1f}"
    return f"{name:32} a quarter {cell(found['quarter'])}   in full {cell(found['full'])}{ratios}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("texts", nargs="*", metavar="TEXT", help=f"of: {'; '.join(TEXTS)}")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {}
    for name in given.texts or TEXTS:
        found[name] = measure(name)
        if not given.json:
            print(line(name, found[name]), flush=True)
    if given.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
