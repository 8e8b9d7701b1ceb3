using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>What of the semantic cache outlives a process, and what gateways share of it: where answers are found by meaning, and what was measured. No text.</summary>
public interface ISemanticStore
{
    /// <summary>Keeps entries, each in the place of any of the same key.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task KeepAsync(IReadOnlyList<StoredSemanticEntry> entries, CancellationToken cancellationToken);

    /// <summary>Reads entries that were kept after a moment and have not expired, in the order in which they were kept.</summary>
    /// <param name="method">How their vectors were made: see <see cref="StoredSemanticEntry.Method"/>.</param>
    /// <param name="after">The moment.</param>
    /// <param name="now">The time.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<StoredSemanticEntry>> ReadAsync(string method, DateTimeOffset after, DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Removes entries that have expired.</summary>
    /// <param name="now">The time.</param>
    /// <param name="most">The most to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Adds comparisons to those that are there.</summary>
    /// <param name="counts">The comparisons.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(IReadOnlyList<ShadowCount> counts, CancellationToken cancellationToken);

    /// <summary>All comparisons of a method, of all gateways.</summary>
    /// <param name="method">How candidates were found: see <see cref="ShadowCount.Method"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ShadowCount>> CountsAsync(string method, CancellationToken cancellationToken);

    /// <summary>Notes what the comparisons say of a model by now, and tells it as an event if that is new.</summary>
    /// <param name="organization">Whose requests.</param>
    /// <param name="model">The model's name as callers write it.</param>
    /// <param name="method">How candidates were found.</param>
    /// <param name="verdict">What the comparisons say.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Whether it is new.</returns>
    Task<bool> NoteAsync(OrganizationId organization, string model, string method, Shadow.ShadowVerdict verdict, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>An entry of the index as it is stored.</summary>
/// <param name="Key">What the answer is found by.</param>
/// <param name="Scope">The hash of what has to be exactly equal.</param>
/// <param name="Method">The embedder's name: only vectors of the same one are compared.</param>
/// <param name="KeptAt">When it was kept.</param>
/// <param name="ExpiresAt">From when on the answer is given no more.</param>
/// <param name="Content">The vector and what the guard compares, by <see cref="SemanticContent"/>.</param>
public sealed record StoredSemanticEntry(CacheKey Key, UInt128 Scope, string Method, DateTimeOffset KeptAt, DateTimeOffset ExpiresAt, byte[] Content);

/// <summary>Comparisons of shadow answers with real ones.</summary>
/// <param name="Organization">Whose requests.</param>
/// <param name="Model">The model's name as callers write it.</param>
/// <param name="Method">How candidates were found: embedder and guard. Evidence of one says nothing of another.</param>
/// <param name="Bin">Which similarity: see <see cref="Shadow.SimilarityBins"/>.</param>
/// <param name="Agreed">How many agreed.</param>
/// <param name="Tried">How many there were.</param>
public sealed record ShadowCount(OrganizationId Organization, string Model, string Method, int Bin, long Agreed, long Tried);
