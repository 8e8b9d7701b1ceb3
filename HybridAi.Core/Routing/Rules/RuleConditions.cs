namespace HybridAi.Core.Routing.Rules;

/// <summary>What a request has to be like. Each that is given has to be met; of a list, one entry. Null: it does not matter.</summary>
public sealed record RuleConditions
{
    /// <summary>The model as its caller named it: exact, or with one <c>*</c> at the end.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The task.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>The request's tags, one of which is enough.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The key, by its id; those that took over from it by rotation are meant, too.</summary>
    public IReadOnlyList<Guid>? Keys { get; init; }

    /// <summary>The team of the key, by its id.</summary>
    public IReadOnlyList<Guid>? Teams { get; init; }

    /// <summary>The user of the key, by its id.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }

    /// <summary>The caller's own user, as the request names it.</summary>
    public IReadOnlyList<string>? EndUsers { get; init; }

    /// <summary>About how many tokens go in.</summary>
    public TokenRange? Tokens { get; init; }

    /// <summary>When it arrives.</summary>
    public RuleHours? Time { get; init; }

    /// <summary>How deployments do at that moment.</summary>
    public RuleState? State { get; init; }
}

/// <summary>A number of tokens; one end may be open.</summary>
/// <param name="AtLeast">The fewest, at least 0; null: no lower bound.</param>
/// <param name="AtMost">The most; null: no upper bound.</param>
public sealed record TokenRange(long? AtLeast = null, long? AtMost = null);
