"""How long the store takes with 10,000 decisions on 1,000 articles: ``python benchmarks/store_time.py``.

Opening (the file, the article and its review), next (reading the review again, as a screen does) and accept (a decision
on the disk) are timed on articles drawn at random, each beside a plain SQLite insert and commit in the same folder, so
that a slow disk slows both. Exits with 1 when the slowest of a hundred of any of them takes 100 ms or more (issue 4).
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.review import decisions
from attrib.store import Store
from attrib.types import Analysis, Attribution, Cue, Document, Engine, Entity, Paragraph, Span, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = 1000
EACH = 10  # decisions on each article
ATTRIBUTIONS = 20  # in each article
TIMED = 100
LIMIT = 0.1  # seconds


def article(number: int) -> Analysis:
    """Return an invented article of about 400 words."""
    lines = [
        f"The warden of tower {number} said “wall {n} held for {number % 7 + n} hours and the town behind it slept”."
        for n in range(ATTRIBUTIONS)
    ]
    text = "\n\n".join(lines)
    speaker = Speaker("e1", "the warden", "named_person")
    found, paragraphs, start = [], [], 0
    for n, line in enumerate(lines):
        paragraphs.append(Paragraph(Span(start, start + len(line))))
        content = Span(start + line.index("“"), start + line.index("”") + 1)
        cue = Cue(Span(content.start - 5, content.start - 1), "say")
        found.append(Attribution(f"a{n + 1}", "direct", (content,), cue, None, "quotation", n, n, speaker))
        start += len(line) + 2
    document = Document("sha256:" + sha256(text.encode()).hexdigest(), text, tuple(paragraphs), f"tower-{number}.txt")
    return Analysis(document, Engine("0"), tuple(found), (Entity("e1", "the warden", "named_person"),))


def timed(run: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def main() -> None:
    """Print the figures."""
    draw = random.Random(4)  # noqa: S311 - which articles are timed
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        path = Path(folder) / "attrib.db"
        fill(path)
        print(f"{ARTICLES:,} articles, {ARTICLES * EACH:,} decisions, {path.stat().st_size / 1e6:.0f} MB")
        times: dict[str, list[float]] = {"open": [], "next": [], "accept": [], "list": [], "insert and commit": []}
        with closing(sqlite3.connect(Path(folder) / "plain.db", isolation_level=None)) as plain:
            plain.execute("PRAGMA journal_mode = WAL")
            plain.execute("PRAGMA synchronous = FULL")
            plain.execute("CREATE TABLE log (line TEXT)")
            for _ in range(TIMED):
                one_round(path, draw.randrange(ARTICLES), times)
                times["insert and commit"].append(
                    timed(lambda: plain.execute("INSERT INTO log VALUES (?)", ("accept " * 30,)))
                )
    plain_median = statistics.median(times["insert and commit"])
    for name, seconds in times.items():
        median, worst = statistics.median(seconds), max(seconds)
        ratio = f"{median / plain_median:6.1f} times a plain insert and commit"
        print(f"{name:18} {1000 * median:7.2f} ms, at worst {1000 * worst:7.2f} ms, {ratio}")
    sys.exit(any(max(times[name]) >= LIMIT for name in ("open", "next", "accept")))


def fill(path: Path) -> None:
    """Write the articles, with decisions on the first attributions of each, by two checkers."""
    with Store(path) as store:
        for number in range(ARTICLES):
            document = store.save(article(number)).document
            review = store.review(document)
            for n in range(EACH):
                item = review.items[n].id
                decide = decisions.reject if n % 3 else decisions.accept
                review = store.decide(document, decide(review, item), reviewer="RT"[n % 2], seen=review.number)


def one_round(path: Path, number: int, times: dict[str, list[float]]) -> None:
    """Open an article, go to the next attribution, accept it, list all articles; add the times."""
    name = article(number).document.id
    started = time.perf_counter()
    with Store(path) as store:
        document = store.find(name)
        review = store.review(document)
        times["open"].append(time.perf_counter() - started)
        times["next"].append(timed(lambda: store.review(document)))
        waiting = next((item for item in review.items if item.status == "open"), None)
        if waiting is not None:
            made = decisions.accept(review, waiting.id)
            times["accept"].append(timed(lambda: store.decide(document, made, reviewer="R", seen=review.number)))
        times["list"].append(timed(store.documents))


if __name__ == "__main__":
    main()
