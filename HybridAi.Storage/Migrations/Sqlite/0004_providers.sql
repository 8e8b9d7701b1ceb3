-- Providers defined over the API. definition: the whole as JSON, without its key, which is in provider_keys.
CREATE TABLE providers (
    name       TEXT    NOT NULL PRIMARY KEY,
    definition TEXT    NOT NULL,
    updated_at INTEGER NOT NULL,
    revision   INTEGER NOT NULL
);
