using System.Buffers.Text;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;
using HybridAi.Storage.Metrics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HybridAi.Storage.Sqlite;

/// <summary>
/// A row read through SQLite's own functions: with ADO.NET, which takes and returns a reference to the statement at each of three calls a column, adding up records for
/// rollups cost a fifth of what the gateway did under load.
/// </summary>
internal readonly struct SqliteRecordRow(nint statement, Utf8Texts texts) : IRecordRow
{
    /// <summary>Adds all records of a time to a builder.</summary>
    public static void ReadAll(SqliteConnection connection, long from, long to, RollupBuilder builder, CancellationToken cancellationToken)
    {
        var handle = connection.Handle!;
        SqliteNative.Check(raw.sqlite3_prepare_v2(handle, RecordColumns.Select("?1", "?2"), out var prepared), handle);
        using (prepared)
        {
            // The statement outlives this pointer to it.
            var statement = prepared.DangerousGetHandle();
            SqliteNative.BindNumber(statement, 1, from);
            SqliteNative.BindNumber(statement, 2, to);
            var row = new SqliteRecordRow(statement, new Utf8Texts());
            var request = new RolledRequest();
            int result;
            while ((result = SqliteNative.Step(statement)) == raw.SQLITE_ROW)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RecordColumns.Read(row, request);
                builder.Add(request);
            }

            if (result != raw.SQLITE_DONE)
                SqliteNative.Check(result, handle);
        }
    }

    public long Number(int column) => SqliteNative.ColumnNumber(statement, column);

    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    public string? Text(int column) => IsNull(column) ? null : texts.Of(SqliteNative.ColumnText(statement, column));

    // Ids are kept in the form that rollups have them in.
    public string? Id(int column) => Text(column);

    public Guid Organization(int column) => Utf8Parser.TryParse(SqliteNative.ColumnText(statement, column), out Guid id, out _) ? id
        : throw new FormatException($"A usage record's organization is no id: {Text(column)}.");

    public UsageOutcome Outcome(int column)
    {
        var name = SqliteNative.ColumnText(statement, column);
        return name.SequenceEqual("Succeeded"u8) ? UsageOutcome.Succeeded : Enum.Parse<UsageOutcome>(texts.Of(name));
    }

    private bool IsNull(int column) => SqliteNative.ColumnType(statement, column) == raw.SQLITE_NULL;
}
