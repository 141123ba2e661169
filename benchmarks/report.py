"""Every figure in one table and one file: ``python benchmarks/report.py [--only PART …] [--against OLD.json]``.

Accuracy is measured on newsroom dev and PolNeAR dev, in one pass over the articles on all cores, and each figure has a
90 % interval from a bootstrap over articles: as many articles as there are, drawn with replacement, 2,000 times.
Against an older report the difference is *believed* when the same draws, applied to both, leave its interval on one
side of nothing (a paired bootstrap; Efron and Tibshirani, An Introduction to the Bootstrap, 1993). Speed, the cold
start and the size of the wheel are measured afterwards, when the cores are idle; the hostile lengths only when they are
named, since they take minutes more.

What the figures are is told at the head of :mod:`attrib.evaluate`, and here:

calibration error
    How far confidence and share right are apart, in ten bins, weighted by number. An attribution is right when
    *relation* calls it so and its speaker is the gold's. Draws scatter in each bin, so most lie above the figure itself
    and its interval leans upwards.
who
    Right speakers and wrong names when the gold spans are given, by kind of source: resolving apart from finding. Of
    what no words name (*nobody*) the resolver says nothing; in an article, finding gives floating quotations a source.
blind
    The same of the 70 articles of PolNeAR dev whose speakers are annotated in this repository: resolving was tuned on
    the other 14, those of ``../shared``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from attrib import files
from attrib.analyzer import Analyzer, outcomes
from attrib.errors import AttribError
from attrib.evaluate import NAMED, Counts, as_document, measure, nothing_in, same_name
from attrib.gold import ROLES, read_claim_labels, read_entities, read_gold
from attrib.types import Attribution, Cue, Span
from benchmarks import hostile_text
from benchmarks.predictions import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from attrib.gold import GoldAttribution, GoldDocument, GoldSentence, GoldSpeaker
    from attrib.styles import Style
    from attrib.types import AttributionType, Document, Parse

    Floats = NDArray[np.float64]

ROOT: Final = Path(__file__).parents[1]
SHARED: Final = ROOT.parent / "shared" / "data"
DRAWS: Final = 2_000
COVERAGE: Final = 90
"""Per cent of the draws that lie in an interval."""
BINS: Final = 10
MICRO: Final = 1_000_000  # confidences are summed in millionths, so that counts stay whole numbers

Articles = dict[str, Counts]
"""What was counted of each article, by its id."""

Report = dict[str, Any]
"""What the file holds: `made`, `commit`, `parts` by name, and `failed`, why an article could not be analysed."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles to measure on: GOLD, who the sources are, and which sentences are worth checking (None: not judged).

    `style` says whose conventions they follow; `blind` has the sources of other articles of GOLD, which are counted
    apart.
    """

    gold: Path
    entities: Path
    style: Style
    labels: Path | None = None
    blind: Path | None = None


CORPORA: Final = {
    "newsroom": Corpus(
        SHARED / "newsroom" / "dev.jsonl.xz",
        SHARED / "newsroom" / "dev-speakers.jsonl",
        "news",
        SHARED / "newsroom" / "dev-claims.jsonl",
    ),
    "polnear": Corpus(
        SHARED / "polnear" / "dev.jsonl.xz",
        SHARED / "speakers" / "polnear-dev.jsonl",
        "polnear",
        blind=ROOT / "training" / "speakers_dev.jsonl",
    ),
}
PARTS: Final = (*CORPORA, "speed", "cold", "wheel", "hostile")
USUAL: Final = tuple(part for part in PARTS if part != "hostile")


# --- counting ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """An article with all that is annotated of it; `blind` says that its speakers are counted apart."""

    row: GoldDocument
    speakers: Mapping[int, GoldSpeaker]
    labels: Sequence[GoldSentence]
    blind: bool


@cache
def corpus(name: str) -> dict[str, Article]:
    """Return a corpus's articles by id."""
    where = CORPORA[name]
    rows = read_gold(where.gold)
    labels = read_claim_labels(where.labels, rows) if where.labels else {}
    known, blind = read_entities(where.entities), read_entities(where.blind) if where.blind else {}
    who = blind | known
    return {
        row.id: Article(row, who.get(row.id, {}), labels.get(row.id, ()), row.id in blind and row.id not in known)
        for row in rows
    }


@cache
def analyzer(style: Style) -> Analyzer:
    """Return this process's analyzer for a style, on one thread."""
    return Analyzer(style=style, threads=1)


def one_thread() -> None:
    """Let a process of the pool keep to one thread; the libraries read this when they are imported."""
    os.environ |= {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def count_article(name: str, identity: str) -> tuple[str, str, Counts, str]:
    """Return the corpus, the article, everything that is counted of it, and why it could not be analysed, or nothing.

    What was to be found in an article that cannot be analysed was missed. Raises ModelError.
    """
    article, style = corpus(name)[identity], CORPORA[name].style
    ((_, outcome),) = outcomes([article], lambda each: count_whole(each, style), lambda each: each.row.id)
    if isinstance(outcome, AttribError):
        counts, why = measure(article.row, nothing_in(article.row), article.speakers, article.labels), outcome.message
    else:
        counts, why = outcome, ""
    if article.blind:
        counts = Counter({(f"blind: {k[0]}" if k[0].startswith(WHO) else k[0], k[1]): n for k, n in counts.items()})
    return name, identity, counts, why


def count_whole(article: Article, style: Style) -> Counts:
    """Analyse an article and return everything that is counted of it, as ``attrib evaluate`` counts.

    The calibration has the attributions flagged as unlikely, too.
    """
    document = as_document(article.row)
    analysis = analyzer(style).analyze(document)
    shown = replace(analysis.likely(), claims=analysis.claims)
    counts = measure(article.row, shown, article.speakers, article.labels)
    for confidence, right in judged(article.row, analysis.attributions, article.speakers):
        tenth = f"calibration {min(int(confidence * BINS), BINS - 1)}"
        counts.update({(tenth, "found"): 1, (tenth, "right"): int(right), (tenth, "sum"): round(confidence * MICRO)})
    counts.update(count_who(article, document, analyzer(style).parse(document)))
    return counts


WHO: Final = ("speaker", "class", "act", "statements", "who")
"""The measures that tell of speakers."""

PRONOUNS: Final = frozenset(
    "he she they it who which that i we you him her them us me his their its these those both each".split()  # noqa: SIM905 - a list
)
NO_NAMES: Final = frozenset({"the", "of", "and", "for", "de", "jr", "sr", "ii", "iii"})
"""Words of names that name nobody."""


def kind_of_source(text: str, attribution: GoldAttribution, name: str) -> str:
    """Return what names a source: ``name`` (a capitalised word of it), ``pronoun``, ``description`` or ``nobody``."""
    words = re.findall(r"[^\W_]+", " ".join(span.of(text) for span in attribution.source))
    if not words:
        return "nobody"
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return "pronoun"
    named = {word.casefold() for word in re.findall(r"[^\W_]+", name)} - NO_NAMES
    return "name" if any(word[0].isupper() and word.casefold() in named for word in words) else "description"


def gold_attributions(row: GoldDocument, document: Document, parse: Parse) -> list[tuple[int, Attribution]]:
    """Return the gold's attributions as the resolver is given them, in text order, with their places in the row."""
    from attrib.language.tree import Tree

    tree = Tree(document, parse)
    made = []
    for place, each in enumerate(row.attributions or ()):
        content = tuple(sorted(span for span in each.content if span))
        if not content:
            continue
        sentence, _ = tree.tokens_in(content[0])
        source = Span(each.source[0].start, each.source[-1].end) if each.source else None
        words = "".join(span.of(row.text) for span in content).strip()
        quoted: AttributionType = (
            "direct" if words[:1] in {"“", '"'} else "mixed" if set('“”"') & set(words) else "indirect"
        )
        cue = Cue(each.cue[0], lemma(tree, each.cue[0])) if each.cue else None
        paragraph = parse.sentences[sentence].paragraph if sentence >= 0 else 0
        attribution = Attribution("", quoted, content, cue, source, "gold", max(sentence, 0), paragraph, confidence=1.0)
        made.append((place, attribution))
    return sorted(made, key=lambda pair: (pair[1].content[0], pair[0]))


def lemma(tree: Any, cue: Span) -> str:  # noqa: ANN401 - a Tree, whose module is imported late
    """Return the lemma of a cue's head."""
    sentence, tokens = tree.tokens_in(cue)
    return str(tree.token(sentence, tree.head_of(sentence, tokens)).lemma).lower() if tokens else ""


def count_who(article: Article, document: Document, parse: Parse) -> Counts:
    """Return how many speakers by named people and bodies are right, and named wrongly, given the gold spans."""
    from attrib.resolve import resolve

    counts: Counts = Counter()
    row, who = article.row, article.speakers
    given = gold_attributions(row, document, parse) if who else []
    resolved, _ = resolve(document, parse, [each for _, each in given])
    for (place, _), found in zip(given, resolved, strict=True):
        truth = who.get(place)
        if truth is None or truth.source_class not in NAMED or not truth.entity:
            continue
        named = found.speaker.name if found.speaker else ""
        right = bool(named) and same_name(named, truth.entity)
        kind = kind_of_source(row.text, (row.attributions or ())[place], truth.entity)
        for group in ("who", f"who, {kind}"):
            counts.update(
                {(group, "gold"): 1, (group, "right"): int(right), (group, "wrong"): int(bool(named) and not right)}
            )
    return counts


def count_all(names: Sequence[str], processes: int) -> tuple[dict[str, Articles], dict[str, str]]:
    """Return what was counted of each article of the corpora, and why some could not be analysed. Raises ModelError."""
    wanted = [(name, identity) for name in names for identity in corpus(name)]
    # The longest first, so that no process is left with one at the end.
    wanted.sort(key=lambda pair: (-len(corpus(pair[0])[pair[1]].row.text), pair))
    counted: dict[str, Articles] = {name: {} for name in names}
    failed: dict[str, str] = {}
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=one_thread) as pool:
        for done, (name, identity, counts, why) in enumerate(pool.map(count_article, *zip(*wanted, strict=True)), 1):
            counted[name][identity] = counts
            if why:
                failed[f"{name}/{identity}"] = why
            if sys.stderr.isatty():
                print(f"\r{done} of {len(wanted)} articles", end="" if done < len(wanted) else "\n", file=sys.stderr)
    return {name: dict(sorted(found.items())) for name, found in counted.items()}, failed


# --- figures ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its name, and how it comes of the sums of what was counted, for each draw at once."""

    name: str
    of: Callable[[Sums], Floats]
    better: int = 1  # 1 more is better, -1 less


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over articles: `totals` has a row a draw and a column for each of `keys`."""

    keys: Mapping[tuple[str, str], int]
    totals: Floats

    def __call__(self, measure: str, what: str) -> Floats:
        """Return a column; zeros for what was never counted."""
        column = self.keys.get((measure, what))
        return np.zeros(len(self.totals)) if column is None else self.totals[:, column]


def per_cent(part: Floats, whole: Floats) -> Floats:
    """Return a share in per cent, not a number where there is nothing to share."""
    found: Floats = np.full(whole.shape, np.nan)
    np.divide(100 * part, whole, out=found, where=whole != 0)
    return found


def share(name: str, measure: str, part: str, whole: str, better: int = 1) -> Figure:
    """Return the figure that is one count in another."""
    return Figure(name, lambda sums: per_cent(sums(measure, part), sums(measure, whole)), better)


def prf(name: str, measure: str) -> list[Figure]:
    """Return precision, recall and F1."""
    return [
        share(f"{name}, precision", measure, "right", "found"),
        share(f"{name}, recall", measure, "right", "gold"),
        f1(f"{name}, F1", measure),
    ]


def f1(name: str, measure: str) -> Figure:
    """Return F1: the harmonic mean of precision and recall, which is twice the right in all found and all annotated."""
    return Figure(
        name, lambda sums: per_cent(2 * sums(measure, "right"), sums(measure, "found") + sums(measure, "gold"))
    )


def calibration(sums: Sums) -> Floats:
    """Return the expected calibration error, in per cent."""
    apart, total = np.zeros(len(sums.totals)), np.zeros(len(sums.totals))
    for tenth in range(BINS):
        name = f"calibration {tenth}"
        apart += abs(sums(name, "right") - sums(name, "sum") / MICRO)
        total += sums(name, "found")
    return per_cent(apart, total)


def speaker_figures(apart: str = "") -> list[Figure]:
    """Return the figures of speakers, of the articles counted `apart` (the prefix of their measures)."""
    kinds = ("", ", name", ", pronoun", ", description", ", nobody")

    def anothers(sums: Sums) -> Floats:
        wrong, written = sums(f"{apart}speaker", "wrong"), sums(f"{apart}speaker", "written")
        return per_cent(wrong - written, sums(f"{apart}speaker", "gold"))

    return [
        share(f"{apart}class right, of found", f"{apart}class", "right", "found"),
        share(f"{apart}speaker right", f"{apart}speaker", "right", "gold"),
        share(f"{apart}speaker right, of found", f"{apart}speaker", "right", "found"),
        share(f"{apart}wrong name", f"{apart}speaker", "wrong", "gold", -1),
        share(f"{apart}wrong name: left as written", f"{apart}speaker", "written", "gold", -1),
        Figure(f"{apart}wrong name: another's name", anothers, -1),
        *(
            share(f"{apart}who, gold spans{kind}: {what}", f"{apart}who{kind}", what, "gold", better)
            for kind in kinds
            for what, better in (("right", 1), ("wrong", -1))
        ),
    ]


FIGURES: Final = (
    *prf("statements", "statements"),
    *prf("relation", "relation"),
    *(
        share(f"relation, {kind}, recall", f"relation, {kind}", "right", "gold")
        for kind in ("direct", "indirect", "mixed")
    ),
    *(f1(f"exact {role}, F1", f"exact {role}") for role in ROLES),
    *(f1(f"token {role}, F1", f"token {role}") for role in ROLES),
    share("act right, of found", "act", "right", "found"),
    *speaker_figures(),
    *speaker_figures("blind: "),
    share("titles right, of entities", "titles", "right", "gold"),
    share("titles wrong, of printed", "titles", "wrong", "found", -1),
    *prf("claims", "claims"),
    share("claims, voice right", "claims, voice", "right", "found"),
    f1("claims, hedges, F1", "claims, hedged"),
    Figure("calibration error", calibration, -1),
)


def sums_of(articles: Iterable[Counts], draws: Floats) -> Sums:
    """Return the sums of the articles for each of `draws`, whose rows say how often each article was drawn."""
    rows = list(articles)
    keys = {key: column for column, key in enumerate(sorted({key for row in rows for key in row}))}
    table = np.array([[row[key] for key in keys] for row in rows], dtype=float).reshape(len(rows), len(keys))
    return Sums(keys, draws @ table)


def draws_of(articles: int) -> Floats:
    """Return how often each article is in each draw; the first row is every article once. The same for every run."""
    random = np.random.default_rng(0)
    drawn = random.multinomial(articles, np.full(articles, 1 / articles), size=DRAWS)
    return np.vstack([np.ones((1, articles)), drawn])


def interval(drawn: Floats) -> tuple[float, float]:
    """Return the 5th and the 95th percentile of the draws."""
    outer = (100 - COVERAGE) / 2
    low, high = np.nanpercentile(drawn, [outer, 100 - outer])
    return float(low), float(high)


def figures(articles: Articles) -> dict[str, dict[str, float]]:
    """Return every figure that these articles give, with its interval; `value`, `low` and `high`."""
    sums = sums_of(articles.values(), draws_of(len(articles)))
    found = {}
    for figure in FIGURES:
        drawn = figure.of(sums)
        if not np.isnan(drawn[0]):
            low, high = interval(drawn[1:])
            found[figure.name] = {"value": float(drawn[0]), "low": low, "high": high}
    return found


def differences(new: Articles, old: Articles) -> dict[str, dict[str, Any]]:
    """Return by how much each figure differs over the articles that both have, and whether to believe it."""
    both = sorted(new.keys() & old.keys())
    if not both:
        return {}
    draws = draws_of(len(both))
    after, before = (sums_of((side[name] for name in both), draws) for side in (new, old))
    found = {}
    for figure in FIGURES:
        drawn = figure.of(after) - figure.of(before)
        if not np.isnan(drawn[0]):
            low, high = interval(drawn[1:])
            difference = {"difference": float(drawn[0]), "low": low, "high": high, "believed": low > 0 or high < 0}
            found[figure.name] = {**difference, "better": bool(drawn[0] * figure.better > 0)}
    return found


# --- the parts that are no counts -------------------------------------------------------------------------------------


def script(*command: str) -> Any:  # noqa: ANN401 - the JSON that a benchmark prints
    """Run a benchmark in a process of its own and return what it prints as JSON."""
    done = subprocess.run([sys.executable, *command, "--json"], check=True, stdout=subprocess.PIPE, cwd=ROOT)
    return json.loads(done.stdout)


def wheel() -> dict[str, float]:
    """Return the size of the wheel in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, str(ROOT)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (made,) = Path(folder).glob("*.whl")
        return {"MB": made.stat().st_size / 1e6}


OTHER: Final[dict[str, Callable[[], Any]]] = {
    "speed": lambda: script("benchmarks/throughput.py"),
    "cold": lambda: script("benchmarks/article_time.py"),
    "wheel": wheel,
    "hostile": lambda: script("benchmarks/hostile_text.py"),
}


# --- the report -------------------------------------------------------------------------------------------------------


def provenance() -> dict[str, str]:
    """Return when this was measured, and of what."""
    git = partial(subprocess.run, cwd=ROOT, check=False, capture_output=True, text=True)
    commit = git(["git", "rev-parse", "--short", "HEAD"]).stdout.strip()
    changed = " with changes" if git(["git", "status", "--porcelain", "-uno"]).stdout.strip() else ""
    return {"made": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), "commit": commit + changed}


def make(parts: Sequence[str], processes: int, keep: Callable[[Report], None]) -> Report:
    """Measure `parts` and return the report; `keep` is given it after each, so that none is lost with a later one.

    A part that cannot be measured stands in `failed` with the reason.
    """
    report: Report = {**provenance(), "parts": {}, "failed": {}}
    names = [part for part in parts if part in CORPORA]
    counted, report["failed"] = count_all(names, processes) if names else ({}, {})
    for name, articles in counted.items():
        report["parts"][name] = {
            "gold": sha256(CORPORA[name].gold.read_bytes()).hexdigest(),
            "figures": figures(articles),
            "articles": {
                identity: {"|".join(key): number for key, number in sorted(counts.items()) if number}
                for identity, counts in articles.items()
            },
        }
    keep(report)
    for part in parts:
        if part in OTHER:
            try:
                report["parts"][part] = OTHER[part]()
            except subprocess.CalledProcessError as error:
                report["failed"][part] = f"{' '.join(map(str, error.cmd))} ended with {error.returncode}"
            keep(report)
    return report


def articles_of(report: Report, part: str) -> Articles:
    """Return what a written report counted of each article."""
    found: Articles = {}
    for name, row in report["parts"].get(part, {}).get("articles", {}).items():
        found[name] = Counter()
        for key, number in row.items():
            counted, _, what = key.partition("|")
            found[name][counted, what] = number
    return found


def table(report: Report, old: Report | None) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{report['made']} UTC, commit {report['commit']}" + (
        f", against {old['made']}, {old['commit']}" if old else ""
    )
    for part, found in report["parts"].items():
        before = (old or {"parts": {}})["parts"].get(part)
        if part in CORPORA:
            yield from _accuracy(report, part, old if before and before["gold"] == found["gold"] else None)
            if before and before["gold"] != found["gold"]:
                yield "  the older report measured other data: not compared"
        else:
            yield f"\n{part}"
            yield from (f"  {line}" for line in LINES[part](found, before))
    for name, why in report["failed"].items():
        yield f"not analysed: {name}: {why}"


def _accuracy(report: Report, part: str, old: Report | None) -> Iterator[str]:
    found = report["parts"][part]
    compared = differences(articles_of(report, part), articles_of(old, part)) if old else {}
    yield f"\n{part} dev, {len(found['articles'])} articles{'':21}90 % interval" + ("   difference" if compared else "")
    for name, each in found["figures"].items():
        row = f"  {name:44}{each['value']:7.1f}   {each['low']:5.1f} to {each['high']:5.1f}"
        if name in compared:
            by = compared[name]
            verdict = ("better" if by["better"] else "worse") if by["believed"] else "not believed"
            shown = f"{by['difference']:+6.1f} ({by['low']:+.1f} to {by['high']:+.1f}) {verdict}"
            row += f"   {'   the same' if by['low'] == by['high'] == 0 else shown}"
        yield row


WORDS: Final = "words a CPU second"
ALONE: Final = "reader alone, words a CPU second"


def _rates(found: Mapping[str, Any], draws: Floats) -> Floats:
    """Return the words a CPU second of each draw."""
    words, seconds = np.array(found["by article"]).T
    rates: Floats = draws @ words / (draws @ seconds)
    return rates


def _speed(found: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[str]:
    draws = draws_of(len(found["by article"]))
    drawn = _rates(found, draws)
    low, high = interval(drawn[1:])
    was = ""
    if before and [words for words, _ in before["by article"]] == [words for words, _ in found["by article"]]:
        least, most = interval((drawn / _rates(before, draws))[1:])
        believed = "faster" if least > 1 else "slower" if most < 1 else "not believed"
        was = f"   {found[WORDS] / before[WORDS]:.2f} times {before[WORDS]:.0f} ({least:.2f} to {most:.2f}) {believed}"
    yield f"{WORDS:44}{found[WORDS]:7.0f}   {low:5.0f} to {high:5.0f}{was}"
    was = f"   before {before[ALONE]:.0f}" if before else ""
    yield f"{ALONE:44}{found[ALONE]:7.0f}{was}"
    for stage, part in found["stages"].items():
        was = f"   before {before['stages'].get(stage, 0.0):.1f}" if before else ""
        yield f"  {stage:42}{part:7.1f} %{was}"


def _cold(found: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[str]:
    was = f"   before {before['ratio']:.1f}" if before else ""
    yield f"{'from command to sheet, times importing torch':44}{found['ratio']:7.1f}{was}"
    yield f"{'seconds, ' + str(found['words']) + ' words':44}{found['seconds']:7.1f}"
    yield f"{'memory at most, GB':44}{found['GB']:7.2f}"


def _wheel(found: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[str]:
    was = f"   before {before['MB']:.1f}" if before else ""
    yield f"{'MB':44}{found['MB']:7.1f}{was}"


def _hostile(found: Mapping[str, Any], _before: Mapping[str, Any] | None) -> Iterator[str]:
    yield from (hostile_text.line(name, each) for name, each in found.items())
    yield f"{sum('failed' in each for each in found.values())} of {len(found)} failed"


LINES: Final[dict[str, Callable[[Mapping[str, Any], Mapping[str, Any] | None], Iterator[str]]]] = {
    "speed": _speed,
    "cold": _cold,
    "wheel": _wheel,
    "hostile": _hostile,
}


def main() -> None:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, metavar="PART", help=f"of: {', '.join(PARTS)}", default=USUAL
    )
    parser.add_argument("--against", type=Path, metavar="OLD.json", help="an older report, to compare with")
    parser.add_argument("--out", "-o", type=Path, metavar="FILE", default=ROOT / "reports" / "report.json")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    started = time.perf_counter()
    try:
        old = json.loads(given.against.read_text(encoding="utf-8")) if given.against else None
        files.prepare([given.out], [given.against] if given.against else [])
        report = make(
            [part for part in PARTS if part in given.only],
            given.processes,
            lambda made: files.write(given.out, json.dumps(made, ensure_ascii=False) + "\n"),
        )
    except (AttribError, OSError, ValueError, KeyError) as error:
        sys.exit(f"report: {error}")
    print("\n".join(table(report, old)))
    print(f"\n{given.out}, {(time.perf_counter() - started) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
