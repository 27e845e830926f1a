-- The representations. View api_x has the columns that schema X of openapi.json has properties; each
-- column is bound by its property's class. They are TEMP views, made on every connection, so that an
-- old database cannot bring old ones.
-- Functions of ours: language() and language_code(n): the language answered in (default 0);
-- date_object(date, as_interval) and duration(date): contract §2's objects; reference_json(id, [name,
-- value]…): the `json` of view reference, remembered, with members added.

CREATE TEMP VIEW ref AS
SELECT r.key, r.id, r.type, t.label, t.label_lang,
       CASE r.type
           WHEN 'treaty' THEN '/treaties/' || r.id
           WHEN 'control' THEN '/control/' || r.id
           WHEN 'article' THEN '/treaties/' || substr(r.id, 1, instr(r.id, '.') - 1) || '/articles/' || substr(r.id, instr(r.id, '.') + 1)
           ELSE '/' || r.type || 's/' || r.id
       END AS href
FROM record AS r CROSS JOIN title AS t ON t.key = r.key AND t.language = language();

CREATE TEMP VIEW reference AS
SELECT key, id, type, label, href,
       CASE WHEN label_lang = language_code(language())
            THEN json_object('type', type, 'id', id, 'label', label, 'href', href)
            ELSE json_object('type', type, 'id', id, 'label', label, 'href', href, 'label_lang', label_lang)
       END AS json
FROM ref;

CREATE TEMP VIEW common AS
SELECT r.key, r.id, r.type, r.kind, ref.label, ref.label_lang, r.labels,
       coalesce(r.aliases, '[]') AS aliases,
       coalesce(r.summary ->> language_code(language()), r.summary ->> language_code(0)) AS summary,
       CASE WHEN r.summary ->> language_code(language()) IS NOT NULL THEN language_code(language())
            WHEN r.summary ->> language_code(0) IS NOT NULL THEN language_code(0) END AS summary_lang,
       ref.href,
       (SELECT json_group_array(reference_json(c.source, 'locator', c.locator))
        FROM (SELECT source, locator FROM citation WHERE record = r.key ORDER BY ordinal) AS c) AS sources,
       coalesce(r.disputed, '[]') AS disputed,
       coalesce(r.unverified, '[]') AS unverified,
       coalesce(r.same_as, '[]') AS same_as,
       r.dating
FROM record AS r JOIN ref ON ref.key = r.key;

CREATE TEMP VIEW api_event AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       date_object(c.dating, 0) AS date,
       (SELECT json_group_array(reference_json(x.place)) FROM (
            SELECT place FROM event_place WHERE event = c.key ORDER BY ordinal) AS x) AS places,
       (SELECT json_group_array(json_object('actor', reference_json(x.actor), 'role', x.role, 'on_behalf_of', reference_json(x.on_behalf_of))) FROM (
            SELECT actor, role, on_behalf_of FROM participant WHERE event = c.key ORDER BY ordinal) AS x) AS participants,
       reference_json(e.part_of) AS part_of,
       (SELECT json_group_array(reference_json(x.id)) FROM (
            SELECT r.id FROM event AS child JOIN record AS r ON r.key = child.key
            WHERE child.part_of = c.id ORDER BY r.sort_earliest, r.sort_latest, r.sort_end, r.id) AS x) AS parts,
       (SELECT json_group_array(json_object('event', reference_json(x.cause), 'note', x.note, 'sources', json(coalesce((
                SELECT json_group_array(json(s.json)) FROM (
                    SELECT DISTINCT json_insert(s.json, '$.locator', m.locator) AS json
                    FROM claim AS m JOIN reference AS s ON s.id = m.source
                    WHERE m.subject = c.key AND m.field = '/causes/' || x.ordinal || '/event') AS s), '[]')))) FROM (
            SELECT cause, note, ordinal FROM cause WHERE event = c.key ORDER BY ordinal) AS x) AS causes,
       (SELECT json_group_array(reference_json(x.id)) FROM (
            SELECT r.id FROM cause AS k JOIN record AS r ON r.key = k.event
            WHERE k.cause = c.id ORDER BY r.sort_earliest, r.sort_latest, r.sort_end, r.id) AS x) AS effects,
       (SELECT json_group_array(reference_json(x.treaty)) FROM (
            SELECT treaty FROM event_treaty WHERE event = c.key ORDER BY ordinal) AS x) AS treaties,
       duration(c.dating) AS duration,
       CASE WHEN e.quantities IS NULL THEN '[]' ELSE (
            SELECT json_group_array(json_object('name', q.value ->> 'name', 'value', q.value -> 'value', 'unit', q.value ->> 'unit'))
            FROM json_each(e.quantities) AS q) END AS quantities
FROM common AS c JOIN event AS e ON e.key = c.key;

CREATE TEMP VIEW api_treaty AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       json_object('date', json(date_object(t.signed, 0)), 'place', json((SELECT json FROM reference WHERE id = t.signed_place))) AS signed,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_object('actor', json((SELECT json FROM reference WHERE id = a.actor)), 'act', a.act,
                               'date', json(date_object(a.date, 0)),
                               'place', json((SELECT json FROM reference WHERE id = a.place))) AS json
            FROM ratification AS a WHERE a.treaty = c.key ORDER BY a.ordinal) AS x) AS ratified,
       date_object(c.dating, 1) AS in_force,
       t.in_force_basis,
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM party AS p JOIN reference AS r ON r.id = p.actor
        WHERE p.treaty = c.key ORDER BY p.ordinal) AS x) AS parties,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_object('actor', json(r.json), 'by', b.by, 'interval', json(date_object(b.interval, 1))) AS json
            FROM bound AS b JOIN reference AS r ON r.id = b.actor WHERE b.treaty = c.key ORDER BY b.ordinal) AS x) AS bound,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_object('actor', json(r.json), 'on_behalf_of', json((SELECT json FROM reference WHERE id = s.on_behalf_of))) AS json
            FROM signatory AS s JOIN reference AS r ON r.id = s.actor WHERE s.treaty = c.key ORDER BY s.ordinal) AS x) AS signatories,
       coalesce(t.languages, '[]') AS languages,
       t.secret,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_insert(r.json, '$.number', a.number, '$.kinds', json(a.kinds)) AS json
            FROM article AS a JOIN reference AS r ON r.key = a.key WHERE a.treaty = c.id ORDER BY a.ordinal, a.number) AS x) AS articles,
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM supersession AS s JOIN reference AS r ON r.id = s.superseded
        WHERE s.treaty = c.key ORDER BY s.ordinal) AS x) AS supersedes,
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM supersession AS s JOIN reference AS r ON r.key = s.treaty
        WHERE s.superseded = c.id ORDER BY r.id) AS x) AS superseded_by,
       (SELECT json FROM reference WHERE id = t.ended_by) AS ended_by,
       t.end_kind,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT p.json FROM event_treaty AS e JOIN record AS r ON r.key = e.event JOIN reference AS p ON p.key = e.event
            WHERE e.treaty = c.id ORDER BY r.sort_earliest, r.sort_latest, r.sort_end, r.id) AS x) AS events
FROM common AS c JOIN treaty AS t ON t.key = c.key;

CREATE TEMP VIEW api_article AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       (SELECT json FROM reference WHERE id = a.treaty) AS treaty,
       a.number, a.number_as_written, a.ordinal, a.kinds,
       coalesce(a.text ->> language_code(language()), a.text ->> language_code(0)) AS text,
       CASE WHEN a.text ->> language_code(language()) IS NOT NULL THEN language_code(language())
            WHEN a.text ->> language_code(0) IS NOT NULL THEN language_code(0) END AS text_lang,
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM article_subject AS s JOIN reference AS r ON r.id = s.subject
        WHERE s.article = c.key ORDER BY s.ordinal) AS x) AS subject,
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM article_actor AS s JOIN reference AS r ON r.id = s.actor
        WHERE s.article = c.key AND s.side = 'from' ORDER BY s.ordinal) AS x) AS "from",
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM article_actor AS s JOIN reference AS r ON r.id = s.actor
        WHERE s.article = c.key AND s.side = 'to' ORDER BY s.ordinal) AS x) AS "to",
       a.secret,
       date_object(c.dating, 1) AS in_force,
       (SELECT json_group_array(json(x.json)) FROM (SELECT r.json FROM article_superseded AS s JOIN reference AS r ON r.id = s.by_id
        WHERE s.article = c.key ORDER BY s.ordinal) AS x) AS superseded_by,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT r.json FROM control AS k JOIN record AS o ON o.key = k.key JOIN reference AS r ON r.key = k.key
            WHERE k.basis = c.id ORDER BY o.sort_earliest, o.sort_latest, o.sort_end, o.id) AS x) AS effects,
       (SELECT json_group_array(json_object('name', q.value ->> 'name', 'value', q.value -> 'value', 'unit', q.value ->> 'unit'))
        FROM json_each(coalesce(a.quantities, '[]')) AS q) AS quantities
FROM common AS c JOIN article AS a ON a.key = c.key;

CREATE TEMP VIEW api_actor AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       date_object(c.dating, 1) AS existed,
       (SELECT json_group_array(json_object('label', n.value ->> 'label', 'lang', n.value ->> 'lang',
                                            'interval', json(date_object(n.value -> 'interval', 1))))
        FROM json_each(coalesce(a.names, '[]')) AS n) AS names,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_insert(r.json, '$.interval', json(date_object(k.dating, 1))) AS json
            FROM office AS o JOIN record AS k ON k.key = o.key JOIN reference AS r ON r.key = o.key
            WHERE o.holder = c.id ORDER BY k.sort_earliest, k.sort_latest, k.sort_end, k.id) AS x) AS offices,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_object('actor', json(r.json), 'date', json(date_object(p.date, 0)),
                               'event', json((SELECT json FROM reference WHERE id = p.event))) AS json
            FROM predecessor AS p JOIN reference AS r ON r.id = p.predecessor WHERE p.actor = c.key ORDER BY p.ordinal) AS x) AS predecessors,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_object('actor', json(r.json), 'date', json(date_object(p.date, 0)),
                               'event', json((SELECT json FROM reference WHERE id = p.event))) AS json
            FROM predecessor AS p JOIN reference AS r ON r.key = p.actor
            WHERE p.predecessor = c.id ORDER BY p.start_earliest, r.id) AS x) AS successors,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_object('actor', json(r.json), 'interval', json(date_object(f.interval, 1))) AS json
            FROM affiliation AS f JOIN reference AS r ON r.id = f.affiliated WHERE f.actor = c.key ORDER BY f.ordinal) AS x) AS affiliations,
       (SELECT json_group_array(json_object('name', q.value ->> 'name', 'value', q.value -> 'value', 'unit', q.value ->> 'unit'))
        FROM json_each(coalesce(a.quantities, '[]')) AS q) AS quantities
FROM common AS c JOIN actor AS a ON a.key = c.key;

CREATE TEMP VIEW api_office AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       json_object('id', p.id, 'label', coalesce(p.labels ->> language_code(language()), p.labels ->> language_code(0))) AS office,
       (SELECT json FROM reference WHERE id = p.state) AS state,
       (SELECT json FROM reference WHERE id = o.holder) AS holder,
       date_object(c.dating, 1) AS interval,
       o.acting,
       (SELECT r.json FROM office AS q JOIN record AS k ON k.key = q.key JOIN reference AS r ON r.key = q.key
        WHERE q.post = o.post AND (k.sort_earliest, k.sort_end, k.id) < (self.sort_earliest, self.sort_end, self.id)
        ORDER BY k.sort_earliest DESC, k.sort_end DESC, k.id DESC LIMIT 1) AS predecessor,
       (SELECT r.json FROM office AS q JOIN record AS k ON k.key = q.key JOIN reference AS r ON r.key = q.key
        WHERE q.post = o.post AND (k.sort_earliest, k.sort_end, k.id) > (self.sort_earliest, self.sort_end, self.id)
        ORDER BY k.sort_earliest, k.sort_end, k.id LIMIT 1) AS successor
FROM common AS c JOIN office AS o ON o.key = c.key JOIN post AS p ON p.id = o.post JOIN record AS self ON self.key = c.key;

CREATE TEMP VIEW api_place AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       CASE WHEN p.lat IS NOT NULL THEN json_object('lat', p.lat, 'lon', p.lon) END AS point,
       p.bbox,
       p.modern_name,
       (SELECT json_group_array(json_object('label', n.value ->> 'label', 'lang', n.value ->> 'lang',
                                            'interval', json(date_object(n.value -> 'interval', 1))))
        FROM json_each(coalesce(p.names, '[]')) AS n) AS names,
       (SELECT json FROM reference WHERE id = p.within) AS within,
       coalesce(p.population, '[]') AS population,
       (SELECT json_group_array(json(x.json)) FROM (
            SELECT json_insert(r.json, '$.kind', k.kind, '$.interval', json(date_object(k.dating, 1))) AS json
            FROM control AS o JOIN record AS k ON k.key = o.key JOIN reference AS r ON r.key = o.key
            WHERE o.place = c.id ORDER BY k.sort_earliest, k.sort_latest, k.sort_end, k.id) AS x) AS control
FROM common AS c JOIN place AS p ON p.key = c.key;

CREATE TEMP VIEW api_relation AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       json_array(json((SELECT json FROM reference WHERE id = x.one)), json((SELECT json FROM reference WHERE id = x.other))) AS "between",
       min(x.one, x.other) || '--' || max(x.one, x.other) AS pair,
       c.kind AS status,
       x.diplomatic,
       date_object(c.dating, 1) AS interval,
       (SELECT json FROM reference WHERE id = x.opened_by) AS opened_by,
       (SELECT json FROM reference WHERE id = x.closed_by) AS closed_by
FROM common AS c JOIN relation AS x ON x.key = c.key;

CREATE TEMP VIEW api_control AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       (SELECT json FROM reference WHERE id = x.place) AS place,
       (SELECT json_group_array(json(h.json)) FROM (SELECT r.json FROM control_holder AS k JOIN reference AS r ON r.id = k.actor
        WHERE k.control = c.key ORDER BY k.ordinal) AS h) AS holder,
       date_object(c.dating, 1) AS interval,
       (SELECT json FROM reference WHERE id = x.basis) AS basis
FROM common AS c JOIN control AS x ON x.key = c.key;

CREATE TEMP VIEW api_source AS
SELECT c.key, c.id, c.type, c.kind, c.label, c.label_lang, c.labels, c.aliases, c.summary, c.summary_lang, c.href, c.sources,
       c.disputed, c.unverified, c.same_as,
       s.csl ->> 'title' AS title,
       coalesce(s.csl -> 'author', '[]') AS author,
       coalesce(s.csl -> 'editor', '[]') AS editor,
       date_object(c.dating, 0) AS issued,
       s.csl ->> 'publisher' AS publisher,
       s.csl ->> '$.container-title' AS "container-title",
       s.csl ->> 'volume' AS volume,
       s.csl ->> 'page' AS page,
       s.csl ->> 'URL' AS URL,
       s.csl ->> 'archive' AS archive,
       s.csl ->> 'language' AS language,
       s.origin,
       (SELECT json_group_array(json(y.json)) FROM (SELECT DISTINCT r.id, r.key FROM citation AS k JOIN record AS r ON r.key = k.record
        WHERE k.source = c.id ORDER BY r.id LIMIT 1000) AS x CROSS JOIN reference AS y ON y.key = x.key) AS supports
FROM common AS c JOIN source AS s ON s.key = c.key;

CREATE TEMP VIEW claim_reference AS
SELECT m.key, m.id, m.subject, m.field, m.comparable, m.value_kind, ref.label || ': ' || m.field AS label, ref.label_lang,
       '/claims/' || m.id AS href
FROM claim AS m JOIN ref ON ref.key = m.subject;

CREATE TEMP VIEW api_claim AS
SELECT m.key, m.id, 'claim' AS type, m.rank AS kind, c.label, c.label_lang,
       (SELECT json_group_object(l.code, t.label || ': ' || m.field) FROM title AS t JOIN language AS l ON l.ordinal = t.language
        WHERE t.key = m.subject AND t.label_lang = l.code) AS labels,
       '[]' AS aliases, m.rank_reason AS summary, c.href,
       (SELECT json_array(json(json_insert(s.json, '$.locator', m.locator))) FROM reference AS s WHERE s.id = m.source
        UNION ALL SELECT '[]' LIMIT 1) AS sources,
       '[]' AS disputed, '[]' AS unverified, '[]' AS same_as, lower(hex(m.sha256)) AS sha256,
       (SELECT json FROM reference WHERE key = m.subject) AS subject,
       m.field,
       (SELECT json FROM reference WHERE id = m.about) AS about,
       CASE m.value_type
           WHEN 'date' THEN date_object(m.value, 0)
           WHEN 'interval' THEN date_object(m.value, 1)
           WHEN 'reference' THEN coalesce((SELECT json FROM reference WHERE id = m.value ->> '$'), m.value)
           WHEN 'office' THEN coalesce((SELECT json_object('id', p.id, 'label', coalesce(p.labels ->> language_code(language()), p.labels ->> language_code(0)))
                                        FROM post AS p WHERE p.id = m.value ->> '$'), m.value)
           ELSE m.value
       END AS value,
       m.value_kind, m.rank, m.rank_reason,
       (SELECT json FROM reference WHERE id = m.source) AS source,
       m.locator, m.certainty,
       CASE WHEN m.verified IS NOT NULL THEN json(m.verified) END AS verified,
       (SELECT json_group_array(json_object('type', 'claim', 'id', o.id, 'label', o.label, 'href', o.href))
        FROM claim_reference AS o WHERE o.subject = m.subject AND o.field = m.field AND m.conflicting = 1
        AND (o.comparable IS NOT m.comparable OR o.value_kind <> m.value_kind)) AS conflicts_with
FROM claim AS m JOIN claim_reference AS c ON c.key = m.key;

-- A link between two records, with who says so: the claims about the field that states it, or what the
-- record that states it cites.
CREATE TEMP VIEW link AS
SELECT e.key, e.source, e.target, e.kind, e.start_earliest, e.start_latest, e.end_earliest, e.end_latest,
       json_object('source', json((SELECT json FROM reference WHERE key = e.source)),
                   'target', json((SELECT json FROM reference WHERE key = e.target)),
                   'kind', e.kind, 'role', e.role, 'note', e.note, 'interval', json(date_object(e.dating, 1)),
                   'sources', json((SELECT json_group_array(json(x.json)) FROM (
                       SELECT json_insert(s.json, '$.locator', m.locator) AS json
                       FROM claim AS m JOIN reference AS s ON s.id = m.source
                       WHERE m.subject = e.subject AND m.field = e.field AND m.rank <> 'deprecated'
                       UNION
                       SELECT json_insert(s.json, '$.locator', c.locator)
                       FROM citation AS c JOIN reference AS s ON s.id = c.source
                       WHERE e.field IS NULL AND c.record = e.subject) AS x))) AS json
FROM edge AS e;
