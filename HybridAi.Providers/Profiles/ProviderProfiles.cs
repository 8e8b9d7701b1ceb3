using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>The profiles that come with the product.</summary>
public static class ProviderProfiles
{
    /// <summary>All profiles by name, in the data file's order of preference.</summary>
    public static IReadOnlyList<KeyValuePair<string, ProviderProfile>> InOrder { get; } = Load();

    private static readonly FrozenDictionary<string, ProviderProfile> ByName = InOrder.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a profile.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>The profile, or null.</returns>
    public static ProviderProfile? Find(string name) => ByName.GetValueOrDefault(name);

    private static List<KeyValuePair<string, ProviderProfile>> Load()
    {
        using var stream = typeof(ProviderProfiles).Assembly.GetManifestResourceStream("profiles.json")!;
        return [.. JsonSerializer.Deserialize(stream, ProfilesJson.Default.DictionaryStringProviderProfile)!];
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Dictionary<string, ProviderProfile>))]
internal sealed partial class ProfilesJson : JsonSerializerContext;
