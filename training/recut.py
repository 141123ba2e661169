"""Re-cut the invented articles to the newsroom's conventions: ``python -m training.recut [FOLDER]``, in place.

In `../shared/data/newsroom` a quotation in a new paragraph without a cue is an attribution of its own. The articles of
``training/newsroom`` were annotated by the older rule of ``tests/newsroom/README.md``: a quotation that goes on in the
next paragraph is another piece of the same content. This splits such attributions, numbers all of them anew in the
order of their first words, and leaves the text itself as it is. Run again, it changes nothing.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.newsroom_gold import read_article, read_newsroom

TABLE = "\n\n== attributions ==\n"
MARK = re.compile(r"\{([scq])(\d+(?:,\d+)*) |([{}])")
GAP = re.compile(r"\n\s*\n\s*")


@dataclass
class Mark:
    """A marked part of the text: its role's letter, the attributions it belongs to, its offsets without the marks."""

    letter: str
    numbers: list[int]
    start: int
    end: int = -1


def unmarked(article: str) -> tuple[str, list[Mark]]:
    """Return the article's text and its marks, in the order in which they open."""
    pieces, marks, opened, at, done = [], [], [], 0, 0
    for found in MARK.finditer(article):
        pieces.append(article[done : found.start()])
        at += len(pieces[-1])
        done = found.end()
        letter, numbers, brace = found.groups()
        if letter:
            opened.append(Mark(letter, [int(n) for n in numbers.split(",")], at))
            marks.append(opened[-1])
        elif brace == "}":
            opened.pop().end = at
    return "".join([*pieces, article[done:]]), marks


def by_paragraph(text: str, marks: list[Mark]) -> list[Mark]:
    """Cut the contents that run over the end of a paragraph."""
    result = []
    for mark in marks:
        start = mark.start
        gaps = list(GAP.finditer(text, mark.start, mark.end)) if mark.letter == "q" else []
        for gap in gaps:
            result.append(Mark(mark.letter, list(mark.numbers), start, gap.start()))
            start = gap.end()
        result.append(Mark(mark.letter, list(mark.numbers), start, mark.end))
    return result


def recut(source: str) -> str:
    """Return the file of an article with its attributions split at paragraphs and numbered in order."""
    article, _, table = source.partition(TABLE)
    rows = {int(row.split("|")[0]): row.split("|", 1)[1].strip() for row in table.splitlines() if row.strip()}
    text, marks = unmarked(article)
    marks = by_paragraph(text, marks)

    def paragraph(place: int) -> int:
        return len(GAP.findall(text, 0, place))

    for number in list(rows):
        own = [m for m in marks if number in m.numbers]
        contents = [m for m in own if m.letter == "q"]
        anchors = [m for letter in "cs" for m in own if m.letter == letter] or contents[:1]
        near = min(contents, key=lambda m: abs(paragraph(m.start) - paragraph(anchors[0].start)))
        home = paragraph(near.start)
        new: dict[int, int] = {}
        for mark in contents:
            here = paragraph(mark.start)
            if here != home:
                if here not in new:
                    new[here] = max(rows) + 1
                    rows[new[here]] = rows[number]
                mark.numbers = [new[here] if n == number else n for n in mark.numbers]
    first = {n: min(m.start for m in marks if n in m.numbers and m.letter == "q") for n in rows}
    order = {old: new for new, old in enumerate(sorted(rows, key=lambda n: (first[n], n)), start=1)}
    edges = sorted([(m.start, 1, i, m) for i, m in enumerate(marks)] + [(m.end, 0, -i, m) for i, m in enumerate(marks)],
                   key=lambda e: e[:3])
    pieces, at = [], 0
    for place, opens, _, mark in edges:
        pieces.append(text[at:place])
        at = place
        pieces.append(f"{{{mark.letter}{','.join(str(order[n]) for n in mark.numbers)} " if opens else "}")
    made = "".join([*pieces, text[at:]])
    lines = "".join(f"{order[n]} | {rows[n]}\n" for n in sorted(rows, key=order.__getitem__))
    return made + TABLE + lines


def main() -> None:
    """Re-cut every article of the folder, and say how many attributions there are now."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "newsroom"
    before = sum(len(d.attributions or ()) for d in read_newsroom(folder).documents)
    for path in sorted(folder.glob("*.txt")):
        source = path.read_text(encoding="utf-8")
        made = recut(source)
        if read_article("", made)[0].text != read_article("", source)[0].text:
            raise AssertionError(path)
        path.write_text(made, encoding="utf-8", newline="\n")
    print(before, "attributions,", sum(len(d.attributions or ()) for d in read_newsroom(folder).documents), "now")


if __name__ == "__main__":
    main()
