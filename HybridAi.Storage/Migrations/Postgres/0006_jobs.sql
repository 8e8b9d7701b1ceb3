-- readable-from: 4
-- Background jobs as workers announce them. fence: the token of the job's last claim; last_at: the last scheduled time that was dealt with.
CREATE TABLE jobs (
    name         TEXT    NOT NULL PRIMARY KEY,
    description  TEXT    NOT NULL,
    schedule     TEXT    NOT NULL,
    enabled      BOOLEAN NOT NULL,
    paused       BOOLEAN NOT NULL,
    fence        BIGINT  NOT NULL,
    last_at      BIGINT  NOT NULL,
    next_at      BIGINT,
    announced_at BIGINT  NOT NULL
);

-- Their runs, one row a firing. at: the scheduled time; fence and lease_until: of the claim that holds or held it; counts: JSON.
CREATE TABLE background_jobs (
    id          UUID    NOT NULL PRIMARY KEY,
    job         TEXT    NOT NULL REFERENCES jobs (name),
    at          BIGINT  NOT NULL,
    manual      BOOLEAN NOT NULL,
    state       TEXT    NOT NULL,
    owner       TEXT,
    fence       BIGINT  NOT NULL,
    lease_until BIGINT,
    attempts    INTEGER NOT NULL,
    started_at  BIGINT,
    finished_at BIGINT,
    progress    DOUBLE PRECISION NOT NULL,
    message     TEXT,
    error       TEXT,
    counts      TEXT,
    UNIQUE (job, at)
);

CREATE INDEX background_jobs_open ON background_jobs (job) WHERE finished_at IS NULL;
CREATE INDEX background_jobs_finished_at ON background_jobs (finished_at) WHERE finished_at IS NOT NULL;

-- Trial calls of providers. Durations in microseconds.
CREATE TABLE provider_probes (
    id          UUID    NOT NULL PRIMARY KEY,
    at          BIGINT  NOT NULL,
    provider    TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    ok          BOOLEAN NOT NULL,
    status      INTEGER,
    message     TEXT,
    duration_us BIGINT  NOT NULL
);

CREATE INDEX provider_probes_provider_at ON provider_probes (provider, at, id);
CREATE INDEX provider_probes_at ON provider_probes (at);
