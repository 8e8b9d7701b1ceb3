-- Ids are UUIDs as lower-case text, times UTC epoch milliseconds. *_folded columns hold what must be unique without regard to case:
-- SQLite's own NOCASE knows ASCII only.
CREATE TABLE organizations (
    id          TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL,
    name_folded TEXT    NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL
);

INSERT INTO organizations (id, name, name_folded, created_at, revision)
VALUES ('00000000-0000-7000-8000-000000000001', 'Default', 'DEFAULT', CAST(strftime('%s', 'now') AS INTEGER) * 1000, 1);

CREATE TABLE teams (
    id              TEXT    NOT NULL PRIMARY KEY,
    organization_id TEXT    NOT NULL REFERENCES organizations (id),
    name            TEXT    NOT NULL,
    name_folded     TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    UNIQUE (organization_id, name_folded),
    UNIQUE (id, organization_id)
);

-- The pairs with organization_id keep teams, users and keys of different organizations apart.
CREATE TABLE users (
    id              TEXT    NOT NULL PRIMARY KEY,
    organization_id TEXT    NOT NULL REFERENCES organizations (id),
    team_id         TEXT,
    name            TEXT    NOT NULL,
    email           TEXT,
    email_folded    TEXT,
    created_at      INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    UNIQUE (organization_id, email_folded),
    UNIQUE (id, organization_id),
    FOREIGN KEY (team_id, organization_id) REFERENCES teams (id, organization_id)
);

CREATE TABLE api_keys (
    id              TEXT    NOT NULL PRIMARY KEY,
    hash            TEXT    NOT NULL UNIQUE,
    prefix          TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    organization_id TEXT    NOT NULL REFERENCES organizations (id),
    team_id         TEXT,
    user_id         TEXT,
    allowed_models  TEXT,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    revoked_at      INTEGER,
    rotated_from    TEXT    REFERENCES api_keys (id),
    revision        INTEGER NOT NULL,
    FOREIGN KEY (team_id, organization_id) REFERENCES teams (id, organization_id),
    FOREIGN KEY (user_id, organization_id) REFERENCES users (id, organization_id)
);

-- sealed: key version, nonce, tag and ciphertext under the master key.
CREATE TABLE provider_keys (
    provider   TEXT    NOT NULL PRIMARY KEY,
    sealed     BLOB    NOT NULL,
    updated_at INTEGER NOT NULL
);

-- Entries outlive what they tell of, so nothing here refers to anything.
CREATE TABLE audit_log (
    id              TEXT    NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,
    organization_id TEXT    NOT NULL,
    actor_key_id    TEXT    NOT NULL,
    actor_user_id   TEXT,
    action          TEXT    NOT NULL,
    target          TEXT    NOT NULL,
    before          TEXT,
    after           TEXT
);

CREATE INDEX audit_log_at ON audit_log (at);
CREATE INDEX audit_log_organization_at ON audit_log (organization_id, at);
