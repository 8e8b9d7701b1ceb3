using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Configuration;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Metrics;

/// <summary>Custom metrics in the database. Not among the documents: no snapshot is built of them, only questions read them.</summary>
internal sealed class CustomMetricStore(IDatabase database) : IDocumentStore<CustomMetric>
{
    private const string Select = """
        SELECT name AS Name, metric AS Metric, filter AS Filter, unit AS Unit, description AS Description, updated_at AS UpdatedAt, revision AS Revision
        FROM custom_metrics ORDER BY name
        """;

    private const string Insert = """
        INSERT INTO custom_metrics (name, metric, filter, unit, description, updated_at, revision)
        VALUES (@Name, @Metric, @Filter, @Unit, @Description, @UpdatedAt, @Revision)
        ON CONFLICT (name) DO NOTHING
        """;

    private const string Update = """
        UPDATE custom_metrics SET metric = @Metric, filter = @Filter, unit = @Unit, description = @Description, updated_at = @UpdatedAt, revision = @Revision
        WHERE name = @Name AND revision = @Revision - 1
        """;

    private const string Delete = "DELETE FROM custom_metrics WHERE name = @Name AND revision = @Revision";

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomMetric>> AllAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CustomMetric>>(
            async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition(Select, cancellationToken: token)).ConfigureAwait(false)).Select(row => row.ToMetric())],
            cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(CustomMetric document, AuditEntry audit, CancellationToken cancellationToken) =>
        document.Revision == 1
            ? WriteAsync(Insert, Row.Of(document), static _ => WriteResult.Duplicate, audit, cancellationToken)
            : WriteAsync(Update, Row.Of(document), Missed, audit, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(string name, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(Delete, new Row(name, "", "", null, null, default, revision), Missed, audit, cancellationToken);

    private static WriteResult Missed(bool exists) => exists ? WriteResult.Stale : WriteResult.NotFound;

    private Task<WriteResult> WriteAsync(string sql, Row row, Func<bool, WriteResult> missed, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                {
                    return missed(await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                        "SELECT COUNT(*) FROM custom_metrics WHERE name = @Name", row, transaction, cancellationToken: token)).ConfigureAwait(false) != 0);
                }

                // It is part of what is backed up whenever the configuration changes.
                await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return WriteResult.Done;
            },
            result => result == WriteResult.Done,
            cancellationToken);

    private sealed record Row(string Name, string Metric, string Filter, string? Unit, string? Description, DateTimeOffset UpdatedAt, long Revision)
    {
        public static Row Of(CustomMetric metric) => new(
            metric.Name, metric.Metric,
            JsonSerializer.Serialize(
                metric.Filters.ToDictionary(filter => MetricDimensions.NameOf(filter.Dimension), filter => filter.Value), StorageJson.Default.IReadOnlyDictionaryStringString),
            metric.Unit, metric.Description, metric.UpdatedAt, metric.Revision);

        public CustomMetric ToMetric()
        {
            var filter = JsonSerializer.Deserialize(Filter, StorageJson.Default.IReadOnlyDictionaryStringString)!;
            return new CustomMetric
            {
                Name = Name,
                Metric = Metric,
                Filters = [.. MetricDimensions.All.Where(dimension => filter.ContainsKey(MetricDimensions.NameOf(dimension))).Select(dimension => new MetricFilter(dimension, filter[MetricDimensions.NameOf(dimension)]))],
                Unit = Unit,
                Description = Description,
                UpdatedAt = UpdatedAt,
                Revision = Revision,
            };
        }
    }
}
