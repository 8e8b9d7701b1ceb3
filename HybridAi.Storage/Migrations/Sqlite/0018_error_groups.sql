-- readable-from: 7
-- Failures by fingerprint (the id). at: when it failed last; keys and requests: JSON, the last first.
CREATE TABLE error_groups (
    id          TEXT    NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    first_at    INTEGER NOT NULL,
    source      TEXT    NOT NULL,
    provider    TEXT,
    deployment  TEXT,
    cause       TEXT    NOT NULL,
    status      INTEGER NOT NULL,
    detail      TEXT,
    count       INTEGER NOT NULL,
    keys        TEXT    NOT NULL,
    requests    TEXT    NOT NULL,
    resolved_at INTEGER,
    reopened    INTEGER NOT NULL
);

CREATE INDEX error_groups_at ON error_groups (at, id);

-- Records whose failures are in no group yet. Filled by the database as records are inserted, in the same transaction and so once each, whenever they come.
CREATE TABLE error_inbox (
    at INTEGER NOT NULL,
    id TEXT    NOT NULL,
    PRIMARY KEY (at, id)
) WITHOUT ROWID;

CREATE TRIGGER usage_records_note_error AFTER INSERT ON usage_records FOR EACH ROW
WHEN NEW.outcome IN ('Failed', 'Interrupted') OR NEW.abandoned_attempts IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO error_inbox (at, id) VALUES (NEW.at, NEW.id);
END;
