-- readable-from: 7
-- What happened around fallbacks. count: how often within seconds; request_id: one request that it happened to.
CREATE TABLE fallback_events (
    id         UUID   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    gateway    TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    rule       TEXT,
    deployment TEXT   NOT NULL,
    target     TEXT,
    cause      TEXT,
    count      BIGINT NOT NULL,
    request_id UUID,
    detail     TEXT
);

CREATE INDEX fallback_events_at ON fallback_events (at, id);

-- Requests that callers gave a key of their own. key_hash, request_hash: SHA-256; owner: the process that carries it out, until expires_at unless it renews that;
-- answer: sealed under the master key, absent while it is carried out (not done) or if it was too large.
CREATE TABLE idempotency_keys (
    key_id       UUID    NOT NULL,
    key_hash     TEXT    NOT NULL,
    request_hash TEXT    NOT NULL,
    request_id   UUID    NOT NULL,
    owner        UUID    NOT NULL,
    done         BOOLEAN NOT NULL,
    expires_at   BIGINT  NOT NULL,
    content_type TEXT,
    headers      TEXT,
    answer       BYTEA,
    PRIMARY KEY (key_id, key_hash)
);

CREATE INDEX idempotency_keys_expires_at ON idempotency_keys (expires_at);
CREATE INDEX idempotency_keys_owner ON idempotency_keys (owner) WHERE NOT done;
