"""Hand-written analyses for the tests of everything that shows or stores one. Every article here is invented.

`footbridge()` holds each kind of finding once or twice; `hostile()` is an article that attacks whatever prints it;
`bare()` has a text and nothing found in it; `long_article()` has as many attributions as asked for. Spans are located
by their words, so the texts can be edited freely.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from attrib.errors import AttribError
from attrib.export import json as schema
from attrib.language.quotations import regions
from attrib.review import Decision, Review, batch, replay
from attrib.review.state import ALL_ITEMS, Compared
from attrib.types import (
    Analysis,
    Attribution,
    Candidate,
    Caution,
    Claim,
    Code,
    Cue,
    Difference,
    DifferenceKind,
    Document,
    Engine,
    Entity,
    Excerpt,
    Note,
    Paragraph,
    ParagraphKind,
    Passage,
    Place,
    Quoted,
    Span,
    Speaker,
    Step,
    Title,
    Verdict,
    Verification,
    Way,
    Weight,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

FOOTBRIDGE: tuple[tuple[ParagraphKind, str], ...] = (
    ("title", "Footbridge at Lower Hesk shut after inspectors find cracks"),
    ("standfirst", "The council says it acted within the hour; some in the town ask why it took so long."),
    ("byline", "By Mira Tolland"),
    ("date", "4 March 2024"),
    (
        "body",
        (
            "The footbridge at Lower Hesk has been shut since Monday, when inspectors found cracks in two of its nine"
            " piers."
        ),
    ),
    (
        "body",
        (
            "“We closed it within the hour,” said Odile Brandreth, chief engineer at Hesk Valley Council, “and it stays"
            " closed until I have walked under it myself.”"
        ),
    ),
    ("body", "She said the cracks were “no wider than a pencil line” but had grown since the autumn."),
    ("heading", "A busy crossing"),
    (
        "body",
        (
            "About 1,400 people cross the bridge on a working day, nearly twice as many as in 2015, according to a"
            " survey by the Pell Institute."
        ),
    ),
    (
        "body",
        (
            "A person familiar with the inspection claimed that the council had been warned in November. The council"
            " denied that any warning had reached its offices."
        ),
    ),
    ("body", "Parents fear that the detour will add forty minutes to the school run."),
    (
        "body",
        (
            "Councillor Tomas Weil did not say that the bridge would reopen before May. The repair will reportedly cost"
            " close to £2.3m, and it was suggested at a market stall that the old stones had already been sold."
        ),
    ),
    (
        "body",
        (
            "Brandreth told Weil that her deputy, Ines Okoro, had reported that “the third pier is moving”. Weil’s"
            " brother Anton, who runs the ferry, sat beside him. “Nobody asked me,” Weil said."
        ),
    ),
    (
        "body",
        "“The bridge was built in 1931 because the ferry sank,” Okoro wrote in the council’s magazine.",
    ),
    ("body", "“It has outlived three councils, two floods and one very slow barge."),
    ("body", "“It will outlive this one.”"),
    ("body", "“Bring a coat and good shoes.”"),
    (
        "body",
        "Takings at the riverside cafés have apparently halved because walkers now turn back at the church.",
    ),
    ("body", "This article is invented, like everybody in it."),
)


class Builder:
    """Puts an article together and finds words in it."""

    def __init__(
        self,
        paragraphs: Iterable[tuple[ParagraphKind, str]],
        *,
        path: str | None,
        title: str | None = None,
        byline: str | None = None,
        published: str | None = None,
    ) -> None:
        """Join the paragraphs with blank lines."""
        text, placed = "", []
        for kind, words in paragraphs:
            text += "\n\n" if text else ""
            placed.append(Paragraph(Span(len(text), len(text) + len(words)), kind))
            text += words
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        self.document = Document(f"sha256:{digest}", text, tuple(placed), path, title, byline, published, "en")

    def at(self, words: str, nth: int = 0) -> Span:
        """Return where `words` stand for the `nth` time. Raises ValueError when they do not."""
        start = -1
        for _ in range(nth + 1):
            start = self.document.text.index(words, start + 1)
        return Span(start, start + len(words))

    def place(self, span: Span) -> int:
        """Return the index of the paragraph in which `span` starts."""
        return max(i for i, p in enumerate(self.document.paragraphs) if p.span.start <= span.start)

    def attribution(  # noqa: PLR0913 - an attribution has that many parts
        self,
        number: int,
        kind: Literal["direct", "indirect", "mixed"],
        content: tuple[Span, ...],
        *,
        cue: tuple[Span, str] | None = None,
        source: Span | None = None,
        rule: str = "verb_complement",
        sentence: int = 0,
    ) -> Attribution:
        """Return an attribution without a speaker, placed by its first content."""
        cued = Cue(*cue) if cue else None
        return Attribution(f"a{number}", kind, content, cued, source, rule, sentence, self.place(content[0]))


def footbridge() -> Analysis:
    """Return the analysis that has everything in it."""
    b = Builder(
        FOOTBRIDGE,
        path="articles/lower-hesk.txt",
        title="Footbridge at Lower Hesk shut after inspectors find cracks",
        byline="Mira Tolland",
        published="2024-03-04",
    )
    at = b.at
    brandreth = Speaker("e1", "Odile Brandreth", "named_person")
    council = Speaker("e2", "Hesk Valley Council", "organisation")
    okoro = Speaker("e5", "Ines Okoro", "named_person")
    attributions = (
        replace(
            b.attribution(
                1,
                "direct",
                (
                    at("“We closed it within the hour,”"),
                    at("“and it stays closed until I have walked under it myself.”"),
                ),
                cue=(at("said", 0), "say"),
                source=at("Odile Brandreth"),
                rule="quotation_inversion",
                sentence=5,
            ),
            speaker=brandreth,
            confidence=0.97,
            evidence=(
                "“said” follows the quotation and governs it (parataxis)",
                "its subject, after the verb, is “Odile Brandreth”",
                "the quotation goes on after the cue: the two pieces belong together",
                "“Odile Brandreth” is a full name, first used here",
            ),
        ),
        replace(
            b.attribution(
                2,
                "mixed",
                (at("the cracks were “no wider than a pencil line” but had grown since the autumn"),),
                cue=(at("said", 1), "say"),
                source=at("She"),
                sentence=6,
            ),
            speaker=brandreth,
            confidence=0.88,
            flags=("pronoun_source",),
            evidence=(
                "“said” has the clause as its complement (ccomp)",
                "“She” → nearest preceding speaker in subject position → “Odile Brandreth”",
            ),
            steps=(
                Step(Code.CUE, {"cue": "said", "certainty": 0.98, "content": 0.95}),
                Step(
                    Code.SPEAKER,
                    {"words": "She", "way": Way.SPOKE_LAST, "name": "Odile Brandreth", "chance": 0.9, "second": None},
                ),
            ),
            candidates=(
                Candidate("e1", "Odile Brandreth", 0.9),
                Candidate(None, None, 0.06),
                Candidate("e5", "Ines Okoro", 0.03),
            ),
        ),
        replace(
            b.attribution(
                3,
                "indirect",
                (at("About 1,400 people cross the bridge on a working day, nearly twice as many as in 2015"),),
                cue=(at("according to"), "according to"),
                source=at("a survey by the Pell Institute"),
                rule="according_to",
                sentence=8,
            ),
            speaker=Speaker("e3", "survey by the Pell Institute", "document"),
            confidence=0.94,
            evidence=("“according to” is attached to the clause", "its object is “a survey by the Pell Institute”"),
        ),
        replace(
            b.attribution(
                4,
                "indirect",
                (at("the council had been warned in November"),),
                cue=(at("claimed"), "claim"),
                source=at("A person familiar with the inspection"),
                sentence=9,
            ),
            speaker=Speaker("e4", "person familiar with the inspection", "unnamed_person"),
            stance="loaded",
            confidence=0.9,
            flags=("anonymous_source",),
            evidence=("“claimed” has the clause as its complement (ccomp)", "no name is given for its subject"),
        ),
        replace(
            b.attribution(
                5,
                "indirect",
                (at("any warning had reached its offices"),),
                cue=(at("denied"), "deny"),
                source=at("The council", 1),
                sentence=10,
            ),
            speaker=council,
            stance="denial",
            confidence=0.91,
            evidence=("“denied” has the clause as its complement (ccomp)", "“The council” → “Hesk Valley Council”"),
        ),
        replace(
            b.attribution(
                6,
                "indirect",
                (at("the detour will add forty minutes to the school run"),),
                cue=(at("fear"), "fear"),
                source=at("Parents"),
                sentence=11,
            ),
            speaker=Speaker("e6", "parents", "group"),
            act="thought",
            confidence=0.86,
            evidence=("“fear” has the clause as its complement (ccomp)",),
        ),
        replace(
            b.attribution(
                7,
                "indirect",
                (at("the bridge would reopen before May"),),
                cue=(at("say", 1), "say"),
                source=at("Councillor Tomas Weil"),
                sentence=12,
            ),
            speaker=Speaker("e7", "Tomas Weil", "named_person"),
            negated=True,
            confidence=0.84,
            evidence=("“did not” negates the cue",),
        ),
        replace(
            b.attribution(
                8,
                "indirect",
                (at("The repair will"), at("cost close to £2.3m")),
                cue=(at("reportedly"), "reportedly"),
                rule="hearsay_adverb",
                sentence=13,
            ),
            stance="hedged",
            confidence=0.72,
            evidence=("“reportedly” says that somebody reported it", "the article does not say who"),
        ),
        replace(
            b.attribution(
                9,
                "indirect",
                (at("the old stones had already been sold"),),
                cue=(at("suggested"), "suggest"),
                rule="impersonal_passive",
                sentence=13,
            ),
            stance="hedged",
            confidence=0.58,
            evidence=("“it was suggested” has no agent",),
        ),
        replace(
            b.attribution(
                10,
                "indirect",
                (at("her deputy, Ines Okoro, had reported that “the third pier is moving”"),),
                cue=(at("told"), "tell"),
                source=at("Brandreth", 1),
                rule="told_somebody",
                sentence=14,
            ),
            speaker=brandreth,
            confidence=0.9,
            evidence=("“told” has the clause as its complement (ccomp)", "“Brandreth” → surname → “Odile Brandreth”"),
        ),
        replace(
            b.attribution(
                11,
                "direct",
                (at("“the third pier is moving”"),),
                cue=(at("reported that"), "report"),
                source=at("her deputy, Ines Okoro"),
                sentence=14,
            ),
            speaker=okoro,
            confidence=0.83,
            flags=("nested",),
            evidence=("inside what Brandreth told Weil",),
        ),
        replace(
            b.attribution(
                12,
                "direct",
                (at("“Nobody asked me,”"),),
                cue=(at("said", 2), "say"),
                source=at("Weil", 3),
                rule="quotation",
                sentence=16,
            ),
            confidence=0.47,
            flags=("close_candidates",),
            evidence=(
                "“said” follows the quotation; its subject is “Weil”",
                "two people share the surname: “Tomas Weil” (0.51), “Anton Weil” (0.49)",
                "too close to choose: left unattributed",
            ),
            candidates=(Candidate("e7", "Tomas Weil", 0.51), Candidate("e8", "Anton Weil", 0.49)),
        ),
        replace(
            b.attribution(
                13,
                "direct",
                (
                    at("“The bridge was built in 1931 because the ferry sank,”"),
                    Span(at("“It has outlived").start, at("“It will outlive this one.”").end),
                ),
                cue=(at("wrote"), "write"),
                source=at("Okoro", 1),
                rule="quotation_paragraphs",
                sentence=17,
            ),
            speaker=okoro,
            confidence=0.81,
            flags=("several_paragraphs",),
            evidence=("the paragraphs open with a mark and do not close", "“Okoro” → surname → “Ines Okoro”"),
        ),
        replace(
            b.attribution(
                14,
                "direct",
                (at("“Bring a coat and good shoes.”"),),
                rule="floating_quotation",
                sentence=20,
            ),
            speaker=okoro,
            confidence=0.41,
            flags=("no_cue", "continues_speaker"),
            evidence=("no cue: the last speaker is taken to go on", "the last speaker is “Ines Okoro”"),
        ),
    )
    entities = (
        Entity(
            "e1",
            "Odile Brandreth",
            "named_person",
            "chief engineer",
            "Hesk Valley Council",
            ("Brandreth",),
            (at("Odile Brandreth"), at("She"), at("Brandreth", 1), at("her deputy", 0)),
            (Title(at("chief engineer"), "role"), Title(at("Hesk Valley Council"), "affiliation")),
        ),
        Entity("e2", "Hesk Valley Council", "organisation", aliases=("the council",), mentions=(at("The council", 1),)),
        Entity("e3", "survey by the Pell Institute", "document", mentions=(at("a survey by the Pell Institute"),)),
        Entity(
            "e4",
            "person familiar with the inspection",
            "unnamed_person",
            mentions=(at("A person familiar with the inspection"),),
        ),
        Entity("e5", "Ines Okoro", "named_person", "deputy", None, ("Okoro",), (at("Ines Okoro"), at("Okoro", 1))),
        Entity("e6", "parents", "group", mentions=(at("Parents"),)),
        Entity("e7", "Tomas Weil", "named_person", "councillor", mentions=(at("Tomas Weil"),)),
        Entity("e8", "Anton Weil", "named_person", "ferryman", mentions=(at("Anton"),), speaks=False),
    )
    claims = (
        Claim("c1", at(FOOTBRIDGE[4][1]), None, checkable=True, kinds=("event", "date", "quantity")),
        Claim(
            "c2",
            at("About 1,400 people cross the bridge on a working day, nearly twice as many as in 2015"),
            "a3",
            checkable=True,
            kinds=("quantity", "date", "comparison"),
            hedges=(at("About"), at("nearly")),
        ),
        Claim("c3", at("the council had been warned in November"), "a4", checkable=True, kinds=("event", "date")),
        Claim(
            "c4",
            at("The repair will reportedly cost close to £2.3m"),
            "a8",
            checkable=True,
            kinds=("quantity",),
            hedges=(at("reportedly"), at("close to")),
        ),
        Claim("c5", at("“the third pier is moving”"), "a11", checkable=True, kinds=("event",)),
        Claim(
            "c6",
            at("The bridge was built in 1931 because the ferry sank"),
            "a13",
            checkable=True,
            kinds=("date", "cause"),
        ),
        Claim(
            "c7",
            at(FOOTBRIDGE[17][1]),
            None,
            checkable=True,
            kinds=("quantity", "cause"),
            hedges=(at("apparently"),),
        ),
        Claim("c8", at("“It will outlive this one.”"), "a13", checkable=False),
    )
    engine = Engine("0.1.0", "1.15.0", {"depparse": "3" * 64, "ner": "a1" * 32, "tokenize": "0f" * 32})
    quotations = tuple(map(Quoted, regions(b.document)))
    return Analysis(b.document, engine, attributions, entities, claims, quotations).credited()


def before_candidates(analysis: Analysis) -> Analysis:
    """Return an analysis as a file of before 2026-11-29 has it."""
    return replace(
        analysis,
        attributions=tuple(replace(each, steps=(), candidates=()) for each in analysis.attributions),
        entities=tuple(replace(each, titles=(), speaks=True) for each in analysis.entities),
        quotations=(),
    )


HOSTILE = (
    '<script>window.attacked = 1</script><img src=x onerror="window.attacked = 2">',
    "</style><style>body{display:none}</style></p></section></body><h1>gone</h1>",
    "“{{ 7*7 }} {% raw %} &lt;b&gt; &#x3c;b&#x3e; &amp;amp;” said \"'><svg onload=window.attacked=3> Mallory",
    "He said \u202egnp.exe\u202c and \u2066left\u2069 then \u2069\u2069 \u200b\ufeff\u00ad and stopped.",
    "Tab\there, bell\x07 here, escape \x1b[31m here, delete \x7f, next line \x85, return \r\nhere.",
    "Donaudampfschiff" * 12 + " is one word.",
    "A claim --> with ]]> and <!-- a comment, مرحبا, and emoji 👩‍🚀 with e\u0301 accents.",
)


def hostile() -> Analysis:
    """Return an analysis in which every string that comes from outside attacks the page."""
    b = Builder(
        [("body", paragraph) for paragraph in HOSTILE],
        path='javascript:window.attacked=4//"onmouseover="window.attacked=5',
        title="\"><script>window.attacked = 6</script>\u202e'",
        byline="<b>By</b> \u202enobody",
        published="<i>today</i>",
    )
    script, said = b.at(HOSTILE[0]), b.at("said")
    nasty = '"><script>window.attacked = 7</script>\u202e'
    attributions = (
        replace(
            b.attribution(1, "direct", (script,), cue=(said, nasty), source=b.at(" Mallory"), rule=nasty),
            speaker=Speaker(nasty, nasty, "named_person"),
            evidence=(nasty, "{{ 7*7 }}"),
            flags=(nasty,),
            steps=(Step(nasty, {nasty: nasty, "none": None, "share": 0.5}),),
            candidates=(Candidate(nasty, nasty, 1.0), Candidate(None, None, 0.0)),
        ),
        # Straight through the opening quotation mark, markup and the paragraph break.
        b.attribution(2, "mixed", (Span(script.end - 20, said.end),), rule="</details></main>"),
        b.attribution(3, "indirect", (b.at("\u202egnp.exe\u202c"), b.at("\u2069 then \u2069")), source=b.at("He")),
        # Same id, same words as another: anchors must stay apart.
        b.attribution(3, "indirect", (b.at("\u202egnp.exe\u202c"),)),
    )
    entities = (
        Entity(
            nasty, nasty, "named_person", nasty, nasty, (nasty,), (b.at(" Mallory"),), (Title(b.at("svg"), "role"),)
        ),
    )
    claims = (
        Claim(nasty, b.at("A claim --> with ]]> and <!-- a comment"), None, checkable=True, kinds=("event",)),
        Claim("c2", b.at(HOSTILE[4]), "a1", checkable=True, hedges=(b.at("bell\x07"), b.at("\r\n"))),
    )
    document = replace(
        b.document,
        language='en" onload="window.attacked=8',
        places=(Place(0, 1),),
        notes=(
            Note(script, "comment", nasty, nasty, nasty),
            Note(said, "link", "javascript:window.attacked=9"),
            Note(Span(0, 0), "link", 'data:text/html,"onclick="window.attacked=10'),
        ),
        repairs=(nasty,),
    )
    quotations = (Quoted(b.at("“{{ 7*7 }} {% raw %} &lt;b&gt; &#x3c;b&#x3e; &amp;amp;”")),)
    return Analysis(document, Engine(nasty, nasty, {nasty: nasty}), attributions, entities, claims, quotations)


def placed() -> Analysis:
    """Return a file with pages, times, notes, repairs, and quotations that nobody has."""
    first = "“The tide gauge failed at noon,” Mara Quill told the panel. She calls the inquiry “a paper lantern”."
    second = "Her memoir, “The Long Way Down the Estuary”, is out. “Nobody came for three whole days, and we knew it.”"
    b = Builder([("title", "The gauge"), ("turn", first), ("body", second)], path="gauge.docx", title="The gauge")
    at = b.at
    said = b.attribution(1, "direct", (at("“The tide gauge failed at noon,”"),), cue=(at("told"), "tell"))
    found = (replace(said, source=at("Mara Quill"), speaker=Speaker("e1", "Mara Quill", "named_person")),)
    document = replace(
        b.document,
        places=(Place(0, 3), Place(at(first).start, None, "00:12:31"), Place(at(second).start, 4, "00:13:02")),
        notes=(
            Note(at("at noon"), "comment", "Ask the <harbour> master.", "Ed Hale", "2024-03-04T09:00:00Z"),
            Note(at("a paper lantern"), "footnote", "Minutes of 4 March."),
            Note(at("Her memoir"), "link", "https://example.org/estuary?a=1&b=2"),
            Note(Span(at("is out").end, at("is out").end), "link", "mailto:desk@example.org"),
        ),
        repairs=("utf-8 read as windows-1252: 14 places", "line ends in the middle of a word: 2"),
    )
    claims = (Claim("c1", at("The tide gauge failed at noon"), "a1", checkable=True, kinds=("event",)),)
    people = (Entity("e1", "Mara Quill", "named_person", mentions=(at("Mara Quill"),)),)
    quotations = tuple(map(Quoted, regions(document)))
    return Analysis(document, Engine("0.1.0"), found, people, claims, quotations).credited()


def bare() -> Analysis:
    """Return an article in which nothing was found, of which nothing is known."""
    b = Builder([("body", "Rain fell.")], path=None)
    return Analysis(replace(b.document, language=None), Engine("0.1.0"))


MEETING = (
    "ODILE BRANDRETH: Thank you all. We closed it within two hours, and it stays closed until I have walked under it"
    " myself. It is no wider than a pencil line. But it grows.\n\n"
    "TOMAS WEIL: I am told that the third pier is moving.\n\n"
    "INES OKORO: Nobody has asked me, that is true. The bridge was built in 1931 because the ferry sank. It has"
    " outlived three councils, two floods and one very slow barge. It will outlive this one.\n"
)
"""What `verified` was compared with."""


def verified(folder: str = "sources") -> Analysis:
    """Return the footbridge, compared with a meeting: with every weight, and a source that names another speaker.

    The meeting is to be the file ``meeting.txt`` of `folder`.
    """
    analysis = footbridge()
    text = analysis.document.text
    digest = sha256(MEETING.encode()).hexdigest()

    def said(words: str) -> Excerpt:
        start = MEETING.index(words)
        return Excerpt(Span(start, start + len(words)), words)

    def passage(words: str, around: str, speaker: str, time: str | None = None, page: int | None = None) -> Passage:
        return Passage(f"{folder}/meeting.txt", digest, said(words), said(around), page, time, speaker)

    def difference(kind: DifferenceKind, printed: str | None, words: str | None) -> Difference:
        start = text.index(printed, text.index("“We closed")) if printed else 0
        return Difference(kind, Span(start, start + len(printed)) if printed else None, said(words) if words else None)

    hours = "We closed it within two hours, and it stays closed until I have walked under it myself"
    bridge = (
        "The bridge was built in 1931 because the ferry sank. It has outlived three councils, two floods and one very"
    )
    bridge += " slow barge. It will outlive this one"
    pencil, pier = "no wider than a pencil line", "the third pier is moving"
    found = (
        Verification(
            "a1", Verdict.EDITED, (DifferenceKind.NUMBER,),
            (difference(DifferenceKind.NUMBER, "the hour", "two hours"),), (),
            passage(hours, f"{hours}.", "ODILE BRANDRETH", "00:12:31", 3), weight=Weight.FAULT,
        ),
        Verification(
            "a2", Verdict.VERBATIM, (), (), (Caution.CONTEXT_CUT,),
            passage(pencil, f"It is {pencil}. But it grows.", "ODILE BRANDRETH", page=4), weight=Weight.LOOK,
        ),
        Verification(
            "a11", Verdict.ELSEWHERE, (), (), (Caution.WRONG_SPEAKER,),
            passage(pier, f"I am told that {pier}.", "TOMAS WEIL"), weight=Weight.FAULT,
        ),
        Verification(
            "a12", Verdict.NOT_FOUND, (DifferenceKind.FUNCTION,),
            (difference(DifferenceKind.FUNCTION, None, "has"),), (),
            passage("Nobody has asked me", "Nobody has asked me, that is true.", "INES OKORO"), weight=Weight.MISSING,
        ),
        Verification(
            "a13", Verdict.VERBATIM, source=passage(bridge, f"{bridge}.", "INES OKORO", "01:02:03"), weight=Weight.FINE
        ),
        Verification("a14", Verdict.NOT_FOUND, weight=Weight.MISSING),
    )  # fmt: skip
    return replace(analysis, verifications=found)


def compared(analysis: Analysis) -> tuple[Compared, ...]:
    """Return the verifications of an analysis as a store would have kept them."""
    by_id = {each.id: each for each in analysis.attributions}
    return tuple(
        Compared(
            tuple(Excerpt(span, span.of(analysis.document.text)) for span in by_id[each.attribution].content),
            by_id[each.attribution].type,
            speaker.name if (speaker := by_id[each.attribution].speaker) else None,
            each,
        )
        for each in analysis.verifications or ()
    )


def long_article(number: int) -> Analysis:
    """Return an article of `number` paragraphs, each with a quotation and a claim with no source."""
    lines = [f"The warden said “the wall held for {n} hours” on Monday, and the town slept." for n in range(number)]
    b = Builder([("body", line) for line in lines], path="long.txt", title="A long night")
    warden = Speaker("e1", "the warden", "named_person")
    attributions, claims = [], []
    for n, (paragraph, line) in enumerate(zip(b.document.paragraphs, lines, strict=True), 1):
        start = paragraph.span.start
        quoted = Span(start + line.index("“"), start + line.index("”") + 1)
        cue = Cue(Span(start + 11, start + 15), "say")
        source = Span(start, start + 10)
        attributions.append(
            Attribution(f"a{n}", "direct", (quoted,), cue, source, "quotation", n - 1, n - 1, warden, confidence=0.6)
        )
        claims.append(Claim(f"c{n}", paragraph.span, None, checkable=True, kinds=("event",)))
    entity = Entity("e1", "the warden", "named_person")
    return Analysis(b.document, Engine("0.1.0"), tuple(attributions), (entity,), tuple(claims))


def shifted(analysis: Analysis, words: str) -> Analysis:
    """Return the analysis of the article with `words` before it."""

    def shift(value: object) -> object:
        if isinstance(value, dict):
            moved = {key: shift(each) for key, each in value.items()}
            if "start" in moved:
                moved |= {"start": value["start"] + len(words), "end": value["end"] + len(words)}
            return moved
        return [shift(each) for each in value] if isinstance(value, list) else value

    data = shift(schema.to_dict(analysis))
    assert isinstance(data, dict)
    data["document"] |= {"text": words + analysis.document.text, "id": "sha256:" + "1" * 64}
    return schema.from_dict(data)


class ScratchSession:
    """A session in memory: for tests, and for the screen that the README shows.

    Times are counted in minutes, so that the same decisions always make the same screen.
    """

    def __init__(self, analysis: Analysis, reviewer: str) -> None:
        """Begin with an empty log."""
        self.analysis = analysis
        self.reviewer = reviewer
        self.log: list[Decision] = []

    def review(self) -> Review:
        """Replay the log."""
        return replay(self.analysis, self.log, compared(self.analysis))

    def decide(self, *decisions: Decision, seen: int, reviewer: str | None = None) -> Review:
        """Keep the decision, of another `reviewer` if one is named; of several, all or none."""
        by_number = {each.number: each for each in self.log}
        touched = frozenset[str]().union(*(each.touches(by_number) for each in decisions))
        for other in self.log[seen:]:
            theirs = other.touches(by_number)
            if touched & theirs or ALL_ITEMS in touched | theirs:
                raise AttribError(f"{other.reviewer} has decided the same since", "look again, then decide")
        number = len(self.log) + 1
        at = f"2026-11-24T{9 + number // 60:02}:{number % 60:02}:00Z"
        self.log += batch.entered(self.review(), decisions, reviewer=reviewer or self.reviewer, at=at)
        return self.review()

    def latest(self) -> int:
        """Return how long the log is."""
        return len(self.log)

    def blind_decisions(self) -> int:
        """Return that there is no blind pass."""
        return 0


def doubting(analysis: Analysis, *names: str) -> Analysis:
    """Return the same with the attributions of these ids flagged as unlikely."""
    return replace(
        analysis,
        attributions=tuple(
            replace(each, flags=(*each.flags, "unlikely"), confidence=0.2) if each.id in names else each
            for each in analysis.attributions
        ),
    )
