namespace HybridAi.Core.ErrorGroups;

/// <summary>Adds failures to a group.</summary>
public static class ErrorTally
{
    /// <summary>Gives the group with more failures in it. It is open again if one of them ended after it was resolved.</summary>
    /// <param name="group">The group; null if there is none yet.</param>
    /// <param name="more">The failures, at least one, all of one fingerprint.</param>
    /// <param name="fingerprint">The group's fingerprint.</param>
    public static ErrorGroup Add(ErrorGroup? group, IReadOnlyList<ErrorOccurrence> more, ErrorFingerprint fingerprint)
    {
        var latestFirst = more.OrderByDescending(one => one.At).ThenByDescending(one => one.Request).ToList();
        var (last, first) = (latestFirst[0].At, latestFirst[^1].At);
        var isReopened = group?.ResolvedAt is { } resolved && last > resolved;
        return new ErrorGroup
        {
            Fingerprint = fingerprint,
            FirstAt = group is null || first < group.FirstAt ? first : group.FirstAt,
            LastAt = group is null || last > group.LastAt ? last : group.LastAt,
            Count = (group?.Count ?? 0) + more.Count,
            Keys = Named(latestFirst.Select(one => one.Key), group?.Keys),
            Requests = Named(latestFirst.Select(one => one.Request), group?.Requests),
            ResolvedAt = isReopened ? null : group?.ResolvedAt,
            Reopened = (group?.Reopened ?? 0) + (isReopened ? 1 : 0),
        };
    }

    private static IReadOnlyList<T> Named<T>(IEnumerable<T> more, IReadOnlyList<T>? known) => [.. more.Concat(known ?? []).Distinct().Take(ErrorGroup.MostNamed)];
}
