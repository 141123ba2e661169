"""Options and arguments that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

import typer

from attrib.errors import OutputError
from attrib.styles import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound=str)

DOCUMENTS: Final = frozenset({".doc", ".docx", ".htm", ".html", ".odt", ".pdf", ".rtf", ".xls", ".xlsx"})
"""Endings of files that other programs open as what they are named."""

Shown = Literal["text", "json"]
"""The forms `status` and `log` print."""

Files = Annotated[
    list[str],
    typer.Argument(
        help="Articles (.txt, .md, .html, .docx, .pdf, .eml, .srt, .vtt), folders of them, web addresses, or -"
        " for standard input.",
        metavar="FILE...",
    ),
]
Models = Annotated[
    str,
    typer.Option(
        help="Models to parse with: bundled, default or default_accurate (attrib models install), or a folder."
    ),
]
Conventions = Annotated[
    Style, typer.Option("--style", help="Whose conventions the attributions follow: those of news, or PolNeAR's.")
]
MinConfidence = Annotated[
    float,
    typer.Option(min=0, max=1, help="Leave out attributions less sure than this, from 0 to 1 (docs/reliability.md)."),
]
Threads = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="How many cores to use. Default: all, or one while more than half of them are busy.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Go on when an article is not in English.")]
Limit = Annotated[int | None, typer.Option(min=1, help="The most characters an article may have. Default: 200000.")]
Offline = Annotated[bool, typer.Option("--offline", help="Refuse web addresses: nothing is fetched.")]
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
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--against",
        help="Transcripts, documents and subtitles to look for the words in: a file or a folder, as often as need be.",
        metavar="PATH",
        show_default=False,
    ),
]
HouseRules = Annotated[
    str, typer.Option("--house", help="The house rules: reuters, ap, strict, lenient, or a TOML file (docs/verify.md).")
]


Keys = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        help="A file of keys (attrib keys --write). Default: ATTRIB_KEYS, else keys.toml in the configuration folder of"
        " your system, if it is there.",
        metavar="FILE",
    ),
]


def form_of(form: T | None, out: str | Path | None, endings: Mapping[str, T], usual: T) -> T:
    """Return the form to write: as asked for, else by the ending of `out`, else the usual one.

    Raises OutputError for the ending of a document that is none of them: a file named .docx never holds CSV.
    """
    suffix = Path(out or "").suffix.lower()
    if suffix in DOCUMENTS and suffix not in endings:
        raise OutputError(f"nothing is written as {suffix} here", f"use an ending of {', '.join(sorted(endings))}")
    return form or endings.get(suffix, usual)
