namespace HybridAi.Core.Metrics.Rollups;

/// <summary>The rollups, as they are made and removed.</summary>
public interface IRollupStore
{
    /// <summary>Lists periods that have news: records or rows of which came since they were last made.</summary>
    /// <param name="level">Which periods.</param>
    /// <param name="before">Only those that begin before this.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Their beginnings, the newest first.</returns>
    Task<IReadOnlyList<DateTimeOffset>> ListNewsAsync(RollupLevel level, DateTimeOffset before, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a period anew, whole, from what it consists of, and notes that the period above has news. What came in the meantime stays news. If any of what it consists of may
    /// have been removed, it stays as it is.
    /// </summary>
    /// <param name="level">Minute, hour or day.</param>
    /// <param name="period">Its beginning.</param>
    /// <param name="mostSeries">See <see cref="RollupBuilder.Build"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<RollupOutcome> RollAsync(RollupLevel level, DateTimeOffset period, int mostSeries, CancellationToken cancellationToken);

    /// <summary>Removes some of the rows of old periods; what is made of them is not made anew from then on.</summary>
    /// <param name="level">Minute, hour or day.</param>
    /// <param name="before">Periods that end before this go; a period of the next level goes whole.</param>
    /// <param name="most">The most rows to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(RollupLevel level, DateTimeOffset before, int most, CancellationToken cancellationToken);
}
