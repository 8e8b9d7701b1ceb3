using System.Text.Json;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.ErrorGroups;

/// <summary>A group as its row holds it.</summary>
internal sealed class ErrorGroupRow
{
    public const string Select = """
        SELECT id AS Id, at AS At, first_at AS FirstAt, source AS Source, provider AS Provider, deployment AS Deployment, cause AS Cause, status AS Status, detail AS Detail,
               count AS Count, keys AS Keys, requests AS Requests, resolved_at AS ResolvedAt, reopened AS Reopened
        FROM error_groups
        """;

    public const string Upsert = """
        INSERT INTO error_groups (id, at, first_at, source, provider, deployment, cause, status, detail, count, keys, requests, resolved_at, reopened)
        VALUES (@Id, @At, @FirstAt, @Source, @Provider, @Deployment, @Cause, @Status, @Detail, @Count, @Keys, @Requests, @ResolvedAt, @Reopened)
        ON CONFLICT (id) DO UPDATE SET at = excluded.at, first_at = excluded.first_at, count = excluded.count, keys = excluded.keys, requests = excluded.requests,
            resolved_at = excluded.resolved_at, reopened = excluded.reopened
        """;

    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset FirstAt { get; init; }

    public required string Source { get; init; }

    public string? Provider { get; init; }

    public string? Deployment { get; init; }

    public required string Cause { get; init; }

    public int Status { get; init; }

    public string? Detail { get; init; }

    public long Count { get; init; }

    public required string Keys { get; init; }

    public required string Requests { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public long Reopened { get; init; }

    public PageCursor Place => new(At.ToUnixTimeMilliseconds(), Id);

    public static ErrorGroupRow Of(ErrorGroup group) => new()
    {
        Id = group.Fingerprint.Id,
        At = group.LastAt,
        FirstAt = group.FirstAt,
        Source = group.Fingerprint.Source,
        Provider = group.Fingerprint.Provider,
        Deployment = group.Fingerprint.Deployment,
        Cause = group.Fingerprint.Cause,
        Status = group.Fingerprint.Status,
        Detail = group.Fingerprint.Detail,
        Count = group.Count,
        Keys = Write(group.Keys.Select(key => key.Value)),
        Requests = Write(group.Requests),
        ResolvedAt = group.ResolvedAt,
        Reopened = group.Reopened,
    };

    public ErrorGroup ToGroup() => new()
    {
        Fingerprint = new ErrorFingerprint(Source, Provider, Deployment, Cause, Status, Detail),
        FirstAt = FirstAt,
        LastAt = At,
        Count = Count,
        Keys = [.. Read(Keys).Select(key => new KeyId(key))],
        Requests = [.. Read(Requests)],
        ResolvedAt = ResolvedAt,
        Reopened = Reopened,
    };

    private static string Write(IEnumerable<Guid> ids) => JsonSerializer.Serialize([.. ids.Select(id => id.ToString("D"))], StorageJson.Default.IReadOnlyListString);

    private static IEnumerable<Guid> Read(string ids) => JsonSerializer.Deserialize(ids, StorageJson.Default.IReadOnlyListString)!.Select(Guid.Parse);
}
