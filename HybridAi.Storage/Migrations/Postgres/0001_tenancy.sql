-- Times are UTC epoch milliseconds. *_folded columns hold what must be unique without regard to case, folded as with every database.
-- Texts that are compared or ordered by their characters have the collation "C", whatever the database's own.
CREATE TABLE organizations (
    id          UUID   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    name_folded TEXT   NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL,
    revision    BIGINT NOT NULL
);

INSERT INTO organizations (id, name, name_folded, created_at, revision)
VALUES ('00000000-0000-7000-8000-000000000001', 'Default', 'DEFAULT', CAST(extract(epoch FROM date_trunc('milliseconds', now())) * 1000 AS BIGINT), 1);

CREATE TABLE teams (
    id              UUID   NOT NULL PRIMARY KEY,
    organization_id UUID   NOT NULL REFERENCES organizations (id),
    name            TEXT   NOT NULL,
    name_folded     TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    revision        BIGINT NOT NULL,
    UNIQUE (organization_id, name_folded),
    UNIQUE (id, organization_id)
);

-- The pairs with organization_id keep teams, users and keys of different organizations apart.
CREATE TABLE users (
    id              UUID   NOT NULL PRIMARY KEY,
    organization_id UUID   NOT NULL REFERENCES organizations (id),
    team_id         UUID,
    name            TEXT   NOT NULL,
    email           TEXT,
    email_folded    TEXT,
    created_at      BIGINT NOT NULL,
    revision        BIGINT NOT NULL,
    UNIQUE (organization_id, email_folded),
    UNIQUE (id, organization_id),
    FOREIGN KEY (team_id, organization_id) REFERENCES teams (id, organization_id)
);

CREATE TABLE api_keys (
    id              UUID   NOT NULL PRIMARY KEY,
    hash            TEXT   NOT NULL UNIQUE,
    prefix          TEXT   NOT NULL,
    name            TEXT   NOT NULL,
    role            TEXT   NOT NULL,
    organization_id UUID   NOT NULL REFERENCES organizations (id),
    team_id         UUID,
    user_id         UUID,
    allowed_models  TEXT,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT,
    revoked_at      BIGINT,
    rotated_from    UUID   REFERENCES api_keys (id),
    revision        BIGINT NOT NULL,
    FOREIGN KEY (team_id, organization_id) REFERENCES teams (id, organization_id),
    FOREIGN KEY (user_id, organization_id) REFERENCES users (id, organization_id)
);

-- sealed: key version, nonce, tag and ciphertext under the master key.
CREATE TABLE provider_keys (
    provider   TEXT   NOT NULL PRIMARY KEY,
    sealed     BYTEA  NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Entries outlive what they tell of, so nothing here refers to anything.
CREATE TABLE audit_log (
    id              UUID   NOT NULL PRIMARY KEY,
    at              BIGINT NOT NULL,
    organization_id UUID   NOT NULL,
    actor_key_id    UUID   NOT NULL,
    actor_user_id   UUID,
    action          TEXT   NOT NULL COLLATE "C",
    target          TEXT   NOT NULL,
    before          TEXT,
    after           TEXT
);

CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_organization_at ON audit_log (organization_id, at);
