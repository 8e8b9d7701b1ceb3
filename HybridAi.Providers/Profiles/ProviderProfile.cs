using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>
/// How a provider differs from the plain form of its wire format, as data: see <c>profiles.json</c>. The facts come from the providers'
/// published API descriptions.
/// </summary>
public sealed record ProviderProfile
{
    /// <summary>A profile of the plain format.</summary>
    public ProviderProfile()
        : this("openai")
    {
    }

    // The generated JSON reader sets init-only properties that the file leaves out to null; of constructor parameters it keeps the defaults.
    [JsonConstructor]
    internal ProviderProfile(string format = "openai", string? chatPath = "chat/completions", string? embeddingsPath = "embeddings", string? modelsPath = "models") =>
        (Format, ChatPath, EmbeddingsPath, ModelsPath) = (format, chatPath, embeddingsPath, modelsPath);

    /// <summary>The wire format. Default <c>openai</c>.</summary>
    public string Format { get; init; }

    /// <summary>The provider's name in the model catalog, or null if the catalog does not know it.</summary>
    public string? Catalog { get; init; }

    /// <summary>The address that paths are appended to, or null if each installation has its own.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The environment variable that carries its key, or null.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Whether it can be called without a key. Default false.</summary>
    public bool KeyOptional { get; init; }

    /// <summary>The header that carries the bare key; null (default): <c>Authorization: Bearer</c>.</summary>
    public string? AuthHeader { get; init; }

    /// <summary>Headers sent with each call.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>Path of its format's own chat, relative to the base address, or null if it has none; <c>{model}</c> and <c>{api_version}</c> are filled in. Default <c>chat/completions</c>.</summary>
    public string? ChatPath { get; init; }

    /// <summary>Path of streamed chats, where it is another one (Gemini). Default: that of chats.</summary>
    public string? ChatStreamPath { get; init; }

    /// <summary>Paths of further APIs that it offers in the same shape as the gateway, by <see cref="Wire.InferenceApi"/>.</summary>
    public IReadOnlyDictionary<Wire.InferenceApi, string> Paths { get; init => field = value ?? new Dictionary<Wire.InferenceApi, string>(); } = new Dictionary<Wire.InferenceApi, string>();

    /// <summary>Those of <see cref="Paths"/> that serve only the models whose catalog entry names them.</summary>
    public IReadOnlyList<Wire.InferenceApi> OnlyListed { get; init => field = value ?? []; } = [];

    /// <summary>Path of embeddings, or null if it has none. Default <c>embeddings</c>.</summary>
    public string? EmbeddingsPath { get; init; }

    /// <summary>Path of its list of models, which costs nothing to ask for, or null if it has none. Default <c>models</c>.</summary>
    public string? ModelsPath { get; init; }

    /// <summary>Path of files as OpenAI has them, or null if it has none.</summary>
    public string? FilesPath { get; init; }

    /// <summary>Its batches, or null if it has none. It has files then.</summary>
    public BatchProfile? Batches { get; init; }

    /// <summary>The API version that paths may name, or null.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Top-level fields of a chat request that it knows by another name, from the dialect's to its own.</summary>
    public IReadOnlyDictionary<string, string> Rename { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>The same for embeddings.</summary>
    public IReadOnlyDictionary<string, string> EmbeddingsRename { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>Top-level fields of an embedding request that it would refuse; taken out and named like <see cref="Drop"/>.</summary>
    public IReadOnlyList<string> EmbeddingsDrop { get; init => field = value ?? []; } = [];

    /// <summary>Top-level fields that it would refuse; they are taken out and named in <c>x-hybridai-dropped</c>.</summary>
    public IReadOnlyList<string> Drop { get; init => field = value ?? []; } = [];

    /// <summary>Top-level fields that it does not know but whose effect the gateway gives all the same; taken out without a word.</summary>
    public IReadOnlyList<string> Imply { get; init => field = value ?? []; } = [];

    /// <summary>How the bodies of translated chats differ in the <c>openai</c> format.</summary>
    public ChatProfile Chat { get; init => field = value ?? ChatProfile.Plain; } = ChatProfile.Plain;

    /// <summary>Where the usage of a stream is.</summary>
    public StreamUsage StreamUsage { get; init; }

    /// <summary>A field of the usage object that carries the cost in US dollars, or null.</summary>
    public string? CostField { get; init; }

    /// <summary>Whether it also serves models that neither the catalog nor the configuration lists. Default false.</summary>
    public bool AcceptsUnlistedModels { get; init; }

    /// <summary>Whether its calls cost nothing unless a price is configured (own hardware). Default false.</summary>
    public bool PricesAreZero { get; init; }

    /// <summary>The response header that carries its request id, or null.</summary>
    public string? RequestIdHeader { get; init; }

    /// <summary>The family of rate-limit headers that it sends: <c>openai</c>, <c>anthropic</c>, <c>mistral</c>, <c>cerebras</c>; or null.</summary>
    public string? RateLimitHeaders { get; init; }
}
