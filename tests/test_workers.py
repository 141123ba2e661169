"""Many articles in several processes: order, errors, a process that is killed, and how many there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from attrib import cores, workers
from attrib.analyzer import MANY, Analyzer
from attrib.errors import EmptyInput, ModelError
from attrib.types import Document, Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(text: str) -> Document:
    """Make an article of a text, as reading its file would."""
    if not text:
        raise EmptyInput("no text")
    return Document("sha256:" + "0" * 64, text, (Paragraph(Span(0, len(text))),))


def start(_make: object) -> None:
    """Begin a process without models."""


def analyse(document: Document) -> Any:  # noqa: ANN401 - stands for an analysis
    """Do what the article says, in a process of the pool."""
    if document.text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if document.text == "no models":
        raise ModelError("the weights are gone", "install attrib again")
    if document.text == "fail":
        raise ValueError(document.text)
    return document.text, os.getpid()


@pytest.fixture(autouse=True)
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_start", start)
    monkeypatch.setattr(workers, "_analyse", analyse)
    monkeypatch.setattr(Analyzer, "analyze", lambda _self, document: (document.text, os.getpid()))


def outcomes(*texts: str) -> list[tuple[str, Any]]:
    """Analyse the texts, and enough others before them, in two processes; return what comes of the texts."""
    others = [f"{number}" for number in range(MANY)]
    return list(Analyzer().outcomes([*others, *texts], read, str, processes=2))[MANY:]


def test_results_come_in_order_from_other_processes() -> None:
    texts = [f"text {number}" for number in range(9)]
    found = outcomes(*texts)
    assert [(source, outcome[0]) for source, outcome in found] == [(text, text) for text in texts]
    assert os.getpid() not in {outcome[1] for _, outcome in found}


def test_an_article_that_fails_stops_no_other() -> None:
    (_, blank), (_, failed), (_, fine) = outcomes("", "fail", "fine")
    assert isinstance(blank, EmptyInput)
    assert failed.message == "fail: unexpected ValueError: fail"
    assert "analyse" in str(failed.__cause__.__cause__), "--debug shows where"
    assert fine[0] == "fine"


def test_models_that_cannot_be_loaded_stop_them_all() -> None:
    with pytest.raises(ModelError) as caught:
        outcomes("no models", "fine")
    assert caught.value.hint == "install attrib again"


def test_when_a_process_is_killed_the_rest_is_analysed_here() -> None:
    found = outcomes("die", *(f"text {number}" for number in range(9)))
    assert [source for source, _ in found] == [outcome[0] for _, outcome in found]
    assert found[0][1][1] == found[-1][1][1] == os.getpid()


def test_whoever_stops_listening_leaves_no_process_behind() -> None:
    found = Analyzer().outcomes([f"{number}" for number in range(50)], read, str, processes=2)
    next(found)
    found.close()  # type: ignore[attr-defined]  # a generator
    for process in multiprocessing.active_children():
        process.join(timeout=10)
    assert not multiprocessing.active_children()


def test_no_more_is_read_than_the_processes_need() -> None:
    seen: list[str] = []

    def texts() -> Iterator[str]:
        for number in range(1000):
            seen.append(f"{number}")
            yield seen[-1]

    found = Analyzer().outcomes(texts(), read, str, processes=2)
    next(found)
    found.close()  # type: ignore[attr-defined]  # a generator
    assert len(seen) <= MANY + 2 * workers.AHEAD


@pytest.mark.parametrize(("articles", "processes"), [(MANY - 1, 2), (MANY + 1, 1)])
def test_few_articles_or_one_process_are_analysed_here(articles: int, processes: int) -> None:
    found = Analyzer().outcomes([f"{number}" for number in range(articles)], read, str, processes=processes)
    assert {outcome[1] for _, outcome in found} == {os.getpid()}  # type: ignore[index]  # no analysis


@pytest.mark.parametrize(
    ("wanted", "busy", "free", "expected"),
    [
        (None, 0.5, 8e9, (4, 4)),
        (None, 2.5, 8e9, (1, 1)),
        (3, 2.5, 8e9, (3, 3)),
        (None, 0.5, 3e9, (4, 3)),
        (None, 0.5, 1e9, (4, 1)),
    ],
)
def test_all_cores_unless_they_are_busy_and_processes_that_fit_the_memory(
    wanted: int | None, busy: float, free: float, expected: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: range(4), raising=False)
    monkeypatch.setattr("psutil.getloadavg", lambda: (busy, 0.0, 0.0))
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=int(free)))
    assert (cores.threads(wanted), cores.processes(wanted)) == expected


def test_several_processes_are_used_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "processes", lambda _wanted: 2)
    found = list(Analyzer().outcomes([f"{number}" for number in range(MANY)], read, str))
    assert os.getpid() not in {outcome[1] for _, outcome in found}  # type: ignore[index]  # no analysis
