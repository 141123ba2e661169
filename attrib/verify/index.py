"""All words of all sources in a few flat arrays, and where any one, two or three of them stand.

An index is one file, read by memory map: it opens at once however large it is. The positions of all words are sorted
by the word, the next and the one after, so that where one, two or three words stand is one range of them.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import numpy as np

from attrib import files
from attrib.errors import InputError, MissingInput, OutputError, visible
from attrib.read import find_articles
from attrib.verify import sources as reading
from attrib.verify.differences import Word
from attrib.verify.words import AUXILIARY, FILLER, FUNCTION, stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from attrib.verify.sources import Source

FORMAT: Final = b"attrib index 06\n"
KEPT: Final = 5
"""Indexes that stay in the cache, the newest ones: one of 24 MB of text takes 150 MB."""

BITS: Final = 21
"""Bits of a word's number in the key of three; past two million words some share one, which costs time only."""

CONTENT, GRAMMAR, HESITATION = 0, 1, 2
"""Classes of words, by which the alignment weighs them."""

POSITIONS: Final = 4_000
"""Positions looked at for a quotation, those of its rarest words first."""

BUCKET: Final = 32
"""Words apart within which two votes are for the same passage."""

APART: Final = 2 * BUCKET
"""Words of no length between two sources, so that no passage is looked for in both."""

PLACES: Final = 48
"""Passages that a quotation may be compared with."""

Array = Any  # NDArray of one of the types below; numpy's generics say no more that is of use
_TYPES: Final = {
    "ids": "<u4", "starts": "<u4", "lengths": "<u2", "first": "<u8", "order": "<u4", "keys": "<u8", "classes": "u1",
    "stems": "<u4", "counts": "<u4", "words": "u1", "texts": "u1", "kept": "u1", "ends": "<u8",
    "turns": "<u4", "names": "<u2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A source that could not be read, and why; `sha256` is None when not even its bytes could be.

    `path` is empty for a folder that may not be listed; `message` names it.
    """

    path: str
    sha256: str | None
    message: str


class Index:
    """The sources of one run.

    Words are numbered from 0 through all sources, with `APART` empty ones after each. `ids` are their numbers in the
    vocabulary, 0 for the empty one.
    """

    def __init__(
        self,
        arrays: dict[str, Array],
        paths: Sequence[str],
        header: dict[str, Any],
        unreadable: Sequence[Unreadable] = (),
    ) -> None:
        """Take the arrays of a file as they are, with the paths at which its sources lie now."""
        arrays = {name: each.view(np.ndarray) for name, each in arrays.items()}  # a memmap's own slices take far longer
        self.ids, self.starts, self.lengths = arrays["ids"], arrays["starts"], arrays["lengths"]
        self.classes, self.stems, self.counts = arrays["classes"], arrays["stems"], arrays["counts"]
        self._first, self._order, self._keys = arrays["first"], arrays["order"], arrays["keys"]
        self._turns, self._names, self._speakers = arrays["turns"].reshape(2, -1), arrays["names"], header["speakers"]
        self._texts, self._kept, self._ends = arrays["texts"], arrays["kept"], arrays["ends"].reshape(2, -1)
        self.dates: list[str | None] = [
            reading.date_of(path, said) for path, said in zip(paths, header["published"], strict=True)
        ]
        self.paths, self.unreadable = tuple(paths), tuple(unreadable)
        self._vocabulary = bytes(arrays["words"]).decode().split("\n")
        self._numbers = dict(zip(self._vocabulary, range(len(self._vocabulary)), strict=True))
        self.source = lru_cache(256)(self._source)

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.ids)

    def number(self, key: str) -> int:
        """Return the number of a word in the vocabulary, -1 for one that no source has."""
        return self._numbers.get(key, -1)

    def speaker(self, word: int) -> str | None:
        """Return the name of the turn that a word stands in, as its label has it; None outside of turns."""
        turn = int(np.searchsorted(self._turns[0], word, "right")) - 1
        return self._speakers[self._names[turn]] if turn >= 0 and word < self._turns[1, turn] else None

    def words(self, first: int, last: int, text: str) -> list[Word]:
        """Return the words from `first` to `last`, both of one source, whose `text` is given."""
        places = zip(
            self.ids[first : last + 1].tolist(),
            self.starts[first : last + 1].tolist(),
            self.lengths[first : last + 1].tolist(),
            strict=True,
        )
        return [
            Word(self._vocabulary[word], text[start : start + length], start, start + length)
            for word, start, length in places
        ]

    def whole(self, first: int, last: int) -> tuple[int, int]:
        """Return the words from `first` to `last` with what belongs to the same written word as either (“do|n’t”)."""

        def joined(word: int) -> bool:  # with the one after it; a source's end joins nothing
            return bool(self.ids[word] and self.starts[word] + self.lengths[word] == self.starts[word + 1])

        while first and joined(first - 1):
            first -= 1
        while joined(last):
            last += 1
        return first, last

    def words_of(self, source: int) -> tuple[int, int]:
        """Return from which word to which a source goes."""
        return int(self._first[source]), int(self._first[source + 1]) - APART

    def _source(self, number: int) -> Source:
        text, kept = (
            bytes(whole[ends[number] : ends[number + 1]])
            for whole, ends in zip((self._texts, self._kept), self._ends, strict=True)
        )
        return reading.from_json(self.paths[number], text.decode("utf-8", "surrogatepass"), json.loads(kept))

    @property
    def searched(self) -> Iterator[tuple[str, str | None]]:
        """The path and sha256 of every source, at last of those that could not be read; None: not even their bytes."""
        for path, (start, end) in zip(self.paths, pairwise(self._ends[1]), strict=True):
            yield path, json.loads(bytes(self._kept[start:end]))["sha256"]
        for each in self.unreadable:
            yield each.path, each.sha256 and each.sha256.removeprefix("sha256:")

    def find(self, words: NDArray[np.int64]) -> list[tuple[float, int, int]]:
        """Return where most of the words stand together: votes, the source, about which word begins; best first.

        Each run of one, two or three of the words votes for every place where it stands, the rarer the more.
        """
        padded = np.concatenate([words, [-1, -1]])
        runs = np.stack([padded[:-2], padded[1:-1], padded[2:]])
        lows, highs, offsets = [], [], []
        for size in range(1, len(runs) + 1):
            known = np.flatnonzero((runs[:size] > 0).all(axis=0))
            one, two, three = np.where(np.arange(len(runs))[:, None] < size, runs[:, known], 0)
            lows.append(_key(one, two, three))
            highs.append(lows[-1] + (np.uint64(1) << np.uint64(BITS * (len(runs) - size))))
            offsets.append(known)
        low = np.searchsorted(self._keys, np.concatenate(lows))
        high = np.searchsorted(self._keys, np.concatenate(highs))
        offset = np.concatenate(offsets)
        count = high - low
        some = np.flatnonzero(count)
        some = some[np.argsort(count[some], kind="stable")]
        enough = max(1, int(np.searchsorted(np.cumsum(count[some]), POSITIONS, "right")))
        taken = some[:enough]
        if not len(taken):
            return []
        sizes = np.minimum(count[taken], POSITIONS)
        begins = np.cumsum(sizes) - sizes
        at = np.arange(sizes.sum()) + np.repeat(low[taken] - begins, sizes)
        seen = self._order[at].astype(np.int64)
        buckets, where = np.unique((seen - np.repeat(offset[taken], sizes)) // BUCKET, return_inverse=True)
        score = np.bincount(where, np.repeat(np.log2(len(self) / count[taken]), sizes))
        both = score.copy()
        both[:-1] += np.where(np.diff(buckets) == 1, score[1:], 0)
        word = np.empty(len(buckets), np.int64)
        word[where] = seen  # any one of those that voted
        best = np.argsort(-both, kind="stable")[:PLACES]
        owners = np.searchsorted(self._first, word[best], "right") - 1
        return [
            (float(both[each]), int(owner), int(buckets[each]) * BUCKET)
            for each, owner in zip(best, owners, strict=True)
        ]


def class_of(key: str) -> int:
    """Return the class of a word."""
    return HESITATION if key in FILLER else GRAMMAR if key in FUNCTION or key in AUXILIARY else CONTENT


def stem_of(key: str) -> int:
    """Return a number that the forms of a word share."""
    return crc32(stem(key).encode())


def _key(one: Array, two: Array, three: Array) -> Array:
    mask, bits = np.uint64((1 << BITS) - 1), np.uint64(BITS)
    first, second, third = (np.asarray(each).astype(np.uint64) & mask for each in (one, two, three))
    return (((first << bits) | second) << bits) | third


def cache_folder() -> Path:
    """Return where indexes are kept: in the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("attrib", appauthor=False)) / "sources"


def open_index(
    paths: Sequence[str],
    cache: Path | None,
    *,
    articles: Iterable[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Index:
    """Return the index of files and folders: from the `cache` folder if it is there, else built, and kept there.

    None keeps nothing. A folder stands for the files in it that attrib reads. What cannot be read is in
    `Index.unreadable`. `progress` is called with the files read and their number. Raises MissingInput when a path is
    nothing or a folder without files, InputError when a source is one of the `articles` to be checked.
    """
    checked = {files.identity(Path(article)) for article in articles} - {None}
    same = {files.digest(str(article)) for article in articles} - {None, ""}  # a copy of it
    known: dict[tuple[str, str], str] = {}
    unreadable: list[Unreadable] = []

    def failed(error: InputError) -> None:
        if isinstance(error, MissingInput):
            raise error
        unreadable.append(Unreadable("", None, error.message))

    for path in map(str, find_articles(paths, failed=failed, sources=True)):
        digest = files.digest(path)
        if digest in same or (checked and files.identity(Path(path)) in checked):
            raise InputError(
                f"{visible(path)} is given as an article and as a source", "an article proves nothing of itself"
            )
        if digest:
            known.setdefault((digest, Path(path).suffix.lower()), path)
        elif Path(path).exists():
            unreadable.append(Unreadable(path, None, f"{visible(path)} may not be read"))
        else:
            raise MissingInput(f"there is no source {visible(path)}", "check the path")
    if not known and not unreadable:
        raise MissingInput("no source was given", "name files or folders with --against")
    contents = sorted(known)
    # What an index holds depends on the code that made it, too.
    code = [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("words.py", "sources.py")]
    name = sha256(json.dumps([FORMAT.decode(), code, contents]).encode()).hexdigest()
    place = cache / f"{name}.index" if cache else None
    kept = _load(place) if place else None
    header, arrays = kept or _build([known[each] for each in contents], progress)
    if place and not kept:
        _save(place, header, arrays)
    read = [known[contents[number]] for number in header["read"]]
    unreadable += [
        Unreadable(path := known[contents[number]], contents[number][0], message.replace("\0", visible(path)))
        for number, message in header["unreadable"]
    ]
    return Index(arrays, read, header, unreadable)


def _build(files_: Sequence[str], progress: Callable[[int, int], None]) -> tuple[dict[str, Any], dict[str, Array]]:
    """Read the files and return what :func:`_save` keeps: a header and the arrays."""
    numbers: dict[str, int] = {"": 0}
    ids, starts, lengths = array("I"), array("I"), array("H")
    first, texts, kept = [0], [], []
    header: dict[str, Any] = {"read": [], "published": [], "unreadable": []}
    speakers: dict[str, int] = {}
    turns: tuple[list[int], list[int]] = ([], [])
    names: list[int] = []
    for number, path in enumerate(files_):
        progress(number, len(files_))
        try:
            document, labels, words = reading.read_source(path, Path(path).read_bytes())
        except (InputError, OSError) as error:
            header["unreadable"].append([number, str(error).replace(visible(path), "\0").replace(path, "\0")])
            continue
        header["read"].append(number)
        header["published"].append(reading.published(document))
        for label in labels:
            names.append(speakers.setdefault(label.name, len(speakers)))
            for side, offset in zip(turns, (label.end, label.reach), strict=True):
                side.append(len(ids) + bisect_left(words.starts, offset))
        ids.extend([numbers.setdefault(key, len(numbers)) for key in words.keys])
        starts.extend(words.starts)
        lengths.extend([min(end - start, _LONGEST) for start, end in zip(words.starts, words.ends, strict=True)])
        for each, rest in ((ids, 0), (starts, len(document.text)), (lengths, 0)):
            each.extend([rest] * APART)
        first.append(len(ids))
        texts.append(document.text.encode("utf-8", "surrogatepass"))
        kept.append(json.dumps(reading.to_json(document, labels)).encode())
    progress(len(files_), len(files_))
    header["speakers"] = list(speakers)
    found = np.array(ids, "<u4")
    padded = np.concatenate([found, np.zeros(2, "<u4")])
    keys = _key(padded[:-2], padded[1:-1], padded[2:])
    order = np.argsort(keys, kind="stable").astype("<u4")
    vocabulary = list(numbers)
    arrays = {
        "ids": found, "starts": starts, "lengths": lengths, "first": first, "order": order, "keys": keys[order],
        "classes": [class_of(word) for word in vocabulary], "stems": [stem_of(word) for word in vocabulary],
        "counts": np.bincount(found, minlength=len(vocabulary)),
        "words": np.frombuffer("\n".join(vocabulary).encode(), "u1"), "texts": np.frombuffer(b"".join(texts), "u1"),
        "kept": np.frombuffer(b"".join(kept), "u1"), "turns": turns, "names": names,
        "ends": [np.cumsum([0, *map(len, each)]) for each in (texts, kept)],
    }  # fmt: skip
    return header, {name: np.asarray(values, _TYPES[name]) for name, values in arrays.items()}


_LONGEST: Final = 65_535


def _save(place: Path, header: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Keep an index in the cache, and of the others there the newest. A cache that cannot be written to is none."""
    head = _filled(json.dumps({**header, "sizes": {name: each.size for name, each in arrays.items()}}).encode(), b" ")
    data = b"".join([FORMAT, b"%07d\n" % len(head), head, *(_filled(each.tobytes()) for each in arrays.values())])
    with suppress(OutputError, OSError):
        files.prepare([place], ())
        files.write_bytes(place, data)
        for old in sorted(place.parent.glob("*.index"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
            old.unlink()


def _filled(data: bytes, by: bytes = b"\0") -> bytes:
    return data + by * (-len(data) % 8)  # an array begins at a multiple of eight


def _load(place: Path) -> tuple[dict[str, Any], dict[str, Array]] | None:
    """Return what :func:`_save` kept, None where there is none or it is damaged."""
    try:
        whole = np.memmap(place, "u1", "r")
        if bytes(whole[: len(FORMAT)]) != FORMAT:
            return None
        at = len(FORMAT) + 8
        size = int(bytes(whole[len(FORMAT) : at]))
        header: dict[str, Any] = json.loads(bytes(whole[at : at + size]))
        at += size
        arrays: dict[str, Array] = {}
        for name, count in header["sizes"].items():
            size = count * np.dtype(_TYPES[name]).itemsize
            arrays[name] = whole[at : at + size].view(_TYPES[name])
            at += size + -size % 8
    except (OSError, ValueError, KeyError):
        return None
    return (header, arrays) if at == whole.size else None
