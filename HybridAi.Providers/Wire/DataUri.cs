using HybridAi.Core.Chat;

namespace HybridAi.Providers.Wire;

/// <summary>Takes <c>data:</c> URIs apart (RFC 2397).</summary>
public static class DataUri
{
    private const string Scheme = "data:";
    private const string Base64Marker = ";base64";

    /// <summary>Takes an address apart.</summary>
    /// <param name="address">The address.</param>
    /// <param name="mediaType">Its media type with any parameters, or null if it names none.</param>
    /// <param name="base64">Its data.</param>
    /// <returns>False if it is another address, or its data is not base64.</returns>
    public static bool TryParse(string address, out string? mediaType, out Verbatim base64)
    {
        (mediaType, base64) = (null, default);
        if (!address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !address.AsSpan(0, comma).EndsWith(Base64Marker, StringComparison.OrdinalIgnoreCase))
            return false;
        var type = address[Scheme.Length..(comma - Base64Marker.Length)];
        mediaType = type.Length == 0 ? null : type;
        base64 = Verbatim.Of(address[(comma + 1)..]);
        return true;
    }
}
