using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace HybridAi.Web.Layout;

/// <summary>The token that shows that a form came from this site.</summary>
internal static class FormToken
{
    public const string FieldName = "form-token";

    /// <summary>The most that a form without files has.</summary>
    public const long UsualBytes = 16 * 1024;

    // The form of a rule offers 1,000 keys, as many teams and as many users, of which each that is chosen is a value. How many may be is for the API to say.
    private const int MostValues = 4096;

    public static string Issue(HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken!;

    /// <summary>Reads a form of the site, or gives null if it is not one: too big, of another type, without a valid token.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext http, IAntiforgery antiforgery, CancellationToken cancellationToken, long mostBytes = UsualBytes)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentLength is not { } length || length > mostBytes)
            return null;
        try
        {
            // Servers have a bound of their own, which is lower than that of some forms.
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = mostBytes;
            var form = await http.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = mostBytes, ValueCountLimit = MostValues }, cancellationToken);
            return await antiforgery.IsRequestValidAsync(http) ? form : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
