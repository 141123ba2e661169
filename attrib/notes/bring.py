"""A writer's notes → decisions on the statements whose words they stand on, and what becomes of each note.

A note is known again by who wrote it, when, and in which words, and not by what the file is called or by the number
that its comment has there: a word processor numbers them anew whenever it saves. What a checker has taken back stays
away; what could not be carried to a new text may be placed anew.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote

from attrib.export.own import Own, read_own
from attrib.notes.recognised import recognise
from attrib.notes.statements import Statement, standing_on, statements
from attrib.review import DecisionError, decisions
from attrib.review.batch import one_step
from attrib.review.state import Imported
from attrib.wording import PRIVATE_NOTE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from attrib.review import Decision, Item, Review
    from attrib.store import Store, StoredDocument
    from attrib.types import Document, Note

Fate = Literal["imported", "known", "taken back", "not placed", "beside"]

NOT_PLACED: Final = 10
"""The exit code where a comment or a footnote was not placed."""

ALIKE: Final = 75.0
"""The least similarity of two texts, in per cent, at which they are taken for one article. The 78 pairs of the 13 texts
in seeds/ and tests/newsroom/ have 50 at most (2026-11-29); a copy with a paragraph cut and another edited has 98."""

UNLIKE: Final = 50.0
"""The most similarity, in per cent, at which two texts are taken for different articles: the most of those pairs."""


@dataclass(frozen=True, slots=True)
class Found:
    """A note of the file and what became of it.

    `on` are the ids of the statements that it stands on, `filled` what was entered for them beside it (the kind of
    entry and its words). `why` says of one ``not placed`` what keeps it from that. ``beside`` is a link on words of no
    statement.
    """

    note: Note
    imported: Imported
    fate: Fate
    on: tuple[str, ...] = ()
    filled: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file brings to a review: `decisions` to be taken all at once, and what became of each note.

    `statements` are those of the review, where they stand in the file. `unsourced` are those on which nobody has put
    anything: no note of the file, and none of a checker's.
    """

    decisions: tuple[Decision, ...]
    found: tuple[Found, ...]
    statements: tuple[Statement, ...]
    unsourced: tuple[Item, ...]

    def of(self, fate: Fate) -> tuple[Found, ...]:
        """Return the notes that have come to `fate`."""
        return tuple(each for each in self.found if each.fate == fate)


def bring(review: Review, document: Document, file: str) -> Brought:
    """Return what the notes beside the text of `document`, a writer's version of the article, come to.

    `file` is what to call it. Raises DecisionError when the article is signed and there is something to import.
    """
    stated = statements(review, document.text)
    own = dict(_own(review, document, stated))
    comments: dict[str | None, Note] = {each.id: each for each in document.notes if each.id}
    taking = _Taking(review)
    found = []
    counted: Counter[str] = Counter()
    for note in _written(document.notes, {None, "attrib", *(each.reviewer for each in review.decisions)}):
        key = _key(note, document.text)
        counted[key] += 1
        key += f"/{counted[key]}" if counted[key] > 1 else ""
        imported = Imported(key, file, note.kind, note.author, note.date)
        on, why = _targets(note, document.text, comments, own, stated)
        found.append(taking.take(note, imported, on, why))
    sourced = {name for each in found if each.fate in {"imported", "known"} for name in each.on}
    return Brought(
        one_step(taking.made),
        tuple(found),
        stated,
        tuple(
            item
            for item in review.items
            if item.status != "rejected" and not item.folded and item.id not in sourced and not _is_sourced(item)
        ),
    )


def article_of(store: Store, document: Document, path: str) -> tuple[StoredDocument | None, str]:
    """Return the stored article that a file is of, None when there is none, and how that is known.

    The one that attrib's own comments name, else the one that was read from the same path, else the one whose text is
    most alike; this one, too, where a file at the same path has the text of another article. A text that is that of
    another article is told with how it is known.
    """
    from rapidfuzz import fuzz

    def alike(stored: StoredDocument, least: float = 0.0) -> float:
        return fuzz.ratio(store.analysis(stored).document.text, document.text, score_cutoff=least)

    found, how = named_in(store, document), "attrib’s comments name it"
    if found is None:
        found, how = store.last_read_from(path), "its path"
        if found is None or alike(found) <= UNLIKE:
            scored = [(alike(each, ALIKE), each) for each in store.documents()]
            score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
            if score:
                return best, f"{score:.0f} per cent of its text is the same"
    if found is None:
        return None, ""
    if (score := alike(found)) <= UNLIKE:
        how += f", but it looks like another article: {score:.0f} per cent of its text is the same"
    return found, how


def named_in(store: Store, document: Document) -> StoredDocument | None:
    """Return the stored article that attrib's own comments in a file are on, None where there are none, or it is gone.

    Of several it is the one that most of them name.
    """
    from attrib.store import StoreError

    named = Counter(own.article for note in document.notes if (own := _own_of(note)))
    for article, _ in named.most_common():
        with suppress(StoreError):
            return store.find(article)
    return None


# --- the notes of the file --------------------------------------------------------------------------------------------


def _own_of(note: Note) -> Own | None:
    return read_own(note.text) if note.kind == "comment" else None


def _written(notes: Iterable[Note], desk: Collection[str | None]) -> Iterator[Note]:
    """Yield the notes that are not attrib's own, and what somebody wrote in one that is.

    Such a comment is signed by a checker, one of the `desk`, who is not the one who wrote that. Somebody else has taken
    attrib's last line over into a comment of their own.
    """
    for note in notes:
        own = _own_of(note)
        if own is None:
            yield note
        elif own.written:
            theirs = not own.is_kept and note.author not in desk
            words = "\n".join(own.written)
            yield replace(note, text=words) if theirs else replace(note, text=words, author=None, date=None)


def _own(review: Review, document: Document, stated: Sequence[Statement]) -> Iterator[tuple[Note, str]]:
    """Yield attrib's own comments, each with the statement it is about now.

    An id holds for the article as it was when the comment was written; of another text the words have to tell.
    """
    placed = {each.item.id: each for each in stated}
    for note in document.notes:
        own = _own_of(note)
        if own is None:
            continue
        on = standing_on(stated, note.span)
        same = review.document.id.removeprefix("sha256:").startswith(own.article)
        named = placed.get(own.item) if same else None
        if named is not None and (not on or named.holds(note.span)):
            yield note, own.item
        elif on:
            yield note, on[0].item.id


def _targets(
    note: Note, text: str, comments: Mapping[str | None, Note], own: Mapping[Note, str], stated: Sequence[Statement]
) -> tuple[tuple[str, ...], str]:
    """Return the statements that a note is about, or why there is none; `comments` are all of the file by their ids."""
    thread, first = {note.id: comments.get(note.id, note)}, note
    while (parent := comments.get(first.parent)) is not None and parent.id not in thread:
        thread[parent.id] = first = parent
    if answered := next((own[each] for each in thread.values() if each in own), None):
        return (answered,), ""
    around: list[Note] = []
    if note.kind == "comment" and note.span:
        # Programs that know no answers put a comment on the same words, or at their end, which is on the last word.
        around = [each for each in own if each.span.contains(note.span)]
        is_point = not re.search(r"\s", note.span.of(text))
        same = [each for each in around if each.span == note.span or (is_point and each.span.end == note.span.end)]
        if same:
            return (own[min(same, key=lambda each: len(each.span))],), ""
    on = standing_on(stated, note.span) or standing_on(stated, first.span)
    if on:
        return tuple(each.item.id for each in on), ""
    if around:
        return (own[min(around, key=lambda each: len(each.span))],), ""
    return (), "it stands on words of no statement" if note.span else "it stands on no words, or on deleted ones"


def _key(note: Note, text: str) -> str:
    """Return what the note is known by; what has no date is on the same words."""
    told = [note.kind, note.author, note.date, note.text, None if note.date else note.span.of(text)]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def _is_sourced(item: Item) -> bool:
    """Whether a checker has said where the statement can be found, or anything of it."""
    record = item.record
    return bool(item.notes or item.links or record.link or record.time_code or record.page)


# --- decisions --------------------------------------------------------------------------------------------------------


class _Taking:
    """Makes the decisions: `made`, in order. What a checker entered is not replaced, nor anything entered twice."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.made: list[Decision] = []
        # What could not be carried to the present text is not there: it may be placed anew.
        log = [each for each in review.decisions if each.imported and each.carried != "orphaned"]
        self.log = {each.imported.key: each for each in log if each.imported}
        self.back = self.log.keys() - {
            each.imported.key for each in log if each.imported and each.number not in review.undone
        }
        self.links_back = {(each.item, each.value.get("link")) for each in log if each.number in review.undone}
        self.full = {
            (item.id, name): value
            for item in review.items
            for name in ("time_code", "page", "contact")
            if (value := getattr(item.record, name))
        }

    def take(self, note: Note, imported: Imported, on: tuple[str, ...], why: str) -> Found:
        """Decide what the note says of each statement that it is about."""
        if imported.key in self.log:
            return Found(note, imported, "taken back" if imported.key in self.back else "known", on)
        if not on or not note.text:
            beside = note.kind == "link" and note.text
            return Found(note, imported, "beside" if beside else "not placed", (), (), why or "it has no words")
        before = len(self.made)
        filled: list[tuple[str, str]] = []
        for name in on:
            item = self.review.item(name)
            filled += self._linked(item, note, imported) if note.kind == "link" else self._noted(item, note, imported)
        fate: Fate = "known"
        if len(self.made) > before or any((name, note.text) in self.full for name in on):
            fate = "imported"
        elif any((name, note.text) in self.links_back for name in on):
            fate = "taken back"
        return Found(note, imported, fate, on, tuple(dict.fromkeys(filled)))

    def _keep(self, made: Decision, imported: Imported) -> None:
        self.made.append(replace(made, value={**made.value, "imported": asdict(imported)}))

    def _noted(self, item: Item, note: Note, imported: Imported) -> Iterator[tuple[str, str]]:
        """Keep a note, and what it says beside its words; one that has a contact stays on the desk.

        So does one that somebody wrote on the line of a private note, in a copy that had those.
        """
        said = recognise(note.text)
        private = bool(said.contacts) or any(line.startswith(PRIVATE_NOTE) for line in note.text.splitlines())
        self._keep(decisions.note(self.review, item.id, note.text, private=private), imported)
        for address in said.links:
            yield from self._link(item, address, imported)
        yield from self._fill(item, imported, time_code=said.time_code, page=said.page)
        yield from self._fill(item, imported, contact=", ".join(said.contacts))

    def _linked(self, item: Item, note: Note, imported: Imported) -> Iterator[tuple[str, str]]:
        """Keep a link that the words have; one that leads to no page is a contact, or a note."""
        linked = list(self._link(item, note.text, imported))
        yield from linked
        if linked or self._has(item, note.text):
            return
        scheme, _, rest = note.text.partition(":")
        reached = unquote(rest.partition("?")[0]) if scheme.lower() in {"mailto", "tel"} else ""
        entered = list(self._fill(item, imported, contact=reached))
        yield from entered
        if not entered and not (reached and self.full.get((item.id, "contact")) == reached):
            self._keep(decisions.note(self.review, item.id, note.text, private=bool(reached)), imported)

    def _has(self, item: Item, address: str) -> bool:
        """Whether the statement has the link, or had it from a writer until a checker took it back."""
        return address in item.links or (item.id, address) in self.links_back or (item.id, address) in self.full

    def _link(self, item: Item, address: str, imported: Imported) -> Iterator[tuple[str, str]]:
        if self._has(item, address):
            return
        try:
            made = decisions.link(self.review, item.id, address)
        except DecisionError:
            return  # no page has such an address
        self.full[item.id, address] = address
        self._keep(made, imported)
        yield "link", address

    def _fill(self, item: Item, imported: Imported, **fields: str | None) -> Iterator[tuple[str, str]]:
        """Enter what a note says of the record, where nothing is entered."""
        new = {name: words for name, words in fields.items() if words and (item.id, name) not in self.full}
        if new:
            self.full |= {(item.id, name): words for name, words in new.items()}
            reached = new.get("contact")
            made = (
                decisions.contact(self.review, item.id, reached)
                if reached
                else decisions.record(self.review, item.id, **new)
            )
            self._keep(made, imported)
        yield from new.items()
