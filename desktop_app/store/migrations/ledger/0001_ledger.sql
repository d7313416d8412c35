-- Plans, jobs, items, attempts, baselines: what was reviewed, what went, what became of it.
-- Instants are text like 2026-11-24T15:04:05.123Z, which sorts as time does.

CREATE TABLE ledger (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    id       TEXT NOT NULL,
    created  TEXT NOT NULL
);

-- A random id goes into every key, so that two desks never make the same one.
INSERT INTO ledger VALUES (
    1,
    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-'
        || hex(randomblob(2)) || '-' || hex(randomblob(6))),
    strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
);

-- Exact bytes, each kept once.
CREATE TABLE payload (
    sha256       TEXT PRIMARY KEY,
    content_type TEXT NOT NULL,
    data         BLOB NOT NULL
);

-- Where each value came from: compressed JSON, each kept once.
CREATE TABLE lineage (
    sha256 TEXT PRIMARY KEY,
    data   BLOB NOT NULL
);

CREATE TABLE plan (
    id        TEXT PRIMARY KEY,
    created   TEXT NOT NULL,
    titles    TEXT NOT NULL,
    flows     TEXT NOT NULL,
    overrides TEXT NOT NULL,
    note      TEXT NOT NULL
);

CREATE TABLE plan_item (
    plan            TEXT NOT NULL REFERENCES plan (id),
    position        INTEGER NOT NULL,
    subject         TEXT NOT NULL,
    flow            TEXT NOT NULL,
    titles          TEXT NOT NULL,
    name            TEXT NOT NULL,
    isbn            TEXT NOT NULL,
    state           TEXT NOT NULL,
    action          TEXT NOT NULL,
    reason          TEXT NOT NULL,
    payload_sha256  TEXT NOT NULL REFERENCES payload (sha256),
    lineage_sha256  TEXT NOT NULL REFERENCES lineage (sha256),
    format          TEXT NOT NULL,
    mapping_version TEXT NOT NULL,
    problems        TEXT NOT NULL,
    difference      TEXT NOT NULL,
    record_hash     TEXT NOT NULL,
    baseline_sha256 TEXT NOT NULL,
    PRIMARY KEY (plan, position)
);

CREATE TABLE job (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    plan      TEXT NOT NULL,
    submitted TEXT NOT NULL,
    note      TEXT NOT NULL,
    flows     TEXT NOT NULL,
    titles    INTEGER NOT NULL,
    dry_run   INTEGER NOT NULL
);

CREATE INDEX job_of_plan ON job (plan);

CREATE TABLE item (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    job             INTEGER NOT NULL REFERENCES job (number),
    subject         TEXT NOT NULL,
    flow            TEXT NOT NULL,
    titles          TEXT NOT NULL,
    name            TEXT NOT NULL,
    isbn            TEXT NOT NULL,
    state           TEXT NOT NULL,
    action          TEXT NOT NULL,
    reason          TEXT NOT NULL,
    key             TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    payload_sha256  TEXT NOT NULL REFERENCES payload (sha256),
    lineage_sha256  TEXT NOT NULL REFERENCES lineage (sha256),
    mapping_version TEXT NOT NULL,
    -- tries are counted against the retry policy, attempts are all exchanges there were
    tries           INTEGER NOT NULL DEFAULT 0,
    attempts        INTEGER NOT NULL DEFAULT 0,
    fence           INTEGER NOT NULL DEFAULT 0,
    due_at          TEXT NOT NULL DEFAULT '',
    not_before      TEXT NOT NULL DEFAULT '',
    -- why it is held: undo, until, paused, person, earlier
    held_by         TEXT NOT NULL DEFAULT '',
    lead            INTEGER NOT NULL DEFAULT 0,
    ambiguous       INTEGER NOT NULL DEFAULT 0,
    run             TEXT NOT NULL DEFAULT '',
    receipt         TEXT NOT NULL DEFAULT '',
    status_url      TEXT NOT NULL DEFAULT '',
    accepted_at     TEXT NOT NULL DEFAULT '',
    updated_at      TEXT NOT NULL,
    resend_of       INTEGER REFERENCES item (id),
    CHECK (lead = 0 OR state IN
        ('held', 'waiting', 'sending', 'retrying', 'accepted', 'not_confirmed')),
    CHECK (lead = 1 OR state NOT IN
        ('waiting', 'sending', 'retrying', 'accepted', 'not_confirmed')),
    CHECK (lead = 1 OR state <> 'held' OR held_by = 'earlier')
);

-- At most one item of a subject and flow is on its way.
CREATE UNIQUE INDEX item_leads ON item (flow, subject) WHERE lead = 1;
CREATE UNIQUE INDEX item_key ON item (key) WHERE key <> '';
CREATE INDEX item_open ON item (flow, subject)
    WHERE state IN ('held', 'waiting', 'sending', 'retrying', 'accepted', 'not_confirmed');
CREATE INDEX item_due ON item (flow, due_at, id)
    WHERE state IN ('waiting', 'retrying', 'accepted');
CREATE INDEX item_held ON item (flow, due_at) WHERE state = 'held';
CREATE INDEX item_of_job ON item (job, state);
CREATE INDEX item_of_subject ON item (flow, subject, id);

CREATE TABLE item_title (
    title TEXT NOT NULL,
    item  INTEGER NOT NULL REFERENCES item (id),
    PRIMARY KEY (title, item)
) WITHOUT ROWID;

-- Made once at the first attempt and repeated byte for byte.
CREATE TABLE envelope (
    item INTEGER PRIMARY KEY REFERENCES item (id),
    data BLOB NOT NULL
);

CREATE TABLE attempt (
    item        INTEGER NOT NULL REFERENCES item (id),
    number      INTEGER NOT NULL,
    fence       INTEGER NOT NULL,
    started     TEXT NOT NULL,
    ended       TEXT NOT NULL DEFAULT '',
    http_status INTEGER,
    outcome     TEXT NOT NULL DEFAULT '',
    message     TEXT NOT NULL DEFAULT '',
    details     TEXT NOT NULL DEFAULT '[]',
    response    BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (item, number)
) WITHOUT ROWID;

-- How many intents there were for a subject and flow.
CREATE TABLE revision (
    flow    TEXT NOT NULL,
    subject TEXT NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (flow, subject)
) WITHOUT ROWID;

-- What a destination last took. While the kind is unknown, the rest tells what was known before
-- ("before" is the kind it had then, or empty).
CREATE TABLE baseline (
    flow            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('confirmed', 'assumed', 'unknown')),
    before          TEXT NOT NULL DEFAULT '',
    taken_at        TEXT NOT NULL,
    payload_sha256  TEXT NOT NULL,
    lineage_sha256  TEXT NOT NULL,
    mapping_version TEXT NOT NULL,
    item            INTEGER NOT NULL REFERENCES item (id),
    PRIMARY KEY (flow, subject)
) WITHOUT ROWID;

-- A person's word on a rule that cannot be checked for a kind of source.
CREATE TABLE confirmation (
    flow        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    reason      TEXT NOT NULL,
    at          TEXT NOT NULL,
    PRIMARY KEY (flow, rule, source_kind)
) WITHOUT ROWID;

CREATE TABLE flow_pause (
    flow  TEXT PRIMARY KEY,
    cause TEXT NOT NULL,
    since TEXT NOT NULL
) WITHOUT ROWID;

-- Each row holds the hash of the row before it, so that an altered or missing row shows.
CREATE TABLE chain (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    item   INTEGER NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('ended', 'reopened')),
    digest TEXT NOT NULL,
    hash   TEXT NOT NULL
);

CREATE INDEX chain_of_item ON chain (item, seq);

CREATE TABLE change (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id   TEXT NOT NULL
);

-- Triggers, so that no statement can move an item without saying so.
CREATE TRIGGER item_added AFTER INSERT ON item BEGIN
    INSERT INTO change (kind, id) VALUES ('item', new.id);
END;

CREATE TRIGGER item_moved AFTER UPDATE OF state, reason, due_at ON item BEGIN
    INSERT INTO change (kind, id) VALUES ('item', new.id);
END;

CREATE TRIGGER job_added AFTER INSERT ON job BEGIN
    INSERT INTO change (kind, id) VALUES ('job', new.number);
END;

CREATE TRIGGER flow_paused AFTER INSERT ON flow_pause BEGIN
    INSERT INTO change (kind, id) VALUES ('flow', new.flow);
END;

CREATE TRIGGER flow_resumed AFTER DELETE ON flow_pause BEGIN
    INSERT INTO change (kind, id) VALUES ('flow', old.flow);
END;

CREATE TRIGGER confirmed AFTER INSERT ON confirmation BEGIN
    INSERT INTO change (kind, id) VALUES ('confirmation', new.flow);
END;
