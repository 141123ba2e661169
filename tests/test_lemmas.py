"""attrib.parse.lemmas: by hand, and of the bundled list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attrib.parse.lemmas import Lemmas
from attrib.weights import FOLDER

MADE = {
    "known": {"VERB": {"said": "say"}, "PROPN": {"Saids": "Said"}, "PART": {"n't": "not"}},
    "endings": {"VERB": {"": [0, ""], "ed": [2, ""], "ied": [3, "y"], "^bed": [0, ""]}, "NOUN": {"s": [1, ""]}},
}


@pytest.fixture
def lemmas(tmp_path: Path) -> Lemmas:
    path = tmp_path / "lemmas.json"
    path.write_text(json.dumps(MADE), encoding="utf-8")
    return Lemmas(path)


@pytest.mark.parametrize(
    ("form", "upos", "lemma"),
    [
        ("said", "VERB", "say"),
        ("SAID", "VERB", "say"),
        ("said\u200b", "VERB", "say"),
        ("texted", "VERB", "text"),
        ("Denied", "VERB", "deny"),
        ("re-denied", "VERB", "re-deny"),
        ("bed", "VERB", "bed"),
        ("ed", "VERB", "ed"),
        ("Ports", "NOUN", "port"),
        ("S", "NOUN", "s"),
        ("GPS", "NOUN", "GPS"),
        ("737s", "NOUN", "737s"),
        ("n’t", "PART", "not"),
        ("Saids", "PROPN", "Said"),
        ("O’Neills", "PROPN", "O’Neills"),
        ("–", "PUNCT", "–"),
        ("-", "NOUN", "-"),
    ],
)
def test_a_form_is_listed_or_ends_like_others(lemmas: Lemmas, form: str, upos: str, lemma: str) -> None:
    assert lemmas.lemma(form, upos) == lemma


@pytest.mark.parametrize(
    ("form", "upos", "lemma"),
    [("insisted", "VERB", "insist"), ("studies", "NOUN", "study"), ("men", "NOUN", "man"), ("’s", "AUX", "be"),
     ("quipped", "VERB", "quip"), ("The", "DET", "the"), ("worse", "ADJ", "bad"), ("Reuters", "PROPN", "Reuters")],
)  # fmt: skip
def test_the_bundled_list_knows_english(form: str, upos: str, lemma: str) -> None:
    assert Lemmas(FOLDER / "lemmas.json").lemma(form, upos) == lemma
