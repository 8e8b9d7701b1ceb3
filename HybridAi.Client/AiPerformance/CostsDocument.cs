namespace HybridAi.Client.AiPerformance;

/// <summary>What requests cost.</summary>
public sealed record CostsDocument
{
    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How long a point is: <c>1m</c>, <c>5m</c>, <c>1h</c> or <c>1d</c>.</summary>
    public required string Step { get; init; }

    /// <summary>All of it.</summary>
    public required CostFiguresDocument Total { get; init; }

    /// <summary>In slices of time, oldest first, empty ones included.</summary>
    public required IReadOnlyList<CostPointDocument> Points { get; init; }

    /// <summary>By provider and model, the dearest first, at most 500 pairs.</summary>
    public required IReadOnlyList<ModelCostDocument> Models { get; init; }

    /// <summary>By user, the dearest first, at most 20.</summary>
    public required IReadOnlyList<UserCostDocument> Users { get; init; }
}

/// <summary>What some requests cost.</summary>
public sealed record CostFiguresDocument
{
    /// <summary>How many requests.</summary>
    public long Requests { get; init; }

    /// <summary>The known costs, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>How many have an unknown cost, which is in no sum.</summary>
    public long UnknownCosts { get; init; }

    /// <summary>What cached answers saved, in US dollars.</summary>
    public decimal SavedUsd { get; init; }

    /// <summary>What a request cost on average, in US dollars; null without requests, or if a cost is unknown.</summary>
    public decimal? CostPerRequestUsd { get; init; }

    /// <summary>What a million tokens cost, in US dollars; null without tokens, or if a cost is unknown.</summary>
    public decimal? CostPerMillionTokensUsd { get; init; }

    /// <summary>Input tokens of all classes.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens of all classes.</summary>
    public long OutputTokens { get; init; }
}

/// <summary>A slice of time.</summary>
/// <param name="From">Its beginning; it ends where the next one begins.</param>
/// <param name="CostUsd">The known costs, in US dollars.</param>
/// <param name="UnknownCosts">How many requests have an unknown cost.</param>
public sealed record CostPointDocument(DateTimeOffset From, decimal CostUsd, long UnknownCosts);

/// <summary>What a model cost.</summary>
/// <param name="Provider">The provider; null: requests that none was called for.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="Share">Its share of the known costs; null if there are none.</param>
/// <param name="Figures">Its figures.</param>
public sealed record ModelCostDocument(string? Provider, string? Model, decimal? Share, CostFiguresDocument Figures);

/// <summary>What a user spent.</summary>
/// <param name="User">The user's id; null: keys without a user.</param>
/// <param name="Figures">The figures.</param>
public sealed record UserCostDocument(string? User, CostFiguresDocument Figures);
