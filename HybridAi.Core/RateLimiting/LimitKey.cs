namespace HybridAi.Core.RateLimiting;

/// <summary>One scope of a limit: what has a counter of its own.</summary>
/// <param name="Counters">The limit's <see cref="Limit.Counters"/>.</param>
/// <param name="Id">The id of whom it belongs to; empty where that has none.</param>
/// <param name="Text">Its name within that; null where it has none.</param>
public readonly record struct LimitKey(string Counters, Guid Id, string? Text)
{
    /// <summary>The scope as people see it: an id, a name, or <c>id/name</c>; empty for the global one.</summary>
    public string Scope => Id == Guid.Empty ? Text ?? "" : Text is null ? Id.ToString("D") : $"{Id:D}/{Text}";

    /// <inheritdoc/>
    // Scopes differ by who they belong to; few limits have one and the same, so that their names need not be read whole.
    public override int GetHashCode() => HashCode.Combine(Id, Text, Counters.Length, Counters[0], Counters[^1]);

    /// <summary>Reads what <see cref="Scope"/> wrote.</summary>
    /// <param name="counters">The limit's counters.</param>
    /// <param name="scope">The scope.</param>
    public static LimitKey Parse(string counters, string scope)
    {
        var slash = scope.IndexOf('/', StringComparison.Ordinal);
        if (Guid.TryParseExact(slash < 0 ? scope : scope[..slash], "D", out var id))
            return new LimitKey(counters, id, slash < 0 ? null : scope[(slash + 1)..]);
        return new LimitKey(counters, Guid.Empty, scope.Length == 0 ? null : scope);
    }
}
