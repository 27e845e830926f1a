-- From a validated record to rows. `-- load TYPE` statements run once for a record of that type (`*`: of
-- every type), `when KEY` only where the record has that key, `each KEY` once for each element of that
-- list, `each KEY once A B` only for those that have a string A and differ in A or B from all before,
-- `each-language` once for each language of the dataset.
--
-- What they say is bound straight from the record. `:part_of` is the value of a key (a list or an object:
-- its JSON text), `$part_of` always its JSON text; `::` leads further down (`:between::0`), and after `each`
-- the element is `:each`. Before those: :key is the record's number, :type its type, :sha256 its digest,
-- :record its JSON text, :dating what its collection's date filter asks, with the days :start_earliest …
-- :end_latest; :disputed and :unverified what its claims amount to; :index the element's position; :language, :label and :label_lang what is shown in a language.
-- Functions of ours: day_bound(date, as_interval, n) with n 0 … 3 for start earliest, start latest, end
-- earliest, end latest; fold(text).

-- load *
INSERT INTO record (key, id, type, kind, labels, aliases, summary, same_as, dating, start_earliest, start_latest,
                    end_earliest, end_latest, sort_earliest, sort_latest, sort_end, disputed, unverified, sha256)
VALUES (:key, :id, :type, coalesce(:kind, :kinds::0, :office, :status), :labels, :aliases, :summary, :same_as, :dating,
        :start_earliest, :start_latest, :end_earliest, :end_latest,
        iif(:type <> 'treaty', :start_earliest, NULL), iif(:type <> 'treaty', :start_latest, NULL),
        iif(:type <> 'treaty', :end_latest, NULL), :disputed, :unverified, :sha256);

-- load * each-language
INSERT INTO title (key, language, label, label_lang, folded) VALUES (:key, :language, :label, :label_lang, fold(:label));

-- load * each aliases
INSERT OR IGNORE INTO other_name (folded, key) VALUES (fold(:each), :key);

-- load * each former_ids
INSERT INTO former_id (former, current) VALUES (:each, :id);

-- load event
INSERT INTO event (key, part_of, quantities) VALUES (:key, :part_of, $quantities);
-- load event each places
INSERT INTO event_place (event, ordinal, place) VALUES (:key, :index, :each);
-- load event each participants
INSERT INTO participant (event, ordinal, actor, role, on_behalf_of)
VALUES (:key, :index, :each::actor, :each::role, :each::on_behalf_of);
-- load event each causes
INSERT INTO cause (event, ordinal, cause, note) VALUES (:key, :index, :each::event, :each::note);
-- load event each treaties
INSERT INTO event_treaty (event, ordinal, treaty) VALUES (:key, :index, :each);

-- load treaty
INSERT INTO treaty (key, signed, signed_place, signed_start_earliest, signed_start_latest,
                    signed_end_earliest, signed_end_latest, in_force_basis, languages, secret, ended_by, end_kind)
VALUES (:key, $signed::date, :signed::place, day_bound($signed::date, 0, 0), day_bound($signed::date, 0, 1),
        day_bound($signed::date, 0, 2), day_bound($signed::date, 0, 3), :in_force_basis, $languages,
        coalesce(:secret, 'none'), :ended_by, :end_kind);
-- load treaty each ratified
INSERT INTO ratification (treaty, ordinal, actor, act, date, place, start_earliest, start_latest, end_earliest, end_latest)
VALUES (:key, :index, :each::actor, :each::act, $each::date, :each::place,
        day_bound($each::date, 0, 0), day_bound($each::date, 0, 1), day_bound($each::date, 0, 2), day_bound($each::date, 0, 3));
-- load treaty each parties
INSERT INTO party (treaty, ordinal, actor) VALUES (:key, :index, :each);
-- load treaty each bound
INSERT INTO bound (treaty, ordinal, actor, by, interval, start_earliest, start_latest, end_earliest, end_latest)
VALUES (:key, :index, :each::actor, :each::by, $each::interval,
        day_bound($each::interval, 1, 0), day_bound($each::interval, 1, 1),
        day_bound($each::interval, 1, 2), day_bound($each::interval, 1, 3));
-- load treaty each signatories
INSERT INTO signatory (treaty, ordinal, actor, on_behalf_of) VALUES (:key, :index, :each::actor, :each::on_behalf_of);
-- load treaty each supersedes
INSERT INTO supersession (treaty, ordinal, superseded) VALUES (:key, :index, :each);

-- load article
INSERT INTO article (key, treaty, number, number_as_written, ordinal, kinds, text, secret, quantities)
VALUES (:key, :treaty, :number, :number_as_written, coalesce(:ordinal, 0), coalesce($kinds, '[]'), $text,
        coalesce(:secret, 0), $quantities);
-- load article each subject
INSERT INTO article_subject (article, ordinal, subject) VALUES (:key, :index, :each);
-- load article each from
INSERT INTO article_actor (article, side, ordinal, actor) VALUES (:key, 'from', :index, :each);
-- load article each to
INSERT INTO article_actor (article, side, ordinal, actor) VALUES (:key, 'to', :index, :each);
-- load article each superseded_by
INSERT INTO article_superseded (article, ordinal, by_id) VALUES (:key, :index, :each);

-- load actor
INSERT INTO actor (key, names, quantities) VALUES (:key, $names, $quantities);
-- load actor each names
INSERT OR IGNORE INTO other_name (folded, key) VALUES (fold(:each::label), :key);
-- load actor each predecessors
INSERT INTO predecessor (actor, ordinal, predecessor, date, event, start_earliest, start_latest, end_earliest, end_latest)
VALUES (:key, :index, :each::actor, $each::date, :each::event,
        day_bound($each::date, 0, 0), day_bound($each::date, 0, 1), day_bound($each::date, 0, 2), day_bound($each::date, 0, 3));
-- load actor each affiliations
INSERT INTO affiliation (actor, ordinal, affiliated, interval, start_earliest, start_latest, end_earliest, end_latest)
VALUES (:key, :index, :each::actor, $each::interval,
        day_bound($each::interval, 1, 0), day_bound($each::interval, 1, 1),
        day_bound($each::interval, 1, 2), day_bound($each::interval, 1, 3));

-- load office
INSERT INTO office (key, post, holder, acting) VALUES (:key, :office, :holder, coalesce(:acting, 0));

-- load place
INSERT INTO place (key, lat, lon, bbox, modern_name, names, within, population)
VALUES (:key, :point::lat, :point::lon, $bbox, :modern_name, $names, :within, $population);
-- load place each names
INSERT OR IGNORE INTO other_name (folded, key) VALUES (fold(:each::label), :key);

-- load relation
INSERT INTO relation (key, one, other, diplomatic, opened_by, closed_by)
VALUES (:key, :between::0, :between::1, :diplomatic, :opened_by, :closed_by);

-- load control
INSERT INTO control (key, place, basis) VALUES (:key, :place, :basis);
-- load control each holder
INSERT INTO control_holder (control, ordinal, actor) VALUES (:key, :index, :each);

-- load source
INSERT INTO source (key, csl, origin) VALUES (:key, :record, :origin);

-- A source cited twice with the same locator is cited once.
-- load * each sources once source locator
INSERT INTO citation (record, ordinal, source, locator) VALUES (:key, :index, :each::source, :each::locator);
