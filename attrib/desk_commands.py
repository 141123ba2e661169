"""The commands of the review: review, status, decide, sign, unsign, log, export.

Each opens the store, calls one function and prints. None of them imports torch, but for `review` when there is an
article to analyse.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrib import files
from attrib.analyzer import DEFAULT_MODELS
from attrib.console import Command, Engine, Force, Limit, Models, bar, print_
from attrib.errors import InputError, OutputError, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.review import Review
    from attrib.store import Store, StoredDocument


class Shown(StrEnum):
    """The forms `status` and `log` print."""

    text = "text"
    json = "json"


class Exported(StrEnum):
    """The forms `export` writes."""

    csv = "csv"
    xlsx = "xlsx"
    gold = "gold"


REVIEW_PATIENCE = 2.0
"""Seconds for which `review` waits for another program that writes: its screen stands still meanwhile."""

ENDINGS = {".csv": Exported.csv, ".xlsx": Exported.xlsx, ".jsonl": Exported.gold}

Stored = Annotated[str, typer.Argument(help="A stored article: its file, its id, or how the id begins.")]
SeveralStored = Annotated[
    list[str] | None,
    typer.Argument(help="Stored articles: files, ids, or how ids begin. Default: all.", metavar="FILE|ID..."),
]
Db = Annotated[
    Path | None,
    typer.Option(
        help="The file that keeps the decisions. Default: ATTRIB_DB, else attrib.db in the data folder of your system.",
        metavar="FILE",
    ),
]
Reviewer = Annotated[
    str | None,
    typer.Option(
        help="Whose decisions these are. Default: ATTRIB_REVIEWER, else git's user.name, else the system's user.",
        envvar="ATTRIB_REVIEWER",
        show_envvar=False,
        metavar="NAME",
    ),
]
ShownAs = Annotated[Shown, typer.Option("--format", "-f", help="text or json.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands, in the order of the work."""
    for command in (review, status, decide, sign, unsign, log, export):
        app.command(cls=Command)(command)


def review(
    articles: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders of them, or ids of stored articles (or how ids begin).", metavar="FILE|ID..."
        ),
    ],
    reviewer: Reviewer = None,
    db: Db = None,
    reanalyse: Annotated[
        bool,
        typer.Option(
            "--reanalyse", help="Analyse again although the text is the same, for a newer engine; decisions go along."
        ),
    ] = False,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Analyse and store only: the review opens at once later.")
    ] = False,
    models: Models = DEFAULT_MODELS,
    engine: Engine = "tagger",
    force: Force = False,
    limit: Limit = None,
) -> None:
    """Confirm or correct who said what, in the terminal.

    An article that is not stored yet is analysed first. One whose text has changed is analysed again, and the decisions
    on it are carried over. Everything else opens at once. Every decision is kept as you make it; ? shows the keys.
    """
    who = _checker(reviewer)
    if not prepare and not _on_a_terminal():
        raise InputError(
            "the review needs a terminal",
            "attrib review --prepare stores an article without one, attrib decide takes decisions from a script",
        )
    from attrib.intake import Analysing, Intake

    how = Analysing({"models": models, "engine": engine}, force=force, limit=limit)
    with _opened(db, patience=REVIEW_PATIENCE) as store:
        intake = Intake(store, articles, again=reanalyse)
        if intake.wanted:
            with bar("analysing") as (progress, away):

                def tell(line: str) -> None:
                    with away():
                        typer.echo(line, err=True)

                intake.analyse(how, reviewer=who, tell=tell, progress=progress)
        documents = intake.documents
        if not prepare:
            _show(store, documents, who)
    intake.check()


def status(
    articles: SeveralStored = None,
    items: Annotated[
        bool, typer.Option("--items", help="List every attribution, by the name that attrib decide knows it by.")
    ] = False,
    form: ShownAs = Shown.text,
    db: Db = None,
) -> None:
    """Show how far the review of each article is.

    How many attributions are confirmed, corrected, rejected and open, and who signed; without arguments, of all stored
    articles.
    """
    from attrib.export import status as page

    with _opened(db, reading=True) as store:
        documents = _documents(store, articles)
        if form is Shown.json:
            found = [page.as_dict(each, store.review(each) if items else None) for each in documents]
            print_([_json(found)])
        elif items:
            for each in documents:
                shown = store.review(each)
                print_([page.item_lines(f"{page.short_id(each)}#", shown.items, shown.document.text)])
        else:
            print_([page.table(documents)])
        if not documents:
            typer.echo(f"{visible(str(store.path))} has no articles yet: attrib review FILE stores one", err=True)


def decide(
    target: Annotated[
        str,
        typer.Argument(
            help="The attribution, ARTICLE#ID: story.txt#a7, or 3f9a1c#a7 by the beginning of the article's id."
            " For undo, redo and add, the article alone. attrib status --items lists them.",
            metavar="ARTICLE#ID",
        ),
    ],
    action: Annotated[
        str,
        typer.Argument(
            help="accept, reject, reopen, speaker, type, act, span, merge, split, add, note, link, contact, comment,"
            " record, undo or redo.",
            metavar="ACTION",
        ),
    ],
    values: Annotated[
        list[str] | None,
        typer.Argument(help="What the action takes; - takes something away.", metavar="VALUE..."),
    ] = None,
    source_class: Annotated[
        str | None,
        typer.Option(
            "--class",
            help="Of a new speaker: named_person, organisation, document, unnamed_person, group or author.",
            metavar="CLASS",
        ),
    ] = None,
    role: Annotated[str | None, typer.Option(help="Of a new speaker.", metavar="TEXT")] = None,
    affiliation: Annotated[str | None, typer.Option(help="Of a new speaker.", metavar="TEXT")] = None,
    seen: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Refuse if another checker has decided the same after decision N (decisions in the JSON of status).",
            metavar="N",
        ),
    ] = None,
    reviewer: Reviewer = None,
    db: Db = None,
) -> None:
    """Decide on one attribution, for scripts.

    \b
    accept                         as it stands
    reject                         it is no attribution
    reopen                         leave it undecided
    speaker NAME                   or the id of somebody in the article, or - for nobody
    type direct|indirect|mixed
    act statement|thought
    span PART START END [PIECE]    move the content, cue or source; - in place of START for none
    merge                          with the next
    split AT                       in two
    note TEXT
    link URL                       to evidence
    contact TEXT                   how to reach the source; - for none
    comment asked|no_reply         or answered [ANSWER]; - for none
    record FIELD VALUE             - for none

    \b
    On the article alone:
    add START END [SPEAKER]        an attribution that attrib missed
    undo, redo                     your own last decision

    FIELD is name_proof, title, title_proof, affiliation, affiliation_proof, time_code, page, link or source_kind
    (on_record, background, document, broadcast). START, END and AT count characters of the text from 0. Put -- before
    words that begin with a dash. What changed is printed, a line for each attribution.
    """  # noqa: D301 - click looks for the character itself, not for a backslash
    from attrib import actions
    from attrib.export import status as page

    who = _checker(reviewer)
    article, item = actions.split_target(target, action)
    with _opened(db) as store:
        document = _found(store, article)
        before = store.review(document)
        known = actions.Who(source_class, role, affiliation)
        decision = actions.decide(before, item, action, values or (), known, who)
        after = store.decide(document, decision, reviewer=who, seen=before.number if seen is None else seen)
        for each in after.entities[len(before.entities) :]:
            typer.echo(f"note: {visible(each.name)} is new to the article", err=True)
        for voided in after.voided_since(before):
            from attrib.review.labels import voided_words  # loads what draws, so only where there is one

            typer.echo(f"note: {voided_words(voided)}", err=True)
        was = {each.id: each for each in before.items}
        changed = [each for each in after.items if was.get(each.id) != each]
        print_([page.item_lines("", changed, after.document.text)] if changed else [])


def sign(
    article: Stored,
    despite: Annotated[
        str | None, typer.Option(help="Why to sign while attributions are open.", metavar="REASON")
    ] = None,
    reviewer: Reviewer = None,
    db: Db = None,
) -> None:
    """Sign an article whose attributions are all decided.

    While any is open, only with a reason. After that nothing can be decided until attrib unsign.
    """
    from attrib.intake import has_changed
    from attrib.review import DecisionError, decisions

    who = _checker(reviewer)
    with _opened(db) as store:
        document = _found(store, article, warn=False)
        if has_changed(document):
            shown = visible(str(document.path))
            raise DecisionError(
                f"{shown} has changed since it was analysed", f"look at it again: attrib review {shown}"
            )
        before = store.review(document)
        left = before.counts["open"]
        if left and before.signed is None and not (despite or "").strip():
            raise DecisionError(
                f"{left} of {len(before.items)} attributions are open", 'decide them, or --despite "WHY"'
            )
        after = store.decide(document, decisions.sign(before, despite or ""), reviewer=who, seen=before.number)
        print_([_signed(document, after)])


def unsign(
    article: Stored,
    because: Annotated[str | None, typer.Option(help="Why.", metavar="REASON")] = None,
    reviewer: Reviewer = None,
    db: Db = None,
) -> None:
    """Take a signature back.

    After that the article can be decided on again.
    """
    from attrib.review import decisions

    who = _checker(reviewer)
    with _opened(db) as store:
        document = _found(store, article)
        before = store.review(document)
        after = store.decide(document, decisions.unsign(before, because or ""), reviewer=who, seen=before.number)
        print_([_signed(document, after)])


def log(article: Stored, form: ShownAs = Shown.text, db: Db = None) -> None:
    """Print every decision on an article.

    Who, when, what, before and after, the oldest first. A decision that was undone, could not be carried to the present
    text or has no effect says so.
    """
    from attrib.export import log as page

    with _opened(db, reading=True) as store:
        entries = store.log(_found(store, article))
        print_([_json(page.as_dicts(entries)) if form is Shown.json else page.render(entries)])
        if not entries:
            typer.echo("nobody has decided anything yet", err=True)


def export(
    articles: SeveralStored = None,
    form: Annotated[
        Exported | None,
        typer.Option("--format", "-f", help="csv, xlsx or gold. Default: by the ending of --out, else csv."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The file to write. Default: standard output.", metavar="FILE"),
    ] = None,
    entities: Annotated[
        Path | None,
        typer.Option(help="With gold: write who the sources are, for attrib evaluate --entities.", metavar="FILE"),
    ] = None,
    with_open: Annotated[
        bool,
        typer.Option(
            "--with-open", help="With gold: take articles with open attributions too, whose words are then discarded."
        ),
    ] = False,
    db: Db = None,
) -> None:
    """Write the line-by-line file, or gold data.

    csv and xlsx have a row for each attribution: the words, the speaker with proof of name, title and affiliation,
    where it was said, whether the source was contacted and answered, the checker, the date and the status, what a
    checker changed beside what attrib had read, and the notes. gold is what attrib evaluate reads: confirmed, corrected
    and added attributions of articles in which none is open.
    """
    form = form or ENDINGS.get(out.suffix.lower() if out else "", Exported.csv)
    if form is not Exported.gold and (entities or with_open):
        raise InputError("--entities and --with-open go with gold", "add --format gold")
    out = None if str(out) == "-" else out
    if form is Exported.xlsx and out is None:
        raise OutputError("a workbook goes into a file", "name it with -o, such as -o statements.xlsx")
    with _opened(db, reading=True) as store:
        documents = _documents(store, articles)
        _check_targets(store, documents, [each for each in (out, entities) if each])
        reviews = [store.review(document) for document in documents]
    if form is Exported.gold:
        _export_gold(reviews, out, entities, with_open=with_open)
    else:
        _export_lines(reviews, form, out)


def write_sheets(articles: Sequence[str], out: str | None, templates: Path | None, db: Path | None) -> None:
    """Write the fact sheets of reviewed articles and print where; ``-`` prints the one sheet itself.

    Raises NotStoredError when one is not in the store, and OutputError.
    """
    from attrib.batch import places
    from attrib.export.status import short_id
    from attrib.read import SHEET
    from attrib.sheet import render

    with _opened(db, reading=True) as store:
        documents = _documents(store, articles)
        if out == "-" and len(documents) > 1:
            raise OutputError("standard output takes one sheet", "use -o FOLDER/ for a file each")
        named = {each.path or short_id(each): each for each in documents}
        targets = {} if out == "-" else places(list(named), out, SHEET, many=len(documents) > 1)
        _check_targets(store, documents, list(targets.values()))
        for name, document in named.items():
            review = store.review(document)
            sheet = render(review.analysis, review=review, history=store.log(document), templates=templates)
            if out == "-":
                print_([sheet])
            else:
                files.write(targets[name], sheet)
                print_([f"{visible(str(targets[name]))}\n"])


# --- parts ------------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(db: Path | None, *, patience: float | None = None, reading: bool = False) -> Iterator[Store]:
    """Open the store for a command and tell what is to be told about it; `patience` None is the store's own.

    A command that does nothing but read (`reading`) can do with a file that may not be written, and makes none where a
    name was mistyped. Raises StoreError.
    """
    from attrib.store import Store
    from attrib.store.store import PATIENCE

    if reading and db is not None and not db.exists():
        from attrib.store import StoreError

        raise StoreError(f"there is no file {visible(str(db))}", "attrib review FILE makes one, or name another")

    waits = PATIENCE if patience is None else patience
    with Store(db, patience=waits, reading=reading) as store:
        for message in store.messages:
            typer.echo(message, err=True)
        yield store


def _found(store: Store, name: str, *, warn: bool = True) -> StoredDocument:
    """Return a stored article; a line says so if its file has changed. Raises StoreError."""
    from attrib.intake import has_changed

    document = store.find(name)
    if warn and has_changed(document):
        shown = visible(str(document.path))
        typer.echo(f"note: {shown} has changed since it was analysed; attrib review analyses it again", err=True)
    return document


def _documents(store: Store, names: Sequence[str] | None) -> list[StoredDocument]:
    """Return the stored articles that `names` mean, each once; all of them without names."""
    if not names:
        return store.documents()
    return list({document.key: document for document in (_found(store, name) for name in names)}.values())


def _checker(name: str | None) -> str:
    """Return whose the decisions are. Raises DecisionError when nobody can be named, or the name cannot be shown."""
    from attrib.review import DecisionError

    found = (name or _git_user() or _system_user()).strip()
    if not found or not found.isprintable():
        raise DecisionError("a decision needs the name of a checker", "give it with --reviewer, or as ATTRIB_REVIEWER")
    return found


def _git_user() -> str:
    import subprocess

    try:
        command = ["git", "config", "user.name"]
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=5)  # noqa: S603 - no word of it comes from outside
    except (OSError, subprocess.SubprocessError):  # no git
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def _system_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user that the system has no name for, in a container
        return ""


def _on_a_terminal() -> bool:
    # Textual reads standard input and draws on standard error; where standard output goes elsewhere it is a script.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _show(store: Store, documents: Sequence[StoredDocument], who: str) -> None:
    """Open the review of each article in turn; between two, ask whether to go on."""
    from attrib.export.status import counted
    from attrib.review.app import run_review
    from attrib.review.desk import StoreDesk

    for number, document in enumerate(documents, 1):
        shown = visible(document.title or document.path or document.id)
        if number > 1 and not typer.confirm(f"Next, {number} of {len(documents)}: {shown}?", default=True, err=True):
            return
        run_review(StoreDesk(store, document, who), reviewer=who)
        typer.echo(f"{shown}: {counted(store.review(document).counts)}", err=True)


def _signed(document: StoredDocument, review: Review) -> str:
    """Return the line that `sign` and `unsign` print."""
    from attrib.export.status import counted

    shown = visible(document.path or document.title or document.id)
    by = f"signed by {visible(review.signed.reviewer)}" if review.signed else "not signed"
    return f"{shown}: {by}; {counted(review.counts)}\n"


def _check_targets(store: Store, documents: Sequence[StoredDocument], targets: Sequence[Path]) -> None:
    """See that the results replace no article, not the store, and not each other. Raises OutputError."""
    beside = [Path(f"{store.path}{ending}") for ending in ("", "-wal", "-shm")]
    files.prepare(targets, [*beside, *(each.path for each in documents if each.path)])
    if targets and len({each.resolve() for each in targets}) < len(targets):
        raise OutputError(f"{targets[0]} cannot hold both results", "name two files")


def _export_lines(reviews: Sequence[Review], form: Exported, out: Path | None) -> None:
    """Write the line-by-line file. Raises OutputError."""
    from attrib.export import lines

    if form is Exported.xlsx and out is not None:
        from attrib.export.xlsx import workbook

        files.write_bytes(out, workbook(lines.COLUMNS, (row for each in reviews for row in lines.lines(each))))
        return
    pieces = [lines.header(), *map(lines.rows, reviews)]
    if out is None:
        print_(pieces)
    else:
        # A spreadsheet takes UTF-8 for something else unless the file begins with a byte-order mark.
        files.write(out, "".join(pieces), encoding="utf-8-sig")


def _export_gold(reviews: Sequence[Review], out: Path | None, entities: Path | None, *, with_open: bool) -> None:
    """Write gold and entities; articles with open attributions are left out, and named. Raises DecisionError."""
    from attrib.export.gold import gold_lines
    from attrib.review import DecisionError

    whole = [each for each in reviews if with_open or not each.unsettled]
    if not whole:
        left = sum(each.unsettled for each in reviews)
        raise DecisionError(
            f"no article is decided: {left} attributions are open" if reviews else "no articles are stored",
            "attrib review decides them; --with-open takes the articles as they are",
        )
    for each in reviews:
        if each not in whole:
            shown = visible(each.document.path or each.document.id)
            typer.echo(f"left out: {shown} has {each.unsettled} open (--with-open takes it)", err=True)
    names: dict[str, None] = {}
    made = []
    for each in whole:
        name, number = each.document.id, 1
        while name in names:  # two articles may have come to the same text
            number += 1
            name = f"{each.document.id}.{number}"
        names[name] = None
        made.append(gold_lines(each, name))
    if out is None:
        print_([each.gold for each in made])
    else:
        files.write(out, "".join(each.gold for each in made))
    if entities is not None:
        files.write(entities, "".join(each.entities for each in made))


def _json(data: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
