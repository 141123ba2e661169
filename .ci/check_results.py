"""Check what .ci/run made: a sheet for each article, and analyses that are valid, complete and found something.

Usage: ``check_results.py ARTICLES SHEETS ANALYSES.jsonl``. Exits with a message when anything is missing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

from attrib.export.json import from_dict
from attrib.read import find_articles

SCHEMA = Path(__file__).parents[1] / "docs/schema/attrib-1.schema.json"


def main(articles: str, sheets: str, analyses: str) -> None:
    """Compare the three."""
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    lines = Path(analyses).read_text(encoding="utf-8").splitlines()
    made = sorted(Path(sheets).glob("*.html"))
    expected = len(find_articles([articles]))
    if not len(lines) == len(made) == expected:
        sys.exit(f"{expected} articles, {len(made)} sheets, {len(lines)} analyses")
    for line in lines:
        data = json.loads(line)
        validator.validate(data)
        analysis = from_dict(data)
        credited = {each.speaker.name for each in analysis.attributions if each.speaker}
        if not credited or not analysis.claims or not analysis.engine.models:
            sys.exit(f"{analysis.document.path}: no speaker, no claim or no model named")
        print(f"{analysis.document.path}: {len(analysis.attributions)} attributions, {len(credited)} speakers")
    for sheet in made:
        if "</html>" not in sheet.read_text(encoding="utf-8")[-20:]:
            sys.exit(f"{sheet} is cut off")


if __name__ == "__main__":
    main(*sys.argv[1:])
