-- readable-from: 7
-- What may not be given any more: answers made up to a second after at. organization_id null: everybody's; kind: all, key, tag, model; value: which.
CREATE TABLE cache_purges (
    id              UUID    NOT NULL PRIMARY KEY,
    at              BIGINT  NOT NULL,
    organization_id UUID,
    kind            TEXT    NOT NULL,
    value           TEXT    NOT NULL COLLATE "C"
);

CREATE INDEX cache_purges_at ON cache_purges (at);
CREATE INDEX cache_purges_value ON cache_purges (kind, value);

-- What is in the answer cache, without what was said. at: when it was made; key_hash: SHA-256 of the request; hits: how often it was given.
CREATE TABLE cache_entries (
    organization_id UUID    NOT NULL,
    key_hash        TEXT    NOT NULL COLLATE "C",
    id              UUID    NOT NULL,
    at              BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    team_id         UUID,
    user_id         UUID,
    key_id          UUID,
    provider        TEXT    NOT NULL COLLATE "C",
    model           TEXT    NOT NULL COLLATE "C",
    requested_model TEXT    NOT NULL COLLATE "C",
    api             TEXT    NOT NULL,
    streamed        BOOLEAN NOT NULL,
    rule            TEXT,
    bytes           BIGINT  NOT NULL,
    cost_nanos      BIGINT,
    duration_ms     BIGINT  NOT NULL,
    hits            BIGINT  NOT NULL,
    last_hit_at     BIGINT,
    PRIMARY KEY (organization_id, key_hash)
);

CREATE INDEX cache_entries_at ON cache_entries (at, id);
CREATE INDEX cache_entries_organization_at ON cache_entries (organization_id, at, id);
CREATE INDEX cache_entries_expires_at ON cache_entries (expires_at);

CREATE TABLE cache_entry_tags (
    organization_id UUID NOT NULL,
    key_hash        TEXT NOT NULL COLLATE "C",
    tag             TEXT NOT NULL COLLATE "C",
    PRIMARY KEY (organization_id, key_hash, tag)
);

CREATE INDEX cache_entry_tags_tag ON cache_entry_tags (tag, organization_id, key_hash);

-- Sums by hour (its start), organization and model; only ever added to.
CREATE TABLE cache_stats (
    hour            BIGINT  NOT NULL,
    organization_id UUID    NOT NULL,
    model           TEXT    NOT NULL COLLATE "C",
    exact_hits      BIGINT  NOT NULL,
    semantic_hits   BIGINT  NOT NULL,
    prefix_hits     BIGINT  NOT NULL,
    coalesced_hits  BIGINT  NOT NULL,
    misses          BIGINT  NOT NULL,
    writes          BIGINT  NOT NULL,
    evictions       BIGINT  NOT NULL,
    bytes           BIGINT  NOT NULL,
    saved_nanos     BIGINT  NOT NULL,
    saved_ms        BIGINT  NOT NULL,
    PRIMARY KEY (hour, organization_id, model)
);

-- What was added, so that it is added once.
CREATE TABLE cache_batches (
    id UUID   NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE INDEX cache_batches_at ON cache_batches (at);

-- What happened to the answer cache. count: how many answers it concerns, where that is known.
CREATE TABLE cache_events (
    id              UUID    NOT NULL PRIMARY KEY,
    at              BIGINT  NOT NULL,
    gateway         TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    organization_id UUID,
    level           TEXT,
    count           BIGINT,
    detail          TEXT
);

CREATE INDEX cache_events_at ON cache_events (at, id);
