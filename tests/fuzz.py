"""Bytes that nobody wrote, for everything that reads any: ``python -m tests.fuzz --minutes N [--out FOLDER]``.

atheris (3.0, Google's libFuzzer for Python) makes the inputs: it is told which lines of attrib each one reached, and
goes on from those that reached new ones. Its first inputs are the files of `tests/files` and `tests/fixtures/read`.
It is in the extra `dev` where there is a wheel of it (Linux on x86-64, Python 3.11 to 3.13).

Each of `TARGETS` has its share of the time. A target returns, raises an AttribError of one line, or something else: a
finding. That is written to FOLDER (by default `tests/files/found`) under the name of its target, where
`tests/test_fuzz.py` reads it again from then on. An input that takes more than `SECONDS` or more than `MOST_MB` of
memory ends the process it is read in, is a finding too, and the rest of the time is used by another process.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from copy import deepcopy
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from attrib.errors import AttribError
from attrib.export import bundle, csv, gold, jsonl, lines, log, sealed, status, text
from attrib.export import json as schema
from attrib.extract.set_off import set_off
from attrib.extract.transcript import turns_of
from attrib.language.quotations import find_quotations
from attrib.language.tree import Tree
from attrib.read import read_document
from attrib.review import Decision, Named, Review, decisions, replay
from attrib.sheet import render
from attrib.store import Store
from attrib.types import Analysis, Document, Parse, Sentence, Span, Token
from tests import samples

HERE: Final = Path(__file__).parent
FOUND: Final = HERE / "files" / "found"
SECONDS: Final = 60
"""An input may take: reading a damaged PDF may (a minute in a process of its own)."""
MOST_MB: Final = 1_500
LONGEST: Final = 100_000
"""Bytes of an input."""
SLICE: Final = 150
"""Seconds that a target has at once, at most."""
LEAST: Final = 2
"""Seconds for which no process is started."""


# --- what is read -----------------------------------------------------------------------------------------------------


def sound(document: Document) -> None:
    """See that the document is what the types promise. Raises AssertionError."""
    document.text.encode()
    end = 0
    for paragraph in document.paragraphs:
        assert end <= paragraph.span.start < paragraph.span.end <= len(document.text), paragraph
        end = paragraph.span.end
    assert [place.offset for place in document.places] == sorted(place.offset for place in document.places)
    assert all(note.span.end <= len(document.text) for note in document.notes)
    assert schema.from_dict(schema.to_dict(analysis := Analysis(document, samples.bare().engine))) == analysis


def reader(suffix: str) -> Callable[[bytes], None]:
    """Return what reads bytes as a file of that kind."""

    def read(data: bytes) -> None:
        sound(read_document(f"a{suffix}", data=data, force=True))

    return read


def read_turns(data: bytes) -> None:
    """Look for turns and what is set off in a text, whose parse is made by hand: a word is what blanks part."""
    try:
        document = read_document("a.txt", data=data, force=True)
    except AttribError:
        return
    sentences: list[Sentence] = []
    for index, paragraph in enumerate(document.paragraphs):
        words = list(re.finditer(r"\w+|[^\w\s]", document.text[paragraph.span.start : paragraph.span.end]))
        tokens = tuple(
            Token(
                Span(paragraph.span.start + word.start(), paragraph.span.start + word.end()),
                word[0], word[0].lower(), "VERB" if number % 4 == 1 else "NOUN", number - 1,
                "root" if number == 0 else "dep", entity="B-PER" if word[0].istitle() else "O",
            )
            for number, word in enumerate(words)
        )  # fmt: skip
        if tokens:
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            sentences.append(Sentence(len(sentences), index, span, tokens))
    if not sentences:
        return
    tree, quotations = Tree(document, Parse(tuple(sentences))), find_quotations(document)
    made = [each for alone in (False, True) for each in turns_of(tree, quotations, alone=alone)]
    for each in (*made, *set_off(tree, quotations)):
        spans = (*each.content, each.source, each.cue.span if each.cue else None)
        assert each.content
        assert all(span is None or span.end <= len(document.text) for span in spans)


# --- JSON, decisions, rows --------------------------------------------------------------------------------------------

OTHERS: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 3, 2.5, 10**30, 10**400, float("nan"), float("inf"), "", "odd", "\x1b[31m\u202e",
    "\ud800", "=1+1", "a1", "e1", "d1", "*", [], {}, [[]], [{}], {"a": {}}, ["odd"], "x" * 300,
)  # fmt: skip
ANALYSES: Final = (samples.footbridge, samples.placed, samples.hostile)


class Draw:
    """Takes an input apart, a number at a time; 0 where it is at its end."""

    def __init__(self, data: bytes) -> None:
        """Take the input."""
        self._data, self._at = data, 0

    def number(self, most: int) -> int:
        """Return a number from 0 to below `most`."""
        size = 1 if most <= 256 else 4
        self._at += size
        return int.from_bytes(self._data[self._at - size : self._at], "big") % most

    @property
    def left(self) -> bool:
        """Whether there is more."""
        return self._at < len(self._data)


def spoil(value: Any, draw: Draw) -> Any:  # noqa: ANN401 - JSON
    """Return the value with something in it replaced, taken away or said twice."""
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:  # noqa: ANN401 - JSON
        for key in node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ():
            places.append((node, key))
            walk(node[key])

    walk(value)
    if not places:
        return OTHERS[draw.number(len(OTHERS))]
    node, key = places[draw.number(len(places))]
    what = draw.number(8)
    if what == 0:
        del node[key]
    elif what == 1 and isinstance(node, list):
        node.append(deepcopy(node[key]))  # a value that holds itself is none that JSON can say
    elif what == 2:
        other, place = places[draw.number(len(places))]
        node[key] = deepcopy(other[place]) if key in node or isinstance(node, list) else None
    else:
        node[key] = deepcopy(OTHERS[draw.number(len(OTHERS))])
    return value


def show(review: Review) -> None:
    """Make everything that is shown of an article. Raises whatever fails."""
    analysis = review.analysis
    for name in (csv.rows, jsonl.line, schema.dumps, text.render):
        name(analysis)
    lines.rows(review)
    gold.gold_lines(review, "x")
    if review.items:
        status.item_lines("", review.items, analysis.document.text)
    render(analysis, review=review)


def read_json(data: bytes) -> None:
    """Read an analysis of which some values are others."""
    draw = Draw(data)
    value = schema.to_dict(ANALYSES[draw.number(len(ANALYSES))]())
    while draw.left:
        value = spoil(value, draw)
    show(replay(schema.from_dict(value), ()))


@cache
def history() -> tuple[Decision, ...]:
    """Return a log with most kinds of decisions."""
    review = replay(samples.footbridge(), ())
    makes: tuple[Callable[[Review], Decision], ...] = (
        lambda r: decisions.accept(r, "a1"),
        lambda r: decisions.set_speaker(r, "a2", Named("Ann", "named_person", "warden", "the port")),
        lambda r: decisions.set_type(r, "a3", "direct"),
        lambda r: decisions.set_act(r, "a3", "thought"),
        lambda r: decisions.set_span(r, "a4", "cue", None),
        lambda r: decisions.merge(r, "a5"),
        lambda r: decisions.split(r, "a2", r.item("a2").current.content[0].start + 10),
        lambda r: decisions.add(r, [Span(0, 10)], speaker="e1"),
        lambda r: decisions.note(r, "a1", "a note"),
        lambda r: decisions.link(r, "a1", "https://example.org/a"),
        lambda r: decisions.contact(r, "a1", "by the ferry"),
        lambda r: decisions.comment(r, "a1", "answered", "no"),
        lambda r: decisions.record(r, "a1", title="warden", source_kind="on_record"),
        lambda r: decisions.reject(r, "a9"),
        lambda r: decisions.undo(r, "Rana"),
        lambda r: decisions.redo(r, "Rana"),
        lambda r: decisions.sign(r, "because"),
        lambda r: decisions.unsign(r, "after all"),
        lambda r: decisions.reopen(r, "a1"),
    )
    for number, make in enumerate(makes, 1):
        made = replace(make(review), number=number, at="2026-03-04T10:00:00Z", reviewer="Rana")
        review = replay(review.analysis, (*review.decisions, made))
    return review.decisions


def read_log(data: bytes) -> None:
    """Replay a log of which some values are others."""
    draw, made = Draw(data), list(history())
    while draw.left:
        place = draw.number(len(made))
        decision, what = made[place], draw.number(6)
        if what == 0:
            del made[place]
        elif what == 1:
            made.insert(draw.number(len(made)), decision)
        elif what == 2:
            made[place] = replace(decision, item=(None, "a1", "a2", "d3", "*", "zz")[draw.number(6)])
        elif what == 3:
            made[place] = replace(decision, undoes=draw.number(40), built_on=draw.number(40))
        else:
            value = spoil(json.loads(json.dumps(dict(decision.value))), draw)
            made[place] = replace(decision, value=value if isinstance(value, dict) else {})
        if not made:
            return
    made = [replace(each, number=number) for number, each in enumerate(made, 1)]
    review = replay(samples.footbridge(), made)
    assert all(span.end <= len(review.document.text) for item in review.items for span in item.current.content)
    show(review)


@cache
def stored() -> bytes:
    """Return a store's file with an article and decisions on it, without what guards its rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attrib.db"
        with Store(path) as store:
            document = store.save(samples.footbridge()).document
            for each in history():
                review = store.review(document)
                with suppress(AttribError):
                    store.decide(document, each, reviewer=each.reviewer or "Rana", seen=review.number)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("PRAGMA journal_mode = DELETE")
        return path.read_bytes()


COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": ("document", "path", "analysis"),
    "analyses": ("id", "title", "published", "saved", "digest", "json"),
    "decisions": (
        "number", "at", "reviewer", "kind", "item", "words", "before", "after", "undoes", "value", "built_on",
        "analysis",
    ),
    "items": ("item", "status", "number"),
    "migrations": ("name", "at"),
}  # fmt: skip


def read_rows(data: bytes) -> None:
    """Read a store of which some bytes, or some values, are others; decide on it, and save another analysis."""
    draw = Draw(data)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "attrib.db"
        made = bytearray(stored())
        in_bytes = draw.number(2)
        while in_bytes and draw.left:
            made[draw.number(len(made))] = draw.number(256)
        path.write_bytes(made)
        with suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            while draw.left:
                table = (*COLUMNS,)[draw.number(len(COLUMNS))]
                column = COLUMNS[table][draw.number(len(COLUMNS[table]))]
                value: Any = OTHERS[draw.number(len(OTHERS))]
                if isinstance(value, list | dict) or draw.number(3) == 0:
                    value = json.dumps(value)
                with suppress(sqlite3.Error, OverflowError, UnicodeError):
                    one = "CAST(? AS TEXT)" if draw.number(4) == 0 else "?"
                    value = value.encode() if one != "?" and isinstance(value, str) else value
                    connection.execute(f"UPDATE {table} SET {column} = {one}", (value,))  # noqa: S608 - ours
        with Store(path, patience=0.1) as store:
            for document in store.documents():
                review = store.review(document)
                show(review)
                log.render(store.log(document))
                json.dumps(log.as_dicts(store.log(document)))
                status.table([document])
                made_now = Decision("note", "a1", {"text": "a note"})
                store.decide(document, made_now, reviewer="Rana", seen=review.number)
                store.save(samples.doubting(samples.footbridge(), "a1"), path=document.path)


@cache
def sealed_bundles() -> list[bytes]:
    """Return a sealed bundle, and one of other files."""
    one = bundle.seal(replay(samples.bare(), ()), (), at="2026-11-29T09:00:00Z", by="Rana")
    return [one.data, bundle.pack({bundle.MANIFEST: b'{"files": []}', bundle.SIGNATURE: bytes(64)})]


def read_bundle(data: bytes) -> None:
    """See that there is no bundle in which nothing is wrong but one that was sealed."""
    if data != sealed_bundles()[0]:
        assert sealed.check(data).faults


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "txt": reader(".txt"),
    "md": reader(".md"),
    "html": reader(".html"),
    "docx": reader(".docx"),
    "pdf": reader(".pdf"),
    "eml": reader(".eml"),
    "srt": reader(".srt"),
    "vtt": reader(".vtt"),
    "any": reader(""),
    "turns": read_turns,
    "json": read_json,
    "log": read_log,
    "rows": read_rows,
    "bundle": read_bundle,
}
"""By what the names of findings begin with."""
SEED_SUFFIXES: Final = {"txt": ("txt", "turns", "any"), "html": ("html", "any"), "docx": ("docx", "any")}


def attempt(name: str, data: bytes) -> str | None:
    """Return where a target failed on an input, None where it did not or said so in one line."""
    try:
        TARGETS[name](data)
    except AttribError as error:
        return None if "\n" not in f"{error.message}{error.hint}" else "a message of two lines"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        places = [each for each in traceback.extract_tb(error.__traceback__) if "/attrib/" in each.filename]
        place = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else "the target"
        return f"{type(error).__name__} in {place}: {str(error)[:100]}"
    return None


def seeds(name: str) -> list[bytes]:
    """Return the first inputs of a target: the files of the tests, and a little for what no file is of."""
    if name in {"json", "log", "rows"}:
        return [bytes(range(n, n + 12)) for n in range(0, 240, 12)]
    if name == "bundle":
        return sealed_bundles()
    found = [b"VALE: We did.\n\nQ. Why?\nA. Because.\n\nHUGH MOSS, MP: No.\n\n[00:01:09] Ann Vale (Lab):\nIt held.\n"]
    for path in sorted((*(HERE / "files").glob("*.*"), *(HERE / "fixtures/read").glob("*.*"))):
        suffix = path.suffix[1:]
        if name in SEED_SUFFIXES.get(suffix, (suffix,)) and path.stat().st_size < LONGEST:
            found.append(path.read_bytes())
    return found


# --- the process that reads -------------------------------------------------------------------------------------------


def mutate_book(data: bytes, most: int, seed: int) -> bytes:
    """Return another Word file: mostly one with a part of the archive changed, else one with bytes changed."""
    import atheris

    if seed % 8:
        with suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = {each: book.read(each) for each in book.namelist()}
            chosen = (*parts,)[seed % len(parts)]
            parts[chosen] = bytes(atheris.Mutate(parts[chosen], len(parts[chosen]) + 100))
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
                for each, words in parts.items():
                    written.writestr(each, words)
            return made.getvalue()[:most]
    return bytes(atheris.Mutate(data, most))


def work(name: str, until: float, folder: Path, out: Path, seed: int) -> None:
    """Read inputs until then (`time.time`); write what was found to `out`, and how many were read to `folder`."""
    import atheris

    known: set[str] = set()
    done = 0

    def one(data: bytes) -> None:
        nonlocal done
        done += 1
        if done % (1 if name == "pdf" else 50) == 0:
            (folder / "done").write_text(str(done), encoding="utf-8")
        failed = attempt(name, data)
        if failed is not None and (kind := failed[:40]) not in known:
            known.add(kind)
            keep(name, data, failed, out)

    arguments = [
        f"-max_total_time={max(1, int(until - time.time()))}",
        f"-rss_limit_mb={MOST_MB}", f"-timeout={SECONDS}", f"-max_len={LONGEST}",
        f"-seed={seed}", "-len_control=0", "-verbosity=0", f"-artifact_prefix={folder}/", str(folder / name),
    ]  # fmt: skip
    more: dict[str, Any] = {"custom_mutator": mutate_book} if name == "docx" else {}
    atheris.Setup(["tests.fuzz", *arguments], one, **more)
    atheris.Fuzz()


def keep(name: str, data: bytes, failed: str, out: Path) -> None:
    """Write a finding where the tests read it, and say so."""
    out.mkdir(parents=True, exist_ok=True)
    place = out / f"{name}-{sha256(data).hexdigest()[:12]}"
    place.write_bytes(data)
    print(f"found: {place.name}: {failed}", flush=True)  # noqa: T201 - the result


# --- the process that waits -------------------------------------------------------------------------------------------


def main() -> None:
    """Fuzz for some minutes; exit with 1 when there was a finding."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--out", type=Path, default=FOUND)
    parser.add_argument("--seed", type=int, default=0, help="what is drawn begins with it; 0: another each time")
    given = parser.parse_args()
    before, done, peak = set(given.out.glob("*")), Counter[str](), 0
    until = time.time() + 60 * given.minutes
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in TARGETS:
            (folder / name).mkdir()
            for seed in seeds(name):
                (folder / name / sha256(seed).hexdigest()).write_bytes(seed)
        for turn, name in enumerate(cycle(TARGETS)):
            # Starting a process takes seconds: what is left is shared anew, so that the last one has its share, too.
            share = min(SLICE, (until - time.time()) / (len(TARGETS) - turn % len(TARGETS)))
            if share < LEAST:
                break
            read, most = run(name, time.time() + share, folder, given.out, given.seed)
            done[name] += read
            peak = max(peak, most)
    found = set(given.out.glob("*")) - before
    per = ", ".join(f"{name} {done[name]:,}" for name in TARGETS)
    result = f"{given.minutes:g} minutes, {done.total():,} inputs ({per}); peak {peak / 1e6:,.0f} MB"
    print(f"{result}; findings: {len(found)}")  # noqa: T201 - the result
    sys.exit(bool(found))


def run(name: str, until: float, folder: Path, out: Path, seed: int) -> tuple[int, int]:
    """Let a process read inputs of a target until then; return how many, and the bytes of memory it took at most."""
    (folder / "done").write_text("0", encoding="utf-8")
    command, most = [sys.executable, "-c", WORK, name, str(until), str(folder), str(out), str(seed)], 0
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stderr=said, cwd=HERE.parent)
    while process.poll() is None:
        most = max(most, resident(process.pid))
        time.sleep(0.2)
    artifacts = [path for kind in ("timeout", "oom", "crash") for path in folder.glob(f"{kind}-*")]
    for path in artifacts:
        keep(name, path.read_bytes(), path.name.partition("-")[0], out)
        path.unlink()
    if process.returncode and not artifacts:
        raise SystemExit((folder / "said").read_text(encoding="utf-8", errors="replace")[-1500:])
    return int((folder / "done").read_text(encoding="utf-8")), most


def resident(process: int) -> int:
    """Return how many bytes of memory a process has taken at most; 0 when it is gone."""
    with suppress(OSError, ValueError, StopIteration):
        rows = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
        return next(int(row.split()[1]) * 1024 for row in rows if row.startswith("VmHWM:"))
    return 0


WORK: Final = """
import sys, pathlib, atheris
with atheris.instrument_imports(include=["attrib"]):
    from tests.fuzz import work
    work(sys.argv[1], float(sys.argv[2]), pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4]), int(sys.argv[5]))
"""
"""What the process that reads runs: whatever it imports of attrib tells which of its lines are reached."""

if __name__ == "__main__":
    main()
