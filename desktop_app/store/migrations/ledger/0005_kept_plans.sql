-- Which plans a person kept for later, who did, and when; every look at the review sheet makes one.
ALTER TABLE plan ADD COLUMN kept_by TEXT NOT NULL DEFAULT '';
ALTER TABLE plan ADD COLUMN kept_at TEXT NOT NULL DEFAULT '';
CREATE INDEX plan_kept ON plan (kept_at) WHERE kept_at <> '';
