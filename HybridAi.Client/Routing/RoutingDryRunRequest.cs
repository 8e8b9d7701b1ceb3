namespace HybridAi.Client.Routing;

/// <summary>A request as it could be made, to see where rules would send it. No provider is called.</summary>
public sealed record RoutingDryRunRequest
{
    /// <summary>The model, by any name that callers may use.</summary>
    public string? Model { get; init; }

    /// <summary>The task.</summary>
    public string? Task { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>The id of the key that it would be made with: brings its organization, team and user, and what models it may use.</summary>
    public Guid? Key { get; init; }

    /// <summary>The id of a team, if not the key's.</summary>
    public Guid? Team { get; init; }

    /// <summary>The id of a user, if not the key's.</summary>
    public Guid? User { get; init; }

    /// <summary>The caller's own user (the option <c>user</c>).</summary>
    public string? EndUser { get; init; }

    /// <summary>The caller's own session (the option <c>session</c>).</summary>
    public string? Session { get; init; }

    /// <summary>About how many tokens go in; null: 0.</summary>
    public long? InputTokens { get; init; }

    /// <summary>The most tokens that may come out; null: no bound.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>Whether it is a stream; null: it is not.</summary>
    public bool? Stream { get; init; }

    /// <summary>What the model has to be able to do: <c>tools</c>, <c>vision</c>, <c>audio</c>, <c>pdf</c>, <c>structured-output</c>, <c>reasoning</c>, <c>speech</c>.</summary>
    public IReadOnlyList<string?>? Needs { get; init; }

    /// <summary>The strategy that it asks for.</summary>
    public string? Strategy { get; init; }

    /// <summary>The provider that it asks for.</summary>
    public string? Provider { get; init; }

    /// <summary>The region that it names.</summary>
    public string? Region { get; init; }

    /// <summary>When it would arrive; null: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Rules to try instead of those that are saved; they are checked as those would be. Null: those that are saved.</summary>
    public IReadOnlyList<RoutingRuleDocument?>? Rules { get; init; }
}
