-- The database that `attrib export --datasette` fills: copies for others alone (attrib/export/outside.py).
PRAGMA application_id = 1635009604;
CREATE TABLE articles (
    article INTEGER PRIMARY KEY,
    title TEXT, byline TEXT, published TEXT,
    file TEXT, address TEXT, sha256 TEXT NOT NULL,
    signed_by TEXT, signed_at TEXT,
    text TEXT NOT NULL
);
CREATE TABLE speakers (
    speaker INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (article),
    name TEXT NOT NULL, class TEXT NOT NULL, role TEXT, affiliation TEXT
);
CREATE TABLE statements (
    statement INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (article),
    item TEXT NOT NULL,
    words TEXT NOT NULL,
    speaker INTEGER REFERENCES speakers (speaker),
    status TEXT NOT NULL,
    type TEXT NOT NULL, act TEXT NOT NULL, stance TEXT NOT NULL, negated INTEGER NOT NULL,
    cue TEXT, source TEXT,
    paragraph INTEGER NOT NULL, page INTEGER, time TEXT,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    confidence REAL, checker TEXT, decided_at TEXT,
    UNIQUE (article, item)
);
CREATE TABLE claims (
    claim INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (article),
    statement INTEGER REFERENCES statements (statement),
    words TEXT NOT NULL, kinds TEXT NOT NULL,
    checkable INTEGER NOT NULL, worth REAL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL
);
CREATE TABLE changes (
    change INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (article),
    statement INTEGER REFERENCES statements (statement),
    decision INTEGER NOT NULL, at TEXT NOT NULL, checker TEXT NOT NULL, kind TEXT NOT NULL,
    field TEXT, "before" TEXT, "after" TEXT, state TEXT NOT NULL
);
CREATE INDEX statements_article ON statements (article);
CREATE INDEX statements_speaker ON statements (speaker);
CREATE INDEX statements_status ON statements (status);
CREATE INDEX changes_article ON changes (article);
CREATE INDEX changes_checker ON changes (checker);
CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text, content="articles", content_rowid=article);
CREATE VIRTUAL TABLE statements_fts USING fts5 (words, content="statements", content_rowid=statement);
CREATE VIEW statements_by_speaker AS
SELECT statement, coalesce(speakers.name, 'unattributed') AS speaker, class, role, affiliation, words, status,
       articles.title AS article, paragraph, page, time
FROM statements JOIN articles USING (article) LEFT JOIN speakers USING (speaker)
WHERE status <> 'rejected'
ORDER BY speakers.name IS NULL, speakers.name, statements.article, "start";
CREATE VIEW open_by_article AS
SELECT article, title, file, count(statement) AS statements,
       coalesce(sum(status = 'open'), 0) AS open, coalesce(sum(status = 'concern'), 0) AS concern,
       coalesce(sum(status = 'rejected'), 0) AS rejected, signed_by
FROM articles LEFT JOIN statements USING (article)
GROUP BY article ORDER BY open DESC, title;
CREATE VIEW changes_by_checker AS
SELECT changes.checker, at, kind, articles.title AS article, words, field, "before", "after", state
FROM changes JOIN articles USING (article) LEFT JOIN statements USING (statement)
ORDER BY changes.checker, at DESC, change;
