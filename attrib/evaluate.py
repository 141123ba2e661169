"""Figures against gold annotations: how many sources, cues, contents, whole attributions and speakers are right.

The measure is the project's own scorer (``../shared/tools/score_attributions.py``); a test holds the two together on
random annotations. All figures are percentages, micro-averaged over documents:

exact
    A role's span counts when it covers the same tokens as a gold span, punctuation at its edges aside. The measure of
    CofeNet (Wang et al., COLING 2022), which reports F1 83.2 source, 75.3 cue, 72.9 content on PolNeAR's test part.
token
    Tokens that carry the role.
relation
    An attribution counts when its content overlaps a gold content by a Jaccard index of 0.5 or more and its source
    shares a token with that attribution's source, or neither has one.
speaker
    Of the gold attributions by a named person or an organisation, those whose speaker has the gold entity's name.
class
    Of the gold attributions found, those whose speaker has the right class.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias, get_args

from attrib import output
from attrib.errors import AttribError
from attrib.gold import ROLES, read_entities, read_gold
from attrib.pipeline import analyze_each
from attrib.types import AttributionType, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from attrib.gold import GoldDocument, GoldSpeaker, GoldSpeakers
    from attrib.types import Analysis, Attribution, Span

OVERLAP = 0.5
"""The least Jaccard index, over tokens, at which two contents are the same statement (the shared scorer's)."""

NAMED = ("named_person", "organisation")
"""The classes whose entities have names that can be compared."""

# The shared scorer's definitions of a token, of what is trimmed from a span's edges and of the titles a name may carry.
_TOKEN = re.compile(r"\w+(?:[’'.-]\w+)*|[^\w\s]")
_EDGE = frozenset("\"“”‘’'`,.;:!?-–—…()[]")
_QUOTES = frozenset('"“”')
_TITLES = frozenset(
    "mr mrs ms dr sen rep gov president the col gen sir prof lt secretary".split()  # noqa: SIM905 - reads as a list
)

Tokens: TypeAlias = frozenset[int]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in per cent, to one decimal."""

    p: float
    r: float
    f1: float


@dataclass(frozen=True, slots=True)
class SpeakerScore:
    """Speakers in per cent: right of all, right of those whose content was found, and named wrongly of all.

    `gold` counts the attributions by named people and organisations; a figure is None where its divisor is 0.
    """

    end_to_end: float | None
    of_found: float | None
    wrong_name: float | None
    gold: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures. `speaker` and `class_of_found` are None without a file of entities."""

    exact: dict[str, Score]
    token: dict[str, Score]
    relation: Score
    relation_recall_by_type: dict[str, float]
    documents: int
    documents_missing: tuple[str, ...]
    speaker: SpeakerScore | None = None
    class_of_found: float | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` is None when no row of the gold has attributions; `failures` says which documents could not be read."""

    documents: int
    figures: Figures | None
    failures: dict[str, AttribError] = field(default_factory=dict)


def evaluate(
    gold_path: Path,
    analyze: Callable[[Document], Analysis],
    *,
    entities_path: Path | None = None,
    predictions_path: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:
    """Analyse every text of the gold and compare.

    `analyze` is given a document made of the row's text, whatever its length or language. `progress` is called with the
    number of documents done and their total, the first time with 0. `predictions_path` gets a line for each document
    that could be analysed, in the gold's order.

    Raises MissingInput, GoldError (naming the line), OutputError (also for predictions that would replace a file to be
    read) and ModelError. Predictions made before an error are kept as :func:`attrib.output.stream` keeps them.
    """
    if predictions_path:
        output.prepare([predictions_path], [each for each in (gold_path, entities_path) if each])
    gold = read_gold(gold_path)
    speakers = read_entities(entities_path) if entities_path else None
    found: dict[str, tuple[Attribution, ...]] = {}
    failures: dict[str, AttribError] = {}

    def lines() -> Iterator[str]:
        from attrib.export.jsonl import prediction

        progress(0, len(gold))
        outcomes = analyze_each(gold, lambda row: analyze(as_document(row)), lambda row: row.id)
        for done, (row, outcome) in enumerate(outcomes, start=1):
            if isinstance(outcome, AttribError):
                failures[row.id] = outcome
            else:
                found[row.id] = outcome.attributions
                yield prediction(row.id, outcome)
            progress(done, len(gold))

    if predictions_path:
        output.stream(predictions_path, lines())
    else:
        for _ in lines():
            pass
    scored = any(row.attributions for row in gold)
    return Evaluation(len(gold), score(gold, found, speakers) if scored else None, failures)


def render(evaluation: Evaluation) -> str:
    """Return the figures as lines for a terminal, in per cent."""
    figures = evaluation.figures
    lines = [f"documents {evaluation.documents}, not analysed {len(evaluation.failures)}"]
    if figures is None:
        lines.append("no figures: the gold has no attributions to compare with")
        return "\n".join(lines) + "\n"
    lines.append(f"{'':18}precision  recall     F1")
    named = [
        *((f"exact {role}", each) for role, each in figures.exact.items()),
        *((f"token {role}", each) for role, each in figures.token.items()),
        ("relation", figures.relation),
    ]
    lines += [f"{name:18}{each.p:9.1f} {each.r:7.1f} {each.f1:6.1f}" for name, each in named]
    lines += [
        f"{'relation, ' + kind:18}{'':9} {recall:7.1f}" for kind, recall in figures.relation_recall_by_type.items()
    ]
    if figures.speaker:
        speaker = figures.speaker
        rates = (speaker.end_to_end, speaker.of_found, speaker.wrong_name, figures.class_of_found)
        right, of_found, wrong, source_class = ("none" if rate is None else f"{rate:.1f}" for rate in rates)
        lines.append(
            f"speakers ({speaker.gold} by named people and organisations): right {right},"
            f" of those found {of_found}, wrong name {wrong}"
        )
        lines.append(f"class of source right, of those found: {source_class}")
    return "\n".join(lines) + "\n"


def as_document(row: GoldDocument) -> Document:
    """Return the row's text as an article that was read: same characters, paragraphs found as in a plain text."""
    from attrib.read.text import lay_out, split

    layout = lay_out(row.text, split(row.text))
    return Document(
        id="sha256:" + sha256(row.text.encode()).hexdigest(),
        text=row.text,
        paragraphs=layout.paragraphs,
        title=layout.title,
        byline=layout.byline,
        published=layout.published,
        language="en",
    )


def score(
    gold: Iterable[GoldDocument],
    predictions: Mapping[str, Sequence[Attribution]],
    speakers: GoldSpeakers | None = None,
) -> Figures:
    """Compare attributions with the gold's, by document id. A gold document without annotations is left out."""
    tally = _Tally()
    rows = [row for row in gold if row.attributions is not None]
    known = speakers or {}
    for row in rows:
        tally.add(row, predictions.get(row.id, ()), known.get(row.id, {}))
    return tally.figures(
        len(rows), tuple(sorted(row.id for row in rows if row.id not in predictions)), with_speakers=bool(speakers)
    )


class _Tally:
    """Counts over documents; `add` one at a time, then `figures`."""

    def __init__(self) -> None:
        self.exact = {role: Counter[str]() for role in ROLES}
        self.token = {role: Counter[str]() for role in ROLES}
        self.relation = Counter[str]()
        self.by_type = {kind: Counter[str]() for kind in sorted(get_args(AttributionType))}
        self.speaker = Counter[str]()
        self.source_class = Counter[str]()

    def add(self, row: GoldDocument, found: Sequence[Attribution], speakers: Mapping[int, GoldSpeaker]) -> None:
        words = _Words(row.text)
        dropped = words.union(row.discard)
        for role in ROLES:
            self._add_role(role, row, found, words, dropped)
        guesses = [(words.union(each.content), words.union(_spans_of(each, "source")), each) for each in found]
        guesses = [guess for guess in guesses if guess[0] and not guess[0] <= dropped]
        self.relation["found"] += len(guesses)
        for index, annotated in enumerate(row.attributions or ()):
            content, source = words.union(annotated.content), words.union(annotated.source)
            if not content:
                continue
            best = _closest(content, [guess[0] for guess in guesses])
            matched = guesses.pop(best) if best is not None else None
            hit = matched is not None and (bool(source & matched[1]) or not (source or matched[1]))
            self.relation.update(right=hit, gold=1)
            self.by_type[_type_of(row.text, annotated.content)].update(right=hit, gold=1)
            if index in speakers:
                self._add_speaker(speakers[index], matched[2] if matched else None)

    def _add_role(
        self, role: str, row: GoldDocument, found: Sequence[Attribution], words: _Words, dropped: Tokens
    ) -> None:
        annotated = {
            tokens for each in row.attributions or () for span in getattr(each, role) if (tokens := words.inside(span))
        }
        guessed = {tokens for each in found for span in _spans_of(each, role) if (tokens := words.inside(span))}
        guessed = {tokens for tokens in guessed if not tokens <= dropped}
        self.exact[role].update(right=len(annotated & guessed), found=len(guessed), gold=len(annotated))
        one: Tokens = frozenset().union(*annotated)
        other: Tokens = frozenset().union(*guessed)
        self.token[role].update(right=len(one & other), found=len(other), gold=len(one))

    def _add_speaker(self, truth: GoldSpeaker, guess: Attribution | None) -> None:
        speaker = guess.speaker if guess else None
        if truth.source_class in NAMED and truth.entity:
            right = speaker is not None and same_name(speaker.name, truth.entity)
            wrong = speaker is not None and bool(speaker.name) and not right
            self.speaker.update(gold=1, found=guess is not None, right=right, wrong=wrong)
        if guess is not None and truth.source_class != "none":
            self.source_class.update(found=1, right=speaker is not None and speaker.source_class == truth.source_class)

    def figures(self, documents: int, missing: tuple[str, ...], *, with_speakers: bool) -> Figures:
        who = self.speaker
        return Figures(
            exact={role: _prf(count) for role, count in self.exact.items()},
            token={role: _prf(count) for role, count in self.token.items()},
            relation=_prf(self.relation),
            relation_recall_by_type={
                kind: round(100 * count["right"] / count["gold"], 1)
                for kind, count in self.by_type.items()
                if count["gold"]
            },
            documents=documents,
            documents_missing=missing,
            speaker=SpeakerScore(
                _percent(who["right"], who["gold"]),
                _percent(who["right"], who["found"]),
                _percent(who["wrong"], who["gold"]),
                who["gold"],
            )
            if with_speakers
            else None,
            class_of_found=_percent(self.source_class["right"], self.source_class["found"]) if with_speakers else None,
        )


class _Words:
    """The tokens of a text, to compare spans by."""

    def __init__(self, text: str) -> None:
        self.tokens = [(match.start(), match.end(), match.group() in _EDGE) for match in _TOKEN.finditer(text)]

    def inside(self, span: Span) -> Tokens:
        """Return the numbers of the tokens that touch `span`, punctuation at both ends left out."""
        touched = [
            number for number, (start, end, _) in enumerate(self.tokens) if start < span.end and end > span.start
        ]
        core = [number for number in touched if not self.tokens[number][2]]
        return frozenset(range(core[0], core[-1] + 1)) if core else frozenset()

    def union(self, spans: Iterable[Span]) -> Tokens:
        return frozenset().union(*map(self.inside, spans))


def _spans_of(attribution: Attribution, role: str) -> tuple[Span, ...]:
    match role:
        case "content":
            return attribution.content
        case "cue" if attribution.cue:
            return (attribution.cue.span,)
        case "source" if attribution.source is not None:
            return (attribution.source,)
        case _:
            return ()


def _closest(content: Tokens, others: Sequence[Tokens]) -> int | None:
    """Return which of `others` overlaps most and enough, the last of equals; None when none does."""
    overlaps = [(len(content & other) / len(content | other), number) for number, other in enumerate(others)]
    best = max(overlaps, default=(0.0, 0))
    return best[1] if best[0] >= OVERLAP else None


def _type_of(text: str, content: Iterable[Span]) -> str:
    """Return whether the words are wholly inside quotation marks (direct), partly (mixed) or not (indirect)."""
    words = "".join(span.of(text) for span in content).strip()
    if not words:
        return "indirect"
    closed = words[-1] in _QUOTES or words.rstrip(" ,.;:!?—-")[-1:] in _QUOTES
    if words[0] in _QUOTES and closed:
        return "direct"
    return "mixed" if _QUOTES & set(words) else "indirect"


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one person's: same last word and all words of the shorter in the longer, or initials."""
    short, long = sorted((_name_words(one), _name_words(other)), key=len)
    if not short:
        return False
    within = short[-1] == long[-1] and set(short) <= set(long)
    return within or "".join(short) == "".join(word[0] for word in long)


def _name_words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", name.lower()) if word not in _TITLES]


def _prf(count: Counter[str]) -> Score:
    p = count["right"] / count["found"] if count["found"] else 0.0
    r = count["right"] / count["gold"] if count["gold"] else 0.0
    return Score(round(100 * p, 1), round(100 * r, 1), round(200 * p * r / (p + r), 1) if p + r else 0.0)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
