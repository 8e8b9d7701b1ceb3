namespace HybridAi.Core.Tenancy;

/// <summary>The rules of an API key's life: its status, its rotation, and that somebody can always administer the installation.</summary>
public static class KeyLifecycle
{
    /// <summary>The longest that a rotated key may live on beside its replacement.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    /// <summary>How long a rotated key lives on beside its replacement unless said otherwise.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    /// <summary>Tells whether a key is accepted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="rotated">The keys that another has taken over from: <see cref="RotatedAmong"/>.</param>
    /// <param name="now">The time.</param>
    public static KeyStatus StatusOf(ApiKey key, IReadOnlySet<KeyId> rotated, DateTimeOffset now) =>
        key.RevokedAt is not null ? KeyStatus.Revoked
        : !IsUsable(key, now) ? KeyStatus.Expired
        : rotated.Contains(key.Id) ? KeyStatus.Rotating
        : KeyStatus.Active;

    /// <summary>Finds the keys that another one has taken over from.</summary>
    /// <param name="all">All keys.</param>
    public static IReadOnlySet<KeyId> RotatedAmong(IEnumerable<ApiKey> all) =>
        all.Where(key => key.RotatedFrom is not null).Select(key => key.RotatedFrom!.Value).ToHashSet();

    /// <summary>Finds for each key that took over from another the first one that was taken over from.</summary>
    /// <param name="all">All keys.</param>
    public static IReadOnlyDictionary<KeyId, KeyId> FirstOfRotations(IReadOnlyCollection<ApiKey> all)
    {
        var before = all.Where(key => key.RotatedFrom is not null).ToDictionary(key => key.Id, key => key.RotatedFrom!.Value);
        var first = new Dictionary<KeyId, KeyId>(before.Count);
        foreach (var (key, old) in before)
        {
            var found = old;
            // A key is younger than the one that it took over from, so that this ends.
            while (before.TryGetValue(found, out var older))
                found = first.TryGetValue(found, out var known) ? known : older;
            first[key] = found;
        }

        return first;
    }

    /// <summary>Tells whether a key is neither revoked nor expired.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    public static bool IsUsable(ApiKey key, DateTimeOffset now) =>
        key.RevokedAt is null && (key.ExpiresAt is not { } end || end > now);

    /// <summary>Makes the key that takes over: the same rights, name and owner.</summary>
    /// <param name="old">The key that is taken over from.</param>
    /// <param name="id">The new key's id.</param>
    /// <param name="secret">The new key's secret.</param>
    /// <param name="expiresAt">When the new key ends, or null for never.</param>
    /// <param name="now">The time.</param>
    public static ApiKey Replacement(ApiKey old, KeyId id, KeySecret secret, DateTimeOffset? expiresAt, DateTimeOffset now) => old with
    {
        Id = id,
        Hash = secret.Hash,
        Prefix = secret.Prefix,
        CreatedAt = now,
        ExpiresAt = expiresAt,
        RevokedAt = null,
        RotatedFrom = old.Id,
        Revision = 1,
    };

    /// <summary>The key that is taken over from, as it stands once it is: it ends after the overlap, or earlier if it would have anyway.</summary>
    /// <param name="old">The key.</param>
    /// <param name="overlap">How long it lives on, 0 to <see cref="MaxOverlap"/>.</param>
    /// <param name="now">The time.</param>
    public static ApiKey Retiring(ApiKey old, TimeSpan overlap, DateTimeOffset now) => old with
    {
        ExpiresAt = old.ExpiresAt is { } end && end < now + overlap ? end : now + overlap,
        Revision = old.Revision + 1,
    };

    /// <summary>
    /// Tells whether a change would leave nobody to administer the installation: whether the key is a usable administrator key of the default
    /// organization and no other is, apart from those that a rotation will end.
    /// </summary>
    /// <param name="key">The key that is to be revoked or given an end.</param>
    /// <param name="all">All keys.</param>
    /// <param name="now">The time.</param>
    public static bool IsLastAdministrator(ApiKey key, IReadOnlyCollection<ApiKey> all, DateTimeOffset now)
    {
        if (!Administers(key) || !IsUsable(key, now))
            return false;
        var rotated = RotatedAmong(all);
        return !all.Any(other => other.Id != key.Id && Administers(other) && StatusOf(other, rotated, now) == KeyStatus.Active);
    }

    /// <summary>
    /// Tells whether a change to a key, or a rotation, would leave nobody to administer the installation: whether the key is the last that does,
    /// and ends by it or is followed by one that does not go on as long.
    /// </summary>
    /// <param name="before">The key as it stands.</param>
    /// <param name="after">The key as it shall stand.</param>
    /// <param name="replacement">The key that takes over in the same step, or null.</param>
    /// <param name="all">All keys that administer, or all keys, as they stand.</param>
    /// <param name="now">The time.</param>
    public static bool EndsLastAdministrator(ApiKey before, ApiKey after, ApiKey? replacement, IReadOnlyCollection<ApiKey> all, DateTimeOffset now)
    {
        var successor = replacement ?? after;
        var goesOn = Administers(successor) && successor.RevokedAt is null && (successor.ExpiresAt is null || successor.ExpiresAt == before.ExpiresAt);
        return !goesOn && IsLastAdministrator(before, all, now);
    }

    private static bool Administers(ApiKey key) => key.OrganizationId == OrganizationId.Default && key.Role == Role.Administrator;
}
