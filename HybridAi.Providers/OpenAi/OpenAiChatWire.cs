using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.OpenAi;

/// <summary>What one provider's chat completions can be told, worked out once from its profile.</summary>
internal sealed class OpenAiChatWire
{
    private static readonly ConditionalWeakTable<ProviderProfile, OpenAiChatWire> ByProfile = [];

    // Fields that only some providers have, and so must be named by the profile.
    private static readonly string[] Additional = ["top_k", "min_p", "repetition_penalty", "cache_control", "max_tool_calls"];

    private readonly FrozenSet<ChatFeature> _features;

    private OpenAiChatWire(ProviderProfile profile)
    {
        Profile = profile.Chat;
        _features = profile.Chat.Features.ToFrozenSet();
        var taken = profile.Drop.Concat(profile.Chat.Lacks).ToHashSet(StringComparer.Ordinal);
        EndUserField = !taken.Contains("safety_identifier") ? "safety_identifier" : !taken.Contains("user") ? "user" : null;
        Fields = ChatFields.All.Where(field => Has(field, profile, taken)).ToFrozenSet();
        FieldsOfFixed = Fields.Where(field => !profile.Chat.FixedModelsLack.Contains(ChatFields.NameOf(field, ChatDialect.ChatCompletions))).ToFrozenSet();
    }

    public ChatProfile Profile { get; }

    /// <summary>The fields that it has.</summary>
    public FrozenSet<ChatField> Fields { get; }

    /// <summary>Those that it takes for models of a fixed temperature too.</summary>
    public FrozenSet<ChatField> FieldsOfFixed { get; }

    /// <summary>What it calls the caller's own user, or null if it takes none.</summary>
    public string? EndUserField { get; }

    public static OpenAiChatWire Of(ProviderProfile profile) => ByProfile.GetValue(profile, static profile => new OpenAiChatWire(profile));

    public bool Has(ChatFeature feature) => _features.Contains(feature);

    private bool Has(ChatField field, ProviderProfile profile, HashSet<string> taken)
    {
        if (field == ChatField.EndUser)
            return EndUserField is not null;
        if (field == ChatField.Reasoning)
            return !taken.Contains(profile.Chat.ReasoningControl == ReasoningControl.Object ? "reasoning" : "reasoning_effort");
        var name = ChatFields.NameOf(field, ChatDialect.ChatCompletions);
        return Array.IndexOf(Additional, name) >= 0 ? profile.Chat.Adds.Contains(name) : !taken.Contains(name);
    }
}
