-- Stored responses: response and input are JSON, sealed like provider keys. The input is the whole conversation before the response,
-- so that each can be read, expire and be deleted by itself.
CREATE TABLE responses (
    organization_id UUID   NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    id              UUID   NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    response        BYTEA  NOT NULL,
    input           BYTEA  NOT NULL,
    PRIMARY KEY (organization_id, id)
);

CREATE INDEX responses_expires_at ON responses (expires_at);
