"""The commands about weights: models list, models install."""

from __future__ import annotations

from typing import Annotated

import typer

from attrib import weights
from attrib.cli.terminal import Command, print_
from attrib.errors import ModelError

app = typer.Typer(help="List or install the models that parse.", no_args_is_help=True)


@app.command("list", cls=Command)
def models_list() -> None:
    """List the model files that came with attrib.

    A line each: the sha256 of the file as it is now, its size in bytes, its name.
    """
    files = sorted(path for path in weights.FOLDER.rglob("*") if path.is_file())
    if not files:
        raise ModelError(f"no models in {weights.FOLDER}", "install attrib again")
    for path in files:
        print_([f"{weights.sha256(path)} {path.stat().st_size:>11} {path.relative_to(weights.FOLDER)}\n"])


@app.command("install", cls=Command)
def models_install(
    package: Annotated[str, typer.Argument(help="default or default_accurate.")] = "default_accurate",
) -> None:
    """Download Stanford's English models.

    They are larger than those that came with attrib and need the network once. Use them with --models.
    """
    from attrib.parse import install

    print_([f"{install(package)}\n"])
