-- readable-from: 5
-- What happened, for whoever follows it. data: JSON. Releases before would change the configuration without a word to the others.
CREATE TABLE events (
    sequence        BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              BIGINT NOT NULL,
    topic           TEXT   NOT NULL COLLATE "C",
    organization_id UUID,
    data            TEXT   NOT NULL
);

CREATE INDEX events_topic_sequence ON events (topic, sequence);

-- A sequence gives its numbers in the order of the inserts, not of the commits: a lower number could appear behind a reader who has gone on.
-- Therefore whoever inserts waits here, before its number is drawn, until the insert before is committed: statement triggers fire before the
-- rows are computed, the lock is let go once the commit can be seen. Numbers that were rolled back are missing.
-- (https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS; the lock's number: "hai", then 3.)
CREATE FUNCTION events_take_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1751214339);
    RETURN NULL;
END
$$;

CREATE TRIGGER events_take_turn BEFORE INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION events_take_turn();

-- Wakes those who follow; delivered with the commit.
CREATE FUNCTION events_poke() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('hybridai_events', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER events_poke AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION events_poke();
