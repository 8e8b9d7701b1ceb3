using System.Security.Cryptography;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Gateway.Hosting;

/// <summary>
/// The first administrator key: <c>HYBRIDAI_ADMIN_KEY</c>, or one that is made up and left in the data directory. Giving another key in
/// the environment replaces it.
/// </summary>
internal sealed class AdministratorKey(NodeSettings settings, GatewayHostOptions host, ITenancyStore tenancy, TimeProvider time)
{
    // Others that start on the same database at once may be quicker; each round leaves one fewer of them.
    private const int MostTries = 20;
    private const int ShortestKey = NodeSettings.ShortestAdministratorKey;

    private static readonly KeyId FirstKey = new(new Guid("00000000-0000-7000-8000-000000000002"));

    /// <summary>Where a made-up key lies.</summary>
    public static string PathIn(NodeSettings settings) => Path.Combine(settings.DataDirectory, "admin.key");

    /// <summary>The file that a key lies in that administers, or null if none does.</summary>
    public string? KeyFile { get; private set; }

    /// <summary>Whether that was seen to.</summary>
    public bool IsEnsured { get; private set; }

    /// <summary>Sees to it that an administrator can sign in. While one can, nothing is made up: whoever administers decides about keys.</summary>
    /// <exception cref="ConfigurationException">There is no administrator, no key was given and none may be made up.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var (result, file) = await TryEnsureAsync(cancellationToken);
            KeyFile = file;
            IsEnsured = result == WriteResult.Done;
            if (IsEnsured)
                return;
            if (tries == MostTries)
                throw new ConfigurationException([$"{SourceOf()}: the administrator key could not be saved ({result}); other processes keep changing the keys of the same database. Start again."]);
        }
    }

    private async Task<(WriteResult Result, string? File)> TryEnsureAsync(CancellationToken cancellationToken)
    {
        var keys = await tenancy.KeysAsync(cancellationToken);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        if (settings.AdministratorKey is { } given)
            return (await TakeOverAsync(given, keys, now, cancellationToken), null);

        if (!HasAdministrator(keys, now))
        {
            if (!host.MakesUpAdministratorKey)
                throw new ConfigurationException([$"HYBRIDAI_ADMIN_KEY: there is no administrator yet; set this to a secret of at least {ShortestKey} characters."]);
            return (await MakeUpAsync(keys, now, cancellationToken), PathIn(settings));
        }

        var leads = await ReadFileAsync(cancellationToken) is { } secret && Find(keys, secret) is { } known && Administers(known, now);
        return (WriteResult.Done, leads ? PathIn(settings) : null);
    }

    private async Task<WriteResult> TakeOverAsync(Secret given, IReadOnlyList<ApiKey> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Find(keys, given) is not { } known)
            return await SaveAsync(given, keys, now, cancellationToken);
        // It may have been revoked since, or be somebody's inference key; that is only bad if nobody else administers.
        if (!Administers(known, now) && !HasAdministrator(keys, now))
            throw new ConfigurationException([$"{SourceOf()}: this key exists but is no valid administrator key (any more), and there is no other; give a new one."]);
        return WriteResult.Done;
    }

    private async Task<WriteResult> MakeUpAsync(IReadOnlyList<ApiKey> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secret = await ReadOrMakeFileAsync(cancellationToken);
        if (Find(keys, secret) is not null)
        {
            // The file must lead to a key that works.
            File.Delete(PathIn(settings));
            secret = await ReadOrMakeFileAsync(cancellationToken);
        }

        return await SaveAsync(secret, keys, now, cancellationToken);
    }

    // A key's hash never changes: another secret is another key, which takes over from the one before at once.
    private Task<WriteResult> SaveAsync(Secret secret, IReadOnlyList<ApiKey> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var earlier = LatestOf(keys);
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
        var ended = earlier is { RevokedAt: null } ? earlier with { RevokedAt = now, Revision = earlier.Revision + 1 } : earlier;
        var audit = Entry(key, earlier, ended, keys, now);
        return ended == earlier ? tenancy.SaveAsync(key, audit, cancellationToken) : tenancy.RotateAsync(ended!, key, audit, cancellationToken);
    }

    private static AuditEntry Entry(ApiKey key, ApiKey? earlier, ApiKey? ended, IReadOnlyList<ApiKey> keys, DateTimeOffset now)
    {
        var created = key.ToDocument(KeyStatus.Active);
        if (earlier is null)
            return AuditEntries.Of(key.Id, null, now, key.OrganizationId, "key.create", key.Id.ToString(), null, created);
        var before = earlier.ToDocument(KeyLifecycle.StatusOf(earlier, KeyLifecycle.RotatedAmong(keys), now));
        return AuditEntries.Of(
            key.Id, null, now, key.OrganizationId, "key.replace", key.Id.ToString(),
            new KeyRotation(before, null), new KeyRotation(ended!.ToDocument(KeyStatus.Revoked), created));
    }

    // The first key, or what took over from it here in the end. A key that an administrator made by rotation is not followed: it is hers. (There
    // the old key lives on or expires; here it is revoked no later than the new one begins.)
    private static ApiKey? LatestOf(IReadOnlyList<ApiKey> keys)
    {
        var latest = keys.FirstOrDefault(key => key.Id == FirstKey);
        while (latest is { RevokedAt: { } end } && keys.FirstOrDefault(key => key.RotatedFrom == latest.Id && key.CreatedAt >= end) is { } next)
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

        return await ReadFileAsync(cancellationToken)
            ?? throw new ConfigurationException([$"{path}: has no administrator key of at least {ShortestKey} characters; delete it to get a new one."]);
    }

    private async Task<Secret?> ReadFileAsync(CancellationToken cancellationToken)
    {
        var path = PathIn(settings);
        return File.Exists(path) && Secret.FromNullable(await File.ReadAllTextAsync(path, cancellationToken)) is { } key && key.Reveal().Length >= ShortestKey
            ? key : null;
    }
}
