"""Compare parses of the same articles: ``python -m training.compare_parses READER.pt GRAMMAR.pt``.

On ``seeds/``, ``training/newsroom`` and 200 sentences of EWT dev: the network in torch, as it was trained, against ONNX
in 32 bits, against 8 bits, as it ships, and against stanza's own processors with the teacher's weights. Prints of how
many words in a hundred tag, head and relation, and name are the same, of the words that both have.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

sys.path.insert(0, str(Path(__file__).parent))
from prepare import load as treebank
from reader_data import treebank_row

from attrib.analyzer import Analyzer
from attrib.evaluate import as_document
from attrib.read import read_document
from attrib.types import Document, Paragraph
from tests.newsroom_gold import read_newsroom
from training.export_reader import OUTPUTS, Answers
from training.grammar_model import grammar_of
from training.measure_reader import load
from training.readings import folder_of
from training.teacher import Teacher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from attrib.types import Parse, Token

HERE = Path(__file__).parent
SENTENCES = 200


def articles() -> Iterator[Document]:
    """Yield what is compared."""
    yield from (read_document(path) for path in sorted((HERE.parent / "seeds").glob("*.txt")))
    yield from map(as_document, read_newsroom(HERE / "newsroom").documents)
    left = SENTENCES
    for text in treebank("ewt-dev"):
        if left > 0:
            row = treebank_row(text)
            left -= len(row.sentences)
            yield Document(row.id, row.text, tuple(map(Paragraph, row.paragraphs)))


class InTorch:
    """Stands for the runtime's model: the network as it was trained."""

    def __init__(self, reader: str, grammar: str, metadata: Mapping[str, str]) -> None:
        """Load it."""
        loaded = load(reader)
        self._answers, self.metadata = Answers(loaded, grammar_of(grammar, loaded)).eval(), metadata

    def run(self, outputs: Sequence[str], inputs: Mapping[str, Any]) -> list[Any]:
        """Return the named outputs."""
        with torch.inference_mode():
            given = (torch.from_numpy(inputs[name]) for name in ("ids", "mask", "case", "state", "opens"))
            found = dict(zip(OUTPUTS, self._answers(*given), strict=True))
        return [found[name].numpy() for name in outputs]


def same(one: Parse, other: Parse) -> tuple[int, int, int, int]:
    """Return how many words both have, and of how many tag, head with relation, and name are the same."""
    pairs = [{(t.span.start, t.span.end): (t, place(s.tokens, t)) for s in parse.sentences for t in s.tokens}
             for parse in (one, other)]
    both = [(pairs[0][span], pairs[1][span]) for span in pairs[0].keys() & pairs[1].keys()]
    return (len(both), sum(a.upos == b.upos for (a, _), (b, _) in both),
            sum(x == y and a.deprel == b.deprel for (a, x), (b, y) in both),
            sum(a.entity == b.entity for (a, _), (b, _) in both))


def place(tokens: Sequence[Token], token: Token) -> int:
    """Return where the head of a word begins, -1 at the root."""
    return tokens[token.head].span.start if token.head >= 0 else -1


def main() -> None:
    """Print a line for each pair."""
    reader, grammar = sys.argv[1:3]
    documents = list(articles())
    made: dict[str, Callable[[Document], Parse]] = {}
    with tempfile.TemporaryDirectory() as name:
        plain = Analyzer()
        plain.encoder._model = InTorch(reader, grammar, plain.encoder.metadata)  # noqa: SLF001 (what is compared)
        made["torch"] = plain.parse
        wide = Analyzer()
        folder = folder_of(reader, Path(name), 32, grammar)
        wide.encoder = type(wide.encoder)(folder)
        made |= {"32 bits": wide.parse, "8 bits": Analyzer().parse, "the teacher": Teacher().parse}
        parses = {kind: [parse(document) for document in documents] for kind, parse in made.items()}
    for kind in ("32 bits", "8 bits", "the teacher"):
        words, *shares = map(sum, zip(*map(same, parses["torch"], parses[kind]), strict=True))
        tags, trees, names = (100 * share / words for share in shares)
        print(f"torch and {kind}: {words} words, same tag {tags:.2f}, head and relation {trees:.2f}, name {names:.2f}")


if __name__ == "__main__":
    main()
