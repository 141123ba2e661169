"""What an article asserts that somebody could look up: how worth a check, how firmly, and on whose word.

A claim is what one voice says in one sentence: the words of an attribution, or what the reporter says around them. How
likely a checker would look the sentence up (`worth`) is learnt, and so is whether the reporter answers for all of it:
“the mayor defended the plan” tells what she did, though it has a source and a content. The reader judges each sentence,
as two annotators judged those of 320 articles. What sort of fact it is and which words soften it, rules tell:
quantities, dates, events, comparisons and causes are recognised by tags, relations and morphology; the closed lists
below hold only what no tag tells (the calendar, verbs that rise or fall, verbs that bring something about).

What is left out: bylines and dates; words in quotation marks or set apart (a block quotation, an answered mail) that
nobody is found to have said, because the reporter does not answer for those; the frame of an attribution (“the mayor
said on Monday”); what somebody is reported *not* to have said; a sentence that is hardly worth a check.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from attrib.language.quotations import SET_APART, find_quotations, near
from attrib.language.tokens import word_set
from attrib.types import Claim, ClaimKind, Flag, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from attrib.extract.reader import Judged
    from attrib.language.quotations import Quotation
    from attrib.types import Attribution, Document, Parse, Sentence, Token


_SILENT = frozenset({"byline", "date", "pull_quote"})  # the kinds of paragraph that assert nothing, or nothing new

CHECKABLE = 0.45
"""Worth from which a claim is checkable: F1 is highest there, 86.6, on 7,623 held-out sentences of newsroom train, as
`training.fit_claims` prints (2026-11-28)."""

LISTED = 0.2
"""Worth below which a sentence makes no claim at all: of such, 9 in 100 are worth a check there."""

OWN = 0.4
"""Chance from which a whole sentence is the reporter's, with what it reports in other words: there the voice of 91.9
claims in 100 is right, 88.6 without."""

FEWEST = 2
"""Words that somebody's share of a sentence must have: one in quotation marks is a name for something."""

# The calendar. `may` and `march` count only as proper nouns.
_CALENDAR = word_set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday"
)
_RELATIVE_DAYS = frozenset({"today", "yesterday", "tomorrow", "tonight"})
_PERIODS = word_set(
    "day night week weekend month quarter year decade century morning afternoon evening spring summer autumn winter "
    "season"
)
_POINTERS = frozenset({"last", "next", "previous", "following", "this", "same"})  # “last week”, “this year”
_AGO = frozenset({"ago", "earlier", "later", "before"})  # what turns “two days” from a length into a date
_NOON = frozenset({"am", "pm", "a.m", "p.m"})
_CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:am|pm)|\d{1,2}:\d\d", re.IGNORECASE)
_YEAR = re.compile(r"(?:1\d|20)\d\d(?:s|-\d\d)?")
_FIGURE = re.compile(r"[£$€]?\d[\d.,]*(?!am|pm|st|nd|rd|th|s)[a-z]{0,3}%?", re.IGNORECASE)
_NUMBER_NOUNS = word_set("dozen hundred thousand million billion half third quarter percent cent")

_MODALS = word_set("will would can could may might must shall should")
_EPISTEMIC = frozenset({"may", "might", "could"})  # the modals that soften a statement
_CONDITIONS = frozenset({"if", "unless", "whether"})
# Verbs whose past tense reports a state or a thought rather than something that happened; and the three barest verbs of
# saying, so that a frame which no attribution claims is not taken for an event.
_STATES = word_set(
    "be have seem appear know think believe want need feel like hope mean remain say tell add consist belong"
)
_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
_ARGUMENTS = frozenset({"nsubj", "csubj", "obj", "iobj", "obl", "ccomp"})

_MOVES_WITH_FIGURE = word_set("rise fall drop climb grow shrink jump slip soar plunge")
_MOVES = word_set("increase decrease decline double treble triple halve exceed outnumber outstrip")
_CAUSES = word_set("cause trigger prompt provoke spark")
_CAUSES_WITH = {"lead": "to", "result": "in", "stem": "from", "bring": "to", "blame": "on", "arise": "from"}
_CAUSE_MARKS = frozenset({("because",), ("due", "to"), ("owing", "to"), ("thanks", "to")})
_CAUSE_NOUNS = frozenset({"result", "response", "retaliation", "consequence", "reprisal"})  # “in retaliation for”

_SOFT_ADVERBS = word_set(
    "apparently reportedly allegedly supposedly purportedly ostensibly seemingly possibly perhaps maybe probably "
    "presumably likely"
)
_SOFT_ADJECTIVES = word_set("likely unlikely possible probable alleged suspected presumed apparent")
_SOFT = frozenset(
    {("ADV", word) for word in _SOFT_ADVERBS}
    | {("ADJ", word) for word in _SOFT_ADJECTIVES}
    | {("AUX", word) for word in _EPISTEMIC}
)
_SOFT_VERBS = frozenset({"seem", "appear"})
_SOFT_PASSIVES = word_set("believe think understand suspect presume assume estimate")  # “is thought to”
_SOFT_FIRST_PERSON = word_set("think believe guess suppose suspect")  # “I think”
# Words before a figure that make it a bound or a round number. The ones a preposition can be are checked for their tag.
_APPROXIMATE = frozenset(
    {
        ("as", "many", "as"), ("as", "much", "as"), ("as", "few", "as"), ("close", "to"), ("up", "to"),
        ("at", "least"), ("at", "most"), ("more", "than"), ("fewer", "than"), ("less", "than"), ("an", "estimated"),
        ("nearly",), ("almost",), ("roughly",), ("approximately",), ("some",), ("around",), ("about",), ("over",),
        ("under",), ("estimated",), ("well", "over"),
    }
)  # fmt: skip
_ALSO_PREPOSITIONS = frozenset({("about",), ("over",), ("under",)})

_STOPS = frozenset({".", "!", "?", "…", "..."})
_PARTNERS = {"“": "”", "‘": "’", "(": ")", "[": "]", "«": "»", '"': '"', "'": "'"}
_OPENERS = {closer: opener for opener, closer in _PARTNERS.items()}


def find_claims(
    document: Document,
    parse: Parse,
    attributions: Sequence[Attribution],
    judged: Sequence[Judged],
    own: float = OWN,
) -> tuple[Claim, ...]:
    """Return the claims of the article in text order, with ids ``c1``, ``c2`` and so on.

    `judged` is what the reader makes of sentences, by where they begin (:class:`attrib.extract.reader.Judged`); from
    the chance `own` a sentence is the reporter's. A span lies inside one sentence and neither starts nor ends with
    white space. `attribution` is the id of the narrowest attribution whose content carries the claim (between its first
    and last code point, where a cue interrupts it), None for the reporter's own voice. `kinds` may be empty; `hedges`
    lie inside the span, and a hedge on a figure includes the figure (“close to 30”). Raises nothing of its own; an
    article without claims gives an empty tuple.
    """
    found: list[tuple[Span, str | None, float, tuple[ClaimKind, ...], tuple[Span, ...]]] = []
    starts = [each.start for each in judged]
    quotations = find_quotations(document)
    for sentence in parse.sentences:
        place = bisect_left(starts, sentence.span.start)
        _, chance, reporters = judged[place] if place < len(judged) else (0, 0.0, 0.0)
        if document.paragraphs[sentence.paragraph].kind in _SILENT or chance < LISTED:
            continue
        tree = _Tree(sentence)
        for voice, tokens in _voices(tree, attributions, whole=reporters >= own):
            first, last = _trimmed(tree, min(tokens), max(tokens))
            if first > last:
                continue
            kinds = tuple(kind for kind, test in _TESTS.items() if any(test(tree, index) for index in tokens))
            span = Span(tree.tokens[first].span.start, tree.tokens[last].span.end)
            others = document.paragraphs[sentence.paragraph].kind in SET_APART or is_quoted(span, quotations)
            if others if voice is None else not any(map(span.overlaps, voice.content)):
                continue
            name = None if voice is None else voice.id
            found.append((span, name, chance, kinds, _hedges(tree, first, last)))
    found.sort(key=lambda claim: (claim[0].start, -claim[0].end))
    return tuple(
        Claim(f"c{number}", span, attribution, chance >= CHECKABLE, kinds, hedges, round(chance, 3))
        for number, (span, attribution, chance, kinds, hedges) in enumerate(found, 1)
    )


def find_numbers(sentence: Sentence) -> tuple[frozenset[int], frozenset[int]]:
    """Return which tokens are figures that count or measure, and which are parts of dates; a name has neither."""
    tree = _Tree(sentence)
    free = [index for index in range(tree.size) if tree.tokens[index].entity[2:] not in {"PER", "ORG"}]
    digits = {index for index in free if tree.words[index][0].isdigit()}
    dates = {index for index in free if _is_date(tree, index) or (index in digits and _in_date(tree, index))}
    for index in tuple(dates):
        head = tree.tokens[index].head
        dates |= {head} & digits if tree.relations[index] == "nmod" else set()  # “the 3rd of May”
        dates |= {each for each in tree.below(index, "amod", "det") if tree.lemmas[each] in _POINTERS}
        dates |= {each for each in tree.below(index, "nummod") if not _is_label(tree, each)}
        dates |= {each for each in (index + 1,) if each < tree.size and tree.words[each].rstrip(".") in _AGO | _NOON}
    return frozenset(index for index in free if _is_quantity(tree, index)) - dates, frozenset(dates)


def is_quoted(span: Span, quotations: Sequence[Quotation]) -> bool:
    """Whether all of the span stands in one quotation; one that is never closed may have ended anywhere."""
    pieces = (piece for quotation in near(quotations, span) if quotation.closed for piece in quotation.pieces)
    return any(piece.contains(span) for piece in pieces)


class _Tree:
    """One sentence with what the rules ask of it. Tokens are known by their index."""

    def __init__(self, sentence: Sentence) -> None:
        self.span = sentence.span
        self.tokens: tuple[Token, ...] = sentence.tokens
        self.size = len(sentence.tokens)
        self.words = [token.text.lower() for token in self.tokens]
        self.lemmas = [(token.lemma or token.text).lower() for token in self.tokens]
        self.relations = [token.deprel.split(":")[0] for token in self.tokens]
        self.features = [dict(pair.split("=", 1) for pair in t.feats.split("|") if "=" in pair) for t in self.tokens]
        self.children: list[list[int]] = [[] for _ in self.tokens]
        for index, token in enumerate(self.tokens):
            if 0 <= token.head < self.size and token.head != index:
                self.children[token.head].append(index)
        self.finite = [self._is_finite(index) for index in range(self.size)]

    def below(self, index: int, *relations: str) -> list[int]:
        """Return the dependents of `index` in one of `relations` (without subtypes), in text order."""
        return [child for child in self.children[index] if self.relations[child] in relations]

    def count(self, indices: Iterable[int]) -> int:
        """Return how many of these are words."""
        return sum(self.tokens[index].upos != "PUNCT" for index in indices)

    def has_subject(self, index: int) -> bool:
        return bool(self.below(index, *_SUBJECTS))

    def tagged(self, index: int, name: str, *values: str) -> bool:
        return self.features[index].get(name) in values

    def _is_finite(self, index: int) -> bool:
        """Whether the token heads a finite clause."""
        first = next(iter(self.below(index, "aux", "cop")), index)
        infinitive = any(self.tokens[child].upos == "PART" for child in self.below(index, "mark"))
        finite = self.tokens[first].upos in {"VERB", "AUX"} and self.tagged(first, "VerbForm", "Fin")
        return finite and not infinitive and not self.tagged(first, "Mood", "Imp")

    def past(self, index: int) -> bool:
        """Whether a finite verb tells of something past: past tense, or a perfect; no modal."""
        helpers = self.below(index, "aux")
        if any(self.lemmas[helper] in _MODALS for helper in helpers):
            return False
        if not helpers:
            return self.tagged(index, "Tense", "Past")
        return any(self.words[h] in {"was", "were", "did"} or self.lemmas[h] == "have" for h in helpers)


def _voices(
    tree: _Tree, attributions: Sequence[Attribution], *, whole: bool
) -> Iterator[tuple[Attribution | None, set[int]]]:
    """Yield who answers for which tokens of a sentence, None for the reporter.

    The reporter answers for all of it when the `whole` sentence is his, but not for words that are quoted or denied,
    nor for what is hardly anybody's. Else a token goes to the narrowest content, and what the reporter says round
    somebody's words is a claim of its own where it has a verb that is no cue.
    """
    here = [
        (attribution, _covered(tree, attribution.content), _covered(tree, _frame(attribution)))
        for attribution in attributions
        if any(span.overlaps(tree.span) for span in (*attribution.content, *_frame(attribution)))
    ]
    if whole and all(_leaves_to_reporter(attribution) for attribution, tokens, _ in here if tokens):
        here = []
    here.sort(key=lambda each: -sum(len(span) for span in each[0].content))
    owner: dict[int, int] = {}
    frames: set[int] = set()
    for number, (_, tokens, frame) in enumerate(here):
        owner.update(dict.fromkeys(tokens, number))
        adverbs = {index for index in frame if tokens and tree.lemmas[index] in _SOFT_ADVERBS}
        owner.update(dict.fromkeys(adverbs, number))  # “reportedly” belongs to the sentence that it softens
        frames |= frame - adverbs
    for number, (attribution, tokens, _) in enumerate(here):
        own = {index for index, holder in owner.items() if holder == number}
        framing = own < tokens and not any(tree.finite[index] for index in own - frames)
        if not (attribution.negated or Flag.HYPOTHETICAL in attribution.flags or framing) and tree.count(own) >= FEWEST:
            yield attribution, own
    taken = owner.keys() | frames
    run: set[int] = set()
    for index in range(tree.size + 1):
        if index < tree.size and index not in taken:
            run.add(index)
            continue
        if run and (not taken or (tree.count(run) >= FEWEST and any(tree.finite[node] for node in run))):
            yield None, run
        run = set()


def _leaves_to_reporter(attribution: Attribution) -> bool:
    """Whether its words may be the reporter's claim: they are not quoted, not denied, and surely somebody's."""
    said = not attribution.negated and Flag.HYPOTHETICAL not in attribution.flags
    return attribution.type == "indirect" and said and Flag.UNLIKELY not in attribution.flags


def _frame(attribution: Attribution) -> tuple[Span, ...]:
    """Return the spans of cue and source."""
    cue = () if attribution.cue is None else (attribution.cue.span,)
    return cue if attribution.source is None else (*cue, attribution.source)


def _covered(tree: _Tree, spans: Sequence[Span]) -> set[int]:
    return {index for index, token in enumerate(tree.tokens) if any(span.overlaps(token.span) for span in spans)}


def _trimmed(tree: _Tree, first: int, last: int) -> tuple[int, int]:
    """Drop punctuation and joining words at the ends; keep the full stop, and marks whose partner stays inside.

    A sentence keeps the “But” that it opens with. Where nothing is left the first is after the last.
    """
    changed = True
    while changed and first <= last:
        before = (first, last)
        joining = tree.tokens[first].upos == "CCONJ" or (tree.words[first], tree.relations[first]) == ("that", "mark")
        inside = tree.words[first + 1 : last]
        if (joining and first) or (
            tree.tokens[first].upos == "PUNCT" and _PARTNERS.get(tree.words[first]) not in inside
        ):
            first += 1
        inside = tree.words[first + 1 : last]
        if (
            tree.tokens[last].upos == "PUNCT"
            and tree.words[last] not in _STOPS
            and _OPENERS.get(tree.words[last]) not in inside
        ):
            last -= 1
        if first <= last and tree.tokens[last].upos == "CCONJ":
            last -= 1
        changed = before != (first, last)
    return first, last


def _is_quantity(tree: _Tree, index: int) -> bool:
    """Whether the token is the figure of a count, a measure, a share or a sum of money."""
    token, word = tree.tokens[index], tree.words[index]
    if token.upos == "NOUN" and tree.lemmas[index] in _NUMBER_NOUNS:
        # “dozens”; “a third”; “almost half of them”; but not “the first quarter”
        counted = {"a", "an"} & {tree.words[child] for child in tree.children[index]} or tree.below(index, "nummod")
        return bool(counted) or word != tree.lemmas[index] or (word == "half" and bool(tree.below(index, "nmod")))
    figure = _FIGURE.fullmatch(word) is not None and token.upos in {"NUM", "NOUN", "SYM"}
    if not figure and token.upos != "NUM":
        return False
    if tree.lemmas[index] == "one" and not tree.below(index, "compound"):
        return False
    if tree.tagged(index, "NumType", "Ord") or _is_date(tree, index) or _in_date(tree, index):
        return False
    return not _is_label(tree, index)


def _is_label(tree: _Tree, index: int) -> bool:
    """Whether a number names rather than counts (“Article 50”), or only points back (“the two countries”)."""
    if tree.relations[index] not in {"nummod", "flat", "compound"}:
        return False
    head = tree.tokens[index].head
    if head < index and tree.tokens[head].upos not in {"NUM", "SYM"} and not tree.words[head].endswith(("%", "£", "$")):
        return True
    definite = any(
        tree.words[child] in {"the", "these", "those", "both"} and child < index for child in tree.below(head, "det")
    )
    return definite and not any(character.isdigit() for character in tree.words[index])


def _is_date(tree: _Tree, index: int) -> bool:
    """Whether the token places something in time: the calendar, a clock time, or a period counted from now."""
    token, word, lemma = tree.tokens[index], tree.words[index], tree.lemmas[index]
    if token.upos == "PROPN":
        return word.rstrip(".") in _CALENDAR or lemma in _CALENDAR
    if token.upos == "NUM" or word[0].isdigit():
        if _CLOCK.fullmatch(word) or (index + 1 < tree.size and tree.words[index + 1].rstrip(".") in _NOON):
            return True
        return _YEAR.fullmatch(word) is not None and not _counts(tree, index)
    if word in _RELATIVE_DAYS:
        return True
    if lemma not in _PERIODS:
        return False
    pointed = any(tree.lemmas[child] in _POINTERS for child in tree.below(index, "amod", "det"))
    return pointed or (index + 1 < tree.size and tree.words[index + 1] in _AGO)


def _counts(tree: _Tree, index: int) -> bool:
    """Whether a number of four digits counts a noun after it, so that it is no year."""
    head = tree.tokens[index].head
    if tree.relations[index] != "nummod" or head < index:
        return False
    return tree.lemmas[head] not in _CALENDAR


def _in_date(tree: _Tree, index: int) -> bool:
    """Whether a number is the day in “3 March”, or the “two” in “two days ago”."""
    near = [node for node in (index - 1, index + 1) if 0 <= node < tree.size]
    if any(tree.tokens[node].upos == "PROPN" and _is_date(tree, node) for node in near):
        return True
    head = tree.tokens[index].head
    return tree.relations[index] == "nummod" and head >= 0 and tree.lemmas[head] in _PERIODS and _is_date(tree, head)


def _is_event(tree: _Tree, index: int) -> bool:
    """Whether the token is a past or perfect verb of doing with an argument."""
    if tree.tokens[index].upos != "VERB" or not tree.finite[index] or tree.lemmas[index] in _STATES:
        return False
    if not tree.past(index) or any(tree.lemmas[child] in _CONDITIONS for child in tree.below(index, "mark")):
        return False
    arguments = tree.below(index, *_ARGUMENTS)
    governor = tree.tokens[index].head
    if tree.relations[index] == "conj" and governor >= 0 and not tree.has_subject(index):
        arguments += tree.below(governor, *_SUBJECTS)
    return bool(arguments)


def _is_comparison(tree: _Tree, index: int) -> bool:
    """Whether the token compares: more than something else, the most, as much as, up, or down."""
    lemma, word = tree.lemmas[index], tree.words[index]
    if lemma in _MOVES:
        return tree.tokens[index].upos == "VERB" and tree.finite[index]
    if lemma in _MOVES_WITH_FIGURE:
        return tree.finite[index] and any(_measures(tree, child) for child in tree.below(index, "obj", "obl"))
    if tree.tagged(index, "Degree", "Sup"):
        return word != "latest" and (index == 0 or tree.words[index - 1] != "at")
    if tree.tagged(index, "Degree", "Cmp") and lemma not in {"rather", "other"}:
        return _has_standard(tree, index) or (bool(tree.below(index, "cop")) and word not in _AGO)
    return lemma == "twice" or tree.words[index : index + 3] in (["as", "many", "as"], ["as", "much", "as"])


def _measures(tree: _Tree, index: int) -> bool:
    """Whether a complement says by how much, from or to what: “by 18 per cent”, “to £9m”, but not “in 30 minutes”."""
    cases = {tree.lemmas[child] for child in tree.below(index, "case")}
    if cases and not cases & {"by", "to", "from", "below", "above", "of"}:
        return False
    return any(_is_quantity(tree, node) for node in (index, *tree.children[index]))


def _has_standard(tree: _Tree, index: int) -> bool:
    """Whether a comparative is followed by what it is measured against: a “than” that does not just bound a figure.

    “More than 30 rockets” bounds a figure (a hedge) and sets nothing beside anything else.
    """
    than = next((node for node in range(index + 1, tree.size) if tree.words[node] == "than"), None)
    if than is None:
        return False
    return than > index + 1 or than + 1 == tree.size or tree.tokens[than + 1].upos not in {"NUM", "SYM"}


def _is_cause(tree: _Tree, index: int) -> bool:
    """Whether the token says that one thing came of another."""
    lemma = tree.lemmas[index]
    if tree.tokens[index].upos == "VERB":
        return lemma in _CAUSES or (lemma in _CAUSES_WITH and _takes(tree, index, _CAUSES_WITH[lemma]))
    if lemma in _CAUSE_NOUNS:
        return any(tree.lemmas[child] in {"in", "as"} for child in tree.below(index, "case"))
    next_lemma = tree.lemmas[index + 1] if index + 1 < tree.size else ""
    return (lemma,) in _CAUSE_MARKS or ((lemma, next_lemma) in _CAUSE_MARKS and not tree.below(index, "xcomp"))


def _takes(tree: _Tree, verb: int, preposition: str) -> bool:
    """Whether a verb has a complement with `preposition`; “bring” and “blame” need an object besides."""
    found = {tree.lemmas[word] for obl in tree.below(verb, "obl", "advcl") for word in tree.below(obl, "case", "mark")}
    return preposition in found and (tree.lemmas[verb] not in {"bring", "blame"} or bool(tree.below(verb, "obj")))


_TESTS: dict[ClaimKind, Callable[[_Tree, int], bool]] = {
    "quantity": _is_quantity,
    "date": _is_date,
    "event": _is_event,
    "comparison": _is_comparison,
    "cause": _is_cause,
}


def _hedges(tree: _Tree, first: int, last: int) -> tuple[Span, ...]:
    """Return the softening words between two tokens, both included, in text order and without overlap."""
    spans: list[Span] = []
    index = first
    while index <= last:
        end = _hedge_at(tree, index)
        if end is None or end > last:
            index += 1
            continue
        spans.append(Span(tree.tokens[index].span.start, tree.tokens[end].span.end))
        index = end + 1
    return tuple(spans)


def _hedge_at(tree: _Tree, index: int) -> int | None:
    """Return the last token of a hedge that starts at `index`, None when none does."""
    figure = _approximate_figure(tree, index)
    if figure is not None:
        return figure
    lemma, token = tree.lemmas[index], tree.tokens[index]
    if (token.upos, lemma) in _SOFT:
        return index
    if token.upos == "VERB":
        passive = any(tree.tokens[child].deprel == "aux:pass" for child in tree.children[index])
        soft = lemma in _SOFT_VERBS or (lemma in _SOFT_PASSIVES and passive)
        return index if soft and tree.below(index, "xcomp", "ccomp", "advcl") else None
    first_person = lemma in {"i", "we"} and 0 <= token.head == index + 1
    return token.head if first_person and tree.lemmas[token.head] in _SOFT_FIRST_PERSON else None


def _approximate_figure(tree: _Tree, index: int) -> int | None:
    """Return the figure of an approximation that starts at `index` (“about 30”, “close to £9m”), else None."""
    for words in sorted(_APPROXIMATE, key=len, reverse=True):
        after = index + len(words)
        if tuple(tree.words[index:after]) != words or after >= tree.size:
            continue
        if words in _ALSO_PREPOSITIONS and tree.tokens[index].upos == "ADP":
            continue
        if (tree.tokens[after].upos == "SYM" or tree.words[after] in {"a", "an"}) and after + 1 < tree.size:
            after += 1
        if _is_quantity(tree, after) or _is_date(tree, after) or tree.tokens[after].upos == "NUM":
            while after + 1 < tree.size and tree.tokens[after + 1].upos == "NUM":  # “two billion”
                after += 1
            return after
    return None
