-- The store. A dataset is compiled into these tables once and never edited in place.
--
-- `record` holds what all types share: identity, words, and the four day columns on which dates are
-- asked (Julian Day Numbers; all NULL where undated; -1e12 and 1e12 where a side has no bound).
-- Dates are kept as the curator wrote them (JSON, see db/README.md) beside their days.
-- References are record ids; every one is checked after loading.

PRAGMA application_id = 0x4368616E;
PRAGMA user_version = 5;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT
) WITHOUT ROWID;

CREATE TABLE language (
    ordinal INTEGER PRIMARY KEY CHECK (ordinal BETWEEN 0 AND 7), -- 0 is the default
    code    TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL,
    dates   TEXT                                                 -- words and patterns, or NULL: English
);

CREATE TABLE kind (
    type     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    labels   TEXT NOT NULL CHECK (json_valid(labels)),
    in_use   INTEGER NOT NULL DEFAULT 0, -- records of this kind
    PRIMARY KEY (type, kind)
) WITHOUT ROWID;

CREATE TABLE coverage (
    domain TEXT PRIMARY KEY,    -- a record type, or '' for the whole
    start_day INTEGER NOT NULL,
    end_day   INTEGER NOT NULL CHECK (end_day >= start_day)
) WITHOUT ROWID;

CREATE TABLE record (
    key            INTEGER PRIMARY KEY,
    id             TEXT NOT NULL,
    type           TEXT NOT NULL,       -- its CHECK, and that of claim, is no IN (…): that makes a table a row
    kind           TEXT NOT NULL,
    labels         TEXT NOT NULL,       -- {"en": …}
    aliases        TEXT,                -- […]
    summary        TEXT,                -- {"en": …}
    same_as        TEXT,                -- […]
    dating         TEXT,                -- what the collection's date filter asks
    start_earliest INTEGER, start_latest INTEGER, end_earliest INTEGER, end_latest INTEGER,
    sort_earliest  INTEGER, sort_latest INTEGER, sort_end INTEGER, -- NULL: last in either direction
    handover       INTEGER NOT NULL DEFAULT 0, -- its end is another's beginning that day
    mentions       INTEGER NOT NULL DEFAULT 0, -- how often other records name it
    disputed       TEXT,                -- […] pointers to its fields whose claims conflict
    unverified     TEXT,                -- […] and to those whose preferred value nobody has verified
    sha256         TEXT NOT NULL,
    span           INTEGER AS (         -- how long from sort_earliest to sort_end: by powers of two, from 1,024 days on by quarters, from 8,192 on by eighths of them
        CASE WHEN sort_earliest IS NULL THEN NULL
             WHEN sort_earliest <= -1000000000000 THEN
                 CASE WHEN sort_latest = sort_end THEN 201 WHEN sort_latest <= -1000000000000 THEN 202 ELSE 200 END
             WHEN sort_end >= 1000000000000 THEN 203
             WHEN sort_end - sort_earliest < 1 THEN 0
             WHEN sort_end - sort_earliest < 32 THEN
                 CASE WHEN sort_end - sort_earliest < 2 THEN 1 WHEN sort_end - sort_earliest < 4 THEN 2
                      WHEN sort_end - sort_earliest < 8 THEN 3 WHEN sort_end - sort_earliest < 16 THEN 4 ELSE 5 END
             WHEN sort_end - sort_earliest < 1024 THEN
                 CASE WHEN sort_end - sort_earliest < 64 THEN 6 WHEN sort_end - sort_earliest < 128 THEN 7
                      WHEN sort_end - sort_earliest < 256 THEN 8 WHEN sort_end - sort_earliest < 512 THEN 9 ELSE 10 END
             WHEN sort_end - sort_earliest < 2048 THEN 36 + ((sort_end - sort_earliest) >> 8)
             WHEN sort_end - sort_earliest < 4096 THEN 40 + ((sort_end - sort_earliest) >> 9)
             WHEN sort_end - sort_earliest < 8192 THEN 44 + ((sort_end - sort_earliest) >> 10)
             WHEN sort_end - sort_earliest < 16384 THEN 52 + ((sort_end - sort_earliest) >> 10)
             WHEN sort_end - sort_earliest < 32768 THEN 60 + ((sort_end - sort_earliest) >> 11)
             WHEN sort_end - sort_earliest < 65536 THEN 68 + ((sort_end - sort_earliest) >> 12)
             WHEN sort_end - sort_earliest < 131072 THEN 76 + ((sort_end - sort_earliest) >> 13)
             WHEN sort_end - sort_earliest < 262144 THEN 84 + ((sort_end - sort_earliest) >> 14)
             WHEN sort_end - sort_earliest < 524288 THEN 92 + ((sort_end - sort_earliest) >> 15)
             WHEN sort_end - sort_earliest < 1048576 THEN 100 + ((sort_end - sort_earliest) >> 16)
             WHEN sort_end - sort_earliest < 2097152 THEN 108 + ((sort_end - sort_earliest) >> 17) ELSE 199 END) VIRTUAL,
    CHECK (type = 'event' OR type = 'treaty' OR type = 'article' OR type = 'actor' OR type = 'office' OR
           type = 'place' OR type = 'relation' OR type = 'control' OR type = 'source'),
    CHECK (start_earliest <= start_latest AND end_earliest <= end_latest AND start_earliest <= end_latest)
);

CREATE TABLE title (                    -- the label shown in each language, after fallback
    key        INTEGER NOT NULL REFERENCES record (key),
    language   INTEGER NOT NULL REFERENCES language (ordinal),
    label      TEXT NOT NULL,
    label_lang TEXT NOT NULL,
    folded     TEXT NOT NULL,
    PRIMARY KEY (key, language)
) WITHOUT ROWID;

CREATE TABLE other_name (               -- that a record has beside its labels
    folded TEXT NOT NULL, key INTEGER NOT NULL REFERENCES record (key),
    PRIMARY KEY (folded, key)
) WITHOUT ROWID;

CREATE TABLE former_id (
    former  TEXT PRIMARY KEY,
    current TEXT NOT NULL REFERENCES record (id)
) WITHOUT ROWID;

CREATE TABLE withdrawn (
    id          TEXT PRIMARY KEY,
    replaced_by TEXT REFERENCES record (id)
) WITHOUT ROWID;

CREATE TABLE representation (           -- canonical JSON without its closing brace
    slot INTEGER PRIMARY KEY,           -- record key * 8 + language; only where it differs from language 0
    body BLOB NOT NULL
);

CREATE TABLE event (
    key        INTEGER PRIMARY KEY REFERENCES record (key),
    part_of    TEXT REFERENCES record (id),
    quantities TEXT
);
CREATE TABLE event_place (
    event INTEGER NOT NULL REFERENCES event (key), ordinal INTEGER NOT NULL,
    place TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (event, ordinal)
) WITHOUT ROWID;
CREATE TABLE participant (
    event INTEGER NOT NULL REFERENCES event (key), ordinal INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES record (id), role TEXT, on_behalf_of TEXT REFERENCES record (id),
    PRIMARY KEY (event, ordinal)
) WITHOUT ROWID;
CREATE TABLE cause (
    event INTEGER NOT NULL REFERENCES event (key), ordinal INTEGER NOT NULL,
    cause TEXT NOT NULL REFERENCES record (id), note TEXT,
    PRIMARY KEY (event, ordinal)
) WITHOUT ROWID;
CREATE TABLE event_treaty (
    event INTEGER NOT NULL REFERENCES event (key), ordinal INTEGER NOT NULL,
    treaty TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (event, ordinal)
) WITHOUT ROWID;

CREATE TABLE treaty (
    key            INTEGER PRIMARY KEY REFERENCES record (key),
    signed         TEXT,               -- the date as written
    signed_place   TEXT REFERENCES record (id),
    signed_start_earliest INTEGER, signed_start_latest INTEGER,
    signed_end_earliest   INTEGER, signed_end_latest   INTEGER,
    in_force_basis TEXT,
    languages      TEXT,
    secret         TEXT NOT NULL DEFAULT 'none' CHECK (secret IN ('none', 'part', 'whole')),
    ended_by       TEXT REFERENCES record (id),
    end_kind       TEXT
);
CREATE TABLE ratification (
    treaty INTEGER NOT NULL REFERENCES treaty (key), ordinal INTEGER NOT NULL,
    actor TEXT REFERENCES record (id), act TEXT NOT NULL, date TEXT, place TEXT REFERENCES record (id),
    start_earliest INTEGER, start_latest INTEGER, end_earliest INTEGER, end_latest INTEGER,
    PRIMARY KEY (treaty, ordinal)
) WITHOUT ROWID;
CREATE TABLE party (
    treaty INTEGER NOT NULL REFERENCES treaty (key), ordinal INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (treaty, ordinal)
) WITHOUT ROWID;
CREATE TABLE bound (
    treaty INTEGER NOT NULL REFERENCES treaty (key), ordinal INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES record (id),
    by TEXT NOT NULL CHECK (by IN ('signature', 'succession', 'accession')), interval TEXT,
    start_earliest INTEGER, start_latest INTEGER, end_earliest INTEGER, end_latest INTEGER,
    PRIMARY KEY (treaty, ordinal)
) WITHOUT ROWID;
CREATE TABLE signatory (
    treaty INTEGER NOT NULL REFERENCES treaty (key), ordinal INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES record (id), on_behalf_of TEXT REFERENCES record (id),
    PRIMARY KEY (treaty, ordinal)
) WITHOUT ROWID;
CREATE TABLE supersession (
    treaty INTEGER NOT NULL REFERENCES treaty (key), ordinal INTEGER NOT NULL,
    superseded TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (treaty, ordinal)
) WITHOUT ROWID;

CREATE TABLE article (
    key               INTEGER PRIMARY KEY REFERENCES record (key),
    treaty            TEXT NOT NULL REFERENCES record (id),
    number            TEXT NOT NULL,
    number_as_written TEXT,
    ordinal           INTEGER NOT NULL,
    kinds             TEXT NOT NULL,
    text              TEXT,
    secret            INTEGER NOT NULL DEFAULT 0 CHECK (secret IN (0, 1)),
    quantities        TEXT
);
CREATE TABLE article_subject (
    article INTEGER NOT NULL REFERENCES article (key), ordinal INTEGER NOT NULL,
    subject TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;
CREATE TABLE article_actor (           -- who gives ('from') and who gets ('to')
    article INTEGER NOT NULL REFERENCES article (key), side TEXT NOT NULL CHECK (side IN ('from', 'to')),
    ordinal INTEGER NOT NULL, actor TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (article, side, ordinal)
) WITHOUT ROWID;
CREATE TABLE article_superseded (
    article INTEGER NOT NULL REFERENCES article (key), ordinal INTEGER NOT NULL,
    by_id TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;

CREATE TABLE actor (
    key        INTEGER PRIMARY KEY REFERENCES record (key),
    names      TEXT,
    quantities TEXT
);
CREATE TABLE predecessor (
    actor INTEGER NOT NULL REFERENCES actor (key), ordinal INTEGER NOT NULL,
    predecessor TEXT NOT NULL REFERENCES record (id), date TEXT, event TEXT REFERENCES record (id),
    start_earliest INTEGER, start_latest INTEGER, end_earliest INTEGER, end_latest INTEGER,
    PRIMARY KEY (actor, ordinal)
) WITHOUT ROWID;
CREATE TABLE affiliation (
    actor INTEGER NOT NULL REFERENCES actor (key), ordinal INTEGER NOT NULL,
    affiliated TEXT NOT NULL REFERENCES record (id), interval TEXT,
    start_earliest INTEGER, start_latest INTEGER, end_earliest INTEGER, end_latest INTEGER,
    PRIMARY KEY (actor, ordinal)
) WITHOUT ROWID;

CREATE TABLE post (                    -- an office that people hold in turn
    id     TEXT PRIMARY KEY,
    labels TEXT NOT NULL,
    state  TEXT REFERENCES record (id)
) WITHOUT ROWID;
CREATE TABLE office (                  -- a tenure of it
    key    INTEGER PRIMARY KEY REFERENCES record (key),
    post   TEXT NOT NULL REFERENCES post (id),
    holder TEXT NOT NULL REFERENCES record (id),
    acting INTEGER NOT NULL DEFAULT 0 CHECK (acting IN (0, 1))
);

CREATE TABLE place (
    key         INTEGER PRIMARY KEY REFERENCES record (key),
    lat         REAL CHECK (lat BETWEEN -90 AND 90),
    lon         REAL CHECK (lon BETWEEN -180 AND 180),
    bbox        TEXT,
    modern_name TEXT,
    names       TEXT,
    within      TEXT REFERENCES record (id),
    population  TEXT
);
CREATE TABLE geometry (
    key     INTEGER PRIMARY KEY REFERENCES place (key),
    geojson TEXT NOT NULL CHECK (json_valid(geojson))
);

CREATE TABLE relation (
    key        INTEGER PRIMARY KEY REFERENCES record (key),
    one        TEXT NOT NULL REFERENCES record (id),
    other      TEXT NOT NULL REFERENCES record (id),
    diplomatic TEXT,
    opened_by  TEXT REFERENCES record (id),
    closed_by  TEXT REFERENCES record (id)
);

CREATE TABLE control (
    key   INTEGER PRIMARY KEY REFERENCES record (key),
    place TEXT NOT NULL REFERENCES record (id),
    basis TEXT REFERENCES record (id)
);
CREATE TABLE control_holder (
    control INTEGER NOT NULL REFERENCES control (key), ordinal INTEGER NOT NULL,
    actor TEXT NOT NULL REFERENCES record (id),
    PRIMARY KEY (control, ordinal)
) WITHOUT ROWID;

CREATE TABLE source (
    key    INTEGER PRIMARY KEY REFERENCES record (key),
    csl    TEXT NOT NULL,              -- CSL keys as written
    origin TEXT
);

CREATE TABLE citation (                -- the sources of a record, in the curator's order
    record INTEGER NOT NULL REFERENCES record (key), ordinal INTEGER NOT NULL,
    source TEXT NOT NULL REFERENCES record (id), locator TEXT,
    PRIMARY KEY (record, ordinal)
) WITHOUT ROWID;

CREATE TABLE claim (                   -- what one source says of one field
    key         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    subject     INTEGER NOT NULL REFERENCES record (key),
    field       TEXT NOT NULL,         -- JSON Pointer into the subject's full record
    about       TEXT REFERENCES record (id),
    value       TEXT CHECK (value IS NULL OR json_valid(value)), -- as written
    comparable  TEXT,                  -- what decides whether two claims of one field say the same; NULL: it has no other
    value_type  TEXT NOT NULL CHECK (value_type = 'plain' OR value_type = 'date' OR value_type = 'interval' OR
                                     value_type = 'reference' OR value_type = 'office'),
    value_kind  TEXT NOT NULL CHECK (value_kind = 'value' OR value_kind = 'unknown' OR value_kind = 'none'),
    rank        TEXT NOT NULL CHECK (rank = 'preferred' OR rank = 'normal' OR rank = 'deprecated'),
    rank_reason TEXT,
    source      TEXT REFERENCES record (id), -- NULL: general knowledge, openly uncited
    locator     TEXT,
    certainty   TEXT,
    verified    TEXT,                  -- {"on", "method"}, or NULL
    sha256      BLOB NOT NULL,         -- of what is said and by whom
    conflicting INTEGER NOT NULL DEFAULT 0 CHECK (conflicting IN (0, 1))
);

-- What is asked across the types, derived after loading (db/derive.sql).
CREATE TABLE involvement (             -- an actor in a record
    actor INTEGER NOT NULL REFERENCES actor (key), record INTEGER NOT NULL REFERENCES record (key),
    role TEXT NOT NULL,
    PRIMARY KEY (actor, record, role)
) WITHOUT ROWID;
CREATE TABLE role (                    -- those there are in the records of a type
    type TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (type, role)
) WITHOUT ROWID;
CREATE TABLE locality (                -- a place that a record names
    place INTEGER NOT NULL REFERENCES place (key), record INTEGER NOT NULL REFERENCES record (key),
    PRIMARY KEY (place, record)
) WITHOUT ROWID;
CREATE TABLE containment (             -- a place and all within it, itself included
    container INTEGER NOT NULL REFERENCES place (key), place INTEGER NOT NULL REFERENCES place (key),
    PRIMARY KEY (container, place)
) WITHOUT ROWID;
CREATE TABLE lineage (                 -- an actor and every predecessor and successor, itself included
    actor INTEGER NOT NULL REFERENCES actor (key), kin INTEGER NOT NULL REFERENCES actor (key),
    PRIMARY KEY (actor, kin)
) WITHOUT ROWID;

-- Where to look for what touches some days, or begins or ends in them: of a type, and of each kind of
-- it (kind '': of all), the spans that there are. A record of it that touches a day begins at most
-- `reach` days before that, and one that ends on it at least `least` days before.
CREATE TABLE span (
    type TEXT NOT NULL, kind TEXT NOT NULL, span INTEGER NOT NULL,
    reach INTEGER NOT NULL, least INTEGER NOT NULL, -- the longest and the shortest
    start_within INTEGER,               -- the most days between the bounds of a beginning that has both; NULL: none has
    end_within   INTEGER,               -- and of an end
    PRIMARY KEY (type, kind, span)
) WITHOUT ROWID;

-- How many there are, and how many began or ended by a day: what touches the days F … T is all that is
-- dated, but what began after T, and what ended before F.
CREATE TABLE tally (
    key     INTEGER PRIMARY KEY,
    type    TEXT NOT NULL,             -- of records, or 'claim'
    kind    TEXT NOT NULL,             -- '': of every kind
    lasting INTEGER NOT NULL,          -- 1: only of events that have a beginning and an end
    dated   INTEGER NOT NULL, undated INTEGER NOT NULL, -- by what the collection is sorted by
    first   INTEGER, last INTEGER,     -- the least and the greatest key of such a record
    UNIQUE (type, kind, lasting)
);
CREATE TABLE tally_day (
    tally INTEGER NOT NULL REFERENCES tally (key),
    side  INTEGER NOT NULL CHECK (side IN (0, 1)), -- 0: began (sort_earliest), 1: ended (sort_end)
    day   INTEGER NOT NULL,
    n     INTEGER NOT NULL,            -- that day or before
    PRIMARY KEY (tally, side, day)
) WITHOUT ROWID;

-- What the dataset knows to be weak in itself: how many records of each type, and how many of their claims.
CREATE TABLE quality (
    type TEXT PRIMARY KEY,
    records INTEGER NOT NULL, undated INTEGER NOT NULL, unsourced INTEGER NOT NULL, outside_coverage INTEGER NOT NULL,
    claims INTEGER NOT NULL, unverified INTEGER NOT NULL, uncited INTEGER NOT NULL, conflicting INTEGER NOT NULL,
    preferred INTEGER NOT NULL, deprecated INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE claim_mark (               -- where there are many claims: those of which what is said of them is true of few
    mark TEXT NOT NULL, claim INTEGER NOT NULL REFERENCES claim (key),
    PRIMARY KEY (mark, claim)
) WITHOUT ROWID;
CREATE TABLE quality_record (           -- the first hundred by id
    type TEXT NOT NULL, weakness TEXT NOT NULL, ordinal INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record (key),
    PRIMARY KEY (type, weakness, ordinal)
) WITHOUT ROWID;
CREATE TABLE quality_source (           -- by how much is claimed on each
    ordinal INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES record (id),
    claims INTEGER NOT NULL, unverified INTEGER NOT NULL, conflicting INTEGER NOT NULL
);

-- How all the records of a type divide by those that they name: the two hundred named most.
CREATE TABLE facet (
    type TEXT NOT NULL, dimension TEXT NOT NULL, ordinal INTEGER NOT NULL,
    value INTEGER REFERENCES record (key), -- NULL: that name none
    n INTEGER NOT NULL,
    PRIMARY KEY (type, dimension, ordinal)
) WITHOUT ROWID;

-- How many begin in each month (what has no known beginning: where it has one at the latest; '': in
-- none), by whether all days on which each may have begun are of that month (3), year (2) or decade (1).
CREATE TABLE beginning (
    type TEXT NOT NULL, month TEXT NOT NULL, within INTEGER NOT NULL,
    earliest INTEGER, latest INTEGER,  -- of one of them
    n INTEGER NOT NULL,
    PRIMARY KEY (type, month, within)
) WITHOUT ROWID;

CREATE TABLE handover (                -- one record ends on the very day on which another of its key begins
    ended INTEGER NOT NULL REFERENCES record (key), begun INTEGER NOT NULL REFERENCES record (key),
    shared TEXT NOT NULL, -- the key: place, post, pair, successor, what supersedes
    PRIMARY KEY (ended, begun, shared)
) WITHOUT ROWID;

CREATE TABLE edge (                    -- every link between two records, to be followed both ways
    key     INTEGER PRIMARY KEY,
    source  INTEGER NOT NULL REFERENCES record (key),
    target  INTEGER NOT NULL REFERENCES record (key),
    kind    TEXT NOT NULL,
    role    TEXT,                      -- in which way, where a kind has several
    note    TEXT,
    subject INTEGER NOT NULL REFERENCES record (key), -- the record that states it, …
    field   TEXT,                      -- … and where; NULL: by being there, as an article is in its treaty
    cited   INTEGER NOT NULL DEFAULT 0 CHECK (cited IN (0, 1)), -- a source supports it
    dating  TEXT,                      -- its own time, or that of the record which states it
    start_earliest INTEGER, start_latest INTEGER, end_earliest INTEGER, end_latest INTEGER
);
CREATE TABLE moment (                  -- the days that are known exactly
    day    INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record (key),
    what   TEXT NOT NULL CHECK (what = 'happened' OR what = 'began' OR what = 'ended' OR what = 'signed' OR
                                what = 'born' OR what = 'died'),
    PRIMARY KEY (day, record, what)
) WITHOUT ROWID;

CREATE TABLE word (                    -- of a name, folded, and as it is most often written
    folded TEXT PRIMARY KEY,
    shown  TEXT NOT NULL,
    uses   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE version (                 -- released before, as the files of history/ tell
    version TEXT PRIMARY KEY,
    records INTEGER NOT NULL,
    sha256  TEXT                        -- as X-Dataset-Version said of it
) WITHOUT ROWID;
CREATE TABLE change (                  -- how a record of that version, or of this one, differs from then to now
    version TEXT NOT NULL REFERENCES version (version),
    what    TEXT NOT NULL CHECK (what IN ('created', 'changed', 'removed')),
    id      TEXT NOT NULL,
    was     TEXT,                      -- its digest then
    PRIMARY KEY (version, what, id)
) WITHOUT ROWID;

-- Folded words of every record (rowid = record key): labels, other names, the labels of the places and
-- subjects that it is about, and what it says in prose.
CREATE VIRTUAL TABLE search USING fts5 (
    label, aliases, subjects, body, content = '', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'", prefix = '2 3'
);

-- The same names by runs of three letters, for what is found only within a word.
CREATE VIRTUAL TABLE part USING fts5 (name, content = '', tokenize = 'trigram');
