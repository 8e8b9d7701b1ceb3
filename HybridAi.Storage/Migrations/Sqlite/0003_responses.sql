-- Stored responses: response and input are JSON, sealed like provider keys. The input is the whole conversation before the response,
-- so that each can be read, expire and be deleted by itself.
CREATE TABLE responses (
    organization_id TEXT    NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id              TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    response        BLOB    NOT NULL,
    input           BLOB    NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX responses_expires_at ON responses (expires_at);
