"""attrib.stanza: the processor ``attribution``, on documents made by hand and in stanza's own pipeline."""

from __future__ import annotations

import copy
import json
import re
import shutil
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import stanza
from hypothesis import given
from hypothesis import strategies as st
from stanza.pipeline.core import PipelineRequirementsException
from stanza.pipeline.registry import NAME_TO_PROCESSOR_CLASS, PIPELINE_NAMES
from stanza.utils.conll import CoNLL

import attrib
import attrib.stanza
from attrib.errors import InputError, ModelError
from attrib.extract.reader import Reading
from attrib.onnx import Model
from attrib.parse import processors
from attrib.parse.attribution import AttributionProcessor, parse_of, shown
from attrib.read import read_text
from attrib.types import Analysis, Engine, Entity, Flag, Parse, Span
from attrib.weights import FOLDER

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "stanza.md"
SEEDS = ROOT / "seeds"
TEXT = "“It will hold,” said Ann Doyle of Northmoor.\n\nThe board didn’t deny that it was cracked."


def in_stanza(conllu: str, text: str | None) -> stanza.Document:
    """Return stanza's document of a text, or of none, and ``id form lemma upos head deprel [ner]`` a word.

    ``2-3 didn’t`` comes before the words of a contraction; a blank line ends a sentence.
    """
    rows: list[list[dict[str, Any]]] = [[]]
    at, end = 0, 0
    for line in conllu.strip().splitlines():
        columns = line.split()
        if not columns:
            rows.append([])
            continue
        ids, form, *rest = columns
        row: dict[str, Any] = {"id": tuple(map(int, ids.split("-"))), "text": form}
        if rest:
            row |= {"ner": "O"} | dict(zip(("lemma", "upos", "head", "deprel", "ner"), rest, strict=False))
            row["head"] = int(row["head"])
        if text is not None and row["id"][0] > end:
            at = text.index(form, at)
            row |= {"start_char": at, "end_char": at + len(form)}
            at += len(form)
        end = row["id"][-1] if len(row["id"]) > 1 else 0 if row["id"][-1] >= end else end
        rows[-1].append(row)
    return stanza.Document(rows, text)


CONLLU = """
1 “ “ PUNCT 4 punct
2 It it PRON 4 nsubj
3 will will AUX 4 aux
4 hold hold VERB 7 ccomp
5 , , PUNCT 4 punct
6 ” ” PUNCT 4 punct
7 said say VERB 0 root
8 Ann Ann PROPN 7 nsubj B-PERSON
9 Doyle Doyle PROPN 8 flat E-PERSON
10 of of ADP 11 case
11 Northmoor Northmoor PROPN 8 nmod S-GPE
12 . . PUNCT 7 punct

1 The the DET 2 det
2 board board NOUN 5 nsubj
3-4 didn’t
3 did do AUX 5 aux
4 not not PART 5 advmod
5 deny deny VERB 0 root
6 that that SCONJ 9 mark
7 it it PRON 9 nsubj:pass
8 was be AUX 9 aux:pass
9 cracked crack VERB 5 ccomp
10 . . PUNCT 5 punct
"""


def made(text: str | None = TEXT) -> stanza.Document:
    """Return the document of two sentences, one in each paragraph, with a contraction."""
    return in_stanza(CONLLU, text)


def said(text: str, *rows: tuple[str, str, str]) -> Analysis:
    """Return an analysis by hand of a text: content, cue, and a source that is an organisation of that name, by row."""

    def place(words: str) -> Span:
        return Span(at := text.index(words), at + len(words))

    entities = [
        Entity(f"e{i}", source, "organisation", mentions=(place(source),)) for i, (*_, source) in enumerate(rows)
    ]
    attributions = [
        attrib.Attribution(
            f"a{i}",
            "indirect",
            (place(content),),
            attrib.Cue(place(cue), cue),
            place(source),
            "made",
            0,
            0,
            attrib.Speaker(f"e{i}", source, "organisation"),
            confidence=0.9 - i / 10,
            flags=(Flag.NOMINAL_SOURCE,),
        )
        for i, (content, cue, source) in enumerate(rows)
    ]
    silent = Entity("e9", "nobody's speaker", "group", speaks=False)
    return Analysis(read_text(text), Engine(""), tuple(attributions), (*entities, silent))


class Stub:
    """What stands for an analyzer: it remembers the parses that it was given, and has one answer."""

    def __init__(self, answer: Analysis | None) -> None:
        """Take the answer."""
        self.encoder: Any = SimpleNamespace(encode=lambda *_: None)
        self.reader: Any = SimpleNamespace(read=lambda _: Reading(()))
        self.parses: list[Parse] = []
        self._answer = answer

    def attribute(self, _document: attrib.Document, parse: Parse, _reading: Reading) -> Analysis | None:
        """Remember the parse."""
        self.parses.append(parse)
        return self._answer


def processor(answer: Analysis | None = None) -> AttributionProcessor:
    """Return the processor, which loads no model and finds this."""
    result = AttributionProcessor.__new__(AttributionProcessor)
    result.__dict__["_analyzer"] = Stub(answer)
    return result


FOUND = (("“It will hold,”", "said", "Ann Doyle of Northmoor"), ("that it was cracked", "deny", "The board"))

# --- By hand ----------------------------------------------------------------------------------------------------------


def test_stanza_knows_the_processor_once_and_runs_it_last() -> None:
    assert NAME_TO_PROCESSOR_CLASS["attribution"] is attrib.stanza.AttributionProcessor
    assert PIPELINE_NAMES.count("attribution") == 1
    assert PIPELINE_NAMES.index("attribution") > max(map(PIPELINE_NAMES.index, processors.PARSED.split(",")))


def test_attributions_are_in_stanzas_style_with_exact_places() -> None:
    answer = said(TEXT, *FOUND)
    document = processor(answer).process(made())
    first, second = document.attributions
    assert (first.id, first.type, first.cue.text, first.source.text) == ("a0", "indirect", "said", FOUND[0][2])
    (content,) = first.content
    assert (content.text, content.type) == ("“It will hold,”", "content")
    assert TEXT[content.start_char : content.end_char] == content.text
    assert [word.text for word in content.words] == ["“", "It", "will", "hold", ",", "”"]
    assert content.sent is document.sentences[0]
    assert first.sentences == [document.sentences[0]]
    assert second.sentences == [document.sentences[1]]
    assert second.cue.tokens == document.sentences[1].tokens[3:4]
    assert first.pretty_print() == (
        "<Attribution id=a0;type=indirect;speaker=Ann Doyle of Northmoor;content=“It will hold,”>"
    )
    assert document.speakers == [first.speaker, second.speaker]
    assert [(each.id, each.name, each.type) for each in document.speakers] == [
        ("e0", "Ann Doyle of Northmoor", "organisation"),
        ("e1", "The board", "organisation"),
    ]
    assert [each.text for each in document.speakers[1].mentions] == ["The board"]
    assert document.analysis is answer


def test_what_is_shown_is_json() -> None:
    document = processor(said(TEXT, *FOUND)).process(made())
    for each in (*document.attributions, *document.speakers):
        assert json.loads(json.dumps(each.to_dict())) == json.loads(repr(each))
    row = document.attributions[1].to_dict()
    assert row["speaker"] == {"id": "e1", "name": "The board", "type": "organisation"}
    at = TEXT.index("that")
    assert row["content"] == [
        {"text": "that it was cracked", "type": "content", "start_char": at, "end_char": len(TEXT) - 1}
    ]
    assert row["flags"] == ["nominal_source"]


def test_words_of_a_contraction_are_words_and_its_token_is_one() -> None:
    document = made()
    article = read_text(TEXT)
    parse = parse_of(document, article, processors.placed(document)[1])
    (did, no) = parse.sentences[1].tokens[2:4]
    assert (did.text, no.text, did.head, no.head) == ("did", "not", 4, 4)
    assert did.span == no.span
    assert did.span.of(TEXT) == "didn’t"
    found = Analysis(article, Engine(""), (), (Entity("e1", "x", "group", mentions=(did.span,)),))
    (span,) = shown(document, found)[1][0].mentions
    assert [word.text for word in span.words] == ["did", "not"]
    assert [token.text for token in span.tokens] == ["didn’t"]


def test_ontonotes_kinds_of_name_are_ours() -> None:
    document = made()
    parse = parse_of(document, read_text(TEXT), processors.placed(document)[1])
    assert [(t.text, t.entity) for t in parse.sentences[0].tokens if t.entity != "O"] == [
        ("Ann", "B-PER"),
        ("Doyle", "I-PER"),
        ("Northmoor", "B-LOC"),
    ]


def test_a_sentence_over_the_end_of_a_paragraph_is_cut_there_into_two_trees() -> None:
    text = "Wall cracked\nAnn Doyle of Northmoor said on Monday that it will hold for ten years or more, and left."
    words = ["Wall", "cracked", "Ann", "Doyle", "said"]
    rows = "1 Wall Wall NOUN 2 nsubj\n2 cracked crack VERB 5 ccomp\n3 Ann Ann PROPN 5 nsubj\n4 Doyle D PROPN 3 flat\n"
    document = in_stanza(rows + "5 said say VERB 0 root", text)
    article = read_text(text)
    assert len(article.paragraphs) == 2
    first, second = parse_of(document, article, processors.placed(document)[1]).sentences
    assert [[t.text for t in s.tokens] for s in (first, second)] == [words[:2], words[2:]]
    assert [[(t.head, t.deprel) for t in s.tokens] for s in (first, second)] == [
        [(1, "nsubj"), (-1, "root")],
        [(2, "nsubj"), (0, "flat"), (-1, "root")],
    ]
    assert (first.paragraph, second.paragraph, first.index, second.index) == (0, 1, 0, 1)


def test_a_document_without_trees_is_refused() -> None:
    document = made()
    document.sentences[1].words[0].head = None
    with pytest.raises(InputError, match="no trees"):
        processor().process(document)


@pytest.mark.parametrize(
    ("lacks", "name", "what"), [("upos", "pos", "tags"), ("lemma", "lemma", "lemmas"), ("ner", "ner", "names")]
)
def test_a_document_that_lacks_what_attributions_rest_on_is_refused(lacks: str, name: str, what: str) -> None:
    document = made()
    for sentence in document.sentences:
        for each in sentence.tokens if lacks == "ner" else sentence.words:
            setattr(each, lacks, None)
    with pytest.raises(InputError, match=f"the document has no {what}") as found:
        processor().process(document)
    assert found.value.hint == f"run {name} before attribution"


@pytest.mark.models
def test_a_document_from_conllu_is_attributed_when_its_names_are_known(nlp: stanza.Pipeline) -> None:
    rows = [line.split() for line in CONLLU.strip().split("\n\n")[0].splitlines()]
    conllu = "\n".join("\t".join([*row[:4], "_", "_", *row[4:6], "_", "_"]) for row in rows) + "\n\n"
    with pytest.raises(InputError, match="the document has no names"):
        nlp.process(CoNLL.conll2doc(input_str=conllu), processors="attribution")
    document = nlp.process(CoNLL.conll2doc(input_str=conllu), processors="ner,attribution")
    assert who(document) == ["Ann Doyle"]
    with pytest.raises(InputError, match="the document has no names"):
        nlp.process(TEXT, processors="tokenize,pos,lemma,depparse,attribution")


def test_a_document_without_a_text_has_words_and_no_offsets() -> None:
    conllu = [
        "\t".join([each.split()[0], *each.split()[1:4], "_", "_", *each.split()[4:6], "_", misc])
        if each
        else ""
        for each, misc in zip(
            CONLLU.strip().splitlines(),
            ["SpaceAfter=No" if each.split()[1:2] in (["“"], ["hold"], [","], ["Northmoor"]) else "ner=O"
             for each in CONLLU.strip().splitlines()],
            strict=True,
        )
        if "3-4" not in each
    ]  # fmt: skip
    document = CoNLL.conll2doc(input_str="\n".join(conllu) + "\n\n")
    assert document.text is None
    line = processors.placed(document)[0]
    assert line.startswith("“It will hold,” said Ann Doyle of Northmoor. The board")
    (found,) = processor(said(line, FOUND[0])).process(document).attributions
    (content,) = found.content
    assert (content.text, content.start_char, content.end_char) == ("“It will hold,”", None, None)
    assert content.words == document.sentences[0].words[:6]
    assert found.to_dict()["cue"] == {"text": "said", "type": "cue", "start_char": None, "end_char": None}


@pytest.mark.parametrize("text", ["", " \n", "… —"])
def test_a_document_without_words_has_no_attributions(text: str) -> None:
    nothing = processor()
    rows = [[{"id": 1, "text": "…", "start_char": 0, "end_char": 1, "head": 0}]] if "…" in text else []
    document = nothing.process(stanza.Document(rows, text))
    assert (document.attributions, document.speakers, document.analysis) == ([], [], None)
    assert vars(nothing)["_analyzer"].parses == []
    assert stanza.Document([], text).attributions == []


def test_documents_share_no_list() -> None:
    stanza.Document([], "").attributions.append(1)
    assert stanza.Document([], "").attributions == []


def test_what_stanza_writes_is_as_before_and_what_it_reads_can_be_attributed_again() -> None:
    attributing = processor(said(TEXT, *FOUND))
    plain, document = made(), attributing.process(made())
    assert document.to_dict() == plain.to_dict()
    assert document.to_serialized() == plain.to_serialized()
    again = stanza.Document.from_serialized(document.to_serialized())
    assert again.attributions == []
    attributing.process(again)
    assert list(map(repr, again.attributions)) == list(map(repr, document.attributions))
    copied = copy.deepcopy(document)
    assert copied.attributions[0].content[0].words[0] is copied.sentences[0].words[0]


def test_another_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "resources.json").write_text('{"de": {"lang_name": "German", "packages": {}, "tokenize": {}}}')
    with pytest.raises(InputError, match="English, and the pipeline is for 'de'"):
        stanza.Pipeline(
            "de",
            dir=str(tmp_path),
            package=None,
            processors="attribution",
            download_method=None,
            verbose=False,
            attribution_check_requirements=False,
        )


def test_what_is_missing_is_told_when_the_pipeline_is_built(tmp_path: Path) -> None:
    with pytest.raises(PipelineRequirementsException):
        attrib.stanza.pipeline(processors="tokenize,pos,lemma,depparse,attribution")
    with pytest.raises(ModelError, match="no models in"):
        attrib.stanza.options(tmp_path)


# --- Properties -------------------------------------------------------------------------------------------------------

FORMS = st.sampled_from(["Ann", "didn’t", "“", "said", ".", "1950", "😀", "é", "a-b"])
BLANKS = st.sampled_from([" ", "  ", "\n", "\n\n", "\u00a0", ""])


@st.composite
def documents(draw: st.DrawFn) -> stanza.Document:
    """Draw a document of stanza's: any words, contractions, sentences and trees, over any blanks."""
    text, rows = draw(BLANKS), list[list[dict[str, Any]]]()
    for _ in range(draw(st.integers(1, 3))):
        row: list[dict[str, Any]] = []
        number = 0
        for form in draw(st.lists(FORMS, min_size=1, max_size=5)):
            place = {"start_char": len(text), "end_char": len(text) + len(form)}
            parts = draw(st.integers(1, 2))
            if parts > 1:
                row.append({"id": (number + 1, number + 2), "text": form, **place})
            row += [
                {"id": (number + i,), "text": form if parts == 1 else f"part{i}", **(place if parts == 1 else {})}
                for i in range(1, parts + 1)
            ]
            number += parts
            text += form + draw(BLANKS)
        order = draw(st.permutations(range(1, number + 1)))  # each word hangs on one before it in this order
        heads = {word: draw(st.sampled_from(order[:i])) if i else 0 for i, word in enumerate(order)}
        for each in row:
            if len(each["id"]) == 1:
                each |= {"head": heads[each["id"][0]], "lemma": each["text"], "upos": "X"}
            each["ner"] = "O"
        rows.append(row)
    return stanza.Document(rows, text)


@given(documents())
def test_any_document_is_parsed_into_trees_within_paragraphs(document: stanza.Document) -> None:
    try:
        article = read_text(document.text, force=True)
    except InputError:
        return
    text, places = processors.placed(document)
    assert text is document.text
    parse = parse_of(document, article, places)
    tokens = [token for sentence in parse.sentences for token in sentence.tokens]
    assert [token.text for token in tokens] == [word.text for word in document.iter_words()]
    assert [sentence.index for sentence in parse.sentences] == list(range(len(parse.sentences)))
    for token, word in zip(tokens, document.iter_words(), strict=True):
        assert token.span.of(text) == word.parent.text
    for sentence in parse.sentences:
        assert article.paragraphs[sentence.paragraph].span.contains(sentence.span)
        assert [token.head for token in sentence.tokens].count(-1) == 1
        for index in range(len(sentence.tokens)):
            seen = {index}
            while (index := sentence.tokens[index].head) >= 0:
                assert index not in seen
                seen.add(index)


@given(documents(), st.lists(st.integers(0, 30), min_size=2, max_size=6, unique=True))
def test_any_place_is_shown_as_it_is_with_every_word_that_has_a_character_of_it(
    document: stanza.Document, offsets: list[int]
) -> None:
    text = document.text
    spans = [Span(a, b) for a, b in pairwise(sorted(min(each, len(text)) for each in offsets)) if a < b]
    article = attrib.Document("", text, ())
    found = Analysis(article, Engine(""), (), (Entity("e1", "x", "group", mentions=tuple(spans)),))
    for span, mention in zip(spans, shown(document, found)[1][0].mentions, strict=True):
        assert mention.text == text[mention.start_char : mention.end_char] == span.of(text)
        touched = [
            token for token in document.iter_tokens() if token.start_char < span.end and token.end_char > span.start
        ]
        assert mention.tokens == touched
        assert mention.words == [word for token in touched for word in token.words]


# --- The bundled weights ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nlp() -> stanza.Pipeline:
    """Load a plain pipeline once."""
    return stanza.Pipeline(**attrib.stanza.options(), verbose=False)


SHORT = """“It will hold,” said Ann Doyle, the port’s chief engineer.

The Port Authority denied that it was cracked."""


def who(document: stanza.Document) -> list[str | None]:
    """Return the speaker's name of each attribution."""
    return [each.speaker and each.speaker.name for each in document.attributions]


def same(one: Analysis, other: Analysis) -> bool:
    """Whether two analyses say the same, whoever parsed."""
    return [attrib.to_dict(each) | {"engine": None} for each in (one, one)] == [
        attrib.to_dict(each) | {"engine": None} for each in (one, other)
    ]


@pytest.mark.models
@pytest.mark.parametrize("name", ["iraq-syria-attacks.txt", "harbour-inquiry.txt", "ferry-speech.txt"])
def test_a_plain_pipeline_says_what_attrib_says(nlp: stanza.Pipeline, name: str) -> None:
    text = read_text((SEEDS / name).read_text(encoding="utf-8")).text
    want, document = attrib.analyze(text), nlp(text)
    assert want.attributions
    assert same(document.analysis, want)
    assert [[(s.start_char, s.end_char) for s in each.content] for each in document.attributions] == [
        [(s.start, s.end) for s in each.content] for each in want.attributions
    ]
    assert [each.name for each in document.speakers] == [each.name for each in want.entities if each.speaks]
    again = stanza.Document.from_serialized(document.to_serialized())
    assert same(nlp.process(again, processors="attribution").analysis, want)


@pytest.mark.models
def test_the_network_reads_a_text_once_for_all_processors(
    nlp: stanza.Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    run = Model.run

    def counted(self: Model, outputs: Any, inputs: Any) -> list[Any]:  # noqa: ANN401 - the network's
        asked.append(len(outputs))
        return run(self, outputs, inputs)

    monkeypatch.setattr(Model, "run", counted)
    document = nlp(SHORT)
    assert len(asked) == 1
    assert processors.READING not in document.__dict__
    cut = nlp.bulk_process([SHORT], processors="tokenize")[0]
    assert processors.WORDS in cut.__dict__
    assert processors.ENCODED not in cut.__dict__, "what the network answers is large, and there may be many texts"
    assert who(document) == ["Ann Doyle", "Port Authority"]


@pytest.mark.models
def test_many_texts_at_once_and_one_by_one_are_the_same(nlp: stanza.Pipeline) -> None:
    texts = [SHORT, "", "Nobody spoke.", "“It fell,” said Hugh Moss."]
    together = nlp.bulk_process(texts)
    assert [list(map(repr, each.attributions)) for each in together] == [
        list(map(repr, nlp(each).attributions)) for each in texts
    ]
    assert [len(each.attributions) for each in together] == [2, 0, 0, 1]
    assert [[each.text for each in d.attributions[0].content] for d in nlp.stream(texts[-1:])] == [["“It fell,”"]]


@pytest.mark.models
def test_words_that_were_cut_before_are_read_one_space_apart() -> None:
    options = attrib.stanza.options() | {"tokenize_pretokenized": True}
    nlp = stanza.Pipeline(**options, verbose=False)
    rows = [["“", "It", "will", "hold", ",", "”", "said", "Ann", "Doyle", "."], ["She", "denied", "it", "."]]
    for document in (nlp(rows), *nlp.bulk_process([" ".join(rows[0]) + "\n" + " ".join(rows[1])])):
        first = document.attributions[0]
        assert first.source.text == "Ann Doyle"
        (content,) = first.content
        assert document.text[content.start_char : content.end_char] == content.text == "“ It will hold , ”"
        assert content.words == document.sentences[0].words[:6]


@pytest.mark.models
def test_what_is_less_sure_is_left_out() -> None:
    options = attrib.stanza.options() | {"attribution_min_confidence": 1.0}
    assert stanza.Pipeline(**options, verbose=False)(SHORT).attributions == []
    for wrong in (2, "x"):
        with pytest.raises(InputError, match=f"{wrong!r} is no confidence"):
            stanza.Pipeline(**(options | {"attribution_min_confidence": wrong}), verbose=False)


@pytest.mark.models
def test_another_language_and_half_a_character_are_refused_as_the_page_says(nlp: stanza.Pipeline) -> None:
    with pytest.raises(ValueError, match="No processors to load"):
        stanza.Pipeline(**(attrib.stanza.options() | {"lang": "fr"}), verbose=False)
    with pytest.raises(InputError, match="lone surrogate"):
        nlp.bulk_process([SHORT, "half \ud800"])


@pytest.mark.models
def test_trees_of_others_will_do(nlp: stanza.Pipeline) -> None:
    document = nlp.process(made(), processors="attribution")
    assert [(each.content[0].text, each.source.text) for each in document.attributions] == [
        ("“It will hold,”", "Ann Doyle of Northmoor"),
        ("that it was cracked", "The board"),
    ]
    assert document.attributions[1].negated
    two = nlp.bulk_process([made(), stanza.Document([], "")], processors="attribution")
    assert [len(each.attributions) for each in two] == [2, 0]


@pytest.mark.models
def test_stanzas_own_list_of_models_does_as_well(tmp_path: Path) -> None:
    packages = {"default": {"tokenize": "combined", "mwt": "combined", "ner": "ontonotes"}}
    models: dict[str, Any] = {"tokenize": {"combined": {}}, "mwt": {"combined": {}}, "ner": {"ontonotes": {}}}
    resources = {"en": {"lang_name": "English", "packages": packages, **models}}
    (tmp_path / "resources.json").write_text(json.dumps(resources))
    nlp = stanza.Pipeline(
        "en", dir=str(tmp_path), package="attrib", processors=processors.ALL, download_method=None, verbose=False
    )
    assert who(nlp(SHORT)) == ["Ann Doyle", "Port Authority"]
    assert str(nlp).count("reader.onnx") == 4


@pytest.mark.models
def test_the_examples_of_the_page_run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    examples = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    for example in examples:
        if "import spacy" in example:
            if find_spec("spacy") is None:  # it is not on every Python yet
                continue
            import_module("attrib.spacy")  # for a checkout that was installed before it named the entry point
        exec(compile(example, str(PAGE), "exec"), names)  # noqa: S102 - our own page
    assert len(examples) > 2
    assert "Odile Vale" in capsys.readouterr().out


def test_the_default_folder_is_the_packages_own() -> None:
    assert attrib.stanza.options()["dir"] == str(FOLDER)


def test_a_folder_is_a_path_or_its_name() -> None:
    assert attrib.stanza.options(str(FOLDER)) == attrib.stanza.options(FOLDER) == attrib.stanza.options()


def test_processors_are_named_as_stanza_takes_them() -> None:
    want = attrib.stanza.options(processors="tokenize,pos")
    folders = {name: value for name, value in want.items() if name.endswith("_folder")}
    assert folders == {"tokenize_folder": str(FOLDER), "pos_folder": str(FOLDER)}
    for same in (" Tokenize, pos ", ["tokenize", "pos"], ("tokenize", " POS")):
        assert attrib.stanza.options(processors=same) == want
    named = attrib.stanza.options(processors={"tokenize ": "attrib", "Pos": "attrib"})
    assert named == want | {"processors": {"tokenize": "attrib", "pos": "attrib"}}
    for wrong in (7, None, [7], {7: "attrib"}, b"tokenize"):
        with pytest.raises(InputError, match="names no processors"):
            attrib.stanza.options(processors=wrong)  # type: ignore[arg-type]


@pytest.mark.models
def test_models_of_another_folder_are_used_however_processors_are_named(tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(FOLDER, other)
    for names in ("tokenize, pos, lemma", ["tokenize", "pos", "lemma"], dict.fromkeys(["tokenize", "pos"], "attrib")):
        made = attrib.stanza.pipeline(str(other), names)
        assert {vars(each)["_variant"].folder for each in made.processors.values()} == {other}
