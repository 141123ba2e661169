"""attrib.extract.transcript: the turns of an interview, on hand-made parses."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from attrib.extract import extract
from attrib.extract.reader import Reading
from attrib.extract.transcript import LABELS, find_turns
from attrib.language.quotations import find_quotations
from attrib.language.tree import Tree
from attrib.read import read_text
from attrib.resolve.entities import walk
from attrib.types import Span
from tests.handmade import read_parse
from tests.shorthand import parsed

if TYPE_CHECKING:
    from attrib.types import Document, Parse

WORD = re.compile(r"[\"“”().:,?]|[^\s\"“”().:,?]+")

VERBS = ("did", "knew", "told", "is")


def interview(*lines: str, people: tuple[str, ...] = ("vale", "moss")) -> tuple[Document, Parse]:
    """Return a document of these paragraphs; every word hangs on the first, and the people are named."""
    rows: list[str] = []
    for line in lines:
        rows += ["", "# newpar"]
        for number, match in enumerate(WORD.finditer(line), start=1):
            word = match.group()
            notes = ["NER=B-PER"] if word.lower() in people else []
            notes += ["SpaceAfter=No"] if line[match.end() : match.end() + 1] != " " else []
            upos = "VERB" if word.lower() in VERBS else "NOUN"
            rows.append(f"{number} {word} {word} {upos} {min(number - 1, 1)} dep {'|'.join(notes)}")
    return read_parse("\n".join(rows[2:]))


def turns(*lines: str, people: tuple[str, ...] = ("vale", "moss")) -> list[tuple[str, list[str]]]:
    """Return who speaks, and the words."""
    document, parse = interview(*lines, people=people)
    found = find_turns(Tree(document, parse), find_quotations(document))
    return [(turn.label.of(document.text), [span.of(document.text) for span in turn.content]) for turn in found]


PLAIN = ("MOSS: When did it leak?", "VALE: On Monday.", "MOSS: And who knew?", "VALE: We all did.")


def test_each_turn_is_its_speakers() -> None:
    assert turns("The interview follows.", *PLAIN, "The port closed.") == [
        ("MOSS", ["When did it leak?"]),
        ("VALE", ["On Monday."]),
        ("MOSS", ["And who knew?"]),
        ("VALE", ["We all did."]),
    ]


def test_names_may_be_printed_as_names() -> None:
    lines = ("Ann Moss: When?", "Hugh Vale: It is on Monday.", "Moss: Who knew?", "Vale: All did.")
    assert [name for name, _ in turns(*lines)] == ["Ann Moss", "Hugh Vale", "Moss", "Vale"]


def test_a_name_in_capitals_that_nobody_knows_speaks_with_one_that_is_known() -> None:
    assert [name for name, _ in turns(*PLAIN, people=("vale",))] == ["MOSS", "VALE"] * 2
    assert turns(*PLAIN, people=()) == []


@pytest.mark.parametrize("opening", ['"', "“"])
def test_marks_round_the_whole_interview_are_nobodys(opening: str) -> None:
    closing = {'"': '"', "“": "”"}[opening]
    quoted = [opening + line for line in PLAIN]
    assert turns(*quoted[:-1], quoted[-1] + closing) == turns(*PLAIN)


def test_a_paragraph_without_a_name_goes_on_in_the_same_quotation_only() -> None:
    quoted = [*(f"“{line}" for line in PLAIN), "“Even the mayor.”"]
    assert turns(*quoted)[-1] == ("VALE", ["We all did.", "Even the mayor."])
    assert turns(*PLAIN, "Even the mayor.")[-1] == ("VALE", ["We all did."])


def test_what_the_transcript_says_of_itself_is_no_speech() -> None:
    quoted = [*(f"“{line}" for line in PLAIN), "“(CROSSTALK)”"]
    assert turns(*quoted)[-1] == ("VALE", ["We all did."])


@pytest.mark.parametrize(
    "lines",
    [
        ("VALE: We knew.", "VALE: We told them."),
        ("MOSS: When?", "VALE: On Monday."),
        ("WHEN: On Monday.", "WHERE: The port.", "WHEN: On Tuesday.", "WHERE: The inn."),
        ("vale: We knew.", "moss: Who?", "vale: All.", "moss: When?"),
        ("VALE:", "MOSS:", "VALE:", "MOSS:"),
        ("Ann Moss: 1,769.", "Hugh Vale: 1,501.", "Moss: 48.", "Vale: 547."),
        ("MOSS: 1,769.", "VALE: 1,501.", "MOSS: 48.", "VALE: 547."),
        ("MOSS: 2:31:04, who knew.", "VALE: 2:33:10, who told.", "MOSS: best, is it.", "VALE: told us."),
        ("14:02 Update: It did rise.", "15:10 Travel: It is late.", "16:00 Update: We knew."),
        ("Ann Moss (4): It is late.", "Hugh Vale (7): It did leak.", "Una Vale (5): We knew."),
        ("Mayor: It is late.", "Governor: It did leak.", "Mayor: We knew."),
        ("Ann Moss (Lab)", "It is late.", "Hugh Vale (Con)", "It did leak."),
    ],
)
def test_labels_that_are_no_interview(lines: tuple[str, ...]) -> None:
    assert turns(*lines) == []


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("[00:00:04] Ann Moss: When did it leak?", "[00:00:09] Hugh Vale: It is so.", "[00:01:02] Ann Moss: Why?"),
         ["Ann Moss", "Hugh Vale", "Ann Moss"]),
        (("Ann Moss (00:00:04): When did it leak?", "Hugh Vale (00:00:09): It is so.", "Ann Moss (00:01:02): Why?"),
         ["Ann Moss", "Hugh Vale", "Ann Moss"]),
        (("Ann Moss (Lab): It is late.", "Hugh Vale (Con): It did leak.", "Ann Moss (Lab): We knew."),
         ["Ann Moss", "Hugh Vale", "Ann Moss"]),
        (("ANN MOSS, HOST: It is late.", "REAR ADM. HUGH VALE, HARBOUR: It did leak.", "MOSS: We knew."),
         ["ANN MOSS", "REAR ADM. HUGH VALE", "MOSS"]),
        (("Mr. MOSS. It is late.", "Ms. VALE (during the reading). It did leak.", "Mr. MOSS. We knew."),
         ["Mr. MOSS", "Ms. VALE", "Mr. MOSS"]),
        (("THE COURT: It is late.", "MS. VALE: It did leak.", "THE COURT: We knew."),
         ["THE COURT", "MS. VALE", "THE COURT"]),
        (("Q. When did it leak?", "A. It is so.", "Q. Who knew?", "A. We did."), ["Q", "A", "Q", "A"]),
    ],
)  # fmt: skip
def test_labels_are_of_many_kinds(lines: tuple[str, ...], names: list[str]) -> None:
    found = turns(*lines)
    assert [name for name, _ in found] == names
    assert all(len(words) == 1 and not words[0].startswith((":", ".", "(", "[")) for _, words in found)


def test_a_name_on_a_line_of_its_own_opens_a_turn() -> None:
    lines = ("Ann Moss (Lab)", "It is late.", "Hugh Vale (Con)", "It did leak.", "Ann Moss", "We knew.")
    assert turns(*lines) == [("Ann Moss", ["It is late."]), ("Hugh Vale", ["It did leak."]), ("Ann Moss", ["We knew."])]


def test_in_a_transcript_a_line_without_a_label_goes_on() -> None:
    assert turns(*PLAIN[:2], "It is late.", *PLAIN[2:])[1] == ("VALE", ["On Monday.", "It is late."])


def test_an_interjection_is_nobodys_turn() -> None:
    assert turns(*PLAIN[:2], "[Interruption.]", *PLAIN[2:]) == turns(*PLAIN)


def test_of_two_people_of_one_surname_the_surname_alone_is_neither() -> None:
    lines = ("ANN VALE: It is late.", "HUGH VALE: It did leak.", "HOST: Who knew?", "VALE: We knew.", "HOST: We did.")
    document, parse = interview(*lines)
    found = find_turns(Tree(document, parse), find_quotations(document))
    sources = [turn.source and turn.source.of(document.text) for turn in found]
    assert sources == ["ANN VALE", "HUGH VALE", "HOST", None, "HOST"]


def test_who_asks_and_who_answers_stands_before_the_questions() -> None:
    lines = ("Vale is a diver. He spoke to Moss.", "Q: When did it leak?", "A: It is so.", "Q: Who knew?", "A: We did.")
    document, parse = interview(*lines)
    found = find_turns(Tree(document, parse), find_quotations(document))
    assert [turn.source and turn.source.of(document.text) for turn in found] == ["Moss", "Vale", "Moss", "Vale"]


def test_a_title_is_no_part_of_the_name() -> None:
    lines = ("ANN MOSS, HOST: It is late.", "REAR ADM. HUGH VALE, HARBOUR: It did leak.", "MOSS: We knew.")
    document, parse = interview(*lines)
    found = find_turns(Tree(document, parse), find_quotations(document))
    assert [turn.source and turn.source.of(document.text) for turn in found] == ["ANN MOSS", "HUGH VALE", "MOSS"]


def test_a_line_of_brackets_takes_no_time() -> None:
    assert turns(*PLAIN[:2], "(1) " * 60 + "are the clauses.", *PLAIN[2:])[1][0] == "VALE"


def test_turns_are_attributions() -> None:
    document, parse = interview("Vale told Moss everything.", *PLAIN)
    found = extract(document, parse, Reading(()))
    made = [each for each in found if each.rule == "turn"]
    assert [(each.type, each.source and each.source.of(document.text)) for each in made] == [
        ("direct", name) for name in ["MOSS", "VALE"] * 2
    ]
    assert [each.id for each in found] == [f"a{number}" for number in range(1, len(found) + 1)]
    assert all(each.cue and each.cue.span.of(document.text) == ":" for each in made)
    assert made[0].evidence == ("“MOSS:” opens a turn of an interview",)


CHATS = {
    "Teams": ("Ann Moss   0:03", "It did leak.", "Hugh Vale   0:09", "He knew so.", "Ann Moss   0:21", "He told us."),
    "Teams, times on their own": (
        "Ann Moss", "0:00:03", "It did leak.", "Hugh Vale", "0:00:09", "He knew so.", "Ann Moss", "0:00:21",
        "He told us.",
    ),
    "Teams, times before": (
        "0:0:3.240 --> 0:0:8.400", "Ann Moss", "It did leak.", "0:0:9.0 --> 0:0:15.4", "Hugh Vale", "He knew so.",
        "0:0:16.0 --> 0:0:18.4", "Ann Moss", "He told us.",
    ),
    "Zoom": (
        "10:02:15\t From  Ann Moss : It did leak.", "10:02:40\t From  Hugh Vale  to  Everyone : He knew so.",
        "10:03:02\t From  Ann Moss : He told us.",
    ),
    "Zoom, new": (
        "10:02:15 From Ann Moss to Everyone:", "\tIt did leak.", "10:02:40 From Hugh Vale to Everyone:",
        "\tHe knew so.", "10:03:02 From Ann Moss to Everyone:", "\tHe told us.",
    ),
    "WhatsApp": (
        "[12/05/2024, 10:02:15] Ann Moss: It did leak.", "[12/05/2024, 10:02:40] Hugh Vale: He knew so.",
        "[12/05/2024, 10:03:02] Ann Moss: He told us.",
    ),
    "WhatsApp, Android": (
        "12/05/2024, 10:02 - Ann Moss: It did leak.", "12/05/2024, 10:02 - Hugh Vale: He knew so.",
        "12/05/2024, 10:03 - Ann Moss: He told us.",
    ),
    "Slack": (
        "Ann Moss  10:02 AM", "It did leak.", "Hugh Vale  10:05 AM", "He knew so.", "Ann Moss  10:07 AM", "He told us.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", CHATS)
def test_an_export_of_a_meeting_or_a_chat_is_a_transcript(program: str) -> None:
    assert turns(*CHATS[program]) == [
        ("Ann Moss", ["It did leak."]),
        ("Hugh Vale", ["He knew so."]),
        ("Ann Moss", ["He told us."]),
    ]
    paragraphs = read_text("\n".join(CHATS[program])).paragraphs
    assert {each.kind for each in paragraphs} <= {"body", "heading"}, "who speaks first is no title"


def test_whom_a_file_marks_as_speaking_speaks() -> None:
    lines = ("Ann Moss: It did leak.", "Hugh Vale: He knew so.")
    assert turns(*lines) == [], "two lines alone are no transcript"
    document, parse = interview(*lines)
    marked = replace(document, paragraphs=tuple(replace(each, kind="turn") for each in document.paragraphs))
    found = find_turns(Tree(marked, parse), ())
    assert [turn.label.of(document.text) for turn in found] == ["Ann Moss", "Hugh Vale"]


def test_what_a_label_is_followed_by_is_no_office() -> None:
    """“Ann Moss: Good morning”: the tree holds the greeting in apposition to her."""
    source = """
    Ann/PROPN/0/root/NER=B-PER Moss/PROPN/1/flat/NER=I-PER :/5 Good/ADJ/5/amod morning/NOUN/1/appos ./1
    """
    document, parse = parsed(source)
    walked = walk(Tree(document, parse), [Span(0, 8)])
    assert [each.role for cluster in walked.clusters for each in cluster.descriptions] == []


def test_initials_that_the_text_explains_are_labels() -> None:
    lines = (
        "Present were Ann Moss (AM) and Hugh Vale (HV, chair).",
        "AM: It did leak.",
        "HV: He knew.",
        "AM: He told us.",
    )
    assert [name for name, _ in turns(*lines)] == ["AM", "HV", "AM"]
    assert turns("Present were Ann Moss and Hugh Vale.", *lines[1:]) == []


def test_an_item_without_a_label_is_not_the_last_speakers() -> None:
    lines = (*PLAIN[:2], "Lowe said it did leak.", *PLAIN[2:])
    document, parse = interview(*lines)
    listed = replace(document, paragraphs=tuple(replace(each, kind="list_item") for each in document.paragraphs))
    words = [span.of(document.text) for turn in find_turns(Tree(listed, parse), ()) for span in turn.content]
    assert words == ["When did it leak?", "On Monday.", "And who knew?", "We all did."]
    assert "Lowe said it did leak." in [word for _, said in turns(*lines) for word in said]


def test_a_deposition_has_a_number_before_each_line() -> None:
    lines = (" 1  HUGH VALE was sworn", " 3  Q.  Did it leak?", " 4  A.  It did.", " 5  He knew.", " 6  Q.  Who told?")
    found = [LABELS[0].match(line.lstrip()) for line in lines]
    assert [match["name"] if match else None for match in found] == [None, "Q", "A", None, "Q"]
    assert LABELS[0].match("3 Q. Did it leak?") is None, "one blank after a number is a list's"


def test_speakers_may_have_numbers_for_names() -> None:
    lines = ("SPEAKER_00: It did leak.", "SPEAKER_01: He knew.", "SPEAKER_00: He told us.")
    assert [name for name, _ in turns(*lines)] == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_00"]
    assert LABELS[1].match("[00:00.000 --> 00:04.440]  SPEAKER_00: It did leak.") is not None
    assert [name for name, _ in turns(*(line.replace("SPEAKER_0", "Speaker ") for line in lines))] == [
        "Speaker 0", "Speaker 1", "Speaker 0",
    ]  # fmt: skip


CHAT = ("12/05/2024, 10:02 - Ann Moss: It did leak.", "12/05/2024, 10:03 - Hugh Vale: He knew so.")


@pytest.mark.parametrize(
    "line",
    [
        "12/05/2024, 10:04 - +44 7700 900123: He told us.",
        "12/05/2024, 10:04 - ~ Dee joined using an invite link",
        "12/05/2024, 10:04 - Hugh Vale: <Media omitted>",
        "12/05/2024, 10:04 - Hugh Vale: This message was deleted.",
    ],
)
def test_what_nobody_known_wrote_is_not_the_last_speakers(line: str) -> None:
    said = turns(*CHAT, line, "12/05/2024, 10:05 - Ann Moss: He told us.")
    assert said == [("Ann Moss", ["It did leak."]), ("Hugh Vale", ["He knew so."]), ("Ann Moss", ["He told us."])]


@pytest.mark.parametrize("place", ["(34)", ", Hesk"])
def test_a_list_that_tells_of_people_is_no_transcript(place: str) -> None:
    lines = (f"Ann Moss{place}: She did leak.", f"Hugh Vale{place}: He knew.", f"Ann Moss{place}: She told us.")
    assert turns(*lines) == []
    assert turns(*(line.replace(": She", ": I").replace(": He", ": We").replace("(34)", "(Lab)") for line in lines))


def test_a_sentence_of_two_words_is_no_label() -> None:
    lines = (
        "Ann Moss  10:02 AM",
        "It did leak.",
        "Hugh Vale  10:05 AM",
        "Fixed. Thanks.",
        "Ann Moss  10:07 AM",
        "He told us.",
    )
    assert [name for name, _ in turns(*lines)] == ["Ann Moss", "Hugh Vale", "Ann Moss"]


def test_the_first_turn_is_no_title() -> None:
    text = "INTERVIEWER: Tell me about the bridge.\n\nMOSS: It leaked.\n\nINTERVIEWER: And then?\n"
    assert [each.kind for each in read_text(text).paragraphs] == ["body"] * 3
