namespace HybridAi.Client.Providers;

/// <summary>A provider defined over the API.</summary>
public sealed record ProviderDefinitionDocument : ProviderDefinitionFields
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Grows by one with each change; a change has to name the one that it was made from.</summary>
    public long Revision { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether a key is stored for it.</summary>
    public bool HasKey { get; init; }

    /// <summary>What came of the trial call, in the answer to a save; else null.</summary>
    public ProviderProbeDocument? Probe { get; init; }
}

/// <summary>Defines a provider, or replaces its definition: what is left out takes its default.</summary>
public sealed record SaveProviderRequest : ProviderDefinitionFields
{
    /// <summary>Its name; only when it is created. Lower-case letters, digits, dots, hyphens and underscores.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The provider's own API key, kept encrypted and never shown; null leaves the stored one. It has to be sent again with a change of
    /// <c>profile</c>, <c>format</c>, <c>baseUrl</c>, <c>authHeader</c> or a path: a key goes nowhere but where it was given for.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The revision that was read; only when it is replaced.</summary>
    public long? Revision { get; init; }

    /// <summary>Records print their members; this one must not.</summary>
    public override string ToString() => nameof(SaveProviderRequest);
}

/// <summary>What a definition says.</summary>
public abstract record ProviderDefinitionFields
{
    /// <summary>Stands for a value that is stored and not shown.</summary>
    public const string HiddenValue = "********";

    /// <summary>Whether it is used. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The built-in profile to start from, such as <c>mistral</c>; null: the plain form of the format.</summary>
    public string? Profile { get; init; }

    /// <summary>The wire format: <c>openai</c>, <c>anthropic</c>, <c>gemini</c> or <c>cohere</c>. Default: the profile's, else <c>openai</c>.</summary>
    public string? Format { get; init; }

    /// <summary>The address that paths are appended to. Default: the profile's.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>The header that carries the bare key. Default: the profile's, else <c>Authorization: Bearer</c>.</summary>
    public string? AuthHeader { get; init; }

    /// <summary>Whether it is called without a key. Default false.</summary>
    public bool? KeyOptional { get; init; }

    /// <summary>
    /// Headers sent with each call. Their values are kept encrypted and shown as <see cref="HiddenValue"/>, which, sent back, keeps the stored one
    /// as long as it goes where it went.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Path of chats. <c>{model}</c> is filled in. Default: the profile's or the format's.</summary>
    public string? ChatPath { get; init; }

    /// <summary>Path of streamed chats, where it is another one.</summary>
    public string? ChatStreamPath { get; init; }

    /// <summary>Path of embeddings; empty: it has none.</summary>
    public string? EmbeddingsPath { get; init; }

    /// <summary>Top-level fields of a chat that it knows by another name.</summary>
    public IReadOnlyDictionary<string, string>? Rename { get; init; }

    /// <summary>Top-level fields of a chat that it would refuse; taken out and named to the caller.</summary>
    public IReadOnlyList<string>? Drop { get; init; }

    /// <summary>Whether it may be at a private, loopback or link-local address. Default false.</summary>
    public bool? AllowPrivateNetwork { get; init; }

    /// <summary>Whether it also serves models that are not listed. Default: the profile's, else false.</summary>
    public bool? AcceptUnlistedModels { get; init; }

    /// <summary>Where it serves from, for routing by region.</summary>
    public string? Region { get; init; }

    /// <summary>Its place in the order of preference, lower first. Default: after the built-in ones.</summary>
    public long? Order { get; init; }

    /// <summary>Its models.</summary>
    public IReadOnlyList<ModelDefinitionDocument>? Models { get; init; }
}

/// <summary>A model of a defined provider. What is left out is not known.</summary>
public sealed record ModelDefinitionDocument
{
    /// <summary>The id that the provider knows it by.</summary>
    public string? Id { get; init; }

    /// <summary><c>chat</c> (default), <c>embedding</c> or another kind that the catalog knows.</summary>
    public string? Kind { get; init; }

    /// <summary>Input and output tokens together.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>Most output tokens.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>What it takes: <c>text</c>, <c>image</c>, <c>audio</c>, <c>video</c>, <c>pdf</c>.</summary>
    public IReadOnlyList<string>? Input { get; init; }

    /// <summary>Whether it calls functions.</summary>
    public bool? Tools { get; init; }

    /// <summary>Whether it obeys a JSON schema.</summary>
    public bool? StructuredOutput { get; init; }

    /// <summary>Whether it reasons before it answers.</summary>
    public bool? Reasoning { get; init; }

    /// <summary>Whether it answers as a stream.</summary>
    public bool? Streaming { get; init; }

    /// <summary>Whether it accepts a temperature.</summary>
    public bool? Temperature { get; init; }

    /// <summary>The reasoning efforts it accepts.</summary>
    public IReadOnlyList<string>? ReasoningEfforts { get; init; }

    /// <summary>Price of input in US dollars per 1,000,000 tokens.</summary>
    public decimal? InputPerMillion { get; init; }

    /// <summary>Price of output.</summary>
    public decimal? OutputPerMillion { get; init; }

    /// <summary>Price of cached input. Default: that of input.</summary>
    public decimal? CachedInputPerMillion { get; init; }

    /// <summary>Price of writing to the prompt cache. Default: that of input.</summary>
    public decimal? CacheWritePerMillion { get; init; }

    /// <summary>Price of reasoning. Default: that of output.</summary>
    public decimal? ReasoningPerMillion { get; init; }

    /// <summary>Price of 1,000 search units of a reranking model.</summary>
    public decimal? SearchPerThousand { get; init; }

    /// <summary>Price of a minute of transcribed audio, where that is how it is billed.</summary>
    public decimal? PerMinute { get; init; }

    /// <summary>Price of 1,000,000 spoken characters, where that is how it is billed.</summary>
    public decimal? PerMillionCharacters { get; init; }

    /// <summary>Price of an image, where that is how it is billed.</summary>
    public decimal? PerImage { get; init; }
}

/// <summary>A trial call of a provider.</summary>
public sealed record ProviderProbeDocument
{
    /// <summary>Whether it answered as its format does; null: it was not tried.</summary>
    public bool? Ok { get; init; }

    /// <summary>The model that was asked, or null if there was none to ask.</summary>
    public string? Model { get; init; }

    /// <summary>Its HTTP status, or null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What it said, or why it was not called.</summary>
    public string? Message { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double? DurationMs { get; init; }
}
