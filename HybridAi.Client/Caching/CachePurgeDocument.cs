namespace HybridAi.Client.Caching;

/// <summary>A purge: answers made before it are given by no gateway from a second later on.</summary>
public sealed record CachePurgeDocument
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary><c>key</c>, <c>tag</c>, <c>model</c> or <c>all</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Which key, tag or model; empty for all.</summary>
    public required string Value { get; init; }

    /// <summary>Whose answers; null: everybody's.</summary>
    public Guid? OrganizationId { get; init; }
}
