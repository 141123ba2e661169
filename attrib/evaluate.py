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
    Of the gold attributions by a named person or an organisation, those whose speaker has the gold entity's name. A
    wrong name is *left as written* when every word of it stands in the source that attrib found (work for the checker),
    else it is *another's name* (harm).
class
    Of the gold attributions found, those whose speaker has the right class.
act
    Of the gold attributions found, those whose act (statement or thought) is right.
statements
    As *relation*, of what is a statement in the gold and what is called one: thoughts, plans and deeds that are called
    statements count as wrong, and so do statements that are not called so.
titles
    Where the gold has entities: each is paired with the printed one that most of its attributions are given to. Of
    those with annotated roles it is *right* when a printed role or affiliation shares its head word (the last one
    before the first preposition or comma) with an annotated one; a printed one is *wrong* when it shares no word with
    any.
claims
    Where sentences have labels: a sentence counts as claimed when checkable claims cover a third of it, and is right
    when it is labelled check-worthy. Of those in one voice, whether the claim has the right one, the reporter's or
    somebody's; and F1 of hedges (``../shared/tools/score_claims.py``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, get_args

from attrib import files
from attrib.analyzer import outcomes
from attrib.errors import AttribError
from attrib.gold import ROLES, GoldAttribution, read_claim_labels, read_entities, read_gold
from attrib.types import Analysis, Attribution, AttributionType, Cue, Document, Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from attrib.gold import GoldDocument, GoldSentence, GoldSpeaker, GoldSpeakers
    from attrib.types import Act, Claim, Span

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

CLAIMED = 1 / 3
"""The least share of a sentence's characters that claims cover when it counts as claimed (the shared scorer's)."""

# Words after which a title's head does not stand (“minister of defence”); and those that titles share by chance.
_PREPOSITIONS = frozenset("of for in at on to with from by under over".split())  # noqa: SIM905 - the same
_EMPTY = _PREPOSITIONS | frozenset({"and", "the", "a", "an", "s", "his", "her", "their", "its"})

Tokens: TypeAlias = frozenset[int]

Counts: TypeAlias = Counter[tuple[str, str]]
"""What was counted: by measure (“relation”), then by what of it (right, found, gold, …). Counts of articles add up."""

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

    `gold` counts the attributions by named people and organisations; a figure is None where its divisor is 0. The last
    two add up to `wrong_name` but for rounding.
    """

    end_to_end: float | None
    of_found: float | None
    wrong_name: float | None
    gold: int
    left_as_written: float | None = None
    anothers_name: float | None = None


@dataclass(frozen=True, slots=True)
class TitleScore:
    """Titles in per cent: right of the `entities` that have annotated roles, wrong of the `printed` ones."""

    right: float | None
    wrong: float | None
    entities: int
    printed: int


@dataclass(frozen=True, slots=True)
class ClaimScore:
    """Claims in per cent, of `sentences` that are check-worthy; `voice` and `hedged` of those found."""

    claimed: Score
    voice: float | None
    hedged: float
    sentences: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures.

    `speaker` and `class_of_found` are None without entities, `act_of_found` and `statements` where these have no acts,
    `titles` where the gold says nothing of entities.
    """

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
    titles: TitleScore | None = None


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
    """`figures` is None when no row of the gold has attributions, `claims` without labels.

    `failures` says which documents could not be read.
    """

    documents: int
    figures: Figures | None
    failures: dict[str, AttribError] = field(default_factory=dict)
    claims: ClaimScore | None = None


def evaluate(  # noqa: PLR0913 - as many files as the command takes
    gold_path: Path,
    analyze: Callable[[Document], Analysis],
    *,
    entities_path: Path | None = None,
    claims_path: Path | None = None,
    predictions_path: Path | None = None,
    everything: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:
    """Analyse every text of the gold and compare.

    `analyze` is given a document made of the row's text, whatever its length or language. `progress` is called with the
    number of documents done and their total, the first time with 0. `predictions_path` gets a line for each document
    that could be analysed, in the gold's order. Attributions flagged `unlikely` are left out unless `everything`; their
    claims count either way.

    Raises MissingInput, GoldError (naming the line), OutputError (also for predictions that would replace a file to be
    read) and ModelError. Predictions made before an error are kept as :func:`attrib.files.stream` keeps them.
    """
    if predictions_path:
        read = [each for each in (gold_path, entities_path, claims_path) if each]
        files.prepare([predictions_path], read, streamed=True)
    gold = read_gold(gold_path)
    speakers = read_entities(entities_path) if entities_path else None
    labels = read_claim_labels(claims_path, gold) if claims_path else {}
    counts: dict[str, Counts] = {}
    failures: dict[str, AttribError] = {}

    def lines() -> Iterator[str]:
        from attrib.export.jsonl import prediction

        progress(0, len(gold))
        analyses = outcomes(gold, lambda row: analyze(as_document(row)), lambda row: row.id)
        for done, (row, outcome) in enumerate(analyses, start=1):
            who, judged = (speakers or {}).get(row.id, {}), labels.get(row.id, ())
            if isinstance(outcome, AttribError):
                failures[row.id] = outcome
                counts[row.id] = measure(row, nothing_in(row), who, judged)
            else:
                shown = outcome if everything else outcome.likely()
                counts[row.id] = measure(row, replace(shown, claims=outcome.claims), who, judged)
                yield prediction(row.id, shown)
            progress(done, len(gold))

    if predictions_path:
        files.stream(predictions_path, lines())
    else:
        for _ in lines():
            pass
    scored = [row for row in gold if row.attributions is not None]
    total = sum_of(counts.values())
    figures = None
    if any(row.attributions for row in scored):
        missing = tuple(sorted(row.id for row in scored if row.id in failures))
        figures = figures_of(total, len(scored), missing, with_speakers=bool(speakers))
    return Evaluation(len(gold), figures, failures, claims_of(total))


def render(evaluation: Evaluation) -> str:
    """Return the figures as lines for a terminal, in per cent."""
    figures = evaluation.figures
    lines = [f"documents {evaluation.documents}, not analysed {len(evaluation.failures)}"]
    if figures is None:
        lines.append("no figures: the gold has no attributions to compare with")
        return "\n".join([*lines, *_claim_lines(evaluation.claims)]) + "\n"
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
        lines.append(
            f"speakers ({speaker.gold} by named people and organisations): right {_shown(speaker.end_to_end)},"
            f" of those found {_shown(speaker.of_found)}, wrong name {_shown(speaker.wrong_name)}"
        )
        lines.append(
            f"of the wrong names: left as written {_shown(speaker.left_as_written)},"
            f" another's name {_shown(speaker.anothers_name)}"
        )
        lines.append(f"class of source right, of those found: {_shown(figures.class_of_found)}")
    if figures.statements:
        each = figures.statements
        lines.append(f"act right, of those found: {_shown(figures.act_of_found)}")
        lines.append(f"{'statements only':18}{each.p:9.1f} {each.r:7.1f} {each.f1:6.1f}")
    if figures.titles:
        titles = figures.titles
        lines.append(
            f"titles: right {_shown(titles.right)} of {titles.entities} entities that have roles,"
            f" wrong {_shown(titles.wrong)} of {titles.printed} printed"
        )
    return "\n".join([*lines, *_claim_lines(evaluation.claims)]) + "\n"


def _claim_lines(claims: ClaimScore | None) -> Iterator[str]:
    if claims is not None:
        each = claims.claimed
        yield f"{'claims':18}{each.p:9.1f} {each.r:7.1f} {each.f1:6.1f}"
        yield (
            f"claims ({claims.sentences} check-worthy sentences): voice right, of those found,"
            f" {_shown(claims.voice)}; hedges F1 {_shown(claims.hedged)}"
        )


def _shown(rate: float | None) -> str:
    return "none" if rate is None else f"{rate:.1f}"


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


def nothing_in(row: GoldDocument) -> Analysis:
    """Return the analysis that finds nothing: of an article that could not be analysed, everything was missed."""
    return Analysis(as_document(row), Engine(""))


def score(
    gold: Iterable[GoldDocument],
    predictions: Mapping[str, Sequence[Guess]],
    speakers: GoldSpeakers | None = None,
) -> Figures:
    """Compare attributions with the gold's, by document id. A gold document without annotations is left out."""
    rows = [row for row in gold if row.attributions is not None]
    total = sum_of(count(row, predictions.get(row.id, ()), (speakers or {}).get(row.id, {})) for row in rows)
    missing = tuple(sorted(row.id for row in rows if row.id not in predictions))
    return figures_of(total, len(rows), missing, with_speakers=bool(speakers))


def pairs(row: GoldDocument, found: Sequence[Guess], words: Words | None = None) -> tuple[Pair, ...]:
    """Return what *relation* is counted from: the gold attributions in order, then the guesses that are left over.

    Gold attributions without content are not among them, nor guesses without or wholly in a discarded stretch.
    `words` are those of the row's text, for a caller who has them.
    """
    words = words or Words(row.text)
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


def measure(
    row: GoldDocument,
    analysis: Analysis,
    speakers: Mapping[int, GoldSpeaker],
    labels: Sequence[GoldSentence] = (),
) -> Counts:
    """Return everything that is counted of one article; `speakers` and `labels` are its own."""
    parts = (
        count(row, analysis.attributions, speakers),
        count_titles(row, analysis),
        count_claims(labels, analysis.claims),
    )
    return sum_of(parts)


def count(
    row: GoldDocument, found: Sequence[Guess], speakers: Mapping[int, GoldSpeaker] = MappingProxyType({})
) -> Counts:
    """Return what is counted of one article's attributions; nothing where the gold has none to compare with."""
    counts: Counts = Counter()
    if row.attributions is None:
        return counts
    words = Words(row.text)
    dropped = words.union(row.discard)
    for role in ROLES:
        _count_role(counts, role, row, found, words, dropped)
    for pair in pairs(row, found, words):
        guess = None if pair.guess is None else found[pair.guess]
        known = None if pair.gold is None else speakers.get(pair.gold)
        _add(counts, "relation", right=pair.right, found=guess is not None, gold=pair.gold is not None)
        if any(each.act for each in speakers.values()) and (pair.gold is None or known is not None):
            _count_act(counts, None if known is None else known.act, guess, right=pair.right)
        if pair.gold is not None:
            annotated = row.attributions[pair.gold]
            _add(counts, f"relation, {quotation_type(row.text, annotated.content)}", right=pair.right, gold=1)
        if known is not None:
            _count_speaker(counts, known, guess, row.text)
    return counts


def _add(counts: Counts, measure: str, **numbers: int) -> None:
    for what, number in numbers.items():
        counts[measure, what] += number


def _count_role(  # noqa: PLR0913, PLR0917 - one article, cut into tokens once
    counts: Counts, role: str, row: GoldDocument, found: Sequence[Guess], words: Words, dropped: Tokens
) -> None:
    annotated = {
        tokens for each in row.attributions or () for span in getattr(each, role) if (tokens := words.inside(span))
    }
    guessed = {tokens for each in found for span in spans_of(each, role) if (tokens := words.inside(span))}
    guessed = {tokens for tokens in guessed if not tokens <= dropped}
    _add(counts, f"exact {role}", right=len(annotated & guessed), found=len(guessed), gold=len(annotated))
    one: Tokens = frozenset().union(*annotated)
    other: Tokens = frozenset().union(*guessed)
    _add(counts, f"token {role}", right=len(one & other), found=len(other), gold=len(one))


def _count_act(counts: Counts, truth: Act | None, guess: Guess | None, *, right: bool) -> None:
    act = guess.act if isinstance(guess, Attribution) else None
    if truth is not None and act is not None:
        _add(counts, "act", found=1, right=act == truth)
    stated, called = truth == "statement", act == "statement"
    _add(counts, "statements", gold=stated, found=called, right=stated and called and right)


def _count_speaker(counts: Counts, truth: GoldSpeaker, guess: Guess | None, text: str) -> None:
    speaker = guess.speaker if isinstance(guess, Attribution) else None
    if truth.source_class in NAMED and truth.entity:
        right = speaker is not None and same_name(speaker.name, truth.entity)
        wrong = speaker is not None and bool(speaker.name) and not right
        source = guess.source.of(text) if wrong and isinstance(guess, Attribution) and guess.source else ""
        written = wrong and speaker is not None and set(_all_words(speaker.name)) <= set(_all_words(source))
        _add(counts, "speaker", gold=1, found=guess is not None, right=right, wrong=wrong, written=written)
    if guess is not None and truth.source_class != "none":
        right = speaker is not None and speaker.source_class == truth.source_class
        _add(counts, "class", found=1, right=right)


def count_titles(row: GoldDocument, analysis: Analysis) -> Counts:
    """Return what is counted of the roles and affiliations printed; nothing where the gold says nothing of entities.

    A printed entity that several gold ones are paired with is held against all of their titles; one that no gold entity
    is paired with against none, since nobody says what it is.
    """
    counts: Counts = Counter()
    votes: dict[str, Counter[str]] = {identity: Counter() for identity in row.entities}
    for pair in pairs(row, analysis.attributions) if row.entities else ():
        if pair.gold is not None and pair.guess is not None:
            entity, speaker = (row.attributions or ())[pair.gold].entity, analysis.attributions[pair.guess].speaker
            if entity in votes and speaker is not None:
                votes[entity][speaker.entity] += 1
    titles = {each.id: [title for title in (each.role, each.affiliation) if title] for each in analysis.entities}
    known: dict[str, set[str]] = {}
    for identity, gold in row.entities.items():
        annotated = [span.of(row.text) for span in (*gold.roles, *gold.affiliations)]
        chosen = votes[identity].most_common(1)[0][0] if votes[identity] else ""
        heads = {head_word(title) for title in annotated} - {""}
        right = any(head_word(title) in heads for title in titles.get(chosen, ()))
        _add(counts, "titles", gold=bool(gold.roles), right=right and bool(gold.roles))
        known.setdefault(chosen, set()).update(word for title in annotated for word in _all_words(title))
    for chosen, words in known.items():
        wrong = [title for title in titles.get(chosen, ()) if not (words - _EMPTY) & set(_all_words(title))]
        _add(counts, "titles", found=len(titles.get(chosen, ())), wrong=len(wrong))
    return counts


def head_word(title: str) -> str:
    """Return the word that says what somebody is: the last before the first preposition or comma, in small letters."""
    words = _all_words(title.partition(",")[0])
    end = next((place for place, word in enumerate(words) if place and word in _PREPOSITIONS), len(words))
    return words[end - 1] if words else ""


def count_claims(labels: Sequence[GoldSentence], claims: Sequence[Claim]) -> Counts:
    """Return what is counted of an article's claims, by the labels of its sentences."""
    counts: Counts = Counter()
    checkable = [each for each in claims if each.checkable]
    for sentence in labels:
        sizes = [
            (min(sentence.span.end, each.span.end) - max(sentence.span.start, each.span.start), each)
            for each in checkable
        ]
        here = [(size, each) for size, each in sizes if size > 0]
        claimed = sum(size for size, _ in here) >= CLAIMED * len(sentence.span)
        worth = sentence.label == "C"
        _add(counts, "claims", gold=worth, found=claimed, right=worth and claimed)
        if not (worth and claimed):
            continue
        if sentence.voice != "M":
            best = max(here, key=lambda pair: pair[0])[1]
            _add(counts, "claims, voice", found=1, right=(best.attribution is None) == (sentence.voice == "R"))
        hedged = any(each.hedges for _, each in here)
        _add(counts, "claims, hedged", gold=sentence.hedged, found=hedged, right=hedged and sentence.hedged)
    return counts


def sum_of(counts: Iterable[Counts]) -> Counts:
    """Return the counts of several articles together."""
    total: Counts = Counter()
    for each in counts:
        total.update(each)
    return total


def figures_of(counts: Counts, documents: int, missing: tuple[str, ...] = (), *, with_speakers: bool) -> Figures:
    """Return the figures that come of `counts` over so many documents, of which some are `missing`."""

    def rate(measure: str, part: str, whole: str) -> float | None:
        return _percent(counts[measure, part], counts[measure, whole])

    speaker = SpeakerScore(
        rate("speaker", "right", "gold"),
        rate("speaker", "right", "found"),
        rate("speaker", "wrong", "gold"),
        counts["speaker", "gold"],
        rate("speaker", "written", "gold"),
        _percent(counts["speaker", "wrong"] - counts["speaker", "written"], counts["speaker", "gold"]),
    )
    titles = TitleScore(
        rate("titles", "right", "gold"),
        rate("titles", "wrong", "found"),
        counts["titles", "gold"],
        counts["titles", "found"],
    )
    types = {kind: rate(f"relation, {kind}", "right", "gold") for kind in sorted(get_args(AttributionType))}
    return Figures(
        exact={role: _prf(counts, f"exact {role}") for role in ROLES},
        token={role: _prf(counts, f"token {role}") for role in ROLES},
        relation=_prf(counts, "relation"),
        relation_recall_by_type={kind: recall for kind, recall in types.items() if recall is not None},
        documents=documents,
        documents_missing=missing,
        speaker=speaker if with_speakers else None,
        class_of_found=rate("class", "right", "found") if with_speakers else None,
        act_of_found=rate("act", "right", "found"),
        statements=_prf(counts, "statements") if counts["statements", "gold"] else None,
        titles=titles if titles.entities else None,
    )


def claims_of(counts: Counts) -> ClaimScore | None:
    """Return the figures about claims that come of `counts`; None when no sentence had a label."""
    if ("claims", "gold") not in counts:
        return None
    voice = _percent(counts["claims, voice", "right"], counts["claims, voice", "found"])
    return ClaimScore(_prf(counts, "claims"), voice, _prf(counts, "claims, hedged").f1, counts["claims", "gold"])


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
    part: Cue | Span | tuple[Span, ...] | None = getattr(attribution, role)
    if isinstance(part, tuple):
        return part
    return () if part is None else (part.span if isinstance(part, Cue) else part,)


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
    return [word for word in _all_words(name) if word not in _TITLES]


def _all_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _prf(counts: Counts, measure: str) -> Score:
    right, found, gold = (counts[measure, what] for what in ("right", "found", "gold"))
    p = right / found if found else 0.0
    r = right / gold if gold else 0.0
    return Score(round(100 * p, 1), round(100 * r, 1), round(200 * p * r / (p + r), 1) if p + r else 0.0)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
