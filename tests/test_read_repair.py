"""Damage that is undone while reading, and the sound texts that stay as they are."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from attrib.read import read_document
from attrib.read.repair import repaired
from attrib.read.source import read_text

FILES = Path(__file__).parent / "files"
quick = settings(max_examples=100, deadline=None)


def misread(text: str) -> str:
    """Return the text as UTF-8 read as Windows-1252, the five bytes that it lacks as the Web does it."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def test_utf_8_read_as_windows_1252() -> None:
    data = (FILES / "mojibake.txt").read_bytes()
    document = read_document(FILES / "mojibake.txt")
    assert "“We found two leaks,” said the café’s landlord, Désirée O’Brien. “It’s £40,000 of damage.”" in document.text
    assert document.repairs == ("utf-8 read as windows-1252: 13 places",)
    assert document.id == "sha256:" + sha256(data).hexdigest()
    assert document.title == "Harbour office shut for a week"


@pytest.mark.parametrize("layers", [1, 2])
def test_misread_more_than_once_or_as_latin_1(layers: int) -> None:
    text = "“It’s naïve,” said Ada. “£5 – or €6 – at the café, voilà!” “No.”"
    damaged = text
    for _ in range(layers):
        damaged = misread(damaged)
    assert repaired(damaged)[0] == text
    # As Latin-1, a third of it is control characters; it is a text all the same.
    page = f"The ferry will not sail, its owner said on Friday. {text}"
    assert read_document("a.txt", data=page.encode().decode("latin-1").encode()).text == page


def test_a_closing_mark_whose_last_byte_was_lost() -> None:
    for lost in ("", "\ufffd"):
        assert repaired(f"â€œNo,â€{lost} she said. â€œNever.â€{lost}")[0] == "“No,” she said. “Never.”"


def test_misread_beside_what_is_right() -> None:
    text, repairs = repaired("“CAFÉ” — Iâ€™m sure.\n“ÉTÉ”…")
    assert (text, repairs) == ("“CAFÉ” — I’m sure.\n“ÉTÉ”…", ("utf-8 read as windows-1252: 1 place",))


def test_escapes_of_json() -> None:
    document = read_document(FILES / "json-escapes.txt")
    assert document.text == (
        'Bridge reopens\n\n“I crossed at nine,” said driver Tam Okafor. “Nobody told us "slow".”\n\n'
        "The council said the café beside it stays shut. 🚂\n"
    )
    assert document.repairs == (r"escapes spelt out (\u201c, \n): 12 places",)
    assert len(document.paragraphs) == 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"He said no.\nShe left.", "He said no.\nShe left."),
        (r"Slide kills two\n\nPolice came.", "Slide kills two\n\nPolice came."),
        (r"\\u201cTwice,\\u201d he said.\\n", "“Twice,” he said.\n"),
        (r"It\u2019s \ud83d half", "It’s \\ud83d half"),
        (r"A \u0026 B\/C", "A & B/C"),
    ],
)
def test_more_escapes(written: str, meant: str) -> None:
    assert repaired(written)[0] == meant


def test_entities_escaped_twice_in_a_page() -> None:
    document = read_document(FILES / "doubled-entities.html")
    assert "“We have nothing left,” said miller Ross O’Dea. “Smith & Sons took it.”" in document.text
    assert document.repairs == ("entities escaped twice (&amp;rsquo;): 4 places",)


def test_entities_line_ends_and_byte_order_marks_in_markdown() -> None:
    document = read_document(FILES / "entities.md")
    assert document.text == (
        "# Ferry fares up\n\nFares rise in May, said Smith & Sons.\n\n"
        "“It’s the fuel,” said Ilse Marr of R&D; nobody else spoke.\n"
    )
    assert document.repairs == (
        "byte-order marks inside the text: 1 place",
        r"line ends doubled (\r\r\n): 5 places",
        "entities spelt out (&rsquo;): 4 places",
    )


@pytest.mark.parametrize(
    "sound",
    [
        "C:\\new\\table is where it was, she said.",
        "C:\\ubeef\\udead",
        "The mark \\u202e turns the rest round.",
        "She pressed \\n.\nThen she left.",
        'He wrote \\"no\\" twice.',
        "AT&T; R&D; Q&A &bogus; &#0; &#xD800; &amp",
        "so\u00adft, zero\u200bwidth, \u200eleft\u202c, line\u000btab, \r alone",
        "“CAFÉ” and “NOËL…” in “PRÊT–À”—",
        "Ünïcödé Ångström Škoda œuvre",
        "© 2024 · 5 °C ± 2 µm · 3",
    ],
)
def test_what_is_meant_stays(sound: str) -> None:
    assert repaired(sound) == (sound, ())


def test_escapes_and_entities_of_a_page_stay_for_whoever_reads_it() -> None:
    page = '<script>{"a": "\\u201cb\\n"}</script><p>&rsquo;&amp;&lt;</p>'
    assert repaired(page, html=True) == (page, ())


def test_a_string_is_not_repaired() -> None:
    assert read_text("â€œNo,â€ she said in the &rsquo; office.").repairs == ()


@quick
@given(st.text(st.characters(codec="utf-8", exclude_characters="&\\\ufeff\r")))
@example("“Naïve,” said Désirée O’Brien – “£5…”")
def test_a_text_without_damage_is_unchanged(text: str) -> None:
    assume(not any("Â" <= before <= "ô" and (after > "\x7f" or after == " ") for before, after in pairwise(text)))
    assert repaired(text) == (text, ())
    assert repaired(text, html=True) == (text, ())


PIECES = [
    "â€œ",
    "â€",
    "\x9d",
    "Ã",
    "Â ",
    "Ã©",
    "&",
    "amp;",
    "rsquo;",
    "#8217;",
    "\\",
    "u201c",
    "n",
    '"',
    "u005c",
    "\r",
    "\n",
]


@quick
@given(st.lists(st.sampled_from([*PIECES, "\ufeff", "ï»¿", "a ", ". ", "É”", "\\ud83d"])).map("".join), st.booleans())
def test_repairing_twice_changes_nothing_more(text: str, html: bool) -> None:  # noqa: FBT001 - drawn
    once, repairs = repaired(text, html=html)
    assert repaired(once, html=html) == (once, ())
    assert bool(repairs) == (once != text)
    once.encode()
