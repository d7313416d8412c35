-- What stands in the columns of rows that a publisher's own mapping made, as a line of CSV: whoever
-- gets such a row cannot know it otherwise.
CREATE TABLE mapping_columns (
    mapping_version TEXT PRIMARY KEY,
    columns         TEXT NOT NULL
);
