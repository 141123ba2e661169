"""Set-off text of HTML and Markdown: its words stay, and each paragraph is called what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from attrib.language.tree import Tree
from attrib.read import read_document
from attrib.read.setoff import losses, merged, parts
from attrib.read.text import SET_OFF, Block, lay_out
from attrib.types import Parse, Sentence, Span, Token

if TYPE_CHECKING:
    from attrib.types import Document, ParagraphKind

BEFORE = """
<p>The weir at Nether Holt has been shut to boats since the flood in March, when a tree broke two of its gates.</p>
<p>The repair was to take six weeks. It has now taken five months, and the council has spent two million on it.</p>
<p>Anglers who used the upper pool have moved their boats to the mill, where there is neither shade nor fuel.</p>
<p>A meeting in the old corn hall drew three hundred people on Monday, more than at any time in ten years.</p>
"""
AFTER = """
<p>The weir was built in 1911 and rebuilt in 1954. Its gates weigh nine tonnes and are moved by hand in a flood.</p>
"""
MENU = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/water'>Water and weather</a></li></ul></nav>"


def page(middle: str, *, before: str = BEFORE) -> str:
    return (
        "<!doctype html><html><head><title>Weir shut</title></head><body>"
        f"<header><p>“All the news,” said the Holt Post.</p></header>{MENU}<main><article><h1>Weir shut</h1>"
        f"{before}{middle}{AFTER}</article></main><footer><p>© The Holt Post, she said.</p></footer></body></html>"
    )


def read(text: str, name: str = "a.html") -> Document:
    return read_document(name, data=text.encode())


def between(middle: str) -> list[tuple[ParagraphKind, str]]:
    """Return kind and words of the paragraphs that `middle` became, in a page long enough to be cut up."""
    document = read(page(middle))
    shown = [(each.kind, each.span.of(document.text)) for each in document.paragraphs]
    assert [kind for kind, _ in [*shown[:5], shown[-1]]] == ["title", *["body"] * 5]
    return shown[5:-1]


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        (
            "<p>He wrote:</p><blockquote><p>The gate was open. I saw it.</p><p>No log was kept.</p></blockquote>",
            [
                ("body", "He wrote:"),
                ("block_quotation", "The gate was open. I saw it."),
                ("block_quotation", "No log was kept."),
            ],
        ),
        (
            "<blockquote>The gate was open. <cite>Odo Finch</cite></blockquote>",
            [("block_quotation", "The gate was open."), ("body", "Odo Finch")],
        ),
        (
            "<blockquote><p>The gate was open. — <cite>Odo Finch</cite></p></blockquote>",
            [("block_quotation", "The gate was open."), ("body", "— Odo Finch")],
        ),
        (
            "<blockquote><p>I read <cite>The Post</cite> daily.</p><p>— Odo Finch, warden</p></blockquote>",
            [("block_quotation", "I read The Post daily."), ("body", "— Odo Finch, warden")],
        ),
        (
            "<blockquote><p>The gate was open.</p><footer>— Odo Finch, <cite>The Log</cite></footer></blockquote>",
            [("block_quotation", "The gate was open."), ("body", "— Odo Finch, The Log")],
        ),
        (
            "<figure><blockquote>The gate was open.</blockquote><figcaption>Odo Finch, warden</figcaption></figure>",
            [("block_quotation", "The gate was open."), ("body", "Odo Finch, warden")],
        ),
        (
            '<figure><img src="w.jpg"><figcaption>The weir in May. Photo: Ada Lund</figcaption></figure>',
            [("caption", "The weir in May. Photo: Ada Lund")],
        ),
        (
            '<div class="wp-caption"><img src="w.jpg"><p class="wp-caption-text">The weir in May</p></div>',
            [("caption", "The weir in May")],
        ),
        (
            (
                '<blockquote class="twitter-tweet"><p>The weir is shut. <a href="x">pic.example/w</a></p>— Odo Finch '
                '(@odo) <a href="y">May 2, 2024</a></blockquote><script src="embed.js"></script>'
            ),
            [("post", "The weir is shut. pic.example/w"), ("post", "— Odo Finch (@odo) May 2, 2024")],
        ),
        (
            '<article class="social-embed"><p>The weir is shut today.</p><p>Odo Finch · May 2, 2024</p></article>',
            [("post", "The weir is shut today."), ("post", "Odo Finch · May 2, 2024")],
        ),
        ("<aside>“Nobody asked the anglers”</aside>", [("pull_quote", "“Nobody asked the anglers”")]),
        (
            '<div class="article-pullquote"><p>Nobody asked the anglers</p></div>',
            [("pull_quote", "Nobody asked the anglers")],
        ),
        (
            (
                "<table><caption>Who said what</caption><tr><th>Who</th><th>What</th></tr>"
                "<tr><td>Odo Finch</td><td>“I can’t fish here.”</td></tr></table>"
            ),
            [
                ("caption", "Who said what"),
                ("table_cell", "Who"),
                ("table_cell", "What"),
                ("table_cell", "Odo Finch"),
                ("table_cell", "“I can’t fish here.”"),
            ],
        ),
        (
            "<ul><li>The gates will be cast in Holt by October.</li><li>Boats may pass <b>at night</b>.</li></ul>",
            [
                ("list_item", "The gates will be cast in Holt by October."),
                ("list_item", "Boats may pass at night."),
            ],
        ),
        (
            "<p><b>When will it <i>open</i>?</b></p><p>In May, if the river lets us.</p>",
            [("question", "When will it open?"), ("body", "In May, if the river lets us.")],
        ),
        (
            "<p><b>When</b> will it open?</p><p>In May, if the river lets us.</p>",
            [("body", "When will it open?"), ("body", "In May, if the river lets us.")],
        ),
        (
            "<blockquote>The gate was open.</blockquote><p>— Odo Finch</p>",
            [("block_quotation", "The gate was open."), ("body", "— Odo Finch")],
        ),
        ('<div class="image__caption">The weir in May</div>', [("caption", "The weir in May")]),
        (
            '<div class="social"><blockquote class="bluesky-embed"><p>The weir is shut.</p></blockquote></div>',
            [("post", "The weir is shut.")],
        ),
        ("<aside><h3>Most read</h3><a href='/x'>“I saw it,” says Finch</a></aside>", []),
        ('<div class="newsletter"><p>Sign up. “The best of them,” says reader Moll.</p></div>', []),
    ],
)
def test_what_a_page_sets_off(middle: str, expected: list[tuple[str, str]]) -> None:
    assert between(middle) == expected


@pytest.mark.parametrize(
    ("marked", "shown_as"),
    [
        ("He said <q>no</q> twice.", "He said “no” twice."),
        ("He said <q>“no”</q> twice.", "He said “no” twice."),
        ("He said “<q>no</q>” twice.", "He said “no” twice."),
        ("He said <q>&ldquo;no&rdquo;</q> and <q>yes</q>.", "He said “no” and “yes”."),
    ],
)
def test_quotation_marks_of_q(marked: str, shown_as: str) -> None:
    assert between(f"<p>{marked}</p>") == [("body", shown_as)]


def test_a_pull_quote_does_not_take_the_place_of_the_words_it_repeats() -> None:
    middle = '<aside class="pull-quote">Nobody asked us</aside><p>“Nobody asked us,” said Odo Finch on Tuesday.</p>'
    assert between(middle) == [
        ("pull_quote", "Nobody asked us"), ("body", "“Nobody asked us,” said Odo Finch on Tuesday."),
    ]  # fmt: skip


def test_what_is_trimmed_or_cut_up_is_put_back_whole() -> None:
    walked = parts("<p>The weir is shut.</p><blockquote>We went by. <a>pic.example</a></blockquote><p>It rained.</p>")
    whole = ("We went by. pic.example", "block_quotation")
    for pieces in (["We went by."], ["We", "went by."]):
        assert merged([(words, None) for words in pieces], walked)[0] == [whole]
        around = ["The weir is shut.", *pieces, "It rained."]
        assert merged([(words, None) for words in around], walked) == (
            [("The weir is shut.", None), whole, ("It rained.", None)], [],
        )  # fmt: skip


def test_a_short_page_keeps_its_paragraphs() -> None:
    short = (
        "<html><body><nav><a href='/'>Home</a></nav><article><h1>Weir shut</h1><p>The weir is shut.</p>"
        "<table><tr><td>Odo Finch</td><td>“Open it.”</td></tr></table></article><footer>©</footer></body></html>"
    )
    document = read_document("a.html", data=short.encode(), force=True)
    assert [(each.kind, each.span.of(document.text)) for each in document.paragraphs] == [
        ("title", "Weir shut"), ("body", "The weir is shut."), ("table_cell", "Odo Finch"),
        ("table_cell", "“Open it.”"),
    ]  # fmt: skip


def test_a_first_paragraph_that_is_a_link_stays() -> None:
    lead = "<p><a href='/live'><strong>The weir is shut for the summer, its warden said.</strong></a></p>"
    document = read(page("", before=lead + BEFORE))
    assert document.paragraphs[1].span.of(document.text) == "The weir is shut for the summer, its warden said."


def test_a_table_that_lays_out_a_page_has_no_cells() -> None:
    table = f"<html><body><table><tr><td><a href='/'>Home</a></td><td>{BEFORE}{AFTER}</td></tr></table></body></html>"
    assert {each.kind for each in read(table).paragraphs} == {"body"}


def test_an_article_in_an_element_named_after_what_stands_beside_it() -> None:
    middle = "<blockquote><p>The gate was open.</p></blockquote>"
    document = read(f'<html><body><div class="has-sidebar"><div>{BEFORE}{middle}{AFTER}</div></div></body></html>')
    assert "block_quotation" in {each.kind for each in document.paragraphs}


def test_words_that_are_left_out_are_told() -> None:
    told: list[str] = []
    more = "<div><p><a href='/old'><b>READ MORE: “I saw it float away,” says the warden</b></a></p></div>"
    read_document("a.html", data=page(more).encode(), warn=told.append)
    assert told == [
        (
            "a.html: words of the page may be missing, from “READ MORE: “I saw it float” on:"
            " 2 quotation marks, 1 word of saying"
        )
    ]
    told.clear()
    read_document("a.html", data=page("<blockquote><p>“No,” he said.</p></blockquote>").encode(), warn=told.append)
    assert told == []


def test_words_that_are_there_once_are_not_missing() -> None:
    told: list[str] = []
    twice = "<p>“It will hold for as long as anybody now alive,” said Odo Finch, its warden.</p>"
    read_document("a.html", data=page(twice * 2).encode(), warn=told.append)
    assert told == []


def test_losses_are_counted() -> None:
    assert losses(parts("<body><p>Sport</p><p>Weather</p></body>")) == ()
    quoted = parts("<body><blockquote>Yes</blockquote>")
    assert losses(quoted) == ("words of the page may be missing, from “Yes” on: 1 block quotation",)
    (line,) = losses(parts("<body><p>Sport</p><p>“No,” said Ann, according to us.</p></body>"))
    assert line.endswith("from ““No,” said Ann, according to us.” on: 2 quotation marks, 2 words of saying")


MARKDOWN = """# Weir shut

The weir at Nether Holt is shut. Its warden wrote to us on Friday:

> The gate was open when I
> came by. I saw it.
> No log was kept.
> — **Odo Finch**, warden

Others agreed.

> It is a shame.
>
> — Ada Lund

| Who | What |
| --- | --- |
| Odo Finch | "I can't \\| won't" | more |

- one gate
- two gates

**When will it open?**

In May, if the river lets us.

**Will it hold?**
"""


def test_markdown() -> None:
    document = read(MARKDOWN, "a.md")
    assert [(each.kind, each.span.of(document.text)) for each in document.paragraphs] == [
        ("title", "Weir shut"),
        ("body", "The weir at Nether Holt is shut. Its warden wrote to us on Friday:"),
        ("block_quotation", "The gate was open when I\n> came by. I saw it."),
        ("block_quotation", "No log was kept."),
        ("body", "— **Odo Finch**, warden"),
        ("body", "Others agreed."),
        ("block_quotation", "It is a shame."),
        ("body", "— Ada Lund"),
        ("table_cell", "Who"),
        ("table_cell", "What"),
        ("table_cell", "Odo Finch"),
        ("table_cell", "\"I can't \\| won't\""),
        ("table_cell", "more"),
        ("list_item", "one gate"),
        ("list_item", "two gates"),
        ("question", "When will it open?"),
        ("body", "In May, if the river lets us."),
        ("body", "Will it hold?"),
    ]


@pytest.mark.parametrize(
    ("row", "cells"),
    [("> | a | b |", ["a", "b"]), ("a | b", ["a", "b"]), ("|a||", ["a"])],
)
def test_cells_of_a_markdown_table(row: str, cells: list[str]) -> None:
    mark = "> " if row.startswith(">") else ""
    document = read_document("a.md", data=f"# Title\n\n{mark}x | y\n{mark}--|--\n{row}\n".encode(), force=True)
    shown = [each.span.of(document.text) for each in document.paragraphs if each.kind == "table_cell"]
    assert shown == ["x", "y", *cells]


@pytest.mark.parametrize("kind", sorted(SET_OFF))
def test_a_set_off_paragraph_is_of_the_article_as_a_body_is(kind: str) -> None:
    text = "Weir shut\n\nThe gates broke\n\nA closer look"
    lines = [(0, 9, None), (11, 26, kind), (28, 41, None)]
    layout = lay_out(text, [Block(Span(start, end), hint) for start, end, hint in lines])  # type: ignore[arg-type]
    # What follows it is no standfirst, and it is nobody's headline.
    assert [each.kind for each in layout.paragraphs] == ["title", kind, "body"]
    span = layout.paragraphs[1].span
    document = read("Weir shut\n\nThe gates broke.\n", "a.txt")
    whole = type(document)("x", text, layout.paragraphs)
    token = Token(span, "The gates broke", "break", "VERB", -1, "root")
    assert not Tree(whole, Parse((Sentence(0, 1, span, (token,)),))).is_heading(0)


def test_a_caption_may_stand_above_the_byline() -> None:
    text = "Weir shut\n\nThe weir in May\n\nBy Ada Lund\n\nThe weir is shut, and it will stay so."
    spans = [(0, 9), (11, 26), (28, 39), (41, len(text))]
    hints = [None, "caption", None, None]
    blocks = [Block(Span(*span), hint) for span, hint in zip(spans, hints, strict=True)]  # type: ignore[arg-type]
    layout = lay_out(text, blocks)
    assert [each.kind for each in layout.paragraphs] == ["title", "caption", "byline", "body"]
