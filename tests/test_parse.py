"""attrib.parse: words, tags and paragraphs by hand; the bundled weights."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attrib.analyzer import Analyzer
from attrib.encoder import Encoder
from attrib.errors import ModelError
from attrib.parse import BUNDLED, install, load, processors
from attrib.parse import parser as parsing
from attrib.types import Document, Paragraph, Parse, Sentence, Span
from attrib.weights import FOLDER, READER, RESOLVING

ROOT = Path(__file__).parents[1]

bundled = pytest.mark.skipif(
    not (FOLDER / "manifest.json").exists(), reason="attrib/models has no weights yet (training/bundle.py)"
)


METADATA = {
    "vocabulary": json.dumps({"upos": ["X"], "feats": [""], "deprel": ["root"], "names": ["O"]}),
    "relations": base64.b64encode(np.zeros((1, 3), np.float32).tobytes()).decode(),
}
"""The least that a network says of itself."""


def document(text: str) -> Document:
    """Build a document whose paragraphs are parted by blank lines."""
    paragraphs, start = [], 0
    for part in text.split("\n\n"):
        if part.strip():
            paragraphs.append(Paragraph(Span(start, start + len(part))))
        start += len(part) + 2
    return Document("sha256:0", text, tuple(paragraphs), language="en")


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bioes", "bio"),
    [
        ("O", "O"),
        ("S-PER", "B-PER"),
        ("B-ORG", "B-ORG"),
        ("I-ORG", "I-ORG"),
        ("E-LOC", "I-LOC"),
        ("S-PERSON", "B-PER"),
        ("E-GPE", "I-LOC"),
        ("B-Organization", "B-ORG"),
        ("S-NORP", "B-MISC"),
        ("S-CARDINAL", "O"),
        ("B-MONEY", "O"),
    ],
)
def test_names_are_tagged_in_bio_and_by_one_set_of_kinds(bioes: str, bio: str) -> None:
    assert list(parsing._names(bioes, 1)) == [bio]  # noqa: SLF001


@pytest.mark.parametrize(
    ("bioes", "bio"), [("S-PER", "B-PER O"), ("B-ORG", "B-ORG I-ORG"), ("E-ORG", "I-ORG O"), ("O", "O O")]
)
def test_a_name_ends_with_the_first_word_of_a_contraction(bioes: str, bio: str) -> None:
    assert list(parsing._names(bioes, 2)) == bio.split()  # noqa: SLF001


def stanza_sentence(*words: tuple[str, int]) -> SimpleNamespace:
    """Build what stanza gives for a sentence: words and where they begin; every word hangs on the first."""
    made = [
        SimpleNamespace(text=text, lemma=None, upos=None, head=int(number > 1), deprel=None, feats=None)
        for number, (text, _) in enumerate(words, 1)
    ]
    tokens = [SimpleNamespace(words=[word], ner=None) for word in made]
    return SimpleNamespace(tokens=tokens, words=made, places=[Span(at, at + len(text)) for text, at in words])


def sentences_of(article: Document, *parsed: SimpleNamespace) -> list[Sentence]:
    """Return sentences of stanza's as ours."""
    return list(parsing.sentences_of(parsed, [each.places for each in parsed], article))


def test_a_sentence_knows_its_paragraph() -> None:
    article = document("It held.\n\nIt fell. It rose.\n\nIt ended.")
    rows = [
        stanza_sentence(("It", 0), ("held", 3)),
        stanza_sentence(("It", 10), ("fell", 13)),
        stanza_sentence(("It", 19), ("rose", 22)),
        stanza_sentence(("It", 29), ("ended", 32)),
    ]
    sentences = sentences_of(article, *rows)
    assert [(s.index, s.paragraph, s.span.of(article.text)) for s in sentences] == [
        (0, 0, "It held"),
        (1, 1, "It fell"),
        (2, 1, "It rose"),
        (3, 2, "It ended"),
    ]


def test_a_word_that_stanza_knows_nothing_about_is_still_a_token() -> None:
    (sentence,) = sentences_of(document("It held."), stanza_sentence(("It", 0), ("held", 3)))
    first, second = sentence.tokens
    assert (first.lemma, first.upos, first.head, first.deprel, first.feats, first.entity) == (
        "It",
        "X",
        -1,
        "dep",
        "",
        "O",
    )
    assert second.head == 0


# --- Folders that cannot be used --------------------------------------------------------------------------------------


def test_a_folder_without_models_is_one_line_and_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no models in") as caught:
        load(str(tmp_path / "nowhere"), METADATA)
    assert caught.value.hint


@pytest.mark.parametrize("manifest", ["", "[]", "{", '{"files": {"lemmas.json": {}}}', '{"files": 3}', "\udc80"])
def test_a_manifest_that_is_none(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_bytes(manifest.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError):
        load(str(tmp_path), METADATA)


def test_a_manifest_whose_files_are_gone(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        json.dumps({"files": {"lemmas.json": {"sha256": "0"}, "x.pt": {"sha256": "0"}}})
    )
    for name in processors.NEEDED:
        (tmp_path / name).write_bytes(b"weights")
    with pytest.raises(ModelError) as caught:
        load(str(tmp_path), METADATA)
    assert caught.value.message == f"there is no file {tmp_path / 'x.pt'}"
    assert str(tmp_path) in caught.value.hint
    (tmp_path / "resources.json").unlink()
    with pytest.raises(ModelError) as caught:
        load(str(tmp_path), METADATA)
    assert caught.value.message == f"there is no file {tmp_path / 'resources.json'}"


def test_a_file_that_is_not_the_manifests_is_named(tmp_path: Path) -> None:
    for name in processors.NEEDED:
        (tmp_path / name).write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    files = {name: {"sha256": digest} for name in processors.NEEDED} | {"lemmas.json": {"sha256": "0" * 64}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    with pytest.raises(ModelError, match="its sha256 is another") as caught:
        load(str(tmp_path), METADATA)
    assert caught.value.message.startswith(str(tmp_path / "lemmas.json"))


def test_a_file_that_is_needed_and_not_in_the_manifest_is_refused(tmp_path: Path) -> None:
    for name in processors.NEEDED:
        (tmp_path / name).write_bytes(b"weights")
    files = {"lemmas.json": {"sha256": hashlib.sha256(b"weights").hexdigest()}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    with pytest.raises(ModelError, match=r"resources\.json is not in manifest\.json") as caught:
        load(str(tmp_path), METADATA)
    assert str(tmp_path) in caught.value.hint


def test_two_swapped_entries_of_the_tokenizers_vocabulary_are_noticed(tmp_path: Path) -> None:
    for source in FOLDER.iterdir():
        (tmp_path / source.name).symlink_to(source)
    tokenizer = json.loads((FOLDER / "tokenizer.json").read_text(encoding="utf-8"))
    words = tokenizer["model"]["vocab"]
    words["said"], words["denied"] = words["denied"], words["said"]
    (tmp_path / "tokenizer.json").unlink()
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(ModelError, match=r"tokenizer\.json is not the file in manifest\.json"):
        Encoder(tmp_path)


WALK = """
import sys
from pathlib import Path

opened = set()
folder = Path(sys.argv[1]).resolve()


def look(event, values):
    if event == "open" and isinstance(values[0], (str, bytes)):
        opened.add(values[0])


sys.addaudithook(look)
import attrib

attrib.Analyzer(folder).analyze("“It will hold,” said Odile Vale, a warden of the harbour. She told Hugh Moss so.")
inside = {Path(each).resolve() for each in opened if isinstance(each, str)}
print(*sorted(str(each.relative_to(folder)) for each in inside if each.is_relative_to(folder)), sep="\\n")
"""


@pytest.mark.models
@bundled
def test_all_that_an_analysis_opens_of_the_models_is_in_the_manifest(tmp_path: Path) -> None:
    listed = set(json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"])
    folder = tmp_path / "models"
    folder.mkdir()
    for name in (*listed, "manifest.json"):  # what native code might open besides is not there
        shutil.copyfile(FOLDER / name, folder / name)
    done = subprocess.run(
        [sys.executable, "-c", WALK, str(folder)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(done.stdout.split()) == {*listed, "manifest.json"}


def test_every_file_of_the_manifest_is_checked_and_no_other_is_there(tmp_path: Path) -> None:
    listed = set(json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"])
    assert {each.name for each in FOLDER.iterdir()} == {*listed, "manifest.json"}
    for source in FOLDER.iterdir():
        (tmp_path / source.name).symlink_to(source)
    checks: dict[str, Callable[[], object]] = {
        **dict.fromkeys(listed, lambda: load(str(tmp_path), {})),
        **dict.fromkeys(READER, lambda: Encoder(tmp_path)),
        **dict.fromkeys(RESOLVING, lambda: Analyzer(tmp_path).resolving),
    }
    for name, check in checks.items():
        whole = (FOLDER / name).read_bytes()
        (tmp_path / name).unlink()
        (tmp_path / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(ModelError, match=f"{name} is not the file in manifest"):
            check()
        (tmp_path / name).unlink()
        (tmp_path / name).symlink_to(FOLDER / name)


def test_a_model_that_brings_code_of_its_own_is_not_asked_about_and_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transformers = pytest.importorskip("transformers")
    brought = {"model_type": "theirs", "auto_map": {"AutoConfig": "theirs.Theirs", "AutoModel": "theirs.Model"}}
    (tmp_path / "config.json").write_text(json.dumps(brought), encoding="utf-8")
    ran = tmp_path / "ran"
    (tmp_path / "theirs.py").write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    monkeypatch.setattr("stanza.Pipeline", lambda *_, **__: transformers.AutoModel.from_pretrained(str(tmp_path)))
    answer = io.StringIO("y\n")
    monkeypatch.setattr("sys.stdin", answer)
    for use in (lambda: load("default_accurate", {}), lambda: install("default_accurate")):
        with pytest.raises(ModelError):
            use()
        assert (sys.stdin, answer.tell(), ran.exists()) == (answer, 0, False)


def test_nothing_that_stanza_loads_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = io.StringIO("y\n")
    monkeypatch.setattr("sys.stdin", answer)
    monkeypatch.setattr("stanza.Pipeline", lambda *_, **__: input("Do you wish to run the custom code? [y/N]"))
    for use in (lambda: load("default_accurate", {}), lambda: install("default_accurate")):
        with pytest.raises(ModelError):
            use()
    assert (sys.stdin, answer.tell()) == (answer, 0)


def test_only_stanfords_two_packages_can_be_installed() -> None:
    with pytest.raises(ModelError, match="no package named attrib") as caught:
        install("attrib")
    assert "default_accurate" in caught.value.hint


def test_a_package_that_was_not_installed_says_how_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(tmp_path))
    monkeypatch.setattr("stanza.pipeline.core.DEFAULT_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelError) as caught:
        load("default", {})
    assert "attrib models install default" in caught.value.hint


def test_a_package_is_known_by_the_digests_of_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("pos/big.pt", "pretrain/words.pt"):
        (tmp_path / "en" / name).parent.mkdir(parents=True)
        (tmp_path / "en" / name).write_bytes(name.encode())
    specification = SimpleNamespace(package="big", dependencies=(("pretrain", "words"),))
    identity = SimpleNamespace(package="identity", dependencies=None)  # a lemmatiser that has no file

    def pipeline(*_: object, download_method: object, **__: object) -> SimpleNamespace:
        assert download_method is None
        return SimpleNamespace(dir=str(tmp_path), load_list=[("pos", (specification,)), ("lemma", (identity,))])

    monkeypatch.setattr("stanza.Pipeline", pipeline)
    assert load("default", {})._models == {  # noqa: SLF001
        "stanza-en/pos/big.pt": hashlib.sha256(b"pos/big.pt").hexdigest(),
        "stanza-en/pretrain/words.pt": hashlib.sha256(b"pretrain/words.pt").hexdigest(),
    }


def test_installing_builds_the_pipeline_with_the_network_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    built: list[dict[str, object]] = []

    def pipeline(language: str, **options: object) -> None:
        assert "HF_HUB_OFFLINE" not in os.environ
        assert language == "en"
        built.append(options)

    monkeypatch.setattr("stanza.Pipeline", pipeline)
    install("default_accurate")
    (options,) = built
    assert options["package"] == "default_accurate"
    assert "download_method" not in options, "stanza's own, which downloads"


def test_a_network_that_is_not_there_is_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def pipeline(*_: object, **__: object) -> None:
        raise OSError("no\nnetwork")

    monkeypatch.setattr("stanza.Pipeline", pipeline)
    with pytest.raises(ModelError, match="cannot fetch default"):
        install("default")


# --- The bundled weights ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parser() -> Analyzer:
    """Load the bundled weights once."""
    return Analyzer()


TEXTS = {
    "curly": "“It will hold,” said Ann Doyle. “It’s Pell’s wall, and they don’t doubt it.”",
    "straight": "\"It won't move,\" she said. ''They can't know,'' he said.",
    "emoji": "The port 🚢⚓ is shut 👩‍🔧, said Doyle 😀. It’s closed.",
    "nbsp": "Doyle\u00a0said it cost £6.2m\u00a0– and 12\u202f000 tonnes\u00a0of grain.",
    "hyphens": "An 18-year-old, post-war crane—built in 1950—fell (at 4 a.m.).",
    "combining": "Zoë and Zoe\u0308 said the café’s naïve plan failed.",
    "breaks": "A line\nbroken in\r\nthe middle said nothing.",
    "blanks": "Two  blanks,   three blanks.\t A tab.",
    "address": "See https://example.org/a/" + "b" * 400 + " for more, he said.",
}


@pytest.mark.models
@bundled
@pytest.mark.parametrize("name", TEXTS)
def test_tokens_are_the_text(parser: Analyzer, name: str) -> None:
    article = document(TEXTS[name])
    parse = parser.parse(article)
    tokens = [token for sentence in parse.sentences for token in sentence.tokens]
    for token in tokens:
        assert token.span.of(article.text) == token.text
        assert token.lemma
    assert all(a.span.end <= b.span.start for a, b in pairwise(tokens)), "in order, none overlapping"
    covered = "".join(token.span.of(article.text) for token in tokens)
    assert "".join(covered.split()) == "".join(article.text.split()), "nothing is lost"


@pytest.mark.models
@bundled
def test_contractions_fall_apart_where_they_are_written(parser: Analyzer) -> None:
    article = document("They don’t doubt that it’s the port’s wall, and he can't go.")
    words = [token.text for token in parser.parse(article).sentences[0].tokens]
    for piece in ["do", "n’t", "it", "’s", "port", "ca", "n't"]:
        assert piece in words


@pytest.mark.models
@bundled
def test_every_sentence_is_a_tree_within_its_paragraph(parser: Analyzer) -> None:
    text = "A heading without a stop\n\n“It will,” she said. “It must\n\n“and it shall\n\nbe so,” and\n\n”\n\n…\n\nEnd"
    article = document(text)
    parse = parser.parse(article)
    assert [sentence.index for sentence in parse.sentences] == list(range(len(parse.sentences)))
    assert {sentence.paragraph for sentence in parse.sentences} == set(range(len(article.paragraphs)))
    for sentence in parse.sentences:
        assert article.paragraphs[sentence.paragraph].span.contains(sentence.span)
        assert (sentence.span.start, sentence.span.end) == (sentence.tokens[0].span.start, sentence.tokens[-1].span.end)
        assert [token.head for token in sentence.tokens].count(-1) == 1
        for index in range(len(sentence.tokens)):
            seen = {index}
            while (index := sentence.tokens[index].head) >= 0:
                assert index not in seen
                seen.add(index)


@pytest.mark.models
@bundled
def test_a_plain_sentence_is_parsed_as_any_reader_would(parser: Analyzer) -> None:
    article = document("“It will hold,” said Ann Doyle, the chief engineer of Northmoor University, on Monday.")
    (sentence,) = parser.parse(article).sentences
    by = {token.text: token for token in sentence.tokens}
    tokens = sentence.tokens
    assert (by["said"].lemma, by["said"].upos) == ("say", "VERB")
    assert (by["Ann"].deprel, tokens[by["Ann"].head].text) == ("nsubj", "said")
    assert (by["engineer"].deprel, tokens[by["engineer"].head].text) == ("appos", "Ann")
    assert (by["Ann"].entity, by["Doyle"].entity) == ("B-PER", "I-PER")
    assert by["Northmoor"].entity in {"B-ORG", "B-LOC"}
    assert "VerbForm=Fin" in by["said"].feats


@pytest.mark.models
@bundled
def test_the_same_text_gives_the_same_parse_and_nothing_is_kept(parser: Analyzer) -> None:
    article, other = document("It held, said Doyle.\n\nIt fell."), document("Nobody looked, she said.")
    first = parser.parse(article)
    assert parser.parse(other) != first
    assert parser.parse(article) == first


@pytest.mark.models
@bundled
@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0"])
def test_no_words_no_sentences(parser: Analyzer, text: str) -> None:
    assert parser.parse(document(text)).sentences == ()


@pytest.mark.models
@bundled
@pytest.mark.parametrize(
    "text", [".", "“”", "😀", "a", "1", "—" * 30, "word " * 700], ids=lambda text: text[:6].strip()
)
def test_odd_texts_are_parsed_too(parser: Analyzer, text: str) -> None:
    article = document(text.strip())
    parse = parser.parse(article)
    assert isinstance(parse, Parse)
    words = "".join(token.span.of(article.text) for sentence in parse.sentences for token in sentence.tokens)
    assert words == "".join(article.text.split())


@pytest.mark.models
@bundled
def test_a_parse_says_what_made_it(parser: Analyzer) -> None:
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    parse = parser.parse(document("It held."))
    files = {name: entry["sha256"] for name, entry in manifest["files"].items() if name not in READER}
    assert parse.models == files
    assert parse.stanza[0].isdigit()
    assert BUNDLED == "bundled"


@pytest.mark.models
@bundled
@pytest.mark.parametrize("name", ["lemmas.json", "resources.json", "tokenizer.json", "reader.onnx"])
def test_a_damaged_file_is_one_line_and_a_hint(tmp_path: Path, name: str) -> None:
    for source in FOLDER.rglob("*"):
        target = tmp_path / source.relative_to(FOLDER)
        if source.is_dir():
            target.mkdir(exist_ok=True)
        else:
            target.parent.mkdir(exist_ok=True)
            target.symlink_to(source)
    (tmp_path / name).unlink()
    shutil.copyfile(FOLDER / name, tmp_path / name)
    size = (tmp_path / name).stat().st_size
    with (tmp_path / name).open("r+b") as handle:
        handle.truncate(size // 2)
    with pytest.raises(ModelError, match=r"cannot load|sha256 is another") as caught:
        Analyzer(tmp_path).parse(document("It held."))
    assert str(tmp_path) in caught.value.hint
    assert "\n" not in caught.value.message
