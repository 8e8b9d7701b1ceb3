-- One row a request. Money is in nano-dollars, durations in microseconds; abandoned_attempts and tags are JSON.
-- No foreign keys: records outlive tenants, and each check would cost ingest. Each index is paid for with every record, so there are
-- only the three that every list, look-up and summary starts from: by id, by time, and by organization and time.
CREATE TABLE usage_records (
    id                    TEXT    NOT NULL PRIMARY KEY,
    at                    INTEGER NOT NULL,
    organization_id       TEXT    NOT NULL,
    team_id               TEXT,
    user_id               TEXT,
    key_id                TEXT    NOT NULL,
    api                   TEXT    NOT NULL,
    requested_model       TEXT    NOT NULL,
    provider              TEXT,
    model                 TEXT,
    deployment            TEXT,
    streamed              INTEGER NOT NULL,
    simulated             INTEGER NOT NULL,
    status                INTEGER NOT NULL,
    outcome               TEXT    NOT NULL,
    failure_cause         TEXT,
    finish_reason         TEXT,
    input_tokens          INTEGER NOT NULL,
    cached_input_tokens   INTEGER NOT NULL,
    cache_write_tokens    INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    audio_input_tokens    INTEGER NOT NULL,
    image_input_tokens    INTEGER NOT NULL,
    output_tokens         INTEGER NOT NULL,
    reasoning_tokens      INTEGER NOT NULL,
    audio_output_tokens   INTEGER NOT NULL,
    image_output_tokens   INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    cost_nanos            INTEGER,
    cost_source           TEXT    NOT NULL,
    duration_us           INTEGER NOT NULL,
    first_token_us        INTEGER,
    attempts              INTEGER NOT NULL,
    abandoned_attempts    TEXT,
    cache                 TEXT    NOT NULL,
    session               TEXT,
    task                  TEXT,
    tags                  TEXT,
    end_user              TEXT,
    client_address        TEXT
);

CREATE INDEX usage_records_at ON usage_records (at);
CREATE INDEX usage_records_organization_at ON usage_records (organization_id, at);
