using System.Text.Json.Serialization;

namespace HybridAi.Providers.Profiles;

/// <summary>Where a provider puts the usage of a streamed answer.</summary>
public enum StreamUsage
{
    /// <summary>In a chunk of its own before the end, when <c>stream_options.include_usage</c> asks for it.</summary>
    [JsonStringEnumMemberName("option")]
    Option,

    /// <summary>In the last chunk, unasked.</summary>
    [JsonStringEnumMemberName("last_chunk")]
    LastChunk,

    /// <summary>In the last chunk under <c>x_groq.usage</c>, unasked.</summary>
    [JsonStringEnumMemberName("x_groq")]
    XGroq,
}
