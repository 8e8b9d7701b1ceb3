using HybridAi.Core.Events;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Metrics;

public sealed class SqliteCustomMetricStoreTests() : CustomMetricStoreTests(null);

public sealed class PostgresCustomMetricStoreTests(MigratedPostgres postgres) : CustomMetricStoreTests(postgres);

public abstract class CustomMetricStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    internal static readonly CustomMetric Full = new()
    {
        Name = "full", Revision = 1, UpdatedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Metric = "latency_p95", Unit = "beats", Description = "Zoë's \"own\"",
        Filters = [new MetricFilter(MetricDimension.Provider, "o'penai"), new MetricFilter(MetricDimension.Task, "code")],
    };

    [Fact]
    public async Task A_metric_is_read_as_it_was_stored_also_after_it_was_opened_again()
    {
        var least = new CustomMetric { Name = "a-least", Revision = 1, UpdatedAt = Full.UpdatedAt, Metric = "requests" };
        Assert.Equal(WriteResult.Done, await Storage.CustomMetrics.SaveAsync(Full, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Storage.CustomMetrics.SaveAsync(least, Records.Audit(), default));
        await ReopenAsync();
        Assert.Equivalent(new[] { least, Full }, await Storage.CustomMetrics.AllAsync(default), strict: true);
    }

    [Fact]
    public async Task Each_write_goes_by_the_revision_is_audited_and_told()
    {
        var store = Storage.CustomMetrics;
        var last = await Storage.Configuration.VersionAsync(default);
        Assert.Equal(WriteResult.NotFound, await store.SaveAsync(Full with { Revision = 2 }, Records.Audit("refused"), default));
        Assert.Equal(WriteResult.Done, await store.SaveAsync(Full, Records.Audit("create"), default));
        Assert.Equal(WriteResult.Duplicate, await store.SaveAsync(Full, Records.Audit("refused"), default));
        Assert.Equal(WriteResult.Done, await store.SaveAsync(Full with { Revision = 2, Unit = null, Description = null, Filters = [] }, Records.Audit("update"), default));
        Assert.Equal(WriteResult.Stale, await store.SaveAsync(Full with { Revision = 2 }, Records.Audit("refused"), default));
        var changed = Assert.Single(await store.AllAsync(default));
        Assert.Equal((2L, null, null), (changed.Revision, changed.Unit, changed.Description));
        Assert.Empty(changed.Filters);
        Assert.Equal(WriteResult.Stale, await store.DeleteAsync("full", 1, Records.Audit("refused"), default));
        Assert.Equal(WriteResult.NotFound, await store.DeleteAsync("nobody", 1, Records.Audit("refused"), default));
        Assert.Equal(WriteResult.Done, await store.DeleteAsync("full", 2, Records.Audit("delete"), default));
        Assert.Empty(await store.AllAsync(default));
        Assert.Equal(3, (await Storage.Events.ReadAsync(last, EventTopics.Configuration, null, 10, default)).Count);
        Assert.Empty((await Storage.Audit.ListAsync(null, "refused", null, 10, default)).Items);
        foreach (var action in new[] { "create", "update", "delete" })
            Assert.Single((await Storage.Audit.ListAsync(null, action, null, 10, default)).Items);
    }
}
