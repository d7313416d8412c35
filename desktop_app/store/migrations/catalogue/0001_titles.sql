-- The cache of titles. Everything here can be fetched again from the source.

CREATE TABLE change (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id   TEXT NOT NULL
);

CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- A work is stored once; products of it nest it again when they are read.
CREATE TABLE work (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL
) WITHOUT ROWID;

-- What the list shows, ready for display. A title that the source no longer has is kept, gone.
CREATE TABLE title (
    pid              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    work             TEXT NOT NULL,
    work_document    TEXT NOT NULL,
    source           TEXT NOT NULL,
    content_hash     TEXT NOT NULL,
    gone             INTEGER NOT NULL DEFAULT 0,
    isbn             TEXT NOT NULL,
    title            TEXT NOT NULL,
    subtitle         TEXT NOT NULL,
    contributors     TEXT NOT NULL,
    imprint          TEXT NOT NULL,
    series           TEXT NOT NULL,
    form             TEXT NOT NULL,
    form_label       TEXT NOT NULL,
    status           TEXT NOT NULL,
    status_label     TEXT NOT NULL,
    publication_date TEXT NOT NULL,
    prices           TEXT NOT NULL,
    cover_url        TEXT NOT NULL
);
CREATE INDEX title_isbn ON title (isbn) WHERE gone = 0;
CREATE INDEX title_work ON title (work);
CREATE INDEX title_work_document ON title (work_document);

CREATE TABLE product_document (
    pid      INTEGER PRIMARY KEY REFERENCES title (pid),
    document TEXT NOT NULL
);

-- One narrow row for each title on show: what lists are filtered and sorted by. The two indexes
-- hold every filter column, so that a list can be walked in order without reading the rows.
CREATE TABLE list (
    pid      INTEGER PRIMARY KEY REFERENCES title (pid),
    date     INTEGER NOT NULL,
    imprint  INTEGER NOT NULL,
    status   INTEGER NOT NULL,
    month    INTEGER NOT NULL,
    form     INTEGER NOT NULL,
    verdicts INTEGER NOT NULL DEFAULT 0,
    isbn     TEXT NOT NULL,
    name     TEXT NOT NULL
);
CREATE INDEX list_date ON list (date, imprint, status, month, form, verdicts);
CREATE INDEX list_name ON list (name, imprint, status, month, form, verdicts);
CREATE INDEX list_imprint ON list (imprint);
CREATE INDEX list_status ON list (status);
CREATE INDEX list_month ON list (month);
CREATE INDEX list_form ON list (form);

CREATE TABLE facet_value (
    id    INTEGER PRIMARY KEY,
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL,
    UNIQUE (facet, value)
);

-- Words as they are searched: folded and split by folding.py, which leaves the tokenizer nothing
-- to decide.
CREATE TABLE words (
    pid          INTEGER PRIMARY KEY,
    title        TEXT NOT NULL,
    subtitle     TEXT NOT NULL,
    contributors TEXT NOT NULL,
    imprint      TEXT NOT NULL,
    series       TEXT NOT NULL
);
CREATE VIRTUAL TABLE find USING fts5 (
    title, subtitle, contributors, imprint, series,
    content = 'words', content_rowid = 'pid',
    tokenize = 'ascii', prefix = '1 2 3 4', detail = none
);
CREATE VIRTUAL TABLE find_isbn USING fts5 (
    isbn,
    content = 'list', content_rowid = 'pid',
    tokenize = 'trigram'
);

-- Titles met in the full reading that is going on; what is not among them at its end is gone.
CREATE TABLE seen (pid INTEGER PRIMARY KEY);

CREATE TABLE standing (
    flow            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    pid             INTEGER NOT NULL REFERENCES title (pid),
    verdict         INTEGER NOT NULL,
    count           INTEGER NOT NULL,
    baseline        TEXT,
    payload_sha256  TEXT NOT NULL,
    baseline_sha256 TEXT NOT NULL,
    rule_version    TEXT NOT NULL,
    valid_until     TEXT NOT NULL,
    PRIMARY KEY (flow, subject)
) WITHOUT ROWID;
CREATE INDEX standing_title ON standing (pid, flow, verdict);
CREATE INDEX standing_expiry ON standing (valid_until) WHERE valid_until <> '';
