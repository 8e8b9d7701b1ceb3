using System.Text;
using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Caching;

/// <summary>Answers for tests of the cache.</summary>
internal static class Answers
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly OrganizationId Other = new(new Guid("00000000-0000-7000-8000-000000000002"));

    public static CacheKey Key(int number, OrganizationId? organization = null) => new(organization ?? OrganizationId.Default, (UInt128)(uint)number * 7919, (UInt128)(uint)number);

    public static CachedAnswer Answer(int number, string body = "body", DateTimeOffset? at = null, TimeSpan? ttl = null, OrganizationId? organization = null) => new()
    {
        Key = Key(number, organization),
        Api = "chat.completions",
        Streamed = false,
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(body),
        RequestedModel = "fast",
        Provider = "openai",
        Model = "gpt-4o",
        Usage = new TokenUsage { Input = 10, Output = 20 },
        CreatedAt = at ?? Now,
        ExpiresAt = (at ?? Now) + (ttl ?? TimeSpan.FromHours(1)),
    };

    public static CachedAnswer Full(int number) => Answer(number, "données: \u2028 {}") with
    {
        Streamed = true,
        ContentType = "text/event-stream",
        CostNanoDollars = 123_456_789_012,
        Duration = TimeSpan.FromMilliseconds(1234.5),
        Usage = new TokenUsage { Input = 1, CachedInput = 2, CacheWrite = 3, CacheWrite1h = 4, AudioInput = 5, ImageInput = 6, Output = 7, Reasoning = 8, AudioOutput = 9, ImageOutput = long.MaxValue },
        Tags = ["a", "große", ""],
        Rule = "long answers",
        Estimated = true,
        FinishReason = "stop",
        Team = new TeamId(Guid.CreateVersion7()),
        User = new UserId(Guid.CreateVersion7()),
        CausedBy = new KeyId(Guid.CreateVersion7()),
        CreatedAt = Now.AddTicks(1),
    };

    /// <summary>Compares answers, their lists and bodies by content.</summary>
    public static void AssertSame(CachedAnswer expected, CachedAnswer? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
        Assert.Equal(expected, actual with { Tags = expected.Tags, Body = expected.Body });
    }
}
