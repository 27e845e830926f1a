-- From a validated record (:record, its JSON text) to rows. `-- load TYPE` statements run once for a
-- record of that type (`*`: of every type), `when KEY` only where the record has that key.
-- :key is the record's number, :type its type, :sha256 its digest.
-- Functions of ours: day_bound(date, as_interval, n) with n 0 … 3 for start earliest, start latest, end
-- earliest, end latest; fold(text).

-- load *
INSERT INTO record (key, id, type, kind, labels, aliases, summary, same_as, dating, sha256)
VALUES (:key, :record ->> 'id', :type,
        coalesce(:record ->> 'kind', :record ->> '$.kinds[0]', :record ->> 'office', :record ->> 'status'),
        :record -> 'labels', :record -> 'aliases', :record -> 'summary', :record -> 'same_as',
        coalesce(:record -> 'date', :record -> 'in_force', :record -> 'existed', :record -> 'interval',
                 :record -> 'issued'),
        :sha256);

-- load *
INSERT INTO title (key, language, label, label_lang, folded)
SELECT :key, l.ordinal, coalesce(own.value, basic.value),
       CASE WHEN own.value IS NULL THEN base.code ELSE l.code END, fold(coalesce(own.value, basic.value))
FROM language AS l
JOIN language AS base ON base.ordinal = 0
LEFT JOIN json_each(:record, '$.labels') AS own ON own.key = l.code
JOIN json_each(:record, '$.labels') AS basic ON basic.key = base.code;

-- load * when former_ids
INSERT INTO former_id (former, current) SELECT value, :record ->> 'id' FROM json_each(:record, '$.former_ids');

-- load event
INSERT INTO event (key, part_of, quantities) VALUES (:key, :record ->> 'part_of', :record -> 'quantities');
-- load event when places
INSERT INTO event_place (event, ordinal, place) SELECT :key, key, value FROM json_each(:record, '$.places');
-- load event when participants
INSERT INTO participant (event, ordinal, actor, role, on_behalf_of)
SELECT :key, key, value ->> 'actor', value ->> 'role', value ->> 'on_behalf_of' FROM json_each(:record, '$.participants');
-- load event when causes
INSERT INTO cause (event, ordinal, cause, note)
SELECT :key, key, value ->> 'event', value ->> 'note' FROM json_each(:record, '$.causes');
-- load event when treaties
INSERT INTO event_treaty (event, ordinal, treaty) SELECT :key, key, value FROM json_each(:record, '$.treaties');

-- load treaty
INSERT INTO treaty (key, signed, signed_place, signed_start_earliest, signed_start_latest,
                    signed_end_earliest, signed_end_latest, in_force_basis, languages, secret, ended_by, end_kind)
SELECT :key, signed, :record ->> '$.signed.place', day_bound(signed, 0, 0), day_bound(signed, 0, 1),
       day_bound(signed, 0, 2), day_bound(signed, 0, 3), :record ->> 'in_force_basis', :record -> 'languages',
       coalesce(:record ->> 'secret', 'none'), :record ->> 'ended_by', :record ->> 'end_kind'
FROM (SELECT :record -> '$.signed.date' AS signed);
-- load treaty when ratified
INSERT INTO ratification (treaty, ordinal, actor, act, date, place, start_earliest, start_latest, end_earliest, end_latest)
SELECT :key, key, value ->> 'actor', value ->> 'act', value -> 'date', value ->> 'place',
       day_bound(value -> 'date', 0, 0), day_bound(value -> 'date', 0, 1),
       day_bound(value -> 'date', 0, 2), day_bound(value -> 'date', 0, 3)
FROM json_each(:record, '$.ratified');
-- load treaty
INSERT INTO party (treaty, ordinal, actor) SELECT :key, key, value FROM json_each(:record, '$.parties');
-- load treaty when bound
INSERT INTO bound (treaty, ordinal, actor, by, interval, start_earliest, start_latest, end_earliest, end_latest)
SELECT :key, key, value ->> 'actor', value ->> 'by', value -> 'interval',
       day_bound(value -> 'interval', 1, 0), day_bound(value -> 'interval', 1, 1),
       day_bound(value -> 'interval', 1, 2), day_bound(value -> 'interval', 1, 3)
FROM json_each(:record, '$.bound');
-- load treaty when signatories
INSERT INTO signatory (treaty, ordinal, actor, on_behalf_of)
SELECT :key, key, value ->> 'actor', value ->> 'on_behalf_of' FROM json_each(:record, '$.signatories');
-- load treaty when supersedes
INSERT INTO supersession (treaty, ordinal, superseded) SELECT :key, key, value FROM json_each(:record, '$.supersedes');

-- load article
INSERT INTO article (key, treaty, number, number_as_written, ordinal, kinds, text, secret, quantities)
VALUES (:key, :record ->> 'treaty', :record ->> 'number', :record ->> 'number_as_written',
        coalesce(:record ->> 'ordinal', 0), coalesce(:record -> 'kinds', '[]'), :record -> 'text',
        coalesce(:record ->> 'secret', 0), :record -> 'quantities');
-- load article when subject
INSERT INTO article_subject (article, ordinal, subject) SELECT :key, key, value FROM json_each(:record, '$.subject');
-- load article when from
INSERT INTO article_actor (article, side, ordinal, actor) SELECT :key, 'from', key, value FROM json_each(:record, '$.from');
-- load article when to
INSERT INTO article_actor (article, side, ordinal, actor) SELECT :key, 'to', key, value FROM json_each(:record, '$.to');
-- load article when superseded_by
INSERT INTO article_superseded (article, ordinal, by_id) SELECT :key, key, value FROM json_each(:record, '$.superseded_by');

-- load actor
INSERT INTO actor (key, names, quantities) VALUES (:key, :record -> 'names', :record -> 'quantities');
-- load actor when predecessors
INSERT INTO predecessor (actor, ordinal, predecessor, date, event, start_earliest, start_latest, end_earliest, end_latest)
SELECT :key, key, value ->> 'actor', value -> 'date', value ->> 'event',
       day_bound(value -> 'date', 0, 0), day_bound(value -> 'date', 0, 1),
       day_bound(value -> 'date', 0, 2), day_bound(value -> 'date', 0, 3)
FROM json_each(:record, '$.predecessors');
-- load actor when affiliations
INSERT INTO affiliation (actor, ordinal, affiliated, interval, start_earliest, start_latest, end_earliest, end_latest)
SELECT :key, key, value ->> 'actor', value -> 'interval',
       day_bound(value -> 'interval', 1, 0), day_bound(value -> 'interval', 1, 1),
       day_bound(value -> 'interval', 1, 2), day_bound(value -> 'interval', 1, 3)
FROM json_each(:record, '$.affiliations');

-- load office
INSERT INTO office (key, post, holder, acting)
VALUES (:key, :record ->> 'office', :record ->> 'holder', coalesce(:record ->> 'acting', 0));

-- load place
INSERT INTO place (key, lat, lon, bbox, modern_name, names, within, population)
VALUES (:key, :record ->> '$.point.lat', :record ->> '$.point.lon', :record -> 'bbox', :record ->> 'modern_name',
        :record -> 'names', :record ->> 'within', :record -> 'population');

-- load relation
INSERT INTO relation (key, one, other, diplomatic, opened_by, closed_by)
VALUES (:key, :record ->> '$.between[0]', :record ->> '$.between[1]', :record ->> 'diplomatic',
        :record ->> 'opened_by', :record ->> 'closed_by');

-- load control
INSERT INTO control (key, place, basis) VALUES (:key, :record ->> 'place', :record ->> 'basis');
-- load control when holder
INSERT INTO control_holder (control, ordinal, actor) SELECT :key, key, value FROM json_each(:record, '$.holder');

-- load source
INSERT INTO source (key, csl, origin) VALUES (:key, :record, :record ->> 'origin');

-- load * when sources
INSERT INTO citation (record, ordinal, source, locator)
SELECT :key, min(key), value ->> 'source', value ->> 'locator' FROM json_each(:record, '$.sources')
WHERE value ->> 'source' IS NOT NULL GROUP BY value ->> 'source', value ->> 'locator';

-- load *
UPDATE record
SET start_earliest = day_bound(dating, type NOT IN ('event', 'source'), 0),
    start_latest   = day_bound(dating, type NOT IN ('event', 'source'), 1),
    end_earliest   = day_bound(dating, type NOT IN ('event', 'source'), 2),
    end_latest     = day_bound(dating, type NOT IN ('event', 'source'), 3)
WHERE key = :key AND dating IS NOT NULL;
