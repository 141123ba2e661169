"""Bytes that nobody wrote, for everything that reads any: ``python -m tests.fuzz --minutes N [--out FOLDER]``.

atheris (3.0, Google's libFuzzer for Python) makes the inputs: it is told which lines of attrib each one reached, and
goes on from those that reached new ones. Its first inputs are the files of `tests/files` and `tests/fixtures/read`.
It is in the extra `dev` where there is a wheel of it (Linux on x86-64, Python 3.11 to 3.13).

The first byte of an input says which of `TARGETS` reads the rest. A target returns, or raises what is no AttribError: a
finding. Each is written to FOLDER (by default `tests/files/found`) under the name of its target, where
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
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from attrib.errors import AttribError
from attrib.export import csv, gold, jsonl, lines, log, status, text
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
PDF_SHARE: Final = 20
"""One PDF in so many is read: each is a process of its own, which takes as long as fifty other inputs."""


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


def read_pdf(data: bytes) -> None:
    """Read some of the PDFs."""
    if sha256(data).digest()[0] % PDF_SHARE == 0:
        sound(read_document("a.pdf", data=data, force=True))


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
        node.append(node[key])
    elif what == 2:
        other, place = places[draw.number(len(places))]
        node[key] = json.loads(json.dumps(other[place])) if key in node or isinstance(node, list) else None
    else:
        node[key] = OTHERS[draw.number(len(OTHERS))]
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


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "txt": reader(".txt"),
    "md": reader(".md"),
    "html": reader(".html"),
    "docx": reader(".docx"),
    "pdf": read_pdf,
    "eml": reader(".eml"),
    "srt": reader(".srt"),
    "vtt": reader(".vtt"),
    "any": reader(""),
    "turns": read_turns,
    "json": read_json,
    "log": read_log,
    "rows": read_rows,
}
"""By what the names of findings begin with."""
NAMES: Final = (*TARGETS,)
SEED_SUFFIXES: Final = {"txt": ("txt", "turns", "any"), "md": ("md",), "html": ("html", "any"), "htm": ("html",)}


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


def seeds() -> list[bytes]:
    """Return the first inputs: the files of the tests, and a little for what no file is of."""
    found = []
    for path in sorted((*(HERE / "files").glob("*.*"), *(HERE / "fixtures/read").glob("*.*"))):
        data = path.read_bytes()
        if len(data) < LONGEST:
            for name in SEED_SUFFIXES.get(path.suffix[1:], (path.suffix[1:],)):
                found += [bytes([NAMES.index(name)]) + data] if name in TARGETS else []
    spoken = "VALE: We did.\n\nQ. Why?\nA. Because.\n\nHUGH MOSS, MP: No.\n\n[00:01:09] Ann Vale (Lab):\nIt held.\n"
    found.append(bytes([NAMES.index("turns")]) + spoken.encode())
    for name in ("json", "log", "rows"):
        found += [bytes([NAMES.index(name), *range(n, n + 12)]) for n in range(0, 240, 12)]
    return found


# --- the process that reads -------------------------------------------------------------------------------------------


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Return another input: of a Word file a part of the archive, of everything else the bytes."""
    import atheris

    head, rest = data[:1], data[1:]
    if head and NAMES[head[0] % len(NAMES)] == "docx" and seed % 4:
        with suppress(Exception), zipfile.ZipFile(io.BytesIO(rest)) as book:
            parts = {each: book.read(each) for each in book.namelist()}
            chosen = (*parts,)[seed % len(parts)]
            parts[chosen] = bytes(atheris.Mutate(parts[chosen], len(parts[chosen]) + 100))
            made = io.BytesIO()
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
                for each, words in parts.items():
                    written.writestr(each, words)
            return (head + made.getvalue())[:most]
    changed = bytes(atheris.Mutate(rest, most - 1))
    return (head or b"\0") + changed


def work(seconds: int, folder: Path, out: Path) -> None:
    """Read inputs for so long; write what was found to `out`, and what was done to `folder`."""
    import atheris

    known: set[str] = set()
    done: Counter[str] = Counter()

    def one(data: bytes) -> None:
        if not data:
            return
        name = NAMES[data[0] % len(NAMES)]
        done[name] += 1
        if sum(done.values()) % 200 == 0:
            (folder / "done.json").write_text(json.dumps(done), encoding="utf-8")
        failed = attempt(name, data[1:])
        if failed is not None and (kind := f"{name} {failed.split(':')[0]}{failed.split(':')[1][:8]}") not in known:
            known.add(kind)
            keep(name, data[1:], failed, out)

    arguments = [
        f"-max_total_time={seconds}", f"-rss_limit_mb={MOST_MB}", f"-timeout={SECONDS}", f"-max_len={LONGEST}",
        "-len_control=0", "-verbosity=0", f"-artifact_prefix={folder}/", str(folder / "corpus"),
    ]  # fmt: skip
    atheris.Setup(["tests.fuzz", *arguments], one, custom_mutator=mutate)
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
    given = parser.parse_args()
    before = set(given.out.glob("*"))
    until, done, peak = time.monotonic() + 60 * given.minutes, Counter[str](), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").mkdir()
        for seed in seeds():
            (folder / "corpus" / sha256(seed).hexdigest()).write_bytes(seed)
        while (left := int(until - time.monotonic())) > 0:
            (folder / "done.json").unlink(missing_ok=True)
            command = [sys.executable, "-c", WORK, str(left), str(folder), str(given.out)]
            with (folder / "said").open("wb") as said:
                process = subprocess.Popen(command, stderr=said, cwd=HERE.parent)
            while process.poll() is None:
                peak = max(peak, resident(process.pid))
                time.sleep(0.2)
            with suppress(OSError, ValueError):
                done += Counter(json.loads((folder / "done.json").read_text(encoding="utf-8")))
            for path in [*folder.glob("timeout-*"), *folder.glob("oom-*"), *folder.glob("crash-*")]:
                data = path.read_bytes() or b"\0"
                keep(NAMES[data[0] % len(NAMES)], data[1:], path.name.partition("-")[0], given.out)
                path.unlink()
            if process.returncode and int(until - time.monotonic()) > 0:
                print((folder / "said").read_text(encoding="utf-8", errors="replace")[-1500:])  # noqa: T201 - why it ended
    found = set(given.out.glob("*")) - before
    per = ", ".join(f"{name} {done[name]:,}" for name in NAMES)
    result = f"{given.minutes:g} minutes, {done.total():,} inputs ({per}); peak {peak / 1e6:,.0f} MB"
    print(f"{result}; findings: {len(found)}")  # noqa: T201 - the result
    sys.exit(bool(found))


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
    work(int(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
"""
"""What the process that reads runs: whatever it imports of attrib tells which of its lines are reached."""

if __name__ == "__main__":
    main()
