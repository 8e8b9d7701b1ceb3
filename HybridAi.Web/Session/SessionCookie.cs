using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Session;

/// <summary>Keeps a visitor's own API key in an encrypted cookie, and nowhere else.</summary>
internal sealed class SessionCookie(IDataProtectionProvider protection, IOptionsMonitor<WebOptions> options, TimeProvider time)
{
    public const string Name = "hybridai-session";
    private readonly IDataProtector _protector = protection.CreateProtector("HybridAi.Web.Session.v1");

    /// <summary>The key of the visitor, or null if nobody is signed in.</summary>
    public string? Read(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 and < 4096 } cookie)
            return null;
        string text;
        try
        {
            text = _protector.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            // Tampered with, or encrypted under keys that are gone: as good as none.
            return null;
        }
        var separator = text.IndexOf(' ', StringComparison.Ordinal);
        var signedInAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(text.AsSpan(0, separator), CultureInfo.InvariantCulture));
        return time.GetUtcNow() - signedInAt < options.CurrentValue.SessionLifetime ? text[(separator + 1)..] : null;
    }

    public void Write(HttpContext http, string apiKey)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds()} {apiKey}");
        http.Response.Cookies.Append(Name, _protector.Protect(text), Settings(http, options.CurrentValue.SessionLifetime));
    }

    public void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, Settings(http, null));

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
