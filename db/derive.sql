-- What follows from the records, once all are loaded and sound. Statements run in this order.

-- The order of /treaties is that of signature; of everything else that of its own date.
UPDATE record SET sort_earliest = start_earliest, sort_latest = start_latest, sort_end = end_latest
WHERE type <> 'treaty' AND start_earliest IS NOT NULL;
UPDATE record SET (sort_earliest, sort_latest, sort_end) =
    (SELECT signed_start_earliest, signed_start_latest, signed_end_latest FROM treaty WHERE treaty.key = record.key)
WHERE type = 'treaty';

-- Entry into force unknown: possible from signature on.
UPDATE record SET dating = json_object('start', json_object('earliest', day_iso(sort_earliest)), 'end_kind', 'unknown')
WHERE type = 'treaty' AND dating IS NULL AND sort_earliest > -1000000000000;
UPDATE record SET dating = json_object('start_kind', 'unknown', 'end_kind', 'unknown')
WHERE type = 'treaty' AND dating IS NULL;

-- An article is in force with its treaty where it says nothing else.
UPDATE record SET dating =
    (SELECT t.dating FROM article AS a JOIN record AS t ON t.id = a.treaty WHERE a.key = record.key)
WHERE type = 'article' AND dating IS NULL;

UPDATE record
SET start_earliest = day_bound(dating, 1, 0), start_latest = day_bound(dating, 1, 1),
    end_earliest = day_bound(dating, 1, 2), end_latest = day_bound(dating, 1, 3)
WHERE type IN ('treaty', 'article') AND start_earliest IS NULL AND dating IS NOT NULL;

CREATE INDEX participant_actor ON participant (actor);
CREATE INDEX cause_cause ON cause (cause);
CREATE INDEX event_part_of ON event (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX event_treaty_treaty ON event_treaty (treaty);
CREATE INDEX article_treaty ON article (treaty, ordinal);
CREATE UNIQUE INDEX article_number ON article (treaty, number);
CREATE INDEX supersession_superseded ON supersession (superseded);
CREATE INDEX predecessor_predecessor ON predecessor (predecessor);
CREATE INDEX office_post ON office (post);
CREATE INDEX office_holder ON office (holder);
CREATE INDEX place_within ON place (within) WHERE within IS NOT NULL;
CREATE INDEX control_place ON control (place);
CREATE INDEX control_basis ON control (basis) WHERE basis IS NOT NULL;
CREATE INDEX citation_source ON citation (source);
CREATE UNIQUE INDEX claim_id ON claim (id);
CREATE INDEX claim_subject ON claim (subject, field);
CREATE INDEX claim_source ON claim (source);
CREATE INDEX claim_conflicting ON claim (id) WHERE conflicting = 1;

-- Two claims conflict that give one field different values.
UPDATE claim SET conflicting = 1
WHERE EXISTS (SELECT 1 FROM claim AS other WHERE other.subject = claim.subject AND other.field = claim.field
              AND (other.comparable IS NOT claim.comparable OR other.value_kind <> claim.value_kind));

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
JOIN record AS a ON a.id = i.actor;

INSERT OR IGNORE INTO locality (place, record)
SELECT p.key, l.record
FROM (SELECT place, event AS record FROM event_place
      UNION ALL SELECT signed_place, key FROM treaty WHERE signed_place IS NOT NULL
      UNION ALL SELECT subject, article FROM article_subject
      UNION ALL SELECT s.subject, t.key FROM article_subject AS s JOIN article AS a ON a.key = s.article JOIN record AS t ON t.id = a.treaty
      UNION ALL SELECT place, key FROM control
      UNION ALL SELECT id, key FROM record WHERE type = 'place') AS l
JOIN record AS p ON p.id = l.place AND p.type = 'place';

CREATE INDEX involvement_record ON involvement (record);
CREATE INDEX locality_record ON locality (record);

-- Handover: another record of the same key begins on the very day on which this one ends (contract §2).
UPDATE record SET handover = 1
WHERE end_earliest = end_latest AND key IN (
    SELECT a.key FROM record AS a JOIN control AS x ON x.key = a.key
    JOIN control AS y ON y.place = x.place AND y.key <> x.key JOIN record AS b ON b.key = y.key
    WHERE b.start_earliest = a.end_latest AND b.start_latest = a.end_latest
    UNION ALL
    SELECT a.key FROM record AS a JOIN office AS x ON x.key = a.key
    JOIN office AS y ON y.post = x.post AND y.key <> x.key JOIN record AS b ON b.key = y.key
    WHERE b.start_earliest = a.end_latest AND b.start_latest = a.end_latest
    UNION ALL
    SELECT a.key FROM record AS a JOIN relation AS x ON x.key = a.key
    JOIN relation AS y ON ((y.one = x.one AND y.other = x.other) OR (y.one = x.other AND y.other = x.one)) AND y.key <> x.key
    JOIN record AS b ON b.key = y.key
    WHERE b.start_earliest = a.end_latest AND b.start_latest = a.end_latest
    UNION ALL
    SELECT a.key FROM record AS a JOIN predecessor AS p ON p.predecessor = a.id JOIN record AS b ON b.key = p.actor
    WHERE b.start_earliest = a.end_latest AND b.start_latest = a.end_latest
    UNION ALL
    SELECT a.key FROM record AS a JOIN supersession AS s ON s.superseded = a.id JOIN record AS b ON b.key = s.treaty
    WHERE b.start_earliest = a.end_latest AND b.start_latest = a.end_latest
    UNION ALL
    SELECT a.key FROM record AS a JOIN article_superseded AS s ON s.article = a.key JOIN record AS b ON b.id = s.by_id
    WHERE b.start_earliest = a.end_latest AND b.start_latest = a.end_latest);

INSERT INTO kind (type, kind, labels)
SELECT 'office', id, labels FROM post WHERE true ON CONFLICT DO NOTHING;
UPDATE kind SET in_use = (SELECT count(*) FROM record WHERE record.type = kind.type AND record.kind = kind.kind);

CREATE INDEX record_by_date ON record (type, sort_earliest, sort_latest, sort_end, id);
CREATE INDEX record_by_kind ON record (type, kind, sort_earliest, sort_latest, sort_end, id);
CREATE INDEX record_by_days ON record (type, start_earliest, end_latest);
CREATE INDEX title_by_label ON title (language, folded, label, key);

UPDATE record SET mentions = n FROM (SELECT target, count(*) AS n FROM temp.mention GROUP BY target) WHERE id = target;

-- The words to be found: labels, then other names, then everything said in prose.
INSERT INTO search (rowid, label, aliases, subjects, body)
SELECT r.key,
       fold_index((SELECT group_concat(value, ' ; ') FROM json_each(r.labels))),
       fold_index(coalesce((SELECT group_concat(value, ' ; ') FROM json_each(r.aliases)), '') || ' ; ' ||
                  coalesce((SELECT group_concat(n.value ->> 'label', ' ; ') FROM actor AS a, json_each(a.names) AS n WHERE a.key = r.key), '') || ' ; ' ||
                  coalesce((SELECT group_concat(n.value ->> 'label', ' ; ') FROM place AS p, json_each(p.names) AS n WHERE p.key = r.key), '') || ' ; ' ||
                  coalesce((SELECT modern_name FROM place WHERE key = r.key), '')),
       fold_index((SELECT group_concat(w.value, ' ; ') FROM (
            SELECT s.subject FROM article_subject AS s JOIN article AS a ON a.key = s.article WHERE a.treaty = r.id AND r.type = 'treaty'
            UNION SELECT subject FROM article_subject WHERE article = r.key
            UNION SELECT place FROM event_place WHERE event = r.key
            UNION SELECT place FROM control WHERE key = r.key) AS x
            JOIN record AS y ON y.id = x.subject, json_each(y.labels) AS w)),
       fold_index(coalesce((SELECT group_concat(value, ' ; ') FROM json_each(r.summary)), '') || ' ; ' ||
                  coalesce((SELECT group_concat(t.value, ' ; ') FROM article AS a, json_each(a.text) AS t WHERE a.key = r.key OR (r.type = 'treaty' AND a.treaty = r.id)), '') || ' ; ' ||
                  coalesce((SELECT s.csl ->> 'title' FROM source AS s WHERE s.key = r.key), ''))
FROM record AS r;
INSERT INTO search (search) VALUES ('optimize');
