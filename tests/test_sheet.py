"""The fact sheet as text: what it says, how it escapes, where its links lead. The browser has its own file.

``ATTRIB_UPDATE_GOLDEN=1 pytest tests/test_sheet.py`` writes tests/golden/*.html anew; read the diff before you
commit it.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib import files
from attrib.errors import AttribError, OutputError
from attrib.sheet import page
from attrib.sheet.build import build_sheet
from attrib.sheet.fragment import link
from attrib.sheet.page import render, shipped_templates, shown
from attrib.sheet.verdicts import cut
from attrib.types import (
    Analysis,
    Attribution,
    Caution,
    Claim,
    Cue,
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
from attrib.wording import FLAG_WORDS, confidence_word
from tests.samples import bare, doubting, footbridge, hostile, placed, verified

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = {"footbridge": footbridge, "hostile": hostile, "bare": bare, "placed": placed, "verified": verified}
every_sample = pytest.mark.parametrize("name", SAMPLES)


class Page(HTMLParser):
    """Reads a sheet back: its tags, ids, links, headings and the text of the elements asked for."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "hr"})

    def __init__(self, html: str) -> None:
        """Read `html`."""
        super().__init__(convert_charrefs=False)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[list[str]] = []
        self._open: list[int] = []
        self.feed(html)
        self.close()
        assert not self._open, "an element was not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; its attributes must be distinct."""
        assert len({key for key, _ in attrs}) == len(attrs), attrs
        self.tags.append((tag, dict(attrs)))
        self.texts.append([])
        if tag not in self.VOID:
            self._open.append(len(self.tags) - 1)

    def handle_endtag(self, tag: str) -> None:
        """Close the element opened last, which must be this one."""
        assert self.tags[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        """Text belongs to every open element."""
        for index in self._open:
            self.texts[index].append(data)

    def handle_charref(self, name: str) -> None:
        """Numeric references stand for themselves."""
        self.handle_data(chr(int(name[1:], 16)) if name[0] in "xX" else chr(int(name)))

    def handle_entityref(self, name: str) -> None:
        """Stand for one of the three names that markupsafe writes."""
        self.handle_data({"amp": "&", "lt": "<", "gt": ">"}[name])

    def with_class(self, name: str) -> list[str]:
        """Return the texts of the elements of that class."""
        return [
            "".join(text)
            for (_, attributes), text in zip(self.tags, self.texts, strict=True)
            if name in (attributes.get("class") or "").split()
        ]

    def texts_of(self, tag: str) -> list[str]:
        """Return the texts of the elements with that tag."""
        return ["".join(text) for (found, _), text in zip(self.tags, self.texts, strict=True) if found == tag]

    def attributes(self, key: str) -> list[str]:
        """Return every value of that attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(key)) is not None]


@every_sample
def test_sheet_is_the_golden_one(name: str) -> None:
    path, html = GOLDEN / f"{name}.html", render(SAMPLES[name]())
    if os.environ.get("ATTRIB_UPDATE_GOLDEN") == "1":
        path.write_bytes(html.encode())
    assert html.encode() == path.read_bytes(), f"{path} differs; see the head of this file"


@every_sample
def test_article_in_the_sheet_is_the_text_of_the_document(name: str) -> None:
    analysis = SAMPLES[name]()
    assert Page(render(analysis)).with_class("text") == [analysis.document.text]


def test_every_quotation_is_shown_byte_for_byte() -> None:
    for analysis in (footbridge(), hostile()):
        text = analysis.document.text
        wanted = [span.of(text) for attribution in analysis.attributions for span in attribution.content]
        assert Page(render(analysis)).with_class("piece") == wanted


@every_sample
def test_anchors_are_unique_and_every_link_leads_to_one(name: str) -> None:
    page = Page(render(SAMPLES[name]()))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    targets = [href.removeprefix("#") for href in page.attributes("href") if href.startswith("#")]
    assert set(targets) <= set(ids)
    described = {name for value in page.attributes("aria-labelledby") for name in value.split()}
    assert described <= set(ids)


def test_card_and_text_lead_to_each_other() -> None:
    analysis = footbridge()
    page = Page(render(analysis))
    links, ids = page.attributes("href"), page.attributes("id")
    for number in range(1, len(analysis.attributions) + 1):
        assert {f"a{number}", f"t{number}"} <= set(ids)
        assert f"#t{number}" in links
        assert f"#a{number}" in links
    for number in range(1, len(analysis.claims) + 1):
        assert {f"c{number}", f"tc{number}"} <= set(ids)
        assert f"#tc{number}" in links


@every_sample
def test_headings_go_down_one_step_at_a_time(name: str) -> None:
    page = Page(render(SAMPLES[name]()))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("main") == tags.count("header") == 1


# --- hostile input ---------------------------------------------------------------------------------------------------


@every_sample
def test_sheet_holds_no_element_or_attribute_that_could_act(name: str) -> None:
    page = Page(render(SAMPLES[name]()))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "svg", "link", "iframe", "object", "embed", "base", "form", "i"}
    keys = {key for _, attributes in page.tags for key in attributes}
    assert not {key for key in keys if key.startswith("on")} | (keys & {"style", "src", "srcset", "action"})
    outside = [attributes for _, attributes in page.tags if not (attributes.get("href") or "#").startswith("#")]
    here = ("#t=751", "#page=4", "", "", "#t=3723")
    wanted = [(f"sources/meeting.txt{fragment}", "noreferrer") for fragment in here] if name == "verified" else []
    wanted = [("https://example.org/estuary?a=1&b=2", "noreferrer")] if name == "placed" else wanted
    assert [(attributes["href"], attributes["rel"]) for attributes in outside] == wanted
    assert sum(tag == "style" for tag, _ in page.tags) == 1


def test_template_syntax_in_an_article_is_text() -> None:
    html = render(hostile())
    assert "{{ 7*7 }} {% raw %}" in html
    assert "49" not in Page(html).with_class("text")[0]


@every_sample
def test_policy_allows_one_style_and_names_it_by_digest(name: str) -> None:
    page = Page(render(SAMPLES[name]()))
    digest = b64encode(sha256(page.texts_of("style")[0].encode()).digest()).decode()
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_hidden_characters_are_boxed_and_kept() -> None:
    assert (
        shown("a\u202eb") == 'a<span class="hidden" data-code="U+202E" title="right-to-left override">&#x202E;</span>b'
    )
    assert shown("\x85").count("\x85") == 1  # a reference to it would be read as an ellipsis
    assert shown("👩‍🚀 مرحبا\t\n") == "👩‍🚀 مرحبا\t\n"
    assert shown("a\r\nb") == "a&#13;\nb"


def test_characters_that_html_cannot_hold_are_replaced_and_named() -> None:
    assert "\ufffd" in shown("\x00")
    assert "U+0000" in shown("\x00")
    assert "U+D800" in shown("\ud800")
    shown("\ud800").encode()


def test_title_and_attributes_hold_no_hidden_characters() -> None:
    page = Page(render(hostile()))
    title = page.texts_of("title")[0]
    assert "<script>window.attacked = 6</script>\ufffd" in title
    values = [value for key in ("title", "aria-label", "content") for value in page.attributes(key)]
    assert not any("\u202e" in value for value in values)


@pytest.mark.parametrize(
    ("path", "linked"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https:///no-host", False),
        ("http://[broken", False),
        ("articles/a.txt", False),
    ],
)
def test_only_web_addresses_become_links(path: str, linked: bool) -> None:  # noqa: FBT001 - a table's column
    analysis = footbridge()
    page = Page(render(replace(analysis, document=replace(analysis.document, path=path))))
    outside = [href for href in page.attributes("href") if not href.startswith("#")]
    assert [href.replace("&amp;", "&") for href in outside if ":~:" not in href] == ([path] if linked else [])
    cards = len(analysis.attributions) + len(analysis.claims) + len(page.with_class("quoted"))
    live = [href for href in outside if href.replace("&amp;", "&").startswith(f"{path}#:~:text=")]
    assert (len(live), len(outside)) == ((cards, cards + 1) if linked else (0, 0))


@given(st.text(max_size=60), st.text(min_size=1, max_size=200).filter(str.strip), st.booleans())
def test_a_link_to_the_page_names_the_words_where_they_begin_and_end(before: str, words: str, anchored: bool) -> None:  # noqa: FBT001 - drawn
    address = "https://example.org/a" + "#top" * anchored
    made = link(address, f"{before} {words}", [Span(len(before) + 1, len(before) + 1 + len(words))])
    fragment, told = made.split(":~:text=")
    assert fragment == address + "#" * (not anchored)
    *prefix, rest = told.split("-,")
    start, *end = [unquote(each) for each in rest.split(",")]
    plain = " ".join(words.encode("utf-8", "replace").decode().split())
    assert plain.startswith(start)
    assert plain.endswith("".join(end))
    assert plain == start or end
    assert not prefix or " ".join(before.encode("utf-8", "replace").decode().split()).endswith(unquote(prefix[0]))
    assert not re.search(r"[^\w.~%,-]|--", told, re.ASCII)


def test_words_that_stood_there_before_are_found_by_what_they_come_after() -> None:
    text = "The mill is shut. He said that the mill is shut."
    assert link("https://a.example/", text, [Span(0, 16)]).endswith("#:~:text=The%20mill%20is%20shut")
    again = Span(text.index("the mill"), len(text) - 1)
    assert link("https://a.example/", text, [again]).endswith(
        "text=is%20shut.%20He%20said%20that-,the%20mill%20is%20shut"
    )


# --- what it says ----------------------------------------------------------------------------------------------------


def test_a_file_with_pages_times_notes_and_repairs() -> None:
    page = Page(render(placed()))
    assert page.with_class("place") == ["Paragraph 2, sentence 1 · p. 3, 00:12:31 of the article"]
    assert "utf-8 read as windows-1252: 14 places; line ends in the middle of a word: 2" in page.texts_of("dd")
    sheet = build_sheet(placed())
    assert [row.at for row in sheet.claims] == ["p. 3, 00:12:31"]
    assert [(row.note.kind, row.words, row.about, row.paragraph, row.at) for row in sheet.notes] == [
        ("comment", "at noon", "Ed Hale, 2024-03-04T09:00:00Z", 2, "p. 3, 00:12:31"),
        ("footnote", "a paper lantern", "", 2, "p. 3, 00:12:31"),
        ("link", "Her memoir", "", 3, "p. 4, 00:13:02"),
        ("link", "", "", 3, "p. 4, 00:13:02"),
    ]
    assert [row.href for row in sheet.notes] == [None, None, "https://example.org/estuary?a=1&b=2", None]
    assert "mailto:desk@example.org" in "".join(page.with_class("words"))


@every_sample
def test_where_there_is_nothing_beside_the_text_nothing_is_said(name: str) -> None:
    analysis = SAMPLES[name]()
    bare_of_it = replace(analysis.document, places=(), notes=(), repairs=())
    html = render(replace(analysis, document=bare_of_it, quotations=()))
    assert not any(words in html for words in ("Undone while", "Notes in the file", "nobody’s", "· p. "))


def test_quotations_that_nobody_has() -> None:
    rows = build_sheet(placed()).nobodys
    assert [(row.words, row.hint, row.paragraph, row.at) for row in rows] == [
        ("“a paper lantern”", True, 2, "p. 3, 00:12:31"),
        ("“The Long Way Down the Estuary”", True, 3, "p. 4, 00:13:02"),
        ("“Nobody came for three whole days, and we knew it.”", False, 3, "p. 4, 00:13:02"),
    ]
    page = Page(render(placed()))
    assert page.with_class("u1") == ["“", "a paper lantern”"], "a footnote stands between"
    assert "title or scare quotes?" in page.with_class("hint")
    assert not build_sheet(footbridge()).nobodys


def test_what_to_check_first() -> None:
    found = {finding.key: [item.href for item in finding.items] for finding in build_sheet(footbridge()).findings}
    assert found == {
        "unattributed": ["#a8", "#a9"],
        "unsettled": ["#a12"],
        "anonymous": ["#a4", "#a6"],
        "uncertain": ["#a9", "#a12", "#a14"],
        "denied": ["#a5"],
        "hedged": ["#a8", "#a9", "#c2", "#c7"],
        "claims": ["#c1", "#c7"],
    }
    assert build_sheet(footbridge()).to_check == 10


@pytest.mark.parametrize(
    ("flag", "heading"), [(Flag.HYPOTHETICAL, "Perhaps never said"), (Flag.PASSED_ON, "Passed on by another")]
)
def test_what_is_no_plain_statement_is_to_be_checked_first(flag: Flag, heading: str) -> None:
    analysis = footbridge()
    first, *others = analysis.attributions
    sheet = build_sheet(replace(analysis, attributions=(replace(first, flags=(flag,)), *others)))
    (found,) = [finding for finding in sheet.findings if finding.heading == heading]
    assert [item.href for item in found.items] == ["#a1"]
    assert FLAG_WORDS[flag] in sheet.cards[0].badges
    assert heading not in {finding.heading for finding in build_sheet(analysis).findings}


def test_what_a_source_denies_is_never_shown_as_its_own_claim() -> None:
    analysis = footbridge()
    denial = analysis.attributions[4]
    assert denial.stance == "denial"
    claim = Claim("c9", denial.content[0], denial.id, checkable=True, kinds=("event",))
    rows = build_sheet(replace(analysis, claims=(*analysis.claims, claim))).claims
    assert [row.claim.id for row in rows if row.denied] == ["c9"]
    assert "denied by</b> <bdi>Hesk Valley Council</bdi>" in render(replace(analysis, claims=(claim,)))


def test_unlikely_attributions_are_folded_apart_and_never_the_reporters_own() -> None:
    plain = footbridge()
    analysis = doubting(plain, "a3", "a9")
    sheet = build_sheet(analysis)
    assert [card.attribution.id for card in sheet.unlikely] == ["a3", "a9"]
    assert len(sheet.cards) == len(plain.attributions) - 2
    items = {item.href for finding in sheet.findings for item in finding.items}
    assert not items & {"#a3", "#a9"}
    assert {row.claim.id: row.card for row in sheet.claims} == {r.claim.id: r.card for r in build_sheet(plain).claims}
    html = render(analysis)
    assert "2 attributions that attrib itself thinks unlikely" in html
    assert html.count('id="a9"') == 1
    assert build_sheet(plain).unlikely == ()


def test_claims_stand_in_the_order_of_their_worth() -> None:
    analysis = footbridge()
    worth = dict(zip((claim.id for claim in analysis.claims), (0.4, 0.9, 0.5), strict=False))
    graded = replace(analysis, claims=tuple(replace(claim, worth=worth.get(claim.id)) for claim in analysis.claims))
    rows = build_sheet(graded).claims
    assert [row.claim.id for row in rows[:3]] == ["c2", "c3", "c1"]
    assert [row.number for row in rows[:3]] == [2, 3, 1], "a claim is called what its place in the article says"
    assert [row.number for row in build_sheet(analysis).claims] == list(range(1, len(analysis.claims) + 1))


def test_long_list_starts_folded() -> None:
    analysis = footbridge()
    many = tuple(replace(analysis.claims[0], id=f"c{n}") for n in range(7))
    (few,) = (f for f in build_sheet(replace(analysis, claims=many[:6])).findings if f.key == "claims")
    (folded,) = (f for f in build_sheet(replace(analysis, claims=many)).findings if f.key == "claims")
    assert few.open
    assert not folded.open


def test_nothing_found_is_said_in_words() -> None:
    html = render(bare())
    for sentence in ("Nothing stands out", "Nobody is credited", "No attribution was found", "No claim was found"):
        assert sentence in html
    assert "standard input" in html
    assert "not stated" in html
    assert "Untitled article" in html


def test_sources_are_counted_by_type_and_act() -> None:
    sheet = build_sheet(footbridge())
    rows = {row.name: row for row in sheet.sources}
    assert [row.name for row in sheet.sources][:2] == ["Odile Brandreth", "Ines Okoro"]
    assert rows["Odile Brandreth"].kinds == (("direct", 1), ("mixed", 1), ("indirect", 1))
    assert rows["Odile Brandreth"].cards == (1, 2, 10)
    assert rows["Odile Brandreth"].details == "chief engineer, Hesk Valley Council"
    assert rows["parents"].acts == (("thought", 1),)
    assert "Anton Weil" not in rows, "only a candidate"
    assert sheet.unused == ()


def test_who_speaks_only_in_what_is_set_aside_is_named_below_the_sources() -> None:
    assert build_sheet(doubting(footbridge(), "a6")).unused == ("parents",)


def test_speaker_whose_entity_is_not_stored_is_shown() -> None:
    analysis = replace(footbridge(), entities=())
    sheet = build_sheet(analysis)
    assert sheet.sources[0].name == "Odile Brandreth"
    assert "Odile Brandreth" in render(analysis)


def test_denial_negation_and_loaded_cues_are_said() -> None:
    cards = build_sheet(footbridge()).cards
    badges = {card.number: card.badges for card in cards if card.badges}
    assert badges == {
        4: ("anonymous", "loaded cue"),
        5: ("denied by the source",),
        6: ("anonymous",),
        7: ("negated: not said",),
        8: ("no source given", "hedged by the cue"),
        9: ("no source given", "hedged by the cue"),
        12: ("source not settled",),
    }
    assert [card.number for card in cards if card.open] == [*badges, 14]


@pytest.mark.parametrize(
    ("confidence", "word"),
    [
        (1.0, "high"),
        (0.85, "high"),
        (0.849, "fair"),
        (0.65, "fair"),
        (0.5, "low"),
        (0.499, "a guess"),
        (0.0, "a guess"),
    ],
)
def test_confidence_in_words(confidence: float, word: str) -> None:
    assert confidence_word(confidence) == word


def test_evidence_rule_flags_and_versions_are_all_there() -> None:
    analysis = footbridge()
    html = render(analysis)
    for attribution in analysis.attributions:
        for words in (*attribution.evidence, attribution.rule, *attribution.flags):
            assert shown(words) in html
    for words in ("attrib 0.1.0", "stanza 1.15.0", *analysis.engine.models.values(), analysis.document.id[7:]):
        assert words in html


def test_hedges_are_marked_in_claims() -> None:
    rows = build_sheet(footbridge()).claims
    assert [words for words, hedge in rows[1].pieces if hedge] == ["About", "nearly"]
    assert "".join(words for words, _ in rows[1].pieces) == rows[1].claim.span.of(footbridge().document.text)


def test_claims_say_who_or_that_nobody_is_named() -> None:
    speakers = [row.speaker for row in build_sheet(footbridge()).claims]
    assert speakers[0] is None
    assert speakers[1] == "survey by the Pell Institute"
    assert speakers[3] == "no source given"
    page = Page(render(footbridge()))
    assert page.with_class("none") == ["no source given"] * 2


def test_a_claim_tells_what_it_reports_and_that_its_attribution_is_doubted() -> None:
    analysis = doubting(footbridge(), "a3")
    whole = analysis.document.paragraphs[-1].span
    told = Claim("c9", Span(min(s.start for s in analysis.attributions[3].content), whole.end), None, checkable=True)
    sheet = build_sheet(replace(analysis, claims=(*analysis.claims, told)))
    rows = {row.claim.id: row for row in sheet.claims}
    assert (rows["c2"].unlikely, rows["c2"].reports) == (True, ())
    assert 4 in rows["c9"].reports
    assert (rows["c1"].unlikely, rows["c1"].reports) == (False, ())
    page_ = render(replace(analysis, claims=(*analysis.claims, told)))
    assert '<b class="none">the reporter</b>, who reports <a href="#a4">attribution 4</a>' in page_
    assert page_.count('<b class="none">unlikely</b>') == 1


def test_claim_of_an_attribution_that_is_gone_has_no_source() -> None:
    analysis = footbridge()
    sheet = build_sheet(replace(analysis, attributions=()))
    assert all(row.card is None for row in sheet.claims)


# --- marks in the text -----------------------------------------------------------------------------------------------


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    """Make any text with any spans on it: nested, overlapping, empty, over paragraphs, past the end of the text."""
    text = draw(st.text(alphabet="ab “”<&\n\u202e", min_size=1, max_size=40))
    position = st.integers(0, len(text) + 2)
    spans = st.tuples(position, position).map(lambda pair: Span(min(pair), max(pair)))
    paragraphs = tuple(Paragraph(span) for span in sorted(draw(st.lists(spans, max_size=4))))
    attributions = tuple(
        Attribution(
            f"a{n}",
            "direct",
            tuple(draw(st.lists(spans, min_size=1, max_size=3))),
            Cue(draw(spans), "say") if draw(st.booleans()) else None,
            draw(st.none() | spans),
            "rule",
            0,
            0,
            speaker=draw(st.none() | st.just(Speaker("e1", "X", "group"))),
        )
        for n in range(draw(st.integers(0, 4)))
    )
    claims = tuple(Claim(f"c{n}", draw(spans), None, checkable=True) for n in range(draw(st.integers(0, 2))))
    return Analysis(Document("sha256:0", text, paragraphs), Engine("0"), attributions, (), claims)


@given(analyses())
def test_segments_are_the_text_and_each_mark_covers_its_words(analysis: Analysis) -> None:
    text = analysis.document.text
    segments = [segment for block in build_sheet(analysis).blocks for segment in block.segments]
    assert "".join(segment.text for segment in segments) == text
    carried: dict[str, str] = {}
    for segment in segments:
        for name in segment.classes.split():
            carried[name] = carried.get(name, "") + segment.text
    for number, attribution in enumerate(analysis.attributions, 1):
        cued = (attribution.cue.span,) if attribution.cue else ()
        sourced = (attribution.source,) if attribution.source else ()
        covered = {i for span in (*attribution.content, *cued, *sourced) for i in range(span.start, span.end)}
        assert carried.get(f"q{number}", "") == "".join(text[i] for i in sorted(covered) if i < len(text))
    for number, claim in enumerate(analysis.claims, 1):
        assert carried.get(f"k{number}", "") == claim.span.of(text)


@given(analyses())
def test_any_spans_give_a_sheet_whose_links_hold(analysis: Analysis) -> None:
    page = Page(render(analysis))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in page.attributes("href")} <= set(ids)
    assert page.with_class("text") == [analysis.document.text]


def test_words_lead_to_the_innermost_attribution() -> None:
    sheet = build_sheet(footbridge())
    segments = {segment.text: segment for block in sheet.blocks for segment in block.segments}
    assert segments["“the third pier is moving”"].href == "#a11"
    assert segments["“the third pier is moving”"].classes == "content nested k5 q10 q11"
    assert segments[", had "].href == "#a10"
    assert segments["reported that"].classes == "content cue q10 q11"


def test_quotation_over_two_paragraphs_is_marked_in_both() -> None:
    sheet = build_sheet(footbridge())
    marked = [
        block.number for block in sheet.blocks if any("q13" in segment.classes.split() for segment in block.segments)
    ]
    assert marked == [14, 15, None, 16]


# --- templates and files ---------------------------------------------------------------------------------------------


def test_same_analysis_gives_the_same_sheet() -> None:
    assert render(footbridge()) == render(footbridge())


def test_templates_are_found_in_the_package_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "attrib"
    package.mkdir()
    monkeypatch.setattr(page, "__file__", str(package / "sheet" / "page.py"))
    with pytest.raises(AttribError, match="templates are missing"):
        shipped_templates()
    (tmp_path / "templates").mkdir()
    with pytest.raises(AttribError):  # somebody else's folder of that name in site-packages
        shipped_templates()
    (tmp_path / "pyproject.toml").touch()
    assert shipped_templates() == tmp_path / "templates"
    (package / "templates").mkdir()
    assert shipped_templates() == package / "templates"


def test_newsroom_replaces_one_template(tmp_path: Path) -> None:
    (tmp_path / "header.html").write_text("<header><h1>{{ sheet.title }}</h1></header>", encoding="utf-8")
    html = render(hostile(), templates=tmp_path)
    assert "What to check first" in html
    assert "SHA-256" not in html
    assert "<h1>&#34;&gt;&lt;script&gt;" in html


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}",
        "{% if %}",
        "{{ sheet.nothing }}",
        "{{ 1 + 'a' }}",
        "{% include 'x' %}",
        "{% include 'check.html' %}",
    ],
)
def test_broken_template_is_one_line_and_a_hint(tmp_path: Path, source: str) -> None:
    (tmp_path / "check.html").write_text(source, encoding="utf-8")
    with pytest.raises(AttribError, match="template does not work") as caught:
        render(footbridge(), templates=tmp_path)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_missing_folder_of_templates(tmp_path: Path) -> None:
    with pytest.raises(AttribError, match="no folder of templates"):
        render(bare(), templates=tmp_path / "none")


def test_sheet_is_written_as_it_is(tmp_path: Path) -> None:
    html = render(hostile())
    files.write(tmp_path / "sheet.html", html)
    assert (tmp_path / "sheet.html").read_bytes() == html.encode()
    with pytest.raises(OutputError):
        files.write(tmp_path / "missing" / "sheet.html", html)


def test_only_this_module_imports_jinja_and_it_loads_no_model() -> None:
    package = Path(page.__file__).parents[1]
    importers = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.split(".")[0] == "jinja2" for name in names):
                importers.add(path.relative_to(package).as_posix())
    assert importers == {"sheet/page.py"}
    code = "import sys, attrib.sheet; print(*{'torch', 'stanza', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_what_was_left_out_and_what_found_the_rest_are_told() -> None:
    analysis = footbridge()
    assert "Left out" not in render(analysis)
    engine = replace(analysis.engine, finder="rules", min_confidence=0.5, left_out=1)
    shown = render(replace(analysis, engine=engine))
    assert "<dt>Left out</dt><dd>1 attribution with a confidence below 0.50</dd>" in shown
    assert "<dt>Found by</dt><dd>rules</dd>" in shown


@pytest.mark.parametrize("flag", ["doubtful_speaker", "rival_source"])
def test_a_doubtful_speaker_is_called_a_guess(flag: str) -> None:
    analysis = footbridge()
    assert "the speaker is a guess" not in render(analysis)
    first = replace(analysis.attributions[0], flags=(flag,))
    assert "the speaker is a guess" in render(replace(analysis, attributions=(first, *analysis.attributions[1:])))


# --- what the sources say ---------------------------------------------------------------------------------------------


def block(html: str, number: int) -> str:
    """Return the part of a sheet that says what the sources have of an attribution."""
    start = html.index('<div class="verdict', html.index(f'id="a{number}"'))
    return html[start : html.index('<p class="facts">', start)].partition('<ul class="badges')[0]


def test_both_sides_stand_together_with_what_differs() -> None:
    html = render(verified())
    edited = Page(block(html, 1))
    assert edited.texts_of("del") == ["the hour"]
    assert edited.texts_of("ins") == ["two hours"]
    printed, said = edited.texts_of("dd")
    text = verified().document.text
    assert printed == " … ".join(span.of(text) for span in verified().attributions[0].content)
    assert said == "We closed it within two hours, and it stays closed until I have walked under it myself."
    assert edited.texts_of("li") == ["number: printed “the hour”, said “two hours”"]
    assert edited.attributes("href") == ["sources/meeting.txt#t=751"]


def test_verdicts_are_counted_and_the_wrong_speaker_comes_first() -> None:
    sheet = build_sheet(verified())
    assert sheet.verdicts == "2 verbatim, 1 edited, 1 elsewhere, 2 not found"
    assert [finding.key for finding in sheet.findings][:3] == ["stranger", "fault", "missing"]
    hrefs = {finding.key: [item.href for item in finding.items] for finding in sheet.findings}
    assert (hrefs["stranger"], hrefs["fault"], hrefs["missing"]) == (["#a11"], ["#a1", "#a11"], ["#a12", "#a14"])
    html = render(verified())
    assert "<b>In the sources:</b> 2 verbatim, 1 edited, 1 elsewhere, 2 not found" in html
    assert "<b>The source has another speaker:</b> <bdi>TOMAS WEIL</bdi>" in block(html, 11)
    assert "context cut: read the sentence around" in block(html, 2)
    assert "<dt>Nearest</dt>" in block(html, 12)
    assert "In the sources" not in render(footbridge())


def test_somebody_else_who_reads_the_words_out_is_told_first_too() -> None:
    relayed = tuple(
        replace(each, verdict=Verdict.RELAY, weight=Weight.LOOK)
        for each in verified().verifications or ()
        if each.flags
    )
    findings = {each.key: each.items for each in build_sheet(replace(verified(), verifications=relayed)).findings}
    assert [item.href for item in findings["stranger"]] == ["#a11"]
    assert not {"fault", "missing", "outdated"} & findings.keys()


def test_a_link_leads_from_the_sheet_to_the_page_or_into_the_recording(tmp_path: Path) -> None:
    sources = tmp_path / "said"
    sources.mkdir()
    analysis = verified(str(sources))
    here = Page(render(analysis, folder=tmp_path / "sheets")).attributes("href")
    assert "../said/meeting.txt#t=751" in here
    (sources / "meeting.mp4").touch()
    here = Page(render(analysis, folder=tmp_path)).attributes("href")
    assert {"said/meeting.mp4#t=751", "said/meeting.mp4#t=3723", "said/meeting.txt#page=4"} <= set(here)
    first = (analysis.verifications or ())[0]
    assert first.source is not None
    source = replace(first.source, path=f"{sources}/a b#1?.pdf", time=None)
    paged = replace(analysis, verifications=(replace(first, source=source),))
    assert "said/a%20b%231%3F.pdf#page=3" in Page(render(paged, folder=tmp_path)).attributes("href")


def test_a_hostile_source_is_text() -> None:
    nasty = "\"><script>window.attacked = 8</script>\u202e' {{ 7*7 }}"
    around = f"{nasty} {nasty} {nasty}"
    place = Span(len(nasty) + 1, 2 * len(nasty) + 1)
    said = Excerpt(place, nasty)
    passage = Passage(
        "javascript:window.attacked=9", "0" * 64, said, Excerpt(Span(0, len(around)), around), 1, nasty, nasty
    )
    attribution = hostile().attributions[0]
    told = Difference(DifferenceKind.CHANGED, attribution.content[0], said)
    flags = (Caution.WRONG_SPEAKER,)
    found = Verification(attribution.id, Verdict.EDITED, (told.kind,), (told,), flags, passage, (passage,))
    html = render(replace(hostile(), verifications=(found,)))
    page_ = Page(html)
    assert not {tag for tag, _ in page_.tags} & {
        "script",
        "img",
        "svg",
        "link",
        "iframe",
        "object",
        "base",
        "form",
        "i",
    }
    assert nasty not in html
    assert all(href.startswith(("#", "javascript%3A")) for href in page_.attributes("href"))
    assert page_.with_class("around") == [around[: place.start], around[place.end :]]
    assert page_.texts_of("ins")[0] == nasty
    assert page_.with_class("text") == [hostile().document.text]


@given(st.data())
def test_cut_words_are_the_words_and_marked_where_they_are(data: st.DataObject) -> None:
    text = data.draw(st.text(max_size=30))
    spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: Span(*sorted(pair)))
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    marked = data.draw(st.lists(spans, max_size=4))
    pieces = list(cut(text, Span(start, end), marked))
    assert "".join(words for words, _ in pieces) == text[start:end]
    place = start
    for words, inside in pieces:
        here = range(place, place + len(words))
        assert {any(span.start <= each < span.end for span in marked) for each in here} <= {inside}
        place += len(words)
