"""The call sheet: who is called, what they are asked, and that no question reads the words out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attrib.analyzer import Analyzer
from attrib.export import call_sheet, questions
from attrib.export.call_sheet import CallSheet
from attrib.export.questions import Article
from attrib.review import Named, Review, decisions, replay
from attrib.store import Store
from attrib.types import (
    Analysis,
    Attribution,
    Claim,
    ClaimKind,
    Document,
    Engine,
    Entity,
    Paragraph,
    Parse,
    Sentence,
    Span,
    Speaker,
    Token,
)
from attrib.wording import pieces
from tests import samples
from tests.test_export_formats import SECRETS, TEXT, desk, run, run_example
from tests.test_export_lines import reviewed

ANALYZER = Analyzer()
SEEDS = ("harbour-inquiry.txt", "iraq-syria-attacks.txt")


def parsed(document: Document) -> Parse:
    """Return what the bundled models make of it."""
    return ANALYZER.parse(document)


def unparsed(_: Document) -> Parse:
    return Parse(())


def made(review: Review, parse: Callable[[Document], Parse] = unparsed) -> CallSheet:
    return call_sheet.call_sheet(review, parse(review.document))


def asked(sheet: CallSheet) -> dict[str, tuple[str, ...]]:
    """Return the questions about each statement, by what the sheet calls it."""
    return {topic.number: topic.questions for call in sheet.calls for topic in call.topics}


def said(words: str, *claims: tuple[str, ClaimKind], hedge: str = "", **more: object) -> tuple[str, ...]:
    """Return what is asked about words of Odile Vale's, with claims (words, kind) in them."""
    text = f"Odile Vale said: {words}"
    document = Document("sha256:" + "0" * 64, text, (Paragraph(Span(0, len(text))),), published="2026-03-04")
    speaker = Speaker("e1", "Odile Vale", "named_person")
    content = Span(text.index(words), len(text))
    reading = replace(Attribution("a1", "direct", (content,), None, None, "x", 0, 0, speaker), **more)  # type: ignore[arg-type]  # fields of its own

    def at(part: str) -> Span:
        return Span(text.index(part), text.index(part) + len(part))

    found = [
        Claim(f"c{number}", at(part), "a1", checkable=True, kinds=(kind,), hedges=(at(hedge),) if hedge else ())
        for number, (part, kind) in enumerate(claims, 1)
    ]
    article = Article(document, parsed(document), (words,))
    return questions.of_statement(
        article, reading, found, [Entity("e1", "Odile Vale", "named_person", aliases=("Vale",))]
    )


def runs(words: str, number: int) -> set[tuple[str, ...]]:
    every = re.findall(r"\w+", words.casefold())
    return {tuple(every[at : at + number]) for at in range(len(every) - number + 1)}


def check_unread(review: Review, parse: Callable[[Document], Parse] = unparsed) -> int:
    """See that no question has five words in a row of any statement, nor most of its own; return how many there are."""
    text, sheet = review.document.text, made(review, parse)
    about = {f"Statement {n}": pieces(text, *item.content) for n, item in enumerate(review.items, 1)}
    about |= {f"Claim {claim.id}": claim.span.of(text) for claim in review.analysis.claims}
    standing = [pieces(text, *item.content) for item in review.items if item.status != "rejected" and not item.folded]
    every = set[tuple[str, ...]]().union(*(runs(words, 5) for words in standing))
    number = 0
    for call in sheet.calls:
        for topic in call.topics:
            assert topic.questions, topic.number
            for question in topic.questions:
                number += 1
                assert not runs(question, 5) & (runs(about.get(topic.number, ""), 5) | every), question
        for question in (*call.about, *(each for topic in call.topics for each in topic.questions)):
            for quoted in re.findall(r"[“\"]([^”\"]*)[”\"]", question):
                assert len(quoted.split()) < 5, question
    return number


# --- questions --------------------------------------------------------------------------------------------------------


@pytest.mark.models
@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("About 1,400 people crossed the bridge,", "How many people? The article has: 1,400."),
        ("It will cost £2.3m.", "How much is it? The article has: £2.3m."),
        ("It will cost £5-10m.", "How much is it? The article has: £5-10m."),
        ("It fell by 18 per cent.", "What share is it? The article has: 18 per cent."),
        ("It fell by 2.5 percentage points.", "What share is it? The article has: 2.5 percentage points."),
        ("Almost half of the divers left.", "What share is it? The article has: half."),
        ("One in 20 homes was lost.", "What share is it? The article has: One in 20."),
        ("We spent 4 of 9.", "Which figure is right? The article has: 4."),
        ("Twelve walls fell.", "How many walls? The article has: Twelve."),
        ("They lost five hundred and sixty tonnes.", "How many tonnes? The article has: five hundred and sixty."),
        ("It was -12 degrees in the shed.", "How many degrees? The article has: -12."),
        ("We lost twenty-five men.", "How many men? The article has: twenty-five."),
        ("The wall leaned by 7cm.", "Which figure is right? The article has: 7cm."),
        ("They walked 3½ miles to the quay.", "How many miles? The article has: 3½."),
        ("The flood killed a million.", "Which figure is right? The article has: a million."),
        ("About 2000 people left the town.", "How many people? The article has: 2000."),
    ],
)
def test_a_figure_is_asked_for_as_the_article_has_it(words: str, question: str) -> None:
    found = said(words, (words, "quantity"))
    assert question in found
    assert not any("Which date" in each for each in found)


@pytest.mark.models
def test_a_rough_figure_asks_for_an_exact_one_and_a_missing_one_for_its_source() -> None:
    about = "About 1,400"
    found = said("About 1,400 people crossed the bridge,", ("About 1,400 people", "quantity"), hedge=about)
    assert found[1:] == ("How many people? The article has: 1,400. Is there an exact one?",)
    assert "Which figure is it, and where does it come from?" in said("They halved.", ("They halved", "quantity"))
    six = said("We had 600, and 58, and 7, and 81, and 90, then.")
    assert len([each for each in six if each.startswith("Which figure")]) == 5, "each is asked about"


@pytest.mark.models
@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("It shut on 3 March 2024.", "3 March 2024"),
        ("It shut on the 3rd of May 2021.", "3rd of May 2021"),
        ("It shut on 17/10/2024.", "17/10/2024"),
        ("It shut in March.", "March (it is dated 2026-03-04)"),
        ("It shut last week.", "last week (it is dated 2026-03-04)"),
        ("It shut two days ago.", "two days ago (it is dated 2026-03-04)"),
        ("It shut on Monday.", "Monday (it is dated 2026-03-04)"),
        ("It shut in 1931.", "1931"),
        ("It shut in the 1990s.", "1990s"),
        ("It shut yesterday.", "yesterday (it is dated 2026-03-04)"),
        ("It shut at 9 p.m. then.", "9 p.m"),
        ("It shut at 11.30 am.", "11.30 am"),
        ("It shut at 23:15.", "23:15"),
    ],
)
def test_a_date_is_asked_for(words: str, date: str) -> None:
    assert said(words, (words, "date"))[1:] == (f"Which date is it? The article has: {date}.",)


@pytest.mark.models
def test_people_who_are_called_like_a_month_are_no_dates() -> None:
    found = said("It was yesterday that Theresa May met April Jones in the old hall of a town.")
    assert [each for each in found if "date" in each] == [
        "Which date is it? The article has: yesterday (it is dated 2026-03-04)."
    ]
    assert "Is this the right name, and spelt right: Theresa May?" in found
    assert "Is this the right name, and spelt right: April Jones?" in found


@pytest.mark.models
def test_an_event_without_a_date_asks_when() -> None:
    assert "When was it?" in said("They shut the bridge.", ("They shut the bridge.", "event"))


@pytest.mark.models
def test_names_are_held_to_their_spelling_where_they_have_one() -> None:
    found = said("“We told the American consul Tomas Weil in the US, and the Duke of York wrote to Vale,”")
    assert [each.rpartition(": ")[2] for each in found if "spelt" in each] == ["Tomas Weil?", "Duke of York?", "Vale?"]


@pytest.mark.models
def test_comparison_cause_and_doubt_are_asked_about() -> None:
    words = "It is apparently worse because the ferry sank."
    found = said(words, (words, "comparison"), (words, "cause"), hedge="apparently")
    assert found[1:] == (
        "What is compared with what, over which time?",
        "Is that the cause, or one of several, and how is it known?",
        "The article has it as not certain. Is it certain by now?",
    )


@pytest.mark.models
def test_how_the_article_has_it_tells_how_it_is_asked() -> None:
    words = "the wall will hold"
    assert said(words, negated=True)[0].startswith("The article says what you did not say about the wall.")
    assert said(words, stance="denial")[0].startswith("The article says that you deny something about the wall.")
    assert said(words, act="thought")[0].startswith("The article says what you think, want or plan about the wall.")
    assert said(words, speaker=None)[0] == "Who spoke about the wall, when and where?"
    report = Speaker("e2", "the report", "document")
    assert said(words, speaker=report)[0] == "What does it have on the wall, and on which page?"
    assert said("Not us.")[0] == "The article has you speaking about this. Did you, and is it right?"


@pytest.mark.models
@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("the lamps went along the whole length", "the lamps and the length"),
        ("the buoys lie on both sides of the garden chair", "the buoys and the sides"),
        ("Then the quay slid into the harbour, and the operator said so", "the quay and the operator"),
        ("The players’ tunnel was shut again for the whole night", "the players, the tunnel and the night"),
        (
            "They asked for American troops, wrote, waited, slept, shut the glass door and went home",
            "the American troops and the glass door",
        ),
        ("an open war", "the war"),
        ("Total carnage,", "the carnage"),
        ("the exceptional tide", "the tide"),
        ("“Black Lives Matter.”", "this"),
        ("Murderers!", "this"),
    ],
)
def test_what_a_question_is_about_is_nouns_and_names_but_not_most_of_what_was_said(words: str, subject: str) -> None:
    assert said(words)[0] == f"The article has you speaking about {subject}. Did you, and is it right?"


@pytest.mark.models
def test_a_short_quotation_is_not_read_out_as_a_name() -> None:
    for words in ("“Make America Great Again,”", "“Black Lives Matter.”", "Tomas Weil"):
        shown = re.sub(r"\W+", " ", words).strip().casefold()
        assert not any(shown in re.sub(r"\W+", " ", each).casefold() for each in said(words))


def test_who_they_are_is_asked_by_what_the_article_has() -> None:
    def who(entity: Entity, *, tells: bool = False) -> list[str]:
        text = "Odile\nVale, chief engineer, said so; an aide and a report of Hesk Council did, too."
        return list(questions.about(Speaker(entity.id, entity.name, entity.source_class), entity, text, tells=tells))

    assert who(Entity("e1", "Odile Vale", "named_person", "chief engineer", "Hesk Council"), tells=True) == [
        "How do you spell your name? The article has: Odile Vale.",
        "What is your title, or how should you be described? The article has: chief engineer.",
        "For whom do you work, or speak? The article has: Hesk Council.",
        "Were you present, or who told you?",
    ]
    assert "Who speaks for you" in who(Entity("e1", "Hesk Council", "organisation"))[1]
    assert who(Entity("e1", "a report", "document"), tells=True)[0].startswith("Which version is it")
    assert who(Entity("e1", "an aide", "unnamed_person"), tells=True) == [
        "May the article name you, and if not, why not? The article has: an aide.",
        "How do you know?",
        "Were you present, or who told you?",
    ]
    assert who(Entity("e1", "Greta Lund", "named_person", "clerk")) == [
        "How do you spell your name? We have: Greta Lund.",
        "What is your title, or how should you be described? We have: clerk.",
    ], "what the desk knows and the article does not is not said to be in the article"
    assert who(Entity("e1", "Mira Tolland", "author")) == ["Which notes or recordings does this rest on?"]


SAID = (
    "the The a my our of and in on that not about you speaking what date Did is right it article has bridge council"
    " Weil Pell Institute Anna Bob Monday March 2019 1,400 £2.3m per cent people divers three Twelve closed worse"
    " because “ ” , . ! ’s"
)
WORDS = st.lists(st.sampled_from(SAID.split(" ")), min_size=1, max_size=40).map(" ".join)
KINDS: list[ClaimKind] = ["quantity", "date", "event", "comparison", "cause"]


@st.composite
def trees(draw: st.DrawFn, text: str) -> Parse:
    """Any tree over the words of a text, with any tags and names."""
    words = [(each.start(), each.end()) for each in re.finditer(r"\w+|[^\w\s]", text)]
    tokens = tuple(
        Token(
            Span(start, end),
            text[start:end],
            text[start:end].lower(),
            draw(st.sampled_from(["NOUN", "PROPN", "NUM", "VERB", "ADJ", "DET"])),
            draw(st.sampled_from([head for head in range(-1, len(words)) if head != number])),
            draw(st.sampled_from(["nsubj", "obj", "compound", "amod", "nummod", "det", "nmod", "flat", "root"])),
            draw(st.sampled_from(["", "Number=Plur"])),
            draw(st.sampled_from(["O", "O", "B-PER", "I-PER", "B-MISC", "B-LOC"])),
        )
        for number, (start, end) in enumerate(words)
    )
    return Parse((Sentence(0, 0, Span(0, len(text)), tokens),) if tokens else ())


@settings(max_examples=200, deadline=None)
@given(st.data(), st.one_of(WORDS, st.text(min_size=1, max_size=80)), st.sets(st.sampled_from(KINDS)), st.booleans())
def test_no_question_reads_the_words_out(data: st.DataObject, words: str, kinds: set[ClaimKind], denied: bool) -> None:  # noqa: FBT001 - drawn
    document = Document("sha256:" + "0" * 64, words, (Paragraph(Span(0, len(words))),), published="2026-03-04")
    whole, end = Span(0, len(words)), len(words) // 2
    who = Entity("e1", "Odile Vale", "named_person")
    reading = Attribution(
        "a1", "direct", (whole,), None, None, "x", 0, 0, Speaker("e1", "Odile Vale", "named_person"),
        stance="denial" if denied else "neutral",
    )  # fmt: skip
    claims = (
        Claim("c1", whole, "a1", checkable=True, kinds=tuple(sorted(kinds)), hedges=(Span(0, end),)),
        Claim("c2", whole, None, checkable=True, kinds=tuple(sorted(kinds))),
    )
    parse = data.draw(trees(words))
    review = replay(Analysis(document, Engine("0"), (reading,), (who,), claims), ())
    assert check_unread(review, lambda _: parse) >= 2


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_every_standing_statement_is_asked_about_once_under_its_speaker() -> None:
    review = desk()
    sheet = made(review)
    standing = {n: item for n, item in enumerate(review.items, 1) if item.status != "rejected"}
    numbers = [
        int(topic.number.split()[1]) for call in sheet.calls for topic in call.topics if "Statement" in topic.number
    ]
    assert sorted(numbers) == sorted(standing)
    for call in sheet.calls:
        for topic in call.topics:
            if topic.number.startswith("Statement"):
                item = standing[int(topic.number.split()[1])]
                assert call.name == (item.current.speaker.name if item.current.speaker else "Unattributed")
                assert topic.status == item.shown_status
    assert [each.name for each in sheet.calls][-2:] == ["Unattributed", "The writer"]
    own = [claim for claim in review.analysis.claims if claim.attribution is None and claim.checkable]
    assert {f"Claim {claim.id}" for claim in own} == {name for name in asked(sheet) if name.startswith("Claim")}
    assert check_unread(review)


def test_contacts_and_answers_are_on_it_with_who_entered_them() -> None:
    sheet = made(desk())
    calls = {call.name: call for call in sheet.calls}
    assert calls[SECRETS["name of an unnamed source"]].contacts == (SECRETS["contact"],)
    [told] = calls["Hesk Valley Council"].asked
    assert told == f"Statement 5: answered (Ilse, 2026-11-24 09:09 UTC): {SECRETS['answer']}"
    again = reviewed(
        lambda r: decisions.comment(r, "a5", "asked"),
        lambda r: decisions.comment(r, "a5", "no_reply"),
        lambda r: decisions.comment(r, "a5", "asked"),
        lambda r: decisions.undo(r, "Ilse"),
    )
    asked_then = next(call.asked for call in made(again).calls if call.name == "Hesk Valley Council")
    assert asked_then == (
        "Statement 5: asked for comment (Rana, 2026-11-24 09:01 UTC)",
        "Statement 5: no reply (Rana, 2026-11-24 09:02 UTC)",
    )


def test_open_and_doubted_facts_are_asked_about_and_not_read_out() -> None:
    statement = desk().items[0]
    words = pieces(TEXT, *statement.content)
    review = reviewed(
        lambda r: decisions.add_facts(r, statement.id, ["It is the third bridge", f"That {words}", "Hesk, 1931", "No"]),
        lambda r: decisions.fact(r, statement.id, 3, "confirmed"),
        lambda r: decisions.fact(r, statement.id, 4, "concern", "two registers differ"),
    )
    [told] = [each for name, each in asked(made(review)).items() if name == "Statement 1"]
    found = [each for each in told if each.startswith("Fact")]
    assert found[0] == "Fact 1: is this right: It is the third bridge?"
    assert found[1] == "Fact 2: is it right?", "without a parse there is no subject to be told"
    assert found[2:] == ["Fact 4: is this right: No?"]
    assert check_unread(review)
    check_forms([review])


def test_an_article_without_anybody_has_an_empty_sheet() -> None:
    sheet = made(replay(samples.bare(), ()))
    assert sheet.calls == ()
    assert call_sheet.render([replay(samples.bare(), ())], "txt", unparsed)


def test_what_is_unlikely_and_untouched_is_left_out() -> None:
    review = replay(samples.doubting(samples.footbridge(), "a1", "a2"), ())
    assert not {"Statement 1", "Statement 2"} & set(asked(made(review)))


def test_places_are_paragraphs_pages_and_times() -> None:
    places = [topic.place for call in made(replay(samples.placed(), ())).calls for topic in call.topics]
    assert all(place.startswith("paragraph ") for place in places)
    assert any("p. " in place for place in places)


# --- the forms --------------------------------------------------------------------------------------------------------


def word_lines(made: bytes) -> list[str]:
    import docx

    return [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]


def check_forms(reviews: Iterable[Review], parse: Callable[[Document], Parse] = unparsed) -> None:
    """See that all three forms have every name and every question, in order."""
    reviews = list(reviews)
    wanted = [
        line
        for sheet in (made(each, parse) for each in reviews)
        for call in sheet.calls
        for line in (call.name, *call.about, *(each for topic in call.topics for each in topic.questions))
    ]
    text, page, word = (call_sheet.render(reviews, form, parse) for form in ("txt", "html", "docx"))
    assert isinstance(text, str)
    assert isinstance(page, str)
    assert isinstance(word, bytes)
    from lxml import html

    tree = html.fromstring(page)
    shown = [" ".join(node.text_content().split()) for node in tree.xpath("//h2 | //li")]
    assert shown == [" ".join(each.split()) for each in wanted]
    names = {call.name for sheet in (made(each, parse) for each in reviews) for call in sheet.calls}
    written = [each.removeprefix("☐ ") for each in word_lines(word) if each.startswith("☐ ") or each in names]
    assert written == wanted
    lines = [each.removeprefix("[ ] ") for each in text.split("\n")]
    assert [each for each in wanted if each not in lines and each.upper() not in lines] == []


def test_all_forms_ask_the_same() -> None:
    check_forms([desk(), replay(samples.placed(), ())])


def test_an_article_that_attacks_is_shown_and_runs_nothing() -> None:
    review = replay(samples.hostile(), ())
    page = call_sheet.render([review], "html", unparsed)
    assert isinstance(page, str)
    assert "<script" not in page
    assert "<svg" not in page
    assert "default-src 'none'" in page
    word = call_sheet.render([review], "docx", unparsed)
    assert isinstance(word, bytes)
    assert word_lines(word)
    text = call_sheet.render([review], "txt", unparsed)
    assert isinstance(text, str)
    assert "\x1b" not in text


@pytest.mark.models
def test_the_text_has_room_to_write() -> None:
    review = reviewed(lambda r: decisions.contact(r, "a6", "020 7946 0000\n[ ] Who?"))
    text = call_sheet.render([review], "txt", parsed)
    assert isinstance(text, str)
    block = text[text.index("PARENTS") : text.index("TOMAS WEIL")].rstrip().split("\n")
    assert block == [
        "PARENTS",
        "group",
        "Contact: 020 7946 0000 [ ] Who?",
        "Not asked for comment yet",
        "",
        "Called by: ________________   Date and time: ________________   Spoke to: ________________",
        "",
        "[ ] May the article name you, and if not, why not? The article has: parents.",
        f"    {call_sheet.LINE}",
        "",
        "[ ] How do you know?",
        f"    {call_sheet.LINE}",
        "",
        "Statement 6 · paragraph 11 · open",
        ("[ ] The article says what you think, want or plan about the detour and the run. Is it so, and still so?"),
        f"    {call_sheet.LINE}",
        "[ ] How many minutes? The article has: forty.",
        f"    {call_sheet.LINE}",
    ]


# --- the command, the page and the seeds ------------------------------------------------------------------------------


@pytest.fixture
def _stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    Path("story.txt").write_text(TEXT, "utf-8")
    with Store() as store:
        store.save(samples.placed())
        document = store.save(samples.footbridge(), "story.txt").document
        named = decisions.set_speaker(store.review(document), "a9", Named("Anton"))
        store.decide(document, named, reviewer="Rana", seen=0)


@pytest.mark.models
@pytest.mark.usefixtures("_stored")
def test_the_ending_tells_the_form() -> None:
    assert run("export", "story.txt", "--call-sheet").startswith(
        "CALL SHEET (stays on the desk): Footbridge at Lower Hesk"
    )
    assert run("export", "--call-sheet").count("CALL SHEET (") == 2
    for name, begins in (("c.docx", b"PK"), ("c.html", b"<!DOCTYPE html>"), ("c.txt", b"CALL SHEET")):
        run("export", "story.txt", "--call-sheet", "-o", name)
        assert Path(name).read_bytes().startswith(begins)
    assert "no call sheet is written as c.pdf" in run("export", "--call-sheet", "-o", "c.pdf", code=3)
    assert "would replace a file that is to be read" in run("export", "--call-sheet", "-o", "story.txt", code=3)


@pytest.mark.models
@pytest.mark.usefixtures("_stored")
def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run_example("Call sheet")
    shown = capsys.readouterr().out
    assert "# Odile Brandreth\n   ☐ How do you spell your name? The article has: Odile Brandreth." in shown


@pytest.mark.models
def test_two_seeds_are_asked_about_before_and_after_a_review() -> None:
    from attrib.read import read_document

    for name in SEEDS:
        before = replay(ANALYZER.analyze(read_document(f"seeds/{name}")), ())
        after = reviewed(
            lambda r: decisions.accept(r, "a1"),
            lambda r: decisions.set_speaker(r, "a2", Named("Somebody Else", role="clerk")),
            lambda r: decisions.reject(r, "a3"),
            lambda r: decisions.comment(r, "a2", "asked"),
            analysis=before.analysis,
        )
        for review in (before, after):
            assert check_unread(review, parsed) > len(review.items)
            check_forms([review], parsed)
        assert "Statement 3" not in asked(made(after))
        assert "Somebody Else" in {call.name for call in made(after).calls}
