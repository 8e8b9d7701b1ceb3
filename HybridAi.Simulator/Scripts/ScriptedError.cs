using System.Text.Json.Serialization;

namespace HybridAi.Simulator.Scripts;

[JsonConverter(typeof(JsonStringEnumConverter<ScriptedErrorKind>))]
internal enum ScriptedErrorKind
{
    [JsonStringEnumMemberName("serverError")] ServerError,
    [JsonStringEnumMemberName("badGateway")] BadGateway,
    [JsonStringEnumMemberName("overloaded")] Overloaded,
    [JsonStringEnumMemberName("rateLimit")] RateLimit,
    [JsonStringEnumMemberName("quota")] Quota,
    [JsonStringEnumMemberName("auth")] Auth,
    [JsonStringEnumMemberName("permission")] Permission,
    [JsonStringEnumMemberName("badRequest")] BadRequest,
    [JsonStringEnumMemberName("contextLength")] ContextLength,
    [JsonStringEnumMemberName("contentFilter")] ContentFilter,
    [JsonStringEnumMemberName("notFound")] NotFound,
    [JsonStringEnumMemberName("timeout")] Timeout,

    /// <summary>The connection is reset before anything is answered.</summary>
    [JsonStringEnumMemberName("connectionReset")] ConnectionReset,
}

/// <summary>An error that some calls get instead of an answer.</summary>
internal sealed record ScriptedError
{
    public required ScriptedErrorKind Kind { get; init; }

    /// <summary>The share of calls, 0 to 1; 1 when neither rate nor count is given.</summary>
    public double? Rate { get; init; }

    /// <summary>The next so many calls, then no more.</summary>
    public int? Count { get; init; }

    /// <summary>Seconds for <c>Retry-After</c>; without it 429 answers say 1.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>A status in place of the provider's usual one.</summary>
    public int? Status { get; init; }

    public string? Message { get; init; }
}
