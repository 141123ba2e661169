"""attrib.export.docx and .word: comments in a writer's Word file, and that nothing else in it is touched."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordFile
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]
from typer.testing import CliRunner

from attrib import cli, plain
from attrib.errors import InputError, MissingInput, OutputError, UnreadableInput
from attrib.export import docx, outside, own, word
from attrib.export.outside import Comparison, Copy
from attrib.export.word import Comment
from attrib.read import docx as reader
from attrib.review import Decision, Named, Review, decisions, replay
from attrib.sheet.build import extents
from attrib.store import Store
from attrib.types import (
    Analysis,
    Caution,
    Difference,
    DifferenceKind,
    Document,
    Engine,
    Excerpt,
    Flag,
    Paragraph,
    Passage,
    Span,
    Speaker,
    Verdict,
    Verification,
    Weight,
)
from tests import make_forty, margins, samples
from tests import test_read_docx as made
from tests.test_export import analyses
from tests.test_export_formats import desk
from tests.test_export_lines import reviewed

FORTY = make_forty.FILE.read_bytes()
Make = Callable[[Review], Decision]
Parts = dict[str, bytes]


def parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive_:
        return {name: archive_.read(name) for name in archive_.namelist()}


def handed_over() -> Review:
    """Return forty.docx as a desk leaves it: decided by two, compared with a tape, two unlikely, some open."""
    analysis = make_forty.analysis(FORTY, str(make_forty.FILE))
    unlikely = {"a20", "a36"}
    analysis = replace(
        analysis,
        attributions=tuple(
            replace(each, flags=(Flag.UNLIKELY,), confidence=0.2) if each.id in unlikely else each
            for each in analysis.attributions
        ),
        verifications=tuple(compared(analysis)),
    )
    makes: list[tuple[str, Make]] = []
    for number, each in enumerate(analysis.attributions, 1):
        if each.id not in unlikely and number % 5:
            who = "Rana Iqbal" if number % 2 else "Ilse Bok"
            makes.append((who, lambda r, name=each.id: decisions.accept(r, name)))  # type: ignore[misc]
    makes += [
        ("Ilse Bok", lambda r: decisions.set_speaker(r, "a3", "e1")),
        ("Ilse Bok", lambda r: decisions.note(r, "a3", "She says so herself on the tape,\nand nobody else does.")),
        ("Rana Iqbal", lambda r: decisions.link(r, "a1", "https://tarn.example.org/minutes")),
        ("Rana Iqbal", lambda r: decisions.record(r, "a1", title="deputy mayor", page="12", time_code="01:02:03")),
        ("Rana Iqbal", lambda r: decisions.contact(r, "a1", "+44 20 7946 0000")),
    ]
    review = replay(analysis, (), samples.compared(analysis))
    for number, (who, make) in enumerate(makes, 1):
        decided = replace(make(review), number=number, at=f"2026-11-24T09:{number:02}:00Z", reviewer=who)
        review = replay(analysis, (*review.decisions, decided), samples.compared(analysis))
    assert not review.lost
    return review


def compared(analysis: Analysis) -> Iterator[Verification]:
    """Yield what a tape says of every third statement."""
    text = analysis.document.text
    for each in analysis.attributions[::3]:
        place = each.content[0]
        said = Excerpt(Span(0, len(place)), place.of(text))
        passage = Passage("/home/rana/tapes/jetty.srt", "0" * 64, said, said, None, "00:14:05")
        if each.id == "a4":
            very = Span(text.index("very old"), text.index("very old") + 4)
            kind, other = DifferenceKind.CHANGED, Difference(DifferenceKind.CHANGED, very, Excerpt(Span(0, 4), "wery"))
            yield Verification(each.id, Verdict.EDITED, (kind,), (other,), (Caution.CONTEXT_CUT,), passage)
        elif each.id == "a7":
            yield Verification(each.id, Verdict.NOT_FOUND, source=passage, weight=Weight.MISSING)
        else:
            yield Verification(each.id, Verdict.VERBATIM, source=passage, weight=Weight.FINE)


def first_lines(data: bytes) -> list[str]:
    """Return the first line of each of attrib's comments, in the order of their numbers."""
    return [
        each.paragraphs[0].text
        for each in WordFile(io.BytesIO(data)).comments
        if each.text.split("\n")[-1].startswith("attrib ")
    ]


def annotated(*, highlight: bool = False) -> bytes:
    return docx.render([outside.copy(handed_over())], highlight=highlight)


# --- what is not touched ----------------------------------------------------------------------------------------------


def pairs(data: bytes, *, shaded: bool = True) -> list[tuple[str, str, str]]:
    """Return every character of a file, with its properties and all that it stands in; `shaded` False: no shading.

    What is no character (a break, a mark, a picture) is one of them. attrib's own marks are left out.
    """
    name = next(each for each in parts(data) if each.startswith("word/document"))
    root = etree.fromstring(parts(data)[name])
    space = root.tag.removesuffix("document")
    found = []
    for run in root.iter(f"{space}r"):
        properties = run.find(f"{space}rPr")
        if properties is not None and not shaded:
            for each in properties.findall(f"{space}shd"):
                properties.remove(each)
        format_ = b"" if properties is None or not len(properties) else etree.tostring(properties, method="c14n")
        around = " ".join(f"{each.tag} {sorted(each.attrib.items())}" for each in run.iterancestors())
        for child in run:
            if child is properties or child.tag == f"{space}commentReference":
                continue
            if child.tag in {f"{space}t", f"{space}delText"}:
                kept = child.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
                units = list((child.text or "") if kept else (child.text or "").strip())  # as Word reads it
            elif [*child.iter(f"{space}r")]:
                units = [child.tag]
            else:
                units = [etree.tostring(child, method="c14n", with_tail=False).decode()]
            found += [(unit, format_.decode(), around) for unit in units]
    return found


def marks(data: bytes) -> dict[str, str]:
    """Return the words that each comment of attrib's stands on, by its first line, as attrib's reader has them."""
    text, layout = reader.convert(data, "x.docx")
    name = next(each for each in parts(data) if each.startswith("word/document"))
    order: dict[str, list[str]] = {}
    tags = ("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference")
    for each in etree.fromstring(parts(data)[name]).iter(*tags):
        order.setdefault(each.values()[0], []).append(etree.QName(each).localname)
    assert all(each == ["commentRangeStart", "commentRangeEnd", "commentReference"] for each in order.values())
    return {each.text.split("\n")[0]: each.span.of(text) for each in layout.notes if each.kind == "comment"}


def put(data: bytes, *spans: Span, colour: str | None = None) -> bytes:
    """Return the file with a comment on each of the spans, called 1, 2 and so on."""
    text, _ = reader.convert(data, "x.docx")
    comments = [Comment(str(n), (each,), (str(n), "end"), "Rana", None, colour) for n, each in enumerate(spans, 1)]
    return word.annotate(data, text, reader.runs(data, "x.docx"), comments)


def on(data: bytes, *words: str, colour: str | None = None) -> bytes:
    """Return the file with a comment on each of these words."""
    text, _ = reader.convert(data, "x.docx")
    return put(data, *(Span(text.index(each), text.index(each) + len(each)) for each in words), colour=colour)


def same(before: bytes, after: bytes) -> bool:
    """Whether text, formatting and what attrib reads are the same."""
    return pairs(before) == pairs(after) and reader.convert(before, "x")[0] == reader.convert(after, "x")[0]


def test_every_character_keeps_its_properties_and_its_place() -> None:
    before = pairs(FORTY)
    assert len(before) > 4000
    assert pairs(annotated()) == before
    coloured = annotated(highlight=True)
    assert pairs(coloured) != before
    assert pairs(coloured, shaded=False) == before


def test_other_parts_are_the_same_bytes() -> None:
    before, after = parts(FORTY), parts(annotated())
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml", "word/_rels/document.xml.rels", "word/comments.xml", "word/document.xml",
    }  # fmt: skip
    assert after.keys() - before.keys() == {
        "word/commentsExtended.xml", "word/commentsExtensible.xml", "word/commentsIds.xml", "word/people.xml",
    }  # fmt: skip
    assert annotated() == annotated()


@pytest.mark.parametrize("name", ["article.docx", "page.docx"])
def test_a_file_of_libreoffice_keeps_its_text(name: str) -> None:
    data = (made.FILES / name).read_bytes()
    text, _ = reader.convert(data, name)
    spans = [Span(at, at + 9) for at in range(0, len(text) - 9, 7) if text[at : at + 9].strip()]
    assert len(spans) > 40
    after = put(data, *spans)
    assert same(data, after)
    assert pairs(put(data, *spans, colour="FFF2CC"), shaded=False) == pairs(data, shaded=False)


words = st.text(st.sampled_from("ab “”é🚣🏽نو\t\n-\u00ad \u0301"), max_size=12)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Return a Word file with runs of all kinds in paragraphs and cells."""
    file = WordFile()
    paragraphs = [file.add_paragraph() for _ in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        paragraphs += [cell.paragraphs[0] for cell in file.add_table(1, 2).rows[0].cells]
    for paragraph in paragraphs:
        for _ in range(draw(st.integers(0, 4))):
            run = paragraph.add_run(draw(words))
            run.bold, run.italic, run.font.rtl = (draw(st.sampled_from([None, True, False])) for _ in range(3))
            around = draw(st.sampled_from(["", "", "ins", "del", "hyperlink", "smartTag", "sdt", "fldSimple"]))
            if around:
                holder = parse_xml(HOLDERS[around].format(nsdecls("w")))
                run._r.addprevious(holder)  # noqa: SLF001 - the element
                innermost = holder if around != "sdt" else holder[1]
                innermost.append(run._r)  # noqa: SLF001 - the element
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


HOLDERS = {
    "ins": '<w:ins {} w:id="7" w:author="A"/>',
    "del": '<w:del {} w:id="8" w:author="A"/>',
    "hyperlink": '<w:hyperlink {} w:anchor="x"/>',
    "smartTag": '<w:smartTag {} w:uri="u" w:element="e"/>',
    "sdt": "<w:sdt {}><w:sdtPr/><w:sdtContent/></w:sdt>",
    "fldSimple": '<w:fldSimple {} w:instr="PAGE"/>',
}


@settings(max_examples=60, deadline=None)
@given(files(), st.data())
def test_any_words_of_any_file_are_commented_on_and_nothing_else_changes(data: bytes, draw: st.DataObject) -> None:
    text, _ = reader.convert(data, "x.docx")
    assume(text)
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    places = draw.draw(st.lists(edges.filter(lambda edge: text[edge[0] : edge[1]].strip() != ""), max_size=4))
    spans = [Span(*edge) for edge in places]
    after = put(data, *spans, colour=draw.draw(st.sampled_from([None, "FFF2CC"])))
    assert pairs(after, shaded=False) == pairs(data, shaded=False)
    assert reader.convert(after, "x.docx")[0] == text
    assert marks(after) == {str(number): each.of(text).strip() for number, each in enumerate(spans, 1)}
    again = put(after, *spans)
    assert pairs(again, shaded=False) == pairs(data, shaded=False)
    assert len(WordFile(io.BytesIO(again)).comments) == 2 * len(spans)


# --- what a file may have --------------------------------------------------------------------------------------------

BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing>"
    "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
EMOJI = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='w16se'/><mc:Fallback><w:t>🚣🏽</w:t></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
FIELD = (
    made.step("begin") + '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>' + made.step("separate")
    + made.run("a shown field") + made.step("end")
)  # fmt: skip
RUBY = f"<w:r><w:ruby><w:rt>{made.run('low')}</w:rt><w:rubyBase>{made.run('base words')}</w:rubyBase></w:ruby></w:r>"
BOUND = f"<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>{made.run('bound words')}</w:sdtContent></w:sdt>"
RICH = f"<w:sdt><w:sdtPr/><w:sdtContent>{made.run('rich words')}</w:sdtContent></w:sdt>"
GONE = '<w:del w:id="1" w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del>'
INSERTED = f'<w:ins w:id="2" w:author="A">{made.run("put in later")}</w:ins>'
PIECES = (
    "<w:r><w:rPr><w:b/></w:rPr><w:lastRenderedPageBreak/><w:t>one</w:t><w:tab/><w:t>two</w:t><w:softHyphen/>"
    "<w:t>three</w:t><w:br/><w:noBreakHyphen/><w:t xml:space='preserve'>four </w:t>"
    "<w:sym w:font='x' w:char='2192'/><w:footnoteReference w:id='2'/><w:t>five</w:t></w:r>"
)


@pytest.mark.parametrize(
    ("content", "words", "stands_on"),
    [
        (made.run("plain words here"), "words", "words"),
        (f"<w:hyperlink w:anchor='x'>{made.run('a long link')}</w:hyperlink>{made.run(' on')}", "link on", "link on"),
        (f"{made.run('from a ')}<w:hyperlink w:anchor='x'>{made.run('long link')}</w:hyperlink>", "a long", "a long"),
        (f"<w:hyperlink w:anchor='x'>{made.run('a long link')}</w:hyperlink>", "long", "long"),
        (INSERTED + made.run(" and more"), "in later and", "in later and"),
        (INSERTED, "in", "in"),
        (made.run("be") + GONE + made.run("fore and after"), "before and", "before and"),
        (FIELD, "shown", "shown"),
        (FIELD + made.run(" goes on"), "field goes", "field goes"),
        (RICH, "rich", "rich"),
        (BOUND + made.run(" and free"), "bound", "bound words"),
        (BOUND + made.run(" and free"), "words and", "bound words and"),
        (made.run("see ") + EMOJI + made.run(" there"), "🚣", "🚣🏽"),
        (made.run("see ") + EMOJI + made.run(" there"), "🏽 there", "🚣🏽 there"),
        (RUBY + made.run(" after"), "words", "base words"),
        (PIECES, "two\u00adthr", "two\u00adthr"),
        (PIECES, "\u2011four →", "\u2011four →"),
        (PIECES, "one", "one"),
        (PIECES, "five", "five"),
    ],
)
def test_a_comment_stands_on_its_words_whatever_they_are_in(content: str, words: str, stands_on: str) -> None:
    data = made.word(made.paragraph(content) + made.paragraph("The end."))
    for colour in (None, "D9EAD3"):
        after = on(data, words, colour=colour)
        assert pairs(after, shaded=False) == pairs(data)
        assert reader.convert(after, "x")[0] == reader.convert(data, "x")[0]
        assert marks(after) == {"1": stands_on}
        root = etree.fromstring(parts(after)["word/document2.xml"])
        [reference] = root.iter(f"{word.W}commentReference")
        assert [each.tag for each in reference.iterancestors()][:2] == [f"{word.W}r", f"{word.W}p"]


def test_a_comment_on_words_of_a_text_box_stands_around_the_box() -> None:
    box = BOX.format(made.paragraph("Words of a box, she said."))
    data = made.word(made.paragraph(made.run("Before it. ") + box + made.run(" After it.")) + made.paragraph("End."))
    after = on(data, "of a box", "After", colour="D9EAD3")
    assert pairs(after, shaded=False) == pairs(data)
    root = etree.fromstring(parts(after)["word/document2.xml"])
    start = next(root.iter(f"{word.W}commentRangeStart"))
    assert start.getnext().find(f"{{{etree.QName(root).namespace}}}rPr") is None
    assert start.getnext()[0].tag.endswith("AlternateContent")
    assert [each.get(f"{word.W}fill") for each in root.iter(f"{word.W}shd")] == ["D9EAD3"] * 2
    both = put(data, Span(0, len(reader.convert(data, "x")[0])))
    assert pairs(both) == pairs(data)


def test_comments_run_over_paragraphs_and_cells() -> None:
    cells = "".join(f"<w:tc>{made.paragraph(each)}</w:tc>" for each in ("Who says", "what there"))
    data = made.word(made.paragraph("One two") + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + made.paragraph("Three four"))
    text, _ = reader.convert(data, "x")
    after = put(data, Span(4, text.index("four")), Span(text.index("says"), text.index("there")))
    assert same(data, after)
    assert marks(after) == {"1": "two\n\nWho says\n\nwhat there\n\nThree", "2": "says\n\nwhat"}


def test_the_strict_form_of_the_format_stays_strict() -> None:
    data = made.word(made.paragraph("Strictly, he said."))
    strict = "http://purl.oclc.org/ooxml"
    renamed = {
        name: content.decode().replace(made.OFFICE, f"{strict}/officeDocument/relationships").replace(
            made.MAIN, f"{strict}/wordprocessingml/main"
        )
        for name, content in parts(data).items()
    }  # fmt: skip
    after = on(made.archive(renamed), "he said")
    assert marks(after) == {"1": "he said"}
    for name in ("word/document2.xml", "word/comments.xml", "word/_rels/document2.xml.rels"):
        assert b"schemas.openxmlformats.org/wordprocessingml" not in parts(after)[name]
        assert strict.encode() in parts(after)[name]


def test_a_shading_is_put_where_the_format_wants_it() -> None:
    run = made.run("coloured", '<w:b/><w:shd w:val="clear" w:fill="123456"/><w:vertAlign w:val="superscript"/>')
    after = on(made.word(made.paragraph(run + "<w:r><w:t>bare</w:t></w:r>")), "colouredbare", colour="D9EAD3")
    root = etree.fromstring(parts(after)["word/document2.xml"])
    runs = [[etree.QName(each).localname for each in properties] for properties in root.iter(f"{word.W}rPr")]
    assert runs == [["b", "shd", "vertAlign"], ["shd"]]


def test_the_shorter_of_two_statements_is_seen() -> None:
    data = made.word(made.paragraph("She said that he said no."))
    text, runs = reader.convert(data, "x")[0], reader.runs(data, "x")
    spans = [(Span(14, 24), "111111"), (Span(22, 24), "222222")]
    for given_ in (spans, spans[::-1]):
        comments = [Comment(colour, (span,), ("x",), "A", None, colour) for span, colour in given_]
        root = etree.fromstring(parts(word.annotate(data, text, runs, comments))["word/document2.xml"])
        shaded = {
            "".join(run.itertext()): run.find(f"{word.W}rPr/{word.W}shd").get(f"{word.W}fill")
            for run in root.iter(f"{word.W}r")
            if run.find(f"{word.W}rPr/{word.W}shd") is not None
        }
        assert shaded == {"he said ": "111111", "no": "222222"}


def test_a_text_that_is_another_is_refused() -> None:
    data = made.word(made.paragraph("One two."))
    with pytest.raises(InputError, match="read otherwise now"):
        word.annotate(data, "One six.", reader.runs(data, "x"), [Comment("a", (Span(0, 3),), ("x",), "A")])


# --- the parts that comments are in -----------------------------------------------------------------------------------


def test_the_writers_comments_stay_and_no_number_comes_twice() -> None:
    file = WordFile(io.BytesIO(annotated()))
    comments = list(file.comments)
    assert [each.text for each in comments if each.author == "Mira Tolland"] == [
        "I heard this on the jetty, tape 2, 00:14:05.",
        "Which office? Ask again.",
    ]
    assert len(comments) == 42
    numbers = [each.comment_id for each in comments]
    assert len(set(numbers)) == 42
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(int(each.get(qn("w:id"))) for each in file.element.body.iter(qn(f"w:{tag}"))) == sorted(numbers)


def test_a_comment_can_be_answered_and_has_its_time_in_utc() -> None:
    found = {name.removeprefix("word/"): content for name, content in parts(annotated()).items()}
    roots = {name: etree.fromstring(found[f"{name}.xml"]) for name in word._PARTS}  # noqa: SLF001 - all of them
    for root in roots.values():  # Word of before 2010 takes a file for damaged that has more than it knows
        older = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable").split()
        assert {prefix for prefix in root.nsmap if prefix.startswith(("w14", "w15", "w16"))} == set(older)
    own = [each for each in roots["comments"] if each.get(f"{word.W}author") != "Mira Tolland"]
    last = [each[-1].get(f"{word._W14}paraId") for each in own]  # noqa: SLF001 - a namespace
    every = [each.get(f"{word._W14}paraId") for each in roots["comments"].iter(f"{word.W}p")]  # noqa: SLF001 - the same
    assert len(set(filter(None, every))) == len(list(filter(None, every))) > 80
    assert all(0 < int(each, 16) < 0x80000000 for each in every if each)
    assert [each.values() for each in roots["commentsExtended"]] == [[each, "0"] for each in last]
    ids = dict(each.values() for each in roots["commentsIds"])
    dates = dict(each.values() for each in roots["commentsExtensible"])
    assert [dates.get(ids[each]) for each in last] == [each.get(f"{word.W}date") for each in own]
    assert dates[ids[last[0]]] == "2026-11-24T09:01:00Z"
    assert [each.values()[0] for each in roots["people"]] == ["Rana Iqbal", "Ilse Bok", "attrib"]


@given(st.lists(st.sampled_from("ab"), max_size=9))
def test_no_two_paragraphs_have_the_same_number(names: list[str]) -> None:
    taken: set[int] = {1, 0x7FFFFFFE}
    numbers = [word._identity(name, taken) for name in names]  # noqa: SLF001 - what tells paragraphs apart
    assert len(set(numbers)) == len(names)
    assert all(0 < int(each, 16) < 0x7FFFFFFF for each in numbers)


def test_comments_go_beside_those_of_an_annotated_file() -> None:
    once = annotated()
    text = reader.convert(once, "x")[0]
    statement = Comment("new", (Span(0, 7),), ("once more",), "Rana Iqbal", "2026-11-25T10:00:00+01:00")
    twice = word.annotate(once, text, reader.runs(once, "x"), [statement])
    assert parts(twice).keys() == parts(once).keys()
    assert same(once, twice)
    assert len(WordFile(io.BytesIO(twice)).comments) == 43
    assert parts(twice)["word/commentsExtensible.xml"].count(b"2026-11-25T09:00:00Z") == 1
    assert parts(twice)["word/people.xml"].count(b"Rana Iqbal") == parts(once)["word/people.xml"].count(b"Rana Iqbal")


def test_comments_of_an_earlier_copy_are_taken_out_unless_somebody_answered_or_wrote_in_them(tmp_path: Path) -> None:
    w15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
    data = parts(annotated())
    extended = etree.fromstring(data["word/commentsExtended.xml"])
    answered = extended[-1].get(f"{w15}paraId")
    etree.SubElement(extended, f"{w15}commentEx", {f"{w15}paraId": "0A0A0A0A", f"{w15}paraIdParent": answered or ""})
    data["word/commentsExtended.xml"] = etree.tostring(extended)
    comments = data["word/comments.xml"]
    first = re.search(rb"attrib [0-9a-f]{8}#a1 \([0-9a-z]*\)<", comments)
    assert first is not None
    data["word/comments.xml"] = comments.replace(first[0], first[0][:-1] + b" no: p. 9<")
    once = io.BytesIO()
    with zipfile.ZipFile(once, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)
    text = reader.convert(once.getvalue(), "x")[0]
    lines = ("open · Rana", own.reference(Document("sha256:00000000", "", ()), "a1", ("open · Rana",)))
    statement = Comment("new", (Span(0, 7),), lines, "Rana Iqbal", "2026-11-25T10:00:00+01:00")
    runs = reader.runs(once.getvalue(), "x")
    twice = word.annotate(once.getvalue(), text, runs, [statement], own.read_own)
    assert same(once.getvalue(), twice)
    left = [each.text for each in WordFile(io.BytesIO(twice)).comments]
    assert len(left) == 5  # two of the writer's, the one written in, the one answered, and the new one
    assert left[2].split("\n")[0] == own.EARLIER, "what attrib wrote in it may have been for other eyes"
    assert left[2].endswith(" no: p. 9")
    assert left[3].split("\n")[0] == own.EARLIER
    assert len(left[2].split("\n")) == len(left[3].split("\n")) == 2
    assert [own.read_own(each).written for each in left[2:4]] == [("no: p. 9",), ()]  # type: ignore[union-attr]  # both are
    body = parts(twice)["word/document.xml"]
    for tag in (b"commentRangeStart ", b"commentRangeEnd ", b"commentReference "):
        assert body.count(b"<w:" + tag) == 5
    assert not re.search(rb"<w:r>(<w:rPr>.{0,60}</w:rPr>)?</w:r>", body)
    assert len(etree.fromstring(parts(twice)["word/commentsIds.xml"])) == 3
    assert faults(twice, tmp_path) == faults(once.getvalue(), tmp_path)


def test_a_comment_that_was_resolved_is_so_again_while_it_says_the_same() -> None:
    w15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
    data = parts(annotated())
    data["word/commentsExtended.xml"] = data["word/commentsExtended.xml"].replace(b'w15:done="0"', b'w15:done="1"')
    once = io.BytesIO()
    with zipfile.ZipFile(once, "w") as archive:
        for name, content in data.items():
            archive.writestr(name, content)
    text, runs = reader.convert(once.getvalue(), "x")[0], reader.runs(once.getvalue(), "x")
    before = texts(once.getvalue())["a1"]
    changed = [*before[:-1], own.reference(Document("sha256:00000000", "", ()), "a1", ("wrong · Orla Vane",))]
    made = [Comment(str(n), (Span(n, n + 2),), tuple(each), "R", None) for n, each in enumerate((before, changed))]
    twice = word.annotate(once.getvalue(), text, runs, made, own.read_own)
    extended = etree.fromstring(parts(twice)["word/commentsExtended.xml"])
    assert [each.get(f"{w15}done") for each in extended][-2:] == ["1", "0"]


def test_a_part_of_another_kind_under_the_name_is_left_alone() -> None:
    data = {name: content.decode() for name, content in parts(made.word(made.paragraph("One two."))).items()}
    data["word/Comments.xml"] = "<not-comments/>"
    after = on(made.archive(data), "One")
    assert parts(after)["word/Comments.xml"] == b"<not-comments/>"
    assert marks(after) == {"1": "One"}
    assert "word/comments1.xml" in parts(after)


# --- what a comment says ----------------------------------------------------------------------------------------------


def texts(data: bytes) -> dict[str, list[str]]:
    """Return the paragraphs of each of attrib's comments by the id that its last one has."""
    found = [each.text.split("\n") for each in WordFile(io.BytesIO(data)).comments]
    return {each[-1].partition("#")[2].partition(" ")[0]: each for each in found if each[-1].startswith("attrib ")}


def test_forty_comments_say_in_full_what_there_is_to_say() -> None:
    said = texts(annotated())
    assert list(said) == [f"a{number}" for number in range(1, 41)]
    digits = sha256(FORTY).hexdigest()[:8]
    assert all(re.fullmatch(rf"attrib {digits}#{name} \([0-9a-z]+\)", each[-1]) for name, each in said.items())
    assert said["a1"][:-1] == [
        "confirmed · Orla Vane · verbatim · p. 12, 01:02:03",
        "Orla Vane, mayor, Tarnmouth",
        "Title, as a checker has it: deputy mayor",
        "Evidence: https://tarn.example.org/minutes",
        "Compared with sources: verbatim (jetty.srt, 00:14:05)",
    ]
    assert said["a3"][:-1] == [
        "corrected · Orla Vane",
        "Orla Vane, mayor, Tarnmouth",
        (
            "Speaker: Orla Vane (named person, mayor, Tarnmouth);"
            " attrib had read “Perrin Dace (named person, engineer, Tarn Water)”"
        ),
        "Note (Ilse Bok, 2026-11-24 09:33 UTC): She says so herself on the tape,",
        "and nobody else does.",
    ]
    assert said["a4"][:-1] == [
        "confirmed · Perrin Dace · edited · 00:14:05",
        "Perrin Dace, engineer, Tarn Water",
        "Compared with sources: edited (jetty.srt, 00:14:05)",
        "context cut: read the sentence around",
        "changed word: printed “very”, said “wery”",
    ]
    assert said["a5"][:-1] == [
        "open · Tarn Water",
        "attrib’s own reading, which nobody has checked: confidence 0.80 (fair)",
    ]
    assert said["a7"][0] == "confirmed · Sunniva Holt · not found"
    assert said["a16"][1] == "Look at: anonymous"
    assert said["a20"][0] == "unlikely · Hollis Crane (a guess)"
    assert "7946" not in str(said), "a contact"
    assert "tapes" not in str(said), "a folder of the desk's"


def test_author_and_date_are_the_decisions() -> None:
    file = WordFile(io.BytesIO(annotated()))
    by = {
        each.text.split("#")[-1].split(" ")[0]: (each.author, each.initials, each.timestamp) for each in file.comments
    }
    assert by["a1"][:2] == ("Rana Iqbal", "RI")
    assert by["a3"][:2] == ("Ilse Bok", "IB")
    assert by["a5"] == ("attrib", "A", None)
    assert str(by["a1"][2]) == "2026-11-24 09:01:00+00:00"


def test_what_was_added_or_moved_is_said_and_what_was_rejected_is_not_there() -> None:
    said = texts(docx.render([outside.copy(desk())]))
    assert said["d18"][0] == "added · Odile Brandreth"
    assert "Words: attrib had read “The repair will … cost close to £2.3m”" in said["a8"]
    assert "a3" not in said
    assert said["a13"][0] == "concern · Ines Okoro"
    assert any(re.fullmatch(r"Concern \(.*UTC\): who counted them\?", each) for each in said["a13"])
    assert "Fact 1. the memo is of March — confirmed" in said["a4"], "without its evidence"
    whole = texts(docx.render([outside.copy(desk(), with_contacts=True)]))
    assert whole["a4"][0] == "corrected · Gerald Quill"
    assert "Contact: +44 20 7946 0000" in whole["a4"]
    assert "Comment: answered" in whole["a5"]


def test_a_decision_carried_from_other_words_says_so() -> None:
    copy = outside.copy(desk())
    statement = replace(copy.statements[0], reworded=True)
    [said] = texts(docx.render([replace(copy, statements=(statement,))])).values()
    assert [each for each in said if each.startswith("Words have changed: Decided when the article read otherwise")]


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=80), st.sampled_from([*Verdict, None]), st.booleans())
def test_the_first_line_has_ninety_characters_and_status_and_speaker_survive(
    name: str,
    place: str,
    verdict: Verdict | None,
    guess: bool,  # noqa: FBT001 - drawn
) -> None:
    statement = next(each for each in outside.copy(desk()).statements if each.status == "open")
    attribution = replace(
        statement.attribution, speaker=Speaker("e1", name, "named_person"), confidence=0.2 if guess else 0.9
    )
    comparison = Comparison(verdict, ()) if verdict else None
    line = docx.first_line(replace(statement, attribution=attribution, place=place, comparison=comparison))
    assert len(line) <= 90
    assert line.splitlines() in ([line], [])
    shown = " ".join(name.split())
    assert line.startswith(f"open · {shown[:27].rstrip()}")
    assert (" (a guess)" in line.removeprefix(f"open · {shown}")) == guess or len(shown) > 27
    if verdict:
        assert f" · {verdict.replace('_', ' ')}" in line


def test_a_source_that_is_not_named_is_not_given_away_by_a_comparison_or_a_title() -> None:
    analysis = samples.footbridge()
    words = analysis.attributions[3].content[0]
    passage = Passage("tapes/quill.srt", "0" * 64, Excerpt(Span(0, 5), "Quill"), Excerpt(Span(0, 5), "Quill"), 7)
    differs = Difference(DifferenceKind.CHANGED, Span(words.start, words.start + 3), Excerpt(Span(0, 5), "Quill"))
    found = Verification("a4", Verdict.EDITED, (DifferenceKind.CHANGED,), (differs,), (), passage)
    analysis = replace(analysis, verifications=(found,))
    compared_ = samples.compared(analysis)
    review = replay(analysis, (), compared_)
    makes: list[Make] = [
        lambda r: decisions.accept(r, "a4"),
        lambda r: decisions.record(r, "a4", title="Quill's deputy", affiliation="Quill & Sons"),
        lambda r: decisions.record(r, "a4", page="4 of Quill's memo"),
    ]
    for number, make in enumerate(makes, 1):
        decided = replace(make(review), number=number, at="2026-11-24T09:00:00Z", reviewer="Rana")
        review = replay(analysis, (*review.decisions, decided), compared_)
    [said] = [each for name, each in texts(docx.render([outside.copy(review)])).items() if name == "a4"]
    assert said[0] == "confirmed · person familiar with the inspection · edited · p. 7"
    assert "uill" not in str(said)
    [whole] = [
        each for name, each in texts(docx.render([outside.copy(review, with_contacts=True)])).items() if name == "a4"
    ]
    assert [each for each in whole if "quill.srt" in each]
    assert "Affiliation, as a checker has it: Quill & Sons" in whole
    named = reviewed(lambda r: decisions.set_speaker(r, "a4", Named("Gerald Quill")))
    assert "Quill" not in str(texts(docx.render([outside.copy(named)])))


# --- an article that was no Word file ---------------------------------------------------------------------------------


def test_a_plain_file_has_the_text_and_attrib_reads_the_same_paragraphs() -> None:
    copy = outside.copy(desk())
    text, layout = reader.convert(docx.render([copy]), "x")
    assert text == copy.document.text
    assert [each.kind for each in layout.paragraphs] == [each.kind for each in copy.document.paragraphs]


@pytest.mark.parametrize(
    "kind",
    [
        "title",
        "standfirst",
        "byline",
        "date",
        "heading",
        "body",
        "block_quotation",
        "pull_quote",
        "caption",
        "list_item",
    ],
)
def test_each_kind_of_paragraph_is_known_again(kind: Any) -> None:  # noqa: ANN401 - a literal
    text = "Once upon a time.\n\nThere it was.\n\nThe end of it."
    spans = [Span(0, 17), Span(19, 32), Span(34, 48)]
    paragraphs = tuple(Paragraph(span, kind if number == 1 else "body") for number, span in enumerate(spans))
    analysis = Analysis(Document("sha256:" + "0" * 64, text, paragraphs), Engine("0.1.0"))
    made_text, layout = reader.convert(docx.render([outside.copy(replay(analysis, ()))]), "x")
    assert made_text == text
    assert layout.paragraphs[1].kind == kind


@settings(max_examples=40, deadline=None)
@given(analyses())
@example(Analysis(Document("sha256:" + "0" * 64, "The end.\x1f", (Paragraph(Span(0, 8)),)), Engine("0.1.0")))
@example(Analysis(Document("sha256:" + "0" * 64, "The\x1f end\r.", (Paragraph(Span(0, 10)),)), Engine("0.1.0")))
def test_a_plain_file_has_every_character_that_xml_can_hold(analysis: Analysis) -> None:
    document = replace(analysis.document, path=None)
    file = WordFile(io.BytesIO(docx.render([outside.copy(replay(replace(analysis, document=document), ()))])))
    shown = "".join(
        {"t": each.text, "tab": "\t", "br": "\n"}.get(etree.QName(each).localname, "")
        for each in file.element.body.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
    )
    # White space between paragraphs is not kept, and U+001C to 1F are white space that XML cannot hold.
    kept = "".join(span.of(document.text) for _, kind, span in extents(document) if kind != "gap")
    assert "".join(shown.split()) == "".join(plain.for_xml(kept).split())
    standing = [each for each in replay(analysis, ()).items if each.status != "rejected"]
    assert len(file.comments) == len(standing)


# --- the original, and the command ------------------------------------------------------------------------------------


def copy_of(path: Path) -> Copy:
    analysis = make_forty.analysis(path.read_bytes(), str(path))
    return outside.copy(replay(analysis, ()))


def test_an_original_that_is_gone_or_another_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    path.write_bytes(FORTY)
    copy = copy_of(path)
    assert len(texts(docx.render([copy]))) == 40
    path.write_bytes(FORTY + b" ")
    with pytest.raises(InputError, match="has changed since it was analysed") as changed:
        docx.render([copy])
    assert "attrib review FILE" in changed.value.hint
    path.unlink()
    with pytest.raises(MissingInput, match="cannot be read") as gone:
        docx.render([copy])
    assert "put the file back" in gone.value.hint
    path.mkdir()
    with pytest.raises(MissingInput, match="cannot be read"):
        docx.render([copy])


def test_a_word_file_that_came_from_the_web_gets_a_plain_one() -> None:
    address = "https://paper.example.org/story.docx"
    analysis = make_forty.analysis(FORTY, address)
    text, _ = reader.convert(docx.render([outside.copy(replay(analysis, ()), original=address)]), "x")
    assert text == analysis.document.text


def test_a_part_that_cannot_be_unpacked_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    with zipfile.ZipFile(io.BytesIO(FORTY)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("word/media/x.bin", "a picture of some kind")
    data = path.read_bytes().replace(b"a picture of some kind", b"A picture of some kind")
    path.write_bytes(data)
    with pytest.raises(UnreadableInput, match=r"story\.docx is damaged"):
        docx.render([copy_of(path)])


def test_only_one_article_goes_into_a_file() -> None:
    copy = outside.copy(desk())
    with pytest.raises(OutputError, match="a Word file holds one article"):
        docx.render([copy, copy])


def command(*words: str, code: int = 0) -> str:
    found = CliRunner().invoke(cli.app, list(words))
    assert found.exit_code == code, found.output
    return str(found.output)


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Store forty.docx as `story.docx`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ATTRIB_DB", str(tmp_path / "attrib.db"))
    path = tmp_path / "story.docx"
    path.write_bytes(FORTY)
    with Store() as store:
        store.save(make_forty.analysis(FORTY, "an-old-name.docx"), "story.docx")
    return path


def test_the_command_writes_beside_the_original_which_stays(stored: Path) -> None:
    told = command("export", "story.docx", "-o", "checked.docx", "--with-open")
    assert "note: 2 comments that somebody else wrote, or wrote in, went along with the file" in told
    assert stored.read_bytes() == FORTY
    assert pairs(Path("checked.docx").read_bytes()) == pairs(FORTY)
    command("export", "story.docx", "-o", "coloured.docx", "--highlight")
    assert b"w:shd" in parts(Path("coloured.docx").read_bytes())["word/document.xml"]
    assert "would replace a file that is to be read" in command("export", "-o", "story.docx", code=3)
    assert "docx goes into a file" in command("export", "story.docx", "--format", "docx", code=3)
    assert "--highlight goes with docx" in command("export", "story.docx", "--highlight", code=2)


def test_nothing_is_written_where_the_original_has_changed(stored: Path) -> None:
    stored.write_bytes(FORTY + b" ")
    assert "has changed since it was analysed" in command("export", "story.docx", "-o", "checked.docx", code=2)
    assert not Path("checked.docx").exists()
    stored.unlink()
    assert "cannot be read" in command("export", "story.docx", "-o", "checked.docx", code=2)
    assert not Path("checked.docx").exists()


# --- other programs ---------------------------------------------------------------------------------------------------


def faults(data: bytes, folder: Path) -> set[str]:
    """Return what the schemas of Office Open XML find wrong with a file."""
    path = folder / "checked.docx"
    path.write_bytes(data)
    return {str(each) for each in OpenXmlValidator().validate(str(path)).errors}


def test_it_is_valid_office_open_xml(tmp_path: Path) -> None:
    assert faults(FORTY, tmp_path) == set()
    assert faults(annotated(highlight=True), tmp_path) == set()
    assert faults(docx.render([outside.copy(desk())], highlight=True), tmp_path) == set()
    assert faults(docx.render([outside.copy(replay(samples.hostile(), ()))], highlight=True), tmp_path) == set()
    for name in ("article.docx", "page.docx"):
        data = (made.FILES / name).read_bytes()
        text, _ = reader.convert(data, name)
        assert faults(put(data, Span(3, 30), Span(len(text) - 20, len(text))), tmp_path) <= faults(data, tmp_path)


def test_a_mark_in_the_wrong_place_is_not_valid(tmp_path: Path) -> None:
    found = parts(annotated())
    document = found["word/document.xml"].replace(b"<w:commentRangeStart", b"<w:commentRangeBegin", 1)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as spoilt:
        for name, content in (found | {"word/document.xml": document}).items():
            spoilt.writestr(name, content)
    assert faults(stream.getvalue(), tmp_path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice")
def test_libreoffice_prints_forty_first_lines_in_order_in_the_margins(tmp_path: Path) -> None:
    path = tmp_path / "forty.docx"
    path.write_bytes(annotated())
    shown = margins.text(margins.printed(path, tmp_path))
    lines, here = first_lines(path.read_bytes()), 0
    assert len(lines) == 40
    for line in lines:
        here = shown.index(line, here) + len(line)
    assert "The dam that would not close" in shown


@pytest.mark.skipif(shutil.which("soffice") is None, reason="there is no LibreOffice")
def test_libreoffice_opens_a_plain_file(tmp_path: Path) -> None:
    path = tmp_path / "plain.docx"
    path.write_bytes(docx.render([outside.copy(replay(samples.hostile(), ()))], highlight=True))
    assert "attrib" in margins.text(margins.printed(path, tmp_path))


def test_forty_docx_is_what_its_script_makes() -> None:
    assert parts(make_forty.made()) == parts(FORTY)
    assert len(list(make_forty.statements())) == 40


@pytest.mark.models
def test_what_attrib_finds_in_forty_docx_is_commented_on() -> None:
    from attrib.analyzer import Analyzer
    from attrib.read import read_document

    copy = outside.copy(replay(Analyzer().analyze(read_document(make_forty.FILE)), ()))
    assert len(copy.standing) > 20
    after = docx.render([copy])
    assert same(FORTY, after)
    assert list(texts(after)) == [each.attribution.id for each in copy.standing]
