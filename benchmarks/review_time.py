"""How long the review takes with 10,000 decisions on 1,000 articles: ``python benchmarks/review_time.py [FOLDER]``.

The program runs in memory at 80 by 24, on the store that benchmarks/store_time.py fills. *open* is from the file on the
disk to the first screen, *next* and *accept* from the key to the screen after it, drawn in full; accept is on the disk
then. Beside them, on the same articles and in the same minute: the store's part of each, and what the same keys cost in
a Textual program that shows one line. Exits with 1 when the median of any of the three takes 100 ms or more (issue 4);
the slowest are printed too, and are the other programs' on a machine that has them.
"""

from __future__ import annotations

import asyncio
import gc
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Static

from attrib.review import decisions
from attrib.review.app import ReviewApp
from attrib.store import Store, StoredSession
from benchmarks.store_time import ARTICLES, EACH, article, fill, timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.pilot import Pilot

ROUNDS = 40
LIMIT = 0.1  # seconds
SIZE = (80, 24)


class OneLine(App[None]):
    """The least that Textual can show: what every program pays."""

    def compose(self) -> ComposeResult:
        """Show a line."""
        yield Static("one line")


def drawn(app: App[None]) -> None:
    """Draw the whole screen, as a terminal would get it."""
    app.screen._compositor.render_strips(app.size)  # noqa: SLF001 - Textual draws a screen nowhere else


async def keyed(app: App[None], pilot: Pilot[None], key: str) -> float:
    """Return how many seconds a key takes, to the screen after it."""
    begun = time.perf_counter()
    app.simulate_key(key)
    await pilot._wait_for_screen()  # noqa: SLF001 - pilot.pause would wait for an idle machine, too
    await app.workers.wait_for_complete()
    drawn(app)
    return time.perf_counter() - begun


async def review(path: Path, number: int) -> Iterator[tuple[str, float]]:
    """Open an article in the program, go on, accept; return what took how long."""
    begun = time.perf_counter()
    with Store(path) as store:
        document = store.find(article(number).document.id)
        app = ReviewApp(StoredSession(store, document, "R"), reviewer="R")
        async with app.run_test(size=SIZE) as pilot:
            drawn(app)
            opened = time.perf_counter() - begun
            before, last = app.current, app.review.number
            went = await keyed(app, pilot, "j")
            accepted = await keyed(app, pilot, "a")
            if app.current == before or store.latest(document) != last + 1:
                sys.exit("the keys had not had their effect when they were timed")
            return iter([("open", opened), ("next", went), ("accept", accepted)])


async def one_line() -> Iterator[tuple[str, float]]:
    """Do the same in a program that shows one line."""
    begun = time.perf_counter()
    app = OneLine()
    async with app.run_test(size=SIZE) as pilot:
        drawn(app)
        opened = time.perf_counter() - begun
        return iter([("one line: open", opened), ("one line: a key", await keyed(app, pilot, "j"))])


def stored(path: Path, number: int) -> Iterator[tuple[str, float]]:
    """Do the store's part alone."""
    name = article(number).document.id
    begun = time.perf_counter()
    with Store(path) as store:
        document = store.find(name)
        found = store.review(document)
        yield "the store: open", time.perf_counter() - begun
        waiting = next((item for item in found.items if item.status == "open"), None)
        if waiting is not None:
            made = decisions.accept(found, waiting.id)
            taken = timed(lambda: store.decide(document, made, reviewer="R", seen=found.number))
            yield "the store: accept", taken


def main() -> None:
    """Print the figures."""
    draw = random.Random(4)  # noqa: S311 - which articles are timed
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        path = Path(folder) / "attrib.db"
        fill(path)
        gc.collect()
        gc.freeze()  # what the filling left behind is no part of a review, whose own process begins without it
        print(f"{ARTICLES:,} articles, {ARTICLES * EACH:,} decisions; {ROUNDS} rounds")
        for _ in range(ROUNDS):
            number = draw.randrange(ARTICLES)
            for figures in (asyncio.run(review(path, number)), stored(path, number), asyncio.run(one_line())):
                for name, seconds in figures:
                    times.setdefault(name, []).append(seconds)
    for name, taken in times.items():
        print(f"{name:18} median {1000 * statistics.median(taken):7.1f} ms, at worst {1000 * max(taken):7.1f} ms")
    sys.exit(any(statistics.median(times[name]) >= LIMIT for name in ("open", "next", "accept")))


if __name__ == "__main__":
    main()
