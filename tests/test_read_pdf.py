"""PDF files of real programs (tests/files/README.md): the words, their order, their pages, and what is refused."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from attrib.errors import EmptyInput, UnreadableInput
from attrib.read import pdf, read_document
from attrib.types import Document, Place

FILES = Path(__file__).parent / "files"
QUOTATIONS = [
    (
        "“Nobody asked us,” said Ada Finch, who keeps the shop by the pier. “Nobody carries the bread – or the naïve"
        " café owner’s £5 – across the sound in January but the ferry.”"
    ),
    "told the council that the winter service was “a luxury we can no longer afford”.",
    (
        "“I cannot live where I cannot leave,” Jonas Reed said. “The office of the ferryman was the first thing I saw"
        " when I came.”"
    ),
    (
        "“We listened to every affidavit and every official difficulty that was put to us,” Mr Okafor said, “and"
        " the figures stayed the same.”"
    ),
]
FIRST_WORDS = [
    "SKERRY", "“Nobody asked", "Northern Lines, which", "He offered", "A spokesman", "The school", "Fishermen said",
    "Northern Lines denied", "Ms Finch", "The council meets",
]  # fmt: skip


@pytest.fixture(scope="module")
def ferry() -> Document:
    return read_document(FILES / "ferry.pdf")


@pytest.fixture(scope="module")
def columns() -> Document:
    return read_document(FILES / "columns.pdf")


@pytest.fixture(scope="module")
def letter() -> Document:
    return read_document(FILES / "letter.pdf")


def shown(document: Document, *kinds: str) -> list[str]:
    return [each.span.of(document.text) for each in document.paragraphs if each.kind in kinds]


def refused(data: bytes, name: str = "article.pdf") -> UnreadableInput:
    with pytest.raises(UnreadableInput) as caught:
        pdf.convert(data, name)
    assert name in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint
    return caught.value


def one_page(content: bytes) -> bytes:
    """Return a PDF of one page, 300 points square, with what these operators draw; F is Helvetica."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    written = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % each for each in enumerate(objects, 1))
    return written + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


def lines_of(*lines: str, left: int = 20, top: int = 260) -> bytes:
    shown = (
        f"BT /F 10 Tf {left} {top - 13 * number} Td ({line}) Tj ET".encode("cp1252")
        for number, line in enumerate(lines)
    )
    return b"\n".join(shown)


# --- the words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ferry", "columns", "letter"])
@pytest.mark.parametrize("quotation", QUOTATIONS)
def test_quotations_are_there_to_the_letter(name: str, quotation: str, request: pytest.FixtureRequest) -> None:
    assert quotation in request.getfixturevalue(name).text


@pytest.mark.parametrize("name", ["ferry", "columns", "letter"])
def test_paragraphs_are_whole_and_in_order(name: str, request: pytest.FixtureRequest) -> None:
    document: Document = request.getfixturevalue(name)
    body = shown(document, "body")
    assert len(body) == len(FIRST_WORDS)
    assert all(words.startswith(first) for words, first in zip(body, FIRST_WORDS, strict=True))
    assert all(words.endswith((".", "”")) for words in body)
    assert "\n\n".join(each.span.of(document.text) for each in document.paragraphs) == document.text


def test_title_byline_date_and_heading(ferry: Document, columns: Document, letter: Document) -> None:
    assert (ferry.title, ferry.byline, ferry.published) == ("Island loses its winter ferry", "Ada Moss", "2026-11-28")
    assert shown(ferry, "heading") == ["A school without a teacher"]
    assert columns.title == "Island loses its winter ferry, and perhaps its school as well"
    assert shown(columns, "standfirst") == ["Eleven pupils, one boat and a biscuit tin full of letters"]
    assert letter.title == "Minutes of the ferry hearing"


def test_headers_footers_and_page_numbers_are_left_out(ferry: Document, letter: Document) -> None:
    assert "Courier" not in ferry.text
    assert "Page" not in ferry.text
    assert "Parish" not in letter.text
    assert not any(words.strip().isdigit() for words in letter.text.splitlines())


def test_hyphens_at_line_ends(columns: Document, ferry: Document) -> None:
    assert columns.repairs == ("hyphens at line ends: 6 places",)
    assert "self-supporting neighbours" in columns.text
    assert "a well-equipped weekly flight" in columns.text
    assert "\u00ad" not in columns.text
    assert ferry.repairs == ()


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the coun-", "cil met", "the council met"),
        ("the coun\u00ad", "cil met", "the council met"),
        ("the minis‐", "try", "the ministry"),
        ("a co-", "operative shop", "a co-operative shop"),
        ("a self-", "governing island", "a self-governing island"),
        ("her mother-in-", "law", "her mother-in-law"),
        ("the Anglo-", "Saxon", "the Anglo-Saxon"),
        ("from 1914-", "1918", "from 1914-1918"),
        ("pre-", "and post-war", "pre- and post-war"),
        ("the ferry—", "the last one", "the ferry—the last one"),
        ("the ferry –", "the last one", "the ferry – the last one"),
        ("the ferry", "left", "the ferry left"),
    ],
)
def test_two_lines_become_one(before: str, after: str, joined: str) -> None:
    kept, between, _ = pdf._seam(before, after, Counter({"co-operative": 1}))  # noqa: SLF001 - no PDF for each
    assert kept + between + after == joined


def test_a_hyphenated_word_of_the_document_keeps_its_hyphen() -> None:
    lines = lines_of("The decision-makers met on Monday;", "on Tuesday some of the decision-", "makers were missing.")
    text, layout = pdf.convert(one_page(lines), "a.pdf")
    assert text == "The decision-makers met on Monday; on Tuesday some of the decision-makers were missing."
    assert layout.repairs == ()


# --- where they stand ----------------------------------------------------------------------------------------------


def test_pages(ferry: Document) -> None:
    assert [place.page for place in ferry.places] == [1, 2, 3]
    assert ferry.places[0] == Place(0, 1)
    first_words = {"“Nobody asked": 1, "A spokesman": 2, "The school": 2, "Fishermen said": 3, "The council meets": 3}
    assert {words: ferry.place(ferry.text.index(words)).page for words in first_words} == first_words


def test_a_paragraph_that_runs_on_has_the_page_inside(ferry: Document, letter: Document) -> None:
    for document in (ferry, letter):
        starts = {paragraph.span.start for paragraph in document.paragraphs}
        inside = [place for place in document.places if place.offset not in starts]
        assert inside
        for place in inside:
            assert document.text[place.offset - 1] == " "
            assert document.text[place.offset] != " "


def test_lines_beside_each_other_are_columns_where_they_are_prose() -> None:
    left = lines_of("The ferry did not sail on", "Friday, and nobody knew", "when it would sail again.")
    right = lines_of("The owner of the boat was", "not to be found, said the", "woman who sells tickets.", left=170)
    text, _ = pdf.convert(one_page(left + b"\n" + right), "a.pdf")
    assert text == (
        "The ferry did not sail on Friday, and nobody knew when it would sail again.\n\n"
        "The owner of the boat was not to be found, said the woman who sells tickets."
    )
    numbers = lines_of("1,204", "31,006", "34", left=170)
    text, _ = pdf.convert(one_page(left + b"\n" + numbers), "a.pdf")
    assert "sail on 1,204" in text


def test_the_order_of_drawing_does_not_matter() -> None:
    lines = ["The ferry did not sail on", "Friday, and nobody knew", "when it would sail again."]
    drawn = lines_of(*lines).split(b"\n")
    assert pdf.convert(one_page(b"\n".join(reversed(drawn))), "a.pdf")[0] == " ".join(lines)


# --- what is refused -----------------------------------------------------------------------------------------------


def test_a_scan() -> None:
    error = refused((FILES / "scan.pdf").read_bytes())
    assert "scan" in error.message
    assert "OCR" in error.hint


def test_a_password() -> None:
    assert "password" in refused((FILES / "locked.pdf").read_bytes()).message


def test_what_makes_the_child_die() -> None:
    assert "failed" in refused((FILES / "bomb.pdf").read_bytes()).message


def test_one_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0.01)
    assert "seconds" in refused((FILES / "ferry.pdf").read_bytes()).message


@pytest.mark.parametrize(
    "reply",
    [
        None, [], {}, {"refused": "whim"}, {"text": "a", "blocks": [[0]], "places": [], "repairs": []},
        {"text": "a", "blocks": [[0, 9, None]], "places": [], "repairs": []},
        {"text": "ab", "blocks": [["0", 1, None]], "places": [], "repairs": []},
    ],
)  # fmt: skip
def test_nonsense_of_the_child(reply: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_ask", lambda _: reply)
    assert "failed" in refused(b"%PDF-1.4").message


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PAGES", 2)
    assert pdf._read((FILES / "ferry.pdf").read_bytes()) == {"refused": "pages"}  # noqa: SLF001 - 2,000 pages else


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_truncated_file(share: float) -> None:
    data = (FILES / "ferry.pdf").read_bytes()
    try:
        text, _ = pdf.convert(data[: int(share * len(data))], "article.pdf")
    except UnreadableInput as error:
        assert "\n" not in error.message  # noqa: PT017 - the reader may mend it as well
    else:
        assert not text or "ferry" in text


def test_damaged_bytes_never_raise_anything_else() -> None:
    data = (FILES / "columns.pdf").read_bytes()
    chance = random.Random(18)
    for _ in range(6):
        damaged = bytearray(data)
        for _ in range(200):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        try:
            read_document("article.pdf", data=bytes(damaged), force=True)
        except (UnreadableInput, EmptyInput) as error:
            assert error.hint  # noqa: PT017 - both are right


def test_what_is_no_pdf() -> None:
    assert "damaged" in refused(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj").message
    assert "holds text" in refused(b"The ferry will not sail.").message
    assert "PNG" in refused(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR").message


def test_a_page_without_words_is_empty() -> None:
    with pytest.raises(EmptyInput):
        read_document("article.pdf", data=one_page(b"0 0 10 10 re f"))


def test_nothing_of_the_folder_one_works_in_runs_in_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('a trap')")
    monkeypatch.chdir(tmp_path)
    assert pdf.convert((FILES / "ferry.pdf").read_bytes(), "a.pdf")[0].startswith("Island loses")
