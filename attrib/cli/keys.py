"""The command that shows the keys of the review and writes them to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attrib import files, plain
from attrib.cli.options import Keys, ShownAs
from attrib.cli.terminal import print_
from attrib.errors import OutputError, visible


def keys(
    write: Annotated[bool, typer.Option("--write", help="Write them to a file in which they can be changed.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Where to write. Default: the file that the review reads.", metavar="FILE"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    form: ShownAs = "text",
    keys_file: Keys = None,
) -> None:
    """Show the keys of the review, or write them to a file in which to change them.

    A key is a character of any keyboard, or a name such as ctrl+e, f5 or left. attrib review reads the file; a mistake
    in it is told with its line before the review opens.
    """
    from attrib.review import keyfile
    from attrib.review.keys import KEYS

    usual = keyfile.default_path()
    new = write and keys_file is None and files.identity(usual) is None  # ATTRIB_KEYS may name what is to be written
    in_force = KEYS if new else keyfile.read_keys(keys_file)
    if not write:
        if out is not None or force:
            raise OutputError("nothing is written without --write", "attrib keys --write -o FILE")
        shown = plain.dumps(keyfile.as_dicts(in_force), indent=1) + "\n" if form == "json" else keyfile.table(in_force)
        print_([shown])
        return
    place = usual if out is None else out
    named = visible(str(place))
    if files.identity(place) is not None and not force:
        raise OutputError(f"{named} is there already", "change the keys in it, or --force writes over it")
    files.prepare([place], [])
    files.write(place, keyfile.write_keys(in_force))
    print_([f"{named}\n"])
    if place != usual:
        typer.echo(f"attrib review --keys {named} uses it, or name it in ATTRIB_KEYS", err=True)
