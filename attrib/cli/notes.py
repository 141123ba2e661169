"""The command that brings a writer's notes to a stored article: import-notes."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from attrib import plain
from attrib.cli.options import Db, Force, Limit, Reviewer, ShownAs
from attrib.cli.stored import checker, find_stored, opened
from attrib.cli.terminal import print_
from attrib.errors import UnreadableInput, visible


def import_notes(
    file: Annotated[str, typer.Argument(help="A Word file that came back from the writer.", metavar="FILE.docx")],
    article: Annotated[
        str | None,
        typer.Option(
            help="The stored article: its file, its id, or how the id begins. Default: the one that attrib's"
            " comments in the file name, else the one of the same path, else the one with the most similar text.",
            metavar="ARTICLE",
        ),
    ] = None,
    form: ShownAs = "text",
    reviewer: Reviewer = None,
    db: Db = None,
    force: Force = False,
    limit: Limit = None,
) -> None:
    """Bring the notes of a writer's Word file to the stored article.

    Comments, answers to attrib's own comments, footnotes and links become notes and evidence of the attributions whose
    words they stand on, as decisions of yours that name the writer; time codes, pages, telephone numbers and addresses
    in them are entered where nothing is entered yet. What was imported before, or taken back since, is not imported
    again. Then are listed: what could not be placed, what the writer changed, and what nobody sourced. The exit code is
    10 when a comment or a footnote could not be placed.
    """
    from attrib.notes import article_of, bring, listing
    from attrib.notes.bring import NOT_PLACED
    from attrib.read import DEFAULT_LIMIT, read_document
    from attrib.store import NotStoredError

    if os.path.splitext(file)[1].lower() != ".docx":  # noqa: PTH122 - Path's stumbles over no name
        raise UnreadableInput(f"{visible(file)} is no Word file (.docx)", "save it as .docx: only that has comments")
    who = checker(reviewer)
    document = read_document(file, force=force, limit=limit or DEFAULT_LIMIT)
    with opened(db) as store:
        if article is not None:
            stored = find_stored(store, article)
        else:
            found, how = article_of(store, document, file)
            if found is None:
                raise NotStoredError(
                    f"no stored article is {visible(file)}, or like it",
                    "attrib review FILE.docx analyses and stores it; --article names another",
                )
            stored = found
            typer.echo(f"note: it is taken for {visible(stored.path or stored.id)} ({how})", err=True)
        before = store.review(stored)
        brought = bring(before, document, os.path.basename(file))  # noqa: PTH119 - as above
        if brought.decisions:
            store.decide(stored, *brought.decisions, reviewer=who, seen=before.number)
        if form == "json":
            data: dict[str, Any] = {
                "file": file,
                "article": {"id": stored.id, "path": stored.path, "title": stored.title},
                **listing.as_dict(brought, before, document.text),
            }
            print_([plain.dumps(data, indent=1) + "\n"])
        else:
            print_([listing.render(brought, before, document.text)])
    if brought.of("not placed"):
        raise typer.Exit(NOT_PLACED)
