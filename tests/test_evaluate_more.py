"""attrib.evaluate: titles, claims and kinds of wrong names, which the shared scorer of attributions does not know."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from attrib.errors import AttribError, GoldError
from attrib.evaluate import (
    Evaluation,
    claims_of,
    count,
    count_claims,
    count_titles,
    evaluate,
    figures_of,
    head_word,
    render,
    score,
    sum_of,
)
from attrib.export.jsonl import line
from attrib.gold import (
    GoldAttribution,
    GoldDocument,
    GoldEntity,
    GoldSentence,
    GoldSpeaker,
    read_claim_labels,
    read_gold,
)
from attrib.types import Analysis, Attribution, Claim, Document, Engine, Entity, Paragraph, Span, Speaker

SCORER = Path(__file__).parents[2] / "shared" / "tools" / "score_claims.py"

TEXT = "Odile Vale, head of the harbour board at Hesk, said it held. Her deputy said it leaked. The mayor said nothing."


def place(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def said(number: int, content: str, source: str, entity: str, name: str) -> Attribution:
    speaker = Speaker(entity, name, "named_person")
    return Attribution(f"a{number}", "indirect", (place(content),), None, place(source), "made", 0, 0, speaker)


FOUND = (
    said(1, "it held", "Odile Vale", "e1", "Odile Vale"),
    said(2, "it leaked", "Her deputy", "e2", "deputy"),
    said(3, "nothing", "The mayor", "e1", "Odile Vale"),
)
ROW = GoldDocument(
    "d1",
    TEXT,
    (
        GoldAttribution((place("Odile Vale"),), (), (place("it held"),), "E1"),
        GoldAttribution((place("Her deputy"),), (), (place("it leaked"),), "E2"),
        GoldAttribution((place("The mayor"),), (), (place("nothing"),), "E3"),
    ),
    entities={
        "E1": GoldEntity("Odile Vale", (place("head of the harbour board"),), (place("harbour board"), place("Hesk"))),
        "E2": GoldEntity("Tom Weil", (place("Her deputy"),)),
        "E3": GoldEntity("Ann Doyle", (place("mayor"),)),
        "E4": GoldEntity("Nobody quoted"),
    },
)


def analysis(*entities: Entity, claims: tuple[Claim, ...] = ()) -> Analysis:
    document = Document("sha256:" + "0" * 64, TEXT, (Paragraph(Span(0, len(TEXT))),))
    return Analysis(document, Engine("0"), FOUND, entities, claims)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("head of the harbour board", "head"),
        ("Deputy Prime Minister", "minister"),
        ("chief executive, Hart & Co", "executive"),
        ("vice-president for sales", "president"),
        ("of counsel", "counsel"),
        ("Minister of Strategies and International Trade", "minister"),
        ("conservative and liberal groups", "groups"),
        ("…", ""),
    ],
)
def test_the_head_of_a_title_is_the_last_word_before_the_first_preposition_or_comma(title: str, word: str) -> None:
    assert head_word(title) == word


def test_titles_are_right_by_their_head_and_wrong_when_they_share_no_word() -> None:
    vale = Entity("e1", "Odile Vale", "named_person", "head", "Parish of Moss")
    weil = Entity("e2", "deputy", "named_person", "superpower", None)
    unheard = Entity("e9", "Somebody", "named_person", "mayor", None)
    figures = figures_of(count_titles(ROW, analysis(vale, weil, unheard)), 1, with_speakers=False)
    assert figures.titles
    # Three have roles: “head” is Vale's, a superpower is no deputy, and Doyle, who is taken for Vale, is no head.
    assert (figures.titles.entities, figures.titles.right) == (3, 33.3)
    # Of three printed, “superpower” and “Parish of Moss” are wrong; whom nobody is paired with is not counted.
    assert (figures.titles.printed, figures.titles.wrong) == (3, 66.7)


def test_an_affiliation_counts_where_it_is_annotated() -> None:
    vale = Entity("e1", "Odile Vale", "named_person", None, "harbour board")
    figures = figures_of(count_titles(ROW, analysis(vale)), 1, with_speakers=False)
    assert figures.titles
    assert (figures.titles.right, figures.titles.wrong) == (33.3, 0.0)


def test_what_could_not_be_analysed_was_missed(tmp_path: Path) -> None:
    gold, who, labels = (tmp_path / name for name in ("gold.jsonl", "who.jsonl", "labels.jsonl"))
    marked = {"source": [[0, 10]], "cue": [], "content": [[56, 63]], "entity": "E1"}
    entities = {"E1": {"name": "Odile Vale", "roles": [[12, 16]]}}
    row = {"id": "d1", "text": TEXT, "attributions": [marked], "entities": entities}
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    speaker = {"i": 0, "entity": "Odile Vale", "class": "named_person"}
    who.write_text(json.dumps({"doc": "d1", "attributions": [speaker]}) + "\n", encoding="utf-8")
    sentence = {"start": 0, "end": 64, "label": "C", "voice": "A", "hedged": False}
    labels.write_text(json.dumps({"id": "d1", "sentences": [sentence]}) + "\n", encoding="utf-8")

    def analyze(_document: Document) -> Analysis:
        raise AttribError("cannot")

    result = evaluate(gold, analyze, entities_path=who, claims_path=labels)
    assert result.figures
    assert result.figures.speaker
    assert result.figures.titles
    assert result.claims
    assert (result.figures.relation.r, result.figures.speaker.end_to_end) == (0.0, 0.0)
    assert (result.figures.titles.right, result.claims.claimed.r) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "d9", "sentences": []}, "labels of no document of the gold"),
        ({"id": "d1", "sentences": [], "text": "Another."}, "“text” is another than the gold has for d1"),
    ],
)
def test_labels_of_other_texts_are_refused(row: dict[str, object], message: str, tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=message):
        read_claim_labels(labels, [ROW])


def test_without_entities_in_the_gold_there_are_no_titles() -> None:
    bare = GoldDocument("d1", TEXT, ROW.attributions)
    assert figures_of(count_titles(bare, analysis()), 1, with_speakers=False).titles is None
    assert "titles" not in render(evaluate_of(bare))


def evaluate_of(row: GoldDocument) -> Evaluation:
    return Evaluation(1, score([row], {row.id: FOUND}))


def test_a_wrong_name_is_left_as_written_or_anothers() -> None:
    speakers = {
        0: GoldSpeaker("Odile Vale", "named_person"),
        1: GoldSpeaker("Tom Weil", "named_person"),  # “deputy” stands in “Her deputy”
        2: GoldSpeaker("Ann Doyle", "named_person"),  # “Odile Vale” does not stand in “The mayor”
    }
    figures = figures_of(count(ROW, FOUND, speakers), 1, with_speakers=True)
    assert figures.speaker
    speaker = figures.speaker
    assert (speaker.end_to_end, speaker.wrong_name) == (33.3, 66.7)
    assert (speaker.left_as_written, speaker.anothers_name) == (33.3, 33.3)


# --- claims -----------------------------------------------------------------------------------------------------------


def labelled(rng: random.Random, number: int) -> tuple[dict[str, object], Analysis]:
    """Make an article of invented sentences with labels and claims."""
    sentences = [f"Sentence {n} of article {number} says that pier {rng.randrange(99)} held." for n in range(8)]
    text = " ".join(sentences)
    spans = [Span(text.index(each), text.index(each) + len(each)) for each in sentences]
    labels = [
        {
            "start": s.start,
            "end": s.end,
            "label": rng.choice("CCUN"),
            "voice": rng.choice("RAM"),
            "hedged": rng.random() < 0.3,
        }
        for s in spans
    ]
    claims = []
    for n, span in enumerate(spans):
        if rng.random() < 0.7:
            start = span.start + rng.randrange(30)
            end = min(len(text), start + rng.randrange(5, 60))  # into the next sentence at times
            hedges = (Span(start, start + 2),) if rng.random() < 0.3 else ()
            voice = rng.choice(["a1", None])
            claims.append(Claim(f"c{n}", Span(start, end), voice, rng.random() < 0.8, hedges=hedges))
    document = Document(f"sha256:{number:064}", text, (Paragraph(Span(0, len(text))),))
    row: dict[str, object] = {"id": f"d{number}", "text": text, "sentences": labels}
    return row, Analysis(document, Engine("0"), claims=tuple(claims))


@pytest.mark.skipif(not SCORER.exists(), reason="the shared scorer is not beside this checkout")
@pytest.mark.parametrize("seed", range(6))
def test_claims_are_counted_as_the_shared_scorer_does(seed: int, tmp_path: Path) -> None:
    made = [labelled(random.Random(1000 * seed + number), number) for number in range(5)]
    labels, results, gold = (tmp_path / name for name in ("labels.jsonl", "results.jsonl", "gold.jsonl"))
    labels.write_text("".join(json.dumps(row) + "\n" for row, _ in made), encoding="utf-8")
    results.write_text("".join(line(each) for _, each in made), encoding="utf-8")
    gold.write_text(
        "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row, _ in made), encoding="utf-8"
    )
    done = subprocess.run([sys.executable, SCORER, labels, results], capture_output=True, text=True, check=True)
    expected = json.loads(done.stdout)
    analyses = {each.document.text: each for _, each in made}
    result = evaluate(gold, lambda document: analyses[document.text], claims_path=labels)
    assert result.figures is None
    claims = result.claims
    assert claims
    assert (claims.claimed.p, claims.claimed.r, claims.sentences) == (
        expected["precision"], expected["recall"], expected["sentences C"],
    )  # fmt: skip
    assert abs(claims.claimed.f1 - expected["f1"]) <= 0.1, "the shared scorer rounds twice"
    assert (claims.voice or 0.0, claims.hedged) == (expected["voice"], expected["hedged"])
    assert f"claims ({claims.sentences} check-worthy sentences)" in render(result)


def test_a_sentence_is_claimed_when_a_third_of_it_is() -> None:
    sentence = GoldSentence(Span(0, 30), "C", "R", hedged=False)
    for end, found in ((10, 1), (9, 0)):
        counts = count_claims([sentence], [Claim("c1", Span(0, end), None, checkable=True)])
        assert counts["claims", "found"] == found
    unchecked = count_claims([sentence], [Claim("c1", Span(0, 30), None, checkable=False)])
    assert unchecked["claims", "found"] == 0
    assert claims_of(sum_of([])) is None


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ('{"start": 0, "end": 9999, "label": "C", "voice": "R"}', "no place in a text"),
        ('{"start": 0, "end": 5, "label": "X", "voice": "R"}', "“label” is 'X', none of C, U, N"),
        ('{"start": 0, "end": 5, "label": "C", "voice": ""}', "“voice” is ''"),
        ('"C"', "not a JSON object"),
    ],
)
def test_a_bad_label_is_named_with_its_line(sentence: str, message: str, tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(
        f'{{"id": "other", "sentences": []}}\n{{"id": "d1", "sentences": [{sentence}]}}\n', encoding="utf-8"
    )
    with pytest.raises(GoldError, match=r"line 2: .*" + message.replace("(", r"\(")):
        read_claim_labels(labels, [ROW])


def test_gold_has_its_entities(tmp_path: Path) -> None:
    row = {
        "id": "d1",
        "text": TEXT,
        "attributions": [{"source": [], "cue": [], "content": [[0, 5]], "entity": "E1"}],
        "entities": {"E1": {"name": "Odile Vale", "class": "named_person", "roles": [[12, 16]], "affiliations": []}},
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (read,) = read_gold(path)
    assert read.attributions
    assert read.attributions[0].entity == "E1"
    assert read.entities == {"E1": GoldEntity("Odile Vale", (Span(12, 16),))}
    row["entities"] = {"E1": {"roles": []}}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match="line 1: “name” is not a string"):
        read_gold(path)
