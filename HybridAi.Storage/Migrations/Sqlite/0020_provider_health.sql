-- readable-from: 7
-- How providers (deployment: null) and deployments were to a gateway, from from_at until at: rows of the history, and what baselines are made of. level, next_level: HealthLevel; next_level is null
-- unless the level changed. stream_* and answer_*: count, mean and squared distances of the natural logarithms of milliseconds (LatencyMoments).
CREATE TABLE provider_health_status (
    id             TEXT    NOT NULL PRIMARY KEY,
    at             INTEGER NOT NULL,
    from_at        INTEGER NOT NULL,
    gateway        TEXT    NOT NULL,
    provider       TEXT    NOT NULL,
    deployment     TEXT,
    level          TEXT    NOT NULL,
    reason         TEXT,
    next_level     TEXT,
    next_reason    TEXT,
    calls          INTEGER NOT NULL,
    failed         INTEGER NOT NULL,
    streams        INTEGER NOT NULL,
    stream_mean    REAL    NOT NULL,
    stream_squares REAL    NOT NULL,
    answers        INTEGER NOT NULL,
    answer_mean    REAL    NOT NULL,
    answer_squares REAL    NOT NULL
);

CREATE INDEX provider_health_status_provider_at ON provider_health_status (provider, at, id);
CREATE INDEX provider_health_status_at ON provider_health_status (at, id);
CREATE INDEX provider_health_status_deployment_at ON provider_health_status (deployment, at, id);
-- Changes are few among many rows.
CREATE INDEX provider_health_status_changes ON provider_health_status (at, id) WHERE next_level IS NOT NULL;
