-- readable-from: 7
-- Metrics that were defined over the management API: what the metric is of the requests that meet the filter. filter: JSON, values by dimension.
CREATE TABLE custom_metrics (
    name        TEXT    NOT NULL PRIMARY KEY,
    metric      TEXT    NOT NULL,
    filter      TEXT    NOT NULL,
    unit        TEXT,
    description TEXT,
    updated_at  INTEGER NOT NULL,
    revision    INTEGER NOT NULL
);
