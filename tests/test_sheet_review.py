"""The fact sheet of a reviewed article: every status, what attrib said beside every correction, and the whole log.

``ATTRIB_UPDATE_GOLDEN=1 pytest tests/test_sheet_review.py`` writes tests/golden/reviewed.html anew; read the diff
before you commit it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from attrib.language.quotations import regions
from attrib.review import KINDS, Decision, Named, Review, decisions, replay
from attrib.sheet.build import build_sheet
from attrib.sheet.model import Card, Sheet
from attrib.sheet.page import render, shown
from attrib.sheet.reviewed import Reviewed, address, present, result
from attrib.store import Entry, Store
from attrib.types import Analysis, Attribution, Paragraph, Quoted, Span
from attrib.wording import SIGNS
from tests.samples import bare, footbridge, hostile, verified
from tests.test_review import histories
from tests.test_sheet import GOLDEN, Page

if TYPE_CHECKING:
    from collections.abc import Callable

SHEETS = Path("/sheets")
RANA, THEO = "Rana Holt", "Theo Marsh"
SIGN = "“Mind the second step,” a sign by the gate says."
PLAQUE = (
    "The plaque reads “this was built in a year of ice and paid for in eels”, the ferry is called “The Long Wait”, and"
    " a postcard says “we walked over it every day and never looked down”."
)


def second_edition() -> Analysis:
    """Return the footbridge with a paragraph in which three quotations are nobody's."""
    analysis = footbridge()
    begins = len(analysis.document.text) + 2
    text = f"{analysis.document.text}\n\n{PLAQUE}"
    paragraphs = (*analysis.document.paragraphs, Paragraph(Span(begins, len(text))))
    document = replace(analysis.document, text=text, paragraphs=paragraphs)
    return replace(analysis, document=document, quotations=tuple(map(Quoted, regions(document)))).credited()


def first_draft() -> Analysis:
    """Return the footbridge as it read before an edit: another number in a fear, and a sign by the gate at the end."""
    analysis = footbridge()
    text = analysis.document.text.replace("forty minutes", "fifty minutes")
    begins = len(text) + 2
    text += "\n\n" + SIGN
    quoted = Span(begins, begins + SIGN.index("”") + 1)
    document = replace(
        analysis.document,
        id="sha256:" + "0" * 64,
        text=text,
        paragraphs=(*analysis.document.paragraphs, Paragraph(Span(begins, len(text)))),
    )
    sign = Attribution("a15", "direct", (quoted,), None, None, "floating_quotation", 21, len(document.paragraphs) - 1)
    return replace(analysis, document=document, attributions=(*analysis.attributions, sign))


def at(words: str, nth: int = 0) -> Span:
    text, start = footbridge().document.text, -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def reviewed(folder: Path) -> tuple[Review, list[Entry]]:
    """Return the footbridge as two checkers left it, with decisions of every kind, and its log."""
    minutes = count(4)
    Store(folder / "attrib.db").close()  # made by another clock: how many migrations there are is nothing to the review
    with Store(folder / "attrib.db", now=lambda: f"2026-03-04T10:{next(minutes):02}:00Z") as store:
        document = store.save(first_draft()).document

        def take(who: str, make: Callable[[Review], Decision]) -> None:
            review = store.review(document)
            store.decide(document, make(review), reviewer=who, seen=review.number)

        take(RANA, lambda r: decisions.accept(r, "a6"))
        take(RANA, lambda r: decisions.accept(r, "a15"))
        take(RANA, lambda r: decisions.note(r, "a15", "Seen on Monday; the sign is real."))
        take(THEO, lambda r: decisions.sign(r, "first edition"))
        store.save(second_edition(), reviewer=THEO)  # the edit: one is reworded, one gone, the signature lapses

        # Confirmed, with all that a research desk keeps for a statement.
        take(RANA, lambda r: decisions.accept(r, "a1"))
        take(
            RANA,
            lambda r: decisions.record(
                r,
                "a1",
                name_proof="Staff list of the council, 2024",
                title="chief engineer",
                title_proof="https://heskvalley.example/people/brandreth",
                affiliation="Hesk Valley Council",
                affiliation_proof="Business card, copy in folder 4",
                time_code="00:12:40",
                page="2",
                link="https://heskvalley.example/press/footbridge",
                source_kind="on_record",
            ),
        )
        take(THEO, lambda r: decisions.contact(r, "a1", "mailto:press@heskvalley.example"))
        take(THEO, lambda r: decisions.comment(r, "a1", "asked"))
        take(THEO, lambda r: decisions.comment(r, "a1", "answered", "“Word for word, yes.”"))
        take(THEO, lambda r: decisions.link(r, "a1", "https://tape.example/reel-7"))
        take(THEO, lambda r: decisions.note(r, "a1", "Heard on the tape.\nThe wind is loud, the words are clear."))
        # Corrected: in the speaker, the words, the type, the act; by one and accepted by the other.
        take(RANA, lambda r: decisions.set_speaker(r, "a14", Named("Mira Tolland", "author", "reporter")))
        take(THEO, lambda r: decisions.reopen(r, "a14"))
        take(THEO, lambda r: decisions.accept(r, "a14"))
        take(RANA, lambda r: decisions.set_span(r, "a3", "content", at("About 1,400 people cross the bridge")))
        take(RANA, lambda r: decisions.set_type(r, "a4", "mixed"))
        take(RANA, lambda r: decisions.set_span(r, "a4", "source", at("A person")))
        take(THEO, lambda r: decisions.set_act(r, "a7", "thought"))
        take(THEO, lambda r: decisions.set_speaker(r, "a12", "e7"))
        take(THEO, lambda r: decisions.comment(r, "a12", "no_reply"))
        # Rejected, with the reason; split; added; a merge that stands and one that is undone, with what built on it.
        take(RANA, lambda r: decisions.reject(r, "a9"))
        take(RANA, lambda r: decisions.note(r, "a9", "Talk at a market stall: nobody is quoted."))
        take(THEO, lambda r: decisions.split(r, "a2", at("but had grown").start))
        take(THEO, lambda r: decisions.merge(r, "a10"))
        take(RANA, lambda r: decisions.add(r, [at("some in the town ask why it took so long")], cue=at("ask")))
        take(RANA, lambda r: decisions.merge(r, "a7"))
        take(THEO, lambda r: decisions.reject(r, "a7"))
        take(RANA, lambda r: decisions.undo(r, RANA))
        # Undone and put back; taken up again.
        take(THEO, lambda r: decisions.accept(r, "a5"))
        take(THEO, lambda r: decisions.undo(r, THEO))
        take(THEO, lambda r: decisions.redo(r, THEO))
        take(RANA, lambda r: decisions.accept(r, "a13"))
        take(RANA, lambda r: decisions.reopen(r, "a13"))
        take(THEO, lambda r: decisions.sign(r, "waits for the caterer"))
        take(THEO, lambda r: decisions.unsign(r, "wrong person named"))
        take(THEO, lambda r: decisions.no_statement(r, r.uncovered[0].id))
        doubted(take)
        found = replace(store.review(document).analysis, verifications=verified("/sources").verifications)
        store.compare(document, found, sources=[], house="reuters", reviewer=RANA)
        take(THEO, lambda r: decisions.accept_verdict(r, "a1"))
        take(RANA, lambda r: decisions.sign(r, "a8 and a13 wait for Monday’s council meeting"))
        return store.review(document), store.log(document)


def doubted(take: Callable[[str, Callable[[Review], Decision]], None]) -> None:
    """Have a concern, and check facts one by one."""
    counted = "https://pell.example/survey"
    take(THEO, lambda r: decisions.concern(r, "a7", "Which month of May?"))
    take(RANA, lambda r: decisions.add_facts(r, "a3", [at("1,400 people"), "that they cross on a working day"]))
    take(RANA, lambda r: decisions.fact(r, "a3", 1, "wrong", "1,350 did", evidence=counted, place="p. 4"))


@pytest.fixture(scope="module")
def footbridge_review(tmp_path_factory: pytest.TempPathFactory) -> tuple[Review, list[Entry]]:
    """One scripted review for the file: a hundred transactions."""
    return reviewed(tmp_path_factory.mktemp("review"))


@pytest.fixture(scope="module")
def html(footbridge_review: tuple[Review, list[Entry]]) -> str:
    review, history = footbridge_review
    return render(review.analysis, review=review, history=history, folder=SHEETS)


@pytest.fixture(scope="module")
def sheet(footbridge_review: tuple[Review, list[Entry]]) -> Sheet:
    review, history = footbridge_review
    return build_sheet(review.analysis, review, history)


def then(review: Review, decision: Decision, reviewer: str = RANA) -> Review:
    """Add the decision to the log, without a store."""
    made = replace(decision, number=review.number + 1, at="2026-03-04T10:00:00Z", reviewer=reviewer)
    return replay(review.analysis, (*review.decisions, made))


def card(sheet: Sheet, name: str) -> tuple[Card, Reviewed]:
    """Return the card of the item with that id, and what the review says of it."""
    for each in (*sheet.cards, *sheet.rejected):
        if each.attribution.id == name and each.review is not None:
            return each, each.review
    raise AssertionError(name)


def test_reviewed_sheet_is_the_golden_one(html: str, footbridge_review: tuple[Review, list[Entry]]) -> None:
    assert {decision.kind for decision in footbridge_review[0].decisions} == set(KINDS) - {"sealed"}
    path = GOLDEN / "reviewed.html"
    if os.environ.get("ATTRIB_UPDATE_GOLDEN") == "1":
        path.write_bytes(html.encode())
    assert html.encode() == path.read_bytes(), f"{path} differs; see the head of this file"


# --- statuses --------------------------------------------------------------------------------------------------------


def test_each_attribution_has_its_status_and_who_gave_it(sheet: Sheet) -> None:
    found = {
        each.attribution.id: (each.review.status, each.review.by.what, each.review.by.who) if each.review.by else None
        for each in (*sheet.cards, *sheet.rejected)
        if each.review
    }
    assert found == {
        "d26": ("added", "added", RANA),
        "a1": ("confirmed", "accepted", RANA),
        "a2": ("corrected", "split", THEO),
        "d24": ("corrected", "split", THEO),
        "a3": ("corrected", "words moved", RANA),
        "a4": ("corrected", "words moved", RANA),
        "a5": ("confirmed", "accepted", THEO),
        "a6": ("confirmed", "accepted", RANA),
        "a7": ("concern", "concern", THEO),
        "a8": None,
        "a9": ("rejected", "rejected", RANA),
        "a10": ("corrected", "merged with the next", THEO),
        "a12": ("corrected", "speaker changed", THEO),
        "a13": ("open", "reopened", RANA),
        "a14": ("corrected", "accepted", THEO),
    }


def test_statuses_are_counted_and_shown_with_sign_and_word(sheet: Sheet, html: str) -> None:
    assert sheet.review is not None
    counts = {status: number for status, _, number in sheet.review.counts}
    assert counts == {"confirmed": 3, "corrected": 7, "added": 1, "concern": 1, "rejected": 1, "open": 2}
    assert sheet.review.total == 15
    statuses = Page(html).with_class("status")
    for status, number in counts.items():
        assert statuses.count(f"{SIGNS[status]} {status}") == number + 1  # the summary's own


def test_a_note_decides_nothing() -> None:
    review = replay(footbridge(), ())
    review = then(review, decisions.accept(review, "a1"), RANA)
    review = then(review, decisions.note(review, "a1", "heard"), THEO)
    by = card(build_sheet(review.analysis, review), "a1")[1].by
    assert by is not None
    assert by.who == RANA


def test_a_guess_is_one_until_it_is_decided() -> None:
    review = replay(footbridge(), ())
    for decided in (False, True):
        if decided:
            review = then(review, decisions.accept(review, "a14"))
        sheet = build_sheet(review.analysis, review)
        shows = "".join(Page(render(review.analysis, review=review)).with_class("guess"))
        assert ("a guess 0.41" in shows) is not decided
        assert ("#a14" in [item.href for finding in sheet.findings for item in finding.items]) is not decided


def test_what_is_decided_is_no_longer_to_check(sheet: Sheet) -> None:
    found = {finding.key: [item.href for item in finding.items] for finding in sheet.findings}
    assert found == {
        "missing": ["#a13", "#a15"],
        "outdated": ["#a3"],
        "open": ["#a10", "#a14"],
        "concern": ["#a9"],
        "facts": ["#a5"],
        "reworded": ["#a8"],
        "unattributed": ["#a10"],
        "anonymous": ["#a8"],
        "hedged": ["#a10", "#c2", "#c7"],
        "claims": ["#c1", "#c7"],
    }


def test_what_is_decided_on_other_words_is_said(html: str) -> None:
    assert Page(html).with_class("reworded") == ["Decided on other words: the article has changed since. Look again."]


# --- corrections -----------------------------------------------------------------------------------------------------


def test_machines_reading_stands_beside_each_correction(sheet: Sheet, html: str) -> None:
    said = {
        (name, each.label): (each.now, each.said, each.by.who if each.by else None)
        for name in ("a2", "a3", "a4", "a7", "a10", "a12", "a14")
        for each in card(sheet, name)[1].corrections
    }
    crossing = "About 1,400 people cross the bridge on a working day, nearly twice as many as in 2015"
    assert said == {
        ("a2", "Words"): ("", "the cracks were “no wider than a pencil line” but had grown since the autumn", THEO),
        ("a3", "Words"): ("", crossing, RANA),
        ("a4", "Source"): ("A person", "A person familiar with the inspection", RANA),
        ("a4", "Type"): ("mixed", "indirect", RANA),
        ("a7", "Act"): ("thought", "statement", THEO),
        ("a10", "Type"): ("mixed", "indirect", THEO),
        ("a12", "Speaker"): ("Tomas Weil (named person, councillor)", "Unattributed", THEO),
        # Theo accepted what Rana had changed: it is still her correction.
        ("a14", "Speaker"): ("Mira Tolland (the reporter, reporter)", "Ines Okoro (named person, deputy)", RANA),
    }
    page = Page(html)
    assert set(page.with_class("said")) >= {f"attrib said {was}" for _, was, _ in said.values()}
    assert [now for now, _, _ in said.values() if now and now not in page.with_class("now")] == []


def test_same_name_for_somebody_else_is_told_apart() -> None:
    review = replay(footbridge(), ())
    other = Named("Odile Brandreth", "named_person", "spokeswoman")
    review = then(review, decisions.set_speaker(review, "a1", other))
    (correction,) = card(build_sheet(review.analysis, review), "a1")[1].corrections
    assert correction.now == "Odile Brandreth (named person, spokeswoman)"
    assert correction.said == "Odile Brandreth (named person, chief engineer, Hesk Valley Council)"


def test_added_split_and_merged_say_what_attrib_had(sheet: Sheet, html: str) -> None:
    (added,) = card(sheet, "d26")[1].origins
    (split,) = card(sheet, "d24")[1].origins
    (merged,) = card(sheet, "a10")[1].origins
    assert (added.how, split.how, split.number) == ("added", "split", card(sheet, "a2")[0].number)
    assert (merged.how, merged.words, merged.speaker) == ("merged", "“the third pier is moving”", "Ines Okoro")
    page = Page(html)
    assert {
        "attrib had missed it",
        "attrib had it as part of attribution 3",
        "attrib had “the third pier is moving” apart, said by Ines Okoro",
    } <= set(page.with_class("said"))


def test_attribution_merged_twice_over_is_told_where_it_ended() -> None:
    review = replay(footbridge(), ())
    review = then(review, decisions.merge(review, "a11"))
    review = then(review, decisions.merge(review, "a10"))
    origins = card(build_sheet(review.analysis, review), "a10")[1].origins
    assert sorted(origin.words for origin in origins) == ["“Nobody asked me,”", "“the third pier is moving”"]


def test_what_attrib_found_later_is_not_called_missed() -> None:
    analysis = footbridge()
    review = replay(replace(analysis, attributions=analysis.attributions[1:]), ())
    added = decisions.add(review, analysis.attributions[0].content, speaker="e1", cue=at("said"))
    later = then(replay(analysis, ()), added)
    html = render(analysis, review=later)
    assert "attrib found it too, later" in Page(html).with_class("said")
    assert len(later.items) == 14


# --- rejected, orphaned, signed --------------------------------------------------------------------------------------


def test_rejected_is_listed_apart_and_counts_for_nothing() -> None:
    review = replay(footbridge(), ())
    review = then(review, decisions.reject(review, "a3"))
    sheet = build_sheet(review.analysis, review)
    assert [each.attribution.id for each in sheet.rejected] == ["a3"]
    assert "survey by the Pell Institute" not in [row.name for row in sheet.sources]
    assert "survey by the Pell Institute" in sheet.unused
    assert "c2" not in {row.claim.id for row in sheet.claims}
    page = Page(render(review.analysis, review=review))
    assert [words.count("nearly twice as many") for words in page.with_class("is-rejected")] == [1]
    segments = {segment.text: segment for block in sheet.blocks for segment in block.segments}
    quoted = sheet.rejected[0].pieces[0]
    assert (segments[quoted].classes, segments[quoted].href) == ("q3", "#a3")


def test_rejected_inside_another_keeps_its_claims_with_that_one() -> None:
    review = replay(footbridge(), ())
    review = then(review, decisions.reject(review, "a11"))
    claims = {row.claim.id: row.speaker for row in build_sheet(review.analysis, review).claims}
    assert claims["c5"] == "Odile Brandreth"


@pytest.mark.parametrize("reject", [decisions.reject, decisions.no_statement])
def test_words_of_a_rejected_attribution_are_not_the_reporters(reject: Callable[[Review, str], Decision]) -> None:
    review = replay(footbridge(), ())
    names = {each.attribution for each in review.quotations} if reject is decisions.no_statement else {}
    for item in review.items:
        left = then(review, reject(review, item.id)) if reject is decisions.reject or item.id in names else review
        machine = {each.id: each.attribution for each in review.analysis.claims}
        for analysis in (present(left)[0], result(left)):
            assert all(machine[each.id] is None for each in analysis.claims if each.attribution is None), item.id
        assert item.id not in {each.id for each in result(left).attributions} or left is review


def test_what_nobody_has_is_listed_with_what_was_decided(html: str, sheet: Sheet) -> None:
    assert [(row.name, row.hint, row.by.who if row.by else None) for row in sheet.nobodys] == [
        ("q10", False, THEO),
        ("q11", True, None),
        ("q12", False, None),
    ]
    facts = " ".join(Page(html).with_class("fact"))
    assert f"no statement, says {THEO}, 2026-03-04 10:42 UTC" in facts
    assert "title or scare quotes?" in facts
    assert "nobody has decided" in facts


@given(histories())
def test_every_marked_quotation_is_an_attributions_or_listed(review: Review) -> None:
    sheet = build_sheet(review.analysis, review)
    assert [(row.span, row.name) for row in sheet.nobodys] == [(each.span, each.id) for each in review.uncovered]
    standing = {card.attribution.id for card in (*sheet.cards, *sheet.unlikely)}
    held = [each for each in sheet.analysis.quotations if each.attribution in standing]
    assert len(held) + len(sheet.nobodys) == len(review.analysis.quotations)


def test_words_of_a_rejected_quotation_are_nobodys_claim() -> None:
    review = replay(footbridge(), ())
    review = then(review, decisions.reject(review, "a13"))
    assert not {"c6", "c8"} & {row.claim.id for row in build_sheet(review.analysis, review).claims}


def test_words_given_to_somebody_take_their_claim_along() -> None:
    review = replay(footbridge(), ())
    takings = review.analysis.claims[6].span
    review = then(review, decisions.add(review, [takings], speaker=Named("café owners", "group")))
    claims = {row.claim.id: row.speaker for row in build_sheet(review.analysis, review).claims}
    assert claims["c7"] == "café owners"
    assert claims["c1"] is None


def test_decisions_without_a_place_are_listed(sheet: Sheet, html: str) -> None:
    assert sheet.review is not None
    assert [(step.by.number, step.words, step.why) for step in sheet.review.orphans] == [
        (2, "“Mind the second step,”", "the article has no such words any more"),
        (3, "“Mind the second step,”", "the article has no such words any more"),
    ]
    orphans = Page(html).with_class("orphans")[0]
    assert "Seen on Monday; the sign is real." in orphans


def test_signature_says_who_when_and_why(html: str) -> None:
    (signature,), (reason,) = Page(html).with_class("signature"), Page(html).with_class("reason")
    assert signature == f"Signed by {RANA}, 2026-03-04 10:48 UTC"
    assert reason.startswith(
        "2 of 15 attributions were open. 1 quotation was nobody’s. 3 verdicts on words were not accepted."
        " Left then: 1 fact is open, there is 1 concern. The reason given: a8 and a13 wait"
    )


def test_signature_that_was_taken_back_is_no_signature() -> None:
    review = replay(footbridge(), ())
    review = then(review, decisions.sign(review, "late"), THEO)
    review = then(review, decisions.unsign(review, "one more call"), RANA)
    page = Page(render(review.analysis, review=review))
    assert page.with_class("signature") == ["Not signed"]
    (reason,) = page.with_class("reason")
    assert reason.startswith(f"The signature of {THEO}, 2026-03-04 10:00 UTC, does not hold any more: ")
    assert reason.endswith(f"taken back by {RANA}, 2026-03-04 10:00 UTC: one more call.")


def test_signature_lapses_when_the_article_is_analysed_again(tmp_path: Path) -> None:
    with Store(tmp_path / "attrib.db") as store:
        document = store.save(first_draft()).document
        store.decide(document, decisions.sign(store.review(document), "late"), reviewer=RANA, seen=0)
        store.save(footbridge(), reviewer=THEO)
        review = store.review(document)
        page = Page(render(review.analysis, review=review, history=store.log(document)))
    assert page.with_class("signature") == ["Not signed"]
    assert "a signature holds for what was signed" in page.with_class("reason")[0]


def test_review_in_which_nothing_was_decided() -> None:
    review = replay(bare(), ())
    page = Page(render(bare(), review=review))
    assert page.with_class("signature") == ["Not signed"]
    assert page.texts_of("p").count("Nobody has decided anything yet.") == 2


# --- record and trail ------------------------------------------------------------------------------------------------


def test_record_is_printed_in_full(sheet: Sheet, html: str) -> None:
    kept = card(sheet, "a1")[1]
    assert {each.label: each.words for each in kept.record} == {
        "Proof of name": "Staff list of the council, 2024",
        "Title": "chief engineer",
        "Proof of title": "https://heskvalley.example/people/brandreth",
        "Affiliation": "Hesk Valley Council",
        "Proof of affiliation": "Business card, copy in folder 4",
        "Time code": "00:12:40",
        "Page": "2",
        "Link to the source": "https://heskvalley.example/press/footbridge",
        "Kind of source": "on the record",
        "Contact": "mailto:press@heskvalley.example",
        "Comment": "answered",
        "Answer": "“Word for word, yes.”",
    }
    record = Page(html).with_class("record")[0]
    for each in (*kept.record, *kept.links, *kept.notes):
        assert each.words in record
    assert f"by {THEO}, 2026-03-04 10:17 UTC" in record


def test_trail_has_every_decision_with_what_it_changed(
    sheet: Sheet, footbridge_review: tuple[Review, list[Entry]]
) -> None:
    assert sheet.review is not None
    trail = sheet.review.trail
    assert [step.by.number for step in trail] == [each.number for each in footbridge_review[0].decisions]
    told = {step.by.number: [(change.label, change.before, change.after) for change in step.changes] for step in trail}
    assert told[13] == [
        ("Status", "open", "corrected"),
        ("Speaker", "Ines Okoro", "Mira Tolland"),
        ("Kind of speaker", "named person", "the reporter"),
    ]
    assert told[12] == [("Note", "none", "Heard on the tape.\nThe wind is loud, the words are clear.")]
    assert told[20][1] == ("Speaker", "unattributed", "Tomas Weil")
    merge = next(step for step in trail if step.by.number == 25)
    assert [(c.item, c.before, c.after) for c in merge.changes if c.item] == [
        ("a11", "“the third pier is moving”", "not an attribution of its own")
    ]
    split = next(step for step in trail if step.by.what == "split")
    assert ("Words", "", "but had grown since the autumn", "d24") in [
        (c.label, c.before, c.after, c.item) for c in split.changes
    ]
    assert all(step.changes or step.remark or step.state for step in trail)


def test_a_mere_candidate_whom_a_checker_credits_is_a_source() -> None:
    review = replay(footbridge(), ())
    assert "Anton Weil" not in {row.name for row in build_sheet(review.analysis, review).sources}
    review = then(review, decisions.set_speaker(review, "a12", "e8"))
    sheet = build_sheet(review.analysis, review)
    row = next(row for row in sheet.sources if row.name == "Anton Weil")
    assert (row.details, row.cards) == ("ferryman", (12,))
    assert card(sheet, "a12")[0].entity == row.number
    assert "Anton Weil" in render(review.analysis, review=review)
    rejected = then(review, decisions.reject(review, "a12"))
    assert build_sheet(rejected.analysis, rejected).unused == ("Anton Weil",)


def test_trail_says_what_became_of_each_decision(sheet: Sheet, html: str) -> None:
    assert sheet.review is not None
    fates = {step.by.number: (step.state, step.undone_by) for step in sheet.review.trail if step.state}
    assert fates == {
        2: ("orphaned", None),
        3: ("orphaned", None),
        4: ("orphaned", None),
        27: ("undone", 29),
        28: ("without effect", None),
    }
    shown_fates = Page(html).with_class("fate")
    assert shown_fates[3] == "undone by no. 29"
    assert shown_fates[4].startswith("without effect: decision 27, which it built on")
    redone = next(step for step in sheet.review.trail if step.by.what == "redid")
    assert redone.undoes == next(s.by.number for s in sheet.review.trail if s.by.what == "undid" and s.by.who == THEO)


def test_decision_newer_than_the_review_is_not_in_its_trail(footbridge_review: tuple[Review, list[Entry]]) -> None:
    review, history = footbridge_review
    earlier = replay(review.analysis, review.decisions[:6])
    summary = build_sheet(review.analysis, earlier, history).review
    assert summary is not None
    assert len(summary.trail) == 6


def test_trail_without_a_history_lists_the_decisions(footbridge_review: tuple[Review, list[Entry]]) -> None:
    review, history = footbridge_review
    summary = build_sheet(review.analysis, review).review
    assert summary is not None
    assert [step.by for step in summary.trail] == [s.by for s in summary.trail if not s.changes]
    assert len(summary.trail) == len(history)


# --- form and hostile input ------------------------------------------------------------------------------------------


def test_anchors_are_unique_and_every_link_leads_to_one(html: str) -> None:
    page = Page(html)
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    inside = [href.removeprefix("#") for href in page.attributes("href") if href.startswith("#")]
    assert set(inside) <= set(ids)
    outside = {href for href in page.attributes("href") if not href.startswith("#")}
    assert {each for each in outside if not each.startswith("../sources/meeting.txt")} == {
        "https://heskvalley.example/people/brandreth",
        "https://heskvalley.example/press/footbridge",
        "mailto:press@heskvalley.example",
        "https://tape.example/reel-7",
        "https://pell.example/survey",
    }


def test_headings_go_down_one_step_at_a_time(html: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(html).tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_policy_names_the_style_of_a_reviewed_sheet(html: str) -> None:
    page = Page(html)
    digest = b64encode(sha256(page.texts_of("style")[0].encode()).digest()).decode()
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize(
    ("text", "followed"),
    [
        ("https://example.org/a?b=1&c=2#d", True),
        ("http://example.org", True),
        ("mailto:desk@example.org", True),
        ("mailto:nobody", False),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("https:///no-host", False),
        ("http://[broken", False),
        ("see https://example.org", False),
        ("https://example.org/\u202egnp", False),
        ("page 4", False),
    ],
)
def test_only_web_and_mail_addresses_become_links(text: str, followed: bool) -> None:  # noqa: FBT001 - a table's column
    assert address(text) == (text if followed else None)


NASTY = "\"><script>window.attacked = 9</script>\u202e' {{ 7*7 }}"


def attacked() -> tuple[Review, list[Entry]]:
    """Return a review of the hostile article in which everything that people can type attacks the page too."""
    review = replay(hostile(), ())
    makes: tuple[Callable[[Review], Decision], ...] = (
        lambda r: decisions.set_speaker(r, "a2", Named(NASTY, "named_person", NASTY, NASTY)),
        lambda r: decisions.note(r, "a2", NASTY),
        lambda r: decisions.record(r, "a2", **dict.fromkeys(("name_proof", "title", "time_code", "page"), NASTY)),
        lambda r: decisions.contact(r, "a2", "javascript:window.attacked=10"),
        lambda r: decisions.comment(r, "a2", "answered", NASTY),
        lambda r: decisions.reject(r, "a1"),
        # What the review would refuse, as another program may have written it.
        lambda _: Decision("link", "a2", {"link": "javascript:window.attacked=11"}),
        lambda _: Decision("record", "a2", {"source_kind": NASTY, "link": NASTY}),
        lambda _: Decision("comment", "a2", {"comment": NASTY}),
        lambda r: decisions.sign(r, NASTY),
    )
    for make in makes:
        review = then(review, make(review), NASTY)
    entries = [
        Entry(each, NASTY, {NASTY: {NASTY: NASTY}}, {NASTY: {NASTY: [NASTY]}}, "in effect", NASTY)
        for each in review.decisions
    ]
    return review, entries


def test_what_checkers_type_is_text() -> None:
    review, history = attacked()
    html = render(review.analysis, review=review, history=history)
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "img", "svg", "link", "iframe", "object", "base", "form", "i"}
    keys = {key for _, attributes in page.tags for key in attributes}
    assert not {key for key in keys if key.startswith("on")} | (keys & {"style", "src", "srcset", "action"})
    assert all(href.startswith("#") for href in page.attributes("href"))
    assert html.count(str(shown(NASTY))) > 20
    assert not any("\u202e" in value for key in ("title", "aria-label", "datetime") for value in page.attributes(key))
    assert page.with_class("text") == [review.document.text]


def test_ids_that_come_twice_stay_apart() -> None:
    review, _ = attacked()
    sheet = build_sheet(review.analysis, review)
    assert {each.attribution.id for each in sheet.cards} == {"a2", "a3", "a3′"}


def test_a_verdict_is_to_be_decided_until_somebody_accepts_it(sheet: Sheet, html: str) -> None:
    hrefs = {finding.key: [item.href for item in finding.items] for finding in sheet.findings}
    edited = next(each for each in sheet.cards if each.attribution.id == "a1")
    assert edited.verdict is not None
    assert (edited.verdict.by and edited.verdict.by.who, edited.verdict.pending) == (THEO, False)
    assert "fault" not in hrefs
    asked = next(each for each in sheet.cards if each.attribution.id == "a12")
    assert asked.review is not None
    assert not asked.review.pending, "that the attribution is decided says nothing of its words"
    assert f"#a{asked.number}" in hrefs["missing"]
    assert sheet.review is not None
    assert f"{sheet.review.verdicts} verdicts on words were not accepted" in html
    assert html.count("nobody has accepted this") == sheet.review.verdicts > 1
    assert "../sources/meeting.txt#t=751" in Page(html).attributes("href")
    [step] = [each for each in sheet.review.trail if each.by.what == "verdict accepted"]
    assert ("Verdict", "none", "edited") in [(change.label, change.before, change.after) for change in step.changes]


@given(histories())
@settings(max_examples=40, deadline=None)
def test_any_decisions_give_a_sheet_whose_links_hold(review: Review) -> None:
    page = Page(render(review.analysis, review=review))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    inside = {href.removeprefix("#") for href in page.attributes("href") if href.startswith("#")}
    assert inside <= set(ids)
    assert page.with_class("text") == [review.document.text]
    assert len(page.with_class("card")) == len(review.items)


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_decision_is_shown_as_without_effect(kind: str) -> None:
    damaged = Decision(kind, "a1", {"start": "x"}, number=1, undoes=7, reviewer=RANA, at="?")  # type: ignore[arg-type]
    review = replay(footbridge(), [damaged])
    Page(render(review.analysis, review=review))


def test_newsroom_can_replace_a_part_of_the_review(
    tmp_path: Path, footbridge_review: tuple[Review, list[Entry]]
) -> None:
    (tmp_path / "review_trail.html").write_text("<p>ours</p>", encoding="utf-8")
    review, history = footbridge_review
    html = render(review.analysis, review=review, history=history, templates=tmp_path)
    assert "<p>ours</p>" in html
    assert "Audit trail" not in html


def test_printing_a_review_loads_no_model_and_draws_no_screen() -> None:
    code = "import sys, attrib.sheet.reviewed, attrib.store; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"torch", "stanza", "onnxruntime", "textual", "numpy"} & set(done.stdout.split())
