-- readable-from: 6
-- Files and batches that providers keep for callers. id: what callers know; upstream_id: what the provider knows, empty until it has told it;
-- batch_id: the batch that made a file; document: JSON as callers get it.
CREATE TABLE provider_objects (
    id              UUID    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    at              BIGINT  NOT NULL,
    organization_id UUID    NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    team_id         UUID,
    user_id         UUID,
    key_id          UUID    NOT NULL,
    provider        TEXT    NOT NULL,
    upstream_id     TEXT    NOT NULL,
    purpose         TEXT,
    endpoint        TEXT,
    requested_model TEXT,
    model           TEXT,
    batch_id        UUID,
    output_file     TEXT,
    error_file      TEXT,
    status          TEXT    NOT NULL,
    ended_at        BIGINT,
    settled_at      BIGINT,
    document        TEXT    NOT NULL
);

CREATE INDEX provider_objects_organization ON provider_objects (organization_id, kind, at, id);
CREATE INDEX provider_objects_open ON provider_objects (id) WHERE kind = 'Batch' AND settled_at IS NULL;
