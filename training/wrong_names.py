"""Write docs/wrong-names.md, the commonest kinds of another's name: ``python -m training.wrong_names CASES``.

CASES is what ``python -m training.fit_ranker --cases CASES`` wrote: the sources of the training articles, each resolved
by weights fitted on other articles. A wrong name is *another's* where an entity was shown that is not the annotated
one, and not the source's own words. Kinds are told by what the source is, by how the entity shown was reached, and by
whether the right one was among the candidates.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrib.resolve.features import MENTIONED, OPTION
from attrib.resolve.speakers import LEAST, WAYS
from attrib.types import Way
from attrib.wording import WAY_WORDS
from training.fit_ranker import NAMED, Case, same_name

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(__file__).parents[1] / "docs" / "wrong-names.md"
MOST = 30
SOURCES = {"he": "“he”, “she”", "they": "“they”", "it": "“it”", "relative": "“who”", "none": "no words at all",
           "name": "a name"}
EXAMPLES = {
    ("a name", "short for"): "“Vale” is the firm, and Odile Vale was taken for it",
    ("a name", "likeliest of those in reach"): "“Vale” after Odile and Tom Vale: Tom was taken for Odile",
    ("a name", "several in one source"): "“Vale and Marsh” was taken for the pair where Vale alone is meant",
    ("a name", "spoke last"): "“the Post” after the Harbour Post spoke; another Post was meant",
    ("a name", "stands beside the name"): "“Port of Hesk, led by Odile Vale,”: Vale was taken for the port",
    ("a name", "described so in the article"): "“Lord Hesk” was taken for the peer described before",
    ("“he”, “she”", "spoke last"): "Tom Marsh spoke, then Ray Ames is talked of: “he said” is Ames",
    ("“he”, “she”", "likeliest of those in reach"): "“he” after a paragraph of Ames and a sentence of Marsh",
    ("“he”, “she”", "subject of the clause above"): "“Marsh said he would …, he said”, where Ames says it",
    ("the …", "spoke last"): "“the company said” after Hesk Ferries spoke; Vale Oil, of which the story is, was meant",
    ("the …", "likeliest of those in reach"): "“the company” in a story of two; the other one was meant",
    ("the …", "described so in the article"): "“the minister” after two ministers were named",
    ("the …", "part of the name"): "“the council” was taken for Hesk Council; Vale Council was meant",
    ("the …", "the same words before"): "“the agency” was another agency two paragraphs ago",
    ("the …", "stands beside the name"): "“the spokesman for Odile Vale”: Vale was taken for him",
    ("the …", "named later in the article"): "“the engineer” in the lead; another one is named first",
    ("a description", "stands beside the name"): "“critics of Odile Vale”: Vale was taken for them",
    ("a description", "likeliest of those in reach"): "“residents” was taken for the residents' association",
    ("a description", "the same words before"): "“police” in two towns",
    ("a description", "part of the name"): "“prosecutors” was taken for the Prosecutors' Office",
    ("a description", "described so in the article"): "“his lawyer” was taken for another's lawyer",
    ("a description", "spoke last"): "“officials” was taken for the ministry that spoke before",
    ("a description", "named later in the article"): "“a spokesman” in the lead; another is named first",
    ("no words at all", "spoke last"): "a quotation in a paragraph of its own; somebody else was meant",
    ("“they”", "likeliest of those in reach"): "“they” after two groups",
    ("“they”", "spoke last"): "“they” after the union spoke; its members were meant",
    ("“it”", "likeliest of those in reach"): "“it said” after two bodies",
    ("“it”", "spoke last"): "“it said” after the ministry spoke; the newspaper was meant",
    ("“who”", "the noun its clause describes"): "“the aide to Vale, who said …”: the aide was meant",
}


PAGE = """# Wrong names, by kind

Written on {date} by `python -m training.fit_ranker --cases CASES` and `python -m training.wrong_names CASES`.

Of {named} sources in the training articles (newsroom train, 252 articles of PolNeAR train, 48 invented ones) that are
a named person or body, each resolved by weights fitted on other articles, from the gold spans, {wrong} are shown with
another's name. These are the {kinds} commonest kinds: what the source is, how the one shown was reached, and whether
the right one was a candidate at all. The examples are invented.

| | sources | source | shown by | right one a candidate | example |
| ---: | ---: | --- | --- | --- | --- |
{rows}
"""


def source_of(case: Case) -> str:
    """Return what the source is, in words."""
    if case.kind == "nominal":
        return "the …" if case.words.split()[0].lower() in {"the", "this", "that"} else "a description"
    return SOURCES[case.kind]


def way_of(case: Case, chosen: int) -> str:
    """Return how the entity shown was reached."""
    row = dict(zip(OPTION, case.rows[chosen][MENTIONED:], strict=True))
    if case.kind == "name" and row["own"]:
        return "short for"
    return next((WAY_WORDS[way] for way, factors in WAYS if any(row[f] for f in factors)), WAY_WORDS[Way.LIKELIEST])


def kinds(cases: Iterable[Case]) -> Counter[tuple[str, str, bool]]:
    """Count the kinds of another's name: source, way, and whether the right one was a candidate."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for case in cases:
        best = int(case.chances.argmax())
        row = case.rows[best][MENTIONED:]
        shown = case.shown[best]
        if case.gold is None or case.gold[2] not in NAMED or shown is None or row[OPTION.index("new")]:
            continue
        if case.chances[best] >= LEAST and not same_name(shown, case.gold[1]):
            found[source_of(case), way_of(case, best), not case.right[-1]] += 1
    return found


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--date", default=datetime.now(UTC).date().isoformat())
    arguments = parser.parse_args()
    with arguments.cases.open("rb") as handle:
        cases = [c for c in pickle.load(handle) if "#" not in c.article]  # noqa: S301 - written by fit_ranker.py
    named = sum(c.gold is not None and c.gold[2] in NAMED for c in cases)
    found = kinds(cases)
    rows = [
        f"| {number} | {count} | {source} | {way or 'by its own name'} | {'yes' if reachable else 'no'} |"
        f" {EXAMPLES.get((source, way), '')} |"
        for number, ((source, way, reachable), count) in enumerate(found.most_common(MOST), 1)
    ]
    TARGET.write_text(
        PAGE.format(
            date=arguments.date, named=named, wrong=sum(found.values()), kinds=len(rows), rows="\n".join(rows)
        ),
        encoding="utf-8",
    )
    print(TARGET)


if __name__ == "__main__":
    main()
