"""The fact sheet in headless Chromium: what a reader sees, what the network sees, what an attack achieves.

Selenium drives it, because Debian ships chromedriver beside chromium and the pair speaks the DevTools protocol
(network log, media, paper) without downloading anything.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from attrib.sheet import render
from attrib.types import Analysis, Document, Span
from tests.samples import bare, footbridge, hostile, long_article, verified
from tests.test_sheet_review import attacked, reviewed, second_edition
from tests.test_web import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

pytestmark = pytest.mark.browser
SAMPLES = {"footbridge": footbridge, "hostile": hostile, "bare": bare, "verified": verified}
every_sample = pytest.mark.parametrize("name", SAMPLES)
CONTRAST = 4.5  # WCAG 2.2, 1.4.3, level AA for text of any size

# Ratio of every visible text, generated labels too, against the nearest opaque background behind it.
FAINT_TEXT = """
const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
const parse = css => css.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
const behind = node => {
  for (; node; node = node.parentElement) {
    const colour = parse(getComputedStyle(node).backgroundColor);
    if (colour.length === 3 || colour[3] === 1) return colour;
    if (colour[3] !== 0) throw new Error("half transparent: " + node.outerHTML.slice(0, 80));
  }
  return [255, 255, 255];
};
const found = [];
let measured = 0;
const measure = (style, node, ground, what) => {
  const [a, b] = [light(parse(style.color)), light(ground)];
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  measured += 1;
  if (ratio < arguments[0]) found.push(`${what} .${node.className}: ${style.color} on ${ground}: ${ratio.toFixed(2)}`);
};
for (const node of document.body.querySelectorAll("*")) {
  const own = [...node.childNodes].filter(n => n.nodeType === 3 && n.data.trim()).map(n => n.data).join(" ");
  if (!node.checkVisibility({contentVisibilityAuto: true})) continue;
  if (own) measure(getComputedStyle(node), node, behind(node), own.slice(0, 30));
  for (const part of ["::before", "::after"]) {
    const style = getComputedStyle(node, part);
    if (["none", "normal", '""'].includes(style.content)) continue;
    const own = parse(style.backgroundColor);
    measure(style, node, own.length === 3 || own[3] === 1 ? own : behind(node), style.content);
  }
}
return [measured, found];
"""

WIDE_ELEMENTS = """
const width = document.documentElement.clientWidth;
const all = [...document.body.querySelectorAll("*:not(.skip)")];
const wide = all.filter(n => n.getBoundingClientRect().right > width + .5);
return [document.documentElement.scrollWidth, wide.map(n => n.outerHTML.slice(0, 120))];
"""


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    """One browser for the file, with its console and its requests on record."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver_path = shutil.which("chromedriver")
    if browser is None or driver_path is None:
        pytest.skip("needs chromium and chromedriver")
    options = ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=ChromeService(driver_path))
    yield driver
    driver.quit()


class Reader:
    """Somebody who opens a sheet on some screen, in some light."""

    def __init__(self, chrome: Chrome, folder: Path) -> None:
        """Start with an empty session."""
        self.chrome, self.folder = chrome, folder

    def open(  # noqa: PLR0913 - a screen has that many sides
        self,
        html: str | Analysis,
        *,
        width: int = 1400,
        height: int = 900,
        dark: bool = False,
        media: str = "screen",
        fragment: str = "",
    ) -> str:
        """Write the sheet to a file and open that; return its address."""
        path = self.folder / "sheet.html"
        path.write_bytes((html if isinstance(html, str) else render(html)).encode())
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.chrome.get("about:blank")
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
        self._log("browser")
        self._log("performance")
        self.chrome.get(path.as_uri() + fragment)
        return path.as_uri()

    def _log(self, kind: str) -> list[dict[str, Any]]:
        """Return what was logged since the last call."""
        return list(self.chrome.get_log(kind))  # type: ignore[no-untyped-call]

    def run(self, script: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever the script returns
        """Run a script from outside the page, where its policy does not reach."""
        return self.chrome.execute_script(script, *arguments)

    def requests(self) -> list[str]:
        """Return every address asked for since the sheet was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def console(self) -> list[str]:
        """Return everything the console has said since the sheet was opened."""
        return [entry["message"] for entry in self._log("browser")]

    def style(self, selector: str, name: str, part: str = "") -> str:
        """Return a computed style."""
        script = "return getComputedStyle(document.querySelector(arguments[0]), arguments[2])[arguments[1]]"
        return str(self.run(script, selector, name, part or None))

    def sees(self, selector: str) -> bool:
        """Whether the element is inside the window."""
        script = """const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return box.top >= 0 && box.top < innerHeight && box.left >= 0 && box.left < innerWidth"""
        return bool(self.run(script, selector))


@pytest.fixture
def reader(chrome: Chrome, tmp_path: Path) -> Reader:
    return Reader(chrome, tmp_path)


@every_sample
def test_one_request_and_a_silent_console(reader: Reader, name: str) -> None:
    address = reader.open(SAMPLES[name]())
    assert reader.requests() == [address]
    assert reader.console() == []


@every_sample
def test_article_reads_as_the_document(reader: Reader, name: str) -> None:
    analysis = SAMPLES[name]()
    reader.open(analysis)
    document = analysis.document
    assert reader.run("return document.querySelector('.text').textContent") == document.text
    paragraphs = reader.run("return [...document.querySelectorAll('.text p')].map(p => p.textContent)")
    assert paragraphs == [paragraph.span.of(document.text) for paragraph in document.paragraphs]
    pieces = reader.run("return [...document.querySelectorAll('.piece')].map(p => p.textContent)")
    assert pieces == [span.of(document.text) for a in analysis.attributions for span in a.content]


def test_hostile_article_runs_nothing_and_stays_in_its_place(reader: Reader) -> None:
    reader.open(hostile())
    assert reader.run("return typeof window.attacked") == "undefined"
    assert reader.run("return document.scripts.length + document.images.length") == 0
    assert reader.run("return document.querySelectorAll('main').length") == 1
    assert reader.style("body", "display") == "block"
    assert reader.run("return document.title").startswith('"><script>window.attacked = 6</script>')


def test_policy_stops_what_escaping_would_miss(reader: Reader) -> None:
    attack = (
        "<script>window.attacked = 1</script><style>body { display: none }</style>"
        '<p style="color: red" onclick="1">x</p><img src="http://127.0.0.1:9/x.png" onerror="window.attacked = 2">'
    )
    address = reader.open(render(footbridge()).replace("</main>", attack + "</main>"))
    assert reader.run("return typeof window.attacked") == "undefined"
    assert reader.style("body", "display") == "block"
    # The requests that are refused are on record, as refused: nothing was sent.
    assert all(url in {address, "http://127.0.0.1:9/x.png"} for url in reader.requests())
    assert sum("Content Security Policy" in line for line in reader.console()) >= 4


def test_override_moves_nothing_outside_its_box(reader: Reader) -> None:
    reader.open(hostile())
    script = """const range = document.createRange(), lefts = [];
    const walker = document.createTreeWalker(document.querySelectorAll('.text p')[3], NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
      if (node.parentElement.closest('.hidden')) continue;
      const at = node.data.indexOf('gnp.exe');
      for (let i = at; at >= 0 && i < at + 7; i += 1) {
        range.setStart(node, i); range.setEnd(node, i + 1); lefts.push(range.getBoundingClientRect().left);
      }
    }
    return lefts"""
    lefts = reader.run(script)
    assert len(lefts) == 7
    assert lefts == sorted(lefts)  # an override would lay “gnp.exe” out from right to left
    assert "U+202E" in reader.style(".text .hidden", "content", "::before")


def test_every_card_leads_to_its_words_and_back(reader: Reader) -> None:
    analysis = footbridge()
    reader.open(analysis)
    lit = """const found = [...document.querySelectorAll(arguments[0])];
    return [...new Set(found.map(node => getComputedStyle(node).backgroundColor))]"""
    plain = reader.run(lit, ".text .content, .text .source, .text .cue")
    for number in range(1, len(analysis.attributions) + 1):
        reader.run("document.querySelector(arguments[0]).click()", f"#a{number} .place a")
        assert reader.run("return location.hash") == f"#t{number}"
        assert reader.sees(f"#t{number}")
        grounds = reader.run(lit, f".text .q{number}")  # content, cue and source, in every paragraph
        assert len(grounds) == 1
        assert grounds[0] not in plain
        reader.run("document.querySelector(arguments[0]).click()", f"#t{number}")
        assert reader.run("return location.hash") == f"#a{number}"
        assert reader.sees(f"#a{number}")
    for number in range(1, len(analysis.claims) + 1):
        reader.run("document.querySelector(arguments[0]).click()", f"#c{number} a[href^='#tc']")
        assert reader.run("return location.hash") == f"#tc{number}"
        assert reader.sees(f"#tc{number} + *, #tc{number}")


def test_long_article_opens_and_answers(reader: Reader) -> None:
    """Hold the style to time linear in the article: `body:has()` for each attribution took 57 s here."""
    before = time.perf_counter()
    reader.open(long_article(800))
    reader.chrome.find_element(By.CSS_SELECTOR, "#a400 .place a").click()
    assert reader.sees("#t400")
    assert time.perf_counter() - before < 25


def test_clicked_words_open_the_innermost_card(reader: Reader) -> None:
    reader.open(footbridge())
    reader.chrome.find_element(By.CSS_SELECTOR, ".text .q10.q11.nested").click()
    assert reader.run("return location.hash") == "#a11"


def test_article_beside_the_sheet_scrolls_alone(reader: Reader) -> None:
    reader.open(footbridge(), height=500)
    reader.run("document.querySelector('#a12').scrollIntoView()")
    before = reader.run("return scrollY")
    assert before > 0
    reader.run("document.querySelector('#a12 .place a').click()")
    assert reader.run("return scrollY") == before
    assert reader.run("return document.querySelector('#article').scrollTop") > 0


@every_sample
@pytest.mark.parametrize("width", [320, 360, 768, 1100, 1920])
def test_nothing_is_wider_than_the_screen(reader: Reader, name: str, width: int) -> None:
    reader.open(SAMPLES[name](), width=width, height=740)
    scrolled, wide = reader.run(WIDE_ELEMENTS)
    assert scrolled <= width
    assert wide == []


@pytest.mark.parametrize("fragment", ["", "#a12", "#t13", "#c1", "#s1"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_from_its_background(reader: Reader, fragment: str, dark: bool) -> None:  # noqa: FBT001
    reader.open(footbridge(), dark=dark, fragment=fragment)
    measured, faint = reader.run(FAINT_TEXT, CONTRAST)
    assert measured > 300
    assert faint == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_hostile_labels_can_be_read(reader: Reader, dark: bool) -> None:  # noqa: FBT001 - a table's column
    reader.open(hostile(), dark=dark)
    assert reader.run(FAINT_TEXT, CONTRAST)[1] == []


def test_dark_mode_is_dark(reader: Reader) -> None:
    shades = []
    for dark in (False, True):
        reader.open(footbridge(), dark=dark)
        shades.append([int(part) for part in reader.style("body", "backgroundColor")[4:-1].split(",")])
    assert min(shades[0]) > 200
    assert max(shades[1]) < 60


def test_marks_differ_without_colour(reader: Reader) -> None:
    reader.open(footbridge())
    looks = set()
    for role in ("content", "cue", "source", "loose"):
        names = ("fontWeight", "fontStyle", "textDecorationLine", "textDecorationStyle")
        shadow = reader.style(f".legend .{role}", "boxShadow").partition(") ")[2]
        looks.add((*(reader.style(f".legend .{role}", name) for name in names), shadow))
    assert len(looks) == 4


def test_paper_shows_every_step_of_evidence(reader: Reader) -> None:
    shown = "return [...document.querySelectorAll('.evidence ol')].map(n => n.checkVisibility())"
    analysis = footbridge()
    reader.open(analysis)
    assert set(reader.run(shown)) == {True, False}
    reader.open(analysis, media="print", width=794, dark=True)
    assert reader.run(shown) == [True] * len(analysis.attributions)
    assert reader.style("body", "backgroundColor") == "rgb(255, 255, 255)"
    assert reader.style("body", "color") == "rgb(0, 0, 0)"
    assert reader.style("#article", "position") == "static"
    assert reader.run(FAINT_TEXT, CONTRAST)[1] == []


def test_keyboard_skips_to_the_findings(reader: Reader) -> None:
    reader.open(footbridge())
    reader.chrome.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    assert reader.run("return document.activeElement.className") == "skip"
    assert reader.sees(".skip")
    assert reader.style(".skip", "outlineStyle") != "none"
    reader.chrome.switch_to.active_element.send_keys(Keys.ENTER)
    assert reader.run("return location.hash") == "#check"
    reader.chrome.switch_to.active_element.send_keys(Keys.TAB)
    assert reader.run("return document.activeElement.closest('section').id") == "check"


def test_reader_of_the_screen_hears_where_it_is(reader: Reader) -> None:
    reader.open(footbridge())
    nodes = reader.chrome.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if "role" in node}
    for landmark in (("main", ""), ("region", "What to check first"), ("region", "The article")):
        assert landmark in heard
    assert ("link", "Attribution 11: Ines Okoro") in heard
    assert ("article", "Odile Brandreth") in heard
    assert not {role for role, name in heard if role == "link" and not name}


# --- reviewed --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reviewed_sheet(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the sheet with decisions of every kind."""
    review, history = reviewed(tmp_path_factory.mktemp("review"))
    return render(review.analysis, review=review, history=history)


def test_reviewed_sheet_asks_for_nothing_and_reads_as_the_document(reader: Reader, reviewed_sheet: str) -> None:
    address = reader.open(reviewed_sheet)
    assert reader.requests() == [address]
    assert reader.console() == []
    assert reader.run("return document.querySelector('.text').textContent") == second_edition().document.text


@pytest.mark.parametrize("fragment", ["", "#a2", "#a11", "#t11", "#d27"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_review_stands_out_from_its_background(
    reader: Reader,
    reviewed_sheet: str,
    fragment: str,
    dark: bool,  # noqa: FBT001 - a table's column
) -> None:
    reader.open(reviewed_sheet, dark=dark, fragment=fragment)
    measured, faint = reader.run(FAINT_TEXT, CONTRAST)
    assert measured > 600
    assert faint == []


@pytest.mark.parametrize("width", [320, 360, 768, 1100, 1920])
def test_nothing_of_a_review_is_wider_than_the_screen(reader: Reader, reviewed_sheet: str, width: int) -> None:
    reader.open(reviewed_sheet, width=width, height=740)
    scrolled, wide = reader.run(WIDE_ELEMENTS)
    assert scrolled <= width
    assert wide == []


def test_status_leads_to_its_decision_and_back(reader: Reader, reviewed_sheet: str) -> None:
    reader.open(reviewed_sheet)
    for link in reader.run("return [...document.querySelectorAll('.standing .by a')].map(a => a.hash)"):
        reader.run("document.querySelector(arguments[0]).click()", f".standing .by a[href='{link}']")
        assert reader.run("return location.hash") == link
        assert reader.sees(link)
        assert (
            reader.style(f"{link} td", "backgroundColor") != reader.style("#d1 td", "backgroundColor") or link == "#d1"
        )
        reader.run("document.querySelector(arguments[0]).click()", f"{link} .what a[href^='#a']")
        assert reader.sees(reader.run("return location.hash") + " .standing")


def test_rejected_words_look_like_the_text_until_they_are_asked_for(reader: Reader, reviewed_sheet: str) -> None:
    reader.open(reviewed_sheet)
    assert reader.style(".text .q11", "backgroundColor") == "rgba(0, 0, 0, 0)"
    assert "line-through" in reader.style(".is-rejected blockquote", "textDecorationLine")
    reader.run("document.querySelector('#a11 .place a').click()")
    assert reader.style(".text .q11", "backgroundColor") != "rgba(0, 0, 0, 0)"
    assert reader.sees("#t11")


def test_statuses_differ_without_colour(reader: Reader, reviewed_sheet: str) -> None:
    reader.open(reviewed_sheet)
    signs = reader.run("return [...document.querySelectorAll('.counts .status')].map(n => n.textContent)")
    assert signs == ["✓ confirmed", "✎ corrected", "+ added", "~ concern", "✗ rejected", "· open"]


def test_paper_shows_the_whole_review(reader: Reader, reviewed_sheet: str) -> None:
    reader.open(reviewed_sheet, media="print", width=794, dark=True)
    parts = ".standing, .corrections > div, .record > div, .trail tbody tr, .evidence ol, .orphans li"
    seen = reader.run("return [...document.querySelectorAll(arguments[0])].map(n => n.checkVisibility())", parts)
    assert len(seen) > 80
    assert set(seen) == {True}
    assert reader.style("body", "backgroundColor") == "rgb(255, 255, 255)"
    assert reader.style(".corrections", "backgroundColor") == "rgba(0, 0, 0, 0)"
    assert reader.style(".trail thead", "display") == "table-header-group"
    assert reader.run(FAINT_TEXT, CONTRAST)[1] == []


def test_reader_of_the_screen_hears_the_review(reader: Reader, reviewed_sheet: str) -> None:
    reader.open(reviewed_sheet)
    nodes = reader.chrome.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if "role" in node}
    for name in ("Still to check", "Rejected", "Decisions without a place", "Audit trail"):
        assert ("region", name) in heard
    assert {("heading", "Corrections"), ("heading", "Record"), ("columnheader", "What")} <= heard
    assert ("list", "Attributions by status") in heard
    assert not {role for role, name in heard if role == "link" and not name}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_hostile_review_runs_nothing_and_can_be_read(reader: Reader, dark: bool) -> None:  # noqa: FBT001
    review, history = attacked()
    reader.open(render(review.analysis, review=review, history=history), dark=dark, width=360)
    assert reader.run("return typeof window.attacked") == "undefined"
    assert reader.run("return document.scripts.length + document.images.length") == 0
    assert reader.console() == []
    assert reader.run(FAINT_TEXT, CONTRAST)[1] == []
    assert reader.run(WIDE_ELEMENTS)[1] == []


# --- the words on the live page ---------------------------------------------------------------------------------------


LONG = "“and that is all there is to say of it, today or on any other day, to you or to anybody else who asks.”"


@pytest.fixture
def live() -> Iterator[tuple[Server, Document, str]]:
    """Serve the page of an article on loopback: (server, what attrib reads of it, its address).

    A screen and more stands between paragraphs, and the first words of the third have stood in the second.
    """
    paragraphs = (
        "The mill shut on Monday.",
        "“The mill is not for sale, & never was – not at any price,” Odile Vale told the Hesk <i>Courier</i>-Post.",
        f"The mayor asked again. “The mill is not for sale,” Vale said, {LONG}",
    )
    body = "<div style='height: 3000px'></div>".join(f"<p id='p{n}'>{words}</p>" for n, words in enumerate(paragraphs))
    made = f"<!DOCTYPE html><meta charset=utf-8><title>The mill</title><article>{body}</article>"
    made = made.replace("& never", "&amp; never")
    server = Server()
    server.answers["/mill"] = lambda request: _answer(request, made)
    server.answers["/favicon.ico"] = lambda request: request.send_error(404)
    thread = Thread(target=server.serve_forever)
    thread.start()
    text = "\n\n".join(re.sub("<.*?>", "", words) for words in paragraphs)
    yield server, Document("sha256:" + "0" * 64, text, (), f"{server.address}/mill"), text
    server.shutdown()
    server.server_close()
    thread.join()


def _answer(request: BaseHTTPRequestHandler, page: str) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.end_headers()
    request.wfile.write(page.encode())


LIVE = [
    ([("The mill shut on Monday", 0)], "p0"),
    ([("“The mill is not for sale, & never was – not at any price,”", 0)], "p1"),
    ([("Vale told the Hesk Courier-Post", 0)], "p1"),
    ([("“The mill is not for sale,”", 0), (LONG, 0)], "p2"),
    ([(LONG, 0)], "p2"),
    ([("The mill is not for sale", 1)], "p2"),
    ([("Odile Vale told the Hesk Courier-Post.\n\nThe mayor asked again.", 0)], "p1"),
]


@pytest.mark.parametrize(("words", "place"), LIVE)
def test_a_link_leads_to_the_words_on_the_live_page(
    reader: Reader, live: tuple[Server, Document, str], words: list[tuple[str, int]], place: str
) -> None:
    _, document, text = live
    spans = []
    for piece, nth in words:
        start = [match.start() for match in re.finditer(re.escape(piece), text)][nth]
        spans.append(Span(start, start + len(piece)))
    made = replace(footbridge().attributions[0], content=tuple(spans), cue=None, source=None, speaker=None)
    reader.open(Analysis(document, footbridge().engine, (made,)))
    reader.chrome.find_element(By.CSS_SELECTOR, "#a1 .place a[href^=http]").click()
    deadline = time.monotonic() + 10
    while not reader.sees(f"#{place}") or (place != "p0" and reader.run("return scrollY") == 0):
        assert time.monotonic() < deadline, "the page did not go there"
        time.sleep(0.05)
    assert reader.run("return document.title") == "The mill"
    assert not any(reader.sees(f"#{other}") for other in ("p0", "p1", "p2") if other != place)


@pytest.mark.parametrize(
    ("media", "dark"), [("screen", False), ("screen", True), ("print", False)], ids=["light", "dark", "paper"]
)
def test_what_differs_from_the_source_is_seen_without_colour(reader: Reader, media: str, dark: bool) -> None:  # noqa: FBT001
    reader.open(verified(), media=media, dark=dark, width=794)
    assert reader.style(".sides del", "textDecorationLine") == "line-through"
    assert reader.style(".sides ins", "textDecorationLine") == "underline"
    assert reader.style(".sides del", "color") != reader.style(".sides dd", "color") or media == "print"
    marks = ".verdict del, .verdict ins, .differences li"
    shown = "return [...document.querySelectorAll(arguments[0])].map(n => n.checkVisibility())"
    assert reader.run(shown, marks) == [True] * 5
    assert reader.run(FAINT_TEXT, CONTRAST)[1] == []
    assert media == "print" or reader.run(WIDE_ELEMENTS)[1] == []


def test_a_link_to_the_source_leads_to_the_file_beside_the_sheet(reader: Reader) -> None:
    reader.open(verified())
    address = reader.run("return document.querySelector('.found-in a').href")
    assert address == (reader.folder / "sources" / "meeting.txt").as_uri() + "#t=751"
