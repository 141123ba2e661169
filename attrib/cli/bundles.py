"""What `export` writes that is more than rows: call sheet, copy for Datasette, sealed bundle. And check-bundle."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from attrib import files
from attrib.cli.stored import check_targets, checker, opened, stored_documents
from attrib.cli.terminal import print_
from attrib.errors import InputError, MissingInput, OutputError, TooLong, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from attrib.export.sealed import Checked

LARGEST: Final = 1 << 30
"""Bytes that a bundle may have: it is read whole."""


def hand_over(
    articles: Sequence[str] | None,
    out: Path | None,
    db: Path | None,
    call_sheet: bool,  # noqa: FBT001 - as Typer gives it
    datasette: Path | None,
    bundle: bool,  # noqa: FBT001 - the same
    key: Path | None,
    reviewer: str | None,
    *,
    with_contacts: bool,
) -> None:
    """Write the one form that was asked for. Raises AttribError."""
    if call_sheet + bool(datasette) + bundle > 1:
        raise InputError("--call-sheet, --datasette and --bundle are three forms", "ask for one at a time")
    if key and not bundle:
        raise InputError("--key signs a bundle", "add --bundle")
    if with_contacts and not bundle:
        form, what = ("a call sheet", "has them") if call_sheet else ("a copy for Datasette", "has no contacts")
        raise InputError(f"{form} {what} in any case", "leave --with-contacts out")
    out = None if str(out) == "-" else out
    if bundle:
        _seal(articles, out, db, key, reviewer, with_contacts=with_contacts)
    elif datasette:
        _datasette(articles, out, datasette, db)
    else:
        _call_sheet(articles, out, db)


def _call_sheet(articles: Sequence[str] | None, out: Path | None, db: Path | None) -> None:
    from attrib.analyzer import Analyzer
    from attrib.export import call_sheet

    form = call_sheet.FORMS.get(out.suffix.lower() if out else ".txt")
    if form is None:
        raise OutputError(f"no call sheet is written as {out}", f"use an ending of {', '.join(call_sheet.FORMS)}")
    with opened(db, reading=True) as store:
        documents = stored_documents(store, articles)
        check_targets(store, documents, [out] if out else [])
        made = call_sheet.render((store.review(each) for each in documents), form, Analyzer().parse)
    if out is None:
        print_([str(made)])
    else:
        files.write_bytes(out, made if isinstance(made, bytes) else made.encode())


def _datasette(articles: Sequence[str] | None, out: Path | None, folder: Path, db: Path | None) -> None:
    from attrib.export import datasette

    if out is not None:
        raise OutputError("--datasette names its own folder", "leave -o out")
    with opened(db, reading=True) as store:
        documents = stored_documents(store, articles)
        check_targets(store, documents, [folder / name for name in (datasette.DATABASE, datasette.METADATA)])
        datasette.write(folder, ((store.review(each), store.log(each)) for each in documents))
    place = visible(str(folder / datasette.DATABASE)), visible(str(folder / datasette.METADATA))
    print_([f"datasette {place[0]} -m {place[1]}\n"])


def _seal(
    articles: Sequence[str] | None,
    out: Path | None,
    db: Path | None,
    key: Path | None,
    reviewer: str | None,
    *,
    with_contacts: bool,
) -> None:
    from attrib.export import bundle
    from attrib.review import Decision
    from attrib.store.store import utc_now

    if out is None or out.suffix.lower() != ".zip":
        raise OutputError("a bundle goes into a zip", "name it with -o, such as -o story.bundle.zip")
    if out.exists():
        raise OutputError(f"{out} is there already", "a bundle is never written over: choose another name")
    signer, who = bundle.private_key(key) if key else None, checker(reviewer)
    with opened(db) as store:
        documents = stored_documents(store, articles)
        if len(documents) != 1:
            raise OutputError(f"a bundle holds one article, and {len(documents)} are to be sealed", "name one of them")
        [document] = documents
        check_targets(store, documents, [out])
        files.prepare([out], [key] if key else [])
        review, log = store.review(document), store.log(document)
        made = bundle.seal(
            review, log, at=utc_now(), by=who, original=document.path, key=signer, with_contacts=with_contacts
        )
        if len(made.data) > LARGEST:
            raise OutputError(
                f"the bundle would be larger than {LARGEST >> 20} MiB", "its sources are too large to go in"
            )
        value = {"file": out.name, "manifest": made.digest} | ({"key": made.manifest["key"]} if signer else {})
        files.write_bytes(out, made.data)
        try:
            store.decide(document, Decision("sealed", value=value), reviewer=who, seen=review.number)
        except BaseException:
            out.unlink(missing_ok=True)  # nobody is to have one that the log knows nothing of
            raise
    for each in made.manifest["missing"]:
        typer.echo(f"left out: {each['name']} is {each['why']}", err=True)
    beside = sum(note.kind == "comment" for note in review.document.notes)
    if beside and made.manifest["files"][0]["name"] != bundle.TEXT:
        typer.echo(f"note: the article goes in with the {beside} comments that are in its file", err=True)
    print_([f"{made.digest}  {bundle.MANIFEST} in {visible(str(out))}\n"])


def check_bundle(
    bundle: Annotated[Path, typer.Argument(help="A bundle that attrib export --bundle wrote.", metavar="FILE")],
    public_key: Annotated[
        Path | None,
        typer.Option(help="The Ed25519 key that has to have signed it (PEM or OpenSSH, .pub).", metavar="FILE"),
    ] = None,
    manifest: Annotated[
        str | None,
        typer.Option(help="The sha256 that its manifest has to have, as it was printed and logged.", metavar="SHA256"),
    ] = None,
) -> None:
    """Say whether anything in a sealed bundle was added, taken out or changed.

    One line for each thing that is not as it was sealed, and the exit code 11; else what is in it, and the exit code 0.
    Somebody may have made all of a bundle anew, and signed it with a key of their own. Only with --manifest or
    --public-key is it checked against what was sealed; a key that the bundle names itself proves nothing.
    """
    from attrib.export import bundle as sealing
    from attrib.export import sealed

    shown = visible(str(bundle))
    key = sealing.public_key(public_key) if public_key else None
    digest = None if manifest is None else manifest.strip().lower().removeprefix("sha256:")
    if digest is not None and re.fullmatch("[0-9a-f]{64}", digest) is None:
        raise InputError(f"{visible(manifest or 'nothing')} is no sha256", "give the 64 digits that --bundle printed")
    try:
        with bundle.open("rb") as handle:
            data = handle.read(LARGEST + 1)  # a device does not say how large it is
    except (OSError, ValueError) as error:
        raise MissingInput(f"cannot read {shown}", "give the bundle's file") from error
    if len(data) > LARGEST:
        raise TooLong(f"{shown} is larger than {LARGEST >> 20} MiB", "unpack it and compare with its manifest")
    found = sealed.check(data, key=key, digest=digest)
    print_([f"{shown}: {fault}\n" for fault in found.faults])
    if found.faults:
        raise sealed.BundleError(f"{shown} is not what was sealed", "ask whoever sent it for another copy")
    print_(f"{line}\n" for line in _told(shown, found, held=key is not None or digest is not None))


def _told(shown: str, found: Checked, *, held: bool) -> Iterator[str]:
    """Yield what a bundle without a fault is; `held` says that its manifest is known to be the one that was sealed."""
    told, article = found.manifest, found.manifest["article"]
    by, at, version = map(visible, (told["sealed"]["by"], told["sealed"]["at"], told["attrib"]))
    whole = "as it was" if held else "as its manifest says that it was"
    yield f"{shown}: {whole} sealed by {by}, {at}, with attrib {version}"
    yield f"{found.digest}  manifest.json"
    yield f"{visible(article['title'] or 'an article without a title')[:200]} ({visible(article['id'])})"
    kept = "with" if told["with_contacts"] else "without"
    yield f"{len(told['files'])} files, {article['decisions']} decisions, {kept} contacts, answers and private notes"
    for each in told["missing"]:
        yield f"left out when it was sealed: {visible(each['name'])} ({visible(each['why'])})"
    yield f"signed: {visible(told['key'])}" if told["key"] else "not signed"
    if not held and told["key"]:
        yield "not checked whose key that is: anybody can sign with their own; --public-key or --manifest tells"
    elif not held:
        yield "not checked who made it: anybody can; --manifest tells"
