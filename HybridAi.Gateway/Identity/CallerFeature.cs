using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Identity;

/// <summary>The caller of the request at hand.</summary>
public static class CallerFeature
{
    /// <summary>Remembers who was identified.</summary>
    public static void SetCaller(this HttpContext http, Caller caller) => http.Features.Set(caller);

    /// <summary>Who was identified, or null if nobody was yet.</summary>
    public static Caller? FindCaller(this HttpContext http) => http.Features.Get<Caller>();

    /// <summary>Who was identified; only behind an endpoint that requires a role.</summary>
    public static Caller GetCaller(this HttpContext http) =>
        http.FindCaller() ?? throw new InvalidOperationException("This endpoint does not identify its caller.");
}
