-- readable-from: 7
-- policy: JSON; null: none.
ALTER TABLE api_keys ADD COLUMN policy TEXT;
