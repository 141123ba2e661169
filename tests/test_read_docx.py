"""Word and OpenDocument files: what is text, what is beside it, where it came from, and what is refused."""

from __future__ import annotations

import io
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from docx import Document
from docx.oxml.ns import qn

from attrib.errors import EmptyInput, UnreadableInput
from attrib.read import docx, read_document
from attrib.read.text import Layout

FILES = Path(__file__).parent / "files"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{number}"><w:name w:val="{name}"/>{rest}</w:style>'
    for number, name, rest in (
        ("Standard", "Normal", ""),
        ("Titel", "Title", ""),
        ("Untertitel", "Subtitle", ""),
        ("berschrift1", "heading 1", ""),
        ("Zitat", "Quote", ""),
        ("IntensivesZitat", "Intense Quote", ""),
        ("Blocktext", "Block Text", ""),
        ("Beschriftung", "caption", ""),
        ("Listenabsatz", "List Paragraph", ""),
        ("Aufzhlung", "List Bullet", ""),
        ("House", "Our long quotation", '<w:basedOn w:val="Zitat"/>'),
        ("Crosshead", "Crosshead", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>'),
        ("Loop", "Loop", '<w:basedOn w:val="Pool"/>'),
        ("Pool", "Pool", '<w:basedOn w:val="Loop"/>'),
    )
)
PARTS = {"styles": "styles", "comments": "comments", "footnotes": "footnotes", "endnotes": "endnotes"}


def word(body: str, *, links: dict[str, str] | None = None, lost: bool = False, **parts: str) -> bytes:
    """Return a file as Word lays it out: the body's elements, the relations that it names and the other parts."""
    parts = {"styles": STYLES, **parts}
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relations = [f'<Relationship Id="p{part}" Type="{OFFICE}/{part}" Target="{part}.xml"/>' for part in parts] + [
        f'<Relationship Id="{number}" Type="{OFFICE}/hyperlink" Target={quoteattr(target)} TargetMode="External"/>'
        for number, target in (links or {}).items()
    ]
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document2.xml" ContentType="{kind}.document.main+xml"/>'
        + "".join(f'<Override PartName="/word/{part}.xml" ContentType="{kind}.{part}+xml"/>' for part in parts)
        + "</Types>",
        # Word on the web calls the text document2.xml.
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document2.xml"/></Relationships>',
        "word/document2.xml": f"<w:document {NAMES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/_rels/document2.xml.rels": f'<Relationships xmlns="{package}/relationships">{"".join(relations)}'
        + (f'<Relationship Id="lost" Type="{OFFICE}/image" Target="../NULL"/>' if lost else "")
        + "</Relationships>",
    } | {f"word/{part}.xml": f"<w:{part} {NAMES}>{content}</w:{part}>" for part, content in parts.items()}
    return archive({name: f'<?xml version="1.0" encoding="UTF-8"?>{content}' for name, content in files.items()})


def archive(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return stream.getvalue()


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content if content.startswith('<') else run(content)}</w:p>"


def comment(number: int, words: str) -> str:
    return (
        f'<w:comment w:id="{number}" w:author="Ada Quill" w:date="2026-03-05T09:30:00Z" w:initials="AQ">'
        f"<w:p><w:r><w:annotationRef/></w:r>{run(words)}</w:p></w:comment>"
    )


def kinds(text: str, layout: Layout) -> list[tuple[str, str]]:
    return [(each.kind, each.span.of(text)) for each in layout.paragraphs]


def notes(text: str, layout: Layout) -> list[tuple[str, str, str]]:
    return [(note.kind, note.span.of(text), note.text) for note in layout.notes]


def read(body: str, *, lost: bool = False) -> str:
    return docx.convert(word(body, lost=lost), "x.docx")[0]


# --- files of LibreOffice --------------------------------------------------------------------------------------------

OPENING = "The bridge over the Marl will close in May, the mayor said on Tuesday. “We have waited far too long,” said "
OPENING += "Ines Calloway."
ARTICLE = [
    ("title", "Harbour bridge to close for a year"),
    ("standfirst", "Traders in Port Ellery fear for their summer"),
    ("byline", "By Tomasz Verlander"),
    ("body", OPENING),
    ("body", "She spoke at the town hall."),
    ("block_quotation", "The bridge is older than any of us, and it is tired."),
    ("heading", "What it will cost"),
    ("list_item", "Steel: four million"),
    ("list_item", "Labour:   two\tmillion"),
    ("table_cell", "Year"),
    ("table_cell", "Cars a day"),
    ("table_cell", "2025"),
    ("table_cell", "9,100"),
    ("body", "The council will vote again in June."),
    ("body", "A box of its own words."),
    ("body", "Boats may pass as before, the harbour master said."),
]


def test_an_article_by_libreoffice() -> None:
    document = read_document(FILES / "article.docx")
    assert [(each.kind, each.span.of(document.text)) for each in document.paragraphs] == ARTICLE
    assert (document.title, document.byline) == (ARTICLE[0][1], "Tomasz Verlander")
    assert [(note.kind, note.span.of(document.text), note.text) for note in document.notes] == [
        ("comment", "the mayor said", "Check with the council.\nAnd ring her office."),
        ("footnote", "Tuesday.", "Minutes of the council, 3 March."),
        ("link", "town hall", "https://example.org/council?a=1&b=2"),
        ("footnote", "June.", "Standing order 12."),
    ]
    assert document.notes[0].author == "Ada Quill"
    assert (document.notes[0].date or "").startswith("2026-03-05T09:30:00")


def test_a_web_page_saved_as_a_word_file_by_libreoffice() -> None:
    text, layout = docx.convert((FILES / "page.docx").read_bytes(), "page.docx")
    assert kinds(text, layout) == [
        ("title", "Old mill sold to its tenants"),
        ("byline", "By Greta Holmqvist-Barre"),
        ("body", "The mill at Low Fenton was sold on Friday, its owner said."),
        ("block_quotation", "I could not have found better hands for it."),
        ("body", "“We signed at noon,” said Owen Tarrant, who bakes there."),
        ("heading", "A long wait"),
        ("list_item", "First offer: 2019"),
        ("list_item", "Second offer: 2024"),
        ("table_cell", "Floor"),
        ("table_cell", "Tenant"),
        ("table_cell", "First"),
        ("table_cell", "Bakery"),
        ("body", "The price was not disclosed."),
    ]
    assert notes(text, layout) == [("link", "its owner said", "https://example.com/mill")]


def test_a_file_with_a_password_says_so() -> None:
    with pytest.raises(UnreadableInput, match=r"locked with a password\.$"):
        read_document(FILES / "locked.docx")


# --- files as Word writes them ---------------------------------------------------------------------------------------


def test_styles_say_what_a_paragraph_is_in_whatever_language_word_speaks() -> None:
    styles = ["Titel", "Untertitel", "berschrift1", "Zitat", "IntensivesZitat", "Blocktext", "Beschriftung"]
    styles += ["Aufzhlung", "House", "Crosshead", "Loop", "Listenabsatz", "Unknown"]
    text, layout = docx.convert(word("".join(paragraph(f"In {style}, he said.", style) for style in styles)), "x.docx")
    assert [kind for kind, _ in kinds(text, layout)] == [
        "title", "standfirst", "heading", "block_quotation", "block_quotation", "block_quotation", "caption",
        "list_item", "block_quotation", "heading", "body", "body", "body",
    ]  # fmt: skip


def test_numbering_makes_a_list_item_unless_it_is_taken_away() -> None:
    text, layout = docx.convert(
        word(
            paragraph("One, he said.", "Listenabsatz", '<w:numPr><w:numId w:val="3"/></w:numPr>')
            + paragraph("Two cows, she said,", "Aufzhlung", '<w:numPr><w:numId w:val="0"/></w:numPr>')
            + paragraph("Three", "", '<w:numPr><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="0"/>')
        ),
        "x.docx",
    )
    assert [kind for kind, _ in kinds(text, layout)] == ["list_item", "body", "heading"]


def test_tracked_changes_are_accepted() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>gone </w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="2">{run("here ")}</w:moveFrom>'
    added = f'<w:ins w:id="3">{run("new ")}<w:del w:id="4">{run("and gone ")}</w:del></w:ins>'
    arrived = f'<w:moveTo w:id="5">{run("there ")}</w:moveTo>'
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('Lost row')}</w:tc></w:tr>"
    body = paragraph(run("A ") + deleted + moved + added + arrived + run("day."))
    table = f"<w:tbl>{row}<w:tr><w:tc>{paragraph('Kept')}</w:tc></w:tr></w:tbl>"
    assert read(body + table) == "A new there day.\n\nKept"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    joined = paragraph("One ", "", "<w:rPr><w:del/></w:rPr>") + paragraph("and two.", "Zitat")
    text, layout = docx.convert(word(joined + paragraph("Three,")), "x.docx")
    assert kinds(text, layout) == [("block_quotation", "One and two."), ("body", "Three,")]


def test_a_large_initial_is_of_its_word() -> None:
    assert read(paragraph("T", "", '<w:framePr w:dropCap="drop"/>') + paragraph("he mayor said.")) == "The mayor said."


def test_breaks_tabs_and_hyphens_are_characters() -> None:
    marks = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:softHyphen/><w:t>d</w:t><w:br/>"
    symbols = '<w:t>e</w:t><w:sym w:font="Wingdings" w:char="F04A"/><w:sym w:font="Arial" w:char="2014"/></w:r>'
    assert read(paragraph(marks + symbols)) == "a\tb\u2011c\u00add\ne—"


def test_what_is_not_shown_is_no_text() -> None:
    hidden = run("hidden ", "<w:vanish/>") + run("shown ", '<w:vanish w:val="0"/>')
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>"
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('filled in')}</w:sdtContent></w:sdt>"
    ruby = f"<w:r><w:ruby><w:rt>{run('aloud')}</w:rt><w:rubyBase>{run(' base')}</w:rubyBase></w:ruby></w:r>"
    assert read(paragraph(hidden + prompt + filled + ruby)) == "shown filled in base"


def step(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_of_a_field_the_result_is_text() -> None:
    inner = step("begin") + "<w:r><w:instrText> PAGE </w:instrText></w:r>" + step("separate") + run("7") + step("end")
    outer = f"{step('begin')}<w:r><w:instrText> IF </w:instrText></w:r>{inner}{step('separate')}"
    assert read(paragraph(run("On ") + outer + run("Monday") + step("end") + run("."))) == "On Monday."
    assert read(paragraph(f'{run("Page ")}<w:fldSimple w:instr=" PAGE ">{run("7")}</w:fldSimple>')) == "Page 7"
    assert read(paragraph(step("begin") + run("Never ended."))) == "Never ended."


def test_links_of_both_forms_are_notes_and_those_within_the_file_are_none() -> None:
    asked = '<w:r><w:instrText xml:space="preserve"> HYPERLINK "https://example.org/b" \\l "c" </w:instrText></w:r>'
    body = paragraph(
        f'<w:hyperlink r:id="L1" w:anchor="top">{run("the report ")}</w:hyperlink>'
        f'<w:hyperlink w:anchor="below">{run("below ")}</w:hyperlink>'
        f'<w:hyperlink r:id="none">{run("or ")}</w:hyperlink>'
        + step("begin") + asked + step("separate") + run("its annex") + step("end")
    )  # fmt: skip
    text, layout = docx.convert(word(body, links={"L1": "https://example.org/a?x=1&y"}), "x.docx")
    assert text == "the report below or its annex"
    assert notes(text, layout) == [
        ("link", "the report", "https://example.org/a?x=1&y#top"),
        ("link", "its annex", "https://example.org/b#c"),
    ]


def test_comments_have_the_words_they_are_on() -> None:
    def at(kind: str, number: int) -> str:
        mark = f'<w:comment{kind} w:id="{number}"/>'
        return f"<w:r>{mark}</w:r>" if kind == "Reference" else mark

    first = at("RangeStart", 0) + run(" The mayor ") + at("RangeEnd", 0) + at("Reference", 0) + run("said no.")
    across = run("A ") + at("RangeStart", 1) + run("second day.")
    end = run("Third") + at("RangeEnd", 1) + at("Reference", 1) + run(" day.") + at("Reference", 2)
    deleted = at("RangeStart", 3) + f"<w:del>{run('x')}</w:del>" + at("RangeEnd", 3) + at("Reference", 3)
    comments = "".join(comment(number, f"Number {number}") for number in range(5))
    body = paragraph(first) + paragraph(across) + paragraph(end) + paragraph(run("The end. ") + deleted)
    text, layout = docx.convert(word(body, comments=comments), "x.docx")
    assert notes(text, layout) == [
        ("comment", "", "Number 4"),
        ("comment", "The mayor", "Number 0"),
        ("comment", "second day.\n\nThird", "Number 1"),
        ("comment", "day.", "Number 2"),
        ("comment", "end.", "Number 3"),
    ]
    assert {(note.author, note.date) for note in layout.notes} == {("Ada Quill", "2026-03-05T09:30:00Z")}


def test_a_comment_at_a_place_is_on_a_word_of_its_paragraph() -> None:
    def at(number: int) -> str:
        return f'<w:r><w:commentReference w:id="{number}"/></w:r>'

    def around(number: int, words: str) -> str:
        return f'<w:commentRangeStart w:id="{number}"/>{words}<w:commentRangeEnd w:id="{number}"/>'

    gone = f"<w:del>{run('Gone.')}</w:del>"
    merged = "<w:rPr><w:del/></w:rPr>"
    body = paragraph("The first.") + paragraph(at(0) + run(" The second. ") + at(1))
    body += paragraph(at(2)) + paragraph(around(3, gone) + at(3), "", merged)
    body += paragraph(around(4, gone) + run("Kept."))
    body += around(5, paragraph(gone + at(5)))
    body += paragraph("<w:r><w:t>Above</w:t><w:br/><w:br/></w:r>" + at(6) + run("below"))
    body += paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>' + run("Noted. "))
    body += paragraph('<w:r><w:endnoteReference w:id="2"/></w:r>')
    footnotes = f'<w:footnote w:id="2">{paragraph(around(7, run("Page 4")) + at(7))}</w:footnote>'
    endnotes = f'<w:endnote w:id="2">{paragraph("Page 5")}</w:endnote>'
    comments = "".join(comment(number, str(number)) for number in range(9))
    text, layout = docx.convert(word(body, comments=comments, footnotes=footnotes, endnotes=endnotes), "x.docx")
    found = {words: on for _, on, words in notes(text, layout)}
    assert [found[str(number)] for number in range(9)] == ["The", "second.", "", "", "Kept.", "", "below", "Noted.", ""]
    assert (found["Page 4"], found["Page 5"]) == ("Noted.", "")


def test_footnotes_stand_at_the_word_before_their_mark() -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = paragraph(mark.format(2) + run("It rose") + mark.format(3) + run(" by half. ") + mark.format(4))
    body += paragraph(run("So be it.") + '<w:r><w:endnoteReference w:id="2"/></w:r>')
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    found = "".join(f'<w:footnote w:id="{n}">{paragraph(f" Source {n}")}</w:footnote>' for n in (2, 3, 4))
    endnotes = f'<w:endnote w:id="2">{paragraph("First")}{paragraph("Second")}</w:endnote>'
    text, layout = docx.convert(word(body, footnotes=separator + found, endnotes=endnotes), "x.docx")
    assert notes(text, layout) == [
        ("footnote", "It", "Source 2"),
        ("footnote", "rose", "Source 3"),
        ("footnote", "half.", "Source 4"),
        ("footnote", "it.", "First\nSecond"),
    ]


def test_tables_are_read_row_by_row_and_one_of_one_cell_is_a_frame() -> None:
    def table(*rows: list[str]) -> str:
        cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"

    inner = table([paragraph("c"), paragraph("d")])
    body = table([paragraph("a"), paragraph("b")], [inner + paragraph("e", "Zitat"), paragraph("f") + paragraph("g")])
    text, layout = docx.convert(word(body + table([paragraph("In a frame.", "Zitat")])), "x.docx")
    cells = [("table_cell", letter) for letter in "abcdefg"]
    assert kinds(text, layout) == [*cells, ("block_quotation", "In a frame.")]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    old = f"<w:pict><v:textbox>{box}</v:textbox></w:pict>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    body = paragraph(run("Before ") + f"<w:r>{both}</w:r>" + run("after.")) + paragraph("Next.")
    assert read(body) == "Before after.\n\nIn the box.\n\nNext."


def test_a_lost_picture_is_no_damage() -> None:
    assert read(paragraph("The mayor said no."), lost=True) == "The mayor said no."


def test_the_strict_form_of_the_format_is_read_too() -> None:
    data = word(paragraph("Strictly, he said.", "Zitat"))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        files = {name: made.read(name).decode() for name in made.namelist()}
    strict = "http://purl.oclc.org/ooxml"
    for name, content in files.items():
        renamed = content.replace(OFFICE, f"{strict}/officeDocument/relationships")
        files[name] = renamed.replace(MAIN, f"{strict}/wordprocessingml/main")
    text, layout = docx.convert(archive(files), "x.docx")
    assert kinds(text, layout) == [("block_quotation", "Strictly, he said.")]


# --- where the text came from ----------------------------------------------------------------------------------------

ROUGH = word(
    paragraph(
        run("  ") + run(" One ") + "<w:r/>" + run(" and") + run("  ") + f"<w:del>{run('x')}</w:del>" + run("two. ")
    )
    + paragraph(" ")
    + paragraph("Three, ", "", "<w:rPr><w:del/></w:rPr>")
    + paragraph(run("four\n") + "<w:r><w:tab/><w:t>five</w:t><w:br/><w:br/><w:t>six</w:t></w:r>"),
)


@pytest.mark.parametrize("data", [ROUGH, *((FILES / name).read_bytes() for name in ("article.docx", "page.docx"))])
def test_runs_cover_the_text_and_have_its_words(data: bytes) -> None:
    text, layout = docx.convert(data, "x.docx")
    runs = docx.runs(data, "x.docx")
    body = Document(io.BytesIO(data)).element.body
    elements, paragraphs = list(body.iter(qn("w:r"))), list(body.iter(qn("w:p")))
    covered = 0
    for each in runs:
        assert text[covered : each.span.start] in {"", "\n\n"}
        covered = each.span.end
        words = "".join(docx.characters(child) for child in elements[each.index])
        assert words[each.start : each.start + len(each.span)] == each.span.of(text)
        assert elements[each.index] in list(paragraphs[each.paragraph].iter(qn("w:r")))
    assert covered == len(text)
    assert len({each.index for each in runs}) == len(runs)
    for note in layout.notes:
        assert 0 <= note.span.start < note.span.end <= len(text)
        assert note.span.of(text).strip() == note.span.of(text)
    assert all(each.span.of(text).strip() == each.span.of(text) != "" for each in layout.paragraphs)


# --- what is refused -------------------------------------------------------------------------------------------------


def refused(data: bytes, name: str = "x.docx") -> str:
    with pytest.raises(UnreadableInput) as caught:
        read_document(name, data=data)
    assert "\n" not in caught.value.message + caught.value.hint
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    "data",
    [
        b"The mayor said no.",
        b"PK\x03\x04 and nothing of it",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        archive({"readme.txt": "The mayor said no."}),
        archive({"content.xml": "<a", "_rels/.rels": "<a"}),
        archive({"content.xml": "<a/>", "_rels/.rels": "<a/>"}),
    ],
)
def test_other_files_under_the_name_are_refused_in_one_line(data: bytes) -> None:
    assert refused(data, "x.docx").startswith("x.docx")


@pytest.mark.parametrize(
    "kind",
    [
        "vnd.ms-word.document.macroEnabled",
        "vnd.ms-word.template.macroEnabledTemplate",
        "vnd.openxmlformats-officedocument.wordprocessingml.template",
    ],
)
def test_a_template_or_a_document_with_macros_is_to_be_saved_as_docx(kind: str) -> None:
    data = word(paragraph("The mayor said no."))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        files = {name: made.read(name).decode() for name in made.namelist()}
    usual = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    types = files["[Content_Types].xml"].replace(f"{usual}.main", f"{kind}.main")
    data = archive({**files, "[Content_Types].xml": types})
    for name, line in {
        "x.docx": "is a Word template, or a document with macros",
        "x.docm": "is not named .docx",
    }.items():
        with pytest.raises(UnreadableInput, match=line) as caught:
            read_document(name, data=data)
        assert "save it as .docx" in caught.value.hint


def test_a_damaged_file_is_read_or_refused_in_one_line() -> None:
    name = "article.docx"
    data = (FILES / name).read_bytes()
    for length in range(len(data) // 40, len(data), len(data) // 40):
        refused(data[:length], name)
    for at in range(7, len(data), len(data) // 60):
        try:
            assert docx.convert(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :], name)[0]
        except UnreadableInput as error:
            assert "\n" not in error.message  # noqa: PT017 - either is right


def test_a_file_without_words_is_empty() -> None:
    with pytest.raises(EmptyInput):
        read_document("x.docx", data=word(paragraph(" ") + "<w:p/>"))


def test_a_bomb_is_refused_by_its_directory() -> None:
    bomb = archive({"_rels/.rels": "", "content.xml": "", "word/document.xml": "a" * 100_000_001})
    assert len(bomb) < 200_000
    assert "over 100 MB" in refused(bomb, "x.docx")


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = archive({"_rels/.rels": "", "content.xml": "", "word/document.xml": "a" * 90_000_000})
    size = (90_000_000).to_bytes(4, "little")
    assert bomb.count(size) == 2
    tracemalloc.start()
    refused(bomb.replace(size, (1000).to_bytes(4, "little")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_entities_are_not_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    data = word(paragraph(run("Open &amp; shut.") + "<w:r><w:t>&out;</w:t><w:t>&ten;</w:t></w:r>"))
    kinds_of = [f'<!ENTITY out SYSTEM "{secret.as_uri()}">', '<!ENTITY one "aaaaaaaaaa">', '<!ENTITY ten "&one;&one;">']
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        files = {name: made.read(name).decode() for name in made.namelist()}
    main = files["word/document2.xml"]
    files["word/document2.xml"] = main.replace("<w:document", f"<!DOCTYPE x [{''.join(kinds_of)}]><w:document", 1)
    assert docx.convert(archive(files), "x.docx")[0] == "Open & shut."


def test_a_reader_of_other_files_loads_neither_python_docx_nor_lxml() -> None:
    line = "import sys, attrib.read.docx; print({'docx', 'lxml'} & {*sys.modules})"
    shown = subprocess.run(
        [sys.executable, "-c", line], capture_output=True, text=True, check=True, cwd=FILES.parents[1]
    )
    assert shown.stdout.strip() == "set()"
