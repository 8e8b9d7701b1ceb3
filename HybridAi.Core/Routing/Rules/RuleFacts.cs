namespace HybridAi.Core.Routing.Rules;

/// <summary>What rules can know of a request.</summary>
public readonly record struct RuleFacts
{
    /// <summary>The model as the caller named it.</summary>
    public required string Model { get; init; }

    /// <summary>The task, or null.</summary>
    public string? Task { get; init; }

    /// <summary>The tags, or null.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The organization of the key.</summary>
    public Guid Organization { get; init; }

    /// <summary>The key.</summary>
    public Guid? Key { get; init; }

    /// <summary>The key's team, or null.</summary>
    public Guid? Team { get; init; }

    /// <summary>The key's user, or null.</summary>
    public Guid? User { get; init; }

    /// <summary>The caller's own user, or null.</summary>
    public string? EndUser { get; init; }

    /// <summary>The caller's own session, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The request.</summary>
    public Guid Request { get; init; }

    /// <summary>About how many tokens go in.</summary>
    public long InputTokens { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset At { get; init; }
}
