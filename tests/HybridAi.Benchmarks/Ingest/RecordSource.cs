using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Benchmarks.Ingest;

/// <summary>
/// Makes usage records as an installation with some traffic has them: many keys of a few organizations, models of several providers, labels on some,
/// a fallback or an error now and then. One seed makes the same mix again; ids and times are new.
/// </summary>
internal sealed class RecordSource(int seed, int keys = RecordSource.Keys)
{
    /// <summary>How many keys there are if nobody says otherwise.</summary>
    public const int Keys = 2000;

    private const int Organizations = 5, Teams = 40, Users = 400, EndUsers = 5000;

    private static readonly (string Provider, string Model)[] Models =
    [
        ("openai", "gpt-4.1-mini"), ("openai", "gpt-5.4"), ("openai", "gpt-5.4-mini"), ("anthropic", "claude-sonnet-4-5"), ("anthropic", "claude-haiku-4-5"),
        ("gemini", "gemini-2.5-flash"), ("groq", "openai/gpt-oss-120b"), ("mistral", "mistral-small-2603"), ("cohere", "command-a-03-2025"), ("openrouter", "openai/gpt-4o-mini"),
    ];

    private readonly Random _random = new(seed);
    private readonly Guid[] _organizations = Ids(Organizations), _teams = Ids(Teams), _users = Ids(Users), _keys = Ids(keys);

    /// <summary>So many records, in the order of time, spread evenly over some days.</summary>
    public UsageRecord[] Make(int count, DateTimeOffset from, TimeSpan over)
    {
        var records = new UsageRecord[count];
        for (var i = 0; i < count; i++)
            records[i] = One(DateTimeOffset.FromUnixTimeMilliseconds((from + (over * ((double)i / count))).ToUnixTimeMilliseconds()));
        return records;
    }

    private UsageRecord One(DateTimeOffset at)
    {
        var key = _random.Next(keys);
        var (provider, model) = Models[_random.Next(Models.Length)];
        var (streamed, isFailed) = (In(2), In(50));
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at),
            At = at,
            OrganizationId = new(_organizations[key % Organizations]),
            TeamId = key % 3 == 0 ? null : new(_teams[key % Teams]),
            UserId = key % 2 == 0 ? null : new(_users[key % Users]),
            KeyId = new(_keys[key]),
            Api = "chat.completions",
            RequestedModel = In(4) ? "smart" : $"{provider}/{model}",
            Provider = provider,
            Model = model,
            Deployment = $"{provider}/{model}",
            Streamed = streamed,
            Status = isFailed ? 502 : 200,
            Outcome = isFailed ? UsageOutcome.Failed : UsageOutcome.Succeeded,
            FailureCause = isFailed ? "ServerError" : null,
            FinishReason = isFailed ? null : "stop",
            Usage = new TokenUsage { Input = _random.Next(20, 8000), CachedInput = In(3) ? _random.Next(4000) : 0, Output = _random.Next(1, 1500), Reasoning = In(5) ? _random.Next(2000) : 0 },
            Cost = new Cost(_random.Next(10_000, 50_000_000)),
            CostSource = CostSource.Catalog,
            Duration = TimeSpan.FromMicroseconds(_random.Next(150_000, 20_000_000)),
            TimeToFirstToken = streamed ? TimeSpan.FromMicroseconds(_random.Next(80_000, 900_000)) : null,
            Attempts = 1,
            AbandonedAttempts = In(40) ? [new("groq", "openai/gpt-oss-120b", "groq/openai/gpt-oss-120b", 429, "RateLimited", TimeSpan.FromMilliseconds(90), default, null)] : null,
            Session = In(3) ? $"session-{_random.Next(1_000_000)}" : null,
            Task = In(6) ? "summary" : null,
            Tags = In(8) ? ["production", "nightly"] : null,
            EndUser = In(2) ? Pseudonym() : null,
            ClientAddress = Pseudonym(),
        };
    }

    private bool In(int times) => _random.Next(times) == 0;

    // As the product keeps them: 32 hexadecimal digits.
    private string Pseudonym() => $"{_random.Next(EndUsers):x16}{0x9e3779b97f4a7c15:x16}";

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
}
