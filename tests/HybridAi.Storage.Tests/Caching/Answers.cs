using System.Text;
using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Tests.Caching;

/// <summary>Answers for tests of the cache.</summary>
internal static class Answers
{
    public static readonly OrganizationId Other = new(new Guid("00000000-0000-7000-8000-000000000002"));

    public static MasterKey MasterKey { get; } = MasterKey.Parse(new Secret(new string('a', 64)));

    public static CacheKey Key(int number, OrganizationId? organization = null) => new(organization ?? OrganizationId.Default, (UInt128)(uint)number * 7919, ((UInt128)(uint)number << 64) | (uint)number);

    public static CachedAnswer Answer(int number, string body = "body", TimeSpan? ttl = null, DateTimeOffset? at = null) => new()
    {
        Key = Key(number),
        Api = "chat.completions",
        Streamed = true,
        ContentType = "text/event-stream",
        Body = Encoding.UTF8.GetBytes(body),
        RequestedModel = "fast",
        Provider = "openai",
        Model = "gpt-4o",
        Usage = new TokenUsage { Input = 10, Output = 20 },
        CostNanoDollars = 1234,
        Duration = TimeSpan.FromSeconds(2),
        CreatedAt = at ?? TimeProvider.System.GetUtcNow(),
        ExpiresAt = (at ?? TimeProvider.System.GetUtcNow()) + (ttl ?? TimeSpan.FromHours(1)),
        Tags = ["a"],
    };

    public static void AssertSame(CachedAnswer expected, CachedAnswer? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
        Assert.Equal(expected, actual with { Tags = expected.Tags, Body = expected.Body });
    }
}
