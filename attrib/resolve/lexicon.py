"""Closed lists that resolving needs: titles, name particles, pronouns, and nouns by what kind of source they name.

The noun lists are general English of news writing, written from the definition of each class in ``docs/design.md`` and
not from any corpus; a noun that is on no list falls back to its suffix and number (:mod:`attrib.resolve.source_class`).
"""

from __future__ import annotations

from typing import Final, Literal

from attrib.language.tokens import word_set

Gender = Literal["male", "female"]
NounClass = Literal["person", "organisation", "document", "group"]


COURTESY: Final[dict[str, Gender | None]] = {
    "mr": "male", "mister": "male", "sir": "male", "lord": "male", "mrs": "female", "ms": "female", "miss": "female",
    "madam": "female", "lady": "female", "dame": "female", "dr": None, "mx": None,
}  # fmt: skip
"""Titles that say nothing of what the person does, and the gender they give away."""

OFFICES: Final[dict[str, str]] = {
    "sen": "senator", "senator": "senator", "senators": "senator", "rep": "representative", "reps": "representative",
    "representative": "representative", "congressman": "congressman", "congresswoman": "congresswoman",
    "gov": "governor", "governor": "governor", "col": "colonel", "colonel": "colonel", "lt": "lieutenant",
    "lieutenant": "lieutenant", "gen": "general", "general": "general", "maj": "major", "major": "major",
    "capt": "captain", "captain": "captain", "cmdr": "commander", "commander": "commander", "adm": "admiral",
    "admiral": "admiral", "brig": "brigadier", "brigadier": "brigadier", "sgt": "sergeant", "sergeant": "sergeant",
    "president": "president", "premier": "premier", "chancellor": "chancellor", "minister": "minister",
    "secretary": "secretary", "ambassador": "ambassador", "mayor": "mayor", "judge": "judge", "justice": "justice",
    "sheriff": "sheriff", "prof": "professor", "professor": "professor", "rev": "reverend", "reverend": "reverend",
    "fr": "father", "pope": "pope", "cardinal": "cardinal", "bishop": "bishop", "archbishop": "archbishop",
    "rabbi": "rabbi", "imam": "imam", "sheikh": "sheikh", "ayatollah": "ayatollah", "king": "king", "queen": "queen",
    "prince": "prince", "princess": "princess", "emir": "emir", "speaker": "speaker", "coach": "coach",
    "det": "detective", "detective": "detective", "inspector": "inspector", "insp": "inspector",
    "supt": "superintendent", "superintendent": "superintendent", "cpl": "corporal", "dci": "detective",
    "dsi": "detective", "chairman": "chairman",
    "chairwoman": "chairwoman", "councillor": "councillor", "cllr": "councillor", "deputy": "deputy",
}  # fmt: skip
"""Titles before a name that name an office, and the noun a later description may use for it."""

SAME_OFFICE: Final[dict[str, str]] = {
    "justice": "judge", "congressman": "representative", "congresswoman": "representative", "chairwoman": "chair",
    "chairman": "chair", "chairperson": "chair", "spokeswoman": "spokesperson", "spokesman": "spokesperson",
    "premier": "prime minister", "nominee": "candidate", "contender": "candidate", "hopeful": "candidate",
    "attorney": "lawyer", "reverend": "pastor",
}  # fmt: skip
"""Nouns for one office, under the noun that stands for all of them when descriptions are compared."""

OFFICE_GENDER: Final[dict[str, Gender]] = {
    "king": "male", "prince": "male", "emir": "male", "pope": "male", "queen": "female", "princess": "female",
    "chairman": "male", "chairwoman": "female", "congressman": "male", "congresswoman": "female",
}  # fmt: skip

STRONG_TITLES: Final = frozenset(COURTESY) | frozenset(short for short, office in OFFICES.items() if short != office)
"""Titles after which a name is a person's whatever a tagger says: “Gen.” is one, “General” opens names of bodies."""

TITLE_MODIFIERS: Final = word_set(
    "mp former retired acting deputy vice prime first us u.s uk british then-president ex the"
)
"""Words that may stand before or between titles and go with them."""

GENERATIONS: Final = word_set("jr sr ii iii iv")
"""Words after a name that tell it from a father's or a son's."""

SUFFIXES: Final = GENERATIONS | word_set("phd md mp kc qc")
"""Words after a name that are not part of it."""

PARTICLES: Final = word_set(
    "al el abu abd bin ibn bint umm ould ben van von der den de del della di da dos das du la le los las ter ten "
    "st san mac"
)
"""Particles that open or join a surname (Arabic, Spanish, Portuguese, Italian, French, Dutch, German)."""

HE: Final = word_set("he him his himself")
SHE: Final = word_set("she her hers herself")
THEY: Final = word_set("they them their theirs themselves")
IT: Final = word_set("it its itself")
SPEAKER: Final = word_set("i me my mine myself")
SPEAKERS: Final = word_set("we us our ours ourselves")
RELATIVE: Final = word_set("who whom whose which that")
POSSESSIVE: Final = word_set("his her hers their theirs its my mine our ours whose")
REFLEXIVE: Final = word_set("himself herself itself themselves myself ourselves")

MALE_NOUNS: Final = word_set(
    "man father son brother husband grandfather uncle nephew boy king prince spokesman chairman congressman "
    "policeman businessman salesman actor widower gentleman fireman fisherman clergyman statesman son-in-law "
    "father-in-law ex-husband"
)
FEMALE_NOUNS: Final = word_set(
    "woman mother daughter sister wife grandmother aunt niece girl queen princess spokeswoman chairwoman "
    "congresswoman policewoman businesswoman saleswoman actress widow lady waitress stateswoman mother-in-law "
    "daughter-in-law ex-wife"
)

KIN: Final[dict[str, tuple[str, str]]] = {
    "husband": ("husband", "wife"), "wife": ("husband", "wife"), "partner": ("partner", "partner"),
    "son": ("father", "mother"), "daughter": ("father", "mother"), "father": ("son", "daughter"),
    "mother": ("son", "daughter"), "brother": ("brother", "sister"), "sister": ("brother", "sister"),
}  # fmt: skip
"""Nouns for a relative, and what a man and what a woman is to that relative in turn."""

FAMILIAR: Final[dict[str, str]] = {
    "mum": "mother", "mom": "mother", "dad": "father", "ex-husband": "husband", "ex-wife": "wife", "widow": "wife",
    "widower": "husband", "fiance": "partner", "fiancee": "partner",
}  # fmt: skip
"""Nouns that stand for one of those."""

COUPLES: Final[dict[str, tuple[str, str]]] = {
    "parent": ("father", "mother"), "grandparent": ("grandfather", "grandmother"),
}  # fmt: skip
"""Nouns for a man and a woman together, and the nouns for each."""

PERSON: Final = (
    MALE_NOUNS
    | FEMALE_NOUNS
    | word_set(
        "academic accountant activist actor administrator adviser advisor aide ambassador analyst anchor applicant "
        "architect artist assistant associate astronaut athlete attorney author banker bishop biologist blogger boss "
        "broker broadcaster builder businessperson candidate captain cardinal carpenter celebrity champion chancellor "
        "chair chairperson chef chemist chief child clerk coach colleague colonel columnist comedian commander "
        "commentator commissioner composer consultant contractor co-founder cop coroner correspondent councillor "
        "counsel counsellor cousin coworker creator critic curator dealer defendant delegate demographer deputy "
        "designer detective developer diplomat director doctor donor driver economist editor educator eminence "
        "employee employer engineer entrepreneur envoy epidemiologist executive expert farmer fellow filmmaker "
        "financier firefighter founder friend general geologist governor guard guest head historian host immigrant "
        "incumbent informant insider inspector instructor investigator investor journalist judge juror justice "
        "lawmaker lawyer leader lecturer legislator librarian lieutenant lobbyist major manager marine mayor mechanic "
        "mediator member migrant minister moderator mogul musician native negotiator neighbor neighbour nominee "
        "novelist nurse observer officer official operative operator opponent organiser organizer owner painter "
        "parent partner passenger pastor patient pediatrician philosopher photographer physician physicist pilot "
        "player poet policeman politician pollster pope premier president presenter priest principal producer "
        "professor prosecutor psychiatrist psychologist publisher rabbi realtor rebel receptionist recruiter refugee "
        "relative reporter representative researcher resident reverend rival scholar scientist secretary senator "
        "sergeant sheriff shopkeeper sibling singer sociologist soldier solicitor source speaker specialist "
        "spokesperson staffer strategist student successor superintendent supervisor surgeon surveyor survivor "
        "suspect teacher technician teenager therapist trader trainer treasurer trustee tycoon veteran victim "
        "veterinarian volunteer whistleblower whistle-blower winner witness worker writer youth billionaire "
        "millionaire person star seaman skipper harbourmaster fisherman dockworker proponent detractor interviewee "
        "respondent barrister plaintiff claimant councilman councilwoman interpreter"
    )
)
"""Nouns for one person."""

GROUP: Final = word_set(
    "people public voter electorate resident citizen critic supporter opponent backer fan protester protestor "
    "demonstrator marcher crowd audience viewer reader listener consumer customer shopper taxpayer worker parent "
    "mother father woman man child kid teenager student youth family household community population majority "
    "minority half third percent percentage number share everyone everybody nobody someone anybody anyone many "
    "most some few others other all none activist advocate conservative liberal progressive democrat republican "
    "socialist nationalist moderate independent immigrant migrant refugee rebel militant militia insurgent "
    "fighter troop soldier veteran follower believer christian muslim jew catholic evangelical hindu american "
    "european african asian millennial elite folk nation country state neighbour neighbor villager local islander "
    "farmer commuter motorist passenger rival ally enemy side observer skeptic sceptic detractor electorate "
    "generation class crew group mob guest user respondent participant patient victim pensioner tenant "
    "city town county province region district "
    "prosecution defence defense donor peacekeeper party-goer society humanity world west movement camp "
    "person candidate politician % plurality"
)
"""Nouns that, in the plural or by meaning, name people as a kind rather than somebody who spoke."""

COLLECTIVE: Final = word_set(
    "people public electorate crowd audience family household community population majority minority half third "
    "percent percentage share number everyone everybody nobody someone anybody anyone many most some few others other "
    "all none millennial elite folk nation country state enemy side generation class crew group mob city town county "
    "province region district prosecution defence defense society humanity world west movement camp militia troop % "
    "plurality"
)
"""The groups whose singular is not one of their people, as “a voter” is."""

ORGANISATION: Final = word_set(
    "administration agency airline alliance army assembly association authority bank board body branch "
    "broadcaster brand bureau business cabinet campaign caucus cartel centre center chain charity church city "
    "club coalition college command commission committee company conglomerate congress consortium corporation "
    "council county court daily delegation department embassy establishment executive faction federation firm "
    "force foundation fund garrison government ministry hospital house industry institute institution "
    "intelligence journal judiciary jury kingdom lab laboratory league legislature magazine mayoralty media "
    "military mission monarchy municipality museum navy network newspaper newsroom office operator operation "
    "opposition organisation organization outlet paper panel parliament party platform police port prefecture "
    "presidency press publication publisher regime regulator republic retailer school secretariat senate service "
    "site society startup state station studio supplier syndicate team think-tank tank town township treasury "
    "tribunal union university village watchdog website weekly wire yard tabloid outfit nonprofit non-profit "
    "consulate constabulary harbour district borough province pentagon wing unit staff leadership television trust "
    "radio tv"
)
"""Nouns for a body that speaks as one."""

ANY_BODY: Final = word_set(
    "agency airline association authority bank body broadcaster bureau business center centre charity club coalition "
    "commission committee company corporation council department federation firm force group institute institution "
    "league magazine ministry network newspaper non-profit nonprofit organisation organization outlet paper party "
    "publication publisher regulator retailer service site supplier tabloid tank team think-tank trust union "
    "watchdog website"
)
"""Nouns that take up a body's name again without being part of it (“Hart & Co … the company”); “the court” does not."""

PRIVATE: Final = word_set(
    "airline broadcaster business company corporation firm magazine network newspaper paper publisher retailer site "
    "supplier tabloid website"
)
PUBLIC: Final = word_set(
    "administration army college commission committee congress council court department government house ministry navy "
    "parliament party police senate subcommittee university"
)
"""Nouns in the names of bodies that no noun of `PRIVATE` takes up."""

PUBLICATION: Final = word_set(
    "broadcaster channel daily journal magazine network newspaper outlet paper site tabloid website weekly"
)
"""Nouns that say of a body named before them what it is."""

TOWNS: Final = word_set("city town")
"""Nouns that take up the place an article is written from."""

IN_NAMES: Final[dict[str, frozenset[str]]] = {"force": word_set("police constabulary")}
"""Nouns for a body that its name says in another word (“Fenland Police … the force”)."""

SAME_BODY: Final[dict[str, str]] = {"team": "campaign", "camp": "campaign", "operation": "campaign"}
"""Nouns for the people who work for one person, under the noun that stands for all of them (“the Ames team”)."""

DOCUMENT: Final = word_set(
    "account accord ad advert advertisement affidavit agreement analysis announcement app article average bill "
    "biography blog book briefing brief broadcast bulletin calculation caption census certificate chapter chart "
    "charter citation clip column commercial communique communiqué complaint constitution contract copy "
    "correspondence coverage data dataset declaration decree diary dictionary directive docket document "
    "documentary dossier draft editorial email e-mail entry essay estimate evidence exhibit feature figure file "
    "filing film finding footage forecast form graph guidance guideline handbook headline index indictment "
    "information intercept interview invoice judgment judgement law lawsuit leaflet legislation letter list log "
    "manifesto manual map material memo memoir memorandum message metric minute model monograph motion newsletter "
    "note notice notification novel obituary opinion order pamphlet paper paperwork passage petition piece "
    "placard plan play policy poll polling post posting poster prediction press-release proclamation profile "
    "projection proposal prospectus questionnaire quote ranking rating readout record recording register release "
    "report reporting research resolution result review rule ruling scholarship score script sign slide slogan "
    "spreadsheet statement statistic statute story study submission subpoena suit summary survey table tape "
    "testimony text textbook theory thesis timeline timetable title tracker transcript treaty tweet update "
    "verdict video warrant webpage website will word work writ case logbook log minutes "
    "convention constitution protocol amendment act grievance brochure"
)
"""Nouns for something written or recorded that says."""

INSTRUMENT: Final = word_set(
    "accord act agreement amendment bill charter decree law manifesto memo memorandum plan poll proclamation protocol "
    "report resolution statement statute study survey treaty"
)
"""Nouns for something written that end no body's name, as “Post”, “Record” and “Register” do."""

QUANTITIES: Final = word_set(
    "number majority minority plurality handful group dozen hundred thousand million % percent percentage share "
    "half third quarter fourth lot couple pair series set most many some few several one all each any "
    "much both neither none those"
)
"""Heads that say how many; what of is the noun that counts."""

SHARES: Final = word_set("% percent percentage share half third quarter fourth majority minority plurality")
"""Those of them that are always of people, whatever they are said to be a share of (“52 percent of the vote”)."""

HEARERS: Final = word_set("court jury juror magistrate inquest hearing tribunal inquiry panel committee")
"""Nouns for those who are told: “the jury heard that …” names nobody who says it."""

SOMEONE: Final = word_set("someone somebody one another")
"""Words that alone stand for one person nobody names."""

COUNTED: Final = word_set("two three four five six seven eight nine ten")
"""Numbers of people small enough to be people and no kind of people."""

PAIR: Final = word_set("both two pair duo")
"""Words that alone, or after “the”, stand for two people named together."""

INDEFINITE: Final = word_set(
    "a an another one some several many few other others more most two three four five six any no each"
)
DEFINITE: Final = word_set("the this that these those both")
