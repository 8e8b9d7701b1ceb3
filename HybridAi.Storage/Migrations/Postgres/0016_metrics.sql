-- readable-from: 7
-- Where the deployment was served.
ALTER TABLE usage_records ADD COLUMN region TEXT;

-- What requests add up to, by UTC minute, hour and day (period: its beginning). cut: which dimensions the rows have (MetricCut); the others are null. series: a number within cut, period and
-- organization; folded: it stands for all beyond the bound. Money is in nano-dollars, durations in microseconds; durations and first_tokens are sketches (QuantileCounts). No foreign keys: like
-- records, they outlive tenants.
CREATE TABLE metrics_1min (
    cut                   INTEGER NOT NULL,
    period                BIGINT  NOT NULL,
    organization_id       UUID    NOT NULL,
    series                INTEGER NOT NULL,
    folded                INTEGER NOT NULL,
    provider              TEXT,
    model                 TEXT,
    deployment            TEXT,
    region                TEXT,
    team_id               TEXT,
    user_id               TEXT,
    key_id                TEXT,
    task                  TEXT,
    cache                 TEXT,
    cause                 TEXT,
    model_version         TEXT,
    experiment_arm        TEXT,
    prompt_version        TEXT,
    requests              BIGINT  NOT NULL,
    succeeded             BIGINT  NOT NULL,
    failed                BIGINT  NOT NULL,
    cancelled             BIGINT  NOT NULL,
    interrupted           BIGINT  NOT NULL,
    attempts              BIGINT  NOT NULL,
    input_tokens          BIGINT  NOT NULL,
    cached_input_tokens   BIGINT  NOT NULL,
    cache_write_tokens    BIGINT  NOT NULL,
    cache_write_1h_tokens BIGINT  NOT NULL,
    audio_input_tokens    BIGINT  NOT NULL,
    image_input_tokens    BIGINT  NOT NULL,
    output_tokens         BIGINT  NOT NULL,
    reasoning_tokens      BIGINT  NOT NULL,
    audio_output_tokens   BIGINT  NOT NULL,
    image_output_tokens   BIGINT  NOT NULL,
    cost_nanos            BIGINT  NOT NULL,
    unknown_costs         BIGINT  NOT NULL,
    saved_nanos           BIGINT  NOT NULL,
    cache_hits            BIGINT  NOT NULL,
    cache_misses          BIGINT  NOT NULL,
    duration_us           BIGINT  NOT NULL,
    first_token_us        BIGINT  NOT NULL,
    durations             BYTEA   NOT NULL,
    first_tokens          BYTEA   NOT NULL,
    PRIMARY KEY (cut, period, organization_id, series)
);

CREATE TABLE metrics_1hour (LIKE metrics_1min INCLUDING ALL);

CREATE TABLE metrics_1day (LIKE metrics_1min INCLUDING ALL);

-- Periods that have news since they were made. level: 1 minute, 2 hour, 3 day. Each batch of records adds a row of its own, so that batches never wait for each other, and whoever makes the period
-- removes the rows that it saw, no others.
CREATE TABLE metrics_news (
    level  INTEGER NOT NULL,
    period BIGINT  NOT NULL,
    mark   TEXT    NOT NULL,
    PRIMARY KEY (level, period, mark)
);

-- What was before this is not kept whole any more. level: 0 records, then as above.
CREATE TABLE metrics_floors (
    level INTEGER PRIMARY KEY,
    until BIGINT  NOT NULL
);
INSERT INTO metrics_floors VALUES (0, -9223372036854775808), (1, -9223372036854775808), (2, -9223372036854775808), (3, -9223372036854775808);

-- All minutes of the records that are there, found by leaps.
INSERT INTO metrics_news (level, period, mark)
WITH RECURSIVE minutes (period) AS (
    SELECT MIN(at) - ((MIN(at) % 60000) + 60000) % 60000 FROM usage_records
    UNION ALL
    SELECT (SELECT MIN(at) - ((MIN(at) % 60000) + 60000) % 60000 FROM usage_records WHERE at >= minutes.period + 60000) FROM minutes WHERE minutes.period IS NOT NULL
)
SELECT 1, period, 'migration' FROM minutes WHERE period IS NOT NULL;
