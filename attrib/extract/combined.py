"""What the rules know and the tagger missed: sources without which a cue would be nobody's, and whole attributions.

The tagger is right more often; where it found nothing, the syntax of “reportedly”, of “what the police said were …” or
of a cue that shares its subject still tells. On PolNeAR dev (2026-11-24) the sources raise F1 of relations from 74.0 to
74.6, the attributions from 74.0 to 74.2; at a trust of 0.6 instead of 0.8 these would lower it to 73.9.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from attrib.extract.confidence import log_odds
from attrib.extract.spans import merged, own_spans, trim
from attrib.extract.tagger import Choice
from attrib.language.quotations import near
from attrib.types import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from attrib.extract.tagger import Tagged
    from attrib.language.quotations import Quotation
    from attrib.language.tree import Tree
    from attrib.types import Attribution

TRUST: Final = 0.8
"""Trust from which an attribution of the rules stands where the tagger has none."""

UNSURE: Final = 0.9
"""Chance of the tagger's source under which another one that the rules see is taken instead."""

OUTVOTED: Final = 0.875
"""Chance of that one: 7 of 8 on dev."""

RULED: Final = 0.55
"""Confidence in such an attribution: 12 of the 22 on PolNeAR dev are right, whatever the rules think of them."""

SOURCED: Final = 0.87
"""What a source by rule adds to the log-odds of an attribution: 15 of the 32 on dev are right; the mean
confidence without it would be 0.29."""


def add_ruled(tagged: Sequence[Attribution], ruled: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Return the tagger's attributions with what the rules add, in text order, as a1, a2 and so on."""
    cues = merged(each.cue.span for each in ruled if each.cue is not None)
    at = {span: each for each in reversed(ruled) if each.source is not None for span in _cue_in(cues, each)}
    result = [_sourced(each, next((at[span] for span in _cue_in(cues, each) if span in at), None)) for each in tagged]
    taken = merged(span for each in tagged for span in own_spans(each))
    added = [each for each in ruled if each.confidence >= TRUST and not _touched(taken, own_spans(each))]
    result += [replace(each, confidence=RULED) for each in added]
    result.sort(key=lambda each: each.content[0].start)
    return tuple(replace(each, id=f"a{number}") for number, each in enumerate(result, start=1))


def by_cue(tree: Tree, ruled: Sequence[Attribution]) -> dict[int, list[Attribution]]:
    """Return the rules' attributions by the sentence of their cue, so that none is looked for in the whole article."""
    found: dict[int, list[Attribution]] = defaultdict(list)
    for each in ruled:
        if each.cue is not None:
            found[tree.tokens_in(each.cue.span)[0]].append(each)
    return found


def replace_weak_source(tree: Tree, tagged: Tagged, ruled: Mapping[int, Sequence[Attribution]]) -> Tagged:
    """Return the same with the subject that the rules see at its cue, when the tagger chose another source unsurely.

    Where both have a source, the two share no word and the tagger's is less likely than `UNSURE`, the rules' is right 7
    times on PolNeAR dev and the tagger's once; in 24 invented articles, twice and never (2026-11-25). One that only
    stands in a clause about the subject (“an email seen by the Harbour Times says”) gives way however sure. `ruled` is
    what :func:`by_cue` returns.
    """
    if tagged.cue is None or tagged.source is None:
        return tagged
    cue, source = tagged.cue, tagged.source
    here = [r for r in ruled.get(tree.tokens_in(cue)[0], ()) if r.source is not None]
    other = next((r for r in here if r.cue is not None and r.cue.span.overlaps(cue)), None)
    if other is None or other.source is None:
        return tagged
    apart = not other.source.overlaps(source) or _is_aside(tree, source, other.source)
    doubtful = tagged.to_source.probability < UNSURE or _is_aside(tree, source, other.source, clause=True)
    if not apart or not doubtful:
        return tagged
    chosen = Choice(OUTVOTED, source, round(1 - OUTVOTED, 3))
    return replace(tagged, source=other.source, to_source=chosen, rule=other.rule)


def _is_aside(tree: Tree, source: Span, subject: Span, *, clause: bool = False) -> bool:
    """Whether a source is in a subject without its head, and, for `clause`, does something to it (“seen by …”)."""
    sentence, inner = tree.tokens_in(source)
    place, outer = tree.tokens_in(subject)
    if sentence != place or not inner or not set(inner) < set(outer):
        return False
    head = tree.head_of(sentence, outer)
    own = tree.head_of(sentence, inner)
    above = [own, *tree.ancestors(sentence, own)]
    if head in inner or head not in above:
        return False
    by = any(tree.token(sentence, i).text.lower() == "by" for i in tree.children(sentence, own, "case"))
    path = above[: above.index(head)]
    return not clause or (by and any(tree.token(sentence, i).deprel.startswith("acl") for i in path))


def cut_at_shared_subject(
    tree: Tree, tagged: Attribution, ruled: Mapping[int, Sequence[Attribution]], quotations: Sequence[Quotation]
) -> Attribution:
    """Return the same with its content up to the next verb of saying that shares its subject, which the rules know.

    “Vale advised them to wait and said the port would close”: the tagger took all of it for advice. Of the three such
    cases on PolNeAR dev and 24 invented articles all three are right so and none was before (2026-11-25). `ruled` is
    what :func:`by_cue` returns.
    """
    last = tagged.content[-1]
    sentence, indices = tree.tokens_in(tagged.cue.span) if tagged.cue is not None else (0, [])
    verb = next((i for i in indices if tree.token(sentence, i).head not in indices), None)
    joined = [] if verb is None else tree.children(sentence, verb, "conj")
    cues = [r.cue.span for r in ruled.get(sentence, ()) if r.cue is not None and r.confidence >= TRUST]
    for other in joined:
        start = tree.span(sentence, tree.subtree(sentence, other)).start
        inside = last.start < start < last.end and not near(quotations, Span(start, last.end))
        if inside and any(tree.token(sentence, other).span.overlaps(cue) for cue in cues):
            kept = trim(tree.document.text, Span(last.start, start))
            if kept is not None:
                return replace(tagged, content=(*tagged.content[:-1], kept))
    return tagged


def _cue_in(cues: Sequence[Span], each: Attribution) -> list[Span]:
    """Return the stretches among `cues` that its cue has words of."""
    return [] if each.cue is None else [span for span in near(cues, each.cue.span) if span.overlaps(each.cue.span)]


def _sourced(each: Attribution, ruled: Attribution | None) -> Attribution:
    """Return the same with the source that the rules see at its cue, when the tagger saw none."""
    if each.source is not None or ruled is None:
        return each
    confidence = 1 / (1 + math.exp(-log_odds(each.confidence) - SOURCED))
    evidence = (*each.evidence, f"source by rule ({ruled.rule})")
    return replace(each, source=ruled.source, confidence=round(confidence, 3), evidence=evidence)


def _touched(taken: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Whether any of the spans overlaps one that is taken."""
    return any(span.overlaps(other) for span in spans for other in near(taken, span))
