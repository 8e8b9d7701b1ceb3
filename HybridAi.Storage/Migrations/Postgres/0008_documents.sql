-- readable-from: 7
-- What administrators set whole, under a name: limits, budgets, deployments, rules, fallbacks. definition: JSON.
CREATE TABLE documents (
    kind       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    definition TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (kind, name)
);

-- What the gateway decided about a request and why; decisions: JSON.
ALTER TABLE usage_records ADD COLUMN route TEXT;
ALTER TABLE usage_records ADD COLUMN decisions TEXT;
