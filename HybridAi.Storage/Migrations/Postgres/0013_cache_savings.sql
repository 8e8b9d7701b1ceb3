-- readable-from: 7
-- What an answer that was not asked for anew would have cost, in nano-dollars (null: nobody knows), and how much longer it would have taken. Null for all others.
ALTER TABLE usage_records ADD COLUMN saved_nanos BIGINT;
ALTER TABLE usage_records ADD COLUMN saved_us BIGINT;

-- The times between two uses of the same cached answer. rule: the cache rule that was for it; at: the hour; bucket: of ReuseHistogram.
CREATE TABLE cache_reuse (
    rule   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    bucket BIGINT NOT NULL,
    count  BIGINT NOT NULL,
    PRIMARY KEY (rule, at, bucket)
);
