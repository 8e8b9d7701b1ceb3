using HybridAi.Core.Audit;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Tests.Testing;

/// <summary>Makes what the tests store.</summary>
internal static class Records
{
    public static readonly KeyId Key = new(Guid.Parse("01890000-0000-7000-8000-000000000002"));

    /// <summary>Now, to the millisecond.</summary>
    public static DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    public static UsageRecord Usage(DateTimeOffset? at = null) => UsageAt(at ?? Now());

    private static UsageRecord UsageAt(DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        At = at,
        OrganizationId = OrganizationId.Default,
        KeyId = Key,
        Api = "chat.completions",
        RequestedModel = "openai/gpt-6-astra",
        Provider = "openai",
        Model = "gpt-6-astra",
        Deployment = "openai/gpt-6-astra",
        Status = 200,
        Outcome = UsageOutcome.Succeeded,
        FinishReason = "stop",
        Usage = new TokenUsage { Input = 10, Output = 5 },
        Cost = new Cost(1_000_000),
        CostSource = CostSource.Catalog,
        Duration = TimeSpan.FromMilliseconds(120),
        Attempts = 1,
    };

    /// <summary>The marker that comes before a record.</summary>
    public static UsageRecord Marker(this UsageRecord record) => record with { Status = 0, Usage = new TokenUsage { Input = 10 }, Estimated = true, FinishReason = null };

    /// <summary>A record with every field set at random, optional ones or not.</summary>
    public static UsageRecord Random(Random random)
    {
        T? Maybe<T>(Func<T> make) where T : class => random.Next(3) == 0 ? null : make();
        string Text() => new([.. Enumerable.Range(0, random.Next(0, 90)).Select(_ => random.Next(8) == 0 ? "äß中☃"[random.Next(4)] : (char)random.Next(32, 127))]);
        long Number() => random.Next(4) switch { 0 => 0, 1 => random.Next(100), 2 => random.NextInt64(1L << 40), _ => long.MaxValue / 1_000_000 };
        TokenUsage Tokens() => new()
        {
            Input = Number(), CachedInput = Number(), CacheWrite = Number(), CacheWrite1h = Number(), AudioInput = Number(), ImageInput = Number(),
            Output = Number(), Reasoning = Number(), AudioOutput = Number(), ImageOutput = Number(),
        };
        TimeSpan Duration() => TimeSpan.FromMicroseconds(random.NextInt64(1L << 36));
        Cost? Cost() => random.Next(2) == 0 ? null : new Cost(Number());
        AbandonedAttempt Attempt() => new(Text(), Text(), Text(), random.Next(600), Text(), Duration(), Tokens(), Cost());
        var at = Now().AddMilliseconds(-random.Next(100_000));
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            OrganizationId = new OrganizationId(Guid.NewGuid()),
            TeamId = random.Next(2) == 0 ? null : new TeamId(Guid.NewGuid()),
            UserId = random.Next(2) == 0 ? null : new UserId(Guid.NewGuid()),
            KeyId = new KeyId(Guid.NewGuid()),
            Api = Text(),
            RequestedModel = Text(),
            Provider = Maybe(Text),
            Model = Maybe(Text),
            Deployment = Maybe(Text),
            Streamed = random.Next(2) == 0,
            Simulated = random.Next(2) == 0,
            Status = random.Next(600),
            Outcome = (UsageOutcome)random.Next(4),
            FailureCause = Maybe(Text),
            FinishReason = Maybe(Text),
            Usage = Tokens(),
            Estimated = random.Next(2) == 0,
            Cost = Cost(),
            CostSource = (CostSource)random.Next(4),
            Duration = Duration(),
            TimeToFirstToken = random.Next(2) == 0 ? null : Duration(),
            Attempts = random.Next(10),
            AbandonedAttempts = Maybe(() => Enumerable.Range(0, random.Next(5)).Select(_ => Attempt()).ToArray()),
            Cache = Text(),
            Session = Maybe(Text),
            Task = Maybe(Text),
            Tags = Maybe(() => Enumerable.Range(0, random.Next(17)).Select(_ => Text()).ToArray()),
            EndUser = Maybe(Text),
            ClientAddress = Maybe(Text),
            Route = Maybe(Text),
            Region = Maybe(Text),
            Decisions = Maybe(() => Enumerable.Range(0, random.Next(5)).Select(_ => new Decision(Text(), Text())).ToArray()),
        };
    }

    /// <summary>Compares records, their lists by content.</summary>
    public static void AssertSame(UsageRecord expected, UsageRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected.AbandonedAttempts, actual.AbandonedAttempts);
        Assert.Equal(expected.Decisions, actual.Decisions);
        Assert.Equal(expected, actual with { Tags = expected.Tags, AbandonedAttempts = expected.AbandonedAttempts, Decisions = expected.Decisions });
    }

    public static AuditEntry Audit(string action = "test.change", OrganizationId? organization = null, DateTimeOffset? at = null) => new(
        Guid.CreateVersion7(), at ?? Now(), organization ?? OrganizationId.Default, Key, null, action, "target", null, """{"name":"x"}""");
}
