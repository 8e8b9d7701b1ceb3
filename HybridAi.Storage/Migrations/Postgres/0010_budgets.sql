-- readable-from: 7
-- What records said before they were removed: nano-dollars by window and subject, of what arrived before the cutoff. The row without a subject is always there.
CREATE TABLE budget_carryovers (
    window_id TEXT   NOT NULL COLLATE "C",
    subject   TEXT   NOT NULL COLLATE "C",
    nanos     BIGINT NOT NULL,
    cutoff    BIGINT NOT NULL,
    ends_at   BIGINT,
    PRIMARY KEY (window_id, subject)
);

-- What was told, so that it is told once.
CREATE TABLE budget_notices (
    window_id TEXT   NOT NULL COLLATE "C",
    subject   TEXT   NOT NULL COLLATE "C",
    threshold TEXT   NOT NULL COLLATE "C",
    at        BIGINT NOT NULL,
    ends_at   BIGINT,
    PRIMARY KEY (window_id, subject, threshold)
);
