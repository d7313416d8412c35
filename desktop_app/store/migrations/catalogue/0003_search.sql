-- What a search by fields reads beside the narrow rows. Amounts are whole numbers of
-- ten-thousandths, so that no comparison goes through binary fractions.

CREATE TABLE price (
    amount   INTEGER NOT NULL,
    currency TEXT NOT NULL,
    pid      INTEGER NOT NULL REFERENCES title (pid),
    PRIMARY KEY (amount, currency, pid)
) WITHOUT ROWID;
CREATE INDEX price_title ON price (pid);

INSERT OR IGNORE INTO price (amount, currency, pid)
SELECT CAST(round(CAST(json_extract(each.value, '$[0]') AS REAL) * 10000) AS INTEGER),
    upper(json_extract(each.value, '$[1]')), title.pid
FROM title JOIN json_each(title.prices) AS each
WHERE title.gone = 0;

-- Which titles stand so at a destination.
CREATE INDEX standing_verdict ON standing (flow, verdict, pid);
