-- readable-from: 7
-- Where answers are found by meaning. The content is a vector and hashes of words, sealed; no text.
CREATE TABLE semantic_entries (
    organization_id TEXT   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    key_hash        TEXT   NOT NULL,
    scope           TEXT   NOT NULL,
    method          TEXT   NOT NULL,
    kept_at         INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    content         BLOB   NOT NULL,
    PRIMARY KEY (organization_id, key_hash)
);

CREATE INDEX semantic_entries_kept_at ON semantic_entries (method, kept_at);
CREATE INDEX semantic_entries_expires_at ON semantic_entries (expires_at);

-- How often an answer found by meaning agreed with the real one, by similarity, and what follows.
CREATE TABLE semantic_comparisons (
    organization_id TEXT   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    model           TEXT   NOT NULL,
    method          TEXT   NOT NULL,
    bin             INTEGER NOT NULL,
    agreed          INTEGER NOT NULL,
    tried           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, model, method, bin)
);

CREATE TABLE semantic_verdicts (
    organization_id TEXT   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    model           TEXT   NOT NULL,
    method          TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    threshold       INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (organization_id, model, method)
);
