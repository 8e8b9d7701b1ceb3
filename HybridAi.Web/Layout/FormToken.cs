using Microsoft.AspNetCore.Antiforgery;

namespace HybridAi.Web.Layout;

/// <summary>The token that shows that a form came from this site.</summary>
internal static class FormToken
{
    public const string FieldName = "form-token";

    /// <summary>How big forms may be that do not say otherwise.</summary>
    public const long MaxFormBytes = 16 * 1024;

    public static string Issue(HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken!;

    /// <summary>Reads a form of the site, or gives null if it is not one: too big, of another type, without a valid token.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext http, IAntiforgery antiforgery, CancellationToken cancellationToken, long mostBytes = MaxFormBytes)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is null || http.Request.ContentLength > mostBytes)
            return null;
        try
        {
            var form = await http.Request.ReadFormAsync(cancellationToken);
            return await antiforgery.IsRequestValidAsync(http) ? form : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
