-- readable-from: 7
-- Failures by fingerprint (the id). at: when it failed last; keys and requests: JSON, the last first.
CREATE TABLE error_groups (
    id          UUID    NOT NULL PRIMARY KEY,
    at          BIGINT  NOT NULL,
    first_at    BIGINT  NOT NULL,
    source      TEXT    NOT NULL,
    provider    TEXT,
    deployment  TEXT,
    cause       TEXT    NOT NULL,
    status      INTEGER NOT NULL,
    detail      TEXT,
    count       BIGINT  NOT NULL,
    keys        TEXT    NOT NULL,
    requests    TEXT    NOT NULL,
    resolved_at BIGINT,
    reopened    BIGINT  NOT NULL
);

CREATE INDEX error_groups_at ON error_groups (at, id);

-- Records whose failures are in no group yet. Filled by the database as records are inserted, in the same transaction and so once each, whenever they come.
CREATE TABLE error_inbox (
    at BIGINT NOT NULL,
    id UUID   NOT NULL,
    PRIMARY KEY (at, id)
);

CREATE FUNCTION usage_records_note_error() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO error_inbox (at, id) VALUES (NEW.at, NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER usage_records_note_error AFTER INSERT ON usage_records FOR EACH ROW
WHEN (NEW.outcome IN ('Failed', 'Interrupted') OR NEW.abandoned_attempts IS NOT NULL)
EXECUTE FUNCTION usage_records_note_error();
