-- Faults that only the whole dataset shows. `-- check NAME` queries give rows (record key, JSON Pointer
-- into the record, what is wrong, what to do or NULL). They run after loading, with an index on ids;
-- temp.mention lists the references that loading could not resolve: record, pointer, target id, the types
-- that may stand there. What one record shows by itself is told while it is read.

-- check duplicate-id
SELECT r.key, '/id', 'the id "' || r.id || '" is used more than once', 'ids are unique across all types: choose another'
FROM record AS r WHERE r.id IN (SELECT id FROM record GROUP BY id HAVING count(*) > 1)
AND r.key <> (SELECT min(key) FROM record WHERE id = r.id);

-- check dangling-reference
SELECT m.record, m.pointer, 'no record has the id "' || m.target || '"',
       coalesce((SELECT 'did you mean "' || nearest_id(m.target) || '"?' WHERE nearest_id(m.target) IS NOT NULL), 'add the record, or correct the id')
FROM temp.mention AS m LEFT JOIN record AS r ON r.id = m.target WHERE r.key IS NULL
AND m.target NOT IN (SELECT id FROM temp.skipped);

-- check reference-type
SELECT m.record, m.pointer, '"' || m.target || '" is ' || iif(r.type IN ('event', 'article', 'actor', 'office'), 'an ', 'a ') || r.type || '; what belongs here is one of: ' || replace(m.types, '|', ', '), NULL
FROM temp.mention AS m JOIN record AS r ON r.id = m.target
WHERE instr('|' || m.types || '|', '|' || r.type || '|') = 0;

-- check unknown-kind
SELECT r.key, iif(r.type = 'article', '/kinds/0', iif(r.type = 'relation', '/status', '/kind')), 'dataset.json does not list the ' || r.type || ' kind "' || r.kind || '"', 'add it to `kinds` with its labels, or correct it'
FROM record AS r LEFT JOIN kind AS k ON k.type = r.type AND k.kind = r.kind
WHERE k.kind IS NULL AND r.type <> 'office';

-- check former-id-in-use
SELECT r.key, '/former_ids', 'the former id "' || f.former || '" is the id of a record', 'former ids must be free'
FROM former_id AS f JOIN record AS r ON r.id = f.current WHERE EXISTS (SELECT 1 FROM record WHERE id = f.former);

-- check end-before-start
SELECT r.key, CASE r.type WHEN 'event' THEN '/date' WHEN 'source' THEN '/issued' WHEN 'actor' THEN '/existed'
                          WHEN 'treaty' THEN '/in_force' WHEN 'article' THEN '/in_force' ELSE '/interval' END,
       'it ends before it starts', 'swap or correct the dates'
FROM record AS r WHERE r.end_latest < r.start_earliest;

-- check article-id
SELECT r.key, '/id', 'an article''s id is its treaty''s with the number: "' || a.treaty || '.' || a.number || '"', 'correct the id'
FROM article AS a JOIN record AS r ON r.key = a.key WHERE r.id <> a.treaty || '.' || a.number;

-- check in-force-before-signature
SELECT r.key, '/in_force', 'the treaty is in force before it was signed', 'correct one of the dates'
FROM treaty AS t JOIN record AS r ON r.key = t.key
WHERE r.start_latest < t.signed_start_earliest AND r.start_latest > -1000000000000;

-- check part-of-cycle
WITH RECURSIVE up (start, id, depth) AS (
    SELECT e.key, e.part_of, 1 FROM event AS e WHERE e.part_of IS NOT NULL
    UNION
    SELECT up.start, e.part_of, up.depth + 1 FROM up JOIN record AS r ON r.id = up.id JOIN event AS e ON e.key = r.key
    WHERE e.part_of IS NOT NULL AND up.depth < 100)
SELECT DISTINCT up.start, '/part_of', 'the event is part of itself, by way of "' || s.id || '"', 'break the circle'
FROM up JOIN record AS s ON s.key = up.start WHERE up.id = s.id;

-- check cause-cycle
WITH RECURSIVE back (start, id, depth) AS (
    SELECT c.event, c.cause, 1 FROM cause AS c
    UNION
    SELECT back.start, c.cause, back.depth + 1 FROM back JOIN record AS r ON r.id = back.id JOIN cause AS c ON c.event = r.key
    WHERE back.depth < 100)
SELECT DISTINCT back.start, '/causes', 'the event is a cause of itself', 'break the circle'
FROM back JOIN record AS s ON s.key = back.start WHERE back.id = s.id;

-- check succession-cycle
WITH RECURSIVE back (start, id, depth) AS (
    SELECT p.actor, p.predecessor, 1 FROM predecessor AS p
    UNION
    SELECT back.start, p.predecessor, back.depth + 1 FROM back JOIN record AS r ON r.id = back.id JOIN predecessor AS p ON p.actor = r.key
    WHERE back.depth < 100)
SELECT DISTINCT back.start, '/predecessors', 'the actor is its own predecessor', 'break the circle'
FROM back JOIN record AS s ON s.key = back.start WHERE back.id = s.id;

-- check within-cycle
WITH RECURSIVE up (start, id, depth) AS (
    SELECT p.key, p.within, 1 FROM place AS p WHERE p.within IS NOT NULL
    UNION
    SELECT up.start, p.within, up.depth + 1 FROM up JOIN record AS r ON r.id = up.id JOIN place AS p ON p.key = r.key
    WHERE p.within IS NOT NULL AND up.depth < 100)
SELECT DISTINCT up.start, '/within', 'the place lies within itself', 'break the circle'
FROM up JOIN record AS s ON s.key = up.start WHERE up.id = s.id;

-- check supersedes-itself
SELECT r.key, '/supersedes/' || s.ordinal, 'the treaty supersedes itself', 'remove it'
FROM supersession AS s JOIN record AS r ON r.key = s.treaty WHERE s.superseded = r.id;

-- check self-pair
SELECT r.key, '/between', 'a relation is between two actors', 'name two'
FROM relation AS x JOIN record AS r ON r.key = x.key WHERE x.one = x.other;
