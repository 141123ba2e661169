"""attrib.extract.set_off: words that a name stands beside, on hand-made parses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from attrib.extract import extract
from attrib.extract.reader import Reading
from attrib.extract.set_off import set_off
from attrib.language.quotations import find_quotations
from attrib.language.tree import Tree
from attrib.resolve import resolve
from attrib.types import Document, Paragraph, ParagraphKind
from tests.test_assemble import reading_of
from tests.test_transcript import interview


def signed(*lines: str, kinds: dict[int, ParagraphKind] | None = None) -> list[tuple[list[str], str]]:
    """Return the words set off in these paragraphs, and who says them."""
    document, parse = interview(*lines)
    document = with_kinds(document, kinds or {})
    found = set_off(Tree(document, parse), find_quotations(document))
    text = document.text
    return [([s.of(text) for s in each.content], each.source.of(text)) for each in found if each.source]


def with_kinds(document: Document, kinds: dict[int, ParagraphKind]) -> Document:
    """Return the document with some paragraphs of other kinds."""
    paragraphs = [Paragraph(p.span, kinds.get(i, p.kind)) for i, p in enumerate(document.paragraphs)]
    return replace(document, paragraphs=tuple(paragraphs))


@pytest.mark.parametrize("mark", ["—", "–", "--"])
def test_a_dash_and_a_name_sign_the_quotation_before(mark: str) -> None:
    words = "“It is late.”"
    assert signed(f"{words} {mark} Ann Moss, Hesk") == [([words], "Ann Moss")]
    assert signed("Readers write.", words, f"{mark} Ann Moss, Hesk") == [([words], "Ann Moss")]


def test_a_name_in_brackets_signs_it_too() -> None:
    assert signed("“It is late.” (Ann Moss, 51, driver)") == [(["“It is late.”"], "Ann Moss")]


@pytest.mark.parametrize(
    "line",
    [
        "“It is late” — and it was not the first time.",
        "“It is late,” Moss told us. — Hesk",
        "Moss knew “the leak” — Ann Moss did not.",
        "“Hamlet” – National Theatre, London",
        "“It is late.” (Applause)",
        "“It is late.” — Housing",
    ],
)
def test_a_dash_in_a_sentence_signs_nothing(line: str) -> None:
    assert signed(line) == []


def test_a_letter_is_whose_name_stands_under_it() -> None:
    lines = ("Sir, It is late.", "We knew.", "Ann Moss, Hesk", "The port closed.")
    assert signed(*lines) == [(["Sir, It is late.", "We knew."], "Ann Moss")]
    assert signed(*lines[1:]) == []


def test_a_story_that_begins_with_a_knight_is_no_letter() -> None:
    assert signed("Sir Hugh Vale told us.", "We knew.", "Background", "The port closed.") == []
    assert signed("Dear Sir,", "We knew.", "What Comes Next", "The port closed.") == []


def test_a_mail_is_no_letter_and_what_it_answers_no_signature() -> None:
    lines = (
        "Dear desk,",
        "“It is late,” Moss told us.",
        "On Mon, 2 Mar 2026 at 18:40, Una Doyle wrote:",
        "It did leak.",
    )
    assert signed(*lines[:3]) == []
    assert signed(*lines, kinds={2: "email", 3: "email"}) == [(["It did leak."], "Una Doyle")]


def test_signatures_below_letters_are_no_speakers_of_the_next_one() -> None:
    letters = ("Dear Sir,", "It is late.", "Ann Moss, Hesk", "Dear Sir,", "It did leak.", "Hugh Vale, Hesk")
    document, parse = interview(*letters)
    found = extract(document, parse, Reading(()))
    assert [(each.source and each.source.of(document.text), len(each.content)) for each in found] == [
        ("Ann Moss", 1),
        ("Hugh Vale", 1),
    ], "a salutation says nothing"


def test_a_cell_is_whose_name_stands_in_the_cell_before() -> None:
    lines = ("Ann Moss", "“It is late.”")
    assert signed(*lines, kinds={0: "table_cell", 1: "table_cell"}) == [(["“It is late.”"], "Ann Moss")]
    assert signed(*lines) == []


def test_a_signed_block_quotation_needs_no_marks() -> None:
    lines = ("It is late.", "— Ann Moss")
    assert signed(*lines, kinds={0: "block_quotation"}) == [(["It is late."], "Ann Moss")]


def test_who_signs_is_who_says_it() -> None:
    document, parse = interview("Hugh Vale is a diver.", "“It is late.”", "— Ann Moss, Hesk")
    found, _ = resolve(document, parse, extract(document, parse, Reading(())))
    (made,) = [each for each in found if each.rule == "signed"]
    assert made.speaker is not None
    assert (made.speaker.name, made.speaker.source_class) == ("Ann Moss", "named_person")
    assert made.content[0].of(document.text) == "“It is late.”"


def test_a_line_of_hyphens_ends() -> None:
    """What looks for names is bounded: without that so many hyphens take minutes, and the test never ends."""
    assert signed("A" + "-" * 150_000 + " knew.") == []


MAIL = (
    "From: Una Doyle <una@example.org>", "To: Desk", "Dear Moss,", "It did leak.", "Vale told us.", "Kind regards,",
    "Una Doyle", "Head of press",
)  # fmt: skip


def test_a_message_is_its_senders_without_what_others_say() -> None:
    document, parse = interview(*MAIL)
    assert [(each.source and each.source.of(document.text)) for each in extract(document, parse, Reading(()))] == [
        "Una Doyle"
    ]
    reported = reading_of(document, (["us"], "told", "Vale"))
    found = extract(document, parse, reported)
    words = [
        ([span.of(document.text) for span in each.content], each.source and each.source.of(document.text))
        for each in found
    ]
    assert words == [(["It did leak."], "Una Doyle"), (["us"], "Vale")]


def test_answers_between_the_questions_are_not_the_askers() -> None:
    lines = (
        *MAIL[:2], "On Mon, 2 Mar 2026 at 18:40, Hugh Moss wrote:", "> Did it leak?", "It did leak.", "> Who told?",
        "Vale told us.", "Una Doyle",
    )  # fmt: skip
    assert signed(*lines) == [
        (["Did it leak?", "Who told?"], "Hugh Moss"),
        (["It did leak.", "Vale told us."], "Una Doyle"),
    ]


def test_a_line_that_only_looks_like_a_header_sends_nothing() -> None:
    assert signed("From: Una Doyle", "It did leak.", "Una Doyle") == []


def test_a_letter_ends_at_its_closing_line() -> None:
    lines = ("Dear Desk,", "It did leak.", "Yours,", "Una Doyle", "Head of press")
    assert signed(*lines) == [(["It did leak."], "Una Doyle")]


def test_a_label_may_stand_above_its_quotation() -> None:
    people = ("And from Chairwoman Ann Moss:", "“It is late.”", "The port closed.", "“We knew.”")
    assert signed(*people) == [(["“It is late.”"], "Chairwoman Ann Moss")]


@pytest.mark.parametrize("mark", ["–", "—"])
def test_a_signature_may_stand_inside_the_marks(mark: str) -> None:
    assert signed(f"“It is late. {mark} Ann Moss, driver”") == [(["“It is late."], "Ann Moss")]
    assert signed("“It is late. – and it did leak”") == []


def test_the_sender_of_a_mail_may_sign_without_more_words() -> None:
    document, parse = interview("Dear Desk,", "It did leak.", "Ann Moss", "Head of press")
    assert set_off(Tree(document, parse), ()) == []
    (found,) = set_off(Tree(replace(document, byline="Ann Moss"), parse), ())
    assert [span.of(document.text) for span in found.content] == ["It did leak."]


def test_a_name_after_a_colon_signs_the_quotation_before() -> None:
    assert signed("“We had waited”: Hesk captain Ann Moss.") == [(["“We had waited”"], "Ann Moss")]
    assert signed("“We had waited”: the rest of it did.") == []


def test_who_writes_for_a_list_is_behind_it() -> None:
    lines = (
        "From: Ferry Users <list@example.org> On Behalf Of Una Doyle", "To: Desk", "It did leak.", "Una",
        "-- Original Message --", "From: Hugh Moss", "Sent: Friday", "He knew.",
    )  # fmt: skip
    assert signed(*lines) == [(["It did leak."], "Una Doyle"), (["He knew."], "Hugh Moss")]


def test_a_name_under_a_block_quotation_signs_it() -> None:
    lines = ("It is late.", "Ann Moss, driver", "The port closed.")
    assert signed(*lines, kinds={0: "block_quotation"}) == [(["It is late."], "Ann Moss")]
    assert signed(*lines) == []


STORY = ("From: Una Doyle", "Sent: Friday", "It did leak.", "Una", "The port closed.")


def test_a_message_in_a_story_ends_where_it_is_signed() -> None:
    story = ("The port said.", "It closed.", "It knew.", "It told.")
    assert signed(*story, *STORY) == [(["It did leak."], "Una Doyle")]
    assert signed(*story, *STORY[:3], "Best,", *STORY[4:]) == [(["It did leak."], "Una Doyle")]
    assert signed(*story, *STORY[:3], *STORY[4:]) == [], "nobody can tell where it ends"


def test_answers_to_answers_are_nobodys() -> None:
    lines = ("On Mon, 2 Mar 2026 at 18:40, Hugh Moss wrote:", "> It did leak.", ">> He knew.", "> Vale told us.")
    assert signed(*lines) == [(["It did leak.", "Vale told us."], "Hugh Moss")]
