"""The commands of the review: review, status, sign, unsign, log.

Each opens the store, calls one function and prints. None of them imports torch, but for `review` when there is an
article to analyse.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrib import plain
from attrib.analyzer import DEFAULT_MODELS, Analyzer
from attrib.cli.articles import sources_of
from attrib.cli.options import (
    Db,
    Force,
    HouseRules,
    Keys,
    Limit,
    Models,
    Offline,
    Reviewer,
    SeveralStored,
    ShownAs,
    Sources,
    Stored,
    Threads,
)
from attrib.cli.stored import checker, find_stored, opened, stored_documents
from attrib.cli.terminal import bar, print_, tell
from attrib.errors import InputError, Interrupted, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.jobs import Intake
    from attrib.review import Review
    from attrib.review.keys import Key
    from attrib.store import Store, StoredDocument

REVIEW_PATIENCE = 2.0
"""Seconds for which `review` waits for another program that writes: its screen stands still meanwhile."""


def review(
    articles: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders of them, web addresses, or ids of stored articles (or how ids begin).",
            metavar="FILE|ID...",
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
    no_notes: Annotated[
        bool, typer.Option("--no-notes", help="Leave comments, footnotes and links of Word files where they are.")
    ] = False,
    blind: Annotated[
        bool,
        typer.Option(
            "--blind", help="A second checker's own pass: nothing that others decided is shown, nor changed by it."
        ),
    ] = False,
    against: Sources = None,
    house: HouseRules = "reuters",
    models: Models = DEFAULT_MODELS,
    threads: Threads = None,
    force: Force = False,
    limit: Limit = None,
    offline: Offline = False,
    keys_file: Keys = None,
) -> None:
    """Confirm or correct who said what, in the terminal.

    An article that is not stored yet is analysed first. One whose text has changed is analysed again, and the decisions
    on it are carried over. Everything else opens at once. Every decision is kept as you make it; ? shows the keys
    (attrib keys prints them, and writes a file in which to change them).
    A web address is fetched when it is not stored yet, and with --reanalyse; its page is kept beside the decisions.
    New comments, footnotes and links of a Word file become notes and evidence, as attrib import-notes does it.
    With --against the words are looked for in those sources first, and what is found is stored beside what was before.
    With --blind a second checker decides everything anew, without what others have decided; once her pass is through,
    what the two disagree on is printed (attrib disagreements), to be settled in the review, where f d shows it.
    """
    who = checker(reviewer)
    if blind and (prepare or against):
        raise InputError("a blind pass is for deciding alone", "leave --prepare and --against out")
    if not prepare and not _on_a_terminal():
        raise InputError(
            "the review needs a terminal",
            "attrib review --prepare stores an article without one, attrib decide takes decisions from a script",
        )
    from attrib.jobs import Intake
    from attrib.review.keyfile import read_keys
    from attrib.review.keys import KEYS

    in_force = KEYS if prepare else read_keys(keys_file)  # before the work: a mistake in them would keep the desk shut
    with opened(db, patience=REVIEW_PATIENCE, making=True) as store:
        intake = Intake(store, articles, again=reanalyse, force=force, limit=limit, offline=offline)
        if intake.wanted:
            with bar("analysing") as (progress, away):

                def say(line: str) -> None:
                    with away():
                        typer.echo(line, err=True)

                analyzer = Analyzer(models, threads=threads)
                intake.analyse(analyzer, reviewer=who, tell=say, progress=progress, blind=blind)
        if not (no_notes or blind):
            intake.import_notes(reviewer=who, tell=lambda line: typer.echo(line, err=True))
        documents = [_pass(store, each, who) if blind else each for each in intake.documents]
        if against:
            names = [each.path for each in documents if each.path]
            intake.against = sources_of([os.path.realpath(each) for each in against], house, names)
            intake.compare(reviewer=who, tell=lambda line: typer.echo(line, err=True))
        for document in documents:
            for path in store.review(document).changed_sources:
                typer.echo(f"note: {visible(path)} has changed since words were found in it", err=True)
        if not prepare:
            _show(store, intake, documents, who, in_force)
    intake.check(told=not prepare)


def status(
    articles: SeveralStored = None,
    items: Annotated[
        bool, typer.Option("--items", help="List every attribution, by the name that attrib decide knows it by.")
    ] = False,
    form: ShownAs = "text",
    db: Db = None,
) -> None:
    """Show how far the review of each article is.

    How many attributions are confirmed, corrected, rejected and open, how many quotations are nobody's and to be
    decided, and who signed; without arguments, of all stored articles.
    """
    from attrib.export import status as page

    with opened(db, reading=True) as store:
        documents = stored_documents(store, articles) if articles else store.documents()
        if form == "json":
            found = [page.as_dict(each, store.review(each) if items else None) for each in documents]
            print_([_json(found)])
        elif items:
            for each in documents:
                shown = store.review(each)
                print_([page.item_lines(f"{page.short_id(each)}#", shown.listed, shown.document.text)])
        else:
            print_([page.table(documents)])
        if not documents:
            typer.echo(f"{visible(str(store.path))} has no articles yet: attrib review FILE stores one", err=True)
        elif form == "text" and len(documents) > 1:
            typer.echo(f"{len(documents)} articles, {page.progress(documents)}", err=True)


def sign(
    article: Stored,
    despite: Annotated[
        str | None,
        typer.Option(help="Why to sign while not everything is decided.", metavar="REASON"),
    ] = None,
    reviewer: Reviewer = None,
    db: Db = None,
) -> None:
    """Sign an article in which everything is decided.

    While an attribution is open, a quotation nobody's, or a fault or words not found in the sources not accepted, only
    with a reason; what looks like a title or scare quotes may stay as it is. After that nothing can be decided until
    attrib unsign.
    """
    from attrib.review import DecisionError, decisions

    who = checker(reviewer)
    with opened(db) as store:
        document = find_stored(store, article, warn=False)
        if document.has_changed():
            shown = visible(str(document.path))
            raise DecisionError(
                f"{shown} has changed since it was analysed", f"look at it again: attrib review {shown}"
            )
        before = store.review(document)
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

    who = checker(reviewer)
    with opened(db) as store:
        document = find_stored(store, article)
        before = store.review(document)
        after = store.decide(document, decisions.unsign(before, because or ""), reviewer=who, seen=before.number)
        print_([_signed(document, after)])


def log(
    article: Stored,
    blind: Annotated[
        str | None, typer.Option(help="Of this checker's blind pass, in place of the article's own.", metavar="NAME")
    ] = None,
    form: ShownAs = "text",
    db: Db = None,
) -> None:
    """Print every decision on an article.

    Who, when, what, before and after, the oldest first. A decision that was undone, could not be carried to the present
    text or has no effect says so.
    """
    from attrib.export import log as page
    from attrib.review import DecisionError

    with opened(db, reading=True) as store:
        document = find_stored(store, article)
        if blind is not None:
            passes = {each.blind: each for each in store.passes(document)}
            if blind not in passes:
                made = ", ".join(visible(str(name)) for name in passes) or "nobody has made one"
                raise DecisionError(f"{visible(blind)} has made no blind pass on it", f"whose there are: {made}")
            document = passes[blind]
        entries = store.log(document)
        print_([_json(page.as_dicts(entries)) if form == "json" else page.render(entries)])
        if not entries:
            typer.echo("nobody has decided anything yet", err=True)


def disagreements(
    article: Stored,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="Also while the blind pass is not through: what both have decided.")
    ] = False,
    form: ShownAs = "text",
    db: Db = None,
) -> None:
    """Show what a second checker's blind pass disagrees with, side by side, and how far the two agree.

    Disagreements are settled in the review (f d) or with attrib decide, by deciding on the statement once more; accept
    keeps what stands. Until then signing asks for a reason. The share and Cohen's kappa are of what each had decided
    before anything was settled.
    """
    from attrib.export import disagreements as page
    from attrib.review import DecisionError
    from attrib.review.agreement import ended

    with opened(db, reading=True) as store:
        document = find_stored(store, article)
        review, found = store.review(document), store.opinions(document)
    if not found:
        raise DecisionError("nobody has made a blind pass on it", "attrib review --blind begins one")
    for blind, _ in found:
        if not (so_far or ended(review, blind)):
            left = blind.unsettled + blind.overlooked + blind.open_facts
            raise DecisionError(
                f"the blind pass of {visible(blind.blind)} is not through: {left} left to decide",
                "attrib review --blind goes on with it; --so-far shows what both have decided",
            )
    if form == "json":
        print_([_json([page.as_dict(review, *each) for each in found])])
    else:
        print_([page.render(review, *each) for each in found])


def _pass(store: Store, document: StoredDocument, who: str) -> StoredDocument:
    """Return the article as `who` has it in a blind pass. Raises DecisionError when hers is through.

    She has been shown then what the other decided: what she changed now would be no opinion of her own.
    """
    from attrib.review import DecisionError
    from attrib.review.agreement import through

    found = store.blind(document, who)
    own = store.review(found)
    if own.decisions and through(own):
        shown = visible(document.path or document.id)
        raise DecisionError(
            f"{visible(who)}'s blind pass on {shown} is through",
            "attrib disagreements shows what it came to, attrib review settles that",
        )
    return found


def _on_a_terminal() -> bool:
    # Textual reads standard input and draws on standard error; where standard output goes elsewhere it is a script.
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def _show(store: Store, intake: Intake, documents: Sequence[StoredDocument], who: str, in_force: Sequence[Key]) -> None:
    """Tell what cannot be opened, then open the review of each article in turn; between two, ask whether to go on.

    Raises Interrupted when the question is answered by Ctrl-C, or by the end of the input.
    """
    from attrib.export.disagreements import render
    from attrib.export.status import counted, progress
    from attrib.review.agreement import through
    from attrib.review.app import run_review
    from attrib.store import StoredSession

    for failure in intake.failures:
        tell(failure)
    for number, document in enumerate(documents, 1):
        shown = visible(document.title or document.path or document.id)
        question = f"{len(intake.failures)} of {intake.total} cannot be opened. Go on with {shown}?"
        if number > 1:
            keys = {one.key for one in documents}
            here = [each for each in store.documents() if each.key in keys]
            here = [store.blind(each, who) for each in here] if document.blind else here
            question = f"So far {progress(here)}. Next, {number} of {len(documents)}: {shown}?"
        try:
            if (number > 1 or intake.failures) and not typer.confirm(question, default=True, err=True):
                return
        except typer.Abort:
            typer.echo(err=True)  # the question's line ends with ^C
            raise Interrupted(f"left before {number} of {len(documents)}; every decision is kept") from None
        run_review(StoredSession(store, document, who), reviewer=who, keys=in_force)
        after = store.review(document)
        typer.echo(f"{shown}: {counted(after.counts, after.overlooked)}", err=True)
        if after.blind and after.decisions and through(after):  # there may have been nothing to decide
            pairs = next(pairs for blind, pairs in store.opinions(document) if blind.blind == after.blind)
            print_([render(store.review(replace(document, blind=None)), after, pairs)])


def _signed(document: StoredDocument, review: Review) -> str:
    """Return the line that `sign` and `unsign` print."""
    from attrib.export.status import counted

    shown = visible(document.path or document.title or document.id)
    by = f"signed by {visible(review.signed.reviewer)}" if review.signed else "not signed"
    return f"{shown}: {by}; {counted(review.counts, review.overlooked)}\n"


def _json(data: Any) -> str:  # noqa: ANN401 - JSON
    return plain.dumps(data, indent=1) + "\n"
