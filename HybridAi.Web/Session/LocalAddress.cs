namespace HybridAi.Web.Session;

/// <summary>Keeps redirects on this site.</summary>
internal static class LocalAddress
{
    /// <summary>The address if it is a path of this site, otherwise the start page.</summary>
    public static string OrStart(string? address)
    {
        // "//host" and "/\host" lead elsewhere; browsers drop control characters before they look.
        var isLocal = address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) && !address.Contains('\\', StringComparison.Ordinal)
            && address.Length <= 2000;
        return isLocal ? address! : "/";
    }
}
