using System.Data.Common;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Metrics;

/// <summary>A row read by ADO.NET.</summary>
internal readonly struct RecordRow(DbDataReader reader) : IRecordRow
{
    public static string? TextOf(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public long Number(int column) => reader.GetInt64(column);

    public long? NumberOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public string? Text(int column) => TextOf(reader, column);

    public string? Id(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column).ToString("D");

    public Guid Organization(int column) => reader.GetGuid(column);

    public UsageOutcome Outcome(int column) => Enum.Parse<UsageOutcome>(reader.GetString(column));
}
