-- readable-from: 7
-- Past events are read from the newest back, those of each topic, and of an organization or the installation, by themselves; a time is turned into a number first.
-- An index for those of no organization: "IS NULL" does not keep Postgres' planner from believing that what follows in an index were out of order.
CREATE INDEX events_organization_topic_sequence ON events (organization_id, topic, sequence) WHERE organization_id IS NOT NULL;

CREATE INDEX events_installation_topic_sequence ON events (topic, sequence) WHERE organization_id IS NULL;

CREATE INDEX events_at ON events (at, sequence);
