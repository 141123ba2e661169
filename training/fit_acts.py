"""Fit what kind of act a cue reports: ``PYTHONPATH=. python training/fit_acts.py``; writes attrib/extract/acts.json.

Learns from `acts.tsv`: 5,892 attributions of PolNeAR train, up to 2 + log2(n) for each of the cues that occur n times
and 1,600 of the 4,004 that occur once, which four readers (language models) labelled in context by one page of
instructions: statement, thought, plan, deed. Of 300 that two of them labelled, 96 % are the same as to statement or not
(Cohen's kappa 0.91). Prints figures over five folds of which no two share the first word of a cue (its first five
letters), next to those of the hand-written list in `attrib/extract/lexicon.py`; then how often it would be right if
cues came as often as they do in the articles, and the expected calibration error.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tokenizers import Tokenizer

from attrib.extract.acts import FACTS, Facts
from attrib.extract.lexicon import THOUGHT
from attrib.gold import GoldAttribution, GoldDocument, read_gold
from attrib.language.embeddings import Embeddings
from attrib.weights import FOLDER
from training.fit_confidence import calibration_error

HERE = Path(__file__).parent
TRAIN = HERE.parents[1] / "shared" / "data" / "polnear" / "train.jsonl.xz"
TARGET = HERE.parent / "attrib" / "extract" / "acts.json"
STRENGTH = 0.01  # scikit-learn's C; of 0.003, 0.01 and 0.02 the one that judges most unseen words right
# Words that say nothing of the act, before the one that does.
LIGHT = frozenset(
    """
    has have had having is are was were be been being am 's ’s 've ’ve 'd ’d 'll ’ll will would can could may might must
    shall should do does did not n't n’t to also then later once still now just already even only recently of the a an
    by that in on as for at with it its his her their
    """.split()  # noqa: SIM905 - reads as a list
)
ENDINGS = tuple(pair.split("-") for pair in ("-", "s-", "d-", "ed-", "es-", "ing-", "ing-e", "ied-y", "ies-y"))
"""What an inflected form has in place of its lemma's ending."""


def labels() -> dict[tuple[str, int], str]:
    """Return the letter of each attribution, by document and number."""
    found = {}
    for line in (HERE / "acts.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            document, row = line.split("\t")
            found.update({(document, int(each[:-1])): each[-1] for each in row.split()})
    return found


def cue_words(row: GoldDocument, attribution: GoldAttribution) -> str:
    """Return the cue's text."""
    return " ".join(span.of(row.text) for span in attribution.cue)


def first_word(cue: str) -> str:
    """Return the first five letters of the first word that says what act it is."""
    words = [w for w in re.findall(r"[\w'’-]+", cue.lower()) if w not in LIGHT and not w.endswith("ly")]
    return words[0][:5] if words else cue.lower()


def facts_of(row: GoldDocument, attribution: GoldAttribution) -> Facts:
    """Return what `attrib.extract.tagger` tells the classifier, from gold spans."""
    content = " ".join(span.of(row.text) for span in attribution.content)
    cue, source = attribution.cue[0], attribution.source
    return Facts(
        quoted=any(mark in content for mark in '“”"'),
        no_source=not source,
        content_first=bool(attribution.content) and attribution.content[0].start < cue.start,
        source_after=bool(source) and source[0].start > cue.start,
    )


def listed(cue: str) -> bool:
    """Whether the hand-written list takes the cue for a statement: none of its words is a form of a listed one."""
    words = re.findall(r"[a-z]+", cue.lower())
    forms = {word.removesuffix(old) + new for word in words for old, new in ENDINGS if word.endswith(old)}
    return not forms & THOUGHT


def show(name: str, chosen: np.ndarray, letters: np.ndarray, weights: np.ndarray | None = None) -> None:
    """Print accuracy, precision and recall of statements, and how many of the others are told apart."""
    many = np.ones(len(letters)) if weights is None else weights
    right, kept = letters == "S", many[chosen].sum()
    hit = many[chosen & right].sum()
    others = ", ".join(f"{letter} {100 * (~chosen[letters == letter]).mean():.1f}" for letter in "TPD")
    print(
        f"{name}: right {100 * many[chosen == right].sum() / many.sum():.1f} %; statements: precision"
        f" {100 * hit / kept:.1f}, recall {100 * hit / many[right].sum():.1f}; others told apart: {others}"
    )


def main() -> None:
    """Fit, print, write."""
    tokenizer = Tokenizer.from_file(str(FOLDER / "encoder" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    embeddings, known = Embeddings(FOLDER), labels()
    rows, letters, cues, often = [], [], [], Counter[str]()
    for row in read_gold(TRAIN):
        for number, attribution in enumerate(row.attributions or ()):
            if not attribution.cue:
                continue
            cue = cue_words(row, attribution)
            often[first_word(cue)] += 1
            letter = known.get((row.id, number), "U")
            pieces = tokenizer.encode(cue, add_special_tokens=False).ids
            if letter != "U" and pieces:
                rows.append([*embeddings.mean(pieces), *facts_of(row, attribution).values()])
                letters.append(letter)
                cues.append(cue)
    x, y = np.array(rows, dtype=np.float32), np.array(letters)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000))
    groups = [first_word(cue) for cue in cues]
    chances = cross_val_predict(model, x, y == "S", groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    own = Counter(groups)
    weights = np.array([often[each] / own[each] for each in groups])
    by_list = np.array([listed(cue) for cue in cues])
    print(f"{len(y)} places, {100 * (y == 'S').mean():.1f} % statements; {len(own)} first words")
    show("unseen words, fitted", chances >= 0.5, y)  # noqa: PLR2004 (attrib.extract.tagged.STATED)
    show("the written list", by_list, y)
    show("unseen words as frequent as in the articles, fitted", chances >= 0.5, y, weights)  # noqa: PLR2004
    show("the written list", by_list, y, weights)
    print(f"expected calibration error {calibration_error(chances, y == 'S'):.3f}")
    model.fit(x, y == "S")
    scaler, logistic = model[0], model[1]
    slopes = logistic.coef_[0] / scaler.scale_
    words, facts = slopes[: -len(FACTS)], slopes[-len(FACTS) :]
    fitted = {
        "made_by": "training/fit_acts.py",
        "constant": round(float(logistic.intercept_[0] - slopes @ scaler.mean_), 4),
        "facts": {name: round(float(value), 4) for name, value in zip(FACTS, facts, strict=True)},
        "words": [round(float(value), 4) for value in words],
    }
    TARGET.write_text(json.dumps(fitted) + "\n", encoding="utf-8")
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
