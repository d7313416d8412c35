-- A person's choice among several front covers of a title. Nothing is ever taken out: the newest
-- row of a title counts, and one without a resource takes the earlier choice back.
CREATE TABLE cover_choice (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    title      TEXT NOT NULL,
    resource   TEXT NOT NULL,
    candidates TEXT NOT NULL,
    reason     TEXT NOT NULL,
    who        TEXT NOT NULL,
    at         TEXT NOT NULL
);

CREATE INDEX cover_choice_of ON cover_choice (title, number);

-- The file behind a candidate as it was measured after the choice: another hash ends the choice.
CREATE TABLE cover_seen (
    title    TEXT NOT NULL,
    resource TEXT NOT NULL,
    url      TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (title, resource)
) WITHOUT ROWID;

CREATE TRIGGER cover_chosen AFTER INSERT ON cover_choice BEGIN
    INSERT INTO change (kind, id) VALUES ('cover', new.title);
END;

CREATE TRIGGER cover_measured AFTER INSERT ON cover_seen BEGIN
    INSERT INTO change (kind, id) VALUES ('cover', new.title);
END;

CREATE TRIGGER cover_measured_anew AFTER UPDATE ON cover_seen BEGIN
    INSERT INTO change (kind, id) VALUES ('cover', new.title);
END;
