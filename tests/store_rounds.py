"""Checkers whose machines die: ``python -m tests.store_rounds --rounds N [--seed S]``.

In each round processes work on one file of decisions and are killed (SIGKILL) at a random moment; all of `KINDS` take
their turn. A process says each decision into a pipe as soon as `decide` has returned: that one is *acknowledged*, and
has to be in the file whatever happened to the process afterwards. After each round the file is whole, the log counts
on without a gap, what is shown is what the log says, and of a decision that was made and not yet said there is at most
one a process. The processes are forked, so that a round takes milliseconds: POSIX only.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import select
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from attrib import files
from attrib.export import lines
from attrib.review import Decision, DecisionError, Review, batch, decisions, replay
from attrib.store import ConflictError, Store, StoredDocument, StoreError
from attrib.types import Analysis, Attribution, Document, Engine, Paragraph, Span

LONGEST: Final = 0.03
"""Seconds after which a process is killed at the latest; opening the file and a decision take some 3 ms each."""
BEGUN: Final = 0.7
"""Share of the rounds in which they are counted from the first decision, in the others from the fork."""


def article(number: int, attributions: int = 5) -> Analysis:
    """Return an invented article unlike that of any other number."""
    said = [f"“Wall {number} held for {n} hours,” the warden said." for n in range(attributions)]
    text = "\n\n".join(said)
    starts = [text.index(line) for line in said]
    return Analysis(
        Document(f"sha256:{number:064x}", text, tuple(Paragraph(Span(s, s + len(said[0]))) for s in starts)),
        Engine("0"),
        tuple(
            Attribution(f"a{n}", "direct", (Span(start, start + line.index("”") + 1),), None, None, "quotation", n, n)
            for n, (start, line) in enumerate(zip(starts, said, strict=True), 1)
        ),
    )


# --- what a process does ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """What a process works on: the file, the folder of results, whose decisions these are, and how to say one."""

    path: Path
    reviewer: str
    say: Callable[[list[int]], object]
    now: Callable[[], str] = lambda: "2026-11-28T10:00:00Z"


Choose = Callable[[Review], Decision | tuple[Decision, ...]]


def another(review: Review) -> Decision:
    """Return a decision that overwrites another's: of two in a row on an item one was made unseen."""
    item = random.choice(review.items)
    return decisions.reopen(review, item.id) if item.status == "rejected" else decisions.reject(review, item.id)


def back_and_forth(review: Review) -> Decision:
    """Return a decision, or take one back, or put it back."""
    made = random.choice((another, lambda r: decisions.undo(r, "Rana"), lambda r: decisions.redo(r, "Rana")))
    with suppress(DecisionError):
        return made(review)
    return another(review)


def together(review: Review) -> Decision | tuple[Decision, ...]:
    """Return the rejection of all that is open, as one step, or take such a step back, or put it back."""
    found = batch.members(review, "reject-all", batch.Group(by_speaker=True))
    if len(found) > 1:
        return batch.decide(review, "reject-all", [each.id for each in found])
    return back_and_forth(review)


def decide(work: Work, choose: Choose = another, then: Callable[[Review], object] = lambda _: None) -> None:
    """Decide until killed; `then` is done after each."""
    with Store(work.path, now=work.now) as store:
        [document] = store.documents()
        while True:
            review = store.review(document)
            try:
                made, before = choose(review), review.number
                made = made if isinstance(made, tuple) else (made,)
                review = store.decide(document, *made, reviewer=work.reviewer, seen=before)
            except ConflictError:
                continue
            except StoreError:  # the disk is full: what was said before has to be there all the same
                time.sleep(0.001)
                continue
            new = (each for each in review.decisions if each.number > before)
            work.say([each.number for each in new if each.reviewer == work.reviewer])
            then(review)


def export(work: Work) -> None:
    """Decide, and write the line-by-line file over the one before."""
    decide(work, then=lambda review: files.write(work.path.with_name("lines.csv"), listed(review)))


def listed(review: Review) -> str:
    """Return the line-by-line file between two lines that say of which decision it is."""
    return f"{review.number}\n{lines.header()}{lines.rows(review)}{review.number}\n"


def on_a_full_disk(work: Work) -> None:
    """Decide while no file may grow beyond a size that is soon reached: the kernel refuses writes, as a full disk's."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    most = work.path.stat().st_size + random.randrange(40_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    decide(work)


def clock(hours: int) -> Callable[[], str]:
    """Return a clock that is hours off, and goes back now and then."""
    return lambda: f"2026-11-28T{(12 + hours - random.randrange(3)) % 24:02}:{random.randrange(60):02}:00Z"


KINDS: Final[Mapping[str, tuple[Callable[[Work], None], ...]]] = {
    "writing": (decide,),
    "undoing": (lambda work: decide(work, back_and_forth),),
    "steps": (lambda work: decide(work, together),),
    "exporting": (export,),
    "migrating": (decide,),
    "full disk": (on_a_full_disk,),
    "two machines": (
        lambda work: decide(Work(work.path, "Rana", work.say, clock(-9))),
        lambda work: decide(Work(work.path, "Theo", work.say, clock(+3))),
    ),
}
"""What the processes of a round do. Migrating is deciding on a file of an older version."""


# --- a round ----------------------------------------------------------------------------------------------------------


@cache
def made(older: bool) -> bytes:  # noqa: FBT001 - two files
    """Return a file with an article and three decisions on it, of this version or of the one before."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attrib.db"
        with Store(path, now=clock(0)) as store:
            document = store.save(article(1)).document
            for _ in range(3):
                review = store.review(document)
                store.decide(document, another(review), reviewer="Ilse", seen=review.number)
        if older:
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                for table in ("analyses", "attributions", "entities", "claims"):
                    connection.execute(f"DROP TRIGGER {table}_keep_insert")
                connection.execute("DELETE FROM migrations WHERE name = '0006 no replacing'")
        return path.read_bytes()


def start(task: Callable[[Work], None], path: Path, reviewer: str) -> tuple[int, int]:
    """Fork a process; return its number and where it says its decisions."""
    told, say = os.pipe()
    process = os.fork()
    if process == 0:
        code = 1
        with suppress(BaseException):
            os.close(told)
            random.seed()
            task(Work(path, reviewer, lambda numbers: os.write(say, b"".join(b"%d\n" % each for each in numbers))))
            code = 0
        os._exit(code)  # it ended by itself: a mistake
    os.close(say)
    return process, told


def stop(process: int, told: int) -> list[int]:
    """Kill a process; return the decisions it said. Raises AssertionError when it had ended by itself."""
    os.kill(process, signal.SIGKILL)
    _, ended = os.waitpid(process, 0)
    with os.fdopen(told, encoding="ascii") as pipe:
        said = [int(line) for line in pipe]
    assert os.WIFSIGNALED(ended), "the process failed"
    return said


@dataclass(frozen=True)
class Outcome:
    """What came of a round: decisions acknowledged, those of them in the file, and those there that nobody had said."""

    acknowledged: int
    there: int
    unsaid: int


def one_round(kind: str, folder: Path) -> Outcome:
    """Let the processes of a kind work and kill them. Raises AssertionError when anything acknowledged is not there."""
    path = folder / "attrib.db"
    path.write_bytes(made(kind == "migrating"))
    names = ("Rana", "Theo")
    running = {name: start(task, path, name) for task, name in zip(KINDS[kind], names, strict=False)}
    if random.random() < BEGUN:
        select.select([told for _, told in running.values()], [], [], 10)
    time.sleep(random.uniform(0, LONGEST))
    said = {name: stop(*each) for name, each in running.items()}
    return verify(path, said)


def verify(path: Path, said: Mapping[str, list[int]]) -> Outcome:
    """Return what is in the file. Raises AssertionError when something acknowledged is not, or it is not whole."""
    with Store(path) as store:
        [document] = store.documents()
        review = store.review(document)
        logged = list(review.decisions)
        assert [each.number for each in logged] == list(range(1, len(logged) + 1)), "the log has a gap"
        assert [each.reviewer for each in logged[:3]] == ["Ilse"] * 3, "what was there before is gone"
        there = unsaid = 0
        for name, numbers in said.items():
            mine = [each.number for each in logged if each.reviewer == name]
            steps = {each.number: each.batch or each.number for each in logged}
            assert mine[: len(numbers)] == numbers, f"{name}: acknowledged {numbers}, there {mine}"
            left = {steps[each] for each in mine[len(numbers) :]}
            assert len(left) <= 1, f"{name}: more than one was made and not said"
            there += len({*numbers} & {*mine})
            unsaid += len(mine) - len(numbers)
        _check_seen(logged)
        check_steps(review)
        _check_rows(path, document, review)
        _check_files(path, store, document)
    return Outcome(sum(map(len, said.values())), there, unsaid)


def _check_seen(logged: Iterable[Decision]) -> None:
    """See that nobody has written over what they had not seen: a reject after a reject would be that."""
    kinds: dict[str | None, str] = {}
    for each in logged:
        if each.kind in {"undo", "redo"}:
            return
        assert each.kind != kinds.get(each.item, "reopen"), f"decision {each.number} was made unseen"
        kinds[each.item] = each.kind


def check_steps(review: Review) -> None:
    """See that no step is there in part: one that rejects leaves nothing open, one that takes back leaves nothing."""
    together: dict[int, list[Decision]] = {}
    for each in review.decisions:
        if each.batch is not None:
            together.setdefault(each.batch, []).append(each)
    for first, step in together.items():
        assert [each.number for each in step] == list(range(first, first + len(step))), "a step has a gap"
        if step[0].kind == "reject":
            then = replay(review.analysis, review.decisions[: step[-1].number])
            assert then.counts["open"] == 0, f"half of step {first}"
        else:
            log = {each.number: each for each in review.decisions}
            taken = log[step[0].undoes or 0].batch or 0
            assert len(step) == len(together[taken]), f"half of step {first}"


def _check_rows(path: Path, document: StoredDocument, review: Review) -> None:
    """See that the file is whole, and shows to other programs what the log says."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        query = "SELECT item, status FROM items WHERE document = ?"
        rows = dict(connection.execute(query, (document.key,)).fetchall())
    assert rows == {item.id: item.status for item in review.items}, "the readable state is not the log's"


def _check_files(path: Path, store: Store, document: StoredDocument) -> None:
    """See that a result is whole, and that there is one copy of a file that was migrated, with all that was in it."""
    with suppress(FileNotFoundError):
        text = path.with_name("lines.csv").read_text(encoding="utf-8")
        first, last = text.splitlines()[0], text.splitlines()[-1]
        assert first == last, "half a result"
        assert int(first) <= store.latest(document), "a result of what is not there"
    copies = [*path.parent.glob("attrib.db.before-*")]
    assert len([copy for copy in copies if copy.suffix != ".part"]) <= 1, f"copies: {copies}"
    assert len(copies) <= 2, f"copies: {copies}"  # one that a kill has left unfinished is written over
    for copy in (copy for copy in copies if copy.suffix != ".part"):
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (3,)


def main() -> None:
    """Do the rounds and print what came of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    random.seed(given.seed)
    rounds: Counter[str] = Counter()
    said: Counter[str] = Counter()
    there = unsaid = 0
    for number in range(given.rounds):
        kind = (*KINDS,)[number % len(KINDS)]
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = one_round(kind, Path(folder))
            except (AssertionError, StoreError) as error:
                sys.exit(f"round {number}, {kind}: {error}")
        rounds[kind] += 1
        said[kind] += outcome.acknowledged
        there, unsaid = there + outcome.there, unsaid + outcome.unsaid
    result = [f"{kind:14} {rounds[kind]:6,} rounds {said[kind]:9,} decisions acknowledged" for kind in rounds]
    result.append(f"{given.rounds:,} rounds: {said.total():,} decisions acknowledged, {there:,} of them there")
    result.append(f"{unsaid:,} more were made and not yet said when the process was killed")
    print("\n".join(result))  # noqa: T201 - the result


if __name__ == "__main__":
    main()
