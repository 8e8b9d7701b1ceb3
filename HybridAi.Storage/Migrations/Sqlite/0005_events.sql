-- readable-from: 4
-- What happened, for whoever follows it. data: JSON. AUTOINCREMENT: a number is never given twice. There is one writer, so numbers are in
-- the order of the commits.
CREATE TABLE events (
    sequence        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at              INTEGER NOT NULL,
    topic           TEXT    NOT NULL,
    organization_id TEXT,
    data            TEXT    NOT NULL
);

CREATE INDEX events_topic_sequence ON events (topic, sequence);
