-- What follows from the records, once all are loaded and sound. Statements run in this order, those of
-- `search` and `part` each in a thread of its own, which fills the table of that name. They begin when
-- `-- derive records` is committed and run beside `-- derive links`: what follows there may change no table
-- that they read.

-- derive records

-- The order of /treaties is that of signature; of everything else that of its own date, as it was loaded.
UPDATE record SET (sort_earliest, sort_latest, sort_end) =
    (SELECT signed_start_earliest, signed_start_latest, signed_end_latest FROM treaty WHERE treaty.key = record.key)
WHERE key IN (SELECT key FROM treaty);

-- Entry into force unknown: possible from signature on.
UPDATE record SET dating = json_object('start', json_object('earliest', day_iso(sort_earliest)), 'end_kind', 'unknown')
WHERE key IN (SELECT key FROM treaty) AND start_earliest IS NULL AND sort_earliest > -1000000000000;
UPDATE record SET dating = json_object('start_kind', 'unknown', 'end_kind', 'unknown')
WHERE key IN (SELECT key FROM treaty) AND dating IS NULL;

-- An article is in force with its treaty where it says nothing else.
UPDATE record SET dating =
    (SELECT t.dating FROM article AS a JOIN record AS t ON t.id = a.treaty WHERE a.key = record.key)
WHERE key IN (SELECT key FROM article) AND dating IS NULL;

UPDATE record
SET start_earliest = day_bound(dating, 1, 0), start_latest = day_bound(dating, 1, 1),
    end_earliest = day_bound(dating, 1, 2), end_latest = day_bound(dating, 1, 3)
WHERE key IN (SELECT key FROM treaty UNION ALL SELECT key FROM article) AND start_earliest IS NULL AND dating IS NOT NULL;

-- The box around an outline, where the place says none of its own. One that touches both sides of the
-- 180th meridian crosses it: its west is greater than its east (RFC 7946, 5.2).
UPDATE place SET bbox = (
    SELECT iif(min(x) = -180 AND max(x) = 180, json_array(min(iif(x > 0, x, 180)), min(y), max(iif(x < 0, x, -180)), max(y)),
               json_array(min(x), min(y), max(x), max(y)))
    FROM (SELECT t.value ->> '$[0]' AS x, t.value ->> '$[1]' AS y FROM geometry AS g, json_tree(g.geojson) AS t
          WHERE g.key = place.key AND t.type = 'array' AND t.fullkey NOT LIKE '%.bbox' AND json_type(t.value, '$[0]') IN ('integer', 'real'))
    HAVING count(*) > 0)
WHERE bbox IS NULL AND key IN (SELECT key FROM geometry);

CREATE INDEX participant_actor ON participant (actor);
CREATE INDEX cause_cause ON cause (cause);
CREATE INDEX event_part_of ON event (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX event_treaty_treaty ON event_treaty (treaty);
CREATE INDEX article_treaty ON article (treaty, ordinal);
CREATE UNIQUE INDEX article_number ON article (treaty, number);

-- An article that does not say its place in the treaty comes after those that do, in the file's order.
UPDATE article SET ordinal = (SELECT max(o.ordinal) FROM article AS o WHERE o.treaty = article.treaty) + n.place
FROM (SELECT key, row_number() OVER (PARTITION BY treaty ORDER BY key) AS place FROM article WHERE ordinal = 0) AS n
WHERE article.key = n.key;

-- A renamed treaty's articles were named after it too.
INSERT OR IGNORE INTO former_id (former, current)
SELECT f.former || '.' || a.number, r.id FROM former_id AS f JOIN article AS a ON a.treaty = f.current JOIN record AS r ON r.key = a.key;

CREATE INDEX supersession_superseded ON supersession (superseded);
CREATE INDEX predecessor_predecessor ON predecessor (predecessor);
CREATE INDEX office_post ON office (post);
CREATE INDEX office_holder ON office (holder);
CREATE INDEX place_within ON place (within) WHERE within IS NOT NULL;
CREATE INDEX control_place ON control (place);
CREATE INDEX control_basis ON control (basis) WHERE basis IS NOT NULL;
UPDATE record SET mentions = n
FROM (SELECT target, sum(n) AS n FROM (SELECT target, 1 AS n FROM temp.mention UNION ALL SELECT target, n FROM temp.mentioned) GROUP BY target)
WHERE id = target;

-- Handover: another record of the same key begins on the very day on which this one ends (contract §2).
INSERT INTO handover (ended, begun, shared)
WITH candidate (ended, begun, shared) AS (
    SELECT x.key, y.key, x.place FROM control AS x JOIN control AS y ON y.place = x.place
    UNION ALL SELECT x.key, y.key, x.post FROM office AS x JOIN office AS y ON y.post = x.post
    UNION ALL SELECT x.key, y.key, min(x.one, x.other) || '--' || max(x.one, x.other) FROM relation AS x
              JOIN relation AS y ON (y.one = x.one AND y.other = x.other) OR (y.one = x.other AND y.other = x.one)
    UNION ALL SELECT a.key, b.key, b.id FROM predecessor AS p JOIN record AS a ON a.id = p.predecessor JOIN record AS b ON b.key = p.actor
    UNION ALL SELECT a.key, b.key, b.id FROM supersession AS s JOIN record AS a ON a.id = s.superseded JOIN record AS b ON b.key = s.treaty
    UNION ALL SELECT s.article, b.key, b.id FROM article_superseded AS s JOIN record AS b ON b.id = s.by_id)
SELECT DISTINCT c.ended, c.begun, c.shared
FROM candidate AS c JOIN record AS a ON a.key = c.ended JOIN record AS b ON b.key = c.begun
WHERE c.ended <> c.begun AND a.end_earliest = a.end_latest
AND b.start_earliest = a.end_latest AND b.start_latest = a.end_latest;
UPDATE record SET handover = 1 WHERE key IN (SELECT ended FROM handover);

-- derive links
CREATE INDEX citation_source ON citation (source);
CREATE INDEX claim_subject ON claim (subject, field);
CREATE INDEX claim_source ON claim (source);

INSERT INTO containment (container, place)
WITH RECURSIVE inside (container, place, id) AS (
    SELECT key, key, id FROM record WHERE type = 'place'
    UNION
    SELECT inside.container, p.key, r.id
    FROM inside JOIN place AS p ON p.within = inside.id JOIN record AS r ON r.key = p.key)
SELECT container, place FROM inside;

INSERT INTO lineage (actor, kin)
WITH RECURSIVE step (one, other) AS (
    SELECT p.actor, r.key FROM predecessor AS p JOIN record AS r ON r.id = p.predecessor
    UNION SELECT r.key, p.actor FROM predecessor AS p JOIN record AS r ON r.id = p.predecessor),
kin (actor, kin) AS (
    SELECT key, key FROM actor
    UNION
    SELECT kin.actor, step.other FROM kin JOIN step ON step.one = kin.kin)
SELECT actor, kin FROM kin;

INSERT OR IGNORE INTO involvement (actor, record, role)
SELECT a.key, i.record, i.role
FROM (SELECT actor, event AS record, coalesce(role, 'participant') AS role FROM participant
      UNION ALL SELECT on_behalf_of, event, 'principal' FROM participant WHERE on_behalf_of IS NOT NULL
      UNION ALL SELECT actor, treaty, 'party' FROM party
      UNION ALL SELECT actor, treaty, 'bound' FROM bound
      UNION ALL SELECT actor, treaty, 'signatory' FROM signatory
      UNION ALL SELECT on_behalf_of, treaty, 'principal' FROM signatory WHERE on_behalf_of IS NOT NULL
      UNION ALL SELECT actor, article, side FROM article_actor
      UNION ALL SELECT holder, key, 'holder' FROM office
      UNION ALL SELECT post.state, office.key, 'state' FROM office JOIN post ON post.id = office.post WHERE post.state IS NOT NULL
      UNION ALL SELECT one, key, 'between' FROM relation
      UNION ALL SELECT other, key, 'between' FROM relation
      UNION ALL SELECT actor, control, 'holder' FROM control_holder
      UNION ALL SELECT affiliated, actor, 'affiliation' FROM affiliation) AS i
JOIN record AS a ON a.id = i.actor
ORDER BY a.key, i.record, i.role;

INSERT INTO role (type, role)
SELECT DISTINCT r.type, i.role FROM involvement AS i JOIN record AS r ON r.key = i.record;

INSERT OR IGNORE INTO locality (place, record)
SELECT p.key, l.record
FROM (SELECT place, event AS record FROM event_place
      UNION ALL SELECT signed_place, key FROM treaty WHERE signed_place IS NOT NULL
      UNION ALL SELECT subject, article FROM article_subject
      UNION ALL SELECT s.subject, t.key FROM article_subject AS s JOIN article AS a ON a.key = s.article JOIN record AS t ON t.id = a.treaty
      UNION ALL SELECT place, key FROM control
      UNION ALL SELECT id, key FROM record WHERE type = 'place') AS l
JOIN record AS p ON p.id = l.place AND p.type = 'place'
ORDER BY p.key, l.record;

CREATE INDEX containment_place ON containment (place);
CREATE INDEX involvement_record ON involvement (record);
CREATE INDEX locality_record ON locality (record);

-- Links that hold as long as the record that states them. `outward`: from it to the other. Lists of links are in the
-- order of their keys: it is set here, or each SQLite would have its own.
INSERT INTO edge (source, target, kind, role, note, subject, field, cited, dating, start_earliest, start_latest, end_earliest, end_latest)
SELECT iif(l.outward, l.subject, o.key), iif(l.outward, o.key, l.subject), l.kind, l.role, l.note, l.subject, l.field,
       CASE WHEN l.field IS NULL THEN EXISTS (SELECT 1 FROM citation AS c WHERE c.record = l.subject)
            ELSE EXISTS (SELECT 1 FROM claim AS m WHERE m.subject = l.subject AND m.field = l.field
                         AND m.source IS NOT NULL AND m.rank <> 'deprecated') END,
       r.dating, r.start_earliest, r.start_latest, r.end_earliest, r.end_latest
FROM (SELECT 'cause' AS kind, 0 AS outward, event AS subject, cause AS other, NULL AS role, note, '/causes/' || ordinal || '/event' AS field FROM cause
      UNION ALL SELECT 'part-of', 1, key, part_of, NULL, NULL, '/part_of' FROM event WHERE part_of IS NOT NULL
      UNION ALL SELECT 'treaty-event', 0, event, treaty, NULL, NULL, '/treaties/' || ordinal FROM event_treaty
      UNION ALL SELECT 'treaty-article', 0, key, treaty, NULL, NULL, NULL FROM article
      UNION ALL SELECT 'participation', 0, event, actor, role, NULL, '/participants/' || ordinal || '/actor' FROM participant
      UNION ALL SELECT 'participation', 0, event, on_behalf_of, 'principal', NULL, '/participants/' || ordinal || '/on_behalf_of' FROM participant WHERE on_behalf_of IS NOT NULL
      UNION ALL SELECT 'place', 1, event, place, NULL, NULL, '/places/' || ordinal FROM event_place
      UNION ALL SELECT 'party', 0, treaty, actor, NULL, NULL, '/parties/' || ordinal FROM party
      UNION ALL SELECT 'supersession', 1, treaty, superseded, NULL, NULL, '/supersedes/' || ordinal FROM supersession
      UNION ALL SELECT 'supersession', 0, article, by_id, NULL, NULL, '/superseded_by/' || ordinal FROM article_superseded
      UNION ALL SELECT 'end', 0, key, ended_by, end_kind, NULL, '/ended_by' FROM treaty WHERE ended_by IS NOT NULL
      UNION ALL SELECT 'subject', 1, article, subject, NULL, NULL, '/subject/' || ordinal FROM article_subject
      UNION ALL SELECT 'provision', 0, article, actor, side, NULL, '/' || side || '/' || ordinal FROM article_actor
      UNION ALL SELECT 'tenure', 0, key, holder, NULL, NULL, '/holder' FROM office
      UNION ALL SELECT 'office', 1, o.key, p.state, NULL, NULL, '/office' FROM office AS o JOIN post AS p ON p.id = o.post WHERE p.state IS NOT NULL
      UNION ALL SELECT 'within', 1, key, within, NULL, NULL, '/within' FROM place WHERE within IS NOT NULL
      UNION ALL SELECT 'relation', 0, key, one, NULL, NULL, '/between/0' FROM relation
      UNION ALL SELECT 'relation', 0, key, other, NULL, NULL, '/between/1' FROM relation
      UNION ALL SELECT 'opening', 0, key, opened_by, NULL, NULL, '/opened_by' FROM relation WHERE opened_by IS NOT NULL
      UNION ALL SELECT 'closing', 0, key, closed_by, NULL, NULL, '/closed_by' FROM relation WHERE closed_by IS NOT NULL
      UNION ALL SELECT 'holder', 0, control, actor, NULL, NULL, '/holder/' || ordinal FROM control_holder
      UNION ALL SELECT 'place', 1, key, place, NULL, NULL, '/place' FROM control
      UNION ALL SELECT 'basis', 0, key, basis, NULL, NULL, '/basis' FROM control WHERE basis IS NOT NULL) AS l
JOIN record AS o ON o.id = l.other JOIN record AS r ON r.key = l.subject
ORDER BY instr('cause part-of treaty-event treaty-article participation place party supersession end subject provision ' ||
               'tenure office within relation opening closing holder basis', l.kind), l.subject, l.role IS 'principal', l.field;

-- Links that have a time of their own.
INSERT INTO edge (source, target, kind, role, subject, field, cited, dating, start_earliest, start_latest, end_earliest, end_latest)
SELECT iif(l.outward, l.subject, o.key), iif(l.outward, o.key, l.subject), l.kind, l.role, l.subject, l.field,
       EXISTS (SELECT 1 FROM claim AS m WHERE m.subject = l.subject AND m.field = l.field
               AND m.source IS NOT NULL AND m.rank <> 'deprecated'),
       l.dating, l.start_earliest, l.start_latest, l.end_earliest, l.end_latest
FROM (SELECT 'bound' AS kind, 0 AS outward, treaty AS subject, actor AS other, by AS role, '/bound/' || ordinal || '/actor' AS field,
             interval AS dating, start_earliest, start_latest, end_earliest, end_latest FROM bound
      UNION ALL SELECT 'signatory', 0, s.treaty, s.actor, NULL, '/signatories/' || s.ordinal || '/actor',
             t.signed, t.signed_start_earliest, t.signed_start_latest, t.signed_end_earliest, t.signed_end_latest
             FROM signatory AS s JOIN treaty AS t ON t.key = s.treaty
      UNION ALL SELECT 'signatory', 0, s.treaty, s.on_behalf_of, 'principal', '/signatories/' || s.ordinal || '/on_behalf_of',
             t.signed, t.signed_start_earliest, t.signed_start_latest, t.signed_end_earliest, t.signed_end_latest
             FROM signatory AS s JOIN treaty AS t ON t.key = s.treaty WHERE s.on_behalf_of IS NOT NULL
      UNION ALL SELECT 'place', 1, key, signed_place, 'signed', '/signed/place',
             signed, signed_start_earliest, signed_start_latest, signed_end_earliest, signed_end_latest
             FROM treaty WHERE signed_place IS NOT NULL
      UNION ALL SELECT 'ratification', 0, treaty, actor, act, '/ratified/' || ordinal || '/actor',
             date, start_earliest, start_latest, end_earliest, end_latest FROM ratification WHERE actor IS NOT NULL
      UNION ALL SELECT 'predecessor', 0, actor, predecessor, NULL, '/predecessors/' || ordinal || '/actor',
             date, start_earliest, start_latest, end_earliest, end_latest FROM predecessor
      UNION ALL SELECT 'affiliation', 1, actor, affiliated, NULL, '/affiliations/' || ordinal || '/actor',
             interval, start_earliest, start_latest, end_earliest, end_latest FROM affiliation) AS l
JOIN record AS o ON o.id = l.other
ORDER BY instr('bound signatory place ratification predecessor affiliation', l.kind), l.subject, l.role IS 'principal', l.field;

CREATE INDEX edge_source ON edge (source, kind);
CREATE INDEX edge_target ON edge (target, kind);

INSERT OR IGNORE INTO moment (day, record, what)
SELECT start_earliest, key, CASE WHEN type = 'actor' THEN 'born' WHEN end_earliest = start_earliest AND end_latest = start_earliest THEN 'happened' ELSE 'began' END
FROM record WHERE start_earliest = start_latest AND start_earliest > -1000000000000 AND (type = 'event' OR (type = 'actor' AND kind = 'person'))
UNION ALL
SELECT end_latest, key, iif(type = 'actor', 'died', 'ended')
FROM record WHERE end_earliest = end_latest AND end_latest < 1000000000000
AND ((type = 'event' AND start_earliest IS NOT end_latest) OR (type = 'actor' AND kind = 'person'))
UNION ALL
SELECT signed_start_earliest, key, 'signed'
FROM treaty WHERE signed_start_earliest = signed_end_latest
ORDER BY 1, 2, 3;

CREATE INDEX record_by_date ON record (type, sort_earliest, sort_latest, sort_end, id);
CREATE INDEX record_by_span ON record (type, span, sort_earliest, sort_latest, sort_end, id, end_earliest);
CREATE INDEX record_by_kind ON record (type, kind, span, sort_earliest, sort_latest, sort_end, id, end_earliest);
CREATE INDEX record_handover ON record (type, end_latest) WHERE handover = 1;
CREATE INDEX title_by_label ON title (language, folded, label, key);

INSERT INTO kind (type, kind, labels)
SELECT 'office', id, labels FROM post WHERE true ON CONFLICT DO NOTHING;
UPDATE kind SET in_use = (SELECT count(*) FROM record WHERE record.type = kind.type AND record.kind = kind.kind);
UPDATE kind SET in_use = u.n -- an article has several
FROM (SELECT v.value AS kind, count(*) AS n FROM article AS a, json_each(a.kinds) AS v GROUP BY v.value) AS u
WHERE kind.type = 'article' AND kind.kind = u.kind;

-- The words of names, for who wrote one almost right.
INSERT INTO word (folded, shown, uses)
SELECT folded, shown, uses
FROM (SELECT folded, shown, sum(n) OVER (PARTITION BY folded) AS uses, row_number() OVER (PARTITION BY folded ORDER BY n DESC, shown) AS place
      FROM (SELECT folded, shown, sum(n) AS n FROM temp.word_count GROUP BY folded, shown))
WHERE place = 1;

-- From each version released before to this one.
INSERT INTO version (version, records) SELECT version, count(*) FROM temp.past GROUP BY version;
INSERT OR IGNORE INTO version (version, records)
SELECT value ->> 'version', (SELECT count(*) FROM record) FROM meta WHERE name = 'dataset';
INSERT INTO change (version, what, id, was)
SELECT p.version, iif(r.id IS NULL, 'removed', 'changed'), p.id, p.sha256
FROM temp.past AS p LEFT JOIN record AS r ON r.id = p.id WHERE r.sha256 IS NOT p.sha256;
INSERT INTO change (version, what, id)
SELECT v.version, 'created', r.id FROM (SELECT DISTINCT version FROM temp.past) AS v, record AS r
WHERE NOT EXISTS (SELECT 1 FROM temp.past AS p WHERE p.version = v.version AND p.id = r.id);

-- span, tally, tally_day and beginning are made in one pass (server/dataset/tallies.c).

-- derive counts
INSERT INTO quality (type, records, undated, unsourced, outside_coverage, claims, unverified, uncited, conflicting, preferred, deprecated)
WITH kept AS MATERIALIZED (             -- records are numbered type by type
    SELECT t.type, t.first, t.last, c.start_day, c.end_day,
           iif(t.type = 'source', 0, t.dated + t.undated -
               (SELECT count(DISTINCT k.record) FROM citation AS k WHERE k.record BETWEEN t.first AND t.last)) AS unsourced
    FROM tally AS t LEFT JOIN coverage AS c ON t.type <> 'source' AND c.domain = coalesce((SELECT domain FROM coverage WHERE domain = t.type), '')
    WHERE t.kind = '' AND t.first IS NOT NULL),
counted AS MATERIALIZED (
    SELECT t.type, count(*) AS records, sum(r.start_earliest IS NULL) AS undated, t.unsourced,
           sum(r.end_latest < t.start_day OR r.start_earliest > t.end_day) AS outside
    FROM kept AS t CROSS JOIN record AS r ON r.key BETWEEN t.first AND t.last GROUP BY t.type)
SELECT n.type, coalesce(c.records, 0), coalesce(c.undated, 0), coalesce(c.unsourced, 0), coalesce(c.outside, 0),
       n.claims, n.unverified, n.uncited, n.conflicting, n.preferred, n.deprecated
FROM temp.claims_of_type AS n LEFT JOIN counted AS c ON c.type = n.type;

INSERT INTO quality_record (type, weakness, ordinal, record)
SELECT w.type, w.weakness, row_number() OVER (PARTITION BY w.type, w.weakness ORDER BY r.id), r.key
FROM (SELECT q.type, 'unsourced' AS weakness, t.first, t.last, NULL AS start_day, NULL AS end_day
      FROM quality AS q JOIN tally AS t ON t.type = q.type AND t.kind = '' AND t.first IS NOT NULL WHERE q.unsourced > 0
      UNION ALL
      SELECT q.type, 'outside_coverage', t.first, t.last, c.start_day, c.end_day
      FROM quality AS q JOIN tally AS t ON t.type = q.type AND t.kind = '' AND t.first IS NOT NULL
      JOIN coverage AS c ON c.domain = coalesce((SELECT domain FROM coverage WHERE domain = q.type), '') WHERE q.outside_coverage > 0) AS w
CROSS JOIN record AS r ON r.key IN (
    SELECT x.key FROM record AS x WHERE x.key BETWEEN w.first AND w.last AND
        iif(w.weakness = 'unsourced', NOT EXISTS (SELECT 1 FROM citation AS k WHERE k.record = x.key),
            x.end_latest < w.start_day OR x.start_earliest > w.end_day)
    ORDER BY +x.id LIMIT 100);

INSERT INTO quality_source (source, claims, unverified, conflicting)
SELECT source, sum(claims), sum(unverified), sum(conflicting)
FROM temp.claims_on_source GROUP BY source ORDER BY sum(claims) DESC, source;

-- What is true of at most 20,000 claims of more (server/handlers/claims.c).
INSERT INTO claim_mark (mark, claim)
SELECT q.mark, m.key
FROM (SELECT 'verified' AS mark, sum(claims - unverified) AS n, sum(claims) AS claims FROM quality
      UNION ALL SELECT 'unverified', sum(unverified), sum(claims) FROM quality
      UNION ALL SELECT 'cited', sum(claims - uncited), sum(claims) FROM quality
      UNION ALL SELECT 'uncited', sum(uncited), sum(claims) FROM quality
      UNION ALL SELECT 'conflicting', sum(conflicting), sum(claims) FROM quality
      UNION ALL SELECT 'preferred', sum(preferred), sum(claims) FROM quality
      UNION ALL SELECT 'deprecated', sum(deprecated), sum(claims) FROM quality
      UNION ALL SELECT 'normal', sum(claims - preferred - deprecated), sum(claims) FROM quality) AS q
CROSS JOIN claim AS m
WHERE q.claims > 20000 AND q.n BETWEEN 1 AND 20000
AND CASE q.mark WHEN 'verified' THEN m.verified IS NOT NULL WHEN 'unverified' THEN m.verified IS NULL
                WHEN 'cited' THEN m.source IS NOT NULL WHEN 'uncited' THEN m.source IS NULL
                WHEN 'conflicting' THEN m.conflicting = 1 ELSE m.rank = q.mark END;

-- As the queries facet.actor, facet.place.within and facet.source count.
INSERT INTO facet (type, dimension, ordinal, value, n)
WITH kept AS MATERIALIZED (
    SELECT type, first, last, dated + undated AS records FROM tally WHERE kind = '' AND first IS NOT NULL),
counted (type, dimension, value, n) AS (
    SELECT t.type, 'actor', a.key, (SELECT count(*) FROM (SELECT DISTINCT i.record FROM involvement AS i WHERE i.actor = a.key AND i.record BETWEEN t.first AND t.last))
    FROM kept AS t CROSS JOIN actor AS a
    UNION ALL
    SELECT t.type, 'actor', NULL, t.records - (SELECT count(*) FROM (SELECT DISTINCT i.record FROM involvement AS i WHERE i.record BETWEEN t.first AND t.last))
    FROM kept AS t
    UNION ALL
    SELECT t.type, 'place', p.key, (SELECT count(DISTINCT l.record) FROM containment AS c CROSS JOIN locality AS l ON l.place = c.place AND l.record BETWEEN t.first AND t.last
                                    WHERE c.container = p.key)
    FROM kept AS t CROSS JOIN place AS p
    UNION ALL
    SELECT t.type, 'place', NULL, t.records - (SELECT count(*) FROM (SELECT DISTINCT l.record FROM locality AS l WHERE l.record BETWEEN t.first AND t.last))
    FROM kept AS t
    UNION ALL
    SELECT t.type, 'source', s.key, (SELECT count(DISTINCT c.record) FROM citation AS c WHERE c.source = r.id AND c.record BETWEEN t.first AND t.last)
    FROM kept AS t CROSS JOIN source AS s CROSS JOIN record AS r ON r.key = s.key
    UNION ALL
    SELECT t.type, 'source', NULL, t.records - (SELECT count(*) FROM (SELECT DISTINCT c.record FROM citation AS c WHERE c.record BETWEEN t.first AND t.last))
    FROM kept AS t)
SELECT type, dimension, ordinal, value, n
FROM (SELECT x.type, x.dimension, x.value, x.n, row_number() OVER (PARTITION BY x.type, x.dimension ORDER BY x.n DESC, r.id IS NULL, r.id) AS ordinal
      FROM counted AS x LEFT JOIN record AS r ON r.key = x.value WHERE x.n > 0)
WHERE ordinal <= 200;

-- The words to be found: labels, then other names, then everything said in prose. What a type cannot have
-- is not asked for. joined(json), of ours: a list's or object's strings with ' ; ' between them, or NULL.
-- derive search
INSERT INTO search (rowid, label, aliases, subjects, body)
SELECT r.key,
       fold_index(joined(r.labels)),
       fold_index(coalesce(joined(r.aliases), '') ||
           CASE r.type
               WHEN 'actor' THEN ' ; ' || coalesce((SELECT group_concat(n.value ->> 'label', ' ; ') FROM actor AS a, json_each(a.names) AS n WHERE a.key = r.key), '')
               WHEN 'place' THEN ' ; ' || coalesce((SELECT group_concat(n.value ->> 'label', ' ; ') FROM place AS p, json_each(p.names) AS n WHERE p.key = r.key), '') ||
                                 ' ; ' || coalesce((SELECT modern_name FROM place WHERE key = r.key), '')
               ELSE '' END),
       fold_index(CASE r.type
           WHEN 'event' THEN (SELECT group_concat(joined(y.labels), ' ; ') FROM event_place AS x CROSS JOIN record AS y ON y.id = x.place
                WHERE x.event = r.key)
           WHEN 'control' THEN (SELECT group_concat(joined(y.labels), ' ; ') FROM control AS x
                JOIN record AS y ON y.id = x.place WHERE x.key = r.key)
           WHEN 'treaty' THEN (SELECT group_concat(joined(y.labels), ' ; ') FROM (
                SELECT DISTINCT s.subject FROM article_subject AS s JOIN article AS a ON a.key = s.article WHERE a.treaty = r.id ORDER BY s.subject) AS x
                JOIN record AS y ON y.id = x.subject)
           WHEN 'article' THEN (SELECT group_concat(joined(y.labels), ' ; ') FROM (
                SELECT DISTINCT subject FROM article_subject WHERE article = r.key ORDER BY subject) AS x
                JOIN record AS y ON y.id = x.subject) END),
       fold_index(coalesce(joined(r.summary), '') ||
           CASE r.type
               WHEN 'treaty' THEN ' ; ' || coalesce((SELECT group_concat(joined(a.text), ' ; ') FROM article AS a WHERE a.treaty = r.id), '')
               WHEN 'article' THEN ' ; ' || coalesce((SELECT group_concat(joined(a.text), ' ; ') FROM article AS a WHERE a.key = r.key), '')
               WHEN 'source' THEN ' ; ' || coalesce((SELECT s.csl ->> 'title' FROM source AS s WHERE s.key = r.key), '')
               ELSE '' END)
FROM record AS r;
INSERT INTO search (search) VALUES ('optimize');
-- derive part
INSERT INTO part (rowid, name)
SELECT r.key, fold(coalesce(joined(r.labels), '') || CASE
                   WHEN r.aliases IS NULL THEN '' ELSE ' ; ' || coalesce(joined(r.aliases), '') END)
FROM record AS r;
INSERT INTO part (part) VALUES ('optimize');
