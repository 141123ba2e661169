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
act
    Of the gold attributions found, those whose act (statement or thought) is right.
statements
    As *relation*, of what is a statement in the gold and what is called one: thoughts, plans and deeds that are called
    statements count as wrong, and so do statements that are not called so.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias, get_args

from attrib import files
from attrib.analyzer import outcomes
from attrib.errors import AttribError, GoldError, MissingInput, UnreadableInput
from attrib.gold import ROLES, GoldAttribution, read_entities, read_gold
from attrib.types import Analysis, Attribution, AttributionType, Document, Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from attrib.gold import GoldDocument, GoldSpeaker, GoldSpeakers
    from attrib.types import Act, Span

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

Guess: TypeAlias = Attribution | GoldAttribution
"""What can be compared with the gold: attrib's attributions, or those of a second annotator."""


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
    """All figures. `speaker` and `class_of_found` are None without entities, the last two where these have no acts."""

    exact: dict[str, Score]
    token: dict[str, Score]
    relation: Score
    relation_recall_by_type: dict[str, float]
    documents: int
    documents_missing: tuple[str, ...]
    speaker: SpeakerScore | None = None
    class_of_found: float | None = None
    act_of_found: float | None = None
    statements: Score | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold attribution and the guess that *relation* compares it with, by their places in the row and the guesses.

    `gold` is None for a guess that is close to no gold content, `guess` for a gold attribution that no guess is close
    to. `right` is whether the two count as a hit: never without both.
    """

    gold: int | None
    guess: int | None
    right: bool


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
    read) and ModelError. Predictions made before an error are kept as :func:`attrib.files.stream` keeps them.
    """
    if predictions_path:
        files.prepare([predictions_path], [each for each in (gold_path, entities_path) if each])
    gold = read_gold(gold_path)
    speakers = read_entities(entities_path) if entities_path else None
    found: dict[str, tuple[Attribution, ...]] = {}
    failures: dict[str, AttribError] = {}

    def lines() -> Iterator[str]:
        from attrib.export.jsonl import prediction

        progress(0, len(gold))
        analyses = outcomes(gold, lambda row: analyze(as_document(row)), lambda row: row.id)
        for done, (row, outcome) in enumerate(analyses, start=1):
            if isinstance(outcome, AttribError):
                failures[row.id] = outcome
            else:
                found[row.id] = outcome.attributions
                yield prediction(row.id, outcome)
            progress(done, len(gold))

    if predictions_path:
        files.stream(predictions_path, lines())
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
    if figures.statements:
        each = figures.statements
        rate = "none" if figures.act_of_found is None else f"{figures.act_of_found:.1f}"
        lines.append(f"act right, of those found: {rate}")
        lines.append(f"{'statements only':18}{each.p:9.1f} {each.r:7.1f} {each.f1:6.1f}")
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
    predictions: Mapping[str, Sequence[Guess]],
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


def pairs(row: GoldDocument, found: Sequence[Guess]) -> tuple[Pair, ...]:
    """Return what *relation* is counted from: the gold attributions in order, then the guesses that are left over.

    Gold attributions without content are not among them, nor guesses without or wholly in a discarded stretch.
    """
    return _pairs(row, found, Words(row.text))


def verdicts_on(row: GoldDocument, found: Sequence[Guess]) -> tuple[bool | None, ...]:
    """Return of each guess whether *relation* counts it as right; None of one that is not counted at all."""
    verdicts: list[bool | None] = [None] * len(found)
    for pair in pairs(row, found):
        if pair.guess is not None:
            verdicts[pair.guess] = pair.right
    return tuple(verdicts)


def right_speaker(truth: GoldSpeaker, guess: Attribution) -> bool:
    """Whether an attribution names whom the gold names; where that names nobody, whether it names nobody either."""
    speaker = guess.speaker
    if truth.source_class in NAMED and truth.entity:
        return speaker is not None and same_name(speaker.name, truth.entity)
    return speaker is None or speaker.source_class not in NAMED


def read_predictions(path: Path, gold: Iterable[GoldDocument]) -> dict[str, tuple[Attribution, ...]]:
    """Return the attributions that ``attrib evaluate GOLD --predictions PATH`` wrote, by document.

    Raises MissingInput, and GoldError naming the line that is not of that form, is of no document of `gold` or is of
    another text than it has there.
    """
    from attrib.export.json import from_dict, to_dict

    rows = {row.id: row for row in gold}
    found: dict[str, tuple[Attribution, ...]] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise MissingInput(f"no such file: {path}", "attrib evaluate GOLD --predictions FILE writes one") from error
    except (OSError, ValueError) as error:
        raise GoldError(f"cannot read {path}: {error}", "attrib evaluate GOLD --predictions FILE writes one") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            row = rows[data["id"]]
            whole = to_dict(Analysis(as_document(row), Engine("")))
            parts = {"attributions": data["attributions"], "entities": data["entities"]}
            fresh = row.id not in found
            found[row.id] = from_dict({**whole, **parts}).attributions
        except (KeyError, TypeError, ValueError, RecursionError, UnreadableInput) as error:
            what = f"{error} is missing, or no document of the gold" if isinstance(error, KeyError) else str(error)
            raise GoldError(f"{path}, line {number}: {what}", "write it again with attrib evaluate") from error
        if not fresh:
            raise GoldError(f"{path}, line {number}: a second line for {row.id}", "write it again with attrib evaluate")
    return found


class _Tally:
    """Counts over documents; `add` one at a time, then `figures`."""

    def __init__(self) -> None:
        self.exact = {role: Counter[str]() for role in ROLES}
        self.token = {role: Counter[str]() for role in ROLES}
        self.relation = Counter[str]()
        self.by_type = {kind: Counter[str]() for kind in sorted(get_args(AttributionType))}
        self.speaker = Counter[str]()
        self.source_class = Counter[str]()
        self.act = Counter[str]()
        self.statements = Counter[str]()

    def add(self, row: GoldDocument, found: Sequence[Guess], speakers: Mapping[int, GoldSpeaker]) -> None:
        words = Words(row.text)
        dropped = words.union(row.discard)
        for role in ROLES:
            self._add_role(role, row, found, words, dropped)
        for pair in _pairs(row, found, words):
            self.relation.update(right=pair.right, found=pair.guess is not None, gold=pair.gold is not None)
            known = None if pair.gold is None else speakers.get(pair.gold)
            if any(each.act for each in speakers.values()) and (pair.gold is None or known is not None):
                guess = None if pair.guess is None else found[pair.guess]
                self._add_act(None if known is None else known.act, guess, right=pair.right)
            if pair.gold is None:
                continue
            annotated = (row.attributions or ())[pair.gold]
            self.by_type[quotation_type(row.text, annotated.content)].update(right=pair.right, gold=1)
            if pair.gold in speakers:
                self._add_speaker(speakers[pair.gold], None if pair.guess is None else found[pair.guess])

    def _add_role(self, role: str, row: GoldDocument, found: Sequence[Guess], words: Words, dropped: Tokens) -> None:
        annotated = {
            tokens for each in row.attributions or () for span in getattr(each, role) if (tokens := words.inside(span))
        }
        guessed = {tokens for each in found for span in spans_of(each, role) if (tokens := words.inside(span))}
        guessed = {tokens for tokens in guessed if not tokens <= dropped}
        self.exact[role].update(right=len(annotated & guessed), found=len(guessed), gold=len(annotated))
        one: Tokens = frozenset().union(*annotated)
        other: Tokens = frozenset().union(*guessed)
        self.token[role].update(right=len(one & other), found=len(other), gold=len(one))

    def _add_act(self, truth: Act | None, guess: Guess | None, *, right: bool) -> None:
        act = guess.act if isinstance(guess, Attribution) else None
        if truth is not None and act is not None:
            self.act.update(found=1, right=act == truth)
        stated, called = truth == "statement", act == "statement"
        self.statements.update(gold=stated, found=called, right=stated and called and right)

    def _add_speaker(self, truth: GoldSpeaker, guess: Guess | None) -> None:
        speaker = guess.speaker if isinstance(guess, Attribution) else None
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
            act_of_found=_percent(self.act["right"], self.act["found"]),
            statements=_prf(self.statements) if self.statements["gold"] else None,
        )


class Words:
    """The tokens of a text, to compare spans by."""

    def __init__(self, text: str) -> None:
        """Cut `text` into tokens as the shared scorer does."""
        self.tokens = [(match.start(), match.end(), match.group() in _EDGE) for match in _TOKEN.finditer(text)]

    def inside(self, span: Span) -> Tokens:
        """Return the numbers of the tokens that touch `span`, punctuation at both ends left out."""
        touched = [
            number for number, (start, end, _) in enumerate(self.tokens) if start < span.end and end > span.start
        ]
        core = [number for number in touched if not self.tokens[number][2]]
        return frozenset(range(core[0], core[-1] + 1)) if core else frozenset()

    def union(self, spans: Iterable[Span]) -> Tokens:
        """Return the numbers of the tokens inside any of `spans`."""
        return frozenset().union(*map(self.inside, spans))


def spans_of(attribution: Guess, role: str) -> tuple[Span, ...]:
    """Return the spans that carry `role`: of attrib's sources and cues one at most, of annotators' also several."""
    if isinstance(attribution, GoldAttribution):
        return {"source": attribution.source, "cue": attribution.cue, "content": attribution.content}[role]
    match role:
        case "content":
            return attribution.content
        case "cue" if attribution.cue:
            return (attribution.cue.span,)
        case "source" if attribution.source is not None:
            return (attribution.source,)
        case _:
            return ()


def _pairs(row: GoldDocument, found: Sequence[Guess], words: Words) -> tuple[Pair, ...]:
    dropped = words.union(row.discard)
    contents = {number: words.union(each.content) for number, each in enumerate(found)}
    left = [number for number, content in contents.items() if content and not content <= dropped]
    made = []
    for index, annotated in enumerate(row.attributions or ()):
        content, source = words.union(annotated.content), words.union(annotated.source)
        if not content:
            continue
        best = _closest(content, [contents[number] for number in left])
        guess = None if best is None else left.pop(best)
        other = frozenset[int]() if guess is None else words.union(spans_of(found[guess], "source"))
        hit = guess is not None and (bool(source & other) or not (source or other))
        made.append(Pair(index, guess, hit))
    return (*made, *(Pair(None, number, right=False) for number in left))


def _closest(content: Tokens, others: Sequence[Tokens]) -> int | None:
    """Return which of `others` overlaps most and enough, the last of equals; None when none does."""
    overlaps = [(len(content & other) / len(content | other), number) for number, other in enumerate(others)]
    best = max(overlaps, default=(0.0, 0))
    return best[1] if best[0] >= OVERLAP else None


def quotation_type(text: str, content: Iterable[Span]) -> str:
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
