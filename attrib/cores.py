"""How much of the machine attrib takes: all of it while nobody else needs it, one core while somebody does."""

from __future__ import annotations

import os
from typing import Final

A_PROCESS: Final = 900_000_000
"""Bytes of memory that a process with all models needs at most (`benchmarks/hostile_text.py`)."""


def threads(wanted: int | None = None) -> int:
    """Return how many cores to use: `wanted`, else one when more than half of them are busy already, else all.

    Threads wait for one another: on busy cores two of them take several times as long as one.
    """
    if wanted:
        return wanted
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if psutil.getloadavg()[0] > cores / 2 else cores


def processes(wanted: int | None = None) -> int:
    """Return how many processes to analyse many articles in: as `threads`, and no more than there is memory for."""
    import psutil

    return max(1, min(threads(wanted), psutil.virtual_memory().available // A_PROCESS))
