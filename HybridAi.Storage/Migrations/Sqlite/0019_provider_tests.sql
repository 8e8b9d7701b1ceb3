-- readable-from: 7
-- Tests of providers. plan, report: JSON; spent_nanos: nano-dollars. At most one of a provider is open.
CREATE TABLE provider_tests (
    id          TEXT    NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    provider    TEXT    NOT NULL,
    plan        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    started_at  INTEGER,
    finished_at INTEGER,
    progress    REAL    NOT NULL,
    message     TEXT,
    attempts    INTEGER NOT NULL,
    spent_nanos INTEGER NOT NULL,
    calls       INTEGER NOT NULL,
    report      TEXT,
    error       TEXT
);

CREATE UNIQUE INDEX provider_tests_open ON provider_tests (provider) WHERE finished_at IS NULL;
CREATE INDEX provider_tests_provider_at ON provider_tests (provider, at, id);
CREATE INDEX provider_tests_at ON provider_tests (at);
