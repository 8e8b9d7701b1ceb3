namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>A setting as it is in effect.</summary>
/// <param name="Key">The key that sets it, such as <c>Cache:Levels</c>.</param>
/// <param name="Value">Its value; <see cref="Hidden"/> if that is a secret; null if it has none.</param>
/// <param name="Default">The value that it would have if nobody set it; null: none.</param>
/// <param name="Source">Where it was set: a file's name, <c>environment</c>, <c>command line</c> or <c>host</c>; null: nowhere.</param>
/// <param name="IsSecret">Whether its value is a secret.</param>
public sealed record SettingInEffect(string Key, string? Value, string? Default, string? Source, bool IsSecret)
{
    /// <summary>What stands for the value of a secret that is set.</summary>
    public const string Hidden = "***";
}
