"""Two writers on one file, and one that is killed: ``python -m tests.store_rounds [ROUNDS]`` (default 200 of each).

The writers are processes of their own, started from here with ``write``: each decision it made is a printed line, and
what was printed has to be in the file whatever happened to the process afterwards.
"""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from attrib.review import decisions
from attrib.store import ConflictError, Store, StoredDocument
from attrib.types import Analysis, Attribution, Document, Engine, Paragraph, Span

ROUNDS = 200
SHARED = 20
"""Decisions that each of two writers makes in a round, on the same attributions."""


def article(number: int, attributions: int = 5) -> Analysis:
    """Return an invented article unlike that of any other number."""
    lines = [f"“Wall {number} held for {n} hours,” the warden said." for n in range(attributions)]
    text = "\n\n".join(lines)
    starts = [text.index(line) for line in lines]
    return Analysis(
        Document(f"sha256:{number:064x}", text, tuple(Paragraph(Span(s, s + len(lines[0]))) for s in starts)),
        Engine("0"),
        tuple(
            Attribution(f"a{n}", "direct", (Span(start, start + line.index("”") + 1),), None, None, "quotation", n, n)
            for n, (start, line) in enumerate(zip(starts, lines, strict=True), 1)
        ),
    )


def write(path: Path, key: str, reviewer: str, times: int) -> None:
    """Decide `times` times (0: until killed) on the article `key`, and print each as soon as `decide` returns."""
    with Store(path) as store:
        document = store.find(key)
        print("ready", flush=True)  # noqa: T201 - what the other process reads
        sys.stdin.readline()
        done = 0
        while not times or done < times:
            review = store.review(document)
            item = random.choice(review.items)
            # Alternate, so that the two overwrite each other's status all the time.
            decide = decisions.reopen if item.status == "rejected" else decisions.reject
            time.sleep(random.uniform(0, 0.002))  # a very quick checker
            try:
                review = store.decide(document, decide(review, item.id), reviewer=reviewer, seen=review.number)
            except ConflictError:
                print("conflict", flush=True)  # noqa: T201 - the same
                continue
            done += 1
            print("decided", review.number, flush=True)  # noqa: T201 - the same


def start(path: Path, document: StoredDocument, reviewer: str, times: int) -> subprocess.Popen[str]:
    """Start a writer of its own, which waits until it is told to begin."""
    command = [sys.executable, "-m", "tests.store_rounds", "write", str(path), document.id, reviewer, str(times)]
    root = Path(__file__).parents[1]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def go(writer: subprocess.Popen[str]) -> None:
    """Let the writer begin."""
    assert writer.stdin is not None
    writer.stdin.write("go\n")
    writer.stdin.flush()


def decided(lines: str) -> list[int]:
    """Return the numbers of the decisions that a writer printed."""
    return [int(line.split()[1]) for line in lines.splitlines() if line.startswith("decided") and line[-1:].isdigit()]


def two_writers(path: Path, number: int) -> int:
    """Let two processes decide on one article; return how often one was told that it had not seen the other's.

    Raises AssertionError when a decision is lost or one was written over another unseen.
    """
    with Store(path) as store:
        document = store.save(article(number)).document
        writers = {name: start(path, document, name, SHARED) for name in ("Rana", "Theo")}
        for writer in writers.values():
            go(writer)
        printed = {name: writer.communicate(timeout=120)[0] for name, writer in writers.items()}
        assert all(writer.returncode == 0 for writer in writers.values())
        review = store.review(document)
        assert [each.number for each in review.decisions] == list(range(1, 2 * SHARED + 1))
        for name, lines in printed.items():
            assert decided(lines) == [each.number for each in review.decisions if each.reviewer == name]
        # A reject after a reject would be one that was made without seeing the other.
        assert not review.lost
        kinds: dict[str | None, str] = {}
        for each in review.decisions:
            assert each.kind != kinds.get(each.item, "reopen"), f"decision {each.number} was made unseen"
            kinds[each.item] = each.kind
        return sum(lines.count("conflict") for lines in printed.values())


def killed(path: Path, number: int) -> int:
    """Kill a writer at a random moment; return how many decisions it had printed.

    Raises AssertionError when one of them is not in the file, or the file is not whole.
    """
    with Store(path) as store:
        document = store.save(article(number)).document
    writer = start(path, document, "Rana", 0)
    go(writer)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(random.uniform(0, 0.05))
    writer.kill()
    printed = decided(first + writer.communicate(timeout=60)[0])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Store(path) as store:
        review = store.review(document)
        logged = [each.number for each in review.decisions]
        assert logged[: len(printed)] == printed, "what was printed is in the file"
        assert len(logged) - len(printed) <= 1, "the last may have been written and not printed"
        rows = {item.id: item.status for item in review.items}
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT item, status FROM items JOIN documents USING (document) WHERE document = ?"
        assert dict(connection.execute(query, (document.key,)).fetchall()) == rows, "the readable state is the log's"
    return len(printed)


def main(rounds: int) -> None:
    """Run both and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attrib.db"
        kept = [killed(path, number) for number in range(rounds)]
        print(f"killed: {rounds} rounds, {sum(kept)} decisions, none lost, the file whole each time")  # noqa: T201 - the result
        conflicts = [two_writers(path, rounds + number) for number in range(rounds)]
        total = rounds * 2 * SHARED
        print(f"two writers: {rounds} rounds, {total} decisions, none lost, {sum(conflicts)} conflicts reported")  # noqa: T201 - the same


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
