"""Many articles in several processes: each has its own models and one thread, results come in the articles' order.

Two processes analyse twice as much as one, two threads of one hardly more (``benchmarks/throughput.py --processes 2``).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from concurrent.futures import Future

    from attrib.types import Analysis, Document

    Analyze = Callable[[Document], Analysis]

S = TypeVar("S")

AHEAD: Final = 3
"""Articles that a process is given before its first is done: enough that none waits, few enough for the memory."""

_own: dict[str, Analyze] = {}  # what analyses in a process


def spread(
    sources: Iterable[S],
    read: Callable[[S], Document],
    analyze: Analyze,
    make: Callable[[], Analyze],
    processes: int,
) -> Generator[tuple[S, Callable[[], Analysis]]]:
    """Yield each source, in order, with a function that waits for its analysis.

    That raises what `read` raised of the source, or its analysis. Articles are read here, one after another; each
    process analyses with what `make`, which is sent to it, makes there. Where a process is ended from outside (too
    little memory), all that is left is analysed here, by `analyze`.
    """
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(make,))
    waiting: deque[tuple[S, Callable[[], Analysis]]] = deque()
    try:
        for source in sources:
            waiting.append((source, _submitted(pool, source, read, analyze)))
            if len(waiting) > AHEAD * processes:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        if waiting:  # nobody wants the rest
            for process in multiprocessing.active_children():
                if process not in others:
                    process.terminate()
        pool.shutdown(cancel_futures=True)


def _submitted(
    pool: ProcessPoolExecutor, source: S, read: Callable[[S], Document], analyze: Analyze
) -> Callable[[], Analysis]:
    """Hand an article to the pool; return what waits for its analysis."""
    try:
        document = read(source)
    except Exception as error:  # noqa: BLE001 - of this article, and raised in its turn
        return partial(_raise, error)
    try:
        return partial(_result, pool.submit(_analyse, document), document, analyze)
    except (BrokenProcessPool, OSError):  # the second while it breaks
        return partial(analyze, document)


def _result(future: Future[Analysis], document: Document, analyze: Analyze) -> Analysis:
    try:
        return future.result()
    except BrokenProcessPool:
        return analyze(document)


def _raise(error: Exception) -> Analysis:
    raise error


def _start(make: Callable[[], Analyze]) -> None:
    """Begin a process: one thread, which the libraries read when they are imported, and Ctrl-C ends it at once."""
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _own["analyze"] = make()


def _analyse(document: Document) -> Analysis:
    return _own["analyze"](document)
