namespace HybridAi.Storage.Migrations;

/// <summary>
/// The table that says which migrations a database has, and the rule by which a release opens one. Migrations of a newer release do no harm
/// if each of them says that this release can still read what it leaves behind.
/// </summary>
internal static class MigrationLedger
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, readable_from BIGINT NOT NULL)
        """;

    public const string Select =
        "SELECT number AS Number, name AS Name, checksum AS Checksum, readable_from AS ReadableFrom FROM schema_migrations ORDER BY number";

    public const string Insert = """
        INSERT INTO schema_migrations (number, name, checksum, applied_at, readable_from)
        VALUES (@Number, @Name, @Checksum, @AppliedAt, @ReadableFrom)
        """;

    /// <summary>The parameters of <see cref="Insert"/>.</summary>
    public static object Row(Migration migration, TimeProvider time) => new
    {
        migration.Number, migration.Name, migration.Checksum, AppliedAt = time.GetUtcNow(), migration.ReadableFrom,
    };

    /// <summary>Finds the next migration that a database lacks.</summary>
    /// <param name="database">The database's name, for the error.</param>
    /// <param name="applied">What it has, in order.</param>
    /// <param name="known">What this release knows, in order.</param>
    /// <returns>The next one, or null if there is none.</returns>
    /// <exception cref="StorageException">A newer release left the database in a state that this one cannot read, or its past is not this release's.</exception>
    public static Migration? Next(string database, IReadOnlyList<Applied> applied, IReadOnlyList<Migration> known)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            if (i >= known.Count)
                CheckReadable(database, applied[i], known.Count);
            else if (applied[i].Number != known[i].Number || applied[i].Checksum != known[i].Checksum)
                throw new StorageException(
                    $"Migration {applied[i].Number} ({applied[i].Name}) of the database '{database}' is not the one of this release " +
                    $"({known[i].Number}, {known[i].Name}): its checksum differs. The database was made by another build; use that one, or another database.");
        }
        return applied.Count < known.Count ? known[applied.Count] : null;
    }

    private static void CheckReadable(string database, Applied newer, int known)
    {
        if (newer.ReadableFrom > known)
            throw new StorageException(
                $"The database '{database}' is at migration {newer.Number} ({newer.Name}), which only releases that know migration {newer.ReadableFrom} can read; " +
                $"this release knows only {known}. Start the newer release that wrote it, or restore a backup from before the upgrade.");
    }

    /// <summary>A migration as the ledger has it.</summary>
    internal sealed record Applied(long Number, string Name, string Checksum, long ReadableFrom);
}
