"""attrib.parse.grammar and attrib.parse.processors: words out of a network's answers, told by hand."""

from __future__ import annotations

import base64
import json
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import stanza
from hypothesis import given
from hypothesis import strategies as st

from attrib.analyzer import Analyzer
from attrib.encoder import Encoded
from attrib.encoder.windows import Pieces, window
from attrib.errors import InputError, ModelError
from attrib.parse import processors
from attrib.parse.grammar import Grammar, Word
from attrib.read import read_document, read_text
from attrib.types import Span
from attrib.weights import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = Path(__file__).parents[1] / "seeds"
VOCABULARY = {
    "upos": ["NOUN", "VERB"],
    "feats": ["", "Number=Sing"],
    "deprel": ["root", "nsubj", "obj"],
    "names": ["O", "B-PER", "I-PER"],
}
SIZE = 3
LAYER = np.zeros((3, 2 * SIZE + 1), np.float32)
LAYER[1, 0] = 1  # a first number above zero in either state speaks for nsubj
LAYER[2, -1] = 0.1  # else it is obj
METADATA = {"vocabulary": json.dumps(VOCABULARY), "relations": base64.b64encode(LAYER.tobytes()).decode()}


def answered(
    text: str,
    heads: Sequence[int],
    cuts: Sequence[int] = (),
    subjects: Sequence[int] = (),
    names: Sequence[int] = (),
) -> tuple[Encoded, list[Span]]:
    """Return what a network would answer that knows the head of each word (-1 the root), and the words.

    Windows are cut before the words with the numbers `cuts`; `subjects` are subjects, `names` tells the tag of each.
    """
    spans = [Span(*m.span()) for m in re.finditer(r"\w+", text)]
    size = len(spans)
    zeros = np.zeros(size, np.int64)
    starts, ends = (np.array([getattr(s, edge) for s in spans]) for edge in ("start", "end"))
    pieces = Pieces(zeros, zeros, zeros, zeros, zeros, starts, ends, (slice(0, size),))
    edges = [0, *cuts, size]
    windows = tuple(window(pieces, a, b) for a, b in pairwise(edges))
    by_pair = []
    for row in windows:
        scores = np.zeros((row.size + 1, row.size + 1), np.float32)
        for place in range(row.size):
            head = heads[row.first + place]
            if head < 0:
                scores[place + 1, 0] = 9
            elif row.first <= head < row.first + row.size:
                scores[place + 1, head - row.first + 1] = 9
        by_pair.append(scores)
    dependent = np.zeros((size, SIZE), np.float32)
    dependent[list(subjects), 0] = 5
    tags = np.zeros((size, 3), np.float32)
    tags[np.arange(len(names)), list(names)] = 1
    by_piece = {
        "upos": np.array([int(h < 0) for h in heads]),
        "feats": zeros,
        "names": tags,
        "dependent": dependent,
        "governor": np.zeros((size, SIZE), np.float32),
    }
    return Encoded(pieces, windows, by_piece, {"heads": tuple(by_pair)}), spans


def test_words_get_tags_heads_relations_and_names() -> None:
    encoded, spans = answered("Ann Vale shut it", [2, 0, -1, 2], subjects=[0], names=[1, 2, 0, 0])
    (words,) = Grammar(METADATA).parse(encoded, [spans])
    assert words == [
        Word("NOUN", "", 2, "nsubj", "B-PER"),
        Word("NOUN", "", 0, "obj", "I-PER"),
        Word("VERB", "", -1, "root", "O"),
        Word("NOUN", "", 2, "obj", "O"),
    ]


def test_each_sentence_is_a_tree_of_its_own() -> None:
    encoded, spans = answered("It fell It rose", [1, -1, 3, -1])
    first, second = Grammar(METADATA).parse(encoded, [spans[:2], spans[2:]])
    assert [word.head for word in first] == [word.head for word in second] == [1, -1]


def test_a_sentence_in_two_windows_has_one_root() -> None:
    encoded, spans = answered("It fell and it rose", [1, -1, 4, 4, -1], cuts=[2])
    (words,) = Grammar(METADATA).parse(encoded, [spans])
    heads = [word.head for word in words]
    assert heads.count(-1) == 1
    assert (heads[1] == -1 and heads[4] in {0, 1}) or (heads[4] == -1 and heads[1] in {2, 3, 4})
    assert heads[0] == 1
    assert heads[2:4] == [4, 4]


def test_an_inside_without_a_beginning_is_one() -> None:
    encoded, spans = answered("Ann shut Vale", [1, -1, 1], names=[2, 0, 2])
    (words,) = Grammar(METADATA).parse(encoded, [spans])
    assert [word.entity for word in words] == ["B-PER", "O", "B-PER"]


def test_a_word_inside_anothers_piece_hangs_on_it() -> None:
    encoded, _ = answered("They gonna go", [1, -1, 1])
    spans = [Span(0, 4), Span(5, 8), Span(8, 10), Span(11, 13)]
    (words,) = Grammar(METADATA).parse(encoded, [spans])
    assert words[2] == Word("X", "", 1, "goeswith", "O")
    assert [word.head for word in words] == [1, -1, 1, 1]
    (alone,) = Grammar(METADATA).parse(encoded, [[Span(8, 10)]])
    assert alone == [Word("X", "", -1, "root", "O")]


@given(
    heads=st.lists(st.integers(-1, 8), min_size=1, max_size=9),
    cut=st.integers(1, 8),
    known=st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_whatever_the_scores_there_is_one_tree_a_sentence(heads: list[int], cut: int, known: list[bool]) -> None:
    text = " ".join("abcdefghi"[: len(heads)])
    encoded, spans = answered(text, heads, cuts=[cut] if cut < len(heads) else [])
    asked = [span if here else Span(span.end, span.end + 1) for span, here in zip(spans, known, strict=False)]
    (words,) = Grammar(METADATA).parse(encoded, [asked])
    assert [word.head for word in words].count(-1) == 1
    for number in range(len(words)):
        seen, at = set(), number
        while at >= 0:
            assert at not in seen
            seen.add(at)
            at = words[at].head


@pytest.mark.parametrize("metadata", [{}, {"vocabulary": "[["}, METADATA | {"relations": "AAAA"}])
def test_a_network_that_knows_no_grammar_is_named(metadata: dict[str, str]) -> None:
    with pytest.raises(ModelError, match="no grammar"):
        Grammar(metadata)


# --- Stanza's processors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bio", "bioes"),
    [
        ("O", "O"),
        ("B-PER", "S-PER"),
        ("B-PER I-PER", "B-PER E-PER"),
        ("B-PER I-PER I-PER O B-ORG B-ORG", "B-PER I-PER E-PER O S-ORG S-ORG"),
        ("", ""),
    ],
)
def test_names_end_as_stanza_writes_them(bio: str, bioes: str) -> None:
    assert processors.bioes(bio.split()) == bioes.split()


def in_stanza(text: str | None, *words: str) -> stanza.Document:
    """Return stanza's document of one sentence, with offsets if there is a text."""
    rows, at = [], 0
    for number, word in enumerate(words, start=1):
        row: dict[str, Any] = {"id": (number,), "text": word}
        if text is not None:
            at = text.index(word, at)
            row |= {"start_char": at, "end_char": at + len(word)}
        rows.append(row)
    return stanza.Document([rows], text)


VARIANTS = (processors.Tags, processors.Trees, processors.Names)


def test_the_processors_write_what_was_carried_to_them() -> None:
    text = "Ann Vale shut it"
    encoded, _ = answered(text, [2, 0, -1, 2], subjects=[0], names=[1, 2, 0, 0])
    document = in_stanza(text, *text.split())
    processors.carry(document, encoded, Grammar(METADATA))
    for variant in VARIANTS:
        assert variant({"folder": "/nowhere"}).process(document) is document
    (sentence,) = document.sentences
    assert [(w.upos, w.head, w.deprel) for w in sentence.words] == [
        ("NOUN", 3, "nsubj"), ("NOUN", 1, "obj"), ("VERB", 0, "root"), ("NOUN", 3, "obj"),
    ]  # fmt: skip
    assert [(name.text, name.type) for name in document.ents] == [("Ann Vale", "PER")]
    assert len(sentence.dependencies) == 4


@pytest.mark.parametrize("text", ["Ann Vale\n\nshut it", None])
def test_a_document_that_carries_nothing_is_read_once(text: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def encode(article: Any, _quotations: object, _outputs: object) -> Encoded:  # noqa: ANN401 - a document of ours
        asked.append([paragraph.span.of(article.text) for paragraph in article.paragraphs])
        return answered(article.text, [2, 0, -1, 2])[0]

    monkeypatch.setattr(processors, "encoder_of", lambda _folder: SimpleNamespace(encode=encode, metadata=METADATA))
    monkeypatch.setattr(processors, "_grammar", lambda _folder: Grammar(METADATA))
    document = in_stanza(text, "Ann", "Vale", "shut", "it")
    for variant in VARIANTS:
        variant({}).process(document)
    assert asked == [["Ann Vale", "shut it"] if text else ["Ann Vale shut it"]]
    assert [word.head for word in document.sentences[0].words] == [3, 1, 0, 3]


def test_words_without_places_are_read_one_space_apart() -> None:
    text = "Ann     Doyle      shut      it ."
    rows = [{"id": (i,), "text": word} for i, word in enumerate(text.split(), start=1)]
    read, spans = processors.placed(stanza.Document([rows], text))
    assert read == "Ann Doyle shut it ."
    assert [span.of(read) for span in spans[0]] == text.split()
    far = in_stanza("Ann fell", "Ann", "fell")
    far.sentences[0].words[1].start_char = 100
    far.sentences[0].words[1].end_char = 104
    read, spans = processors.placed(far)
    assert [span.of(read) for span in spans[0]] == ["Ann", "fell"]


def test_what_was_carried_is_used_once_and_words_are_known_by_what_they_are() -> None:
    encoded, _ = answered("Ann fell", [1, -1])
    document = in_stanza("Ann fell", "Ann", "fell")
    processors.carry(document, encoded, Grammar(METADATA))
    first = processors.words_of(document, FOLDER)
    assert processors.ENCODED not in document.__dict__
    assert processors.words_of(document, FOLDER) is first
    document.sentences[0].words[0].text = "Eve"
    processors.carry(document, encoded, Grammar(METADATA))
    assert processors.words_of(document, FOLDER) is not first


@pytest.mark.models
def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no models in"):
        processors.pipeline(tmp_path / "nowhere", processors.PARSED)
    nlp = processors.pipeline(processors=processors.PARSED)
    with pytest.raises(InputError, match="no text"):
        nlp(stanza.Document([]))
    with pytest.raises(InputError, match="half a character"):
        nlp("a \ud800 b said.")


@pytest.mark.models
def test_many_clauses_in_one_sentence_are_parsed_without_a_warning() -> None:
    document = read_text("The mayor said that the harbour would be closed, " * 60 + ".")
    assert len(Analyzer().parse(document).sentences) > 3


@pytest.mark.models
def test_stanzas_own_pipeline_runs_the_variants_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    nlp = processors.pipeline(processors=processors.PARSED)

    def called(*_: object, **__: object) -> None:
        raise AssertionError("a torch module was called")

    monkeypatch.setattr(torch.nn.Module, "__call__", called)
    done = nlp("“It will hold,” said Ann Doyle of Northmoor.\n\nIt didn’t.")
    first = {word.text: word for word in done.sentences[0].words}
    assert (first["said"].upos, first["Ann"].upos, first["Ann"].deprel) == ("VERB", "PROPN", "nsubj")
    assert [name.text for name in done.ents] == ["Ann Doyle", "Northmoor"]
    assert [word.lemma for word in nlp("It fell.").sentences[0].words] == ["it", "fall", "."]
    one, other = nlp.bulk_process(["It fell.", "Ann Doyle rose."])
    assert [word.head for word in one.sentences[0].words] == [2, 0, 2]
    assert [name.text for name in other.ents] == ["Ann Doyle"]


@pytest.mark.models
def test_the_variants_stand_beside_stanzas_own_processors() -> None:
    nlp = stanza.Pipeline(
        "en",
        dir=str(FOLDER),
        package=None,
        processors={"tokenize": "attrib", "pos": "attrib", "ner": "attrib"},
        tokenize_pretokenized=True,
        download_method=None,
        verbose=False,
    )
    done = nlp([["Ann", "Doyle", "fell", "."], ["She", "rose", "."]])
    assert [[word.upos for word in s.words] for s in done.sentences] == [
        ["PROPN", "PROPN", "VERB", "PUNCT"],
        ["PRON", "VERB", "PUNCT"],
    ]
    assert [name.text for name in done.ents] == ["Ann Doyle"]


@pytest.mark.models
@pytest.mark.parametrize("name", ["iraq-syria-attacks.txt", "harbour-inquiry.txt"])
def test_stanzas_pipeline_of_the_variants_says_what_the_parser_says(name: str) -> None:
    document = read_document(SEEDS / name)
    analyzer = Analyzer()
    parse = analyzer.parse(document)
    done = processors.pipeline(processors=processors.PARSED)(document.text)
    ours = [
        [(t.span.start, t.text, t.lemma, t.upos, t.feats, t.head, t.deprel) for t in s.tokens] for s in parse.sentences
    ]
    theirs = [
        [(w.start_char, w.text, w.lemma, w.upos, w.feats or "", w.head - 1, w.deprel) for w in s.words]
        for s in done.sentences
    ]
    assert ours == theirs
    named = [t.span.start for s in parse.sentences for t in s.tokens if t.entity[0] == "B"]
    assert named == [entity.start_char for entity in done.ents]
