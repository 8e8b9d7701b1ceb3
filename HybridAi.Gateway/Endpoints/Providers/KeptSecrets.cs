using HybridAi.Client.Providers;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Node.Providers;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>
/// What a definition may keep of the secrets that are stored: all of them while they are sent where and how they were, else none. Otherwise
/// whoever may define providers could have stored secrets sent to an address of his.
/// </summary>
internal static class KeptSecrets
{
    private const string Again = "the stored one was given for another address, header or path";

    /// <summary>The key that the definition is called with, or null if it has none.</summary>
    /// <param name="before">The definition that stands, or null if there is none.</param>
    /// <param name="after">The one that takes its place.</param>
    /// <param name="given">The key that came with it, or null.</param>
    /// <param name="stored">The key that is stored under its name, for whatever reason, or null.</param>
    public static Outcome<Secret?> Key(ProviderDefinition? before, ProviderDefinition after, Secret? given, Secret? stored)
    {
        if (given is not null || (stored is not null && IsSamePlace(before, after)))
            return given ?? stored;
        if (stored is not null)
            return ApiError.Invalid("key", $"is required again: {Again}");
        return after.KeyOptional ? (Secret?)null : ApiError.Invalid("key", "is required: the provider's own API key, or set 'keyOptional'");
    }

    /// <summary>The definition with what its masked headers stand for.</summary>
    /// <param name="before">The definition that stands, or null if there is none.</param>
    /// <param name="after">The one that takes its place.</param>
    public static Outcome<ProviderDefinition> Headers(ProviderDefinition? before, ProviderDefinition after)
    {
        // Of stored names that differ in case alone, the last is the one that is sent.
        var stored = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in before?.Headers ?? new Dictionary<string, string>())
            stored[name] = value;
        var headers = new Dictionary<string, string>();
        foreach (var (name, value) in after.Headers)
        {
            if (value != ProviderDefinitionFields.HiddenValue)
                headers[name] = value;
            else if (!stored.TryGetValue(name, out var kept))
                return ApiError.Invalid($"headers.{name}", "has no stored value that could be kept: give it one");
            else if (!IsSamePlace(before, after))
                return ApiError.Invalid($"headers.{name}", $"must be given again: {Again}");
            else
                headers[name] = kept;
        }

        return after with { Headers = headers };
    }

    /// <summary>Refuses a definition that would have the provider's extra keys sent to another address than they were given for.</summary>
    /// <param name="before">The definition that stands, or null if there is none.</param>
    /// <param name="after">The one that takes its place.</param>
    /// <param name="extra">The names of the provider's extra keys.</param>
    public static ApiError? ExtraKeys(ProviderDefinition? before, ProviderDefinition after, IReadOnlyList<string> extra) => extra.Count == 0 || IsSamePlace(before, after)
        ? null
        : ApiError.Conflict("extra_keys", $"There are extra keys of '{after.Name}' that were given for another address, header or path: {string.Join(", ", extra)}. Delete them first, by DELETE /api/providers/{after.Name}/keys/NAME.");

    private static bool IsSamePlace(ProviderDefinition? before, ProviderDefinition after) => before is not null && PlaceOf(before) == PlaceOf(after);

    // The profile by name, too: it brings paths that a definition cannot change.
    private static (string?, string, string?, string?, string?, string?, string?) PlaceOf(ProviderDefinition definition)
    {
        var profile = DefinedProfile.Of(definition);
        return (
            definition.Profile, profile.Format, profile.BaseUrl?.AbsoluteUri.TrimEnd('/'), profile.AuthHeader?.ToLowerInvariant(),
            profile.ChatPath, profile.ChatStreamPath, profile.EmbeddingsPath);
    }
}
