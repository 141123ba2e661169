"""Making decisions: each function takes a review and returns the decision, or says in one line why it cannot be taken.

What they return has no number, time or reviewer yet: :meth:`attrib.store.Store.decide` adds them as it commits it.
All of them raise DecisionError: when the item is not there, when nothing would change, when a place is outside the text
or without words, and, but for `unsign`, when the article is signed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar, get_args
from urllib.parse import urlsplit

from attrib.language.marks import find_marks
from attrib.review.state import (
    COMMENT_STATES,
    FACT_STATUSES,
    NOT_UNDONE,
    RECORD_FIELDS,
    SOURCE_KINDS,
    CommentState,
    Decision,
    DecisionError,
    Fact,
    FactStatus,
    Item,
    Kind,
    Named,
    Part,
    Review,
    verdict_value,
)
from attrib.types import Act, Attribution, AttributionType, Cue, Entity, SourceClass, Span
from attrib.wording import STATUS_WORDS, left_words, several, verdicts_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LINKS = frozenset({"http", "https"})
"""Schemes a link may have: it is shown as one on the fact sheet, where others could run code."""

Option = TypeVar("Option", bound=str)


def accept(review: Review, item: str) -> Decision:
    """Confirm the item as it stands."""
    found = _item(review, item)
    if found.accepted and not (found.reworded or found.disputes):
        raise DecisionError(f"{_called(review, found)} is {found.status} already", "go on to the next, or reopen it")
    return _on(found, "accept", reading(review, found))


def reject(review: Review, item: str) -> Decision:
    """Say that the item is no attribution."""
    found = _item(review, item)
    if found.status == "rejected" and not found.disputes:
        raise DecisionError(f"{_called(review, found)} is rejected already", "accept or reopen it to change that")
    return _on(found, "reject")


def concern(review: Review, item: str, why: str) -> Decision:
    """Say that one has looked at the item and doubts it, and why; corrections stay as they are."""
    found = _item(review, item)
    reason = _entered(why, "concern")
    if found.concern == reason and not (found.reworded or found.disputes):
        raise DecisionError(f"{_called(review, found)} has that concern already", "accept, reject or reopen it")
    return _on(found, "concern", {"reason": reason})


def no_statement(review: Review, name: str) -> Decision:
    """Say that words in quotation marks are nobody's statement: a title, scare quotes, a slogan.

    `name` is that of one of `review.uncovered`, or of an item: it is rejected, and what it quotes is decided with it.
    """
    _unsigned(review)
    text = review.document.text
    held = [each.span for each in review.quotations if each.attribution == name]
    if (quoted := next((each for each in review.uncovered if each.id == name), None)) is not None:
        if quoted.status == "no statement":
            raise DecisionError(f"{name} is no statement already", "add an attribution if somebody said these words")
        return Decision("no_statement", value={"content": _places(text, quoted.content)})
    item = review.item(name)
    if not held:
        raise DecisionError(f"{_called(review, item)} has no quotation of its own", "reject it")
    return _on(item, "no_statement", {"content": _places(text, held)})


def reopen(review: Review, item: str) -> Decision:
    """Make the item one that nobody has decided; what was changed in it stays changed.

    `item` may be one of `review.uncovered` that somebody has called no statement.
    """
    if (quoted := next((each for each in review.uncovered if each.id == item), None)) is not None:
        _unsigned(review)
        if quoted.status != "no statement":
            raise DecisionError(f"{item} is open already", "say that it is no statement, or add an attribution")
        return Decision("reopen", value={"content": _places(review.document.text, quoted.content)})
    found = _item(review, item)
    if found.status == "open":
        raise DecisionError(f"{_called(review, found)} is open already", "accept or reject it")
    return _on(found, "reopen")


def set_speaker(review: Review, item: str, who: str | Named | None) -> Decision:
    """Give the item another speaker: the id of one of `review.entities`, somebody new, or None (*unattributed*)."""
    found = _item(review, item)
    value = _speaker(review, who)
    current = _speaker_value(review, found.current)
    if value == current:
        raise DecisionError(f"{_called(review, found)} has that speaker already", "accept confirms it")
    return _on(found, "speaker", {"speaker": value})


def set_type(review: Review, item: str, kind: AttributionType) -> Decision:
    """Make the item direct, indirect or mixed."""
    found = _item(review, item)
    if found.current.type == _one_of(kind, get_args(AttributionType), "type"):
        raise DecisionError(f"{_called(review, found)} is {kind} already", "accept confirms it")
    return _on(found, "type", {"type": kind})


def set_act(review: Review, item: str, act: Act) -> Decision:
    """Make the item a statement or a thought."""
    found = _item(review, item)
    if found.current.act == _one_of(act, get_args(Act), "act"):
        raise DecisionError(f"{_called(review, found)} is a {act} already", "accept confirms it")
    return _on(found, "act", {"act": act})


def set_span(review: Review, item: str, part: Part, span: Span | None, piece: int = 0) -> Decision:
    """Put a part of the item elsewhere: a piece of its content (counted from 0), its cue or its source.

    None takes a cue or source away, or a piece of the content if it is not the only one; a piece one beyond the last
    is a new one. Pieces may not overlap.
    """
    found = _item(review, item)
    current = found.current
    text = review.document.text
    value: list[dict[str, Any]]
    if _one_of(part, get_args(Part), "part") == "content":
        pieces = list(current.content)
        if not 0 <= piece <= len(pieces):
            raise DecisionError(f"{_called(review, found)} has no piece {piece + 1}", f"it has {len(pieces)}")
        pieces[piece : piece + 1] = [] if span is None else [span]
        content = _content(text, pieces)
        same, value = content == current.content, _places(text, content)
    elif part == "cue":
        same = span == (current.cue and current.cue.span)
        value = [] if span is None else [_cue(text, span, current.cue)]
    else:
        same, value = span == current.source, [] if span is None else [_place(text, span)]
    if same:
        raise DecisionError(f"the {part} of {_called(review, found)} is there already", "accept confirms it")
    return _on(found, "span", {"part": part, "spans": value})


def merge(review: Review, item: str) -> Decision:
    """Make one attribution of the item and the next in text order; what the first lacks is taken from the second."""
    first = _item(review, item)
    second = review.following(item)
    if second is None:
        raise DecisionError(f"{_called(review, first)} is the last attribution", "merge from the one before it")
    text = review.document.text
    content = _places(text, _joined(text, (*first.current.content, *second.current.content)))
    return _on(first, "merge", {"with": second.id, "with_shape": second.shape, "content": content})


def split(review: Review, item: str, at: int) -> Decision:
    """Make two attributions of the item: its words before the offset `at` in the text, and those from there on."""
    found = _item(review, item)
    text = review.document.text
    before = [Span(each.start, min(each.end, at)) for each in found.current.content if each.start < at]
    after = [Span(max(each.start, at), each.end) for each in found.current.content if each.end > at]
    first, second = ([_trimmed(text, each) for each in part if each.of(text).strip()] for part in (before, after))
    if not first or not second:
        where = f"{at} is not between words of {_called(review, found)}"
        raise DecisionError(where, "choose a place inside its content")
    return _on(found, "split", {"first": _places(text, first), "second": _places(text, second)})


def add(  # noqa: PLR0913 - an attribution has that many parts
    review: Review,
    content: Sequence[Span],
    *,
    speaker: str | Named | None = None,
    cue: Span | None = None,
    source: Span | None = None,
    kind: AttributionType | None = None,
    act: Act = "statement",
) -> Decision:
    """Add an attribution the machine missed; its id will be ``d`` and the number of the decision.

    Without a `kind` the quotation marks tell it.
    """
    _unsigned(review)
    text = review.document.text
    pieces = _content(text, content)
    for item in review.items:
        if item.current.content == pieces and item.status != "rejected":
            raise DecisionError(f"{_called(review, item)} has these words already", "change that one")
    value = {
        "type": _type(text, pieces) if kind is None else _one_of(kind, get_args(AttributionType), "type"),
        "content": _places(text, pieces),
        "cue": None if cue is None else _cue(text, cue, None),
        "source": None if source is None else _place(text, source),
        "speaker": _speaker(review, speaker),
        "act": _one_of(act, get_args(Act), "act"),
    }
    return Decision("add", value=value)


def note(review: Review, item: str, text: str, *, private: bool = False) -> Decision:
    """Write a note on the item; a private one is left out of copies for others."""
    value = {"text": _entered(text, "note")}
    return _on(_item(review, item), "note", value | ({"private": True} if private else {}))


def link(review: Review, item: str, url: str) -> Decision:
    """Keep a link to evidence with the item."""
    found = _item(review, item)
    value = _url(url)
    if value in found.links:
        has = f"{_called(review, found)} has that link already"
        raise DecisionError(has, "undo the decision that set it to take it away")
    return _on(found, "link", {"link": value})


def contact(review: Review, item: str, how: str | None) -> Decision:
    """Keep how the item's source can be reached; None or nothing takes it away."""
    return _record(review, item, "contact", {"contact": how})


def comment(review: Review, item: str, state: CommentState | None, answer: str | None = None) -> Decision:
    """Keep whether the source was asked for comment, answered (and what), or did not reply; None takes it away."""
    if state is not None:
        _one_of(state, COMMENT_STATES, "state of a comment")
    if answer and state != "answered":
        raise DecisionError("there is an answer only when the source answered", "use answered")
    return _record(review, item, "comment", {"comment": state, "answer": answer})


def record(review: Review, item: str, **fields: str | None) -> Decision:
    """Fill in fields of the item's record, those of `RECORD_FIELDS`; None or nothing empties one."""
    for name in fields:
        _one_of(name, RECORD_FIELDS, "field")
    if fields.get("source_kind"):
        _one_of(fields["source_kind"] or "", SOURCE_KINDS, "kind of source")
    if fields.get("link"):
        fields["link"] = _url(fields["link"] or "")
    return _record(review, item, "record", fields)


def add_facts(review: Review, item: str, facts: Sequence[Span | str]) -> Decision:
    """Add facts of the item to check, each by its place inside the item's words, or as words that a checker typed."""
    found, text = _item(review, item), review.document.text
    whole = Span(found.content[0].start, found.content[-1].end)
    places = []
    for each in facts:
        if isinstance(each, str):
            places.append({"text": _entered(each, "fact")})
        elif not whole.contains(each):
            outside = f"{each.start}..{each.end} is not inside the words of {_called(review, found)}"
            raise DecisionError(outside, "choose words of the statement, or type the fact")
        else:
            places.append(_place(text, each))
    had = {(each.span, each.words) for each in found.facts}
    new = [each for each in places if (_span_of(each), each["text"]) not in had]
    if not new:
        raise DecisionError(f"{_called(review, found)} has no new fact in that", "choose other words, or type a fact")
    return _on(found, "fact", {"facts": new})


def claimed(review: Review, item: str) -> tuple[Span, ...]:
    """Return the facts that attrib proposes: the checkable claims in the item's words that are no facts of it yet."""
    found, text = review.item(item), review.document.text
    had = {each.span for each in found.facts}
    inside = (
        Span(max(claim.span.start, piece.start), min(claim.span.end, piece.end))
        for claim in review.analysis.claims
        for piece in found.content
        if claim.checkable and claim.span.overlaps(piece)
    )
    return tuple(dict.fromkeys(_trimmed(text, each) for each in inside if each.of(text).strip() and each not in had))


def fact(  # noqa: PLR0913 - a fact has that many parts
    review: Review,
    item: str,
    number: int,
    status: FactStatus,
    note: str | None = None,
    *,
    evidence: str | None = None,
    place: str | None = None,
) -> Decision:
    """Say what was found of the item's fact `number`, counted from 1.

    A wrong one has a `note` that says what is right, a concern one that says why. Evidence and place that are not
    given stay as they were; given as nothing they are taken away.
    """
    _one_of(status, FACT_STATUSES, "status of a fact")
    found = _item(review, item)
    before = _fact(review, found, number)
    if note is None and status == before.status:
        note = before.note
    if status in {"wrong", "concern"} and not (note or "").strip():
        what = "what is right" if status == "wrong" else "why"
        raise DecisionError(
            f"a fact that is {STATUS_WORDS.get(status, status)} needs a word on {what}", "say it after the status"
        )
    value = {
        "status": status,
        "note": _entered_or_none(note),
        "evidence": before.evidence if evidence is None else _entered_or_none(evidence),
        "place": before.place if place is None else _entered_or_none(place),
    }
    if all(getattr(before, name) == words for name, words in value.items()):
        raise DecisionError(f"that is what is known of fact {number} of {_called(review, found)}", "say what changes")
    return _on(found, "fact", {"fact": before.id, "words": before.words, **value})


def remove_fact(review: Review, item: str, number: int) -> Decision:
    """Take the item's fact `number`, counted from 1, away."""
    found = _item(review, item)
    gone = _fact(review, found, number)
    nothing = {"status": None, "note": None, "evidence": None, "place": None}
    return _on(found, "fact", {"fact": gone.id, "words": gone.words, **nothing})


def accept_verdict(review: Review, item: str) -> Decision:
    """Stand by the verdict on the item's words: by what became of looking for them in sources."""
    found = _item(review, item)
    if found.verification is None:
        hint = f"attrib review {review.document.path or 'FILE'} --against PATH looks for them"
        raise DecisionError(
            f"{_called(review, found)} has no verdict: no source was looked in, or none has its words", hint
        )
    if found.verdict_stands:
        raise DecisionError(f"the verdict on {_called(review, found)} is accepted already", "undo takes it back")
    return _on(found, "verdict", verdict_value(found.verification))


def sign(review: Review, reason: str = "") -> Decision:
    """Sign the article. While anything is `undecided`, only with a reason; a blind pass cannot sign."""
    _unsigned(review)
    if review.blind:
        raise DecisionError("a blind pass signs nothing", "sign in the review, when what you disagree on is settled")
    if (words := undecided(review)) and not reason.strip():
        raise DecisionError(words, 'decide them, or say why not: --despite "WHY"')
    why = _entered(reason, "reason") if reason.strip() else ""
    more = {
        "verdicts": review.unverified,
        "facts": review.open_facts,
        "concerns": review.concerns,
        "disputes": review.disputed,
    }
    left = {"open": review.counts["open"], "quotations": review.overlooked, **{n: v for n, v in more.items() if v}}
    return Decision("sign", value={**left, "reason": why})


def undecided(review: Review) -> str:
    """Return what keeps the article from being signed without a reason, in words; nothing if nothing does.

    That is attributions that are open, or decided on other words, quotations that are nobody's, unless a checker
    has said that they are no statement or they look like titles and scare quotes, and what the sources say of the words
    where that is a fault by house rules, not found, or of a source that has changed, and no checker stands by it; facts
    that are open, concerns, and what a second checker's blind pass disagrees with.
    """
    told, left, quoted = [], review.unsettled, review.overlooked
    if left:
        changed = "" if left == review.counts["open"] else " or were decided on words that have changed"
        told.append(f"{left} of {len(review.items) - review.folded} attributions are open{changed}")
    if quoted:
        told.append(f"{quoted} {'quotation is' if quoted == 1 else 'quotations are'} nobody’s")
    if review.unverified:
        told.append(verdicts_words(review.unverified))
    told += left_words(review.open_facts, review.concerns, review.disputed)
    return ", and ".join(told)


def unsign(review: Review, reason: str = "") -> Decision:
    """Take the signature back."""
    if review.signed is None:
        raise DecisionError("the article is not signed", "there is nothing to take back")
    return Decision("unsign", value={"reason": _entered(reason, "reason") if reason.strip() else ""})


def undo(review: Review, reviewer: str) -> Decision:
    """Take back the last decision of `reviewer` that is in effect."""
    _unsigned(review)
    for decision in reversed(review.decisions):
        gone = decision.number in review.undone or decision.number in review.lost
        if decision.reviewer == reviewer and decision.kind not in NOT_UNDONE and not gone:
            return Decision("undo", decision.item, undoes=decision.number)
    raise DecisionError(f"{reviewer} has nothing to undo", "each checker takes back their own decisions")


def redo(review: Review, reviewer: str) -> Decision:
    """Put back what `reviewer` last took back, if they have decided nothing new since."""
    _unsigned(review)
    undos: list[Decision] = []
    for decision in review.decisions:
        if decision.reviewer != reviewer or decision.number in review.lost:
            continue
        if decision.kind == "undo":
            undos.append(decision)
        elif decision.kind == "redo":
            undos = [each for each in undos if each.number != decision.undoes]
        elif decision.kind not in NOT_UNDONE:
            undos.clear()
    if not undos:
        raise DecisionError(f"{reviewer} has nothing to redo", "a new decision leaves nothing to put back")
    return Decision("redo", undos[-1].item, undoes=undos[-1].number)


def reading(review: Review, item: Item) -> dict[str, Any]:
    """Return what an acceptance of the item confirms, as JSON."""
    text, current = review.document.text, item.current
    return {
        "type": current.type,
        "content": _places(text, current.content),
        "cue": None if current.cue is None else {**_slice(text, current.cue.span), "lemma": current.cue.lemma},
        "source": None if current.source is None else _slice(text, current.source),
        "speaker": _speaker_value(review, current),
        "act": current.act,
    }


# --- parts ------------------------------------------------------------------------------------------------------------


def _unsigned(review: Review) -> None:
    if review.signed is not None:
        who = review.signed.reviewer or "somebody"
        raise DecisionError(
            f"the article is signed by {who}",
            "take it back first: with the key that signs, or attrib unsign",
        )


def _item(review: Review, name: str) -> Item:
    _unsigned(review)
    return review.item(name)


def _fact(review: Review, item: Item, number: int) -> Fact:
    if not 0 < number <= len(item.facts):
        has = f"it has {several(len(item.facts), 'fact') or 'none'}"
        raise DecisionError(f"{_called(review, item)} has no fact {number}", has)
    return item.facts[number - 1]


def _span_of(place: Mapping[str, Any]) -> Span | None:
    return Span(place["start"], place["end"]) if "start" in place else None


def _called(review: Review, item: Item) -> str:
    """Return “3 (a7)”: the number that the list of the review shows, and the id by which scripts know it."""
    return f"{review.items.index(item) + 1} ({item.id})"


def _on(item: Item, kind: Kind, value: Mapping[str, Any] | None = None) -> Decision:
    return Decision(kind, item.id, value or {}, built_on=item.shape)


def _one_of(value: Option, options: Collection[str], what: str) -> Option:
    if value not in options:
        raise DecisionError(f"{value!r} is no {what}", f"choose from {', '.join(options)}")
    return value


def _slice(text: str, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _place(text: str, span: Span) -> dict[str, Any]:
    """Return the place as JSON. Raises DecisionError when it is outside the text, or has no words in it."""
    if span.end > len(text):
        raise DecisionError(f"{span.start}..{span.end} is outside the text", f"the text ends at {len(text)}")
    if not span.of(text).strip():
        raise DecisionError(f"there are no words at {span.start}..{span.end}", "choose a longer piece")
    return _slice(text, span)


def _places(text: str, spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [_slice(text, span) for span in spans]


def _content(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the pieces in text order. Raises DecisionError when there is none, or two overlap."""
    pieces = tuple(sorted(spans))
    if not pieces:
        raise DecisionError("an attribution needs words", "reject it if there are none")
    for piece in pieces:
        _place(text, piece)
    if any(one.end > other.start for one, other in pairwise(pieces)):
        raise DecisionError("the pieces of the content overlap", "move one of them")
    return pieces


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the pieces in text order, those that meet (but for blanks) as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and not text[joined[-1].end : span.start].strip(" "):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    return Span(span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip()))


def _cue(text: str, span: Span, former: Cue | None) -> dict[str, Any]:
    # A cue whose end moved is the same verb; the lexicon's lemma of other words is not known here.
    lemma = former.lemma if former is not None and former.span.overlaps(span) else span.of(text).lower()
    return {**_place(text, span), "lemma": lemma}


def _type(text: str, pieces: Sequence[Span]) -> AttributionType:
    marks = [find_marks(text, piece) for piece in pieces]
    if all(found and found[0].span.start == piece.start for found, piece in zip(marks, pieces, strict=True)):
        return "direct"
    return "mixed" if any(marks) else "indirect"


def _entity_value(entity: Entity) -> dict[str, Any]:
    return {
        "entity": entity.id,
        "name": entity.name,
        "class": entity.source_class,
        "role": entity.role,
        "affiliation": entity.affiliation,
    }


def _speaker_value(review: Review, current: Attribution) -> dict[str, Any] | None:
    speaker = current.speaker
    if speaker is None:
        return None
    known = next((each for each in review.entities if each.id == speaker.entity), None)
    role, affiliation = (known.role, known.affiliation) if known else (None, None)
    named = Entity(speaker.entity, speaker.name, speaker.source_class, role, affiliation)
    return _entity_value(named)


def _speaker(review: Review, who: str | Named | None) -> dict[str, Any] | None:
    if who is None:
        return None
    if isinstance(who, str):
        for entity in review.entities:
            if entity.id == who:
                return _entity_value(entity)
        raise DecisionError(f"the article has nobody with the id {who}", "give the name of somebody new instead")
    name = _entered(who.name, "name")
    _one_of(who.source_class, get_args(SourceClass), "class")
    new = {
        "name": name,
        "class": who.source_class,
        "role": _entered_or_none(who.role),
        "affiliation": _entered_or_none(who.affiliation),
    }
    for entity in review.entities:  # somebody typed again is not somebody else
        value = _entity_value(entity)
        if all(value[key] == new[key] for key in new):
            return value
    return {"entity": None, **new}


def _record(review: Review, item: str, kind: Kind, fields: Mapping[str, str | None]) -> Decision:
    found = _item(review, item)
    value = {name: _entered_or_none(words) for name, words in fields.items()}
    if all(getattr(found.record, name) == words for name, words in value.items()):
        raise DecisionError(f"{_called(review, found)} has that in its record already", "enter what changes")
    return _on(found, kind, value)


def _entered(words: str, what: str) -> str:
    """Return what was typed without blanks around it. Raises DecisionError when nothing is left."""
    kept = words.strip()
    if not kept:
        raise DecisionError(f"an empty {what} says nothing", "type it, or leave it")
    if any("\ud800" <= character <= "\udfff" for character in kept):
        # Bytes that the terminal sent in another encoding: no file or sheet could hold them.
        raise DecisionError(f"the {what} is not in UTF-8", "set the terminal to UTF-8")
    return kept


def _entered_or_none(words: str | None) -> str | None:
    return _entered(words, "entry") if words is not None and words.strip() else None


def _url(url: str) -> str:
    value = _entered(url, "link")
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise DecisionError(f"{value} is not a link: {error}", "copy it whole from the browser") from error
    if parts.scheme not in LINKS or not parts.netloc or not value.isprintable() or " " in value:
        raise DecisionError(f"{value!a} is not a link", "copy it whole from the browser, with its https://")
    return value
