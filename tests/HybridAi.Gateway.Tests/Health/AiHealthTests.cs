using HybridAi.Core.Costs;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Health;
using HybridAi.Gateway.Tests.AiPerformance;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridAi.Gateway.Tests.Health;

public sealed class SqliteAiHealthTests() : AiHealthTests(null);

public sealed class PostgresAiHealthTests(PostgresFixture postgres) : AiHealthTests(postgres)
{
    [Fact]
    public async Task Without_the_figures_of_its_database_it_tells_what_the_gateway_itself_knows()
    {
        await using (var drop = Server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("DROP TABLE metrics_1hour"))
            await drop.ExecuteNonQueryAsync();
        await LookAsync();
        var answer = await Server.Client(Role.Viewer).AiHealthAsync();
        Assert.Equal(["groq", "openai"], answer.Providers.Select(provider => provider.Name).Order());
        Assert.Null(answer.Day);
        Assert.Empty(answer.History);
    }
}

/// <summary>What <c>GET /api/ai/health</c> tells of the last day, against sums over the requests themselves. Its clock stands at 12:00 UTC, so that the day began at 13:00 of the day before.</summary>
public abstract class AiHealthTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private protected ManagementServer Server { get; } = new() { Postgres = postgres };

    // More tasks than are told apart, each more frequent than the one before.
    private readonly string?[] _tasks =
    [
        .. Enumerable.Range(1, 24).SelectMany(number => Enumerable.Repeat($"t{number}", 2 * number)), .. Enumerable.Repeat("code", 101), .. Enumerable.Repeat((string?)null, 71),
    ];

    private DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task A_day_its_hours_providers_and_tasks_add_up_to_the_requests()
    {
        var records = _tasks.Select(Record).ToList();
        await Server.Storage.Usage.InsertAsync(records, default);
        await PerformanceServers.RollAsync(Server);
        await LookAsync();
        var answer = await Server.Client(Role.Viewer).AiHealthAsync();
        var day = records.Where(record => record.At >= Now.AddHours(-23)).ToList();
        Assert.InRange(day.Count, 100, records.Count - 1);
        FiguresTests.Check(day, answer.Day!);
        Assert.Equal(PerSecond(day), answer.Day!.RequestsPerSecond);

        Assert.Equal(Enumerable.Range(0, 24).Select(hour => Now.AddHours(hour - 23)), answer.History.Select(hour => hour.At));
        foreach (var hour in answer.History)
        {
            var own = day.Where(record => record.At >= hour.At && record.At < hour.At.AddHours(1)).ToList();
            Assert.Equal((own.Count, own.Count(FiguresTests.Failed), own.Sum(record => record.Cost?.Usd ?? 0)), ((int)hour.Requests, (int)hour.Errors, hour.CostUsd));
            FiguresTests.CheckLatency(own, 0.95, hour.LatencyP95Ms);
        }

        Assert.Equal(["groq", "openai"], answer.Providers.Select(provider => provider.Name).Order());
        foreach (var provider in answer.Providers)
        {
            var own = day.Where(record => record.Provider == provider.Name).ToList();
            FiguresTests.Check(own, provider.Day!);
            Assert.Equal(PerSecond(own), provider.Day!.RequestsPerSecond);
        }

        var told = answer.Tasks.Where(task => !task.Other).ToList();
        Assert.Equal(day.GroupBy(record => record.Task).Select(group => group.Count()).OrderDescending().Take(20), told.Select(task => (int)task.Figures.Requests));
        foreach (var task in answer.Tasks)
        {
            var own = day.Where(record => task.Other ? told.All(one => one.Task != record.Task) : record.Task == task.Task).ToList();
            Assert.Equal(decimal.Round(own.Count / (decimal)day.Count, 6), task.Share);
            FiguresTests.Check(own, task.Figures);
        }

        Assert.Equal((21, true), (answer.Tasks.Count, answer.Tasks[^1].Other));
    }

    [Fact]
    public async Task Findings_changes_and_what_makes_things_better_are_told()
    {
        var queue = Server.Storage.JobQueue;
        // Postgres goes by its own clock, and nothing is due again that was before the job was known.
        var due = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await queue.AnnounceAsync([new JobDefinition("cache-ttl", "Measures.", "6h", true, due.AddHours(6)), new JobDefinition("system-health-check", "Looks.", "1m", true, null)], default);
        foreach (var job in new[] { "system-health-check", "cache-ttl" })
        {
            Assert.True(await queue.EnqueueAsync(job, due, due.AddHours(6), default));
            var fence = (await queue.ClaimAsync([job], "one", TimeSpan.FromMinutes(5), 3, default))!.Fence;
            if (job == "system-health-check")
                await Server.Storage.Findings.SettleAsync(job, [new FoundNow("slow", HealthLevel.Warning, "It is slow."), new FoundNow("gone", HealthLevel.Critical, "It is gone.")], Now, fence, default);
            await queue.FinishAsync(fence, null, new Dictionary<string, long>(), default);
        }

        await Server.Storage.Health.AddAsync(
            [Stretch("openai", -10, HealthLevel.Critical), Stretch("groq", -5, null), Stretch("openai", -1, HealthLevel.Healthy)], default);
        await LookAsync();
        var answer = await Server.Client(Role.Viewer).AiHealthAsync();
        Assert.All(answer.Providers, provider => Assert.Null(provider.Day));
        Assert.Equal([("gone", "critical", "It is gone.", Now), ("slow", "warning", "It is slow.", Now)], answer.Findings.Select(one => (one.Subject, one.Status, one.Reason, one.Since)));
        Assert.Equal([(Now.AddMinutes(-1), "healthy"), (Now.AddMinutes(-10), "critical")], answer.Changes.Select(change => (change.To, change.Next!)));
        var better = Assert.Single(answer.Optimization);
        Assert.Equal(("cache-ttl", true, false, "succeeded", due.AddHours(6)), (better.Job, better.Enabled, better.Paused, better.LastStatus, better.NextAt));
        Assert.Equal((await Server.Client(Role.Viewer).JobAsync("cache-ttl")).LastRun!.FinishedAt!.Value, better.LastAt);
        Assert.Equal((0L, 0m), (answer.Day!.Requests, answer.Day.CostUsd));
        Assert.Empty(answer.Tasks);
    }

    // Until the gateway has looked at its providers.
    private protected async Task LookAsync()
    {
        var watch = Server.Services.GetRequiredService<HealthWatch>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (watch.Current is not { Providers.Count: > 0 })
        {
            Server.Time.Advance(TimeSpan.FromMilliseconds(50));
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private HealthStretch Stretch(string provider, int minutes, HealthLevel? next) => new()
    {
        Id = Guid.CreateVersion7(Now.AddMinutes(minutes)), At = Now.AddMinutes(minutes), From = Now.AddMinutes(minutes - 1), Gateway = "g", Provider = provider, Deployment = $"{provider}/m",
        Level = HealthLevel.Warning, Next = next, Figures = new HealthFigures(3, 1, default, default),
    };

    // The last of the 24 hours has only begun.
    private static decimal PerSecond(List<UsageRecord> records) => decimal.Round(records.Count / (23 * 3600m), 6);

    // Two minutes apart, in no order: over nearly 26 hours.
    private UsageRecord Record(string? task, int i)
    {
        var at = Now.AddMinutes(-1 - (2 * (i * 37 % _tasks.Length)));
        var failed = i % 9 == 4;
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at), At = at, OrganizationId = i % 3 == 0 ? ManagementServer.Other : OrganizationId.Default, KeyId = new KeyId(new Guid("01890000-0000-7000-8000-000000000002")),
            Api = "chat.completions", RequestedModel = "m", Provider = i % 4 == 0 ? "groq" : "openai", Model = "m", Deployment = "m", Task = task,
            Status = failed ? 502 : 200, Outcome = failed ? i % 27 == 4 ? UsageOutcome.Interrupted : UsageOutcome.Failed : UsageOutcome.Succeeded, FailureCause = failed ? "ServerError" : null,
            Usage = new TokenUsage { Input = 10 + (i % 7), Output = 5 }, Cost = i % 11 == 0 ? null : new Cost(1_000_000 + (i * 1000)), CostSource = i % 11 == 0 ? CostSource.Unknown : CostSource.Catalog,
            Duration = TimeSpan.FromMilliseconds(100 + (i * 37 % 900)), Attempts = 1,
        };
    }
}
