-- How each flow of a plan reached its endpoint when it was reviewed: it must not go elsewhere.
-- Plans from before this do not know it.
ALTER TABLE plan ADD COLUMN ways TEXT NOT NULL DEFAULT '{}';
