-- readable-from: 7
-- What jobs (source) found not to be as it should be and still is: one row a subject until it is over. level: HealthLevel; since: when it came to that level.
CREATE TABLE findings (
    source  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    level   TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    since   BIGINT NOT NULL,
    PRIMARY KEY (source, subject)
);
