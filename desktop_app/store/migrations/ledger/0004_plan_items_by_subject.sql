-- From an item to what was said when it was reviewed.
CREATE INDEX plan_item_subject ON plan_item (plan, flow, subject);
