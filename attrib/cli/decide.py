"""The command for scripts: decide."""

from __future__ import annotations

from typing import Annotated

import typer

from attrib.cli.options import Db, Reviewer
from attrib.cli.stored import checker, find_stored, opened
from attrib.cli.terminal import print_
from attrib.errors import visible


def decide(
    target: Annotated[
        str,
        typer.Argument(
            help="The attribution, ARTICLE#ID: story.txt#a7, or 3f9a1c#a7 by the beginning of the article's id;"
            " story.txt#q3 is a quotation that is nobody's. For undo, redo, add and those on all, the article alone."
            " attrib status --items lists them.",
            metavar="ARTICLE#ID",
        ),
    ],
    action: Annotated[
        str,
        typer.Argument(
            help="accept, reject, no_statement, concern, reopen, speaker, type, act, span, merge, split, add, note,"
            " link, contact, comment, record, fact, verdict, accept-all, reject-all, speaker-all, verdict-all, undo or"
            " redo.",
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
    private: Annotated[
        bool, typer.Option("--private", help="Of a note: copies for others leave it out (attrib export).")
    ] = False,
    speaker: Annotated[
        str | None, typer.Option(help="Of accept-all and the like: whose statements; - for nobody's.", metavar="NAME")
    ] = None,
    verdict: Annotated[
        str | None,
        typer.Option(help="Of accept-all and the like: those with this verdict, such as verbatim.", metavar="VERDICT"),
    ] = None,
    with_unlikely: Annotated[
        bool, typer.Option("--with-unlikely", help="Of accept-all and the like: also what attrib calls unlikely.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Of accept-all and the like: list what it would decide on.")
    ] = False,
    evidence: Annotated[str | None, typer.Option(help="Of a fact: a link, or words.", metavar="LINK|TEXT")] = None,
    place: Annotated[
        str | None, typer.Option(help="Of a fact: page or time code in the evidence.", metavar="TEXT")
    ] = None,
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
    reject                         it is no attribution; what it quotes is to be decided on its own then
    no_statement                   nobody states what it quotes: a title, scare quotes; also of a quotation (#q3)
    concern WHY                    you have looked, and doubt it
    reopen                         leave it undecided; also of a quotation that was no statement
    speaker NAME                   or the id of somebody in the article, or - for nobody
    type direct|indirect|mixed
    act statement|thought
    span PART START END [PIECE]    move the content, cue or source; - in place of START for none
    merge                          with the next
    split AT                       in two
    note TEXT                      with --private it stays on the desk
    link URL                       to evidence
    contact TEXT                   how to reach the source; - for none
    comment asked|no_reply         or answered [ANSWER]; - for none
    record FIELD VALUE             - for none
    fact WORDS                     a fact of it to check by itself; START END for its place in the text
    fact claims                    every claim that attrib found in it, as facts
    fact N STATUS [WORDS]          confirmed, wrong WHAT IS RIGHT, concern WHY or open, of the fact N; - for none
    verdict                        stand by what the sources say of the words (attrib review --against)

    \b
    On all of a speaker (--speaker NAME) or with a verdict (--verdict VERDICT), as one step, taken back by one undo:
    accept-all, reject-all         all that are open
    speaker-all NAME               all that stand are of somebody else
    verdict-all                    stand by what the sources say of their words

    \b
    On the article alone:
    add START END [SPEAKER]        an attribution that attrib missed
    undo, redo                     your own last decision, or step

    FIELD is name_proof, title, title_proof, affiliation, affiliation_proof, time_code, page, link or source_kind
    (on_record, background, document, broadcast). START, END and AT count characters of the text from 0. Put -- before
    words that begin with a dash. What changed is printed, a line for each attribution.
    """  # noqa: D301 - click looks for the character itself, not for a backslash
    from attrib.cli import actions
    from attrib.export import status as page
    from attrib.review import DecisionError
    from attrib.store import NotStoredError, StoreError
    from attrib.wording import several

    who = checker(reviewer)
    article, item = actions.split_target(target, action)
    with opened(db) as store:
        try:
            document = find_stored(store, article)
        except NotStoredError as unknown:
            whole, _, named = target.rpartition(actions.ITEM)
            if item or not whole:
                raise
            try:
                store.find(whole)
            except StoreError:
                raise unknown from None
            raise DecisionError(
                f"{action} is about an article as a whole, and not about {visible(named) or 'an attribution'}",
                f"name the article alone: {visible(whole)}",
            ) from None
        before = store.review(document)
        known = actions.Who(source_class, role, affiliation)
        group = actions.Several(speaker, verdict, with_unlikely, dry_run)
        told = actions.Words(before, item, values or (), known, who, private, group, evidence, place)
        made = actions.decisions_of(told, action)
        if dry_run:
            names = {each.item for each in made}
            print_([page.item_lines("", [each for each in before.items if each.id in names], before.document.text)])
            return
        after = store.decide(document, *made, reviewer=who, seen=before.number if seen is None else seen)
        for each in after.entities[len(before.entities) :]:
            typer.echo(f"note: {visible(each.name)} is new to the article", err=True)
        for voided in after.voided_since(before):
            from attrib.review.labels import voided_words  # loads rapidfuzz, so only where there is one

            typer.echo(f"note: {voided_words(voided)}", err=True)
        was = {each.id: each for each in before.items}
        changed = [each for each in after.items if was.get(each.id) != each]
        for item_now in changed if action == "accept" else ():
            if left := several(item_now.open_facts, "fact"):
                typer.echo(f"note: {left} of {visible(item_now.id)} still open", err=True)
        quoted = [each for each in after.uncovered if each not in before.uncovered]
        print_([page.item_lines("", [*changed, *quoted], after.document.text)] if changed or quoted else [])
        if action == "fact":
            print_([f"  {visible(str(fact))}\n" for each in changed for fact in each.facts])
