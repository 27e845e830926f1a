-- What the server asks. Each `-- query NAME` is a piece; lists are joined from pieces, one a filter, one
-- an order, and client values are only ever bound. In lists `r` is the record, `t` its title.

-- query record.by_id
SELECT key, type FROM record WHERE id = :id
-- query record.href
SELECT id, type, href, json FROM reference WHERE id = :id
-- query record.body
SELECT coalesce((SELECT body FROM representation WHERE slot = :slot), (SELECT body FROM representation WHERE slot = :base))
-- query record.former
SELECT current FROM former_id WHERE former = :id
-- query record.withdrawn
SELECT w.id, (SELECT json FROM reference WHERE id = w.replaced_by) FROM withdrawn AS w WHERE w.id = :id
-- query record.ids
SELECT id FROM record WHERE type = :type LIMIT 20000
-- query claim.by_id
SELECT m.key FROM record AS r JOIN claim AS m ON m.subject = r.key AND m.id = :id
WHERE r.id = rtrim(rtrim(:id, replace(:id, '.', '')), '.') -- a claim's id is its subject's, a full stop and one word
-- query export.records
SELECT r.key, r.type, coalesce((SELECT p.body FROM representation AS p WHERE p.slot = r.key * 8 + :language), (SELECT p.body FROM representation AS p WHERE p.slot = r.key * 8))
FROM record AS r NOT INDEXED WHERE r.type IN (SELECT value FROM json_each(:types)) ORDER BY r.key
-- query export.claims
SELECT key, 'claim', NULL FROM claim NOT INDEXED ORDER BY key
-- query claim.of
SELECT m.key FROM record AS r JOIN claim AS m ON m.subject = r.key WHERE r.id = :id ORDER BY m.id
-- query claim.ids
SELECT id FROM claim LIMIT 20000
-- query article.by_number
SELECT r.id FROM article AS a JOIN record AS r ON r.key = a.key WHERE a.treaty = :treaty AND a.number = :number
-- query article.ids
SELECT r.id FROM article AS a JOIN record AS r ON r.key = a.key WHERE a.treaty = :treaty ORDER BY a.ordinal, a.number
-- query article.numbers
SELECT number, number_as_written FROM article WHERE treaty = :treaty ORDER BY ordinal, number
-- query place.geometry
SELECT coalesce(g.geojson, iif(p.lat IS NULL, 'null', json_object('type', 'Point', 'coordinates', json_array(p.lon, p.lat))))
FROM place AS p LEFT JOIN geometry AS g ON g.key = p.key WHERE p.key = :key
-- query place.outline
SELECT g.geojson, p.lat, p.lon FROM record AS r JOIN place AS p ON p.key = r.key LEFT JOIN geometry AS g ON g.key = r.key WHERE r.id = :id
-- query item.control
SELECT json_insert(f.json, '$.kind', r.kind, '$.interval', json(date_object(r.dating, 1)))
-- query item.control.from
 FROM record AS r JOIN reference AS f ON f.key = r.key WHERE r.type = 'control'
-- query map.land
SELECT value FROM meta WHERE name = 'land'
-- query roles
SELECT DISTINCT role FROM role WHERE :type IN ('', type) ORDER BY role
-- query kinds
SELECT k.type, k.kind, coalesce(k.labels ->> language_code(language()), k.labels ->> language_code(0), k.kind), k.in_use
FROM kind AS k WHERE k.in_use > 0 ORDER BY k.type, k.in_use DESC, k.kind
-- query ready
SELECT count(*) FROM meta

-- query list.record
FROM record AS r
-- By words, from what they find on, between the first and the last record of the type: `filter.q` has it
-- looked up for each row.
-- query list.words
FROM search AS w CROSS JOIN record AS r ON r.key = w.rowid AND w.search MATCH :q AND w.rowid BETWEEN :first_key AND :last_key
-- query list.title
 JOIN title AS t ON t.key = r.key AND t.language = :language
-- By label, of few records from the records on, of many from the titles on, which are in that order.
-- query label.few
FROM record AS r CROSS JOIN title AS t ON t.key = r.key AND t.language = :language
-- query label.words
FROM search AS w CROSS JOIN record AS r ON r.key = w.rowid AND w.search MATCH :q AND w.rowid BETWEEN :first_key AND :last_key CROSS JOIN title AS t ON t.key = r.key AND t.language = :language
-- query label.many
FROM title AS t CROSS JOIN record AS r ON r.key = t.key AND t.language = :language
-- query list.article
 JOIN article AS a ON a.key = r.key AND a.treaty = :treaty
-- query list.signed
 JOIN treaty AS s ON s.key = r.key
-- query list.type
 WHERE r.type = :type
-- query list.claim
FROM claim AS m JOIN record AS r ON r.key = m.subject JOIN title AS t ON t.key = r.key AND t.language = :language WHERE true
-- query list.found
FROM (SELECT w.key, w.rank * (1 + y.mentions / (y.mentions + 10.0)) *
             CASE WHEN w.key IN (SELECT key FROM title WHERE language IN (SELECT ordinal FROM language) AND folded = :folded
                                 UNION ALL SELECT key FROM other_name WHERE folded = :folded) THEN 10
                  WHEN :several AND w.key IN (SELECT rowid FROM search WHERE search MATCH :names) THEN 2 ELSE 1 END *
             CASE y.type WHEN 'treaty' THEN 1.4 WHEN 'place' THEN 1.3 WHEN 'control' THEN 0.8 WHEN 'office' THEN 0.8 WHEN 'source' THEN 0.7 ELSE 1 END AS score
      FROM (SELECT rowid AS key, bm25(search, 10.0, 8.0, 6.0, 1.0) AS rank FROM search WHERE search MATCH :q) AS w
      JOIN record AS y ON y.key = w.key) AS f
JOIN record AS r ON r.key = f.key WHERE true

-- query list.suggested
FROM (SELECT w.key, -(1 + y.mentions / (y.mentions + 20.0) + 1 / (10.0 + length(t.folded))) * iif(w.labelled < 0, 1, 0.7) * -- of equals the shorter
             CASE y.type WHEN 'actor' THEN 1 WHEN 'place' THEN 1 WHEN 'treaty' THEN 1 WHEN 'event' THEN 0.85 WHEN 'source' THEN 0.5 ELSE 0.7 END * -- labels of the others begin with whom they are about
             CASE WHEN t.folded = :folded THEN 4 WHEN substr(t.folded, 1, length(:folded)) = :folded THEN 2
                  WHEN y.type IN ('actor', 'place') AND instr(t.folded, ' ' || :folded) > 0 THEN 1.7 ELSE 1 END AS score -- a family name stands last
      FROM (SELECT rowid AS key, bm25(search, 1.0, 0.0, 0.0, 0.0) AS labelled FROM search WHERE search MATCH :q) AS w
      JOIN record AS y ON y.key = w.key JOIN title AS t ON t.key = w.key AND t.language = :language) AS f
JOIN record AS r ON r.key = f.key WHERE true

-- What has a word that too much has to rank it all, in the order of the records.
-- query list.unranked
FROM search AS f CROSS JOIN record AS r ON r.key = f.rowid WHERE f.search MATCH :q
-- query list.unranked.part
FROM part AS f CROSS JOIN record AS r ON r.key = f.rowid WHERE f.part MATCH :q
-- query search.count
SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :q LIMIT :limit)
-- query search.count.part
SELECT count(*) FROM (SELECT 1 FROM part WHERE part MATCH :q LIMIT :limit)
-- query search.any
SELECT EXISTS (SELECT 1 FROM search WHERE search MATCH :q)
-- query search.words
SELECT folded, shown, uses FROM word
WHERE length(CAST(folded AS BLOB)) BETWEEN :bytes - :tolerance AND :bytes + :tolerance LIMIT 200000

-- query list.found.part
FROM (SELECT rowid AS key, bm25(part) AS score FROM part WHERE part MATCH :q) AS f JOIN record AS r ON r.key = f.key WHERE true

-- query body.record
, coalesce((SELECT p.body FROM representation AS p WHERE p.slot = r.key * 8 + :language), (SELECT p.body FROM representation AS p WHERE p.slot = r.key * 8))
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
-- query keys.found
SELECT r.key, f.rowid, NULL, NULL, r.id
-- query keys.score
SELECT r.key, f.score, NULL, NULL, r.id

-- By date the dated come first, then the undated by id: two pieces of the index, so that each is read
-- in its order and from any place on.
-- query part.dated
 AND r.sort_earliest IS NOT NULL
-- query part.undated
 AND r.sort_earliest IS NULL
-- query order.date
 ORDER BY r.sort_earliest, r.sort_latest, r.sort_end, r.id
-- query order.date.reverse
 ORDER BY r.sort_earliest DESC, r.sort_latest DESC, r.sort_end DESC, r.id DESC
-- query after.date
 AND (r.sort_earliest, r.sort_latest, r.sort_end, r.id) > (:k1, :k2, :k3, :k4)
-- query before.date
 AND (r.sort_earliest, r.sort_latest, r.sort_end, r.id) < (:k1, :k2, :k3, :k4)
-- query after.undated
 AND r.id > :k4
-- query before.undated
 AND r.id < :k4

-- What touches the days asked for, span by span: of each, in the list's order, what begins at most its
-- reach before them.
-- query spans
SELECT span, reach FROM span WHERE type = :type AND kind = :only ORDER BY reach DESC
-- query stream.type
 WHERE r.type = :type
-- query stream.span
 WHERE r.type = :type AND r.span = :span AND r.sort_end >= :since
-- query stream.kind
 WHERE r.type = :type AND r.kind = :only AND r.span = :span AND r.sort_end >= :since
-- query stream.up
 AND (r.sort_earliest, r.sort_latest, r.sort_end, r.id) > (:k1, :k2, :k3, :k4) AND r.sort_earliest <= :high
-- query stream.down
 AND (r.sort_earliest, r.sort_latest, r.sort_end, r.id) < (:k1, :k2, :k3, :k4)
 AND (r.sort_earliest, r.sort_latest, r.sort_end) >= (:low1, :low2, :low3)
-- query stream.undated.type
 WHERE r.type = :type AND r.sort_earliest IS NULL AND r.sort_latest IS NULL AND r.sort_end IS NULL
-- query stream.undated.kind
 WHERE r.type = :type AND r.kind = :only AND r.span IS NULL AND r.sort_earliest IS NULL AND r.sort_latest IS NULL AND r.sort_end IS NULL

-- Every record that touches the days asked for, in no order.
-- query scan.span
FROM span AS w CROSS JOIN record AS r INDEXED BY record_by_span ON r.type = w.type AND r.span = w.span AND r.sort_earliest BETWEEN :since - w.reach AND :until AND r.sort_end >= :since
-- query scan.kind
FROM span AS w CROSS JOIN record AS r INDEXED BY record_by_kind ON r.type = w.type AND r.kind = w.kind AND r.span = w.span AND r.sort_earliest BETWEEN :since - w.reach AND :until AND r.sort_end >= :since
-- query scan.type
 WHERE w.type = :type AND r.type = :type
-- query scan.types
 WHERE w.type IN ('event', 'treaty', 'relation')
-- query scan.any
 AND w.kind = '' 
-- query scan.kinds
 AND w.kind IN (SELECT value FROM json_each(:kind)) 

-- query row
SELECT r.key
-- query row.key
 WHERE r.key = :key
-- query count.capped
SELECT count(*) FROM (SELECT 1 
-- query count.capped.end
 LIMIT :limit)
-- query tally
SELECT t.dated, t.undated,
       coalesce((SELECT d.n FROM tally_day AS d WHERE d.tally = t.key AND d.side = 0 AND d.day <= :until ORDER BY d.day DESC LIMIT 1), 0),
       coalesce((SELECT d.n FROM tally_day AS d WHERE d.tally = t.key AND d.side = 1 AND d.day < :since ORDER BY d.day DESC LIMIT 1), 0)
FROM tally AS t WHERE t.type = :type AND t.kind = :only AND t.lasting = :lasting

-- query order.label
 ORDER BY t.folded, t.label, r.id
-- query order.label.reverse
 ORDER BY t.folded DESC, t.label DESC, r.id DESC
-- query after.label
 AND (t.folded, t.label, r.id) > (:k1, :k2, :k4)
-- query before.label
 AND (t.folded, t.label, r.id) < (:k1, :k2, :k4)

-- query order.ordinal
 ORDER BY a.ordinal, r.id
-- query order.ordinal.reverse
 ORDER BY a.ordinal DESC, r.id DESC
-- query after.ordinal
 AND (a.ordinal, r.id) > (:k1, :k4)
-- query before.ordinal
 AND (a.ordinal, r.id) < (:k1, :k4)

-- query order.claim
 ORDER BY t.folded, t.label, m.id
-- query order.claim.reverse
 ORDER BY t.folded DESC, t.label DESC, m.id DESC
-- query after.claim
 AND (t.folded, t.label, m.id) > (:k1, :k2, :k4)
-- query before.claim
 AND (t.folded, t.label, m.id) < (:k1, :k2, :k4)

-- query order.score
 ORDER BY f.score, r.id
-- query order.score.reverse
 ORDER BY f.score DESC, r.id DESC
-- query after.score
 AND (f.score, r.id) > (:k1, :k4)
-- query before.score
 AND (f.score, r.id) < (:k1, :k4)

-- query order.found
 ORDER BY f.rowid
-- query order.found.reverse
 ORDER BY f.rowid DESC
-- query after.found
 AND f.rowid > :k1
-- query before.found
 AND f.rowid < :k1

-- query limit
 LIMIT :limit

-- query match.none
, NULL
-- query own.match.range
, CASE WHEN r.start_earliest IS NULL THEN NULL WHEN r.start_latest <= :until AND r.end_earliest >= :since THEN 'certain' ELSE 'possible' END
-- query own.match.at
, CASE WHEN r.start_earliest IS NULL THEN NULL WHEN r.start_latest <= :since AND r.end_earliest >= :until THEN 'certain' ELSE 'possible' END
-- query own.possible
 AND r.start_earliest <= :until AND r.end_latest >= :since
-- query own.certain.range
 AND r.start_latest <= :until AND r.end_earliest >= :since
-- query own.certain.at
 AND r.start_latest <= :since AND r.end_earliest >= :until
-- query own.possible.undated
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
-- query signed.possible
 AND s.signed_start_earliest <= :until AND s.signed_end_latest >= :since
-- query signed.certain.range
 AND s.signed_start_latest <= :until AND s.signed_end_earliest >= :since
-- query signed.certain.at
 AND s.signed_start_latest <= :since AND s.signed_end_earliest >= :until
-- query signed.possible.undated
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
-- query ratified.possible
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_earliest <= :until AND a.end_latest >= :since)
-- query ratified.certain.range
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :until AND a.end_earliest >= :since)
-- query ratified.certain.at
 AND EXISTS (SELECT 1 FROM ratification AS a WHERE a.treaty = r.key AND a.start_latest <= :since AND a.end_earliest >= :until)
-- query ratified.possible.undated
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
-- query filter.kind.article
 AND EXISTS (SELECT 1 FROM article AS k, json_each(k.kinds) AS v WHERE k.key = r.key AND v.value IN (SELECT value FROM json_each(:kind)))
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
 AND EXISTS (SELECT 1 FROM record AS x JOIN lineage AS g ON g.actor = x.key JOIN involvement AS i ON i.actor = g.kin AND i.record = r.key
             JOIN record AS y JOIN lineage AS h ON h.actor = y.key JOIN involvement AS j ON j.actor = h.kin AND j.record = r.key
             WHERE x.id = :one AND y.id = :other AND i.actor <> j.actor)
-- A place's own box may cross the 180th meridian too.
-- query filter.bbox
 AND r.key IN (SELECT l.record FROM place AS x JOIN locality AS l ON l.place = x.key
     WHERE (x.lat BETWEEN :south AND :north AND x.lon BETWEEN :west AND :east)
     OR (x.bbox ->> '$[1]' <= :north AND x.bbox ->> '$[3]' >= :south
         AND iif(x.bbox ->> '$[0]' <= x.bbox ->> '$[2]', x.bbox ->> '$[0]' <= :east AND x.bbox ->> '$[2]' >= :west,
                 x.bbox ->> '$[0]' <= :east OR x.bbox ->> '$[2]' >= :west)))
-- query filter.bbox.crossing
 AND r.key IN (SELECT l.record FROM place AS x JOIN locality AS l ON l.place = x.key
     WHERE (x.lat BETWEEN :south AND :north AND (x.lon >= :west OR x.lon <= :east))
     OR (x.bbox ->> '$[1]' <= :north AND x.bbox ->> '$[3]' >= :south
         AND (x.bbox ->> '$[0]' > x.bbox ->> '$[2]' OR x.bbox ->> '$[0]' <= :east OR x.bbox ->> '$[2]' >= :west)))
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
-- query filter.claim.cited
 AND (m.source IS NOT NULL) = :cited
-- What is true of few claims, and the claims of a type of which there are few records.
-- query filter.claim.rank.few
 AND m.key IN (SELECT k.claim FROM claim_mark AS k WHERE k.mark = :rank)
-- query filter.claim.verified.few
 AND m.key IN (SELECT k.claim FROM claim_mark AS k WHERE k.mark = iif(:verified, 'verified', 'unverified'))
-- query filter.claim.cited.few
 AND m.key IN (SELECT k.claim FROM claim_mark AS k WHERE k.mark = iif(:cited, 'cited', 'uncited'))
-- query filter.claim.conflicting.few
 AND m.key IN (SELECT k.claim FROM claim_mark AS k WHERE k.mark = 'conflicting')
-- query filter.claim.type.few
 AND m.subject IN (SELECT x.key FROM tally AS n CROSS JOIN record AS x ON x.key BETWEEN n.first AND n.last WHERE n.type = :subject_type AND n.kind = '' AND n.first IS NOT NULL)
-- query filter.claim.type
 AND +r.type = :subject_type
-- query filter.claim.origin
 AND m.source IN (SELECT x.id FROM record AS x JOIN source AS y ON y.key = x.key WHERE y.origin = :origin)

-- query facet.records
WITH found (key) AS MATERIALIZED (SELECT r.key 
-- query facet.most
 LIMIT :most) 
-- query facet.claims
WITH found (key) AS MATERIALIZED (SELECT m.key 
-- query facet.type
SELECT r.type, upper(substr(r.type, 1, 1)) || substr(r.type, 2), count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN record AS r ON r.key = found.key GROUP BY r.type ORDER BY n DESC, r.type LIMIT 200
-- query facet.kind
SELECT r.kind, coalesce(k.labels ->> language_code(language()), k.labels ->> language_code(0), r.kind), count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN record AS r ON r.key = found.key LEFT JOIN kind AS k ON k.type = r.type AND k.kind = r.kind
GROUP BY r.kind ORDER BY n DESC, r.kind LIMIT 200
-- query facet.kind.article
SELECT v.value, coalesce(k.labels ->> language_code(language()), k.labels ->> language_code(0), v.value), count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN article AS a ON a.key = found.key JOIN json_each(a.kinds) AS v LEFT JOIN kind AS k ON k.type = 'article' AND k.kind = v.value
GROUP BY v.value ORDER BY n DESC, v.value LIMIT 200
-- Of a whole collection, or of what touches some days: from its tally.
-- query facet.kind.tally
SELECT x.kind, x.label, x.n
FROM (SELECT t.kind, coalesce(k.labels ->> language_code(language()), k.labels ->> language_code(0), t.kind) AS label,
             iif(:undated <> 1, coalesce((SELECT d.n FROM tally_day AS d WHERE d.tally = t.key AND d.side = 0 AND d.day <= :until ORDER BY d.day DESC LIMIT 1), 0)
               - coalesce((SELECT d.n FROM tally_day AS d WHERE d.tally = t.key AND d.side = 1 AND d.day < :since ORDER BY d.day DESC LIMIT 1), 0), 0)
             + iif(:undated <> 0, t.undated, 0) AS n
      FROM tally AS t LEFT JOIN kind AS k ON k.type = t.type AND k.kind = t.kind
      WHERE t.type = :type AND t.kind <> '' AND t.lasting = 0) AS x
WHERE x.n > 0 AND (:kind IS NULL OR x.kind IN (SELECT value FROM json_each(:kind)))
ORDER BY x.n DESC, x.kind LIMIT 200
-- query facet.whole
SELECT x.id, t.label, f.n FROM facet AS f
LEFT JOIN record AS x ON x.key = f.value LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
WHERE f.type = :type AND f.dimension = :dimension ORDER BY f.ordinal
-- query facet.claim.source.whole
SELECT q.source, t.label, q.n
FROM (SELECT source, claims AS n FROM quality_source UNION ALL SELECT NULL, sum(uncited) FROM quality) AS q
LEFT JOIN record AS x ON x.id = q.source LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
WHERE q.n > 0 ORDER BY q.n DESC, q.source IS NULL, q.source LIMIT 200
-- query facet.claim.verified.whole
SELECT q.value, q.label, q.n
FROM (SELECT 'false' AS value, 'Not verified' AS label, sum(unverified) AS n FROM quality UNION ALL SELECT 'true', 'Verified', sum(claims - unverified) FROM quality) AS q
WHERE q.n > 0 ORDER BY q.n DESC, q.value
-- query facet.claim.rank.whole
SELECT q.value, upper(substr(q.value, 1, 1)) || substr(q.value, 2), q.n
FROM (SELECT 'preferred' AS value, sum(preferred) AS n FROM quality UNION ALL SELECT 'deprecated', sum(deprecated) FROM quality
      UNION ALL SELECT 'normal', sum(claims - preferred - deprecated) FROM quality) AS q
WHERE q.n > 0 ORDER BY q.n DESC, q.value
-- query facet.decade.whole
SELECT y.decade || 's', CASE WHEN y.decade BETWEEN 0 AND 9990 THEN date_object(json_quote(printf('%03dX', y.decade / 10)), 0) ->> 'display' ELSE y.decade || 's' END, y.n
FROM (SELECT x.year - ((x.year % 10) + 10) % 10 AS decade, sum(x.n) AS n
      FROM (SELECT iif(b.within >= 0, cast(substr(b.month, 1, length(b.month) - 3) AS INTEGER), NULL) AS year, b.n FROM beginning AS b WHERE b.type = :type) AS x GROUP BY 1) AS y
ORDER BY y.decade IS NULL, y.decade LIMIT 200
-- query facet.actor
SELECT x.id, t.label, y.n, (SELECT count(*) FROM found)
FROM (SELECT i.actor AS key, count(DISTINCT found.key) AS n FROM found LEFT JOIN involvement AS i ON i.record = found.key GROUP BY 1) AS y
LEFT JOIN record AS x ON x.key = y.key LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
ORDER BY y.n DESC, x.id IS NULL, x.id LIMIT 200
-- query facet.actor.role
SELECT x.id, t.label, y.n, (SELECT count(*) FROM found)
FROM (SELECT i.actor AS key, count(DISTINCT found.key) AS n FROM found LEFT JOIN involvement AS i ON i.record = found.key AND i.role = :role GROUP BY 1) AS y
LEFT JOIN record AS x ON x.key = y.key LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
ORDER BY y.n DESC, x.id IS NULL, x.id LIMIT 200
-- query facet.place.within
SELECT x.id, t.label, y.n, (SELECT count(*) FROM found)
FROM (SELECT c.container AS key, count(DISTINCT found.key) AS n FROM found LEFT JOIN locality AS l ON l.record = found.key LEFT JOIN containment AS c ON c.place = l.place GROUP BY 1) AS y
LEFT JOIN record AS x ON x.key = y.key LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
ORDER BY y.n DESC, x.id IS NULL, x.id LIMIT 200
-- query facet.place.exact
SELECT x.id, t.label, y.n, (SELECT count(*) FROM found)
FROM (SELECT l.place AS key, count(DISTINCT found.key) AS n FROM found LEFT JOIN locality AS l ON l.record = found.key GROUP BY 1) AS y
LEFT JOIN record AS x ON x.key = y.key LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
ORDER BY y.n DESC, x.id IS NULL, x.id LIMIT 200
-- query facet.place.around
SELECT x.id, t.label, y.n, (SELECT count(*) FROM found)
FROM (SELECT iif(c.place = l.place, c.container, c.place) AS key, count(DISTINCT found.key) AS n FROM found LEFT JOIN locality AS l ON l.record = found.key LEFT JOIN containment AS c ON c.place = l.place OR c.container = l.place GROUP BY 1) AS y
LEFT JOIN record AS x ON x.key = y.key LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
ORDER BY y.n DESC, x.id IS NULL, x.id LIMIT 200
-- query facet.decade
SELECT y.decade || 's', CASE WHEN y.decade BETWEEN 0 AND 9990 THEN date_object(json_quote(printf('%03dX', y.decade / 10)), 0) ->> 'display' ELSE y.decade || 's' END, y.n, (SELECT count(*) FROM found)
FROM (SELECT x.year - ((x.year % 10) + 10) % 10 AS decade, count(*) AS n
      FROM (SELECT iif(r.sort_earliest > -1000000000, cast(substr(day_iso(r.sort_earliest), 1, length(day_iso(r.sort_earliest)) - 6) AS INTEGER), NULL) AS year
            FROM found JOIN record AS r ON r.key = found.key) AS x GROUP BY 1) AS y
ORDER BY y.decade IS NULL, y.decade LIMIT 200
-- query facet.source
SELECT x.id, t.label, y.n, (SELECT count(*) FROM found)
FROM (SELECT c.source AS id, count(DISTINCT found.key) AS n FROM found LEFT JOIN citation AS c ON c.record = found.key GROUP BY 1) AS y
LEFT JOIN record AS x ON x.id = y.id LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
ORDER BY y.n DESC, x.id IS NULL, x.id LIMIT 200
-- query facet.origin
SELECT s.origin, coalesce(o.value ->> language_code(language()), o.value ->> language_code(0), s.origin), count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN source AS s ON s.key = found.key
LEFT JOIN (SELECT j.key, j.value FROM meta AS m, json_each(m.value, '$.origins') AS j WHERE m.name = 'dataset') AS o ON o.key = s.origin
GROUP BY s.origin ORDER BY n DESC, s.origin IS NULL, s.origin LIMIT 200
-- query facet.claim.rank
SELECT m.rank, upper(substr(m.rank, 1, 1)) || substr(m.rank, 2), count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN claim AS m ON m.key = found.key GROUP BY m.rank ORDER BY n DESC, m.rank LIMIT 200
-- query facet.claim.source
SELECT m.source, t.label, count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN claim AS m ON m.key = found.key LEFT JOIN record AS x ON x.id = m.source
LEFT JOIN title AS t ON t.key = x.key AND t.language = :language
GROUP BY m.source ORDER BY n DESC, m.source IS NULL, m.source LIMIT 200
-- query facet.claim.verified
SELECT iif(m.verified IS NULL, 'false', 'true'), iif(m.verified IS NULL, 'Not verified', 'Verified'), count(*) AS n, (SELECT count(*) FROM found)
FROM found JOIN claim AS m ON m.key = found.key GROUP BY m.verified IS NULL ORDER BY n DESC, 1 LIMIT 200

-- query state.kind.actor
 AND r.kind IN ('state', 'government')
-- query state.kind.event
 AND (r.start_earliest <> r.end_earliest OR r.start_latest <> r.end_latest OR iif(substr(r.dating, 1, 1) = '"', instr(r.dating, '/') > 0,
      coalesce(r.dating -> 'start', r.dating -> 'end', r.dating -> 'start_kind', r.dating -> 'end_kind') IS NOT NULL
      OR (coalesce(r.dating -> 'earliest', r.dating -> 'latest') IS NULL
          AND instr(coalesce(r.dating ->> 'edtf', r.dating ->> 'gregorian', r.dating ->> 'julian', r.dating ->> 'japanese'), '/') > 0)))
-- query state.actor
 AND r.id IN (SELECT value FROM json_each(:actor))
-- query state.actor.article
 AND r.key IN (SELECT a.key FROM record AS x JOIN involvement AS i ON i.actor = x.key JOIN record AS y ON y.key = i.record
               JOIN article AS a ON a.treaty = y.id OR a.key = y.key WHERE x.id IN (SELECT value FROM json_each(:actor)))
-- query state.holder
 AND r.id IN (SELECT value FROM json_each(:holders))
-- query state.holder.involved
 AND r.key IN (SELECT i.record FROM record AS x JOIN involvement AS i ON i.actor = x.key WHERE x.id IN (SELECT value FROM json_each(:holders)))
-- query state.via.none
, NULL
-- query state.via
, CASE WHEN NOT EXISTS (SELECT 1 FROM record AS x JOIN containment AS c ON c.container = x.key JOIN locality AS l ON l.place = c.place AND l.record = r.key
                        WHERE x.id IN (SELECT value FROM json_each(:place)))
       THEN (SELECT f.json FROM record AS x JOIN containment AS c ON c.place = x.key JOIN locality AS l ON l.place = c.container AND l.record = r.key
             JOIN reference AS f ON f.key = c.container WHERE x.id IN (SELECT value FROM json_each(:place))
             ORDER BY (SELECT count(*) FROM containment AS n WHERE n.container = c.container), f.id LIMIT 1) END
-- query state.basis.none
, NULL
-- query state.basis.article
, (SELECT f.json FROM article AS a JOIN reference AS f ON f.id = a.treaty WHERE a.key = r.key)
-- query state.basis.control
, (SELECT f.json FROM control AS k JOIN reference AS f ON f.id = k.basis WHERE k.key = r.key)
-- query state.basis.relation
, (SELECT f.json FROM relation AS x JOIN reference AS f ON f.id = x.opened_by WHERE x.key = r.key)
-- query state.claim
, (SELECT json_object('type', 'claim', 'id', c.id, 'label', (SELECT label FROM claim_reference WHERE key = c.key), 'href', '/claims/' || c.id, 'source', json((SELECT json FROM reference WHERE id = c.source)))
   FROM claim AS c WHERE c.subject = r.key AND c.field IN (:field, '/signed/date') AND c.rank = 'preferred'
   ORDER BY c.field <> :field, c.source IS NULL, c.verified IS NULL, c.id LIMIT 1)
-- query pending.possible
 AND s.signed_start_earliest <= :until AND coalesce(r.start_latest, 1000000000000) > max(:since, s.signed_start_earliest)
 AND coalesce(r.end_latest, 1000000000000) >= :since
-- query pending.certain
 AND s.signed_start_latest <= :since AND r.start_earliest > :until
-- query pending.match
, CASE WHEN s.signed_start_latest <= :since AND r.start_earliest > :until THEN 'certain' ELSE 'possible' END
-- query state.order.article
 ORDER BY r.start_earliest, r.start_latest, (SELECT a.treaty FROM article AS a WHERE a.key = r.key), (SELECT a.ordinal FROM article AS a WHERE a.key = r.key), r.id

-- query diff.row
SELECT r.key, r.start_earliest, r.end_earliest,
       CASE WHEN r.start_earliest > :after AND r.start_latest <= :until THEN 2
            WHEN r.start_earliest > -1000000000000 AND r.start_latest < 1000000000000 AND r.start_earliest <= :until AND r.start_latest > :after THEN 1 ELSE 0 END,
       CASE WHEN r.end_earliest > :after AND r.end_latest <= :until THEN 2
            WHEN r.end_earliest > -1000000000000 AND r.end_latest < 1000000000000 AND r.end_earliest <= :until AND r.end_latest > :after THEN 1 ELSE 0 END
-- What begins or ends in the days from :since to :until, by the first such day: of what stands in the order of its own
-- date, by the bounds that its spans have; what begins until :last, though after :until, is told of then.
-- query diff.began
SELECT x.key, x.day FROM (
SELECT r.key, r.sort_earliest AS day, r.id
FROM span AS w CROSS JOIN record AS r INDEXED BY record_by_span ON r.type = w.type AND r.span = w.span AND r.sort_earliest BETWEEN :since - w.start_within AND :until
WHERE w.type = :type AND w.kind = '' AND r.sort_earliest > -1000000000000 AND r.sort_latest >= :since AND r.sort_latest < 1000000000000
-- query diff.ended
UNION ALL
SELECT r.key, r.end_earliest, r.id
FROM span AS w CROSS JOIN record AS r INDEXED BY record_by_span ON r.type = w.type AND r.span = w.span
AND (r.sort_earliest, r.sort_latest, r.sort_end) >=
    (max(:since - w.reach, -1000000000000), iif(w.span = 201, :since, -1000000000000), iif(w.span = 202, :since, -1000000000000))
AND (r.sort_earliest, r.sort_latest, r.sort_end) <=
    (iif(w.span IN (200, 201, 202), -1000000000000, :until + w.end_within - w.least),
     CASE w.span WHEN 201 THEN :until + w.end_within WHEN 202 THEN -1000000000000 ELSE 1000000000000 END,
     iif(w.span = 202, :until + w.end_within, 1000000000000))
WHERE w.type = :type AND w.kind = '' AND w.end_within IS NOT NULL AND r.end_earliest > -1000000000000 AND r.end_earliest <= :until
AND r.sort_end >= :since AND r.sort_end < 1000000000000
AND NOT (r.sort_earliest > -1000000000000 AND r.sort_latest < 1000000000000 AND r.sort_earliest <= :last AND r.sort_latest >= :since)
-- query diff.first
) AS x ORDER BY x.day, x.id LIMIT :limit
-- Of what stands in another's order.
-- query diff.whole
SELECT r.key, iif(r.start_earliest > -1000000000000 AND r.start_latest < 1000000000000 AND r.start_earliest <= :until AND r.start_latest >= :since,
                  r.start_earliest, r.end_earliest)
FROM record AS r WHERE r.type = :type
AND ((r.start_earliest > -1000000000000 AND r.start_latest < 1000000000000 AND r.start_earliest <= :until AND r.start_latest >= :since)
  OR (r.end_earliest > -1000000000000 AND r.end_latest < 1000000000000 AND r.end_earliest <= :until AND r.end_latest >= :since))
ORDER BY 2, r.id LIMIT :limit
-- query diff.cause.actor
, (SELECT f.json FROM predecessor AS p JOIN reference AS f ON f.id = p.event
   WHERE p.actor = r.key AND p.start_earliest <= r.start_latest AND p.end_latest >= r.start_earliest ORDER BY p.ordinal LIMIT 1)
, (SELECT f.json FROM predecessor AS p JOIN reference AS f ON f.id = p.event
   WHERE p.predecessor = r.id AND p.start_earliest <= r.end_latest AND p.end_latest >= r.end_earliest ORDER BY p.start_earliest, f.id LIMIT 1)
-- query diff.cause.relation
, (SELECT f.json FROM relation AS x JOIN reference AS f ON f.id = x.opened_by WHERE x.key = r.key)
, (SELECT f.json FROM relation AS x JOIN reference AS f ON f.id = x.closed_by WHERE x.key = r.key)
-- query diff.cause.treaty
, (SELECT json FROM reference WHERE id = coalesce(
       (SELECT e.id FROM event_treaty AS k JOIN record AS e ON e.key = k.event
        WHERE k.treaty = r.id AND e.start_earliest = r.start_earliest ORDER BY e.end_latest, e.id LIMIT 1),
       (SELECT e.id FROM treaty AS s JOIN event_treaty AS k ON k.treaty = r.id JOIN record AS e ON e.key = k.event
        WHERE s.key = r.key AND e.start_earliest = s.signed_start_earliest ORDER BY e.end_latest, e.id LIMIT 1), r.id))
, (SELECT json FROM reference WHERE id = coalesce((SELECT s.ended_by FROM treaty AS s WHERE s.key = r.key),
       (SELECT h.shared FROM handover AS h WHERE h.ended = r.key ORDER BY h.shared LIMIT 1)))
-- query diff.cause.article
, (SELECT f.json FROM article AS a JOIN reference AS f ON f.id = a.treaty WHERE a.key = r.key)
, (SELECT json FROM reference WHERE id = coalesce(
       (SELECT s.by_id FROM article_superseded AS s WHERE s.article = r.key ORDER BY s.ordinal LIMIT 1),
       (SELECT s.ended_by FROM article AS a JOIN record AS t ON t.id = a.treaty JOIN treaty AS s ON s.key = t.key
        WHERE a.key = r.key AND t.end_earliest = r.end_earliest AND t.end_latest = r.end_latest)))
-- query diff.cause.control
, (SELECT f.json FROM control AS k JOIN reference AS f ON f.id = k.basis WHERE k.key = r.key)
, (SELECT f.json FROM control AS k JOIN record AS p ON p.id = k.place JOIN containment AS c ON c.container = p.key OR c.place = p.key
   JOIN record AS q ON q.key = iif(c.container = p.key, c.place, c.container) JOIN control AS n ON n.place = q.id AND n.key <> k.key
   JOIN record AS b ON b.key = n.key JOIN reference AS f ON f.id = n.basis
   WHERE k.key = r.key AND b.start_earliest = r.end_earliest AND b.start_latest = r.end_latest
   ORDER BY n.place <> k.place, b.id LIMIT 1)
-- query diff.cause.office
, NULL, NULL
-- query diff.cause.event
, (SELECT f.json FROM cause AS k JOIN reference AS f ON f.id = k.cause WHERE k.event = r.key ORDER BY k.ordinal LIMIT 1)
, (SELECT f.json FROM event_treaty AS k JOIN reference AS f ON f.id = k.treaty JOIN treaty AS s ON s.key = f.key
   WHERE k.event = r.key AND s.signed_start_earliest <= r.end_latest AND s.signed_end_latest >= r.end_earliest ORDER BY k.ordinal LIMIT 1)
-- query diff.handover
SELECT h.ended, h.begun, h.shared, a.end_latest,
       CASE a.type
           WHEN 'office' THEN (SELECT json_object('type', 'office', 'id', p.id, 'label', coalesce(p.labels ->> language_code(language()), p.labels ->> language_code(0)),
                                                  'href', '/offices?kind=' || p.id) FROM post AS p WHERE p.id = h.shared)
           WHEN 'relation' THEN (SELECT json_object('type', 'relation', 'id', h.shared, 'label', one.label || ' – ' || other.label,
                                                    'href', '/relations?between=' || one.id || ',' || other.id)
                                 FROM relation AS x JOIN ref AS one ON one.id = min(x.one, x.other) JOIN ref AS other ON other.id = max(x.one, x.other)
                                 WHERE x.key = h.ended)
           ELSE (SELECT json FROM reference WHERE id = h.shared)
       END
FROM record AS a CROSS JOIN handover AS h ON h.ended = a.key
WHERE a.type = :type AND a.handover = 1 AND a.end_latest > :after AND a.end_latest <= :until
ORDER BY a.end_latest, h.shared, a.id, h.begun
LIMIT 5000

-- query record.all
SELECT id FROM record LIMIT 20000
-- query record.years
SELECT (SELECT min(day) FROM moment), (SELECT max(day) FROM moment)
-- query record.reference
SELECT json FROM reference WHERE key = :key
-- query record.node
SELECT json_insert(x.json, '$.kind', r.kind) FROM reference AS x JOIN record AS r ON r.key = x.key WHERE x.key = :key
-- query record.start
SELECT start_earliest, start_latest FROM record WHERE key = :key

-- The timeline: a treaty stands where it was signed. Its signing is left out where the treaty itself is
-- found by the same filters, which are repeated for it.
-- query timeline.signed
 LEFT JOIN treaty AS s ON s.key = r.key
-- query timeline.type
 WHERE r.type IN ('event', 'treaty', 'relation')
-- query timeline.signing.not
 AND (r.kind <> 'treaty-signing' OR r.key NOT IN 
-- query timeline.signing.only
 AND r.kind = 'treaty-signing' AND r.key IN 
-- query timeline.signing
(SELECT v.key FROM event_treaty AS y CROSS JOIN record AS v ON v.key = y.event CROSS JOIN record AS r ON r.id = y.treaty
 JOIN treaty AS s ON s.key = r.key WHERE v.type = 'event' AND v.kind = 'treaty-signing' 
-- query timeline.signing.end
)
-- query body.timeline
, CAST(coalesce((SELECT p.body FROM representation AS p WHERE p.slot = r.key * 8 + :language), (SELECT p.body FROM representation AS p WHERE p.slot = r.key * 8)) AS TEXT)
  || CASE r.type WHEN 'treaty' THEN ',"date":' || coalesce(date_object(s.signed, 0), 'null')
                 WHEN 'relation' THEN ',"date":' || coalesce(date_object(r.dating, 1), 'null') ELSE '' END
-- query timeline.match.range
, CASE WHEN r.sort_earliest IS NULL THEN NULL WHEN r.sort_latest <= :until AND iif(r.type = 'treaty', s.signed_end_earliest, r.end_earliest) >= :since THEN 'certain' ELSE 'possible' END
-- query timeline.match.at
, CASE WHEN r.sort_earliest IS NULL THEN NULL WHEN r.sort_latest <= :since AND iif(r.type = 'treaty', s.signed_end_earliest, r.end_earliest) >= :until THEN 'certain' ELSE 'possible' END
-- query timeline.possible
 AND r.sort_earliest <= :until AND r.sort_end >= :since
-- query timeline.certain.range
 AND r.sort_latest <= :until AND iif(r.type = 'treaty', s.signed_end_earliest, r.end_earliest) >= :since
-- query timeline.certain.at
 AND r.sort_latest <= :since AND iif(r.type = 'treaty', s.signed_end_earliest, r.end_earliest) >= :until
-- query timeline.possible.undated
 AND ((r.sort_earliest <= :until AND r.sort_end >= :since) OR r.sort_earliest IS NULL)
-- query timeline.certain.range.undated
 AND ((r.sort_latest <= :until AND iif(r.type = 'treaty', s.signed_end_earliest, r.end_earliest) >= :since) OR r.sort_earliest IS NULL)
-- query timeline.certain.at.undated
 AND ((r.sort_latest <= :since AND iif(r.type = 'treaty', s.signed_end_earliest, r.end_earliest) >= :until) OR r.sort_earliest IS NULL)
-- query timeline.undated.only
 AND r.sort_earliest IS NULL
-- query timeline.undated.exclude
 AND r.sort_earliest IS NOT NULL
-- query histogram.select
SELECT r.sort_earliest, r.sort_latest, count(*)
-- query histogram.group
 GROUP BY 1, 2, 4 ORDER BY 1, 2, 4
-- Of all there is, from what is counted by month; less what is left out of it.
-- query histogram.whole
SELECT min(earliest), min(latest), sum(n), NULL
FROM (SELECT month, within, earliest, latest, n FROM beginning WHERE type IN (SELECT value FROM json_each(:types))
      UNION ALL SELECT x.* FROM (SELECT
       CASE WHEN x.day IS NULL OR x.day <= -1000000000000 OR x.day >= 1000000000000 THEN ''
            ELSE substr(day_iso(x.day), 1, length(day_iso(x.day)) - 3) END AS month,
       CASE WHEN x.earliest IS NULL OR x.earliest <= -1000000000000 THEN -1 WHEN x.latest >= 1000000000000 THEN 0
            WHEN substr(day_iso(x.earliest), 1, length(day_iso(x.earliest)) - 3) = substr(day_iso(x.latest), 1, length(day_iso(x.latest)) - 3) THEN 3
            WHEN CAST(substr(day_iso(x.earliest), 1, length(day_iso(x.earliest)) - 6) AS INTEGER) = CAST(substr(day_iso(x.latest), 1, length(day_iso(x.latest)) - 6) AS INTEGER) THEN 2
            WHEN (CAST(substr(day_iso(x.earliest), 1, length(day_iso(x.earliest)) - 6) AS INTEGER) - (CAST(substr(day_iso(x.earliest), 1, length(day_iso(x.earliest)) - 6) AS INTEGER) % 10 + 10) % 10) = (CAST(substr(day_iso(x.latest), 1, length(day_iso(x.latest)) - 6) AS INTEGER) - (CAST(substr(day_iso(x.latest), 1, length(day_iso(x.latest)) - 6) AS INTEGER) % 10 + 10) % 10) THEN 1 ELSE 0 END AS within, x.earliest, x.latest, -x.n
      FROM (SELECT r.sort_earliest AS earliest, r.sort_latest AS latest, count(*) AS n,
                   iif(r.sort_earliest > -1000000000000, r.sort_earliest, r.sort_latest) AS day 
-- query histogram.none
FROM record AS r WHERE false
-- query histogram.whole.group
 GROUP BY r.sort_earliest, r.sort_latest) AS x) AS x)
GROUP BY month, within HAVING sum(n) > 0 ORDER BY 1, 2

-- query list.moments
FROM json_each(:days) AS d JOIN moment AS y ON y.day = d.value JOIN record AS r ON r.key = y.record WHERE true
-- query match.moment
, y.what
-- The record's own date, or of an interval the end that this is about, with what is doubtful of it.
-- query body.moment
, (SELECT json_insert(x.json, '$.kind', r.kind, '$.what', y.what, '$.date', json(date_object(
            CASE y.what WHEN 'happened' THEN r.dating WHEN 'signed' THEN (SELECT t.signed FROM treaty AS t WHERE t.key = r.key)
                        ELSE (SELECT json_quote(CASE WHEN instr(e.edtf, '/') = 0 THEN e.edtf
                                                     WHEN y.what IN ('began', 'born') THEN substr(e.edtf, 1, instr(e.edtf, '/') - 1)
                                                     ELSE substr(e.edtf, instr(e.edtf, '/') + 1) END)
                              FROM (SELECT date_object(r.dating, 1) ->> '$.edtf' AS edtf) AS e) END, 0)))
   FROM reference AS x WHERE x.key = r.key)
-- query keys.moment
SELECT r.key, y.day, instr('happened began ended signed born died', y.what), NULL, r.id
-- query order.moment
 ORDER BY y.day, instr('happened began ended signed born died', y.what), r.id
-- query order.moment.reverse
 ORDER BY y.day DESC, instr('happened began ended signed born died', y.what) DESC, r.id DESC
-- query after.moment
 AND (y.day, instr('happened began ended signed born died', y.what), r.id) > (:k1, :k2, :k4)
-- query before.moment
 AND (y.day, instr('happened began ended signed born died', y.what), r.id) < (:k1, :k2, :k4)

-- Steps along the links, from the record :key: the link, the record at its other end, whether the link
-- was followed against its direction. The most-named records come first.
-- query walk.all
SELECT e.key, n.other, n.reversed
FROM (SELECT key, target AS other, 0 AS reversed FROM edge WHERE source = :key
      UNION ALL SELECT key, source, 1 FROM edge WHERE target = :key) AS n
JOIN edge AS e ON e.key = n.key JOIN record AS r ON r.key = n.other WHERE true
-- What supersedes follows what it supersedes, as an effect its cause.
-- query walk.forward
SELECT e.key, n.other, n.reversed
FROM (SELECT key, target AS other, 0 AS reversed FROM edge WHERE source = :key AND kind IN ('cause', 'part-of', 'treaty-event', 'treaty-article')
      UNION ALL SELECT key, source, 1 FROM edge WHERE target = :key AND kind IN ('supersession', 'part-of', 'treaty-event', 'treaty-article')) AS n
JOIN edge AS e ON e.key = n.key JOIN record AS r ON r.key = n.other WHERE true
-- query walk.backward
SELECT e.key, n.other, n.reversed
FROM (SELECT key, target AS other, 0 AS reversed FROM edge WHERE source = :key AND kind IN ('supersession', 'part-of', 'treaty-event', 'treaty-article')
      UNION ALL SELECT key, source, 1 FROM edge WHERE target = :key AND kind IN ('cause', 'part-of', 'treaty-event', 'treaty-article')) AS n
JOIN edge AS e ON e.key = n.key JOIN record AS r ON r.key = n.other WHERE true
-- query walk.why
SELECT e.key, n.other, n.reversed
FROM (SELECT key, source AS other, 1 AS reversed FROM edge WHERE target = :key AND kind = 'cause'
      UNION ALL SELECT key, target, 0 FROM edge WHERE source = :key AND kind = 'part-of'
      UNION ALL SELECT x.key, x.source, 1 FROM edge AS x JOIN record AS v ON v.key = x.target JOIN record AS t ON t.key = x.source
                WHERE x.target = :key AND x.kind = 'treaty-event' AND v.kind <> 'treaty-signing' AND (t.sort_earliest IS NULL OR t.sort_earliest <= :until)
      UNION ALL SELECT x.key, x.target, 0 FROM edge AS x JOIN record AS v ON v.key = x.target
                WHERE x.source = :key AND x.kind = 'treaty-event' AND v.kind = 'treaty-signing' AND (v.sort_earliest IS NULL OR v.sort_earliest <= :until)) AS n
JOIN edge AS e ON e.key = n.key JOIN record AS r ON r.key = n.other WHERE true
-- query walk.consequences
SELECT e.key, n.other, n.reversed
FROM (SELECT key, target AS other, 0 AS reversed FROM edge WHERE source = :key AND kind = 'cause'
      UNION ALL SELECT key, source, 1 FROM edge WHERE target = :key AND kind = 'part-of'
      UNION ALL SELECT x.key, x.source, 1 FROM edge AS x JOIN record AS v ON v.key = x.target JOIN record AS t ON t.key = x.source
                WHERE x.target = :key AND x.kind = 'treaty-event' AND v.kind = 'treaty-signing' AND (t.sort_latest IS NULL OR t.sort_latest >= :since)
      UNION ALL SELECT x.key, x.target, 0 FROM edge AS x JOIN record AS v ON v.key = x.target
                WHERE x.source = :key AND x.kind = 'treaty-event' AND v.kind <> 'treaty-signing' AND (v.sort_latest IS NULL OR v.sort_latest >= :since)) AS n
JOIN edge AS e ON e.key = n.key JOIN record AS r ON r.key = n.other WHERE true
-- query walk.cited
 AND e.cited = 1
-- query walk.order
 ORDER BY r.mentions DESC, r.id, e.key
-- query edge.possible
 AND e.start_earliest <= :until AND e.end_latest >= :since
-- query edge.certain
 AND e.start_latest <= :since AND e.end_earliest >= :until
-- query edge.causal
 AND e.kind IN ('cause', 'part-of', 'treaty-event')
-- query edge.json
SELECT json FROM link WHERE key = :key
-- query edge.among
SELECT e.json, CASE WHEN e.start_latest <= :since AND e.end_earliest >= :until THEN 'certain' ELSE 'possible' END
FROM json_each(:keys) AS k JOIN link AS e ON e.source = k.value WHERE e.target IN (SELECT value FROM json_each(:keys))
-- query edge.order
 ORDER BY e.key LIMIT :limit

-- query versions
SELECT version FROM version ORDER BY version LIMIT 1000
-- query version.of
SELECT version FROM version WHERE version = :since OR sha256 = :since ORDER BY version <> :since LIMIT 1
-- query changes
SELECT c.id, f.json, r.sha256, c.was,
       (SELECT json FROM reference WHERE id = coalesce((SELECT current FROM former_id WHERE former = c.id), (SELECT w.replaced_by FROM withdrawn AS w WHERE w.id = c.id)))
FROM change AS c LEFT JOIN record AS r ON r.id = c.id LEFT JOIN reference AS f ON f.key = r.key
WHERE c.version = :since AND c.what = :what ORDER BY c.id LIMIT :limit
-- query changes.counts
SELECT count(*) FILTER (WHERE what = 'created') AS created, count(*) FILTER (WHERE what = 'changed') AS changed,
       count(*) FILTER (WHERE what = 'removed') AS removed
FROM change WHERE version = :since

-- query claim.marks
SELECT sum(claims), CASE :mark WHEN 'verified' THEN sum(claims - unverified) WHEN 'unverified' THEN sum(unverified)
                               WHEN 'cited' THEN sum(claims - uncited) WHEN 'uncited' THEN sum(uncited)
                               WHEN 'conflicting' THEN sum(conflicting) WHEN 'preferred' THEN sum(preferred)
                               WHEN 'deprecated' THEN sum(deprecated) WHEN 'normal' THEN sum(claims - preferred - deprecated) END
FROM quality
-- query quality.totals
SELECT sum(records), sum(claims), sum(unverified), sum(uncited), sum(conflicting), sum(outside_coverage) FROM quality
-- query quality.type
SELECT records, claims, unverified, uncited, conflicting, undated, unsourced, outside_coverage FROM quality WHERE type = :type
-- query quality.records
SELECT f.json FROM quality_record AS q JOIN reference AS f ON f.key = q.record WHERE q.type = :type AND q.weakness = :weakness ORDER BY q.ordinal
-- query quality.sources
SELECT f.json, q.claims, q.unverified, 0, q.conflicting, q.source FROM quality_source AS q JOIN reference AS f ON f.id = q.source ORDER BY q.ordinal LIMIT :limit
