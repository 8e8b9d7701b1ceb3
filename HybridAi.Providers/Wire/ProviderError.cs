using HybridAi.Core.Resilience;

namespace HybridAi.Providers.Wire;

/// <summary>An error that a provider answered, or that the way to it made.</summary>
public sealed record ProviderError
{
    /// <summary>Why, in the gateway's terms.</summary>
    public required FailureCause Cause { get; init; }

    /// <summary>The provider's HTTP status, or 0 if there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>The provider's own message, or the gateway's if there was none.</summary>
    public required string Message { get; init; }

    /// <summary>The provider's error type, or null.</summary>
    public string? Type { get; init; }

    /// <summary>The provider's error code, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The field that is at fault, or null.</summary>
    public string? Param { get; init; }

    /// <summary>The <c>Retry-After</c> header as the provider sent it, or null.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The body, if it already has the shape of the format and can pass as it is.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The wire format that <see cref="Body"/> is in.</summary>
    public string? BodyFormat { get; init; }
}
