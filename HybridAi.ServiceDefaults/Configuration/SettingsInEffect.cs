using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>The settings that an <see cref="OptionsReader"/> has read, as they are in effect now. Secrets are not told.</summary>
/// <param name="configuration">All configuration, for where each was set.</param>
public sealed class SettingsInEffect(IConfiguration configuration)
{
    private const string Host = "host";

    private readonly List<Func<IEnumerable<SettingInEffect>>> _parts = [];

    /// <summary>Adds a setting that is no option of a class.</summary>
    /// <param name="key">The key that sets it.</param>
    /// <param name="value">Its value; a secret is told to be set, and no more.</param>
    /// <param name="isSecret">Whether it is a secret, set or not.</param>
    public void Add(string key, object? value, bool isSecret = false) =>
        _parts.Add(() => [new SettingInEffect(key, SettingsWalk.Format(value, isSecret), null, SourceOf(key), isSecret)]);

    /// <summary>Lists all of them by their keys.</summary>
    public IReadOnlyList<SettingInEffect> List() => [.. _parts.SelectMany(part => part()).DistinctBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Adds options. They are looked at again each time: some follow others.</summary>
    /// <param name="path">Their section.</param>
    /// <param name="options">The options.</param>
    /// <param name="type">Their type.</param>
    /// <param name="usual">What they are if nobody sets anything; null: nothing.</param>
    internal void Add(string path, object options, Type type, object? usual)
    {
        // Written at once: the profile's defaults are in the object that is filled behind this.
        var defaults = SettingsWalk.Over(path, usual, type).ToDictionary(option => option.Key, option => option.Text, StringComparer.OrdinalIgnoreCase);
        _parts.Add(() => SettingsWalk.Over(path, options, type)
            .Select(option => new SettingInEffect(option.Key, option.Text, defaults.GetValueOrDefault(option.Key), SourceOf(option.Key), option.IsSecret)));
    }

    private string? SourceOf(string key) => configuration is IConfigurationRoot root ? SourceOf(root, key) : configuration[key] is { Length: > 0 } ? Host : null;

    // What comes last wins. A list is one text, or has a key for each of its values.
    private static string? SourceOf(IConfigurationRoot root, string key) =>
        root.Providers.Reverse().Where(provider => Has(provider, key) || provider.GetChildKeys([], key).Any(child => child.All(char.IsAsciiDigit))).Select(provider => Name(provider, key)).FirstOrDefault();

    private static bool Has(IConfigurationProvider provider, string key) => provider.TryGet(key, out var value) && !string.IsNullOrEmpty(value);

    private static string Name(IConfigurationProvider provider, string key) => provider switch
    {
        JsonConfigurationProvider file => Path.GetFileName(file.Source.Path) ?? "file",
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } => SourceOf(inner, key) ?? Host,
        _ => Host,
    };
}
