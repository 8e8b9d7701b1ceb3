using HybridAi.Core.Costs;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage;

namespace HybridAi.EndToEnd.Tests.Site.Seeding;

/// <summary>A week of requests before now: more by day than by night, of some models and keys, with failures, a bad hour and answers of the cache. The same on each run, but for its times.</summary>
internal static class History
{
    private const int Days = 7;
    private const int Seed = 8;
    private const int MostSeries = 1000;

    private static readonly (string Provider, string Model, double Seconds, int Weight, long NanosPerToken)[] Models =
    [
        ("openai", "gpt-4.1-mini", 0.9, 6, 900), ("openai", "gpt-5.4", 2.4, 2, 6_000), ("anthropic", "claude-haiku-4-5-20251001", 1.1, 4, 2_500), ("gemini", "gemini-2.5-flash", 0.7, 4, 1_100),
        ("groq", "openai/gpt-oss-120b", 0.35, 3, 400), ("mistral", "mistral-small-2603", 0.8, 2, 500), ("cohere", "command-a-03-2025", 1.6, 1, 5_000),
    ];

    /// <summary>Writes it into the data directory of a product that does not run, with the rollups that its pages are made of.</summary>
    public static async Task WriteAsync(string data, IReadOnlyList<Guid> keys)
    {
        await using var storage = await StorageModule.OpenAsync(new StorageOptions { DataDirectory = data }, database: null, TimeProvider.System, loggers: null, CancellationToken.None);
        var now = DateTimeOffset.UtcNow;
        foreach (var part in Make(now, keys).Chunk(1000))
            await storage.Usage.InsertAsync(part, CancellationToken.None);
        foreach (var level in new[] { RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day })
        {
            foreach (var period in await storage.Rollups.ListNewsAsync(level, DateTimeOffset.MaxValue, 100_000, CancellationToken.None))
                await storage.Rollups.RollAsync(level, period, MostSeries, CancellationToken.None);
        }
    }

    private static IEnumerable<UsageRecord> Make(DateTimeOffset now, IReadOnlyList<Guid> keys)
    {
        var random = new Random(Seed);
        for (var at = now.AddDays(-Days); at < now.AddMinutes(-1);)
        {
            // From a fifth at night to the whole at noon.
            var busy = 0.6 - (0.4 * Math.Cos(2 * Math.PI * at.TimeOfDay.TotalHours / 24));
            at += TimeSpan.FromMinutes(-Math.Log(1 - random.NextDouble()) * 1.2 / busy);
            yield return One(random, at, keys, isBad: now - at is { TotalHours: > 9 and < 10 });
        }
    }

    private static UsageRecord One(Random random, DateTimeOffset at, IReadOnlyList<Guid> keys, bool isBad)
    {
        var pick = random.Next(Models.Sum(model => model.Weight));
        var (provider, model, seconds, _, nanos) = Models.First(one => (pick -= one.Weight) < 0);
        var (input, output) = (random.Next(80, 3000), random.Next(20, 700));
        var isFailed = random.NextDouble() < (isBad ? 0.4 : 0.015);
        var isKnown = !isFailed && random.NextDouble() < 0.22;
        var (cost, took, streamed) = (new Cost((input + (4L * output)) * nanos), TimeSpan.FromSeconds(seconds * Math.Exp(random.NextDouble() - 0.3)), random.Next(2) == 0);
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at),
            At = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()),
            OrganizationId = OrganizationId.Default,
            KeyId = new(keys[random.Next(keys.Count)]),
            Api = "chat.completions",
            RequestedModel = $"{provider}/{model}",
            Provider = provider,
            Model = model,
            Deployment = $"{provider}/{model}",
            Streamed = streamed,
            Simulated = true,
            Status = isFailed ? 502 : 200,
            Outcome = isFailed ? UsageOutcome.Failed : UsageOutcome.Succeeded,
            FailureCause = isFailed ? "ServerError" : null,
            FinishReason = isFailed ? null : "stop",
            Usage = isFailed || isKnown ? default : new TokenUsage { Input = input, Output = output },
            Cost = isFailed || isKnown ? Cost.Zero : cost,
            CostSource = CostSource.Catalog,
            Cache = isKnown ? "exact" : "miss",
            Saved = isKnown ? cost : null,
            SavedTime = isKnown ? took : null,
            Duration = isKnown ? TimeSpan.FromMilliseconds(2) : took,
            TimeToFirstToken = streamed && !isFailed && !isKnown ? took / 4 : null,
            Attempts = isKnown ? 0 : 1,
        };
    }
}
