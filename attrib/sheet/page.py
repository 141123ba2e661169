"""The fact sheet: an analysis as one HTML file that asks nothing of the network and runs no script.

`render` has :mod:`attrib.sheet.build` make the :class:`~attrib.sheet.model.Sheet`, which holds every decision (what to
check first, which words to highlight, what each thing is called), and hands that to the templates, which only lay it
out. A newsroom may replace any of the templates; what they can use is the sheet and the filters `shown`, `plain` and
`counted`. The templates whose names begin with ``review`` show what a review adds.

Article text is untrusted. Everything is escaped (autoescape), an unknown name in a template is an error
(StrictUndefined), characters that would reorder or hide text are shown by their code point (`shown`), and the page's
own policy forbids scripts, requests and every style but the sheet's, which it names by digest.

This is the only module that imports Jinja (chosen because its autoescaping and undefined handling are strict when
asked, Pallets keep it up, and torch already depends on it, so it weighs nothing here).
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup, escape

from attrib.errors import AttribError
from attrib.sheet.build import build_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from attrib.review import Review
    from attrib.store import Entry
    from attrib.types import Analysis

# Characters that are invisible or change the order of their neighbours: controls (not tab and line ends), the soft
# hyphen, zero-width characters and the marks, embeddings, overrides and isolates of bidirectional text. The zero-width
# joiners stay: emoji and several scripts are spelt with them. Lone surrogates cannot be written as UTF-8 at all.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def render(  # noqa: PLR0913 - what is shown, how, and where it will lie
    analysis: Analysis,
    *,
    review: Review | None = None,
    history: Iterable[Entry] = (),
    templates: Path | None = None,
    folder: Path | None = None,
    linked: Callable[[str], bool] | None = None,
) -> str:
    """Return the fact sheet of `analysis` as one HTML document; the same analysis always gives the same characters.

    With a `review` of that analysis the sheet shows what holds now, beside what the machine said; `history` is the
    store's log of the article, from which the audit trail tells what each decision changed.
    `templates` is a folder whose files take the place of the shipped ones of the same name; links to the sources of
    quotations start in `folder`, where the sheet will lie (None: the current one); they lead to all, or to those of
    whose paths `linked` is true. NUL and lone surrogates, which HTML cannot hold, become U+FFFD; every other character
    of the article is in the sheet as it is. A template is a program and may do whatever its user may: the folder has to
    be one that is trusted. Raises AttribError when templates are missing or do not work, one that includes itself too.
    """
    sheet = build_sheet(analysis, review, history, folder, linked)
    styles = ("factsheet.css", "review.css") if sheet.review else ("factsheet.css",)
    return lay_out("factsheet.html", styles, templates, sheet=sheet)


def lay_out(page: str, styles: Iterable[str], templates: Path | None = None, **values: object) -> str:
    """Return the template `page` with `styles` in it, all given `values`; `templates` and what is raised as above."""
    environment = _environment(_folders(templates))
    try:
        style = "".join(environment.get_template(each).render(values) for each in styles)
        digest = b64encode(sha256(style.encode()).digest()).decode()
        values |= {"style": Markup(style), "style_digest": digest}  # noqa: S704 - our own, escaped inside
        return environment.get_template(page).render(values)
    except (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        # What is shown was built before: whatever fails in here fails in a template.
        where = f"{getattr(error, 'name', None) or 'templates'}:{getattr(error, 'lineno', None) or '?'}"
        raise AttribError(
            f"the fact sheet's template does not work: {where}: {error}",
            "correct it, or leave the option away to use the templates attrib brings.",
        ) from error


# --- templates -------------------------------------------------------------------------------------------------------


def shipped_templates() -> Path:
    """Return the folder of the templates: inside the package when installed, beside it in a checkout.

    Raises AttribError when neither is there.
    """
    package = Path(__file__).parents[1]
    inside, beside = package / "templates", package.parent / "templates"
    if inside.is_dir():
        return inside
    if beside.is_dir() and (package.parent / "pyproject.toml").is_file():
        return beside
    raise AttribError("the fact sheet's templates are missing", "the installation is damaged: install attrib again.")


def _folders(templates: Path | None) -> tuple[Path, ...]:
    """Return where to look for a template, first match wins."""
    if templates is None:
        return (shipped_templates(),)
    if not templates.is_dir():
        raise AttribError(f"no folder of templates: {templates}", "give the folder that holds factsheet.html.")
    return (templates, shipped_templates())


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """Return the strict environment; compiled templates are kept for the next article of a batch."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,  # all of them: select_autoescape goes by a file's ending
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"shown": shown, "plain": plain, "counted": counted}
    return environment


def shown(text: str) -> Markup:
    """Escape `text` for an element's content; hidden characters stay, each in a box that shows its code point.

    The box is a bidirectional paragraph of its own, so an override inside it moves nothing outside.
    """
    out, last = [], 0
    for match in _HIDDEN.finditer(text):
        code = ord(match.group())
        name = unicodedata.name(match.group(), "control character").lower()
        # References keep the file itself readable, except 80 to 9F: HTML reads references to those as windows-1252.
        inner = match.group() if 0x80 <= code <= 0x9F else f"&#x{code:X};"  # noqa: PLR2004 - the range just named
        inner = "\ufffd" if _UNWRITABLE.match(match.group()) else inner
        out.append(_escape(text[last : match.start()]))
        out.append(f'<span class="hidden" data-code="U+{code:04X}" title="{name}">{inner}</span>')
        last = match.end()
    out.append(_escape(text[last:]))
    return Markup("".join(out))  # noqa: S704 - escaped piece by piece above


def _escape(text: str) -> str:
    """Escape, and keep carriage returns, which HTML would otherwise read as line feeds."""
    return str(escape(text)).replace("\r", "&#13;")


def plain(text: str) -> str:
    """Return `text` on one line for a title or an attribute: hidden characters become U+FFFD."""
    return " ".join(_HIDDEN.sub("\ufffd", text).split())


def counted(number: int, noun: str) -> str:
    """Return “1 claim”, “2 claims”, “no claims”."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
