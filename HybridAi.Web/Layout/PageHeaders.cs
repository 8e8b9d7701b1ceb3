namespace HybridAi.Web.Layout;

/// <summary>What browsers are told about every page: load and call nothing elsewhere, run the site's own script only, keep nothing, frame nothing.</summary>
internal static class PageHeaders
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Write(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // Pages hold what only their reader may see. In these words antiforgery leaves it alone, otherwise it overwrites it with a warning.
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
    }
}
