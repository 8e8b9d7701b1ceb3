-- readable-from: 4
-- Background jobs as workers announce them. fence: the token of the job's last claim; last_at: the last scheduled time that was dealt with.
CREATE TABLE jobs (
    name         TEXT    NOT NULL PRIMARY KEY,
    description  TEXT    NOT NULL,
    schedule     TEXT    NOT NULL,
    enabled      INTEGER NOT NULL,
    paused       INTEGER NOT NULL,
    fence        INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    next_at      INTEGER,
    announced_at INTEGER NOT NULL
);

-- Their runs, one row a firing. at: the scheduled time; fence and lease_until: of the claim that holds or held it; counts: JSON.
CREATE TABLE background_jobs (
    id          TEXT    NOT NULL PRIMARY KEY,
    job         TEXT    NOT NULL REFERENCES jobs (name),
    at          INTEGER NOT NULL,
    manual      INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    owner       TEXT,
    fence       INTEGER NOT NULL,
    lease_until INTEGER,
    attempts    INTEGER NOT NULL,
    started_at  INTEGER,
    finished_at INTEGER,
    progress    REAL    NOT NULL,
    message     TEXT,
    error       TEXT,
    counts      TEXT,
    UNIQUE (job, at)
);

CREATE INDEX background_jobs_open ON background_jobs (job) WHERE finished_at IS NULL;
CREATE INDEX background_jobs_finished_at ON background_jobs (finished_at) WHERE finished_at IS NOT NULL;

-- Trial calls of providers. Durations in microseconds.
CREATE TABLE provider_probes (
    id          TEXT    NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    provider    TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    ok          INTEGER NOT NULL,
    status      INTEGER,
    message     TEXT,
    duration_us INTEGER NOT NULL
);

CREATE INDEX provider_probes_provider_at ON provider_probes (provider, at, id);
CREATE INDEX provider_probes_at ON provider_probes (at);
