-- readable-from: 7
-- Up to which number events were removed because they were old: whoever has read less than that has missed something. One row, or none.
CREATE TABLE event_horizon (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    removed  INTEGER NOT NULL
);
