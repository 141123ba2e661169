"""The sample articles hold what they promise, as far as one can tell without a model."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attrib.types import Caution, DifferenceKind, Span
from attrib.verify import Verifier, open_index, read_quotation

SEEDS = Path(__file__).parent.parent / "seeds"
RETOLD = SEEDS / "iraq-syria-attacks.txt"
INVENTED = SEEDS / "harbour-inquiry.txt"
LONGEST_FRAGMENT = 8  # words; what issue 2 allows of a real person's words


def paragraphs(text: str) -> list[str]:
    return text.strip().split("\n\n")


def fragments(text: str) -> list[str]:
    return re.findall(r"“([^“”]*)”", text)


def unbalanced(text: str) -> list[str]:
    """Return the paragraphs that break the convention.

    Marks open and close in turn. A quotation may run over paragraphs: then each of them opens it again, and only the
    last one closes it.
    """
    broken, running = [], False
    for paragraph in paragraphs(text):
        is_open, wrong = False, running and not paragraph.startswith("“")
        for mark in re.findall("[“”]", paragraph):
            wrong |= is_open == (mark == "“")
            is_open = mark == "“"
        if wrong:
            broken.append(paragraph)
        running = is_open
    return [*broken, "the last quotation is never closed"] if running else broken


@pytest.mark.parametrize("path", [RETOLD, INVENTED], ids=lambda path: path.stem)
def test_a_seed_is_an_article_in_clean_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    title, standfirst, *body = paragraphs(text)
    assert not title.endswith(".")
    assert not standfirst.endswith(".")
    assert "\n" not in "".join(paragraphs(text))
    assert not set("\"'\t\xa0") & set(text), "quotation marks and apostrophes are typographic"
    assert 600 <= len(text.split()) <= 900
    assert any(re.fullmatch(r"(?:Updated|Published): .*\b20\d\d", paragraph) for paragraph in [standfirst, *body])
    assert any(len(paragraph.split()) <= 5 and paragraph[-1].isalpha() for paragraph in body), "a heading"
    assert unbalanced(text) == []


@pytest.mark.parametrize(
    "text",
    ["“One", "one”", "“one “two”", "“one\n\ntwo”", "“one” two”", "“one\n\n“two"],
)
def test_the_check_of_marks_finds_broken_ones(text: str) -> None:
    assert unbalanced(text)


def test_the_check_of_marks_knows_long_quotations() -> None:
    assert unbalanced("“One\n\n“two\n\n“three,” he said. “Four.”\n\n“Five.”") == []


def test_the_retold_article_quotes_only_fragments() -> None:
    quoted = fragments(RETOLD.read_text(encoding="utf-8"))
    assert quoted
    assert [fragment for fragment in quoted if len(fragment.split()) > LONGEST_FRAGMENT] == []


@pytest.mark.parametrize(
    ("speaker", "pattern"),
    [
        ("Wayne Marotto", r"Wayne Marotto, .*, said .* Col Marotto said"),
        ("Yehia Rasool", r"Yehia Rasool, .* condemned [^.]*“"),
        ("Michael Knights", r"Analysis by Michael Knights, .* shows that"),
        ("Alex Almeida", r"says security analyst Alex Almeida\b.*“.*Mr Almeida said [^.]*“.*according to Mr Almeida"),
        ("Abu Alaa Al Walae", r"Abu Alaa Al Walae, .* told .* AFP .*“.*Al Walae called it “"),
        ("Joel Wing", r"said Joel Wing\b.*He told .* “.*according to Mr Wing"),
        ("Iraqi security forces", r"According to Iraqi security forces,"),
        ("the Coalition", r"The Coalition said"),
        ("Washington", r"Washington has accused .* what Washington said were"),
        ("local media", r"Local media reported that"),
    ],
)
def test_the_retold_article_credits_each_speaker(speaker: str, pattern: str) -> None:
    text = RETOLD.read_text(encoding="utf-8")
    assert speaker.lower() in text.lower()
    assert re.search(pattern, text, re.DOTALL)


def test_the_invented_article_says_so_in_its_last_line() -> None:
    last = INVENTED.read_text(encoding="utf-8").rstrip("\n").splitlines()[-1]
    assert last.startswith("This article is invented")


# One tell-tale for each construction that part 4 of issue 2 names, and for those the resolver needs.
CONSTRUCTIONS = {
    "statement, neutral, ccomp": r"The engineer said that she had",
    "thought": r"\bHe wants\b|\bthinks the port\b",
    "thought of a group": r"They fear that",
    "thought within a statement": r"He told [^.]*, that he believed",
    "hedged stance": r"\bsuggests that\b",
    "loaded stance": r"\bclaimed that\b.*\bboasted\b",
    "denial": r"denied that any warning",
    "denial of claims": r"dismissed claims that",
    "negated attribution": r"did not say (?:how|whether)",
    "parataxis": r"” he said\.",
    "inversion with apposition": r"says Ann Doyle, the port’s chief engineer",
    "according to": r"According to Dr Idris Pell",
    "analysis by": r"Analysis by Dr Pell of 212 photographs suggests",
    "reportedly": r"has reportedly set aside",
    "allegedly": r"allegedly rewrote",
    "passive": r"The inquiry [^.]* was told [^.]* that",
    "told somebody": r"He told Col Marcus Thrale",
    "what it said were": r"what it said were",
    "Col": r"\bCol [A-Z]\w+",
    "Mr": r"\bMr [A-Z]\w+",
    "Ms": r"\bMs [A-Z]\w+",
    "Dr": r"\bDr [A-Z]\w+",
    "Cllr": r"\bCllr [A-Z]\w+",
    "apposition after a titled name": r"Cllr Margaret Nunn, the leader of the town council,",
    "cue that interrupts": r"“[^“”]*,” (?:she|he) \w+(?: the hearing)?, “[^“”]*”",
    "three paragraphs, marks opening only": r"\n\n[^\n]*“[^”\n]*\n\n“[^”\n]*\n\n“[^”\n]*”\n",
    "floating quotation": r"\n\n“[^“”\n]*”\n\n",
    "cue before a colon": r"Joan Tully, said: “",
    "direct": r"“Water is patient,” he said",
    "mixed": r"blamed the collapse on “an exceptional tide”",
    "pronoun as source": r"” he said\.|\bshe told\b",
    "description as source": r"The engineer said",
    "organisation": r"The authority denied",
    "company": r"Brackwater Lifting, [^.]*, insists that",
    "document": r"The report says",
    "unnamed person": r"said a source close to the inquiry",
    "unnamed person, described": r"said one woman, who asked not to be named",
    "group": r"Residents of Quay Street say",
    "two people with one surname": r"Ann Doyle.*Terence Doyle, the night foreman, is no relation.*Ms Doyle.*Mr Doyle",
    "quantity in the reporter's voice": r"Repairs have cost £6\.2m",
    "date in the reporter's voice": r"on 9 March\. ",
    "comparison in the reporter's voice": r"longer than any closure since",
    "cause": r"“because Kelsea had a quay\.”",
    "hedges on figures": r"about 400 tonnes.*at least a decade.*as many as 300",
    "hedge of the reporter": r"\bapparently\b",
    "prediction": r"which could reach £20m",
}


@pytest.mark.parametrize("construction", CONSTRUCTIONS)
def test_the_invented_article_has_the_construction(construction: str) -> None:
    assert re.search(CONSTRUCTIONS[construction], INVENTED.read_text(encoding="utf-8"), re.DOTALL)


# What attrib verify is to tell of each quotation of the article about the invented speech, by how it begins.
TOLD = {
    "A river that nobody": "verbatim",
    "The old ferry carried": "verbatim transcription",
    "The drivers who queue": "edited changed",
    "I believe that": "edited negation",
    "We found the money": "edited filler",
    "This will cost": "edited number",
    "The harbour commissioners": "edited added",
    "They told us": "edited bracketed",
    "It’s the shortest way": "edited function",
    "The first boat": "edited ellipsis",
    "We will buy": "verbatim",
    "Every landing stage": "edited omission",
    "The crossing": "edited tense",
    "The fare": "edited spliced",
    "I have to say": "edited order",
    "The council": "elsewhere",
    "Nobody in this room": "not_found",
}


@pytest.mark.parametrize("ending", ["txt", "srt"])
def test_every_kind_of_difference_occurs_once_in_the_article_about_a_speech(ending: str) -> None:
    text = (SEEDS / "ferry-speech.txt").read_text(encoding="utf-8")
    index = open_index([str(SEEDS / "sources" / f"2024-11-18-ferry-speech.{ending}")], None)
    found = {}
    for match in re.finditer("“([^”]*)”", text):
        quotation = read_quotation("a1", text, [Span(*match.span())], speaker="Ines Caldwell", published="2024-11-19")
        told = Verifier(index).verify(quotation)
        assert told is not None
        start = next(words for words in TOLD if match[1].startswith(words))
        found[start] = " ".join([told.verdict, *told.kinds])
        assert (Caution.CONTEXT_CUT in told.flags) == (start == "We will buy")
        assert (Caution.WRONG_SPEAKER in told.flags) == (start == "The council")
        assert told.source is None or (told.source.time is not None) == (ending == "srt")
    assert found == TOLD
    kinds = [kind for told in TOLD.values() for kind in told.split()[1:]]
    assert sorted(kinds) == sorted(DifferenceKind)
    assert text.rstrip().splitlines()[-1].startswith("This article is invented")
