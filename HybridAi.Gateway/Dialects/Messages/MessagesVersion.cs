using HybridAi.Gateway.Errors;
using HybridAi.Providers.Anthropic;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>The version of the API that a caller speaks; without a header the first one, because people who type requests by hand forget it.</summary>
internal static class MessagesVersion
{
    public const string Header = AnthropicVersion.Header;
    public const string BetaHeader = AnthropicVersion.BetaHeader;

    /// <summary>Reads the header.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="isLatest">Whether it is the latest version, which takes less.</param>
    public static GatewayError? Read(IHeaderDictionary headers, out bool isLatest)
    {
        var version = headers[Header].ToString();
        isLatest = version == AnthropicVersion.Latest;
        return isLatest || version is "" or AnthropicVersion.First
            ? null
            : GatewayError.Invalid($"There is no such version; the header '{Header}' must be {AnthropicVersion.First} or {AnthropicVersion.Latest}.", Header);
    }

    /// <summary>Says the version that goes without saying, so that a provider reads the request as the gateway does.</summary>
    public static void SetDefault(IHeaderDictionary headers)
    {
        if (headers[Header].ToString().Length == 0)
            headers[Header] = AnthropicVersion.First;
    }
}
