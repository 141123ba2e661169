"""Reading: what becomes of bytes, and what is said of those that cannot be used."""

from __future__ import annotations

import codecs
import io
import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from attrib.errors import AttribError, EmptyInput, MissingInput, TooLong, UnreadableInput, WrongLanguage
from attrib.read import DEFAULT_LIMIT, find_articles, read_document
from attrib.read.language import NAMES, identify
from attrib.read.markdown import blocks as markdown_blocks
from attrib.read.markdown import front_matter
from attrib.read.repair import repaired
from attrib.read.text import Block, iso_date, lay_out, names_in, split
from attrib.types import Document, Paragraph, Span

FIXTURES = Path(__file__).parent / "fixtures" / "read"

LEAD = "The ferry between Skerry and the mainland will not sail from November to March, its owner said on Friday."
REPLY = (
    "“Nobody asked us,” said Ada Finch, who keeps the shop. “Nobody carries the bread – or the naïve café owner’s £5.”"
)


def read(text: str, name: str = "article.txt", **options: bool | int) -> Document:
    return read_document(name, data=text.encode(), **options)  # type: ignore[arg-type]


def shown(document: Document) -> list[tuple[str, str]]:
    """Return each paragraph as (kind, text)."""
    return [(paragraph.kind, paragraph.span.of(document.text)) for paragraph in document.paragraphs]


def read_or_refuse(name: str, data: bytes) -> Document | None:
    """Return the document, or None when it was refused as it should be; anything else raised fails the test."""
    try:
        return read_document(name, data=data, force=True)
    except AttribError as error:
        refusal = error
    assert refusal.hint
    assert "\n" not in refusal.message
    return None


def kinds(*paragraphs: str) -> list[str]:
    return [kind for kind, _ in shown(read("\n\n".join(paragraphs)))]


# --- the document --------------------------------------------------------------------------------------------------


def test_a_plain_text_is_stored_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "ferry.txt"
    path.write_bytes(f"{LEAD}\n\n  {REPLY}  \n".encode())
    document = read_document(path)
    assert document.text == f"{LEAD}\n\n  {REPLY}  \n"
    assert shown(document) == [("body", LEAD), ("body", REPLY)]
    assert document.id == "sha256:" + sha256(path.read_bytes()).hexdigest()
    assert (document.path, document.language, document.title) == (str(path), "en", None)


def test_standard_input_has_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(LEAD.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    document = read_document("-")
    assert document.text == LEAD
    assert document.path is None
    assert read_document(None, data=LEAD.encode()) == document


def test_offsets_count_code_points() -> None:
    document = read(f"🌊👩‍🚒 {LEAD}\n\n🦭 Ferry.\u00a0{REPLY}\u00a0")
    assert [text for _, text in shown(document)] == [f"🌊👩‍🚒 {LEAD}", f"🦭 Ferry.\u00a0{REPLY}"]
    assert document.paragraphs[0].span == Span(0, len(LEAD) + 5)


def test_windows_line_ends_become_plain_ones_and_lone_carriage_returns_stay() -> None:
    document = read(f"{LEAD}\r\n\r\n{REPLY}\r{LEAD}")
    assert document.text == f"{LEAD}\n\n{REPLY}\r{LEAD}"
    assert [text for _, text in shown(document)] == [LEAD, REPLY, LEAD]


def test_a_very_long_single_line_is_one_paragraph() -> None:
    text = " ".join([LEAD, REPLY] * 400)
    document = read(text)
    assert document.paragraphs == (Paragraph(Span(0, len(text))),)


def test_importing_the_package_loads_no_library() -> None:
    heavy = {"trafilatura", "lxml", "py3langid", "numpy", "charset_normalizer", "markdown_it", "stanza", "torch"}
    code = f"import sys, attrib.read; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# --- encodings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_common_encodings_give_the_same_text(encoding: str) -> None:
    text = f"{LEAD}\n\n{REPLY}"
    assert read_document("a.txt", data=text.encode(encoding)).text == text


def test_latin_1() -> None:
    text = f"{LEAD} The café’s owner paid £5 for a naïve résumé.".replace("’", "'")
    assert read_document("a.txt", data=text.encode("latin-1")).text == text


def test_one_broken_byte_does_not_spoil_utf_8() -> None:
    data = f"{LEAD}\n\n{REPLY}".encode().replace(b"Finch", b"Finch\xe9")
    assert read_document("a.txt", data=data).text == f"{LEAD}\n\n{REPLY}".replace("Finch", "Finch\ufffd")


def test_a_page_is_believed_about_its_encoding_when_it_is_not_utf_8() -> None:
    page = f'<html><head><meta charset="iso-8859-15"></head><body><p>{LEAD} It costs 5 € a day.</p></body></html>'
    assert "5 € a day" in read_document("a.html", data=page.encode("iso-8859-15")).text
    lying = page.encode("utf-8")
    assert "5 € a day" in read_document("a.html", data=lying).text


@pytest.mark.parametrize(
    "label",
    ["utf-7x", "hex", "rot13", "iso-8859-1", "idna", "punycode", "undefined", "unicode_escape", "raw-unicode-escape"],
)
def test_a_declared_encoding_that_is_none_does_no_harm(label: str) -> None:
    page = f'<html><head><meta charset="{label}"></head><body><p>{LEAD} It costs 5 € a day.</p></body></html>'
    assert "5 € a day" in read_document("a.html", data=page.encode("cp1252")).text


# --- limits before the work ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("many", "what"),
    [
        ("<br>" * 400_000, "100,000 elements"),
        ("<P a=1>" * 100_001, "100,000 elements"),
        ("<script>x='<p>'</script><i>x</i>" * 50_001, "100,000 elements"),
        ("<script>" + "x" * 9 + "</script>" + "<i>" * 100_001, "100,000 elements"),
        ("<p>x" * 8_001, "8,000 paragraphs, cells and items"),
        ("<table>" + "<tr><td>x<td>y" * 4_001, "8,000 paragraphs, cells and items"),
        ("<ul>" + "<li>x y" * 8_001, "8,000 paragraphs, cells and items"),
    ],
)
def test_a_page_of_too_many_elements_is_refused_before_it_is_searched_for_an_article(
    many: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attrib.read.html._run_trafilatura", lambda *_, **__: pytest.fail("it was searched"))
    with pytest.raises(TooLong, match=f"has more than {what}") as caught:
        read_document("a.html", data=f"<html><body><p>{LEAD}</p>{many}</body></html>".encode())
    assert caught.value.hint


def test_large_pages_of_news_are_read() -> None:
    data = f"<script>var state = {'<p>x</p>' * 200_000!r};</script><style>{'<a>' * 9} p {{}}</style>"
    menu = "<nav><ul>" + "<li><a href='/x'>Section</a>" * 9_000 + "</ul></nav>"
    article = "".join(f"<p>{LEAD} Day {number}.</p>" for number in range(1_500))
    page = f"<html><body>{data}{menu}<article><h1>Skerry</h1>{article}</article></body></html>"
    assert read_document("a.html", data=page.encode()).text.count("Day ") == 1_500


def test_a_table_of_many_cells_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from attrib.read import setoff

    looked: list[object] = []
    of_data = setoff._of_data  # noqa: SLF001 - what took the square of the cells

    def look(table: object) -> bool:
        looked.append(table)
        return of_data(table)

    monkeypatch.setattr(setoff, "_of_data", look)
    cells = "".join(f"<tr><td>seat {number}<td>{number} votes" for number in range(500))
    page = f"<html><body><p>{LEAD}</p><table>{cells}</table></body></html>"
    text = read_document("a.html", data=page.encode(), force=True).text
    assert "499 votes" in text
    assert len(looked) == 1


@pytest.mark.parametrize("suffix", [".md", ".txt", ""])
def test_a_text_that_is_too_long_is_refused_before_it_is_cut(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("markdown.blocks", "source.split"):
        monkeypatch.setattr(f"attrib.read.{name}", lambda *_: pytest.fail("it was cut"))
    with pytest.raises(TooLong, match=r"has 200,0\d\d characters; the limit is 200,000"):
        read_document(f"a{suffix}", data=(LEAD + " .\n> " * 50_000)[:200_010].encode())
    monkeypatch.setattr("attrib.read.repair.repaired", lambda *_, **__: pytest.fail("it was repaired"))
    with pytest.raises(TooLong):
        read_document(f"a{suffix}", data=b"word " * 1_000_000)


def test_damage_does_not_count_for_the_length() -> None:
    written = f"{LEAD} “{REPLY}”".replace("“", "\\u201c").replace("”", "\\u201d")
    assert read_document("a.txt", data=written.encode(), limit=len(written) - 5).repairs


# --- paragraphs ----------------------------------------------------------------------------------------------------


def cut(text: str) -> list[str]:
    return [block.span.of(text) for block in split(text)]


def test_blank_lines_separate_paragraphs() -> None:
    assert cut("\n \nOne.\n\n \t\n Two.\n") == ["One.", "Two."]


def test_each_line_is_a_paragraph_where_no_line_goes_on() -> None:
    assert cut(f"{LEAD}\n{REPLY}\nNo.\n") == [LEAD, REPLY, "No."]


def test_lines_that_go_on_are_one_paragraph() -> None:
    assert cut("The ferry will not\nsail before\nMarch, he said.\n\nThe end of\nit all.") == [
        "The ferry will not\nsail before\nMarch, he said.",
        "The end of\nit all.",
    ]


def test_a_wrapped_text_breaks_where_the_next_word_would_have_fitted() -> None:
    document = read_document(FIXTURES / "wrapped.txt")
    assert [(kind, text.split()[0], text.split()[-1]) for kind, text in shown(document)] == [
        ("title", "Ferry", "says"),
        ("byline", "By", "Skerry"),
        ("date", "Published", "9.15am"),
        ("body", "The", "shaft."),
        ("heading", "No", "boat"),
        ("body", "“Every", "that.”"),
        ("body", "Ada", "added."),
    ]
    assert (document.byline, document.published) == ("Mara Quill in Skerry", "2024-10-05")


# --- kinds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Ferry line to stop in winter, owner says",
        "Ferry Line To Stop In The Winter, Owner Says.",
        "Ferry line stops in winter.",
        "Will the ferry sail in winter?",
        "‘Nobody asked us’: the island without a ferry",
    ],
)
def test_a_headline_is_the_title(title: str) -> None:
    document = read(f"{title}\n\n{LEAD}\n\n{REPLY}")
    assert [kind for kind, _ in shown(document)] == ["title", "body", "body"]
    assert document.title == title


@pytest.mark.parametrize(
    "lead",
    [
        LEAD,
        "SKERRY (AP) — The ferry has stopped",
        "“It was the last ferry of the year,” he said. “There is no other boat.”",
        "The ferry was late again on Friday, the owner said.",
        "He said:",
        "***",
    ],
)
def test_a_lead_is_not_a_title(lead: str) -> None:
    document = read(f"{lead}\n\n{REPLY}\n\n{LEAD}")
    assert document.title is None
    assert document.paragraphs[0].kind == "body"


def test_a_text_of_one_paragraph_has_no_title() -> None:
    assert read("Ferry line to stop in winter").title is None


def test_head_matter() -> None:
    assert kinds(
        "Ferry line to stop", "Islanders look for another way across", "Listen to this story", "Mara Quill, Skerry",
        "5 October 2024", LEAD, "No other boat", REPLY, "Updated: 6 October 2024",
    ) == ["title", "standfirst", "heading", "byline", "date", "body", "heading", "body", "date"]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Mara Quill", "Mara Quill"),
        ("BY MARA QUILL AND ADA FINCH", "MARA QUILL AND ADA FINCH"),
        ("By Mara Quill and Ada van der Finch, Political Correspondents", None),
        ("Words by Mara Quill", "Mara Quill"),
        ("By Mara Quill | 5 October 2024", "Mara Quill"),
        ("By The Associated Press", "The Associated Press"),
        ("By Mara Quill Jr.", "Mara Quill Jr."),
        ("Mara Quill, Boston", None),
        ("Mara Quill in New York", None),
        ("Mara Quill, chief political correspondent", None),
    ],
)
def test_bylines(line: str, byline: str | None) -> None:
    document = read(f"Ferry line to stop\n\n{line}\n\n{LEAD}\n\n{REPLY}")
    assert document.paragraphs[1].kind == "byline"
    assert document.byline == (byline or line.removeprefix("By "))


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the ferry was gone.",
        "By then nobody was left",
        "By the time the ferry came, it was dark.",
        "Mara Quill, who keeps the shop, said no.",
        "Nobody asked us, and nobody will",
        "Mara Quill",
    ],
)
def test_not_bylines(line: str) -> None:
    document = read(f"Ferry line to stop\n\n{line}\n\n{LEAD}\n\n{REPLY}")
    assert "byline" not in [kind for kind, _ in shown(document)]
    assert document.byline is None


def test_a_bare_name_is_a_byline_beside_a_date() -> None:
    assert kinds("Ferry line to stop", "Mara Quill", "5 October 2024", LEAD, REPLY)[1:3] == ["byline", "date"]


def test_an_agency_byline_at_the_end() -> None:
    document = read(f"Ferry line to stop\n\n{LEAD}\n\n{REPLY}\n\nReporting by Mara Quill; Editing by Ada Finch")
    assert document.paragraphs[-1].kind == "byline"
    assert document.byline == "Mara Quill"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Updated: July 07, 2021, 5:04 PM", "2021-07-07"),
        ("3 March 2024", "2024-03-03"),
        ("Sunday 3rd March 2024 17.04 GMT", "2024-03-03"),
        ("Published: Mar. 3, 2024 at 5:04 p.m. ET | Updated: Mar. 4, 2024", "2024-03-03"),
        ("Last updated 4 March 2024. First published 3 March 2024.", "2024-03-03"),
        ("2024-03-03T17:04:00Z", "2024-03-03"),
        ("13/03/2024", "2024-03-13"),
        ("03/13/2024", "2024-03-13"),
        ("03/03/2024", "2024-03-03"),
        ("03/04/2024", None),
        ("31 February 2024", None),
    ],
)
def test_dates(line: str, day: str | None) -> None:
    document = read(f"Ferry line to stop\n\n{LEAD}\n\n{REPLY}\n\n{line}")
    assert document.paragraphs[-1].kind == "date"
    assert document.published == day


def test_a_sentence_with_a_date_in_it_is_no_date() -> None:
    document = read(f"Ferry line to stop\n\nThat was on 3 March 2024.\n\n{LEAD}")
    assert document.paragraphs[1].kind == "body"
    assert document.published is None


def test_headings_stand_between_paragraphs() -> None:
    assert kinds("Ferry line to stop", LEAD, "No other boat", REPLY, "The end")[2:] == ["heading", "body", "body"]
    assert kinds("Ferry line to stop", LEAD, "and another", REPLY)[2] == "body"
    assert kinds("Ferry line to stop", LEAD, "He said:", REPLY)[2] == "body"
    assert kinds("Ferry line to stop", LEAD, "one two three four " * 4, REPLY)[2] == "body"


def test_names_in_a_byline() -> None:
    assert names_in("") is None


def test_a_later_date_is_taken_when_the_first_cannot_be() -> None:
    assert iso_date("03/04/2024 or 5 October 2024") == "2024-10-05"


# --- Markdown ------------------------------------------------------------------------------------------------------


def test_markdown() -> None:
    document = read_document(FIXTURES / "article.md")
    assert document.text == (FIXTURES / "article.md").read_text(encoding="utf-8")
    assert shown(document) == [
        ("title", "Ferry line to stop in winter"),
        ("byline", "By Mara Quill"),
        (
            "body",
            (
                "The ferry between Skerry and the mainland will **not** sail from November,\n"
                "its owner [said](https://skerry.example/ferry) on Friday."
            ),
        ),
        ("heading", "No other boat"),
        ("block_quotation", "“Nobody asked us,” said Ada Finch,\n> who keeps the shop."),
        ("list_item", "1 boat"),
        ("list_item", "The line opened\n   in 1931"),
        ("date", "Updated: 6 October 2024"),
    ]
    assert (document.title, document.byline, document.published) == (
        "Ferry line to stop in winter", "Mara Quill", "2024-10-05",
    )  # fmt: skip


def test_a_field_of_many_blanks_keeps_those_between_its_words_only() -> None:
    _, stated = front_matter("---\ntitle: One" + " " * 50_000 + "two" + " \t" * 25_000 + "\n---\nIt held.\n")
    assert stated["title"] == "One" + " " * 50_000 + "two"


def test_markdown_without_front_matter() -> None:
    document = read(f"---\n\n# The **ferry** of [Skerry](x)\n\n{LEAD}\n\n---\n\n    {REPLY}\n", "a.md")
    assert document.title == "The ferry of Skerry"
    assert shown(document) == [("title", "The **ferry** of [Skerry](x)"), ("body", LEAD), ("body", REPLY)]


def test_words_in_fences_and_tags_are_kept() -> None:
    document = read(f"> ```\n> {REPLY}\n> ```\n\n<div>\n{LEAD}\n</div>\n\n<!-- nothing -->\n", "a.md")
    assert [text for _, text in shown(document)] == [f"> {REPLY}", "<div>", LEAD, "</div>"]


# --- HTML ----------------------------------------------------------------------------------------------------------


def test_html() -> None:
    document = read_document(FIXTURES / "page.html")
    assert shown(document) == [
        ("title", "Ferry line to stop in winter, owner says"),
        ("standfirst", "Islanders have four weeks to find another way across"),
        (
            "body",
            (
                "The ferry between Skerry and the mainland will not sail from November to March, its owner, "
                "Tobias Wren, said on Friday."
            ),
        ),
        (
            "body",
            "“Every crossing costs us £400 more than it earns,” Mr Wren said. 🌊 “I cannot go on like that.”",
        ),
        ("heading", "No other boat"),
        ("body", "Ada Finch, who keeps the island’s only shop, said she had been told nothing."),
        ("body", "She learned of it from the radio, she added."),
        ("block_quotation", "Nobody asked us, and nobody will carry the bread."),
        ("list_item", "The line opened in 1931"),
        ("list_item", "It carried 18,000 people last year"),
        ("table_cell", "Year"),
        ("table_cell", "Passengers"),
        ("table_cell", "2022"),
        ("table_cell", "21,450"),
        (
            "body",
            (
                "The council will meet on Tuesday to discuss a subsidy, according to its agenda, which was published "
                "late on Friday."
            ),
        ),
    ]
    assert (document.title, document.byline, document.published, document.language) == (
        "Ferry line to stop in winter, owner says", "Mara Quill", "2024-10-05", "en",
    )  # fmt: skip
    assert document.text.startswith("Ferry line to stop in winter, owner says\n\nIslanders")


@pytest.mark.parametrize(
    ("marked", "shown_as"),
    [
        ("She said <q>Nobody asked us</q> on Friday.", "She said “Nobody asked us” on Friday."),
        (
            '<Q cite="a.html">He said <q>no</q>, then <q>yes</q></Q >, said <b>Ada</b>.',
            "“He said ‘no’, then ‘yes’”, said Ada.",
        ),
        ("A stray</q> mark, <q>well</q> kept.", "A stray mark, “well” kept."),
        ("An <q>open one.</p><p>And a <q>closed one</q>.", "An “open one.\n\nAnd a “closed one”."),
    ],
)
def test_an_inline_quotation_keeps_its_marks_and_its_paragraph(marked: str, shown_as: str) -> None:
    page = f"<html><body><article><p>{LEAD}</p><p>{marked}</p><p>{REPLY}</p></article></body></html>"
    assert read(page, "a.html").text == f"{LEAD}\n\n{shown_as}\n\n{REPLY}"


def test_html_on_standard_input_is_recognised() -> None:
    data = (FIXTURES / "page.html").read_bytes()
    from_file, piped = read_document(FIXTURES / "page.html"), read_document(None, data=data)
    assert (piped.text, piped.paragraphs, piped.path) == (from_file.text, from_file.paragraphs, None)


def test_a_fragment_is_a_page() -> None:
    assert [text for _, text in shown(read_document(None, data=f"<p>{LEAD}</p>\n<p>{REPLY}</p>".encode()))] == [
        LEAD,
        REPLY,
    ]


def test_a_text_that_mentions_a_tag_is_no_page() -> None:
    text = f"<b> is a tag. {LEAD}"
    assert read_document("-", data=text.encode()).text == text
    assert read(f"<p>{LEAD}").text == f"<p>{LEAD}"


def test_a_page_laid_out_in_a_table() -> None:
    page = f"<html><body><table><tr><td><p>{LEAD}</p><p>{REPLY}</p></td></tr></table></body></html>"
    assert LEAD in read(page, "a.html").text


@pytest.mark.parametrize(
    "page",
    [(FIXTURES / "links.html").read_text(), "<html></html>", "<p></p>", "<script>let a = 'Nobody asked us, he said.'"],
)
def test_a_page_without_an_article(page: str) -> None:
    with pytest.raises(EmptyInput, match="without an article"):
        read(page, "a.html")


def test_a_page_nested_beyond_reason_is_refused_or_read() -> None:
    document = read_or_refuse("a.html", ("<div>" * 20_000 + f"<p>{LEAD}</p>").encode())
    assert document is None or LEAD in document.text


# --- refusals ------------------------------------------------------------------------------------------------------


def refused(error: type[AttribError], source: str | Path | None, **options: object) -> AttribError:
    """Return the error, which has one line, a hint and the exit code of bad input."""
    with pytest.raises(error) as caught:
        read_document(source, **options)  # type: ignore[arg-type]
    assert "\n" not in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2
    return caught.value


def test_no_such_file(tmp_path: Path) -> None:
    assert "nowhere.txt" in refused(MissingInput, tmp_path / "nowhere.txt").message
    (tmp_path / "file").write_text(LEAD)
    refused(MissingInput, tmp_path / "file" / "below.txt")
    refused(MissingInput, "")


def test_a_folder_is_no_article(tmp_path: Path) -> None:
    assert "folder" in refused(UnreadableInput, tmp_path).message


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(LEAD)
    monkeypatch.setattr(Path, "open", deny)  # the tests may run as root, whom no mode bits stop
    assert "permission" in refused(UnreadableInput, tmp_path / "a.txt").message


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_not_utf_8_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"b\xe9.txt")
    path.write_text(LEAD)
    stored = read_document(path).path
    assert stored == f"{tmp_path}/b\\xe9.txt"
    assert stored.encode()


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    refused(UnreadableInput, tmp_path / "loop.txt")


@pytest.mark.parametrize("name", ["a" * 5000, "a\0b", "https://skerry.example/ferry"])
def test_paths_that_cannot_be(name: str) -> None:
    refused(UnreadableInput, name)


def test_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "Standard input" in refused(UnreadableInput, "-").message


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", codecs.BOM_UTF8, "\u00a0\u200b\u2029".encode(), b"... --- !!!"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "-"])
def test_empty(data: bytes, name: str) -> None:
    refused(EmptyInput, name, data=data)


def test_front_matter_alone_is_empty() -> None:
    refused(EmptyInput, "a.md", data=b"---\ntitle: Ferry\n---\n")


def zipped(member: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a JPEG image"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("notes.txt"), "a ZIP archive"),
        (b"{\\rtf1\\ansi The ferry}", "rich-text"),
        (b"GIF89a\x01\x00\x01\x00", "a GIF image"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "binary"),
        (bytes(range(1, 256)) * 4, "binary"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.html", "-"])
def test_binary(data: bytes, kind: str, name: str) -> None:
    assert kind in refused(UnreadableInput, name, data=data).message


def test_a_pdf_gets_told_what_to_do() -> None:
    error = refused(UnreadableInput, "report.pdf", data=b"%PDF-1.4 ...")
    assert "damaged" in error.message
    assert "another copy" in error.hint


def test_over_long() -> None:
    error = refused(TooLong, "a.txt", data=b"word " * 50_000)
    assert "250,000 characters" in error.message
    assert f"{DEFAULT_LIMIT:,}" in error.message
    assert "--limit 250000" in error.hint
    assert read(LEAD, limit=len(LEAD)).text == LEAD
    refused(TooLong, "a.txt", data=LEAD.encode(), limit=len(LEAD) - 1)


def test_the_limit_is_on_the_article_not_on_the_page() -> None:
    page = f"<html><head><script>{'x' * 5000}</script></head><body><p>{LEAD}</p></body></html>"
    assert read(page, "a.html", limit=1000).text == LEAD


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(5_000_000_000)
    assert "MB" in refused(TooLong, path).message


# --- languages -----------------------------------------------------------------------------------------------------

# One made-up passage of news a line, after its language code.
FOREIGN = dict(line.split("\t") for line in (FIXTURES / "languages.tsv").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("language", FOREIGN)
def test_another_language_is_named_and_refused(language: str) -> None:
    data = FOREIGN[language].encode()
    error = refused(WrongLanguage, "a.txt", data=data)
    assert f"is in {NAMES[language]};" in error.message
    assert "--force" in error.hint
    assert read_document("a.txt", data=data, force=True).language == language


@pytest.mark.parametrize(("encoding", "language"), [("cp1251", "ru"), ("shift_jis", "ja"), ("gb18030", "zh")])
def test_another_language_in_an_old_encoding_is_still_named(encoding: str, language: str) -> None:
    assert NAMES[language] in refused(WrongLanguage, "a.txt", data=FOREIGN[language].encode(encoding)).message


def test_english_with_foreign_names_passes() -> None:
    text = (
        "Ursula Schönbächler-Øvrebø of Rørvik and Zbigniew Wójcik of Łódź met Nguyễn Thị Hạnh in Ciudad Juárez.\n\n"
        "Kataib al-Sadiq and Jaish al-Bahr denied it, Abu Yusuf al-Rashid told Agence Maritime de Saint-Malo."
    )
    assert read(text).language == "en"


@pytest.mark.parametrize("language", FOREIGN)
def test_english_with_a_foreign_quotation_passes(language: str) -> None:
    text = f"{LEAD}\n\n{REPLY}\n\nThe owner put it like this:\n\n“{FOREIGN[language]}”\n\nThat was all {LEAD[4:]}"
    assert read(text).language == "en"


@pytest.mark.parametrize("text", ["Bonjour.", "No.", "Ça alors, dit-il", "12.30 – 14.45, 3/4"])
def test_too_short_to_tell(text: str) -> None:
    assert read(text).language is None


def test_identify_weighs_passages_by_length() -> None:
    assert identify([LEAD, REPLY, FOREIGN["fr"]]) == "en"
    assert identify([LEAD, FOREIGN["fr"], FOREIGN["fr"]]) == "fr"
    assert identify([]) is None


# --- folders -------------------------------------------------------------------------------------------------------


def test_a_folder_becomes_its_articles(tmp_path: Path) -> None:
    for name in [
        "b.txt",
        "a.HTML",
        "c.md",
        "sub/d.htm",
        ".hidden.txt",
        ".git/e.txt",
        "f.rtf",
        "g.PDF",
        "h.vtt",
        "notes",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LEAD)
    skipped: list[Path] = []
    found = find_articles([tmp_path], skipped=skipped.append)
    assert sorted(path.name for path in skipped) == ["f.rtf", "notes"]
    names = ["a.HTML", "b.txt", "c.md", "g.PDF", "h.vtt", "sub/d.htm"]
    assert [path.relative_to(tmp_path).as_posix() for path in found] == names
    assert find_articles([tmp_path / "f.rtf", tmp_path / "b.txt", tmp_path]) == [
        tmp_path / name for name in ["f.rtf", "b.txt", "a.HTML", *names[2:]]
    ]


def test_a_hidden_folder_can_be_named_outright(tmp_path: Path) -> None:
    (tmp_path / ".drafts").mkdir()
    (tmp_path / ".drafts" / "a.txt").write_text(LEAD)
    assert find_articles([tmp_path / ".drafts"]) == [tmp_path / ".drafts" / "a.txt"]


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1}")
    with pytest.raises(MissingInput, match="No articles") as caught:
        find_articles([tmp_path])
    assert ".txt" in caught.value.hint


def test_what_attrib_writes_and_what_is_no_file_are_no_articles_of_a_folder(tmp_path: Path) -> None:
    for name in ["a.txt", "a.attrib.txt", "a.factsheet.html", "A.FactSheet.HTML"]:
        (tmp_path / name).write_text(LEAD)
    (tmp_path / "broken.txt").symlink_to("nowhere")
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.txt")
        (tmp_path / "device.txt").symlink_to("/dev/zero")
    assert find_articles([tmp_path]) == [tmp_path / "a.txt", tmp_path / "broken.txt"]
    assert find_articles([tmp_path / "a.attrib.txt"]) == [tmp_path / "a.attrib.txt"]


def test_a_folder_in_a_folder_that_may_not_be_listed_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "a.txt").write_text(LEAD)
    scan = os.scandir

    def deny(path: str) -> Any:  # noqa: ANN401 - what scandir gives has no public name
        if path.endswith("locked"):  # the tests may run as root, whom no mode bits stop
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", deny)
    failures: list[AttribError] = []
    assert find_articles([tmp_path], failed=failures.append) == [tmp_path / "a.txt"]
    assert [each.message for each in failures] == [f"{tmp_path / 'locked'} cannot be listed: permission denied."]
    with pytest.raises(UnreadableInput):
        find_articles([tmp_path])


def test_other_paths_pass_through() -> None:
    assert find_articles(["-", "nowhere.txt"]) == [Path("-"), Path("nowhere.txt")]
    assert find_articles([]) == []


# --- properties ----------------------------------------------------------------------------------------------------

# Few and without a deadline, so that they stay quick and steady on a busy machine.
quick = settings(max_examples=60, deadline=None)

# Lines such as articles have, and the characters that trip readers up.
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "", "", "  ", "\u00a0", "Ferry line to stop", "By Mara Quill", "3 March 2024", LEAD, REPLY, "and so on",
                "# One #", "Two\n===", "- item", "1. 1", "> “quoted”", "```", "<!-- note -->", "<div>", "---",
                "**bold**", "By ", "*", "[a](b)", "\tset in", "    set in",
            ]
        ),
        st.text(st.sampled_from("aB1 .,\t“”’🌊\u00a0\u200b\u2028\x0b\x0c\x1c\x85\ufeff*_#>`-[]()"), max_size=12),
    ),
    max_size=12,
)  # fmt: skip
TEXTS = st.builds(lambda lines, end: end.join(lines), LINES, st.sampled_from(["\n", "\n\n", "\r"])) | st.text()


def check_spans(text: str, blocks: list[Block]) -> None:
    """In order, apart from one another, inside the text, with no blank space at either end."""
    end = 0
    for block in blocks:
        words = block.span.of(text)
        assert end <= block.span.start < block.span.end <= len(text)
        assert words == words.strip()
        end = block.span.end


@quick
@given(TEXTS)
@example("a\x1c\nb\u2029c\r\rd")
def test_every_character_that_is_not_blank_is_in_one_paragraph(text: str) -> None:
    blocks = split(text)
    check_spans(text, blocks)
    outside = list(text)
    for block in blocks:
        outside[block.span.start : block.span.end] = " " * len(block.span)
    assert "".join(outside).strip() == ""


@quick
@given(TEXTS)
def test_naming_keeps_the_blocks(text: str) -> None:
    blocks = split(text)
    layout = lay_out(text, blocks)
    assert [paragraph.span for paragraph in layout.paragraphs] == [block.span for block in blocks]
    assert [paragraph.kind for paragraph in layout.paragraphs].count("title") <= 1


@quick
@given(TEXTS)
@example("1. 1\n")
@example("\r\0")
@example("\x0c\nTwo\n===")
@example("```\n\x1c1")
@example("> > a\n> b\n\n- \tc\n\n\td")
def test_markdown_spans_are_sound(text: str) -> None:
    check_spans(text, markdown_blocks(text))


@quick
@given(
    st.lists(st.tuples(st.sampled_from(["", "# ", "- ", "> ", "3. ", "    ", "- > "]), st.integers(0, 99)), min_size=1)
)
def test_no_words_of_a_markdown_file_get_lost(rows: list[tuple[str, int]]) -> None:
    text = "\n\n".join(f"{mark}word{number} goes here" for mark, number in rows)
    assert [block.span.of(text) for block in markdown_blocks(text)] == [f"word{number} goes here" for _, number in rows]


@quick
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.pdf", "-"]))
def test_random_bytes_raise_nothing_else(data: bytes, name: str) -> None:
    document = read_or_refuse(name, data)
    assert document is None or document.paragraphs


@quick
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<br>", "<table>", "<td>", "&nbsp;", "&#0;", "<h1>", "<!--", "\x01", LEAD, " a"]
        )
    )
    .map("".join)
    .map(str.encode)
    | st.binary(max_size=200)
)
def test_random_pages_raise_nothing_else(data: bytes) -> None:
    if document := read_or_refuse("a.html", b"<html><body>" + data):
        check_spans(document.text, [Block(paragraph.span) for paragraph in document.paragraphs])


@quick
@given(TEXTS)
def test_reading_keeps_the_text(text: str) -> None:
    assume(any(character.isalnum() for character in text) and not repaired(text.replace("\r\n", "\n"))[1])
    try:
        document = read_document("a.txt", data=text.encode("utf-8"), force=True)
    except UnreadableInput:
        return
    assert document.text == text.replace("\r\n", "\n")
