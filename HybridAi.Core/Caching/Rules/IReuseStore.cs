namespace HybridAi.Core.Caching.Rules;

/// <summary>What gateways measured of the times between uses of answers, by rule and hour.</summary>
public interface IReuseStore
{
    /// <summary>Adds counts.</summary>
    /// <param name="at">When they were measured; kept to the hour.</param>
    /// <param name="counts">The counts: the rule, a bucket of <see cref="ReuseHistogram"/>, and how many.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(DateTimeOffset at, IReadOnlyList<ReuseCount> counts, CancellationToken cancellationToken);

    /// <summary>Adds up what was measured since a moment, by rule.</summary>
    /// <param name="from">The moment.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyDictionary<string, ReuseHistogram>> ReadAsync(DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>Removes what is older.</summary>
    /// <param name="before">What was measured before this goes.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many rows went.</returns>
    Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>How often the time between two uses was in a bucket.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Count">How often.</param>
public readonly record struct ReuseCount(string Rule, int Bucket, long Count);
