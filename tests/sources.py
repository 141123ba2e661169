"""Sources for tests, written out and indexed; the words are invented."""

from __future__ import annotations

from pathlib import Path

from attrib.types import Span, Verification
from attrib.verify import Index, Verifier, open_index, read_quotation

SPEECH = (
    "ANN MOSS: The wall will hold for a hundred years. It cost 15 million pounds, and we do not regret a penny of it."
    "\n\n"
    "HUGH VALE: I would never have signed for that wall. You said, “The wall will hold for a hundred years.”\n\n"
    "ANN MOSS: We will build a second one if the county pays for the bricks. Nobody was hurt on the night of the storm."
)


def index_of(folder: Path, *texts: str, names: tuple[str, ...] = ()) -> Index:
    """Return the index of texts, each in a file of `folder`, called as in `names`, else ``0.txt`` and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / (names[number] if names else f"{number}.txt") for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return open_index([str(path) for path in paths], None)


def check(index: Index, quote: str, *, speaker: str | None = None, published: str | None = None) -> Verification:
    """Return what becomes of a quotation, and make sure that all it shows stands where it says."""
    found = Verifier(index).verify(
        read_quotation("a1", quote, [Span(0, len(quote))], speaker=speaker, published=published)
    )
    assert found is not None
    if found.source is not None:
        number = index.paths.index(found.source.path)
        text = index.source(number).text
        said = [found.source.said, found.source.around, *(each.said for each in found.differences if each.said)]
        assert all(each.span.of(text) == each.text for each in said)
    return found


def told(verification: Verification, quote: str) -> list[tuple[str, str, str]]:
    """Return the differences: kind, words printed, words said."""
    return [
        (
            str(each.kind),
            each.printed.of(quote) if each.printed is not None else "",
            each.said.text if each.said is not None else "",
        )
        for each in verification.differences
    ]
