using HybridAi.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace HybridAi.Web.Hosting;

/// <summary>
/// What the site's cookies are encrypted under. Several instances must have the same: <c>HYBRIDAI_SITE_KEY</c> gives it to them without anything
/// that they share. Without it the keys lie in the data directory, are renewed by themselves, and instances that share that directory share them.
/// </summary>
public static class SiteKeys
{
    private const string Variable = "HYBRIDAI_SITE_KEY";
    private const int ShortestKey = 32;

    /// <summary>Registers them.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="dataDirectory">The data directory.</param>
    /// <exception cref="ConfigurationException">The key is too short.</exception>
    public static void AddSiteKeys(this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        var protection = services.AddDataProtection().SetApplicationName("HybridAi");
        if (Core.Secrets.Secret.FromNullable(configuration[Variable]) is not { } key)
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(dataDirectory, "site-keys")));
            return;
        }

        if (key.Reveal().Length < ShortestKey)
            throw new ConfigurationException([$"{Variable}: must have at least {ShortestKey} characters; `openssl rand -base64 32` makes one."]);
        protection.DisableAutomaticKeyGeneration();
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new DerivedKeyRing(key));
    }
}
