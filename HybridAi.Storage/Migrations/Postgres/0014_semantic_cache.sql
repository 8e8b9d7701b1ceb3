-- readable-from: 7
-- Where answers are found by meaning. The content is a vector and hashes of words, sealed; no text.
CREATE TABLE semantic_entries (
    organization_id UUID   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    key_hash        TEXT   NOT NULL COLLATE "C",
    scope           TEXT   NOT NULL COLLATE "C",
    method          TEXT   NOT NULL COLLATE "C",
    kept_at         BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    content         BYTEA  NOT NULL,
    PRIMARY KEY (organization_id, key_hash)
);

CREATE INDEX semantic_entries_kept_at ON semantic_entries (method, kept_at);
CREATE INDEX semantic_entries_expires_at ON semantic_entries (expires_at);

-- How often an answer found by meaning agreed with the real one, by similarity, and what follows.
CREATE TABLE semantic_comparisons (
    organization_id UUID   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    model           TEXT   NOT NULL COLLATE "C",
    method          TEXT   NOT NULL COLLATE "C",
    bin             BIGINT NOT NULL,
    agreed          BIGINT NOT NULL,
    tried           BIGINT NOT NULL,
    PRIMARY KEY (organization_id, model, method, bin)
);

CREATE TABLE semantic_verdicts (
    organization_id UUID   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    model           TEXT   NOT NULL COLLATE "C",
    method          TEXT   NOT NULL COLLATE "C",
    state           TEXT   NOT NULL COLLATE "C",
    threshold       BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    PRIMARY KEY (organization_id, model, method)
);
