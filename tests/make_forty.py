"""Writes tests/files/forty.docx: an invented article as a writer hands it in, with forty statements marked here.

``python -m tests.make_forty`` writes it again. ARTICLE is the article in a small language of its own: ``q`` is a
statement (pieces of one share their `n`), ``ins`` and ``del`` are tracked changes, ``fn`` is a footnote, ``cm`` words
that the writer has commented on, ``rtl`` words written from right to left, ``sym`` a symbol, ``shy`` a soft hyphen. The
file is a plain Word file without any of it. Everybody in it is invented.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from docx import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Pt
from lxml import etree

from attrib.read import docx
from attrib.types import (
    Analysis,
    Attribution,
    AttributionType,
    Document,
    Engine,
    Entity,
    Span,
    Speaker,
)

FILE = Path(__file__).parent / "files" / "forty.docx"
WRITER = "Mira Tolland"
WHO = {
    "vane": ("Orla Vane", "mayor", "Tarnmouth"),
    "dace": ("Perrin Dace", "engineer", "Tarn Water"),
    "holt": ("Sunniva Holt", "head of the rowing club", None),
    "rusk": ("Ebbe Rusk", "ferryman", None),
    "amari": ("Nadia Amari", "hydrologist", "Pell Institute"),
    "water": ("Tarn Water", None, None),
    "report": ("report of the Pell Institute", None, None),
    "guest": ("guest at the meeting", None, None),
    "crane": ("Hollis Crane", "councillor", None),
}
CLASSES = {"water": "organisation", "report": "document", "guest": "unnamed_person"}
ARTICLE = """<article>
<p style="Title">The dam that would not close</p>
<p style="Subtitle">Tarnmouth asks who knew of the gate, and when</p>
<p>By Mira Tolland</p>
<p><q who="vane">“We were told on a Monday that the gate was <i>stuck</i>,”</q> said Orla Vane, the mayor of
Tarnmouth, on Friday. She added that <q who="vane">nobody had slept in the <b>lower</b> town since</q>.</p>
<p>The lake above the town has fed its mills since the time when there were mills, and since then it has fed the
fountain in the market, two laundries and a fish farm. <del>It is said to be deep. </del>In a dry year it shrinks to
the size of a few fields, and people come to look at the walls of the old farm that stands on its floor. This was not
a dry year. It had rained for most of February, the overflow was running, and the children of the lower town had been
told to keep away from the weir.</p>
<p>The gate at <a href="https://tarn.example.org/gate">Hollow Dam</a> has been open since 3 March. Perrin Dace, an
engineer at Tarn Water, said <q who="dace">the <b>hinge</b> had been greased <ins>twice</ins><del>three times</del> in
the spring</q>. <q who="dace" n="a">“It is <ins>a very</ins> old hinge,”</q> he said, <q who="dace" n="a">“and old
hinges <del>often </del>stick.”</q></p>
<p>Tarn Water wrote that <q who="water">the level of the <a href="https://tarn.example.org/level">lake had fallen</a>
by eleven centimetres</q>.<fn>The company gives the level of every hour on its own page.</fn> A report of the Pell
Institute puts the fall at <q who="report">fourteen centimetres, <b><i>give or take one</i></b></q>.</p>
<p>Nobody disputes that the gate is open. It is a plate of iron as large as a barn door, hung from above, and on the
night of 3 March it went up for a test and did not come down again. By the morning the stream below the dam was as
wide as the road beside it, and by the evening it was <i>in</i> the road. Forty houses were left <b>without a dry
cellar</b>, and the fire brigade pumped for two days.</p>
<p style="Heading 1">On the water</p>
<p><cm say="I heard this on the jetty, tape 2, 00:14:05.">Sunniva Holt, who leads the rowing club, counted nine boats
on the mud.</cm> <q who="holt">“Nine boats,”</q> she said. <q who="holt">“My father built two of them.”</q></p>
<p>Ebbe Rusk, the ferryman, told this paper that <q who="rusk">he had <ins>not </ins>been warned at all</q>. <q
who="rusk">“I found out when I ran aground 🚣🏽,”</q> he said. According to Rusk, <q who="rusk">four passengers had to
wade to the shore</q>. His mate, whom everybody calls <rtl>نوح</rtl>, was not on board.</p>
<p style="Quote"><q who="rusk">“I have crossed this lake eleven thousand times. I have never once had to get out and
push.”</q></p>
<p>Nadia Amari, a hydrologist at the Pell Institute, believes that <q who="amari">the lake will need <b>two
summers</b> to fill</q>. <q who="amari">“Rain alone will not do it,”</q> she said. She warned that <q who="amari">the
reed<shy/>beds would go first</q>.<fn>A reed bed dries out within six weeks.</fn></p>
<p>There is less to see of the lake each day. The jetty ends in grass, the buoys lie on their sides, and somebody has
put a garden chair where the swimmers used to turn round. In the reeds there are more herons than anybody here
remembers, all of them busy.</p>
<p style="Heading 1">Who knew</p>
<p>At the meeting on Thursday a guest claimed that <q who="guest">the company had known since January</q>. Tarn Water
denied that <q who="water">any report had reached <cm say="Which office? Ask again.">its office</cm> before
March</q>.</p>
<p>Hollis Crane, a councillor, asked for the letters. <q who="crane">“I want every page, <i>with</i> the blank
ones,”</q> he said. He said <q who="crane">the council had paid <b>£40,000</b> for an inspection in 2019</q>, and that
<q who="crane">nobody could find the invoice</q>.</p>
<table>
<row><cell>Who</cell><cell>What they say</cell></row>
<row><cell>Orla Vane</cell><cell><q who="vane">“The town will not pay for this.”</q></cell></row>
<row><cell>Perrin Dace</cell><cell><q who="dace">“The <b>town</b> owns the gate.”</q></cell></row>
<row><cell>Hollis Crane</cell><cell><q who="crane">“Both of them signed the lease.”</q></cell></row>
</table>
<p>The lease, which this paper has seen, runs to sixty pages. Vane said that <q who="vane">the town had leased the
water <ins>and not the gate</ins></q>. Dace replied that <q who="dace">one could hardly be had <a
href="https://tarn.example.org/lease">without the <b>other</b></a></q>.</p>
<p style="List Bullet">Cost: <q who="water">“under two million”</q>, says Tarn Water.</p>
<p style="List Bullet">Cost: <q who="crane">“nearer to five”</q>, says Crane.</p>
<p style="List Bullet">Time: <q who="amari">“years, <del>perhaps </del>not months”</q>, says Amari.</p>
<p>None of these figures comes with a date, and none of them includes the cellars. The insurers of the town have sent
two people with cameras, who <ins>were seen to </ins>shake their heads in the same places.</p>
<p style="Heading 1">What happens now</p>
<p>Divers are to look at the hinge on Tuesday. Dace said <q who="dace">they would need three days of <b>calm</b>
weather</q>. <q who="dace" n="b">“If the wind is with us,”</q> he said, <q who="dace" n="b">“we shall be done by the
weekend.”</q></p>
<p>Holt was less sure. <q who="holt">“I have heard <i>weekend</i> before,”</q> she said, and added that <q
who="holt">the club had <del>cancelled</del><ins>moved</ins> its regatta to <sym/> a lake in the next valley</q>.</p>
<p><q who="amari" n="c">“A dam is a promise,”</q> Amari said. <q who="amari" n="c">“You make it to the people below
it.</q></p>
<p><q who="amari" n="c">“You make it to the water above it, too, and the water never forgets.”</q></p>
<p>The mayor has asked the <del>county</del><ins>region</ins> for pumps. <q who="vane" n="d">“If they say no,”</q>
Vane said, <q who="vane" n="d">“I shall carry the buckets myself.”</q> She said <q who="vane">an answer was promised
for <b>Wednesday</b> at noon</q>.</p>
<p>Rusk has put his ferry on blocks. He said <q who="rusk">he would paint it while he waited</q>. <q
who="rusk">“Green,”</q> he said. <q who="rusk">“So that the lake will know it again.”</q></p>
<p>In the lower town the sandbags are still at the doors, and the doors are still open so that the floors can dry. On
the wall of the bakery a line of chalk shows how high the water stood, with the hour beside it. A report of the Pell
Institute says <q who="report">a second gate, built in <b>1931</b>, has not been moved since 1988</q>. Crane said <q
who="crane">he had not known that there was a second gate</q>.<fn>It stands on no map that is on sale.</fn></p>
</article>"""


@dataclass(slots=True)
class Maker:
    """Builds the file; `marks` counts what needs a number of its own."""

    file: Any
    footnotes: list[str]
    marks: int = 100

    def number(self) -> str:
        """Return a number that no other mark has."""
        self.marks += 1
        return str(self.marks)

    def fill(self, parent: Any, node: Any, properties: tuple[str, ...] = (), *, gone: bool = False) -> None:  # noqa: ANN401 - lxml's
        """Put the words of a node of ARTICLE into a paragraph, or into what stands in one."""
        self.words(parent, node.text, properties, gone=gone)
        for child in node:
            self.child(parent, child, properties, gone=gone)
            self.words(parent, child.tail, properties, gone=gone)

    def child(self, parent: Any, child: Any, properties: tuple[str, ...], *, gone: bool) -> None:  # noqa: ANN401 - lxml's
        """Put down what a child is."""
        tag = child.tag
        if tag in {"b", "i", "rtl"}:
            self.fill(parent, child, (*properties, tag), gone=gone)
        elif tag in {"ins", "del"}:
            changed = OxmlElement(f"w:{tag}")
            for name, value in (("id", self.number()), ("author", WRITER), ("date", "2026-03-06T08:15:00Z")):
                changed.set(qn(f"w:{name}"), value)
            parent.append(changed)
            self.fill(changed, child, properties, gone=tag == "del")
        elif tag == "a":
            link = OxmlElement("w:hyperlink")
            kind = RELATIONSHIP_TYPE.HYPERLINK
            link.set(qn("r:id"), self.file.part.relate_to(child.get("href"), kind, is_external=True))
            parent.append(link)
            self.fill(link, child, properties, gone=gone)
        elif tag == "fn":
            self.footnotes.append(child.text)
            self.put(parent, f'<w:footnoteReference {nsdecls("w")} w:id="{len(self.footnotes)}"/>', properties)
        elif tag == "sym":
            self.put(parent, f'<w:sym {nsdecls("w")} w:font="Segoe UI Symbol" w:char="2192"/>', properties)
        elif tag == "shy":
            self.put(parent, f"<w:softHyphen {nsdecls('w')}/>", properties)
        elif tag == "cm":
            first = len(parent)
            self.fill(parent, child, properties, gone=gone)
            # python-docx takes runs of a paragraph.
            runs = [each for each in self.file.paragraphs[-1].runs if each._r.getparent() is parent]  # noqa: SLF001 - the element
            within = [each for each in runs if parent.index(each._r) >= first]  # noqa: SLF001 - the element
            self.file.add_comment(within, child.get("say"), WRITER, "MT")
        else:
            self.fill(parent, child, properties, gone=gone)

    def words(self, parent: Any, words: str | None, properties: tuple[str, ...], *, gone: bool) -> None:  # noqa: ANN401 - lxml's
        """Put words down in a run of their own; a line's end in ARTICLE is a space."""
        if words:
            made = etree.Element(qn("w:delText" if gone else "w:t"))
            made.text = words.replace("\n", " ")
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            self.put(parent, etree.tostring(made, encoding="unicode"), properties)

    def put(self, parent: Any, xml: str, properties: tuple[str, ...]) -> None:  # noqa: ANN401 - lxml's
        """Put an element down in a run of its own."""
        run = OxmlElement("w:r")
        if properties:
            run.append(OxmlElement("w:rPr"))
            for each in ("b", "i", "rtl"):
                if each in properties:
                    run[0].append(OxmlElement(f"w:{each}"))
        run.append(parse_xml(xml))
        parent.append(run)


def made() -> bytes:
    """Return the file, the same one every time."""
    file = WordFile()
    maker = Maker(file, [])
    for identity, name, of in (
        ("CommentReference", "annotation reference", WD_STYLE_TYPE.CHARACTER),
        ("CommentText", "annotation text", WD_STYLE_TYPE.PARAGRAPH),
    ):
        style = file.styles.add_style(identity, of)
        style.element.name_val, style.font.size = name, Pt(9)
    styles = [each for each in file.part.rels.values() if each.reltype.endswith("/stylesWithEffects")]
    for each in styles:
        file.part.drop_rel(each.rId)
    # As manuscripts are handed in: room between the lines, and a page has no more comments than fit beside it.
    file.styles["Normal"].paragraph_format.line_spacing = 2.5
    file.core_properties.author, file.core_properties.comments = WRITER, ""
    for block in etree.fromstring(ARTICLE):
        if block.tag == "p":
            maker.fill(file.add_paragraph(style=block.get("style", "Normal"))._p, block)  # noqa: SLF001 - the element
        else:
            table = file.add_table(len(block), len(block[0]), "Table Grid")
            for row, cells in zip(table.rows, block, strict=True):
                for cell, node in zip(row.cells, cells, strict=True):
                    maker.fill(cell.paragraphs[0]._p, node)  # noqa: SLF001 - the element
    note = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {}</w:t></w:r></w:p>'
    notes = "".join(f"{note.format(*each)}</w:footnote>" for each in enumerate(maker.footnotes, 1))
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    content = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{lines}{notes}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), kind, content.encode(), file.part.package)
    file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    named = "".join(f'<w:footnote w:id="{number}"/>' for number in (-1, 0))
    compat = file.settings.element.find(qn("w:compat"))
    compat.addprevious(parse_xml(f"<w:footnotePr {nsdecls('w')}>{named}</w:footnotePr>"))
    for comment in file.comments:
        comment._comment_elm.set(qn("w:date"), "2026-03-06T08:00:00Z")  # noqa: SLF001 - the element
    stream = io.BytesIO()
    file.save(stream)
    return _undated(stream.getvalue())


def _undated(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def statements() -> Iterator[tuple[str, list[str]]]:
    """Yield who makes each statement of ARTICLE, and its pieces as they stand in the file's text."""
    pieces: dict[str, list[str]] = {}
    for number, node in enumerate(etree.fromstring(ARTICLE).iter("q")):
        name = node.get("n", str(number))
        pieces.setdefault(f"{name} {node.get('who')}", []).append(_words(node))
    yield from ((name.split()[1], words) for name, words in pieces.items())


def _words(node: Any) -> str:  # noqa: ANN401 - lxml's
    said = {"shy": "\u00ad", "sym": "→", "del": "", "fn": ""}
    words = (node.text or "") + "".join(
        (said[each.tag] if each.tag in said else _words(each)) + (each.tail or "") for each in node
    )
    return words.replace("\n", " ")


def analysis(data: bytes, path: str) -> Analysis:
    """Return what attrib would say of the file if it found each statement, all of them open."""
    text, layout = docx.convert(data, path)
    entities = {
        key: Entity(f"e{number}", name, CLASSES.get(key, "named_person"), role, affiliation)  # type: ignore[arg-type]
        for number, (key, (name, role, affiliation)) in enumerate(WHO.items(), 1)
    }
    attributions, here = [], 0
    for number, (key, words) in enumerate(statements(), 1):
        spans = []
        for each in words:
            here = text.index(each, here)
            spans.append(Span(here, here + len(each)))
            here += len(each)
        place = max(i for i, each in enumerate(layout.paragraphs) if each.span.start <= spans[0].start)
        kind: AttributionType = "direct" if words[0].startswith("“") else "indirect"
        speaker = Speaker(entities[key].id, entities[key].name, entities[key].source_class)
        made = Attribution(f"a{number}", kind, tuple(spans), None, None, "handmade", number, place, speaker)
        attributions.append(replace(made, confidence=0.8))
    document = Document(
        f"sha256:{sha256(data).hexdigest()}", text, layout.paragraphs, path, layout.title, layout.byline,
        layout.published, "en", notes=layout.notes,
    )  # fmt: skip
    return Analysis(document, Engine("0.1.0"), tuple(attributions), tuple(entities.values()))


if __name__ == "__main__":
    FILE.write_bytes(made())
