"""attrib.spacy: the component ``attribution`` in spaCy's own pipeline."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import attrib
from attrib.errors import InputError

spacy = pytest.importorskip("spacy")
from attrib.spacy import attribution  # noqa: E402 - which imports spacy

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parents[1]
TEXT = """“It will hold,” said Ann Doyle, the port’s chief engineer.

The Port Authority denied that it was cracked."""


def test_an_installed_attrib_names_its_component_to_spacy() -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    assert points == {"spacy_factories": {"attribution": "attrib.spacy:attribution"}}
    point = metadata.EntryPoint("attribution", points["spacy_factories"]["attribution"], "spacy_factories")
    assert point.load() is attribution


LIST = """
import sys, spacy
nlp = spacy.blank("en")
assert "attrib.spacy" in sys.modules  # spaCy imports what every installed package names, for any pipeline
print(sorted({"stanza", "onnxruntime", "trafilatura", "xlsxwriter"} & {*sys.modules}))
nlp.add_pipe("attribution")
print(nlp.pipe_names)
"""


@pytest.mark.models
def test_spacy_finds_it_without_an_import_and_loads_nothing_large_for_it(tmp_path: Path) -> None:
    info = tmp_path / "attrib_points-1.dist-info"  # what an installation writes, for a checkout that is older than it
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: attrib-points\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\nattribution = attrib.spacy:attribution\n")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", LIST],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
        check=False,
    )
    assert done.stdout.split("\n") == ["[]", "['attribution']", ""], done.stderr


def test_another_language_is_refused() -> None:
    with pytest.raises(InputError, match="English, and the pipeline is for 'de'"):
        spacy.blank("de").add_pipe("attribution")


def test_a_confidence_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'x' is no confidence"):
        spacy.blank("en").add_pipe("attribution", config={"min_confidence": "x"})


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Build a pipeline with nothing else in it, once."""
    made: Language = spacy.blank("en")
    made.add_pipe("attribution")
    return made


@pytest.mark.models
def test_attributions_are_attribs_own_and_spans_are_tokens(nlp: Language) -> None:
    doc, want = nlp(TEXT), attrib.analyze(TEXT)
    assert doc._.attributions == want.attributions
    assert doc._.speakers == tuple(each for each in want.entities if each.speaks)
    assert [each.name for each in doc._.speakers] == ["Ann Doyle", "Port Authority"]
    assert doc._.analysis == want
    spans = doc.spans["attribution"]
    assert [(each.text, each.label_) for each in spans] == [
        ("“It will hold,”", "content"),
        ("said", "cue"),
        ("Ann Doyle, the port’s chief engineer", "source"),
        ("that it was cracked", "content"),
        ("denied", "cue"),
        ("The Port Authority", "source"),
    ]
    assert [each.start_char for each in spans][:3] == [TEXT.index(words) for words in ("“It", "said", "Ann")]


SPAWNED = """
import multiprocessing, pickle, spacy
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")  # as on macOS and Windows
    import attrib.spacy
    nlp = spacy.blank("en")
    nlp.add_pipe("attribution", config={"min_confidence": 0.2})
    texts = ["“It will hold,” said Ann Doyle.", "…", "“It fell,” said Odile Vale."]
    for doc in [*nlp.pipe(texts, n_process=2, batch_size=1), pickle.loads(pickle.dumps(nlp))(texts[0])]:
        print([(each.speaker.name, [str(span) for span in doc.spans["attribution"]]) for each in doc._.attributions])
"""


@pytest.mark.models
def test_processes_that_are_spawned_make_their_own(tmp_path: Path) -> None:
    script = tmp_path / "spawned.py"
    script.write_text(SPAWNED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        timeout=300,
    )
    doyle = "[('Ann Doyle', ['“It will hold,”', 'said', 'Ann Doyle'])]"
    vale = "[('Odile Vale', ['“It fell,”', 'said', 'Odile Vale'])]"
    assert done.stdout.splitlines() == [doyle, "[]", vale, doyle], done.stderr


@pytest.mark.models
def test_a_place_inside_a_token_is_exact_and_its_span_is_the_token() -> None:
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: spacy.tokens.Doc(nlp.vocab, text.split(" "))  # marks stay with the words
    nlp.add_pipe("attribution")
    doc = nlp("Ann Doyle, the port’s chief engineer, said that the wall was cracked.")
    (found,) = doc._.attributions
    assert [span.of(doc.text) for span in found.content] == ["that the wall was cracked"]
    assert [each.text for each in doc.spans["attribution"] if each.label_ == "content"] == [
        "that the wall was cracked."
    ]


@pytest.mark.models
def test_a_doc_without_words_has_none(nlp: Language) -> None:
    empty, spoken = nlp.pipe(["…", TEXT])
    assert (empty._.attributions, empty._.speakers, empty._.analysis) == ((), (), None)
    assert list(empty.spans["attribution"]) == []
    assert len(spoken._.attributions) == 2


@pytest.mark.models
def test_what_is_less_sure_is_left_out() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attribution", config={"min_confidence": 1.0})
    assert nlp(TEXT)._.attributions == ()


@pytest.mark.models
def test_a_stored_doc_and_a_stored_pipeline_have_them_still(nlp: Language, tmp_path: Path) -> None:
    doc = nlp(TEXT)
    packed = spacy.tokens.DocBin(store_user_data=True, docs=[doc]).to_bytes()
    for again in (
        spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        *spacy.tokens.DocBin(store_user_data=True).from_bytes(packed).get_docs(nlp.vocab),
    ):
        assert again._.attributions == doc._.attributions
        assert [each.text for each in again.spans["attribution"]] == [each.text for each in doc.spans["attribution"]]
    nlp.to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp")(TEXT)._.attributions == doc._.attributions
