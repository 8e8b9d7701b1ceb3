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
        if (secret is null)
        {
            if (!keys.Any(key => key is { Role: Role.Administrator, RevokedAt: null } && key.OrganizationId == OrganizationId.Default))
                throw new ConfigurationException(["HYBRIDAI_ADMIN_KEY: there is no administrator yet; set this to a secret of at least 16 characters."]);
            return;
        }

        var hash = KeyHash.Of(secret.Reveal());
        if (keys.Any(key => key.Hash == hash))
            return;
        var now = time.GetUtcNow();
        var earlier = keys.FirstOrDefault(key => key.Id == FirstKey);
        var key = new ApiKey
        {
            Id = FirstKey,
            Hash = hash,
            Prefix = PrefixOf(secret),
            Name = "First administrator",
            Role = Role.Administrator,
            OrganizationId = OrganizationId.Default,
            CreatedAt = earlier?.CreatedAt ?? now,
            Revision = (earlier?.Revision ?? 0) + 1,
        };
        var audit = new AuditEntry(
            Guid.CreateVersion7(now), now, OrganizationId.Default, FirstKey, null, earlier is null ? "key.create" : "key.replace", FirstKey.ToString(), null, null);
        await tenancy.SaveAsync(key, audit, cancellationToken);
    }

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

        return Secret.FromNullable(await File.ReadAllTextAsync(path, cancellationToken))
            ?? throw new ConfigurationException([$"{path}: is empty; delete it to get a new administrator key."]);
    }
}
