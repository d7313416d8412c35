-- A run, a contract or a contact may be what several titles lead to: each of them stands as it does.

CREATE TABLE standing_of_each (
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
    PRIMARY KEY (flow, subject, pid)
) WITHOUT ROWID;

INSERT INTO standing_of_each SELECT flow, subject, pid, verdict, count, baseline, payload_sha256,
    baseline_sha256, rule_version, valid_until FROM standing;
DROP TABLE standing;
ALTER TABLE standing_of_each RENAME TO standing;

CREATE INDEX standing_title ON standing (pid, flow, verdict);
CREATE INDEX standing_expiry ON standing (valid_until) WHERE valid_until <> '';
CREATE INDEX standing_verdict ON standing (flow, verdict, pid);
