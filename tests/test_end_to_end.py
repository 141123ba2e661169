"""The bundled weights on the two sample articles: each speaker owns what he or she said, and nothing else.

An article's expectations are passages of it. An attribution *is* a passage's when the characters they share are at
least half of all that the two cover; that forgives a “that” too much and no wrong sentence.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from attrib.analyzer import Analyzer
from attrib.types import Analysis, Attribution, Span
from attrib.weights import FOLDER

INTERRUPTION = 40  # characters; “Mr Doyle said”, “according to Mr Wing”
ROOT = Path(__file__).parents[1]
RETOLD = ROOT / "seeds" / "iraq-syria-attacks.txt"
INVENTED = ROOT / "seeds" / "harbour-inquiry.txt"

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(
        not (FOLDER / "manifest.json").exists(), reason="attrib/models has no weights yet (training/bundle.py)"
    ),
]


class Said(NamedTuple):
    """A passage, whose it is (None: the article names nobody), and what else must hold of its attribution."""

    speaker: str | None
    passage: str
    source_class: str | None = None
    stance: str | None = None
    act: str | None = None
    negated: bool = False


IRAQ = [
    Said("Wayne Marotto", "the missiles had come down at roughly half past noon, on the base and around its edge"),
    Said("Wayne Marotto", "some of the rockets had reached the base and others had fallen on its outer limits"),
    Said(
        "Iraqi security forces",
        "the launcher was hidden in a small truck made to look like a civilian delivery of flour",
    ),
    Said("Coalition", "a mosque and a number of buildings close to the launch site had been damaged", "organisation"),
    Said("local media", "that a drone packed with explosives had been flown at US troops and their Kurdish allies"),
    Said(
        None, "The aircraft used in the capital, an improvised machine with a small charge, was reportedly brought down"
    ),
    Said(
        "Yehia Rasool",
        "the attacks as terrorism, aimed at “the sovereignty and security of our country”",
        "named_person",
    ),
    Said("Washington", "those groups of striking its troops on both sides of the border", stance="loaded"),
    Said("Michael Knights", "that groups backed by Iran have carried out nearly 30 attacks on American forces in Iraq"),
    Said("Washington", "that an American death would cross a line"),
    Said("Alex Almeida", "Measured answers may also encourage the militias", "named_person"),
    Said(
        "Alex Almeida",
        "They are “threading the line”, he said: they want to keep a tale of revenge alive without provoking "
        "“another massive Trump-style retaliatory air strike”",
    ),
    Said("Alex Almeida", "Mr Biden was clearly “less willing to retaliate”, which gave the groups more room"),
    Said("Alex Almeida", "Caution, however, is driving them back to smaller attacks"),
    Said("Washington", "were stores of explosive drones"),
    Said("Abu Alaa Al Walae", "his men were preparing to avenge the raid", "named_person"),
    Said("Abu Alaa Al Walae", "He wanted everyone to say that they had “taken revenge on the Americans”"),
    Said("Abu Alaa Al Walae", "“an open war”"),
    Said("Alex Almeida", "he expected “continued escalation but not all out escalation”"),
    Said(
        "Alex Almeida",
        "“a ramped roadside bombing campaign”, which could badly hamper Coalition supplies, was unlikely",
    ),
    Said(
        "Alex Almeida",
        "The militias would go on “trying out new modes of attacks”, he said, but their number as a whole "
        "would stay “reasonably low”",
    ),
    Said(
        "Joel Wing",
        "Even if neither side attempts a massacre, the campaign against ISIS could suffer",
        "named_person",
    ),
    Said("Joel Wing", "that Operation Inherent Resolve, as the Coalition calls that campaign, was “in a tailspin”"),
    Said("Joel Wing", "American troops were turning to “force protection”"),
    Said("Joel Wing", "The camp close to Iran “has the initiative”"),
    Said(
        "Joel Wing",
        "American deterrence had been “ineffective” against camps on the Syrian border, and that the US "
        "military seemed to have no taste for escalation",
    ),
]

HARBOUR = [
    Said(None, "that nobody had surveyed the wall for 11 years"),
    Said("Ann Doyle", "“Nobody looked below the waterline because nobody was paid to look,”", "named_person"),
    Said("Ann Doyle", "“I asked for divers in 2019,” she told the hearing, “and I asked again in 2021.”"),
    Said("Ann Doyle", "“Both letters came back with two words written across the top: ‘not urgent’.”"),
    Said("Ann Doyle", "that she had sent the letters to the Ellerhaven Port Authority"),
    Said("Ellerhaven Port Authority", "that any warning had been ignored", "organisation", "denial"),
    Said("Ellerhaven Port Authority", "the collapse on “an exceptional tide”", stance="loaded"),
    Said("Ellerhaven Port Authority", "that its spending on maintenance had risen by 18 per cent since 2020"),
    Said("report", "the tide that night was lower than on 40 other nights last winter", "document"),
    Said("report", "that leaking drains probably caused them", "document"),
    Said("Idris Pell", "the hollows took at least a decade to form", "named_person"),
    Said("Idris Pell", "“Water is patient,”"),
    Said("Idris Pell", "that the wall had leaned by 7cm since 2015", stance="hedged"),
    Said(
        "Terence Doyle",
        "“I heard it before I saw it,” Mr Doyle said. “It was like a drawer being pulled out. Then the lamps went, one "
        "after another, down the whole length of the quay.\n\n“I shouted to the lads in the hold to come up. "
        "Two of them could not hear me over the conveyor.\n\n“I have thought about that every night since.”",
        "named_person",
    ),
    Said("Terence Doyle", "that he believed the crane had been overloaded"),
    Said("Brackwater Lifting", "that it was well within its limits", "organisation", "loaded"),
    Said(
        "Brackwater Lifting",
        "that the machine had lifted “nothing heavier than a family car” all evening",
        stance="loaded",
    ),
    Said("Brackwater Lifting", "how the load had been measured", negated=True),
    Said("police", "were altered load sheets"),
    Said(None, "A former manager allegedly rewrote them the day after the accident", stance="hedged"),
    Said("Alan Voss", "claims that any figure had been changed", "named_person", "denial"),
    Said(None, "Brackwater’s insurer has reportedly set aside £9m", stance="hedged"),
    Said("source", "“The sheets are the nearest thing we have to a witness who was awake,”", "unnamed_person"),
    Said("Residents", "they had complained of cracks for years", "unnamed_person"),
    Said(
        "Residents",
        "that the south quay, which is 12 years older than its neighbour, could go the same way",
        act="thought",
    ),
    Said("woman", "“You could put your arm in up to the elbow,”", "unnamed_person"),
    Said(
        "Margaret Nunn",
        "that some firms would leave unless the port was fully open by Easter",
        "named_person",
        "loaded",
    ),
    Said("Margaret Nunn", "“Trade went to Kelsea last spring,” she said, “because Kelsea had a quay.”"),
    Said("Margaret Nunn", "the government will pay half of the bill, which could reach £20m", act="thought"),
    Said("Dockers’ Guild", "the authority of treating its members as “ballast”", "organisation", "loaded"),
    Said(
        "Joan Tully",
        "“Three men are still not back at work. Ask the board how many of them it has visited.”",
        "named_person",
    ),
    Said("Hugh Lanyon", "that Ellerhaven was “the safest small port in the country”", "named_person", "loaded"),
    Said("Hugh Lanyon", "he had never read the engineer’s letters", stance="loaded"),
    Said(
        "Hugh Lanyon", "He regretted the injuries, he wrote in a statement, but the authority had acted on the advice"
    ),
    Said("Ann Doyle", "that two divers and a boat would have found the hollows in a single day"),
    Said("Ann Doyle", "“The wall was held up by habit,”"),
    Said("Marcus Thrale", "whether the south quay was safe"),
    Said("Terence Doyle", "the port will never recover the work it lost", act="thought"),
    Said("Marcus Thrale", "whether Brackwater’s directors would be called", "named_person", negated=True),
    Said("Marcus Thrale", "“facts before blame”"),
]


@pytest.fixture(scope="session")
def analyses() -> dict[Path, Analysis]:
    """Analyse both articles once."""
    analyzer = Analyzer()
    return {path: analyzer.analyze(path) for path in (RETOLD, INVENTED)}


def place(text: str, passage: str) -> Span:
    """Return where a passage stands; it stands there once."""
    assert text.count(passage) == 1, passage
    return Span(text.index(passage), text.index(passage) + len(passage))


def share(content: tuple[Span, ...], span: Span) -> float:
    """Return the characters that a content and a passage share, of all that either covers.

    Pieces of the content that stand elsewhere do not count: one cue may have words in several sentences. A cue that
    interrupts a quotation is in the passage and not in the content, so the gaps between pieces count as covered.
    """
    content = tuple(piece for piece in content if piece.overlaps(span))
    covered = {i for piece in content for i in range(piece.start, piece.end)}
    covered |= {i for a, b in pairwise(content) if b.start - a.end < 40 for i in range(a.end, b.start)}
    wanted = set(range(span.start, span.end))
    return len(covered & wanted) / len(covered | wanted)


def of_passage(analysis: Analysis, passage: str) -> list[Attribution]:
    """Return the attributions that are this passage's, the closest first."""
    span = place(analysis.document.text, passage)
    close = [(share(a.content, span), a) for a in analysis.attributions]
    return [a for worth, a in sorted(close, key=lambda pair: -pair[0]) if worth >= 0.5]


# What the reader gets wrong here.
MISSED = {
    "that an American death would cross a line": "“let it be known” is no cue to it",
    "were altered load sheets": "“it” is left undecided between the firm and the police",
    "that the wall had leaned by 7cm since 2015": "“analysis by Dr Pell” is taken for the source, and not for him",
}

# Found or not by how a processor rounds.
EDGE = {"He regretted the injuries, he wrote in a statement, but the authority had acted on the advice"}


def cases(path: Path, rows: list[Said]) -> list[object]:
    return [
        pytest.param(
            path,
            row,
            id=f"{row.speaker or 'nobody'}: {row.passage[:40]}",
            marks=[pytest.mark.xfail(reason=MISSED[row.passage])] if row.passage in MISSED else [],
        )
        for row in rows
    ]


@pytest.mark.parametrize(("path", "said"), [*cases(RETOLD, IRAQ), *cases(INVENTED, HARBOUR)])
def test_each_passage_is_its_speakers(analyses: dict[Path, Analysis], path: Path, said: Said) -> None:
    found = of_passage(analyses[path], said.passage)
    if not found and said.passage in EDGE:
        pytest.skip("this processor rounds it away")
    assert found, "no attribution"
    # What is reported inside the passage (“he believed …”, “everyone to say …”) is somebody's too.
    rows = [found[0], *(a for a in found[1:] if not is_inside(a, found[0]))]
    names = [a.speaker.name if a.speaker else None for a in rows]
    if said.speaker is None:
        assert names == [None] * len(names)
    else:
        assert all(name and said.speaker.lower() in name.lower() for name in names), names
    speaker = found[0].speaker
    assert said.source_class in {None, speaker and speaker.source_class}
    assert said.stance in {None, *(a.stance for a in rows)}
    assert said.act in {None, *(a.act for a in rows)}
    assert said.negated in {a.negated for a in rows}


def is_inside(inner: Attribution, outer: Attribution) -> bool:
    """Whether the words that report `inner` are what `outer` reports."""
    return inner.cue is not None and any(span.contains(inner.cue.span) for span in outer.content)


@pytest.mark.parametrize(
    "name", ["Wayne Marotto", "Yehia Rasool", "Alex Almeida", "Abu Alaa Al Walae", "Joel Wing", "Michael Knights"]
)
def test_no_real_person_is_credited_with_what_others_said(analyses: dict[Path, Analysis], name: str) -> None:
    analysis = analyses[RETOLD]
    text = analysis.document.text
    own = [place(text, said.passage) for said in IRAQ if said.speaker == name]
    sentences = [m.span() for m in re.finditer(r"[^.\n]+(?:[.”]+|\n)", text)]
    allowed = {i for a, b in sentences if any(a < span.end and span.start < b for span in own) for i in range(a, b)}
    for a in analysis.attributions:
        if a.speaker and a.speaker.name == name:
            for span in a.content:
                assert set(range(span.start, span.end)) <= allowed, span.of(text)


def test_every_fragment_in_quotation_marks_has_a_speaker(analyses: dict[Path, Analysis]) -> None:
    analysis = analyses[RETOLD]
    text = analysis.document.text
    owned = [span for a in analysis.attributions if a.speaker for span in a.content]
    fragments = [Span(*match.span()) for match in re.finditer("“[^”]*”", text)]
    left = [f.of(text) for f in fragments if not any(span.contains(f) for span in owned)]
    assert left == ["“a qualitative operation”"], "a sentence of free indirect speech without a cue"


def test_two_doyles_are_two_people_and_the_colonel_is_one(analyses: dict[Path, Analysis]) -> None:
    harbour = [entity.name for entity in analyses[INVENTED].entities]
    assert sorted(name for name in harbour if "Doyle" in name) == ["Ann Doyle", "Terence Doyle"]
    iraq = [entity for entity in analyses[RETOLD].entities if "Marotto" in entity.name]
    assert [entity.name for entity in iraq] == ["Wayne Marotto"]


@pytest.mark.parametrize(
    ("path", "name", "role", "affiliation"),
    [
        (RETOLD, "Wayne Marotto", "spokesman", ""),
        (RETOLD, "Alex Almeida", "security analyst", "Horizon Client Access"),
        (RETOLD, "Joel Wing", "analyst", ""),
        (INVENTED, "Ann Doyle", "chief engineer", ""),
        (INVENTED, "Idris Pell", "geologist", "Northmoor University"),
        (INVENTED, "Margaret Nunn", "leader", ""),
    ],
)
def test_roles_and_affiliations(
    analyses: dict[Path, Analysis], path: Path, name: str, role: str, affiliation: str
) -> None:
    (entity,) = [entity for entity in analyses[path].entities if entity.name == name]
    told = f"{entity.role} {entity.affiliation}".lower()
    assert role in told
    assert affiliation.lower() in told


def test_what_is_apparently_so_is_the_reporters_own_claim_with_a_hedge(analyses: dict[Path, Analysis]) -> None:
    analysis = analyses[INVENTED]
    text = analysis.document.text
    merchants = place(text, "two grain merchants have already moved away")
    (claim,) = [claim for claim in analysis.claims if claim.span.overlaps(merchants)]
    assert claim.attribution is None
    assert "apparently" in [hedge.of(text) for hedge in claim.hedges]


def test_evidence_and_confidence_are_there_for_every_attribution(analyses: dict[Path, Analysis]) -> None:
    for analysis in analyses.values():
        for a in analysis.attributions:
            assert a.evidence
            assert 0 <= a.confidence <= 1
            assert all(0 <= span.start < span.end <= len(analysis.document.text) for span in a.content)


def run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, away from the checkout and from any network."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    environment |= {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    command = [sys.executable, "-m", "attrib", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_command_writes_the_sheet_and_says_where(tmp_path: Path) -> None:
    done = run("factsheet", RETOLD, "-o", "sheet.html", folder=tmp_path)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.strip() == "sheet.html"
    sheet = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    for name in ["Wayne Marotto", "Alex Almeida", "Joel Wing", "Abu Alaa Al Walae", "Yehia Rasool"]:
        assert name in sheet


def test_the_command_prints_what_the_library_finds(analyses: dict[Path, Analysis], tmp_path: Path) -> None:
    done = run("extract", INVENTED, "--format", "json", folder=tmp_path)
    assert (done.stderr, done.returncode) == ("", 0)
    data = json.loads(done.stdout)
    text = INVENTED.read_text(encoding="utf-8")
    assert data["document"]["text"].strip() == text.strip()
    rows = [(a["id"], a["speaker"] and a["speaker"]["name"]) for a in data["attributions"]]
    assert rows == [(a.id, a.speaker and a.speaker.name) for a in analyses[INVENTED].attributions]
    for row in data["attributions"]:
        for piece in row["content"]:
            assert data["document"]["text"][piece["start"] : piece["end"]] == piece["text"]


def test_models_that_are_not_there_are_one_line_and_an_exit_code(tmp_path: Path) -> None:
    done = run("factsheet", RETOLD, "--models", tmp_path / "nowhere", folder=tmp_path)
    assert done.returncode == 4
    assert done.stdout == ""
    assert "no models in" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
