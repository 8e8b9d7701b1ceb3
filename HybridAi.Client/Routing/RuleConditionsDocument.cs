namespace HybridAi.Client.Routing;

/// <summary>What a request has to be like. Each that is given has to be met; of a list, one entry. Null: it does not matter.</summary>
public sealed record RuleConditionsDocument
{
    /// <summary>The model as its caller names it: exact, or with one <c>*</c> at the end.</summary>
    public IReadOnlyList<string?>? Models { get; init; }

    /// <summary>The task.</summary>
    public IReadOnlyList<string?>? Tasks { get; init; }

    /// <summary>The request's tags, one of which is enough.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>The ids of keys; those that take over from them by rotation are meant, too.</summary>
    public IReadOnlyList<Guid>? Keys { get; init; }

    /// <summary>The ids of the keys' teams.</summary>
    public IReadOnlyList<Guid>? Teams { get; init; }

    /// <summary>The ids of the keys' users.</summary>
    public IReadOnlyList<Guid>? Users { get; init; }

    /// <summary>Callers' own users, as their requests name them (the option <c>user</c>).</summary>
    public IReadOnlyList<string?>? EndUsers { get; init; }

    /// <summary>About how many tokens go in.</summary>
    public TokenRangeDocument? Tokens { get; init; }

    /// <summary>When it arrives.</summary>
    public RuleHoursDocument? Time { get; init; }

    /// <summary>How deployments do at that moment.</summary>
    public RuleStateDocument? State { get; init; }
}

/// <summary>A number of tokens; one end may be open.</summary>
public sealed record TokenRangeDocument
{
    /// <summary>The fewest, at least 0; null: no lower bound.</summary>
    public long? AtLeast { get; init; }

    /// <summary>The most; null: no upper bound.</summary>
    public long? AtMost { get; init; }
}

/// <summary>Some hours of some days of the week, by the clocks of a time zone.</summary>
public sealed record RuleHoursDocument
{
    /// <summary>The days on which the hours begin, <c>monday</c> to <c>sunday</c>; null: every day.</summary>
    public IReadOnlyList<string?>? Days { get; init; }

    /// <summary>From when on, such as <c>08:30</c>; null: midnight.</summary>
    public string? From { get; init; }

    /// <summary>Until when, such as <c>18:00</c> or <c>24:00</c>; not after <see cref="From"/>: of the next day. Null: midnight.</summary>
    public string? To { get; init; }

    /// <summary>The IANA name of the time zone, such as <c>Europe/Berlin</c>; null: UTC.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>How deployments do: met while one of them is in all of the given states at once, as the node sees it that the request came to.</summary>
public sealed record RuleStateDocument
{
    /// <summary>The deployments.</summary>
    public DeploymentSelectionDocument? Of { get; init; }

    /// <summary>Whether it may be tried: false while a circuit is open; null: it does not matter.</summary>
    public bool? Healthy { get; init; }

    /// <summary>The share of its attempts that fails is at least this, above 0, at most 1, the latest counting most.</summary>
    public double? ErrorRateAtLeast { get; init; }

    /// <summary>The P95 of its answers in the last three minutes is at least so many milliseconds, above 0.</summary>
    public double? P95AtLeastMs { get; init; }
}
