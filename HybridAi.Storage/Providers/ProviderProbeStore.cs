using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Core.Providers;
using HybridAi.Storage.Database;
using HybridAi.Storage.Jobs;

namespace HybridAi.Storage.Providers;

/// <summary>Trial calls of providers in the database.</summary>
internal sealed class ProviderProbeStore(IDatabase database, JobFences fences) : IProviderProbeStore
{
    private const string Select = """
        SELECT id AS Id, at AS At, provider AS Provider, model AS Model, ok AS Ok, status AS Status, message AS Message, duration_us AS DurationMicroseconds
        FROM provider_probes
        """;

    private const string Insert = """
        INSERT INTO provider_probes (id, at, provider, model, ok, status, message, duration_us)
        VALUES (@Id, @At, @Provider, @Model, @Ok, @Status, @Message, @DurationMicroseconds)
        """;

    private const string Delete = """
        DELETE FROM provider_probes WHERE id IN (SELECT id FROM provider_probes WHERE at < @before ORDER BY at LIMIT @most)
        """;

    /// <inheritdoc/>
    public Task AddAsync(ProviderProbeRecord probe, JobFence fence, CancellationToken cancellationToken) =>
        fences.ExecuteAsync(fence, Insert, Row.Of(probe), cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<ProviderProbeRecord>> ListAsync(string provider, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        where.And("provider = @provider", "provider", provider);
        var page = await Pages.NewestFirstAsync<Row>(database, Select, where, after, limit, row => new PageCursor(row.At.ToUnixTimeMilliseconds(), row.Id), cancellationToken).ConfigureAwait(false);
        return new Page<ProviderProbeRecord>([.. page.Items.Select(row => row.ToRecord())], page.Next);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int most, JobFence fence, CancellationToken cancellationToken) =>
        fences.ExecuteAsync(fence, Delete, new { before, most }, cancellationToken);

    // With setters: the databases differ in the types that their truths and numbers come as.
    private sealed class Row
    {
        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }

        public required string Provider { get; init; }

        public required string Model { get; init; }

        public bool Ok { get; init; }

        public int? Status { get; init; }

        public string? Message { get; init; }

        public long DurationMicroseconds { get; init; }

        public static Row Of(ProviderProbeRecord probe) => new()
        {
            Id = probe.Id,
            At = probe.At,
            Provider = StorableText.Of(probe.Provider),
            Model = StorableText.Of(probe.Model),
            Ok = probe.Ok,
            Status = probe.Status,
            Message = probe.Message is null ? null : StorableText.Of(probe.Message),
            DurationMicroseconds = probe.Duration.Ticks / TimeSpan.TicksPerMicrosecond,
        };

        public ProviderProbeRecord ToRecord() => new(Id, At, Provider, Model, Ok, Status, Message, TimeSpan.FromMicroseconds(DurationMicroseconds));
    }
}
