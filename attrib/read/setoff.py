"""What a page sets off (quotations, captions, posts, tables, lists), by its markup; and its words that went missing.

An extractor of articles finds where the article is and drops what stands around it, and with that a caption, a table or
a post that belongs to it; what it returns does not say what was what. So the page is walked a second time here, and the
two are laid side by side: :func:`merged` gives the extractor's pieces their kinds and puts back what was set off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from attrib.language.tokens import word_set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from attrib.types import ParagraphKind

Piece = tuple[str, "ParagraphKind | None"]
"""The words of a block and what the markup calls it."""

BLANK: Final = re.compile(r"[ \t\n\r\f]+")
"""What HTML calls white space and shows as one space. A no-break space is not among it and stays."""

LINE: Final = "\u2028"
"""Stands for a line break until the white space around it is settled."""

_BLOCKS = word_set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer h1 h2 "
    "h3 h4 h5 h6 header hr li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_UNREAD = word_set(
    "audio button canvas dialog form head iframe math nav noscript object script select style svg template textarea "
    "title video"
)
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|breadcrumbs?|comments?|cookies?|footer|masthead|menu|modal|most-?read|nav\w*|"
    r"newsletter|popup|promo\w*|read-?more|recommend\w*|related|share|sharing|sidebar|signup|social|sponsor\w*|"
    r"subscri\w*|tags|toolbar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|tweet|instagram-media|bluesky-embed|mastodon-embed|tiktok-embed|"
    r"fb-(?:post|video)|facebook-post|reddit-(?:embed-bq|embed|card)|truthsocial-embed|text-post-media|threads-embed|"
    r"telegram-post|(?:social|post)-embed|(?:embedded|social)-post)(?:$|\s)",
    re.IGNORECASE,
)
_PULL = re.compile(r"pull[-_]?quote", re.IGNORECASE)
_CAPTION = re.compile(r"caption(?:[_-]?text)?(?:$|[\s_-])", re.IGNORECASE)
_BOLD = frozenset({"b", "strong"})
# Whatever stands in one of these is of its kind.
_WHOLE: frozenset[ParagraphKind | None] = frozenset({"post", "pull_quote", "block_quotation"})
# Words of these kinds never vanish. A list may be a menu: which of those are the article's, the extractor knows.
_KEPT = _WHOLE | {"caption", "table_cell"}
_CREDIT_WORDS = 15
_CREDIT = re.compile(r"\s*[*_]{0,3}(?:[—–―]|--?\s)\s*\S")
_DASH = re.compile(r"\s*(?:[—–―]|--)\s*$")
_WORD = re.compile(r"\w+")
_SENTENCE_WORDS = 4
_CLOSERS = "\"'”’»)]"
_MARKS = re.compile(r"[“”«»\"]")
_SIGNS = {
    "quotation mark": "quotation marks", "block quotation": "block quotations", "word of saying": "words of saying",
}  # fmt: skip
_SHOWN_WORDS = 6
_SAYING = re.compile(
    r"\b(?:according to|(?:add|answer|argu|ask|claim|declar|explain|insist|repl|stat|warn)(?:e?d|ie[ds])|"
    r"sa(?:id|ys)|t(?:old|ells)|writes|wrote)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Part:
    """A block of the page: its words, its kind, and by which children of `body` one comes to it."""

    words: str
    kind: ParagraphKind | None
    place: tuple[int, ...]
    linked: bool = False
    tag: str = ""
    key: str = ""


@dataclass(slots=True)
class _Open:
    """A block that is being read: its words, how many of its letters are bold, and how many lead to other pages."""

    kind: ParagraphKind | None
    place: tuple[int, ...]
    tag: str
    words: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    linked: int = 0


def shown(words: str) -> str:
    """Return the words with white space as a browser shows it."""
    lines = (BLANK.sub(" ", line).strip() for line in words.split(LINE))
    return "\n".join(line for line in lines if line)


def parts(page: str) -> list[Part]:
    """Return the blocks of a page in order, without navigation, scripts, headers and footers of the page."""
    from lxml import etree, html  # 20 ms, which plain text does not need

    try:
        root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return []
    if (body := next(root.iter("body"), None)) is None:
        return []
    walk = _Walk(len("".join(body.itertext())))
    walk.read(body, None, ())
    return walk.parts()


class _Walk:
    """One walk over a page. lxml stops at a depth of 256, so it may recurse."""

    def __init__(self, size: int) -> None:
        self._found: list[_Open] = [_Open(None, (), "")]
        self._above: list[str] = []
        self._size = size  # of the page's words, in characters
        self._known: dict[Any, bool] = {}  # of tables, whether they are of data, of figures, whether they quote

    def parts(self) -> list[Part]:
        found = []
        for each in self._found:
            if _WORD.search(words := shown("".join(each.words))):
                kind = each.kind
                if kind in {"block_quotation", "pull_quote"} and is_credit(words):
                    kind = "body"  # “— Name” is nobody's quotation
                elif kind is None and each.letters and each.bold == each.letters and words.endswith("?"):
                    kind = "question"
                found.append(Part(words, kind, each.place, 2 * each.linked > each.letters, each.tag, _key(words)))
        for part, after in zip(found, [*found[1:], None], strict=False):
            if part.kind == "question" and (after is None or after.kind == "heading"):
                part.kind = None  # nobody answers
        return found

    def read(self, node: Any, kind: ParagraphKind | None, place: tuple[int, ...]) -> None:  # noqa: ANN401 - lxml's
        """Read the words of an element, and go on with those after it."""
        self._open(kind, place, node.tag)
        self._inside(node, kind, place, bold=False, linked=False)

    def _open(self, kind: ParagraphKind | None, place: tuple[int, ...], tag: str) -> None:
        self._found.append(_Open(kind, place, tag))

    def _add(self, words: str | None, *, bold: bool, linked: bool) -> None:
        if words:
            letters = sum(map(str.isalnum, words))
            last = self._found[-1]
            last.words.append(BLANK.sub(" ", words))
            last.letters += letters
            last.bold += letters * bold
            last.linked += letters * linked

    def _inside(
        self,
        node: Any,  # noqa: ANN401
        kind: ParagraphKind | None,
        place: tuple[int, ...],
        *,
        bold: bool,
        linked: bool,
    ) -> None:
        self._add(node.text, bold=bold, linked=linked)
        self._above.append(node.tag)
        for number, child in enumerate(node):
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "br":
                self._found[-1].words.append(LINE)
            elif tag and not self._is_chrome(child, kind):
                here = (*place, number)
                credit = kind in _WHOLE and kind != "post" and self._is_credit(child)
                inside = "body" if credit else self._kind(child, kind)
                if tag in _BLOCKS or credit:
                    dash = self._dash() if tag == "cite" else ""
                    self._open(inside, here, tag)
                    self._found[-1].words.append(dash)
                    self._inside(child, inside, here, bold=False, linked=linked)
                    self._open(kind, place, node.tag)
                else:
                    bolder = bold or tag in _BOLD
                    self._inside(child, inside, here, bold=bolder, linked=linked or tag == "a")
            self._add(child.tail, bold=bold, linked=linked)
        self._above.pop()

    def _dash(self) -> str:
        """Take the dash from before a name that is marked as one."""
        before = self._found[-1].words
        words = before[-1] if before else ""
        if not (found := _DASH.search(words)):
            return ""
        before[-1] = words[: found.start()]
        return found[0].lstrip()

    def _is_credit(self, node: Any) -> bool:  # noqa: ANN401
        """Whether the element in a quotation says whose it is."""
        if node.tag in {"footer", "figcaption"}:
            return True
        after = (node.tail or "").strip() or node.getnext() is not None
        return node.tag == "cite" and not after and not {"footer", "figcaption"} & {*self._above[-3:]}

    def _is_chrome(self, node: Any, kind: ParagraphKind | None) -> bool:  # noqa: ANN401
        """Whether the element is of the page and not of its article."""
        tag, name = node.tag, _names(node)
        style = (node.get("style") or "").replace(" ", "").lower()
        if tag in _UNREAD or node.get("hidden") is not None or "display:none" in style:
            return True
        if kind in _WHOLE or _POST.search(name) or _PULL.search(name):
            return False
        if tag == "header":
            return not {"article", "main"} & {*self._above}
        if tag == "aside":  # a box, unless all it does is to quote
            return not _quotes_only(node)
        return tag == "footer" or (tag in _BLOCKS and bool(_CHROME.search(name)) and not self._holds_article(node))

    def _holds_article(self, node: Any) -> bool:  # noqa: ANN401
        """Whether the element has the article in it, or a post, whatever it is called (“has-sidebar”, “social”)."""
        if node.tag in {"article", "main"} or next(node.iter("article", "main", "h1"), None) is not None:
            return True
        if any(_POST.search(each.get("class") or "") for each in node.iterfind(".//*[@class]")):
            return True
        return 2 * len("".join(node.itertext())) > self._size

    def _kind(self, node: Any, kind: ParagraphKind | None) -> ParagraphKind | None:  # noqa: ANN401, PLR0911
        tag, name = node.tag, _names(node)
        if kind in _WHOLE or tag not in _BLOCKS:
            return kind
        if _POST.search(name) or (tag == "article" and "embed" in name.lower()):
            return "post"
        if _PULL.search(name) or tag == "aside":
            return "pull_quote"
        if tag == "blockquote":
            return "block_quotation"
        if tag == "figcaption" and "figure" in self._above and self._of(node.getparent(), _has_quotation):
            return "body"
        if tag in {"figcaption", "caption"} or (
            _CAPTION.search(name) and next(node.iter("img", "video"), None) is None
        ):
            return "caption"
        if tag in {"td", "th"}:
            return "table_cell" if self._of(next(node.iterancestors("table"), None), _of_data) else kind
        if tag == "li":
            return "list_item"
        return "heading" if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and kind in {None, "list_item"} else kind

    def _of(self, node: Any, told: Callable[[Any], bool]) -> bool:  # noqa: ANN401
        """Return what is `told` of an element, which is asked for each cell or caption in it."""
        if node not in self._known:
            self._known[node] = told(node)
        return self._known[node]


def _key(words: str) -> str:
    """Return what two blocks have in common whose words are the same: those alone, with a blank round each."""
    found = " ".join(_WORD.findall(words.casefold()))
    return f" {found} " if found else ""


def _names(node: Any) -> str:  # noqa: ANN401
    return f"{node.get('class') or ''} {node.get('id') or ''}"


def _quotes_only(aside: Any) -> bool:  # noqa: ANN401
    if next(aside.iter("blockquote"), None) is not None:
        return True
    words = " ".join("".join(aside.itertext()).split())
    return words[:1] in {"“", '"', "‘"} and len(words) > 1


def _has_quotation(figure: Any) -> bool:  # noqa: ANN401
    """Whether the figure of a caption is a quotation."""
    return figure is not None and next(figure.iter("blockquote"), None) is not None


def _of_data(table: Any) -> bool:  # noqa: ANN401
    """Whether a table is one of data: it holds no other table, has columns, and no cell is an article."""
    if table is None or table.get("role") == "presentation" or next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[each for each in row if each.tag in {"td", "th"}] for row in table.iter("tr")]
    if max(map(len, rows), default=0) <= 1:
        return False
    sizes = [len("".join(each.itertext())) for row in rows for each in row]
    blocks = [len([*each.iterchildren("p", "div", "h1", "h2", "h3")]) for row in rows for each in row]
    most = sum(sizes)
    return not any(count > 1 and 2 * size > most for size, count in zip(sizes, blocks, strict=True))


# --- laying side by side -------------------------------------------------------------------------------------------


def merged(pieces: Sequence[Piece], page: Sequence[Part]) -> tuple[list[Piece], list[Part]]:
    """Return the extractor's pieces with the kinds that the page's parts give them, and what it dropped put back.

    Put back are quotations, captions, posts and cells of tables inside the element that holds the article, and its
    first sentence. The other parts of that element that are in no piece are returned too.
    """
    steps = list(_aligned(pieces, page))
    places = [part.place for piece, part in steps if piece is not None and part is not None]
    holder = _common(places)
    first = next((number for number, (piece, part) in enumerate(steps) if _is_prose(piece, part)), 0)
    result: list[Piece] = []
    missing: list[Part] = []
    for number, (piece, part) in enumerate(steps):
        if piece is not None:
            result.append(piece)
        elif part is not None and places and part.place[: len(holder)] == holder:
            lead = number < first and part.tag == "p" and part.kind is None and is_sentence(part.words)
            if lead or part.kind in _KEPT or _credits(part, result):
                result.append((part.words, part.kind))
            else:
                missing.append(part)
    text = _key(" ".join(words for words, _ in result))
    return result, [part for part in missing if part.key not in text]  # said twice, extractors give words once


def _is_prose(piece: Piece | None, part: Part | None) -> bool:
    return piece is not None and part is not None and part.tag == "p" and is_sentence(piece[0])


def _credits(part: Part, before: Sequence[Piece]) -> bool:
    """Whether the part names whose the quotation before it is."""
    return part.kind == "body" and bool(before) and before[-1][1] in _WHOLE


def _common(places: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the place of the smallest element that has all of these in it."""
    if not places:
        return ()
    low, high = min(places), max(places)
    shared = next((n for n, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), None)
    return low[:shared] if shared is not None else min(low, high, key=len)[:-1]


def _aligned(pieces: Sequence[Piece], page: Sequence[Part]) -> Iterable[tuple[Piece | None, Part | None]]:
    """Yield pieces and parts in order, those together that are the same words."""
    keys = [_key(words) for words, _ in pieces]
    matcher = SequenceMatcher(None, keys, [part.key for part in page], autojunk=False)
    here = there = 0
    for block in matcher.get_matching_blocks():
        yield from _gap(pieces[here : block.a], keys[here : block.a], page[there : block.b])
        for n in range(block.size):
            piece, part = pieces[block.a + n], page[block.b + n]
            yield (part.words if part.kind in _KEPT else piece[0], part.kind or piece[1]), part
        here, there = block.a + block.size, block.b + block.size


def _gap(
    pieces: Sequence[Piece], keys: Sequence[str], page: Sequence[Part]
) -> Iterable[tuple[Piece | None, Part | None]]:
    """Yield what stands between two matches: pieces that are several parts, pieces that are less than one, the rest."""
    at = 0
    given = ""  # the words of the part that was put in the place of the last piece
    for piece, key in zip(pieces, keys, strict=True):
        if key and key in given:
            continue
        given = ""
        if taken := _tiles(key, page, at):
            for number in range(at, taken[-1] + 1):
                part = page[number]
                yield ((part.words, part.kind) if number in taken else None), part
            at = taken[-1] + 1
        elif (whole := next((n for n in range(at, len(page)) if key and key in page[n].key), None)) is not None:
            part = page[whole]
            yield from ((None, each) for each in page[at:whole])
            if part.kind in _KEPT:
                given = part.key
                yield (part.words, part.kind), part
            else:
                yield (piece[0], part.kind or piece[1]), part
            at = whole + 1
        else:
            yield piece, None
    yield from ((None, each) for each in page[at:])


def _tiles(key: str, page: Sequence[Part], start: int) -> list[int]:
    """Return which parts from `start` on make up the words without anything left over; none if they do not."""
    taken, at = [], 0
    for number in range(start, len(page)):
        if key.startswith(part := page[number].key, at):
            taken.append(number)
            at += len(part) - 1  # the blank between two words is of both
            if at == len(key) - 1:
                return taken
    return []


# --- judging -------------------------------------------------------------------------------------------------------


def is_sentence(words: str) -> bool:
    """Whether it is one, told from the labels of a menu."""
    return len(words.split()) >= _SENTENCE_WORDS and words.rstrip(_CLOSERS).endswith((".", "!", "?", "…"))


def is_credit(words: str) -> bool:
    """Whether a line under a quotation says whose it is: a dash and a name."""
    return bool(_CREDIT.match(words)) and len(words.split()) <= _CREDIT_WORDS and not words.endswith(("?", "!"))


def is_heap(pieces: Sequence[Piece], page: Sequence[Part]) -> bool:
    """Whether the pieces are a single one with several parts in it: the extractor gave up on a short or odd page."""
    whole = _key(pieces[0][0]) if len(pieces) == 1 else ""
    return bool(whole) and sum(part.key in whole for part in page) > 1


def plain_walk(page: Sequence[Part]) -> tuple[list[Piece], list[Part]]:
    """Return the parts that are no links to other pages, the article of a page that has no more; and the others."""
    links = [part.linked and not is_sentence(part.words) for part in page]
    kept = [(part.words, part.kind) for part, link in zip(page, links, strict=True) if not link]
    return kept, [part for part, link in zip(page, links, strict=True) if link]


def losses(missing: Iterable[Part]) -> tuple[str, ...]:
    """Say how many signs of somebody's words are in parts of the page that are not in its text; nothing if none."""
    totals = dict.fromkeys(_SIGNS, 0)
    first = ""
    for part in missing:
        found = {
            "quotation mark": len(_MARKS.findall(part.words)),
            "block quotation": int(part.kind == "block_quotation"),
            "word of saying": len(_SAYING.findall(part.words)),
        }
        totals = {sign: count + found[sign] for sign, count in totals.items()}
        first = first or (" ".join(part.words.split()[:_SHOWN_WORDS]) if any(found.values()) else "")
    counted = [f"{count} {sign if count == 1 else _SIGNS[sign]}" for sign, count in totals.items() if count]
    return (f"words of the page may be missing, from “{first}” on: {', '.join(counted)}",) if counted else ()
