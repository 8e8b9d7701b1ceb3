using HybridAi.Core.Costs;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.AiPerformance;

/// <summary>Two gateways, on SQLite and on Postgres, with the same 1,200 requests of sixty hours; their clock stands at 12:00 UTC of the first of March.</summary>
public sealed class PerformanceServers(PostgresFixture postgres) : IAsyncLifetime
{
    public static readonly Guid Anna = new("01900000-0000-7000-8000-0000000000a1"), Ben = new("01900000-0000-7000-8000-0000000000b1");

    /// <summary>Every request that both have.</summary>
    public IReadOnlyList<UsageRecord> Records { get; } = [.. Enumerable.Range(0, 1200).Select(Record), Record(0) with { Id = Guid.CreateVersion7(At(0)), OrganizationId = ManagementServer.Other }];

    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ManagementServer Sqlite { get; } = new();

    public ManagementServer Postgres { get; } = new() { Postgres = postgres };

    public ManagementServer On(bool postgres) => postgres ? Postgres : Sqlite;

    public async ValueTask InitializeAsync()
    {
        foreach (var server in new[] { Sqlite, Postgres })
        {
            await server.InitializeAsync();
            await server.Storage.Usage.InsertAsync(Records, default);
            await RollAsync(server);
            await server.Services.GetRequiredService<IFallbackEventStore>().AddAsync(
                [.. Enumerable.Range(1, 4).Select(i => new FallbackEvent
                {
                    Id = Guid.CreateVersion7(), At = Now.AddMinutes(-i), Gateway = "g", Kind = FallbackEventKinds.BreakerOpened, Deployment = "openai/gpt-5.4-mini",
                })],
                default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Sqlite.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>Does what the worker's job does.</summary>
    public static async Task RollAsync(ManagementServer server)
    {
        foreach (var level in new[] { RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day })
        {
            foreach (var period in await server.Storage.Rollups.ListNewsAsync(level, DateTimeOffset.MaxValue, 1000, default))
                Assert.Equal(RollupOutcome.Done, await server.Storage.Rollups.RollAsync(level, period, 1000, default));
        }
    }

    private static DateTimeOffset At(int i) => Now.AddMinutes(-1 - (i / 2 * 6)).AddSeconds(i % 2);

    // openai, twice as often as the others, fails now and then; groq answers at times from the cache; anthropic is not configured here, and its price is at times unknown.
    private static UsageRecord Record(int i)
    {
        var (provider, model) = (i % 4) switch
        {
            0 => ("openai", "gpt-5.4-mini"), 1 => ("openai", "gpt-4o-mini"), 2 => ("groq", "openai/gpt-oss-120b"), _ => ("anthropic", "claude-sonnet-4-6"),
        };
        var failed = provider == "openai" && i % 16 < 2;
        var cache = failed || provider != "groq" ? "off" : (i / 4 % 3) switch { 0 => "exact", 1 => "miss", _ => "off" };
        var unknown = provider == "anthropic" && i % 40 == 3;
        var cost = new Cost(failed || cache == "exact" ? 0 : 1_000_000 + (i % 7 * 250_000));
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(At(i)),
            At = At(i),
            OrganizationId = OrganizationId.Default,
            UserId = (i % 3) switch { 0 => new UserId(Anna), 1 => new UserId(Ben), _ => null },
            KeyId = new KeyId(new Guid("01890000-0000-7000-8000-000000000002")),
            Api = "chat.completions",
            RequestedModel = model,
            Provider = provider,
            Model = model,
            Deployment = $"{provider}/{model}",
            Status = failed ? 502 : 200,
            Outcome = failed ? UsageOutcome.Failed : i % 50 == 49 ? UsageOutcome.Cancelled : UsageOutcome.Succeeded,
            FailureCause = failed ? "ServerError" : null,
            Usage = failed ? default : new TokenUsage { Input = 100 + (i % 10), CachedInput = i % 5, Output = 20 + (i % 6), Reasoning = i % 3 },
            Cost = unknown ? null : cost,
            CostSource = unknown ? CostSource.Unknown : CostSource.Catalog,
            Saved = cache == "exact" ? new Cost(2_000_000) : null,
            Duration = TimeSpan.FromMilliseconds(100 + (i * 37 % 900)),
            TimeToFirstToken = failed ? null : TimeSpan.FromMilliseconds(20 + (i * 13 % 60)),
            Attempts = cache == "exact" ? 0 : 1,
            Cache = cache,
        };
    }
}
