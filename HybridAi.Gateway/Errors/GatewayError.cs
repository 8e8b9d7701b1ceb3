using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Errors;

/// <summary>An expected failure of a request, as a value.</summary>
/// <param name="Code">Which.</param>
/// <param name="Message">What is wrong and how to mend it, for the caller.</param>
/// <param name="Param">The field or header at fault, or null.</param>
/// <param name="Provider">For <see cref="GatewayErrorCode.Provider"/>, what the provider said.</param>
internal sealed record GatewayError(GatewayErrorCode Code, string Message, string? Param = null, ProviderError? Provider = null)
{
    /// <summary>What is stored is out of reach.</summary>
    public static readonly GatewayError StorageUnavailable = new(
        GatewayErrorCode.StorageUnavailable, "The database does not answer, so stored responses cannot be reached. Try again shortly.");

    public static GatewayError Invalid(string message, string? param = null) => new(GatewayErrorCode.InvalidRequest, message, param);

    /// <summary>A provider's refusal, told so that the caller knows whose it is.</summary>
    public static GatewayError Of(ProviderError error, string? provider) => new(GatewayErrorCode.Provider, error.Message, error.Param, error)
    {
        ProviderName = provider,
    };

    /// <summary>When it may be worth while to try again; null: nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The provider's name, if one was called.</summary>
    public string? ProviderName { get; init; }
}
