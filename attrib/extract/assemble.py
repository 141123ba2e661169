"""From what the reader found to attributions: whole quotations, a lemma for the cue, evidence, confidence.

The reader sees windows of word pieces; the parse, the quotation marks and the rest of the article are known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from attrib.extract.confidence import UNLIKELY, confidence_of
from attrib.extract.continued import join_long_quotations
from attrib.extract.frames import frames_of, worded
from attrib.extract.lexicon import LIGHT, NEGATION, NOBODY, stance_of
from attrib.extract.overlooked import is_sentence, overlooked
from attrib.extract.set_off import LETTER, set_off
from attrib.extract.spans import own_spans, pieces_at, trim, type_of, unpaired
from attrib.extract.subjects import subject_of
from attrib.extract.transcript import turns_of
from attrib.language import lexicon
from attrib.language.quotations import find_quotations, near
from attrib.language.tree import NOMINAL, Tree
from attrib.types import Attribution, Code, Cue, Flag, Span, Step
from attrib.wording import step_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.extract.reader import Choice, Finding, Reading
    from attrib.language.quotations import Quotation
    from attrib.styles import Style
    from attrib.types import Document, Parse, Sentence

CERTAIN: Final = 0.9
"""Chance from which that is not worth a line of evidence."""

RIVAL: Final = 0.25
"""Chance of the second source from which the first is a guess: of those 21 of 40 attributions are right on PolNeAR dev,
of all 72 in 100 (2026-11-25)."""

LABEL: Final = 80
"""Characters from a speaker's name to the colon after it, at most: a party, an office, a time may stand between."""

STATED: Final = 0.5
"""Chance from which a cue is taken to report a statement."""


def extract(document: Document, parse: Parse, reading: Reading, style: Style = "news") -> tuple[Attribution, ...]:
    """Return the attributions of `document` in text order, as a1, a2 and so on, `speaker` None throughout.

    `reading` is what :class:`attrib.extract.reader.Reader` made of it. Titles, standfirsts and headings are read as
    well; bylines and dates are not.
    """
    if not parse.sentences:
        return ()
    tree = Tree(document, parse)
    quotations = find_quotations(document)
    made = [_finish(tree, each, quotations, style) for each in findings(tree, reading, quotations, style)]
    # Names on lines of their own may also be signatures: those are asked for first.
    beside = list(turns_of(tree, quotations, alone=False)) or set_off(tree, quotations)
    beside = beside or list(turns_of(tree, quotations, alone=True))
    taken = sorted(Span(*_reach(each)) for each in beside if each.rule != LETTER)
    letters = sorted(span for each in beside if each.rule == LETTER for span in each.content)
    kept = [
        each for each in made
        if not any(s.overlaps(t) for s in own_spans(each) for t in near(taken, s))
        and (_is_another_s(tree, each) or not any(s.overlaps(t) for s in own_spans(each) for t in near(letters, s)))
    ]  # fmt: skip
    others = sorted({tree.sentence_from(s.start).span for each in kept for s in own_spans(each)})
    beside = [each if each.rule != LETTER else _without(tree, each, others) for each in beside]
    result = sorted((each for each in (*kept, *beside) if each.content), key=lambda each: each.content[0].start)
    return tuple(replace(each, id=f"a{number}") for number, each in enumerate(result, start=1))


def _is_another_s(tree: Tree, attribution: Attribution) -> bool:
    """Whether words in a letter are said to be somebody else's than the writer's."""
    source = attribution.source
    return source is not None and tree.text(source).lower() not in lexicon.SPEAKER | lexicon.SPEAKERS


def _without(tree: Tree, letter: Attribution, others: Sequence[Span]) -> Attribution:
    """Return a letter without the sentences that report what others say."""
    text, content = tree.document.text, list[Span]()
    for span in letter.content:
        start = span.start
        for other in (*near(others, span), Span(span.end, span.end)):
            words = text[start : min(other.start, span.end)]
            blank = len(words) - len(words.lstrip())
            content += [Span(start + blank, start + len(words.rstrip()))] if words.strip() else []
            start = max(start, other.end)
    return replace(letter, content=tuple(content))


def _reach(attribution: Attribution) -> tuple[int, int]:
    """Return where the words of an attribution and what names its source beside them begin and end."""
    start, end = attribution.content[0].start, attribution.content[-1].end
    source = attribution.source
    if source is not None and attribution.rule == "turn" and source.end <= start:
        same = attribution.cue is not None and attribution.cue.span.start - source.end < LABEL
        start = min(start, source.start) if same else start
    return start, end


def findings(tree: Tree, reading: Reading, quotations: Sequence[Quotation], style: Style) -> list[Finding]:
    """Return what the reader found in text order, in whole quotations and otherwise in the sentence of the cue.

    In PolNeAR's style a quotation of several paragraphs is one attribution, in news style each paragraph of it is one
    unless the reader itself saw them together.
    """
    document = tree.document
    paragraphs = [p.span for p in document.paragraphs]
    asides = [p.span for p in document.paragraphs if p.kind in {"byline", "date"}]
    found = [_cleaned(document.text, each, paragraphs, quotations) for each in reading.findings]
    kept = [each for each in found if each.contents and not any(a.contains(each.contents[0]) for a in asides)]
    if style == "polnear":
        kept = join_long_quotations(document, kept, quotations)
    whole = [_in_its_sentence(tree, each, quotations) for each in kept]
    parts = whole if style == "polnear" else [part for each in whole for part in _parts(tree, each, quotations)]
    placed = [_with_subject(tree, each, quotations) for each in parts if each.contents]
    return sorted((*placed, *overlooked(tree, placed, quotations)), key=lambda each: each.contents[0].start)


def _cleaned(text: str, finding: Finding, paragraphs: Sequence[Span], quotations: Sequence[Quotation]) -> Finding:
    """Return the same with contents trimmed, and with the quotation marks that belong to them.

    What the reader read across the end of a paragraph (a heading and the first words after it) is a content in each:
    five do on PolNeAR dev, where none of the gold ones does. A source is what is in the paragraph next to the cue:
    “Family to sue¶Parents Ann and Tom Bell said” was one, though none is on dev. Forbidden to the decoder, the headline
    became the source.
    """
    contents = []
    for span in (part for whole in finding.contents for part in _by_paragraph(whole, paragraphs)):
        whole = _with_marks(text, span, quotations)
        trimmed = trim(text, whole)
        if trimmed is not None and any(whole.end == piece.end for piece in pieces_at(quotations, trimmed)):
            trimmed = Span(trimmed.start, whole.end)  # the point that ends a paragraph of a quotation is the speaker's
        if trimmed is not None and any(c.isalnum() for c in trimmed.of(text)):
            contents.append(trimmed)
    source = finding.source
    if source is not None:
        before = finding.cue is None or source.end <= finding.cue.start
        parts = _by_paragraph(source, paragraphs) or [source]
        source = parts[-1 if before else 0]
    return replace(finding, contents=tuple(contents), source=source)


def _by_paragraph(span: Span, paragraphs: Sequence[Span]) -> list[Span]:
    """Return the span's part of each paragraph it has words of."""
    touched = [paragraph for paragraph in near(paragraphs, span) if paragraph.overlaps(span)]
    return [Span(max(p.start, span.start), min(p.end, span.end)) for p in touched]


def _with_marks(text: str, span: Span, quotations: Sequence[Quotation]) -> Span:
    """Take in the marks of a quotation that the span holds all other words of, and one that lacks its partner."""

    def wordless(start: int, end: int) -> bool:
        return not any(character.isalnum() for character in text[start:end])

    start, end = span.start, span.end
    for piece in pieces_at(quotations, Span(max(start - 1, 0), end + 1)):
        opens, closes = wordless(piece.start, start), wordless(end, piece.end)
        if piece.start < start and opens and (closes or piece.end <= end):
            start = piece.start
        if end < piece.end and closes and start <= piece.start:
            end = piece.end
    return Span(start, end)


def _in_its_sentence(tree: Tree, finding: Finding, quotations: Sequence[Quotation]) -> Finding:
    """Return the same without contents in another sentence than the cue and outside quotation marks.

    A quotation runs over sentences and paragraphs; what is reported in other words does not. F1 of relations on
    held-out train articles rises by 0.13 in newsroom (90 % of draws: 0.03 to 0.24), 0.29 in PolNeAR (2026-11-28).
    """
    if finding.cue is None:
        return finding
    home = tree.sentence_from(finding.cue.start).span
    kept = [s for s in finding.contents if s.overlaps(home) or near(quotations, s)]
    return replace(finding, contents=tuple(_clipped(tree, s, home, quotations) for s in kept))


def _parts(tree: Tree, finding: Finding, quotations: Sequence[Quotation]) -> Iterator[Finding]:
    """Yield the finding with the contents that stand with its cue, then each of the others as one without a cue.

    A quotation in another paragraph, which none of the others goes on into, or behind other words of the reporter's
    (“Bell wiped the counter. “Forty years.””) may be anybody's. On held-out newsroom train 64 are, and F1 of relations
    is 0.04 higher (90 % of draws: -0.04 to 0.13; 2026-11-28); two annotators of PolNeAR put them together.
    """
    if finding.cue is None:
        yield finding
        return
    home = tree.sentence_from(finding.cue.start)
    with_cue = [s for s in finding.contents if s.overlaps(home.span) or not _stands_apart(tree, s, home, quotations)]
    held = [q for s in with_cue for q in near(quotations, s)]
    kept = [s for s in finding.contents if s in with_cue or any(q in held for q in near(quotations, s))]
    yield replace(finding, contents=tuple(kept))
    for span in finding.contents:
        if span not in kept:
            yield replace(finding, contents=(span,), cue=None, source=None, stated=1.0)


def _stands_apart(tree: Tree, span: Span, home: Sentence, quotations: Sequence[Quotation]) -> bool:
    """Whether a content is in another paragraph than the cue's sentence, or words outside quotations stand between.

    What a colon announces does not.
    """
    if span.start >= home.span.end and tree.document.text[home.span.end - 1] == ":":
        return False
    if tree.sentence_from(span.start).paragraph != home.paragraph:
        return True
    start, end = (home.span.end, span.start) if span.start >= home.span.end else (span.end, home.span.start)
    between = Span(start, max(start, end))
    quoted = pieces_at(quotations, between)
    text = tree.document.text
    return any(text[i].isalnum() and not any(p.start <= i < p.end for p in quoted) for i in range(start, end))


def _clipped(tree: Tree, span: Span, home: Span, quotations: Sequence[Quotation]) -> Span:
    """Return the span up to the end of its cue's sentence, `home`, unless a quotation goes on there.

    “Jobs would go at Vale Inc. Moss denied it”: the reader sees no sentences. On PolNeAR dev only two contents go on
    without a quotation, both after a colon, and both are the speaker's there.
    """
    text = tree.document.text
    beyond = Span(min(home.end, span.end), span.end)
    if not len(beyond) or span.start >= home.end or near(quotations, beyond) or text[home.end - 1] == ":":
        return span
    return trim(text, Span(span.start, home.end)) or span


def _with_subject(tree: Tree, finding: Finding, quotations: Sequence[Quotation]) -> Finding:
    """Return the same with the subject of its cue where the reader found no source, or with words that stand for both.

    Nobody is credited from within what he is quoted as saying.
    """
    if finding.cue is None and (named := worded(tree, finding.contents[0])) is not None:
        return replace(finding, cue=named[0], source=named[1], parsed=True)
    if finding.cue is None or finding.source is not None:
        return finding
    source = subject_of(tree, finding.cue)
    if source is None or any(source.overlaps(span) for span in finding.contents):
        return finding
    if any(piece.contains(source) for piece in pieces_at(quotations, source)):
        return finding
    return replace(finding, source=source, parsed=True)


@dataclass(frozen=True, slots=True)
class _CueWords:
    """What the parse knows of a cue: the lemma that carries its meaning, whether it is denied, flags of its frame."""

    lemma: str
    negated: bool
    flags: tuple[Flag, ...] = ()


def _finish(tree: Tree, finding: Finding, quotations: Sequence[Quotation], style: Style) -> Attribution:
    """Turn spans into an attribution, with its evidence."""
    place = tree.sentence_from(finding.contents[0].start)
    kind = type_of(finding.contents, quotations)
    words = _cue_words(tree, finding.cue) if finding.cue is not None else _CueWords("", negated=False)
    nobody = finding.source is not None and tree.text(finding.source).lower().partition(" ")[0] in NOBODY
    flags: list[str] = [*words.flags] if finding.cue is not None else [Flag.FLOATING]
    if unpaired(finding.contents, quotations):
        flags.append(Flag.UNPAIRED_QUOTATION)
    if finding.to_source.second is not None and finding.to_source.second_probability >= RIVAL:
        flags.append(Flag.RIVAL_SOURCE)
    confidence = round(confidence_of(finding, kind, style), 3)
    whole = [p for span in finding.contents for p in pieces_at(quotations, span) if span.contains(p)]
    if confidence < UNLIKELY[style] and not any(
        is_sentence(tree, piece) for piece in whole
    ):  # whoever's: it must be seen
        flags.append(Flag.UNLIKELY)
    steps = tuple(_steps(tree, finding, style))
    return Attribution(
        "",
        kind,
        finding.contents,
        None if finding.cue is None else Cue(finding.cue, words.lemma),
        finding.source,
        "reader" if finding.cue is not None else "reader:floating",
        place.index,
        place.paragraph,
        act="statement" if finding.stated >= STATED else "thought",
        stance=stance_of(words.lemma),
        negated=words.negated or nobody,
        confidence=confidence,
        evidence=tuple(map(step_words, steps)),
        flags=tuple(flags),
        steps=steps,
    )


def _cue_words(tree: Tree, cue: Span) -> _CueWords:
    """Return the lemma of a cue's head; of “made a claim”, the noun's."""
    sentence, indices = tree.tokens_in(cue)
    text = tree.text(cue)
    if not indices:
        return _CueWords(text.lower(), negated=False)
    if text.lower().split()[0] == "according":
        return _CueWords("according to", negated=False)
    tokens = tree.sentences[sentence].tokens
    tops = [i for i in indices if tokens[i].head not in indices and tokens[i].upos != "PUNCT"] or indices
    head = next((i for i in tops if tokens[i].upos in {"VERB", "ADJ", "NOUN"}), tops[0])
    if tokens[head].lemma.lower() in LIGHT:
        objects = [i for i in indices if tokens[i].head == head and tokens[i].deprel == "obj"]
        head = objects[0] if objects and tokens[objects[0]].upos in NOMINAL else head
    around = {*indices, *tree.children(sentence, head, "advmod", "aux")}
    negated = any(tokens[i].text.lower() in NEGATION for i in around)
    return _CueWords(tokens[head].lemma.lower(), negated, tuple(frames_of(tree, sentence, head, negated=negated)))


def _steps(tree: Tree, finding: Finding, style: Style) -> Iterator[Step]:
    """Tell which cue and which source were chosen, how surely, and what came second."""
    if finding.cue is None:
        chance = _share(finding.to_cue.probability)
        yield Step(Code.NO_CUE, {"content": _share(finding.content_certainty), "chance": chance})
        return
    cue = tree.text(finding.cue)
    certainties = {"certainty": _share(finding.cue_certainty), "content": _share(finding.content_certainty)}
    yield Step(Code.CUE, {"cue": cue, **certainties})
    yield Step(Code.TO_CUE, _weighed(tree, finding.to_cue))
    source = None if finding.source is None else tree.text(finding.source)
    parsed: dict[str, str | float | None] = {"parsed": True} if finding.parsed else {}
    yield Step(Code.TO_SOURCE, {"source": source, **_weighed(tree, finding.to_source), **parsed})
    if finding.stated < STATED:
        act = "thought" if style == "news" else "unlike"
        yield Step(Code.REPORTS, {"cue": cue, "act": act, "chance": _share(1 - finding.stated)})
    elif finding.stated < CERTAIN:
        yield Step(Code.REPORTS, {"cue": cue, "act": "statement", "chance": _share(finding.stated)})


def _weighed(tree: Tree, choice: Choice) -> dict[str, str | float | None]:
    """Return the probability of a choice and, if it had a rival worth telling, the rival."""
    found: dict[str, str | float | None] = {"chance": _share(choice.probability)}
    if choice.second_probability >= 0.05:  # noqa: PLR2004 (below, it was no choice)
        second = None if choice.second is None else tree.text(choice.second)
        found |= {"second": second, "second_chance": _share(choice.second_probability)}
    return found


def _share(chance: float) -> float:
    """Return a chance as it is stored."""
    return round(float(chance), 3)
