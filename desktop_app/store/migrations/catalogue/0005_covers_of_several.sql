-- Lists showed the first of several front covers. What has several shows none until its record is
-- read again or a person chose; which of them may go at all is for the rules to say.

UPDATE title SET cover_url = '' WHERE cover_url <> '' AND 1 < (
    SELECT count(*)
    FROM work, json_each(CASE WHEN json_valid(work.document) THEN work.document END,
        '$.supportingResources') AS resource
    WHERE work.id = title.work_document AND CASE WHEN resource.type = 'object' THEN
        instr(lower(coalesce(json_extract(resource.value, '$.resourceVariant'), 'front')), 'front')
        AND (json_extract(resource.value, '$.productIds') IS NULL OR substr(title.id, 9) IN (
            SELECT CAST(product.value AS TEXT)
            FROM json_each(resource.value, '$.productIds') AS product))
    END
);
