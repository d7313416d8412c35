-- Why an item that was reviewed must not go any more, or empty. While it stands the item is held,
-- by whatever way it comes to its turn.
ALTER TABLE item ADD COLUMN moved TEXT NOT NULL DEFAULT '';

-- 1 when the settings stopped the flow (removed, switched off): it goes on when they have it again.
ALTER TABLE flow_pause ADD COLUMN by_settings INTEGER NOT NULL DEFAULT 0;
