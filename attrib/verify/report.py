"""The verdicts on an article as text for the terminal, and the list of what is still missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrib.errors import one_line, visible
from attrib.types import Caution, Place, Weight
from attrib.wording import CAUTION_WORDS, NOBODY, VERDICT_WORDS, WEIGHT_WORDS, difference_words, pieces, place_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from attrib.types import Analysis, Attribution, Passage, Verification
    from attrib.verify.house import House
    from attrib.verify.index import Index


def render(analysis: Analysis, index: Index, house: House) -> str:
    """Return the verdicts of a verified article, the gravest first and of these the wrong speakers."""
    found = analysis.verifications or ()
    counts = Counter(map(house.weigh, found))
    totals = ", ".join(f"{counts[weight]} {heading}" for weight, heading in WEIGHT_WORDS.items() if counts[weight])
    document = analysis.document
    lines = [
        visible(document.path or document.title or document.id),
        f"{len(found)} checked by the rules of {house.name}, sources read: {len(index.paths)}",
        totals or "nothing to check",
        *(f"could not be read: {one_line(each.message)}" for each in index.unreadable),
    ]
    attributions = {each.id: each for each in analysis.attributions}
    grave = sorted(found, key=lambda each: (-house.weigh(each), Caution.WRONG_SPEAKER not in each.flags))
    for each in grave:
        lines += ["", *_verification(each, attributions[each.attribution], analysis, house)]
    return "\n".join(lines) + "\n"


def _verification(
    verification: Verification, attribution: Attribution, analysis: Analysis, house: House
) -> Iterator[str]:
    text = analysis.document.text
    speaker = attribution.speaker.name if attribution.speaker else NOBODY
    heading = WEIGHT_WORDS[house.weigh(verification)].upper()
    yield f"{heading}  {attribution.id}  {visible(speaker)}: {one_line(pieces(text, *attribution.content))}"
    source = verification.source
    named = f" ({visible(source.speaker)})" if source and source.speaker else ""
    for flag in verification.flags:
        yield f"    ! {CAUTION_WORDS[flag]}{named if flag is Caution.WRONG_SPEAKER else ''}"
    nearest = "; nearest:" if source and house.weigh(verification) is Weight.MISSING else ""
    yield f"    {VERDICT_WORDS[verification.verdict]}{nearest}"
    for difference in verification.differences:
        yield f"    {one_line(difference_words(difference, text))}"
    for passage in (*([source] if source else []), *verification.places):
        yield f"    in {_place(passage)}"
    if source and (verification.differences or verification.flags):
        yield f"    said: {one_line(source.around.text)}"


def _place(passage: Passage) -> str:
    """Return file, page, time and speaker of a passage."""
    where = place_words(Place(passage.said.span.start, passage.page, passage.time))
    return ", ".join(filter(None, (visible(passage.path), where, visible(passage.speaker or ""))))


def missing(analyses: Iterable[Analysis], house: House) -> str:
    """Return, by speaker, the quotations that no source covers, with date and occasion."""
    found: dict[str, list[str]] = {}
    for analysis in analyses:
        attributions = {each.id: each for each in analysis.attributions}
        document = analysis.document
        for each in analysis.verifications or ():
            if house.weigh(each) is not Weight.MISSING:
                continue
            attribution = attributions[each.attribution]
            entry = [
                f"  {one_line(pieces(document.text, *attribution.content))}",
                f"    {', '.join(filter(None, (document.published, visible(document.path or document.title or ''))))}",
                f"    {_occasion(attribution, analysis)}",
            ]
            speaker = attribution.speaker.name if attribution.speaker else NOBODY
            found.setdefault(visible(speaker), []).append("\n".join(line for line in entry if line.strip()))
    if not found:
        return "Nothing is missing.\n"
    return "\n\n".join("\n".join([f"{speaker} ({len(each)})", *each]) for speaker, each in sorted(found.items())) + "\n"


def _occasion(attribution: Attribution, analysis: Analysis) -> str:
    """Return what the paragraph says besides the words: who said them, when and where."""
    document = analysis.document
    paragraph = document.paragraphs[attribution.paragraph].span
    rest, at = "", paragraph.start
    for span in sorted(attribution.content):
        if paragraph.contains(span):
            rest += document.text[at : span.start] + "…"
            at = span.end
    rest += document.text[at : paragraph.end]
    return one_line(rest) if any(map(str.isalnum, rest)) else ""
