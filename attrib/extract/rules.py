"""The rules: which frames attribute, and what exactly is attributed.

In order: every sentence's frames are found, and those the lexicon trusts are kept (the most trusted of each cue); their
content is widened to the quotation marks it touches; a verb without content of its own takes the quotation beside it; a
quotation that goes on after its cue joins it; what is left between quotation marks, as long as a sentence, has no cue
and is passed on as *floating* for :mod:`attrib.resolve` to give to the last speaker.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from attrib.extract.clause import NOMINAL
from attrib.extract.frames import Frame, frames
from attrib.extract.lexicon import NEGATION, NOBODY, act_of, grounds, stance_of, trust
from attrib.extract.spans import pieces_at, trim, type_of, unpaired
from attrib.extract.transcript import with_turns
from attrib.language.quotations import Quotation, find_quotations, near
from attrib.language.tree import Tree
from attrib.types import Attribution, Cue, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from attrib.types import Document, Parse, Sentence, Token

# A frame is believed when its cue attributes at least so often in its construction. On PolNeAR dev F1 of cues is 67.7
# at 0.40, 68.3 at 0.45 and 67.9 at 0.50; of relations 63.6, 63.7 and 63.8.
THRESHOLD: Final = 0.45
# A headline has no room for more than a verb and an object, and “militias attack base” is a deed. On PolNeAR dev, one
# campaign of words, it costs 0.1 of F1 of relations; what it buys is that no deed heads the sheet as somebody's speech.
HEADLINE_THRESHOLD: Final = 0.65
# A quotation of fewer words without a cue is a word in scare quotes or a title, not speech.
SPEECH_WORDS: Final = 5
FLOATING_TRUST: Final = 0.8
# “Reportedly” attributes by its meaning; PolNeAR's annotators marked half of them, and dev gains 0.1 by taking all.
HEARSAY_TRUST: Final = 0.8
# Tenses of reported speech, in sentences without a cue of their own.
BACKSHIFT: Final = frozenset({"would", "might", "could"})
# Words that may stand between a verb and its quotation (“told the inquiry on Monday, in a written statement: “…”).
GAP_WORDS: Final = 12
SOURCE_WORDS: Final = 12  # longer than a name with its title and office, it is not a name
COURTS: Final = frozenset({"court", "jury", "juror", "inquest", "tribunal", "inquiry", "hearing", "panel"})
SEPARATOR: Final = r"[\s,;–—-]*"
NAMING: Final = frozenset({"PROPN", "NOUN"})


@dataclass(frozen=True, slots=True)
class Draft:
    """A frame that was believed, with its content as spans; `basis` says in words what the trust rests on."""

    frame: Frame | None
    content: tuple[Span, ...]
    rule: str
    trust: float
    basis: str
    flags: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """Where it stands in the text."""
        return self.content[0].start


def extract(document: Document, parse: Parse) -> tuple[Attribution, ...]:
    """Return the attributions of `document` in text order, `speaker` None throughout.

    Titles, standfirsts and headings are read as well; bylines and dates are not.
    """
    tree = Tree(document, parse)
    quotations = find_quotations(document)
    drafts: list[Draft] = []
    for sentence in parse.sentences:
        if document.paragraphs[sentence.paragraph].kind in {"byline", "date"}:
            continue
        drafts += _sentence(tree, sentence.index, quotations)
    drafts = [draft for draft in _distinct(drafts) if not _quoted(tree, draft, quotations)]
    drafts = _continued(tree, _opened(tree, _outermost(tree, drafts), quotations), quotations)
    drafts = _reported_on(tree, drafts, quotations)
    drafts += _floating(tree, drafts, quotations)
    drafts.sort(key=lambda draft: (draft.place, draft.frame.head if draft.frame else 0))
    found = [_finish(tree, draft, number, quotations) for number, draft in enumerate(drafts, start=1)]
    return with_turns(tree, found, quotations)


def _sentence(tree: Tree, sentence: int, quotations: Sequence[Quotation]) -> list[Draft]:
    """Return the drafts of one sentence: for each cue the frame that the lexicon trusts most."""
    best: dict[int, Draft] = {}
    threshold = HEADLINE_THRESHOLD if tree.is_heading(sentence) else THRESHOLD
    for found in frames(tree, sentence):
        frame = _named(tree, found, quotations)
        content = draft_content(tree, frame, quotations)
        keys = keys_of(frame, content, quotations)
        key = max(keys, key=trust)
        worth, basis = trust(key), grounds(key)
        if _heard(tree, frame):
            frame = replace(frame, source=None, rule="passive:heard")
            worth, basis = HEARSAY_TRUST, f"what a court heard is what somebody told it (“{frame.lemma}”)"
        if frame.rule == "adverb":
            worth, basis = HEARSAY_TRUST, f"“{frame.lemma}” says by its meaning that somebody else did"
        # A noun or an active verb that nobody goes with (“attacks on the port”) reports nothing, unless it quotes; nor
        # does “known as the Wall” (relations on PolNeAR dev 63.7 without such, 63.6 with; cues 68.0 and 68.2).
        impersonal = (
            frame.source is None and frame.rule.startswith(("noun", "verb", "passive:oblique")) and len(keys) == 1
        )
        if worth < threshold or not content or (impersonal and not frame.quoted):
            continue
        draft = Draft(frame, content, frame.rule, worth, basis)
        if frame.head not in best or _rank(draft) > _rank(best[frame.head]):
            best[frame.head] = draft
    return list(best.values())


def _heard(tree: Tree, frame: Frame) -> bool:
    """Whether a court or the like is told something: its hearing it names nobody, and does not make it so."""
    tokens = tree.sentences[frame.sentence].tokens
    clause = not frame.quoted and frame.key.endswith((" ccomp", " parataxis"))
    return clause and frame.lemma == "hear" and any(tokens[i].lemma.lower() in COURTS for i in frame.source or ())


def keys_of(frame: Frame, content: Sequence[Span], quotations: Sequence[Quotation]) -> tuple[str, ...]:
    """Return what the lexicon counts a frame under: its key, and the marked key if its content has quotation marks.

    “Condemned the raid” may be a deed or a feeling; “condemned the raid as “an insult”” is on record.
    """
    quoted = not frame.quoted and _touches(content, quotations)
    return (frame.key, frame.key + "“") if quoted else (frame.key,)


def _touches(content: Iterable[Span], quotations: Sequence[Quotation]) -> bool:
    """Whether any of the words stand in quotation marks."""
    return any(quotation.span.overlaps(span) for span in content for quotation in near(quotations, span))


def _rank(draft: Draft) -> tuple[bool, float]:
    """Put a frame with content of its own before the quotation beside the verb, then the more trusted."""
    return (draft.frame is not None and not draft.frame.quoted, draft.trust)


def draft_content(tree: Tree, frame: Frame, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """Return the content of a frame as spans of the text; () when a quotation was needed and none is there."""
    tokens = tree.sentences[frame.sentence].tokens
    text = tree.document.text
    if frame.quoted:
        return _beside(tree, frame, quotations)
    barrier = {*frame.cue, *(frame.source or ()), *frame.recipient} - set(frame.content)
    if frame.rule.startswith("verb"):
        barrier |= {frame.head}
    opening = _opening(tree, frame, quotations)
    if opening is not None:
        return opening.pieces
    result = []
    for span in _spans_of(frame.content, tokens, barrier):
        widened = _widen(span, quotations, tokens, frame)
        trimmed = trim(text, widened)
        if trimmed is not None and any(c.isalnum() for c in trimmed.of(text)):
            result.append(trimmed)
            result += [
                piece
                for quotation in near(quotations, trimmed)
                if len(quotation.pieces) > 1
                and not quotation.span.contains(tokens[frame.head].span)
                and any(trimmed.overlaps(part) for part in near(quotation.pieces, trimmed))
                for piece in quotation.pieces
            ]
    cue = Span(tokens[frame.cue[0]].span.start, tokens[frame.cue[-1]].span.end)
    return tuple(span for span in _merge(result) if not span.overlaps(cue))


def _opening(tree: Tree, frame: Frame, quotations: Sequence[Quotation]) -> Quotation | None:
    """Return the quotation that is all a frame's content before its cue: “…,” the engineer said.

    Trees go wrong most where a quotation ends and its cue begins, so here the marks decide and not the tree.
    """
    if not frame.before or not frame.content:
        return None
    tokens = tree.sentences[frame.sentence].tokens
    start, cue = tokens[min(frame.content)].span, tokens[frame.cue[0]].span
    if max(frame.content) > frame.cue[-1]:
        return None
    for quotation in near(quotations, start):
        last = quotation.pieces[-1]
        if last.start <= start.start <= last.end <= cue.start and last.end - start.start > 0:
            return quotation
    return None


def _named(tree: Tree, frame: Frame, quotations: Sequence[Quotation]) -> Frame:
    """Return the frame with its source mended where content, source and cue stand side by side.

    Between the content and the cue (“…, US envoy Ann Doyle said”) there is room for the source alone, so the words
    there are it, whatever the tree made of them; and nobody is credited from within what he is quoted as saying.
    """
    if frame.rule.startswith(("passive", "noun", "adverb", "according", "what")):
        return frame
    tokens = tree.sentences[frame.sentence].tokens
    cue = tokens[frame.head].span
    source = frame.source
    if source is not None and any(
        piece.contains(tokens[i].span) and not piece.contains(cue)
        for i in source
        for piece in pieces_at(quotations, tokens[i].span)
    ):
        source = None
    if source is not None:
        source = _whole(tokens, frame, source)
    elif quotations and quotations[0].pieces[0].end <= cue.start:
        ahead = pieces_at(quotations, Span(tokens[0].span.start, cue.start))
        ends = [piece.end for piece in ahead if piece.end <= cue.start]
        source = _gap(tokens, frame, max(ends)) if ends else None
    return frame if source == frame.source else replace(frame, source=source)


def _whole(tokens: Sequence[Token], frame: Frame, source: tuple[int, ...]) -> tuple[int, ...]:
    """Return a source with the names and titles that adjoin it, up to the cue and to the content."""
    left, right = source[0], source[-1]
    taken = {*frame.cue, *frame.content}
    while right + 1 < frame.cue[0] and tokens[right + 1].upos in NAMING and tokens[right].upos in NAMING:
        right += 1
    if right + 1 == frame.cue[0] or left > frame.cue[-1]:
        while left - 1 >= 0 and left - 1 not in taken and {tokens[left - 1].upos, tokens[left].upos} <= NAMING:
            left -= 1
    if left > frame.cue[-1]:
        while right + 1 < len(tokens) and {tokens[right + 1].upos, tokens[right].upos} <= NAMING:
            if right + 1 in taken:
                break
            right += 1
    return tuple(range(left, right + 1))


def _gap(tokens: Sequence[Token], frame: Frame, end: int) -> tuple[int, ...] | None:
    """Return the words between a quotation's end and its cue, or those after the cue; None when they name nobody."""
    found = [i for i in range(frame.cue[0]) if tokens[i].span.start >= end]
    if not any(tokens[i].upos != "PUNCT" for i in found):
        after = takewhile(lambda i: tokens[i].upos in NOMINAL | {"ADJ"}, range(frame.cue[-1] + 1, len(tokens)))
        found = [i for i in after if i not in frame.content]
    found = [i for i in found if tokens[i].upos != "PUNCT"]
    if not 0 < len(found) <= SOURCE_WORDS or tokens[found[-1]].upos not in NOMINAL or tokens[found[0]].text == ":":
        return None
    return tuple(range(found[0], found[-1] + 1))


def _spans_of(indices: Sequence[int], tokens: Sequence[Token], barrier: set[int]) -> list[Span]:
    """Return the spans that `indices` cover, split only where a token of `barrier` (cue, source) stands between.

    Punctuation at the ends is left to the caller.
    """
    runs: list[list[int]] = []
    for i in indices:
        if runs and all(j not in barrier for j in range(runs[-1][-1] + 1, i)):
            runs[-1].append(i)
        else:
            runs.append([i])
    return [Span(tokens[run[0]].span.start, tokens[run[-1]].span.end) for run in runs]


def _widen(span: Span, quotations: Sequence[Quotation], tokens: Sequence[Token], frame: Frame) -> Span:
    """Take in the whole of a quotation that the span holds most of, or that begins or ends inside it."""
    start, end = span.start, span.end
    cue = tokens[frame.head].span
    for piece in pieces_at(quotations, span):
        if not (piece.start < end and start < piece.end) or piece.contains(cue):
            continue
        touches_start = piece.start <= start + 1
        inside = Span(max(start, piece.start), min(end, piece.end))
        if touches_start or piece.start >= start or len(inside) * 2 >= len(span):
            start, end = min(start, piece.start), max(end, piece.end)
    if start <= cue.start < end:  # never over the cue itself
        start, end = span.start, span.end
    return Span(start, end)


def _merge(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap or touch."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end + 1:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def _beside(tree: Tree, frame: Frame, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    """Return the quotation right before or right after a speech verb's clause; both, when the clause interrupts one.

    After a colon it may begin the next sentence or paragraph. A verb inside a quotation has none: what it reports is
    the quoted person's business.
    """
    sentence, text = tree.sentences[frame.sentence], tree.document.text
    tokens = sentence.tokens
    head = tokens[frame.head].span
    if any(quotation.span.contains(head) for quotation in near(quotations, head)):
        return ()
    members = {*frame.cue, *(frame.source or ()), *frame.recipient}
    clause = Span(tokens[min(members)].span.start, tokens[max(members)].span.end)
    earlier = bisect_right(quotations, clause.start, key=attrgetter("end"))
    later = bisect_left(quotations, clause.end, key=attrgetter("start"))
    before = quotations[earlier - 1] if earlier else None
    after = quotations[later] if later < len(quotations) else None
    if before is not None and (
        before.span.end <= sentence.span.start or re.search(r"\w", text[before.span.end : clause.start])
    ):
        before = None
    if after is not None and not _follows(text, clause.end, sentence.span.end, after.start):
        after = None
    if before is not None and after is not None and not re.fullmatch(SEPARATOR, text[clause.end : after.span.start]):
        after = None
    return tuple(piece for quotation in (before, after) if quotation is not None for piece in quotation.pieces)


def _follows(text: str, clause: int, sentence: int, quotation: int) -> bool:
    """Whether a quotation is what the verb before it says, by the ends of its clause and sentence.

    In another sentence it must be the next thing: the colon of a later one announces what somebody else says.
    """
    if quotation >= sentence:
        return text[clause:sentence].rstrip().endswith(":") and not text[sentence:quotation].strip()
    gap = text[clause:quotation]
    return not re.search(r"\w", gap) or (gap.rstrip().endswith((",", ":")) and len(gap.split()) <= GAP_WORDS)


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """Of drafts that give the same words to different cues, keep the one the lexicon trusts most."""
    kept: dict[tuple[Span, ...], Draft] = {}
    for draft in sorted(drafts, key=lambda d: -d.trust):
        kept.setdefault(draft.content, draft)
    return sorted(kept.values(), key=lambda d: d.place)


def _outermost(tree: Tree, drafts: list[Draft]) -> list[Draft]:
    """Drop what is attributed inside something attributed: “He said she believes …” is his, and he may be asked.

    PolNeAR's annotators never nest either. What stands inside a source (“Doyle, who advises the board, said”) says who
    that is. An adverb (“reportedly”) gives way to any cue in its clause.
    """

    def head(draft: Draft) -> Span:
        assert draft.frame is not None  # noqa: S101 (only frames come here)
        return tree.token(draft.frame.sentence, draft.frame.head).span

    def swallows(outer: Draft, inner: Draft) -> bool:
        if outer is inner or outer.frame is None or inner.frame is None:
            return False
        same = outer.frame.sentence == inner.frame.sentence
        described = same and inner.frame.head in (outer.frame.source or ())
        return described or any(span.contains(head(inner)) for span in outer.content)

    around: dict[int, list[Draft]] = {}  # by sentence, whoever can swallow a cue there
    for draft in drafts:
        for sentence in _sentences(tree, draft):
            around.setdefault(sentence, []).append(draft)
    weak = {
        id(adverb)
        for adverb in drafts
        if adverb.rule == "adverb"
        and any(swallows(adverb, other) for number in _sentences(tree, adverb) for other in around[number])
    }
    return [
        draft
        for draft in drafts
        if id(draft) not in weak
        and not any(swallows(outer, draft) for outer in around[_home(draft)] if id(outer) not in weak)
    ]


def _home(draft: Draft) -> int:
    """Return the sentence of a draft's frame."""
    return draft.frame.sentence if draft.frame else -1


def _sentences(tree: Tree, draft: Draft) -> set[int]:
    """Return the sentences that a draft's frame and content stand in."""
    return {_home(draft), *(sentence.index for span in draft.content for sentence in _along(tree, span))}


def _along(tree: Tree, span: Span) -> Sequence[Sentence]:
    """Return the sentences that touch a span."""
    first = bisect_left(tree.sentences, span.start, key=lambda sentence: sentence.span.end)
    last = bisect_right(tree.sentences, span.end, key=lambda sentence: sentence.span.start)
    return tree.sentences[first:last]


def _quoted(tree: Tree, draft: Draft, quotations: Sequence[Quotation]) -> bool:
    """Whether cue and content stand in one quotation: the quoted person's own “I think”, not the article's."""
    if draft.frame is None:
        return False
    cue = tree.token(draft.frame.sentence, draft.frame.head).span
    around = (q.span for q in near(quotations, cue) if q.closed and q.span.contains(cue))
    return any(all(span.contains(part) for part in draft.content) for span in around)


def _opened(tree: Tree, drafts: list[Draft], quotations: Sequence[Quotation]) -> list[Draft]:
    """Give the quotation right before a cue to the cue, when what comes after it is all the tree gave it.

    “If it rains,” she said, “it will flood”: a tree takes the condition for one on saying so. The comma that closes the
    quotation says that its sentence goes on.
    """
    text, result = tree.document.text, list(drafts)
    taken = _merge(span for draft in drafts for span in draft.content)
    for number, draft in enumerate(drafts):
        if draft.frame is None or not _touches(draft.content, quotations):
            continue
        tokens = tree.sentences[draft.frame.sentence].tokens
        first = min((*draft.frame.cue, *(draft.frame.source or ())))
        start = tokens[first].span.start
        for quotation in near(quotations, Span(max(start - 2, 0), start)):
            gap = text[quotation.end : start]
            goes_on = text[quotation.start : quotation.end].rstrip("”’\"'»").endswith(",")
            free = not near(taken, quotation.span) and quotation.end <= start <= draft.content[0].start
            if free and goes_on and not gap.strip() and "\n" not in gap:
                rule = draft.rule + "+opened"
                result[number] = replace(draft, content=(*quotation.pieces, *draft.content), rule=rule)
    return result


def _continued(tree: Tree, drafts: list[Draft], quotations: Sequence[Quotation]) -> list[Draft]:
    """Give a quotation that follows in the same paragraph, without a cue of its own, to the speech it goes on with."""
    text, result = tree.document.text, list(drafts)
    taken = _merge(span for draft in drafts for span in draft.content)
    speech: dict[int, int] = {}  # by sentence, the last draft that a quotation after it may go on with
    for number, draft in enumerate(drafts):
        if draft.frame is None or (draft.frame.source is None and "passive" not in draft.rule):
            continue
        if act_of(draft.frame.lemma) == "statement" and _touches(draft.content, quotations):
            speech[draft.frame.sentence] = number
    for quotation in quotations:
        if any(quotation.span.overlaps(span) for span in near(taken, quotation.span)):
            continue
        limit = start = quotation.start  # back over what is neither a word nor a new paragraph
        while limit and text[limit - 1] != "\n" and not (text[limit - 1].isalnum() or text[limit - 1] == "_"):
            limit -= 1
        before = (s.index for s in _along(tree, Span(limit, start)) if limit <= s.span.end <= start)
        candidates = [speech[index] for index in before if index in speech]
        if candidates:
            number = max(candidates)
            draft = result[number]
            result[number] = replace(draft, content=(*draft.content, *quotation.pieces), rule=draft.rule + "+continued")
    return result


def _reported_on(tree: Tree, drafts: list[Draft], quotations: Sequence[Quotation]) -> list[Draft]:
    """Give a sentence of free indirect speech to the statement it goes on with.

    “He would avenge it, he said. It would be “a qualitative operation”.” The second sentence has no cue; that it quotes
    a fragment and keeps the tense of reported speech shows that the first one's speaker goes on. It is a guess, and is
    flagged as one.
    """
    result = list(drafts)
    taken = _merge(span for draft in drafts for span in (*draft.content, *_cue_of(tree, draft)))
    last: dict[int, int] = {}  # by sentence, the statement that it may go on with
    for number, draft in enumerate(drafts):
        if draft.frame is not None and draft.frame.source is not None and act_of(draft.frame.lemma) == "statement":
            last[draft.frame.sentence] = number
    for sentence in tree.sentences:
        number = last.get(sentence.index - 1, -1)
        if number < 0 or near(taken, sentence.span) or not pieces_at(quotations, sentence.span):
            continue
        earlier = tree.sentences[sentence.index - 1]
        backshifted = any(t.text.lower() in BACKSHIFT and t.deprel == "aux" for t in sentence.tokens)
        content = trim(tree.document.text, sentence.span)
        if earlier.paragraph == sentence.paragraph and backshifted and content is not None:
            draft = result[number]
            flags = tuple(dict.fromkeys((*draft.flags, "floating")))
            result[number] = replace(
                draft, content=(*draft.content, content), rule=draft.rule + "+reported", flags=flags,
                trust=draft.trust * FLOATING_TRUST,
            )  # fmt: skip
    return result


def _cue_of(tree: Tree, draft: Draft) -> tuple[Span, ...]:
    """Return the cue's head, () when there is none."""
    return () if draft.frame is None else (tree.token(draft.frame.sentence, draft.frame.head).span,)


def _floating(tree: Tree, drafts: list[Draft], quotations: Sequence[Quotation]) -> list[Draft]:
    """Return a draft for each quotation that no cue has: a sentence's length, at the start of a sentence.

    In a headline it is whoever's the article then says.
    """
    text = tree.document.text
    result = []
    starts = {sentence.span.start: sentence.index for sentence in tree.sentences}
    taken = _merge(span for draft in drafts for span in draft.content)
    for quotation in quotations:
        if any(quotation.span.overlaps(span) for span in near(taken, quotation.span)):
            continue
        words = len(re.findall(r"\w+", quotation.span.of(text)))
        after = text[quotation.span.end : quotation.span.end + 2]
        closes = not after.strip() or after[:1] == "\n"
        sentence = starts.get(quotation.start)
        if words >= SPEECH_WORDS and closes and sentence is not None and not tree.is_heading(sentence):
            basis = "a quotation without a cue, as long as a sentence"
            result.append(Draft(None, quotation.pieces, "floating", FLOATING_TRUST, basis, flags=("floating",)))
    return result


def _finish(tree: Tree, draft: Draft, number: int, quotations: Sequence[Quotation]) -> Attribution:
    """Turn a draft into an attribution, with its evidence."""
    frame = draft.frame
    place = tree.sentence_from(draft.content[0].start)
    kind = type_of(draft.content, quotations)
    if frame is None:
        return Attribution(
            f"a{number}",
            kind,
            draft.content,
            None,
            None,
            draft.rule,
            place.index,
            place.paragraph,
            confidence=draft.trust,
            evidence=(draft.basis,),
            flags=_flags(draft, quotations),
        )
    tokens = tree.sentences[frame.sentence].tokens
    cue = Span(tokens[frame.cue[0]].span.start, tokens[frame.cue[-1]].span.end)
    source = None
    if frame.source is not None:
        source = Span(tokens[frame.source[0]].span.start, tokens[frame.source[-1]].span.end)
    negated = any(tokens[i].text.lower() in NEGATION for i in frame.cue) or (
        frame.source is not None and tokens[frame.source[0]].text.lower() in NOBODY
    )
    evidence = (
        f"cue “{tree.text(cue)}” ({frame.rule.replace(':', ', ')})",
        draft.basis,
    )
    return Attribution(
        f"a{number}",
        kind,
        draft.content,
        Cue(cue, frame.lemma),
        source,
        draft.rule,
        place.index,
        place.paragraph,
        act=act_of(frame.lemma),
        stance=stance_of(frame.lemma),
        negated=negated,
        confidence=round(draft.trust, 2),
        evidence=evidence,
        flags=_flags(draft, quotations),
    )


def _flags(draft: Draft, quotations: Sequence[Quotation]) -> tuple[str, ...]:
    """Return what a checker should know about the words themselves."""
    flags = list(draft.flags)
    if unpaired(draft.content, quotations):
        flags.append("unpaired_quotation")
    return tuple(flags)
