"""Hand-made parses for the rule tests: a few columns of CoNLL-U in, a `Document` and a `Parse` out.

Columns, separated by blanks: ``id form lemma upos head deprel [misc]``. A blank line ends a sentence, a line
``# newpar`` starts a paragraph (the first is implied), a line ``# kind = title`` names the paragraph's kind. MISC takes
``SpaceAfter=No`` and ``NER=B-PER``, joined with ``|``. Words are joined with single spaces, sentences too, paragraphs
with a blank line.
"""

from __future__ import annotations

from hashlib import sha256
from typing import cast

from attrib.types import Document, Paragraph, ParagraphKind, Parse, Sentence, Span, Token


def read_parse(source: str) -> tuple[Document, Parse]:  # noqa: C901 - the columns, top to bottom
    """Build the document and the parse that `source` spells out."""
    paragraphs: list[tuple[str, list[list[list[str]]]]] = [("body", [[]])]
    for raw in source.strip().splitlines():
        line = raw.strip()
        kind, sentences = paragraphs[-1]
        if line.startswith("# newpar"):
            paragraphs.append(("body", [[]]))
        elif line.startswith("# kind"):
            paragraphs[-1] = (line.partition("=")[2].strip(), sentences)
        elif line.startswith("#"):
            continue
        elif line:
            sentences[-1].append(line.split())
        elif sentences[-1]:
            sentences.append([])
    text = ""
    spans: list[Paragraph] = []
    parsed: list[Sentence] = []
    for kind, sentences in paragraphs:
        rows = [sentence for sentence in sentences if sentence]
        if not rows:
            continue
        text += "\n\n" if text else ""
        start = len(text)
        for number, sentence in enumerate(rows):
            text += " " if number else ""
            tokens = []
            for index, (_, form, lemma, upos, head, deprel, *misc) in enumerate(sentence):
                features = dict(pair.split("=", 1) for pair in "|".join(misc).split("|") if pair)
                begin = len(text)
                text += form
                tokens.append(
                    Token(
                        Span(begin, len(text)),
                        form,
                        lemma,
                        upos,
                        int(head) - 1,
                        deprel,
                        feats="|".join(f"{k}={v}" for k, v in features.items() if k not in {"SpaceAfter", "NER"}),
                        entity=features.get("NER", "O"),
                    )
                )
                if features.get("SpaceAfter") != "No" and index + 1 < len(sentence):
                    text += " "
            span = Span(tokens[0].span.start, tokens[-1].span.end)
            parsed.append(Sentence(len(parsed), len(spans), span, tuple(tokens)))
        spans.append(Paragraph(Span(start, len(text)), cast("ParagraphKind", kind)))
    document = Document("sha256:" + sha256(text.encode()).hexdigest(), text, tuple(spans), language="en")
    return document, Parse(tuple(parsed))
