-- readable-from: 7
-- What may not be given any more: answers made up to a second after at. organization_id null: everybody's; kind: all, key, tag, model; value: which.
CREATE TABLE cache_purges (
    id              TEXT    NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,
    organization_id TEXT,
    kind            TEXT    NOT NULL,
    value           TEXT    NOT NULL
);

CREATE INDEX cache_purges_at ON cache_purges (at);
CREATE INDEX cache_purges_value ON cache_purges (kind, value);

-- What is in the answer cache, without what was said. at: when it was made; key_hash: SHA-256 of the request; hits: how often it was given.
CREATE TABLE cache_entries (
    organization_id TEXT    NOT NULL,
    key_hash        TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    team_id         TEXT,
    user_id         TEXT,
    key_id          TEXT,
    provider        TEXT    NOT NULL,
    model           TEXT    NOT NULL,
    requested_model TEXT    NOT NULL,
    api             TEXT    NOT NULL,
    streamed        INTEGER NOT NULL,
    rule            TEXT,
    bytes           INTEGER NOT NULL,
    cost_nanos      INTEGER,
    duration_ms     INTEGER NOT NULL,
    hits            INTEGER NOT NULL,
    last_hit_at     INTEGER,
    PRIMARY KEY (organization_id, key_hash)
) WITHOUT ROWID;

CREATE INDEX cache_entries_at ON cache_entries (at, id);
CREATE INDEX cache_entries_organization_at ON cache_entries (organization_id, at, id);
CREATE INDEX cache_entries_expires_at ON cache_entries (expires_at);

CREATE TABLE cache_entry_tags (
    organization_id TEXT NOT NULL,
    key_hash        TEXT NOT NULL,
    tag             TEXT NOT NULL,
    PRIMARY KEY (organization_id, key_hash, tag)
) WITHOUT ROWID;

CREATE INDEX cache_entry_tags_tag ON cache_entry_tags (tag, organization_id, key_hash);

-- Sums by hour (its start), organization and model; only ever added to.
CREATE TABLE cache_stats (
    hour            INTEGER NOT NULL,
    organization_id TEXT    NOT NULL,
    model           TEXT    NOT NULL,
    exact_hits      INTEGER NOT NULL,
    semantic_hits   INTEGER NOT NULL,
    prefix_hits     INTEGER NOT NULL,
    coalesced_hits  INTEGER NOT NULL,
    misses          INTEGER NOT NULL,
    writes          INTEGER NOT NULL,
    evictions       INTEGER NOT NULL,
    bytes           INTEGER NOT NULL,
    saved_nanos     INTEGER NOT NULL,
    saved_ms        INTEGER NOT NULL,
    PRIMARY KEY (hour, organization_id, model)
) WITHOUT ROWID;

-- What was added, so that it is added once.
CREATE TABLE cache_batches (
    id TEXT    NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX cache_batches_at ON cache_batches (at);

-- What happened to the answer cache. count: how many answers it concerns, where that is known.
CREATE TABLE cache_events (
    id              TEXT    NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,
    gateway         TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    organization_id TEXT,
    level           TEXT,
    count           INTEGER,
    detail          TEXT
);

CREATE INDEX cache_events_at ON cache_events (at, id);
