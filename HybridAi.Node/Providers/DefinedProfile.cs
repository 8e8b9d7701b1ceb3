using HybridAi.Core.Providers;
using HybridAi.Providers.Profiles;

namespace HybridAi.Node.Providers;

/// <summary>The profile that a provider's definition amounts to: a built-in one, or the plain form of its format, with what the definition changes.</summary>
public static class DefinedProfile
{
    public static ProviderProfile Of(ProviderDefinition definition)
    {
        var start = definition.Profile is { } named && ProviderProfiles.Find(named) is { } known ? known : PlainFormOf(definition.Format ?? "openai");
        return start with
        {
            BaseUrl = definition.BaseUrl ?? start.BaseUrl,
            KeyVariable = null,
            KeyOptional = definition.KeyOptional,
            AuthHeader = definition.AuthHeader ?? start.AuthHeader,
            ChatPath = definition.ChatPath ?? start.ChatPath,
            ChatStreamPath = definition.ChatStreamPath ?? (definition.ChatPath is null ? start.ChatStreamPath : null),
            EmbeddingsPath = definition.EmbeddingsPath is null ? start.EmbeddingsPath : definition.EmbeddingsPath.Length == 0 ? null : definition.EmbeddingsPath,
            Rename = Merge(start.Rename, definition.Rename),
            Drop = [.. start.Drop.Union(definition.Drop)],
            AcceptsUnlistedModels = definition.AcceptUnlistedModels ?? (definition.Profile is not null && start.AcceptsUnlistedModels),
        };
    }

    /// <summary>The formats that a definition may name: those of the built-in profiles.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. ProviderProfiles.InOrder.Select(pair => pair.Value.Format).Distinct()];

    // What the format's first profile knows of the wire, without what is that provider's own.
    private static ProviderProfile PlainFormOf(string format) => format == "openai"
        ? ProviderProfiles.Find("openai-compatible")!
        : ProviderProfiles.InOrder.First(pair => pair.Value.Format == format).Value with { Catalog = null, BaseUrl = null };

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> over)
    {
        var all = new Dictionary<string, string>(one);
        foreach (var (name, value) in over)
            all[name] = value;
        return all;
    }
}
