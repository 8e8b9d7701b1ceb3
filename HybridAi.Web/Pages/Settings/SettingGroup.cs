using HybridAi.Client.Settings;

namespace HybridAi.Web.Pages.Settings;

/// <summary>The settings of a section of the configuration.</summary>
/// <param name="Name">The section; null: those that are in none.</param>
/// <param name="Settings">The settings, by their keys.</param>
internal sealed record SettingGroup(string? Name, IReadOnlyList<SettingDocument> Settings)
{
    /// <summary>How many somebody has set.</summary>
    public int SetCount => Settings.Count(setting => setting.Source is not null);

    /// <summary>Puts settings into groups; first the one without a section.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="search">Only those whose key or value has this in it; null: all.</param>
    /// <param name="onlySet">Only those that somebody has set.</param>
    public static IReadOnlyList<SettingGroup> Of(IReadOnlyList<SettingDocument> settings, string? search, bool onlySet) =>
    [
        .. settings.Where(setting => (!onlySet || setting.Source is not null) && (search is null || Has(setting.Key, search) || Has(setting.Value, search)))
            .GroupBy(SectionOf).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase).Select(group => new SettingGroup(group.Key, [.. group])),
    ];

    private static string? SectionOf(SettingDocument setting) => setting.Key.Split(':') is [var section, _, ..] ? section : null;

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
