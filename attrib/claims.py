"""What an article asserts that somebody could look up: how firmly, and on whose word.

A claim is a sentence, or one of several clauses that each assert something. The parse decides. Quantities, dates,
events, comparisons and causes are recognised by tags, relations and morphology; the closed lists below hold only what
no tag tells (the calendar, the modal verbs, verbs that rise or fall, verbs that bring something about).

What is left out: questions and commands; titles, headings, bylines and dates; the frame of an attribution (“the mayor
said”) with all that hangs on it; what somebody is reported *not* to have said; a sentence that carries none of the
five kinds. A prediction or a wish is kept, with `checkable` False, when it carries a quantity, a date, a comparison or
a cause, because a checker may want to come back to it; without one it is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attrib.language.tokens import word_set
from attrib.types import Claim, ClaimKind, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from attrib.types import Attribution, Document, Parse, Sentence, Token


_KINDS: tuple[ClaimKind, ...] = ("quantity", "date", "event", "comparison", "cause")
_ASSERTING = frozenset({"body", "standfirst"})  # the kinds of paragraph in which an article asserts anything

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
_CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:am|pm)|\d{1,2}:\d\d", re.IGNORECASE)
_YEAR = re.compile(r"(?:1\d|20)\d\d(?:s|-\d\d)?")
_FIGURE = re.compile(r"[£$€]?\d[\d.,]*(?!am|pm|st|nd|rd|th|s)[a-z]{0,3}%?", re.IGNORECASE)
_NUMBER_NOUNS = word_set("dozen hundred thousand million billion half third quarter percent cent")

_MODALS = word_set("will would can could may might must shall should")
_EPISTEMIC = frozenset({"may", "might", "could"})  # the modals that soften a statement
_ABILITY = frozenset({"can"})  # “can carry 30 kg” is about the present and can be checked
_CONDITIONS = frozenset({"if", "unless", "whether"})
_WISHES = word_set("hope fear want wish expect worry like love hate prefer")
_FUTURE = frozenset({"likely", "unlikely", "due"})  # “is due to end on Friday”
_OPINIONS = frozenset({"good", "bad", "well"})  # “the worst day of my life” compares, but by no measure
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


def find_claims(document: Document, parse: Parse, attributions: Sequence[Attribution]) -> tuple[Claim, ...]:
    """Return the claims of the article in text order, with ids ``c1``, ``c2`` and so on.

    A span lies inside one sentence and neither starts nor ends with white space. `attribution` is the id of the
    narrowest attribution whose content carries the claim (between its first and last code point, where a cue
    interrupts it), None for the reporter's own voice. A reporter's claim may enclose an attributed one (“bombed what it
    said were stores”). `kinds` is never empty; `hedges` lie inside the span, and a hedge on a figure includes the
    figure (“close to 30”). Raises nothing of its own; an article without claims gives an empty tuple.
    """
    found: list[tuple[Span, str | None, bool, tuple[ClaimKind, ...], tuple[Span, ...]]] = []
    for sentence in parse.sentences:
        if document.paragraphs[sentence.paragraph].kind not in _ASSERTING:
            continue
        tree = _Tree(sentence)
        for voice in _voices(tree, attributions):
            for clause in _claims_of(tree, voice):
                evidence = list(_evidence(tree, clause.members))
                kinds = tuple(kind for kind in _KINDS if any(kind == name for name, _ in evidence))
                span = Span(tree.tokens[clause.first].span.start, tree.tokens[clause.last].span.end)
                checkable = any(firm for _, firm in evidence)
                hedges = _hedges(tree, clause.first, clause.last)
                found.append((span, voice.attribution, checkable, kinds, hedges))
    found.sort(key=lambda claim: (claim[0].start, -claim[0].end))
    return tuple(
        Claim(f"c{number}", span, attribution, checkable, kinds, hedges)
        for number, (span, attribution, checkable, kinds, hedges) in enumerate(found, 1)
    )


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

    def up(self, index: int) -> Iterator[int]:
        """Yield `index` and its governors up to the root; stops at a loop, which no parser should return."""
        seen: set[int] = set()
        while 0 <= index < self.size and index not in seen:
            seen.add(index)
            yield index
            index = self.tokens[index].head

    def predicate(self, index: int) -> int | None:
        """Return the nearest finite predicate at or above `index`."""
        return next((node for node in self.up(index) if self.finite[node]), None)

    def helpers(self, index: int) -> list[int]:
        """Return the auxiliaries and the copula of a predicate."""
        return self.below(index, "aux", "cop")

    def has_subject(self, index: int) -> bool:
        return bool(self.below(index, *_SUBJECTS))

    def tagged(self, index: int, name: str, *values: str) -> bool:
        return self.features[index].get(name) in values

    def _is_finite(self, index: int) -> bool:
        """Whether the token heads a finite clause. Taggers without features leave only form against lemma."""
        helpers = self.helpers(index)
        first = helpers[0] if helpers else index
        infinitive = any(self.tokens[child].upos == "PART" for child in self.below(index, "mark"))
        if infinitive or self.tokens[first].upos not in {"VERB", "AUX"} or self.tagged(first, "Mood", "Imp"):
            return False
        if "VerbForm" in self.features[first]:
            return self.tagged(first, "VerbForm", "Fin")
        if helpers or self.has_subject(index):
            return not self.words[first].endswith("ing")
        same = self.words[index] == self.lemmas[index]  # a bare form without subject: a command or an infinitive
        return (
            not same
            and not self.words[index].endswith("ing")
            and self.relations[index] in {"root", "conj", "parataxis", "ccomp"}
        )

    def past(self, index: int) -> bool:
        """Whether a finite verb tells of something past: past tense, or a perfect; no modal."""
        helpers = self.below(index, "aux")
        if any(self.lemmas[helper] in _MODALS for helper in helpers):
            return False
        if not helpers:
            if self.features[index]:
                return self.tagged(index, "Tense", "Past")
            word = self.words[index]
            return word != self.lemmas[index] and not word.endswith(("ing", "s"))
        return any(self.words[h] in {"was", "were", "did"} or self.lemmas[h] == "have" for h in helpers)


@dataclass(frozen=True, slots=True)
class _Voice:
    """The tokens of a sentence for which one attribution answers, or, with `attribution` None, the reporter."""

    attribution: str | None
    tokens: frozenset[int]
    inner: frozenset[int]  # tokens in the voices that this one quotes
    cues: frozenset[int]  # tokens that are the cue of any attribution


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of one voice: `members` are the tokens that count, `first` and `last` its ends, both included."""

    members: frozenset[int]
    first: int
    last: int


def _voices(tree: _Tree, attributions: Sequence[Attribution]) -> Iterator[_Voice]:
    """Divide a sentence among those who answer for it; each token goes to the narrowest content around it."""
    here = [
        (attribution, _covered(tree, attribution.content))
        for attribution in attributions
        if any(span.overlaps(tree.span) for span in attribution.content)
        or (attribution.cue is not None and attribution.cue.span.overlaps(tree.span))
    ]
    here.sort(key=lambda pair: -sum(len(span) for span in pair[0].content))
    owner: dict[int, int] = {}
    cues: set[int] = set()
    for number, (attribution, tokens) in enumerate(here):
        owner.update(dict.fromkeys(tokens, number))
        cue = _covered(tree, (attribution.cue.span,)) if attribution.cue else set()
        adverbs = {index for index in cue if tokens and tree.lemmas[index] in _SOFT_ADVERBS}
        owner.update(dict.fromkeys(adverbs, number))  # “reportedly” belongs to the sentence that it softens
        cues |= cue - adverbs
    for number, (attribution, tokens) in enumerate(here):
        own = frozenset(index for index, holder in owner.items() if holder == number)
        if own and not attribution.negated:
            yield _Voice(attribution.id, own, frozenset(tokens - own), frozenset(cues))
    rest = frozenset(range(tree.size)) - owner.keys()
    if rest:
        yield _Voice(None, rest, frozenset(owner), frozenset(cues))


def _covered(tree: _Tree, spans: Sequence[Span]) -> set[int]:
    return {index for index, token in enumerate(tree.tokens) if any(span.overlaps(token.span) for span in spans)}


def _claims_of(tree: _Tree, voice: _Voice) -> list[_Clause]:
    """Return what one voice asserts in one sentence: its clauses when several assert, else the whole of it."""
    if any("?" in tree.words[index] for index in voice.tokens):
        return []
    heads = _clause_heads(tree, voice)
    if not heads:
        return _bare_figure(tree, voice)
    frames = {head for head in heads if _is_frame(tree, head, voice.cues)}
    clauses = _without_overlap(_clause(tree, head, voice, heads) for head in heads if head not in frames)
    asserting = [clause for clause in clauses if any(_evidence(tree, clause.members))]
    alone = not frames and not (voice.attribution is None and voice.inner)
    if len(asserting) == 1 and alone:
        asserting = [_Clause(asserting[0].members, min(voice.tokens), max(voice.tokens))]
    trimmed = (_trim(tree, clause) for clause in asserting)
    return [clause for clause in trimmed if clause.first <= clause.last]


def _clause_heads(tree: _Tree, voice: _Voice) -> list[int]:
    """Return the predicates that head a clause of their own: the topmost ones, and coordinate ones with a subject.

    In the frame of an attribution a coordinate verb needs no subject of its own: “told the court and fired two shots”.
    """
    heads: list[int] = []
    for index in sorted(voice.tokens, key=lambda node: sum(1 for _ in tree.up(node))):
        if not tree.finite[index]:
            continue
        governor, relation = tree.tokens[index].head, tree.relations[index]
        if governor in heads and relation in {"conj", "parataxis"}:
            if tree.has_subject(index) or _is_frame(tree, governor, voice.cues):
                heads.append(index)
        elif _is_top(tree, index, voice):
            heads.append(index)
    return sorted(heads)


def _is_top(tree: _Tree, index: int, voice: _Voice) -> bool:
    """Whether a predicate is the highest of its voice and asserts: no question in disguise, no severed subclause."""
    if any(node in voice.tokens for node in tree.up(index) if node != index):
        return False
    marks = {tree.lemmas[child] for child in tree.below(index, "mark")}
    if marks & {"if", "whether"} or any(tree.tagged(child, "PronType", "Int") for child in tree.below(index, "advmod")):
        return False
    return voice.attribution is not None or tree.relations[index] not in {"acl", "advcl"}


def _is_frame(tree: _Tree, head: int, cues: frozenset[int]) -> bool:
    """Whether a clause only attributes: its verb is a cue, or leads to one (“declined to say”)."""
    node: int | None = head
    while node is not None:
        if node in cues:
            return True
        node = next(iter(tree.below(node, "xcomp")), None)
    return False


def _clause(tree: _Tree, head: int, voice: _Voice, heads: Sequence[int]) -> _Clause:
    """Gather what hangs on `head` and on no other head; the span takes in the voices quoted on the way."""
    mine = [
        index
        for index in voice.tokens | voice.inner
        if (index == head or tree.tokens[index].upos != "PUNCT")
        and next((node for node in tree.up(index) if node in heads), None) == head
    ]
    return _Clause(frozenset(mine) & voice.tokens, min(mine), max(mine))


def _without_overlap(clauses: Iterator[_Clause]) -> list[_Clause]:
    """Sort clauses and join those that interlock, as a parenthesis does with the clause around it."""
    joined: list[_Clause] = []
    for clause in sorted(clauses, key=lambda clause: clause.first):
        if joined and clause.first <= joined[-1].last:
            last = joined.pop()
            joined.append(_Clause(last.members | clause.members, last.first, max(last.last, clause.last)))
        else:
            joined.append(clause)
    return joined


def _bare_figure(tree: _Tree, voice: _Voice) -> list[_Clause]:
    """Return an attributed phrase without a verb as a claim when it holds a figure (“reports of 30 dead”)."""
    outside = [index for index in voice.tokens if tree.tokens[index].head not in voice.tokens]
    nominal = any(tree.tokens[index].upos in {"NOUN", "PROPN", "NUM"} for index in outside)
    verbal = any(tree.tokens[index].upos in {"VERB", "AUX"} for index in outside)
    if voice.attribution is None or verbal or not nominal:
        return []
    clause = _trim(tree, _Clause(voice.tokens, min(voice.tokens), max(voice.tokens)))
    figure = any(_is_quantity(tree, index) for index in voice.tokens)
    return [clause] if figure and clause.first <= clause.last else []


def _trim(tree: _Tree, clause: _Clause) -> _Clause:
    """Drop punctuation and joining words at the ends; keep the full stop, and marks whose partner stays inside.

    A sentence keeps the “But” that it opens with.
    """
    first, last = clause.first, clause.last
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
        changed = before != (first, last)
    return _Clause(clause.members, first, last)


def _evidence(tree: _Tree, members: frozenset[int]) -> Iterator[tuple[ClaimKind, bool]]:
    """Yield each sign of a kind among `members`, and whether a fact hangs on it (no prediction, wish or opinion)."""
    for kind, test in _TESTS.items():
        for index in members:
            if test(tree, index):
                predicate = tree.predicate(index)
                opinion = kind == "comparison" and tree.lemmas[index] in _OPINIONS
                yield kind, not opinion and (predicate is None or not _is_open(tree, predicate))


def _is_open(tree: _Tree, predicate: int) -> bool:
    """Whether nobody can yet say if the predicate holds: a future, a duty, a condition, a wish or what is wished."""
    helpers = tree.below(predicate, "aux")
    modal = any(tree.lemmas[helper] in _MODALS - _ABILITY for helper in helpers)
    perfect = any(tree.lemmas[helper] == "have" for helper in helpers)
    if modal and not perfect:  # “may have fired 30” is about the past
        return True
    if any(tree.lemmas[child] in _CONDITIONS for child in tree.below(predicate, "mark")):
        return True
    ahead = tree.lemmas[predicate] in _FUTURE or (tree.words[predicate] == "going" and bool(helpers))
    if tree.lemmas[predicate] in _WISHES or (ahead and bool(tree.below(predicate, "xcomp", "ccomp", "advcl"))):
        return True
    governor = tree.tokens[predicate].head
    return tree.relations[predicate] == "ccomp" and governor >= 0 and tree.lemmas[governor] in _WISHES


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
        if _CLOCK.fullmatch(word) or (index + 1 < tree.size and tree.words[index + 1] in {"am", "pm", "a.m.", "p.m."}):
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
    """Whether the token is a past or perfect verb of doing with an argument that one can identify."""
    if tree.tokens[index].upos != "VERB" or not tree.finite[index] or tree.lemmas[index] in _STATES:
        return False
    if not tree.past(index) or any(tree.lemmas[child] in _CONDITIONS for child in tree.below(index, "mark")):
        return False
    arguments = tree.below(index, *_ARGUMENTS)
    governor = tree.tokens[index].head
    if tree.relations[index] == "conj" and governor >= 0 and not tree.has_subject(index):
        arguments += tree.below(governor, *_SUBJECTS)
    return any(_is_identified(tree, argument) for argument in arguments)


def _is_identified(tree: _Tree, index: int) -> bool:
    """Whether a noun phrase is a name, a pronoun with something to point to, definite, or counted."""
    token = tree.tokens[index]
    if token.upos == "PRON":
        return not tree.tagged(index, "PronType", "Ind")
    if token.upos == "PROPN" or token.entity != "O":
        return True
    children = tree.children[index]
    return any(
        tree.tagged(child, "Definite", "Def")
        or tree.words[child] in {"the", "this", "that", "these", "those"}
        or tree.tokens[child].deprel == "nmod:poss"
        or tree.relations[child] == "nummod"
        for child in children
        if child < index
    )


def _is_comparison(tree: _Tree, index: int) -> bool:
    """Whether the token compares: more than something else, the most, as much as, up, or down."""
    lemma, word = tree.lemmas[index], tree.words[index]
    if lemma in _MOVES:
        return tree.tokens[index].upos == "VERB" and tree.finite[index]
    if lemma in _MOVES_WITH_FIGURE:
        return tree.finite[index] and any(_measures(tree, child) for child in tree.below(index, "obj", "obl"))
    if _has_degree(tree, index, "Sup", "est"):
        return word != "latest" and (index == 0 or tree.words[index - 1] != "at")
    if _has_degree(tree, index, "Cmp", "er") and lemma not in {"rather", "other"}:
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


def _has_degree(tree: _Tree, index: int, degree: str, ending: str) -> bool:
    if tree.tokens[index].upos not in {"ADJ", "ADV", "DET"}:
        return False
    if tree.features[index]:
        return tree.tagged(index, "Degree", degree)
    regular = tree.words[index].endswith(ending) and tree.words[index] != tree.lemmas[index]
    return regular or tree.words[index] in ({"most", "least"} if degree == "Sup" else {"more", "less", "fewer"})


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
