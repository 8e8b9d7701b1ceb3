using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace HybridAi.Web.Visits;

/// <summary>Carries what came of a form to the page that follows, where nobody else can put words into the site's mouth.</summary>
internal sealed class NoticeCookie(IDataProtectionProvider protection)
{
    public const string Name = "hybridai-notice";
    // In bytes of UTF-8; sealed it must fit into the 4,096 that browsers keep of a cookie.
    private const int LongestText = 2000;
    private const char Good = '+';
    private const char Bad = '-';

    private readonly IDataProtector _protector = protection.CreateProtector("HybridAi.Web.Notice.v1");

    public void Write(HttpContext http, Notice notice)
    {
        var text = notice.Text;
        while (Encoding.UTF8.GetByteCount(text) > LongestText)
            text = text[..(text.Length * 9 / 10)];
        http.Response.Cookies.Append(Name, _protector.Protect((notice.Failed ? Bad : Good) + text), Settings(http, TimeSpan.FromMinutes(1)));
    }

    /// <summary>Reads it and forgets it.</summary>
    public Notice? Take(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 and < 8192 } cookie)
            return null;
        http.Response.Cookies.Delete(Name, Settings(http, null));
        try
        {
            return _protector.Unprotect(cookie) is [var kind, .. var text] ? new Notice(text, kind == Bad) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Settings(HttpContext http, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
