"""The tables, as named migrations. A file records those it has had; one with a name unknown here is of a newer attrib.

Every table is meant to be read with any SQLite tool: places are code points from the beginning of the text, and the
words stand beside them. What the machine found and what people decided is never changed or deleted; triggers see to
that, so that no tool does it by accident.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATION: Final = int.from_bytes(b"attr")
"""SQLite's application_id: tells our files from other programs'."""

ARTICLES: Final = """
CREATE TABLE documents (
    document INTEGER PRIMARY KEY,
    path TEXT UNIQUE,                   -- where it was last read, NULL for standard input
    analysis INTEGER NOT NULL REFERENCES analyses DEFERRABLE INITIALLY DEFERRED  -- the present one
);
CREATE TABLE analyses (
    analysis INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents,
    id TEXT NOT NULL,                   -- sha256 of the article's bytes
    title TEXT, byline TEXT, published TEXT, language TEXT,
    attrib TEXT NOT NULL,               -- the version that made it
    saved TEXT NOT NULL,                -- UTC
    digest TEXT NOT NULL,               -- of the JSON without the path: the same analysis is kept once
    json TEXT NOT NULL,                 -- attrib/1, whole
    text TEXT AS (json_extract(json, '$.document.text')) VIRTUAL,
    UNIQUE (document, digest)
);
CREATE INDEX analyses_id ON analyses (id);
CREATE TABLE attributions (
    analysis INTEGER NOT NULL REFERENCES analyses,
    position INTEGER NOT NULL,          -- from 1, in the machine's order
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    starts INTEGER, ends INTEGER, words TEXT NOT NULL,
    pieces TEXT NOT NULL,               -- JSON: [[start, end], …], several when a cue interrupts
    cue_starts INTEGER, cue_ends INTEGER, cue TEXT,
    source_starts INTEGER, source_ends INTEGER, source TEXT,
    entity TEXT, speaker TEXT, class TEXT,
    act TEXT NOT NULL, stance TEXT NOT NULL, negated INTEGER NOT NULL, confidence REAL NOT NULL,
    rule TEXT NOT NULL, evidence TEXT NOT NULL, flags TEXT NOT NULL,
    sentence INTEGER NOT NULL, paragraph INTEGER NOT NULL,
    PRIMARY KEY (analysis, position)
) WITHOUT ROWID;
CREATE TABLE entities (
    analysis INTEGER NOT NULL REFERENCES analyses,
    position INTEGER NOT NULL,
    id TEXT NOT NULL, name TEXT NOT NULL, class TEXT NOT NULL, role TEXT, affiliation TEXT,
    aliases TEXT NOT NULL,              -- JSON
    mentions TEXT NOT NULL,             -- JSON: [[start, end], …]
    PRIMARY KEY (analysis, position)
) WITHOUT ROWID;
CREATE TABLE claims (
    analysis INTEGER NOT NULL REFERENCES analyses,
    position INTEGER NOT NULL,
    id TEXT NOT NULL, attribution TEXT, starts INTEGER NOT NULL, ends INTEGER NOT NULL, words TEXT NOT NULL,
    checkable INTEGER NOT NULL, kinds TEXT NOT NULL, hedges TEXT NOT NULL,
    PRIMARY KEY (analysis, position)
) WITHOUT ROWID;
"""

REVIEW: Final = """
CREATE TABLE decisions (
    document INTEGER NOT NULL REFERENCES documents,
    number INTEGER NOT NULL,            -- counts the document's log from 1
    at TEXT NOT NULL,                   -- UTC
    reviewer TEXT NOT NULL,
    kind TEXT NOT NULL,
    item TEXT,                          -- in the analysis it was made on; NULL: the whole article, or an addition
    words TEXT,                         -- of the item when it was decided
    before TEXT NOT NULL,               -- JSON: what it changed, item by item
    after TEXT NOT NULL,
    undoes INTEGER,
    value TEXT NOT NULL,                -- JSON: what it sets
    built_on INTEGER NOT NULL,
    analysis INTEGER NOT NULL REFERENCES analyses,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE carried (                  -- decisions in the terms of a later analysis
    analysis INTEGER NOT NULL REFERENCES analyses,
    number INTEGER NOT NULL,
    how TEXT NOT NULL,                  -- exact, similar, orphaned
    why TEXT NOT NULL,
    item TEXT,
    value TEXT NOT NULL,
    PRIMARY KEY (analysis, number)
) WITHOUT ROWID;
CREATE TABLE items (                    -- the present state, for reading: rewritten from the log with every decision
    document INTEGER NOT NULL REFERENCES documents,
    item TEXT NOT NULL,
    starts INTEGER, ends INTEGER, words TEXT NOT NULL,
    status TEXT NOT NULL, type TEXT NOT NULL, speaker TEXT, class TEXT, act TEXT NOT NULL,
    reviewer TEXT, at TEXT, number INTEGER NOT NULL,
    PRIMARY KEY (document, item)
) WITHOUT ROWID;
CREATE TRIGGER decisions_in_order BEFORE INSERT ON decisions
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM decisions WHERE document = NEW.document)
BEGIN SELECT raise(ABORT, 'the log only grows at its end'); END;
"""


def _status_view(*statuses: str, only: str = "") -> str:
    counts = ", ".join(f"coalesce(sum(status = '{each}'), 0) AS {each}" for each in statuses)
    return f"""
CREATE VIEW status AS
SELECT document, analysis, path, title, {counts},
       (SELECT iif(kind = 'sign', reviewer, NULL) FROM decisions
        WHERE decisions.document = documents.document AND kind IN ('sign', 'unsign', 'reanalysed'){only}
        ORDER BY number DESC LIMIT 1) AS signed
FROM documents JOIN analyses USING (document, analysis) LEFT JOIN items USING (document)
GROUP BY document;
"""  # noqa: S608 - the words are ours


def _not_replaced(*same: tuple[str, str]) -> str:
    """Return triggers that keep a row of each table from being replaced by one that is the `same`, an SQL condition."""
    return "".join(
        f"CREATE TRIGGER {table}_keep_insert BEFORE INSERT ON {table}"  # noqa: S608 - all ours
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {condition})"
        f" BEGIN SELECT raise(ABORT, '{table} are never changed or deleted'); END;\n"
        for table, condition in same
    )


def _kept(*tables: str) -> str:
    """Return triggers that keep rows as they are."""
    return "".join(
        f"CREATE TRIGGER {table}_keep_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT raise(ABORT, '{table} are never changed or deleted'); END;\n"
        for table in tables
        for verb in ("UPDATE", "DELETE")
    )


MIGRATIONS: Final[dict[str, str]] = {
    "0001 articles": ARTICLES,
    "0002 review": REVIEW
    + _status_view("confirmed", "corrected", "rejected", "open")
    + _kept("analyses", "attributions", "entities", "claims", "decisions"),
    # Since then an item that the machine calls unlikely and nobody has touched has that for its status in `items`.
    "0003 worth": "ALTER TABLE claims ADD COLUMN worth REAL;\n",
    # As in the JSON. Before them nobody was kept who does not speak.
    "0004 candidates": """
ALTER TABLE attributions ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE attributions ADD COLUMN candidates TEXT NOT NULL DEFAULT '[]';
ALTER TABLE entities ADD COLUMN speaks INTEGER NOT NULL DEFAULT 1;
ALTER TABLE entities ADD COLUMN titles TEXT NOT NULL DEFAULT '[]';
""",
    # How many quotations are nobody's and to be decided; NULL: nothing has been decided since there is this column.
    # Since then the log has the kind “no_statement”, and what a checker added (and attrib has not found) is “added”.
    "0005 quotations and additions": """
ALTER TABLE documents ADD COLUMN quotations INTEGER;
UPDATE items SET status = 'added' WHERE status = 'corrected'
AND EXISTS (SELECT 1 FROM decisions WHERE document = items.document AND kind = 'add' AND item IS NULL
            AND 'd' || number = items.item)
AND NOT EXISTS (SELECT 1 FROM documents JOIN attributions USING (analysis) WHERE document = items.document
                AND attributions.starts = items.starts AND attributions.ends = items.ends);
DROP VIEW status;
"""  # noqa: S608 - the same
    + _status_view("confirmed", "corrected", "added", "rejected", "open"),
    # REPLACE fires no trigger for the row that it deletes, unless the program that runs it asks for that.
    "0006 no replacing": _not_replaced(
        ("analyses", "analysis = NEW.analysis OR document = NEW.document AND digest = NEW.digest"),
        *(
            (each, "analysis = NEW.analysis AND position = NEW.position")
            for each in ("attributions", "entities", "claims")
        ),
    ),
    # What became of looking for the words in sources. Since then the log has the kind “verdict”.
    "0007 verifications": """
CREATE TABLE comparisons (
    comparison INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents,
    analysis INTEGER NOT NULL REFERENCES analyses,
    at TEXT NOT NULL,                   -- UTC
    reviewer TEXT NOT NULL,
    attrib TEXT NOT NULL,
    house TEXT NOT NULL,                -- by whose rules it was weighed
    sources TEXT NOT NULL               -- JSON: [[path, sha256], …], null for what could not be read at all
);
CREATE TABLE verifications (
    comparison INTEGER NOT NULL REFERENCES comparisons,
    position INTEGER NOT NULL,
    item TEXT NOT NULL, type TEXT NOT NULL, speaker TEXT,  -- of the attribution, as it was then
    words TEXT NOT NULL,
    pieces TEXT NOT NULL,               -- JSON: [[start, end], …]
    verdict TEXT NOT NULL, weight TEXT, kinds TEXT NOT NULL, flags TEXT NOT NULL,
    path TEXT, sha256 TEXT, page INTEGER, time TEXT, said TEXT,  -- of the passage, NULL where nothing comes near
    json TEXT NOT NULL,                 -- as in attrib/1, whole
    PRIMARY KEY (comparison, position)
) WITHOUT ROWID;
"""
    + _kept("comparisons", "verifications")
    + _not_replaced(
        ("comparisons", "comparison = NEW.comparison"),
        ("verifications", "comparison = NEW.comparison AND position = NEW.position"),
    ),
    # Whose blind pass a decision belongs to, NULL: to none. Those of a pass count from 1 among themselves: that is what
    # `undoes`, `built_on` and the ids in `item` and `value` go by. Since then the log has the kinds “concern” and
    # “fact”, and `items` has the status “concern”.
    "0008 concerns and blind passes": """
ALTER TABLE decisions ADD COLUMN blind TEXT;
DROP VIEW status;
"""
    + _status_view("confirmed", "corrected", "added", "concern", "rejected", "open", only=" AND blind IS NULL"),
}
"""Every change to the tables there ever was, by name, in order. One that was released is never edited."""


def statements(script: str) -> Iterator[str]:
    """Yield the statements of `script` one by one: sqlite3's executescript would commit what goes before."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
