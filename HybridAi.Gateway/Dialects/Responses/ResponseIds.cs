using System.Globalization;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>The ids of responses and of their items. An item's id tells which response it belongs to.</summary>
internal static class ResponseIds
{
    private const string ResponsePrefix = "resp_";
    private const int GuidDigits = 32;

    /// <summary>A response's id: <c>resp_</c> and the request's.</summary>
    public static string OfResponse(Guid request) => ResponsePrefix + request.ToString("N");

    /// <summary>An output item's id.</summary>
    public static string OfOutput(string prefix, Guid request, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{request:N}{index:x4}");

    /// <summary>An input item's id.</summary>
    public static string OfInput(string prefix, Guid request, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}_{request:N}i{index:x4}");

    /// <summary>The request that made a response; null if the id is none of the gateway's.</summary>
    public static Guid? RequestOf(string responseId) =>
        responseId.StartsWith(ResponsePrefix, StringComparison.Ordinal) && Guid.TryParseExact(responseId.AsSpan(ResponsePrefix.Length), "N", out var id) ? id : null;

    /// <summary>The request that made an item; null if the id is none of the gateway's.</summary>
    public static Guid? RequestOfItem(string itemId)
    {
        var at = itemId.IndexOf('_', StringComparison.Ordinal) + 1;
        return at > 0 && itemId.Length > at + GuidDigits && Guid.TryParseExact(itemId.AsSpan(at, GuidDigits), "N", out var id) ? id : null;
    }
}
