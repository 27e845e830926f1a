-- What the server asks. Each `-- query NAME` is a piece; lists are joined from pieces, one a filter, one
-- an order, and client values are only ever bound. In lists `r` is the record, `t` its title.

-- query record.by_id
SELECT key, type FROM record WHERE id = :id
-- query record.href
SELECT id, type, href, json FROM reference WHERE id = :id
-- query record.body
SELECT body FROM representation WHERE slot IN (:slot, :base) ORDER BY slot DESC LIMIT 1
-- query record.former
SELECT current FROM former_id WHERE former = :id
-- query record.withdrawn
SELECT w.id, (SELECT json FROM reference WHERE id = w.replaced_by) FROM withdrawn AS w WHERE w.id = :id
-- query record.ids
SELECT id FROM record WHERE type = :type LIMIT 20000
-- query claim.by_id
SELECT key FROM claim WHERE id = :id
-- query claim.ids
SELECT id FROM claim LIMIT 20000
-- query article.by_number
SELECT r.id FROM article AS a JOIN record AS r ON r.key = a.key WHERE a.treaty = :treaty AND a.number = :number
-- query article.numbers
SELECT number, number_as_written FROM article WHERE treaty = :treaty ORDER BY ordinal, number
-- query place.geometry
SELECT geojson FROM geometry WHERE key = :key
-- query post.exists
SELECT 1 FROM post WHERE id = :id
-- query origins
SELECT DISTINCT origin FROM source WHERE origin IS NOT NULL ORDER BY origin
-- query counts
SELECT type, count(*) FROM record GROUP BY type UNION ALL SELECT 'claim', count(*) FROM claim
-- query kinds
SELECT k.type, k.kind, coalesce(k.labels ->> language_code(language()), k.labels ->> language_code(0), k.kind), k.in_use
FROM kind AS k WHERE k.in_use > 0 ORDER BY k.type, k.in_use DESC, k.kind
-- query ready
SELECT count(*) FROM meta

-- query list.record
FROM record AS r
-- query list.title
 JOIN title AS t ON t.key = r.key AND t.language = :language
-- query list.article
 JOIN article AS a ON a.key = r.key AND a.treaty = :treaty
-- query list.signed
 JOIN treaty AS s ON s.key = r.key
-- query list.type
 WHERE r.type = :type
-- query list.claim
FROM claim AS m JOIN record AS r ON r.key = m.subject JOIN title AS t ON t.key = r.key AND t.language = :language WHERE true
-- query list.found
FROM (SELECT w.key, w.rank * (1 + y.mentions / (y.mentions + 10.0)) * iif(t.folded = :folded, 2, 1) AS score
      FROM (SELECT rowid AS key, bm25(search, 10.0, 8.0, 6.0, 1.0) AS rank FROM search WHERE search MATCH :q) AS w
      JOIN record AS y ON y.key = w.key JOIN title AS t ON t.key = w.key AND t.language = :language) AS f
JOIN record AS r ON r.key = f.key WHERE true

-- query body.record
, (SELECT p.body FROM representation AS p WHERE p.slot IN (r.key * 8 + :language, r.key * 8) ORDER BY p.slot DESC LIMIT 1)
-- query body.claim
, NULL

-- query via.none
, NULL
-- query via.place
, (SELECT x.json FROM control AS k JOIN reference AS x ON x.id = k.place WHERE k.key = r.key AND NOT EXISTS (
    SELECT 1 FROM record AS y JOIN containment AS c ON c.container = y.key
    WHERE y.id IN (SELECT value FROM json_each(:place)) AND c.place = x.key))

-- query keys.date
SELECT r.key, r.sort_earliest, r.sort_latest, r.sort_end, r.id
-- query keys.label
SELECT r.key, t.folded, t.label, NULL, r.id
-- query keys.ordinal
SELECT r.key, a.ordinal, NULL, NULL, r.id
-- query keys.claim
SELECT m.key, t.folded, t.label, NULL, m.id
-- query keys.score
SELECT r.key, f.score, NULL, NULL, r.id

-- query order.date
 ORDER BY r.sort_earliest IS NULL, r.sort_earliest, r.sort_latest, r.sort_end, r.id
-- query order.date.reverse
 ORDER BY r.sort_earliest IS NULL DESC, r.sort_earliest DESC, r.sort_latest DESC, r.sort_end DESC, r.id DESC
-- query after.date
 AND ((r.sort_earliest, r.sort_latest, r.sort_end, r.id) > (:k1, :k2, :k3, :k4) OR r.sort_earliest IS NULL)
-- query after.date.null
 AND r.sort_earliest IS NULL AND r.id > :k4
-- query before.date
 AND (r.sort_earliest, r.sort_latest, r.sort_end, r.id) < (:k1, :k2, :k3, :k4)
-- query before.date.null
 AND (r.sort_earliest IS NOT NULL OR r.id < :k4)

-- query order.-date
 ORDER BY r.sort_earliest IS NULL, r.sort_earliest DESC, r.sort_latest DESC, r.sort_end DESC, r.id DESC
-- query order.-date.reverse
 ORDER BY r.sort_earliest IS NULL DESC, r.sort_earliest, r.sort_latest, r.sort_end, r.id
-- query after.-date
 AND ((r.sort_earliest, r.sort_latest, r.sort_end, r.id) < (:k1, :k2, :k3, :k4) OR r.sort_earliest IS NULL)
-- query after.-date.null
 AND r.sort_earliest IS NULL AND r.id < :k4
-- query before.-date
 AND (r.sort_earliest, r.sort_latest, r.sort_end, r.id) > (:k1, :k2, :k3, :k4)
-- query before.-date.null
 AND (r.sort_earliest IS NOT NULL OR r.id > :k4)

-- query order.label
 ORDER BY t.folded, t.label, r.id
-- query order.label.reverse
 ORDER BY t.folded DESC, t.label DESC, r.id DESC
-- query after.label
 AND (t.folded, t.label, r.id) > (:k1, :k2, :k4)
-- query before.label
 AND (t.folded, t.label, r.id) < (:k1, :k2, :k4)
-- query order.-label
 ORDER BY t.folded DESC, t.label DESC, r.id DESC
-- query order.-label.reverse
 ORDER BY t.folded, t.label, r.id
-- query after.-label
 AND (t.folded, t.label, r.id) < (:k1, :k2, :k4)
-- query before.-label
 AND (t.folded, t.label, r.id) > (:k1, :k2, :k4)

-- query order.ordinal
 ORDER BY a.ordinal, r.id
-- query order.ordinal.reverse
 ORDER BY a.ordinal DESC, r.id DESC
-- query after.ordinal
 AND (a.ordinal, r.id) > (:k1, :k4)
-- query before.ordinal
 AND (a.ordinal, r.id) < (:k1, :k4)
-- query order.-ordinal
 ORDER BY a.ordinal DESC, r.id DESC
-- query order.-ordinal.reverse
 ORDER BY a.ordinal, r.id
-- query after.-ordinal
 AND (a.ordinal, r.id) < (:k1, :k4)
-- query before.-ordinal
 AND (a.ordinal, r.id) > (:k1, :k4)

-- query order.claim
 ORDER BY t.folded, t.label, m.id
-- query order.claim.reverse
 ORDER BY t.folded DESC, t.label DESC, m.id DESC
-- query after.claim
 AND (t.folded, t.label, m.id) > (:k1, :k2, :k4)
-- query before.claim
 AND (t.folded, t.label, m.id) < (:k1, :k2, :k4)
-- query order.-claim
 ORDER BY t.folded DESC, t.label DESC, m.id DESC
-- query order.-claim.reverse
 ORDER BY t.folded, t.label, m.id
-- query after.-claim
 AND (t.folded, t.label, m.id) < (:k1, :k2, :k4)
-- query before.-claim
 AND (t.folded, t.label, m.id) > (:k1, :k2, :k4)

-- query order.score
 ORDER BY f.score, r.id
-- query order.score.reverse
 ORDER BY f.score DESC, r.id DESC
-- query after.score
 AND (f.score, r.id) > (:k1, :k4)
-- query before.score
 AND (f.score, r.id) < (:k1, :k4)

-- query limit
 LIMIT :limit

-- query match.none
, NULL
-- query own.match.range
, CASE WHEN r.start_earliest IS NULL THEN NULL WHEN r.start_latest <= :until AND r.end_earliest >= :since THEN 'certain' ELSE 'possible' END
-- query own.match.at
, CASE WHEN r.start_earliest IS NULL THEN NULL WHEN r.start_latest <= :since AND r.end_earliest >= :until THEN 'certain' ELSE 'possible' END
-- query own.possible.range
 AND r.start_earliest <= :until AND r.end_latest >= :since
-- query own.possible.at
 AND r.start_earliest <= :until AND r.end_latest >= :since
-- query own.certain.range
 AND r.start_latest <= :until AND r.end_earliest >= :since
-- query own.certain.at
 AND r.start_latest <= :since AND r.end_earliest >= :until
-- query own.possible.range.undated
 AND ((r.start_earliest <= :until AND r.end_latest >= :since) OR r.start_earliest IS NULL)
-- query own.possible.at.undated
 AND ((r.start_earliest <= :until AND r.end_latest >= :since) OR r.start_earliest IS NULL)
-- query own.certain.range.undated
 AND ((r.start_latest <= :until AND r.end_earliest >= :since) OR r.start_earliest IS NULL)
-- query own.certain.at.undated
 AND ((r.start_latest <= :since AND r.end_earliest >= :until) OR r.start_earliest IS NULL)
-- query own.undated.only
 AND r.start_earliest IS NULL
-- query own.undated.exclude
 AND r.start_earliest IS NOT NULL
-- query own.boundary.start
 AND NOT (r.handover = 1 AND r.end_latest = :since)

-- query signed.match.range
, CASE WHEN s.signed_start_earliest IS NULL THEN NULL WHEN s.signed_start_latest <= :until AND s.signed_end_earliest >= :since THEN 'certain' ELSE 'possible' END
-- query signed.match.at
, CASE WHEN s.signed_start_earliest IS NULL THEN NULL WHEN s.signed_start_latest <= :since AND s.signed_end_earliest >= :until THEN 'certain' ELSE 'possible' END
-- query signed.possible.range
 AND s.signed_start_earliest <= :until AND s.signed_end_latest >= :since
-- query signed.possible.at
 AND s.signed_start_earliest <= :until AND s.signed_end_latest >= :since
-- query signed.certain.range
 AND s.signed_start_latest <= :until AND s.signed_end_earliest >= :since
-- query signed.certain.at
 AND s.signed_start_latest <= :since AND s.signed_end_earliest >= :until
-- query signed.possible.range.undated
 AND ((s.signed_start_earliest <= :until AND s.signed_end_latest >= :since) OR s.signed_start_earliest IS NULL)
-- query signed.possible.at.undated
 AND ((s.signed_start_earliest <= :until AND s.signed_end_latest >= :since) OR s.signed_start_earliest IS NULL)
-- query signed.certain.range.undated
 AND ((s.signed_start_latest <= :until AND s.signed_end_earliest >= :since) OR s.signed_start_earliest IS NULL)
-- query signed.certain.at.undated
 AND ((s.signed_start_latest <= :since AND s.signed_end_earliest >= :until) OR s.signed_start_earliest IS NULL)
-- query signed.undated.only
 AND s.signed_start_earliest IS NULL
-- query signed.undated.exclude
 AND s.signed_start_earliest IS NOT NULL

-- query ratified.match.range
, CASE WHEN NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL) THEN NULL WHEN EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :until AND a.end_earliest >= :since) THEN 'certain' ELSE 'possible' END
-- query ratified.match.at
, CASE WHEN NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL) THEN NULL WHEN EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :since AND a.end_earliest >= :until) THEN 'certain' ELSE 'possible' END
-- query ratified.possible.range
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest <= :until AND a.end_latest >= :since)
-- query ratified.possible.at
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest <= :until AND a.end_latest >= :since)
-- query ratified.certain.range
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :until AND a.end_earliest >= :since)
-- query ratified.certain.at
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :since AND a.end_earliest >= :until)
-- query ratified.possible.range.undated
 AND (EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest <= :until AND a.end_latest >= :since) OR NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL))
-- query ratified.possible.at.undated
 AND (EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest <= :until AND a.end_latest >= :since) OR NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL))
-- query ratified.certain.range.undated
 AND (EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :until AND a.end_earliest >= :since) OR NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL))
-- query ratified.certain.at.undated
 AND (EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :since AND a.end_earliest >= :until) OR NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL))
-- query ratified.undated.only
 AND NOT EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL)
-- query ratified.undated.exclude
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest IS NOT NULL)

-- query filter.kind
 AND r.kind IN (SELECT value FROM json_each(:kind))
-- query filter.type
 AND r.type IN (SELECT value FROM json_each(:types))
-- query filter.actor
 AND r.key IN (SELECT i.record FROM record AS x JOIN involvement AS i ON i.actor = x.key WHERE x.id IN (SELECT value FROM json_each(:actor)))
-- query filter.role
 AND r.key IN (SELECT i.record FROM involvement AS i WHERE i.role = :role)
-- query filter.actor.role
 AND r.key IN (SELECT i.record FROM record AS x JOIN involvement AS i ON i.actor = x.key WHERE x.id IN (SELECT value FROM json_each(:actor)) AND i.role = :role)
-- query filter.place.within
 AND r.key IN (SELECT l.record FROM record AS x JOIN containment AS c ON c.container = x.key JOIN locality AS l ON l.place = c.place WHERE x.id IN (SELECT value FROM json_each(:place)))
-- query filter.place.exact
 AND r.key IN (SELECT l.record FROM record AS x JOIN locality AS l ON l.place = x.key WHERE x.id IN (SELECT value FROM json_each(:place)))
-- query filter.place.around
 AND r.key IN (SELECT l.record FROM record AS x JOIN containment AS c ON c.container = x.key OR c.place = x.key JOIN locality AS l ON l.place = iif(c.container = x.key, c.place, c.container) WHERE x.id IN (SELECT value FROM json_each(:place)))
-- query filter.between
 AND r.key IN (SELECT i.record FROM record AS x JOIN lineage AS g ON g.actor = x.key JOIN involvement AS i ON i.actor = g.kin WHERE x.id = :one)
 AND r.key IN (SELECT i.record FROM record AS x JOIN lineage AS g ON g.actor = x.key JOIN involvement AS i ON i.actor = g.kin WHERE x.id = :other)
-- query filter.bbox
 AND r.key IN (SELECT l.record FROM place AS x JOIN locality AS l ON l.place = x.key
     WHERE (x.lat BETWEEN :south AND :north AND x.lon BETWEEN :west AND :east)
     OR (x.bbox ->> '$[0]' <= :east AND x.bbox ->> '$[2]' >= :west AND x.bbox ->> '$[1]' <= :north AND x.bbox ->> '$[3]' >= :south))
-- query filter.bbox.crossing
 AND r.key IN (SELECT l.record FROM place AS x JOIN locality AS l ON l.place = x.key
     WHERE (x.lat BETWEEN :south AND :north AND (x.lon >= :west OR x.lon <= :east))
     OR ((x.bbox ->> '$[0]' <= :east OR x.bbox ->> '$[2]' >= :west) AND x.bbox ->> '$[1]' <= :north AND x.bbox ->> '$[3]' >= :south))
-- query filter.near
 AND r.key IN (SELECT l.record FROM place AS x JOIN locality AS l ON l.place = x.key WHERE x.lat IS NOT NULL AND distance_km(x.lat, x.lon, :lat, :lon) <= :km)
-- query filter.q
 AND r.key IN (SELECT rowid FROM search WHERE search MATCH :q)
-- query filter.origin
 AND r.key IN (SELECT x.key FROM source AS x WHERE x.origin = :origin)
-- query filter.claim.subject
 AND r.id = :subject
-- query filter.claim.field
 AND (m.field = :field OR substr(m.field, 1, length(:field) + 1) = :field || '/')
-- query filter.claim.source
 AND m.source = :source
-- query filter.claim.rank
 AND m.rank = :rank
-- query filter.claim.verified
 AND (m.verified IS NOT NULL) = :verified
-- query filter.claim.conflicting
 AND m.conflicting = :conflicting
-- query filter.claim.origin
 AND m.source IN (SELECT x.id FROM record AS x JOIN source AS y ON y.key = x.key WHERE y.origin = :origin)
