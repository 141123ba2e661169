"""How long ``attrib --help`` takes, beside what Python itself takes to start: ``python benchmarks/help_time.py``.

Both are run in turn, so that whatever else the machine does slows both; the least of each is what the program costs.
Exits with 1 when help takes half a second or more (issue 2, part 1).
"""

from __future__ import annotations

import subprocess
import sys
import time

ROUNDS = 15
LIMIT = 0.5  # seconds


def seconds(*arguments: str) -> float:
    """Return how long one run of this Python with `arguments` takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print both times and their ratio."""
    pairs = [(seconds("-c", "pass"), seconds("-m", "attrib", "--help")) for _ in range(ROUNDS)]
    bare, shown = (min(column) for column in zip(*pairs, strict=True))
    print(f"python -c pass {bare:.3f} s, attrib --help {shown:.3f} s, ratio {shown / bare:.1f} (least of {ROUNDS})")
    sys.exit(shown >= LIMIT)


if __name__ == "__main__":
    main()
