"""English for every code: classes, stances, flags, evidence, statuses, kinds of decision, confidence, times.

Below everything that shows something to a reader (the terminal, the sheet, the exports), above nothing: it imports no
other room but for types.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from attrib.types import Caution, Code, DifferenceKind, Flag, Verdict, Way, Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from attrib.types import Attribution, Difference, Entity, Place, Span, Step, Verification

# Words for a confidence, highest first. The bands are for reading, not measured: what counts is the number beside them.
# The default of `Attribution.confidence`, 0.5, is what a rule says that knows nothing; below it attrib is guessing.
CONFIDENCE_WORDS = ((0.85, "high"), (0.65, "fair"), (0.5, "low"), (0.0, "a guess"))
UNCERTAIN_BELOW = 0.65

GUESS = 0.5
"""Below this confidence the table in the terminal calls an attribution a guess altogether."""

GUESSED = frozenset({Flag.DOUBTFUL_SPEAKER, Flag.RIVAL_SOURCE})
"""Flags that make the speaker a guess, however sure the rest is."""

CLASS_WORDS = {
    "named_person": "named person",
    "organisation": "organisation",
    "document": "document",
    "unnamed_person": "unnamed person",
    "group": "group",
    "author": "the reporter",
}
STANCE_WORDS = {
    "hedged": "hedged by the cue",
    "loaded": "loaded cue",
    "denial": "denied by the source",
}
ANONYMOUS = frozenset({"unnamed_person", "group"})

SIGNS: Final[Mapping[str, str]] = {
    "confirmed": "✓",
    "corrected": "✎",
    "added": "+",
    "concern": "~",
    "rejected": "✗",
    "open": "·",
}
STATUS_WORDS: Final[Mapping[str, str]] = {"concern": "a concern"}
"""What something is said to be by its status, where that is no adjective."""
FACT_SIGNS: Final[Mapping[str, str]] = {"open": "·", "confirmed": "✓", "wrong": "✗", "concern": "~"}
NOBODY: Final = "Unattributed"
PRIVATE_NOTE: Final = "Private note"
COMMENT_WORDS: Final[Mapping[str, str]] = {
    "asked": "asked for comment",
    "answered": "answered",
    "no_reply": "no reply",
}
SOURCE_KIND_WORDS: Final[Mapping[str, str]] = {
    "on_record": "on the record",
    "background": "background",
    "document": "document",
    "broadcast": "broadcast",
}
FIELD_WORDS: Final[Mapping[str, str]] = {
    "name_proof": "Proof of name",
    "title": "Title",
    "title_proof": "Proof of title",
    "affiliation": "Affiliation",
    "affiliation_proof": "Proof of affiliation",
    "time_code": "Time code",
    "page": "Page",
    "link": "Link to the source",
    "source_kind": "Kind of source",
    "contact": "Contact",
    "comment": "Comment",
    "answer": "Answer",
}
KIND_WORDS: Final[Mapping[str, str]] = {
    "accept": "accepted",
    "reject": "rejected",
    "reopen": "reopened",
    "no_statement": "no statement",
    "concern": "concern",
    "speaker": "speaker changed",
    "type": "type changed",
    "act": "act changed",
    "span": "words moved",
    "merge": "merged with the next",
    "split": "split",
    "add": "added",
    "note": "note",
    "link": "link",
    "contact": "contact",
    "comment": "comment",
    "record": "details",
    "verdict": "verdict accepted",
    "fact": "fact",
    "sign": "signed",
    "unsign": "signature taken back",
    "undo": "undid",
    "redo": "redid",
    "reanalysed": "analysed again",
    "sealed": "sealed a bundle",
}
FINDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "stranger": ("Another speaker in the source", "The words are in a source, and somebody else says them there."),
    "fault": ("Words that differ from the source", "Faults by the house rules; what was said stands beside the words."),
    "missing": ("Not found in the sources", "These words are in nothing that was given; the nearest passage is shown."),
    "outdated": ("To be compared again", "The source, or the attribution, has changed since the words were compared."),
    "open": ("Open", "Nobody has decided on these."),
    "concern": ("Concern", "A checker has looked at these and doubts them; the card says why."),
    "facts": ("Facts to check", "Facts of these statements are open, or a checker has a concern about one."),
    "disputed": ("Two checkers disagree", "A second checker, who did not see the first one’s decisions, has another."),
    "reworded": (
        "Words have changed",
        "Decided when the article read otherwise. The decision was carried to similar words: look again.",
    ),
    "unattributed": ("No source named", "Somebody is quoted or reported, and the article does not say who."),
    "unsettled": ("Source not settled", "The words name a source, but not clearly enough to choose one."),
    "anonymous": ("Anonymous source", "Unnamed persons and groups: nobody to call back."),
    "uncertain": ("Uncertain", f"attrib’s own confidence is below {UNCERTAIN_BELOW:.2f}: read the evidence."),
    "floating": ("Quotation without a cue", "Nothing says whose it is; it was given to whoever spoke last."),
    "hypothetical": ("Perhaps never said", "A condition, a wish, what somebody could say: nobody is on record."),
    "passed_on": ("Passed on by another", "Quoted as somebody else has it: ask both."),
    "denied": ("Denied", "The source says that these are not so: never quote them as the source’s own words."),
    "hedged": ("Hedged", "Softened by their cue, or by words such as “about” and “reportedly”."),
    "claims": ("Claims with no source", "Checkable, and asserted in the reporter’s own voice."),
}
"""Why to look twice: the heading of the list, and a note under it."""

CORRECTIONS: Final = {
    "speaker": "Speaker",
    "content": "Words",
    "cue": "Cue",
    "source": "Source",
    "type": "Type",
    "act": "Act",
}
TRAIL_WORDS: Final[Mapping[str, str]] = {
    **FIELD_WORDS,
    **CORRECTIONS,
    "status": "Status",
    "verdict": "Verdict",
    "class": "Kind of speaker",
    "notes": "Note",
    "links": "Evidence",
    "concern": "Concern",
    "facts": "Fact",
    "signed": "Signed by",
}
VALUE_WORDS: Final[Mapping[str, Mapping[Any, str]]] = {
    "class": CLASS_WORDS,
    "comment": COMMENT_WORDS,
    "source_kind": SOURCE_KIND_WORDS,
}


def imported_words(kind: str, file: str, writer: str | None, date: str | None) -> str:
    """Return whose note in a file it is: “Ada Moss, writer, in story.docx, 2026-11-02”."""
    whose = f"{writer}, writer" if writer else "the writer" if kind == "comment" else f"the {kind}"
    return ", ".join(filter(None, (f"{whose}, in {file}" if writer else f"{whose} in {file}", (date or "")[:10])))


def confidence_word(confidence: float) -> str:
    """Return the word for a confidence in [0, 1]."""
    return next((word for floor, word in CONFIDENCE_WORDS if confidence >= floor), CONFIDENCE_WORDS[-1][1])


def moment(at: str) -> str:
    """Return a time of the log to the minute, as it stands in the log (UTC)."""
    return at[:16].replace("T", " ")


def about_source(attribution: Attribution) -> list[str]:
    """Return what to know of an attribution's source before calling anybody: nobody named, or nobody to call."""
    if attribution.speaker is None:
        return ["no source given" if attribution.source is None else "source not settled"]
    return ["anonymous"] if attribution.speaker.source_class in ANONYMOUS else []


def about_cue(attribution: Attribution) -> list[str]:
    """Return what to know of how the article has it: hedged, denied, not said, passed on and the like."""
    stance = [STANCE_WORDS[attribution.stance]] if attribution.stance in STANCE_WORDS else []
    frame = [FLAG_WORDS[flag] for flag in (Flag.HYPOTHETICAL, Flag.PASSED_ON) if flag in attribution.flags]
    return [*stance, *(["negated: not said"] if attribution.negated else []), *frame]


FLAG_WORDS: Final[Mapping[str, str]] = {
    Flag.FLOATING: "quotation without a cue",
    Flag.UNPAIRED_QUOTATION: "unpaired quotation",
    Flag.RIVAL_SOURCE: "rival source",
    Flag.UNLIKELY: "unlikely",
    Flag.HYPOTHETICAL: "perhaps never said",
    Flag.PASSED_ON: "passed on by another",
    Flag.PRONOUN_SOURCE: "pronoun source",
    Flag.NOMINAL_SOURCE: "nominal source",
    Flag.ANONYMOUS_SOURCE: "anonymous source",
    Flag.DOUBTFUL_SPEAKER: "doubtful speaker",
    Flag.AMBIGUOUS_SOURCE: "ambiguous source",
    Flag.NO_SOURCE: "no source",
}

VERDICT_WORDS: Final[Mapping[str, str]] = {
    Verdict.VERBATIM: "verbatim",
    Verdict.EDITED: "edited",
    Verdict.ELSEWHERE: "elsewhere: these words, but from another speaker or occasion",
    Verdict.RELAY: "relay: somebody else reads or retells these words",
    Verdict.SUPPORTED: "supported here, read it",
    Verdict.NOT_FOUND: "not found",
    Verdict.UNREADABLE: "not found, and a source could not be read",
    Verdict.TOO_SHORT: "too short to be told from the same words elsewhere",
}
WEIGHT_WORDS: Final[Mapping[Weight, str]] = {
    Weight.FAULT: "fault",
    Weight.MISSING: "not found",
    Weight.LOOK: "to look at",
    Weight.FINE: "fine",
}
WEIGHT_SIGNS: Final[Mapping[Weight, str]] = {
    Weight.FAULT: "✗",
    Weight.MISSING: "?",
    Weight.LOOK: "!",
    Weight.FINE: "✓",
}
DIFFERENCE_WORDS: Final[Mapping[str, str]] = {
    DifferenceKind.TRANSCRIPTION: "transcription",
    DifferenceKind.FILLER: "filler left out",
    DifferenceKind.ELLIPSIS: "left out, marked",
    DifferenceKind.BRACKETED: "in brackets",
    DifferenceKind.FUNCTION: "function word",
    DifferenceKind.ADDED: "added",
    DifferenceKind.OMISSION: "left out, unmarked",
    DifferenceKind.CHANGED: "changed word",
    DifferenceKind.NUMBER: "number",
    DifferenceKind.NEGATION: "negation",
    DifferenceKind.TENSE: "tense or modal",
    DifferenceKind.SPLICED: "spliced",
    DifferenceKind.ORDER: "order",
}
CAUTION_WORDS: Final[Mapping[str, str]] = {
    Caution.WRONG_SPEAKER: "the source has another speaker",
    Caution.OTHER_OCCASION: "the source is dated after the article",
    Caution.CONTEXT_CUT: "context cut: read the sentence around",
    Caution.WRONG_ELLIPSIS: "nothing is left out at the “…”",
    Caution.ACROSS_TURNS: "the words run over two turns",
    Caution.SOURCE_CHANGED: "the source has changed since it was last compared",
    Caution.OUTDATED: "compared before a checker changed it: compare again",
}

WAY_WORDS: Final[Mapping[str, str]] = {
    Way.NAME: "",
    Way.SHORT_NAME: "short for",
    Way.BESIDE: "stands beside the name",
    Way.JOINED: "several in one source",
    Way.OWNER: "by whose it is",
    Way.DESCRIBED: "described so in the article",
    Way.PART_OF_NAME: "part of the name",
    Way.SAME_WORDS: "the same words before",
    Way.CLAUSE: "the noun its clause describes",
    Way.ABOVE: "subject of the clause above",
    Way.SPOKE_LAST: "spoke last",
    Way.AHEAD: "named later in the article",
    Way.LIKELIEST: "likeliest of those in reach",
    Way.WRITTEN: "as written",
}

STEP_WORDS: Final[Mapping[str, str]] = {
    Code.CUE: "cue “{cue}” ({certainty:.2f}), content ({content:.2f})",
    Code.NO_CUE: "content ({content:.2f}), no cue in reach ({chance:.2f})",
    Code.TO_CUE: "content → cue ({chance:.2f}{rival})",
    Code.TO_SOURCE: "cue → {chosen} ({chance:.2f}{rival})",
    Code.REPORTS: "“{cue}” reports {act} ({chance:.2f})",
    Code.TURN: "“{name}:” opens a turn of an interview",
    Code.SET_OFF: "“{name}” stands beside the words, which are set off from the text",
    Code.SPEAKER: "{said} → {way}“{name}” ({chance:.2f}{rival})",
    Code.UNSETTLED: "{said} → not sure enough: {options}",
    Code.NO_SOURCE: "no source is named",
    Code.NOT_FOLLOWED: "“{words}” names nobody that can be followed",
    Code.AUTHOR: "“{words}” outside quotation marks → the author",
    Code.INSIDE: "“{words}” inside a quotation → its speaker → “{name}”",
    Code.INSIDE_NOBODY: "“{words}” inside a quotation without a speaker",
    Code.SAME_QUOTATION: "no cue → the rest of the quotation is {other} → “{name}”",
    Code.NOBODY_BEFORE: "quotation without a cue, and nobody in reach",
}
"""English for each code of evidence, with the names of its values; `rival`, `way`, `chosen` are made of several."""

THOUGHTS: Final = {"thought": "a thought", "unlike": "a thought, a plan or a deed", "statement": "a statement"}


def titles_of(entity: Entity | None) -> tuple[str, ...]:
    """Return role and affiliation as far as known; what stands for a name (“a port spokesman”) says its own."""
    if entity is None:
        return ()
    said = "" if entity.source_class in {"named_person", "organisation"} else entity.name.casefold()
    return tuple(part for part in (entity.role, entity.affiliation) if part and part.casefold() not in said)


def flag_words(flag: str) -> str:
    """Return a flag of an attribution as words; of one that an older attrib set, its own."""
    return FLAG_WORDS.get(flag, flag.replace("_", " "))


def step_words(step: Step) -> str:
    """Return a step of evidence as a line of English."""
    values: dict[str, Any] = dict(step.values)
    second, share = values.get("second"), values.get("second_chance")
    values["rival"] = "" if not share else f"; second {f'“{second}”' if second else 'none'} {share:.2f}"
    values["said"] = f"“{values['words']}”" if values.get("words") else "no cue"
    if step.code == Code.SPEAKER:
        way = WAY_WORDS[values["way"]]
        values["way"] = f"{way} → " if way else ""
        if values["way"] and values["name"] == values["words"]:
            return f"“{values['words']}” → {way} ({values['chance']:.2f}{values['rival']})"
        if values["name"] == values["words"]:
            return f"“{values['words']}” ({values['chance']:.2f}{values['rival']})"
    if step.code == Code.TO_SOURCE:
        values["chosen"] = f"source “{values['source']}”" if values["source"] else "no source"
        if values.get("parsed"):
            return f"cue → {values['chosen']} (its subject in the parse)"
    if step.code == Code.REPORTS:
        values["act"] = THOUGHTS[values["act"]]
    return STEP_WORDS[step.code].format(**values)


def place_words(place: Place) -> str:
    """Return “p. 4”, “00:12:31”, or both; nothing where the file has neither."""
    page = "" if place.page is None else f"p. {place.page}"
    return ", ".join(each for each in (page, place.time) if each)


def several(number: int, noun: str) -> str:
    """Return “1 quotation”, “2 quotations”; nothing where there are none."""
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def nobodys_words(number: int) -> str:
    """Return “2 quotations nobody’s”; nothing where there are none."""
    return f"{several(number, 'quotation')} nobody’s" if number else ""


def difference_words(difference: Difference, text: str) -> str:
    """Return “number: printed “40 million”, said “14 million””; `text` is the article's."""
    printed = difference.printed.of(text) if difference.printed else ""
    sides = (printed, difference.said.text if difference.said else "")
    printed, said = (f"“{' '.join(side.split())}”" if side else "nothing" for side in sides)
    return f"{DIFFERENCE_WORDS[difference.kind]}: printed {printed}, said {said}"


def verdict_counts(found: Iterable[Verification]) -> str:
    """Return “3 verbatim, 1 edited, 2 not found”: how many there are of each verdict that there is."""
    counts = Counter(each.verdict for each in found)
    return ", ".join(f"{counts[verdict]} {verdict.replace('_', ' ')}" for verdict in Verdict if counts[verdict])


def verdicts_words(number: int) -> str:
    """Return “2 verdicts on words are to be accepted”."""
    return f"{several(number, 'verdict')} on words {'is' if number == 1 else 'are'} to be accepted"


def left_words(facts: int, concerns: int = 0, disputes: int = 0) -> list[str]:
    """Return in words what else keeps an article from being signed without a reason, for each that there is."""
    told = [f"{several(facts, 'fact')} {'is' if facts == 1 else 'are'} open"] if facts else []
    told += [f"there {'is' if concerns == 1 else 'are'} {several(concerns, 'concern')}"] if concerns else []
    return told + ([f"{several(disputes, 'disagreement')} of two checkers to settle"] if disputes else [])


def pieces(text: str, *spans: Span | None) -> str:
    """Return the words at `spans` of an article, those that are None left out, the pieces joined with `` … ``."""
    return " … ".join(span.of(text) for span in spans if span is not None)
