"""The sha256 of the JSON line of every article, to show that a change changes no result.

    python benchmarks/json_digests.py [GROUP …] > after.txt

GROUP is ``seeds``, ``newsroom-dev`` or ``polnear-dev``; without one all three are printed. A line each: digest, group
and article, and after each group one for all its lines. Run it at two commits (in two checkouts) and compare with
``diff``.
It goes through ``attrib extract``, so nothing inside the package may be called anything in particular.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

PROJECT = Path(__file__).parents[1]
DATA = PROJECT.parent / "shared" / "data"
GROUPS = {
    "seeds": PROJECT / "seeds",
    "newsroom-dev": DATA / "newsroom" / "dev.jsonl.xz",
    "polnear-dev": DATA / "polnear" / "dev.jsonl.xz",
}


def articles(source: Path) -> dict[str, str]:
    """Return the texts of a folder of text files, or of a packed file of rows, by name."""
    if source.is_dir():
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(source.glob("*.txt"))}
    with lzma.open(source, "rt", encoding="utf-8") as handle:
        return {row["id"]: row["text"] for row in map(json.loads, handle)}


def lines(group: str) -> dict[str, bytes]:
    """Return the JSON line of each article of a group, by name. Raises SystemExit when an article has none."""
    texts = articles(GROUPS[group])
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / group  # the path stands in the JSON, so it must be the same each time
        place.mkdir()
        for number, text in enumerate(texts.values()):
            (place / f"{number:03}.txt").write_bytes(text.encode())
        command = [sys.executable, "-m", "attrib", "extract", group, "-f", "jsonl", "--force"]
        done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
    found = done.stdout.splitlines(keepends=True)
    if len(found) != len(texts):
        sys.exit(f"{group}: {len(found)} lines of {len(texts)} articles")
    return dict(zip(texts, found, strict=True))


def main() -> None:
    """Print the digests."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"one of {', '.join(GROUPS)}")
    arguments = parser.parse_args()
    for group in arguments.groups or GROUPS:
        found = lines(group)
        for name, line in found.items():
            print(sha256(line).hexdigest(), f"{group}/{name}")
        print(sha256(b"".join(found.values())).hexdigest(), group, flush=True)


if __name__ == "__main__":
    main()
