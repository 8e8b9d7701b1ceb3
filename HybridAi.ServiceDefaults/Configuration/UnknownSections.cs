using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;

namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>
/// Finds top-level keys that nobody reads. Only the command line and the settings files are searched: both are written for this program alone,
/// while the environment is full of variables that are others' business.
/// </summary>
public static class UnknownSections
{
    private const int MostEdits = 2;

    // What the web host itself reads.
    private static readonly string[] OfTheHost =
    [
        "Logging", "AllowedHosts", "Kestrel", "ConnectionStrings", "Urls", "Http_Ports", "Https_Ports", "Https_Port", "Environment", "ContentRoot", "WebRoot",
        "ApplicationName", "StartupAssembly", "HostingStartupAssemblies", "HostingStartupExcludeAssemblies", "PreventHostingStartup", "DetailedErrors",
        "CaptureStartupErrors", "PreferHostingUrls", "SuppressStatusMessages", "ShutdownTimeoutSeconds", "StaticWebAssets", "ForwardedHeaders_Enabled", "HostBuilder", "$schema",
    ];

    /// <summary>Adds an error for each key that is not known, with the one that was perhaps meant.</summary>
    /// <param name="reader">Gets the errors.</param>
    /// <param name="configuration">All configuration.</param>
    /// <param name="known">The sections and single keys that are read, and beginnings of keys that end with <c>_</c>.</param>
    public static void Report(OptionsReader reader, IConfiguration configuration, IReadOnlyCollection<string> known)
    {
        if (configuration is not IConfigurationRoot root)
            return;
        string[] all = [.. known, .. OfTheHost];
        var given = root.Providers.Where(provider => provider is CommandLineConfigurationProvider or JsonConfigurationProvider)
            .SelectMany(provider => provider.GetChildKeys([], null)).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var key in given.Where(key => !Array.Exists(all, name => Covers(name, key))))
            reader.Report(key, $"is unknown.{(Nearest(key, known) is { } meant ? $" Did you mean {meant}?" : "")} Known are: {string.Join(", ", known.Where(name => !name.EndsWith('_')))}.");
    }

    private static bool Covers(string name, string key) => name.EndsWith('_')
        ? key.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        : key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Nearest(string key, IEnumerable<string> known) => known
        .Select(name => (Name: name, Edits: Edits(key.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(candidate => candidate.Edits <= MostEdits).OrderBy(candidate => candidate.Edits).Select(candidate => candidate.Name).FirstOrDefault();

    // Levenshtein's distance, row by row.
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }

        return row[to.Length];
    }
}
