-- readable-from: 7
-- Nothing to do here: only SQLite loses an index (see there). Postgres, which serves many organizations, keeps its own.
SELECT 1;
