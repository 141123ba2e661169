"""The command that hands over what was decided: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from attrib import files
from attrib.cli.bundles import hand_over
from attrib.cli.options import Db, Reviewer, SeveralStored, form_of
from attrib.cli.stored import check_targets, opened, stored_documents
from attrib.cli.terminal import print_
from attrib.errors import InputError, OutputError, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrib.export.outside import Copy
    from attrib.review import Review


Exported = Literal[
    "csv", "xlsx", "jsonl", "gold", "webanno", "schemaorg", "labelstudio", "prodigy", "cas", "tei", "parquet", "docx"
]
"""The forms `export` writes."""
INSIDE: frozenset[Exported] = frozenset({"csv", "xlsx", "jsonl", "gold"})
"""Those for the desk itself. The others are copies for outside; each has a module of its name, with a `render`."""
ENDINGS: dict[str, Exported] = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "gold",
    ".parquet": "parquet",
    ".docx": "docx",
}
BINARY: frozenset[Exported] = frozenset({"xlsx", "parquet", "docx"})


def export(
    articles: SeveralStored = None,
    form: Annotated[
        Exported | None,
        typer.Option(
            "--format",
            "-f",
            help="csv, xlsx, jsonl or gold; for others docx, webanno, schemaorg, labelstudio, prodigy, cas, tei or"
            " parquet."
            " Default: by the ending of --out, else csv.",
        ),
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
    with_contacts: Annotated[
        bool,
        typer.Option(
            "--with-contacts",
            help="With copies for others: put in contacts, answers, private notes and what the desk knows of unnamed"
            " sources.",
        ),
    ] = False,
    call_sheet: Annotated[
        bool,
        typer.Option(
            "--call-sheet", help="Write whom to call and what to ask, as Word, HTML or text (.docx, .html, .txt)."
        ),
    ] = False,
    datasette: Annotated[
        Path | None, typer.Option(help="Write a copy of the store for Datasette into a folder.", metavar="FOLDER")
    ] = None,
    bundle: Annotated[
        bool, typer.Option("--bundle", help="Seal the article, its sources and its review in a zip (.zip).")
    ] = False,
    key: Annotated[
        Path | None, typer.Option(help="With --bundle: sign it with this Ed25519 key (PEM or OpenSSH).", metavar="FILE")
    ] = None,
    highlight: Annotated[
        bool, typer.Option("--highlight", help="With docx: give the words the colour of their status, too.")
    ] = False,
    reviewer: Reviewer = None,
    db: Db = None,
) -> None:
    """Write the line-by-line file, the results as checkers left them, gold data, or a copy for others.

    csv and xlsx have a row for each attribution: the words, the speaker with proof of name, title and affiliation,
    where it was said, whether the source was contacted and answered, the checker, the date and the status, what a
    checker changed beside what attrib had read, and the notes. jsonl is what attrib extract writes, with what checkers
    decided in place of what attrib had read, and without what they rejected. gold is what attrib evaluate reads:
    confirmed, corrected and added attributions of articles in which none is open.

    docx is the article as a Word file with a comment on each statement: a copy of the original where that was one.

    docx, webanno (W3C Web Annotation), schemaorg (Quotation and Claim), labelstudio, prodigy, cas (UIMA CAS JSON, for
    INCEpTION), tei and parquet may leave the desk (docs/formats.md): they have each attribution with its status, open
    ones too, and leave out contacts, answers, private notes and the desk's proofs; an unnamed source is shown as the
    article shows it. docx, cas and tei hold one article.

    --call-sheet stays on the desk: whom to call, and a question for each fact. --datasette and --bundle are copies for
    others, too: a database to be browsed and searched, and one article with all that it rests on in a sealed zip, which
    attrib check-bundle checks; the sha256 of its manifest is printed and kept in the log.
    """
    if call_sheet or datasette or bundle or key:
        others = {"--format": form, "--entities": entities, "--highlight": highlight}
        if beside := [name for name, given in others.items() if given]:
            raise InputError(
                "--call-sheet, --datasette and --bundle are forms of their own", f"leave {' and '.join(beside)} out"
            )
        hand_over(articles, out, db, call_sheet, datasette, bundle, key, reviewer, with_contacts=with_contacts)
        return
    form = form_of(form, out, ENDINGS, "csv")
    if form != "gold" and (entities or (with_open and form in INSIDE)):
        raise InputError("--entities and --with-open go with gold", "add --format gold")
    if form in INSIDE and with_contacts:
        raise InputError(f"{form} stays on the desk, and has all there is of it", "leave --with-contacts out")
    if highlight and form != "docx":
        raise InputError("--highlight goes with docx", "add --format docx")
    out = None if str(out) == "-" else out
    if form in BINARY and out is None:
        raise OutputError(f"{form} goes into a file", f"name it with -o, such as -o statements.{form}")
    with opened(db, reading=True) as store:
        documents = stored_documents(store, articles)
        check_targets(store, documents, [each for each in (out, entities) if each])
        reviews = [store.review(document) for document in documents]
    if form not in INSIDE:
        from attrib.export import outside
        from attrib.export.own import read_own
        from attrib.wording import several

        copies = [
            outside.copy(review, with_contacts=with_contacts, original=each.path)
            for each, review in zip(documents, reviews, strict=True)
        ]
        _export_copies(copies, form, out, highlight=highlight)
        notes = [each for review in reviews for each in review.document.notes if each.kind == "comment"]
        theirs = sum((own := read_own(each.text)) is None or bool(own.written) for each in notes)
        if form == "docx" and theirs:
            told = f"{several(theirs, 'comment')} that somebody else wrote, or wrote in"
            typer.echo(f"note: {told}, went along with the file: look at what is in there", err=True)
    elif form == "gold":
        _export_gold(reviews, out, entities, with_open=with_open)
    else:
        _export_lines(reviews, form, out)


def _export_copies(copies: Sequence[Copy], form: Exported, out: Path | None, *, highlight: bool) -> None:
    """Write what may leave the desk. Raises OutputError, and InputError where an original is gone."""
    from importlib import import_module

    more = {"highlight": True} if highlight else {}
    made: str | bytes = import_module(f"attrib.export.{form}").render(copies, **more)
    if isinstance(made, bytes):
        files.write_bytes(out or Path(), made)
    elif out is None:
        print_([made])
    else:
        files.write(out, made)


def _export_lines(reviews: Sequence[Review], form: Exported, out: Path | None) -> None:
    """Write the line-by-line file. Raises OutputError."""
    from attrib.export import lines

    if form == "xlsx" and out is not None:
        from attrib.export.xlsx import workbook

        files.write_bytes(out, workbook(lines.COLUMNS, (row for each in reviews for row in lines.lines(each))))
        return
    if form == "jsonl":
        from attrib.export.jsonl import line
        from attrib.sheet.reviewed import result

        pieces = [line(result(each)) for each in reviews]
    else:
        pieces = [lines.header(), *map(lines.rows, reviews)]
    if out is None:
        print_(pieces)
    else:
        # A spreadsheet takes UTF-8 for something else unless the file begins with a byte-order mark.
        files.write(out, "".join(pieces), encoding="utf-8" if form == "jsonl" else "utf-8-sig")


def _export_gold(reviews: Sequence[Review], out: Path | None, entities: Path | None, *, with_open: bool) -> None:
    """Write gold and entities; articles with open attributions are left out, and named. Raises DecisionError."""
    from attrib.export.gold import gold_lines
    from attrib.review import DecisionError

    whole = [each for each in reviews if with_open or not each.unsettled]
    if not whole:
        left = sum(each.unsettled for each in reviews)
        raise DecisionError(
            f"no article is decided: {left} attributions are open",
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
