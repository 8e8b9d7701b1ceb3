using System.Security.Cryptography;
using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Configuration;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Gateway.Hosting;

/// <summary>
/// The first administrator key: <c>HYBRIDAI_ADMIN_KEY</c>, or one that is made up and left in the data directory. Giving another key in
/// the environment replaces it.
/// </summary>
internal sealed class AdministratorKey(GatewaySettings settings, ITenancyStore tenancy, TimeProvider time)
{
    private const int ShortestKey = GatewaySettings.ShortestAdministratorKey;

    private static readonly KeyId FirstKey = new(new Guid("00000000-0000-7000-8000-000000000002"));

    /// <summary>Where a made-up key lies.</summary>
    public static string PathIn(GatewaySettings settings) => Path.Combine(settings.DataDirectory, "admin.key");

    /// <summary>Sees to it that an administrator can sign in.</summary>
    /// <param name="makeUp">Whether a key may be made up and left in <see cref="PathIn"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ConfigurationException">There is no administrator, no key was given and none may be made up.</exception>
    public async Task EnsureAsync(bool makeUp, CancellationToken cancellationToken)
    {
        var keys = await tenancy.KeysAsync(cancellationToken);
        var secret = settings.AdministratorKey ?? (makeUp ? await ReadOrMakeFileAsync(cancellationToken) : null);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (secret is null)
        {
            if (!HasAdministrator(keys, now))
                throw new ConfigurationException([$"HYBRIDAI_ADMIN_KEY: there is no administrator yet; set this to a secret of at least {ShortestKey} characters."]);
            return;
        }

        if (Find(keys, secret) is { } known)
        {
            // It may have been revoked since, or be somebody's inference key; that is only bad if nobody else administers.
            if (Administers(known, now) || (settings.AdministratorKey is not null && HasAdministrator(keys, now)))
                return;
            if (settings.AdministratorKey is not null)
                throw new ConfigurationException([$"{SourceOf()}: this key exists but is no valid administrator key (any more), and there is no other; give a new one."]);
            // The file must lead to a key that works.
            File.Delete(PathIn(settings));
            secret = await ReadOrMakeFileAsync(cancellationToken);
        }

        if (await SaveAsync(secret, LatestOf(keys), now, cancellationToken) is not WriteResult.Done and var result)
            throw new ConfigurationException([$"{SourceOf()}: the administrator key could not be saved ({result}); another process may be starting on the same database. Start again."]);
    }

    // A key's hash never changes: another secret is another key, which takes over from the one before at once.
    private Task<WriteResult> SaveAsync(Secret secret, ApiKey? earlier, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = new ApiKey
        {
            Id = earlier is null ? FirstKey : new KeyId(Guid.CreateVersion7(now)),
            Hash = KeyHash.Of(secret.Reveal()),
            Prefix = PrefixOf(secret),
            Name = "First administrator",
            Role = Role.Administrator,
            OrganizationId = OrganizationId.Default,
            CreatedAt = now,
            RotatedFrom = earlier?.Id,
            Revision = 1,
        };
        var audit = new AuditEntry(
            Guid.CreateVersion7(now), now, OrganizationId.Default, key.Id, null, earlier is null ? "key.create" : "key.replace", key.Id.ToString(), null, null);
        return earlier is { RevokedAt: null }
            ? tenancy.RotateAsync(earlier with { RevokedAt = now, Revision = earlier.Revision + 1 }, key, audit, cancellationToken)
            : tenancy.SaveAsync(key, audit, cancellationToken);
    }

    // The first key, or what took over from it in the end.
    private static ApiKey? LatestOf(IReadOnlyList<ApiKey> keys)
    {
        var latest = keys.FirstOrDefault(key => key.Id == FirstKey);
        while (latest is not null && keys.FirstOrDefault(key => key.RotatedFrom == latest.Id) is { } next)
            latest = next;
        return latest;
    }

    private static bool HasAdministrator(IReadOnlyList<ApiKey> keys, DateTimeOffset now) =>
        keys.Any(key => Administers(key, now));

    private static bool Administers(ApiKey key, DateTimeOffset now) =>
        key.Role == Role.Administrator && key.OrganizationId == OrganizationId.Default && KeyLifecycle.IsUsable(key, now);

    private static ApiKey? Find(IReadOnlyList<ApiKey> keys, Secret secret)
    {
        var hash = KeyHash.Of(secret.Reveal());
        return keys.FirstOrDefault(key => key.Hash == hash);
    }

    private string SourceOf() => settings.AdministratorKey is null ? PathIn(settings) : "HYBRIDAI_ADMIN_KEY";

    private static string PrefixOf(Secret secret)
    {
        var text = secret.Reveal();
        return text[..Math.Min(12, text.Length / 4)];
    }

    private async Task<Secret> ReadOrMakeFileAsync(CancellationToken cancellationToken)
    {
        var path = PathIn(settings);
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using var writer = new StreamWriter(path, options);
            await writer.WriteAsync($"hai-{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}\n".AsMemory(), cancellationToken);
        }

        return Secret.FromNullable(await File.ReadAllTextAsync(path, cancellationToken)) is { } key && key.Reveal().Length >= ShortestKey
            ? key
            : throw new ConfigurationException([$"{path}: has no administrator key of at least {ShortestKey} characters; delete it to get a new one."]);
    }
}
