"""Subtitles: who speaks, where paragraphs end, and at what time the words begin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.errors import AttribError, UnreadableInput
from attrib.read import read_document
from attrib.types import Document

FILES = Path(__file__).parent / "files"


def shown(document: Document) -> list[tuple[str, str]]:
    return [(paragraph.kind, paragraph.span.of(document.text)) for paragraph in document.paragraphs]


def timed(document: Document) -> list[tuple[str | None, str]]:
    ends = [place.offset for place in document.places[1:]] + [None]
    return [
        (place.time, document.text[place.offset : end].strip())
        for place, end in zip(document.places, ends, strict=True)
    ]


def read(*cues: str, gap: float = 0.1, name: str = "a.srt") -> Document:
    """Read cues of two seconds each, `gap` seconds apart."""
    starts = [number * (2 + gap) for number in range(len(cues))]
    rows = [
        f"00:00:{start:06.3f} --> 00:00:{start + 2:06.3f}\n{cue}\n" for start, cue in zip(starts, cues, strict=True)
    ]
    return read_document(name, data="\n".join(rows).encode(), force=True)


def test_subrip() -> None:
    document = read_document(FILES / "council.srt", force=True)
    assert shown(document) == [
        ("body", "The council met on Monday night."),
        ("turn", "MAYOR AMSEL: We will not close the quay. Not this year."),
        ("body", "Who pays for it?"),
        ("body", "You do. [laughter] Five & ten <pounds> each, she said."),
        ("body", "A minute later the doors were shut. The end: no."),
    ]
    assert timed(document) == [
        ("00:00:01", "The council met on Monday night."),
        ("00:00:03", "MAYOR AMSEL: We will not close the quay."),
        ("00:00:05", "Not this year."),
        ("00:00:07", "Who pays for it?\n\nYou do."),
        ("00:00:09", "[laughter] Five & ten <pounds>"),
        ("00:00:14", "each, she said."),
        ("00:01:20", "A minute later the doors were shut. The end: no."),
    ]


def test_web_vtt() -> None:
    document = read_document(FILES / "interview.vtt", force=True)
    assert shown(document) == [
        ("turn", "Ilse Marr: The mill was never ours to sell."),
        ("turn", "Ross O'Dea: Who owns it?"),
        ("turn", "Ilse Marr: (sighs) <laughs> Nobody."),
    ]
    assert [place.time for place in document.places] == ["00:00:01", "00:00:03", "00:00:04"]


def test_rolling_captions_are_said_once() -> None:
    document = read_document(FILES / "rolling.vtt", force=True)
    assert timed(document) == [("00:00:00", "the ferry will"), ("00:00:02", "not sail not"), ("00:00:04", "until May")]
    assert document.text == "the ferry will not sail not until May"


def test_growing_captions_are_said_once() -> None:
    assert read("The ferry", "The ferry will", "The ferry will not sail.").text == "The ferry will not sail."


def test_what_is_said_twice_stays() -> None:
    assert read("Did you sign?", "No.", "No.", "Who did?", "Mo did.", "When?").text.count("No.") == 2


@pytest.mark.parametrize(
    ("cues", "paragraphs"),
    [
        (["ADA: Yes.", "He went", "MO: No."], [("turn", "ADA: Yes. He went"), ("turn", "MO: No.")]),
        (["Ada Finch: Yes.", "Note: he went."], [("turn", "Ada Finch: Yes. Note: he went.")]),
        (["Ada: Yes.", "Mo: No.", "Ada: Yes.", "Mo: No."], [("turn", f"{w}.") for w in ["Ada: Yes", "Mo: No"] * 2]),
        ([">> ADA: YES.", ">> NO.", "NOTE: IT"], [("turn", "ADA: YES."), ("body", "NO. NOTE: IT")]),
        (["- Yes.\n- No.", "-5 degrees, – so"], [("body", "Yes."), ("body", "No. -5 degrees, – so")]),
        (["ADA:\nYes."], [("turn", "ADA: Yes.")]),
    ],
)
def test_speakers(cues: list[str], paragraphs: list[tuple[str, str]]) -> None:
    assert shown(read(*cues)) == paragraphs


def test_a_pause_ends_a_paragraph_after_a_sentence_only() -> None:
    assert [words for _, words in shown(read("It sails.", "He", "said.", "No.", gap=3.5))] == [
        "It sails.",
        "He said.",
        "No.",
    ]
    assert len(shown(read("It sails.", "No.", gap=2))) == 1


def test_as_windows_saves_them() -> None:
    data = "1\r\n00:00:01,000 --> 00:00:02,000\r\n“It’s shut,” she said.\r\n\r\n".encode("cp1252")
    assert read_document("a.srt", data=data, force=True).text == "“It’s shut,” she said."
    marked = "\ufeff1\n00:00:01,000 --> 00:00:02,000\nIâ€™m sure.\n".encode()
    document = read_document("a.srt", data=marked, force=True)
    assert (document.text, document.repairs) == ("I’m sure.", ("utf-8 read as windows-1252: 1 place",))


@pytest.mark.parametrize("data", [b"The ferry will not sail, he said.\n", b"WEBVTT\n\nNOTE nothing\n", b"1\n\n2\n"])
def test_no_cue(data: bytes) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_document("a.vtt", data=data)
    assert caught.value.hint


PIECES = [
    "00:00:01,000 --> 00:00:02,000\n", "00:01.000 --> x\n", " --> \n", "1\n", "\n", "\n\n", "WEBVTT\n", "NOTE a\n",
    "<v >", "</v>", "ADA: ", "Mo Vance:", "- ", ">> ", "&nbsp;", "&#10;", "\x02", "words ", "No.", "{\\an8}", "\\N",
    "[x]", "<v Ada>",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join).map(str.encode) | st.binary(max_size=100))
def test_no_subtitles_raise_anything_else(data: bytes) -> None:
    try:
        document = read_document("a.srt", data=data, force=True)
    except AttribError:
        return
    end = 0
    for paragraph in document.paragraphs:
        words = paragraph.span.of(document.text)
        assert end <= paragraph.span.start
        assert words == words.strip() != ""
        end = paragraph.span.end
    offsets = [place.offset for place in document.places]
    assert offsets == sorted(set(offsets))
