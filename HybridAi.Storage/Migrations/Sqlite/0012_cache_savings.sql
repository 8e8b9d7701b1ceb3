-- readable-from: 7
-- What an answer that was not asked for anew would have cost, in nano-dollars (null: nobody knows), and how much longer it would have taken. Null for all others.
ALTER TABLE usage_records ADD COLUMN saved_nanos BIGINT;
ALTER TABLE usage_records ADD COLUMN saved_us BIGINT;
