-- What only Source shows of a title, packed (records/aside.py). Apart from what lists, searches and
-- rules read, so that none of them reads over it. The mark tells whether it is still the same.

ALTER TABLE title ADD COLUMN aside BLOB NOT NULL DEFAULT x'';

CREATE TABLE product_aside (
    pid    INTEGER PRIMARY KEY REFERENCES title (pid),
    packed BLOB NOT NULL
);

-- Told once for a work, as often as products share it.
CREATE TABLE work_aside (
    id     TEXT PRIMARY KEY,
    packed BLOB NOT NULL
);
