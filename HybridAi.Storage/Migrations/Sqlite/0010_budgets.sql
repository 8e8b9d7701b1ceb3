-- readable-from: 7
-- What records said before they were removed: nano-dollars by window and subject, of what arrived before the cutoff. The row without a subject is always there.
CREATE TABLE budget_carryovers (
    window_id TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    nanos     INTEGER NOT NULL,
    cutoff    INTEGER NOT NULL,
    ends_at   INTEGER,
    PRIMARY KEY (window_id, subject)
) WITHOUT ROWID;

-- What was told, so that it is told once.
CREATE TABLE budget_notices (
    window_id TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    threshold TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    ends_at   INTEGER,
    PRIMARY KEY (window_id, subject, threshold)
) WITHOUT ROWID;
