"""The line-by-line file as a workbook; the only importer of XlsxWriter.

XlsxWriter because it only writes, needs nothing else, and can mark a cell as text for good: every cell here is a string
with Excel's quote prefix, so that a statement which begins with ``=`` is neither run when the file is opened nor when
its cell is edited. (openpyxl, the other well-kept one, takes such a string for a formula unless told otherwise.)
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST: Final = 32_767
"""Characters a cell may have, counted as UTF-16 does (Excel's specifications and limits)."""

WIDTHS: Final = {"article": 30, "words": 60, "machine_words": 40, "speaker": 24, "notes": 40, "answer": 40}
"""Widths of columns in characters, where they are not `WIDTH`."""
WIDTH: Final = 16


def workbook(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return an XLSX file of one sheet, `columns` in its first row, which stays in sight.

    A cell that is too long for Excel ends in “…”: the CSV has all of it.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        cell = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True})
        head = book.add_format({"bold": True})
        sheet = book.add_worksheet("statements")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(column, WIDTH))
            sheet.write_string(0, place, column, head)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                if row[column]:
                    sheet.write_string(last, place, _fit(row[column]), cell)
        sheet.autofilter(0, 0, last, len(columns) - 1)
    return buffer.getvalue()


def _fit(words: str) -> str:
    """Return `words` as a cell can hold them; what XML has no characters for is replaced."""
    words = "".join("\ufffd" if "\ud800" <= each <= "\udfff" or each in "\ufffe\uffff" else each for each in words)
    units = words.encode("utf-16-le")
    return words if len(units) <= 2 * LONGEST else units[: 2 * LONGEST - 2].decode("utf-16-le", "ignore") + "…"
