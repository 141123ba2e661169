"""attrib.verify.house and report: what is a fault, and how it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from attrib.errors import InputError
from attrib.types import (
    Analysis,
    Attribution,
    Caution,
    DifferenceKind,
    Document,
    Engine,
    Excerpt,
    Paragraph,
    Passage,
    Span,
    Speaker,
    Verdict,
    Verification,
    Weight,
)  # fmt: skip
from attrib.verify import report
from attrib.verify.house import HOUSES, read_house
from tests.sources import index_of


def edited(*kinds: DifferenceKind) -> Verification:
    return Verification("a1", Verdict.EDITED, kinds)


TABLE = {  # the table of the issue: reuters, ap, strict, lenient
    "transcription": "fine fine fine fine",
    "filler": "look look fault fine",
    "ellipsis": "fine look look fine",
    "bracketed": "look look look fine",
    "function": "fault fault fault look",
    "added": "fault fault fault look",
    **dict.fromkeys(
        ("omission", "changed", "number", "negation", "tense", "spliced", "order"), "fault fault fault fault"
    ),
}


@pytest.mark.parametrize("kind", DifferenceKind)
def test_each_house_weighs_each_kind_as_agreed(kind: DifferenceKind) -> None:
    weights = [HOUSES[name].weigh(edited(kind)).name.lower() for name in ("reuters", "ap", "strict", "lenient")]
    assert weights == TABLE[kind].split()


@pytest.mark.parametrize(
    ("verification", "weight"),
    [
        (Verification("a1", Verdict.VERBATIM), Weight.FINE),
        (Verification("a1", Verdict.VERBATIM, flags=(Caution.CONTEXT_CUT,)), Weight.LOOK),
        (edited(DifferenceKind.FILLER, DifferenceKind.NUMBER), Weight.FAULT),
        (Verification("a1", Verdict.ELSEWHERE, flags=(Caution.WRONG_SPEAKER,)), Weight.FAULT),
        (Verification("a1", Verdict.ELSEWHERE, flags=(Caution.OTHER_OCCASION,)), Weight.LOOK),
        (Verification("a1", Verdict.RELAY), Weight.LOOK),
        (Verification("a1", Verdict.TOO_SHORT), Weight.LOOK),
        (Verification("a1", Verdict.SUPPORTED), Weight.FINE),
        (Verification("a1", Verdict.NOT_FOUND, (DifferenceKind.CHANGED,)), Weight.MISSING),
        (Verification("a1", Verdict.UNREADABLE), Weight.MISSING),
    ],
)
def test_a_verdict_weighs(verification: Verification, weight: Weight) -> None:
    assert HOUSES["reuters"].weigh(verification) is weight


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ([], 0),
        ([Verdict.VERBATIM, Verdict.RELAY], 0),
        ([Verdict.VERBATIM, Verdict.NOT_FOUND], 9),
        ([Verdict.UNREADABLE], 9),
    ],
)
def test_the_exit_code_is_that_of_the_gravest(verdicts: list[Verdict], code: int) -> None:
    found = [Verification("a1", verdict) for verdict in verdicts]
    assert HOUSES["reuters"].exit_code(found) == code
    assert HOUSES["reuters"].exit_code([*found, edited(DifferenceKind.NUMBER)]) == 8


def test_a_newsroom_may_have_rules_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text('base = "ap"\n[kinds]\nfiller = "fine"\nellipsis = "fault"\n', encoding="utf-8")
    house = read_house(str(path))
    kinds = (DifferenceKind.FILLER, DifferenceKind.ELLIPSIS, DifferenceKind.BRACKETED)
    assert [house.weigh(edited(kind)) for kind in kinds] == [Weight.FINE, Weight.FAULT, Weight.LOOK]
    path.write_text("", encoding="utf-8")
    assert read_house(str(path)).rules == HOUSES["reuters"].rules


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kinds = [", "cannot be read"),
        ('base = "tabloid"', "base is one of reuters, ap, strict, lenient"),
        ("base = [1]", "base is one of"),
        ("kinds = 3", "kinds a table"),
        ('[kinds]\nfiller = "terrible"', "filler = 'terrible' means nothing"),
        ('[kinds]\nfiller = ["look"]', "means nothing"),
        ('[kinds]\nspin = "fault"', "spin = 'fault' means nothing"),
        ('bass = "ap"', "'bass' means nothing"),
    ],
)
def test_rules_that_make_no_sense_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "house.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message.replace("[", r"\[")) as caught:
        read_house(str(path))
    assert caught.value.hint


@pytest.mark.parametrize("name", ["times", "", "no/such.toml", "a\0b"])
def test_rules_that_are_not_there_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="house rules"):
        read_house(name)


# --- the report -------------------------------------------------------------------------------------------------------

TEXT = (
    "“It cost five pounds,” said Ann Moss at the quay on Monday. “Nobody came,” she added.\n\n“It rained,” said Vale.\n"
)


def analysis(*verifications: Verification) -> Analysis:
    def attribution(identity: str, words: str, paragraph: int, name: str) -> Attribution:
        span = Span(TEXT.index(words), TEXT.index(words) + len(words))
        speaker = Speaker("e1", name, "named_person")
        return Attribution(identity, "direct", (span,), None, None, "test", 0, paragraph, speaker)

    end = TEXT.index("\n\n")
    return Analysis(
        Document(
            "sha256:0", TEXT, (Paragraph(Span(0, end)), Paragraph(Span(end + 2, len(TEXT) - 1))), "quay.txt",
            published="2024-05-01",
        ),
        Engine("0"),
        (
            attribution("a1", "“It cost five pounds,”", 0, "Ann Moss"),
            attribution("a2", "“Nobody came,”", 0, "Ann Moss"),
            attribution("a3", "“It rained,”", 1, "Hugh Vale"),
        ),
        verifications=verifications,
    )  # fmt: skip


def test_the_report_tells_the_gravest_first(tmp_path: Path) -> None:
    passage = Passage(
        "said.pdf", "0" * 64, Excerpt(Span(0, 4), "It\x1b cost"), Excerpt(Span(0, 4), "It\x1b cost"), 7, None, "BELL"
    )
    found = analysis(
        Verification("a2", Verdict.VERBATIM, source=passage),
        Verification("a1", Verdict.NOT_FOUND),
        Verification("a3", Verdict.ELSEWHERE, flags=(Caution.WRONG_SPEAKER,), source=passage),
    )
    text = report.render(found, index_of(tmp_path, "It cost five pounds."), HOUSES["ap"])
    headings = [line.split("  ")[0] for line in text.splitlines() if line[:1].isupper()]
    assert headings == ["FAULT", "NOT FOUND", "FINE"]
    assert "1 fault, 1 not found, 1 fine" in text
    assert "the source has another speaker (BELL)" in text
    assert "said.pdf, p. 7, BELL" in text
    assert "\x1b" not in text


def test_what_is_missing_is_listed_by_speaker_with_date_and_occasion() -> None:
    found = analysis(
        Verification("a3", Verdict.UNREADABLE),
        Verification("a2", Verdict.VERBATIM),
        Verification("a1", Verdict.NOT_FOUND),
    )
    assert report.missing([found], HOUSES["reuters"]) == (
        "Ann Moss (1)\n"
        "  “It cost five pounds,”\n"
        "    2024-05-01, quay.txt\n"
        "    … said Ann Moss at the quay on Monday. “Nobody came,” she added.\n"
        "\n"
        "Hugh Vale (1)\n"
        "  “It rained,”\n"
        "    2024-05-01, quay.txt\n"
        "    … said Vale.\n"
    )
    assert report.missing([analysis(Verification("a1", Verdict.VERBATIM))], HOUSES["ap"]) == "Nothing is missing.\n"
