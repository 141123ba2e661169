"""What LibreOffice prints of a Word file with its comments in the margins.

``python -m tests.margins FILE.docx FOLDER`` puts a picture of each page into the folder, to be looked at.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pypdfium2

# Word files are printed, not converted: only LibreOffice of after 7.4 knows ExportNotesInMargin, and older ones pass it
# over without a word.
IN_MARGINS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Writer/Print/Content"><prop oor:name="Note" oor:op="fuse"><value>4</value></prop>
</item></oor:items>
"""


def printed(file: Path, folder: Path) -> Path:
    """Return the PDF that LibreOffice prints of a file, in `folder`."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(IN_MARGINS, "utf-8")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--print-to-file"]
    subprocess.run([*command, "--outdir", str(folder), str(file)], check=True, capture_output=True, timeout=300)
    return folder / f"{file.stem}.pdf"


def text(pdf: Path) -> str:
    """Return the text of a PDF on one line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def pictures(pdf: Path) -> None:
    """Put a picture of each page beside a PDF."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        page.render(scale=3).to_pil().save(pdf.with_name(f"{pdf.stem}-{number}.png"))


if __name__ == "__main__":
    pictures(printed(Path(sys.argv[1]), Path(sys.argv[2])))
