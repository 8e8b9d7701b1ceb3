-- readable-from: 7
-- What happened around fallbacks. count: how often within seconds; request_id: one request that it happened to.
CREATE TABLE fallback_events (
    id         TEXT    NOT NULL PRIMARY KEY,
    at         INTEGER NOT NULL,
    gateway    TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    rule       TEXT,
    deployment TEXT    NOT NULL,
    target     TEXT,
    cause      TEXT,
    count      INTEGER NOT NULL,
    request_id TEXT,
    detail     TEXT
);

CREATE INDEX fallback_events_at ON fallback_events (at, id);

-- Requests that callers gave a key of their own. key_hash, request_hash: SHA-256; owner: the process that carries it out, until expires_at unless it renews that;
-- answer: sealed under the master key, absent while it is carried out (done = 0) or if it was too large.
CREATE TABLE idempotency_keys (
    key_id       TEXT    NOT NULL,
    key_hash     TEXT    NOT NULL,
    request_hash TEXT    NOT NULL,
    request_id   TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    done         INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    content_type TEXT,
    headers      TEXT,
    answer       BLOB,
    PRIMARY KEY (key_id, key_hash)
) WITHOUT ROWID;

CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_owner ON idempotency_keys (owner) WHERE done = 0;
