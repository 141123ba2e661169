"""attrib.verify: what is told of a printed quotation and what was said. All of it is invented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.types import (
    Analysis,
    Attribution,
    AttributionType,
    Caution,
    DifferenceKind,
    Document,
    Engine,
    Paragraph,
    Quoted,
    Span,
    Speaker,
    Verdict,
)  # fmt: skip
from attrib.verify import Index, verify
from attrib.verify.differences import Word, find_changes
from attrib.verify.sources import blank
from attrib.verify.words import find_words
from tests.sources import SPEECH, check, index_of, told


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("speech"), SPEECH)


def said(tmp_path: Path, words: str) -> Index:
    """Return the index of one turn of Ann Moss's with some words around."""
    return index_of(tmp_path, f"ANN MOSS: Good evening to all of you. {words} Thank you for coming tonight, friends.")


KINDS = {  # {printed|said}
    "It cost {15 million pounds|fifteen million pounds} all told.": "transcription",
    "We meet on November {8|8th} at the {home grown|homegrown} market.": "transcription",
    "The {colour|color} of the wall is not my favourite subject.": "transcription",
    "They are {going to|gonna} build the wall before the winter.": "transcription",
    "We sent the letters to {Rasool|Rassool} before the winter.": "transcription",
    "We built it{|, you know}, in the year of the great flood.": "filler",
    "So {|we built} we built it in the year of the great flood.": "filler",
    "The wall is done {…|, all but the paint,} and the gates will follow in spring.": "ellipsis",
    "They told us that {[the wall]|it} would fall within ten years.": "bracketed",
    "{It’s|It is} the longest wall on the whole river today.": "function",
    "The people of this town and {|the} county paid for all of it.": "function",
    "The harbour board of this old county gave us its {full and hearty|} blessing last October.": "added",
    "Every stone was laid {|as the inspectors asked} before the first winter storm came.": "omission",
    "The masons who laid these stones deserve a public {apology|holiday}.": "changed",
    "It cost {5 million pounds|15 million pounds} and we do not regret it.": "number",
    "They sold {forty|fourteen} of the boats before the winter came.": "number",
    "We do {|not} regret a single penny that we spent on it.": "negation",
    "We {can|can’t} widen the tunnel before the next winter comes.": "negation",
    "The crossing {will|should} take nine minutes from bank to bank.": "tense",
    "They {pay|paid} for the bricks and mortar of every house.": "tense",
}


NUMBERS = [  # {printed|said}: the same letters and digits, and another number
    "The water in the old harbour rose by {25|2.5} metres in one winter.",
    "The county spent {£175 billion|£1.75 billion} on the new wall.",
    "They charged {45%|4.5%} interest on every loan to a builder.",
    "The fare went from {$350|$3.50} to more than we could pay.",
    "The board has paid {€5,000,000|$5,000,000} to the contractors.",
    "A mason earns {$30|£30} an hour on the new harbour wall.",
    "It is written in Section {1.2|12} of the Act on harbours.",
    "On that night the sea reached {12|-12} degrees at the gates.",
]


@pytest.mark.parametrize("line", NUMBERS)
def test_another_number_of_the_same_digits_is_never_verbatim(tmp_path: Path, line: str) -> None:
    printed, words = (re.sub(r"\{(.*?)\|(.*?)\}", rf"\{side}", line) for side in (1, 2))
    found = check(said(tmp_path, words), printed)
    assert found.verdict != "verbatim"
    assert check(said(tmp_path, printed), printed).verdict == "verbatim"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("We shall meet at 5.30 on the harbour wall.", "We shall meet at 5:30 on the harbour wall."),
        ("The board has paid 5,000,000 for the new wall.", "The board has paid 5000000 for the new wall."),
        ("On that night it was -12 degrees at the gates.", "On that night it was minus 12 degrees at the gates."),
    ],
)
def test_one_number_in_two_forms_is_the_same(tmp_path: Path, printed: str, words: str) -> None:
    assert check(said(tmp_path, words), printed).verdict == "verbatim"


@pytest.mark.parametrize(
    "printed", ["I do … think that the board should resign.", "I do [now] think that the board should resign."]
)
def test_a_denial_is_not_left_out_by_a_mark(tmp_path: Path, printed: str) -> None:
    found = check(said(tmp_path, "I do not think that the board should resign."), printed)
    assert DifferenceKind.NEGATION in found.kinds


@pytest.mark.parametrize("line", KINDS)
def test_a_difference_is_of_its_kind(tmp_path: Path, line: str) -> None:
    printed, words = (re.sub(r"\{(.*?)\|(.*?)\}", rf"\{side}", line) for side in (1, 2))
    pairs = [(one.strip("[] "), other.strip(", ")) for one, other in re.findall(r"\{(.*?)\|(.*?)\}", line)]
    kind = KINDS[line]
    found = check(said(tmp_path, words), printed)
    assert found.verdict == ("verbatim" if kind == "transcription" else "edited")
    assert told(found, printed) == [(kind, one, other) for one, other in pairs]


def test_words_said_so_are_verbatim(speech: Index) -> None:
    found = check(speech, "“we do not regret a penny of it,”", speaker="Ann Moss")
    assert (found.verdict, found.kinds, found.differences) == (Verdict.VERBATIM, (), ())
    assert found.source is not None
    assert found.source.said.text == "we do not regret a penny of it"
    assert found.source.speaker == "ANN MOSS"


def test_a_number_within_a_number_is_not_it(speech: Index) -> None:
    found = check(speech, "It cost 5 million pounds, and we do not regret a penny of it.")
    assert DifferenceKind.NUMBER in found.kinds
    assert found.verdict is Verdict.EDITED


def test_pieces_in_order_may_lie_apart(tmp_path: Path) -> None:
    between = "Then the rain came and it stayed with us for a month. " * 12
    index = said(
        tmp_path, f"The masons laid the first stone in May. {between}The bishop blessed the last one in October."
    )
    quote = "The masons laid the first stone in May … The bishop blessed the last one in October."
    found = check(index, quote)
    assert found.kinds == (DifferenceKind.ELLIPSIS,)
    assert Caution.WRONG_ELLIPSIS not in found.flags


def test_joining_two_places_without_a_mark_is_splicing(tmp_path: Path) -> None:
    between = (
        "It was three pounds when my mother took the last boat, one wet Sunday with my brother asleep on her knee."
    )
    index = said(tmp_path, f"The fare will be two pounds this year. {between} Pensioners will travel free after nine.")
    found = check(index, "The fare will be two pounds this year. Pensioners will travel free after nine.")
    assert found.kinds == (DifferenceKind.SPLICED,)


@pytest.mark.parametrize("last", ["in the end", "and so on"])
def test_words_in_another_place_are_of_another_order(tmp_path: Path, last: str) -> None:
    index = said(tmp_path, f"I have to say, {last}, we built all of it for our children.")
    quote = f"{last.capitalize()}, I have to say, we built all of it for our children."
    found = check(index, quote)
    assert found.kinds == (DifferenceKind.ORDER,)
    assert {one.casefold() or other.casefold() for _, one, other in told(found, quote)} == {last}


def test_a_mark_where_nothing_is_left_out_is_told(tmp_path: Path) -> None:
    index = said(tmp_path, "The masons laid the first stone in the month of May.")
    found = check(index, "The masons laid … the first stone in the month of May.")
    assert found.verdict is Verdict.VERBATIM
    assert found.flags == (Caution.WRONG_ELLIPSIS,)


def test_a_mark_for_a_pause_is_not_wrong(tmp_path: Path) -> None:
    index = said(tmp_path, "The masons laid ... the first stone in the month of May.")
    assert check(index, "The masons laid … the first stone in the month of May.").flags == ()


def test_another_speaker_is_told_first(speech: Index) -> None:
    found = check(speech, "I would never have signed for that wall.", speaker="Ann Moss")
    assert found.verdict is Verdict.ELSEWHERE
    assert found.flags[0] is Caution.WRONG_SPEAKER
    assert found.source is not None
    assert found.source.speaker == "HUGH VALE"


@pytest.mark.parametrize("speaker", ["Hugh Vale", "Vale", "Mr. Vale", None])
def test_the_same_speaker_by_any_name_is_none(speech: Index, speaker: str | None) -> None:
    assert check(speech, "I would never have signed for that wall.", speaker=speaker).verdict is Verdict.VERBATIM


def test_who_says_it_is_preferred_to_who_retells_it(speech: Index) -> None:
    found = check(speech, "The wall will hold for a hundred years.", speaker="Ann Moss")
    assert (found.verdict, found.flags) == (Verdict.VERBATIM, ())


def test_words_read_out_by_somebody_else_are_a_relay(tmp_path: Path) -> None:
    text = "ROSE BELL: Ms Moss said this in March: “The wall will hold for a hundred years.”\n\nHUGH VALE: It will not."
    found = check(index_of(tmp_path, text), "The wall will hold for a hundred years.", speaker="Ann Moss")
    assert (found.verdict, found.flags) == (Verdict.RELAY, ())
    other = check(index_of(tmp_path, text), "The wall will hold for a hundred years.", speaker="Joan Tully")
    assert (other.verdict, other.flags) == (Verdict.RELAY, (Caution.WRONG_SPEAKER,))


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("The wall will hold for a hundred years.", Verdict.VERBATIM),
        ("The wall will hold for one hundred long years.", Verdict.NOT_FOUND),
        ("It cost 15 million pounds, and we do not regret one penny of it.", Verdict.ELSEWHERE),
    ],
)
def test_a_source_of_after_the_article_is_another_occasion(tmp_path: Path, printed: str, verdict: Verdict) -> None:
    index = index_of(tmp_path, SPEECH, names=("2024-11-18 speech.txt",))
    found = check(index, printed, speaker="Ann Moss", published="2024-05-01")
    assert found.verdict is verdict
    assert (Caution.OTHER_OCCASION in found.flags) == (found.source is not None)
    early = check(index, printed, speaker="Ann Moss", published="2024-11-15")
    assert Caution.OTHER_OCCASION not in early.flags


@pytest.mark.parametrize(
    ("quote", "cut"),
    [
        ("We will build a second one", True),  # “if the county pays”
        ("the county pays for the bricks", True),  # after “if”
        ("We will build a second one if the county pays for the bricks.", False),
        ("Nobody was hurt on the night of the storm.", False),
    ],
)
def test_what_limits_the_words_is_shown(speech: Index, quote: str, *, cut: bool) -> None:
    found = check(speech, quote)
    assert (Caution.CONTEXT_CUT in found.flags) == cut
    assert found.source is not None
    sentence = "Nobody was" if quote.startswith("Nobody") else "We will build a second one if the county pays for the"
    assert found.source.around.text.startswith(sentence)


def test_the_next_sentence_may_limit_too(tmp_path: Path) -> None:
    index = said(tmp_path, "We will mend every road in the county. But not this year, and not the next one.")
    assert check(index, "We will mend every road in the county.").flags == (Caution.CONTEXT_CUT,)


def test_a_quotation_across_two_turns_is_told(speech: Index) -> None:
    found = check(speech, "we do not regret a penny of it. I would never have signed for that wall.")
    assert Caution.ACROSS_TURNS in found.flags
    assert found.verdict is Verdict.VERBATIM  # labels are nobody's words


def test_a_transcript_without_speakers_has_none(tmp_path: Path) -> None:
    index = index_of(tmp_path, "Thank you all. The wall will hold for a hundred years. Nobody was hurt that night.")
    found = check(index, "The wall will hold for a hundred years.", speaker="Ann Moss")
    assert found.verdict is Verdict.VERBATIM
    assert found.source is not None
    assert found.source.speaker is None


@pytest.mark.parametrize("label", ["QUESTION", "UNIDENTIFIED WOMAN", "THE CHAIR", "Q"])
def test_a_label_that_is_no_name_is_no_other_speaker(tmp_path: Path, label: str) -> None:
    index = index_of(
        tmp_path, f"ANN MOSS: Yes?\n\n{label}: The wall will hold for a hundred years.\n\nANN MOSS: It will."
    )
    assert check(index, "The wall will hold for a hundred years.", speaker="Hugh Vale").verdict is Verdict.VERBATIM


def test_few_common_words_are_too_short(tmp_path: Path) -> None:
    index = index_of(
        tmp_path, *(f"ANN MOSS: In town {n} I say we will win this. We will win, we will." for n in range(4))
    )
    found = check(index, "we will win")
    assert found.verdict is Verdict.TOO_SHORT
    places = {place.path for place in (found.source, *found.places) if place}
    assert places == set(index.paths)


def test_few_words_with_a_rare_one_are_enough(tmp_path: Path) -> None:
    index = said(tmp_path, "I call this an unmitigated triumph for the town.")
    assert check(index, "unmitigated triumph").verdict is Verdict.VERBATIM


def test_a_short_quotation_with_another_content_word_is_not_found(speech: Index) -> None:
    quote = "The wall will stand for a hundred years."
    found = check(speech, quote)
    assert found.verdict is Verdict.NOT_FOUND
    assert told(found, quote) == [("changed", "stand", "hold")]
    assert found.source is not None
    assert found.source.said.text == "The wall will hold for a hundred years"


def test_words_that_nobody_said_have_no_nearest_passage(speech: Index) -> None:
    found = check(speech, "Penguins rarely visit the municipal swimming baths on weekday mornings.")
    assert (found.verdict, found.source, found.differences) == (Verdict.NOT_FOUND, None, ())


@pytest.mark.parametrize(
    "printed", ["MOSS: The wall will hold for a hundred years.", "The wall [applause] will hold for a hundred years."]
)
def test_what_a_transcript_adds_is_nobodys_words(speech: Index, printed: str) -> None:
    assert check(speech, printed).verdict is Verdict.VERBATIM


def test_words_that_the_source_marks_are_not_said(tmp_path: Path) -> None:
    index = said(tmp_path, "The wall will hold (APPLAUSE) for a [inaudible] hundred years and more.")
    assert check(index, "The wall will hold for a hundred years and more.").verdict is Verdict.VERBATIM


def test_a_very_long_quotation_is_compared_to_its_end(tmp_path: Path) -> None:
    stones = " ".join(f"Stone number {number} was laid by mason {number * 7 % 1009}." for number in range(900))
    index = index_of(tmp_path, f"ANN MOSS: {stones} That is all.")
    assert check(index, stones).verdict is Verdict.VERBATIM
    found = check(index, stones.replace("Stone number 850 was", "Stone number 850 was not"))
    assert found.kinds == (DifferenceKind.NEGATION,)


# --- an article -------------------------------------------------------------------------------------------------------


def article(text: str, kind: AttributionType, *, speaker: str = "Ann Moss") -> Analysis:
    """Return an analysis with one attribution of the whole text."""
    quoted = [Span(text.index("“"), text.index("”") + 1)] if "“" in text else []
    whole, moss = Span(0, len(text)), Speaker("e1", speaker, "named_person")
    return Analysis(
        Document("sha256:0", text, (Paragraph(whole),)),
        Engine("0"),
        (Attribution("a1", kind, (whole,), None, None, "test", 0, 0, moss),),
        quotations=tuple(Quoted(span, "a1") for span in quoted),
    )


def test_of_a_mixed_quotation_only_the_quoted_words_are_compared(speech: Index) -> None:
    found = verify(article("the builders did “not regret a penny of it” at the time", "mixed"), speech)
    assert [(each.verdict, each.kinds) for each in found.verifications or ()] == [(Verdict.VERBATIM, ())]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("the county would have to pay for the bricks if a second one is built", [Verdict.SUPPORTED]),
        ("the mayor ought to resign before the autumn elections are held", []),
    ],
)
def test_indirect_content_is_supported_or_nothing(speech: Index, text: str, verdicts: list[Verdict]) -> None:
    assert [each.verdict for each in verify(article(text, "indirect"), speech).verifications or ()] == verdicts


def test_indirect_content_in_another_mouth_is_not_supported(speech: Index) -> None:
    text = "the county would have to pay for the bricks if a second one is built"
    assert verify(article(text, "indirect", speaker="Hugh Vale"), speech).verifications == ()


def test_a_source_that_has_changed_since_is_told(tmp_path: Path) -> None:
    quotation = article("The wall will hold for a hundred years.", "direct")
    before = verify(quotation, index_of(tmp_path, SPEECH))
    again = verify(before, index_of(tmp_path, SPEECH))
    after = verify(before, index_of(tmp_path, SPEECH + " Good night."))
    assert [each.flags for each in before.verifications or ()] == [()]
    assert [each.flags for each in again.verifications or ()] == [()]
    assert [each.flags for each in after.verifications or ()] == [(Caution.SOURCE_CHANGED,)]


# --- properties -------------------------------------------------------------------------------------------------------

VOCABULARY = [
    "the",
    "wall",
    "will",
    "not",
    "hold",
    "don't",
    "it's",
    "5",
    "15",
    "million",
    "very",
    "stone",
    "stones",
    "laid",
    "you",
    "know",
    "we",
    "would",
    "in",
    "May",
    "U.S.",
    "gonna",
]
SENTENCES = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=14)


def words_of(text: str) -> list[Word]:
    found = find_words(text)
    return [Word(key, text[a:b], a, b) for key, a, b in zip(found.keys, found.starts, found.ends, strict=True)]


@settings(max_examples=150, deadline=None)
@given(SENTENCES, SENTENCES, st.data())
def test_outside_of_the_differences_both_sides_have_the_same_words(
    one: list[str], other: list[str], data: st.DataObject
) -> None:
    printed, spoken = words_of(" ".join(one)), words_of(" ".join(other))
    size = min(len(printed), len(spoken))
    chosen = sorted(data.draw(st.sets(st.integers(0, len(spoken) - 1), max_size=size)))
    where = sorted(data.draw(st.sets(st.integers(0, len(printed) - 1), min_size=len(chosen), max_size=len(chosen))))
    places = [-1] * len(printed)
    for place, target in zip(where, chosen, strict=True):
        places[place] = target
    breaks = data.draw(st.lists(st.booleans(), min_size=len(printed), max_size=len(printed)))
    changes = find_changes(printed, spoken, places, breaks)
    for side in ("printed", "said"):
        ranges = [getattr(change, side) for change in changes]
        edges = [edge for each in ranges for edge in (each.start, each.stop)]
        assert edges == sorted(edges)
    apart = [{place for change in changes for place in getattr(change, side)} for side in ("printed", "said")]
    kept = [
        [word.key for place, word in enumerate(words) if place not in gone]
        for words, gone in zip((printed, spoken), apart, strict=True)
    ]
    assert kept[0] == kept[1]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_printed_words_are_the_said_ones_with_the_differences(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    words = SPEECH.replace("ANN MOSS:", "").replace("HUGH VALE:", "").split()
    first = data.draw(st.integers(0, len(words) - 16))
    printed = words[first : first + 15]
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(printed) - 1))
        printed[place : place + 1] = data.draw(st.lists(st.sampled_from(VOCABULARY), max_size=2))
    quote = " ".join(printed)
    index = index_of(tmp_path_factory.mktemp("said"), SPEECH)
    found = check(index, quote)
    if found.source is None:
        return
    source = index.source(0)
    said = find_words(blank(source.text, source.labels))
    passage = found.source.said.span
    spoken = [each.said.span for each in found.differences if each.said is not None]
    replaced = [each.printed for each in found.differences if each.printed is not None]
    assert spoken == sorted(spoken)
    assert replaced == sorted(replaced)
    rest = iter(
        key
        for key, start, end in zip(said.keys, said.starts, said.ends, strict=True)
        if passage.contains(Span(start, end)) and not any(span.contains(Span(start, end)) for span in spoken)
    )
    words_printed = find_words(quote)
    rebuilt = [
        key if any(span.contains(Span(start, end)) for span in replaced) else next(rest)
        for key, start, end in zip(words_printed.keys, words_printed.starts, words_printed.ends, strict=True)
    ]
    assert rebuilt == list(words_printed.keys)
    assert list(rest) == []
