using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>
/// How a provider of the <c>openai</c> format differs in the body of a translated chat, beyond what <see cref="ProviderProfile.Rename"/>
/// and <see cref="ProviderProfile.Drop"/> can say. The facts are from the providers' SDKs and API descriptions.
/// </summary>
public sealed record ChatProfile
{
    /// <summary>A provider that has only what all share.</summary>
    public static readonly ChatProfile Plain = new();

    /// <summary>What it has beyond the fields that all share.</summary>
    public IReadOnlyList<ChatFeature> Features { get; init => field = value ?? []; } = [];

    /// <summary>Top-level fields that it has although OpenAI has not, such as <c>top_k</c>.</summary>
    public IReadOnlyList<string> Adds { get; init => field = value ?? []; } = [];

    /// <summary>Top-level fields that it ignores, or refuses only when they matter (Groq's <c>n</c>): not to be written.</summary>
    public IReadOnlyList<string> Lacks { get; init => field = value ?? []; } = [];

    /// <summary>How it is told how much to reason. Default <see cref="Profiles.ReasoningControl.Effort"/>.</summary>
    public ReasoningControl ReasoningControl { get; init; }

    /// <summary>Where it takes back the reasoning of earlier turns. Default: nowhere.</summary>
    public ReasoningHistory ReasoningHistory { get; init; }

    /// <summary>
    /// What of earlier answers it refuses in requests of its own APIs. A request that has any of it is written anew, as for a provider of another
    /// format. Default: nothing, since a provider of unknown strictness may need what it issued.
    /// </summary>
    public IReadOnlyList<HistoryPart> RefusedHistory
    {
        get;
        init
        {
            field = value ?? [];
            Refused = field.Aggregate(HistoryPart.None, (all, part) => all | part);
        }
    } = [];

    /// <summary>The same in one value.</summary>
    [JsonIgnore]
    public HistoryPart Refused { get; private init; }

    /// <summary>How it continues an assistant message that stands last. Default: not at all.</summary>
    public PrefillStyle Prefill { get; init; }

    /// <summary>The exact length of tool-call ids, which are then letters and digits only (Mistral: 9); null for any.</summary>
    public int? ToolIdLength { get; init; }

    /// <summary>The highest temperature; null for 2.</summary>
    public double? MaxTemperature { get; init; }

    /// <summary>The least seed; null for any.</summary>
    public long? MinSeed { get; init; }

    /// <summary>The most stop sequences; null for any number.</summary>
    public int? MaxStops { get; init; }

    /// <summary>The most tools; null for any number.</summary>
    public int? MaxTools { get; init; }

    /// <summary>The most characters of a tool's name, which are then letters, digits, underscores and hyphens only; null for any name.</summary>
    public int? MaxToolName { get; init; }

    /// <summary>Top-level fields that it does not take for models of a fixed temperature (<c>supports.temperature</c> is false in the catalog).</summary>
    public IReadOnlyList<string> FixedModelsLack { get; init => field = value ?? []; } = [];
}
