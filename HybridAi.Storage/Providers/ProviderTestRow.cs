using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Core.Paging;
using HybridAi.Core.Providers.Testing;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Providers;

/// <summary>A test of a provider as its row holds it.</summary>
internal sealed class ProviderTestRow
{
    public const string Select = """
        SELECT id AS Id, at AS At, provider AS Provider, plan AS Plan, state AS State, started_at AS StartedAt, finished_at AS FinishedAt, progress AS Progress,
               message AS Message, attempts AS Attempts, spent_nanos AS SpentNanos, calls AS Calls, report AS Report, error AS Error
        FROM provider_tests
        """;

    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    public required string Provider { get; init; }

    public required string Plan { get; init; }

    public required string State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public double Progress { get; init; }

    public string? Message { get; init; }

    public int Attempts { get; init; }

    public long SpentNanos { get; init; }

    public int Calls { get; init; }

    public string? Report { get; init; }

    public string? Error { get; init; }

    public PageCursor Place => new(At.ToUnixTimeMilliseconds(), Id);

    public static ProviderTestRow Of(ProviderTest test) => new()
    {
        Id = test.Id,
        At = test.At,
        Provider = StorableText.Of(test.Provider),
        Plan = JsonSerializer.Serialize(test.Plan, StorageJson.Default.ProviderTestPlan),
        State = test.State.ToString(),
        StartedAt = test.StartedAt,
        FinishedAt = test.FinishedAt,
        Progress = test.Progress,
        Message = test.Message is null ? null : StorableText.Of(test.Message),
        Attempts = test.Attempts,
        SpentNanos = test.Spent.NanoDollars,
        Calls = test.Calls,
        Report = test.Report is null ? null : JsonSerializer.Serialize(test.Report, StorageJson.Default.ProviderTestReport),
        Error = test.Error is null ? null : StorableText.Of(test.Error),
    };

    public ProviderTest ToTest() => new()
    {
        Id = Id,
        At = At,
        Provider = Provider,
        Plan = JsonSerializer.Deserialize(Plan, StorageJson.Default.ProviderTestPlan)!,
        State = Enum.Parse<ProviderTestState>(State),
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Progress = Progress,
        Message = Message,
        Attempts = Attempts,
        Spent = new Cost(SpentNanos),
        Calls = Calls,
        Report = Report is null ? null : JsonSerializer.Deserialize(Report, StorageJson.Default.ProviderTestReport),
        Error = Error,
    };
}
