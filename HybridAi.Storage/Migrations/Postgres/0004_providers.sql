-- Providers defined over the API. definition: the whole as JSON, without its key, which is in provider_keys.
CREATE TABLE providers (
    name       TEXT   NOT NULL COLLATE "C" PRIMARY KEY,
    definition TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    revision   BIGINT NOT NULL
);
